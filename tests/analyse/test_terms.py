import io
import math
import re
import sys
from collections import Counter

import numpy as np
import pandas as pd
import pytest
import yaml
from helpers import ROOT, without_glyph

from policybook.analyse import keyness as key
from policybook.analyse import terms as t
from policybook.analyse.segment import candidates, cutword_cutter, jieba_cutter, passages, quoted, tokens
from policybook.show.figures import terms as draw
from policybook.show.style import use_style
from policybook.vocab.terms import HAN, TermVocabulary, Theme, load_terms, normalise

VOCAB = ROOT / "data" / "vocab"


@pytest.fixture(scope="module")
def vocabulary(corpus):
    return load_terms(corpus)


@pytest.fixture(scope="module")
def jieba(vocabulary):
    return jieba_cutter(vocabulary.words)


@pytest.fixture(scope="module")
def cutword(vocabulary):
    return cutword_cutter(vocabulary.words)


@pytest.fixture(scope="module")
def body(corpus):
    return passages(corpus)


@pytest.fixture(scope="module")
def words(body, vocabulary, jieba):
    return tokens(body, vocabulary, jieba)


# -------------------------------------------------------------------------------------------------- cutting


@pytest.fixture(scope="module", params=["no words added", "words of the book"])
def both(request, vocabulary):
    """The words, and the segmenter with jieba itself and with its port."""
    words = vocabulary.words if request.param == "words of the book" else []
    return words, jieba_cutter(words, reference=True), jieba_cutter(words)


def test_the_port_cuts_the_whole_corpus_as_jieba_does(both, body, corpus):
    _, slow, fast = both
    texts = [*body["text"], *passages(corpus, "annex")["text"]]
    assert sum(map(len, texts)) > 10_000
    assert [text for text in texts if slow(text) != fast(text)] == []


def test_the_port_cuts_every_word_of_the_vocabulary_as_jieba_does(both, vocabulary):
    _, slow, fast = both
    words = {*vocabulary.words, *vocabulary.stop, *vocabulary.glosses, *(s for t in vocabulary.themes.values() for s in t.strings)}
    assert [word for word in sorted(words) if slow(word) != fast(word)] == []


def test_the_port_cuts_what_nobody_wrote_as_jieba_does(both, body):
    """Characters of the corpus in any order, where near ties are frequent; also what is no Chinese."""
    words, slow, fast = both
    rng = np.random.default_rng(5)
    characters = np.array(list("".join(body["text"])))
    odd = ["", "1-3", " a.b", "２０", "\U00020000", "3.5%", "\r\n", "\ue000", *words[:50]]
    texts = ["".join(rng.choice(characters, rng.integers(1, 60))) + rng.choice(odd) for _ in range(2000)]
    assert [text for text in texts if slow(text) != fast(text)] == []


def test_without_the_port_jieba_itself_cuts(monkeypatch, vocabulary):
    monkeypatch.setitem(sys.modules, "rjieba", None)
    assert "低空经济" in jieba_cutter(vocabulary.words)("大力培育发展低空经济")


SEGMENTED = [
    ("大力培育发展低空经济，加快布局", "低空经济"),
    ("获评国家级专精特新“小巨人”企业", "专精特新"),
    ("获评国家级专精特新“小巨人”企业", "小巨人"),
    ("对经认定的国际、国内首台（套）装备", "首台（套）"),
    ("对经认定的国际、国内首台(套)装备", "首台（套）"),
    ("以省扩大有效投资“千项万亿”工程为抓手", "千项万亿"),
    ("开展先进制造业和现代服务业两业融合试点", "两业融合"),
    ("入选国家“单项冠军”企业", "单项冠军"),
    ("获评省级“隐形冠军”企业给予奖励", "隐形冠军"),
    ("纳入“雄鹰行动”培育库", "雄鹰行动"),
    ("“腾笼换鸟”专项经费3500万元", "腾笼换鸟"),
    ("新建改建四好农村路100公里", "四好农村路"),
    ("支持企业建设海外仓", "海外仓"),
    ("做好跨境电商综试区建设", "跨境电商"),
    ("支持海河联运枢纽建设", "海河联运"),
    ("落实企业研发费用加计扣除政策", "加计扣除"),
    ("落实企业研发费用加计扣除政策", "研发费用"),
    ("推动企业加大研发投入", "研发投入"),
    ("对新认定的省重点实验室给予奖励", "重点实验室"),
    ("开展关键核心技术攻关", "关键核心技术"),
    ("组建创新联合体", "创新联合体"),
    ("因地制宜发展新质生产力", "新质生产力"),
    ("实施“人工智能+”行动计划", "人工智能+"),
    ("围绕人工智能、无人驾驶、生物制造", "人工智能"),
    ("围绕人工智能、无人驾驶、生物制造", "生物制造"),
    ("分别给予50万元市区联动奖励", "市区联动"),
    ("新建高标准农田2万亩", "高标准农田"),
    ("实施占补平衡与永久基本农田保护", "永久基本农田"),
    ("申报专项债项目100亿元以上", "专项债"),
    ("争取中央预算内投资", "中央预算内投资"),
    ("加大对民间投资支持力度", "民间投资"),
    ("强化用地用能要素保障", "要素保障"),
    ("推进先进制造业集群培育工程", "先进制造业集群"),
    ("推动服务业高质量发展", "高质量发展"),
    ("推进企业数字化改造", "数字化改造"),
    ("建设未来工厂和数字化车间", "数字化车间"),
    ("建设未来工厂和智能工厂", "未来工厂"),
    ("软件首版次软件推广应用", "首版次软件"),
    ("支持消费品以旧换新", "以旧换新"),
    ("有序推进农业转移人口市民化", "农业转移人口"),
    ("购买绿证等形式落实能耗平衡", "绿证"),
    ("选派科技特派员下乡", "科技特派员"),
    ("推进和美乡村建设", "和美乡村"),
    ("执行要素保障“3个70%”", "3个70％"),
]


@pytest.mark.parametrize(("text", "expected"), SEGMENTED)
def test_policy_terms_are_one_word_for_both_segmenters(text, expected, jieba, cutword, vocabulary):
    for cut in (jieba, cutword):
        # 人工智能 is in no list of ours: cutword has its own mind on such words.
        if cut is jieba or expected in vocabulary.terms:
            assert expected in cut(normalise(text))


NOT_CUT_OUT = [
    ("支持重点产业开拓市场“走出去”", "拓市场", "开拓市场"),
    ("累计奖励3150万元", "315", "万元"),
    ("推动高技能人才培养", "技能人才", "高技能人才"),
    ("打造公共富氧空间", "共富", "公共"),
    ("建立省级先进制造业集群", "先进制造业", "先进制造业集群"),
]


@pytest.mark.parametrize(("text", "wrong", "right"), NOT_CUT_OUT)
def test_a_term_is_not_found_inside_another_word(text, wrong, right, jieba):
    cut = jieba(text)
    assert wrong not in cut
    assert right in cut


@pytest.mark.parametrize("text", [text for text, _ in SEGMENTED])
def test_cutting_loses_nothing(text, jieba, cutword):
    assert "".join(jieba(text)) == "".join(cutword(text)) == text


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("低空经济", "content"),
        ("企业", "content"),
        ("首台（套）", "content"),
        ("315", "content"),
        ("嘉兴市", "place"),
        ("浙江大学", "institution"),
        ("市财政局", "office"),
        ("财政局", "office"),
        ("支持", "stop:formulas"),
        ("以及", "stop:grammar"),
        ("万元", "stop:quantities"),
        ("的", "short"),
        ("2025", "other"),
        ("，", "other"),
    ],
)
def test_kinds_of_words(word, kind, vocabulary):
    assert vocabulary.kind(word) == kind


def test_the_place_of_a_further_document_is_a_name(corpus):
    from policybook.read.corpus import Document

    elsewhere = Document("x-2024", corpus["pinghu-2024"].raw, {"place": "桐庐县"})
    names = load_terms({"x-2024": elsewhere}).names
    assert names["桐庐县"] == names["桐庐"] == "place"


def test_normalise_keeps_every_offset():
    text = "(一)支持：首台(套)，达20%;A,B"
    assert len(normalise(text)) == len(text)
    assert normalise(text) == "（一）支持：首台（套），达20％；A，B"


# ---------------------------------------------------------------------------------------------- the vocabulary files


def test_every_term_has_a_gloss_and_every_group_of_stop_words_a_reason(vocabulary):
    assert all(en.strip() for en in vocabulary.terms.values())
    assert all(len(reason) > 20 for reason in vocabulary.reasons.values())


def test_no_word_stands_in_two_groups():
    groups = yaml.safe_load((VOCAB / "stopwords.yml").read_text("utf-8"))
    seen = Counter(w for entry in groups.values() for w in set(entry["words"].split()))
    assert {w for w, n in seen.items() if n > 1} == set()


def test_terms_are_neither_names_nor_stop_words(vocabulary):
    assert not set(vocabulary.terms) & set(vocabulary.stop)
    assert not set(vocabulary.terms) & set(vocabulary.names)


def test_yaml_keys_are_unique():
    for name in ("terms", "glosses", "themes"):
        keys = re.findall(r"^ *([^\s#:][^:]*): ", (VOCAB / f"{name}.yml").read_text("utf-8"), re.M)
        keys = [k for k in keys if k not in ("en", "zh", "strings", "not")]
        assert [k for k, n in Counter(keys).items() if n > 1] == []


def test_every_character_of_the_lists_can_be_drawn(vocabulary):
    assert without_glyph("".join([*vocabulary.terms, *vocabulary.glosses, *vocabulary.stop])) == []


# ----------------------------------------------------------------------------------- counts, by an independent route

# Terms that stand in no heading of a domain, letterhead or bracket of units and in no longer term of the dictionary.
RECOUNTED = """专精特新 小巨人 低空经济 跨境电商 海河联运 千项万亿 首台（套） 新质生产力 高标准农田 市区联动 土特产 以旧换新
民间投资 绿证 科技特派员 腾笼换鸟 占补平衡 首版次软件""".split()


@pytest.mark.parametrize("term", RECOUNTED)
def test_counts_equal_plain_substring_counts_on_the_cleaned_text(term, corpus, words):
    counted = t.counts(words[words["word"] == term], corpus)
    for doc_id, document in corpus.items():
        text = document.clean.text[: document.outline.annex_start].replace("(", "（").replace(")", "）")
        assert counted[doc_id].sum() == len(re.findall(re.escape(term), text)), doc_id


def test_counts_equal_plain_substring_counts_on_the_raw_bytes():
    raw = (ROOT / "data" / "raw" / "nanhu-2025.txt").read_bytes().decode("utf-8")
    head = re.sub(r"\s", "", raw).split("附件:南湖区积极争取上级政策事项清单")[0]
    assert head.count("市区联动") == 15
    assert head.count("低空经济") == 4


def test_rates_are_occurrences_per_ten_thousand_characters(corpus, words, body):
    rates = t.rates(words[words["word"] == "市区联动"], body)
    n_chars = sum(len(re.sub(r"\s", "", p.text)) for p in corpus["nanhu-2025"].outline.passages)
    assert rates.at["市区联动", "nanhu-2025"] == pytest.approx(15 / n_chars * 10_000)
    assert rates.at["市区联动", "jiaxing-2025"] == 0


def test_string_rates_agree_with_word_rates_where_the_term_stands_alone(words, body):
    plain = t.string_rates(body, RECOUNTED)
    cut = t.rates(words[words["word"].isin(RECOUNTED)], body)
    pd.testing.assert_frame_equal(plain.sort_index(), cut.sort_index(), check_names=False)


def test_words_know_their_place_in_the_clean_text(corpus, words):
    for row in words.iloc[::97].itertuples():
        assert normalise(corpus[row.doc_id].clean.text[row.at : row.at + len(row.word)]) == row.word


def test_annexes_and_responsible_units_are_left_out(corpus, body):
    assert not body["text"].str.contains("（责任单位", regex=False).any()
    longest = passages(corpus, "annex").groupby("doc_id")["n_chars"].sum()
    assert longest["haining-2024"] > 15_000
    for doc_id, group in body.groupby("doc_id"):
        assert group["at"].max() < corpus[doc_id].outline.annex_start


def test_repeated():
    assert t.repeated("甲乙丙丁戊己庚辛壬癸子", "甲乙丙丁，戊己庚辛壬癸", n=5) == pytest.approx(6 / 7)
    assert t.repeated("", "甲") == 0


def test_kwic_leads_back_to_the_raw_text(corpus, body):
    lines = t.kwic(corpus, body, "低空经济")
    assert len(lines) == 11
    for row in lines.itertuples():
        assert re.sub(r"\s", "", corpus[row.doc_id].raw[row.start : row.end]) == "低空经济"


def test_kwic_finds_half_width_brackets_too(corpus, body):
    lines = t.kwic(corpus, body, "首台(套)")
    assert set(lines["keyword"]) == {"首台（套）"}
    assert len(set(lines["doc_id"])) == len(corpus)


# ------------------------------------------------------------------------------------------ candidates, company


def test_candidates_find_a_word_that_the_dictionary_lacks():
    around = "天地人和风云山水日月"
    text = "。".join(f"{a}饕餮貔貅{b}" for a, b in zip(around, reversed(around), strict=True))
    frame = pd.DataFrame({"doc_id": ["a", "b"], "text": [text, text]})
    found = candidates(frame, list, min_pmi=2)
    assert found["word"][0] == "饕餮貔貅"
    assert found["n"][0] == 20
    assert "饕餮" not in set(found["word"]), "its right side never varies"


def test_candidates_of_the_corpus_hold_known_terms(body):
    found = set(candidates(body, jieba_cutter([]))["word"])
    assert {"专精特新", "跨境电商", "低空经济", "千项万亿", "要素保障"} <= found


def test_quoted():
    frame = pd.DataFrame({"doc_id": ["a", "b"], "text": ["获评“小巨人”和“尖兵”", "“小巨人”企业"]})
    assert quoted(frame).to_dict("list") == {"word": ["小巨人", "尖兵"], "n": [2, 1], "documents": [2, 1]}


def test_g_squared_by_hand():
    # 10 of 100 both; expected 3: the textbook sum over the four cells
    table = np.array([[10, 10], [5, 75]])
    expected = table.sum(1, keepdims=True) * table.sum(0, keepdims=True) / table.sum()
    assert t.g_squared(10, 20, 15, 100) == pytest.approx(2 * (table * np.log(table / expected)).sum())
    assert t.g_squared(1, 20, 15, 100) == 0, "less often than chance"


def test_collocations_do_not_cross_sentences(vocabulary, jieba):
    frame = pd.DataFrame({"doc_id": "a", "section": 1, "measure": 1, "at": 0, "text": ["企业奖励。项目" * 6]})
    pairs = t.collocations(tokens(frame, vocabulary, jieba))
    assert set(zip(pairs["first"], pairs["second"], strict=True)) == {("项目", "企业"), ("企业", "奖励")}


# ------------------------------------------------------------------------------------------------- distinctive


def test_log_odds_by_hand():
    estimate, error = key.log_odds(np.array([10.0]), 100.0, np.array([5.0]), 200.0, np.array([3.0]), 60.0)
    assert estimate[0] == pytest.approx(math.log(13 / 147) - math.log(8 / 252))
    assert error[0] == pytest.approx(math.sqrt(1 / 13 + 1 / 8))


def test_log_ratio_counts_doublings():
    assert key.log_ratio(np.array([8.0, 2.0]), 100.0, np.array([4.0, 0.0]), 200.0) == pytest.approx([2, 3])


def test_dispersion_of_even_and_clumped_words():
    sizes = np.array([100.0, 100.0, 200.0])
    counts = np.array([[1, 4], [1, 0], [2, 0]], float)
    assert key.dispersion(counts, sizes) == pytest.approx([0, 1])


def test_false_discovery_rates_are_those_of_benjamini_and_hochberg():
    p = pd.Series([0.01, 0.04, 0.03, 0.5], index=list("abcd"))
    assert key.false_discovery(p).to_dict() == pytest.approx({"a": 0.04, "b": 0.16 / 3, "c": 0.16 / 3, "d": 0.5})


def test_redrawing_stays_within_the_strata():
    strata = pd.Series(["x", "x", "y", "y", "y"])
    weights = key.resample(strata, draws=50)
    assert (weights[:, :2].sum(axis=1) == 2).all()
    assert (weights[:, 2:].sum(axis=1) == 3).all()
    assert (weights == key.resample(strata, draws=50)).all()


def planted(seed=1):
    """Return 60 units of 200 words, of which 20 are the group, with an even, a widespread and a clumped word."""
    rng = np.random.default_rng(seed)
    group = np.arange(60) < 20
    even, widespread = rng.poisson(2, 60), np.where(group, 2, 0)
    clumped = np.zeros(60, int)
    clumped[3] = 40
    return pd.DataFrame({"even": even, "widespread": widespread, "clumped": clumped}), pd.Series(group)


def test_keyness_finds_the_widespread_word_only():
    counts, group = planted()
    found = key.keyness(counts, pd.Series(200, index=counts.index), group, pd.Series("x", index=counts.index), prior=1 / 3)
    assert found.loc["widespread", "p"] < 0.0001
    assert found.loc["widespread", "low"] > 0
    assert found.loc["clumped", "z"] > 3, "the usual test is taken in"
    assert found.loc["clumped", "p"] > 0.3
    assert found.loc["clumped", "dp"] > 0.9
    assert found.loc["even", "p"] > 0.05


def test_the_dealing_test_is_exact_for_one_clumped_word():
    counts, group = planted()
    p = key.shuffle_test(counts[["clumped"]].to_numpy(), np.full(60, 200.0), group.to_numpy(), key.deals(60, 5000))
    assert p[0] == pytest.approx(20 / 60, abs=0.03), "it is in the group as often as its one unit is"


def test_deals_stay_within_their_strata():
    orders = key.deals(5, 200, strata=list("xxyyy"))
    assert (np.sort(orders[:, :2], axis=1) == [0, 1]).all()
    assert (np.sort(orders[:, 2:], axis=1) == [2, 3, 4]).all()
    assert (orders[:50] == key.deals(5, 50, strata=list("xxyyy"))).all(), "more deals begin with the same ones"


def test_the_usual_test_by_chance_is_counted_by_hand():
    counts, sizes, mask = np.array([[40.0, 1.0], [0, 1], [0, 1], [0, 1]]), np.full(4, 100.0), np.array([True, False, False, False])
    orders = np.array([[0, 1, 2, 3], [1, 0, 2, 3]])
    # The first deal leaves the clumped word in the group; the second takes it away from a group that is a quarter of all.
    found = key.usual_by_chance(counts, sizes, mask, orders, prior=0.25)
    odds, error = key.log_odds(np.array([40.0, 0.0]), 100.0, np.array([0.0, 40.0]), 300.0, 10.0, 100.0)
    assert found.tolist() == [int(abs(odds[0] / error[0]) > 1.96), int(abs(odds[1] / error[1]) > 1.96)]
    assert found[0] == 1


def test_power_grows_with_the_ratio_and_is_the_level_where_nothing_differs():
    sizes, mask = np.full(60, 100.0), np.arange(60) < 20
    orders = key.deals(60, 2000)
    at = {ratio: key.power(sizes, mask, orders, n=30, ratio=ratio, level=0.05, draws=150) for ratio in (1, 2, 6)}
    assert at[1] < 0.12
    assert at[1] < at[2] < at[6]
    assert at[6] > 0.9
    clumped = key.power(sizes, mask, orders, n=30, ratio=6, level=0.05, clump=6, draws=150)
    assert clumped < at[6]


def test_near_copies_count_once_in_the_test(corpus, body, words):
    units = t.unit_table(body)
    groups = {"x": ["nanhu-2025"]}
    alone = t.distinctive(body, words, words, groups, shuffles=500, draws=20)
    one = pd.Series(np.where(units["doc_id"] == "nanhu-2025", "copies", units.index), units.index)
    together = t.distinctive(body, words, words, groups, families=one, shuffles=500, draws=20)
    row = alone["word"].eq("市区联动")
    assert alone.loc[row, ["n_target", "n_rest"]].to_numpy().tolist() == together.loc[row, ["n_target", "n_rest"]].to_numpy().tolist()
    assert together.loc[row, "units"].item() == 1 < alone.loc[row, "units"].item()
    assert together.loc[row, "p"].item() > alone.loc[row, "p"].item()


def test_what_the_usual_test_is_expected_to_find(body, words):
    found = t.usual_expected(body, words, {"a": ["nanhu-2025"], "b": ["jiaxing-2025"]}, deals=20)
    assert found.shape == (20, 2)
    assert found.to_numpy().max() < len(t.family(words, body))


def test_distinctive_needs_all_routes(corpus, body, words, vocabulary, jieba):
    def without(text):
        return [part for w in jieba(text) for part in (("市区", "联动") if w == "市区联动" else (w,))]

    groups = {d: [d] for d in corpus}
    orders = key.deals(len(t.unit_table(body)), 20_000)
    agreed = t.distinctive(body, words, words, groups, orders=orders, level=0.2, draws=99)
    split = t.distinctive(body, words, tokens(body, vocabulary, without), groups, orders=orders, level=0.2, draws=99)
    row = (agreed["word"] == "市区联动") & (agreed["group"] == "nanhu-2025")
    assert agreed.loc[row, "agreed"].all()
    assert not split.loc[row, "agreed"].any()
    assert split.loc[row, "passed"].item() == "words, characters"


def test_family_is_counted_by_hand(words, body):
    content = t.content(words)
    counted = Counter(content["word"])
    chosen = t.family(words, body)
    assert all(counted[w] >= 10 for w in chosen)
    assert "市区联动" in chosen
    assert not {"支持", "嘉兴", "万元", "的"} & set(chosen)


# ------------------------------------------------------------------------------------------- domains, themes, years


def test_theme_exceptions():
    green = Theme("green", "Green", "绿色", ("绿色", "碳"), ("绿色通道", "碳化硅"))
    assert green.named_in("建设绿色工厂")
    assert not green.named_in("开辟绿色通道，发展碳化硅")
    assert green.named_in("开辟绿色通道，降低碳排放")


def test_theme_shares_by_hand():
    frame = pd.DataFrame({"doc_id": ["a", "a", "b"], "section": 1, "measure": [1, 2, 1], "path": ["一/1", "一/2", "一/1"], "text": ["甲乙丙。丁戊", "己甲", "庚辛"]})
    themes = {"x": Theme("x", "X", "甲", ("甲",))}
    assert t.theme_shares(frame, themes).loc["x"].to_dict() == pytest.approx({"a": 500 / 7, "b": 0})
    assert t.theme_measures(frame, themes).loc["x"].to_dict() == {"a": 100, "b": 0}


def test_domain_shares_leave_out_the_closing(body, corpus):
    from policybook.analyse.evolution import domain_order
    from policybook.vocab.domains import load_domains

    shares = t.domain_shares(body, domain_order(list(corpus.values()), *load_domains()))
    assert shares.shape == (8, len(corpus))
    assert shares.sum().between(90, 100).all()
    part = body[(body["doc_id"] == "pinghu-2024") & (body["section"] == 5)]["n_chars"].sum()
    assert shares.loc["Transport", "pinghu-2024"] == pytest.approx(100 * part / t.chars(body)["pinghu-2024"])


RATES = pd.DataFrame(
    {"a": [0, 5, 3, 9, 4], "b": [0, 4, 2, 8, 1], "c": [2, 0, 6, 1, 2], "d": [1, 0, 7, 2, 3]},
    index=["中", "去", "升", "降", "平"],
)


@pytest.mark.parametrize(("word", "change", "gap"), [("中", "new", 1), ("去", "gone", 4), ("升", "rising", 3), ("降", "falling", 6), ("平", "", 0)])
def test_cohorts(word, change, gap):
    found = t.cohorts(RATES, ["a", "b"], ["c", "d"])
    assert found.loc[word, ["change", "gap"]].to_list() == [change, gap]
    assert found.index[0] == "降"


# ----------------------------------------------------------------------------------------------------- figures


def test_words_of_a_cloud_are_drawn_at_their_sizes():
    sizes = pd.Series({f"词{chr(0x4E00 + i)}": 60.0 - i for i in range(40)})
    cloud = draw.lay_out(sizes, 900, 700)
    assert {word: size for (word, _), size, *_ in cloud.layout_} == sizes.to_dict()


def test_a_cloud_that_does_not_fit_is_not_squeezed():
    assert draw.lay_out(pd.Series({f"长词语{i}": 300.0 for i in range(9)}), 400, 300) is None


def test_figures_draw_without_a_warning(words, body, recwarn):
    use_style()
    rates = t.rates(t.content(words), body)
    panels = {doc_id: column.nlargest(8) for doc_id, column in rates.items()}
    figure = draw.comparison_cloud(dict(list(panels.items())[:2]), dict.fromkeys(rates.index, "word"))
    figure.savefig(io.BytesIO())
    assert [str(w.message) for w in recwarn if "Glyph" in str(w.message)] == []


def test_han_is_chinese_only():
    assert HAN.fullmatch("企业")
    assert not HAN.fullmatch("企业1")


def test_a_bare_vocabulary_works():
    bare = TermVocabulary(terms={"低空经济": "low-altitude economy"})
    assert bare.words == ["低空经济"]
    assert bare.english(["低空经济", "企业"]) == ["low-altitude economy", None]
