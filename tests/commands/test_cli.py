import re
import shlex

import pytest

from policybook.commands.cli import _parser, main


def test_a_file_that_may_not_be_read_is_named(monkeypatch, capsys):
    def refuse(root):
        raise PermissionError(13, "Permission denied", "data/raw")

    monkeypatch.setattr("policybook.commands.cli.load_corpus", refuse)
    assert main(["check"]) == 2
    assert capsys.readouterr().err == "policybook: data/raw: Permission denied; check the path, its rights and the disk\n"


def test_a_folder_without_documents_says_so(tmp_path, capsys):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    assert main(["build", "--root", str(tmp_path)]) == 2
    assert "holds no document" in capsys.readouterr().err
    assert not (tmp_path / "data" / "tables").exists()


def test_outside_a_project_build_says_so(tmp_path, capsys):
    assert main(["build", "--root", str(tmp_path)]) == 2
    assert "no data/raw here or above" in capsys.readouterr().err


def test_check_of_this_project(capsys):
    assert main(["check"]) == 0
    assert "in order" in capsys.readouterr().out


COMMANDS = ["book", "build", "extract", "inspect", "add", "remove", "rename", "explain", "check", "execute", "site", "pyodide", "serve", "diff", "audit", "simulate", "score", "query", "bench"]


def test_help_lists_the_commands(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    assert re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, re.MULTILINE) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_that_parses(capsys, command):
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    example = re.search(r"example: policybook (.*)", capsys.readouterr().out)[1]
    arguments = shlex.split(example)
    assert _parser().parse_args(arguments).run
    assert arguments[0] == command


def test_a_number_of_copies_below_one_is_refused(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["bench", "--copies", "0"])
    assert stop.value.code == 2
    assert "0 is not 1 or more" in capsys.readouterr().err
