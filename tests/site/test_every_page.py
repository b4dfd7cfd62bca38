"""Every page of the built site, opened once in a browser: as wide as a phone first, then as a desk, in light and in dark."""

import functools
import gzip
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import pytest
from helpers import until

pytestmark = [pytest.mark.site, pytest.mark.browser]

FIRST_VIEW = 300_000  # bytes gzipped, without pictures
RAW = 1_000_000
# What holds the whole corpus, and the table component, is larger.
LARGER = {**dict.fromkeys(("book/explorer.html", "zh/explorer.html"), 1_600_000), **dict.fromkeys(("search.html", "zh/search.html"), 1_150_000)}


PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
LATER = ("explorer-data.js", "explorer-data-zh.js", "search-data.js")


@functools.cache
def weight(path):
    data = path.read_bytes()
    return len(data) if path.suffix == ".woff2" else len(gzip.compress(data, 6)), len(data)


STATE = """() => ({
  wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  pictures: Array.from(document.images, (i) => { i.loading = "eager"; return i; })
    .filter((i) => i.complete && !i.naturalWidth).map((i) => i.src),
})"""

CONTRAST = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const rgba = (text) => {
    const n = parse(text);
    const unit = text.startsWith("color(") ? 255 : 1;
    return [n[0] * unit, n[1] * unit, n[2] * unit, n.length > 3 ? n[3] : 1];
  };
  const over = (top, under) => top.slice(0, 3).map((c, i) => c * top[3] + under[i] * (1 - top[3]));
  const grounds = new Map();
  const ground = (element) => {
    if (!element) return [255, 255, 255];
    if (!grounds.has(element)) grounds.set(element, over(rgba(getComputedStyle(element).backgroundColor), ground(element.parentElement)));
    return grounds.get(element);
  };
  const light = (c) => {
    const [r, g, b] = c.map((v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const pale = [];
  for (const element of document.querySelectorAll("article :is(p, li, td, th, caption, summary, dt, dd, mark, figcaption, h1, h2, h3, .tabulator div, .tabulator span)")) {
    const own = Array.from(element.childNodes).some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !element.checkVisibility()) continue;
    const under = ground(element);
    const [a, b] = [light(over(rgba(getComputedStyle(element).color), under)), light(under)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) pale.push(`${ratio.toFixed(1)} ${element.tagName} ${element.className}: ${element.textContent.trim().slice(0, 30)}`);
  }
  return [...new Set(pale)].slice(0, 5);
}"""


@dataclass
class Visit:
    """What a page asked for, up to its first view and in all, and how it looked."""

    first: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    state: dict = field(default_factory=dict)
    pale: dict = field(default_factory=dict)


@pytest.fixture(scope="module")
def walk(parsed, browser, base):
    """What came of a visit to each page, by address, and what went wrong on the way."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.set_default_timeout(10_000)
    troubles, counted, visits, themes = [], [], {}, ["light", "dark"]
    page.on("console", lambda m: troubles.append(f"console: {m.text}") if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: troubles.append(f"error: {e}"))
    page.on("response", lambda r: troubles.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
    page.on("request", lambda r: counted.append(r.url))
    for address in parsed:
        if address == "index.html":  # leads on to book/index.html
            continue
        visit = visits[address] = Visit()
        page.set_viewport_size(PHONE)
        counted.clear()
        page.goto(base + address, wait_until="load")
        del counted[: counted.index(page.url)]  # what the page before asked for until it was left
        # Rows and index come when the page is shown already.
        visit.first = [url for url in dict.fromkeys(counted) if not url.endswith(LATER)]
        if address in LARGER:
            page.wait_for_load_state("networkidle")
        visit.asked = list(counted)
        visit.state = page.evaluate(STATE)
        page.set_viewport_size(DESK)
        if address == "book/explorer.html":  # its rows come later
            page.wait_for_selector(".tabulator-row")
        themes.reverse()  # a page begins in the theme that the one before it ended with
        for theme in themes:
            page.emulate_media(color_scheme=theme)
            until(page, "(theme) => (document.documentElement.dataset.theme ?? theme) === theme", theme)
            visit.pale[theme] = page.evaluate(CONTRAST)
    context.close()
    return visits, [*troubles, *(f"elsewhere: {u}" for v in visits.values() for u in v.asked if not u.startswith((base, "data:", "about:")))]


def test_every_page_keeps_to_the_budget(walk, base, pages):
    heavy, fonts = [], []
    for address, visit in walk[0].items():
        sizes = {}
        for url in visit.asked:
            path = pages / unquote(urlsplit(url).path).lstrip("/")
            if url.startswith(base) and path.is_file() and path.suffix not in (".png", ".svg"):
                sizes[url] = weight(path)
        fonts += [(address, url) for url in sizes if url.endswith((".woff2", ".ttf"))]
        view, raw = sum(sizes.get(url, (0, 0))[0] for url in visit.first), sum(size for _, size in sizes.values())
        if view > FIRST_VIEW or raw > LARGER.get(address, RAW):
            heavy.append(f"{address}: first view {view:,} gzipped, {raw:,} in all")
    assert heavy == []
    assert fonts == []


def test_every_page_on_a_narrow_screen(walk):
    visits, troubles = walk
    wide = {address: visit.state["wide"] for address, visit in visits.items() if visit.state["wide"] > 0}
    assert (troubles, wide) == ([], {})
    assert {address: visit.state["pictures"] for address, visit in visits.items() if visit.state["pictures"]} == {}


def test_text_stands_out_from_its_ground(walk):
    pale = {(address, theme): found for address, visit in walk[0].items() for theme, found in visit.pale.items()}
    assert len(pale) == 2 * len(walk[0])
    assert {place: found for place, found in pale.items() if found} == {}
