"""The columns of the tables, and rows as CSV, without pandas: names and plain rows in, descriptions and text out."""

import csv
import io
from collections.abc import Iterable, Mapping

from policybook.project import packaged
from policybook.tables.row_anchors import is_missing

SCHEMA = "tables/tables.schema.yml"


def table_fields(name: str) -> dict[str, dict]:
    """Return the columns of a table, in printed order, with their properties."""
    spec = packaged(SCHEMA)
    table = spec["tables"][name]
    fields: dict[str, dict] = {}
    for group in table.get("begin", []):
        fields |= spec["groups"][group]
    fields |= table["fields"]
    for group in table.get("close", []):
        fields |= spec["groups"][group]
    return fields


def rows_csv(rows: Iterable[Mapping], fields: Mapping[str, Mapping]) -> str:
    """Return plain rows as CSV, in the form of `policybook.tables.files.to_csv`.

    Parameters
    ----------
    rows : iterable of mapping
    fields : mapping
        The columns that are written, with their types, as `table_fields` returns them.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(fields)
    writer.writerows([_cell(row.get(name), field["type"]) for name, field in fields.items()] for row in rows)
    return stream.getvalue()


def _cell(value: object, kind: str) -> str:
    if is_missing(value):
        return ""
    if kind == "boolean":
        return "true" if value else "false"
    return f"{value:.12g}" if kind == "number" else str(value)
