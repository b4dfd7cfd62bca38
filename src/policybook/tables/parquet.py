"""The tables as Parquet, for many documents: a folder for each table, and files of some thousand documents in it.

In: typed frames. Out: bytes and files. Needs pyarrow, an extra (``policybook[many]``).
"""

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

import pandas as pd

from policybook.errors import PolicybookError
from policybook.tables.schema import TableSchema, table_schemas

try:
    import pyarrow as pa
    from pyarrow import parquet as pq
except ImportError:  # not among what the book needs
    pa = pq = None

COMPRESSION = "zstd"


def require() -> None:
    """Raise `PolicybookError` where pyarrow is not installed."""
    if pa is None:
        raise PolicybookError("Parquet needs pyarrow; install it with pip install 'policybook[many]', or take CSV")


def arrow_schema(schema: TableSchema) -> "pa.Schema":
    """Return the columns of a table as Arrow's, each with its description."""
    types = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
    return pa.schema(
        [
            pa.field(name, types[f["type"]], metadata={"description": f["description"]})
            for name, f in schema.fields.items()
        ]
    )


def to_parquet(name: str, frame: pd.DataFrame) -> bytes:
    """Return a table as the bytes of a Parquet file.

    Parameters
    ----------
    name : str
        The table's.
    frame : pandas.DataFrame
    """
    stream = BytesIO()
    table = pa.Table.from_pandas(frame, arrow_schema(table_schemas()[name]), preserve_index=False)
    pq.write_table(table.replace_schema_metadata(None), stream, compression=COMPRESSION)
    return stream.getvalue()


def join(name: str, parts: Iterable[bytes], path: Path) -> int:
    """Write the rows of several Parquet files into one; return how many there are.

    Parameters
    ----------
    name : str
        The table's.
    parts : iterable of bytes
        The files, in order; none makes a file without rows.
    path : Path
    """
    schema = arrow_schema(table_schemas()[name])
    tables = [pq.read_table(BytesIO(part), schema=schema) for part in parts]
    whole = pa.concat_tables(tables) if tables else schema.empty_table()
    pq.write_table(whole, path, compression=COMPRESSION)
    return whole.num_rows


def datapackage(files: Mapping[str, list[str]]) -> dict:
    """Return the descriptor of a folder of Parquet tables.

    Parameters
    ----------
    files : mapping
        The files of each table by its name, relative to the folder.
    """
    return {
        "profile": "data-package",
        "name": "policybook",
        "title": "Chinese local-government policies as data",
        "description": "Tables extracted from policy documents; each row quotes its source and says where it stands.",
        "resources": [
            {
                "name": name.replace("_", "-"),
                "title": schema.title,
                "description": schema.description,
                "path": files[name],
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "schema": schema.descriptor(),
            }
            for name, schema in table_schemas().items()
        ],
    }
