import re

import numpy as np
import pandas as pd
import pytest

from policybook.analyse import generosity as gen
from policybook.extract.quantities import quantities
from policybook.vocab.programmes import folded, load_programmes

VOCABULARY = load_programmes()


def awards(*rows):
    """Rows (doc, programme, tier, yuan, mark): mark is "", ≤ or ≥, + on top of another level's money, ‡ in an annex, ×2 paid twice."""
    return pd.DataFrame(
        {
            "doc_id": doc, "programme": programme, "programme_tier": tier, "instrument": "lump_sum", "amount_yuan": float(yuan),
            "is_max": "≤" in mark, "is_min": "≥" in mark, "on_top": "+" in mark, "payer": "silent", "status": "final",
            "part": "annex" if "‡" in mark else "body", "times": 2 if "×2" in mark else 1, "also": None,
            "section": 1, "subsection": pd.NA, "measure": 1, "path": "一/1", "start": i, "end": i + 1, "quote": "x",
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


def test_a_sum_paid_twice_counts_in_all():
    found = gen.offers(awards(("a", *GIANT, 10, "×2"), ("b", *GIANT, 10, "≤×2")), VOCABULARY)
    assert found[["kind", "low_yuan", "high_yuan", "printed_yuan"]].to_numpy().tolist() == [["fixed", 20, 20, 20], ["ceiling", gen.LEAST, 20, 20]]


def test_an_annex_counts_only_where_the_body_has_no_award_of_the_programme():
    found = gen.offers(awards(("a", *GIANT, 10, ""), ("a", *GIANT, 99, "‡"), ("a", *HIDDEN, 5, "‡")), VOCABULARY)
    assert found[["item", "part", "printed_yuan"]].to_numpy().tolist() == [
        ["little-giant|national", "body", 10],
        ["hidden-champion|provincial", "annex", 5],
    ]


def test_one_sum_for_two_programmes_is_an_offer_of_both_and_one_witness():
    table = awards(("a", "first-product", "national", 50, ""), ("b", "first-product", "national", 30, ""), ("c", "first-software", "national", 20, ""))
    table["also"] = ["first-software:national", "first-software:national", None]
    found = gen.offers(table, VOCABULARY)
    software = found[found["programme"] == "first-software"].set_index("doc_id")
    assert software["printed_yuan"].to_dict() == {"a": 50, "b": 30, "c": 20}
    assert software["beside"].to_dict() == {"a": True, "b": True, "c": False}
    compared = gen.compare_offers(found, DOCS)
    pairs = compared[["programme", "a", "b", "certain"]].to_numpy().tolist()
    assert pairs == [["first-product", "a", "b", "a"], ["first-software", "a", "c", "a"], ["first-software", "b", "c", "a"]]
    assert gen.counted_once(found)["item"].tolist() == found["item"].tolist()
    assert set(gen.counted_once(found[found["doc_id"] != "c"])["programme"]) == {"first-product"}


def test_a_cell_without_a_sum_says_what_the_text_has_instead():
    table = awards(
        ("a", *GREEN, 10, ""), ("b", "green-factory", None, 20, ""), ("c", *GREEN, 5, "+"),
        ("a", *GIANT, 10, ""), ("b", *GIANT, 10, ""),
    )  # fmt: skip
    table.loc[4, ["instrument", "amount_yuan"]] = ["rate", np.nan]
    found = gen.offers(table, VOCABULARY)
    said = gen.stated_otherwise(table, found, DOCS, VOCABULARY)
    assert said == {("green-factory|national", "b"): "tier open", ("green-factory|national", "c"): "on top", ("little-giant|national", "b"): "rate"}


LADDER = awards(
    ("a", "green-factory", "national", 3, ""), ("b", "green-factory", "national", 2, ""),
    ("a", "green-factory", "provincial", 2, ""), ("b", "green-factory", "provincial", 1, ""),
    ("a", "green-factory", "prefecture", 1, ""), ("b", "green-factory", "prefecture", 1, ""),
    ("a", *GIANT, 1, ""), ("b", *GIANT, 2, ""), ("a", *HIDDEN, 1, "≤"), ("b", *HIDDEN, 2, "≤"),
)  # fmt: skip


def test_a_ladder_of_tiers_is_one_comparison_of_its_programme():
    compared = gen.compare_offers(gen.offers(LADDER, VOCABULARY), ["a", "b"])
    assert sorted(compared["certain"]) == ["a", "a", "b", "open", "tie"]
    joined = gen.by_programme(compared).set_index("item")
    assert joined["certain"].to_dict() == {"green-factory": "a", "little-giant": "b", "hidden-champion": "open"}
    assert joined["printed"].to_dict() == {"green-factory": "a", "little-giant": "b", "hidden-champion": "b"}


@pytest.mark.parametrize(
    ("outcomes", "joined"),
    [(["a", "a", "b"], "a"), (["a", "b"], "tie"), (["tie", "open"], "tie"), (["open"], "open"), (["b", "tie", "tie"], "b")],
)
def test_how_tiers_are_joined(outcomes, joined):
    assert gen._joined(pd.Series(outcomes)) == joined


def test_a_ceiling_is_counted_as_a_comparison_that_cannot_be_won():
    pairs = gen.dominance(gen.compare_offers(gen.offers(TABLE, VOCABULARY), DOCS), DOCS).set_index(["doc", "other"])
    assert pairs.loc[("b", "c"), ["n", "could_win", "wins"]].tolist() == [2, 0, 0]
    assert pairs.loc[("b", "a"), ["n", "could_win"]].tolist() == [3, 1]
    assert pairs.loc[("a", "b"), ["n", "could_win"]].tolist() == [3, 3]
    assert (pairs["wins"] <= pairs["could_win"]).all()


def test_a_sign_test_by_hand():
    rows = [("a", "b", 5, 0), ("b", "a", 0, 5), ("a", "c", 3, 1), ("c", "a", 1, 3), ("b", "c", 0, 0), ("c", "b", 0, 0)]
    pairs = pd.DataFrame(rows, columns=["doc", "other", "wins", "losses"])
    tested = gen.sign_tests(pairs).set_index(["doc", "other"])
    assert list(tested.index) == [("a", "b"), ("a", "c")]  # a pair without a decided comparison has no test
    assert tested["p"].tolist() == pytest.approx([2 / 32, 2 * 5 / 16])
    assert tested["p_holm"].tolist() == pytest.approx([4 / 32, 2 * 5 / 16])
    assert tested.loc[("a", "b"), ["share", "low", "high"]].tolist() == pytest.approx([100, 100 * 0.025**0.2, 100])


def test_what_a_document_only_restates_is_left_out():
    rows = [(doc, programme, tier, 10, "") for doc in "ab" for programme, tier in (GIANT, HIDDEN, GREEN, ("eagle-firm", "provincial"), ("live-selling", None))]
    table = awards(*rows, ("b", "merit-firm", "county", 7, ""), ("c", *GIANT, 10, ""))
    table.loc[table["doc_id"] == "a", "payer"] = "joint"
    found = gen.offers(table, VOCABULARY)
    assert gen.copies(found, DOCS) == [("b", "a")]
    left = gen.without_copies(found, DOCS)
    assert left["doc_id"].value_counts().to_dict() == {"b": 6, "c": 1}
    assert gen.copies(found, ["b", "c"]) == []  # one item is too few to call it a copy


def test_figures_that_are_half_of_those_of_the_place_above():
    found = gen.offers(awards(("up", *GIANT, 100, ""), ("a", *GIANT, 50, ""), ("b", *GIANT, 100, ""), ("a", *HIDDEN, 5, "")), VOCABULARY)
    half = gen.halves(found, "up", ["a", "b"])
    assert half[["doc_id", "printed_yuan", "printed_yuan_upper"]].to_numpy().tolist() == [["a", 50, 100]]


def test_payers_are_counted_as_the_texts_state_them():
    table = awards(("a", *GIANT, 1, ""), ("a", *HIDDEN, 1, ""), ("b", *GIANT, 1, ""))
    table["payer"] = ["silent", "joint", "own"]
    counts = gen.payers(table, ["a", "b"], VOCABULARY)
    assert counts.loc["a"].to_dict() == {"own": 0, "joint": 1, "above": 0, "other": 0, "silent": 1}
    assert counts.loc["b", "own"] == 1


def test_breadth_counts_programmes_and_who_pays():
    table = awards(("a", *GIANT, 1, ""), ("a", *HIDDEN, 1, ""), ("b", *GIANT, 1, ""), ("b", None, None, 1, ""), ("b", *GREEN, 1, "‡"))
    table.loc[2, "payer"] = "joint"
    found = gen.breadth(table, ["a", "b"])
    assert found.loc["a"].to_dict() == {"awards": 2, "matched": 2, "programmes": 2, "in_annex": 0, "shared_programmes": 0, "only_here": 1}
    assert found.loc["b"].to_dict() == {"awards": 2, "matched": 1, "programmes": 2, "in_annex": 1, "shared_programmes": 1, "only_here": 1}


def test_random_ranks_follow_fixed_sums_and_leave_what_is_not_stated_at_nothing():
    rows = [("x", "a", 5.0), ("x", "b", 3.0), ("y", "a", 2.0), ("y", "c", 1.0)]
    found = pd.DataFrame([{"item": i, "doc_id": d, "low_yuan": v, "high_yuan": v} for i, d, v in rows])
    assert np.unique(gen.random_ranks(found, ["a", "b", "c"], draws=5), axis=0).tolist() == [[1, 2, 2]]


#: Empty cells of the offers' map whose programme is named beside a figure somewhere in the text, each read and found to be empty.
NAMED_BUT_EMPTY = {
    ("science-project", "pinghu-2024"): "by grade of the project (major, key, passed), not by tier",
    ("science-project", "haining-2024"): "the place's own plan, of the county's tier, at rates",
    ("key-laboratory-review", "haining-2024"): "laboratories are recognised, not reviewed; the review is of incubators",
    ("key-laboratory-review", "jiaxing-2025"): "laboratories are recognised, not reviewed",
    ("key-laboratory-review", "nanhu-2025"): "laboratories are recognised, not reviewed",
    ("first-product", "pinghu-2024"): "three tiers, none of them international",
    ("first-product", "haining-2024"): "software and parts only",
    ("first-software", "pinghu-2024"): "three tiers, none of them international",
}


def test_every_empty_cell_of_the_map_is_empty_in_the_text(corpus, tables):
    table, docs = tables["award_programmes"], list(corpus)
    found = gen.offers(table, VOCABULARY)
    stated = set(zip(found["item"], found["doc_id"], strict=True)) | set(gen.stated_otherwise(table, found, docs, VOCABULARY))
    shown = [item for item, n in found.groupby("item")["doc_id"].nunique().items() if n >= 2]
    empty = {(item.split("|")[0], doc) for item in shown for doc in docs if (item, doc) not in stated}
    clauses = {doc: [folded(c) for c in re.split("[。；;\n\t]", document.clean.text) if any(q.unit in ("元", "%") for q in quantities(c))] for doc, document in corpus.items()}
    named = {(p, doc) for p, doc in empty if any(VOCABULARY.programmes[p].names.search(words) for words in clauses[doc])}
    assert named == set(NAMED_BUT_EMPTY)
