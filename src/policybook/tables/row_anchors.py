"""Lasting anchors of rows: plain rows of the tables in, ASCII ids of a document's page out; without pandas.

What an anchor looks like is said in `policybook.tables.anchors`, which gives them to data frames.
"""

import re
from collections.abc import Iterable, Mapping

from policybook.read.addresses import suffix

LIST_TYPES = {"延续": "continued", "调整": "adjusted", "新增": "new", "储备": "reserve"}

#: The letter before the offset in the anchor of a row that is marked in the text, by table.
ROW_LETTERS = {
    "budgets": "b",
    "awards": "a",
    "annex_awards": "a",  # no offset is one of body and annex both
    "award_programmes": "a",
    "targets": "t",
    "responsibilities": "r",
}

_OTHER = re.compile(r"[^A-Za-z0-9]+")


def is_missing(value: object) -> bool:
    """Say whether a cell holds nothing: None, NaN, or what pandas writes for it."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or value != value


def ask_anchors(rows: Iterable[Mapping]) -> list[str]:
    """Return the anchor of every entry of the lists of asks.

    An entry printed without a number is named after the one above it (``ask-7-b``).
    """
    return _numbered((row, "ask") for row in rows)


def annex_measure_anchors(rows: Iterable[Mapping]) -> list[str]:
    """Return the anchor of every entry of an annex's lists of measures."""
    return _numbered((row, f"list-{slug(row['list'])}-{list_type(row['type'])}") for row in rows)


def offset_anchors(name: str, rows: Iterable[Mapping]) -> list[str]:
    """Return the anchor of every row of a table whose rows are marked in the text.

    The text as received never changes, so an anchor stays when rows before it come or go. Rows that begin at the same
    character follow each other in the order of the table: ``a2601``, ``a2601-b``.

    Parameters
    ----------
    name : str
        The table's name, one of `ROW_LETTERS`.
    rows : iterable of mapping
        Its rows; all those of a document, so that none is counted twice.
    """
    letter = ROW_LETTERS[name]
    seen: dict[tuple[str, int], int] = {}
    anchors = []
    for row in rows:
        start = int(row["start"])
        seen[row["doc_id"], start] = n = seen.get((row["doc_id"], start), 0) + 1
        anchors.append(f"{letter}{start}" if n == 1 else f"{letter}{start}-{suffix(n)}")
    return anchors


def slug(text: object) -> str:
    """Return a text as part of an anchor."""
    return _OTHER.sub("-", str(text)).strip("-") or "x"


def list_type(value: object) -> str:
    """Return the kind of an entry of a list as part of an anchor."""
    return LIST_TYPES.get(str(value), slug(value))


def _numbered(rows: Iterable[tuple[Mapping, str]]) -> list[str]:
    seen: dict[tuple[str, str], int] = {}
    last: dict[tuple[str, str], str] = {}
    anchors = []
    for row, stem in rows:
        group = (str(row["doc_id"]), stem)
        no = row.get("no")
        if is_missing(no) or str(no).strip() == "":
            printed = last.get(group, "0")
        else:
            printed = last[group] = slug(str(no).removesuffix(".0"))
        anchor = f"{stem}-{printed}"
        seen[group[0], anchor] = count = seen.get((group[0], anchor), 0) + 1
        anchors.append(anchor if count == 1 else f"{anchor}-{suffix(count)}")
    return anchors
