"""The stored notebooks: executed in order, in the book, readable, without results typed into prose.

Whether their outputs are what their code gives is nbval's part (`make test`).
"""

import ast
import html
import json
import re
from fnmatch import fnmatchcase

import pytest
import yaml
from helpers import ROOT

from policybook.commands.notebooks import read_notebook, tidy
from policybook.show.outputs import FIGURE_KEY
from policybook.show.tables import TOLD

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LONGEST_CELL = 15

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
        # What only prepares a claim, and shows nothing, is plumbing too.
        fitting = ({folding(cell.source)}, {"hide-cell"}) + (() if cell.outputs else ({"remove-input"},))
        assert tags in fitting, f"cell {n}: give it the tag {folding(cell.source)}"


def bound(source):
    """Return the names that a cell binds at its top level, by assignment or ``def``."""
    names = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        for target in getattr(node, "targets", []):
            names |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return names


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a = 1", {"a"}),
        ("a, (b, *c) = x", {"a", "b", "c"}),
        ("a = b = x", {"a", "b"}),
        ("a['k'] = 1", set()),
        ("a.k = 1", set()),
        ("a |= {}", set()),
        ("def f(x):\n    y = x\n    return y", {"f"}),
        ("for i in x:\n    print(i)", set()),
        ("show(a, columns=b)", set()),
    ],
)
def test_the_rule_for_bound_names(source, names):
    assert bound(source) == names


def test_a_name_means_one_thing(cells):
    first = {}
    for n, cell in code_of(cells):
        for name in bound(cell.source):
            assert first.setdefault(name, n) == n, f"cell {n} binds {name} again, which cell {first[name]} has bound"


def test_begins_with_a_question_and_an_answer_that_quotes_numbers(cells):
    title, answer, *rest = cells[0].source.split("\n\n")
    assert title.endswith("?"), title
    assert answer.count("{glue:text}") >= 2, "the answer says its numbers"
    assert len(re.sub(r"\{glue:text\}`[^`]*`", "n", answer).split()) <= 90, "three plain sentences"
    assert not re.search(r"\{glue:text\}`claim_\w+` \{glue:text\}`claim_", answer), "no chained claims"
    assert rest[0].startswith("**Data.**")


NO_WORDS = re.compile(r"[-+≥≤><约]*\s*[\d,.–-]+\s*\D{0,5}|\D{2,5}〔\d{4}〕\d+号")


def without_english(table):
    """Return the headings and cells of an HTML table that hold Chinese words and no English.

    Where a column says the row in English, its empty cells are returned.
    """

    def texts(pattern, source):
        return [html.unescape(re.sub("<[^>]*>", "", cell)).strip() for cell in re.findall(pattern, source, re.DOTALL)]

    headings = [heading.lower() for heading in texts(r'<th scope="col"[^>]*>(.*?)</th>', table)]
    told = [i for i, heading in enumerate(headings) if heading in TOLD]
    bare = [heading for heading in headings if re.search("[一-鿿]", heading) and not re.search("[a-z]{2}", heading)]
    for row in re.findall("<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.DOTALL):
        cells = texts(r'<t(?:d|h scope="row")[^>]*>(.*?)</t[dh]>', row)
        chinese = [cell for cell in cells if re.search("[一-鿿]{2}", cell) and not NO_WORDS.fullmatch(cell)]
        if told:
            bare += chinese[:1] if not any(re.search("[A-Za-z]{3}", cells[i]) for i in told) else []
        else:
            bare += [cell for cell in chinese if not re.search("[A-Za-z]{3}", cell)]
    return bare


@pytest.mark.parametrize(
    ("heading", "cell", "missing"),
    [
        ("Item", "修桥补路", ["修桥补路"]),
        ("Item", "修桥补路 Bridges and roads", []),
        ("Item", "<span>修桥</span> <b>Bridges</b>", []),
        ("English", "修桥补路", ["修桥补路"]),
        ("English", "修桥补路 Bridges", []),
        ("Sum", "4亿元", []),
        ("Sum", "≥ 3.5万亩", []),
        ("Number", "青政发〔2031〕7号", []),
        ("Sum", "给予3万元奖励", ["给予3万元奖励"]),
        ("Item", "Bridges", []),
        ("亩", "3", ["亩"]),
        ("亩 (mu)", "3", []),
    ],
)
def test_the_rule_for_english(heading, cell, missing):
    table = f'<table><thead><tr><th scope="col">{heading}</th></tr></thead><tbody><tr><td>{cell}</td></tr></tbody></table>'
    assert without_english(table) == missing


def test_chinese_in_tables_has_english(cells):
    """Folded or not: who unfolds a table wants to read it."""
    shown = [output.get("data", {}).get("text/html", "") for _, cell in code_of(cells) for output in cell.outputs]
    missing = [cell for text in shown for table in re.findall(r"<table.*?</table>", text, re.DOTALL) for cell in without_english(table)]
    assert missing == [], "add them to data/vocab/phrases.yml"


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


# --------------------------------------------------------------------------------------------------- claims

#: A claim says more, or less, or an extreme: then a check compares, in that direction.
COMPARES = re.compile(
    r"\b(?:more|most|fewer|fewest|less|least|larger|largest|higher|highest|lower|lowest|smallest|smaller|exceeds?|"
    r"above|below|falls?|grows?|rises?|only|at most|at least|the same)\b"
)
ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq)
ORDERING = {"lt", "le", "gt", "ge", "eq", "idxmax", "idxmin", "between", "any", "all", "isin", "duplicated"}


def claims_of(source, cells):
    """Yield id, sentence and checks, (description, expression), of each claim that a cell registers.

    Sentence and checks stand in the call, or in a cell before it that gives them a name.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "claim":
            named = {keyword.arg: keyword.value for keyword in node.keywords}
            given = dict(zip(("claim_id", "sentence", "values", "checks"), node.args, strict=False)) | named
            checks, said = (assigned(cells, value.id) if isinstance(value := given[name], ast.Name) else [value] for name in ("checks", "sentence"))
            assert len(checks) == 1, "write the checks of a claim once, as a dict"
            assert isinstance(checks[0], ast.Dict), "write the checks of a claim once, as a dict"
            pairs = [(ast.unparse(k), v) for k, v in zip(checks[0].keys, checks[0].values, strict=True)]
            yield ast.literal_eval(given["claim_id"]), " ".join(map(ast.unparse, said)), pairs


def always_true(check):
    """Say whether an expression is True whatever the data: a literal, one of its operands, or nothing that is computed."""
    if isinstance(check, ast.Call) and getattr(check.func, "id", "") in ("bool", "all", "any") and len(check.args) == 1:
        return always_true(check.args[0])
    if isinstance(check, ast.BoolOp):
        return any(map(always_true, check.values)) if isinstance(check.op, ast.Or) else all(map(always_true, check.values))
    if isinstance(check, ast.IfExp):
        return always_true(check.body) or always_true(check.orelse)
    if isinstance(check, ast.UnaryOp) and isinstance(check.op, ast.Not):
        return isinstance(check.operand, ast.Constant) or always_true(check.operand)
    if isinstance(check, ast.Compare) and [ast.dump(check.left)] == [ast.dump(c) for c in check.comparators]:
        return True  # a == a
    return not any(isinstance(node, ast.Name) for node in ast.walk(check))


@pytest.mark.parametrize(
    ("check", "always"),
    [
        ("True", True),
        ("bool(True)", True),
        ("n > 3 or True", True),
        ("n > 3 and True", False),
        ("True if n else n > 3", True),
        ("not False", True),
        ("1 < 2", True),
        ("n == n", True),
        ("all([True])", True),
        ("n > 3", False),
        ("bool((rows > 1).all())", False),
        ("not words.any()", False),
        ("holds", False),
    ],
)
def test_the_rule_for_checks_that_cannot_fail(check, always):
    assert always_true(ast.parse(check, mode="eval").body) is always


def assigned(cells, name):
    """Return the expressions that a chapter gives a name to."""
    trees = [ast.parse(cell.source) for _, cell in code_of(cells) if not cell.source.startswith("%")]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    return [node.value for node in nodes if any(getattr(target, "id", None) == name for target in node.targets)]


def test_each_check_of_a_claim_can_fail(cells):
    for n, cell in code_of(cells):
        for claim_id, _, checks in claims_of(cell.source, cells) if "claim(" in cell.source else ():
            for words, check in checks:
                given = assigned(cells, check.id) if isinstance(check, ast.Name) else [check]
                assert not any(map(always_true, given)), f"cell {n}: {claim_id}: {words} holds whatever the data say"
            assert len({ast.dump(check) for _, check in checks}) == len(checks), f"cell {n}: {claim_id}: one check twice"


def compares(check):
    """Say whether an expression compares: by an operator or by a method that does."""
    nodes = list(ast.walk(check))
    operators = [op for node in nodes if isinstance(node, ast.Compare) for op in node.ops]
    return any(isinstance(op, ORDERED) for op in operators) or any(getattr(node.func, "attr", getattr(node.func, "id", "")) in ORDERING for node in nodes if isinstance(node, ast.Call))


def test_what_a_claim_says_of_more_and_less_is_checked(cells):
    for n, cell in code_of(cells):
        for claim_id, sentence, checks in claims_of(cell.source, cells) if "claim(" in cell.source else ():
            own = [check for words, check in checks if "second route" not in words]
            if COMPARES.search(sentence):
                assert any(map(compares, own)), f"cell {n}: {claim_id}: no check has the direction of its sentence"


# ------------------------------------------------------------------------------------------ what prose quotes

GLUED = r"\{glue:text\}`([^`]*)`"
PROSE = [*NOTEBOOKS, *sorted((ROOT / "book").glob("*.md"))]
RANGE_ENDS = [{"low", "high"}, {"fewest", "most"}, {"least", "most"}, {"min", "max"}, {"first", "last"}, {"q1", "q3"}]


@pytest.fixture(scope="module")
def glued():
    """Every glued value, as the stored notebook prints it, by chapter and name."""
    found = {}
    for path in NOTEBOOKS:
        for _, cell in code_of(read_notebook(path).cells):
            for output in cell.outputs:
                if name := output.get("metadata", {}).get("scrapbook", {}).get("name"):
                    found[path.stem, name] = output["data"].get("text/plain", "")
    return found


def prose_of(path):
    if path.suffix == ".md":
        return path.read_text("utf-8")
    return "\n\n".join(cell.source for cell in read_notebook(path).cells if cell.cell_type == "markdown")


def quoted(role, path):
    """Return chapter and name of what a role quotes."""
    chapter, _, name = role.rpartition("::")
    return (chapter.rpartition("/")[2].removesuffix(".ipynb") or path.stem, name.partition(":")[0])


def as_number(text):
    try:
        return float(text)
    except ValueError:
        return None


def test_every_glued_number_is_quoted(glued):
    names = {quoted(role, path) for path in PROSE for role in re.findall(GLUED, prose_of(path))}
    assert names <= glued.keys()
    assert {name for key in glued.keys() - names if not (name := key[1]).startswith("claim_")} == set()


def out_of_order(prose, value):
    """Return what prose says of a part and its whole, or of a range, that is the wrong way round, or of two things.

    ``{n} of {all}`` needs n <= all, ``{low} to {high}`` two ends of one range.
    """
    wrong = []
    for found in re.finditer(GLUED + r"\s*(?:%\s*)?(of|to)(?: the| all| these| its| other)*\s+" + GLUED, prose):
        first, last = as_number(value(found[1])), as_number(value(found[3]))
        if first is not None and last is not None and first > last:
            wrong.append(found[0])
        if found[2] == "to":
            a, b = (re.split(r"[_\d]+", role.rpartition("::")[2].partition(":")[0]) for role in (found[1], found[3]))
            apart = set(a) ^ set(b)
            if apart and not any(apart <= ends for ends in RANGE_ENDS):
                wrong.append(found[0])
    return wrong


@pytest.mark.parametrize(
    ("prose", "n"),
    [
        ("{glue:text}`x_n` of {glue:text}`x_all` documents", 0),
        ("{glue:text}`x_all` of the {glue:text}`x_n` documents", 1),
        ("{glue:text}`x_low:.0f` to {glue:text}`x_high:.0f` %", 0),
        ("{glue:text}`x_high:.0f` to {glue:text}`x_low:.0f` %", 1),
        ("{glue:text}`x_low:.0f` to {glue:text}`y_high:.0f` %", 1),
        ("{glue:text}`x_n` of {glue:text}`x_name`", 0),
    ],
)
def test_the_rule_for_parts_and_ranges(prose, n):
    values = {"x_n": "3", "x_all": "5", "x_low": "1.5", "x_high": "9.25", "y_high": "9.5", "x_name": "'town'"}
    assert len(out_of_order(prose, lambda role: values[role.partition(":")[0]])) == n


@pytest.mark.parametrize("page", PROSE, ids=lambda path: path.name)
def test_parts_are_no_more_than_wholes_and_ranges_rise(page, glued):
    assert out_of_order(prose_of(page), lambda role: glued[quoted(role, page)]) == []


@pytest.mark.parametrize("page", PROSE, ids=lambda path: path.name)
def test_what_is_a_per_cent_is_a_share(page, glued):
    for role in re.findall(GLUED + r"\s%", prose_of(page)):
        value = as_number(glued[quoted(role, page)])
        assert value is None or -100 <= value <= 1000, role
        assert value is None or value != int(value) or value in (0, 100) or "." in glued[quoted(role, page)], f"{role}: a count, no share"


#: Numbers in words, before what the corpus holds: they change with it, as those in digits do.
IN_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?:of the |of its |of these |other )?"
    r"(?:documents|places|measures|awards|targets|districts|cities|counties|drafts|programmes)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("page", [p for p in PROSE if p.suffix == ".md"] + [ROOT / "README.md"], ids=lambda path: path.name)
def test_pages_of_prose_hold_no_typed_results(page):
    """What the pages of ``book/`` and the README say of the corpus is glued; the README also says what was timed."""
    prose = TIMED.sub("", NOT_PROSE.sub("", page.read_text("utf-8")))
    assert typed_results(prose) == []
    assert [found[0] for found in IN_WORDS.finditer(prose) if found[0].lower() != "two documents"] == []  # any two


#: What the README's timings were taken on: the documents that have labels.
TIMED = re.compile(r"for the (\w+) documents \(([\d,]+) characters\)")


def test_the_readme_says_what_was_timed(corpus):
    n, characters = TIMED.search((ROOT / "README.md").read_text("utf-8")).groups()
    timed = [document for doc_id, document in corpus.items() if (ROOT / "data/labels" / doc_id).is_dir()]
    assert "zero one two three four five six seven eight nine".split().index(n) == len(timed)
    assert int(characters.replace(",", "")) == sum(len(document.raw) for document in timed)
