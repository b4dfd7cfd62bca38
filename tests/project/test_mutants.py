"""The list of planted errors fits the project: most can be planted, and their tests exist."""

import sys

import pytest
from helpers import ROOT

sys.path.insert(0, str(ROOT / "tests"))
import mutants


def test_two_hundred_errors_can_be_planted():
    listed = mutants.load()
    assert len({m["id"] for m in listed}) == len(listed)
    assert [m["id"] for m in listed if m["from"] == m["to"]] == []
    assert [m["id"] for m in listed for test in m["tests"].split() if not (ROOT / test).exists()] == []
    # A rewritten line takes its error out of the list until somebody mends it; so many must be left.
    assert sum(map(mutants.fits, listed)) >= 200


def test_an_error_is_seen_where_a_test_fails_and_only_there(tmp_path, capsys):
    """The script itself is tried on a project of one line: a test that sees, one that does not, one that fails anyway."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "code.py").write_text("x = 1\ny = 2\n")
    (tmp_path / "tests/test_x.py").write_text("import pathlib\n\ndef test_x():\n    assert 'x = 1' in pathlib.Path('code.py').read_text()\n")
    (tmp_path / "tests/test_no.py").write_text("def test_no():\n    assert False\n")
    error = {"id": "e", "file": "code.py", "tests": "tests/test_x.py"}
    for before, after, seen in (("x = 1", "x = 2", True), ("y = 2", "y = 3", False)):
        mutant = error | {"from": before, "to": after}
        assert mutants.fits(mutant, tmp_path)
        text = mutants.plant(mutant, tmp_path)
        assert mutants.fails(mutant["tests"], tmp_path) is seen
        (tmp_path / "code.py").write_text(text)
    mutants.ready([error], tmp_path)
    with pytest.raises(SystemExit, match="does not pass as it is"):
        mutants.ready([{"tests": "tests/test_no.py"}], tmp_path)
