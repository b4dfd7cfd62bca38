import hashlib
import shutil

import pytest
import yaml

from policybook.errors import PolicybookError
from policybook.project import find_root
from policybook.read.corpus import load_corpus, problems_of_raw, read_document
from policybook.read.files import decode

POLICY = "一、科技政策\n今年，市财政安排1亿元。\n（一）支持研发。对企业给予10万元奖励。（责任单位：科技局）\n（二）支持平台。新建5家。\n"

ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_are_read(encoding):
    text = decode(POLICY.encode(encoding), "a.txt")
    assert text.lstrip("\ufeff") == POLICY


BAD_BYTES = [  # (bytes, what the message says)
    (b"", "a.txt: the file is empty"),
    (b" \n\t\n", "a.txt: the file is empty"),
    (POLICY.encode("utf-16") + b"\x01", "a.txt: byte .*: is broken UTF-16"),
    ("\n".encode("utf-16"), "a.txt: the file is empty"),
    ((POLICY + "\x07").encode("utf-16"), "a control character"),
    (b"%PDF-1.7 \xe4", "PDF or Word"),
    (b"PK\x03\x04\x14", "PDF or Word"),
    (POLICY.encode()[:40] + b"\x00\x01\x02", "byte 40: this is a binary file"),
    (b"\xff\x81\x30\xff\xff" * 9, "neither UTF-8 nor GB18030"),
    (POLICY.encode() + b"\x07", "control character"),
]


@pytest.mark.parametrize(("data", "message"), BAD_BYTES)
def test_bad_bytes_are_named(data, message):
    with pytest.raises(PolicybookError, match=message):
        decode(data, "a.txt")


def test_a_text_without_measures_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("这里没有编号的措施。", "utf-8")
    with pytest.raises(PolicybookError, match=r"a\.txt: no numbered measure found"):
        read_document(path)


@pytest.fixture
def project(tmp_path):
    shutil.copytree(find_root() / "data" / "raw", tmp_path / "data" / "raw")
    return tmp_path


CHANGES = [  # what is done in data/raw, and how the corpus is told to be another
    (lambda raw: (raw / "pinghu-2024.yml").write_text((raw / "pinghu-2024.yml").read_text("utf-8").replace("Pinghu 2024", "Pinghu 2O24"), "utf-8"), None),
    (lambda raw: [path.unlink() for path in raw.glob("pinghu-2024.*")], None),
    (lambda raw: (raw / "pinghu-2024.txt").write_bytes((raw / "pinghu-2024.txt").read_bytes().replace(b"1", b"2", 1)), "its bytes have changed"),
    (lambda raw: (raw / "nowhere.txt").symlink_to(raw / "gone.txt"), "nowhere.txt"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "complaint"), CHANGES)
def test_the_corpus_is_read_once_until_a_file_changes(project, change, complaint):
    before = load_corpus(project)
    assert load_corpus(project) is before
    change(project / "data/raw")
    if complaint:
        with pytest.raises(PolicybookError, match=complaint):
            load_corpus(project)
    else:
        after = load_corpus(project)
        assert [(d.doc_id, d.label) for d in after.values()] != [(d.doc_id, d.label) for d in before.values()]
    assert load_corpus() is not before


def test_the_corpus_is_in_order():
    assert problems_of_raw() == []
    corpus = load_corpus()
    orders = [d.record["order"] for d in corpus.values()]
    assert orders == sorted(orders)


def change_byte(raw):
    path = raw / "pinghu-2024.txt"
    path.write_bytes(path.read_bytes().replace("4.49亿元".encode(), "4.48亿元".encode()))


def remove_text(raw):
    (raw / "pinghu-2024.txt").unlink()


def remove_record(raw):
    (raw / "pinghu-2024.yml").unlink()


def stray_file(raw):
    (raw / "notes.md").write_text("x")


def repeat_doc_id(raw):
    shutil.copy(raw / "pinghu-2024.txt", raw / "second.txt")
    shutil.copy(raw / "pinghu-2024.yml", raw / "second.yml")


def misname(raw):
    (raw / "pinghu-2024.txt").rename(raw / "town.txt")
    (raw / "pinghu-2024.yml").rename(raw / "town.yml")


def bad_status(raw):
    path = raw / "pinghu-2024.yml"
    path.write_text(path.read_text("utf-8").replace('status: "final"', 'status: "secret"'), "utf-8")


def bad_yaml(raw):
    (raw / "pinghu-2024.yml").write_text('doc_id: "a\ntitle: b', "utf-8")


DEBRIS_FILES = [".DS_Store", "Thumbs.db", "desktop.ini", "~$pinghu-2024.docx", "._pinghu-2024.txt", "._pinghu-2024.yml", ".~lock.notes.odt#", "pinghu-2024.txt~"]


def test_what_systems_leave_in_folders_is_no_document(project):
    for name in DEBRIS_FILES:
        (project / "data" / "raw" / name).write_bytes(b"\x00\x05")
    assert problems_of_raw(project) == []
    assert list(load_corpus(project)) == list(load_corpus())


BREAKAGES = [  # (what is done to data/raw, what the message says)
    (change_byte, r"pinghu-2024\.txt: its bytes have changed"),
    (remove_text, r"pinghu-2024\.yml: names no file"),
    (remove_record, r"pinghu-2024\.txt: has no record"),
    (stray_file, r"notes\.md: a stray file"),
    (repeat_doc_id, r"second\.yml: doc_id: 'pinghu-2024' is taken by .*pinghu-2024\.yml"),
    (misname, r"town\.yml: doc_id: is 'pinghu-2024', the file is named 'town'"),
    (bad_status, r"pinghu-2024\.yml: status: 'secret' is not one of"),
    (bad_yaml, r"pinghu-2024\.yml: line \d+: not valid YAML"),
]


@pytest.mark.parametrize(("breakage", "message"), BREAKAGES)
def test_a_broken_corpus_names_the_file(project, breakage, message):
    breakage(project / "data" / "raw")
    with pytest.raises(PolicybookError, match=message):
        load_corpus(project)


def test_unknown_things_are_null_and_dates_stay_text():
    record = load_corpus()["xiuzhou-2024"].record
    assert record["date_issued"] is None
    assert load_corpus()["jiaxing-2025"].record["date_issued"] == "2025-03-13"


def test_an_unknown_document_is_named():
    with pytest.raises(KeyError, match="no document 'nowhere'"):
        load_corpus()["nowhere"]


def test_records_hash_the_bytes():
    for path in sorted((find_root() / "data" / "raw").glob("*.yml")):
        record = yaml.safe_load(path.read_text("utf-8"))
        assert hashlib.sha256(path.with_suffix(".txt").read_bytes()).hexdigest() == record["sha256"]
