"""What `policybook diff` reports between a revision and the working tree."""

import json
import subprocess

import pytest

from policybook.commands import diff
from policybook.errors import PolicybookError

ROW = {
    "doc_id": "a-2024",
    "section": "1",
    "measure": "2",
    "label": "人才",
    "amount_yuan": "100",
    "start": "5",
    "end": "9",
}


def rows(*changes):
    return [{**ROW, **change} for change in changes]


@pytest.mark.parametrize(
    ("old", "new", "removed", "added", "changed"),
    [
        (rows({}), rows({}), 0, 0, 0),
        (rows({}), rows({"start": "15", "end": "19"}), 0, 0, 0),
        (rows({}), rows({"amount_yuan": "200"}), 0, 0, 1),
        (rows({}), rows({}, {}), 0, 1, 0),
        (rows({}, {}), rows({}), 1, 0, 0),
        (rows({"measure": "2"}), rows({"measure": "3"}), 1, 1, 0),
        (rows({"label": "甲"}, {"label": "乙"}), rows({"label": "甲", "amount_yuan": "7"}, {"label": "乙"}), 0, 0, 1),
        (rows({"label": "甲", "amount_yuan": "1"}, {"label": "乙", "amount_yuan": "2"}), rows({"label": "丙", "amount_yuan": "3"}, {"label": "丁", "amount_yuan": "4"}), 2, 2, 0),
        ([], rows({}), 0, 1, 0),
        (rows({}), [{**ROW, "year": "2024"}], 0, 0, 1),
    ],
)
def test_rows(old, new, removed, added, changed):
    found = diff.compare_rows("budgets", old, new)
    assert (len(found.removed), len(found.added), len(found.changed)) == (removed, added, changed)
    assert bool(found) == bool(removed or added or changed)


def test_the_most_alike_rows_are_paired():
    old = rows({"label": "甲", "amount_yuan": "1"}, {"label": "乙", "amount_yuan": "2"})
    new = rows({"label": "乙", "amount_yuan": "9"}, {"label": "甲", "amount_yuan": "8"})
    found = diff.compare_rows("budgets", old, new)
    assert [(b["label"], n["label"]) for b, n in found.changed] == [("甲", "甲"), ("乙", "乙")]


def notebook(*outputs):
    return {"cells": [{"cell_type": "code", "outputs": list(outputs)}, {"cell_type": "markdown", "source": ""}]}


def glued(name, text):
    prefix = "application/papermill.record/"
    return {"data": {prefix + "text/plain": [text]}, "metadata": {"scrapbook": {"name": name, "mime_prefix": prefix}}}


def claim(name, sentence, n_rows=1):
    return {"data": {diff.MIME: {"id": name, "sentence": sentence, "rows": [{}] * n_rows}}, "metadata": {}}


def test_glued_values_are_plain():
    outputs = [glued("n", "5"), glued("word", "'低空经济'"), glued("claim_a_b", "'…'"), claim("a-b", "…")]
    assert diff.glued_values([notebook(*outputs)]) == {"n": "5", "word": "低空经济"}


def test_claims_carry_their_rows():
    assert diff.claim_sentences([notebook(claim("a-b", "甲多于乙", 2))]) == {"a-b": "甲多于乙 [2 rows]"}


def test_values():
    found = diff.compare_values({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "4", "d": "5"})
    assert [(c.name, c.before, c.now) for c in found] == [("b", "2", "4"), ("c", "3", None), ("d", None, "5")]


@pytest.fixture
def project(tmp_path):
    """A small project with one commit."""
    for folder in ("data/raw", "data/tables", "notebooks"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "data/tables/budgets.csv").write_text("doc_id,measure,label,amount_yuan\na-2024,2,人才,100\n", "utf-8")
    stored = notebook(glued("n_sums", "1"), claim("fiscal-sums", "There is 1 sum."))
    (tmp_path / "notebooks/01.ipynb").write_text(json.dumps(stored), "utf-8")
    for command in (
        ["init", "--quiet"],
        ["add", "."],
        ["-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", "-m", "one"],
    ):
        subprocess.run(["git", "-C", tmp_path, *command], check=True)
    return tmp_path


def test_nothing_changed(project):
    assert "0 tables, 0 glued numbers and 0 claims changed." in diff.summary("HEAD", project)


def test_summary(project):
    table = project / "data/tables/budgets.csv"
    table.write_text(table.read_text("utf-8").replace("100", "250") + "b-2025,1,低空经济,7\n", "utf-8")
    stored = notebook(glued("n_sums", "2"), claim("fiscal-sums", "There are 2 sums.", 2))
    (project / "notebooks/01.ipynb").write_text(json.dumps(stored), "utf-8")
    (project / "data/tables/asks.csv").write_text("doc_id,item\na-2024,试点\n", "utf-8")
    text = diff.summary("HEAD", project)
    assert "2 tables, 1 glued number and 1 claim changed." in text
    assert "| budgets | 1 | 2 | 1 | 0 | 1 |" in text
    assert "- a-2024, measure 2: amount_yuan: `100` → `250`" in text
    assert "- new: b-2025, measure 1: label `低空经济`, amount_yuan `7`" in text
    assert "| asks | 0 | 1 | 1 | 0 | 0 |" in text
    assert "- `n_sums`: 1 → 2" in text
    assert "- `fiscal-sums`: There is 1 sum. [1 row] → There are 2 sums. [2 rows]" in text


def test_long_lists_are_cut(project):
    table = project / "data/tables/budgets.csv"
    table.write_text(table.read_text("utf-8") + "".join(f"b-2025,{n},项目,7\n" for n in range(30)), "utf-8")
    assert "- … and 25 more" in diff.summary("HEAD", project, shown=5)


def test_a_project_below_the_top_of_its_repository(project):
    (project / "book").mkdir()
    inner = project / "inner"
    (inner / "data/raw").mkdir(parents=True)
    assert "0 tables" in diff.summary("HEAD", inner)


@pytest.mark.parametrize("base", ["nowhere", "--output=x", "HEAD~9"])
def test_an_unknown_revision_is_named(project, base):
    with pytest.raises(PolicybookError, match=f"^{base}: "):
        diff.summary(base, project)


def test_no_repository(tmp_path):
    (tmp_path / "data/raw").mkdir(parents=True)
    with pytest.raises(PolicybookError, match="HEAD: .*not a git repository"):
        diff.summary("HEAD", tmp_path)
