"""Bring the whole book up to date: tables, notebooks, website, each only where something that it is made of has changed.

In: the project. Out: ``data/tables``, the notebooks with their outputs, ``_build/html``. Where nothing has changed since the last time, no
package is imported but the standard library.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from policybook.commands import website
from policybook.commands.fingerprint import hash_files, hash_values
from policybook.disk import read_bytes, write_whole
from policybook.project import find_root

STORE, TABLES_STORE = "_build/.book", "_build/.tables"
TABLES = "data/tables"
#: What the tables and the stubs of the document pages are made from, beside ``data``; and what is made.
CODE, MADE = ("src/policybook", "requirements.txt"), (TABLES, "book/reader")


def book(root: Path | str | None = None, *, report: Callable[[str], None] = print) -> bool:
    """Build tables, execute notebooks and build the site, as far as something has changed.

    Parameters
    ----------
    root : path, optional
        The project's folder.
    report : callable, optional
        Gets a line on each step.

    Returns
    -------
    bool
        Whether anything had changed.
    """
    root = find_root(root)
    if _holds(root / STORE, _state(root)) and website.is_built(root):
        report("tables, notebooks, website: up to date")
        return False
    report("[1/3] tables")
    tables(root, report=report)
    report("[2/3] notebooks")
    from policybook.commands.notebooks import execute

    execute(root=root, report=report)
    report("[3/3] website")
    website.build(root, report=report)
    write_whole(root / STORE, _state(root))
    return True


def tables(root: Path, *, report: Callable[[str], None] = print) -> bool:
    """Build the tables and the stubs of the document pages, unless they are what was built from the same data and code."""
    if _holds(root / TABLES_STORE, _tables_state(root)):
        report(f"{TABLES}: up to date")
        return False
    from policybook.commands.inputs import keep_results
    from policybook.kept import keeping
    from policybook.site import document_pages
    from policybook.tables import build

    with keeping(keep_results(root)):
        built = build.build(root)
    document_pages.write_document_stubs(root)
    (root / TABLES_STORE).parent.mkdir(exist_ok=True)
    write_whole(root / TABLES_STORE, _tables_state(root))
    report(f"{TABLES}: " + ", ".join(f"{name} {len(frame)}" for name, frame in built.items()))
    return True


def _state(root: Path) -> str:
    """Return the fingerprint of all that the book is made of, the tables and notebooks that were made along the way included."""
    return hash_values(hash_files(root, website.INPUTS), sys.version_info[:2])


def _tables_state(root: Path) -> str:
    data = sorted(f"data/{path.name}" for path in (root / "data").iterdir() if path.name != Path(TABLES).name)
    return hash_values(hash_files(root, [*data, *CODE]), hash_files(root, MADE), sys.version_info[:2])


def _holds(store: Path, key: str) -> bool:
    return store.is_file() and read_bytes(store) == key.encode()
