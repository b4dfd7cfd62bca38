"""Aligned measures, sentences and numbers of two documents.

In: documents of the corpus and the crosswalk of domains. Out: data frames, one row a pair of measures, of sentences or
of numbers; offsets count characters of ``data/raw``. Nothing is read or written.

Alignment is an assignment (`policybook.analyse.matching`) on similarities (rapidfuzz's ``ratio``: one minus the insertions
and deletions that turn one text into the other, over the length of both), in the forms that `text_forms` makes. Of long
documents only those texts are compared that share most runs of characters, so that the time grows as the length. The first
form in which two sentences agree says what kind of pair they are; see `KINDS`.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from policybook.analyse.likeness import Thing, difference, thing
from policybook.analyse.matching import best_pairs, every_pair, likeliest, united
from policybook.analyse.shared_text import covered, grams, similarities, similarities_of
from policybook.analyse.text_forms import FORMS, MARK, NUMBER, RUNG, forms, measures, sentences
from policybook.extract.quantities import Quantity, quantities
from policybook.kept import kept
from policybook.read.clean import plain_characters
from policybook.read.corpus import Document
from policybook.vocab.domains import corresponding

#: Kinds of pairs of sentences, from the nearest to the farthest, and what stands on one side only.
KINDS = ("kept", "renamed", "cofunded", "rescaled", "localised", "added", "dropped")
#: Kinds of pairs of measures: the same up to `TOLERANCE`, the same but for numbers, otherwise changed; on one side only.
MEASURE_KINDS = ("kept", "rescaled", "localised", "added", "dropped")

MATCH_MEASURE = 0.40  # score from which measures of corresponding domains are counterparts; see the chapter's controls
MATCH_TEXT = 0.20  # likeness of texts that a heading must bring along, unless it is the same: 99 of 100 pairs of other domains have less
SAME_HEADING = 0.95  # likeness from which two headings are the same
MATCH_MOVED = 0.55  # the same for measures of domains that do not correspond: stock headings alone reach 0.45
MATCH_SENTENCE = 0.60  # similarity of shapes from which two sentences count as counterparts
NEAR_SAME = 0.80  # the same for sentences anywhere in a document, where no aligned measure vouches for the pair
PART = 0.25  # share of a measure in common runs from which it is part of a measure that has another partner
PART_SCORE = 0.50  # or the score from which it is
TOLERANCE = 0.05  # two measures are the same (numbers aside) where their shapes are as alike as this or more
LABEL = 0.55  # likeness of the words around two numbers from which they stand in the same slot
SHORT = 8  # characters: shorter sentences pair within aligned measures only
RUN = 8  # characters: what counts as a run in common within measures
COMPARED = 100  # with so many measures of the other document a measure is compared: with all of most documents
ALIKE = 20  # with so many sentences outside its own measure's counterparts a sentence is compared
RARE = 0.8  # of its runs of two characters: a pair that reaches `NEAR_SAME` shares more than the rest
BLOCK = 10_000  # pairs of sentences: parts that correspond are compared whole up to so many
SAME_DOMAIN = 0.10  # added to the score of measures in corresponding domains, and to sentences of aligned measures
_BOUND = re.compile(
    r"力争|争取|确保|达到?|以上|左右|不低于|不少于|不超过|最高|超过|\d{4}年|全年|[全我本][市区县]域?|[市区县]级"
)
_PER_HEAD = re.compile(
    r"每|各(?:县|市|区|镇|乡|村|地)|人均|户均|亩均|标准(?!化|件|厂房)"
)  # a norm holds in the part as in the whole
_EXTENSIVE = frozenset({"money", "count"})  # kinds of quantities of which a part can be a share of the whole


# ------------------------------------------------------------------------------------------------- aligned measures


def match_domains(a: Document, b: Document, domains: pd.DataFrame, crosswalk: pd.DataFrame) -> dict[int, list[int]]:
    """Return the corresponding domains of two documents: by the crosswalk, else by the likeness of their titles."""
    known = corresponding(a.record, b.record, domains, crosswalk)
    of_a, of_b = a.outline.sections, b.outline.sections
    if known or not of_a or not of_b:
        return known
    titles_a, titles_b = ([plain_characters(s.title) for s in of] for of in (of_a, of_b))
    i, j = likeliest(titles_a, titles_b, 2, COMPARED)
    likeness = similarities_of(titles_a, titles_b, i, j)
    best = [k for k in best_pairs(i, j, likeness) if likeness[k] >= 0.5]
    return {of_a[i[k]].number: [of_b[j[k]].number] for k in best}


@dataclass(frozen=True)
class Scores:
    """How alike measures are, a number for each pair that was compared.

    Attributes
    ----------
    rows, columns : numpy.ndarray
        Which measure of the first and of the second document, in rising order.
    score, text, heading : numpy.ndarray
        The score, the similarity of the texts, of the headings.
    """

    rows: np.ndarray
    columns: np.ndarray
    score: np.ndarray
    text: np.ndarray
    heading: np.ndarray

    @cached_property
    def positions(self) -> dict[tuple[int, int], int]:
        """Where the pair of two measures stands, if it was compared."""
        pairs = zip(self.rows.tolist(), self.columns.tolist(), strict=True)
        return {pair: k for k, pair in enumerate(pairs)}


def score_measures(a: pd.DataFrame, b: pd.DataFrame, places: Sequence[str]) -> Scores:
    """Compare measures of `a` with measures of `b`: all, or of more than `COMPARED` those that share most.

    The score is the similarity of the texts, or the mean of both similarities where the headings are more alike.
    """
    texts_a, texts_b = ([forms(t, places)[3] for t in frame["text"]] for frame in (a, b))
    heads_a, heads_b = ([forms(t, places)[3] for t in frame["heading"]] for frame in (a, b))
    if max(len(a), len(b)) <= COMPARED:
        i, j = every_pair(len(a), len(b))
    else:
        there = [likeliest(texts_a, texts_b, 4, COMPARED), likeliest(heads_a, heads_b, 2, ALIKE)]
        back = [likeliest(texts_b, texts_a, 4, COMPARED), likeliest(heads_b, heads_a, 2, ALIKE)]
        i, j = united([*there, *((i, j) for j, i in back)], len(b))
    text, heading = similarities_of(texts_a, texts_b, i, j), similarities_of(heads_a, heads_b, i, j)
    return Scores(i, j, np.maximum(text, (text + heading) / 2), text, heading)


@kept
def align_measures(
    a: Document,
    b: Document,
    matched: Mapping[int, Sequence[int]],
    places: Sequence[str] = (),
    threshold: float = MATCH_MEASURE,
) -> pd.DataFrame:
    """Align the measures of two documents, one to one and one to many, within and across domains.

    Parameters
    ----------
    a, b : Document
    matched : mapping
        Corresponding domains, see `match_domains`; measures of these are preferred, others can pair too.
    places : sequence of str
        Names that do not count, see `place_words`.
    threshold : float
        The score from which two measures of corresponding domains are counterparts.

    Returns
    -------
    pandas.DataFrame
        In the order of `b`, then what only `a` has. a_section, a_measure, a_path (the key of the measure), a_heading, the same
        for b, score, similarity, heading_similarity, moved (in domains that do not correspond), relation: ``one to one``,
        ``split`` (b is one of several parts of a), ``merged`` (a is one of several parts of b), ``added`` (only in b),
        ``dropped`` (only in a).
    """
    left, right = measures(a), measures(b)
    scores = score_measures(left, right, places)
    same = _in_matched(left, right, matched, scores)
    near = same | (not matched)
    pairs = _assign(scores, near, threshold)
    hosts = scores.score * near * _vouched(scores)
    rows: list[tuple] = [(i, j, "one to one") for i, j in pairs]
    done_a, done_b = {i for i, _ in pairs}, {j for _, j in pairs}
    texts_a, texts_b = [plain_characters(t) for t in left["text"]], [plain_characters(t) for t in right["text"]]
    runs_a, runs_b = ([grams([text], RUN) for text in texts] for texts in (texts_a, texts_b))
    beside_a, beside_b = _beside(scores.rows, len(left)), _beside(scores.columns, len(right))
    for j in sorted(set(range(len(right))) - done_b):
        others = scores.rows[beside_b[j]].tolist()
        at = _host(texts_b[j], [runs_a[i] for i in others], hosts[beside_b[j]])
        i = None if at is None else others[at]
        rows.append((i, j, "added" if i is None else "split" if i in done_a else "one to one"))
        done_a |= {i}
    for i in sorted(set(range(len(left))) - done_a):
        others = scores.columns[beside_a[i]].tolist()
        at = _host(texts_a[i], [runs_b[j] for j in others], hosts[beside_a[i]])
        j = None if at is None else others[at]
        rows.append((i, j, "dropped" if j is None else "merged"))
    last = max(len(left), len(right))
    rows.sort(key=lambda row: tuple(last if at is None else at for at in (row[1], row[0])))
    of_a, of_b = left.to_dict("records"), right.to_dict("records")
    found = []
    for i, j, relation in rows:
        at = scores.positions.get((i, j))
        likeness = {
            "score": np.nan if at is None else scores.score[at],
            "similarity": np.nan if at is None else scores.text[at],
            "heading_similarity": np.nan if at is None else scores.heading[at],
            "moved": bool(at is not None and not same[at] and matched),
        }
        found.append(_side(of_a, i, "a") | _side(of_b, j, "b") | likeness | {"relation": relation})
    frame = pd.DataFrame(found).astype(dict.fromkeys(("a_section", "a_measure", "b_section", "b_measure"), "Int64"))
    frame.insert(0, "b_doc", b.doc_id)
    frame.insert(0, "a_doc", a.doc_id)
    return frame


def _in_matched(
    left: pd.DataFrame, right: pd.DataFrame, matched: Mapping[int, Sequence[int]], scores: Scores
) -> np.ndarray:
    """Return which of the compared measures of `left` and `right` stand in corresponding domains."""
    of_a, of_b = left["section"].to_list(), right["section"].to_list()
    pairs = zip(scores.rows.tolist(), scores.columns.tolist(), strict=True)
    return np.array([of_b[j] in matched.get(of_a[i], ()) for i, j in pairs], dtype=bool)


def _vouched(scores: Scores) -> np.ndarray:
    """Return where the texts vouch for a pair, or the heading that both print."""
    return (scores.text >= MATCH_TEXT) | (scores.heading >= SAME_HEADING)


def _beside(own: np.ndarray, n: int) -> list[np.ndarray]:
    """Return for each of `n` measures the pairs in which it stands, in their order."""
    order = np.argsort(own, kind="stable")
    return np.split(order, np.searchsorted(own[order], np.arange(1, n)))


def _assign(scores: Scores, near: np.ndarray, threshold: float) -> list[tuple[int, int]]:
    """Pair measures one to one; a pair must reach the threshold, and not by a heading that is merely alike."""
    least = np.where(near, threshold, max(threshold, MATCH_MOVED))
    fits = (scores.score >= least) & _vouched(scores)
    best = best_pairs(scores.rows, scores.columns, scores.score + SAME_DOMAIN * near)
    return [(int(scores.rows[k]), int(scores.columns[k])) for k in best if fits[k]]


@kept
def pairs_of_wrong_domains(
    a: Document, b: Document, matched: Mapping[int, Sequence[int]], places: Sequence[str] = ()
) -> int:
    """Count the measures that pair when each domain is compared with the next one, to which it does not correspond."""
    left, right = measures(a), measures(b)
    sections = list(matched)
    wrong = dict(zip(sections, [matched[s] for s in [*sections[1:], *sections[:1]]], strict=True))
    scores = score_measures(left, right, places)
    near = _in_matched(left, right, wrong, scores) & ~_in_matched(left, right, matched, scores)
    return len(_assign(replace(scores, score=scores.score * near), near, MATCH_MEASURE))


@kept
def shuffled_pairs(
    a: Document,
    b: Document,
    matched: Mapping[int, Sequence[int]],
    places: Sequence[str] = (),
    draws: int = 20,
    seed: int = 2025,
) -> np.ndarray:
    """Count the measures that pair when the sentences of `b` are dealt at random to its measures: what chance finds.

    Each measure keeps its number of sentences; the first one dealt to it is its heading.

    Parameters
    ----------
    a, b : Document
    matched : mapping
        Corresponding domains, see `match_domains`.
    places : sequence of str
    draws, seed : int

    Returns
    -------
    numpy.ndarray
        The number of pairs in each draw.
    """
    rng = np.random.default_rng(seed)
    left, right = measures(a), measures(b)
    own = sentences(b, places)
    own = own[own["measure"].notna()]
    sizes = own.groupby("path", sort=False).size().to_numpy()
    found = []
    for _ in range(draws):
        dealt = np.split(own["text"].to_numpy()[rng.permutation(len(own))], np.cumsum(sizes)[:-1])
        made_up = right.iloc[: len(dealt)].assign(text=["".join(t) for t in dealt], heading=[t[0] for t in dealt])
        scores = score_measures(left, made_up, places)
        near = _in_matched(left, made_up, matched, scores) | (not matched)
        found.append(len(_assign(scores, near, MATCH_MEASURE)))
    return np.array(found)


def _host(part: str, runs: Sequence[set[str]], scores: np.ndarray) -> int | None:
    """Find the measure, of which the runs are given, that a left-over one is part of: by its score, or by what they share."""
    own = grams([part], RUN)
    shares = np.array([0 if own.isdisjoint(known) else covered(part, known, RUN) for known in runs]) / max(len(part), 1)
    fits = (scores >= PART_SCORE) | (shares >= PART)
    return int(np.argmax(np.where(fits, scores + shares, -1))) if fits.any() else None


def _side(rows: Sequence[Mapping], i: int | None, side: str) -> dict:
    names = ("section", "measure", "path", "heading")
    return {f"{side}_{name}": pd.NA if i is None else rows[i][name] for name in names}


# ------------------------------------------------------------------------------------------------ aligned sentences


def sentence_kind(a: Sequence[str], b: Sequence[str]) -> str:
    """Say how two sentences that correspond differ, from their four forms.

    Returns
    -------
    str
        ``kept``, ``renamed``, ``cofunded``, ``rescaled`` or ``localised``.

    Examples
    --------
    >>> sentence_kind(forms("争取立项12项以上。"), forms("争取立项2项以上。"))
    'rescaled'
    """
    for kind, x, y in zip(KINDS, a, b, strict=False):
        if x == y:
            return kind
    return "localised"


def align_sentences(
    a: Document, b: Document, aligned: pd.DataFrame, matched: Mapping[int, Sequence[int]], places: Sequence[str] = ()
) -> pd.DataFrame:
    """Align the sentences of two documents one to one, those of aligned measures before others.

    Parameters
    ----------
    a, b : Document
    aligned : pandas.DataFrame
        Their aligned measures, see `align_measures`.
    matched : mapping
        Corresponding domains; the opening paragraphs of these correspond too, and the closing paragraphs.
    places : sequence of str

    Returns
    -------
    pandas.DataFrame
        a_section, a_measure, a_path, a_text, a_start, a_end, the same for b, similarity (of shapes), kind, heading, n_chars (of
        b, or of what only a has). In the order of `b`, then what only `a` has.
    """
    left, right = sentences(a, places), sentences(b, places)
    pairs = aligned.dropna(subset=["a_measure", "b_measure"])
    partners: dict[object, set] = {None: {None}}
    for row in pairs.itertuples():
        partners.setdefault(row.a_path, set()).add(row.b_path)
    for section, others in matched.items():
        partners.setdefault(section, set()).update(others[:1])
    keys_a, keys_b = _keys(left), _keys(right)
    shapes_a, shapes_b = left["shape"].to_list(), right["shape"].to_list()
    near = _near(keys_a, keys_b, partners, shapes_a, shapes_b)
    i, j = united([near, likeliest(shapes_a, shapes_b, 2, ALIKE, RARE)], len(right))
    vouched = np.isin(i * len(right) + j, near[0] * len(right) + near[1])
    likeness = similarities_of(shapes_a, shapes_b, i, j, min(MATCH_SENTENCE, NEAR_SAME))
    short = np.minimum(left["n_chars"].to_numpy()[i], right["n_chars"].to_numpy()[j]) < SHORT
    fits = np.where(vouched, likeness >= MATCH_SENTENCE, (likeness >= NEAR_SAME) & ~short)
    of_a, of_b = left.to_dict("records"), right.to_dict("records")
    best = best_pairs(i, j, np.where(fits, likeness + SAME_DOMAIN * vouched, 0))
    done_a, done_b = set(i[best].tolist()), set(j[best].tolist())
    rows = []
    for k in best:
        x, y = of_a[i[k]], of_b[j[k]]
        rows.append(_pair(x, y, likeness[k], sentence_kind([x[f] for f in FORMS], [y[f] for f in FORMS])))
    rows += [_pair(None, row, np.nan, "added") for j, row in enumerate(of_b) if j not in done_b]
    rows += [_pair(row, None, np.nan, "dropped") for i, row in enumerate(of_a) if i not in done_a]
    frame = pd.DataFrame(rows)
    ints = [f"{side}_{name}" for side in "ab" for name in ("section", "measure", "start", "end")]
    frame = frame.astype(dict.fromkeys(ints, "Int64"))
    frame.insert(0, "b_doc", b.doc_id)
    frame.insert(0, "a_doc", a.doc_id)
    return frame.sort_values(["b_start", "a_start"], kind="stable", na_position="last").reset_index(drop=True)


def _near(
    keys_a: Sequence, keys_b: Sequence, partners: Mapping[object, set], shapes_a: Sequence[str], shapes_b: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of sentences in parts that correspond; of long parts those that share most."""
    of_a, of_b = _members(keys_a), _members(keys_b)
    found = []
    for key, own in of_a.items():
        for partner in partners.get(key, ()):
            there = of_b.get(partner, [])
            if len(own) * len(there) <= BLOCK:
                i, j = every_pair(len(own), len(there))
            else:
                i, j = likeliest([shapes_a[k] for k in own], [shapes_b[k] for k in there], 2, ALIKE)
            found.append((np.array(own, dtype=int)[i], np.array(there, dtype=int)[j]))
    return united(found, len(keys_b))


def _members(keys: Sequence) -> dict[object, list[int]]:
    members: dict[object, list[int]] = {}
    for i, key in enumerate(keys):
        members.setdefault(key, []).append(i)
    return members


def _keys(frame: pd.DataFrame) -> list[object]:
    """Return what each sentence's counterpart is looked for by: its measure's path, else its domain, else None."""
    rows = zip(frame["section"], frame["measure"], frame["path"], strict=True)
    return [path if pd.notna(m) else None if pd.isna(s) else int(s) for s, m, path in rows]


def _pair(a: Mapping | None, b: Mapping | None, likeness: float, kind: str) -> dict:
    row: dict = {}
    for side, sentence in (("a", a), ("b", b)):
        for name in ("section", "measure", "path", "text", "start", "end"):
            row[f"{side}_{name}"] = pd.NA if sentence is None else sentence[name]
    last = a if b is None else b
    return row | {"similarity": likeness, "kind": kind, "heading": bool(last["heading"]), "n_chars": last["n_chars"]}


def classify_measures(aligned: pd.DataFrame, pairs: pd.DataFrame, slots: pd.DataFrame) -> pd.DataFrame:
    """Say for each aligned measure what became of it.

    Parameters
    ----------
    aligned : pandas.DataFrame
        See `align_measures`.
    pairs : pandas.DataFrame
        See `align_sentences`.
    slots : pandas.DataFrame
        See `number_slots`.

    Returns
    -------
    pandas.DataFrame
        `aligned` with ``kind`` (see `MEASURE_KINDS`); n_<kind> of its sentences without the heading, see `KINDS`;
        kept_pct: of
        the characters of b without the heading (of a, where dropped) those in sentences that are kept, renamed or
        cofunded;
        cofunded: a sentence adds or loses words of joint funding.
    """
    by_a: dict[str, list[dict]] = {}
    by_b: dict[str, list[dict]] = {}
    for pair in pairs[~pairs["heading"]].to_dict("records"):
        side, groups = ("a", by_a) if pair["kind"] == "dropped" else ("b", by_b)
        groups.setdefault(pair[f"{side}_path"], []).append(pair)
    moved = slots[~slots["equal"]]
    other_numbers = set(zip(moved["a_path"], moved["path"], strict=True))
    rows = []
    for row in aligned.to_dict("records"):
        own = [] if row["relation"] == "dropped" else by_b.get(row["b_path"], [])
        lost = [] if row["relation"] == "added" else by_a.get(row["a_path"], [])
        if row["relation"] in ("added", "dropped"):
            kind = row["relation"]
        elif row["relation"] != "one to one" or row["similarity"] < 1 - TOLERANCE:
            kind = "localised"
        else:
            kind = "rescaled" if (row["a_path"], row["b_path"]) in other_numbers else "kept"
        base = lost if kind == "dropped" else own
        total = sum(pair["n_chars"] for pair in base)
        near = sum(pair["n_chars"] for pair in base if pair["kind"] in KINDS[:3])
        counts = Counter(pair["kind"] for pair in (base if kind == "dropped" else own + lost))
        rows.append(
            {"kind": kind, **{f"n_{name}": counts[name] for name in KINDS}}
            | {"kept_pct": 100 * near / total if total else np.nan}
        )
    found = pd.DataFrame(rows)
    return pd.concat([aligned.reset_index(drop=True), found, (found["n_cofunded"] > 0).rename("cofunded")], axis=1)


# --------------------------------------------------------------------------------------------- corresponding numbers


def number_slots(pairs: pd.DataFrame, places: Sequence[str] = (), *, alike: bool = True) -> pd.DataFrame:
    """Pair the numbers that stand in the same slot of aligned sentences.

    Two numbers can share a slot where the unit is the same, the words around them (from the mark or number before to
    the mark or number behind) are as alike as `LABEL`, and they count the same thing (`policybook.analyse.likeness`). The
    best pairs are taken, one to one. The members of a ladder (300万元、150万元和100万元) pair in order, and only with those
    of a ladder as long.

    Parameters
    ----------
    pairs : pandas.DataFrame
        See `align_sentences`.
    places : sequence of str
        Names that do not count.
    alike : bool
        Whether the numbers must count the same thing; without this, to see what the test does.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, measure, path, start, end (of b's sentence), the same for a with ``a_`` before; a_value, b_value,
        a_printed, b_printed, unit, quantity (its kind), share_pct (b as a share of a; money and counts, no norms per head), equal,
        clause (of b), a_text, b_text (the sentences), a_at, b_at (where in them the numbers begin).
    """
    rows = []
    for row in pairs.dropna(subset=["a_start", "b_start"]).itertuples():
        for qa, qb in paired_quantities(row.a_text, row.b_text, places, alike=alike):
            clause = _clause(row.b_text, qb.start, qb.end)
            part = qa.kind in _EXTENSIVE and not _PER_HEAD.search(clause)
            share = 100 * qb.value / qa.value if part else np.nan
            rows.append(
                {"doc_id": row.b_doc, "section": row.b_section, "measure": row.b_measure, "path": row.b_path}
                | {"start": row.b_start, "end": row.b_end, "a_doc": row.a_doc, "a_section": row.a_section}
                | {"a_measure": row.a_measure, "a_path": row.a_path, "a_start": row.a_start, "a_end": row.a_end}
                | {"a_value": qa.value, "b_value": qb.value, "a_printed": row.a_text[qa.start : qa.end]}
                | {"a_at": qa.start, "b_at": qb.start}
                | {"b_printed": row.b_text[qb.start : qb.end], "unit": qa.unit, "quantity": qa.kind}
                | {"share_pct": share, "equal": bool(qa.value == qb.value)}
                | {"clause": clause, "a_text": row.a_text, "b_text": row.b_text}
            )
    columns = ["doc_id", "section", "measure", "path", "start", "end"]
    columns += ["a_doc", "a_section", "a_measure", "a_path", "a_start", "a_end"]
    columns += ["a_value", "b_value", "a_printed", "b_printed", "unit", "quantity", "share_pct", "equal", "clause"]
    frame = pd.DataFrame(rows, columns=[*columns, "a_text", "b_text", "a_at", "b_at"])
    ints = ["section", "measure", "start", "end", "a_section", "a_measure", "a_start", "a_end"]
    return frame.astype(dict.fromkeys(ints, "Int64") | {"equal": bool})


def _clause(text: str, start: int, end: int) -> str:
    left = max((text.rfind(mark, 0, start) for mark in "，,。；;：:"), default=-1) + 1
    right = min((at for mark in "，,。；;" if (at := text.find(mark, end)) >= 0), default=len(text))
    return text[left:right].strip()


def paired_quantities(
    a: str, b: str, places: Sequence[str] = (), *, alike: bool = True
) -> list[tuple[Quantity, Quantity]]:
    """Pair the quantities of two sentences that count the same thing, in the order of `b`; see `number_slots`."""
    of_a, of_b = labelled(a, places), labelled(b, places)
    if not of_a or not of_b:
        return []
    likeness = similarities([label for _, label, *_ in of_a], [label for _, label, *_ in of_b])
    for i, (qa, _, rung_a, thing_a) in enumerate(of_a):
        for j, (qb, _, rung_b, thing_b) in enumerate(of_b):
            fits = qa.unit == qb.unit and qa.kind == qb.kind and rung_a == rung_b and likeness[i, j] >= LABEL
            if not fits or (alike and difference(thing_a, thing_b)):
                likeness[i, j] = 0
            else:  # among equals the one at the like place
                likeness[i, j] += 0.01 * (1 - abs(i / len(of_a) - j / len(of_b)))
    left, right = linear_sum_assignment(-likeness)
    found = [(i, j) for i, j in zip(left, right, strict=True) if likeness[i, j] > 0]
    return [(of_a[i][0], of_b[j][0]) for i, j in sorted(found, key=lambda pair: pair[1])]


def labelled(text: str, places: Sequence[str] = ()) -> list[tuple[Quantity, str, tuple[int, int], Thing]]:
    """Return each quantity of a sentence with the words around it, its rung and what it counts.

    The rung is its place in a ladder (300万元、150万元和100万元) and the ladder's length.
    """
    found = [q for q in quantities(text) if q.value]
    ladders: list[list] = []
    for q in found:
        gap = text[ladders[-1][-1].end : q.start] if ladders else "x"
        if RUNG.fullmatch(gap) and ladders[-1][-1].unit == q.unit:
            ladders[-1].append(q)
        else:
            ladders.append([q])
    out, before = [], 0
    for k, ladder in enumerate(ladders):
        start, end = ladder[0].start, ladder[-1].end
        behind = ladders[k + 1][0].start if k + 1 < len(ladders) else len(text)
        left = MARK.split(text[before:start].lstrip("、和及"))[-1]
        right = re.split(r"[，,。；;：:、]", text[end:behind])[0]
        label = plain_characters(_BOUND.sub("", left)) + NUMBER + plain_characters(_BOUND.sub("", right))
        counted = thing(text, (before, start, end, behind), len(ladder), places)
        out += [(q, label, (rung, len(ladder)), counted) for rung, q in enumerate(ladder)]
        before = end
    return out


def match_rows(slots: pd.DataFrame, rows: pd.DataFrame, value: str, side: str = "b") -> pd.Series:
    """Find for each slot the row of a table that holds the same number in the same place.

    Parameters
    ----------
    slots : pandas.DataFrame
        See `number_slots`.
    rows : pandas.DataFrame
        A table of the data package, with doc_id, start, end and the column `value`.
    value : str
        The column that holds the number.
    side : {"a", "b"}
        Which side of the slot.

    Returns
    -------
    pandas.Series
        The row's index label, or missing; the index is that of `slots`.
    """
    prefix = "a_" if side == "a" else ""
    found: dict = {}
    groups = dict(list(rows.groupby("doc_id")))
    taken: set = set()
    for at, slot in slots.iterrows():
        near = groups.get(slot["a_doc"] if side == "a" else slot["doc_id"])
        if near is None:
            continue
        number = slot[f"{side}_value"]
        overlaps = (near["start"] < slot[f"{prefix}end"]) & (near["end"] > slot[f"{prefix}start"])
        hits = near[overlaps & np.isclose(near[value].astype(float).fillna(np.nan), number)]
        hit = next((label for label in hits.index if label not in taken), None)
        if hit is not None:
            found[at] = hit
            taken.add(hit)
    return pd.Series(found, dtype=object).reindex(slots.index)


def match_awards(awards: pd.DataFrame, aligned: pd.DataFrame, threshold: float = LABEL) -> pd.DataFrame:
    """Pair the awards of aligned measures: the same tier and instrument, and names as alike as the threshold.

    Parameters
    ----------
    awards : pandas.DataFrame
        The table ``awards``.
    aligned : pandas.DataFrame
        See `align_measures`.
    threshold : float
        Of the names of the things rewarded.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, measure, path, start, end, item, tier, instrument, value, cofunded of b; a_measure, a_path, a_start,
        a_end, a_item, a_value, a_cofunded; unit (yuan or percent), similarity. One to one within each pair of measures.
    """
    table = awards.assign(
        value=awards["amount_yuan"].fillna(awards["rate_pct"]),
        tier=awards["tier"].fillna(""),
        name=awards["item"].map(plain_characters),
    )
    by_measure = dict(list(table.dropna(subset=["measure"]).groupby(["doc_id", "path"])))
    of_b = ["doc_id", "section", "measure", "path", "start", "end", "item", "tier", "instrument", "value", "cofunded"]
    of_a = ["measure", "path", "start", "end", "item", "value", "cofunded"]
    rows = []
    for pair in aligned.dropna(subset=["a_measure", "b_measure"]).itertuples():
        a = by_measure.get((pair.a_doc, pair.a_path))
        b = by_measure.get((pair.b_doc, pair.b_path))
        if a is None or b is None:
            continue
        likeness = similarities(a["name"].tolist(), b["name"].tolist())
        for key in ("tier", "instrument"):
            likeness *= np.equal.outer(a[key].to_numpy(object), b[key].to_numpy(object))
        same_value = np.equal.outer(a["value"].to_numpy(float), b["value"].to_numpy(float))
        for i, j in zip(*linear_sum_assignment(-(likeness + 0.01 * same_value * (likeness > 0))), strict=True):
            if likeness[i, j] >= threshold:
                x, y = a.iloc[i], b.iloc[j]
                left = {f"a_{name}": x[name] for name in of_a}
                unit = "percent" if pd.isna(y["amount_yuan"]) else "yuan"
                rows.append({name: y[name] for name in of_b} | left | {"unit": unit, "similarity": likeness[i, j]})
    columns = [*of_b, *(f"a_{name}" for name in of_a), "unit", "similarity"]
    return pd.DataFrame(rows, columns=columns)


# --------------------------------------------------------------------------------------------- a pair of documents


@dataclass(frozen=True)
class Comparison:
    """Everything that two documents share: see `align_measures`, `align_sentences`, `number_slots`."""

    a: Document
    b: Document
    matched: Mapping[int, Sequence[int]]
    measures: pd.DataFrame
    sentences: pd.DataFrame
    slots: pd.DataFrame

    @property
    def matched_back(self) -> dict[int, int]:
        """Section of `b` to the section of `a` whose opening paragraph corresponds."""
        return {others[0]: section for section, others in self.matched.items() if others}


@kept
def align_documents(
    a: Document, b: Document, domains: pd.DataFrame, crosswalk: pd.DataFrame, places: Sequence[str] = ()
) -> Comparison:
    """Align the measures, the sentences and the numbers of two documents.

    Parameters
    ----------
    a, b : Document
        `a` is shown first; that says nothing about who wrote first.
    domains, crosswalk : pandas.DataFrame
        See `policybook.domains.load_domains`.
    places : sequence of str
        Names that do not count, see `place_words`.
    """
    matched = match_domains(a, b, domains, crosswalk)
    aligned = align_measures(a, b, matched, places)
    pairs = align_sentences(a, b, aligned, matched, places)
    slots = number_slots(pairs, places)
    return Comparison(a, b, matched, classify_measures(aligned, pairs, slots), pairs, slots)


# ------------------------------------------------------------------------------------------- sentences of a group


def sentences_in_common(
    documents: Sequence[Document], places: Sequence[str] = (), threshold: float = NEAR_SAME
) -> pd.DataFrame:
    """Say for each sentence of a group of documents in which of the others it stands, names and numbers aside.

    Parameters
    ----------
    documents : sequence of Document
    places : sequence of str
    threshold : float
        Similarity of shapes from which it is the same sentence.

    Returns
    -------
    pandas.DataFrame
        The sentences of all documents with a column for each document (the best similarity there; missing for its own)
        and ``n_others``. Sentences of fewer than `SHORT` characters are left out: they agree by chance.
    """
    tables = {d.doc_id: sentences(d, places) for d in documents}
    tables = {doc_id: t[t["n_chars"] >= SHORT].reset_index(drop=True) for doc_id, t in tables.items()}
    for doc_id, table in tables.items():
        for other in tables:
            table[other] = np.nan
        for other, there in tables.items():
            if other != doc_id and len(there):
                table[other] = similarities(table["shape"], there["shape"]).max(axis=1)
    frame = pd.concat(tables.values(), ignore_index=True)
    return frame.assign(n_others=(frame[list(tables)] >= threshold).sum(axis=1))
