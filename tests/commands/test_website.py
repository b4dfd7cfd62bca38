"""The site is built when something it is made of has changed, and not otherwise; the build itself is tried in `test_site`."""

import pytest

from policybook.commands import website
from policybook.errors import PolicybookError


@pytest.fixture
def project(tmp_path):
    for folder in ("data/raw", "book", "_build"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "book" / "page.md").write_text("# One", "utf-8")
    return tmp_path


@pytest.fixture
def builds(monkeypatch):
    """Stand in for Jupyter Book: note each build, write a page, end with the code that is set."""
    noted = {"n": 0, "code": 0}

    class Build:
        """A process that has ended."""

        def __init__(self, command, *, cwd, **options):
            note(command, cwd)

        def __enter__(self):
            return self

        def __exit__(self, *what):
            return None

        def wait(self):
            return noted["code"]

    def note(command, cwd):
        noted["n"] += 1
        noted["strict"] = {"-n", "-W", "--keep-going"} <= set(command)
        (cwd / "_build/html").mkdir(exist_ok=True)
        (cwd / "_build/html/index.html").write_text("a page", "utf-8")

    monkeypatch.setattr(website.subprocess, "Popen", Build)
    return noted


def test_it_is_built_once_for_each_change(project, builds):
    assert website.build(project)
    assert builds["strict"]
    assert not website.build(project)
    (project / "book" / "page.md").write_text("# Two", "utf-8")
    assert website.build(project)
    assert website.build(project, force=True)
    (project / "_build/html/index.html").unlink()
    assert website.build(project)
    assert builds["n"] == 4


def test_what_has_failed_is_tried_again(project, builds):
    builds["code"] = 1
    for _ in range(2):
        with pytest.raises(PolicybookError, match="the site was not built"):
            website.build(project)
    assert builds["n"] == 2


def test_there_is_nothing_to_serve_before_the_first_build(project):
    with pytest.raises(PolicybookError, match="no site yet"):
        website.serve(project)
