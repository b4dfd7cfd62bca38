"""Adding, removing and renaming a document: everything changes together, or nothing does."""

import hashlib
import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml
from helpers import ROOT

from policybook.commands import documents
from policybook.commands.cli import main
from policybook.errors import PolicybookError
from policybook.read.corpus import load_corpus
from policybook.tables.files import load_tables

POLICY = (
    "青禾市人民政府关于印发青禾市促进工业发展若干政策的通知\n青政发〔2026〕7号\n各县（市、区）人民政府：\n现印发给你们，请认真贯彻执行。\n"
    "一、扩大生产\n（一）支持扩产。对新增产线的企业给予30万元奖励。（责任单位：市工信局）\n"
    "（二）支持创牌。对获得省级名牌的企业给予10万元奖励。（责任单位：市市场监管局）\n"
    "青禾市人民政府\n2026年3月6日\n"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A project with two documents, built."""
    folder = tmp_path_factory.mktemp("built")
    for part in ("data/vocab", "data/raw"):
        shutil.copytree(ROOT / part, folder / part)
    for path in (folder / "data" / "raw").iterdir():
        if path.stem not in ("pinghu-2024", "nanhu-2025"):
            path.unlink()
    documents.rebuild(folder)
    return folder


@pytest.fixture
def project(built, tmp_path):
    return shutil.copytree(built, tmp_path, dirs_exist_ok=True)


def state(project):
    return {str(p.relative_to(project)): p.read_bytes() for p in sorted(project.rglob("*")) if p.is_file()}


@pytest.fixture
def source(tmp_path_factory):
    path = tmp_path_factory.mktemp("received") / "qinghe-2026.txt"
    path.write_text(POLICY, "utf-8")
    return path


def test_a_document_is_added_in_one_step(project, source, capsys):
    assert main(["add", str(source), "--root", str(project), "--label", "Qinghe 2026"]) == 0
    printed = capsys.readouterr().out
    record = yaml.safe_load((project / "data/raw/qinghe-2026.yml").read_text("utf-8"))
    assert record["sha256"] == hashlib.sha256(source.read_bytes()).hexdigest()
    assert {name: record[name] for name in ("label", "title", "place", "document_number", "date_issued", "policy_year", "scheme", "received")} == {
        "label": "Qinghe 2026",
        "title": "青禾市人民政府关于印发青禾市促进工业发展若干政策的通知",
        "place": "青禾市",
        "document_number": "青政发〔2026〕7号",
        "date_issued": "2026-03-06",
        "policy_year": 2026,
        "scheme": None,
        "received": None,
    }
    tables = load_tables(project)
    assert tables["awards"].query("doc_id == 'qinghe-2026'")["amount_yuan"].tolist() == [300000, 100000]
    assert (project / "book/reader/qinghe-2026.md").read_text("utf-8").startswith("# Qinghe 2026: 青禾市人民政府关于印发青禾市促进工业发展若干政策的通知")
    assert main(["check", "--root", str(project)]) == 0
    for line in ("（一） 支持扩产  [1 unit, 1 award]", "1 sections, 0 subsections, 2 measures", "fill in what you know", "place_en"):
        assert line in printed


def test_what_is_added_can_be_removed_without_a_trace(project, source):
    before = state(project)
    documents.add(source, root=project)
    assert state(project) != before
    documents.remove("qinghe-2026", project)
    assert state(project) == before


def test_a_web_page_is_kept_beside_its_text(project, tmp_path_factory):
    page = tmp_path_factory.mktemp("received") / "政策.html"
    paragraphs = "".join(f"<p>{line}</p>" for line in POLICY.splitlines())
    page.write_text(f"<html><head><meta charset='utf-8'><title>青禾市</title></head><body><div class='nav'>首页</div><div>{paragraphs}</div></body></html>", "utf-8")
    documents.add(page, "qinghe-2026", project)
    record = yaml.safe_load((project / "data/raw/qinghe-2026.yml").read_text("utf-8"))
    assert record["received"] == "qinghe-2026.html"
    assert record["received_sha256"] == hashlib.sha256(page.read_bytes()).hexdigest()
    assert (project / "data/raw/qinghe-2026.html").read_bytes() == page.read_bytes()
    document = load_corpus(project)["qinghe-2026"]
    assert "首页" not in document.raw
    assert [m.path for m in document.outline.measures] == ["一/（一）", "一/（二）"]
    (project / "data/raw/qinghe-2026.html").write_bytes(b"other")
    with pytest.raises(PolicybookError, match=r"qinghe-2026\.html: its bytes have changed"):
        load_corpus(project)


def test_renaming_moves_files_record_rows_and_page(project, source):
    documents.add(source, root=project)
    text = documents.rename("qinghe-2026", "green-2026", project)
    assert not list(project.rglob("qinghe-2026*"))
    assert load_corpus(project)["green-2026"].record["doc_id"] == "green-2026"
    assert "qinghe-2026" not in set(load_tables(project)["awards"]["doc_id"])
    assert (project / "book/reader/green-2026.md").is_file()
    assert "green-2026.yml" in text


def test_where_the_old_name_still_stands_is_said(project):
    (project / "data/corrections.yml").write_text("- doc_id: pinghu-2024\n", "utf-8")
    assert "pinghu-2024 still stands in data/corrections.yml" in documents.rename("pinghu-2024", "pinghu-24", project)


REFUSED = [  # (what is called, what the message says)
    (lambda p, f: documents.add(f, "Qinghe 2026", p), "lower case letters, digits and hyphens"),
    (lambda p, f: documents.add(f, "pinghu-2024", p), "'pinghu-2024' is taken by"),
    (lambda p, f: documents.add(f.with_name("none.txt"), "x-2026", p), "no such file"),
    (lambda p, f: documents.add(p / "data/raw/nanhu-2025.yml", "x-2026", p), "no numbered measure found"),
    (lambda p, f: documents.add(f, None, p, {"scheme": "2099"}), "'2099' is not in data/vocab/domains.yml, which has"),
    (lambda p, f: documents.remove("nowhere-2030", p), "no such document; the book has nanhu-2025, pinghu-2024"),
    (lambda p, f: documents.rename("nanhu-2025", "pinghu-2024", p), "is taken by"),
    (lambda p, f: documents.rename("nanhu-2025", "Nanhu", p), "lower case letters"),
    (lambda p, f: documents.add(f, None, p, {"level": "kingdom"}), "level: 'kingdom' is not one of"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_a_refusal_changes_nothing(project, source, call, message):
    before = state(project)
    with pytest.raises(PolicybookError, match=message):
        call(project, source)
    assert state(project) == before


def test_the_only_document_stays(project):
    documents.remove("nanhu-2025", project)
    before = state(project)
    with pytest.raises(PolicybookError, match="is the only document"):
        documents.remove("pinghu-2024", project)
    assert state(project) == before


def test_a_fault_on_the_way_leaves_all_as_it_was(project, source, monkeypatch):
    before = state(project)

    def fail(root):
        raise OSError(28, "No space left on device", "data/tables")

    monkeypatch.setattr(documents.document_pages, "write_document_stubs", fail)
    with pytest.raises(OSError, match="No space"):
        documents.add(source, root=project)
    assert state(project) == before


def test_folders_of_the_user_are_never_touched(project, source):
    for folder in ("data/tables/mine", "book/reader/mine"):
        (project / folder).mkdir(parents=True)
        (project / folder / "notes.txt").write_text("kept", "utf-8")
    before = state(project)
    with pytest.raises(PolicybookError):
        documents.add(source, None, project, {"level": "kingdom"})
    assert state(project) == before


def test_a_text_that_lies_in_the_folder_already_can_be_added(project):
    path = project / "data" / "raw" / "qinghe-2026.txt"
    path.write_text(POLICY, "utf-8")
    documents.add(path, root=project)
    assert load_corpus(project)["qinghe-2026"].raw == POLICY


def test_a_web_page_named_as_a_text_is_told_by_its_content(project, tmp_path_factory):
    page = tmp_path_factory.mktemp("received") / "qinghe-2026.txt"
    page.write_text("<html><body><div>" + "".join(f"<p>{line}</p>" for line in POLICY.splitlines()) + "</div></body></html>", "utf-8")
    documents.add(page, root=project)
    assert load_corpus(project)["qinghe-2026"].record["received"] == "qinghe-2026.html"


def test_a_title_is_data_not_markup(project, source):
    source.write_text(POLICY.replace("若干政策的通知", "<script>若干政策`x`的通知"), "utf-8")
    documents.add(source, root=project)
    stub = (project / "book/reader/qinghe-2026.md").read_text("utf-8")
    assert "<script>" not in stub.replace("\\<script\\>", "")


TOWN = [*POLICY.splitlines()[:4], "青禾市支持工业发展若干政策", *POLICY.splitlines()[4:]]


def word_file(path):
    import docx

    document = docx.Document()
    for line in TOWN:
        document.add_paragraph(line)
    document.save(path)


def saved_page(path):
    text = "".join(f"<p>{line}</p>" for line in TOWN)
    frame = '<html><head><meta charset="utf-8"><title>通知</title></head><body><div class="nav"><a href="/">首页</a></div>{}</body></html>'
    path.write_text(frame.format(f"<div id='zoom'>{text}</div><div>版权所有 青禾市</div>"), "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "make"), [("town.docx", word_file), ("town.html", saved_page)], ids=["Word", "saved web page"])
def test_the_page_on_adding_works_from_start_to_end(project, monkeypatch, capsys, name, make):
    """Each command that stands in the page, in its order, as written but for the name of the file."""
    page = (ROOT / "book" / "add-a-document.md").read_text("utf-8")
    written = re.findall(r"^policybook (.+)$|`policybook ((?:extract|remove|rename) [^`]+)`", page, re.M)
    commands = [shlex.split((first or second).replace("town.docx", name)) for first, second in written]
    assert [command[0] for command in commands] == ["inspect", "extract", "add", "remove", "rename"]
    monkeypatch.chdir(project)
    make(project / name)
    before = {path: data for path, data in state(project).items() if path.startswith(("data", "book"))}
    inspect, extract, add, remove, rename = commands
    assert main(inspect) == 0
    assert "2 measures, 2 responsibilities" in capsys.readouterr().out
    assert (project / "town.inspect.html").is_file()
    assert main(extract) == 1  # one of the two files is not there: it is named, the other is written
    assert "left out: other.pdf: no such file" in capsys.readouterr().err
    assert (project / "tables" / "awards.csv").read_text("utf-8").count("\ntown,") == 2
    assert main(add) == 0
    assert "fill in what you know in" in capsys.readouterr().out
    doc_id = rename[1]
    assert {path.suffix for path in (project / "data" / "raw").glob(f"{doc_id}.*")} == {".txt", ".yml", Path(name).suffix}
    assert main(["check"]) == 0
    assert main(rename) == 0
    assert {path.stem for path in (project / "data" / "raw").glob(f"{doc_id}*")} == {rename[2]}
    assert main(["rename", rename[2], doc_id]) == 0
    assert main(remove) == 0
    assert {path: data for path, data in state(project).items() if path.startswith(("data", "book"))} == before
