"""Quantities of a policy text: every number with its unit, its bound and its place.

In: a passage of text. Out: a list of :class:`Quantity` in reading order. Nothing is read or written.

A number counts as a quantity when a unit makes it one: ``50万元``, ``10%``, ``1.5万元/辆``, ``三分之二``, ``5家以上``.
Years, dates, document numbers, ordinals and names that hold a number (``〔2025〕3号``, ``第六届``, ``“315”工程``, ``4A级``,
``3个70%``, ``民营经济32条``) are recognised first and left out. A range gives two quantities (``part`` low and high); a
list that prints its unit once (``50、30、10万元``; ``100万、70万元``) gives the unit to each member.

Libraries tried: ``cn2an`` reads the bare Chinese numerals (and is used for that; its ``transform`` corrupts prose, 一般 ->
1般); ``jionlp`` reads 不超过300万元 as "more than" and keeps only the last of 50、30、20万元, so the money grammar is here.

One pass: a search for the characters that can begin a number or a name with a number, and there one match of a pattern
whose repetitions are all bounded. So the time is linear in the length of any text.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import cn2an

__all__ = ["Problem", "Quantity", "fold", "quantities", "read_chinese"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as it stands in a text.

    Attributes
    ----------
    value
        In base units: yuan, per cent, things (万 and 亿 are spread out; 5‰ is 0.5 %; 三分之二 is 66.67 %).
    unit
        ``元``, ``美元``, ``元/亩``, ``%``, ``个百分点``, ``:`` for a ratio, ``位`` for a rank, a classifier, or ``""``.
    kind
        ``money``, ``rate_of_money`` (元/亩), ``percent``, ``points`` (百分点), ``ratio`` (1:1 is 100), ``rank`` (前三),
        ``count``, ``duration`` (3年, 12个月) or ``bare`` (a number with 万 or 亿 and no unit: 最高100万奖励).
    bound
        ``min`` or ``max``, from the words before and behind the number or the side of a range; else None.
    approx
        True for 约, 左右 and the like.
    start, end
        Offsets of the number with its unit.
    outer_start, outer_end
        The same with its bound words: 不低于200万元, 3家以上.
    part
        ``low`` or ``high`` for the two sides of a range, else ``""``.
    numeral
        ``arabic`` or ``chinese``.
    per
        What one sum is for, from a 每 before it: 每亩180元 -> 亩; else ``""``.
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


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a rule saw and would not guess about."""

    kind: str
    message: str
    start: int
    end: int


# --- The vocabulary --------------------------------------------------------------------------------------------------

_FOLD = tuple(zip("０１２３４５６７８９％．／（）：∶；＋〇○", "0123456789%./()::;+零零", strict=True))

SCALES = {
    "": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7,
    "亿": 1e8, "十亿": 1e9, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12,
}  # fmt: skip

CURRENCIES = ("美元", "欧元", "港元", "日元", "英镑", "元")

CLASSIFIERS = """
个 家 项 名 人 户 件 张 台 套 条 支 只 头 羽 匹 尾 株 棵 根 栋 幢 座 处 所 间 例 款 种 类 门 部 集 首 本 册 篇 幅 期 场 届 次 批
轮 趟 班 车 辆 艘 架 列 票 笔 单 份 枚 块 片 颗 节 层 盏 口 眼 位 对 双 组 团 队 站 点 户次 家次 人次 件次 场次 批次 班次 航次
艘次 架次 列次 台次 辆次 车次 床位 席位 展位 标箱 标准箱 标准间 TEU 亩 公顷 亩次 平方公里 平方千米 平方米 立方米 平米 方 ㎡ m² m2 公里 千米 海里 米 厘米
毫米 公斤 千克 斤 吨 吨标准煤 吨标煤 吨公里 克 升 千瓦时 千瓦 兆瓦 兆瓦时 瓦 瓦时 度 千伏 千伏安 kW MW GW kWh KW kw P
PFLOPS EFLOPS Pflops 倍 岁 学时 课时 学分 工时 台(套) 套(间) 家(次) 个(次) 件(套) 台套 人(次) 只(头) 头(只) 亩(次) 场(次) 项(次) 张(床)
微克/立方米 毫克/升 个基点 GWh MWh TWh 机柜 标准机架 机架 核 桩 把 道 座次 枪 名次 公里·年 kV km 节点 字 词 分贝
""".split()

DURATIONS = "年 个月 月 季度 周 天 日 个工作日 工作日 小时 分钟 秒 个小时 周年 个季度 学年 周岁".split()

PER_UNITS = """
亩 公顷 标箱 标准箱 TEU 辆 件 斤 公斤 千克 吨 平方米 平米 ㎡ m² m2 立方米 方 人 人次 名 户 家 个 项 台 套 千瓦时 千瓦 兆瓦 瓦 瓦时
度 kWh kW W 公里 千米 米 场 次 场次 班 班次 航班 架次 艘 艘次 列 列车 车次 趟 票 单 头 只 羽 株 棵 盆 袋 瓶 升 立方 间 间夜 床 张
床位 展位 桩 枪 根 盏 座 幢 栋 处 所 村 天 日 月 年 季度 季 小时 分钟 学时 课时 期 届 批 箱 柜 自然箱 箱次 机架 机柜 节 门 篇 集
部 分钟 例 本 学年 生 节点 工位 车位 泊位 托位 学位 条 架次 架 标准间 梯 P 卡时 核时 蒸吨 千伏安 桌 剂次 例次 头次 平方
""".split()

_MIN_BEFORE = """
不低于 不少于 不小于 不得低于 不得少于 不能低于 至少 最少 最低 超过 超 突破 高于 大于 多于 达到或超过 不下于 起步
""".split()
_MAX_BEFORE = """
不超过 不高于 不多于 不大于 不得超过 不得高于 不超 不突破 最高 最多 最大 至多 至高 上限 上限为 低于 少于 小于 未超过 不足 封顶 限额
最高额 最高限额 最高额度 总额不超
""".split()
# what may stand between the bound word and the number: 最高可给予100万元, 最高补贴1.5万元, 最高不超过400万元
_FILLERS = """
可 可达 可达到 达 达到 达到了 为 是 至 到 给予 可给予 给与 予以 可予以 奖励 可奖励 补贴 可补贴 补助 可补助 资助 可资助 支持 可支持
可获得 可获 可享受 享受 的 每年 每人 人民币 分别 再 贷款 约 按 可按 累计 合计 总额 可贷 奖补 可奖补 返还 不到
""".split()
_APPROX_BEFORE = "约 大约 近 约为 大概 接近 将近".split()
_MIN_AFTER = "以上 及以上 或以上 起 之上 余".split()
_MAX_AFTER = "以内 以下 及以下 或以下 之内 封顶 为限 为上限 为封顶".split()
_APPROX_AFTER = "左右 上下".split()


def _any(words) -> str:
    """An alternation, the longer words first."""
    return "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


# --- The grammar -----------------------------------------------------------------------------------------------------

_CN = "零一二两三四五六七八九十百千万亿"
_ARABIC = r"\d{1,3}(?:,\d{3}){1,5}(?![\d,])(?:\.\d{1,6})?|\d{1,18}(?:\.\d{1,6})?"
_SCALE = r"万亿|[十百千]?[万亿]|[千百]"
_PER_NAME = rf"(?:{_any(PER_UNITS)})"
_SLASH = rf"/(?:\d{{1,3}}|百|千)?\(?{_PER_NAME}(?:[·./•]{_PER_NAME}){{0,2}}\)?(?:[·•]{_PER_NAME})?"
_MONEY = rf"(?:(?:人民币)?(?:{_any(CURRENCIES)})|[分角](?=/))(?:人民币)?(?:{_SLASH})?"
_PERCENT = r"%|‰|个百分点|个点|百分点"
_COUNT = rf"(?:{_any([*CLASSIFIERS, *DURATIONS])})(?:\([个套间件次头只台床]\))?"
_COUNT = rf"{_COUNT}(?:/[十百千万]{{1,2}}[人户])?"  # 500台/万人
_UNIT = rf"(?:(?P<money>{_MONEY})|(?P<percent>{_PERCENT})|(?P<count>{_COUNT}))"
_ANY_UNIT = rf"(?:{_MONEY}|{_PERCENT}|{_COUNT})"
_YEAR = r"(?:19|20)\d\d"
_DASH = r"[-—–―~～]"

# spans whose numbers are no quantities, by what they begin with
_QUOTED = re.compile(
    r"《[^《》\n]{1,80}》|“[^“”\n]{1,24}”|‘[^‘’\n]{1,24}’|\"[^\"\n,，。;；]{1,16}\"|[〔\[(]\d{4}[〕\])](?:\d{1,5}号)?"
)
_ORDINAL = re.compile(rf"第(?:\d{{1,6}}|[{_CN}]{{1,6}})(?:(?:[、和及至到]|{_DASH})第?(?:\d{{1,6}}|[{_CN}]{{1,6}}))*")
_LATIN = re.compile(r"[A-Za-z][A-Za-z.+-]{0,11}\d{1,12}")
_DATE = re.compile(
    rf"{_YEAR}(?:(?:{_DASH}{{1,2}}|[至到、和]){_YEAR}){{0,9}}(?:学年|年度?)(?!(?:以|之)[上下内]|左右)"
    r"|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}:\d\d:\d\d"
    rf"|\d{{1,2}}月(?:\d{{1,2}}日|底|份|初|末)(?:(?:[至到]|{_DASH})(?:\d{{1,2}}月)?\d{{1,2}}日)?"
)
_NUMBERED_NAME = re.compile(
    r"\d{1,3}个(?=\d{1,3}%)\d{1,3}%|\d{1,6}(?:\.\d{1,3})?(?:[A-Z]级|A|D打印|[DG](?![A-Za-z])|[强版号类线型](?!\d))"
)
_CN_NAME = re.compile(rf"[{_CN}]{{1,4}}个(?=\d{{1,3}}%)\d{{1,3}}%")
_LIST_OF_MEASURES = re.compile(r"(?:政策|经济|举措|措施|意见|新政|金融|细则|科技|人才)$")

_RATIO = re.compile(r"(?P<own>\d{1,2}(?:\.\d)?)[:比](?P<other>\d{1,2}(?:\.\d{1,2})?)(?![\d:%.])")
_NUMBER = re.compile(rf"(?P<number>{_ARABIC})(?P<scale>{_SCALE})?[多余]?{_UNIT}?(?P<level>[级型])?")
_CN_NUMBER = re.compile(
    rf"(?P<number>[{_CN}][{_CN}点]{{0,15}}?)(?:[多余]?{_UNIT}(?P<level>[级型等])?|(?=(?:[至到]|{_DASH})[{_CN}]{{1,15}}{_ANY_UNIT}))"
)
_FRACTION = re.compile(
    rf"(?P<whole>[百千万]|[{_CN}]{{1,3}})分之(?P<share>\d{{1,3}}(?:\.\d{{1,4}})?|[{_CN}点]{{1,8}})(?:(?P<slope>个百分点))?"
)
_TENTHS = re.compile(
    r"(?P<tens>[一二三四五六七八九1-9])成(?P<ones>[一二三四五六七八九半])?(?=(?:及)?以[上下内]|左右|[,，、。;；:：\n)）]|的(?!果|绩|效)|$)"
)
_RANK = re.compile(rf"前(?P<rank>\d{{1,3}}|[{_CN}]{{1,3}})(?P<unit>位|名|强)?(?![{_CN}\d年月天日期个季届批次款述项者])")

# the places where one of the above may begin
_ANCHOR = re.compile(
    rf"[《“‘\"]|(?<![{_CN}])[一二三四五六七八九](?=成)|[〔\[(](?=\d{{4}}[〕\])])|第(?=[\d{_CN}])|前(?=[\d{_CN}])|[A-Za-z](?=[A-Za-z.+-]{{0,11}}\d)|\d"
    rf"|(?<![{_CN}])[{_CN}](?=[{_CN}点]{{0,15}}[多余]?(?:分之|(?:[至到]|{_DASH})[{_CN}]{{1,15}}{_ANY_UNIT}|{_ANY_UNIT}))"
)

_MIN_WORDS = rf"(?<![不未])(?:{_any(_MIN_BEFORE)})"
_MAX_WORDS = _any(_MAX_BEFORE)
_BEFORE = re.compile(rf"(?:(?P<max>{_MAX_WORDS})|(?P<min>{_MIN_WORDS}))(?:{_any(_FILLERS)}){{0,3}}$")
_APPROX = re.compile(rf"(?:{_any(_APPROX_BEFORE)})$")
_AFTER = re.compile(
    rf"(?:\([含不][^()\n]{{0,6}}\))?(?:(?P<min>{_any(_MIN_AFTER)})|(?P<max>{_any(_MAX_AFTER)})|(?P<approx>{_any(_APPROX_AFTER)}))"
    r"(?:\([含不][^()\n]{0,6}\))?"
)
_PER_BEFORE = re.compile(rf"每(?:个|一)?(?P<per>{_any(PER_UNITS)})[\u4e00-\u9fff]{{0,4}}$")
_RANGE = re.compile(rf"(?:\([含不][^()\n]{{0,4}}\))?(?:{_DASH}{{1,2}}|至|到)")
_LINK = re.compile(r"[、,，/和或及]|[,，、]?(?:或者|以及|最高|不超过)")

_DURATION_UNITS = frozenset(DURATIONS)
# after a Chinese numeral only these make a count: 三家, 五万人; not 一批, 三位一体, 两个先行
_CN_COUNTED = frozenset("家 项 名 亩 户 台 套 辆 公里 场 人 人次 家次 平方米 吨 标箱 倍 所 座 件 个 年 个月".split())
_LOOK_BACK = 14


@lru_cache(maxsize=4)
def fold(text: str) -> str:
    """Fold full-width digits and marks to half width, one character for one, so that offsets stay."""
    for wide, narrow in _FOLD:  # many times faster than str.translate on Chinese text
        text = text.replace(wide, narrow)
    return text


@lru_cache(maxsize=4096)
def read_chinese(numeral: str) -> float | None:
    """Read a Chinese numeral (一百五十, 两千, 一点五); None where it is none (百, 万)."""
    if not numeral.strip("十百千万亿") and numeral[0] != "十":
        return None
    try:
        return float(cn2an.cn2an(numeral, "smart"))
    except (ValueError, KeyError, IndexError, TypeError):
        return None


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


def _unit_of(found: re.Match) -> tuple[str, str, float]:
    """Return the unit, its kind and the factor to the base unit."""
    money, percent, count = found["money"], found["percent"], found["count"]
    if money:
        unit = money.replace("人民币", "").replace("(", "").replace(")", "")
        factor = 1.0
        if unit[0] in "分角":
            factor, unit = (0.01 if unit[0] == "分" else 0.1), "元" + unit[1:]
        return unit, ("rate_of_money" if "/" in unit else "money"), factor
    if percent:
        if percent == "%":
            return "%", "percent", 1.0
        if percent == "‰":
            return "%", "percent", 0.1
        return "个百分点", "points", 1.0
    if count:
        return count, ("duration" if count in _DURATION_UNITS else "count"), 1.0
    return "", "bare", 1.0


def _arabic(found: re.Match) -> tuple[float, str, str, str]:
    unit, kind, factor = _unit_of(found)
    return float(found["number"].replace(",", "")) * factor, found["scale"] or "", unit, kind


def _numbers(text: str) -> list[_Number]:
    """Find the numbers of a folded text, with and without a unit, in order."""
    numbers: list[_Number] = []
    search, position, size = _ANCHOR.search, 0, len(text)
    while position < size:
        anchor = search(text, position)
        if anchor is None:
            break
        at = anchor.start()
        mark = text[at]
        position = at + 1
        if mark.isdigit():
            if found := (_DATE.match(text, at) or _NUMBERED_NAME.match(text, at)):
                position = found.end()
                continue
            if found := _RATIO.match(text, at):
                own, other = float(found["own"]), float(found["other"])
                position = found.end()
                if own:
                    numbers.append(_Number(100 * other / own, "", ":", "ratio", at, position))
                continue
            if text.startswith("成", at + 1) and (found := _TENTHS.match(text, at)):
                position = found.end()
                numbers.append(_tenths(found))
                continue
            if (found := _FRACTION.match(text, at)) is None:
                found = _NUMBER.match(text, at)
                position = found.end()
                if position < size and text[position].isdigit() and found["count"] is None:
                    while position < size and text[position].isdigit():  # an overlong run of digits is no figure
                        position += 1
                    continue
                if found["level"]:
                    continue
                if found["count"] == "条" and _LIST_OF_MEASURES.search(text, max(0, at - 4), at):
                    continue
                value, scale, unit, kind = _arabic(found)
                numbers.append(_Number(value, scale, unit, kind, at, position))
        elif mark in '《“‘"〔[(':
            if found := _QUOTED.match(text, at):
                position = found.end()
        elif mark == "第":
            if found := _ORDINAL.match(text, at):
                position = found.end()
        elif mark == "前":
            if (found := _RANK.match(text, at)) and (rank := _any_numeral(found["rank"])):
                position = found.end()
                numbers.append(_Number(rank, "", "位", "rank", at, position, bound="max"))
        elif mark < "\u0080":
            if found := _LATIN.match(text, at):
                position = found.end()
        elif found := _FRACTION.match(text, at):
            position = found.end()
            numbers.extend(_fraction(found))
        elif found := _TENTHS.match(text, at):
            position = found.end()
            numbers.append(_tenths(found))
        elif found := _CN_NAME.match(text, at):
            position = found.end()
        elif found := _CN_NUMBER.match(text, at):
            position = found.end()
            numbers.extend(_chinese(text, found))
    return numbers


def _any_numeral(text: str) -> float | None:
    return float(text) if text.isdigit() else read_chinese(text)


def _tenths(found: re.Match) -> _Number:
    """八成, 七成五, 六成半."""
    tens, ones = (
        (0 if not n else 5 if n == "半" else int(n) if n.isdigit() and n.isascii() else "零一二三四五六七八九".index(n))
        for n in found.group("tens", "ones")
    )
    numeral = "arabic" if found["tens"].isascii() else "chinese"
    return _Number(10.0 * tens + ones, "", "%", "percent", found.start(), found.end(), numeral)


def _fraction(found: re.Match) -> list[_Number]:
    """百分之十, 千分之五, 三分之二, 百分之0.5."""
    whole = {"百": 100.0, "千": 1000.0, "万": 10000.0}.get(found["whole"]) or read_chinese(found["whole"])
    share = found["share"]
    part = float(share) if share[0].isdigit() else read_chinese(share)
    if not whole or part is None:
        return []
    unit, kind = ("个百分点", "points") if found["slope"] else ("%", "percent")
    return [_Number(round(100 * part / whole, 2), "", unit, kind, found.start(), found.end(), "chinese")]


def _chinese(text: str, found: re.Match) -> list[_Number]:
    numeral = found["number"]
    unit, kind, factor = _unit_of(found)
    before = text[found.start() - 1 : found.start()]
    if found["level"] or (before in "第每数几零一二两三四五六七八九十百千万亿" and before):
        return []
    scale = numeral[-1] if len(numeral) > 1 and numeral[-1] in "万亿" and "亿" not in numeral[:-1] else ""
    value = read_chinese(numeral[:-1] if scale else numeral)
    if value is None or (kind in {"count", "duration"} and (unit not in _CN_COUNTED or value < 2)):
        return []
    return [_Number(value * factor, scale, unit, kind, found.start(), found.end(), "chinese")]


def _share_units(text: str, numbers: list[_Number]) -> None:
    """Give the unit that a list or a range prints once to its other members, from right to left."""
    for left, right in zip(reversed(numbers[:-1]), reversed(numbers[1:]), strict=True):
        between = text[left.end : right.start] if right.start - left.end <= 12 else "\n"
        ranged = bool(between) and _RANGE.fullmatch(between) is not None
        if left.kind == "bare" and right.kind not in {"ratio", "rank"} and (ranged or _LINK.fullmatch(between)):
            left.unit, left.kind = right.unit, right.kind
            if not left.scale:
                larger = ranged and left.value * SCALES[right.scale] > right.value * SCALES[right.scale]
                left.scale = "万" if larger and right.scale == "亿" else "" if larger else right.scale
        if (
            ranged
            and left.unit == right.unit
            and left.kind != "bare"
            and right.part == ""
            and _value(left) < _value(right)
        ):
            left.part, right.part = "low", "high"


def _value(number: _Number) -> float:
    return number.value * SCALES[number.scale]


def _settle(text: str, printed: str, number: _Number) -> Quantity:
    """Read the words around a number: its bound, 约, 每亩."""
    start, end, bound, approx, per = number.start, number.end, number.bound, False, ""
    outer_start, outer_end = start, end
    window = text[max(0, start - _LOOK_BACK) : start]
    base = start - len(window)
    if found := _APPROX.search(window):
        approx, outer_start = True, base + found.start()
    elif found := _BEFORE.search(window):
        bound = bound or ("max" if found["max"] else "min")
        outer_start = base + found.start()
    if number.kind in {"money", "percent"} and (found := _PER_BEFORE.search(window)):
        per = found["per"]
    if found := _AFTER.match(text, end):
        if found["approx"]:
            approx = True
        elif number.part != "low":
            bound = bound or ("min" if found["min"] else "max")
        outer_end = found.end()
    if number.part and bound is None:
        bound = "min" if number.part == "low" else "max"
    unit = printed[end - len(number.unit) : end] if "(" in number.unit else number.unit
    return Quantity(
        round(_value(number), 6), unit, number.kind, bound, approx, start, end, outer_start, outer_end,
        number.part, number.numeral, per,
    )  # fmt: skip


def quantities(text: str) -> list[Quantity]:
    """Find the quantities of a text.

    Parameters
    ----------
    text
        A passage, without spaces inside the Chinese text; full- or half-width digits and marks.

    Returns
    -------
    list of Quantity
        In reading order; offsets into ``text``.
    """
    return list(_quantities(text))


@lru_cache(maxsize=4)  # budgets, awards and targets read the same passage one after the other
def _quantities(text: str) -> tuple[Quantity, ...]:
    folded = fold(text)
    numbers = _numbers(folded)
    _share_units(folded, numbers)
    return tuple(
        _settle(folded, text, n) for n in numbers if n.kind != "bare" or n.scale in {"万", "亿", "百万", "千万"}
    )
