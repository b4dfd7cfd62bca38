"""Which files of the project a process reads, and which columns of its tables: noted while it reads them.

In: the files that are opened, which Python itself reports. Out: their names, a line each, in the file that ``POLICYBOOK_USES`` names.
What is made of them is up to date as long as they are the same; see `policybook.commands.inputs`.
"""

import os
import platform
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from policybook.errors import PolicybookError
from policybook.project import find_root

#: Names the file of notes. Without it nothing is noted.
VARIABLE = "POLICYBOOK_USES"
#: Parts of the project whose files are no data: they are made while a process runs, or no output depends on them.
NO_DATA = ("notebooks", "_build", ".venv", ".git")
#: Code has a key of its own.
CODE = (".py", ".pyc")
#: What is noted when another program is started: it may read anything.
ANYTHING = "*"
_PROGRAMS = ("subprocess.Popen", "os.system", "os.posix_spawn", "os.fork", "os.forkpty")
#: Stands between a table and its column.
COLUMN = "#"

_seen: dict[str, None] = {}
_root = ""
_notes: int | None = None
_owner = 0
_unheard = 0


def watch() -> None:
    """Begin to note what is read, in the project around the working folder; a forked process knows what was read before."""
    global _root
    if _root:
        return
    try:
        _root = str(find_root())
    except PolicybookError:  # outside of any project there is nothing to note
        return
    platform.platform()  # asks a program once, and a kernel asks for it when it begins
    sys.addaudithook(_hear)


def begin() -> None:
    """Begin to note, and write down what this process, or the one that it was forked from, has read."""
    global _notes, _owner
    if VARIABLE not in os.environ:
        return
    watch()
    _notes = os.open(os.environ[VARIABLE], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    _owner = os.getpid()
    _write(_seen)


def note(names: Iterable[str]) -> None:
    """Note names of files, relative to the project's folder; of a column as `column` returns it."""
    new = [name for name in names if name not in _seen]
    _seen.update(dict.fromkeys(new))
    if new and _notes is not None:
        _write(new)


def column(table: str, name: str) -> str:
    """Return how a column of a table is noted.

    Examples
    --------
    >>> column("awards", "quote")
    'data/tables/awards.csv#quote'
    """
    return f"data/tables/{table}.csv{COLUMN}{name}"


@contextmanager
def unheard() -> Iterator[None]:
    """Do not note the files that are opened meanwhile: what opens them notes more exactly what it hands out of them."""
    global _unheard
    _unheard += 1
    try:
        yield
    finally:
        _unheard -= 1


def seen() -> list[str]:
    """Return what has been noted in this process so far."""
    return list(_seen)


def _write(names: Iterable[str]) -> None:
    if os.getpid() != _owner:  # a process that it has begun: it is noted that it may read anything
        return
    os.write(_notes, "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape"))


def _hear(event: str, arguments: tuple) -> None:
    """Note a file of the project that is opened for reading."""
    if event in _PROGRAMS and _notes is not None:
        note([ANYTHING])
    if event != "open" or _unheard:
        return
    path, _, flags = arguments
    if isinstance(path, int) or path is None or flags & (os.O_WRONLY | os.O_RDWR):
        return
    full = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - a link inside the project stays what it is called
    if full.startswith(_root + os.sep):
        name = Path(full[len(_root) + 1 :]).as_posix()
        if name.partition("/")[0] not in NO_DATA and not name.endswith(CODE):
            note([name])
