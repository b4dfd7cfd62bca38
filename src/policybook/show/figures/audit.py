"""The figures of the audit: frames of `policybook.analyse.audit` in, matplotlib figures out."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from policybook.analyse.findings import KINDS, SEVERITIES
from policybook.show.figures.parts import legend, rows
from policybook.show.links import link, place_name
from policybook.show.style import ACCENT, canvas, two_widths
from policybook.show.tables import show

SEVERITY_COLOURS = {"high": ACCENT, "medium": "#d9a27c", "low": "#b7bcc4"}


@two_widths
def findings_by_kind(findings: pd.DataFrame) -> Figure:
    """Draw the number of findings of each kind, the gravest first; the shade is the severity."""
    kinds = [kind for kind in KINDS if (findings["kind"] == kind).any()]
    n = findings["kind"].value_counts()
    kinds = sorted(kinds, key=lambda kind: (list(SEVERITIES).index(KINDS[kind][0]), -n[kind]))
    fig, ax = canvas(0.3 * len(kinds) + 1.2, taller=1.3)
    for y, kind in enumerate(kinds):
        ax.barh(y, n[kind], height=0.72, color=SEVERITY_COLOURS[KINDS[kind][0]])
        ax.text(n[kind] + 0.01 * n.max(), y, str(n[kind]), va="center", fontsize="small")
    rows(ax, [kind[:1].upper() + kind[1:] for kind in kinds], narrow=24)
    ax.set_xlabel("findings")
    legend(fig, [Patch(facecolor=SEVERITY_COLOURS[s], label=f"{s} severity") for s in SEVERITIES], wide=3, narrow=1)
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
