"""How pages are cited: entries, tags, data for machines; nothing of a title becomes markup."""

import json
import re
from urllib.parse import unquote

import pytest

from policybook.site import citing

CFF = {"title": "Book & <more>", "version": "1.2", "authors": [{"family-names": "Wu", "given-names": "An"}, {"name": "A Team"}], "abstract": "What\n it is."}
REF = citing.reference(CFF, 'Who pays? 100% "of" <it>', "notebooks/03_x.html", "5 documents for 2024", "2026")
HOME = citing.reference(CFF | {"url": "https://example.org/b/", "date-released": "2027-01-02"}, "T", "book/t.html", "v")


def test_the_line():
    assert REF.text == 'Wu, An; A Team (2026). Who pays? 100% "of" <it>. In: Book & <more>. Version 1.2. Data: 5 documents for 2024. notebooks/03_x.html'
    assert HOME.text.endswith("https://example.org/b/book/t.html")
    assert HOME.year == "2027"


def test_bibtex():
    assert citing.bibtex(REF).split("\n") == [
        "@misc{policybook-notebooks-03-x,",
        "  author       = {Wu, An and {A Team}},",
        '  title        = {{Who pays? 100\\% "of" <it>}},',
        "  howpublished = {Book \\& <more>},",
        "  year         = {2026},",
        "  version      = {1.2},",
        "  url          = {notebooks/03_x.html},",
        "  note         = {Data: 5 documents for 2024},",
        "}",
    ]


def test_the_whole_book():
    book = citing.reference(CFF, CFF["title"], "", "v")
    assert book.text == "Wu, An; A Team. Book & <more>. Version 1.2. Data: v."
    assert citing.bibtex(book).startswith("@misc{policybook,\n")
    assert "howpublished" not in citing.bibtex(book)
    assert "url" not in citing.bibtex(book)


def test_ris():
    lines = citing.ris(HOME, "DATA").split("\r\n")
    assert lines[:3] == ["TY  - DATA", "AU  - Wu, An", "AU  - A Team"]
    assert "UR  - https://example.org/b/book/t.html" in lines
    assert lines[-2:] == ["ER  - ", ""]


def test_tags_and_data_are_escaped():
    tags = citing.meta_tags(REF)
    assert '<meta name="citation_title" content="Who pays? 100% &quot;of&quot; &lt;it&gt;" />' in tags
    assert tags.count("citation_author") == 2
    assert "citation_public_url" not in tags
    assert '<meta property="og:url" content="https://example.org/b/book/t.html" />' in citing.meta_tags(HOME)
    hostile = citing.reference(CFF, "</script><b>", "p.html", "")
    script = citing.json_ld(hostile)
    assert script.count("</") == 1
    assert json.loads(re.sub(r"</?script[^>]*>", "", script))["headline"] == "</script><b>"
    assert "<it>" not in citing.citing_html(REF)
    assert "TY  - ELEC" in unquote(citing.citing_html(REF))


def test_a_data_set_names_its_files():
    data = json.loads(re.sub(r"</?script[^>]*>", "", citing.json_ld(HOME, [("data/a.csv", "text/csv")], ["x"], "2024/2025")))
    assert data["@type"] == "Dataset"
    assert data["distribution"][0]["contentUrl"] == "https://example.org/b/data/a.csv"
    assert data["temporalCoverage"] == "2024/2025"


@pytest.mark.site
def test_every_page_says_how_it_is_cited(parsed):
    for address, tree in parsed.items():
        if address in ("index.html", "search.html", "zh/search.html"):
            continue
        titles = tree.xpath("//meta[@name='citation_title']/@content")
        assert len(titles) == 1, address
        assert "<" not in titles[0]
        (data,) = (json.loads(text) for text in tree.xpath("//script[@type='application/ld+json']/text()"))
        assert data["@type"] == ("Dataset" if address == "book/data.html" else "Article"), address
        (entry,) = tree.xpath("//details[@class='pb-citing']//pre/text()")
        assert "year" in entry
        assert f"{address}}}" in entry or address == "book/index.html", address
