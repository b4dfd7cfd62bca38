"""Figures of two cohorts: frames of `policybook.analyse.evolution` in, matplotlib figures out."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from policybook.show.style import INK, MUTED, NEUTRAL, colour, label


def bump_chart(threads: pd.DataFrame, schemes: Sequence[str], marked: Mapping[str, str]) -> Figure:
    """Draw the place of each domain in the order of each scheme, and join what goes on.

    Parameters
    ----------
    threads : pandas.DataFrame
        scheme, section, short, thread: one row a domain and scheme, see `policybook.analyse.evolution.domain_order`.
    schemes : sequence of str
        From left to right.
    marked : mapping of str
        Thread to its colour; others are grey.
    """
    fig, ax = plt.subplots(figsize=(5.6, 3.9))
    x_of = {scheme: x for x, scheme in enumerate(schemes)}
    for thread, rows in threads.groupby("thread"):
        rows = rows.sort_values("scheme", key=lambda s: s.map(x_of))
        tint = marked.get(str(thread), NEUTRAL)
        x = [x_of[s] for s in rows["scheme"]]
        ax.plot(x, rows["section"], color=tint, lw=3.2 if thread in marked else 1.8, marker="o", ms=8, zorder=3)
    for row in threads.itertuples():
        left = x_of[row.scheme] == 0
        at, side = (x_of[row.scheme] - 0.06, "right") if left else (x_of[row.scheme] + 0.06, "left")
        tint = marked.get(row.thread, INK)
        ax.annotate(f"{row.section}  {row.short}" if not left else f"{row.short}  {row.section}", (at, row.section),
                    ha=side, va="center", color=tint, fontsize=10)  # fmt: skip
    ax.set(xlim=(-0.95, len(schemes) - 1 + 1.0), xticks=range(len(schemes)))
    ax.set_xticklabels([f"{scheme} scheme" for scheme in schemes])
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0, pad=8)
    ax.set_yticks([])
    ax.invert_yaxis()
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return fig


def spread_dots(values: pd.DataFrame, years: Mapping[str, int], xlabel: str) -> Figure:
    """Draw each document's value, one line a quantity, over the spread of the first year's documents (grey bar).

    Parameters
    ----------
    values : pandas.DataFrame
        Rows are quantities, columns are documents.
    years : mapping of int
        Year of each document.
    xlabel : str
        Unit.
    """
    first = min(years.values())
    older = [d for d in values if years[d] == first]
    fig, ax = plt.subplots(figsize=(5.6, 1.5 + 0.45 * len(values)))
    shapes = dict(zip(sorted(set(years.values())), "osD^v", strict=False))
    for y, (_, row) in enumerate(values.iterrows()):
        low, high = row[older].min(), row[older].max()
        ax.barh(y, high - low, left=low, height=0.62, color=NEUTRAL, alpha=0.4)
        for k, doc_id in enumerate(values):
            lift = 0.4 * (k / max(len(values.columns) - 1, 1) - 0.5)  # so that equal values both show
            ax.plot(row[doc_id], y + lift, shapes[years[doc_id]], color=colour(doc_id), ms=6.5, mec="white", mew=0.7,
                    zorder=3, clip_on=False)  # fmt: skip
    handles = [
        plt.Line2D([], [], ls="", marker=shapes[years[d]], color=colour(d), ms=7, label=label(d)) for d in values
    ]
    ax.legend(
        handles=handles, loc="lower center", bbox_to_anchor=(0.36, 1.0), ncols=3, columnspacing=1, handletextpad=0.1
    )
    ax.set(yticks=range(len(values)), yticklabels=values.index, xlabel=xlabel)
    ax.set_ylim(len(values) - 0.5, -0.5)
    ax.set_xlim(left=0)
    ax.grid(axis="y", visible=False)
    return fig


def slope_chart(amounts: pd.DataFrame, unit: str) -> Figure:
    """Draw how each line of one table moves between its two years.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Rows are lines, the two columns are years.
    unit : str
        Of the amounts.
    """
    first, last = amounts.columns
    fig, ax = plt.subplots(figsize=(5.6, 4.2))
    order = amounts.sort_values(last)[last]
    gap, at = (amounts.to_numpy().max()) / 17, float("-inf")
    ends = {}
    for name, value in order.items():
        at = max(float(value), at + gap)
        ends[name] = at
    for name, row in amounts.iterrows():
        tint = "#0072B2" if row[last] >= row[first] else "#D55E00"
        ax.plot([0, 1], [row[first], row[last]], color=tint, marker="o", ms=5, lw=1.8)
        ax.plot([1.02, 1.07], [row[last], ends[name]], color=MUTED, lw=0.6)
        ax.annotate(
            f"{name}  {row[first]:.2f} → {row[last]:.2f}", (1.08, ends[name]), va="center", fontsize=9, color=tint
        )
    ax.set(xlim=(-0.05, 2.35), xticks=[0, 1], ylabel=unit, ylim=(-1, None))
    ax.set_xticklabels([str(first), str(last)])
    ax.grid(False)
    ax.spines["bottom"].set_bounds(-0.05, 1.05)
    return fig


def openings(lines: pd.DataFrame) -> Figure:
    """Draw each sum in the earlier and the later year, one line a sum, a block a place.

    Parameters
    ----------
    lines : pandas.DataFrame
        place (heading of the block), text (of the axis), earlier, later (亿元; missing where a year does not print the line).
    """
    starts = np.cumsum(lines["place"].ne(lines["place"].shift()).to_numpy()) - 1
    y = np.arange(len(lines)) + 1.1 * starts
    fig, ax = plt.subplots(figsize=(6.2, 0.29 * (y[-1] + 1) + 1.5))
    for at, row in zip(y, lines.itertuples(), strict=True):
        both = pd.notna(row.earlier) and pd.notna(row.later)
        told = " → ".join("–" if pd.isna(value) else f"{value:.2f}" for value in (row.earlier, row.later))
        ax.annotate(told, (1.02, at), xycoords=("axes fraction", "data"), va="center", fontsize=9.5, color=MUTED)
        tint = MUTED if not both else "#0072B2" if row.later >= row.earlier else "#D55E00"
        if both:
            ax.plot([row.earlier, row.later], [at, at], color=tint, lw=2)
        for value, filled in ((row.earlier, False), (row.later, True)):
            if pd.notna(value):
                ax.plot(value, at, "o", ms=6.5, mec=tint, mew=1.6, mfc=tint if filled else "white", zorder=3)
    for place, at in lines.assign(y=y).groupby("place", sort=False)["y"].min().items():
        ax.text(0, at - 0.85, place, fontsize=10, color=MUTED, va="center", transform=ax.get_yaxis_transform())
    shapes = [("earlier year", "white", INK), ("later year", INK, INK)]
    if lines[["earlier", "later"]].isna().any(axis=None):
        shapes.append(("in one year only", "white", MUTED))
    handles = [
        plt.Line2D([], [], ls="", marker="o", ms=6.5, mfc=face, mec=edge, mew=1.6, label=name)
        for name, face, edge in shapes
    ]
    ax.legend(
        handles=handles, loc="lower center", bbox_to_anchor=(0.36, 1.0), ncols=3, columnspacing=1, handletextpad=0.1
    )
    ax.set(yticks=y, yticklabels=lines["text"], xlabel="亿元 (100 million yuan)")
    ax.set_ylim(y[-1] + 0.7, -1.5)
    ax.set_xlim(left=0)
    ax.grid(axis="y", visible=False)
    return fig
