"""Facts from outside the corpus: the files as they are, and what a person is told who gets a line wrong."""

import csv

import pandas as pd
import pytest
from helpers import ROOT

from policybook.errors import PolicybookError
from policybook.read.corpus import Document
from policybook.tables import outside

FACT = {
    "place": "东湖市", "level": "county-level city", "document": "东湖市若干政策", "document_number": "东政发〔2025〕3号",
    "date": "2025-03-01", "policy_year": "2025", "section": "一、科技", "kind": "budget", "label": "预算安排", "value": "160000000",
    "unit": "元", "bound": "", "source": "https://example.org/zc/1.html", "note": "", "date_read": "2026-11-27", "extent": "opening only",
}  # fmt: skip
MATCH = {
    "place": "东湖市", "policy_year": "2025", "label": "预算安排", "doc_id": "donghu-2024", "quote": "2024年预算安排1.5亿元",
    "value": "150000000", "bound": "", "note": "",
}  # fmt: skip
TEXT = "东湖市若干政策\n一、科技\n（一）资金。2024年预算安排1.5亿元。\n（二）其他。照常办理。\n"
DOCUMENT = Document("donghu-2024", TEXT, {"place": "东湖市", "policy_year": 2024})


def write(folder, name, rows):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def project(tmp_path):
    (tmp_path / "data/raw").mkdir(parents=True)
    return tmp_path


def test_a_fact_is_read(project):
    write(project, outside.FACTS, [FACT])
    (row,) = outside.load_facts(project).to_dict("records")
    assert (row["place"], row["policy_year"], row["value"], row["unit"]) == ("东湖市", 2025, 1.6e8, "元")
    assert row["source"].startswith("https://")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"source": ""}, "line 2: source: is empty"),
        ({"source": "example.org/1"}, "line 2: source: 'example.org/1' is not of the form"),
        ({"date_read": "27.11.2026"}, "line 2: date_read: '27.11.2026' is not of the form"),
        ({"date_read": ""}, "line 2: date_read: is empty"),
        ({"extent": "all"}, "line 2: extent: 'all' is none of opening only"),
        ({"kind": "sum"}, "line 2: kind: 'sum' is none of budget, award"),
        ({"value": "1.6亿"}, "line 2: value: '1.6亿' is not of the form"),
        ({"value": ""}, "line 2: value: a row of kind 'budget' needs a value and its unit"),
        ({"kind": "source"}, "line 2: value: a row of kind 'source' has no value and no unit"),
        ({"policy_year": "25"}, "line 2: policy_year: '25' is not of the form"),
    ],
)
def test_a_wrong_fact_is_told_by_line_and_column(project, change, told):
    write(project, outside.FACTS, [FACT | change])
    with pytest.raises(PolicybookError, match=r"facts\.csv: ") as error:
        outside.load_facts(project)
    assert told in str(error.value)


def test_a_fact_stands_once(project):
    write(project, outside.FACTS, [FACT, FACT])
    with pytest.raises(PolicybookError, match="line 3: the same fact stands in line 2"):
        outside.load_facts(project)


def test_a_comma_without_quotation_marks_is_told(project):
    write(project, outside.FACTS, [FACT])
    path = project / outside.FACTS
    path.write_text(path.read_text("utf-8").replace("一、科技", "一,科技"), "utf-8")
    with pytest.raises(PolicybookError, match="line 2: has 17 cells instead of 16"):
        outside.load_facts(project)


def test_a_missing_file_and_other_columns_are_told(project):
    with pytest.raises(PolicybookError, match="no such file"):
        outside.load_facts(project)
    write(project, outside.FACTS, [{"place": "东湖市"}])
    with pytest.raises(PolicybookError, match="line 1: the columns are place; they must be place, level"):
        outside.load_facts(project)


@pytest.mark.parametrize(
    ("value", "unit", "bound", "text"),
    [(6.496e9, "元", pd.NA, "64.96亿元"), (590000.0, "元", "<=", "≤ 59万元"), (600, "个", "~", "about 600个"), (6, "%", ">=", "≥ 6%")],
)
def test_a_figure_is_printed_as_it_is_read(value, unit, bound, text):
    assert outside.printed(value, unit, bound) == text


def test_a_counterpart_leads_to_its_place(project):
    write(project, outside.FACTS, [FACT])
    write(project, outside.COUNTERPARTS, [MATCH])
    (row,) = outside.load_counterparts(outside.load_facts(project), {"donghu-2024": DOCUMENT}, project).to_dict("records")
    assert TEXT[row["start"] : row["end"]] == "2024年预算安排1.5亿元"
    assert row["value"] == 1.5e8


def test_a_counterpart_of_a_document_that_is_not_there_is_left_out(project):
    write(project, outside.FACTS, [FACT])
    write(project, outside.COUNTERPARTS, [MATCH])
    assert outside.load_counterparts(outside.load_facts(project), {}, project).empty


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"label": "另一项"}, "line 2: label: data/outside/facts.csv has no such fact"),
        ({"quote": "2024年预算安排2.5亿元"}, "line 2: quote: does not stand in donghu-2024"),
        ({"value": "15"}, "line 2: value: the quote holds no 15"),
    ],
)
def test_a_wrong_counterpart_is_told(project, change, told):
    write(project, outside.FACTS, [FACT])
    write(project, outside.COUNTERPARTS, [MATCH | change])
    with pytest.raises(PolicybookError, match=told):
        outside.load_counterparts(outside.load_facts(project), {"donghu-2024": DOCUMENT}, project)


def test_a_counterpart_is_of_the_same_place_and_another_year(project):
    write(project, outside.FACTS, [FACT])
    write(project, outside.COUNTERPARTS, [MATCH])
    same = Document("donghu-2024", TEXT, {"place": "东湖市", "policy_year": 2025})
    with pytest.raises(PolicybookError, match="line 2: doc_id: name a document of 东湖市 for another year"):
        outside.load_counterparts(outside.load_facts(project), {"donghu-2024": same}, project)


# ---------------------------------------------------------------------------------------- the files of the project


def test_the_facts_of_the_project_are_in_order(corpus):
    facts = outside.load_facts(ROOT)
    assert len(outside.load_counterparts(facts, corpus, ROOT)) > 20
    assert set(facts["extent"]) == {"opening only"}
    assert facts.loc[facts["kind"] != "source", "english"].notna().all()
    assert facts["date_read"].notna().all()


def test_parts_of_a_budget_add_up_to_its_sum():
    facts = outside.load_facts(ROOT)
    budgets = facts[(facts["kind"] == "budget") & facts["section"].notna()]
    for (place, year), rows in budgets.groupby(["place", "policy_year"]):
        whole, *parts = rows["value"]
        assert sum(parts) == pytest.approx(whole), (place, year)


def test_records_name_the_page_that_the_facts_show(corpus):
    facts = outside.load_facts(ROOT)
    pages = facts[facts["kind"] == "source"]
    named = {(d.record["place"], d.record["policy_year"], d.record["document_number"]): d.record["source"] for d in corpus.values()}
    assert len(pages) > 0
    for row in pages.itertuples():
        assert named[row.place, row.policy_year, row.document_number] == row.source
