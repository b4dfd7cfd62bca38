"""Files of every kind that offices publish in: each test makes its own small ones."""

import io
import os
import random
import subprocess
import sys
import time
import zipfile
from dataclasses import asdict, is_dataclass
from pathlib import Path

import pytest

from policybook.errors import PolicybookError
from policybook.extract.document import extract_document
from policybook.read.clean import clean_quote
from policybook.read.corpus import Document
from policybook.read.formats import receive, receive_bytes
from policybook.read.formats.layout import Cell, table_lines
from policybook.read.formats.numerals import numeral

TITLE = "青禾市支持工业发展若干措施"
BODY = [
    "为支持工业发展，结合本市实际，制定以下措施。",
    "一、支持扩大生产（由市工信局牵头）",
    "2025年，市财政安排工业专项资金1.2亿元，其中技术改造资金0.5亿元。",
    "（一）支持技术改造。对设备投资500万元以上的技术改造项目，按设备投资额的8%给予补助，最高不超过200万元。（责任单位：市工信局、市财政局）",
    "（二）支持绿色制造。对新认定的国家级、省级绿色工厂，分别给予60万元、20万元奖励。（责任单位：市工信局）",
    "二、支持科技创新",
    "（三）支持研发平台。新增高新技术企业30家以上。对新认定的省级研发中心，给予50万元奖励。（责任单位：市科技局）",
]
ANNEX = ["附件", "积极争取上级政策事项清单"]
ASKS = [
    ["八大领域", "争取事项", "具体目标", "责任单位"],
    ["一、工业", "1.争取专项资金", "力争3亿元。", "市工信局、市财政局"],
    ["", "2.争取改革试点", "力争2个。", "市发改局"],
]
PLAIN = "\n".join([TITLE, *BODY, *ANNEX, *("\t".join(row) for row in ASKS)]) + "\n"
TYPESET = ("start", "end", "sha256", "n_chars_raw")  # what depends on blanks and line ends


def rows(text):
    """All rows of a text without their offsets; the offsets are proved on the way."""
    tables = extract_document(Document("policy", text, {}))
    for found in tables.values():
        for row in found:
            if "quote" in row:
                assert clean_quote(text[row["start"] : row["end"]]) == row["quote"]
    return {name: [{k: v for k, v in (asdict(r) if is_dataclass(r) else r).items() if k not in TYPESET} for r in found] for name, found in tables.items()}


def assert_same_rows(text):
    expected = rows(PLAIN)
    assert len(expected["awards"]) >= 4
    assert len(expected["asks"]) == 2
    found = rows(text)
    for name, table in expected.items():
        assert found[name] == table, name


# --- plain text and Markdown


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_is_kept_as_it_is(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes(PLAIN.encode(encoding))
    received = receive(path)
    assert (received.text.lstrip("\ufeff"), received.kind, received.notes) == (PLAIN, "text", ())


MARKDOWN = [  # (Markdown, text)
    ("| 序号 | 项目 |\n|:---|---:|\n| 1 | 甲<br>乙 |\n\n（一）支持。", "序号\t项目\n1\t甲 乙\n\n（一）支持。\n"),
    ("项目|金额\n---|---\n|桥|5|", "项目\t金额\n桥\t5\n"),
    ("||领域|\n|-|-|\n||农业|", "\t领域\n\t农业\n"),
    ("见[实施办法](https://a.example/b.html)第三条。![图](a.png)", "见实施办法第三条。\n"),
    (r"1\. 支持\*三项\*，2\-3家", "1. 支持*三项*，2-3家\n"),
    ("---\ntitle: 措施\ndate: 2025-03-06\n---\n一、支持", "一、支持\n"),
    ("---\n一、支持\n---\n二、保障", "---\n一、支持\n---\n二、保障\n"),
    ("> （一）支持。\n>> 给予奖励。", "（一）支持。\n给予奖励。\n"),
    ("## 一、支持\n**（一）给予**奖励", "## 一、支持\n**（一）给予**奖励\n"),
    ("- （三）支持研发\n* **第四条** 支持\n- 3.支持平台\n- 10万元", "（三）支持研发\n**第四条** 支持\n3.支持平台\n- 10万元\n"),
    ("1. 支持研发\n\n   给予奖励。\n1. 支持平台\n1. 支持人才", "1. 支持研发\n\n   给予奖励。\n2. 支持平台\n3. 支持人才\n"),
    ("（一）研发\n1. 补助\n（二）平台\n1. 奖励\n2. 补助", "（一）研发\n1. 补助\n（二）平台\n1. 奖励\n2. 补助\n"),
]


@pytest.mark.parametrize(("markdown", "text"), MARKDOWN)
def test_markdown(markdown, text):
    assert receive_bytes(markdown.encode(), "a.md").text == text


def test_rows_of_markdown():
    table = ["| " + " | ".join(row) + " |" for row in ASKS]
    lines = [f"# {TITLE}", *BODY, *ANNEX, table[0], "|---|---|---|---|", *table[1:]]
    received = receive_bytes("\n\n".join(lines[:-4]).encode() + b"\n\n" + "\n".join(lines[-4:]).encode(), "a.md")
    assert received.kind == "markdown"
    assert_same_rows(received.text)


# --- tables

TABLES = [  # (rows of cells, lines)
    ([[Cell(["序号"]), Cell(["项目"])], [Cell(["1"]), Cell(["道路", "工程"])]], ["序号\t项目", "1\t道路 工程"]),
    ([[Cell(["表1"], columns=2)], [Cell(["a"]), Cell(["b"])]], ["表1", "a\tb"]),
    ([[Cell(["农业"], rows=2), Cell(["甲"])], [Cell(["乙"])]], ["农业\t甲", "\t乙"]),
    ([[Cell(["甲"]), Cell(["共用"], rows=2)], [Cell(["乙"])]], ["甲\t共用", "乙\t"]),
    ([[Cell(["甲"], rows=2), Cell(["乙"], rows=2)], [], [Cell(["丙"]), Cell(["丁"])]], ["甲\t乙", "丙\t丁"]),
    ([[Cell(["一、支持"])], [Cell(["（一）甲。", "（二）乙。"])]], ["一、支持", "（一）甲。", "（二）乙。"]),
    ([[Cell(["导航"]), Cell(["一、支持", "（一）甲。", "（二）乙。", "（三）丙给予奖励。"])]], ["导航", "一、支持", "（一）甲。", "（二）乙。", "（三）丙给予奖励。"]),
]


@pytest.mark.parametrize(("cells", "lines"), TABLES)
def test_tables(cells, lines):
    assert table_lines(cells) == lines


# --- Word

NUMERALS = [  # (format, number, text)
    ("chineseCounting", 1, "一"),
    ("chineseCounting", 10, "十"),
    ("chineseCounting", 11, "十一"),
    ("chineseCounting", 20, "二十"),
    ("chineseCounting", 99, "九十九"),
    ("chineseCountingThousand", 19, "十九"),
    ("chineseCountingThousand", 100, "一百"),
    ("chineseCountingThousand", 105, "一百零五"),
    ("chineseCountingThousand", 110, "一百一十"),
    ("chineseCountingThousand", 1010, "一千零一十"),
    ("chineseLegalSimplified", 3, "叁"),
    ("chineseLegalSimplified", 10, "壹拾"),
    ("chineseLegalSimplified", 21, "贰拾壹"),
    ("ideographDigital", 10, "一〇"),
    ("ideographDigital", 25, "二五"),
    ("japaneseCounting", 10, "十"),
    ("japaneseCounting", 21, "二十一"),
    ("japaneseCounting", 105, "百五"),
    ("ideographTraditional", 3, "丙"),
    ("decimal", 12, "12"),
    ("decimalZero", 7, "07"),
    ("decimalEnclosedCircle", 1, "①"),
    ("decimalEnclosedCircle", 20, "⑳"),
    ("decimalEnclosedCircle", 21, "㉑"),
    ("decimalEnclosedCircle", 51, "51"),
    ("decimalFullWidth", 12, "１２"),
    ("upperLetter", 1, "A"),
    ("upperLetter", 27, "AA"),
    ("lowerLetter", 26, "z"),
    ("upperRoman", 14, "XIV"),
    ("lowerRoman", 9, "ix"),
    ("bullet", 1, ""),
    ("none", 1, ""),
    ("hindiVowels", 4, "4"),
    ("chineseCounting", 0, "0"),
    ("upperRoman", 10**6, "1000000"),
]


@pytest.mark.parametrize(("style", "number", "text"), NUMERALS)
def test_numerals(style, number, text):
    assert numeral(number, style) == text


NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "v": "urn:schemas-microsoft-com:vml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    }.items()
)


def word(body, numbering="", styles="", **parts):
    """A .docx of raw XML."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/numbering.xml", f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>")
        archive.writestr("word/styles.xml", f"<w:styles {NAMESPACES}>{styles}</w:styles>")
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {NAMESPACES}>{xml}</w:{name}>")
    return buffer.getvalue()


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(text, num=None, level=0, style=None, inner=None):
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>' if num is not None else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{listed}</w:pPr>{inner if inner is not None else run(text)}</w:p>"


def lvl(level, style, text, start=1, more=""):
    return f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def abstract(number, *levels, more=""):
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def num(number, of, more=""):
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def override(level, start):
    return f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def read_word(*arguments, **parts):
    return receive_bytes(word(*arguments, **parts), "a.docx").text.splitlines()


OUTLINE = abstract(0, lvl(0, "chineseCounting", "%1、"), lvl(1, "chineseCountingThousand", "（%2）"), lvl(2, "decimal", "%3."), lvl(3, "decimalEnclosedCircle", "%4"))
LEGAL = abstract(0, lvl(0, "chineseCounting", "第%1章"), lvl(1, "decimal", "%1.%2", more="<w:isLgl/>"), lvl(2, "chineseCounting", "%1-%2-%3"))
HEADINGS = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2b"><w:name w:val="own"/><w:basedOn w:val="2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="x"><w:name w:val="linked"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="c1"><w:name w:val="circle"/><w:basedOn w:val="c2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="c2"><w:name w:val="circle 2"/><w:basedOn w:val="c1"/></w:style>'
)

NUMBERED = [  # (name, paragraphs, numbering, styles, lines)
    ("levels begin anew", p("甲", 1) + p("乙", 1, 1) + p("丙", 1, 1) + p("丁", 1) + p("戊", 1, 1), OUTLINE + num(1, 0), "", ["一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊"]),
    ("four levels", p("甲", 1) + p("乙", 1, 1) + p("丙", 1, 2) + p("丁", 1, 3) + p("戊", 1, 3), OUTLINE + num(1, 0), "", ["一、甲", "（一）乙", "1.丙", "①丁", "②戊"]),
    (
        "a level that runs on",
        p("甲", 1) + p("乙", 1, 1) + p("丙", 1) + p("丁", 1, 1),
        abstract(0, lvl(0, "chineseCounting", "%1、"), lvl(1, "chineseCounting", "（%2）", more='<w:lvlRestart w:val="0"/>')) + num(1, 0),
        "",
        ["一、甲", "（一）乙", "二、丙", "（二）丁"],
    ),
    (
        "a level that restarts after the first only",
        p("甲", 1) + p("乙", 1, 1) + p("丙", 1, 2) + p("丁", 1, 1) + p("戊", 1, 2) + p("己", 1) + p("庚", 1, 2),
        abstract(0, lvl(0, "chineseCounting", "%1、"), lvl(1, "chineseCounting", "（%2）"), lvl(2, "decimal", "%3.", more='<w:lvlRestart w:val="1"/>')) + num(1, 0),
        "",
        ["一、甲", "（一）乙", "1.丙", "（二）丁", "2.戊", "二、己", "1.庚"],
    ),
    ("a start value", p("甲", 1) + p("乙", 1), abstract(0, lvl(0, "decimal", "%1．", start=5)) + num(1, 0), "", ["5．甲", "6．乙"]),
    ("lists of one kind go on", p("甲", 1) + p("乙", 2) + p("丙", 1), OUTLINE + num(1, 0) + num(2, 0), "", ["一、甲", "二、乙", "三、丙"]),
    ("a list that starts again", p("甲", 1) + p("乙", 1) + p("丙", 2) + p("丁", 2), OUTLINE + num(1, 0) + num(2, 0, override(0, 1)), "", ["一、甲", "二、乙", "一、丙", "二、丁"]),
    ("two kinds count apart", p("甲", 1) + p("乙", 2) + p("丙", 1), OUTLINE + abstract(1, lvl(0, "upperLetter", "%1.")) + num(1, 0) + num(2, 1), "", ["一、甲", "A.乙", "二、丙"]),
    (
        "a level of its own",
        p("甲", 1) + p("乙", 2),
        OUTLINE + num(1, 0) + num(2, 0, f'<w:lvlOverride w:ilvl="0">{lvl(0, "decimal", "第%1条　")}</w:lvlOverride>'),
        "",
        ["一、甲", "第2条　乙"],
    ),
    ("legal numbers", p("总则", 1) + p("甲", 1, 1) + p("乙", 1, 2), LEGAL + num(1, 0), "", ["第一章总则", "1.1甲", "一-1-一乙"]),
    ("a level before the one above it", p("甲", 1, 1) + p("乙", 1, 1), LEGAL + num(1, 0), "", ["1.1甲", "1.2乙"]),
    ("no number", p("甲", 1) + p("乙", 0) + p("丙", 1), OUTLINE + num(1, 0), "", ["一、甲", "乙", "二、丙"]),
    ("bullets are left out", p("甲", 1), abstract(0, lvl(0, "bullet", "●")) + num(1, 0), "", ["甲"]),
    ("a list that does not exist", p("甲", 7), OUTLINE + num(1, 0), "", ["甲"]),
    ("numbers by style", p("甲", style="1") + p("乙", style="2") + p("丙", style="2b") + p("丁"), OUTLINE + num(1, 0), HEADINGS, ["一、甲", "（一）乙", "（二）丙", "丁"]),
    ("a style's number switched off", p("甲", 0, style="1") + p("乙", style="1"), OUTLINE + num(1, 0), HEADINGS, ["甲", "一、乙"]),
    (
        "a level that names its style",
        p("甲", style="x"),
        abstract(0, lvl(0, "chineseCounting", "%1、"), lvl(1, "chineseCounting", "（%2）", more='<w:pStyle w:val="x"/>')) + num(1, 0),
        HEADINGS,
        ["（一）甲"],
    ),
    ("styles based on one another", p("甲", style="c1"), OUTLINE + num(1, 0), HEADINGS, ["甲"]),
    (
        "a list kept in a style",
        p("甲", 1),
        abstract(0, more='<w:numStyleLink w:val="L"/>') + abstract(1, lvl(0, "chineseCounting", "%1、")) + num(1, 0) + num(2, 1),
        '<w:style w:type="numbering" w:styleId="L"><w:name w:val="L"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>',
        ["一、甲"],
    ),
    ("an empty paragraph counts", p("甲", 1) + p("", 1) + p("丙", 1), OUTLINE + num(1, 0), "", ["一、甲", "三、丙"]),
    ("a year behind a number", p("2025年5月以后", 1), abstract(0, lvl(0, "decimal", "%1.")) + num(1, 0), "", ["1. 2025年5月以后"]),
]


@pytest.mark.parametrize(("name", "body", "numbering", "styles", "lines"), NUMBERED, ids=[case[0] for case in NUMBERED])
def test_automatic_numbers_are_counted(name, body, numbering, styles, lines):
    assert read_word(body, numbering, styles) == lines


def cell(content, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def tr(*cells, properties=""):
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


SPAN = '<w:gridSpan w:val="2"/>'
MERGE, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
BOX = f"<w:txbxContent>{p('框内文字')}</w:txbxContent>"
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'

MARKED_UP = [  # (name, body, lines)
    ("runs", p("", inner=run("支持") + run("企业")), ["支持企业"]),
    ("soft breaks", p("", inner=run("上") + "<w:r><w:br/></w:r>" + run("下")), ["上", "下"]),
    ("tabs", p("", inner=run("甲") + "<w:r><w:tab/></w:r>" + run("乙")), ["甲\t乙"]),
    ("a table typed with tabs", p("", inner="<w:r><w:tab/></w:r>" + run("甲") + "<w:r><w:tab/></w:r>" + run("乙")), ["\t甲\t乙"]),
    ("a tab that indents", p("", inner="<w:r><w:tab/></w:r>" + run("乙")), ["乙"]),
    ("hyperlinks", p("", inner=run("见") + f"<w:hyperlink>{run('办法')}</w:hyperlink>"), ["见办法"]),
    ("content controls", f"<w:sdt><w:sdtContent>{p('一')}</w:sdtContent></w:sdt>" + p("", inner=f"<w:sdt><w:sdtContent>{run('二')}</w:sdtContent></w:sdt>"), ["一", "二"]),
    ("an empty content control", "<w:sdt/>" + p("一"), ["一"]),
    ("tracked changes", p("", inner=run("给予") + f"<w:del><w:r><w:delText>5</w:delText></w:r></w:del><w:ins>{run('8')}</w:ins>" + run("万元")), ["给予8万元"]),
    ("moved text", p("", inner=f"<w:moveFrom>{run('旧')}</w:moveFrom><w:moveTo>{run('新')}</w:moveTo>"), ["新"]),
    ("a deleted end of paragraph", f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('给予')}</w:p>" + p("奖励"), ["给予奖励"]),
    ("a deleted end at the end", f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('给予')}</w:p>", ["给予"]),
    ("hidden text", p("", inner='<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r>'), ["显"]),
    (
        "text boxes once",
        p(
            "",
            inner=run("正文")
            + f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
        ),
        ["正文", "框内文字"],
    ),
    ("old text boxes", p("", inner=f"<w:r><w:pict><v:textbox>{BOX}</v:textbox></w:pict></w:r>"), ["框内文字"]),
    ("fields", p("", inner=FIELD.format("begin") + "<w:r><w:instrText> REF a </w:instrText></w:r>" + FIELD.format("separate") + run("第二条") + FIELD.format("end") + run("办理")), ["第二条办理"]),
    ("page fields", p("", inner=run("第") + FIELD.format("begin") + "<w:r><w:instrText> PAGE </w:instrText></w:r>" + FIELD.format("separate") + run("3") + FIELD.format("end") + run("页")), ["第页"]),
    (
        "a table of contents",
        p("", inner=FIELD.format("begin") + '<w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r>' + FIELD.format("separate") + run("一、支持 1"))
        + p("二、保障 2")
        + p("", inner=FIELD.format("end"))
        + p("一、支持"),
        ["一、支持"],
    ),
    (
        "contents in a control",
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>' + f"<w:sdtContent>{p('一、支持 1')}</w:sdtContent></w:sdt>" + p("一、支持"),
        ["一、支持"],
    ),
    ("readings above words", p("", inner=f"<w:r><w:ruby><w:rt>{run('huì')}</w:rt><w:rubyBase>{run('惠')}</w:rubyBase></w:ruby></w:r>"), ["惠"]),
    ("formulas", p("", inner=run("补助=") + "<m:oMath><m:r><m:t>a×5%</m:t></m:r></m:oMath>"), ["补助=a×5%"]),
    ("hyphens", p("", inner=run("1") + "<w:r><w:noBreakHyphen/></w:r>" + run("3家")), ["1-3家"]),
    ("look-alikes", p("⼀、⽀持⻔类\u200b"), ["一、支持门类"]),
    ("a table", f"<w:tbl>{tr(cell(p('序号')), cell(p('项目')))}{tr(cell(p('1')), cell(p('甲') + p('乙')))}</w:tbl>", ["序号\t项目", "1\t甲 乙"]),
    ("merged across", f"<w:tbl>{tr(cell(p('表'), SPAN))}{tr(cell(p('a')), cell(p('b')))}</w:tbl>", ["表", "a\tb"]),
    ("merged downwards", f"<w:tbl>{tr(cell(p('农'), MERGE), cell(p('甲')))}{tr(cell(p(''), GOES_ON), cell(p('乙')))}</w:tbl>", ["农\t甲", "\t乙"]),
    ("a row that begins later", f"<w:tbl>{tr(cell(p('a')), cell(p('b')))}{tr(cell(p('c')), properties='<w:gridBefore w:val=' + chr(34) + '1' + chr(34) + '/>')}</w:tbl>", ["a\tb", "\tc"]),
    ("a deleted row", f"<w:tbl>{tr(cell(p('a')), cell(p('b')))}{tr(cell(p('c')), cell(p('d')), properties='<w:del/>')}</w:tbl>", ["a\tb"]),
    ("a table in a cell", f"<w:tbl>{tr(cell(p('a')), cell('<w:tbl>' + tr(cell(p('b')), cell(p('c'))) + '</w:tbl>' + p('d')))}</w:tbl>", ["a\tb c d"]),
    ("a frame of one cell", f"<w:tbl>{tr(cell(p('一、支持') + '<w:tbl>' + tr(cell(p('b')), cell(p('c'))) + '</w:tbl>' + p('（一）甲。')))}</w:tbl>", ["一、支持", "b\tc", "（一）甲。"]),
    ("rows in controls", f"<w:tbl><w:sdt><w:sdtContent>{tr(cell(p('a')), cell(p('b')))}</w:sdtContent></w:sdt></w:tbl>", ["a\tb"]),
]


@pytest.mark.parametrize(("name", "body", "lines"), MARKED_UP, ids=[case[0] for case in MARKED_UP])
def test_what_word_marks_up(name, body, lines):
    assert read_word(body) == lines


def test_a_deleted_paragraph_is_not_counted():
    gone = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>'
    assert read_word(p("甲", 1) + gone + p("乙", 1), OUTLINE + num(1, 0)) == ["一、甲", "二、乙"]


def test_a_column_of_automatic_numbers():
    table = f"<w:tbl>{tr(cell(p('', 1)), cell(p('甲')))}{tr(cell(p('', 1)), cell(p('乙')))}</w:tbl>"
    assert read_word(table, abstract(0, lvl(0, "decimal", "%1")) + num(1, 0)) == ["1\t甲", "2\t乙"]


def test_notes_stand_at_the_end():
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:type="separator" w:id="0">{p("—")}</w:footnote><w:footnote w:id="2">{p("规模以上指年收入2000万元以上。")}</w:footnote>'
    received = receive_bytes(word(p("", inner=run("规模以上") + note + run("企业")) + p("完"), footnotes=notes), "a.docx")
    assert received.text.splitlines() == ["规模以上企业", "完", "注1：规模以上指年收入2000万元以上。"]
    assert received.notes == ("1 footnotes stand at the end of the text",)


def test_strict_files_are_read():
    data = word(p("甲", 1), OUTLINE + num(1, 0))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main"))
    assert receive_bytes(buffer.getvalue(), "a.docx").text == "一、甲\n"


def word_policy():
    """The policy as a person writes it in Word: numbers are automatic, the annex is a table with merged cells."""
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    part = document.part.numbering_part.element
    for element in list(part):
        part.remove(element)
    running = abstract(0, lvl(0, "chineseCountingThousand", "%1、"), lvl(1, "chineseCounting", "（%2）", more='<w:lvlRestart w:val="0"/>'))
    for xml in (running, num(3, 0)):
        part.append(parse_xml(xml.replace(">", f" {NAMESPACES}>", 1)))
    document.sections[0].header.paragraphs[0].text = "青禾市人民政府办公室"
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    document.add_heading(TITLE, 0)
    for line in BODY:
        level = 0 if line.startswith(("一、", "二、")) else 1 if line.startswith("（") else None
        text = line if level is None else line[2:] if level == 0 else line[3:]
        paragraph = document.add_paragraph()
        for piece in (text[:7], text[7:]):
            paragraph.add_run(piece)
        if level is not None:
            paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {NAMESPACES}><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr>'))
    for line in ANNEX:
        document.add_paragraph(line)
    table = document.add_table(len(ASKS), len(ASKS[0]))
    for row, texts in zip(table.rows, ASKS, strict=True):
        for found, text in zip(row.cells, texts, strict=True):
            found.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_rows_of_a_word_file(tmp_path):
    path = tmp_path / "policy.docx"
    path.write_bytes(word_policy())
    received = receive(path)
    assert received.kind == "docx"
    assert received.text == PLAIN
    assert_same_rows(received.text)


HOSTILE_WORD = [
    ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>{}', "defines entities, as no Word file does"),
    ('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>{}', "defines entities, as no Word file does"),
    ("<a><b></a>", r"a damaged \.docx \(word/document\.xml: "),
]


@pytest.mark.parametrize("missing", [(), ("lxml",)], ids=["lxml", "plain Python"])
def test_a_word_file_is_read_with_and_without_lxml(monkeypatch, missing):
    """A browser has no lxml: Python's own parser gives the same text, and refuses the same."""
    for name in missing:
        monkeypatch.setitem(sys.modules, name, None)
    assert receive_bytes(word_policy(), "policy.docx").text == PLAIN
    commented = DOCUMENT.format("<!-- one --><w:p><?pi x?><w:r><w:t>一、甲<!-- two -->乙</w:t></w:r></w:p>")
    assert receive_bytes(zipped(word__document_DOT_xml=commented), "a.docx").text == "一、甲乙\n"
    for xml, error in HOSTILE_WORD:
        document = DOCUMENT.format("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>")
        with pytest.raises(PolicybookError, match=error):
            receive_bytes(zipped(word__document_DOT_xml=xml.format(document)), "a.docx")


def test_a_word_file_by_another_name():
    assert receive_bytes(word_policy(), "policy.txt").text == PLAIN
    assert receive_bytes(word_policy(), "policy.wps").kind == "docx"


# --- web pages

HTML_TABLE = "<table border=1>{}</table>".format(
    "".join("<tr>{}</tr>".format("".join(f"<td{' rowspan=2' if text.startswith('一、') else ''}><p>{text}</p></td>" for text in row if text)) for row in ASKS)
)
INDEX = (
    '<table class="xxgk-index"><tr><td>索 引 号：</td><td>0012345/2025-00123</td><td>主题分类：</td><td>工业、交通</td></tr>'
    "<tr><td>发布机构：</td><td>青禾市人民政府办公室</td><td>成文日期：</td><td>2025-03-06</td></tr>"
    f"<tr><td>名　　称：</td><td colspan=3>{TITLE}</td></tr></table>"
)
PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}_政策文件_青禾市人民政府</title>
<meta name="ArticleTitle" content="{title}"><style>.a{{color:red}}</style><script>var t = "一、支持；（一）给予100万元奖励。";</script></head>
<body><div class="head"><ul><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li><li><a href="/fw">办事服务</a></li></ul></div>
<div class="bread-crumb">您的位置：<a href="/">首页</a> &gt; <a href="/zw">政务公开</a> &gt; 政策文件</div>
{index}<h1>{title}</h1>
<div class="info">发布时间：2025-03-06 09:30 &nbsp; 来源：市政府办公室 &nbsp; 浏览次数：<span>35</span> 【字体：<a>大</a> <a>中</a> <a>小</a>】 <a href="#">打印</a></div>
{body}
<div class="bdsharebuttonbox">分享到：<a href="#">微信</a><a href="#">微博</a></div>
<p>上一篇：<a href="1.html">关于做好2024年度工业企业奖励申报工作的通知</a></p><p>下一篇：没有了</p>
<div><h3>相关解读</h3><ul><li><a href="j.html">一图读懂《{title}》：支持技术改造，最高200万元</a></li></ul></div>
<div class="foot">主办单位：青禾市人民政府办公室，地址：青禾市中心路1号，电话：0000-1234567。<br>版权所有：青禾市人民政府 青ICP备00000000号</div></body></html>"""


def page(body, charset="utf-8", index=INDEX, title=TITLE):
    return PAGE.format(charset=charset, title=title, index=index, body=body)


def paragraphs(lines, form="<p>{}</p>"):
    return "\n".join(form.format(line) for line in lines)


ALL = paragraphs([*BODY, *ANNEX]) + HTML_TABLE
BODIES = [  # (name, what holds the body)
    ("div", f'<div id="zoom">{ALL}</div>'),
    ("an editor's div", f'<div class="content"><div class="TRS_Editor"><style>p{{}}</style>{ALL}</div></div>'),
    ("a cell", f'<table width="100%"><tr><td><a href="/1">工业</a><br><a href="/2">农业</a></td><td class="con">{ALL}</td></tr></table>'),
    ("nested tables", f'<table><tr><td><table><tr><td>{ALL}</td></tr><tr><td>【<a href="#">打印本页</a>】【<a href="#">关闭窗口</a>】</td></tr></table></td></tr></table>'),
    (
        "nested spans",
        '<div id="zoom">'
        + paragraphs([*BODY, *ANNEX], '<p class="MsoNormal"><span lang="ZH-CN"><span style="font-size:16pt">&nbsp;&nbsp;&nbsp; {}</span></span><o:p></o:p></p>')
        + HTML_TABLE
        + "</div>",
    ),
    ("breaks without paragraphs", '<div id="zoom">' + "<br><br>\n　　".join([*BODY, *ANNEX]) + HTML_TABLE + "</div>"),
    ("one paragraph with breaks", '<div id="zoom"><p>' + "<br/>&emsp;&emsp;".join([*BODY, *ANNEX]) + "</p>" + HTML_TABLE + "</div>"),
    ("divs as paragraphs", '<div id="zoom">' + paragraphs([*BODY, *ANNEX], "<div>　　{}</div>") + HTML_TABLE + "</div>"),
    ("each paragraph in its own div", '<div id="zoom">' + paragraphs([*BODY, *ANNEX], "<div><p>{}</p></div>") + HTML_TABLE + "</div>"),
    ("Word's sections", f'<div id="zoom"><div class="WordSection1">{paragraphs(BODY)}</div><div class="WordSection2">{paragraphs(ANNEX)}{HTML_TABLE}</div></div>'),
    ("the index within", f'<div id="zoom">{INDEX}{ALL}</div>'),
    ("the index as a list", '<div id="zoom"><ul><li><b>索引号：</b>001/2025</li><li>发文机关：青禾市人民政府</li><li>主题分类：工业</li></ul>' + ALL + "</div>"),
    ("labels and values apart", '<div id="zoom"><div><span>索 引 号：</span><p>001/2025-1</p><p>发布机构：</p><p>青禾市人民政府</p></div>' + ALL + "</div>"),
    ("an article", f"<main><article><header></header><section>{ALL}</section><footer>编辑：某某</footer></article></main>"),
    ("wrapped source", '<div id="zoom">' + paragraphs([line[:9] + "\n      " + line[9:] for line in BODY]) + paragraphs(ANNEX) + HTML_TABLE + "</div>"),
    ("as typed", '<div id="zoom"><pre>' + "\n".join([*BODY, *ANNEX]) + "</pre>" + HTML_TABLE + "</div>"),
    ("data beside the body", f"<table><tr><td><table><tr><td>负责人</td><td>电话，地址</td></tr><tr><td>甲</td><td>0000-1234567</td></tr></table></td><td>{ALL}</td></tr></table>"),
    ("a hidden copy", f'<div style="display: none">{ALL}</div><div id="zoom">{ALL}</div>'),
    ("unclosed tags", '<div id="zoom">' + paragraphs([*BODY, *ANNEX], "<p><font><b>{}") + HTML_TABLE + "</div>"),
    ("share buttons within", f'<div id="zoom">{ALL}<div class="share">分享到：<a>微信</a></div><p><a href="#">返回顶部</a></p><p>扫一扫在手机打开当前页</p></div>'),
    ("a form around the page", f'<form id="aspnetForm"><input type="hidden"><div id="zoom">{ALL}</div></form>'),
]


@pytest.mark.parametrize(("name", "body"), BODIES, ids=[case[0] for case in BODIES])
def test_rows_of_a_web_page(name, body):
    received = receive_bytes(page(body).encode(), "a.html")
    assert received.kind == "html"
    assert received.text == PLAIN
    assert_same_rows(received.text)


CHARSETS = [
    ("gb2312", "gb18030"),
    ("gbk", "gb18030"),
    ("utf-8", "utf-8"),
    ("utf-8", "utf-8-sig"),
    ("gb2312", "utf-8-sig"),
    ("utf-8", "gb18030"),
    ("gb2312", "utf-8"),
    ("utf-16", "utf-16"),
    ("no-such", "utf-8"),
]


@pytest.mark.parametrize(("declared", "encoding"), CHARSETS)
def test_encodings_of_web_pages(declared, encoding):
    assert receive_bytes(page(f'<div id="zoom">{ALL}</div>', declared).encode(encoding), "a.htm").text == PLAIN


def test_a_page_that_is_cut_off_is_read():
    data = page(f'<div id="zoom">{ALL}</div>').encode()
    cut = data[: data.index("积极争取".encode()) + 4]
    assert "省级研发中心" in receive_bytes(cut, "a.html").text


FRAGMENTS = [  # (name, body, lines)
    (
        "one paragraph",
        "<div id=zoom><p>（一）支持企业技术改造，对技改项目给予补助，最高200万元，由市工信局负责。</p></div>",
        ["（一）支持企业技术改造，对技改项目给予补助，最高200万元，由市工信局负责。"],
    ),
    ("blanks", "<div id=zoom><p>&nbsp;&nbsp;（一）支持&nbsp;10&nbsp;家企业开展技术改造，给予奖励，每家最高50万元。</p></div>", ["（一）支持\xa010\xa0家企业开展技术改造，给予奖励，每家最高50万元。"]),
    (
        "numbers of a list",
        "<div id=zoom><p>支持企业技术改造，给予补助，具体如下：</p><ol start=3><li>甲类企业给予10万元。</li><li><p>乙类企业给予5万元。</p></li></ol></div>",
        ["支持企业技术改造，给予补助，具体如下：", "3.甲类企业给予10万元。", "4.乙类企业给予5万元。"],
    ),
    (
        "Chinese numbers of a list",
        '<div id=zoom><ol style="list-style-type: cjk-ideographic"><li>支持企业技术改造，给予补助。</li><li>支持企业扩大生产，给予奖励。</li></ol></div>',
        ["一、支持企业技术改造，给予补助。", "二、支持企业扩大生产，给予奖励。"],
    ),
    (
        "an editor's numbers",
        '<div id=zoom><ol class="custom_cn2 list-paddingleft-2"><li>支持企业技术改造，给予补助。</li><li>支持企业扩大生产，给予奖励。</li></ol></div>',
        ["（一）支持企业技术改造，给予补助。", "（二）支持企业扩大生产，给予奖励。"],
    ),
    (
        "numbers that are printed",
        "<div id=zoom><ol><li>（一）支持企业技术改造，给予补助。</li><li>（二）支持企业扩大生产，给予奖励。</li></ol></div>",
        ["（一）支持企业技术改造，给予补助。", "（二）支持企业扩大生产，给予奖励。"],
    ),
    (
        "a list without numbers",
        '<div id=zoom><ol style="list-style:none"><li>支持企业开展技术改造，给予补助。</li><li>支持企业扩大生产规模，给予奖励。</li></ol></div>',
        ["支持企业开展技术改造，给予补助。", "支持企业扩大生产规模，给予奖励。"],
    ),
    (
        "signature and attachments",
        '<div id=zoom><p>一、支持企业技术改造，给予补助，最高100万元。</p><p align=right>青禾市人民政府</p><p>2025年3月6日</p><p><a href="a.docx">附件：申报表.docx</a></p><p><a href="x.html">更多</a></p></div>',
        ["一、支持企业技术改造，给予补助，最高100万元。", "青禾市人民政府", "2025年3月6日", "附件：申报表.docx"],
    ),
    (
        "buttons",
        "<div id=zoom><p>一、支持企业技术改造，给予补助，最高100万元。</p><p>A</p><p>A+大 A中 A-小</p><p>【打印此文】【关闭窗口】</p><p>首页 | 返回上一页</p></div>",
        ["一、支持企业技术改造，给予补助，最高100万元。", "A"],
    ),
    (
        "words that are links",
        '<div id=zoom><p>一、落实<a href="l.html">《青禾市技术改造补助办法》</a>，给予补助，最高100万元。</p></div>',
        ["一、落实《青禾市技术改造补助办法》，给予补助，最高100万元。"],
    ),
    (
        "Word's conditional comments",
        "<div id=zoom><p><!--[if !supportLists]--><span>一、</span><!--[endif]-->支持企业技术改造，给予补助，最高100万元。</p></div>",
        ["一、支持企业技术改造，给予补助，最高100万元。"],
    ),
    ("entities", "<div id=zoom><p>一、投资&ge;500万元的企业&mdash;&mdash;给予补助&#65292;&#x4e0a;限100万元。</p></div>", ["一、投资≥500万元的企业——给予补助，上限100万元。"]),
]


@pytest.mark.parametrize(("name", "body", "lines"), FRAGMENTS, ids=[case[0] for case in FRAGMENTS])
def test_fragments_of_web_pages(name, body, lines):
    assert receive_bytes(f"<html><body>{body}</body></html>".encode(), "a.html").text.splitlines() == lines


TITLES = [  # (head and body, first lines)
    ("<title>青禾市某某措施_青禾市人民政府</title>", ["青禾市某某措施"]),
    ("<title>青禾市某某措施 - 青禾市人民政府门户网站</title>", ["青禾市某某措施"]),
    ("<title>青禾市2024-2025年某某措施</title>", ["青禾市2024-2025年某某措施"]),
    ("<title>政策文件</title><h1>青禾市某某<br>措施</h1>", ["青禾市某某措施"]),
    ('<meta name="ArticleTitle" content="青禾市某某措施"><title>青禾市人民政府</title>', ["青禾市某某措施"]),
    ("<title>青禾市某某措施</title><div>文　号：青政办发〔2025〕8号</div>", ["青禾市某某措施", "青政办发〔2025〕8号"]),
    ("<title>青禾市关于某某的很长的…</title>", []),
]


@pytest.mark.parametrize(("head", "lines"), TITLES)
def test_titles_of_web_pages(head, lines):
    body = paragraphs(BODY)
    text = receive_bytes(f'<html><head>{head}</head><body><div id="zoom">{body}</div></body></html>'.encode(), "a.html").text
    assert text.splitlines() == [*lines, *BODY]


def test_a_title_within_the_body_is_not_repeated():
    body = f'<div id="zoom"><p>青禾市支持工业发展</p><p>若干措施</p>{ALL}</div>'
    assert receive_bytes(page(body).encode(), "a.html").text.splitlines()[:3] == ["青禾市支持工业发展", "若干措施", BODY[0]]


def test_other_prose_on_the_page_is_told():
    other = '<div class="jd">' + paragraphs(["解读：本措施支持工业发展，内容丰富，意义重大。"] * 20) + "</div>"
    received = receive_bytes(page(f'<div id="zoom">{ALL * 2}</div>{other}').encode(), "a.html")
    assert "解读" not in received.text
    assert "characters of prose that are left out: 解读" in received.notes[0]


def test_a_page_saved_in_one_file():
    from email.message import EmailMessage

    message = EmailMessage()
    message["Subject"] = "page"
    message.set_content(page(f'<div id="zoom">{ALL}</div>'), subtype="html", charset="utf-8", cte="quoted-printable")
    message.make_related()
    received = receive_bytes(message.as_bytes(), "a.mhtml")
    assert (received.kind, received.text) == ("mhtml", PLAIN)


def test_kinds_are_told_by_content():
    html = page(f'<div id="zoom">{ALL}</div>').encode()
    assert receive_bytes(html, "a.doc").text == PLAIN
    assert receive_bytes(b"\r\n<!-- saved -->\r\n" + html, "a.txt").kind == "html"
    assert receive_bytes(PLAIN.encode(), "a.html").kind == "text"
    assert receive_bytes(PLAIN.replace("支持", "<b>支持</b>").encode(), "a.txt").kind == "text"


# --- PDF

SIZE = 12
LEFT, TOP, PITCH, WIDE = 90, 740, 24, 34  # points; Chinese letters in a line


@pytest.fixture(scope="module")
def make_pdf():
    """Write pages of (x, y, text) and of ruled lines (x0, y0, x1, y1) as a PDF with embedded Chinese letters."""
    import matplotlib as mpl
    import zhplot
    from matplotlib import font_manager
    from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    font = font_manager.FontProperties(fname=str(next(Path(zhplot.__file__).parent.rglob("NotoSansSC*.ttf"))), size=SIZE)

    def make(*pages):
        buffer = io.BytesIO()
        with mpl.rc_context({"pdf.fonttype": 42}), PdfPages(buffer) as file:
            for texts, rules in pages:
                figure = Figure(figsize=(595 / 72, 842 / 72))
                FigureCanvasPdf(figure)
                for x, y, text in texts:
                    figure.text(x / 595, y / 842, text, fontproperties=font)
                for x0, y0, x1, y1 in rules:
                    figure.add_artist(Line2D([x0 / 595, x1 / 595], [y0 / 842, y1 / 842], color="black", linewidth=0.6))
                file.savefig(figure)
        return buffer.getvalue()

    return make


def wrapped(lines, top=TOP):
    """Typeset paragraphs: the first line indented by two letters, the others full."""
    texts = []
    for line in lines:
        indent, start, width = 2, 0, 2.0
        for i, letter in enumerate(line):
            width += 0.56 if letter.isascii() else 1
            if width > WIDE or i == len(line) - 1:
                end = i if width > WIDE else i + 1
                texts.append((LEFT + indent * SIZE, top - PITCH * len(texts), line[start:end]))
                indent, start, width = 0, end, width - WIDE if width > WIDE else 0
                width = 0.56 if letter.isascii() else 1.0
        if start < len(line):
            texts.append((LEFT, top - PITCH * len(texts), line[start:]))
    return texts


def ruled(rows, top, widths=(80, 110, 110, 115), height=30, merged=()):
    texts, rules = [], []
    edges = [LEFT + sum(widths[:i]) for i in range(len(widths) + 1)]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            texts += [(edges[c] + 3, top - height * r - 12 - 14 * i, part) for i, part in enumerate(text.split("\n"))]
    for r in range(len(rows) + 1):
        for c in range(len(widths)):
            if (r, c) not in merged:
                rules.append((edges[c], top - height * r, edges[c + 1], top - height * r))
    rules += [(x, top, x, top - height * len(rows)) for x in edges]
    return texts, rules


HEAD = (LEFT, 800, "青禾市人民政府文件")


def test_rows_of_a_pdf(make_pdf):
    table, rules = ruled(ASKS, 680, merged={(2, 0)})
    pages = [
        ([HEAD, (220, TOP, TITLE), *wrapped(BODY[:3], TOP - 2 * PITCH), (280, 40, "— 1 —")], []),
        ([HEAD, *wrapped(BODY[3:]), (280, 40, "— 2 —")], []),
        ([HEAD, (LEFT, 740, ANNEX[0]), (200, 710, ANNEX[1]), *table, (280, 40, "— 3 —")], rules),
    ]
    received = receive_bytes(make_pdf(*pages), "a.pdf")
    assert (received.kind, received.notes) == ("pdf", ())
    assert received.text == PLAIN
    assert_same_rows(received.text)


def test_a_sentence_goes_on_after_a_page(make_pdf):
    first, second = wrapped([BODY[3]])[:2], wrapped([BODY[3]])[2:]
    pages = [([*first, (280, 40, "- 1 -")], []), ([(x, TOP, text) for x, _, text in second] + [(LEFT + 24, TOP - PITCH, BODY[5]), (280, 40, "- 2 -")], [])]
    assert receive_bytes(make_pdf(*pages), "a.pdf").text.splitlines() == [BODY[3], BODY[5]]


def test_a_number_goes_on_in_the_next_line(make_pdf):
    full = "（一）支持企业开展技术改造，" + "扩大生产规模，" * 2 + "对其给予"
    last = ["扩大生产，" * 6 + "按10", "00万元给予补助。"]
    texts = [(LEFT + (2 * SIZE if i % 3 == 0 else 0), TOP - PITCH * i, line) for i, line in enumerate([full, *last] * 3)]
    assert receive_bytes(make_pdf((texts, [])), "a.pdf").text.splitlines() == [full + last[0] + last[1]] * 3


def test_lines_without_indents_are_left_to_the_cleaner(make_pdf):
    lines = ["一、支持工业企业开展技术改造，扩大生产", "二、支持企业创新"]
    assert receive_bytes(make_pdf(([(LEFT, TOP - PITCH * i, line) for i, line in enumerate(lines)], [])), "a.pdf").text.splitlines() == lines


def test_wrapped_cells_are_closed(make_pdf):
    rows_ = [["序号", "项目"], ["1", "支持技术\n改造项目"], ["2", "新建10\n个平台"]]
    texts, rules = ruled(rows_, 700, widths=(80, 160), height=36)
    assert receive_bytes(make_pdf(([(LEFT, TOP, "附件：青禾市重点项目清单（2025年），共两项。"), *texts], rules)), "a.pdf").text.splitlines()[1:] == [
        "序号\t项目",
        "1\t支持技术改造项目",
        "2\t新建10个平台",
    ]


def test_columns_without_rules_are_told(make_pdf):
    texts = [(x, TOP - PITCH * i, text) for i in range(4) for x, text in ((LEFT, f"项目{i}"), (LEFT + 250, f"金额{i}万元"))]
    assert "lines have wide gaps" in receive_bytes(make_pdf((texts, [])), "a.pdf").notes[0]


def test_pages_without_text_are_told(make_pdf):
    received = receive_bytes(make_pdf((wrapped(BODY), []), ([], [])), "a.pdf")
    assert received.notes == ("page 2 of 2 without text is left out; if it is a picture, run text recognition (OCR) and save the text as .txt",)


# --- what cannot be read


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9)) + "]>"
DOCUMENT = f"<w:document {NAMESPACES}><w:body>{{}}</w:body></w:document>"

REFUSED = [  # (bytes, name, what the message says)
    (OLE + "WordDocument".encode("utf-16-le"), "a.doc", "old Word or WPS file .*save it as .docx"),
    (OLE + "WordDocument".encode("utf-16-le"), "a.wps", "old Word or WPS file"),
    (OLE + "Workbook".encode("utf-16-le"), "a.xls", "Excel"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "locked by a password"),
    (OLE, "a.txt", "old Office file"),
    (b"{\\rtf1\\ansi", "a.doc", r"Rich Text file \(\.rtf\)"),
    (b"\x89PNG\r\n\x1a\n\x00", "a.png", "an image .*OCR"),
    (b"\xff\xd8\xff\xe0\x00", "a.txt", "an image"),
    (b"II*\x00\x08", "a.tif", "an image"),
    (b"BM\x00\x00\x00\x00", "a.bmp", "an image"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8", "a.webp", "an image"),
    (b"\x1f\x8b\x08\x00", "a.gz", "archive"),
    (b"Rar!\x1a\x07", "a.rar", "archive"),
    (zipped(xl__workbook_DOT_xml="<a/>"), "a.txt", "Excel sheet"),
    (zipped(OFD_DOT_xml="<a/>"), "a.ofd", "an OFD file"),
    (zipped(content_DOT_xml="<a/>"), "a.odt", "OpenDocument"),
    (zipped(policy_DOT_txt="一、支持"), "a.docx", "a zip archive.*unpack"),
    (zipped(**{"[Content_Types]_DOT_xml": "<a/>"}), "a.docx", "without its text"),
    (zipped(word__styles_DOT_xml="<a/>"), "a.docx", r"word/document\.xml is missing"),
    (zipped(word__document_DOT_xml="<a><b></a>"), "a.docx", r"a damaged \.docx"),
    (zipped(word__document_DOT_xml="<a/>"), "a.docx", "w:body is missing"),
    (zipped(word__document_DOT_xml=DOCUMENT.format("<w:p/>")), "a.docx", "holds no text; .*OCR"),
    (zipped(word__document_DOT_xml=ENTITIES + DOCUMENT.format("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>")), "a.docx", "entit"),
    (zipped(word__document_DOT_xml='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + DOCUMENT.format("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>")), "a.docx", "defines entities"),
    (zipped(word__document_DOT_xml=DOCUMENT.format("<w:p/>" * 6_000_000)), "a.docx", "unpacks to more than 32 MB"),
    (zipped(word__document_DOT_xml="<a>" * 5000), "a.docx", r"a damaged \.docx"),
    (b"PK\x03\x04" + b"\x14" * 100, "a.docx", r"a damaged \.docx"),
    (b"%PDF-1.7\njunk", "a.pdf", "a damaged PDF"),
    (b"<?xml version='1.0'?><pkg/>", "a.doc", "an XML file"),
    (b"<html><head><title>x</title></head><body><script>load()</script><div id=app></div></body></html>", "a.html", "no policy's text found"),
    (b"<html></html>", "a.html", "no policy's text found"),
    (b"<html>", "a.txt", "no policy's text found"),
    (b"", "a.txt", "the file is empty"),
    (b"", "a.docx", "the file is empty"),
    (PLAIN.encode("utf-16") + b"\x00", "a.txt", "is broken UTF-16"),
    (b"\x00\x01\x02", "a.dat", "a binary file"),
]


@pytest.mark.parametrize(("data", "name", "message"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_read_is_named(data, name, message):
    with pytest.raises(PolicybookError, match=message) as error:
        receive_bytes(data, name)
    assert "\n" not in str(error.value)
    assert str(error.value).startswith(f"{name}: ")


def test_a_scanned_pdf_is_named(make_pdf):
    with pytest.raises(PolicybookError, match="a scanned PDF: .*OCR"):
        receive_bytes(make_pdf(([(280, 40, "— 1 —")], [(90, 90, 300, 90)])), "a.pdf")


def refusal(data, name):
    """The message of the error; empty where the file is read."""
    try:
        receive_bytes(data, name)
    except PolicybookError as error:
        return str(error)
    return ""


@pytest.fixture(scope="module")
def whole_files(make_pdf):
    table, rules = ruled(ASKS, 400)
    numbered = word(p("甲", 1) + p("乙", 1), OUTLINE + num(1, 0))
    return [(word_policy(), "a.docx"), (numbered, "b.docx"), (make_pdf((wrapped(BODY) + table, rules)), "a.pdf"), (page(ALL).encode(), "a.html")]


@pytest.mark.parametrize("share", [0.0005, 0.01, 0.3, 0.6, 0.9, 0.99])
def test_files_that_are_cut_off(whole_files, share):
    for data, name in whole_files:
        assert "\n" not in refusal(data[: int(len(data) * share)], name)


@pytest.mark.parametrize("seed", range(30))
def test_files_with_broken_bytes(whole_files, seed):
    rng = random.Random(seed)
    for data, name in whole_files:
        broken = bytearray(data)
        for _ in range(1 + seed % 7):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        assert "\n" not in refusal(bytes(broken), name)


def test_paths(tmp_path):
    with pytest.raises(PolicybookError, match="no such file"):
        receive(tmp_path / "none.txt")
    with pytest.raises(PolicybookError, match="is a folder"):
        receive(tmp_path)
    with pytest.raises(PolicybookError, match="not the name of a file"):
        receive("a\0b")
    large = tmp_path / "large.txt"
    with large.open("wb") as handle:
        handle.truncate(50_000_001)
    with pytest.raises(PolicybookError, match="larger than 50 MB"):
        receive(large)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_devices_and_pipes_are_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", "/dev/zero"):
        with pytest.raises(PolicybookError, match="a device or pipe"):
            receive(path)


DEEP = [
    "<div>" * 30_000 + "（一）支持企业技术改造，给予补助，最高100万元，由市工信局负责。",
    "<table><tr><td>" * 3000 + "（一）支持企业技术改造，给予补助，最高100万元，由市工信局负责。",
    "<b>" * 100_000,
    "<p>" + "<" * 200_000,
    "<div id=zoom><p>" + "支持企业，" * 200_000,
    "<!--" * 100_000,
    "<table>" + "<tr><td rowspan=9999 colspan=9999>a</td></tr>" * 2000,
    "<ol>" * 5000 + "<li>支持" * 5000,
]


@pytest.mark.parametrize("content", DEEP, ids=range(len(DEEP)))
def test_hostile_pages_end_soon(content):
    begin = time.process_time()
    assert "\n" not in refusal(f"<html><body>{content}".encode(), "a.html")
    assert time.process_time() - begin < 10


NESTED = [  # (bytes, name)
    (word(p("", inner="<w:ins>" * 240 + run("甲") + "</w:ins>" * 240)), "a.docx"),
    (word("<w:sdt><w:sdtContent>" * 120 + p("甲") + "</w:sdtContent></w:sdt>" * 120), "a.docx"),
    (word("<w:tbl><w:tr><w:tc>" * 80 + p("甲") + "</w:tc></w:tr></w:tbl>" * 80), "a.docx"),
    (word(f"<w:p>{FIELD.format('begin') * 50_000}{run('甲') * 50_000}</w:p>"), "a.docx"),
    (word("".join(p("甲", 1) for _ in range(20_000)), OUTLINE + num(1, 0)), "a.docx"),
    (b"MIME-Version: 1.0\n" + b"".join(b'Content-Type: multipart/related; boundary="%d"\n\n--%d\n' % (i, i) for i in range(3000)), "a.mht"),
    (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>", "a.pdf"),
]


@pytest.mark.parametrize(("data", "name"), NESTED, ids=range(len(NESTED)))
def test_hostile_files_end_soon(data, name):
    begin = time.process_time()
    assert "\n" not in refusal(data, name)
    assert time.process_time() - begin < 10


def test_reading_starts_light():
    code = "import sys, policybook.read.formats; print([m for m in ('docx', 'pypdfium2', 'bs4', 'lxml', 'pandas', 'matplotlib') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
