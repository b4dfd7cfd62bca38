"""The figures of the chapter on promises: frames of the `analyse` room in, matplotlib figures out."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from policybook.show.style import INK, MUTED, RULE, colour, label

ABOVE, OWN = "#8c2d04", "#4D4D4D"
#: Kinds of quantities, from those that compare across places to those that do not; no colour of a place.
SHADES = ("#1d3f5e", "#3f6e91", "#7fa3bd", "#b9a16b", "#d3c6a0", "#e3e1da")


def striving_dots(shares: pd.DataFrame, title: str) -> Figure:
    """Draw, for each document, the share of targets striven for: those that another level decides, and the others."""
    docs = list(dict.fromkeys(shares["doc_id"]))
    fig, ax = plt.subplots(figsize=(6.4, 0.55 * len(docs) + 1.5))
    for y, doc_id in enumerate(docs):
        rows = shares[shares["doc_id"] == doc_id].set_index("above")
        ends = [rows.loc[flag, "striving_pct"] for flag in (False, True) if flag in rows.index]
        ax.plot(ends, [y] * len(ends), color=RULE, linewidth=3, zorder=1)
        for flag, shade in ((False, OWN), (True, ABOVE)):
            if flag in rows.index:
                row = rows.loc[flag]
                ax.plot(row["striving_pct"], y, "o", color=shade, markersize=9, zorder=2)
                text = f"{int(row['striving'])} of {int(row['targets'])}"
                ax.annotate(
                    text,
                    (row["striving_pct"], y),
                    (0, 8),
                    textcoords="offset points",
                    ha="center",
                    fontsize=9,
                    color=shade,
                )
    ax.set_yticks(range(len(docs)), [label(d) for d in docs])
    ax.set_ylim(len(docs) - 0.5, -1.0)
    ax.set_xlim(-4, 104)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel("Targets that are only striven for 力争, % of their group")
    ax.text(2, -0.82, "● the place itself decides", color=OWN, fontsize=10, va="center")
    ax.text(98, -0.82, "● state or province 国家、省 decides", color=ABOVE, fontsize=10, va="center", ha="right")
    ax.set_title(title)
    return fig


def kind_bars(counts: pd.DataFrame, names: Mapping[str, str], title: str) -> Figure:
    """Draw what the targets count, a bar of a hundred percent for each document; columns are kinds."""
    shares = 100 * counts.div(counts.sum(axis="columns"), axis="index")
    fig, ax = plt.subplots(figsize=(6.8, 0.5 * len(counts) + 1.7))
    left = np.zeros(len(counts))
    for i, kind in enumerate(counts.columns):
        width = shares[kind].to_numpy(float)
        shade = SHADES[min(i, len(SHADES) - 1)]
        ax.barh(
            range(len(counts)),
            width,
            left=left,
            height=0.7,
            color=shade,
            edgecolor="white",
            linewidth=0.8,
            label=names[kind],
        )
        for y, (w, n) in enumerate(zip(width, counts[kind], strict=True)):
            if w >= 3.5:
                ax.text(
                    left[y] + w / 2, y, int(n), ha="center", va="center", fontsize=9, color="white" if i < 2 else INK
                )
        left += width
    ax.set_yticks(range(len(counts)), [label(d) for d in counts.index])
    ax.set_ylim(len(counts) - 0.5, -0.5)
    ax.set_xlim(0, 100)
    ax.grid(visible=False)
    ax.set_xlabel("Targets, % of the document's (numbers: how many)")
    ax.set_title(title)
    fig.legend(loc="outside lower center", ncols=3, fontsize=9.5, columnspacing=1.2)
    return fig


def ratio_strips(same: pd.DataFrame, names: Mapping[str, str], title: str, labelled: int = 2) -> Figure:
    """Draw how far apart documents of one year are on the same indicator: highest over lowest number, log scale."""
    fig, ax = plt.subplots(figsize=(6.8, 3.9))
    for y, free in enumerate((True, False)):
        rows = same[same["free"] == free].sort_values(["ratio", "name"], kind="stable").reset_index(drop=True)
        ratios = rows["ratio"].to_numpy(float)
        height = _spread(np.log10(ratios), near=0.035, step=0.065)
        shade = ABOVE if free else OWN
        ax.plot(ratios, y + height, "o", color=shade, markersize=6, alpha=0.75)
        ax.text(
            1.55,
            y - 0.38,
            f"{int(rows['same'].sum())} of {len(rows)} print one number",
            fontsize=9.5,
            color=shade,
            va="center",
        )
        widest = list(zip(ratios, height, rows["name"], strict=True))[-1 if free else -labelled :]
        for n, (x, h, name) in enumerate(widest):
            offset = (8, 0) if free else (0, 13 if n % 2 else -13)
            ax.annotate(names[name], (x, y + h), offset, textcoords="offset points", fontsize=9, color=MUTED,
                        ha="left" if free else "center", va="center")  # fmt: skip
    top = float(same["ratio"].max())
    ax.set_xscale("log")
    ax.set_xlim(0.93, top * 2)
    ticks = [t for t in (1, 1.5, 2, 3, 5, 10, 20, 50, 100) if t <= top * 1.2]
    ax.set_xticks(ticks, [f"{t:g}×" for t in ticks])
    ax.minorticks_off()
    ax.set_yticks([0, 1], ["Rates, shares,\nstandards", "Counts, areas,\nsums"])
    ax.set_ylim(1.55, -0.75)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel("Highest number of a year over the lowest, same indicator")
    ax.set_title(title)
    return fig


def _spread(values: np.ndarray, near: float, step: float) -> np.ndarray:
    """Return heights that keep dots apart which have nearly the same value: a stack on both sides of the line."""
    heights, seen = np.zeros(len(values)), {}
    for i, value in enumerate(values):
        place = round(value / near)
        seen[place] = n = seen.get(place, 0) + 1
        heights[i] = (n // 2) * (step if n % 2 else -step)
    return heights


def share_dots(shares: pd.DataFrame, names: Mapping[str, str], middle: float, title: str, shown: int = 10) -> Figure:
    """Draw the share that a place promises of the number of the place above it: the largest by name, the rest as a range."""
    rows = shares.sort_values(["share_pct", "name"], ascending=[False, True], kind="stable").reset_index(drop=True)
    top, rest = rows.head(shown), rows.iloc[shown:]["share_pct"].astype(float)
    fig, ax = plt.subplots(figsize=(7.0, 0.32 * (len(top) + 1) + 1.3))
    ax.axvline(middle, color=MUTED, linewidth=1, linestyle="--", zorder=0)
    ax.hlines(range(len(top)), 0, top["share_pct"].astype(float), color=RULE, linewidth=1.5, zorder=1)
    for y, row in enumerate(top.to_dict("records")):
        ax.plot(row["share_pct"], y, "o", color=colour(row["doc_id"]), markersize=8)
        ax.text(float(row["share_pct"]) + 5, y, f"{row['share_pct']:.0f} %", va="center", fontsize=9.5)
    labels = [names[n] for n in top["name"]]
    if len(rest):
        ax.plot([rest.min(), rest.max()], [len(top)] * 2, color=MUTED, linewidth=6, solid_capstyle="round")
        ax.text(
            rest.max() + 5,
            len(top),
            f"{rest.min():.0f} to {rest.max():.0f} %; median of all {middle:.0f} % (dashed)",
            va="center",
            fontsize=9.5,
        )
        labels.append(f"the other {len(rest)} indicators")
    ax.set_yticks(range(len(labels)), labels, fontsize=9.5)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_xlim(0, max(112, float(rows["share_pct"].max()) * 1.12))
    ax.grid(axis="y", visible=False)
    ax.set_xlabel("Share of the number of the place above, %")
    fig.suptitle(title, x=0.01, ha="left", fontsize=11.5)
    return fig


def bilingual(vocabulary, names: Sequence[str]) -> dict[str, str]:
    """Return a label for each indicator: English, then Chinese."""
    return {name: f"{vocabulary.indicators[name].en} {vocabulary.indicators[name].zh}" for name in names}
