"""The reader's pages: nothing of a text is lost, every row is marked, anchors are there and are unique."""

import re
from collections import Counter
from html import unescape
from itertools import pairwise

import pandas as pd
import pytest
from helpers import ROOT
from hypothesis import given
from hypothesis import strategies as st

from policybook.read.clean import clean_quote
from policybook.read.corpus import Document, load_corpus
from policybook.site import document_pages, marked_text
from policybook.tables.anchors import table_anchors
from policybook.tables.files import load_tables

CORPUS = load_corpus(ROOT)

RAW = """某市若干政策

一、扩大投资政策（由市发改局牵头实施）
2030年安排资金4亿元，其中交通1亿元。
（一）支持企业。对国家级、省级工厂分别给予100万元、50万元奖励。（责任单位：市经信局*、市财政局）
（二）加强<保障>。新建充电桩10个
以上。（责任单位：市发改局）
"""


def row(text, start, **fields):
    found = RAW.index(text)
    return {"doc_id": "town-2030", "quote": text, "start": found, "end": found + len(text), "section": 1, **fields}


@pytest.fixture
def town():
    return Document("town-2030", RAW, {"doc_id": "town-2030", "label": "Town 2030", "title": "某市若干政策", "status": "draft"})


@pytest.fixture
def tables():
    award = {
        "instrument": "lump_sum",
        "rate_pct": None,
        "unit": None,
        "base": None,
        "cap_yuan": None,
        "is_max": False,
        "is_min": False,
        "condition": None,
        "cofunded": False,
        "rule": "give-direct",
        "recipient_words": "工厂",
        "valid_from": "2030-01-01",
        "valid_to": "2030-12-31",
        "application_words": "免申即享",
    }
    both = "对国家级、省级工厂分别给予100万元、50万元奖励"
    budget = {"year": 2030, "approx": False, "bound": None, "rule": "total-treasury"}
    unit = {"order": 1, "measure": 1}
    return {
        "budgets": pd.DataFrame(
            [
                row("2030年安排资金4亿元", 0, label="资金", amount_yuan=4e8, role="domain_total", parent=None, measure=None, **budget),
                row("交通1亿元", 0, label="交通", amount_yuan=1e8, role="component", parent="资金", measure=None, **budget),
            ]
        ),
        "awards": pd.DataFrame(
            [
                row(both, 0, measure=1, item="工厂", tier="国家级", amount_yuan=1e6, **award),
                row(both, 0, measure=1, item="工厂", tier="省级", amount_yuan=5e5, **award),
            ]
        ),
        "targets": pd.DataFrame(
            [
                row("省级工厂", 0, measure=1, indicator="工厂", value=2.0, unit="家", comparator=">=", striving=True),
                row("新建充电桩10个\n以上", 0, measure=2, indicator="充电桩", value=10.0, unit="个", comparator=">=", striving=False, rule="aim-number"),
            ]
        ),
        "responsibilities": pd.DataFrame(
            [
                row("市经信局*", 0, unit="市经信局", lead=True, **unit),
                row("市财政局", 0, unit="市财政局", lead=False, **unit),
            ]
        ),
    }


def text_of(html):
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r'<span class="pb-cards".*?</span></span></span>', "", html)))


def test_parts_headings_and_anchors(town, tables):
    first, domain = document_pages.document_page(town, tables, {1: "Investment"})
    assert first.anchor == ""
    assert "Draft" in first.html
    assert "not recorded" in first.html
    assert (domain.anchor, domain.title) == ("s1", "一、扩大投资政策")
    assert "Investment" in domain.html
    assert '<h3 class="pb-measure" id="m1">' in domain.html
    assert 'href="#m2"' in domain.html
    assert "加强&lt;保障&gt;" in domain.html


def test_rows_that_share_words_are_listed_by_one_mark(town, tables):
    html = document_pages.document_page(town, tables, {})[1].html
    marks = re.findall(r'<mark class="pb-mark ([^"]+)"[^>]*>(.*?)</mark><span class="pb-cards"[^>]*>(.*?)</span></span></span>', html)
    found = [(kinds, text, cards.count("pb-card ")) for kinds, text, cards in marks]
    assert ("pb-award", "对国家级、", 2) in found
    assert ("pb-award pb-target", "省级工厂", 3) in found
    assert ("pb-award", "分别给予100万元、50万元奖励", 2) in found
    assert ("pb-target", "新建充电桩10个以上", 1) in found
    assert ("pb-budget", "交通1亿元", 1) in found


def test_a_card_says_what_is_coded(town, tables):
    html = document_pages.document_page(town, tables, {})[1].html
    cards = [re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", card)) for card in re.findall(r'<span class="pb-card .*?</span></span></span>', html)]
    text = " ".join(cards)
    for words in (
        "tier 国家级",
        "sum 100 万元",
        "goal at least 10 个",
        "strives for",
        "part of 资金",
        "role domain total",
        "rule give-direct",
        "rule total-treasury",
        "rule aim-number",
    ):
        assert words in text
    for words in ("recipient 工厂", "in force 2030-01-01 to 2030-12-31", "applied for 免申即享"):
        assert words in text
    assert 'tabindex="0" aria-describedby="c1"' in html
    assert 'role="tooltip" id="c1"' in html


def test_every_row_has_an_address_of_its_own(town, tables):
    html = document_pages.document_page(town, tables, {})[1].html
    start = RAW.index("对国家级、")
    assert re.findall(r'<span class="pb-row" id="([^"]+)"></span>', html) == [
        f"b{RAW.index('2030年')}",
        f"b{RAW.index('交通1亿元')}",
        f"a{start}",
        f"a{start}-b",
        f"t{RAW.index('省级工厂')}",
        f"r{RAW.index('市经信局')}",
        f"r{RAW.index('市财政局')}",
        f"t{RAW.index('新建充电桩')}",
    ]
    piece = re.search(r'<span class="pb-marked" data-rows="([^"]+)">(?:(?!</mark>).)*省级工厂', html)
    assert piece[1] == f"a{start} a{start}-b t{RAW.index('省级工厂')}"
    assert re.findall(r'data-row="([^"]+)"', html)[:2] == [f"b{RAW.index('2030年')}", f"b{RAW.index('交通1亿元')}"]
    assert f'<a class="pb-permalink" href="#a{start}-b"' in html


def test_an_address_stays_when_a_row_before_it_is_found(town, tables):
    before = document_pages.document_page(town, tables, {})[1].html
    fewer = tables | {"awards": tables["awards"].iloc[:0], "targets": tables["targets"].iloc[1:]}
    after = document_pages.document_page(town, fewer, {})[1].html
    kept = set(re.findall(r'class="pb-row" id="([^"]+)"', after))
    assert f"t{RAW.index('新建充电桩')}" in kept
    assert kept < set(re.findall(r'class="pb-row" id="([^"]+)"', before))


def test_rows_of_headings_and_annexes_have_addresses_too():
    raw = RAW + "\n附件\n1-1\t新建充电桩20个\t2030年\n"
    document = Document("town-2030", raw, {"doc_id": "town-2030", "label": "Town 2030"})
    assert document.clean.text[document.outline.annex_start :].strip()
    target = {"indicator": "x", "value": 20.0, "unit": "个", "comparator": "=", "striving": False}
    places = [("扩大投资", 1, None), ("支持企业", 1, 1), ("新建充电桩20个", None, None)]
    rows = [
        {"doc_id": "town-2030", "start": raw.index(words), "end": raw.index(words) + len(words), "quote": words, "section": section, "measure": measure, **target} for words, section, measure in places
    ]
    parts = {part.anchor: part.html for part in document_pages.document_page(document, {"targets": pd.DataFrame(rows)}, {})}
    anchors = {key: re.findall(r'class="pb-row" id="([^"]+)"', html) for key, html in parts.items()}
    first, second, third = (f"t{row['start']}" for row in rows)
    assert anchors == {"": [], "s1": [first, second], "annexes": [third]}
    assert "pb-mark" in re.search(r"<h3 .*?</h3>", parts["s1"])[0]
    assert ">1-1 ｜ <span" in parts["annexes"]


def test_units_are_chips_and_the_lead_is_named(town, tables):
    html = document_pages.document_page(town, tables, {})[1].html
    assert '<span class="pb-unit pb-lead" lang="zh-CN">市经信局*<span class="pb-lead-tag" lang="en">lead</span></span>' in html
    assert '<span class="pb-unit" lang="zh-CN">市财政局</span>' in html


@pytest.mark.parametrize(
    ("value", "text"),
    [(4.49e8, "4.49 亿元"), (3e8, "3 亿元"), (300_000, "30 万元"), (15_500, "1.55 万元"), (0.2, "0.2 元"), (130, "130 元")],
)
def test_money(value, text):
    assert marked_text.money(value) == text


@pytest.fixture(scope="module")
def pages():
    tables = dict(load_tables(ROOT))
    return {doc_id: document_pages.document_page(document, tables, {}) for doc_id, document in CORPUS.items()}


@pytest.mark.parametrize("doc_id", CORPUS)
def test_no_word_of_the_body_is_lost(pages, doc_id):
    document = CORPUS[doc_id]

    def words(text):
        return "".join(c for c in text if c.isalnum())

    html = "".join(f"{part.title}{part.html}" for part in pages[doc_id] if part.anchor not in ("asks", "lists", "annexes"))
    shown = Counter(words(text_of(html)))
    printed = Counter(words(document.clean.text[: document.outline.annex_start]))
    assert printed - shown == Counter()


@pytest.mark.parametrize("doc_id", CORPUS)
def test_anchors_are_unique_and_every_measure_has_its_own(pages, doc_id):
    html = "".join(part.html for part in pages[doc_id])
    ids = re.findall(r'\bid="([^"]+)"', html) + [part.anchor for part in pages[doc_id] if part.anchor]
    assert [anchor for anchor, n in Counter(ids).items() if n > 1] == []
    outline = CORPUS[doc_id].outline
    assert {f"m{m.number}" for m in outline.measures} | {f"s{s.number}" for s in outline.sections} <= set(ids)
    assert all(anchor.isascii() for anchor in ids)


@pytest.mark.parametrize("doc_id", CORPUS)
def test_every_row_is_marked_where_its_quote_stands(doc_id):
    tables = dict(load_tables(ROOT))
    own = {name: frame[frame["doc_id"] == doc_id] for name, frame in tables.items()}
    text = marked_text.MarkedText(CORPUS[doc_id], document_pages.plain_rows(doc_id, own))
    assert len(text.rows) == sum(len(own[name]) for name in marked_text.KINDS)
    shown = Counter((mark.kind, text.text[mark.start : mark.end].replace("\n", "")) for mark in text.rows)
    coded = Counter((kind, clean_quote(quote)) for name, kind in marked_text.KINDS.items() for quote in own[name]["quote"])
    assert shown == coded


@pytest.mark.parametrize("doc_id", CORPUS)
def test_every_row_of_the_corpus_has_its_anchor(pages, doc_id):
    ids = set(re.findall(r'\bid="([^"]+)"', "".join(part.html for part in pages[doc_id])))
    for name, frame in load_tables(ROOT).items():
        own = frame[frame["doc_id"] == doc_id] if "doc_id" in frame else frame.iloc[:0]
        anchors = table_anchors(name, own)
        if anchors is not None:
            assert set(anchors) <= ids, name
            assert anchors.is_unique, name


def test_page_stubs_are_what_the_corpus_asks_for(tmp_path):
    assert document_pages.stale_document_stubs(ROOT) == []
    (tmp_path / "data").symlink_to(ROOT / "data")
    written = document_pages.write_document_stubs(tmp_path)
    assert [path.stem for path in written] == list(CORPUS)
    assert document_pages.write_document_stubs(tmp_path) == []
    stray = tmp_path / "book" / "reader" / "gone-2020.md"
    stray.write_text("# Gone", "utf-8")
    assert "gone-2020.md: of no document" in document_pages.stale_document_stubs(tmp_path)[0]
    assert document_pages.write_document_stubs(tmp_path) == [stray]


class Row:
    """A marked run that counts how often it is looked at."""

    looks = 0

    def __init__(self, start, end):
        self.start, self._end = start, end

    @property
    def end(self):
        Row.looks += 1
        return self._end


def cut_up(rows, paragraphs):
    """Return the pieces of paragraphs with the rows that hold each, as `inline` cuts them."""
    reach, pieces = marked_text._reach(rows), []
    for start, end in paragraphs:
        own = marked_text._overlapping(rows, reach, start, end)
        cuts = sorted({start, end} | {p for row in own for p in (row.start, row.end) if start < p < end})
        pieces += [(a, b, list(held)) for (a, b), held in zip(pairwise(cuts), marked_text._over_pieces(own, cuts), strict=True)]
    return pieces


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20))), st.lists(st.integers(1, 59), unique=True))
def test_every_piece_knows_the_rows_that_hold_it(spans, breaks):
    rows = sorted((Row(start, start + length) for start, length in spans), key=lambda row: (row.start, row.end))
    for a, b, held in cut_up(rows, pairwise([0, *sorted(breaks), 60])):
        assert held == [row for row in rows if row.start <= a and b <= row.end and row.start < row.end]


@pytest.mark.parametrize("lines", [1, 0])  # all rows in one paragraph, or ten in each
def test_marking_looks_at_each_row_a_few_times(lines):
    def looks(n):
        rows, size = [Row(10 * i, 10 * i + 6) for i in range(n)], 10 * n // lines if lines else 100
        Row.looks = 0
        assert len(cut_up(rows, [(at, at + size) for at in range(0, 10 * n, size)])) >= n
        return Row.looks

    assert looks(2000) < 12 * looks(200)
