"""Quantities of a policy text: every number with its unit, its bound and its place.

In: a passage of text. Out: a list of :class:`Quantity` in reading order, and by :func:`unread` a :class:`Problem` for each
number that is there and could not be read. Nothing is read or written.

A number counts as a quantity when a unit makes it one: ``50万元``, ``10%``, ``1.5万元/辆``, ``三分之二``, ``5家以上``,
``300多亿元``, ``叁佰万元``, ``两成``. Years, dates, document numbers, ordinals and names that hold a number (``〔2025〕3号``,
``第六届``, ``“315”工程``, ``4A级``, ``3个70%``, ``民营经济32条``) are recognised first and left out. A range gives two quantities
(``part`` low and high, each with the value of the ``other``); a list that prints its unit once (``50、30、10万元``;
``100万、70万元``) gives the unit to each member; the cells of a table take it from ``单位：万元`` or from the head of their column.

Libraries tried: ``jionlp`` reads 不超过300万元 as "more than" and keeps only the last of 50、30、20万元, ``cn2an`` reads 两三 as 23
and its ``transform`` corrupts prose (一般 -> 1般); so the grammar is here, and Chinese numerals are in ``numerals``.

One pass: a search for the characters that can begin a number or a name with a number, and there one match of a pattern
whose repetitions are all bounded. So the time is linear in the length of any text.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from policybook.extract import quantity_words as g
from policybook.extract.numerals import DIGITS, neighbours, plain, read_chinese, read_round
from policybook.extract.quantity_words import PER_UNITS

__all__ = ["PER_UNITS", "Problem", "Quantity", "fold", "quantities", "read_chinese", "unread"]


class Quantity(NamedTuple):
    """A number with its unit, as it stands in a text.

    Attributes
    ----------
    value
        In base units: yuan, per cent, things (万 and 亿 are spread out; 5‰ is 0.5 %; 三分之二 is 66.67 %; 翻两番 is 4 倍).
    unit
        ``元``, ``美元`` (also for 美金), ``元/亩``, ``%``, ``个百分点``, ``:`` for a ratio, ``位`` for a rank, ``折``, a
        classifier, or ``""``.
    kind
        ``money``, ``rate_of_money`` (元/亩), ``percent``, ``points`` (百分点), ``ratio`` (1:1 is 100), ``rank`` (前三),
        ``count``, ``duration`` (3年, 12个月), ``discount`` (八五折 is 8.5: what is still to be paid, so no share of anything
        that is given) or ``bare`` (a number with 万 or 亿 and no unit: 最高100万奖励).
    bound
        ``min`` or ``max``, from the words before and behind the number, from 多, 余, 数 in it (300多亿元, 数十家: at
        least) or the side of a range; else None.
    approx
        True for 约, 左右 and the like.
    start, end
        Offsets of the number with its unit.
    outer_start, outer_end
        The same with its bound words: 不低于200万元, 3家以上.
    part
        ``low`` or ``high`` for the two sides of a range (20—50万元, 两三家), else ``""``. They follow each other.
    numeral
        ``arabic`` or ``chinese``.
    per
        What one sum is for, from a 每 before it: 每亩180元 -> 亩; else ``""``.
    period
        The time that one sum is for, from a 每 before it or from its unit: 每人每月1000元, 20元/平方米·月 -> 月; else ``""``.
    other
        The value of the range's other side; None outside a range.
    """

    value: float
    unit: str
    kind: str
    bound: str | None
    approx: bool
    start: int
    end: int
    outer_start: int
    outer_end: int
    part: str = ""
    numeral: str = "arabic"
    per: str = ""
    period: str = ""
    other: float | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a rule saw and would not guess about."""

    kind: str
    message: str
    start: int
    end: int


_FOLD = tuple(
    zip(
        "０１２３４５６７８９％．／（）：∶；＋〇○－−‐‑￥＄萬億",
        "0123456789%./()::;+零零----¥$万亿",
        strict=True,
    )
)
_LOOK_BACK = 14


@lru_cache(maxsize=4)
def fold(text: str) -> str:
    """Fold full-width digits and marks to half width, one character for one, so that offsets stay."""
    for wide, narrow in _FOLD:  # many times faster than str.translate on Chinese text
        text = text.replace(wide, narrow)
    return text


# --- The engine ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Number:
    """A number on its way to becoming a quantity."""

    value: float
    scale: str
    unit: str
    kind: str
    start: int
    end: int
    numeral: str = "arabic"
    part: str = ""
    bound: str | None = None
    approx: bool = False
    other: float | None = None
    factor: float = 1.0  # of its unit: 0.1 for ‰, 0.01 for 分


def _unit_of(found: re.Match) -> tuple[str, str, float]:
    """Return the unit, its kind and the factor to the base unit."""
    money, percent, count = found["money"], found["percent"], found["count"]
    if money:
        return _money_unit(money)
    if percent:
        if percent == "%":
            return "%", "percent", 1.0
        if percent == "‰":
            return "%", "percent", 0.1
        return "个百分点", "points", 1.0
    if count:
        return count, ("duration" if count in g.DURATION_UNITS else "count"), 1.0
    return "", "bare", 1.0


@lru_cache(maxsize=512)
def _money_unit(printed: str) -> tuple[str, str, float]:
    name, slash, per = printed.partition("/")
    name = name.replace("人民币", "") or "元"
    if per.startswith("("):  # 元/(人·月)
        per = per[1:].replace(")", "", 1)
    factor = {"分": 0.01, "角": 0.1}.get(name, 1.0)
    unit = g.CURRENCIES.get(name, "元") + slash + per
    return unit, ("rate_of_money" if slash else "money"), factor


def _digits(printed: str) -> float:
    return float(printed.replace(",", "").replace("，", "").replace(" ", ""))


def _arabic(text: str, found: re.Match) -> _Number:
    unit, kind, factor = _unit_of(found)
    value = _digits(found["number"]) * factor
    at, scale, more = found.start(), found["scale"] or "", found["more"] or ""
    if larger := found["more_scale"]:  # 3百多万元
        value, scale = value * g.SCALES[scale], larger
    if at > 1 and text[at - 1] == "-" and text[at - 2] in g.MINUS_BEFORE:
        value, at = -value, at - 1
    bound, approx = _more(more)
    return _Number(value, scale, unit, kind, at, found.end(), bound=bound, approx=approx, factor=factor)


def _more(word: str) -> tuple[str | None, bool]:
    """Bound and vagueness of what stands in a number: 300多 is at least 300, 300来 about 300."""
    about = word.startswith("来")
    return ("min" if word and not about else None), about


def _numbers(text: str) -> tuple[list[_Number], list[Problem]]:
    """Find the numbers of a folded text, with and without a unit, in order; and what only looks like one."""
    numbers: list[_Number] = []
    problems: list[Problem] = []
    search, position, size = g.ANCHOR.search, 0, len(text)
    while position < size:
        anchor = search(text, position)
        if anchor is None:
            break
        at = anchor.start()
        mark = text[at]
        position = at + 1
        if mark.isdigit():
            position = _digit(text, at, numbers, problems)
        elif mark in '《“‘"〔[(':
            if (found := g.QUOTED.match(text, at)) and not (mark in '“‘"' and g.SUM.search(found[0])):
                position = found.end()
        elif mark == "第":
            if found := g.ORDINAL.match(text, at):
                position = found.end()
        elif mark == "前":
            if (found := g.RANK.match(text, at)) and (rank := _any_numeral(found["rank"])):
                position = found.end()
                numbers.append(_Number(rank, "", "位", "rank", at, position, bound="max"))
        elif mark in "¥$":
            if found := g.SIGNED.match(text, at):
                position = found.end()
                numbers.append(_signed(text, found))
        elif mark < "\u0080":
            if found := g.SIGNED.match(text, at):
                position = found.end()
                numbers.append(_signed(text, found))
            elif (found := g.LATIN.match(text, at)) and not g.SUM_GOES_ON.match(text, found.end()):
                position = found.end()
        elif mark in "过半" or text.startswith("半", at + 1):
            if found := g.HALF.match(text, at):
                position = found.end()
                bound = "min" if mark == "过" else None
                numbers.append(_Number(50.0, "", "%", "percent", at, position, "chinese", bound=bound))
        elif mark == "翻":
            if found := g.FOLD_UP.match(text, at):
                position = found.end()
                times = _any_numeral(found["times"] or "一") or 1
                numbers.append(_Number(2.0**times, "", "倍", "count", at, position, "chinese"))
        elif mark in "数几":
            if (found := g.VAGUE.match(text, at)) and not found["level"]:
                position = found.end()
                unit, kind, factor = _unit_of(found)
                value = (read_round(found["number"]) or 0) * factor
                numbers.append(_Number(value, "", unit, kind, at, position, "chinese", bound="min"))
        else:
            position = _character(text, at, numbers, problems)
    return numbers, problems


def _digit(text: str, at: int, numbers: list[_Number], problems: list[Problem]) -> int:
    """Read what begins with a digit at `at`; return where to go on."""
    ahead = text[at : at + 6]
    if (ahead[:2] in g.CENTURIES or "月" in ahead or ":" in ahead) and (found := g.DATE.match(text, at)):
        return found.end()
    if found := g.NUMBERED_NAME.match(text, at):
        return found.end()
    if (":" in ahead or "比" in ahead) and (found := g.RATIO.match(text, at)):
        if own := float(found["own"]):
            numbers.append(_Number(100 * float(found["other"]) / own, "", ":", "ratio", at, found.end()))
        return found.end()
    read: list[_Number] = []
    if "成" in ahead and (found := g.TENTHS.match(text, at)):
        read = _tenths(text, found)
    elif "折" in ahead and (found := g.DISCOUNT.match(text, at)):
        read = [_discount(found)]
    elif "/" in ahead and (found := g.PART.match(text, at)):
        read = _part(text, found)
    elif "分之" in ahead and (found := g.FRACTION.match(text, at)):
        read = _fraction(found)
    if read:
        numbers += read
        return found.end()
    found = g.PARTED_NUMBER.match(text, at) if " " in ahead or "，" in ahead else None
    return _plain_number(text, found or g.NUMBER.match(text, at), numbers, problems)


def _plain_number(text: str, found: re.Match, numbers: list[_Number], problems: list[Problem]) -> int:
    """Read digits with what follows them; return where to go on."""
    start, end = found.span()
    if text[end : end + 1].isdigit():
        if not (found["scale"] or found["money"] or found["percent"] or found["count"]):
            while text[end : end + 1].isdigit():  # an overlong run of digits is no figure
                end += 1
            problems.append(_doubt(text, start, end))
            return end
        if found["scale"] and (compound := _compound(text, start)):
            numbers.append(compound)
            return compound.end
    if found["level"] or (found["count"] == "条" and g.LIST_OF_MEASURES.search(text, max(0, start - 4), start)):
        return end
    numbers.append(_arabic(text, found))
    return end


def _character(text: str, at: int, numbers: list[_Number], problems: list[Problem]) -> int:
    """Read what begins with a Chinese numeral at `at`; return where to go on."""
    ahead = text[at + 1 : at + 4]
    if "折" in ahead and text[at - 1 : at] not in {"波", "曲"} and (found := g.DISCOUNT.match(text, at)):
        read = [_discount(found)]
    elif found := g.FRACTION.match(text, at):
        read = _fraction(found)
    elif "成" in ahead and (found := g.TENTHS.match(text, at)) and (read := _tenths(text, found)):
        pass
    elif found := g.CN_NAME.match(text, at):
        read = []
    elif found := g.CN_NUMBER.match(text, at):
        read = _chinese(text, found)
        if not read and _is_garbled(text, found):
            problems.append(_doubt(text, at, found.end()))
    else:
        return at + 1
    numbers += read
    return found.end()


def _any_numeral(text: str) -> float | None:
    return float(text) if text.isdigit() else read_chinese(text)


def _signed(text: str, found: re.Match) -> _Number:
    """¥20万, RMB20万, HK$500."""
    start, sign = found.start(), found["sign"]
    unit = g.SIGNS.get(sign) or g.CODES[sign]
    if sign == "$" and text.startswith(("HK", "US"), max(0, start - 2)) and start >= 2:
        start -= 2
        unit = "港元" if text[start] == "H" else unit
    bound, approx = _more(found["more"] or "")
    value, scale = _digits(found["number"]), found["scale"] or ""
    if larger := found["more_scale"]:
        value, scale = value * g.SCALES[scale], larger
    return _Number(value, scale, unit, "money", start, found.end(), bound=bound, approx=approx)


def _compound(text: str, at: int) -> _Number | None:
    """3万5千元, 1亿2000万元, 2亿3千万; None where the places don't fall: 100万3年."""
    found = g.COMPOUND.match(text, at)
    if found is None:
        return None
    unit, kind, factor = _unit_of(found)
    place = g.SCALES[found["first_scale"]]
    value = float(found["first"]) * place
    for name in ("second", "third"):
        if found[name] is None:
            continue
        scale = g.SCALES[found[name + "_scale"] or ""]
        part = float(found[name]) * scale
        # a last part without a place is money of three digits or more: 1万5000元, not 1万5家
        if part >= place or (scale == 1 and (kind != "money" or len(found[name]) < 3)):
            return None
        value, place = value + part, max(scale, 1.0)
    scale = "" if kind != "bare" else found["first_scale"]
    return _Number(value * factor / g.SCALES[scale], scale, unit, kind, at, found.end())


def _discount(found: re.Match) -> _Number:
    """八五折, 8.5折, 85折: what is still to be paid."""
    rate = found["rate"]
    if rate.isascii():
        value = float(rate) / (10 if len(rate) == 2 else 1)
    else:
        digits = [DIGITS[d] for d in rate.replace("点", "")]
        value = digits[0] + (digits[1] / 10 if len(digits) > 1 else 0)
    numeral = "arabic" if rate.isascii() else "chinese"
    return _Number(value, "", "折", "discount", found.start(), found.end(), numeral)


def _part(text: str, found: re.Match) -> list[_Number]:
    """2/3 of something; none for what is no part: 24/7, 附件1/2."""
    own, whole = int(found["own"]), int(found["whole"])
    if not 0 < own < whole <= 20 or text[found.start() - 1 : found.start()] in set("第表图页附件-/"):
        return []
    return [_Number(round(100 * own / whole, 2), "", "%", "percent", found.start(), found.end())]


def _tenths(text: str, found: re.Match) -> list[_Number]:
    """两成, 八成, 七成五, 六成半, 三至五成, 七八成; none for 一成不变."""
    start, end = found.span()
    window = text[max(0, start - 2) : start]
    if not (g.TENTHS_AFTER.match(text, end) or g.TENTHS_BEFORE.search(window)):
        return []
    numeral = "arabic" if found["tens"].isascii() else "chinese"
    tens, ones, low, following = (
        0 if not n else 5 if n == "半" else int(n) if n.isascii() else DIGITS[n]
        for n in found.group("tens", "ones", "low", "next")
    )
    if following:
        if found["low"] or found["ones"] or following != tens + 1:
            return []
        return _two(10.0 * tens, 10.0 * following, "%", "percent", start, start + 1, start + 1, end, numeral)
    if found["low"]:
        high_start = found.start("tens")
        return _two(10.0 * low, 10.0 * tens + ones, "%", "percent", start, start + 1, high_start, end, numeral)
    return [_Number(10.0 * tens + ones, "", "%", "percent", start, end, numeral)]


def _two(
    low: float, high: float, unit: str, kind: str, start: int, low_end: int, high_start: int, end: int, numeral: str
) -> list[_Number]:
    """The two sides of a range whose unit is printed once."""
    return [
        _Number(low, "", unit, kind, start, low_end, numeral, "low", other=high),
        _Number(high, "", unit, kind, high_start, end, numeral, "high", other=low),
    ]


def _fraction(found: re.Match) -> list[_Number]:
    """百分之十, 千分之五, 三分之二, 百分之0.5, 百分之二十至三十."""
    whole = {"百": 100.0, "千": 1000.0, "万": 10000.0}.get(found["whole"]) or _any_numeral(found["whole"])
    part, higher = _share(found["share"]), _share(found["higher"])
    if not whole or part is None:
        return []
    unit, kind = ("个百分点", "points") if found["slope"] else ("%", "percent")
    value = round(100 * part / whole, 2)
    if higher is not None and higher > part:
        high = round(100 * higher / whole, 2)
        spans = found.start(), found.end("share"), found.start("higher"), found.end()
        return _two(value, high, unit, kind, *spans, "chinese")
    bound = "min" if found["more"] else None
    return [_Number(value, "", unit, kind, found.start(), found.end(), "chinese", bound=bound)]


def _share(printed: str | None) -> float | None:
    if not printed:
        return None
    if printed[0].isdigit():
        return float(printed)
    return 100.0 if printed == "百" else read_chinese(printed)


def _chinese(text: str, found: re.Match) -> list[_Number]:
    """三家, 一百五十万元, 叁佰万元, 三百多亿元, 两三家, 超百家."""
    numeral = plain(found["number"])
    unit, kind, factor = _unit_of(found)
    start, end = found.span()
    before = text[start - 1 : start]
    if found["level"] or (before in "第每数几零一二两三四五六七八九十百千万亿" and before):
        return []
    window = text[max(0, start - _LOOK_BACK) : start]
    bound, approx = _more(found["more"] or "")
    scale = found["more_scale"] or ""
    if kind == "bare" and not (g.GIVEN_BEFORE.search(window) or g.BEFORE.search(window) or g.RANGE.match(text, end)):
        return []  # 十万火急
    if pair := neighbours(numeral):
        return _about(text, found, pair, unit, kind, factor, window)
    if not scale and len(numeral) > 1 and numeral[-1] in "万亿" and "亿" not in numeral[:-1]:
        numeral, scale = numeral[:-1], numeral[-1]
        if (value := read_chinese(numeral)) is None:
            numeral, scale = numeral + scale, ""
    value = read_chinese(numeral)
    if value is None:
        if not (value := _round(text, numeral, kind, found, window)):
            return []
        if (word := g.ROUND_BEFORE.search(window)) and word["own"]:  # 上百家, 过亿元: the word belongs to the number
            start, bound = start - 1, "min"
    elif kind in {"count", "duration"} and not _counted(text, value, unit, found, window):
        return []
    if kind == "bare" and not scale and value >= 1e4:  # 一亿二千万
        value, scale = value / 1e4, "万"
    return [_Number(value * factor, scale, unit, kind, start, end, "chinese", bound=bound, approx=approx)]


def _counted(text: str, value: float, unit: str, found: re.Match, window: str) -> bool:
    """Tell a count from a figure of speech: 三家 and 至少一位, not 一批, 三位一体, 陆家."""
    if found["number"][0] in g.FINANCIAL and len(found["number"]) < 2:
        return False
    end = found.end()
    if unit == "日":  # 三日内, not 五月三日
        return text.startswith(("内", "以内"), end) and not window.endswith("月")
    if unit in g.CN_COUNTED and value >= (1 if unit == "倍" else 2):
        return True
    word = g.BEFORE.search(window)
    return _bounds(text, end) or bool(word and not word[0].startswith("突破"))  # 突破一批技术


def _bounds(text: str, end: int) -> bool:
    """Tell whether a word behind a number bounds it: 以上, 以内; not 一起."""
    word = g.AFTER.match(text, end)
    return bool(word and not word["approx"] and not text.startswith("起", end))


def _round(text: str, numeral: str, kind: str, found: re.Match, window: str) -> float | None:
    """Read 百万元, 超千万元, 过亿元, 上百家; None for 百家争鸣, 单位:万元, 百亿元企业, 亿元以上农业项目."""
    value = read_round(numeral)
    if value is None or kind == "bare":
        return None
    end = found.end()
    bounded = g.ROUND_BEFORE.search(window) or g.BEFORE.search(window) or _bounds(text, end)
    if kind == "money" and bounded and g.ROUND_CLASS.match(text, end):
        return None
    if bounded or (kind == "money" and len(numeral) > 1 and not g.ROUND_NAME.match(text, end)):
        return float(value)
    return None


def _about(
    text: str, found: re.Match, pair: tuple[str, str, int], unit: str, kind: str, factor: float, window: str
) -> list[_Number]:
    """两三家 is a range, 三五家以上 its lower end, 不超过三五家 its higher."""
    low, high = read_chinese(pair[0]), read_chinese(pair[1])
    if low is None or high is None or (kind in {"count", "duration"} and unit not in g.CN_COUNTED):
        return []
    scale = g.SCALES[found["more_scale"] or ""]
    low, high = low * factor * scale, high * factor * scale
    start, end = found.span()
    bound = g.BEFORE.search(window) or g.AFTER.match(text, end)
    if bound and (bound["min"] or bound["max"]):
        return [_Number(low if bound["min"] else high, "", unit, kind, start, end, "chinese")]
    sides = _two(low, high, unit, kind, start, start + pair[2], start + pair[2], end, "chinese")
    for side in sides if kind == "bare" else ():
        side.value, side.scale = side.value / 1e4, "万"
    return sides


def _share_units(text: str, numbers: list[_Number]) -> None:
    """Give the unit that a list or a range prints once to its other members, from right to left."""
    for left, right in zip(reversed(numbers[:-1]), reversed(numbers[1:]), strict=True):
        between = text[left.end : right.start] if right.start - left.end <= 12 else "\n"
        ranged = bool(between) and g.RANGE.fullmatch(between) is not None
        if left.kind == "bare" and right.kind not in {"ratio", "rank"} and (ranged or g.LINK.fullmatch(between)):
            left.unit, left.kind, left.value = right.unit, right.kind, left.value * right.factor
            if not left.scale:
                larger = ranged and left.value * g.SCALES[right.scale] > right.value * g.SCALES[right.scale]
                left.scale = "万" if larger and right.scale == "亿" else "" if larger else right.scale
        if (
            ranged
            and left.unit == right.unit
            and left.kind != "bare"
            and right.part == ""
            and _value(left) < _value(right)
        ):
            left.part, right.part = "low", "high"
            left.other, right.other = _value(right), _value(left)


def _value(number: _Number) -> float:
    return number.value * g.SCALES[number.scale]


# --- Tables ----------------------------------------------------------------------------------------------------------

_TableUnit = tuple[str, str, str, float]  # scale, unit, kind, factor


def _table_unit(found: re.Match | None) -> _TableUnit | None:
    return (found["scale"] or "", *_unit_of(found)) if found else None


def _read_tables(text: str, numbers: list[_Number]) -> None:
    """Give the cells of a table the unit of their column's head, or that of the line 单位：万元 above the table."""
    bare = {n.start: n for n in numbers if n.kind == "bare" and not n.scale}
    unit: _TableUnit | None = None
    heads: list[tuple[str, _TableUnit | None]] = []
    line_start = n_rows = 0
    for line in text.split("\n"):
        if found := g.UNIT_LINE.search(line):
            unit, heads, n_rows = _table_unit(found), [], 0
        elif "\t" not in line:
            if line and (n_rows or len(line) > 60):  # behind the table
                unit, heads, n_rows = None, [], 0
        else:
            cells = line.split("\t")
            n_rows += 1
            figures = [cell for cell in cells if g.CELL.fullmatch(cell)]
            if all(re.fullmatch(g.YEAR, cell) for cell in figures):
                if len(cells) >= len(heads):  # the lowest of several lines of heads, not a row without numbers
                    heads = [(cell, _table_unit(g.HEAD_UNIT.search(cell))) for cell in cells]
            else:
                _read_row(cells, line_start, bare, heads, unit)
        line_start += len(line) + 1


def _read_row(
    cells: list[str],
    at: int,
    bare: dict[int, _Number],
    heads: list[tuple[str, _TableUnit | None]],
    unit: _TableUnit | None,
) -> None:
    for column, cell in enumerate(cells):
        number = bare.get(at) or (bare.get(at + 1) if cell[:1] in "+-" else None)
        head, own = heads[column] if column < len(heads) else ("", None)
        given = own or unit
        other = g.NAMING_COLUMN.search(head) or (
            not own and (g.COUNTING_COLUMN.search(head) or (column == 0 and not head))
        )
        if number and given and not other and g.CELL.fullmatch(cell):
            number.scale, number.unit, number.kind, factor = given
            number.value, number.start, number.end = _digits(cell) * factor, at, at + len(cell)
        at += len(cell) + 1


# --- What is not read ------------------------------------------------------------------------------------------------

_MAX_DIGITS = 7  # a longer run without a unit is a telephone number or a code


def _doubt(text: str, start: int, end: int) -> Problem:
    shown = re.split(r"[,，。;；\n\t]", text[start : min(end + 4, start + 40)])[0]
    return Problem("unread_number", f"a number without a unit that is known: {shown}", start, end)


def _is_there(text: str, number: _Number) -> bool:
    """Tell whether a number without a unit measures something, so that leaving it out would lose a figure."""
    start, end = number.start, number.end
    printed = text[start:end]
    window = text[max(0, start - _LOOK_BACK) : start]
    if len(printed) >= _MAX_DIGITS or (printed[:1] == "0" and "." not in printed):
        return False
    if re.fullmatch(g.YEAR, printed) or g.NAME_GOES_ON.match(text, end) or g.NAMED_NUMBER.search(window):
        return False
    if g.DIMENSIONLESS.search(text, max(0, start - 80), start):
        return False
    return bool(
        number.bound
        or g.BEFORE.search(window)
        or g.APPROX.search(window)
        or g.MEASURES_BEFORE.search(window)
        or g.AFTER.match(text, end)
    )


def _is_garbled(text: str, found: re.Match) -> bool:
    """Tell a sum in characters that are no numeral (零零万元) from a word (单位:万元) and a name (百亿元级)."""
    named = found["level"] or text[found.start() - 1 : found.start()] in set("第每数几")
    numeral = plain(found["number"])
    return bool(found["money"]) and not named and read_round(numeral) is None and read_chinese(numeral) is None


def _unread(text: str, numbers: list[_Number], problems: list[Problem]) -> list[Problem]:
    found = [_doubt(text, n.start, n.end) for n in numbers if _is_dropped(n) and _is_there(text, n)]
    found += [
        Problem("unread_number", f"a sum whose number is left open: {m.group()}", m.start(), m.end())
        for m in g.OPEN.finditer(text)
    ]
    return sorted(problems + found, key=lambda problem: problem.start)


# --- The way out -----------------------------------------------------------------------------------------------------


def _is_dropped(number: _Number) -> bool:
    return number.kind == "bare" and number.scale in {"", "百", "千"}


def _settle(text: str, printed: str, number: _Number) -> Quantity:
    """Read the words around a number: its bound, 约, 每亩, 每月."""
    start, end, bound, approx, per, period = number.start, number.end, number.bound, number.approx, "", ""
    outer_start, outer_end = start, end
    window = text[max(0, start - _LOOK_BACK) : start]
    base = start - len(window)
    if found := g.APPROX.search(window):
        approx, outer_start = True, base + found.start()
    elif found := g.BEFORE.search(window):
        bound = bound or ("max" if found["max"] else "min")
        outer_start = base + found.start()
    if number.kind in {"money", "percent", "rate_of_money"}:
        if "每" in window and (found := g.PER_BEFORE.search(window)):
            period = found["period"] or found["first"] or (found["per"] if found["per"] in g.PERIODS else "")
            per = found["per"] if number.kind != "rate_of_money" else ""
        if "/" in number.unit and (found := g.PERIOD_OF_UNIT.search(number.unit)):
            period = found["period"]
    if found := g.AFTER.match(text, end):
        if found["approx"]:
            approx = True
        elif number.part != "low":
            bound = bound or ("min" if found["min"] else "max")
        outer_end = found.end()
    if number.part and bound is None:
        bound = "min" if number.part == "low" else "max"
    unit = printed[end - len(number.unit) : end] if "(" in number.unit and number.kind == "count" else number.unit
    other = None if number.other is None else round(number.other, 6)
    return Quantity(
        round(_value(number), 6), unit, number.kind, bound, approx, start, end, outer_start, outer_end,
        number.part, number.numeral, per, period, other,
    )  # fmt: skip


def quantities(text: str) -> list[Quantity]:
    """Find the quantities of a text.

    Parameters
    ----------
    text
        A passage, without spaces inside the Chinese text; full- or half-width digits and marks. Cells of a table are
        parted by tabs.

    Returns
    -------
    list of Quantity
        In reading order; offsets into ``text``.
    """
    return list(_read(text)[0])


def unread(text: str) -> list[Problem]:
    """Find the numbers of a text that measure something and that :func:`quantities` could not read.

    Parameters
    ----------
    text
        A passage, as for :func:`quantities`.

    Returns
    -------
    list of Problem
        Of kind ``unread_number``, in reading order: 不超过30篮, X万元. Numbers that name something (years, dates, document
        and telephone numbers, entries of a list, “315”) are none.
    """
    return list(_read(text)[1])


@lru_cache(maxsize=4)  # budgets, awards and targets read the same passage one after the other
def _read(text: str) -> tuple[tuple[Quantity, ...], tuple[Problem, ...]]:
    folded = fold(text)
    numbers, problems = _numbers(folded)
    if "\t" in folded:
        _read_tables(folded, numbers)
    _share_units(folded, numbers)
    found = tuple(_settle(folded, text, n) for n in numbers if not _is_dropped(n))
    return found, tuple(_unread(folded, numbers, problems))
