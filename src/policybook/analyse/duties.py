"""Who answers for what: offices behind the printed units, their load, their places in the lists, and who works with whom.

In: the tables of responsible units, measures and awards, and the vocabulary of offices. Out: data frames; nothing is read or written.
"""

from collections.abc import Collection
from itertools import combinations

import pandas as pd

from policybook.vocab.units import OfficeVocabulary

#: Places in a list of units, as `seats` counts them.
SEATS = ("alone", "first", "between", "last")


def code_units(responsibilities: pd.DataFrame, vocabulary: OfficeVocabulary) -> pd.DataFrame:
    """Return the units of measures with the office behind each, an office once a measure.

    Parameters
    ----------
    responsibilities : pandas.DataFrame
        The table; rows of domains' headings are left out.
    vocabulary : OfficeVocabulary
        An office that it does not know keeps its printed name.

    Returns
    -------
    pandas.DataFrame
        The rows with ``office``, ``n`` (offices of the measure) and ``seat`` (one of `SEATS`).
    """
    rows = responsibilities.dropna(subset=["measure"]).sort_values(["doc_id", "path", "order"], kind="stable")
    rows = rows.assign(office=[vocabulary.office_of(unit) or unit for unit in rows["unit"]])
    rows["lead"] = rows.groupby(["doc_id", "path", "office"])["lead"].transform("any")
    rows = rows.drop_duplicates(["doc_id", "path", "office"])
    groups = rows.groupby(["doc_id", "path"], sort=False)["office"]
    place, n = groups.cumcount() + 1, groups.transform("size")
    seat = pd.Series("between", rows.index).mask(place == n, "last").mask(place == 1, "first").mask(n == 1, "alone")
    return rows.assign(n=n, seat=seat).sort_index()


def load(named: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Count, for each document and office, the measures that it is named in, goes first in and leads.

    Returns
    -------
    pandas.DataFrame
        doc_id, office, measures, share_pct (of all measures of the document), first (alone or before others), leads; the most
        frequent first.
    """
    groups = named.groupby(["doc_id", "office"], sort=False)
    counts = groups.agg(
        measures=("path", "size"),
        first=("seat", lambda s: int(s.isin(["alone", "first"]).sum())),
        leads=("lead", "sum"),
    ).reset_index()
    counts["leads"] = counts["leads"].astype(int)
    counts["share_pct"] = 100 * counts["measures"] / counts["doc_id"].map(measures.groupby("doc_id").size())
    order = {doc_id: i for i, doc_id in enumerate(dict.fromkeys(measures["doc_id"]))}
    counts["_place"] = counts["doc_id"].map(order)
    counts = counts.sort_values(["_place", "measures", "office"], ascending=[True, False, True], kind="stable")
    return counts.drop(columns="_place").reset_index(drop=True)


def seats(named: pd.DataFrame, office: str) -> pd.DataFrame:
    """Count where an office stands in the lists of each document; documents in the table's order, columns as in `SEATS`."""
    rows = named[named["office"] == office]
    counts = pd.crosstab(rows["doc_id"], rows["seat"]).reindex(columns=list(SEATS), fill_value=0)
    return counts.reindex([doc for doc in dict.fromkeys(named["doc_id"]) if doc in counts.index])


def joint_work(named: pd.DataFrame) -> pd.DataFrame:
    """Count the measures that two offices share.

    Returns
    -------
    pandas.DataFrame
        one, other (in alphabetical order), measures, documents; the most frequent pair first.
    """
    pairs = [
        (doc_id, *pair)
        for (doc_id, _), offices in named.groupby(["doc_id", "path"], sort=False)["office"]
        for pair in combinations(sorted(offices), 2)
    ]
    frame = pd.DataFrame(pairs, columns=["doc_id", "one", "other"])
    counts = (
        frame.groupby(["one", "other"]).agg(measures=("doc_id", "size"), documents=("doc_id", "nunique")).reset_index()
    )
    return counts.sort_values(["measures", "one", "other"], ascending=[False, True, True], kind="stable").reset_index(
        drop=True
    )


def measures_with(measures: pd.DataFrame, rows: pd.DataFrame, named: pd.DataFrame, office: str) -> pd.DataFrame:
    """Return the measures that hold rows of a table, and whether an office stands in their list.

    Parameters
    ----------
    measures, rows : pandas.DataFrame
        The table of measures, and another one, such as the awards.
    named : pandas.DataFrame
        As `code_units` returns it.
    office : str
        Id of the office.

    Returns
    -------
    pandas.DataFrame
        The measures with ``n_rows``, ``offices`` (how many) and ``signed``.
    """
    count = rows.dropna(subset=["measure"]).groupby(["doc_id", "path"]).size().rename("n_rows")
    offices = named.groupby(["doc_id", "path"])["office"].agg(["size", lambda s: office in set(s)])
    offices.columns = ["offices", "signed"]
    found = measures.merge(count.reset_index(), on=["doc_id", "path"]).merge(
        offices.reset_index(), on=["doc_id", "path"], how="left"
    )
    found["signed"] = found["signed"].eq(True)
    found["offices"] = found["offices"].fillna(0).astype(int)
    return found


def leads_named(named: pd.DataFrame) -> pd.DataFrame:
    """Count the measures of each document by whether a lead is known: one unit, a lead among several, several without a lead."""
    groups = named.groupby(["doc_id", "path"], sort=False).agg(n=("n", "first"), lead=("lead", "any")).reset_index()
    kind = (
        pd.Series("several, no lead", groups.index)
        .mask(groups["lead"], "several, lead named")
        .mask(groups["n"] == 1, "one unit")
    )
    counts = pd.crosstab(groups["doc_id"], kind)
    counts = counts.reindex(columns=["one unit", "several, lead named", "several, no lead"], fill_value=0)
    return counts.reindex(list(dict.fromkeys(named["doc_id"])))


def make_up(named: pd.DataFrame, documents: pd.DataFrame, vocabulary: OfficeVocabulary) -> pd.DataFrame:
    """Describe the offices of each document.

    Returns
    -------
    pandas.DataFrame
        doc_id, level, offices (different ones), per_measure (mean), joined (ids of offices that do the work of several).
    """
    rows = []
    for doc_id, own in named.groupby("doc_id", sort=False):
        ids = list(dict.fromkeys(own["office"]))
        joined = [o for o in vocabulary.offices if o in ids and len(vocabulary.work_of(o)) > 1]
        per_measure = len(own) / own["path"].nunique()
        rows.append({"doc_id": doc_id, "offices": len(ids), "per_measure": per_measure, "joined": joined})
    frame = pd.DataFrame(rows, columns=["doc_id", "offices", "per_measure", "joined"])
    return frame.merge(documents[["doc_id", "level"]], on="doc_id", how="left")


def main_offices(named: pd.DataFrame, domains: pd.DataFrame, aside: Collection[str] = ()) -> pd.DataFrame:
    """Return the office named in most measures of each domain.

    Parameters
    ----------
    named : pandas.DataFrame
        As `code_units` returns it.
    domains : pandas.DataFrame
        doc_id, section, domain (a name common to all schemes).
    aside : collection of str
        Offices left out.

    Returns
    -------
    pandas.DataFrame
        domain, doc_id, office, measures (named in), of (measures of the domain with a unit).
    """
    rows = named.merge(domains[["doc_id", "section", "domain"]].drop_duplicates(), on=["doc_id", "section"])
    whole = rows.groupby(["domain", "doc_id"])["path"].nunique().rename("of").reset_index()
    rows = rows[~rows["office"].isin(list(aside))]
    counts = rows.groupby(["domain", "doc_id", "office"]).size().rename("measures").reset_index()
    counts = counts.sort_values(
        ["domain", "doc_id", "measures", "office"], ascending=[True, True, False, True], kind="stable"
    )
    return counts.drop_duplicates(["domain", "doc_id"]).merge(whole, on=["domain", "doc_id"]).reset_index(drop=True)
