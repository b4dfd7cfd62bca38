"""Extraction of many documents: processes of this machine and of a real Dask cluster give the same rows, once each."""

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from helpers import wait_for

from policybook.commands import many, parts
from policybook.commands.cli import main
from policybook.commands.parts import Job, Source
from policybook.tables.schema import table_schemas

N = 9
POLICY = (
    "某县促进工业发展若干政策\n一、科技政策\n2026年，县财政安排{0}亿元。\n"
    "（一）支持研发。对新认定的国家级、省级平台分别给予{0}00万元、50万元奖励。（责任单位：科技局*、财政局）\n"
    "（二）支持平台。新建平台5家以上。（责任单位：科技局）\n"
)
#: Put before the package: a document of this name takes long, or ends its process, as one that needs too much memory does.
HOOK = """
import os, time
def patch():
    from policybook.commands import extract
    read_any = extract.read_any
    def slow(path, doc_id=None):
        time.sleep(float(os.environ["SLOW"]))
        if doc_id == os.environ.get("DEADLY"):
            os._exit(9)
        return read_any(path, doc_id)
    extract.read_any = slow
if "SLOW" in os.environ:
    patch()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    for i in range(N):
        (folder / f"town-{i:02d}.txt").write_text(POLICY.format(i + 1), "utf-8")
    page = "".join(f"<p>{line}</p>" for line in POLICY.format(7).splitlines())
    (folder / "page.html").write_text(f"<html><body><div>{page}</div></body></html>", "utf-8")
    (folder / "bad.txt").write_text("这里没有编号。", "utf-8")
    return folder


@pytest.fixture(scope="module")
def expected(folder, tmp_path_factory):
    """The tables as one process writes them."""
    out = tmp_path_factory.mktemp("expected")
    assert main(["extract", *(str(path) for path in sorted(folder.iterdir())), "--out", str(out)]) == 1
    return contents(out)


def contents(out):
    return {path.name: path.read_bytes() for path in out.glob("*.csv") if path.name != "failures.csv"}


def rows(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def command(folder, out, *options, **env):
    """Begin the command in a process of its own."""
    hook = out.parent / f"hook-{out.name}"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(HOOK, "utf-8")
    package = str(Path(many.__file__).parents[2])
    path = os.pathsep.join([str(hook), package, os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-m", "policybook", "extract", str(folder), "--out", str(out), "--batch", "1", *options],
        env={**os.environ, "PYTHONPATH": path, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def archives(out):
    return {path.name: path.stat().st_mtime_ns for path in (out / many.STORE).glob("*.zip")}


def test_processes_write_what_one_writes(folder, expected, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["extract", str(folder), "--out", str(out), "--jobs", "2", "--batch", "3"]) == 1
    printed = capsys.readouterr()
    assert contents(out) == expected
    assert f"wrote the tables of {N + 1} documents" in printed.out
    assert "left out: " in printed.err
    assert [Path(r["file"]).name for r in rows(out / "failures.csv")] == ["bad.txt"]
    text = (out / "texts" / "page.txt").read_text("utf-8")
    quoted = [r for r in rows(out / "awards.csv") if r["doc_id"] == "page"]
    assert quoted
    assert all(text[int(r["start"]) : int(r["end"])] == r["quote"] for r in quoted)
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    assert [r["path"] for r in package["resources"]] == [f"{name}.csv" for name in table_schemas()]

    before = archives(out)
    (folder / "town-03.txt").touch()
    assert main(["extract", str(folder), "--out", str(out), "--jobs", "1", "--batch", "3"]) == 1
    assert contents(out) == expected
    kept = before.items() & archives(out).items()
    assert 0 < len(kept) < len(before), "only the part of the file that has changed is read again"


def test_parquet_holds_the_same_rows(folder, expected, tmp_path, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(many, "IN_A_FILE", 4)
    out = tmp_path / "out"
    assert main(["extract", str(folder), "--out", str(out), "--jobs", "1", "--batch", "2", "--format", "parquet"]) == 1
    assert len(list((out / "awards").iterdir())) > 1
    for name, schema in table_schemas().items():
        table = parquet.read_table(out / name)
        assert table.column_names == schema.columns
        assert table.num_rows == expected[f"{name}.csv"].decode().count("\n") - 1, name
    amounts = parquet.read_table(out / "awards").column("amount_yuan").to_pylist()
    lines = csv.DictReader(expected["awards.csv"].decode().splitlines())
    assert amounts == [float(r["amount_yuan"]) for r in lines]
    assert not [path for path in out.iterdir() if path.name.startswith(".") and path.name != many.STORE]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["stopped by Ctrl-C", "killed"])
def test_a_run_that_was_stopped_goes_on_where_it_was(folder, expected, tmp_path, number):
    out = tmp_path / "out"
    begun = command(folder, out, "--jobs", "2", SLOW="0.2")
    children = wait_for(lambda: len(archives(out)) > 2 and psutil.Process(begun.pid).children(recursive=True), seconds=60)
    os.kill(begun.pid, number)
    error = begun.communicate(timeout=60)[1]
    assert not (out / "awards.csv").exists()
    assert ("stopped" in error) == (number == signal.SIGINT)
    psutil.wait_procs(children, timeout=20)
    assert not [child for child in children if child.is_running()], "its processes end with it"
    before = archives(out)
    assert 2 < len(before) < N
    assert main(["extract", str(folder), "--out", str(out), "--jobs", "1", "--batch", "1"]) == 1
    assert before.items() <= archives(out).items(), "no file is read twice"
    assert contents(out) == expected


def test_a_process_that_dies_takes_nothing_with_it(folder, expected, tmp_path):
    out = tmp_path / "out"
    begun = command(folder, out, "--jobs", "2", SLOW="0.1")
    wait_for(lambda: len(archives(out)) >= 2, seconds=60)
    workers = [p for p in psutil.Process(begun.pid).children(recursive=False) if "resource_tracker" not in " ".join(p.cmdline())]
    workers = [child for p in workers for child in p.children()] or workers  # below the process that forks them
    workers[0].kill()
    begun.communicate(timeout=90)
    assert begun.returncode == 1
    assert contents(out) == expected


def test_a_document_that_ends_its_process_is_left_out(folder, expected, tmp_path):
    out = tmp_path / "out"
    begun = command(folder, out, "--jobs", "2", SLOW="0", DEADLY="town-05")
    begun.communicate(timeout=90)
    assert begun.returncode == 1
    assert {Path(r["file"]).name: r["reason"] == many.ENDED for r in rows(out / "failures.csv")} == {"bad.txt": False, "town-05.txt": True}
    kept = [r["doc_id"] for r in csv.DictReader(expected["documents.csv"].decode().splitlines()) if r["doc_id"] != "town-05"]
    assert [r["doc_id"] for r in rows(out / "documents.csv")] == kept


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers, a process each, on this machine."""
    pytest.importorskip("distributed")
    address = tmp_path / "scheduler.json"
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(HOOK, "utf-8")
    path = os.pathsep.join([str(hook), str(Path(many.__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, "PYTHONPATH": path, "SLOW": "0.2", "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    quiet = {"env": env, "cwd": tmp_path, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "dask"]
    own = ["--host", "127.0.0.1", "--no-dashboard"]
    scheduler = [*dask, "scheduler", *own, "--port", "0", "--scheduler-file", str(address)]
    worker = [*dask, "worker", "--scheduler-file", str(address), "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    started = [subprocess.Popen(scheduler, **quiet)]
    try:
        wait_for(address.is_file, seconds=60)
        started += [subprocess.Popen([*worker, "--name", name], **quiet) for name in ("first", "second")]
        yield json.loads(address.read_text("utf-8"))["address"], started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()


@pytest.mark.slow
def test_a_cluster_writes_what_one_process_writes_also_when_a_worker_is_killed(folder, expected, cluster, tmp_path):
    from distributed import Client

    address, (first, _) = cluster
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    out = tmp_path / "out"
    begun = command(folder, out, "--scheduler", address)
    wait_for(lambda: len(archives(out)) > 2, seconds=60)
    first.kill()
    assert len(archives(out)) < N
    printed = begun.communicate(timeout=90)
    assert begun.returncode == 1, printed
    assert contents(out) == expected
    assert [Path(r["file"]).name for r in rows(out / "failures.csv")] == ["bad.txt"]


def test_documents_are_named_by_their_place_in_the_folder(tmp_path):
    for name in ("b/town.txt", "a/town.txt", "a/town.pdf", "a/.hidden.txt", "a/Thumbs.db", "z.txt", "z.yml", "a-b/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", "utf-8")
    found = list(parts.sources([tmp_path]))
    assert [each.doc_id for each in found if isinstance(each, Source)] == ["z", "a/town", "a-b/x", "b/town"]
    [(path, reason)] = [each for each in found if not isinstance(each, Source)]
    assert (path, "duplicate" in reason) == (str(tmp_path / "a" / "town.pdf"), True)


def test_a_new_document_changes_its_own_part_only():
    job = Job("store", "csv", "root", "code")
    documents = [Source(f"town-{i:04d}", f"/none/{i}") for i in range(1000)]
    before = {part.key for part in parts.parts(documents, 20, job)}
    after = {part.key for part in parts.parts([*documents[:500], Source("town-0499-b", "/none/b"), *documents[500:]], 20, job)}
    assert len(before) > 25
    assert len(after - before) <= 2
    assert [s for part in parts.parts(documents, 20, job) for s in part.sources] == documents
    assert max(len(part.sources) for part in parts.parts(documents, 20, job)) <= 80


REFUSED = [  # (what lies in the folder, options, what the line says)
    ("awards.csv documents.csv", ["--format", "parquet"], "holds tables of the other format (documents.csv)"),
    ("documents/00000.parquet", ["--jobs", "1"], "holds tables of the other format (documents)"),
    ("", ["--scheduler", "tcp://127.0.0.1:9"], "--scheduler tcp://127.0.0.1:9: no Dask scheduler answers there"),
]


@pytest.mark.parametrize(("there", "options", "message"), REFUSED)
def test_what_cannot_be_done_is_one_line(folder, tmp_path, capsys, monkeypatch, there, options, message):
    monkeypatch.setattr(many, "CONNECT", "1s")
    for name in there.split():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert main(["extract", str(folder), "--out", str(tmp_path), *options]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert message in error


def test_a_folder_without_documents_is_one_line_and_leaves_nothing(tmp_path, capsys):
    (tmp_path / "in").mkdir()
    assert main(["extract", str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_another_worker_s_code_is_refused(tmp_path):
    job = Job(str(tmp_path), "csv", ".", "other")
    [part] = parts.parts([Source("a", "/none/a.txt")], 1, job)
    with pytest.raises(many.PolicybookError, match="install the same version"):
        parts.make(part, job)
