"""Light pages: what is left out, what is kept, the policy, and a budget for every page."""

import base64
import functools
import gzip
import hashlib
import re
from urllib.parse import unquote, urlsplit

import pytest

from policybook.site import lean

HEAD = """<!DOCTYPE html><html><head><meta charset="utf-8" />
<link rel="stylesheet" href="_static/sphinx-design.min.css?v=1" />
<link rel="stylesheet" href="_static/policybook.css" />
<script defer src="_static/scripts/fontawesome.js?digest=5"></script>
<script src="_static/copybutton.js?v=2"></script><script src="_static/clipboard.min.js"></script>
<script>let toggleHintShow = 'Show';</script>
<script src="_static/togglebutton.js"></script>
<script>var kept = 1;</script>
<script type="application/ld+json">{"a": 1}</script></head><body>"""
PLAIN = HEAD + '<p>text</p><img alt="x" src="a.png"/><img src="b.png" width="3"></body></html>'


def test_a_page_loses_what_it_does_not_need():
    html = lean.lean_page(PLAIN, lambda source: (640, 480))
    for gone in ("fontawesome", "sphinx-design", "clipboard", "copybutton", "togglebutton", "toggleHintShow"):
        assert gone not in html
    assert "policybook.css" in html
    assert "var kept = 1;" in html
    assert '<img width="640" height="480" loading="lazy" alt="x" src="a.png"/>' in html
    assert '<img src="b.png" width="3">' in html


def test_a_page_keeps_what_it_needs():
    html = lean.lean_page(HEAD + '<div class="highlight"><pre>x</pre></div><div class="sd-card"></div><div class="cell tag_hide-input"></div>')
    for kept in ("sphinx-design", "clipboard", "copybutton", "togglebutton", "toggleHintShow"):
        assert kept in html
    assert "fontawesome" not in html


def test_the_policy_names_the_inline_scripts_that_are_left():
    html = lean.lean_page(PLAIN)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1]
    digest = base64.b64encode(hashlib.sha256(b"var kept = 1;").digest()).decode()
    assert re.findall(r"'sha256-([^']+)'", policy) == [digest]
    assert "script-src 'self' file: 'sha256-" in policy
    assert "default-src 'none'" in policy
    assert lean.lean_page(html) == html


def test_controls_are_named():
    html = lean.lean_page(
        '<li><a class="reference internal" href="d.html">Documents &amp; more</a><details><summary><span class="toctree-toggle"></span></summary></details>'
        '<button class="btn search-button-field x" title="Search" aria-label="Search">Search Ctrl</button><button class="search-button" aria-label="Search"></button>'
        '<summary aria-label="Toggle hidden content"><p>Show code</p></summary>'
    )
    assert "<summary><p>Show code</p>" in html
    assert '<summary aria-label="Pages below Documents &amp; more">' in html
    assert '<button class="btn search-button-field x" title="Search">' in html
    assert '<button class="search-button" aria-label="Search">' in html


def test_icon_codes_are_left_out_of_the_style_sheet():
    css = '.fa-bars:before,.fa-x:before{content:"\\f0c9"}.fa-solid{line-height:1}.a:before{content:"x"}'
    assert lean.lean_css(css, {"fa-solid", "a"}) == '.fa-solid{line-height:1}.a:before{content:"x"}'


RULES = [  # rule, words of pages and scripts, whether it stays
    (".card{a:b}", "card", True),
    (".carousel{a:b}", "card", False),
    (".card .carousel{a:b}", "card", False),
    (".card,.carousel{a:b}", "card", True),
    (".card:not(.carousel){a:b}", "card", True),
    ("body{a:b}", "", True),
    (".bs-tooltip-auto{a:b}", "bs-tooltip", True),
    (".card-body{a:b}", "card", False),
    ("@font-face{a:b}", "", True),
    (r".w-50\%{a:b}", "", True),
]


@pytest.mark.parametrize(("rule", "words", "stays"), RULES)
def test_rules_that_no_page_can_use_are_left_out(rule, words, stays):
    css = f"@media print{{{rule}}}"
    assert lean.lean_css(css, lean.words_of(words)) == (css if stays else "@media print{}")


# ------------------------------------------------------------------------------------------------------ the built site

FIRST_VIEW = 300_000  # bytes gzipped, without pictures
RAW = 1_000_000
# What holds the whole corpus, and the table component, is larger.
LARGER = {**dict.fromkeys(("book/explorer.html", "zh/explorer.html"), 1_600_000), **dict.fromkeys(("search.html", "zh/search.html"), 1_150_000)}


@functools.cache
def weight(path):
    data = path.read_bytes()
    return len(data) if path.suffix == ".woff2" else len(gzip.compress(data, 6)), len(data)


@pytest.mark.site
@pytest.mark.browser
def test_every_page_keeps_to_the_budget(parsed, open_page, base, pages):
    page = open_page("book/index.html")
    heavy, fonts, counted = [], [], []
    page.on("request", lambda request: counted.append(request.url))
    for address in parsed:
        if address == "index.html":
            continue
        counted.clear()
        page.goto("about:blank")
        page.goto(base + address, wait_until="load")
        # Rows and index come when the page is shown already.
        first = [url for url in dict.fromkeys(counted) if not url.endswith(("explorer-data.js", "explorer-data-zh.js", "search-data.js"))]
        if address in LARGER:
            page.wait_for_load_state("networkidle")
        sizes = {}
        for url in counted:
            path = pages / unquote(urlsplit(url).path).lstrip("/")
            if url.startswith(base) and path.is_file() and path.suffix not in (".png", ".svg"):
                sizes[url] = weight(path)
        fonts += [(address, url) for url in sizes if url.endswith((".woff2", ".ttf"))]
        view, raw = sum(sizes.get(url, (0, 0))[0] for url in first), sum(size for _, size in sizes.values())
        if view > FIRST_VIEW or raw > LARGER.get(address, RAW):
            heavy.append(f"{address}: first view {view:,} gzipped, {raw:,} in all")
    assert heavy == []
    assert fonts == []


@pytest.mark.site
def test_every_page_has_a_policy_and_sized_pictures(parsed):
    for address, tree in parsed.items():
        if address == "index.html":
            continue
        assert len(tree.xpath("//meta[@http-equiv='Content-Security-Policy']")) == 1, address
        assert tree.xpath("//article//img[contains(@src, '_images')][not(@width) or not(@height)]") == [], address
        assert tree.xpath("//@*[starts-with(name(), 'on')]") == [], address
        for summary in tree.xpath("//summary"):
            assert summary.get("aria-label") or summary.text_content().strip(), address
