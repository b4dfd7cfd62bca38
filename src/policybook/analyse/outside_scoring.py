"""Score the extraction on documents outside the corpus, by place in the text, whatever their numbering.

In: folders of hand-coded rows and of texts. Out: counts of rows coded, extracted and found, for each document and table.

Two forms of labels are read. In the *outside form* ``measures.jsonl`` lists the measures with a printed path, the words or the
offset that they start with and their units; ``awards.jsonl`` names a measure by that path. In the *project's form*
(``data/labels``) rows name section and measure; there is no list of measures, so the outline is not scored.

- ``outline``: a measure is found where an extracted one starts within three characters of it.
- ``units``: a (measure, unit) pair is found where both have it; ``units with lead``: and agree on who leads.
- ``awards``: same instrument and figure, and the quotes stand within twelve characters of each other. ``awards, strict``: also
  cap, ceiling, payer, and a name (tier and item) that is alike (0.6). ``awards, full``: also tier (0.8), base and item (0.6)
  each by themselves, and floor.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from policybook.analyse.validation import likeness, normalise
from policybook.disk import read_json_lines, write_whole
from policybook.errors import PolicybookError
from policybook.extract.document import extract_document
from policybook.read.corpus import Document
from policybook.read.files import read_text
from policybook.vocab.entries import read_csv

#: Characters by which the beginning of a measure may differ.
START_SLACK = 3
#: Characters that may lie between two quotes of one award.
QUOTE_SLACK = 12
#: What is scored, in the order of the report.
SCORED = ("outline", "units", "units with lead", "awards", "awards, strict", "awards, full")
FIGURE_FIELDS = ("instrument", "amount_yuan", "rate_pct")
STRICT_FIELDS = ("cap_yuan", "is_max", "cofunded")
COLUMNS = ["set", "table", "n_documents", "gold", "extracted", "found", "precision", "recall", "f1", "measured_on"]


@dataclass(frozen=True)
class Coded:
    """A hand-coded document.

    Attributes
    ----------
    text : str
        The raw text.
    measures : list of dict or None
        In the outside form: ``path``, ``start`` and ``units`` (dicts with ``unit`` and ``lead``); None in the project's form.
    units : dict
        Whether a unit leads, by place and unit; a place is the index of a measure, or (section, measure).
    awards : list of dict
        The fields of the codebook, with ``start`` and ``end``.
    """

    text: str
    measures: list[dict] | None
    units: dict[tuple, bool]
    awards: list[dict]


# -------------------------------------------------------------------------------------------------------- labels


def load_coded(folder: Path, text: str) -> Coded:
    """Load the hand-coded rows of one document, in either form.

    Parameters
    ----------
    folder : path
        Holds ``awards.jsonl`` and, in the outside form, ``measures.jsonl``; in the project's form ``responsibilities.jsonl``
        may stand beside it.
    text : str
        The document's raw text.

    Raises
    ------
    PolicybookError
        Where a line is not JSON, or a quote or a measure's first words do not stand in the text.
    """
    awards, listed = _rows(folder / "awards.jsonl"), folder / "measures.jsonl"
    if not listed.is_file():
        units = {
            ((normalise(r.get("section")), normalise(r.get("measure"))), normalise(r["unit"])): bool(r.get("lead"))
            for r in _rows(folder / "responsibilities.jsonl")
        }
        return Coded(text, None, units, _placed(awards, text, {}, folder / "awards.jsonl"))
    measures = _started(_rows(listed), text, listed)
    units = {
        (i, normalise(u["unit"])): bool(u.get("lead")) for i, m in enumerate(measures) for u in m.get("units") or ()
    }
    starts = {m["path"]: m["start"] for m in measures}
    return Coded(text, measures, units, _placed(awards, text, starts, folder / "awards.jsonl"))


def _rows(path: Path) -> list[dict]:
    return read_json_lines(path) if path.exists() else []


def _started(measures: Sequence[dict], text: str, path: Path) -> list[dict]:
    """Give each measure its offset: the one it states, else where its first words stand behind the measure before."""
    placed, at = [], 0
    for m in measures:
        start = m.get("start")
        if start is None:
            start = text.find(m["starts"], at)
            start = text.find(m["starts"]) if start < 0 else start
            if start < 0:
                raise PolicybookError(f"{path}: measure {m.get('path')}: {m['starts']!r} does not stand in the text")
            at = max(at, start + 1)
        placed.append({**m, "start": int(start)})
    return placed


def _placed(awards: Sequence[dict], text: str, starts: Mapping[str, int], path: Path) -> list[dict]:
    """Give each award the offsets of its quote, looked for from the beginning of its measure."""
    placed = []
    for a in awards:
        if "start" in a:
            placed.append(a)
            continue
        span = _span(a["quote"], text, max(0, starts.get(a.get("measure"), 0))) or _span(a["quote"], text, 0)
        if span is None:
            raise PolicybookError(f"{path}: the quote {a['quote'][:40]!r} does not stand in the text")
        placed.append({**a, "start": span[0], "end": span[1]})
    return placed


def _span(quote: str, text: str, begin: int) -> tuple[int, int] | None:
    """Return where a quote stands, white space and page breaks inside it aside."""
    if (at := text.find(quote, begin)) >= 0:
        return at, at + len(quote)
    pattern = r"\s*".join(map(re.escape, "".join(quote.split())))
    found = re.compile(pattern).search(text, begin)
    return found.span() if found else None


# ------------------------------------------------------------------------------------------------------- scoring


def score_document(coded: Coded, rows: Mapping[str, list[dict]]) -> dict[str, tuple[int, int, int]]:
    """Compare the extracted rows of one document with its labels.

    Parameters
    ----------
    coded : Coded
        As `load_coded` gives it.
    rows : mapping
        ``measures``, ``responsibilities`` and ``awards`` of the document, as lists of dicts.

    Returns
    -------
    dict
        For each of `SCORED` that the labels allow: rows coded, extracted, found.
    """
    counts: dict[str, tuple[int, int, int]] = {}
    matched: dict[int, int] = {}
    if coded.measures is not None:
        matched = _match_measures(coded.measures, rows["measures"])
        counts["outline"] = (len(coded.measures), len(rows["measures"]), len(matched))
    if coded.units:
        seen = [(_home(r, rows["measures"], matched, coded), r) for r in rows["responsibilities"]]
        pairs = [((home, normalise(r["unit"])), normalise(r["lead"]) == "true") for home, r in seen]
        found = {pair for pair, _ in pairs if pair in coded.units}
        leads = sum(pair in coded.units and coded.units[pair] == lead for pair, lead in pairs)
        counts["units"] = (len(coded.units), len(pairs), len(found))
        counts["units with lead"] = (len(coded.units), len(pairs), min(leads, len(found)))
    pairs = _match_awards(coded.awards, rows["awards"])
    size = (len(coded.awards), len(rows["awards"]))
    counts["awards"] = (*size, len(pairs))
    counts["awards, strict"] = (*size, sum(_strict(a, b) for a, b in pairs))
    counts["awards, full"] = (*size, sum(_full(a, b) for a, b in pairs))
    return counts


def _match_measures(coded: Sequence[Mapping], extracted: Sequence[Mapping]) -> dict[int, int]:
    """Return the coded measure of each extracted one, by index."""
    matched: dict[int, int] = {}
    for i, m in enumerate(coded):
        near = (
            j for j, e in enumerate(extracted) if j not in matched and abs(int(e["start"]) - m["start"]) <= START_SLACK
        )
        if (j := next(near, None)) is not None:
            matched[j] = i
    return matched


def _place(row: Mapping) -> tuple[str, str, str]:
    return tuple(normalise(row.get(name)) for name in ("section", "subsection", "measure"))


def _home(row: Mapping, measures: Sequence[Mapping], matched: Mapping[int, int], coded: Coded) -> object:
    """Return the coded measure that an extracted unit belongs to: its own measure's, else the one before its place."""
    if coded.measures is None:
        return normalise(row.get("section")), normalise(row.get("measure"))
    own = [j for j, m in enumerate(measures) if normalise(row.get("measure")) and _place(m) == _place(row)]
    if own:
        last = max(own, key=lambda j: (int(measures[j]["start"]) <= int(row["start"]), int(measures[j]["start"])))
        return matched.get(last)
    before = [i for i, m in enumerate(coded.measures) if m["start"] <= int(row["start"])]
    return before[-1] if before else None


def _name(row: Mapping) -> str:
    return normalise(row.get("tier")) + normalise(row.get("item"))


def _alike(a: Mapping, b: Mapping, field: str) -> float:
    return likeness(normalise(a.get(field)), normalise(b.get(field)))


def _same(a: Mapping, b: Mapping, fields: Iterable[str]) -> int:
    return sum(normalise(a.get(f)) == normalise(b.get(f)) for f in fields)


def _match_awards(coded: Sequence[Mapping], extracted: Sequence[Mapping]) -> list[tuple[Mapping, Mapping]]:
    """Pair awards of one figure whose quotes meet, the best fit of the other fields first."""
    candidates = []
    for i, a in enumerate(coded):
        for j, b in enumerate(extracted):
            gap = max(a["start"] - int(b["end"]), int(b["start"]) - a["end"])
            if gap <= QUOTE_SLACK and _same(a, b, FIGURE_FIELDS) == len(FIGURE_FIELDS):
                fit = _same(a, b, (*STRICT_FIELDS, "unit")) + 2 * likeness(_name(a), _name(b))
                candidates.append((fit + _alike(a, b, "tier") + _alike(a, b, "condition"), i, j))
    ours, theirs, pairs = set(), set(), []
    for _, i, j in sorted(candidates, reverse=True):
        if i not in ours and j not in theirs:
            ours.add(i)
            theirs.add(j)
            pairs.append((coded[i], extracted[j]))
    return pairs


def _strict(a: Mapping, b: Mapping) -> bool:
    return _same(a, b, STRICT_FIELDS) == len(STRICT_FIELDS) and likeness(_name(a), _name(b)) >= 0.6


def _full(a: Mapping, b: Mapping) -> bool:
    alike = _alike(a, b, "tier") >= 0.8 and _alike(a, b, "base") >= 0.6 and _alike(a, b, "item") >= 0.6
    return _strict(a, b) and alike and _same(a, b, ("is_min",)) == 1


# ------------------------------------------------------------------------------------------------- many documents


def score_folder(gold: Path, texts: Path, only: Sequence[str] = ()) -> pd.DataFrame:
    """Extract and score every labelled document of a folder.

    Parameters
    ----------
    gold : path
        A folder for each document.
    texts : path
        ``<doc>.txt`` for each of them.
    only : sequence of str
        The documents to score; all where empty.

    Returns
    -------
    pandas.DataFrame
        One row a document and table: document, table, gold, extracted, found, precision, recall, f1.

    Raises
    ------
    PolicybookError
        Where a folder is missing or empty, a document is unknown or a text is missing.
    """
    labelled = sorted(p.parent.name for p in Path(gold).glob("*/awards.jsonl"))
    if not labelled:
        raise PolicybookError(f"{gold}: holds no labels; put <document>/awards.jsonl there")
    if unknown := sorted(set(only) - set(labelled)):
        raise PolicybookError(f"{gold}: has no labels of {unknown[0]!r}; it has {', '.join(labelled)}")
    rows = []
    for name in only or labelled:
        path = Path(texts) / f"{name}.txt"
        if not path.is_file():
            raise PolicybookError(f"{path}: is missing; it is the text of the labels in {Path(gold) / name}")
        text = read_text(path)
        counts = score_document(load_coded(Path(gold) / name, text), extract_document(Document(name, text, {})))
        rows += [(name, table, *counts[table]) for table in SCORED if table in counts]
    return _with_rates(pd.DataFrame(rows, columns=["document", "table", "gold", "extracted", "found"]))


def _with_rates(counts: pd.DataFrame) -> pd.DataFrame:
    total = counts["gold"] + counts["extracted"]
    return counts.assign(
        precision=(counts["found"] / counts["extracted"]).fillna(0.0),
        recall=(counts["found"] / counts["gold"]).fillna(0.0),
        f1=(2 * counts["found"] / total).fillna(0.0),
    )


def summary(scores: pd.DataFrame, name: str, measured_on: str) -> pd.DataFrame:
    """Pool the documents of `score_folder` into one row a table: figures only, no words of the texts.

    Parameters
    ----------
    scores : pandas.DataFrame
    name : str
        What the set of documents is called.
    measured_on : str
        The date of the measurement.
    """
    grouped = scores.groupby("table", sort=False)
    pooled = grouped[["gold", "extracted", "found"]].sum()
    pooled.insert(0, "n_documents", grouped.size())
    pooled = _with_rates(pooled).reset_index().round({"precision": 4, "recall": 4, "f1": 4})
    pooled = pooled.assign(set=name, measured_on=measured_on)[COLUMNS]
    return pooled.sort_values("table", key=lambda s: s.map(SCORED.index), kind="stable").reset_index(drop=True)


def write_summary(pooled: pd.DataFrame, path: Path) -> None:
    """Write a summary to a CSV file; rows of other sets that stand in it are kept, those of the same set replaced."""
    if path.is_file():
        old = read_csv(path, dtype={"measured_on": str})
        if list(old.columns) != COLUMNS:
            raise PolicybookError(f"{path}: is no file of accuracies; its columns are not {', '.join(COLUMNS)}")
        pooled = pd.concat([old[~old["set"].isin(pooled["set"])], pooled], ignore_index=True)
    write_whole(path, pooled.to_csv(index=False, lineterminator="\n"))
