import dataclasses

import pandas as pd
import pytest

from policybook.analyse import audit, figure_checks, structure_checks, text_checks
from policybook.analyse import corrections as audit_corrections
from policybook.analyse import findings as audit_findings
from policybook.commands.cli import main
from policybook.errors import PolicybookError
from policybook.read.corpus import Document
from policybook.tables.build import make_tables
from policybook.vocab import corrections as vocab_corrections


@pytest.fixture(scope="module")
def findings(corpus, tables):
    return audit.audit_corpus(corpus, tables)


@pytest.fixture(scope="module")
def corrections():
    return vocab_corrections.load_corrections()


TEXTS = [  # (check, text, messages)
    (text_checks.marks, "对“三星级”“四星级”给予奖励（最高30万元）。", []),
    (text_checks.marks, "〔以上均指第一完成单位（个人）」。", ["〔 is closed by 」"]),
    (text_checks.marks, "推进乡村“土特产’精品培育。", ["“ is closed by ’"]),
    (text_checks.marks, "落实“智能网联汽车‘车路云一体化’”项目。", []),
    (text_checks.marks, "公路（G228项目)建设。", []),
    (text_checks.marks, "支持企业（含个体户发展。", ["（ is not closed"]),
    (text_checks.marks, "支持企业）发展。", ["） closes nothing"]),
    (text_checks.marks, "1）支持企业发展。", []),
    (text_checks.marks, "对“小巨人（重点）企业给予奖励。", ["“ is not closed"]),
    (text_checks.marks, "按“（省级”共性）执行。", ["（ is not closed", "） closes nothing"]),
    (text_checks.doubled, "加快推进科技重大项目项目建设。", ["项目 stands twice"]),
    (text_checks.doubled, "按照“早淘汰多补贴原则”原则给予补助。", ["原则 stands twice"]),
    (text_checks.doubled, "（二十四）强化金融支持服务。强化金融支持服务。全力保障。", ["强化金融支持服务 stands twice"]),
    (text_checks.doubled, "推进文化产业高质量发展\t推进文化产业高质量发展。发挥作用。", ["推进文化产业高质量发展 stands twice"]),
    (text_checks.doubled, "支持设施园艺农艺农机融合，建成农业创业创新孵化园。", []),
    (text_checks.doubled, "深化“双百双十”行动。", []),
    (text_checks.cut_words, "扩大有效投资。扩大有效投资政策。列入扩大有效投“551”工程。", ["扩大有效投 stands before a mark, elsewhere before 资"]),
    (text_checks.cut_words, "人力资源服务业高质量发展，人力资源服务业高地。实施人力资源服务业“建圈强链”行动。", []),
    (text_checks.stray, "（责任单位：区市场监管局、区税务局、）", ["、） stands together"]),
    (text_checks.stray, "给予奖励。。支持企业。", ["。。 stands together"]),
    (text_checks.stray, "给予奖励；支持企业，发展。", []),
    (text_checks.odd_characters, "研究制定补助资金管理辦法。", ["辦 is a traditional character"]),
    (text_checks.odd_characters, "腾笼换鸟、凤凰涅槃，鹄湖科技板。", []),
    (text_checks.repeated_items, "对通过“五星级”“四星级”“五星级”认定的，", ["“五星级” stands twice in one list"]),
    (text_checks.repeated_items, "对通过“三星级”“四星级”“五星级”认定的，", []),
    (text_checks.repeated_items, "支持数控机床、时尚创意、数控机床产业。", []),
    (text_checks.repeated_items, "支持软件、数控机床、时尚创意、数控机床，", ["数控机床 stands twice in one list"]),
    (text_checks.repeated_items, "分别给予10万元、5万元、10万元，", []),
    (text_checks.enumerations, "聚焦人工智能、生命健康、未来能源三大领域。", []),
    (text_checks.enumerations, "聚焦人工智能、生命健康、未来能源等四大领域。", ["3 items are named, 4 are said"]),
    (text_checks.enumerations, "做好“强城”“兴村”“融合”三篇文章。", []),
    (text_checks.widths, "支持企业，给予奖励，最高30万元，支持园区,给予补助。", [", stands 1 times beside 3 ，"]),
    (text_checks.widths, "支持企业，给予奖励，", []),
]


@pytest.mark.parametrize(("check", "text", "messages"), TEXTS)
def test_flaws_of_a_text(check, text, messages):
    found = list(check(text))
    assert [flaw.message for flaw in found] == messages
    assert all(flaw.kind in audit_findings.KINDS and 0 <= flaw.start < flaw.end <= len(text) for flaw in found)


SERIES = [  # (labels with their numbers, kinds)
    ([(1, "（一）"), (2, "（二）"), (3, "（三）")], []),
    ([(1, "（一）"), (2, "（二）"), (4, "（四）")], ["numbering"]),
    ([(1, "1."), (2, "2."), (2, "2."), (3, "3.")], ["numbering"]),
    ([(1, "1、"), (2, "二、"), (3, "三、")], ["numbering style"]),
    ([(8, "8."), (9, "9．"), (10, "10.")], ["numbering style"]),
    ([], []),
]


@pytest.mark.parametrize(("labels", "kinds"), SERIES)
def test_numbering(labels, kinds):
    series = [(number, label, i * 9, i * 9 + 5) for i, (number, label) in enumerate(labels)]
    assert [flaw.kind for flaw in structure_checks.numbering(series, "measure")] == kinds


SLOTS = [  # (text, annex, pairs of values that stand in the same words)
    ("促成企业全年绿电交易达1.2亿千瓦时以上。", "促成企业全年绿电交易达1.5亿千瓦时以上。", [(1.5e8, 1.2e8)]),
    ("带动固定资产投资增长10%。", "全年固定资产投资增长6%以上。", [(6, 10)]),
    ("新建农村充电桩60根以上。", "新建农村充电桩60根以上。", [(60, 60)]),
    ("新建公共充电桩60根。", "新建停车位30个。", []),
    ("给予最高100万元奖励。", "给予最高50万元奖励。", []),
    ("完成投资10亿元。", "完成投资20公里。", []),
    ("2024年，新增海外仓1个。", "力争2025年新增海外仓2个。", []),
    ("2024年，新增省级公共海外仓1个。", "新增省级公共海外仓2个。", [(2, 1)]),
]


@pytest.mark.parametrize(("text", "annex", "values"), SLOTS)
def test_figures_in_the_same_words_are_paired(text, annex, values):
    pairs = figure_checks.paired(figure_checks.slots(annex), figure_checks.slots(text))
    assert [(a.quantity.value, b.quantity.value) for a, b in pairs] == values


def policy(opening="县财政2030年预算安排3亿元，其中研发资金1亿元，人才资金2亿元。", measures="", closing="", annex=""):
    return (
        "某县促进经济高质量发展若干政策\n一、科技政策（由科技局牵头）\n"
        f"{opening}\n（一）支持研发。对新认定的省级平台给予50万元奖励。（责任单位：科技局、财政局）\n"
        f"（二）支持平台。2030年，全县新建公共服务平台5家以上。（责任单位：科技局）\n{measures}"
        "二、交通政策\n县财政2030年预算安排2亿元。\n"
        f"（三）支持公路。新改建农村公路6公里。（责任单位：交通局）\n上述2个领域政策，{closing}\n{annex}"
    )


ASKS = "附件\n某县积极争取上级政策事项清单\n八大领域\t争取事项\t具体目标\t责任单位\n"
LISTS = "附件1\n1-1 2030年科技政策措施\n序号\t政策内容\t重点政策措施\t实施期限\n\t总计\t{n}条\t\n一\t延续类措施\t1条\t\n1\t支持研发\t{a}\t2030年\n二\t新增类措施\t1条\t\n1\t支持平台\t{b}\t2030年\n"
BUDGETS = (
    "附件1\n1-9 2030年财政清单\n序号\t重点\t2029年预算安排金额（亿元）\t2030年预算安排金额（亿元）\t2030年较2029年增/减（亿元）\n\t总预算\t4\t{net}\t1\n一\t科技\t2\t{one}\t1\n二\t交通\t2\t2\t0\n"
)

DOCUMENTS = [  # (parts of a policy, kinds of finding of medium or high severity)
    ({}, []),
    ({"opening": "县财政2030年预算安排3亿元，其中研发资金2亿元，人才资金2亿元。"}, ["parts exceed total"]),
    ({"opening": "支持科技。"}, []),
    ({"closing": "除交叉重叠部分外，支持总额约6.5亿元。"}, ["total exceeds domains"]),
    ({"closing": "支持总额约5亿元。"}, []),
    ({"measures": "（二）支持基金。设立基金。（责任单位：财政局）\n"}, ["numbering"]),
    ({"annex": ASKS + "一、科技政策\t1.争取平台\t新建平台1家。\t科技局\n\t2.争取平台\t新建平台1家。\t科技局\n"}, ["repeated entry"]),
    ({"annex": ASKS + "一、科技政策\t1.争取平台\t新建平台1家。\t科技局\n\t争取资金\t争取资金。\t科技局\n\t2.争取人才\t争取人才。\t科技局\n"}, ["numbering"]),
    ({"annex": ASKS + "一、科技政策\t1.争取平台\t全县新建公共服务平台8家以上。\t科技局\n"}, ["text and annex figures"]),
    ({"annex": LISTS.format(n=2, a="支持研发。", b="全县新建公共服务平台5家以上。")}, []),
    ({"annex": LISTS.format(n=3, a="支持研发。", b="支持平台。")}, ["list count"]),
    ({"annex": LISTS.format(n=2, a="对新认定的省级公共服务平台和企业研究院给予资金支持。", b="对新认定的省级公共服务平台和企业研究院给予资金支持。")}, ["listed under two types"]),
    ({"annex": BUDGETS.format(net=5, one=3), "closing": "支持总额约5亿元。"}, []),
    ({"annex": BUDGETS.format(net=5, one="2.5"), "closing": "支持总额约5亿元。"}, ["text and annex sums", "annex arithmetic", "annex arithmetic"]),
    ({"opening": "县财政2030年预算安排3亿元（包含培训经费），其中研发资金1亿元，人才资金2亿元。", "annex": BUDGETS.format(net=5, one="2.5"), "closing": "支持总额约5亿元。"}, ["sums defined apart", "annex arithmetic", "annex arithmetic"]),
    ({"opening": "县级财政2030年预算安排3亿元，其中研发资金1亿元，消费资金2亿元。", "measures": "（三）支持消费。2030年，全县发放消费券3亿元。（责任单位：商务局）\n"}, ["sums defined apart", "numbering"]),
    ({"opening": "县级财政2030年预算安排3亿元，其中研发资金1亿元，消费资金2亿元。", "measures": "（三）支持消费。2030年，发放消费券3亿元。（责任单位：商务局）\n"}, ["more given than set aside", "numbering"]),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "kinds"), DOCUMENTS)
def test_findings_of_a_made_up_document(parts, kinds):
    document = Document("x", policy(**parts), {"policy_year": 2030})
    found = audit.audit(document)
    assert sorted(f.kind for f in found if f.severity != "low") == sorted(kinds), audit.report(found)


def test_the_closing_paragraph_counts_the_domains():
    found = audit.audit(Document("x", policy().replace("上述2个", "上述8个"), {}))
    assert [f.message for f in found if f.kind == "number of domains"] == ["上述8个领域, and there are 2"]


CONTRADICTIONS = [  # (document, kind, words of the message)
    ("haining-2024", "sums defined apart", "1.83亿元（包含“腾笼换鸟”经费） in the text, 1.33 in table 1-9-1"),
    ("haining-2024", "text and annex figures", "带动固定资产投资增长10% in the text, 全年固定资产投资增长6%以上 in the annex"),
    ("haining-2024", "text and annex figures", "1.2亿千瓦时以上 in the text, 促成企业全年绿电交易达1.5亿千瓦时以上"),
    ("haining-2024", "text and annex bounds", "1.9万亩以上 in the text"),
    ("haining-2024", "text and annex wording", "鹄 → 南"),
    ("haining-2024", "numbering", "the entry below number 7 has no number"),
    ("haining-2024", "listed under two types", "提高小微、“三农”融资担保覆盖面"),
    ("haining-2024", "missing stop", "measure 58"),
    ("pinghu-2024", "item printed twice", "“五星级”"),
    ("pinghu-2024", "quotation marks and brackets", "〔 is closed by 」"),
    ("pinghu-2024", "nothing overlaps", "31.845亿元, the total is 31.85"),
    ("xiuzhou-2024", "repeated entry", "asks 1 and 4 are the same"),
    ("xiuzhou-2024", "numbering style", "1 of 8 domain numbers are printed as 1、"),
    ("xiuzhou-2024", "word cut off", "扩大有效投"),
    ("jiaxing-2025", "character", "辦"),
    ("jiaxing-2025", "sums defined apart", "消费券 2.00亿元, 消费扩容提质 0.03: 全市 and 市级"),
    ("jiaxing-2025", "more given than set aside", "文旅消费券 0.04亿元"),
    ("nanhu-2025", "no sum for a domain", "domain 4"),
    ("nanhu-2025", "quotation marks and brackets", "“ is closed by ’"),
    ("nanhu-2025", "doubled words", "项目"),
    ("nanhu-2025", "title of a domain", "推进高水平交通强区建设"),
]


@pytest.mark.parametrize(("doc_id", "kind", "words"), CONTRADICTIONS)
def test_known_contradictions_are_found(findings, doc_id, kind, words):
    own = findings[(findings["doc_id"] == doc_id) & (findings["kind"] == kind)]
    assert own["message"].str.contains(words, regex=False).any(), own["message"].tolist()


def test_nothing_else_is_grave(findings):
    grave = findings[findings["severity"] == "high"]
    assert set(grave["doc_id"]) == {"haining-2024"}
    assert len(grave) == 2


def test_quotes_stand_where_the_findings_say(findings, corpus):
    for row in findings.itertuples():
        for quote, start, end in ((row.quote, row.start, row.end), (row.other_quote, row.other_start, row.other_end)):
            if isinstance(quote, str):
                letters = "".join(c for c in corpus[row.doc_id].raw[start:end] if c not in "*" and not c.isspace())
                assert "".join(quote.split()) in letters


def test_one_example_of_each_kind():
    rows = [("b", "doubled words", "one"), ("a", "doubled words", "two"), ("a", "numbering", "three")]
    frame = audit.examples(pd.DataFrame(rows, columns=["doc_id", "kind", "message"]))
    assert frame[["kind", "n", "documents", "message"]].to_numpy().tolist() == [["numbering", 1, 1, "three"], ["doubled words", 2, 2, "one"]]
    assert frame["meaning"].tolist() == [audit_findings.KINDS[kind][1] for kind in ("numbering", "doubled words")]


def test_what_is_tested_is_counted(corpus, tables):
    counts = {doc_id: audit.tested(document, tables) for doc_id, document in corpus.items()}
    assert counts["haining-2024"]["list count"] == 60
    assert counts["haining-2024"]["annex arithmetic"] == 8
    assert counts["haining-2024"]["text and annex figures"] > 100
    assert all(c["numbering"] == len(tables["measures"].query("doc_id == @d")) + 8 + len(tables["asks"].query("doc_id == @d")) + len(tables["annex_measures"].query("doc_id == @d")) for d, c in counts.items())  # fmt: skip


# ------------------------------------------------------------------------------------------------- corrections


def test_each_guard_holds(corrections, corpus):
    assert audit_corrections.broken_guards(corrections, corpus) == []


def test_a_mended_source_breaks_its_guard(corrections, corpus):
    for one in corrections:
        if one.meant is not None:
            document = audit_corrections.corrected(corpus[one.doc_id], [one])
            assert audit_corrections.broken_guards([one], {one.doc_id: document}), one.id


def test_a_guard_on_the_other_place(corrections, corpus):
    one = next(c for c in corrections if c.against)
    changed = dataclasses.replace(one, against="没有这句话")
    assert audit_corrections.broken_guards([changed], corpus)
    assert audit_corrections.broken_guards([dataclasses.replace(one, doc_id="none")], corpus)


def test_corrections_that_the_rules_do_not_find_are_named(corrections, findings, corpus):
    known = audit_corrections.known_to_rules(corrections, findings, corpus)
    unknown = {c.id for c, k in zip(corrections, known, strict=True) if not k}
    assert unknown == {"xiuzhou-missing-rate", "nanhu-own-money"}


def test_corrected_changes_only_what_is_meant(corrections, corpus, tables):
    document = corpus["pinghu-2024"]
    one = [c for c in corrections if c.id == "pinghu-five-stars"]
    mended = make_tables([audit_corrections.corrected(document, one)])["awards"]
    before = tables["awards"].query("doc_id == 'pinghu-2024'")
    assert len(mended) == len(before)
    changed = [(a, b) for a, b in zip(before["tier"].fillna(""), mended["tier"].fillna(""), strict=True) if a != b]
    assert changed == [("五星级", "三星级")]


def test_entries_must_be_well_formed(tmp_path):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    path = tmp_path / "data" / "corrections.yml"
    path.write_text("- {id: a, doc_id: x, place: y, printed: z, meant: w}\n", "utf-8")
    with pytest.raises(PolicybookError, match="a: lacks `why`"):
        vocab_corrections.load_corrections(tmp_path)
    path.write_text("- {id: a, doc_id: x, place: y, printed: z, meant: w, why: v}\n" * 2, "utf-8")
    with pytest.raises(PolicybookError, match="stands twice"):
        vocab_corrections.load_corrections(tmp_path)


# ------------------------------------------------------------------------------------------------- the command


@pytest.mark.parametrize(("opening", "code"), [("支持科技。", 0), ("县财政安排3亿元，其中研发资金2亿元，人才资金2亿元。", 1)])
def test_the_command_reads_any_file(tmp_path, capsys, opening, code):
    path = tmp_path / "town.txt"
    path.write_text(policy(opening=opening), "utf-8")
    assert main(["audit", str(path)]) == 0
    assert main(["audit", str(path), "--strict"]) == code
    printed = capsys.readouterr().out
    assert printed.startswith("town: ")
    assert ("parts exceed total" in printed) == bool(code)
