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
    # page numbers and running headers
    ("（一）支持。今年，新增高新技术企业\n— 3 —\n20家以上。", "（一）支持。今年，新增高新技术企业20家以上。"),
    ("（一）新增高新技术企业\n— 3 —\n20家以上。", "（一）新增高新技术企业20家以上。"),
    ("给予最高50\n— 3 —\n万元奖励。", "给予最高50万元奖励。"),
    ("给予最高5\n- 3 -\n0万元奖励。", "给予最高50万元奖励。"),
    ("（责任单位：县科技\n－3－\n局）", "（责任单位：县科技局）"),
    ("（一）支持企业，给予补\n第3页 共12页\n助。", "（一）支持企业，给予补助。"),
    ("（一）支持企业，给予1700元、3400— 1 —\n元补助。", "（一）支持企业，给予1700元、3400元补助。"),
    ("一、科技政策\n— 3 —\n今年，安排资金。", "一、科技政策\n今年，安排资金。"),
    ("支持企业。\n第3页\n（二）支持人才。", "支持企业。\n（二）支持人才。"),
    ("会期为2025年5-7月，参加2024-2025年展会。", "会期为2025年5-7月，参加2024-2025年展会。"),
    (
        "（一）支持，甲\n云岭县若干措施\n— 1 —\n乙。\n（二）支持，丙\n云岭县若干措施\n— 2 —\n丁。\n（三）支持，戊\n云岭县若干措施\n— 3 —\n己。",
        "（一）支持，甲乙。\n（二）支持，丙丁。\n（三）支持，戊己。",
    ),
    # numbers that a scan or a PDF took apart
    ("一\n、降低成本\n（一）支持。", "一、降低成本\n（一）支持。"),
    ("制定措施：\n一\n支持购房\n对企业给予补助。\n二\n支持租房\n给予补贴。", "制定措施：\n一\n支持购房\n对企业给予补助。\n二\n支持租房\n给予补贴。"),
    ("2.支持。\n3.2025年5月1日以后，补助。", "2.支持。\n3.2025年5月1日以后，补助。"),
    ("对多孩家庭，\n二、三孩每户补贴。", "对多孩家庭，二、三孩每户补贴。"),
    ("（一）设置“友好岗”\n，实行弹性上班。", "（一）设置“友好岗”，实行弹性上班。"),
    # what stands around a policy keeps its lines
    ("（一）支持，奖励。\n云岭市人民政府\n2025年3月6日\n返回列表\n上一篇", "（一）支持，奖励。\n云岭市人民政府\n2025年3月6日\n返回列表\n上一篇"),
    ("---\nlayout: default\ntitle: 措施\n---\n云岭市若干措施\n一、支持", "云岭市若干措施\n一、支持"),
    ("（一）支持。\n牵头单位：市商务局\n\n各县区要提高认识，确保完成。", "（一）支持。\n牵头单位：市商务局\n各县区要提高认识，确保完成。"),
    ("（一）支持。（市市场监管局按职责分工负责）\n以上措施，自印发之日起实施。", "（一）支持。（市市场监管局按职责分工负责）\n以上措施，自印发之日起实施。"),
]

WRAPPED = """云岭市支持工业若干措施
为深入贯彻落实中央经济工作会议精神，推动全市工业经济高
质量发展，现制定以下措施。
一、支持企业做大做强
（一）鼓励企业扩产增效，对年度产值增长超过百分之十的企
业，给予最高20万元奖励。（责任单位：市经信局、市财政
局）
（二）鼓励企业技术改造，对设备投资超过500万元的企业
按投资额的5%给予补助。
— 1 —
（三）鼓励企业建设研发平台，对新认定的省级平台给予30
— 2 —
万元奖励。
"""


def test_hard_wrapped_lines_are_joined_and_headings_stay():
    assert clean(WRAPPED).text.split("\n")[1:] == [
        "为深入贯彻落实中央经济工作会议精神，推动全市工业经济高质量发展，现制定以下措施。",
        "一、支持企业做大做强",
        "（一）鼓励企业扩产增效，对年度产值增长超过百分之十的企业，给予最高20万元奖励。（责任单位：市经信局、市财政局）",
        "（二）鼓励企业技术改造，对设备投资超过500万元的企业按投资额的5%给予补助。",
        "（三）鼓励企业建设研发平台，对新认定的省级平台给予30万元奖励。",
    ]


def test_a_full_line_that_begins_with_a_number_goes_on_though_no_comma_stands_in_it():
    lines = "云岭市建筑业高质量发展若干措施 为深入贯彻落实会议精神，推动全市建筑业 发展，现制定以下措施，请各单位认真执行 到位，确保政策取得实效，具体内容如下。 一、支持企业做大做强 1.支持建筑企业开展绿色智能建造改造升级 项目建设，对年度投资超过一百万元的企业 给予最高二十万元奖励，对首次上规的企业 给予最高三万元奖励。 2.鼓励企业参加展会，对参展企业给予补助 ，单个企业一年不超过五万元，展位费按照 实际支出的一半计算，由市财政资金安排。"
    read = clean("\n".join(lines.split())).text.split("\n")
    assert read[2] == "一、支持企业做大做强"
    assert read[3].startswith("1.支持建筑企业开展绿色智能建造改造升级项目建设，对年度投资")


def test_traditional_characters_are_read_as_simplified_and_kept_as_printed():
    raw = "一、推進科技發展\n（一）支持平臺。對企業給予\n\n獎勵。"
    cleaned = clean(raw)
    assert cleaned.text == "一、推进科技发展\n（一）支持平台。对企业给予奖励。"
    assert cleaned.printed == "一、推進科技發展\n（一）支持平臺。對企業給予獎勵。"
    assert all(raw[cleaned.offset(i)] == c for i, c in enumerate(cleaned.printed))


def test_a_few_traditional_characters_do_not_change_a_text():
    assert clean("石槃村对企业给予奖励，由縣财政支付。").text == "石槃村对企业给予奖励，由縣财政支付。"


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
