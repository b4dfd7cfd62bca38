"""Words of firmness and of wish: the file ``data/vocab/tone.yml`` comes in, a frame and its pattern go out."""

import re
from pathlib import Path

import pandas as pd

from policybook.errors import PolicybookError
from policybook.project import TEXT, find_root, read_yaml
from policybook.vocab.entries import one_of

FORM = {"tones": {str: {"en": TEXT, "terms": [(TEXT, {"term": TEXT, "not?": TEXT})]}}}


def load_tone(root: Path | str | None = None) -> pd.DataFrame:
    """Load the dictionary of tone.

    Returns
    -------
    pandas.DataFrame
        tone, en (what the tone is), term, not (contexts in which the term does not count, as a regular expression).
    """
    path = find_root(root) / "data" / "vocab" / "tone.yml"
    rows = []
    for tone, entry in read_yaml(path, FORM)["tones"].items():
        for term in entry["terms"]:
            term = {"term": term} if isinstance(term, str) else term
            one_of(path, f"tones: {tone}: {term['term']}: not", [term.get("not", "")])
            rows.append({"tone": tone, "en": entry["en"], "term": term["term"], "not": term.get("not", "")})
    frame = pd.DataFrame(rows, columns=["tone", "en", "term", "not"])
    if frame["term"].duplicated().any():
        raise PolicybookError(f"{path}: {frame.loc[frame['term'].duplicated(), 'term'].iloc[0]}: stands twice")
    return frame


def tone_pattern(tone: pd.DataFrame) -> re.Pattern[str]:
    """Return the pattern that finds the words, longest first."""
    parts = []
    for row in sorted(tone.to_dict("records"), key=lambda r: (-len(r["term"]), r["term"])):
        word = re.escape(row["term"])
        parts.append(f"(?!{row['not']}){word}" if row["not"] else word)
    return re.compile("|".join(parts))
