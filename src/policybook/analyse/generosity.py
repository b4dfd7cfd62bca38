"""Compare what places promise for the same achievement, and say how sure a ranking is.

In: the table ``award_programmes``. Out: offers (programme × tier × document), comparisons of pairs of documents, an index
of depth with its uncertainty, bounds on ranks, and a paired-comparison model as a check. Pure functions, fixed seeds.

An offer is an interval of yuan. A fixed sum is a point; a ceiling (最高) promises more than nothing and no more than the
figure; a floor (不低于) at least the figure; several figures for one programme and tier lie between the lowest and the
highest. One offer beats another for certain where the intervals do not overlap. A ceiling is never averaged with a sum.
"""

from collections.abc import Sequence
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
from scipy.optimize import minimize

from policybook.vocab.programmes import ProgrammeVocabulary

LEAST = 1.0  # yuan: what a ceiling promises at least, so that it beats nothing
KINDS = ("fixed", "ceiling", "floor", "several")


def offers(awards: pd.DataFrame, vocabulary: ProgrammeVocabulary) -> pd.DataFrame:
    """Collect what each document promises for each programme and tier, as a sum.

    Parameters
    ----------
    awards : pandas.DataFrame
        Rows of ``award_programmes``. Rates and sums a unit depend on a size and stay out (see `policybook.schedules`), and so
        do rows without a programme, rows whose tier is open, and sums on top of another level's money.
    vocabulary : Vocabulary

    Returns
    -------
    pandas.DataFrame
        One row a programme, tier and document: ``item`` (the two joined), ``kind``, ``low_yuan``, ``high_yuan``,
        ``printed_yuan`` (the figure, or the highest of several), ``n_rows``, ``payer``, ``status`` and the place of the
        first row.
    """
    rows = awards[is_comparable(awards, vocabulary)]
    rows = rows.assign(tier_key=rows["programme_tier"].fillna("").astype(str))
    found = []
    for (programme, tier, doc_id), group in rows.groupby(["programme", "tier_key", "doc_id"], sort=False):
        sums = group["amount_yuan"].astype(float)
        first = group.iloc[0]
        if sums.nunique() > 1:
            kind, low, high = "several", LEAST if group["is_max"].any() else sums.min(), sums.max()
        elif group["is_max"].any():
            kind, low, high = "ceiling", LEAST, sums.max()
        elif group["is_min"].any():
            kind, low, high = "floor", sums.max(), np.inf
        else:
            kind, low, high = "fixed", sums.max(), sums.max()
        payers = group["payer"].unique()
        found.append(
            {
                "item": f"{programme}|{tier}",
                "programme": programme,
                "programme_tier": tier,
                "doc_id": doc_id,
                "kind": kind,
                "low_yuan": low,
                "high_yuan": high,
                "printed_yuan": sums.max(),
                "n_rows": len(group),
                "payer": payers[0] if len(payers) == 1 else "other",
            }
            | {name: first[name] for name in ("status", "section", "measure", "start", "end", "quote")}
        )
    columns = ["item", "programme", "programme_tier", "doc_id", "kind", "low_yuan", "high_yuan", "printed_yuan", "n_rows",
               "payer", "status", "section", "measure", "start", "end", "quote"]  # fmt: skip
    frame = pd.DataFrame(found, columns=columns)
    order = {item: i for i, item in enumerate(vocabulary.programmes)}
    tiers = frame["programme_tier"].map(vocabulary.order).fillna(len(vocabulary.tiers))
    return (
        frame.assign(_programme=frame["programme"].map(order), _tier=tiers)
        .sort_values(["_programme", "_tier", "item", "doc_id"], kind="stable")
        .drop(columns=["_programme", "_tier"])
        .reset_index(drop=True)
    )


def is_comparable(awards: pd.DataFrame, vocabulary: ProgrammeVocabulary) -> pd.Series:
    """Say which awards are sums of a known programme and tier that stand for themselves."""
    with_tiers = {p.id for p in vocabulary.programmes.values() if p.tiers or p.grades}
    tier_known = awards["programme_tier"].notna() | ~awards["programme"].isin(with_tiers)
    return (
        (awards["instrument"] == "lump_sum")
        & awards["programme"].notna()
        & awards["amount_yuan"].notna()
        & tier_known
        & ~awards["on_top"].astype(bool)
    )


def printed(row: pd.Series | dict) -> str:
    """Return an offer as a short text in 万元: ``100``, ``≤100``, ``≥60``, ``30–100``."""
    figure = f"{row['printed_yuan'] / 1e4:,.4g}"
    if row["kind"] == "several":
        return f"{row['low_yuan'] / 1e4:,.4g}–{figure}" if row["low_yuan"] > LEAST else f"≤{figure}"
    return {"fixed": "", "ceiling": "≤", "floor": "≥"}[row["kind"]] + figure


def compare_offers(found: pd.DataFrame, docs: Sequence[str]) -> pd.DataFrame:
    """Compare each pair of documents on each item that both offer.

    Parameters
    ----------
    found : pandas.DataFrame
        As :func:`offers` returns them.
    docs : sequence of str
        The documents, in order.

    Returns
    -------
    pandas.DataFrame
        One row an item and pair: ``item``, ``a``, ``b``, ``basis``; ``certain`` is the outcome that holds for any payment
        that the texts allow, ``printed`` the outcome of the printed figures: ``a``, ``b``, ``tie`` or, for ``certain``, ``open``.
    """
    rows = []
    for item, group in found[found["doc_id"].isin(docs)].groupby("item", sort=False):
        by_doc = group.set_index("doc_id")
        for a, b in combinations([d for d in docs if d in by_doc.index], 2):
            x, y = by_doc.loc[a], by_doc.loc[b]
            kinds = {x["kind"], y["kind"]}
            basis = kinds.pop() if len(kinds) == 1 and kinds <= {"fixed", "ceiling"} else "mixed"
            figures = x["printed_yuan"], y["printed_yuan"]
            rows.append((item, a, b, basis, _outcome(x, y), "a" if figures[0] > figures[1] else "b" if figures[0] < figures[1] else "tie"))  # fmt: skip
    return pd.DataFrame(rows, columns=["item", "a", "b", "basis", "certain", "printed"])


def _outcome(x: pd.Series, y: pd.Series) -> str:
    if x["low_yuan"] > y["high_yuan"]:
        return "a"
    if y["low_yuan"] > x["high_yuan"]:
        return "b"
    return "tie" if x["low_yuan"] == x["high_yuan"] == y["low_yuan"] == y["high_yuan"] else "open"


def dominance(comparisons: pd.DataFrame, docs: Sequence[str], reading: str = "certain") -> pd.DataFrame:
    """Count wins, losses, ties and open cases of each ordered pair of documents.

    Parameters
    ----------
    comparisons : pandas.DataFrame
        As :func:`compare` returns them.
    docs : sequence of str
    reading : {"certain", "printed"}

    Returns
    -------
    pandas.DataFrame
        One row an ordered pair: ``doc``, ``other``, ``wins``, ``losses``, ``ties``, ``open``, ``n``.
    """
    rows = []
    for doc in docs:
        for other in docs:
            if doc == other:
                continue
            ahead = comparisons[(comparisons["a"] == doc) & (comparisons["b"] == other)][reading]
            behind = comparisons[(comparisons["a"] == other) & (comparisons["b"] == doc)][reading]
            wins = int((ahead == "a").sum() + (behind == "b").sum())
            losses = int((ahead == "b").sum() + (behind == "a").sum())
            ties = int((ahead == "tie").sum() + (behind == "tie").sum())
            n = len(ahead) + len(behind)
            rows.append((doc, other, wins, losses, ties, n - wins - losses - ties, n))
    return pd.DataFrame(rows, columns=["doc", "other", "wins", "losses", "ties", "open", "n"])


def standing(pairs: pd.DataFrame) -> pd.DataFrame:
    """Sum a table of :func:`dominance` over the other documents, with how many of them a document beats more often than not."""
    total = pairs.groupby("doc", sort=False)[["wins", "losses", "ties", "open", "n"]].sum()
    total["beats"] = (pairs["wins"] > pairs["losses"]).groupby(pairs["doc"], sort=False).sum()
    total["beaten_by"] = (pairs["wins"] < pairs["losses"]).groupby(pairs["doc"], sort=False).sum()
    return total


def most_alike(found: pd.DataFrame, docs: Sequence[str], *, at_least: int = 5) -> pd.DataFrame:
    """Return the items of the pair of documents that print the same figure on the largest share of the items both offer.

    Parameters
    ----------
    found : pandas.DataFrame
    docs : sequence of str
    at_least : int
        Pairs with fewer items are left out.

    Returns
    -------
    pandas.DataFrame
        The offers of the one joined to those of the other (columns ending in ``_other``); of the two, the one with more joint
        money stands second. ``same`` says where the figures are equal. Empty where no pair has enough items.
    """
    both = found.merge(found, on="item", suffixes=("", "_other")).query("doc_id < doc_id_other")
    both = both[both["doc_id"].isin(docs) & both["doc_id_other"].isin(docs)]
    both = both.assign(same=both["printed_yuan"] == both["printed_yuan_other"])
    shares = both.groupby(["doc_id", "doc_id_other"])["same"].agg(["mean", "size"]).query("size >= @at_least")
    if shares.empty:
        return both.iloc[:0]
    a, b = shares.sort_values(["mean", "size"], ascending=False, kind="stable").index[0]
    if (found[found["doc_id"] == a]["payer"] != "own").mean() > (found[found["doc_id"] == b]["payer"] != "own").mean():
        a, b = b, a
    first, second = found[found["doc_id"] == a], found[found["doc_id"] == b]
    pair = first.merge(second, on="item", suffixes=("", "_other"))
    return pair.assign(same=pair["printed_yuan"] == pair["printed_yuan_other"])


def components(comparisons: pd.DataFrame, docs: Sequence[str], reading: str | None = None) -> list[list[str]]:
    """Return the groups of documents that comparisons join.

    Parameters
    ----------
    comparisons : pandas.DataFrame
    docs : sequence of str
    reading : {"certain", "printed"}, optional
        Count only comparisons that this reading decides; all by default.
    """
    decided = comparisons if reading is None else comparisons[comparisons[reading] != "open"]
    graph = nx.Graph()
    graph.add_nodes_from(docs)
    graph.add_edges_from(zip(decided["a"], decided["b"], strict=True))
    groups = [[d for d in docs if d in group] for group in nx.connected_components(graph)]
    return sorted(groups, key=lambda group: (-len(group), docs.index(group[0])))


def log_ratios(found: pd.DataFrame, docs: Sequence[str], kind: str) -> pd.DataFrame:
    """Return the log ratio of each offer to the median of its item, items × documents.

    Parameters
    ----------
    found : pandas.DataFrame
    docs : sequence of str
    kind : {"fixed", "ceiling"}
        Offers of this kind only, on items where at least two of the documents make one.
    """
    same = found[(found["kind"] == kind) & found["doc_id"].isin(docs)]
    table = same.pivot(index="item", columns="doc_id", values="printed_yuan").reindex(columns=list(docs)).astype(float)
    table = table[table.notna().sum(axis="columns") >= 2]
    return np.log(table.div(table.median(axis="columns"), axis="index"))


def depth(
    found: pd.DataFrame, docs: Sequence[str], kind: str, *, draws: int = 2000, level: float = 95.0, seed: int = 20240414
) -> pd.DataFrame:
    """Measure how much a document pays where it pays: the geometric mean ratio to the median of the item.

    Parameters
    ----------
    found : pandas.DataFrame
    docs : sequence of str
    kind : {"fixed", "ceiling"}
    draws : int
        Bootstrap samples of items; the same items are drawn for all documents.
    level : float
        Of the percentile interval.
    seed : int

    Returns
    -------
    pandas.DataFrame
        By document: ``n_items``, ``ratio``; ``without_one_low`` and ``without_one_high``, when any one item is left out; and
        ``low`` and ``high``, the bootstrap interval. Missing where a document has no such item; intervals need two.
    """
    ratios = log_ratios(found, docs, kind)
    values = ratios.to_numpy()
    sample = np.random.default_rng(seed).integers(0, max(len(values), 1), size=(draws, len(values)))
    rows = []
    for i, doc in enumerate(docs):
        own = values[:, i][~np.isnan(values[:, i])]
        row = {"doc_id": doc, "n_items": len(own), "ratio": np.exp(own.mean()) if len(own) else np.nan}
        if len(own) >= 2:
            without = np.exp((own.sum() - own) / (len(own) - 1))
            drawn = values[:, i][sample]
            enough = (~np.isnan(drawn)).any(axis=1)
            means = np.exp(np.nanmean(drawn[enough], axis=1))
            low, high = np.percentile(means, [(100 - level) / 2, (100 + level) / 2])
            row |= {"without_one_low": without.min(), "without_one_high": without.max(), "low": low, "high": high}
        rows.append(row)
    columns = ["doc_id", "n_items", "ratio", "without_one_low", "without_one_high", "low", "high"]
    return pd.DataFrame(rows, columns=columns).set_index("doc_id")


def rank_bounds(
    found: pd.DataFrame, docs: Sequence[str], *, unstated: str = "open", ceilings: str = "open"
) -> pd.DataFrame:
    """Bound the rank of each document by the comparisons it wins, for anything the texts leave open.

    Each document meets each other on each item that any of them offers: one point for a win, half a point for a tie. What is
    open gives a point in the best case and none in the worst. The best rank counts only the documents whose worst
    case exceeds this one's best; so the bounds are never too narrow.

    Parameters
    ----------
    found : pandas.DataFrame
    docs : sequence of str
    unstated : {"open", "nothing"}
        What an item that a document does not state pays: anything, or nothing.
    ceilings : {"open", "full"}
        What a ceiling pays: anything up to it, or all of it.

    Returns
    -------
    pandas.DataFrame
        By document: ``points_low``, ``points_high`` (share of all points), ``rank_best``, ``rank_worst``.
    """
    found = found[found["doc_id"].isin(docs)]
    low = found.pivot(index="item", columns="doc_id", values="low_yuan").reindex(columns=list(docs)).astype(float)
    high = found.pivot(index="item", columns="doc_id", values="high_yuan").reindex(columns=list(docs)).astype(float)
    if ceilings == "full":
        face = found[found["kind"] == "ceiling"].pivot(index="item", columns="doc_id", values="printed_yuan")
        low = face.reindex(index=low.index, columns=low.columns).astype(float).combine_first(low)[list(docs)]
    low, high = low.fillna(0.0), high.fillna(0.0 if unstated == "nothing" else np.inf)
    worst, best = dict.fromkeys(docs, 0.0), dict.fromkeys(docs, 0.0)
    for a in docs:
        for b in docs:
            if a == b:
                continue
            wins = low[a] > high[b]
            loses = high[a] < low[b]
            ties = (low[a] == high[a]) & (low[b] == high[b]) & (low[a] == low[b])
            worst[a] += float(wins.sum() + ties.sum() / 2)
            best[a] += float((~loses).sum() - ties.sum() / 2)
    whole = max(1, len(low) * (len(docs) - 1))
    rows = [
        {
            "doc_id": doc,
            "points_low": worst[doc] / whole,
            "points_high": best[doc] / whole,
            "rank_best": 1 + sum(worst[other] > best[doc] for other in docs),
            "rank_worst": len(docs) - sum(best[other] < worst[doc] for other in docs),
        }
        for doc in docs
    ]
    return pd.DataFrame(rows).set_index("doc_id")


def random_ranks(found: pd.DataFrame, docs: Sequence[str], *, draws: int = 300, seed: int = 1) -> np.ndarray:
    """Rank the documents by payments drawn at random within what their texts allow; what is not stated pays nothing.

    It shares nothing with :func:`rank_bounds`, which it checks.

    Parameters
    ----------
    found : pandas.DataFrame
        As :func:`offers` returns them.
    docs : sequence of str
    draws, seed : int

    Returns
    -------
    numpy.ndarray
        Draws x documents: the rank by pairwise points over all items.
    """
    grid = found.pivot(index="item", columns="doc_id")
    least, most = (grid[side].reindex(columns=docs).fillna(0).to_numpy(float) for side in ("low_yuan", "high_yuan"))
    most = np.where(np.isfinite(most), most, 2 * least)
    paid = least + np.random.default_rng(seed).random((draws, *least.shape)) * (most - least)
    return np.array([pd.DataFrame(p).rank(axis=1).sum().rank(ascending=False, method="min").to_numpy() for p in paid])


def breadth(awards: pd.DataFrame, docs: Sequence[str]) -> pd.DataFrame:
    """Count what each document offers at all, whatever the sum.

    Parameters
    ----------
    awards : pandas.DataFrame
        Rows of ``award_programmes``.
    docs : sequence of str

    Returns
    -------
    pandas.DataFrame
        By document: ``awards``, ``matched``, ``programmes``, ``own_programmes`` (some award of it is the place's own money
        as far as the text says) and ``only_here`` (no other document has the programme).
    """
    rows = []
    matched = awards[awards["programme"].notna()]
    places = matched.groupby("programme")["doc_id"].nunique()
    for doc in docs:
        own = matched[matched["doc_id"] == doc]
        programmes = own["programme"].unique()
        rows.append(
            {
                "doc_id": doc,
                "awards": int((awards["doc_id"] == doc).sum()),
                "matched": len(own),
                "programmes": len(programmes),
                "own_programmes": own[own["payer"] == "own"]["programme"].nunique(),
                "only_here": int((places[programmes] == 1).sum()),
            }
        )
    return pd.DataFrame(rows).set_index("doc_id")


def davidson(
    comparisons: pd.DataFrame, docs: Sequence[str], *, reading: str = "certain", alpha: float = 0.01, ties: bool = True
) -> pd.DataFrame:
    """Fit the Bradley–Terry model with ties of Davidson (1970), with a small ridge so that disconnected data fit too.

    Parameters
    ----------
    comparisons : pandas.DataFrame
        As :func:`compare` returns them; open ones are left out.
    docs : sequence of str
    reading : {"certain", "printed"}
    alpha : float
        Weight of the squared parameters, as in ``choix``.
    ties : bool
        Without, ties are left out and the model is Bradley and Terry's.

    Returns
    -------
    pandas.DataFrame
        By document: ``strength`` (log scale, mean zero), ``rank`` (equal strengths share one) and ``n`` comparisons.
    """
    used = comparisons[comparisons[reading].isin(["a", "b", "tie"] if ties else ["a", "b"])]
    place = {doc: i for i, doc in enumerate(docs)}
    a, b = used["a"].map(place).to_numpy(int), used["b"].map(place).to_numpy(int)
    won, lost, tied = (used[reading].eq(outcome).to_numpy(float) for outcome in ("a", "b", "tie"))

    def loss(parameters: np.ndarray) -> float:
        strength, slack = parameters[:-1], parameters[-1]
        x, y = strength[a], strength[b]
        middle = slack + (x + y) / 2
        parts = [x, y, middle] if ties else [x, y]
        whole = np.logaddexp.reduce(parts, axis=0) if len(a) else np.zeros(0)
        return -float((won * x + lost * y + tied * middle - whole).sum()) + alpha * float((parameters**2).sum())

    fitted = minimize(loss, np.zeros(len(docs) + 1), method="BFGS").x[:-1]
    fitted = np.round(fitted - fitted.mean(), 4)
    return pd.DataFrame(
        {
            "strength": fitted,
            "rank": pd.Series(-fitted).rank(method="min").astype(int).to_numpy(),
            "n": [int(((used["a"] == doc) | (used["b"] == doc)).sum()) for doc in docs],
        },
        index=pd.Index(docs, name="doc_id"),
    )
