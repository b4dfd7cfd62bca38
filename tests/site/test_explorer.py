"""The explorer: its rows, what is written for the browser, and the page in a browser."""

import csv
import io
import json
import re
import shutil
import zipfile
from urllib.parse import quote

import pandas as pd
import pytest
from helpers import ROOT, until
from lxml import etree

from policybook.read.corpus import Document
from policybook.site import explorer, sentences, words
from policybook.tables import files

RAW = """某市若干政策

一、扩大投资政策
2030年安排资金4亿元，其中交通1亿元。
（一）支持企业。对国家级、省级工厂分别给予100万元、50万元奖励；对<其他>企业按设备投资额的10%给予补助。（责任单位：经信局*、财政局）
（二）加强保障。新建充电桩10个
以上。（责任单位：发改局）
"""
TOWN = Document("town-2030", RAW, {"doc_id": "town-2030", "label": "Town 2030", "place": "某市", "place_en": "Town", "policy_year": 2030, "scheme": "x", "status": "draft"})
NAMES = explorer.Names({("x", 1): "Investment"}, {"factory": "Factory 工厂"}, {"national": "national 国家级"}, {"own": "the place itself"})
AWARD = {
    "item": "工厂",
    "tier": None,
    "instrument": "lump_sum",
    "amount_yuan": None,
    "rate_pct": None,
    "unit": None,
    "base": None,
    "cap_yuan": None,
    "is_max": False,
    "is_min": False,
    "condition": None,
    "cofunded": False,
}


def row(words, **fields):
    start = RAW.index(words)
    return {"doc_id": "town-2030", "section": 1, "subsection": None, "measure": 1, "quote": words, "start": start, "end": start + len(words), **fields}


@pytest.fixture
def tables():
    both = "对国家级、省级工厂分别给予100万元、50万元奖励"
    awards = pd.DataFrame(
        [
            row(both, **AWARD | {"tier": "国家级", "amount_yuan": 1e6, "part": "body", "times": 2}),
            row(both, **AWARD | {"tier": "省级", "amount_yuan": 5e5, "part": "body", "times": None}),
            row("按设备投资额的10%给予补助", **AWARD | {"item": "<其他>企业", "instrument": "rate", "rate_pct": 10.0, "base": "设备投资额", "is_max": True, "cap_yuan": 2e6}),
        ]
    )
    matched = awards.assign(programme=["factory", "factory", None], programme_tier=["national", None, None], payer=["own", "own", "own"])
    target = {"indicator": "充电桩", "value": 10.0, "unit": "个", "comparator": ">=", "striving": True}
    return {
        "awards": awards,
        "award_programmes": matched,
        "targets": pd.DataFrame([row("新建充电桩10个\n以上", **target | {"measure": 2})]),
        "budgets": pd.DataFrame([row("交通1亿元", label="交通", amount_yuan=1e8, role="component", parent="资金", year=2030, approx=True, bound=None, measure=None)]),
        "responsibilities": pd.DataFrame([row("经信局*", unit="经信局", lead=True, order=1), row("财政局", unit="财政局", lead=False, order=2)]),
    }


def test_rows_say_all_that_is_coded(tables):
    rows = explorer.explorer_rows({"town-2030": TOWN}, tables, NAMES)
    assert [(r.kind, r.what, r.tier, r.figure, r.value, r.unit, r.details) for r in rows] == [
        ("award", "工厂", "国家级", "100 万元", 1e6, "元", "part: body; times: 2.0"),
        ("award", "工厂", "省级", "50 万元", 5e5, "元", "part: body"),
        ("award", "<其他>企业", "", "up to 10 % of 设备投资额, no more than 200 万元", 10.0, "%", ""),
        ("target", "充电桩", "", "at least 10 个", 10.0, "个", "striving"),
        ("budget", "交通", "", "about 1 亿元", 1e8, "元", "role: component; part of: 资金; year: 2030; approx"[:-8]),
        ("responsibility", "经信局", "", "", None, "", "lead; order: 1"),
        ("responsibility", "财政局", "", "", None, "", "order: 2"),
    ]
    first = rows[0]
    assert (first.programme, first.level, first.payer, first.instrument) == ("factory", "national", "own", "lump sum")
    assert (first.domain, first.measure, first.offices) == ("Investment", "1", ("经信局", "财政局"))
    assert (rows[4].measure, rows[4].offices) == ("", ())
    assert first.anchor == f"a{RAW.index('对国家级')}"
    assert rows[1].anchor == first.anchor + "-b"
    assert first.sentence[slice(*first.quote)] == "对国家级、省级工厂分别给予100万元、50万元奖励"
    assert rows[3].sentence == "新建充电桩10个以上。"
    assert rows[3].sentence[slice(*rows[3].quote)] == "新建充电桩10个以上"


def test_awards_of_annex_lists_are_there_with_their_entry_and_programme():
    raw = RAW + "\n附件\n1\t对省级工厂给予20万元奖励\t2030年\n"
    document = Document("town-2030", raw, TOWN.record)
    start = raw.index("对省级工厂给予")
    place = {"doc_id": "town-2030", "section": None, "subsection": None, "measure": None, "path": "1-2/延续/1", "quote": "", "start": start, "end": start + 13}
    awards = pd.DataFrame([place | AWARD | {"tier": "省级", "amount_yuan": 2e5, "times": 1}])
    matched = awards.assign(programme="factory", programme_tier="provincial", payer="silent")
    (found,) = explorer.explorer_rows({"town-2030": document}, {"annex_awards": awards, "award_programmes": matched}, NAMES)
    assert (found.kind, found.measure, found.programme, found.figure, found.details) == ("award", "1-2/延续/1", "factory", "20 万元", "")
    assert found.anchor == f"a{start}"
    assert found.sentence[slice(*found.quote)] == "对省级工厂给予20万元奖励"


def test_a_long_sentence_is_cut_at_semicolons():
    raw = "某市若干政策\n\n一、扩大投资\n（一）支持企业。" + "对甲给予补助；" * 40 + "对乙给予10万元奖励；对丙给予补助。\n"
    document = Document("long-2030", raw, {})
    start = raw.index("给予10万元")
    text, a, b = sentences.Sentences(document).around(start, start + 6)
    assert (text, text[a:b]) == ("对乙给予10万元奖励；", "给予10万元")


def test_the_script_cannot_end_early_and_writes_shared_things_once(tables):
    rows = explorer.explorer_rows({"town-2030": TOWN}, tables, NAMES)
    hostile = explorer.Row("award", "town-2030", "a1", "1", "", "</script><script>alert(1)</script>\u2028")
    script = explorer.explorer_scripts([*rows, hostile], {"town-2030": TOWN}, NAMES, ["factory", "other"])[explorer.DATA]
    assert "</" not in script
    assert "\u2028" not in script
    data = json.loads(script.removeprefix("window.policybookRows = ").rstrip(";\n"))
    assert len(data["sentences"]) == len({r.sentence for r in [*rows, hostile]})
    assert data["programmes"] == {"factory": "Factory 工厂"}
    assert data["programme_pages"] == ["factory"]
    assert dict(zip(data["columns"], data["rows"][-1], strict=False))["what"] == hostile.what


def test_the_form_is_escaped_and_offers_what_occurs(tables):
    tables["responsibilities"].loc[0, "unit"] = '"><img src=x>'
    rows = explorer.explorer_rows({"town-2030": TOWN}, tables, NAMES)
    html = explorer.explorer_html(rows, {"town-2030": TOWN}, NAMES)
    assert "<img" not in html
    assert '<option value="factory">Factory 工厂</option>' in html
    assert re.findall(r'value="(\w+)" checked', html) == ["award", "target", "budget", "responsibility"]
    assert '<option value="万元">' in html
    assert '<option value="%">' in html


def test_words_stand_for_chinese_terms():
    glossary = {"terms": [{"zh": "补助", "en": "subsidy (paid once)", "pinyin": "bǔzhù", "field": "money"}]}
    found = words.word_list({"town-2030": TOWN}, glossary, [], {"企业": "firms"})
    assert found == [["某", "Town", ""], ["补助", "subsidy", "buzhu"], ["企业", "firms", ""]]
    pairs = words.traditional_pairs()
    assert all(ord(c) < 0x10000 for c in pairs)
    assert dict(zip(pairs[::2], pairs[1::2], strict=True))["補"] == "补"


# ------------------------------------------------------------------------------------------------------ with a browser

EXPLORER = "book/explorer.html"


def ready(page):
    page.wait_for_selector("#pb-filter[data-ready]")
    return page


def shown(page):
    return int(page.locator("#pb-shown").inner_text().split(" of ")[0].replace(",", ""))


def waited(page, n):
    until(page, "n => document.getElementById('pb-shown').textContent.startsWith(n.toLocaleString('en') + ' of ')", int(n))


def saved(page, button):
    with page.expect_download() as download:
        page.locator(button).click()
    return download.value.path()


@pytest.mark.site
@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_all_rows_are_there(open_page, pages, tables_of_the_project, scheme, base):
    troubles = []
    root = base if scheme == "http" else pages.resolve().as_uri() + "/"
    page = ready(open_page(EXPLORER, troubles=troubles, root=root))
    assert shown(page) == sum(len(tables_of_the_project[name]) for name in explorer.KINDS)
    assert troubles == []


@pytest.fixture(scope="module")
def tables_of_the_project():
    return {path.stem: pd.read_csv(path, keep_default_na=False) for path in (ROOT / "data" / "tables").glob("*.csv")}


@pytest.mark.site
@pytest.mark.browser
def test_filters_count_what_the_tables_hold(open_page, tables_of_the_project):
    awards = tables_of_the_project["award_programmes"]
    page = ready(open_page(EXPLORER))
    for kind in ("target", "budget", "responsibility", "ask"):
        page.locator(f"input[value={kind}]").uncheck()
    waited(page, len(awards))
    page.locator("[name=instrument]").select_option("lump sum")
    waited(page, (awards["instrument"] == "lump_sum").sum())
    page.locator("[name=level]").select_option("national")
    waited(page, ((awards["instrument"] == "lump_sum") & (awards["programme_tier"] == "national")).sum())
    assert "kind=award" in page.url
    assert "level=national" in page.url
    page.locator("button[type=reset]").click()
    page.locator("[name=unit]").select_option("%")
    page.locator("[name=min]").fill("50")
    rates = pd.to_numeric(awards["rate_pct"], errors="coerce")
    targets = tables_of_the_project["targets"]
    waited(page, (rates >= 50).sum() + ((targets["unit"] == "%") & (targets["value"] >= 50)).sum())
    page.locator("button[type=reset]").click()
    office = tables_of_the_project["asks"]["units"].str.split("|").explode().mode()[0]
    asked = tables_of_the_project["asks"]["units"].str.contains(office, regex=False).sum()
    page.locator("[name=unit]").select_option("")
    page.locator("[name=min]").fill("")
    for kind in ("award", "target", "budget", "responsibility"):
        page.locator(f"input[value={kind}]").uncheck()
    page.locator("[name=office]").fill(office)
    waited(page, asked)


@pytest.mark.site
@pytest.mark.browser
def test_the_address_keeps_filter_and_order(open_page):
    page = ready(open_page(f"{EXPLORER}?kind=award&unit=%E4%B8%87%E5%85%83&min=100&sort=value.desc&q={quote('奖励')}"))
    assert page.locator("#pb-filter [name=q]").input_value() == "奖励"
    assert page.locator("input[name=kind]:checked").count() == 1
    cells = page.locator(".tabulator-cell[tabulator-field=value]").all_inner_texts()
    assert cells[0].endswith("万元") or cells[0].endswith("亿元")

    def yuan(text):
        found = re.search(r"([\d.,]+) (亿|万)元", text)
        return float(found[1].replace(",", "")) * {"亿": 1e8, "万": 1e4}[found[2]]

    sums = [yuan(cell) for cell in cells]
    assert sums == sorted(sums, reverse=True)
    assert min(sums) >= 1e6
    before = shown(page)
    again = ready(open_page(page.url.split("/", 3)[3]))
    assert shown(again) == before


@pytest.mark.site
@pytest.mark.browser
@pytest.mark.parametrize(("query", "same"), [("subsidy", None), ("首台套", "首台（套）"), ("補助", "补助"), ("Pinghu", None), ("low-altitude economy", None), ("buzhu", "补助")])
def test_words_in_english_pinyin_and_the_traditional_script(open_page, query, same):
    page = ready(open_page(f"{EXPLORER}?q={quote(query)}"))
    n = shown(page)
    assert n > 0
    if same:
        assert shown(ready(open_page(f"{EXPLORER}?q={quote(same)}"))) == n


@pytest.mark.site
@pytest.mark.browser
def test_a_row_leads_to_its_mark_open_and_lit(open_page):
    page = ready(open_page(f"{EXPLORER}?kind=award"))
    link = page.locator(".pb-where a").nth(1)
    anchor = link.get_attribute("href").partition("#")[2]
    link.click()
    page.wait_for_url(f"**#{anchor}")
    page.wait_for_selector(f'.pb-card.pb-lit[data-row="{anchor}"]')
    assert page.locator(".pb-card.pb-lit").is_visible()
    box = page.locator(f'[data-rows~="{anchor}"] mark').first.bounding_box()
    assert 0 <= box["y"] <= 800
    page.keyboard.press("Escape")
    assert page.locator(".pb-cards >> visible=true").count() == 0


@pytest.mark.site
@pytest.mark.browser
def test_a_row_is_open_without_scripts_too_and_a_shifted_address_finds_the_row_before_it(open_page):
    page = open_page(f"{EXPLORER}?kind=award")
    anchor = ready(page).locator(".pb-where a").first.get_attribute("href")
    plain = open_page(f"book/{anchor}", java_script_enabled=False)
    assert plain.locator(".pb-cards >> visible=true").count() == 1
    target, _, name = anchor.partition("#a")
    page.goto(page.url.split("/book/")[0] + f"/book/{target}#a{int(name) + 1}")
    page.wait_for_selector(f'.pb-card.pb-lit[data-row="a{name}"]')


@pytest.mark.site
@pytest.mark.browser
def test_the_selection_is_downloaded_as_csv_and_excel(open_page, tables_of_the_project):
    page = ready(open_page(f"{EXPLORER}?kind=award&payer=joint"))
    expected = tables_of_the_project["award_programmes"].query("payer == 'joint'")
    data = saved(page, "#pb-csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert sorted(r["quote"] for r in rows) == sorted(re.sub(r"\s", "", q) for q in expected["quote"]) or len(rows) == len(expected)
    assert {float(r["value"]) for r in rows if r["unit"] == "元"} == set(pd.to_numeric(expected.loc[expected["unit"] == "", "amount_yuan"]).dropna())
    assert all(r["address"].startswith("http://127.0.0.1") and f"#{r['row']}" in r["address"] for r in rows)
    with zipfile.ZipFile(saved(page, "#pb-xlsx")) as book:
        assert book.testzip() is None
        parts = {name: etree.fromstring(book.read(name)) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    ns = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    assert len(sheet.findall(".//m:row", ns)) == len(rows) + 1
    texts = ["".join(cell.itertext()) for cell in sheet.findall(".//m:row", ns)[1]]
    assert rows[0]["sentence"] in texts


@pytest.mark.site
@pytest.mark.browser
def test_cells_are_no_formulas_and_no_markup(open_page):
    page = ready(open_page(EXPLORER))
    text = page.evaluate("policybookFiles.csv(['a','b'], [['=1+1','x,\"y\"'],['-5',-5],[null,'甲']]).text()")
    assert text.lstrip("\ufeff") == 'a,b\r\n\'=1+1,"x,""y"""\r\n\'-5,-5\r\n,甲\r\n'
    data = bytes(page.evaluate("policybookFiles.workbook('a<b', ['h'], [['=1+1'], ['1-9'], ['<&>\\u0001'], [3]]).arrayBuffer().then((b) => [...new Uint8Array(b)])"))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    cells = [(c.get("t"), "".join(c.itertext())) for c in sheet.iter("{*}c")]
    assert cells == [("inlineStr", "h"), ("inlineStr", "=1+1"), ("inlineStr", "1-9"), ("inlineStr", "<&>"), (None, "3")]


@pytest.mark.site
@pytest.mark.browser
def test_the_explorer_works_below_a_path_and_on_a_phone(open_page, pages, tmp_path, browser):
    shutil.copytree(pages, tmp_path / "a" / "sub path", symlinks=True)
    page = ready(open_page(EXPLORER, root=(tmp_path / "a" / "sub path").as_uri() + "/", viewport={"width": 390, "height": 844}))
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert not page.locator("[name=place]").is_visible()
    page.locator("#pb-filter [name=q]").fill("绿色工厂")
    page.wait_for_selector("#pb-rows mark")
    page.locator(".pb-where a").first.click()
    page.wait_for_selector(".pb-card.pb-lit, .pb-row:target", state="attached")


@pytest.mark.site
def test_the_table_component_is_loaded_by_the_explorer_only(parsed):
    loading = [address for address, tree in parsed.items() if any("tabulator" in src for src in tree.xpath("//script/@src | //link/@href"))]
    assert loading == [EXPLORER, "zh/explorer.html"]


def few(page):
    return page.locator("#pb-shown").inner_text()


@pytest.mark.site
@pytest.mark.browser
def test_of_many_rows_those_that_are_asked_for_come(open_page, pages, corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(explorer, "IN_A_PART", 100)
    names = explorer.load_names(ROOT)
    tables_of_the_project = files.load_tables(ROOT)
    rows = explorer.explorer_rows(corpus, tables_of_the_project, names)
    by_claim = {"one": {"sentence": "A sentence.", "chapter": "01_corpus", "rows": [0, len(rows) - 1]}}
    scripts = explorer.explorer_scripts(rows, corpus, names, claims=by_claim, many=1000)  # more than two documents have
    last = list(corpus.values())[-1]
    assert len(scripts) == len(corpus) + 1
    assert len(scripts[explorer.DATA]) < 30_000
    (tmp_path / "book").mkdir()
    (tmp_path / "_static").mkdir()
    shutil.copy(pages / EXPLORER, tmp_path / EXPLORER)
    for path in (pages / "_static").iterdir():
        if path.name != explorer.DATA:
            (tmp_path / "_static" / path.name).symlink_to(path)
    for name, text in scripts.items():
        (tmp_path / "_static" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "_static" / name).write_text(text, "utf-8")
    root = tmp_path.resolve().as_uri() + "/"
    own = {doc_id: sum(row.doc_id == doc_id for row in rows) for doc_id in corpus}
    page = ready(open_page(EXPLORER, root=root))
    first = next(iter(own.values()))
    assert few(page) == f"{first:,} of {first:,} loaded rows, {len(rows):,} in all"
    assert page.locator("#pb-rest").inner_text() == f"Load the other {len(rows) - first:,} rows"
    page.locator("[name=place]").select_option(str(last.record["place_en"]))
    places = [d for d, document in corpus.items() if document.record["place_en"] == last.record["place_en"]]
    waited(page, sum(own[d] for d in places))
    assert not page.locator("#pb-rest").is_visible()
    assert page.locator(".pb-where a").first.get_attribute("href").startswith(f"reader/{places[0]}.html")
    again = ready(open_page(f"{EXPLORER}?q={quote('奖励')}", root=root))
    again.locator("#pb-rest").click()
    waited(again, sum(has(row, "奖励") for row in rows))
    assert few(again).endswith(f" of {len(rows):,} rows")


def has(row, word):
    return any(word in text for text in (row.domain, row.what, row.tier, row.details, row.sentence, *row.offices))
