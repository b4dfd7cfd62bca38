"""Build the website, strictly and only when something it is made of has changed; serve it on this machine.

In: prose, notebooks with their outputs, tables, documents and the package. Out: ``_build/html``.
"""

import os
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from policybook.commands.fingerprint import hash_files, hash_values
from policybook.commands.inputs import keep_results
from policybook.disk import read_bytes, require_room, write_whole
from policybook.errors import PolicybookError
from policybook.project import find_root

INPUTS = (
    "_config.yml",
    "_toc.yml",
    "book",
    "notebooks",
    "data",
    "src/policybook",
    "requirements.txt",
    "README.md",
    "CONTRIBUTING.md",
    "CITATION.cff",
    "LICENSE",
    "LICENSE-DATA",
    "_build/pyodide",  # made by `policybook pyodide`
)
STORE = "_build/.site"
PAGES = "_build/html"
#: What a build may take: so much at least, and for each document.
MEGABYTES, A_DOCUMENT = 100, 3
#: What builds. Its standard input ends when this process does, however that ends; then it must not write on.
START = """
import os, threading
def end_with_parent():
    while os.read(0, 1):
        pass
    os._exit(3)
threading.Thread(target=end_with_parent, daemon=True).start()
from jupyter_book.cli.main import main
main()
"""
STRICT = ("-n", "-W", "--keep-going")


def build(
    root: Path | str | None = None,
    *,
    force: bool = False,
    quiet: bool = False,
    report: Callable[[str], None] = print,
) -> bool:
    """Build the site from the stored outputs; every warning is an error.

    All pages are built anew: a page that shows a number of another page, or a row of a table, does not know by itself
    that these have changed. What is costly in them is kept (see `policybook.kept`), and several processes write them.

    Parameters
    ----------
    root : path, optional
        The project's folder.
    force : bool, optional
        Build even where nothing has changed.
    quiet : bool, optional
        Show warnings and errors only, not the pages that are read and written.
    report : callable, optional
        Gets a line on what is done.

    Returns
    -------
    bool
        Whether it was built; False where it is up to date.

    Raises
    ------
    PolicybookError
        Where the build ends with an error or a warning.
    """
    root = find_root(root)
    store, pages = root / STORE, root / PAGES
    key = _key(root)
    if not force and is_built(root, key):
        report(f"{PAGES}: up to date")
        return False
    n_documents = sum(1 for _ in (root / "data" / "raw").glob("*.yml"))
    require_room(store.parent, max(MEGABYTES, A_DOCUMENT * n_documents))
    store.unlink(missing_ok=True)
    shutil.rmtree(pages, ignore_errors=True)
    report(f"{PAGES}: building all pages; a warning is an error")
    options = ["--all", *STRICT, *(["--quiet"] if quiet else [])]
    shown = subprocess.DEVNULL if quiet else None
    command = [sys.executable, "-c", START, "build", ".", *options]
    environment = {**os.environ, **keep_results(root)}
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=shown, env=environment) as child:
        try:
            code = child.wait()
        except BaseException:
            child.kill()
            raise
    if code:
        raise PolicybookError(f"{PAGES}: the site was not built; mend the errors and warnings above")
    write_whole(store, key)
    return True


def is_built(root: Path, key: str | None = None) -> bool:
    """Say whether the site is there, and built from what there is now."""
    store = root / STORE
    there = (root / PAGES / "index.html").is_file() and store.is_file()
    return there and read_bytes(store) == (key or _key(root)).encode()


def _key(root: Path) -> str:
    return hash_values(hash_files(root, INPUTS), sys.version_info[:2])


def serve(root: Path | str | None = None, *, port: int = 8000, browser: bool = True) -> None:
    """Show the built site on this machine, to this machine only, until Ctrl-C.

    Parameters
    ----------
    root : path, optional
        The project's folder.
    port : int, optional
        Where to listen; 0 takes a free one.
    browser : bool, optional
        Whether to open a browser.

    Raises
    ------
    PolicybookError
        Where no site has been built, or the port is taken.
    """
    pages = find_root(root) / PAGES
    if not (pages / "index.html").is_file():
        raise PolicybookError(f"{pages}: no site yet; build it with `make book`")
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(SimpleHTTPRequestHandler, directory=str(pages)))
    except OSError as error:
        raise PolicybookError(f"port {port}: {error.strerror}; choose another (make serve PORT=8001)") from None
    address = f"http://127.0.0.1:{server.server_address[1]}/"
    print(f"{address}  (Ctrl-C ends it)", flush=True)
    if browser:
        webbrowser.open(address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        server.server_close()
