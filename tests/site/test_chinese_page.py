"""The Chinese start page: nothing lacks its Chinese, its numbers are those of the English, and it leads into the book."""

import re
from collections import Counter
from html import unescape

import pytest
from helpers import ROOT

from policybook.errors import PolicybookError
from policybook.read.corpus import Document
from policybook.site import chinese_page
from policybook.site.extension import Site
from policybook.vocab.chinese import fill, folded, load_chinese

SITE = Site(ROOT)
EDITION = SITE.chinese
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def test_everything_has_its_chinese():
    assert EDITION.missing() == [], "add the Chinese to data/vocab/zh.yml"


@pytest.mark.parametrize("shown", EDITION.headlines, ids=lambda shown: shown.claim)
def test_a_finding_says_the_same_numbers_in_both_languages(shown):
    chinese = EDITION.said.headline(shown.claim, shown.sentence, EDITION.labels)
    assert Counter(NUMBER.findall(chinese)) == Counter(NUMBER.findall(shown.sentence))
    assert not re.search(r"[{}]|[A-Za-z]{3,}", chinese)


def test_no_number_is_typed_into_the_catalogue():
    said = EDITION.said
    texts = [*said.words.values(), *(texts["zh"] for texts in said.headlines.values()), *(texts["summary"] for texts in said.chapters.values())]
    assert [text for text in texts if re.search(r"\d", re.sub(r"\{[^}]*\}|F1", "", text))] == []


def test_what_has_no_chinese_is_named_and_shown_in_english():
    shown = EDITION.headlines[0]
    other = chinese_page.Edition(
        EDITION.said, EDITION.corpus, [type(shown)(shown.claim, "A sentence of <another> form.", shown.alt, shown.svg, shown.chapter)],
        EDITION.claims, {"99_new": {"n": 1}}, EDITION.lookup,
    )  # fmt: skip
    assert other.missing() == [
        f"headlines: {shown.claim}: no Chinese for 'A sentence of <another> form.'",
        "chapters: 99_new: no summary, or one whose fields are not glued there",
    ]
    assert '<p class="pb-says"><span lang="en">A sentence of &lt;another&gt; form.</span></p>' in other.html()


FILLED = [
    ("有 {n} 份", {"n": 3}, "有 3 份"),
    ("占 {p:.0f}%，", {"p": 17.6}, "占 18%，"),
    ("{a:label}与{b:label}", {"a": "Hewan 2031", "b": "Yunxi 2031"}, "河湾区2031年政策与云溪县2031年政策"),
    ("{office:chinese}最多", {"office": "Finance 财政局"}, "财政局最多"),
    ("至 {low} 项", {"low": "1,204"}, "至 1,204 项"),
    ("有 {n} 份", {}, None),
    ("有 {n:.0f} 份", {"n": "many"}, None),
    ("有 {n} 份", {"n": "none"}, None),
    ("{a:label}", {"a": "Nowhere 2031"}, None),
    ("{office:chinese}最多", {"office": "Finance"}, None),
]


@pytest.mark.parametrize(("template", "values", "said"), FILLED)
def test_a_template_is_filled_or_left_out(template, values, said):
    assert fill(template, values, {"Hewan 2031": "河湾区2031年政策", "Yunxi 2031": "云溪县2031年政策"}) == said


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


def test_a_finding_whose_languages_differ_in_fields_is_named(tmp_path):
    (tmp_path / "data" / "vocab").mkdir(parents=True)
    text = 'words: {}\nlevels: {}\nchapters: {}\nfamilies: {}\nheadlines:\n  money-first: {en: "{k} of {n}", zh: "{n} 份"}\n'
    (tmp_path / "data" / "vocab" / "zh.yml").write_text(text, "utf-8")
    with pytest.raises(PolicybookError, match="headlines: money-first: en and zh differ in k"):
        load_chinese(tmp_path)


def test_the_two_start_pages_name_each_other():
    for page in (chinese_page.PAGE, chinese_page.ENGLISH):
        tags = chinese_page.alternates(page)
        assert re.findall(r'hreflang="([^"]+)" href="([^"]+)"', tags) == [
            ("en", "../book/index.html"), ("zh-CN", "../zh/index.html"), ("x-default", "../book/index.html"),
        ]  # fmt: skip
    assert 'href="https://example.org/b/zh/index.html"' in chinese_page.alternates(chinese_page.PAGE, "https://example.org/b/")
    assert chinese_page.alternates("book/data") == chinese_page.switch("book/data") == ""


@pytest.mark.site
def test_the_built_page_is_in_chinese_and_every_link_of_it_leads_somewhere(pages, parsed):
    tree = parsed["zh/index.html"]
    assert tree.get("lang") == "zh-CN"
    assert parsed["book/index.html"].get("lang") == "en"
    assert tree.xpath("//h1")[0].text_content().startswith(EDITION.said.words["title"])
    for name in ("zh/index.html", "book/index.html"):
        assert len(parsed[name].xpath("//head/link[@rel='alternate'][@hreflang]")) == 3
    links = tree.xpath("//div[@class='pb-lookup']//a/@href")
    assert len(links) > 60
    for link in links:
        path, _, anchor = link.partition("#")
        target = (pages / "zh" / path).resolve()
        assert target.is_file(), link
        if anchor:
            assert parsed[target.relative_to(pages.resolve()).as_posix()].xpath(f"//*[@id='{unescape(anchor)}']"), link
