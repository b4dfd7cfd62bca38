"""A figure whose pictures are kept is not drawn again, and is the same figure to all that ask for more."""

import json
import re

import matplotlib.pyplot as plt
import pytest
from helpers import ROOT
from matplotlib.figure import Figure

from policybook import kept
from policybook.commands.inputs import Code
from policybook.show import links, outputs, style
from policybook.show.sketch import Sketch

DRAWN = []


@style.two_widths
def line(values):
    DRAWN.append(values)
    fig, ax = style.canvas(2)
    ax.plot(values)
    return fig


@pytest.fixture
def store(tmp_path, monkeypatch):
    links.use_root(ROOT)
    DRAWN.clear()
    (tmp_path / kept.CODE).write_text(json.dumps(Code(ROOT).digests() | {"": ""}), "utf-8")
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path))
    yield tmp_path
    plt.close("all")


def test_its_pictures_are_drawn_once_and_are_those_of_the_figure(store, monkeypatch):
    style.use_style()
    first = outputs.pictures(line([1, 2]), "A title")
    assert len(DRAWN) == 2  # beside text, and for a phone
    assert outputs.pictures(line([1, 2]), "A title") == first
    assert len(DRAWN) == 2
    assert outputs.pictures(line([1, 3]), "A title") != first
    assert outputs.pictures(line([1, 2]), "Another title") != first
    monkeypatch.delenv(kept.VARIABLE)
    fig = line([1, 2])
    assert isinstance(fig, Figure)
    assert outputs.pictures(fig, "A title") == first


def test_a_figure_that_somebody_has_touched_is_drawn(store):
    fig = line([1, 2])
    assert isinstance(fig, Sketch)
    before = outputs.pictures(line([1, 2]), "A title")
    fig.axes[0].set_xlabel("touched")
    assert outputs.pictures(fig, "A title") != before
    assert outputs.pictures(line([1, 2]), "A title") == before


def test_another_label_of_a_document_is_another_picture(store, monkeypatch):
    key = line([1])._key
    monkeypatch.setattr(links, "records", lambda: {"x": {"label": "Another"}})
    assert line([1])._key != key is not None


def test_another_text_of_a_document_is_not(store, monkeypatch):
    monkeypatch.setattr(links, "records", lambda: {"x": {"label": "A", "sha256": "1"}})
    key = line([1])._key
    monkeypatch.setattr(links, "records", lambda: {"x": {"label": "A", "sha256": "2"}})
    assert line([1])._key == key is not None


def test_no_picture_is_left_open(store):
    outputs.pictures(line([5]), "A title")
    assert not plt.get_fignums()


def test_functions_that_draw_read_no_file():
    """What they print beside their arguments is what `links.said_of_documents` holds, so that a kept picture is the right one."""
    for path in sorted((ROOT / "src/policybook/show/figures").glob("*.py")):
        text = path.read_text("utf-8")
        assert not re.findall(r"(?<!def )\b(?:load|read)_\w+\(|\bopen\(|\bdocuments\(\)", text), path.name
