"""A list of what the environment is made of, in CycloneDX 1.6: the locks come in, JSON goes to standard output.

``python -m policybook.commands.sbom --digests`` prints the SHA-256 of the locks instead, as ``make lock`` stores it.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

from policybook import __version__
from policybook.disk import read_bytes, read_utf8
from policybook.project import find_root

LOCKS = ("requirements.txt", "requirements-test.txt", "requirements-lab.txt", "requirements-build.txt")
ENTRY = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.M)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def bill(root: Path) -> dict:
    """Return the bill of materials: one component a locked package, with the hashes of its files."""
    found: dict[tuple[str, str], set[str]] = {}
    for lock in LOCKS:
        for entry in re.split(r"\n(?=[A-Za-z0-9])", read_utf8(root / lock)):
            if named := ENTRY.match(entry):
                found.setdefault((named[1].lower(), named[2]), set()).update(HASH.findall(entry))
    components = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "properties": [{"name": "policybook:sha256", "value": digest} for digest in sorted(digests)],
        }
        for (name, version), digests in sorted(found.items())
    ]
    book = {"type": "application", "name": "policybook", "version": __version__}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": book},
        "components": components,
    }


def digests(root: Path) -> str:
    """Return the SHA-256 of the locks, a line each, as ``sha256sum`` prints it."""
    return "".join(f"{hashlib.sha256(read_bytes(root / lock)).hexdigest()}  {lock}\n" for lock in LOCKS)


if __name__ == "__main__":
    here = find_root()
    said = digests(here) if "--digests" in sys.argv[1:] else json.dumps(bill(here), indent=1) + "\n"
    sys.stdout.write(said)
