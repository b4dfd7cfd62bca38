"""Tables, figures, quotations and glued numbers; labels, colours and the font."""

import re

import matplotlib
from helpers import ROOT, without_glyph

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from policybook.read.corpus import load_corpus
from policybook.show import links, style
from policybook.show import outputs as show_outputs
from policybook.show.drawn import drawn
from policybook.show.links import link
from policybook.show.outputs import native
from policybook.show.tables import counts_table, format_value, table
from policybook.tables.anchors import annex_measure_anchors, ask_anchors


@pytest.fixture(autouse=True)
def _this_project():
    links.use_root(ROOT)


@pytest.fixture
def shown(monkeypatch):
    """What a cell would display: (data, metadata) of each output."""
    outputs = []
    monkeypatch.setattr(show_outputs, "display_raw", lambda data, metadata: outputs.append((data, metadata)))
    return outputs


@pytest.fixture
def rows():
    doc_id = next(iter(load_corpus(ROOT)))
    return pd.DataFrame(
        {
            "doc_id": [doc_id, doc_id],
            "section": [1, 2],
            "measure": pd.array([19, None], dtype="Int64"),
            "label": ["交通类<资金>", "plain"],
            "amount_yuan": [4.49e8, None],
            "year": [2024, 2024],
            "start": [1, 2],
            "end": [2, 3],
            "quote": ["a", "b"],
        }
    )


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (449_000_000, "亿元", "4.49"),
        (1_306_000_000.0, "亿元", "13.06"),
        (300_000, "万元", "30"),
        (0.2, "元", "0.2"),
        (12.345, "%", "12.3"),
        (1234567, "int", "1,234,567"),
        (2024, "int", "2024"),
        (3.14159, ".3f", "3.142"),
        (None, "亿元", "–"),
        (float("nan"), "int", "–"),
        (pd.NA, "", "–"),
        (True, "", "yes"),
        (False, "", "no"),
        (0, "int", "0"),
        (["a", "b"], "", "a、b"),
        (7, lambda v: f"<{v}>", "<7>"),
    ],
)
def test_values_as_text(value, spec, text):
    assert format_value(value, spec) == text


@pytest.mark.parametrize(
    ("place", "address"),
    [
        (("a-2024", 19), "../book/reader/a-2024.html#m19"),
        (("a-2024", None, 3), "../book/reader/a-2024.html#s3"),
        (("a-2024", 19.0, 3.0), "../book/reader/a-2024.html#m19"),
        (("a-2024", pd.NA, np.int64(3)), "../book/reader/a-2024.html#s3"),
        (("a-2024",), "../book/reader/a-2024.html"),
    ],
)
def test_links(place, address):
    assert link(*place) == address


def test_the_closing_paragraph_has_an_anchor():
    assert links.place_anchor("nowhere-2030", None, float("nan")) == "end"


def test_anchors_of_annex_rows_are_ascii_unique_and_follow_the_printed_number():
    asks = pd.DataFrame({"doc_id": "a", "no": ["1", "2", None, None, "3"], "domain": 1, "item": "x"})
    assert list(ask_anchors(asks)) == ["ask-1", "ask-2", "ask-2-b", "ask-2-c", "ask-3"]
    measures = pd.DataFrame({"doc_id": "a", "list": "1-3", "type": ["延续", "调整", "调整"], "no": ["1", "1", "2"]})
    assert list(annex_measure_anchors(measures)) == ["list-1-3-continued-1", "list-1-3-adjusted-1", "list-1-3-adjusted-2"]


def test_a_row_links_to_its_measure_else_to_its_domain(rows):
    html = table(rows, "Sums")._repr_html_()
    label = next(iter(load_corpus(ROOT).values())).label
    assert f'#m19">{label} (19)</a>' in html
    assert f'#s2">{label} (domain 2)</a>' in html
    assert "start" not in html.lower()


def test_a_table_is_accessible_and_escaped(rows):
    html = table(rows, "Sums <all>", note="Source: documents.")._repr_html_()
    assert "<caption>Sums &lt;all&gt;</caption>" in html
    assert html.count('<th scope="col"') == 4
    assert html.count('<th scope="row"') == 2
    assert '<span lang="zh-CN">交通类&lt;资金&gt;</span>' in html
    assert '<abbr lang="zh-CN" title="100 million yuan">亿元</abbr>' in html
    assert 'style="text-align:right" data-label="Amount (亿元)">4.49<' in html
    assert 'aria-label="not stated"' in html
    assert 'tabindex="0"' in html
    assert "2024<" in html


def test_a_table_is_the_same_on_a_rerun_and_readable_as_text(rows):
    first, again = table(rows, "Sums"), table(rows.copy(), "Sums")
    assert first._repr_html_() == again._repr_html_()
    assert repr(first).splitlines()[1] == "Place | Label | Amount (亿元) | Year"
    assert "object at 0x" not in repr(first)


def test_columns_headings_limit_and_own_links(rows):
    shown = table(rows, "c", columns={"label": "What", "quote": "As printed"}, hrefs={"label": ["x.html", None]}, limit=1)
    html = shown._repr_html_()
    assert shown.plain_headers == ("Place", "What", "As printed")
    assert '<a href="x.html">' in html
    assert "1 more rows are in the data tables" in html
    with pytest.raises(KeyError, match="no column 'nothing'"):
        table(rows, "c", columns=["nothing"])


def test_a_matrix_of_counts_opens_to_the_rows_that_it_counts():
    rows = pd.DataFrame(
        {
            "doc_id": ["pinghu-2024", "nanhu-2025", "pinghu-2024", "pinghu-2024"],
            "section": [1, 1, 1, 1],
            "measure": [2, 3, 4, 5],
            "tool": ["money", "money", "rules", "other"],
            "domain": ["A", "A", "B", "A"],
        }
    )
    made = counts_table(rows, "tool", "domain", "Uses", order=(["rules", "money"], ["A", "B"]), names={"money": "Money <钱>"}, anchors=None, note="n")
    assert repr(made) == "Uses\nTool | A | B\nrules | 0 | 1\nMoney <钱> | 2 | 0\nn"
    html = made._repr_html_()
    assert "&lt;钱&gt;" in html
    assert re.findall(r"<summary>(\d+)</summary>(.*?)</details>", html)[1] == (
        "2",
        '<a href="../book/reader/pinghu-2024.html#m2">Pinghu 2024 (2)</a>, <a href="../book/reader/nanhu-2025.html#m3">Nanhu 2025 (3)</a>',
    )


def test_documents_as_columns_are_headed_by_their_labels():
    first, second = list(load_corpus(ROOT))[:2]
    frame = pd.DataFrame({"section": [1, 2], first: [1.5, 2.5], second: [0.5, None]}).set_index("section")
    html = table(frame, "By domain")._repr_html_()
    assert f'<a href="../book/reader/{first}.html">{links.label(first)}</a>' in html
    assert '<th scope="row" style="text-align:right">1</th>' in html


@pytest.mark.parametrize(("value", "plain"), [(np.int64(3), 3), (np.float64(0.5), 0.5), ("文", "文"), (7, 7), (pd.Series([4])[0], 4)])
def test_glued_values_are_plain(value, plain):
    result = native(value)
    assert result == plain
    assert type(result) in (int, float, str)


@pytest.mark.parametrize("value", [True, np.bool_(False), None, float("nan"), [1], pd.NA, float("inf"), pd.Series([1, 2])])
def test_what_cannot_be_quoted_is_refused(value):
    with pytest.raises(TypeError):
        native(value)


@style.two_widths
def drawing(values=(1, 2), name="甲"):
    figure, axes = style.canvas(2)
    axes.bar([0, 1], values)
    axes.set_xticks([0, 1], [name, "乙"])
    return figure


def test_a_figure_carries_title_caption_and_alternative_text(shown):
    style.use_style()
    figure = drawing()
    show_outputs.figure(figure, "It rises", "Sums in 亿元.", "Two bars.", name="fig-x")
    (image, about), (caption, repeated) = shown
    assert image["image/svg+xml"].startswith("<svg")
    found = about[show_outputs.FIGURE_KEY]
    assert {k: v for k, v in found.items() if k != "narrow"} == {
        "title": "It rises", "caption": "Sums in 亿元.", "alt": "Two bars.", "name": "fig-x",
    }  # fmt: skip
    assert found["narrow"].startswith("<svg")
    assert all(words in image["text/plain"] for words in ("It rises", "Sums in 亿元.", "Two bars.", "2 bars"))
    assert "Sums in 亿元." in caption["text/html"]
    assert repeated[show_outputs.FIGURE_KEY] == {"repeated": True}
    assert not plt.fignum_exists(figure.number)


def widths(svg):
    return float(re.search(r'viewBox="0 0 ([\d.]+) ', svg)[1]) / 72


def test_a_figure_has_a_layout_beside_text_and_one_for_a_phone(shown):
    style.use_style()
    show_outputs.figure(drawing(), "t", "c", "a")
    image, about = shown[0]
    assert widths(image["image/svg+xml"]) == pytest.approx(style.WIDE, abs=0.01)
    assert widths(about[show_outputs.FIGURE_KEY]["narrow"]) == pytest.approx(style.NARROW, abs=0.01)
    assert not style.is_narrow()


def test_a_figure_is_the_same_on_a_rerun(shown):
    for _ in range(2):
        style.use_style()
        show_outputs.figure(drawing(), "t", "c", "a")
    assert shown[0] == shown[2]


@pytest.mark.parametrize("other", [{"values": (1, 2.001)}, {"values": (2, 1)}, {"name": "丙"}])
def test_what_a_figure_draws_has_a_digest_of_its_data(other):
    style.use_style()
    assert drawn(drawing()) == drawn(drawing())
    assert drawn(drawing()) != drawn(drawing(**other))
    plt.close("all")


@pytest.mark.parametrize("words", [("", "c", "a"), ("t", " ", "a"), ("t", "c", " ")])
def test_a_figure_without_words_is_refused(shown, words):
    with pytest.raises(ValueError, match="alternative text"):
        show_outputs.figure(plt.figure(), *words)
    plt.close("all")


@pytest.mark.parametrize(
    ("text", "room", "broken"),
    [
        ("short", 10, "short"),
        ("two words", 6, "two\nwords"),
        ("中华人民共和国财政局", 8, "中华人民\n共和国财\n政局"),
        ("Finance 财政局", 10, "Finance\n财政局"),
        ("改善传统消费，打造新场景", 8, "改善传统\n消费，打\n造新场景"),
        ("unbreakable", 4, "unbreakable"),
        ("", 4, ""),
    ],
)
def test_labels_are_broken_into_lines(text, room, broken):
    assert style.broken(text, room) == broken


def test_a_quotation_must_stand_in_the_document(shown):
    document = next(d for d in load_corpus(ROOT).values() if d.outline.measures)
    measure = document.outline.measures[0]
    show_outputs.quote(document.doc_id, measure.heading, "its heading", measure=measure.number)
    assert f"#m{measure.number}" in shown[0][0]["text/html"]
    with pytest.raises(ValueError, match="do not stand in"):
        show_outputs.quote(document.doc_id, "这句话文件里没有写过", "not there")


def test_labels_and_colours_come_from_the_records():
    corpus = load_corpus(ROOT)
    for doc_id, document in corpus.items():
        assert style.label(doc_id) == document.record["label"]
        assert style.colour(doc_id) == document.record["colour"]
    assert style.label("nowhere-2030") == "nowhere-2030"
    assert re.fullmatch("#[0-9A-Fa-f]{6}", style.colour("nowhere-2030"))
    colours = [document.record["colour"] for document in corpus.values() if document.record["colour"]]
    assert style.colour("nowhere-2030") not in colours
    assert links.order(reversed(list(corpus))) == list(corpus)


def test_every_character_of_corpus_and_vocabularies_has_a_glyph():
    files = [*(ROOT / "data" / "raw").glob("*"), *(ROOT / "data" / "vocab").glob("*")]
    missing = {path.name: without_glyph(path.read_text("utf-8")) for path in files if path.is_file()}
    assert {name: characters for name, characters in missing.items() if characters} == {}
    assert without_glyph("文\U0001f600") == ["\U0001f600"]


def test_a_part_of_a_table_brings_its_anchors_along(rows):
    assert links.row_anchors(rows.assign(anchor=["ask-7-b", ""])) == ["ask-7-b", ""]


# ----------------------------------------------------------------------------------------------------- English


@pytest.fixture
def phrases(monkeypatch):
    known = {"修桥": "Build bridges", "补路": "Mend roads", "青山镇": "Qingshan Town"}
    monkeypatch.setattr(links, "_translations", lambda root: known)
    return known


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("修桥", "Build bridges"),
        ("修 桥\n", "Build bridges"),
        ("修桥、补路", "Build bridges, Mend roads"),
        ("修桥*、补路", "Build bridges, Mend roads"),
        ("修桥、种树", None),
        ("种树", None),
        ("", None),
    ],
)
def test_english_of_what_is_printed(phrases, text, english):
    assert links.in_english(text) == english


def test_a_cell_of_chinese_says_its_english(phrases):
    shown = table(pd.DataFrame({"item": ["修桥", "种树", "roads"], "n": [1, 2, 3]}), "Items")
    assert [row[0] for row in shown.plain] == ["修桥 Build bridges", "种树", "roads"]
    assert '<span lang="zh-CN">修桥</span> <span class="pb-en">Build bridges</span>' in shown.rows[0][0]
    assert "pb-en" not in shown.rows[1][0] + shown.rows[2][0]


def test_a_table_with_a_column_of_english_says_it_once(phrases):
    shown = table(pd.DataFrame({"item": ["修桥"], "en": ["Bridges"]}), "Items", columns={"item": "Item", "en": "English"})
    assert shown.plain == (("修桥", "Bridges"),)
