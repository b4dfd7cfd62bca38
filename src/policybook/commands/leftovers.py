"""What a killed command leaves: a change of several files that is half done, and files that are not whole.

In: the project's folder. Out: the files as they were before the change, and no leftovers. Every command that works in a project
calls `put_right` first.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from policybook.disk import READY, UNFINISHED, clear_unfinished, is_running, read_bytes, read_json, write_whole
from policybook.errors import PolicybookError

#: Where whole files are written beside themselves first, see `policybook.disk.write_whole`.
FOLDERS = ("data", "data/raw", "data/vocab", "data/tables", "book/reader", "notebooks", "_build", "_build/.kept")
#: The files as they were before a change that several of them need; it stands there only while a command makes one.
JOURNAL = Path("data") / f"{UNFINISHED}journal"
ENTRIES = "entries.json"


@contextmanager
def all_or_nothing(root: Path, paths: Iterable[Path]) -> Iterator[None]:
    """Put files back as they were where the block does not end well, however it ends: also where the process is killed.

    Parameters
    ----------
    root : Path
        The project's folder.
    paths : iterable of Path
        Every file in it that the block may write or remove, there or not.
    """
    _begin(root, paths)
    try:
        yield
    except BaseException:
        _restore(root)
        raise
    _forget(root)


def put_right(root: Path) -> None:
    """Undo a change that a killed command did not finish, and clear what else killed commands left."""
    with suppress(OSError):  # a project that may only be read stays as it is
        if (tables := root / "data" / "tables").joinpath(READY).is_dir():
            from policybook.tables.files import finish_tables  # pandas: seldom needed here, and slow

            finish_tables(tables)
        if (root / JOURNAL).is_dir() and not is_running(_owner(root)):
            _restore(root)
        for folder in FOLDERS:
            clear_unfinished(root / folder)


def _begin(root: Path, paths: Iterable[Path]) -> None:
    journal = root / JOURNAL
    if journal.is_dir():
        raise PolicybookError(
            f"{journal}: another command (process {_owner(root)}) changes documents; wait for its end"
        )
    waiting = journal.parent / f"{UNFINISHED}{os.getpid()}-journal"
    try:
        waiting.mkdir()
        files = {}
        for number, path in enumerate(sorted(set(paths))):
            kept = path.is_file()
            if kept:
                (waiting / str(number)).write_bytes(read_bytes(path, None))
            files[path.relative_to(root).as_posix()] = str(number) if kept else None
        (waiting / ENTRIES).write_text(json.dumps({"process": os.getpid(), "files": files}), "utf-8")
        waiting.replace(journal)  # from here on a killed change is undone
    except OSError as error:
        shutil.rmtree(waiting, ignore_errors=True)
        raise PolicybookError(
            f"{journal.parent}: cannot be written ({error.strerror}); check the disk and the rights"
        ) from None


def _entries(root: Path) -> dict:
    return dict(read_json(root / JOURNAL / ENTRIES))


def _owner(root: Path) -> int:
    return int(_entries(root)["process"])


def _restore(root: Path) -> None:
    for name, kept in _entries(root)["files"].items():
        path = root / name
        if kept is None:
            path.unlink(missing_ok=True)
            continue
        content = read_bytes(root / JOURNAL / kept, None)
        if not path.is_file() or read_bytes(path, None) != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
    _forget(root)


def _forget(root: Path) -> None:
    done = root / JOURNAL.with_name(f"{UNFINISHED}{os.getpid()}-done")
    (root / JOURNAL).replace(done)  # at one stroke: a journal that is half removed must not be read again
    shutil.rmtree(done, ignore_errors=True)
