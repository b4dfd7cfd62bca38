import pandas as pd

from policybook.show.links import row_anchors
from policybook.tables.anchors import annex_anchor, annex_measure_anchors
from policybook.tables.parts import of_body


def test_rows_of_the_body():
    assert of_body(pd.DataFrame({"part": ["body", "annex"], "x": [1, 2]}))["x"].tolist() == [1]
    assert len(of_body(pd.DataFrame({"x": [1, 2]}))) == 2


def test_a_row_of_an_annex_leads_to_its_entry(tables):
    rows = tables["awards"].query("part == 'annex'")
    entries = set(annex_measure_anchors(tables["annex_measures"]))
    assert len(rows)
    assert set(row_anchors(rows)) <= entries
    assert annex_anchor("1-2/延续/1") == "list-1-2-continued-1"
