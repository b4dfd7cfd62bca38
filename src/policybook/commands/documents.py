"""Bring a document into the book, take it out, or give it another name; all files change, or none does."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from policybook.commands.inspect import inspect
from policybook.commands.leftovers import all_or_nothing
from policybook.disk import read_bytes, read_utf8, write_whole
from policybook.errors import PolicybookError
from policybook.project import find_root
from policybook.read.corpus import Document, load_corpus, problems_of_raw, require_measures
from policybook.read.formats import receive
from policybook.read.records import read_record
from policybook.site import document_pages
from policybook.tables import build
from policybook.tables.files import table_files
from policybook.vocab.domains import load_domains

#: How a file as received is named by its kind.
SUFFIXES = {"markdown": "md", "html": "html", "mhtml": "mhtml", "docx": "docx", "pdf": "pdf"}
DOC_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
#: Fields of a record in their order, each with the hint that stands behind an empty one.
FIELDS = {
    "doc_id": "",
    "title": "as printed",
    "label": "short English name for figures and tables, e.g. Tongxiang 2025",
    "place": "in Chinese",
    "place_en": "in English",
    "level": "national, province, prefecture, county-level city, county, district, township, other",
    "parent": "the place one level above, in English",
    "issuer": "as printed",
    "policy_year": "the year that the policy is for",
    "scheme": "scheme of domains in data/vocab/domains.yml",
    "document_number": "as printed",
    "date_issued": "YYYY-MM-DD",
    "date_published": "YYYY-MM-DD",
    "status": "final, or draft for 征求意见稿",
    "source": "where the text was obtained",
    "retrieved": "when, YYYY-MM-DD",
    "received": "the file as received, where it was no plain text",
    "received_sha256": "",
    "sha256": "",
    "licence_note": "what is known of the rights in the text",
    "colour": "its colour in every figure, e.g. #6e4b9e",
    "order": "its place in tables and figures",
    "notes": "what a reader of the document should know",
}


def add(
    path: Path, doc_id: str | None = None, root: Path | str | None = None, given: Mapping[str, str] | None = None
) -> str:
    """Bring a document into the book: text, record, tables and page.

    Parameters
    ----------
    path : Path
        A file of any format of `policybook.read.formats`. One that is no plain text is kept beside its text.
    doc_id : str, optional
        By default the file's name without its suffix.
    root : path, optional
        The project's folder.
    given : mapping, optional
        Fields of the record that are known (``label``, ``place_en`` …); they stand before what the text says.

    Returns
    -------
    str
        What was written, and what to look at (see `policybook.commands.inspect`).

    Raises
    ------
    PolicybookError
        Where the file cannot be read or the name cannot be used; then nothing has changed.
    """
    root = find_root(root)
    raw = root / "data" / "raw"
    lies_there = path.absolute().parent.resolve() == raw.resolve()  # a file that was put there by hand
    doc_id = _usable(doc_id or path.stem, root, f"{path}: name the document with --id", path if lies_there else None)
    _check_scheme((given or {}).get("scheme"), root)
    received = receive(path)
    document = require_measures(Document(doc_id, received.text, {}), path)
    data = read_bytes(path) if received.kind == "text" else received.text.encode()
    record = dict.fromkeys(FIELDS) | dict(document.known) | {k: v for k, v in (given or {}).items() if v is not None}
    record |= {"doc_id": doc_id, "sha256": hashlib.sha256(data).hexdigest()}
    record["label"] = record["label"] or doc_id
    files: dict[Path, bytes] = {raw / f"{doc_id}.txt": data}
    if received.kind != "text":
        name = f"{doc_id}.{SUFFIXES[received.kind]}"
        files[raw / name] = read_bytes(path)
        record |= {"received": name, "received_sha256": hashlib.sha256(files[raw / name]).hexdigest()}
    files[raw / f"{doc_id}.yml"] = record_text(record).encode()
    with _all_or_nothing(root, [doc_id], [*files, *([raw / path.name] if lies_there else [])]):
        if lies_there:
            path.unlink()
        for target, content in files.items():
            write_whole(target, content)
        read_record(raw / f"{doc_id}.yml")
        rebuild(root)
    lines = [f"wrote {target}" for target in files] + ["built the tables and the document's page", ""]
    lines += [f"note: {note}" for note in received.notes]
    open_fields = [n for n, hint in FIELDS.items() if hint and record.get(n) is None and n != "received"]
    lines.append(inspect(load_corpus(root)[doc_id]))
    lines += ["", f"fill in what you know in {raw / (doc_id + '.yml')}: {', '.join(open_fields)}"]
    return "\n".join(lines)


def remove(doc_id: str, root: Path | str | None = None) -> str:
    """Take a document out of the book: text, record, received file, page and rows.

    Raises
    ------
    PolicybookError
        Where there is no such document, or it is the only one; then nothing has changed.
    """
    root = find_root(root)
    files = _files_of(doc_id, root)
    if len(list((root / "data" / "raw").glob("*.yml"))) == 1:
        raise PolicybookError(f"{doc_id}: is the only document; add another before you remove it")
    with _all_or_nothing(root, [doc_id], files):
        for path in files:
            path.unlink()
        rebuild(root)
    return "\n".join([*(f"removed {path}" for path in files), "built the tables", *_still_named(doc_id, root)])


def rename(doc_id: str, new_id: str, root: Path | str | None = None) -> str:
    """Give a document another ``doc_id``: its files, its record, its page and its rows.

    Raises
    ------
    PolicybookError
        Where there is no such document, or the new name cannot be used; then nothing has changed.
    """
    root = find_root(root)
    files = _files_of(doc_id, root)
    _usable(new_id, root, f"{new_id}: choose another name")
    new_files = [path.with_name(new_id + path.suffix) for path in files]
    with _all_or_nothing(root, [doc_id, new_id], [*files, *new_files]):
        moved = [path.rename(new) for path, new in zip(files, new_files, strict=True)]
        record = root / "data" / "raw" / f"{new_id}.yml"
        text = read_utf8(record)
        for field, before, after in (("doc_id", re.escape(doc_id), new_id), ("label", re.escape(doc_id), new_id)):
            text = re.sub(rf"^({field}:\s*[\"']?){before}(?![\w-])", rf"\g<1>{after}", text, flags=re.M)
        text = re.sub(r"^(received:\s*[\"']?)[^\"'\s]+(\.[a-z]+)", rf"\g<1>{new_id}\g<2>", text, flags=re.M)
        write_whole(record, text)
        rebuild(root)
    return "\n".join([*(f"wrote {path}" for path in moved), "built the tables", *_still_named(doc_id, root)])


def record_text(record: Mapping[str, object]) -> str:
    """Return a record as YAML: the fields in order, ``null`` with a hint where nothing is known."""
    lines = [f"# The record of a document; what is not known is null. {len(FIELDS)} fields, described in the codebook."]
    for name, hint in FIELDS.items():
        value = record.get(name)
        written = "null" if value is None else json.dumps(value, ensure_ascii=False)
        lines.append(f"{name}: {written}" + (f"  # {hint}" if value is None and hint else ""))
    return "\n".join(lines) + "\n"


def rebuild(root: Path) -> None:
    """Build tables and document pages, and check them; raises `PolicybookError` where something is wrong."""
    build.build(root)
    document_pages.write_document_stubs(root)
    if problems := problems_of_raw(root):
        raise PolicybookError("\n".join(problems))


def _check_scheme(scheme: str | None, root: Path) -> None:
    known = sorted(load_domains(root)[0]["scheme"].unique())
    if scheme is not None and scheme not in known:
        raise PolicybookError(f"--scheme: {scheme!r} is not in data/vocab/domains.yml, which has {', '.join(known)}")


def _usable(doc_id: str, root: Path, mend: str, itself: Path | None = None) -> str:
    if not DOC_ID.fullmatch(doc_id):
        raise PolicybookError(
            f"{mend}: lower case letters, digits and hyphens, such as tongxiang-2025; {doc_id!r} is none"
        )
    taken = [p for p in sorted((root / "data" / "raw").glob(f"{doc_id}.*")) if not itself or p.name != itself.name]
    if taken:
        raise PolicybookError(f"{mend}: {doc_id!r} is taken by {taken[0]}")
    return doc_id


def _files_of(doc_id: str, root: Path) -> list[Path]:
    raw = root / "data" / "raw"
    record = raw / f"{doc_id}.yml"
    if not record.is_file():
        known = ", ".join(sorted(path.stem for path in raw.glob("*.yml")))
        raise PolicybookError(f"{doc_id}: no such document; the book has {known}")
    files = [raw / f"{doc_id}.txt", record]
    if received := read_record(record).get("received"):
        files.append(raw / str(received))
    return [path for path in files if path.is_file()]


def _still_named(doc_id: str, root: Path) -> list[str]:
    """Say where the name still stands in files that a person keeps."""
    kept = [root / "data" / "corrections.yml", root / "data" / "labels", root / "notebooks"]
    files = [f for path in kept for f in ([path] if path.is_file() else sorted(path.rglob("*"))) if f.is_file()]
    word = re.compile(rf"(?<![\w-]){re.escape(doc_id)}(?![\w-])")
    found = []
    for path in files:
        with suppress(PolicybookError):
            if doc_id in path.parts or word.search(read_utf8(path, None)):
                found.append(f"{doc_id} still stands in {path.relative_to(root)}")
    return found


def _all_or_nothing(root: Path, doc_ids: Iterable[str], files: Iterable[Path]) -> AbstractContextManager[None]:
    """Let files of ``data/raw``, the tables and the pages of documents change together, or not at all."""
    pages, tables = root / document_pages.FOLDER, root / "data" / "tables"
    stubs = [*pages.glob("*.md"), *(pages / f"{doc_id}.md" for doc_id in doc_ids)]
    return all_or_nothing(root, [*files, *(tables / name for name in table_files()), *stubs])
