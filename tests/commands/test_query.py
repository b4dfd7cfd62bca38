"""SQL over the tables, as CSV and as Parquet."""

import re

import pytest
from helpers import ROOT

from policybook.commands import many
from policybook.commands.cli import main

pytest.importorskip("duckdb")
TABLES = ROOT / "data" / "tables"

#: (query, what is printed)
ASKED = [
    ("SELECT count(*) AS n FROM documents", "n\n5\n"),
    ("SELECT 1.5 AS a, NULL AS b, '资金' AS c", "a    b  c\n1.5  –  资金\n"),
    ("SELECT typeof(amount_yuan) AS a, typeof(is_max) AS b, typeof(measure) AS c FROM awards LIMIT 1", "a       b        c\nDOUBLE  BOOLEAN  BIGINT\n"),
    ("SELECT count(*) AS n FROM awards WHERE cap_yuan IS NULL AND amount_yuan IS NULL AND rate_pct IS NULL AND unit = ''", "n\n0\n"),
]


@pytest.mark.parametrize(("sql", "printed"), ASKED)
def test_the_tables_of_the_book_are_asked(capsys, sql, printed):
    assert main(["query", sql, "--root", str(ROOT)]) == 0
    assert capsys.readouterr().out == printed


def test_every_table_has_all_its_rows(tables):
    from policybook.commands.query import connect

    with connect(TABLES) as connection:
        counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
        sums = connection.execute("SELECT sum(amount_yuan), count(tier) FROM awards").fetchone()
    assert counts == {name: len(frame) for name, frame in tables.items()}
    assert sums == (tables["awards"]["amount_yuan"].sum(), tables["awards"]["tier"].count())


def test_parquet_of_many_documents_is_asked_and_written(tmp_path, capsys, monkeypatch):
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(many, "IN_A_FILE", 1)
    files = [str(path) for path in sorted((ROOT / "data" / "raw").glob("*.txt"))[:2]]
    out = tmp_path / "it's"
    assert main(["extract", *files, "--out", str(out), "--format", "parquet", "--jobs", "1", "--batch", "1"]) == 0
    capsys.readouterr()
    assert main(["query", "SELECT doc_id FROM documents ORDER BY 1", "--tables", str(out), "--csv", str(tmp_path / "a.csv")]) == 0
    assert (tmp_path / "a.csv").read_text("utf-8").split() == ["doc_id", *(name.rpartition("/")[2][:-4] for name in files)]


def test_many_rows_are_cut_on_the_screen(capsys):
    assert main(["query", "SELECT * FROM range(100)", "--root", str(ROOT)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert (len(lines), lines[-1]) == (42, "… more rows; --csv FILE writes all")


WRONG = [  # (query, what the line says)
    ("SELECT nothing FROM awards", 'policybook: query: Binder Error: Referenced column "nothing" not found'),
    ("SELEC 1", "policybook: query: Parser Error: syntax error"),
    ("SELECT 1; SELECT 2", "policybook: query: takes one statement"),
    ("CREATE TABLE t (i INTEGER)", "policybook: query: takes one statement that gives rows: a SELECT"),
]


@pytest.mark.parametrize(("sql", "message"), WRONG)
def test_a_wrong_query_is_one_line(capsys, sql, message):
    assert main(["query", sql, "--root", str(ROOT)]) == 2
    error = capsys.readouterr().err
    assert error.startswith(message)
    assert error.count("\n") == 1


def test_a_folder_without_tables_is_one_line(tmp_path, capsys):
    assert main(["query", "SELECT 1", "--tables", str(tmp_path)]) == 2
    assert "holds no tables, or not all" in capsys.readouterr().err


def test_the_queries_of_the_page_run(capsys):
    page = (ROOT / "book" / "query.md").read_text("utf-8")
    asked = re.findall(r'^policybook query "([^"]+)"$', page, re.MULTILINE)
    assert len(asked) == 4
    for sql in asked:
        assert main(["query", sql, "--root", str(ROOT)]) == 0
        assert capsys.readouterr().out.count("\n") > 3, sql
