"""A page for each programme and for each place, and the lists of both.

In: documents, the rows of the explorer, tables, vocabularies. Out: HTML: ``book/programmes/<id>.html`` shows what every
document offers under a programme, clause by clause; ``book/places/<place>.html`` what a place's documents hold.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from urllib.parse import urlencode

from policybook.read.corpus import Corpus, Document
from policybook.show.values import marked
from policybook.site.explorer import Names, Row, offered
from policybook.site.marked_text import Part
from policybook.vocab.programmes import Programme, ProgrammeVocabulary

PROGRAMMES = "book/programmes/"
PLACES = "book/places/"
DRAFT = '<span class="pb-status">draft</span>'


#: Who pays, where there is little room.
_SHORT = {"own": "own money", "joint": "jointly", "above": "from above", "other": "with others", "silent": ""}


@dataclass(frozen=True)
class Lookup:
    """What the pages are made of.

    Attributes
    ----------
    corpus : Corpus
    rows : sequence of Row
        See `policybook.site.explorer.explorer_rows`.
    names : Names
    vocabulary : ProgrammeVocabulary
    domains : mapping of str
        English names of domains by (scheme, section).
    """

    corpus: Corpus
    rows: Sequence[Row]
    names: Names
    vocabulary: ProgrammeVocabulary
    domains: Mapping[tuple[str, int], str]

    @cached_property
    def offers(self) -> list[Row]:
        """The rows, each once for every programme that its sum is printed for."""
        return offered(self.rows)

    def programmes(self) -> list[Programme]:
        """Return the programmes under which a document offers something, in the order of the vocabulary."""
        used = {row.programme for row in self.offers}
        return [p for p in self.vocabulary.programmes.values() if p.id in used]

    def places(self) -> dict[str, list[Document]]:
        """Return the documents of each place by the name of its page."""
        found: dict[str, list[Document]] = {}
        for document in self.corpus.values():
            found.setdefault(place_slug(document), []).append(document)
        return found

    def pages(self) -> Iterator[tuple[str, str, str]]:
        """Yield name, title and HTML of every page."""
        for programme in self.programmes():
            yield f"{PROGRAMMES}{programme.id}", f"{programme.en} {programme.zh}", _wide(self.programme_page(programme))
        for slug, documents in self.places().items():
            yield f"{PLACES}{slug}", place_name(documents[0]), _wide(self.place_page(slug, documents))

    # ------------------------------------------------------------------------------------------------ programmes

    def programme_page(self, programme: Programme) -> str:
        """Return a programme's page: who offers what at which level, then the clauses."""
        rows = [row for row in self.offers if row.programme == programme.id]
        by_document = {doc_id: [row for row in rows if row.doc_id == doc_id] for doc_id in self.corpus}
        offering = [doc_id for doc_id, own in by_document.items() if own]
        drafts = sum(_is_draft(self.corpus[doc_id]) for doc_id in offering)
        silent = [self.corpus[doc_id].label for doc_id, own in by_document.items() if not own]
        family = self.vocabulary.families[programme.family]
        said = f"{len(offering)} of {len(self.corpus)} documents offer something under this programme"
        said += f", {drafts} of them {'a draft' if drafts == 1 else 'drafts'}." if drafts else "."
        said += f" Not found in: {', '.join(silent)}." if silent else ""
        note = f"<p>{marked(programme.note)}</p>" if programme.note else ""
        clauses = "".join(self._clauses(self.corpus[doc_id], by_document[doc_id]) for doc_id in offering)
        return (
            f'<h1>{escape(programme.en)} <span lang="zh-CN">{escape(programme.zh)}</span></h1>'
            f'<p>{escape(family)} · <a href="../programmes.html">all programmes</a></p>'
            f'<p>{escape(said)}</p>{note}<h2 id="offers">Who offers what</h2>{self._offers(rows, offering)}'
            f'<h2 id="clauses">Clause by clause</h2>{clauses}' + self._close("programme", programme.id)
        )

    def _offers(self, rows: Sequence[Row], offering: Sequence[str]) -> str:
        ranks = {level: i for i, level in enumerate(self.vocabulary.order)}
        levels = sorted({row.level for row in rows}, key=lambda level: (ranks.get(level, len(ranks)), level))
        heads = "".join(
            f'<th scope="col"><a href="#{doc_id}">{escape(self.corpus[doc_id].label)}</a>{_status(self.corpus[doc_id])}</th>'
            for doc_id in offering
        )
        lines = "".join(
            f'<tr><th scope="row">{marked(self.names.levels.get(level, level) or "not stated")}</th>'
            + "".join(
                f"<td>{'<br>'.join(self._offer(row) for row in rows if (row.doc_id, row.level) == (doc_id, level))}</td>"
                for doc_id in offering
            )
            + "</tr>"
            for level in levels
        )
        return _table(
            "What each document offers, by level or grade",
            f'<th scope="col">Level or grade</th>{heads}',
            lines,
            " pb-offers",
        )

    def _offer(self, row: Row) -> str:
        payer = (
            ""
            if row.payer in ("", "silent")
            else f' <span class="pb-count">{escape(_SHORT.get(row.payer, row.payer))}</span>'
        )
        return f'<a href="{_reader(row)}">{marked(row.figure or "not a sum")}</a>{payer}'

    def _shared(self, row: Row) -> str:
        """Return for which other programmes the same sum is printed."""
        named = [row.programme, row.beside] if row.beside else [row.programme]
        others = [row.beside, *(name for name, _ in row.also if name not in named)]
        links = [
            f'<a href="{escape(name)}.html">{escape(self.vocabulary.programmes[name].en)}</a>'
            for name in others
            if name
        ]
        return f"; one sum with {' and '.join(links)}" if links else ""

    def _payer(self, row: Row) -> str:
        return self.names.payers.get(row.payer, row.payer)

    def _clauses(self, document: Document, rows: Sequence[Row]) -> str:
        groups: dict[tuple[str, str], list[Row]] = {}
        for row in rows:
            groups.setdefault((row.measure, row.sentence), []).append(row)
        clauses = "".join(self._clause(document, own) for own in groups.values())
        state = "draft sent out for comments, not in force" if _is_draft(document) else "issued"
        return (
            f'<h3 id="{escape(document.doc_id)}"><a href="../places/{place_slug(document)}.html">{escape(document.label)}</a> '
            f'<span class="pb-count">{state}</span></h3>{clauses}'
        )

    def _clause(self, document: Document, rows: Sequence[Row]) -> str:
        first = rows[0]
        number = escape(_where(first))
        lines = "".join(
            f'<li><a href="{_reader(row)}">{marked(row.what or "(not named here)")}{f" <b>{marked(row.tier)}</b>" if row.tier else ""}'
            f"</a>: {marked(row.figure or 'not a sum')}; {escape(row.instrument)}; who pays: {escape(self._payer(row))}"
            f"{f'; {marked(row.details)}' if row.details else ''}{self._shared(row)}</li>"
            for row in rows
        )
        offices = f' <span class="pb-count">{marked("、".join(first.offices))}</span>' if first.offices else ""
        return (
            f'<blockquote class="pb-quote"><p lang="zh-CN">{_quoted(rows)}</p><footer><a href="{_reader(first)}">'
            f"{number}</a>{offices}</footer></blockquote><ul>{lines}</ul>"
        )

    def programme_parts(self) -> list[Part]:
        """Return the list of programmes, a part a family; its cells lead to the clauses."""
        families = {programme.family for programme in self.programmes()}
        return [
            Part(f"family-{key}", name, self._family(key, name))
            for key, name in self.vocabulary.families.items()
            if key in families
        ]

    def _family(self, key: str, name: str) -> str:
        heads = "".join(
            f'<th scope="col">{escape(document.label)}{_status(document)}</th>' for document in self.corpus.values()
        )
        lines = []
        for programme in self.programmes():
            if programme.family != key:
                continue
            cells = "".join(f"<td>{self._cell(programme, doc_id)}</td>" for doc_id in self.corpus)
            lines.append(
                f'<tr><th scope="row"><a href="programmes/{programme.id}.html">{escape(programme.en)}</a> '
                f'<span lang="zh-CN">{escape(programme.zh)}</span></th>{cells}</tr>'
            )
        return _table(
            f"{name}: what each document offers", f'<th scope="col">Programme</th>{heads}', "".join(lines), " pb-offers"
        )

    def _cell(self, programme: Programme, doc_id: str) -> str:
        rows = [row for row in self.offers if row.programme == programme.id and row.doc_id == doc_id]
        if not rows:
            return '<span class="pb-count">–</span>'
        best = max(rows, key=lambda row: (row.unit == "元", row.value or 0))
        more = f" +{len(rows) - 1}" if len(rows) > 1 else ""
        said = f"{best.figure.split(', no more than')[0] or 'offered'}{more}"
        return f'<a href="programmes/{programme.id}.html#{escape(doc_id)}">{marked(said)}</a>'

    # ---------------------------------------------------------------------------------------------------- places

    def place_page(self, slug: str, documents: Sequence[Document]) -> str:
        """Return a place's page: its documents, their domains, all that they offer."""
        record = documents[0].record
        facts = [str(record.get("level") or ""), f"in {record['parent']}" if record.get("parent") else ""]
        about = " ".join(filter(None, facts))
        return (
            f"<h1>{_bilingual(documents[0])}</h1>"
            f'<p>{escape(about[:1].upper() + about[1:])}{" · " if about else ""}<a href="../places.html">all places</a></p>'
            + "".join(map(self._document, documents))
            + self._close("place", str(record.get("place_en") or documents[0].label))
        )

    def _document(self, document: Document) -> str:
        rows = [row for row in self.rows if row.doc_id == document.doc_id]
        counts = Counter(row.kind for row in rows)
        names = {
            "award": "awards",
            "target": "targets",
            "budget": "budget sums",
            "responsibility": "responsibilities",
            "ask": "asks",
        }
        links = ", ".join(
            f'<a href="../explorer.html?{_query(place=_english(document), year=_year(document), kind=kind)}">{counts[kind]:,} {words}</a>'
            for kind, words in names.items()
            if counts[kind]
        )
        others = ", ".join(
            f'<a href="{slug}.html">{escape(place_name(own[0]))}</a>'
            for slug, own in self.places().items()
            if slug != place_slug(document)
        )
        state = "A draft sent out for comments, not in force." if _is_draft(document) else "Issued."
        number = document.record.get("document_number")
        dated = f" Dated {document.record['date_issued']}." if document.record.get("date_issued") else ""
        return (
            f'<h2 id="{escape(document.doc_id)}"><a href="../reader/{escape(document.doc_id)}.html">{escape(document.label)}</a>'
            f"{_status(document)}</h2><p>{marked(str(document.record.get('title') or document.doc_id))}{' ' + marked(str(number)) if number else ''}. "
            f"{state}{escape(dated)}</p><p>{len(document.outline.sections)} domains, {len(document.outline.measures)} measures; {links}.</p>"
            f"{self._domains(document, rows)}{self._awards(document, rows)}{_offices(document, rows)}"
            + (
                f'<p>Other places: {others}. <a href="../compare.html">Two documents side by side</a></p>'
                if others
                else ""
            )
        )

    def _domains(self, document: Document, rows: Sequence[Row]) -> str:
        lines = []
        for section in document.outline.sections:
            name = self.domains.get((str(document.record.get("scheme")), section.number), "")
            anchor = document.addresses.section(section)
            short = self.names.domains.get((str(document.record.get("scheme")), section.number), section.title)
            own = [row for row in rows if row.domain == short]
            total = [row for row in own if row.kind == "budget" and "role: domain total" in row.details]
            sums = "<br>".join(f'<a href="{_reader(row)}">{marked(row.figure)}</a>' for row in total)
            count = Counter(row.kind for row in own)
            lines.append(
                f'<tr><th scope="row"><a href="../reader/{document.doc_id}.html#{anchor}">{section.number}</a></th><td class="pb-wide">'
                f'{escape(name)} <span lang="zh-CN">{escape(section.title)}</span></td><td class="pb-right">{sums or "–"}</td>'
                f'<td class="pb-right">{count["award"] or "–"}</td><td class="pb-right">{count["target"] or "–"}</td></tr>'
            )
        if not lines:
            return ""
        heads = (
            '<th scope="col">No.</th><th scope="col">Domain</th><th scope="col" class="pb-right">Sum announced for it</th>'
            '<th scope="col" class="pb-right">Awards</th><th scope="col" class="pb-right">Targets</th>'
        )
        return _table(f"Domains of {document.label}", heads, "".join(lines))

    def _awards(self, document: Document, rows: Sequence[Row]) -> str:
        lines = "".join(
            f'<tr><th scope="row"><a href="{_reader(row)}">{marked(row.measure) if row.measure else "text"}</a></th><td class="pb-wide">'
            f"{marked(row.what or '(not named here)')}{f' <b>{marked(row.tier)}</b>' if row.tier else ''}</td>"
            f"<td>{marked(row.figure or '–')}</td><td>{escape(self._payer(row))}</td><td>{self._programme(row)}</td></tr>"
            for row in rows
            if row.kind == "award"
        )
        if not lines:
            return "<p>No award was found in this document.</p>"
        heads = "".join(
            f'<th scope="col">{name}</th>' for name in ("Measure", "What", "Figure", "Who pays", "Programme")
        )
        table = _table(f"All that {document.label} offers", heads, lines)
        return f"<details><summary>All that it offers, clause by clause</summary>{table}</details>"

    def _programme(self, row: Row) -> str:
        if not row.programme:
            return '<span class="pb-count">none of the list</span>'
        named = [self.vocabulary.programmes[name] for name in (row.programme, *(name for name, _ in row.also))]
        return " and ".join(f'<a href="../programmes/{p.id}.html">{escape(p.en)}</a>' for p in named)

    def places_html(self) -> str:
        """Return the list of places as a table."""
        lines = []
        for slug, documents in self.places().items():
            record = documents[0].record
            own = {document.doc_id for document in documents}
            count = Counter(row.kind for row in self.rows if row.doc_id in own)
            links = "<br>".join(
                f'<a href="reader/{d.doc_id}.html">{escape(d.label)}</a>{_status(d)}' for d in documents
            )
            cells = [str(count[kind] or "–") for kind in ("award", "target", "budget", "ask")]
            lines.append(
                f'<tr><th scope="row"><a href="places/{slug}.html">{_bilingual(documents[0])}</a></th>'
                f"<td>{escape(str(record.get('level') or '–'))}</td><td>{escape(str(record.get('parent') or '–'))}</td><td>{links}</td>"
                + "".join(f'<td class="pb-right">{cell}</td>' for cell in cells)
                + "</tr>"
            )
        names = ["Place", "Level", "In", "Documents", "Awards", "Targets", "Sums", "Asks"]
        heads = "".join(f'<th scope="col">{name}</th>' for name in names[:4])
        heads += "".join(f'<th scope="col" class="pb-right">{name}</th>' for name in names[4:])
        return _table("The places and what was found in their documents", heads, "".join(lines))

    # ------------------------------------------------------------------------------------------------------ both

    def _close(self, key: str, value: str) -> str:
        return (
            f'<h2 id="data">The data</h2><p><a href="../explorer.html?{_query(**{key: value})}">These rows in the explorer</a>, '
            'where they can be filtered and downloaded as CSV or Excel. All tables: <a href="../data.html">data tables</a>.</p>'
        )


def _wide(html: str) -> str:
    return f'<div class="pb-lookup">{html}</div>'


def place_slug(document: Document) -> str:
    """Return the name of a place's page: its English name, else the document's id; ASCII only."""
    name = str(document.record.get("place_en") or document.doc_id)
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or document.doc_id


def place_name(document: Document) -> str:
    """Return a place's English name, else the document's label."""
    return str(document.record.get("place_en") or document.label)


def _bilingual(document: Document) -> str:
    chinese = document.record.get("place")
    return escape(place_name(document)) + (f' <span lang="zh-CN">{escape(str(chinese))}</span>' if chinese else "")


def _english(document: Document) -> str:
    return str(document.record.get("place_en") or document.label)


def _year(document: Document) -> str:
    return str(document.record.get("policy_year") or "")


def _is_draft(document: Document) -> bool:
    return document.record.get("status") == "draft"


def _status(document: Document) -> str:
    return f" {DRAFT}" if _is_draft(document) else ""


def _query(**values: str) -> str:
    return escape(urlencode({key: value for key, value in values.items() if value}))


def _where(row: Row) -> str:
    """Return where a row stands in words; a path with strokes is an entry of an annex list."""
    return f"{'Annex' if '/' in row.measure else 'Measure'} {row.measure}" if row.measure else "In the text"


def _reader(row: Row) -> str:
    return f"../reader/{escape(row.doc_id)}.html#{escape(row.anchor)}"


def _quoted(rows: Sequence[Row]) -> str:
    """Return the sentence of rows with their quotes marked; quotes that overlap are one mark."""
    text = rows[0].sentence
    covered = [False] * (len(text) + 1)
    for row in rows:
        covered[row.quote[0] : row.quote[1]] = [True] * (row.quote[1] - row.quote[0])
    html, start = [], 0
    for end in range(1, len(text) + 1):
        if end == len(text) or covered[end] != covered[start]:
            piece = escape(text[start:end])
            html.append(f'<span class="pb-swatch pb-award">{piece}</span>' if covered[start] else piece)
            start = end
    return "".join(html)


def _offices(document: Document, rows: Sequence[Row]) -> str:
    leads = Counter(row.what for row in rows if row.kind == "responsibility" and row.details.startswith("lead"))
    if not leads:
        return ""
    top = ", ".join(
        f'<a href="../explorer.html?{_query(place=_english(document), year=_year(document), office=name)}" lang="zh-CN">{escape(name)}</a> {n}'
        for name, n in leads.most_common(8)
    )
    return f"<p>Leads most measures: {top}.</p>"


def _table(caption: str, heads: str, body: str, css: str = "") -> str:
    return (
        f'<div class="pb-scroll" role="region" tabindex="0" aria-label="{escape(caption)}"><table class="pb-table{css}">'
        f"<caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )
