"""Extract the tables of any files: paths come in; CSV files, the texts that offsets count in, and the failures go out."""

import csv
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from policybook.disk import read_bytes, write_whole
from policybook.errors import PolicybookError
from policybook.read.corpus import Document, read_document, require_measures
from policybook.read.files import read_text
from policybook.read.records import read_record
from policybook.tables.build import make_tables
from policybook.tables.files import Tables, write_tables

BATCH = 50  # documents whose tables are checked together
#: Tables, and the documents in them with their files.
Batch = tuple[Tables, list[tuple[Path, Document]]]


@dataclass
class Extraction:
    """What came of a run: the files written and removed, how many documents they hold, and what was left out, with the reason."""

    files: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    n_documents: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def failures(self) -> list[str]:
        """What was left out, a line each."""
        return [f"{path}: {reason}" for path, reason in self.failed]

    def fail(self, path: Path, said: str) -> None:
        """Note why a file is left out: the lines that an error says, with or without the file's name."""
        self.failed += [(str(path), line.removeprefix(f"{path}: ")) for line in said.splitlines()]


def run(paths: Sequence[Path], out: Path) -> int:
    """Extract files and say what was written and what was left out; return 1 where something was, else 0."""
    done = extract_files(paths, out)
    for failure in done.failures:
        print(f"policybook: left out: {failure}", file=sys.stderr)
    print(f"policybook: wrote {len(done.files)} files of {done.n_documents} documents to {out}")
    for path in done.removed:
        print(f"policybook: removed {path}: the tables no longer speak of it")
    return 1 if done.failures else 0


def read_any(path: Path, doc_id: str | None = None) -> Document:
    """Read a file of any known format, with its record where one lies beside a plain text."""
    if path.suffix == ".txt" and (record := path.with_suffix(".yml")).is_file():
        return require_measures(Document(doc_id or path.stem, read_text(path), read_record(record)), path)
    return read_document(path, doc_id)


def extract_files(paths: Sequence[Path], out: Path) -> Extraction:
    """Write the tables of all files that can be read into a folder.

    Parameters
    ----------
    paths : sequence of Path
        Files of any format of `policybook.read.formats`.
    out : Path
        The folder; made where it does not exist. It holds the tables and, in ``texts``, the text of every file that was no
        plain text: the offsets of its rows count in that text.

    Returns
    -------
    Extraction
        A file that cannot be read, or has the name of another, is named in `failures`; the others are written.

    Raises
    ------
    PolicybookError
        Where the folder cannot be written, or no file could be read: then nothing is written.
    """
    done = Extraction()
    first_of: dict[str, Path] = {}
    for path in paths:
        if first_of.setdefault(path.stem, path) != path:
            first = first_of[path.stem]
            done.fail(path, f"duplicate doc_id {path.stem!r}, as {first}; rename one of the files")
    paths = list(first_of.values())
    batches = _batches(paths, done)
    first = next(batches, None)
    if first is None:
        raise PolicybookError("\n".join(done.failures))
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder)
        before = _texts_before(out)
        done.files = write_tables(_with_texts(chain([first], batches), texts), out)
        done.files += _put_texts(texts, out)
    done.removed = sorted(before - set(done.files))
    for path in done.removed:
        path.unlink()
    return done


def _texts_before(out: Path) -> set[Path]:
    """Return the texts that an earlier run wrote beside its tables: those of the documents that its tables list."""
    try:
        with (out / "documents.csv").open(encoding="utf-8", newline="") as handle:
            paths = [out / "texts" / f"{row.get('doc_id')}.txt" for row in csv.DictReader(handle)]
    except (OSError, UnicodeDecodeError, csv.Error):
        return set()
    return {path for path in paths if path.parent == out / "texts" and path.is_file()}


def _batches(paths: Sequence[Path], done: Extraction) -> Iterator[Batch]:
    for at in range(0, len(paths), BATCH):
        if made := make_batch([(path.stem, path) for path in paths[at : at + BATCH]], done):
            yield made


def make_batch(files: Iterable[tuple[str, Path]], done: Extraction, root: Path | str | None = None) -> Batch | None:
    """Make the tables of some files together; what cannot be read is noted in `done`.

    Parameters
    ----------
    files : iterable of tuple
        Pairs of a document's name and its file.
    done : Extraction
    root : path, optional
        The project whose vocabularies are used.

    Returns
    -------
    tuple
        The tables, and the documents in them with their files; None where no file could be read.
    """
    read = [(path, document) for doc_id, path in files if (document := _read(path, doc_id, done))]
    kept = read
    try:
        tables = make_tables((document for _, document in read), root) if read else None
    except Exception:  # one document of the batch: find it, keep the others
        kept = [(path, document) for path, document in read if _makes_tables(path, document, done, root)]
        tables = make_tables((document for _, document in kept), root) if kept else None
    if tables is None:
        return None
    done.n_documents += len(kept)
    return tables, kept


def _read(path: Path, doc_id: str, done: Extraction) -> Document | None:
    try:
        return read_any(path, doc_id)
    except PolicybookError as error:
        done.fail(path, str(error))
    except Exception as error:  # no text may stop the others
        done.fail(path, _unforeseen(error))
    return None


def _makes_tables(path: Path, document: Document, done: Extraction, root: Path | str | None) -> bool:
    try:
        make_tables([document], root)
    except PolicybookError as error:
        done.fail(path, str(error))
    except Exception as error:
        done.fail(path, _unforeseen(error))
    else:
        return True
    return False


def _unforeseen(error: Exception) -> str:
    said = " ".join(f"{type(error).__name__}: {error}".split())
    return f"could not be read to the end ({said}); this is a fault of policybook, please report it with the file"


def _with_texts(batches: Iterable[Batch], texts: Path) -> Iterator[Tables]:
    """Yield the tables, and keep the text of each document that was no plain text."""
    for tables, kept in batches:
        for path, document in kept:
            if not is_plain(path, document):
                (texts / f"{document.doc_id}.txt").write_text(document.raw, "utf-8", newline="")
        yield tables


def is_plain(path: Path, document: Document) -> bool:
    """Say whether a file is the plain text that the offsets of its rows count in."""
    try:
        return read_text(path) == document.raw
    except PolicybookError:
        return False


def _put_texts(texts: Path, out: Path) -> list[Path]:
    found = sorted(texts.glob("*.txt"))
    if found:
        (out / "texts").mkdir(exist_ok=True)
    written = []
    for path in found:
        target = out / "texts" / path.name
        write_whole(target, read_bytes(path, None))
        written.append(target)
    return written
