"""Figures and tables as data: the CSV is what the table shows, and each has an address of its own."""

import csv
import re
import time

import pytest

from policybook.site import page_data

TABLE = (
    '<div class="pb-scroll" role="region" tabindex="0" aria-label="x" style="overflow-x:auto">\n<table class="pb-table">\n'
    "<caption>Sums of 5 <span>documents</span> (万元)</caption>\n<thead><tr><th>Place</th><th>Sum</th><th>Says</th></tr></thead>"
    '<tbody><tr><th scope="row"><a href="../book/reader/x.html#m1">X (1)</a></th><td>12,345.50</td><td>a, "b"<br>c</td></tr>'
    '<tr><th scope="row">Y</th><td><span>–</span></td><td>1,23</td></tr></tbody>\n</table>\n</div>'
)
FIGURE = '<figure class="pb-figure align-default" id="fig-x"><img alt="y" src="../_images/ab.svg" /><figcaption><p><span>Figure 3 </span>A line.<a class="headerlink" href="#fig-x">#</a></p></figcaption></figure>'


def cite(title, anchor):
    return f"<{title}> {anchor}"


def test_a_table_and_the_figure_of_it():
    body, files = page_data.with_data(f"<p>a</p>{TABLE}<p>b</p>{FIGURE}{TABLE}", "notebooks/01_x", cite)
    first, second = "data/shown/notebooks/01_x/table-sums-of-documents.csv", "data/shown/notebooks/01_x/table-sums-of-documents-2.csv"
    assert list(files) == [first, second]
    assert list(csv.reader(files[first].splitlines())) == [
        ["Place", "Sum", "Says", "address"],
        ["X (1)", "12345.50", 'a, "b"; c', "book/reader/x.html#m1"],
        ["Y", "", "1,23", ""],
    ]
    assert re.findall(r'<div id="([^"]+)" class="pb-scroll"', body) == ["table-sums-of-documents", "table-sums-of-documents-2"]
    bars = re.findall(r'<div class="pb-bar".*?</div>', body)
    assert [re.findall(r'href="([^"]+)"', bar) for bar in bars] == [
        [f"../{first}", "#table-sums-of-documents"],
        [f"../{first}", "../_images/ab.svg", "#fig-x"],
        [f"../{second}", "#table-sums-of-documents-2"],
    ]
    assert [re.findall(r"<p>(.*?)</p>", bar) for bar in bars[:2]] == [["&lt;Sums of 5 documents (万元)&gt; table-sums-of-documents"], ["&lt;A line.&gt; fig-x"]]
    assert body.startswith('<p>a</p><div id="')
    assert bars[1] + '<div id="table-sums-of-documents-2"' in body


def test_a_figure_leads_to_the_rows_it_is_made_of():
    body, _ = page_data.with_data(FIGURE + FIGURE.replace("fig-x", "fig-y"), "notebooks/01_x", cite, rows={"fig-x": "claim-a-b"})
    bars = re.findall(r'<div class="pb-bar".*?</div>', body)
    assert ['<a href="#claim-a-b">rows</a>' in bar for bar in bars] == [True, False]


def test_a_number_that_opens_to_its_rows_is_a_number_in_the_csv():
    cell = '<td><details class="pb-cell"><summary>2</summary><a href="../book/reader/x.html#m1">X (1)</a>, <a href="#y">Y</a></details></td>'
    _, files = page_data.with_data(TABLE.replace("<td>12,345.50</td>", cell), "notebooks/01_x", cite)
    assert next(iter(files.values())).splitlines()[1].startswith("X (1),2,")


@pytest.mark.parametrize(("between", "named"), [("", True), ('<div class="cell docutils container">', True), ('<h2>Next</h2><div class="cell docutils container">', False)])
def test_a_figure_names_the_table_above_it_only_where_it_follows_it(between, named):
    body, _ = page_data.with_data(TABLE + between + FIGURE, "notebooks/01_x", cite)
    assert ("CSV of the table above" in body) == named


def test_a_page_without_tables_stays_as_it_is():
    assert page_data.with_data("<p>a</p>", "book/x", cite) == ("<p>a</p>", {})


def test_time_is_linear():
    def seconds(n):
        body = '<div class="pb-scroll"><figure ' * n
        start = time.perf_counter()
        page_data.with_data(body, "book/x", cite)
        return time.perf_counter() - start

    small, large = min(seconds(300) for _ in range(3)), min(seconds(1200) for _ in range(3))
    assert large < 40 * small + 0.05


@pytest.mark.site
def test_every_table_and_figure_of_the_chapters_has_its_data(pages, parsed):
    for address, tree in parsed.items():
        if not address.startswith("notebooks/"):
            continue
        shown = tree.xpath("//div[contains(@class, 'pb-scroll')][table] | //figure")
        bars = tree.xpath("//div[@class='pb-bar']")
        assert len(bars) == len(shown) > 0, address
        for table in tree.xpath("//div[contains(@class, 'pb-scroll')][table]"):
            text = (pages / "data" / "shown" / address.removesuffix(".html") / f"{table.get('id')}.csv").read_text("utf-8-sig")
            assert len(list(csv.reader(text.splitlines()))) >= len(table.xpath(".//tr")), address
