"""Clean the raw text of a policy document.

In: the text of a document as received. Out: a `CleanText`: the same text without page breaks inside sentences, page
numbers, running headers, markdown and word-processor marks and odd spaces, in which every character knows its offset in
the raw text.

Paragraphs are separated by one newline, cells of a table row by tabs. Punctuation and digits stay as printed; traditional
characters are read as simplified ones, and stay as printed in quotes.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from policybook.read.ends import is_furniture
from policybook.read.scripts import simplify

CN_DIGITS = "一二三四五六七八九十百零〇两"

# What stands between two printed characters: white space and marks that carry no text.
GAP = re.compile(
    r"""(?:
        \s                                  # any white space, also no-break and ideographic
      | \*\*                                # markdown bold; a single * marks a leading unit and stays
      | </?(?:b|strong|u|i|em|p|br)\s*/?>   # HTML marks
      | \[bookmark:[^\]\n]{0,60}\]          # word-processor bookmarks
      | ^\#{1,6}(?=[ \t])                  # markdown headings
      | [\ufeff\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060\x00-\x08\x0e-\x1f\x7f]
    )+""",
    re.X | re.M,
)
NUMBERED = re.compile(
    rf"""(?:
        [{CN_DIGITS}]{{1,4}}、(?![{CN_DIGITS}]{{1,3}}(?:[、等孩胎级类产档期线]|季度|年级))  # not 一、二、三等奖, 二、三孩
      | [（(](?:[{CN_DIGITS}]{{1,4}}|\d{{1,3}})[）)]
      | 第(?:[{CN_DIGITS}]{{1,5}}|\d{{1,3}})(?:[章节编篇条]|部分)(?!例|款)
      | \d{{1,3}}[.．、](?:(?!\d)|(?=(?:19|20)\d\d年))              # 1. and 23.2023年…, but not 1.5
      | [①-⑳㈠-㈩⑴-⒇]
      | (?:措施|举措|任务)(?:[{CN_DIGITS}]{{1,3}}|\d{{1,3}})[:：、.．]
    )""",
    re.X,
)
#: A line numbered 2.1 or 2.1.3, and a heading numbered 2 above it: in other texts such a line goes on with a figure.
DOTTED = re.compile(
    r"\d{1,2}(?:[.．]\d{1,2}){1,2}(?![\d.．%％‰万亿千百十元倍亩吨])|\d{1,2}[\u4e00-\u9fff][^，。；：\n]{1,40}$"
)
DOTTED_LINE = re.compile(r"^[ \t\u3000]*(\d{1,2})[.．](\d{1,2})(?![\d%％‰万亿千百十元倍亩吨])", re.M)
#: What a unit is to a measure: the words that open a list of units.
UNIT_ROLE = (
    "(?:(?:[省市县区]级|[省市县区]直|第一|主要|政策)?(?:责任|牵头|负责|配合|主管|主办|承办|协办|实施|落实|参与|参加|兑现){1,2}(?:单位|部门|主体)"
    "|牵头|配合)"
)
#: A note between that word and its colon: 责任单位（第一个为牵头单位）：
ROLE_NOTE = r"(?:[（(][^（）()\n]{2,20}[）)])?"
STARTS_ALONE = re.compile(
    rf"[（(\[【〔［]?{UNIT_ROLE}{ROLE_NOTE}[】\]］]?[:：]|附件|抄送|——|"
    r"(?:上述|以上)[\d一二三四五六七八九十]+个领域|本(?:文件|通知|政策|措施|意见|办法)(?:自|明确|由)"
)
OPEN_UNITS = re.compile(rf"[（(\[【〔［]{UNIT_ROLE}{ROLE_NOTE}[】\]］]?[:：][^）)\]】〕］]*$")
ANNEX = re.compile(r"附\s*[件表图录]\s*[\d一二三四五六七八九十]{0,3}\s*(?:[:：].*)?|附[:：].*")
LONE_NUMBER = re.compile(rf"[{CN_DIGITS}]{{1,3}}")
NO_BEGINNING = frozenset("、，。；：？！,;:)）】〕］」』”’》〉%％")  # no paragraph begins with one
WHOLE_UNIT = re.compile(r"(?:[局委办部院会厅署处府行所站队校社区镇乡]|中心|公司|海关|集团|单位|部门|街道|[）)〕])$")
#: A line that holds only a page's number, and a page's number at the end of a line.
PAGE_LINE = re.compile(
    r"\n([ \t]*(?:[—–－\-·~]{1,2} ?\d{1,4} ?[—–－\-·~]{1,2}|第 ?\d{1,4} ?页(?:[ ,，/、]{0,2}共 ?\d{1,4} ?页)?|\d{1,4} ?/ ?\d{1,4}页?)"
    r"[ \t\r]*)(?=\n|\Z)"
)
PAGE_AT_END = re.compile(r"(—{1,2} ?\d{1,4} ?—{1,2})[ \t\r]*$", re.M)
FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(?:[a-z_]+:.*\n){1,30}---[ \t]*$", re.M)
CLAUSE_MARKS = frozenset("，。；：,;:")
SENTENCE_END = frozenset("。；;！!？?：:…")
CLOSING_QUOTES = "”’」』\"'》"
LINE_BREAKS = frozenset("\n\r\f\v\x85\u2028\u2029")
OPENERS, CLOSERS = "（(〔[【［", "）)〕]】］"
GOES_ON = re.compile(r"\d+(?![\d.．、])|[万亿]?元|%")  # what follows a page's end inside a sentence
# A sentence of cleaned text; the group leaves out the mark that ends it.
SENTENCE = re.compile(r"([^。；;！!？?\n]+)[。；;！!？?]?")
# What typesetting may change; a point between digits is part of a number, the private character stands for one (`align`).
TYPESETTING = re.compile(r"[^\w%‰.\ue000]|(?<!\d)\.|\.(?!\d)|_")
HEADING_MAX = 45  # characters: a longer line without a full stop is prose, not a heading
TITLE_MAX = 60


def plain_characters(text: str) -> str:
    """Return the letters and numbers of a text: what stays the same however it is typeset.

    Examples
    --------
    >>> plain_characters("（一）增长１.５% 以上。")
    '一增长1.5%以上'
    """
    return TYPESETTING.sub("", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True, slots=True)
class CleanText:
    """A cleaned text whose characters know where they stand in the raw text.

    Attributes
    ----------
    text : str
        The cleaned text, in simplified characters.
    printed : str
        The same as printed: differs from `text` where the document is in traditional characters.
    """

    text: str
    printed: str
    _clean_starts: list[int] = field(repr=False)
    _raw_starts: list[int] = field(repr=False)

    def offset(self, position: int) -> int:
        """Return the offset in the raw text of the character at `position` of the cleaned text."""
        if not 0 <= position < len(self.text):
            raise IndexError(f"position {position} is outside the text of {len(self.text)} characters")
        piece = bisect_right(self._clean_starts, position) - 1
        return self._raw_starts[piece] + position - self._clean_starts[piece]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw offsets (start, end) of the cleaned characters ``start`` to ``end - 1``."""
        if start >= end:
            raise IndexError(f"empty span {start}:{end}")
        return self.offset(start), self.offset(end - 1) + 1

    def as_printed(self, words: str, start: int, end: int) -> str:
        """Return words that were read in ``text[start:end]``, some characters perhaps left out, as they are printed there.

        Words that do not stand there are returned as they are.
        """
        if self.printed == self.text:
            return words
        at = self.text.find(words, start, end)
        if at >= 0:
            return self.printed[at : at + len(words)]
        characters = []
        for character in words:
            at = self.text.find(character, start, end)
            if at < 0:
                return words
            characters.append(self.printed[at])
            start = at + 1
        return "".join(characters)


def clean(raw: str) -> CleanText:
    """Clean a document's text and keep the way back to it.

    Parameters
    ----------
    raw : str
        The text as received.

    Returns
    -------
    CleanText
        ``raw[c.offset(i)] == c.printed[i]`` holds for every character; a line break may be any of Unicode's.
    """
    printed, raw = raw, _without_pages(raw)
    read = simplify(raw)
    same, raw = read is raw, read
    wrap, dotted = _wrap_width(raw), _has_dotted_numbers(raw)
    pieces: list[str] = []
    clean_starts: list[int] = []
    raw_starts: list[int] = []
    length = 0
    line = _Line(dotted)

    def put(piece: str, raw_start: int) -> None:
        nonlocal length
        if piece:
            pieces.append(piece)
            clean_starts.append(length)
            raw_starts.append(raw_start)
            length += len(piece)

    previous_end = 0
    for gap in GAP.finditer(raw):
        start, end = gap.span()
        if start > previous_end:
            line.pieces.append(raw[previous_end:start])
            put(raw[previous_end:start], previous_end)
        previous_end = end
        if not length or end == len(raw):
            continue
        _put_gap(raw, start, end, line, wrap, put)
    if previous_end < len(raw):
        put(raw[previous_end:], previous_end)
    text = "".join(pieces)
    as_printed = text if same else _as_printed(text, printed, clean_starts, raw_starts)
    return CleanText(text, as_printed, clean_starts, raw_starts)


def _as_printed(text: str, raw: str, clean_starts: list[int], raw_starts: list[int]) -> str:
    """Return the pieces of a cleaned text as they stand in the raw one."""
    ends = [*clean_starts[1:], len(text)]
    return "".join(raw[at : at + end - start] for start, end, at in zip(clean_starts, ends, raw_starts, strict=True))


def _without_pages(raw: str) -> str:
    """Blank what a page leaves in a text: page numbers, headers that run above each page, a web page's front matter.

    Form feeds stand in for what is blanked, so that the text keeps its length and a page's end can be told.
    """
    spans = [found.span(1) for pattern in (PAGE_LINE, PAGE_AT_END) for found in pattern.finditer(raw)]
    if spans:
        spans += _running_headers(raw, spans)
    if front := FRONT_MATTER.match(raw):
        spans.append(front.span())
    if not spans:
        return raw
    pieces, position = [], 0
    for start, end in sorted(spans):
        if start >= position:
            pieces += [raw[position:start], re.sub(r"[^\n]", "\f", raw[start:end])]
            position = end
    return "".join([*pieces, raw[position:]])


def _has_dotted_numbers(raw: str) -> bool:
    """Say whether lines are numbered 2.1 and, further on, 2.2."""
    first: set[str] = set()
    for found in DOTTED_LINE.finditer(raw):
        if found[2] == "1":
            first.add(found[1])
        elif found[2] == "2" and found[1] in first:
            return True
    return False


def _running_headers(raw: str, pages: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Find lines that stand beside the page numbers again and again."""
    beside: dict[str, list[tuple[int, int]]] = {}
    for start, end in pages:
        above = raw[max(0, start - 2 * TITLE_MAX) : start].rstrip()
        head = above[above.rfind("\n") + 1 :].strip()
        below = raw[end : end + 2 * TITLE_MAX].lstrip()
        foot = below.partition("\n")[0].strip()
        for line, at in ((head, raw.rfind(head, 0, start)), (foot, raw.find(foot, end))):
            if 2 < len(line) <= TITLE_MAX and not NUMBERED.match(line) and line[-1] not in SENTENCE_END:
                beside.setdefault(line, []).append((at, at + len(line)))
    return [span for spans in beside.values() if len(spans) > 2 for span in spans]


def _wrap_width(raw: str) -> int:
    """Return how many characters a line of hard-wrapped text holds; 0 where lines are paragraphs."""
    sizes = sorted(len(line) for line in map(str.strip, raw.splitlines()) if len(line) > 4)
    if len(sizes) < 10:
        return 0
    width = sizes[len(sizes) * 4 // 5]
    full = sum(abs(size - width) <= width // 8 for size in sizes)
    return width - width // 8 if 16 <= width <= TITLE_MAX and full * 5 >= 2 * len(sizes) else 0


def clean_quote(raw: str) -> str:
    """Clean a short run of a document: as `clean`, and line breaks are closed."""
    return clean(raw).text.replace("\n", "")


class _Line:
    """What is known of the line being read: enough to tell whether it can go on after a page break."""

    __slots__ = (
        "annex",
        "clause",
        "dotted",
        "head",
        "in_body",
        "length",
        "numbered",
        "pieces",
        "sentence",
        "tabs",
        "tail",
        "unit",
    )

    def __init__(self, dotted: bool = False) -> None:
        self.annex = self.in_body = False
        self.dotted = dotted
        self.new()

    def new(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.head = self.tail = ""
        self.tabs = self.clause = self.sentence = self.unit = self.numbered = False

    def read(self) -> None:
        """Read the pieces that have come since the last break of the line."""
        piece = "".join(self.pieces)
        self.pieces = []
        self.length += len(piece)
        self.head = (self.head + piece[: 2 * TITLE_MAX])[: 2 * TITLE_MAX]
        self.tail = (self.tail + piece[-TITLE_MAX:])[-TITLE_MAX:]
        self.numbered = is_numbered(self.head, self.dotted)
        self.in_body = self.in_body or self.numbered
        self.clause = self.clause or not CLAUSE_MARKS.isdisjoint(piece)
        self.sentence = self.sentence or not SENTENCE_END.isdisjoint(piece)
        self.unit = self.unit or "单位" in piece or "部门" in piece or "牵头" in piece or "负责" in piece

    def ends(self, wrap: int, page: bool) -> bool:
        """Say whether the line is complete, so that what follows is a new paragraph; a page number is known to follow."""
        last = self.tail[-1:]
        if last in "，、," or OPEN_UNITS.search(self.tail):
            return False
        if LONE_NUMBER.fullmatch(self.head):
            return True
        if self.unit and STARTS_ALONE.match(self.head) and self.head[0] not in OPENERS and WHOLE_UNIT.search(self.tail):
            return True
        if last in CLOSERS and self.unit and self._closes_unit_bracket():
            return True
        full = wrap and self.length >= wrap and (self.in_body or self.clause)
        if last not in SENTENCE_END and (full or (page and self.clause)):
            return is_furniture(self.head)
        if not self.clause and self.length <= TITLE_MAX and not self.in_body:
            return True
        if self.length <= HEADING_MAX and not self.sentence and self.numbered:
            return True
        inner = self.tail.rstrip(CLOSING_QUOTES)[-1:] if last in CLOSING_QUOTES else last
        if inner in SENTENCE_END:
            return True
        return is_furniture(self.head)

    def _closes_unit_bracket(self) -> bool:
        depth = 0
        for position in range(len(self.tail) - 1, -1, -1):
            character = self.tail[position]
            if character in CLOSERS:
                depth += 1
            elif character in OPENERS:
                depth -= 1
                if not depth:
                    inner = self.tail[position:]
                    return (
                        bool(STARTS_ALONE.match(inner))
                        or "牵头" in inner
                        or inner[:-1].endswith(("负责", "配合", "落实"))
                    )
        return True  # a list of units longer than what is remembered of the line


def _put_gap(raw: str, start: int, end: int, line: _Line, wrap: int, put: Callable[[str, int], None]) -> None:
    """Write what stands for the gap ``raw[start:end]``: nothing, a space, tabs or a new line."""
    gap = raw[start:end]
    if LINE_BREAKS.isdisjoint(gap):
        if "\t" in gap:
            line.tabs = True
            _put_tabs(raw, start, end, put)
        elif raw[start - 1].isascii() and raw[start - 1].isalnum() and raw[end].isascii() and raw[end].isalnum():
            space = next((p for p in range(start, end) if raw[p] == " "), None)
            if space is not None:
                put(" ", space)
        return
    line.read()
    line.annex = line.annex or (line.length <= TITLE_MAX and bool(ANNEX.fullmatch(line.head)))
    next_line = raw[end : end + TITLE_MAX].partition("\n")[0]
    tabbed = line.tabs or "\t" in gap or "\t" in next_line
    if not (line.annex or tabbed):
        if next_line[0] in NO_BEGINNING or ("\f" in gap and GOES_ON.match(next_line)):
            return
        ends = line.ends(wrap, "\f" in gap)
        if not (ends or _starts(next_line.rstrip(), line.dotted)):
            return
    first = next(p for p in range(start, end) if raw[p] in LINE_BREAKS)
    last = raw.rfind("\n", start, end) if "\n" in gap else first
    line.new()
    line.tabs = "\t" in raw[last:end]
    _put_tabs(raw, start, first, put)
    put("\n", last)
    _put_tabs(raw, last, end, put)


def is_numbered(line: str, dotted: bool = False) -> bool:
    """Say whether a line begins with a number; in a text that numbers its lines 2.1 and 2.2, with such a one too."""
    return bool(NUMBERED.match(line) or (dotted and DOTTED.match(line)))


def _starts(next_line: str, dotted: bool) -> bool:
    """Say whether a line begins a paragraph, whatever stands before it."""
    bare = next_line.replace(" ", "")
    return bool(is_numbered(bare, dotted) or STARTS_ALONE.match(next_line)) or is_furniture(bare)


def _put_tabs(raw: str, start: int, end: int, put: Callable[[str, int], None]) -> None:
    for position in range(start, end):
        if raw[position] == "\t":
            put("\t", position)
