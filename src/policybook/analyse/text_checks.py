"""Slips of printing: a text comes in, one `Flaw` for each broken bracket, doubled word, odd character or mark goes out."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from policybook.analyse.findings import Flaw
from policybook.read.numbering import read_numeral

# ------------------------------------------------------------------------------------------- marks and characters

PAIRS = {"（": "）", "(": ")", "〔": "〕", "[": "]", "【": "】", "《": "》", "“": "”", "‘": "’", "「": "」", "『": "』"}
CLOSERS = {close: opener for opener, close in PAIRS.items()}
ROUND = {"（", "("}
QUOTED = 200  # characters that a finding about a bracket quotes at most
ITEM_MARK = re.compile(r"(?:\d{1,3}|[a-zA-Z])[)）]")
#: Characters of simplified texts that only the larger character set has.
SIMPLIFIED_TOO = frozenset("槃")


def marks(text: str) -> Iterator[Flaw]:
    """Find quotation marks and brackets that do not pair, within a line or a cell of a table."""
    for start, end in _stretches(text):
        numbered = ITEM_MARK.match(text, start, end)
        stack: list[tuple[str, int]] = []
        opened: Counter[str] = Counter()  # what stands in the stack
        for i in range(numbered.end() if numbered else start, end):
            mark = text[i]
            if mark in PAIRS:
                stack.append((mark, i))
                opened[mark] += 1
            elif mark in CLOSERS:
                yield from _close(stack, opened, mark, i)
        for mark, i in stack:
            yield Flaw("quotation marks and brackets", f"{mark} is not closed", i, min(i + 16, end))


def _close(stack: list[tuple[str, int]], opened: Counter[str], mark: str, i: int) -> Iterator[Flaw]:
    def pop() -> tuple[str, int]:
        opened[stack[-1][0]] -= 1
        return stack.pop()

    wanted = {"（", "("} if CLOSERS[mark] in ROUND else {CLOSERS[mark]}
    if any(opened[opener] for opener in wanted):
        while stack[-1][0] not in wanted:
            opener, at = pop()
            yield Flaw("quotation marks and brackets", f"{opener} is not closed", at, min(at + QUOTED, i + 1))
        pop()
    elif stack:
        opener, at = pop()
        yield Flaw("quotation marks and brackets", f"{opener} is closed by {mark}", max(at, i + 1 - QUOTED), i + 1)
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
    before_mark: dict[str, list[int]] = {}
    for found in re.finditer(rf"(?<=[\u4e00-\u9fff]{{{CUT}}})“", text):
        before_mark.setdefault(text[found.start() - CUT : found.start()], []).append(found.start() - CUT)
    following: dict[str, Counter[str]] = {run: Counter() for run in before_mark}
    for i in range(len(text) - CUT):
        if (run := text[i : i + CUT]) in following:
            following[run][text[i + CUT]] += 1
    for run, after in following.items():
        (likely, n), *others = after.most_common()
        if n > 1 and "\u4e00" <= likely <= "\u9fff" and [mark for mark, _ in others] == ["“"]:
            cut = _segmenter().lcut
            if len(cut(run)[-1]) > 1 or len(cut(run + likely)[-1]) == 1:
                continue
            for start in before_mark[run]:
                yield Flaw("word cut off", f"{run} stands before a mark, elsewhere before {likely}", start, start + CUT)


CUT = 5

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


def odd_characters(text: str) -> Iterator[Flaw]:
    """Find traditional characters: those of Big5 that the set of the simplified ones lacks."""
    for i, character in enumerate(text):
        if "\u4e00" <= character <= "\u9fff" and character not in SIMPLIFIED_TOO and _traditional(character):
            yield Flaw("character", f"{character} is a traditional character", max(0, i - 6), min(len(text), i + 5))


@lru_cache(maxsize=30_000)
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


TEXT_CHECKS = (marks, doubled, cut_words, enumerations, stray, odd_characters, repeated_items, widths)
