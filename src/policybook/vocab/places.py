"""How large the places are: the file ``data/outside/places.csv`` comes in, a checked frame goes out.

The figures are not from the corpus. Each row names the page it was read on (``source``) and what that page is (``kind``: a copy of
the official bulletin, or a report that cites it).
"""

from pathlib import Path

import pandas as pd

from policybook.errors import PolicybookError
from policybook.project import find_root
from policybook.vocab.entries import read_csv

COLUMNS = ["place", "measure", "year", "value", "unit", "kind", "source", "note"]
UNITS = {"population": "persons", "revenue": "yuan"}


def load_places(root: Path | str | None = None) -> pd.DataFrame:
    """Load ``data/outside/places.csv``.

    Returns
    -------
    pandas.DataFrame
        place, measure (``population``, ``revenue``: general public budget revenue), year, value, unit, kind, source, note.

    Raises
    ------
    PolicybookError
        Where a column is missing, a value or its unit makes no sense, a row has no address, or a row stands twice.
    """
    path = find_root(root) / "data" / "outside" / "places.csv"
    frame = read_csv(path, dtype={"note": str}, keep_default_na=False)
    if list(frame.columns) != COLUMNS:
        raise PolicybookError(f"{path}: its columns are not {', '.join(COLUMNS)}")
    for number, row in enumerate(frame.to_dict("records"), 2):
        if UNITS.get(row["measure"]) != row["unit"] or not (isinstance(row["value"], int | float) and row["value"] > 0):
            raise PolicybookError(f"{path}: line {number}: {row['value']} {row['unit']} is no {row['measure']}")
        if not str(row["source"]).startswith(("http://", "https://")) or not row["kind"]:
            raise PolicybookError(f"{path}: line {number}: names no page or does not say what it is")
    if frame.duplicated(["place", "measure", "year"]).any():
        raise PolicybookError(f"{path}: a figure stands twice")
    return frame
