"""The figure of the chapter on the documents: a frame in, a matplotlib figure out."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from policybook.show.figures.parts import legend
from policybook.show.style import INK, MUTED, RULE, canvas, colour, is_narrow, lines, two_widths

#: Where a record does not say the administrative level.
NO_LEVEL = "level not stated"


@two_widths
def corpus_map(documents: pd.DataFrame, levels: Sequence[str]) -> Figure:
    """Draw who wrote, in which year, how much, and whether it is a draft: a bar a document, in blocks of level and year.

    Parameters
    ----------
    documents : pandas.DataFrame
        The table ``documents``.
    levels : sequence of str
        The levels from top to bottom.
    """
    years = sorted(documents["policy_year"].dropna().unique())
    stated = documents["level"].fillna(NO_LEVEL)
    levels = list(dict.fromkeys(NO_LEVEL if pd.isna(level) else level for level in levels))
    order = documents.sort_values(["policy_year", "n_chars_body"], ascending=[True, False], kind="stable")
    blocks = [(level, order[stated.reindex(order.index) == level]) for level in levels]
    longest = float(documents["n_chars"].max()) / 1000
    fig, axes = canvas(
        0.58 * len(documents) + 0.5 * len(levels) + 1.0, 1, len(years), taller=1.25, sharey=True, squeeze=False
    )
    y, starts = 0.0, {}
    spots = {}
    for level, block in blocks:
        starts[level] = y
        for row in block.itertuples():
            spots[row.doc_id] = y
            y += 1.2
        y += 0.7
    for ax, year in zip(axes[0], years, strict=True):
        for row in documents[documents["policy_year"] == year].itertuples():
            _document(ax, row, spots[row.doc_id])
        ax.set_xlim(0, longest * 1.08)
        ax.set_title(f"{year}", fontsize="large", color=INK)
        ax.set_xlabel("thousand characters")
        ax.grid(axis="y", visible=False)
        ax.spines["left"].set_color(RULE)
        ax.tick_params(axis="y", length=0)
        for at in starts.values():
            if at:
                ax.axhline(at - 0.95, color=RULE, linewidth=0.8)
    axes[0][0].set_yticks([at + 0.1 for at in starts.values()], [lines(level, 12, 9) for level in starts], va="center")
    axes[0][0].set_ylim(y - 0.7, -0.75)
    handles = [
        Patch(facecolor=MUTED, label="issued: text"),
        Patch(facecolor="#ffffff", edgecolor=MUTED, linewidth=1.4, label="draft 征求意见稿: text"),
        Patch(facecolor=MUTED, alpha=0.3, label="annexes 附件"),
    ]
    legend(fig, handles, wide=3, narrow=1)
    return fig


def _document(ax, row, y: float) -> None:
    """Draw a document: its name above a bar of its text and a pale one of its annexes."""
    body, every = float(row.n_chars_body) / 1000, float(row.n_chars) / 1000
    tint, draft = colour(row.doc_id), row.status != "final"
    ax.barh(y + 0.18, body, height=0.42, facecolor="#ffffff" if draft else tint, edgecolor=tint, linewidth=1.6)
    ax.barh(y + 0.18, every - body, left=body, height=0.42, color=tint, alpha=0.3)
    name = f"{row.place_en} {row.place}"
    more = "" if is_narrow() else f"  {row.n_measures} measures"
    ax.text(0.15, y - 0.12, name + more, va="bottom", ha="left", fontsize="medium", color=INK)
