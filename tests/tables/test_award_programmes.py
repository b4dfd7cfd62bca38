import csv
import json
from pathlib import Path

import pytest
from helpers import ROOT

from policybook.errors import PolicybookError
from policybook.read.corpus import Document
from policybook.tables.award_programmes import each_programme, match_awards, match_programme, match_tier, payer, unread_sums
from policybook.tables.build import make_tables
from policybook.tables.files import load_tables
from policybook.vocab.programmes import folded, load_programmes

HERE = Path(__file__).parent
EXPECTED = list(csv.DictReader((HERE / "award_programmes_expected.csv").read_text("utf-8").splitlines()))
VOCABULARY = load_programmes(ROOT)


@pytest.fixture(scope="module")
def hand_coded(corpus):
    """The hand-coded awards with the sentence that each stands in."""
    rows = {}
    for doc_id in dict.fromkeys(row["doc_id"] for row in EXPECTED):
        text = "".join(corpus[doc_id].clean.text.split())
        lines = (ROOT / "data" / "labels" / doc_id / "awards.jsonl").read_text("utf-8").splitlines()
        for n, line in enumerate(lines, 1):
            row = json.loads(line)
            quote = "".join(row["quote"].split())
            at = text.find(quote)
            assert at >= 0, quote
            rows[doc_id, n] = row, text[text.rfind("。", 0, at) + 1 : at] + quote
    return rows


def test_the_expected_matching_covers_every_hand_coded_row(hand_coded):
    assert list(hand_coded) == [(row["doc_id"], int(row["row"])) for row in EXPECTED]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda row: f"{row['doc_id']}-{row['row']}")
def test_each_hand_coded_award_has_its_programme_and_tier(expected, hand_coded, corpus):
    row, sentence = hand_coded[expected["doc_id"], int(expected["row"])]
    text = {name: row[name] for name in ("item", "tier", "condition", "quote")}
    assert (text["item"], text["tier"]) == (expected["item"], expected["tier"])
    programme, _ = match_programme(**text, sentence=sentence, vocabulary=VOCABULARY)
    assert (programme.id if programme else "") == expected["programme"]
    if programme:
        level = str(corpus[expected["doc_id"]].record["level"])
        assert match_tier(programme, **text, sentence=sentence, level=level, vocabulary=VOCABULARY) == expected["programme_tier"]


@pytest.mark.parametrize(
    ("quote", "programme", "matched_on"),
    [
        ("对获评国家专精特新“小巨人”企业给予100万元奖励", "little-giant", "item"),
        ("对新认定的省级绿色工厂奖励30万元", "green-factory", "item"),
        ("对工业设计中心给予20万元", "design-centre", "item"),
        ("对首次认定的国家高新技术企业奖励10万元", "hightech-firm", "item"),
        ("对高新技术企业研发费用增长部分给予5%补助", "rd-spending", "item"),
        ("对氢能领域首台(套)产品给予300万元", "first-product-hydrogen", "item"),
        ("对投保首台（套）保险的企业按保费的80%补助", "first-product-insurance", "item"),
        ("对获评称号的给予10万元", None, ""),
    ],
)
def test_names_of_programmes_elsewhere(quote, programme, matched_on):
    found, on = match_programme(quote, "", "", quote, quote, VOCABULARY)
    assert (found.id if found else None, on) == (programme, matched_on)


def test_the_quote_corrects_an_item_that_it_does_not_name():
    quote = "对经认定的省级节水型企业，给予10万元奖励"
    found, on = match_programme("绿色工厂和绿色园区", "国家级", "", quote, quote, VOCABULARY)
    assert (found.id, on) == ("water-saving-firm", "quote")


def test_a_quote_with_two_programmes_decides_nothing():
    quote = "对绿色工厂、数字化车间给予奖励10万元"
    assert match_programme("上述企业", "", "", quote, quote, VOCABULARY) == (None, "")


@pytest.mark.parametrize(
    ("item", "tier", "level", "expected"),
    [
        ("首版次软件产品", "市级", "county-level city", "prefecture"),
        ("首版次软件产品", "市级", "district", "prefecture"),
        ("科技计划项目", "市级", "county-level city", ""),
        ("科技计划项目", "市级", "prefecture", "prefecture"),
        ("科技计划项目", "区级", "district", "county"),
        ("首台（套）装备", "国内", "district", "national"),
        ("国家、省级绿色工厂", "", "district", ""),
        ("小微企业园", "五星级", "district", "five stars"),
    ],
)
def test_tiers_by_who_speaks(item, tier, level, expected):
    quote = f"对{tier}{item}给予10万元"
    programme, _ = match_programme(item, tier, "", quote, quote, VOCABULARY)
    assert match_tier(programme, item, tier, "", quote, quote, level, VOCABULARY) == expected


@pytest.mark.parametrize(
    ("quote", "cofunded", "level", "expected"),
    [
        ("给予100万元市区联动奖励", True, "district", "joint"),
        ("上级财政给予最高50万元的奖励", True, "district", "above"),
        ("由市及以上财政全额承担保费", True, "county-level city", "joint"),
        ("给予水稻每亩180元的直接补贴（含上级补贴）", True, "county-level city", "joint"),
        ("给予180万元省级补助经费", True, "county-level city", "above"),
        ("与银行共同承担", True, "district", "joint"),
        ("由银行分摊一部分", True, "district", "other"),
        ("给予100万元奖励", False, "district", "silent"),
        ("区财政给予10万元奖励", False, "district", "own"),
        ("本级财政给予10万元奖励", False, "prefecture", "own"),
        ("在省财政补贴基础上，市财政每亩增加15元补贴", False, "district", "above"),
        ("在省财政补贴的基础上，市财政对稻麦种植配套5元/亩", False, "county-level city", "own"),
        ("区财政给予10万元奖励", False, "", "silent"),
    ],
)
def test_who_pays(quote, cofunded, level, expected):
    assert payer(quote, cofunded, level, VOCABULARY) == expected


def tables_of(text, level="district"):
    document = Document("x", f"一、支持企业\n（一）支持企业。{text}\n（二）保障。安排资金。\n", {"level": level})
    return make_tables([document], ROOT), document


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("对获评省级智能工厂（数字化车间）的，给予最高30万元奖励。", [("smart-factory", "provincial", "digital-workshop:provincial")]),
        ("入选国家“单项冠军”企业（产品）给予最高150万元奖励。", [("champion-firm", "national", "champion-product:national")]),
        (
            "对新认定的国家级“单项冠军”示范企业（产品）给予400万元（300万元）奖励。",
            [("champion-firm", "national", None), ("champion-product", "national", None)],
        ),
        (
            "对经认定的国内、省内首台（套）装备（首批次新材料、首版次软件），分别给予50万元、20万元奖励。",
            [("first-product", "national", "first-software:national"), ("first-product", "provincial", "first-software:provincial")],
        ),
        ("对新认定的国家级绿色工厂和绿色园区给予50万元奖励。", [("green-factory", "national", None)]),
        ("支持企业开展科技项目攻关，单个项目最高可给予80万元市区联动支持。", [("science-project", "prefecture", None)]),
        ("支持企业开展科技项目攻关，单个项目最高可给予80万元支持。", [("science-project", None, None)]),
    ],
)
def test_programmes_that_one_sum_is_printed_for(text, expected):
    rows = tables_of(text)[0]["award_programmes"].astype(object)
    rows = rows.where(rows.notna(), None)
    assert list(zip(rows["programme"], rows["programme_tier"], rows["also"], strict=True)) == expected


def test_each_programme_has_a_row_of_its_own():
    text = "对获评省级智能工厂（数字化车间）的，给予最高30万元奖励。对新认定的省级隐形冠军企业给予10万元奖励。"
    rows = each_programme(tables_of(text)[0]["award_programmes"])
    found = list(zip(rows["programme"], rows["amount_yuan"], rows["beside"], strict=True))
    assert found == [("smart-factory", 300000, False), ("digital-workshop", 300000, True), ("hidden-champion", 100000, False)]


#: Clauses with a programme's name and a figure that no award of the programme stands for, each read and found to be right:
#: document, programme, a run of the clause, why.
NO_AWARDS_OF_THE_NAME = [
    ("pinghu-2024", "equipment-investment", "重大科技成果转化项目", "the base of another award"),
    ("pinghu-2024", "equipment-investment", "年节能量达到200吨标煤", "the base of a retrofit"),
    ("pinghu-2024", "equipment-investment", "年节能量40吨标煤", "the base of a retrofit"),
    ("pinghu-2024", "service-zone", "在省创新区评价中居前", "the sum is for a review; the zone is named further on"),
    ("xiuzhou-2024", "specialised-sme", "认定为省级“专精特新”中小企业及以上", "who may apply for an investment award"),
    ("xiuzhou-2024", "champion-firm", "小巨人企业后按20%", "who may apply for an investment award"),
    ("xiuzhou-2024", "little-giant", "小巨人企业后按20%", "who may apply for an investment award"),
    ("xiuzhou-2024", "equipment-investment", "节水改造项目年节水量达到10万吨", "the base of a retrofit"),
    ("xiuzhou-2024", "equipment-investment", "补助比例增加1个百分点", "the base of a retrofit"),
    ("haining-2024", "rd-spending", "省级外资研发中心", "what a foreign firm should do"),
    ("haining-2024", "incubator", "年度绩效评价合格", "the award is for the review"),
    ("jiaxing-2025", "generative-model", "单家企业年度算力补贴", "who has another cap of computing power"),
]


def test_where_nothing_is_said_to_be_stated_no_sum_stands_beside_the_name(corpus):
    tables = load_tables(ROOT)
    found = unread_sums(tables["award_programmes"], tables["budgets"], corpus.values(), VOCABULARY)
    unknown = [hit for hit in found if not any(hit[:2] == known[:2] and known[2] in hit[2] for known in NO_AWARDS_OF_THE_NAME)]
    assert not unknown
    assert len(found) == len(NO_AWARDS_OF_THE_NAME)


def test_the_search_for_unread_sums_finds_what_the_extraction_has_lost():
    tables, document = tables_of("对新认定的国家级孵化器给予100万元奖励。对首次入选的省级隐形冠军企业给予10万元奖励。市财政安排孵化器补助资金3亿元。")
    awards, budgets = tables["award_programmes"], tables["budgets"]
    assert unread_sums(awards, budgets, [document], VOCABULARY) == []
    lost = awards[awards["programme"] != "incubator"]
    assert unread_sums(lost, budgets, [document], VOCABULARY) == [("x", "incubator", "支持企业。对新认定的国家级孵化器给予100万元奖励。"[5:])]


@pytest.mark.parametrize(
    ("doc_id", "programme", "tier", "sums"),
    [
        ("haining-2024", "incubator", "national", [3000000]),
        ("haining-2024", "incubator", "provincial", [1500000]),
        ("haining-2024", "incubator", "prefecture", [500000]),
        ("nanhu-2025", "science-project", "prefecture", [1000000]),
        ("haining-2024", "digital-workshop", "provincial", [300000]),
        ("pinghu-2024", "champion-product", "national", [1500000]),
        ("pinghu-2024", "key-laboratory-review", "prefecture", [200000]),
    ],
)
def test_sums_that_were_once_said_not_to_be_stated(doc_id, programme, tier, sums):
    rows = each_programme(load_tables(ROOT)["award_programmes"])
    own = rows[(rows["doc_id"] == doc_id) & (rows["programme"] == programme) & (rows["programme_tier"] == tier)]
    assert (own["amount_yuan"] * own["times"]).tolist() == sums


def test_nearly_all_awards_are_matched_and_none_is_lost(corpus):
    tables = load_tables(ROOT)
    matched = tables["award_programmes"]
    assert matched["part"].value_counts().to_dict() == {"body": len(tables["awards"]), "annex": len(tables["annex_awards"])}
    assert matched["programme"].notna().mean() >= 0.95
    assert {place.split(":")[0] for places in matched["also"].dropna() for place in places.split("|")} <= set(VOCABULARY.programmes)
    assert set(matched["programme"].dropna()) <= set(VOCABULARY.programmes)
    sums = matched[(matched["instrument"] == "lump_sum") & matched["programme"].notna()]
    with_tiers = sums[sums["programme"].map(lambda p: bool(VOCABULARY.programmes[p].tiers))]
    assert with_tiers["programme_tier"].notna().mean() >= 0.9


def test_matching_does_not_depend_on_the_other_documents(corpus):
    awards = load_tables(ROOT)["awards"]
    whole = match_awards(awards, corpus.values(), VOCABULARY)
    for doc_id, document in corpus.items():
        own = awards[awards["doc_id"] == doc_id]
        alone = match_awards(own, [document], VOCABULARY)
        assert alone["programme"].equals(whole.loc[own.index, "programme"])
        assert alone["programme_tier"].equals(whole.loc[own.index, "programme_tier"])


def test_every_programme_is_met_in_the_corpus_or_says_why():
    used = set(load_tables(ROOT)["award_programmes"]["programme"].dropna())
    assert set(VOCABULARY.programmes) - used <= {"trade-fair"}


def test_folding_keeps_letters_only_differing_in_width():
    assert folded("首台（套） “小巨人”，") == "首台(套)小巨人,"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("family: firm, names: [小巨人]", "family: firms, names: [小巨人]"), "no family 'firms'"),
        (("names: [小巨人], tiers: [national]", "names: [小巨人], tiers: [country]"), "no tier 'country'"),
        (("names: [小巨人]", "names: ['(小巨人']"), "is broken"),
        (("id: little-giant,", "id: hidden-champion,"), "stands twice"),
        (("family: firm, names: [小巨人]", "family: firm, name: x, names: [小巨人]"), "little-giant: `name` is none of"),
    ],
)
def test_a_broken_vocabulary_is_refused(tmp_path, change, message):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "vocab").mkdir()
    text = (ROOT / "data" / "vocab" / "programmes.yml").read_text("utf-8")
    assert change[0] in text
    (tmp_path / "data" / "vocab" / "programmes.yml").write_text(text.replace(*change, 1), "utf-8")
    with pytest.raises(PolicybookError, match=message):
        load_programmes(tmp_path)
