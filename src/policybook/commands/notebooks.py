"""Execute the notebooks, each only when something it depends on has changed.

In: notebooks, the modules that they import, and what they read. Out: the same files with their outputs, written only where they
differ, and ``_build/.execute.json``, which remembers what each was executed with: its source, the code that it may run, the lock,
and every file and column that it read, noted while it ran. One that nothing of this concerns is not executed again.
"""

import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client import AsyncKernelManager, KernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat.v4.rwbase import rejoin_lines

from policybook import uses
from policybook.commands.fingerprint import hash_file, hash_files, hash_values
from policybook.commands.inputs import Code, Data, imported_names, keep_results
from policybook.commands.warm import Warm, imports_of
from policybook.disk import read_bytes, read_json, require_room, write_whole
from policybook.errors import PolicybookError
from policybook.project import find_root

#: What every notebook depends on, beside its own source, its modules and what it read.
INPUTS = ("requirements.txt",)
STORE, USES = "_build/.execute.json", "_build/.uses"
#: What a kernel runs before the first cell: the project may hold another package of this name, which notes nothing.
BEGIN = "exec('try:\\n from policybook import uses\\n uses.begin()\\nexcept ImportError: pass', {})"
SECONDS_A_CELL = 600
#: What is read once for all kernels that are forked, in a process that works in the chapters' folder.
SHARED = ("policybook.uses:watch", "policybook.show.links:read_ahead")
#: What every kernel reads so, whatever the notebook imports.
EVERY = "policybook.show.links"
#: What the files of kernels and of matplotlib may take.
MEGABYTES = 20

OF_KERNELS = ["--log-level=ERROR", f"--IPKernelApp.exec_lines={BEGIN}"]

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_VOLATILE_OF_CELLS = frozenset({"ExecuteTime", "collapsed", "execution", "papermill", "scrolled", "trusted"})
_VOLATILE_OF_NOTEBOOKS = frozenset({"papermill", "signature", "toc-autonumbering", "vscode", "widgets"})
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_ARROW = re.compile(r"^-+>\s*\d+\s(.*)$", re.MULTILINE)


class ExecutionError(PolicybookError):
    """A notebook that did not run through; names notebook, cell and exception."""


class _ThisPython(AsyncKernelManager):
    """Start the kernel with the running Python, whatever kernels a user has registered; as a fork where there is one to fork."""

    warm: Warm | None = None

    @property
    def kernel_spec(self) -> KernelSpec:
        return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict(extra_arguments=OF_KERNELS))

    async def _async_launch_kernel(self, kernel_cmd: list[str], **options: object) -> None:
        if self.warm is None:
            await super()._async_launch_kernel(kernel_cmd, **options)
            return
        launch_forked(self, self.warm, kernel_cmd, options)


def launch_forked(manager: KernelManager, warm: Warm, command: list[str], options: Mapping) -> None:
    """Start the kernel of a manager as a fork, in place of its method ``_async_launch_kernel``."""
    quiet = options.get("stderr") is not None
    process = warm.launch(command, env=options.get("env"), cwd=options.get("cwd"), quiet=quiet)
    provisioner = manager.provisioner
    provisioner.process, provisioner.pid, provisioner.pgid = process, process.pid, process.pid
    manager._reconcile_connection_info(provisioner.connection_info)


def execute(
    paths: Iterable[Path | str] | None = None,
    root: Path | str | None = None,
    *,
    force: bool = False,
    jobs: int | None = None,
    report: Callable[[str], None] = print,
) -> list[Path]:
    """Execute notebooks whose source, code or data has changed since they were last executed here.

    Parameters
    ----------
    paths : iterable of path, optional
        The notebooks; by default all of ``notebooks/``.
    root : path, optional
        The project's folder.
    force : bool, optional
        Execute even where nothing has changed.
    jobs : int, optional
        How many run at the same time; by default one more than there are cores, since a kernel that ends waits.
    report : callable, optional
        Gets one line for each notebook.

    Returns
    -------
    list of Path
        The notebooks that were executed.

    Raises
    ------
    ExecutionError
        With a line for each notebook that failed; such a notebook is left as it was.
    """
    root = find_root(root)
    chosen = [Path(p).resolve() for p in paths] if paths else sorted((root / "notebooks").glob("*.ipynb"))
    code, data, store = Code(root), Data(root), _read_store(root)
    pending = {}
    for path in chosen:
        notebook = read_notebook(path)
        key = _key(notebook, root, code, data)
        if not force and _is_fresh(store.get(_name(path, root)), key, path, data):
            report(f"{_name(path, root)}: up to date")
        else:
            pending[path] = (notebook, key)
    failures = []
    if pending:
        require_room(root / "_build", MEGABYTES)
        _list_fonts(root)
        os.environ.setdefault("JUPYTER_RUNTIME_DIR", str(root / "_build" / ".jupyter"))
    with (
        warm_for([notebook for notebook, _ in pending.values()], root) as warm,
        ThreadPoolExecutor(max(1, jobs or _cores() + 1)) as pool,
    ):
        longest_first = sorted(pending, key=lambda path: -_duration(store.get(_name(path, root)), path))
        running = {pool.submit(_run, pending[path][0], path, root, warm): path for path in longest_first}
        for future in as_completed(running):
            path = running[future]
            try:
                notebook, seconds = future.result()
            except ExecutionError as error:
                failures.append(str(error))
                report(f"{_name(path, root)}: FAILED")
                continue
            changed = write_notebook(notebook, path)
            made = {"key": pending[path][1], "file": hash_file(path), "uses": _used(path, root, data)}
            store[_name(path, root)] = made | {"seconds": round(seconds, 1)}
            _write_store(root, store)
            report(f"{_name(path, root)}: executed in {seconds:.1f} s, outputs {'changed' if changed else 'the same'}")
    if failures:
        raise ExecutionError("\n".join(sorted(failures)))
    return sorted(pending)


def _key(notebook: nbformat.NotebookNode, root: Path, code: Code, data: Data) -> str:
    """Return the digest of what a notebook depends on before it reads anything."""
    try:
        names = [name for cell in notebook.cells if cell.cell_type == "code" for name in imported_names(cell.source)]
    except SyntaxError:  # magic commands may import anything
        names = list(code.files)
    lock = hash_files(root, INPUTS), sys.version_info[:2]
    return hash_values(_sources(notebook), code.digest([*names, EVERY]), data.names, lock)


def _is_fresh(made: Mapping | None, key: str, path: Path, data: Data) -> bool:
    """Say whether a notebook is what was made of the same source and code, and of files and columns that are still the same."""
    if not isinstance(made, dict) or made.get("key") != key or made.get("file") != hash_file(path):
        return False
    read = made.get("uses")
    return isinstance(read, dict) and all(data.digest(name) == found for name, found in read.items())


def _used(path: Path, root: Path, data: Data) -> dict[str, str]:
    """Return the digest of each file and column that a notebook read, as it was when the execution began."""
    notes = _notes(path, root)
    names = read_bytes(notes, None).decode("utf-8", "surrogateescape").splitlines() if notes.is_file() else []
    return data.digests(names or data.hashes)  # where nothing was noted, anything may have been read


def _notes(path: Path, root: Path) -> Path:
    """Return where the kernel of a notebook notes what it reads."""
    return root / USES / path.stem


def _duration(made: object, path: Path) -> float:
    """Guess how long a notebook takes: as long as last time, else the longer the larger it is."""
    known = made.get("seconds") if isinstance(made, dict) else None
    return known if isinstance(known, float) else path.stat().st_size / 1e5


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """Read a notebook; every cell has an id, made from its source where it had none.

    Raises
    ------
    PolicybookError
        Where the file is no notebook of format 4.
    """
    try:
        notebook = nbformat.from_dict(read_json(path))
        notebook.nbformat, notebook.nbformat_minor = 4, 5
        rejoin_lines(notebook)
        _identify(notebook.cells)
        nbformat.validate(notebook)
    except (ValueError, AttributeError, KeyError, TypeError, nbformat.ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise PolicybookError(f"{path}: not a notebook of format 4 ({reason}); open and save it in Jupyter") from None
    return notebook


def write_notebook(notebook: Mapping, path: Path) -> bool:
    """Write a notebook without what differs from run to run; return whether the file's bytes changed."""
    new = (nbformat.writes(tidy(notebook)).rstrip("\n") + "\n").encode("utf-8")
    if path.is_file() and read_bytes(path, None) == new:
        return False
    write_whole(path, new)
    return True


def tidy(notebook: Mapping) -> nbformat.NotebookNode:
    """Return a copy without timings, versions and what a front end notes for itself."""
    notebook = nbformat.from_dict(notebook)
    kept = {k: v for k, v in notebook.metadata.items() if k not in _VOLATILE_OF_NOTEBOOKS}
    notebook.metadata = nbformat.from_dict({**kept, **_METADATA})
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k not in _VOLATILE_OF_CELLS})
    return notebook


def _identify(cells: list[dict]) -> None:
    """Give an id to each cell that has none, or whose id another cell has already."""
    taken: set[str] = set()
    for cell in cells:
        name, n = cell.get("id"), 0
        while not name or name in taken:
            name = hashlib.sha256(f"{cell['cell_type']}\0{cell['source']}\0{n}".encode()).hexdigest()[:8]
            n += 1
        cell["id"] = name
        taken.add(name)


def _sources(notebook: Mapping) -> list[list[object]]:
    return [[cell.cell_type, cell.source, cell.metadata.get("tags", [])] for cell in notebook.cells]


def warm_for(notebooks: list[nbformat.NotebookNode], root: Path) -> contextlib.AbstractContextManager[Warm | None]:
    """Return a process that has imported what the notebooks import, where there is a use for one."""
    if not notebooks or not Warm.possible():
        return contextlib.nullcontext()
    code = [cell.source for notebook in notebooks for cell in notebook.cells if cell.cell_type == "code"]
    return Warm(imports_of(code), _environment(root), root / "notebooks", SHARED)


def _environment(root: Path) -> dict[str, str]:
    """Return the environment of a kernel: own folders, and the code of this project, not of another one that may be installed."""
    ours = os.pathsep.join(filter(None, [str(root / "src"), os.environ.get("PYTHONPATH")]))
    drawing = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}  # what a kernel sets before its first import
    return {**os.environ, **drawing, **_folders(root), **keep_results(root), "PYTHONPATH": ours}


def _run(
    notebook: nbformat.NotebookNode, path: Path, root: Path, warm: Warm | None = None
) -> tuple[nbformat.NotebookNode, float]:
    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        kernel_manager_class=type("_Kernel", (_ThisPython,), {"warm": warm}),
        timeout=SECONDS_A_CELL,
        startup_timeout=120,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    begun, notes = time.perf_counter(), _notes(path, root)
    notes.parent.mkdir(parents=True, exist_ok=True)
    notes.unlink(missing_ok=True)
    try:
        client.execute(env=_environment(root) | {uses.VARIABLE: str(notes)})
    except CellExecutionError as error:
        raise ExecutionError(_failure(notebook, _name(path, root), error)) from None
    except (CellTimeoutError, RuntimeError) as error:  # a dead kernel is one, and one that never began
        reason = (str(error).splitlines() or ["no answer"])[0]
        raise ExecutionError(f"{_name(path, root)}: {_place(notebook)}: the kernel stopped: {reason}") from None
    return notebook, time.perf_counter() - begun


def _list_fonts(root: Path) -> None:
    """Let matplotlib list the machine's fonts once, which takes seconds and prints a line that no chapter shall show."""
    own = _folders(root)
    if not any(Path(own["MPLCONFIGDIR"]).glob("fontlist-*.json")):
        command = [sys.executable, "-c", "import matplotlib.font_manager"]
        subprocess.run(command, env={**os.environ, **own}, capture_output=True, check=False)


def _folders(root: Path) -> dict[str, str]:
    """Return where kernels keep their caches: inside the project, since a home may be read-only or hold start-up files."""
    folders = {"MPLCONFIGDIR": root / "_build" / ".matplotlib", "IPYTHONDIR": root / "_build" / ".ipython"}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {name: str(folder) for name, folder in folders.items()}


def _place(notebook: nbformat.NotebookNode) -> str:
    """Name the last cell that was begun."""
    begun = [
        (n, cell)
        for n, cell in enumerate(notebook.cells, 1)
        if cell.cell_type == "code" and (cell.execution_count is not None or cell.outputs)
    ]
    if not begun:
        return "before the first cell"
    n, cell = begun[-1]
    return f"cell {n} of {len(notebook.cells)} (In [{cell.execution_count}])"


def _failure(notebook: nbformat.NotebookNode, name: str, error: CellExecutionError) -> str:
    arrows = _ARROW.findall(_ANSI.sub("", error.traceback))
    line = f" at `{arrows[0].strip()}`" if arrows else ""
    reason = _ANSI.sub("", error.evalue).strip()
    return f"{name}: {_place(notebook)}: {error.ename}{f': {reason}' if reason else ''}{line}"


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _read_store(root: Path) -> dict:
    """Return what each notebook was executed with; nothing where the file is lost or spoilt, so that all are executed."""
    try:
        store = read_json(root / STORE)
    except PolicybookError:
        return {}
    return store if isinstance(store, dict) else {}


def _write_store(root: Path, store: dict) -> None:
    path = root / STORE
    path.parent.mkdir(exist_ok=True)
    write_whole(path, json.dumps(store, indent=1, sort_keys=True) + "\n")
