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


def folding(source):
    """Return how the page treats a cell: plumbing is left out, what computes or shows is folded."""
    if re.search(r"^(?:import|from) |^(?:claim|headline)\(", source, re.MULTILINE):
        return "remove-input"
    if re.search(r"^\s*(?:show|figure|print|draw\.show_\w+)\(", source, re.MULTILINE):
        return "hide-input"
    return "remove-input" if re.search(r"^\s*(?:glue|quote)\(", source, re.MULTILINE) else "hide-input"


@pytest.mark.parametrize(
    ("source", "tag"),
    [
        ("import pandas as pd", "remove-input"),
        ("from policybook.show import style\n\nuse_style()", "remove-input"),
        ("checks = 1\nclaim(\n    'a-b',\n)", "remove-input"),
        ("headline('a-b', '{n}', {'n': 1}, fig, alt='x')", "remove-input"),
        ("glue('n', 3)", "remove-input"),
        ("for n in names:\n    glue(n, 3)", "remove-input"),
        ("quote('a-2024', '文', 'text')", "remove-input"),
        ("glue('n', 3)\nshow(rows, 'All')", "hide-input"),
        ("figure(fig, 'a', 'b', 'c')", "hide-input"),
        ("draw.show_findings(grave, 'All')", "hide-input"),
        ("share = a / b", "hide-input"),
        ("claimed = show_all", "hide-input"),
    ],
)
def test_the_rule_for_folding(source, tag):
    assert folding(source) == tag


def test_no_code_stands_open_in_the_page(cells):
    for n, cell in code_of(cells):
        tags = set(cell.metadata.get("tags", [])) & {"hide-input", "remove-input", "hide-cell"}
        assert tags in ({folding(cell.source)}, {"hide-cell"}), f"cell {n}: give it the tag {folding(cell.source)}"


def test_begins_with_a_question_and_an_answer_that_quotes_numbers(cells):
    title, answer, *rest = cells[0].source.split("\n\n")
    assert title.endswith("?"), title
    assert answer.count("{glue:text}") >= 2, "the answer says its numbers"
    assert len(re.sub(r"\{glue:text\}`[^`]*`", "n", answer).split()) <= 90, "three plain sentences"
    assert not re.search(r"\{glue:text\}`claim_\w+` \{glue:text\}`claim_", answer), "no chained claims"
    assert rest[0].startswith("**Data.**")


def figures_of(cells):
    """Return number of the cell, tags, metadata and data of each figure."""
    for n, cell in code_of(cells):
        for output in cell.outputs:
            about = output.get("metadata", {}).get(FIGURE_KEY, {})
            if "image/svg+xml" in output.get("data", {}) and "title" in about:
                yield n, cell.metadata.get("tags", []), about, output["data"]


def test_pictures_are_figures_with_alternative_text_and_a_layout_for_a_phone(cells):
    for n, cell in code_of(cells):
        for output in cell.outputs:
            pictures = [kind for kind in output.get("data", {}) if kind.startswith("image/")]
            if pictures:
                assert pictures == ["image/svg+xml"], f"cell {n}: show it by policybook.show.outputs.figure"
                assert output.metadata.get(FIGURE_KEY), f"cell {n}: show it by policybook.show.outputs.figure"
    for n, _, about, data in figures_of(cells):
        assert all(about[words].strip() for words in ("title", "caption", "alt")), f"cell {n}"
        assert about["narrow"].startswith("<svg"), f"cell {n}: draw it by a function of two widths"
        assert re.search(r"^Drawn: \d.*, digest [0-9a-f]{12}$", data["text/plain"], re.MULTILINE), f"cell {n}"
        assert about["title"] in data["text/plain"], f"cell {n}"


def test_one_figure_is_the_key_figure(cells):
    assert sum("key-figure" in tags for _, tags, _, _ in figures_of(cells)) == 1


def test_no_figure_is_shown_twice():
    found = [(about["name"], about["title"], data["text/plain"].rpartition("digest ")[2]) for path in NOTEBOOKS for _, _, about, data in figures_of(read_notebook(path).cells)]
    for values in zip(*found, strict=True):
        assert len(set(values)) == len(values)


def test_is_stored_without_what_differs_from_run_to_run(path):
    stored = json.loads(path.read_text("utf-8"))
    assert all(cell.get("id") for cell in stored["cells"]), "a cell has no id: policybook execute gives it one"
    assert len({cell["id"] for cell in stored["cells"]}) == len(stored["cells"])
    content = read_notebook(path)
    assert tidy(content).metadata == content.metadata
    assert tidy(content).cells == content.cells
