"""Evidence both ways: from numbers and claims to their rows, from rows to the claims that use them."""

import json
import re
from urllib.parse import urldefrag, urljoin

import pytest
from helpers import ROOT, until

from policybook.read.corpus import Document
from policybook.site import data_pages, evidence, explorer

RAW = "某市若干政策\n\n一、扩大投资\n（一）支持企业。对<甲>给予10万元奖励；对乙给予20万元奖励。\n"
TOWN = Document("town-2030", RAW, {"doc_id": "town-2030", "label": "Town 2030"})
A, B = RAW.index("对<甲>"), RAW.index("对乙")


def row(start, end, figure, anchor):
    return explorer.Row("award", "town-2030", anchor, "1", "", "x", figure=figure, sentence="对<甲>给予10万元奖励；对乙给予20万元奖励。", quote=(start - A, end - A), span=(start, end))


def claim(*spans, name="a-b"):
    rows = tuple({"doc_id": "town-2030", "anchor": "m1", "start": a, "end": b} for a, b in spans)
    return data_pages.StoredClaim(name, "Two <sums>.", ("one", "two"), rows, "03_x", "X", True)


def test_the_claims_of_a_row_are_named_once_each():
    claims = [claim((1, 5), (1, 5), (7, 9)), claim((1, 5), name="c-d")]
    assert evidence.claims_of_rows(claims) == {("town-2030", 1, 5): ["a-b", "c-d"], ("town-2030", 7, 9): ["a-b"]}


def test_a_claim_shows_value_and_sentence_beside_each_link():
    rows = [row(A, A + 12, "10 万元", f"a{A}"), row(A, A + 12, "5 万元", f"a{A}-b"), row(B, B + 9, "20 万元", f"a{B}")]
    heading = (RAW.index("一、"), RAW.index("一、") + 6)
    found = evidence.Evidence([claim((A, A + 12), (A, A + 12), heading)], rows, {"town-2030": TOWN})
    html = found.claim_html(found.claims[0], "../")
    assert "<sums>" not in html
    items = re.findall(r"<li>(<a.*?)</li>", html)
    assert items == [
        f'<a href="../book/reader/town-2030.html#a{A}">town-2030 (1)</a> <b><span lang="zh-CN">10 万元; 5 万元</span></b> '
        '<span lang="zh-CN"><span class="pb-run">对&lt;甲&gt;给予10万元奖励</span>；对乙给予20万元奖励。</span>',
        '<a href="../book/reader/town-2030.html#m1">town-2030 (1)</a> <span lang="zh-CN"><span class="pb-run">一、扩大投资</span></span>',
    ]
    assert 'href="../book/explorer.html?claim=a-b">All 2 rows in the explorer' in html
    assert found.by_claim() == {"a-b": {"sentence": "Two <sums>.", "chapter": "03_x", "rows": [0, 1]}}


def test_the_ledger_links_what_the_explorer_lacks_and_counts_what_it_shows():
    spans = [(i, i + 3) for i in range(evidence.IN_LEDGER + 2)]
    found = evidence.Evidence([claim(*spans)], [], {"town-2030": TOWN})
    html = found.ledger_html(found.claims[0], "../")
    assert f"The first {evidence.IN_LEDGER} of {len(spans)} places" in html
    assert 'Also: <a href="../book/reader/town-2030.html#m1">' in html
    assert "explorer" not in html


def test_a_value_leads_to_its_claim_or_to_the_cell_that_makes_it(tmp_path):
    glued = [{"metadata": {"scrapbook": {"name": name}}} for name in ("claim_fiscal_x", "fiscal_n", "fiscal_M")]
    cells = [{"cell_type": "markdown"}, {"outputs": glued}, {"outputs": [{"metadata": {}}]}, {"outputs": glued[:1]}]
    cells.append({"outputs": [{"metadata": {"scrapbook": {"name": n}}} for n in ("claim_fiscal_y", "claim_fiscal_y_low")]})
    path = tmp_path / "03_fiscal.ipynb"
    path.write_text(json.dumps({"cells": cells}), "utf-8")
    made = evidence.made_in(path)
    assert made.pop("claim_fiscal_y") == made.pop("claim_fiscal_y_low") == (4, "claim-fiscal-y")
    assert made == {"claim_fiscal_x": (3, "claim-fiscal-x"), "fiscal_n": (1, "made-fiscal-n"), "fiscal_M": (1, "made-fiscal-n")}
    assert evidence.cell_anchors(made.values()) == {1: "made-fiscal-n"}


# ------------------------------------------------------------------------------------------------- on the built site


def chapters(parsed):
    return {address: tree for address, tree in parsed.items() if re.fullmatch(r"notebooks/\w+\.html", address)}


@pytest.mark.site
def test_every_glued_value_leads_somewhere(parsed):
    loose, values = [], 0
    for address, tree in chapters(parsed).items():
        ids = set(tree.xpath("//article//@id"))
        for value in tree.xpath("//article//span[contains(@class, 'pasted-text')]"):
            link = value.xpath("ancestor::a/@href")
            values += 1
            if not link or link[0].lstrip("#") not in ids:
                loose.append(f"{address}: {value.text_content()[:40]}: {link}")
    assert loose == []
    assert values > 0


@pytest.mark.site
def test_a_claim_of_every_chapter_reaches_marked_rows(parsed):
    """Chapter: the claim's box; from there one click to a place on a document's page."""
    for address, tree in chapters(parsed).items():
        boxes = tree.xpath("//div[@class='pb-claim']")
        for box in boxes[:1]:
            links = box.xpath(".//ul[@class='pb-evidence']/li/a/@href")
            assert links, address
            for link in links:
                page, anchor = urldefrag(urljoin(address, link))
                assert not anchor or parsed[page].xpath(f"//*[@id='{anchor}']"), link
            assert all(item.xpath(".//span[@class='pb-run']") for item in box.xpath(".//ul[@class='pb-evidence']/li")), address


@pytest.mark.site
def test_every_figure_of_a_chapter_leads_to_marked_rows(parsed):
    """Figure: the claim's box; from there one click to a place on a document's page."""
    for address, tree in chapters(parsed).items():
        for figure in tree.xpath("//figure[starts-with(@id, 'fig-')]"):
            links = figure.getnext().xpath("./a[text()='rows']/@href")
            assert len(links) == 1, (address, figure.get("id"))
            targets = tree.xpath(f"//div[@class='pb-claim'][@id='{links[0][1:]}']//ul[@class='pb-evidence']/li/a/@href")
            assert targets, (address, figure.get("id"))
            for target in targets:
                page, anchor = urldefrag(urljoin(address, target))
                assert not anchor or parsed[page].xpath(f"//*[@id='{anchor}']"), target


@pytest.mark.site
def test_a_number_of_a_matrix_opens_to_as_many_rows(parsed):
    matrices = [(a, t) for a, tree in chapters(parsed).items() for t in tree.xpath("//table[.//details[@class='pb-cell']]")]
    assert len(matrices) >= 4
    for address, table in matrices:
        for cell in table.xpath(".//details[@class='pb-cell']"):
            links = cell.xpath("./a/@href")
            assert len(links) == int(cell.xpath("./summary")[0].text_content())
            page, anchor = urldefrag(urljoin(address, links[0]))
            assert parsed[page].xpath(f"//*[@id='{anchor}']"), links[0]


FIGURES = [
    ([("claim", "x-a"), ("figure", "fig-x-b"), "## Next", ("claim", "x-b")], "claim-x-b"),  # of its name
    ([("claim", "x-a"), "## Next", ("figure", "fig-x-c"), ("claim", "x-b")], "claim-x-b"),  # of its section
    ([("claim", "x-a"), ("figure", "fig-x-c"), ("claim", "x-b")], "claim-x-a"),
    ([("claim", "x-a"), "## Next", ("figure", "fig-x-c"), "## Last", ("claim", "x-b")], "claim-x-b"),  # the next
    ([("claim", "x-a"), "## Next", ("figure", "fig-x-c")], "claim-x-a"),
    ([("figure", "fig-x-c")], None),
]


@pytest.mark.parametrize(("parts", "anchor"), FIGURES)
def test_the_claim_that_shows_a_figure_s_rows(tmp_path, parts, anchor):
    cells = []
    for part in parts:
        if isinstance(part, str):
            cells.append({"cell_type": "markdown", "source": [part]})
        elif part[0] == "claim":
            cells.append({"cell_type": "code", "source": [], "outputs": [{"data": {evidence.MIME: {"id": part[1]}}}]})
        else:
            cells.append({"cell_type": "code", "source": [], "outputs": [{"metadata": {evidence.FIGURE_KEY: {"name": part[1]}}}]})
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}), "utf-8")
    assert list(evidence.rows_of_figures(tmp_path / "a.ipynb").values()) == ([anchor] if anchor else [])


@pytest.mark.site
@pytest.mark.browser
def test_a_walk_from_a_number_to_its_row_and_back(open_page, parsed):
    troubles = []
    address, tree = next((a, t) for a, t in chapters(parsed).items() if t.xpath("//div[@class='pb-claim']//a[contains(@href, 'claim=')]"))
    name = tree.xpath("//div[@class='pb-claim'][.//a[contains(@href, 'claim=')]]/@id")[0]
    page = open_page(f"{address}#{name}", troubles=troubles)
    box = page.locator(f"#{name}")
    assert box.locator("details").first.evaluate("d => d.open")
    assert box.locator(".pb-evidence li").first.is_visible()
    # The claim's rows in the explorer, and from a row back to the claim, its chapter and its document.
    box.locator("a[href*='claim=']").click()
    page.wait_for_selector("#pb-filter[data-ready]")
    shown = int(page.locator("#pb-shown").inner_text().split(" of ")[0].replace(",", ""))
    stored = next(c for c in data_pages.stored_claims([ROOT / address.replace(".html", ".ipynb")]) if f"claim-{c.id}" == name)
    assert page.locator("[name=claim]").input_value() == stored.id
    script = page.evaluate("id => window.policybookRows.claims[id].rows.length", stored.id)
    assert shown == script > 0
    used = page.locator("details.pb-used").first
    used.locator("summary").click()
    back = used.locator("a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert f"claims.html#{stored.id}" in back
    assert f"../{address}#{name}" in back
    # A number of the prose: its cell, with what is folded in it open.
    page.goto(page.url.split("book/")[0] + address)
    link = page.locator("a.pb-glued[href^='#made-']").first
    anchor = link.get_attribute("href")[1:]
    link.click()
    until(page, "id => Math.abs(document.getElementById(id).getBoundingClientRect().top) < innerHeight", anchor)
    assert page.locator(f"#{anchor} details:not([open])").count() == 0
    assert troubles == []
