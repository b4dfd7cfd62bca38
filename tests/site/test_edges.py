"""What single functions of the pages print: floors and ceilings, what has no name, markup in every field."""

import zipfile
from io import BytesIO
from types import SimpleNamespace

import pandas as pd
import pytest
from lxml import etree, html

from policybook.read.corpus import Document
from policybook.site import data_pages, downloads, marked_text
from policybook.tables.schema import TableSchema

MARKUP = '<b onclick="x">a</b>&"\''


@pytest.mark.parametrize(
    ("bound", "approx", "said"),
    [("min", False, "at least 2 亿元"), ("max", False, "at most 2 亿元"), (pd.NA, False, "2 亿元"), (None, True, "about 2 亿元"), ("min", True, "about at least 2 亿元")],
)
def test_a_budget_says_floor_and_ceiling(bound, approx, said):
    assert marked_text.budget_figure({"bound": bound, "approx": approx, "amount_yuan": 2e8}) == said


@pytest.mark.parametrize(("title", "shown"), [(pd.NA, "(not named here)"), ("", "(not named here)"), (None, "(not named here)"), ("甲", "甲"), (MARKUP, MARKUP)])
def test_a_card_without_a_name_says_so(title, shown):
    card = html.fromstring(marked_text._card("award", "a1", title, [], ""))
    assert shown in card.text_content()
    assert card.xpath(".//b") == []


def test_markup_in_what_data_pages_print_is_text():
    facts = pd.DataFrame(
        [
            {"place": MARKUP, "policy_year": 2030, "document": MARKUP, "document_number": MARKUP, "date": MARKUP, "source": 'https://x.example/?a="><b>', "extent": MARKUP,
             "date_read": MARKUP, "note": MARKUP, "kind": "sum", "label": MARKUP, "english": MARKUP, "value": 3.0, "unit": MARKUP, "bound": pd.NA}
        ]
    )  # fmt: skip
    fields = {MARKUP: {"type": "string", "description": MARKUP}}
    corpus = {"town-2030": Document("town-2030", "", {"label": MARKUP, "title": MARKUP, "level": MARKUP, "status": MARKUP, "date_issued": MARKUP})}
    pages = [part.html for part in data_pages.facts_parts(facts, fields, "../")] + [data_pages.documents_html(corpus, "../")]
    for page in pages:
        tree = html.fromstring(f"<div>{page}</div>")
        assert tree.xpath(".//b") == []
        assert tree.xpath(".//@onclick") == []
        assert MARKUP in tree.text_content()
    source = html.fromstring(f"<div>{pages[0]}</div>").xpath("//a[contains(@class, 'external')]")
    assert [(a.get("href"), a.text_content()) for a in source] == [('https://x.example/?a="><b>',) * 2]
    assert html.fromstring(f"<div>{data_pages._marked_runs('a & <b>x</b> 甲<b>')}</div>").text_content() == "a & <b>x</b> 甲<b>"


def test_columns_of_a_workbook_are_wide_enough_for_their_heads_and_long_texts_are_wrapped():
    name = "a_very_long_name_of_a_column"
    schema = TableSchema("lists", "Lists", "Entries.", (name,), {name: {"type": "string", "description": "D"}, "no": {"type": "string", "description": "D"}}, ())
    frame = pd.DataFrame({name: ["x"], "no": ["1"]}).astype("string")
    data = downloads.workbook({"lists": frame}, {"lists": schema}, [("Title", "T"), ("Long", "words " * 40)])
    with zipfile.ZipFile(BytesIO(data)) as book:
        names = [s.get("name") for s in etree.fromstring(book.read("xl/workbook.xml")).iter("{*}sheet")]
        sheet = etree.fromstring(book.read(f"xl/worksheets/sheet{names.index('lists') + 1}.xml"))
        styles = etree.fromstring(book.read("xl/styles.xml"))
    widths = [float(column.get("width")) for column in sheet.iter("{*}col")]
    assert widths[0] >= len(name) + 2
    assert widths[1] >= 10
    assert [a.get("wrapText") for a in styles.iter("{*}alignment")].count("1") >= 1


def test_the_name_of_an_annex_list_is_no_markup():
    row = {"doc_id": "x", "list": MARKUP, "no": "1", "type": "新增", "title": MARKUP, "text": MARKUP, "period": MARKUP, "domain": 1, "start": 0, "end": 9}
    tree = html.fromstring("<div>" + marked_text.lists_html([row]) + "</div>")
    assert tree.xpath(".//b") == []
    assert tree.xpath(".//@onclick") == []
    assert tree.xpath(".//h3/@id") == [f"list-{MARKUP}"]
    assert tree.xpath(".//h3")[0].text_content() == f"List {MARKUP}"


def test_a_row_that_ends_where_a_run_begins_is_not_in_it():
    rows = [SimpleNamespace(start=start, end=end) for start, end in ((0, 10), (2, 5), (3, 6), (8, 9))]
    assert marked_text._overlapping(rows, marked_text._reach(rows), 5, 8) == [rows[0], rows[2]]
