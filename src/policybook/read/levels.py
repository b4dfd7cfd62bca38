"""Decide which level of the numbered lines holds the measures.

In: the lines of a document's body and where its lists of responsible units stand. Out: the numbered lines as a tree
(`make_tree`), those of its nodes that are measures, and what is doubtful about the choice (`measure_nodes`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from policybook.read.ends import is_closing
from policybook.read.numbering import Line, is_bare, printed_number, words_of

GIVES_MONEY = re.compile(
    r"(?:给予|奖励|补助|补贴|资助|奖补|贴息|发放|设立|安排|兑现|房票)[^。；\n]{0,80}?\d[\d.,]{0,12}(?:[万亿]元|元|%)"
)
TITLED = re.compile(r"[^，。；：,;:]{2,24}。.")  # 支持扩产。对企业…
#: Headings of sections that frame a policy and offer nothing.
FRAME = re.compile(
    r"[\u4e00-\u9fff]{0,6}?(?:目标|要求|原则|思想|对象|范围|附则|总则|保障|组织实施|程序|流程|条件|规定|事项|说明|背景|过程|期限|机制|材料|资料"
    r"|监督|管理|兑现|其他|其它|内容|领导|宣传|督导|考核|评估|解释|时间|来源|渠道)"
)


Doubt = tuple[str, Line]


class Node:
    """A numbered line with what stands below it."""

    __slots__ = ("children", "index", "line", "lists", "parent")

    def __init__(self, line: Line, index: int, parent: "Node | None") -> None:
        self.line, self.index, self.parent = line, index, parent
        self.children: list[Node] = []
        self.lists = 0  # lists of units in its own text
        if parent:
            parent.children.append(self)

    def above(self) -> "list[Node]":
        """Return the nodes from outside in, this one the last."""
        return [*(self.parent.above() if self.parent else ()), self]

    def inside(self) -> "Iterator[Node]":
        """Yield this node and all below it."""
        yield self
        for child in self.children:
            yield from child.inside()


def make_tree(lines: list[Line]) -> list[Node]:
    """Make a tree of the numbered lines; a style that is open already is on its own level again."""
    nodes: list[Node] = []
    open_nodes: list[Node] = []
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
        node = Node(line, index, open_nodes[-1] if open_nodes else None)
        open_nodes.append(node)
        nodes.append(node)
    return nodes


def _series(lines: list[Line]) -> set[int]:
    """Return where numbers count something: beside a neighbour of the same style that is one or two away, or at one."""
    by_style: dict[str, list[Line]] = defaultdict(list)
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


def count_lists(nodes: list[Node], lists: list[tuple[int, int, int, int]]) -> None:
    """Count for each node the lists of units in its own text; the lead in a bare heading is none of them."""
    position = -1
    for start, _, _, end in lists:
        while position + 1 < len(nodes) and nodes[position + 1].line.start <= start:
            position += 1
        if position >= 0:
            node = nodes[position]
            lead = end >= node.line.end - 1 and start < node.line.end and is_bare(node.line, start) and node.children
            node.lists += not lead


def measure_nodes(nodes: list[Node], body: list[Line]) -> tuple[list[Node], list[Doubt]]:
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


def _in_order(nodes: list[Node]) -> list[Node]:
    return sorted(nodes, key=lambda node: node.index)


def _depth(nodes: list[Node], style: str) -> int:
    return max(len(node.above()) for node in nodes if node.line.style == style)


def _running_style(nodes: list[Node], styles: list[str]) -> str:
    """Return the innermost style whose numbers go on from one bare heading to the next; "" where none does."""
    found = []
    for style in styles:
        families: dict[int, list[Node]] = defaultdict(list)
        for node in nodes:
            if node.line.style == style and node.parent:
                families[node.parent.index].append(node)
        if len(families) < 2:
            continue
        steps = [0 < b[0].line.number - a[-1].line.number <= 2 for a, b in pairwise(families.values())]
        bare = [is_bare(members[0].parent.line) for members in families.values() if members[0].parent]
        if sum(steps) * 2 > len(steps) and sum(bare) * 2 > len(bare):
            found.append(style)
    return max(found, key=lambda style: _depth(nodes, style), default="")


def _style_with_units(nodes: list[Node], styles: list[str]) -> str:
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


def _holder(node: Node) -> Node:
    """Return whose units a node's list names: its parent's, where the list stands behind the last of several cases."""
    family = node.parent.children if node.parent else []
    is_last = len(family) > 1 and family[-1] is node and not any(other.lists for other in family[:-1])
    if node.parent and is_last and not any(TITLED.match(words_of(other.line)) for other in family):
        return node.parent
    return node


def _below_headings(group: list[Node], body: list[Line]) -> tuple[list[Node], list[Doubt]]:
    """Go from outside in while most entries that hold others are bare headings."""
    parents = [node for node in group if node.children]
    leaves = [node for node in group if not node.children]
    beside = [node for node in leaves if not FRAME.fullmatch(words_of(node.line))]
    alone = len(parents) == 1 and not parents[0].parent and not beside
    bare = [node for node in parents if is_bare(node.line) and (alone or not _lists_cases(node, body))]
    below = sum(len(node.children) for node in bare)
    if len(bare) * 2 <= len(parents) or below <= len(beside):
        return group, []
    problems = []
    if len(bare) < len(parents) or beside:
        headings = {node.index for node in bare}
        mixed = next(node for node in group if node.index not in headings)
        message = f"level may be wrong: {len(bare)} of {len(group)} {mixed.line.style} are headings of numbered entries"
        problems = [(message, mixed.line)]
    measures: list[Node] = []
    by_style: dict[str, list[Node]] = defaultdict(list)
    for parent in parents:
        for child in parent.children:
            by_style[child.line.style].append(child)
    for members in by_style.values():
        found, doubts = _below_headings(members, body)
        measures, problems = measures + found, problems + doubts
    return _in_order([*measures, *(node for node in leaves if _has_policy(node, body))]), problems


def _lists_cases(node: Node, body: list[Line]) -> bool:
    """Say whether an entry's text ends in a colon before its first child."""
    return body[node.children[0].index - 1].text[-1] in ":："


def _policies_beside(nodes: list[Node], measures: list[Node], body: list[Line]) -> list[Node]:
    """Find entries beside the level of the measures that hold none, and offer money or name units themselves."""
    covered = {above.index for measure in measures for above in measure.above()}
    inside = {below.index for measure in measures for below in measure.inside()}
    return [
        node
        for node in nodes
        if node.index not in covered and node.index not in inside and not node.children and _has_policy(node, body)
    ]


def _has_policy(node: Node, body: list[Line]) -> bool:
    """Say whether an entry has a policy of its own: no frame stands around it, or it offers money or names units."""
    if node.lists or not any(FRAME.fullmatch(words_of(above.line)) for above in node.above()):
        return True
    end = node.index + 1
    while end < len(body) and not body[end].style:
        end += 1
    return any(GIVES_MONEY.search(line.text) and not is_closing(line.text) for line in body[node.index : end])


def restarts(nodes: list[Node]) -> list[Doubt]:
    """Report where the outermost numbers begin anew."""
    top = [node for node in nodes if not node.parent]
    return [
        (_restart(after.line), after.line)
        for before, after in pairwise(top)
        if after.line.style == before.line.style and after.line.number == 1 and before.line.number > 1
    ]


def _restart(line: Line) -> str:
    mark = f"{printed_number(line)}#2"
    return f"numbers start again at {line.text[:12]}: another policy in one text? its paths are marked {mark}"
