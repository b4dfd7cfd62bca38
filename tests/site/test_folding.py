"""Folded cells in a row: one line unfolds them all."""

import pytest
from docutils import nodes
from docutils.utils import new_document
from myst_nb.sphinx_ import HideCodeCellNode

from policybook.site.folding import join_folds

PROMPTS = {0: "Show code", 1: "Show the table and its code"}


def cell(code, *shown, folded=(), name="", prompt=""):
    """Return a cell as MyST-NB leaves it: its code and ``folded`` outputs behind a line, ``shown`` ones open."""
    made = nodes.container(nb_element="cell_code", ids=[name] if name else [])
    if code:
        fold = HideCodeCellNode(prompt_show=prompt or PROMPTS[len(folded)], prompt_hide="Hide")
        fold += [nodes.literal_block(code, code), *(nodes.raw("", html, format="html") for html in folded)]
        made += fold
    made += [nodes.raw("", html, format="html") for html in shown]
    return made


def page(*children):
    document = new_document("page")
    document += nodes.section("", *children)
    return document


def seen(document):
    """Return what a reader sees from top to bottom; what is folded as a list."""
    found = []

    def walk(node):
        if isinstance(node, HideCodeCellNode):
            parts = [part.astext() for part in node.findall() if isinstance(part, (nodes.literal_block, nodes.raw))]
            found.append([node["prompt_show"], *parts])
        elif isinstance(node, (nodes.raw, nodes.paragraph)):
            found.extend([node.astext()] * bool(node.astext().strip()))
        else:
            for child in node.children:
                walk(child)

    walk(document)
    return found


TABLE = "<table>1</table>"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([cell("a")], [["Show code", "a"]]),
        ([cell("a"), cell("b", "fig")], [["Show code", "a", "b"], "fig"]),
        ([cell("a", "fig"), cell("b", "fig 2")], [["Show code", "a"], "fig", ["Show code", "b"], "fig 2"]),
        ([cell("a", folded=[TABLE]), cell("b", "fig")], [["Show the table and its code", "a", TABLE, "b"], "fig"]),
        ([cell("a"), cell("b", folded=[TABLE])], [["Show the table and its code", "a", "b", TABLE]]),
        (
            [cell("a", folded=[TABLE]), cell("b", folded=[TABLE]), cell("c", "fig")],
            [["Show the tables and their code", "a", TABLE, "b", TABLE, "c"], "fig"],
        ),
        ([cell("a"), nodes.paragraph("p", "p"), cell("b")], [["Show code", "a"], "p", ["Show code", "b"]]),
        ([cell("a"), nodes.comment(), cell("b")], [["Show code", "a", "b"]]),
        ([cell("a"), cell(""), cell("b")], [["Show code", "a", "b"]]),
        ([cell("a"), cell("", "claim"), cell("b")], [["Show code", "a"], "claim", ["Show code", "b"]]),
        ([cell("a"), cell("", " "), cell("b")], [["Show code", "a", "b"]]),
        ([cell("a", prompt="Show the solutions"), cell("b", folded=[TABLE])], [["Show the solutions", "a", "b", TABLE]]),
    ],
)
def test_what_follows_each_other_unfolds_by_one_line(cells, expected):
    document = page(*cells)
    join_folds(document)
    assert seen(document) == expected


def test_an_address_goes_with_its_content():
    document = page(cell("a", name="one"), cell("b", folded=[TABLE], name="two"), cell("c", "fig", name="three"))
    join_folds(document)
    where = {node["ids"][0]: node for node in document.findall(nodes.container)}
    assert [raw.astext() for raw in where["two"].findall(nodes.raw)] == [TABLE]
    assert [raw.astext() for raw in where["three"].findall(nodes.raw)] == ["fig"]
    assert where["two"].parent is next(iter(where["one"].findall(HideCodeCellNode)))
