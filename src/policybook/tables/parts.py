"""The parts of a document that rows stand in: a table comes in, its rows of the body go out."""

import pandas as pd


def of_body(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the body; a table without the column ``part`` has no others."""
    return table[table["part"] == "body"] if "part" in table else table
