"""Frames: an award with the slots that the words around its figure fill.

In: a passage, its quantities and the figures that are sums of a budget. Out: a `Frame` for each award, ceiling on a loan
or share of another award, and the `Problem` rows where a list does not pair with its tiers. Each figure is treated by its role.
"""

from __future__ import annotations

from policybook.extract.caps import read_brackets, take_cap, take_cap_ahead, take_cap_some, take_limit
from policybook.extract.loans import take_loan
from policybook.extract.measures import base_of, base_told, bounds_of, gift_of, gift_word, how_often, instrument_of
from policybook.extract.names import announced, beside, earlier_thing, heading, is_short_name, recipients, refer
from policybook.extract.pairing import member, of_those_before, spread
from policybook.extract.phrasebook import phrases
from policybook.extract.quantities import Quantity
from policybook.extract.reading import EDGES, ITEM_MAX, MONEYED, Frame, Named, PassageReading, SentenceReading, first
from policybook.extract.roles import Role, read_roles
from policybook.extract.sharing import mark_shared
from policybook.extract.tiers import join, label_before, letters_of, plain_words, split_level
from policybook.extract.tokens import SHARES, Sentence, cut, fold_marks, lex
from policybook.extract.vocabulary import FOCUS, words

__all__ = ["Frame", "PassageReading", "read_passage"]

HEADING_MAX = 24
_SHAPES = phrases("shapes")
ENTRY_MARKS, COUNTED, INTEREST_PAID = (_SHAPES[name] for name in ("ENTRY_MARKS", "COUNTED", "INTEREST_PAID"))
WHOLE, SHARED_OUT, OF_LOANS, UNEQUAL = (_SHAPES[name] for name in ("WHOLES", "SHARED_OUT", "OF_LOANS", "UNEQUAL"))
LOAN_ENDS = tuple(_SHAPES.lists["LOAN_ENDS"])
GIVEN = frozenset(
    {"money", "bare", "rate_of_money", "percent", "ratio", "points"}
)  # kinds of figures that can be awards


def read_passage(text: str, found: list[Quantity], taken: frozenset[int] = frozenset()) -> PassageReading:
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
    passage = PassageReading(text, fold_marks(text), found)
    if not any(q.kind in GIVEN or q.unit == "倍" for q in found) and not WHOLE.search(text):
        return passage
    for number, (begin, end, mine) in enumerate(cut(passage.folded, found)):
        if not mine and (heading := _heading(passage.folded, begin, end)):
            passage.heading, passage.item = heading, ""
        if not _may_give(passage, begin, end, mine):
            passage.before = passage.before if passage.folded[begin:end].isspace() else ""
            if loan := _loan_heading(passage.folded, begin, end):
                passage.before, passage.item = "BEFORE_LENT", loan
            elif UNEQUAL.search(passage.folded, begin, end):
                passage.heading = _announced(passage, begin, end) or passage.heading
            continue
        sentence = lex(passage.folded, begin, end, mine)
        if not number and _repeated(sentence, found):
            continue
        _follow_list(passage, sentence)
        before = "BEFORE_LIST" if passage.lead else passage.before
        reading = SentenceReading(passage, sentence, number)
        found_roles = read_roles(sentence, before, taken)
        passage.roles += [(sentence, role) for role in found_roles]
        read(reading, found_roles)
    return passage


def _heading(text: str, begin: int, end: int) -> str:
    """Return a short sentence behind a number that begins a line inside the passage, or behind 二是: 3.绩效奖励。."""
    if not begin or end - begin > HEADING_MAX or end >= len(text) or text[end] == "\n":
        return ""
    if text[begin - 1] != "\n" and not COUNTED.match(text, begin):
        return ""
    letters = letters_of(text[begin:end])
    found = first("heading", letters)
    return ENTRY_MARKS.sub("", text[begin:end]).strip(EDGES) if found else ""


def _loan_heading(text: str, begin: int, end: int) -> str:
    """Return the loan that a short sentence without figures ends with: 设立科创贷。."""
    if end - begin > HEADING_MAX or not OF_LOANS.search(text, begin, end):
        return ""
    sentence = lex(text, begin, end, [])
    if found := first("loan-heading", sentence.letters):
        a, z = (sentence.tokens[k] for k in (found.start("take"), found.end("take") - 1))
        return text[a.start : z.end].strip(EDGES)
    last = text[sentence.tokens[-1].start : sentence.tokens[-1].end] if sentence.tokens else ""
    return last if last.endswith(LOAN_ENDS) else ""


def _announced(passage: PassageReading, begin: int, end: int) -> str:
    """Return what a sentence names that only says that sums follow: 购买住房的,按面积给予不同比例的补贴。."""
    sentence = lex(passage.folded, begin, end, [])
    return announced(SentenceReading(passage, sentence, -1))[0] if first("unequal", sentence.letters) else ""


def _may_give(passage: PassageReading, begin: int, end: int, found: list[Quantity]) -> bool:
    """Whether a sentence can hold an award, open a list of awards, or say who pays them."""
    if passage.lead or any(q.kind in GIVEN or q.unit == "倍" for q in found) or passage.folded[end - 1] == ":":
        return True
    return any(pattern.search(passage.folded, begin, end) for pattern in (WHOLE, SHARED_OUT))


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


def _follow_list(passage: PassageReading, sentence: Sentence) -> None:
    """Open a list where a line ends 按以下标准给予奖励：, and close it before the first line without a list mark."""
    text = passage.folded
    if passage.lead and text[sentence.start - 1] == "\n" and not first("entry", sentence.letters):
        passage.lead, passage.list_end = None, len(passage.frames)
    if text[sentence.end - 1] == ":" and first("lead", sentence.letters):
        reading = SentenceReading(passage, sentence, -1)
        passage.lead = announced(reading)
        passage.listed = len(passage.frames)


def read(s: SentenceReading, roles: list[Role]) -> None:
    for role in roles:
        if role.role in ACTS:
            ACTS[role.role](s, role)
    mark_shared(s)
    passage = s.passage
    passage.frames += s.frames
    if s.frames:
        last = s.frames[-1]
        kinds = {"guarantee": "BEFORE_LENT", "lump_sum": "BEFORE_SUM"}
        passage.before = kinds.get(last.instrument, "BEFORE_RATE")
    elif s.sentence.tokens:
        passage.before = ""


def take_award(s: SentenceReading, role: Role) -> None:
    give(s, role, "")


def take_tier(s: SentenceReading, role: Role) -> None:
    if is_part(s, role.at):
        take_part(s, role)
    else:
        give(s, role, "tier")


def is_part(s: SentenceReading, i: int) -> bool:
    """其中省级2000元、市级500元: bare levels whose sums make the sum before."""
    clause, end = s.clause(i)
    if not s.frames or s.last(clause, i, "AMONG") is None or s.last(clause, i, "LEVEL", "BARE_LEVEL") is None:
        return False
    figures = [q.value for t in s.tokens[clause:end] for q in t.figures if t.kind == "MONEY"]
    return sum(figures) == s.frames[-1].value


def take_again(s: SentenceReading, role: Role) -> None:
    give(s, role, "again")


def take_case(s: SentenceReading, role: Role) -> None:
    give(s, role, "case")


def take_share(s: SentenceReading, role: Role) -> None:
    give(s, role, "share")


def give(s: SentenceReading, role: Role, how: str) -> None:
    i = role.at
    token = s.tokens[i]
    clause, _ = s.clause(i)
    floor = min(max(s.statement(i), s.floor), i)
    left = max(clause, floor)
    verb = s.verb(left, i)
    near = max(left, s.figure_before(i, left), -1 if verb is None else verb + 1)
    anchor = s.anchor(left, i, verb)
    again, case = how == "again", how == "case"
    how = "tier" if again else "" if case else how
    if case:  # 带动就业的提高至1万元, 在前述标准上每亩增加40元: the case stands before
        raised_to = s.last(left, i, "RAISE_TO")
        anchor, verb = next(k for k in range(left, i) if s.has(k, "IN")) if raised_to is None else raised_to, None
    if how == "tier" and verb is None:
        by = s.last(left, i, "BY")
        anchor, near = (left, near) if by is None else (by, max(near, by + 1))
    chained = verb is None and not case and in_chain(s, i, left)
    if chained:
        named = Named(*s.target, [])
    elif own := beside(s, left + 1, verb, left + 1):
        named = own
    elif again:
        named = Named(s.passage.item, "", [])
    else:
        named = recipients(s, floor, anchor)
    base = base_of(s, i, left, chained)
    if base is None and token.kind in SHARES:
        base = base_told(s, i)
    last = s.frames[-1] if s.frames else None
    reused = base is None and token.kind in SHARES and last and last.base and last.instrument == "rate"
    own_cost = not chained and named.clauses and s.trim(*named.clauses[-1]).endswith(words().endings["COST"])
    reused = reused and not own_cost
    if reused and not chained and named.clauses and s.has(named.clauses[-1][1] - 1, "DE"):
        named = refer(s, named)  # 展位费按60%补助,列入名录的按90%补助
    local = (near, i) if chained or how == "tier" or verb is not None else (i, i)
    gift = gift_of(s, i, left) or (s.given if chained else "")
    raised = token.kind in SHARES and first("raised", f"{s.plain[left:i]}{FOCUS}{s.plain[i]}") is not None
    if (
        raised
        and s.frames
        and not chained
        and named.clauses
        and s.head(named.begin - 1 if named.begin else 0, anchor) is None
    ):
        named = Named(s.target[0], s.say(*named.clauses[-1]), named.clauses)
    elif case or how == "share":
        named = refer(s, named)
        if how == "share" and (paid := first("paid-behind", f"{FOCUS}{s.plain[i:]}")):
            named = Named(s.say(*(k + i - 1 for k in paid.span("take"))), named.condition, [])  # 奖励用人单位
    n = len(token.figures)
    if n == 1 or token.either or token.ranged:
        members = [member(s, i, named, local, how or ("tier" if chained else ""), gift)] * n
    else:
        members = spread(s, i, named, [local, (anchor, i if verb is None else verb)], gift)
        if s.last(left, i, "GRADED") is not None and not (members and all(tier for _, tier, _ in members)):
            members = [(named.item, "", named.condition)] * n  # 分三档给予: the grades are not printed
    if members is None:  # the sums stand; which goes to whom is left empty and said
        s.problem(i)
        members = [(named.item, "", named.condition)] * n
    if reused and last.statement[0] == s.number:
        base = last.base
        if n == 1 and not chained and named.clauses and is_short_name(s, named, anchor):
            told, when = s.say(*named.clauses[-1]), s.has(named.clauses[-1][1] - 1, "TIME", "DURATION")
            members = [  # 新兴产业按25%: for some of those before; 后两年按25%
                (s.target[0], "" if when else told, join(members[0][2], told if when else ""))
            ]
    if not chained:
        members = of_those_before(s, clause, members)
    cap = s.leading_cap
    if raised and last and last.base:
        base = last.base
        cap = last.cap if s.last(left, i, "AMONG") is not None else cap
    elif raised and base and base not in named.item and not first("bare-metric", letters_of(base)):
        members = [
            (base, tier, join(named.item if plain_words(named.item) else extra, "")) for _, tier, extra in members
        ]
    instrument, unit = instrument_of(s, i, left, floor, how)
    is_max, is_min = bounds_of(s, i, left, near, anchor, chained)
    before = next((k + 1 for k in range(i - 1, left - 1, -1) if s.tokens[k].kind in MONEYED), left)
    times = how_often(s, before, i, token)
    if instrument == "rate" and base is None:
        base = cost_of(members[0][0], gift)
    for k, (figure, (name, tier, extra)) in enumerate(zip(token.figures, members, strict=True)):
        thing = name if gift in name else gift if name in gift else add_gift(name, gift)
        if base and len(base) < 5 and base.endswith(words().endings["NARROW_COST"]) and base not in thing and not gift:
            thing = f"{thing} {base}".strip()
        low, high = token.ranged and k == 0, token.ranged and k == 1
        s.add(
            i,
            Frame(
                (
                    thing
                    or base
                    or heading(s)
                    or earlier_thing(s, clause)
                    or s.passage.item
                    or (tier and gift_word(s, i))
                    or s.say(clause, i)
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
                (s.number, s.statement(i)),
                cap if instrument != "lump_sum" else None,
            ),
        )
    if chained and gift and not s.given:
        s.given = gift
        for frame in s.frames[
            : -len(members)
        ]:  # 研究生3万元、本科生1.8万元的购房补贴: what is given stands once, at the end
            if frame.start == s.frames[-1].start and gift not in frame.item and frame.item == named.item:
                frame.item = f"{frame.item} {gift}".strip()
    if not chained:
        shared = (
            members[0][0]
            if members[0][1] and n > 1
            else split_level(named.item)[0]
            or ("" if label_before(s, *local) and (verb is None or not s.has(verb, "GIVE")) else members[0][0])
        )
        s.target, s.given = (shared or gift, named.condition), gift
    s.passage.item = s.target[0] or s.passage.item
    read_brackets(s, i)
    s.close(i)


def cost_of(name: str, gift: str) -> str | None:
    """Return the part of a name that is a cost, or the interest that is paid: 小微企业 保费; 贷款贴息补助."""
    cost = next((part for part in name.split(" ") if part.endswith(words().endings["COST"])), None)
    if cost or (interest := INTEREST_PAID.search(gift)) is None:
        return cost
    return interest.group() if interest["of"] else name.partition(" ")[0] or None


def add_gift(name: str, gift: str) -> str:
    """Join a name and what is given; 青年人才 生活 and 生活补贴 is 青年人才 生活补贴."""
    head, _, last = name.rpartition(" ")
    return f"{head} {gift}" if head and gift.startswith(last) else f"{name} {gift}".strip()


def in_chain(s: SentenceReading, i: int, left: int) -> bool:
    """A档20万元、B档10万元: whether a sum goes on after an award of its clause, without a verb of its own."""
    if not s.frames or s.last(left, i, "FOR", "GIVE", "BY") is not None:
        return False
    if s.quoted[:2] == (s.statement(i), s.clause(i)[0]) or s.last(left, i, "AMONG") is not None:
        return True
    if s.quoted[0] == s.statement(i) and s.has(left, "AND") and left == s.clause(i)[0]:
        return True  # ,以及为期三年的30%贷款贴息
    return s.quoted[0] == s.statement(i) and bool(first("grade", s.plain[left:i]))


def take_part(s: SentenceReading, role: Role) -> None:
    """其中省级补助1500元: who pays, not what more is given."""
    s.frames[-1].cofunded = True
    s.close(role.at)


ACTS = {
    "award": take_award,
    "tier": take_tier,
    "again": take_again,
    "case": take_case,
    "share": take_share,
    "part": take_part,
    "cap": take_cap,
    "cap_some": take_cap_some,
    "cap_ahead": take_cap_ahead,
    "limit": take_limit,
    "loan": take_loan,
}
