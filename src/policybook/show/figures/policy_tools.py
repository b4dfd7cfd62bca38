"""The figures of the chapter on policy instruments: frames of the `analyse` room in, matplotlib figures out."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from policybook.show.style import INK, MUTED, RULE, label

#: Sides of policy instruments; no colours of places.
SIDE_SHADES = {"supply": "#35618e", "environment": "#b8bfc7", "demand": "#b3541e"}


def side_bars(shares: pd.DataFrame, names: Mapping[str, str], title: str, *, hand: pd.Series | None = None) -> Figure:
    """Draw the mix of sides of each document, and below it that of a hand-coded sample."""
    rows = shares if hand is None else pd.concat([shares, hand.to_frame("sample").T])
    labels = [label(d) if d in shares.index else "hand-coded sample" for d in rows.index]
    fig, ax = plt.subplots(figsize=(6.8, 0.5 * len(rows) + 1.8))
    spots = [i + (0.35 if d not in shares.index else 0) for i, d in enumerate(rows.index)]
    left = np.zeros(len(rows))
    for side in rows.columns:
        width = rows[side].to_numpy(float)
        ax.barh(
            spots,
            width,
            left=left,
            height=0.68,
            color=SIDE_SHADES.get(side, "#dddddd"),
            edgecolor="white",
            linewidth=0.8,
            label=names[side],
        )
        for y, x, w in zip(spots, left, width, strict=True):
            if w >= 4:
                ax.text(
                    x + w / 2,
                    y,
                    f"{w:.0f} %",
                    ha="center",
                    va="center",
                    fontsize=9.5,
                    color=INK if side == "environment" else "white",
                )
        left += width
    ax.set_yticks(spots, labels)
    ax.set_ylim(spots[-1] + 0.5, -0.5)
    ax.set_xlim(0, 100)
    ax.grid(visible=False)
    ax.set_xlabel("Uses of tools, % (a measure counts once for each tool)")
    ax.set_title(title)
    fig.legend(loc="outside lower center", ncols=3, fontsize=9.5)
    return fig


def tool_dots(
    counts: pd.DataFrame, sizes: Mapping, sides: Mapping[str, str], names: Mapping[str, str], title: str
) -> Figure:
    """Draw which tools each domain uses: a circle as large as the share of the domain's measures, a cross where there is none.

    Parameters
    ----------
    counts : pandas.DataFrame
        Tools in rows, domains in columns: measures that use the tool.
    sizes : mapping
        Measures of each domain.
    sides, names : mapping
        The side and the label of each tool.
    title : str
        The finding.
    """
    fig, ax = plt.subplots(figsize=(7.4, 0.36 * len(counts) + 2.4))
    gaps = np.cumsum([i > 0 and sides[t] != sides[counts.index[i - 1]] for i, t in enumerate(counts.index)]) * 0.5
    rows = np.arange(len(counts)) + gaps
    for y, tool in zip(rows, counts.index, strict=True):
        ax.axhline(y, color=RULE, linewidth=0.6, zorder=0)
        for x, domain in enumerate(counts.columns):
            share = counts.loc[tool, domain] / sizes[domain]
            if share:
                ax.scatter(x, y, s=12 + 620 * share, color=SIDE_SHADES.get(sides[tool], MUTED), zorder=2)
                ax.text(x + 0.36, y, f"{100 * share:.0f}", fontsize=8, color=MUTED, va="center", ha="left")
            else:
                ax.plot(x, y, "x", color=MUTED, markersize=4, zorder=2)
    ax.set_yticks(rows, [names[t] for t in counts.index], fontsize=9.5)
    short = [domain.split(" / ")[-1].replace(", ", ",\n", 1) for domain in counts.columns]
    ax.set_xticks(range(len(short)), short, fontsize=9, rotation=35, ha="right", rotation_mode="anchor")
    ax.set_ylim(rows[-1] + 0.7, -0.7)
    ax.set_xlim(-0.5, len(counts.columns) - 0.2)
    ax.grid(visible=False)
    fig.suptitle(title, x=0.01, ha="left", fontsize=11.5)
    return fig
