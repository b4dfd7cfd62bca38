"""Read the lists in a document's annexes: what it seeks from above, its lists of measures, its budget table.

In: the `Outline` of a document. Out: rows of `Ask`, `AnnexMeasure` and `AnnexBudget`; offsets count the cleaned text.

Annex tables arrive flattened in two ways: a table row a line with tabs between the cells, or a cell a line. Rows that a
page break has cut go on in a line whose first cells are empty.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from policybook.extract.responsibilities import clean_unit, split_units
from policybook.read.clean import CN_DIGITS
from policybook.read.numbering import lines_of, read_numeral
from policybook.read.outline import Outline

ASK_HEADS = ("争取事项", "具体目标", "责任单位")
DOMAIN_HEADS = ("八大领域", "领域", "政策领域")
LEAD_HEADS = ("牵头单位",)
DOMAIN = re.compile(rf"([{CN_DIGITS}]{{1,3}})、")
NUMBERED_ITEM = re.compile(r"(\d{1,3})[.．、](?!\d)")
LIST_HEAD = re.compile(r"(\d{1,2}(?:-\d{1,2}){1,2})(?![\d-])\s?(?=\S)(.*)")
TYPE_HEAD = re.compile(r"(\w{2})类(?:措施|政策)")
YEAR_AMOUNT = re.compile(r"(\d{4})年预算(?:安排)?(?:金额|资金|数)?[（(](亿元|万元|元)[）)]")
# the unit above a table, and the head of a column of sums under it
TABLE_UNIT = re.compile(r"单位[:：]\s?(亿元|万元|元)")
YEAR_HEAD = re.compile(r"(\d{4})年度?(?:预算)?(?:安排)?(?:金额|资金|数|额)?")
BUDGET_WORD = re.compile(r"预算|资金|经费")
SUM = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
SCALES = {"亿元": 1e8, "万元": 1e4, "元": 1.0}


class Cell(NamedTuple):
    """A cell of an annex table and its offsets."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One entry of the list of what a place seeks from above."""

    no: str | None
    domain: int | None
    item: str
    goal: str
    units: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnnexMeasure:
    """One entry of an annex list of measures.

    `type` is 延续 (continued), 调整 (adjusted), 新增 (new) or 储备 (in reserve).
    """

    list: str
    type: str
    no: str
    title: str
    text: str
    period: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnnexBudget:
    """One sum in an annex budget table.

    `list` is the number of the list, or the caption of a table that stands in none; `section` None is the total.
    """

    list: str
    section: int | None
    label: str
    year: int
    amount_yuan: float
    start: int
    end: int


def rows_of(outline: Outline) -> tuple[tuple[Cell, ...], ...]:
    """Return each line of the annexes as its cells; empty cells are kept, their offsets are equal."""
    return _rows(outline.clean.text, outline.annex_start)


@lru_cache(maxsize=1)  # each list of a document is looked for in the same rows
def _rows(text: str, annex_start: int) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(_cells(text, start, end)) for start, end in lines_of(text, annex_start))


def _cells(text: str, start: int, end: int) -> Iterator[Cell]:
    for piece in text[start:end].split("\t"):
        yield Cell(start, start + len(piece), piece)
        start += len(piece) + 1


def extract_asks(outline: Outline) -> list[Ask]:
    """Read the list of what a place seeks from above (积极争取…事项清单).

    Parameters
    ----------
    outline : Outline

    Returns
    -------
    list of Ask
        Empty where the document has no such list.
    """
    rows = rows_of(outline)
    for index, row in enumerate(rows):
        names = [cell.text for cell in row]
        if all(head in names for head in ASK_HEADS):
            return list(_asks_by_row(rows[index:], names))
        if [c for c in names if c] == [ASK_HEADS[0]]:
            return list(_asks_by_cell([cell for r in rows[index + 1 :] for cell in r if cell.text]))
    return []


def _asks_by_row(rows: Sequence[Sequence[Cell]], head: list[str]) -> Iterator[Ask]:
    columns = {name: head.index(name) for name in ASK_HEADS}
    domain_column = next((head.index(name) for name in DOMAIN_HEADS if name in head), None)
    domain: int | None = None
    pending: Ask | None = None
    for row in rows:
        names = [cell.text for cell in row]
        if all(name in names for name in ASK_HEADS):
            continue
        if len(row) < len(head):
            if pending and len(names) == 1:
                break  # the line after the table
            continue
        if domain_column is not None and (found := DOMAIN.match(names[domain_column])):
            domain = read_numeral(found[1])
        item, goal, units = (row[columns[name]] for name in ASK_HEADS)
        if item.text:
            if pending:
                yield pending
            pending = _ask(domain, item, goal.text, units)
        elif pending:
            pending = replace(pending, goal=pending.goal + goal.text, units=pending.units + _units(units.text))
    if pending:
        yield pending


def _asks_by_cell(cells: list[Cell]) -> Iterator[Ask]:
    domain: int | None = None
    entry: list[Cell] = []
    for cell in [c for c in cells if c.text not in (*ASK_HEADS, *LEAD_HEADS)]:
        new_domain = DOMAIN.match(cell.text) if len(cell.text) <= 40 else None
        new_item = NUMBERED_ITEM.match(cell.text)
        if (new_domain or new_item) and len(entry) >= 3:
            yield _ask(domain, entry[0], "".join(c.text for c in entry[1:-1]), entry[-1])
            entry = []
        if new_domain:
            domain = read_numeral(new_domain[1])
        elif new_item or 0 < len(entry) < 3:
            entry.append(cell)
    if len(entry) >= 3:
        yield _ask(domain, entry[0], "".join(c.text for c in entry[1:-1]), entry[-1])


def _ask(domain: int | None, item: Cell, goal: str, units: Cell) -> Ask:
    found = NUMBERED_ITEM.match(item.text)
    title = item.text[found.end() :] if found else item.text
    return Ask(found[1] if found else None, domain, title, goal, _units(units.text), item.start, units.end)


def _units(text: str) -> tuple[str, ...]:
    return tuple(name for left, right in split_units(text) if (name := clean_unit(text[left:right])))


def extract_annex_measures(outline: Outline) -> list[AnnexMeasure]:
    """Read the annex lists of measures (numbered 1-1, 1-2 …) with their types.

    Parameters
    ----------
    outline : Outline

    Returns
    -------
    list of AnnexMeasure
        Empty where the document has no such lists.
    """
    entries: list[AnnexMeasure] = []
    name = kind = ""
    for row in rows_of(outline):
        texts = [cell.text for cell in row]
        if len(row) == 1:
            found = LIST_HEAD.match(texts[0])
            name, kind = (found[1], "") if found else ("", "")
            continue
        type_head = next((found for text in texts[:3] if (found := TYPE_HEAD.fullmatch(text))), None)
        if type_head:
            kind = type_head[1]
        elif not name or not kind or len(row) < 3 or texts[0] == "序号":
            continue
        elif texts[0].isdecimal():
            period = texts[3] if len(row) > 3 else ""
            last = next(cell for cell in reversed(row) if cell.text)
            entries.append(AnnexMeasure(name, kind, texts[0], texts[1], texts[2], period, row[0].start, last.end))
        elif not texts[0] and entries:
            entries[-1] = _go_on(entries[-1], texts)
    return entries


def _go_on(entry: AnnexMeasure, texts: list[str]) -> AnnexMeasure:
    """Join what a page break has cut off from a row; the row keeps the place where it begins."""
    cells = [*texts, "", "", ""][:4]
    return replace(entry, title=entry.title + cells[1], text=entry.text + cells[2], period=entry.period + cells[3])


def extract_budgets(outline: Outline) -> list[AnnexBudget]:
    """Read annex tables of budgets that give a sum for each domain and year.

    Parameters
    ----------
    outline : Outline

    Returns
    -------
    list of AnnexBudget
        One row a domain and year, sums in yuan; empty where no annex has such a table.
    """
    entries: list[AnnexBudget] = []
    name = table = ""
    scale: float | None = None  # of the unit above the table
    caption = ""  # of a table of sums
    years: dict[int, tuple[int, float]] = {}
    for row in rows_of(outline):
        texts = [cell.text for cell in row]
        if unit := next(filter(None, map(TABLE_UNIT.search, texts)), None):
            scale, years = SCALES[unit[1]], {}
            continue
        if len(row) == 1:
            found = LIST_HEAD.match(texts[0])
            name, years = (found[1], {}) if found else (name, {})
            scale, caption = None, texts[0] if BUDGET_WORD.search(texts[0]) else ""
            continue
        if heads := _year_columns(texts, scale if caption or any(map(BUDGET_WORD.search, texts)) else None):
            years, table = heads, caption or "附件"
            continue
        for column, (year, factor) in years.items():
            if column < len(row) and SUM.fullmatch(texts[column]):
                label = 0 if 1 in years else 1  # the cell of the name: behind a number of the row, if there is one
                section = read_numeral(texts[0]) if label and re.fullmatch(rf"[{CN_DIGITS}]+", texts[0]) else None
                amount = round(float(texts[column].replace(",", "")) * factor, 2)
                begin, end = row[label].start, row[column].end
                entries.append(AnnexBudget(name or table, section, texts[label], year, amount, begin, end))
    return entries


def _year_columns(texts: list[str], scale: float | None) -> dict[int, tuple[int, float]]:
    """Find the columns of sums in a table's head: the year of each and what its figures are multiplied by."""
    columns = {i: (int(m[1]), SCALES[m[2]]) for i, text in enumerate(texts) if (m := YEAR_AMOUNT.search(text))}
    if columns or scale is None:
        return columns
    return {i: (int(m[1]), scale) for i, text in enumerate(texts) if (m := YEAR_HEAD.fullmatch(text))}
