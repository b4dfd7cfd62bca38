"""Edges of the extraction that no document of the corpus stands on: the first, the last, exactly as many, one more."""

import pytest

from policybook.extract import budgets, cascade, quantities, targets
from policybook.extract.responsibilities import extract as units_of
from policybook.read.clean import clean
from policybook.read.outline import outline


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("给予一万五千至两万元补助", [15_000, 20_000]),  # a bare 一万五千 is no 1.5 that takes over another's 万
        ("给予九千至一万元补助", [9_000, 10_000]),
        ("给予一亿二千万元补助", [1.2e8]),
        ("比例不低于百分之0.5", [0.5]),
        ("比例不低于百分之十二", [12]),
    ],
)
def test_values(text, values):
    found = [v for q in quantities.quantities(text) for v in (q.value, q.other) if v is not None]
    assert sorted(set(found)) == values


def test_the_message_on_an_unread_number_shows_its_clause_only():
    (problem,) = quantities.unread("对企业新增的部分给予〇〇" + "万元左右的各类综合性财政奖励补助和相关配套政策支持" * 3 + "，另行通知")
    shown = problem.message.partition(": ")[2]
    assert shown.startswith("零零")
    assert len(shown) <= problem.end - problem.start + 4
    (problem,) = quantities.unread("满1000，另行通知")
    assert problem.message.endswith(": 1000")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("出口通关时间分别压缩至20小时、2小时以内。", []),  # one name, two figures: no list of names that could fail to pair
        ("进口、出口、转口通关时间分别压缩至20小时、2小时以内。", ["list_mismatch"]),
    ],
)
def test_only_a_list_of_names_can_be_of_another_length(text, kinds):
    assert [p.kind for p in targets.extract(text)[1]] == kinds


def test_a_list_that_awards_take_is_none_of_targets_to_pair():
    text = "全年新增就业5000人。对毕业五年内的博士、硕士、本科毕业生和高级技师分别给予一次性8万元、6万元、3万元购房补贴。"
    assert [p.kind for p in cascade.read(text).problems["targets"]] == []


def test_a_figure_that_is_no_budget_ends_no_list_of_parts():
    rows, _ = budgets.extract("统筹资金5亿元支持企业，其中技改资金2亿元，用于3亿元以上项目，人才资金1亿元。")
    assert [(r.label, r.role, r.parent) for r in rows[1:]] == [("技改资金", "component", "企业"), ("人才资金", "component", "企业")]


def test_a_first_stage_is_of_the_sum_before_it_not_of_the_first():
    rows, _ = budgets.extract("财政预算安排5亿元支持企业。组建规模25亿元的海洋产业基金，首期10亿元。")
    assert [(r.label, r.role, r.parent) for r in rows if r.amount_yuan == 1e9] == [("首期", "component", "海洋产业基金")]


@pytest.mark.parametrize(
    ("units", "leads"),
    [
        ("市科技局，市财政局、市人社局", ["市科技局"]),
        ("，市科技局、市财政局", []),  # nobody stands before this comma
        ("，市科技局,市财政局", []),
        ("市科技局、市发改局，市财政局", ["市科技局", "市发改局"]),
    ],
)
def test_who_stands_before_the_comma_leads(units, leads):
    text = f"某市若干政策\n一、支持\n（一）支持企业。给予奖励。（责任单位：{units}）\n各措施责任单位中，逗号前为牵头单位。\n"
    rows = units_of(outline(clean(text)))
    assert [row.unit for row in rows if row.lead] == leads
