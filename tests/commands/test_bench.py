"""The bench counts what each stage reads and compares in turns; no test asks how long anything takes."""

import pytest

from policybook.commands import bench


def test_each_stage_is_measured_by_what_it_reads(corpus):
    found = bench.stages(corpus)
    raw = sum(len(document.raw) for document in corpus.values())
    passages = sum(len(p.text) for document in corpus.values() for p in document.outline.passages)
    assert found["clean"].n_chars == found[bench.ALL].n_chars == raw
    assert found["awards"].n_chars == passages < raw


def test_the_median_of_turns_is_told(corpus, monkeypatch):
    ours, theirs = iter([10.0, 1.0, 2.0]), iter([20.0, 3.0, 2.0])
    monkeypatch.setattr(bench, "stages", lambda corpus: {bench.ALL: bench.Stage("ours", 100)})
    monkeypatch.setattr(bench, "instead", lambda corpus: {"other": bench.Stage("theirs", 50)})
    monkeypatch.setattr(bench, "seconds", lambda call: next(ours if call == "ours" else theirs))
    [row] = bench.compare(corpus, 3).to_dict("records")
    assert row == {"instead": "other", "seconds": 3.0, "n_chars": 50, "ratio": 4.0}


@pytest.mark.parametrize("n", [10, 40])
def test_a_long_document_has_so_many_measures(corpus, n):
    assert len(bench.long_document(corpus, n).outline.measures) == n


def test_growth_is_the_slope_from_the_second_length(corpus, monkeypatch):
    monkeypatch.setattr(bench, "best_of", lambda call, repeats: 0.1)
    found = bench.growth(corpus, lengths=(2, 4, 8))
    assert list(found.columns) == [2, 4, 8, "exponent"]
    assert found["exponent"].to_list() == [0.0] * len(found)
