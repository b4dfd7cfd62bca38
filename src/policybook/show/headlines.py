"""The few findings that open the book: a plain sentence with its numbers and a small figure.

A claim's id, a sentence and a figure in; an output of the chapter that the start page shows. A chapter registers it after the
claim that proves it::

    headline(
        "fiscal-reach",
        "At most {most:.0f} % of a document's money is named for firms.",
        {"most": 18.2},
        draw.reach(shares),
        alt="…",
    )
"""

from collections.abc import Mapping

from policybook import kept
from policybook.errors import PolicybookError
from policybook.show import outputs
from policybook.show.sketch import Sketch

MIME = "application/vnd.policybook.headline+json"
#: A sentence for a reader in a hurry.
MOST_WORDS = 25


class HeadlineError(PolicybookError):
    """A sentence that is too long, or has no numbers; the message begins with the claim's id."""


def headline(claim_id: str, sentence: str, values: Mapping[str, int | float | str], fig, *, alt: str) -> None:
    """Show a finding on the start page.

    Parameters
    ----------
    claim_id : str
        The claim that proves it, registered in the same chapter.
    sentence : str
        A format string of at most 25 words; every number in it is a field.
    values : mapping
        The fields' values.
    fig : matplotlib.figure.Figure
        The figure, of a function of `policybook.show.figures`; its layout for a phone is shown.
    alt : str
        The alternative text.

    Raises
    ------
    HeadlineError
        Where the sentence is too long, or a number is typed into it.
    """
    said = filled(claim_id, sentence, values)
    picture, marks = _picture(fig)
    text = f"Headline: {said}\nAlternative text: {alt}\nDrawn: {marks}"
    about = {"claim": claim_id, "sentence": said, "alt": alt}
    data = {"image/svg+xml": picture, "text/plain": text, MIME: about}
    outputs.display_raw(data, {outputs.FIGURE_KEY: {"repeated": True}})


def _picture(fig) -> tuple[str, str]:
    """Return the layout for a phone as SVG, and what it draws; kept, where results are kept."""
    import matplotlib.pyplot as plt

    from policybook.show import style
    from policybook.show.drawn import drawn

    def draw() -> tuple[str, str]:
        own = fig.figure  # of a sketch as of a figure
        small = style.narrow_layout(own) or own
        marks = drawn(small)
        picture = outputs.svg_of(small)
        plt.close(own)
        return picture, marks

    return kept.recall(fig.key("headline"), draw) if isinstance(fig, Sketch) else draw()


def filled(claim_id: str, sentence: str, values: Mapping[str, int | float | str]) -> str:
    """Return a headline's sentence with its values, or raise `HeadlineError`."""
    if not values:
        raise HeadlineError(f"{claim_id}: a headline says its number; make it a value")
    said = sentence.format(**{name: outputs.native(value) for name, value in values.items()})
    words = len(said.replace(" %", "%").split())
    if words > MOST_WORDS:
        raise HeadlineError(f"{claim_id}: a headline has {MOST_WORDS} words at most, this one {words}: {said}")
    return said
