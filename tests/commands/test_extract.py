"""Extraction of any files from the command line."""

import csv

import pytest

from policybook.commands import extract
from policybook.commands.cli import main

POLICY = (
    "某县促进工业发展若干政策\n一、科技政策\n2026年，县财政安排1亿元。\n"
    "（一）支持研发。对新认定的国家级、省级平台分别给予100万元、50万元奖励。（责任单位：科技局*、财政局）\n"
    "（二）支持平台。新建平台5家以上。（责任单位：科技局）\n"
)


def rows(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
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
    (POLICY.encode("utf-16")[:-1], "is broken UTF-16; save the file as UTF-8"),
    ("这里没有编号。".encode(), "a.txt: no numbered measure found"),
]


@pytest.mark.parametrize(("data", "message"), BAD)
def test_bad_input_gives_one_line_and_nothing_written(tmp_path, capsys, data, message):
    source = tmp_path / "a.txt"
    source.write_bytes(data)
    assert main(["extract", str(source), "--out", str(tmp_path / "new" / "out")]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert message in error
    assert sorted(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize(("data", "message"), BAD)
def test_bad_files_are_named_and_the_others_written(tmp_path, capsys, data, message):
    files = [tmp_path / name for name in ("good1.txt", "a.txt", "good2.txt")]
    for path in files:
        path.write_text(POLICY, "utf-8")
    files[1].write_bytes(data)
    assert main(["extract", *map(str, files), "--out", str(tmp_path / "out")]) == 1
    printed = capsys.readouterr()
    assert printed.err.count("\n") == 1
    assert printed.err.startswith("policybook: left out: ")
    assert message in printed.err
    assert [r["doc_id"] for r in rows(tmp_path / "out", "documents")] == ["good1", "good2"]


def test_one_document_that_fails_does_not_stop_its_batch(tmp_path, capsys, monkeypatch):
    make_tables = extract.make_tables

    def failing(documents, root=None):
        documents = list(documents)
        if any(d.doc_id == "a" for d in documents):
            raise ZeroDivisionError("a fault of the program")
        return make_tables(documents, root)

    monkeypatch.setattr(extract, "make_tables", failing)
    for name in ("good1", "a", "good2"):
        (tmp_path / f"{name}.txt").write_text(POLICY, "utf-8")
    assert main(["extract", *(str(tmp_path / f"{n}.txt") for n in ("good1", "a", "good2")), "--out", str(tmp_path / "out")]) == 1
    assert "a.txt: could not be read to the end (ZeroDivisionError: a fault of the program)" in capsys.readouterr().err
    assert [r["doc_id"] for r in rows(tmp_path / "out", "documents")] == ["good1", "good2"]


@pytest.mark.parametrize("name", ["town.html", "town.txt"])
def test_the_text_of_a_page_is_kept_for_the_offsets(tmp_path, name):
    page = tmp_path / name
    page.write_text("<html><body><div>" + "".join(f"<p>{line}</p>" for line in POLICY.splitlines()) + "</div></body></html>", "utf-8")
    assert main(["extract", str(page), "--out", str(tmp_path / "out")]) == 0
    text = (tmp_path / "out" / "texts" / "town.txt").read_text("utf-8")
    for row in rows(tmp_path / "out", "awards"):
        assert text[int(row["start"]) : int(row["end"])] == row["quote"]


def test_texts_of_an_earlier_run_that_no_table_speaks_of_are_removed(tmp_path, capsys):
    html = "<html><body><div>" + "".join(f"<p>{line}</p>" for line in POLICY.splitlines()) + "</div></body></html>"
    for name in ("town", "village"):
        (tmp_path / f"{name}.html").write_text(html, "utf-8")
    (tmp_path / "city.txt").write_text(POLICY, "utf-8")
    out, texts = tmp_path / "out", tmp_path / "out" / "texts"
    assert main(["extract", str(tmp_path / "town.html"), str(tmp_path / "village.html"), "--out", str(out)]) == 0
    (texts / "mine.txt").write_text("no text of this program", "utf-8")
    capsys.readouterr()
    assert main(["extract", str(tmp_path / "town.html"), str(tmp_path / "city.txt"), "--out", str(out)]) == 0
    assert sorted(path.name for path in texts.iterdir()) == ["mine.txt", "town.txt"]
    assert f"removed {texts / 'village.txt'}: the tables no longer speak of it" in capsys.readouterr().out


INCOMPLETE = [  # (text whose rows cannot be completed, table, column that is empty)
    ("某县若干政策\n第一条\n第二条 支持出口。对出口企业给予5万元奖励。\n", "measures", "heading"),
    ("某县若干政策\n一、支持工业\n（一）\n（二）支持出口。对出口企业给予5万元奖励。\n", "measures", "heading"),
]


@pytest.mark.parametrize(("text", "table", "column"), INCOMPLETE)
def test_a_row_that_cannot_be_completed_is_a_row_and_a_problem(tmp_path, text, table, column):
    (tmp_path / "a.txt").write_text(text, "utf-8")
    assert main(["extract", str(tmp_path / "a.txt"), "--out", str(tmp_path / "out")]) == 0
    empty = [r for r in rows(tmp_path / "out", table) if not r[column]]
    assert empty
    problems = rows(tmp_path / "out", "problems")
    assert [p["message"] for p in problems if p["kind"] == "incomplete" and p["table"] == table] == [f"no {column} was found"] * len(empty)


def test_repeated_stems_and_missing_files_are_left_out(tmp_path, capsys):
    (tmp_path / "x").mkdir()
    for path in (tmp_path / "a.txt", tmp_path / "x" / "a.txt"):
        path.write_text(POLICY, "utf-8")
    assert main(["extract", str(tmp_path / "a.txt"), str(tmp_path / "x" / "a.txt"), "--out", str(tmp_path / "out")]) == 1
    assert "duplicate doc_id 'a'" in capsys.readouterr().err
    assert [r["doc_id"] for r in rows(tmp_path / "out", "documents")] == ["a"]
    assert main(["extract", str(tmp_path / "none.txt"), "--out", str(tmp_path / "out")]) == 2
    assert "none.txt: no such file" in capsys.readouterr().err


@pytest.mark.parametrize("below", ["", "tables"])
def test_out_may_not_be_a_file_nor_lie_in_one(tmp_path, capsys, below):
    source = tmp_path / "a.txt"
    source.write_text(POLICY, "utf-8")
    assert main(["extract", str(source), "--out", str(source / below)]) == 2
    assert "a.txt: is a file; name a folder" in capsys.readouterr().err
    assert source.read_text("utf-8") == POLICY
