"""What a cell puts out beside tables: figures with caption and alternative text, quoted rules, glued numbers."""

import io
import math
import re
from collections.abc import Mapping
from html import escape

from policybook import kept
from policybook.read.clean import plain_characters
from policybook.show.links import documents, label, link
from policybook.show.sketch import Sketch
from policybook.show.values import marked
from policybook.tables.anchors import number

#: The metadata key under which :func:`figure` hands caption and alternative text to the site.
FIGURE_KEY = "policybook_figure"


# ------------------------------------------------------------------------------------------- figures, quotations


def figure(fig, title: str, caption: str, alt: str, *, name: str | None = None) -> None:
    """Show a figure under its finding, with its caption and its alternative text; the last line of the cell that draws it.

    This is the way all chapters do it: a notebook shows picture and caption, the site a numbered ``<figure>`` with
    ``alt`` and ``<figcaption>``, in two layouts, for light and dark. nbval compares title, caption, alternative text and the
    digest of what is drawn, so that a figure with other data fails; it leaves the drawing's coordinates alone.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        The figure, of a function of `policybook.show.figures`; it is closed, so that it is shown once.
    title : str
        The finding, a short sentence.
    caption : str
        What is plotted, of how many, in which unit, and the source; `` `…` `` is a name of a file or a column.
    alt : str
        What a reader who cannot see the picture must know: the kind of chart and what it shows.
    name : str, optional
        A label, unique in the book, for ``{numref}``.
    """
    if not title.strip() or not caption.strip() or not alt.strip():
        raise ValueError("figure(): say what the picture shows, in the title, the caption and the alternative text")
    shown, narrow, marks = pictures(fig, title)
    about = {"title": title, "caption": caption, "alt": alt, "name": name, "narrow": narrow}
    text = f"Figure: {title}\n{caption}\nAlternative text: {alt}\nDrawn: {marks}"
    display_raw({"image/svg+xml": shown, "text/plain": text}, {FIGURE_KEY: about})
    # The site drops this one (see policybook.site.extension): there the caption belongs to the figure.
    display_raw(
        {"text/html": f"<p><em>{marked(caption)}</em></p>", "text/plain": caption}, {FIGURE_KEY: {"repeated": True}}
    )


def pictures(fig, title: str) -> tuple[str, str | None, str]:
    """Return a figure as SVG in two layouts, as `draw_twice` does, and what it draws; kept, where results are kept."""
    from policybook.show.drawn import drawn

    def draw() -> tuple[str, str | None, str]:
        own = fig.figure  # of a sketch as of a figure
        return *draw_twice(own, title), drawn(own)

    return kept.recall(fig.key("pictures", title), draw) if isinstance(fig, Sketch) else draw()


def draw_twice(fig, title: str = "") -> tuple[str, str | None]:
    """Return a figure as SVG, as it is and laid out for a phone, under its title; both are closed."""
    from policybook.show import style

    narrow = style.narrow_layout(fig)
    return svg_of(fig, title), svg_of(narrow, title) if narrow is not None else None


def svg_of(fig, title: str = "") -> str:
    """Return a figure as SVG, the same bytes on every run, and close it."""
    import matplotlib.pyplot as plt

    from policybook.show import style

    if title:
        style.headed(fig, title)
    buffer = io.StringIO()
    _only_lay_out_first(fig)
    fig.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    plt.close(fig)
    return _compact(buffer.getvalue())


def _only_lay_out_first(fig) -> None:
    """Spare a third of the time of a picture: matplotlib draws it twice, first into nothing, to have its parts laid out."""

    def lay_out(renderer) -> None:
        del fig.draw  # the second time it is drawn
        if fig.axes:
            fig.get_layout_engine().execute(fig)

    if fig.get_layout_engine() is not None:
        fig.draw = lay_out


def _compact(svg: str) -> str:
    """Return a drawing without prologue and comments, with coordinates to the hundredth of a point, glyphs to 1/500 em."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<!--[^>]*-->|<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = _GLYPH.sub(lambda m: f'd="{_WHOLE.sub(_tenth, m[1])}" transform="scale(0.15625)"', svg)
    svg = _GLYPH_NAME.sub(r"\1\2", svg)
    svg = _TRANSLATED.sub(lambda m: _LONG.sub(_rounded, m[0]), svg)
    svg = re.sub(r'(?<= )(d|x|y|points)="([^"]*)"', _compact_numbers, svg)
    return re.sub(r">\s+<", ">\n<", re.sub(r"[ \t]*\n[ \t]*", "\n", svg)).strip() + "\n"


def _compact_numbers(attribute: re.Match) -> str:
    """Return an attribute's numbers rounded and on one line: a glyph of sixty lines is as many lines of a stored notebook."""
    numbers = re.sub(r"\s*([A-Za-z])\s*", r"\1", _LONG.sub(_rounded, attribute[2])).strip()
    return f'{attribute[1]}="{numbers}"'


#: matplotlib draws a glyph on a grid of about 5,000 units, far finer than any screen.
_GLYPH = re.compile(r'd="([^"]*)" transform="scale\(0\.015625\)"')
_GLYPH_NAME = re.compile(r"\bNotoSansSC-([A-Z])[a-z]+-([0-9a-f]+)\b")
_TRANSLATED = re.compile(r"translate\([^)]*\)")
_WHOLE = re.compile(r"-?\d+(?:\.\d+)?")
_LONG = re.compile(r"-?\d+\.\d+")


def _tenth(number_: re.Match) -> str:
    return str(round(float(number_[0]) / 10))


def _rounded(number_: re.Match) -> str:
    return f"{float(number_[0]):.2f}".rstrip("0").rstrip(".")


def quote(doc_id: str, chinese: str, english: str, *, measure: object = None, section: object = None) -> None:
    """Show a rule as the document prints it, with a translation and a link to its place on the document's page.

    Parameters
    ----------
    doc_id : str
        The document.
    chinese : str
        The words as printed; spaces, page breaks and the width of punctuation do not count. Anything that does not stand
        in the document raises ``ValueError``.
    english : str
        The translation.
    measure, section : int or missing
        Where it stands.
    """
    if plain_characters(chinese) not in plain_characters(documents()[doc_id].raw):
        raise ValueError(f"quote(): these words do not stand in {doc_id}: {chinese}")
    own, domain = number(measure), number(section)
    where = f", measure {own}" if own is not None else f", domain {domain}" if domain is not None else ""
    source = label(doc_id) + where
    html = (
        f'<blockquote class="pb-quote"><p lang="zh-CN">{escape(chinese)}</p>'
        f'<p>“{escape(english)}”</p><footer>— <a href="{escape(link(doc_id, measure, section))}">{escape(source)}</a>'
        "</footer></blockquote>"
    )
    display_raw({"text/html": html, "text/plain": f"{chinese}\n“{english}”\n— {source}"}, {})


# ------------------------------------------------------------------------------------------------- glued numbers


def native(value: object) -> int | float | str:
    """Return a plain Python int, float or str, or raise ``TypeError``: what prose can quote.

    Parameters
    ----------
    value : object
        A Python or NumPy scalar; booleans, missing values and containers are refused.
    """
    if hasattr(value, "item") and getattr(value, "ndim", 0) == 0:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise TypeError(f"only a number or a text can be quoted, not {type(value).__name__}: {value!r}")
    if isinstance(value, float) and not math.isfinite(value):
        raise TypeError(f"a missing or infinite number cannot be quoted: {value!r}")
    return value


def glue(name: str, value: object) -> None:
    """Make a number or a text quotable in prose, by ``{glue:text}`name` ``; shows nothing.

    Parameters
    ----------
    name : str
        Unique in the book, so begin it with the chapter's: ``fiscal_n_domains``.
    value : int, float or str
        The value; NumPy scalars become plain ones, so that ``:,.1f`` works in the prose.
    """
    from myst_nb import glue as myst_glue

    myst_glue(name, native(value), display=False)


def display_output(thing: object) -> None:
    """Put a thing out from the cell that runs."""
    from IPython.display import display

    display(thing)


def display_raw(data: Mapping, metadata: Mapping) -> None:
    """Put out data of several MIME types with their metadata."""
    from IPython.display import display

    display(dict(data), raw=True, metadata=dict(metadata))
