import pytest

from policybook.analyse.brackets import bracket_end, defining_bracket

TEXTS = [  # (text up to the bracket, what follows, the bracket that defines)
    ("预算安排3亿元", "（包含培训经费），支持企业。", "（包含培训经费）"),
    ("预算安排 3 亿元", " （不含（上级）资金）。", "（不含（上级）资金）"),
    ("预算安排3亿元", "**(含上年结转)**", "(含上年结转)"),
    ("预算安排3亿元", "（其中研发1亿元）。", ""),
    ("预算安排3亿元", "（责任单位：财政局）", ""),
    ("预算安排3亿元", "（二）支持平台。", ""),
    ("预算安排3亿元", "，（含培训经费）", ""),
    ("预算安排3亿元", "（没有关上", ""),
    ("预算安排3亿元", "", ""),
]


@pytest.mark.parametrize(("before", "after", "expected"), TEXTS)
def test_a_bracket_that_says_what_is_meant(before, after, expected):
    text = before + after
    assert defining_bracket(text, len(before)) == expected
    end = bracket_end(text, len(before))
    assert "".join(text[len(before) : end].split()).lstrip("*") == expected
