"""The CSV files of the tables, and the data package that describes them: frames in, files out, and the way back.

Writing happens in `write_tables` only; it writes all tables or none.
"""

import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd

from policybook import uses
from policybook.disk import READY, UNFINISHED, clear_unfinished, is_running
from policybook.errors import PolicybookError
from policybook.project import find_root
from policybook.tables.schema import table_schemas
from policybook.vocab.entries import read_csv

Tables = dict[str, pd.DataFrame]
#: In the folder `READY`: a file that says that all tables are in it, and one with the number of the process that moves them.
COMPLETE, OWNER = "complete", "process"
PACKAGE = "datapackage.json"


def to_csv(frame: pd.DataFrame, header: bool = True) -> str:
    """Return a table as CSV: empty for missing, ``true`` and ``false``, numbers without trailing zeros."""
    text = frame.copy()
    for name, dtype in frame.dtypes.items():
        if dtype == "boolean":
            text[name] = frame[name].map({True: "true", False: "false"}, na_action="ignore").astype("string")
        elif dtype == "Float64":
            text[name] = frame[name].map(lambda v: f"{v:.12g}", na_action="ignore").astype("string")
    return text.to_csv(index=False, header=header, lineterminator="\n")


def datapackage(files: Mapping[str, bytes | Path], documents: pd.DataFrame | None = None) -> dict:
    """Return the Frictionless Data Package descriptor of the tables.

    Parameters
    ----------
    files : mapping of bytes or Path
        The CSV file of each table by name: its bytes, or where it lies.
    documents : pandas.DataFrame, optional
        The table ``documents``, for the list of sources; not where they are so many that the table itself must do.
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
        **({} if documents is None else {"sources": _sources(documents)}),
        "resources": resources,
    }


def _sources(documents: pd.DataFrame) -> list[dict]:
    return [
        {"title": row.title, "path": f"../raw/{row.doc_id}.txt", "sha256": row.sha256} for row in documents.itertuples()
    ]


def render(tables: Tables) -> dict[str, str]:
    """Return the files that ``data/tables`` should hold: name -> text."""
    csv = {name: to_csv(frame) for name, frame in tables.items()}
    package = datapackage({name: text.encode() for name, text in csv.items()}, tables["documents"])
    return {f"{name}.csv": text for name, text in csv.items()} | {PACKAGE: package_text(package)}


def package_text(package: dict) -> str:
    """Return a descriptor as it is written."""
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def table_files() -> list[str]:
    """Return the names of the files that hold the tables."""
    return [*(f"{name}.csv" for name in table_schemas()), PACKAGE]


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
    with whole_tables(folder, table_files()) as staging:
        files = {name: staging / f"{name}.csv" for name in table_schemas()}
        documents = []
        for i, tables in enumerate(batches):
            documents.append(tables["documents"])
            for name, frame in tables.items():
                with files[name].open("ab") as handle:
                    handle.write(to_csv(frame, header=not i).encode())
        package = staging / PACKAGE
        package.write_bytes(package_text(datapackage(files, pd.concat(documents))).encode())
    return [folder / name for name in table_files()]


@contextmanager
def whole_tables(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """Give a folder to write files into, which move to their place at the end: all of them, or none.

    Parameters
    ----------
    folder : Path
        Their place; made where it does not exist, once they are whole.
    names : sequence of str
        The files.

    Raises
    ------
    PolicybookError
        Where the place cannot be written.
    """
    nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not nearest.is_dir():
        raise PolicybookError(f"{nearest}: is a file; name a folder for the tables")
    if not os.access(nearest, os.W_OK):
        raise PolicybookError(f"{folder}: may not be written; name another folder for the tables")
    if in_the_way := [folder / name for name in names if (folder / name).is_dir()]:
        raise PolicybookError(f"{in_the_way[0]}: is a folder, where a table belongs; move it away")
    finish_tables(nearest)
    # On the same disk, so that the files are moved and not copied; the folder is made only once they are whole.
    staging = Path(tempfile.mkdtemp(prefix=f"{UNFINISHED}{os.getpid()}-", dir=nearest))
    try:
        yield staging
        folder.mkdir(parents=True, exist_ok=True)
        _put(staging, folder, [staging / name for name in names])
    except OSError as error:
        reason = error.strerror or error
        raise PolicybookError(
            f"{folder}: the tables cannot be written ({reason}); check the disk and the rights"
        ) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _put(staging: Path, folder: Path, files: Sequence[Path]) -> None:
    """Move whole files into their folder: all, or none where one of them cannot be moved.

    From the first to the last move they stand in a folder named `READY`; where the command is killed in between,
    `finish_tables` moves the rest.
    """
    old = staging / "old"
    old.mkdir()
    for path in files:
        if (folder / path.name).is_file():
            shutil.copy2(folder / path.name, old / path.name)
    ready = folder / READY
    ready.mkdir()
    (ready / OWNER).write_text(str(os.getpid()), "ascii")
    try:
        for path in files:
            path.replace(ready / path.name)
        (ready / COMPLETE).touch()
        for path in files:
            (ready / path.name).replace(folder / path.name)
    except BaseException:
        for path in files:
            if (old / path.name).is_file():
                (old / path.name).replace(folder / path.name)
            elif not (ready / path.name).exists():
                (folder / path.name).unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(ready, ignore_errors=True)


def finish_tables(folder: Path) -> None:
    """Put right what a killed command left in a folder of tables: move tables that were whole, clear those that were not."""
    with suppress(OSError):  # a folder that may only be read stays as it is
        clear_unfinished(folder)
        ready = folder / READY
        owner = (ready / OWNER).read_text("ascii") if (ready / OWNER).is_file() else ""
        if owner.isdigit() and int(owner) != os.getpid() and is_running(int(owner)):
            return
        if (ready / COMPLETE).is_file():
            for path in sorted(ready.glob("*.csv")) + sorted(ready.glob("*.json")):
                path.replace(folder / path.name)
        shutil.rmtree(ready, ignore_errors=True)


def load_tables(root: Path | str | None = None, **columns: str) -> "Loaded":
    """Load the built tables, typed; each is read when it is asked for.

    A chapter is executed again when a table that it read has changed. Where it names the columns that it needs, it gets no others,
    and only these count.

    Parameters
    ----------
    root : path, optional
        The project's folder; by default the nearest above the working folder.
    **columns : str
        Names of the columns of a table, with spaces between them: ``awards="doc_id item amount_yuan"``.

    Raises
    ------
    PolicybookError
        Where a table has not been built, or a name is no table's or column's.
    """
    folder = find_root(root) / "data" / "tables"
    with uses.unheard():
        finish_tables(folder)
    schemas = table_schemas()
    if missing := next((f for name in schemas if not (f := folder / f"{name}.csv").is_file()), None):
        raise PolicybookError(f"{missing}: is missing; run `policybook build`")
    for name, named in columns.items():
        known = schemas[name].fields if name in schemas else {}
        if unknown := [column for column in named.split() if column not in known]:
            raise PolicybookError(f"load_tables(): {name} has no column {unknown[0]}; the codebook lists them")
    return Loaded(folder, {name: named.split() for name, named in columns.items()})


class Loaded(Mapping[str, pd.DataFrame]):
    """The built tables by name."""

    def __init__(self, folder: Path, columns: Mapping[str, Sequence[str]]) -> None:
        self._folder, self._columns = folder, columns
        self._read: Tables = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._read:
            self._read[name] = self._chosen(name) if name in self._columns else _read_table(self._folder, name)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(table_schemas())

    def __len__(self) -> int:
        return len(table_schemas())

    def __or__(self, other: Mapping[str, pd.DataFrame]) -> Tables:
        return {**self, **other}

    def _chosen(self, name: str) -> pd.DataFrame:
        """Return a table with the columns that were asked for, in the table's order; these are what was read of it."""
        chosen = [column for column in table_schemas()[name].fields if column in self._columns[name]]
        with uses.unheard():
            frame = _read_table(self._folder, name)[chosen]
        uses.note(uses.column(name, column) for column in chosen)
        return frame


def _read_table(folder: Path, name: str) -> pd.DataFrame:
    schema, path = table_schemas()[name], folder / f"{name}.csv"
    frame = read_csv(path, schema.fields, dtype="string", keep_default_na=False, na_values=[""])
    for column, f in schema.fields.items():
        if f["type"] == "boolean":
            frame[column] = frame[column].map({"true": True, "false": False}, na_action="ignore")
    try:
        return schema.frame(frame)
    except (ValueError, TypeError) as error:
        raise PolicybookError(f"{path}: {str(error).splitlines()[0]}; run `policybook build`") from None
