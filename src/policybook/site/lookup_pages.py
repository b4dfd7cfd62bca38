"""A page for each programme and for each place, and the lists of both.

In: documents, the rows of the explorer, tables, vocabularies. Out: HTML: ``book/programmes/<id>.html`` shows what every
document offers under a programme, clause by clause; ``book/places/<place>.html`` what a place's documents hold.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from urllib.parse import urlencode

from policybook.read.corpus import Corpus, Document
from policybook.show.values import marked
from policybook.show.wording import ENGLISH, Wording
from policybook.site.explorer import Names, Row, offered
from policybook.site.marked_text import Part
from policybook.vocab.programmes import Programme, ProgrammeVocabulary

PROGRAMMES = "book/programmes/"
PLACES = "book/places/"
#: The clauses, and a column for each document, of more than these do not stand on a page.
MANY = 20
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
    say : Wording
        The pages' language. Links lead to pages that stand beside them in the same folders.
    many : int
        Of how many documents clauses and a column each are shown.
    """

    corpus: Corpus
    rows: Sequence[Row]
    names: Names
    vocabulary: ProgrammeVocabulary
    domains: Mapping[tuple[str, int], str]
    say: Wording = ENGLISH
    many: int = MANY

    @cached_property
    def offers(self) -> list[Row]:
        """The rows, each once for every programme that its sum is printed for."""
        return offered(self.rows)

    @cached_property
    def offered_by(self) -> dict[str, dict[str, list[Row]]]:
        """The offers by programme and document, both in the order of the rows."""
        found: dict[str, dict[str, list[Row]]] = {}
        for row in self.offers:
            found.setdefault(row.programme, {}).setdefault(row.doc_id, []).append(row)
        return found

    @cached_property
    def rows_of(self) -> dict[str, list[Row]]:
        """The rows of each document."""
        found: dict[str, list[Row]] = {doc_id: [] for doc_id in self.corpus}
        for row in self.rows:
            found[row.doc_id].append(row)
        return found

    @cached_property
    def documents_of(self) -> dict[str, list[Document]]:
        """The documents of each place by the name of its page."""
        found: dict[str, list[Document]] = {}
        for document in self.corpus.values():
            found.setdefault(place_slug(document), []).append(document)
        return found

    def programmes(self) -> list[Programme]:
        """Return the programmes under which a document offers something, in the order of the vocabulary."""
        return [p for p in self.vocabulary.programmes.values() if p.id in self.offered_by]

    def places(self) -> dict[str, list[Document]]:
        """Return the documents of each place by the name of its page."""
        return self.documents_of

    def pages(self) -> Iterator[tuple[str, str, str]]:
        """Yield name, title and HTML of every page."""
        for programme in self.programmes():
            title = self.say.name(programme.en, programme.zh)
            yield f"{PROGRAMMES}{programme.id}", title, _wide(self.programme_page(programme))
        for slug, documents in self.places().items():
            title = place_name(documents[0]) if self.say is ENGLISH else self._place_name(documents[0])
            yield f"{PLACES}{slug}", title, _wide(self.place_page(slug, documents))

    def _place_name(self, document: Document) -> str:
        return self.say.name(place_name(document), str(document.record.get("place") or ""))

    def _status(self, document: Document) -> str:
        return f' <span class="pb-status">{self.say("draft")}</span>' if _is_draft(document) else ""

    def _heads(self, *names: str, right: Collection[int] = ()) -> str:
        return "".join(
            f'<th scope="col"{" class=" + chr(34) + "pb-right" + chr(34) if i in right else ""}>{self.say(name)}</th>'
            for i, name in enumerate(names)
        )

    # ------------------------------------------------------------------------------------------------ programmes

    def programme_page(self, programme: Programme) -> str:
        """Return a programme's page: who offers what at which level, then the clauses."""
        say = self.say
        by_document = self.offered_by[programme.id]
        offering = [doc_id for doc_id in self.corpus if doc_id in by_document]
        drafts = sum(_is_draft(self.corpus[doc_id]) for doc_id in offering)
        silent = [say.label(document) for doc_id, document in self.corpus.items() if doc_id not in by_document]
        numbers = {"k": len(offering), "n": len(self.corpus), "drafts": drafts}
        said = say(OFFERING[min(drafts, 2)], **numbers)
        said += say(" Not found in: {documents}.", documents=say.list(silent)) if silent else ""
        note = f"<p>{say.data(programme.note)}</p>" if programme.note else ""
        if len(self.corpus) > self.many:
            offers = self._offers_in_lines(by_document, offering)
            clauses = f"<p>{say('The clauses of so many documents do not stand on one page. Each offer leads to its sentence.')}</p>"
        else:
            offers = self._offers(by_document, offering)
            own = "".join(self._clauses(self.corpus[doc_id], by_document[doc_id]) for doc_id in offering)
            clauses = f'<h2 id="clauses">{say("Clause by clause")}</h2>{own}'
        return (
            f"<h1>{say.both(programme.en, programme.zh)}</h1>"
            f'<p>{escape(say(self.vocabulary.families[programme.family]))} · <a href="../programmes.html">{say("all programmes")}</a></p>'
            f'<p>{escape(said)}</p>{note}<h2 id="offers">{say("Who offers what")}</h2>{offers}'
            f"{clauses}{self._close('programme', programme.id)}"
        )

    def _levels(self, by_document: Mapping[str, Sequence[Row]]) -> list[str]:
        ranks = {level: i for i, level in enumerate(self.vocabulary.order)}
        levels = {row.level for rows in by_document.values() for row in rows}
        return sorted(levels, key=lambda level: (ranks.get(level, len(ranks)), level))

    def _level(self, level: str) -> str:
        return marked(self.names.levels.get(level, level) or self.say("not stated"))

    def _at(self, rows: Sequence[Row], level: str) -> str:
        return f"<td>{'<br>'.join(self._offer(row) for row in rows if row.level == level)}</td>"

    def _offers(self, by_document: Mapping[str, Sequence[Row]], offering: Sequence[str]) -> str:
        """Return a table with a line for each level and a column for each document."""
        heads = "".join(
            f'<th scope="col"><a href="#{doc_id}">{escape(self.say.label(self.corpus[doc_id]))}</a>{self._status(self.corpus[doc_id])}</th>'
            for doc_id in offering
        )
        lines = "".join(
            f'<tr><th scope="row">{self._level(level)}</th>'
            + "".join(self._at(by_document[doc_id], level) for doc_id in offering)
            + "</tr>"
            for level in self._levels(by_document)
        )
        return _table(
            self.say("What each document offers, by level or grade"),
            f'<th scope="col">{self.say("Level or grade")}</th>{heads}',
            lines,
            " pb-offers",
        )

    def _offers_in_lines(self, by_document: Mapping[str, Sequence[Row]], offering: Sequence[str]) -> str:
        """Return the same with a line for each document and a column for each level."""
        levels = self._levels(by_document)
        lines = "".join(
            f'<tr id="{escape(doc_id)}"><th scope="row"><a href="../places/{place_slug(self.corpus[doc_id])}.html">'
            f"{escape(self.say.label(self.corpus[doc_id]))}</a>{self._status(self.corpus[doc_id])}</th>"
            + "".join(self._at(by_document[doc_id], level) for level in levels)
            + "</tr>"
            for doc_id in offering
        )
        heads = "".join(f'<th scope="col">{self._level(level)}</th>' for level in levels)
        return _table(
            self.say("What each document offers, by level or grade"), f"{self._heads('Document')}{heads}", lines
        )

    def _offer(self, row: Row) -> str:
        payer = (
            ""
            if row.payer in ("", "silent")
            else f' <span class="pb-count">{escape(self.say(_SHORT.get(row.payer, row.payer)))}</span>'
        )
        return f'<a href="{_reader(row)}">{marked(row.figure or self.say("not a sum"))}</a>{payer}'

    def _shared(self, row: Row) -> str:
        """Return for which other programmes the same sum is printed."""
        named = [row.programme, row.beside] if row.beside else [row.programme]
        others = [row.beside, *(name for name, _ in row.also if name not in named)]
        links = [
            f'<a href="{escape(name)}.html">{escape(self._short_name(self.vocabulary.programmes[name]))}</a>'
            for name in others
            if name
        ]
        return self.say.html("; one sum with {programmes}", programmes=self.say(" and ").join(links)) if links else ""

    def _short_name(self, programme: Programme) -> str:
        return programme.en if self.say is ENGLISH else self.say.name(programme.en, programme.zh)

    def _payer(self, row: Row) -> str:
        return self.names.payers.get(row.payer, row.payer)

    def _clauses(self, document: Document, rows: Sequence[Row]) -> str:
        groups: dict[tuple[str, str], list[Row]] = {}
        for row in rows:
            groups.setdefault((row.measure, row.sentence), []).append(row)
        clauses = "".join(self._clause(document, own) for own in groups.values())
        state = self.say("draft sent out for comments, not in force" if _is_draft(document) else "issued")
        return (
            f'<h3 id="{escape(document.doc_id)}"><a href="../places/{place_slug(document)}.html">{escape(self.say.label(document))}</a> '
            f'<span class="pb-count">{state}</span></h3>{clauses}'
        )

    def _clause(self, document: Document, rows: Sequence[Row]) -> str:
        first, say = rows[0], self.say
        number = escape(self._where(first))
        lines = "".join(
            f'<li><a href="{_reader(row)}">{marked(row.what or say("(not named here)"))}{f" <b>{marked(row.tier)}</b>" if row.tier else ""}'
            f"</a>{say(': ')}{marked(row.figure or say('not a sum'))}{say('; ')}{escape(say(row.instrument))}{say('; ')}"
            f"{say('who pays: {payer}', payer=escape(self._payer(row)))}"
            f"{say('; ') + marked(row.details) if row.details else ''}{self._shared(row)}</li>"
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
            Part(f"family-{key}", self.say(name), self._family(key, name))
            for key, name in self.vocabulary.families.items()
            if key in families
        ]

    def _family(self, key: str, name: str) -> str:
        own = [programme for programme in self.programmes() if programme.family == key]
        few = len(self.corpus) <= self.many
        heads = (
            "".join(
                f'<th scope="col">{escape(self.say.label(document))}{self._status(document)}</th>'
                for document in self.corpus.values()
            )
            if few
            else self._heads("Documents", "Largest offer")
        )
        lines = "".join(
            f'<tr><th scope="row"><a href="programmes/{programme.id}.html">{escape(self._short_name(programme))}</a>'
            f"{self._own_name(programme)}</th>{self._cells(programme) if few else self._summary(programme)}</tr>"
            for programme in own
        )
        return _table(
            self.say("{family}: what each document offers", family=self.say(name)),
            f'<th scope="col">{self.say("Programme")}</th>{heads}',
            lines,
            " pb-offers" if few else "",
        )

    def _own_name(self, programme: Programme) -> str:
        return f' <span lang="zh-CN">{escape(programme.zh)}</span>' if self.say is ENGLISH else ""

    def _cells(self, programme: Programme) -> str:
        return "".join(
            f"<td>{self._cell(programme, self.offered_by[programme.id].get(d, ()))}</td>" for d in self.corpus
        )

    def _summary(self, programme: Programme) -> str:
        """Return how many documents offer something under a programme, and the largest offer of any."""
        by_document = self.offered_by[programme.id]
        best = max((row for rows in by_document.values() for row in rows), key=_size)
        return f"<td>{len(by_document)}</td><td>{self._cell(programme, [best])}</td>"

    def _cell(self, programme: Programme, rows: Sequence[Row]) -> str:
        """Return the largest offer of a document, and how many more it makes."""
        if not rows:
            return '<span class="pb-count">–</span>'
        best = max(rows, key=_size)
        more = f" +{len(rows) - 1}" if len(rows) > 1 else ""
        said = f"{best.brief or best.figure or self.say('offered')}{more}"
        return f'<a href="programmes/{programme.id}.html#{escape(best.doc_id)}">{marked(said)}</a>'

    # ---------------------------------------------------------------------------------------------------- places

    def place_page(self, slug: str, documents: Sequence[Document]) -> str:
        """Return a place's page: its documents, their domains, all that they offer."""
        record, say = documents[0].record, self.say
        level = say(str(record.get("level") or ""))
        about = (
            say("{level} in {parent}", level=level, parent=say(str(record["parent"])))
            if record.get("parent")
            else level
        )
        return (
            f"<h1>{say.both(place_name(documents[0]), str(record.get('place') or ''))}</h1>"
            f'<p>{escape(about[:1].upper() + about[1:])}{" · " if about else ""}<a href="../places.html">{say("all places")}</a></p>'
            + "".join(map(self._document, documents))
            + self._close("place", str(record.get("place_en") or documents[0].label))
        )

    def _document(self, document: Document) -> str:
        say = self.say
        rows = self.rows_of[document.doc_id]
        counts = Counter(row.kind for row in rows)
        links = [
            f'<a href="../explorer.html?{_query(place=_english(document), year=_year(document), kind=kind)}">'
            f"{say(words, n=f'{counts[kind]:,}')}</a>"
            for kind, words in COUNTED.items()
            if counts[kind]
        ]
        others = [
            f'<a href="{slug}.html">{escape(place_name(own[0]) if say is ENGLISH else self._place_name(own[0]))}</a>'
            for slug, own in self.places().items()
            if slug != place_slug(document) and self._related(document, own[0])
        ]
        state = say("A draft sent out for comments, not in force." if _is_draft(document) else "Issued.")
        number = document.record.get("document_number")
        dated = say(" Dated {day}.", day=document.record["date_issued"]) if document.record.get("date_issued") else ""
        size = say.html(
            "{domains} domains, {measures} measures; {rows}.",
            domains=str(len(document.outline.sections)),
            measures=str(len(document.outline.measures)),
            rows=say.list(links),
        )
        return (
            f'<h2 id="{escape(document.doc_id)}"><a href="../reader/{escape(document.doc_id)}.html">{escape(say.label(document))}</a>'
            f"{self._status(document)}</h2><p>{marked(str(document.record.get('title') or document.doc_id))}{' ' + marked(str(number)) if number else ''}{say('. ')}"
            f"{state}{escape(dated)}</p><p>{size}</p>"
            f"{self._domains(document, rows)}{self._awards(document, rows)}{self._offices(document, rows)}"
            + (
                f"<p>{say.html('Other places: {places}.', places=say.list(others))} "
                f'<a href="../compare.html">{say("Two documents side by side")}</a></p>'
                if others
                else ""
            )
        )

    def _related(self, one: Document, other: Document) -> bool:
        """Say whether a place is named on another's page: any, or of many those above, below and beside it."""
        if len(self.corpus) <= self.many:
            return True
        above = [str(d.record.get("parent") or "") for d in (one, other)]
        return bool(above[0] == above[1] != "" or place_name(one) == above[1] or place_name(other) == above[0])

    def _domains(self, document: Document, rows: Sequence[Row]) -> str:
        lines = []

        def own_name(name: str) -> str:
            return f"{escape(name)} " if self.say is ENGLISH else ""

        for section in document.outline.sections:
            name = self.domains.get((str(document.record.get("scheme")), section.number), "")
            anchor = document.addresses.section(section)
            short = self.names.domains.get((str(document.record.get("scheme")), section.number), section.title)
            own = [row for row in rows if row.domain == short]
            total = [row for row in own if row.kind == "budget" and row.role == "domain_total"]
            sums = "<br>".join(f'<a href="{_reader(row)}">{marked(row.figure)}</a>' for row in total)
            count = Counter(row.kind for row in own)
            lines.append(
                f'<tr><th scope="row"><a href="../reader/{document.doc_id}.html#{anchor}">{section.number}</a></th><td class="pb-wide">'
                f'{own_name(name)}<span lang="zh-CN">{escape(section.title)}</span></td><td class="pb-right">{sums or "–"}</td>'
                f'<td class="pb-right">{count["award"] or "–"}</td><td class="pb-right">{count["target"] or "–"}</td></tr>'
            )
        if not lines:
            return ""
        heads = self._heads("No.", "Domain", "Sum announced for it", "Awards", "Targets", right={2, 3, 4})
        return _table(self.say("Domains of {document}", document=self.say.label(document)), heads, "".join(lines))

    def _awards(self, document: Document, rows: Sequence[Row]) -> str:
        lines = "".join(
            f'<tr><th scope="row"><a href="{_reader(row)}">{marked(row.measure) if row.measure else self.say("text")}</a></th><td class="pb-wide">'
            f"{marked(row.what or self.say('(not named here)'))}{f' <b>{marked(row.tier)}</b>' if row.tier else ''}</td>"
            f"<td>{marked(row.figure or '–')}</td><td>{escape(self._payer(row))}</td><td>{self._programme(row)}</td></tr>"
            for row in rows
            if row.kind == "award"
        )
        if not lines:
            return f"<p>{self.say('No award was found in this document.')}</p>"
        heads = self._heads("Measure", "What", "Figure", "Who pays", "Programme")
        table = _table(self.say("All that {document} offers", document=self.say.label(document)), heads, lines)
        return f"<details><summary>{self.say('All that it offers, clause by clause')}</summary>{table}</details>"

    def _programme(self, row: Row) -> str:
        if not row.programme:
            return f'<span class="pb-count">{self.say("none of the list")}</span>'
        named = [self.vocabulary.programmes[name] for name in (row.programme, *(name for name, _ in row.also))]
        links = [f'<a href="../programmes/{p.id}.html">{escape(self._short_name(p))}</a>' for p in named]
        return self.say(" and ").join(links)

    def places_html(self) -> str:
        """Return the list of places as a table."""
        lines = []
        for slug, documents in self.places().items():
            record = documents[0].record
            count = Counter(row.kind for document in documents for row in self.rows_of[document.doc_id])
            links = "<br>".join(
                f'<a href="reader/{d.doc_id}.html">{escape(self.say.label(d))}</a>{self._status(d)}' for d in documents
            )
            cells = [str(count[kind] or "–") for kind in ("award", "target", "budget", "ask")]
            lines.append(
                f'<tr><th scope="row"><a href="places/{slug}.html">{self.say.both(place_name(documents[0]), str(record.get("place") or ""))}</a></th>'
                f"<td>{escape(self.say(str(record.get('level') or '–')))}</td><td>{escape(self.say(str(record.get('parent') or '–')))}</td><td>{links}</td>"
                + "".join(f'<td class="pb-right">{cell}</td>' for cell in cells)
                + "</tr>"
            )
        names = ("Place", "Level", "In", "Documents", "Awards", "Targets", "Sums", "Asks")
        heads = self._heads(*names, right={4, 5, 6, 7})
        return _table(self.say("The places and what was found in their documents"), heads, "".join(lines))

    # ------------------------------------------------------------------------------------------------------ both

    def _close(self, key: str, value: str) -> str:
        said = self.say.html(
            "{rows}, where they can be filtered and downloaded as CSV or Excel. All tables: {tables}.",
            rows=f'<a href="../explorer.html?{_query(**{key: value})}">{self.say("These rows in the explorer")}</a>',
            tables=f'<a href="../data.html">{self.say("data tables")}</a>',
        )
        return f'<h2 id="data">{self.say("The data")}</h2><p>{said}</p>'

    def _where(self, row: Row) -> str:
        """Return where a row stands in words; a path with strokes is an entry of an annex list."""
        if not row.measure:
            return self.say("In the text")
        return self.say("Annex {entry}" if "/" in row.measure else "Measure {entry}", entry=row.measure)

    def _offices(self, document: Document, rows: Sequence[Row]) -> str:
        leads = Counter(row.what for row in rows if row.kind == "responsibility" and row.lead)
        if not leads:
            return ""
        top = [
            f'<a href="../explorer.html?{_query(place=_english(document), year=_year(document), office=name)}" lang="zh-CN">{escape(name)}</a> {n}'
            for name, n in leads.most_common(8)
        ]
        return f"<p>{self.say.html('Leads most measures: {offices}.', offices=self.say.list(top))}</p>"


#: How many documents offer something, by how many of them are drafts: none, one, several.
OFFERING = (
    "{k} of {n} documents offer something under this programme.",
    "{k} of {n} documents offer something under this programme, {drafts} of them a draft.",
    "{k} of {n} documents offer something under this programme, {drafts} of them drafts.",
)
#: Kinds of rows, as a place's page counts them.
COUNTED = {
    "award": "{n} awards",
    "target": "{n} targets",
    "budget": "{n} budget sums",
    "responsibility": "{n} responsibilities",
    "ask": "{n} asks",
}


def _wide(html: str) -> str:
    return f'<div class="pb-lookup">{html}</div>'


def place_slug(document: Document) -> str:
    """Return the name of a place's page: its English name, else the document's id; ASCII only."""
    name = str(document.record.get("place_en") or document.doc_id)
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or document.doc_id


def place_name(document: Document) -> str:
    """Return a place's English name, else the document's label."""
    return str(document.record.get("place_en") or document.label)


def _english(document: Document) -> str:
    return str(document.record.get("place_en") or document.label)


def _year(document: Document) -> str:
    return str(document.record.get("policy_year") or "")


def _size(row: Row) -> tuple[bool, float]:
    return row.unit == "元", row.value or 0


def _is_draft(document: Document) -> bool:
    return document.record.get("status") == "draft"


def _query(**values: str) -> str:
    return escape(urlencode({key: value for key, value in values.items() if value}))


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


def _table(caption: str, heads: str, body: str, css: str = "") -> str:
    return (
        f'<div class="pb-scroll" role="region" tabindex="0" aria-label="{escape(caption)}"><table class="pb-table{css}">'
        f"<caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )
