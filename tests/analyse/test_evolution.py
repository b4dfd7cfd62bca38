"""Cohorts, tone, stated changes, and the section that fills itself when a place has two years."""

import pandas as pd
import pytest

from policybook.analyse import evolution
from policybook.read.clean import plain_characters
from policybook.read.corpus import Document
from policybook.show.figures import evolution as draw
from policybook.vocab import agenda as vocab_agenda
from policybook.vocab import tone as vocab_tone
from policybook.vocab.domains import load_domains

HEAD = "{place}推动经济高质量发展若干政策（{year}年版）\n一、推进科技创新（由市科技局牵头）\n二〇二{last}年，新认定高新技术企业{firms}家以上。\n"
FIRST = "（一）支持关键技术攻关。对新认定的重点实验室给予每家200万元补助。争取省“尖兵”计划项目立项{projects}项以上。（责任单位：市科技局）\n"
SAME = "（二）支持企业加大研发投入。支持企业建立研发准备金制度，实施企业研发投入补助政策。（责任单位：市科技局）\n"
OLD = "（三）推进特色小镇建设。鼓励符合条件的特色小镇验收命名，继续在土地指标方面倾斜支持。（责任单位：市发改局）\n"
NEW = "（三）发展低空经济。加快公共无人机起降场建设，开通城际低空载人航线。（责任单位：市发改局）\n"


def document(place: str, year: int, body: str, **record) -> Document:
    doc_id = f"{place}-{year}"
    return Document(doc_id, body, {"doc_id": doc_id, "place": place, "policy_year": year, "scheme": None, **record})


def two_years(place: str = "东湖市") -> list[Document]:
    first = HEAD.format(place=place, year=2024, last="四", firms=40) + FIRST.format(projects=12) + SAME + OLD
    later = HEAD.format(place=place, year=2025, last="五", firms=50) + FIRST.format(projects=15) + SAME + NEW
    return [document(place, 2024, first), document(place, 2025, later)]


@pytest.fixture(scope="module")
def vocabulary():
    return load_domains()


def test_same_place_two_years_is_empty_until_a_place_has_two_years(corpus, vocabulary):
    alone = [documents[0] for documents in evolution.cohorts(corpus.values()).values()][:1]
    assert evolution.same_place(alone, *vocabulary).empty


def test_same_place_two_years_fills_itself(corpus, vocabulary):
    made_up = two_years()
    found = evolution.same_place([*corpus.values(), *made_up], *vocabulary)
    found = found[found["place"] == "东湖市"]
    assert set(found["a_doc"]) == {"东湖市-2024"}
    assert set(found["b_doc"]) == {"东湖市-2025"}
    kinds = {row["b_heading"] if row["kind"] != "dropped" else row["a_heading"]: row["kind"] for row in found.to_dict("records")}
    assert kinds == {
        "支持关键技术攻关": "rescaled",
        "支持企业加大研发投入": "kept",
        "发展低空经济": "added",
        "推进特色小镇建设": "dropped",
    }
    assert found.set_index("b_heading").at["支持关键技术攻关", "numbers"] == "12项 → 15项"


def test_same_place_runs_from_the_earlier_to_the_later_year_in_any_order():
    first, later = two_years()
    assert evolution.same_place_pairs([later, first]) == [(first, later)]
    assert evolution.missing_documents([first, later])["lacks"].tolist() == [""]


def test_a_second_year_of_a_place_in_the_corpus_is_found(corpus, vocabulary):
    mine = next(iter(corpus.values()))
    year = int(mine.record["policy_year"])
    again = Document("again", mine.raw, {**mine.record, "doc_id": "again", "policy_year": year + 1})
    found = evolution.same_place([mine, again], *vocabulary)
    assert len(found) == len(mine.outline.measures)
    assert set(found["kind"]) == {"kept"}


def test_relations_come_from_the_records():
    city = document("东湖市", 2025, "", place_en="East", level="prefecture", parent="Province")
    old = document("西山区", 2024, "", place_en="West", level="district", parent="East")
    new = document("南岭区", 2025, "", place_en="South", level="district", parent="East")
    far = document("北川区", 2025, "", place_en="North", level="district", parent="Elsewhere")
    documents = [far, new, old, city]
    assert evolution.parent_pairs(documents) == [(city, new)]
    assert list(evolution.cohorts(documents)) == [2024, 2025]
    assert evolution.peer_groups(documents) == []


def test_peers_share_year_scheme_and_parent():
    mine = [document(p, 2024, "", parent="East", scheme="2024") for p in ("甲市", "乙市")]
    other = document("丙市", 2024, "", parent="West", scheme="2024")
    assert evolution.peer_groups([mine[0], other, mine[1]]) == [mine, [other]]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("将集装箱海河联运扶持标准提升至130元/标箱", "raised"),
        ("投向民间投资项目比重在“三个70%”的基础上力争提升至“三个80%”", "raised"),
        ("出口至重点国家的保费扶持比例阶段性提高至80%", "raised"),
        ("由100元/标箱提高到130元/标箱", "raised"),
        ("延续优化海河联运支持政策", "prolonged"),
        ("继续执行阶段性降低失业保险费率政策", "prolonged"),
        ("继续实行客车免费通行政策", "prolonged"),
        ("落实新一轮《集装箱海河联运高质量发展扶持办法》", "renewed"),
        ("持续推进第八轮强村富民计划", "renewed"),
        ("家电补贴扩围至24类", "widened"),
        ("增加普通成品家居品类", "widened"),
        ("推动工商业电价较2024年下降3分/千瓦时以上", "lowered"),
        ("民间投资占比较2023年有所提升", "measured"),
        ("建设提升居家养老服务中心50家", None),
        ("加快提升高能级平台", None),
        ("新增规模30亿元", None),
        ("降低交通运输成本", None),
        ("保费扶持比例为80%", None),
    ],
)
def test_stated_changes(text, kind):
    body = f"某地若干政策\n（一）做一件事。{text}。（责任单位：市科技局）\n（二）做另一件事。照常办理。\n"
    found = evolution.stated_changes([Document("x", body, {})])
    assert found["kind"].tolist() == ([kind] if kind else [])


def test_stated_changes_stand_where_they_say(corpus):
    for row in evolution.stated_changes(list(corpus.values())).to_dict("records"):
        assert plain_characters(corpus[row["doc_id"]].raw[row["start"] : row["end"]]) == plain_characters(row["clause"])


@pytest.mark.parametrize(
    ("text", "tones"),
    [
        ("鼓励企业争创示范", ["encourage", "strive"]),
        ("力争完成投资，支持总额10亿元", ["strive", "deliver"]),
        ("支持企业", ["encourage"]),
        ("确保应保尽保", ["ensure", "ensure"]),
        ("不得以商业业绩为由予以限制", ["must"]),
        ("全力争取资金", ["win"]),
        ("力争取得突破", ["strive"]),
    ],
)
def test_tone(text, tones):
    body = f"某地若干政策\n（一）一件事。{text}。\n（二）另一件事。照常办理。\n"
    found = evolution.tone_words([Document("x", body, {})], vocab_tone.load_tone())
    assert found["tone"].tolist() == tones


def test_instruments_count_measures_once(corpus):
    tables = {name: pd.DataFrame({"doc_id": ["x"], "measure": pd.array([1], "Int64"), "path": "（一）"}) for name in ("awards", "budgets", "targets")}
    tables["targets"] = tables["targets"].iloc[:0]
    body = "某地若干政策\n（一）一件事。鼓励企业，奖励1万元。\n（二）另一件事。鼓励企业创新。\n（三）第三件事。照常办理。\n"
    found = evolution.instruments([Document("x", body, {})], tables)
    assert found["award"].tolist() == [True, False, False]
    assert found["none"].tolist() == [False, True, True]


def test_beside_spread_names_what_lies_outside():
    documents = [document("甲", 2024, ""), document("乙", 2024, ""), document("丙", 2025, ""), document("丁", 2025, "")]
    values = pd.Series([10.0, 20.0, 15.0, 25.0], index=[d.doc_id for d in documents])
    found = evolution.beside_spread(values, documents)
    assert found["outside"].tolist() == ["", "", "within", "above"]
    assert set(found["low"]) == {10.0}
    assert set(found["high"]) == {20.0}


def test_domain_threads_join_the_schemes(corpus, vocabulary):
    found = evolution.domain_order(list(corpus.values()), *vocabulary)
    assert len(found) == sum(len(d.outline.sections) for d in corpus.values())
    per_thread = found.groupby("thread")["doc_id"].nunique()
    assert (per_thread == found["doc_id"].nunique()).all()


def test_counterparts_name_new_words(vocabulary):
    first, later = two_years()
    found = evolution.counterparts([first], [later], *vocabulary, cut=lambda text: ["低空经济", "支持"]).set_index("measure")
    assert found.at[1, "found_in"] == first.doc_id
    assert found.at[3, "found_in"] == ""
    assert found.at[3, "new_words"] == "低空经济"


def test_vocabularies_load():
    tone, agenda = vocab_tone.load_tone(), vocab_agenda.load_agenda()
    assert {"encourage", "strive", "ensure", "must"} <= set(tone["tone"])
    assert agenda["terms"].map(len).min() >= 1


def test_told_beside_says_each_side_once():
    index = pd.MultiIndex.from_product([["budget", "target"], ["x", "y"]])
    beside = pd.DataFrame({"outside": ["below", "within", "above", "above"]}, index=index)
    assert evolution.told_beside(beside, ["x", "y"]) == "budget: below and within; target: above."


# ---------------------------------------------------------------------------------------------- what chance would give


def test_extremes_by_hand():
    values = pd.DataFrame({"a": [1, 5, 3, 2], "b": [2, 4, 3, 9], "c": [9, 1, 3, 5], "d": [8, 2, 3, 1]}, index=list("wxyz"))
    found = evolution.extremes(values, {"a": ["a"], "b": ["b"], "new": ["c", "d"]})
    # w: new above, a lowest; x: new below, a highest; y: all alike; z: b highest, the new ones on both sides of a
    assert found.to_dict() == {"a": 2, "b": 1, "new": 2}
    assert evolution.expected_apart(4, 3) == pytest.approx(8 / 3)


def test_near_copies_make_one_family(vocabulary):
    text = HEAD.format(place="东湖市", year=2024, last="四", firms=40) + FIRST.format(projects=12) + SAME
    first, copy = document("东湖市", 2024, text + OLD), document("西山区", 2024, text + NEW)
    found = evolution.families([first, copy], *vocabulary)
    measures = found.dropna(subset=["measure"])
    sizes = measures.groupby("measure")["family"].nunique()
    assert sizes.to_dict() == {1: 1, 2: 1, 3: 2}
    assert found[found["measure"].isna() & found["section"].eq(1)]["family"].nunique() == 1


def test_dealing_out_counts_a_copied_measure_once():
    place = pd.DataFrame({"doc_id": "x", "path": [f"一/{n}" for n in range(1, 41)]})
    year = [2024] * 20 + [2025] * 20
    rows = place.assign(hit=[0] * 20 + [1] * 20, n=1)
    apart = evolution.dealt_out(rows, place.assign(year=year, family=range(40)), ["hit"], "n", 2025)
    copies = place.assign(year=year, family=[*range(20), *[99] * 20])
    together = evolution.dealt_out(rows, copies, ["hit"], "n", 2025)
    assert apart["hit"] < 0.001
    assert together["hit"] == pytest.approx(1 / 21, abs=0.02), "one family of twenty-one holds all"


@pytest.mark.parametrize(
    ("indicator", "unit", "quote", "growth"),
    [("规上工业增加值增长", "%", "规上工业增加值增长7%", 1), ("服务业增加值增速", "%", "增速6%左右", 1), ("民间投资占比", "%", "占比50%以上", 0), ("新增高新技术企业", "家", "增长到40家", 0)],
)
def test_which_targets_are_rates_of_growth(indicator, unit, quote, growth):
    row = {"doc_id": "x", "section": 1, "measure": 1, "path": "一/1", "indicator": indicator, "unit": unit, "quote": quote, "striving": True, "start": 0, "end": 9}
    found = evolution.target_kinds(pd.DataFrame([row]))
    assert (found["growth"].item(), found["hedged"].item(), found["n"].item()) == (growth, 1, 1)


def test_which_measures_name_one_office():
    rows = pd.DataFrame(
        {"doc_id": "x", "section": 1, "measure": [1, 1, 2, None], "path": ["一/1", "一/1", "一/2", "一"], "unit": ["甲局", "乙局", "甲局", "乙局"], "start": [5, 9, 20, 30], "end": [8, 12, 24, 34]}
    )
    found = evolution.single_office(rows).set_index("measure")
    assert found["single"].to_dict() == {1: 0, 2: 1}
    assert (found.at[1, "start"], found.at[1, "end"]) == (5, 12)


# --------------------------------------------------------------------------------------- openings of the other year


def facts_of(rows):
    frame = pd.DataFrame(rows, columns=["place", "policy_year", "kind", "label", "value", "bound"])
    return frame.assign(english="sum", unit="元", source="https://example.org/1", section="一", document="某政策", document_number=pd.NA, date=pd.NA)


def test_openings_stand_beside_the_corpus():
    body = "东湖市若干政策\n一、科技\n（一）资金。预算安排12亿元，其中科技投入2亿元，教育投入10亿元。\n（二）其他。照常办理。\n"
    mine = document("东湖市", 2024, body)
    facts = facts_of(
        [("东湖市", 2025, "budget", "预算", 3e8, pd.NA), ("东湖市", 2025, "budget", "科技", 3e8, pd.NA), ("东湖市", 2025, "target", "企业", 9, ">="),
         ("东湖市", 2024, "target", "同年", 1, pd.NA), ("西山区", 2025, "target", "别处", 1, pd.NA)]
    )  # fmt: skip
    quotes = [("预算", "预算安排12亿元", 12e8), ("科技", "科技投入2亿元", 2e8)]
    pairs = pd.DataFrame(
        [{"place": "东湖市", "policy_year": 2025, "label": label, "doc_id": mine.doc_id, "quote": quote, "value": value, "bound": pd.NA, "note": pd.NA,
          "start": body.index(quote), "end": body.index(quote) + len(quote)} for label, quote, value in quotes]
    )  # fmt: skip
    found = evolution.openings_beside(facts, pairs, [mine]).set_index("label")
    assert found["moved"].to_dict() == {"预算": "down", "科技": "up", "企业": "not found"}
    assert found.loc["科技", ["earlier", "later", "section", "measure"]].tolist() == [2e8, 3e8, 1, 1]
    assert (found.at["企业", "later"], pd.isna(found.at["企业", "earlier"])) == (9, True)
    (row,) = evolution.common_lines(found.reset_index()).to_dict("records")
    assert {name: row[name] / 1e8 for name in ("common_earlier", "common_later", "only_earlier", "only_later")} == {"common_earlier": 2, "common_later": 3, "only_earlier": 10, "only_later": 0}


def test_an_older_fact_stands_first():
    mine = document("东湖市", 2025, "东湖市若干政策\n（一）资金。预算安排12亿元。\n（二）其他。照常办理。\n")
    at = mine.raw.index("预算")
    pairs = pd.DataFrame(
        [{"place": "东湖市", "policy_year": 2024, "label": "预算", "doc_id": mine.doc_id, "quote": "预算安排12亿元", "value": 12e8, "bound": ">=", "note": pd.NA, "start": at, "end": at + 8}]
    )
    found = evolution.openings_beside(facts_of([("东湖市", 2024, "budget", "预算", 12e8, pd.NA)]), pairs, [mine]).iloc[0]
    assert (found["moved"], found["later_bound"], found["change"]) == ("bound", ">=", 0)


def test_what_would_settle_the_rest_is_listed():
    documents = [document("东湖市", 2024, ""), document("西山区", 2025, ""), document("南岭区", 2025, "")]
    facts = facts_of(
        [("东湖市", 2025, "budget", "预算", 1, pd.NA), ("东湖市", 2025, "target", "企业", 1, pd.NA), ("西山区", 2024, "target", "企业", 1, pd.NA), ("大江省", 2024, "target", "企业", 1, pd.NA)]
    )
    found = evolution.documents_to_fetch(facts, documents)
    assert found[["place", "policy_year"]].to_numpy().tolist() == [["东湖市", 2025], ["西山区", 2024], ["大江省", 2024], ["南岭区", 2024], ["大江省", 2025]]
    assert found["source"].notna().tolist() == [True, True, True, False, False]


def award(doc_id, value, tier="国家级", is_max=False):
    return {
        "doc_id": doc_id,
        "instrument": "lump_sum",
        "programme": "p",
        "programme_tier": tier,
        "amount_yuan": value,
        "is_max": is_max,
        "section": 1,
        "measure": 1,
        "path": "一/1",
        "start": 0,
        "end": 1,
    }


def test_a_ceiling_is_not_compared_with_a_fixed_sum():
    documents = [document(p, 2024, "") for p in "甲乙丙丁"] + [document("戊", 2025, "")]
    older = [award("甲-2024", 50), award("乙-2024", 100), award("丙-2024", 90, is_max=True), award("丁-2024", 70), award("甲-2024", 20, "省级", True)]
    newer = [award("戊-2025", 80), award("戊-2025", 20, "省级")]
    found = evolution.awards_beside_spread(pd.DataFrame(older + newer), documents).set_index("tier")
    assert found.loc["国家级", ["low", "high", "n", "n_ceilings", "outside"]].tolist() == [50, 100, 3, 1, "within"]
    assert found.at["省级", "outside"] == "ceiling"
    assert evolution.awards_within_peers(pd.DataFrame(older + newer), documents) == (1, 3)


def test_tones_are_counted_by_unit():
    body = "某地若干政策\n一、科技（由市科技局牵头）\n力争突破。\n（一）一件事。鼓励企业，支持企业，力争完成。\n（二）另一件事。照常办理。\n"
    found = evolution.tone_counts([Document("x", body, {})], vocab_tone.load_tone())
    by_unit = found.set_index(found["measure"].fillna(0))
    assert by_unit.loc[1, ["encourage", "strive", "deliver"]].tolist() == [2, 1, 1]
    assert by_unit.loc[2, ["encourage", "strive", "deliver"]].sum() == 0
    assert by_unit.loc[0, "strive"] == 1
    assert by_unit.at[2, "n_chars"] == 8


def test_quantities_stand_beside_chance():
    documents = [document("甲", 2024, ""), document("乙", 2024, ""), document("丙", 2025, "")]
    place = pd.DataFrame({"doc_id": [d.doc_id for d in documents for _ in range(20)], "path": [f"一/{n}" for n in range(20)] * 3})
    rows = place.assign(more=[0] * 40 + [1] * 20, even=([1] + [0] * 19) * 3, n=1)
    family = place.assign(year=[2024] * 40 + [2025] * 20, family=[*range(60)])
    sources = [evolution.Counted("measures", rows, {"more": "are more", "even": "are even"})]
    found = evolution.quantity_table(sources, evolution.cohorts(documents), 2024, 2025, family)
    assert found.loc["more", ["甲-2024", "乙-2024", "丙-2025"]].tolist() == [0, 0, 100]
    assert found["apart"].tolist() == [True, False]
    assert found.at["more", "q"] < 0.01 < found.at["even", "q"]
    assert found.at["even", "丙-2025"] == 5


def test_the_openings_are_drawn_with_both_figures_beside_each_line():
    lines = pd.DataFrame({"place": ["East", "East", "West"], "text": ["all", "schools", "all"], "earlier": [12.0, 9.4, 3.0], "later": [2.6, None, 3.1]})
    figure = draw.openings(lines)
    texts = {text.get_text() for text in figure.axes[0].texts}
    assert {"12.00 → 2.60", "9.40 → –", "3.00 → 3.10", "East", "West"} <= texts
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert names == ["earlier year", "later year, higher", "later year, lower", "in one year only"]


def test_a_value_at_the_edge_of_the_spread_lies_within():
    documents = [document("甲", 2024, ""), document("乙", 2024, ""), document("丙", 2025, ""), document("丁", 2025, "")]
    values = pd.Series([10.0, 20.0, 20.0, 10.0], index=[d.doc_id for d in documents])
    assert evolution.beside_spread(values, documents)["outside"].tolist() == ["", "", "within", "within"]


def test_of_several_sums_for_one_tier_the_highest_counts():
    documents = [document("甲", 2024, ""), document("乙", 2024, ""), document("丙", 2025, "")]
    rows = [award("甲-2024", 50), award("甲-2024", 30), award("乙-2024", 40), award("丙-2025", 20), award("丙-2025", 60)]
    (found,) = evolution.awards_beside_spread(pd.DataFrame(rows), documents).to_dict("records")
    assert (found["value"], found["low"], found["high"], found["outside"]) == (60, 40, 50, "above")
