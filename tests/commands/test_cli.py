import csv
import re

import pytest

from policybook.commands.cli import _parser, main

POLICY = (
    "某县促进工业发展若干政策\n一、科技政策\n2026年，县财政安排1亿元。\n"
    "（一）支持研发。对新认定的国家级、省级平台分别给予100万元、50万元奖励。（责任单位：科技局*、财政局）\n"
    "（二）支持平台。新建平台5家以上。（责任单位：科技局）\n"
)


def rows(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_extract_any_file(tmp_path, encoding):
    source = tmp_path / "Some County.txt"
    source.write_bytes(POLICY.encode(encoding))
    assert main(["extract", str(source), "--out", str(tmp_path / "out")]) == 0
    awards = rows(tmp_path / "out", "awards")
    assert [(r["doc_id"], r["measure"], r["tier"], r["amount_yuan"]) for r in awards] == [
        ("Some County", "1", "国家级", "1000000"),
        ("Some County", "1", "省级", "500000"),
    ]
    assert [r["amount_yuan"] for r in rows(tmp_path / "out", "budgets")] == ["100000000"]
    assert [r["unit"] for r in rows(tmp_path / "out", "responsibilities")] == ["科技局", "财政局", "科技局"]
    assert [r["value"] for r in rows(tmp_path / "out", "targets")] == ["5"]
    assert (tmp_path / "out" / "datapackage.json").is_file()


def test_extract_two_files_into_one_set_of_tables(tmp_path):
    for name in ("b", "a"):
        (tmp_path / f"{name}.txt").write_text(POLICY, "utf-8")
    assert main(["extract", str(tmp_path / "b.txt"), str(tmp_path / "a.txt"), "--out", str(tmp_path / "out")]) == 0
    assert [r["doc_id"] for r in rows(tmp_path / "out", "documents")] == ["b", "a"]


BAD = [  # (bytes, what the line says)
    (b"", "a.txt: the file is empty"),
    (b"\xef\xbb\xbf\n", "a.txt: the file is empty"),
    (b"\x00\x01\x02\x03", "a.txt: byte 0: this is a binary file"),
    (POLICY.encode("utf-16"), "a.txt: byte 0: this is UTF-16"),
    ("这里没有编号。".encode(), "a.txt: no numbered measure found"),
]


@pytest.mark.parametrize(("data", "message"), BAD)
def test_bad_input_gives_one_line_and_nothing_written(tmp_path, capsys, data, message):
    source, good = tmp_path / "a.txt", tmp_path / "good.txt"
    source.write_bytes(data)
    good.write_text(POLICY, "utf-8")
    assert main(["extract", str(good), str(source), "--out", str(tmp_path / "new" / "out")]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert message in error
    assert sorted(tmp_path.iterdir()) == [source, good]


def test_repeated_stems_and_missing_files_are_refused(tmp_path, capsys):
    (tmp_path / "x").mkdir()
    for path in (tmp_path / "a.txt", tmp_path / "x" / "a.txt"):
        path.write_text(POLICY, "utf-8")
    assert main(["extract", str(tmp_path / "a.txt"), str(tmp_path / "x" / "a.txt"), "--out", str(tmp_path / "out")]) == 2
    assert "duplicate doc_id 'a'" in capsys.readouterr().err
    assert main(["extract", str(tmp_path / "none.txt"), "--out", str(tmp_path / "out")]) == 2
    assert "none.txt: no such file" in capsys.readouterr().err


@pytest.mark.parametrize("below", ["", "tables"])
def test_out_may_not_be_a_file_nor_lie_in_one(tmp_path, capsys, below):
    source = tmp_path / "a.txt"
    source.write_text(POLICY, "utf-8")
    assert main(["extract", str(source), "--out", str(source / below)]) == 2
    assert "a.txt: is a file; name a folder" in capsys.readouterr().err
    assert source.read_text("utf-8") == POLICY


def test_a_file_that_may_not_be_read_is_named(monkeypatch, capsys):
    def refuse(root):
        raise PermissionError(13, "Permission denied", "data/raw")

    monkeypatch.setattr("policybook.commands.cli.load_corpus", refuse)
    assert main(["check"]) == 2
    assert capsys.readouterr().err == "policybook: data/raw: Permission denied; check the path and its rights\n"


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


COMMANDS = ["build", "extract", "check", "execute", "site", "serve", "diff", "audit", "simulate", "score", "bench"]


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
    assert _parser().parse_args(example.split()).run
    assert example.split()[0] == command


def test_a_number_of_copies_below_one_is_refused(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["bench", "--copies", "0"])
    assert stop.value.code == 2
    assert "0 is not 1 or more" in capsys.readouterr().err
