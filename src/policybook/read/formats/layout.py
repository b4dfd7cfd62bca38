"""What the readers of all formats share: lines that are tidy, and tables as tab-separated lines."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Glyphs that fonts show for common characters and that converters write in their stead; NFKC leaves these as they are.
RADICALS = dict(
    zip(
        "⺠⻓⻔⻋⻢⻅⻛⻚⻘⻝⻄⺟⻩⻬⻰⻥⻦⻉⻆⻨⻣⻤⻜⻙⻧",
        "民长门车马见风页青食西母黄齐龙鱼鸟贝角麦骨鬼飞韦卤",
        strict=True,
    )
)
LOOKALIKE = re.compile(f"[\u2f00-\u2fdf\uf900-\ufaff{''.join(RADICALS)}]")
UNPRINTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\ufffe\uffff\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060]")
NO_LETTER = re.compile(r"[\W_]+")
PROSE_LINES = 4  # a cell with so many lines and nearly all text of its table is a page's body, not a cell
PROSE_SHARE = 0.8
MAX_SPAN = 100  # a cell that claims to span more is not believed


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its lines, and how many columns and rows it spans."""

    lines: Sequence[str]
    columns: int = 1
    rows: int = 1


def bare_characters(text: str) -> str:
    """Return the letters and digits of a text, which stay the same however it is typeset."""
    return NO_LETTER.sub("", unicodedata.normalize("NFKC", text))


def tidy(lines: Iterable[str]) -> str:
    """Join lines to a text: no white space around them, no empty lines, no characters that print nothing."""
    stripped = (UNPRINTED.sub("", line).strip(" \u3000\u00a0\u2002\u2003\u2009\r\n") for line in lines)
    text = "\n".join(line for line in stripped if line.strip())
    text = LOOKALIKE.sub(lambda found: RADICALS.get(found[0]) or unicodedata.normalize("NFKC", found[0]), text)
    return text + "\n" if text else ""


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[str]:
    r"""Write a table: a line a row, cells separated by tabs, a merged cell once and then empty ones.

    A table that only arranges a page (one cell a row, or one cell with the page's body) is written as its lines.

    Examples
    --------
    >>> table_lines([[Cell(["项目"], columns=2), Cell(["金额", "（万元）"])], [Cell(["一"]), Cell(["桥"]), Cell(["5"])]])
    ['项目\t\t金额 （万元）', '一\t桥\t5']
    """
    if only_arranges(rows):
        return [line for row in rows for cell in row for line in cell.lines]
    written = []
    covered: dict[int, int] = {}  # column -> rows that a cell above still covers
    for row in rows:
        cells = _covered_cells(0, covered)
        for cell in row:
            width, height = (min(max(1, n), MAX_SPAN) for n in (cell.columns, cell.rows))
            covered |= dict.fromkeys(range(len(cells), len(cells) + width), height - 1)
            cells += [" ".join(line.replace("\t", " ").strip() for line in cell.lines).strip()] + [""] * (width - 1)
            cells += _covered_cells(len(cells), covered)
        if len(row) == 1 and row[0].columns >= len(cells):  # a heading across the table
            written.append(cells[0])
        elif any(cells):
            written.append("\t".join(cells))
    return written


def _covered_cells(column: int, covered: dict[int, int]) -> list[str]:
    """Return an empty cell for each column from here on that a cell above covers."""
    cells = []
    while covered.get(column, 0):
        covered[column] -= 1
        column += 1
        cells.append("")
    return cells


def only_arranges(rows: Sequence[Sequence[Cell]]) -> bool:
    """Say whether a table arranges a page: one cell a row, or nearly all its text in one cell of many lines."""
    if all(len(row) <= 1 for row in rows):
        return True
    sizes = [(sum(map(len, cell.lines)), len(cell.lines)) for row in rows for cell in row]
    largest, lines = max(sizes)
    return lines >= PROSE_LINES and largest >= PROSE_SHARE * sum(size for size, _ in sizes)
