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
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from policybook.disk import read_utf8
from policybook.errors import PolicybookError
from policybook.vocab.terms import HAN, TermVocabulary, normalise

Cutter = Callable[[str], list[str]]
UNUSED = "\ue000"  # of the area for private use
QUOTED = re.compile(r"[“「]([^“”「」]{2,14})[”」]")
SENTENCE_END = re.compile(r"[。；！？\n]")


# -------------------------------------------------------------------------------------------------------- cutting


def jieba_cutter(words: Iterable[str], *, reference: bool = False) -> Cutter:
    """Return the default segmenter: jieba's dictionary and these words, no guessing of unseen ones.

    It is computed by rjieba, a port to another language that starts and cuts many times faster, where that is installed; a test
    asks that both give the same words of the whole corpus.

    Parameters
    ----------
    words : iterable of str
        The user dictionary.
    reference : bool, optional
        Take jieba itself.
    """
    words = list(words)
    own = sorted(filter(HAN.fullmatch, words), key=lambda w: (len(w), w))
    cut = None if reference else _rjieba(own)
    return _keeping(words, cut or _jieba(own))


def _jieba(words: Iterable[str]) -> Cutter:
    import jieba

    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    for word in words:
        tokenizer.add_word(word)
    return lambda text: tokenizer.lcut(text, HMM=False)


def _rjieba(words: Iterable[str]) -> Cutter | None:
    """Return jieba's cutting by rjieba, None where that is not installed.

    A word is given the frequency that jieba would give it, because the port rounds another way: it adds logarithms where jieba
    multiplies, and is one less for a tenth of the words that its dictionary holds already. And jieba counts a word that is added
    again twice in the sum of all frequencies; a character that no text holds makes up for that here, since the sum decides near ties.
    """
    try:
        import rjieba
    except ImportError:  # no wheel for this machine
        return None
    tokenizer = rjieba.Jieba()
    known, total = _frequencies()
    own = dict[str, int]()
    for word in words:
        share = 1.0
        for part in tokenizer.cut(word, False):
            share *= own.get(part, known.get(part, 1)) / total
        own[word] = max(int(share * total) + 1, own.get(word, known.get(word, 0)))
        tokenizer.add_word(word, own[word], None)
        total += own[word]
    tokenizer.add_word(UNUSED, total - sum((known | own).values()), None)
    return lambda text: tokenizer.cut(text, False)


@cache
def _frequencies() -> tuple[dict[str, int], int]:
    """Return the frequencies of jieba's dictionary, and their sum."""
    text = read_utf8(Path(find_spec("jieba").origin).parent / "dict.txt")
    fields = text.split()
    if len(fields) % 3:
        raise PolicybookError("jieba's dict.txt is not as installed: its lines must be word, frequency, tag")
    counted = list(map(int, fields[1::3]))
    return dict(zip(fields[::3], counted, strict=True)), sum(counted)  # a word that stands twice counts twice


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
        doc_id, section, subsection, measure, path, at (offset into the clean text), text (normalised), n_chars (without white space).
    """
    rows = []
    for doc_id, document in corpus.items():
        outline = document.outline
        if part == "body":
            rows += [(doc_id, p.section, p.subsection, p.measure, p.path, p.start, p.text) for p in outline.passages]
        else:
            at = outline.annex_start
            for line in document.clean.text[outline.annex_start :].splitlines(keepends=True):
                if line.strip():
                    rows.append((doc_id, None, None, None, "", at, line.rstrip("\n")))
                at += len(line)
    frame = pd.DataFrame(rows, columns=["doc_id", "section", "subsection", "measure", "path", "at", "text"])
    frame = frame.astype({"section": "Int64", "subsection": "Int64", "measure": "Int64"})
    frame["text"] = [normalise(t) for t in frame["text"]]
    frame["n_chars"] = [len("".join(t.split())) for t in frame["text"]]
    return frame


def tokens(frame: pd.DataFrame, vocabulary: TermVocabulary, cutter: Cutter) -> pd.DataFrame:
    """Cut passages into words.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `passages` returns it.
    vocabulary : TermVocabulary
    cutter : callable
        `jieba_cutter` or `cutword_cutter` of the vocabulary's words.

    Returns
    -------
    pandas.DataFrame
        One row a word (punctuation and numbers have the kind ``other``): doc_id, section, measure, passage (row of
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
            rows.append((row.doc_id, row.section, row.measure, passage, sentence, at, word, kinds[word]))
            at += len(word)
            sentence += bool(SENTENCE_END.fullmatch(word))
    names = ["doc_id", "section", "measure", "passage", "sentence", "at", "word", "kind"]
    return pd.DataFrame(rows, columns=names).astype({"section": "Int64", "measure": "Int64"})


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
