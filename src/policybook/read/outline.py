"""Find the parts of a policy document.

In: the cleaned text of a document. Out: an `Outline`: title, sections (domains) with their lead units, subsections,
numbered measures with heading, text and responsible units, the closing paragraph, the annexes, the passages that the
extractors read, and what is doubtful about all this.

Numbered lines (`policybook.read.numbering`) make a tree, and named criteria say which of its levels holds the measures
(`policybook.read.levels`).
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from policybook.read.clean import ANNEX, HEADING_MAX, CleanText, plain_characters
from policybook.read.ends import DATE, is_appendix, is_closing, is_furniture, is_notes, is_signature
from policybook.read.levels import GIVES_MONEY, Node, count_lists, make_tree, measure_nodes, restarts
from policybook.read.metadata import TITLE_END, find_title
from policybook.read.numbering import PARAGRAPH, Line, mend_numbers, printed_number, read_lines, words_of
from policybook.read.unit_lists import BRACKET_MAX, UNIT_BRACKET, Span, find_unit_lists, names_units

LEAD_BRACKET = re.compile(
    r"[（(\[【［]由?([^（()）]*?)(?:负责)?牵头(?:实施|负责|落实)?(?:[，,；;][^（()）]*)?[）)\]】］]"
)
HEADING_UNITS = re.compile(rf"(?={UNIT_BRACKET.pattern})[（(\[【〔［]([^（）()\[\]【】〔〕]{{4,200}})[）)\]】〕］]$")
NAMED = re.compile(r"[【\[［〔（(]([^】\]］〕）)]{2,30})[】\]］〕）)]")
HEADING_END = re.compile(rf"[。；;\n]|{UNIT_BRACKET.pattern}")
PAGE_NUMBER = re.compile(r"\s*[.…·．\t ]+\d{0,3}$")
SENDS_OUT = re.compile(r"印发给|印发.{0,60}的通知|现.{0,6}(?:印发|转发)|征求.{0,60}意见的?(?:公告|通知|通告)")
DATED = re.compile(DATE)
SENTENCE_ENDS = ("。", "；", ";", "！", "”", "。)", "。）")


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

    `path` holds the printed numbers from outside in: ``"二/（一）/3"``. A number that stands on its level a second time, as
    where two policies are in one text, is marked: ``"一#2/（一）"``.
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


def outline(clean: CleanText) -> Outline:
    """Find sections, subsections, measures, responsible units, closing paragraph and annexes.

    Parameters
    ----------
    clean : CleanText
        The cleaned document.

    Returns
    -------
    Outline
        Where no line of the body is numbered, each paragraph of prose in which money is given is a measure; without
        measures where there is no such prose.
    """
    text = clean.text
    lines = read_lines(text)
    annex_start = _annex_start(lines, len(text))
    body = _without_contents(mend_numbers([line for line in lines if line.start < annex_start]))
    body = _without_notice(body)
    front = next((i for i, line in enumerate(body) if line.style), len(body))
    if front == len(body):
        body = _by_paragraph(body)
        front = next((i for i, line in enumerate(body) if line.style), len(body))
    title, after_title = find_title([line.text for line in body[:front]])
    body, problems = _without_copy(_without_answers(body, front), front)
    lists = list(find_unit_lists(text, body[front].start, body[-1].end)) if front < len(body) else []
    nodes = make_tree(body)
    count_lists(nodes, lists)
    measures, doubts = measure_nodes(nodes, body)
    problems += [OutlineProblem(message, line.start, line.end) for message, line in doubts + restarts(nodes)]
    parts = _Parts(text, body, nodes, measures, lists)
    return Outline(
        clean,
        title,
        tuple(parts.sections),
        tuple(parts.subsections),
        tuple(parts.measures),
        tuple(_opening(text, body[after_title:], parts.measures) + parts.passages),
        tuple(_for_whole_sections(parts.unit_lists, parts.measures, text)),
        parts.closing,
        parts.end,
        annex_start,
        tuple(problems + parts.doubts(title)),
    )


def _opening(text: str, lines: list[Line], measures: list[Measure]) -> list[Passage]:
    """Return the prose between the title and the first numbered line."""
    prose = []
    for line in lines:
        if line.style or not measures:
            break
        if "。" in line.text:
            prose += _passage(text, _Place(), line.start, line.end)
    return prose


def _by_paragraph(body: list[Line]) -> list[Line]:
    """Count the paragraphs of a text in which no line is numbered, if it is prose in which money is given."""
    prose = [line.start for line in body if line.text.endswith(SENTENCE_ENDS)]
    if len(prose) < 2 or not any(GIVES_MONEY.search(line.text) for line in body):
        return body
    number = {start: k for k, start in enumerate(prose, 1)}
    return [
        line._replace(style=PARAGRAPH, number=number[line.start], mark_end=line.start) if line.start in number else line
        for line in body
    ]


# What is no part of the body


def _annex_start(lines: list[Line], default: int) -> int:
    """Find the first annex heading behind numbered lines; the policy that a notice sends out as its annex is none."""
    total = sum(bool(line.style) for line in lines)
    numbered, notice = 0, False
    for line in lines:
        numbered += bool(line.style)
        notice = notice or (not numbered and SENDS_OUT.search(line.text) is not None)
        enough = numbered and (not notice or numbered >= 3 or numbered * 2 >= total)
        if enough and line.end - line.start <= 60 and ANNEX.fullmatch(line.text):
            return line.start
    return default


def _without_notice(body: list[Line]) -> list[Line]:
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
            return [line._replace(style="") if line.style else line for line in body[:i]] + body[i:]
        return body
    return body


def _without_contents(body: list[Line]) -> list[Line]:
    """Leave out a table of contents: short numbered lines at the beginning that stand again as headings below."""
    first = next((i for i, line in enumerate(body) if line.style), len(body))
    stop = first
    while stop < len(body) and not re.search("[。；;]", body[stop].text) and len(body[stop].text) <= 2 * HEADING_MAX:
        stop += 1
        if stop - first > 1 and stop < len(body) and _stands_again(body[first], body[stop]):
            break
    else:
        return body
    listed = [line for line in body[first:stop] if line.style]
    below: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for line in body[stop:]:
        below[line.style, line.number].append(line)
    again = sum(any(_stands_again(line, other) for other in below[line.style, line.number]) for line in listed)
    if len(listed) < 2 or again * 5 < len(listed) * 4:
        return body
    return body[:first] + [line for line in body[first:stop] if not line.style] + body[stop:]


def _stands_again(entry: Line, line: Line) -> bool:
    """Say whether a line begins with the words of an entry of a table of contents."""
    if (entry.style, entry.number) != (line.style, line.number):
        return False
    words, listed = words_of(line), PAGE_NUMBER.sub("", words_of(entry))
    return bool(listed) and (words.startswith(listed) or words.startswith(listed.rstrip("0123456789 ")))


def _without_answers(body: list[Line], front: int) -> list[Line]:
    """Leave out questions and answers on the policy that follow it with numbers of their own."""
    behind = [i for i in range(front + 2, len(body)) if not body[i].style]
    notes = [i for i in behind if is_notes(body[i].text)][-3:]  # few: each is compared with all that follows
    last = (i for i in notes if _is_last(body, i))
    appendix = (i for i in behind if is_appendix(body[i].text))
    return body[: min(next(last, len(body)), next(appendix, len(body)))]


def _is_last(body: list[Line], i: int) -> bool:
    """Say whether no number before a line goes on behind it, but those of a list that begins there."""
    following = [line for line in body[i + 1 :] if line.style]
    if following and following[0].number > (2 if "1" in body[i].text else 1):
        return False
    last = {line.style: line.number for line in body[:i] if line.style}
    own = following[0].style if following else ""
    return not any(line.style != own and line.style in last for line in following)


def _without_copy(body: list[Line], front: int) -> tuple[list[Line], list[OutlineProblem]]:
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


def _same(a: Line, b: Line) -> bool:
    return abs(len(a.text) - len(b.text)) < 9 and plain_characters(a.text) == plain_characters(b.text)


# The parts


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a part stands: the numbers around it, its own where it is a measure, and the printed path."""

    section: int | None = None
    subsection: int | None = None
    measure: int | None = None
    path: str = ""


class _Parts:
    """Collects the parts of a document whose measures are known."""

    def __init__(self, text: str, body: list[Line], nodes: list[Node], measures: list[Node], lists: list[Span]) -> None:
        self.text, self.body, self.lists = text, body, lists
        self.is_measure = {node.index for node in measures}
        self.sectioned = any(node.index not in self.is_measure for node in nodes if not node.parent)
        self.sections: list[Section] = []
        self.subsections: list[Subsection] = []
        self.measures: list[Measure] = []
        self.passages: list[Passage] = []
        self.unit_lists: list[UnitList] = []
        self.closing: tuple[int, int] | None = None
        self.end = body[-1].end if body else 0
        self.next_list = 0
        self.paths: dict[int, str] = {}
        self.printed: Counter[str] = Counter()
        heads = _heads(nodes, measures)
        if heads:
            self._read_all(heads)

    def _read_all(self, heads: list[Node]) -> None:
        """Read the parts from head to head."""
        single = self._single_lines(heads)
        for head, following in zip_longest(heads, heads[1:]):
            block = self.body[head.index : following.index if following else None]
            if following is None:
                block = self._without_ending(head, block, single)
            elif following.line.number == 1 and following.line.style == head.above()[0].line.style:
                block = _before_title(block)  # numbers begin anew: another policy in the same text
            self.end = block[-1].end
            self._part(head, self.end)
        if self.closing:
            self.end = self.closing[1]
            self.passages += _passage(self.text, _Place(), *self.closing)

    def _single_lines(self, heads: list[Node]) -> bool:
        """Say whether measures are one paragraph each, so that what follows the last one's is the closing."""
        sizes = [b.index - a.index for a, b in pairwise(heads) if a.index in self.is_measure]
        return len(sizes) > 2 and sum(size == 1 for size in sizes) * 10 >= len(sizes) * 9

    def _without_ending(self, head: Node, block: list[Line], single: bool) -> list[Line]:
        """Cut signature, notes and links off the last block, and keep its closing paragraphs apart."""
        for i in range(1, len(block)):
            if not block[i].style and (is_furniture(block[i].text) or is_signature(block[i].text)):
                block = block[:i]
                break
        cut = _closing_line(head, block, single) if head.index in self.is_measure else None
        if cut is None:
            return block
        self.closing = (block[cut].start, block[-1].end)
        return block[:cut]

    def _part(self, head: Node, end: int) -> None:
        """Read one part: a section's or subsection's heading and opening, or a measure."""
        line, place = head.line, self._place(head)
        start = line.mark_end
        if head.index in self.is_measure:
            label = self.text[line.start : start] or printed_number(line)
            numbers = (place.section, place.subsection, line.number)
            self.measures.append(Measure(*numbers, label, _heading(self.text[start:end]), place.path, line.start, end))
            if not head.parent and self.sectioned:
                self._keep_heading(head, place, end)  # offers something itself, beside the sections that hold measures
        else:
            start = self._keep_heading(head, place, end)
        self._read(place, start, end)

    def _place(self, head: Node) -> _Place:
        above = head.above()
        path = self._path(head)
        own = head.line.number if head.index in self.is_measure else None
        around = [node.line.number for node in above]
        if own is not None and (head.parent or not self.sectioned):
            around.pop()
        return _Place(*[*around, None, None][:2], own, path)

    def _path(self, node: Node) -> str:
        """Return the printed numbers of a node from outside in; each node has its own."""
        if node.index not in self.paths:
            path = f"{self._path(node.parent)}/" if node.parent else ""
            path += printed_number(node.line)
            self.printed[path] += 1
            self.paths[node.index] = path if self.printed[path] == 1 else f"{path}#{self.printed[path]}"
        return self.paths[node.index]

    def _keep_heading(self, head: Node, place: _Place, end: int) -> int:
        """Keep a section or subsection with its lead units; return where its opening begins."""
        line = head.line
        title, lead, opening = _split_heading(self.text, line, end)
        label = self.text[line.start : line.mark_end]
        if head.parent:
            self.subsections.append(Subsection(place.section, line.number, label, title, line.start, end))
        else:
            self.sections.append(Section(line.number, label, title, line.start, end, self.text[opening:end]))
        if lead and place.measure is None:
            self.unit_lists.append(UnitList(place.section, place.subsection, None, place.path, *lead))
        return opening

    def _read(self, place: _Place, start: int, end: int) -> None:
        """Cut a block at its lists of responsible units into passages."""
        numbers = (place.section, place.subsection, place.measure, place.path)
        position = start
        while self.next_list < len(self.lists) and self.lists[self.next_list][0] < end:
            left, inner_start, inner_end, right = self.lists[self.next_list]
            self.next_list += 1
            if left < start:
                continue
            inner_end = min(inner_end, end)
            self.unit_lists.append(UnitList(*numbers, inner_start, inner_end, self.text[inner_start:inner_end]))
            self.passages += _passage(self.text, place, position, left)
            position = min(right, end)
        self.passages += _passage(self.text, place, position, end)

    def doubts(self, title: str) -> list[OutlineProblem]:
        """Say what a reader should look at before trusting the outline."""
        start = min(len(self.text), 12)
        if not self.measures:
            return [OutlineProblem("no numbered measure found", 0, start)]
        doubts = []
        if self.measures[0].label.startswith(PARAGRAPH):
            doubts.append(OutlineProblem("no line is numbered: each paragraph is read as a measure", 0, start))
        if not title:
            doubts.append(OutlineProblem("no title found before the first numbered line", 0, start))
        if all(units.measure is None for units in self.unit_lists):
            message = f"no responsible unit found in {len(self.measures)} measures"
            doubts.append(OutlineProblem(message, *_label_span(self.measures[0])))
        for before, after in pairwise(self.measures):
            together = before.path.rpartition("/")[0] == after.path.rpartition("/")[0]
            if together and after.number > before.number + 1:
                message = f"numbers jump from {before.label} to {after.label}"
                doubts.append(OutlineProblem(message, *_label_span(after)))
        return doubts


def _label_span(measure: Measure) -> tuple[int, int]:
    return measure.start, measure.start + len(measure.label)


def _heads(nodes: list[Node], measures: list[Node]) -> list[Node]:
    """Return the nodes that begin a part: measures, what is above them, and outermost entries beside these."""
    above = {node.index for measure in measures for node in measure.above()}
    return [node for node in nodes if node.index in above or (not node.parent and measures)]


def _closing_line(head: Node, block: list[Line], single: bool) -> int | None:
    """Find the first line of the last measure's block that speaks of the whole document."""
    certain = max((i for i, line in enumerate(block) if line.style), default=0) if head.children else 0
    with_units = max((i for i, line in enumerate(block) if names_units(line.text)), default=-1)
    for i in range(max(with_units, certain) + 1, len(block)):
        if i and (with_units >= 0 or single or is_closing(block[i].text)):
            return i
    return None


def _before_title(block: list[Line]) -> list[Line]:
    """Cut off the title of the next policy in a text."""
    for i in range(max(1, len(block) - 4), len(block)):
        line = block[i].text
        heads = TITLE_END.search(line) or i == len(block) - 1
        if len(line) <= HEADING_MAX and heads and not block[i].style and not re.search(r"[。；：:，]", line):
            while i > 1 and (is_furniture(block[i - 1].text) or is_signature(block[i - 1].text)):
                i -= 1
            return block[:i]
    return block


def _for_whole_sections(lists: list[UnitList], measures: list[Measure], text: str) -> list[UnitList]:
    """Give the units that stand on a line below a section's last measure to each of its measures, where all do so."""
    if not lists or not measures:
        return lists
    families: dict[str | None, list[Measure]] = defaultdict(list)
    for measure in measures:
        families[None if measure.section is None else measure.path.partition("/")[0]].append(measure)
    last = {members[-1].start: members for members in families.values()}
    by_path = {measure.path: measure for measure in measures}
    for units in lists:
        home = by_path.get(units.path)
        own_line = "\n" in text[max(0, units.start - 2) : units.start]
        if units.measure is None or home is None or home.start not in last or not own_line:
            return lists
    if len(lists) < 2 or all(len(members) == 1 for members in families.values()):
        return lists
    return [
        replace(units, subsection=measure.subsection, measure=measure.number, path=measure.path)
        for units in lists
        for measure in last[by_path[units.path].start]
    ]


def _heading(text: str) -> str:
    """Return a measure's heading: its first sentence if short, else its first words up to a mark."""
    body = text[:BRACKET_MAX].lstrip("\n ；;，,、。")
    named = NAMED.match(body)
    if named and not UNIT_BRACKET.match(body):
        return named[1]
    stop = HEADING_END.search(body)
    heading = body[: stop.start()] if stop else body
    if len(heading) > HEADING_MAX:
        heading = re.split(r"[，,：:]", heading, maxsplit=1)[0][:HEADING_MAX]
    return heading.strip("：: ")


def _split_heading(text: str, line: Line, end: int) -> tuple[str, tuple[int, int, str] | None, int]:
    """Read a section's heading: its title, its lead units (start, end, text), and where its opening paragraphs begin."""
    words = text[line.mark_end : line.end]
    found = LEAD_BRACKET.search(words) or HEADING_UNITS.search(words)
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


def _passage(text: str, place: _Place, start: int, end: int) -> list[Passage]:
    while start < end and text[start] in "\n。 ":
        start += 1
    while end > start and text[end - 1] in "\n ":
        end -= 1
    numbers = (place.section, place.subsection, place.measure, place.path)
    return [Passage(*numbers, start, end, text[start:end])] if end > start else []
