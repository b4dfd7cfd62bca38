"""The corpus: documents as received and their records.

In: the files ``data/raw/<doc_id>.txt`` and ``data/raw/<doc_id>.yml``. Out: `Document` and `Corpus`, checked.
"""

import codecs
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path

import jsonschema
import yaml

from .clean import CleanText, clean
from .errors import PolicybookError
from .outline import Outline, outline

CHINESE = re.compile(r"[\u4e00-\u9fff]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
COMMON = frozenset("的一不在有和为中人大对发政企业市县区省国年月日工经济支持给予以上元")


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
        What is known of the document; see ``record.schema.json``.
    """

    doc_id: str
    raw: str
    record: Mapping[str, object]

    @cached_property
    def clean(self) -> CleanText:
        """The cleaned text."""
        return clean(self.raw)

    @cached_property
    def outline(self) -> Outline:
        """The parts of the document."""
        return outline(self.clean)

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


def find_root(start: Path | str | None = None) -> Path:
    """Return the project's folder: the nearest one above `start` that holds ``data/raw``."""
    here = Path(start or ".").resolve()
    for folder in (here, *here.parents):
        if (folder / "data" / "raw").is_dir():
            return folder
    raise PolicybookError(f"{here}: no data/raw here or above; run this inside the project, or name it with --root")


def decode(data: bytes, name: str) -> str:
    """Decode a document: UTF-8 with or without a byte-order mark, or GB18030.

    Parameters
    ----------
    data : bytes
    name : str
        The file's name, for messages.

    Raises
    ------
    PolicybookError
        Where the bytes are empty, binary, or in another encoding.
    """
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        raise PolicybookError(f"{name}: the file is empty; put the document's text into it")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise PolicybookError(f"{name}: byte 0: this is UTF-16; save the file as UTF-8")
    if data[:4] in (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise PolicybookError(f"{name}: byte 0: this is a PDF or Word file; save its text as UTF-8 (.txt)")
    if b"\x00" in data:
        raise PolicybookError(f"{name}: byte {data.index(0)}: this is a binary file; save its text as UTF-8 (.txt)")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as utf8:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as gb:
            raise PolicybookError(
                f"{name}: byte {utf8.start}: neither UTF-8 nor GB18030 (byte {gb.start}); save the file as UTF-8"
            ) from None
    found = CONTROL.search(text)
    if found:
        raise PolicybookError(f"{name}: character {found.start()}: a control character; save the plain text as UTF-8")
    chinese = CHINESE.findall(text)
    if len(chinese) >= 50 and not COMMON.intersection(chinese):
        raise PolicybookError(f"{name}: reads as no Chinese prose in UTF-8 or GB18030; save the file as UTF-8")
    return text


def read_text(path: Path | str) -> str:
    """Read a document's text from a file; see `decode` for the encodings and errors."""
    path = Path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise PolicybookError(f"{path}: no such file") from None
    except OSError as error:
        raise PolicybookError(f"{path}: cannot be read ({error.strerror}); name a text file") from None
    return decode(data, str(path))


def read_document(path: Path | str) -> Document:
    """Read a text file that has no record; its ``doc_id`` is the file's stem.

    Raises
    ------
    PolicybookError
        Where the text has no numbered measure.
    """
    path = Path(path)
    document = Document(path.stem, read_text(path), {})
    if not document.outline.measures:
        raise PolicybookError(f"{path}: no numbered measure found; measures begin a line with 一、（一）, 1. or 第一条")
    return document


@lru_cache
def packaged(name: str) -> dict:
    """Return the content of a YAML file that comes with the package: a schema."""
    return yaml.safe_load(resources.files(__package__).joinpath(name).read_text("utf-8"))


class _PlainDates(yaml.SafeLoader):
    """YAML in which a date stays the text that was typed."""


_PlainDates.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path) -> object:
    """Read a YAML file; a date stays the text that was typed.

    Raises
    ------
    PolicybookError
        Where there is no such file, or no YAML in it; names the file and the line.
    """
    try:
        return yaml.load(path.read_bytes(), Loader=_PlainDates)
    except FileNotFoundError:
        raise PolicybookError(f"{path}: no such file") from None
    except yaml.reader.ReaderError as error:
        raise PolicybookError(f"{path}: cannot be read as UTF-8 text: {error.reason}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" line {mark.line + 1}:" if mark else ""
        raise PolicybookError(f"{path}:{place} not valid YAML: {getattr(error, 'problem', error)}") from None


def read_record(path: Path) -> dict[str, object]:
    """Read and check a document's record.

    Raises
    ------
    PolicybookError
        Names the file, the field and what it should hold.
    """
    record = read_yaml(path)
    validator = jsonschema.Draft202012Validator(packaged("record.schema.yml"))
    for error in sorted(validator.iter_errors(record), key=lambda e: [str(p) for p in e.absolute_path]):
        field = ".".join(str(p) for p in error.absolute_path) or "record"
        raise PolicybookError(f"{path}: {field}: {error.message}; see book/codebook.md")
    return record


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
    texts = {p.stem: p for p in sorted(folder.glob("*.txt"))}
    records = {p.stem: p for p in sorted(folder.glob("*.yml"))}
    problems = [
        f"{p}: a stray file; data/raw holds <doc_id>.txt and <doc_id>.yml only"
        for p in sorted(folder.iterdir())
        if p.suffix not in (".txt", ".yml") or p.is_dir()
    ]
    problems += [f"{texts[s]}: has no record; write {folder / (s + '.yml')}" for s in texts.keys() - records.keys()]
    problems += [f"{records[s]}: names no file; add {folder / (s + '.txt')}" for s in records.keys() - texts.keys()]
    owners: dict[str, Path] = {}
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
    return sorted(problems)


def _problems_of_text(path: Path, expected: str) -> list[str]:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        return [
            f"{path}: its bytes have changed: sha256 is {found}, the record says {expected}; "
            f"restore the file, or record the new text"
        ]
    try:
        read_document(path)
    except PolicybookError as error:
        return [str(error)]
    return []


def load_corpus(root: Path | str | None = None) -> Corpus:
    """Load all documents with their records.

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
    root = find_root(root)
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
        ]
    )
