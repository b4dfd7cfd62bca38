"""Score extracted rows against hand-coded ones.

In: hand-coded rows (``data/labels/<doc_id>/<table>.jsonl``) and extracted tables. Out: one row a matched, missed or
spurious row, from which precision, recall and F1 are computed, by table, document or any resample of measures.

A row counts as found where it stands in the same place with the same figure and kind; among equal candidates the
best fit of the texts wins. A found row is strictly right where further fields agree and the naming texts are alike and
no sisters (早稻, 晚稻).
"""

import difflib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from policybook.disk import read_json_lines


@dataclass(frozen=True, slots=True)
class Matching:
    """How rows are matched: the fields that place and value a row, those that strictly must agree, its text."""

    key: tuple[str, ...]
    strict: tuple[str, ...]
    text: tuple[str, ...] = ()
    alike: float = 0.6


MATCHINGS: Mapping[str, Matching] = {
    "budgets": Matching(("section", "measure", "amount_yuan"), ("role", "bound"), ("label",)),
    "awards": Matching(
        ("measure", "instrument", "amount_yuan", "rate_pct"), ("cap_yuan", "is_max", "cofunded"), ("tier", "item")
    ),
    "targets": Matching(("section", "measure", "value", "unit"), ("comparator",), ("indicator",)),
    "responsibilities": Matching(("section", "measure", "unit"), ("order", "lead")),
    "asks": Matching(("domain", "no"), ("units",), ("item",), 0.8),
}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
PUNCTUATION = str.maketrans("”“’‘（）《》，", "\"\"''()<>,")


def normalise(value: object) -> str:
    """Return a value as text in which print variants are equal: white space, marks, widths, number formats."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "|".join(sorted(normalise(v) for v in value))
    text = re.sub(r"\s+|\*\*|</?b>|#", "", str(value))
    if text in ("true", "false", "True", "False"):
        return text.lower()
    if NUMBER.fullmatch(text):
        return f"{float(text):.6g}"
    return text.translate(PUNCTUATION)


@lru_cache(maxsize=100_000)
def likeness(a: str, b: str) -> float:
    """Return how alike two normalised texts are, 0 to 1; at least 0.75 where one contains the other.

    The ratio is that of Ratcliff and Obershelp, as in `difflib`.
    """
    if not a or not b:
        return float(a == b)
    if a in b or b in a:
        return max(0.75, min(len(a), len(b)) / max(len(a), len(b)))
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()


def sisters(a: str, b: str) -> bool:
    """Say whether two normalised names are the same but for one character put in place of another: 早稻订单奖补 and 晚稻订单奖补.

    They are two things, however alike. Names that say the same in other words differ in more.

    Examples
    --------
    >>> sisters("早稻订单奖补", "晚稻订单奖补"), sisters("绿色工厂", "绿色工厂和园区"), sisters("绿色工厂", "绿色工厂")
    (True, False, False)
    """
    differ = sum(x != y for x, y in zip(a, b, strict=False))
    return len(a) == len(b) and differ == 1


def load_labels(folder: Path | str) -> pd.DataFrame:
    """Load all hand-coded rows.

    Parameters
    ----------
    folder : path
        ``data/labels``; a folder for each document, a JSON Lines file for each table.

    Returns
    -------
    pandas.DataFrame
        Columns ``table``, ``doc_id`` and ``row`` (a dict).
    """
    rows = []
    for path in sorted(Path(folder).glob("*/*.jsonl")):
        rows += [(path.stem, path.parent.name, row) for row in read_json_lines(path)]
    return pd.DataFrame(rows, columns=["table", "doc_id", "row"])


def match_labels(
    labels: pd.DataFrame, tables: Mapping[str, pd.DataFrame], names: Sequence[str] = tuple(MATCHINGS)
) -> pd.DataFrame:
    """Match extracted rows with hand-coded ones.

    Parameters
    ----------
    labels : pandas.DataFrame
        As `load_labels` gives it.
    tables : mapping of pandas.DataFrame
        The extracted tables.
    names : sequence of str
        The tables to compare.

    Returns
    -------
    pandas.DataFrame
        One row a pair, missed label or spurious row: ``table, doc_id, section, measure, outcome`` (found, missed,
        spurious), ``strict`` (bool), ``wrong`` (strict fields that differ), ``label`` and ``row`` (dicts or None).
    """
    rows = []
    for name in names:
        mine = labels[labels["table"] == name]
        for doc_id in mine["doc_id"].unique():
            gold = list(mine.loc[mine["doc_id"] == doc_id, "row"])
            frame = tables[name]
            found = frame[frame["doc_id"] == doc_id].astype(object).to_dict("records")
            if name == "asks":
                found = [row | {"units": [u for u in str(row["units"]).split("|") if u]} for row in found]
            rows += _match_table(name, str(doc_id), gold, found)
    return pd.DataFrame(rows)


def _key(rule: Matching, row: Mapping) -> tuple[str, ...]:
    placed = "measure" in rule.key and normalise(row.get("measure"))
    return tuple("" if field == "section" and placed else normalise(row.get(field)) for field in rule.key)


def _text(rule: Matching, row: Mapping) -> str:
    return "".join(normalise(row.get(field)) for field in rule.text)


def _match_table(name: str, doc_id: str, gold: list[dict], found: list[dict]) -> list[dict]:
    rule = MATCHINGS[name]
    groups: dict[tuple, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for i, row in enumerate(gold):
        groups[_key(rule, row)][0].append(i)
    for j, row in enumerate(found):
        groups[_key(rule, row)][1].append(j)

    def fit(i: int, j: int) -> float:
        agreeing = sum(normalise(gold[i].get(f)) == normalise(found[j].get(f)) for f in rule.strict)
        return agreeing + (likeness(_text(rule, gold[i]), _text(rule, found[j])) if rule.text else 0)

    rows = []
    for left, right in groups.values():
        ranked = sorted(((fit(i, j), i, j) for i in left for j in right), reverse=True)
        pairs: dict[int, int] = {}
        for _, i, j in ranked:
            if i not in pairs and j not in pairs.values():
                pairs[i] = j
        rows += [_outcome(name, doc_id, rule, gold[i], found[pairs[i]] if i in pairs else None) for i in left]
        rows += [_outcome(name, doc_id, rule, None, found[j]) for j in right if j not in pairs.values()]
    return rows


def _outcome(name: str, doc_id: str, rule: Matching, label: dict | None, row: dict | None) -> dict:
    shown = label or row or {}
    wrong: list[str] = []
    if label and row:
        wrong = [f for f in rule.strict if normalise(label.get(f)) != normalise(row.get(f))]
        ours, theirs = _text(rule, label), _text(rule, row)
        if rule.text and (likeness(ours, theirs) < rule.alike or sisters(ours, theirs)):
            wrong.append("+".join(rule.text))
    return {
        "table": name,
        "doc_id": doc_id,
        "section": shown.get("section", shown.get("domain")),
        "measure": shown.get("measure", shown.get("no")),
        "outcome": "found" if label and row else "missed" if label else "spurious",
        "strict": bool(label and row and not wrong),
        "wrong": wrong,
        "label": label,
        "row": row,
    }


def names(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return the names of the found rows, as labelled and as read, and how alike they are.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        As `match_labels` gives it.

    Returns
    -------
    pandas.DataFrame
        table, doc_id, section, measure, expected, read (normalised), likeness, strict, and ``way``: ``same``, ``one contains the
        other``, ``other words``.
    """
    rows = []
    for r in outcomes[outcomes["outcome"] == "found"].itertuples():
        rule = MATCHINGS[r.table]
        if not rule.text:
            continue
        a, b = _text(rule, r.label), _text(rule, r.row)
        way = "same" if a == b else "one contains the other" if a in b or b in a else "other words"
        place = (r.table, r.doc_id, r.section, r.measure, r.row.get("start"), r.row.get("end"))
        rows.append((*place, a, b, likeness(a, b), r.strict, way))
    columns = ["table", "doc_id", "section", "measure", "start", "end", "expected", "read", "likeness", "strict", "way"]
    return pd.DataFrame(rows, columns=columns)


def strict_by_likeness(
    outcomes: pd.DataFrame, thresholds: Sequence[float], by: Sequence[str] = ("table",)
) -> pd.DataFrame:
    """Return strict F1 if names had to be as alike as each threshold, instead of as the table's own; 1 asks for the same words.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        As `match_labels` gives it.
    thresholds : sequence of float
    by : sequence of str
        Columns to group by.

    Returns
    -------
    pandas.DataFrame
        One column a threshold, by group; tables without names are left out.
    """
    named = outcomes[outcomes["table"].map(lambda name: bool(MATCHINGS[name].text))]
    found = names(named).set_axis(named.index[named["outcome"] == "found"])
    texts = {"+".join(rule.text) for rule in MATCHINGS.values()}
    fields_right = named.loc[found.index, "wrong"].map(lambda wrong: set(wrong) <= texts)
    sister = pd.Series(map(sisters, found["expected"], found["read"]), index=found.index, dtype=bool)
    columns = {}
    for threshold in thresholds:
        alike = found["likeness"] >= threshold
        strict = pd.Series(False, index=named.index)
        strict.loc[found.index] = fields_right & alike & ~sister
        columns[threshold] = score(named.assign(strict=strict), by)["strict_f1"]
    return pd.DataFrame(columns)


def score(outcomes: pd.DataFrame, by: Sequence[str] = ("table",)) -> pd.DataFrame:
    """Return precision, recall and F1 of matched rows, also with the strict fields.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        As `compare` gives it.
    by : sequence of str
        Columns to group by.

    Returns
    -------
    pandas.DataFrame
        ``gold, extracted, found, precision, recall, f1, strict_f1`` by group.
    """
    counts = outcomes.assign(
        found=outcomes["outcome"].eq("found"),
        gold=outcomes["outcome"].ne("spurious"),
        extracted=outcomes["outcome"].ne("missed"),
    )
    sums = counts.groupby(list(by), sort=False)[["gold", "extracted", "found", "strict"]].sum().astype(int)
    return with_rates(sums)


def with_rates(sums: pd.DataFrame) -> pd.DataFrame:
    """Add precision, recall, F1 and strict F1 to counts; F1 is the harmonic mean (van Rijsbergen, 1979)."""
    total = sums["gold"] + sums["extracted"]
    return sums.assign(
        precision=(sums["found"] / sums["extracted"]).fillna(0.0),
        recall=(sums["found"] / sums["gold"]).fillna(0.0),
        f1=(2 * sums["found"] / total).fillna(0.0),
        strict_f1=(2 * sums["strict"] / total).fillna(0.0),
    )


#: Fields that say the same thing in other words where they differ: compared by likeness.
TEXT_FIELDS = frozenset({"label", "parent", "item", "tier", "base", "condition", "indicator", "quote"})
#: Fields that place a row; where they differ, the row is not found.
PLACE_FIELDS = frozenset({"section", "measure", "domain", "no"})


def fields(outcomes: pd.DataFrame, alike: float = 0.6) -> pd.DataFrame:
    """Return how often each field of the found rows agrees with the label.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        As `compare` gives it.
    alike : float
        From which likeness two texts count as agreeing.

    Returns
    -------
    pandas.DataFrame
        ``table, field, compared, filled, agreeing, agreement``; `filled` counts the rows in which label or row has it.
    """
    rows = []
    found = outcomes[outcomes["outcome"] == "found"]
    for name, part in found.groupby("table", sort=False):
        for field in [f for f in part["label"].iloc[0] if f not in PLACE_FIELDS]:
            pairs = [
                (normalise(label.get(field)), normalise(row.get(field)))
                for label, row in zip(part["label"], part["row"], strict=True)
            ]
            same = [likeness(a, b) >= alike if field in TEXT_FIELDS else a == b for a, b in pairs]
            filled = sum(a not in ("", "false") or b not in ("", "false") for a, b in pairs)
            rows.append((name, field, len(pairs), filled, sum(same), sum(same) / len(same)))
    return pd.DataFrame(rows, columns=["table", "field", "compared", "filled", "agreeing", "agreement"])


def bootstrap(outcomes: pd.DataFrame, by: Sequence[str] = ("table",), n: int = 2000, seed: int = 0) -> pd.DataFrame:
    """Return percentile intervals of F1 and strict F1 from resampling measures (Efron and Tibshirani, 1993).

    Measures, not rows, are drawn with replacement within each group: the rows of a measure stand or fall together.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        As `compare` gives it.
    by : sequence of str
        Columns to group by.
    n : int
        Number of resamples.
    seed : int
        Seed of the random numbers.

    Returns
    -------
    pandas.DataFrame
        ``f1_low, f1_high, strict_f1_low, strict_f1_high`` (2.5th and 97.5th percentiles) by group.
    """
    rng = np.random.default_rng(seed)
    place = ["doc_id", "section", "measure"]
    rows = {}
    for group, part in outcomes.groupby(list(by), sort=False):
        keys = part[place].astype("string").fillna("")
        sums = (
            pd.DataFrame(
                {
                    "found": part["outcome"].eq("found"),
                    "strict": part["strict"],
                    "total": part["outcome"].ne("spurious").astype(int) + part["outcome"].ne("missed").astype(int),
                }
            )
            .astype(int)
            .groupby([keys[c] for c in place], sort=True)
            .sum()
            .to_numpy()
        )
        draws = sums[rng.integers(0, len(sums), size=(n, len(sums)))].sum(axis=1)
        f1 = 2 * draws[:, :2] / np.maximum(draws[:, 2:], 1)
        low, high = np.percentile(f1, [2.5, 97.5], axis=0)
        rows[group] = (low[0], high[0], low[1], high[1])
    index = score(outcomes, by).index
    return pd.DataFrame(
        list(rows.values()), index=index, columns=["f1_low", "f1_high", "strict_f1_low", "strict_f1_high"]
    )


def with_interval_texts(result: pd.DataFrame) -> pd.DataFrame:
    """Add columns that print F1 and strict F1 with their intervals, for `score` joined with `bootstrap`."""
    texts = {
        f"{words} [95 %]": [
            f"{r[name]:.3f} [{r[name + '_low']:.3f}, {r[name + '_high']:.3f}]" for _, r in result.iterrows()
        ]
        for name, words in (("f1", "F1"), ("strict_f1", "strict F1"))
    }
    return result.assign(**texts)
