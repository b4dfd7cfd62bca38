"""Edges of reading: what stands at the very beginning, the first number of a level, lines just as long as they may be."""

import pytest

from policybook.errors import PolicybookError
from policybook.read import clean as reading
from policybook.read.clean import clean
from policybook.read.corpus import load_corpus
from policybook.read.outline import outline


@pytest.mark.parametrize(
    ("lines", "dotted"),
    [("2.1 甲\n文\n2.2 乙", True), ("2.1 甲\n2.3 乙", False), ("2.2 甲\n2.1 乙", False), ("2.1 甲\n3.2 乙", False), ("2.1 甲", False)],
)
def test_dotted_numbers_count_on_from_one_to_two(lines, dotted):
    assert reading._has_dotted_numbers(lines + "\n") is dotted


@pytest.mark.parametrize(
    ("sizes", "width"),
    [
        ([10] * 20, 0),  # short lines are headings or lists, however alike
        ([40] * 20, 35),
        ([40] * 9, 0),
        ([40] * 4 + list(range(5, 60, 3)), 0),  # of many lengths: paragraphs
        ([200] * 20, 0),
    ],
)
def test_when_lines_count_as_wrapped(sizes, width):
    assert reading._wrap_width("\n".join("文" * size for size in sizes)) == width


def test_words_at_the_very_beginning_are_found_as_printed():
    text = clean("獎勵企業發展，給予補貼")  # traditional script is read in the simplified one
    assert text.text == "奖励企业发展，给予补贴"
    whole = len(text.text)
    assert text.as_printed("奖励企业", 0, whole) == "獎勵企業"
    assert text.as_printed("奖企业", 0, whole) == "獎企業"
    assert text.as_printed("企业", 0, whole) == "企業"
    assert text.as_printed("无此", 0, whole) == "无此"


def test_a_corpus_without_documents_says_so(tmp_path):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    with pytest.raises(PolicybookError, match="holds no document"):
        load_corpus(tmp_path)


def test_units_below_a_section_are_those_of_all_its_measures():
    text = "某市若干政策\n" + "".join(f"{s}、支持{w}\n1.支持一项{w}。给予奖励。\n2.支持二项{w}。给予补助。\n责任单位：市{w}局\n" for s, w in (("一", "科技"), ("二", "商务")))
    found = outline(clean(text))
    assert {(u.path, u.text) for u in found.unit_lists} >= {("一/1", "责任单位：市科技局"), ("一/2", "责任单位：市科技局"), ("二/1", "责任单位：市商务局"), ("二/2", "责任单位：市商务局")}
