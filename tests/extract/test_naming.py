import pytest

from policybook.extract import awards
from policybook.extract.naming import named

# (text, [(tier, item, condition)])
CASES = [
    ("对新认定的省重点实验室给予200万元奖励。", [("省", "重点实验室")]),
    ("对认定的国家制造业单项冠军示范企业给予100万元奖励。", [("国家", "制造业单项冠军示范企业")]),
    ("对绩效评价结果为“优秀”的市重点实验室给予10万元奖励。", [("市", "重点实验室")]),
    ("获得国家最高科学技术奖的，给予300万元奖励。", [("", "国家最高科学技术奖")]),
    ("给予A档项目软件服务费最高35%、智能硬件最高10%的奖励，B档项目软件服务费最高25%、智能硬件最高8%的奖励。", [("A档", "软件服务费"), ("A档", "智能硬件"), ("B档", "软件服务费"), ("B档", "智能硬件")]),
]


def extract(text):
    return named(awards.extract(text)[0], text)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_tiers_and_items_are_told_apart(text, expected):
    assert [(a.tier, a.item) for a in extract(text)] == expected


def test_what_stands_before_the_level_is_a_condition():
    text = "对绩效评价结果为“优秀”的市重点实验室，给予每年10万元的经费支持。"
    assert [a.condition for a in extract(text)] == ["绩效评价结果为“优秀”；每年"]


def test_a_grade_takes_its_condition_along():
    text = "项目投资不低于200万元的，给予A档项目软件服务费最高35%、智能硬件最高10%的奖励，B档项目软件服务费最高25%的奖励。"
    assert {a.condition for a in extract(text)} == {"项目投资不低于200万元"}


def test_a_grade_ends_with_its_sentence():
    text = "给予A档项目软件服务费最高35%的奖励。对企业购置设备，按设备投资额的10%给予补助。"
    assert [a.tier for a in extract(text)] == ["A档", ""]
