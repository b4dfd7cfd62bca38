"""The record of a document: the file ``data/raw/<doc_id>.yml`` comes in, checked fields go out."""

from pathlib import Path

import jsonschema

from policybook.errors import PolicybookError
from policybook.project import packaged, read_yaml


def read_record(path: Path) -> dict[str, object]:
    """Read and check a document's record.

    Raises
    ------
    PolicybookError
        Names the file, the field and what it should hold.
    """
    record = read_yaml(path)
    validator = jsonschema.Draft202012Validator(packaged("read/record.schema.yml"))
    for error in sorted(validator.iter_errors(record), key=lambda e: [str(p) for p in e.absolute_path]):
        field = ".".join(str(p) for p in error.absolute_path) or "record"
        raise PolicybookError(f"{path}: {field}: {error.message}; see book/codebook.md")
    return record
