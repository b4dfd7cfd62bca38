"""The stored notebooks: executed in order, in the book, readable, without results typed into prose.

Whether their outputs are what their code gives is nbval's part (`make test`).
"""

import json
import re
from fnmatch import fnmatchcase

import pytest
import yaml
from helpers import ROOT

from policybook.commands.notebooks import read_notebook, tidy
from policybook.show.outputs import FIGURE_KEY

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LONGEST_CELL = 25

TYPED = re.compile(
    r"(?<![\w./#\-\[（(〔])\d+(?:[.,]\d+)*\s?"
    r"(?:%|％|亿|万|元|percent|per cent|yuan|billion|million|measures|awards|targets|items)"
)
NOT_PROSE = re.compile(r"```.*?```|`[^`]*`|\{glue[^}]*\}|\$[^$]*\$|\[[^\]]*\]\([^)]*\)", re.DOTALL)


def typed_results(markdown):
    """Return the numbers that stand in prose as if they were results."""
    return [found.group() for found in TYPED.finditer(NOT_PROSE.sub("", markdown))]


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("The share is 12.5 % of all.", ["12.5 %"]),
        ("共 3.2亿元", ["3.2亿"]),
        ("It offers 1,200 awards.", ["1,200 awards"]),
        ("In 2024 there are two drafts.", []),
        ("The rule `给予30万元` is a ceiling.", []),
        ("The share is {glue:text}`share:.1f` %.", []),
        ("See [the 12 awards](03_fiscal.ipynb).", []),
        ("an interval of $95 %$", []),
        ("浙政发〔2025〕3号", []),
    ],
)
def test_the_rule_for_typed_results(prose, found):
    assert typed_results(prose) == found


def test_there_are_notebooks():
    assert NOTEBOOKS


def chapters():
    """Return all files and patterns that the table of contents names."""

    def walk(node):
        if isinstance(node, dict):
            for key, value in node.items():
                if key in ("file", "glob", "root"):
                    yield value
                else:
                    yield from walk(value)
        elif isinstance(node, list):
            for item in node:
                yield from walk(item)

    return set(walk(yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))))


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.name)
def path(request):
    return request.param


@pytest.fixture(scope="module")
def cells(path):
    return read_notebook(path).cells


def code_of(cells):
    return [(n, cell) for n, cell in enumerate(cells, 1) if cell.cell_type == "code" and cell.source.strip()]


def test_is_in_the_table_of_contents(path):
    name = path.relative_to(ROOT).with_suffix("").as_posix()
    patterns = (pattern.removesuffix(".ipynb") for pattern in chapters())
    assert any(fnmatchcase(name, pattern) for pattern in patterns), f"{name}: not in _toc.yml"


def test_is_executed_in_order(cells):
    counts = [cell.execution_count for _, cell in code_of(cells)]
    assert counts == list(range(1, len(counts) + 1)), "execute it: policybook execute"


def test_holds_no_error_and_no_warning(cells):
    for n, cell in code_of(cells):
        for output in cell.outputs:
            assert output.output_type != "error", f"cell {n}: {output.get('ename')}: {output.get('evalue')}"
            assert output.get("name") != "stderr", f"cell {n}: on standard error: {output.get('text')}"


def test_no_result_is_typed_into_prose(cells):
    for n, cell in enumerate(cells, 1):
        if cell.cell_type == "markdown":
            assert not typed_results(cell.source), f"cell {n}: glue the number instead"


def test_cells_are_short(cells):
    long = {n: len(cell.source.splitlines()) for n, cell in code_of(cells)}
    assert max(long.values()) <= LONGEST_CELL, f"lines by cell: {long}"


def test_no_output_is_silenced(cells):
    for n, cell in code_of(cells):
        assert not cell.source.rstrip().endswith(";"), f"cell {n}: a trailing semicolon hides what nbval compares"
        assert not re.search(r"NBVAL|PYTEST_VALIDATE", cell.source), f"cell {n}: switches nbval off"
        assert not {t for t in cell.metadata.get("tags", []) if t.startswith("nbval-") or t == "raises-exception"}


def test_begins_with_the_title_and_ends_with_the_limits(cells):
    assert cells[0].cell_type == "markdown"
    assert cells[0].source.startswith("# ")
    headings = re.findall(r"^#+ (.*)$", "\n".join(c.source for c in cells if c.cell_type == "markdown"), re.MULTILINE)
    assert any("cannot show" in heading for heading in headings), headings


def test_pictures_have_alternative_text(cells):
    for n, cell in code_of(cells):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                assert output.metadata.get(FIGURE_KEY, {}).get("alt"), f"cell {n}: show it by policybook.show.outputs.figure"


def test_is_stored_without_what_differs_from_run_to_run(path):
    stored = json.loads(path.read_text("utf-8"))
    assert all(cell.get("id") for cell in stored["cells"]), "a cell has no id: policybook execute gives it one"
    assert len({cell["id"] for cell in stored["cells"]}) == len(stored["cells"])
    content = read_notebook(path)
    assert tidy(content).metadata == content.metadata
    assert tidy(content).cells == content.cells
