"""Forked kernels: the same as those that start anew, also when they fail, die, or lose the process they came from."""

import json
import os
import signal
import time

import psutil
import pytest

from policybook.commands import notebooks
from policybook.commands.notebooks import execute
from policybook.commands.warm import Warm, imports_of
from policybook.errors import PolicybookError

pytestmark = pytest.mark.skipif(not Warm.possible(), reason="kernels are forked on Linux only")


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        ("import pandas as pd", ["pandas"]),
        ("import os, numpy.linalg\nimport turtle", ["numpy.linalg"]),
        ("from policybook.show import style as s, tables", ["policybook.show", "policybook.show.style", "policybook.show.tables"]),
        ("def late():\n    import scipy", ["scipy"]),
        ("from . import a", []),
        ("%matplotlib inline", []),
        ("import pandas_of_another", []),
    ],
)
def test_only_quiet_packages_are_imported_before_a_chapter_runs(source, modules):
    assert imports_of([source]) == modules


@pytest.fixture
def project(tmp_path):
    for folder in ("data/raw", "notebooks", "src/policybook"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "src/policybook/__init__.py").write_text("NAME = 'of this project'\nSEEN = []\n", "utf-8")
    return tmp_path


def put(project, *sources, name="01_a.ipynb"):
    cells = [{"cell_type": "code", "metadata": {}, "source": s, "outputs": [], "execution_count": None} for s in sources]
    path = project / "notebooks" / name
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}), "utf-8")
    return path


def run(project, **options):
    execute(root=project, report=lambda line: None, **options)


SOURCES = [
    "import matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd\nimport policybook",
    "import os, sys\nprint(policybook.NAME, os.getcwd().rpartition('/')[2], sys.path[0] == '', sys.argv[0].rpartition('/')[2], __name__)",
    "pd.DataFrame({'a': np.arange(3)})",
    "fig, ax = plt.subplots()\nax.plot([1, 2])\nplt.show()",
    "plt.get_backend()",
    "print(input.__name__, file=sys.stderr)",
]


def test_a_fork_gives_the_outputs_of_a_kernel_that_starts_anew(project, monkeypatch):
    path = put(project, *SOURCES)
    run(project)
    forked = json.loads(path.read_text("utf-8"))
    monkeypatch.setattr(Warm, "possible", staticmethod(lambda: False))
    run(project, force=True)
    fresh = json.loads(path.read_text("utf-8"))
    launcher = "".join(fresh["cells"][1]["outputs"][0].pop("text"))
    assert "".join(forked["cells"][1]["outputs"][0].pop("text")).split()[:-2] == launcher.split()[:-2]
    assert forked == fresh


def test_no_kernel_sees_what_another_did(project):
    paths = [put(project, "import policybook", "policybook.SEEN.append(1)\nlen(policybook.SEEN)", name=f"0{n}_a.ipynb") for n in (1, 2)]
    run(project)
    assert [json.loads(p.read_text("utf-8"))["cells"][1]["outputs"][0]["data"]["text/plain"] for p in paths] == [["1"], ["1"]]


def test_a_module_that_cannot_be_imported_is_named_by_the_cell(project):
    put(project, "import policybook.nowhere")
    with pytest.raises(PolicybookError, match=r"cell 1 of 1 .*ModuleNotFoundError: No module named 'policybook.nowhere'"):
        run(project)


def test_a_kernel_that_dies_is_named(project):
    put(project, "1", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(PolicybookError, match="cell . of 2 .*the kernel stopped: Kernel died"):
        run(project)


def test_kernels_end_with_the_process_they_come_from(project):
    before = {p.pid for p in psutil.process_iter()}
    with Warm([], notebooks._environment(project)) as warm:
        kernel = warm.launch(["python", "-m", "ipykernel_launcher", "-f", str(project / "k.json")], env=dict(os.environ), cwd=project)
        assert kernel.poll() is None
        assert kernel.pid not in before
        other = warm.launch(["python", "-m", "ipykernel_launcher", "-f", str(project / "l.json")], env=dict(os.environ), cwd=project)
        other.kill()
        assert other.wait(20) == -signal.SIGKILL
    end = time.monotonic() + 20
    while psutil.pid_exists(kernel.pid) and psutil.Process(kernel.pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert kernel.poll() is not None
