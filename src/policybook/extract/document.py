"""All rows of one document: a `Document` comes in, plain rows by table go out, with offsets into its raw text."""

from collections import Counter
from collections.abc import Iterable, Mapping

from policybook.extract import annexes, awards, cascade, provisions, responsibilities
from policybook.extract.annex_texts import AnnexText, annex_texts
from policybook.extract.quantities import Problem, quantities, unread
from policybook.read.corpus import Document
from policybook.read.outline import OutlineProblem, Passage

#: The tables whose rows are read from the text, in the order in which they are made.
TABLES = (
    "sections",
    "subsections",
    "measures",
    "budgets",
    "awards",
    "annex_awards",
    "targets",
    "responsibilities",
    "asks",
    "annex_measures",
    "annex_budgets",
    "problems",
)

#: Stands for the table of a problem with a number that could belong to any of them.
ANY_TABLE = "any"
#: Columns whose words are kept in the script of the document, where it is in traditional characters.
PRINTED = ("title", "heading")
#: The column of each table that says what a row is about.
NAMED_BY = {
    "sections": "title",
    "measures": "heading",
    "budgets": "label",
    "awards": "item",
    "annex_awards": "item",
    "targets": "indicator",
    "asks": "item",
    "annex_measures": "title",
}


def extract_document(document: Document) -> dict[str, list[dict]]:
    """Extract the rows of every table from one document.

    Parameters
    ----------
    document : Document

    Returns
    -------
    dict of list of dict
        Rows by table, in the document's order, with offsets into its raw text.
    """
    outline = document.outline
    rows: dict[str, list[dict]] = {name: [] for name in TABLES}
    rows["sections"] = _sections(document)
    rows["subsections"] = _subsections(document)
    rows["measures"] = _measures(document)
    shared = False
    for passage in outline.passages:
        passage_shares, figures, tables = _read(passage, _year(document))
        shared = shared or passage_shares
        for name, found, problems in tables:
            placed = [_place(document, passage, row) for row in found]
            if name != "targets":
                placed = _with_provisions(passage.text, figures, found, placed)
            rows[name] += _with_times(passage.text, found, placed) if name == "awards" else placed
            rows["problems"] += [{"table": name} | _place(document, passage, problem) for problem in problems]
        rows["problems"] += [
            {"table": ANY_TABLE} | _place(document, passage, problem) for problem in unread(passage.text)
        ]
    rows["problems"] += [
        _outline_problem(document, problem) for problem in outline.problems if problem.end > problem.start
    ]
    for name, placed in _annex_awards(document):
        rows[name] += placed
    if shared:  # 所需资金由市区各承担50%, said once for all
        for name in ("awards", "annex_awards"):
            rows[name] = [row | {"cofunded": True} for row in rows[name]]
    rows["responsibilities"] = [_evidence(document, _values(r), ("unit",)) for r in responsibilities.extract(outline)]
    rows["asks"] = [
        _evidence(document, _values(ask) | {"units": "|".join(ask.units)}) for ask in annexes.extract_asks(outline)
    ]
    rows["annex_measures"] = [_evidence(document, _values(m)) for m in annexes.extract_annex_measures(outline)]
    rows["annex_budgets"] = [_evidence(document, _values(b)) for b in annexes.extract_budgets(outline)]
    rows["problems"] += [problem for name in NAMED_BY for problem in _unnamed(name, rows[name])]
    return rows


def _unnamed(name: str, rows: list[dict]) -> Iterable[dict]:
    """Yield a problem for each row that lacks the words which say what it is about."""
    kept = ("doc_id", "section", "subsection", "measure", "path", "quote", "start", "end")
    for row in rows:
        if not row.get(NAMED_BY[name]):
            what = {"table": name, "kind": "incomplete", "message": f"no {NAMED_BY[name]} was found"}
            yield {field: row.get(field) for field in kept} | what


def _read(passage: Passage, year: int | None) -> tuple[bool, list[int], list[tuple[str, list, list[Problem]]]]:
    """Read a passage: whether it shares out all awards, where its figures start, rows and problems of each table."""
    read = cascade.read(passage.text, year)
    rows = {"budgets": read.budgets, "awards": read.awards, "targets": read.targets}
    figures = [quantity.start for quantity in read.awards_of.found]
    return read.awards_of.shared, figures, [(name, found, read.problems[name]) for name, found in rows.items()]


def _with_provisions(text: str, figures: list[int], found: list, placed: list[dict]) -> list[dict]:
    """Return placed rows with when they are in force and how they are applied for, as far as their passage says so."""
    said = [provisions.of_row(text, row.start, row.end, figures) for row in found]
    return [values | _values(valid) | _values(way) for values, (valid, way) in zip(placed, said, strict=True)]


def _with_times(text: str, found: list, placed: list[dict]) -> list[dict]:
    """Return placed awards with how many times each sum is paid."""
    return [
        values | {"times": provisions.payments(text, row.start, row.end)}
        for row, values in zip(found, placed, strict=True)
    ]


def _annex_awards(document: Document) -> Iterable[tuple[str, list[dict]]]:
    """Read the awards of the annex entries, which belong to no measure; their path is list, kind and number."""
    for entry in annex_texts(document.outline):
        found = quantities(entry.text)
        rows, problems = awards.extract(entry.text, found)
        placed = [_place_in_annex(document, entry, row) for row in rows]
        placed = _with_provisions(entry.text, [quantity.start for quantity in found], rows, placed)
        yield "annex_awards", _with_times(entry.text, rows, placed)
        yield (
            "problems",
            [{"table": "annex_awards"} | _place_in_annex(document, entry, problem) for problem in problems],
        )


def _place_in_annex(document: Document, entry: AnnexText, row: object) -> dict:
    values = _values(row)
    values["start"], values["end"] = entry.span(values["start"], values["end"])
    return _evidence(document, dict.fromkeys(("section", "subsection", "measure")) | {"path": entry.path} | values)


def _values(row: object) -> dict:
    """Return the fields of a flat row; `asdict` copies deeply, which costs a tenth of the reading."""
    return {name: getattr(row, name) for name in row.__match_args__}


def _year(document: Document) -> int | None:
    year = document.known.get("policy_year")
    return int(str(year)) if year else None


def _place(document: Document, passage: Passage, row: object) -> dict:
    """Return a row of a passage with its place in the document."""
    values = _values(row)
    values["start"] += passage.start
    values["end"] += passage.start
    return _evidence(document, _place_fields(passage) | values)


def _place_fields(passage: Passage) -> dict:
    return {
        "section": passage.section,
        "subsection": passage.subsection,
        "measure": passage.measure,
        "path": passage.path or None,
    }


def _outline_problem(document: Document, problem: OutlineProblem) -> dict:
    return _evidence(document, {"table": "measures", "kind": "outline"} | _values(problem))


def _subsections(document: Document) -> list[dict]:
    outline = document.outline
    counts = _counts(
        {s.start: (s.section, s.number) for s in outline.subsections},
        ((m.start, (m.section, m.subsection)) for m in outline.measures),
    )
    return [
        _evidence(document, _values(s) | {"subsection": s.number, "n_measures": counts[s.start]})
        for s in document.outline.subsections
    ]


def _counts(headings: Mapping[int, tuple], measures: Iterable[tuple[int, tuple]]) -> Counter[int]:
    """Count the measures of each heading: those behind it with its numbers, up to a heading that has them again."""
    rows = [*((at, 0, numbers) for at, numbers in headings.items()), *((at, 1, numbers) for at, numbers in measures)]
    last: dict[tuple, int] = {}
    counts: Counter[int] = Counter()
    for at, is_measure, numbers in sorted(rows, key=lambda row: row[:2]):
        if not is_measure:
            last[numbers] = at
        elif numbers in last:
            counts[last[numbers]] += 1
    return counts


def _evidence(document: Document, values: dict, printed: tuple[str, ...] = PRINTED) -> dict:
    """Return a row with its quote and with offsets into the raw text instead of the clean one."""
    at = values["start"], values["end"]
    found = document.clean.printed[slice(*at)]
    for name in printed:
        if values.get(name):
            values[name] = document.clean.as_printed(values[name], *at)
    left = values["start"] + len(found) - len(found.lstrip())
    start, end = document.clean.span(left, left + len(found.strip()))
    return {"doc_id": document.doc_id} | values | {"quote": found.strip().replace("\n", ""), "start": start, "end": end}


def _sections(document: Document) -> list[dict]:
    outline = document.outline
    counts = _counts(
        {s.start: (s.number,) for s in outline.sections}, ((m.start, (m.section,)) for m in outline.measures)
    )
    return [
        _evidence(
            document,
            {
                "section": s.number,
                "label": s.label,
                "title": s.title,
                "intro": s.intro or None,
                "n_measures": counts[s.start],
                "start": s.start,
                "end": s.end,
            },
        )
        for s in outline.sections
    ]


def _measures(document: Document) -> list[dict]:
    outline = document.outline
    sizes: dict[tuple, int] = {}
    for p in outline.passages:
        sizes[p.path, p.measure] = sizes.get((p.path, p.measure), 0) + n_chars(p.text)
    return [
        _evidence(
            document,
            {
                "section": m.section,
                "subsection": m.subsection,
                "measure": m.number,
                "path": m.path,
                "label": m.label,
                "heading": m.heading,
                "n_chars": max(1, sizes.get((m.path, m.number), 0)),
                "start": m.start,
                "end": m.end,
            },
        )
        for m in outline.measures
    ]


def document_provisions(document: Document) -> dict:
    """Return when a document is in force and how its money is applied for, as far as it says so of itself."""
    issued = document.known.get("date_issued")
    valid, way = provisions.of_document((p.text for p in document.outline.passages), str(issued) if issued else None)
    return _values(valid) | _values(way)


def n_chars(text: str) -> int:
    """Count the characters of a text without white space."""
    return len("".join(text.split()))
