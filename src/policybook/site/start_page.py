"""The start page: what chapters registered as headlines, and their figures, come in; cards with links go out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from policybook.disk import read_json
from policybook.show.claims import evidence
from policybook.show.headlines import MIME
from policybook.show.outputs import FIGURE_KEY
from policybook.show.values import marked
from policybook.site import pictures
from policybook.site.data_pages import StoredClaim


@dataclass(frozen=True)
class Headline:
    """A finding that opens the book.

    Attributes
    ----------
    claim : str
        The id of the claim that proves it.
    sentence, alt : str
        What it says, and what its figure shows.
    svg : str
        The figure.
    chapter : str
        The notebook's stem.
    """

    claim: str
    sentence: str
    alt: str
    svg: str
    chapter: str


@dataclass(frozen=True)
class StoredFigure:
    """A figure as a notebook stores it: its drawings, words and chapter."""

    about: Mapping
    svg: str
    chapter: str


def stored_headlines(notebooks: Iterable[Path]) -> list[Headline]:
    """Read the headlines from the outputs of notebooks, in the order of chapters and cells."""
    return [
        Headline(found["claim"], found["sentence"], found["alt"], _text(output["data"]["image/svg+xml"]), path.stem)
        for path, output in _outputs(notebooks)
        if (found := output.get("data", {}).get(MIME))
    ]


def stored_figures(notebooks: Iterable[Path]) -> dict[str, StoredFigure]:
    """Read the figures from the outputs of notebooks, by name."""
    figures = {}
    for path, output in _outputs(notebooks):
        about = output.get("metadata", {}).get(FIGURE_KEY, {})
        if about.get("name") and "image/svg+xml" in output.get("data", {}):
            figures[about["name"]] = StoredFigure(about, _text(output["data"]["image/svg+xml"]), path.stem)
    return figures


def _outputs(notebooks: Iterable[Path]) -> Iterator[tuple[Path, Mapping]]:
    for path in notebooks:
        for cell in read_json(path)["cells"]:
            for output in cell.get("outputs", ()):
                yield path, output


def _text(lines: str | Sequence[str]) -> str:
    return lines if isinstance(lines, str) else "".join(lines)


def headline_problems(headlines: Sequence[Headline], claims: Sequence[StoredClaim]) -> list[str]:
    """Return one line for every headline whose claim is not registered in its chapter."""
    known = {(claim.id, claim.chapter) for claim in claims}
    return [
        f"headline {h.claim} of {h.chapter}: the chapter registers no claim of this id"
        for h in headlines
        if (h.claim, h.chapter) not in known
    ]


def cards_html(headlines: Sequence[Headline], claims: Sequence[StoredClaim], up: str) -> str:
    """Return the headlines as cards: figure, sentence, links to chapter, clause and proof.

    Parameters
    ----------
    headlines : sequence of Headline
    claims : sequence of StoredClaim
    up : str
        Leads from the page to the site's root.
    """
    by_id = {claim.id: claim for claim in claims}
    cards = []
    for shown in headlines:
        if shown.claim not in by_id:
            continue
        claim = by_id[shown.claim]
        address, place = evidence(claim.rows)[0]
        links = [
            f'<a href="{up}notebooks/{shown.chapter}.html#claim-{claim.id}">Chapter</a>',
            f'<a href="{up}book/reader/{escape(address)}">Clause: {escape(place)}</a>',
            f'<a href="{up}book/claims.html#{claim.id}">Proof</a>',
        ]
        picture = pictures.markup(pictures.layouts(shown.svg, None), shown.alt, up)
        cards.append(
            f'<div class="pb-headline"><p class="pb-says">{marked(shown.sentence)}</p>{picture}'
            f'<p class="pb-proof">{" · ".join(links)}</p></div>'
        )
    return f'<div class="pb-headlines">{"".join(cards)}</div>' if cards else "<p>No chapter has a headline yet.</p>"


def figure_html(figure: StoredFigure, up: str) -> str:
    """Return a chapter's figure for another page, with a link to its chapter."""
    drawings = pictures.layouts(figure.svg, figure.about.get("narrow"))
    return (
        f'<figure class="pb-figure">{pictures.markup(drawings, figure.about["alt"], up)}<figcaption><p>'
        f"{marked(figure.about['caption'])} "
        f'<a href="{up}notebooks/{figure.chapter}.html">Chapter</a></p></figcaption></figure>'
    )
