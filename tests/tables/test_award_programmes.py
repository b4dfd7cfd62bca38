import csv
import json
from pathlib import Path

import pytest
from helpers import ROOT

from policybook.errors import PolicybookError
from policybook.tables.award_programmes import match_awards, match_programme, match_tier, payer
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
    ("quote", "cofunded", "expected"),
    [
        ("给予100万元市区联动奖励", True, "joint"),
        ("上级财政给予最高50万元的奖励", True, "above"),
        ("由市及以上财政全额承担保费", True, "above"),
        ("与银行共同承担", True, "other"),
        ("给予100万元奖励", False, "own"),
    ],
)
def test_who_pays(quote, cofunded, expected):
    assert payer(quote, cofunded, VOCABULARY) == expected


def test_nearly_all_awards_are_matched_and_none_is_lost(corpus):
    tables = load_tables(ROOT)
    matched = tables["award_programmes"]
    assert len(matched) == len(tables["awards"])
    assert matched["programme"].notna().mean() >= 0.95
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
        (("family: firm, names: [小巨人]", "family: firm, name: x, names: [小巨人]"), "little-giant has 'name'"),
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
