"""Look at a document before its rows are trusted: a file comes in; its outline, counts and doubts go out, and a marked page."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from policybook.errors import PolicybookError
from policybook.read.corpus import Document
from policybook.read.outline import Measure
from policybook.site.standalone import standalone_page
from policybook.tables.build import make_tables

#: What a text may print about itself, in the order in which it is listed.
PRINTED = {
    "title": "title",
    "place": "place",
    "level": "level",
    "issuer": "issuer",
    "policy_year": "policy year",
    "document_number": "document number",
    "date_issued": "date",
    "status": "status",
}
COUNTED = (
    "sections",
    "subsections",
    "measures",
    "responsibilities",
    "budgets",
    "awards",
    "targets",
    "asks",
    "problems",
)
HEADING = 40  # characters of a heading that the tree shows


def inspect(document: Document, page: Path | None = None) -> str:
    """Describe a document, and write its marked page.

    Parameters
    ----------
    document : Document
    page : Path, optional
        Where the page is written; without it none is.

    Returns
    -------
    str
        What the text prints about itself, the outline as a tree with the counts of each measure, counts in all, and what
        to look at.
    """
    tables = make_tables([document])
    doubts = warnings(document, tables)
    lines = [*_facts(document), "", *tree(document, tables), ""]
    lines.append(", ".join(f"{len(tables[name])} {name}" for name in COUNTED))
    lines += ["", *(f"look at: {doubt}" for doubt in doubts)] if doubts else ["", "nothing doubtful was seen"]
    if page:
        if page.is_dir() or not page.absolute().parent.is_dir():
            raise PolicybookError(f"{page}: cannot be written; name a file in a folder that exists")
        page.write_text(standalone_page(document, tables, doubts), "utf-8", newline="\n")
        lines += ["", f"the text with every row marked: {page}"]
    return "\n".join(lines)


def _facts(document: Document) -> Iterator[str]:
    known = document.known
    for name, words in PRINTED.items():
        if known.get(name) is not None:
            yield f"{words + ':':<17}{known[name]}"
    missing = [words for name, words in PRINTED.items() if known.get(name) is None]
    if missing:
        yield f"{'not found:':<17}{', '.join(missing)}"


def tree(document: Document, tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Yield the outline, a line a section, subsection or measure, with the rows found in each measure."""
    outline = document.outline
    rows: dict[str, Counter[str]] = {}
    for name, words in {
        "responsibilities": "unit",
        "awards": "award",
        "budgets": "budget",
        "targets": "target",
    }.items():
        for path in tables[name]["path"].dropna():
            rows.setdefault(path, Counter())[words] += 1
    blocks = sorted([*outline.sections, *outline.subsections, *outline.measures], key=lambda block: block.start)
    for block in blocks:
        if isinstance(block, Measure):
            depth = sum(number is not None for number in (block.section, block.subsection))
            found = rows.get(block.path, Counter())
            counts = ", ".join(f"{n} {words}{'s' if n > 1 else ''}" for words, n in found.items())
            yield "  " * depth + f"{block.label} {_short(block.heading)}".rstrip() + (f"  [{counts}]" if counts else "")
        else:
            depth = 0 if not hasattr(block, "section") or block.section is None else 1
            yield "  " * depth + f"{block.label} {_short(block.title)}".rstrip()


def warnings(document: Document, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return what a reader should look at, a line each: doubts about the outline, and rows or figures that are not whole."""
    problems = tables["problems"].sort_values("start", kind="stable")
    breaks = [found.start() for found in re.finditer("\n", document.raw)]
    return [
        f"line {bisect_left(breaks, row.start) + 1}: {row.message}: {_short(row.quote)}"
        for row in problems.itertuples()
    ]


def _short(text: str) -> str:
    return text if len(text) <= HEADING else text[:HEADING] + "…"
