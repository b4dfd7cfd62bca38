"""What changed since a revision: rows of the tables, glued numbers, claims.

In: a git revision and the working tree. Out: a summary in Markdown, for a person and for the page of a CI run.
"""

import csv
import io
import json
import subprocess
from ast import literal_eval
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from policybook.disk import read_utf8
from policybook.errors import PolicybookError
from policybook.project import find_root
from policybook.show.claims import MIME

GLUED = "scrapbook"
#: Offsets move when anything before them does: alone they are no change of the row.
OFFSETS = frozenset({"start", "end"})
PLACE = ("doc_id", "section", "measure")
SHOWN = 20
WIDTH = 80

Row = Mapping[str, str]


@dataclass(frozen=True)
class TableChange:
    """What changed in one table: rows gone, rows new, and pairs of a row before and after."""

    name: str
    before: int
    now: int
    removed: tuple[Row, ...]
    added: tuple[Row, ...]
    changed: tuple[tuple[Row, Row], ...]

    def __bool__(self) -> bool:
        return bool(self.removed or self.added or self.changed)


@dataclass(frozen=True)
class ValueChange:
    """One glued number or claim, before and now; None where there is none."""

    name: str
    before: str | None
    now: str | None


def summary(base: str = "HEAD", root: Path | str | None = None, *, shown: int = SHOWN) -> str:
    """Return what changed between a revision and the working tree, in Markdown.

    Parameters
    ----------
    base : str, optional
        A git revision: a hash, a branch, ``HEAD~3``.
    root : path, optional
        The project's folder.
    shown : int, optional
        How many rows of a table are shown for each kind of change.

    Raises
    ------
    PolicybookError
        Where the folder is no git repository or has no such revision.
    """
    root = find_root(root)
    old, new = _at_revision(root, base), _in_working_tree(root)
    tables = compare_tables(_tables(old), _tables(new))
    before, now = _notebooks(old), _notebooks(new)
    numbers = compare_values(glued_values(before), glued_values(now))
    claims = compare_values(claim_sentences(before), claim_sentences(now))
    short = _git(root, "rev-parse", "--short", base).decode().strip()
    return render(f"{base} ({short})" if base != short else base, tables, numbers, claims, shown)


def compare_tables(old: Mapping[str, list[Row]], new: Mapping[str, list[Row]]) -> list[TableChange]:
    """Compare tables by name; rows are paired within their measure, offsets left aside."""
    return [compare_rows(name, old.get(name, []), new.get(name, [])) for name in sorted(old.keys() | new.keys())]


def compare_rows(name: str, old: list[Row], new: list[Row]) -> TableChange:
    """Compare the rows of one table.

    A row that is gone and a row that is new in the same measure are one changed row, if they are the only ones there or
    if at least half of their fields are equal; the pairs with the most equal fields are made first.
    """
    missing, extra = _without_equals(old, new), _without_equals(new, old)
    places: dict[tuple, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((missing, extra)):
        for row in rows:
            places[tuple(row.get(field, "") for field in PLACE)][side].append(row)
    removed, added, changed = [], [], []
    for gone, come in places.values():
        pairs = _pairs(gone, come)
        changed += [(gone[i], come[j]) for i, j in pairs]
        left, right = {i for i, _ in pairs}, {j for _, j in pairs}
        removed += [row for i, row in enumerate(gone) if i not in left]
        added += [row for j, row in enumerate(come) if j not in right]
    return TableChange(name, len(old), len(new), tuple(removed), tuple(added), tuple(changed))


def compare_values(old: Mapping[str, str], new: Mapping[str, str]) -> list[ValueChange]:
    """Compare values by name; return those that differ."""
    names = sorted(old.keys() | new.keys())
    return [ValueChange(n, old.get(n), new.get(n)) for n in names if old.get(n) != new.get(n)]


def glued_values(notebooks: Iterable[Mapping]) -> dict[str, str]:
    """Return the glued numbers and texts by name; the sentences of claims are left to the claims."""
    found = {}
    for output in _outputs(notebooks):
        glued = output.get("metadata", {}).get(GLUED)
        if not glued or glued["name"].startswith("claim_"):
            continue
        text = output["data"].get(glued.get("mime_prefix", "") + "text/plain")
        if text is not None:
            found[glued["name"]] = _plain(_joined(text))
    return found


def claim_sentences(notebooks: Iterable[Mapping]) -> dict[str, str]:
    """Return the claims' sentences by id, with the number of rows they rest on."""
    claims = [output["data"][MIME] for output in _outputs(notebooks) if MIME in output.get("data", {})]
    return {c["id"]: f"{c['sentence']} [{_count(len(c.get('rows', ())), 'row')}]" for c in claims}


def render(
    base: str, tables: list[TableChange], numbers: list[ValueChange], claims: list[ValueChange], shown: int = SHOWN
) -> str:
    """Write the summary."""
    touched = [table for table in tables if table]
    lines = [f"# Data changes since {base}", ""]
    lines += [
        f"{_count(len(touched), 'table')}, {_count(len(numbers), 'glued number')} and "
        f"{_count(len(claims), 'claim')} changed.",
        "",
    ]
    if touched:
        lines += ["| table | rows before | rows now | added | removed | changed |", "|---|--:|--:|--:|--:|--:|"]
        lines += [
            f"| {t.name} | {t.before} | {t.now} | {len(t.added)} | {len(t.removed)} | {len(t.changed)} |"
            for t in touched
        ]
        lines.append("")
    if claims:
        lines += ["## Claims", "", *_value_lines(claims), ""]
    if numbers:
        lines += ["## Glued numbers", "", *_value_lines(numbers), ""]
    for table in touched:
        lines += [f"## Rows of {table.name}", ""]
        lines += _limited([f"- new: {_row(row)}" for row in table.added], shown)
        lines += _limited([f"- gone: {_row(row)}" for row in table.removed], shown)
        lines += _limited([_changed_row(before, now) for before, now in table.changed], shown)
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _without_equals(rows: list[Row], others: list[Row]) -> list[Row]:
    left = Counter(map(_content, others))
    out = []
    for row in rows:
        content = _content(row)
        if left[content]:
            left[content] -= 1
        else:
            out.append(row)
    return out


def _content(row: Row) -> tuple:
    return tuple(sorted((field, value) for field, value in row.items() if field not in OFFSETS))


def _pairs(gone: list[Row], come: list[Row]) -> list[tuple[int, int]]:
    if len(gone) == len(come) == 1:
        return [(0, 0)]
    scored = []
    for i, before in enumerate(gone):
        for j, now in enumerate(come):
            fields = (before.keys() | now.keys()) - OFFSETS - set(PLACE)
            equal = sum(before.get(f) == now.get(f) for f in fields)
            if 2 * equal >= len(fields):
                scored.append((-equal, i, j))
    pairs: list[tuple[int, int]] = []
    for _, i, j in sorted(scored):
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return sorted(pairs)


def _value_lines(changes: list[ValueChange]) -> list[str]:
    lines = []
    for c in changes:
        if c.before is None:
            lines.append(f"- `{c.name}` is new: {c.now}")
        elif c.now is None:
            lines.append(f"- `{c.name}` is gone; it was: {c.before}")
        else:
            lines.append(f"- `{c.name}`: {c.before} → {c.now}")
    return lines


def _row(row: Row) -> str:
    """Show the place and the fields that are not empty, shortly."""
    fields = [(f, v) for f, v in row.items() if v and f not in OFFSETS and f not in PLACE and f != "quote"]
    return f"{_where(row)} " + ", ".join(f"{f} {_short(v, WIDTH // 2)}" for f, v in fields[:6])


def _changed_row(before: Row, now: Row) -> str:
    fields = [f for f in now if f not in OFFSETS and before.get(f, "") != now[f]]
    fields += [f for f in before if f not in OFFSETS and f not in now]
    changes = "; ".join(f"{f}: {_short(before.get(f, ''))} → {_short(now.get(f, ''))}" for f in fields)
    return f"- {_where(now)} {changes}"


def _where(row: Row) -> str:
    domain = f", domain {row['section']}" if row.get("section") else ""
    place = f", measure {row['measure']}" if row.get("measure") else domain
    return f"{row.get('doc_id', '')}{place}:"


def _short(text: str, width: int = WIDTH) -> str:
    text = " ".join(text.split()).replace("|", "\\|")
    if len(text) > width:
        text = text[: width - 1] + "…"
    return f"`{text}`" if text else "(empty)"


def _limited(lines: list[str], shown: int) -> list[str]:
    return lines if len(lines) <= shown else [*lines[:shown], f"- … and {len(lines) - shown} more"]


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


# --------------------------------------------------------------------------------------------- reading


def _in_working_tree(root: Path) -> dict[str, str]:
    paths = [*(root / "data" / "tables").glob("*.csv"), *(root / "notebooks").glob("*.ipynb")]
    return {p.relative_to(root).as_posix(): read_utf8(p, None) for p in sorted(paths)}


def _at_revision(root: Path, base: str) -> dict[str, str]:
    try:
        _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}")
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip()
        raise PolicybookError(f"{base}: {reason or 'no such revision'}; name one that git log shows") from None
    except FileNotFoundError:
        raise PolicybookError("git: not found; install git to compare with a revision") from None
    # `./` is this folder, wherever in the repository it lies.
    names = _git(root, "ls-tree", "-r", "--name-only", "-z", base, "./data/tables", "./notebooks").decode().split("\0")
    wanted = [n for n in names if n.endswith((".csv", ".ipynb"))]
    return {name: _git(root, "show", f"{base}:./{name}").decode("utf-8") for name in wanted}


def _git(root: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True).stdout


def _tables(files: Mapping[str, str]) -> dict[str, list[Row]]:
    return {
        Path(name).stem: list(csv.DictReader(io.StringIO(text, newline="")))
        for name, text in files.items()
        if name.endswith(".csv")
    }


def _notebooks(files: Mapping[str, str]) -> list[Mapping]:
    return [json.loads(text) for name, text in files.items() if name.endswith(".ipynb")]


def _outputs(notebooks: Iterable[Mapping]) -> Iterable[Mapping]:
    for notebook in notebooks:
        for cell in notebook["cells"]:
            yield from cell.get("outputs", ())


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _plain(text: str) -> str:
    """Return a glued text without the quotation marks of its Python form."""
    if text[:1] in "'\"":
        try:
            return str(literal_eval(text))
        except (SyntaxError, ValueError):
            return text
    return text
