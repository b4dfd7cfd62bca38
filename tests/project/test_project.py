"""The project as a whole: sources untouched, tables fresh, lock complete, documents of the project right."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from helpers import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import policybook
from policybook.commands.cli import main
from policybook.commands.notebooks import read_notebook
from policybook.read import corpus

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md")]
LARGEST_KB = 1500


def git(*arguments):
    return subprocess.run(["git", "-C", ROOT, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def tracked():
    """The files under version control, but for those that are gone from the working tree."""
    try:
        names = git("ls-files", "-z").split("\0")
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("not a git working tree")
    return [name for name in names if name and (ROOT / name).is_file()]


# ------------------------------------------------------------------------------------------ data


def test_the_sources_are_as_received():
    assert corpus.problems_of_raw(ROOT) == []


def test_the_sources_are_never_converted(tracked):
    texts = [name for name in tracked if re.fullmatch(r"data/raw/.*\.txt", name)]
    assert texts
    for line in git("check-attr", "text", "--", *texts).splitlines():
        assert line.endswith(": text: unset"), line


def test_the_tables_and_document_pages_files_are_what_the_code_builds(capsys):
    assert main(["check", "--root", str(ROOT)]) == 0, capsys.readouterr().err


def test_the_package_of_tables_lists_all_of_them():
    folder = ROOT / "data" / "tables"
    described = {resource["path"] for resource in json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]}
    assert described == {path.name for path in folder.glob("*.csv")}


# ----------------------------------------------------------------------------------- repository


def test_no_built_file_is_under_version_control(tracked):
    built = re.compile(r"(^|/)(_build|\.venv|__pycache__|\.ipynb_checkpoints|node_modules|\.DS_Store)(/|$)|\.(pyc|tmp|orig)$")
    assert [name for name in tracked if built.search(name)] == []


def test_no_large_file_is_under_version_control(tracked):
    sizes = {name: (ROOT / name).stat().st_size // 1024 for name in tracked}
    assert {name: kb for name, kb in sizes.items() if kb > LARGEST_KB} == {}


def test_names_of_files_work_on_every_system(tracked):
    assert [name for name in tracked if not re.fullmatch(r"[\w./-]+", name, re.ASCII)] == []
    assert len({name.lower() for name in tracked}) == len(tracked)


def test_nothing_is_left_to_be_done(tracked):
    mark = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    read = {n: (ROOT / n).read_text("utf-8") for n in tracked if n.endswith((".py", ".md", ".yml"))}
    for name in [n for n in tracked if n.endswith(".ipynb")]:
        read[name] = "\n".join(cell["source"] for cell in read_notebook(ROOT / name)["cells"])
    assert [n for n, text in read.items() if n != "tests/project/test_project.py" and mark.search(text)] == []


# ------------------------------------------------------------------------------- lock, versions


def locked():
    """Return the lock: the version by the package's name, and whether hashes go with it."""
    entries = re.split(r"\n(?=\w)", re.sub(r"^#.*\n", "", (ROOT / "requirements.txt").read_text("ascii"), flags=re.MULTILINE))
    pattern = re.compile(r"([\w.-]+)==([\w.!+]+)")
    return {canonicalize_name(found[1]): (found[2], "--hash=sha256:" in entry) for entry in entries if (found := pattern.match(entry))}


def wanted():
    groups = PROJECT["dependency-groups"]
    return [Requirement(text) for text in (*PROJECT["project"]["dependencies"], *groups["test"], *groups["lab"])]


@pytest.mark.parametrize("requirement", wanted(), ids=lambda requirement: requirement.name)
def test_the_lock_holds_what_the_project_asks_for(requirement):
    version, _ = locked().get(canonicalize_name(requirement.name), (None, False))
    assert version, f"{requirement.name} is not in requirements.txt: make lock"
    assert requirement.specifier.contains(version), f"{requirement}: locked is {version}: make lock"


# Used under another name than their own, or asked for by others only (None).
STARTED = {
    "jupyter-book": "jupyter_book",
    "setuptools": None,
    "emoji": None,
    "recognizers-text-number-with-unit": "recognizers_number_with_unit",
    "nbval": "--nbval",
    "import-linter": "lint-imports",
    "pytest-xdist": "--dist",
    "codespell": "codespell_lib",
}
IMPORTED_AS = {"beautifulsoup4": "bs4", "pillow": "PIL", "python-docx": "docx", "pyyaml": "yaml"}


def test_no_dependency_is_idle():
    places = [MAKEFILE] + [p.read_text("utf-8") for folder, kind in (("src", "py"), ("tests", "py"), ("notebooks", "ipynb")) for p in (ROOT / folder).rglob(f"*.{kind}") if p != Path(__file__)]
    words = {r.name: STARTED.get(r.name, IMPORTED_AS.get(r.name, r.name)) for r in wanted()}
    assert [name for name, word in words.items() if word and not any(word in text for text in places)] == []


def test_what_is_imported_is_locked():
    code = [p.read_text("utf-8") for folder in ("src", "tests") for p in (ROOT / folder).rglob("*.py")]
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        code += [cell.source for cell in read_notebook(path).cells if cell.cell_type == "code" and not cell.source.startswith("%")]
    names = set()
    for node in (node for text in code for node in ast.walk(ast.parse(text))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.split(".")[0])
    owners = packages_distributions()
    lock = locked().keys()
    outside = names - sys.stdlib_module_names - {"policybook"} - {path.stem for path in (ROOT / "tests").glob("*.py")}
    assert sorted(n for n in outside if lock.isdisjoint(map(canonicalize_name, owners.get(n, ())))) == []


def test_every_locked_package_has_hashes():
    packages = locked()
    assert len(packages) > 50
    assert [name for name, (_, hashed) in packages.items() if not hashed] == []


def test_the_lock_names_no_place_to_fetch_from():
    text = (ROOT / "requirements.txt").read_text("ascii")
    assert not re.search(r"https?:|--index-url|--find-links|file:", text)


def test_one_version():
    assert policybook.__version__ == PROJECT["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert str(citation["version"]) == policybook.__version__


# ------------------------------------------------------------------------- citation, workflows

CFF_FIELDS = set(
    "abstract authors cff-version commit contact date-released doi identifiers keywords license license-url message "
    "preferred-citation references repository repository-artifact repository-code title type url version".split()
)
CFF_ENTITY_FIELDS = set("address alias city country date-end date-start email fax location name orcid post-code region tel website".split())


def test_the_citation_is_valid():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation.keys() <= CFF_FIELDS
    assert {"authors", "cff-version", "message", "title"} <= citation.keys()
    assert citation["type"] in {"software", "dataset"}
    assert all("name" in author and author.keys() <= CFF_ENTITY_FIELDS for author in citation["authors"])
    assert len(set(citation["keywords"])) == len(citation["keywords"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_pin_their_actions_and_may_only_read(path):
    text = path.read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    uses = re.findall(r"uses: (.*)", text)
    assert uses
    for use in uses:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use), use
    # What a stranger can write, such as the title of a pull request, never becomes part of a script.
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), step["run"]


def test_there_is_a_workflow():
    assert WORKFLOWS


# --------------------------------------------------------------------------- what people read


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_targets_that_exist(path):
    named = set(re.findall(r"\bmake ([a-z]+)", " ".join(re.findall(r"`[^`]*`|```.*?```", path.read_text("utf-8"), re.DOTALL))))
    assert named - TARGETS == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_link_to_files_that_exist(path):
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text("utf-8"))
    missing = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert missing == []


def test_every_target_has_a_line_of_help():
    phony = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split())
    helped = set(re.findall(r"^([a-z]+):[^#\n]*## ", MAKEFILE, re.MULTILINE))
    assert phony == helped == TARGETS


def test_the_readme_says_why_each_dependency_is_there():
    text = (ROOT / "README.md").read_text("utf-8").lower()
    assert [r.name for r in wanted() if f"`{r.name}`" not in text] == []


def test_rules_of_nbval_are_few_explained_and_ascii():
    text = (ROOT / "tests/nbval_sanitize.cfg").read_bytes().decode("ascii")
    rules = re.findall(r"^regex: (.*)$", text, re.MULTILINE)
    assert len(rules) <= 3
    assert len(re.findall(r"# .*\n\[.*\]\nregex: .*\nreplace: ", text)) == len(rules)
    for rule in rules:
        # A rule that matches a plain number or word would hide a changed result.
        assert not any(re.search(rule, harmless) for harmless in ("", "12.5", "0.95", "1,234", "亿元", "Pinghu 2024"))
