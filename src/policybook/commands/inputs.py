"""What a notebook depends on: the modules that it imports, and the files and columns that it read when it was last executed.

In: the project's folder. Out: digests of modules, files and columns. Nothing is imported from the project, only its code is read.
"""

import ast
import csv
import hashlib
import io
import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from policybook import kept
from policybook.commands.fingerprint import files_below, hash_file, hash_files, hash_values
from policybook.disk import read_bytes, read_json, read_utf8, write_whole
from policybook.errors import PolicybookError
from policybook.uses import ANYTHING, COLUMN

PACKAGE, DATA = "src/policybook", "data"
#: Which modules each file of code imports, by the file's hash, so that a file is parsed once.
IMPORTS = "_build/.imports.json"


class Code:
    """The modules of the package, each with a digest of all code that it may run.

    A digest covers a module, the modules that it imports, at its head or in a function, those that these import, and so on;
    and the files that lie beside them, as rules and schemas do.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def files(self) -> dict[str, Path]:
        """The file of each module."""
        folder = self.root / PACKAGE
        found = {}
        for path in files_below(folder):
            if path.suffix == ".py":
                parts = path.relative_to(folder.parent).with_suffix("").parts
                found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
        return found

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The hash of each module's file."""
        return {name: hash_file(path) for name, path in self.files.items()}

    @cached_property
    def beside(self) -> dict[str, str]:
        """The hash of what is no code, by room."""
        folder = self.root / PACKAGE
        rooms: dict[str, list] = {}
        for path in files_below(folder):
            if path.suffix != ".py":
                name = path.relative_to(folder)
                rooms.setdefault(name.parts[0], []).append([name.as_posix(), hash_file(path)])
        return {room: hash_values(found) for room, found in rooms.items()}

    @cached_property
    def imports(self) -> dict[str, list[str]]:
        """The modules of the package that each module imports by itself, the packages that they stand in included."""
        known = self._known()
        named = {name: known.get(self.hashes[name]) or _names(read_utf8(self.files[name], None)) for name in self.files}
        by_hash = {self.hashes[name]: names for name, names in named.items()}
        if by_hash != known:
            with suppress(PolicybookError, OSError):  # without it all is parsed again
                (self.root / IMPORTS).parent.mkdir(exist_ok=True)
                write_whole(self.root / IMPORTS, json.dumps(by_hash) + "\n")
        return {name: self.modules(names) for name, names in named.items()}

    def _known(self) -> dict[str, list[str]]:
        try:
            known = read_json(self.root / IMPORTS)
        except PolicybookError:
            return {}
        return known if isinstance(known, dict) else {}

    def modules(self, names: Iterable[str]) -> list[str]:
        """Return the modules of the package among names that code imports, with the packages that they stand in."""
        found = set()
        for name in names:
            parts = name.split(".")
            found |= {".".join(parts[:n]) for n in range(1, len(parts) + 1)}
        return sorted(found & self.files.keys())

    def closure(self, names: Iterable[str]) -> list[str]:
        """Return these modules and all that they import, directly or not."""
        found, waiting = set(), self.modules(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.imports[name]
        return sorted(found)

    def digest(self, names: Iterable[str]) -> str:
        """Return the digest of all code that imports of these names may run."""
        modules = self.closure(names)
        rooms = sorted({name.split(".")[1] for name in modules if name.count(".")} & self.beside.keys())
        return hash_values([[name, self.hashes[name]] for name in modules], [[r, self.beside[r]] for r in rooms])

    def digests(self) -> dict[str, str]:
        """Return the digest of each module."""
        return {name: self.digest([name]) for name in self.files}


def keep_results(root: Path) -> dict[str, str]:
    """Return the setting by which processes keep what they work out, see `policybook.kept`."""
    kept.clear_old(root)
    lock = hash_values(hash_files(root, ["requirements.txt"]), sys.version_info[:2])
    return kept.environment(root, Code(root).digests() | {"": lock})


def imported_names(source: str) -> list[str]:
    """Return the names that code imports, also in functions; what is taken from a package may be a module of it.

    Examples
    --------
    >>> imported_names("import a.b as c; from d import e")
    ['a.b', 'd', 'd.e']
    """
    found: dict[str, None] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= dict.fromkeys(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= dict.fromkeys([node.module, *(f"{node.module}.{alias.name}" for alias in node.names)])
    return list(found)


def _names(source: str) -> list[str]:
    try:
        found = imported_names(source)
    except SyntaxError:  # whoever imports it is told
        return []
    return [name for name in found if name.partition(".")[0] == Path(PACKAGE).name]


class Data:
    """The project's data as they are when this is made: files by their bytes, columns of tables by their cells."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.hashes = {path.relative_to(root).as_posix(): hash_file(path) for path in files_below(root / DATA)}
        self._columns: dict[str, Mapping[str, str]] = {}

    @property
    def names(self) -> str:
        """A digest of the names of all files: code may ask what there is."""
        return hash_values(sorted(name for name in self.hashes if name.startswith(f"{DATA}/")))

    @cached_property
    def all(self) -> str:
        """A digest of everything."""
        return hash_values({name: found for name, found in self.hashes.items() if name.startswith(f"{DATA}/")})

    def digest(self, name: str) -> str:
        """Return the digest of a file or column, "" where there is none."""
        if name == ANYTHING:
            return self.all
        path, _, column = name.partition(COLUMN)
        if path not in self.hashes:
            outside = self.root / path
            self.hashes[path] = hash_file(outside) if outside.is_file() else ""
        return self.columns(path).get(column, "") if column else self.hashes[path]

    def columns(self, path: str) -> Mapping[str, str]:
        """Return the digest of each column of a table, by its name."""
        if path not in self._columns:
            content = read_bytes(self.root / path, None) if self.hashes[path] else b""
            unchanged = hashlib.sha256(content).hexdigest() == self.hashes[path]
            rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""))) if unchanged else []
            cells = zip(*rows, strict=True) if rows else ()
            self._columns[path] = {head: hash_values(list(column)) for head, *column in cells}
        return self._columns[path]

    def digests(self, names: Iterable[str]) -> dict[str, str]:
        """Return the digest of each name."""
        return {name: self.digest(name) for name in sorted(set(names))}
