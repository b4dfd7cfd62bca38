"""Which sums are counted twice: budget lines and the net total come in, the overlaps that explain it go out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from policybook.analyse.budget_sums import LISTED

#: Sums are counted in steps of this many yuan when subsets are counted: 0.001亿元.
STEP = 100_000


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


_EMPTY = dict.fromkeys(["label", "section", "measure", "amount_yuan", "quote", "start", "end"])


def _double(doc_id: str, line: Mapping, other: Mapping, subject: str, exact: bool) -> dict:
    own = {name: line[name] for name in ("label", "section", "measure", "amount_yuan", "quote", "start", "end")}
    there = {
        f"other_{name}": other[key]
        for name, key in (("label", "label"), ("section", "section"), ("measure", "measure"), ("yuan", "amount_yuan"),
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


def by_hand(built: Reconstruction, net: Mapping[str, object]) -> pd.DataFrame:
    """Return a reconstruction as a sum that a reader can do by hand: each figure, and what is left after it.

    Parameters
    ----------
    built : Reconstruction
    net : mapping
        The document's row of `gross_net`.

    Returns
    -------
    pandas.DataFrame
        doc_id, section (missing for the first two rows), step, amount_yuan (taken away, but in the first row), left_yuan.
    """
    left = float(net["gross_yuan"])
    rows = [(pd.NA, "sum of the domains", left, left)]
    left -= float(net["net_yuan"])
    rows.append((pd.NA, "less the total as stated; what is left is the overlap", float(net["net_yuan"]), left))
    for words, frame in (("has the same sum in", built.exact), ("can lie within", built.chosen)):
        for row in frame.sort_values("amount_yuan", ascending=False, kind="stable").to_dict("records"):
            left -= float(row["amount_yuan"])
            step = f"less {row['label']}, which {words} {row['other_label']}"
            rows.append((row["section"], step, float(row["amount_yuan"]), left))
    frame = pd.DataFrame(rows, columns=["section", "step", "amount_yuan", "left_yuan"]).round(2)
    return frame.assign(doc_id=built.doc_id, section=frame["section"].astype("Int64"))


def fits_by_reading(pairs: Iterable[tuple[str, Reconstruction]]) -> pd.DataFrame:
    """Say for each document whether one choice of lines explains its overlap whichever of its printed sums are taken.

    Parameters
    ----------
    pairs : iterable of (str, Reconstruction)
        The name of a reading (sums of the text, sums of the annex) and the reconstruction under it.

    Returns
    -------
    pandas.DataFrame
        doc_id, readings, closed (readings with exactly one fit), choices (different ones among them), unique (every reading
        has exactly one fit, and it is the same).
    """
    rows: dict[str, list[Reconstruction]] = {}
    for _, built in pairs:
        rows.setdefault(built.doc_id, []).append(built)
    found = []
    for doc_id, own in rows.items():
        closed = [b for b in own if b.closed and b.fits == 1]
        choices = {tuple(sorted(b.chosen["start"])) for b in closed}
        unique = len(closed) == len(own) and len(choices) == 1
        row = {"doc_id": doc_id, "readings": len(own), "closed": len(closed), "choices": len(choices), "unique": unique}
        found.append(row)
    return pd.DataFrame(found, columns=["doc_id", "readings", "closed", "choices", "unique"])


def fits_again(amounts: Sequence[int], rest: int, tolerance: int) -> int:
    """Count the choices of amounts that fill a rest by trying every one: the second route to `Reconstruction.fits`.

    Examples
    --------
    >>> fits_again([649, 3985, 65], 4634, 0)
    1
    """
    return sum(abs(sum(amounts[i] for i in choice) - rest) <= tolerance for choice in _choices(len(amounts)))


def once(frame: pd.DataFrame, found: pd.DataFrame, chosen: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the lines with each double count kept once, where it is printed last.

    Parameters
    ----------
    frame, found : pandas.DataFrame
        As `lines` and `double_counts` return them; exact double counts are left out of `frame`.
    chosen : pandas.DataFrame, optional
        Further double counts to leave out, by doc_id and start: those of documents that can be rebuilt in one way only.
    """
    exact = found[found["exact"].astype(bool)]
    sources = [exact] if chosen is None else [exact, chosen]
    doubled = {key for rows in sources for key in zip(rows["doc_id"], rows["start"], strict=True)}
    kept = [key not in doubled for key in zip(frame["doc_id"], frame["start"], strict=True)]
    return frame[kept].reset_index(drop=True)


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
