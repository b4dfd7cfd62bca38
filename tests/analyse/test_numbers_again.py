"""Measures of one number never meet where numbers start again in each subsection: aligned, compared, counted, drawn."""

import pandas as pd
import pytest
from helpers import AGAIN_CITY, AGAIN_COUNTY, AGAIN_PAIRS

from policybook.analyse import alignment, evolution, segment, shared_text, terms, text_forms
from policybook.read.clean import SENTENCE, plain_characters
from policybook.read.corpus import Document
from policybook.show import links
from policybook.tables.build import make_tables
from policybook.vocab.domains import load_domains
from policybook.vocab.terms import Theme
from policybook.vocab.tone import load_tone

PLACES = ("松岭市", "柳溪县")


def documents() -> list[Document]:
    made = [("city", AGAIN_CITY, "松岭市", 2031), ("county", AGAIN_COUNTY, "柳溪县", 2031)]
    return [Document(name, text, {"doc_id": name, "place": place, "policy_year": year}) for name, text, place, year in made]


@pytest.fixture(scope="module")
def pair() -> alignment.Comparison:
    return alignment.align_documents(*documents(), *load_domains(), PLACES)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return make_tables(documents())


def test_each_measure_meets_its_own_counterpart(pair):
    assert dict(zip(pair.measures["a_path"], pair.measures["b_path"], strict=True)) == AGAIN_PAIRS
    assert pair.measures["b_path"].tolist() == [m.path for m in pair.b.outline.measures], "in the order of b"
    assert (pair.measures["a_heading"] == pair.measures["b_heading"]).all()


def test_what_became_of_each_measure_is_told_from_its_own_sentences(pair):
    kinds = pair.measures.set_index("a_path")[["kind", "n_kept", "n_rescaled", "kept_pct"]]
    assert kinds.to_dict("index") == {
        "一/（一）/1": {"kind": "rescaled", "n_kept": 0, "n_rescaled": 2, "kept_pct": 0},
        "一/（一）/2": {"kind": "kept", "n_kept": 1, "n_rescaled": 0, "kept_pct": 100},
        "一/（二）/1": {"kind": "rescaled", "n_kept": 0, "n_rescaled": 1, "kept_pct": 0},
        "一/（二）/2": {"kind": "kept", "n_kept": 1, "n_rescaled": 0, "kept_pct": 100},
        "二/1": {"kind": "kept", "n_kept": 1, "n_rescaled": 0, "kept_pct": 100},
        "二/2": {"kind": "kept", "n_kept": 1, "n_rescaled": 0, "kept_pct": 100},
    }


def test_sentences_pair_inside_their_measures(pair):
    inside = pair.sentences[pair.sentences["b_measure"].notna()]
    assert len(inside) == len(text_forms.sentences(pair.b).dropna(subset=["measure"]))
    assert all(AGAIN_PAIRS[a] == b for a, b in zip(inside["a_path"], inside["b_path"], strict=True))
    opening = pair.sentences[pair.sentences["b_measure"].isna()]
    assert opening[["a_path", "b_path", "kind"]].to_numpy().tolist() == [["一", "一", "rescaled"]]


def test_numbers_and_awards_pair_inside_their_measures(pair, tables):
    slots = pair.slots[~pair.slots["equal"] & pair.slots["measure"].notna()]
    assert slots[["a_path", "path", "a_printed", "b_printed"]].to_numpy().tolist() == [
        ["一/（二）/1", "一/（一）/1", "5万元", "3万元"],
        ["一/（一）/1", "一/（二）/1", "30万元", "20万元"],
        ["一/（一）/1", "一/（二）/1", "90台", "40台"],
    ]
    awards = alignment.match_awards(tables["awards"], pair.measures)
    assert awards[["a_path", "path", "a_value", "value"]].to_numpy().tolist() == [
        ["一/（二）/1", "一/（一）/1", 5e4, 3e4],
        ["一/（一）/1", "一/（二）/1", 3e5, 2e5],
        ["二/1", "二/1", 100, 100],
    ]


def test_dealt_sentences_keep_the_size_of_every_measure(monkeypatch):
    a, b = documents()
    matched = alignment.match_domains(a, b, *load_domains())
    assert matched == {1: [1], 2: [2]}
    dealt, score = [], alignment.score_measures
    monkeypatch.setattr(alignment, "score_measures", lambda left, right, places: dealt.append(right) or score(left, right, places))
    alignment.shuffled_pairs(a, b, matched, PLACES, draws=1)
    sizes = text_forms.sentences(b).dropna(subset=["measure"]).groupby("path", sort=False).size()
    assert [len(SENTENCE.findall(text)) for text in dealt[0]["text"]] == sizes.tolist()


def test_shared_text_names_the_measures_it_stands_in():
    a, b = documents()
    covered = shared_text.coverage(a, b, 10)
    assert covered["path"].tolist() == [p.path for p in a.outline.passages]
    found = shared_text.common_passages(a, b, [a, b], n=12)
    inside = found.dropna(subset=["measure"])
    assert len(inside) >= 6
    assert all(AGAIN_PAIRS[x] == y for x, y in zip(inside["path"], inside["other_path"], strict=True))


def test_families_join_counterparts_only():
    found = evolution.families(documents(), *load_domains(), PLACES)
    assert not found.duplicated(["doc_id", "path"]).any()
    of = found.set_index(["doc_id", "path"])["family"]
    inside = found.dropna(subset=["measure"])
    assert inside["family"].nunique() == 6
    assert all(of["city", x] == of["county", y] for x, y in AGAIN_PAIRS.items())


def test_units_are_counted_one_by_one(tables):
    made = documents()
    sizes = text_forms.measured(made)
    assert not sizes.duplicated(["doc_id", "path"]).any()
    tones = evolution.tone_counts(made, load_tone()).set_index(["doc_id", "path"])
    assert tones.loc["city", "encourage"].to_dict() == {
        "一": 0, "一/（一）/1": 1, "一/（一）/2": 2, "一/（二）/1": 1, "一/（二）/2": 2, "二/1": 1, "二/2": 2,
    }  # fmt: skip
    assert tones.at[("city", "一/（一）/1"), "strive"] == 1
    assert tones.at[("city", "一/（二）/1"), "strive"] == 0
    single = evolution.single_office(tables["responsibilities"]).set_index(["doc_id", "path"])["single"]
    assert single.loc["county"].to_dict() == {"一/（一）/1": 1, "一/（一）/2": 1, "一/（二）/1": 0, "一/（二）/2": 1, "二/1": 1, "二/2": 1}
    goals = evolution.target_kinds(tables["targets"])
    assert goals[["doc_id", "path"]].to_numpy().tolist() == [["city", "一/（一）/1"], ["county", "一/（二）/1"]]


def test_shares_of_units_are_dealt_out_with_their_own_families(tables):
    made = documents()
    family = evolution.families(made, *load_domains(), PLACES).assign(year=[2031] * 7 + [2032] * 7)
    single = evolution.single_office(tables["responsibilities"])
    joined = single.merge(family, on=["doc_id", "path"])
    assert len(joined) == len(single) == 12
    p = evolution.dealt_out(single, family, ["single"], "n", 2032)
    by_hand = joined.groupby(["family", "year"])[["single", "n"]].sum()
    assert by_hand["n"].tolist() == [1] * 12
    assert 0 < p["single"] <= 1


def test_counterparts_and_places_keep_the_path():
    first, later = documents()
    later = Document("county", later.raw, {**later.record, "place": "松岭市", "policy_year": 2032})
    found = evolution.counterparts([first], [later], *load_domains(), PLACES)
    assert found["path"].tolist() == [m.path for m in later.outline.measures]
    assert found["found_in"].tolist() == ["city"] * 6
    both = evolution.same_place([first, later], *load_domains(), PLACES)
    numbers = dict(zip(both["b_path"], both["numbers"], strict=True))
    assert numbers == {"一/（一）/1": "5万元 → 3万元", "一/（一）/2": "", "一/（二）/1": "30万元 → 20万元; 90台 → 40台", "一/（二）/2": "", "二/1": "", "二/2": ""}
    stated = evolution.stated_changes([Document("x", AGAIN_CITY.replace("推广余热利用", "继续实施余热利用"), {})])
    assert stated["path"].tolist() == ["一/（一）/2"]


def test_themes_count_measures_not_numbers():
    corpus = {d.doc_id: d for d in documents()}
    frame = segment.passages(corpus)
    theme = Theme("brands", "Brands", "品牌", ("品牌", "老字号"))
    shares = terms.theme_measures(frame, {"brands": theme})
    assert shares.loc["brands"].tolist() == pytest.approx([100 * 2 / 6] * 2)
    assert terms.kwic(corpus, frame, "老字号")["path"].drop_duplicates().tolist() == ["一/（二）/2", "一/（一）/2"]
    assert set(terms.sentences(frame).groupby("doc_id")["path"].nunique()) == {7}


def test_rows_lead_to_their_own_measure(pair, monkeypatch):
    monkeypatch.setattr(links, "documents", lambda: {d.doc_id: d for d in (pair.a, pair.b)})
    rows = shared_text.coverage(pair.a, pair.b, 10)[["doc_id", "section", "measure", "path"]]
    assert links.row_anchors(rows) == ["s1", "s1-1-m1", "s1-1-m2", "s1-2-m1", "s1-2-m2", "s2-m1", "s2-m2"]
    assert links.row_anchors(rows.drop(columns="path"))[3] == "s1-1-m1", "without its path the first of that number"


def test_every_character_belongs_to_one_unit():
    for document in documents():
        sizes = text_forms.measured([document])
        assert sizes["n_chars"].sum() == sum(len(plain_characters(p.text)) for p in document.outline.passages)
