"""Find the lists of responsible units in a text.

In: a cleaned text. Out: where each list stands, with its brackets and without them: （责任单位：甲局、乙局）, a line that begins
with 责任单位：, （甲局牵头，乙局配合）, （甲局、乙局按职责分工负责）, and at the end of a
measure names alone: （市甲局、市乙局）.
"""

import re
from collections.abc import Iterator

from policybook.read.clean import CLOSERS, OPENERS, ROLE_NOTE, UNIT_ROLE
from policybook.read.numbering import lines_of

UNIT_LINE = re.compile(rf"{UNIT_ROLE}{ROLE_NOTE}[】\]）)］]?[:：]")
UNIT_SENTENCE = re.compile(f"。{UNIT_LINE.pattern}")
#: Labels that may stand before the units in their bracket: 责任领导：张三；
_OTHER_LABEL = (
    r"(?:(?:责任|分管|联系|牵头)(?:人|领导|处室|科室)|(?:完成|办结)时[限间])[:：][^（）()：:。\n]{1,40}[；;，, ]\s*"
)
UNIT_BRACKET = re.compile(rf"[（(\[【〔［<＜〈‹]\s*(?:{_OTHER_LABEL}){{0,2}}{UNIT_ROLE}{ROLE_NOTE}[】\]］]?[:：]")
DUTY_WORD = re.compile("牵头|负责|配合|落实|参与|参加|主办|协办|为主")
DUTY = re.compile(
    r"(?:牵头|负责|配合|落实|参与|参加|主办|协办|为主)(?:负责)?(?:实施|落实|办理)?"
    r"(?=$|[，,。；;][^）)]*(?:下同|列出|第一|牵头|以下|配合|负责|参与|落实|实施))"
)
OFFICE = re.compile(r"[局委办部院会厅署处府行]|中心|公司|海关|集团|管委会|各县|各区|单位|部门")
_NAME = r"(?:[\u4e00-\u9fff]{1,24}?(?:[局委办部院厅署会行]|中心|公司|海关|集团|人民政府|管委会|有关部门|办事处))"
NAMES = re.compile(rf"(?=[省市县区州各国]){_NAME}(?:[、，,；;]{_NAME})*")  # 市科技局、市财政局
NAMES_END = re.compile(r"[局委办部院厅署会行心司关团府位处][）)〕\]]。?$")
DUTY_MAX = 400  # characters of a bracket such as （甲局牵头，乙局、丙局配合）
BRACKET_MAX = 2000  # characters searched for the end of a bracket: keeps a broken one from running away
#: 市科技局、市财政局，排名第一的为牵头单位: names, and a note on who leads.
NAMES_LEAD = re.compile(
    r"[，,；;。](?:其中)?(?:排|列|第一|首)[^（）()。]{0,14}(?:牵头|主办)(?:单位|部门)?(?:[，,]?下同)?$"
)
ANGLES = ("<＜〈‹", ">＞〉›")
BRACKET = re.compile("[" + re.escape(OPENERS + CLOSERS) + "]")
ANGLE = re.compile("[" + "".join(ANGLES) + "]")

Span = tuple[int, int, int, int]


def find_unit_lists(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield (start, inner start, inner end, end) of each list of responsible units, with or without brackets."""
    for position, line_end in lines_of(text, start, end):
        while position < line_end:
            found = UNIT_BRACKET.search(text, position, line_end)
            before = found.start() if found else line_end
            plain = _unit_line(text, position, before)
            if plain is not None:
                before = plain
            yield from _duty_brackets(text, position, before)
            if plain is not None:
                yield plain, plain, line_end, line_end
                break
            if not found:
                break
            stop = close_bracket(text, found.start(), min(end, found.start() + BRACKET_MAX))
            yield found.start(), found.start() + 1, stop, min(stop + 1, end)
            position = stop + 1


def _duty_brackets(text: str, start: int, end: int) -> Iterator[Span]:
    """Find brackets that say who leads and who helps, behind a sentence or at a line's end: （甲局牵头，乙局配合）."""
    if not DUTY_WORD.search(text, start, end) and not NAMES_END.search(text, max(start, end - 40), end):
        return
    stop = end - len(text[start:end]) + len(text[start:end].rstrip("。 "))
    position = start
    for left, right in _pairs(text, start, stop):
        if left < position or right - left > DUTY_MAX:
            continue
        behind = text[left - 1] if left > start else "\n"
        if behind in "。；;！\n" or right + 1 == stop or text[right + 1] == "\n":
            inner = text[left + 1 : right]
            duty = DUTY.search(inner)
            if right + 1 == stop and behind in "。；\n" and NAMES.fullmatch(NAMES_LEAD.sub("", inner)):
                yield left, left + 1, right, right + 1
            elif (
                duty and duty.start() > 1 and "。" not in inner[: duty.start()] and OFFICE.search(inner[: duty.start()])
            ):
                yield left, left + 1, right, right + 1
                position = right + 1


def _pairs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where brackets open and close, in the order of the opening ones."""
    opened: list[int] = []
    pairs = []
    for found in BRACKET.finditer(text, start, end):
        if found[0] in OPENERS:
            opened.append(found.start())
        elif opened:
            pairs.append((opened.pop(), found.start()))
    return sorted(pairs)


def _unit_line(text: str, start: int, end: int) -> int | None:
    """Find where units such as 责任单位：… stand without brackets, at a line's start or behind a sentence."""
    if UNIT_LINE.match(text, start, end) and (not start or text[start - 1] in "\n。"):
        return start
    found = UNIT_SENTENCE.search(text, start, end)
    return found.start() + 1 if found else None


def close_bracket(text: str, start: int, end: int) -> int:
    """Return the place of the bracket that closes ``text[start]``; of the line's end where none does."""
    openers, bracket = OPENERS, BRACKET
    if text[start] in ANGLES[0]:
        openers, bracket = ANGLES[0], ANGLE
    depth = 0
    for found in bracket.finditer(text, start, end):
        depth += 1 if found[0] in openers else -1
        if not depth:
            return found.start()
    stop = text.find("\n", start, end)
    return end if stop < 0 else stop


def names_units(line: str) -> bool:
    """Say whether a line holds a list of responsible units."""
    return bool(UNIT_BRACKET.search(line) or UNIT_LINE.match(line) or next(_duty_brackets(line, 0, len(line)), None))
