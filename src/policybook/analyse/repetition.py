"""What a document repeats of itself: documents in, numbers out."""

from policybook.read.clean import SENTENCE, plain_characters
from policybook.read.corpus import Document

MIN_CHARS = 12  # shorter pieces (单位名, 八大领域) recur by chance


def repeated_sentences(document: Document) -> list[tuple[str, bool]]:
    """Say for each sentence of the body whether its words stand in the annexes too.

    Parameters
    ----------
    document : Document

    Returns
    -------
    list of (str, bool)
        The sentences of twelve characters and more, white space and punctuation left out.
    """
    text, cut = document.clean.text, document.outline.annex_start
    annex = plain_characters(text[cut:])
    pieces = [plain_characters(found[1]) for found in SENTENCE.finditer(text, 0, cut)]
    return [(piece, piece in annex) for piece in pieces if len(piece) >= MIN_CHARS]


def repeated_share(document: Document) -> float:
    """Return the share, 0 to 1, of the body's characters that stand in sentences which the annexes repeat."""
    sentences = repeated_sentences(document)
    total = sum(len(s) for s, _ in sentences)
    return sum(len(s) for s, again in sentences if again) / total if total else 0.0
