"""The corpus: documents as received and their records.

In: the files ``data/raw/<doc_id>.txt`` and ``data/raw/<doc_id>.yml``. Out: `Document` and `Corpus`, checked.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from policybook.disk import UNFINISHED, read_bytes
from policybook.errors import PolicybookError
from policybook.project import find_root
from policybook.read.addresses import Addresses
from policybook.read.clean import CleanText, clean
from policybook.read.files import read_text
from policybook.read.formats import receive
from policybook.read.metadata import read_metadata
from policybook.read.outline import Outline, outline
from policybook.read.records import read_record

#: What Finder and Explorer leave in folders, in small letters.
DEBRIS = frozenset((".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db", ".gitkeep"))


@dataclass(frozen=True)
class Document:
    """One policy document.

    Attributes
    ----------
    doc_id : str
        Short lasting name, e.g. ``"pinghu-2024"``.
    raw : str
        The text as received; all offsets count its characters.
    record : dict
        What is known of the document; see ``record.schema.yml``.
    """

    doc_id: str
    raw: str
    record: Mapping[str, object]

    def __reduce__(self) -> tuple:
        """Go to another process, or to the disk, as what it was made from."""
        return Document, (self.doc_id, self.raw, self.record)

    @cached_property
    def clean(self) -> CleanText:
        """The cleaned text."""
        return clean(self.raw)

    @cached_property
    def outline(self) -> Outline:
        """The parts of the document."""
        return outline(self.clean)

    @cached_property
    def addresses(self) -> Addresses:
        """The anchors of the places in the document."""
        return Addresses(self.outline)

    @cached_property
    def known(self) -> Mapping[str, object]:
        """What is known of the document: its record, or without one what the text prints about itself."""
        if self.record:
            return self.record
        printed = asdict(read_metadata(self.outline))
        printed["date_issued"] = printed.pop("date")
        return {name: value for name, value in printed.items() if value is not None}

    @property
    def label(self) -> str:
        """Short English label for figures and tables, e.g. ``"Pinghu 2024"``."""
        return str(self.record.get("label") or self.doc_id)


class Corpus(Mapping[str, Document]):
    """The documents by ``doc_id``, in the order that their records give."""

    def __init__(self, documents: list[Document]) -> None:
        def place(document: Document) -> tuple:
            order = document.record.get("order")
            return (order is None, order, document.record.get("policy_year") or 0, document.doc_id)

        self._documents = {d.doc_id: d for d in sorted(documents, key=place)}

    def __getitem__(self, doc_id: str) -> Document:
        try:
            return self._documents[doc_id]
        except KeyError:
            raise KeyError(f"no document {doc_id!r}; the corpus has {', '.join(self._documents)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)

    def __repr__(self) -> str:
        return f"Corpus({', '.join(self._documents)})"


def read_document(path: Path | str, doc_id: str | None = None) -> Document:
    """Read a file that has no record, in any format of `policybook.read.formats`; its ``doc_id`` is by default the file's stem.

    Raises
    ------
    PolicybookError
        Where the file cannot be read as a document, or its text has no numbered measure.
    """
    path = Path(path)
    return require_measures(Document(doc_id or path.stem, receive(path).text, {}), path)


def require_measures(document: Document, path: Path | str) -> Document:
    """Return the document, or raise `PolicybookError` where its text has no numbered measure."""
    if not document.outline.measures:
        raise PolicybookError(f"{path}: no numbered measure found; measures begin a line with 一、（一）, 1. or 第一条")
    return document


def problems_of_raw(root: Path | str | None = None) -> list[str]:
    """Check ``data/raw``: records, texts and hashes.

    Parameters
    ----------
    root : path, optional
        The project's folder.

    Returns
    -------
    list of str
        One line a problem, each naming the file and the mend; empty where all is well.
    """
    folder = find_root(root) / "data" / "raw"
    texts = {p.stem: p for p in sorted(folder.glob("*.txt")) if not is_debris(p.name)}
    records = {p.stem: p for p in sorted(folder.glob("*.yml")) if not is_debris(p.name)}
    problems = [f"{texts[s]}: has no record; run `policybook add {texts[s]}`" for s in texts.keys() - records.keys()]
    problems += [f"{records[s]}: names no file; add {folder / (s + '.txt')}" for s in records.keys() - texts.keys()]
    owners: dict[str, Path] = {}
    received: set[str] = set()
    for stem, path in records.items():
        try:
            record = read_record(path)
        except PolicybookError as error:
            problems.append(str(error))
            continue
        doc_id = str(record["doc_id"])
        if doc_id in owners:
            problems.append(f"{path}: doc_id: {doc_id!r} is taken by {owners[doc_id]}; choose another")
            continue
        owners[doc_id] = path
        if doc_id != stem:
            problems.append(f"{path}: doc_id: is {doc_id!r}, the file is named {stem!r}; make them the same")
        if stem in texts:
            problems += _problems_of_text(texts[stem], str(record["sha256"]))
        if record.get("received"):
            received.add(str(record["received"]))
            problems += _problems_of_received(folder / str(record["received"]), record, path)
    problems += [
        f"{p}: a stray file; data/raw holds <doc_id>.txt, <doc_id>.yml and the files that records name as received"
        for p in sorted(folder.iterdir())
        if not p.name.startswith(UNFINISHED)
        if p.is_dir() or (p.suffix not in (".txt", ".yml") and p.name not in received and not is_debris(p.name))
    ]
    return sorted(problems)


def is_debris(name: str) -> bool:
    """Say whether a file is what a system or an editor leaves in folders: no document, and none that strayed here.

    Examples
    --------
    >>> [is_debris(name) for name in (".DS_Store", "~$town-2031.docx", "town-2031.txt")]
    [True, True, False]
    """
    return name.lower() in DEBRIS or name.startswith(("~$", "._", ".~lock.")) or name.endswith("~")


def _problems_of_text(path: Path, expected: str) -> list[str]:
    try:
        found = hashlib.sha256(read_bytes(path)).hexdigest()
    except PolicybookError as error:
        return [str(error)]
    if found != expected:
        return [
            f"{path}: its bytes have changed: sha256 is {found}, the record says {expected}; "
            f"restore the file, or record the new text"
        ]
    try:
        require_measures(Document(path.stem, read_text(path), {}), path)
    except PolicybookError as error:
        return [str(error)]
    return []


def _problems_of_received(path: Path, record: Mapping[str, object], named_in: Path) -> list[str]:
    if not path.is_file():
        return [f"{named_in}: received: there is no {path}; restore the file, or write null"]
    found = hashlib.sha256(read_bytes(path)).hexdigest()
    if found != record.get("received_sha256"):
        return [f"{path}: its bytes have changed: sha256 is {found}; restore the file as received"]
    return []


def load_corpus(root: Path | str | None = None) -> Corpus:
    """Load all documents with their records; while no file of ``data/raw`` changes, a process reads them once.

    Parameters
    ----------
    root : path, optional
        The project's folder; by default the nearest above the working folder.

    Returns
    -------
    Corpus

    Raises
    ------
    PolicybookError
        With one line a problem of ``data/raw``; also where it holds no document.
    """
    global _loaded
    root = find_root(root)
    state = _state_of(root / "data" / "raw")
    if _loaded is None or _loaded[0] != (root, state):
        _loaded = (root, state), _load_corpus(root)
    return _loaded[1]


#: The corpus that was loaded last, and the state of its files: a chapter, its links and its figures ask for the same one.
_loaded: tuple[tuple, Corpus] | None = None


def _state_of(folder: Path) -> tuple:
    """Return what tells whether a file of a folder has changed, without reading it."""
    states = []
    for entry in os.scandir(folder):
        found = entry.stat(follow_symlinks=Path(entry.path).exists())  # a link may lead nowhere
        states.append((entry.name, found.st_mtime_ns, found.st_size, found.st_ino))
    return tuple(sorted(states))


def _load_corpus(root: Path) -> Corpus:
    problems = problems_of_raw(root)
    if problems:
        raise PolicybookError("\n".join(problems))
    folder = root / "data" / "raw"
    if not any(folder.glob("*.yml")):
        raise PolicybookError(f"{folder}: holds no document; put <doc_id>.txt and <doc_id>.yml there")
    return Corpus(
        [
            Document(path.stem, read_text(folder / f"{path.stem}.txt"), read_record(path))
            for path in folder.glob("*.yml")
            if not is_debris(path.name)
        ]
    )
