import frictionless
import pandas as pd
import pytest

from policybook.errors import PolicybookError
from policybook.project import find_root
from policybook.read.clean import clean_quote
from policybook.read.corpus import Document
from policybook.tables.build import make_batches, make_tables, stale_tables
from policybook.tables.files import load_tables, render, to_csv, write_tables
from policybook.tables.schema import table_schemas

WITH_QUOTES = [name for name, schema in table_schemas().items() if "quote" in schema.fields]


@pytest.fixture(scope="module")
def built(corpus):
    """The tables as the code builds them."""
    return make_tables(corpus.values())


def test_tables_are_what_the_code_builds(corpus):
    assert stale_tables(corpus, find_root() / "data" / "tables") == []


@pytest.mark.parametrize("name", WITH_QUOTES)
def test_every_row_quotes_its_source(corpus, tables, name):
    for row in tables[name].itertuples():
        assert clean_quote(corpus[row.doc_id].raw[row.start : row.end]) == row.quote


@pytest.mark.parametrize("name", WITH_QUOTES)
def test_rows_stand_in_the_order_of_the_text(corpus, tables, name):
    order = {doc_id: i for i, doc_id in enumerate(corpus)}
    places = [(order[row.doc_id], row.start) for row in tables[name].itertuples()]
    assert places == sorted(places)


@pytest.mark.parametrize("name", list(table_schemas()))
def test_keys_are_unique(tables, name):
    keys = tables[name][list(table_schemas()[name].key)]
    assert not keys.duplicated().any(), keys[keys.duplicated(keep=False)]


@pytest.mark.parametrize("name", ["budgets", "awards", "targets", "responsibilities"])
def test_rows_stand_in_their_measure(tables, name):
    measures = tables["measures"].set_index(["doc_id", "measure"])
    for row in tables[name].dropna(subset=["measure"]).itertuples():
        place = measures.loc[(row.doc_id, row.measure)]
        assert place["start"] <= row.start < row.end <= place["end"]
        assert place["section"] == row.section


def test_the_data_package_is_valid():
    report = frictionless.validate(str(find_root() / "data" / "tables" / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])


def test_every_field_is_described():
    for schema in table_schemas().values():
        assert schema.title
        assert schema.description
        assert all(len(field["description"]) > 5 for field in schema.fields.values())


def test_tables_survive_the_way_to_csv_and_back(tmp_path, built):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    write_tables([built], tmp_path / "data" / "tables")
    for name, frame in load_tables(tmp_path).items():
        pd.testing.assert_frame_equal(frame, built[name])


def test_a_rebuild_changes_nothing(corpus, built):
    assert render(make_tables(corpus.values())) == render(built)


def test_batches_make_the_same_files(tmp_path, corpus, built):
    write_tables(make_batches(corpus.values(), size=2), tmp_path)
    assert {p.name: p.read_text("utf-8") for p in tmp_path.iterdir()} == render(built)


def test_missing_is_empty_and_numbers_are_plain():
    frame = table_schemas()["annex_budgets"].frame([{"doc_id": "d", "list": "1", "section": None, "label": "总", "year": 2024, "amount_yuan": 4.96e7, "quote": "q", "start": 0, "end": 1}])
    assert to_csv(frame).splitlines()[1] == "d,1,,总,2024,49600000,q,0,1"


def test_a_row_against_the_schema_is_named(tables):
    broken = tables["budgets"].copy()
    broken.loc[3, "role"] = "gift"
    with pytest.raises(PolicybookError, match="table budgets: column role: .*'gift'"):
        table_schemas()["budgets"].check(broken)


def test_a_column_of_another_type_is_named(tables):
    broken = tables["budgets"].astype({"year": "string"})
    with pytest.raises(PolicybookError, match="table budgets: column year: is of type string, not integer"):
        table_schemas()["budgets"].check(broken)


def test_a_missing_table_is_named(tmp_path):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    with pytest.raises(PolicybookError, match=r"documents\.csv: is missing; run `policybook build`"):
        load_tables(tmp_path)


def test_stale_and_stray_tables_are_named(tmp_path, corpus, built):
    write_tables([built], tmp_path)
    (tmp_path / "awards.csv").write_text("doc_id\n")
    (tmp_path / "old.csv").write_text("x\n")
    (tmp_path / "asks.csv").unlink()
    problems = "\n".join(stale_tables(corpus, tmp_path))
    assert "awards.csv: is not what the code builds" in problems
    assert "old.csv: a stray file" in problems
    assert "asks.csv: is missing" in problems


def test_nothing_is_written_where_the_extraction_fails(tmp_path):
    def documents():
        yield Document("d", "（一）支持。给予奖励。\n", {})
        raise PolicybookError("second.txt: the file is empty")

    with pytest.raises(PolicybookError):
        write_tables(make_batches(documents(), size=1), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
