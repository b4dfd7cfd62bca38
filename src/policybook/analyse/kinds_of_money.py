"""Own money, money sought and investment hoped for: tables come in; sums by kind, and by reading, go out."""

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from policybook.analyse.budget_sums import matrix, shares, with_annex
from policybook.analyse.double_counting import Reconstruction
from policybook.extract.quantities import quantities

PUBLIC = re.compile("资金|补助|激励|债|预算内投资|信贷|项目贷款")
NOT_PUBLIC = re.compile("完成投资|制造业中长期贷款|续贷|产值|收入")
KINDS = ("set aside", "sought from above", "investment hoped for")


def kinds_of_money(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Collect the sums of three kinds that are never added: set aside, sought from above, investment hoped for.

    Sums sought stand in the measures and again in the list of asks; one of the same domain and size is kept once. Sums
    within a kind can lie inside one another, so they are not added either.

    Parameters
    ----------
    tables : mapping
        ``documents``, ``budgets``, ``asks`` and ``targets`` are read.

    Returns
    -------
    pandas.DataFrame
        kind, doc_id, section, measure, label, amount_yuan, source, quote, start, end.
    """
    names = ["doc_id", "section", "measure", "label", "amount_yuan", "quote", "start", "end"]
    budgets, targets = tables["budgets"], tables["targets"]
    own = budgets[budgets["role"] == "domain_total"][names].assign(kind=KINDS[0], source="body")
    sought = budgets[(budgets["role"] == "sought") & budgets["parent"].isna()][names].assign(source="body")
    asked = sums_in_asks(tables["asks"])
    known = set(zip(sought["doc_id"], sought["section"], sought["amount_yuan"], strict=True))
    keys = zip(asked["doc_id"], asked["section"], asked["amount_yuan"], strict=True)
    asked = asked[[key not in known for key in keys]].assign(source="list of asks")
    sought = pd.concat([sought, asked], ignore_index=True).assign(kind=KINDS[1])
    hoped = targets[(targets["unit"] == "元") & targets["indicator"].str.contains("投资")]
    hoped = hoped.rename(columns={"indicator": "label", "value": "amount_yuan"})[names]
    frame = pd.concat([own, sought, hoped.assign(kind=KINDS[2], source="body")], ignore_index=True)
    frame["amount_yuan"] = frame["amount_yuan"].astype(float)
    rank = {doc_id: i for i, doc_id in enumerate(tables["documents"]["doc_id"])}
    order = frame.assign(_kind=frame["kind"].map(KINDS.index), _doc=frame["doc_id"].map(rank))
    order = order.sort_values(["_kind", "_doc", "start"], kind="stable")
    return order[["kind", *names[:5], "source", *names[5:]]].reset_index(drop=True)


def sums_in_asks(asks: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of public money that the lists of asks name; what firms borrow or invest is left out.

    Parameters
    ----------
    asks : pandas.DataFrame
        The table.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, measure (missing), label, amount_yuan, quote, start, end; the place is the entry's.
    """
    rows = []
    for ask in asks.dropna(subset=["goal"]).to_dict("records"):
        goal = ask["goal"]
        before = 0
        for q in quantities(goal):
            clause = re.split(r"[，,。；;]", goal[before : q.start])[-1].lstrip("、以上")
            named = f"{clause}{re.split(r'[，,。；;、]', goal[q.end :])[0]}"
            before = q.outer_end
            public = q.unit == "元" or (q.kind == "bare" and re.search(r"资金超?$", clause))
            if not public or not PUBLIC.search(named) or NOT_PUBLIC.search(named) or "其中" in clause:
                continue
            rows.append(
                {
                    "doc_id": ask["doc_id"],
                    "section": ask["domain"],
                    "measure": pd.NA,
                    "label": re.sub(r"^(?:积极|力争|争取|申报|申请|获得?)+|[为超约达]+$", "", clause) or named,
                    "amount_yuan": q.value,
                    "quote": goal[q.start - len(clause) : q.outer_end],
                    "start": ask["start"],
                    "end": ask["end"],
                }
            )
    return pd.DataFrame(rows, columns=["doc_id", "section", "measure", "label", "amount_yuan", "quote", "start", "end"])


#: Whom a line of a budget reaches first, as the words of its label tell.
REACH = ("firms", "services", "open")


def reach(frame: pd.DataFrame, subjects: Mapping[str, Mapping]) -> list[str]:
    """Say for each line whom its money reaches first.

    ``firms``: every subject of its label is for firms. ``services``: every subject is for what the public uses: schools,
    hospitals, roads, works. ``open``: a subject can be for either, they differ, or the label names none.

    Parameters
    ----------
    frame : pandas.DataFrame
        Lines with their ``subjects``.
    subjects : mapping
        As `policybook.vocab.subjects.load_subjects` returns them; ``for`` says whom a subject's money reaches.
    """
    told = [{subjects[name]["for"] for name in names} for names in frame["subjects"]]
    return [who.pop() if len(who) == 1 and who <= {"firms", "services"} else "open" for who in told]


def reach_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Return for each document what share of its lines' money reaches whom, and the bounds that follow for firms.

    Parameters
    ----------
    frame : pandas.DataFrame
        Lines with ``reach``.

    Returns
    -------
    pandas.DataFrame
        doc_id, yuan (of all lines), firms_pct, services_pct, open_pct; ``firms_max_pct``: if all that is open went to firms.
    """
    sums = frame.pivot_table(index="doc_id", columns="reach", values="amount_yuan", aggfunc="sum", sort=False)
    sums = sums.reindex(index=frame["doc_id"].unique(), columns=list(REACH)).fillna(0).astype(float)
    total = sums.sum(axis=1)
    shares_of = sums.div(total, axis=0) * 100
    shares_of.columns = [f"{name}_pct" for name in REACH]
    shares_of["firms_max_pct"] = shares_of["firms_pct"] + shares_of["open_pct"]
    return shares_of.assign(yuan=total).rename_axis("doc_id").reset_index()


def readings(
    sums: pd.DataFrame,
    built: Iterable[Reconstruction],
    annex_budgets: pd.DataFrame,
    documents: pd.DataFrame,
    left_out: Mapping[str, pd.DataFrame] | None = None,
) -> dict[str, pd.DataFrame]:
    """Return the domains × documents table under each reading of it.

    ``as stated``: gross. ``kept where first printed``, ``kept where last printed``, ``taken out of both``: what happens to each
    double count of the reconstructions. ``annex table instead of text``: where an annex prints another sum for the year.

    Parameters
    ----------
    sums, annex_budgets, documents : pandas.DataFrame
        As `domain_sums` returns it, and the tables.
    built : iterable of Reconstruction
        The reconstructions.
    left_out : mapping of pandas.DataFrame, optional
        More readings by name: the lines to take out of their domains.

    Returns
    -------
    dict of pandas.DataFrame
        By name, as `matrix` makes them.
    """
    stated = sums.set_index(["doc_id", "section"])["amount_yuan"].astype(float)
    doubles = pd.concat([pd.concat([b.exact, b.chosen]) for b in built], ignore_index=True)
    first, last, both = stated.copy(), stated.copy(), stated.copy()
    for row in doubles.to_dict("records"):
        sections = sorted([row["section"], row["other_section"]])
        first[row["doc_id"], sections[1]] -= row["amount_yuan"]
        last[row["doc_id"], sections[0]] -= row["amount_yuan"]
        for section in sections:
            both[row["doc_id"], section] -= row["amount_yuan"]
    annex = with_annex(sums, annex_budgets, documents).set_index(["doc_id", "section"])["amount_yuan"].astype(float)
    named = {
        "as stated": stated,
        "kept where first printed": first,
        "kept where last printed": last,
        "taken out of both": both.clip(lower=0),
        "annex table instead of text": annex,
    }
    for name, taken in (left_out or {}).items():
        named[name] = stated.copy()
        for row in taken.to_dict("records"):
            named[name][row["doc_id"], row["section"]] -= row["amount_yuan"]
    keys = list(zip(sums["doc_id"], sums["section"], strict=True))
    return {name: matrix(sums.assign(amount_yuan=[series[k] for k in keys])) for name, series in named.items()}


def largest_domains(tables_by_reading: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return for each document the domain with the largest sum under each reading."""
    columns = {
        name: wide.apply(lambda column: column.astype(float).idxmax()) for name, wide in tables_by_reading.items()
    }
    frame = pd.DataFrame(columns).rename_axis("doc_id").reset_index()
    frame["holds in all"] = frame.drop(columns="doc_id").nunique(axis=1) == 1
    return frame


def n_changed(winners: pd.DataFrame, names: Sequence[str]) -> int:
    """Count the documents of `largest_domains` whose largest domain is another one under any of the readings named."""
    return int(winners[list(names)].ne(winners["as stated"], axis=0).any(axis=1).sum())


def leaders(tables_by_reading: Mapping[str, pd.DataFrame], documents: pd.DataFrame) -> pd.DataFrame:
    """Say which document gives each domain the largest share, and under which conditions that stays so.

    Parameters
    ----------
    tables_by_reading : mapping
        As `readings` returns it.
    documents : pandas.DataFrame
        The table.

    Returns
    -------
    pandas.DataFrame
        domain, doc_id (the leader as stated), share_pct, and a column a condition: True, False, or missing where the document has
        nobody to be compared with; ``survives`` is True where no condition fails. The conditions ``same …`` and ``final only``
        compare shares as stated; ``domains that all state`` takes shares
        of the sum over those.
    """
    records = documents.set_index("doc_id")
    stated = shares(tables_by_reading["as stated"])
    rows = []
    for domain in stated.index:
        own = stated.loc[domain].dropna()
        if len(own) < 2:
            continue
        leader = own.astype(float).idxmax()
        row: dict[str, object] = {"domain": domain, "doc_id": leader, "share_pct": float(own[leader])}
        for name, wide in tables_by_reading.items():
            if name != "as stated":
                row[name] = bool(shares(wide).loc[domain].astype(float).idxmax() == leader)
        everywhere = tables_by_reading["as stated"].dropna()
        if domain in everywhere.index:
            row["domains that all state"] = bool(shares(everywhere).loc[domain].astype(float).idxmax() == leader)
        groups = {
            "same level": records.index[records["level"] == records.loc[leader, "level"]],
            "same year": records.index[records["policy_year"] == records.loc[leader, "policy_year"]],
            "final only": records.index[records["status"] == "final"],
        }
        for name, members in groups.items():
            rivals = own[[d for d in own.index if d in members]]
            row[name] = None if len(rivals) < 2 else bool(rivals.astype(float).idxmax() == leader)
        row["survives"] = not any(value is False for value in row.values())
        rows.append(row)
    return pd.DataFrame(rows)
