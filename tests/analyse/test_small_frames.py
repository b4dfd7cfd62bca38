"""Published numbers on frames so small that they can be counted by hand: edges, first and last, most and least, columns."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from policybook.analyse import alignment, budget_sums, evolution, figure_checks, generosity, keyness, simulate
from policybook.errors import PolicybookError
from policybook.read.corpus import Document
from policybook.vocab.programmes import load_programmes


def document(doc_id, body="", **record):
    return Document(doc_id, body, {"doc_id": doc_id, "scheme": None, **record})


# ------------------------------------------------------------------------------------------------------ alignment

LEFT = "青禾市若干政策\n一、支持工业\n（一）支持设备更新。对购置数控机床的企业给予补助。鼓励使用国产软件。\n"
RIGHT = "松岭县若干政策\n一、支持工业\n（一）支持设备更新。对购置数控机床的企业给予补助。举办荷花节庆活动。\n（二）发展低空经济。开通城际载人航线。\n"


def test_aligned_sentences_have_these_columns_and_no_other():
    a, b = document("a", LEFT), document("b", RIGHT)
    aligned = alignment.align_measures(a, b, {1: [1]})
    found = alignment.align_sentences(a, b, aligned, {1: [1]})
    assert found.columns.tolist()[:2] == ["a_doc", "b_doc"]
    assert "index" not in found.columns
    assert found.index.tolist() == list(range(len(found)))


def test_the_first_sentence_dealt_to_a_measure_is_its_heading(monkeypatch):
    headings = []
    score = alignment.score_measures

    def seen(left, right, places):
        headings.append((right["heading"].tolist(), right["text"].tolist()))
        return score(left, right, places)

    monkeypatch.setattr(alignment, "score_measures", seen)
    alignment.shuffled_pairs(document("a", LEFT), document("b", RIGHT), {1: [1]}, draws=6)
    assert len(headings) == 6
    for heads, texts in headings:
        assert all(text.startswith(head) and text != head for head, text in zip(heads, texts, strict=True))


@pytest.mark.parametrize(
    ("shared", "host"),
    [("对购置机床企业", None), ("对购置机床企业给", 0), ("对购置机床企业给予", 0)],  # 7, 8, 9 characters in a row
)
def test_a_run_in_common_has_eight_characters(shared, host):
    known = alignment.grams(["鼓励" + shared + "支持"], 8)
    assert alignment._host(shared + "其他办法不同", [known], np.array([0.0])) == host


@pytest.mark.parametrize(
    ("text", "word", "clause"),
    [
        ("甲，给予20万元奖励，另行安排；其他", "20万元", "给予20万元奖励"),
        ("甲：给予20万元奖励；另行安排，其他", "20万元", "给予20万元奖励"),
        ("给予20万元", "20万元", "给予20万元"),
    ],
)
def test_a_clause_ends_at_the_nearest_mark(text, word, clause):
    start = text.index(word)
    assert alignment._clause(text, start, start + len(word)) == clause


def test_each_ladder_counts_its_own_rungs():
    found = alignment.labelled("新增企业10家，分别给予300万元、150万元和100万元奖励，再给予5万元、3万元补助")
    assert [(q.value, rung) for q, _, rung, _ in found] == [
        (10, (0, 1)), (3e6, (0, 3)), (1.5e6, (1, 3)), (1e6, (2, 3)), (5e4, (0, 2)), (3e4, (1, 2)),
    ]  # fmt: skip


# --------------------------------------------------------------------------------------------------------- audit


def test_a_sentence_is_held_against_two_hundred_others_at_most():
    index = {"甲乙丙丁": list(range(500)), "乙丙丁戊": list(range(490, 900))}
    assert figure_checks._near("甲乙丙丁", index) == list(range(200))
    assert figure_checks._near("庚辛", index) == []


@pytest.mark.parametrize(("total", "found"), [(300, 0), (301, 0), (302, 1), (299, 0)])
def test_an_annex_total_may_exceed_its_lines_by_one_yuan_of_rounding(total, found):
    rows = [{"list": "1", "year": 2030, "section": section, "amount_yuan": amount, "start": 0, "end": 4, "quote": "合计"} for section, amount in ((pd.NA, total), (1, 100), (2, 200))]
    annex = pd.DataFrame([{"doc_id": "x", "measure": pd.NA, "path": pd.NA} | row for row in rows])
    budgets = pd.DataFrame({"doc_id": [], "role": [], "section": [], "measure": [], "amount_yuan": [], "start": [], "end": [], "quote": []})
    flaws = figure_checks._annex_sums(annex, budgets, budgets, document("x", "合计一二", policy_year=2030))
    assert len([f for f in flaws if f.kind == "annex arithmetic"]) == found


# ------------------------------------------------------------------------------------------------------- budgets


@pytest.mark.parametrize(
    ("quote", "yuan"),
    [("安排3650万元，合计1.2亿元", 5_000_000), ("合计1.2亿元，其中3650万元", 5_000)],
)
def test_the_last_sum_of_a_quote_says_what_rounding_hides(quote, yuan):
    assert budget_sums.half_unit(quote) == yuan


def test_lines_have_one_subject_each_and_their_share_of_the_domain():
    lines = pd.DataFrame({"doc_id": ["a"] * 3, "section": [1] * 3, "amount_yuan": [25, 50, 100], "subjects": [("x", "y"), (), ("x",)], "undivided": [False, False, True]})
    sums = pd.DataFrame({"doc_id": ["a"], "section": [1], "amount_yuan": [200]})
    found = budget_sums.by_subject(lines, sums)
    assert found["subject"].tolist() == ["x", "", ""]
    assert found["share_pct"].tolist() == [12.5, 25, 50]


def test_lines_of_a_budget_in_the_order_of_the_documents():
    place = {"measure": pd.NA, "quote": "q", "end": 9}
    budgets = pd.DataFrame(
        [
            {"doc_id": "b", "section": 1, "role": "component", "label": "教育", "amount_yuan": 30.4, "start": 5, **place},
            {"doc_id": "b", "section": 1, "role": "domain_total", "label": "总额", "amount_yuan": 90.0, "start": 1, **place},
        ]
    )
    sums = pd.DataFrame(
        [
            {"doc_id": "b", "section": 1, "amount_yuan": 90.0, "title": "一", "start": 1, **place},
            {"doc_id": "a", "section": 2, "amount_yuan": 40.0, "title": "二", "start": 3, **place},
            {"doc_id": "a", "section": 3, "amount_yuan": None, "title": "三", "start": 4, **place},
        ]
    )
    found = budget_sums.lines(budgets, sums, {})
    columns = ["doc_id", "section", "measure", "label", "amount_yuan", "undivided", "quote", "start", "end", "subjects"]
    assert found.columns.tolist() == columns
    assert found[["doc_id", "section", "label", "amount_yuan", "undivided"]].to_numpy().tolist() == [["b", 1, "教育", 30, False], ["a", 2, "二", 40, True]]


def test_a_budget_beside_the_size_of_its_place():
    net = pd.DataFrame({"doc_id": ["b", "a", "c"], "net_yuan": [200.0, 300.0, 50.0]}, index=[7, 8, 9])
    documents = pd.DataFrame({"doc_id": ["a", "b", "c"], "place": ["甲县", "乙县", "丙县"]})
    rows = [("甲县", "population", 2030, 10.0), ("甲县", "population", 2031, 20.0), ("甲县", "revenue", 2031, 600.0), ("乙县", "population", 2031, 50.0)]
    found = budget_sums.per_head(net, documents, pd.DataFrame(rows, columns=["place", "measure", "year", "value"]))
    assert found.index.tolist() == [0, 1, 2]
    assert found.columns.tolist() == ["doc_id", "net_yuan", "population", "revenue_yuan", "year", "per_head_yuan", "of_revenue_pct"]
    assert found["doc_id"].tolist() == ["b", "a", "c"]
    assert found["per_head_yuan"].fillna(-1).tolist() == [4, 15, -1]
    assert found["of_revenue_pct"].fillna(-1).tolist() == [-1, 50, -1]


# ----------------------------------------------------------------------------------------------------- evolution


def years(*given):
    return [document(f"{name}-{year}", place=name, policy_year=year) for name, year in given]


def sums(*rows):
    """Return awards of one programme and tier: (document, yuan, whether a ceiling)."""
    place = {"section": 1, "measure": 1, "path": "一/1", "start": 0, "end": 9}
    names = {"programme": "p", "programme_tier": "t", "instrument": "lump_sum"}
    return pd.DataFrame([{"doc_id": doc, "amount_yuan": yuan, "is_max": ceiling} | names | place for doc, yuan, ceiling in rows])


@pytest.mark.parametrize(("value", "outside"), [(9, "below"), (10, "within"), (20, "within"), (30, "within"), (31, "above")])
def test_a_sum_at_the_edge_of_the_older_ones_lies_within(value, outside):
    documents = years(("甲", 2030), ("乙", 2030), ("丙", 2031))
    found = evolution.awards_beside_spread(sums(("甲-2030", 10, False), ("乙-2030", 30, False), ("丙-2031", value, False)), documents)
    assert found[["low", "high", "n", "n_ceilings", "outside"]].to_numpy().tolist() == [[10, 30, 2, 0, outside]]


def test_sums_of_one_year_are_held_against_two_others_at_least():
    documents = years(*((name, 2030) for name in "甲乙丙"), ("丁", 2031))
    rows = [("甲-2030", 10, False), ("乙-2030", 10, False), ("丁-2031", 10, False)]
    assert evolution.awards_within_peers(sums(*rows), documents) == (0, 0)
    assert evolution.awards_within_peers(sums(*rows, ("丙-2030", 30, False)), documents) == (2, 3)
    assert evolution.awards_within_peers(sums(*rows, ("丙-2030", 30, True)), documents) == (0, 0)


def test_pairs_run_from_the_earlier_year_and_from_the_parent():
    late, early = years(("甲", 2031), ("乙", 2030))
    assert evolution.ordered_pairs([late, early]) == [(early, late)]
    assert evolution.ordered_pairs([early, late]) == [(early, late)]
    parent = document("p", policy_year=2030, place_en="P")
    child = document("c", policy_year=2030, place_en="C", parent="P")
    assert evolution.ordered_pairs([child, parent]) == [(parent, child)]
    later_parent = document("p", policy_year=2031, place_en="P")
    assert evolution.ordered_pairs([later_parent, child]) == [(child, later_parent)]


def test_the_best_counterpart_of_any_document_counts():
    domains = pd.DataFrame({"scheme": [], "section": [], "id": []})
    crosswalk = pd.DataFrame({"a": [], "b": []})
    other = document("o", "丙镇若干政策\n一、支持文化\n（一）举办灯会。邀请民间艺人表演皮影戏。\n")
    found = evolution.counterparts([document("a", LEFT), other], [document("b", RIGHT)], domains, crosswalk)
    same, new = found.to_dict("records")
    assert (same["found_in"], new["found_in"]) == ("a", "")
    assert same["score"] > 0.5
    assert new["score"] == 0


# ---------------------------------------------------------------------------------------------------- generosity

VOCABULARY = load_programmes()
OFFER = {
    "section": 1, "measure": 1, "item": "小巨人", "tier": None, "instrument": "lump_sum", "amount_yuan": 10.0, "rate_pct": None,
    "unit": None, "base": None, "cap_yuan": None, "is_max": False, "is_min": False, "condition": None, "cofunded": False,
    "programme_tier": None, "matched_on": "item", "also": None, "part": "body", "times": 1, "subsection": pd.NA, "path": "一/1",
    "payer": "silent", "on_top": False, "status": "final", "quote": "给予10元", "start": 0, "end": 5,
}  # fmt: skip


def test_offers_have_these_columns_and_no_other():
    programme = next(name for name, p in VOCABULARY.programmes.items() if not p.tiers and not p.grades)
    found = generosity.offers(pd.DataFrame([{"doc_id": "a", "programme": programme, **OFFER}]), VOCABULARY)
    columns = ["item", "programme", "programme_tier", "doc_id", "kind", "low_yuan", "high_yuan", "printed_yuan", "n_rows", "beside", "payer", *generosity.PLACE]
    assert found.columns.tolist() == columns
    assert found[["programme", "kind", "low_yuan", "high_yuan", "n_rows"]].to_numpy().tolist() == [[programme, "fixed", 10, 10, 1]]
    assert generosity.without_copies(found, ["a"]).columns.tolist() == columns
    assert generosity.counted_once(found).columns.tolist() == columns


# ------------------------------------------------------------------------------------------------------ simulator


def paid(*rows):
    names = ["doc_id", "programme", "programme_tier", "base", "cap_yuan", "low_yuan", "high_yuan", "outcome"]
    return pd.DataFrame(rows, columns=names)


@pytest.mark.parametrize(
    ("caps", "low", "high"),
    [((50, 80), 80, 80), ((80, 50), 80, 80), ((50, np.nan), 100, 120), ((200, 300), 100, 120)],
)
def test_the_highest_cap_of_a_programme_holds_for_what_its_rules_pay_together(caps, low, high):
    rows = [("a", "p", None, base, cap, 50.0, 60.0, "pays") for base, cap in zip(("x", "y"), caps, strict=True)]
    found = simulate.totals(paid(*rows), ["a", "b"])
    assert found.loc["a"].tolist() == [low, high, high, 2, 0, 0, 0]
    assert found.loc["b"].tolist() == [0] * 7


def test_a_recognition_of_one_tier_names_it():
    one = SimpleNamespace(id="p", grades=(), tiers=("provincial",))
    none = SimpleNamespace(id="q", grades=(), tiers=())
    vocabulary = SimpleNamespace(programmes={"p": one, "q": none}, variables={})
    for entry in ({"programme": "p"}, {"programme": "q"}, {"programme": "p", "tier": "provincial"}):
        profile = {"title": "x", "recognitions": [entry]}
        assert simulate.check_profile(profile, vocabulary) == profile
    several = SimpleNamespace(programmes={"p": SimpleNamespace(id="p", grades=(), tiers=("a", "b"))}, variables={})
    with pytest.raises(PolicybookError, match="lacks its tier, one of a, b"):
        simulate.check_profile({"title": "x", "recognitions": [{"programme": "p"}]}, several)


def test_any_of_the_traits_chooses_among_alternatives():
    rules = [SimpleNamespace(words=words, base=base) for words, base in (("A档企业", "x"), ("B档企业", "x"), ("其他", "y"))]
    chosen = simulate._selected(rules, {"traits": ["A档", "规上工业企业"]})
    assert [rule.words for rule in chosen] == ["A档企业", "其他"]


def insurance(**values):
    """Return a table of one rule: a rate of the premium."""
    own = {"instrument": "rate", "amount_yuan": None, "rate_pct": 60.0, "programme": "export-insurance", "doc_id": "a", "item": "保费"}
    table = pd.DataFrame([OFFER | own | {"quote": "对出口信用保险保费给予60%的补助"} | values])
    return table.astype({"condition": "string"})


@pytest.mark.parametrize(
    ("figures", "values", "outcome", "decided_by"),
    [
        ({"premium": 100.0}, {}, "pays", ""),
        ({}, {}, "open", "premium is not in the profile"),
        ({"premium": 100.0}, {"condition": "保费不低于200元"}, "not met", None),
        ({"premium": 100.0}, {"condition": "规上工业企业"}, "open", "规上工业企业"),
    ],
)
def test_what_decides_a_rule_is_said(figures, values, outcome, decided_by):
    profile = {"title": "Firm", "activities": [{"programme": "export-insurance", "figures": figures}]}
    found = simulate.simulate(profile, insurance(**values), VOCABULARY, ["a"])
    assert found["outcome"].tolist() == [outcome]
    if decided_by is not None:
        assert found["decided_by"].tolist() == [decided_by]


def test_a_report_says_what_more_is_possible_only_where_something_is_open():
    profile = {"title": "Firm", "activities": [{"programme": "export-insurance", "figures": {"premium": 1000.0}}]}
    for values, line in (({}, "A: 600 yuan"), ({"condition": "规上工业企业"}, "A: 0 yuan; up to 600 if all that is open were met")):
        found = simulate.simulate(profile, insurance(**values), VOCABULARY, ["a"])
        assert line in simulate.report(profile, found, VOCABULARY, {"a": "A"}).splitlines()


def test_a_curve_draws_the_rules_of_its_own_schedule():
    own = VOCABULARY.schedules["insurance"]
    drawn = simulate.curve("insurance", insurance(), VOCABULARY, ["a", "b"], points=3)
    assert set(drawn["doc_id"]) == {"a"}
    assert drawn["size"].tolist() == [0, own["upto"] / 2, own["upto"]]
    assert drawn["low_yuan"].iloc[-1] == pytest.approx(0.6 * own["upto"])
    assert simulate.curve("fair", insurance(), VOCABULARY, ["a"], points=3).empty


# -------------------------------------------------------------------------------------------------------- keyness


def test_a_part_without_words_does_not_count_as_the_smallest():
    assert keyness.dispersion(np.array([[0], [2], [0]]), np.array([0, 1, 1])).tolist() == [1]
    assert keyness.dispersion(np.array([[0], [1], [1]]), np.array([0, 1, 1])).tolist() == [0]


def test_the_deal_that_happened_is_one_of_those_that_could():
    """With k of n deals as large the p value is (k + 1) / (n + 1): never nought."""
    counts, mask = np.array([[4], [0], [0], [0]]), np.array([True, False, False, False])
    orders = np.array([[1, 0, 2, 3], [2, 1, 0, 3], [3, 1, 2, 0]])  # the word's unit is never in the group
    assert keyness.shuffle_test(counts, np.ones(4), mask, orders).tolist() == [0.25]
    assert keyness.shuffle_test(counts, np.ones(4), mask, np.array([[0, 1, 2, 3], *orders])).tolist() == [0.4]


def test_what_is_redrawn_and_dealt_out_by_default():
    """These numbers stand in the chapters' methods: an interval of 999 draws, a test of 99,999 deals."""
    assert keyness.resample(pd.Series(["a", "a", "b"])).shape == (999, 3)
    assert keyness.SHUFFLES == 99_999
