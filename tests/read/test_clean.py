import pytest
from helpers import RAW
from hypothesis import given, settings
from hypothesis import strategies as st

from policybook.read.clean import clean, clean_quote

CLEANED = [
    ("力争 2024 年专项债 突破 100 亿元", "力争2024年专项债突破100亿元"),
    ("LPR 利率 50%", "LPR利率50%"),
    ("推广 open source 软件", "推广open source软件"),
    ("**（一）加大支持。**对企业", "（一）加大支持。对企业"),
    ("## 一、科技创新政策\n\n深入实施工程。", "一、科技创新政策\n深入实施工程。"),
    ("<b>延续类措施</b>", "延续类措施"),
    ("[bookmark: _GoBack]37.推动体育", "37.推动体育"),
    ("\ufeff（一）支持\u200b企业。", "（一）支持企业。"),
    ("发改局*、财政局", "发改局*、财政局"),
    ("（一）做细项目。争取储\n\n备，要资金。", "（一）做细项目。争取储备，要资金。"),
    ("（一）支持。\n谋深做细项目储\n\n备，争取资金。", "（一）支持。\n谋深做细项目储备，争取资金。"),
    ("今年，安排32.44\n\n亿元，其中", "今年，安排32.44亿元，其中"),
    ("今年，安排32\n\n.44亿元，其中", "今年，安排32.44亿元，其中"),
    ("企业，奖励1\n\n0、20万元。", "企业，奖励10、20万元。"),
    ("责任单位：市科\n\n技局、市财政局)", "责任单位：市科技局、市财政局)"),
    ("今年，开展“四方联动”\n\n人才培育，鼓励创新。", "今年，开展“四方联动”人才培育，鼓励创新。"),
    ("（一）支持。对首台（套）\n\n产品，给予奖励。", "（一）支持。对首台（套）产品，给予奖励。"),
    ("（一）支持。由牵头单位对首台（套）\n\n产品，给予奖励。", "（一）支持。由牵头单位对首台（套）产品，给予奖励。"),
    ("培育重大类、\n\n重点类项目。", "培育重大类、重点类项目。"),
    ("获得奖项，\n\n一、二、三等奖的给予奖励。", "获得奖项，一、二、三等奖的给予奖励。"),
    ("实施工程。\n\n（二）支持企业。", "实施工程。\n（二）支持企业。"),
    ("支持企业,\n2.支持人才。", "支持企业,\n2.支持人才。"),
    ("一、科技创新政策\n深入实施，工程。", "一、科技创新政策\n深入实施，工程。"),
    ("一、加强领导，落实责任\n各地要加强。", "一、加强领导，落实责任\n各地要加强。"),
    ("对企业，应保尽保。\n\n（责任单位：经信局）", "对企业，应保尽保。\n（责任单位：经信局）"),
    ("某市人民政府文件\n某政发〔2024〕1号", "某市人民政府文件\n某政发〔2024〕1号"),
    ("给予奖励（责任单位：市财政局）\n\n上述政策，继续执行。", "给予奖励（责任单位：市财政局）\n上述政策，继续执行。"),
    ("（一）支持，执行。\n附件 1\n# 措施清单\n争取事项", "（一）支持，执行。\n附件1\n措施清单\n争取事项"),
    ("附件\n清单\n争取事项\n具体目标", "附件\n清单\n争取事项\n具体目标"),
    ("序号\t内容\n1\t支持企业", "序号\t内容\n1\t支持企业"),
    ("行尾，\r\n续行。\r\n（二）下一条", "行尾，续行。\n（二）下一条"),
    ("前页的句子，没有\f完成。", "前页的句子，没有完成。"),
]


@pytest.mark.parametrize(("raw", "expected"), CLEANED)
def test_clean(raw, expected):
    assert clean(raw).text == expected


MARKS = st.sampled_from(["**", " ", "\n", "\n\n", "\t", "\u3000", "\xa0", "# ", "<b>", "\ufeff", "\r\n", "\f", "。", "，", "（一）", "1."])
TEXTS = st.lists(st.one_of(MARKS, st.text("的企业政策2024.5%、“”()（）ab", min_size=1, max_size=6)), max_size=40).map("".join)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_character_maps_back(raw):
    cleaned = clean(raw)
    offsets = [cleaned.offset(i) for i in range(len(cleaned.text))]
    assert offsets == sorted(set(offsets))
    for character, offset in zip(cleaned.text, offsets, strict=True):
        assert raw[offset] == character or (character == "\n" and raw[offset] in "\n\r\f\v\x85\u2028\u2029")


@given(TEXTS, st.data())
@settings(max_examples=300, deadline=None)
def test_a_quote_can_be_cleaned_alone(raw, data):
    cleaned = clean(raw)
    solid = [i for i, c in enumerate(cleaned.text) if c.isalnum()]
    if not solid:
        return
    start, end = sorted(data.draw(st.tuples(st.sampled_from(solid), st.sampled_from(solid))))
    left, right = cleaned.span(start, end + 1)
    assert clean_quote(raw[left:right]) == cleaned.text[start : end + 1].replace("\n", "")


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_no_printed_character_is_lost(raw):
    bare = [c for c in clean_quote(raw) if c.isalnum()]
    printed = raw.replace("<b>", "")
    assert bare == [c for c in printed if c.isalnum()]


@pytest.mark.parametrize("path", RAW, ids=lambda p: p.stem)
def test_documents_map_back(path):
    raw = path.read_text("utf-8")
    cleaned = clean(raw)
    assert all(raw[cleaned.offset(i)] == c for i, c in enumerate(cleaned.text))


def test_a_span_outside_the_text_is_refused():
    with pytest.raises(IndexError, match="position 9"):
        clean("短文").offset(9)
    with pytest.raises(IndexError, match="empty"):
        clean("短文").span(1, 1)


def test_long_text_without_breaks_is_linear():
    assert len(clean("支持企业 " * 300_000).text) == 1_200_000
