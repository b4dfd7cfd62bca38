"""Quantities: one case a line, (text, the quantities as value unit and what else marks them)."""

import time

import pytest

from policybook.extract.quantities import fold, quantities, read_chinese


def shown(text):
    """The quantities of a text in one line: value unit bound ~ part /per."""
    return [
        " ".join(
            filter(
                None,
                [
                    f"{q.value:.15g}",
                    q.unit,
                    q.bound or "",
                    "~" if q.approx else "",
                    q.part,
                    f"per {q.per}" if q.per else "",
                ],
            )
        )
        for q in quantities(text)
    ]


CASES = [
    # money
    ("市财政预算安排4.49亿元", ["449000000 元"]),
    ("给予100万元的奖励", ["1000000 元"]),
    ("给予３０万元奖励", ["300000 元"]),
    ("补贴1,000万元", ["10000000 元"]),
    ("注册资本1，000、2，000", []),
    ("给予100，200，300万元", ["1000000 元", "2000000 元", "3000000 元"]),
    ("给予一百五十万元奖励", ["1500000 元"]),
    ("不超过二十万元", ["200000 元 max"]),
    ("二十万元以下", ["200000 元 max"]),
    ("五百元", ["500 元"]),
    ("实际利用外资4.5亿美元以上", ["450000000 美元 min"]),
    ("最高100万奖励", ["1000000 max"]),
    ("总额约31.85亿元", ["3185000000 元 ~"]),
    ("贷款300亿元左右", ["30000000000 元 ~"]),
    ("千万元级项目、数百万元、几十万元", []),
    # money per unit
    ("提升至130元/标箱", ["130 元/标箱"]),
    ("最高补贴1.5万元/辆、1.3万元/辆", ["15000 元/辆 max", "13000 元/辆"]),
    ("下降3分/千瓦时以上", ["0.03 元/千瓦时 min"]),
    ("500元/人·月", ["500 元/人·月"]),
    ("1元/平方米/月", ["1 元/平方米/月"]),
    ("500元/（人·月）", ["500 元/人·月"]),
    ("80元／㎡", ["80 元/㎡"]),
    ("每亩180元", ["180 元 per 亩"]),
    ("每亩给予180元补贴", ["180 元 per 亩"]),
    ("每人每月1000元", ["1000 元 per 人"]),
    # lists that print their unit once
    ("给予50、30、10万元", ["500000 元", "300000 元", "100000 元"]),
    ("最高100万、70万元、30万元", ["1000000 元 max", "700000 元", "300000 元"]),
    ("20或30万元", ["200000 元", "300000 元"]),
    ("按10、8和5%", ["10 %", "8 %", "5 %"]),
    ("达1亿元、5亿元、10亿元的", ["100000000 元", "500000000 元", "1000000000 元"]),
    # ranges
    ("给予20—50万元", ["200000 元 min low", "500000 元 max high"]),
    ("20～50万元", ["200000 元 min low", "500000 元 max high"]),
    ("15%—20%", ["15 % min low", "20 % max high"]),
    ("60-300万元", ["600000 元 min low", "3000000 元 max high"]),
    ("5000万-1亿元", ["50000000 元 min low", "100000000 元 max high"]),
    ("5000-1亿元", ["50000000 元 min low", "100000000 元 max high"]),
    ("5000万元（含）至1亿元", ["50000000 元 min low", "100000000 元 max high"]),
    ("二十至五十万元", ["200000 元 min low", "500000 元 max high"]),
    ("五十万至一百万元", ["500000 元 min low", "1000000 元 max high"]),
    ("占比1%（含）~3%（不含）", ["1 % min low", "3 % max high"]),
    ("培育1-2家", ["1 家 min low", "2 家 max high"]),
    ("20到200万元", ["200000 元 min low", "2000000 元 max high"]),
    # shares
    ("给予10％补助", ["10 %"]),
    ("百分之十", ["10 %"]),
    ("百分之三十五以上", ["35 % min"]),
    ("千分之五", ["0.5 %"]),
    ("5‰", ["0.5 %"]),
    ("三分之二用于民生", ["66.67 %"]),
    ("增加1个百分点", ["1 个百分点"]),
    ("1:1配套", ["100 :"]),
    ("１∶１配套", ["100 :"]),
    ("1：1.5配套", ["150 :"]),
    # bounds
    ("最高不超过400万元、300万元", ["4000000 元 max", "3000000 元"]),
    ("最高可给予100万元", ["1000000 元 max"]),
    ("最高可达1000万元", ["10000000 元 max"]),
    ("最高限额3万元", ["30000 元 max"]),
    ("不低于65%的补助", ["65 % min"]),
    ("不少于3500万元", ["35000000 元 min"]),
    ("不超过10%", ["10 % max"]),
    ("超3.8%", ["3.8 % min"]),
    ("突破100亿元", ["10000000000 元 min"]),
    ("5000万元（含）以上", ["50000000 元 min"]),
    ("50%以内", ["50 % max"]),
    ("费率以3%为上限", ["3 % max"]),
    ("低于10万元的", ["100000 元 max"]),
    ("不低于1.5", []),
    # counts
    ("新增5家以上", ["5 家 min"]),
    ("230万亩、20亿斤左右", ["2300000 亩", "2000000000 斤 ~"]),
    ("1.46万套(间)", ["14600 套(间)"]),
    ("更新5000台（套）以上", ["5000 台（套） min"]),
    ("用能20万吨标准煤以上", ["200000 吨标准煤 min"]),
    ("电量30亿千瓦时", ["3000000000 千瓦时"]),
    ("新增三家、两个", ["3 家", "2 个"]),
    ("不超过3年", ["3 年 max"]),
    ("12个月", ["12 个月"]),
    ("保持全省前三", ["3 位 max"]),
    ("前10名", ["10 位 max"]),
    # no quantities
    ("〔2025〕3号", []),
    ("浙政发(2025)3号", []),
    ("2024年1月31日", []),
    ("2024—2026年", []),
    ("2024年、2025年度", []),
    ("到2025年底新增5家", ["5 家"]),
    ("“315”工程", []),
    ('"551"计划', []),
    ("《若干政策（2025年版）32条》", []),
    ("3个70%", []),
    ("三个80%", []),
    ("4A级景区", []),
    ("民营经济32条", []),
    ("培育全产业链15条", ["15 条"]),
    ("第六届、第3批、第一、第二名", []),
    ("一、二、三等奖", []),
    ("一批、一个、一次性、一体化", []),
    ("世界500强", []),
    ("5G、3D打印、G60、S202", []),
    ("万吨级、500吨级、10亿级", []),
    ("四好农村路2.0版", []),
    ("9810出口", []),
    ("11111111111111111111111111111万元", []),
    ("达到七成五以上，占比3成左右", ["75 % min", "30 % ~"]),
    ("一成不变，八成的农户，三成果，六成半", ["80 %", "65 %"]),
    ("密度为500台/万人、4.5个/千人", ["500 台/万人", "4.5 个/千人"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_quantities_of_a_phrase(text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("一百五十", 150), ("两千", 2000), ("一点五", 1.5), ("百", None), ("十", 10), ("万", None)],
)
def test_chinese_numerals(text, expected):
    assert read_chinese(text) == expected


def test_offsets_show_the_figure_and_its_bound():
    text = "投资额不低于２００万元（含）的，给予最高10%以内补助"
    assert [text[q.start : q.end] for q in quantities(text)] == ["２００万元", "10%"]
    assert [text[q.outer_start : q.outer_end] for q in quantities(text)] == [
        "不低于２００万元",
        "最高10%以内",
    ]


def test_folding_keeps_every_offset():
    text = "０１％．／（）：；〇Ａ，。“”"
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    "unit",
    ["企业", "一", "1", "1、", "“1", "百分之", "(2", "万元", "1，000", "每亩", "第一", "1-", "给予50万元"],
)
def test_time_grows_with_the_length_only(unit):
    """A long text without an end mark goes through, and ten times the text takes about ten times as long."""

    def seconds(repeats, mark=""):
        text = unit * repeats + mark  # read anew: a text read before comes from the cache
        begin = time.process_time()
        quantities(text)
        return time.process_time() - begin

    short = min(seconds(2_000, mark) for mark in "甲乙丙")
    assert seconds(20_000) < 30 * short + 0.3


def test_ten_megabytes_without_punctuation():
    text = "推动经济高质量发展支持企业" * 260_000
    assert len(text.encode()) > 10_000_000
    assert quantities(text) == []
