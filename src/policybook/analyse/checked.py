"""Pairs of the alignment that were checked by reading: the files of ``data/labels/alignment`` come in, precision goes out."""

from pathlib import Path

import pandas as pd

from policybook.analyse.intervals import exact_interval
from policybook.errors import PolicybookError
from policybook.project import find_root, read_yaml

#: What names a pair in each file.
KEYS = {
    "measures": ("a_doc", "a_measure", "b_doc", "b_measure"),
    "quantities": ("a_doc", "a_start", "a_at", "b_doc", "b_start", "b_at"),
}


def load_checked(name: str, root: Path | str | None = None) -> pd.DataFrame:
    """Load the checked pairs of ``measures`` or ``quantities``.

    Returns
    -------
    pandas.DataFrame
        The columns of the file; ``same`` is a boolean: whether the pair is right, as settled from the codings ``first`` and
        ``second``.

    Raises
    ------
    PolicybookError
        Where a pair stands twice or its verdict is neither yes nor no.
    """
    path = find_root(root) / "data" / "labels" / "alignment" / f"{name}.csv"
    frame = pd.read_csv(path, keep_default_na=False)
    for column in ("first", "second", "same"):
        if column not in frame:
            raise PolicybookError(f"{path}: lacks the column {column}")
        for line, verdict in enumerate(frame[column], 2):
            if verdict not in ("yes", "no"):
                raise PolicybookError(f"{path}: line {line}: {column}: {verdict!r}; write yes or no")
    twice = frame.duplicated(list(KEYS[name]))
    if twice.any():
        raise PolicybookError(f"{path}: line {twice.idxmax() + 2}: this pair stands twice; keep one of them")
    return frame.assign(same=frame["same"].eq("yes"))


def how_checked(root: Path | str | None = None) -> dict:
    """Return how the pairs were drawn and coded: ``drawn``, ``coded``, ``question``, ``note``."""
    return read_yaml(find_root(root) / "data" / "labels" / "alignment" / "how.yml")


def precision(checked: pd.DataFrame, pairs: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return how many of the checked pairs are right: of all that were drawn, and of those that are still pairs.

    Parameters
    ----------
    checked : pandas.DataFrame
        Of `load_checked`.
    pairs : pandas.DataFrame
        The pairs found now, with the columns of `KEYS`.
    name : {"measures", "quantities"}

    Returns
    -------
    pandas.DataFrame
        Two rows, ``drawn`` and ``kept``: n, right, precision_pct, low_pct, high_pct; for ``kept`` also of_right_pct: the
        share of the right pairs that are kept.
    """
    keys = list(KEYS[name])
    known = set(map(tuple, pairs[keys].dropna().astype(str).to_numpy()))
    kept = checked[[tuple(row) in known for row in checked[keys].astype(str).to_numpy()]]
    rows = []
    for which, frame in (("drawn", checked), ("kept", kept)):
        n, right = len(frame), int(frame["same"].sum())
        low, high = exact_interval(right, n)
        of_right = 100 * right / checked["same"].sum()
        rows.append((which, n, right, 100 * right / n, 100 * low, 100 * high, of_right))
    columns = ["which", "n", "right", "precision_pct", "low_pct", "high_pct", "of_right_pct"]
    return pd.DataFrame(rows, columns=columns).set_index("which")
