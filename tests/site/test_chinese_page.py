"""The Chinese edition: nothing lacks its Chinese, its numbers are those of the English, the languages name each other."""

import re
from collections import Counter
from dataclasses import replace
from posixpath import dirname, normpath

import pytest
from helpers import ROOT, until

from policybook.errors import PolicybookError
from policybook.read.corpus import Document
from policybook.show import links
from policybook.show.wording import ENGLISH, Translated
from policybook.site import chinese_page
from policybook.site.extension import Site
from policybook.vocab.chinese import FORMS, fill, folded, load_chinese

links.use_root(ROOT)
SITE = Site(ROOT)
EDITION = SITE.chinese
NUMBER = re.compile(r"\d+(?:\.\d+)?")
PAGES = frozenset({"zh/index", "zh/search", "zh/claims", "zh/reader/hewan-2031", "zh/notebooks/01_a"})


def test_everything_has_its_chinese():
    assert EDITION.missing() == [], "add the Chinese to data/vocab/zh*.yml"


def test_the_pages_of_many_documents_have_their_chinese():
    say = Translated(EDITION.say.language, EDITION.say.texts, EDITION.say.labels)
    lookup = replace(EDITION.lookup, say=say, many=1)
    assert all(html for _, _, html in lookup.pages())
    assert lookup.programme_parts()
    assert list(say.missing) == []


def test_a_text_without_chinese_is_named():
    said = replace(EDITION.said, labels={k: v for k, v in EDITION.said.labels.items() if k not in ("Who offers what", "lump sum")})
    assert replace(EDITION, said=said).missing() == ["labels: lump sum", "labels: Who offers what"]


@pytest.mark.parametrize("shown", EDITION.headlines, ids=lambda shown: shown.claim)
def test_a_finding_says_the_same_numbers_in_both_languages(shown):
    chinese = EDITION.said.headline(shown.claim, shown.sentence, EDITION.labels)
    assert Counter(NUMBER.findall(chinese)) == Counter(NUMBER.findall(shown.sentence))
    assert not re.search(r"[{}]|[A-Za-z]{3,}", chinese)


@pytest.mark.parametrize("claim", EDITION.claims, ids=lambda claim: claim.id)
def test_a_claim_says_the_same_numbers_in_both_languages(claim):
    chinese = EDITION.said.claim(claim.id, claim.sentence, EDITION.labels)
    # A name may stand once more or once less in the other language: years in the labels of documents.
    assert set(NUMBER.findall(chinese)) == set(NUMBER.findall(claim.sentence))
    assert not re.search(r"[{}]|[A-Za-z]{3,}", chinese)


@pytest.mark.parametrize("name", EDITION.figures)
def test_a_caption_says_the_same_numbers_in_both_languages(name):
    english = EDITION.figures[name].about["caption"]
    assert set(NUMBER.findall(EDITION.said.caption(name, english, EDITION.labels))) == set(NUMBER.findall(english))


def test_no_number_is_typed_into_the_catalogue():
    said = EDITION.said
    texts = [*said.words.values(), *(texts["zh"] for texts in said.headlines.values()), *(texts["summary"] for texts in said.chapters.values())]
    texts += [form["zh"] for forms in (*said.claims.values(), *said.captions.values()) for form in forms]
    assert [text for text in texts if re.search(r"\d", re.sub(r"\{[^}]*\}|F1", "", text))] == []


def test_what_has_no_chinese_is_named_and_shown_in_english():
    shown, claim = EDITION.headlines[0], EDITION.claims[0]
    other = replace(
        EDITION,
        headlines=[replace(shown, sentence="A sentence of <another> form.")],
        claims=[replace(claim, sentence="Another <claim> in English.", id=shown.claim)],
        figures={},
        glued={"99_new": {"n": 1}},
    )
    assert other.missing() == [
        f"headlines: {shown.claim}: no Chinese for 'A sentence of <another> form.'",
        f"claims: {shown.claim}: no Chinese for 'Another <claim> in English.'",
        "chapters: 99_new: no summary, or one whose fields are not glued there",
    ]
    assert '<p class="pb-says"><span lang="en">A sentence of &lt;another&gt; form.</span></p>' in other.html()
    ledger = next(page for page in other.pages if page.name == "zh/claims")
    assert '<p class="pb-sentence"><span lang="en">Another &lt;claim&gt; in English.</span></p>' in ledger.html


LABELS = {"Hewan 2031": "河湾区2031年政策", "Yunxi 2031": "云溪县2031年政策"}
NAMES = {"Demand": "内需", "Demand and opening": "内需和开放", "Services": "服务业"}
FILLED = [
    ("有 {n} 份", {"n": 3}, "有 3 份"),
    ("占 {p:.0f}%，", {"p": 17.6}, "占 18%，"),
    ("{a:label}与{b:label}", {"a": "Hewan 2031", "b": "Yunxi 2031"}, "河湾区2031年政策与云溪县2031年政策"),
    ("{a:labels}", {"a": "Hewan 2031, Yunxi 2031"}, "河湾区2031年政策、云溪县2031年政策"),
    ("{a:labels}", {"a": "Hewan 2031 and Yunxi 2031"}, "河湾区2031年政策、云溪县2031年政策"),
    ("{a:names}", {"a": "Demand and opening and Services"}, "内需和开放、服务业"),
    ("{a:names}", {"a": "Demand and Services"}, "内需、服务业"),
    ("{a:names}", {"a": "Demand and closing"}, None),
    ("{a:text}", {"a": "5, 6"}, "5, 6"),
    ("{office:chinese}最多", {"office": "Finance 财政局"}, "财政局最多"),
    ("至 {low} 项", {"low": "1,204"}, "至 1,204 项"),
    ("{low}%", {"low": "-85"}, "-85%"),
    ("有 {n} 份", {}, None),
    ("有 {n:.0f} 份", {"n": "many"}, None),
    ("有 {n} 份", {"n": "none"}, None),
    ("{a:label}", {"a": "Nowhere 2031"}, None),
    ("{office:chinese}最多", {"office": "Finance"}, None),
]


@pytest.mark.parametrize(("template", "values", "said"), FILLED)
def test_a_template_is_filled_or_left_out(template, values, said):
    assert fill(template, values, LABELS, NAMES) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [("甲\n 乙", "甲乙"), ("甲， 3 项", "甲，3 项"), ("甲 3 项", "甲 3 项"), ("和 “乙”", "和“乙”"), ("甲 CSV 乙", "甲 CSV 乙")],
)
def test_chinese_has_no_space_where_a_line_broke(text, said):
    assert folded(text) == said


@pytest.mark.parametrize(
    ("record", "said"),
    [({"place": "河湾区", "policy_year": 2031, "label": "Hewan 2031"}, "河湾区2031年政策"), ({"place": "河湾区"}, "河湾区政策"), ({"label": "Hewan"}, "Hewan")],
)
def test_a_label_in_chinese(record, said):
    assert chinese_page.label(Document("hewan-2031", "", record)) == said


SAID = [
    ("Awards", "奖补", []),
    ("{n} awards", "3 项奖补", []),
    ("Levels", "Levels", ["Levels"]),
    ("3 %", "3 %", []),
]


@pytest.mark.parametrize(("text", "printed", "missing"), SAID)
def test_a_text_that_is_printed_in_chinese(text, printed, missing):
    say = Translated("zh-CN", {"Awards": "奖补", "{n} awards": "{n} 项奖补"}, {})
    assert say(text, **({"n": 3} if "{n}" in text else {})) == printed
    assert list(say.missing) == missing


DATA = [
    ("河湾区人民政府", "河湾区人民政府", []),
    ("A <draft>.", '<span lang="en">A &lt;draft&gt;.</span>', ["A <draft>."]),
    ("draft is 征求意见稿", '<span lang="en">draft is 征求意见稿</span>', ["draft is 征求意见稿"]),
    ("https://example.org/a", "https://example.org/a", []),
    ("2031-04-05", "2031-04-05", []),
    ("district", "区", []),
]


@pytest.mark.parametrize(("text", "html", "missing"), DATA)
def test_a_text_of_a_record_is_translated_or_marked_as_english(text, html, missing):
    say = Translated("zh-CN", {"district": "区"}, {})
    assert say.data(text) == html
    assert list(say.missing) == missing


def test_english_prints_what_stands_in_the_code():
    assert ENGLISH("{n} awards", n=3) == "3 awards"
    assert ENGLISH.html("a < b: {link}", link="<a>x</a>") == "a &lt; b: <a>x</a>"


FAULTS = [
    ("zh.yml", 'headlines: {}\n', 'headlines:\n  money-first: {en: "{k} of {n}", zh: "{n} 份"}\n', "headlines: money-first: en and zh differ in k"),
    ("zh_labels.yml", "labels: {}\n", 'labels: {"{n} awards": 奖补}\n', "labels: {n} awards: en and zh differ in n"),
    ("zh_sentences.yml", "claims: {}\n", 'claims:\n  a-b:\n    - {en: "{k} of", zh: "{m} 份"}\n', "claims: a-b: en and zh differ in k, m"),
    ("zh_sentences.yml", "checks: []\n", "checks:\n  - {en: a, zh: <b>甲}\n", "checks: 1: zh: holds '<b'"),
    ("zh_labels.yml", "theme: {}\n", "theme: {Search: '查找\" onclick='}\n", "theme: Search: holds '\"'"),
    ("zh_labels.yml", "labels: {}\n", "labels: {awards: 奖补&lt;}\n", "labels: awards: holds '&lt;'"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "plain", "faulty", "message"), FAULTS)
def test_a_text_with_other_fields_or_with_markup_is_named(tmp_path, name, plain, faulty, message):
    (tmp_path / "data" / "vocab").mkdir(parents=True)
    for file, form in FORMS.items():
        text = "".join(f"{key}: {'[]' if isinstance(of, list) else '{}'}\n" for key, of in form.items())
        (tmp_path / "data" / "vocab" / file).write_text(text.replace(plain, faulty) if file == name else text, "utf-8")
    with pytest.raises(PolicybookError, match=re.escape(message)):
        load_chinese(tmp_path)


COUNTERPARTS = [
    ("book/index", "zh/index"), ("zh/index", "book/index"), ("book/data", ""), ("search", "zh/search"), ("zh/search", "search"),
    ("book/reader/hewan-2031", "zh/reader/hewan-2031"), ("notebooks/01_a", "zh/notebooks/01_a"), ("zh/notebooks/01_a", "notebooks/01_a"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "other"), COUNTERPARTS)
def test_a_page_knows_its_counterpart(page, other):
    assert chinese_page.counterpart(page, PAGES) == other
    tags = re.findall(r'hreflang="([^"]+)" href="([^"]+)"', chinese_page.alternates(page, PAGES, "https://example.org/b/"))
    english, chinese = sorted((page, other), key=lambda name: name.startswith("zh/"))
    site = "https://example.org/b/"
    assert tags == ([("en", f"{site}{english}.html"), ("zh-CN", f"{site}{chinese}.html"), ("x-default", f"{site}{english}.html")] if other else [])
    assert bool(chinese_page.switch(page, PAGES)) == bool(other)


LED = [
    ("zh/reader/hewan-2031", '<a href="../claims.html#a-b">x</a>', '<a href="../claims.html#a-b">x</a>'),
    ("zh/reader/hewan-2031", '<a href="../data.html">x</a>', '<a href="../../book/data.html" hreflang="en">x</a>'),
    ("zh/claims", '<a href="../book/reader/hewan-2031.html#m1">x</a>', '<a href="reader/hewan-2031.html#m1">x</a>'),
    ("zh/claims", '<a href="../notebooks/01_a.html#claim-a">x</a>', '<a href="notebooks/01_a.html#claim-a">x</a>'),
    ("zh/claims", '<a href="../notebooks/02_b.html">x</a>', '<a href="../notebooks/02_b.html" hreflang="en">x</a>'),
    ("zh/claims", '<a href="../notebooks/01_a.html" hreflang="en">x</a>', '<a href="../notebooks/01_a.html" hreflang="en">x</a>'),
    ("zh/claims", '<a href="https://example.org/a.html">x</a>', '<a href="https://example.org/a.html">x</a>'),
    ("zh/claims", '<a class="c" href="#a">x</a>', '<a class="c" href="#a">x</a>'),
    ("zh/claims", '<a href="../data/raw/a.txt" download>x</a>', '<a href="../data/raw/a.txt" download>x</a>'),
]


@pytest.mark.parametrize(("page", "html", "led"), LED)
def test_a_link_leads_to_the_chinese_page_where_there_is_one(page, html, led):
    assert chinese_page.localised(html, page, PAGES) == led


# ------------------------------------------------------------------------------------------------------ the built site

#: What may stand in Latin letters on a Chinese page: names of columns, files, codes, ids, the project.
LATIN = re.compile(r"[A-Za-z]+(?:[,;:.'’]? [A-Za-z]+){3,}")


@pytest.mark.site
def test_the_built_pages_are_those_of_the_edition(pages):
    built = {path.relative_to(pages).with_suffix("").as_posix() for path in (pages / "zh").rglob("*.html")}
    assert built == EDITION.names_of_pages


@pytest.mark.site
@pytest.mark.parametrize("name", sorted(EDITION.names_of_pages))
def test_a_built_page_and_its_counterpart_name_each_other(parsed, name):
    tree, other = parsed[f"{name}.html"], chinese_page.english_of(name)
    assert tree.get("lang") == "zh-CN"
    assert parsed[f"{other}.html"].get("lang") == "en"
    for page, target, code in ((name, other, "en"), (other, name, "zh-CN")):
        html = parsed[f"{page}.html"]
        link = html.xpath("//p[@class='pb-language']/a")[0]
        assert normpath(f"{dirname(page) or '.'}/{link.get('href')}") == f"{target}.html"
        assert (link.get("lang"), link.get("hreflang")) == (code, code)
        found = {a.get("hreflang"): normpath(f"{dirname(page) or '.'}/{a.get('href')}") for a in html.xpath("//head/link[@rel='alternate'][@hreflang]")}
        assert found == {"en": f"{other}.html", "zh-CN": f"{name}.html", "x-default": f"{other}.html"}


@pytest.mark.site
@pytest.mark.parametrize("name", sorted(EDITION.names_of_pages))
def test_english_on_a_built_page_is_marked_as_such(parsed, name):
    found = []
    for text in parsed[f"{name}.html"].xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::pre)]"):
        around = text.getparent() if text.is_text else text.getparent().getparent()
        marked = around.xpath("ancestor-or-self::*[@lang][1]/@lang")[:1]
        said = around.xpath("ancestor-or-self::*[contains(@class, 'pb-cite') or @class='copyright' or self::code or @class='pb-bar']")
        if marked == ["zh-CN"] and not said and LATIN.search(text):
            found.append(text.strip())
    assert found == []


@pytest.mark.site
def test_the_explorer_keeps_its_filter_in_the_other_language(browser, pages):
    page = browser.new_page()
    page.goto((pages / "zh" / "explorer.html").as_uri() + "?kind=award&place=Pinghu&q=绿色工厂")
    until(page, "document.getElementById('pb-filter').dataset.ready === 'true'")
    chinese = NUMBER.findall(page.inner_text("#pb-shown"))
    row = page.inner_text("#pb-rows .tabulator-row")
    for said in ("平湖市2024年政策", "奖补", "定额"):
        assert said in row
    assert not re.search(r"[A-Za-z]{3,}", re.sub("规则：[a-z-]+", "", page.inner_text("#pb-rows")))
    page.click(".pb-language a")
    until(page, "document.getElementById('pb-filter')?.dataset.ready === 'true'")
    assert re.search(r"/book/explorer\.html.*place=Pinghu", page.url)
    assert sorted(NUMBER.findall(page.inner_text("#pb-shown"))) == sorted(chinese)
    page.close()


@pytest.mark.site
def test_a_search_in_chinese_finds_each_place_once_and_leads_to_chinese_pages(browser, pages):
    page = browser.new_page()
    page.goto((pages / "zh" / "search.html").as_uri() + "?q=绿色工厂")
    until(page, "document.querySelectorAll('#pb-results li a').length > 0")
    addresses = [re.sub(r"\?[^#]*", "", link) for link in page.eval_on_selector_all("#pb-results li a", "all => all.map((a) => a.getAttribute('href'))")]
    assert len(addresses) == len(set(addresses))
    assert any(address.startswith("../zh/reader/") for address in addresses)
    assert not any(address.startswith("../book/reader/") for address in addresses)
    assert "平湖市2024年政策" in page.inner_text("#pb-groups")
    page.close()
