"""The bench counts what each stage reads and compares in turns; no test asks how long anything takes."""

import pytest
from helpers import ROOT

from policybook.commands import bench
from policybook.errors import PolicybookError
from policybook.read.corpus import load_corpus


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


def test_a_book_of_many_made_up_documents_can_be_built(corpus, tmp_path):
    folder = tmp_path / "many"
    n = 2 * len(corpus) + 1
    bench.write_book(ROOT, folder, n)
    found = load_corpus(folder)
    assert len(found) == n
    assert len({d.raw for d in found.values()}) == n
    assert len({d.label for d in found.values()}) == n
    places = {d.record["place_en"] for d in corpus.values()}
    copies = [d.record for doc_id, d in found.items() if doc_id not in corpus]
    assert not places & {record["place_en"] for record in copies}
    of = {record["place_en"]: record for record in copies}
    assert {record["parent"] for record in copies if record["parent"] in of} == {"Jiaxing 1", "Jiaxing 2"} & set(of)
    assert (folder / "_toc.yml").is_file()
    for refused in (n, len(corpus) - 1):
        with pytest.raises(PolicybookError):
            bench.write_book(ROOT, folder, refused)
