"""What a notebook shows: tables with links to the documents' pages, figures with caption and alternative text, glued numbers.

Frames, figures and numbers in; Jupyter display outputs out. Everything is deterministic and readable in three places:
a notebook (plain HTML and text), nbval (the same bytes on a rerun) and the built site, where `policybook.site.extension` and
``book/_static/policybook.css`` add the looks.

For the author of a chapter
---------------------------
``show(frame, "What the table says", note="Source: …")``
    every table. A frame with ``doc_id`` (and ``measure`` or ``section``) gets a first column that links each row to its
    place on a document's page.
``show_counts(rows, "tool", "domain", "…", order=(tools, domains))``
    a matrix of counts, each of which opens to the rows that it counts; below a figure that draws such a matrix.
``figure(fig, caption="…", alt="…", name="fig-…")``
    every figure, as the last line of its cell, in place of ``plt.show()``. Caption and alternative text are ordinary
    strings, so they can hold computed values; ``name`` makes ``{numref}`fig-…` `` work and gives the figure its number.
``glue("name", value)``
    every number that the prose quotes, shown by ``{glue:text}`name:.1f` ``.
``quote("pinghu-2024", "中文", "English", measure=19)``
    every quoted rule; fails if the Chinese does not stand in the document.
In Markdown, ``{place}`pinghu-2024#m19` `` links to a measure, ``#s3`` to a domain, ``#ask-4`` to an ask, and
``{place}`the rule <pinghu-2024#m19>` `` does so under words of one's own; an address that does not exist fails the build.
"""

import math
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

import pandas as pd

from policybook.show.links import in_english, label, place_name, records, row_anchors
from policybook.show.outputs import display_output
from policybook.show.values import UNITS, format_value, has_chinese, marked
from policybook.tables.anchors import document_address

#: Columns that say where a row stands; the link replaces them unless they are asked for.
PLACE = ("doc_id", "section", "measure", "start", "end", "quote")

#: Headings of a column of English; a table that has one needs no English within its cells.
TOLD = ("english", "in english", "promise")
#: A column with longer cells than this gets room on a narrow screen.
LONG = 24
_DOC_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_NOT_STATED = '<span title="not stated" aria-label="not stated">–</span>'


# ------------------------------------------------------------------------------------------------------- tables


@dataclass(frozen=True)
class Table:
    """A finished table: what a notebook shows as HTML, and as plain text where there is no HTML."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    plain: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    n_stub: int = 1
    note: str = ""
    left_out: int = 0
    plain_headers: tuple[str, ...] = field(default=())

    def _repr_html_(self) -> str:
        align = [f'style="text-align:{"right" if right else "left"}"' for right in self.numeric]
        for i, column in enumerate(zip(*self.plain, strict=True)):
            if not self.numeric[i] and max(map(len, column)) > LONG:
                align[i] = f'class="pb-wide" {align[i]}'
        head = "".join(f'<th scope="col" {a}>{h}</th>' for h, a in zip(self.headers, align, strict=True))
        labels = [f' data-label="{escape(text, quote=True)}"' for text in self.plain_headers]
        body = "\n".join("<tr>" + "".join(self._cells(row, align, labels)) + "</tr>" for row in self.rows)
        notes = [self.note] if self.note else []
        if self.left_out:
            notes.append(f"{self.left_out:,} more rows are in the data tables.")
        note = f'<p class="pb-note">{" ".join(marked(n) for n in notes)}</p>' if notes else ""
        return (
            f'<div class="pb-scroll" role="region" tabindex="0" aria-label="{escape(self.caption, quote=True)}" '
            'style="overflow-x:auto">\n<table class="pb-table">\n'
            f"<caption>{marked(self.caption)}</caption>\n"
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>\n{note}"
        )

    def _cells(self, row: Sequence[str], align: Sequence[str], labels: Sequence[str]):
        """Yield the cells of a row; on a phone, where rows are stacked, each says its heading itself."""
        for i, (cell, style, said) in enumerate(zip(row, align, labels, strict=True)):
            yield f'<th scope="row" {style}>{cell}</th>' if i < self.n_stub else f"<td {style}{said}>{cell}</td>"

    def __repr__(self) -> str:
        lines = [self.caption, " | ".join(self.plain_headers), *(" | ".join(row) for row in self.plain)]
        return "\n".join(line for line in [*lines, self.note] if line)


def table(
    frame: pd.DataFrame,
    caption: str,
    *,
    columns: Sequence[Hashable] | Mapping[Hashable, str] | None = None,
    formats: Mapping[Hashable, str | Callable[[object], str]] | None = None,
    hrefs: Mapping[Hashable, Sequence[str | None]] | None = None,
    note: str = "",
    limit: int | None = None,
) -> Table:
    """Make the table that :func:`show` displays; see there."""
    frame = _with_index_as_columns(frame)
    n_rows = len(frame)
    if limit is not None:
        frame = frame.head(limit)
    names, headers = _columns(frame, columns)
    formats = dict(formats or {})
    place = _place_column(frame) if "doc_id" in frame.columns and "doc_id" not in names else None
    cells: list[list[tuple[str, str]]] = []
    out_headers: list[tuple[str, str]] = []
    numeric: list[bool] = []
    if place is not None:
        title = "Place" if any(row_anchors(frame)) else "Document"
        cells.append(place)
        out_headers.append((title, title))
        numeric.append(False)
    told = any(str(headers.get(name, name)).lower() in TOLD for name in names)
    for name in names:
        column = frame[name]
        spec = formats.get(name) or _automatic_format(name, column)
        cells.append(_format_column(name, column, spec, (hrefs or {}).get(name), translate=not told))
        out_headers.append(_header(name, headers.get(name), spec))
        numeric.append(pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column))
    return Table(
        caption=caption,
        headers=tuple(html for html, _ in out_headers),
        plain_headers=tuple(text for _, text in out_headers),
        rows=tuple(tuple(html for html, _ in row) for row in zip(*cells, strict=True)),
        plain=tuple(tuple(text for _, text in row) for row in zip(*cells, strict=True)),
        numeric=tuple(numeric),
        note=note,
        left_out=n_rows - len(frame),
    )


def show(frame: pd.DataFrame, caption: str, **options) -> None:
    """Show a frame as an accessible table whose rows link to the documents' pages.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows. With a column ``doc_id`` each row links to its measure (``measure``), domain (``section``), entry of
        the asks (``no``, ``domain``, ``item``) or of an annex list (``list``, ``type``, ``no``), else to its document.
        A named index becomes the first columns. A column named after a document is headed by the document's label.
        A cell of Chinese gets its English from `data/vocab/phrases.yml`, if the table has no column of English.
    caption : str
        What the table shows, with unit and denominator.
    columns : sequence or mapping, optional
        The columns to show, or a mapping from column to heading. All but the place of the row, if not given.
    formats : mapping, optional
        For a column: one of ``亿元 万元 元`` (the column holds yuan), ``%``, ``int``, a format spec such as ``.3f``,
        or a function from value to text. A column ``*_yuan`` picks its unit and ``*_pct`` is read as percent.
    hrefs : mapping, optional
        For a column: one address a row (made by :func:`link`), or None.
    note : str, optional
        Source, denominator, what was left out.
    limit : int, optional
        Show the first rows only; the note then says how many are left out.
    """
    display_output(table(frame, caption, **options))


def show_counts(
    rows: pd.DataFrame,
    index: str,
    column: str,
    caption: str,
    *,
    order: tuple[Sequence[str], Sequence[str]],
    names: Mapping[str, str] | None = None,
    anchors: Sequence[str] | None = None,
    note: str = "",
) -> None:
    """Show how many rows fall into each cell of a matrix; a number opens to the rows that it counts.

    Parameters
    ----------
    rows : pandas.DataFrame
        A row for each thing that is counted, with ``doc_id`` and its place, as `show` takes them.
    index, column : str
        The columns that say in which line and column of the matrix a row is counted.
    caption : str
        What is counted, and of how many.
    order : tuple
        The lines and the columns in their order; rows of any others are not counted.
    names : mapping, optional
        What lines and columns are called, where that is not their value.
    anchors : sequence of str, optional
        Where each row stands on its document's page; its measure, if not given.
    note : str, optional
        Source, denominator, what was left out.
    """
    display_output(counts_table(rows, index, column, caption, order=order, names=names, anchors=anchors, note=note))


def counts_table(rows: pd.DataFrame, index: str, column: str, caption: str, *, order, names, anchors, note) -> Table:
    """Make the table that :func:`show_counts` displays; see there."""
    lines, heads = order
    called = dict(names or {})
    links: dict[tuple[str, str], list[str]] = {}
    places = zip(rows["doc_id"], row_anchors(rows) if anchors is None else anchors, row_anchors(rows), strict=True)
    for line, head, (doc_id, anchor, place) in zip(rows[index], rows[column], places, strict=True):
        links.setdefault((line, head), []).append(_document_link(doc_id, place_name(doc_id, place), anchor))

    def cell(line: str, head: str) -> str:
        found = links.get((line, head), [])
        if not found:
            return _NOT_STATED
        return f'<details class="pb-cell"><summary>{len(found)}</summary>{", ".join(found)}</details>'

    titles = [called.get(head, head) for head in heads]
    first = index.replace("_", " ").capitalize()
    return Table(
        caption=caption,
        headers=(escape(first), *map(marked, titles)),
        rows=tuple((marked(called.get(line, line)), *(cell(line, head) for head in heads)) for line in lines),
        plain=tuple(
            (called.get(line, line), *(str(len(links.get((line, head), ()))) for head in heads)) for line in lines
        ),
        numeric=(False, *[True] * len(heads)),
        note=note,
        plain_headers=(first, *titles),
    )


def _with_index_as_columns(frame: pd.DataFrame) -> pd.DataFrame:
    if isinstance(frame.columns, pd.MultiIndex):
        raise TypeError("show() needs plain column names: join the levels of the columns first")
    if all(name is None for name in frame.index.names) and isinstance(frame.index, pd.RangeIndex):
        return frame
    if frame.index.nlevels == 1 and frame.index.name is None:
        return frame if pd.api.types.is_integer_dtype(frame.index.dtype) else frame.rename_axis("").reset_index()
    return frame.reset_index()


def _columns(frame: pd.DataFrame, columns) -> tuple[list[Hashable], dict[Hashable, str]]:
    if columns is None:
        if "doc_id" not in frame.columns:
            return list(frame.columns), {}
        return [name for name in frame.columns if name not in PLACE], {}
    if unknown := [name for name in columns if name not in frame.columns]:
        raise KeyError(f"show(): the frame has no column {', '.join(map(repr, unknown))}")
    return list(columns), dict(columns) if isinstance(columns, Mapping) else {}


def _place_column(frame: pd.DataFrame) -> list[tuple[str, str]]:
    cells = []
    for doc_id, anchor in zip(frame["doc_id"], row_anchors(frame), strict=True):
        text = place_name(doc_id, anchor)
        cells.append((_document_link(doc_id, text, anchor), text))
    return cells


def _document_link(doc_id: str, text: str, anchor: str = "") -> str:
    """Return a link to a document's page; a name that stands in place of an id (``Pinghu 2024, draft``) leads nowhere."""
    if not _DOC_ID.fullmatch(doc_id):
        return escape(text)
    return f'<a href="{escape(document_address(doc_id, anchor))}">{escape(text)}</a>'


def _automatic_format(name: Hashable, column: pd.Series) -> str:
    if str(name).endswith("_yuan"):
        typical = column.abs().median() if pd.api.types.is_numeric_dtype(column) else math.nan
        return "亿元" if typical >= 1e7 else "万元" if typical >= 1e3 else "元"
    if str(name).endswith("_pct"):
        return "%"
    if pd.api.types.is_integer_dtype(column):
        return "int"
    if pd.api.types.is_float_dtype(column):
        whole = column.dropna()
        return "int" if len(whole) and (whole == whole.round()).all() else ",.2f"
    return ""


def _format_column(name, column: pd.Series, spec, hrefs, *, translate: bool = True) -> list[tuple[str, str]]:
    cells = []
    for i, value in enumerate(column.tolist()):
        text = format_value(value, spec)
        html = _NOT_STATED if text == "–" else marked(text)
        if name == "doc_id":
            text = label(value)
            html = _document_link(value, text)
        elif hrefs is not None and hrefs[i]:
            html = f'<a href="{escape(hrefs[i])}">{html}</a>'
        if translate and has_chinese(text) and (english := in_english(text)):
            html = f'<span class="pb-two">{html} <span class="pb-en">{escape(english)}</span></span>'
            text = f"{text} {english}"
        cells.append((html, text))
    return cells


def _header(name: Hashable, given: str | None, spec) -> tuple[str, str]:
    """Return the heading of a column as HTML and as text."""
    if name in records():
        return f'<a href="{escape(document_address(str(name)))}">{escape(label(str(name)))}</a>', label(str(name))
    words = str(name)
    if given is None:
        for ending in ("_yuan", "_pct"):
            words = words.removesuffix(ending)
        words = words.replace("_", " ")
        words = words[:1].upper() + words[1:]
    else:
        words = given
    unit = spec if isinstance(spec, str) and (spec in UNITS or spec == "%") and f"{spec}" not in words else ""
    text = f"{words} ({unit})" if unit else words
    html = marked(words)
    if unit in UNITS:
        html += f' (<abbr lang="zh-CN" title="{UNITS[unit][1]}">{unit}</abbr>)'
    elif unit:
        html += f" ({unit})"
    return html, text
