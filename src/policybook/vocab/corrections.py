"""Known errors of the sources: the file ``data/corrections.yml`` comes in, `Correction` entries go out."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from policybook.errors import PolicybookError
from policybook.project import MAYBE_TEXT, TEXT, find_root, read_yaml

FORM = [
    {
        "id": TEXT,
        "doc_id": TEXT,
        "place": TEXT,
        "printed": TEXT,
        "times?": int,
        "meant": (None, MAYBE_TEXT),
        "against?": (None, TEXT),
        "why": TEXT,
    }
]

# -------------------------------------------------------------------------------------------------- corrections


@dataclass(frozen=True, slots=True)
class Correction:
    """A known error of a source.

    Attributes
    ----------
    id, doc_id, place, printed, meant, why
        ``meant`` None: two readings stand against each other and the document does not decide.
    times : int
        How often ``printed`` stands in the cleaned document: the guard.
    against : str or None
        The words elsewhere that contradict ``printed``; they are guarded as well.
    """

    id: str
    doc_id: str
    place: str
    printed: str
    meant: str | None
    why: str
    times: int = 1
    against: str | None = None


def load_corrections(root: Path | str | None = None) -> list[Correction]:
    """Load ``data/corrections.yml``; raise `PolicybookError` where an entry is not well formed."""
    path = find_root(root) / "data" / "corrections.yml"
    corrections = [Correction(**entry) for entry in read_yaml(path, FORM)]
    repeated = [name for name, n in Counter(c.id for c in corrections).items() if n > 1]
    if repeated:
        raise PolicybookError(f"{path}: {repeated[0]} stands twice")
    return corrections
