"""Whether two numbers count the same thing; every rule has sentences that only it parts."""

import pytest

from policybook.analyse import alignment, likeness

ALIKE = [
    ("新认定高新技术企业400家以上。", "新认定高新技术企业50家以上。"),
    ("市级财政预算安排13.06亿元。", "区级财政预算安排2.29亿元。"),
    ("支持医疗、卫生9.65亿元。", "支持医疗、卫生1.94亿元。"),
    ("组织150个境外拓市团组、5000家次企业参展。", "组织10个境外拓市团组、400家次企业参展。"),
    ("新增内河500吨级及以上泊位20个以上。", "新增内河500吨级及以上泊位10个以上。"),
    ("对新认定的国家级、省级绿色工厂，分别给予150万元、50万元奖励。", "对新认定的国家级、省级绿色工厂，分别给予100万元、30万元补助。"),
    ("确保生猪年出栏达40万头以上。", "生猪年出栏6.5万头。"),
    ("对省级未来工厂、省级未来工厂（试点）、数字化车间的企业，分别给予200万元、50万元、30万元奖励。", "对省级未来工厂、未来工厂（试点）、数字化车间，分别给予300万元、100万元、50万元奖励。"),
    ("生猪、湖羊、家禽年出栏达40万头、26万只、3700万羽以上。", "生猪、湖羊、家禽年出栏达6.5万头、0.94万只、205万羽以上。"),
    ("支持总额约31.85亿元。", "除重叠部分外，支持总额为27.78亿元。"),
    ("全市新建高标准农田9万亩以上。", "全区新建、改造高标准农田2万亩。"),
]  # fmt: skip
UNLIKE = [
    ("class", "培育提升10亿级“土特产”全产业链15条。", "提升亿元级“土特产”全产业链5条。"),
    ("class", "滚动推进亿元以上重大项目300个。", "滚动推进10亿元以上重大项目20个。"),
    ("class", "推进10亿元以上重大项目20个。", "推进5亿元以上重大项目60个。"),
    ("class", "新增规上工业企业60家。", "新增工业企业200家。"),
    ("level", "实施市级重点科技计划项目100项。", "实施区级重点科技计划项目20项。"),
    ("level", "新增省级服务业领军企业6家。", "新增省、市服务业领军企业1家。"),
    ("each", "推动各县（市、区）均建成1条以上跨境电商产业带。", "推动建成1条跨境电商产业带。"),
    ("each", "每个镇建成养老服务中心2家。", "建成养老服务中心12家。"),
    ("act", "举办紧固件博览会等专业性展会10场以上。", "组织企业参加紧固件博览会等专业性展会10场以上。"),
    ("act", "申报省重大产业项目12个。", "省重大产业项目立项3个。"),
    ("act", "省重大项目开工12个。", "省重大项目竣工3个。"),
    ("act", "累计培育乡村运营村63个。", "新增培育乡村运营村6个。"),
    ("words", "支持金融科创发展4.27亿元。", "支持金融、环保类0.9亿元。"),
    ("words", "支持就业、高技能人才0.64亿元。", "支持就业0.11亿元。"),
    ("words", "其中服务业专项资金1300万元。", "其中人才、养老服务及就业等专项资金3.40亿元。"),
    ("words", "对国家级小巨人、省级隐形冠军、省级单项冠军企业分别给予300万元、100万元和20万元奖励。", "对国家级单项冠军、小巨人和省级隐形冠军企业分别给予300万元、150万元和100万元奖励。"),
    ("words", "对国家级、省级制造业创新中心分别给予300万元、150万元奖励。", "对国家级、省级设计企业（中心）分别给予100万元、20万元奖励。"),
]  # fmt: skip


def things(text):
    """Return what the numbers of a sentence count, each thing once."""
    return list(dict.fromkeys(found for *_, found in alignment.labelled(text)))


@pytest.mark.parametrize(("a", "b"), ALIKE)
def test_numbers_of_one_thing_are_alike(a, b):
    assert [likeness.difference(x, y) for x, y in zip(things(a), things(b), strict=True)] == [""] * len(things(a))


@pytest.mark.parametrize(("name", "a", "b"), UNLIKE)
def test_numbers_of_other_things_are_unlike(name, a, b):
    x, y = things(a)[-1], things(b)[-1]
    assert likeness.difference(x, y) == likeness.difference(y, x) == name


@pytest.mark.parametrize(("name", "a", "b"), [case for case in UNLIKE if case[0] != "words"])
def test_no_rule_is_idle(name, a, b, monkeypatch):
    monkeypatch.setattr(likeness, "RULES", tuple(rule for rule in likeness.RULES if rule[0] != name))
    assert likeness.difference(things(a)[-1], things(b)[-1]) != name


def test_a_name_before_the_comma_belongs_to_the_sum():
    (found,) = things("对新认定的省级研究院，分别给予300万元、150万元奖励。")
    assert found.words == "研究院"
    assert found.levels == ("省",)


@pytest.mark.parametrize(("name", "a", "b"), UNLIKE)
def test_unlike_numbers_do_not_pair(name, a, b):
    *_, (last_a, *_) = alignment.labelled(a)
    *_, (last_b, *_) = alignment.labelled(b)
    assert (last_a, last_b) not in alignment.paired_quantities(a, b)


def test_a_place_in_a_name_does_not_count():
    a, b = "对国家级、省级、东湖市级技术中心，分别给予3万元、2万元、1万元奖励。", "对国家级、省级、市级企业技术中心，分别给予3万元、2万元、1万元奖励。"
    assert len(alignment.paired_quantities(a, b, ("东湖市", "东湖"))) == 3


def test_without_the_test_unlike_numbers_pair():
    _, a, b = UNLIKE[0]
    assert len(alignment.paired_quantities(a, b, alike=False)) == 1
