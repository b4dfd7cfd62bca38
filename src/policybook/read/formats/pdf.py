"""Read a PDF that has a text layer.

In: the bytes of a PDF. Out: its text, and notes.

Running heads, page numbers and marks that stand at one place of all pages are left out. Tables with ruled lines become
tab-separated lines. Lines are joined to paragraphs only in a document whose paragraphs are indented, where a line is
full and the next begins at the margin; the cleaner joins what else belongs together.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from policybook.errors import PolicybookError
from policybook.read.formats.grid import Grid, grids
from policybook.read.formats.layout import Cell, bare_characters, table_lines, tidy

OCR = "run text recognition (OCR) and save the text as .txt"
MAX_PAGES = 2000
MARGIN = 0.12  # of a page's height: where running heads and page numbers stand
PAGE_NUMBER = re.compile(
    r"[—–\-－―·.\s]*(?:\d{1,4}|[ivxIVX]{1,6})[—–\-－―·.\s]*|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
)
SAME_PLACE = 4.0  # points
UNREADABLE = re.compile("[\x00\ufffd\ue000-\uf8ff]")
UNREADABLE_SHARE = 0.2
TEXT_MIN = 20  # letters in a document that is no scan
INDENTED_SHARE = 0.08  # of the lines: a document with so many indented ones marks its paragraphs by indents
FULL_SHARE, FULL_LINES = 0.7, 8  # of the widest line; lines that tell a page's margins
WIDE_GAP = 2.5  # sizes of a letter: between two words of a line, a gap of a table's columns
WIDE_LINES = 3
SEGMENT_LINE, SEGMENT_MOVE = 0, 2  # as PDFium counts them


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class _Line:
    letters: list[_Letter]
    height: float  # of the page

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters).strip()

    @property
    def size(self) -> float:
        return max(letter.top - letter.bottom for letter in self.letters)

    @property
    def left(self) -> float:
        return self.letters[0].left

    @property
    def right(self) -> float:
        return self.letters[-1].right

    @property
    def place(self) -> float:
        return (self.letters[0].bottom + self.letters[0].top) / 2

    @property
    def in_margin(self) -> bool:
        return not MARGIN * self.height < self.place < (1 - MARGIN) * self.height


@dataclass(slots=True)
class _Page:
    """The lines of a page in reading order; a table stands as its rows where it begins."""

    blocks: list[_Line | list[str]] = field(default_factory=list)
    margins: tuple[float, float] = (0.0, 0.0)

    @property
    def lines(self) -> list[_Line]:
        return [block for block in self.blocks if isinstance(block, _Line)]


def read_pdf(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text of a PDF and what to note of it.

    Raises
    ------
    PolicybookError
        Where the file is damaged, locked, a scan without text, or its text layer holds no characters.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise PolicybookError(
                f"{name}: this PDF is locked by a password; save a copy without one, or its text as .txt"
            ) from None
        raise PolicybookError(f"{name}: a damaged PDF; get the file again") from None
    try:
        if len(document) > MAX_PAGES:
            raise PolicybookError(f"{name}: has more than {MAX_PAGES} pages; save the policy's pages alone")
        pages = [_page(document, number) for number in range(len(document))]
    except pypdfium2.PdfiumError:
        raise PolicybookError(f"{name}: a damaged PDF (a page cannot be read); get the file again") from None
    finally:
        document.close()
    _check(pages, name)
    notes = _notes(pages)
    _leave_out_running(pages)
    _set_margins(pages)
    return tidy(_written(pages)), notes


def _check(pages: list[_Page], name: str) -> None:
    text = "".join(_texts(pages))
    if len(UNREADABLE.findall(text)) > UNREADABLE_SHARE * len(text):
        raise PolicybookError(
            f"{name}: the text layer of this PDF cannot be read as characters (its fonts have no table of them); {OCR}"
        )
    if len(bare_characters(text)) < TEXT_MIN:
        raise PolicybookError(f"{name}: a scanned PDF: its pages are pictures without text; {OCR}")


def _texts(pages: Iterable[_Page]) -> Iterable[str]:
    for page in pages:
        for block in page.blocks:
            yield block.text if isinstance(block, _Line) else "".join(block)


def _notes(pages: list[_Page]) -> list[str]:
    notes = []
    empty = [str(i) for i, page in enumerate(pages, 1) if not bare_characters("".join(_texts([page])))]
    if empty:
        notes.append(f"page {', '.join(empty)} of {len(pages)} without text is left out; if it is a picture, {OCR}")
    wide = sum(_has_gap(line) for page in pages for line in page.lines)
    if wide >= WIDE_LINES:
        notes.append(f"{wide} lines have wide gaps: the columns of a table without ruled lines may have run together")
    return notes


def _has_gap(line: _Line) -> bool:
    printed = [letter for letter in line.letters if letter.text.strip()]
    return any(after.left - before.right > WIDE_GAP * line.size for before, after in pairwise(printed))


def _page(document, number: int) -> _Page:
    page = document[number]
    text_page = page.get_textpage()
    try:
        lines = _lines(text_page, page.get_height())
        tables = grids(list(_rules(page))) if lines and not page.get_rotation() else []
        return _Page(_with_tables(lines, tables))
    finally:
        text_page.close()
        page.close()


def _lines(text_page, height: float) -> list[_Line]:
    from pypdfium2 import raw

    lines: list[_Line] = []
    current: list[_Letter] = []
    for i in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, i)
        if code in (0x0A, 0x0D):
            if current:
                lines.append(_Line(current, height))
            current = []
        elif code != 0xFFFE and not 0xD800 <= code <= 0xDFFF:  # a hyphen that PDFium has seen; half of a character
            current.append(_Letter(chr(code), *text_page.get_charbox(i, loose=True)))
    if current:
        lines.append(_Line(current, height))
    return [line for line in lines if line.text]


def _rules(page) -> Iterable[tuple[float, float, float, float]]:
    """Yield the straight lines that are drawn on a page."""
    from ctypes import c_float, c_int

    from pypdfium2 import raw

    for shape in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        filled, stroked = c_int(), c_int()
        raw.FPDFPath_GetDrawMode(shape, filled, stroked)
        left, bottom, right, top = shape.get_bounds()
        thin = min(right - left, top - bottom) <= 4
        if not (stroked.value or (filled.value and thin)):
            continue  # a background
        matrix = shape.get_matrix()
        first = last = None
        for i in range(raw.FPDFPath_CountSegments(shape)):
            segment = raw.FPDFPath_GetPathSegment(shape, i)
            x, y = c_float(), c_float()
            if not raw.FPDFPathSegment_GetPoint(segment, x, y):
                continue
            point = matrix.on_point(x.value, y.value)
            kind = raw.FPDFPathSegment_GetType(segment)
            if kind == SEGMENT_MOVE:
                first = point
            elif kind == SEGMENT_LINE and last:
                yield (*last, *point)
            last = point
            if raw.FPDFPathSegment_GetClose(segment) and first:
                yield (*last, *first)


def _with_tables(lines: list[_Line], tables: list[Grid]) -> list[_Line | list[str]]:
    """Put the rows of each table where the first of its letters stands."""
    blocks: list[_Line | list[str]] = []
    places: dict[int, list[str]] = {}
    cells: dict[tuple[int, object], list[list[_Letter]]] = {}
    for line in lines:
        inside: dict[tuple[int, object], list[_Letter]] = {}
        rest = []
        for letter in line.letters:
            table = next((i for i, table in enumerate(tables) if table.frame.holds(*_middle(letter))), None)
            if table is None:
                rest.append(letter)
                continue
            if table not in places:
                places[table] = []
                blocks.append(places[table])
            inside.setdefault((table, _box(tables[table], letter)), []).append(letter)
        for cell, found in inside.items():
            cells.setdefault(cell, []).append(found)
        if any(letter.text.strip() for letter in rest):
            blocks.append(_Line(rest, line.height))
    for i, written in places.items():
        written += table_lines(
            [[Cell(_cell(cells.get((i, box), [])), box.columns, box.rows) for box in row] for row in tables[i].rows]
        )
    return blocks


def _middle(letter: _Letter) -> tuple[float, float]:
    return (letter.left + letter.right) / 2, (letter.bottom + letter.top) / 2


def _box(table: Grid, letter: _Letter):
    middle = _middle(letter)
    return next((box for row in table.rows for box in row if box.holds(*middle)), None)


def _cell(lines: list[list[_Letter]]) -> list[str]:
    """Join the lines of a cell: its text is wrapped, not cut into paragraphs."""
    text = ""
    for line in lines:
        text = _joined(text, "".join(letter.text for letter in line).strip())
    return [text]


def _joined(before: str, after: str, digits_apart: bool = True) -> str:
    """Join two lines; Latin words stay apart, and numbers unless a full line may break within one."""
    left, right = before[-1:], after[:1]
    apart = left.isascii() and left.isalnum() and right.isascii() and right.isalnum()
    if apart and not digits_apart and left.isdigit() and right.isdigit():
        apart = False
    return f"{before} {after}" if apart else before + after


def _set_margins(pages: list[_Page]) -> None:
    """Find between which margins the lines of each page run; a page with few lines has those of the document."""
    widest = max((line.right - line.left for page in pages for line in page.lines), default=0.0)
    full = [[line for line in page.lines if line.right - line.left > FULL_SHARE * widest] for page in pages]
    document = _margins([line for lines in full for line in lines])
    for page, lines in zip(pages, full, strict=True):
        page.margins = _margins(lines) if len(lines) >= FULL_LINES else document


def _margins(lines: list[_Line]) -> tuple[float, float]:
    if not lines:
        return (0.0, 0.0)
    lefts = Counter(round(line.left / 2) for line in lines)
    often = [place for place, count in lefts.items() if count * 5 >= len(lines)]
    return min(often or lefts) * 2.0, max(line.right for line in lines)


def _leave_out_running(pages: list[_Page]) -> None:
    """Take away page numbers and the lines that stand at one place of many pages."""
    places: Counter = Counter()
    for page in pages:
        places.update({_key(line) for line in page.lines})
    for page in pages:
        by_place = sorted(page.lines, key=lambda line: line.place)
        ends = {id(line) for line in (*by_place[:1], *by_place[-1:])}
        page.blocks = [
            block
            for block in page.blocks
            if not (isinstance(block, _Line) and _runs(block, places[_key(block)], len(pages), id(block) in ends))
        ]


def _runs(line: _Line, count: int, pages: int, outermost: bool) -> bool:
    """Say whether a line belongs to the pages, not to the text; it stands at one place of `count` pages."""
    if line.in_margin:
        return count >= max(2, pages // 3) or (outermost and bool(PAGE_NUMBER.fullmatch(line.text)))
    return pages > 2 and count >= 0.8 * pages  # a mark across the page


def _key(line: _Line) -> tuple[str, int]:
    """Return what a running line keeps from page to page: its letters apart from numbers, and its height."""
    return re.sub(r"\d+", "#", bare_characters(line.text)), round(line.place / SAME_PLACE)


def _written(pages: list[_Page]) -> list[str]:
    lines = [(line, page) for page in pages for line in page.lines]
    indented = sum(_indent(line, page) in (1, 2, 3) for line, page in lines)
    marked = indented >= max(2, INDENTED_SHARE * len(lines))
    written: list[str] = []
    before: tuple[_Line, _Page] | None = None
    for page in pages:
        for block in page.blocks:
            if isinstance(block, list):
                written += block
                before = None
                continue
            if marked and before and _goes_on(*before, block, page):
                written[-1] = _joined(written[-1], block.text, digits_apart=False)
            else:
                written.append(block.text)
            before = (block, page)
    return written


def _indent(line: _Line, page: _Page) -> int:
    """Return by how many letters a line is indented."""
    width = max(1.0, (line.right - line.left) / max(1, len(line.letters)))
    first = next(letter for letter in line.letters if letter.text.strip())
    return round((first.left - page.margins[0]) / width)


def _goes_on(before: _Line, its_page: _Page, line: _Line, page: _Page) -> bool:
    """Say whether a line goes on in the next: it is full, and the next begins at the margin in the same size."""
    full = before.right >= its_page.margins[1] - 1.6 * before.size
    same = abs(before.size - line.size) <= 0.1 * before.size
    near = page is not its_page or 0 < before.place - line.place < 3 * line.size
    return full and same and near and _indent(line, page) == 0
