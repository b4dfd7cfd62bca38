"""Whose money, and how much: the analysis behind the fiscal chapter.

In: the tables ``sections``, ``budgets``, ``targets``, ``asks``, ``annex_budgets`` and ``documents``, and the vocabularies
``domains.yml`` and ``subjects.yml``. Out: data frames. Sums are in yuan; a sum that a document does not state is missing.

Words used here. *Gross*: the sum of a document's domain totals. *Net*: the total that it states itself
(除交叉重叠部分外，支持总额). *Overlap*: gross less net. *Line*: a component of a domain's sum, or the sum itself where it has none.
"""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from policybook.vocab.subjects import subjects_of

#: More candidates than this are counted, not listed.
LISTED = 16

_PRINTED = re.compile(r"\d+(?:\.(\d+))?\s*(万亿|亿|千万|万)?元")
_SCALE = {"万亿": 1e12, "亿": 1e8, "千万": 1e7, "万": 1e4, None: 1.0}


def in_yi(yuan: float) -> str:
    """Return a sum in 亿元 with two places, or three where the third is printed.

    Examples
    --------
    >>> in_yi(3_184_500_000), in_yi(1.3e8)
    ('31.845', '1.30')
    """
    text = f"{yuan / 1e8:,.3f}"
    return text[:-1] if text.endswith("0") else text


def common_domains(domains: pd.DataFrame, crosswalk: pd.DataFrame) -> pd.DataFrame:
    """Put the domains of all schemes on one axis: a domain and its main counterpart share a row.

    Parameters
    ----------
    domains, crosswalk : pandas.DataFrame
        As `policybook.domains.load_domains` returns them.

    Returns
    -------
    pandas.DataFrame
        scheme, section, short (the scheme's own name), domain (the shared name: the older scheme's, then the newer's where it
        differs), rank.
    """
    main = crosswalk[crosswalk["kind"] == "main"]
    older = dict(zip(main["to"], main["from"], strict=True))
    frame = domains.assign(root=domains["id"].map(lambda d: older.get(d, d)))
    names = frame.groupby("root", sort=False)["short"].agg(lambda s: " / ".join(dict.fromkeys(s)))
    ranks = {root: rank for rank, root in enumerate(names.index)}
    return pd.DataFrame(
        {
            "scheme": frame["scheme"],
            "section": frame["section"],
            "short": frame["short"],
            "domain": frame["root"].map(names),
            "rank": frame["root"].map(ranks),
        }
    )


def domain_sums(tables: Mapping[str, pd.DataFrame], common: pd.DataFrame) -> pd.DataFrame:
    """Return one row a document and domain with the sum set aside for it, missing where none is stated.

    Parameters
    ----------
    tables : mapping
        ``documents``, ``sections`` and ``budgets`` are read.
    common : pandas.DataFrame
        As `common_domains` returns it. A domain of an unknown scheme keeps its printed title.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, measure, title, short, domain, rank, amount_yuan, quote, start, end; the place is the sum's, else the
        domain's.
    """
    totals = tables["budgets"].query("role == 'domain_total'").drop_duplicates(["doc_id", "section"])
    sections = tables["sections"][["doc_id", "section", "title", "quote", "start", "end"]]
    frame = sections.merge(
        totals[["doc_id", "section", "measure", "amount_yuan", "quote", "start", "end"]],
        on=["doc_id", "section"],
        how="left",
        suffixes=("_section", ""),
    )
    for name in ("quote", "start", "end"):
        frame[name] = frame[name].fillna(frame.pop(f"{name}_section"))
    frame = frame.merge(tables["documents"][["doc_id", "scheme"]], on="doc_id", how="left")
    frame = frame.merge(common, on=["scheme", "section"], how="left")
    for name in ("short", "domain"):
        frame[name] = frame[name].fillna(frame["title"])
    frame["rank"] = frame["rank"].fillna(len(common)).astype(int)
    order = ["doc_id", "section", "measure", "title", "short", "domain", "rank", "amount_yuan", "quote", "start", "end"]
    return frame[order]


def matrix(sums: pd.DataFrame, value: str = "amount_yuan") -> pd.DataFrame:
    """Return domains × documents; an index in the domains' order, columns in the corpus's."""
    order = sums.sort_values(["rank", "section"], kind="stable")["domain"].drop_duplicates()
    wide = sums.pivot_table(index="domain", columns="doc_id", values=value, aggfunc="sum", min_count=1, sort=False)
    wide = wide.reindex(index=order, columns=sums["doc_id"].drop_duplicates()).astype("Float64")
    wide.columns.name = None
    return wide


def shares(wide: pd.DataFrame) -> pd.DataFrame:
    """Return each document's sums in percent of their total."""
    return wide / wide.sum() * 100


# ---------------------------------------------------------------------------------------- gross, net, overlap


def half_unit(quote: str) -> int:
    """Return half of the last digit printed of a sum, in yuan: what rounding can hide.

    Examples
    --------
    >>> half_unit("支持总额约31.85亿元")
    500000
    >>> half_unit("约26亿元")
    50000000
    """
    found = list(_PRINTED.finditer(quote))
    if not found:
        return 0
    places = len(found[-1][1] or "")
    return round(_SCALE[found[-1][2]] / 10**places / 2)


def gross_net(sums: pd.DataFrame, budgets: pd.DataFrame) -> pd.DataFrame:
    """Set the sum of the domains beside the total that the document states.

    Parameters
    ----------
    sums : pandas.DataFrame
        As `domain_sums` returns it.
    budgets : pandas.DataFrame
        The table.

    Returns
    -------
    pandas.DataFrame
        doc_id, n_domains, n_stated, gross_yuan, net_yuan, half_unit_yuan, overlap_yuan, overlap_pct (of gross), and the place
        of the stated total; missing where a document states none.
    """
    gross = sums.groupby("doc_id", sort=False).agg(
        n_domains=("section", "size"), n_stated=("amount_yuan", "count"), gross_yuan=("amount_yuan", "sum")
    )
    net = budgets.query("role == 'grand_total'").drop_duplicates("doc_id").set_index("doc_id")
    frame = gross.join(net[["amount_yuan", "quote", "start", "end"]].rename(columns={"amount_yuan": "net_yuan"}))
    frame["half_unit_yuan"] = [half_unit(q) if isinstance(q, str) else pd.NA for q in frame["quote"]]
    frame["overlap_yuan"] = (frame["gross_yuan"] - frame["net_yuan"]).round()
    frame["overlap_pct"] = frame["overlap_yuan"] / frame["gross_yuan"] * 100
    return frame.reset_index()


def lines(budgets: pd.DataFrame, sums: pd.DataFrame, subjects: Mapping[str, Mapping]) -> pd.DataFrame:
    """Return the lines of each document: the components of its domains' sums, and the sums that have none.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, measure, label, amount_yuan, subjects, undivided, quote, start, end; in the documents' order.
    """
    parts = budgets.query("role == 'component'").assign(undivided=False)
    whole = sums.dropna(subset=["amount_yuan"]).assign(label=lambda f: f["title"], undivided=True)
    divided = set(zip(parts["doc_id"], parts["section"], strict=True))
    whole = whole[[key not in divided for key in zip(whole["doc_id"], whole["section"], strict=True)]]
    names = ["doc_id", "section", "measure", "label", "amount_yuan", "undivided", "quote", "start", "end"]
    frame = pd.concat([parts[names], whole[names]], ignore_index=True)
    frame["amount_yuan"] = frame["amount_yuan"].round().astype("int64")
    frame["subjects"] = [subjects_of(label, subjects) for label in frame["label"]]
    rank = {doc_id: i for i, doc_id in enumerate(sums["doc_id"].drop_duplicates())}
    frame["_rank"] = frame["doc_id"].map(rank)
    return frame.sort_values(["_rank", "start"], kind="stable").drop(columns="_rank").reset_index(drop=True)


def reread(budgets: pd.DataFrame, texts: Mapping[str, str]) -> pd.DataFrame:
    """Read the sums again from the raw text by a plain regular expression: the second route of the chapter's claims.

    Parameters
    ----------
    budgets : pandas.DataFrame
        The table.
    texts : mapping
        Raw text by document.

    Returns
    -------
    pandas.DataFrame
        The table with ``raw``, the run of the text without spaces, and ``again``, the last sum in it in yuan.
    """
    raw = ["".join(texts[r.doc_id][r.start : r.end].split()) for r in budgets.itertuples()]
    sums = [re.findall(r"(\d+(?:\.\d+)?)(亿|万)元", text)[-1] for text in raw]
    return budgets.assign(raw=raw, again=[round(float(n) * (1e8 if unit == "亿" else 1e4)) for n, unit in sums])


# ------------------------------------------------------------------------------------------------- composition


def parts_against_totals(budgets: pd.DataFrame, texts: Mapping[str, str]) -> pd.DataFrame:
    """Set stated parts (其中 …) beside the sum that they are parts of.

    A sum can be divided twice, by source and by purpose (教育投入30.96亿元（其中上级补助…），其中学前教育…): each list is a row.

    Parameters
    ----------
    budgets : pandas.DataFrame
        The table.
    texts : mapping
        Raw text by document, to see where one list ends and the next begins.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, measure, label, role, total_yuan, parts_yuan, n_parts, gap_yuan, tolerance_yuan, status (``adds up``,
        ``part of it`` or ``exceeds``), quote, start, end.
    """
    rows = []
    for (doc_id, section, measure), group in budgets.groupby(
        ["doc_id", "section", "measure"], sort=False, dropna=False
    ):
        entries = group.sort_values("start", kind="stable").to_dict("records")
        children: dict[str, list[tuple[int, Mapping]]] = {}
        for i, entry in enumerate(entries):
            if isinstance(entry["parent"], str):
                children.setdefault(entry["parent"], []).append((i, entry))
        for i, total in enumerate(entries):
            if total["role"] == "grand_total":
                continue
            parts = [part for place, part in children.get(total["label"], []) if place > i]
            by_depth: dict[int, list[Mapping]] = {}
            for part in parts:
                between = texts[doc_id][total["end"] : part["start"]]
                depth = len(re.findall("[（(]", between)) - len(re.findall("[）)]", between))
                by_depth.setdefault(depth, []).append(part)
            rows += [_part_against_total(doc_id, section, measure, total, run) for run in by_depth.values()]
    return pd.DataFrame(rows)


def _part_against_total(doc_id: str, section: object, measure: object, total: Mapping, run: Sequence[Mapping]) -> dict:
    stated, parts = float(total["amount_yuan"]), float(sum(p["amount_yuan"] for p in run))
    tolerance = half_unit(total["quote"]) if any(half_unit(p["quote"]) < half_unit(total["quote"]) for p in run) else 0
    gap = round(stated - parts, 2)
    status = "adds up" if gap == 0 or -tolerance < gap <= tolerance else "part of it" if gap > 0 else "exceeds"
    return {
        "doc_id": doc_id,
        "section": section,
        "measure": measure,
        "label": total["label"],
        "role": total["role"],
        "total_yuan": stated,
        "parts_yuan": parts,
        "n_parts": len(run),
        "gap_yuan": gap,
        "tolerance_yuan": tolerance,
        "status": status,
        "quote": total["quote"],
        "start": total["start"],
        "end": run[-1]["end"],
    }


def by_subject(frame: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """Return the lines with their share of the domain's sum and one subject each ("" where none, or undivided)."""
    totals = sums.set_index(["doc_id", "section"])["amount_yuan"]
    keys = list(zip(frame["doc_id"], frame["section"], strict=True))
    return frame.assign(
        subject=[s[0] if s and not u else "" for s, u in zip(frame["subjects"], frame["undivided"], strict=True)],
        share_pct=[a / float(totals[k]) * 100 for a, k in zip(frame["amount_yuan"], keys, strict=True)],
    )


def mostly(made: pd.DataFrame, subject: str, names: Mapping[tuple, str], least: float = 50) -> str:
    """Say in one sentence which divided domain totals go for the most part to one subject.

    Parameters
    ----------
    made : pandas.DataFrame
        As :func:`by_subject` returns it.
    subject : str
    names : mapping
        Name of a domain by document and section.
    least : float
        The share, in percent, from which on a sum goes mostly there.
    """
    divided = made[~made["undivided"]]
    shares = (
        divided["share_pct"].where(divided["subject"] == subject, 0).groupby([divided["doc_id"], divided["section"]])
    )
    shares = shares.sum()
    most = pd.Series([names[k] for k in shares.index[shares > least]], dtype=object).value_counts().sort_index()
    listed = ", ".join(f"{name} ({n})" for name, n in most.items())
    return f"In {most.sum()} of {len(shares)} divided sums more than half is for {subject}" + (
        f": {listed}." if listed else "."
    )


# ----------------------------------------------------------------------------------------- years, kinds of money


def largest_lines(frame: pd.DataFrame, net: pd.DataFrame) -> pd.DataFrame:
    """Return the largest line of each document with its first subject and its share of the stated total, ``of_net_pct``."""
    largest = frame.loc[frame.groupby("doc_id", sort=False)["amount_yuan"].idxmax()].reset_index(drop=True)
    stated = largest["doc_id"].map(net.set_index("doc_id")["net_yuan"])
    return largest.assign(
        subject=[s[0] if s else "" for s in largest["subjects"]], of_net_pct=largest["amount_yuan"] / stated * 100
    )


def year_columns(annex_budgets: pd.DataFrame) -> pd.DataFrame:
    """Return the annex tables that give two years or more: one row a line, a column a year, and the change.

    Returns
    -------
    pandas.DataFrame
        doc_id, list, section, label, first_year, last_year, first_yuan, last_yuan, change_yuan, change_pct, start, end; the
        total has no section.
    """
    rows = []
    keys = ["doc_id", "list", "section", "label"]
    for key, group in annex_budgets.groupby(keys, sort=False, dropna=False):
        if group["year"].nunique() < 2:
            continue
        ends = group.sort_values("year").iloc[[0, -1]]
        first, last = ends["amount_yuan"].astype(float)
        rows.append(
            dict(zip(keys, key, strict=True))
            | {
                "first_year": int(ends["year"].iloc[0]),
                "last_year": int(ends["year"].iloc[1]),
                "first_yuan": first,
                "last_yuan": last,
                "change_yuan": last - first,
                "change_pct": (last / first - 1) * 100,
                "start": ends["start"].iloc[1],
                "end": ends["end"].iloc[1],
            }
        )
    columns = [*keys, "first_year", "last_year", "first_yuan", "last_yuan", "change_yuan", "change_pct", "start", "end"]
    return pd.DataFrame(rows, columns=columns)


def overlap_by_year(years: pd.DataFrame) -> pd.DataFrame:
    """Split the growth of a table's total into more money in its lines and less of it counted twice.

    Parameters
    ----------
    years : pandas.DataFrame
        As `year_columns` returns it, for one document and list: the lines, and the total without a section.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``gross`` (sum of the lines), ``net`` (the total) and ``overlap`` (gross less net): first_yuan, last_yuan,
        change_yuan, change_pct; and ``of_net_pct``, the share of the change of net: of gross, and of less overlap.
    """
    total = years["section"].isna()
    frame = pd.DataFrame(
        {name: [years.loc[~total, name].sum(), years.loc[total, name].iloc[0]] for name in ("first_yuan", "last_yuan")},
        index=["gross", "net"],
    )
    frame.loc["overlap"] = frame.loc["gross"] - frame.loc["net"]
    frame["change_yuan"] = (frame["last_yuan"] - frame["first_yuan"]).round()
    frame["change_pct"] = (frame["last_yuan"] / frame["first_yuan"] - 1) * 100
    whole = frame.loc["net", "change_yuan"]
    frame["of_net_pct"] = frame["change_yuan"].mul([1, 1, -1]) / whole * 100
    return frame


def per_head(net: pd.DataFrame, documents: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Set the stated total beside the size of the place: yuan a head, and percent of its public revenue.

    Parameters
    ----------
    net : pandas.DataFrame
        As `gross_net` returns it.
    documents : pandas.DataFrame
        The table.
    places : pandas.DataFrame
        As `policybook.vocab.places.load_places` returns it; the latest year of each figure is taken.

    Returns
    -------
    pandas.DataFrame
        doc_id, net_yuan, population, revenue_yuan, year (of both), per_head_yuan, of_revenue_pct; missing where the place's
        size or the total is not known.
    """
    latest = places.sort_values("year").drop_duplicates(["place", "measure"], keep="last")
    wide = latest.pivot(index="place", columns="measure", values="value")
    place = net["doc_id"].map(documents.set_index("doc_id")["place"])
    frame = net[["doc_id", "net_yuan"]].assign(
        population=place.map(wide["population"]),
        revenue_yuan=place.map(wide["revenue"]),
        year=place.map(latest.groupby("place")["year"].max()),
    )
    frame["per_head_yuan"] = frame["net_yuan"] / frame["population"]
    frame["of_revenue_pct"] = frame["net_yuan"] / frame["revenue_yuan"] * 100
    return frame.reset_index(drop=True)


# ------------------------------------------------------------------------------------------------- sensitivity


def with_annex(sums: pd.DataFrame, annex_budgets: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Return the domains' sums with those of an annex table for the policy's year in place of the text's."""
    years = documents.set_index("doc_id")["policy_year"]
    rows = annex_budgets.dropna(subset=["section"])
    rows = rows[rows["year"] == rows["doc_id"].map(years)]
    printed = {(d, s): float(a) for d, s, a in zip(rows["doc_id"], rows["section"], rows["amount_yuan"], strict=True)}
    keys = zip(sums["doc_id"], sums["section"], sums["amount_yuan"], strict=True)
    return sums.assign(amount_yuan=pd.array([printed.get((d, s), a) for d, s, a in keys], dtype="Float64"))
