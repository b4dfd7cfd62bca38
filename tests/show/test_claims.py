"""Claims: what is refused, what is shown, what the ledger reads back."""

import json

import numpy as np
import pandas as pd
import pytest
from helpers import ROOT

from policybook.read.corpus import load_corpus
from policybook.show import claims, links
from policybook.show.claims import ClaimError, make_claim
from policybook.site import data_pages

GOOD = {"the sum exceeds every other": True, "second route: from the quotes": np.bool_(True)}


@pytest.fixture(autouse=True)
def _this_project():
    links.use_root(ROOT)


@pytest.fixture
def rows():
    doc_id = next(iter(load_corpus(ROOT)))
    return pd.DataFrame({"doc_id": doc_id, "section": [1, 1], "measure": pd.array([None, 3], "Int64"), "start": [5, 9], "end": [7, 12]})


def test_the_sentence_is_filled_in(rows):
    claim = make_claim("fiscal-share", "{n} of {m} set {share:.1f} % aside.", {"n": 3, "m": np.int64(5), "share": 41.26}, GOOD, rows)
    assert claim.sentence == "3 of 5 set 41.3 % aside."
    assert claim.glue_name == "claim_fiscal_share"
    assert [row["anchor"] for row in claim.rows] == ["s1", "m3"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"claim_id": "Fiscal Share"}, "lower case"),
        ({"claim_id": "fiscal"}, "the chapter first"),
        ({"checks": {"one": True}}, "two checks"),
        ({"checks": {"one": True, "another": True}}, "second route"),
        ({"checks": {**GOOD, "the smallest is positive": False}}, "fiscal-x: check 'the smallest is positive' does not hold"),
        ({"checks": {**GOOD, "third": np.bool_(False)}}, "'third' does not hold"),
        ({"checks": {**GOOD, "third": "yes"}}, "must be True or False, not str"),
        ({"checks": {**GOOD, "third": pd.Series([True])}}, "not Series"),
        ({"sentence": "{n} of 5."}, "a number is typed"),
        ({"sentence": "{n} of {other}."}, "cannot be filled in"),
        ({"sentence": "None."}, "does not use n"),
        ({"values": {"n": float("nan")}}, "cannot be filled in"),
        ({"rows": pd.DataFrame({"doc_id": [], "start": [], "end": []})}, "rests on no rows"),
        ({"rows": pd.DataFrame({"doc_id": ["a"]})}, "lack end, start"),
    ],
)
def test_what_is_refused(rows, change, message):
    arguments = {"claim_id": "fiscal-x", "sentence": "{n} in 2024.", "values": {"n": 1}, "checks": GOOD, "rows": rows, **change}
    with pytest.raises(ClaimError, match=message) as raised:
        make_claim(**arguments)
    assert str(raised.value).startswith(arguments["claim_id"])


def test_a_claim_is_shown_glued_and_read_back_by_the_ledger(rows, monkeypatch, tmp_path):
    outputs, glued = [], {}
    monkeypatch.setattr(claims.outputs, "display_raw", lambda data, metadata: outputs.append(data))
    monkeypatch.setattr(claims.outputs, "glue", glued.__setitem__)
    claim = claims.claim("fiscal-x", "{n} 亿元 in all.", {"n": 4}, GOOD, rows, headline=False)
    assert glued == {"claim_fiscal_x": "4 亿元 in all.", "claim_fiscal_x_n": 4}
    (data,) = outputs
    assert 'id="claim-fiscal-x"' in data["text/html"]
    assert "#m3" in data["text/html"]
    assert "second route: from the quotes" in data["text/html"]
    assert json.loads(json.dumps(data[claims.MIME])) == claim.to_json()

    cells = [
        {"cell_type": "markdown", "source": ["# The chapter\n", "text"]},
        {"cell_type": "code", "outputs": [{"data": data}, {"name": "stdout", "text": ""}]},
    ]
    path = tmp_path / "03_fiscal.ipynb"
    path.write_text(json.dumps({"cells": cells}), "utf-8")
    (stored,) = data_pages.stored_claims([path])
    assert (stored.id, stored.sentence, stored.chapter) == ("fiscal-x", "4 亿元 in all.", "03_fiscal")
    assert stored.chapter_title == "The chapter"
    assert not stored.headline
    corpus = load_corpus(ROOT)
    assert data_pages.claim_problems([stored], corpus) == []
    assert "registered this id already" in data_pages.claim_problems([stored, stored], corpus)[0]

    (part,) = data_pages.ledger_parts([stored], "../")
    assert 'id="fiscal-x"' in part.html
    assert 'href="../notebooks/03_fiscal.html#claim-fiscal-x"' in part.html


def test_rows_outside_the_corpus_are_reported():
    doc_id, document = next(iter(load_corpus(ROOT).items()))
    stored = data_pages.StoredClaim(
        "a-b",
        "s",
        (),
        (
            {"doc_id": "nowhere-2030", "anchor": "m1", "start": 1, "end": 2},
            {"doc_id": doc_id, "anchor": "m1", "start": 1, "end": len(document.raw) + 1},
        ),
        "01_x",
        "X",
        True,
    )
    first, second = data_pages.claim_problems([stored], load_corpus(ROOT))
    assert "nowhere-2030, which is no document" in first
    assert "outside the text" in second
