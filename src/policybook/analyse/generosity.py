"""Compare what places promise for the same achievement, and say how sure a ranking is.

In: the table ``award_programmes``. Out: offers (programme × tier × document), comparisons of pairs of documents with sign
tests, an index of depth with its uncertainty, and bounds on ranks. Pure functions, fixed seeds.

An offer is an interval of yuan. A fixed sum is a point; a ceiling (最高) promises more than nothing and no more than the
figure; a floor (不低于) at least the figure; several figures for one programme and tier lie between the lowest and the
highest. One offer beats another for certain where the intervals do not overlap: 300 beats ≤150, for the most that the
second may pay is less than the first pays; but a ceiling, which may pay nothing, beats no fixed sum. A ceiling is never
averaged with a sum.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
from scipy.stats import binomtest

from policybook.tables.award_programmes import each_programme
from policybook.vocab.programmes import ProgrammeVocabulary

LEAST = 1.0  # yuan: what a ceiling promises at least, so that it beats nothing
KINDS = ("fixed", "ceiling", "floor", "several")
SHARED = ("joint", "above", "other")  # payers beside or instead of the place, where a text says so
#: Documents that print the same figure on so large a share of so many items restate each other.
COPY_SHARE, COPY_ITEMS = 0.9, 5
PLACE = ("part", "status", "section", "subsection", "measure", "path", "start", "end", "quote")


def offers(awards: pd.DataFrame, vocabulary: ProgrammeVocabulary) -> pd.DataFrame:
    """Collect what each document promises for each programme and tier, as a sum.

    Parameters
    ----------
    awards : pandas.DataFrame
        Rows of ``award_programmes``. Rates and sums a unit depend on a size and stay out (see `policybook.analyse.simulate`), and
        so do rows without a programme, rows whose tier is open, and sums on top of another level's money.
    vocabulary : ProgrammeVocabulary

    Returns
    -------
    pandas.DataFrame
        One row a programme, tier and document: ``item`` (the two joined), ``kind``, ``low_yuan``, ``high_yuan``,
        ``printed_yuan`` (the figure, or the highest of several), ``n_rows``, ``beside`` (printed only together with another
        programme's sum), ``payer``, ``status``, ``part`` and the place of the first row. A sum paid several times counts in all.
    """
    rows = each_programme(awards)
    rows = rows[is_comparable(rows, vocabulary)]
    rows = rows.assign(tier_key=rows["programme_tier"].fillna("").astype(str), sum=rows["amount_yuan"] * rows["times"])
    found = []
    for (programme, tier, doc_id), group in rows.groupby(["programme", "tier_key", "doc_id"], sort=False):
        payers = group["payer"].unique()
        names = {"item": f"{programme}|{tier}", "programme": programme, "programme_tier": tier, "doc_id": doc_id}
        found.append(
            names
            | _interval(group)
            | {"n_rows": len(group), "beside": bool(group["beside"].all())}
            | {"payer": payers[0] if len(payers) == 1 else "other"}
            | {name: group.iloc[0][name] for name in PLACE}
        )
    columns = ["item", "programme", "programme_tier", "doc_id", "kind", "low_yuan", "high_yuan", "printed_yuan", "n_rows",
               "beside", "payer", *PLACE]  # fmt: skip
    frame = pd.DataFrame(found, columns=columns).astype({"beside": bool})
    order = {item: i for i, item in enumerate(vocabulary.programmes)}
    tiers = frame["programme_tier"].map(vocabulary.order).fillna(len(vocabulary.tiers))
    return (
        frame.assign(_programme=frame["programme"].map(order), _tier=tiers)
        .sort_values(["_programme", "_tier", "item", "doc_id"], kind="stable")
        .drop(columns=["_programme", "_tier"])
        .reset_index(drop=True)
    )


def _interval(group: pd.DataFrame) -> dict:
    """Return what the rows of one offer promise together: the kind, the least and the most, and the printed figure."""
    sums = group["sum"].astype(float)
    most = sums.max()
    if sums.nunique() > 1:
        kind, low, high = "several", LEAST if group["is_max"].any() else sums.min(), most
    elif group["is_max"].any():
        kind, low, high = "ceiling", LEAST, most
    elif group["is_min"].any():
        kind, low, high = "floor", most, np.inf
    else:
        kind, low, high = "fixed", most, most
    return {"kind": kind, "low_yuan": low, "high_yuan": high, "printed_yuan": most}


def stated_otherwise(
    awards: pd.DataFrame, found: pd.DataFrame, docs: Sequence[str], vocabulary: ProgrammeVocabulary
) -> dict[tuple[str, str], str]:
    """Say for which items a document has no sum to compare, though its text does state something.

    Parameters
    ----------
    awards : pandas.DataFrame
        Rows of ``award_programmes``.
    found : pandas.DataFrame
        As :func:`offers` returns them.
    docs : sequence of str
    vocabulary : ProgrammeVocabulary

    Returns
    -------
    dict
        By item and document: ``on top`` of another level's money, ``rate``, ``a unit``, ``share``, ``loan``, or ``tier open``.
    """
    words = {"rate": "rate", "per_unit": "a unit", "share": "share", "guarantee": "loan"}
    rows: dict[tuple[str, str], list[dict]] = {}
    for row in each_programme(awards).to_dict("records"):
        rows.setdefault((row["programme"], row["doc_id"]), []).append(row)
    stated = set(zip(found["item"], found["doc_id"], strict=True))
    said: dict[tuple[str, str], str] = {}
    for item, programme, tier in (
        found[["item", "programme", "programme_tier"]].drop_duplicates().itertuples(index=False)
    ):
        for doc in docs:
            own = [(_text_of(row["programme_tier"]), row) for row in rows.get((programme, doc), [])]
            here = [row for told, row in own if told == tier]
            row = next(iter([*here, *(row for told, row in own if not told and tier)]), None)
            if row is None or (item, doc) in stated:
                continue
            how = words.get(row["instrument"], "on top" if row["on_top"] else "tier open")
            said[item, doc] = how if len(here) or how != "on top" else "tier open"
    return said


def _text_of(value: object) -> str:
    return "" if pd.isna(value) else str(value)


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
        One row an item and pair: ``item``, ``programme``, ``a``, ``b``, ``basis``; ``certain`` is the outcome that holds for any
        payment that the texts allow, ``printed`` the outcome of the printed figures: ``a``, ``b``, ``tie`` or, for ``certain``,
        ``open``; ``a_can_win`` and ``b_can_win``: that side promises more than nothing. Where both print the sum only beside another
        programme's, the two are compared there and not again.
    """
    rows = []
    for item, group in found[found["doc_id"].isin(docs)].groupby("item", sort=False):
        by_doc = {row["doc_id"]: row for row in group.to_dict("records")}
        for a, b in combinations([d for d in docs if d in by_doc], 2):
            x, y = by_doc[a], by_doc[b]
            if x["beside"] and y["beside"]:
                continue
            kinds = {x["kind"], y["kind"]}
            basis = kinds.pop() if len(kinds) == 1 and kinds <= {"fixed", "ceiling"} else "mixed"
            first, second = x["printed_yuan"], y["printed_yuan"]
            printed_outcome = "a" if first > second else "b" if first < second else "tie"
            can_win = x["low_yuan"] > LEAST, y["low_yuan"] > LEAST
            rows.append((item, x["programme"], a, b, basis, _outcome(x, y), printed_outcome, *can_win))
    columns = ["item", "programme", "a", "b", "basis", "certain", "printed", "a_can_win", "b_can_win"]
    return pd.DataFrame(rows, columns=columns)


def by_programme(comparisons: pd.DataFrame) -> pd.DataFrame:
    """Join the tiers of a programme to one comparison a pair: a ladder of sums is one decision, not one a rung.

    Parameters
    ----------
    comparisons : pandas.DataFrame
        As :func:`compare_offers` returns them.

    Returns
    -------
    pandas.DataFrame
        The same columns, one row a programme and pair: the side ahead on more tiers; ``tie`` where neither is and some tier is a
        tie; else ``open``.
    """
    rows = []
    for (programme, a, b), tiers in comparisons.groupby(["programme", "a", "b"], sort=False):
        basis = tiers["basis"].iloc[0] if tiers["basis"].nunique() == 1 else "mixed"
        outcomes = [_joined(tiers[reading]) for reading in ("certain", "printed")]
        can_win = bool(tiers["a_can_win"].any()), bool(tiers["b_can_win"].any())
        rows.append((programme, programme, a, b, basis, *outcomes, *can_win))
    return pd.DataFrame(rows, columns=comparisons.columns)


def _joined(outcomes: pd.Series) -> str:
    ahead, behind = (outcomes == "a").sum(), (outcomes == "b").sum()
    if ahead != behind:
        return "a" if ahead > behind else "b"
    return "tie" if ahead or (outcomes == "tie").any() else "open"


def _outcome(x: Mapping, y: Mapping) -> str:
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
        As :func:`compare_offers` or :func:`by_programme` returns them.
    docs : sequence of str
    reading : {"certain", "printed"}

    Returns
    -------
    pandas.DataFrame
        One row an ordered pair: ``doc``, ``other``, ``wins``, ``losses``, ``ties``, ``open``, ``n``, and ``could_win``: the
        comparisons in which the first promises more than nothing.
    """
    rows = []
    for doc in docs:
        for other in docs:
            if doc == other:
                continue
            ahead = comparisons[(comparisons["a"] == doc) & (comparisons["b"] == other)]
            behind = comparisons[(comparisons["a"] == other) & (comparisons["b"] == doc)]
            wins = int((ahead[reading] == "a").sum() + (behind[reading] == "b").sum())
            losses = int((ahead[reading] == "b").sum() + (behind[reading] == "a").sum())
            ties = int((ahead[reading] == "tie").sum() + (behind[reading] == "tie").sum())
            could_win = int(ahead["a_can_win"].sum() + behind["b_can_win"].sum())
            n = len(ahead) + len(behind)
            rows.append((doc, other, wins, losses, ties, n - wins - losses - ties, n, could_win))
    return pd.DataFrame(rows, columns=["doc", "other", "wins", "losses", "ties", "open", "n", "could_win"])


def standing(pairs: pd.DataFrame) -> pd.DataFrame:
    """Sum a table of :func:`dominance` over the other documents, with how many of them a document beats more often than not."""
    total = pairs.groupby("doc", sort=False)[["wins", "losses", "ties", "open", "n", "could_win"]].sum()
    total["beats"] = (pairs["wins"] > pairs["losses"]).groupby(pairs["doc"], sort=False).sum()
    total["beaten_by"] = (pairs["wins"] < pairs["losses"]).groupby(pairs["doc"], sort=False).sum()
    return total


def sign_tests(pairs: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Test for each pair whether wins and losses could be a toss of a coin.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As :func:`dominance` returns them; each pair is taken once, with the side ahead as ``doc``.
    level : float
        Of the interval.

    Returns
    -------
    pandas.DataFrame
        One row a pair with a decided comparison: ``doc``, ``other``, ``wins``, ``losses``; ``share``, ``low``, ``high``: the share of
        wins in percent with its exact (Clopper–Pearson) interval; ``p``: the two-sided exact sign test, and ``p_holm``: the same,
        adjusted for the number of pairs after Holm.
    """
    ahead = pairs[
        (pairs["wins"] > pairs["losses"]) | ((pairs["wins"] == pairs["losses"]) & (pairs["doc"] < pairs["other"]))
    ]
    rows = []
    for pair in ahead[ahead["wins"] + ahead["losses"] > 0].itertuples():
        test = binomtest(pair.wins, pair.wins + pair.losses, 0.5)
        interval = test.proportion_ci(level, "exact")
        share = 100 * pair.wins / (pair.wins + pair.losses)
        rows.append(
            (pair.doc, pair.other, pair.wins, pair.losses, share, 100 * interval.low, 100 * interval.high, test.pvalue)
        )
    frame = pd.DataFrame(rows, columns=["doc", "other", "wins", "losses", "share", "low", "high", "p"])
    frame = frame.sort_values("p", kind="stable").reset_index(drop=True)
    adjusted = frame["p"] * (len(frame) - np.arange(len(frame)))
    return frame.assign(p_holm=adjusted.cummax().clip(upper=1.0))


def copies(found: pd.DataFrame, docs: Sequence[str]) -> list[tuple[str, str]]:
    """List the pairs of documents that restate each other's figures.

    Parameters
    ----------
    found : pandas.DataFrame
        As :func:`offers` returns them.
    docs : sequence of str

    Returns
    -------
    list of tuple
        The document kept and the one that restates it: of the two, the one with more money stated as shared with another level.
    """
    pairs = []
    for a, b in combinations(docs, 2):
        both = found[found["doc_id"] == a].merge(found[found["doc_id"] == b], on="item", suffixes=("", "_other"))
        same = both["printed_yuan"] == both["printed_yuan_other"]
        if len(both) >= COPY_ITEMS and same.mean() >= COPY_SHARE:
            shared = [found.loc[found["doc_id"] == doc, "payer"].isin(SHARED).mean() for doc in (a, b)]
            pairs.append((a, b) if shared[0] <= shared[1] else (b, a))
    return pairs


def without_copies(found: pd.DataFrame, docs: Sequence[str]) -> pd.DataFrame:
    """Leave out what a document only restates of another (see :func:`copies`): one text is one witness."""
    figures = {(row.item, row.doc_id): row.printed_yuan for row in found.itertuples()}
    again = pd.Series(False, index=found.index)
    for kept, restating in copies(found, docs):
        same = np.array([figures.get((row.item, kept)) == row.printed_yuan for row in found.itertuples()], dtype=bool)
        again |= (found["doc_id"] == restating) & same
    return found[~again].reset_index(drop=True)


def counted_once(found: pd.DataFrame) -> pd.DataFrame:
    """Leave out items that every document prints only beside another programme's sum, which stands there already."""
    return found[~found["beside"].groupby(found["item"]).transform("all")].reset_index(drop=True)


def most_alike(found: pd.DataFrame, docs: Sequence[str], *, at_least: int = COPY_ITEMS) -> pd.DataFrame:
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
    shared = found["payer"].isin(SHARED)
    if shared[found["doc_id"] == a].mean() > shared[found["doc_id"] == b].mean():
        a, b = b, a
    first, second = found[found["doc_id"] == a], found[found["doc_id"] == b]
    pair = first.merge(second, on="item", suffixes=("", "_other"))
    return pair.assign(same=pair["printed_yuan"] == pair["printed_yuan_other"])


def halves(found: pd.DataFrame, upper: str, docs: Sequence[str]) -> pd.DataFrame:
    """Return the offers of which the figure is exactly half of that of the place above.

    Parameters
    ----------
    found : pandas.DataFrame
    upper : str
        The document of the place above.
    docs : sequence of str
        Documents of places below it.

    Returns
    -------
    pandas.DataFrame
        Offers of `docs` joined to those of `upper` (columns ending in ``_upper``). Such a figure may be the whole, or a half to
        which the place above adds the other; the texts do not say.
    """
    below = found[found["doc_id"].isin(docs)]
    both = below.merge(found[found["doc_id"] == upper], on="item", suffixes=("", "_upper"))
    return both[2 * both["printed_yuan"] == both["printed_yuan_upper"]].reset_index(drop=True)


def payers(awards: pd.DataFrame, docs: Sequence[str], vocabulary: ProgrammeVocabulary) -> pd.DataFrame:
    """Count awards by who pays, as far as the text says; documents × payers, in the order of the vocabulary."""
    counts = awards.groupby(["doc_id", "payer"]).size().unstack(fill_value=0)
    return counts.reindex(index=list(docs), columns=list(vocabulary.payer_names), fill_value=0)


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
        By document: ``awards`` and ``matched`` of the body; ``programmes`` (those of the annex and those named beside another
        count), ``in_annex`` (of them in the annex only), ``shared_programmes`` (each award of it is said to be paid with or by another
        level) and ``only_here`` (no other document has the programme).
    """
    rows = []
    each = each_programme(awards)
    each = each[each["programme"].notna()]
    places = each.groupby("programme")["doc_id"].nunique()
    for doc in docs:
        body = awards[(awards["doc_id"] == doc) & (awards["part"] == "body")]
        own = each[each["doc_id"] == doc]
        programmes = own["programme"].unique()
        shared = own["payer"].isin(SHARED).groupby(own["programme"]).all()
        rows.append(
            {
                "doc_id": doc,
                "awards": len(body),
                "matched": int(body["programme"].notna().sum()),
                "programmes": len(programmes),
                "in_annex": own.loc[own["part"] == "annex", "programme"].nunique(),
                "shared_programmes": int(shared.sum()),
                "only_here": int((places[programmes] == 1).sum()),
            }
        )
    return pd.DataFrame(rows).set_index("doc_id")
