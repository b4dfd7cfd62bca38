"""The figures of the chapter on promises: frames of the `analyse` room in, matplotlib figures out."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from policybook.show.figures.parts import legend, rows, stacked
from policybook.show.style import ACCENT, INK, MUTED, RULE, canvas, colour, is_narrow, label, lines, two_widths

ABOVE, OWN = ACCENT, "#4d4d4d"
#: Kinds of quantities, from those that compare across places to those that do not; no colour of a place.
KIND_SHADES = ("#1d3f5e", "#3f6e91", "#7fa3bd", "#b9a16b", "#d3c6a0", "#e3e1da")


@two_widths
def striving_dots(shares: pd.DataFrame) -> Figure:
    """Draw, for each document, the share of targets striven for: those that another level decides, and the others."""
    docs = list(dict.fromkeys(shares["doc_id"]))
    fig, ax = canvas(0.52 * len(docs) + 1.4, taller=1.15)
    for y, doc_id in enumerate(docs):
        own = shares[shares["doc_id"] == doc_id].set_index("above")
        ends = [own.loc[flag, "striving_pct"] for flag in (False, True) if flag in own.index]
        ax.plot(ends, [y] * len(ends), color=RULE, linewidth=3, zorder=1)
        for flag, shade in ((False, OWN), (True, ABOVE)):
            if flag in own.index:
                row = own.loc[flag]
                ax.plot(row["striving_pct"], y, "o", color=shade, markersize=9, zorder=2)
                told = f"{int(row['striving'])} of {int(row['targets'])}"
                ax.annotate(
                    told,
                    (row["striving_pct"], y),
                    (0, 7),
                    textcoords="offset points",
                    ha="center",
                    fontsize="small",
                    color=shade,
                )
    rows(ax, [label(d) for d in docs])
    ax.set_ylim(len(docs) - 0.5, -0.8)
    ax.set_xlim(-4, 104)
    ax.set_xlabel(lines("% of the targets of a group that are only striven for (力争, 争取)", 70, 34))
    words = {OWN: "the place itself decides", ABOVE: "state or province 国家、省 decides"}
    legend(
        fig,
        [Line2D([], [], ls="", marker="o", ms=8, color=shade, label=text) for shade, text in words.items()],
        narrow=1,
    )
    return fig


@two_widths
def kind_bars(counts: pd.DataFrame, names: Mapping[str, str]) -> Figure:
    """Draw what the targets count, a bar of a hundred percent for each document; columns are kinds."""
    shares = 100 * counts.div(counts.sum(axis="columns"), axis="index")
    look = {kind: (KIND_SHADES[min(i, len(KIND_SHADES) - 1)], names[kind]) for i, kind in enumerate(counts.columns)}
    return stacked(
        shares, look, [label(d) for d in counts.index], "% of the document's targets (numbers: targets)", inside=counts
    )


@two_widths
def ratio_strips(same: pd.DataFrame, names: Mapping[str, str], labelled: int = 2) -> Figure:
    """Draw how far apart documents of one year are on the same indicator: highest over lowest number, log scale."""
    fig, ax = canvas(3.6, taller=1.1)
    lowest, mild = 1.0, {"fontsize": "small", "color": MUTED}
    for y, free in enumerate((True, False)):
        found = same[same["free"] == free].sort_values(["ratio", "name"], kind="stable").reset_index(drop=True)
        ratios = found["ratio"].to_numpy(float)
        height = _spread(np.log10(ratios), near=0.035, step=0.065)
        shade = ABOVE if free else OWN
        ax.plot(ratios, y + height, "o", color=shade, markersize=4.5 if is_narrow() else 6, alpha=0.75)
        told = f"{int(found['same'].sum())} of {len(found)} print one number"
        ax.text(1.6, y - 0.4, told, color=shade, va="center", fontsize="small")
        widest = list(zip(ratios, height, found["name"], strict=True))[-1 if free else -labelled :]
        for n, (x, h, name) in enumerate(widest):
            if free:
                ax.annotate(
                    lines(names[name], 40, 18), (x, y + h), (8, 0), textcoords="offset points", va="center", **mild
                )
                continue
            # Below all dots, each on a line of its own, so that no label lies on a dot.
            below = y + height.max() + (0.2 if is_narrow() else 0.14) * (n + 1)
            ax.plot([x, x], [y + h + 0.03, below], color=RULE, linewidth=1, zorder=0)
            ax.text(x * 0.97, below, names[name], ha="right", va="center", **mild)
            lowest = max(lowest, below)
    top = float(same["ratio"].max())
    ax.set_xscale("log")
    ax.set_xlim(0.93, top * (1.6 if is_narrow() else 2.4))
    ticks = [t for t in ((1, 2, 5, 20, 100) if is_narrow() else (1, 1.5, 2, 3, 5, 10, 20, 50, 100)) if t <= top * 1.2]
    ax.set_xticks(ticks, [f"{t:g}×" for t in ticks])
    ax.minorticks_off()
    rows(ax, ["Rates, shares, standards", "Counts, areas, sums"], wide=14, narrow=10)
    ax.set_ylim(lowest + 0.25, -0.75)
    ax.set_xlabel(lines("highest number of a year over the lowest, same indicator", 70, 34))
    return fig


def _spread(values: np.ndarray, near: float, step: float) -> np.ndarray:
    """Return heights that keep dots apart which have nearly the same value: a stack on both sides of the line."""
    heights, seen = np.zeros(len(values)), {}
    for i, value in enumerate(values):
        place = round(value / near)
        seen[place] = n = seen.get(place, 0) + 1
        heights[i] = (n // 2) * (step if n % 2 else -step)
    return heights


@two_widths
def share_dots(shares: pd.DataFrame, names: Mapping[str, str], middle: float, shown: int = 10) -> Figure:
    """Draw the share that a place promises of the number of the place above it: the largest by name, the rest as a range."""
    ranked = shares.sort_values(["share_pct", "name"], ascending=[False, True], kind="stable").reset_index(drop=True)
    top, rest = ranked.head(shown), ranked.iloc[shown:]["share_pct"].astype(float)
    fig, ax = canvas(0.36 * (len(top) + 1) + 1.1, taller=1.8)
    ax.axvline(middle, color=MUTED, linewidth=1, linestyle="--", zorder=0)
    ax.hlines(range(len(top)), 0, top["share_pct"].astype(float), color=RULE, linewidth=1.5, zorder=1)
    for y, row in enumerate(top.to_dict("records")):
        ax.plot(row["share_pct"], y, "o", color=colour(row["doc_id"]), markersize=8)
        ax.text(float(row["share_pct"]) + 5, y, f"{row['share_pct']:.0f} %", va="center", fontsize="small")
    labels = [names[n] for n in top["name"]]
    if len(rest):
        ax.plot([rest.min(), rest.max()], [len(top)] * 2, color=MUTED, linewidth=6, solid_capstyle="round")
        told = f"{rest.min():.0f} to {rest.max():.0f} %; median of all {middle:.0f} % (dashed)"
        ax.text(rest.max() + 5, len(top), lines(told, 60, 20), va="center", fontsize="small", color=INK)
        labels.append(f"the other {len(rest)} indicators")
    rows(ax, labels, wide=40, narrow=20)
    ax.set_xlim(0, max(112, float(ranked["share_pct"].max()) * (1.3 if is_narrow() else 1.12)))
    ax.set_xlabel(lines("% of the number of the place above", 70, 34))
    return fig


def bilingual(vocabulary, names: Sequence[str]) -> dict[str, str]:
    """Return a label for each indicator: English, then Chinese."""
    return {name: f"{vocabulary.indicators[name].en} {vocabulary.indicators[name].zh}" for name in names}
