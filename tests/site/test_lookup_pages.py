"""The pages of programmes and places: complete, escaped, and in a browser."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from helpers import ROOT
from lxml import html as lxml_html

from policybook.read.corpus import Document, load_corpus
from policybook.site import document_pages, explorer, lookup_pages, marked_text, search
from policybook.vocab.programmes import load_programmes

CORPUS = load_corpus(ROOT)
RAW = """某市若干政策

一、扩大投资政策
2030年安排资金4亿元。
（一）支持企业。对国家级、省级绿色工厂分别给予100万元、50万元奖励。对<其他>企业给予10万元补助。（责任单位：经信局*）
"""
TITLE = "某市<若干>政策"
TOWNS = {
    "old-2030": Document(
        "old-2030", RAW, {"doc_id": "old-2030", "label": "Old 2030", "place": "某市", "place_en": "Old Town", "policy_year": 2030, "scheme": "x", "status": "draft", "title": TITLE, "level": "city"}
    ),
    "new-2030": Document("new-2030", RAW, {"doc_id": "new-2030", "label": "New 2030", "place": "新市", "place_en": "New", "policy_year": 2030, "scheme": "x", "status": "final", "title": TITLE}),
    "far-2030": Document("far-2030", RAW, {"doc_id": "far-2030", "label": "Far 2030", "policy_year": 2030, "status": "final"}),
}


def award(doc_id, words, item, tier, amount, programme, level, payer="silent"):
    start = RAW.index(words)
    coded = {"instrument": "lump_sum", "rate_pct": None, "unit": None, "base": None, "cap_yuan": None, "is_max": False, "is_min": False, "condition": None, "cofunded": False}
    place = {"doc_id": doc_id, "section": 1, "subsection": None, "measure": 1, "quote": words, "start": start, "end": start + len(words)}
    return place | coded | {"item": item, "tier": tier, "amount_yuan": amount, "programme": programme, "programme_tier": level, "payer": payer}


@pytest.fixture
def lookup():
    both = "对国家级、省级绿色工厂分别给予100万元、50万元奖励"
    rows = [
        award(d, both, "绿色工厂", tier, amount, "green-factory", level, "joint" if d == "new-2030" else "silent")
        for d in ("old-2030", "new-2030")
        for tier, amount, level in (("国家级", 1e6, "national"), ("省级", 5e5, "provincial"))
    ]
    rows.append(award("old-2030", "对<其他>企业给予10万元补助", "<其他>企业", None, 1e5, None, None))
    matched = pd.DataFrame(rows)
    start = RAW.index("2030年安排资金4亿元")
    budget = {
        "doc_id": "old-2030",
        "section": 1,
        "subsection": None,
        "measure": None,
        "label": "资金",
        "amount_yuan": 4e8,
        "role": "domain_total",
        "parent": None,
        "year": 2030,
        "approx": False,
        "bound": None,
        "quote": "",
        "start": start,
        "end": start + 12,
    }
    tables = {"awards": matched.drop(columns=["programme", "programme_tier", "payer"]), "award_programmes": matched, "budgets": pd.DataFrame([budget])}
    vocabulary = load_programmes(ROOT)
    names = explorer.Names({("x", 1): "Investment"}, {"green-factory": "Green factory 绿色工厂"}, {"national": "national 国家级"}, {"joint": "jointly", "silent": "text is silent"})
    return lookup_pages.Lookup(TOWNS, explorer.explorer_rows(TOWNS, tables, names), names, vocabulary, {("x", 1): "Effective <investment>"})


def text_of(html):
    return re.sub(r"\s+", " ", lxml_html.fromstring(f"<div>{html}</div>").text_content())


def test_a_sum_for_two_programmes_stands_on_the_pages_of_both(lookup):
    words = "对<其他>企业给予10万元补助"
    row = award("far-2030", words, "智能工厂（数字化车间）", None, 1e5, "smart-factory", "provincial") | {"also": "digital-workshop:provincial|green-factory:"}
    matched = pd.DataFrame([row])
    tables = {"awards": matched.drop(columns=["programme", "programme_tier", "also", "payer"]), "award_programmes": matched}
    found = lookup_pages.Lookup(TOWNS, explorer.explorer_rows(TOWNS, tables, lookup.names), lookup.names, lookup.vocabulary, {})
    assert [p.id for p in found.programmes()] == ["smart-factory", "digital-workshop", "green-factory"]
    assert [(r.programme, r.level, r.beside) for r in found.offers] == [
        ("smart-factory", "provincial", ""),
        ("digital-workshop", "provincial", "smart-factory"),
        ("green-factory", "", "smart-factory"),
    ]
    pages = {p.id: text_of(found.programme_page(p)) for p in found.programmes()}
    assert all("1 of 3 documents offer something" in page and "10 万元" in page for page in pages.values())
    assert "one sum with Digital workshop and Green factory or park" in pages["smart-factory"]
    assert "one sum with Smart factory and Green factory or park" in pages["digital-workshop"]
    script = explorer.explorer_scripts(found.rows, TOWNS, found.names)[explorer.DATA]
    assert '[["digital-workshop","provincial"],["green-factory",""]]' in script


def test_a_programme_s_page(lookup):
    html = lookup.programme_page(lookup.vocabulary.programmes["green-factory"])
    text = text_of(html)
    assert "2 of 3 documents offer something under this programme, 1 of them a draft. Not found in: Far 2030." in text
    tree = lxml_html.fromstring(f"<div>{html}</div>")
    table = [[cell.text_content() for cell in line] for line in tree.xpath("//table[1]//tr")]
    assert table == [
        ["Level or grade", "Old 2030 draft", "New 2030"],
        ["national 国家级", "100 万元", "100 万元 jointly"],
        ["provincial", "50 万元", "50 万元 jointly"],
    ]
    assert tree.xpath("//table//td/a/@href")[0] == f"../reader/old-2030.html#a{RAW.index('对国家级')}"
    clauses = [quote.text_content() for quote in tree.xpath("//blockquote/p")]
    assert clauses == ["对国家级、省级绿色工厂分别给予100万元、50万元奖励。"] * 2
    assert tree.xpath("//blockquote//span[@class='pb-swatch pb-award']/text()")[0] == clauses[0][:-1]
    assert "draft sent out for comments, not in force" in text
    assert "../explorer.html?programme=green-factory" in tree.xpath("//a/@href")


def test_of_many_documents_each_has_a_line_and_no_column_and_no_clause(lookup):
    many = replace(lookup, many=2)
    tree = lxml_html.fromstring(f"<div>{many.programme_page(many.vocabulary.programmes['green-factory'])}</div>")
    assert [[cell.text_content() for cell in line] for line in tree.xpath("//table[1]//tr")] == [
        ["Document", "national 国家级", "provincial"],
        ["Old 2030 draft", "100 万元", "50 万元"],
        ["New 2030", "100 万元 jointly", "50 万元 jointly"],
    ]
    assert tree.xpath("//tbody/tr/@id") == ["old-2030", "new-2030"]
    assert not tree.xpath("//blockquote")
    assert "do not stand on one page" in tree.text_content()
    (part,) = many.programme_parts()
    table = lxml_html.fromstring(part.html)
    assert [[cell.text_content() for cell in line] for line in table.xpath(".//tr")] == [
        ["Programme", "Documents", "Largest offer"],
        ["Green factory or park 绿色工厂和园区", "2", "100 万元"],
    ]
    assert table.xpath(".//td/a/@href") == ["programmes/green-factory.html#old-2030"]


def test_the_pages_of_two_hundred_documents_keep_to_the_budget(lookup):
    names = [f"town-{i}" for i in range(200)]
    corpus = {name: Document(name, RAW, {"doc_id": name, "label": name, "place_en": name, "parent": name[:-1]}) for name in names}
    rows = [replace(row, doc_id=name) for name in names for row in lookup.rows if row.doc_id == "old-2030"]
    many = replace(lookup, corpus=corpus, rows=rows)
    sizes = {name: len(html.encode()) for name, _, html in many.pages()}
    assert len(sizes) == 201
    assert max(sizes.values()) < 200_000
    assert sum(len(part.html.encode()) for part in many.programme_parts()) < 2_000


@pytest.mark.parametrize(
    ("one", "other", "named"),
    [
        (("A", "P"), ("B", "P"), True),  # beside
        (("A", "P"), ("P", "Q"), True),  # above
        (("P", "Q"), ("A", "P"), True),  # below
        (("A", "P"), ("B", "Q"), False),
        (("A", None), ("B", None), False),
    ],
)
def test_of_many_places_related_ones_are_named(lookup, one, other, named):
    a, b = (Document(f"{place}-1", RAW, {"label": place, "place_en": place, "parent": above}) for place, above in (one, other))
    assert replace(lookup, many=2)._related(a, b) is named
    assert lookup._related(a, b)


def test_a_place_s_page_is_escaped_and_lists_all(lookup):
    pages = {name: html for name, _, html in lookup.pages()}
    assert list(pages) == ["book/programmes/green-factory", "book/places/old-town", "book/places/new", "book/places/far-2030"]
    html = pages["book/places/old-town"]
    assert "<其他>" not in html
    assert "<若干>" not in html
    assert "<investment>" not in html
    tree = lxml_html.fromstring(f"<div>{html}</div>")
    domain, awards = ([[cell.text_content().strip() for cell in line] for line in table.xpath(".//tbody/tr")] for table in tree.xpath("//table"))
    assert domain == [["1", "Effective <investment> 扩大投资政策", "4 亿元", "3", "–"]]
    assert awards == [
        ["1", "绿色工厂 国家级", "100 万元", "text is silent", "Green factory or park"],
        ["1", "绿色工厂 省级", "50 万元", "text is silent", "Green factory or park"],
        ["1", "<其他>企业", "10 万元", "text is silent", "none of the list"],
    ]
    assert "No award was found" in pages["book/places/far-2030"]


def test_lists_and_search_lead_to_the_pages(lookup):
    (part,) = lookup.programme_parts()
    cells = lxml_html.fromstring(part.html).xpath("//tbody/tr/td")
    assert [cell.text_content() for cell in cells] == ["100 万元 +1", "100 万元 +1", "–"]
    assert cells[0].xpath("a/@href") == ["programmes/green-factory.html#old-2030"]
    assert "places/old-town.html" in lookup.places_html()
    found = {place.address: place.title for place in search.lookup_places(lookup)}
    assert found["book/places/old-town.html"] == "Old Town 某市"
    assert "绿色工厂" in found["book/programmes/green-factory.html"]


def test_cards_lead_to_programmes_and_claims(lookup):
    start = RAW.index("对国家级")
    end = start + len("对国家级、省级绿色工厂分别给予100万元、50万元奖励")
    tables = {"awards": pd.DataFrame([award("old-2030", RAW[start:end], "工厂", "国家级", 1e6, "green-factory", "national")])}
    tables["award_programmes"] = tables["awards"]
    related = marked_text.Related({"green-factory": "Green <factory>"}, {("old-2030", start, end): ["money-first"]})
    html = "".join(part.html for part in document_pages.document_page(TOWNS["old-2030"], tables, {}, related))
    assert '<a href="../programmes/green-factory.html">Green &lt;factory&gt;</a>' in html
    assert '<a href="../claims.html#money-first">money-first</a>' in html
    alone = "".join(part.html for part in document_pages.document_page(TOWNS["old-2030"], tables, {}))
    assert "../" not in alone.replace("../../data/raw", "")


@pytest.mark.site
def test_every_programme_and_place_has_its_page_with_all_its_rows(parsed):
    matched = pd.read_csv(ROOT / "data" / "tables" / "award_programmes.csv")
    also = matched["also"].dropna().str.split("|").explode().str.split(":").str[0]
    every = pd.concat([matched, matched.loc[also.index].assign(programme=also)])
    for programme, rows in every.dropna(subset="programme").groupby("programme"):
        tree = parsed[f"book/programmes/{programme}.html"]
        links = set(tree.xpath("//article//ul/li/a[contains(@href, '/reader/')]/@href"))
        assert len(links) == len(rows), programme
        assert set(tree.xpath("//article//h3/@id")) == set(rows["doc_id"])
    for document in CORPUS.values():
        links = parsed[f"book/places/{lookup_pages.place_slug(document)}.html"].xpath("//article//details//tbody//th/a/@href")
        assert sum(f"/{document.doc_id}.html#a" in link for link in links) == (matched["doc_id"] == document.doc_id).sum()


@pytest.mark.site
@pytest.mark.browser
def test_from_a_programme_to_the_rows_in_the_explorer_and_back(open_page):
    matched = pd.read_csv(ROOT / "data" / "tables" / "award_programmes.csv")
    name = matched["programme"].mode()[0]
    page = open_page(f"book/programmes/{name}.html")
    page.locator("#data + p a").first.click()
    page.wait_for_selector("#pb-filter[data-ready]")
    assert page.locator("#pb-shown").inner_text().startswith(f"{(matched['programme'] == name).sum()} of ")
    page.locator(f".pb-about a[href*='programmes/{name}.html']").first.click()
    page.wait_for_url(f"**/programmes/{name}.html")
