"""Figures of the chapter on the documents: frames in, matplotlib figures out."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from policybook.show.style import colour, label, source_note


def grid(documents: pd.DataFrame, levels: Sequence[str]) -> Figure:
    """Draw each document at its year and administrative level; drafts are hollow.

    Parameters
    ----------
    documents : pandas.DataFrame
        The table ``documents``.
    levels : sequence of str
        The levels from top to bottom.
    """
    fig, ax = plt.subplots(figsize=(6.4, 2.9), layout="constrained")
    years = sorted(documents["policy_year"].unique())
    for (level, year), group in documents.groupby(["level", "policy_year"]):
        for i, row in enumerate(group.itertuples()):
            x, y = years.index(year) + (i - (len(group) - 1) / 2) * 0.42, levels.index(level)
            face = colour(row.doc_id) if row.status == "final" else "white"
            ax.scatter(x, y, s=230, color=face, edgecolor=colour(row.doc_id), linewidth=2, zorder=3)
            ax.annotate(row.place_en, (x, y), (0, -20), textcoords="offset points", ha="center")
    ax.set(xlim=(-0.6, len(years) - 0.4), ylim=(len(levels) - 0.3, -0.6))
    ax.set_xticks(range(len(years)), [str(year) for year in years])
    ax.set_yticks(range(len(levels)), levels)
    source_note(fig, "Filled: issued. Hollow: draft. Source: records of the documents.")
    return fig


def sizes(size: pd.DataFrame) -> Figure:
    """Draw the characters of body and annexes.

    Parameters
    ----------
    size : pandas.DataFrame
        Columns ``doc_id``, ``n_chars_body`` and ``annex``.
    """
    fig, ax = plt.subplots(figsize=(6.4, 0.9 + 0.38 * len(size)), layout="constrained")
    names, colours = [label(d) for d in size["doc_id"]], [colour(d) for d in size["doc_id"]]
    body, annex = size["n_chars_body"].astype(float) / 1000, size["annex"].astype(float) / 1000
    ax.barh(names, body, color=colours)
    ax.barh(names, annex, left=body, color=colours, alpha=0.35)
    ax.invert_yaxis()
    ax.set_xlabel("thousand characters (solid: body, pale: annexes)")
    source_note(fig, "Source: table documents; cleaned text without white space.")
    return fig


def densities(density: pd.DataFrame) -> Figure:
    """Draw grouped bars of rows per 1,000 characters.

    Parameters
    ----------
    density : pandas.DataFrame
        One row a document, one column a table.
    """
    fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
    width = 0.8 / len(density)
    for i, (doc_id, row) in enumerate(density.iterrows()):
        places = [x + i * width for x in range(len(row))]
        ax.bar(places, row.astype(float), width, color=colour(doc_id), label=label(doc_id))
    ax.set_xticks([x + 0.4 - width / 2 for x in range(density.shape[1])], density.columns)
    ax.set_ylabel("rows per 1,000 characters of the body")
    ax.set_ylim(0, 1.25 * float(density.max().max()))
    ax.legend(ncols=2, fontsize=8.5, frameon=False)
    source_note(fig, "Source: tables " + ", ".join(density.columns) + ".")
    return fig
