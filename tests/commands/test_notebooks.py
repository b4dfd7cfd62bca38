"""Executing notebooks: once each, only when needed, nothing that differs from run to run."""

import json
import re

import pytest

from policybook.commands.fingerprint import hash_files
from policybook.commands.notebooks import execute, read_notebook, tidy, write_notebook
from policybook.errors import PolicybookError


def notebook(*cells, **metadata):
    made = []
    for kind, source in cells:
        code = {"outputs": [], "execution_count": None} if kind == "code" else {}
        made.append({"cell_type": kind, "metadata": {}, "source": source, **code})
    return {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}


def code(*sources):
    return notebook(*(("code", source) for source in sources))


@pytest.fixture
def project(tmp_path):
    """A project without documents, whose package is one module."""
    for folder in ("data/raw", "notebooks", "src/policybook"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "src/policybook/__init__.py").write_text("NAME = 'of this project'\n", "utf-8")
    return tmp_path


def put(project, content, name="01_a.ipynb"):
    path = project / "notebooks" / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


class Lines(list):
    def __call__(self, line):
        self.append(line)


def test_executes_once_and_leaves_no_trace_of_the_run(project):
    source = "import policybook, pathlib\nprint(policybook.NAME, pathlib.Path.cwd().name)"
    path = put(project, code(source, "", "1 + 1"))
    said = Lines()
    assert execute(root=project, report=said) == [path]
    stored = path.read_bytes()
    cells = json.loads(stored)["cells"]
    assert cells[0]["outputs"][0]["text"] == ["of this project notebooks\n"]
    assert [c["execution_count"] for c in cells] == [1, None, 2]
    assert execute(root=project, report=said) == []
    assert execute(root=project, report=said, force=True) == [path]
    assert path.read_bytes() == stored
    assert [re.sub(r"[\d.]+ s", "… s", line) for line in said] == [
        "notebooks/01_a.ipynb: executed in … s, outputs changed",
        "notebooks/01_a.ipynb: up to date",
        "notebooks/01_a.ipynb: executed in … s, outputs the same",
    ]


@pytest.mark.parametrize("changed", ["notebooks/01_a.ipynb", "data/raw/x.txt", "src/policybook/__init__.py"])
def test_a_changed_input_is_noticed(project, changed, monkeypatch):
    monkeypatch.setattr("policybook.commands.notebooks._run", lambda notebook, path, root, warm: (notebook, 0.0))
    path = put(project, code("1"))
    execute(root=project, report=Lines())
    assert execute(root=project, report=Lines()) == []
    if changed.endswith("ipynb"):
        # Not the source: the file was put back from elsewhere, or its outputs were edited.
        path.write_text(path.read_text("utf-8").replace("null", "7", 1), "utf-8")
    else:
        (project / changed).write_text("NAME = 'new'\n", "utf-8")
    assert execute(root=project, report=Lines()) == [path]


def test_a_failure_names_notebook_cell_and_line_and_spares_the_file(project):
    path = put(project, notebook(("markdown", "# A"), ("code", "x = 1"), ("code", "y = 2\nassert x == y, 'they differ'")))
    good = put(project, code("2"), "02_b.ipynb")
    stored = path.read_bytes()
    expected = "notebooks/01_a.ipynb: cell 3 of 3 (In [2]): AssertionError: they differ at `assert x == y, 'they differ'`"
    with pytest.raises(PolicybookError) as failure:
        execute(root=project, report=Lines())
    assert str(failure.value) == expected
    assert path.read_bytes() == stored
    assert json.loads(good.read_text("utf-8"))["cells"][0]["outputs"]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"cells": [{}]}', '{"nbformat": 3, "worksheets": []}'])
def test_what_is_no_notebook_is_named(project, content):
    path = put(project, content)
    with pytest.raises(PolicybookError, match=f"^{re.escape(str(path))}: (?:not a notebook|not JSON)"):
        execute(root=project, report=Lines())


def test_a_missing_notebook_is_named(project):
    with pytest.raises(PolicybookError, match="none.ipynb: no such file"):
        execute([project / "notebooks/none.ipynb"], root=project)


def test_cells_keep_their_ids_and_get_lasting_ones(project):
    content = code("1", "1", "2")
    content["cells"][2]["id"] = "kept"
    path = put(project, content)
    ids = [cell.id for cell in read_notebook(path).cells]
    assert ids[2] == "kept"
    assert len(set(ids)) == 3
    assert ids == [cell.id for cell in read_notebook(path).cells]


def test_what_a_front_end_notes_is_dropped():
    content = notebook(("code", "1"), widgets={}, language_info={"name": "python", "version": "3.12.1"}, title="kept")
    content["cells"][0]["metadata"] = {"execution": {"iopub": "…"}, "tags": ["hide-input"], "scrolled": True}
    content["cells"][0]["id"] = "a"
    cleaned = tidy(content)
    assert cleaned.metadata.title == "kept"
    assert cleaned.metadata.language_info == {"name": "python"}
    assert "widgets" not in cleaned.metadata
    assert cleaned.cells[0].metadata == {"tags": ["hide-input"]}


def test_an_unchanged_notebook_is_not_written(project):
    path = put(project, code("1"))
    content = read_notebook(path)
    assert write_notebook(content, path)
    assert not write_notebook(content, path)


def test_the_hash_sees_names_and_bytes_but_no_caches(tmp_path):
    (tmp_path / "a/__pycache__").mkdir(parents=True)
    (tmp_path / "a/x.txt").write_text("1", "utf-8")
    first = hash_files(tmp_path, ["a", "missing"])
    (tmp_path / "a/__pycache__/x.pyc").write_text("2", "utf-8")
    assert hash_files(tmp_path, ["a", "missing"]) == first
    (tmp_path / "a/x.txt").rename(tmp_path / "a/y.txt")
    assert hash_files(tmp_path, ["a", "missing"]) != first
