"""Every number that the chapter on promises publishes, on small frames counted by hand."""

import pandas as pd
import pytest

from policybook.analyse import promises
from policybook.vocab.indicators import load_indicators
from policybook.vocab.units import load_units

VOCABULARY = load_indicators()

DOCUMENTS = (
    pd.DataFrame(
        [
            ("city", "甲市", "City", "Province", 2031, "2025", "prefecture"),
            ("east", "乙区", "East", "City", 2031, "2025", "district"),
            ("west", "丙区", "West", "City", 2030, "2024", "district"),
            ("bare", None, None, None, None, None, None),
        ],
        columns=["doc_id", "place", "place_en", "parent", "policy_year", "scheme", "level"],
    )
    .astype({"policy_year": "Int64"})
    .assign(label=lambda t: t["doc_id"].str.title())
)
DOMAINS = pd.DataFrame({"scheme": ["2025", "2024"], "section": [1, 1], "domain": ["Science", "Land"]})
TARGETS = pd.DataFrame(
    [
        ("city", 1, 2, "一/2", "新建和改造提升高标准农田", 100.0, "亩", "=", False, "高标准农田100亩"),
        ("city", 1, 2, "一/2", "研发投入强度", 3.0, "%", ">=", False, "研发投入强度3%以上"),
        ("city", 1, None, "一", "新增省级工业互联网平台", 4.0, "家", "=", True, "力争新增省级工业互联网平台4家"),
        ("east", 1, 2, "一/2", "新建高标准农田", 25.0, "亩", "=", False, "高标准农田25亩"),
        ("east", 1, 2, "一/2", "研发投入强度", 3.0, "%", ">=", False, "研发投入强度3%以上"),
        ("east", None, None, None, "修桥", 2.0, "座", "=", False, "修桥2座"),
        ("west", 1, 1, "一/1", "新建高标准农田", 50.0, "亩", "=", True, "力争高标准农田50亩"),
        ("bare", None, 1, "1", "研发投入强度", 2.0, "%", "=", False, "研发投入强度2%"),
    ],
    columns=["doc_id", "section", "measure", "path", "indicator", "value", "unit", "comparator", "striving", "quote"],
).astype({"section": "Int64", "measure": "Int64"}).assign(subsection=pd.NA, start=range(8), end=range(1, 9))  # fmt: skip
DUTIES = pd.DataFrame(
    [
        ("city", 1, 2, "一/2", "市科技局", 1, False),
        ("city", 1, 2, "一/2", "市财政局", 2, True),
        ("city", 1, None, "一", "市经信局", 1, True),
        ("east", 1, 2, "一/2", "区科技局", 1, False),
        ("east", 1, 2, "一/2", "区财政局", 2, False),
        ("east", 1, 3, "一/3", "区教育局", 1, True),
        ("west", 1, 1, "一/1", "区农水局", 1, True),
    ],
    columns=["doc_id", "section", "measure", "path", "unit", "order", "lead"],
)


@pytest.fixture(scope="module")
def coded():
    return promises.code_targets(TARGETS, DOCUMENTS, VOCABULARY, DOMAINS)


def test_each_target_gets_name_kind_domain_and_who_decides(coded):
    assert coded["name"].fillna("").tolist() == [
        "high-standard-farmland", "rd-intensity", "", "high-standard-farmland", "rd-intensity", "", "high-standard-farmland", "rd-intensity",
    ]  # fmt: skip
    assert coded["kind"].tolist() == ["amount", "share", "count", "amount", "share", "count", "amount", "share"]
    assert coded["free"].tolist() == [False, True, False, False, True, False, False, True]
    assert coded["above"].tolist() == [False, False, True, False, False, False, False, False]
    assert coded["domain"].fillna("").tolist() == ["Science"] * 5 + ["", "Land", ""]
    assert len(coded) == len(TARGETS)


def test_striving_shares_are_counted_in_groups(coded):
    found = promises.striving_shares(coded)
    assert found.to_dict("list") == {
        "doc_id": ["city", "east", "west", "bare"],
        "targets": [3, 3, 1, 1],
        "striving": [1, 0, 1, 0],
        "striving_pct": [pytest.approx(100 / 3), 0, 100, 0],
    }


def test_the_same_thing_is_compared_within_a_year_only(coded):
    found = promises.same_thing(coded).set_index("name")
    assert sorted(found.index) == ["high-standard-farmland", "rd-intensity"]
    assert found.loc["high-standard-farmland", ["documents", "low", "high", "ratio", "same"]].tolist() == [2, 25, 100, 4, False]
    assert found.loc["rd-intensity", ["documents", "ratio", "same"]].tolist() == [2, 1, True]


def test_an_indicator_printed_twice_in_a_document_is_not_compared(coded):
    again = pd.concat([coded, coded[coded["doc_id"] == "east"]], ignore_index=True)
    assert promises.same_thing(again).empty


def test_a_part_is_set_beside_the_place_above_of_the_same_year(coded):
    found = promises.shares_of_city(coded, DOCUMENTS)
    assert found[["doc_id", "upper", "name", "share_pct"]].to_numpy().tolist() == [
        ["east", "city", "high-standard-farmland", 25.0],
        ["east", "city", "rd-intensity", 100.0],
    ]


UNLIKE = [  # sentence of the place, number, sentence of the place above, number, whether they count the same
    ("举办专业性展会10场以上", 10, "组织企业参加专业性展会20场以上", 20, False),
    ("举办专业性展会10场以上", 10, "举办专业性展会20场以上", 20, True),
    ("实施区级科技计划项目20项", 20, "实施市级科技计划项目100项", 100, False),
    ("培育亿元级企业3家", 3, "培育10亿元级企业5家", 5, False),
    ("每个镇建成图书馆1个", 1, "建成图书馆8个", 8, False),
    ("建成图书馆2个", 2, "新建图书馆8个", 8, True),
]


@pytest.mark.parametrize(("own", "number", "above", "number_above", "same"), UNLIKE)
def test_targets_that_count_different_things_are_no_share(own, number, above, number_above, same):
    rows = pd.DataFrame({"doc_id": ["east", "city"], "name": "thing", "value": [number, number_above], "quote": [own, above]})
    assert len(promises.shares_of_city(rows, DOCUMENTS)) == int(same)


def test_who_answers_has_the_lead_first():
    found = promises.answerable(TARGETS, DUTIES)
    assert found["offices"].tolist() == ["市财政局、市科技局"] * 2 + ["市经信局", "区科技局、区财政局", "区科技局、区财政局", "", "区农水局", ""]
    assert found["lead"].fillna("").tolist() == ["市财政局", "市财政局", "市经信局", "", "", "", "区农水局", ""]
    assert found["n_offices"].tolist() == [2, 2, 1, 2, 2, 0, 1, 0]


def test_offices_without_a_target():
    found = promises.offices_without_target(TARGETS, DUTIES, load_units())
    assert found.to_dict("list") == {"doc_id": ["east"], "office": ["education"], "measures": [1]}


NUMBERS = [
    (40_500_000_000, "元", ">=", "≥ 405亿元"),
    (6, "%", "~", "≈ 6 %"),
    (1.5, None, "<=", "≤ 1.5"),
    (0.03, "元/千瓦时", ">=", "≥ 0.03元/千瓦时"),
    (37_000_000, "羽", ">=", "≥ 3700万羽"),
    (4270, "亩", "=", "4270亩"),
]


@pytest.mark.parametrize(("value", "unit", "comparator", "words"), NUMBERS)
def test_numbers_read_well(value, unit, comparator, words):
    assert promises.number_in_words(value, unit, comparator) == words


PRINTED = [
    (66.67, "三分之二以上用于民生", True),
    (19000, "高标准农田 1.9 万亩", True),
    (7e9, "贷款70亿元", True),
    (5, "建设15个", False),
    (5, "建设5.2个", False),
    (4500, "4,500亩", True),
]


@pytest.mark.parametrize(("value", "text", "found"), PRINTED)
def test_whether_a_number_stands_in_a_quote(value, text, found):
    assert promises.printed_in(value, text) is found


def test_the_scorecard_has_a_row_for_each_target(coded):
    cards = promises.scorecard(coded, DOCUMENTS, DUTIES, VOCABULARY, english={"修桥": "Build bridges"})
    assert list(cards.columns) == list(promises.SCORECARD)
    assert len(cards) == len(TARGETS)
    first, last = cards.iloc[0], cards.iloc[-1]
    assert first[["place", "promise_en", "number", "firmness", "lead", "offices"]].tolist() == [
        "甲市", "High-standard farmland built or improved", "100亩", "promised", "市财政局", "市财政局、市科技局",
    ]  # fmt: skip
    assert last["place"] == "Bare"
    assert pd.isna(last["year"])
    assert cards.loc[5, "promise_en"] == "Build bridges"
    assert cards.loc[2, "firmness"] == "striven for"
    assert set(cards["reached"]) == {""}
