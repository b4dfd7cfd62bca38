"""Bad files, full disks, closed outputs, kills: one line, exit code 2, nothing lost, nothing half-written."""

import contextlib
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import pytest
from helpers import ROOT

from policybook import disk
from policybook.commands.cli import main
from policybook.errors import PolicybookError
from policybook.project import read_yaml
from policybook.tables import build, files

TEXT = "一、支持企业\n1．对新认定的省级企业给予20万元奖励。（责任单位：市科技局）\n"
posix = pytest.mark.skipif(os.name != "posix", reason="devices, pipes and signals of POSIX systems")


@pytest.fixture(autouse=True)
def devices_stay(monkeypatch):
    """Root may put a plain file in the place of a device, for everybody: what would do so in these tests raises instead.

    A command that is given a device to write to is for this reason called in this process, not in one of its own.
    """

    def guarded(call):
        def checked(self, *rest, **options):
            for path in (self, *rest):
                assert os.path.dirname(os.path.abspath(path)) != "/dev", f"would replace {path}"  # noqa: PTH100, PTH120
            return call(self, *rest, **options)

        return checked

    for name in ("replace", "rename"):
        monkeypatch.setattr(disk.Path, name, guarded(getattr(disk.Path, name)))


def run(*arguments, cwd=ROOT, **options):
    """Run the command line in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **options.pop("env", {})}
    return subprocess.run([sys.executable, "-m", "policybook", *arguments], cwd=cwd, env=environment, check=False, timeout=120, **options)


def one_line(done):
    lines = done.stderr.decode("ascii", "replace").splitlines()
    assert done.returncode == 2, lines
    assert len(lines) == 1, lines
    assert lines[0].startswith("policybook: ")
    return lines[0]


# ------------------------------------------------------------------------------------------------ kinds of files


def fifo(path):
    os.mkfifo(path)
    return path


def large(path):
    with path.open("wb") as handle:
        handle.truncate(disk.MAX_BYTES + 1)  # a hole: takes no room
    return path


UNREADABLE = [  # (how it is made, what the message says)
    (lambda folder: folder, "is a folder"),
    (lambda folder: fifo(folder / "pipe.txt"), "is a device or pipe"),
    (lambda folder: "/dev/zero", "is a device or pipe"),
    (lambda folder: large(folder / "large.txt"), "is larger than 50 MB"),
    (lambda folder: folder / "none.txt", "no such file"),
]
EXTRACT = lambda path: main(["extract", str(path), "--out", os.path.join(tempfile.gettempdir(), "not", "there")])  # noqa: E731, PTH118
READERS = [  # every command that is given a file, and every reader of the package
    lambda path: main(["audit", str(path)]),
    lambda path: main(["inspect", str(path), "--page", os.devnull]),
    lambda path: main(["add", str(path), "--id", "new-2030", "--root", str(ROOT)]),
    lambda path: main(["simulate", str(path), "--root", str(ROOT)]),
    lambda path: main(["execute", str(path), "--root", str(ROOT)]),
    EXTRACT,
    read_yaml,
    disk.read_json,
    disk.read_json_lines,
]


@posix
@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(("make", "message"), UNREADABLE)
def test_a_file_of_another_kind_is_named_and_not_opened(tmp_path, capsys, make, message, read):
    path = make(tmp_path)
    try:
        code = read(path)
    except PolicybookError as error:
        said = str(error)
    else:
        assert code == 2
        said = capsys.readouterr().err
    takes_folders = "holds no document" in said and read is EXTRACT
    assert message in said or (message == "is a folder" and takes_folders)
    assert str(path) in said
    assert len(said.strip().splitlines()) == 1


def test_a_file_is_opened_in_one_place():
    """A reader that opens files by itself would skip the check of their kind and size."""
    own = {"disk.py", "commands/fingerprint.py"}
    package = ("FOLDER /", "resources.files", "out /", "path.read_text", "html")  # what the package or the build itself made
    opened = []
    for path in sorted((ROOT / "src" / "policybook").rglob("*.py")):
        name = path.relative_to(ROOT / "src" / "policybook").as_posix()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if any(call in line for call in (".read_text(", ".read_bytes(", "pd.read_csv(", '.open("rb")')) and name not in own:
                built = name in ("site/extension.py", "site/standalone.py", "tables/files.py", "vocab/entries.py")
                if not (built or any(mark in line for mark in package[:2])):
                    opened.append(f"{name}:{number}: {line.strip()}")
    assert opened == []


# ----------------------------------------------------------------------------------------------- damaged files

DAMAGED = [  # (text of a YAML file, what is said of it)
    ("[" * 600, "nested deeper"),
    ("- " * 100_000, "nested deeper"),
    ("{a: " * 101 + "1" + "}" * 101, "nested deeper"),
    ("a: &x [1]\nb: *x\n", "line 2: not valid YAML: a reference"),
    ("a: 1\na: 2\n", "line 2: not valid YAML: 'a' stands twice"),
    ("a: " + "9" * 5000, "cannot be read"),
    ("a: !!python/object:os.system x", "not valid YAML"),
    ("\x00", "cannot be read as UTF-8"),
    (b"\xff\xfe\x00", "cannot be read"),
    ("a: [1", "line 1: not valid YAML"),
    ("a: 1\nb: [1\n", "line 2: not valid YAML"),
]


@pytest.mark.parametrize(("text", "message"), DAMAGED)
def test_a_damaged_yaml_file_gives_one_line(tmp_path, text, message):
    path = tmp_path / "x.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(PolicybookError, match=message) as caught:
        read_yaml(path)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("a: '*x*'", {"a": "*x*"}),
        ("a: b*c", {"a": "b*c"}),
        ("a: 2030-01-02", {"a": "2030-01-02"}),
        ("a: &x 1", {"a": 1}),
        ("[" * 100 + "]" * 100, None),
    ],
)
def test_what_only_looks_like_damage_is_read(tmp_path, text, content):
    path = tmp_path / "x.yml"
    path.write_text(text, "utf-8")
    assert read_yaml(path) == content if content else read_yaml(path)


def test_a_spoilt_state_file_means_that_all_is_executed_anew(tmp_path):
    from policybook.commands.notebooks import STORE, _read_store

    (tmp_path / "_build").mkdir()
    for spoilt in ("", "{", "[1]", "null", "[" * 100_000):
        (tmp_path / STORE).write_text(spoilt)
        assert _read_store(tmp_path) == {}


def test_a_fault_of_the_program_is_no_finding(monkeypatch, capsys):
    """Exit code 1 means that a check found something, and nothing else."""

    def fail(root):
        raise ZeroDivisionError("of\nours")

    monkeypatch.delenv("POLICYBOOK_DEBUG", raising=False)
    monkeypatch.setattr("policybook.commands.cli.load_corpus", fail)
    assert main(["check"]) == 2
    said = capsys.readouterr().err
    assert "a fault of policybook (ZeroDivisionError: of ours, test_hard_times.py:" in said
    assert len(said.splitlines()) == 1


# ----------------------------------------------------------------------------------- consoles, pipes, full disks


@pytest.fixture
def town(tmp_path):
    path = tmp_path / "town.txt"
    path.write_text(TEXT * 1, "utf-8")
    return path


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii"])
def test_a_console_that_lacks_characters(encoding, town):
    done = run("explain", "新增厂房10 m² 每家奖励€20万元，槃辦。", env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}, capture_output=True)
    assert done.returncode == 0, done.stderr
    done = run("audit", str(town.parent / "无.txt"), env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}, capture_output=True)
    assert "no such file" in one_line(done)


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_a_full_disk_at_the_other_end(town, capsys):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        assert "standard output" in one_line(run("audit", str(town), stdout=full, stderr=subprocess.PIPE))
    assert main(["inspect", str(town), "--page", "/dev/full"]) == 2
    assert "/dev/full: cannot be written" in capsys.readouterr().err


@posix
def test_a_closed_output(town):
    read, write = os.pipe()
    os.close(read)
    assert "standard output" in one_line(run("audit", str(town), stdout=write, stderr=subprocess.PIPE))
    os.close(write)
    shut = f'exec "{sys.executable}" -m policybook audit "{town}" >&-'
    done = subprocess.run(["sh", "-c", shut], stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, check=False)
    assert "standard output is closed" in one_line(done)


def as_nobody(arguments):
    """Run a command in a child without root's rights, since root may write everywhere; return its exit code and what it says."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        if os.geteuid() == 0:
            os.setuid(65534)
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            code = main(arguments)
        os.write(write, said.getvalue().encode()[:4000])
        os._exit(code)
    os.close(write)
    with os.fdopen(read) as pipe:
        said = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


@pytest.fixture
def shut(project, town):
    """A project that differs from its tables, in folders that everybody may read and nobody write."""
    if os.geteuid() == 0 and any(path.stat().st_mode & 0o005 != 0o005 for path in (ROOT, *ROOT.parents)):
        pytest.skip("the package may only be read with root's rights")
    folder = disk.Path(tempfile.mkdtemp())  # pytest's own folders may not be entered by others
    shutil.copytree(project, folder / "project")
    shutil.copy(town, folder)
    record = folder / "project/data/raw/town-2025.yml"
    record.write_text(record.read_text("utf-8").replace("label: ", "label: Other ", 1), "utf-8")
    shutil.copytree(folder / "project", folder / "tried")
    for path in (folder, *folder.rglob("*")):
        if "tried" not in path.parts:
            path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(folder)


ON_SHUT = {
    "extract": ["town.txt", "--out", "{}/out"],
    "inspect": ["town.txt", "--page", "{}/page.html"],
    "build": ["--root", "{}"],
    "add": ["town.txt", "--id", "new-2025", "--root", "{}"],
    "rename": ["town-2025", "new-2025", "--root", "{}"],
}


@posix
@pytest.mark.parametrize("command", ON_SHUT)
def test_a_folder_that_may_not_be_written(shut, capsys, monkeypatch, command):
    monkeypatch.chdir(shut)
    arguments = [command, *(argument.replace("town.txt", f"{shut}/town.txt") for argument in ON_SHUT[command])]
    # First where it may be written, so that all is imported before the rights to read the package are gone.
    assert main([argument.format(shut / "tried") for argument in arguments]) == 0
    before = all_files(shut / "project")
    code, said = as_nobody([argument.format(shut / "project") for argument in arguments])
    assert (code, len(said.splitlines())) == (2, 1), said
    assert "may not be written" in said or "cannot be written" in said
    assert all_files(shut / "project") == before


@pytest.mark.parametrize("command", ["site", "execute"])
def test_a_long_work_does_not_begin_on_a_disk_that_is_nearly_full(project, monkeypatch, capsys, command):
    """Sphinx and kernels would say it in a screenful each."""
    import nbformat

    (project / "notebooks").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]), project / "notebooks/01_x.ipynb")
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(9_000_000, 3_000_000, 6_000_000))
    assert main([command, "--root", str(project)]) == 2
    said = capsys.readouterr().err
    assert "_build: the disk has 6 MB left" in said
    assert len(said.splitlines()) == 1


@posix
@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc, which nobody may write")  # noqa: PTH112
@pytest.mark.parametrize("folder", ["/proc", "/proc/new"])
def test_a_long_work_does_not_begin_where_nothing_can_be_written(folder):
    with pytest.raises(PolicybookError, match="cannot be written"):
        disk.require_room(disk.Path(folder), 0)


@pytest.mark.parametrize("number", [28, 13, 5])
def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch, number):
    path = tmp_path / "kept.txt"
    path.write_text("old")

    def fail(self, target):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(disk.Path, "replace", fail)
    with pytest.raises(PolicybookError, match="cannot be written"):
        disk.write_whole(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


# ------------------------------------------------------------------------------------------ all tables or none


def small(folder):
    """A project of one short document, with the vocabularies of this one."""
    (folder / "data" / "raw").mkdir(parents=True)
    shutil.copytree(ROOT / "data" / "vocab", folder / "data" / "vocab")
    (folder / "town.txt").write_text(TEXT, "utf-8")
    assert main(["add", str(folder / "town.txt"), "--id", "town-2025", "--root", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small(tmp_path_factory.mktemp("made") / "project")


@pytest.fixture
def project(made, tmp_path, capsys):
    return shutil.copytree(made, tmp_path / "project")


def stored(project):
    return {path.name: path.read_bytes() for path in (project / "data" / "tables").iterdir()}


def test_a_folder_in_the_way_of_a_table(project, capsys):
    before = stored(project)
    (project / "data/tables/awards.csv").unlink()
    (project / "data/tables/awards.csv").mkdir()
    assert main(["build", "--root", str(project)]) == 2
    assert "awards.csv: is a folder, where a table belongs" in capsys.readouterr().err
    kept = {p.name: p.read_bytes() for p in (project / "data" / "tables").iterdir() if p.is_file()}
    assert kept == {name: data for name, data in before.items() if name != "awards.csv"}


def fail_at(monkeypatch, nth):
    """Let the nth move of a file find no room."""
    moved = []
    move = files.Path.replace

    def fail(self, target):
        moved.append(target)
        if len(moved) == nth:
            raise OSError(28, "No space left on device")
        return move(self, target)

    monkeypatch.setattr(files.Path, "replace", fail)


@pytest.mark.parametrize("nth", range(1, 40, 3))
def test_a_table_that_cannot_be_moved_means_none_is(project, monkeypatch, capsys, nth):
    before = stored(project)
    path = project / "data/raw/town-2025.txt"
    tables = build.make_tables([build.Document("other-2025", path.read_text("utf-8"), {})], project)
    fail_at(monkeypatch, nth)
    if nth <= 2 * len(before):
        with pytest.raises(PolicybookError, match="cannot be written"):
            files.write_tables([tables], project / "data" / "tables")
        assert stored(project) == before
    else:
        files.write_tables([tables], project / "data" / "tables")
        assert stored(project) != before


@pytest.mark.parametrize("nth", [1, 2, 30])
def test_where_no_table_stood_none_is_left_and_the_reason_is_said(project, tmp_path, monkeypatch, nth):
    path = project / "data/raw/town-2025.txt"
    tables = build.make_tables([build.Document("other-2025", path.read_text("utf-8"), {})], project)
    fail_at(monkeypatch, nth)
    with pytest.raises(PolicybookError, match="No space left on device"):
        files.write_tables([tables], tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


def test_leftovers_are_no_trouble_and_are_cleared(project, capsys):
    folder = project / "data" / "tables"
    before = stored(project)
    for name in ("99999999-abc", "tables", "99999999-x.csv"):
        left = folder / f"{disk.UNFINISHED}{name}"
        left.mkdir()
        (left / "awards.csv").write_text("half")
    assert main(["check", "--root", str(project)]) == 0
    assert stored(project) == before


def killed_at(nth, arguments, names=("replace", "rename", "unlink"), seconds=None):
    """Run a command in a child that kills itself before its nth move or removal of a file, or is killed after a time; say whether it was."""
    child = os.fork()
    if not child:
        done, calls = [], {name: getattr(disk.Path, name) for name in names}

        def counted(call):
            def run(self, *rest, **options):
                done.append(self)
                if len(done) == nth:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(self, *rest, **options)

            return run

        for name, call in calls.items():
            setattr(disk.Path, name, counted(call))
        os._exit(main(arguments))
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@posix
@pytest.mark.slow
def test_killed_at_any_move_or_moment_the_tables_are_all_old_or_all_new(project, capsys):
    folder, record = project / "data" / "tables", project / "data/raw/town-2025.yml"
    labels, took = ["Town One", "Town Two"], []

    def relabel(label):
        text = record.read_text("utf-8").splitlines()
        record.write_text("\n".join(f"label: {label}" if line.startswith("label:") else line for line in text) + "\n", "utf-8")

    wanted = {}
    for label in labels:
        relabel(label)
        begun = time.monotonic()
        assert main(["build", "--root", str(project)]) == 0
        took.append(time.monotonic() - begun)
        wanted[label] = stored(project)
    rng, moves = random.Random(17), 2 * len(wanted[labels[0]])
    many = int(os.environ.get("POLICYBOOK_KILLS", "0"))  # so many at random, and one at each move: three minutes for 30
    some = (1, 2, moves // 2, moves // 2 + 1, moves - 1, moves)
    for i in (*(range(1, moves + 1) if many else some), *(None,) * (many or 4)):
        old, new = labels[1], labels[0]
        relabel(new)
        moment = rng.uniform(0, 1.2 * min(took)) if i is None else None
        killed = killed_at(i, ["build", "--root", str(project)], ["replace"], moment)
        assert killed or i is None
        files.load_tables(project)  # puts right what was left, as each command does
        assert stored(project) in (wanted[old], wanted[new]), i
        labels.reverse()
        relabel(labels[1])
        assert main(["build", "--root", str(project)]) == 0
        assert stored(project) == wanted[labels[1]]
        assert not list(folder.glob(f"{disk.UNFINISHED}*"))


def all_files(project):
    """Every file of a project but the vocabularies, which no command changes."""
    kept = [p for p in sorted(project.rglob("*")) if p.is_file() and "vocab" not in p.parts]
    return {p.relative_to(project).as_posix(): p.read_bytes() for p in kept}


@posix
@pytest.mark.slow
@pytest.mark.parametrize("command", ["add", "rename", "remove"])
def test_a_change_of_documents_that_is_killed_is_undone_by_the_next_command(project, capsys, command):
    (project / "data/raw/Dorf 1.txt").write_text(TEXT.replace("20", "30"), "utf-8")  # put there by hand, as people do
    arguments = ["add", str(project / "data/raw/Dorf 1.txt"), "--id", "village-2025", "--root", str(project)]
    if command != "add":
        assert main(arguments) == 0
        arguments = [command, "village-2025", *(["hamlet-2025"] if command == "rename" else []), "--root", str(project)]
    before = all_files(project)
    kills = 0
    for nth in [*range(1, 8), *range(8, 200, 16)]:
        if not killed_at(nth, arguments):
            break
        kills += 1
        new = project / "data/raw/later-2025.txt"  # what came after the kill stays
        new.write_text(TEXT, "utf-8")
        assert main(["check", "--root", str(project)]) == 2
        new.unlink()
        assert all_files(project) == before, nth
    assert kills > 8
    assert all_files(project) != before


@pytest.mark.parametrize("folder", ["data", "data/raw", "data/vocab", "data/tables", "book/reader", "notebooks", "_build"])
def test_what_killed_commands_left_is_cleared_by_the_next(project, capsys, folder):
    (project / folder).mkdir(exist_ok=True)
    before = all_files(project)
    dead = project / folder / f"{disk.UNFINISHED}99999999-x1"
    alive = project / folder / f"{disk.UNFINISHED}{os.getppid()}-x2"
    for path in (dead, alive):
        path.write_text("half")
    dead_folder = project / folder / f"{disk.UNFINISHED}99999998-x3"
    dead_folder.mkdir()
    assert main(["explain", "--doc", "town-2025", "--root", str(project)]) == 0
    assert not dead.exists()
    assert not dead_folder.exists()
    assert alive.exists()  # another command is at work
    alive.unlink()
    assert all_files(project) == before


def test_two_commands_do_not_change_documents_at_once(project, capsys):
    from policybook.commands import leftovers

    before = all_files(project)
    with leftovers.all_or_nothing(project, []):
        assert main(["remove", "town-2025", "--root", str(project)]) == 2
        (project / "village.txt").write_text(TEXT, "utf-8")
        assert main(["add", str(project / "village.txt"), "--id", "village-2025", "--root", str(project)]) == 2
    said = capsys.readouterr().err
    assert f"another command (process {os.getpid()}) changes documents; wait for its end" in said
    (project / "village.txt").unlink()
    assert all_files(project) == before


WAITS = """
import time
from pathlib import Path
Path("began").touch()
time.sleep({seconds})
Path("went-on").touch()
"""


def kill_and_see_them_end(parent, children, seconds):
    """Kill a command; what it had started must end by itself."""
    import psutil

    parent.kill()
    parent.wait()
    _, alive = psutil.wait_procs(children, timeout=seconds)
    for child in alive:
        child.kill()
    assert alive == []


@posix
@pytest.mark.slow
def test_a_killed_execute_leaves_no_kernel_at_work_and_no_half_notebook(project):
    """What runs a notebook ends with the command that began it, however that ends; the stored file is as it was."""
    import nbformat
    import psutil

    path = project / "notebooks" / "01_wait.ipynb"
    path.parent.mkdir()
    cells = [nbformat.v4.new_code_cell("x = 1"), nbformat.v4.new_code_cell(WAITS.format(seconds=20))]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    before = path.read_bytes()
    command = [sys.executable, "-m", "policybook", "execute", str(path), "--root", str(project)]
    parent = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, stdout=subprocess.DEVNULL)
    for _ in range(600):
        if (path.parent / "began").exists():
            break
        time.sleep(0.1)
    assert (path.parent / "began").exists()
    children = psutil.Process(parent.pid).children(recursive=True)
    assert children
    kill_and_see_them_end(parent, children, 15)
    assert not (path.parent / "went-on").exists()
    assert path.read_bytes() == before
    main(["explain", "--doc", "town-2025", "--root", str(project)])
    assert sorted(p.name for p in path.parent.iterdir()) == ["01_wait.ipynb", "began"]


@posix
@pytest.mark.slow
def test_a_killed_site_leaves_nobody_writing(project, tmp_path):
    """What builds the site ends with the command that began it, however that ends."""
    import psutil

    (project / "_config.yml").write_text("title: x\n")
    (project / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    (project / "index.md").write_text("# x\n")
    (project / "conf_wait.py").write_text("")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    code = "from policybook.commands import website; website.START = website.START.replace('from jupyter_book', 'import time; time.sleep(60); from jupyter_book'); website.build()"
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=project, env=environment, stdout=subprocess.DEVNULL)
    children = []
    for _ in range(200):
        children = psutil.Process(parent.pid).children()
        if children:
            break
        time.sleep(0.1)
    assert children
    time.sleep(0.5)
    kill_and_see_them_end(parent, children, 20)
