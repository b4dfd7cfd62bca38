"""Which document is that of the place above: the table of documents comes in, pairs go out."""

import pandas as pd


def documents_above(documents: pd.DataFrame) -> pd.DataFrame:
    """Pair each document with that of the place above it, for the same year.

    Parameters
    ----------
    documents : pandas.DataFrame
        The table; ``parent`` names the place above by its English name.

    Returns
    -------
    pandas.DataFrame
        doc_id, doc_id_upper.
    """
    above = documents[["doc_id", "place_en", "policy_year"]].dropna()
    pairs = documents[["doc_id", "parent", "policy_year"]].dropna()
    keys = {"left_on": ["parent", "policy_year"], "right_on": ["place_en", "policy_year"]}
    return pairs.merge(above, **keys, suffixes=("", "_upper"))[["doc_id", "doc_id_upper"]]
