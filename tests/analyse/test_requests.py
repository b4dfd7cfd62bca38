"""Every number that the chapter on asks publishes, on small frames counted by hand."""

from types import SimpleNamespace

import pandas as pd
import pytest

from policybook.analyse import requests
from policybook.read.corpus import load_corpus
from policybook.vocab.requests import load_requests

VOCABULARY = load_requests()
DOCUMENTS = pd.DataFrame(
    [
        ("city", "甲市", "City", "Province", "prefecture", 2031),
        ("east", "乙区", "East", "City", "district", 2031),
        ("town", "丙市", "Town", "City", "county-level city", 2030),
        ("bare", None, None, None, None, None),
    ],
    columns=["doc_id", "place", "place_en", "parent", "level", "policy_year"],
).astype({"policy_year": "Int64"})
ASKS = pd.DataFrame(
    [
        ("city", "1", 1, "争取资金支持。", "争取中央、省级就业补助资金1200万元(其中市本级200万元)，份额占全省10%以上、力争15%。", "市人社局|市财政局"),
        ("city", "2", 1, "争取试点", "争取市级试点1个；完成体检5万人。", "市卫健委"),
        ("east", "1", 1, "争取资金支持", "争取市级资金，份额占全市10%以上，力争15%。", "区财政局"),
        ("east", "2", 2, "建设步道", "建成步道3公里，绿化面积5公顷。", None),
        ("east", None, 2, "建设步道。", "建成步道3公里,绿化面积5公顷", "区住建局"),
        ("town", "1", 1, "争取债券", "力争专项债需求储备量突破100亿、申报争取90亿以上；新增制造业中长期贷款25亿元以上；推动政策性银行安排2亿元信贷资金。", "发改局"),
        ("town", "2", 1, "争创称号", "打造甲市级示范基地；积极向上争取支持。", "发改局"),
        ("bare", "1", None, "争取支持", "积极争取上级支持。", None),
    ],
    columns=["doc_id", "no", "domain", "item", "goal", "units"],
).astype({"domain": "Int64"}).assign(start=range(8), end=range(1, 9))  # fmt: skip


@pytest.fixture(scope="module")
def asks():
    return requests.code_asks(ASKS, DOCUMENTS, VOCABULARY)


def test_levels_above_the_place_only(asks):
    assert asks["levels"].tolist() == [
        ("central", "province"),
        (),  # 市级 is the city itself
        ("prefecture",),
        (),
        (),
        (),
        ("prefecture",),  # the city above by its name; 向上 counts only where nobody else is named
        ("higher",),
    ]
    assert asks["highest"].tolist() == ["central", "none", "prefecture", "none", "none", "none", "prefecture", "higher"]


def test_things_office_and_anchor(asks):
    assert asks["things"].tolist()[:3] == [("money",), ("pilot",), ("money",)]
    assert asks["things"].tolist()[3] == ()
    assert asks["office"].fillna("").tolist()[:5] == ["市人社局", "市卫健委", "区财政局", "", "区住建局"]
    assert asks["anchor"].tolist() == ["ask-1", "ask-2", "ask-1", "ask-2", "ask-2-b", "ask-1", "ask-2", "ask-1"]


def test_sums_by_kind_and_shares_apart(asks):
    found = requests.sums_asked(asks, VOCABULARY)
    sums = found[found["kind"] != "share"]
    assert sums[["doc_id", "kind", "amount_yuan"]].to_numpy().tolist() == [
        ["city", "transfer", 12_000_000],
        ["town", "bonds", 9_000_000_000],
        ["town", "credit", 200_000_000],
    ]
    shares = found[found["kind"] == "share"]
    assert shares[["doc_id", "share_pct"]].to_numpy().tolist() == [["city", 10], ["city", 15], ["east", 10], ["east", 15]]


def test_a_place_asks_the_shares_of_the_place_above(asks):
    found = requests.same_shares(requests.sums_asked(asks, VOCABULARY), DOCUMENTS)
    assert found[["doc_id", "upper", "shares", "shares_upper", "same"]].to_numpy().tolist() == [["east", "city", (10.0, 15.0), (10.0, 15.0), True]]


def test_an_ask_belongs_to_a_measure_of_its_domain(asks):
    measures = pd.DataFrame(
        [("east", 2, "二/1", "建设步道"), ("east", 1, "一/1", "建设步道"), ("city", 1, "一/1", "开展试点"), ("city", 1, "一/2", "别的事情")],
        columns=["doc_id", "section", "path", "heading"],
    )  # fmt: skip
    found = requests.measures_of_asks(asks, measures)
    assert found["measure_path"].fillna("").tolist() == ["", "", "", "二/1", "二/1", "", "", ""]
    assert requests.measures_of_asks(asks.head(0), measures)["measure_path"].tolist() == []


def test_entries_printed_twice(asks):
    assert requests.repeated_asks(asks).to_dict("list") == {"doc_id": ["east"], "item": ["建设步道"], "times": [2], "no": ["2"]}


def test_items_of_several_documents_of_a_year(asks):
    found = requests.shared_items(asks, DOCUMENTS)
    assert found[["policy_year", "item", "documents"]].to_numpy().tolist() == [[2031, "争取资金支持。", 2]]


def test_how_much_of_a_goal_stands_in_the_body():
    text = "新建步道三公里以上，并绿化。附件：种植香樟一百棵"
    document = SimpleNamespace(clean=SimpleNamespace(text=text), outline=SimpleNamespace(body_end=text.index("附件")))
    goals = ["新建 步道三公里以上", "新建步道三公里以上；种植香樟一百多棵了", "绿化", None]
    found = requests.said_in_body(pd.DataFrame({"doc_id": ["a"] * 4, "goal": goals}), {"a": document})
    assert found.tolist()[:2] == [100, 50]
    assert found[2:].isna().all()


def test_entries_and_money_of_annex_lists():
    entries = pd.DataFrame({"doc_id": ["a"] * 4, "list": ["1-2", "1-1", "1-1", "1-1"], "type": ["新增", "延续", "延续", "储备"]})
    assert requests.entries_by_type(entries).reset_index().to_numpy().tolist() == [["a", "1-2", 0, 0, 1, 0], ["a", "1-1", 2, 0, 0, 1]]
    budgets = pd.DataFrame(
        [("a", 1, "甲", 2031, 50.0), ("a", 1, "甲", 2030, 200.0), ("a", None, "总", 2030, 10.0)],
        columns=["doc_id", "section", "label", "year", "amount_yuan"],
    ).astype({"section": "Int64"})
    found = requests.budget_change(budgets)
    assert found[["label", "before", "after", "change_pct"]].to_numpy().tolist() == [["甲", 200, 50, -75]]


def test_titles_and_offices_of_annex_lists():
    titles = pd.concat([requests.list_titles(document) for document in load_corpus().values()]).set_index("list")
    assert titles.loc["1-3", "title"].endswith("集群培育政策措施")
    assert titles.loc["1-9-2", "office"] == "市金融办"
    assert len(titles) == 13
