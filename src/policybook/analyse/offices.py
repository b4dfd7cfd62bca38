"""Offices by the measures that name them, under their printed names: the table of responsible units comes in, counts go out.

The offices that all places have in common are those of `policybook.analyse.duties`.
"""

import pandas as pd

from policybook.vocab.units import office

__all__ = ["office", "offices_by_measures"]


def offices_by_measures(responsibilities: pd.DataFrame) -> pd.DataFrame:
    """Count the measures in which each office stands, under whichever of its names; the most frequent first.

    Parameters
    ----------
    responsibilities : pandas.DataFrame
        The table; rows without a measure are left out.

    Returns
    -------
    pandas.DataFrame
        doc_id, office, measures; documents in the table's order.
    """
    inside = responsibilities.dropna(subset=["measure"])
    inside = inside.assign(office=[office(unit) for unit in inside["unit"]])
    inside = inside.drop_duplicates(["doc_id", "path", "office"])
    counts = inside.groupby(["doc_id", "office"], sort=False).size().rename("measures").reset_index()
    rank = {doc_id: i for i, doc_id in enumerate(inside["doc_id"].unique())}
    order = counts.assign(_rank=counts["doc_id"].map(rank))
    order = order.sort_values(["_rank", "measures", "office"], ascending=[True, False, True], kind="stable")
    return order.drop(columns="_rank").reset_index(drop=True)
