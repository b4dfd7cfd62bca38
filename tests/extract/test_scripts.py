"""A text in traditional characters gives the same rows as in simplified ones; quotes, titles and units stay as printed."""

from policybook.extract.document import extract_document
from policybook.read.corpus import Document
from policybook.vocab.units import load_units

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
        other = dict.fromkeys(("quote", "title", "heading"), "")
        if name == "responsibilities":
            other["unit"] = ""
        assert [row | other for row in printed[name]] == [row | other for row in rows], name
        for row in printed[name]:
            assert TRADITIONAL[row["start"] : row["end"]].replace("\n", "") == row["quote"]


def test_titles_headings_and_units_stay_as_printed():
    document = Document("d", TRADITIONAL + "某市市場監督管理局", {})
    rows = extract_document(document)
    assert [row["title"] for row in rows["sections"]] == ["推進科技發展"]
    assert [row["heading"] for row in rows["measures"]] == ["支持平臺", "支持企業"]
    assert [row["unit"] for row in rows["responsibilities"]] == ["科技局", "科技局", "財政局", "科技局"]
    assert document.known["title"] == "雲嶺市推動經濟高質量發展若干政策"
    assert document.known["place"] == "云岭市"
    offices = load_units()
    assert offices.office_of("財政局") == offices.office_of("财政局") is not None


def test_words_are_found_as_printed_also_where_characters_were_left_out():
    clean = Document("d", "一、支持平臺（責任單位：財政局*、縣經信局等單位）", {}).clean
    at = clean.text.index("财政局")
    assert clean.as_printed("县经信局", at, len(clean.text)) == "縣經信局"
    assert clean.as_printed("财政局、县经信局", at, len(clean.text)) == "財政局、縣經信局"
    assert clean.as_printed("别处", 0, len(clean.text)) == "别处"
