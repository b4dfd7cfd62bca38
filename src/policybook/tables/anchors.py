"""Lasting anchors of annex entries: rows of the tables in, ASCII ids and relative addresses of the document pages out.

An anchor never depends on what else is in a page, so that a link from outside keeps its target: ``ask-12`` is the entry
printed as number 12 in the list of asks, ``list-1-3-adjusted-2`` the second adjusted measure of list 1-3, ``a2572`` the
award whose words begin at character 2572 of the text as received. The anchors of measures and domains are made in
`policybook.read.addresses`.
"""

import math

import pandas as pd

from policybook.tables import row_anchors
from policybook.tables.row_anchors import ROW_LETTERS, list_type, slug


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
    """Return the anchor of every entry of the lists of asks; see `policybook.tables.row_anchors`."""
    return _series(row_anchors.ask_anchors(asks.to_dict("records")), asks)


def annex_measure_anchors(measures: pd.DataFrame) -> pd.Series:
    """Return the anchor of every entry of an annex's lists of measures."""
    return _series(row_anchors.annex_measure_anchors(measures.to_dict("records")), measures)


def annex_anchor(path: object) -> str:
    """Return the anchor of the annex entry that a row of another table stands in, from its path (``1-2/延续/1``)."""
    name, kind, no = str(path).split("/")
    return f"list-{slug(name)}-{list_type(kind)}-{slug(no)}"


def offset_anchors(name: str, frame: pd.DataFrame) -> pd.Series:
    """Return the anchor of every row of a table whose rows are marked in the text; see `policybook.tables.row_anchors`.

    Parameters
    ----------
    name : str
        The table's name.
    frame : pandas.DataFrame
        Its rows; all those of a document, so that none is counted twice.
    """
    return _series(row_anchors.offset_anchors(name, frame[["doc_id", "start"]].to_dict("records")), frame)


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


def _series(anchors: list[str], frame: pd.DataFrame) -> pd.Series:
    return pd.Series(anchors, index=frame.index, dtype=object)
