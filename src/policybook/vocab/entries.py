"""Entries of the vocabulary files: a YAML file comes in, checked entries with compiled patterns go out.

Every complaint names the file and the entry, and says what is wrong there.
"""

import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from policybook.disk import read_bytes
from policybook.errors import PolicybookError
from policybook.extract.quantities import fold
from policybook.project import TEXT, check_form, find_root, read_yaml

# Where pyarrow is installed, pandas keeps text in it, and compares and joins missing text otherwise: the same everywhere is wanted.
pd.set_option("mode.string_storage", "python")

#: Fields that hold a text in every vocabulary.
TEXTS = frozenset({"id", "zh", "en", "short", "kind", "side"})
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
        for field in TEXTS & set(entry):
            check_form(path, entry[field], TEXT, f"{key}: {name}: {field}")
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
    return one_of(path, f"{key}: {entry['id']}: {field}", names)


def one_of(path: Path, place: str, names: Iterable[str]) -> re.Pattern[str]:
    """Compile patterns into one that finds any of them.

    Raises
    ------
    PolicybookError
        Where one is broken; names the file and the place.
    """
    for name in names:
        try:
            re.compile(name)
        except (re.error, OverflowError, RecursionError) as error:
            reason = getattr(error, "msg", error)
            raise PolicybookError(f"{path}: {place}: the pattern {name[:60]!r} is broken: {reason}") from None
    return re.compile("|".join(f"(?:{name})" for name in names))


def folded(text: object) -> str:
    """Fold a text for matching: half-width digits and marks, no spaces, no quotation marks; "" for missing."""
    if text is None or text is pd.NA or (isinstance(text, float) and text != text):
        return ""
    plain = fold(str(text)).translate(_MARKS)
    return re.sub(r"[\s“”‘’「」『』\"']", "", plain)


def read_csv(path: Path, columns: Iterable[str] = (), **options: object) -> pd.DataFrame:
    """Read a hand-kept CSV file.

    Parameters
    ----------
    path : Path
    columns : iterable of str, optional
        What it must have.
    **options
        For `pandas.read_csv`.

    Raises
    ------
    PolicybookError
        Where it cannot be read, is no CSV file in UTF-8, or lacks a column; names the file.
    """
    data = read_bytes(path)
    try:
        frame = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig", **options)
    except (ValueError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        reason = (str(error).splitlines() or ["no rows"])[0]
        raise PolicybookError(f"{path}: cannot be read as CSV in UTF-8 ({reason}); restore the file") from None
    if lacking := [column for column in columns if column not in frame]:
        raise PolicybookError(f"{path}: lacks the column {lacking[0]}")
    return frame
