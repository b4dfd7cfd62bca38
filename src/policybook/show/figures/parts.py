"""What several figures are made of: bars that add up, dots of documents in rows, intervals. Frames in, axes filled.

Each helper draws into a figure that `policybook.show.style.canvas` made, so that it has the width that is asked for.
"""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from policybook.show.style import (
    ACCENT,
    INK,
    MARKERS,
    MUTED,
    RULE,
    canvas,
    colour,
    is_narrow,
    label,
    letters,
    lines,
    two_widths,
)


def on(shade: str) -> str:
    """Return the colour of words that stand on a bar of some colour."""
    red, green, blue = to_rgb(shade)
    return "#ffffff" if 0.3 * red + 0.59 * green + 0.11 * blue < 0.55 else INK


def rows(
    ax: Axes, names: Sequence[str], *, wide: int = 30, narrow: int = 17, at: Sequence[float] | None = None
) -> None:
    """Name the rows of some axes from the top, in lines that fit, without ticks and lines across."""
    spots = list(range(len(names))) if at is None else list(at)
    ax.set_yticks(spots, [lines(name, wide, narrow) for name in names])
    ax.set_ylim(spots[-1] + 0.55 if spots else 0.5, -0.55)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.spines["left"].set_visible(False)


def legend(fig: Figure, handles: Sequence, wide: int = 4, narrow: int = 2) -> None:
    """Put a legend below a figure, in as many columns as fit."""
    longest = max(letters(handle.get_label()) for handle in handles)
    room = 44 if is_narrow() else 90
    fits = max(1, room // (longest + 5))
    columns = min(len(handles), fits, narrow if is_narrow() else wide)
    fig.legend(handles=handles, loc="outside lower left", ncols=columns, columnspacing=1.4, handletextpad=0.5)


def places(
    doc_ids: Sequence[str], names: Mapping[str, str] | None = None, marks: Mapping[str, str] | None = None
) -> list:
    """Return the legend's entries for documents: their colour, their mark, their name."""
    return [
        Line2D([], [], ls="", marker=(marks or {}).get(d, MARKERS[i % len(MARKERS)]), color=colour(d), ms=7, label=(names or {}).get(d, label(d)))
        for i, d in enumerate(doc_ids)
    ]  # fmt: skip


def stacked(
    shares: pd.DataFrame,
    look: Mapping[object, tuple[str, str]],
    names: Sequence[str],
    xlabel: str,
    *,
    inside: pd.DataFrame | None = None,
    at: Sequence[float] | None = None,
    room: tuple[int, int] = (30, 17),
    top: float = 100,
) -> Figure:
    """Draw a bar a row whose parts add up, with the number of each part where there is room.

    Parameters
    ----------
    shares : pandas.DataFrame
        Rows are bars from the top, columns are parts.
    look : mapping
        Part to its colour and its words in the legend, in the order of drawing.
    names : sequence of str
        What stands beside each bar.
    xlabel : str
        What the length means.
    inside : pandas.DataFrame, optional
        What is written into the parts; by default their shares, rounded.
    at : sequence of float, optional
        Where the rows stand.
    room : tuple of int
        Letters of a line of the rows' names, beside text and on a phone.
    top : float
        Where the axis ends.
    """
    spots = list(range(len(shares))) if at is None else list(at)
    fig, ax = canvas(0.42 * (spots[-1] + 1) + 1.35, taller=1.2)
    left = [0.0] * len(shares)
    least = top * (0.085 if is_narrow() else 0.042)
    for part, (shade, _) in look.items():
        width = shares[part].astype(float).fillna(0).tolist()
        ax.barh(spots, width, left=left, height=0.74, color=shade, edgecolor="#ffffff", linewidth=0.9)
        for i, size in enumerate(width):
            text = f"{size:.0f}" if inside is None else str(inside[part].iloc[i])
            if size >= least * max(1.0, len(text) / 3) and text not in ("0", ""):
                ax.text(left[i] + size / 2, spots[i], text, ha="center", va="center", fontsize="small", color=on(shade))
        left = [a + b for a, b in zip(left, width, strict=True)]
    rows(ax, names, wide=room[0], narrow=room[1], at=spots)
    ax.set_xlim(0, top)
    ax.grid(visible=False)
    ax.set_xlabel(lines(xlabel, 70, 34))
    shown = [Patch(facecolor=shade, label=lines(words, 40, 34)) for shade, words in look.values()]
    legend(fig, shown, wide=3)
    return fig


def document_dots(
    values: pd.DataFrame,
    names: Sequence[str],
    xlabel: str,
    *,
    spread_of: Sequence[str] = (),
    marks: Mapping[str, str] | None = None,
    room: tuple[int, int] = (34, 17),
    log: bool = False,
    labels: Mapping[str, str] | None = None,
) -> Figure:
    """Draw each document's value as a dot, a row a thing; a missing value has none.

    Parameters
    ----------
    values : pandas.DataFrame
        Rows are things from the top, columns are documents.
    names : sequence of str
        What stands beside each row.
    xlabel : str
        The unit.
    spread_of : sequence of str, optional
        Documents whose range is drawn as a grey bar behind the dots.
    marks : mapping of str, optional
        Mark of each document; by default one by its place among the columns.
    room : tuple of int
        Letters of a line of the rows' names, beside text and on a phone.
    log : bool
        Whether the axis is logarithmic.
    labels : mapping of str, optional
        Names of the documents, in place of their labels.
    """
    fig, ax = canvas(0.44 * len(values) + 1.4, taller=1.2)
    shapes = marks or {d: MARKERS[i % len(MARKERS)] for i, d in enumerate(values)}
    for y, row in enumerate(values.astype(float).to_dict("records")):
        ax.axhline(y, color=RULE, linewidth=0.7, zorder=0)
        known = [row[d] for d in spread_of if pd.notna(row[d])]
        if known:
            ax.barh(y, max(known) - min(known), left=min(known), height=0.62, color="#9aa3ad", alpha=0.4, zorder=1)
        for i, d in enumerate(values):
            lift = 0.42 * (i / max(values.shape[1] - 1, 1) - 0.5)  # so that equal values both show
            if pd.notna(row[d]):
                ax.plot(
                    row[d], y + lift, shapes[d], color=colour(d), ms=7, mec="#ffffff", mew=0.7, zorder=3, clip_on=False
                )
    rows(ax, names, wide=room[0], narrow=room[1])
    if log:
        ax.set_xscale("log")
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    else:
        ax.set_xlim(left=0)
    ax.set_xlabel(lines(xlabel, 60, 30))
    legend(fig, places(list(values), labels, shapes), wide=5, narrow=2)
    return fig


def intervals(
    table: pd.DataFrame,
    names: Sequence[str],
    xlabel: str,
    tints: Sequence[str],
    *,
    at: Sequence[float] | None = None,
    told: Sequence[str] | None = None,
    hollow: Sequence[bool] | None = None,
    room: tuple[int, int] = (34, 17),
) -> tuple[Figure, Axes]:
    """Draw a dot with its interval a row.

    Parameters
    ----------
    table : pandas.DataFrame
        ``value``, ``low``, ``high``.
    names : sequence of str
    xlabel : str
    tints : sequence of str
        A colour a row.
    at : sequence of float, optional
        Where the rows stand.
    told : sequence of str, optional
        What stands at the right of each row.
    hollow : sequence of bool, optional
        Dots that are not filled.
    room : tuple of int
        Letters of a line of the rows' names, beside text and on a phone.
    """
    spots = list(range(len(table))) if at is None else list(at)
    fig, ax = canvas(0.34 * (spots[-1] + 1) + 1.0, taller=1.3)
    empty = [False] * len(table) if hollow is None else list(hollow)
    for i, (spot, row) in enumerate(zip(spots, table.to_dict("records"), strict=True)):
        ax.plot([row["low"], row["high"]], [spot, spot], color=tints[i], lw=2, solid_capstyle="butt")
        ax.plot(row["value"], spot, "o", color=tints[i], mfc="#ffffff" if empty[i] else tints[i], ms=6.5, mew=1.5)
        if told is not None:
            ax.annotate(
                told[i], (1.01, spot), xycoords=("axes fraction", "data"), va="center", fontsize="small", color=MUTED
            )
    rows(ax, names, wide=room[0], narrow=room[1], at=spots)
    ax.set_xlabel(lines(xlabel, 60, 30))
    return fig, ax


@two_widths
def simple_bars(values: Mapping[str, float], xlabel: str, marked: Collection[str], unit: str = " %") -> Figure:
    """Draw a bar a thing with its number; those that the finding is about stand out.

    Parameters
    ----------
    values : mapping of float
        What stands beside each bar to its length.
    xlabel : str
        What the length means.
    marked : collection of str
        The bars that stand out.
    unit : str
        Stands behind each number.
    """
    fig, ax = canvas(0.45 * len(values) + 0.7)
    top = max(values.values())
    for y, (name, value) in enumerate(values.items()):
        ax.barh(y, value, height=0.66, color=ACCENT if name in marked else "#9aa3ad")
        ax.text(value + 0.02 * top, y, f"{value:,.0f}{unit}", va="center")
    rows(ax, list(values), narrow=20)
    ax.set_xlim(0, 1.25 * top)
    ax.set_xticks([])
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    ax.set_xlabel(lines(xlabel, 70, 36))
    return fig
