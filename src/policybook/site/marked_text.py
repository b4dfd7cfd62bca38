"""A document's text with its rows marked, as HTML: a `Document` and its rows by table come in, the page's parts go out.

Every row of ``budgets``, ``awards`` and ``targets`` is marked where its quote stands. Rows may overlap or share a quote: the
text is cut at the ends of all quotes, and each piece lists all rows that cover it. What is coded is in the page itself and
shows on hover, focus and tap without JavaScript. Each row, those of ``responsibilities`` too, has an address of its own
(``#a2572``, see `policybook.tables.row_anchors`), which leads to the mark with its card open.

Rows are plain mappings, and nothing here needs pandas, so that a browser shows a pasted text as the site shows a document.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import accumulate, pairwise

from policybook.read.corpus import Document
from policybook.read.outline import Measure, Subsection
from policybook.show.values import format_value, marked
from policybook.show.wording import ENGLISH, Wording
from policybook.tables.row_anchors import annex_measure_anchors, ask_anchors, is_missing, offset_anchors

#: Rows of a document by table.
Rows = Mapping[str, Sequence[Mapping]]

KINDS = {"budgets": "budget", "awards": "award", "annex_awards": "award", "targets": "target"}
LEGEND = {
    "budget": "Budget: money set aside or sought",
    "award": "Award: what a recipient can get",
    "target": "Target: a quantity promised",
}
TYPE_NAMES = {"延续": "continued", "调整": "adjusted", "新增": "new", "储备": "in reserve"}
COMPARATORS = {">=": "at least {sum}", "<=": "at most {sum}", "=": "exactly {sum}", "~": "about {sum}"}


@dataclass(frozen=True)
class Part:
    """A part of a document page: its anchor, its title for the table of contents, its HTML."""

    anchor: str
    title: str
    html: str


@dataclass(frozen=True)
class Mark:
    """A row of a table with its place in the cleaned text."""

    kind: str
    start: int
    end: int
    card: str
    anchor: str


@dataclass(frozen=True)
class Unit:
    """A responsible unit with its place in the cleaned text."""

    start: int
    end: int
    lead: bool
    anchor: str


@dataclass(frozen=True)
class Related:
    """What the card of a row leads to on other pages of the site.

    Attributes
    ----------
    programmes : mapping of str
        Name of each programme that has a page.
    claims : mapping
        The claims that rest on a row, by document, start and end of the row.
    """

    programmes: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[tuple[str, int, int], Sequence[str]] = field(default_factory=dict)


# ------------------------------------------------------------------------------------------------------- the page


def parts_of(
    document: Document,
    own: Rows,
    titles_en: Mapping[int, str],
    related: Related | None = None,
    say: Wording = ENGLISH,
) -> list[Part]:
    """Return a document's page in parts; the first has no title and comes before the table of contents' first entry.

    Parameters
    ----------
    document : Document
        The document.
    own : mapping
        Its rows by table, in the order of the text; a missing table counts as empty.
    titles_en : mapping
        English names of the document's domains by number.
    related : Related, optional
        What the rows lead to on other pages; nothing on a page that stands by itself.
    say : Wording, optional
        The page's language.
    """
    text = MarkedText(document, own, related or Related(), say)
    outline = document.outline
    blocks = [*outline.sections, *outline.measures]
    first = min((block.start for block in blocks), default=outline.annex_start)
    parts = [
        Part("", "", facts_html(document, own, say) + legend_html(own, say) + text.paragraphs(0, first, "pb-front"))
    ]
    loose = [measure for measure in outline.measures if measure.section is None]
    if loose:
        parts.append(Part("measures", say("Measures"), "".join(map(text.measure, loose))))
    ends = [*(section.start for section in outline.sections[1:]), len(document.clean.text)]
    for section, end in zip(outline.sections, ends, strict=False):  # without sections there is one end too many
        inner = [measure for measure in outline.measures if section.start <= measure.start < end]
        english = titles_en.get(section.number, "")
        html = (f'<p class="pb-domain-en">{escape(english)}</p>' if english else "") + text.domain(section)
        title = f"{section.label}{section.title}"
        subsections = [s for s in outline.subsections if section.start <= s.start < end]
        blocks = sorted([*subsections, *inner], key=lambda block: block.start)
        parts.append(Part(document.addresses.section(section), title, html + "".join(map(text.block, blocks))))
    if outline.closing:
        parts.append(Part("end", say("Closing"), text.paragraphs(*outline.closing)))
    if len(own.get("asks", ())):
        parts.append(Part("asks", say("What it asks from above"), asks_html(own["asks"], say)))
    if len(own.get("annex_measures", ())):
        parts.append(Part("lists", say("Annex lists of measures"), lists_html(own["annex_measures"], say)))
    if document.clean.text[outline.annex_start :].strip():
        lines = text.lines(outline.annex_start, len(document.clean.text))
        parts.append(Part("annexes", say("Annexes as received"), annexes_html(lines, say)))
    return _with_all_anchors(parts, text, [0, *(section.start for section in outline.sections)])


def sections_html(parts: Iterable[Part]) -> str:
    """Return the parts as sections with headings, for a page that the site's builder does not lay out."""
    return "\n".join(
        "<section>"
        + (f'<h2 id="{part.anchor}" lang="zh-CN">{escape(part.title)}</h2>' if part.anchor else "")
        + f"{part.html}</section>"
        for part in parts
    )


def _with_all_anchors(parts: list[Part], text: "MarkedText", starts: Sequence[int]) -> list[Part]:
    """Give a row whose words are printed in a heading, not in a paragraph, its anchor at the head of that part."""
    anchored = [part for part in parts if part.anchor in ("", *text.section_anchors)]
    for row in text.unplaced():
        part = anchored[min(bisect_right(starts, row.start), len(anchored)) - 1]
        i = parts.index(part)
        parts[i] = Part(part.anchor, part.title, _anchor(row.anchor) + part.html)
        anchored[anchored.index(part)] = parts[i]
    return parts


class MarkedText:
    """The cleaned text of a document with the rows that are marked in it."""

    def __init__(self, document: Document, own: Rows, related: Related | None = None, say: Wording = ENGLISH) -> None:
        self.say = say
        leads = _leads(own, related or Related(), say)
        clean = document.clean
        self.text = clean.text
        self.addresses = document.addresses
        self.section_anchors = [document.addresses.section(section) for section in document.outline.sections]
        self.placed: set[str] = set()
        offsets = [clean.offset(i) for i in range(len(self.text))]

        def place(row: Mapping) -> tuple[int, int]:
            return bisect_left(offsets, row["start"]), bisect_left(offsets, row["end"])

        self.rows = sorted(
            (
                Mark(kind, *place(row), CARDS[kind](row, anchor, leads(row, anchor), say), anchor)
                for name, kind in KINDS.items()
                for row, anchor in _anchored(name, own)
            ),
            key=lambda mark: (mark.start, mark.end),
        )
        units = (Unit(*place(row), bool(row["lead"]), anchor) for row, anchor in _anchored("responsibilities", own))
        self.units = sorted(units, key=lambda unit: (unit.start, unit.end))
        self.reach, self.unit_reach = _reach(self.rows), _reach(self.units)
        self.n_cards = 0

    def unplaced(self) -> list[Mark | Unit]:
        """Return the rows whose anchor is in no paragraph so far."""
        return [row for row in (*self.rows, *self.units) if row.anchor not in self.placed]

    def domain(self, section) -> str:
        """Return a domain's lead and its opening paragraphs."""
        intro_start = section.end - len(section.intro)
        after_title = self.text.index(section.title, section.start) + len(section.title)
        rest = self.paragraphs(after_title, intro_start, "pb-leads")  # （由…牵头实施）
        return (rest if re.search(r"\w", self.text[after_title:intro_start]) else "") + self.paragraphs(
            intro_start, section.end
        )

    def block(self, block: Measure | Subsection) -> str:
        """Return a measure, or the heading of a subsection with what stands below it."""
        return self.measure(block) if isinstance(block, Measure) else self.subsection(block)

    def subsection(self, subsection: Subsection) -> str:
        """Return a subsection's heading with its anchor, and the paragraphs before its first measure."""
        after = self.text.index(subsection.title, subsection.start) + len(subsection.title)
        return (
            f'<h3 class="pb-subsection" id="{self.addresses.subsection(subsection)}" lang="zh-CN">'
            f"{escape(subsection.label)}{self.heading(subsection.title, subsection.start + len(subsection.label))}</h3>"
            f"{self.paragraphs(after, subsection.end)}"
        )

    def measure(self, measure: Measure) -> str:
        """Return a measure: heading with anchor and permalink, then its text."""
        anchor, plain = self.addresses.measure(measure), self.addresses.plain(measure)
        start = measure.start + len(measure.label)
        body = start
        if self.text.startswith(measure.heading, start):
            after = start + len(measure.heading)
            if after >= measure.end or self.text[after] in "。：:\n \t":
                body = after + 1
        heading = self.heading(measure.heading, start)
        return (
            (f'<span id="{plain}"></span>' if plain else "")
            + f'<h3 class="pb-measure" id="{anchor}"><span lang="zh-CN"><span class="pb-no">'
            f"{escape(measure.label.strip())}</span>{heading}</span>"
            f'<a class="headerlink" href="#{anchor}" title="{self.say("Link to this measure")}" '
            f'aria-label="{self.say("Link to measure {n}", n=measure.number)}">#</a></h3>{self.paragraphs(body, measure.end)}'
        )

    def heading(self, words: str, start: int) -> str:
        """Return a heading with its marks, where the text prints it so at `start`; else without."""
        if not self.text.startswith(words, start):
            return escape(words)
        return self.inline(start, start + len(words))

    def paragraphs(self, start: int, end: int, css: str = "") -> str:
        """Return a run of the text as paragraphs with its marks."""
        css = f" {css}" if css else ""
        return "".join(
            f'<p class="pb-text{css}" lang="zh-CN">{self.inline(*line)}</p>\n' for line in self._lines(start, end)
        )

    def lines(self, start: int, end: int) -> str:
        """Return a run of the text line by line with its marks; the cells of a table stay apart."""
        return "".join(f"<p>{self.inline(*line, tab=' ｜ ')}</p>" for line in self._lines(start, end))

    def _lines(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        while start < end:
            stop = self.text.find("\n", start, end)
            stop = end if stop < 0 else stop
            if self.text[start:stop].strip():
                yield start, stop
            start = stop + 1

    def inline(self, start: int, end: int, tab: str = " ") -> str:
        """Return a run of one paragraph, cut where a row or a unit begins or ends."""
        rows, units = (
            _overlapping(self.rows, self.reach, start, end),
            _overlapping(self.units, self.unit_reach, start, end),
        )
        ends = {p for row in (*rows, *units) for p in (row.start, row.end)}
        cuts = sorted({start, end} | {p for p in ends if start < p < end})
        open_rows, open_units = _over_pieces(rows, cuts), _over_pieces(units, cuts)
        pieces = zip(pairwise(cuts), open_rows, open_units, strict=True)
        return "".join(self._piece(a, b, marks, own, tab) for (a, b), marks, own in pieces)

    def _piece(self, start: int, end: int, rows: Sequence[Mark], units: Sequence[Unit], tab: str) -> str:
        html = escape(self.text[start:end].replace("\t", tab))
        if units:
            html = self._unit(html, units)
        if not rows:
            return html
        self.n_cards += 1
        card = f"c{self.n_cards}"
        kinds = [kind for kind in LEGEND if any(row.kind == kind for row in rows)]
        css = " ".join(f"pb-{kind}" for kind in kinds)
        cards = "".join(row.card for row in sorted(rows, key=lambda row: list(LEGEND).index(row.kind)))
        anchors = "".join(_anchor(row.anchor) for row in rows if self._first(row))
        return (
            f'<span class="pb-marked" data-rows="{" ".join(row.anchor for row in rows)}">{anchors}<mark class="pb-mark {css}" tabindex="0" aria-describedby="{card}">{html}</mark>'
            f'<span class="pb-cards" role="tooltip" id="{card}" lang="{self.say.language}">{cards}</span></span>'
        )

    def _unit(self, html: str, units: Sequence[Unit]) -> str:
        lead = units[0].lead
        anchors = "".join(_anchor(unit.anchor) for unit in units if self._first(unit))
        tag = f'<span class="pb-lead-tag" lang="{self.say.language}">{self.say("lead")}</span>' if lead else ""
        return f'{anchors}<span class="pb-unit{" pb-lead" if lead else ""}" lang="zh-CN">{html}{tag}</span>'

    def _first(self, row: Mark | Unit) -> bool:
        """Tell whether this is the first piece of a row: the one that carries its anchor."""
        first = row.anchor not in self.placed
        self.placed.add(row.anchor)
        return first


def _reach(rows: Sequence[Mark | Unit]) -> list[int]:
    """Return the farthest end up to each of some rows, which are in the order of their starts."""
    return list(accumulate((row.end for row in rows), max))


def _overlapping(rows: Sequence, reach: Sequence[int], start: int, end: int) -> list:
    """Return the rows that share a character with a run, without looking at those far before or behind it."""
    first, last = bisect_right(reach, start), bisect_left(rows, end, key=lambda row: row.start)
    return [row for row in rows[first:last] if row.end > start]


def _over_pieces(rows: Sequence, cuts: Sequence[int]) -> Iterator[list]:
    """Yield for each piece between two cuts the rows that hold it; each row is taken up once and put down once."""
    waiting, held = 0, []
    for a in cuts[:-1]:
        held = [row for row in held if row.end > a]
        while waiting < len(rows) and rows[waiting].start <= a:
            if rows[waiting].end > a:
                held.append(rows[waiting])
            waiting += 1
        yield held


def _anchored(name: str, own: Rows) -> Iterator[tuple[Mapping, str]]:
    """Yield the rows of a document's table with their anchors."""
    rows = own.get(name, ())
    yield from zip(rows, offset_anchors(name, rows), strict=True)


def _leads(own: Rows, related: Related, say: Wording) -> Callable[[Mapping, str], str]:
    """Return a function from a row to what it leads to on other pages, as HTML."""
    programmes = {
        anchor: str(row["programme"])
        for row, anchor in _anchored("award_programmes", own)
        if related.programmes and row["programme"] in related.programmes
    }

    def leads(row: Mapping, anchor: str) -> str:
        facts = []
        if name := programmes.get(anchor):
            facts.append(
                (
                    say("programme"),
                    f'<a href="../programmes/{escape(name)}.html">{marked(related.programmes[name])}</a>',
                )
            )
        if claims := related.claims.get((row["doc_id"], row["start"], row["end"])):
            links = ", ".join(f'<a href="../claims.html#{escape(name)}">{escape(name)}</a>' for name in claims)
            facts.append((say("claims"), links))
        return "".join(_fact(name, html) for name, html in facts)

    return leads


def _fact(name: str, html: str) -> str:
    return f"<br><i>{escape(name)}</i> {html}"


def _anchor(anchor: str) -> str:
    return f'<span class="pb-row" id="{anchor}"></span>'


# ------------------------------------------------------------------------------------------------ cards of the rows


def _card(
    kind: str, anchor: str, title: object, facts: Iterable[tuple[str, object]], leads: str, say: Wording = ENGLISH
) -> str:
    lines = "".join(_fact(say(name), marked(str(value))) for name, value in facts if value not in (None, "", False))
    named = say("(not named here)") if is_missing(title) or not title else marked(str(title))
    link = (
        f'<a class="pb-permalink" href="#{anchor}" aria-label="{say("Link to this row")}">#{anchor}</a>'
        if anchor
        else ""
    )
    return (
        f'<span class="pb-card pb-{kind}" data-row="{anchor}"><span class="pb-kind">{escape(say(kind.capitalize()))}</span> '
        f"{named}{link}{lines}{leads}</span>"
    )


def _or_none(value: object) -> object:
    return None if is_missing(value) else value


def money(value: float) -> str:
    """Return a sum in the unit that a person would say: 4.49 亿元, 30 万元, 0.2 元."""
    unit = "亿元" if abs(value) >= 1e8 else "万元" if abs(value) >= 1e4 else "元"
    text = format_value(value, unit)
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} {unit}"


def budget_figure(row: Mapping, say: Wording = ENGLISH) -> str:
    """Return the sum of a budget row in words: about at least 4.49 亿元."""
    text = money(row["amount_yuan"])
    if not is_missing(row["bound"]):
        text = say({"min": "at least {sum}", "max": "at most {sum}"}[row["bound"]], sum=text)
    return say("about {sum}", sum=text) if row["approx"] else text


def budget_card(row: Mapping, anchor: str = "", leads: str = "", say: Wording = ENGLISH) -> str:
    """Return what is coded of a budget row."""
    return _card(
        "budget",
        anchor,
        row["label"],
        [
            ("sum", budget_figure(row, say)),
            ("role", say(str(row["role"]).replace("_", " "))),
            ("part of", _or_none(row["parent"])),
            ("year", _or_none(row["year"])),
            *_provisions(row, say),
            ("rule", _or_none(row.get("rule"))),
        ],
        leads,
        say,
    )


def award_sum(row: Mapping, say: Wording = ENGLISH) -> str:
    """Return the sum of an award row in words, "" where it is none: up to 100 万元, 300 元 per 亩."""
    if is_missing(row["amount_yuan"]):
        return ""
    text = money(row["amount_yuan"])
    if not is_missing(row["unit"]):
        text = say("{sum} per {unit}", sum=text, unit=row["unit"])
    return _bounded(row, text, say)


def award_rate(row: Mapping, say: Wording = ENGLISH) -> str:
    """Return the rate of an award row in words, "" where it is none: up to 15 % of 设备投资额."""
    if is_missing(row["rate_pct"]):
        return ""
    text = f"{format_value(float(row['rate_pct']), '')} %"
    if not is_missing(row["base"]):
        text = say("{rate} of {base}", rate=text, base=row["base"])
    return _bounded(row, text, say)


def award_figure(row: Mapping, say: Wording = ENGLISH) -> str:
    """Return what an award row gives in words: sum or rate, and cap."""
    text = main_figure(row, say)
    if is_missing(row["cap_yuan"]):
        return text
    cap = say("no more than {sum}", sum=money(row["cap_yuan"]))
    return say("{figure}, {cap}", figure=text, cap=cap) if text else cap


def main_figure(row: Mapping, say: Wording = ENGLISH) -> str:
    """Return the sum or rate of an award row in words, without its cap."""
    return ", ".join(filter(None, (award_sum(row, say), award_rate(row, say))))


def _bounded(row: Mapping, text: str, say: Wording) -> str:
    if row["is_max"]:
        return say("up to {sum}", sum=text)
    return say("at least {sum}", sum=text) if row["is_min"] else text


def _provisions(row: Mapping, say: Wording) -> list[tuple[str, object]]:
    """Return when a row is in force and how its money is applied for, as far as the text says so."""
    days = [_or_none(row.get(name)) for name in ("valid_from", "valid_to")]
    span = say("{first} to {last}", first=days[0], last=days[1]) if all(days) else None
    first = say("from {day}", day=days[0]) if days[0] else None
    last = say("until {day}", day=days[1]) if days[1] else None
    return [("in force", span or first or last), ("applied for", _or_none(row.get("application_words")))]


def award_card(row: Mapping, anchor: str = "", leads: str = "", say: Wording = ENGLISH) -> str:
    """Return what is coded of an award row."""
    return _card(
        "award",
        anchor,
        row["item"],
        [
            ("tier", _or_none(row["tier"])),
            ("sum", award_sum(row, say)),
            ("rate", award_rate(row, say)),
            ("cap", None if is_missing(row["cap_yuan"]) else money(row["cap_yuan"])),
            ("instrument", say(str(row["instrument"]).replace("_", " "))),
            ("condition", _or_none(row["condition"])),
            ("co-funded", say("another level of government pays all or part") if row["cofunded"] else None),
            ("recipient", _or_none(row.get("recipient_words"))),
            ("industry", _or_none(row.get("industry_words"))),
            *_provisions(row, say),
            ("rule", _or_none(row.get("rule"))),
        ],
        leads,
        say,
    )


def target_figure(row: Mapping, say: Wording = ENGLISH) -> str:
    """Return the goal of a target row in words: at least 10 个."""
    unit = "" if is_missing(row["unit"]) else str(row["unit"])
    number = money(row["value"]) if unit == "元" else f"{format_value(float(row['value']), '')} {unit}".strip()
    return say(COMPARATORS[row["comparator"]], sum=number)


def target_card(row: Mapping, anchor: str = "", leads: str = "", say: Wording = ENGLISH) -> str:
    """Return what is coded of a target row."""
    return _card(
        "target",
        anchor,
        row["indicator"],
        [
            ("goal", target_figure(row, say)),
            ("wording", say("strives for (力争, 争取)") if row["striving"] else None),
            ("rule", _or_none(row.get("rule"))),
        ],
        leads,
        say,
    )


CARDS: dict[str, Callable[[Mapping, str, str, Wording], str]] = {
    "budget": budget_card,
    "award": award_card,
    "target": target_card,
}


# ------------------------------------------------------------------------------------------- facts, legend, annexes


def facts_html(document: Document, own: Rows, say: Wording = ENGLISH) -> str:
    """Return what is known of a document; what its record leaves open is said to be not recorded."""
    record = document.known
    status = {"final": "issued", "draft": "draft sent out for comments (征求意见稿)"}
    counts = [
        say("{n} domains", n=len(document.outline.sections)),
        say("{n} measures", n=len(document.outline.measures)),
        *(say(f"{{n}} {words}", n=len(own[name])) for name, words in COUNTED.items() if len(own.get(name, ()))),
    ]
    facts = [
        ("Title", record.get("title")),
        ("Place", " ".join(filter(None, [record.get("place"), record.get("place_en")]))),
        ("Level", record.get("level")),
        ("Issuer", record.get("issuer")),
        ("Policy year", record.get("policy_year")),
        ("Status", status.get(str(record.get("status")), record.get("status"))),
        ("Document number", record.get("document_number")),
        ("Dated", record.get("date_issued")),
        ("Published", record.get("date_published")),
        ("Source", record.get("source")),
        ("Retrieved", record.get("retrieved")),
        ("Holds", say.list(counts)),
        ("Notes", record.get("notes")),
        ("Rights", record.get("licence_note")),
    ]
    missing = f"<i>{say('not recorded')}</i>"
    lines = "".join(
        f"<div><dt>{say(name)}</dt><dd>{say.data(str(value)) if value else missing}</dd></div>"
        for name, value in facts
        if value or document.record
    )
    badge = f'<p class="pb-badge">{say("Draft, not the text in force")}</p>' if record.get("status") == "draft" else ""
    raw = f"../../data/raw/{document.doc_id}"
    files = {"Text as received": f"{raw}.txt", "Record": f"{raw}.yml"} if document.record else {}
    if name := record.get("received"):
        files["File as received"] = f"../../data/raw/{name}"
    links = " · ".join(f'<a href="{escape(address)}" download>{say(words)}</a>' for words, address in files.items())
    downloads = f'<p class="pb-downloads">{links}</p>' if links else ""
    return f'{badge}<details class="pb-facts" open><summary>{say("About this document")}</summary><dl>{lines}</dl>{downloads}</details>'


COUNTED = {
    "budgets": "budget sums",
    "awards": "awards",
    "targets": "targets",
    "asks": "asks",
    "annex_measures": "listed measures",
}


def legend_html(own: Rows, say: Wording = ENGLISH) -> str:
    """Return the legend: a switch for each table whose rows are marked on the page."""
    counts = {kind: sum(len(own.get(name, ())) for name, of in KINDS.items() if of == kind) for kind in LEGEND}
    switches = "".join(
        f'<label><input type="checkbox" id="pb-show-{kind}" checked> <span class="pb-swatch pb-{kind}">{escape(say(LEGEND[kind]))}'
        f'</span> <span class="pb-count">{n}</span></label>'
        for kind, n in counts.items()
        if n
    )
    if not switches:
        return ""
    return (
        f'<div class="pb-legend" role="group" aria-label="{say("Rows marked in the text")}">{switches}<span class="pb-hint">'
        f"{say('Point at a mark, tap it or reach it with Tab to see what is coded.')}</span></div>"
    )


def asks_html(asks: Sequence[Mapping], say: Wording = ENGLISH) -> str:
    """Return the list of asks as a table whose rows have anchors."""
    rows = [
        (
            anchor,
            [_text(row["no"]), _text(row["domain"]), _text(row["item"]), _text(row["goal"]), _units(row["units"])],
        )
        for row, anchor in zip(asks, ask_anchors(asks), strict=True)
    ]
    return _anchored_table(
        say("Entries of the list of what the place seeks from higher levels"),
        [*map(say, ("No.", "Domain", "What is sought", "Concrete goal", "Responsible units"))],
        rows,
        say,
    )


def lists_html(measures: Sequence[Mapping], say: Wording = ENGLISH) -> str:
    """Return an annex's lists of measures, a table each, whose rows have anchors."""
    lists: dict[str, list[tuple[str, Mapping]]] = {}
    for row, anchor in zip(measures, annex_measure_anchors(measures), strict=True):
        lists.setdefault(str(row["list"]), []).append((anchor, row))
    html = []
    for name, group in lists.items():
        rows = [
            (
                anchor,
                [
                    f'{_text(row["type"])} <span class="pb-count">{say(TYPE_NAMES.get(row["type"], ""))}</span>',
                    _text(row["no"]),
                    _text(row["title"]),
                    _text(row["text"]),
                    _text(row["period"]),
                ],
            )
            for anchor, row in group
        ]
        html.append(
            f'<h3 id="list-{escape(name)}">{escape(say("List {name}", name=name))}</h3>'
            + _anchored_table(
                say("Measures of list {name}", name=name),
                [*map(say, ("Type", "No.", "Title", "Text", "Period"))],
                rows,
                say,
            )
        )
    return "".join(html)


def annexes_html(lines: str, say: Wording = ENGLISH) -> str:
    """Return the annexes, line by line, folded away."""
    summary = say("Show the annexes, cleaned, line by line")
    return f'<details class="pb-annexes" id="annex-text"><summary>{summary}</summary><div lang="zh-CN">{lines}</div></details>'


def _text(value: object) -> str:
    return "" if is_missing(value) else marked(str(value))


def _units(value: object) -> str:
    names = [] if is_missing(value) else str(value).split("|")
    return "".join(f'<span class="pb-unit" lang="zh-CN">{escape(name)}</span> ' for name in names if name)


def _anchored_table(caption: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]], say: Wording) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        f'<tr id="{anchor}"><th scope="row">{cells[0]}<a class="headerlink" href="#{anchor}" title="{say("Link to this row")}" '
        f'aria-label="{say("Link to {anchor}", anchor=anchor)}">#</a></th>'
        + "".join(f"<td>{cell}</td>" for cell in cells[1:])
        + "</tr>\n"
        for anchor, cells in rows
    )
    return (
        f'<div class="pb-scroll" role="region" tabindex="0" aria-label="{escape(caption)}"><table class="pb-table pb-long">'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
