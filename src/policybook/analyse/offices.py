"""Offices behind the units as printed: a unit's name comes in, the name of the office goes out."""

import re

import pandas as pd

_TWO_PLATES = re.compile(r"(.+[局委部办院行会署司厅处中心])[（(]([省市区县][^（）()]+)[）)]")


def office(unit: str) -> str:
    """Return the office's first name where a second one stands in brackets behind it: one office with two name plates.

    Other brackets belong to the name.

    Examples
    --------
    >>> office("区财政局（区国资办）"), office("各镇（街道）")
    ('区财政局', '各镇（街道）')
    """
    found = _TWO_PLATES.fullmatch(unit)
    return found[1] if found else unit


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
    place = [name for name in ("section", "subsection", "measure") if name in inside]
    inside = inside.drop_duplicates(["doc_id", *place, "office"])
    counts = inside.groupby(["doc_id", "office"], sort=False).size().rename("measures").reset_index()
    rank = {doc_id: i for i, doc_id in enumerate(inside["doc_id"].unique())}
    order = counts.assign(_rank=counts["doc_id"].map(rank))
    order = order.sort_values(["_rank", "measures", "office"], ascending=[True, False, True], kind="stable")
    return order.drop(columns="_rank").reset_index(drop=True)
