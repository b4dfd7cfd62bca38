"""Figures and cards of the site: drawings for light and dark, for a page and a phone; descriptions and pictures for sharing."""

import io
import json
import re

import pytest
from PIL import Image

from policybook.show.headlines import MIME
from policybook.show.outputs import FIGURE_KEY
from policybook.site import pictures, sharing, start_page
from policybook.site.data_pages import StoredClaim

SVG = '<svg viewBox="0 0 72 36" xmlns="http://www.w3.org/2000/svg"><path style="fill: #ffffff"/><path style="stroke: #1a1a1a"/></svg>\n'


def contrast(one, other):
    def luminance(colour):
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("ink", "least"), [("#1a1a1a", 9), ("#5c5c5c", 4.5), ("#0072b2", 3), ("#e69f00", 3), ("#cc79a7", 3), ("#009e73", 3), ("#d55e00", 3), ("#8c2d04", 3)])
def test_marks_and_words_can_be_told_from_dark_paper(ink, least):
    assert contrast(pictures.turned(ink), pictures.turned("#ffffff")) >= least


@pytest.mark.parametrize("bar", ["#1d3f5e", "#4f81a6", "#8c2d04", "#4d4d4d"])
def test_white_words_on_a_bar_stay_readable_in_the_dark(bar):
    assert contrast(pictures.turned("#ffffff"), pictures.turned(bar)) >= 3


@pytest.mark.parametrize("bar", ["#a9c3d6", "#dfe6ec", "#d9a27c", "#e0b36a", "#b7bcc4", "#dcdcdc"])
def test_dark_words_on_a_pale_bar_stay_readable_in_the_dark(bar):
    assert contrast(pictures.turned("#1a1a1a"), pictures.turned(bar)) >= 3


def test_a_drawing_is_turned_whole():
    assert pictures.dark(SVG).count("#ffffff") == 0
    assert re.findall("#[0-9a-f]{6}", pictures.dark(SVG)) == [pictures.turned("#ffffff"), pictures.turned("#1a1a1a")]


def test_the_markup_names_four_files_and_says_what_they_show(tmp_path):
    drawings = pictures.layouts(SVG, SVG.replace("72 36", "36 36"))
    pictures.write(tmp_path, drawings)
    html = pictures.markup(drawings, 'A "line"', "../")
    names = re.findall(r"\.\./_images/([0-9a-f]{16}\.svg)", html)
    assert len(set(names)) == 4 == len(list(tmp_path.iterdir()))
    assert set(names) == {path.name for path in tmp_path.iterdir()}
    assert html.count('alt="A &quot;line&quot;"') == 2
    assert html.count('width="96" height="48"') == 2
    assert html.count('width="48" height="48"') == 2


@pytest.fixture
def chapter(tmp_path):
    outputs = [
        {"data": {MIME: {"claim": "a-b", "sentence": "4 of all.", "alt": "Bars."}, "image/svg+xml": [SVG]}, "metadata": {}},
        {"data": {"image/svg+xml": SVG}, "metadata": {FIGURE_KEY: {"name": "fig-x", "alt": "A map.", "caption": "All.", "narrow": None}}},
        {"data": {"text/plain": "other"}},
    ]
    path = tmp_path / "01_a.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": outputs}]}), "utf-8")
    return path


CLAIM = StoredClaim("a-b", "4 of all.", (), ({"doc_id": "town-2030", "anchor": "m3", "start": 0, "end": 1},), "01_a", "A", True)


def test_a_card_leads_to_chapter_clause_and_proof(chapter):
    html = start_page.cards_html(start_page.stored_headlines([chapter]), [CLAIM], "../")
    assert "4 of all." in html
    for address in ("../notebooks/01_a.html#claim-a-b", "../book/reader/town-2030.html#m3", "../book/claims.html#a-b"):
        assert f'href="{address}"' in html
    assert html.count("<img") == 2


def test_a_headline_without_a_claim_is_reported(chapter):
    headlines = start_page.stored_headlines([chapter])
    assert start_page.headline_problems(headlines, [CLAIM]) == []
    assert start_page.headline_problems(headlines, []) == ["headline a-b of 01_a: the chapter registers no claim of this id"]


def test_a_figure_of_a_chapter_is_found_by_its_name(chapter):
    figures = start_page.stored_figures([chapter])
    assert list(figures) == ["fig-x"]
    html = start_page.figure_html(figures["fig-x"], "../")
    assert 'alt="A map."' in html
    assert "All." in html


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<h1>T</h1><p>Short.</p><p>This is a sentence of more than forty letters.</p>", "This is a sentence of more than forty letters."),
        ("<p>Half <b>the &amp; money</b> goes to schools and to roads, they say.</p>", "Half the & money goes to schools and to roads, they say."),
        (f"<p>{'word ' * 60}</p>", ("word " * 39).strip() + "…"),
        ("<p>Short.</p>", ""),
    ],
)
def test_a_page_is_described_by_its_first_sentences(body, said):
    assert sharing.description(body) == said


def test_a_page_s_picture_is_the_same_on_a_rerun_and_has_its_title(tmp_path):
    one, other = (sharing.picture(title, "The book") for title in ("谁来负责？ Who answers for it?", "Another"))
    assert one == sharing.picture("谁来负责？ Who answers for it?", "The book") != other
    assert Image.open(io.BytesIO(one)).size == sharing.SIZE
    name = sharing.write_picture(tmp_path, "Another", "The book")
    assert (tmp_path / name).read_bytes() == other
    assert f'content="../{name}"' in sharing.tags("Another", f"../{name}")
