"""The look of every figure: one style, one Chinese font, one colour and one label for a document throughout the book.

Figures in, the same figures out; labels and colours come from the records in ``data/raw``. The font is Noto Sans SC, which
the package ``zhplot`` installs, so that Chinese shows on every machine.
"""

from functools import cache
from pathlib import Path

import matplotlib as mpl
from cycler import cycler
from matplotlib import font_manager

from policybook.show import links

#: Okabe and Ito's colours, which colour-blind readers can tell apart, without the yellow that white paper swallows.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#6E4B9E", "#4D4D4D")

#: Colours for things that are no document: text, muted text, rules, neutral bars.
INK, MUTED, RULE, NEUTRAL = "#1a1a1a", "#5c5c5c", "#d9d9d9", "#9aa3ad"

_FONT = "Noto Sans SC"


def font_file() -> Path:
    """Return the font file that every figure uses."""
    from importlib.util import find_spec

    spec = find_spec("zhplot")
    return Path(next(iter(spec.submodule_search_locations))) / "fonts" / "NotoSansSC-Regular.ttf"


@cache
def _register_font() -> None:
    font_manager.fontManager.addfont(font_file())


def use_style() -> None:
    """Set matplotlib up for this book; the first line of every notebook that draws.

    White background, normal weight throughout (the font has one weight), no box, a light grid behind the data, files that
    are the same byte for byte on a rerun.
    """
    _register_font()
    mpl.rcdefaults()
    mpl.rcParams.update(
        {
            "font.family": _FONT,
            "font.size": 10.5,
            "axes.titlesize": 11.5,
            "axes.titleweight": "normal",
            "axes.titlelocation": "left",
            "axes.titlepad": 10,
            "axes.labelsize": 10.5,
            "axes.labelcolor": INK,
            "axes.edgecolor": MUTED,
            "axes.linewidth": 0.8,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.grid.axis": "both",
            "axes.axisbelow": True,
            "axes.unicode_minus": False,
            "axes.prop_cycle": cycler(color=PALETTE),
            "grid.color": RULE,
            "grid.linewidth": 0.6,
            "xtick.color": MUTED,
            "ytick.color": MUTED,
            "xtick.labelcolor": INK,
            "ytick.labelcolor": INK,
            "xtick.labelsize": 10,
            "ytick.labelsize": 10,
            "legend.frameon": False,
            "legend.fontsize": 10,
            "text.color": INK,
            "figure.figsize": (6.4, 4.0),
            "figure.dpi": 100,
            "figure.facecolor": "white",
            "figure.constrained_layout.use": True,
            "savefig.facecolor": "white",
            "savefig.dpi": 160,
            "lines.linewidth": 1.8,
            "patch.linewidth": 0,
            "svg.fonttype": "path",
            "svg.hashsalt": "policybook",
            "pdf.fonttype": 42,
        }
    )


def label(doc_id: str) -> str:
    """Return the short label of a document, from its record."""
    return links.label(doc_id)


def colour(doc_id: str) -> str:
    """Return the colour of a document, from its record; else one of the palette by its place in the corpus."""
    records = links.records()
    stated = records.get(doc_id, {}).get("colour")
    if stated:
        return stated
    ids = list(records)
    place = ids.index(doc_id) if doc_id in ids else len(ids) + sum(map(ord, doc_id))
    taken = {record.get("colour") for record in records.values()}
    free = [c for c in PALETTE if c not in taken] or list(PALETTE)
    return free[place % len(free)]


def source_note(figure, text: str) -> None:
    """Put a small line with the source under a figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure or matplotlib.axes.Axes
        The figure, or one of its axes.
    text : str
        ``Source: …``.
    """
    figure = figure.get_figure() if hasattr(figure, "get_figure") and hasattr(figure, "plot") else figure
    figure.supxlabel(text, x=0.01, ha="left", fontsize=8.5, color=MUTED)
