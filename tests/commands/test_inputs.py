"""A notebook is executed again if what it may run or what it has read has changed, and only then."""

import csv
import json
import shutil

import pytest
from helpers import ROOT

from policybook.commands.inputs import Code, Data, imported_names
from policybook.commands.notebooks import execute
from policybook.errors import PolicybookError
from policybook.tables.files import load_tables


@pytest.fixture
def project(tmp_path):
    """A project with a package of five modules in two rooms."""
    files = {
        "src/policybook/__init__.py": "",
        "src/policybook/near/__init__.py": "",
        "src/policybook/near/a.py": "from policybook.far import b\n",
        "src/policybook/near/alone.py": "",
        "src/policybook/far/__init__.py": "",
        "src/policybook/far/b.py": "def late():\n    from policybook.far import c\n",
        "src/policybook/far/c.py": "",
        "src/policybook/far/rules/x.tsv": "1\n",
        "data/raw/x.txt": "1",
        "data/tables/awards.csv": "doc_id,amount,quote\nx,1,aaa\nx,2,bbb\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "notebooks").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("near/a.py", True),
        ("far/b.py", True),
        ("far/c.py", True),  # imported in a function
        ("far/__init__.py", True),
        ("__init__.py", True),
        ("far/rules/x.tsv", True),  # lies beside code that may run
        ("near/alone.py", False),
        ("far/new.py", False),
    ],
)
def test_the_digest_of_a_module_is_that_of_all_code_it_may_run(project, changed, again):
    before = Code(project).digest(["policybook.near.a"])
    with (project / "src/policybook" / changed).open("a", encoding="utf-8") as file:
        file.write("# new\n")
    assert (Code(project).digest(["policybook.near.a"]) != before) == again


def test_the_code_is_parsed_once_and_again_where_the_store_is_lost_or_spoilt(project):
    digests = Code(project).digests()
    for content in (None, "", "[]", "{}"):
        if content is not None:
            (project / "_build/.imports.json").write_text(content, "utf-8")
        assert Code(project).digests() == digests


def test_code_that_cannot_be_parsed_is_left_to_whoever_imports_it(project):
    (project / "src/policybook/far/c.py").write_text("def", "utf-8")
    assert Code(project).digest(["policybook.near.a"])


def test_the_modules_that_code_takes_from_a_package_are_named():
    assert imported_names("def f():\n    from a import b as c\nimport d.e") == ["d.e", "a", "a.b"]


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("x,2,bbb", "x,3,bbb", {"amount"}),
        ("x,2,bbb", "x,2,bb", {"quote"}),
        ("x,2,bbb\n", "", {"doc_id", "amount", "quote"}),  # a row less
        ("x,1,aaa\nx,2,bbb", "x,2,bbb\nx,1,aaa", {"amount", "quote"}),  # another order
        ("amount", "sum", {"amount"}),
        (",amount", "", {"amount"}),
        ("doc_id,amount", "amount,doc_id", {"doc_id", "amount"}),
    ],
)
def test_a_column_is_its_cells_in_their_order(project, old, new, changed):
    names = {name: f"data/tables/awards.csv#{name}" for name in ("doc_id", "amount", "quote")}
    before = Data(project).digests(names.values())
    path = project / "data/tables/awards.csv"
    text = path.read_text("utf-8").replace(old, new, 1)
    if old == ",amount":
        text = "doc_id,quote\nx,aaa\nx,bbb\n"
    path.write_text(text, "utf-8")
    after = Data(project).digests(names.values())
    assert {name for name, noted in names.items() if before[noted] != after[noted]} == changed


def test_a_table_that_changes_after_the_data_were_looked_at_is_no_known_state(project):
    data = Data(project)
    (project / "data/tables/awards.csv").write_text("doc_id\nx\n", "utf-8")
    assert data.digest("data/tables/awards.csv#doc_id") == ""
    assert data.digest("data/none.csv") == ""


# ------------------------------------------------------------------------------------------------- whole notebooks


@pytest.fixture
def book(tmp_path):
    """The project's package and data, without its chapters."""
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("labels", "outside"))
    (tmp_path / "src").mkdir()
    (tmp_path / "src/policybook").symlink_to(ROOT / "src/policybook")
    (tmp_path / "notebooks").mkdir()
    return tmp_path


def put(project, **sources):
    for name, source in sources.items():
        cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        content = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
        (project / f"notebooks/{name}.ipynb").write_text(json.dumps(content), "utf-8")


def executed(project):
    return {path.stem for path in execute(root=project, report=lambda line: None)}


def change(path, column, row=0):
    """Change a cell of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    place = lines[0].index(column)
    lines[1 + row][place] += "1"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)


LOAD = "from policybook.tables.files import load_tables\n"
TABLES = {
    "item": f"{LOAD}print(load_tables(awards='doc_id item')['awards']['item'].str.len().sum())",
    "amount": f"{LOAD}print(load_tables(awards='amount_yuan', budgets='doc_id')['awards'].sum())",
    "whole": f"{LOAD}print(len(load_tables()['awards'].dropna()))",
    "other": f"{LOAD}print(len(load_tables()['budgets']))",
    "plain": "import csv\nprint(sum(len(r['item']) for r in csv.DictReader(open('../data/tables/awards.csv'))))",
    "none": "print(1)",
}


#: Table, column, and the notebooks that are executed again when a cell of it changes.
CHANGED_CELLS = [
    ("awards", "amount_yuan", {"amount", "whole", "plain"}),
    ("awards", "item", {"item", "whole", "plain"}),
    ("awards", "rule", {"whole", "plain"}),
    ("budgets", "label", {"other"}),
    ("budgets", "doc_id", {"other"}),  # named by one that does not look at it
]


def test_only_the_readers_of_a_changed_column_are_executed(book):
    put(book, **TABLES)
    assert executed(book) == set(TABLES)
    for table, column, again in CHANGED_CELLS:
        assert executed(book) == set()
        change(book / f"data/tables/{table}.csv", column)
        assert executed(book) == again, column


READERS = {
    "opened": "print(len(open('../data/vocab/tone.yml').read()))",
    "path": "from pathlib import Path\nprint(len(Path('../data/vocab/tone.yml').read_text('utf-8')))",
    "frame": "import pandas as pd\nprint(len(pd.read_csv('../data/vocab/tone.yml', sep='!')))",
    "program": "!wc -c ../data/vocab/tone.yml",
    "loader": "from policybook.vocab.tone import load_tone\nprint(len(load_tone()))",
    "corpus": "from policybook.read.corpus import load_corpus\nprint(len(load_corpus()))",
    "listing": "import os\nprint(len(os.listdir('../data/vocab')))",
    "none": "print(1)",
}
TONE = {"opened", "path", "frame", "program", "loader"}


#: A file, and the notebooks that are executed again when a line is added.
CHANGED_FILES = [
    ("data/vocab/tone.yml", TONE),
    ("data/vocab/glossary.yml", {"program"}),
    ("data/vocab/new.txt", set(READERS)),  # code may ask what there is
    ("notebooks/none.ipynb", {"none"}),
    ("requirements.txt", set(READERS)),
]


def test_only_the_readers_of_a_changed_file_are_executed(book):
    put(book, **READERS)
    assert executed(book) == set(READERS)
    for changed, again in CHANGED_FILES:
        assert executed(book) == set()
        with (book / changed).open("a", encoding="utf-8") as file:
            file.write("\n" if changed.endswith("ipynb") else "# new\n")
        assert executed(book) == again, changed


def test_a_column_that_is_not_named_is_not_there(book):
    put(book, a=f"{LOAD}load_tables(awards='doc_id item')['awards']['amount_yuan']")
    with pytest.raises(PolicybookError, match=r"notebooks/a.ipynb: cell 1 of 1 \(In \[1\]\): KeyError: 'amount_yuan'"):
        executed(book)


@pytest.mark.parametrize(("columns", "told"), [({"awards": "doc_id sum"}, "awards has no column sum"), ({"prizes": "doc_id"}, "prizes has no column doc_id")])  # fmt: skip
def test_a_name_that_is_no_column_is_told(columns, told):
    with pytest.raises(PolicybookError, match=told):
        load_tables(ROOT, **columns)


def test_chapters_name_what_they_read():
    """Each chapter's notes, where it has been executed here, hold the columns that it names, and no whole table of these."""
    for path in sorted((ROOT / "_build/.uses").glob("*")):
        noted = path.read_text("utf-8").splitlines()
        tables = {name.partition("#")[0] for name in noted if "#" in name}
        assert not tables & set(noted), path.stem
