"""Plant the errors of data/mutants.yml one by one in a copy of the project, and ask that a test sees each.

In: the list. Out: a line an error, and the share that was seen. ``python tests/mutants.py WORD`` plants only those whose name
or file holds the word. The tests that stand beside an error are the narrowest that should see it, so that one takes seconds.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "data" / "mutants.yml"
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".ipynb_checkpoints", ".hypothesis")
SECONDS = 600
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
    path.write_text(text.replace(mutant["from"], mutant["to"]), "utf-8", newline="")
    return text


def fails(tests: str, folder: Path) -> bool:
    """Run tests in the copy; say whether one failed, or could not begin."""
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-m", "not slow", *tests.split()]
    if any(name.endswith(".ipynb") for name in command):
        command += ["--nbval", "--nbval-current-env", "--nbval-sanitize-with", "tests/nbval_sanitize.cfg"]
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def devices() -> list[tuple[int, int]]:
    """Return kind and number of the devices that tests write to; an error planted in what writes files must not replace one."""
    return [(os.stat(path).st_mode, os.stat(path).st_rdev) for path in ("/dev/null", "/dev/full") if os.path.exists(path)]  # noqa: PTH110, PTH116


def ready(chosen: list[dict], folder: Path) -> None:
    """Ask that all tests pass where nothing is planted: else they would seem to see any error."""
    for tests in sorted({m["tests"] for m in chosen}):
        if fails(tests, folder):
            raise SystemExit(f"{tests}: does not pass as it is; run it by `python -m pytest {tests}` and mend it first")


def main(word: str = "") -> int:
    """Plant and report; return 1 where too many errors pass."""
    if hasattr(os, "nice"):
        os.nice(10)
    chosen = [m for m in load() if word in m["id"] or word in m["file"]]
    rewritten = [m["id"] for m in chosen if not fits(m)]
    kept = devices()
    passed, possible = [], [m for m in chosen if not m.get("why") and m["id"] not in rewritten]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "project"
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        ready(possible, folder)
        for mutant in possible:
            begun, before = time.monotonic(), plant(mutant, folder)
            try:
                caught = fails(mutant["tests"], folder)
            finally:
                (folder / mutant["file"]).write_text(before, "utf-8", newline="")
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
    sys.exit(main(*sys.argv[1:2]))
