"""Lasting anchors of annex entries: rows of the tables in, ASCII ids and relative addresses of the document pages out.

An anchor never depends on what else is in a page, so that a link from outside keeps its target: ``ask-12`` is the entry
printed as number 12 in the list of asks, ``list-1-3-adjusted-2`` the second adjusted measure of list 1-3. The anchors of
measures and domains are made in `policybook.read.addresses`.
"""

import math
import re

import pandas as pd

from policybook.read.addresses import suffix

LIST_TYPES = {"延续": "continued", "调整": "adjusted", "新增": "new", "储备": "reserve"}

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
