"""What a figure is by itself: sum, rate or sum for each; of what; a ceiling or a floor; how often; the name of the gift.

In: a `SentenceReading` and the place of a figure. Out: one slot of its frame.
"""

from __future__ import annotations

from policybook.extract.phrasebook import phrases
from policybook.extract.reading import SentenceReading, first
from policybook.extract.tokens import SHARES, Token
from policybook.extract.vocabulary import FOCUS, words

_SHAPES = phrases("shapes")
ONES, PERSONS = _SHAPES.words("UNITS_OF_ONE"), _SHAPES.words("UNITS_OF_PERSONS")
TIMES = str.maketrans("", "", "".join(_SHAPES.lists["UNITS_OF_TIME"]))
UNIT_OF_EACH, EVERY_TIME = _SHAPES["UNIT_OF_EACH"], _SHAPES.lists["EVERY_TIME"]
NAMED_GIFT, SUPPORTS = _SHAPES.words("NAMED_GIFT"), _SHAPES.lists["SUPPORTS"]


def base_of(s: SentenceReading, i: int, left: int, chained: bool) -> str | None:
    """Return what a percentage is of."""
    if s.tokens[i].kind not in SHARES and s.tokens[i].kind != "WHOLE":
        return None
    for begin in dict.fromkeys((s.figure_before(i, left), left)):
        letters = f"{s.plain[begin:i]}{FOCUS}{s.plain[i:]}"
        for slot in ("base", "cost"):
            if found := first(slot, letters):
                a, z = (k + begin for k in found.span("take"))
                while a + 1 < z and s.has(a, "FOR", "OWN"):
                    a += 1
                text = s.trim(a, z)
                if text and (slot == "base" or chained or text.endswith(words().endings["COST"])):
                    return text
    if s.tokens[i].kind == "WHOLE":
        before = s.trim(max(left, i - 1), i)
        if before.endswith(words().endings["COST"]):
            return before  # 学费全额补助
        end = s.clause(i)[1]
        a = min(i + 1, end)
        while a < end and s.has(a, "BEAR", "GIVE", "PAY"):
            a += 1
        return s.say(a, min(a + 1, end)) or None
    return None


def base_told(s: SentenceReading, i: int) -> str | None:
    """Return what a clause before says that a percentage is of: 产生的机票费,按照50%的比例; 按其贡献额给予奖励,其中前两年给予60%."""
    begin = s.statement(i)
    letters = f"{s.plain[begin:i]}{FOCUS}{s.plain[i]}"
    if found := first("base-far", letters):
        return s.trim(*(begin + k for k in found.span("take")))
    if found := first("base-cost", letters):
        a, z = (begin + k for k in found.span("take"))
        of = s.last(a, z, "DE")
        cost = s.trim(a if of is None or of + 1 == z else of + 1, z)
        return cost if cost.endswith(words().endings["COST"]) else None
    return None


def instrument_of(s: SentenceReading, i: int, left: int, floor: int, how: str) -> tuple[str, str | None]:
    """Return the instrument, and the unit of a sum for each."""
    token = s.tokens[i]
    if how == "share" or token.kind in {"HALF", "TIMES"}:
        return "share", None
    if token.kind in SHARES or token.kind == "WHOLE":
        return "rate", None
    letters = f"{s.plain[floor:i]}{FOCUS}{s.plain[i:]}"
    if token.kind == "PERUNIT":
        unit = token.figures[0].unit.partition("/")[2]
        alone = unit.translate(TIMES).strip("·•./")
        if not alone or alone in ONES:
            return "lump_sum", None
        if alone in PERSONS and first("org", letters):
            return "per_unit", alone
        if alone in PERSONS and (alone != unit or not first("brings", letters)):
            return "lump_sum", None
        return "per_unit", unit
    last = s.frames[-1] if s.frames else None
    if (
        last and last.unit and s.last(left, i, "GIVE", "FOR") is None and (each := s.last(left, i, "EACH")) is not None
    ) and unit_of(s.say(each, each + 1)) == last.unit:
        return "per_unit", last.unit
    if (
        last
        and last.unit in PERSONS
        and s.quoted[:2] == (s.statement(i), s.clause(i)[0])
        and s.last(left, i, "GIVE", "FOR") is None
    ):
        return "per_unit", last.unit
    if first("unit-ceiling", letters):  # 给予补贴,每套最高1.5万元: no sum for each is told, only the most
        return "lump_sum", None
    if first("unit-org", letters) and first("org", letters):
        return "per_unit", "人"
    if found := first("unit", letters):
        a, z = found.span("take")
        taken = s.tokens[a + floor]
        if s.has(a + floor, "ONE_OF", "ONE_BROUGHT"):
            return "per_unit", unit_of(s.say(a + floor, z + floor))
        if taken.figures:  # 每增加100万美元: a step, no unit
            return ("per_unit", taken.figures[0].unit) if taken.figures[0].value == 1 else ("lump_sum", None)
        unit = unit_of(s.say(a + floor, z + floor))
        return ("lump_sum", None) if unit in ONES and not first("paid", letters) else ("per_unit", unit)
    return "lump_sum", None


def unit_of(each: str) -> str:
    """Return the unit in a word for each: 每亩 -> 亩."""
    found = UNIT_OF_EACH.search(each)
    return found["take"] if found else each


def bounds_of(s: SentenceReading, i: int, left: int, near: int, anchor: int, chained: bool) -> tuple[bool, bool]:
    """Return whether the figure is a ceiling, and whether it is a floor."""
    figure = s.tokens[i].figures[0]
    begin = near if chained else max(left, min(near, anchor) - 2)
    ceiling = s.last(begin, i, "CEILING") is not None or (figure.bound == "max" and not figure.part)
    floor = s.last(begin, i, "FLOOR") is not None or (figure.bound == "min" and not figure.part)
    if chained and not floor and s.frames[-1].is_max and s.last(near, i, "AND") is not None:
        ceiling = True  # 最高给予6万元展位资助和2万元运输补贴
    return ceiling, floor and not ceiling


def gift_of(s: SentenceReading, i: int, left: int) -> str:
    """Return what is given, where it has a name of its own."""
    _, end = s.clause(i)
    k = i + 1
    stop = end
    if (
        end + 1 < len(s.tokens)
        and s.last(k, end, "GIFT", "MONEY_NOUN", "SUPPORT") is None
        and (s.has(end + 1, "GIVE", "PAY") or (s.has(end + 1, "CONTINUED") and s.has(end + 2, "GIVE", "PAY")))
    ):
        stop = s.clause(end + 1)[1]
    letters = s.plain[k:stop]
    if found := first("gift", letters):
        a, z = found.span("take")
        single = z - a == 1
        if not single and a + k > 0 and s.has(a + k - 1, "ONE_OFF"):
            a -= 1
        text = s.say(a + k, z + k)
        if not single or s.has(z + k - 1, "VOUCHER_NAME", "VOUCHER") or text in NAMED_GIFT:
            return text
        if len(text) > 3 and not text.endswith(SUPPORTS):
            return text
    if found := first("named", f"{s.plain[left:i]}{FOCUS}{s.plain[i:]}"):
        a, z = found.span("take")
        return s.say(a + left, z + left)
    if found := first("told-list", s.plain[:i]):
        return s.say(*found.span("take"))
    begin = s.statement(i)
    if found := first("told", f"{s.plain[begin:i]}{FOCUS}{s.plain[i]}"):
        a, z = found.span("take")
        return s.say(a + begin, z + begin)
    return ""


def gift_word(s: SentenceReading, i: int) -> str:
    """Return what is given, however short: 安家费."""
    found = first("gift", s.plain[i + 1 : s.clause(i)[1]])
    return s.say(*(k + i + 1 for k in found.span("take"))) if found else ""


def how_often(s: SentenceReading, near: int, i: int, token: Token) -> str:
    """Return how often a sum is given: 每月, or 每月 for 元/月."""
    found = s.last(near, i, "TIME")
    if found is None and (time := first("time", f"{s.plain[near:i]}{FOCUS}{s.plain[i]}")):
        a, z = time.span("take")
        return s.say(a + near, z + near)
    if found is None and token.kind == "PERUNIT":
        unit = token.figures[0].unit.partition("/")[2]
        return next((time for time in EVERY_TIME if unit.endswith(time[1:])), "")
    if found is None:
        return ""
    begin = found
    while begin - 2 >= near and s.has(begin - 1, "LIST", "AND") and s.has(begin - 2, "TIME"):
        begin -= 2  # 第二年、第三年各补贴
    return s.say(begin, found + 1)
