"""The extraction against the hand-coded rows; the bounds are what the book promises."""

import pandas as pd
import pytest

from policybook.corpus import find_root, load_corpus
from policybook.scoring import bootstrap, compare, fields, likeness, load_labels, normalise, score
from policybook.tables import make_tables

BOUNDS = [  # table, F1, strict F1
    ("budgets", 0.98, 0.95),
    ("awards", 0.97, 0.92),
    ("targets", 0.96, 0.93),
    ("responsibilities", 0.99, 0.99),
    ("asks", 1.0, 1.0),
]


@pytest.fixture(scope="module")
def outcomes():
    labels = load_labels(find_root() / "data" / "labels")
    corpus = load_corpus()
    return compare(labels, make_tables(corpus[d] for d in sorted(labels["doc_id"].unique())))


@pytest.mark.parametrize(("table", "f1", "strict_f1"), BOUNDS)
def test_extraction_reaches_its_bounds(outcomes, table, f1, strict_f1):
    rates = score(outcomes).loc[table]
    misses = outcomes[(outcomes["table"] == table) & ~outcomes["strict"]]
    message = "\n".join(f"{m.doc_id} {m.article} {m.outcome} {m.wrong} {m.label} {m.row}" for m in misses.itertuples())
    assert rates["f1"] >= f1, message
    assert rates["strict_f1"] >= strict_f1, message


def test_an_interval_holds_its_estimate(outcomes):
    rates = score(outcomes).join(bootstrap(outcomes, n=200))
    assert (rates["f1_low"] <= rates["f1"]).all()
    assert (rates["f1"] <= rates["f1_high"]).all()


def labels_of(rows):
    return pd.DataFrame([("targets", "d", row) for row in rows], columns=["table", "doc_id", "row"])


ROW = {"doc_id": "d", "section": 1, "article": 2, "indicator": "新增企业", "value": 5.0, "unit": "家", "comparator": ">="}
# (what differs in the extracted row, expected outcomes)
CASES = [
    ({}, ["found"]),
    ({"section": 3}, ["found"]),
    ({"comparator": "="}, ["found"]),
    ({"value": 6.0}, ["missed", "spurious"]),
    ({"article": 3}, ["missed", "spurious"]),
    ({"unit": "个"}, ["missed", "spurious"]),
]


@pytest.mark.parametrize(("change", "expected"), CASES)
def test_what_counts_as_found(change, expected):
    found = compare(labels_of([ROW]), {"targets": pd.DataFrame([ROW | change])}, ["targets"])
    assert sorted(found["outcome"]) == expected


def test_strictness_asks_for_more():
    found = compare(labels_of([ROW]), {"targets": pd.DataFrame([ROW | {"comparator": "=", "indicator": "出口"}])}, ["targets"])
    assert found["wrong"].iloc[0] == ["comparator", "indicator"]
    assert score(found)["strict_f1"].iloc[0] == 0.0


def test_texts_are_compared_without_print_variants():
    assert normalise("（A 类）") == normalise("(A类)")
    assert normalise(5000000) == normalise("5000000.0")
    assert likeness("单项冠军企业", "单项冠军") >= 0.75


def test_fields_are_compared_one_by_one():
    found = compare(labels_of([ROW]), {"targets": pd.DataFrame([ROW | {"comparator": "="}])}, ["targets"])
    agreement = fields(found).set_index("field")["agreement"]
    assert (agreement["indicator"], agreement["comparator"]) == (1.0, 0.0)
