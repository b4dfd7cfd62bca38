"""A look at a document: outline, counts, doubts, and the marked page."""

import re

from helpers import ROOT

from policybook.commands.cli import main
from policybook.commands.inspect import inspect
from policybook.read.corpus import Document

TEXT = "河湾新区发展低空经济若干措施\n一、目标\n到2029年，建成起降点30个以上。\n二、支持内容\n1.支持建设场地。对新建<起降点>的企业，给予最高80万元补助。\n2.支持开通航线。对新开通的航线，给予每条12万元奖励。\n"


def test_outline_counts_and_doubts():
    printed = inspect(Document("hewan", TEXT, {}))
    assert printed.splitlines()[:2] == ["title:           河湾新区发展低空经济若干措施", "place:           河湾新区"]
    assert "二、 支持内容\n  1. 支持建设场地  [1 award]\n  2. 支持开通航线  [1 award]\n" in printed
    assert "2 sections, 0 subsections, 2 measures, 0 responsibilities, 0 budgets, 2 awards, 1 targets, 0 asks" in printed
    assert "look at: line 5: no responsible unit found in 2 measures" in printed


def test_the_page_stands_by_itself_and_marks_every_row(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hewan.txt").write_text(TEXT, "utf-8")
    assert main(["inspect", "hewan.txt"]) == 0
    assert "hewan.inspect.html" in capsys.readouterr().out
    html = (tmp_path / "hewan.inspect.html").read_text("utf-8")
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', html) == []
    assert "<起降点>" not in html
    assert "&lt;起降点&gt;" in html
    assert html.count('<mark class="pb-mark pb-award"') == 2
    assert html.count('<mark class="pb-mark pb-target"') == 1


def test_a_page_that_cannot_be_written_says_so(tmp_path, capsys):
    (tmp_path / "hewan.txt").write_text(TEXT, "utf-8")
    assert main(["inspect", str(tmp_path / "hewan.txt"), "--page", str(tmp_path / "no" / "x.html")]) == 2
    assert "x.html: cannot be written; name a file in a folder that exists" in capsys.readouterr().err


def test_the_page_on_adding_shows_what_is_printed():
    page = (ROOT / "book" / "add-a-document.md").read_text("utf-8")
    shown = next(block for block in re.findall(r"```\n(.*?)```", page, re.S) if block.startswith("title:"))
    assert shown == inspect(Document("hewan", TEXT.replace("<", "").replace(">", ""), {})) + "\n"


def test_each_doubt_names_its_line():
    text = "".join(f"第{n}条 支持事项。给予补助。\r\n\n" for n in range(1, 400, 2))
    raw = "河湾新区若干措施\n" + text
    jumps = re.findall(r"look at: line (\d+): numbers jump from 第\d+条 to (第\d+条)", inspect(Document("hewan", raw, {})))
    lines = [line.split()[0] if line.strip() else "" for line in raw.split("\n")]
    assert len(jumps) == 199
    assert all(lines[int(number) - 1] == label for number, label in jumps)
