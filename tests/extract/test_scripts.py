"""A text in traditional characters gives the same rows as in simplified ones; its quotes stay as printed."""

from policybook.extract.document import extract_document
from policybook.read.corpus import Document

TRADITIONAL = """雲嶺市推動經濟高質量發展若干政策
一、推進科技發展(由科技局牽頭)
2025年,市財政預算安排3.5億元。
(一)支持平臺。對新認定的國家級、省級孵化器分別給予60萬元、30萬元獎勵。(責任單位:科技局、財政局)
(二)支持企業。新增高新技術企業20家以上。(責任單位:科技局)
"""
SIMPLIFIED = """云岭市推动经济高质量发展若干政策
一、推进科技发展(由科技局牵头)
2025年,市财政预算安排3.5亿元。
(一)支持平台。对新认定的国家级、省级孵化器分别给予60万元、30万元奖励。(责任单位:科技局、财政局)
(二)支持企业。新增高新技术企业20家以上。(责任单位:科技局)
"""


def test_rows_are_the_same_and_quotes_are_as_printed():
    printed = extract_document(Document("d", TRADITIONAL, {}))
    read = extract_document(Document("d", SIMPLIFIED, {}))
    assert {name for name, rows in read.items() if rows} >= {"sections", "measures", "budgets", "awards", "targets", "responsibilities"}
    for name, rows in read.items():
        assert [row | {"quote": ""} for row in printed[name]] == [row | {"quote": ""} for row in rows], name
        for row in printed[name]:
            assert TRADITIONAL[row["start"] : row["end"]].replace("\n", "") == row["quote"]
