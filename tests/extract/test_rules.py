"""The rules and words of the extraction: each rule's example runs and needs the rule, no figure is read twice."""

import ast
import re

import pytest
import yaml
from helpers import ROOT

from policybook.commands.cli import main
from policybook.extract import awards, budgets, cascade, provisions, targets
from policybook.extract.document import extract_document
from policybook.extract.explain import explain, shown, shown_sum, shown_target
from policybook.extract.frames import read_passage
from policybook.extract.phrasebook import all_frame_rules
from policybook.extract.quantities import quantities
from policybook.extract.vocabulary import FOLDER, all_rules, leave_out, words
from policybook.read.corpus import read_document

AWARDS = [rule for name in ("roles", "slots") for rule in all_rules(name)]
BUDGETS, TARGETS, PROVISIONS = (all_frame_rules(name) for name in ("budgets", "targets", "provisions"))
RULES = [*AWARDS, *BUDGETS, *TARGETS, *PROVISIONS]
PROVINCES = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 "
    "内蒙 广西 西藏 宁夏 新疆 香港 澳门 台湾 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 广州 深圳 苏州 南京 武汉 成都 长沙"
).split()
POLICIES = sorted((ROOT / "tests" / "policies").glob("*.txt"))


def read(text):
    found = quantities(text)
    return read_passage(text, found, budgets.starts(text, found))


def rendered(text):
    passage = read(text)
    lines = [shown(row) for row in awards.rows(passage)] + [f"problem {p.message}" for p in passage.problems]
    return " ; ".join(lines) or "-"


def sums(text):
    return " ; ".join(map(shown_sum, budgets.extract(text, 2030)[0]))


def aims(text):
    return " ; ".join(map(shown_target, targets.extract(text)[0]))


def said(text):
    """Write what a text says of the payments of its sum, else of its validity, else of the application."""
    if (times := provisions.payments(text, 0, len(text))) > 1:
        return f"{times} times"
    valid, way = provisions.validity([text], "2031-02-03"), provisions.application([text])
    days = f"{valid.valid_from or ''} {valid.valid_to or ''}"
    return days if days.strip() else f"{way.application} {way.application_words}"


CASES = [(rule, rendered) for rule in AWARDS]
CASES += [(rule, lambda text: sums(text) or "-") for rule in BUDGETS]
CASES += [(rule, lambda text: aims(text) or "-") for rule in TARGETS]
CASES += [(rule, said) for rule in PROVISIONS]
IDS = [rule.id for rule, _ in CASES]


@pytest.mark.parametrize(("rule", "reading"), CASES, ids=IDS)
def test_the_example_of_a_rule_gives_what_it_says(rule, reading):
    assert rule.example, "a rule without an example"
    assert reading(rule.example) == rule.want


@pytest.mark.parametrize(("rule", "reading"), CASES, ids=IDS)
def test_the_example_of_a_rule_needs_the_rule(rule, reading):
    with leave_out(rule.id):
        assert reading(rule.example) != rule.want


def test_each_rule_has_its_own_name():
    names = [rule.id for rule in RULES]
    assert len(set(names)) == len(names)


def test_no_rule_and_no_word_names_a_place(corpus):
    names = set(PROVINCES) | {re.sub("[省市县区]$", "", str(d.known.get("place", ""))) for d in corpus.values()} - {""}
    listed = "".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.iterdir()))
    assert sorted(name for name in names if name in listed) == []


def test_each_meaning_says_why():
    for path in FOLDER.glob("*.yml"):
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert [name for name, entry in entries.items() if not entry.get("why")] == []


#: The modules that read budgets, awards and targets; the grammar of numbers is in `quantities`, that of lists in `annexes`.
READERS = ("awards budgets caps cascade frames loans measures names pairing phrases provisions reading roles sharing targets tiers tokens").split()
UNITS = {"元", "人", "倍", "年"}  # values of columns and of quantities, not words of the text


@pytest.mark.parametrize("module", READERS)
def test_the_words_of_the_language_stand_in_the_rules_not_in_the_code(module):
    tree = ast.parse((FOLDER.parent / f"{module}.py").read_text(encoding="utf-8"))
    spoken = {node.value.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    written = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert sorted(text for text in written - spoken - UNITS if re.search("[\u4e00-\u9fff]", text)) == []


def passages(corpus):
    documents = [*corpus.values(), *(read_document(path) for path in POLICIES)]
    return [(d, p) for d in documents for p in d.outline.passages]


def test_no_figure_becomes_rows_of_two_tables(corpus):
    for document, passage in passages(corpus):
        found = quantities(passage.text)
        reading = cascade.read(passage.text, found=found)
        sums = budgets.starts_of(reading.budgets, found)
        given = reading.awards_of.given
        assert not given & sums, document.doc_id
        for row in reading.targets:
            inside = [q for q in found if row.start <= q.start and q.end <= row.end and q.value == row.value]
            assert not inside or any(q.start not in sums | given for q in inside), (document.doc_id, row)
            assert not inside or any(reading.roles[q.start].table == "targets" for q in inside), (document.doc_id, row)


def test_no_input_costs_more_than_linear_time():
    import time

    def cost(n):
        text = "对企业、个人给予10万元、" * n + "奖励，最高20万元的" * n
        start = time.process_time()
        read(text)
        return time.process_time() - start

    cost(20)
    assert cost(400) < 12 * cost(100) + 0.05


def test_each_kind_of_token_is_one_letter():
    letters = list(words().letter.values())
    assert all(len(letter) == 1 for letter in letters)


def test_a_text_is_explained_with_the_rules_that_decided():
    lines = explain("对新认定的省级企业给予20万元奖励，同一企业最高50万元。")
    assert "20万元: award (rule give-direct of awards)" in lines
    assert "award   lump_sum 200000" in lines


EXPLAINED = [  # (text, lines that are printed)
    (
        "2031年，市财政预算安排交通资金5亿元，其中公路资金3亿元。新建泊位20个以上。",
        [
            "  5亿元: domain_total (rule total-treasury of budgets)",
            "  3亿元: component (rule part-of of budgets)",
            "  20个: target (rule aim-number of targets)",
            "budget  domain_total 500000000 交通资金  (rule total-treasury)",
            "budget  component 300000000 公路资金 of 交通资金  (rule part-of)",
            "target  新建泊位 >= 20 个  (rule aim-number)",
        ],
    ),
    (
        "对年产值5亿元以上的企业，按设备投资额的10%给予补助。",
        [
            "  5亿元: measure (rule above-of of awards)",
            "  10%: award (rule p-given of awards)",
            "slots   item: 年产值5亿元以上的企业 | base: 设备投资额 | condition: 年产值5亿元以上的企业",
            "award   rate 10% 年产值5亿元以上的企业 base=设备投资额 when=年产值5亿元以上的企业  (rule p-given)",
        ],
    ),
    ("已建成5G基站2000个。", ["  2000个: known (rule known of targets)"]),
]


@pytest.mark.parametrize(("text", "wanted"), EXPLAINED)
def test_each_figure_has_one_role_and_its_rule(text, wanted):
    lines = explain(text).splitlines()
    assert [line for line in wanted if line not in lines] == []


def test_each_row_knows_a_rule_of_its_table(corpus):
    known = {"budgets": BUDGETS, "awards": AWARDS, "annex_awards": AWARDS, "targets": TARGETS}
    for document in [*corpus.values(), *(read_document(path) for path in POLICIES)]:
        rows = extract_document(document)
        for name, rules in known.items():
            assert {row["rule"] for row in rows[name]} <= {rule.id for rule in rules}, (document.doc_id, name)


def test_the_command_explains_a_text_or_a_measure(capsys):
    assert main(["explain", "市财政统筹专项资金3亿元。"]) == 0
    assert "budget  other_allocation 300000000" in capsys.readouterr().out
    assert main(["explain", "--root", str(ROOT), "--doc", "haining-2024", "--measure", "3"]) == 0
    printed = capsys.readouterr().out
    assert "投资/METRIC" in printed
    assert "100亿元: sought (rule sought-bond of budgets)" in printed
    assert main(["explain"]) == 2
    assert main(["explain", "--root", str(ROOT), "--doc", "nowhere"]) == 2
    assert main(["explain", "--root", str(ROOT), "--doc", "haining-2024", "--measure", "999"]) == 2
