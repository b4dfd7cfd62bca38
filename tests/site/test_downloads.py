"""Files for download: what stands in them, that Excel takes nothing for a date or a formula, that bytes do not depend on the day."""

import io
import json
import time
import zipfile

import frictionless
import pandas as pd
import pytest
from helpers import ROOT
from lxml import etree

from policybook.site import downloads
from policybook.tables.schema import TableSchema

SCHEMA = TableSchema(
    "lists",
    "Lists",
    "Entries.",
    ("no",),
    {"no": {"type": "string", "description": "Number as printed"}, "sum": {"type": "number", "unit": "yuan", "description": "Sum"}, "ok": {"type": "boolean", "description": "Yes"}},
    ("A ruling.",),
)
FRAME = pd.DataFrame({"no": ["1-9", "=1+1", None, "甲<&>\x01"], "sum": [1.5, None, 3e9, 0.0], "ok": [True, False, None, True]})
FRAME = FRAME.astype({"no": "string", "sum": "Float64", "ok": "boolean"})


def sheets(data):
    """Return the cells of each sheet of a workbook as (type, text), read without the library that wrote it."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert book.testzip() is None
        shared = ["".join(item.itertext()) for item in etree.fromstring(book.read("xl/sharedStrings.xml"))]
        names = [s.get("name") for s in etree.fromstring(book.read("xl/workbook.xml")).iter("{*}sheet")]
        found = {}
        for i, name in enumerate(names, start=1):
            cells = {}
            for cell in etree.fromstring(book.read(f"xl/worksheets/sheet{i}.xml")).iter("{*}c"):
                text = "".join(cell.itertext())
                assert cell.find("{*}f") is None
                cells[cell.get("r")] = shared[int(text)] if cell.get("t") == "s" else bool(int(text)) if cell.get("t") == "b" else float(text)
            found[name] = cells
    return found


def test_texts_stay_texts_and_numbers_numbers():
    found = sheets(downloads.workbook({"lists": FRAME}, {"lists": SCHEMA}, [("Title", "T")]))
    assert list(found) == ["about", "lists", "codebook", "rulings"]
    lists = found["lists"]
    assert [lists.get(f"A{i}") for i in range(1, 6)] == ["no", "1-9", "=1+1", None, "甲<&>"]
    assert [lists.get(f"B{i}") for i in range(1, 6)] == ["sum", 1.5, None, 3e9, 0.0]
    assert [lists.get(f"C{i}") for i in range(1, 6)] == ["ok", True, False, None, True]
    assert found["codebook"]["E2"] == "Number as printed"
    assert found["codebook"]["D3"] == "yuan"
    assert found["rulings"]["B2"] == "A ruling."


def test_the_same_data_make_the_same_bytes():
    make = lambda: downloads.archive({"a.xlsx": downloads.workbook({"lists": FRAME}, {"lists": SCHEMA}, [("Title", "T")]), "b": b"x" * 99})  # noqa: E731
    first = make()
    time.sleep(2.1)  # a zip file counts time in steps of two seconds
    assert make() == first


@pytest.mark.site
def test_the_downloads_of_the_site_hold_all_tables(pages):
    book = sheets((pages / "data" / "policybook.xlsx").read_bytes())
    package = json.loads((ROOT / "data" / "tables" / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        name = resource["path"].removesuffix(".csv")
        rows = pd.read_csv(ROOT / "data" / "tables" / resource["path"])
        single = sheets((pages / "data" / "excel" / f"{name}.xlsx").read_bytes())
        for sheet in (book[name], single[name]):
            assert sum(cell.startswith("A") and cell[1:].isdigit() for cell in sheet) == len(rows) + 1
        n_fields = len(resource["schema"]["fields"])
        assert sum(v == name for k, v in book["codebook"].items() if k.startswith("A")) == n_fields
    lists = [value for cell, value in book["annex_measures"].items() if cell.startswith("B")]
    assert "1-9" in lists or "1-1" in lists


@pytest.mark.site
def test_the_zip_is_a_data_package_that_frictionless_and_pandas_read(pages, tmp_path):
    with zipfile.ZipFile(pages / "data" / "policybook.zip") as book:
        assert book.testzip() is None
        book.extractall(tmp_path)
    folder = tmp_path / "policybook" / "data"
    report = frictionless.validate(str(folder / "tables" / "datapackage.json"))
    assert report.valid, report.flatten(["message"])[:3]
    for path in (ROOT / "data" / "tables").glob("*.csv"):
        assert len(pd.read_csv(folder / "tables" / path.name)) == len(pd.read_csv(path))
    assert {path.name for path in (folder / "raw").iterdir()} == {path.name for path in (ROOT / "data" / "raw").iterdir()}
    assert (tmp_path / "policybook" / "LICENSE-DATA").is_file()
