"""Figures of shared text: frames of the `analyse` room in, matplotlib figures out."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from policybook.show.figures.parts import intervals, legend, rows, stacked
from policybook.show.style import ACCENT, INK, SHADES, canvas, colour, is_narrow, label, lines, two_widths

#: How two documents are related, from their records: colour and line; no colours of places.
RELATIONS = {
    "place and its parent": (ACCENT, "-"),
    "same year": (SHADES[0], "--"),
    "different years": ("#8c8c8c", ":"),
    "one place, two years": (SHADES[1], "-."),
}
#: What became of a sentence.
SENTENCES = {
    "unchanged": (SHADES[0], "unchanged"),
    "another number": (SHADES[1], "another number"),
    "reworded": (SHADES[2], "reworded"),
    "own": (ACCENT, "own"),
}


@two_widths
def containment_lines(containment: pd.DataFrame) -> Figure:
    """Draw the share of each document that stands in each other one, by the shortest run that counts.

    Parameters
    ----------
    containment : pandas.DataFrame
        doc_id, other, n, share_pct, relation (see `RELATIONS`).
    """
    fig, ax = canvas(3.6)
    runs = sorted(containment["n"].unique())
    for (relation, *_), found in containment.groupby(["relation", "doc_id", "other"]):
        tint, line = RELATIONS[relation]
        ax.plot(
            [runs.index(n) for n in found["n"]], found["share_pct"], color=tint, ls=line, marker="o", ms=3.5, lw=1.5
        )
    ax.set(xticks=range(len(runs)), xticklabels=runs, ylim=(0, None))
    ax.set_xlabel(lines("shortest run of characters that counts", 60, 34))
    ax.set_ylabel(lines("% of the characters found in the other", 60, 28))
    used = [r for r in RELATIONS if r in set(containment["relation"])]
    legend(
        fig,
        [Line2D([], [], color=RELATIONS[r][0], ls=RELATIONS[r][1], marker="o", ms=4, label=r) for r in used],
        narrow=1,
    )
    return fig


@two_widths
def sentence_bars(shares: pd.DataFrame, xlabel: str) -> Figure:
    """Draw what became of the sentences, a bar a domain.

    Parameters
    ----------
    shares : pandas.DataFrame
        Percent; rows are domains, columns are those of `SENTENCES`.
    xlabel : str
        What the parts are parts of.
    """
    return stacked(shares, SENTENCES, list(shares.index), xlabel)


@two_widths
def share_dots(goals: pd.DataFrame, order: Sequence[str], doc_id: str, other: str) -> Figure:
    """Draw each number as a share of its counterpart, one line a domain, and the median of all.

    Parameters
    ----------
    goals : pandas.DataFrame
        domain, share_pct.
    order : sequence of str
        The domains from the top.
    doc_id, other : str
        The document whose share it is, and of which.
    """
    fig, ax = canvas(1.2 + 0.36 * len(order))
    for y, name in enumerate(order):
        values = np.sort(goals.loc[goals["domain"] == name, "share_pct"].to_numpy(float))
        spread = np.linspace(-0.25, 0.25, len(values)) if len(values) > 1 else np.zeros(1)
        ax.scatter(
            values,
            y + spread,
            s=20 if is_narrow() else 26,
            color=colour(doc_id),
            edgecolor=INK,
            linewidth=0.4,
            zorder=3,
        )
    middle = float(goals["share_pct"].median())
    ax.axvline(middle, color=INK, lw=1, ls="--")
    rows(ax, order)
    ax.set_ylim(len(order) - 0.5, -1.2)
    ax.text(middle + 1.5, -0.85, f"median {middle:.0f} %", va="center", fontsize="small")
    ax.set_xlim(0, max(105.0, 1.05 * goals["share_pct"].max()))
    ax.set_xlabel(lines(f"{label(doc_id)}, % of {label(other)}", 70, 34))
    return fig


@two_widths
def closeness_intervals(close: pd.DataFrame) -> Figure:
    """Draw the text that each pair of documents shares, with its interval.

    Parameters
    ----------
    close : pandas.DataFrame
        doc_id, other, share_pct, low_pct, high_pct, relation (see `RELATIONS`).
    """
    found = close.sort_values("share_pct", ascending=False).reset_index(drop=True)
    table = found.rename(columns={"share_pct": "value", "low_pct": "low", "high_pct": "high"})
    names = [f"{label(a)} – {label(b)}" for a, b in zip(found["doc_id"], found["other"], strict=True)]
    tints = [RELATIONS[r][0] for r in found["relation"]]
    fig, ax = intervals(table, names, "% of the characters of both in runs in common", tints)
    ax.set_xlim(left=0)
    used = [r for r in RELATIONS if r in set(found["relation"])]
    legend(fig, [Line2D([], [], color=RELATIONS[r][0], marker="o", ms=5, label=r) for r in used], narrow=1)
    return fig


def relation_of(a: Mapping[str, object], b: Mapping[str, object]) -> str:
    """Say how two documents are related, from their records: a key of `RELATIONS`."""
    if a.get("policy_year") != b.get("policy_year"):
        return "one place, two years" if a.get("place") == b.get("place") is not None else "different years"
    kin = {str(a.get("place_en")), str(b.get("place_en"))} & {str(a.get("parent")), str(b.get("parent"))}
    return "place and its parent" if kin else "same year"
