import choix
import numpy as np
import pandas as pd
import pytest

from policybook.analyse import generosity as gen
from policybook.vocab.programmes import load_programmes

VOCABULARY = load_programmes()


def awards(*rows):
    """Rows (doc, programme, tier, yuan, mark): mark is "", ≤ or ≥, + for on top of another level's money."""
    return pd.DataFrame(
        {
            "doc_id": doc, "programme": programme, "programme_tier": tier, "instrument": "lump_sum", "amount_yuan": float(yuan),
            "is_max": "≤" in mark, "is_min": "≥" in mark, "on_top": "+" in mark, "payer": "own", "status": "final",
            "section": 1, "measure": 1, "start": i, "end": i + 1, "quote": "x",
        }
        for i, (doc, programme, tier, yuan, mark) in enumerate(rows)
    )  # fmt: skip


GIANT, HIDDEN, GREEN = ("little-giant", "national"), ("hidden-champion", "provincial"), ("green-factory", "national")
TABLE = awards(
    ("a", *GIANT, 100, ""), ("b", *GIANT, 100, "≤"), ("c", *GIANT, 300, ""),
    ("a", *HIDDEN, 50, ""), ("b", *HIDDEN, 20, "≤"), ("c", *HIDDEN, 50, ""),
    ("a", *GREEN, 10, "≥"), ("b", *GREEN, 5, ""),
)  # fmt: skip
DOCS = ["a", "b", "c"]


def test_offers_keep_the_kind_of_the_sum():
    found = gen.offers(TABLE, VOCABULARY).set_index(["item", "doc_id"])
    assert found["kind"].to_dict()["green-factory|national", "a"] == "floor"
    assert found.loc[("little-giant|national", "b"), ["low_yuan", "high_yuan"]].tolist() == [gen.LEAST, 100]


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        (("a", *GIANT, 100, ""), True),
        (("a", *GIANT, 100, "+"), False),
        (("a", "green-factory", None, 100, ""), False),
        (("a", None, None, 100, ""), False),
        (("a", "live-selling", None, 100, ""), True),
    ],
)
def test_what_can_be_compared(row, kept):
    assert gen.is_comparable(awards(row), VOCABULARY).tolist() == [kept]


@pytest.mark.parametrize(
    ("x", "y", "certain", "printed", "basis"),
    [
        ((100, ""), (100, ""), "tie", "tie", "fixed"),
        ((100, ""), (50, ""), "a", "a", "fixed"),
        ((100, ""), (50, "≤"), "a", "a", "mixed"),
        ((100, ""), (100, "≤"), "open", "tie", "mixed"),
        ((100, "≤"), (50, ""), "open", "a", "mixed"),
        ((100, "≤"), (50, "≤"), "open", "a", "ceiling"),
        ((50, "≥"), (20, ""), "a", "a", "mixed"),
        ((50, "≥"), (80, ""), "open", "b", "mixed"),
        ((50, ""), (80, "≥"), "b", "b", "mixed"),
    ],
)
def test_outcome_of_two_offers(x, y, certain, printed, basis):
    found = gen.offers(awards(("a", *GIANT, *x), ("b", *GIANT, *y)), VOCABULARY)
    compared = gen.compare_offers(found, ["a", "b"]).iloc[0]
    assert (compared["certain"], compared["printed"], compared["basis"]) == (certain, printed, basis)


def test_two_sums_for_one_tier_are_a_range_and_no_average():
    found = gen.offers(awards(("a", *GIANT, 30, ""), ("a", *GIANT, 100, ""), ("b", *GIANT, 50, "")), VOCABULARY)
    first = found[found["doc_id"] == "a"].iloc[0]
    assert (first["kind"], first["low_yuan"], first["high_yuan"]) == ("several", 30, 100)
    assert gen.compare_offers(found, ["a", "b"])["certain"].tolist() == ["open"]


@pytest.mark.parametrize(("row", "text"), [((1000000, ""), "100"), ((1500000, "≤"), "≤150"), ((600000, "≥"), "≥60"), ((5000, ""), "0.5")])
def test_a_cell_of_the_map(row, text):
    found = gen.offers(awards(("a", *GIANT, *row)), VOCABULARY)
    assert gen.printed(found.iloc[0]) == text


def test_dominance_mirrors_and_adds_up():
    compared = gen.compare_offers(gen.offers(TABLE, VOCABULARY), DOCS)
    pairs = gen.dominance(compared, DOCS).set_index(["doc", "other"])
    for doc in DOCS:
        for other in DOCS:
            if doc != other:
                assert pairs.loc[(doc, other), "wins"] == pairs.loc[(other, doc), "losses"]
    assert (pairs["wins"] + pairs["losses"] + pairs["ties"] + pairs["open"] == pairs["n"]).all()
    assert pairs["n"].sum() == 2 * len(compared)
    assert pairs.loc[("c", "b"), ["wins", "losses"]].tolist() == [2, 0]
    assert gen.standing(pairs.reset_index()).loc["c", "beats"] == 2


def test_components_need_a_decided_comparison():
    compared = gen.compare_offers(gen.offers(awards(("a", *GIANT, 1, "≤"), ("b", *GIANT, 2, "≤")), VOCABULARY), DOCS)
    assert gen.components(compared, DOCS) == [["a", "b"], ["c"]]
    assert gen.components(compared, DOCS, "certain") == [["a"], ["b"], ["c"]]


def test_depth_is_the_geometric_mean_of_ratios_to_the_median():
    found = gen.offers(awards(("a", *GIANT, 100, ""), ("b", *GIANT, 100, ""), ("c", *GIANT, 400, ""),
                              ("a", *HIDDEN, 10, ""), ("c", *HIDDEN, 30, ""), ("b", *HIDDEN, 999, "≤")), VOCABULARY)  # fmt: skip
    table = gen.depth(found, DOCS, "fixed")
    assert table["n_items"].tolist() == [2, 1, 2]
    assert table.loc["c", "ratio"] == pytest.approx((4 * 1.5) ** 0.5)
    assert (table.loc["c", "without_one_low"], table.loc["c", "without_one_high"]) == pytest.approx((1.5, 4))
    assert table.loc["c", "low"] <= table.loc["c", "ratio"] <= table.loc["c", "high"]
    assert np.isnan(table.loc["b", "low"])
    assert table.equals(gen.depth(found, DOCS, "fixed"))


def test_a_ceiling_is_in_no_index_of_fixed_sums():
    with_ceiling = gen.offers(TABLE, VOCABULARY)
    without = with_ceiling[with_ceiling["kind"] != "ceiling"]
    assert gen.depth(with_ceiling, DOCS, "fixed").equals(gen.depth(without, DOCS, "fixed"))


def test_bounds_narrow_as_more_is_assumed():
    found = gen.offers(TABLE, VOCABULARY)
    tables = [gen.rank_bounds(found, DOCS), gen.rank_bounds(found, DOCS, unstated="nothing"),
              gen.rank_bounds(found, DOCS, unstated="nothing", ceilings="full")]  # fmt: skip
    widths = [(t["rank_worst"] - t["rank_best"]).sum() for t in tables]
    assert widths == sorted(widths, reverse=True)
    for table in tables:
        assert (table["points_low"] <= table["points_high"]).all()
        assert (table["rank_best"] <= table["rank_worst"]).all()


def test_bounds_are_one_rank_where_all_is_fixed():
    found = gen.offers(awards(("a", *GIANT, 3, ""), ("b", *GIANT, 2, ""), ("c", *GIANT, 1, "")), VOCABULARY)
    table = gen.rank_bounds(found, DOCS)
    assert table["rank_best"].tolist() == table["rank_worst"].tolist() == [1, 2, 3]


@pytest.mark.parametrize("seed", range(5))
def test_any_payment_within_the_texts_stays_inside_the_bounds(seed):
    found = gen.offers(TABLE, VOCABULARY)
    table = gen.rank_bounds(found, DOCS, unstated="nothing")
    rng = np.random.default_rng(seed)
    grid = found.assign(top=found["high_yuan"].replace(np.inf, 1000)).pivot(index="item", columns="doc_id")
    low, high = grid["low_yuan"][DOCS].fillna(0).to_numpy(), grid["top"][DOCS].fillna(0).to_numpy()
    paid = low + rng.random(low.shape) * (high - low)
    points = [sum((paid[:, i] > paid[:, j]).sum() + (paid[:, i] == paid[:, j]).sum() / 2 for j in range(3)) for i in range(3)]
    ranks = [1 + sum(q > p for q in points) for p in points]
    assert all(b <= r <= w for b, r, w in zip(table["rank_best"], ranks, table["rank_worst"], strict=True))


def outcomes(*rows):
    return pd.DataFrame(rows, columns=["a", "b", "certain"])


def test_without_ties_the_model_is_that_of_choix():
    rows = [("a", "b", "a")] * 5 + [("a", "b", "b")] * 2 + [("b", "c", "a")] * 4 + [("a", "c", "b")]
    fitted = gen.davidson(outcomes(*rows), DOCS, alpha=0.1, ties=False)
    place = {doc: i for i, doc in enumerate(DOCS)}
    data = [(place[a], place[b]) if won == "a" else (place[b], place[a]) for a, b, won in rows]
    known = choix.opt_pairwise(3, data, alpha=0.1)
    assert fitted["strength"].to_numpy() == pytest.approx(known - known.mean(), abs=2e-3)


def test_ties_draw_strengths_together():
    wins = [("a", "b", "a")] * 4
    alone = gen.davidson(outcomes(*wins), ["a", "b"])["strength"]
    tied = gen.davidson(outcomes(*wins, *[("a", "b", "tie")] * 8), ["a", "b"])["strength"]
    assert 0 < tied["a"] - tied["b"] < alone["a"] - alone["b"]


def test_the_model_fits_disconnected_data_and_shares_ranks():
    fitted = gen.davidson(outcomes(("a", "b", "tie")), [*DOCS, "d"])
    assert fitted["rank"].tolist() == [1, 1, 1, 1]
    assert fitted["n"].tolist() == [1, 1, 0, 0]


def test_breadth_counts_programmes_and_who_pays():
    table = awards(("a", *GIANT, 1, ""), ("a", *HIDDEN, 1, ""), ("b", *GIANT, 1, ""), ("b", None, None, 1, ""))
    table.loc[2, "payer"] = "joint"
    found = gen.breadth(table, ["a", "b"])
    assert found.loc["a"].tolist() == [2, 2, 2, 2, 1]
    assert found.loc["b"].tolist() == [2, 1, 1, 0, 0]


def test_random_ranks_follow_fixed_sums_and_leave_what_is_not_stated_at_nothing():
    rows = [("x", "a", 5.0), ("x", "b", 3.0), ("y", "a", 2.0), ("y", "c", 1.0)]
    found = pd.DataFrame([{"item": i, "doc_id": d, "low_yuan": v, "high_yuan": v} for i, d, v in rows])
    assert np.unique(gen.random_ranks(found, ["a", "b", "c"], draws=5), axis=0).tolist() == [[1, 2, 2]]
