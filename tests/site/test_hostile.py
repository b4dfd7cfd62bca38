"""A record, a text and a vocabulary are data: nothing in them becomes markup, a script or an address of one."""

import re

import pandas as pd
import pytest
from lxml import html

from policybook.errors import PolicybookError
from policybook.read.corpus import Document
from policybook.read.records import read_record
from policybook.site import document_pages
from policybook.site.standalone import standalone_page
from policybook.tables.build import make_tables

HOSTILE = [
    '<script>alert("x")</script>',
    '<img src=x onerror="alert(1)">',
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "{download}`/etc/passwd`",
    "{raw}`<b>x</b>`",
    "```{include} /etc/passwd\n```",
    "$\\input{/etc/passwd}$ \\href{javascript:x}{y}",
    "a | b || c",
    "<!-- x --> ]]> &lt;script&gt;",
    "{{ x }} {% raw %}",
]
FIELDS = ("title", "label", "place", "place_en", "level", "parent", "issuer", "scheme", "document_number", "source", "licence_note", "notes", "status", "colour", "date_issued", "retrieved", "received")  # fmt: skip


def harmless(page):
    tree = html.document_fromstring(f"<html><body>{page}</body></html>")
    assert tree.xpath("//script | //svg | //iframe | //object | //embed | //img | //b") == []
    attributes = [(name, value) for node in tree.iter() if isinstance(node.tag, str) for name, value in node.attrib.items()]
    assert [name for name, _ in attributes if name.startswith("on")] == []
    assert [value for name, value in attributes if name in ("href", "src") and not re.match(r"#|\.\./|https?://|[\w./-]+(?:#|$)", value)] == []
    assert [value for name, value in attributes if not name.startswith("aria-") and value.strip().lower().startswith("javascript:")] == []


def town(words):
    line = " ".join(words.split())
    raw = f"{line}\n一、支持{line}\n1．支持{line}。对{line}企业给予20万元奖励，新建{line}10个。（责任单位：市{line}局）\n附件1\n1\t{line}\t市{line}局\n"
    return Document("town-2030", raw, {"doc_id": "town-2030", **dict.fromkeys(FIELDS, words)})


@pytest.mark.parametrize("words", HOSTILE)
def test_a_document_page_shows_text_as_text(words):
    document = town(words)
    tables = make_tables([Document(document.doc_id, document.raw, {})])
    page = "".join(part.html for part in document_pages.document_page(document, tables, {1: words}))
    harmless(page)
    assert "".join(words.split())[:12] in "".join(html.fromstring(f"<div>{page}</div>").text_content().split())
    harmless(re.sub(r"(?s).*<body[^>]*>|</body>.*|<style>.*?</style>", "", standalone_page(document, tables, [words])))


@pytest.mark.parametrize("words", HOSTILE)
def test_a_stub_is_one_title_and_one_directive(words):
    from markdown_it import MarkdownIt

    stub = document_pages.document_stub(town(words))
    tokens = MarkdownIt("commonmark").parse(stub)
    assert [t.type for t in tokens] == ["heading_open", "inline", "heading_close", "fence"]
    assert tokens[3].info.strip() == "{document-page} town-2030"
    assert {child.type for child in tokens[1].children} <= {"text", "text_special"}
    # MyST reads more than CommonMark: a role, a substitution, a formula begin with a character that is escaped.
    assert not re.search(r"(?<!\\)[`{}$]", stub.splitlines()[0])


def test_a_record_is_one_line_a_field(tmp_path):
    path = tmp_path / "x.yml"
    for field in ("title", "label", "doc_id"):
        fields = {"title": "某县政策", "label": "Town", "doc_id": "town-2030"} | {field: "town-2030\n"}
        record = dict.fromkeys("place place_en level parent issuer policy_year scheme document_number date_issued date_published status source retrieved licence_note colour order notes".split())
        record |= {"sha256": "0" * 64} | fields
        import json

        path.write_text("\n".join(f"{name}: {json.dumps(value)}" for name, value in record.items()), "utf-8")
        with pytest.raises(PolicybookError, match=f"{field}: holds a line break"):
            read_record(path)


def test_frames_of_hostile_words_are_shown_as_words():
    from policybook.show import tables

    for words in HOSTILE:
        frame = pd.DataFrame({words: [words, "x"], "n": [1, 2]})
        harmless(tables.table(frame, words)._repr_html_())
