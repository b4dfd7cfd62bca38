import pandas as pd
import pytest
from helpers import ROOT

from policybook.analyse import judgements
from policybook.analyse.intervals import exact_interval
from policybook.analyse.judgements import codes
from policybook.errors import PolicybookError

FOLDER = ROOT / "data" / "labels" / "judgements"
NAMES = sorted(path.stem for path in FOLDER.glob("*.csv"))


def sample(*rows):
    """Return a sample of (first, second, settled)."""
    frame = pd.DataFrame(rows, columns=["first", "second", "settled"])
    return frame.assign(doc_id="d", start=range(len(frame)), end=0, text="x")


def told(*cells):
    return [codes(cell) for cell in cells]


def test_a_draw_depends_on_the_seed_alone():
    frame = pd.DataFrame({"doc_id": "d", "start": range(50)})
    first = judgements.draw(frame, 5, 7)
    assert first.equals(judgements.draw(frame.sample(frac=1, random_state=1), 5, 7))
    assert not first.equals(judgements.draw(frame, 5, 8))
    assert first["start"].is_monotonic_increasing
    assert len(judgements.draw(frame, 99, 7)) == 50


EXACT = [  # (right, of, low, high), from the tables of Clopper and Pearson
    (0, 10, 0.0, 0.3085),
    (9, 10, 0.5550, 0.9975),
    (10, 10, 0.6915, 1.0),
    (50, 100, 0.3983, 0.6017),
    (0, 0, 0.0, 1.0),
]


@pytest.mark.parametrize(("k", "n", "low", "high"), EXACT)
def test_exact_intervals(k, n, low, high):
    assert exact_interval(k, n) == pytest.approx((low, high), abs=5e-5)


def test_agreement_beyond_chance_by_hand():
    # 3 of 4 agree. By chance: (3/4)(2/4) + (1/4)(2/4) = 1/2. Kappa: (3/4 - 1/2) / (1 - 1/2) = 1/2.
    found = judgements.agreement(sample(("a", "a", ""), ("a", "a", ""), ("a", "b", ""), ("b", "b", "")))
    assert (found["n"], found["same"], found["share"], found["kappa"]) == (4, 3, 0.75, 0.5)
    assert judgements.agreement(sample(("a", "a", "a")))["kappa"] == 1.0


def test_precision_and_recall_count_codes():
    # Coded: a, b | c | (none). Given: a | c, a | (none). Right: a, c. Precision 2 of 3, recall 2 of 3, whole: the last alone.
    found = judgements.accuracy(sample(("", "", "a|b"), ("", "", "c"), ("", "", "")), told("a", "a|c", ""))
    assert (found["coded"], found["given"], found["right"], found["whole"]) == (3, 3, 2, 1)
    assert (found["precision"], found["recall"]) == (2 / 3, 2 / 3)
    assert (found["precision_low"], found["precision_high"]) == exact_interval(2, 3)


def test_nothing_given_has_no_precision():
    found = judgements.accuracy(sample(("", "", "a")), told(""))
    assert found["precision"] != found["precision"]
    assert (found["recall"], found["precision_low"], found["precision_high"]) == (0.0, 0.0, 1.0)


def test_each_code_is_counted():
    frame = judgements.by_code(sample(("", "", "a|b"), ("", "", "a"), ("", "", "")), told("a", "b", "c"))
    assert frame.to_numpy().tolist() == [["a", 1, 0, 1], ["b", 0, 1, 1], ["c", 0, 1, 0]]


CONFUSIONS = [  # (settled, told, rows of meant, told, things)
    ("a", "a", []),
    ("a", "b", [["a", "b", 1]]),
    ("a", "", [["a", "(none)", 1]]),
    ("", "b", [["(none)", "b", 1]]),
    ("a|b", "a", [["b", "(none)", 1]]),
    ("a|b", "a|c", [["b", "c", 1]]),
]


@pytest.mark.parametrize(("settled", "rules", "expected"), CONFUSIONS)
def test_confusions(settled, rules, expected):
    assert judgements.confusion(sample(("", "", settled)), told(rules)).to_numpy().tolist() == expected


def test_errors_show_both_sets():
    frame = judgements.errors(sample(("", "", "b|a"), ("", "", "c")), told("a", "c"))
    assert frame[["meant", "told"]].to_numpy().tolist() == [["a, b", "a"]]


def test_a_sample_can_bring_its_rules_along():
    frame = sample(("same", "same", "same")).assign(rules=["same"])
    assert judgements.predicted("pairs", frame, {}, {}) == [frozenset({"same"})]


FAULTS = [  # (file, message)
    ("doc_id,start,end,text,first,second\nd,1,2,x,a,a\n", "lacks the column settled"),
    ("doc_id,start,end,text,first,second,settled\nd,1,2,x,a,b,a\n", "second: 'b' is no code of s"),
]


@pytest.mark.parametrize(("content", "message"), FAULTS)
def test_a_faulty_sample_is_told(tmp_path, content, message):
    (tmp_path / "judgements.yml").write_text("samples: {s: {codes: [a]}}\n", "utf-8")
    (tmp_path / "s.csv").write_text(content, "utf-8")
    with pytest.raises(PolicybookError, match=message):
        judgements.load_sample(tmp_path, "s")
    with pytest.raises(PolicybookError, match="no such file"):
        judgements.load_sample(tmp_path, "t")


def test_an_award_that_is_gone_is_told(tables):
    frame = sample(("", "", "")).assign(tier="", figure="1")
    with pytest.raises(PolicybookError, match="no award stands at"):
        judgements.predicted("programmes", frame, {}, tables)


# ------------------------------------------------------------------------------------------- the stored samples


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_samples_are_described_and_stand_in_the_texts(name, corpus):
    about = judgements.load_descriptions(FOLDER)[name]
    assert {"question", "unit", "population", "drawn", "how"} <= set(about)
    frame = judgements.load_sample(FOLDER, name)
    assert not frame.drop(columns=["first", "second", "settled"]).duplicated().any()
    for row in frame.itertuples():
        printed = "".join(corpus[row.doc_id].raw[row.start : row.end].split()).replace("*", "")
        assert row.text.replace("*", "") in printed or name in ("subjects", "names", "alignment"), row


@pytest.mark.parametrize("name", sorted(set(NAMES) & set(judgements._RULES)))
def test_the_rules_speak_of_every_thing_of_a_sample(name, corpus, tables):
    frame = judgements.load_sample(FOLDER, name)
    rules = judgements.predicted(name, frame, corpus, tables)
    assert len(rules) == len(frame)
    assert judgements.accuracy(frame, rules)["precision"] > 0.6
