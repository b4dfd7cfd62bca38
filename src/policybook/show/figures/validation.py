"""Figures of the chapter on validation: frames in, matplotlib figures out."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from policybook.show.figures.parts import legend, rows
from policybook.show.style import ACCENT, INK, MUTED, canvas, two_widths

#: Two rates of one thing: how they look, and how far from the row's middle they stand.
SERIES = {
    "f1": ("figure found (F1)", "o", INK, -0.16),
    "strict_f1": ("and its fields right (strict F1)", "s", ACCENT, 0.16),
}
RATES = {"precision": ("precision", "o", INK, -0.16), "recall": ("recall", "s", ACCENT, 0.16)}
METHODS = ("#b7bcc4", "#4f81a6", ACCENT)


def _pairs(ax, table: pd.DataFrame, series: dict) -> None:
    for name, (_, mark, shade, offset) in series.items():
        at = [y + offset for y in range(len(table))]
        low, high = table[f"{name}_low"].astype(float), table[f"{name}_high"].astype(float)
        ax.hlines(at, low, high, color=shade, lw=2)
        ax.plot(table[name].astype(float), at, mark, color=shade, ms=6, ls="")


def _named(fig: Figure, series: dict) -> None:
    legend(
        fig,
        [Line2D([], [], ls="", marker=m, color=c, ms=7, label=words) for words, m, c, _ in series.values()],
        narrow=1,
    )


@two_widths
def accuracy(result: pd.DataFrame) -> Figure:
    """Draw F1 and strict F1 of each set and table with their intervals, a panel a set.

    Parameters
    ----------
    result : pandas.DataFrame
        Indexed by set and table, with ``f1``, ``strict_f1`` and their ``_low`` and ``_high``.
    """
    groups = list(result.groupby(level=0, sort=False))
    heights = [len(part) + 0.6 for _, part in groups]
    fig, axes = canvas(
        1.2 + 0.42 * sum(heights), len(groups), taller=1.05, sharex=True, squeeze=False, height_ratios=heights
    )
    for ax, (group, part) in zip(axes[:, 0], groups, strict=True):
        _pairs(ax, part, SERIES)
        rows(ax, list(part.index.get_level_values(1)))
        ax.set_title(group.capitalize())
    axes[-1, 0].set_xlabel("share, with 95 % interval")
    _named(fig, SERIES)
    return fig


@two_widths
def methods(beside: pd.DataFrame) -> Figure:
    """Draw the F1 of several methods, a bar each.

    Parameters
    ----------
    beside : pandas.DataFrame
        One row a table, one column a method, this book's last.
    """
    fig, ax = canvas(0.75 * len(beside) + 1.0, taller=1.05)
    for i, (column, shade) in enumerate(zip(beside, METHODS, strict=True)):
        at = [y + (i - 1) * 0.27 for y in range(len(beside))]
        ax.barh(at, beside[column].astype(float), 0.25, color=shade)
        for y, value in zip(at, beside[column], strict=True):
            ax.text(float(value) + 0.01, y, f"{value:.2f}  {column}", va="center", fontsize="small", color=MUTED)
    rows(ax, list(beside.index), narrow=10)
    ax.set_xlim(0, 1.6)
    ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    ax.set_xlabel("F1")
    return fig


@two_widths
def judgements(accuracy: pd.DataFrame) -> Figure:
    """Draw precision and recall of each judgement with their exact intervals.

    Parameters
    ----------
    accuracy : pandas.DataFrame
        Indexed by the judgement, with ``precision`` and ``recall`` and their ``_low`` and ``_high``.
    """
    fig, ax = canvas(1.3 + 0.42 * len(accuracy), taller=1.1)
    _pairs(ax, accuracy, RATES)
    rows(ax, [str(name).replace("_", " ") for name in accuracy.index])
    lowest = float(accuracy[["precision_low", "recall_low"]].min().min())
    ax.set_xlim(min(0.5, lowest - 0.03), 1.01)
    ax.set_xlabel("share of codes, with exact 95 % interval")
    _named(fig, RATES)
    return fig
