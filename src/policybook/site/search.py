"""The search of the site: an index of every place a result can lead to, looked through in the browser.

In: the documents, the tables and the built pages. Out: ``search-data.js``, which ``book/_static/policybook-search.js`` reads.

Chinese is written without spaces, so what counts is whether the characters typed stand in the text. Three engines were
tried on the 300 measures of the corpus with 47 words and parts of words. Sphinx's index knows runs of characters, not words,
and missed 低空经济. Pagefind 1.5, indexing as Chinese, cuts words and missed parts that do not begin one (精特, 化改造, 备),
while its answers to longer words held up to thirty places that lack them; indexing as English it missed nearly all. Looking
for the characters themselves misses nothing and invents nothing, takes milliseconds for a million characters, needs no
server (pages opened from disk work) and no binary. Its price is that the whole text is loaded by the search page: about
0.3 MB for five documents. English words and pinyin stand for the terms that the vocabularies translate, see
`policybook.site.words`.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path

import pandas as pd
from lxml import html as lxml_html

from policybook.read.corpus import Document
from policybook.site.lookup_pages import PLACES, PROGRAMMES, Lookup, place_name
from policybook.tables.anchors import annex_measure_anchors, ask_anchors

DATA, PARTS, DOCUMENTS = "search-data.js", "search-places", "book/reader/"
#: Characters: of a larger index, the documents' places are loaded with the first query, in parts of about so many.
MANY, IN_A_PART = 1_500_000, 300_000

#: The group of the summaries and claims in Chinese.
CHINESE = "Chapters in Chinese"
#: The texts of ``policybook-search.js``, names of groups among them.
SCRIPT_WORDS = (
    "{n} place", "{n} places", "{n} more here", "All", "Not found. Fewer or shorter words find more.", "Not found yet.",
    "Looking through the documents: {come} of {parts} parts.",
    "{places} in {n} document or part of the book", "{places} in {n} documents and parts of the book",
    "Chapters", "About the book", "Programmes and places", CHINESE,
)  # fmt: skip
_SPACE = re.compile(r"\s+")
_SPACE_IN_CHINESE = re.compile(r"(?<=[㐀-鿿，。；：、（）“”]) (?=[㐀-鿿，。；：、（）“”])")


@dataclass(frozen=True)
class Place:
    """A place that a search result leads to.

    Attributes
    ----------
    address : str
        Relative to the site's root.
    group : str
        The document's label, or the name of the part of the book.
    title : str
        What the place is called.
    text : str
        What is searched.
    """

    address: str
    group: str
    title: str
    text: str


def document_places(document: Document, tables: Mapping[str, pd.DataFrame]) -> Iterator[Place]:
    """Yield the places of a document: opening, domains, measures, closing, asks, listed measures."""
    outline, text = document.outline, document.clean.text
    page = f"{DOCUMENTS}{document.doc_id}.html"

    def place(anchor: str, title: str, words: str) -> Place:
        return Place(f"{page}#{anchor}" if anchor else page, document.label, title, _tidy(words))

    starts = [block.start for block in (*outline.sections, *outline.measures)]
    yield place(
        "", str(document.record.get("title") or document.doc_id), text[: min(starts, default=outline.annex_start)]
    )
    for section in outline.sections:
        yield place(
            document.addresses.section(section), f"{section.label}{section.title}", text[section.start : section.end]
        )
    for measure in outline.measures:
        yield place(
            document.addresses.measure(measure),
            f"{measure.label}{measure.heading}",
            text[measure.start : measure.end],
        )
    if outline.closing:
        yield place("end", "Closing", text[slice(*outline.closing)])
    for name, anchors, columns in (
        ("asks", ask_anchors, ("item", "goal", "units")),
        ("annex_measures", annex_measure_anchors, ("title", "text", "period")),
    ):
        frame = tables.get(name, pd.DataFrame(columns=["doc_id"]))
        frame = frame[frame["doc_id"] == document.doc_id]
        for row, anchor in zip(frame.to_dict("records"), anchors(frame), strict=True):
            words = [str(row[column]) for column in columns if not pd.isna(row[column])]
            yield place(anchor, f"{'Ask' if name == 'asks' else 'Listed measure'}: {words[0]}", " ".join(words))


def page_places(html: str, address: str, group: str, *, tables: bool = True) -> Iterator[Place]:
    """Yield the sections of a built page, each with its own text only; code is left out.

    Parameters
    ----------
    html, address, group : str
    tables : bool, optional
        Whether the bodies of tables are searched. Most repeat what the documents and the explorer hold.
    """
    article = next(lxml_html.document_fromstring(html).iter("article"), None)
    if article is None:
        return
    left_out = partial(_not_searched, tables=tables)
    title = next((h for h in _inside(article, left_out) if h.tag == "h1"), None)
    page_title = _text(title, left_out) if title is not None else address
    inner = [element for element in _inside(article, left_out) if element.tag == "section" and element.get("id")]
    for section in reversed(inner):

        def elsewhere(element: lxml_html.HtmlElement, inside: bool) -> bool:  # each keeps its own text only
            return (element.tag == "section" and bool(element.get("id"))) or left_out(element, inside)

        heading = next((h for h in _inside(section, elsewhere) if h.tag in _HEADINGS), None)
        name = _text(heading, elsewhere) if heading is not None else page_title
        text = _tidy(_text(section, elsewhere))
        if text:
            full = name if name == page_title else f"{page_title} › {name}"
            yield Place(f"{address}#{section.get('id')}", group, full, text)


_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LEFT_OUT = frozenset(("script", "style", "form"))
_CLASSES_LEFT_OUT = frozenset("headerlink cell_input pb-cards pb-citing pb-bar pb-run-it prev-next-area".split())
_FOLDED_IN = frozenset(("pb-entry", "pb-claim"))


def _not_searched(element: lxml_html.HtmlElement, inside: bool, *, tables: bool) -> bool:
    """Say whether an element is left out; `inside`: whether it stands in an entry, whose details repeat what others hold."""
    tag = element.tag
    if tag in _LEFT_OUT or not _CLASSES_LEFT_OUT.isdisjoint(element.get("class", "").split()):
        return True
    if not tables and (tag == "tbody" or (tag == "table" and element.find(".//tbody") is None)):
        return True
    return tag == "details" and inside


_LeftOut = Callable[[lxml_html.HtmlElement, bool], bool]


def _inside(element: lxml_html.HtmlElement, left_out: _LeftOut, inside: bool | None = None) -> Iterator:
    """Yield the elements in an element, in the order of the page, without what is left out."""
    inside = _stands_in_entry(element) if inside is None else inside
    for child in element.iterchildren("*"):
        folded = inside or _is_entry(child)
        if not left_out(child, inside):
            yield child
            yield from _inside(child, left_out, folded)


def _text(element: lxml_html.HtmlElement, left_out: _LeftOut) -> str:
    """Return the text of an element without what is left out, with a space between its parts."""
    return " ".join(filter(None, (part.strip() for part in _strings(element, left_out, _stands_in_entry(element)))))


def _strings(element: lxml_html.HtmlElement, left_out: _LeftOut, inside: bool) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and not left_out(child, inside):  # no comment
            yield from _strings(child, left_out, inside or _is_entry(child))
        yield child.tail or ""


def _is_entry(element: lxml_html.HtmlElement) -> bool:
    return not _FOLDED_IN.isdisjoint(element.get("class", "").split())


def _stands_in_entry(element: lxml_html.HtmlElement) -> bool:
    return _is_entry(element) or any(map(_is_entry, element.iterancestors()))


def lookup_places(lookup: Lookup) -> Iterator[Place]:
    """Yield the pages of programmes and places."""
    for programme in lookup.programmes():
        page = f"{PROGRAMMES}{programme.id}.html"
        what = " ".join(dict.fromkeys(row.what for row in lookup.offers if row.programme == programme.id))
        yield Place(page, "Programmes and places", f"{programme.en} {programme.zh}", _tidy(what))
    for slug, documents in lookup.places().items():
        names = [str(d.record.get("title") or "") for d in documents]
        title = " ".join(filter(None, [place_name(documents[0]), documents[0].record.get("place")]))
        yield Place(f"{PLACES}{slug}.html", "Programmes and places", title, _tidy(" ".join(names)))


def search_scripts(places: Iterable[Place], many: int = MANY) -> dict[str, str]:
    """Return the index as scripts, by name, so that it loads from disk as well as from a server.

    Parameters
    ----------
    places : iterable of Place
    many : int, optional
        Up to so many characters stand in one script. Of more, the places in documents stand in parts, which the page loads
        with the first query, and the script lists how many there are.
    """
    rows = [list(astuple(place)) for place in places]
    parts: list[list[list[str]]] = []
    if sum(_size(row) for row in rows) > many:
        documents = [row for row in rows if row[0].startswith(DOCUMENTS)]
        rows = [row for row in rows if not row[0].startswith(DOCUMENTS)]
        parts = list(_parts(documents))
    counted = _assigned("policybookSearchParts", len(parts)) if parts else ""
    scripts = {DATA: _assigned("policybookSearch", rows) + counted}
    return scripts | {f"{PARTS}/{i}.js": _assigned(f"policybookSearch{i}", part) for i, part in enumerate(parts)}


def _parts(rows: Iterable[list[str]]) -> Iterator[list[list[str]]]:
    part: list[list[str]] = []
    size = 0
    for row in rows:
        part.append(row)
        size += _size(row)
        if size >= IN_A_PART:
            yield part
            part, size = [], 0
    if part:
        yield part


def _size(row: list[str]) -> int:
    return sum(map(len, row))


def _assigned(name: str, content: object) -> str:
    return f"window.{name} = " + json.dumps(content, ensure_ascii=False, separators=(",", ":")) + ";\n"


def write_search(folder: Path, places: Iterable[Place]) -> None:
    """Write the index into the folder of the site's scripts."""
    for name, script in search_scripts(places).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(script, "utf-8", newline="\n")


def _tidy(text: str) -> str:
    return _SPACE_IN_CHINESE.sub("", _SPACE.sub(" ", text)).strip()
