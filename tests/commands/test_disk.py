"""What is read and written, piece by piece: edges of sizes, lines of JSON, what is cleared away, devices."""

import os

import pytest

from policybook import disk
from policybook.errors import PolicybookError


@pytest.mark.parametrize(("size", "limit", "read"), [(9, 10, True), (10, 10, True), (11, 10, False), (11, None, True), (0, 10, True)])
def test_as_much_as_may_be_read(tmp_path, size, limit, read):
    path = tmp_path / "x.txt"
    path.write_bytes(b"x" * size)
    if read:
        assert disk.read_bytes(path, limit) == b"x" * size
    else:
        with pytest.raises(PolicybookError, match="larger than"):
            disk.read_bytes(path, limit)


def test_a_file_too_large_is_not_opened(tmp_path, monkeypatch):
    path = tmp_path / "x.txt"
    path.write_bytes(b"x" * 11)
    monkeypatch.setattr(disk.Path, "open", lambda *_: pytest.fail("opened"))
    with pytest.raises(PolicybookError, match="larger than"):
        disk.read_bytes(path, 10)


@pytest.mark.skipif(not os.path.isfile("/proc/self/status"), reason="needs /proc")  # noqa: PTH113
def test_a_file_that_holds_more_than_it_says_is_too_large():
    with pytest.raises(PolicybookError, match="larger than"):
        disk.read_bytes("/proc/self/status", 10)  # its size is told as 0
    assert disk.read_bytes("/proc/self/status").startswith(b"Name:")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ('{"a": 1}\n{"b": 2}\n', [{"a": 1}, {"b": 2}]),
        ('\n{"a": 1}\n  \n{"b": 2}', [{"a": 1}, {"b": 2}]),
        ('\n{"a": 1}\n[2]\n', "line 3: is no row"),
        ('{"a": 1}\n{', "line 2: not JSON"),
        ('{"a": 1}\n"x"', "line 2: is no row"),
        ("[" * 200_000, "line 1: not JSON"),
    ],
)
def test_rows_of_json(tmp_path, text, found):
    path = tmp_path / "x.jsonl"
    path.write_text(text, "utf-8")
    if isinstance(found, list):
        assert disk.read_json_lines(path) == found
    else:
        with pytest.raises(PolicybookError, match=f"x.jsonl: {found}"):
            disk.read_json_lines(path)


def test_what_is_cleared_away(tmp_path):
    """Files and folders of commands that have ended; nothing of one that runs, and nothing of anybody else's."""
    names = {f"99999999-{kind}": False for kind in ("file", "folder")} | {f"{os.getppid()}-file": True, f"{os.getppid()}-folder": True, "tables": True, "x-y": True}
    for name in names:
        path = tmp_path / f"{disk.UNFINISHED}{name}"
        path.mkdir() if name.endswith("folder") else path.write_text("half")
    (tmp_path / "kept.txt").write_text("whole")
    disk.clear_unfinished(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {"kept.txt", *(f"{disk.UNFINISHED}{name}" for name, stays in names.items() if stays)}


@pytest.mark.skipif(os.name != "posix", reason="devices of POSIX systems")
def test_a_device_is_written_to_and_not_replaced(tmp_path, monkeypatch):
    # As root, a faulty writer would put a plain file in its place, for everybody: here it could not.
    monkeypatch.setattr(disk.tempfile, "mkstemp", lambda **_: pytest.fail("a file to put in its place"))
    disk.write_whole(os.devnull, "x")


def test_a_file_is_replaced_as_a_whole_and_keeps_its_rights(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("old")
    path.chmod(0o640)
    disk.write_whole(path, "new\n")
    assert path.read_bytes() == b"new\n"
    assert os.name != "posix" or path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]
