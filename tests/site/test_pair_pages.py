"""Two documents side by side: marks, order, completeness, links."""

import re

import pytest
from bs4 import BeautifulSoup
from helpers import AGAIN_CITY, AGAIN_COUNTY, AGAIN_PAIRS
from hypothesis import given
from hypothesis import strategies as st

from policybook.analyse import alignment, text_forms
from policybook.analyse.evolution import ordered_pairs
from policybook.project import find_root
from policybook.read.clean import plain_characters
from policybook.read.corpus import Document
from policybook.site import pair_pages
from policybook.vocab.domains import load_domains


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("立项12项。", "立项2项。", [("equal", "立项", "立项"), ("replace", "12", "2"), ("equal", "项。", "项。")]),
        ("给予奖励。", "给予奖励。", [("equal", "给予奖励。", "给予奖励。")]),
        ("（一）奖励，", "(一)奖励,", [("equal", "（一）奖励，", "(一)奖励,")]),
        ("给予100万元奖励", "给予100万元市区联动奖励", [("equal", "给予100万元", "给予100万元"), ("insert", "", "市区联动"), ("equal", "奖励", "奖励")]),
        ("甲乙", "丙丁", [("replace", "甲乙", "丙丁")]),
        ("甲丁乙", "丙丁戊", [("replace", "甲丁乙", "丙丁戊")]),
        ("", "丙丁", [("insert", "", "丙丁")]),
        ("", "", []),
    ],
)
def test_changes(a, b, expected):
    assert list(pair_pages.changes(a, b)) == expected


@given(st.text("甲乙丙，,1２.% ab", max_size=30), st.text("甲乙丙，,1２.% ab", max_size=30))
def test_changes_lose_nothing(a, b):
    found = list(pair_pages.changes(a, b))
    assert "".join(x for _, x, _ in found) == a
    assert "".join(y for _, _, y in found) == b


def test_marks_are_escaped_and_numbers_stand_out():
    left, right = pair_pages.marked_pair("<立项>12项", "<立项>2项")
    assert left == "&lt;立项&gt;<del><b>12</b></del>项"
    assert right == "&lt;立项&gt;<ins><b>2</b></ins>项"


def test_every_pair_once_the_earlier_year_and_the_parent_first():
    documents = [Document(x, "", {"policy_year": year, "place_en": x, "parent": parent}) for x, year, parent in (("district", 2025, "city"), ("city", 2025, "province"), ("town", 2024, "district"))]
    found = {(a.doc_id, b.doc_id) for a, b in ordered_pairs(documents)}
    assert found == {("city", "district"), ("town", "district"), ("town", "city")}


@pytest.fixture(scope="module")
def compared(corpus):
    places = text_forms.place_words(d.record for d in corpus.values())
    vocabulary = load_domains()
    pairs = ordered_pairs(list(corpus.values()))
    chosen = [pairs[0], pairs[-1], pairs[len(pairs) // 2]]
    return [(a, b, pair_pages.pair_page(alignment.align_documents(a, b, *vocabulary, places))) for a, b in chosen]


def test_pages_hold_both_texts_in_full(compared):
    for a, b, html in compared:
        soup = BeautifulSoup(html, "html.parser")
        for note in soup.select(".pbc-row .pbc-doc"):
            note.decompose()
        for side, document in (("a", a), ("b", b)):
            shown = [cell.get_text() for cell in soup.select(f".pbc-{side}:not(.pbc-none)")]
            want = text_forms.sentences(document)["text"].tolist()
            assert sorted(map(plain_characters, shown)) == sorted(map(plain_characters, want))


def test_pages_are_well_formed_and_ask_no_other_host(compared):
    for _, _, html in compared:
        assert not re.search(r"https?://", html)
        soup = BeautifulSoup(html, "html.parser")
        assert len(soup.select("h1")) == 1
        kinds = {pair["data-kind"] for pair in soup.select(".pbc-pair")}
        assert kinds <= set(pair_pages.FILTERS)
        assert {box["value"] for box in soup.select("fieldset input")} == set(pair_pages.FILTERS)
        ids = [part["id"] for part in soup.select("[id]")]
        assert len(set(ids)) == len(ids)
        assert {link["href"][1:] for link in soup.select("a[href^='#']")} <= set(ids)
        assert len(soup.select(".pbc-contents li")) == len(soup.select(".pbc-list > h2")) > 0
        assert all(pair["id"] for pair in soup.select(".pbc-pair"))


def test_links_lead_to_measures_that_exist(compared, corpus):
    anchors = {d.doc_id: {f"m{m.number}" for m in d.outline.measures} | {f"s{s.number}" for s in d.outline.sections} | {"end"} for d in corpus.values()}
    for _, _, html in compared:
        for doc_id, anchor in re.findall(r'href="\.\./reader/([\w-]+)\.html#([^"]*)"', html):
            assert anchor in anchors[doc_id]


def test_every_line_says_whose_it_is(compared):
    for a, b, html in compared:
        soup = BeautifulSoup(html, "html.parser")
        assert {cell["data-doc"] for cell in soup.select(".pbc-a")} == {a.label}
        assert {cell["data-doc"] for cell in soup.select(".pbc-b")} == {b.label}


def test_a_document_leads_to_its_comparisons(corpus):
    pairs = pair_pages.Pairs(corpus, *load_domains())
    for doc_id in corpus:
        links = re.findall(r'href="\.\./\.\./book/compare/([\w-]+)\.html">([^<]+)<', pairs.beside_html(doc_id, "../../"))
        assert {label for _, label in links} == {d.label for d in corpus.values() if d.doc_id != doc_id}
        assert all(doc_id in name.split("--") for name, _ in links)
    (alone,) = list(corpus.values())[:1]
    assert pair_pages.Pairs({alone.doc_id: alone}, *load_domains()).beside_html(alone.doc_id, "") == ""


@pytest.mark.site
@pytest.mark.browser
def test_the_filter_stays_in_the_address_and_an_anchor_is_shown_in_spite_of_it(open_page, corpus):
    first, second = ordered_pairs(list(corpus.values()))[0]
    troubles = []
    page = open_page(f"{pair_pages.page_name(first, second)}.html", troubles=troubles)
    kept = page.locator(".pbc-pair[data-kind=kept]")
    for kind in ("kept", "dropped"):
        page.locator(f".pbc-controls input[value={kind}]").uncheck()
    page.locator(".pbc-controls input[name=numbers]").check()
    assert "show=rescaled.localised.added.opening" in page.url
    assert "only=numbers" in page.url
    shown = page.locator(".pbc-pair >> visible=true").count()
    again = open_page(page.url.split("/", 3)[3])
    assert again.locator(".pbc-pair >> visible=true").count() == shown > 0
    anchor = kept.first.get_attribute("id")
    again = open_page(page.url.split("/", 3)[3] + f"#{anchor}")
    assert again.locator(f"#{anchor}").is_visible()
    assert troubles == []


def test_the_site_has_the_page_and_its_files():
    root = find_root()
    assert "{compare-pairs}" in (root / "book" / "compare.md").read_text("utf-8")
    assert "book/compare" in (root / "_toc.yml").read_text("utf-8")
    for name in ("compare.css", "compare.js"):
        text = (root / "book" / "_static" / name).read_text("utf-8")
        assert "http" not in text


def test_measures_meet_their_own_counterparts_where_numbers_start_again():
    a, b = Document("city", AGAIN_CITY, {"place": "松岭市"}), Document("county", AGAIN_COUNTY, {"place": "柳溪县"})
    soup = BeautifulSoup(pair_pages.pair_page(alignment.align_documents(a, b, *load_domains(), ("松岭市", "柳溪县"))), "html.parser")
    anchors = {d.doc_id: {d.addresses.measure(m): m for m in d.outline.measures} for d in (a, b)}
    seen = []
    for block in soup.select(".pbc-pair"):
        links = [re.search(r"reader/(\w+)\.html#(.+)", link["href"]).groups() for link in block.select('h3 a[href*="reader/"]')]
        if block["data-kind"] == "opening":
            continue
        left, right = (anchors[doc_id][anchor] for doc_id, anchor in links)
        seen.append((left.path, right.path))
        for side, document, measure in (("a", a, left), ("b", b, right)):
            shown = "".join(cell.get_text() for cell in block.select(f".pbc-{side}"))
            own = [p.text for p in document.outline.passages if p.path == measure.path]
            assert plain_characters(shown) == plain_characters("".join(own))
    assert seen == [(x, y) for y in (m.path for m in b.outline.measures) for x in AGAIN_PAIRS if AGAIN_PAIRS[x] == y]
    assert "from measure" not in soup.get_text()


def test_a_sentence_from_another_measure_names_it_by_its_path():
    moved = "鼓励企业淘汰老旧锅炉，推广余热利用。"
    elsewhere = AGAIN_COUNTY.replace(moved, "鼓励企业更换水泵。").replace("支持老字号门店修缮，保护传统技艺。", "支持老字号门店修缮，保护传统技艺。" + moved)
    a, b = Document("city", AGAIN_CITY, {}), Document("county", elsewhere, {})
    html = pair_pages.pair_page(alignment.align_documents(a, b, *load_domains()))
    assert re.findall(r"from measure ([^<]+)<", html) == ["一/（一）/2"]


def test_of_many_documents_related_ones_are_compared():
    towns = [("a", "Town A", "City"), ("b", "Town B", "City"), ("c", "City", None), ("d", "Town A", "City"), ("e", None, None), ("f", None, None)]
    documents = [Document(doc_id, "", {"place_en": place, "parent": parent}) for doc_id, place, parent in towns]
    found = {frozenset((x.doc_id, y.doc_id)) for x, y in pair_pages.compared(documents, many=5)}
    assert found == {frozenset(pair) for pair in ("ac", "bc", "cd", "ad")}
    assert len(pair_pages.compared(documents, many=6)) == 15
