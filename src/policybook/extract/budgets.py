"""Money that a government sets aside or seeks: the table ``budgets``.

In: one passage (a domain's opening, a measure, the closing paragraph). Out: its budget rows and problems.

How it reads: each sum of money stands in a frame, the words on its left, the mark ``¤`` for the sum, and the words on its
right. The frame is held against the rules below, in their order. 其中 opens a list: the sums that follow are parts of
the sum before it, until the sentence ends; in a bracket, or below a part, they are parts of a part.
The rules are data: a role, a pattern over the frame, and an example.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from policybook.extract.phrases import WINDOW, Figure, figures
from policybook.extract.quantities import Problem, Quantity, quantities

__all__ = ["Budget", "extract", "starts", "starts_of"]


@dataclass(frozen=True, slots=True)
class Budget:
    """A sum of the budget, as the codebook describes it.

    Attributes
    ----------
    label
        What the money is for, as printed.
    amount_yuan
        The sum.
    role
        ``domain_total``, ``component``, ``subcomponent``, ``grand_total``, ``other_allocation`` or ``sought``.
    parent
        Label of the sum that it is part of.
    year
        The budget year.
    approx
        True for 约, 左右.
    bound
        ``min``, ``max`` or None.
    start, end
        Offsets of the quote.
    """

    label: str
    amount_yuan: float
    role: str
    parent: str | None
    year: int | None
    approx: bool
    bound: str | None
    start: int
    end: int


class Rule(NamedTuple):
    """A role for the sums whose frame has the pattern."""

    role: str
    pattern: str
    example: str


# --- Words -----------------------------------------------------------------------------------------------------------

WORDS = {
    "SEEK": "争取|申请|申报|争得|向上|争引|对上|力争(?:获|到位|上级|国家|中央|省)",
    "STATE": "资金|经费|补助|奖补|激励|转移支付|基金|专项|补贴|奖励",
    "BOND": "专项债|政府债|地方债|国债|一般债券|债券资金|预算内投资|转移支付|REITs",
    "CREDIT": "贷款|信贷|授信|融资|金融工具",
    "PRIVATE": "社会资[本金]|社会力量|民间|民营|企业|外资|市场化|贷款余额|小微|制造业|普惠|三农|经营主体|投资额",
    "OWN": "社会资[本金]|社会力量|民间资[本金]|外资|自有资金|信贷资金|市场化资金|贷款余额|投资额|企业(?:投入|投资|自筹|融资)",
    "ALLOT": "安排|统筹|整合|筹集|筹措|投入|拨付|下达|列支|划拨|追加|注入|出资|落实|增加|切块|预留",
    "FOUND": "设立|组建|成立|建立|发起|筹建|做大|扩大|设置",
    "PURSE": "资金|经费|基金|专项|资金池|风险池|补偿金|券|补贴|补助",
    "FUND": "基金|资金池|风险池|补偿金|专项资金|周转金|资金",
    "VOUCHER": "消费券|购物券|文旅券|惠民券|优惠券|旅游券|体育券|餐饮券|红包|补贴|券",
    "PURPOSE": "开展|实施|建设|改造|支持|用于|专项用于|主要用于|专项支持|补助|奖励|资金|专项|推动|保障|扶持",
    "TREASURY": "财政|预算",
    "LOAN": "信贷|贷款(?!贴息|风险|保证)",
}

# not the government's purse: what one recipient can get, what a recipient must have, what was spent before
BARRED = (
    r"(?:每[家户人个亩台辆套]|单个|单家|单项|单户|同一|一次性|给予|给与|予以|人均|封顶|贷款额度)[^¤]*¤",
    r"^(?!.*(?:安排|下达|拨付|发放|统筹|筹集|落实))[^¤]*(?:奖励|补助|补贴|资助|奖补)(?:标准)?(?:达到?|为)?¤",
    r"¤的?(?:奖励|补助|补贴|资助|奖补)(?:$|[，。；])",
    r"(?:已|已经|截至|去年|上年|此前|累计)(?!安排)[^¤]{0,30}¤",
    r"企业[^¤]{0,4}投入[^¤]*¤",
    r"(?:撬动|带动|拉动|引导|吸引|完成|实现|突破)[^¤]*(?:投资|投入|社会|民间|贷款)[^¤]*¤",
    r"(?:营业?收入?|产值|销售额?|投资额|注册资本|税收|利润|营收)[^¤]{0,12}¤",
)

# fmt: off
RULES = tuple(
    Rule(role, "".join(f"(?:{WORDS[part]})" if part in WORDS else part for part in re.split(r"<(\w+)>", pattern)), example)
    for role, pattern, example in (
        ("grand_total", r"(?:支持|资金|政策|安排|奖补|投入)[^¤]{0,8}(?:总额|总计|合计)[^¤]{0,4}¤", "支持总额约31.85亿元"),
        ("sought", r"(?:政策性|开发性)[^¤]{0,12}(?:银行|金融|<CREDIT>)[^¤]*(?:<CREDIT>)[^¤]*¤", "争取政策性银行贷款10亿元"),
        ("sought", r"(?:政策性|开发性)[^¤]{0,12}(?:银行|金融)[^¤]*¤[^¤‖]{0,6}(?:<CREDIT>)", "推动政策性银行安排20亿元信贷资金"),
        ("sought", r"^(?!.*(?:企业债|公司债))[^¤]*<BOND>[^¤]*¤", "申报专项债项目100亿元以上"),
        ("sought", r"<SEEK>[^¤]*¤[^¤‖]{0,16}<BOND>", "争取10亿元以上的中央预算内投资"),
        ("sought", r"<SEEK>(?![^¤]*<OWN>)[^¤]*<STATE>[^¤]{0,8}¤", "争取省级扶持资金3000万元以上"),
        ("sought", r"<SEEK>(?![^¤]*<OWN>)[^¤]*¤[^¤‖]{0,20}<STATE>", "争取5亿元以上的上级补助资金"),
        ("sought", r"<SEEK>(?!.*<PRIVATE>)[^¤]*(?:银行|项目|信贷|中长期)[^¤]*(?:贷款|信贷|授信)[^¤]*¤", "争取项目贷款100亿元"),
        ("domain_total", r"预算[^¤]{0,6}安排[^¤]*¤", "市财政2024年预算安排8200万元"),
        ("domain_total", r"<TREASURY>[^¤]{0,20}<ALLOT>[^¤]*¤", "省财政安排资金12亿元"),
        ("other_allocation", r"<TREASURY>[^¤]*将[^¤]*¤的[^¤，‖]{0,16}<PURSE>", "各级财政将不低于10亿元的涉农资金用于产业"),
        ("other_allocation", r"(?:发放|投放|派发|安排|推出)[^¤]*<VOUCHER>[^¤]{0,6}¤", "发放消费券2亿元"),
        ("other_allocation", r"(?:发放|投放|派发|安排|推出)[^¤]*¤[^¤，‖]{0,14}<VOUCHER>", "发放5000万元消费券"),
        ("other_allocation", r"<FOUND>(?!.*贷款$)[^¤]*<FUND>[^¤]*¤", "设立产业基金10亿元"),
        ("other_allocation", r"<FOUND>[^¤]*¤[^¤，‖]{0,24}<FUND>", "设立总规模50亿元的产业基金"),
        ("other_allocation", r"<ALLOT>(?![^¤]*(?:<OWN>|<LOAN>))[^¤]*<PURSE>[^¤]{0,8}¤", "统筹专项资金3亿元"),
        ("other_allocation", r"<ALLOT>(?![^¤]*(?:<OWN>|<LOAN>))[^¤]{0,16}¤[^¤，‖]{0,20}<PURSE>", "每年安排不少于1亿元专项资金"),
        ("other_allocation", r"安排[^¤]{0,8}¤‖?[，,]?<PURPOSE>", "安排5000万元支持技术改造"),
        ("other_allocation", r"<FOUND>[^¤]*规模[^¤]{0,4}¤[^¤，]*‖[^，,]*<FUND>", "设立总规模100亿元、首期规模20亿元的基金"),
    )
)
# fmt: on

LIST_OPENER = re.compile(r"其中|具体为|具体包括|具体如下|分别为|包括[:：]")
ONE_PURPOSE = re.compile(r"专项(?:资金|经费)¤|¤的?[^¤，‖]{0,8}专项|每年|¤[^¤‖]{0,20}(?:基金|风险池|资金池)")
RECIPIENT = re.compile(r"对(?![外口接标照上])")
PART_STOPS = re.compile(
    r"^[、和及并]?(?:同时)?(?:完成|实现|带动|撬动|拉动|力争|争取)|(?:突破|增长|达到?|余额)$|给予|每[家户人个]|单个|最高|封顶|^(?:另外?|此外|同时)(?:再|计划)?(?:安排|设立|统筹)"
)
YEAR = re.compile(r"(20\d\d)年")

LEADING = re.compile(
    r"^(?:(?:中央|省|市|县|区|镇|各|两|三|级|本|地方|、)*(?:财政(?!支|补|奖|衔|专)|本级(?=安排|统筹|投入|财政))|预算|共同|列支|拨付|建立|专项(?=安排)|出资|筹集|筹措|使用|已|其中|具体为|具体包括|包括|分别为|将|积极|全力|努力|主动|全面|向上|对上|力争|争取|争得|申请|申报|获得|获取|到位|落实|下达|同时"
    r"|另外|另|此外|全市|全省|全县|全区|全年|每年|今年|计划|20\d\d年度?|主要用于|用于|支持|安排|统筹|整合|设立|组建|发起|成立|发放|投放|派发|投入"
    r"|推动|新增|不少于|总规模|规模|[、，,：:；;和及与并])+"
)
TRAILING = re.compile(r"(?:(?<=资金)投入|总规模|规模|共计|合计|突破|超过|达到?|不低于|不少于|为|约|超|共|计|的)+$")
# 设立省级产业基金，首期规模30亿元
FUND_SIZE = re.compile(r"(?:首期|基金|目标)?(?:总)?规模(?:为|达到?)?")
FUND_BEFORE = re.compile(rf"(?:{WORDS['FOUND']})([^，,。；;\n]{{0,60}}(?:基金|资金池|风险池))[，,]$")
# a sum over all recipients: 每人发放1000元消费券,全市总额1500万元; 全县该项奖励资金每年不超过100万元
WHOLE_FUND = re.compile(
    r"^全[市县区省镇域](?:范围内)?(?:该项|本项|此项|这项|相关|每年|年度)?(?:奖励|补贴|补助|奖补|扶持|发放|投放|安排)*"
    r"(?:资金|经费|总额|总规模|总量)(?:总额|规模|总量)?(?:每年|年度|全年|累计|合计|原则上|控制在|为)*$"
)
# the size of a programme of vouchers: 每人发放50元数字消费券,全年发放总额200万元
PROGRAMME_SIZE = re.compile(
    r"^(?:年度|全年|每年|首期|总)(?:计划)?(?:发放|投放|派发)(?:总)?(?:规模|总额|金额|总量|额度)(?:为|达到?|控制在)*$"
)
# a pool that is named with its size only: 风险补偿资金池规模1亿元
POOL_SIZE = re.compile(r"^(?P<pool>[^，,]{0,12}(?:资金池|风险池|补偿金|补偿基金))(?:总)?规模(?:为)?$")
FIRST_STAGE = re.compile(r"首期(?:规模|出资)?(?:为|达到?)?")
FUND_AHEAD = re.compile(r"^的?[^，,。；]{0,24}(?:基金|资金池|风险池)")
GRANTED_BEFORE = re.compile(r"(?:发放|给予|奖励|补贴|补助|奖补)[^。\n]*$")
VOUCHER_NAME = re.compile(r"元?([\u4e00-\u9fff]{1,8}券)")
QUOTE_LEAD = re.compile(r"(?:其中|[、，,：:；; 和及与])*")
EMPTY_NAMES = frozenset(
    ["", "资金", "专项资金", "财政资金", "专项经费", "经费", "项目", "预算安排", "财政预算安排", "财政"]
)
PURPOSE_AHEAD = re.compile(
    r"(?:以上|以内|左右)?的?(?:财政|专项)?(?:资金|经费|专项资金)?[，,]?(?:重点|主要|专项|专门)?(?:用于支持|支持|用于|设立|组建|成立)([^，,。；;（(\n]{2,60})"
)
FUND_NAME = re.compile(rf"、[^，,。；;、\n]{{0,30}}的([^，,。；;、\n]{{0,30}}(?:{WORDS['FUND']}))")
NAME_AHEAD = re.compile(r"的?([^，,。；;（(、\n]{2,40})")

_RULES = tuple((rule.role, re.compile(rule.pattern)) for rule in RULES)
_BARRED = re.compile("|".join(BARRED))
_MONEY_WORDS = re.compile(
    "|".join(WORDS[name] for name in ("BOND", "ALLOT", "FOUND", "SEEK", "TREASURY"))
    + "|全[市县区省镇域]|力争|规模|发放|投放|派发|推出|总额|总计|合计|政策性|开发性"
)


# --- The engine ------------------------------------------------------------------------------------------------------


def extract(
    text: str, year: int | None = None, found: list[Quantity] | None = None
) -> tuple[list[Budget], list[Problem]]:
    """Find the budget sums of a passage.

    Parameters
    ----------
    text
        One passage.
    year
        The policy's year, for the sums beside which none is printed.
    found
        The passage's quantities, where they are known already.

    Returns
    -------
    tuple
        The rows in reading order, and the lists whose parts exceed their total.
    """
    found = [q for q in (quantities(text) if found is None else found) if q.kind != "duration"]
    if not any(q.kind in {"money", "bare"} for q in found):
        return [], []
    return read(text, figures(text, found)[1], year)


@dataclass(slots=True)
class _List:
    """An open list of parts: the row that they are parts of, and what closes the list."""

    row: int
    depth: int  # of brackets
    segment: int | None  # the list ends where this part of the sentence ends; None: with the sentence
    total: float = 0.0  # of the parts read so far


def read(text: str, figs: list[Figure], year: int | None) -> tuple[list[Budget], list[Problem]]:
    """Find the budget sums among the figures of a passage."""
    rows: list[Budget] = []
    depths: list[int] = []
    lists: list[_List] = []
    before: Figure | None = None  # the figure coded last
    opened: list[_List] = []
    for figure in figs:
        kind, unit = figure.quantity.kind, figure.quantity.unit
        if not (kind == "bare" or (kind == "money" and unit == "元")):
            continue
        clause = figure.clause
        _close_lists(text, lists, before, figure)
        if before is not None:
            _open_list(text, lists, before, figure, depths)
        words = frame(text, figure)
        if _MONEY_WORDS.search(words) is None and not lists and before is None:
            continue
        role, parent = None, None
        if lists and not PART_STOPS.search(words.partition("¤")[0]) and _is_part(figure):
            above = rows[lists[-1].row]
            role = {"sought": "sought", "component": "subcomponent", "subcomponent": "subcomponent"}.get(
                above.role, "component"
            )
            parent = lists[-1].row
            if not lists[-1].total:
                opened.append(lists[-1])
            lists[-1].total += figure.quantity.value
        elif before is not None and _is_first_stage(before, figure, rows[-1].role):
            role, parent = "component", len(rows) - 1
        elif not _barred(text, figure, words):
            role = _role(text, figure, words)
            if role is None and before is not None and _goes_on(before, figure, rows[-1].role):
                role = rows[-1].role
            if role is not None and clause.depth == 0:
                lists.clear()
        if role is None:
            continue
        quantity = figure.quantity
        rows.append(
            Budget(
                label=_label(text, figure, role, rows),
                amount_yuan=quantity.value,
                role=role,
                parent=rows[parent].label if parent is not None else None,
                year=_year(text, figure, year),
                approx=quantity.approx,
                bound=quantity.bound,
                start=_quote_start(figure),
                end=quantity.outer_end,
            )
        )
        depths.append(clause.depth)
        before = figure
    return rows, [
        Problem(
            "parts_exceed_total",
            f"the parts of {rows[one.row].label} make {one.total:.0f} yuan, the sum is {rows[one.row].amount_yuan:.0f}",
            rows[one.row].start,
            rows[one.row].end,
        )
        for one in opened
        if rows[one.row].bound is None and not rows[one.row].approx and one.total > rows[one.row].amount_yuan * 1.005
    ]


def frame(text: str, figure: Figure) -> str:
    """Write the words around a sum, ¤ for the sum, ‖ before the words that follow its item."""
    quantity = figure.quantity
    bound = text[quantity.outer_start : quantity.start]
    end = quantity.outer_end + len(figure.right)
    ahead = text[end : min(figure.clause.end + 6, end + 40)]
    return f"{figure.left}{bound if '最' in bound else ''}¤{figure.right[:60]}‖{ahead}"


def _barred(text: str, figure: Figure, words: str) -> bool:
    clause, quantity = figure.clause, figure.quantity
    if "最" in text[quantity.outer_start : quantity.start] or quantity.per not in {"", "年"}:
        return True
    if RECIPIENT.match(text, clause.start) or text[clause.end - 1 : clause.end] == "的":
        return True
    return _BARRED.search(words) is not None


def _role(text: str, figure: Figure, words: str) -> str | None:
    if figure is figure.clause.figures[0] and FUND_SIZE.fullmatch(figure.left):
        fund = FUND_BEFORE.search(text, max(0, figure.clause.start - 80), figure.clause.start)
        if fund:
            return "other_allocation"
    if WHOLE_FUND.match(figure.left) and (
        "项" in figure.left or GRANTED_BEFORE.search(text, max(0, figure.clause.start - WINDOW), figure.clause.start)
    ):
        return "other_allocation"
    if POOL_SIZE.match(figure.left) and not figure.right:
        return "other_allocation"
    if PROGRAMME_SIZE.match(figure.left) and VOUCHER_NAME.search(
        text, max(0, figure.clause.start - WINDOW), figure.clause.start
    ):
        return "other_allocation"
    for role, pattern in _RULES:
        if pattern.search(words):
            if role == "grand_total" and figure.quantity.bound == "max":
                return None
            if role == "other_allocation" and figure.quantity.bound == "max":
                return None
            if role == "domain_total" and (
                ONE_PURPOSE.search(words) or ("预算" not in words and not _list_follows(text, figure))
            ):
                return "other_allocation"
            return role
    return None


def _list_follows(text: str, figure: Figure) -> bool:
    end = figure.clause.end
    return LIST_OPENER.search(text, end, end + 8) is not None


def _is_part(figure: Figure) -> bool:
    return bool(TRAILING.sub("", LEADING.sub("", figure.left))) or figure.right.startswith(
        ("用于", "支持", "专项用于", "投向")
    )


def _is_first_stage(before: Figure, figure: Figure, role: str) -> bool:
    """设立总规模50亿元的基金,首期10亿元: the second sum is part of the first."""
    return (
        role == "other_allocation"
        and before.clause.sentence == figure.clause.sentence
        and before.clause is not figure.clause
        and FIRST_STAGE.fullmatch(figure.left) is not None
        and FUND_AHEAD.match(before.right) is not None
        and before.quantity.value > figure.quantity.value
    )


def _goes_on(before: Figure, figure: Figure, role: str) -> bool:
    """A sum joined to the one before: 申报专项债100亿元、争取90亿元; 争取…资金1亿元；…资金2亿元; …券1亿元、…券2亿元."""
    if before.clause.sentence != figure.clause.sentence or role not in {"sought", "other_allocation"}:
        return False
    name = TRAILING.sub("", LEADING.sub("", figure.left))
    if role == "other_allocation":
        return before.clause is figure.clause and bool(re.search(rf"(?:{WORDS['PURSE']})$", name))
    return (before.clause is figure.clause and not name) or bool(re.search(rf"(?:{WORDS['STATE']})$", name))


def _close_lists(text: str, lists: list[_List], before: Figure | None, figure: Figure) -> None:
    if not lists or before is None:
        return
    clause = figure.clause
    while lists and lists[-1].depth > clause.depth:
        lists.pop()
    while lists and lists[-1].segment is not None and lists[-1].segment != clause.segment and clause.depth == 0:
        lists.pop()
    if before.clause.sentence != clause.sentence:
        lists.clear()


def _open_list(text: str, lists: list[_List], before: Figure, figure: Figure, depths: list[int]) -> None:
    """Open a list where 其中 stands between the sum coded last and this one, in the same or the next sentence."""
    clause, end = figure.clause, figure.quantity.outer_start
    if clause.sentence - before.clause.sentence > 1:
        return
    begin = before.quantity.outer_end
    if clause.sentence != before.clause.sentence:
        begin = max((text.rfind(mark, begin, end) for mark in "。！!？?\n"), default=begin) + 1
        if not LIST_OPENER.match(text, begin):
            return
    opener = LIST_OPENER.search(text, begin, min(end, begin + 400))
    if opener is None or (clause.depth and opener.start() < clause.start and text[clause.start - 1] in "（(〔["):
        return
    row = len(depths) - 1
    if clause.depth:
        if before.clause.depth < clause.depth:
            lists.append(_List(row, clause.depth, None))
    else:
        while row > 0 and depths[row]:  # a bracket closed before 其中: the list is of the sum before the bracket
            row -= 1
        lists.append(_List(row, 0, clause.segment if lists else None))


def _year(text: str, figure: Figure, year: int | None) -> int | None:
    begin = max(figure.clause.start - 16, figure.quantity.start - WINDOW, 0)
    stated = YEAR.findall(text[begin : figure.quantity.start])
    return int(stated[-1]) if stated else year


def _quote_start(figure: Figure) -> int:
    return figure.left_start + QUOTE_LEAD.match(figure.left).end()


def _label(text: str, figure: Figure, role: str, rows: list[Budget]) -> str:
    left = figure.left
    if role == "grand_total":
        found = re.search(r"[^，,]{0,6}(?:总额|总计|合计)", left)
        return found.group().lstrip("，, ") if found else left
    if role == "domain_total":
        _, verb, name = left.rpartition("安排")
        name = TRAILING.sub("", name)
        if verb and name not in EMPTY_NAMES:
            return name
        stated = YEAR.search(left)
        return left[stated.start() if stated else 0 :].strip("，,、") or left
    if FUND_SIZE.fullmatch(left) and (
        fund := FUND_BEFORE.search(text, max(0, figure.clause.start - 80), figure.clause.start)
    ):
        return fund[1]
    if pool := POOL_SIZE.match(left):
        return pool["pool"]
    if WHOLE_FUND.match(left) or PROGRAMME_SIZE.match(left):
        vouchers = VOUCHER_NAME.findall(text, max(0, figure.clause.start - WINDOW), figure.clause.start)
        return vouchers[-1] if vouchers else re.sub(r"^全[市县区省镇域](?:范围内)?|(?:每年|年度|全年)$", "", left)
    name = TRAILING.sub("", LEADING.sub("", left))
    following = NAME_AHEAD.match(figure.right)
    if name not in EMPTY_NAMES:
        if role == "sought" and following and name.endswith("安排"):
            return name + following[1]
        if not name.endswith(("安排", "统筹", "设立")):
            giver, _, thing = name.rpartition("安排")
            return thing if role == "other_allocation" and "财政" in giver and thing not in EMPTY_NAMES else name
    if ahead := PURPOSE_AHEAD.match(text, figure.quantity.outer_end, figure.quantity.outer_end + 120):
        return ahead[1]
    end = figure.quantity.outer_end
    if role == "other_allocation" and (fund := FUND_NAME.search(text, end, min(figure.clause.end, end + 80))):
        return fund[1]
    if following:
        thing = LEADING.sub("", following[1]) or following[1]
        return thing.partition("用于")[0] or thing
    return left.strip("、，,") or (rows[-1].label if rows else "")


def starts(text: str, found: list[Quantity]) -> frozenset[int]:
    """Return where the figures of a passage start that are sums of a budget."""
    return starts_of(extract(text, found=found)[0], found)


def starts_of(rows: list[Budget], found: list[Quantity]) -> frozenset[int]:
    """Return where the figures start from which some rows were read."""
    ends = {row.end for row in rows}
    return frozenset(q.start for q in found if q.outer_end in ends)
