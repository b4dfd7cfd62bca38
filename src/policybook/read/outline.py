"""Find the parts of a policy document.

In: the cleaned text of a document. Out: an `Outline`: title, sections (domains) with their lead units, subsections,
numbered measures with heading, text and responsible units, the closing paragraph, the annexes, the passages that the
extractors read, and what is doubtful about all this.

Numbered lines make a tree; which of its levels holds the measures is decided by the criteria of `_measure_nodes`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from policybook.read.clean import (
    ANNEX,
    CLOSERS,
    CN_DIGITS,
    HEADING_MAX,
    OPENERS,
    UNIT_ROLE,
    CleanText,
    plain_characters,
)
from policybook.read.ends import DATE, is_appendix, is_closing, is_furniture, is_signature
from policybook.read.metadata import TITLE_END, find_title

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
#: The first that fits a line is its style.
STYLES = (
    _style("第章", "第", rf"第 ?({_N}{{1,5}}|{_SPACED}) ?[章编篇部](?!分)", "第二章 扶持政策"),
    _style("第节", "第", rf"第 ?({_N}{{1,5}}|{_SPACED}) ?节", "第一节 一般规定"),
    _style("第条", "第", rf"第 ?({_N}{{1,5}}|{_SPACED}) ?条[:：、.]?(?!例|款)", "第 1 0 条 鼓励标准。"),
    _style("一、", CN_DIGITS, rf"({_N}{{1,4}})[、.．]{_OF_A_LIST}", "一、支持研发"),
    _style("（一）", "（(〔", rf"[（(〔]({_N}{{1,4}})[）)〕][、.]?", "（一）支持平台。"),
    _style("1.", _DIGITS, rf"(\d{{1,3}})[.．](?:(?!\d)|{_YEAR})", "3.2025年5月1日以后新设的旅行社"),
    _style("1、", _DIGITS, r"(\d{1,3})、(?!\d)", "1、支持研发。"),
    _style("（1）", "（(", r"[（(](\d{1,3})[）)][、.]?", "（1）国家级平台。"),
    _style("1）", _DIGITS, r"(\d{1,3})[）)][、.]?", "1）国家级平台。"),
    _style("①", "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", r"([①-⑳])[、.]?", "①国家级平台。"),
    _style("一", CN_DIGITS, rf"({_N}{{1,3}})$", "一"),
)
BY_FIRST = {c: tuple(s for s in STYLES if c in s.first) for c in frozenset().union(*(s.first for s in STYLES))}

UNIT_LINE = re.compile(rf"{UNIT_ROLE}[】\]）)］]?[:：]")
UNIT_BRACKET = re.compile(rf"[（(\[【〔［]\s*{UNIT_ROLE}[】\]］]?[:：]")
DUTY_WORD = re.compile("牵头|负责|配合|落实|参与|参加|主办|协办")
LEAD_BRACKET = re.compile(
    r"[（(\[【［]由?([^（()）]*?)(?:负责)?牵头(?:实施|负责|落实)?(?:[，,；;][^（()）]*)?[）)\]】］]"
)
DUTY = re.compile(
    r"(?:牵头|负责|配合|落实|参与|参加|主办|协办)(?:实施|落实|办理)?"
    r"(?=$|[，,。；;][^）)]*(?:下同|列出|第一|牵头|以下|配合|负责|参与|落实))"
)
OFFICE = re.compile(r"[局委办部院会厅署处府行]|中心|公司|海关|集团|管委会|各县|各区|单位|部门")
DUTY_MAX = 400  # characters of a bracket such as （甲局牵头，乙局、丙局配合）
NAMED = re.compile(r"[【\[［〔（(]([^】\]］〕）)]{2,30})[】\]］〕）)]")
BRACKET_MAX = 2000  # characters searched for the end of a bracket: keeps a broken one from running away
GIVES_MONEY = re.compile(
    r"(?:给予|奖励|补助|补贴|资助|奖补|贴息|发放|设立|安排|兑现|房票)[^。；\n]{0,80}?\d[\d.,]{0,12}(?:[万亿]元|元|%)"
)
SENDS_OUT = re.compile(r"印发给|印发.{0,60}的通知|现.{0,6}(?:印发|转发)")
DATED = re.compile(DATE)
TITLED = re.compile(r"[^，。；：,;:]{2,24}。.")  # 支持扩产。对企业…
#: Headings of sections that frame a policy and offer nothing.
FRAME = re.compile(
    r"[\u4e00-\u9fff]{0,6}?(?:目标|要求|原则|思想|对象|范围|附则|总则|保障|组织实施|程序|流程|条件|规定|事项|说明|背景|过程|期限|机制|材料|资料"
    r"|监督|管理|兑现|其他|其它|内容)"
)


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
class Subsection:
    """A heading between a section and its measures."""

    section: int | None
    number: int
    label: str
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A numbered measure; `start` and `end` run from its number to the end of its last line.

    `path` holds the printed numbers from outside in: ``"二/（一）/3"``.
    """

    section: int | None
    subsection: int | None
    number: int
    label: str
    heading: str
    path: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text that extractors read.

    A section's opening, a measure without its unit bracket, or (all numbers None) the document's opening or closing.
    `path` is that of the measure, else of the section.
    """

    section: int | None
    subsection: int | None
    measure: int | None
    path: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class UnitList:
    """A run of text that names responsible units: between brackets, on a line of its own, or the lead in a heading."""

    section: int | None
    subsection: int | None
    measure: int | None
    path: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class OutlineProblem:
    """What is doubtful about an outline, with the place in the cleaned text."""

    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts of one document; offsets count characters of ``clean.text``.

    Where the body ends (`body_end`), signature, notes and links begin; where `annex_start` is, the annexes.
    """

    clean: CleanText
    title: str
    sections: tuple[Section, ...]
    subsections: tuple[Subsection, ...]
    measures: tuple[Measure, ...]
    passages: tuple[Passage, ...]
    unit_lists: tuple[UnitList, ...]
    closing: tuple[int, int] | None
    body_end: int
    annex_start: int
    problems: tuple[OutlineProblem, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    style: str = ""
    number: int = 0
    mark_end: int = 0


class _Node:
    """A numbered line with what stands below it."""

    __slots__ = ("children", "index", "line", "lists", "parent")

    def __init__(self, line: _Line, index: int, parent: "_Node | None") -> None:
        self.line, self.index, self.parent = line, index, parent
        self.children: list[_Node] = []
        self.lists = 0  # lists of units in its own text
        if parent:
            parent.children.append(self)

    def above(self) -> "list[_Node]":
        """Return the nodes from outside in, this one the last."""
        return [*(self.parent.above() if self.parent else ()), self]

    def inside(self) -> "Iterator[_Node]":
        """Yield this node and all below it."""
        yield self
        for child in self.children:
            yield from child.inside()


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
    if text.isdigit() or (text.isnumeric() and "①" <= text[0] <= "⑳"):
        return ord(text[0]) - ord("①") + 1
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
    """Find sections, subsections, measures, responsible units, closing paragraph and annexes.

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
    body = _without_notice(_mend_styles(_merge_lone([line for line in lines if line.start < annex_start])))
    front = next((i for i, line in enumerate(body) if line.style), len(body))
    title, after_title = find_title([line.text for line in body[:front]])
    body, problems = _without_copy(_without_answers(body, front), front)
    lists = list(_unit_brackets(text, body[front].start, body[-1].end)) if front < len(body) else []
    nodes = _tree(body)
    _count_lists(nodes, body, lists)
    measures, doubt = _measure_nodes(nodes, body)
    problems += doubt + _restarts(nodes)
    return _Parts(clean, body, nodes, measures, lists).outline(title, after_title, annex_start, problems)


# Lines and their numbers


def _number(text: str, start: int, end: int) -> _Line:
    for style in BY_FIRST.get(text[start], ()):
        found = style.pattern.match(text, start, end)
        if found:
            return _Line(start, end, text[start:end], style.name, read_numeral(found[1]), found.end())
    return _Line(start, end, text[start:end])


def _annex_start(lines: list[_Line], default: int) -> int:
    """Find the first annex heading that has the numbered lines before it, not behind it as a notice has."""
    total = sum(bool(line.style) for line in lines)
    numbered = 0
    for line in lines:
        numbered += bool(line.style)
        if numbered and line.end - line.start <= 60 and ANNEX.fullmatch(line.text):
            if numbered >= 3 or numbered * 2 >= total:
                return line.start
    return default


def _merge_lone(lines: list[_Line]) -> list[_Line]:
    """Give a number that stands alone on its line the heading on the next line; without one it is no number."""
    merged: list[_Line] = []
    position = 0
    while position < len(lines):
        line, following = lines[position], lines[position + 1] if position + 1 < len(lines) else None
        position += 1
        if line.style == "一":
            if following and not following.style and following.end - following.start <= HEADING_MAX:
                both = f"{line.text}\n{following.text}"
                line = _Line(line.start, following.end, both, "一、", line.number, line.mark_end)
                position += 1
            else:
                line = _Line(line.start, line.end, line.text)
        merged.append(line)
    return merged


def _mend_styles(lines: list[_Line]) -> list[_Line]:
    """Give a line numbered 1、 the style 一、 where it fills the gap in the series of 一、, else the style 1."""
    chinese = [line.number for line in lines if line.style == "一、"]
    arabic = [line for line in lines if line.style == "1、"]
    if not arabic:
        return lines
    gaps = set(range(1, max(chinese) + 1)) - set(chinese) if len(chinese) > 1 else set()
    strays = {line.start for line in arabic if line.number in gaps} if len(arabic) <= len(gaps) else set()
    return [
        replace(line, style="一、" if line.start in strays else "1.") if line.style == "1、" else line for line in lines
    ]


def _without_notice(body: list[_Line]) -> list[_Line]:
    """Take the numbers off a notice that sends out the policy: what stands before a date that a title follows."""
    numbered = [i for i, line in enumerate(body) if line.style]
    if not numbered:
        return body
    for i in range(numbered[0], numbered[-1]):
        if body[i].style or not is_furniture(body[i].text) or not DATED.match(body[i].text):
            continue
        following = [line for line in body[i + 1 : i + 5] if not line.style]
        sends = any(SENDS_OUT.search(line.text) for line in body[:i])
        if sends and any(TITLE_END.search(line.text) and not re.search("[。，]", line.text) for line in following):
            return [replace(line, style="") if line.style else line for line in body[:i]] + body[i:]
        return body
    return body


def _without_answers(body: list[_Line], front: int) -> list[_Line]:
    """Leave out questions and answers on the policy that follow it with numbers of their own."""
    for i in range(front + 2, len(body)):
        if not body[i].style and is_appendix(body[i].text):
            return body[:i]
    return body


def _without_copy(body: list[_Line], front: int) -> tuple[list[_Line], list[OutlineProblem]]:
    """Leave out what a page prints a second time: from where the first two numbered lines stand again, word for word."""
    seen = [(i, line) for i, line in enumerate(body) if line.style]
    if len(seen) < 4:
        return body, []
    first, second = seen[0][1], seen[1][1]
    for (i, line), (_, following) in pairwise(seen[2:]):
        if (
            line.number == first.number
            and line.style == first.style
            and _same(line, first)
            and _same(following, second)
        ):
            problem = OutlineProblem("the text stands here a second time; the copy is left out", line.start, line.end)
            stop = i
            while stop > front and not body[stop - 1].style and len(body[stop - 1].text) <= 2 * HEADING_MAX:
                stop -= 1
            return body[:stop], [problem]
    return body, []


def _same(a: _Line, b: _Line) -> bool:
    return abs(len(a.text) - len(b.text)) < 9 and plain_characters(a.text) == plain_characters(b.text)


# The tree


def _tree(lines: list[_Line]) -> list[_Node]:
    """Make a tree of the numbered lines; a style that is open already is on its own level again."""
    nodes: list[_Node] = []
    open_nodes: list[_Node] = []
    members = _series(lines)
    resume: dict[str, int] = {}  # style of a list of cases: the number with which the outer series goes on
    for index, line in enumerate(lines):
        if not line.style or line.start not in members:
            continue
        depth = next((d for d, node in enumerate(open_nodes) if node.line.style == line.style), len(open_nodes))
        if line.style in resume and resume[line.style] != line.number:
            continue
        for node in open_nodes[depth:]:
            resume.pop(node.line.style, None)
        if depth < len(open_nodes) and line.number == 1 and lines[index - 1].text[-1] in ":：":
            resume[line.style] = open_nodes[depth].line.number + 1  # 2.…分为： 1.… 2.… belong to 2
            continue
        del open_nodes[depth:]
        node = _Node(line, index, open_nodes[-1] if open_nodes else None)
        open_nodes.append(node)
        nodes.append(node)
    return nodes


def _series(lines: list[_Line]) -> set[int]:
    """Return where numbers count something: beside a neighbour of the same style that is one or two away, or at one."""
    by_style: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        if line.style:
            by_style[line.style].append(line)
    members = set()
    for series in by_style.values():
        numbers = [line.number for line in series]
        for i, line in enumerate(series):
            before, after = numbers[i - 1] if i else 0, numbers[i + 1] if i + 1 < len(numbers) else 0
            if line.number <= 1 or 0 < line.number - before <= 2 or 0 < after - line.number <= 2:
                members.add(line.start)
        if len(set(numbers)) * 10 >= len(numbers) * 9 and max(numbers) <= 2 * len(numbers):
            members.update(line.start for line in series)  # one of each, in whatever order
    return members


def _count_lists(nodes: list[_Node], body: list[_Line], lists: list[tuple[int, int, int, int]]) -> None:
    """Count for each node the lists of units in its own text; the lead in a bare heading is none of them."""
    position = -1
    for start, _, _, end in lists:
        while position + 1 < len(nodes) and nodes[position + 1].line.start <= start:
            position += 1
        if position >= 0:
            node = nodes[position]
            lead = end >= node.line.end - 1 and start < node.line.end and _is_bare(node.line, start) and node.children
            node.lists += not lead


def _is_bare(line: _Line, end: int | None = None) -> bool:
    """Say whether a numbered line is a heading without text of its own."""
    words = line.text[line.mark_end - line.start : None if end is None else end - line.start].strip()
    return (
        len(words) <= HEADING_MAX + 20
        and not re.search(r"[。；;]", words.rstrip("。"))
        and words[-1:] not in (":", "：")
    )


def _measure_nodes(nodes: list[_Node], body: list[_Line]) -> tuple[list[_Node], list[OutlineProblem]]:
    """Choose the nodes that are measures, by the first criterion that fits.

    article   第三条 is the measure, whatever stands above and below it
    single    there is only one style
    runs on   the numbers of the innermost style that go on from one bare heading to the next: 二、（三）…三、（四）
    units     the innermost style most of whose entries name responsible units of their own
    headings  from outside in, while most entries are bare headings and hold more entries than stand beside them
    """
    styles = list(dict.fromkeys(node.line.style for node in nodes))
    if not styles:
        return [], []
    if "第条" in styles:
        return [node for node in nodes if node.line.style == "第条"], []
    if len(styles) == 1:
        return nodes, []
    chosen = _running_style(nodes, styles)
    units = _style_with_units(nodes, styles)
    if units and (not chosen or _depth(nodes, units) > _depth(nodes, chosen)):
        chosen = units
    if not chosen:
        return _below_headings([node for node in nodes if not node.parent], body)
    measures = [node for node in nodes if node.line.style == chosen]
    return _in_order([*measures, *_policies_beside(nodes, measures, body)]), []


def _in_order(nodes: list[_Node]) -> list[_Node]:
    return sorted(nodes, key=lambda node: node.index)


def _depth(nodes: list[_Node], style: str) -> int:
    return max(len(node.above()) for node in nodes if node.line.style == style)


def _running_style(nodes: list[_Node], styles: list[str]) -> str:
    """Return the innermost style whose numbers go on from one bare heading to the next; "" where none does."""
    found = []
    for style in styles:
        families: dict[int, list[_Node]] = defaultdict(list)
        for node in nodes:
            if node.line.style == style and node.parent:
                families[node.parent.index].append(node)
        if len(families) < 2:
            continue
        steps = [0 < b[0].line.number - a[-1].line.number <= 2 for a, b in pairwise(families.values())]
        bare = [_is_bare(members[0].parent.line) for members in families.values() if members[0].parent]
        if sum(steps) * 2 > len(steps) and sum(bare) * 2 > len(bare):
            found.append(style)
    return max(found, key=lambda style: _depth(nodes, style), default="")


def _style_with_units(nodes: list[_Node], styles: list[str]) -> str:
    """Return the innermost style that has half of all lists of units and one at most of its entries; "" where none has."""
    with_lists = [_holder(node) for node in nodes if node.lists]
    holders = Counter(node.line.style for node in with_lists)
    counts = Counter(node.line.style for node in nodes)
    good = [
        style
        for style in styles
        if holders[style] > 1 and holders[style] * 2 >= len(with_lists) and holders[style] * 5 >= counts[style] * 3
    ]
    return max(good, key=lambda style: _depth(nodes, style), default="")


def _holder(node: _Node) -> _Node:
    """Return whose units a node's list names: its parent's, where cases without headings stand before a last one with the list."""
    family = node.parent.children if node.parent else []
    is_last = len(family) > 1 and family[-1] is node and not any(other.lists for other in family[:-1])
    return (
        node.parent
        if node.parent and is_last and not any(TITLED.match(_words(other.line)) for other in family)
        else node
    )


def _below_headings(group: list[_Node], body: list[_Line]) -> tuple[list[_Node], list[OutlineProblem]]:
    """Go from outside in while most entries that hold others are bare headings."""
    parents = [node for node in group if node.children]
    leaves = [node for node in group if not node.children]
    beside = [node for node in leaves if not FRAME.fullmatch(_words(node.line))]
    alone = len(parents) == 1 and not parents[0].parent and not beside
    bare = [node for node in parents if _is_bare(node.line) and (alone or not _lists_cases(node, body))]
    below = sum(len(node.children) for node in bare)
    if len(bare) * 2 <= len(parents) or below <= len(beside):
        return group, []
    problems = []
    if len(bare) < len(parents) or beside:
        mixed = next(node for node in group if node not in bare)
        message = f"level may be wrong: {len(bare)} of {len(group)} {mixed.line.style} are headings of numbered entries"
        problems = [OutlineProblem(message, mixed.line.start, mixed.line.end)]
    measures: list[_Node] = []
    by_style: dict[str, list[_Node]] = defaultdict(list)
    for parent in parents:
        for child in parent.children:
            by_style[child.line.style].append(child)
    for members in by_style.values():
        found, doubts = _below_headings(members, body)
        measures, problems = measures + found, problems + doubts
    return _in_order([*measures, *(node for node in leaves if _has_policy(node, body))]), problems


def _lists_cases(node: _Node, body: list[_Line]) -> bool:
    """Say whether an entry's text ends in a colon before its first child."""
    return body[node.children[0].index - 1].text[-1] in ":："


def _words(line: _Line) -> str:
    return line.text[line.mark_end - line.start :].strip("。：: ")


def _policies_beside(nodes: list[_Node], measures: list[_Node], body: list[_Line]) -> list[_Node]:
    """Find entries beside the level of the measures that hold none, and offer money or name units themselves."""
    covered = {above.index for measure in measures for above in measure.above()}
    inside = {below.index for measure in measures for below in measure.inside()}
    return [
        node
        for node in nodes
        if node.index not in covered and node.index not in inside and not node.children and _has_policy(node, body)
    ]


def _has_policy(node: _Node, body: list[_Line]) -> bool:
    """Say whether an entry offers money or has responsible units."""
    if node.lists:
        return True
    end = node.index + 1
    while end < len(body) and not body[end].style:
        end += 1
    return any(GIVES_MONEY.search(line.text) and not is_closing(line.text) for line in body[node.index : end])


def _restarts(nodes: list[_Node]) -> list[OutlineProblem]:
    """Report where the outermost numbers begin anew."""
    top = [node for node in nodes if not node.parent]
    return [
        OutlineProblem(f"numbers start again at {after.line.text[:12]}", after.line.start, after.line.end)
        for before, after in pairwise(top)
        if after.line.style == before.line.style and after.line.number == 1 and before.line.number > 1
    ]


# The parts


class _Parts:
    """Collects the parts of a document whose measures are known."""

    def __init__(
        self,
        clean: CleanText,
        body: list[_Line],
        nodes: list[_Node],
        measures: list[_Node],
        lists: list[tuple[int, int, int, int]],
    ) -> None:
        self.clean, self.text, self.body, self.lists = clean, clean.text, body, lists
        self.nodes, self.measures = nodes, {node.index for node in measures}
        self.sections: list[Section] = []
        self.subsections: list[Subsection] = []
        self.found: list[Measure] = []
        self.passages: list[Passage] = []
        self.unit_lists: list[UnitList] = []
        self.closing: tuple[int, int] | None = None
        self.next_list = 0

    def outline(self, title: str, after_title: int, annex_start: int, problems: list[OutlineProblem]) -> Outline:
        heads = self._heads()
        body_end = self.body[-1].end if self.body else 0
        if heads:
            for line in self.body[after_title : heads[0].index]:
                if "。" in line.text:  # prose: the opening of the document, not its title
                    self.passages += _passage(self.text, None, None, None, "", line.start, line.end)
            body_end = self._blocks(heads)
        if self.closing:
            self.passages += _passage(self.text, None, None, None, "", *self.closing)
        return Outline(
            self.clean,
            title,
            tuple(self.sections),
            tuple(self.subsections),
            tuple(self.found),
            tuple(self.passages),
            tuple(_for_whole_sections(self.unit_lists, self.found, self.text)),
            self.closing,
            body_end,
            annex_start,
            tuple(problems + self._doubts(title)),
        )

    def _heads(self) -> list[_Node]:
        """Return the nodes that begin a part: measures, what is above them, and outermost entries beside these."""
        measures = [node for node in self.nodes if node.index in self.measures]
        above = {node.index for measure in measures for node in measure.above()}
        return [node for node in self.nodes if node.index in above or (not node.parent and measures)]

    def _blocks(self, heads: list[_Node]) -> int:
        """Read the parts from head to head; return where the body ends."""
        single = self._single_lines(heads)
        stops = [head.index for head in heads[1:]] + [len(self.body)]
        end = 0
        for head, stop in zip(heads, stops, strict=True):
            block = self.body[head.index : stop]
            last = stop == len(self.body)
            if last:
                block = self._last(head, block, single)
            elif self._next_policy(head, stop):
                block = _before_title(block)
            end = block[-1].end
            self._part(head, end)
        return self.closing[1] if self.closing else end

    def _next_policy(self, head: _Node, stop: int) -> bool:
        """Say whether the block is followed by another policy of the same text: numbers begin anew at the top."""
        line = self.body[stop]
        return line.number == 1 and head.above()[0].line.style == line.style

    def _single_lines(self, heads: list[_Node]) -> bool:
        """Say whether measures are one paragraph each, so that what follows the last one's is the closing."""
        sizes = [b.index - a.index for a, b in pairwise(heads) if a.index in self.measures]
        return len(sizes) > 2 and sum(size == 1 for size in sizes) * 10 >= len(sizes) * 9

    def _last(self, head: _Node, block: list[_Line], single: bool) -> list[_Line]:
        """Cut signature, notes and links off the last block, and keep its closing paragraphs apart."""
        for i in range(1, len(block)):
            if is_furniture(block[i].text) or is_signature(block[i].text):
                block = block[:i]
                break
        if head.index in self.measures:
            cut = _closing_line(block, single, _inner_numbers(head, block))
            if cut is not None:
                self.closing = (block[cut].start, block[-1].end)
                block = block[:cut]
        return block

    def _part(self, head: _Node, end: int) -> None:
        line, above = head.line, head.above()
        path = "/".join(_printed(node.line) for node in above)
        is_measure = head.index in self.measures
        outer = above[:-1] if is_measure else above
        section = outer[0].line.number if outer else None
        subsection = outer[1].line.number if len(outer) > 1 else None
        start = line.mark_end
        if not is_measure or (len(above) == 1 and any(n.index not in self.measures for n in self._top())):
            start, section, subsection = self._heading(head, end, section, subsection, is_measure)
        number = line.number if is_measure else None
        if is_measure:
            label = self.text[line.start : line.mark_end]
            self.found.append(Measure(section, subsection, line.number, label, _heading(line), path, line.start, end))
        self._read(section, subsection, number, path, start, end)

    def _top(self) -> list[_Node]:
        return [node for node in self.nodes if not node.parent]

    def _heading(
        self, head: _Node, end: int, section: int | None, subsection: int | None, is_measure: bool
    ) -> tuple[int, int | None, int | None]:
        """Keep a section or subsection; return where its text begins, and the numbers of both."""
        line, depth = head.line, len(head.above())
        title, lead, intro_start = _split_heading(self.text, line, end)
        label = self.text[line.start : line.mark_end]
        if depth == 1:
            section, subsection = line.number, None
            intro = self.text[intro_start:end]
            self.sections.append(Section(line.number, label, title, line.start, end, intro))
        else:
            subsection = line.number if depth == 2 else subsection
            self.subsections.append(Subsection(section, line.number, label, title, line.start, end))
        if lead and not is_measure:
            self.unit_lists.append(UnitList(section, subsection, None, _path(head), *lead))
            self._skip_lists(intro_start)
        return (line.mark_end if is_measure else intro_start), section, subsection

    def _skip_lists(self, start: int) -> None:
        while self.next_list < len(self.lists) and self.lists[self.next_list][0] < start:
            self.next_list += 1

    def _read(
        self, section: int | None, subsection: int | None, measure: int | None, path: str, start: int, end: int
    ) -> None:
        """Cut a block at its lists of responsible units into passages."""
        self._skip_lists(start)
        position = start
        while self.next_list < len(self.lists) and self.lists[self.next_list][0] < end:
            left, inner_start, inner_end, right = self.lists[self.next_list]
            self.next_list += 1
            inner_end, right = min(inner_end, end), min(right, end)
            inner = self.text[inner_start:inner_end]
            self.unit_lists.append(UnitList(section, subsection, measure, path, inner_start, inner_end, inner))
            self.passages += _passage(self.text, section, subsection, measure, path, position, left)
            position = right
        self.passages += _passage(self.text, section, subsection, measure, path, position, end)

    def _doubts(self, title: str) -> list[OutlineProblem]:
        """Say what a reader should look at before trusting the outline."""
        if not self.found:
            return [OutlineProblem("no numbered measure found", 0, min(len(self.text), 12))]
        first = self.found[0]
        doubts = []
        if not title:
            doubts.append(OutlineProblem("no title found before the first numbered line", 0, min(len(self.text), 12)))
        if not any(units.measure is not None for units in self.unit_lists):
            message = f"no responsible unit found in {len(self.found)} measures"
            doubts.append(OutlineProblem(message, first.start, first.start + len(first.label)))
        for before, after in pairwise(self.found):
            if after.number > before.number + 1 and (before.section, before.subsection) == (
                after.section,
                after.subsection,
            ):
                message = f"numbers jump from {before.label} to {after.label}"
                doubts.append(OutlineProblem(message, after.start, after.start + len(after.label)))
        return doubts


def _path(node: _Node) -> str:
    return "/".join(_printed(above.line) for above in node.above())


def _printed(line: _Line) -> str:
    """Return a printed number without the mark that ends it, brackets in full width: 二, （一）, 3, 第五条."""
    mark = line.text[: line.mark_end - line.start].replace(" ", "").rstrip("、.．:：")
    return mark.translate({ord("("): "（", ord(")"): "）"})


def _inner_numbers(head: _Node, block: list[_Line]) -> int:
    """Return how many lines of a block, from its first, belong to the measure with certainty: to its last numbered one."""
    return max((i for i, line in enumerate(block) if line.style), default=0) if head.children else 0


def _closing_line(block: list[_Line], single: bool, certain: int) -> int | None:
    """Find the first line of the last block that speaks of the whole document."""
    with_units = [i for i, line in enumerate(block) if _names_units(line.text)]
    after = max(with_units[-1] if with_units else 0, certain) + 1
    for i in range(after, len(block)):
        if with_units or single or is_closing(block[i].text):
            return i
    return None


def _names_units(line: str) -> bool:
    return bool(UNIT_BRACKET.search(line) or UNIT_LINE.match(line) or next(_duty_brackets(line, 0, len(line)), None))


def _before_title(block: list[_Line]) -> list[_Line]:
    """Cut off the title of the next policy in a text."""
    for i in range(max(1, len(block) - 4), len(block)):
        line = block[i].text
        if len(line) <= HEADING_MAX and TITLE_END.search(line) and not re.search(r"[。；：:，]", line):
            while i > 1 and (is_furniture(block[i - 1].text) or is_signature(block[i - 1].text)):
                i -= 1
            return block[:i]
    return block


def _for_whole_sections(lists: list[UnitList], measures: list[Measure], text: str) -> list[UnitList]:
    """Give the units that stand on a line below a section's last measure to each of its measures, where all do so."""
    if not lists or not measures:
        return lists
    families: dict[int | None, list[Measure]] = defaultdict(list)
    for measure in measures:
        families[measure.section].append(measure)
    last = {members[-1].start: members for members in families.values()}
    by_path = {measure.path: measure for measure in measures}
    for units in lists:
        home = by_path.get(units.path)
        own_line = units.start == 0 or text[units.start - 1] == "\n"
        if units.measure is None or home is None or home.start not in last or not own_line:
            return lists
    if all(len(members) == 1 for members in families.values()):
        return lists
    return [
        replace(units, subsection=measure.subsection, measure=measure.number, path=measure.path)
        for units in lists
        for measure in last[by_path[units.path].start]
    ]


def _heading(line: _Line) -> str:
    """Return a measure's heading: its first sentence if short, else its first words up to a mark."""
    body = line.text[line.mark_end - line.start :].lstrip("\n ")
    named = NAMED.match(body)
    if named and not UNIT_BRACKET.match(body):
        return named[1]
    stop = re.search(r"[。；;\n]|[（(\[【［]责任单位", body)
    heading = body[: stop.start()] if stop else body
    if len(heading) > HEADING_MAX:
        heading = re.split(r"[，,：:]", heading, maxsplit=1)[0][:HEADING_MAX]
    return heading.strip("：: ")


def _split_heading(text: str, line: _Line, end: int) -> tuple[str, tuple[int, int, str] | None, int]:
    """Read a section's heading: its title, its lead units (start, end, text), and where its opening paragraphs begin."""
    words = text[line.mark_end : line.end]
    found = LEAD_BRACKET.search(words)
    title = words[: found.start()] if found else words
    intro_start = min(line.end + 1, end)
    lead = None
    if found:
        start = line.mark_end + found.start(1)
        lead = (start, start + len(found[1]), found[1])
    if "。" in title:  # the heading and the opening stand in one line
        title, _, _ = title.partition("。")
        intro_start = line.mark_end + len(title) + 1
    return title.strip("。：: \n"), lead, intro_start


def _passage(
    text: str, section: int | None, subsection: int | None, measure: int | None, path: str, start: int, end: int
) -> list[Passage]:
    while start < end and text[start] in "\n。 ":
        start += 1
    while end > start and text[end - 1] in "\n ":
        end -= 1
    return [Passage(section, subsection, measure, path, start, end, text[start:end])] if end > start else []


# Lists of units


def _unit_brackets(text: str, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield (start, inner start, inner end, end) of each list of responsible units, with or without brackets."""
    for left, right in lines_of(text, start, end):
        line_end = right
        position = left
        while position < line_end:
            found = UNIT_BRACKET.search(text, position, line_end)
            before = found.start() if found else line_end
            plain = _unit_line(text, position, before)
            if plain is not None:
                before = plain
            yield from _duty_brackets(text, position, before, before == line_end or (plain is None and bool(found)))
            if plain is not None:
                yield plain, plain, line_end, line_end
                break
            if not found:
                break
            stop = close_bracket(text, found.start(), min(end, found.start() + BRACKET_MAX))
            yield found.start(), found.start() + 1, stop, min(stop + 1, end)
            position = stop + 1


def _duty_brackets(text: str, start: int, end: int, at_end: bool = True) -> Iterator[tuple[int, int, int, int]]:
    """Find brackets that say who leads and who helps, behind a sentence or at a line's end: （甲局牵头，乙局配合）."""
    if not DUTY_WORD.search(text, start, end):
        return
    stop = end - len(text[start:end]) + len(text[start:end].rstrip("。 "))
    position = start
    while position < stop:
        opener = BRACKET.search(text, position, stop)
        if not opener:
            return
        left = opener.start()
        right = close_bracket(text, left, min(stop, left + DUTY_MAX))
        position = left + 1
        if right >= stop or text[right] not in CLOSERS:
            continue
        behind = text[left - 1] if left > start else "\n"
        if behind in "。；;！\n" or right + 1 == stop or text[right + 1] == "\n":
            inner = text[left + 1 : right]
            duty = DUTY.search(inner)
            if duty and duty.start() > 1 and "。" not in inner[: duty.start()] and OFFICE.search(inner[: duty.start()]):
                yield left, left + 1, right, right + 1
                position = right + 1


BRACKET = re.compile("[" + re.escape(OPENERS) + "]")


def _unit_line(text: str, start: int, end: int) -> int | None:
    """Find where units such as 责任单位：… stand without brackets, at a line's start or behind a sentence."""
    for found in UNIT_LINE.finditer(text, start, end):
        begin = found.start()
        if begin == 0 or text[begin - 1] in "\n。":
            return begin
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
