"""Checked pairs: precision from a small frame counted by hand, and the files as they are."""

import pandas as pd
import pytest
from helpers import ROOT

from policybook.analyse import checked
from policybook.errors import PolicybookError

PAIRS = pd.DataFrame({"a_doc": "x", "a_measure": [1, 2, 3, 4], "b_doc": "y", "b_measure": [1, 2, 3, 4], "same": [True, True, False, False]})


def test_precision_by_hand():
    found = checked.precision(PAIRS, PAIRS.iloc[:3], "measures")
    assert found.loc["drawn", ["n", "right", "precision_pct"]].tolist() == [4, 2, 50]
    assert found.loc["kept", ["n", "right"]].tolist() == [3, 2]
    assert found.loc["kept", "precision_pct"] == pytest.approx(200 / 3)
    assert found.loc["kept", "of_right_pct"] == 100


@pytest.mark.parametrize("name", ["measures", "quantities"])
def test_the_checked_pairs_are_in_order(name):
    frame = checked.load_checked(name, ROOT)
    assert len(frame) >= 80
    assert frame.loc[~frame["same"], "why"].ne("").all(), "a wrong pair says why"
    agreed = frame["first"] == frame["second"]
    assert (frame.loc[agreed, "same"] == frame.loc[agreed, "first"].eq("yes")).all(), "where the codings agree, that is settled"
    assert set(checked.how_checked(ROOT)) == {"drawn", "coded", "question", "note"}


@pytest.mark.parametrize(
    ("line", "told"), [("x,1,h,y,1,h,yes,no,maybe,", "line 2: same: 'maybe'; write yes or no"), ("x,1,h,y,1,h,yes,yes,yes,\nx,1,h,y,1,h,no,yes,yes,", "line 3: this pair stands twice")]
)
def test_a_wrong_line_is_told(tmp_path, line, told):
    (tmp_path / "data/raw").mkdir(parents=True)
    folder = tmp_path / "data/labels/alignment"
    folder.mkdir(parents=True)
    (folder / "measures.csv").write_text(f"a_doc,a_measure,a_heading,b_doc,b_measure,b_heading,first,second,same,why\n{line}\n", "utf-8")
    with pytest.raises(PolicybookError, match=told):
        checked.load_checked("measures", tmp_path)


def test_the_checked_quantities_stand_where_they_say(corpus):
    for row in checked.load_checked("quantities", ROOT).to_dict("records"):
        for side in "ab":
            raw = corpus[row[f"{side}_doc"]].raw
            printed = raw[row[f"{side}_start"] :].replace(" ", "").replace("*", "").replace("\n", "")
            assert row[f"{side}_printed"] in printed[: row[f"{side}_at"] + 60], row
