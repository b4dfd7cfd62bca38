"""The explorer: all rows of the tables in one list that is filtered and downloaded in the browser.

In: documents, tables, vocabularies. Out: the page's HTML, and the script ``explorer-data.js`` that ``explorer.js`` reads.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from itertools import groupby, pairwise

import pandas as pd

from policybook.project import find_root
from policybook.read.corpus import Corpus, Document
from policybook.show.wording import ENGLISH, Wording
from policybook.site.marked_text import award_figure, budget_figure, main_figure, target_figure
from policybook.site.sentences import Sentences
from policybook.site.words import script
from policybook.tables.anchors import number, table_anchors
from policybook.vocab.domains import load_domains
from policybook.vocab.programmes import ProgrammeVocabulary, load_programmes

DATA = "explorer-data.js"
PARTS = "explorer-rows"
#: More rows than these are not loaded at once: they are written in parts of about so many rows, which the page loads as they are asked for.
MANY, IN_A_PART = 5000, 1000
#: Of how many offices the form offers names; any other can be typed.
OFFICES = 1000
#: Table -> what one of its rows is called.
KINDS = {
    "awards": "award",
    "annex_awards": "award",
    "targets": "target",
    "budgets": "budget",
    "responsibilities": "responsibility",
    "asks": "ask",
}
INSTRUMENTS = {
    "lump_sum": "lump sum",
    "rate": "rate",
    "per_unit": "sum per unit",
    "share": "share of another award",
    "guarantee": "guarantee",
}
#: Columns of the tables that stand in a column of the list of their own; all others are told as details.
_OWN_COLUMNS = frozenset(
    "doc_id section subsection measure path item label indicator unit tier instrument amount_yuan rate_pct value cap_yuan "
    "comparator is_max is_min approx bound base quote start end no domain goal units programme programme_tier also matched_on payer "
    "status".split()
)
_TOLD = {"parent": "part of"}
_FIGURES = {"awards": award_figure, "annex_awards": award_figure, "budgets": budget_figure, "targets": target_figure}
_BRIEF = _FIGURES | {"awards": main_figure, "annex_awards": main_figure}
#: Columns whose values are codes, which a language may name.
_CODES = frozenset(("role", "recipient", "industry", "application", "bound"))


@dataclass(frozen=True)
class Row:
    """A row of the list; what its table does not have is empty."""

    kind: str
    doc_id: str
    anchor: str
    measure: str
    domain: str
    what: str
    tier: str = ""
    programme: str = ""
    level: str = ""
    instrument: str = ""
    payer: str = ""
    figure: str = ""
    value: float | None = None
    unit: str = ""
    cap: float | None = None
    details: str = ""
    offices: tuple[str, ...] = ()
    sentence: str = ""
    quote: tuple[int, int] = (0, 0)
    also: tuple[tuple[str, str], ...] = ()  # further programmes that the sum is printed for, each with its level
    span: tuple[int, int] = (0, 0)  # offsets into the text as received
    brief: str = ""  # the figure without its cap
    role: str = ""  # of a budget sum
    lead: bool = False  # of a responsibility
    beside: str = ""  # the programme that it is printed for first, where this row stands for a further one


def offered(rows: Iterable[Row]) -> list[Row]:
    """Return a row for each row and each further programme that its sum is printed for."""
    return [
        each
        for row in rows
        for each in (row, *(replace(row, programme=p, level=level, beside=row.programme) for p, level in row.also))
    ]


@dataclass(frozen=True)
class Names:
    """What codes are called: domains by scheme and section, programmes, levels, payers."""

    domains: Mapping[tuple[str, int], str] = field(default_factory=dict)
    programmes: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    payers: Mapping[str, str] = field(default_factory=dict)


def load_names(root=None) -> Names:
    """Load the names of a project's vocabularies."""
    root = find_root(root)
    domains, _ = load_domains(root)
    vocabulary: ProgrammeVocabulary = load_programmes(root)
    return Names(
        {(str(row.scheme), int(row.section)): row.short for row in domains.itertuples()},
        {p.id: f"{p.en} {p.zh}" for p in vocabulary.programmes.values()},
        {tier: f"{tier} {zh}" for tier, zh in _level_names(vocabulary).items()},
        dict(vocabulary.payer_names),
    )


def _level_names(vocabulary: ProgrammeVocabulary) -> dict[str, str]:
    names = dict.fromkeys(vocabulary.tiers, "")
    return names | {
        "international": "国际",
        "national": "国家级",
        "provincial": "省级",
        "prefecture": "市级",
        "county": "县级",
    }


# ------------------------------------------------------------------------------------------------------------- rows


def explorer_rows(
    corpus: Corpus, tables: Mapping[str, pd.DataFrame], names: Names, say: Wording = ENGLISH
) -> list[Row]:
    """Return the rows of all documents: documents in their order, tables in theirs, rows as in the text.

    Parameters
    ----------
    corpus : Corpus
    tables : mapping
        The tables of the data package; a missing one counts as empty.
    names : Names
    say : Wording, optional
        The language of figures and details; domains and instruments keep their English names, since filters and addresses of
        both languages use them.
    """
    return [row for document in corpus.values() for row in _document_rows(document, tables, names, say)]


def _document_rows(document: Document, tables: Mapping[str, pd.DataFrame], names: Names, say: Wording) -> Iterable[Row]:
    own = {name: frame[frame["doc_id"] == document.doc_id] for name, frame in tables.items() if "doc_id" in frame}
    sentences = Sentences(document)
    offices = _offices(own.get("responsibilities"))
    programmes = _programmes(own.get("award_programmes"))
    for name, kind in KINDS.items():
        frame = own.get(name)
        if frame is None or not len(frame):
            continue
        others = [column for column in frame if column not in _OWN_COLUMNS]
        for row, anchor in zip(frame.to_dict("records"), table_anchors(name, frame), strict=True):
            row = {key: None if pd.isna(value) else value for key, value in row.items()}
            text, start, end = sentences.around(row["start"], row["end"])
            section = number(row.get("section") if "section" in row else row.get("domain"))
            value, unit = _value(name, row)
            units = str(row.get("units") or "").split("|") if name == "asks" else offices.get(_place(row), ())
            yield Row(
                kind=kind,
                doc_id=document.doc_id,
                anchor=anchor,
                measure=_measure(row, name == "annex_awards"),
                domain=_domain(document, section, names),
                what=_what(name, row),
                tier=str(row.get("tier") or ""),
                instrument=INSTRUMENTS.get(str(row.get("instrument")), str(row.get("instrument") or "")),
                figure=_FIGURES[name](row, say) if name in _FIGURES else "",
                brief=_BRIEF[name](row, say) if name in _BRIEF else "",
                role=str(row.get("role") or ""),
                lead=bool(row.get("lead")),
                value=value,
                unit=unit,
                cap=None if row.get("cap_yuan") is None else float(row["cap_yuan"]),
                details=_details(row, others, say),
                offices=tuple(filter(None, units)),
                sentence=text,
                quote=(start, end),
                span=(int(row["start"]), int(row["end"])),
                **programmes.get(anchor, {}),
            )


def _measure(row: Mapping, annex: bool) -> str:
    """Return the number of a row's measure or ask; of an award in an annex, the list and number of its entry."""
    own = number(row.get("measure"))
    return str(own) if own is not None else str(row.get("no") or (row.get("path") or "" if annex else ""))


def _domain(document: Document, section: int | None, names: Names) -> str:
    if section is None:
        return ""
    printed = next((s.title for s in document.outline.sections if s.number == section), "")
    return names.domains.get((str(document.record.get("scheme")), section), printed)


def _what(name: str, row: Mapping) -> str:
    column = {
        "awards": "item",
        "annex_awards": "item",
        "targets": "indicator",
        "budgets": "label",
        "responsibilities": "unit",
        "asks": "item",
    }
    words = str(row.get(column[name]) or "")
    return f"{words}：{row['goal']}" if row.get("goal") else words


def _value(name: str, row: Mapping) -> tuple[float | None, str]:
    if name == "targets":
        return float(row["value"]), str(row["unit"] or "")
    if row.get("rate_pct") is not None:
        return float(row["rate_pct"]), "%"
    if row.get("amount_yuan") is None:
        return None, ""
    return float(row["amount_yuan"]), f"元/{row['unit']}" if row.get("unit") else "元"


def _details(row: Mapping, columns: Iterable[str], say: Wording) -> str:
    """Return what a row says in columns that the list does not have; a column that is new in a table comes in here."""
    words = []
    for column in columns:
        value = row.get(column)
        if value is None or value is False or value == "" or (column, value) == ("times", 1):
            continue
        told = say(_TOLD.get(column, column.replace("_", " ")))
        text = str(value).replace("_", " ")
        if column in _CODES:
            text = "|".join(map(say, text.split("|")))
        words.append(told if value is True else say("{column}: {value}", column=told, value=text))
    return say("; ").join(words)


def _place(row: Mapping) -> tuple:
    return tuple(number(row.get(column)) for column in ("section", "subsection", "measure"))


def _offices(responsibilities: pd.DataFrame | None) -> dict[tuple, tuple[str, ...]]:
    """Return the units of each measure."""
    found: dict[tuple, list[str]] = {}
    for row in () if responsibilities is None else responsibilities.to_dict("records"):
        units = found.setdefault(_place(row), [])
        if row["unit"] not in units:
            units.append(str(row["unit"]))
    return {place: tuple(units) for place, units in found.items()}


def _programmes(matched: pd.DataFrame | None) -> dict[str, dict]:
    """Return programme, level, further programmes and payer of each award by its anchor."""
    if matched is None or not len(matched):
        return {}
    columns = ["programme", "programme_tier", "also", "payer"]
    rows = matched.reindex(columns=columns).astype(object).where(lambda frame: frame.notna(), "")
    return {
        anchor: {
            "programme": row["programme"],
            "level": row["programme_tier"],
            "payer": row["payer"],
            "also": tuple(tuple(name.partition(":")[::2]) for name in row["also"].split("|") if name),
        }
        for anchor, row in zip(table_anchors("award_programmes", matched), rows.to_dict("records"), strict=True)
    }


# ------------------------------------------------------------------------------------------------- script and page


def explorer_scripts(
    rows: Sequence[Row],
    corpus: Corpus,
    names: Names,
    pages: Iterable[str] = (),
    claims: Mapping[str, Mapping] | None = None,
    say: Wording = ENGLISH,
    many: int = MANY,
    data: str = DATA,
    folder: str = PARTS,
) -> dict[str, str]:
    """Return the scripts with all rows, by name: one, or where they are many one that lists the parts, and the parts.

    Parameters
    ----------
    rows : sequence of Row
    corpus : Corpus
    names : Names
    pages : iterable of str
        Programmes that have a page.
    claims : mapping, optional
        The claims that rest on rows, as `policybook.site.evidence.Evidence.by_claim` returns them.
    say : Wording, optional
        The language of what the page prints.
    many : int, optional
        Up to so many rows stand in one script.
    data, folder : str, optional
        What the script is called, and the folder of the parts.
    """
    parts = list(_parts(rows)) if len(rows) > many else []
    used = {row.programme for row in offered(rows)}
    documents = {
        doc_id: {
            "label": say.label(document),
            "place": str(document.record.get("place") or ""),
            "place_en": str(document.record.get("place_en") or document.label),
            "year": str(document.record.get("policy_year") or ""),
            "status": str(document.record.get("status") or ""),
        }
        for doc_id, document in corpus.items()
    }
    content = {
        "columns": "kind doc_id anchor measure domain what tier programme level instrument payer figure value unit cap details "
        "offices sentence from to also".split(),
        **_shared([] if parts else rows),
        "language": say.language,
        # What the script prints, and the names of codes that the rows keep in English.
        "words": {text: say(text) for text in (*SCRIPT_WORDS, *KINDS.values()) if say(text) != text},
        "names": {
            name: said
            for name in sorted({n for r in rows for n in (r.domain, r.instrument)})
            if (said := say(name)) != name
        },
        "folder": folder,
        "room": many,  # so many rows are loaded for a filter of documents
        "unasked": IN_A_PART,  # and without one
        "parts": [[i, len(part), list(dict.fromkeys(row.doc_id for row in part))] for i, part in enumerate(parts)],
        "documents": documents,
        "programmes": {key: name for key, name in names.programmes.items() if key in used},
        "programme_pages": sorted(used & set(pages)),
        "levels": names.levels,
        "payers": names.payers,
        # Numbers of rows as steps from one to the next, which take half the room.
        "claims": {name: dict(claim) | {"rows": _steps(claim["rows"])} for name, claim in (claims or {}).items()},
    }
    scripts = {data: script("policybookRows", content)}
    for i, part in enumerate(parts):
        scripts[f"{folder}/{i}.js"] = script(f"policybookPart{i}", _shared(part))
    return scripts


def _parts(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield rows of whole documents, about a thousand at a time."""
    part: list[Row] = []
    for _, own in groupby(rows, key=lambda row: row.doc_id):
        part += own
        if len(part) >= IN_A_PART:
            yield part
            part = []
    if part:
        yield part


def _shared(rows: Sequence[Row]) -> dict[str, list]:
    """Return rows for the browser; what many of them share is written once."""
    sentences: dict[str, int] = {}
    offices: dict[tuple, int] = {}
    lines = [
        [
            row.kind,
            row.doc_id,
            row.anchor,
            row.measure,
            row.domain,
            row.what,
            row.tier,
            row.programme,
            row.level,
            row.instrument,
            row.payer,
            row.figure,
            row.value,
            row.unit,
            row.cap,
            row.details,
            offices.setdefault(row.offices, len(offices)),
            sentences.setdefault(row.sentence, len(sentences)),
            *row.quote,
            *(
                [[list(further) for further in row.also]] if row.also else []
            ),  # the last column, so that it can be left out
        ]
        for row in rows
    ]
    return {"rows": lines, "sentences": list(sentences), "offices": [list(units) for units in offices]}


#: The texts of ``explorer.js``.
SCRIPT_WORDS = (
    "evidence", "chapter", "(not named here)", " and ", "used by {n} claims", "used by {n} claim", "Figure", "Row", "What", "Where",
    "Sentence", "First", "Prev", "Next", "Last", "First page", "Prev page", "Next page", "Last page", "No row fits all filters.", "{n} of {all} rows", "{n} of {loaded} loaded rows, {all} in all",
    "Load the other {n} rows",
)  # fmt: skip


def _steps(numbers: Iterable[int]) -> list[int]:
    ordered = sorted(numbers)
    return [b - a for a, b in pairwise([0, *ordered])]


def explorer_html(
    rows: Sequence[Row],
    corpus: Corpus,
    names: Names,
    up: str = "../",
    claims: Iterable[str] = (),
    say: Wording = ENGLISH,
    data: str = DATA,
) -> str:
    """Return the page's form and the place of its list.

    Parameters
    ----------
    rows : sequence of Row
    corpus : Corpus
    names : Names
    up : str
        Leads from the page to the site's root.
    claims : iterable of str
        The claims that rest on rows.
    say : Wording, optional
        The page's language. The values of the fields are the same in all languages, so that an address keeps its meaning.
    data : str, optional
        The script of the rows.
    """
    used = {row.doc_id: corpus[row.doc_id].record for row in rows}
    kinds = {kind: sum(row.kind == kind for row in rows) for kind in KINDS.values()}
    boxes = "".join(
        f'<label><input type="checkbox" name="kind" value="{kind}" checked> {say(PLURALS[kind])} <span class="pb-count">{n:,}</span></label>'
        for kind, n in kinds.items()
        if n
    )
    places = {str(r.get("place_en") or corpus[d].label): str(r.get("place") or "") for d, r in used.items()}
    years = sorted({str(r["policy_year"]) for r in used.values() if r.get("policy_year")})
    units = pd.Series([row.unit for row in rows if row.unit], dtype=object).value_counts()
    named = Counter(office for row in rows for office in row.offices)
    offices = sorted(office for office, _ in named.most_common(OFFICES))
    fields = [
        _select("place", "Place", {p: p if say is ENGLISH else say.name(p, places[p]) for p in sorted(places)}, say),
        _select("year", "Year", {year: year for year in years}, say),
        _select("status", "Status", {"final": say("issued"), "draft": say("draft")}, say),
        _select("domain", "Domain", {d: say(d) for d in sorted({row.domain for row in rows if row.domain})}, say),
        _select("programme", "Programme", _choices((row.programme for row in offered(rows)), names.programmes), say),
        _select("level", "Level or grade", _choices((row.level for row in offered(rows)), names.levels), say),
        _select(
            "instrument", "Instrument", {i: say(i) for i in sorted({r.instrument for r in rows if r.instrument})}, say
        ),
        _select("payer", "Who pays", _choices((row.payer for row in rows), names.payers), say),
        f'<label>{say("Office")} <input type="search" name="office" list="pb-offices" autocomplete="off" lang="zh-CN">'
        f'<datalist id="pb-offices">{"".join(f"<option>{escape(office)}</option>" for office in offices)}</datalist></label>',
        _select("claim", "Used by claim", {name: name for name in claims}, say),
        _select("unit", "Figure in", {"万元": say("万元 (money)"), **{u: u for u in units.index if u != "元"}}, say),
        f'<label>{say("from")} <input type="number" name="min" step="any" inputmode="decimal"></label>',
        f'<label>{say("to")} <input type="number" name="max" step="any" inputmode="decimal"></label>',
        _select("sort", "Order", {order: say(text) for order, text in ORDERS.items()}, say, "as in the texts"),
    ]
    without = say.html(
        "The explorer needs JavaScript. The same rows stand in the {tables} and, marked in their sentences, on the pages of the "
        "{documents}.",
        tables=f'<a href="data.html">{say("tables")}</a>',
        documents=f'<a href="documents.html">{say("documents")}</a>',
    )
    return (
        f'<form id="pb-filter" class="pb-filter" role="search" aria-label="{say("Filter the rows")}">'
        f'<label class="pb-words">{say("Words or characters, in Chinese or English")} <input type="search" name="q" '
        f'autocomplete="off" spellcheck="false" placeholder="绿色工厂, subsidy, Haining …"></label>'
        f'<fieldset class="pb-kinds"><legend>{say("Rows")}</legend>{boxes}</fieldset>'
        f'<details class="pb-more" open><summary>{say("More filters")}</summary><div class="pb-fields">{"".join(fields)}</div>'
        f'</details><p class="pb-actions"><output id="pb-shown" aria-live="polite"></output> <button type="button" id="pb-rest" hidden>{say("Load the others")}</button> <button type="button" id="pb-csv">'
        f'CSV</button> <button type="button" id="pb-xlsx">Excel</button> <button type="reset">{say("Clear")}</button></p></form>'
        f"<noscript><p>{without}</p></noscript>"
        f'<div id="pb-rows" data-source="{up}_static/{data}">{say("Loading the rows …")}</div>'
        '<div id="pb-pages" class="pb-pages"></div>'
    )


PLURALS = {
    "award": "awards",
    "target": "targets",
    "budget": "budgets",
    "responsibility": "responsibilities",
    "ask": "asks",
}
ORDERS = {
    "value.desc": "largest figure first",
    "value.asc": "smallest figure first",
    "what.asc": "by name",
    "what.desc": "by name, backwards",
    "id.asc": "as in the texts, forwards",
    "id.desc": "as in the texts, backwards",
}


def _choices(values: Iterable[str], names: Mapping[str, str]) -> dict[str, str]:
    """Return the values that occur with their names: those of a vocabulary in its order, others by the alphabet."""
    found = {value for value in values if value}
    return {value: names[value] for value in names if value in found} | {v: v for v in sorted(found - set(names))}


def _select(name: str, label: str, choices: Mapping[str, str], say: Wording, first: str = "any") -> str:
    options = "".join(f'<option value="{escape(str(v))}">{escape(str(text))}</option>' for v, text in choices.items())
    return f'<label>{say(label)} <select name="{name}"><option value="">{say(first)}</option>{options}</select></label>'
