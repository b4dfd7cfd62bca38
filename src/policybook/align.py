"""Text that documents share: aligned measures and sentences, corresponding numbers, containment, passages in common.

In: documents of the corpus and the crosswalk of domains. Out: data frames, one row a pair of measures, of sentences or
of numbers, or a passage; offsets count characters of ``data/raw``. Nothing is read or written.

"Shared" says that two texts have words in common, not which one took them from the other: `named_sources` lists what a
document itself names as its source.

Alignment is an assignment (scipy's ``linear_sum_assignment``) on a matrix of similarities (rapidfuzz's ``ratio``: one
minus the insertions and deletions that turn one text into the other, over the length of both). What is compared:

=========  ==========================================================================
form       what it leaves out
=========  ==========================================================================
letters    punctuation, spaces, the width of digits and brackets
names      besides: names of places, words for the own level (全市, 区级, 我市)
funding    besides: words that say that levels of government pay together (市区联动)
shape      besides: the numbers
=========  ==========================================================================

The first form in which two sentences agree says what kind of pair they are; see `KINDS`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, permutations

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from scipy.optimize import linear_sum_assignment

from .clean import SENTENCE, letters
from .corpus import Document
from .domains import corresponding
from .quantities import quantities

#: Kinds of pairs of sentences, from the nearest to the farthest, and what stands on one side only.
KINDS = ("kept", "renamed", "cofunded", "rescaled", "localised", "added", "dropped")
#: Kinds of pairs of measures: the same up to `TOLERANCE`, the same but for numbers, otherwise changed; on one side only.
MEASURE_KINDS = ("kept", "rescaled", "localised", "added", "dropped")
FORMS = ("letters", "names", "funding", "shape")

MATCH_MEASURE = 0.40  # score from which measures of corresponding domains are counterparts; see the chapter's controls
MATCH_MOVED = 0.55  # the same for measures of domains that do not correspond: stock headings alone reach 0.45
MATCH_SENTENCE = 0.60  # similarity of shapes from which two sentences count as counterparts
NEAR_SAME = 0.80  # the same for sentences anywhere in a document, where no aligned measure vouches for the pair
PART = 0.25  # share of a measure in common runs from which it is part of a measure that has another partner
PART_SCORE = 0.50  # or the score from which it is
TOLERANCE = 0.05  # two measures are the same (numbers aside) where their shapes are as alike as this or more
LABEL = 0.55  # likeness of the words around two numbers from which they stand in the same slot
SHORT = 8  # letters: shorter sentences pair within aligned measures only
RUN = 8  # letters: what counts as a run in common within measures
SAME_DOMAIN = 0.10  # added to the score of measures in corresponding domains, and to sentences of aligned measures

_NUMBER = "\ue000"
_NAME = "某"
_LEVEL = re.compile(r"全[市区县]域?|[我本][市区县]|[市区县]级|[市区县](?=财政)|(?<=强)[市区县]")
_LOWER = re.compile(r"各(?:县[(（]市、区[)）]|县市区|镇[(（]街道[)）]|镇街道?|地)")
_TOGETHER = re.compile(r"[省市区县]{2,4}(?:两级|三级)?联动")
_SUFFIX = re.compile(r"(?:特别行政区|自治州|自治县|地区|[省市区县盟旗])$")
_RUNG = re.compile(r"[、和及与或]{1,2}")
_MARK = re.compile(r"[，,。；;：:]")
_BOUND = re.compile(
    r"力争|争取|确保|达到?|以上|左右|不低于|不少于|不超过|最高|超过|\d{4}年|全年|[全我本][市区县]域?|[市区县]级"
)
_PER_HEAD = re.compile(r"每|人均|户均|亩均|标准(?!化|件|厂房)")  # a norm holds in the part as in the whole
_EXTENSIVE = frozenset({"money", "count"})  # kinds of quantities of which a part can be a share of the whole


# ------------------------------------------------------------------------------------------------- texts to compare


def place_words(records: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """Return the names of the places in the records, with and without 市, 区 …, the longest first.

    Parameters
    ----------
    records : iterable of mapping
    """
    names = {str(record["place"]) for record in records if record.get("place")}
    names |= {short for name in names if len(short := _SUFFIX.sub("", name)) >= 2}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


@cache
def _folded(character: str) -> str:
    return unicodedata.normalize("NFKC", character)


def _without_names(text: str, places: Sequence[str]) -> str:
    for name in places:
        text = text.replace(name, _NAME)
    return _LOWER.sub("各" + _NAME, _LEVEL.sub(_NAME, text))


def _without_numbers(text: str) -> str:
    pieces, position = [], 0
    for q in quantities(text):
        if q.start >= position:
            pieces += [text[position : q.start], _NUMBER, q.unit]
            position = q.end
    return "".join(pieces) + text[position:]


def forms(text: str, places: Sequence[str] = ()) -> tuple[str, str, str, str]:
    """Return a sentence in the four forms of the comparison, see the table above.

    Parameters
    ----------
    text : str
        A sentence or a longer text.
    places : sequence of str
        Names of places, see `place_words`.
    """
    named = _without_names(text, places)
    funding = _TOGETHER.sub("", named)
    return letters(text), letters(named), letters(funding), letters(_without_numbers(funding))


def units(document: Document) -> pd.DataFrame:
    """Return what is aligned: the measures, the opening paragraphs of the domains and the closing paragraph.

    Returns
    -------
    pandas.DataFrame
        section, article (both missing: the closing), heading, text, start, end; numbers and unit lists left out.
    """
    headings = {(m.section, m.number): m.heading for m in document.outline.measures}
    titles = {s.number: s.title for s in document.outline.sections}
    rows: dict[tuple, dict] = {}
    for p in document.outline.passages:
        key = (p.section, p.article)
        start, end = document.clean.span(p.start, p.end)
        if key in rows:
            rows[key]["text"] += "\n" + p.text
            rows[key]["end"] = end
            continue
        heading = headings.get(key, "") if p.article is not None else titles.get(p.section, "")
        place = {"doc_id": document.doc_id, "section": p.section, "article": p.article, "heading": heading}
        rows[key] = place | {"text": p.text, "start": start, "end": end}
    columns = ["doc_id", "section", "article", "heading", "text", "start", "end"]
    frame = pd.DataFrame(list(rows.values()), columns=columns)
    return frame.astype({"section": "Int64", "article": "Int64"})


def measures(document: Document) -> pd.DataFrame:
    """Return the measures only, see `units`."""
    found = units(document)
    return found[found["article"].notna()].reset_index(drop=True)


def sentences(document: Document, places: Sequence[str] = ()) -> pd.DataFrame:
    """Cut the units of a document into sentences (。 and ； end one).

    Returns
    -------
    pandas.DataFrame
        doc_id, section, article, text, the four forms, n_chars (letters), heading (a measure's heading), start, end.
    """
    titles = {(m.section, m.number): letters(m.heading) for m in document.outline.measures}
    rows = []
    for p in document.outline.passages:
        for found in SENTENCE.finditer(p.text):
            text = found.group().strip()
            form = forms(text, places)
            if not form[0]:
                continue
            at = p.start + p.text.index(text, found.start())
            start, end = document.clean.span(at, at + len(text))
            place = {"doc_id": document.doc_id, "section": p.section, "article": p.article, "text": text}
            title = p.article is not None and form[0] == titles.get((p.section, p.article))
            values = dict(zip(FORMS, form, strict=True)) | {"n_chars": len(form[0]), "heading": title}
            rows.append(place | values | {"start": start, "end": end})
    columns = ["doc_id", "section", "article", "text", *FORMS, "n_chars", "heading", "start", "end"]
    return pd.DataFrame(rows, columns=columns).astype({"section": "Int64", "article": "Int64"})


def similarities(a: Sequence[str], b: Sequence[str]) -> np.ndarray:
    """Return the similarity of every text of `a` with every text of `b`, from 0 to 1."""
    if not len(a) or not len(b):
        return np.zeros((len(a), len(b)))
    return process.cdist(list(a), list(b), scorer=fuzz.ratio, dtype=np.float64) / 100


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
    """Count for each unit of `a` the letters that stand word for word, in runs of at least `n`, in the body of `b`.

    Returns
    -------
    pandas.DataFrame
        doc_id, other, section, article, n_chars, n_shared, start, end.
    """
    known = grams((letters(text) for text in units(b)["text"]), n)
    rows = units(a)
    texts = [letters(text) for text in rows["text"]]
    return rows[["doc_id", "section", "article", "start", "end"]].assign(
        other=b.doc_id, n_chars=[len(t) for t in texts], n_shared=[covered(t, known, n) for t in texts]
    )


def containment(documents: Sequence[Document], ns: Sequence[int] = (5, 10, 20, 40)) -> pd.DataFrame:
    """Say for each ordered pair of documents which share of the first stands word for word in the second.

    Returns
    -------
    pandas.DataFrame
        doc_id, other, n, n_chars, n_shared, share_pct: of the letters of the body, those in runs of at least n.
    """
    bodies = {d.doc_id: [letters(text) for text in units(d)["text"]] for d in documents}
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
    """Count the letters of `a` shared with the domains of `b` that do not correspond: what chance and jargon give.

    Parameters
    ----------
    matched : mapping
        Section of `a` to the corresponding sections of `b`; see `policybook.domains.corresponding`.

    Returns
    -------
    tuple of int
        Letters shared, letters in all; of the domains that have a counterpart.
    """
    other = units(b)
    other = other.assign(letters=[letters(text) for text in other["text"]])
    shared = total = 0
    for section, rows in units(a).dropna(subset=["section"]).groupby("section"):
        if section not in matched:
            continue
        elsewhere = other[other["section"].notna() & ~other["section"].isin(list(matched[section]))]
        known = grams(elsewhere["letters"], n)
        texts = [letters(text) for text in rows["text"]]
        shared += sum(covered(text, known, n) for text in texts)
        total += sum(map(len, texts))
    return shared, total


class _Body:
    """The letters of a document's body, each with its offset in the cleaned text; line breaks keep units apart."""

    def __init__(self, document: Document) -> None:
        self.document = document
        pieces: list[str] = []
        self.offsets: list[int] = []
        self.passages: list[int] = []
        for i, p in enumerate(document.outline.passages):
            for at, character in enumerate(p.text):
                for folded in _folded(character):
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
        return {"section": p.section, "article": p.article, "text": quote, "start": raw[0], "end": raw[1]}


def common_passages(a: Document, b: Document, corpus: Sequence[Document], n: int = 20) -> pd.DataFrame:
    """Find the longest runs of `a` that stand word for word in `b`, and say how common they are in the corpus.

    Parameters
    ----------
    a, b : Document
    corpus : sequence of Document
        The documents among which commonness is counted.
    n : int
        The shortest run, in letters.

    Returns
    -------
    pandas.DataFrame
        Place and text in `a`, other, other_section, other_article, n_chars, n_documents, and kind: ``boilerplate`` (in
        documents of every scheme of the corpus), ``template`` (in all documents of the pair's one scheme, where it has
        more
        than two), ``pair`` (in some only). The longest first.
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
            | {"other_section": there["section"], "other_article": there["article"], "n_chars": length}
            | {"n_documents": len(holders), "kind": _commonness(a, b, holders, corpus)}
        )
        i += length
    columns = ["doc_id", "section", "article", "text", "start", "end", "other", "other_section", "other_article"]
    frame = pd.DataFrame(rows, columns=[*columns, "n_chars", "n_documents", "kind"])
    frame = frame.astype(dict.fromkeys(("section", "article", "other_section", "other_article"), "Int64"))
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


# ------------------------------------------------------------------------------------------------- aligned measures


def match_domains(a: Document, b: Document, domains: pd.DataFrame, crosswalk: pd.DataFrame) -> dict[int, list[int]]:
    """Return the corresponding domains of two documents: by the crosswalk, else by the likeness of their titles."""
    known = corresponding(a.record, b.record, domains, crosswalk)
    of_a, of_b = a.outline.sections, b.outline.sections
    if known or not of_a or not of_b:
        return known
    likeness = similarities([letters(s.title) for s in of_a], [letters(s.title) for s in of_b])
    left, right = linear_sum_assignment(-likeness)
    return {of_a[i].number: [of_b[j].number] for i, j in zip(left, right, strict=True) if likeness[i, j] >= 0.5}


def score_measures(
    a: pd.DataFrame, b: pd.DataFrame, places: Sequence[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return three matrices of measures of `a` by measures of `b`: score, similarity of texts, of headings.

    The score is the similarity of the texts, or the mean of both similarities where the headings are more alike.
    """
    text = similarities([forms(t, places)[3] for t in a["text"]], [forms(t, places)[3] for t in b["text"]])
    heading = similarities([forms(t, places)[3] for t in a["heading"]], [forms(t, places)[3] for t in b["heading"]])
    return np.maximum(text, (text + heading) / 2), text, heading


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
        In the order of `b`, then what only `a` has. a_section, a_article, a_heading, b_section, b_article, b_heading,
        score, similarity, heading_similarity, moved (in domains that do not correspond), relation: ``one to one``,
        ``split`` (b is one of several parts of a), ``merged`` (a is one of several parts of b), ``added`` (only in b),
        ``dropped`` (only in a).
    """
    left, right = measures(a), measures(b)
    score, text, heading = score_measures(left, right, places)
    same = np.array([[t in matched.get(s, ()) for t in right["section"]] for s in left["section"]]).reshape(score.shape)
    rows, pairs = [], set()
    for i, j in zip(*linear_sum_assignment(-(score + SAME_DOMAIN * same)), strict=True):
        if score[i, j] >= (threshold if same[i, j] or not matched else max(threshold, MATCH_MOVED)):
            pairs.add((int(i), int(j)))
            rows.append((i, j, "one to one"))
    done_a, done_b = {i for i, _ in pairs}, {j for _, j in pairs}
    texts_a, texts_b = [letters(t) for t in left["text"]], [letters(t) for t in right["text"]]
    runs_a, runs_b = ([grams([text], RUN) for text in texts] for texts in (texts_a, texts_b))
    for j in sorted(set(range(len(right))) - done_b):
        i = _host(texts_b[j], runs_a, score[:, j] * (same[:, j] | (not matched)))
        rows.append((i, j, "added" if i is None else "split" if i in done_a else "one to one"))
        done_a |= {i}
    for i in sorted(set(range(len(left))) - done_a):
        j = _host(texts_a[i], runs_b, score[i] * (same[i] | (not matched)))
        rows.append((i, j, "dropped" if j is None else "merged"))
    of_a, of_b = left.to_dict("records"), right.to_dict("records")
    frame = pd.DataFrame(
        [
            _side(of_a, i, "a") | _side(of_b, j, "b")
            | {
                "score": score[i, j] if i is not None and j is not None else np.nan,
                "similarity": text[i, j] if i is not None and j is not None else np.nan,
                "heading_similarity": heading[i, j] if i is not None and j is not None else np.nan,
                "moved": bool(i is not None and j is not None and not same[i, j] and matched),
                "relation": relation,
            }
            for i, j, relation in rows
        ]
    ).astype(dict.fromkeys(("a_section", "a_article", "b_section", "b_article"), "Int64"))  # fmt: skip
    frame.insert(0, "b_doc", b.doc_id)
    frame.insert(0, "a_doc", a.doc_id)
    order = ["b_section", "b_article", "a_section", "a_article"]
    return frame.sort_values(order, kind="stable", na_position="last").reset_index(drop=True)


def _host(part: str, runs: Sequence[set[str]], scores: np.ndarray) -> int | None:
    """Find the measure, of which the runs are given, that a left-over one is part of: by its score, or by what they share."""
    own = grams([part], RUN)
    shares = np.array([0 if own.isdisjoint(known) else covered(part, known, RUN) for known in runs]) / max(len(part), 1)
    fits = (scores >= PART_SCORE) | (shares >= PART)
    return int(np.argmax(np.where(fits, scores + shares, -1))) if fits.any() else None


def _side(rows: Sequence[Mapping], i: int | None, side: str) -> dict:
    names = ("section", "article", "heading")
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
        a_section, a_article, a_text, a_start, a_end, the same for b, similarity (of shapes), kind, heading, n_chars (of
        b, or of what only a has). In the order of `b`, then what only `a` has.
    """
    left, right = sentences(a, places), sentences(b, places)
    pairs = aligned.dropna(subset=["a_article", "b_article"])
    partners: dict[tuple, set[tuple]] = {(None, None): {(None, None)}}
    for row in pairs.itertuples():
        partners.setdefault((row.a_section, row.a_article), set()).add((row.b_section, row.b_article))
    for section, others in matched.items():
        partners.setdefault((section, None), set()).update((other, None) for other in others[:1])
    keys_a, keys_b = _keys(left), _keys(right)
    near = np.array([[kb in partners.get(ka, ()) for kb in keys_b] for ka in keys_a]).reshape(len(left), len(right))
    likeness = similarities(left["shape"], right["shape"])
    short = np.minimum.outer(left["n_chars"].to_numpy(), right["n_chars"].to_numpy()) < SHORT
    fits = np.where(near, likeness >= MATCH_SENTENCE, (likeness >= NEAR_SAME) & ~short)
    of_a, of_b = left.to_dict("records"), right.to_dict("records")
    rows, done_a, done_b = [], set(), set()
    for i, j in zip(*linear_sum_assignment(-np.where(fits, likeness + SAME_DOMAIN * near, 0)), strict=True):
        if fits[i, j]:
            done_a.add(i)
            done_b.add(j)
            kind = sentence_kind([of_a[i][f] for f in FORMS], [of_b[j][f] for f in FORMS])
            rows.append(_pair(of_a[i], of_b[j], likeness[i, j], kind))
    rows += [_pair(None, row, np.nan, "added") for j, row in enumerate(of_b) if j not in done_b]
    rows += [_pair(row, None, np.nan, "dropped") for i, row in enumerate(of_a) if i not in done_a]
    frame = pd.DataFrame(rows)
    ints = [f"{side}_{name}" for side in "ab" for name in ("section", "article", "start", "end")]
    frame = frame.astype(dict.fromkeys(ints, "Int64"))
    frame.insert(0, "b_doc", b.doc_id)
    frame.insert(0, "a_doc", a.doc_id)
    return frame.sort_values(["b_start", "a_start"], kind="stable", na_position="last").reset_index(drop=True)


def _keys(frame: pd.DataFrame) -> list[tuple]:
    return [
        (None if pd.isna(s) else int(s), None if pd.isna(m) else int(m))
        for s, m in zip(frame["section"], frame["article"], strict=True)
    ]


def _pair(a: Mapping | None, b: Mapping | None, likeness: float, kind: str) -> dict:
    row: dict = {}
    for side, sentence in (("a", a), ("b", b)):
        for name in ("section", "article", "text", "start", "end"):
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
        the letters of b without the heading (of a, where dropped) those in sentences that are kept, renamed or
        cofunded;
        cofunded: a sentence adds or loses words of joint funding.
    """
    by_a: dict[tuple, list[dict]] = {}
    by_b: dict[tuple, list[dict]] = {}
    for pair in pairs[~pairs["heading"]].to_dict("records"):
        side, groups = ("a", by_a) if pair["kind"] == "dropped" else ("b", by_b)
        groups.setdefault((pair[f"{side}_section"], pair[f"{side}_article"]), []).append(pair)
    moved = slots[~slots["equal"]]
    other_numbers = set(zip(moved["a_article"], moved["article"], strict=True))
    rows = []
    for row in aligned.to_dict("records"):
        own = [] if row["relation"] == "dropped" else by_b.get((row["b_section"], row["b_article"]), [])
        lost = [] if row["relation"] == "added" else by_a.get((row["a_section"], row["a_article"]), [])
        if row["relation"] in ("added", "dropped"):
            kind = row["relation"]
        elif row["relation"] != "one to one" or row["similarity"] < 1 - TOLERANCE:
            kind = "localised"
        else:
            kind = "rescaled" if (row["a_article"], row["b_article"]) in other_numbers else "kept"
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


def number_slots(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pair the numbers that stand in the same slot of aligned sentences.

    Two numbers can share a slot where the unit is the same and the words around them (from the mark or number before
    to the
    mark or number behind) are as alike as `LABEL`; the best pairs are taken, one to one. The members of a ladder
    (300万元、150万元和100万元) pair in order, and only with those of a ladder as long.

    Parameters
    ----------
    pairs : pandas.DataFrame
        See `align_sentences`.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, article, start, end (of b's sentence), the same for a with ``a_`` before; a_value, b_value,
        a_printed,
        b_printed, unit, quantity (its kind), share_pct (b as a share of a; money and counts, no norms per head), equal, clause (of
        b),
        a_text, b_text.
    """
    rows = []
    for row in pairs.dropna(subset=["a_start", "b_start"]).itertuples():
        for qa, qb in _slots(row.a_text, row.b_text):
            clause = _clause(row.b_text, qb.start, qb.end)
            part = qa.kind in _EXTENSIVE and not _PER_HEAD.search(clause)
            share = 100 * qb.value / qa.value if part else np.nan
            rows.append(
                {"doc_id": row.b_doc, "section": row.b_section, "article": row.b_article}
                | {"start": row.b_start, "end": row.b_end, "a_doc": row.a_doc, "a_section": row.a_section}
                | {"a_article": row.a_article, "a_start": row.a_start, "a_end": row.a_end}
                | {"a_value": qa.value, "b_value": qb.value, "a_printed": row.a_text[qa.start : qa.end]}
                | {"b_printed": row.b_text[qb.start : qb.end], "unit": qa.unit, "quantity": qa.kind}
                | {"share_pct": share, "equal": bool(qa.value == qb.value)}
                | {"clause": clause, "a_text": row.a_text, "b_text": row.b_text}
            )
    columns = ["doc_id", "section", "article", "start", "end", "a_doc", "a_section", "a_article", "a_start", "a_end"]
    columns += ["a_value", "b_value", "a_printed", "b_printed", "unit", "quantity", "share_pct", "equal", "clause"]
    frame = pd.DataFrame(rows, columns=[*columns, "a_text", "b_text"])
    ints = ["section", "article", "start", "end", "a_section", "a_article", "a_start", "a_end"]
    return frame.astype(dict.fromkeys(ints, "Int64") | {"equal": bool})


def _clause(text: str, start: int, end: int) -> str:
    left = max((text.rfind(mark, 0, start) for mark in "，,。；;：:"), default=-1) + 1
    right = min((at for mark in "，,。；;" if (at := text.find(mark, end)) >= 0), default=len(text))
    return text[left:right].strip()


def _slots(a: str, b: str) -> list[tuple]:
    """Pair the quantities of two sentences, in the order of `b`."""
    of_a, of_b = _labelled(a), _labelled(b)
    if not of_a or not of_b:
        return []
    likeness = similarities([label for _, label, _ in of_a], [label for _, label, _ in of_b])
    for i, (qa, _, rung_a) in enumerate(of_a):
        for j, (qb, _, rung_b) in enumerate(of_b):
            if qa.unit != qb.unit or qa.kind != qb.kind or rung_a != rung_b or likeness[i, j] < LABEL:
                likeness[i, j] = 0
            elif likeness[i, j]:  # among equals the one at the like place
                likeness[i, j] += 0.01 * (1 - abs(i / len(of_a) - j / len(of_b)))
    left, right = linear_sum_assignment(-likeness)
    found = [(i, j) for i, j in zip(left, right, strict=True) if likeness[i, j] > 0]
    return [(of_a[i][0], of_b[j][0]) for i, j in sorted(found, key=lambda pair: pair[1])]


def _labelled(text: str) -> list[tuple]:
    """Return each quantity with the words around it and its rung: its place in a ladder and the ladder's length."""
    found = [q for q in quantities(text) if q.value]
    ladders: list[list] = []
    for q in found:
        gap = text[ladders[-1][-1].end : q.start] if ladders else "x"
        if _RUNG.fullmatch(gap) and ladders[-1][-1].unit == q.unit:
            ladders[-1].append(q)
        else:
            ladders.append([q])
    out, before = [], 0
    for k, ladder in enumerate(ladders):
        behind = ladders[k + 1][0].start if k + 1 < len(ladders) else len(text)
        left = _MARK.split(text[before : ladder[0].start].lstrip("、和及"))[-1]
        right = re.split(r"[，,。；;：:、]", text[ladder[-1].end : behind])[0]
        label = letters(_BOUND.sub("", left)) + _NUMBER + letters(_BOUND.sub("", right))
        out += [(q, label, (rung, len(ladder))) for rung, q in enumerate(ladder)]
        before = ladder[-1].end
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
        doc_id, section, article, start, end, item, tier, instrument, value, cofunded of b; a_article, a_start, a_end,
        a_item,
        a_value, a_cofunded; unit (yuan or percent), similarity. One to one within each pair of measures.
    """
    table = awards.assign(
        value=awards["amount_yuan"].fillna(awards["rate_pct"]),
        tier=awards["tier"].fillna(""),
        name=awards["item"].map(letters),
    )
    by_measure = dict(list(table.dropna(subset=["article"]).groupby(["doc_id", "article"])))
    rows = []
    for pair in aligned.dropna(subset=["a_article", "b_article"]).itertuples():
        a = by_measure.get((pair.a_doc, pair.a_article))
        b = by_measure.get((pair.b_doc, pair.b_article))
        if a is None or b is None:
            continue
        likeness = similarities(a["name"].tolist(), b["name"].tolist())
        for key in ("tier", "instrument"):
            likeness *= np.equal.outer(a[key].to_numpy(object), b[key].to_numpy(object))
        same_value = np.equal.outer(a["value"].to_numpy(float), b["value"].to_numpy(float))
        for i, j in zip(*linear_sum_assignment(-(likeness + 0.01 * same_value * (likeness > 0))), strict=True):
            if likeness[i, j] >= threshold:
                x, y = a.iloc[i], b.iloc[j]
                names = [
                    "doc_id",
                    "section",
                    "article",
                    "start",
                    "end",
                    "item",
                    "tier",
                    "instrument",
                    "value",
                    "cofunded",
                ]
                from_a = {f"a_{name}": x[name] for name in ("article", "start", "end", "item", "value", "cofunded")}
                unit = "percent" if pd.isna(y["amount_yuan"]) else "yuan"
                rows.append({n: y[n] for n in names} | from_a | {"unit": unit, "similarity": likeness[i, j]})
    columns = ["doc_id", "section", "article", "start", "end", "item", "tier", "instrument", "value", "cofunded"]
    columns += ["a_article", "a_start", "a_end", "a_item", "a_value", "a_cofunded", "unit", "similarity"]
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


def compare(
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
    slots = number_slots(pairs)
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
        and ``n_others``. Sentences of fewer than `SHORT` letters are left out: they agree by chance.
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


def closeness(documents: Sequence[Document], n: int = 10, draws: int = 1000, seed: int = 2025) -> pd.DataFrame:
    """Say how much text each pair of documents shares, with an interval from resampling measures.

    Parameters
    ----------
    documents : sequence of Document
    n : int
        The shortest run, in letters.
    draws, seed : int
        Of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        doc_id, other, share_pct: of the letters of both, those in runs in common; low_pct, high_pct: 95 % interval.
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
