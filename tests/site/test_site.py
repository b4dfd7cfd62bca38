"""The built site: it builds without a warning, every link and anchor leads somewhere, and a real browser can use it."""

import csv
import json
import re
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

import pytest
from helpers import ROOT, until

from policybook.read.corpus import load_corpus

CORPUS = load_corpus(ROOT)
# Words and parts of words; what is expected is counted in the tables, not in the search's own index.
WORDS = (
    "低空经济 首台套 补助 数字化改造 一次性奖励 专精特新 首台（套） 首台(套) 以旧换新 低空 空经 化改造 精特 备 贷 小巨人 揭榜 100万元 三个80% 无还本续贷 算力 ＥＴＣ etc 高质量发展 不存在的词语"
).split()

pytestmark = pytest.mark.site


def ids(tree):
    return set(tree.xpath("//@id")) | set(tree.xpath("//a/@name"))


# --------------------------------------------------------------------------------------------------- without a browser


def test_every_document_notebook_and_measure_has_its_place(pages, parsed):
    for doc_id, document in CORPUS.items():
        found = ids(parsed[f"book/reader/{doc_id}.html"])
        assert {f"m{measure.number}" for measure in document.outline.measures} <= found
        assert {f"s{section.number}" for section in document.outline.sections} <= found
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        assert f"notebooks/{notebook.stem}.html" in parsed
    navigation = "".join(parsed["book/index.html"].xpath("//nav//a/@href"))
    assert all(f"notebooks/{notebook.stem}.html" in navigation for notebook in (ROOT / "notebooks").glob("*.ipynb"))


def test_every_internal_link_picture_and_script_leads_somewhere(pages, parsed):
    anchors = {address: ids(tree) for address, tree in parsed.items()}
    broken = []
    for address, tree in parsed.items():
        for target in {*tree.xpath("//a/@href"), *tree.xpath("//link/@href"), *tree.xpath("//@src"), *tree.xpath("//form/@action")}:
            parts = urlsplit(target)
            if parts.scheme or target.startswith("//") or target in ("", "#"):
                continue
            joined = urlsplit(urljoin(f"http://site/{address}", target))
            path, fragment = unquote(joined.path).lstrip("/"), joined.fragment
            if not (pages / path).is_file():
                broken.append(f"{address}: {target}: no such file")
            elif fragment and path in anchors and unquote(fragment) not in anchors[path]:
                broken.append(f"{address}: {target}: no such anchor")
    assert broken == []


def test_the_results_of_the_search_lead_somewhere(pages, parsed):
    script = (pages / "_static" / "search-data.js").read_text("utf-8")
    places = json.loads(script.removeprefix("window.policybookSearch = ").rstrip(";\n"))
    anchors = {address: ids(tree) for address, tree in parsed.items()}
    targets = [urldefrag(place[0]) for place in places]
    assert [f"{page}#{fragment}" for page, fragment in targets if fragment and fragment not in anchors[page]] == []
    assert len(places) > sum(len(document.outline.measures) for document in CORPUS.values())


def test_no_page_names_another_host_as_a_source(parsed):
    for address, tree in parsed.items():
        loaded = [*tree.xpath("//script/@src"), *tree.xpath("//link[not(@rel='canonical')]/@href"), *tree.xpath("//img/@src")]
        assert [url for url in loaded if re.match(r"(https?:)?//", url)] == [], address
        inline = " ".join(tree.xpath("//script/text()"))
        assert not re.search(r"unpkg|jsdelivr|cdnjs|googleapis", inline), address


def test_no_default_of_jupyter_book_leaks(pages):
    text = "".join(path.read_text("utf-8") for path in pages.rglob("*.html") if "_static" not in path.parts)
    for words in ("Copyright 2023", "The Jupyter Book community", "executablebooks", "My Jupyter Book", "Search this book"):
        assert words not in text


def test_pictures_and_tables_can_be_read_without_seeing_them(parsed):
    for address, tree in parsed.items():
        assert [image.get("src") for image in tree.xpath("//article//img") if not (image.get("alt") or "").strip()] == [], address
        assert tree.xpath("//table[contains(@class, 'pb-table')][not(caption)]") == [], address


def test_tables_and_sources_can_be_downloaded(pages):
    for folder in ("tables", "raw"):
        for path in (ROOT / "data" / folder).iterdir():
            assert (pages / "data" / folder / path.name).read_bytes() == path.read_bytes()


def test_glossary_and_ledger_are_filled(parsed):
    assert len(parsed["book/glossary.html"].xpath("//tbody/tr")) >= 80
    claims = parsed["book/claims.html"].xpath("//div[@class='pb-entry']/@id")
    assert len(set(claims)) == len(claims) > 0


def test_the_start_page_opens_with_few_findings_that_lead_on(parsed):
    page = parsed["book/index.html"]
    cards = page.xpath("//div[@class='pb-headline']")
    assert 5 <= len(cards) <= 6
    for card in cards:
        sentence = "".join(card.xpath("./p[@class='pb-says']//text()"))
        assert re.search(r"\d", sentence), sentence
        assert len(sentence.replace(" %", "%").split()) <= 25, sentence
        assert len(card.xpath(".//img")) == 2, "one picture for light, one for dark paper"
        chapter, clause, proof = card.xpath(".//a/@href")
        assert "/notebooks/" in chapter
        assert "/reader/" in clause
        assert "claims.html#" in proof
    assert page.xpath("//figure[contains(@class, 'pb-figure')]//img")


def test_a_chapter_shows_its_key_figure_before_its_first_section(pages):
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        html = (pages / "notebooks" / f"{notebook.stem}.html").read_text("utf-8")
        first_section = re.search(r"<h2>(?!\s*Contents)", html).start()  # the list of contents that is printed has a heading, too
        assert 0 < html.index('class="pb-figure') < first_section, notebook.name


def test_each_page_has_a_description_and_a_picture_for_sharing(pages, parsed):
    for address, tree in parsed.items():
        if address in ("index.html", "search.html", "zh/search.html"):
            continue
        assert len(tree.xpath("//meta[@property='og:image']/@content")) == 1, address
        assert len((tree.xpath("//meta[@name='description']/@content") or [""])[0]) > 30, address
        (image,) = tree.xpath("//meta[@property='og:image']/@content")
        assert (pages / address).parent.joinpath(image).resolve().is_file() or image.startswith("https://"), address


def test_no_line_that_unfolds_stands_under_another(parsed):
    folded = "*[contains(concat(' ', @class, ' '), ' hide ')]"
    follows = "following-sibling::*[1][contains(concat(' ', @class, ' '), ' cell ')]"
    for address, tree in parsed.items():
        twice = tree.xpath(f"//{folded}[not(following-sibling::*)]/parent::*/{follows}/*[1][self::details]/ancestor::div[1]")
        assert [cell.get("id") or cell.text_content()[:60] for cell in twice] == [], address


# ------------------------------------------------------------------------------------------------------ with a browser


CUT = """() => Array.from(document.querySelectorAll(":is(.cell_output, .pb-whole) .pb-scroll, .cell_input pre"))
  .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.getAttribute("aria-label") || e.textContent.slice(0, 40))"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_no_table_and_no_code_of_a_chapter_or_the_start_page_is_cut(parsed, open_page, base, width):
    page = open_page("book/index.html", viewport={"width": width, "height": 900})
    cut = {}
    for address in parsed:
        if address.startswith("notebooks/") or address == "book/index.html":
            page.goto(base + address, wait_until="load")
            page.evaluate("document.querySelectorAll('details').forEach((folded) => { folded.open = true; })")
            page.wait_for_timeout(100)
            if found := page.evaluate(CUT):
                cut[address] = found
    assert cut == {}


#: A sheet of A4 less its margins, in CSS pixels.
SHEET = {"width": 680, "height": 1009}
LOOSE = """(height) => [...document.querySelectorAll(".pb-figure, .pb-headline")]
  .filter((e) => e.getBoundingClientRect().height > height).map((e) => e.id)"""


@pytest.mark.browser
def test_a_printed_figure_fits_on_a_sheet_with_its_caption_and_no_printed_table_is_cut(parsed, open_page, base):
    page = open_page("book/index.html", viewport=SHEET)
    page.emulate_media(media="print")
    troubles = {}
    for address in parsed:
        if address.startswith("notebooks/") or address == "book/index.html":
            page.goto(base + address, wait_until="load")
            page.evaluate("for (const picture of document.images) picture.loading = 'eager';")
            until(page, "[...document.images].every((picture) => picture.complete)")
            if found := page.evaluate(LOOSE, SHEET["height"]) + page.evaluate(CUT):
                troubles[address] = found
    assert troubles == {}


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_figure_is_shown_once_on_the_paper_of_the_page(open_page, theme):
    page = open_page("book/index.html")
    page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
    shown = page.evaluate("() => [...document.querySelectorAll('picture')].filter((p) => p.offsetParent).map((p) => p.className)")
    assert set(shown) == {f"pb-{theme}"}
    assert len(shown) == page.locator("picture").count() / 2


@pytest.mark.browser
def test_the_start_page_is_found_from_the_root(open_page):
    page = open_page("")
    page.wait_for_url("**/book/index.html")
    assert page.locator("h1").first.inner_text()


@pytest.mark.browser
def test_an_anchor_leads_to_its_measure(open_page):
    doc_id = next(iter(CORPUS))
    number = CORPUS[doc_id].outline.measures[-1].number
    page = open_page(f"book/reader/{doc_id}.html#m{number}")
    until(page, f"Math.abs(document.getElementById('m{number}').getBoundingClientRect().top) < 200")


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_a_mark_shows_its_row_on_focus_and_can_be_switched_off(open_page, scripts):
    doc_id = next(iter(CORPUS))
    page = open_page(f"book/reader/{doc_id}.html", java_script_enabled=scripts)
    mark = page.locator("mark.pb-award").first
    card = mark.locator("xpath=following-sibling::*[1]")
    assert not card.is_visible()
    mark.focus()
    assert card.is_visible()
    assert card.get_attribute("id") == mark.get_attribute("aria-describedby")
    assert "instrument" in card.inner_text()
    page.locator("#pb-show-award").uncheck()
    page.locator("mark.pb-award:not(.pb-target):not(.pb-budget)").first.hover()
    assert page.locator(".pb-card.pb-award >> visible=true").count() == 0


@pytest.mark.browser
def test_a_tap_shows_the_row_within_a_phone_s_screen(open_page):
    doc_id = next(iter(CORPUS))
    page = open_page(f"book/reader/{doc_id}.html", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    mark = page.locator("mark.pb-budget").first
    mark.tap()
    card = mark.locator("xpath=following-sibling::*[1]")
    assert card.is_visible()
    box = card.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844


@pytest.mark.browser
def test_dark_and_light(open_page):
    page = open_page("book/index.html", color_scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    assert page.locator("html").get_attribute("data-theme") == "dark"
    for _ in range(3):
        page.locator("button.theme-switch-button >> visible=true").first.click()
        if page.locator("html").get_attribute("data-theme") == "light":
            break
    assert page.locator("html").get_attribute("data-theme") == "light"
    assert page.evaluate(background) != dark


def folded(text):
    """Half-width, lower case, without white space, brackets and quotation marks: written anew here, sharing no code with the search."""
    half = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text if not c.isspace())
    return re.sub(r"[()\[\]〔〕【】“”‘’\"'·]", "", half).lower()


def expected(word):
    """Return the measures, by address, whose text in the table holds the word."""
    with (ROOT / "data" / "tables" / "measures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    needle = folded(word)
    # Digits and Latin letters are looked for from the beginning of a number or word.
    before = "(?<![0-9])" if needle[0].isdigit() else "(?<![a-z])" if needle[0].isascii() else ""
    return {f"book/reader/{row['doc_id']}.html#m{row['measure']}" for row in rows if re.search(before + re.escape(needle), folded(row["quote"]))}


def results(page):
    while page.locator("#pb-more >> visible=true").count():
        page.locator("#pb-more").click()
    page.evaluate("document.querySelectorAll('.pb-rest').forEach((button) => button.click())")
    addresses = page.locator("#pb-results a").evaluate_all("links => links.map((a) => a.getAttribute('href'))")
    return {re.sub(r"\?highlight=[^#]*", "", address) for address in addresses}


@pytest.mark.browser
def test_the_search_misses_nothing_and_invents_nothing(open_page):
    troubles, wrong = [], []
    page = open_page(f"search.html?q={quote(WORDS[0])}", troubles=troubles)
    assert page.locator("#pb-q").input_value() == WORDS[0]
    page.wait_for_selector("#pb-results a")
    assert results(page)
    for word in WORDS:
        page.locator("#pb-q").fill(word)
        page.locator("#pb-q").press("Enter")
        found = {address for address in results(page) if re.search(r"#m\d+$", address)}
        if found != expected(word):
            wrong.append(f"{word}: missed {sorted(expected(word) - found)}, invented {sorted(found - expected(word))}")
    assert wrong == []
    assert troubles == []
    assert page.locator("#pb-status").inner_text().startswith("Not found")


@pytest.mark.browser
def test_a_result_leads_to_its_measure_and_shows_the_word(open_page):
    page = open_page("book/index.html")
    page.keyboard.press("Control+k")
    page.locator("dialog input[name=q]").fill("奖励")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    link = page.locator("#pb-results a[href*='#m']").first
    anchor = link.get_attribute("href").partition("#")[2]
    link.click()
    page.wait_for_url(f"**#{anchor}")
    until(page, f"Math.abs(document.getElementById('{anchor}').getBoundingClientRect().top) < 200")
    page.wait_for_selector(".highlighted", state="attached")


@pytest.mark.browser
def test_a_folded_part_opens_when_the_address_leads_into_it(open_page):
    page = open_page("book/reader/haining-2024.html#annex-text")
    assert page.locator("#annex-text").evaluate("element => element.open")


@pytest.mark.browser
def test_pages_and_search_work_from_disk(open_page, pages):
    troubles = []
    page = open_page("search.html", troubles=troubles, root=pages.resolve().as_uri() + "/")
    page.locator("#pb-q").fill("奖励")
    page.wait_for_selector("#pb-results a")
    assert troubles == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Pinghu", "book/places/pinghu.html"),
        ("haining", "book/places/haining.html"),
        ("green factory", "book/programmes/green-factory.html"),
        ("subsidy", r"book/(reader|programmes|places)/.*"),
        ("补助", r"book/(reader|programmes|places)/.*"),
        ("budget", r"book/(reader|programmes|places)/.*"),
        ("绿色工厂 国家级", r"book/(reader|programmes)/.*"),
    ],
)
def test_the_search_shows_pages_and_documents_first(open_page, query, first):
    page = open_page(f"search.html?q={quote(query)}")
    page.wait_for_selector("#pb-results .pb-page")
    found = page.locator("#pb-results .pb-page").evaluate_all("pages => pages.map((p) => p.querySelector('a').getAttribute('href').split(/[?#]/)[0])")
    assert len(set(found)) == len(found)
    assert re.fullmatch(first, found[0]), found[:5]
    chapters = [i for i, address in enumerate(found) if not re.match("book/(reader|programmes|places)/", address)]
    assert chapters == list(range(len(found) - len(chapters), len(found)))


@pytest.mark.browser
@pytest.mark.parametrize(("query", "same"), [("首台套", "首台（套）"), ("補助", "补助"), ("一次性獎勵", "一次性奖励"), ("奖励 一次性", "一次性 奖励")])
def test_the_search_takes_brackets_script_and_order_for_the_same(open_page, query, same):
    page = open_page(f"search.html?q={quote(query)}")
    page.wait_for_selector("#pb-results a")
    first = results(page)
    page.locator("#pb-q").fill(same)
    page.locator("#pb-q").press("Enter")
    assert first == results(page)
    assert first
