from policybook.extract.annex_texts import annex_texts
from policybook.extract.document import extract_document
from policybook.read.clean import clean
from policybook.read.corpus import Document
from policybook.read.outline import outline

BODY = "一、科技创新\n（一）支持平台。对新认定的省级孵化器给予100万元奖励。\n（二）保障。安排资金。\n附件1\n"
LISTS = (
    "1-1 科技政策清单\n\n延续类措施\t延续类措施\t延续类措施\n序号\t措施名称\t措施内容\t期限\n"
    "1\t支持平台\t对新认定的国家级、省级孵化器分别给予最高300万元、1\t2024年\n"
    "\n序号\t措施名称\t措施内容\t期限\n"
    "\t\t50万元资助。对评价优秀的，给予每年10万元、连续两年的支持。\t\n"
    "2\t支持企业\t对新认定的瞪羚企业给予20万元奖励。\t2024年\n"
)


def test_each_text_knows_where_its_characters_stand():
    read = outline(clean(BODY + LISTS))
    first, second = annex_texts(read)
    assert (first.path, second.path) == ("1-1/延续/1", "1-1/延续/2")
    assert first.text.startswith("对新认定的国家级、省级孵化器分别给予最高300万元、150万元资助。")
    for text in (first, second):
        for at in range(len(text.text)):
            start, end = text.span(at, at + 1)
            assert read.clean.text[start:end] == text.text[at]


def test_awards_of_annex_entries_stand_in_a_table_of_their_own():
    raw = BODY + LISTS
    tables = extract_document(Document("d", raw, {}))
    rows = [{"table": name} | row for name in ("awards", "annex_awards") for row in tables[name]]
    found = [(r["table"], r["path"], r["tier"], r["amount_yuan"], r["times"]) for r in rows]
    assert found == [
        ("awards", "一/（一）", "省级", 1000000, 1),
        ("annex_awards", "1-1/延续/1", "国家级", 3000000, 1),
        ("annex_awards", "1-1/延续/1", "省级", 1500000, 1),
        ("annex_awards", "1-1/延续/1", "", 100000, 2),
        ("annex_awards", "1-1/延续/2", "", 200000, 1),
    ]
    for row in rows:
        whole = "".join(raw[row["start"] : row["end"]].split())
        assert "".join(row["quote"].split()) == whole
    assert [r["measure"] for r in rows] == [1, None, None, None, None]


def test_a_document_without_annex_lists_has_awards_of_the_body_only():
    rows = extract_document(Document("d", BODY, {}))
    assert (len(rows["awards"]), len(rows["annex_awards"])) == (1, 0)
