"""Slips of numbering and counting: a document's outline and lists come in, one `Flaw` for each goes out."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from policybook.analyse.findings import Finding, Flaw, finding_of_rows
from policybook.extract import annexes
from policybook.read.corpus import Document
from policybook.read.numbering import read_numeral
from policybook.read.outline import Measure, Section

# ------------------------------------------------------------------------------------------- numbers and lists


def _style(label: str) -> str:
    return re.sub(r"\d+", "1", re.sub(r"[一二三四五六七八九十百零]+", "一", label))


def numbering(series: Sequence[tuple[int, str, int, int]], what: str) -> Iterator[Flaw]:
    """Check a series of (number, label as printed, start, end) for gaps, doubles and styles."""
    for before, after in pairwise(series):
        if after[0] != before[0] + 1:
            message = f"{what} {after[0]} follows {what} {before[0]}"
            yield Flaw("numbering", message, after[2], after[3], (before[2], before[3]))
    styles = Counter(_style(label) for _, label, _, _ in series)
    firsts = {_style(entry[1]): entry for entry in reversed(series)}
    common = styles.most_common(1)[0][0] if styles else ""
    for style, n in styles.items():
        if style != common:
            first = firsts[style]
            message = f"{n} of {len(series)} {what} numbers are printed as {first[1]}, the others as {common}"
            yield Flaw("numbering style", message, first[2], first[3])


def _series(document: Document) -> list[list[Measure]]:
    """Return the measures in runs that number on: all in one, or those of each domain or subsection if each begins at 1."""
    runs: dict[tuple, list[Measure]] = {}
    for measure in document.outline.measures:
        runs.setdefault((measure.section, measure.subsection), []).append(measure)
    start_again = not document.addresses.numbers_run_on and all(run[0].number == 1 for run in runs.values())
    return list(runs.values()) if start_again else [list(document.outline.measures)]


def outline_flaws(document: Document) -> Iterator[Flaw]:
    """Yield domains and measures that are misnumbered, or lack units that all others have."""
    outline, text = document.outline, document.clean.text
    yield from numbering([(s.number, s.label, s.start, s.start + 12) for s in outline.sections], "domain")
    for series in _series(document):
        yield from numbering([(m.number, m.label, m.start, m.start + 16) for m in series], "measure")
    for passage in outline.passages:
        ends = passage.text[-1]
        if (
            passage.measure
            and re.match(r"\n?[（(\[【〔]", text[passage.end : passage.end + 2])
            and ends not in "。！？；：”）)"
        ):
            yield Flaw("missing stop", f"measure {passage.measure} ends with {ends}", passage.end - 12, passage.end)
    if outline.closing:
        found = re.search(r"(?:上述|以上)(\d+|[一二三四五六七八九十]+)个?领域", text[slice(*outline.closing)])
        if found and read_numeral(found[1]) != len(outline.sections):
            start = outline.closing[0] + found.start()
            message = f"{found[0]}, and there are {len(outline.sections)}"
            yield Flaw("number of domains", message, start, start + len(found[0]))


def ask_flaws(document: Document) -> Iterator[Flaw]:
    """Yield entries of the list of asks that are misnumbered or stand under another domain's title."""
    asks = annexes.extract_asks(document.outline)
    series = [(int(a.no), f"{a.no}.", a.start, a.end) for a in asks if a.no]
    yield from numbering(series, "ask")
    for before, after in pairwise(asks):
        if series and not after.no:
            message = f"the entry below number {before.no} has no number"
            yield Flaw("numbering", message, after.start, after.end, (before.start, before.end))
    seen: dict[tuple[str, str], annexes.Ask] = {}
    for ask in asks:
        if (first := seen.setdefault((ask.item, ask.goal), ask)) is not ask:
            message = f"asks {first.no} and {ask.no} are the same"
            yield Flaw("repeated entry", message, ask.start, ask.end, (first.start, first.end))
    yield from _ask_titles(document)


def _ask_titles(document: Document) -> Iterator[Flaw]:
    sections = {s.number: s for s in document.outline.sections}
    asks = annexes.extract_asks(document.outline)
    first = min((a.start for a in asks), default=None)
    told: set[int] = set()
    for row in annexes.rows_of(document.outline):
        for cell in row:
            found = annexes.DOMAIN.match(cell.text)
            if first is None or not found or cell.end < first - 60 or len(cell.text) > 40:
                continue
            number = read_numeral(found[1])
            title = _bare(cell.text[found.end() :])
            section = sections.get(number)
            if section and number not in told and title != _bare(section.title):
                message = f"the text has {section.title}"
                yield Flaw("title of a domain", message, cell.start, cell.end, heading_span(section))
            told.add(number)


def heading_span(section: Section) -> tuple[int, int]:
    """Return the offsets of a domain's number and title."""
    return section.start, section.start + len(section.label) + len(section.title)


def _bare(title: str) -> str:
    return re.sub(r"[（(].*?[）)]|政策$|[\n。]", "", title).removesuffix("政策")


LIST_TOTAL = re.compile(r"总计|合计|小计")
COUNT = re.compile(r"(\d+)条")


class ListCount(NamedTuple):
    """A count that an annex list prints, and the entries that it has."""

    list: str
    what: str
    stated: int
    found: int
    start: int
    end: int


def list_counts(document: Document) -> Iterator[ListCount]:
    """Yield each count printed for an annex list (总计 7条, 延续类措施 2条) beside the number of its entries."""
    entries = annexes.extract_annex_measures(document.outline)
    listed = Counter((m.list, m.type) for m in entries) + Counter((m.list, None) for m in entries)
    name = ""
    for row in annexes.rows_of(document.outline):
        texts = [cell.text for cell in row]
        if len(row) == 1:
            name = found[1] if (found := annexes.LIST_HEAD.match(texts[0])) else ""
            continue
        stated = next((found for text in texts if (found := COUNT.fullmatch(text))), None)
        kind = next((m[1] for text in texts if (m := annexes.TYPE_HEAD.fullmatch(text))), None)
        if not name or not stated or (kind is None and not any(LIST_TOTAL.search(text) for text in texts)):
            continue
        n = listed[name, kind]
        yield ListCount(name, f"{kind}类措施" if kind else "总计", int(stated[1]), n, row[0].start, row[-1].end)


def list_flaws(document: Document) -> Iterator[Flaw]:
    """Yield annex lists whose counts, numbers or types do not agree with their entries."""
    for count in list_counts(document):
        if count.found != count.stated:
            message = f"list {count.list}: {count.what} {count.stated}条, and there are {count.found}"
            yield Flaw("list count", message, count.start, count.end)
    entries = annexes.extract_annex_measures(document.outline)
    yield from _list_numbers(entries)
    yield from _two_types(entries)


def _list_numbers(entries: Sequence[annexes.AnnexMeasure]) -> Iterator[Flaw]:
    for before, after in pairwise(entries):
        same = (before.list, before.type) == (after.list, after.type)
        if int(after.no) != (int(before.no) + 1 if same else 1):
            message = f"list {after.list}: entry {after.no} of {after.type} follows {before.no}"
            yield Flaw("numbering", message, after.start, after.end, (before.start, before.end))


SHARED = 22  # characters in a row: fewer can stand in two measures by chance


def _two_types(entries: Sequence[annexes.AnnexMeasure]) -> Iterator[Flaw]:
    """Find runs of text that stand in two listed measures of different types: each entry against the first of another type."""
    where: dict[str, dict[str, annexes.AnnexMeasure]] = {}
    told: set[tuple[str, int]] = set()
    for entry in entries:
        for i in range(len(entry.text) - SHARED + 1):
            run = entry.text[i : i + SHARED]
            for first in where.get(run, {}).values():
                if first.type != entry.type and (first.type, entry.start) not in told:
                    told.add((first.type, entry.start))
                    message = f"{first.type} in list {first.list}, {entry.type} in list {entry.list}: {run}…"
                    yield Flaw("listed under two types", message, entry.start, entry.end, (first.start, first.end))
            where.setdefault(run, {}).setdefault(entry.type, entry)


def office_flaws(tables: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    """Find rare names that are a frequent office's name with a character or two missing."""
    asked = tables["asks"].assign(unit=tables["asks"]["units"].str.split("|")).explode("unit").dropna(subset=["unit"])
    names = ["doc_id", "unit", "quote", "start", "end"]
    rows = pd.concat([tables["responsibilities"][names], asked[names]], ignore_index=True)
    counts = rows["unit"].value_counts(sort=False).sort_values(ascending=False, kind="stable")
    longer: dict[str, str] = {}  # a name with a character or two missing -> the most frequent one that it may stand for
    for name, n in counts.items():
        if n >= 3:
            for shorter in _shorter(name):
                longer.setdefault(shorter, name)
    firsts = rows.drop_duplicates("unit").set_index("unit", drop=False)
    for name, n in counts.items():
        if (whole := longer.get(name)) and counts[whole] >= 3 * n:
            message = f"{name} stands {n} times, {whole} {counts[whole]} times"
            yield finding_of_rows("name of an office", message, firsts.loc[name], firsts.loc[whole])


NAME_MAX = 30  # characters; what is longer is no name of an office


def _shorter(name: str) -> Iterator[str]:
    """Yield a name without one or two of its characters, of which the first and the last stay, and four at least."""
    inner = range(1, len(name) - 1) if len(name) <= NAME_MAX else ()
    for i in inner:
        once = name[:i] + name[i + 1 :]
        if len(once) > 3:
            yield once
        if len(once) > 4:
            yield from (once[:j] + once[j + 1 :] for j in range(i, len(once) - 1))
