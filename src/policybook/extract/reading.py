"""The sentence that is read: its tokens, its clauses and statements, and the frames made so far.

In: a passage and a `Sentence`. Out: `SentenceReading`, which says where words stand, and the `Frame`, `Named` and `PassageReading` that the
reading fills. A frame's words begin behind the award before it, at the earliest where its statement begins (;).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from policybook.extract.phrasebook import phrases
from policybook.extract.quantities import Problem, Quantity
from policybook.extract.roles import Role
from policybook.extract.tokens import Sentence
from policybook.extract.vocabulary import Rule, first_fit, load_rules, rule_cache, words

NAMES = ("NAME", "LOAN_NAME", "VOUCHER_NAME")
OPEN = frozenset({"measure", "tax", "other", "budget"})  # roles that leave it open whether a figure is a target
MONEYED = frozenset({"MONEY", "PERUNIT", "PERCENT", "RATIO"})
ITEM_MAX = 160  # characters of an item or a condition
EDGES = " " + "".join(phrases("shapes").lists["EDGES"])


@dataclass(slots=True)
class Frame:
    """An award while its passage is being read; `start` and `end` are offsets into the passage."""

    item: str
    tier: str
    instrument: str
    value: float
    unit: str | None
    base: str | None
    is_max: bool
    is_min: bool
    condition: str
    rule: str
    start: int
    end: int
    statement: tuple[int, int]  # the sentence, and the first token of the statement
    cap: float | None = None
    cofunded: bool = False


@dataclass(slots=True)
class Named:
    """What the words before a verb say about who gets the award."""

    item: str
    condition: str
    clauses: list[tuple[int, int]]  # that may list tiers
    tier: str = ""
    begin: int = 0


@dataclass(slots=True)
class PassageReading:
    """What was read from a passage, stage by stage."""

    text: str  # as printed
    folded: str
    found: list[Quantity]
    frames: list[Frame] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    roles: list[tuple[Sentence, Role]] = field(default_factory=list)
    before: str = ""  # what the sentence before gave last: BEFORE_SUM …
    lead: tuple[str, str] | None = None  # item and condition of an open list
    listed: int = 0  # where the frames of the last list begin
    list_end: int = -1  # and where they end, once it is closed
    item: str = ""  # what the last award was for
    heading: str = ""  # the last heading inside the passage
    shared_to: int = 0  # where the last sentence ends that says so of the awards before it
    shared: bool = False  # says that other levels of government pay a part of the document's awards

    @property
    def used(self) -> dict[int, str]:
        """Where a figure starts -> its role."""
        return {q.start: role.role for sentence, role in self.roles for q in sentence.tokens[role.at].figures}

    @property
    def given(self) -> frozenset[int]:
        """Where the figures start that are awards, ceilings or loans, so neither sums of a budget nor targets."""
        return frozenset(start for start, role in self.used.items() if role not in OPEN)


def first(slot: str, letters: str):
    """Return the match of the first rule of a slot that fits, or None."""
    fit = first_fit(by_slot().get(slot, ()), letters)
    return fit[1] if fit else None


@rule_cache
def by_slot() -> dict[str, tuple[Rule, ...]]:
    """The rules of each slot, in their order."""
    slots: dict[str, list[Rule]] = {}
    for rule in load_rules("slots"):
        slots.setdefault(rule.gives, []).append(rule)
    return {slot: tuple(rules) for slot, rules in slots.items()}


class SentenceReading:
    """One sentence on its way to frames."""

    def __init__(self, passage: PassageReading, sentence: Sentence, number: int) -> None:
        self.passage, self.sentence, self.number = passage, sentence, number
        self.tokens = sentence.tokens
        self.plain = sentence.letters  # the kinds of the figures, whatever their roles
        known = words()
        marks = known.any_of("COMMA", "SEMICOLON", "COLON", "ENTRY")
        self.starts = [0, *(i + 1 for i, x in enumerate(self.plain) if x in marks)]
        semicolon = known.classes["SEMICOLON"]
        self.statements = [0, *(i + 1 for i, x in enumerate(self.plain) if x == semicolon)]
        self.frames: list[Frame] = []
        self.floor = 0  # where the words of the next award may begin
        self.quoted = (-1, -1, -1)  # statement, clause and start of the quote of the last frame
        self.target = ("", "")  # item and condition of the last award
        self.given = ""  # and what it gave
        self.members: list[tuple[str, str, str]] = []  # of the last list
        self.leading_cap: float | None = None
        self.capped = ""  # the words of the last cap

    def clause(self, i: int) -> tuple[int, int]:
        """Return the first token of a token's clause, and where the clause ends."""
        k = bisect_right(self.starts, i)
        end = self.starts[k] - 1 if k < len(self.starts) else len(self.tokens)
        return self.starts[k - 1], end

    def statement(self, i: int) -> int:
        """Return the first token of a token's statement."""
        return self.statements[bisect_right(self.statements, i) - 1]

    def has(self, i: int, *meanings: str) -> bool:
        """Whether a token has one of some meanings."""
        return self.plain[i] in words().any_of(*meanings)

    def last(self, begin: int, end: int, *meanings: str) -> int | None:
        """Return the last token of some meanings in a stretch."""
        letters = words().any_of(*meanings)
        for i in range(end - 1, begin - 1, -1):
            if self.plain[i] in letters:
                return i
        return None

    def say(self, begin: int, end: int) -> str:
        """Return a stretch as printed."""
        if end <= begin:
            return ""
        return self.passage.text[self.tokens[begin].start : self.tokens[end - 1].end].replace("\n", "").strip(EDGES)

    def figure_before(self, i: int, begin: int) -> int:
        """Return where the words behind the figure before begin."""
        return next((k + 1 for k in range(i - 1, begin - 1, -1) if self.tokens[k].figures), begin)

    def goes_on(self, i: int) -> bool:
        """Whether another sum follows in the clause."""
        return any(self.tokens[k].kind in MONEYED for k in range(i + 1, self.clause(i)[1]))

    def clauses(self, begin: int, end: int) -> list[tuple[int, int]]:
        """Return the clauses of a stretch that are not empty."""
        marks = words().any_of("COMMA", "SEMICOLON", "COLON", "ENTRY")
        cuts = [i for i in range(begin, end) if self.plain[i] in marks]
        return [(a, z) for a, z in zip([begin, *(c + 1 for c in cuts)], [*cuts, end], strict=True) if z > a]

    def trim(self, a: int, z: int) -> str:
        """Return a stretch without list marks before and fillers behind it."""
        while a < z and self.has(a, "LIST", "AND", "DE", "ALSO", "ALL"):
            a += 1
        fillers = words().any_of(
            "TRAILING", "CEILING", "FLOOR", "ONCE", "EACH", "EACH_MANY", "GRADED"
        ) - words().any_of("METRIC", "OVERALL")
        while z > a and self.plain[z - 1] in fillers:
            z -= 1
        return self.say(a, z)

    def verb(self, left: int, i: int) -> int | None:
        """Return the verb that gives."""
        found = self.last(left, i, "GIVE")
        end = i
        while (
            found is None
            and (verb := self.last(left, end, "PAY", "PAY_SHORT", "TAKE", "GIFT", "MATCH", "SUPPORT", "LEND"))
            is not None
        ):
            if verb + 1 < i and self.has(verb + 1, "DE"):
                end = verb  # 按其发放的贷款的2%
            else:
                found = verb
        if found is not None and (named := first("verb", self.plain[left : found + 1])):
            return left + named.start("take")  # 奖励购房补贴5万元
        return found

    def head(self, floor: int, end: int) -> int | None:
        """Return the last 对 that opens recipients: not one behind a measure (按其对本地贡献的)."""
        found = self.last(floor, end, "FOR")
        if found is None and (whom := first("for-whom", self.plain[floor:])) and floor + whom.start("take") + 1 < end:
            return floor + whom.start("take")  # 为二孩家庭发放
        while found is not None:
            if found + 1 < end and self.last(max(floor, self.clause(found)[0]), found, "BY") is None:
                return found
            found = self.last(floor, found, "FOR")
        return None

    def anchor(self, left: int, i: int, verb: int | None) -> int:
        """Return where the words that may name the recipients end: before the verb or the measure."""
        begin = self.head(left, i)
        by = self.last(left if begin is None else begin, i if verb is None else verb, "BY")
        return min(x for x in (by, verb, i) if x is not None)

    def add(self, i: int, frame: Frame) -> None:
        """Add a frame, with the clause of its figure as its quote."""
        clause, end = self.clause(i)
        statement = self.statement(i)
        if self.quoted[:2] != (statement, clause):
            begin = statement if self.quoted[0] != statement else min(max(statement, self.floor), i)
            while begin < i and self.plain[begin] in words().any_of("COMMA", "SEMICOLON", "COLON", "LIST", "ENTRY"):
                begin += 1
            self.quoted = (statement, clause, self.tokens[begin].start)
        frame.start = self.quoted[2]
        frame.end = self.tokens[end - 1].end
        self.frames.append(frame)

    def close(self, i: int) -> None:
        """Set the floor behind this award's gift: at the next mark or list mark."""
        _, end = self.clause(i)
        stops = words().any_of("COMMA", "SEMICOLON", "COLON", "LIST", *(["AND"] if self.goes_on(i) else []))
        self.floor = next((k for k in range(i + 1, end) if self.plain[k] in stops), end)

    def problem(self, i: int) -> None:
        """Say that a list of figures does not pair."""
        token = self.tokens[i]
        printed = self.passage.text[token.start : token.end]
        message = f"{len(token.figures)} figures without as many tiers: {printed}"
        self.passage.problems.append(Problem("award_list", message, token.start, token.end))
        self.close(i)
