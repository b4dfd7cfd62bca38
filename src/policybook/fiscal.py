"""Whose money, and how much: the analysis behind the fiscal chapter.

In: the tables ``sections``, ``budgets``, ``targets``, ``asks``, ``annex_budgets`` and ``documents``, and the vocabularies
``domains.yml`` and ``subjects.yml``. Out: data frames. Sums are in yuan; a sum that a document does not state is missing.

Words used here. *Gross*: the sum of a document's domain totals. *Net*: the total that it states itself
(除交叉重叠部分外，支持总额). *Overlap*: gross less net. *Line*: a component of a domain's sum, or the sum itself where it has none.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from .corpus import find_root, read_yaml
from .quantities import quantities

#: Sums are counted in steps of this many yuan when subsets are counted: 0.001亿元.
STEP = 100_000
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


# ------------------------------------------------------------------------------------------------- domains


def load_subjects(root: Path | str | None = None) -> dict[str, dict]:
    """Load ``data/vocab/subjects.yml``: id -> {en, words, not}."""
    return read_yaml(find_root(root) / "data" / "vocab" / "subjects.yml")


def subjects_of(label: str, subjects: Mapping[str, Mapping]) -> tuple[str, ...]:
    """Return what a sum is for, told by the words of its label.

    Parameters
    ----------
    label : str
        The label of a sum, or a domain's title.
    subjects : mapping
        As `load_subjects` returns them.

    Returns
    -------
    tuple of str
        Ids in the vocabulary's order; empty where no word of it stands in the label.
    """
    found = []
    for name, entry in subjects.items():
        text = label
        for longer in entry.get("not", ()):
            text = text.replace(longer, "")
        if any(word in text for word in entry["words"]):
            found.append(name)
    return tuple(found)


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
        doc_id, section, article, title, short, domain, rank, amount_yuan, quote, start, end; the place is the sum's, else the
        domain's.
    """
    totals = tables["budgets"].query("role == 'domain_total'").drop_duplicates(["doc_id", "section"])
    sections = tables["sections"][["doc_id", "section", "title", "quote", "start", "end"]]
    frame = sections.merge(
        totals[["doc_id", "section", "article", "amount_yuan", "quote", "start", "end"]],
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
    order = ["doc_id", "section", "article", "title", "short", "domain", "rank", "amount_yuan", "quote", "start", "end"]
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
        doc_id, section, article, label, amount_yuan, subjects, undivided, quote, start, end; in the documents' order.
    """
    parts = budgets.query("role == 'component'").assign(undivided=False)
    whole = sums.dropna(subset=["amount_yuan"]).assign(label=lambda f: f["title"], undivided=True)
    divided = set(zip(parts["doc_id"], parts["section"], strict=True))
    whole = whole[[key not in divided for key in zip(whole["doc_id"], whole["section"], strict=True)]]
    names = ["doc_id", "section", "article", "label", "amount_yuan", "undivided", "quote", "start", "end"]
    frame = pd.concat([parts[names], whole[names]], ignore_index=True)
    frame["amount_yuan"] = frame["amount_yuan"].round().astype("int64")
    frame["subjects"] = [subjects_of(label, subjects) for label in frame["label"]]
    rank = {doc_id: i for i, doc_id in enumerate(sums["doc_id"].drop_duplicates())}
    frame["_rank"] = frame["doc_id"].map(rank)
    return frame.sort_values(["_rank", "start"], kind="stable").drop(columns="_rank").reset_index(drop=True)


def double_counts(frame: pd.DataFrame) -> pd.DataFrame:
    """Find lines that another domain of the same document may count as well: same subject, and no larger than there.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `lines` returns it.

    Returns
    -------
    pandas.DataFrame
        One row a line that may be counted twice: doc_id, label, section, amount_yuan, subject, exact (the other line has the
        same sum), other_label, other_section, other_yuan, and both places. Of n lines with one subject and sum, n - 1 are here.
        Where several lines could hold it: one of the same sum, else the one with most subjects in common, else the smallest.
    """
    rows = []
    for doc_id, group in frame.groupby("doc_id", sort=False):
        entries = group.to_dict("records")
        for i, line in enumerate(entries):
            others = [
                (other["amount_yuan"] != line["amount_yuan"], -len(shared), other["amount_yuan"], j, shared[0])
                for j, other in enumerate(entries)
                if other["section"] != line["section"]
                and (shared := [s for s in line["subjects"] if s in other["subjects"]])
                and (other["amount_yuan"], j) > (line["amount_yuan"], i)
            ]
            if others:
                larger, _, _, j, subject = min(others)
                rows.append(_double(doc_id, line, entries[j], subject, not larger))
    columns = list(_double("", _EMPTY, _EMPTY, "", False))
    return pd.DataFrame(rows, columns=columns)


_EMPTY = dict.fromkeys(["label", "section", "article", "amount_yuan", "quote", "start", "end"])


def _double(doc_id: str, line: Mapping, other: Mapping, subject: str, exact: bool) -> dict:
    own = {name: line[name] for name in ("label", "section", "article", "amount_yuan", "quote", "start", "end")}
    there = {
        f"other_{name}": other[key]
        for name, key in (("label", "label"), ("section", "section"), ("article", "article"), ("yuan", "amount_yuan"),
                          ("quote", "quote"), ("start", "start"), ("end", "end"))
    }  # fmt: skip
    return {"doc_id": doc_id, "subject": subject, "exact": exact, **own, **there}


def count_subsets(amounts: Iterable[float], low: float, high: float, step: int = STEP) -> int:
    """Count the subsets whose sum lies from `low` to `high`, by dynamic programming.

    Parameters
    ----------
    amounts : iterable of float
        Positive sums in yuan.
    low, high : float
        Bounds in yuan, both included.
    step : int
        Yuan in which sums are counted; each amount must be a multiple of it.

    Examples
    --------
    >>> count_subsets([1e8, 2e8, 3e8], 3e8, 3e8)
    2
    """
    units = [round(a / step) for a in amounts]
    if any(abs(u * step - a) > 1e-3 for u, a in zip(units, amounts, strict=True)):
        return count_subsets(amounts, low, high, step // 10)
    top = int(np.floor(high / step + 1e-9))
    bottom = max(0, int(np.ceil(low / step - 1e-9)))
    if top < bottom:
        return 0
    ways = np.zeros(top + 1, dtype=np.int64 if len(units) < 62 else object)
    ways[0] = 1
    for unit in units:
        if unit <= top:
            ways[unit:] = ways[unit:] + ways[: top + 1 - unit]
    return int(ways[bottom:].sum())


@dataclass(frozen=True)
class Reconstruction:
    """How far named double counts account for a document's overlap.

    Attributes
    ----------
    doc_id : str
        The document.
    overlap, tolerance : int
        Gross less net in yuan, and half of the net's last printed digit.
    exact : pandas.DataFrame
        Double counts with one subject and one sum in two domains.
    chosen : pandas.DataFrame
        Of the other double counts those that fill the rest, where one choice alone does; else empty.
    n_candidates : int
        The other double counts that could be chosen from.
    fits : int
        Choices of them (2 to the power of `n_candidates`) that fill the rest.
    luck : float
        The share of all rests, on a grid of the tolerance, that some choice would fill: how easily a fit comes about.
    n_lines, unguided : int
        All lines, and the subsets of them that sum to the overlap, whatever their names.
    """

    doc_id: str
    overlap: int
    tolerance: int
    exact: pd.DataFrame
    chosen: pd.DataFrame
    n_candidates: int
    fits: int
    luck: float
    n_lines: int
    unguided: int

    @property
    def explained(self) -> int:
        """Yuan of the overlap that exact double counts explain."""
        return int(self.exact["amount_yuan"].sum())

    @property
    def rest(self) -> int:
        """Yuan that neither the exact nor the chosen double counts explain."""
        return self.overlap - self.explained - int(self.chosen["amount_yuan"].sum())

    @property
    def closed(self) -> bool:
        """Whether the rest is within the rounding of the stated total."""
        return abs(self.rest) <= self.tolerance


def reconstruct(found: pd.DataFrame, net: Mapping[str, object], frame: pd.DataFrame) -> Reconstruction | None:
    """Rebuild a document's overlap from its double counts.

    Parameters
    ----------
    found : pandas.DataFrame
        As `double_counts` returns it.
    net : mapping
        A row of `gross_net`.
    frame : pandas.DataFrame
        As `lines` returns it.

    Returns
    -------
    Reconstruction or None
        None where the document states no total.
    """
    if pd.isna(net["overlap_yuan"]):
        return None
    doc_id, overlap, tolerance = str(net["doc_id"]), round(net["overlap_yuan"]), int(net["half_unit_yuan"])
    own = found[found["doc_id"] == doc_id]
    exact, free = own[own["exact"].astype(bool)], own[~own["exact"].astype(bool)]
    amounts = [int(a) for a in free["amount_yuan"]]
    rest = overlap - int(exact["amount_yuan"].sum())
    fits = count_subsets(amounts, rest - tolerance, rest + tolerance) if rest >= -tolerance else 0
    if rest < 0 <= rest + tolerance:
        fits = count_subsets(amounts, 0, rest + tolerance)
    choice: tuple[int, ...] = ()
    if fits == 1 and len(amounts) <= LISTED:
        choice = next(c for c in _choices(len(amounts)) if abs(sum(amounts[i] for i in c) - rest) <= tolerance)
    all_lines = [int(a) for a in frame.loc[frame["doc_id"] == doc_id, "amount_yuan"]]
    return Reconstruction(
        doc_id,
        overlap,
        tolerance,
        exact,
        free.iloc[list(choice)],
        len(amounts),
        fits,
        _luck(amounts, tolerance),
        len(all_lines),
        count_subsets(all_lines, max(0, overlap - tolerance), overlap + tolerance),
    )


def _choices(n: int) -> Iterable[tuple[int, ...]]:
    for size in range(n + 1):
        yield from combinations(range(n), size)


def _luck(amounts: Sequence[int], tolerance: int) -> float:
    """Return the share of the targets from 0 to the amounts' total, on a grid of twice the tolerance, that a subset hits."""
    width = max(2 * tolerance, STEP)
    reachable = np.zeros(sum(amounts) // width + 1, dtype=bool)
    sums = {0}
    for amount in amounts:
        sums |= {s + amount for s in sums}
        if len(sums) > 1 << LISTED:
            return float("nan")
    for s in sums:
        reachable[min(s // width, len(reachable) - 1)] = True
    return float(reachable.mean())


def reconstruction_table(built: Iterable[Reconstruction]) -> pd.DataFrame:
    """Return one row a reconstruction: overlap, exact, chosen, rest (yuan), closed, fits, choices, luck_pct, unguided."""
    return pd.DataFrame(
        [
            {
                "doc_id": b.doc_id,
                "overlap": b.overlap,
                "exact": b.explained,
                "chosen": int(b.chosen["amount_yuan"].sum()),
                "rest": b.rest,
                "closed": b.closed,
                "fits": b.fits,
                "choices": 2**b.n_candidates,
                "luck_pct": b.luck * 100,
                "unguided": b.unguided,
                "chosen_lines": list(b.chosen["label"]),
            }
            for b in built
        ]
    )


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


def overlaps_again(again: pd.DataFrame) -> pd.DataFrame:
    """Return gross, net and overlap by document from the sums that `reread` gives; documents without a total are left out."""
    gross = again[again["role"] == "domain_total"].groupby("doc_id")["again"].sum()
    net = again[again["role"] == "grand_total"].set_index("doc_id")["again"]
    return pd.DataFrame({"gross": gross, "net": net, "overlap": gross - net}).dropna()


def first_again(again: pd.DataFrame, sums: pd.DataFrame, of: str) -> pd.Series:
    """Return what comes first by the sums that `reread` gives.

    Parameters
    ----------
    again, sums : pandas.DataFrame
        As `reread` and `domain_sums` return them.
    of : {"doc_id", "domain"}
        For each document the domain with the largest sum, or for each domain the document that gives it the largest share.
    """
    totals = again[again["role"] == "domain_total"].merge(
        sums[["doc_id", "section", "domain"]], on=["doc_id", "section"]
    )
    totals["share"] = totals["again"] / totals.groupby("doc_id")["again"].transform("sum")
    first = totals.sort_values("share", kind="stable").groupby(of).tail(1).set_index(of)
    return first["domain" if of == "doc_id" else "doc_id"]


def waterfall(built: Reconstruction, net: Mapping[str, object]) -> pd.DataFrame:
    """Return the steps from gross to net: kind (gross, exact, chosen, rest, net), label, subject, amount_yuan, from_yuan, to_yuan."""
    steps = [("gross", "", "", float(net["gross_yuan"]), 0.0, float(net["gross_yuan"]))]
    level = float(net["gross_yuan"])
    for kind, frame in (("exact", built.exact), ("chosen", built.chosen)):
        for row in frame.sort_values("amount_yuan", ascending=False, kind="stable").to_dict("records"):
            steps.append(
                (kind, row["label"], row["subject"], float(row["amount_yuan"]), level, level - row["amount_yuan"])
            )
            level -= row["amount_yuan"]
    if not built.closed:
        steps.append(("rest", "", "", float(built.rest), level, level - built.rest))
    steps.append(("net", "", "", float(net["net_yuan"]), 0.0, float(net["net_yuan"])))
    frame = pd.DataFrame(steps, columns=["kind", "label", "subject", "amount_yuan", "from_yuan", "to_yuan"])
    return frame.assign(doc_id=built.doc_id)


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
        doc_id, section, article, label, role, total_yuan, parts_yuan, n_parts, gap_yuan, tolerance_yuan, status (``adds up``,
        ``part of it`` or ``exceeds``), quote, start, end.
    """
    rows = []
    for (doc_id, section, article), group in budgets.groupby(
        ["doc_id", "section", "article"], sort=False, dropna=False
    ):
        entries = group.sort_values("start", kind="stable").to_dict("records")
        for i, total in enumerate(entries):
            if total["role"] == "grand_total":
                continue
            parts = [e for e in entries[i + 1 :] if isinstance(e["parent"], str) and e["parent"] == total["label"]]
            by_depth: dict[int, list[Mapping]] = {}
            for part in parts:
                between = texts[doc_id][total["end"] : part["start"]]
                depth = len(re.findall("[（(]", between)) - len(re.findall("[）)]", between))
                by_depth.setdefault(depth, []).append(part)
            rows += [_compare(doc_id, section, article, total, run) for run in by_depth.values()]
    return pd.DataFrame(rows)


def _compare(doc_id: str, section: object, article: object, total: Mapping, run: Sequence[Mapping]) -> dict:
    stated, parts = float(total["amount_yuan"]), float(sum(p["amount_yuan"] for p in run))
    tolerance = half_unit(total["quote"]) if any(half_unit(p["quote"]) < half_unit(total["quote"]) for p in run) else 0
    gap = round(stated - parts, 2)
    status = "adds up" if gap == 0 or -tolerance < gap <= tolerance else "part of it" if gap > 0 else "exceeds"
    return {
        "doc_id": doc_id,
        "section": section,
        "article": article,
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
        kind, doc_id, section, article, label, amount_yuan, source, quote, start, end.
    """
    names = ["doc_id", "section", "article", "label", "amount_yuan", "quote", "start", "end"]
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
        doc_id, section, article (missing), label, amount_yuan, quote, start, end; the place is the entry's.
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
                    "article": pd.NA,
                    "label": re.sub(r"^(?:积极|力争|争取|申报|申请|获得?)+|[为超约达]+$", "", clause) or named,
                    "amount_yuan": q.value,
                    "quote": goal[q.start - len(clause) : q.outer_end],
                    "start": ask["start"],
                    "end": ask["end"],
                }
            )
    return pd.DataFrame(rows, columns=["doc_id", "section", "article", "label", "amount_yuan", "quote", "start", "end"])


# ------------------------------------------------------------------------------------------------- sensitivity


def with_annex(sums: pd.DataFrame, annex_budgets: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Return the domains' sums with those of an annex table for the policy's year in place of the text's."""
    years = documents.set_index("doc_id")["policy_year"]
    rows = annex_budgets.dropna(subset=["section"])
    rows = rows[rows["year"] == rows["doc_id"].map(years)]
    printed = {(d, s): float(a) for d, s, a in zip(rows["doc_id"], rows["section"], rows["amount_yuan"], strict=True)}
    keys = zip(sums["doc_id"], sums["section"], sums["amount_yuan"], strict=True)
    return sums.assign(amount_yuan=pd.array([printed.get((d, s), a) for d, s, a in keys], dtype="Float64"))


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
