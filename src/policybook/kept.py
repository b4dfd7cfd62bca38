"""Results that are kept between runs: what a function returned for the same arguments and the same code.

In: a function whose result follows from its arguments. Out: its result, from the disk where it has been worked out before. Only the
commands that build the book keep results (they set ``POLICYBOOK_KEPT``); tests, and notebooks opened by hand, work out everything.
"""

import functools
import hashlib
import io
import json
import os
import pickle
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from policybook import uses
from policybook.disk import read_bytes, read_json, write_whole
from policybook.errors import PolicybookError

#: Names the folder of results; in it lies the digest of each module's code, and of the lock.
VARIABLE = "POLICYBOOK_KEPT"
FOLDER, CODE = "_build/.kept", "code.json"
#: What is neither kept, nor an error: arguments that have no lasting form.
_NO_KEY = (pickle.PicklingError, TypeError, AttributeError, RecursionError, ValueError)


def environment(root: Path, digests: dict[str, str]) -> dict[str, str]:
    """Return the setting by which processes keep results.

    Parameters
    ----------
    root : Path
        The project's folder.
    digests : dict of str
        The digest of each module's code, and of the lock under the name ``""``.
    """
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / CODE, json.dumps(digests) + "\n")
    return {VARIABLE: str(folder)}


@contextmanager
def keeping(setting: dict[str, str]) -> Iterator[None]:
    """Keep results in this process, as `environment` says, and not afterwards."""
    before = {name: os.environ.get(name) for name in setting}
    os.environ.update(setting)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def clear_old(root: Path, most: int = 2_000) -> None:
    """Remove the results that were asked for the longest time ago, where there are more than `most`."""
    paths = sorted((root / FOLDER).glob("*.pickle"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in paths[most:]:
        path.unlink(missing_ok=True)


def is_on() -> bool:
    """Say whether results are kept in this process."""
    return VARIABLE in os.environ


def kept(function: Callable) -> Callable:
    """Keep the results of a function.

    It must not ask for anything but its arguments and the code that its module imports. A result during which a file of the project
    is read is not kept: what is in the file would be missing from the key.
    """

    @functools.wraps(function)
    def asked(*args: Any, **options: Any) -> Any:
        return recall(key_of(function, args, options), functools.partial(function, *args, **options))

    return asked


def recall(key: str | None, work_out: Callable[[], Any]) -> Any:
    """Return the result that is kept under a key, else work it out and keep it; without a key nothing is kept."""
    if key is None:
        return work_out()
    path = Path(os.environ[VARIABLE]) / f"{key}.pickle"
    with suppress(PolicybookError, OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError):
        found = pickle.loads(read_bytes(path, None))
        os.utime(path)
        return found
    before = len(uses.seen())
    result = work_out()
    if len(uses.seen()) == before:
        with suppress(PolicybookError, *_NO_KEY):
            write_whole(path, pickle.dumps(result, 5))
    return result


def key_of(function: Callable, *about: Any) -> str | None:
    """Return the key of a function's result for what it depends on; None where nothing is kept, or it has no lasting form."""
    folder = os.environ.get(VARIABLE)
    if folder is None:
        return None
    try:
        return _digest(_codes(folder), (function, about))
    except _NO_KEY:
        return None


@functools.lru_cache(maxsize=2)
def _codes(folder: str) -> "_Codes":
    return _Codes(read_json(Path(folder) / CODE))


class _Codes(dict):
    """The digests of modules; one object for `lru_cache`."""


class _Form(pickle.Pickler):
    """Write an object in a form that is the same for equal ones; code is written as its name and digest."""

    def __init__(self, file: io.BytesIO, codes: dict[str, str]) -> None:
        super().__init__(file, 5)
        self.fast = True  # without references: whether two equal texts are one object does not count
        self._codes = codes

    def reducer_override(self, thing: object):
        if isinstance(thing, (type, types.FunctionType)):
            module, name = thing.__module__, thing.__qualname__
            if module == "__main__" or "<lambda>" in name or "<locals>" in name:
                raise pickle.PicklingError("what is defined in a notebook or a function has no digest")
            if module.partition(".")[0] == __package__ and module not in self._codes:
                raise pickle.PicklingError(f"{module}: no digest")
            return repr, (f"{module}:{name}:{self._codes.get(module, '')}",)
        return NotImplemented

    def persistent_id(self, thing: object) -> tuple | None:
        """Write a set in an order of its own: the one that it has differs from process to process."""
        return (type(thing).__name__, sorted(thing, key=repr)) if isinstance(thing, (set, frozenset)) else None


def _digest(codes: dict[str, str], thing: object) -> str:
    file = io.BytesIO()
    _Form(file, codes).dump(thing)
    return hashlib.sha256(codes[""].encode() + file.getvalue()).hexdigest()
