import json

import pandas as pd
import pytest

from policybook.analyse import outside_scoring as scoring
from policybook.commands.cli import main
from policybook.errors import PolicybookError

TEXT = (
    "某县促进工业发展若干政策\n一、科技政策\n"
    "（一）支持研发。对新认定的国家级、省级平台分别给予100万元、50万元奖励。（责任单位：科技局*、财政局）\n"
    "（二）支持设备。对技改项目按设备投资额的10%给予补助，最高200万元。（责任单位：经信局）\n"
)
FIRST, SECOND = TEXT.index("（一）"), TEXT.index("（二）")
MEASURES = [
    {"path": "一/（一）", "starts": "（一）支持研发", "units": [{"unit": "科技局", "lead": True}, {"unit": "财政局", "lead": False}]},
    {"path": "一/（二）", "start": SECOND, "units": [{"unit": "经信局", "lead": True}]},
]
NONE = dict.fromkeys(["rate_pct", "amount_yuan", "unit", "base", "cap_yuan"]) | {"tier": "", "condition": ""}
FLAGS = {"is_max": False, "is_min": False, "cofunded": False}
AWARDS = [
    NONE | FLAGS | {"measure": "一/（一）", "item": "平台", "tier": "国家级", "instrument": "lump_sum", "amount_yuan": 1000000, "quote": "国家级、省级平台分别给予100万元"},
    NONE | FLAGS | {"measure": "一/（一）", "item": "平台", "tier": "省级", "instrument": "lump_sum", "amount_yuan": 500000, "quote": "50万元奖励"},
    NONE | FLAGS | {"measure": "一/（二）", "item": "技改项目", "instrument": "rate", "rate_pct": 10, "base": "设备投资额", "cap_yuan": 2000000, "quote": "对技改项目按设备投资额的10%给予补助"},
]  # fmt: skip


def write(folder, name, rows):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.jsonl").write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), "utf-8")


@pytest.fixture
def gold(tmp_path):
    write(tmp_path / "gold" / "county", "measures", MEASURES)
    write(tmp_path / "gold" / "county", "awards", AWARDS)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "county.txt").write_text(TEXT, "utf-8")
    return tmp_path / "gold"


def coded(gold):
    return scoring.load_coded(gold / "county", TEXT)


def extracted(**changes):
    """Return rows that agree with the labels in everything, except where `changes` says otherwise."""
    measures = [{"section": 1, "measure": 1, "start": FIRST}, {"section": 1, "measure": 2, "start": SECOND}]
    units = [{"section": 1, "measure": m, "unit": u, "lead": lead, "start": TEXT.index(u)} for m, u, lead in ((1, "科技局", True), (1, "财政局", False), (2, "经信局", True))]
    awards = [a | {"start": TEXT.index(a["quote"]), "end": TEXT.index(a["quote"]) + len(a["quote"])} for a in AWARDS]
    return {"measures": measures, "responsibilities": units, "awards": awards} | changes


def test_labels_are_placed_in_the_text(gold):
    document = coded(gold)
    assert [m["start"] for m in document.measures] == [FIRST, SECOND]
    assert document.units == {(0, "科技局"): True, (0, "财政局"): False, (1, "经信局"): True}
    assert [TEXT[a["start"] : a["end"]] for a in document.awards] == [a["quote"] for a in AWARDS]


FULL = {"outline": (2, 2, 2), "units": (3, 3, 3), "units with lead": (3, 3, 3)}
ALL_AWARDS = {"awards": (3, 3, 3), "awards, strict": (3, 3, 3), "awards, full": (3, 3, 3)}
CASES = [  # (change of the extracted rows, counts that differ from a full agreement)
    (lambda rows: None, {}),
    (lambda rows: rows["measures"][1].update(start=SECOND + 3), {}),
    (lambda rows: rows["measures"][1].update(start=SECOND + 4), {"outline": (2, 2, 1), "units": (3, 3, 2), "units with lead": (3, 3, 2)}),
    (lambda rows: rows["measures"].pop(), {"outline": (2, 1, 1)}),
    (lambda rows: rows["responsibilities"][0].update(lead=False), {"units with lead": (3, 3, 2)}),
    (lambda rows: rows["responsibilities"][0].update(unit="教育局"), {"units": (3, 3, 2), "units with lead": (3, 3, 2)}),
    (lambda rows: rows["awards"].pop(), {"awards": (3, 2, 2), "awards, strict": (3, 2, 2), "awards, full": (3, 2, 2)}),
    (lambda rows: rows["awards"][0].update(amount_yuan=10), {"awards": (3, 3, 2), "awards, strict": (3, 3, 2), "awards, full": (3, 3, 2)}),
    (lambda rows: rows["awards"][2].update(start=0, end=5), {"awards": (3, 3, 2), "awards, strict": (3, 3, 2), "awards, full": (3, 3, 2)}),
    (lambda rows: rows["awards"][2].update(cap_yuan=None), {"awards, strict": (3, 3, 2), "awards, full": (3, 3, 2)}),
    (lambda rows: rows["awards"][2].update(item="孵化器"), {"awards, strict": (3, 3, 2), "awards, full": (3, 3, 2)}),
    (lambda rows: rows["awards"][2].update(base="产值"), {"awards, full": (3, 3, 2)}),
    (lambda rows: rows["awards"][2].update(is_min=True), {"awards, full": (3, 3, 2)}),
]  # fmt: skip


@pytest.mark.parametrize(("change", "differs"), CASES)
def test_each_kind_of_row_counts_once(gold, change, differs):
    rows = extracted()
    change(rows)
    assert scoring.score_document(coded(gold), rows) == FULL | ALL_AWARDS | differs


def test_a_tier_swapped_is_strict_but_not_full(gold):
    rows = extracted()
    rows["awards"][0]["tier"] = "省级"
    counts = scoring.score_document(coded(gold), rows)
    assert (counts["awards, strict"], counts["awards, full"]) == ((3, 3, 3), (3, 3, 2))


def test_the_projects_own_form_has_no_list_of_measures(tmp_path):
    own = [{**a, "section": 1, "measure": n} for a, n in zip(AWARDS, (1, 1, 2), strict=True)]
    own[0]["quote"] = "国家级、省级平台 分别给予\n100 万元"
    write(tmp_path / "county", "awards", own)
    write(tmp_path / "county", "responsibilities", [{"section": 1, "measure": 2, "unit": "经信局", "lead": True}])
    counts = scoring.score_document(scoring.load_coded(tmp_path / "county", TEXT), extracted())
    assert counts == {"units": (1, 3, 1), "units with lead": (1, 3, 1)} | ALL_AWARDS


def test_the_command_prints_and_writes_figures_only(gold, tmp_path, capsys):
    out = tmp_path / "accuracy.csv"
    words = ["score", "--gold", str(gold), "--texts", str(tmp_path / "texts"), "--out", str(out), "--date", "2030-01-02"]
    assert main([*words, "--set", "unseen"]) == 0
    assert main([*words, "--set", "seen"]) == 0
    assert main([*words, "--set", "unseen"]) == 0
    frame = pd.read_csv(out)
    assert list(frame.columns) == scoring.COLUMNS
    assert list(frame["set"]) == ["seen"] * 6 + ["unseen"] * 6
    assert list(frame["table"][:6]) == list(scoring.SCORED)
    assert frame.loc[0, ["n_documents", "gold", "extracted", "found", "f1", "measured_on"]].tolist() == [1, 2, 2, 2, 1.0, "2030-01-02"]
    printed = capsys.readouterr().out
    assert "county" in printed
    assert "all" in printed
    assert not any("\u4e00" <= c <= "\u9fff" for c in out.read_text("utf-8"))


def test_rates_of_counts():
    scores = pd.DataFrame([("a", "awards", 4, 2, 2), ("b", "awards", 4, 4, 1)], columns=["document", "table", "gold", "extracted", "found"])
    row = scoring.summary(scores, "both", "2030-01-02").iloc[0]
    assert (row["n_documents"], row["gold"], row["extracted"], row["found"]) == (2, 8, 6, 3)
    assert (row["precision"], row["recall"], row["f1"]) == (0.5, 0.375, round(6 / 14, 4))


FAULTS = [  # (what is done to the labels, what the message says)
    (lambda gold: (gold.parent / "texts" / "county.txt").unlink(), "is missing"),
    (lambda gold: (gold / "county" / "awards.jsonl").write_text("{"), "line 1: not JSON"),
    (lambda gold: write(gold / "county", "awards", [AWARDS[0] | {"quote": "没有这句话"}]), "does not stand in the text"),
    (lambda gold: write(gold / "county", "measures", [{"path": "1", "starts": "没有"}]), "does not stand in the text"),
    (lambda gold: (gold / "county" / "awards.jsonl").unlink(), "holds no labels"),
]


@pytest.mark.parametrize(("harm", "message"), FAULTS)
def test_faults_are_told(gold, harm, message):
    harm(gold)
    with pytest.raises(PolicybookError, match=message):
        scoring.score_folder(gold, gold.parent / "texts")


def test_an_unknown_document_and_a_strange_file_are_told(gold, tmp_path):
    with pytest.raises(PolicybookError, match="no labels of 'town'"):
        scoring.score_folder(gold, tmp_path / "texts", ["town"])
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    pooled = scoring.summary(scoring.score_folder(gold, tmp_path / "texts"), "s", "d")
    with pytest.raises(PolicybookError, match="no file of accuracies"):
        scoring.write_summary(pooled, tmp_path / "x.csv")
