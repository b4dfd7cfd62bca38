"""Evidence both ways: from a claim or a number in the prose to the rows it rests on, from a row to the claims.

In: the claims and glued values that notebooks store, the rows of the explorer, the documents. Out: HTML of a claim's evidence,
with the value and the sentence beside each link, and for each notebook the anchor of the cell that makes a value.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from html import escape
from pathlib import Path

from policybook.disk import read_json
from policybook.read.corpus import Corpus
from policybook.show.claims import MIME
from policybook.show.links import place_name
from policybook.show.outputs import FIGURE_KEY
from policybook.show.values import marked
from policybook.show.wording import ENGLISH, Wording
from policybook.site.data_pages import StoredClaim
from policybook.site.explorer import Row
from policybook.site.sentences import Sentences
from policybook.tables.anchors import document_address

#: How many rows stand in a chapter's box and in the ledger; the explorer shows all.
IN_CHAPTER, IN_LEDGER = 6, 10
AROUND = 36  # characters of the sentence shown on either side of a row's words
LONGEST = 90  # characters of a row's own words that are shown
CLAIM_GLUE = "claim_"

Span = tuple[str, int, int]


def claims_of_rows(claims: Iterable[StoredClaim]) -> dict[Span, list[str]]:
    """Return the claims that rest on each row, by the row's document and offsets."""
    found: dict[Span, list[str]] = {}
    for claim in claims:
        for row in claim.rows:
            own = found.setdefault((row["doc_id"], row["start"], row["end"]), [])
            if claim.id not in own:
                own.append(claim.id)
    return found


class Evidence:
    """What claims rest on.

    Parameters
    ----------
    claims : sequence of StoredClaim
    rows : sequence of Row
        See `policybook.site.explorer.explorer_rows`.
    corpus : Corpus
    say : Wording, optional
        The language of what is shown; claims and rows come in it already.
    """

    def __init__(
        self, claims: Sequence[StoredClaim], rows: Sequence[Row], corpus: Corpus, say: Wording = ENGLISH
    ) -> None:
        self.claims, self.rows, self.corpus, self.say = claims, rows, corpus, say
        self._sentences: dict[str, Sentences] = {}

    @cached_property
    def at(self) -> dict[Span, list[int]]:
        """The rows of the explorer, as their numbers, by document, start and end."""
        found: dict[Span, list[int]] = {}
        for i, row in enumerate(self.rows):
            found.setdefault((row.doc_id, *row.span), []).append(i)
        return found

    def spans(self, claim: StoredClaim) -> list[tuple[Span, str]]:
        """Return the places that a claim rests on, each once, with the anchor that the claim gives."""
        places: dict[Span, str] = {}
        for row in claim.rows:
            places.setdefault((row["doc_id"], row["start"], row["end"]), row["anchor"])
        return list(places.items())

    def numbers(self, claim: StoredClaim) -> list[int]:
        """Return the numbers of the explorer's rows that a claim rests on."""
        return [i for span, _ in self.spans(claim) for i in self.at.get(span, ())]

    def by_claim(self) -> dict[str, dict]:
        """Return for the explorer what each claim says, its chapter, and the numbers of its rows."""
        found = {}
        for claim in self.claims:
            if numbers := self.numbers(claim):
                found[claim.id] = {"sentence": claim.sentence, "chapter": claim.chapter, "rows": numbers}
        return found

    def claim_html(self, claim: StoredClaim, up: str) -> str:
        """Return the box of a claim in its chapter."""
        say = self.say
        about = say.html(
            "Claim {id}: {checks} checks hold; rests on {n} row"
            if len(claim.rows) == 1
            else "Claim {id}: {checks} checks hold; rests on {n} rows",
            id=f"<code>{claim.id}</code>",
            checks=str(len(claim.checks)),
            n=f"{len(claim.rows):,}",
        )
        return (
            f'<div class="pb-claim" id="claim-{claim.id}"><p>{say.data(claim.sentence)}</p><details><summary>{about}</summary>'
            f"<ul>{''.join(f'<li>{say.quoted(check)}</li>' for check in claim.checks)}</ul>{self.list_html(claim, up, IN_CHAPTER)}"
            f'<p><a href="{up}book/claims.html#{claim.id}">{say("This claim in the ledger")}</a></p></details></div>'
        )

    def ledger_html(self, claim: StoredClaim, up: str) -> str:
        """Return what the ledger shows of a claim's rows: some with value and sentence, links to all that the explorer lacks."""
        others = [
            (span, anchor) for span, anchor in self.spans(claim)[IN_LEDGER:] if span not in self.at
        ]  # a row of the explorer is shown there
        links: dict[str, str] = {}
        for (doc_id, _, _), anchor in others:
            links.setdefault(document_address(doc_id, anchor, base=f"{up}book/reader/"), self._place(doc_id, anchor))
        more = self.say.list([f'<a href="{escape(address)}">{escape(text)}</a>' for address, text in links.items()])
        also = f"<p>{self.say.html('Also: {places}.', places=more)}</p>" if more else ""
        return self.list_html(claim, up, IN_LEDGER) + also

    def list_html(self, claim: StoredClaim, up: str, limit: int) -> str:
        """Return the first rows of a claim as a list, and the way to all of them."""
        spans = self.spans(claim)
        items = "".join(f"<li>{self._item(span, anchor, up)}</li>" for span, anchor in spans[:limit])
        n = len(self.numbers(claim))
        words = "All {n} rows in the explorer" if n > 1 else "{n} row in the explorer"
        whole = (
            f'<p><a href="{up}book/explorer.html?claim={claim.id}">{self.say(words, n=f"{n:,}")}</a></p>' if n else ""
        )
        first = self.say("The first {limit} of {n} places:", limit=limit, n=len(spans))
        shown = first if len(spans) > limit else self.say("Evidence:")
        return f'<p>{shown}</p><ul class="pb-evidence">{items}</ul>{whole}'

    def _item(self, span: Span, anchor: str, up: str) -> str:
        doc_id, start, end = span
        rows = [self.rows[i] for i in self.at.get(span, ())]
        text, a, b = (rows[0].sentence, *rows[0].quote) if rows else self._around(doc_id, start, end)
        figures = self.say("; ").join(dict.fromkeys(row.figure for row in rows if row.figure))
        value = f" <b>{marked(figures)}</b>" if figures else ""
        place = escape(self._place(doc_id, anchor))
        address = document_address(doc_id, rows[0].anchor if rows else anchor, base=f"{up}book/reader/")
        return f'<a href="{escape(address)}">{place}</a>{value} <span lang="zh-CN">{_excerpt(text, a, b)}</span>'

    def _place(self, doc_id: str, anchor: str) -> str:
        return place_name(doc_id, anchor, self.say)

    def _around(self, doc_id: str, start: int, end: int) -> tuple[str, int, int]:
        if doc_id not in self.corpus:
            return "", 0, 0  # a claim's row of no document: the ledger reports it
        if doc_id not in self._sentences:
            self._sentences[doc_id] = Sentences(self.corpus[doc_id])
        return self._sentences[doc_id].around(start, end)


def _excerpt(text: str, a: int, b: int) -> str:
    """Return a sentence as HTML with a run marked; what is far from the run is left out."""
    shown = text[a:b] if b - a <= LONGEST else text[a : a + LONGEST] + "…"
    left, right = text[:a], text[b:] if b - a <= LONGEST else ""
    left = ("…" + left[-AROUND:]) if len(left) > AROUND else left
    right = (right[:AROUND] + "…") if len(right) > AROUND else right
    return f'{escape(left)}<span class="pb-run">{escape(shown)}</span>{escape(right)}'


# ----------------------------------------------------------------------------------------------------- glued values


def made_in(notebook: Path) -> dict[str, tuple[int, str]]:
    """Return for each glued value of a notebook the number of the cell that makes it, and the anchor to lead to.

    A claim's sentence leads to the claim; another value to its cell, which is named after the first value that it makes.
    """
    found: dict[str, tuple[int, str]] = {}
    for i, cell in enumerate(read_json(notebook)["cells"]):
        names = [name for output in cell.get("outputs", ()) if (name := glued_name(output))]
        own = next((name for name in names if not name.startswith(CLAIM_GLUE)), "")
        for name in names:
            claim = name.startswith(CLAIM_GLUE)
            # A claim's values are glued after its sentence, under its name and theirs.
            sentence = next((said for said in names if name.startswith(f"{said}_")), name)
            anchor = f"claim-{sentence.removeprefix(CLAIM_GLUE).replace('_', '-')}" if claim else cell_anchor(own)
            found[name] = (i, anchor)
    return found


def rows_of_figures(notebook: Path) -> dict[str, str]:
    """Return for each figure of a notebook the anchor of the claim that shows the rows behind it.

    The claim has the figure's name, or stands in the figure's section; else it is the next one, else the last one before.
    """
    claims: list[tuple[int, str]] = []  # number of the section, id
    figures: list[tuple[int, str, int]] = []  # number of the section, name, claims before
    section = 0
    for cell in read_json(notebook)["cells"]:
        section += cell["cell_type"] == "markdown" and bool(_SECTION.search("".join(cell["source"])))
        for output in cell.get("outputs", ()):
            if found := output.get("data", {}).get(MIME):
                claims.append((section, found["id"]))
            about = output.get("metadata", {}).get(FIGURE_KEY, {})
            if about.get("name") and not about.get("repeated"):
                figures.append((section, about["name"], len(claims)))
    names = [name for _, name in claims]
    found = {}
    for own, figure, before in figures:
        same = figure.removeprefix("fig-")
        beside = [name for at, name in claims if at == own]
        chosen = [same] if same in names else [*beside, *names[before:], *reversed(names)]
        if chosen:
            found[figure] = f"claim-{chosen[0]}"
    return found


_SECTION = re.compile(r"^## ", re.M)


def glued_name(output: Mapping) -> str:
    """Return the name that an output is glued under, "" for any other output."""
    return str(output.get("metadata", {}).get("scrapbook", {}).get("name", ""))


def cell_anchor(name: str) -> str:
    """Return the anchor of the cell that makes a value."""
    return "made-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def cell_anchors(made: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Return the anchor of each cell that makes values, by its number."""
    return {i: anchor for i, anchor in made if not anchor.startswith("claim-")}
