"""What single functions of the pages print: floors and ceilings, what has no name, markup in every field."""

import os
import zipfile
from io import BytesIO
from types import SimpleNamespace

import pandas as pd
import pytest
from docutils import nodes
from lxml import etree, html

from policybook.read.corpus import Document
from policybook.site import data_pages, downloads, extension, marked_text
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


def test_the_name_of_an_annex_list_is_text():
    row = {"doc_id": "town-2030", "list": MARKUP, "type": "延续类", "no": 1, "title": "甲", "text": "乙", "period": "2024", "section": 1}
    tree = html.fragment_fromstring(marked_text.lists_html([row]), create_parent="div")
    assert [h.get("id") for h in tree.findall("h3")] == [f"list-{MARKUP}"]
    assert tree.xpath("//b | //script | //img") == []


def test_a_fact_without_english_says_so():
    names = ["place", "document", "document_number", "date", "source", "extent", "date_read", "note", "kind", "label", "unit"]
    facts = pd.DataFrame([dict.fromkeys(names, "x") | {"policy_year": 2030, "english": pd.NA, "value": 3.0, "bound": pd.NA}])
    tree = html.fragment_fromstring(data_pages.facts_parts(facts, {}, "")[0].html, create_parent="div")
    assert tree.xpath("string(.//tbody/tr/td[1])") == "–"


@pytest.mark.parametrize(
    ("caption", "shown"),
    [
        ("Sums. Source: `data/x.yml`.", ["Sums. Source: ", "<data/x.yml>", "."]),
        ("{download}`../secret`", ["{download}", "<../secret>"]),
        ("<b>a</b> *b* [c](d) $e$", ["<b>a</b> *b* [c](d) $e$"]),
        ("a ` b", ["a ` b"]),
    ],
)
def test_a_caption_is_text_but_for_names(caption, shown):
    found = extension.caption_nodes(caption)
    assert [f"<{n.astext()}>" if isinstance(n, nodes.literal) else n.astext() for n in found] == shown


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX systems")
def test_a_link_and_a_half_written_file_are_not_laid_beside_the_pages(tmp_path):
    for folder in ("tables", "raw"):
        (tmp_path / "data" / folder).mkdir(parents=True)
        (tmp_path / "data" / folder / "kept.csv").write_text("x")
        (tmp_path / "data" / folder / ".policybook-9-x").write_text("x")
        (tmp_path / "data" / folder / "link.csv").symlink_to("/etc/passwd")
    assert downloads.left_out(str(tmp_path / "data/raw"), ["kept.csv", ".policybook-9-x", "link.csv"]) == {".policybook-9-x", "link.csv"}
    assert sorted(downloads.everything(tmp_path, {})) == ["policybook/data/raw/kept.csv", "policybook/data/tables/kept.csv"]


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [(0, 1, "ab"), (3, 4, "ab"), (4, 5, "a"), (5, 6, "ac"), (8, 9, "ac"), (9, 10, "a"), (10, 20, "")],
)
def test_rows_that_share_a_character_with_a_run(start, end, found):
    """A long row before short ones keeps all in sight; a row that ends where the run begins shares nothing."""
    rows = [SimpleNamespace(name=name, start=a, end=z) for name, a, z in (("a", 0, 10), ("b", 0, 4), ("c", 5, 9))]
    assert "".join(r.name for r in marked_text._overlapping(rows, marked_text._reach(rows), start, end)) == found


def test_the_address_of_a_row_is_an_attribute_and_no_more():
    claim = data_pages.StoredClaim("a-b", "x", (), ({"doc_id": '"><b>', "anchor": "m1", "start": 0, "end": 1},), "01_x", "X", True)
    tree = html.fragment_fromstring(data_pages.ledger_parts([claim], "../")[0].html, create_parent="div")
    assert tree.xpath("//b") == []


@pytest.mark.parametrize(("column", "width"), [("a", 10), ("abcdefgh", 10), ("abcdefghi", 11), ("a" * 30, 32)])
def test_a_column_is_as_wide_as_its_heading_and_ten_at_least(column, width):
    widths = []
    sheet = SimpleNamespace(set_column=lambda first, last, found, *_: widths.append(found), freeze_panes=lambda *_: None, write_string=lambda *_: None, autofilter=lambda *_: None)
    downloads._sheet(SimpleNamespace(add_worksheet=lambda _: sheet), "x", pd.DataFrame({column: ["v"]}), None)
    assert widths == [width]
