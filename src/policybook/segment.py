"""Cut the documents into words, and find words that a general dictionary lacks.

In: the documents, and the hand-kept lists in ``data/vocab``. Out: a frame of passages and a frame of words, each with its kind
(content, stop word, name of a place or an office …) and its place in the text.

No statistics of unseen words is used: a word is what stands in the segmenter's dictionary or in ``data/vocab/terms.yml``, so that
the same text always gives the same words.
"""

import contextlib
import io
import math
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from . import responsibilities
from .corpus import Corpus, find_root, read_yaml

Cutter = Callable[[str], list[str]]

HAN = re.compile(r"[㐀-鿿]+")
QUOTED = re.compile(r"[“「]([^“”「」]{2,14})[”」]")
SENTENCE_END = re.compile(r"[。；！？\n]")
_FULL_WIDTH = str.maketrans("(),:;%?!", "（），：；％？！")
_LEVEL_ENDING = "省市区县"
_UNIT_PARTS = re.compile(r"[（(〔\[<＜）)〕\]>＞]")


def normalise(text: str) -> str:
    """Return a text with full-width punctuation; no character is added or lost, so offsets stay."""
    return text.translate(_FULL_WIDTH)


# -------------------------------------------------------------------------------------------------- the vocabulary


@dataclass(frozen=True)
class Theme:
    """A theme: the strings that put a sentence into it, and the longer strings in which they do not count."""

    name: str
    en: str
    zh: str
    strings: tuple[str, ...]
    exceptions: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern:
        """A pattern whose group ``hit`` is filled where the theme is named."""
        hits = "|".join(map(re.escape, sorted(self.strings, key=len, reverse=True)))
        masks = "".join(f"{re.escape(e)}|" for e in sorted(self.exceptions, key=len, reverse=True))
        return re.compile(f"{masks}(?P<hit>{hits})")

    def named_in(self, text: str) -> bool:
        """Tell whether a text names the theme."""
        return any(m["hit"] for m in self.pattern.finditer(text))


@dataclass(frozen=True)
class Vocabulary:
    """The hand-kept lists of words, as the segmenters and the counts use them.

    Attributes
    ----------
    terms : dict
        Term of the user dictionary to English gloss.
    names : dict
        Name to its kind: ``place``, ``institution`` or ``office``.
    stop : dict
        Stop word to its group.
    reasons : dict
        Group of stop words to the reason why it is left out.
    themes : dict
        Theme by name.
    glosses : dict
        Other words to English.
    """

    terms: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    stop: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    themes: Mapping[str, Theme] = field(default_factory=dict)
    glosses: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """All words that a segmenter must know, longest first."""
        return sorted({*self.terms, *self.names}, key=lambda w: (-len(w), w))

    def kind(self, word: str) -> str:
        """Return ``content``, ``place``, ``institution``, ``office``, ``short``, ``other`` or ``stop:<group>``."""
        if word in self.terms:
            return "content"
        if word in self.names:
            return self.names[word]
        if not HAN.fullmatch(word):
            return "other"
        if word in self.stop:
            return f"stop:{self.stop[word]}"
        return "content" if len(word) > 1 else "short"

    def english(self, words: Iterable[str]) -> list[str | None]:
        """Return words in English, None where the lists do not have them."""
        return [self.terms.get(w) or self.glosses.get(w) for w in words]


def load_vocabulary(corpus: Corpus | None = None, root: Path | str | None = None) -> Vocabulary:
    """Load the lists in ``data/vocab``; a corpus adds its places and its responsible offices to the names.

    Parameters
    ----------
    corpus : Corpus, optional
        Whose records name the places and whose lists of responsible units name the offices.
    root : path, optional
        The project's folder.
    """
    folder = find_root(root) / "data" / "vocab"
    terms = {
        normalise(str(t)): str(en) for group in read_yaml(folder / "terms.yml").values() for t, en in group.items()
    }
    listed = read_yaml(folder / "names.yml")
    names = {n: kind for kind in ("office", "institution", "place") for n in listed[f"{kind}s"]}
    for document in (corpus or {}).values():
        names = offices_of(document.outline) | names
        if place := str(document.record.get("place") or ""):
            names |= dict.fromkeys((place, place.rstrip(_LEVEL_ENDING)), "place")
    stop = read_yaml(folder / "stopwords.yml")
    return Vocabulary(
        terms=terms,
        names={n: k for n, k in names.items() if n and n not in terms},
        stop={w: group for group, entry in stop.items() for w in entry["words"].split()},
        reasons={group: entry["reason"] for group, entry in stop.items()},
        themes={
            name: Theme(name, t["en"], t["zh"], tuple(t["strings"]), tuple(t.get("not", ())))
            for name, t in read_yaml(folder / "themes.yml").items()
        },
        glosses={str(w): str(en) for w, en in read_yaml(folder / "glosses.yml").items()},
    )


def offices_of(outline) -> dict[str, str]:
    """Return the names of the offices in a document's lists of responsible units, also without the level in front."""
    names: dict[str, str] = {}
    for row in responsibilities.extract(outline):
        for part in _UNIT_PARTS.split(normalise(row.unit)):
            for name in (part, part[1:] if part[:1] in _LEVEL_ENDING else ""):
                if len(name) > 2 and HAN.fullmatch(name):
                    names[name] = "office"
    return names


# -------------------------------------------------------------------------------------------------------- cutting


def jieba_cutter(words: Iterable[str]) -> Cutter:
    """Return the default segmenter: jieba's dictionary and these words, no guessing of unseen ones."""
    import jieba

    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    words = list(words)
    for word in sorted(filter(HAN.fullmatch, words), key=lambda w: (len(w), w)):
        tokenizer.add_word(word)
    return _keeping(words, lambda text: tokenizer.lcut(text, HMM=False))


def cutword_cutter(words: Iterable[str]) -> Cutter:
    """Return the second segmenter: cutword's dictionary, counted from newer and other texts, and these words."""
    words = list(words)
    # cutword prints where it loads from.
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        from cutword.cutword import Cutter as Cutword

        path = Path(folder) / "words.txt"
        path.write_text("".join(f"{w} 100000\n" for w in words if HAN.fullmatch(w)), "utf-8")
        cutter = Cutword(custom_dict_path=str(path))
    return _keeping(words, cutter.cutword)


def _keeping(words: Iterable[str], cut: Cutter) -> Cutter:
    """Return a cutter that keeps words with brackets, digits or signs in them, which segmenters always cut."""
    odd = sorted((w for w in words if not HAN.fullmatch(w)), key=lambda w: (-len(w), w))
    if not odd:
        return cut
    pattern = re.compile("|".join(rf"(?<!\d){re.escape(w)}(?!\d)" if w[0].isdigit() else re.escape(w) for w in odd))

    def keep(text: str) -> list[str]:
        found: list[str] = []
        end = 0
        for m in pattern.finditer(text):
            found += [*cut(text[end : m.start()]), m[0]]
            end = m.end()
        return found + cut(text[end:])

    return keep


# --------------------------------------------------------------------------------------------- passages and words


def passages(corpus: Mapping, part: str = "body") -> pd.DataFrame:
    """Return the running text of the documents, one row a passage.

    Parameters
    ----------
    corpus : Corpus
    part : {"body", "annex"}
        ``body``: openings of domains, measures and closing paragraphs, without numbering, headings of domains, brackets of
        responsible units and annexes. ``annex``: the lines after the body.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, article, at (offset into the clean text), text (normalised), n_chars (without white space).
    """
    rows = []
    for doc_id, document in corpus.items():
        outline = document.outline
        if part == "body":
            rows += [(doc_id, p.section, p.article, p.start, p.text) for p in outline.passages]
        else:
            at = outline.annex_start
            for line in document.clean.text[outline.annex_start :].splitlines(keepends=True):
                if line.strip():
                    rows.append((doc_id, None, None, at, line.rstrip("\n")))
                at += len(line)
    frame = pd.DataFrame(rows, columns=["doc_id", "section", "article", "at", "text"])
    frame = frame.astype({"section": "Int64", "article": "Int64"})
    frame["text"] = [normalise(t) for t in frame["text"]]
    frame["n_chars"] = [len("".join(t.split())) for t in frame["text"]]
    return frame


def tokens(frame: pd.DataFrame, vocabulary: Vocabulary, cutter: Cutter) -> pd.DataFrame:
    """Cut passages into words.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `passages` returns it.
    vocabulary : Vocabulary
    cutter : callable
        `jieba_cutter` or `cutword_cutter` of the vocabulary's words.

    Returns
    -------
    pandas.DataFrame
        One row a word (punctuation and numbers have the kind ``other``): doc_id, section, article, passage (row of
        `frame`), sentence (unique in the frame), at (offset into the clean text), word, kind.
    """
    rows = []
    kinds: dict[str, str] = {}
    sentence = 0
    for passage, row in enumerate(frame.itertuples(index=False)):
        at = row.at
        sentence += 1
        for word in cutter(row.text):
            if word not in kinds:
                kinds[word] = vocabulary.kind(word)
            rows.append((row.doc_id, row.section, row.article, passage, sentence, at, word, kinds[word]))
            at += len(word)
            sentence += bool(SENTENCE_END.fullmatch(word))
    names = ["doc_id", "section", "article", "passage", "sentence", "at", "word", "kind"]
    return pd.DataFrame(rows, columns=names).astype({"section": "Int64", "article": "Int64"})


# ------------------------------------------------------------------------------------- candidates for the dictionary


def candidates(
    frame: pd.DataFrame,
    cutter: Cutter,
    *,
    min_count: int = 5,
    min_documents: int = 2,
    min_pmi: float = 3.0,
    min_entropy: float = 1.5,
    longest: int = 8,
) -> pd.DataFrame:
    """Find runs of Chinese characters that behave like a word and that a segmenter cuts.

    A word keeps together: wherever it is split in two, the parts meet more often than chance (pointwise mutual information).
    And it stands free: many different characters come before and after it (entropy).

    Parameters
    ----------
    frame : pandas.DataFrame
        As `passages` returns it.
    cutter : callable
        A segmenter without the user dictionary.
    min_count, min_documents : int
        How often, and in how many documents, a run must stand.
    min_pmi : float
        Least mutual information, in bits, of the run's weakest joint.
    min_entropy : float
        Least entropy, in bits, of the poorer of its two sides.
    longest : int
        In characters.

    Returns
    -------
    pandas.DataFrame
        word, n, documents, pmi, entropy, cut (what the segmenter makes of it), best first.
    """
    count: Counter[str] = Counter()
    where: defaultdict[str, set[str]] = defaultdict(set)
    left: defaultdict[str, Counter[str]] = defaultdict(Counter)
    right: defaultdict[str, Counter[str]] = defaultdict(Counter)
    edge = 0
    for doc_id, text in zip(frame["doc_id"], frame["text"], strict=True):
        for run in HAN.findall(text):
            edge += 1  # every border of a run counts as a neighbour of its own
            for n in range(1, longest + 1):
                for i in range(len(run) - n + 1):
                    gram = run[i : i + n]
                    count[gram] += 1
                    if n > 1:
                        where[gram].add(doc_id)
                        left[gram][run[i - 1] if i else f"<{edge}"] += 1
                        right[gram][run[i + n] if i + n < len(run) else f">{edge}"] += 1
    total = sum(n for gram, n in count.items() if len(gram) == 1)
    rows = []
    for gram, documents in where.items():
        n = count[gram]
        if n < min_count or len(documents) < min_documents:
            continue
        entropy = min(_entropy(left[gram]), _entropy(right[gram]))
        if entropy < min_entropy:
            continue
        pmi = min(math.log2(n * total / (count[gram[:k]] * count[gram[k:]])) for k in range(1, len(gram)))
        cut = cutter(gram)
        if pmi >= min_pmi and len(cut) > 1:
            rows.append((gram, n, len(documents), pmi, entropy, " ".join(cut)))
    found = pd.DataFrame(rows, columns=["word", "n", "documents", "pmi", "entropy", "cut"])
    found["score"] = found["n"] * found["pmi"] * found["entropy"]
    return found.sort_values(["score", "word"], ascending=[False, True], ignore_index=True)


def _entropy(neighbours: Counter[str]) -> float:
    total = sum(neighbours.values())
    return -sum(n / total * math.log2(n / total) for n in neighbours.values())


def quoted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what the documents print in quotation marks, most frequent first: word, n, documents."""
    found = frame[["doc_id"]].assign(word=[QUOTED.findall(t) for t in frame["text"]]).explode("word").dropna()
    table = found.groupby("word").agg(n=("doc_id", "size"), documents=("doc_id", "nunique")).reset_index()
    return table.sort_values(["n", "word"], ascending=[False, True], ignore_index=True)
