"""The search of a large book: its index comes in parts, with the first query, and finds what one script would."""

import json
import shutil

import pytest
from helpers import until

from policybook.site import search
from policybook.site.search import Place

PLACES = [
    Place("book/index.html#a", "About the book", "About", "绿色工厂"),
    *(Place(f"book/reader/town-{i}.html#m1", f"Town {i}", f"第{i}条", "绿色工厂奖励" * 20) for i in range(10)),
]


def content(script):
    return json.loads(script.partition(" = ")[2].splitlines()[0].rstrip(";"))


def test_a_small_index_is_one_script():
    assert list(search.search_scripts(PLACES)) == [search.DATA]


def test_parts_hold_every_place_once(monkeypatch):
    monkeypatch.setattr(search, "IN_A_PART", 400)
    scripts = search.search_scripts(PLACES, many=1000)
    assert f"policybookSearchParts = {len(scripts) - 1};" in scripts[search.DATA]
    assert len(scripts) == 5
    assert [row[0] for script in scripts.values() for row in content(script)] == [place.address for place in PLACES]


@pytest.mark.site
@pytest.mark.browser
def test_the_parts_come_with_the_first_query(open_page, pages, tmp_path, monkeypatch):
    monkeypatch.setattr(search, "IN_A_PART", 400)
    shutil.copy(pages / "search.html", tmp_path / "search.html")
    (tmp_path / "_static").mkdir()
    for path in (pages / "_static").iterdir():
        if path.name != search.DATA:
            (tmp_path / "_static" / path.name).symlink_to(path)
    for name, script in search.search_scripts(PLACES, many=1000).items():
        (tmp_path / "_static" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "_static" / name).write_text(script, "utf-8")
    page = open_page("search.html", root=tmp_path.resolve().as_uri() + "/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(200)
    assert [url for url in asked if search.PARTS in url] == []  # the browser may ask for the icon late
    page.locator("#pb-q").fill("绿色工厂")
    until(page, "() => document.getElementById('pb-status').textContent.startsWith('11 places in 11 documents')")
    assert len([url for url in asked if search.PARTS in url]) == 4
