"""The tables as files for download: workbooks for Excel, and one zip of everything.

In: tables, their schemas, the project's files. Out: bytes that are the same for the same data, whenever they are made.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
import xlsxwriter

from policybook.disk import UNFINISHED, read_bytes
from policybook.kept import kept
from policybook.tables.schema import TableSchema

#: Files carry no time of their own: the same data make the same bytes.
CREATED = datetime(2000, 1, 1)
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_WIDTHS = {
    "quote": 60,
    "text": 50,
    "goal": 50,
    "intro": 40,
    "title": 40,
    "message": 40,
    "item": 30,
    "indicator": 30,
    "condition": 30,
}
_OPTIONS = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
}
_MAX = 32_767  # characters that a cell of Excel holds


@kept
def workbook(
    tables: Mapping[str, pd.DataFrame], schemas: Mapping[str, TableSchema], about: Sequence[tuple[str, str]]
) -> bytes:
    """Return an Excel workbook: a sheet ``about``, a sheet a table, and the codebook.

    Texts are texts: ``1-9`` becomes no date, ``=…`` no formula, an empty cell is missing.

    Parameters
    ----------
    tables : mapping
        The tables by name.
    schemas : mapping
        Their schemas; the codebook is made of them.
    about : sequence of (str, str)
        What the first sheet says: title, version, licence, how to cite.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        book.set_properties({"title": dict(about).get("Title", ""), "created": CREATED})
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("about")
        sheet.set_column(0, 0, 18, head)
        sheet.set_column(1, 1, 100, wrapped)
        for i, (name, value) in enumerate(about):
            sheet.write_string(i, 0, name)
            sheet.write_string(i, 1, value)
        for name, frame in tables.items():
            _sheet(book, name, frame, head)
        columns = ["table", "column", "type", "unit", "meaning", "values"]
        _sheet(book, "codebook", pd.DataFrame(_codebook(schemas), columns=columns), head, {"meaning": 90, "values": 40})
        _sheet(book, "rulings", pd.DataFrame(_rulings(schemas), columns=["table", "ruling"]), head, {"ruling": 120})
    return stream.getvalue()


def _sheet(book, name: str, frame: pd.DataFrame, head, widths: Mapping[str, int] = _WIDTHS) -> None:
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 1)
    for i, column in enumerate(frame.columns):
        sheet.set_column(i, i, widths.get(column, max(10, len(column) + 2)))
        sheet.write_string(0, i, column, head)
        for k, value in enumerate(frame[column].tolist(), start=1):
            _write(sheet, k, i, value)
    if len(frame) and len(frame.columns):
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _write(sheet, row: int, column: int, value: object) -> None:
    if value is None or pd.isna(value):
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, _printable(str(value))[:_MAX])


def _printable(text: str) -> str:
    return "".join(c for c in text if c >= " " or c in "\t\n\r")


def _codebook(schemas: Mapping[str, TableSchema]) -> list[list[str]]:
    return [
        [schema.name, name, f["type"], f.get("unit", ""), f["description"], ", ".join(map(str, f.get("enum", ())))]
        for schema in schemas.values()
        for name, f in schema.fields.items()
    ]


def _rulings(schemas: Mapping[str, TableSchema]) -> list[list[str]]:
    return [[schema.name, ruling] for schema in schemas.values() for ruling in schema.rulings]


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return a zip file of files by name, in their order, without times."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            book.writestr(entry, data, compresslevel=9)
    return stream.getvalue()


def left_out(folder: str, names: Iterable[str]) -> set[str]:
    """Return which files of a folder are not laid beside the pages: a link may lead to any file of the machine that builds."""
    return {name for name in names if name.startswith(UNFINISHED) or (Path(folder) / name).is_symlink()}


def everything(root: Path, extra: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what the zip holds: the data package, the texts as received with their records, licences, citation.

    Parameters
    ----------
    root : path
        The project's folder.
    extra : mapping of bytes
        Files that are made by the build.
    """
    folders = [root / "data" / "tables", root / "data" / "raw"]
    listed = {folder: sorted(path.name for path in folder.iterdir() if path.is_file()) for folder in folders}
    found = [
        folder / name for folder, names in listed.items() for name in names if name not in left_out(str(folder), names)
    ]
    singles = [
        path for name in ("CITATION.cff", "LICENSE-DATA", "data/corrections.yml") if (path := root / name).is_file()
    ]
    files = {f"policybook/{path.relative_to(root).as_posix()}": read_bytes(path, None) for path in [*found, *singles]}
    return files | {f"policybook/{name}": data for name, data in extra.items()}
