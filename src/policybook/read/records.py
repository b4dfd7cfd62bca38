"""The record of a document: the file ``data/raw/<doc_id>.yml`` comes in, checked fields go out."""

import re
from functools import cache
from pathlib import Path

from policybook.errors import PolicybookError
from policybook.project import packaged, read_yaml

BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def read_record(path: Path) -> dict[str, object]:
    """Read and check a document's record.

    Raises
    ------
    PolicybookError
        Names the file, the field and what it should hold.
    """
    record = read_yaml(path)
    if isinstance(record, dict) and (strange := [key for key in record if not isinstance(key, str)]):
        raise PolicybookError(f"{path}: {strange[0]!r} is no name of a field; see book/codebook.md")
    for error in sorted(_validator().iter_errors(record), key=lambda e: [str(p) for p in e.absolute_path]):
        field = ".".join(str(p) for p in error.absolute_path) or "record"
        raise PolicybookError(f"{path}: {field}: {shortened(error.message)}; see book/codebook.md")
    for field, value in record.items():  # titles and labels become headings, and a heading ends with its line
        if isinstance(value, str) and field not in ("notes", "licence_note") and BREAK.search(value):
            raise PolicybookError(f"{path}: {field}: holds a line break or a control character; write it on one line")
    return record


@cache
def _validator():
    from jsonschema import Draft202012Validator  # a command that reads no record need not wait for it

    return Draft202012Validator(packaged("read/record.schema.yml"))


def shortened(message: str) -> str:
    """Return a message without the bulk of a value that it repeats."""
    return message if len(message) <= 300 else f"{message[:140]} … {message[-140:]}"
