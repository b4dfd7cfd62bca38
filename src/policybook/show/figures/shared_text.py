"""Figures of shared text: frames of the `analyse` room in, matplotlib figures out."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from policybook.show.style import INK, MUTED, colour, label

#: How two documents are related, from their records: colour and line.
RELATIONS = {
    "place and its parent": ("#0072B2", "-"),
    "same year": ("#009E73", "--"),
    "different years": ("#D55E00", ":"),
    "one place, two years": ("#6E4B9E", "-."),
}
_KINDS = {"kept": "#0072B2", "rescaled": "#009E73", "localised": "#D55E00"}
_SENTENCES = ("#0072B2", "#56B4E9", "#E69F00", "#4D4D4D")


def containment_lines(containment: pd.DataFrame) -> Figure:
    """Draw the share of each document that stands in each other one, by the shortest run that counts.

    Parameters
    ----------
    containment : pandas.DataFrame
        doc_id, other, n, share_pct, relation (see `RELATIONS`).
    """
    fig, ax = plt.subplots(figsize=(5.2, 3.5))
    runs = sorted(containment["n"].unique())
    for (relation, *_), rows in containment.groupby(["relation", "doc_id", "other"]):
        tint, line = RELATIONS[relation]
        at = [runs.index(n) for n in rows["n"]]
        ax.plot(at, rows["share_pct"], color=tint, ls=line, marker="o", ms=3, lw=1.3)
    for relation, rows in containment[containment["n"] == runs[1]].groupby("relation"):
        ax.annotate(relation, (1.08, rows["share_pct"].max() + 2), color=RELATIONS[relation][0], fontsize=9.5)
    ax.set(xticks=range(len(runs)), xticklabels=runs, ylim=(0, None))
    ax.set(xlabel="shortest run that counts (characters)", ylabel="characters found in the other (%)")
    return fig


def alignment_matrix(
    likeness: np.ndarray, left: pd.DataFrame, right: pd.DataFrame, aligned: pd.DataFrame, names: tuple[str, str]
) -> Figure:
    """Draw the similarity of all measures with all, and circle the pairs found.

    Parameters
    ----------
    likeness : numpy.ndarray
        Measures of `left` by measures of `right`, from 0 to 1.
    left, right : pandas.DataFrame
        See `policybook.analyse.text_forms.measures`.
    aligned : pandas.DataFrame
        With ``kind``, see `policybook.analyse.alignment.classify_measures`.
    names : tuple of str
        Labels of the two documents.
    """
    fig, ax = plt.subplots(figsize=(5.4, 5.4))
    ax.imshow(likeness, cmap="Greys", vmin=0, vmax=1, aspect="equal", interpolation="nearest")
    row_of = {path: i for i, path in enumerate(left["path"])}
    column_of = {path: j for j, path in enumerate(right["path"])}
    for kind, tint in _KINDS.items():
        rows = aligned[aligned["kind"] == kind]
        x, y = rows["b_path"].map(column_of), rows["a_path"].map(row_of)
        ax.scatter(x, y, s=24, facecolors="none", edgecolors=tint, linewidths=1.5, label=f"{kind} ({len(rows)})")
    for table, line in ((left, ax.axhline), (right, ax.axvline)):
        for at in np.flatnonzero(table["section"].diff().fillna(0).to_numpy(float)):
            line(at - 0.5, color=MUTED, lw=0.6)
    for table, axis in ((left, ax.yaxis), (right, ax.xaxis)):
        middles = [float(np.mean(np.flatnonzero(table["section"] == s))) for s in table["section"].unique()]
        axis.set_ticks(middles, [f"{s}" for s in table["section"].unique()], fontsize=9)
    ax.set(xlabel=f"measures of {names[1]}, by domain", ylabel=f"measures of {names[0]}, by domain")
    ax.grid(False)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, handletextpad=0.1, columnspacing=1.0)
    return fig


def stacked_shares(shares: pd.DataFrame, xlabel: str, tints: Sequence[str] = _SENTENCES) -> Figure:
    """Draw one stacked bar a row, whose parts add up to a hundred.

    Parameters
    ----------
    shares : pandas.DataFrame
        Percent; rows are bars, columns are parts.
    xlabel : str
        What the parts are parts of.
    tints : sequence of str
        A colour a part.
    """
    fig, ax = plt.subplots(figsize=(5.4, 1.2 + 0.31 * len(shares)))
    start = np.zeros(len(shares))
    for name, tint in zip(shares, tints, strict=False):
        ax.barh(shares.index, shares[name], left=start, color=tint, label=name, height=0.74, ec="white", lw=0.6)
        start += shares[name].to_numpy(float)
    ax.invert_yaxis()
    ax.set(xlim=(0, 100), xlabel=xlabel)
    ax.grid(axis="y", visible=False)
    ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2, columnspacing=1.2)
    return fig


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
    fig, ax = plt.subplots(figsize=(5.4, 1.2 + 0.31 * len(order)))
    for y, name in enumerate(order):
        values = np.sort(goals.loc[goals["domain"] == name, "share_pct"].to_numpy(float))
        spread = np.linspace(-0.25, 0.25, len(values)) if len(values) > 1 else np.zeros(1)
        ax.scatter(values, y + spread, s=20, color=colour(doc_id), edgecolor=INK, linewidth=0.4, zorder=3)
    middle = float(goals["share_pct"].median())
    ax.axvline(middle, color=INK, lw=1, ls="--")
    ax.annotate(f"median {middle:.0f} %", (middle + 1.5, -0.8), fontsize=9.5, va="center")
    ax.set(yticks=range(len(order)), yticklabels=order, xlim=(0, max(105.0, 1.05 * goals["share_pct"].max())))
    ax.set(xlabel=f"{label(doc_id)} as a share of {label(other)} (%)")
    ax.set_ylim(len(order) - 0.5, -1.2)
    return fig


def closeness_intervals(close: pd.DataFrame) -> Figure:
    """Draw the text that each pair of documents shares, with its interval.

    Parameters
    ----------
    close : pandas.DataFrame
        doc_id, other, share_pct, low_pct, high_pct, relation (see `RELATIONS`).
    """
    rows = close.sort_values("share_pct", ascending=False).reset_index(drop=True)
    fig, ax = plt.subplots(figsize=(5.6, 1.2 + 0.26 * len(rows)))
    for y, row in rows.iterrows():
        tint = RELATIONS[row["relation"]][0]
        ax.plot([row["low_pct"], row["high_pct"]], [y, y], color=tint, lw=2)
        ax.plot(row["share_pct"], y, "o", color=tint, ms=5)
    handles = [
        plt.Line2D([], [], color=tint, marker="o", ms=5, label=name)
        for name, (tint, _) in RELATIONS.items()
        if name in set(rows["relation"])
    ]
    ax.legend(handles=handles, loc="lower right", fontsize=9)
    names = [f"{label(a)} – {label(b)}" for a, b in zip(rows["doc_id"], rows["other"], strict=True)]
    ax.set(
        yticks=range(len(rows)), yticklabels=names, xlim=(0, None), xlabel="characters of both in runs in common (%)"
    )
    ax.invert_yaxis()
    return fig


def relation_of(a: Mapping[str, object], b: Mapping[str, object]) -> str:
    """Say how two documents are related, from their records: a key of `RELATIONS`."""
    if a.get("policy_year") != b.get("policy_year"):
        return "one place, two years" if a.get("place") == b.get("place") is not None else "different years"
    kin = {str(a.get("place_en")), str(b.get("place_en"))} & {str(a.get("parent")), str(b.get("parent"))}
    return "place and its parent" if kin else "same year"
