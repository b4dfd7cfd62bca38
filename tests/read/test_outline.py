import pytest

from policybook.extract.responsibilities import clean_unit, split_units
from policybook.extract.responsibilities import extract as units_of
from policybook.read.clean import clean
from policybook.read.corpus import load_corpus
from policybook.read.outline import outline, read_numeral

NUMERALS = [("一", 1), ("十", 10), ("十九", 19), ("二十", 20), ("六十六", 66), ("一百零二", 102), ("两", 2), ("19", 19)]


@pytest.mark.parametrize(("text", "number"), NUMERALS)
def test_read_numeral(text, number):
    assert read_numeral(text) == number


# (text, [(section, measure, heading)])
LAYOUTS = [
    ("一、科技政策\n深入实施。\n（一）支持平台。对平台给予奖励。\n(二) 支持企业。给予补助。\n二、人才政策\n（三）引育人才。安排资金。", [(1, 1, "支持平台"), (1, 2, "支持企业"), (2, 3, "引育人才")]),
    (
        "1、 投资政策（由发改局牵头实施）\n今年，实施工程。\n1.发挥作用。落实办法。\n2．加大支持。安排资金。\n二、科技政策\n3.强化保障。安排资金。\n三、文化政策\n4.支持文化。奖励。",
        [(1, 1, "发挥作用"), (1, 2, "加大支持"), (2, 3, "强化保障"), (3, 4, "支持文化")],
    ),
    ("第一条 支持研发。对企业给予补助。\n第二条 支持平台。给予奖励。\n第三条 附则。本政策自发布之日起施行。", [(None, 1, "支持研发"), (None, 2, "支持平台"), (None, 3, "附则")]),
    ("第一章 总则\n第一条 为促进发展，制定本办法。\n第二章 扶持\n第二条 支持研发。给予补助。\n第三条 支持平台。给予奖励。", [(1, 1, "为促进发展，制定本办法"), (2, 2, "支持研发"), (2, 3, "支持平台")]),
    (
        "一、支持企业做大做强。对新升规企业，给予10万元奖励。\n二、支持技术改造。按设备投资额给予补助。\n三、支持人才。给予补贴。",
        [(None, 1, "支持企业做大做强"), (None, 2, "支持技术改造"), (None, 3, "支持人才")],
    ),
    ("一、支持租房\n对人才，给予补贴。\n二、支持购房\n对人才，给予补助。", [(None, 1, "支持租房"), (None, 2, "支持购房")]),
    ("1.支持研发。补助。\n（1）对企业给予补助。\n（2）对院所给予补助。\n2.支持平台。奖励。\n（1）国家级给予奖励。", [(None, 1, "支持研发"), (None, 2, "支持平台")]),
    ("（1）支持研发。给予补助。\n（2）支持平台。给予奖励。\n（3）支持人才。给予补贴。", [(None, 1, "支持研发"), (None, 2, "支持平台"), (None, 3, "支持人才")]),
    (
        "一、加大招商力度\n（一）引进项目。给予奖励。\n（二）引进总部。给予奖励。\n二、支持科技创新\n（一）研发补助。给予补助。\n（二）平台奖励。给予奖励。",
        [(1, 1, "引进项目"), (1, 2, "引进总部"), (2, 1, "研发补助"), (2, 2, "平台奖励")],
    ),
    (
        "一、支持研发。对企业给予补助，具体为：\n（一）国家级给予奖励。\n（二）省级给予奖励。\n二、支持平台。对平台给予奖励，具体为：\n（一）国家级给予奖励。",
        [(None, 1, "支持研发"), (None, 2, "支持平台")],
    ),
    (
        "第一条 为促进发展，制定本办法。\n第二条【支持旅行社】旅行社组织游客的：\n（一）过夜团队：每人次奖励15元。\n（二）旅游专列：给予奖励。\n第三条（支持演出）给予奖励。",
        [(None, 1, "为促进发展，制定本办法"), (None, 2, "支持旅行社"), (None, 3, "支持演出")],
    ),
    ("一、支持租房。给予补贴。\n二、支持对象：\n（一）企业。\n（二）院所。\n三、支持购房。给予补助。", [(None, 1, "支持租房"), (None, 2, "支持对象"), (None, 3, "支持购房")]),
    ("某市办法\n（一）支持研发。获得一等奖的。\n一、二、三等奖分别给予奖励。\n（二）支持平台。给予奖励。", [(None, 1, "支持研发"), (None, 2, "支持平台")]),
]


@pytest.mark.parametrize(("text", "expected"), LAYOUTS)
def test_measures_of_many_layouts(text, expected):
    found = outline(clean(text))
    assert [(m.section, m.number, m.heading) for m in found.measures] == expected


# (text of a measure, [(unit, order, lead)])
UNITS = [
    ("（一）支持。给予奖励。（责任单位：发改局*、经信局、生态环境分局）", [("发改局", 1, True), ("经信局", 2, False), ("生态环境分局", 3, False)]),
    ("（一）支持。给予奖励。（责任单位：财政局）", [("财政局", 1, True)]),
    ("（一）支持。给予奖励。（责任单位：区金融办、区财政局（区国资办）、区税务局、）", [("区金融办", 1, False), ("区财政局（区国资办）", 2, False), ("区税务局", 3, False)]),
    ("（一）支持。给予奖励。（责任单位：组织部<人才办>*、经信局）", [("组织部<人才办>", 1, True), ("经信局", 2, False)]),
    ("（一）支持。给予奖励。(责任单位:市科技局、市财政局。列第一位的为\n\n牵头单位，下同)", [("市科技局", 1, True), ("市财政局", 2, False)]),
    ("（一）支持。给予奖励。[责任单位：市商务局，市财政局]", [("市商务局", 1, False), ("市财政局", 2, False)]),
    ("（一）支持。给予奖励。（牵头单位：市经信局；配合单位：市科技局、市财政局）", [("市经信局", 1, True), ("市科技局", 2, False), ("市财政局", 3, False)]),
    ("（一）支持。给予奖励。\n责任单位：市教育局、市财政局\n（二）保障。安排。", [("市教育局", 1, False), ("市财政局", 2, False)]),
    ("（一）支持。给予奖励。【牵头单位：市教育局】再给予补助。【责任单位：市财政局】", [("市教育局", 1, True), ("市财政局", 2, False)]),
    ("（一）支持。给予奖励。（责任单位：市科\n\n技局、市经信局)", [("市科技局", 1, False), ("市经信局", 2, False)]),
    ("（一）支持。给予奖励。［责任单位：市商务局、临澜海关］", [("市商务局", 1, False), ("临澜海关", 2, False)]),
    ("（一）支持。给予奖励。\n牵头单位：市委组织部\n配合单位：市科技局、市财政局", [("市委组织部", 1, True), ("市科技局", 2, False), ("市财政局", 3, False)]),
    ("（一）支持。给予奖励。（市工信局牵头，市财政局，各县（市、区）人民政府配合）", [("市工信局", 1, True), ("市财政局", 2, False), ("各县（市、区）人民政府", 3, False)]),
    ("（一）支持。给予奖励。（市工信局负责）", [("市工信局", 1, True)]),
    ("（一）支持。给予奖励（由企业负责申报）。", []),
    ("（一）支持。给予奖励。\n责任单位：区工信局（牵头），区财政局、区建设局", [("区工信局", 1, True), ("区财政局", 2, False), ("区建设局", 3, False)]),
    ("（一）支持。给予奖励。（责任单位：市发展改革委等部门）", [("市发展改革委", 1, True)]),
    ("（一）支持。给予奖励。（责任单位：各镇（街道）、市委组织部〔市委人才办〕）", [("各镇（街道）", 1, False), ("市委组织部〔市委人才办〕", 2, False)]),
]


@pytest.mark.parametrize(("text", "expected"), UNITS)
def test_responsible_units(text, expected):
    rows = units_of(outline(clean(text)))
    assert [(r.unit, r.order, r.lead) for r in rows if r.measure == 1] == expected


def test_units_point_at_their_names():
    found = outline(clean("一、科技（由区农水局、区发改局牵头实施）\n今年，实施。\n（一）支持 企业。奖励。（责任单位：\n\n区 财政局*、残联）"))
    rows = units_of(found)
    assert [found.clean.text[r.start : r.end] for r in rows] == ["区农水局", "区发改局", "区财政局*", "残联"]
    assert [(r.section, r.measure, r.lead) for r in rows[:2]] == [(1, None, True), (1, None, True)]


def test_names_are_split_and_cleaned():
    text = "甲局*、乙局（丙办、丁办），戊局"
    assert [text[a:b] for a, b in split_units(text)] == ["甲局*", "乙局（丙办、丁办）", "戊局"]
    assert clean_unit("财政局（国资办") == "财政局（国资办）"
    assert clean_unit("财政局）") == "财政局"


# (text, [(section, measure, passage)])
PASSAGES = [
    (
        "一、科技（由科技局牵头）\n今年，安排1亿元。\n（一）支持。给予奖励。（责任单位：财政局）\n上述政策，支持总额约2亿元。",
        [(1, None, "今年，安排1亿元。"), (1, 1, "支持。给予奖励。"), (None, None, "上述政策，支持总额约2亿元。")],
    ),
    ("若干措施\n为促进发展，2026年新增企业5家。\n（一）支持。给予奖励。", [(None, None, "为促进发展，2026年新增企业5家。"), (None, 1, "支持。给予奖励。")]),
    ("（一）支持。甲给予奖励。（责任单位：甲局）乙给予补助。（责任单位：乙局）", [(None, 1, "支持。甲给予奖励。"), (None, 1, "乙给予补助。")]),
    (
        "（一）支持。给予奖励。\n再给予补助。\n（二）保障。安排。\n本政策自发布之日起施行。",
        [(None, 1, "支持。给予奖励。\n再给予补助。"), (None, 2, "保障。安排。"), (None, None, "本政策自发布之日起施行。")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PASSAGES)
def test_passages(text, expected):
    found = outline(clean(text))
    assert [(p.section, p.measure, p.text) for p in found.passages] == expected
    assert all(found.clean.text[p.start : p.end] == p.text for p in found.passages)


COUNTS = {  # document: domains, measures, asks, annex measures
    "pinghu-2024": (8, 66, 21, 0),
    "xiuzhou-2024": (8, 68, 30, 0),
    "haining-2024": (8, 63, 25, 125),
    "jiaxing-2025": (8, 52, 35, 0),
    "nanhu-2025": (8, 52, 32, 0),
}


@pytest.mark.parametrize("doc_id", COUNTS)
def test_documents_have_their_parts(doc_id):
    from policybook.extract.annexes import extract_annex_measures, extract_asks

    found = load_corpus()[doc_id].outline
    assert (len(found.sections), len(found.measures), len(extract_asks(found)), len(extract_annex_measures(found))) == COUNTS[doc_id]
    assert [m.number for m in found.measures] == list(range(1, len(found.measures) + 1))
    assert [s.number for s in found.sections] == list(range(1, 9))
    assert {u.measure for u in found.unit_lists} >= {m.number for m in found.measures}
    assert "除交叉重叠部分外" in found.clean.text[slice(*found.closing)]


def test_a_text_without_numbers_has_no_measures():
    assert not outline(clean("这是一段没有编号的文字，只有说明。")).measures
