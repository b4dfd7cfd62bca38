"""Find the parts of a policy document.

In: the cleaned text of a document. Out: an `Outline`: domains (sections) with their lead units, numbered measures with
heading, text and responsible units, the closing paragraph, the annexes, and the passages that the extractors read.

The levels of numbering are found from the document itself: domains are the outermost level whose entries are bare
headings with measures below; measures are the level whose numbers run on, or else the level below the domains.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from policybook.read.clean import ANNEX, CLOSERS, CN_DIGITS, HEADING_MAX, OPENERS, UNIT_ROLE, CleanText

NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
MARKS = (  # style of numbering, pattern
    ("第章", re.compile(rf"第([{CN_DIGITS}]{{1,5}}|\d{{1,3}})[章编节]")),
    ("第条", re.compile(rf"第([{CN_DIGITS}]{{1,5}}|\d{{1,3}})条[:：、.]?(?!例)")),
    ("一、", re.compile(rf"([{CN_DIGITS}]{{1,4}})、(?![{CN_DIGITS}]{{1,3}}[、等])")),
    ("（一）", re.compile(rf"[（(]([{CN_DIGITS}]{{1,4}})[）)][、.]?")),
    ("1.", re.compile(r"(\d{1,3})[.．](?!\d)")),
    ("1、", re.compile(r"(\d{1,3})、")),
    ("（1）", re.compile(r"[（(](\d{1,3})[）)][、.]?")),
)
UNIT_LINE = re.compile(rf"{UNIT_ROLE}[】\]）)］]?[:：]")
UNIT_BRACKET = re.compile(rf"[（(\[【〔［]\s*{UNIT_ROLE}[】\]］]?[:：]")
LEAD_BRACKET = re.compile(
    r"[（(\[【［]由?([^（()）]*?)(?:负责)?牵头(?:实施|负责|落实)?(?:[，,；;][^（()）]*)?[）)\]】］]"
)
DUTY_END = re.compile(r"(?:牵头|负责|配合|落实|参与|参加)(?:实施|落实|办理)?$")
OFFICE = re.compile(r"[局委办部院会厅署处府行]|中心|公司|海关|集团|管委会|各县|各区")
DUTY_MAX = 200  # characters of a bracket such as （甲局牵头，乙局、丙局配合）
NAMED = re.compile(r"[【\[［〔（(]([^】\]］〕）)]{2,30})[】\]］〕）)]")
CLOSING = re.compile(
    r"(?:上述|以上)(?:[\d一二三四五六七八九十]*个?领域)?[^。]{0,12}政策|"
    r"(?:本(?:文件|政策|意见|通知|措施|办法|方案|若干)|以上(?:政策|措施))[^。]{0,40}(?:实施|施行|执行|有效|解释|期限)|"
    r"(?:国家|省|市|此前|之前|原)[^。]{0,40}(?:不一致|相抵触|另有规定|遵照执行)"
)
TITLE_WORDS = re.compile(r"政策|措施|方案|意见|办法|规定|细则")
BRACKET_MAX = 2000  # characters searched for the end of a bracket: keeps a broken one from running away


@dataclass(frozen=True, slots=True)
class Section:
    """A domain of policy: its number as an integer, its title, the offsets of heading and of its opening paragraphs."""

    number: int
    label: str
    title: str
    start: int
    end: int
    intro: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A numbered measure; `start` and `end` run from its number to the end of its last line."""

    section: int | None
    number: int
    label: str
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text that extractors read.

    A domain's opening, a measure without its unit bracket, or (both numbers None) the document's opening or closing.
    """

    section: int | None
    measure: int | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class UnitList:
    """A run of text that names responsible units: between brackets, on a line of its own, or the lead in a heading."""

    section: int | None
    measure: int | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts of one document; offsets count characters of ``clean.text``."""

    clean: CleanText
    title: str
    sections: tuple[Section, ...]
    measures: tuple[Measure, ...]
    passages: tuple[Passage, ...]
    unit_lists: tuple[UnitList, ...]
    closing: tuple[int, int] | None
    annex_start: int


@dataclass(frozen=True, slots=True)
class _Line:
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
        For example ``"六十六"``, ``"一百零二"`` or ``"19"``.

    Returns
    -------
    int
    """
    if text.isdecimal():
        return int(text)
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


def outline(clean: CleanText) -> Outline:
    """Find domains, measures, responsible units, closing paragraph and annexes.

    Parameters
    ----------
    clean : CleanText
        The cleaned document.

    Returns
    -------
    Outline
        Without measures where no line of the body is numbered.
    """
    text = clean.text
    lines = [_number(text, start, end) for start, end in lines_of(text)]
    annex_start = _annex_start(lines, len(text))
    body = _mend_styles([line for line in lines if line.start < annex_start])
    section_style, measure_style = _levels(body)
    first = next(
        (i for i, line in enumerate(body) if line.style in (section_style, measure_style) and line.style),
        len(body),
    )

    sections: list[Section] = []
    measures: list[Measure] = []
    passages: list[Passage] = []
    unit_lists: list[UnitList] = []
    closing: tuple[int, int] | None = None
    if measure_style:
        for line in body[:first]:
            if "。" in line.text:  # prose: the opening of the document, not its title
                passages += _passage(text, None, None, line.start, line.end)
    blocks = _blocks(body[first:], {section_style, measure_style} - {""})
    for index, block in enumerate(blocks):
        head = block[0]
        last = index == len(blocks) - 1
        if last:
            cut = _closing_line(block)
            if cut is not None:
                closing = (block[cut].start, block[-1].end)
                block = block[:cut]
        start, end = head.start, block[-1].end
        if head.style == section_style and section_style:
            section, leads, intro_start = _section(text, head, end)
            sections.append(section)
            unit_lists += leads
            passages += _passages(text, section.number, None, intro_start, end, unit_lists)
            continue
        number = sections[-1].number if sections else None
        measures.append(Measure(number, head.number, text[start : head.mark_end], _heading(text, head), start, end))
        passages += _passages(text, number, head.number, head.mark_end, end, unit_lists)
    if closing:
        passages += _passages(text, None, None, *closing, [])
    return Outline(
        clean,
        _title(lines),
        tuple(sections),
        tuple(measures),
        tuple(passages),
        tuple(unit_lists),
        closing,
        annex_start,
    )


def _number(text: str, start: int, end: int) -> _Line:
    for style, pattern in MARKS:
        found = pattern.match(text, start, end)
        if found:
            return _Line(start, end, text[start:end], style, read_numeral(found[1]), found.end())
    return _Line(start, end, text[start:end])


def _annex_start(lines: list[_Line], default: int) -> int:
    """Find the first annex heading that follows numbered lines."""
    numbered = False
    for line in lines:
        numbered = numbered or bool(line.style)
        if numbered and line.end - line.start <= 60 and ANNEX.fullmatch(line.text):
            return line.start
    return default


def _mend_styles(lines: list[_Line]) -> list[_Line]:
    """Give a line numbered 1、 the style 一、 where it fills the gap that the document's 一、 series has."""
    chinese = [line.number for line in lines if line.style == "一、"]
    if len(chinese) < 2:
        return lines
    arabic = [line for line in lines if line.style == "1、"]
    gaps = set(range(1, max(chinese) + 1)) - set(chinese)
    strays = {line.start for line in arabic if line.number in gaps} if len(arabic) <= len(gaps) else set()
    return [
        _Line(line.start, line.end, line.text, "一、", line.number, line.mark_end) if line.start in strays else line
        for line in lines
    ]


def _levels(lines: list[_Line]) -> tuple[str, str]:
    """Name the numbering styles of domains ("" where there are none) and of measures."""
    numbered = [line for line in lines if line.style]
    order = list(dict.fromkeys(line.style for line in numbered))
    order = [style for style in order if _is_series([line.number for line in numbered if line.style == style])]
    if not order:
        return "", ""
    if "第条" in order:  # whatever else is numbered, an article (条) is the measure
        return ("第章" if "第章" in order else ""), "第条"
    if len(order) == 1:
        return "", order[0]
    top, second = order[:2]
    for style in order[1:]:
        if _runs_on(numbered, top, style):
            return top, style
    parents = _children(numbered, top, second)
    domains = [_is_bare(lines, line) for line, children in parents if children]
    return (top, second) if sum(domains) * 2 > len(parents) else ("", top)


def _is_series(numbers: list[int]) -> bool:
    """Say whether numbers count something: they begin at the start, go up by one, or hardly one is there twice."""
    if numbers[0] <= 2 or sum(b == a + 1 for a, b in pairwise(numbers)) * 2 > len(numbers):
        return True
    return len(set(numbers)) * 10 >= len(numbers) * 9 and max(numbers) <= 2 * len(numbers)


def _children(numbered: list[_Line], top: str, style: str) -> list[tuple[_Line, list[_Line]]]:
    parents: list[tuple[_Line, list[_Line]]] = []
    for line in numbered:
        if line.style == top:
            parents.append((line, []))
        elif line.style == style and parents:
            parents[-1][1].append(line)
    return parents


def _runs_on(numbered: list[_Line], top: str, style: str) -> bool:
    """Say whether a style's numbers go on from one top-level entry to the next."""
    families = [[line.number for line in children] for _, children in _children(numbered, top, style) if children]
    if len(families) < 2:
        return False
    steps = [0 < after[0] - before[-1] <= 2 for before, after in pairwise(families)]
    return sum(steps) * 2 > len(steps)


def _is_bare(lines: list[_Line], line: _Line) -> bool:
    """Say whether a numbered line is a heading without text of its own."""
    body = line.text[line.mark_end - line.start :]
    return len(body) <= HEADING_MAX + 20 and not re.search(r"[。；;]", body.rstrip("。"))


def _blocks(lines: list[_Line], styles: set[str]) -> list[list[_Line]]:
    blocks: list[list[_Line]] = []
    for line in lines:
        if line.style in styles:
            blocks.append([line])
        elif blocks:
            blocks[-1].append(line)
    return blocks


def _closing_line(block: list[_Line]) -> int | None:
    """Find the first line of the last block that speaks of the whole document."""
    with_units = [i for i, line in enumerate(block) if UNIT_BRACKET.search(line.text) or UNIT_LINE.match(line.text)]
    after = with_units[-1] + 1 if with_units else 1
    for i in range(after, len(block)):
        if with_units or CLOSING.match(block[i].text):
            return i
    return None


def _heading(text: str, line: _Line) -> str:
    """Return a measure's heading: its first sentence if short, else its first words up to a mark."""
    body = text[line.mark_end : line.end]
    named = NAMED.match(body)
    if named and not UNIT_BRACKET.match(body):
        return named[1]
    stop = re.search(r"[。；;\n]|[（(\[【［]责任单位", body)
    heading = body[: stop.start()] if stop else body
    if len(heading) > HEADING_MAX:
        heading = re.split(r"[，,：:]", heading, maxsplit=1)[0][:HEADING_MAX]
    return heading.strip("：: ")


def _section(text: str, head: _Line, end: int) -> tuple[Section, list[UnitList], int]:
    """Read a domain's heading line; return the section, its lead units and where its opening paragraphs begin."""
    line = text[head.mark_end : head.end]
    leads = []
    found = LEAD_BRACKET.search(line)
    title = line[: found.start()] if found else line
    intro_start = min(head.end + 1, end)
    if found:
        start = head.mark_end + found.start(1)
        leads = [UnitList(head.number, None, start, start + len(found[1]), found[1])]
    if "。" in title:  # the heading and the opening stand in one line
        title, _, _ = title.partition("。")
        intro_start = head.mark_end + len(title) + 1
    return (
        Section(
            head.number,
            text[head.start : head.mark_end],
            title.strip("。：: "),
            head.start,
            end,
            text[intro_start:end],
        ),
        leads,
        intro_start,
    )


def _passages(
    text: str, section: int | None, measure: int | None, start: int, end: int, unit_lists: list[UnitList]
) -> list[Passage]:
    """Cut a block at its lists of responsible units; put those into `unit_lists`, return the passages between them."""
    passages = []
    position = start
    for bracket_start, inner_start, inner_end, bracket_end in _unit_brackets(text, start, end):
        unit_lists.append(UnitList(section, measure, inner_start, inner_end, text[inner_start:inner_end]))
        passages += _passage(text, section, measure, position, bracket_start)
        position = bracket_end
    return passages + _passage(text, section, measure, position, end)


def _passage(text: str, section: int | None, measure: int | None, start: int, end: int) -> list[Passage]:
    while start < end and text[start] in "\n。 ":
        start += 1
    while end > start and text[end - 1] in "\n ":
        end -= 1
    return [Passage(section, measure, start, end, text[start:end])] if end > start else []


def _unit_brackets(text: str, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield (start, inner start, inner end, end) of each list of responsible units, with or without brackets."""
    position = start
    while position < end:
        found = UNIT_BRACKET.search(text, position, end)
        before = found.start() if found else end
        plain = _unit_line(text, position, before)
        if plain:
            before = plain[0]
        yield from _duty_brackets(text, position, before)
        if plain:
            yield plain[0], plain[0], plain[1], plain[1]
            position = plain[1] + 1
            continue
        if not found:
            return
        stop = close_bracket(text, found.start(), min(end, found.start() + BRACKET_MAX))
        yield found.start(), found.start() + 1, stop, min(stop + 1, end)
        position = stop + 1


def _duty_brackets(text: str, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Find brackets at the end of a line that say who leads and who helps: （甲局牵头，乙局配合）."""
    for left, right in lines_of(text, start, end):
        right -= len(text[left:right]) - len(text[left:right].rstrip("。 "))
        if right - left < 4 or text[right - 1] not in CLOSERS:
            continue
        depth = 0
        for position in range(right - 1, max(left, right - DUTY_MAX) - 1, -1):
            depth += (text[position] in CLOSERS) - (text[position] in OPENERS)
            if not depth:
                inner = text[position + 1 : right - 1]
                if DUTY_END.search(inner) and OFFICE.search(inner) and "。" not in inner:
                    yield position, position + 1, right - 1, right
                break


def _unit_line(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Find a line such as 责任单位：… that stands without brackets."""
    for found in UNIT_LINE.finditer(text, start, end):
        begin = found.start()
        if begin == start or text[begin - 1] in "\n。":
            stop = text.find("\n", begin, end)
            return begin, end if stop < 0 else stop
    return None


def close_bracket(text: str, start: int, end: int) -> int:
    """Return the place of the bracket that closes ``text[start]``; of the line's end where none does."""
    depth = 0
    for position in range(start, end):
        if text[position] in OPENERS:
            depth += 1
        elif text[position] in CLOSERS:
            depth -= 1
            if not depth:
                return position
    stop = text.find("\n", start, end)
    return end if stop < 0 else stop


def _title(lines: list[_Line]) -> str:
    """Take the last line before the first numbered one that reads like a title, with the bracket that follows it."""
    front = []
    for line in lines:
        if line.style:
            break
        front.append(line.text)
    title = front[0] if front else ""
    for text, following in pairwise([*front, ""]):
        if TITLE_WORDS.search(text) and not re.search(r"[，。：:]|^[（(]", text):
            title = text + (following if re.fullmatch(r"[（(][^（）()]{2,12}[）)]", following) else "")
    return title
