"""Plant the errors of data/mutants.yml one by one in a copy of the project, and ask that a test sees each.

In: the list. Out: a line an error, and the share that was seen. ``python tests/mutants.py WORD…`` plants only those whose name
or file holds one of the words. The tests that stand beside an error are the narrowest that should see it, so that one takes seconds.
"""

import contextlib
import importlib
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "data" / "mutants.yml"
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".ipynb_checkpoints", ".hypothesis")
SECONDS = 600
#: What the package and its tests import that takes time.
LIBRARIES = "numpy pandas pandera.pandas scipy.stats scipy.optimize networkx rapidfuzz jsonschema lxml.html bs4 matplotlib.pyplot jieba opencc nbformat myst_nb sphinx.application frictionless xlsxwriter PIL.Image psutil".split()
WANTED = 98  # per cent that must be seen


def load() -> list[dict]:
    """Load the errors: id, kind, file, from, to, tests, and why where no test can see it."""
    return yaml.safe_load(LIST.read_text("utf-8"))["mutants"]


def fits(mutant: dict, folder: Path = ROOT) -> bool:
    """Say whether an error can be planted: what it changes stands once in its file, as long as nobody has rewritten it."""
    path = folder / mutant["file"]
    return path.is_file() and path.read_text("utf-8").count(mutant["from"]) == 1


def plant(mutant: dict, folder: Path) -> str:
    """Plant an error in a copy of the project; return what stood there."""
    path = folder / mutant["file"]
    text = path.read_text("utf-8")
    put(path, text.replace(mutant["from"], mutant["to"]))
    return text


MOMENTS = itertools.count(1)


def put(path: Path, text: str) -> None:
    """Write a file with a time of its own: Python tells by time and size whether what it compiled is still true."""
    path.write_text(text, "utf-8", newline="")
    moment = 1_000_000_000 + next(MOMENTS)
    os.utime(path, (moment, moment))


def preload() -> None:
    """Import what the package imports, once; the runs of tests are forks of this process, and the package is imported in each."""
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def fails(tests: str, folder: Path) -> bool:
    """Run tests in the copy; say whether one failed, or could not begin."""
    arguments = ["-q", "-x", "-m", "not slow", *tests.split()]
    if any(name.endswith(".ipynb") for name in arguments):
        arguments += ["--nbval", "--nbval-current-env", "--nbval-sanitize-with", "tests/nbval_sanitize.cfg"]
    environment = {"PYTHONPATH": str(folder / "src"), "PYTHONPYCACHEPREFIX": str(folder.parent / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    if hasattr(os, "fork") and "policybook" not in sys.modules:
        return fork_fails(arguments, folder, environment)
    command = [sys.executable, "-m", "pytest", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, env=os.environ | environment, capture_output=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def fork_fails(arguments: list[str], folder: Path, environment: dict[str, str]) -> bool:
    """Run tests in a fork of this process, which has all libraries in memory."""
    child = os.fork()
    if not child:
        os.setsid()
        os.environ.update(environment)
        sys.pycache_prefix, sys.dont_write_bytecode = environment["PYTHONPYCACHEPREFIX"], False
        os.chdir(folder)
        sys.path[:] = [str(folder / "src"), *(p for p in sys.path if not p.startswith(str(ROOT / "src")))]
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        code = 3
        try:
            code = int(pytest.main(arguments))
        finally:
            os._exit(code)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status != 0
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def devices() -> list[tuple[int, int]]:
    """Return kind and number of the devices that tests write to; an error planted in what writes files must not replace one."""
    return [(os.stat(path).st_mode, os.stat(path).st_rdev) for path in ("/dev/null", "/dev/full") if os.path.exists(path)]  # noqa: PTH110, PTH116


def ready(chosen: list[dict], folder: Path) -> None:
    """Ask that all tests pass where nothing is planted: else they would seem to see any error."""
    for tests in sorted({m["tests"] for m in chosen}):
        if fails(tests, folder):
            raise SystemExit(f"{tests}: does not pass as it is; run it by `python -m pytest {tests}` and mend it first")


def main(*words: str) -> int:
    """Plant and report; return 1 where too many errors pass."""
    if hasattr(os, "nice"):
        os.nice(10)
    chosen = [m for m in load() if not words or any(word in m["id"] or word in m["file"] for word in words)]
    rewritten = [m["id"] for m in chosen if not fits(m)]
    kept = devices()
    passed, possible = [], [m for m in chosen if not m.get("why") and m["id"] not in rewritten]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "project"
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        preload()
        tried, unfit = set(), set()
        for mutant in sorted(possible, key=lambda m: m["tests"]):
            if mutant["tests"] not in tried:
                tried.add(mutant["tests"])
                try:
                    ready([mutant], folder)
                except SystemExit as error:
                    print(error)
                    unfit.add(mutant["tests"])
            if mutant["tests"] in unfit:
                passed.append(mutant)
                continue
            begun, before = time.monotonic(), plant(mutant, folder)
            try:
                caught = fails(mutant["tests"], folder)
            finally:
                put(folder / mutant["file"], before)
            if devices() != kept:
                raise SystemExit(f"{mutant['id']}: its tests replaced a device; mend /dev and the tests ({mutant['tests']})")
            passed += [] if caught else [mutant]
            print(f"{'seen  ' if caught else 'PASSED'} {mutant['id']} ({time.monotonic() - begun:.0f} s)", flush=True)
    n = len(possible)
    share = 100 * (n - len(passed)) / n if n else 0
    print(f"{n - len(passed)} of {n} errors seen ({share:.1f} %); {len(chosen) - n - len(rewritten)} more change nothing, as their lines say")
    if rewritten:
        print(f"not planted, as their lines were rewritten; mend data/mutants.yml: {', '.join(rewritten)}")
    return 0 if n and share >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
