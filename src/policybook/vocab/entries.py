"""Entries of the vocabulary files: a YAML file comes in, checked entries with compiled patterns go out.

Every complaint names the file and the entry, and says what is wrong there.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from policybook.errors import PolicybookError
from policybook.extract.quantities import fold
from policybook.project import find_root, read_yaml

_MARKS = str.maketrans("（），；", "(),;")


def vocabulary_path(name: str, root: Path | str | None = None) -> Path:
    """Return where a vocabulary file of the project lies."""
    return find_root(root) / "data" / "vocab" / name


def read_entries(path: Path, key: str, needs: Iterable[str], may: Iterable[str] = ()) -> list[dict]:
    """Read one list of a vocabulary file and check the fields of its entries.

    Parameters
    ----------
    path : Path
        The file.
    key : str
        The list in it.
    needs, may : iterable of str
        Fields that each entry must have, and further ones that it may have.

    Raises
    ------
    PolicybookError
        Where the list is missing, an entry lacks a field or has one of another name, or an id stands twice.
    """
    content = read_yaml(path)
    if not isinstance(content, Mapping) or not isinstance(content.get(key), list):
        raise PolicybookError(f"{path}: has no list `{key}`")
    needs, allowed = list(needs), {*needs, *may}
    for place, entry in enumerate(content[key], 1):
        name = entry.get("id") or f"entry {place}" if isinstance(entry, Mapping) else f"entry {place}"
        if not isinstance(entry, Mapping):
            raise PolicybookError(f"{path}: {key}: {name}: is no entry of the form {{id: …}}")
        if lacking := [field for field in needs if entry.get(field) in (None, "")]:
            raise PolicybookError(f"{path}: {key}: {name}: lacks `{lacking[0]}`")
        if strange := sorted(map(str, set(entry) - allowed)):
            raise PolicybookError(f"{path}: {key}: {name}: `{strange[0]}` is none of {', '.join(sorted(allowed))}")
    return [dict(entry) for entry in content[key]]


def check_unique(path: Path, key: str, entries: Iterable[Mapping]) -> None:
    """Raise `PolicybookError` where an id stands twice in a list."""
    ids = [entry["id"] for entry in entries]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise PolicybookError(f"{path}: {key}: {twice[0]}: stands there twice")


def pattern(path: Path, key: str, entry: Mapping, field: str) -> re.Pattern[str] | None:
    """Compile the patterns of a field into one; None where the entry has no such field."""
    names = entry.get(field)
    if names is None:
        return None
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
        raise PolicybookError(f"{path}: {key}: {entry['id']}: `{field}` must be a list of patterns")
    try:
        return re.compile("|".join(f"(?:{name})" for name in names))
    except re.error as error:
        raise PolicybookError(f"{path}: {key}: {entry['id']}: a pattern of `{field}` is broken: {error.msg}") from None


def folded(text: object) -> str:
    """Fold a text for matching: half-width digits and marks, no spaces, no quotation marks; "" for missing."""
    if text is None or text is pd.NA or (isinstance(text, float) and text != text):
        return ""
    plain = fold(str(text)).translate(_MARKS)
    return re.sub(r"[\s“”‘’「」『』\"']", "", plain)
