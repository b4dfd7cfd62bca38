"""Make the tables: documents in, checked data frames out; and the way to and from ``data/tables``.

Writing happens in `write_tables` only; it writes all tables or none.
"""

import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import pandas as pd

from . import annexes, awards, budgets, programmes, responsibilities, targets
from .corpus import Corpus, Document, find_root, load_corpus
from .errors import PolicybookError
from .naming import named
from .outline import Outline, Passage
from .quantities import Problem, quantities
from .schemas import TableSchema, table_schemas

Tables = dict[str, pd.DataFrame]


def extract_document(document: Document) -> dict[str, list[dict]]:
    """Extract the rows of every table from one document.

    Parameters
    ----------
    document : Document

    Returns
    -------
    dict of list of dict
        Rows by table, in the document's order, with offsets into its raw text.
    """
    outline = document.outline
    rows: dict[str, list[dict]] = {name: [] for name in table_schemas()}
    rows["sections"] = _sections(document)
    rows["articles"] = _articles(document)
    for passage in outline.passages:
        for name, found, problems in _read(passage, _year(document)):
            rows[name] += [_place(document, passage, row) for row in found]
            rows["problems"] += [{"table": name} | _place(document, passage, problem) for problem in problems]
    rows["responsibilities"] = [_evidence(document, asdict(r)) for r in responsibilities.extract(outline)]
    rows["asks"] = [
        _evidence(document, asdict(ask) | {"units": "|".join(ask.units)}) for ask in annexes.extract_asks(outline)
    ]
    rows["measures"] = [_evidence(document, asdict(m)) for m in annexes.extract_measures(outline)]
    rows["annex_budgets"] = [_evidence(document, asdict(b)) for b in annexes.extract_budgets(outline)]
    rows["documents"] = [_document(document, rows)]
    return rows


def _read(passage: Passage, year: int | None) -> Iterable[tuple[str, list, list[Problem]]]:
    found = quantities(passage.text)
    yield "budgets", *budgets.extract(passage.text, year, found=found)
    rows, problems = awards.extract(passage.text)
    yield "awards", named(rows, passage.text), problems
    yield "targets", *targets.extract(passage.text, found=found)


def _year(document: Document) -> int | None:
    year = document.record.get("policy_year")
    return int(str(year)) if year else None


def _place(document: Document, passage: Passage, row: object) -> dict:
    """Return a row of a passage with its place in the document."""
    values = asdict(row)  # type: ignore[call-overload]
    values["start"] += passage.start
    values["end"] += passage.start
    return _evidence(document, {"section": passage.section, "article": passage.article} | values)


def _evidence(document: Document, values: dict) -> dict:
    """Return a row with its quote and with offsets into the raw text instead of the clean one."""
    found = document.clean.text[values["start"] : values["end"]]
    left = values["start"] + len(found) - len(found.lstrip())
    start, end = document.clean.span(left, left + len(found.strip()))
    return {"doc_id": document.doc_id} | values | {"quote": found.strip().replace("\n", ""), "start": start, "end": end}


def _sections(document: Document) -> list[dict]:
    outline = document.outline
    counts = pd.Series([m.section for m in outline.measures], dtype="Int64").value_counts()
    return [
        _evidence(
            document,
            {
                "section": s.number,
                "label": s.label,
                "title": s.title,
                "intro": s.intro or None,
                "n_articles": int(counts.get(s.number, 0)),
                "start": s.start,
                "end": s.end,
            },
        )
        for s in outline.sections
    ]


def _articles(document: Document) -> list[dict]:
    outline = document.outline
    sizes: dict[tuple, int] = {}
    for p in outline.passages:
        sizes[p.section, p.article] = sizes.get((p.section, p.article), 0) + n_chars(p.text)
    return [
        _evidence(
            document,
            {
                "section": m.section,
                "article": m.number,
                "label": m.label,
                "heading": m.heading,
                "n_chars": max(1, sizes.get((m.section, m.number), 0)),
                "start": m.start,
                "end": m.end,
            },
        )
        for m in outline.measures
    ]


def n_chars(text: str) -> int:
    """Count the characters of a text without white space."""
    return len("".join(text.split()))


def _document(document: Document, rows: Mapping[str, list[dict]]) -> dict:
    outline: Outline = document.outline
    record = {name: value for name, value in document.record.items() if name in table_schemas()["documents"].fields}
    title = record.pop("title", None) or outline.title or document.doc_id
    return {
        **record,
        "doc_id": document.doc_id,
        "title": title,
        "label": document.label,
        "status": record.get("status"),
        "sha256": record.get("sha256") or hashlib.sha256(document.raw.encode()).hexdigest(),
        "n_chars_raw": len(document.raw),
        "n_chars": n_chars(document.clean.text),
        "n_chars_body": n_chars(document.clean.text[: outline.annex_start]),
        "n_sections": len(outline.sections),
        "n_articles": len(outline.measures),
        "n_asks": len(rows["asks"]),
        "n_measures": len(rows["measures"]),
    }


def make_tables(documents: Iterable[Document], root: Path | str | None = None) -> Tables:
    """Extract all documents into typed and checked tables.

    Parameters
    ----------
    documents : iterable of Document
    root : path, optional
        The project whose vocabularies are used; by default the nearest above the working folder.

    Returns
    -------
    dict of pandas.DataFrame
        By name, as ``tables.schema.yml`` describes; documents in the order given, rows in the order of the text.
    """
    collected: dict[str, list[dict]] = {name: [] for name in table_schemas()}
    documents = list(documents)
    for document in documents:
        for name, rows in extract_document(document).items():
            collected[name] += rows
    tables = {name: _table(schema, collected[name]) for name, schema in table_schemas().items()}
    matched = programmes.match_awards(tables["awards"], documents, programmes.load_programmes(root))
    matched = matched.merge(tables["documents"][["doc_id", "status"]], on="doc_id", how="left")
    schema = table_schemas()["award_programmes"]
    return tables | {"award_programmes": schema.check(schema.frame(matched))}


def _table(schema: TableSchema, rows: list[dict]) -> pd.DataFrame:
    frame = schema.frame(rows)
    if "start" in frame and len(frame):
        documents = {doc_id: i for i, doc_id in enumerate(frame["doc_id"].unique())}
        order = frame.assign(_doc=frame["doc_id"].map(documents)).sort_values(["_doc", "start"], kind="stable").index
        frame = frame.loc[order].reset_index(drop=True)
    return schema.check(frame)


def make_batches(documents: Iterable[Document], size: int = 50) -> Iterator[Tables]:
    """Yield the tables of `size` documents at a time, so that a large corpus goes through in bounded memory."""
    documents = iter(documents)
    while batch := list(islice(documents, size)):
        yield make_tables(batch)


def to_csv(frame: pd.DataFrame, header: bool = True) -> str:
    """Return a table as CSV: empty for missing, ``true`` and ``false``, numbers without trailing zeros."""
    text = frame.copy()
    for name, dtype in frame.dtypes.items():
        if dtype == "boolean":
            text[name] = frame[name].map({True: "true", False: "false"}, na_action="ignore").astype("string")
        elif dtype == "Float64":
            text[name] = frame[name].map(lambda v: f"{v:.12g}", na_action="ignore").astype("string")
    return text.to_csv(index=False, header=header, lineterminator="\n")


def datapackage(files: Mapping[str, bytes | Path], documents: pd.DataFrame) -> dict:
    """Return the Frictionless Data Package descriptor of the tables.

    Parameters
    ----------
    files : mapping of bytes or Path
        The CSV file of each table by name: its bytes, or where it lies.
    documents : pandas.DataFrame
        The table ``documents``.
    """
    resources = []
    for name, schema in table_schemas().items():
        data = files[name]
        with io.BytesIO(data) if isinstance(data, bytes) else data.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
            size = handle.seek(0, io.SEEK_END)
        resources.append(
            {
                "name": name.replace("_", "-"),
                "title": schema.title,
                "description": schema.description,
                "path": f"{name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": size,
                "hash": f"sha256:{digest}",
                "schema": schema.descriptor(),
            }
        )
    return {
        "profile": "data-package",
        "name": "policybook",
        "title": "Chinese local-government policies as data",
        "description": "Tables extracted from policy documents; each row quotes its source and says where it stands.",
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "sources": [
            {"title": row.title, "path": f"../raw/{row.doc_id}.txt", "sha256": row.sha256}
            for row in documents.itertuples()
        ],
        "resources": resources,
    }


def render(tables: Tables) -> dict[str, str]:
    """Return the files that ``data/tables`` should hold: name -> text."""
    csv = {name: to_csv(frame) for name, frame in tables.items()}
    package = datapackage({name: text.encode() for name, text in csv.items()}, tables["documents"])
    return {f"{name}.csv": text for name, text in csv.items()} | {"datapackage.json": _json(package)}


def _json(package: dict) -> str:
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def write_tables(batches: Iterable[Tables], folder: Path | str) -> list[Path]:
    """Write all tables and ``datapackage.json`` into a folder: all of them, or none where something goes wrong.

    Parameters
    ----------
    batches : iterable of tables
        The tables of some documents at a time; they are appended.
    folder : path
        Made where it does not exist; other files in it stay.

    Returns
    -------
    list of Path
        The files written.
    """
    folder = Path(folder)
    nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not nearest.is_dir():
        raise PolicybookError(f"{nearest}: is a file; name a folder for the tables")
    if not os.access(nearest, os.W_OK):
        raise PolicybookError(f"{folder}: may not be written; name another folder for the tables")
    # On the same disk, so that the files are moved and not copied; the folder is made only once they are whole.
    staging = Path(tempfile.mkdtemp(prefix=".tables-", dir=nearest))
    try:
        files = {name: staging / f"{name}.csv" for name in table_schemas()}
        documents = []
        for i, tables in enumerate(batches):
            documents.append(tables["documents"])
            for name, frame in tables.items():
                with files[name].open("ab") as handle:
                    handle.write(to_csv(frame, header=not i).encode())
        package = staging / "datapackage.json"
        package.write_bytes(_json(datapackage(files, pd.concat(documents))).encode())
        folder.mkdir(parents=True, exist_ok=True)
        return [path.replace(folder / path.name) for path in [*files.values(), package]]
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def build(root: Path | str | None = None) -> Tables:
    """Build ``data/tables`` from ``data/raw``.

    Parameters
    ----------
    root : path, optional
        The project's folder.
    """
    root = find_root(root)
    tables = make_tables(load_corpus(root).values(), root)
    write_tables([tables], root / "data" / "tables")
    return tables


def stale_tables(corpus: Corpus, folder: Path) -> list[str]:
    """Compare the files in ``data/tables`` with what the code builds; one line a difference."""
    problems = []
    expected = render(make_tables(corpus.values()))
    for name, text in expected.items():
        path = folder / name
        if not path.is_file():
            problems.append(f"{path}: is missing; run `policybook build`")
        elif path.read_bytes() != text.encode():
            problems.append(f"{path}: is not what the code builds from data/raw; run `policybook build`")
    problems += [
        f"{path}: a stray file; data/tables holds what `policybook build` writes"
        for path in sorted(folder.glob("*"))
        if path.name not in expected
    ]
    return problems


def load_tables(root: Path | str | None = None) -> Tables:
    """Load the built tables, typed.

    Parameters
    ----------
    root : path, optional
        The project's folder; by default the nearest above the working folder.

    Raises
    ------
    PolicybookError
        Where a table has not been built.
    """
    folder = find_root(root) / "data" / "tables"
    tables = {}
    for name, schema in table_schemas().items():
        path = folder / f"{name}.csv"
        if not path.is_file():
            raise PolicybookError(f"{path}: is missing; run `policybook build`")
        frame = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8")
        for column, f in schema.fields.items():
            if f["type"] == "boolean":
                frame[column] = frame[column].map({"true": True, "false": False}, na_action="ignore")
        tables[name] = schema.frame(frame)
    return tables
