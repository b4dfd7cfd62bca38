"""Facts from outside the corpus: ``data/outside/facts.csv`` and what stands in the corpus beside them.

In: the two files and ``outside.schema.yml``. Out: checked frames. The facts come from the openings of public pages on the
same places' other year; they are kept apart from the tables of the corpus, and each names its page.
"""

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from policybook.disk import read_utf8
from policybook.errors import PolicybookError
from policybook.extract.quantities import quantities
from policybook.project import TEXT, find_root, packaged, read_yaml
from policybook.read.corpus import Document

FACTS = "data/outside/facts.csv"
COUNTERPARTS = "data/outside/counterparts.csv"
ENGLISH = "data/outside/english.yml"
#: What tells one fact from another.
KEY = ("place", "policy_year", "document", "kind", "label")


def columns(name: str = "facts") -> dict[str, dict]:
    """Return the columns of ``facts`` or ``counterparts`` with what is checked and what they mean."""
    return packaged("tables/outside.schema.yml")[name]


def load_facts(root: Path | str | None = None) -> pd.DataFrame:
    """Load the facts from outside the corpus.

    Parameters
    ----------
    root : path, optional
        The project's folder.

    Returns
    -------
    pandas.DataFrame
        The columns of the file; ``policy_year`` and ``value`` are numbers, an empty cell is missing. Besides ``english``:
        the label in English, where ``english.yml`` has it.

    Raises
    ------
    PolicybookError
        One line a problem: file, line, column, what is wrong and how to mend it.
    """
    path = find_root(root) / FACTS
    rows, problems = _read(path, "facts")
    seen: dict[tuple, int] = {}
    for line, row in rows:
        key = tuple(row[name] for name in KEY)
        if key in seen:
            problems.append(f"{path}: line {line}: the same fact stands in line {seen[key]}; keep one of them")
        seen.setdefault(key, line)
        stated = row["kind"] != "source"
        if stated != bool(row["value"] and row["unit"]):
            wanted = "needs a value and its unit" if stated else "has no value and no unit"
            problems.append(f"{path}: line {line}: value: a row of kind {row['kind']!r} {wanted}")
    if problems:
        raise PolicybookError("\n".join(problems))
    frame = _frame(rows, "facts").astype({"policy_year": int, "value": "Float64"})
    english = read_yaml(find_root(root) / ENGLISH, {str: TEXT}) if (find_root(root) / ENGLISH).is_file() else {}
    return frame.assign(english=frame["label"].map(english).astype("string"))


def load_counterparts(
    facts: pd.DataFrame, corpus: Mapping[str, Document], root: Path | str | None = None
) -> pd.DataFrame:
    """Load what the corpus states beside the facts; every quote must stand in its document and hold the figure.

    Parameters
    ----------
    facts : pandas.DataFrame
        Of `load_facts`.
    corpus : mapping of Document
        A counterpart of a document that is not in it is left out.
    root : path, optional
        The project's folder.

    Returns
    -------
    pandas.DataFrame
        The columns of the file, and start, end: where the quote stands in ``data/raw``.

    Raises
    ------
    PolicybookError
        One line a problem.
    """
    path = find_root(root) / COUNTERPARTS
    rows, problems = _read(path, "counterparts")
    known = {(row.place, str(row.policy_year), row.label) for row in facts.itertuples()}
    kept, places = [], []
    for line, row in rows:
        if (row["place"], row["policy_year"], row["label"]) not in known:
            problems.append(
                f"{path}: line {line}: label: {FACTS} has no such fact; copy place, year and label from there"
            )
        document = corpus.get(row["doc_id"])
        if document is None:
            continue
        if (
            document.record.get("place") != row["place"]
            or str(document.record.get("policy_year")) == row["policy_year"]
        ):
            problems.append(f"{path}: line {line}: doc_id: name a document of {row['place']} for another year")
        at = document.clean.text.find(row["quote"])
        if at < 0:
            problems.append(f"{path}: line {line}: quote: does not stand in {row['doc_id']}; copy it from the reader")
            continue
        if row["value"] and float(row["value"]) not in {q.value for q in quantities(row["quote"])}:
            problems.append(f"{path}: line {line}: value: the quote holds no {row['value']}")
        kept.append((line, row))
        places.append(document.clean.span(at, at + len(row["quote"])))
    if problems:
        raise PolicybookError("\n".join(problems))
    frame = _frame(kept, "counterparts").astype({"policy_year": int, "value": "Float64"})
    return frame.assign(start=[start for start, _ in places], end=[end for _, end in places])


def printed(value: float, unit: str, bound: object = None) -> str:
    """Return a figure as it is read: yuan in 亿元 or 万元, others with their unit; a bound before it.

    Examples
    --------
    >>> printed(3.2e8, "元"), printed(200, "家", ">=")
    ('3.2亿元', '≥ 200家')
    """
    signs = {">=": "≥ ", "<=": "≤ ", "~": "about "}
    large = ((size, name) for size, name in ((1e8, "亿元"), (1e4, "万元")) if unit == "元" and value >= size)
    size, name = next(large, (1, unit))
    return f"{signs.get(str(bound), '')}{value / size:,.10g}{name}"


def problems(corpus: Mapping[str, Document], root: Path | str | None = None) -> list[str]:
    """Return one line for each thing that is wrong with the facts and their counterparts; empty where all is well."""
    try:
        load_counterparts(load_facts(root), corpus, root)
    except PolicybookError as error:
        return str(error).splitlines()
    return []


def _read(path: Path, name: str) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """Return the rows of a file with their lines, and a line for each cell that is not as the schema says."""
    fields = columns(name)
    text = read_utf8(path)
    reader = csv.reader(text.splitlines())
    header = next(reader, [])
    if header != list(fields):
        raise PolicybookError(f"{path}: line 1: the columns are {', '.join(header)}; they must be {', '.join(fields)}")
    rows, problems = [], []
    for cells in reader:
        if not cells:
            continue
        if len(cells) != len(fields):
            problems.append(
                f"{path}: line {reader.line_num}: has {len(cells)} cells instead of {len(fields)}; "
                "put a cell that holds a comma in quotation marks"
            )
            continue
        row = dict(zip(fields, (cell.strip() for cell in cells), strict=True))
        rows.append((reader.line_num, row))
        problems += [
            f"{path}: line {reader.line_num}: {column}: {wrong}"
            for column, field in fields.items()
            if (wrong := _wrong(row[column], field))
        ]
    return rows, problems


def _wrong(cell: str, field: Mapping) -> str:
    """Say what is wrong with a cell, or nothing."""
    if not cell:
        return f"is empty; it must say: {field['description'].lower()}" if field.get("required") else ""
    if "enum" in field and cell not in field["enum"]:
        return f"{cell!r} is none of {', '.join(field['enum'])}"
    if "pattern" in field and not re.fullmatch(field["pattern"], cell):
        return f"{cell!r} is not of the form {field['pattern']} ({field['description'].lower()})"
    return ""


def _frame(rows: list[tuple[int, dict[str, str]]], name: str) -> pd.DataFrame:
    frame = pd.DataFrame([row for _, row in rows], columns=list(columns(name)))
    return frame.astype("string").replace("", pd.NA)
