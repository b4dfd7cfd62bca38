"""The figures of the chapter on policy instruments: frames of the `analyse` room in, matplotlib figures out."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from policybook.show.figures.parts import rows, stacked
from policybook.show.style import ACCENT, MUTED, RULE, canvas, is_narrow, label, lines, two_widths

#: Sides of policy instruments; no colours of places.
SIDE_SHADES = {"supply": "#1d3f5e", "environment": "#b8bfc7", "demand": ACCENT}


@two_widths
def side_bars(shares: pd.DataFrame, names: Mapping[str, str], *, sample: pd.Series | None = None) -> Figure:
    """Draw the mix of sides of each document, and below it that of a sample coded by reading."""
    both = shares if sample is None else pd.concat([shares, sample.to_frame("sample").T])
    said = [label(d) if d in shares.index else "sample coded by reading" for d in both.index]
    at = [i + (0.35 if d not in shares.index else 0) for i, d in enumerate(both.index)]
    look = {side: (SIDE_SHADES.get(side, "#dddddd"), names[side]) for side in both.columns}
    return stacked(both, look, said, "% of the uses of tools (a measure counts once for each tool)", at=at)


@two_widths
def tool_dots(counts: pd.DataFrame, sizes: Mapping, sides: Mapping[str, str], names: Mapping[str, str]) -> Figure:
    """Draw which tools each domain uses: a circle as large as the share of the domain's measures; an empty place: none.

    Parameters
    ----------
    counts : pandas.DataFrame
        Tools in rows, domains in columns: measures that use the tool.
    sizes : mapping
        Measures of each domain.
    sides, names : mapping
        The side and the label of each tool.
    """
    narrow = is_narrow()
    fig, ax = canvas(0.36 * len(counts) + 1.6, taller=1.35)
    gaps = np.cumsum([i > 0 and sides[t] != sides[counts.index[i - 1]] for i, t in enumerate(counts.index)]) * 0.5
    spots = np.arange(len(counts)) + gaps
    for y, tool in zip(spots, counts.index, strict=True):
        ax.axhline(y, color=RULE, linewidth=0.6, zorder=0)
        for x, domain in enumerate(counts.columns):
            share = counts.loc[tool, domain] / sizes[domain]
            if share:
                ax.scatter(
                    x,
                    y,
                    s=(5 + 170 * share) if narrow else (8 + 420 * share),
                    color=SIDE_SHADES.get(sides[tool], MUTED),
                    zorder=2,
                )
                if not narrow:
                    ax.text(x + 0.36, y, f"{100 * share:.0f}", fontsize="x-small", color=MUTED, va="center", ha="left")
    rows(ax, [names[t] for t in counts.index], wide=32, narrow=18, at=spots.tolist())
    short = [domain.split(" / ")[-1] for domain in counts.columns]
    ax.set_xticks(range(len(short)), [lines(s, 32, 40) for s in short], rotation=90 if narrow else 40, ha="center" if narrow else "right",
                  rotation_mode="default" if narrow else "anchor", fontsize="small")  # fmt: skip
    ax.set_xlim(-0.5, len(counts.columns) - 0.2)
    ax.grid(visible=False)
    return fig
