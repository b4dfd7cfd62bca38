"""The texts of annex entries as passages of their own: an `Outline` comes in, `AnnexText` objects go out.

A table cell that a page break has cut is joined by `policybook.extract.annexes`; here each character of the joined text keeps
its place, so that what is read from it can be shown where it is printed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from policybook.extract.annexes import AnnexMeasure, Cell, extract_annex_measures, rows_of
from policybook.read.outline import Outline

TEXT_CELL = 2  # number, title, text, period


@dataclass(frozen=True, slots=True)
class AnnexText:
    """The text of one entry; `path` is its list, kind and number (1-2/延续/1), `pieces` are the cells that it is joined from."""

    path: str
    text: str
    pieces: tuple[Cell, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a run of the text stands in the cleaned document."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, at: int) -> int:
        for piece in self.pieces:
            if at < len(piece.text):
                return piece.start + at
            at -= len(piece.text)
        raise IndexError(f"{self.path}: {at} lies behind the text")


def annex_texts(outline: Outline) -> Iterator[AnnexText]:
    """Yield the texts of all annex entries; one whose cells do not make up its text is left out."""
    rows = rows_of(outline)
    at = {row[0].start: i for i, row in enumerate(rows)}
    for entry in extract_annex_measures(outline):
        pieces = tuple(_pieces(entry, rows[at[entry.start] :]))
        if entry.text and "".join(piece.text for piece in pieces) == entry.text:
            yield AnnexText(f"{entry.list}/{entry.type}/{entry.no}", entry.text, pieces)


def _pieces(entry: AnnexMeasure, rows: Iterable[Sequence[Cell]]) -> Iterator[Cell]:
    """Yield the cells of an entry's text: its own, then those of rows that go on behind a page break and its heading."""
    joined = ""
    for row in rows:
        opens = row[0].start == entry.start
        if len(row) <= TEXT_CELL or (row[0].text and not opens):
            continue
        piece = row[TEXT_CELL]
        if not entry.text.startswith(joined + piece.text):
            return
        joined += piece.text
        yield piece
        if joined == entry.text:
            return
