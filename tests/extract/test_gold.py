"""The extraction against the hand-coded rows; the bounds are what the book promises."""

import pandas as pd
import pytest
import yaml
from helpers import POLICIES, ROOT

from policybook.analyse.validation import MATCHINGS, bootstrap, fields, likeness, load_labels, match_labels, names, normalise, score, sisters, strict_by_likeness
from policybook.read.corpus import load_corpus, read_document
from policybook.tables.build import make_tables

BOUNDS = [  # set, table, F1, strict F1
    ("development", "budgets", 0.98, 0.95),
    ("development", "awards", 0.97, 0.92),
    ("development", "targets", 0.96, 0.93),
    ("development", "responsibilities", 0.99, 0.99),
    ("development", "asks", 1.0, 1.0),
    ("held out", "budgets", 0.98, 0.95),
    ("held out", "awards", 0.97, 0.92),
    ("held out", "targets", 0.96, 0.93),
    ("made up", "budgets", 0.97, 0.85),
    ("made up", "awards", 0.97, 0.8),
    ("made up", "targets", 0.97, 0.93),
    ("made up", "responsibilities", 1.0, 1.0),
]


@pytest.fixture(scope="module")
def outcomes():
    """The comparison of all labelled documents, with the set that a document belongs to."""
    folder = ROOT / "data" / "labels"
    about = yaml.safe_load((folder / "labels.yml").read_text("utf-8"))["sets"]
    sets = {doc_id: name for name, group in about.items() for doc_id in group["documents"]}
    corpus = load_corpus()
    real = match_labels(load_labels(folder), make_tables(corpus[d] for d in sorted(sets)))
    texts = [read_document(path) for path in sorted(POLICIES.glob("*.txt"))]
    made_up = match_labels(load_labels(POLICIES), make_tables(texts), [name for name in MATCHINGS if name != "asks"])
    both = pd.concat([real, made_up], ignore_index=True)
    return both.assign(set=both["doc_id"].map(sets).fillna("made up"))


@pytest.mark.parametrize(("group", "table", "f1", "strict_f1"), BOUNDS)
def test_extraction_reaches_its_bounds(outcomes, group, table, f1, strict_f1):
    rates = score(outcomes, ["set", "table"]).loc[(group, table)]
    misses = outcomes[(outcomes["set"] == group) & (outcomes["table"] == table) & ~outcomes["strict"]]
    message = "\n".join(f"{m.doc_id} {m.measure} {m.outcome} {m.wrong} {m.label} {m.row}" for m in misses.itertuples())
    assert rates["f1"] >= f1, message
    assert rates["strict_f1"] >= strict_f1, message


def test_an_interval_holds_its_estimate(outcomes):
    rates = score(outcomes).join(bootstrap(outcomes, n=200))
    assert (rates["f1_low"] <= rates["f1"]).all()
    assert (rates["f1"] <= rates["f1_high"]).all()


def labels_of(rows):
    return pd.DataFrame([("targets", "d", row) for row in rows], columns=["table", "doc_id", "row"])


ROW = {"doc_id": "d", "section": 1, "measure": 2, "indicator": "新增企业", "value": 5.0, "unit": "家", "comparator": ">="}
# (what differs in the extracted row, expected outcomes)
CASES = [
    ({}, ["found"]),
    ({"section": 3}, ["found"]),
    ({"comparator": "="}, ["found"]),
    ({"value": 6.0}, ["missed", "spurious"]),
    ({"measure": 3}, ["missed", "spurious"]),
    ({"unit": "个"}, ["missed", "spurious"]),
]


@pytest.mark.parametrize(("change", "expected"), CASES)
def test_what_counts_as_found(change, expected):
    found = match_labels(labels_of([ROW]), {"targets": pd.DataFrame([ROW | change])}, ["targets"])
    assert sorted(found["outcome"]) == expected


def test_strictness_asks_for_more():
    found = match_labels(labels_of([ROW]), {"targets": pd.DataFrame([ROW | {"comparator": "=", "indicator": "出口"}])}, ["targets"])
    assert found["wrong"].iloc[0] == ["comparator", "indicator"]
    assert score(found)["strict_f1"].iloc[0] == 0.0


SISTERS = [  # (two names, whether they are two things however alike)
    ("早稻订单奖补", "晚稻订单奖补", True),
    ("国家级绿色工厂", "国际级绿色工厂", True),
    ("绿色工厂", "绿色工厂和园区", False),
    ("绿色工厂", "绿色工厂", False),
    ("研发投入", "技术改造", False),
    ("重大项目计划完成投资", "重大项目建设完成投资", False),
    ("", "", False),
]


@pytest.mark.parametrize(("a", "b", "expected"), SISTERS)
def test_sisters_are_two_things(a, b, expected):
    assert sisters(a, b) == sisters(b, a) == expected


def test_a_sister_is_not_strictly_right():
    label = ROW | {"indicator": "早稻订单奖补"}
    found = match_labels(labels_of([label]), {"targets": pd.DataFrame([ROW | {"indicator": "晚稻订单奖补"}])}, ["targets"])
    assert found["wrong"].iloc[0] == ["indicator"]


def test_names_and_how_alike_they_must_be():
    rows = [ROW | {"value": v, "indicator": n} for v, n in ((1.0, "新增企业"), (2.0, "新增规上企业数"), (3.0, "新建的绿色工厂"))]
    read = [ROW | {"value": v, "indicator": n} for v, n in ((1.0, "新增企业"), (2.0, "新增规上企业"), (3.0, "新建绿色的工厂"))]
    found = match_labels(labels_of(rows), {"targets": pd.DataFrame(read)}, ["targets"])
    told = names(found).sort_values("expected")
    assert sorted(told["way"]) == ["one contains the other", "other words", "same"]
    # Of three rows all are alike at 0.6; at 1 the first alone.
    strict = strict_by_likeness(found, [0.6, 1.0]).loc["targets"]
    assert strict.tolist() == [1.0, pytest.approx(1 / 3)]


def test_texts_are_compared_without_print_variants():
    assert normalise("（A 类）") == normalise("(A类)")
    assert normalise(5000000) == normalise("5000000.0")
    assert likeness("单项冠军企业", "单项冠军") >= 0.75


def test_fields_are_compared_one_by_one():
    found = match_labels(labels_of([ROW]), {"targets": pd.DataFrame([ROW | {"comparator": "="}])}, ["targets"])
    agreement = fields(found).set_index("field")["agreement"]
    assert (agreement["indicator"], agreement["comparator"]) == (1.0, 0.0)
