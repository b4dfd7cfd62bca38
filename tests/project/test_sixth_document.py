"""A further document needs no code: add it to a copy of the project, build that, find it everywhere."""

import os
import shutil
import subprocess
import sys

import pytest
from helpers import ROOT

from policybook.commands.notebooks import read_notebook
from policybook.tables.files import load_tables

TEXT = ROOT / "tests" / "documents" / "lantian-2025.txt"
DOC_ID = TEXT.stem
PARTS = ("_config.yml", "_toc.yml", "book", "data", "notebooks", "src", "requirements.txt", "CITATION.cff", "LICENSE", "LICENSE-DATA", "README.md")
LABEL = "Lantian 2025"
TITLE = "蓝田县推动经济高质量发展若干政策(2025年版)"

pytestmark = [pytest.mark.slow, pytest.mark.site]


def run(project, *command):
    """Run the command line of the copy, with the copy's own package."""
    return subprocess.run(
        [sys.executable, "-m", "policybook", *command],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "src"), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project with one document more, of which the record says only what the text says."""
    copy = tmp_path_factory.mktemp("six") / "project"
    copy.mkdir()
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
        else:
            shutil.copy(source, copy / part)
    done = run(copy, "add", str(TEXT), "--label", LABEL, "--scheme", "2025")
    assert done.returncode == 0, done.stderr
    return copy


@pytest.fixture(scope="module")
def executed(project):
    done = run(project, "execute")
    assert done.returncode == 0, done.stderr
    return project


def test_its_rows_are_in_the_tables(project):
    tables = {name: frame[frame["doc_id"] == DOC_ID] for name, frame in load_tables(project).items()}
    assert len(tables["documents"]) == 1
    assert tables["sections"]["section"].tolist() == list(range(1, 9))
    assert tables["measures"]["measure"].tolist() == list(range(1, 10))
    totals = tables["budgets"].query("role == 'domain_total'")["amount_yuan"]
    assert totals.tolist() == [1.2e8, 0.85e8, 0.3e8, 0.4e8, 0.15e8, 0.6e8, 0.55e8, 1.1e8]
    assert {90e4, 45e4, 25e4, 10e4} <= set(tables["awards"]["amount_yuan"].dropna())
    assert {15, 6, 12, 30, 60} <= set(tables["targets"]["value"])
    assert {"县科技局", "县民政局", "县卫生健康局"} <= set(tables["responsibilities"]["unit"])


def test_the_other_documents_keep_their_rows(project):
    for name, frame in load_tables(ROOT).items():
        with_it = load_tables(project)[name]
        others = with_it[with_it["doc_id"] != DOC_ID]
        assert others.reset_index(drop=True).equals(frame.reset_index(drop=True)), name


def test_it_is_in_the_notebooks(executed):
    showing = []
    for path in sorted((executed / "notebooks").glob("*.ipynb")):
        outputs = [str(output) for cell in read_notebook(path).cells if cell.cell_type == "code" for output in cell.outputs]
        showing += [path.name] if any(LABEL in output for output in outputs) else []
    assert any(name.startswith("01_") for name in showing), showing
    assert any(name.startswith("03_") for name in showing), showing


def test_it_is_in_the_reader(executed):
    done = run(executed, "site")
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    page = (executed / f"_build/html/book/reader/{DOC_ID}.html").read_text("utf-8")
    assert TITLE in page
    assert all(f'id="m{n}"' in page for n in range(1, 10))
    assert "低空经济" in page
