"""Alignment: kinds of pairs, slots of numbers, containment, passages, sources."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.analyse import alignment, shared_text, text_forms
from policybook.read.clean import plain_characters
from policybook.read.corpus import Document
from policybook.vocab.domains import corresponding, load_domains

PLACES = ("东湖市", "西山区", "东湖", "西山")


def document(doc_id: str, body: str, **record) -> Document:
    return Document(doc_id, body, {"doc_id": doc_id, "scheme": None, **record})


CITY = """东湖市推动经济高质量发展若干政策
根据《省人民政府关于推动经济高质量发展若干政策的通知》（省政发〔2025〕3号）要求，制定以下政策。
一、推进科技创新（由市科技局牵头）
2025年，新认定高新技术企业400家以上。
（一）支持关键技术攻关。对新认定的重点实验室给予每家200万元补助。争取省“尖兵”计划项目立项12项以上。（责任单位：市科技局）
（二）推动数字化、绿色化改造提速。对经认定的国家级、省级、市级绿色工厂，分别给予150万元、50万元、20万元奖励。对经认定的省级未来工厂给予300万元奖励。（责任单位：市经信局）
（三）建设航空物流枢纽。机场建成试飞，统筹落实运营资金，争取口岸同步开放。（责任单位：市口岸办）
二、保障和改善民生（由市民政局牵头）
办好民生实事，安排资金32.89亿元。
（四）支持推进“弱有众扶”。全市帮扶残疾人就业650人。指导各地落实补助。（责任单位：市民政局）
"""
DISTRICT = """西山区贯彻省和东湖市推动经济高质量发展若干政策承接落实方案
为贯彻省和东湖市推动经济高质量发展若干政策，制定本方案。
一、推进科技创新（由区科技局牵头）
2025年，新认定高新技术企业50家以上。
（一）支持关键技术攻关。对新认定的重点实验室给予每家200万元市区联动补助。争取省“尖兵”计划项目立项2项以上。（责任单位：区科技局）
（二）推动绿色化改造提速。对经认定的国家级、省级、市级绿色工厂，分别给予150万元、50万元、20万元市区联动奖励。（责任单位：区经信局）
（三）推动数字化改造提速。对经认定的省级未来工厂给予300万元市区联动奖励。新增智能车间1家。（责任单位：区经信局）
二、保障和改善民生（由区民政局牵头）
办好民生实事，安排资金15.95亿元。
（四）支持推进“弱有众扶”。全区帮扶残疾人就业75人。指导各镇（街道）落实补助。（责任单位：区民政局）
（五）发展首店经济。引进首店三家，打造夜间消费街区，办好荷花节庆活动。（责任单位：区商务局）
"""


@pytest.fixture(scope="module")
def pair():
    a, b = document("city", CITY, place="东湖市"), document("district", DISTRICT, place="西山区")
    matched = {1: [1], 2: [2]}
    aligned = alignment.align_measures(a, b, matched, PLACES)
    sentences = alignment.align_sentences(a, b, aligned, matched, PLACES)
    slots = alignment.number_slots(sentences)
    return a, b, alignment.classify_measures(aligned, sentences, slots), sentences, slots


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("支持企业建立研发准备金制度。", "支持企业建立研发准备金制度。", "kept"),
        ("给予20万元奖励（一次性）；", "给予 20万元奖励(一次性);", "kept"),
        ("全市发放消费券。", "全区发放消费券。", "renamed"),
        ("支持东湖市建设。", "支持西山区建设。", "renamed"),
        ("指导各地落实。", "指导各镇（街道）落实。", "renamed"),
        ("给予100万元奖励。", "给予100万元市区联动奖励。", "cofunded"),
        ("争取立项12项以上。", "争取立项2项以上。", "rescaled"),
        ("力争完成投资39亿元。", "力争完成投资4亿元。", "rescaled"),
        ("补助1.5万元/辆。", "补助15万元/辆。", "rescaled"),
        ("支持建设中心镇。", "大力支持建设中心镇。", "localised"),
    ],
)
def test_kind_of_a_pair_of_sentences(a, b, kind):
    assert alignment.sentence_kind(text_forms.forms(a, PLACES), text_forms.forms(b, PLACES)) == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（一）１０％以上，1.5万元。", "一10%以上1.5万元"),
        ("15—20年", "1520年"),
        ("Ⅰ类客车", "I类客车"),
        ("。，；", ""),
    ],
)
def test_letters_leave_out_typesetting(text, expected):
    assert plain_characters(text) == expected


@given(st.text(alphabet="一二三万元，。%1.5 （)", max_size=60))
def test_forms_are_the_same_for_the_same_text(text):
    assert alignment.sentence_kind(text_forms.forms(text), text_forms.forms(text)) == "kept"
    assert plain_characters(plain_characters(text)) == plain_characters(text)


def test_measures_align_one_to_one_and_one_to_many(pair):
    aligned = pair[2].set_index("b_measure")
    assert aligned.loc[[1, 2, 3, 4], "a_measure"].tolist() == [1, 2, 2, 4]
    assert aligned.at[3, "relation"] == "split"
    assert aligned.at[5, "relation"] == "added"
    assert pair[2].query("relation == 'dropped'")["a_measure"].tolist() == [3]
    # 推动数字化、绿色化改造提速 and 推动绿色化改造提速: 12 and 9 characters, 9 in common
    assert aligned.at[2, "heading_similarity"] == pytest.approx(18 / 21)
    assert aligned.at[2, "similarity"] < 0.8


def test_kinds_of_measures(pair):
    kinds = pair[2].dropna(subset=["b_measure"]).set_index("b_measure")["kind"]
    assert kinds.to_dict() == {1: "rescaled", 2: "localised", 3: "localised", 4: "rescaled", 5: "added"}
    assert pair[2].set_index("b_measure").at[1, "cofunded"]


def test_a_document_aligns_with_itself_unchanged():
    a = document("city", CITY)
    aligned = alignment.align_measures(a, a, {1: [1], 2: [2]}, PLACES)
    sentences = alignment.align_sentences(a, a, aligned, {1: [1], 2: [2]}, PLACES)
    done = alignment.classify_measures(aligned, sentences, alignment.number_slots(sentences))
    assert set(done["kind"]) == {"kept"}
    assert set(sentences["kind"]) == {"kept"}
    assert (done["kept_pct"] == 100).all()


def test_every_sentence_stands_once(pair):
    a, b, _, sentences, _ = pair
    assert sorted(sentences["a_start"].dropna()) == sorted(text_forms.sentences(a)["start"])
    assert sorted(sentences["b_start"].dropna()) == sorted(text_forms.sentences(b)["start"])


def test_offsets_lead_to_the_text(pair):
    a, b, _, sentences, _ = pair
    for side, doc in (("a", a), ("b", b)):
        for row in sentences.dropna(subset=[f"{side}_start"]).to_dict("records"):
            assert plain_characters(doc.raw[row[f"{side}_start"] : row[f"{side}_end"]]) == plain_characters(row[f"{side}_text"])


def test_slots_of_the_made_up_pair(pair):
    slots = pair[4].set_index("a_printed")
    assert slots.at["12项", "b_printed"] == "2项"
    assert slots.at["12项", "share_pct"] == pytest.approx(100 / 6)
    assert slots.at["400家", "share_pct"] == pytest.approx(12.5)
    assert slots.at["650人", "b_value"] == 75
    assert slots.loc[["150万元", "50万元", "20万元"], "equal"].all()


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("新增小巨人企业20家、中小企业100家。", "新增中小企业12家、小巨人企业3家。", [(100, 12), (20, 3)]),
        ("分别给予300万元、150万元、100万元奖励。", "分别给予150万元、100万元奖励。", []),
        ("分别给予300万元、100万元奖励。", "分别给予150万元、50万元奖励。", [(300e4, 150e4), (100e4, 50e4)]),
        ("增长8%。", "增长8家。", []),
        ("组织150个境外拓市团组、5000家次企业参展。", "组织10个境外拓市团组、400家次企业参展。", [(150, 10), (5000, 400)]),
        ("支持老旧小区改造0.02亿元。", "支持公共安全0.8亿元。", []),
    ],
)
def test_numbers_pair_by_the_words_around_them(a, b, expected):
    assert [(x.value, y.value) for x, y in alignment.paired_quantities(a, b)] == expected


@pytest.mark.parametrize(
    ("text", "other", "n", "expected"),
    [("abcdef", "abcdef", 3, 6), ("abcxyz", "abcdef", 3, 3), ("abxcd", "abcd", 3, 0), ("abcabc", "abc", 3, 6), ("ab", "ab", 3, 0)],
)
def test_covered_counts_letters_in_runs(text, other, n, expected):
    assert shared_text.covered(text, shared_text.grams([other], n), n) == expected


@given(st.text("甲乙丙", max_size=40), st.text("甲乙丙", max_size=40), st.integers(1, 6))
def test_covered_is_a_share_that_falls_with_n(text, other, n):
    first = shared_text.covered(text, shared_text.grams([other], n), n)
    assert 0 <= shared_text.covered(text, shared_text.grams([other], n + 1), n + 1) <= first <= len(text)


def test_containment_is_of_the_first_in_the_second():
    long = document("long", CITY)
    short = document("short", CITY.split("二、保障")[0])
    found = shared_text.containment([long, short], [10]).set_index(["doc_id", "other"])["share_pct"]
    assert found["short", "long"] == 100
    assert found["long", "short"] < 90


def test_common_passages_are_verbatim_and_longest_first(pair):
    a, b = pair[:2]
    found = shared_text.common_passages(a, b, [a, b], n=10)
    assert found["n_chars"].is_monotonic_decreasing
    for text in found["text"]:
        assert plain_characters(text) in plain_characters("".join(p.text for p in b.outline.passages))


def test_sentences_in_common_say_where_else_a_sentence_stands():
    docs = [document(x, CITY.replace("东湖", x)) for x in ("甲", "乙")] + [document("丙", DISTRICT)]
    found = alignment.sentences_in_common(docs, ("甲市", "乙市", "东湖市"))
    mine = found[found["doc_id"] == "甲"].set_index("text")
    assert mine.at["机场建成试飞，统筹落实运营资金，争取口岸同步开放。", "n_others"] == 1
    assert mine.at["争取省“尖兵”计划项目立项12项以上。", "n_others"] == 2
    assert (found[found["doc_id"] == "甲"]["乙"] == 1).all()


def test_a_short_sentence_is_no_evidence_of_a_common_source():
    text = "（一）支持。优化营商环境。优化营商环境建设长效机制。"
    found = alignment.sentences_in_common([document("甲", text), document("乙", text)])
    assert found["text"].unique().tolist() == ["优化营商环境建设长效机制。"]


def test_named_sources(pair):
    a, b = pair[:2]
    assert shared_text.named_sources(a, PLACES)["source"].tolist() == ["《省人民政府关于推动经济高质量发展若干政策的通知》（省政发〔2025〕3号）"]
    assert set(shared_text.named_sources(b, PLACES)["places"]) == {"东湖市"}


def test_match_rows_finds_the_row_with_the_number(pair):
    slots = pair[4]
    slot = slots[slots["b_printed"] == "2项"].iloc[0]
    rows = pd.DataFrame({"doc_id": "district", "start": int(slot["start"]) + 2, "end": int(slot["end"]), "value": [3.0, 2.0]}, index=[7, 8])
    assert alignment.match_rows(slots, rows, "value").dropna().to_dict() == {slot.name: 8}


def test_place_words_come_from_the_records(corpus):
    words = text_forms.place_words(d.record for d in corpus.values())
    assert all(d.record["place"] in words for d in corpus.values())
    assert list(words) == sorted(words, key=lambda w: (-len(w), w))


def test_domains_correspond_both_ways():
    domains, crosswalk = load_domains()
    old, new = {"scheme": "2024"}, {"scheme": "2025"}
    there, back = corresponding(old, new, domains, crosswalk), corresponding(new, old, domains, crosswalk)
    assert all(section in back[others[0]] for section, others in there.items() if others)
    assert corresponding(new, new, domains, crosswalk)[3] == [3]
    assert corresponding(new, {"scheme": None}, domains, crosswalk) == {}


def test_crosswalk_fits_the_documents(corpus):
    domains, _ = load_domains()
    for d in corpus.values():
        known = domains[domains["scheme"] == d.record["scheme"]]
        assert {s.number for s in d.outline.sections} <= set(known["section"])


def test_the_made_up_pair_matches_domains_by_title_without_a_scheme(pair):
    domains, crosswalk = load_domains()
    assert alignment.match_domains(pair[0], pair[1], domains, crosswalk) == {1: [1], 2: [2]}


# ------------------------------------------------------------------------------------------- what a pair must bring along

SCHOOLS = "促进教育高质量发展。加大初中教师引育，深化与师范类院校的协作，打造名师工作站，推动研究生学历提升；完善骨干教师梯队，优化幼儿园布局，开展课后托管服务，加强校园食品安全管理。"
COLLEGES = "促进高等教育高质量发展。建设国际校区，扩大中外办学机构数量，提高留学生规模比例；支持生物基燃料实验室落地，推进科技园二期工程，引导产业学院与龙头企业共建实训基地。"


@pytest.mark.parametrize(
    ("a", "b", "paired"),
    [
        (COLLEGES, SCHOOLS, False),  # headings alike, texts about other things
        (COLLEGES, "促进高等教育高质量发展。启动学院二期扩建工程，做好学科布局。", True),  # the same heading is enough
        (COLLEGES, "促进高校发展。建设国际校区，扩大中外合作办学机构数量，优化学生规模比例。", True),  # so is the text
    ],
)
def test_a_heading_that_is_merely_alike_needs_a_text_that_is_alike(a, b, paired):
    left, right = (document(name, f"某地若干政策\n（一）{text}\n（二）照旧办理其他事项，不再另行规定。\n") for name, text in (("a", a), ("b", b)))
    aligned = alignment.align_measures(left, right, {}).set_index("b_measure")
    assert (aligned.at[1, "relation"] == "one to one") == paired


def test_dealing_out_the_sentences_leaves_few_pairs():
    a, b = document("city", CITY, place="东湖市"), document("district", DISTRICT, place="西山区")
    found = alignment.shuffled_pairs(a, b, {1: [1], 2: [2]}, PLACES, draws=10)
    assert len(found) == 10
    assert found.mean() < 3
    assert (found == alignment.shuffled_pairs(a, b, {1: [1], 2: [2]}, PLACES, draws=10)).all()


def test_domains_that_do_not_correspond_have_no_pairs():
    a, b = document("city", CITY, place="东湖市"), document("district", DISTRICT, place="西山区")
    assert alignment.pairs_of_wrong_domains(a, b, {1: [1], 2: [2]}, PLACES) == 0
    assert alignment.pairs_of_wrong_domains(a, b, {1: [2], 2: [1]}, PLACES) >= 3, "called wrong, they are the right ones"


def test_a_rescaled_sentence_is_not_counted_as_kept(pair):
    aligned = pair[2].dropna(subset=["b_measure"]).set_index("b_measure")
    # measure 4: 帮扶残疾人就业 with another number (12 characters), 指导各地落实补助 with another name (8)
    assert aligned.at[4, "n_rescaled"] == 1
    assert aligned.at[4, "n_renamed"] == 1
    own = pair[3][(pair[3]["b_measure"] == 4) & ~pair[3]["heading"]]
    kept = own[own["kind"] == "renamed"]["n_chars"].sum()
    assert aligned.at[4, "kept_pct"] == pytest.approx(100 * kept / own["n_chars"].sum())


@pytest.mark.parametrize(
    ("score", "near", "paired"),
    [(0.41, True, True), (0.39, True, False), (0.52, False, False), (0.56, False, True)],
)
def test_measures_of_domains_that_do_not_correspond_need_more_in_common(score, near, paired):
    at, one = np.array([0]), np.array([score])
    scores = alignment.Scores(at, at, one, one, np.zeros(1))
    found = alignment._assign(scores, np.array([near]), alignment.MATCH_MEASURE)
    assert found == ([(0, 0)] if paired else [])


def test_measures_of_one_number_stay_apart_where_numbers_start_again():
    body = "某地若干政策\n一、甲事\n（一）甲一\n1.支持扩产。给予奖励。\n2.支持创牌。给予补助。\n（二）甲二\n1.支持出口。给予贴息。\n2.支持参展。给予支持。\n"
    again = Document("again", body, {})
    found = text_forms.measures(again)
    assert found["path"].tolist() == ["一/（一）/1", "一/（一）/2", "一/（二）/1", "一/（二）/2"]
    assert found["heading"].tolist() == ["支持扩产", "支持创牌", "支持出口", "支持参展"]
    assert [again.addresses.measure(m) for m in again.outline.measures] == ["s1-1-m1", "s1-1-m2", "s1-2-m1", "s1-2-m2"]
    assert again.addresses.of(1, 1) == "s1-1-m1"  # without its subsection: the first of that number
