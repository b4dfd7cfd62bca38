"""Subjects of budget lines: the file ``data/vocab/subjects.yml`` comes in, the subjects of a label go out."""

from collections.abc import Mapping
from pathlib import Path

from policybook.project import TEXT, find_root, read_yaml

FORM = {str: {"en": TEXT, "words": [TEXT], "not?": [TEXT], "for": TEXT}}

# ------------------------------------------------------------------------------------------------- domains


def load_subjects(root: Path | str | None = None) -> dict[str, dict]:
    """Load ``data/vocab/subjects.yml``: id -> {en, words, not}."""
    return read_yaml(find_root(root) / "data" / "vocab" / "subjects.yml", FORM)


def subjects_of(label: str, subjects: Mapping[str, Mapping]) -> tuple[str, ...]:
    """Return what a sum is for, told by the words of its label.

    Parameters
    ----------
    label : str
        The label of a sum, or a domain's title.
    subjects : mapping
        As `load_subjects` returns them.

    Returns
    -------
    tuple of str
        Ids in the vocabulary's order; empty where no word of it stands in the label.
    """
    found = []
    for name, entry in subjects.items():
        text = label
        for longer in entry.get("not", ()):
            text = text.replace(longer, "")
        if any(word in text for word in entry["words"]):
            found.append(name)
    return tuple(found)
