"""Words of the national agenda: the file ``data/vocab/agenda.yml`` comes in, a frame goes out."""

from pathlib import Path

import pandas as pd
import yaml

from policybook.project import find_root


def load_agenda(root: Path | str | None = None) -> pd.DataFrame:
    """Load the items of the agenda that are followed: en, zh, terms (words, any of which names the item)."""
    path = find_root(root) / "data" / "vocab" / "agenda.yml"
    return pd.DataFrame(yaml.safe_load(path.read_text("utf-8"))["items"], columns=["en", "zh", "terms"])
