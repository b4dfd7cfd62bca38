"""Read the numbers with which lines begin: 一、（一）1. 第三条 and the like.

In: a cleaned text. Out: its lines, each with the style and the value of its number, if it has one.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from policybook.read.clean import CN_DIGITS, HEADING_MAX

NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


@dataclass(frozen=True, slots=True)
class Style:
    """A way of numbering: its name, its first characters, its pattern, and a line that begins so."""

    name: str
    first: frozenset[str]
    pattern: re.Pattern[str]
    example: str


def _style(name: str, first: str, pattern: str, example: str) -> Style:
    return Style(name, frozenset(first), re.compile(pattern), example)


_N = rf"[{CN_DIGITS}]"
_DIGITS = "0123456789０１２３４５６７８９"
_SPACED = r"\d(?: ?\d){0,2}"  # 1 0 of a scanned text
_YEAR = r"(?=(?:19|20)\d\d年)"  # 23.2023年…
_OF_A_LIST = rf"(?!{_N}{{1,3}}(?:[、等孩胎级类产档期线]|季度|年级))"  # 一、二、三等奖 is no number 一
#: 2.1亿元, 1.5倍 and 3.2% are figures, no numbers of lines.
_NO_FIGURE = r"(?![\d.．%％‰]|[万亿千百十]|元|个百分点|倍|亩|吨|公[里斤顷]|平方|平米|米|升|折|分(?!类|级|配|步)|[人家户项件台套辆个]?(?:[、，。；：,;）)]|以[上下内]|左右|$))"
#: The first that fits a line is its style.
STYLES = (
    _style("措施", "措举任", rf"(?:措施|举措|任务) ?({_N}{{1,3}}|\d{{1,3}})[:：、.．]", "措施三：支持技改。"),
    _style("第章", "第", rf"第 ?({_N}{{1,5}}|{_SPACED}) ?(?:[章编篇]|部分)", "第二章 扶持政策"),
    _style("第节", "第", rf"第 ?({_N}{{1,5}}|{_SPACED}) ?节", "第一节 一般规定"),
    _style("第条", "第", rf"第 ?({_N}{{1,5}}|{_SPACED}) ?条[:：、.]?(?!例|款)", "第 1 0 条 鼓励标准。"),
    _style("一、", CN_DIGITS, rf"({_N}{{1,4}})[、.．]{_OF_A_LIST}", "一、支持研发"),
    _style("（一）", "（(〔", rf"[（(〔]({_N}{{1,4}})[）)〕][、.]?", "（一）支持平台。"),
    _style("（一）", "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", r"([㈠-㈩])[、.]?", "㈡支持企业。"),
    _style("1.1.1", _DIGITS, rf"\d{{1,2}}[.．]\d{{1,2}}[.．](\d{{1,2}})[.．、]?{_NO_FIGURE}", "2.1.3支持技改。"),
    _style("1.1", _DIGITS, rf"\d{{1,2}}[.．](\d{{1,2}})[.．、]?{_NO_FIGURE}", "2.1支持技改。"),
    _style("1.", _DIGITS, rf"(\d{{1,3}})[.．](?:(?!\d)|{_YEAR})", "3.2025年5月1日以后新设的旅行社"),
    _style("1、", _DIGITS, r"(\d{1,3})、(?!\d)", "1、支持研发。"),
    _style("（1）", "（(", r"[（(](\d{1,3})[）)][、.]?", "（1）国家级平台。"),
    _style("（1）", "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", r"([⑴-⒇])[、.]?", "⑵省级平台。"),
    _style("1）", _DIGITS, r"(\d{1,3})[）)][、.]?", "1）国家级平台。"),
    _style("①", "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", r"([①-⑳])[、.]?", "①国家级平台。"),
    _style("一", CN_DIGITS, rf"({_N}{{1,3}})$", "一"),
)
BY_FIRST = {c: tuple(s for s in STYLES if c in s.first) for c in frozenset().union(*(s.first for s in STYLES))}

#: The style of paragraphs that are counted, not numbered: nothing is printed, so the mark is empty.
PARAGRAPH = "¶"
DOTTED = frozenset(("1.1", "1.1.1"))
#: A heading whose number has no mark: 2支持工业发展, above 2.1.
BARE = re.compile(rf"(\d{{1,2}})[\u4e00-\u9fff][^。；;\n]{{1,{HEADING_MAX}}}")

#: What follows the number of an article or item that a sentence speaks of, and how the line before it ends then.
REFERENCE = re.compile(
    r"\s*(?:之?规定|所[列述称指规定]|(?:以?[上下])?条件|[项款]|的|情形|要求的|标准的|[至到、和或及与][第（(\d]|中[的所规]|执行|办理)"
)
UNFINISHED = re.compile(
    r"(?:本(?:办法|措施|政策|细则|意见|规定|方案|通知|条款)|上述|前[款述条]|符合|按照?|参照|依照?|依据|根据|对照|满足|具备|属于|和|或|及|与|的|在|对|、|，)$"
)
#: Units in brackets at the end of a heading are no text of its own: 一、支持商贸（牵头单位：甲局；配合单位：乙局）
UNITS_BEHIND = re.compile(r"[（(\[【〔［][^（）()。\n]{0,30}(?:单位|部门)[:：][^（）()。\n]{1,200}[）)\]】〕］]$")
#: A line of a table of contents: 一、总体要求……3
CONTENTS = re.compile(r"[.…·．]{3,}\d{1,3}$")
#: Where numbers stand behind a sentence in a text without lines.
INLINE = re.compile(
    rf"(?<=[。；;：:])(?:(?=[（(]{_N}{{1,3}}[）)])|(?={_N}{{1,3}}、(?!{_N}))|(?=第{_N}{{1,4}}条)|(?=\d{{1,2}}[.、](?!\d)))"
)


class Line(NamedTuple):
    """A line of the text; `mark_end` is where its number ends."""

    start: int
    end: int
    text: str
    style: str = ""
    number: int = 0
    mark_end: int = 0


def read_numeral(text: str) -> int:
    """Read a Chinese or Arabic whole number below one thousand, as in a heading.

    Parameters
    ----------
    text : str
        For example ``"六十六"``, ``"一百零二"``, ``"19"``, ``"1 0"`` or ``"③"``.

    Returns
    -------
    int
    """
    text = text.replace(" ", "")
    if text.isdecimal():
        return int(text)
    if len(text) == 1 and text not in NUMERALS and text not in "十百":
        return int(unicodedata.numeric(text))  # ③ or ㈢
    total = current = 0
    for character in text:
        if character in "十百":
            total += (current or 1) * (10 if character == "十" else 100)
            current = 0
        else:
            current = current * 10 + NUMERALS[character]
    return total + current


def lines_of(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the offsets of each line of ``text[start:end]``."""
    end = len(text) if end is None else end
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if stop > start:
            yield start, stop
        start = stop + 1


def read_lines(text: str) -> list[Line]:
    """Return the lines of a text with their numbers; a text that has lost its lines is cut before its numbers."""
    lines = [_number(text, start, end) for start, end in lines_of(text)]
    if sum(bool(line.style) for line in lines) > 1 or len(INLINE.findall(text)) < 2:
        return lines
    return [_number(text, start, end) for line in lines for start, end in _cut(text, line)]


def _cut(text: str, line: Line) -> Iterator[tuple[int, int]]:
    start = line.start
    for found in INLINE.finditer(text, line.start, line.end):
        if found.start() > start:
            yield start, found.start()
            start = found.start()
    yield start, line.end


def mend_numbers(lines: list[Line]) -> list[Line]:
    """Return lines with the numbers that only their neighbours explain: alone on a line, or in another style once."""
    return _mend_styles(_merge_lone(_without_references(_with_dotted(lines))))


def _with_dotted(lines: list[Line]) -> list[Line]:
    """Keep the numbers 2.1 and 2.1.3 where they count on from each other, and then read 2支持… above 2.1 as number 2."""
    dotted = [(i, _parts(line)) for i, line in enumerate(lines) if line.style in DOTTED]
    if not dotted:
        return lines
    last: dict[tuple[int, ...], int] = {}  # the number last seen below each head: 2 -> 1 behind 2.1
    kept: dict[int, tuple[int, ...]] = {}
    for i, parts in dotted:
        head, number = parts[:-1], parts[-1]
        if number - last.get(head, 0) in (1, 2):
            last[head], kept[i] = number, parts
    mended = [
        line if i in kept or line.style not in DOTTED else line._replace(style="") for i, line in enumerate(lines)
    ]
    if max(last.values(), default=0) < 2:
        return [line._replace(style="") if line.style in DOTTED else line for line in lines]
    for i, parts in kept.items():
        above = mended[i - 1] if i else None
        if (
            parts[1:] == (1,)
            and above
            and not above.style
            and (found := BARE.fullmatch(above.text))
            and int(found[1]) == parts[0]
        ):
            mended[i - 1] = above._replace(style="1.", number=parts[0], mark_end=above.start + found.end(1))
    return mended


def _parts(line: Line) -> tuple[int, ...]:
    """Return the numbers of a line such as 2.1.3."""
    return tuple(map(int, re.findall(r"\d+", line.text[: line.mark_end - line.start])))


def _without_references(lines: list[Line]) -> list[Line]:
    """Take the number off a line that goes on a sentence: …符合本办法 / 第一条规定的企业."""
    mended: list[Line] = []
    last: dict[str, int] = {}  # the number last seen of each style
    for line in lines:
        if line.style and mended and _refers(mended[-1].text, line, last.get(line.style, 0)):
            line = Line(line.start, line.end, line.text)
        if line.style:
            last[line.style] = line.number
        mended.append(line)
    return mended


def _refers(before: str, line: Line, last: int) -> bool:
    """Say whether a line's number belongs to the unfinished sentence of the line before it."""
    if before[-1] in "。；;：:！!？?）)】]":
        return False
    unfinished = UNFINISHED.search(before) is not None
    if REFERENCE.match(line.text, line.mark_end - line.start):
        return unfinished or (line.number != last + 1 and ("，" in before or "," in before))
    begins = line.number == 1 and line.style != "第条"
    return unfinished and not begins and not 0 < line.number - last <= 2


def _number(text: str, start: int, end: int) -> Line:
    if text[end - 1].isdecimal() and CONTENTS.search(text, max(start, end - 12), end):
        return Line(start, end, text[start:end])
    for style in BY_FIRST.get(text[start], ()):
        found = style.pattern.match(text, start, end)
        if found:
            return Line(start, end, text[start:end], style.name, read_numeral(found[1]), found.end())
    return Line(start, end, text[start:end])


def _merge_lone(lines: list[Line]) -> list[Line]:
    """Give a number that stands alone on its line the heading on the next line; without one it is no number."""
    merged: list[Line] = []
    position = 0
    while position < len(lines):
        line, following = lines[position], lines[position + 1] if position + 1 < len(lines) else None
        position += 1
        if line.style == "一":
            if following and not following.style and following.end - following.start <= HEADING_MAX:
                both = f"{line.text}\n{following.text}"
                line = Line(line.start, following.end, both, "一、", line.number, line.mark_end)
                position += 1
            else:
                line = Line(line.start, line.end, line.text)
        merged.append(line)
    return merged


def _mend_styles(lines: list[Line]) -> list[Line]:
    """Give a line numbered 1、 the style 一、 where it fills the gap in the series of 一、, else the style 1."""
    chinese = [line.number for line in lines if line.style == "一、"]
    arabic = [line for line in lines if line.style == "1、"]
    if not arabic:
        return lines
    gaps = set(range(1, max(chinese) + 1)) - set(chinese) if len(chinese) > 1 else set()
    strays = {line.start for line in arabic if line.number in gaps} if len(arabic) <= len(gaps) else set()
    return [
        line._replace(style="一、" if line.start in strays else "1.") if line.style == "1、" else line for line in lines
    ]


def is_bare(line: Line, end: int | None = None) -> bool:
    """Say whether a numbered line is a heading without text of its own."""
    words = line.text[line.mark_end - line.start : None if end is None else end - line.start].strip()
    words = UNITS_BEHIND.sub("", words)
    return (
        len(words) <= HEADING_MAX + 20
        and not re.search(r"[。；;]", words.rstrip("。"))
        and words[-1:] not in (":", "：")
    )


def words_of(line: Line) -> str:
    """Return what stands behind a line's number, without the mark that ends it."""
    return line.text[line.mark_end - line.start :].strip("。：: ")


def printed_number(line: Line) -> str:
    """Return a printed number without the mark that ends it, brackets in full width: 二, （一）, 3, 第五条."""
    if line.style == PARAGRAPH:
        return f"{PARAGRAPH}{line.number}"
    mark = line.text[: line.mark_end - line.start].replace(" ", "").rstrip("、.．:：")
    return mark.translate({ord("("): "（", ord(")"): "）"})
