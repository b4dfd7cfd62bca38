"""Where documents contradict themselves: every identity and every repeated figure is a test.

In: a `Document` and, if at hand, its tables. Out: a list of `Finding`, each with the words that stand there, the words they
are held against, offsets of both into the raw text, and a severity. No rule names a place; a new document needs no code.

Severity: ``high``, two figures of the document contradict each other, so that a result depends on which one is taken;
``medium``, something is counted, numbered or listed wrongly; ``low``, a slip of printing or recognition.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from . import annexes, fiscal
from .anchors import ask_anchors, measure_anchors, passage_anchor
from .clean import SENTENCE, letters
from .corpus import Corpus, Document, find_root, read_yaml
from .errors import PolicybookError
from .outline import Section, read_numeral
from .quantities import Quantity, quantities
from .tables import make_tables

SEVERITIES = ("high", "medium", "low")

#: Kinds of finding: severity and meaning.
KINDS = {
    "parts exceed total": ("high", "the parts of a sum make more than the sum"),
    "total exceeds domains": ("high", "the total without overlaps is more than the sum of the domains"),
    "text and annex sums": ("high", "the annex table prints another sum than the text"),
    "annex arithmetic": ("high", "a column of an annex table is not what the others make"),
    "text and annex figures": ("high", "the same words with another number in text and annex"),
    "figures in text": ("medium", "the same words with another number in two places of the text"),
    "more given than set aside": ("medium", "a sum handed out exceeds the part of the budget for its purpose"),
    "no sum for a domain": ("medium", "no sum is stated for a domain, while others have one"),
    "nothing overlaps": ("low", "the total is said to leave overlaps out and equals the sum of the domains"),
    "list count": ("medium", "the count printed for a list is not the number of its entries"),
    "number of domains": ("medium", "the closing paragraph counts another number of domains"),
    "numbering": ("medium", "a number is missing, doubled or out of order"),
    "numbering style": ("low", "a number is printed in another style than its series"),
    "repeated entry": ("medium", "two entries of a list are the same"),
    "listed under two types": ("medium", "the same sentence stands in measures of different types"),
    "item printed twice": ("medium", "a list names the same item twice"),
    "text and annex bounds": ("low", "the same figure as a floor in one place and as a plain number in the other"),
    "text and annex wording": ("low", "a sentence of the annex differs from the text by a few characters"),
    "title of a domain": ("low", "the list of asks calls a domain otherwise than the text"),
    "name of an office": ("low", "a rare short form of an office's name"),
    "quotation marks and brackets": ("low", "a mark is opened and not closed, or closed by another one"),
    "doubled words": ("low", "a word or a sentence is printed twice in a row"),
    "word cut off": ("low", "a word breaks off before a mark"),
    "count of a list": ("medium", "the number said for a list is not that of its items"),
    "stray mark": ("low", "a separating mark before a closing one, or two in a row"),
    "missing stop": ("low", "a measure ends without a full stop"),
    "character": ("low", "a traditional character in a simplified text"),
    "width of marks": ("low", "marks of the other width than the document's own"),
    "page break in a sentence": ("low", "a page break stands inside a sentence; the cleaner closes it"),
}


class Flaw(NamedTuple):
    """A finding in a text: offsets into that text; `other` is the place that it is held against."""

    kind: str
    message: str
    start: int
    end: int
    other: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding in a document.

    Attributes
    ----------
    doc_id, kind, severity, message : str
        What is wrong, and where.
    quote, start, end
        The words, cleaned, and their offsets in the raw text.
    other_quote, other_start, other_end
        The words that they are held against, or None.
    """

    doc_id: str
    kind: str
    severity: str
    message: str
    quote: str
    start: int
    end: int
    other_quote: str | None = None
    other_start: int | None = None
    other_end: int | None = None


# ------------------------------------------------------------------------------------------- marks and characters

PAIRS = {"（": "）", "(": ")", "〔": "〕", "[": "]", "【": "】", "《": "》", "“": "”", "‘": "’", "「": "」", "『": "』"}
CLOSERS = {close: opener for opener, close in PAIRS.items()}
ROUND = {"（", "("}
ITEM_MARK = re.compile(r"(?:\d{1,3}|[a-zA-Z])[)）]")
#: Characters of simplified texts that only the larger character set has.
SIMPLIFIED_TOO = frozenset("槃")


def marks(text: str) -> Iterator[Flaw]:
    """Find quotation marks and brackets that do not pair, within a line or a cell of a table."""
    for start, end in _stretches(text):
        numbered = ITEM_MARK.match(text, start, end)
        stack: list[tuple[str, int]] = []
        for i in range(numbered.end() if numbered else start, end):
            mark = text[i]
            if mark in PAIRS:
                stack.append((mark, i))
            elif mark in CLOSERS:
                yield from _close(stack, mark, i)
        for mark, i in stack:
            yield Flaw("quotation marks and brackets", f"{mark} is not closed", i, min(i + 16, end))


def _close(stack: list[tuple[str, int]], mark: str, i: int) -> Iterator[Flaw]:
    wanted = {"（", "("} if CLOSERS[mark] in ROUND else {CLOSERS[mark]}
    if stack and stack[-1][0] in wanted:
        stack.pop()
    elif any(opener in wanted for opener, _ in stack):
        while stack[-1][0] not in wanted:
            opener, at = stack.pop()
            yield Flaw("quotation marks and brackets", f"{opener} is not closed", at, i + 1)
        stack.pop()
    elif stack:
        opener, at = stack.pop()
        yield Flaw("quotation marks and brackets", f"{opener} is closed by {mark}", at, i + 1)
    else:
        yield Flaw("quotation marks and brackets", f"{mark} closes nothing", max(0, i - 12), i + 1)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    for found in re.finditer(r"[^\n\t]+", text):
        yield found.span()


def doubled(text: str) -> Iterator[Flaw]:
    """Find words and sentences printed twice in a row."""
    for found in re.finditer(r"([\u4e00-\u9fff]{2,8})[”’」》]?\1", text):
        if _parts(text, found.start(), found.end() - len(found[1])):
            yield Flaw("doubled words", f"{found[1]} stands twice", *found.span())
    for found in re.finditer(r"(?<![^。；\n\t.．、）)\d])([^。；\n\t]{4,40})[。\t]\1。", text):
        yield Flaw("doubled words", f"{found[1]} stands twice", *found.span())


def _segmenter():
    import jieba

    jieba.setLogLevel(60)
    return jieba


def _parts(text: str, start: int, middle: int) -> bool:
    """Say whether words meet at `middle`: 项目|项目, but not in 农艺农机, where 艺农 stands twice."""
    begin = max(0, start - 12)
    return any(begin + a == middle for _, a, _ in _segmenter().tokenize(text[begin : middle + 12]))


def cut_words(text: str) -> Iterator[Flaw]:
    """Find words that break off before a mark: five characters that stand before it here and before one character elsewhere."""
    following: dict[str, Counter[str]] = {}
    for i in range(len(text) - CUT):
        if CHINESE_RUN.fullmatch(text, i, i + CUT):
            following.setdefault(text[i : i + CUT], Counter())[text[i + CUT]] += 1
    for run, after in following.items():
        (likely, n), *others = after.most_common()
        if n > 1 and "\u4e00" <= likely <= "\u9fff" and [mark for mark, _ in others] == ["“"]:
            cut = _segmenter().lcut
            if len(cut(run)[-1]) > 1 or len(cut(run + likely)[-1]) == 1:
                continue
            for found in re.finditer(rf"{run}(?=“)", text):
                yield Flaw("word cut off", f"{run} stands before a mark, elsewhere before {likely}", *found.span())


CUT = 5
CHINESE_RUN = re.compile(r"[\u4e00-\u9fff]+")

ENUMERATION = re.compile(
    r"(?P<items>(?:[^，。；：,;:（）()“”\n\t、]{2,16}、){1,9}[^，。；：,;:（）()“”\n\t、]{2,16}?|(?:“[^”\n]{1,12}”、?){2,10})"
    r"等?(?P<n>[二两三四五六七八九十]|\d{1,2})(?:大|类|张|篇)(?!\d)"
)


def enumerations(text: str) -> Iterator[Flaw]:
    """Find lists whose number is not that of their items: A、B等三大领域."""
    for found in ENUMERATION.finditer(text):
        items = re.findall(r"“[^”]+”", found["items"]) or [w for w in found["items"].split("、") if w]
        stated = read_numeral(found["n"])
        if len(items) != stated:
            yield Flaw("count of a list", f"{len(items)} items are named, {stated} are said", *found.span())


def stray(text: str) -> Iterator[Flaw]:
    """Find separating marks where none belongs."""
    for found in re.finditer(r"[、，；：][）)。；，、]|[。][，、；。]", text):
        yield Flaw("stray mark", f"{found[0]} stands together", max(0, found.start() - 10), found.end())


def characters(text: str) -> Iterator[Flaw]:
    """Find traditional characters: those of Big5 that the set of the simplified ones lacks."""
    for i, character in enumerate(text):
        if "\u4e00" <= character <= "\u9fff" and character not in SIMPLIFIED_TOO and _traditional(character):
            yield Flaw("character", f"{character} is a traditional character", max(0, i - 6), min(len(text), i + 5))


def _traditional(character: str) -> bool:
    return not _encodes(character, "gb2312") and _encodes(character, "big5")


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def repeated_items(text: str) -> Iterator[Flaw]:
    """Find lists, of items between 、 or in quotation marks, that name an item twice; equal sums are no flaw."""
    for found in re.finditer(r"(?:[“‘][^”’\n]{1,20}[”’]、?){3,}", text):
        yield from _twice(re.finditer(r"[“‘][^”’]+[”’]", found[0]), found.start())
    for found in re.finditer(r"[^，。；：,;:（）()\n\t“”]{2,120}", text):
        if found[0].count("、") > 1:
            yield from _twice(re.finditer(r"[^、]+", found[0]), found.start())


def _twice(items: Iterable[re.Match], offset: int) -> Iterator[Flaw]:
    seen: dict[str, tuple[int, int]] = {}
    for item in items:
        word, span = item[0], (offset + item.start(), offset + item.end())
        if word in seen and len(word) > 1 and not re.search(r"\d", word):
            yield Flaw("item printed twice", f"{word} stands twice in one list", *span, seen[word])
        seen.setdefault(word, span)


def widths(text: str) -> Iterator[Flaw]:
    """Find marks of the other width than most of their kind, one finding a mark."""
    for full, half in (("，", ","), ("（", "("), ("；", ";"), ("：", ":")):
        places = {
            mark: [m.start() for m in re.finditer(rf"(?<=[\u4e00-\u9fff”]){re.escape(mark)}", text)]
            for mark in (full, half)
        }
        rare, common = sorted((full, half), key=lambda mark: (len(places[mark]), mark))
        if places[rare]:
            message = f"{rare} stands {len(places[rare])} times beside {len(places[common])} {common}"
            yield Flaw("width of marks", message, max(0, places[rare][0] - 8), places[rare][0] + 1)


TEXT_CHECKS = (marks, doubled, cut_words, enumerations, stray, characters, repeated_items, widths)


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
    common = styles.most_common(1)[0][0] if styles else ""
    for style, n in styles.items():
        if style != common:
            first = next(entry for entry in series if _style(entry[1]) == style)
            message = f"{n} of {len(series)} {what} numbers are printed as {first[1]}, the others as {common}"
            yield Flaw("numbering style", message, first[2], first[3])


def _outline_flaws(document: Document) -> Iterator[Flaw]:
    outline, text = document.outline, document.clean.text
    yield from numbering([(s.number, s.label, s.start, s.start + 12) for s in outline.sections], "domain")
    yield from numbering([(m.number, m.label, m.start, m.start + 16) for m in outline.measures], "measure")
    for passage in outline.passages:
        ends = passage.text[-1]
        if (
            passage.article
            and re.match(r"\n?[（(\[【〔]", text[passage.end : passage.end + 2])
            and ends not in "。！？；：”）)"
        ):
            yield Flaw("missing stop", f"measure {passage.article} ends with {ends}", passage.end - 12, passage.end)
    if outline.closing:
        found = re.search(r"(?:上述|以上)(\d+|[一二三四五六七八九十]+)个?领域", text[slice(*outline.closing)])
        if found and read_numeral(found[1]) != len(outline.sections):
            start = outline.closing[0] + found.start()
            message = f"{found[0]}, and there are {len(outline.sections)}"
            yield Flaw("number of domains", message, start, start + len(found[0]))


def _ask_flaws(document: Document) -> Iterator[Flaw]:
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
                yield Flaw("title of a domain", message, cell.start, cell.end, _head(section))
            told.add(number)


def _head(section: Section) -> tuple[int, int]:
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
    listed = Counter((m.list, m.type) for m in annexes.extract_measures(document.outline))
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
        n = sum(n for (of, t), n in listed.items() if of == name and kind in (None, t))
        yield ListCount(name, f"{kind}类措施" if kind else "总计", int(stated[1]), n, row[0].start, row[-1].end)


def _list_flaws(document: Document) -> Iterator[Flaw]:
    for count in list_counts(document):
        if count.found != count.stated:
            message = f"list {count.list}: {count.what} {count.stated}条, and there are {count.found}"
            yield Flaw("list count", message, count.start, count.end)
    entries = annexes.extract_measures(document.outline)
    yield from _list_numbers(entries)
    yield from _two_types(entries)


def _list_numbers(entries: Sequence[annexes.ListedMeasure]) -> Iterator[Flaw]:
    for before, after in pairwise(entries):
        same = (before.list, before.type) == (after.list, after.type)
        if int(after.no) != (int(before.no) + 1 if same else 1):
            message = f"list {after.list}: entry {after.no} of {after.type} follows {before.no}"
            yield Flaw("numbering", message, after.start, after.end, (before.start, before.end))


SHARED = 22  # characters in a row: fewer can stand in two measures by chance


def _two_types(entries: Sequence[annexes.ListedMeasure]) -> Iterator[Flaw]:
    """Find runs of text that stand in two listed measures of different types."""
    where: dict[str, list[annexes.ListedMeasure]] = {}
    told: set[tuple[int, int]] = set()
    for entry in entries:
        for i in range(len(entry.text) - SHARED + 1):
            run = entry.text[i : i + SHARED]
            for first in where.get(run, []):
                if first.type != entry.type and (first.start, entry.start) not in told:
                    told.add((first.start, entry.start))
                    message = f"{first.type} in list {first.list}, {entry.type} in list {entry.list}: {run}…"
                    yield Flaw("listed under two types", message, entry.start, entry.end, (first.start, first.end))
            where.setdefault(run, []).append(entry)


def _office_flaws(tables: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    """Find rare names that are a frequent office's name with a character or two missing."""
    asked = tables["asks"].assign(unit=tables["asks"]["units"].str.split("|")).explode("unit").dropna(subset=["unit"])
    names = ["doc_id", "unit", "quote", "start", "end"]
    rows = pd.concat([tables["responsibilities"][names], asked[names]], ignore_index=True)
    counts = rows["unit"].value_counts(sort=False).sort_values(ascending=False, kind="stable")
    for name, n in counts.items():
        longer = [
            other
            for other, m in counts.items()
            if m >= 3 * n and 0 < len(other) - len(name) <= 2 and name[0] == other[0] and name[-1] == other[-1]
            and len(name) > 3 and Indel.distance(name, other) == len(other) - len(name)
        ]  # fmt: skip
        if longer:
            row = rows[rows["unit"] == name].iloc[0]
            other = rows[rows["unit"] == longer[0]].iloc[0]
            message = f"{name} stands {n} times, {longer[0]} {counts[longer[0]]} times"
            yield _of_rows("name of an office", message, row, other)


# ----------------------------------------------------------------------------------------------- text and annex


class Slot(NamedTuple):
    """A number with the words on its left, up to the clause's beginning, and its place in the cleaned text."""

    left: str
    quantity: Quantity
    start: int
    end: int
    clause: str
    passage: int


CLAUSE_MARKS = "，,。；;：:\n\t"
SAME_WORDS = 6  # characters on the left of a number that two places must share to speak of one thing
EMPTY_WORDS = re.compile(r"(?:给予|奖励|补助|资金支持|不超过|最高|[的、年月])+$")


def slots(text: str, offset: int = 0, passage: int = 0) -> list[Slot]:
    """Return the numbers of a text with the words that say what they are.

    Parameters
    ----------
    text : str
        A passage or an annex cell, cleaned.
    offset : int
        Where it stands in the document.
    passage : int
        A number for the passage, so that two places can be told apart.
    """
    found = []
    for q in quantities(text):
        begin = max(text.rfind(mark, 0, q.outer_start) for mark in CLAUSE_MARKS) + 1
        left = _plain(text[begin : q.outer_start])
        stop = min((p for mark in CLAUSE_MARKS if (p := text.find(mark, q.outer_end)) >= 0), default=len(text))
        found.append(Slot(left, q, offset + begin, offset + q.outer_end, text[begin:stop], passage))
    return found


def _plain(text: str) -> str:
    return re.sub(r"\d+(?:\.\d+)?", "¤", re.sub(r"[“”‘’\"\s]|(?:20\d\d)年", "", text))


def shared_words(a: str, b: str) -> int:
    """Return how many characters two texts share at their end."""
    n = 0
    while n < min(len(a), len(b)) and a[-1 - n] == b[-1 - n]:
        n += 1
    return n


def paired(ours: Sequence[Slot], theirs: Sequence[Slot]) -> Iterator[tuple[Slot, Slot]]:
    """Pair each number of `ours` with the number of `theirs` that stands in the same words.

    Two places speak of one thing where the words on the left of the number agree to the clause's beginning, or in their
    last six characters, and the unit agrees. Where several places do, the ones that agree longest decide, and among
    these one of the same value, and then of the same bound, is preferred.
    """
    by_end: dict[str, list[Slot]] = {}
    for slot in theirs:
        by_end.setdefault(slot.left[-4:], []).append(slot)
    for slot in ours:
        if len(EMPTY_WORDS.sub("", slot.left)) < 4 or slot.quantity.kind == "duration":
            continue
        rivals = []
        for other in by_end.get(slot.left[-4:], []):
            n = shared_words(slot.left, other.left)
            enough = n == len(slot.left) == len(other.left) or n >= SAME_WORDS
            if enough and other.quantity.unit == slot.quantity.unit and "¤" not in slot.left[-n:]:
                rivals.append((n, other))
        if not rivals:
            continue
        longest = max(n for n, _ in rivals)
        nearest = [other for n, other in rivals if n == longest]
        yield slot, min(nearest, key=lambda other: _unlike(slot.quantity, other.quantity))


def _unlike(a: Quantity, b: Quantity) -> tuple[bool, bool]:
    return a.value != b.value, a.bound != b.bound


def paired_with_annex(document: Document) -> list[tuple[Slot, Slot]]:
    """Pair the numbers of the annexes with those of the text."""
    body = [slot for i, p in enumerate(document.outline.passages) for slot in slots(p.text, p.start, i)]
    annex = [slot for text, start, _ in _annex_texts(document) for slot in slots(text, start)]
    return list(paired(annex, body))


def _figure_flaws(document: Document) -> Iterator[Flaw]:
    for ours, theirs in paired_with_annex(document):
        if not any(_unlike(ours.quantity, theirs.quantity)):
            continue
        kind = "text and annex bounds" if ours.quantity.value == theirs.quantity.value else "text and annex figures"
        message = f"{theirs.clause} in the text, {ours.clause} in the annex"
        yield Flaw(kind, message, ours.start, ours.end, (theirs.start, theirs.end))
    body = [slot for i, p in enumerate(document.outline.passages) for slot in slots(p.text, p.start, i)]
    for i, slot in enumerate(body):
        rivals = [
            other
            for other in body[:i]
            if other.passage != slot.passage
            and other.left == slot.left
            and len(slot.left) >= SAME_WORDS + 2
            and "¤" not in slot.left
            and slot.quantity.unit == other.quantity.unit != "元"
        ]
        if rivals and all(other.quantity.value != slot.quantity.value for other in rivals):
            message = f"{rivals[0].clause}, and {slot.clause}"
            yield Flaw("figures in text", message, slot.start, slot.end, (rivals[0].start, rivals[0].end))


def _annex_texts(document: Document) -> Iterator[tuple[str, int, int]]:
    """Yield text, start and end of the cells of listed measures and of the goals of asks."""
    entries = [*annexes.extract_measures(document.outline), *annexes.extract_asks(document.outline)]
    spans = sorted((entry.start, entry.end) for entry in entries)
    text = document.clean.text
    for start, end in spans:
        for found in re.finditer(r"[^\n\t]{8,}", text[start:end]):
            yield found[0], start + found.start(), start + found.end()


ALIKE = 92  # per cent of characters that two sentences must share to be held against each other
CHANGED_MAX = 4  # characters that may differ


def _wording_flaws(document: Document) -> Iterator[Flaw]:
    """Find sentences of the annex that differ from the text by a few characters which are no numbers."""
    ours = list(_sentences((p.text, p.start) for p in document.outline.passages))
    keys = [letters(sentence) for sentence, _ in ours]
    known = set(keys)
    for sentence, start in _sentences((text, start) for text, start, _ in _annex_texts(document)):
        key = letters(re.sub(r"^\d+[.．、]", "", sentence))
        if len(key) < 12 or key in known:
            continue
        best = process.extractOne(key, keys, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if best is None:
            continue
        ops = [op for op in Indel.opcodes(best[0], key) if op.tag != "equal"]
        if not ops[0].src_start or ops[-1].src_end == len(best[0]):
            continue  # a word more at the beginning or the end is another sentence, not a slip
        changes = [(best[0][o.src_start : o.src_end], key[o.dest_start : o.dest_end]) for o in ops]
        if sum(len(a) + len(b) for a, b in changes) > CHANGED_MAX or re.search(
            r"\d", "".join(a + b for a, b in changes)
        ):
            continue
        printed, at = ours[best[2]]
        told = ", ".join(f"{a or '(nothing)'} → {b or '(nothing)'}" for a, b in _joined(changes))
        message = f"from text to annex: {told}"
        yield Flaw("text and annex wording", message, start, start + len(sentence), (at, at + len(printed)))


def _joined(changes: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Join a deletion and the insertion that follows it into one change."""
    joined: list[tuple[str, str]] = []
    for a, b in changes:
        if joined and not joined[-1][1] and not a:
            joined[-1] = (joined[-1][0], b)
        elif joined and not joined[-1][0] and not b:
            joined[-1] = (a, joined[-1][1])
        else:
            joined.append((a, b))
    return joined


def _sentences(texts: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    for text, start in texts:
        for found in SENTENCE.finditer(text):
            yield found[1], start + found.start()


# ------------------------------------------------------------------------------------------------- sums of money


def _budget_findings(document: Document, tables: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    budgets = tables["budgets"]
    if budgets.empty or not document.outline.sections:
        return
    parts = fiscal.parts_against_totals(budgets, {document.doc_id: document.raw})
    for row in parts.to_dict("records") if len(parts) else []:
        if row["status"] == "exceeds":
            message = f"the parts make {fiscal.in_yi(row['parts_yuan'])}亿元, {row['label']} is {fiscal.in_yi(row['total_yuan'])}"
            yield _of_rows("parts exceed total", message, row, None)
    totals = budgets[budgets["role"] == "domain_total"].drop_duplicates("section")
    grand = budgets[budgets["role"] == "grand_total"]
    if len(totals) > 1:
        yield from _missing_sums(document, tables, totals)
    if len(grand):
        yield from _grand_total(totals, grand.iloc[0], document)
    yield from _annex_sums(tables["annex_budgets"], totals, grand, document)
    yield from _handed_out(budgets)


def _missing_sums(document: Document, tables: Mapping, totals: pd.DataFrame) -> Iterator[Finding]:
    known = set(totals["section"].dropna())
    for section in document.outline.sections:
        if section.number not in known:
            message = f"domain {section.number} {section.title}: {len(known)} other domains state a sum"
            yield _finding(document, Flaw("no sum for a domain", message, *_head(section)))


def _grand_total(totals: pd.DataFrame, grand: pd.Series, document: Document) -> Iterator[Finding]:
    gross, net = float(totals["amount_yuan"].sum()), float(grand["amount_yuan"])
    half = fiscal.half_unit(grand["quote"])
    said = f"the domains make {fiscal.in_yi(gross)}亿元, the total is {fiscal.in_yi(net)}"
    if net - gross > half:
        yield _of_rows("total exceeds domains", said, grand, None)
    elif abs(net - gross) <= half and re.search(
        "交叉|重叠", document.clean.text[slice(*(document.outline.closing or (0, 0)))]
    ):
        yield _of_rows("nothing overlaps", said, grand, None)


def paired_sums(
    annex: pd.DataFrame, totals: pd.DataFrame, grand: pd.DataFrame, year: object
) -> Iterator[tuple[Mapping, Mapping]]:
    """Pair the sums of an annex table for a year with those of the text: domain by domain, and the totals."""
    for row in annex[annex["year"] == year].to_dict("records"):
        whole = pd.isna(row["section"])
        found = grand if whole else totals[(totals["section"] == row["section"]).fillna(False)]
        if len(found):
            yield row, found.iloc[0]


def _annex_sums(
    annex: pd.DataFrame, totals: pd.DataFrame, grand: pd.DataFrame, document: Document
) -> Iterator[Finding]:
    for row, other in paired_sums(annex, totals, grand, document.record.get("policy_year") or annex["year"].max()):
        if float(other["amount_yuan"]) != float(row["amount_yuan"]):
            printed = fiscal.in_yi(row["amount_yuan"])
            message = f"{fiscal.in_yi(other['amount_yuan'])}亿元 in the text, {printed} in table {row['list']}"
            yield _of_rows("text and annex sums", message, row, other)
    for (name, of), rows in annex.groupby(["list", "year"], sort=False):
        total, lines = rows[rows["section"].isna()], rows.dropna(subset=["section"])
        if len(total) and float(total["amount_yuan"].iloc[0]) > float(lines["amount_yuan"].sum()) + 1:
            message = f"table {name}, {of}: the lines make {fiscal.in_yi(lines['amount_yuan'].sum())}亿元"
            yield _of_rows("annex arithmetic", message, total.iloc[0], None)


DIFFERENCE = re.compile(r"增/?减|增长额|变化")


class Difference(NamedTuple):
    """A row of an annex table with two years and the change between them, as printed."""

    first: str
    last: str
    change: str
    start: int
    end: int

    @property
    def holds(self) -> bool:
        """Whether the last year less the first is the change."""
        return Decimal(self.last) - Decimal(self.first) == Decimal(self.change)


def differences(document: Document) -> Iterator[Difference]:
    """Yield the rows of annex tables that give the change from one year's column to the next."""
    columns: tuple[int, int, int] | None = None
    for row in annexes.rows_of(document.outline):
        texts = [cell.text for cell in row]
        years = [i for i, text in enumerate(texts) if annexes.YEAR_AMOUNT.search(text)]
        change = [i for i, text in enumerate(texts) if DIFFERENCE.search(text)]
        if len(years) == 2 and change:
            columns = (years[0], years[1], change[0])
        elif len(row) == 1:
            columns = None
        elif columns and max(columns) < len(row) and all(SIGNED.fullmatch(texts[i]) for i in columns):
            first, last, stated = (texts[i] for i in columns)
            yield Difference(first, last, stated, row[0].start, row[columns[2]].end)


SIGNED = re.compile(r"-?\d+(?:\.\d+)?")


def _difference_flaws(document: Document) -> Iterator[Flaw]:
    for one in differences(document):
        if not one.holds:
            message = f"{one.last} less {one.first} is not {one.change}"
            yield Flaw("annex arithmetic", message, one.start, one.end)


def _handed_out(budgets: pd.DataFrame) -> Iterator[Finding]:
    """Find sums handed out that exceed the part of the domain's money with a word in common."""
    parts = budgets[budgets["role"] == "component"]
    for row in budgets[budgets["role"] == "other_allocation"].to_dict("records"):
        for part in parts[parts["section"] == row["section"]].to_dict("records"):
            words = {part["label"][i : i + 2] for i in range(len(part["label"]) - 1)}
            if row["amount_yuan"] > part["amount_yuan"] and any(w in row["label"] for w in words - GENERIC):
                message = f"{row['label']} {fiscal.in_yi(row['amount_yuan'])}亿元, {part['label']} {fiscal.in_yi(part['amount_yuan'])}"
                yield _of_rows("more given than set aside", message, row, part)


GENERIC = frozenset("资金 专项 项目 建设 发展 支持 投入 经费 补助 补贴 以及 提质 扩容".split())


# --------------------------------------------------------------------------------------------------- the audit


def _break_flaws(document: Document) -> Iterator[Flaw]:
    """Count the page breaks that stand between two characters of one sentence."""
    clean, places = document.clean, []
    for i, (a, b) in enumerate(pairwise(clean.text)):
        if a.isalnum() and b.isalnum():
            left, right = clean.offset(i), clean.offset(i + 1)
            if right - left > 2 and "\n" in document.raw[left + 1 : right]:
                places.append(i)
    if places:
        message = f"{len(places)} page breaks stand inside a sentence"
        yield Flaw("page break in a sentence", message, max(0, places[0] - 8), places[0] + 9)


DOCUMENT_CHECKS = (
    _outline_flaws,
    _ask_flaws,
    _list_flaws,
    _figure_flaws,
    _wording_flaws,
    _difference_flaws,
    _break_flaws,
)


def audit(document: Document, tables: Mapping[str, pd.DataFrame] | None = None) -> list[Finding]:
    """Audit one document.

    Parameters
    ----------
    document : Document
    tables : mapping of pandas.DataFrame, optional
        Tables that hold the document's rows; made from the text where not given.

    Returns
    -------
    list of Finding
        The gravest first, within a severity in the order of the kinds and the text.
    """
    tables = make_tables([document]) if tables is None else tables
    own = {name: frame[frame["doc_id"] == document.doc_id] for name, frame in tables.items()}
    text = document.clean.text
    flaws = [flaw for check in TEXT_CHECKS for flaw in check(text)]
    flaws += [flaw for check in DOCUMENT_CHECKS for flaw in check(document)]
    found = [_finding(document, flaw) for flaw in flaws]
    found += [*_budget_findings(document, own), *_office_flaws(own)]
    kinds = list(KINDS)
    return sorted(
        dict.fromkeys(found),
        key=lambda f: (SEVERITIES.index(f.severity), kinds.index(f.kind), f.start, f.end, f.message),
    )


def tested(document: Document, tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """Count what the rules held against each other: the denominators of the findings.

    Parameters
    ----------
    document : Document
    tables : mapping of pandas.DataFrame
        Tables that hold the document's rows.

    Returns
    -------
    dict of int
        By the kind of a finding.
    """
    own = {name: frame[frame["doc_id"] == document.doc_id] for name, frame in tables.items()}
    budgets = own["budgets"]
    totals = budgets[budgets["role"] == "domain_total"].drop_duplicates("section")
    grand = budgets[budgets["role"] == "grand_total"]
    year = document.record.get("policy_year") or own["annex_budgets"]["year"].max()
    outline = document.outline
    return {
        "parts exceed total": len(fiscal.parts_against_totals(budgets, {document.doc_id: document.raw})),
        "total exceeds domains": int(len(grand) > 0),
        "text and annex sums": len(list(paired_sums(own["annex_budgets"], totals, grand, year))),
        "annex arithmetic": len(list(differences(document))),
        "text and annex figures": len(paired_with_annex(document)),
        "list count": len(list(list_counts(document))),
        "numbering": len(outline.sections) + len(outline.measures) + len(own["asks"]) + len(own["measures"]),
    }


def _finding(document: Document, flaw: Flaw) -> Finding:
    start, end, quote = _place(document, flaw.start, flaw.end)
    severity = KINDS[flaw.kind][0]
    if flaw.other is None:
        return Finding(document.doc_id, flaw.kind, severity, flaw.message, quote, start, end)
    other = _place(document, *flaw.other)
    return Finding(document.doc_id, flaw.kind, severity, flaw.message, quote, start, end, other[2], other[0], other[1])


def _place(document: Document, start: int, end: int) -> tuple[int, int, str]:
    text = document.clean.text
    end = min(end, len(text))
    quote = re.sub(r"[\n\t]+", " ", text[start:end]).strip()
    return (*document.clean.span(start, end), quote)


def _of_rows(kind: str, message: str, row: Mapping, other: Mapping | None) -> Finding:
    """Make a finding of rows of the tables, whose offsets count the raw text already."""
    held = (None, None, None) if other is None else (other["quote"], int(other["start"]), int(other["end"]))
    quote = re.sub(r"[\n\t]+", " ", row["quote"])
    return Finding(row["doc_id"], kind, KINDS[kind][0], message, quote, int(row["start"]), int(row["end"]), *held)


def audit_corpus(corpus: Corpus | Mapping[str, Document], tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Audit all documents; return a frame of findings, see `frame_of`."""
    return frame_of([finding for document in corpus.values() for finding in audit(document, tables)], corpus, tables)


ROW_TABLES = ("budgets", "awards", "targets", "responsibilities", "asks", "measures", "annex_budgets")


def frame_of(
    findings: Sequence[Finding], corpus: Mapping[str, Document], tables: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Return findings as a frame with the measure or domain of both places and the tables that they touch.

    Returns
    -------
    pandas.DataFrame
        The fields of `Finding`; section, article and anchor in the reader of both places (``other_…`` of the second); and
        ``touches``: the tables of which a row overlaps one of the two places.
    """
    entries = _anchored(tables)
    rows = []
    for finding in findings:
        document = corpus[finding.doc_id]
        row = {name: getattr(finding, name) for name in finding.__slots__}
        row |= dict(zip(("section", "article", "anchor"), _where(document, finding.start, entries), strict=True))
        other = (pd.NA, pd.NA, None)
        if finding.other_start is not None:
            other = _where(document, finding.other_start, entries)
        row |= dict(zip(("other_section", "other_article", "other_anchor"), other, strict=True))
        row["touches"] = ", ".join(_touching(finding, tables))
        rows.append(row)
    places = ["section", "article", "anchor", "other_section", "other_article", "other_anchor"]
    columns = [*Finding.__slots__, *places, "touches"]
    frame = pd.DataFrame(rows, columns=columns)
    for name in ("section", "article", "other_section", "other_article", "other_start", "other_end"):
        frame[name] = frame[name].astype("Int64")
    return frame


def _anchored(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the entries of the annexes with their anchors in the reader."""
    names = ["doc_id", "start", "end", "anchor"]
    asks = tables["asks"].assign(anchor=list(ask_anchors(tables["asks"])))
    measures = tables["measures"].assign(anchor=list(measure_anchors(tables["measures"])))
    return pd.concat([asks[names], measures[names]], ignore_index=True)


def _where(document: Document, raw: int, entries: pd.DataFrame) -> tuple[object, object, str]:
    """Return section, article and anchor of a place; the first two are missing in front matter and annexes."""
    span = document.clean.span
    for measure in document.outline.measures:
        if span(measure.start, measure.start + 1)[0] <= raw < span(measure.start, measure.end)[1]:
            return measure.section if measure.section is not None else pd.NA, measure.number, f"m{measure.number}"
    for section in document.outline.sections:
        if span(section.start, section.start + 1)[0] <= raw < span(section.start, section.end)[1]:
            return section.number, pd.NA, f"s{section.number}"
    closing = document.outline.closing
    if closing and span(*closing)[0] <= raw < span(*closing)[1]:
        return pd.NA, pd.NA, passage_anchor()
    here = entries[(entries["doc_id"] == document.doc_id) & (entries["start"] <= raw) & (entries["end"] > raw)]
    return pd.NA, pd.NA, here["anchor"].iloc[0] if len(here) else ""


def _touching(finding: Finding, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    spans = [(finding.start, finding.end)]
    if finding.other_start is not None and finding.other_end is not None:
        spans.append((finding.other_start, finding.other_end))
    names = []
    for name in ROW_TABLES:
        frame = tables[name]
        own = frame[frame["doc_id"] == finding.doc_id]
        if any(_overlap(own, span).any() for span in spans):
            names.append(name)
    return names


def report(findings: Iterable[Finding]) -> str:
    """Return a readable list of findings, one or two lines each."""
    lines = []
    for f in findings:
        lines.append(f"{f.severity:6}  {f.doc_id}  {f.kind}: {f.message}")
        lines.append(f"        {f.start}-{f.end}: {_short(f.quote)}")
        if f.other_quote is not None:
            lines.append(f"        {f.other_start}-{f.other_end}: {_short(f.other_quote)}")
    return "\n".join(lines)


def _short(text: str, length: int = 60) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


# -------------------------------------------------------------------------------------------------- corrections


@dataclass(frozen=True, slots=True)
class Correction:
    """A known error of a source.

    Attributes
    ----------
    id, doc_id, place, printed, meant, why
        ``meant`` None: two readings stand against each other and the document does not decide.
    times : int
        How often ``printed`` stands in the cleaned document: the guard.
    against : str or None
        The words elsewhere that contradict ``printed``; they are guarded as well.
    """

    id: str
    doc_id: str
    place: str
    printed: str
    meant: str | None
    why: str
    times: int = 1
    against: str | None = None


def load_corrections(root: Path | str | None = None) -> list[Correction]:
    """Load ``data/corrections.yml``; raise `PolicybookError` where an entry is not well formed."""
    path = find_root(root) / "data" / "corrections.yml"
    try:
        corrections = [Correction(**entry) for entry in read_yaml(path)]
    except TypeError as error:
        raise PolicybookError(f"{path}: an entry is not well formed: {error}") from None
    repeated = [name for name, n in Counter(c.id for c in corrections).items() if n > 1]
    if repeated:
        raise PolicybookError(f"{path}: {repeated[0]} stands twice")
    return corrections


def broken_guards(corrections: Iterable[Correction], corpus: Mapping[str, Document]) -> list[str]:
    """Return a line for each correction whose words do not stand in the document as often as it says."""
    problems = []
    for c in corrections:
        if c.doc_id not in corpus:
            problems.append(f"{c.id}: there is no document {c.doc_id}")
            continue
        text = _flat(corpus[c.doc_id].clean.text)
        if (n := text.count(_flat(c.printed))) != c.times:
            problems.append(f"{c.id}: {c.printed!r} stands {n} times, not {c.times}: has the source been mended?")
        if c.against is not None and _flat(c.against) not in text:
            problems.append(f"{c.id}: {c.against!r} does not stand there any more")
    return problems


def _flat(text: str) -> str:
    return re.sub(r"[\n\t]", "", text)


def places(correction: Correction, document: Document) -> list[tuple[int, int]]:
    """Return where the words of a correction stand: offsets into the raw text."""
    pattern = r"[\n\t]*".join(re.escape(character) for character in _flat(correction.printed))
    return [document.clean.span(*found.span()) for found in re.finditer(pattern, document.clean.text)]


def known_to_rules(
    corrections: Iterable[Correction], findings: pd.DataFrame, corpus: Mapping[str, Document]
) -> list[bool]:
    """Say for each correction whether a finding of the audit overlaps the words that it is about."""
    found = []
    for c in corrections:
        spans = places(c, corpus[c.doc_id])
        own = findings[findings["doc_id"] == c.doc_id]
        found.append(any((_overlap(own, span) | _overlap(own, span, "other_")).any() for span in spans))
    return found


def _overlap(frame: pd.DataFrame, span: tuple[int, int], which: str = "") -> pd.Series:
    return ((frame[f"{which}start"] < span[1]) & (frame[f"{which}end"] > span[0])).fillna(False).astype(bool)


def corrected(document: Document, corrections: Iterable[Correction]) -> Document:
    """Return the document with what is meant in place of what is printed, to show results with and without.

    Nothing in the book uses it silently. Entries without ``meant`` and those of other documents are left out.
    """
    raw, clean = document.raw, document.clean
    edits = []
    for c in corrections:
        if c.doc_id != document.doc_id or c.meant is None:
            continue
        for found in re.finditer(re.escape(c.printed), clean.text):
            edits.append((*clean.span(*found.span()), c.meant))
    for start, end, meant in sorted(edits, reverse=True):
        raw = raw[:start] + meant + raw[end:]
    return Document(document.doc_id, raw, document.record)


def evidence(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the places of findings that stand in the text's domains and measures: the rows that a claim rests on."""
    here = findings[["doc_id", "section", "article", "start", "end"]]
    there = findings[["doc_id", "other_section", "other_article", "other_start", "other_end"]]
    both = pd.concat([here, there.set_axis(here.columns, axis=1)], ignore_index=True)
    return both.dropna(subset=["section"]).drop_duplicates().reset_index(drop=True)


def touched_tables(findings: pd.DataFrame) -> pd.DataFrame:
    """Count, for each table, the findings of each severity that stand in its rows."""
    each = findings.assign(table=findings["touches"].str.split(", ")).explode("table")
    counts = each[each["table"] != ""].groupby(["table", "severity"]).size().unstack("severity", fill_value=0)
    return counts.reindex(index=list(ROW_TABLES), columns=list(SEVERITIES), fill_value=0)


def changed_rows(before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Compare tables row by row, offsets aside.

    Parameters
    ----------
    before, after : mapping of pandas.DataFrame
        The tables as printed and as corrected, of the same documents.

    Returns
    -------
    pandas.DataFrame
        table, rows (before), gone (rows that are not in `after`), new (rows that are not in `before`), and sums: how many rows
        with another sum of money, rate or value among them.
    """
    rows = []
    for name in ROW_TABLES:
        skipped = [c for c in ("start", "end", "quote") if c in before[name]]
        old, new = (
            Counter(map(tuple, frame.drop(columns=skipped).astype(str).to_numpy()))
            for frame in (before[name], after[name])
        )
        values = [c for c in ("amount_yuan", "rate_pct", "cap_yuan", "value") if c in before[name]]
        old_sums, new_sums = (
            Counter(map(tuple, frame[["doc_id", *values]].astype(str).to_numpy()))
            for frame in (before[name], after[name])
        )
        rows.append(
            {
                "table": name,
                "rows": len(before[name]),
                "gone": (old - new).total(),
                "new": (new - old).total(),
                "sums": (old_sums - new_sums).total() if values else 0,
            }
        )
    return pd.DataFrame(rows)
