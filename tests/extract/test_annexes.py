import pytest

from policybook.extract.annexes import extract_annex_measures, extract_asks, extract_budgets
from policybook.read.clean import clean
from policybook.read.outline import outline

BODY = "（一）支持。给予奖励。\n（二）保障。安排资金。\n附件\n积极争取上级政策事项清单\n"


def asks(table):
    return [(a.no, a.domain, a.item, a.goal, a.units) for a in extract_asks(outline(clean(BODY + table)))]


ASKS = [  # (annex table, entries)
    (
        "八大领域\t争取事项\t具体目标\t责任单位\n一、投资\t1. 争取资金\t力争 90 亿以上。\t发改局、财政局\n\t2.争取土地\t力争2个项目。\t资规局",
        [("1", 1, "争取资金", "力争90亿以上。", ("发改局", "财政局")), ("2", 1, "争取土地", "力争2个项目。", ("资规局",))],
    ),
    (
        "八大领域\t牵头单位\t争取事项\t具体目标\t责任单位\n二、科技\t科技局\t3.争取攻关\t争取立项。\t科技局\n\n八大领域\t牵头单位\t争取事项\t具体目标\t责任单位\n三、制造\t经信局\t4.争取支持\t争取资金。\t经信局",
        [("3", 2, "争取攻关", "争取立项。", ("科技局",)), ("4", 3, "争取支持", "争取资金。", ("经信局",))],
    ),
    (
        "八大领域\t争取事项\t具体目标\t责任单位\n三、制造\t强化基金引导作用\t争取1个项目\t财政局",
        [(None, 3, "强化基金引导作用", "争取1个项目", ("财政局",))],
    ),
    (
        "八大领域\n争取事项\n具体目标\n责任单位\n一、科技\n1.支持攻关。\n争取立项。\n科技局\n2.推进项目。\n实施3项。\n科技局、发改局\n二、制造\n3.争取支持。\n争取资金。\n经信局\n抄送：市委各部门。",
        [("1", 1, "支持攻关。", "争取立项。", ("科技局",)), ("2", 1, "推进项目。", "实施3项。", ("科技局", "发改局")), ("3", 2, "争取支持。", "争取资金。", ("经信局",))],
    ),
    (
        "\t八大领域\n\t争取事项\n\t具体目标\n\t责任单位\n\n\t一、投资\n\t1.发挥作用\n\t高于上一年。\n\t发改局\n\n\t\n\t2.加大支持\n\t争取资金。\n\t财政局",
        [("1", 1, "发挥作用", "高于上一年。", ("发改局",)), ("2", 1, "加大支持", "争取资金。", ("财政局",))],
    ),
    (
        "八大领域\t争取事项\t具体目标\t责任单位\n一、投资\t1.争取资金\t争取90\t发改局\n八大领域\t争取事项\t具体目标\t责任单位\n\t\t亿元。\t财政局\n\t2.争取土地\t2个。\t资规局",
        [("1", 1, "争取资金", "争取90亿元。", ("发改局", "财政局")), ("2", 1, "争取土地", "2个。", ("资规局",))],
    ),
    (
        "领域\t争取事项\t具体目标\t责任单位\n一、投资\t1、争取资金\t争取90亿元。\t发改局\n\t2．争取土地\t2个。\t资规局",
        [("1", 1, "争取资金", "争取90亿元。", ("发改局",)), ("2", 1, "争取土地", "2个。", ("资规局",))],
    ),
    ("名称\t数量\n甲\t1", []),
]


@pytest.mark.parametrize(("table", "expected"), ASKS)
def test_asks(table, expected):
    assert asks(table) == expected


LISTS = """1-1 2024年投资措施
序号\t政策内容\t重点政策措施\t实施期限
总计\t\t<b>3 条</b>\t
一\t<b>延续类措施</b>\t<b>2 条</b>\t
1\t用好债券\t申报 100 亿元。\t2024年
2\t盘活土地\t整治低\t2024年

序号\t政策内容\t重点政策措施\t实施期限
\t\t效用地 700 亩。\t
二\t调整类措施\t1 条\t
1\t稳住投资\t增长 6%。\t2024—2027 年

填报单位：市发改局
1\t不在表中\t不算\t2024年
## 1-9-1 2024 年财政要素保障清单
序号\t支持重点\t2023 年预算安排金额（亿元）\t2024 年预算安排金额（亿元）\t增/减（亿元）\t备注
\t总预算\t83.76\t92.93\t\t
一\t投资政策包\t34.14\t32.44\t-1.7\t
六\t开放政策包\t0.65\t0.496\t-0.154\t
"""


def test_lists_of_measures():
    rows = extract_annex_measures(outline(clean(BODY + LISTS)))
    assert [(r.list, r.type, r.no, r.title, r.text, r.period) for r in rows] == [
        ("1-1", "延续", "1", "用好债券", "申报100亿元。", "2024年"),
        ("1-1", "延续", "2", "盘活土地", "整治低效用地700亩。", "2024年"),
        ("1-1", "调整", "1", "稳住投资", "增长6%。", "2024—2027年"),
    ]


BUDGETS = [  # (annex table, sums)
    # the unit stands above the table
    (
        "2025年专项资金预算安排表\n单位：万元\n序号\t项目\t2024年\t2025年\n1\t道路养护\t300\t1,200.5\n2\t河道整治\t45\t60\n\t合计\t345\t1,260.5",
        [("道路养护", 2024, 3e6), ("道路养护", 2025, 1.2005e7), ("河道整治", 2024, 4.5e5), ("河道整治", 2025, 6e5),
         ("合计", 2024, 3.45e6), ("合计", 2025, 1.2605e7)],
    ),
    # in a corner of it; the names stand in the first column
    ("附表 单位：亿元\t\n项目\t2025年预算数\n道路养护\t3.5", [("道路养护", 2025, 3.5e8)]),
    # the head's own unit goes before
    ("单位：万元\n序号\t项目\t2025年预算安排金额（亿元）\n1\t道路养护\t2", [("道路养护", 2025, 2e8)]),
    # no table of budgets, or none with a unit
    ("主要指标表\n单位：亿元\n序号\t指标\t2025年\n1\t出口额\t2", []),
    ("预算安排表\n序号\t项目\t2025年\n1\t道路养护\t2", []),
]  # fmt: skip


@pytest.mark.parametrize(("table", "expected"), BUDGETS)
def test_sums_of_a_table_take_the_unit_above_it(table, expected):
    rows = extract_budgets(outline(clean(BODY + table)))
    assert [(r.label, r.year, r.amount_yuan) for r in rows] == expected
    assert {r.list for r in rows} <= {"2025年专项资金预算安排表", "附件"}


def test_budget_table():
    rows = extract_budgets(outline(clean(BODY + LISTS)))
    assert [(r.list, r.section, r.label, r.year, r.amount_yuan) for r in rows] == [
        ("1-9-1", None, "总预算", 2023, 8.376e9),
        ("1-9-1", None, "总预算", 2024, 9.293e9),
        ("1-9-1", 1, "投资政策包", 2023, 3.414e9),
        ("1-9-1", 1, "投资政策包", 2024, 3.244e9),
        ("1-9-1", 6, "开放政策包", 2023, 6.5e7),
        ("1-9-1", 6, "开放政策包", 2024, 4.96e7),
    ]
