"""A text with its known errors put right: a `Document` and `Correction` entries come in, a corrected copy goes out."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import pandas as pd

from policybook.analyse.audit import ROW_TABLES
from policybook.analyse.findings import overlapping
from policybook.read.corpus import Document
from policybook.vocab.corrections import Correction


def broken_guards(corrections: Iterable[Correction], corpus: Mapping[str, Document]) -> list[str]:
    """Return a line for each correction whose words do not stand in the document as often as it says."""
    problems = []
    for c in corrections:
        if c.doc_id not in corpus:
            problems.append(f"{c.id}: there is no document {c.doc_id}")
            continue
        text = _flat(corpus[c.doc_id].clean.text)
        if (n := text.count(_flat(c.printed))) != c.times:
            problems.append(f"{c.id}: {c.printed!r} stands {n} times, not {c.times}: has the source been mended?")
        if c.against is not None and _flat(c.against) not in text:
            problems.append(f"{c.id}: {c.against!r} does not stand there any more")
    return problems


def _flat(text: str) -> str:
    return re.sub(r"[\n\t]", "", text)


def places(correction: Correction, document: Document) -> list[tuple[int, int]]:
    """Return where the words of a correction stand: offsets into the raw text."""
    pattern = r"[\n\t]*".join(re.escape(character) for character in _flat(correction.printed))
    return [document.clean.span(*found.span()) for found in re.finditer(pattern, document.clean.text)]


def known_to_rules(
    corrections: Iterable[Correction], findings: pd.DataFrame, corpus: Mapping[str, Document]
) -> list[bool]:
    """Say for each correction whether a finding of the audit overlaps the words that it is about."""
    found = []
    for c in corrections:
        spans = places(c, corpus[c.doc_id])
        own = findings[findings["doc_id"] == c.doc_id]
        found.append(any((overlapping(own, span) | overlapping(own, span, "other_")).any() for span in spans))
    return found


def corrected(document: Document, corrections: Iterable[Correction]) -> Document:
    """Return the document with what is meant in place of what is printed, to show results with and without.

    Nothing in the book uses it silently. Entries without ``meant`` and those of other documents are left out.
    """
    raw, clean = document.raw, document.clean
    edits = []
    for c in corrections:
        if c.doc_id != document.doc_id or c.meant is None:
            continue
        for found in re.finditer(re.escape(c.printed), clean.text):
            edits.append((*clean.span(*found.span()), c.meant))
    for start, end, meant in sorted(edits, reverse=True):
        raw = raw[:start] + meant + raw[end:]
    return Document(document.doc_id, raw, document.record)


def changed_rows(before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Compare tables row by row; where a row stands (path, offsets) and its quote aside.

    Parameters
    ----------
    before, after : mapping of pandas.DataFrame
        The tables as printed and as corrected, of the same documents.

    Returns
    -------
    pandas.DataFrame
        table, rows (before), gone (rows that are not in `after`), new (rows that are not in `before`), and sums: how many rows
        with another sum of money, rate or value among them.
    """
    rows = []
    for name in ROW_TABLES:
        skipped = [c for c in ("path", "start", "end", "quote") if c in before[name]]
        old, new = (
            Counter(map(tuple, frame.drop(columns=skipped).astype(str).to_numpy()))
            for frame in (before[name], after[name])
        )
        values = [c for c in ("amount_yuan", "rate_pct", "cap_yuan", "value") if c in before[name]]
        old_sums, new_sums = (
            Counter(map(tuple, frame[["doc_id", *values]].astype(str).to_numpy()))
            for frame in (before[name], after[name])
        )
        rows.append(
            {
                "table": name,
                "rows": len(before[name]),
                "gone": (old - new).total(),
                "new": (new - old).total(),
                "sums": (old_sums - new_sums).total() if values else 0,
            }
        )
    return pd.DataFrame(rows)
