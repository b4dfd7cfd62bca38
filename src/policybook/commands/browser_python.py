"""Bring Python for browsers (Pyodide) to the project: the npm package comes in, the few files that a page loads go out.

The package is fetched by npm, or given as a file. It is taken only if its bytes are those that are known here.
"""

import base64
import hashlib
import io
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from policybook.disk import read_bytes, write_whole
from policybook.errors import PolicybookError
from policybook.site.try_page import CACHE, FILES

#: The newest with a Python that the tests of the package run on (3.13), and what npm says of its archive.
VERSION = "0.29.5"
SHA512 = "TkYrUv9m8QmfImADKRmpwZulL48E0uUaBSO+dvRQKyAJc0qh9gu7jn8btyHPh3NZm1r2IH2YrJhIr7Q2B9urAw=="


def bring(root: Path, archive: Path | None = None) -> str:
    """Unpack Pyodide below the project's folder, where the site's build finds it.

    Parameters
    ----------
    root : Path
        The project's folder.
    archive : Path, optional
        The archive of the npm package; without it npm fetches it.

    Returns
    -------
    str
        What was done.

    Raises
    ------
    PolicybookError
        Where there is no npm, it cannot fetch, or the archive is another one.
    """
    target = root / CACHE
    if archive is None and all((target / name).is_file() for name in FILES):
        return f"{CACHE}: is there (Pyodide {VERSION})"
    data = read_bytes(archive) if archive else _fetched()
    found = base64.b64encode(hashlib.sha512(data).digest()).decode()
    if found != SHA512:
        raise PolicybookError(
            f"{archive or 'npm'}: is not the archive of pyodide {VERSION}; get it by `npm pack pyodide@{VERSION}`"
        )
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as package:
        files = {name: package.extractfile(f"package/{name}").read() for name in FILES}
    target.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_whole(target / name, content)
    return f"{CACHE}: Pyodide {VERSION}, {sum(map(len, files.values())) / 1e6:.0f} MB; now build the site"


def _fetched() -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        raise PolicybookError(
            f"npm is not installed; install Node.js, or get pyodide-{VERSION}.tgz elsewhere and name it: policybook pyodide FILE"
        )
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", f"pyodide@{VERSION}", "--silent", "--pack-destination", folder]
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
        found = sorted(Path(folder).glob("*.tgz"))
        if done.returncode or not found:
            why = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise PolicybookError(
                f"npm could not fetch pyodide {VERSION}: {why}; try again on line, or name the archive"
            )
        return read_bytes(found[0])
