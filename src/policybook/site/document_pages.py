"""The document pages: one for every document, with lasting anchors and the extracted rows marked in the text.

In: a `Document` and the tables. Out: the page's parts as HTML (rendered when the site is built, see
`policybook.site.marked_text`), and the committed stubs ``book/reader/<doc_id>.md`` that hold a title and one directive each.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from policybook.disk import read_bytes, write_whole
from policybook.project import find_root
from policybook.read.corpus import Corpus, Document, load_corpus
from policybook.show.wording import ENGLISH, Wording
from policybook.site.marked_text import Part, Related, parts_of

FOLDER = Path("book") / "reader"  # part of every address that was ever linked to: it stays


# ---------------------------------------------------------------------------------------------- the committed stubs


def document_stub(document: Document) -> str:
    """Return the Markdown of a document's page: a title and the directive that fills it."""
    title = plain_line(f"{document.label}: {document.record.get('title') or document.doc_id}")
    return f"# {title}\n\n```{{document-page}} {document.doc_id}\n```\n"


def plain_line(text: str) -> str:
    """Return a text as one line of Markdown in which no character is markup: a record is data."""
    return re.sub(r"([\\`*_{}\[\]<>#|$~^!&])", r"\\\1", " ".join(text.split()))


def write_document_stubs(root: Path | str | None = None) -> list[Path]:
    """Write a page stub for every document of the corpus, and remove those of documents that are gone.

    Parameters
    ----------
    root : path, optional
        The project's folder.

    Returns
    -------
    list of pathlib.Path
        The files that were written or removed.
    """
    root = find_root(root)
    wanted = _stubs(load_corpus(root), root)
    changed = []
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    for path, text in wanted.items():
        if not path.is_file() or read_bytes(path) != text.encode():
            write_whole(path, text)
            changed.append(path)
    for path in _stray(root, wanted):
        path.unlink()
        changed.append(path)
    return changed


def stale_document_stubs(root: Path | str | None = None) -> list[str]:
    """Return one line for every page stub that is not what the corpus asks for."""
    root = find_root(root)
    wanted = _stubs(load_corpus(root), root)
    problems = [
        f"{path}: not what the record says; run `policybook build`"
        for path, text in wanted.items()
        if not path.is_file() or read_bytes(path) != text.encode()
    ]
    return problems + [f"{path}: of no document; run `policybook build`" for path in _stray(root, wanted)]


def _stubs(corpus: Corpus, root: Path) -> dict[Path, str]:
    return {root / FOLDER / f"{doc_id}.md": document_stub(document) for doc_id, document in corpus.items()}


def _stray(root: Path, wanted: Mapping[Path, str]) -> list[Path]:
    return sorted(set((root / FOLDER).glob("*.md")) - set(wanted))


# ------------------------------------------------------------------------------------------------------- the page


def document_page(
    document: Document,
    tables: Mapping[str, pd.DataFrame],
    titles_en: Mapping[int, str],
    related: Related | None = None,
    say: Wording = ENGLISH,
) -> list[Part]:
    """Return a document's page in parts; the first has no title and comes before the table of contents' first entry.

    Parameters
    ----------
    document : Document
        The document.
    tables : mapping
        The tables of the data package; a missing one counts as empty.
    titles_en : mapping
        English names of the document's domains by number.
    related : Related, optional
        What the rows lead to on other pages; nothing on a page that stands by itself.
    say : Wording, optional
        The page's language.
    """
    return parts_of(document, plain_rows(document.doc_id, tables), titles_en, related, say)


def plain_rows(doc_id: str, tables: Mapping[str, pd.DataFrame]) -> dict[str, list[dict]]:
    """Return a document's rows of all tables as plain mappings; a missing value is None."""
    own = {name: frame[frame["doc_id"] == doc_id] for name, frame in tables.items() if "doc_id" in frame}
    return {
        name: [
            {key: None if pd.isna(value) else value for key, value in row.items()} for row in frame.to_dict("records")
        ]
        for name, frame in own.items()
    }
