"""The sentence around a row: a document and the offsets of the row come in, the cleaned sentence comes out."""

from bisect import bisect_left

from policybook.read.corpus import Document

_ENDS = "。！？\n"
_CLAUSE_ENDS = _ENDS + "；"
LONG = 200  # characters: of a longer sentence, the clause between semicolons is shown


class Sentences:
    """The sentences of one document.

    Parameters
    ----------
    document : Document
    """

    def __init__(self, document: Document) -> None:
        clean = document.clean
        self.text = clean.text
        self._offsets = [clean.offset(i) for i in range(len(self.text))]

    def around(self, start: int, end: int) -> tuple[str, int, int]:
        """Return the sentence that holds a run of the raw text, and where in it the run stands.

        Parameters
        ----------
        start, end : int
            Offsets into the text as received.

        Returns
        -------
        tuple
            The sentence, its ends trimmed; beginning and end of the run in it.
        """
        a, b = bisect_left(self._offsets, start), bisect_left(self._offsets, end)
        left, right = self._between(a, b, _ENDS)
        if right - left > LONG:
            left, right = self._between(a, b, _CLAUSE_ENDS)
        text = self.text[left:right]
        lead = len(text) - len(text.lstrip())
        text = text.strip().replace("\t", " ").replace("\n", " ")
        return text, min(a - left - lead, len(text)), min(b - left - lead, len(text))

    def _between(self, a: int, b: int, ends: str) -> tuple[int, int]:
        left = a
        while left > 0 and self.text[left - 1] not in ends:
            left -= 1
        right = max(b - 1, a)
        while right < len(self.text) and self.text[right] not in ends:
            right += 1
        # The mark that ends it belongs to the sentence, the end of a line does not.
        return left, right + (right < len(self.text) and self.text[right] != "\n")
