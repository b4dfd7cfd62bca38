"""Figures of two cohorts: frames of `policybook.analyse.evolution` in, matplotlib figures out."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from policybook.show.figures.parts import document_dots, legend, rows
from policybook.show.style import ACCENT, INK, MUTED, NEUTRAL, canvas, is_narrow, lines, two_widths


@two_widths
def bump_chart(threads: pd.DataFrame, schemes: Sequence[str], marked: Collection[str]) -> Figure:
    """Draw the place of each domain in the order of each scheme, and join what goes on.

    Parameters
    ----------
    threads : pandas.DataFrame
        scheme, section, short, thread: one row a domain and scheme, see `policybook.analyse.evolution.domain_order`.
    schemes : sequence of str
        From left to right.
    marked : collection of str
        Threads that stand out.
    """
    fig, ax = canvas(3.6)
    x_of = {scheme: x for x, scheme in enumerate(schemes)}
    for thread, found in threads.groupby("thread"):
        found = found.sort_values("scheme", key=lambda s: s.map(x_of))
        tint = ACCENT if thread in marked else NEUTRAL
        ax.plot(
            [x_of[s] for s in found["scheme"]],
            found["section"],
            color=tint,
            lw=3.2 if thread in marked else 1.8,
            marker="o",
            ms=8,
        )
    for row in threads.itertuples():
        left = x_of[row.scheme] == 0
        at, side = (x_of[row.scheme] - 0.06, "right") if left else (x_of[row.scheme] + 0.06, "left")
        told = f"{row.short}  {row.section}" if left else f"{row.section}  {row.short}"
        tint = ACCENT if row.thread in marked else INK
        ax.text(at, row.section, lines(told, 34, 17), ha=side, va="center", color=tint, linespacing=0.95)
    room = 1.3 if is_narrow() else 0.8
    ax.set(xlim=(-room, len(schemes) - 1 + room), xticks=range(len(schemes)))
    ax.set_xticklabels([f"{scheme} scheme" for scheme in schemes])
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0, pad=8)
    ax.set_yticks([])
    ax.invert_yaxis()
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return fig


@two_widths
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
    shapes = dict(zip(sorted(set(years.values())), "osD^v", strict=False))
    older = [d for d in values if years[d] == min(years.values())]
    marks = {d: shapes[years[d]] for d in values}
    said = [str(name)[:1].upper() + str(name)[1:] for name in values.index]
    return document_dots(values, said, xlabel, spread_of=older, marks=marks)


@two_widths
def openings(table: pd.DataFrame) -> Figure:
    """Draw each sum in the earlier and the later year, one line a sum, a block a place.

    Parameters
    ----------
    table : pandas.DataFrame
        place (heading of the block), text (of the axis), earlier, later (亿元; missing where a year does not print the line).
    """
    starts = np.cumsum(table["place"].ne(table["place"].shift()).to_numpy()) - 1
    y = np.arange(len(table)) + 1.1 * starts + 0.6
    fig, ax = canvas(0.3 * (y[-1] + 1) + 1.2, taller=1.25)
    for at, row in zip(y, table.itertuples(), strict=True):
        both = pd.notna(row.earlier) and pd.notna(row.later)
        told = " → ".join("–" if pd.isna(value) else f"{value:.2f}" for value in (row.earlier, row.later))
        ax.annotate(told, (1.02, at), xycoords=("axes fraction", "data"), va="center", fontsize="small", color=MUTED)
        tint = NEUTRAL if not both else INK if row.later >= row.earlier else ACCENT
        if both:
            ax.plot([row.earlier, row.later], [at, at], color=tint, lw=2)
        for value, filled in ((row.earlier, False), (row.later, True)):
            if pd.notna(value):
                ax.plot(value, at, "o", ms=6.5, mec=tint, mew=1.6, mfc=tint if filled else "#ffffff", zorder=3)
    rows(ax, list(table["text"]), wide=40, narrow=19, at=y.tolist())
    ax.tick_params(axis="y", labelsize="small")
    for place, at in table.assign(y=y).groupby("place", sort=False)["y"].min().items():
        ax.text(0, at - 0.95, place, color=INK, va="center", transform=ax.get_yaxis_transform())
    ax.set_ylim(y[-1] + 0.7, -1.0)
    ax.set_xlim(left=0)
    ax.set_xlabel("亿元 (100 million yuan)")
    kinds = [("earlier year", "#ffffff", INK), ("later year, higher", INK, INK), ("later year, lower", ACCENT, ACCENT)]
    if table[["earlier", "later"]].isna().any(axis=None):
        kinds.append(("in one year only", "#ffffff", NEUTRAL))
    legend(
        fig,
        [
            Line2D([], [], ls="", marker="o", ms=6.5, mfc=face, mec=edge, mew=1.6, label=name)
            for name, face, edge in kinds
        ],
    )
    return fig
