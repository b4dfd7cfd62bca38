"""Where documents contradict themselves: every identity and every repeated figure is a test.

In: a `Document` and, if at hand, its tables. Out: a list of `Finding`, each with the words that stand there, the words they
are held against, offsets of both into the raw text, and a severity. No rule names a place; a new document needs no code.

Severity: ``high``, two figures of the document contradict each other, so that a result depends on which one is taken;
``medium``, something is counted, numbered or listed wrongly, or two sums differ of which one says what it includes, so that both
may be right; ``low``, a slip of printing or recognition.
"""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from policybook.analyse import budget_sums
from policybook.analyse.figure_checks import (
    break_flaws,
    budget_findings,
    difference_flaws,
    differences,
    figure_flaws,
    paired_sums,
    paired_with_annex,
    wording_flaws,
)
from policybook.analyse.findings import KINDS, SEVERITIES, Finding, finding_of_flaw, overlapping
from policybook.analyse.structure_checks import ask_flaws, list_counts, list_flaws, office_flaws, outline_flaws
from policybook.analyse.text_checks import TEXT_CHECKS
from policybook.kept import kept
from policybook.read.corpus import Corpus, Document
from policybook.tables.anchors import annex_measure_anchors, ask_anchors
from policybook.tables.build import make_tables

DOCUMENT_CHECKS = (
    outline_flaws,
    ask_flaws,
    list_flaws,
    figure_flaws,
    wording_flaws,
    difference_flaws,
    break_flaws,
)


def audit(document: Document, tables: Mapping[str, pd.DataFrame] | None = None) -> list[Finding]:
    """Audit one document.

    Parameters
    ----------
    document : Document
    tables : mapping of pandas.DataFrame, optional
        Tables that hold the document's rows; made from the text where not given.

    Returns
    -------
    list of Finding
        The gravest first, within a severity in the order of the kinds and the text.
    """
    tables = make_tables([document]) if tables is None else tables
    return _audit(document, {name: frame[frame["doc_id"] == document.doc_id] for name, frame in tables.items()})


@kept
def _audit(document: Document, own: Mapping[str, pd.DataFrame]) -> list[Finding]:
    text = document.clean.text
    flaws = [flaw for check in TEXT_CHECKS for flaw in check(text)]
    flaws += [flaw for check in DOCUMENT_CHECKS for flaw in check(document)]
    found = [finding_of_flaw(document, flaw) for flaw in flaws]
    found += [*budget_findings(document, own), *office_flaws(own)]
    kinds = list(KINDS)
    return sorted(
        dict.fromkeys(found),
        key=lambda f: (SEVERITIES.index(f.severity), kinds.index(f.kind), f.start, f.end, f.message),
    )


def tested(document: Document, tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """Count what the rules held against each other: the denominators of the findings.

    Parameters
    ----------
    document : Document
    tables : mapping of pandas.DataFrame
        Tables that hold the document's rows.

    Returns
    -------
    dict of int
        By the kind of a finding.
    """
    own = {name: frame[frame["doc_id"] == document.doc_id] for name, frame in tables.items()}
    budgets = own["budgets"]
    totals = budgets[budgets["role"] == "domain_total"].drop_duplicates("section")
    grand = budgets[budgets["role"] == "grand_total"]
    year = document.record.get("policy_year") or own["annex_budgets"]["year"].max()
    outline = document.outline
    return {
        "parts exceed total": len(budget_sums.parts_against_totals(budgets, {document.doc_id: document.raw})),
        "total exceeds domains": int(len(grand) > 0),
        "text and annex sums": len(list(paired_sums(own["annex_budgets"], totals, grand, year))),
        "annex arithmetic": len(list(differences(document))),
        "text and annex figures": len(paired_with_annex(document)),
        "list count": len(list(list_counts(document))),
        "numbering": len(outline.sections) + len(outline.measures) + len(own["asks"]) + len(own["annex_measures"]),
    }


def audit_corpus(corpus: Corpus | Mapping[str, Document], tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Audit all documents; return a frame of findings, see `frame_of`."""
    return frame_of([finding for document in corpus.values() for finding in audit(document, tables)], corpus, tables)


ROW_TABLES = ("budgets", "awards", "targets", "responsibilities", "asks", "annex_measures", "annex_budgets")


def frame_of(
    findings: Sequence[Finding], corpus: Mapping[str, Document], tables: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Return findings as a frame with the measure or domain of both places and the tables that they touch.

    Returns
    -------
    pandas.DataFrame
        The fields of `Finding`; section, measure and anchor on the document's page of both places (``other_…`` of the second); and
        ``touches``: the tables of which a row overlaps one of the two places.
    """
    entries = _anchored(tables)
    rows = []
    for finding in findings:
        document = corpus[finding.doc_id]
        row = {name: getattr(finding, name) for name in finding.__slots__}
        row |= dict(zip(("section", "measure", "anchor"), _where(document, finding.start, entries), strict=True))
        other = (pd.NA, pd.NA, None)
        if finding.other_start is not None:
            other = _where(document, finding.other_start, entries)
        row |= dict(zip(("other_section", "other_measure", "other_anchor"), other, strict=True))
        row["touches"] = ", ".join(_touching(finding, tables))
        rows.append(row)
    places = ["section", "measure", "anchor", "other_section", "other_measure", "other_anchor"]
    columns = [*Finding.__slots__, *places, "touches"]
    frame = pd.DataFrame(rows, columns=columns)
    for name in ("section", "measure", "other_section", "other_measure", "other_start", "other_end"):
        frame[name] = frame[name].astype("Int64")
    return frame


def _anchored(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the entries of the annexes with their anchors on the document's page."""
    names = ["doc_id", "start", "end", "anchor"]
    asks = tables["asks"].assign(anchor=list(ask_anchors(tables["asks"])))
    measures = tables["annex_measures"].assign(anchor=list(annex_measure_anchors(tables["annex_measures"])))
    return pd.concat([asks[names], measures[names]], ignore_index=True)


def _where(document: Document, raw: int, entries: pd.DataFrame) -> tuple[object, object, str]:
    """Return section, measure and anchor of a place; the first two are missing in front matter and annexes."""
    span = document.clean.span
    for measure in document.outline.measures:
        if span(measure.start, measure.start + 1)[0] <= raw < span(measure.start, measure.end)[1]:
            anchor = document.addresses.measure(measure)
            return measure.section if measure.section is not None else pd.NA, measure.number, anchor
    for section in document.outline.sections:
        if span(section.start, section.start + 1)[0] <= raw < span(section.start, section.end)[1]:
            return section.number, pd.NA, document.addresses.section(section)
    closing = document.outline.closing
    if closing and span(*closing)[0] <= raw < span(*closing)[1]:
        return pd.NA, pd.NA, document.addresses.of()
    here = entries[(entries["doc_id"] == document.doc_id) & (entries["start"] <= raw) & (entries["end"] > raw)]
    return pd.NA, pd.NA, here["anchor"].iloc[0] if len(here) else ""


def _touching(finding: Finding, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    spans = [(finding.start, finding.end)]
    if finding.other_start is not None and finding.other_end is not None:
        spans.append((finding.other_start, finding.other_end))
    names = []
    for name in ROW_TABLES:
        frame = tables[name]
        own = frame[frame["doc_id"] == finding.doc_id]
        if any(overlapping(own, span).any() for span in spans):
            names.append(name)
    return names


def report(findings: Iterable[Finding]) -> str:
    """Return a readable list of findings, one or two lines each."""
    lines = []
    for f in findings:
        lines.append(f"{f.severity:6}  {f.doc_id}  {f.kind}: {f.message}")
        lines.append(f"        {f.start}-{f.end}: {_short(f.quote)}")
        if f.other_quote is not None:
            lines.append(f"        {f.other_start}-{f.other_end}: {_short(f.other_quote)}")
    return "\n".join(lines)


def _short(text: str, length: int = 60) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def evidence(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the places of findings that stand in the text's domains and measures: the rows that a claim rests on."""
    here = findings[["doc_id", "section", "measure", "start", "end"]]
    there = findings[["doc_id", "other_section", "other_measure", "other_start", "other_end"]]
    both = pd.concat([here, there.set_axis(here.columns, axis=1)], ignore_index=True)
    return both.dropna(subset=["section"]).drop_duplicates().reset_index(drop=True)


def touched_tables(findings: pd.DataFrame) -> pd.DataFrame:
    """Count, for each table, the findings of each severity that stand in its rows."""
    each = findings.assign(table=findings["touches"].str.split(", ")).explode("table")
    counts = each[each["table"] != ""].groupby(["table", "severity"]).size().unstack("severity", fill_value=0)
    return counts.reindex(index=list(ROW_TABLES), columns=list(SEVERITIES), fill_value=0)


def examples(findings: pd.DataFrame) -> pd.DataFrame:
    """Return one row a kind of finding: its meaning, how many there are, in how many documents, and the first of them.

    Parameters
    ----------
    findings : pandas.DataFrame
        As `frame_of` returns them.

    Returns
    -------
    pandas.DataFrame
        The first finding of each kind, in the order of `KINDS`, with ``meaning``, ``n`` and ``documents``.
    """
    counts = findings.groupby("kind").agg(n=("doc_id", "size"), documents=("doc_id", "nunique"))
    first = findings.drop_duplicates("kind").set_index("kind").join(counts)
    first = first.loc[[kind for kind in KINDS if kind in first.index]].reset_index()
    return first.assign(meaning=[KINDS[kind][1] for kind in first["kind"]])
