"""Every number that the chapter on offices publishes, on a small frame counted by hand."""

import pandas as pd
import pytest

from policybook.analyse import duties
from policybook.vocab.units import load_units

VOCABULARY = load_units()
#: Document, measure, units in printed order; the lead is starred.
LISTS = [
    ("city", 1, ["市经信局*", "市发改局", "市财政局"]),
    ("city", 2, ["市财政局"]),
    ("city", 3, ["市财政局", "市科技局*"]),
    ("east", 1, ["区经商局", "区财政局（区国资办）", "区财政局"]),
    ("east", 2, ["区农水局", "气象台"]),
]
MEASURES = pd.DataFrame([*((doc, 1, m, f"一/{m}") for doc, m, _ in LISTS), ("east", 1, 3, "一/3")], columns=["doc_id", "section", "measure", "path"])


@pytest.fixture(scope="module")
def named():
    rows = [(doc, 1, measure, f"一/{measure}", unit.strip("*"), order, "*" in unit or len(units) == 1) for doc, measure, units in LISTS for order, unit in enumerate(units, 1)]
    heading = [("east", 1, None, "一", "区经商局", 1, True)]
    columns = ["doc_id", "section", "measure", "path", "unit", "order", "lead"]
    frame = pd.DataFrame([*heading, *rows], columns=columns).astype({"measure": "Int64"})
    return duties.code_units(frame, VOCABULARY)


def test_an_office_stands_once_in_a_measure_and_headings_are_left_out(named):
    assert named[["doc_id", "path", "office", "n", "seat"]].to_numpy().tolist() == [
        ["city", "一/1", "industry", 3, "first"],
        ["city", "一/1", "development", 3, "between"],
        ["city", "一/1", "finance", 3, "last"],
        ["city", "一/2", "finance", 1, "alone"],
        ["city", "一/3", "finance", 2, "first"],
        ["city", "一/3", "science", 2, "last"],
        ["east", "一/1", "industry-commerce", 2, "first"],
        ["east", "一/1", "finance", 2, "last"],
        ["east", "一/2", "farming-water", 2, "first"],
        ["east", "一/2", "气象台", 2, "last"],
    ]


def test_load_counts_measures_first_places_and_leads(named):
    found = duties.load(named, MEASURES)
    assert found.iloc[0].to_dict() == {"doc_id": "city", "office": "finance", "measures": 3, "first": 2, "leads": 1, "share_pct": 100}
    science = found[found["office"] == "science"].iloc[0]
    assert science[["measures", "first", "leads"]].tolist() == [1, 0, 1]
    east = found[(found["doc_id"] == "east") & (found["office"] == "finance")].iloc[0]
    assert east["share_pct"] == pytest.approx(100 / 3)


def test_seats_of_an_office(named):
    assert duties.seats(named, "finance").to_dict("index") == {
        "city": {"alone": 1, "first": 1, "between": 0, "last": 1},
        "east": {"alone": 0, "first": 0, "between": 0, "last": 1},
    }


def test_joint_work_counts_a_pair_once_a_measure(named):
    found = duties.joint_work(named)
    assert len(found) == 6
    assert found["measures"].sum() == 3 + 1 + 1 + 1
    pair = found[(found["one"] == "development") & (found["other"] == "finance")].iloc[0]
    assert pair[["measures", "documents"]].tolist() == [1, 1]


def test_measures_with_rows_and_who_signs(named):
    awards = pd.DataFrame({"doc_id": ["city", "city", "east", "east"], "measure": [1, 1, 2, None], "path": ["一/1", "一/1", "一/2", None]})
    found = duties.measures_with(MEASURES, awards, named, "finance")
    assert found[["doc_id", "path", "n_rows", "offices", "signed"]].to_numpy().tolist() == [
        ["city", "一/1", 2, 3, True],
        ["east", "一/2", 1, 2, False],
    ]


def test_a_measure_without_units_is_not_signed(named):
    awards = pd.DataFrame({"doc_id": ["east"], "measure": [3], "path": ["一/3"]})
    assert duties.measures_with(MEASURES, awards, named, "finance")[["offices", "signed"]].to_numpy().tolist() == [[0, False]]


def test_whether_a_lead_is_known(named):
    assert duties.leads_named(named).to_dict("index") == {
        "city": {"one unit": 1, "several, lead named": 2, "several, no lead": 0},
        "east": {"one unit": 0, "several, lead named": 0, "several, no lead": 2},
    }


def test_make_up_of_a_document(named):
    documents = pd.DataFrame({"doc_id": ["city", "east"], "level": ["prefecture", None]})
    found = duties.make_up(named, documents, VOCABULARY).set_index("doc_id")
    assert found.loc["city", ["offices", "per_measure", "joined"]].tolist() == [4, 2.0, []]
    assert found.loc["east", ["offices", "per_measure", "joined"]].tolist() == [4, 2.0, ["industry-commerce", "farming-water"]]
    assert pd.isna(found.loc["east", "level"])


def test_the_main_office_of_a_domain(named):
    domains = pd.DataFrame({"doc_id": ["city", "east"], "section": [1, 1], "domain": ["Industry", "Industry"]})
    found = duties.main_offices(named, domains, aside=["finance"])
    assert found[["doc_id", "office", "measures", "of"]].to_numpy().tolist() == [
        ["city", "development", 1, 3],
        ["east", "farming-water", 1, 2],
    ]
