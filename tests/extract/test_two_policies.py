"""Two policies in one file: a problem says so, paths stay apart, and each heading counts its own measures."""

from policybook.extract.document import extract_document
from policybook.read.corpus import Document

TWO = """青石县支持工业若干政策
一、支持技改
2031年，县财政安排1亿元。
（一）设备奖励。对技改企业给予10万元奖励。（责任单位：县经信局）
（二）上云补助。对上云企业给予2万元补助。（责任单位：县经信局）
二、支持创新
（一）研发补助。对研发企业给予5万元补助。（责任单位：县科技局）
青石县支持农业若干政策
一、支持种粮
2031年，县财政安排2亿元。
（一）种粮补贴。对种粮大户给予每亩100元补贴。（责任单位：县农业农村局）
二、支持畜牧
（一）养殖补助。对养殖场给予8万元补助。（责任单位：县农业农村局）
（二）防疫补助。对防疫站给予3万元补助。（责任单位：县农业农村局）
"""
#: The same below a level more: measures 1. 2. in subsections.
DEEP = TWO.replace("（二）", "2.").replace("（一）", "（一）专项\n1.")


def test_rows_of_two_policies_do_not_share_a_path():
    rows = extract_document(Document("x", TWO, {}))
    paths = ["一/（一）", "一/（二）", "二/（一）", "一#2/（一）", "二#2/（一）", "二#2/（二）"]
    assert [row["path"] for row in rows["measures"]] == paths
    assert [row["path"] for row in rows["responsibilities"]] == paths
    assert [(row["path"], row["amount_yuan"]) for row in rows["awards"]] == list(zip(paths, [1e5, 2e4, 5e4, 100, 8e4, 3e4], strict=True))
    assert [(row["path"], row["amount_yuan"]) for row in rows["budgets"]] == [("一", 1e8), ("一#2", 2e8)]
    assert [(row["label"], row["title"], row["n_measures"]) for row in rows["sections"]] == [
        ("一、", "支持技改", 2), ("二、", "支持创新", 1), ("一、", "支持种粮", 1), ("二、", "支持畜牧", 2),
    ]  # fmt: skip
    (problem,) = [row for row in rows["problems"] if row["kind"] == "outline"]
    assert problem["message"] == "numbers start again at 一、支持种粮: another policy in one text? its paths are marked 一#2"
    assert TWO[problem["start"] :].startswith("一、支持种粮")


def test_subsections_of_two_policies_count_their_own_measures():
    rows = extract_document(Document("x", DEEP, {}))
    assert [row["path"] for row in rows["measures"]] == [
        "一/（一）/1", "一/（一）/2", "二/（一）/1", "一#2/（一）/1", "二#2/（一）/1", "二#2/（一）/2",
    ]  # fmt: skip
    assert [row["n_measures"] for row in rows["subsections"]] == [2, 1, 1, 2]
    assert sum(row["n_measures"] for row in rows["sections"]) == len(rows["measures"]) == 6
