"""Schemas of the tables, made from ``tables.schema.yml``: column types, checks, and the Frictionless data package.

In: the description of the tables. Out: pandera schemas, typed empty frames, and descriptors.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import pandas as pd
import pandera.pandas as pa

from policybook.errors import PolicybookError
from policybook.project import packaged
from policybook.tables.fields import SCHEMA, table_fields

#: Text in Python's own strings, also where pyarrow is installed: the same tables with and without it.
DTYPES = {"string": pd.StringDtype("python"), "integer": "Int64", "number": "Float64", "boolean": "boolean"}


@dataclass(frozen=True)
class TableSchema:
    """A table's name, title, description, key, fields (name -> properties) in printed order, and rulings of the coding."""

    name: str
    title: str
    description: str
    key: tuple[str, ...]
    fields: dict[str, dict]
    rulings: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Names of the columns in order."""
        return list(self.fields)

    @cached_property
    def pandera(self) -> pa.DataFrameSchema:
        """The checks of this table as a pandera schema."""
        columns = {}
        for name, f in self.fields.items():
            checks = []
            if "enum" in f:
                checks.append(pa.Check.isin(f["enum"]))
            if "pattern" in f:
                checks.append(pa.Check.str_matches(f"(?:{f['pattern']})$"))
            if "minimum" in f:
                checks.append(pa.Check.ge(f["minimum"]))
            # Types are held against the schema by `check` at once: column by column that takes longer than all other checks.
            columns[name] = pa.Column(None, checks, nullable=not f.get("required", False))
        return pa.DataFrameSchema(columns, strict=True, ordered=True)

    def frame(self, rows: list[dict] | pd.DataFrame) -> pd.DataFrame:
        """Return rows as a typed frame with all columns of the table; an empty text is missing."""
        frame = pd.DataFrame(rows, columns=self.columns)
        frame = frame.astype({name: DTYPES[f["type"]] for name, f in self.fields.items()})
        texts = [name for name, f in self.fields.items() if f["type"] == "string"]
        frame[texts] = frame[texts].replace("", pd.NA)
        return frame.reset_index(drop=True)

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Check a frame against the schema and return it.

        Raises
        ------
        PolicybookError
            Names the table, the column and the row's quote.
        """
        for name, f in self.fields.items():
            if name in frame and frame[name].dtype != DTYPES[f["type"]]:
                raise PolicybookError(
                    f"table {self.name}: column {name}: is of type {frame[name].dtype}, not {f['type']}"
                )
        try:
            return self.pandera.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as errors:
            case = errors.failure_cases.iloc[0]
            where = ""
            if pd.notna(case["index"]):
                row = frame.loc[case["index"]]
                where = f" at {row.get('doc_id', '')}: {str(row.get('quote', ''))[:40]}"
            raise PolicybookError(
                f"table {self.name}: column {case['column']}: {case['check']} fails for {case['failure_case']!r}{where}"
            ) from None

    def descriptor(self) -> dict:
        """Return the Frictionless table schema."""
        fields = []
        for name, f in self.fields.items():
            constraints = {k: f[k] for k in ("required", "enum", "minimum", "pattern") if k in f}
            field = {"name": name, "type": f["type"], "description": f["description"]}
            if f["type"] == "boolean":
                field |= {"trueValues": ["true"], "falseValues": ["false"]}
            if "unit" in f:
                field["unit"] = f["unit"]
            fields.append(field | ({"constraints": constraints} if constraints else {}))
        return {"fields": fields, "missingValues": [""]}


@lru_cache(maxsize=1)
def table_schemas() -> dict[str, TableSchema]:
    """Return the schemas of all tables by name."""
    return {
        name: TableSchema(
            name,
            table["title"],
            table["description"],
            tuple(table["key"]),
            table_fields(name),
            tuple(table.get("rulings", ())),
        )
        for name, table in packaged(SCHEMA)["tables"].items()
    }
