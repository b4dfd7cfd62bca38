"""Which texts are compared, and which pair: the same pairs as from a full table, in a number of comparisons that grows as the texts."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz
from scipy.optimize import linear_sum_assignment

from policybook.analyse import alignment, matching, shared_text

FRUIT = ["支持种植苹果", "支持种植梨树", "鼓励养殖湖羊", "补助购置农机", "奖励新建冷库"]


@pytest.mark.parametrize(
    ("a", "n", "most", "pairs"),
    [
        (["鼓励养殖湖羊"], 2, 5, [(0, 0), (0, 1), (0, 2), (0, 3), (0, 4)]),  # no more than so many: all
        (["鼓励养殖湖羊"], 2, 4, [(0, 2)]),
        (["种植梨子"], 2, 1, [(0, 1)]),
        (["支持种植桃树", "奖励冷库"], 2, 2, [(0, 0), (0, 1), (1, 4)]),
        (["支持种植桃树"], 5, 2, []),
        (["梨"], 2, 2, []),
        ([], 2, 2, []),
    ],
)
def test_a_text_is_compared_with_those_that_share_most_runs(a, n, most, pairs):
    rows, columns = matching.likeliest(a, FRUIT, n, most)
    assert list(zip(rows.tolist(), columns.tolist(), strict=True)) == pairs


@pytest.mark.parametrize("most", [7, matching.HOLDERS])
def test_of_a_run_that_stands_everywhere_those_at_the_like_place_are_looked_up(most):
    texts = ["给予奖励"] * 500
    rows, columns = matching.likeliest(texts, texts, 2, most)
    assert np.bincount(rows).tolist() == [most] * 500
    assert np.abs(rows - columns).max() <= most
    assert (pd.Series(columns - rows).groupby(rows).agg(lambda steps: 0 in set(steps))).all()


WORDS = st.lists(st.sampled_from("甲乙丙丁戊己庚辛壬癸子丑寅卯"), min_size=8, max_size=14, unique=True).map("".join)


@given(st.lists(WORDS, min_size=1, max_size=9), st.lists(WORDS, min_size=1, max_size=9))
def test_no_pair_that_reaches_the_likeness_is_left_out(a, b):
    rows, columns = matching.likeliest(a, [*b, "别处"], 2, len(b), alignment.RARE)
    found = set(zip(rows.tolist(), columns.tolist(), strict=True))
    assert found >= {(i, j) for i, x in enumerate(a) for j, y in enumerate(b) if fuzz.ratio(x, y) >= 100 * alignment.NEAR_SAME}


@pytest.mark.parametrize("k", range(1, 7))
def test_a_pair_just_as_alike_as_asked_for_is_found(k):
    text = "甲乙丙丁戊己庚辛壬癸"
    other = text[:k] + "子" + text[k : k + 2] + "丑" + text[k + 4 :]
    assert fuzz.ratio(text, other) == pytest.approx(80)
    _, columns = matching.likeliest([text], [other, "别处"], 2, 1, alignment.RARE)
    assert columns.tolist() == [0]


def test_pairs_of_several_lists_stand_once_and_in_order():
    one, other = (np.array([2, 0]), np.array([1, 3])), (np.array([0, 2]), np.array([3, 0]))
    assert [x.tolist() for x in matching.united([one, other], 4)] == [[0, 2, 2], [3, 0, 1]]
    assert [x.tolist() for x in matching.united([], 0)] == [[], []]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 9)), max_size=30), st.sampled_from([0, 250_000]))
def test_pairs_are_chosen_as_in_a_full_table(edges, table):
    weights = {(i, j): w / 10 for i, j, w in edges}
    rows, columns = (np.array([pair[k] for pair in sorted(weights)], dtype=int) for k in (0, 1))
    values = np.array([weights[pair] for pair in sorted(weights)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "TABLE", table)
        best = matching.best_pairs(rows, columns, values)
    full = np.zeros((8, 8))
    full[rows, columns] = values
    assert values[best].sum() == pytest.approx(full[linear_sum_assignment(-full)].sum())
    assert (values[best] > 0).all()
    assert len(set(rows[best])) == len(set(columns[best])) == len(best)
    assert (np.diff(rows[best]) > 0).all()


def test_likeness_of_some_pairs_is_that_of_the_table():
    a, b = FRUIT[:3], FRUIT[1:]
    rows, columns = np.array([0, 0, 2]), np.array([3, 0, 1])
    assert (shared_text.similarities_of(a, b, rows, columns) == shared_text.similarities(a, b)[rows, columns]).all()
    assert shared_text.similarities_of(a, b, rows[:1], columns[:1], 0.9).tolist() == [0]


def measures(n: int) -> pd.DataFrame:
    """Return `n` measures, each of words of its own and of words that all have."""
    own = [chr(0x4E00 + 7 * i) + chr(0x4E03 + 5 * i) for i in range(n)]
    return pd.DataFrame({"text": [f"支持{word}产业发展，给予{word}企业奖励。" * 2 for word in own], "heading": [f"支持{word}" for word in own]})


def test_twice_the_measures_take_twice_the_comparisons_and_find_the_same():
    sizes = []
    for n in (200, 400, 800):
        scores = alignment.score_measures(measures(n), measures(n), ())
        sizes.append(len(scores.rows))
        assert all((i, i) in scores.positions for i in range(n))
        assert sizes[-1] <= 2 * n * (alignment.COMPARED + alignment.ALIKE)
    assert sizes[2] <= 2.1 * sizes[1]


LONG = "某市若干政策\n一、支持产业\n优化营商环境建设。\n" + "".join(
    f"（{c}）支持{w}发展。对{w}企业给予{i}万元奖励。支持{w}园区建设{w}中心。\n"
    for i, (c, w) in enumerate(zip("一二三四五六七八九", ("苹果", "湖羊", "农机", "冷库", "民宿", "茶叶", "渔船", "苗木", "蚕桑"), strict=True), 3)
)


def test_long_documents_have_the_same_pairs_as_when_everything_is_compared(monkeypatch):
    from policybook.read.corpus import Document
    from policybook.vocab.domains import load_domains

    other = LONG.replace("9万元", "19万元").replace("湖羊", "山羊").replace("（三）支持农机发展。", "（三）办好农机展会。")
    a, b = Document("a", LONG, {}), Document("b", other, {})
    whole = alignment.align_documents(a, b, *load_domains())
    for name, value in {"COMPARED": 3, "ALIKE": 2, "BLOCK": 2}.items():
        monkeypatch.setattr(alignment, name, value)
    short = alignment.align_documents(a, b, *load_domains())
    assert len(whole.measures) == 9
    for name in ("measures", "sentences", "slots"):
        pd.testing.assert_frame_equal(getattr(short, name), getattr(whole, name))
