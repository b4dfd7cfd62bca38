import time

import pytest

from policybook.extract import awards
from policybook.extract.years import payments

CASES = [  # (passage, payments of its first award)
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


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_how_many_times_a_sum_is_paid(text, expected):
    row = awards.extract(text)[0][0]
    assert payments(text, row.start, row.end) == expected


def test_only_the_award_that_the_years_belong_to_is_repeated():
    text = "对新认定的市重点实验室给予50万元奖励；对评价优秀的，给予每年10万元、连续两年的支持。"
    rows = awards.extract(text)[0]
    assert [(row.amount_yuan, payments(text, row.start, row.end)) for row in rows] == [(500000, 1), (100000, 2)]


def test_time_is_linear():
    text = "每年给予企业连续三年" * 20000
    begin = time.perf_counter()
    payments(text, 0, len(text))
    assert time.perf_counter() - begin < 2
