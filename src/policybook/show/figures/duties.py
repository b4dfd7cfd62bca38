"""The figures of the chapter on offices: frames of the `analyse` room in, matplotlib figures out."""

import math
from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from policybook.analyse.duties import SEATS
from policybook.show.style import INK, MUTED, RULE, colour, label

MARKERS = "osD^vPX*<>"
#: Places in a list of units: who goes first stands out. No colours of places.
SEAT_LOOK = {
    "alone": ("#8c8c8c", "alone"),
    "first": ("#8c2d04", "first, others follow"),
    "between": ("#dcdcdc", "in between"),
    "last": ("#b7bcc4", "last"),
}


def seat_bars(counts: pd.DataFrame, measures: Mapping[str, int], title: str) -> Figure:
    """Draw where an office stands in the lists of each document, and in how many measures not at all."""
    fig, ax = plt.subplots(figsize=(6.8, 0.52 * len(counts) + 1.7))
    for y, (doc_id, row) in enumerate(counts.iterrows()):
        left, total = 0.0, measures[doc_id]
        for seat in SEATS:
            width = 100 * row[seat] / total
            ax.barh(y, width, left=left, height=0.68, color=SEAT_LOOK[seat][0], edgecolor="white", linewidth=0.8)
            if row[seat]:
                ax.text(
                    left + width / 2,
                    y,
                    int(row[seat]),
                    ha="center",
                    va="center",
                    fontsize=9.5,
                    color="white" if seat in ("first", "alone") else INK,
                )
            left += width
        ax.text(left + 1, y, f"named in {100 * row.sum() / total:.0f} %", va="center", fontsize=9.5, color=MUTED)
    handles = [plt.Rectangle((0, 0), 1, 1, color=SEAT_LOOK[seat][0], label=SEAT_LOOK[seat][1]) for seat in SEATS]
    fig.legend(handles=handles, loc="outside lower center", ncols=4, fontsize=9.5, columnspacing=1.2)
    ax.set_yticks(range(len(counts)), [label(d) for d in counts.index])
    ax.set_ylim(len(counts) - 0.5, -0.5)
    ax.set_xlim(0, 100)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel("Measures of the document, % (numbers: measures)")
    ax.set_title(title)
    return fig


def load_dots(counts: pd.DataFrame, names: Mapping[str, str], title: str, shown: int = 12) -> Figure:
    """Draw the share of measures that each office is named in, a dot a document, offices by their mean."""
    docs = list(dict.fromkeys(counts["doc_id"]))
    wide = counts.pivot(index="office", columns="doc_id", values="share_pct").reindex(columns=docs).fillna(0.0)
    wide = wide.loc[wide.mean(axis="columns").sort_values(ascending=False, kind="stable").index[:shown]]
    fig, ax = plt.subplots(figsize=(6.8, 0.36 * len(wide) + 1.7))
    for y, office in enumerate(wide.index):
        ax.axhline(y, color=RULE, linewidth=0.6, zorder=0)
        for i, doc_id in enumerate(docs):
            value = wide.loc[office, doc_id]
            if value > 0:
                shift = (i - (len(docs) - 1) / 2) * 0.1
                ax.plot(
                    value,
                    y + shift,
                    MARKERS[i % len(MARKERS)],
                    color=colour(doc_id),
                    markersize=7,
                    label=label(doc_id) if y == 0 else None,
                )
    ax.set_yticks(range(len(wide)), [names[o] for o in wide.index], fontsize=9.5)
    ax.set_ylim(len(wide) - 0.5, -0.5)
    ax.set_xlim(left=0)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel("Measures that name the office, % of the document's")
    fig.suptitle(title, x=0.01, ha="left", fontsize=11.5)
    ax.legend(loc="lower right", fontsize=9.5)
    return fig


def network(
    pairs: pd.DataFrame, measures: pd.Series, names: Mapping[str, str], title: str, shown: int = 16, least: int = 4
) -> Figure:
    """Draw who works with whom: the two busiest offices in the middle, the others on a circle in a fixed order.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As `policybook.analyse.duties.joint_work` returns it.
    measures : pandas.Series
        Measures by office.
    names : mapping
        A label for each office; its order is that on the circle.
    title : str
        The finding.
    shown, least : int
        How many offices are drawn, and from how many joint measures on a pair has a line.
    """
    busiest = measures.sort_values(ascending=False, kind="stable").index[:shown]
    middle, ring = list(busiest[:2]), [office for office in names if office in busiest[2:]]
    spots = {office: (x, 0.0) for office, x in zip(middle, (-0.34, 0.34), strict=False)}
    for i, office in enumerate(ring):
        angle = 2 * math.pi * i / len(ring) + math.pi / 2
        spots[office] = (1.25 * math.cos(angle), math.sin(angle))
    drawn = pairs[pairs["one"].isin(spots) & pairs["other"].isin(spots) & (pairs["measures"] >= least)]
    fig, ax = plt.subplots(figsize=(6.8, 5.6))
    top = drawn["measures"].max()
    for row in drawn.sort_values("measures", kind="stable").to_dict("records"):
        ends = np.array([spots[row["one"]], spots[row["other"]]])
        hub = row["one"] in middle or row["other"] in middle
        ax.plot(
            *ends.T,
            color="#b9bec6" if hub else "#8c2d04",
            linewidth=0.6 + 7 * row["measures"] / top,
            alpha=0.75,
            zorder=1 + (not hub),
            solid_capstyle="round",
        )
    for office, (x, y) in spots.items():
        ax.plot(x, y, "o", color=INK, markersize=4 + 14 * math.sqrt(measures[office] / measures.max()), zorder=3)
        inside = office in middle
        across, up = (
            (0, -20 if x < 0 else 20)
            if inside
            else (12 * np.sign(round(x, 3)), 13 * np.sign(round(y, 3)) if abs(x) < 0.35 else 0)
        )
        ax.annotate(names[office], (x, y), (across, up), textcoords="offset points", fontsize=9.5, zorder=4, va="center",
                    ha="center" if inside or abs(x) < 0.35 else ("left" if x > 0 else "right"),
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.8} if inside else None)  # fmt: skip
    ax.set_xlim(-2.4, 2.4)
    ax.set_ylim(-1.25, 1.25)
    ax.axis("off")
    fig.suptitle(title, x=0.01, ha="left", fontsize=11.5)
    return fig
