"""Fingerprints of files, by which a step knows that nothing it depends on has changed.

In: paths inside the project. Out: a hash of their names and bytes.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from policybook.disk import UNFINISHED

#: Made while code runs, so never an input of anything.
IGNORED = frozenset({"__pycache__", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db"})


def files_below(path: Path) -> list[Path]:
    """Return the files at or below `path`, sorted; caches and editors' leftovers are left out."""
    if path.is_file():
        return [path]
    return sorted(
        p
        for p in path.rglob("*")
        if p.is_file() and IGNORED.isdisjoint(p.parts) and not any(part.startswith(UNFINISHED) for part in p.parts)
    )


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def hash_files(root: Path, names: Iterable[str]) -> str:
    """Return one hash for all files at or below the given names.

    Parameters
    ----------
    root : Path
        The project's folder.
    names : iterable of str
        Files and folders relative to `root`; a missing one counts as empty.
    """
    total = hashlib.sha256()
    for name in names:
        for path in files_below(root / name):
            total.update(f"{path.relative_to(root).as_posix()}\0{hash_file(path)}\n".encode())
    return total.hexdigest()


def hash_values(*values: object) -> str:
    """Return the SHA-256 of values that JSON can write."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
