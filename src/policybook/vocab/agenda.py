"""Words of the national agenda: the file ``data/vocab/agenda.yml`` comes in, a frame goes out."""

from pathlib import Path

import pandas as pd

from policybook.project import TEXT, find_root, read_yaml

FORM = {"items": [{"en": TEXT, "zh": TEXT, "terms": [TEXT]}]}


def load_agenda(root: Path | str | None = None) -> pd.DataFrame:
    """Load the items of the agenda that are followed: en, zh, terms (words, any of which names the item)."""
    path = find_root(root) / "data" / "vocab" / "agenda.yml"
    return pd.DataFrame(read_yaml(path, FORM)["items"], columns=["en", "zh", "terms"])
