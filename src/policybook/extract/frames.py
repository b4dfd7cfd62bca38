"""Frames: an award with the slots that the words around its figure fill.

In: a passage, its quantities and the figures that are sums of a budget. Out: a `Frame` for each award, ceiling on a loan
or share of another award, and the `Problem` rows where a list does not pair with its tiers.

A frame's words begin behind the award before it, at the earliest where its statement begins (;). The clauses up to the
verb are told apart by ``rules/slots.tsv``: the one that names the recipients, the conditions, the measure of the gift.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace

from policybook.extract.quantities import Problem, Quantity
from policybook.extract.roles import Role, read_roles
from policybook.extract.tokens import SHARES, Sentence, Token, cut, fold_marks, lex, sentences
from policybook.extract.vocabulary import FOCUS, KIND, SHORT, TEXT, Rule, load_rules, rule_cache, words

__all__ = ["Frame", "Passage", "read_passage"]

NAMES = ("NAME", "LOAN_NAME", "VOUCHER_NAME")
OPEN = frozenset({"measure", "tax", "other", "budget"})  # roles that leave it open whether a figure is a target
GIVEN = frozenset(
    {"money", "bare", "rate_of_money", "percent", "ratio", "points"}
)  # kinds of figures that can be awards
WHOLES = ("全额", "等额", "减半")
HINTS = (*WHOLES, "承担", "分担", "负担", "联动")
MONEYED = frozenset({"MONEY", "PERUNIT", "PERCENT", "RATIO"})
ITEM_MAX = 160  # characters of an item or a condition
EDGES = " ,;:、。的"


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
class Passage:
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
    shared: bool = False  # says that other levels of government pay a part of the document's awards

    @property
    def used(self) -> dict[int, str]:
        """Where a figure starts -> its role."""
        return {q.start: role.role for sentence, role in self.roles for q in sentence.tokens[role.at].figures}

    @property
    def given(self) -> frozenset[int]:
        """Where the figures start that are awards, ceilings or loans, so neither sums of a budget nor targets."""
        return frozenset(start for start, role in self.used.items() if role not in OPEN)


def read_passage(text: str, found: list[Quantity], taken: frozenset[int] = frozenset()) -> Passage:
    """Read the awards of a passage.

    Parameters
    ----------
    text
        The passage.
    found
        Its quantities, in reading order.
    taken
        Starts of the figures that are sums of a budget.
    """
    passage = Passage(text, fold_marks(text), found)
    if not any(q.kind in GIVEN or q.unit == "倍" for q in found) and not any(word in text for word in WHOLES):
        return passage
    for number, (begin, end, mine) in enumerate(cut(passage.folded, found)):
        if not _may_give(passage, begin, end, mine):
            passage.before = passage.before if passage.folded[begin:end].isspace() else ""
            continue
        sentence = lex(passage.folded, begin, end, mine)
        if not number and _repeated(sentence, found):
            continue
        _follow_list(passage, sentence)
        before = "BEFORE_LIST" if passage.lead else passage.before
        reading = _Sentence(passage, sentence, number)
        found_roles = read_roles(sentence, before, taken)
        passage.roles += [(sentence, role) for role in found_roles]
        reading.read(found_roles)
    return passage


def _may_give(passage: Passage, begin: int, end: int, found: list[Quantity]) -> bool:
    """Whether a sentence can hold an award, open a list of awards, or say who pays them."""
    if passage.lead or any(q.kind in GIVEN or q.unit == "倍" for q in found) or passage.folded[end - 1] == ":":
        return True
    return any(passage.folded.find(word, begin, end) >= 0 for word in HINTS)


def _repeated(sentence: Sentence, found: list[Quantity]) -> bool:
    """Whether the first sentence is a heading whose figures the text says again: 每套补贴8000元。购买首套住宅的,每套补贴8000元。."""
    mine = [q for q in found if q.start < sentence.end]
    said = {(q.value, q.unit) for q in found[len(mine) :]}
    comma = words().classes["COMMA"]
    return (
        bool(mine)
        and sentence.end - sentence.start < 30
        and comma not in sentence.letters
        and all((q.value, q.unit) in said for q in mine)
    )


def _follow_list(passage: Passage, sentence: Sentence) -> None:
    """Open a list where a line ends 按以下标准给予奖励：, and close it before the first line without a list mark."""
    text = passage.folded
    if passage.lead and text[sentence.start - 1] == "\n" and not first("entry", sentence.letters):
        passage.lead, passage.list_end = None, len(passage.frames)
    if text[sentence.end - 1] == ":" and first("lead", sentence.letters):
        reading = _Sentence(passage, sentence, -1)
        passage.lead = reading.announced()
        passage.listed = len(passage.frames)


def first(slot: str, letters: str):
    """Return the match of the first rule of a slot that fits, or None."""
    for rule in by_slot().get(slot, ()):
        if found := rule.regex.search(letters):
            return found
    return None


@rule_cache
def by_slot() -> dict[str, tuple[Rule, ...]]:
    """The rules of each slot, in their order."""
    slots: dict[str, list[Rule]] = {}
    for rule in load_rules("slots"):
        slots.setdefault(rule.gives, []).append(rule)
    return {slot: tuple(rules) for slot, rules in slots.items()}


class _Sentence:
    """One sentence on its way to frames."""

    def __init__(self, passage: Passage, sentence: Sentence, number: int) -> None:
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

    # --- places

    def clause(self, i: int) -> tuple[int, int]:
        """Return the first token of a token's clause, and where the clause ends."""
        k = bisect_right(self.starts, i)
        end = self.starts[k] - 1 if k < len(self.starts) else len(self.tokens)
        return self.starts[k - 1], end

    def statement(self, i: int) -> int:
        return self.statements[bisect_right(self.statements, i) - 1]

    def has(self, i: int, *meanings: str) -> bool:
        return self.plain[i] in words().any_of(*meanings)

    def last(self, begin: int, end: int, *meanings: str) -> int | None:
        """Return the last token of some meanings in a stretch."""
        letters = words().any_of(*meanings)
        return next((i for i in range(end - 1, begin - 1, -1) if self.plain[i] in letters), None)

    def say(self, begin: int, end: int) -> str:
        """Return a stretch as printed."""
        if end <= begin:
            return ""
        return self.passage.text[self.tokens[begin].start : self.tokens[end - 1].end].replace("\n", "").strip(EDGES)

    def figure_before(self, i: int, begin: int) -> int:
        """Return where the words behind the figure before begin."""
        return next((k + 1 for k in range(i - 1, begin - 1, -1) if self.tokens[k].figures), begin)

    # --- reading

    def read(self, roles: list[Role]) -> None:
        for role in roles:
            act = getattr(self, f"_{role.role}", None)
            if act:
                act(role)
        self._sharing()
        passage = self.passage
        passage.frames += self.frames
        if self.frames:
            last = self.frames[-1]
            kinds = {"guarantee": "BEFORE_LENT", "lump_sum": "BEFORE_SUM"}
            passage.before = kinds.get(last.instrument, "BEFORE_RATE")
        elif self.sentence.tokens:
            passage.before = ""

    def _award(self, role: Role) -> None:
        self._give(role, "")

    def _tier(self, role: Role) -> None:
        if self.is_part(role.at):
            self._part(role)
        else:
            self._give(role, "tier")

    def is_part(self, i: int) -> bool:
        """其中省级2000元、市级500元: bare levels whose sums make the sum before."""
        clause, end = self.clause(i)
        if (
            not self.frames
            or self.last(clause, i, "AMONG") is None
            or self.last(clause, i, "LEVEL", "BARE_LEVEL") is None
        ):
            return False
        figures = [q.value for t in self.tokens[clause:end] for q in t.figures if t.kind == "MONEY"]
        return sum(figures) == self.frames[-1].value

    def _again(self, role: Role) -> None:
        self._give(role, "again")

    def _share(self, role: Role) -> None:
        self._give(role, "share")

    def _give(self, role: Role, how: str) -> None:
        i = role.at
        token = self.tokens[i]
        clause, _ = self.clause(i)
        floor = max(self.statement(i), self.floor)
        left = max(clause, floor)
        verb = self.verb(left, i)
        near = max(left, self.figure_before(i, left), -1 if verb is None else verb + 1)
        anchor = self.anchor(left, i, verb)
        again = how == "again"
        how = "tier" if again else how
        if how == "tier" and verb is None:
            by = self.last(left, i, "BY")
            anchor, near = (left, near) if by is None else (by, max(near, by + 1))
        chained = verb is None and self.in_chain(i, left)
        if chained:
            named = Named(*self.target, [])
        elif beside := self.beside(left + 1, verb, left + 1):
            named = beside
        elif again:
            named = Named(self.passage.item, "", [])
        else:
            named = self.recipients(floor, anchor)
        local = (near, i) if chained or how == "tier" or verb is not None else (i, i)
        gift = self.gift(i, left) or (self.given if chained else "")
        raised = token.kind in SHARES and first("raised", f"{self.plain[left:i]}{FOCUS}{self.plain[i]}") is not None
        if (
            raised
            and self.frames
            and not chained
            and named.clauses
            and self.head(named.begin - 1 if named.begin else 0, anchor) is None
        ):
            named = Named(self.target[0], self.say(*named.clauses[-1]), named.clauses)
        elif how == "share":
            named = self.refer(named)
        n = len(token.figures)
        if n == 1 or token.either or token.ranged:
            members = [self.single(i, named, local, how or ("tier" if chained else ""), gift)] * n
        elif self.last(left, i, "GRADED") is not None:
            members = [(named.item, "", named.condition)] * n
        else:
            members = self.spread(i, named, [local, (anchor, i if verb is None else verb)], gift)
        if members is None:
            self._problem(i)
            return
        base = self.base(i, left, chained)
        last = self.frames[-1] if self.frames else None
        if base is None and last and last.base and last.statement == (self.number, self.statement(i)):
            base = last.base
            if n == 1 and not chained and named.clauses and self.is_short_name(named, anchor):
                members = [
                    (self.target[0], self.say(*named.clauses[-1]), members[0][2])
                ]  # 新兴产业按25%: for some of those before
        cap = self.leading_cap
        if raised and last and last.base:
            base = last.base
            cap = last.cap if self.last(left, i, "AMONG") is not None else cap
        elif raised and base and base not in named.item:
            members = [
                (base, tier, join(named.item if plain_words(named.item) else extra, "")) for _, tier, extra in members
            ]
        instrument, unit = self.instrument(i, left, floor, how)
        is_max, is_min = self.bounds(i, left, near, anchor, chained)
        before = next((k + 1 for k in range(i - 1, left - 1, -1) if self.tokens[k].kind in MONEYED), left)
        times = self.times(before, i, token)
        if (
            instrument == "rate"
            and base is None
            and (members[0][0].endswith(words().endings["COST"]) or "贴息" in gift)
        ):
            base = members[0][0].partition(" ")[0] or None
        for k, (figure, (name, tier, extra)) in enumerate(zip(token.figures, members, strict=True)):
            thing = name if gift in name else gift if name in gift else f"{name} {gift}".strip()
            if base and len(base) < 5 and base.endswith(words().endings["NARROW_COST"]) and base not in thing:
                thing = f"{thing} {base}"
            low, high = token.ranged and k == 0, token.ranged and k == 1
            self._add(
                i,
                Frame(
                    (
                        thing
                        or base
                        or self.heading()
                        or self._earlier(clause)
                        or self.passage.item
                        or self.say(clause, i)
                        or extra
                    )[:ITEM_MAX],
                    tier,
                    instrument,
                    figure.value * 100 if token.kind == "TIMES" else figure.value,
                    unit,
                    base if instrument in {"rate", "guarantee"} else None,
                    high or (is_max and not low),
                    low or (is_min and not high and not is_max),
                    join(extra, times)[: 2 * ITEM_MAX],
                    role.rule,
                    0,
                    0,
                    (self.number, self.statement(i)),
                    cap if instrument != "lump_sum" else None,
                ),
            )
        if chained and gift and not self.given:
            self.given = gift
            for frame in self.frames[
                : -len(members)
            ]:  # 研究生3万元、本科生1.8万元的购房补贴: what is given stands once, at the end
                if frame.start == self.frames[-1].start and gift not in frame.item and frame.item == named.item:
                    frame.item = f"{frame.item} {gift}".strip()
        if not chained:
            shared = (
                members[0][0]
                if members[0][1] and n > 1
                else split_level(named.item)[0] or ("" if self.label(*local) else members[0][0])
            )
            self.target, self.given = (shared or gift, named.condition), gift
        self.passage.item = self.target[0] or self.passage.item
        self._brackets(i)
        self._close(i)

    def refer(self, named: Named) -> Named:
        """省级的按上述标准的50%奖励: a share of another award is for what that was for, where only a case is named."""
        old = self.target[0] if self.frames else self.passage.item
        if (
            not old
            or not named.clauses
            or self.head(named.begin - 1 if named.begin else 0, named.clauses[-1][1]) is not None
        ):
            return named
        a, z = named.clauses[-1]
        text = self.say(a, z)
        letters = self.plain[a:z]
        if self.has(z - 1, "DE") or plain_words(text) or first("when", letters) or first("idle", letters):
            case = text if not plain_words(text) or len(named.clauses) < 2 else self.say(*named.clauses[-2])
            tier = case if is_tier(case) else ""
            return Named(
                old,
                join("" if tier else case, named.condition if named.condition != case else ""),
                named.clauses,
                tier,
                named.begin,
            )
        return named

    def is_short_name(self, named: Named, anchor: int) -> bool:
        """Whether right before a bare measure stands a short name, and no case: 新兴产业按25%."""
        a, z = named.clauses[-1]
        led = self.head(max(named.begin - 1, 0), anchor) is not None
        return not led and z == anchor and 1 < len(self.say(a, z)) < 9 and not self.has(z - 1, "DE", "AFTER")

    def beside(self, left: int, verb: int | None, floor: int) -> Named | None:
        """成套设备奖励100万元、单台设备奖励50万元: the words between two awards of one clause that have verbs of their own."""
        if verb is None or verb <= left or not self.frames or self.last(left, verb, "FOR", "BY", "GIVE") is not None:
            return None
        if self.plain[left - 1 : left] not in words().any_of("LIST") or floor != left:
            return None
        text = self.trim(left, verb)
        return Named(text, "", []) if text and not plain_words(text) else None

    def in_chain(self, i: int, left: int) -> bool:
        """A档20万元、B档10万元: whether a sum goes on after an award of its clause, without a verb of its own."""
        if not self.frames or self.last(left, i, "FOR", "GIVE", "BY") is not None:
            return False
        if self.quoted[:2] == (self.statement(i), self.clause(i)[0]) or self.last(left, i, "AMONG") is not None:
            return True
        return self.quoted[0] == self.statement(i) and bool(first("grade", self.plain[left:i]))

    def _add(self, i: int, frame: Frame) -> None:
        clause, end = self.clause(i)
        statement = self.statement(i)
        if self.quoted[:2] != (statement, clause):
            begin = statement if self.quoted[0] != statement else max(statement, self.floor)
            while begin < i and self.plain[begin] in words().any_of("COMMA", "SEMICOLON", "COLON", "LIST", "ENTRY"):
                begin += 1
            self.quoted = (statement, clause, self.tokens[begin].start)
        frame.start = self.quoted[2]
        frame.end = self.tokens[end - 1].end
        self.frames.append(frame)

    def _close(self, i: int) -> None:
        """Set the floor behind this award's gift: at the next mark or list mark."""
        _, end = self.clause(i)
        stops = words().any_of("COMMA", "SEMICOLON", "COLON", "LIST", *(["AND"] if self.goes_on(i) else []))
        self.floor = next((k for k in range(i + 1, end) if self.plain[k] in stops), end)

    def _problem(self, i: int) -> None:
        token = self.tokens[i]
        printed = self.passage.text[token.start : token.end]
        message = f"{len(token.figures)} figures without as many tiers: {printed}"
        self.passage.problems.append(Problem("award_list", message, token.start, token.end))
        self._close(i)

    def announced(self) -> tuple[str, str]:
        """Return what the list is for that this sentence opens."""
        end = len(self.tokens) - 1
        verb = self.verb(0, end)
        named = self.recipients(0, self.anchor(0, end, verb))
        item, condition = named.item, named.condition
        if any(t.kind == "COUNT" for t in self.tokens) and (heading := self.heading()):
            item, condition = unled(heading), join(item, condition)
        if found := first("announced", self.plain):
            gift = self.say(*found.span("take"))
            if found.end("take") - found.start("take") > 1 and item.endswith(words().endings["PERSON"]):
                return gift, join(item, condition)
            item = item if gift in item or plain_words(gift) else f"{item} {gift}".strip()
        return item, condition

    # --- slots

    def verb(self, left: int, i: int) -> int | None:
        """Return the verb that gives."""
        found = self.last(left, i, "GIVE")
        end = i
        while (
            found is None
            and (verb := self.last(left, end, "PAY", "TAKE", "GIFT", "MATCH", "SUPPORT", "LEND")) is not None
        ):
            if verb + 1 < i and self.has(verb + 1, "DE"):
                end = verb  # 按其发放的贷款的2%
            else:
                found = verb
        return found

    def head(self, floor: int, end: int) -> int | None:
        """Return the last 对 that opens recipients: not one behind a measure (按其对本地贡献的)."""
        found = self.last(floor, end, "FOR")
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

    def recipients(self, floor: int, anchor: int) -> Named:
        """Return what names the recipients among the words before the verb, the conditions, and what may list tiers."""
        old = self.target[0] if self.frames else ""
        head = self.head(floor, anchor)
        end = anchor
        item = condition = tier = ""
        clauses: list[tuple[int, int]] = []
        while True:  # 对A,对B超过1000万元的: a 对 that only measures hands on to the one before
            led = head is not None
            begin = floor if head is None else head + 1
            clauses = [(a, z) for a, z in self._clauses(begin, end) if self.say(a, z)] + clauses
            names, conditions = self.sort_clauses(clauses, led, bool(old))
            if not led and names and self.is_graded(names, bool(old)):
                a, z = names.pop()
                start = tail_tier(self, a, z - 1 if self.has(z - 1, "DE") else z)
                tier = (
                    self.say(a if start is None or first("graded-rated", self.plain[a:z]) else start, z)
                    if self.last(a, z, "LIST", "AND") is None
                    else ""
                )
            item, condition = self.thing(*(names[0] if led else names[-1])) if names else ("", "")
            before = None if head is None else self.head(floor, head)
            weak = bool(item) and condition.startswith(item)  # only what stands before a measure
            if (item and not weak) or before is None:
                break
            head, end = before, head
        if led and (not item or weak):  # 对面积达1000平方米,且税收达100万元的企业: the noun stands in a later clause
            later = (
                self.thing(a, z)[0]
                for a, z in conditions
                if (self.last(a, z, "DE") or z) + 1 < z and not first("when", self.plain[a:z])
            )
            item = next(filter(None, later), item)
        if (
            not led
            and len(names) > 1
            and (
                plain_words(item)
                or item == condition
                or self.has(names[-1][0], "EVERY")
                or item.endswith(words().endings["COUNTED"])
            )
        ):
            item, more = self.thing(*names[-2])
            condition = join(more, condition)
        for a, z in conditions:
            condition = join(condition, self.trim(a, z))
        lead = (self.passage.lead or ("",))[0]
        if led and old and names and self.is_case(*names[0]):
            item = f"{old} {item}"  # 对首批示范的: some of those before
        if plain_words(item):
            if names and self.last(*names[-1], "OTHERS") is not None:
                tier = self.trim(*names[-1])
            if old and not tier and len({f.tier for f in self.frames}) == 1:
                tier = self.frames[-1].tier
            item = old or lead or self._earlier(begin - 1 if led else begin) or self.passage.item or item
        elif lead and not led:
            item = f"{lead} {item}"
        elif not led and item == condition:  # nothing but a measure
            a, z = names[-1]
            measure = next((k for k in range(a, z) if self.has(k, "REACH")), z)
            item = (
                old
                or ("" if self.has(a, "METRIC") else self.say(a, measure))
                or self.passage.item
                or self._earlier(begin)
                or item
            )
        return Named(item, condition, clauses, tier, begin)

    def is_graded(self, names: list[tuple[int, int]], chained: bool) -> bool:
        """Whether the last clause only says which grade the thing before got: 评审为A档的."""
        letters = self.plain[slice(*names[-1])]
        if first("graded-rated", letters):
            return True
        return (chained or len(names) > 1) and first("graded-clause", letters) is not None

    def is_case(self, a: int, z: int) -> bool:
        """Whether a clause names a case and no thing: 首批示范的."""
        return (
            z - a <= 3
            and self.has(z - 1, "DE")
            and not self.has(a, "LEADING", "NAMED_AS", "THROUGH", "TAKE", "LEVEL", "NAME")
        )

    def sort_clauses(self, clauses: list[tuple[int, int]], led: bool, chained: bool):
        """Tell the clauses that name something from those that state a condition; leave out the idle ones."""
        names, conditions = [], []
        for k, (a, z) in enumerate(clauses):
            letters = self.plain[a:z]
            if first("when", letters) or (chained and first("chain", letters)):
                conditions.append((a, z))
            elif led and k == 0:
                names.append((a, z))
            elif first("idle", letters) or first("measure", letters):
                continue
            else:
                (conditions if led else names).append((a, z))
        return names, conditions

    def _earlier(self, begin: int) -> str:
        """Return the nearest clause before that names a thing, in this sentence; or the heading."""
        head = self.head(0, max(begin, 0))
        if head is not None and not plain_words(found := self.thing(head + 1, min(self.clause(head)[1], begin))[0]):
            given = self.last(head, begin, "GIVE")
            gift = "" if given is None else self.say(given + 1, self.clause(given)[1])
            return (
                found
                if plain_words(gift) or any(t.figures for t in self.tokens[given : self.clause(given)[1]])
                else f"{found} {gift}"
            )
        for a, z in reversed(self._clauses(0, max(begin, 0))):
            letters = self.plain[a:z]
            if (
                not letters
                or first("idle", letters)
                or first("measure", letters)
                or any(t.kind in MONEYED for t in self.tokens[a:z])
                or first("grade", letters)
            ):
                continue
            given = self.last(a, z, "GIVE", "PAY")
            item, _ = self.thing(a, z if given is None else given)
            gift = "" if given is None else self.say(given + 1, z)
            if len(item) > 1 or gift:
                return f"{item} {gift}".strip()
        return self.heading()

    def _clauses(self, begin: int, end: int) -> list[tuple[int, int]]:
        marks = words().any_of("COMMA", "SEMICOLON", "COLON", "ENTRY")
        cuts = [i for i in range(begin, end) if self.plain[i] in marks]
        return [(a, z) for a, z in zip([begin, *(c + 1 for c in cuts)], [*cuts, end], strict=True) if z > a]

    def heading(self) -> str:
        text = self.passage.folded.lstrip("\n")
        head = text[:60].partition("。")[0].partition("\n")[0]
        end = len(self.passage.folded) - len(text) + len(head)
        counted = any(q.start < end for q in self.passage.found)
        return "" if len(head) == 60 or counted else head.strip(EDGES)

    def thing(self, a: int, z: int) -> tuple[str, str]:
        """Return the thing that a clause names, and the condition beside it."""
        known = words()
        leading = known.any_of("LEADING", "FOR", "ALSO", "AMONG", "LIST", "IN", "EVERY", "OR", "TIME", "PREFER")
        trailing = known.any_of("TRAILING", "DE", "EACH", "BY", "ONCE", "EACH_MANY", "TIME", "TREASURY", "IN", "ALSO")
        given = self.last(a, z, "GIVE")
        if given is not None and given + 1 < z and (given == a or first("idle-time", self.plain[a:given])):
            a = given + 1  # 自次年起连续3年给予企业贡献奖励
            return self.say(a, z)[:ITEM_MAX], ""
        z = next((k for k in range(a + 1, z) if self.has(k, "TREATED", "GIVE", "EACH_MANY")), z)
        whole, begin = self.say(a, z), a
        condition = new = ""
        qualified = self.last(a, z, "QUALIFIED")
        if (
            qualified is not None
            and a < qualified < z - 1
            and not (
                self.has(qualified - 1, "ALSO")
                and plain_words(self.say(qualified + 1, z))
                and not any(t.figures for t in self.tokens[a:qualified])
            )
        ):
            condition, a = self.say(a, qualified), qualified + 1
        while z > a and self.plain[z - 1] in trailing:
            z -= 1
        while a < z and self.plain[a] in leading and not self.is_modifier(a, z):
            new = new or (self.say(a, a + 1) if self.has(a, "NEWLY") else "")
            a += 1
        counted = [k for k in range(a, z) if self.tokens[k].figures and self.tokens[k].kind not in ("RANK", "DURATION")]
        if counted:
            condition = whole
            last = counted[-1] + 1
            while last < z and self.has(last, "ABOVE", "BELOW", "ONCE", "BRACKET", "ALSO"):
                last += 1
            of = self.last(counted[0], z, "DE")
            if of is not None and of + 1 < z:
                a = of + 1
            elif (
                last < z
                and self.tokens[counted[-1]].kind == "COUNT"
                and (
                    self.last(begin, a + 1, "EVERY") is not None
                    or all(self.has(k, "CEILING", "ONCE") for k in range(a, counted[-1]))
                )
            ):
                a, condition = last, ""  # 遴选5个左右人才团队项目
            elif last < z and not self.has(last, "LIST", "AND", "OR"):
                a = last
            else:
                z = next(
                    (
                        k
                        for k in range(a, counted[0] + 1)
                        if self.has(k, "METRIC", "REACH", "EVERY") or self.tokens[k].figures
                    ),
                    z,
                )
                z += z < counted[0] and self.has(z, "LOAN")  # 专利权质押贷款100万元以下
                if self.say(a, z).endswith(known.endings["COUNTED"]):
                    cut = self.last(a, z, "ALSO", "EACH")
                    who = self.last(a + 1, z, "WHO")
                    z = cut if cut is not None else z if who is None else who + 1
            if plain_words(self.say(a, z)) and condition:  # 从事加工且年出口额超过1亿美元的企业: the measure tells them
                k = next(
                    (
                        k
                        for k in range(begin, counted[0] + 1)
                        if self.has(k, "METRIC", "REACH", "ALSO") or self.tokens[k].figures
                    ),
                    begin,
                )
                head = self.trim(begin, k)
                return (head if len(head) > 5 else whole.removesuffix("的"))[:ITEM_MAX], condition
        else:
            of = self.last(a, z, "DE")
            alone = (
                of is not None
                and z - of == 2
                and (self.has(z - 1, "METRIC", "LOAN", "GIFT") or self.say(z - 1, z) in known.endings["COST"])
            )
            if (
                of is not None
                and of + 1 < z
                and not alone
                and not self.has(of + 1, "EACH")
                and not plain_words(self.say(of + 1, z))
                and (self.tokens[of].start - self.tokens[begin].start >= 8 or plain_words(self.say(a, of)))
            ):
                condition, new = join(condition, self.say(max(begin, a) if condition else begin, of)), ""
                a = of + 1
            named = self.last(a, z, "NAMED_AS")
            if (
                named is not None
                and named + 1 < z
                and not self.has(named + 1, "DE")
                and self.last(a, named, "LIST") is None
            ):
                a = a if self.say(a, z).endswith(known.endings["COST"]) else named + 1
        while a < z and self.plain[a] in leading and not self.is_modifier(a, z):
            a += 1
        if z - a > 1 and self.has(z - 1, "BRACKET") and first("aside", _letters(self.say(z - 1, z)[1:-1])):
            condition = join(condition, self.say(z - 1, z)[1:-1])
            z -= 1
        text = self.say(a, z)
        return text[:ITEM_MAX] if len(text) > 1 else "", join(new, condition)

    def is_modifier(self, a: int, z: int) -> bool:
        """Whether a verb belongs to a short modifier: 建成投运的公共充电桩."""
        of = next((k for k in range(a + 1, z) if self.has(k, "DE")), None)
        if of is None or of + 1 >= z or of != a + 2 or self.has(a, "NEWLY", "NAMED_AS") or self.has(a + 1, "LEADING"):
            return False
        return len(self.say(a + 1, of)) < 5 and not plain_words(self.say(of + 1, z))

    def single(self, i: int, named: Named, local: tuple[int, int], how: str, gift: str) -> tuple[str, str, str]:
        """Return item, tier and condition of one figure."""
        item, condition = named.item, named.condition
        if behind := self.label_behind(i):
            return item, behind, condition
        name, own = split_level(item)
        tier = named.tier or own
        if gift and not tier and (person := self.person(name)) and person != name:
            return "", person, join(condition, name[: -len(person)].strip(EDGES))
        if label := self.label(*local):
            text = self.say(*label)
            grade = first("grade", self.plain[slice(*label)])
            if (
                how == "tier"
                and not grade
                and self.tokens[i].kind in SHARES
                and self.frames
                and not ends_in_tier(self, *label)
            ):
                before = self.frames[-1].tier
                return f"{name} {text}", before, condition
            alone = label[1] - label[0] == 1 and self.has(label[0], "WHO")
            if (
                ends_in_tier(self, *label)
                or (alone and self.goes_on(i))
                or (how == "tier" and not (grade and self.tokens[i].kind in SHARES))
            ):
                return name, text, condition
            if grade:
                cut = label[0] + grade.end("take")
                return f"{name} {self.say(cut, label[1])}".strip(), self.say(label[0], cut), condition
            if text not in item and text not in gift and self.tokens[i].kind not in SHARES:
                name = f"{name} {text}".strip()
        return name, tier, condition

    def person(self, name: str) -> str:
        """Return the persons of a grade at the end of a name: 在企业工作的博士毕业生 -> 博士毕业生."""
        sentence = next(sentences(fold_marks(name), []), None)
        found = first("person", sentence.letters) if sentence else None
        return name[sentence.tokens[found.start("take")].start :] if found else ""

    def goes_on(self, i: int) -> bool:
        """Whether another sum follows in the clause."""
        return any(self.tokens[k].kind in MONEYED for k in range(i + 1, self.clause(i)[1]))

    def label(self, a: int, z: int) -> tuple[int, int] | None:
        """Return the words right before a figure that name something, without verbs and fillers."""
        known = words()
        filler = known.any_of(
            "FILLER", "GIVE", "PAY", "TAKE", "SUPPORT", "COMMA", "LIST", "AND", "AMONG", "MATCH", "RAISE", "RAISE_TO",
            "ALSO", "BY", "COLON", "UNIT_TIME", "DE", "FOR", "WITHIN", "ENTRY", "PAY_SHORT",
        )  # fmt: skip
        kept = known.any_of("TIER", "OWN", "WHO", "BARE_LEVEL") - known.any_of("EACH")
        while a < z and self.plain[a] in filler and self.plain[a] not in kept:
            a += 1
        while z > a and (self.plain[z - 1] in filler) and self.plain[z - 1] not in kept:
            z -= 1
        if z == a + 1 and self.has(a, "OWN"):
            return None
        return (a, z) if z > a else None

    def label_behind(self, i: int) -> str:
        """50万元（国家级）: the tier in a bracket behind the sum."""
        k = i + 1
        if k < len(self.tokens) and self.has(k, "GIFT"):
            k += 1
        if k < len(self.tokens) and self.has(k, "BRACKET"):
            text = self.passage.text[self.tokens[k].start + 1 : self.tokens[k].end - 1]
            if is_tier(text):
                return text
        return ""

    def base(self, i: int, left: int, chained: bool) -> str | None:
        """Return what a percentage is of."""
        if self.tokens[i].kind not in SHARES and self.tokens[i].kind != "WHOLE":
            return None
        for begin in dict.fromkeys((self.figure_before(i, left), left)):
            letters = f"{self.plain[begin:i]}{FOCUS}{self.plain[i:]}"
            for slot in ("base", "cost"):
                if found := first(slot, letters):
                    a, z = found.span("take")
                    text = self.trim(a + begin, z + begin)
                    if text and (slot == "base" or chained or text.endswith(words().endings["COST"])):
                        return text
        if self.tokens[i].kind == "WHOLE":
            end = self.clause(i)[1]
            a = min(i + 1, end)
            while a < end and self.has(a, "BEAR", "GIVE", "PAY"):
                a += 1
            return self.say(a, min(a + 1, end)) or None
        return None

    def trim(self, a: int, z: int) -> str:
        """Return a stretch without list marks before and fillers behind it."""
        while a < z and self.has(a, "LIST", "AND", "DE", "ALSO", "ALL"):
            a += 1
        fillers = words().any_of("TRAILING", "CEILING", "FLOOR", "ONCE", "EACH", "EACH_MANY") - words().any_of(
            "METRIC", "OVERALL"
        )
        while z > a and self.plain[z - 1] in fillers:
            z -= 1
        return self.say(a, z)

    def instrument(self, i: int, left: int, floor: int, how: str) -> tuple[str, str | None]:
        token = self.tokens[i]
        if how == "share" or token.kind in {"HALF", "TIMES"}:
            return "share", None
        if token.kind in SHARES or token.kind == "WHOLE":
            return "rate", None
        words()
        if token.kind == "PERUNIT":
            unit = token.figures[0].unit.partition("/")[2]
            alone = unit.translate(TIMES).strip("·•./")
            if not alone or alone in RECIPIENTS - PERSONS:
                return "lump_sum", None
            if alone in PERSONS and (
                alone != unit or not first("brings", f"{self.plain[floor:i]}{FOCUS}{self.plain[i]}")
            ):
                return "lump_sum", None
            return "per_unit", unit
        begin = floor
        letters = f"{self.plain[begin:i]}{FOCUS}{self.plain[i:]}"
        last = self.frames[-1] if self.frames else None
        if (
            last
            and last.unit
            and self.last(left, i, "GIVE", "FOR") is None
            and (each := self.last(left, i, "EACH")) is not None
        ) and self.say(each, each + 1) == f"每{last.unit}":
            return "per_unit", last.unit
        if found := first("unit", letters):
            a, z = found.span("take")
            taken = self.tokens[a + begin]
            if taken.figures:
                return "per_unit", taken.figures[0].unit
            unit = self.say(a + begin, z + begin).removeprefix("每月").removeprefix("每").partition("每")[0]
            unit = unit.removeprefix("一").removeprefix("个").removesuffix("均") or unit
            return (
                ("lump_sum", None)
                if unit in RECIPIENTS - PERSONS and not first("paid", letters)
                else ("per_unit", unit)
            )
        return "lump_sum", None

    def bounds(self, i: int, left: int, near: int, anchor: int, chained: bool) -> tuple[bool, bool]:
        """Return whether the figure is a ceiling, and whether it is a floor."""
        figure = self.tokens[i].figures[0]
        begin = near if chained else max(left, min(near, anchor) - 2)
        ceiling = self.last(begin, i, "CEILING") is not None or (figure.bound == "max" and not figure.part)
        floor = self.last(begin, i, "FLOOR") is not None or (figure.bound == "min" and not figure.part)
        if chained and not floor and self.frames[-1].is_max and self.last(near, i, "AND") is not None:
            ceiling = True  # 最高给予15万元经费资助和10万元交通补贴
        return ceiling, floor and not ceiling

    def gift(self, i: int, left: int) -> str:
        """Return what is given, where it has a name of its own."""
        _, end = self.clause(i)
        k = i + 1
        stop = end
        if (
            end + 1 < len(self.tokens)
            and self.last(k, end, "GIFT", "MONEY_NOUN", "SUPPORT") is None
            and self.has(end + 1, "GIVE", "PAY")
        ):
            stop = self.clause(end + 1)[1]
        letters = self.plain[k:stop]
        if found := first("gift", letters):
            a, z = found.span("take")
            single = z - a == 1
            if not single and a + k > 0 and self.has(a + k - 1, "ONE_OFF"):
                a -= 1
            text = self.say(a + k, z + k)
            if not single or self.has(z + k - 1, "VOUCHER_NAME", "VOUCHER") or text == "贴息":
                return text
            if len(text) > 3 and not text.endswith("支持"):
                return text
        if found := first("named", f"{self.plain[left:i]}{FOCUS}{self.plain[i:]}"):
            a, z = found.span("take")
            return self.say(a + left, z + left)
        return ""

    def times(self, near: int, i: int, token: Token) -> str:
        """Return how often a sum is given: 每月, or 每月 for 元/月."""
        found = self.last(near, i, "TIME")
        if found is None and (time := first("time", f"{self.plain[near:i]}{FOCUS}{self.plain[i]}")):
            a, z = time.span("take")
            return self.say(a + near, z + near)
        if found is None and token.kind == "PERUNIT":
            unit = token.figures[0].unit.partition("/")[2]
            time = next((t for t in ("年", "月", "天", "日", "季度") if unit.endswith(t)), "")
            return f"每{time}" if time else ""
        return self.say(found, found + 1) if found is not None else ""

    # --- caps

    def _cap(self, role: Role) -> None:
        i = role.at
        token = self.tokens[i]
        statement = (self.number, self.statement(i))
        rows = [f for f in self.frames if f.cap is None and f.instrument in ("rate", "per_unit", "share")]
        here = [f for f in rows if f.statement == statement]
        if len(token.figures) > 1 and len(here) == len(token.figures):
            for frame, figure in zip(here, token.figures, strict=True):
                frame.cap = figure.value
                self._reach(frame, i)
        elif len(token.figures) > 1 and here:
            self._caps_by_tier(i, here[-1])
        else:
            clause, _ = self.clause(i)
            each = self.last(max(clause, self.floor), i, "EACH") is not None
            if here:
                step = self.last(self.statement(i), i, "STEP") is not None
                items = {f.item for f in here if each or step}
                here = [f for f in rows if f in here or f.item in items]
            rows = here or rows or [f for f in self.frames if f.cap is None and f.statement == statement]
            if not rows and not self.frames:
                earlier = self.passage.frames
                last = earlier[-1].statement[0] if earlier else -1
                listed = self.passage.lead or len(earlier) == self.passage.list_end
                rows = earlier[self.passage.listed :] if listed else [f for f in earlier if f.statement[0] == last]
                rows = [f for f in rows if f.cap is None]
            note = self.say(max(clause, self.floor), i + 1)
            if not rows and self.frames:
                for frame in self.frames:
                    if frame.statement != statement:
                        continue
                    if self.is_parallel(i, clause):  # 单部影片300万元,单部网络剧100万元
                        label = self.label(max(clause, self.floor), i)
                        self.frames.append(
                            replace(frame, cap=token.figures[0].value, condition=self.say(*label) if label else note)
                        )
                        break
                    if (
                        frame.cap and token.figures[0].value < frame.cap
                    ):  # 单个企业60万元,单个展会5万元: the smaller thing's
                        frame.cap, note = token.figures[0].value, self.capped
                    frame.condition = join(frame.condition, note)
            self.capped = note
            for frame in rows:
                frame.cap = token.figures[0].value
                self._reach(frame, i)
            self._cap_in_bracket(i, rows)
        self._close(i)

    def is_parallel(self, i: int, clause: int) -> bool:
        """Whether a ceiling goes for another thing of the kind that the ceiling before went for."""
        each = self.last(max(clause, self.floor), i, "EACH")
        if each is None or self.label(each + 1, i) is None:
            return False
        word = self.say(each, each + 1)
        return word[-1] not in "个家户项一" and self.capped.startswith(word)

    def _cap_in_bracket(self, i: int, rows: list[Frame]) -> None:
        """单户最高200万元（其中首次贷款企业不超过250万元）: the rate once more, under the other ceiling."""
        if i + 1 >= len(self.tokens) or not self.has(i + 1, "BRACKET"):
            return
        bracket = self.tokens[i + 1]
        for inner in sentences_of(self.passage, bracket.start + 1, bracket.end - 1):
            if first("bracket-cap", inner.letters):
                k = next(k for k, t in enumerate(inner.tokens) if t.figures)
                reading = _Sentence(self.passage, inner, self.number)
                label = reading.label(0, k)
                who = reading.say(1 if reading.has(0, "AMONG") else 0, label[1]) if label else ""
                self.frames += [
                    replace(f, cap=inner.tokens[k].figures[0].value, condition=join(who, f.condition)) for f in rows
                ]

    def _cap_some(self, role: Role) -> None:
        """优秀项目最高15万元,良好项目最高5万元: the rate once for each of those that the ceilings name."""
        i = role.at
        clause, _ = self.clause(i)
        near = max(self.figure_before(i, clause), self.floor, clause)
        label = self.label(near, i)
        text = self.say(*label) if label else ""
        rows = [f for f in self.frames if f.instrument in ("rate", "per_unit", "share")]
        if not rows:
            return
        value = self.tokens[i].figures[0].value
        short = len(text) <= 12 and self.last(near, i, "FOR") is None
        open_rows = [f for f in rows if f.cap is None]
        frame = open_rows[-1] if open_rows else replace(rows[-1], condition=rows[-1].condition)
        if not open_rows:
            self.frames.append(frame)
            frame.tier = ""
        frame.cap = value
        if short:
            frame.tier = (
                text
                if label is None or not first("tier-of", self.plain[slice(*label)])
                else self.say(label[0], label[1] - 1)
            )
        else:
            frame.condition = text
        self._reach(frame, i)
        self._close(i)

    def _cap_ahead(self, role: Role) -> None:
        self.leading_cap = self.tokens[role.at].figures[0].value
        self._close(role.at)

    def _part(self, role: Role) -> None:
        """其中省级补助1500元: who pays, not what more is given."""
        self.frames[-1].cofunded = True
        self._close(role.at)

    def _limit(self, role: Role) -> None:
        """A ceiling on one unit or one kind of use: a condition of the awards of the statement."""
        i = role.at
        clause, end = self.clause(i)
        note = self.say(clause, end)
        for frame in self.frames:
            if frame.statement == (self.number, self.statement(i)):
                frame.condition = join(frame.condition, note)
                self._reach(frame, i)
        self._close(i)

    def _caps_by_tier(self, i: int, frame: Frame) -> None:
        """国际级、国家级赛事按支出的40%补助,上限分别为200万元、100万元: the rate once for each tier."""
        figures = self.tokens[i].figures
        members = None
        for a, z in self._clauses(frame.statement[1], i):
            members = self.pair(len(figures), a, z)
            if members:
                break
        if not members:
            self._problem(i)
            return
        self.frames.remove(frame)
        for (name, tier, _), figure in zip(members, figures, strict=True):
            self.frames.append(replace(frame, item=name or frame.item, tier=tier, cap=figure.value))
            self._reach(self.frames[-1], i)

    def _reach(self, frame: Frame, i: int) -> None:
        _, end = self.clause(i)
        if frame in self.frames:
            frame.end = max(frame.end, self.tokens[end - 1].end)

    def _brackets(self, i: int) -> None:
        """每辆800元补助（新能源车每辆1200元）, 企业（产品）400万元（300万元）: what a bracket gives to others."""
        for k in range(i + 1, min(i + 4, len(self.tokens))):
            if self.has(k, "BRACKET"):
                self._bracket(self.tokens[k])
                return
            if not self.has(k, "GIFT", "ONCE", "DE"):
                return

    def _bracket(self, bracket: Token) -> None:
        inner = next((s for s in sentences_of(self.passage, bracket.start + 1, bracket.end - 1)), None)
        if inner is None or not first("bracket", inner.letters):
            return
        k = next(k for k, t in enumerate(inner.tokens) if t.figures)
        figure = inner.tokens[k].figures[0]
        last = self.frames[-1]
        reading = _Sentence(self.passage, inner, self.number)
        label = reading.label(0, k)
        text = reading.say(*label) if label else ""
        if inner.tokens[k].kind == "HALF":
            self.frames.append(
                replace(
                    last,
                    item=text or last.item,
                    tier="",
                    instrument="share",
                    value=50.0,
                    base=None,
                    unit=None,
                    is_max=False,
                    is_min=False,
                    cap=None,
                )
            )
        elif inner.tokens[k].kind in ("MONEY", "PERUNIT") and last.instrument in ("lump_sum", "per_unit"):
            if text:
                self.frames.append(replace(last, tier=text, value=figure.value))
            elif last.item.endswith((")", "）")):
                name, _, other = last.item[:-1].replace("(", "（").rpartition("（")
                own = words().endings["TITLE"]
                stem = next((name[: -len(t)] for t in own if name.endswith(t)), name)
                self.frames[-1] = replace(last, item=name)
                self.frames.append(replace(last, item=f"{stem}{other}", value=figure.value))

    # --- loans

    def _loan(self, role: Role) -> None:
        i = role.at
        token = self.tokens[i]
        clause, end = self.clause(i)
        floor = max(self.statement(i), self.floor)
        left = max(clause, floor)
        near = max(left, self.figure_before(i, left))
        loan = self.last(0, i, "LOAN_NAME")
        loan = self.last(0, i, "LOAN") if loan is None else loan
        if loan is None or self.has(i + 1 if i + 1 < len(self.tokens) else i, "DE"):
            behind = next((k for k in range(i + 1, end) if self.has(k, "LOAN", "LOAN_NAME")), None)
            loan = behind if behind is not None else loan
        name = ""
        if loan is not None:
            a = loan
            while (
                a > 0
                and self.plain[a - 1] in (TEXT, SHORT, KIND, *words().any_of("LOAN_NAME", "LOAN"))
                and a - 1 >= clause
            ):
                a -= 1
            z = loan + 1
            name = self.say(a, z)
        elif self.passage.frames and self.passage.frames[-1].instrument == "guarantee":
            name = self.passage.frames[-1].item
        cuts = [k for k in range(near, i) if self.has(k, "LOAN", "LOAN_NAME", "STANDARD", "CEILING")]
        stretches = zip([near, *(c + 1 for c in cuts)], [*cuts, i], strict=True)
        who = next((label for a, z in reversed(list(stretches)) if (label := self.label(a, z))), None)
        among = self.last(near, i, "AMONG")
        if among is not None and (part := self.last(among, i, "PART")) is not None:
            who = (among + 1, part + 1)
        tier = ""
        if who and role.rule != "lent-behind":
            tier = self.say(*who)
            if name:
                tier = "" if tier in name else tier.partition(name)[0] if name in tier else tier
        if not tier and role.rule != "lent-behind" and (each := self.last(near, i, "EACH")) is not None:
            tier = self.say(each, each + 1)
        named = self.recipients(floor, self.anchor(left, i, self.verb(left, i)))
        who_borrows = named.item if role.rule == "lent-behind" and named.item not in name else ""
        n = len(token.figures)
        if token.kind in SHARES:
            name, tier = f"{named.item} {name}".strip(), ""
        members = [(name or named.item, tier, "")] * n
        if n > 1 and not token.either:
            stop = next((k for k in range(near + 1, i) if self.has(k, "EACH", "LOAN")), i)
            listed = self.spread(i, named, [(near, stop), (near, i)], "")
            if listed is None:
                self._problem(i)
                return
            loans = [one for one, _, _ in listed if one.endswith(("贷”", '贷"'))]
            each = self.last(near, i, "EACH")
            own = "" if each is None else self.say(each, each + 1)
            members = [
                (one, own, "") if len(loans) == n else (name or one, tier_ or (one if name and one != name else ""), "")
                for one, tier_, _ in listed
            ]
        for figure, (thing, own, _) in zip(token.figures, members, strict=True):
            share = token.kind in SHARES
            self._add(
                i,
                Frame(
                    (thing or self.heading())[:ITEM_MAX], own, "guarantee", figure.value, None,
                    self.base(i, left, False) if share else None, True, False, who_borrows, role.rule, 0, 0,
                    (self.number, self.statement(i)),
                ),
            )  # fmt: skip
        self.target = (name or named.item, "")
        self._close(i)

    # --- other levels of government

    def _sharing(self) -> None:
        """Say which awards another level of government pays, too."""
        shared: dict[tuple[int, int], bool] = {}
        for frame in self.frames:
            place = frame.start, frame.end
            if place not in shared:
                shared[place] = self.is_shared(*place)
            frame.cofunded = frame.cofunded or shared[place]
        if not self.frames and first("common", self.plain):
            self.passage.shared = not self.passage.frames
            last = self.passage.frames[-1].statement[0] if self.passage.frames else -1
            for frame in self.passage.frames:
                if frame.statement[0] == last:
                    frame.cofunded = True

    def is_shared(self, start: int, end: int) -> bool:
        """Whether a stretch of the passage says that another level pays, too; also inside a bracket."""
        letters = "".join(t.letter for t in self.tokens if start <= t.start < end)
        if first("cofunded", letters):
            return True
        known = words()
        cofund = known.any_of("COFUND")
        return any(known.letter[m.group()] in cofund for m in known.find(self.passage.folded, start, end))

    # --- pairing

    def spread(
        self, i: int, named: Named, local: list[tuple[int, int]], gift: str
    ) -> list[tuple[str, str, str]] | None:
        """Give each figure of a list its item, tier and condition; None where the lengths differ."""
        token = self.tokens[i]
        n = len(token.figures)
        item, condition = named.item, named.condition
        labels = [self.passage.text[a + 1 : z - 1] for a, z in token.labels]
        if labels and (behind := self.label_behind(i)):
            labels.append(behind)
        source = named.clauses
        if len(labels) == n:
            found = next((m for a, z in source if (m := self.pair(n, a, z, gift)) and m[0][1]), None)
            return [(found[0][0] if found else item, label, condition) for label in labels]
        stretches = [*local, *reversed(source)]
        told = [(a, z) for a, z in source if not first("idle", self.plain[a:z])]
        prize = n > 2 and len(told) > 1 and self.say(*told[-2]).endswith(words().endings["PRIZE_NAME"])
        if prize and (members := self.first_and_tiers(n, told[0][0], told[-1][1])):
            return members
        if source:
            stretches.append((source[0][0], source[-1][1]))
        for k, (a, z) in enumerate(stretches):
            if k and k + 1 == len(stretches) and n > 2 and (members := self.first_and_tiers(n, a, z)):
                return members
            if members := self.pair(n, a, z, gift):
                if gift and members[0][1] and not members[0][0] and (members[0][2] or members[0][1] in item):
                    item, condition = "", join(item if members[0][1] not in item else "", condition)
                elif (
                    members[0][1] and not members[0][0] and any(tier in item for _, tier, _ in members)
                ):  # the tiers are all that stands there
                    item = (self.target[0] if self.frames else "") or self._earlier(named.begin - 1)
                if k < len(local) and members[0][1]:
                    members = [
                        (item or name, tier, extra) for name, tier, extra in members
                    ]  # the measure lists the tiers only
                self.members = [
                    (
                        name or item,
                        tier,
                        extra if condition in extra or self.say(a, z) in condition else join(condition, extra),
                    )
                    for name, tier, extra in members
                ]
                return self.members
        if len(self.members) == n:
            return self.members
        years = first("years", f"{self.plain[:i]}{FOCUS}{self.plain[i:]}")
        if years is not None:
            return [(item, "", join(condition, f"第{'一二三四五六七八九十'[k]}年")) for k in range(n)]
        return None

    def pair(self, n: int, a: int, z: int, gift: str = "") -> list[tuple[str, str, str]] | None:
        """Find n tiers, n things or n thresholds in a stretch."""
        if z <= a:
            return None
        known, begin = words(), a
        while a < z and self.plain[a] in known.any_of(
            "LEADING", "FOR", "ALSO", "AMONG", "IN", "BY", "RATED", "LIST", "COMMA"
        ):
            a += 1
        while z > a and self.plain[z - 1] in known.any_of("TRAILING", "DE", "ONCE", "ALL", "EACH", "GIVE", "COMMA"):
            z -= 1
        z = next((k for k in range(a + 1, z) if self.has(k, "TREATED", "GIVE", "PAY")), z)
        return self.thresholds(n, a, z) or self.tiers(n, a, z, gift, begin) or self.things(n, a, z, gift)

    def first_and_tiers(self, n: int, a: int, z: int) -> list[tuple[str, str, str]] | None:
        """获得科技大奖,科技进步奖一等奖、二等奖、三等奖: one thing, then the tiers of another."""
        parts = [p for x, y in self._clauses(a, z) for p in self.elements(x, y)]
        if len(parts) < n or len(self._clauses(a, z)) < 2:
            return None
        tiers = self.tiers(n - 1, parts[1][0], parts[-1][1], "")
        return [(self.thing(*parts[0])[0], "", ""), *tiers] if tiers else None

    def thresholds(self, n: int, a: int, z: int) -> list[tuple[str, str, str]] | None:
        """达到1亿元、3亿元、5亿元的企业: one condition for each."""
        for k in range(a, z):
            token = self.tokens[k]
            if len(token.figures) < n or token.either:
                continue
            spans: list[list[int]] = []
            for q in token.figures:
                if q.part == "high" and spans:
                    spans[-1][1] = q.end
                else:
                    spans.append([q.start, q.end])
            if len(spans) != n:
                continue
            before = self.passage.text[self.tokens[a].start : token.start].strip(EDGES)
            bound = self.say(k + 1, k + 2) if k + 1 < z and self.has(k + 1, "ABOVE", "BELOW") else ""
            return [("", "", f"{before}{self.passage.text[x:y]}{bound}") for x, y in spans]
        return None

    def elements(self, a: int, z: int) -> list[tuple[int, int]]:
        """Cut a stretch at its list marks; where one name in quotation marks follows another, too."""
        joints = words().any_of("LIST", "AND", "OR")
        out, begin = [], a
        for k in range(a, z):
            if self.plain[k] in joints:
                out.append((begin, k))
                begin = k + 1
            elif k > begin and self.has(k, *NAMES) and self.has(k - 1, *NAMES):
                out.append((begin, k))
                begin = k
        out.append((begin, z))
        return [(x, y) for x, y in out if y > x]

    def tiers(self, n: int, a: int, z: int, gift: str, begin: int | None = None) -> list[tuple[str, str, str]] | None:
        """国家级、省级、市级X; X一等奖、二等奖: a run of n tiers with one thing before or behind."""
        parts = self.elements(a, z)
        for i in range(len(parts) - n, -1, -1):
            window = parts[i : i + n]
            head = tail_tier(self, *window[0])
            foot = head_tier(self, *window[-1])
            if head is None or foot is None or not all(tail_tier(self, *w) == w[0] for w in window[1:-1]):
                continue
            names = [self.say(head, window[0][1]), *(self.say(*w) for w in window[1:-1]), self.say(window[-1][0], foot)]
            names = [
                name.strip('“”"‘’') if name.startswith(("“", '"', "‘")) and name.endswith(("”", '"', "’")) else name
                for name in names
            ]
            before, _ = self.thing(a, head) if head > a else ("", "")
            end = z
            while (
                end - foot > 1
                and self.has(end - 1, "BRACKET")
                and first("aside", _letters(self.say(end - 1, end)[1:-1]))
            ):
                end -= 1
            after = self.trim(foot, end)
            if self.has(head, "ORDINAL"):  # 第二、第三完成单位获得
                done = self.last(foot, z, "NAMED_AS", "TAKE")
                done = z if done is None else done
                names = [name + self.say(foot, done) for name in names]
                after = ""
            suffix = grade_suffix(names)
            if suffix:
                last = names[-1] if suffix == "级" else names[-1][0] + suffix
                names = [*(name + suffix if len(name) == 1 else name for name in names[:-1]), last]
            if plain_words(after) or first("graduate", _letters(after)):
                after = "" if before else after
            person = (
                names[-1].endswith(words().endings["PERSON"]) or self.last(window[-1][0], foot, "DEGREE") is not None
            )
            if gift and person:
                case = join(self.say(a if begin is None else begin, head), after)
                return [("", tier, case) for tier in names]  # 在企业工作的博士、硕士: what is given names the award
            name = f"{before} {after}".strip() if not plain_words(before) else after
            return [(name, tier, "") for tier in names]
        return None

    def things(self, n: int, a: int, z: int, gift: str = "") -> list[tuple[str, str, str]] | None:
        parts = self.elements(a, z)
        if len(parts) != n:
            listed = words().any_of("LIST")
            cuts = [k for k in range(a, z) if self.plain[k] in listed]
            if len(cuts) + 1 != n:
                return None
            parts = list(zip([a, *(c + 1 for c in cuts)], [*cuts, z], strict=True))
        out: list[tuple[str, str, str]] = []
        persons = [self.thing(x, next((k for k in range(x + 1, y) if self.has(k, "ALSO")), y))[0] for x, y in parts]
        if all(name.endswith(words().endings["PERSON"]) for name in persons):
            return [("", name, "") for name in persons]
        for x, y in parts:
            tail = tail_tier(self, x, y)
            if y - x == 1 and self.has(x, "TIME"):
                out.append(("", "", self.say(x, y)))  # 第一年、第二年
                continue
            if tail == x and out:
                out.append((out[-1][0], self.say(x, y), ""))
                continue
            if tail is not None and tail > x and n > 2 and len(out) < n - 1 and self.has(tail, "PRIZE"):
                out.append((self.thing(x, tail)[0], self.say(tail, y), ""))
                continue
            measured = next((k for k in range(x + 1, y) if self.has(k, "METRIC")), y)
            if any(t.figures for t in self.tokens[measured:y]) and len(self.say(x, measured)) > 3:
                y = measured  # 种植面积在50亩以上的: the measure goes for all
            name, _ = self.thing(x, y)
            out.append((name, "", ""))
        split = [
            (*split_level(name, listed=True), extra) if not tier else (name, tier, extra) for name, tier, extra in out
        ]
        if all(tier for _, tier, _ in split):
            return split
        return [(*split_level(name), extra) if not tier else (name, tier, extra) for name, tier, extra in out]


def sentences_of(passage: Passage, start: int, end: int) -> list[Sentence]:
    """Read a stretch of a passage, such as the inside of a bracket, as a sentence."""
    found = [q for q in passage.found if start <= q.start < end]
    return [lex(passage.folded, start, end, found)]


# --- tiers

RECIPIENTS = frozenset(
    "家 户 个 项 年 月 日 天 季度 季 次 届 期 篇 部 首 本 单 门 批 生 学年 年度 所 村 位 队 名 人".split()
)
PERSONS = frozenset("人 名".split())
TIMES = str.maketrans("", "", "年月季度")


def head_tier(s: _Sentence, a: int, z: int) -> int | None:
    """Return where the tier at the head of a stretch ends."""
    found = first("head", s.plain[a:z])
    return a + found.end("take") if found else None


def tail_tier(s: _Sentence, a: int, z: int) -> int | None:
    """Return where the tier at the end of a stretch begins."""
    found = first("tail", s.plain[a:z])
    if found is None and z - a > 1 and s.say(z - 1, z) in words().endings["BARE_GRADE"]:
        return z - 1
    if found is None and z - a == 1 and s.say(a, z) in words().endings["BARE_GRADE"]:
        return a
    return a + found.start("take") if found else None


def ends_in_tier(s: _Sentence, a: int, z: int) -> bool:
    return tail_tier(s, a, z) == a or head_tier(s, a, z) == z


def is_tier(text: str) -> bool:
    """Whether a text is a tier and nothing else."""
    return first("tail", _letters(text)) is not None and first("tail", _letters(text)).start("take") == 0


def _letters(text: str) -> str:
    folded = fold_marks(text)
    return next((s.letters for s in sentences(folded, [])), "")


def split_level(name: str, listed: bool = False) -> tuple[str, str]:
    """Tell the level at the head of a name from the name: 省级智能工厂 -> 智能工厂, 省级."""
    known = words()
    folded = fold_marks(name)
    found = known.scan.match(folded)
    if found and known.letter[found.group()] in known.any_of("NO_LEVEL"):
        return name, ""
    sentence = next(sentences(folded, []), None)
    if sentence is None or len(name) < 4:
        return name, ""
    for slot in ("level", "bare"):
        if match := first(slot, sentence.letters):
            if slot == "bare" and "、" in name:
                continue
            if slot == "bare" and not (folded.endswith(known.endings["TITLE"]) and (listed or folded[0] != "国")):
                continue
            end = sentence.tokens[match.end("take") - 1].end
            if slot == "bare" and match.end("take") > 1 and end < 3:
                continue  # 街区, 城市: no name of a place
            if len(name) - end > 1:
                return name[end:].strip(), name[:end].strip()
    return name, ""


def unled(text: str) -> str:
    """Return a heading without the verbs before its thing: 支持旅行社引客 -> 旅行社引客."""
    known = words()
    while (found := known.scan.match(fold_marks(text))) and known.letter[found.group()] in known.any_of("LEADING"):
        text = text[found.end() :]
    return text


def grade_suffix(names: list[str]) -> str:
    """一、二、三等奖 -> 等奖: what is printed once for bare grades."""
    last = names[-1]
    if len(last) < 2 or all(len(name) > 1 for name in names[:-1]):
        return ""
    if len(last) > 2 and first("level", _letters(last)):
        return last[-1]
    return last[1:].lstrip("二三四五六")


def plain_words(text: str) -> bool:
    """Whether a text names nothing: 企业, 项目, 评审."""
    return not text or first("plain", _letters(text)) is not None


def join(a: str, b: str) -> str:
    """Join two conditions."""
    return "；".join(x for x in dict.fromkeys([*a.split("；"), *b.split("；")]) if x)
