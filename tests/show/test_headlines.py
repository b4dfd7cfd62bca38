"""The findings that open the book: few words, with numbers, with a figure."""

import matplotlib

matplotlib.use("Agg")

import pytest

from policybook.show import outputs, style
from policybook.show.figures.parts import simple_bars
from policybook.show.headlines import MIME, HeadlineError, filled, headline

LONG = "{n} " + "word " * 25


@pytest.mark.parametrize(
    ("sentence", "values", "said"),
    [
        ("{n} of {m} towns.", {"n": 1, "m": 2}, "1 of 2 towns."),
        ("{a:.0f} % of all.", {"a": 12.6}, "13 % of all."),
    ],
)
def test_a_sentence_is_filled_in(sentence, values, said):
    assert filled("a-b", sentence, values) == said


@pytest.mark.parametrize(("sentence", "values", "reason"), [("Most of it.", {}, "says its number"), (LONG, {"n": 1}, "25 words at most, this one 26")])
def test_what_is_refused(sentence, values, reason):
    with pytest.raises(HeadlineError, match=f"a-b: .*{reason}"):
        filled("a-b", sentence, values)


def test_it_is_shown_with_its_small_figure(monkeypatch):
    shown = []
    monkeypatch.setattr(outputs, "display_raw", lambda data, metadata: shown.append((data, metadata)))
    style.use_style()
    headline("a-b", "{n} of all.", {"n": 4}, simple_bars({"one": 4, "other": 2}, "towns", {"one"}), alt="Two bars.")
    ((data, about),) = shown
    assert data[MIME] == {"claim": "a-b", "sentence": "4 of all.", "alt": "Two bars."}
    assert data["image/svg+xml"].startswith("<svg")
    assert "2 bars" in data["text/plain"]
    assert about == {outputs.FIGURE_KEY: {"repeated": True}}
