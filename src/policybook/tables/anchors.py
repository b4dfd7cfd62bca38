"""Lasting anchors of annex entries: rows of the tables in, ASCII ids and relative addresses of the document pages out.

An anchor never depends on what else is in a page, so that a link from outside keeps its target: ``ask-12`` is the entry
printed as number 12 in the list of asks, ``list-1-3-adjusted-2`` the second adjusted measure of list 1-3, ``a2572`` the
award whose words begin at character 2572 of the text as received. The anchors of measures and domains are made in
`policybook.read.addresses`.
"""

import math
import re

import pandas as pd

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


def number(value: object) -> int | None:
    """Return a cell as an integer, or None where nothing stands in it.

    Parameters
    ----------
    value : object
        A cell of a typed table: a Python or NumPy number, ``pd.NA``, NaN or None.
    """
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)) or value == "":
        return None
    return int(value)  # type: ignore[call-overload]


def ask_anchors(asks: pd.DataFrame) -> pd.Series:
    """Return the anchor of every entry of the lists of asks.

    An entry printed without a number is named after the one above it (``ask-7-b``).
    """
    return _numbered(asks, lambda row: "ask")


def annex_measure_anchors(measures: pd.DataFrame) -> pd.Series:
    """Return the anchor of every entry of an annex's lists of measures."""
    return _numbered(measures, lambda row: f"list-{_slug(row['list'])}-{_type(row['type'])}")


def annex_anchor(path: object) -> str:
    """Return the anchor of the annex entry that a row of another table stands in, from its path (``1-2/延续/1``)."""
    name, kind, no = str(path).split("/")
    return f"list-{_slug(name)}-{_type(kind)}-{_slug(no)}"


def offset_anchors(name: str, frame: pd.DataFrame) -> pd.Series:
    """Return the anchor of every row of a table whose rows are marked in the text.

    The text as received never changes, so an anchor stays when rows before it come or go. Rows that begin at the same
    character follow each other in the order of the table: ``a2601``, ``a2601-b``.

    Parameters
    ----------
    name : str
        The table's name, one of `ROW_LETTERS`.
    frame : pandas.DataFrame
        Its rows; all those of a document, so that none is counted twice.
    """
    starts = frame["start"].astype(int)
    counts = frame.assign(_start=starts).groupby(["doc_id", "_start"]).cumcount() + 1
    letter = ROW_LETTERS[name]
    anchors = [
        f"{letter}{start}" if n == 1 else f"{letter}{start}-{suffix(n)}"
        for start, n in zip(starts, counts, strict=True)
    ]
    return pd.Series(anchors, index=frame.index, dtype=object)


def table_anchors(name: str, frame: pd.DataFrame) -> pd.Series | None:
    """Return the anchor on its document's page of every row of a table; None for a table whose rows have none.

    Parameters
    ----------
    name : str
        The table's name.
    frame : pandas.DataFrame
        Its rows; all those of a document.
    """
    if name in ROW_LETTERS:
        return offset_anchors(name, frame)
    if name == "asks":
        return ask_anchors(frame)
    return annex_measure_anchors(frame) if name == "annex_measures" else None


def document_address(doc_id: str, anchor: str = "", base: str = "../book/reader/") -> str:
    """Return the address of a document, or of a place in it, relative to a notebook's page."""
    return f"{base}{doc_id}.html" + (f"#{anchor}" if anchor else "")


def _slug(text: object) -> str:
    return _OTHER.sub("-", str(text)).strip("-") or "x"


def _type(value: object) -> str:
    return LIST_TYPES.get(str(value), _slug(value))


def _numbered(frame: pd.DataFrame, stem) -> pd.Series:
    seen: dict[tuple[str, str], int] = {}
    last: dict[tuple[str, str], str] = {}
    anchors = []
    for row in frame.to_dict("records"):
        group = (str(row["doc_id"]), stem(row))
        no = row.get("no")
        if no is None or pd.isna(no) or str(no).strip() == "":
            printed = last.get(group, "0")
        else:
            printed = last[group] = _slug(str(no).removesuffix(".0"))
        anchor = f"{group[1]}-{printed}"
        seen[group[0], anchor] = count = seen.get((group[0], anchor), 0) + 1
        anchors.append(anchor if count == 1 else f"{anchor}-{suffix(count)}")
    return pd.Series(anchors, index=frame.index, dtype=object)
