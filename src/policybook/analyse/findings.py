"""What an audit finds: a `Flaw` or a row of a table comes in, a `Finding` with words, offsets and severity goes out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from policybook.analyse.brackets import bracket_end, defining_bracket
from policybook.read.corpus import Document

SEVERITIES = ("high", "medium", "low")

#: Kinds of finding: severity and meaning.
KINDS = {
    "parts exceed total": ("high", "the parts of a sum make more than the sum"),
    "total exceeds domains": ("high", "the total without overlaps is more than the sum of the domains"),
    "text and annex sums": ("high", "the annex table prints another sum than the text"),
    "sums defined apart": ("medium", "two sums differ, and their own words say that they do not count the same"),
    "annex arithmetic": ("high", "a column of an annex table is not what the others make"),
    "text and annex figures": ("high", "the same words with another number in text and annex"),
    "figures in text": ("medium", "the same words with another number in two places of the text"),
    "more given than set aside": ("medium", "a sum handed out exceeds the part of the budget for its purpose"),
    "no sum for a domain": ("medium", "no sum is stated for a domain, while others have one"),
    "nothing overlaps": ("low", "the total is said to leave overlaps out and equals the sum of the domains"),
    "list count": ("medium", "the count printed for a list is not the number of its entries"),
    "number of domains": ("medium", "the closing paragraph counts another number of domains"),
    "numbering": ("medium", "a number is missing, doubled or out of order"),
    "numbering style": ("low", "a number is printed in another style than its series"),
    "repeated entry": ("medium", "two entries of a list are the same"),
    "listed under two types": ("medium", "the same sentence stands in measures of different types"),
    "item printed twice": ("medium", "a list names the same item twice"),
    "text and annex bounds": ("low", "the same figure as a floor in one place and as a plain number in the other"),
    "text and annex wording": ("low", "a sentence of the annex differs from the text by a few characters"),
    "title of a domain": ("low", "the list of asks calls a domain otherwise than the text"),
    "name of an office": ("low", "a rare short form of an office's name"),
    "quotation marks and brackets": ("low", "a mark is opened and not closed, or closed by another one"),
    "doubled words": ("low", "a word or a sentence is printed twice in a row"),
    "word cut off": ("low", "a word breaks off before a mark"),
    "count of a list": ("medium", "the number said for a list is not that of its items"),
    "stray mark": ("low", "a separating mark before a closing one, or two in a row"),
    "missing stop": ("low", "a measure ends without a full stop"),
    "character": ("low", "a traditional character in a simplified text"),
    "width of marks": ("low", "marks of the other width than the document's own"),
    "page break in a sentence": ("low", "a page break stands inside a sentence; the cleaner closes it"),
}


class Flaw(NamedTuple):
    """A finding in a text: offsets into that text; `other` is the place that it is held against."""

    kind: str
    message: str
    start: int
    end: int
    other: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding in a document.

    Attributes
    ----------
    doc_id, kind, severity, message : str
        What is wrong, and where.
    quote, start, end
        The words, cleaned, and their offsets in the raw text.
    other_quote, other_start, other_end
        The words that they are held against, or None.
    """

    doc_id: str
    kind: str
    severity: str
    message: str
    quote: str
    start: int
    end: int
    other_quote: str | None = None
    other_start: int | None = None
    other_end: int | None = None


def finding_of_flaw(document: Document, flaw: Flaw) -> Finding:
    """Return a flaw of the cleaned text as a finding with offsets into the raw text."""
    start, end, quote = _place(document, flaw.start, flaw.end)
    severity = KINDS[flaw.kind][0]
    if flaw.other is None:
        return Finding(document.doc_id, flaw.kind, severity, flaw.message, quote, start, end)
    other = _place(document, *flaw.other)
    return Finding(document.doc_id, flaw.kind, severity, flaw.message, quote, start, end, other[2], other[0], other[1])


def with_bracket(row: Mapping, raw: str) -> dict:
    """Return a row whose quote takes in the bracket that stands directly behind it and says what its figure means."""
    bracket = defining_bracket(raw, int(row["end"]))
    if not bracket:
        return dict(row)
    end = bracket_end(raw, int(row["end"]))
    return {**row, "quote": row["quote"] + bracket, "end": end}


def _place(document: Document, start: int, end: int) -> tuple[int, int, str]:
    text = document.clean.text
    end = min(end, len(text))
    quote = re.sub(r"[\n\t]+", " ", text[start:end]).strip()
    return (*document.clean.span(start, end), quote)


def finding_of_rows(kind: str, message: str, row: Mapping, other: Mapping | None) -> Finding:
    """Return a finding that rests on one row of a table, or on two; their offsets count the raw text already."""
    held = (None, None, None) if other is None else (other["quote"], int(other["start"]), int(other["end"]))
    quote = re.sub(r"[\n\t]+", " ", row["quote"])
    return Finding(row["doc_id"], kind, KINDS[kind][0], message, quote, int(row["start"]), int(row["end"]), *held)


def overlapping(frame: pd.DataFrame, span: tuple[int, int], which: str = "") -> pd.Series:
    """Say which rows share a character with a span of the raw text."""
    return ((frame[f"{which}start"] < span[1]) & (frame[f"{which}end"] > span[0])).fillna(False).astype(bool)
