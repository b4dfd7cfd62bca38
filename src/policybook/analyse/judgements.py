"""How far the judgements can be trusted that carry the chapters: programme, theme, tone, subject, instrument, counterpart.

In: hand-coded samples (``data/labels/judgements/<name>.csv``, described in ``judgements.yml`` beside them) and what the book's
rules say of the same things. Out: agreement of the codings, precision and recall with exact intervals, and confusion tables.

A thing can have several codes (a sentence has two themes); they are joined by ``|``, and nothing is written where none fits.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from policybook.analyse import evolution, policy_tools
from policybook.analyse.intervals import exact_interval
from policybook.errors import PolicybookError
from policybook.project import read_yaml
from policybook.read.corpus import Document
from policybook.vocab.instruments import load_instruments
from policybook.vocab.subjects import load_subjects, subjects_of
from policybook.vocab.terms import load_terms
from policybook.vocab.tone import load_tone, tone_pattern

#: The columns of every sample; more may stand beside them and say which thing it is.
COLUMNS = ("doc_id", "start", "end", "text", "first", "second", "settled")
#: What a measure can do; the names of columns of `policybook.analyse.evolution.instruments`.
INSTRUMENTS = ("award", "budget", "target")

Codes = frozenset[str]


def codes(text: object) -> Codes:
    """Return the codes of a cell: those between ``|``, none for an empty or missing cell.

    Examples
    --------
    >>> sorted(codes("green|digital")), sorted(codes(float("nan")))
    (['digital', 'green'], [])
    """
    return frozenset() if not isinstance(text, str) else frozenset(c for c in text.split("|") if c)


# ------------------------------------------------------------------------------------------------------- samples


def draw(frame: pd.DataFrame, n: int, seed: int, by: Sequence[str] = ("doc_id", "start")) -> pd.DataFrame:
    """Draw `n` rows without replacement, the same ones whatever the frame's order; returned in the order of `by`."""
    ordered = frame.sort_values(list(by), kind="stable").reset_index(drop=True)
    chosen = np.random.default_rng(seed).choice(len(ordered), size=min(n, len(ordered)), replace=False)
    return ordered.iloc[np.sort(chosen)].reset_index(drop=True)


def load_sample(folder: Path, name: str) -> pd.DataFrame:
    """Load a sample; `PolicybookError` where a column is missing or a code is none of those that ``judgements.yml`` lists."""
    path = Path(folder) / f"{name}.csv"
    if not path.is_file():
        raise PolicybookError(f"{path}: is missing")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    if missing := [column for column in COLUMNS if column not in frame]:
        raise PolicybookError(f"{path}: lacks the column {missing[0]}")
    allowed = set(load_descriptions(folder)[name].get("codes") or ())
    for column in ("first", "second", "settled"):
        used = {code for cell in frame[column] for code in codes(cell)}
        if allowed and (strange := sorted(used - allowed)):
            raise PolicybookError(f"{path}: {column}: {strange[0]!r} is no code of {name} in judgements.yml")
    return frame.astype({"start": int, "end": int})


def load_descriptions(folder: Path) -> dict[str, dict]:
    """Load ``judgements.yml``: for each sample its question, unit, seed, codes and how it was made."""
    return read_yaml(Path(folder) / "judgements.yml")["samples"]


# ------------------------------------------------------------------------------------------- what the rules say


def predicted(
    name: str, sample: pd.DataFrame, documents: Mapping[str, Document], tables: Mapping[str, pd.DataFrame]
) -> list[Codes]:
    """Return what the book's rules say of each thing in a sample; a sample may bring it along in a column ``rules``."""
    if "rules" in sample:
        return [codes(cell) for cell in sample["rules"]]
    return _RULES[name](sample, documents, tables)


def _programmes(sample: pd.DataFrame, documents: Mapping, tables: Mapping[str, pd.DataFrame]) -> list[Codes]:
    names = ["doc_id", "start", "end", "tier", "figure"]
    matched = tables["award_programmes"]
    matched = matched.assign(tier=matched["tier"].fillna("").astype(str), figure=figures(matched))
    known = {
        tuple(map(str, key)): value for *key, value in matched[[*names, "programme"]].itertuples(index=False, name=None)
    }
    keys = [tuple(map(str, key)) for key in sample[names].itertuples(index=False, name=None)]
    if lost := [key for key in keys if key not in known]:
        raise PolicybookError(f"programmes.csv: no award stands at {'/'.join(lost[0])} any more; draw and code it anew")
    return [frozenset() if pd.isna(known[key]) else frozenset([str(known[key])]) for key in keys]


def figures(awards: pd.DataFrame) -> list[str]:
    """Return the sum or the rate of each award as text: what tells the awards of one quote apart."""
    both = zip(awards["amount_yuan"], awards["rate_pct"], strict=True)
    return [f"{float(rate):g}%" if pd.isna(amount) else f"{float(amount):.10g}" for amount, rate in both]


def _subjects(sample: pd.DataFrame, documents: Mapping, tables: Mapping) -> list[Codes]:
    subjects = load_subjects()
    return [frozenset(subjects_of(text, subjects)) for text in sample["text"]]


def _themes(sample: pd.DataFrame, documents: Mapping, tables: Mapping) -> list[Codes]:
    themes = load_terms().themes
    return [frozenset(name for name, theme in themes.items() if theme.named_in(text)) for text in sample["text"]]


def _tone(sample: pd.DataFrame, documents: Mapping, tables: Mapping) -> list[Codes]:
    tone = load_tone()
    pattern, kind = tone_pattern(tone), dict(zip(tone["term"], tone["tone"], strict=True))
    return [frozenset(kind[found.group()] for found in pattern.finditer(text)) for text in sample["text"]]


def _instruments(sample: pd.DataFrame, documents: Mapping[str, Document], tables: Mapping) -> list[Codes]:
    told = evolution.instruments([documents[d] for d in sample["doc_id"].unique()], tables)
    told = told.set_index(["doc_id", "start"])
    keys = zip(sample["doc_id"], sample["start"], strict=True)
    return [frozenset(name for name in INSTRUMENTS if bool(told.loc[key, name])) for key in keys]


def _tools(sample: pd.DataFrame, documents: Mapping, tables: Mapping[str, pd.DataFrame]) -> list[Codes]:
    inside = {name: tables[name] for name in ("awards", "budgets", "targets")}
    coded = policy_tools.code_measures(tables["measures"], inside, load_instruments())
    said = coded.set_index(["doc_id", "start"])["tools"]
    return [
        frozenset(said[doc_id, int(start)]) for doc_id, start in zip(sample["doc_id"], sample["start"], strict=True)
    ]


def _award_tools(sample: pd.DataFrame, documents: Mapping, tables: Mapping[str, pd.DataFrame]) -> list[Codes]:
    vocabulary = load_instruments()
    words = zip(sample["item"].fillna(""), sample["base"].fillna(""), strict=True)
    return [frozenset({vocabulary.tool_of_award(f"{item}|{base}")}) for item, base in words]


_RULES: Mapping[str, Callable] = {
    "programmes": _programmes,
    "subjects": _subjects,
    "themes": _themes,
    "tone": _tone,
    "instruments": _instruments,
    "tools": _tools,
    "award_tools": _award_tools,
}


# ------------------------------------------------------------------------------------------------------- measures


def agreement(sample: pd.DataFrame) -> dict[str, float]:
    """Compare the two codings, thing by thing, each with its whole set of codes.

    Returns
    -------
    dict
        ``n``, ``same`` (things with the same codes in both), ``share`` and ``kappa`` (Cohen, 1960): the agreement beyond what
        two coders with these frequencies would reach by chance; 1 where both use one code throughout.
    """
    first, second = ([codes(cell) for cell in sample[name]] for name in ("first", "second"))
    n, same = len(sample), sum(a == b for a, b in zip(first, second, strict=True))
    chance = sum(first.count(c) * second.count(c) for c in set(first)) / n**2
    kappa = 1.0 if chance == 1 else (same / n - chance) / (1 - chance)
    return {"n": n, "same": same, "share": same / n, "kappa": kappa}


def accuracy(sample: pd.DataFrame, rules: Sequence[Codes]) -> dict[str, float]:
    """Count the codes that the rules give and the settled coding has, and return precision and recall with exact intervals.

    Returns
    -------
    dict
        ``coded``, ``given``, ``right`` (pairs of thing and code); ``precision``, ``recall`` with ``_low`` and ``_high``; and
        ``whole``, the things of which all codes are right.
    """
    settled = [codes(cell) for cell in sample["settled"]]
    both = list(zip(settled, rules, strict=True))
    coded, given, right = (
        sum(map(len, settled)),
        sum(map(len, rules)),
        sum(len(a & b) for a, b in both),
    )
    (p_low, p_high), (r_low, r_high) = exact_interval(right, given), exact_interval(right, coded)
    return {
        "n": len(sample),
        "coded": coded,
        "given": given,
        "right": right,
        "precision": right / given if given else float("nan"),
        "precision_low": p_low,
        "precision_high": p_high,
        "recall": right / coded if coded else float("nan"),
        "recall_low": r_low,
        "recall_high": r_high,
        "whole": sum(a == b for a, b in both),
    }


def by_code(sample: pd.DataFrame, rules: Sequence[Codes]) -> pd.DataFrame:
    """Return for each code how often it is right, given wrongly, and missed; the most frequent first."""
    settled = [codes(cell) for cell in sample["settled"]]
    rows = []
    for code in {c for cell in (*settled, *rules) for c in cell}:
        right = sum(code in a and code in b for a, b in zip(settled, rules, strict=True))
        wrong = sum(code not in a and code in b for a, b in zip(settled, rules, strict=True))
        missed = sum(code in a and code not in b for a, b in zip(settled, rules, strict=True))
        rows.append({"code": code, "right": right, "wrong": wrong, "missed": missed})
    frame = pd.DataFrame(rows, columns=["code", "right", "wrong", "missed"])
    order = frame.assign(_n=-(frame["right"] + frame["missed"])).sort_values(["_n", "code"])
    return order.drop(columns="_n").reset_index(drop=True)


def confusion(sample: pd.DataFrame, rules: Sequence[Codes], none: str = "(none)") -> pd.DataFrame:
    """Return what the rules say where a code is missed or wrong, and how often: the confusions, without the agreements.

    A missed code is set against the wrong codes of the same thing, or against `none`; a wrong code that stands beside no missed
    one is set against `none`.

    Returns
    -------
    pandas.DataFrame
        meant, told, things; the most frequent first.
    """
    pairs = []
    for cell, told in zip(sample["settled"], rules, strict=True):
        meant = codes(cell)
        missed, wrong = sorted(meant - told) or [none], sorted(told - meant) or [none]
        pairs += [(a, b) for a in missed for b in wrong if (a, b) != (none, none)]
    counts = pd.Series(pairs, dtype=object).value_counts()
    frame = pd.DataFrame([(*pair, int(n)) for pair, n in counts.items()], columns=["meant", "told", "things"])
    return frame.sort_values(["things", "meant", "told"], ascending=[False, True, True]).reset_index(drop=True)


def errors(sample: pd.DataFrame, rules: Sequence[Codes]) -> pd.DataFrame:
    """Return the things of which the rules miss a code or give a wrong one, with both sets of codes."""
    frame = sample.assign(
        meant=[", ".join(sorted(codes(cell))) for cell in sample["settled"]],
        told=[", ".join(sorted(told)) for told in rules],
    )
    return frame[frame["meant"] != frame["told"]].reset_index(drop=True)
