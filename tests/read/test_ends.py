import pytest

from policybook.read.ends import (
    APPENDIX,
    CLOSING,
    FURNITURE,
    NOTES,
    is_appendix,
    is_closing,
    is_furniture,
    is_notes,
    is_signature,
)


def names(ends):
    return [end.name for end in ends]


@pytest.mark.parametrize("end", FURNITURE, ids=names(FURNITURE))
def test_lines_of_the_page(end):
    assert is_furniture(end.example)


@pytest.mark.parametrize("end", APPENDIX, ids=names(APPENDIX))
def test_headings_of_appendices(end):
    assert is_appendix(end.example)
    assert is_furniture(end.example)


@pytest.mark.parametrize("end", NOTES, ids=names(NOTES))
def test_headings_of_notes(end):
    assert is_notes(end.example)


@pytest.mark.parametrize("end", CLOSING, ids=names(CLOSING))
def test_closing_paragraphs(end):
    assert is_closing(end.example)


MEASURES = [  # lines of measures, which are none of these
    "（一）支持企业。给予奖励。",
    "对2025年3月6日后新设的企业，给予奖励。",
    "各县区新建的平台，给予最高50万元补助。",
    "返回本县创业的青年，给予补贴。",
    "政策解读会每年不少于4场。",
    "1.支持企业提示风险。",
    "市财政局每年安排1000万元。",
    "责任单位：市财政局",
    "注：以上标准含税。",
    "图解政策，送策上门。",
    "2025年3月6日印发的政策继续有效。",
]


@pytest.mark.parametrize("line", MEASURES)
def test_lines_of_measures(line):
    assert not is_furniture(line)
    assert not is_appendix(line)
    assert not is_closing(line)
    assert not is_notes(line)


SIGNATURES = [
    ("云岭市人民政府", True),
    ("中共云岭市委办公室", True),
    ("云岭市发展和改革局云岭市财政局", True),
    ("国务院", True),
    ("支持企业发展。", False),
    ("（一）支持企业", False),
    ("责任单位：市财政局", False),
]


@pytest.mark.parametrize(("line", "expected"), SIGNATURES)
def test_signatures(line, expected):
    assert is_signature(line) is expected
