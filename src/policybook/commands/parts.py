"""Parts of a large set of documents: which files belong together, and what one process makes of them.

In: a folder or files. Out: for each part one archive with the rows of its documents, from which the tables are put together
(`policybook.commands.many`). A part is the same wherever and whenever it is read; its name says what it was made from, so that
it is made once.
"""

import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import policybook
from policybook.commands.extract import Extraction, is_plain, make_batch
from policybook.commands.fingerprint import hash_files, hash_values
from policybook.disk import UNFINISHED, write_whole
from policybook.errors import PolicybookError
from policybook.project import find_root
from policybook.read.corpus import is_debris
from policybook.tables import parquet
from policybook.tables.files import to_csv

#: What the rows depend on, beside the documents: rooms of the package, and files of the project.
CODE, DATA = ("read", "extract", "vocab", "tables", "project.py", "disk.py"), ("data/vocab",)
TEXTS, SUMMARY = "texts/", "part.json"


@dataclass(frozen=True)
class Source:
    """A file and the name that its document gets."""

    doc_id: str
    path: str


@dataclass(frozen=True)
class Part:
    """Some files that one process reads, and the name of their archive."""

    sources: tuple[Source, ...]
    key: str

    @property
    def name(self) -> str:
        """The name of the part's archive."""
        return f"{self.key}.zip"


@dataclass(frozen=True)
class Job:
    """What all parts of a run share: where the archives go, the form of the tables, the project, and the code and words."""

    store: str
    form: str
    root: str
    code: str


@dataclass
class Summary:
    """What came of a part: how many documents, the names of the texts that are kept, and what was left out."""

    n_documents: int = 0
    texts: list[str] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)


@lru_cache
def code_key(root: str) -> str:
    """Return a fingerprint of the code and the vocabularies that rows are made with."""
    package = Path(policybook.__file__).parent
    return hash_values(hash_files(package, CODE), hash_files(vocabularies(root), DATA))[:16]


def vocabularies(root: str | None = None) -> Path:
    """Return the project whose vocabularies are used: the nearest above, else the one that holds the package."""
    try:
        return find_root(root)
    except PolicybookError:
        return Path(policybook.__file__).resolve().parents[2]


def sources(paths: Sequence[Path]) -> Iterator[Source | tuple[str, str]]:
    """Yield the documents of a folder, or of files, in the order of their names; a pair says why a file is none.

    Parameters
    ----------
    paths : sequence of Path
        One folder, whose documents are named by their place in it (``2024/some-town``), or files, named by their stems.
    """
    folders = [path for path in paths if path.is_dir()]
    if folders and len(paths) > 1:
        raise PolicybookError(f"{folders[0]}: is a folder; give one folder, or files")
    if folders:
        yield from _below(folders[0], "")
        return
    yield from _named([(path.stem, str(path)) for path in paths])


def _below(folder: Path, prefix: str) -> Iterator[Source | tuple[str, str]]:
    try:
        with os.scandir(folder) as entries:
            found = sorted((e.name, e.is_dir(follow_symlinks=False)) for e in entries if not _ignored(e.name))
    except OSError as error:
        yield str(folder), f"cannot be read ({error.strerror})"
        return
    files = [name for name, is_folder in found if not is_folder]
    stems = {Path(name).stem for name in files if name.endswith(".txt")}
    documents = [name for name in files if not (name.endswith((".yml", ".yaml")) and Path(name).stem in stems)]
    documents.sort(key=lambda name: (Path(name).stem, not name.endswith(".txt"), name))  # of two, the text is read
    yield from _named([(prefix + Path(name).stem, str(folder / name)) for name in documents])
    for name, is_folder in found:
        if is_folder:
            yield from _below(folder / name, f"{prefix}{name}/")


def _ignored(name: str) -> bool:
    return name.startswith((".", UNFINISHED)) or is_debris(name)


def _named(documents: Iterable[tuple[str, str]]) -> Iterator[Source | tuple[str, str]]:
    first_of: dict[str, str] = {}
    for doc_id, path in documents:
        first = first_of.setdefault(doc_id, path)
        if first == path:
            yield Source(doc_id, path)
        else:
            yield path, f"duplicate doc_id {doc_id!r}, as {first}; rename one of the files"


def parts(found: Iterable[Source], size: int, job: Job) -> Iterator[Part]:
    """Put documents together that are read at once: about `size`, at most four times as many.

    A part ends behind a document whose name says so, not after a number of documents, so that a new file changes its own part only.
    """
    own: list[Source] = []
    for source in found:
        own.append(source)
        if crc32(source.doc_id.encode()) % size == 0 or len(own) == 4 * size:
            yield _part(own, job)
            own = []
    if own:
        yield _part(own, job)


def _part(own: list[Source], job: Job) -> Part:
    state = [[s.doc_id, s.path, _state(s.path), _state(str(Path(s.path).with_suffix(".yml")))] for s in own]
    return Part(tuple(own), hash_values(job.code, job.form, state)[:32])


def _state(path: str) -> list[int]:
    try:
        found = Path(path).stat()
    except OSError:
        return []
    return [found.st_size, found.st_mtime_ns]


def make(part: Part, job: Job, broken: Mapping[str, str] | None = None) -> Summary:
    """Read the documents of a part and write its archive; what has been written is not made again.

    Parameters
    ----------
    part : Part
    job : Job
    broken : mapping, optional
        Documents that are left out, each with the reason.

    Raises
    ------
    PolicybookError
        Where the folder of the archives is not there, or this is another version of the code: on a cluster.
    """
    store = Path(job.store)
    if not store.is_dir():
        raise PolicybookError(f"{store}: cannot be seen from a worker; let documents and output lie on a shared disk")
    if code_key(job.root) != job.code:
        raise PolicybookError("a worker has other code or vocabularies; install the same version of policybook there")
    path = store / part.name
    if path.is_file():
        return summary(path)
    broken = broken or {}
    done = Extraction()
    made = make_batch([(s.doc_id, Path(s.path)) for s in part.sources if s.doc_id not in broken], done, job.root)
    result = Summary(failures=[(s.path, broken[s.doc_id]) for s in part.sources if s.doc_id in broken] + done.failed)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        if made:
            tables, kept = made
            result.n_documents = len(kept)
            for name, frame in tables.items():
                if len(frame) and job.form == "csv":
                    archive.writestr(f"{name}.csv", to_csv(frame, header=False))
                elif len(frame):
                    archive.writestr(f"{name}.parquet", parquet.to_parquet(name, frame), zipfile.ZIP_STORED)
            for source, document in kept:
                if not is_plain(source, document):
                    archive.writestr(f"{TEXTS}{document.doc_id}.txt", document.raw)
                    result.texts.append(document.doc_id)
        archive.writestr(SUMMARY, json.dumps(vars(result), ensure_ascii=False))
    write_whole(path, stream.getvalue())
    return result


def probe(source: Source, job: Job) -> None:
    """Read one document and keep nothing: where that ends the process, the document is the one that does."""
    make_batch([(source.doc_id, Path(source.path))], Extraction(), job.root)


def summary(path: Path) -> Summary:
    """Return what an archive says of itself."""
    with zipfile.ZipFile(path) as archive:
        said = json.loads(archive.read(SUMMARY))
    return Summary(said["n_documents"], said["texts"], [tuple(pair) for pair in said["failures"]])


def member(path: Path, name: str) -> bytes:
    """Return a file of an archive, nothing where it has none."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name) if name in archive.namelist() else b""


def join_parquet(name: str, archives: Sequence[str], store: str, target: str) -> int:
    """Write a Parquet file of one table from some archives; see `policybook.tables.parquet.join`."""
    found = (member(Path(store) / archive, f"{name}.parquet") for archive in archives)
    return parquet.join(name, filter(None, found), Path(target))
