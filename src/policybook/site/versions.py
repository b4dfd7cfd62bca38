"""The change log of data versions: ``data/changes.yml`` comes in, HTML for the page of the tables goes out."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from policybook.errors import PolicybookError
from policybook.project import TEXT, check_form, read_yaml

FILE = "data/changes.yml"
_KEYS = {"version", "date", "changes", "rows"}
_FORM = {"version": TEXT, "date?": (TEXT, None), "changes": [TEXT], "rows?": ({str: int}, None)}


def load_versions(root: Path, current: str) -> list[dict]:
    """Return the versions of the data, the newest first.

    Parameters
    ----------
    root : path
        The project's folder.
    current : str
        The version of ``CITATION.cff``.

    Raises
    ------
    PolicybookError
        Where an entry lacks something, the order is wrong or the newest entry is not the current version.
    """
    found = read_yaml(root / FILE)
    if not isinstance(found, list) or not found:
        raise PolicybookError(f"{FILE}: is a list of versions, the newest first")
    for i, entry in enumerate(found):
        place = f"{FILE}: entry {i + 1}"
        if not isinstance(entry, dict):
            raise PolicybookError(f"{place}: lacks its version")
        if strange := sorted(map(str, set(entry) - _KEYS)):
            raise PolicybookError(f"{place}: may have {', '.join(sorted(_KEYS))}, not {strange[0]!r}")
        if not entry.get("version") or not entry.get("changes"):
            raise PolicybookError(f"{place}: lacks its {'changes' if entry.get('version') else 'version'}")
        if i and not (entry.get("date") and entry.get("rows")):
            raise PolicybookError(f"{place}: {entry['version']} was released, so that it has its date and its rows")
        check_form(root / FILE, entry, _FORM, f"entry {i + 1}")
        if not re.fullmatch(r"\d{1,6}(?:\.\d{1,6})*", entry["version"]):
            raise PolicybookError(f"{place}: {entry['version'][:40]!r} is no version such as 1.2.0")
    numbers = [tuple(int(part) for part in str(entry["version"]).split(".")) for entry in found]
    if numbers != sorted(set(numbers), reverse=True):
        raise PolicybookError(f"{FILE}: the newest version stands first, and each once")
    if str(found[0]["version"]) != current:
        raise PolicybookError(
            f"{FILE}: the first entry is {found[0]['version']}, CITATION.cff says {current}: add an entry"
        )
    return found


def versions_html(versions: Sequence[Mapping], rows: Mapping[str, int]) -> str:
    """Return the change log.

    Parameters
    ----------
    versions : sequence of mapping
        As `load_versions` returns it.
    rows : mapping of int
        The rows of each table now, which are those of the newest version.
    """
    counts = [dict(rows) if i == 0 else dict(entry["rows"]) for i, entry in enumerate(versions)]
    html = []
    for i, entry in enumerate(versions):
        before = counts[i + 1] if i + 1 < len(versions) else None
        lines = "".join(f"<li>{escape(str(change))}</li>" for change in entry["changes"])
        lines += "".join(
            f"<li>{escape(line)}</li>" for line in (moved(before, counts[i]) if before is not None else ())
        )
        total = sum(counts[i].values())
        html.append(
            f'<section id="version-{escape(str(entry["version"]).replace(".", "-"))}" class="pb-version"><h3>Version {escape(str(entry["version"]))} '
            f'<span class="pb-count">{escape(str(entry.get("date") or "not released yet"))}; {len(counts[i])} tables, {total:,} rows'
            f"</span></h3><ul>{lines}</ul></section>"
        )
    return "".join(html)


def moved(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    """Return how the tables' rows changed from one version to the next, a line each that did."""
    lines = []
    for name in dict.fromkeys([*after, *before]):
        old, new = before.get(name), after.get(name)
        if old is None:
            lines.append(f"{name}: new, {new:,} rows")
        elif new is None:
            lines.append(f"{name}: gone, had {old:,} rows")
        elif old != new:
            lines.append(f"{name}: {old:,} to {new:,} rows")
    return lines
