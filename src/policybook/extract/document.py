"""All rows of one document: a `Document` comes in, plain rows by table go out, with offsets into its raw text."""

from collections import Counter
from dataclasses import asdict

from policybook.extract import annexes, awards, budgets, responsibilities, targets
from policybook.extract.frames import read_passage
from policybook.extract.quantities import Problem, quantities, unread
from policybook.read.corpus import Document
from policybook.read.outline import Passage

#: The tables whose rows are read from the text, in the order in which they are made.
TABLES = (
    "sections",
    "subsections",
    "measures",
    "budgets",
    "awards",
    "targets",
    "responsibilities",
    "asks",
    "annex_measures",
    "annex_budgets",
    "problems",
)

#: Stands for the table of a problem with a number that could belong to any of them.
ANY_TABLE = "any"


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
        passage_shares, tables = _read(passage, _year(document))
        shared = shared or passage_shares
        for name, found, problems in tables:
            rows[name] += [_place(document, passage, row) for row in found]
            rows["problems"] += [{"table": name} | _place(document, passage, problem) for problem in problems]
        rows["problems"] += [
            {"table": ANY_TABLE} | _place(document, passage, problem) for problem in unread(passage.text)
        ]
    if shared:  # 所需资金由市区各承担50%, said once for all
        rows["awards"] = [row | {"cofunded": True} for row in rows["awards"]]
    rows["responsibilities"] = [_evidence(document, asdict(r)) for r in responsibilities.extract(outline)]
    rows["asks"] = [
        _evidence(document, asdict(ask) | {"units": "|".join(ask.units)}) for ask in annexes.extract_asks(outline)
    ]
    rows["annex_measures"] = [_evidence(document, asdict(m)) for m in annexes.extract_annex_measures(outline)]
    rows["annex_budgets"] = [_evidence(document, asdict(b)) for b in annexes.extract_budgets(outline)]
    return rows


def _read(passage: Passage, year: int | None) -> tuple[bool, list[tuple[str, list, list[Problem]]]]:
    """Read a passage: each figure has one role, so that none becomes a row of two tables."""
    found = quantities(passage.text)
    sums, doubts = budgets.extract(passage.text, year, found=found)
    read = read_passage(passage.text, found, budgets.starts_of(sums, found))
    aims, mismatches = targets.extract(passage.text, found=found, given=read.given)
    tables = [("budgets", sums, doubts), ("awards", awards.rows(read), read.problems), ("targets", aims, mismatches)]
    return read.shared, tables


def _year(document: Document) -> int | None:
    year = document.known.get("policy_year")
    return int(str(year)) if year else None


def _place(document: Document, passage: Passage, row: object) -> dict:
    """Return a row of a passage with its place in the document."""
    values = asdict(row)  # type: ignore[call-overload]
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


def _subsections(document: Document) -> list[dict]:
    counts = Counter((m.section, m.subsection) for m in document.outline.measures)
    return [
        _evidence(document, asdict(s) | {"subsection": s.number, "n_measures": counts[s.section, s.number]})
        for s in document.outline.subsections
    ]


def _evidence(document: Document, values: dict) -> dict:
    """Return a row with its quote and with offsets into the raw text instead of the clean one."""
    found = document.clean.printed[values["start"] : values["end"]]
    left = values["start"] + len(found) - len(found.lstrip())
    start, end = document.clean.span(left, left + len(found.strip()))
    return {"doc_id": document.doc_id} | values | {"quote": found.strip().replace("\n", ""), "start": start, "end": end}


def _sections(document: Document) -> list[dict]:
    outline = document.outline
    counts = Counter(m.section for m in outline.measures)
    return [
        _evidence(
            document,
            {
                "section": s.number,
                "label": s.label,
                "title": s.title,
                "intro": s.intro or None,
                "n_measures": counts[s.number],
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


def n_chars(text: str) -> int:
    """Count the characters of a text without white space."""
    return len("".join(text.split()))
