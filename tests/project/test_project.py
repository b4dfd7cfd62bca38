"""The project as a whole: sources untouched, tables fresh, lock complete, documents of the project right."""

import ast
import contextlib
import json
import re
import subprocess
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from helpers import LONG, ROOT, alone
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

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


LOCKS = ("requirements.txt", "requirements-test.txt", "requirements-lab.txt")


def locked(*names):
    """Return what locks hold, by default all: the version by the package's name, and whether hashes go with it."""
    found = {}
    for name in names or LOCKS:
        entries = re.split(r"\n(?=\w)", re.sub(r"^#.*\n", "", (ROOT / name).read_text("ascii"), flags=re.MULTILINE))
        for entry in entries:
            if held := re.match(r"([\w.-]+)==([\w.!+]+)", entry):
                found.setdefault(canonicalize_name(held[1]), (held[2], "--hash=sha256:" in entry))
    return found


def asked():
    """Return what the project asks for, by the lock that must hold it."""
    groups, project = PROJECT["dependency-groups"], PROJECT["project"]
    extras = (text for name in ("baseline", "segmenters") for text in project["optional-dependencies"][name])
    return dict(zip(LOCKS, ([*project["dependencies"], *extras], groups["test"], groups["lab"]), strict=True))


def wanted():
    return [Requirement(text) for texts in asked().values() for text in texts]


@pytest.mark.parametrize(("lock", "text"), [(lock, text) for lock, texts in asked().items() for text in texts])
def test_the_lock_holds_what_the_project_asks_for(lock, text):
    requirement = Requirement(text)
    version, _ = locked(lock).get(canonicalize_name(requirement.name), (None, False))
    assert version, f"{requirement.name} is not in {lock}: make lock"
    assert requirement.specifier.contains(version), f"{requirement}: locked is {version}: make lock"


def test_the_locks_agree_and_the_book_installs_no_tool_of_the_others():
    held = {lock: {name: version for name, (version, _) in locked(lock).items()} for lock in LOCKS}
    for name in set().union(*held.values()):
        assert len({versions[name] for versions in held.values() if name in versions}) == 1, name
    only = {canonicalize_name(Requirement(text).name) for lock in LOCKS[1:] for text in asked()[lock]}
    assert sorted(only & held[LOCKS[0]].keys()) == []


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


def test_the_locks_are_those_that_make_lock_wrote():
    """A hash that was changed by hand would let another file in."""
    from policybook.commands.sbom import digests

    assert (ROOT / "tests/project/locks.sha256").read_text("ascii") == digests(ROOT), "make lock"


def test_what_builds_packages_is_locked_too():
    text = (ROOT / "requirements-build.txt").read_text("ascii")
    held = dict(re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE))
    for requirement in map(Requirement, (*PROJECT["dependency-groups"]["build"], *PROJECT["build-system"]["requires"])):
        assert requirement.specifier.contains(held[requirement.name]), requirement
    assert held["setuptools"] == locked()["setuptools"][0]
    installs = [line for line in MAKEFILE.replace("\\\n", " ").splitlines() if "pip install" in line and "$(UV)" not in line]
    assert len(re.findall(r"^\t\$\(INSTALL\) .*--requirement requirements", MAKEFILE, re.MULTILINE)) == len(LOCKS)
    assert installs
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    assert all("--no-build-isolation" in line for line in installs if "requirements-build" not in line)
    assert re.search(r"^UV := uv==\d+\.\d+\.\d+$", MAKEFILE, re.MULTILINE)


def test_no_alpha_is_installed_by_default():
    lock = locked()
    asked = [canonicalize_name(Requirement(text).name) for text in PROJECT["project"]["dependencies"]]
    assert [name for name in asked if Version(lock[name][0]).is_prerelease] == []


def test_the_bill_of_materials_names_every_locked_package():
    from policybook.commands.sbom import bill

    listed = {(canonicalize_name(c["name"]), c["version"]) for c in bill(ROOT)["components"]}
    assert {(name, version) for name, (version, _) in locked().items()} <= listed
    assert all(c["properties"] for c in bill(ROOT)["components"])


def test_the_lock_names_no_place_to_fetch_from():
    for name in LOCKS:
        assert not re.search(r"https?:|--index-url|--find-links|file:", (ROOT / name).read_text("ascii")), name


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


#: Every action with the commit of its tag, as looked up once: another commit is another program.
ACTIONS = {
    "actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0",
    "actions/setup-python@e797f83bcb11b83ae66e0230d6156d7c80228e7c # v6.0.0",
    "actions/upload-artifact@330a01c490aca151604b8cf639adc76d48f6c5d4 # v5.0.0",
    "actions/upload-pages-artifact@7b1f4a764d45c48632c6b24a0339c27f5614fb0b # v4.0.0",
    "actions/deploy-pages@d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e # v4.0.5",
}
PUBLISHES = {"publish": {"pages": "write", "id-token": "write"}}


def test_what_ci_runs_cannot_hide_a_failure():
    text = (ROOT / ".ci/run").read_text("utf-8")
    assert "set -euo pipefail" in text
    assert not re.search(r"\|\|\s*(?:true|:|exit 0)|set \+e|;\s*true\s*$", text, re.MULTILINE)
    assert text.rstrip().splitlines()[-1] == "exec make --no-print-directory test </dev/null"
    for workflow in WORKFLOWS:
        assert not re.search(r"\|\|\s*(?:true|:)\s", workflow.read_text("utf-8"))


def test_the_licences_are_named_alike():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert PROJECT["project"]["license"] == f"{citation['license']} AND CC-BY-4.0"
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License")
    assert "Attribution 4.0" in (ROOT / "LICENSE-DATA").read_text("utf-8")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_pin_their_actions_and_may_only_read(path):
    text = path.read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in text  # would run a stranger's change with our rights
    for name, job in workflow["jobs"].items():
        assert job["permissions"] == PUBLISHES.get(name, {"contents": "read"}), name
    uses = re.findall(r"uses: (.*)", text)
    assert uses
    for use in uses:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use), use
        assert use in ACTIONS, f"{use}: look the commit up at the action's tag, then list it here"
    # What a stranger can write, such as the title of a pull request, never becomes part of a script.
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), step["run"]


def test_what_is_published_can_read_a_pasted_policy():
    job = yaml.safe_load((ROOT / ".github/workflows/book.yml").read_text("utf-8"))["jobs"]["test"]
    runs = [step.get("run", "") for step in job["steps"]]
    brings = next(i for i, run in enumerate(runs) if run.endswith("make --no-print-directory pyodide"))
    assert job["steps"][brings]["continue-on-error"] is True
    assert brings < runs.index("bash .ci/run") < next(i for i, step in enumerate(job["steps"]) if "upload-pages-artifact" in step.get("uses", ""))


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


def test_the_long_tests_that_are_begun_first_are_there():
    assert [name for name in LONG if not (ROOT / name).is_file()] == []
    assert len(set(LONG)) == len(LONG)


def test_one_process_at_a_time_makes_what_all_share(tmp_path):
    lock, order = tmp_path / "lock", []

    def make(name):
        with contextlib.suppress(ZeroDivisionError), alone(lock, seconds=10):
            order.append(name)
            time.sleep(0.05)
            order.append(name)
            1 / 0  # noqa: B018 - who fails lets the next one go on

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(make, "abc"))
    assert order[::2] == order[1::2]
    assert sorted(set(order)) == ["a", "b", "c"]
    lock.mkdir()
    with pytest.raises(AssertionError, match="not so within"), alone(lock, seconds=0.1):
        pass


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
