"""The whole book in one command: each step only where something that it rests on has changed, none where nothing has."""

import subprocess
import sys

import pytest
from helpers import ROOT

from policybook.commands import book as whole
from policybook.commands import website
from policybook.errors import PolicybookError


@pytest.fixture
def project(tmp_path):
    for folder in ("data/raw", "data/tables", "data/vocab", "notebooks", "book/reader", "src/policybook", "_build/html"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("data/raw/a.txt", "data/tables/awards.csv", "notebooks/01_a.ipynb", "book/page.md", "book/reader/a.md", "src/policybook/a.py"):
        (tmp_path / name).write_text("1", "utf-8")
    return tmp_path


@pytest.fixture
def steps(monkeypatch):
    """Stand in for the three steps: note them; the first writes a table, the second a notebook, the third a page."""
    from policybook.commands import notebooks
    from policybook.site import document_pages
    from policybook.tables import build

    noted = []

    def tables(root):
        noted.append("tables")
        (root / "data/tables/awards.csv").write_text((root / "data/raw/a.txt").read_text("utf-8"), "utf-8")
        return {"awards": []}

    def chapters(root, report):
        noted.append("notebooks")
        (root / "notebooks/01_a.ipynb").write_text("executed", "utf-8")

    def site(root, report):
        noted.append("website")
        (root / "_build/html/index.html").write_text("page", "utf-8")
        (root / website.STORE).write_text(website._key(root), "utf-8")

    monkeypatch.setattr(build, "build", tables)
    monkeypatch.setattr(document_pages, "write_document_stubs", lambda root: noted.append("stubs"))
    monkeypatch.setattr(notebooks, "execute", chapters)
    monkeypatch.setattr(website, "build", site)
    return noted


def run(project, steps):
    steps.clear()
    said = []
    return whole.book(project, report=said.append), list(steps), said


ALL = ["tables", "stubs", "notebooks", "website"]


def test_all_is_built_once(project, steps):
    assert run(project, steps)[:2] == (True, ALL)
    assert run(project, steps) == (False, [], ["tables, notebooks, website: up to date"])


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("data/raw/a.txt", ALL),
        ("data/vocab/terms.yml", ALL),
        ("src/policybook/a.py", ALL),
        ("requirements.txt", ALL),
        ("data/tables/awards.csv", ALL),
        ("data/tables/stray.csv", ALL),
        ("book/reader/a.md", ALL),
        ("book/page.md", ["notebooks", "website"]),
        ("notebooks/01_a.ipynb", ["notebooks", "website"]),
        ("tests/test_a.py", []),
    ],
)
def test_a_change_is_noticed_by_the_steps_that_rest_on_it(project, steps, changed, expected):
    run(project, steps)
    (project / changed).parent.mkdir(exist_ok=True)
    (project / changed).write_text("2", "utf-8")
    assert run(project, steps)[:2] == (bool(expected), expected)
    assert run(project, steps)[:2] == (False, [])


def test_a_lost_site_is_built_again(project, steps):
    run(project, steps)
    (project / "_build/html/index.html").unlink()
    assert run(project, steps)[:2] == (True, ["notebooks", "website"])


def test_what_failed_is_not_taken_for_done(project, steps, monkeypatch):
    def fail(root, report):
        raise PolicybookError("the site was not built")

    monkeypatch.setattr(website, "build", fail)
    for _ in range(2):
        steps.clear()
        with pytest.raises(PolicybookError):
            whole.book(project, report=lambda line: None)
        assert "notebooks" in steps


def test_where_nothing_has_changed_no_package_is_imported(project, steps):
    run(project, steps)
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); from policybook.commands.cli import main; "
        f"code = main(['book', '--root', {str(project)!r}]); "
        "print(code, sorted({'pandas', 'numpy', 'nbformat', 'jsonschema', 'sphinx', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["tables, notebooks, website: up to date", "0 []"]
