"""The figures of the audit: frames of `policybook.analyse.audit` in, matplotlib figures out."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from policybook.analyse.findings import KINDS, SEVERITIES
from policybook.show.links import label, link, place_name
from policybook.show.style import source_note
from policybook.show.tables import show

SEVERITY_COLOURS = {"high": "#D55E00", "medium": "#E69F00", "low": "#9aa3ad"}


def findings_by_kind(findings: pd.DataFrame, documents: list[str], source: str) -> Figure:
    """Draw the number of findings of each kind and document: a square a cell, its number inside, coloured by severity."""
    kinds = [kind for kind in KINDS if (findings["kind"] == kind).any()]
    counts = findings.groupby(["kind", "doc_id"]).size()
    fig, ax = plt.subplots(figsize=(6.4, 0.29 * len(kinds) + 1.5))
    for y, kind in enumerate(kinds):
        for x, doc_id in enumerate(documents):
            n = counts.get((kind, doc_id), 0)
            if n:
                shade = SEVERITY_COLOURS[KINDS[kind][0]]
                ax.barh(y, 0.86, left=x - 0.43, height=0.84, color=shade)
                ax.text(x, y, str(n), ha="center", va="center", fontsize=10)
    ax.set_xticks(range(len(documents)), [label(d).replace(" ", "\n") for d in documents])
    ax.xaxis.tick_top()
    ax.set_yticks(range(len(kinds)), [kind[:1].upper() + kind[1:] for kind in kinds])
    ax.set_xlim(-0.5, len(documents) - 0.5)
    ax.set_ylim(len(kinds) - 0.5, -0.5)
    ax.tick_params(length=0)
    ax.grid(visible=False)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    handles = [plt.Rectangle((0, 0), 1, 1, color=SEVERITY_COLOURS[severity]) for severity in SEVERITIES]
    fig.legend(handles, [s.capitalize() for s in SEVERITIES], loc="outside lower right", ncols=3)
    source_note(fig, source)
    return fig


def shorten(text: object, length: int = 64) -> str:
    """Return the beginning of a quotation."""
    words = str(text)
    return words if len(words) <= length else words[: length - 1] + "…"


def show_examples(examples: pd.DataFrame, caption: str, note: str = "") -> None:
    """Show one finding of each kind, with how many there are.

    Parameters
    ----------
    examples : pandas.DataFrame
        As `policybook.analyse.audit.examples` returns them.
    caption, note : str
        As for `policybook.show.tables.show`.
    """
    show(
        examples.assign(
            where=[place_name(r.doc_id, r.anchor) for r in examples.itertuples()],
            kind=[kind[:1].upper() + kind[1:] for kind in examples["kind"]],
        ).drop(columns="doc_id"),
        caption,
        columns={"kind": "Kind", "n": "Findings", "documents": "Documents", "message": "For example", "where": "Where"},
        formats={"message": lambda text: shorten(text, 60)},
        hrefs={"where": [link(r.doc_id, anchor=r.anchor) for r in examples.itertuples()]},
        note=note,
    )


def show_findings(findings: pd.DataFrame, caption: str, note: str = "") -> None:
    """Show findings as a table: both quotations, each with a link to its place on the document's page.

    Parameters
    ----------
    findings : pandas.DataFrame
        As `policybook.analyse.audit.frame_of` returns them.
    caption, note : str
        As for `policybook.show.tables.show`.
    """
    here = [link(r.doc_id, anchor=r.anchor) for r in findings.itertuples()]
    there = [link(r.doc_id, anchor=r.other_anchor) if pd.notna(r.other_start) else None for r in findings.itertuples()]
    names = {
        "document": "Document",
        "kind": "Kind",
        "message": "What is wrong",
        "quote": "Here",
        "other_quote": "Against",
    }
    show(
        findings.assign(
            document=[place_name(r.doc_id, r.anchor) for r in findings.itertuples()],
            other_quote=findings["other_quote"].where(findings["other_quote"].notna(), None),
        ).drop(columns="doc_id"),
        caption,
        columns=names | {"touches": "In rows of"},
        formats={"quote": shorten, "other_quote": shorten, "message": lambda text: shorten(text, 90)},
        hrefs={"document": here, "quote": here, "other_quote": there},
        note=note,
    )
