"""Every number that the chapter on policy instruments publishes, on small frames counted by hand."""

import pandas as pd
import pytest
from helpers import ROOT

from policybook.analyse import policy_tools
from policybook.errors import PolicybookError
from policybook.vocab.instruments import load_instruments

VOCABULARY = load_instruments()
SIDES = {tool: VOCABULARY.side(tool) for tool in VOCABULARY.instruments}
MEASURES = pd.DataFrame(
    [
        ("a", "1", "（一）修码头。建设内河码头。（责任单位：税收优惠局）", "North"),
        ("a", "2", "（二）发消费券。发放消费券。", "South"),
        ("b", "1", "（一）减税。落实税收优惠，鼓励创新。", "North"),
        ("b", "2", "（二）其他。", "South"),
    ],
    columns=["doc_id", "path", "quote", "domain"],
)
NOTHING = pd.DataFrame({"doc_id": [], "path": [], "measure": []})
TABLES = {
    "awards": pd.DataFrame({"doc_id": ["a"], "path": ["2"], "measure": [2]}),
    "targets": pd.DataFrame({"doc_id": ["a", "a"], "path": ["1", "1"], "measure": [1, None]}),
    "budgets": pd.DataFrame({"doc_id": ["b", "b"], "path": ["1", "2"], "measure": [1, 2], "role": ["sought", "component"]}),
}


@pytest.fixture(scope="module")
def coded():
    return policy_tools.code_measures(MEASURES, TABLES, VOCABULARY)


def test_tools_by_words_and_by_tables_without_the_list_of_units(coded):
    assert coded["tools"].tolist() == [
        ("infrastructure", "goals"),
        ("funding", "consumption"),
        ("tax", "strategy"),  # what is only sought is no money of the place
        ("funding",),
    ]
    assert coded["sides"].tolist() == [("supply", "environment"), ("supply", "demand"), ("environment",), ("supply",)]


def test_uses_and_sides(coded):
    found = policy_tools.uses(coded, ["doc_id"], VOCABULARY)
    assert found.loc["funding"].tolist() == [1, 1]
    assert found.loc["procurement"].tolist() == [0, 0]
    assert found.to_numpy().sum() == 7
    assert found.attrs["measures"] == {"a": 2, "b": 2}
    assert policy_tools.side_shares(coded, "doc_id", VOCABULARY).to_dict("index") == {
        "a": {"supply": 50, "environment": 25, "demand": 25},
        "b": {"supply": pytest.approx(100 / 3), "environment": pytest.approx(200 / 3), "demand": 0},
    }


def test_missing_tools(coded):
    found = policy_tools.missing(coded, "domain", "doc_id", VOCABULARY)
    north = found[found["domain"] == "North"].set_index("tool")
    assert "infrastructure" not in north.index  # found in one of two documents, which is half
    assert north.loc["procurement", ["side", "found", "of"]].tolist() == ["demand", 0, 2]
    assert len(found[found["domain"] == "South"]) == len(VOCABULARY.instruments) - 2


def test_awards_serve_one_tool():
    awards = pd.DataFrame({"item": ["贷款", "首台（套）装备", "工程师", "奖金", None], "base": ["贴息", None, None, None, "研发投入"]})
    found = policy_tools.code_awards(awards, VOCABULARY)
    assert found["tool"].tolist() == ["finance", "demonstration", "funding", "funding", "technology"]
    assert found["side"].tolist() == ["environment", "demand", "supply", "supply", "supply"]


def test_agreement_of_two_codings():
    first = [frozenset({"tax"}), frozenset({"tax", "goals"}), frozenset()]
    second = [frozenset({"tax"}), frozenset({"goals"}), frozenset()]
    assert policy_tools.agreement(first, second) == {"n": 3, "same": 2, "codes_pct": pytest.approx(200 / 3)}


def test_scores_by_side_with_exact_intervals():
    said = [frozenset({"tax", "funding"}), frozenset({"goals"})]
    settled = [frozenset({"tax"}), frozenset({"goals", "strategy"})]
    found = policy_tools.scores(said, settled, SIDES).set_index("side")
    assert found.loc["environment", ["right", "said", "meant"]].tolist() == [2, 2, 3]
    assert found.loc["environment", "precision_pct"] == 100
    assert found.loc["environment", "recall_pct"] == pytest.approx(200 / 3)
    assert found.loc["supply", ["right", "said", "meant"]].tolist() == [0, 1, 0]
    assert pd.isna(found.loc["demand", "precision_pct"])
    assert found.loc["all", ["right", "said", "meant"]].tolist() == [2, 3, 3]


@pytest.mark.parametrize("name", ["tools", "award_tools"])
def test_samples_are_well_formed_and_stand_where_they_say(name, tables):
    sample = policy_tools.load_sample(ROOT / "data" / "labels" / "judgements" / f"{name}.csv", VOCABULARY)
    table = tables["measures" if name == "tools" else "awards"]
    known = set(zip(table["doc_id"], table["start"], table["end"], strict=True))
    assert set(zip(sample["doc_id"], sample["start"], sample["end"], strict=True)) <= known
    assert all(row["settled"] for row in sample.to_dict("records"))


def test_rules_agree_with_the_sample_as_far_as_the_chapter_says(tables):
    sample = policy_tools.load_sample(ROOT / "data" / "labels" / "judgements" / "tools.csv", VOCABULARY)
    rows = {name: tables[name] for name in ("awards", "budgets", "targets")}
    coded = policy_tools.code_measures(tables["measures"], rows, VOCABULARY).set_index(["doc_id", "start"])["tools"]
    said = [frozenset(coded[key]) for key in zip(sample["doc_id"], sample["start"], strict=True)]
    found = policy_tools.scores(said, [policy_tools.codes(c) for c in sample["settled"]], SIDES).set_index("side").loc["all"]
    assert found["precision_pct"] >= 85
    assert found["recall_pct"] >= 72


def test_a_strange_code_is_named(tmp_path):
    path = tmp_path / "sample.csv"
    path.write_text("doc_id,start,end,text,first,second,settled\na,0,1,x,tax,tax,taxes\n", "utf-8")
    with pytest.raises(PolicybookError, match=r"sample\.csv: line 2: settled: 'taxes' is no instrument"):
        policy_tools.load_sample(path, VOCABULARY)
    path.write_text("doc_id,start,end\na,0,1\n", "utf-8")
    with pytest.raises(PolicybookError, match="lacks the column text"):
        policy_tools.load_sample(path, VOCABULARY)
