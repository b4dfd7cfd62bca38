"""The figures of the chapter on asks and annex entries: frames of the `analyse` room in, matplotlib figures out."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from policybook.show.figures.parts import legend, on, rows, stacked
from policybook.show.style import ACCENT, MUTED, canvas, is_narrow, label, two_widths

#: Levels from the highest, then none: dark to light, no colours of places.
LEVEL_SHADES = ("#1d3f5e", "#4f81a6", "#a9c3d6", "#d5dee6", "#d9a27c")
#: Types of entries: what goes on is grey, what changes is warm.
TYPE_SHADES = {"延续": "#9aa3ad", "调整": "#e0b36a", "新增": ACCENT, "储备": "#e8e4da"}


@two_widths
def level_bars(counts: pd.DataFrame, names: Mapping[str, str]) -> Figure:
    """Draw the asks of each document by the highest level that they name, in percent; numbers of asks in the bars."""
    shares = 100 * counts.div(counts.sum(axis="columns"), axis="index")
    look = {
        level: (LEVEL_SHADES[-1] if level == "none" else LEVEL_SHADES[min(i, len(LEVEL_SHADES) - 2)], names[level])
        for i, level in enumerate(counts.columns)
    }
    return stacked(
        shares, look, [label(d) for d in counts.index], "% of the list's entries (numbers: entries)", inside=counts
    )


@two_widths
def list_bars(
    counts: pd.DataFrame, names: Mapping[str, str], types: Mapping[str, str], change: Mapping[str, float]
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
    """
    fig, (ax, money) = canvas(0.4 * len(counts) + 1.5, 1, 2, taller=1.35, width_ratios=[1.7, 1], sharey=True)
    left = [0.0] * len(counts)
    for kind in counts.columns:
        shade, width = TYPE_SHADES.get(kind, "#cccccc"), counts[kind].astype(float).tolist()
        ax.barh(range(len(counts)), width, left=left, height=0.74, color=shade, edgecolor="#ffffff", linewidth=0.9)
        for y, n in enumerate(width):
            if n >= (3 if is_narrow() else 1):
                ax.text(left[y] + n / 2, y, int(n), ha="center", va="center", fontsize="small", color=on(shade))
        left = [a + b for a, b in zip(left, width, strict=True)]
    rows(ax, [names[name] for name in counts.index], wide=26, narrow=13)
    ax.grid(visible=False)
    ax.set_xlabel("entries")
    values = [change.get(name) for name in counts.index]
    for y, value in enumerate(values):
        if value is None:
            money.text(0, y, " no own sum", va="center", fontsize="x-small", color=MUTED)
            continue
        money.barh(y, value, height=0.74, color="#4d4d4d" if value < 0 else "#9aa3ad")
        told = f"{value:+.0f} %".replace("-", "−")
        money.text(
            value + (3 if value > 0 else -3),
            y,
            told,
            va="center",
            ha="left" if value > 0 else "right",
            fontsize="small",
        )
    money.axvline(0, color=MUTED, linewidth=0.8)
    known = [v for v in values if v is not None] or [0]
    money.set_xlim(min(*known, 0) - (110 if is_narrow() else 62), max(*known, 0) + (90 if is_narrow() else 60))
    money.set_xticks([])
    money.grid(visible=False)
    money.spines[["left", "bottom"]].set_visible(False)
    money.tick_params(axis="y", length=0)
    money.set_xlabel("its money")
    legend(
        fig,
        [Patch(facecolor=TYPE_SHADES.get(k, "#cccccc"), label=f"{types[k]} {k}") for k in counts.columns],
        wide=4,
        narrow=2,
    )
    return fig
