"""Files on a disk: what is no plain file of a bearable size is refused before it is read; what is written is whole.

In: paths. Out: bytes and text, or one clear line. Everything in the package that opens a file somebody else made does it here.
"""

import contextlib
import json
import os
import shutil
import stat
import tempfile
from pathlib import Path

from policybook.errors import PolicybookError

MAX_BYTES = 50_000_000
#: What begins the name of a file or folder that is not whole yet; a killed command leaves it, the next one clears it.
UNFINISHED = ".policybook-"
#: The folder of tables that are whole and about to be moved to their place.
READY = f"{UNFINISHED}tables"


def too_large(name: str) -> PolicybookError:
    """Return the complaint about a file of more than 50 MB."""
    return PolicybookError(f"{name}: is larger than {MAX_BYTES // 1_000_000} MB; save the policy's text alone as .txt")


def read_bytes(path: Path | str, limit: int | None = MAX_BYTES) -> bytes:
    """Read a file.

    Parameters
    ----------
    path : path
    limit : int, optional
        The most bytes that it may have; None for files that the project itself builds.

    Raises
    ------
    PolicybookError
        One line, where there is no such file, or it is a folder, a device or a pipe, too large, or may not be read.
    """
    path = Path(path)
    try:
        found = path.stat()  # before it is opened: opening a pipe waits for a writer, a device never ends
        if stat.S_ISDIR(found.st_mode):
            raise PolicybookError(f"{path}: is a folder; name a file in it")
        if not stat.S_ISREG(found.st_mode):
            raise PolicybookError(f"{path}: is a device or pipe; save its content to a file and name that")
        if limit is not None and found.st_size > limit:
            raise too_large(str(path))
        with path.open("rb") as handle:
            data = handle.read() if limit is None else handle.read(limit + 1)
    except FileNotFoundError:
        raise PolicybookError(f"{path}: no such file") from None
    except ValueError:
        raise PolicybookError(f"{str(path)!r}: not the name of a file") from None
    except OSError as error:
        raise PolicybookError(f"{path}: cannot be read ({error.strerror}); name a readable file") from None
    if limit is not None and len(data) > limit:  # it grew meanwhile, or is one of those that say 0, as in /proc
        raise too_large(str(path))
    return data


def read_utf8(path: Path | str, limit: int | None = MAX_BYTES) -> str:
    """Read a text file in UTF-8, with or without a byte-order mark; see `read_bytes` for the errors."""
    try:
        return read_bytes(path, limit).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PolicybookError(
            f"{path}: byte {error.start}: cannot be read as UTF-8 text: {error.reason}; save it as UTF-8"
        ) from None


def read_json(path: Path | str) -> object:
    """Read a JSON file; raises `PolicybookError` where it holds none, or one nested too deep."""
    text = read_utf8(path)
    try:
        return json.loads(text)
    except RecursionError:
        raise PolicybookError(f"{path}: is nested deeper than any file of the book; restore it") from None
    except ValueError as error:
        raise PolicybookError(f"{path}: not JSON ({error}); restore the file") from None


def read_json_lines(path: Path | str) -> list[dict]:
    """Read a file with one JSON object a line; an empty line is skipped.

    Raises
    ------
    PolicybookError
        Names the file and the line.
    """
    rows = []
    for number, line in enumerate(read_utf8(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise PolicybookError(f"{path}: line {number}: not JSON ({error})") from None
        if not isinstance(row, dict):
            raise PolicybookError(f"{path}: line {number}: is no row of the form {{…}}")
        rows.append(row)
    return rows


def write_whole(path: Path | str, content: bytes | str) -> None:
    """Write a file so that it is the old one or the whole new one at any moment; text as UTF-8 with its own line ends.

    Raises
    ------
    PolicybookError
        One line, where it cannot be written; then the file is as it was.
    """
    path = Path(path)
    data = content.encode("utf-8") if isinstance(content, str) else content
    if path.is_dir():
        raise PolicybookError(f"{path}: is a folder; name a file in it, or move the folder away")
    try:
        if path.exists() and not path.is_file():  # /dev/null, /dev/stdout: nothing to put in its place
            path.write_bytes(data)
            return
        target = path.resolve()  # a link stays a link
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(prefix=f"{UNFINISHED}{os.getpid()}-", dir=target.parent)
        waiting = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            waiting.chmod(mode)
            waiting.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                waiting.unlink()
            raise
    except OSError as error:
        raise PolicybookError(f"{path}: cannot be written ({error.strerror}); check the disk and the rights") from None


def require_room(folder: Path, megabytes: int) -> None:
    """Ask that a folder may be written and its disk has room, before a long work by programs whose own complaints fill a screen.

    Raises
    ------
    PolicybookError
        One line, where the folder cannot be made or written, or less than so many megabytes are left.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f"{UNFINISHED}{os.getpid()}-", dir=folder)
        os.close(handle)
        Path(name).unlink()
        left = shutil.disk_usage(folder).free
    except OSError as error:
        raise PolicybookError(
            f"{folder}: cannot be written ({error.strerror}); check the disk and the rights"
        ) from None
    if left < megabytes * 1_000_000:
        raise PolicybookError(
            f"{folder}: the disk has {left // 1_000_000} MB left, {megabytes} MB are needed; make room"
        )


def is_running(process: int) -> bool:
    """Say whether a process of this machine still runs."""
    import psutil  # not where the package only reads texts, as in a browser

    return psutil.pid_exists(process)


def clear_unfinished(folder: Path) -> None:
    """Remove from a folder what killed commands left half-written; what belongs to a command that runs stays."""
    for path in folder.glob(f"{UNFINISHED}*-*"):
        owner = path.name.removeprefix(UNFINISHED).partition("-")[0]
        if owner.isdigit() and not is_running(int(owner)):
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
