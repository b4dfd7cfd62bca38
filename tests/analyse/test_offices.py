import pandas as pd
import pytest

from policybook.analyse.offices import office, offices_by_measures

NAMES = [  # (unit as printed, office)
    ("区财政局（区国资办）", "区财政局"),
    ("区委组织部(区委人才办)", "区委组织部"),
    ("各镇（街道）", "各镇（街道）"),
    ("财政局", "财政局"),
    ("嘉兴港区（开发区）管委会", "嘉兴港区（开发区）管委会"),
]


@pytest.mark.parametrize(("unit", "expected"), NAMES)
def test_an_office_with_two_plates_is_one(unit, expected):
    assert office(unit) == expected


def test_an_office_counts_once_a_measure_under_either_name():
    rows = [("d", 1, "区财政局"), ("d", 2, "区财政局（区国资办）"), ("d", 2, "区财政局"), ("d", 2, "区科技局"), ("d", None, "区科技局")]
    frame = pd.DataFrame(rows, columns=["doc_id", "measure", "unit"]).assign(path=lambda rows: rows["measure"].map(str))
    assert offices_by_measures(frame).to_numpy().tolist() == [["d", "区财政局", 2], ["d", "区科技局", 1]]


def test_numbers_that_start_again_are_other_measures():
    rows = [("d", 1, "一/（一）/1", "财政局"), ("d", 1, "一/（二）/1", "财政局")]
    frame = pd.DataFrame(rows, columns=["doc_id", "measure", "path", "unit"])
    assert offices_by_measures(frame).to_numpy().tolist() == [["d", "财政局", 2]]
