"""Make the tables: documents in, checked data frames out; and the way to and from ``data/tables``.

Writing happens in `write_tables` only; it writes all tables or none.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import pandas as pd

from policybook.disk import read_bytes
from policybook.extract.document import document_provisions, extract_document, n_chars
from policybook.kept import kept
from policybook.project import find_root
from policybook.read.corpus import Corpus, Document, load_corpus
from policybook.read.outline import Outline
from policybook.tables import award_programmes
from policybook.tables.files import Tables, finish_tables, render, write_tables
from policybook.tables.named_kinds import with_named_kinds
from policybook.tables.schema import TableSchema, table_schemas
from policybook.vocab import named_kinds, programmes


def _document(document: Document, rows: Mapping[str, list[dict]]) -> dict:
    outline: Outline = document.outline
    record = {name: value for name, value in document.known.items() if name in table_schemas()["documents"].fields}
    title = record.pop("title", None) or outline.title or document.doc_id
    return {
        **record,
        "doc_id": document.doc_id,
        "title": title,
        "label": document.label,
        "status": record.get("status"),
        **document_provisions(document),
        "sha256": record.get("sha256") or hashlib.sha256(document.raw.encode()).hexdigest(),
        "n_chars_raw": len(document.raw),
        "n_chars": n_chars(document.clean.text),
        "n_chars_body": n_chars(document.clean.text[: outline.annex_start]),
        "n_sections": len(outline.sections),
        "n_measures": len(outline.measures),
        "n_asks": len(rows["asks"]),
        "n_annex_measures": len(rows["annex_measures"]),
    }


_extracted = kept(extract_document)


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
        rows = _extracted(document)
        rows["documents"] = [_document(document, rows)]
        for name, found in rows.items():
            collected[name] += found
    kinds = {"recipient": named_kinds.load_recipients(root), "industry": named_kinds.load_industries(root)}
    for name in ("awards", "annex_awards"):
        rows = table_schemas()[name].frame(collected[name])
        collected[name] = with_named_kinds(rows, documents, kinds)
    tables = {name: _table(schema, collected[name]) for name, schema in table_schemas().items()}
    parts = [tables["awards"].assign(part="body"), tables["annex_awards"].assign(part="annex")]
    awards = _in_order(pd.concat(parts, ignore_index=True))
    matched = award_programmes.match_awards(awards, documents, programmes.load_programmes(root))
    matched = matched.merge(tables["documents"][["doc_id", "status"]], on="doc_id", how="left")
    schema = table_schemas()["award_programmes"]
    return tables | {"award_programmes": schema.check(schema.frame(matched))}


def _table(schema: TableSchema, rows: list[dict] | pd.DataFrame) -> pd.DataFrame:
    return schema.check(_in_order(schema.frame(rows)))


def _in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows in the order of the documents, as they come, and of their place in the text."""
    if "start" not in frame or frame.empty:
        return frame
    documents = {doc_id: i for i, doc_id in enumerate(frame["doc_id"].unique())}
    order = frame.assign(_doc=frame["doc_id"].map(documents)).sort_values(["_doc", "start"], kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def make_batches(documents: Iterable[Document], size: int = 50) -> Iterator[Tables]:
    """Yield the tables of `size` documents at a time, so that a large corpus goes through in bounded memory."""
    documents = iter(documents)
    while batch := list(islice(documents, size)):
        yield make_tables(batch)


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
    finish_tables(folder)
    problems = []
    expected = render(make_tables(corpus.values()))
    for name, text in expected.items():
        path = folder / name
        if not path.is_file():
            problems.append(f"{path}: is missing; run `policybook build`")
        elif read_bytes(path, None) != text.encode():
            problems.append(f"{path}: is not what the code builds from data/raw; run `policybook build`")
    problems += [
        f"{path}: a stray file; data/tables holds what `policybook build` writes"
        for path in sorted(folder.glob("*"))
        if path.name not in expected
    ]
    return problems
