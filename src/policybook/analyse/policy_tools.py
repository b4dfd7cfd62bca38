"""Policy instruments: which tools measures and awards use, their mix, what is missing, and how far the coding can be trusted.

In: the tables of measures, awards, budgets and targets, the vocabulary of instruments, and hand-coded samples. Out: data frames; only
`load_sample` reads a file.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from policybook.analyse.intervals import exact_interval
from policybook.errors import PolicybookError
from policybook.vocab.instruments import InstrumentVocabulary

COLUMNS = ("doc_id", "start", "end", "text", "first", "second", "settled")


def code_measures(
    measures: pd.DataFrame, tables: Mapping[str, pd.DataFrame], vocabulary: InstrumentVocabulary
) -> pd.DataFrame:
    """Add to each measure the tools that it uses.

    Parameters
    ----------
    measures : pandas.DataFrame
        The table.
    tables : mapping
        Tables whose rows in a measure tell of a tool (awards, budgets, targets), by name. Sums that are only sought do not count.
    vocabulary : InstrumentVocabulary
        As `load_instruments` returns it.

    Returns
    -------
    pandas.DataFrame
        The measures with ``tools`` and ``sides`` (tuples of ids, in the vocabulary's order).
    """
    inside: dict[tuple[str, str], set[str]] = {}
    for name, frame in tables.items():
        rows = frame.dropna(subset=["measure"])
        if "role" in rows:
            rows = rows[rows["role"] != "sought"]
        for key in zip(rows["doc_id"], rows["path"], strict=True):
            inside.setdefault(key, set()).add(name)
    texts = measures["quote"].str.rpartition("责任单位")
    texts = texts[0].where(texts[1] != "", measures["quote"])
    keys = zip(measures["doc_id"], measures["path"], strict=True)
    tools = [vocabulary.tools_of(text, inside.get(key, ())) for text, key in zip(texts, keys, strict=True)]
    sides = [tuple(side for side in vocabulary.sides if side in {vocabulary.side(t) for t in found}) for found in tools]
    return measures.assign(tools=tools, sides=sides)


def code_awards(awards: pd.DataFrame, vocabulary: InstrumentVocabulary) -> pd.DataFrame:
    """Add to each award the one tool that it serves, told by its item and base, and the side of that tool."""
    texts = awards["item"].fillna("") + "|" + awards["base"].fillna("")
    tools = [vocabulary.tool_of_award(text) for text in texts]
    return awards.assign(tool=tools, side=[vocabulary.side(tool) for tool in tools])


def uses(coded: pd.DataFrame, by: Sequence[str], vocabulary: InstrumentVocabulary) -> pd.DataFrame:
    """Count the measures of each group that use each tool.

    Returns
    -------
    pandas.DataFrame
        Tools in rows, in the vocabulary's order; a column for each group, and the groups' sizes in ``attrs["measures"]``.
    """
    long = coded.explode("tools").dropna(subset=["tools"])
    counts = pd.crosstab(long["tools"], [long[name] for name in by])
    groups = coded.groupby(list(by), sort=False).size()
    counts = counts.reindex(index=list(vocabulary.instruments), columns=groups.index, fill_value=0)
    counts.attrs["measures"] = groups.to_dict()
    return counts


def side_shares(coded: pd.DataFrame, by: str, vocabulary: InstrumentVocabulary) -> pd.DataFrame:
    """Return the mix of sides of each group: uses of tools of a side in percent of all uses; a measure counts once a tool."""
    counts = uses(coded, [by], vocabulary)
    sides = counts.groupby([vocabulary.side(tool) for tool in counts.index]).sum().reindex(list(vocabulary.sides))
    return (100 * sides / sides.sum()).T


def missing(coded: pd.DataFrame, by: str, within: str, vocabulary: InstrumentVocabulary) -> pd.DataFrame:
    """Return the tools that no measure of a group uses, and how many groups of the other kind there are.

    Parameters
    ----------
    coded : pandas.DataFrame
        As `code_measures` returns it.
    by, within : str
        The groups, such as domains, and what they are looked through, such as documents.
    vocabulary : InstrumentVocabulary
        As `load_instruments` returns it.

    Returns
    -------
    pandas.DataFrame
        The group, tool, side and found (number of `within` groups whose measures there use it); only tools found in fewer than half
        of them.
    """
    rows = []
    for name, own in coded.groupby(by, sort=False):
        n = own[within].nunique()
        for tool in vocabulary.instruments:
            found = own[[tool in tools for tools in own["tools"]]][within].nunique()
            if found < n / 2:
                rows.append({by: name, "tool": tool, "side": vocabulary.side(tool), "found": found, "of": n})
    return pd.DataFrame(rows, columns=[by, "tool", "side", "found", "of"])


# ------------------------------------------------------------------------------------------------------- samples


def codes(cell: object) -> frozenset[str]:
    """Return the codes of a cell: those between ``|``."""
    return frozenset(c for c in cell.split("|") if c) if isinstance(cell, str) else frozenset()


def load_sample(path: Path, vocabulary: InstrumentVocabulary) -> pd.DataFrame:
    """Load a hand-coded sample.

    Raises
    ------
    PolicybookError
        Where a column is missing or a code is no instrument; names the file.
    """
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    if lacking := [column for column in COLUMNS if column not in frame]:
        raise PolicybookError(f"{path}: lacks the column {lacking[0]}")
    for column in ("first", "second", "settled"):
        for row, cell in enumerate(frame[column], 2):
            if strange := sorted(codes(cell) - set(vocabulary.instruments)):
                raise PolicybookError(f"{path}: line {row}: {column}: {strange[0]!r} is no instrument")
    return frame.astype({"start": int, "end": int})


def agreement(first: Sequence[frozenset[str]], second: Sequence[frozenset[str]]) -> dict[str, float]:
    """Say how far two codings agree: things coded alike, and codes of both over codes of either, in percent."""
    both = sum(len(a & b) for a, b in zip(first, second, strict=True))
    either = sum(len(a | b) for a, b in zip(first, second, strict=True))
    same = sum(a == b for a, b in zip(first, second, strict=True))
    return {"n": len(first), "same": same, "codes_pct": 100 * both / either if either else 100.0}


def scores(said: Sequence[frozenset[str]], settled: Sequence[frozenset[str]], sides: Mapping[str, str]) -> pd.DataFrame:
    """Hold what rules say against the settled codes.

    Parameters
    ----------
    said, settled : sequence of frozenset of str
        Codes of each thing.
    sides : mapping
        The side of each code.

    Returns
    -------
    pandas.DataFrame
        A row for each side and one for all: right, said, meant, precision_pct and recall_pct with exact 95 % intervals
        (``precision_low`` …).
    """
    rows = []
    for name in [*dict.fromkeys(sides.values()), "all"]:
        own = {code for code, side in sides.items() if name in ("all", side)}
        right = sum(len(a & b & own) for a, b in zip(said, settled, strict=True))
        n_said, n_meant = (sum(len(c & own) for c in group) for group in (said, settled))
        row = {"side": name, "right": right, "said": n_said, "meant": n_meant}
        for kind, n in (("precision", n_said), ("recall", n_meant)):
            low, high = exact_interval(right, n)
            row |= {f"{kind}_pct": 100 * right / n if n else float("nan")}
            row |= {f"{kind}_low": 100 * low, f"{kind}_high": 100 * high}
        rows.append(row)
    return pd.DataFrame(rows)
