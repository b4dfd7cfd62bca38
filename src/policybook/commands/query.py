"""Ask the tables in SQL: a query comes in, rows go out, as a table on the screen or as CSV.

DuckDB reads the CSV files of the book, and the Parquet files of `policybook extract`, where they lie, without loading them first.
Needs duckdb, an extra (``policybook[query]``).
"""

import sys
import unicodedata
from pathlib import Path

from policybook.errors import PolicybookError
from policybook.tables.files import PACKAGE
from policybook.tables.schema import TableSchema, table_schemas

TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}
#: Rows that are shown on the screen; CSV has all.
SHOWN = 40


def connect(folder: Path):
    """Return a DuckDB connection in which each table of a folder is a view of its own name.

    Parameters
    ----------
    folder : Path
        A folder of tables, as `policybook build` or `policybook extract` writes it.

    Raises
    ------
    PolicybookError
        Where DuckDB is not installed, or the folder holds no whole tables.
    """
    try:
        import duckdb
    except ImportError:
        raise PolicybookError("query needs DuckDB; install it with pip install 'policybook[query]'") from None
    if not (folder / PACKAGE).is_file():
        raise PolicybookError(f"{folder}: holds no tables, or not all; run `policybook build` or `policybook extract`")
    connection = duckdb.connect()
    for name, schema in table_schemas().items():
        connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM {_source(folder, name, schema)}')
    return connection


def _source(folder: Path, name: str, schema: TableSchema) -> str:
    if (folder / name).is_dir():
        return f"read_parquet({_quoted(str(folder / name / '*.parquet'))})"
    columns = ", ".join(f"{_quoted(column)}: '{TYPES[f['type']]}'" for column, f in schema.fields.items())
    form = "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = ''"
    return f"read_csv({_quoted(str(folder / (name + '.csv')))}, {form}, columns = {{{columns}}})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def run(sql: str, folder: Path, out: Path | None = None) -> int:
    """Print what a query gives, or write it to a file as CSV.

    Parameters
    ----------
    sql : str
    folder : Path
        The folder of the tables.
    out : Path, optional
        The CSV file.

    Raises
    ------
    PolicybookError
        Where the query is wrong; says what DuckDB says.
    """
    with connect(folder) as connection:
        import duckdb

        try:
            asked = connection.extract_statements(sql)
            if [statement.type for statement in asked] != [duckdb.StatementType.SELECT]:
                raise PolicybookError("query: takes one statement that gives rows: a SELECT")
            if out:
                connection.sql(sql).write_csv(str(out))
                print(f"policybook: wrote {out}")
            else:
                found = connection.execute(sql)
                names = [column[0] for column in found.description]
                sys.stdout.write(_screen(names, found.fetchmany(SHOWN + 1)))
        except duckdb.Error as error:
            raise PolicybookError(f"query: {' '.join(str(error).split())}") from None
    return 0


def _screen(names: list[str], found: list[tuple]) -> str:
    """Return rows as lines in columns; Chinese takes two places a character."""
    lines = [names, *([_cell(value) for value in row] for row in found[:SHOWN])]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    text = "".join(
        "  ".join(cell + " " * (room - _width(cell)) for cell, room in zip(line, widths, strict=True)).rstrip() + "\n"
        for line in lines
    )
    return text + ("… more rows; --csv FILE writes all\n" if len(found) > SHOWN else "")


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:,.12g}" if isinstance(value, float) else str(value)
