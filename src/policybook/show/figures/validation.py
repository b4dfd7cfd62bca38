"""Figures of the chapter on validation: frames in, matplotlib figures out."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from policybook.show.style import source_note

SERIES = {
    "f1": ("found (F1)", "o", "#0072b2", -0.12),
    "strict_f1": ("strictly right (strict F1)", "s", "#d55e00", 0.12),
}
SHADES = ("#bbbbbb", "#56b4e9", "#0072b2")


def accuracy(result: pd.DataFrame) -> Figure:
    """Draw F1 and strict F1 of each set and table with their intervals, a panel a set.

    Parameters
    ----------
    result : pandas.DataFrame
        Indexed by set and table, with ``f1``, ``strict_f1`` and their ``_low`` and ``_high``.
    """
    groups = list(result.groupby(level=0, sort=False))
    heights = [len(part) for _, part in groups]
    fig, axes = plt.subplots(
        len(groups),
        1,
        figsize=(6.4, 1.4 + 0.44 * sum(heights)),
        sharex=True,
        squeeze=False,
        height_ratios=heights,
        layout="constrained",
    )
    for ax, (group, part) in zip(axes[:, 0], groups, strict=True):
        for name, (words, mark, shade, offset) in SERIES.items():
            places = [p + offset for p in range(len(part))]
            error = [part[name] - part[f"{name}_low"], part[f"{name}_high"] - part[name]]
            ax.errorbar(part[name], places, xerr=error, fmt=mark, capsize=3, color=shade, label=words)
        ax.set_yticks(range(len(part)), part.index.get_level_values(1))
        ax.set_ylim(len(part) - 0.4, -0.6)
        ax.set_title(group)
    axes[-1, 0].set_xlabel("F1 with 95 % interval")
    fig.legend(*axes[0, 0].get_legend_handles_labels(), frameon=False, loc="outside upper right", ncols=2)
    source_note(fig, "Source: labelled rows in data/labels; measures resampled.")
    return fig


def methods(beside: pd.DataFrame) -> Figure:
    """Draw grouped bars of the F1 of several methods.

    Parameters
    ----------
    beside : pandas.DataFrame
        One row a table, one column a method, this book's last.
    """
    fig, ax = plt.subplots(figsize=(6.4, 2.9), layout="constrained")
    for i, (column, shade) in enumerate(zip(beside, SHADES, strict=True)):
        ax.bar([p + (i - 1) * 0.26 for p in range(len(beside))], beside[column], 0.25, color=shade, label=column)
    ax.set_xticks(range(len(beside)), beside.index)
    ax.set(ylim=(0, 1.02), ylabel="F1")
    ax.legend(frameon=False, ncols=len(SHADES), loc="upper center", bbox_to_anchor=(0.5, 1.18))
    source_note(fig, "Source: labelled rows in data/labels; same scorer for all three.")
    return fig


def judgements(accuracy: pd.DataFrame) -> Figure:
    """Draw precision and recall of each judgement with their exact intervals.

    Parameters
    ----------
    accuracy : pandas.DataFrame
        Indexed by the judgement, with ``precision`` and ``recall`` and their ``_low`` and ``_high``.
    """
    fig, ax = plt.subplots(figsize=(6.4, 1.3 + 0.5 * len(accuracy)), layout="constrained")
    looks = {"precision": ("o", "#0072b2", -0.13), "recall": ("s", "#d55e00", 0.13)}
    for name, (mark, shade, offset) in looks.items():
        places = [p + offset for p in range(len(accuracy))]
        error = [accuracy[name] - accuracy[f"{name}_low"], accuracy[f"{name}_high"] - accuracy[name]]
        ax.errorbar(accuracy[name], places, xerr=error, fmt=mark, capsize=3, color=shade, label=name)
    ax.set_yticks(range(len(accuracy)), accuracy.index)
    ax.set_ylim(len(accuracy) - 0.5, -0.6)
    lowest = float(accuracy[["precision_low", "recall_low"]].min().min())
    ax.set_xlim(min(0.5, lowest - 0.03), 1.01)
    ax.set_xlabel("share of codes, with exact 95 % interval")
    fig.legend(*ax.get_legend_handles_labels(), frameon=False, loc="outside upper right", ncols=2)
    source_note(fig, "Source: hand-coded samples in data/labels/judgements.")
    return fig
