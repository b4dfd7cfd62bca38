"""Text that documents share: two documents come in; containment, passages in common, closeness and named sources go out.

"Shared" says that two texts have words in common, not which one took them from the other: `named_sources` lists what a
document itself names as its source.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise, permutations

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from policybook.analyse.text_forms import fold_character, units
from policybook.read.clean import plain_characters
from policybook.read.corpus import Document


def similarities(a: Sequence[str], b: Sequence[str], least: float = 0) -> np.ndarray:
    """Return the similarity of every text of `a` with every text of `b`, from 0 to 1; what is below `least` counts as 0."""
    if not len(a) or not len(b):
        return np.zeros((len(a), len(b)))
    # A little less than asked for, so that none is lost by rounding; two texts that cannot reach it are soon left.
    cutoff = max(0, 100 * least - 1e-6)
    found = process.cdist(list(a), list(b), scorer=fuzz.ratio, dtype=np.float64, score_cutoff=cutoff) / 100
    return np.where(found >= least, found, 0)


def similarities_of(
    a: Sequence[str], b: Sequence[str], rows: np.ndarray, columns: np.ndarray, least: float = 0
) -> np.ndarray:
    """Return the same of some pairs only: the indices of `a`, in rising order, and of `b`."""
    found = np.zeros(len(rows))
    bounds = np.flatnonzero(np.diff(rows, prepend=-1, append=-1))
    for start, end in pairwise(bounds):
        others = [b[j] for j in columns[start:end].tolist()]
        found[start:end] = similarities([a[rows[start]]], others, least)[0]
    return found


# ------------------------------------------------------------------------------------------------------ runs in common


def grams(texts: Iterable[str], n: int) -> set[str]:
    """Return all runs of `n` characters of some texts."""
    return {text[i : i + n] for text in texts for i in range(len(text) - n + 1)}


def covered(text: str, known: set[str], n: int) -> int:
    """Count the characters of a text that stand in runs of at least `n` characters which are all in `known`.

    Parameters
    ----------
    text : str
    known : set of str
        Runs of `n` characters, see `grams`.
    n : int
    """
    total, end = 0, 0
    for i in range(len(text) - n + 1):
        if text[i : i + n] in known:
            total += i + n - max(i, end)
            end = i + n
    return total


def coverage(a: Document, b: Document, n: int) -> pd.DataFrame:
    """Count for each unit of `a` the characters that stand word for word, in runs of at least `n`, in the body of `b`.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, measure, path, start, end, other, n_chars, n_shared.
    """
    known = grams((plain_characters(text) for text in units(b)["text"]), n)
    rows = units(a)
    texts = [plain_characters(text) for text in rows["text"]]
    return rows[["doc_id", "section", "measure", "path", "start", "end"]].assign(
        other=b.doc_id, n_chars=[len(t) for t in texts], n_shared=[covered(t, known, n) for t in texts]
    )


def containment(documents: Sequence[Document], ns: Sequence[int] = (5, 10, 20, 40)) -> pd.DataFrame:
    """Say for each ordered pair of documents which share of the first stands word for word in the second.

    Returns
    -------
    pandas.DataFrame
        doc_id, other, n, n_chars, n_shared, share_pct: of the characters of the body, those in runs of at least n.
    """
    bodies = {d.doc_id: [plain_characters(text) for text in units(d)["text"]] for d in documents}
    rows = []
    for n in ns:
        known = {doc_id: grams(texts, n) for doc_id, texts in bodies.items()}
        for a, b in permutations(bodies, 2):
            total = sum(map(len, bodies[a]))
            shared = sum(covered(text, known[b], n) for text in bodies[a])
            rows.append({"doc_id": a, "other": b, "n": n, "n_chars": total, "n_shared": shared})
    columns = ["doc_id", "other", "n", "n_chars", "n_shared"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(share_pct=100 * frame["n_shared"] / frame["n_chars"])


def control(a: Document, b: Document, matched: Mapping[int, Sequence[int]], n: int) -> tuple[int, int]:
    """Count the characters of `a` shared with the domains of `b` that do not correspond: what chance and jargon give.

    Parameters
    ----------
    matched : mapping
        Section of `a` to the corresponding sections of `b`; see `policybook.domains.corresponding`.

    Returns
    -------
    tuple of int
        Letters shared, characters in all; of the domains that have a counterpart.
    """
    other = units(b)
    other = other.assign(characters=[plain_characters(text) for text in other["text"]])
    shared = total = 0
    for section, rows in units(a).dropna(subset=["section"]).groupby("section"):
        if section not in matched:
            continue
        elsewhere = other[other["section"].notna() & ~other["section"].isin(list(matched[section]))]
        known = grams(elsewhere["characters"], n)
        texts = [plain_characters(text) for text in rows["text"]]
        shared += sum(covered(text, known, n) for text in texts)
        total += sum(map(len, texts))
    return shared, total


class _Body:
    """The characters of a document's body, each with its offset in the cleaned text; line breaks keep units apart."""

    def __init__(self, document: Document) -> None:
        self.document = document
        pieces: list[str] = []
        self.offsets: list[int] = []
        self.passages: list[int] = []
        for i, p in enumerate(document.outline.passages):
            for at, character in enumerate(p.text):
                for folded in fold_character(character):
                    point = folded == "." and p.text[at - 1 : at].isdigit() and p.text[at + 1 : at + 2].isdigit()
                    if folded.isalnum() or folded in "%‰" or point:
                        pieces.append(folded)
                        self.offsets.append(p.start + at)
                        self.passages.append(i)
            pieces.append("\n")
            self.offsets.append(p.end)
            self.passages.append(i)
        self.text = "".join(pieces)

    def place(self, start: int, end: int) -> dict:
        p = self.document.outline.passages[self.passages[start]]
        raw = self.document.clean.span(self.offsets[start], self.offsets[end - 1] + 1)
        quote = self.document.clean.text[self.offsets[start] : self.offsets[end - 1] + 1]
        return {
            "section": p.section, "measure": p.measure, "path": p.path, "text": quote, "start": raw[0], "end": raw[1],
        }  # fmt: skip


def common_passages(a: Document, b: Document, corpus: Sequence[Document], n: int = 20) -> pd.DataFrame:
    """Find the longest runs of `a` that stand word for word in `b`, and say how common they are in the corpus.

    Parameters
    ----------
    a, b : Document
    corpus : sequence of Document
        The documents among which commonness is counted.
    n : int
        The shortest run, in characters.

    Returns
    -------
    pandas.DataFrame
        Place and text in `a`, other, other_section, other_measure, other_path, n_chars, n_documents, and kind: ``boilerplate`` (in
        documents of every scheme of the corpus), ``template`` (in all documents of the pair's one scheme, where it has
        more than two), ``pair`` (in some only). The longest first.
    """
    bodies = {d.doc_id: _Body(d) for d in corpus}
    left, right = bodies[a.doc_id], bodies[b.doc_id]
    index: dict[str, list[int]] = {}
    for i in range(len(right.text) - n + 1):
        index.setdefault(right.text[i : i + n], []).append(i)
    rows, i = [], 0
    while i <= len(left.text) - n:
        best = (0, 0)
        if "\n" not in left.text[i : i + n]:
            for j in index.get(left.text[i : i + n], ()):
                length = n
                while (
                    i + length < len(left.text)
                    and j + length < len(right.text)
                    and left.text[i + length] == right.text[j + length] != "\n"
                ):
                    length += 1
                best = max(best, (length, -j))
        length, j = best[0], -best[1]
        if not length:
            i += 1
            continue
        holders = [d for d in corpus if left.text[i : i + length] in bodies[d.doc_id].text]
        there = right.place(j, j + length)
        rows.append(
            {"doc_id": a.doc_id, **left.place(i, i + length), "other": b.doc_id}
            | {f"other_{name}": there[name] for name in ("section", "measure", "path")}
            | {"n_chars": length}
            | {"n_documents": len(holders), "kind": _commonness(a, b, holders, corpus)}
        )
        i += length
    columns = ["doc_id", "section", "measure", "path", "text", "start", "end"]
    columns += ["other", "other_section", "other_measure", "other_path", "n_chars", "n_documents", "kind"]
    frame = pd.DataFrame(rows, columns=columns)
    frame = frame.astype(dict.fromkeys(("section", "measure", "other_section", "other_measure"), "Int64"))
    return frame.sort_values(["n_chars", "start"], ascending=[False, True], kind="stable").reset_index(drop=True)


def _commonness(a: Document, b: Document, holders: Sequence[Document], corpus: Sequence[Document]) -> str:
    schemes = {d.record.get("scheme") for d in corpus}
    if len(holders) > 2 and len(schemes) > 1 and {d.record.get("scheme") for d in holders} == schemes:
        return "boilerplate"
    scheme = a.record.get("scheme")
    members = {d.doc_id for d in corpus if d.record.get("scheme") == scheme}
    if scheme == b.record.get("scheme") and len(members) > 2 and members <= {d.doc_id for d in holders}:
        return "template"
    return "pair"


def closeness(documents: Sequence[Document], n: int = 10, draws: int = 1000, seed: int = 2025) -> pd.DataFrame:
    """Say how much text each pair of documents shares, with an interval from resampling measures.

    Parameters
    ----------
    documents : sequence of Document
    n : int
        The shortest run, in characters.
    draws, seed : int
        Of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        doc_id, other, share_pct: of the characters of both, those in runs in common; low_pct, high_pct: 95 % interval.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for a, b in combinations(documents, 2):
        both = pd.concat([coverage(a, b, n), coverage(b, a, n)])
        shared, total = both["n_shared"].to_numpy(), both["n_chars"].to_numpy()
        pick = rng.integers(0, len(both), size=(draws, len(both)))
        means = 100 * shared[pick].sum(axis=1) / total[pick].sum(axis=1)
        low, high = np.quantile(means, [0.025, 0.975])
        rows.append(
            {"doc_id": a.doc_id, "other": b.doc_id, "share_pct": 100 * shared.sum() / total.sum()}
            | {"low_pct": low, "high_pct": high, "n_chars": int(total.sum())}
        )
    columns = ["doc_id", "other", "share_pct", "low_pct", "high_pct", "n_chars"]
    return pd.DataFrame(rows, columns=columns)


# ------------------------------------------------------------------------------------------------------ named sources

_SOURCE = re.compile(
    r"(?:根据|按照|依据|贯彻(?:落实)?|落实|遵照)(?P<what>《[^》]{4,80}》(?:[(（][^()（）]{2,10}〔\d{4}〕\d{1,4}号[)）])?"
    r"|[^，。；《》]{2,40}?(?:若干政策|政策措施|实施意见)|[^，。；]{2,20}会议)"
)


def named_sources(document: Document, places: Sequence[str] = ()) -> pd.DataFrame:
    """List what a document says, before its first domain, that it carries out.

    Returns
    -------
    pandas.DataFrame
        doc_id, source, kind (``policy`` or ``meeting``), places (of the corpus, that the source names), start, end.
    """
    starts = [s.start for s in document.outline.sections] or [m.start for m in document.outline.measures]
    text = document.clean.text[: starts[0] if starts else 0]
    rows, seen = [], set()
    for found in _SOURCE.finditer(text):
        what = found["what"]
        if what in seen:
            continue
        seen.add(what)
        start, end = document.clean.span(*found.span("what"))
        named = "、".join(name for name in places if name in what and len(name) > 2)
        kind = "meeting" if what.endswith("会议") else "policy"
        rows.append(
            {"doc_id": document.doc_id, "source": what, "kind": kind, "places": named, "start": start, "end": end}
        )
    return pd.DataFrame(rows, columns=["doc_id", "source", "kind", "places", "start", "end"])
