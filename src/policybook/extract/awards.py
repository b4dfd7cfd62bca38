"""Read the awards of a passage: what an eligible recipient can get, one row for each tier or category.

In: the text of one passage (a measure from its heading on, or a domain's opening paragraph). Out: the rows of the
codebook's table `awards` as `Award`, and the `Problem` rows where a rule saw a list that it would not guess about.

How it reads. A sentence is cut into clauses; its figures (`policybook.extract.quantities`) are joined to groups where only a list
mark stands between them (150万元、50万元、20万元). For each group the words before and behind it, as listed in
`policybook.extract.grammar`, say what it is: an award, a cap on awards already read, a ceiling on a loan, or none of these (a
threshold, a budget, a target). An award's recipients stand between the last 对 (or the nearest clause) and the verb; a
list of sums is spread over the tiers or things that are listed there, if there are as many; otherwise it is a problem.

Libraries tried: none reads this. Dependency parsers cut 分别给予 lists wrongly and are slower by three orders of magnitude;
`jionlp`'s money parser loses bounds and lists (see `policybook.extract.quantities`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from policybook.extract import grammar as g
from policybook.extract.quantities import Problem, Quantity, fold, quantities, read_chinese

__all__ = ["Award", "extract"]


@dataclass(frozen=True, slots=True)
class Award:
    """A row of the table `awards`, as the codebook defines its fields; `start` and `end` are offsets into the text."""

    item: str
    tier: str
    instrument: str
    amount_yuan: float | None
    rate_pct: float | None
    unit: str | None
    base: str | None
    cap_yuan: float | None
    is_max: bool
    is_min: bool
    condition: str
    cofunded: bool
    start: int
    end: int


SENTENCE_MAX = 1500  # characters read as one sentence, so that a text without an end mark costs no more than another
LEFT_MAX = 240  # characters before a figure that may say what it is
LABEL_MAX = 160

_SENTENCE = re.compile(r"[^。\n!?！？]+")
_WIDE_LETTER = re.compile(r"[Ａ-Ｚａ-ｚ]")
_SISTERS = re.compile(r"[\u4e00-\u9fff]+")
_BRACKET = re.compile(r"[(〔\[](?:[^()〔〕\[\]]|[(〔\[][^()〔〕\[\]]{0,60}[)〕\]]){0,200}[)〕\]]")
_CLAUSE_MARK = re.compile(r"(?<!\d)[,;:]|[,;:](?!\d)")
_FOR = re.compile(
    r"(?:^|(?<=[,;:、(])|(?<=并)|(?<=且)|(?<=其中)|(?<=同时)|(?<=财政)|(?<=政府)|(?<=[.)])|(?<=,再))对(?!应(?![诉届聘邀用急征])|接|外|口|标|照|象|比)于?"
)
_HALF = re.compile(
    r"减半(?=执行|奖励|奖补|补助|补贴|给予|支持|兑现|发放|享受|资助)|(?<=给予)减半|(?<=奖励)减半|(?<=补助)减半|(?<=补贴)减半|(?<=标准)减半|(?<=[的,])减半(?=[,;。\n]|$)"
)
_WHOLE = re.compile(r"全额(?=承担|补助|补贴|资助|奖励|返还|支持|补偿|报销|给予)|等额(?=配套|奖励|补助)")
_KINDS = {
    "money": "sum",
    "bare": "sum",
    "rate_of_money": "sum",
    "percent": "share",
    "ratio": "share",
    "half": "half",
    "whole": "share",
}
# each of these is the recipient itself, its one work or a time: a sum for it is no price of a unit
_RECIPIENTS_AND_TIMES = frozenset(
    "家 户 个 项 年 月 日 天 季度 季 次 届 期 篇 部 首 本 单 门 批 生 学年 年度 所 村".split()
)
_TIMES = frozenset("年 月 日 天 季度 季 学年 年度".split())
_PERSONS = frozenset("人 名".split())
_MEASURE = re.compile(
    r"\d+(?:\.\d+)?(?:万|亿|%|元|家|人|亩|吨|年|个|件|项|台|名|平方米|.?次|头|只|羽|户|名|辆|公里|[^,\d]{0,4}以[上下内])|百分之"
)


@dataclass(slots=True)
class _Figure:
    """A quantity that may be an award, with offsets into its sentence."""

    value: float
    kind: str
    unit: str
    bound: str | None
    part: str
    per: str
    start: int
    end: int
    outer_start: int
    outer_end: int


@dataclass(slots=True)
class _Group:
    """Figures of one kind between which only list marks stand."""

    figures: list[_Figure]
    clause: int
    either: bool = False  # joined by 或: alternatives for one thing
    labels: list[str] = field(default_factory=list)  # from brackets behind the sums: 50万元（国家级）

    @property
    def start(self) -> int:
        return self.figures[0].outer_start

    @property
    def end(self) -> int:
        return self.figures[-1].outer_end

    @property
    def kind(self) -> str:
        return _KINDS[self.figures[0].kind]


@dataclass(slots=True)
class _Context:
    """The words around a group, as the rules read them."""

    group: _Group
    first: _Figure
    left: str  # the clause up to the group, without its bound words
    near: str  # of that, what stands behind the figure before
    pre: str  # the clause up to the number, with its bound words
    right: str  # from the group to the next figure or the end of the clause
    behind: str  # from the group to the end of the clause
    rest: str  # what follows, across the mark
    ceiling: bool  # 最高, 不超过, 以内
    following: _Group | None
    sentence: _Sentence

    @property
    def strong(self) -> bool:
        return g.STRONG_VERB.search(self.left) is not None


@dataclass(slots=True)
class _Row:
    """An award while its sentence is being read."""

    item: str
    tier: str
    instrument: str
    value: float
    unit: str | None
    base: str | None
    is_max: bool
    is_min: bool
    condition: str
    statement: int
    clause: int
    start: int
    end: int
    cap: float | None = None
    cofunded: bool = False
    sentence: int = 0


def extract(text: str) -> tuple[list[Award], list[Problem]]:
    """Read the awards of one passage.

    Parameters
    ----------
    text
        The passage, without its numbering mark and the bracket of responsible units.

    Returns
    -------
    rows, problems
        In the order of the text.
    """
    folded = _fold(text)
    figures = _figures(text, folded)
    if not figures:
        return [], []
    passage = _Passage(text, folded, figures)
    passage.read()
    return passage.awards(), passage.problems


def _fold(text: str) -> str:
    """Fold digits and marks, one character for one; 【支持品牌创建】 is a heading, so a sentence of its own."""
    text = fold(text)  # of the text as given, which the other tables fold too
    for wide, narrow in ("，,", "！!", "？?", "【\n", "】\n"):
        text = text.replace(wide, narrow)
    if _WIDE_LETTER.search(text):
        text = _WIDE_LETTER.sub(lambda letter: chr(ord(letter.group()) - 0xFEE0), text)
    return text


def _figures(text: str, folded: str) -> list[Quantity]:
    """All quantities, with 减半 and 全额 among them; an empty list where nothing could be an award."""
    found = quantities(text)
    found = [
        replace(q, kind="percent", unit="%") if q.kind == "points" and g.INTEREST_PAID.match(folded, q.end) else q
        for q in found
    ]
    found = [
        replace(q, value=100 * q.value, kind="percent", unit="%")
        if q.unit == "倍" and g.TIMES_THE_AWARD.search(folded, max(0, q.start - 8), q.start)
        else replace(q, kind="percent", unit="%")
        if q.kind == "points" and _adds_points(folded, q.start)
        else q
        for q in found
    ]
    extra = [(m, 50.0, "half") for m in _HALF.finditer(folded)] if "减半" in folded else []
    if "全额" in folded or "等额" in folded:
        extra += [(m, 100.0, "whole") for m in _WHOLE.finditer(folded)]
    if not extra and not any(q.kind in _KINDS for q in found):
        return []
    found += [
        Quantity(value, "%", kind, None, False, m.start(), m.end(), m.start(), m.end()) for m, value, kind in extra
    ]
    found.sort(key=lambda q: q.start)
    return found


class _Passage:
    """The state of reading one passage: the rows so far and what a later sentence may refer to."""

    def __init__(self, text: str, folded: str, found: list[Quantity]) -> None:
        self.text, self.folded, self.found = text, folded, found
        self.starts = [q.start for q in found]
        self.rows: list[_Row] = []
        self.problems: list[Problem] = []
        self.item = ""  # what the last award was for
        self.lead: tuple[str, str] | None = None  # of the open list: 按以下标准给予奖励：
        self.listed: list[_Row] = []  # its rows
        self.sentence = 0

    def read(self) -> None:
        for match in _SENTENCE.finditer(self.folded):
            self._follow_list(match)
            for begin in range(match.start(), match.end(), SENTENCE_MAX):
                end = min(begin + SENTENCE_MAX, match.end())
                first = bisect_left(self.starts, begin)
                last = bisect_left(self.starts, end)
                if any(q.kind in _KINDS for q in self.found[first:last]):
                    self.sentence += 1
                    _Sentence(self, begin, end, self.found[first:last]).read()

    def _follow_list(self, match: re.Match) -> None:
        """Open a list where a line ends 按以下标准给予奖励：, and close it before the first line without a list mark."""
        begin, end = match.span()
        if self.lead and self.folded[begin - 1] == "\n" and not g.LIST_ITEM.match(self.folded, begin):
            self.lead = None
        if self.folded[end - 1] == ":" and g.LEADS_IN.search(self.folded, max(begin, end - 60), end):
            self.lead = _Sentence(self, max(begin, end - SENTENCE_MAX), end, []).announced()
            self.listed = []

    def awards(self) -> list[Award]:
        return [
            Award(
                item=r.item,
                tier=r.tier,
                instrument=r.instrument,
                amount_yuan=r.value if r.instrument in {"lump_sum", "per_unit"} or (r.instrument == "guarantee" and not r.base) else None,
                rate_pct=r.value if r.instrument in {"rate", "share"} or (r.instrument == "guarantee" and r.base) else None,
                unit=r.unit if r.instrument == "per_unit" else None,
                base=r.base if r.instrument in {"rate", "guarantee"} else None,
                cap_yuan=r.cap,
                is_max=r.is_max,
                is_min=r.is_min,
                condition=r.condition,
                cofunded=r.cofunded,
                start=r.start,
                end=r.end,
            )
            for r in self.rows
        ]  # fmt: skip


class _Sentence:
    """One sentence: its clauses, statements (parted by semicolons), groups of figures, and the rows read from them."""

    def __init__(self, passage: _Passage, begin: int, end: int, found: list[Quantity]) -> None:
        self.passage, self.begin = passage, begin
        self.s = passage.folded[begin:end]
        self.printed = passage.text[begin:end]
        # the same text with the insides of brackets blanked, so that no mark in a bracket parts a clause
        self.m = _BRACKET.sub(lambda b: "(" + "_" * (b.end() - b.start() - 2) + ")", self.s)
        self.all_ends = []
        self.figures: list[_Figure] = []
        self.bracketed: list[_Figure] = []
        for q in found:
            a, z = q.start - begin, q.end - begin
            inside = self.m[a] == "_"
            if not inside:
                self.all_ends.append((a, q.outer_end - begin))
            if q.kind in _KINDS:
                figure = _Figure(
                    q.value,
                    q.kind,
                    q.unit,
                    q.bound,
                    q.part,
                    q.per,
                    a,
                    z,
                    max(0, q.outer_start - begin),
                    min(len(self.s), q.outer_end - begin),
                )
                (self.bracketed if inside else self.figures).append(figure)
        self.all_starts = [p for p, _ in self.all_ends]
        self.figure_starts = [f.start for f in self.figures]
        self.marks = [mk.start() for mk in _CLAUSE_MARK.finditer(self.m)]
        self.clause_starts = [0] + [p + 1 for p in self.marks]
        self.clause_ends = [*self.marks, len(self.s)]
        self.statement_of = []
        statement = 0
        for i in range(len(self.clause_starts)):
            step = g.STEP.search(self.m, self.clause_starts[i], min(self.clause_starts[i] + 24, self.clause_ends[i]))
            if i and self.m[self.marks[i - 1]] == ";" and not step:
                statement += 1
            self.statement_of.append(statement)
        self.statement_start = {}
        for i, st in enumerate(self.statement_of):
            self.statement_start.setdefault(st, self.clause_starts[i])
        self.rows: list[_Row] = []
        self.leading_cap: tuple[float, bool] | None = None
        self.labels: tuple[str, list[tuple[str, str, str]]] | None = None
        self.budget = g.BUDGET.search(self.s) is not None
        self.shown: dict[int, list[int]] = {}  # of a statement: the last clause with a row, its start, its end
        self.paid_above: dict[tuple[int, int], bool] = {}  # stretches in which another level pays
        self.within = ""  # whose grades the entries of a list are: F类人才中
        self.floor = 0  # where the words of the next award may begin
        self.target = ("", "")  # item and condition of the last award

        self.topic = g.TOPIC.match(self.s) if passage.lead else None  # (一)过夜团队:

    def announced(self) -> tuple[str, str]:
        """What the list is for that this sentence opens."""
        end = len(self.s) - 1
        opener = _last(g.LEADS_IN, self.s)
        self.figures = [_Figure(0.0, "money", "元", None, "", "", end, end, end, end)]
        item, condition, _, _ = self._target(_Group(self.figures, self.clause_at(opener.start() if opener else end)))
        gift = g.GIFT_ANNOUNCED.search(self.s)
        if not item or _measures(self.s):
            item = g.OFFERED.sub("", self._before(0)) or item
        if gift and gift[1] not in item and not g.GENERIC_GIFT.match(gift[1]):
            item, more = _head_of(item)
            return f"{item} {gift[1]}".strip(), _join(condition, more)
        return item, condition

    # --- geometry

    def clause_at(self, position: int) -> int:
        return bisect_left(self.clause_starts, position + 1) - 1

    def groups(self) -> list[_Group]:
        groups: list[_Group] = []
        for figure in self.figures:
            clause = self.clause_at(figure.start)
            if groups and self._joins(groups[-1], figure):
                continue
            groups.append(_Group([figure], clause))
        return groups

    def _joins(self, group: _Group, figure: _Figure) -> bool:
        """Add the figure to the group where only a list mark (and a bracket) stands between."""
        last = group.figures[-1]
        if _KINDS[last.kind] != _KINDS[figure.kind] or group.kind == "half" or figure.outer_start - last.outer_end > 24:
            return False
        if ("/" in last.unit) != ("/" in figure.unit) or (figure.per and figure.per != group.figures[0].per):
            return False
        if last.per and last.bound != "max" and figure.bound == "max" and not figure.part:
            return False  # 每平方米500元、最高200万元
        between = self.s[last.outer_end : figure.outer_start]
        joined = g.JOIN.fullmatch(between)
        if joined is None or (not between and figure.part != "high"):
            if not (figure.part == "high" and last.part == "low"):
                return False
            mark = "-"
        else:
            mark = joined["mark"]
        if (mark == "," and self.s[last.end - 1] in "元%万亿") or (figure.part == "low" and mark != "-"):
            return False
        if between.startswith("("):
            group.labels.append(between[1 : between.index(")")])
        group.either = group.either or mark.startswith("或")
        group.figures.append(figure)
        return True

    def index_after(self, position: int) -> int:
        return bisect_left(self.figure_starts, position)

    # --- what a group is

    def read(self) -> None:
        groups = self.groups()
        for i, group in enumerate(groups):
            following = groups[i + 1] if i + 1 < len(groups) else None
            self.one(group, following)
        giving = {r.clause for r in self.rows}
        self.lent = [  # clauses that give nothing and say that another level pays
            c
            for c, (a, z) in enumerate(zip(self.clause_starts, self.clause_ends, strict=True))
            if self.rows and c not in giving and g.COFUNDED.search(self.s[a : z + 1])
        ]
        for row in self.rows:
            row.cofunded = row.cofunded or self._cofunded(row)
        if not self.rows and g.SHARED_FUND.match(self.s) and g.COFUNDED.search(self.s):
            for row in self.passage.rows:  # a sentence of its own: 补助资金市县按1:1承担
                row.cofunded = row.cofunded or row.sentence == self.passage.sentence - 1
        self.passage.rows.extend(self.rows)
        if self.passage.lead:
            self.passage.listed.extend(self.rows)

    def one(self, group: _Group, following: _Group | None) -> None:
        """Say what a group is, and act on it: a cap, a ceiling on a loan, an award, or nothing."""
        c = self._context(group, following)
        if group.kind == "sum":
            if self._is_loan(c):
                self._guarantee(c)
                return
            if self._caps(group, c):
                return
            if self._is_guarantee(c):
                self._guarantee(c)
                return
            if self.rows and "其中" in self.s[: group.start] and (g.LEVEL_PART.search(c.left) or self._is_part(c)):
                self.rows[-1].cofunded = True
                return
            if (
                following
                and following.start == group.end + len(c.right)
                and (tied := g.VERB_BEFORE_SUM.search(c.right))
            ):
                c.right = c.right[: tied.start()]  # the verb belongs to the next sum: 10万元以下补贴3000元
        elif group.kind == "share" and c.ceiling and g.GUARANTEE_SHARE_AFTER.search(c.right[:40]):
            self._guarantee(c)
            return
        if _first_verdict(RULES[group.kind], c):
            self._award(c)

    def _is_part(self, c: _Context) -> bool:
        """其中省级2000元、市级500元、县级500元: bare levels whose sums make the sum before."""
        if not g.LEVEL.fullmatch(_trim(c.near).removeprefix("其中")):
            return False
        clause = c.group.clause
        return sum(f.value for f in self.figures if self.clause_at(f.start) == clause) == self.rows[-1].value

    def _context(self, group: _Group, following: _Group | None) -> _Context:
        first, a, z = group.figures[0], group.start, group.end
        begin, stop = self.clause_starts[group.clause], self._clause_end(group)
        left = self.s[max(begin, a - LEFT_MAX) : a]
        k = bisect_left(self.all_starts, first.start)
        previous = next((self.all_ends[j][1] for j in range(k - 1, max(-1, k - 4), -1) if self.all_ends[j][1] <= a), 0)
        near = self.s[max(begin, previous) : a]
        limit = min(stop, following.start) if following else stop
        return _Context(
            group=group,
            first=first,
            left=left,
            near=near,
            pre=self.s[max(begin, first.start - LEFT_MAX) : first.start],
            right=self.s[z : max(z, limit)],
            behind=self.s[z:stop],
            rest=self.s[z : z + 60],
            ceiling=(first.bound == "max" and not first.part) or g.CEILING_WORD.search(near) is not None,
            following=following,
            sentence=self,
        )

    # --- caps

    def _caps(self, group: _Group, c: _Context) -> bool:
        """Put a ceiling on the rows that it governs; False where it is none."""
        first, left, right = c.first, c.left, c.right
        if not c.ceiling or first.part:
            return False
        if g.OVERALL.search(left) and not g.OPENING_VERB.search(left):
            return self._close(group)
        if g.FUND_TOTAL.search(left):
            return False
        statement = self.statement_of[group.clause]
        if self._caps_a_unit(group, c):
            return True
        if first.per not in _RECIPIENTS_AND_TIMES and first.per and g.VOUCHER_AHEAD.search(self.before_clause(group)):
            return False  # 发放消费券,每人次最高100元
        clause_floor = self.clause_starts[group.clause]
        words = self.s[max(clause_floor, self.floor) : group.start]
        fresh = _FOR.search(words) is not None and not g.AMONG.match(words)
        if fresh:
            return False
        subject = _trim(words)
        generic = not subject.startswith("其中") and (
            g.CAP_OPENING.match(subject) is not None or g.CAP_WITHIN.search(subject) is not None
        )
        empty = not _has_label(subject)
        verb = g.VERB.search(c.pre) is not None or g.GIFT_AFTER.match(right) is not None
        here = [r for r in self.rows if r.statement == statement and r.instrument in {"rate", "per_unit", "share"}]
        open_here = [r for r in here if r.cap is None]
        if here and not open_here and (subject.startswith("其中") or self._distinct(subject, verb)):
            self._variant(group, here, subject)
            return True
        if open_here and len(group.figures) == len(open_here) > 1:
            for row, figure in zip(open_here, group.figures, strict=True):
                row.cap = figure.value
                self._reach(row, group)
            return self._close(group)
        if len(group.figures) > 1 and len(open_here) == 1 and open_here[0].instrument == "rate":
            return self._caps_by_tier(group, open_here[0])
        if len(group.figures) > 1:
            return False
        if here and (generic or empty):
            rows = open_here
            if generic:  # and on the same thing's rates before the semicolon
                items = {r.item for r in open_here}
                rows = [
                    r
                    for r in self.rows
                    if r.cap is None and (r in open_here or (r.item in items and r.instrument == "rate"))
                ]
            for row in rows:
                row.cap = first.value
                self._reach(row, group)
            self._cap_in_bracket(group, rows)
            return self._close(group)
        if open_here and self._distinct(subject, verb) and g.STRONG_VERB.search(left) is None:
            for row in open_here:
                row.cap = first.value
                row.condition = _join(row.condition, subject)
                self._reach(row, group)
            return self._close(group)
        if generic:
            return self._generic_cap(group, left, right, statement)
        each = [r for r in self.rows if r.statement == statement and r.cap is None and r.instrument == "lump_sum"]
        if (
            empty
            and each
            and not g.GIFT_AFTER.match(right)
            and "每" in self.s[self.clause_starts[each[-1].clause] : self.floor]
        ):
            each[-1].cap = first.value  # 每新增1亿元奖励2万元,最高20万元
            self._reach(each[-1], group)
            return self._close(group)
        return False

    def _cap_in_bracket(self, group: _Group, rows: list[_Row]) -> None:
        """单户最高200万元(其中首次贷款企业不超过250万元): the rate once more, under the other cap."""
        who = g.CAP_IN_BRACKET.match(self.s, group.end)
        figure = next((f for f in self.bracketed if who and group.end < f.start <= who.end()), None)
        if who and figure and _KINDS[figure.kind] == "sum":
            for row in rows:
                condition = _join(self._as_printed(who["who"]), row.condition)
                self.rows.append(replace(row, cap=figure.value, condition=condition))

    def _caps_a_unit(self, group: _Group, c: _Context) -> bool:
        """按租金的50%补贴,每平方米每月不超过30元: a condition of the rate."""
        statement = self.statement_of[group.clause]
        rates = [r for r in self.rows if r.statement == statement and r.instrument == "rate"]
        if not rates or len(group.figures) > 1 or not g.UNIT_CEILING.match(_trim(c.left)):
            return False
        limit = _trim(self.s[self.clause_starts[group.clause] : group.end])
        for row in rates:
            row.condition = _join(row.condition, self._as_printed(limit))
            self._reach(row, group)
        return self._close(group)

    def _generic_cap(self, group: _Group, left: str, right: str, statement: int) -> bool:
        """单个企业年度最高…: on sums already read, on the sentence before, or on the rates that 其中 opens."""
        value = group.figures[0].value
        rows = [r for r in self.rows if r.cap is None and r.instrument != "guarantee"]
        if not rows and group.clause == 0 and self.passage.listed and self.passage.rows[-1] is self.passage.listed[-1]:
            rows = [r for r in self.passage.listed if r.cap is None]  # 单家旅行社年度总额…, below a list
        elif not rows and group.clause == 0 and self.passage.rows:
            last = self.passage.rows[-1].sentence
            whole = g.WHOLE_PASSAGE.match(left)
            rows = [
                r for r in self.passage.rows
                if r.cap is None and (whole or (last == r.sentence == self.passage.sentence - 1))
                and (r.instrument in {"rate", "per_unit", "share"} or (r.instrument == "lump_sum" and g.CUMULATIVE.search(left) and not g.STRONG_VERB.search(left) and not r.is_max))
            ]  # fmt: skip
        elif rows:
            shares = [r for r in rows if r.instrument in {"rate", "per_unit", "share"}]
            total = g.CUMULATIVE.search(left) is not None
            rows = shares or [
                r for r in rows if r.statement == statement and (total or not r.is_max) and r.value <= value
            ]
        if rows:
            for row in rows:
                row.cap = value
                if row in self.rows:
                    self._reach(row, group)
            return self._close(group)
        if g.OVER_ALL.search(left):
            return self._close(group)  # a ceiling over all awards together
        if (
            (self.rows or self.passage.rows)
            and g.CUMULATIVE.search(left)
            and not g.STRONG_VERB.search(left)
            and all(r.cap for r in self.rows or self.passage.rows[-1:])
        ):
            return self._close(group)  # a second ceiling, over several of the capped
        rest = self.s[group.end : group.end + 4]
        if g.AMONG.match(rest) and not g.GIFT_AFTER.match(right):
            self.leading_cap = (value, True)
            return self._close(group)
        return False

    def _distinct(self, subject: str, verb: bool) -> bool:
        """A cap's subject that singles out some of the recipients named before: 优秀项目最高15万元."""
        if self._parallel_cap(subject):
            return True
        word = re.sub(r"^(?:其中|对)+", "", subject)[:2]
        if len(subject) > 1 and not verb and not _FOR.search(subject) and not g.CAP_OPENING.match(subject):
            return True
        return (
            len(word) == 2
            and not g.CAP_OPENING.match(subject)
            and word in self.s[: self.floor]
            and not _FOR.search(subject)
        )

    def _caps_by_tier(self, group: _Group, row: _Row) -> bool:
        """国际级、国家级、省级赛事按支出的40%补助,上限分别为200万元、100万元、40万元: the rate once for each tier."""
        text = self.s[self.statement_start[row.statement] : self.clause_ends[row.clause]]
        tiers = next(
            (found for clause in text.split(",") if (found := _listed(g.MEASURED.sub("", clause), len(group.figures)))),
            None,
        )
        if tiers is None:
            return False
        self.rows.remove(row)
        for (item, tier), figure in zip(tiers, group.figures, strict=True):
            self.rows.append(replace(row, item=item or row.item, tier=tier, cap=figure.value))
            self._reach(self.rows[-1], group)
        return self._close(group)

    def _parallel_cap(self, subject: str) -> bool:
        """单部影片最高300万元,单部网络剧最高100万元."""
        own = g.CAP_OF_A_KIND.fullmatch(subject)
        if own is None or g.RECIPIENT.match(own["kind"]):
            return False
        clause = self.s.rfind(own["each"], max(0, self.floor - 40), self.floor)
        return clause > 0 and self.s[clause - 1] in ",;"

    def _variant(self, group: _Group, here: list[_Row], subject: str) -> None:
        """A second cap for some recipients: the rate is offered once more, under that cap."""
        last = here[-1]
        row = _Row(
            last.item, last.tier, last.instrument, last.value, last.unit, last.base, last.is_max, last.is_min,
            re.sub(r"^其中对?", "", subject), last.statement, last.clause, last.start, last.end, group.figures[0].value,
            last.cofunded, last.sentence,
        )  # fmt: skip
        self.rows.append(row)
        self._reach(row, group)
        self._close(group)

    def _reach(self, row: _Row, group: _Group) -> None:
        row.end = max(row.end, self.begin + self._clause_end(group))
        if row.statement in self.shown:
            self.shown[row.statement][2] = max(self.shown[row.statement][2], row.end - self.begin)
        if g.COFUNDED.search(self.s[self.clause_starts[group.clause] : self._clause_end(group)]):
            row.cofunded = True

    def _close(self, group: _Group) -> bool:
        self.floor = self._clause_part_end(group)
        return True

    def _clause_end(self, group: _Group) -> int:
        return self.clause_ends[self.clause_at(group.figures[-1].start)]

    @property
    def seen(self) -> list[_Row]:
        """The rows read so far, of this sentence or of the passage."""
        return self.rows or self.passage.rows

    def before_clause(self, group: _Group) -> str:
        """The clause before the group's own, with the mark that parts them."""
        clause = group.clause
        return self.s[self.clause_starts[clause - 1] : self.clause_starts[clause]] if clause else ""

    def _clause_part_end(self, group: _Group) -> int:
        """Where the words of this award end: behind its gift, at the next mark."""
        stop = self._clause_end(group)
        cut = re.search(r"[、,;]", self.m[group.end : stop])
        return group.end + cut.start() if cut else stop

    # --- loans

    def _is_guarantee(self, c: _Context) -> bool:
        """Whether a sum is a ceiling on a loan, a guarantee or a compensation."""
        if c.first.bound == "min" or self.budget or g.LOAN_SOUGHT.search(c.left):
            return False
        if "以下" in self.s[c.first.end : c.group.end] and not g.LOAN_OFFERED.search(c.left):
            return False  # 单户500万元以下担保业务
        right = c.right
        if right.startswith("、"):  # 个人最高50万元、小微企业最高400万元的创业担保贷款
            clause = c.group.clause
            ends = [f.outer_end for f in self.figures if f.start > c.group.start and self.clause_at(f.start) == clause]
            right = self.s[max(ends, default=c.group.end) : self.clause_ends[clause]]
        if g.LOAN_AFTER.match(right) and (c.strong or c.ceiling or g.LOAN_OFFERED.search(c.left)):
            return True
        if not c.ceiling:
            return False
        statement = self.s[self.statement_start[self.statement_of[c.group.clause]] : c.group.start]
        if "额度" in c.pre[-6:] and g.LOAN.search(statement) and not g.STRONG_VERB.search(statement):
            return True
        return g.GUARANTEE.search(c.left) is not None

    def _is_loan(self, c: _Context) -> bool:
        """最高可贷160万元, 授信额度最高800万元, and 小微企业最高500万元 behind such a ceiling."""
        if not c.ceiling or self.budget:
            return False
        if g.LENT.search(c.pre):
            return True
        if g.GIFTS_OF_LOANS.search(c.left) or any(
            r.cap is None and r.instrument == "rate" and r.statement == self.statement_of[c.group.clause]
            for r in self.rows
        ):
            return False
        if g.LOAN_CEILING.search(c.left):
            return True
        label = _trim(self.s[max(self.clause_starts[c.group.clause], self.floor) : c.group.start])
        return bool(
            self.rows
            and self.rows[-1].instrument == "guarantee"
            and self.rows[-1].statement == self.statement_of[c.group.clause]
            and 1 < len(label) < 12
            and not g.VERB.search(label)
            and not g.GIFT_AFTER.match(c.right)
        )

    def _guarantee(self, c: _Context) -> None:
        group = c.group
        item, condition = self._target(group)[:2]
        words = _trim(self.s[max(self.clause_starts[group.clause], self.floor) : group.start])
        share = group.kind == "share"
        loan = None if share or c.group.labels else g.LOANS.search(self.s, 0, group.start)
        if loan and (g.LENT.search(c.pre) or not g.GUARANTEE.search(words)) and not _FOR.search(words) and c.ceiling:
            which = g.PLAIN_LOAN.sub("", words.removeprefix("其中"))
            if which.startswith(("“", '"')):  # “某某贷”单户额度最高300万元
                which = g.LOAN_EACH.sub("", which.removeprefix(loan.group()))
            self._add(  # 使用公积金贷款的,E类人才最高可贷…; 个人创业担保贷款额度…,小微企业…
                group, loan.group(), which, "guarantee", group.figures[0].value,
                None, None, True, False, "",
            )  # fmt: skip
            self._close(group)
            return
        if loan and g.PLAIN_LOAN.fullmatch(words):
            words = f"{loan.group()} {words}" if loan.group() not in words else words
        base = _base(words) if share else None
        for figure in group.figures:
            label = words if not share and not _measures(words) and g.GUARANTEE.search(words) else item
            self._add(group, label, "", "guarantee", figure.value, None, base, True, False, condition)
        self._close(group)

    # --- awards

    def _award(self, c: _Context) -> None:
        """Make the rows of a group that gives."""
        group, first, left, near = c.group, c.first, c.left, c.near
        kind = group.kind
        item, condition, local, source = self._target(group)
        is_max = c.ceiling
        is_min = (first.bound == "min" and not first.part) or (kind == "sum" and g.FLOOR_WORD.search(near) is not None)
        base = None
        if kind == "sum":
            instrument, unit = self._unit(first, left, source)
            time = g.EACH_TIME.search(self.s, max(0, group.start - 12), group.start)
            if time and instrument == "lump_sum":
                condition = _join(condition, time.group())
        else:
            unit = None
            instrument = "share" if kind == "half" or _of_an_award(left) or g.ABOVE.search(left) else "rate"
            base = (
                _stepped(left)
                or _base(near if near != left and _trim(near) else left)
                or (_base(left) if near == left else re.sub(r"(?:部分)?按照?$", "", _trim(near)))
                or None
            )
            if g.LOSS_BORNE.search(left) and (loss := g.LOSS.search(self.s)):
                base = loss.group()
            if g.OFFSET.search(left) and (voucher := g.VOUCHER_NAMED.search(self.before_clause(group))):
                item, base = _clean(voucher.group()), None
            if first.kind == "whole":
                paid = re.match(
                    r"(?:承担|补助|补贴|资助|奖励|返还|支持|补偿|报销|给予)([^,;。]{2,12})",
                    self.s[first.end : first.end + 20],
                )
                base = paid[1] if paid else None
            if (
                instrument == "rate"
                and first.kind == "percent"
                and not base
                and g.BARE_MEASURE.search(left.rstrip("分别"))
                and self._only_sums()
            ):
                cost = self._cost_before(left, source)
                instrument, base = ("rate", cost) if cost else ("share", None)
        members = self._spread(group, item, condition, local, source)
        if members is None:
            printed = self.printed[group.start : group.end]
            self.passage.problems.append(
                Problem(
                    "award_list",
                    f"{len(group.figures)} figures without as many tiers: {printed}",
                    self.begin + group.start,
                    self.begin + group.end,
                )
            )
            self._close(group)
            return
        year = g.YEAR_OF_A_RATE.search(left) if kind == "share" else None
        for figure, (member, tier, extra) in zip(group.figures, members, strict=True):
            tier = tier or (year[1] if year else "")
            upper = figure.part == "high" or (is_max and figure.part != "low")
            lower = figure.part == "low" or (is_min and figure.part != "high" and not upper)
            thing, which = self._with_gift(member, group)
            if base and g.RECIPIENT.match(thing):
                thing = f"{thing} {base}".strip()
            self._add(
                group, thing or base or extra, tier, instrument, figure.value, unit, base, upper, lower, _join(which, extra)
            )  # fmt: skip
        self._bracket_sums(group, members[-1], instrument, is_max)
        shared = members[0][0] if members[0][1] and all(m[0] == members[0][0] for m in members) else ""
        self.target = (shared or item or members[0][0] or base or "", condition)
        self.passage.item = self.rows[-1].item if item else item
        self._close(group)

    def _cost_before(self, left: str, source: str) -> str:
        """The cost that 按50%给予补助 is a share of: in the clause itself or in the one before."""
        words = re.sub(r"(?:分别|各)?[按照以]+$", "", left)
        if g.COST.search(words):
            return _clean(words)
        incurred = g.INCURRED.search(re.sub(r"(?:,|分别|各|均|统一)*[按照以]*$", "", source))
        return incurred[1] if incurred else ""

    def _only_sums(self) -> bool:
        return bool(self.passage.rows or self.rows) and all(
            r.instrument == "lump_sum" for r in [*self.passage.rows[-6:], *self.rows]
        )

    def _bracket_sums(self, group: _Group, member: tuple[str, str, str], instrument: str, is_max: bool) -> None:
        """企业（产品）给予400万元（300万元）: the sum in brackets is for the thing in brackets."""
        behind = re.match(
            rf"(?:奖励|补助|补贴|支持|资助)?\(([^()]{{0,20}}?)(?P<per>每(?:{g.UNITS}))?(?:奖励|补助|补贴|给予|为)*[\d.]+[^()\d]{{0,4}}\)",
            self.s[group.figures[-1].end : group.figures[-1].end + 40],
        )
        if behind is None or re.search(r"含|约|每|最高|累计|不超|其中|年|共", behind[1]):
            return
        if behind[1] and instrument in {"lump_sum", "per_unit"}:  # 每辆800元补助（新能源车每辆1200元）
            last = self.rows[-1]
            for figure in self.bracketed:
                if group.figures[-1].end < figure.start < group.figures[-1].end + behind.end():
                    tier = self._as_printed(behind[1])
                    self.rows.append(replace(last, tier=tier, value=figure.value, is_max=is_max))
            return
        for figure in self.bracketed:
            if (
                group.figures[-1].end < figure.start < group.figures[-1].end + behind.end()
                and _KINDS[figure.kind] == group.kind
            ):
                inner = re.search(r"\(([^()]{1,20})\)$", member[0])
                item = (
                    f"{member[0]} {behind[1]}".strip()
                    if behind[1] or not inner
                    else member[0][: inner.start()] + inner[1]
                )
                self._add(group, item, member[1], instrument, figure.value, None, None, is_max, False, member[2])

    def _add(self, group, item, tier, instrument, value, unit, base, is_max, is_min, condition) -> None:
        clause = group.clause
        statement = self.statement_of[clause]
        seen = self.shown.setdefault(statement, [clause, self.statement_start[statement], 0])
        if seen[0] != clause:
            seen[0], seen[1] = clause, min(max(seen[1], seen[2]), group.start)
        seen[2] = max(seen[2], self._clause_end(group))
        start = seen[1]
        while start < group.start and self.s[start] in ",;:、 。":
            start += 1
        row = _Row(
            self._as_printed(item), self._as_printed(tier), instrument, value, unit, base and self._as_printed(base), is_max,
            is_min, self._as_printed(condition), statement, clause, self.begin + start,
            self.begin + self._clause_end(group), sentence=self.passage.sentence,
        )  # fmt: skip
        if self.leading_cap and instrument in {"rate", "per_unit"}:
            row.cap = self.leading_cap[0]
        self.rows.append(row)

    def _as_printed(self, text: str) -> str:
        """The same words with the digits and marks of the document."""
        return re.sub(r"[^ ；]+", self._piece_as_printed, text)

    def _piece_as_printed(self, piece: re.Match) -> str:
        at = self.s.find(piece.group())
        return self.printed[at : at + len(piece.group())] if at >= 0 else piece.group()

    def _unit(self, figure: _Figure, left: str, source: str) -> tuple[str, str | None]:
        """per_unit for a thing of which one can have many (亩, 标箱, 场); a sum for each firm, project or year is a lump sum.

        A person is counted where someone else is paid for bringing him in: 引进博士的,每人给予2万元.
        """
        if "/" in figure.unit:
            unit = figure.unit.partition("/")[2]
            alone = re.sub(r"[·•/.]?(?:年|月|季度?)", "", unit)
            if alone in _RECIPIENTS_AND_TIMES or (alone in _PERSONS and alone != unit) or not alone:
                return "lump_sum", None
            return "per_unit", unit
        if left.endswith("亩均"):
            return "per_unit", "亩"
        if done := g.EACH_DONE.search(source[-70:]):
            return "per_unit", done[1]
        if figure.per and (
            (g.MEASURED.search(left) and g.PAID_TO.match(self.s, figure.end))
            or (left.startswith("其中") and self.rows and self.rows[-1].unit == figure.per)
        ):
            return "per_unit", figure.per
        if (thing := g.EACH_THING.search(left[-20:])) and thing["unit"] in g.THINGS:
            return "per_unit", thing["unit"]
        if each := g.EACH_ONE.search(left[-30:]):
            return ("lump_sum", None) if each[1] in _RECIPIENTS_AND_TIMES else ("per_unit", each[1])
        if (each := g.EACH_ONE_BEFORE.search(source[-40:])) and each[1] not in _RECIPIENTS_AND_TIMES:
            return "per_unit", each[1]
        each = g.EACH.search(left[-30:])
        unit = each[1] if each else figure.per
        if unit in _TIMES and figure.per not in _PERSONS:  # 每平方米每月补贴10元
            unit = figure.per
        if not unit or unit in _RECIPIENTS_AND_TIMES:
            return "lump_sum", None
        if unit in _PERSONS and not (g.BY_EACH.search(left) or g.BRINGS_IN.search(source)):
            return "lump_sum", None
        return "per_unit", unit

    def _cofunded(self, row: _Row) -> bool:
        """Whether another level of government pays: said in the clause, or in an earlier clause that gives nothing."""
        a = self.clause_starts[row.clause]
        z = row.end - self.begin
        stop = max(z, self.clause_ends[row.clause])
        if (a, stop) not in self.paid_above:  # once for all rows of a clause
            self.paid_above[a, stop] = g.COFUNDED.search(self.s[a:stop]) is not None
        if self.paid_above[a, stop]:
            return True
        return any(c < row.clause for c in self.lent)

    # --- targets

    def _target(self, group: _Group) -> tuple[str, str, str, str]:
        """What the award is for: item, condition, the words between verb and sum, and the text that may list tiers."""
        start = self.statement_start[self.statement_of[group.clause]]
        floor = max(self.floor, start)
        begin = max(self.clause_starts[group.clause], floor)
        words = self.s[begin : group.start]
        raised = g.RAISED.search(words) is not None
        verb = (
            None if raised else _last(g.OPENING_VERB, words) or _last(g.VERB, words) or g.STANDARD_WORDS.search(words)
        )
        anchor = begin + verb.start() if verb else group.start
        if not verb and g.STEPPED.match(words):
            anchor = begin
        local = words[verb.end() :] if verb else ""
        cut = max(floor, anchor - 600)
        source, masked = self.s[cut:anchor], self.m[cut:anchor]
        heads = [k.end() for k in _FOR.finditer(masked)]
        item = condition = ""
        self.before = cut + heads[0] - 1 if heads else floor
        for at in reversed(heads):
            item, more = self._main(source[at:], masked[at:], led=True)
            condition = _join(more, condition)
            if item:
                self.before = cut + at - 1
                break
            source, masked = source[: at - 1], masked[: at - 1]
        if heads:
            source = self.s[max(cut, min(self.before + 1, anchor)) : anchor]
        else:
            item, condition = self._main(source, masked, led=False)
        old = self.target if self.rows else ("", "")
        step = g.STEP.search(source)
        if old[0] and step and not heads:
            return old[0], _trim(source[step.start() :])[:LABEL_MAX], local, source
        if old[0] and not heads and (sister := _sister(old[0], source)):
            return sister, condition if _measures(condition) else "", local, source
        if old[0] and not heads and (raised or g.STATE.search(item)):
            condition = _state(re.sub(r"(?:扶持|补助|补贴|奖励|支持|奖补)?(?:标准|比例).*$", "", source))
            return old[0], condition, local, source
        if old[0] and not heads and g.TIER_WHOLE.fullmatch(item):  # …一等奖的，奖励300万元；二等奖的，奖励200万元
            thing = self.rows[-1].item if source.startswith("其中") else g.PRIZE_TAIL.sub("", old[0])
            return thing, condition, item, source
        if self.passage.lead:
            item, condition, local = self._under_lead(item, condition, local, bool(heads))
        elif not heads and not old[0] and self.passage.rows and g.TIER_WHOLE.fullmatch(_BRACKET.sub("", item)):
            within = g.AMONG_THESE.search(source)  # F类人才中,博士15万元
            item, local = f"{self.passage.item} {within[1] if within else ''}".strip(), item
        if raised and not heads and not old[0] and self.passage.item and g.ABOVE.search(words):
            return self.passage.item, _trim(g.ABOVE.sub("", source)), local, source
        if not heads and not old[0] and not verb and (among := g.AMONG_THEM.search(source)):
            item, local = self._main(source[: among.start()], masked[: among.start()], led=False)[0], among[1]
        if not heads and not self.passage.lead and source.startswith("其中") and (old[0] or self.passage.item):
            graded = g.GRADED_RECIPIENT.match(item)
            if graded or (item == "" and local):  # 其中A类人才可采取…方式; 其中省内500元
                item, local = (self.rows[-1].item if self.rows else self.passage.item), local or graded.group()
        if heads and not local and g.TIER_WHOLE.fullmatch(condition):  # 对技术中心,国家级奖励200万元
            condition, local = "", condition
        if not item or g.PRONOUN.fullmatch(item):
            item = old[0] or self._before(self.before) or self.passage.item
            if g.STATE.search(_trim(source)) and not heads:
                condition = condition or _state(source)
            condition = condition or (old[1] if not source.strip(",、和及并 ") else "")
        return item, condition, local, source

    def _under_lead(self, item: str, condition: str, local: str, led: bool) -> tuple[str, str, str]:
        """Join an entry's own words to the thing that the list is for."""
        lead, more = self.passage.lead or ("", "")
        if (within := g.WITHIN.match(item)) and g.TIER_HEAD.match(within[2]):  # F类人才中博士1500元/月
            self.within, item = within[1], within[2]
        if self.topic:
            label = "" if item == self.topic[1] or g.IDLE_CLAUSE.fullmatch(item) else item
            item = self.topic[1]
            if (label and _measures(f"{label}{condition}")) or g.STATE.search(label):
                condition = _join(condition or label, "")
            elif label:
                local = label
        elif g.TIER_WHOLE.fullmatch(item) or (g.GRADED_RECIPIENT.match(_BRACKET.sub("", item)) and not local):
            item, local = "", item
        item = lead if item in lead else f"{lead} {item}".strip()
        return f"{item} {self.within}".strip(), _join(condition, more), local

    def _main(self, source: str, masked: str, led: bool) -> tuple[str, str]:
        """The clause that names the recipients, and the conditions beside it."""
        clauses, at = [], 0
        for mark in [*(k.start() for k in _CLAUSE_MARK.finditer(masked)), len(masked)]:
            clause = source[at:mark].strip(" ,;:、")
            at = mark + 1
            if clause:
                clauses.append(clause)
        if clauses:
            k = 0 if led else -1
            clauses[k] = re.sub(r"(?:的)?(?:按照?[^,]{0,30}|给予[^,]{0,20})$", "", clauses[k])
            clauses = [c for c in clauses if c] if not led else clauses
        if led and clauses:
            plain = [clauses[0], *(c for c in clauses[1:] if not g.ADVERBIAL.match(c))] if clauses[0] else []
        else:
            plain = [c for c in clauses if not g.ADVERBIAL.match(c) and not g.IDLE_CLAUSE.fullmatch(_clean(c))]
        if not plain:
            return "", ""
        main = plain[0] if led else plain[-1]
        if not led and len(plain) > 1 and g.GRADED_AS.match(main):  # 创业团队,评审为A档、B档的
            main = plain[-2]
        if not led and len(plain) > 1 and g.RECIPIENT.match(_clean(main)):
            main = plain[-2]
        extra = ",".join(plain[1:]) if led else ""
        if among := g.ON_A_LIST.match(main):  # 纳入重点展会目录的境外展会
            main, extra = among[2], ",".join(filter(None, [among[1], extra]))
        if not _measures(main):
            return _clean(main)[:LABEL_MAX], g.TRAIL.sub("", extra)[:LABEL_MAX]
        whole = g.TRAIL.sub("", ",".join(plain) if led else main)
        head = re.search(r"的((?:(?!的|,|\d+(?:\.\d+)?[万亿]?元|\d%).){2,40})$", g.TRAIL.sub("", main)) or re.search(
            r"的((?:(?!的|,|\d).){2,30})$", whole
        )
        if head:
            item = _clean(head[1])
        elif counted := re.search(r"每\D{0,6}\d+[个件项家名份篇部](.{2,30})", main):
            item = _clean(counted[1] if led or len(plain) < 2 or _measures(plain[-2]) else plain[-2])
        else:
            item = _clean(re.split(rf"{g.METRIC}|面积|(?<=.)年|[超达]|\d", _clean(main), maxsplit=1)[0])
            item = item if len(_BRACKET.sub("", item)) > 2 else ""
            if (
                not led
                and len(plain) > 1
                and (g.COUNTED_NOUN.search(item) or main[0].isdigit())
                and not _measures(plain[-2])
            ):  # 发布原创短视频,单条播放量达到100万次的
                item = _clean(plain[-2])
        return item[:LABEL_MAX], whole[:LABEL_MAX]

    def _before(self, position: int) -> str:
        """The nearest clause before a position in this sentence that names a thing, or the heading."""
        for c in range(self.clause_at(max(0, position)), -1, -1):
            clause = self.s[self.clause_starts[c] : min(self.clause_ends[c], position)]
            if (
                clause
                and not g.ADVERBIAL.match(clause)
                and not re.search(r"\d[\d.]*(?:万|亿)?[元%]", clause)
                and len(_clean(clause)) > 1
            ):
                return _clean(clause)[:LABEL_MAX]
        heading = re.match(r"\n?([^。:\n]{2,60})", self.passage.folded)
        return _clean(heading[1]) if heading and self.begin > 1 else ""

    # --- lists

    def _spread(
        self, group: _Group, item: str, condition: str, local: str, source: str
    ) -> list[tuple[str, str, str]] | None:
        """Give each figure of the group its item, tier and condition; None where the lengths differ."""
        n = len(group.figures)
        ranged = n == 2 and group.figures[0].part == "low"
        if n == 1 or group.either or ranged:
            member = self._single(group, item, condition, local)
            if n > 1 or len(group.labels) == 0:
                label = self._label_behind(group)
                return [(member[0], label or member[1], member[2])] * n
        labels = list(group.labels)
        behind = self._label_behind(group)
        if labels and behind:
            labels.append(behind)
        if len(labels) == n:
            return [(item, label, condition) for label in labels]
        source = re.sub(r"[,、]*(?:分别|再|一次性|可|给予)*$", "", source)
        last = source.rsplit(",", 3)
        for text in dict.fromkeys([local, *reversed(last), source]):
            found = (_prize_and_tiers(source, text, n) if text is last[-1] and len(last) > 1 else None) or _listed(
                text, n
            )
            if found:
                found = self._with_item(found, item, condition, text)
                self.labels = (item, found)
                return found
        if self.labels and len(self.labels[1]) == n:
            return self.labels[1]
        if n < 10 and re.match(
            rf"(?:{'零一二三四五六七八九'[n]}|{n})个?(?:档|类|等)", self.s[group.end : group.end + 6]
        ):
            return [(item, "", condition)] * n
        parted = re.match(r"的?(?:比例|标准)?,?分([两二三四五六七八九十2-9])年", self.s[group.end : group.end + 12])
        years = parted or re.search(r"(?:连续|[前为期内]|分)([两二三四五六七八九十2-9])年", source + local)
        if years and (int(years[1]) if years[1].isdigit() else read_chinese(years[1])) in {n, n + 1}:
            return [(item, f"第{'一二三四五六七八九十'[k]}年", condition) for k in range(n)]
        if n < 10 and re.search(rf"分(?:{'零一二三四五六七八九'[n]}|{n})个?(?:类|档|等|级)", source + local):
            return [(item, "", condition)] * n
        return None

    def _label_behind(self, group: _Group) -> str:
        """50万元（国家级）: the tier in a bracket behind the sum."""
        found = re.match(
            r"(?:奖励|补助|补贴)?\(([^()\d]{1,14})\)", self.s[group.figures[-1].end : group.figures[-1].end + 20]
        )
        if (
            found
            and not re.match(r"不?含|税|人民币|下同|以", found[1])
            and (g.TIER_HEAD.match(found[1]) or len(found[1]) <= 6)
        ):
            return found[1]
        return ""

    def _with_item(self, found, item, condition, text) -> list[tuple[str, str, str]]:
        """A list of bare tiers takes the item from elsewhere; thresholds become conditions."""
        result: list[tuple[str, str, str]] = []
        bare = [bool(tier) and g.PLAIN.match(name) is not None for name, tier in found]
        for k, (name, tier) in enumerate(found):
            if bare[k]:
                if k and not bare[0]:  # X一等奖、二等奖: the tiers go with the thing before
                    result.append((result[-1][0], tier, condition))
                elif tier in item:
                    result.append((self.target[0] or self._before(self.before) or name, tier, condition))
                else:
                    result.append((item, tier, condition))
                continue
            if (
                k + 1 < len(found)
                and bare[k + 1]
                and not tier
                and (own := g.PRIZE_TAIL.search(name) or g.DEGREE_TAIL.search(name))
            ):
                name, tier = name[: own.start()], own.group()
                if name.endswith("的"):  # 到企业工作的博士、硕士
                    name, condition = "", _join(condition, name)
            if _measures(name) and not tier:
                start = re.match(r"\D*", found[0][0]).group() if name[:1].isdigit() else ""
                thing = re.split(rf"{g.METRIC}|面积|\d|[达超]", name, maxsplit=1)[0]
                elided = start or any(other[:1].isdigit() for other, _ in found)
                result.append((item if elided or len(thing) < 3 else thing, "", start + name))
            else:
                result.append(
                    (
                        item if tier and name in item and not any(t in item for _, t in found) else name,
                        tier,
                        condition if name not in condition else "",
                    )
                )
        return result

    def _single(self, group: _Group, item: str, condition: str, local: str) -> tuple[str, str, str]:
        """One figure: a tier or a thing named right before it joins the item, and so does a named gift behind it."""
        label = "" if not local or g.RECIPIENT.match(local) else re.sub(r"每[\u4e00-\u9fff]{1,3}$", "", _clean(local))
        own = g.ITEM_TIER.match(item)
        tier, graded = "", False
        if own and len(item) > own.end() + 1 and item[own.end()] not in "、和及与或":
            tier, item = own.group(), item[own.end() :]
        if label and not g.RECIPIENT.match(label):
            head = g.TIER_HEAD.match(label)
            if head and not tier and len(head.group()) > 1:
                tier, label = head.group(), re.sub(r"^(?:项目|企业|的)+", "", label[head.end() :])
                graded = True
            if label and label not in item and (group.kind == "sum" or graded):
                item = f"{item} {label}".strip()
        return item, tier, condition

    def _with_gift(self, item: str, group: _Group) -> tuple[str, str]:
        """Name what is given, where it has a name of its own: 博士 租房补贴; and tell which recipients are meant."""
        gift = g.NAMED_GIFT.match(self.s[group.end : group.end + 30])
        if gift and gift[1] not in item and not g.GENERIC_GIFT.match(gift[1]):
            item, which = _head_of(item)
            return f"{item} {gift[1]}".strip(), which
        return item, ""


# --- the rules ---

Test = Callable[["_Context"], object]


def _raised(c: _Context) -> object:
    return g.RAISED.search(c.left)


def _raised_above_the_standard(c: _Context) -> bool:
    return g.ABOVE.search(c.left) is not None and bool(c.sentence.rows or c.sentence.passage.rows)


def _threshold(c: _Context) -> bool:
    """投资500万元以上的项目, 年产值首次突破1亿元: the sum measures the applicant."""
    verb = _last(g.VERB, c.left)
    gap = c.left[verb.end() :] if verb else c.left
    if verb and not gap.strip("的,最高"):
        return False
    to_recipient = verb is not None and g.RECIPIENT.match(gap) is not None
    gift = g.GIFT_AFTER.match(c.right)
    compared = g.COMPARED_BEFORE.search(c.pre)
    if compared and not g.CEILING_WORD.search(c.pre[: compared.start()]):
        return not to_recipient
    if not gift and g.THRESHOLD_AFTER.match(c.sentence.s[c.group.figures[-1].end : c.group.figures[-1].end + 40]):
        return not to_recipient
    return (
        bool(g.THRESHOLD_BEFORE.search(c.left)) and not (verb and (to_recipient or gift)) and not (gift and c.ceiling)
    )


def _given(c: _Context) -> bool:
    """给予50万元, 最高支持15万元; a sum without its 元 needs more: 奖励100万."""
    if not (g.VERB.search(c.pre) or g.CLOSE_VERB.search(c.pre)):
        return False
    if c.first.kind != "bare" or not c.right or c.strong or len(c.group.figures) > 1:
        return True
    return g.GIFT_AFTER.match(c.right) is not None


def _tier_after_a_verb(c: _Context) -> bool:
    """奖励标准为…; 一等奖5万元: a tier or a unit right before the sum, the verb earlier in the statement."""
    sentence, clause = c.sentence, c.group.clause
    statement = sentence.statement_of[clause]
    opened = any(r.statement == statement and r.instrument in {"lump_sum", "per_unit"} for r in sentence.rows)
    before = sentence.s[sentence.statement_start[statement] : sentence.clause_starts[clause]]
    label = _BRACKET.sub("", c.near).rstrip("的为")
    tier = g.TIER_TAIL.search(label)
    if sentence.passage.lead and len(_trim(label)) > 1:
        return True
    if tier and ((g.STANDARD_IS.search(c.left) and g.PROVIDED.search(before)) or _continues_a_list(c)):
        return True
    if (opened or g.STRONG_VERB.search(before)) and (
        c.first.per or tier or "/" in c.first.unit or g.ITEM_TIER.match(_trim(label))
    ):
        return True
    return _listed_under_a_gift(c, before)


def _listed_under_a_gift(c: _Context, before: str) -> bool:
    """发放交通补贴,省内跨市100元、跨省500元: named sums behind a gift without a sum."""
    sentence, label = c.sentence, _trim(c.near)
    if not 1 < len(label) < 13 or g.VERB.search(label) or not g.GIFT_ANNOUNCED_LAST.search(before):
        return False
    if g.GRADED_RECIPIENT.fullmatch(label):
        return True
    if sentence.rows and sentence.rows[-1].clause == c.group.clause:
        return g.LIST_MARK.match(c.near) is not None
    return bool(c.following and c.following.clause == c.group.clause and g.LIST_MARK.match(c.right))


def _continues_a_list(c: _Context) -> bool:
    """F类人才中,博士15万元、硕士8万元: two graded sums in the sentence behind an award."""
    rows = c.sentence.passage.rows
    after = c.following
    return bool(
        rows
        and rows[-1].sentence == c.sentence.passage.sentence - 1
        and rows[-1].instrument == "lump_sum"
        and after
        and after.clause == c.group.clause
        and g.LIST_MARK.match(c.right)
        and g.TIER_TAIL.search(_BRACKET.sub("", c.right))
    )


def _gift_behind_the_list(c: _Context) -> bool:
    """A档20万元、B档10万元的奖励; 软件最高35%、硬件最高10%的奖励."""
    if not g.LIST_MARK.match(c.behind):
        return False
    sentence, clause = c.sentence, c.group.clause
    later = [
        f.end
        for f in sentence.figures[sentence.index_after(c.group.end) :][:12]
        if _KINDS[f.kind] == c.group.kind and sentence.clause_at(f.start) == clause
    ]
    return bool(later) and g.GIFT_AFTER.match(sentence.s[later[-1] : sentence.clause_ends[clause]]) is not None


def _no_rate(c: _Context) -> bool:
    """收费标准的70%执行, 占比达到3%, 增长10%, 按40%、30%拨付, 奖补资金的50%给予某县."""
    if g.NO_RATE_AFTER.match(c.rest[:40]) and not _of_an_award(c.left) and not g.GIFT_MEASURED.search(c.left):
        return True
    verb = _last(g.VERB, c.left)
    adjacent = verb is not None and not c.left[verb.end() :].strip("的,最高再")
    interest = g.INTEREST_RATE.search(c.left) and (g.OPENING_VERB.search(c.left) or g.GIVEN_AFTER.match(c.right))
    if not adjacent and not interest and g.NO_RATE_BEFORE.search(c.near):
        return True
    return bool(g.PAYMENT_PLAN.search(c.left) or g.INTERGOVERNMENTAL.search(c.left))


def _adds_points(text: str, position: int) -> bool:
    """补助比例再提高2个百分点, not where each step adds a point."""
    begin = max(0, position - 60)
    begin = max(begin, text.rfind("。", begin, position))
    return g.POINTS_MORE.search(text, begin, position) is not None and not g.STEP.search(text, begin, position)


def _points_more(c: _Context) -> bool:
    printed = c.sentence.s[c.first.start : c.first.end]
    return printed.endswith("点") and bool(c.sentence.seen) and g.POINTS_MORE.search(c.left) is not None


def _each_of_a_voucher(c: _Context) -> bool:
    if not (c.ceiling and c.first.per) or c.first.per in _RECIPIENTS_AND_TIMES:
        return False
    return g.VOUCHER_AHEAD.search(c.sentence.before_clause(c.group)) is not None


def _executed(c: _Context) -> bool:
    """按上述标准的80%执行; 主编单位奖励30万元,参编的按20%执行."""
    if not g.EXECUTED.match(c.behind):
        return False
    if _of_an_award(c.left):
        return bool(c.sentence.rows or c.sentence.passage.rows)
    return c.first.kind == "percent" and bool(c.sentence.rows) and g.BARE_SHARE.search(c.left) is not None


def _ceiling_of_the_gift_before(c: _Context) -> bool:
    """给予地方累加补助,最高至购置价格的50%."""
    sentence, clause = c.sentence, c.group.clause
    if not (c.ceiling and clause and not c.behind.strip(",;")):
        return False
    a, z = sentence.clause_starts[clause - 1], sentence.clause_ends[clause - 1]
    return g.STRONG_VERB.search(sentence.s, a, z) is not None and not any(p < z and e > a for p, e in sentence.all_ends)


# A figure gives or does not give as the first rule that fits says; where none fits it gives nothing.
RULES: dict[str, tuple[tuple[Test, bool], ...]] = {
    "sum": (
        (lambda c: c.first.unit and not c.first.unit.startswith("元"), False),  # another currency
        (lambda c: g.VOUCHER_AFTER.match(c.right) and not c.ceiling and not c.first.per and c.first.value >= 1e5, False),
        (lambda c: c.ceiling and g.VERB.search(c.left) and (g.VOUCHER_AFTER.match(c.right) or g.VOUCHER_BEFORE.search(c.left)), True),
        (_each_of_a_voucher, True),  # 发放消费券,每人次最高100元
        (lambda c: c.ceiling and not c.sentence.rows and not c.sentence.passage.rows and g.CLOSING_TOTAL.match(c.left), False),
        (lambda c: g.FUND_TOTAL.search(c.left), False),  # 扶持资金总额不超过3000万元
        (lambda c: c.first.per and g.MEASURED.search(c.left) and g.PAID_TO.match(c.behind), True),  # 按每家8000元支付给机构
        (_raised, True),  # 补贴标准提升至130元
        (lambda c: not c.strong and (c.sentence.budget or g.SOUGHT.search(c.left)), False),  # 预算安排, 争取
        (lambda c: not c.strong and c.first.bound != "max" and g.FUND_NOUN.search(c.left), False),  # 补助资金300万元
        (_threshold, False),
        (_given, True),
        (lambda c: g.GIFT_AFTER.match(c.right), True),  # 50万元奖励
        (lambda c: g.MEASURED.search(c.left) and g.VERB_AFTER.match(c.right), True),  # 按每亩180元补贴
        (lambda c: (c.first.per or "/" in c.first.unit) and g.MEASURED.search(c.left) and g.VERB_NEXT.match(c.rest), True),
        (_tier_after_a_verb, True),
        (_gift_behind_the_list, True),
    ),
    "share": (
        (lambda c: c.first.kind == "whole", True),  # 全额承担
        (lambda c: c.first.kind == "ratio" and g.MATCHED_AFTER.match(c.right), True),  # 1:1配套
        (lambda c: c.first.kind == "ratio", False),
        (lambda c: g.START_RATE.search(c.left) and g.RAISED_TO.match(c.behind), False),  # 由60%提高到70%
        (_points_more, True),  # 补助比例再提高2个百分点
        (_executed, True),  # 按上述标准的80%执行
        (lambda c: g.PAID_BY_RECIPIENT.search(c.left), False),  # 农户承担20%
        (lambda c: c.ceiling and c.sentence.rows and g.GIFT_WITHIN.match(c.near), False),  # 资助额不超过支出的50%
        (lambda c: g.BEARS.match(c.behind) and g.LOSS_BORNE.search(c.left) and g.LOSS.search(c.sentence.s), True),
        (lambda c: g.OFFSET.search(c.left) and g.VOUCHER_NAMED.search(c.sentence.before_clause(c.group)), True),
        (_raised_above_the_standard, True),  # 补贴标准上浮20%
        (lambda c: (raised := _raised(c)) and g.LESSENED.search(raised.group()), False),  # 补偿比例逐年递减10%
        (_raised, True),
        (_no_rate, False),
        (_given, True),
        (lambda c: g.GIFT_AFTER.match(c.right), True),
        (lambda c: g.MEASURED.search(c.left) and (g.VERB_AFTER.match(c.behind) or g.VERB_NEXT.match(c.rest)), True),
        (_ceiling_of_the_gift_before, True),
        (_gift_behind_the_list, True),
    ),
    "half": ((lambda c: True, True),),
}  # fmt: skip


def _first_verdict(rules: tuple[tuple[Test, bool], ...], c: _Context) -> bool:
    return next((gives for test, gives in rules if test(c)), False)


def _of_an_award(left: str) -> bool:
    """按第一完成单位的60%, 按上述标准的50%: a share of another award."""
    if g.REFERRED.search(left):
        return True
    basis = g.SHARE_BASIS.search(left)
    return basis is not None and g.SHARED_AWARD.search(g.OPENING_VERB.sub("", basis[1])) is not None


# --- helpers -----------------------------------------------------------------------------------------------------


def _last(pattern: re.Pattern, text: str) -> re.Match | None:
    return next(reversed(list(pattern.finditer(text))), None)


def _trim(text: str) -> str:
    return re.sub(r"^[(（]?[\d一二三四五六七八九十]{1,2}[)）.](?!\d)", "", text.strip(" ,;:、。的"))


def _state(text: str) -> str:
    """The condition that a clause states, without the verb behind it: 绩效评价优秀的,按照…给予."""
    return re.sub(r"(?:,?(?:后|的)?,?按照?[^,]{0,24}|给予[^,]*)$", "", _trim(text).removeprefix("其中"))


def _head_of(item: str) -> tuple[str, str]:
    """The recipients and the clause that tells which: 首次购房的人才 -> 人才, 首次购房."""
    found = g.WHICH_RECIPIENT.fullmatch(item)
    return (found[2], found[1].strip()) if found else (item, "")


def _has_label(subject: str) -> bool:
    """Whether words other than verbs, times and bounds stand before the ceiling."""
    rest = g.IDLE.sub("", subject)
    return len(rest) > 1 and not g.RECIPIENT.match(rest)


def _measures(text: str) -> bool:
    """Whether a figure outside brackets and names stands in a text: a threshold rather than a name."""
    return _MEASURE.search(_BRACKET.sub("", text)) is not None


def _sister(thing: str, source: str) -> str:
    """Return the thing before with its first characters changed, as a clause begins: 晚稻订单奖补, then 早稻订单实现全覆盖."""
    words = source.lstrip(" ,;:、")
    for n in (1, 2):
        if words[n : n + 3] == thing[n : n + 3] and len(thing) > n + 3 and _SISTERS.fullmatch(words[:n] + thing[:n]):
            return "" if words[:n] == thing[:n] else words[:n] + thing[n:]
    return ""


def _join(a: str, b: str) -> str:
    return "；".join(x for x in dict.fromkeys([a, b]) if x)


def _clean(text: str) -> str:
    """Strip the verbs before a thing and the particles behind it."""
    text = g.TRAIL.sub("", g.LEAD.sub("", _trim(text)))
    named = g.NAMED.match(text)
    return g.TRAIL.sub("", g.LEAD.sub("", named["name"])) if named and "、" not in named["before"] else text


def _stepped(left: str) -> str:
    """What a percentage is of whose former value stands before: 保费补助比例由60%提高到."""
    stepped = g.STEPPED.match(left)
    return _clean(stepped[1]) if stepped else ""


def _base(left: str) -> str:
    """What a percentage is of: 按设备投资额的, 按照补助金额给予, 给予保费."""
    measured = re.search(r"(?:按照?|根据)(?!期)(?:不超过|最高|其)*((?:(?!按照?|根据).)*)$", left)
    opening = _last(g.OPENING_VERB, left)
    given = left[opening.end() :].strip("的,") if opening else ""
    if opening and given and not g.RECIPIENT.match(given) and g.CEILING_WORD.fullmatch(given) is None:
        words = given
    elif measured:
        words = g.OPENING_VERB.sub("", measured[1])
    elif opening:
        words = given
    else:
        words = re.sub(r"^.*(?:奖励|补助|补贴)", "", left)
    words = re.sub(
        r"(?:最高|不超过|不低于|可|至|分别|再|的|达到?|按照?|部分按|,)+$",
        "",
        re.sub(r"^(?:最高|不超过|至|分别|其|的)+", "", words),
    )
    return "" if g.RECIPIENT.match(words) or g.PAID_BY_LEVEL.fullmatch(words) or "比例" in words else words


def _listed(text: str, n: int) -> list[tuple[str, str]] | None:
    """Find a list of n tiers or n things in a text: pairs (thing, tier)."""
    text = re.sub(r"(?<=[^,]{4})分别按[^、]*$", "", _trim(text[-500:]))
    if not text:
        return None
    masked = _BRACKET.sub(lambda b: "_" * (b.end() - b.start()), text)
    tiers = _tiers(text, masked, n)
    if tiers:
        return tiers
    for separator in (g.COMMA_SEPARATOR, g.SEPARATOR):
        parts = _parts(text, masked, separator)
        if len(parts) == n:
            return [_split_tier(_clean(text[a:z])) for a, z in parts]
    return None


def _prize_and_tiers(source: str, text: str, n: int) -> list[tuple[str, str]] | None:
    """One prize in the clause before, then the tiers of another: 获得科技大奖,科技进步奖一等奖、二等奖、三等奖."""
    before = _clean(source[: -len(text) - 1].rsplit(",", 1)[-1])
    masked = _BRACKET.sub(lambda b: "_" * (b.end() - b.start()), text)
    tiers = _tiers(text, masked, n - 1) if n > 2 and before.endswith("奖") else None
    return [(before, ""), *tiers] if tiers else None


def _parts(text: str, masked: str, separator: re.Pattern) -> list[tuple[int, int]]:
    parts, at = [], 0
    for mark in separator.finditer(masked):
        parts.append((at, mark.start()))
        at = mark.end()
    parts.append((at, len(text)))
    return [(a, z) for a, z in parts if text[a:z].strip()]


def _tiers(text: str, masked: str, n: int) -> list[tuple[str, str]] | None:
    """A run of n tiers with one thing before or behind: 国家级、省级、市级X; X一、二、三等奖."""
    parts = _parts(text, masked, g.SEPARATOR)
    for i in range(len(parts) - n, -1, -1):
        window = [text[a:z] for a, z in parts[i : i + n]]
        grade = g.GRADE_SUFFIX.match(window[-1])
        if grade and all(g.BARE_GRADE.fullmatch(w) for w in window[1:-1]) and g.BARE_GRADE_TAIL.search(window[0]):
            suffix = grade["suffix"]
            heads = [window[0][-1], *window[1:-1], window[-1][0]]
            before = text[: parts[i][1] - 1]
            behind = text[parts[i + n - 1][0] + grade.end() :]
            return [(_thing(before, behind), head + suffix) for head in heads]
        head = _longest_tail(window[0])
        tail = g.TIER_HEAD.match(window[-1])
        if head and tail and all(g.TIER_WHOLE.fullmatch(w) for w in window[1:-1]):
            before = text[: parts[i][1] - len(head)]
            behind = text[parts[i + n - 1][0] + tail.end() :]
            if head.startswith("第") and tail.group().endswith("单位") and len(head) == 2:
                return [(_thing(before, behind), t[:2] + tail.group()[2:]) for t in [head, *window[1:-1], tail.group()]]
            done = g.DONE_BY.match(behind) if head.startswith("第") else None
            if done:
                return [
                    (_thing(before, behind[done.end() :]), t + done.group())
                    for t in [head, *window[1:-1], tail.group()]
                ]
            return [
                (_thing(before, behind), re.sub(r"^[按为从由]", "", t.strip('“”"‘’')))
                for t in [head, *window[1:-1], tail.group()]
            ]
    return None


def _longest_tail(text: str) -> str:
    """The tier at the end of a text; the whole text if it is one."""
    stripped = g.LEAD.sub("", text)
    if g.TIER_WHOLE.fullmatch(stripped):
        return stripped
    found = g.TIER_TAIL.search(text)
    return found.group() if found else ""


def _thing(before: str, behind: str) -> str:
    """The thing around a run of tiers."""
    before = re.sub(r"^.*[,;:]", "", _trim(before))
    reviewed = g.REVIEWED.match(before)
    before = _clean(reviewed[1]) if reviewed else "" if g.ADVERBIAL.match(before) else _clean(before)
    behind = _clean(behind)
    if g.PLAIN.match(behind):
        return before or behind
    return f"{before} {behind}".strip()


def _split_tier(name: str) -> tuple[str, str]:
    own = g.ITEM_TIER.match(name)
    if own and len(name) > own.end() + 1:
        return name[own.end() :], own.group()
    if g.TIER_WHOLE.fullmatch(name):
        return "", name
    return name, ""
