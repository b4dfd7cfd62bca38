"""Budget sums: one case a line, (text, rows); a row reads ``role: label yuan [bound] [~ where 约] [< parent]``."""

import re
import time

import pytest

from policybook import budgets
from policybook.phrases import figures
from policybook.quantities import quantities

# fmt: off
# lists of parts, sums sought, grand totals, as policies of the eight domains put them
PARTS = [
    ("2025年，市级财政预算安排40.35亿元，重点支持轨道交通建设。", ["domain_total: 市级财政预算安排 4035000000"]),
    ("市财政2024年预算安排政府投资项目资金4.49亿元，其中交通类资金1.61亿元、其他类0.30亿元。", ["domain_total: 政府投资项目资金 449000000", "component: 交通类资金 161000000 < 政府投资项目资金", "component: 其他类 30000000 < 政府投资项目资金"]),
    ("市财政2024年预算安排资金3650万元，具体为：消费券500万元，外经贸资金3150万元。", ["domain_total: 2024年预算安排资金 36500000", "component: 消费券 5000000 < 2024年预算安排资金", "component: 外经贸资金 31500000 < 2024年预算安排资金"]),
    ("2024年预算安排资金14亿元。其中科技资金投入6亿元，教育资金投入8亿元。", ["domain_total: 2024年预算安排资金 1400000000", "component: 科技资金 600000000 < 2024年预算安排资金", "component: 教育资金 800000000 < 2024年预算安排资金"]),
    ("财政2024年预算安排38亿元。其中：医疗资金7亿元；教育投入30亿元（其中上级补助2亿元，本级财力28亿元），其中学前教育资金0.2亿元，学生资助资金800万元（其中上级补助300万元）；老旧小区改造资金0.24亿元。", ["domain_total: 2024年预算安排 3800000000", "component: 医疗资金 700000000 < 2024年预算安排", "component: 教育投入 3000000000 < 2024年预算安排", "subcomponent: 上级补助 200000000 < 教育投入", "subcomponent: 本级财力 2800000000 < 教育投入", "subcomponent: 学前教育资金 20000000 < 教育投入", "subcomponent: 学生资助资金 8000000 < 教育投入", "subcomponent: 上级补助 3000000 < 学生资助资金", "component: 老旧小区改造资金 24000000 < 2024年预算安排"]),
    ("市财政2024年预算安排8200万元，其中工业发展资金4700万元，用于支持产业升级等；“腾笼换鸟”专项经费3500万元，重点用于盘活工业用地。", ["domain_total: 2024年预算安排 82000000", "component: 工业发展资金 47000000 < 2024年预算安排", "component: “腾笼换鸟”专项经费 35000000 < 2024年预算安排"]),
    ("积极争取中央、省交通专项资金0.4亿元，支持工程建设，其中省级资金0.13亿元，车辆购置税补助资金0.27亿元（用于国道项目）。", ["sought: 中央、省交通专项资金 40000000", "sought: 省级资金 13000000 < 中央、省交通专项资金", "sought: 车辆购置税补助资金 27000000 < 中央、省交通专项资金"]),
    ("力争2024年专项债需求储备量突破100亿元、申报争取90亿元以上。", ["sought: 专项债需求储备量 10000000000 min", "sought: 申报争取 9000000000 min"]),
    ("积极向上争取交通运输发展等补助资金，2024年预算安排5.56亿元，重点支持现代公路网等建设。", ["domain_total: 2024年预算安排 556000000"]),
    ("推动政策性银行安排20亿元信贷资金，重点支持县域城镇化建设。", ["sought: 政策性银行安排信贷资金 2000000000"]),
    ("争取政策性、开发性银行中长期项目贷款100亿元。", ["sought: 政策性、开发性银行中长期项目贷款 10000000000"]),
    ("力争地方政府债券资金50亿元；加强增发国债等资金要素争取。", ["sought: 地方政府债券资金 5000000000"]),
    ("安排500万元专项资金，支持示范试验基地建设。", ["other_allocation: 示范试验基地建设 5000000"]),
    ("上述8个领域政策，市级财政2025年预算安排资金除交叉重叠部分外，支持总额约为113.05亿元。", ["grand_total: 支持总额 11305000000 ~"]),
    ("力争获得省级专项激励资金1250万元以上。", ["sought: 省级专项激励资金 12500000 min"]),
    ("力争完成综合交通投资400亿元以上，新增制造业中长期贷款70亿元。", []),
    ("市财政统筹省下达奖补资金的50%给予县里。", []),
    ("对首次认定的高新技术企业给予10万元奖励，单个企业最高不超过30万元。", []),
    ("2025年,区级财政预算安排2.29亿元,其中,支持平台建设1.68亿元,支持人才引育0.61亿元。", ["domain_total: 区级财政预算安排 229000000", "component: 平台建设 168000000 < 区级财政预算安排", "component: 人才引育 61000000 < 区级财政预算安排"]),
]

# phrases of other provinces and topics
PHRASES = [
    ("设立总规模50亿元的产业基金，重点投向新材料、生物医药等领域。", ["other_allocation: 产业基金 5000000000"]),
    ("每年安排不少于1亿元专项资金，用于支持人工智能产业发展。", ["other_allocation: 人工智能产业发展 100000000 min"]),
    ("市财政统筹安排资金3亿元，支持企业技术改造。", ["other_allocation: 企业技术改造 300000000"]),
    ("争取中央预算内投资2亿元。", ["sought: 中央预算内投资 200000000"]),
    ("积极争取地方政府专项债券额度50亿元以上、超长期特别国债10亿元。", ["sought: 地方政府专项债券额度 5000000000 min", "sought: 超长期特别国债 1000000000"]),
    ("省财政安排专项资金5亿元，其中3亿元用于技术改造，2亿元用于数字化转型。", ["other_allocation: 省财政安排专项资金 500000000", "component: 技术改造 300000000 < 省财政安排专项资金", "component: 数字化转型 200000000 < 省财政安排专项资金"]),
    ("2025年市级财政预算安排产业发展资金12.5亿元，其中：科技创新资金4亿元，工业发展资金5.5亿元，商贸流通资金3亿元。", ["domain_total: 产业发展资金 1250000000", "component: 科技创新资金 400000000 < 产业发展资金", "component: 工业发展资金 550000000 < 产业发展资金", "component: 商贸流通资金 300000000 < 产业发展资金"]),
    ("组建规模不低于20亿元的天使投资基金。", ["other_allocation: 天使投资基金 2000000000 min"]),
    ("设立5000万元中小微企业贷款风险补偿资金池。", ["other_allocation: 中小微企业贷款风险补偿资金池 50000000"]),
    ("区财政每年预算安排2000万元人才专项经费。", ["other_allocation: 人才专项经费 20000000"]),
    ("统筹使用中央和省级衔接推进乡村振兴补助资金8亿元以上。", ["other_allocation: 中央和省级衔接推进乡村振兴补助资金 800000000 min"]),
    ("市级财政投入1.2亿元，用于老旧小区改造。", ["other_allocation: 老旧小区改造 120000000"]),
    ("对获得省级以上奖项的企业，市财政给予最高100万元奖励，所需资金由市财政统筹安排。", []),
    ("全市一般公共预算收入增长5%，达到200亿元。", []),
    ("安排1000万元奖励资金，对优秀企业予以奖励。", ["other_allocation: 奖励资金 10000000"]),
    ("发放汽车消费券3000万元、家电消费券2000万元。", ["other_allocation: 汽车消费券 30000000", "other_allocation: 家电消费券 20000000"]),
    ("省级财政新增安排10亿元，支持县域经济发展。", ["other_allocation: 县域经济发展 1000000000"]),
    ("对符合条件的项目，安排不超过500万元资金支持。", []),
    ("力争发行地方政府专项债券100亿元左右。", ["sought: 发行地方政府专项债券 10000000000 ~"]),
    ("向上争取各类资金不少于30亿元，同比增长10%。", ["sought: 各类资金 3000000000 min"]),
    ("引导金融机构发放科技贷款500亿元以上。", []),
    ("推动国家开发银行、农业发展银行等政策性银行新增贷款200亿元。", ["sought: 国家开发银行、农业发展银行等政策性银行新增贷款 20000000000"]),
    ("争取政策性开发性金融工具资金20亿元。", ["sought: 政策性开发性金融工具资金 2000000000"]),
    ("预计全年兑现惠企资金总额约15亿元。", ["grand_total: 兑现惠企资金总额 1500000000 ~"]),
    ("以上政策资金总额约8亿元。", ["grand_total: 以上政策资金总额 800000000 ~"]),
    ("市本级安排就业补助资金2亿元，其中中央资金1.2亿元、省级资金0.5亿元、市级资金0.3亿元。", ["other_allocation: 就业补助资金 200000000", "component: 中央资金 120000000 < 就业补助资金", "component: 省级资金 50000000 < 就业补助资金", "component: 市级资金 30000000 < 就业补助资金"]),
    ("设立总规模100亿元、首期规模20亿元的未来产业基金。", ["other_allocation: 未来产业基金 10000000000"]),
    ("力争产业基金总规模达到500亿元。", []),
    ("鼓励银行设立100亿元专项信贷额度。", []),
    ("2024年已安排专项资金3亿元。", ["other_allocation: 2024年已安排专项资金 300000000"]),
    ("省财政安排资金1.5亿元，对购买新能源汽车的消费者给予每辆3000元补贴。", ["other_allocation: 省财政安排资金 150000000"]),
    ("安排资金（含上级补助）2亿元用于农村公路建设。", ["other_allocation: 资金（含上级补助） 200000000"]),
    ("筹集省级创业担保贷款贴息资金2.3亿元。", ["other_allocation: 省级创业担保贷款贴息资金 230000000"]),
    ("财政出资5亿元设立科技成果转化基金。", ["other_allocation: 科技成果转化基金 500000000"]),
    ("市县两级财政共同出资10亿元，组建产业引导基金。", ["other_allocation: 产业引导基金 1000000000"]),
    ("争取国家和省科技专项资金支持1亿元以上，引导企业投入研发经费20亿元。", ["sought: 国家和省科技专项资金支持 100000000 min"]),
    ("整合各类涉企资金10亿元，集中支持重点产业链。", ["other_allocation: 各类涉企资金 1000000000"]),
    ("完成工业投资500亿元，争取上级奖补资金5000万元。", ["sought: 上级奖补资金 50000000"]),
    ("安排新增建设用地指标2000亩。", []),
    ("全年安排重点项目300个，总投资5000亿元，年度计划投资800亿元。", []),
    ("省财政从2025年起连续3年每年安排5亿元，支持低空经济发展。", ["other_allocation: 低空经济发展 500000000"]),
    ("投入财政资金一亿五千万元支持农产品产地冷藏保鲜设施建设。", ["other_allocation: 农产品产地冷藏保鲜设施建设 150000000"]),
    ("计划总投资30亿元，其中申请中央资金8亿元。", ["sought: 中央资金 800000000"]),
    ("支持发行科技创新债券50亿元。", []),
    ("为民营企业提供融资担保100亿元以上，平均担保费率不超过1%。", []),
    ("申请条件：企业注册成立满1年，上年度营业收入不低于2000万元，研发投入占比不低于3%。", []),
    ("为小微企业提供不超过1000万元的担保支持，担保费率不高于1%。", []),
    ("一等奖10万元、二等奖5万元、三等奖3万元。", []),
    ("新引进总部企业，实缴注册资本1亿元以上，年度地方贡献达到1000万元，按实缴资本1%给予奖励。", []),
    ("企业在境内主板上市的，分阶段给予500万元奖励。", []),
    ("税收贡献1000万元以上的企业奖50万元。", []),
    ("引进高层次医疗人才100名，给予每人50万元安家费。", []),
    ("支持建设省级公共实训基地2个，每个给予500万元补助。", []),
    ("城镇居民人均可支配收入达到5万元，城乡收入比缩小到2.2以内。", []),
    ("劳动生产率达到25万元/人。", []),
    ("全员劳动生产率提高到每人20万元。", []),
    ("设立省级未来产业基金，首期规模30亿元，引导带动社会资本100亿元以上。", ["other_allocation: 省级未来产业基金 3000000000"]),
    ("组建总规模300亿元的产业母基金，力争形成1000亿元基金集群。", ["other_allocation: 产业母基金 30000000000"]),
    ("安排不少于1000万元用于人才培训，培训各类人才1万人次。", ["other_allocation: 人才培训 10000000 min"]),
    ("县财政每年列支500万元设立电商发展基金。", ["other_allocation: 电商发展基金 5000000"]),
    ("专项安排3000万元开展“百村示范”行动。", ["other_allocation: 开展“百村示范”行动 30000000"]),
    ("统筹安排各类财政资金20亿元以上，其中省级15亿元、市县5亿元。", ["other_allocation: 各类财政资金 2000000000 min", "component: 省级 1500000000 < 各类财政资金", "component: 市县 500000000 < 各类财政资金"]),
    ("建立1000万元的信贷风险补偿基金，对不良贷款按30%补偿。", ["other_allocation: 信贷风险补偿基金 10000000"]),
    ("下达农业生产救灾资金5000万元，安排种粮补贴2亿元。", ["other_allocation: 农业生产救灾资金 50000000", "other_allocation: 种粮补贴 200000000"]),
    ("举办创新创业大赛，设一等奖1名、二等奖2名，奖金分别为20万元、10万元。", []),
    ("争取省商务促进专项资金超2000万，争取省县域商业建设资金1000万。", ["sought: 省商务促进专项资金 20000000 min", "sought: 省县域商业建设资金 10000000"]),
    ("争取省级制造业高质量发展专项资金8900万元、产业链协同创新专项资金800万元。", ["sought: 省级制造业高质量发展专项资金 89000000", "sought: 产业链协同创新专项资金 8000000"]),
    ("积极争取中央、省级就业补助资金11101万元（其中市本级2044万元）。", ["sought: 中央、省级就业补助资金 111010000", "sought: 市本级 20440000 < 中央、省级就业补助资金"]),
    ("争取财政专项激励1000万元；省首台（套）专项资金1000万元；中小企业发展专项资金2000万元。", ["sought: 财政专项激励 10000000", "sought: 省首台（套）专项资金 10000000", "sought: 中小企业发展专项资金 20000000"]),
    ("力争2024年专项债需求储备量突破100亿、申报争取90亿以上。", ["sought: 专项债需求储备量 10000000000 min", "sought: 申报争取 9000000000 min"]),
    ("企业投入研发经费5亿元。", []),
    ("引导企业自筹资金投入3亿元。", []),
]
# fmt: on


def row(budget):
    """Write a row on one line."""
    bound = f" {budget.bound}" if budget.bound else ""
    parent = f" < {budget.parent}" if budget.parent else ""
    return f"{budget.role}: {budget.label} {budget.amount_yuan:.12g}{bound}{' ~' if budget.approx else ''}{parent}"


@pytest.mark.parametrize(("text", "expected"), PARTS + PHRASES)
def test_rows(text, expected):
    rows, _ = budgets.extract(text)
    assert [row(r) for r in rows] == expected


@pytest.mark.parametrize(("text", "expected"), [case for case in PARTS + PHRASES if case[1]])
def test_quotes_hold_the_sum(text, expected):
    for r in budgets.extract(text)[0]:
        found = quantities(text[r.start : r.end])
        assert r.amount_yuan in [q.value for q in found]


@pytest.mark.parametrize("rule", budgets.RULES, ids=lambda rule: rule.example)
def test_each_rule_has_an_example_that_it_reads(rule):
    (first, *_), _ = budgets.extract(rule.example)
    _, figs = figures(rule.example, quantities(rule.example))
    assert re.search(rule.pattern, budgets.frame(rule.example, figs[0]))
    if rule.role != "domain_total":
        assert first.role == rule.role


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("2025年，财政预算安排5亿元。", 2024, 2025),
        ("财政预算安排5亿元。", 2024, 2024),
        ("财政预算安排5亿元。", None, None),
        ("市财政2023年预算安排5亿元。", 2024, 2023),
    ],
)
def test_year(text, year, expected):
    assert budgets.extract(text, year)[0][0].year == expected


def test_parts_that_exceed_their_total_are_reported():
    _, problems = budgets.extract("财政预算安排5亿元，其中交通资金4亿元，水利资金2亿元。")
    assert [p.kind for p in problems] == ["parts_exceed_total"]
    _, problems = budgets.extract("财政预算安排5亿元（其中上级2亿元，本级3亿元），其中交通资金4亿元，水利资金1亿元。")
    assert problems == []


def test_half_width_marks_read_the_same():
    text = PARTS[1][0]
    half = text.replace("，", ",").replace("（", "(").replace("）", ")").replace("；", ";").replace("：", ":")
    assert [row(r) for r in budgets.extract(half)[0]] == [row(r) for r in budgets.extract(text)[0]]


def test_quantities_may_be_passed():
    text = PARTS[0][0]
    assert budgets.extract(text, found=quantities(text)) == budgets.extract(text)


@pytest.mark.parametrize("unit", ["安排资金", "其中", "资金1亿元", "（", "预算安排1亿元，其中", "争取、"])
def test_time_is_linear(unit):
    text = unit * (60_000 // len(unit))
    found = quantities(text)
    begin = time.process_time()
    budgets.extract(text, found=found)
    assert time.process_time() - begin < 2
