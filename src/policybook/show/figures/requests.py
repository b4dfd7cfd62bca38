"""The figures of the chapter on asks and annex entries: frames of the `analyse` room in, matplotlib figures out."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from policybook.show.style import INK, MUTED, label

#: Levels from the highest, then none: dark to light, no colours of places.
LEVEL_SHADES = ("#1d3f5e", "#4f81a6", "#a9c3d6", "#d5dee6", "#d9b38c")
#: Types of entries: what goes on is grey, what changes is warm.
TYPE_SHADES = {"延续": "#9aa3ad", "调整": "#e0b36a", "新增": "#b3541e", "储备": "#e8e4da"}


def level_bars(counts: pd.DataFrame, names: Mapping[str, str], title: str) -> Figure:
    """Draw the asks of each document by the highest level that they name, in percent; numbers of asks in the bars."""
    shares = 100 * counts.div(counts.sum(axis="columns"), axis="index")
    fig, ax = plt.subplots(figsize=(6.8, 0.52 * len(counts) + 1.8))
    left = np.zeros(len(counts))
    for i, level in enumerate(counts.columns):
        width = shares[level].to_numpy(float)
        shade = LEVEL_SHADES[-1] if level == "none" else LEVEL_SHADES[min(i, len(LEVEL_SHADES) - 2)]
        ax.barh(
            range(len(counts)),
            width,
            left=left,
            height=0.7,
            color=shade,
            edgecolor="white",
            linewidth=0.8,
            label=names[level],
        )
        for y, (w, n) in enumerate(zip(width, counts[level], strict=True)):
            if n:
                ax.text(
                    left[y] + w / 2, y, int(n), ha="center", va="center", fontsize=9.5, color="white" if i < 2 else INK
                )
        left += width
    ax.set_yticks(range(len(counts)), [label(d) for d in counts.index])
    ax.set_ylim(len(counts) - 0.5, -0.5)
    ax.set_xlim(0, 100)
    ax.grid(visible=False)
    ax.set_xlabel("Entries of the list, % (numbers: entries)")
    ax.set_title(title)
    fig.legend(loc="outside lower center", ncols=3, fontsize=9.5, columnspacing=1.2)
    return fig


def list_bars(
    counts: pd.DataFrame, names: Mapping[str, str], types: Mapping[str, str], change: Mapping[str, float], title: str
) -> Figure:
    """Draw the entries of each annex list by type, and beside it how its domain's money changes.

    Parameters
    ----------
    counts : pandas.DataFrame
        Lists in rows, types in columns.
    names, types : mapping
        English names of the lists and of the types.
    change : mapping
        Change of the domain's money in percent, for the lists that have a line in the budget table.
    title : str
        The finding.
    """
    fig, (ax, money) = plt.subplots(1, 2, figsize=(7.2, 0.36 * len(counts) + 1.9), width_ratios=[2.1, 1], sharey=True)
    left = np.zeros(len(counts))
    for kind in counts.columns:
        width = counts[kind].to_numpy(float)
        ax.barh(
            range(len(counts)),
            width,
            left=left,
            height=0.72,
            color=TYPE_SHADES.get(kind, "#cccccc"),
            edgecolor="white",
            linewidth=0.8,
            label=f"{types[kind]} {kind}",
        )
        for y, n in enumerate(width):
            if n:
                ax.text(
                    left[y] + n / 2,
                    y,
                    int(n),
                    ha="center",
                    va="center",
                    fontsize=9,
                    color="white" if kind == "新增" else INK,
                )
        left += width
    ax.set_yticks(range(len(counts)), [names[name] for name in counts.index], fontsize=9.5)
    ax.set_ylim(len(counts) - 0.5, -0.5)
    ax.grid(visible=False)
    ax.set_xlabel("Entries")
    values = [change.get(name) for name in counts.index]
    for y, value in enumerate(values):
        if value is not None:
            money.barh(y, value, height=0.72, color="#4d4d4d" if value < 0 else "#9aa3ad")
            money.text(
                value + (3 if value > 0 else -3),
                y,
                f"{value:+.0f} %".replace("-", "−"),
                va="center",
                ha="left" if value > 0 else "right",
                fontsize=9,
            )
        else:
            money.text(0, y, " no sum of its own", va="center", fontsize=8.5, color=MUTED)
    money.axvline(0, color=MUTED, linewidth=0.8)
    low, high = min(v for v in values if v is not None), max(v for v in values if v is not None)
    money.set_xlim(min(low, 0) - 62, max(high, 0) + 40)
    money.grid(visible=False)
    money.tick_params(axis="y", length=0)
    money.set_xlabel("Change of the money, %")
    fig.suptitle(title, x=0.01, ha="left", fontsize=11.5)
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=4, fontsize=9.5, columnspacing=1.2)
    return fig
