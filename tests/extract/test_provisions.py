"""When a policy is in force, how its money is applied for and how often it is paid: one case a line, (text, what it says)."""

import time

import pytest

from policybook.extract import awards, provisions
from policybook.extract.document import document_provisions, extract_document
from policybook.read.corpus import Document

# fmt: off
VALID = [  # (sentence, from, to); the document was issued on 2031-02-03
    ("本办法自2031年3月1日起施行，有效期至2033年12月31日。", "2031-03-01", "2033-12-31"),
    ("本措施自印发之日起施行，有效期三年。", "2031-02-03", "2034-02-02"),
    ("本意见自公布之日起30日后施行。", "2031-03-05", None),
    ("本政策执行期限为2031年1月1日至2031年12月31日。", "2031-01-01", "2031-12-31"),
    ("本规定施行日期：2031年7月1日。", "2031-07-01", None),
    ("本文件明确的各项政策除标明具体实施期限外，均为2031年全年实施有效。", "2031-01-01", "2031-12-31"),
    ("本政策有效期限至2032年底。", None, "2032-12-31"),
    ("本通知自2032年2月29日起执行，有效期1年。", "2032-02-29", "2033-02-28"),
    ("本办法自2031年2月30日起施行。", None, None),  # no such day
    ("政策期限为2031年度。", "2031-01-01", "2031-12-31"),
    ("本政策适用于2031年度。", "2031-01-01", "2031-12-31"),
    ("能耗的基准年为2031年。", None, None),
    ("有效期内的高新技术企业不列入。", None, None),
    ("项目实施期限为2031年1月1日至2031年12月31日。", None, None),
    ("对2031年1月1日至2031年6月30日购买新车的消费者补贴2000元。", None, None),
    ("与员工签订合同有效期3年以上。", None, None),
]
PAID = [  # (passage, payments of its first award)
    ("对绩效评价优秀的市重点实验室，给予每年10万元、连续两年的经费支持。", 2),
    ("对绩效评价优秀的市重点实验室，给予每年10万元，连续3年的经费支持。", 3),
    ("对入选的青年人才，连续三年每年给予5万元生活补贴。", 3),
    ("对入选的青年人才，三年内每年给予5万元生活补贴。", 3),
    ("对入选的团队每年资助20万元（共五年）。", 5),
    ("对新认定的省级智能工厂给予50万元奖励。", 1),
    ("对连续三年增长的企业，每年给予10万元奖励。", 1),
    ("对新认定的平台给予300万元奖励，分三年兑现。", 1),
    ("对新认定的平台每年给予30万元奖励，最长不超过3年。", 1),
    ("对新认定的平台每年给予30万元奖励，对连续两年优秀的给予5万元奖励。", 1),
    ("对产业化项目连续三年给予累计最高不超过5000万元的奖励。", 1),
]
APPLIED = [  # (sentence, way, words)
    ("对新设网点奖励2万元，实行免申即享。", "automatic", "免申即享"),
    ("企业可通过惠企平台申报补助，符合条件的即申即享。", "instant", "即申即享"),
    ("毕业生向区人社窗口申请补贴5000元。", "window", "向区人社窗口申请"),
    ("登录惠企通系统提交材料。", "online", "登录惠企通系统提交"),
    ("符合条件的企业可申请补助5万元。", "on_request", "可申请补助"),
    ("支持企业申报省级项目。", None, None),
    ("申请发明专利的奖励1万元。", None, None),
    ("发挥前沿阵地窗口作用。", None, None),
]
# fmt: on


@pytest.mark.parametrize(("text", "first", "last"), VALID)
def test_when_a_policy_is_in_force(text, first, last):
    assert provisions.validity([text], "2031-02-03") == provisions.Validity(first, last)


@pytest.mark.parametrize(("text", "way", "words"), APPLIED)
def test_how_money_is_applied_for(text, way, words):
    assert provisions.application([text]) == provisions.Application(way, words)


OF_ALL = [  # (sentence, first day of the document)
    ("本办法自2031年3月1日起施行。", "2031-03-01"),
    ("该措施自2031年3月1日起实施。", "2031-03-01"),
    ("补充通知自2031年3月1日起执行。", "2031-03-01"),
    ("自2031年3月1日起施行，有效期一年。", "2031-03-01"),
    ("以上新出台的政策措施自2031年3月1日起实施。", "2031-03-01"),
    ("本条自2031年3月1日起施行。", None),
    ("发放生活补贴从2031年3月1日起实施。", None),
]


@pytest.mark.parametrize(("text", "first"), OF_ALL)
def test_what_is_said_of_the_whole_document(text, first):
    assert provisions.of_document([text])[0].valid_from == first


TEXT = """青屿县促进海钓产业若干政策
一、扶持内容
1.支持钓场。对新建钓场奖励8万元，免申即享。对新购钓船每艘补助2万元。
2.支持赛事。对举办赛事的机构给予5万元补助，执行期限为2031年4月1日至2031年9月30日。由主办方通过县惠企平台申报。
3.支持推广。县财政每年安排专项资金300万元，用于海钓推广。
二、附则
4.本政策自2031年1月1日起施行，有效期2年。
"""


def test_what_goes_for_a_row_and_what_for_the_document():
    document = Document("qingyu", TEXT, {})
    rows = extract_document(document)
    names = ("valid_from", "valid_to", "application", "application_words")
    assert [[row[name] for name in names] for row in rows["awards"]] == [
        [None, None, "automatic", "免申即享"],
        [None, None, None, None],
        ["2031-04-01", "2031-09-30", "online", "通过县惠企平台申报"],
    ]
    assert [[row[name] for name in names] for row in rows["budgets"]] == [[None] * 4]
    assert document_provisions(document) == dict(zip(names, ("2031-01-01", "2032-12-31", None, None), strict=True))


@pytest.mark.parametrize("unit", ["有效期", "自印发之日起", "通过", "向窗口", "可申请", "2031年1月1日至", "本政策"])
def test_time_is_linear(unit):
    text = unit * (30_000 // len(unit))
    begin = time.process_time()
    provisions.of_document([text])
    provisions.of_row(text, 0, 10, [])
    assert time.process_time() - begin < 2


@pytest.mark.parametrize(("text", "expected"), PAID)
def test_how_many_times_a_sum_is_paid(text, expected):
    row = awards.extract(text)[0][0]
    assert provisions.payments(text, row.start, row.end) == expected


def test_only_the_award_that_the_years_belong_to_is_repeated():
    text = "对新认定的市重点实验室给予50万元奖励；对评价优秀的，给予每年10万元、连续两年的支持。"
    rows = awards.extract(text)[0]
    assert [(row.amount_yuan, provisions.payments(text, row.start, row.end)) for row in rows] == [(500000, 1), (100000, 2)]


def test_payments_take_linear_time():
    text = "每年给予企业连续三年" * 20000
    begin = time.perf_counter()
    provisions.payments(text, 0, len(text))
    assert time.perf_counter() - begin < 2
