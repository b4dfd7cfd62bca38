"""Two documents side by side: aligned measures and sentences, with insertions, deletions and changed numbers marked.

In: documents, and their comparison as `policybook.analyse.alignment.align_documents` makes it. Out: HTML, one page a pair
of documents (``book/compare/<a>--<b>.html``). Everything is in the pages themselves: without JavaScript all is shown, with
it the kinds can be filtered.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape

import pandas as pd
from rapidfuzz.distance import Indel

from policybook.analyse import alignment, text_forms
from policybook.analyse.evolution import ordered_pairs
from policybook.read.corpus import Corpus, Document
from policybook.read.outline import Measure
from policybook.tables.anchors import number

FOLDER = "book/compare/"
#: What the filter offers, in its order: kind to what it means.
FILTERS = {
    "kept": "the same, but for names of place and level and at most a few characters",
    "rescaled": "the same, with another number",
    "localised": "a counterpart in other words",
    "added": "only in the second document",
    "dropped": "only in the first document",
    "opening": "opening and closing paragraphs",
}
#: Of more documents than these, only related ones are compared.
MANY = 20
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*[%％‰]?|[A-Za-z]+|\s|.", re.S)
_SAME = str.maketrans("（），：；％．“”‘’—０１２３４５６７８９", "(),:;%.\"\"''-0123456789")
_CLOSING, _LAST = 1e5, 1e6  # behind all measures: the closing paragraph, then what only the first document has
_ID = re.compile(r'\bid="([^"]+)"')
_CRUMB = 2  # tokens: a shorter run that is equal, between two changes, is part of the change


# ------------------------------------------------------------------------------------------------------------ marks


def changes(a: str, b: str) -> Iterator[tuple[str, str, str]]:
    """Cut two texts into runs that are equal, deleted, inserted or replaced.

    Parameters
    ----------
    a, b : str
        The width of digits and punctuation does not count; a number is one token.

    Yields
    ------
    tuple of str
        ``equal``, ``delete``, ``insert`` or ``replace``; the run of `a`, the run of `b`.

    Examples
    --------
    >>> list(changes("立项12项。", "立项2项。"))
    [('equal', '立项', '立项'), ('replace', '12', '2'), ('equal', '项。', '项。')]
    """
    left, right = _TOKEN.findall(a), _TOKEN.findall(b)
    codes = Indel.opcodes([t.translate(_SAME) for t in left], [t.translate(_SAME) for t in right]).as_list()
    last = len(codes) - 1
    pending = ("", "")
    for k, (tag, a1, a2, b1, b2) in enumerate(codes):
        x, y = "".join(left[a1:a2]), "".join(right[b1:b2])
        crumb = tag == "equal" and 0 < k < last and a2 - a1 < _CRUMB
        if tag == "equal" and not crumb:
            yield from _change(*pending)
            pending = ("", "")
            yield "equal", x, y
        else:
            pending = (pending[0] + x, pending[1] + y)
    yield from _change(*pending)


def _change(x: str, y: str) -> Iterator[tuple[str, str, str]]:
    if x or y:
        yield ("replace" if x and y else "delete" if x else "insert"), x, y


def marked_pair(a: str, b: str) -> tuple[str, str]:
    """Return two texts as HTML: what only `a` has in ``<del>``, what only `b` has in ``<ins>``, their numbers in ``<b>``."""
    left, right = [], []
    for tag, x, y in changes(a, b):
        if tag == "equal":
            left.append(escape(x))
            right.append(escape(y))
        else:
            left.append(f"<del>{_numbers(x)}</del>" if x else "")
            right.append(f"<ins>{_numbers(y)}</ins>" if y else "")
    return "".join(left), "".join(right)


def _numbers(text: str) -> str:
    return "".join(f"<b>{escape(t)}</b>" if t[0].isdigit() else escape(t) for t in _TOKEN.findall(text))


# ------------------------------------------------------------------------------------------------------------ pages


def page_name(a: Document, b: Document) -> str:
    """Return the page of a pair, as Sphinx names it."""
    return f"{FOLDER}{a.doc_id}--{b.doc_id}"


def pair_page(comparison: alignment.Comparison, names: Mapping[tuple[str, int], str] | None = None) -> str:
    """Return the page of a pair as HTML, without the frame of the site.

    Parameters
    ----------
    comparison : Comparison
        See `policybook.analyse.alignment.align_documents`.
    names : mapping of str, optional
        English names of domains by (scheme, section).
    """
    a, b = comparison.a, comparison.b
    blocks = _blocks(comparison)
    counts = pd.Series([kind for kind, *_ in blocks]).value_counts().to_dict()
    html = [
        f"<h1>{escape(a.label)} and {escape(b.label)}</h1>",
        f'<p>Left (or above): <a href="../reader/{a.doc_id}.html">{escape(a.label)}</a>, '
        f'<span lang="zh-CN">{escape(str(a.record.get("title") or a.doc_id))}</span>. Right (or below): '
        f'<a href="../reader/{b.doc_id}.html">{escape(b.label)}</a>, '
        f'<span lang="zh-CN">{escape(str(b.record.get("title") or b.doc_id))}</span>. The order says nothing about who '
        'wrote first. <a href="../compare.html">All pairs</a></p>',
        _controls(counts),
    ]
    parts: dict[tuple[str, str], list[str]] = {}  # heading and anchor of a domain: its blocks
    taken: set[str] = set()
    for kind, section, block in blocks:
        only = kind == "dropped"
        heading = _domain(a if only else b, section, names or {}, only=only)
        no = number(section)
        anchor = f"{'only-' if only else ''}{'closing' if no is None else f'domain-{no}'}"
        parts.setdefault((heading, anchor), []).append(_anchored(block, taken))
    contents = "".join(
        f'<li><a href="#{anchor}">{heading}</a> <span class="pbc-doc">{len(own)}</span></li>'
        for (heading, anchor), own in parts.items()
    )
    html.append(
        f'<details class="pbc-contents"><summary>Contents: {len(parts)} parts</summary><ul>{contents}</ul></details>'
    )
    html.append('<div class="pbc-list">')
    for (heading, anchor), own in parts.items():
        html += [f'<h2 id="{anchor}">{heading}{_permalink(anchor)}</h2>', *own]
    return "\n".join([*html, "</div>"])


def _permalink(anchor: str) -> str:
    return f'<a class="headerlink" href="#{anchor}" aria-label="Link to this part">#</a>'


def _anchored(block: str, taken: set[str]) -> str:
    """Number an anchor that stands already: a measure that is split stands beside several."""
    anchor = _ID.search(block)[1]
    n, free = 1, anchor
    while free in taken:
        n += 1
        free = f"{anchor}-{n}"
    taken.add(free)
    return block.replace(f'id="{anchor}"', f'id="{free}"', 1).replace(f'href="#{anchor}"', f'href="#{free}"', 1)


def _controls(counts: Mapping[str, int]) -> str:
    boxes = "".join(
        f'<label title="{escape(about)}"><input type="checkbox" value="{kind}" checked> '
        f'<span class="pbc-kind pbc-{kind}">{kind}</span> {counts.get(kind, 0)}</label>'
        for kind, about in FILTERS.items()
    )
    return (
        '<form class="pbc-controls" hidden aria-label="Filter"><fieldset><legend>Show measures that are</legend>'
        f'{boxes}</fieldset><label><input type="checkbox" name="changed"> only sentences that differ</label> '
        '<label><input type="checkbox" name="numbers"> only sentences with other numbers</label>'
        '<output aria-live="polite"></output></form>'
        '<p class="pbc-legend"><del>only in the first</del> <ins>only in the second</ins> '
        "<ins><b>12</b></ins> another number</p>"
    )


def _domain(document: Document, section: object, names: Mapping[tuple[str, int], str], *, only: bool) -> str:
    no = number(section)
    if no is None:
        return f"Only in {escape(document.label)}" if only else "Closing paragraph"
    title = next((s.title for s in document.outline.sections if s.number == no), "")
    english = names.get((str(document.record.get("scheme")), no), "")
    where = f"Only in {escape(document.label)}, domain" if only else "Domain"
    text = f"{where} {no}: {escape(english)}" if english else f"{where} {no}"
    return f'{text} <span lang="zh-CN">{escape(title)}</span>'


def _blocks(comparison: alignment.Comparison) -> list[tuple[str, object, str]]:
    """Return (kind, section, HTML) of each pair of measures and of paragraphs, in the order of the second document."""
    of_a: dict[object, list[dict]] = {}
    of_b: dict[object, list[dict]] = {}
    for row in comparison.sentences.to_dict("records"):
        side, groups = ("a", of_a) if row["kind"] == "dropped" else ("b", of_b)
        groups.setdefault(_key(row, side), []).append(row)
    in_a, in_b = _places(comparison.a), _places(comparison.b)
    blocks: list[tuple[float, str, object, str]] = []
    order = comparison.measures.sort_values("relation", key=lambda r: r != "one to one", kind="stable")
    for row in order.to_dict("records"):
        here = of_b.get(row["b_path"]) if row["relation"] not in ("dropped", "merged") else []
        there = of_a.pop(row["a_path"], None) if row["relation"] != "added" else []
        dropped = row["relation"] == "dropped"
        place, section = (
            (_LAST + in_a[row["a_path"]], row["a_section"]) if dropped else (in_b[row["b_path"]], row["b_section"])
        )
        blocks.append((place, row["kind"], section, _block(comparison, row, _interleave(here, there))))
    sections = [key for key in of_b if not isinstance(key, str)]
    openings = [(comparison.matched_back.get(key) if key else None, key) for key in sections]
    shown = {ours for ours, _ in openings}
    openings += [(key, None) for key in of_a if key and not isinstance(key, str) and key not in shown]
    for ours, theirs in openings:
        both = _interleave(of_b.get(theirs) if theirs or not ours else [], of_a.get(ours))
        about = {"a_section": ours, "b_section": theirs, "kind": "opening", "relation": ""}
        place = in_b[theirs] if theirs else _LAST + in_a[ours] if ours else _CLOSING
        blocks.append((place, "opening", theirs or pd.NA, _block(comparison, about, both)))
    return [(kind, section, html) for _, kind, section, html in sorted(blocks, key=lambda item: item[0])]


def _key(row: Mapping, side: str) -> object:
    """Return where a sentence is shown: the path of its measure, else the number of its domain, else None."""
    return row[f"{side}_path"] if pd.notna(row[f"{side}_measure"]) else number(row[f"{side}_section"])


def _places(document: Document) -> dict[object, int]:
    """Return the order of the measures, by path, and of the domains, by number."""
    blocks = [*document.outline.sections, *document.outline.measures]
    keys: dict[object, int] = {}
    for i, block in enumerate(sorted(blocks, key=lambda block: block.start)):
        keys.setdefault(block.path if isinstance(block, Measure) else block.number, i)
    return keys


def _interleave(here: Sequence[Mapping] | None, there: Sequence[Mapping] | None) -> list[Mapping]:
    """Put the sentences that only the first document has behind the one that they follow there."""
    rows = sorted(here or (), key=lambda row: row["b_start"])
    for lost in sorted(there or (), key=lambda row: row["a_start"]):
        before = [i for i, r in enumerate(rows) if pd.notna(r["a_start"]) and r["a_start"] < lost["a_start"]]
        rows.insert(before[-1] + 1 if before else 0, lost)
    return rows


def _block(comparison: alignment.Comparison, row: Mapping, rows: Sequence[Mapping]) -> str:
    a, b = comparison.a, comparison.b
    links = [
        _heading(doc, row, side)
        for doc, side in ((a, "a"), (b, "b"))
        if not pd.isna(row.get(f"{side}_measure"))
        or (row["kind"] == "opening" and (row[f"{side}_section"] or row["a_section"] is row["b_section"] is None))
    ]
    relation = row["relation"] if row["relation"] in ("split", "merged") else ""
    facts = [relation, f"similarity {row['score']:.2f}" if not pd.isna(row.get("score", float("nan"))) else ""]
    facts += ["joint funding added" if row.get("cofunded") else ""]
    body = "".join(_sentence(a, row, r, (a.label, b.label)) for r in rows)
    side, document = ("b", b) if _stands(row, "b") else ("a", a)
    anchor = f"{side}-{_anchor(document, row, side)}"
    kind, dot = row["kind"], ' <span aria-hidden="true">·</span> '
    return (
        f'<section class="pbc-pair" data-kind="{kind}" id="{anchor}">'
        f'<h3><span class="pbc-kind pbc-{kind}">{kind}</span> {dot.join(links)}{_permalink(anchor)}</h3>'
        f'<p class="pbc-facts">{escape("; ".join(f for f in facts if f))}</p>'
        f'<div class="pbc-rows">{body}</div></section>'
    )


def _stands(row: Mapping, side: str) -> bool:
    """Say whether a document has a part in a block: a measure, or the opening of a domain."""
    if row["kind"] == "opening":
        return bool(row[f"{side}_section"])
    return not pd.isna(row.get(f"{side}_measure"))


def _anchor(document: Document, row: Mapping, side: str) -> str:
    if number(row.get(f"{side}_measure")) is None:
        return document.addresses.of(number(row[f"{side}_section"]))
    return document.addresses.at(row[f"{side}_path"])


def _heading(document: Document, row: Mapping, side: str) -> str:
    section, printed = number(row[f"{side}_section"]), number(row.get(f"{side}_measure"))
    anchor = _anchor(document, row, side)
    text = "closing" if section is None else "opening"
    text, zh = (text, "") if printed is None else (f"({printed}) {row[f'{side}_heading']}", ' lang="zh-CN"')
    return (
        f'<a href="../reader/{document.doc_id}.html#{anchor}"{zh}>{escape(text)}</a> '
        f'<span class="pbc-doc">{escape(document.label)}</span>'
    )


def _sentence(a: Document, row: Mapping, r: Mapping, labels: tuple[str, str]) -> str:
    x, y = r["a_text"], r["b_text"]
    if pd.isna(x):
        left, right, other = "", f"<ins>{_numbers(y)}</ins>", False
    elif pd.isna(y):
        left, right, other = f"<del>{_numbers(x)}</del>", "", False
    else:
        left, right = marked_pair(x, y)
        other = "<b>" in left + right
    same = "1" if r["kind"] == "kept" else ""
    moved = pd.notna(r["a_measure"]) and not pd.isna(y) and r["a_path"] != row.get("a_path")
    source = number(r["a_measure"]) if a.addresses.numbers_run_on else r["a_path"]
    note = f' <span class="pbc-doc">from measure {source}</span>' if moved else ""
    cells = "".join(
        f'<div class="pbc-{side}{"" if html else " pbc-none"}" lang="zh-CN" data-doc="{escape(name)}">{html or "–"}{extra}</div>'
        for side, html, extra, name in (("a", left, note if left else "", labels[0]), ("b", right, "", labels[1]))
    )
    return f'<div class="pbc-row" data-same="{same}" data-number="{"1" if other else ""}">{cells}</div>'


# ---------------------------------------------------------------------------------------------------------- the site


def compared(documents: Sequence[Document], many: int = MANY) -> list[tuple[Document, Document]]:
    """Return the pairs that have a page: all, or of many documents those of one place, or of a place and the one above it.

    All pairs of 200 documents would be 19,900 pages.
    """
    pairs = ordered_pairs(documents)
    if len(documents) <= many:
        return pairs
    places = [{str(d.record.get(field) or d.doc_id) for field in ("place_en", "parent")} for d in documents]
    of = {
        d.doc_id: (str(d.record.get("place_en") or d.doc_id), names) for d, names in zip(documents, places, strict=True)
    }
    return [(a, b) for a, b in pairs if of[a.doc_id][0] in of[b.doc_id][1] or of[b.doc_id][0] in of[a.doc_id][1]]


class Pairs:
    """The pairs of the corpus, compared when their pages are written."""

    def __init__(self, corpus: Corpus, domains: pd.DataFrame, crosswalk: pd.DataFrame) -> None:
        self.documents = list(corpus.values())
        self.pairs = compared(self.documents)
        self.domains, self.crosswalk = domains, crosswalk

    def pages(self, pairs: Sequence[tuple[Document, Document]] | None = None) -> Iterator[tuple[str, str, str]]:
        """Yield name, title and HTML of every pair's page, or of the pages of some of them."""
        names = {(row.scheme, row.section): row.en for row in self.domains.itertuples()}
        places = text_forms.place_words(d.record for d in self.documents)
        for a, b in self.pairs if pairs is None else pairs:
            found = alignment.align_documents(a, b, self.domains, self.crosswalk, places)
            yield page_name(a, b), f"{a.label} and {b.label}", pair_page(found, names)

    def beside_html(self, doc_id: str, up: str) -> str:
        """Return links from a document's page to its comparisons; "" where it is the only document."""
        links = [
            f'<a href="{up}{page_name(a, b)}.html">{escape((b if a.doc_id == doc_id else a).label)}</a>'
            for a, b in self.pairs
            if doc_id in (a.doc_id, b.doc_id)
        ]
        return f'<p class="pb-downloads">Side by side with: {", ".join(links)}</p>' if links else ""

    def links_html(self) -> str:
        """Return links to the pages of all pairs, from a page beside their folder."""
        items = "".join(
            f'<li><a href="{page_name(a, b).removeprefix("book/")}.html">{escape(a.label)} and {escape(b.label)}</a></li>'
            for a, b in self.pairs
        )
        some = (
            f"<p>Of the {len(self.documents)} documents those are compared that are of the same place, or of a place and the one above it.</p>"
            if len(self.documents) > MANY
            else ""
        )
        return f'{some}<ul class="pbc-index">{items}</ul>'
