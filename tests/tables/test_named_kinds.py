"""Recipients and industries of awards: words on made-up rows, and a sample of the five documents that was coded by reading."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from policybook.errors import PolicybookError
from policybook.read.corpus import Document
from policybook.tables.build import make_tables
from policybook.tables.named_kinds import with_named_kinds
from policybook.vocab.named_kinds import load_industries, load_recipients

SAMPLE = Path(__file__).parent / "award_columns_expected.csv"
KEY = ("doc_id", "start", "item", "tier", "amount_yuan", "rate_pct")
BOUNDS = {  # column: precision, recall on the sample, less one value
    "recipient": (0.97, 0.97),
    "industry": (0.86, 0.92),
}

# fmt: off
NAMED = [  # (sentence, recipient, its words, industry, its words)
    ("对新设的海钓企业给予5万元奖励。", "firm", "企业", None, None),
    ("对新引进的博士，给予10万元补贴。", "person", "博士", None, None),
    ("对新建的小微企业园奖励100万元。", "park", "小微企业园", None, None),
    ("对种植旱粮的合作社每亩补助100元。", "cooperative", "合作社", "agriculture", "种植"),
    ("对绿色工厂和绿色园区给予20万元奖励。", "firm|park", "工厂|园区", None, None),
    ("对示范村奖励8万元。", "village", "村", None, None),
    ("对技改项目按设备投资额的10%给予补助。", "project", "项目", None, None),
    ("对跨境电商企业给予6万元奖励。", "firm", "企业", "trade", "跨境电商"),
    ("企业首次在海岛板挂牌的，奖励10万元。", "firm", "企业", None, None),
    ("对上架主流开源社区的产品给予5万元奖励。", None, None, None, None),
    ("对首台（套）产品奖励30万元。", None, None, None, None),
]
# fmt: on


def tables_of(sentence):
    return make_tables([Document("d", f"青屿县若干政策\n一、扶持内容\n1.扶持对象。{sentence}\n", {})])["awards"]


@pytest.mark.parametrize(("text", "recipient", "who", "industry", "what"), NAMED)
def test_who_gets_it_in_which_industry(text, recipient, who, industry, what):
    rows = tables_of(text)[["recipient", "recipient_words", "industry", "industry_words"]]
    assert rows.astype(object).where(rows.notna(), None).to_numpy().tolist()[:1] == [[recipient, who, industry, what]]


def test_the_statement_before_speaks_where_item_and_quote_are_silent():
    raw = "对企业奖励；对规模种粮主体，油菜配套10元/亩"
    start = raw.index("油菜")
    row = {"doc_id": "d", "item": "油菜", "quote": raw[start:], "start": start, "end": len(raw)}
    kinds = {"recipient": load_recipients(), "industry": load_industries()}
    found = with_named_kinds(pd.DataFrame([row]), [Document("d", raw, {})], kinds).iloc[0]
    assert (found["recipient"], found["industry"], found["industry_words"]) == ("producer", "agriculture", "油菜")


def test_the_coded_sample_is_reached(tables):
    with SAMPLE.open(encoding="utf-8", newline="") as handle:
        coded = list(csv.DictReader(handle))
    rows = {tuple(_plain(row[name]) for name in KEY): row for row in tables["awards"].to_dict("records")}
    assert len(coded) == 40
    for column, (precision, recall) in BOUNDS.items():
        pairs = [(_kinds(case[column]), _kinds(rows[tuple(_plain(case[name]) for name in KEY)][column])) for case in coded]
        both, wanted, found = (sum(map(len, sets)) for sets in zip(*[(w & f, w, f) for w, f in pairs], strict=True))
        assert both / found >= precision, column
        assert both / wanted >= recall, column
    for case in coded:  # the text of the sample is silent on these
        row = rows[tuple(_plain(case[name]) for name in KEY)]
        assert all(pd.isna(row[name]) for name in ("application", "valid_from", "valid_to"))


def _plain(value):
    if value is None or pd.isna(value) or value == "":
        return ""
    try:
        return f"{float(value):.6g}" if not isinstance(value, str) or value.replace(".", "", 1).isdigit() else value
    except ValueError:
        return value


def _kinds(value):
    return set() if pd.isna(value) else set(filter(None, value.split("|")))


def test_a_vocabulary_says_what_is_wrong(tmp_path):
    (tmp_path / "data" / "vocab").mkdir(parents=True)
    (tmp_path / "data" / "raw").mkdir()
    (tmp_path / "data" / "vocab" / "recipients.yml").write_text("recipients:\n  - {id: firm, zh: 企业, en: firms}\n", "utf-8")
    with pytest.raises(PolicybookError, match=r"recipients\.yml: recipients: firm: lacks `words`"):
        load_recipients(tmp_path)
