"""English for what chapters quote: the file ``data/vocab/phrases.yml`` comes in, printed Chinese to English goes out."""

from pathlib import Path

from policybook.project import TEXT, read_yaml
from policybook.vocab.entries import vocabulary_path


def load_phrases(root: Path | str | None = None) -> dict[str, str]:
    """Load the English of items, headings and clauses that chapters show: as printed -> English.

    Raises
    ------
    PolicybookError
        Where an entry is no text; names the file and the entry.
    """
    return read_yaml(vocabulary_path("phrases.yml", root), {str: TEXT})
