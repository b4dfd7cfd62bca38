"""The scorecard: a table for each document, each promise linked to its sentence, and the CSV of all."""

import io

import pandas as pd
import pytest
from lxml import html

from policybook.site import scorecard_page


@pytest.fixture(scope="module")
def cards(tables):
    return scorecard_page.scorecard_rows(tables)


def test_each_target_is_a_row_of_its_document(cards, tables):
    parts = scorecard_page.scorecard_parts(cards, "../")
    assert [part.anchor for part in parts] == [f"scorecard-{d}" for d in dict.fromkeys(tables["targets"]["doc_id"])]
    rows = [html.fromstring(part.html).xpath("//tr[td]") for part in parts]
    assert sum(map(len, rows)) == len(tables["targets"])
    links = [row.xpath("./td/a/@href") for own in rows for row in own]
    assert all(len(found) == 1 and found[0].startswith("../book/reader/") and "#" in found[0] for found in links)


def test_the_lead_stands_out_and_nobody_is_said(cards):
    text = scorecard_page.scorecard_parts(cards, "../")[0].html
    assert "<strong>" in text
    assert "nobody named" in text
    assert "striven for" in text


def test_the_csv_has_room_for_the_reader(cards):
    frame = pd.read_csv(io.StringIO(scorecard_page.scorecard_csv(cards)))
    assert len(frame) == len(cards)
    assert frame["reached"].isna().all()
    assert frame["source"].isna().all()


def test_of_many_documents_the_page_says_how_many_targets_each_has(cards, monkeypatch):
    monkeypatch.setattr(scorecard_page, "MANY", 2)
    [part] = scorecard_page.scorecard_parts(cards, "../")
    found = {item.text_content() for item in html.fromstring(f"<div>{part.html}</div>").xpath("//li")}
    assert len(found) == cards["doc_id"].nunique()
    assert all(any(line.endswith(f": {n} targets") for line in found) for n in cards["doc_id"].value_counts())
