"""The ledger of claims: a sentence with its values, the checks that must hold and the rows it rests on.

Values, checks and rows in; a guarded sentence out, which the prose quotes and the site's ledger lists. A chapter registers
a headline claim once::

    claim(
        "fiscal-largest-domain",
        "{n} of {n_all} documents set aside more for {domain} than for any other domain.",
        values={"n": 4, "n_all": 5, "domain": "…"},
        checks={
            "in each of these documents the domain's sum exceeds every other": (sums > others).all(),
            "second route: the same from the quotes, parsed by a plain regular expression": again == 4,
        },
        rows=budgets[budgets.role == "domain_total"],
    )

and quotes its values in prose by ``{glue:text}`claim_fiscal_largest_domain_n` ``, its sentence by the same name without the
value's. A check that does not hold raises
:class:`ClaimError`, which stops the notebook and therefore the build, with the claim's id.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from html import escape

import numpy as np
import pandas as pd

from policybook.errors import PolicybookError
from policybook.show import links as show_links
from policybook.show import outputs
from policybook.show.values import marked
from policybook.tables.anchors import document_address, number

MIME = "application/vnd.policybook.claim+json"

#: How the check begins that does not share a helper with the sentence's own computation.
SECOND_ROUTE = "second route: "

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
_FIELD = re.compile(r"\{([^{}:!]*)")
_FIELD_OR_YEAR = re.compile(r"\{[^{}]*\}|(?<!\d)(?:19|20)\d\d(?!\d)")


class ClaimError(PolicybookError):
    """A claim that does not hold or is not well formed; the message begins with its id."""


@dataclass(frozen=True)
class Claim:
    """A claim that has passed its checks.

    Attributes
    ----------
    id : str
        Stable name, chapter first: ``fiscal-largest-domain``.
    sentence : str
        The sentence with its values.
    checks : tuple of str
        What was checked; all of it held.
    rows : tuple of dict
        The rows it rests on: doc_id, anchor on the document's page, start, end.
    chapter : str or None
        The notebook's stem, if not the one that the claim is registered in.
    headline : bool
        Whether it is one of the chapter's main findings.
    """

    id: str
    sentence: str
    checks: tuple[str, ...]
    rows: tuple[dict, ...]
    chapter: str | None = None
    headline: bool = True

    def _ipython_display_(self) -> None:
        """Show nothing: ``claim`` has shown it already when it is the last line of a cell."""

    @property
    def glue_name(self) -> str:
        """The name by which prose quotes the sentence."""
        return "claim_" + self.id.replace("-", "_")

    def to_json(self) -> dict:
        """Return what a stored notebook keeps of the claim."""
        return {**asdict(self), "checks": list(self.checks), "rows": list(self.rows)}

    def to_html(self, prefix: str = "../book/reader/", limit: int = 12) -> str:
        """Return the box that stands in the notebook: sentence, checks, evidence."""
        places = evidence(self.rows)
        links = ", ".join(
            f'<a href="{escape(prefix + address)}">{escape(text)}</a>' for address, text in places[:limit]
        )
        more = f" and {len(places) - limit} more places" if len(places) > limit else ""
        checks = "".join(f"<li>{marked(check)}</li>" for check in self.checks)
        rows = f"{len(self.rows)} row{'s' if len(self.rows) != 1 else ''}"
        return (
            f'<div class="pb-claim" id="claim-{self.id}"><p>{marked(self.sentence)}</p>'
            f"<details><summary>Claim <code>{self.id}</code>: {len(self.checks)} checks hold; rests on {rows}</summary>"
            f"<ul>{checks}</ul><p>Evidence: {links}{more}</p></details></div>"
        )


def claim(
    claim_id: str,
    sentence: str,
    values: Mapping[str, int | float | str],
    checks: Mapping[str, bool],
    rows: pd.DataFrame,
    chapter: str | None = None,
    *,
    headline: bool = True,
) -> Claim:
    """Register a claim: check it, show it, make its sentence quotable.

    Parameters
    ----------
    claim_id : str
        Lower case with hyphens, the chapter first, unique in the book and never changed.
    sentence : str
        A format string; every number in it is a field (``{share:.1f}``).
    values : mapping
        The fields' values: numbers or text.
    checks : mapping
        At least two: description to outcome, one of them beginning with ``second route: `` and computed without the helper
        of the others.
    rows : pandas.DataFrame
        The rows it rests on, with ``doc_id``, ``start`` and ``end``, and ``measure`` and ``section`` where they have them.
    chapter : str, optional
        The chapter's notebook, if another than this one.
    headline : bool, optional
        Whether it is one of the chapter's main findings.

    Returns
    -------
    Claim
        The claim; its outputs have been displayed.

    Raises
    ------
    ClaimError
        Where a check does not hold, or the claim is not well formed.
    """
    made = make_claim(claim_id, sentence, values, checks, rows, chapter, headline=headline)
    outputs.glue(made.glue_name, made.sentence)
    for name, value in values.items():
        outputs.glue(f"{made.glue_name}_{name}", value)
    outputs.display_raw({"text/html": made.to_html(), "text/plain": made.sentence, MIME: made.to_json()}, {})
    return made


def make_claim(
    claim_id: str,
    sentence: str,
    values: Mapping[str, object],
    checks: Mapping[str, object],
    rows: pd.DataFrame,
    chapter: str | None = None,
    *,
    headline: bool = True,
) -> Claim:
    """Check a claim and return it, without showing anything; parameters as in :func:`claim`."""
    if not _ID.fullmatch(claim_id):
        raise ClaimError(f"{claim_id}: an id is lower case words joined by hyphens, the chapter first")
    if len(checks) < 2 or not any(name.startswith(SECOND_ROUTE) for name in checks):
        raise ClaimError(f"{claim_id}: needs two checks at least, one of them named '{SECOND_ROUTE}…'")
    for name, outcome in checks.items():
        if not isinstance(outcome, (bool, np.bool_)):
            raise ClaimError(f"{claim_id}: check '{name}' must be True or False, not {type(outcome).__name__}")
        if not outcome:
            raise ClaimError(f"{claim_id}: check '{name}' does not hold")
    return Claim(
        id=claim_id,
        sentence=_sentence(claim_id, sentence, values),
        checks=tuple(checks),
        rows=_rows(claim_id, rows),
        chapter=chapter,
        headline=headline,
    )


def _sentence(claim_id: str, sentence: str, values: Mapping[str, object]) -> str:
    fields = _FIELD.findall(sentence.replace("{{", "").replace("}}", ""))
    if unused := sorted(set(values) - set(fields)):
        raise ClaimError(f"{claim_id}: the sentence does not use {', '.join(unused)}")
    if typed := re.search(r"(?<![A-Za-z])\d.*", _FIELD_OR_YEAR.sub("", sentence)):
        raise ClaimError(f"{claim_id}: a number is typed into the sentence, make it a value: …{typed[0]}")
    try:
        return sentence.format(**{name: outputs.native(value) for name, value in values.items()})
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ClaimError(f"{claim_id}: the sentence cannot be filled in: {error}") from error


def _rows(claim_id: str, rows: pd.DataFrame) -> tuple[dict, ...]:
    if missing := sorted({"doc_id", "start", "end"} - set(rows.columns)):
        raise ClaimError(f"{claim_id}: the rows lack {', '.join(missing)}")
    if rows.empty:
        raise ClaimError(f"{claim_id}: rests on no rows")
    return tuple(
        {
            "doc_id": str(row["doc_id"]),
            "anchor": anchor,
            "start": number(row["start"]),
            "end": number(row["end"]),
        }
        for row, anchor in zip(rows.to_dict("records"), show_links.row_anchors(rows), strict=True)
    )


def evidence(rows: Iterable[Mapping]) -> list[tuple[str, str]]:
    """Return the places on the documents' pages that rows stand in, each once: (address within the reader, text)."""
    places: dict[str, str] = {}
    for row in rows:
        address = document_address(row["doc_id"], row["anchor"], base="")
        places.setdefault(address, show_links.place_name(row["doc_id"], row["anchor"]))
    return list(places.items())
