"""The look of every figure: one style, one Chinese font, one colour and one label for a document throughout the book.

Figures in, the same figures out; labels and colours come from the records in ``data/raw``. The font is Noto Sans SC, which
the package ``zhplot`` installs, so that Chinese shows on every machine.
"""

import re
import unicodedata
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache, partial, wraps
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from cycler import cycler
from matplotlib import font_manager
from matplotlib.figure import Figure

from policybook import kept
from policybook.show import links
from policybook.show.sketch import Sketch

#: Okabe and Ito's colours, which colour-blind readers can tell apart, without the yellow that white paper swallows.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#6E4B9E", "#4D4D4D")

#: Colours for things that are no document: text, muted text, rules, neutral bars.
INK, MUTED, RULE, NEUTRAL = "#1a1a1a", "#5c5c5c", "#d9d9d9", "#9aa3ad"

#: What is no place: one warm colour for what stands out, and shades from dark to pale for what has an order.
ACCENT = "#8c2d04"
SHADES = ("#1d3f5e", "#4f81a6", "#a9c3d6", "#dfe6ec")
#: Okabe and Ito's marks: a document keeps its colour, and a mark tells it apart where colour does not.
MARKERS = "osD^vPX*<>"

#: Widths of a picture in inches: beside the text of a page, and on a phone.
WIDE, NARROW = 7.1, 3.7
_width: ContextVar[float] = ContextVar("width", default=WIDE)

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
            "text.parse_math": False,  # a label is data: $ in it begins no formula
            "axes.titlesize": 10.5,
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


def name(doc_id: str) -> str:
    """Return the label of a document, with a mark where it is a draft: what a figure that sets places beside each other prints."""
    draft = links.records().get(doc_id, {}).get("status") == "draft"
    return label(doc_id) + (" (draft)" if draft else "")


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


# ------------------------------------------------------------------------------------------------ two layouts


def is_narrow() -> bool:
    """Tell whether the picture that is being drawn is the one for a phone."""
    return _width.get() < WIDE


def two_widths(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    """Let a function that draws be called again for a phone: :func:`narrow_layout` does it for the figure returned."""

    @wraps(draw)
    def drawn(*args, **options) -> Figure | Sketch:
        def redraw() -> Figure:
            fig = draw(*args, **options)
            fig.policybook_redraw = partial(draw, *args, **options)
            return fig

        return Sketch(draw, redraw, (args, options)) if kept.is_on() else redraw()

    return drawn


def narrow_layout(fig: Figure) -> Figure | None:
    """Return the same figure laid out for a phone, None if it was not drawn by a function of two widths."""
    redraw = getattr(fig, "policybook_redraw", None)
    if redraw is None:
        return None
    token = _width.set(NARROW)
    try:
        with mpl.rc_context({"font.size": 9.5, "axes.titlesize": 9.5, "axes.labelsize": 9.5, "xtick.labelsize": 9,
                             "ytick.labelsize": 9, "legend.fontsize": 9}):  # fmt: skip
            return redraw()
    finally:
        _width.reset(token)


def canvas(height: float, rows: int = 1, columns: int = 1, *, taller: float = 1.15, **options):
    """Return figure and axes at the width that is asked for; `height` in inches beside text, `taller` times it on a phone."""
    tall = height * taller if is_narrow() else height
    return plt.subplots(rows, columns, figsize=(_width.get(), tall), **options)


def lines(text: str, wide: int = 30, narrow: int = 17) -> str:
    """Break a label into lines of so many letters; a Chinese character takes the room of two, and may end a line."""
    return broken(text, narrow if is_narrow() else wide)


def broken(text: str, room: int) -> str:
    """Return a text in lines of `room` letters at most, but for a single word that is longer."""
    done, line, used = [], "", 0
    for piece in _pieces(text):
        size = letters(piece)
        if line and used + size > room and piece != " ":
            done.append(line.rstrip())
            line, used = "", 0
        if line or piece != " ":
            line, used = line + piece, used + size
    return "\n".join([*done, line.rstrip()])


def letters(text: str) -> int:
    """Return the room that a text takes, in letters; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


#: What may not begin a line.
_CLOSING = "，。、；：！？）》”’,.;:!?)%"


#: A run of Chinese characters that is no longer than this stays together: most are one name.
_ONE_NAME = 7
_RUN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+| |[^\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef ]+")


def _pieces(text: str) -> list[str]:
    """Return what must not be broken: Latin words, short runs of Chinese characters, single ones of longer runs, spaces."""
    pieces: list[str] = []
    for run in _RUN.findall(text):
        parts = list(run) if letters(run) > len(run) > _ONE_NAME else [run]
        for part in parts:
            if pieces and part[0] in _CLOSING:
                pieces[-1] += part
            else:
                pieces.append(part)
    return pieces


def headed(fig: Figure, title: str) -> Figure:
    """Put the finding above a figure, in lines that fit."""
    beside_text = fig.get_size_inches()[0] >= WIDE
    size = 12.5 if beside_text else 11.5
    fig.suptitle(broken(title, 84 if beside_text else 44), x=0.005, ha="left", fontsize=size, linespacing=1.3)
    return fig
