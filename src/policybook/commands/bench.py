"""Time each stage of the way from raw text to tables, on one core, and what a user could take instead on the same text.

In: the corpus. Out: tables of seconds and of characters a second, ratios, the memory that a stream of altered copies takes, and how
the time of each stage grows with a document's length.
"""

import hashlib
import importlib
import json
import math
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import psutil

from policybook.analyse import alignment, baseline
from policybook.disk import write_whole
from policybook.errors import PolicybookError
from policybook.extract import annexes, awards, budgets, responsibilities, targets
from policybook.extract.document import extract_document
from policybook.extract.quantities import quantities
from policybook.read.clean import clean
from policybook.read.corpus import Corpus, Document, load_corpus
from policybook.read.outline import outline
from policybook.site import search
from policybook.tables.build import make_batches, make_tables
from policybook.tables.files import write_tables
from policybook.vocab.domains import load_domains

REPEATS = 5
ALL = "clean + outline + extract all tables"
#: Numbers of measures of the made-up documents by which growth is seen; each has twice those of the one before.
LENGTHS = (100, 200, 400, 800)


@dataclass(frozen=True)
class Stage:
    """What is timed: a call that does it for the whole corpus, and how many characters it reads."""

    call: Callable[[], object]
    n_chars: int


def stages(corpus: Corpus) -> dict[str, Stage]:
    """Return what is timed, by name."""
    raws = [d.raw for d in corpus.values()]
    cleaned = [clean(raw) for raw in raws]
    outlines = [outline(c) for c in cleaned]
    passages = [p.text for o in outlines for p in o.passages]
    raw, text, read = sum(map(len, raws)), sum(len(c.text) for c in cleaned), sum(map(len, passages))
    behind = sum(len(c.text) - o.annex_start for c, o in zip(cleaned, outlines, strict=True))
    return {
        "clean": Stage(lambda: [clean(raw) for raw in raws], raw),
        "outline": Stage(lambda: [outline(c) for c in cleaned], text),
        "quantities": Stage(lambda: [quantities(text) for text in passages], read),
        "budgets": Stage(lambda: [budgets.extract(text) for text in passages], read),
        "awards": Stage(lambda: [awards.extract(text) for text in passages], read),
        "targets": Stage(lambda: [targets.extract(text) for text in passages], read),
        "responsibilities": Stage(lambda: [responsibilities.extract(o) for o in outlines], read),
        "annexes": Stage(
            lambda: [(annexes.extract_asks(o), annexes.extract_annex_measures(o)) for o in outlines], behind
        ),
        ALL: Stage(lambda: _extract(corpus), raw),
        "the same, typed and checked": Stage(lambda: make_tables(_fresh(corpus)), raw),
    }


def instead(corpus: Corpus) -> dict[str, Stage]:
    """Return what a user could take instead, by name, where it is installed: each is warm, and reads what it can read."""
    import jieba
    import rjieba

    jieba.setLogLevel(60)
    jieba.initialize()
    raws = [d.raw for d in corpus.values()]
    passages = [p.text for d in corpus.values() for p in d.outline.passages]
    raw, read = sum(map(len, raws)), sum(map(len, passages))
    rjieba.cut(raws[0])
    list(baseline.by_library("50万元"))  # builds its models
    found = {
        "jieba: words": Stage(lambda: [list(jieba.cut(raw)) for raw in raws], raw),
        "rjieba: words": Stage(lambda: [rjieba.cut(raw) for raw in raws], raw),
        "recogniser: sums, percentages": Stage(lambda: [list(baseline.by_library(text)) for text in passages], read),
    }
    if money := _jionlp():
        found["jionlp: sums"] = Stage(lambda: [money(text) for text in passages], read)
    return found


def _jionlp() -> Callable[[str], object] | None:
    """Return jionlp's reader of sums, where the package is installed; it is none of the project's."""
    try:
        jionlp = importlib.import_module("jionlp")
    except ImportError:
        return None

    def money(text: str) -> object:
        return jionlp.ner.extract_money(text, with_parsing=True)

    money("奖励50万元")
    return money


def _fresh(corpus: Corpus) -> Iterator[Document]:
    """Yield the documents anew, without what they have computed already."""
    for document in corpus.values():
        yield Document(document.doc_id, document.raw, document.record)


def _extract(corpus: Corpus) -> int:
    return sum(len(rows) for d in _fresh(corpus) for rows in extract_document(d).values())


def seconds(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def best_of(call: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the shortest of several runs in seconds: the one that other work on the machine disturbed least."""
    return min(seconds(call) for _ in range(repeats))


def timings(corpus: Corpus, repeats: int = REPEATS) -> pd.DataFrame:
    """Time all stages on the corpus.

    Parameters
    ----------
    corpus : Corpus
    repeats : int
        Runs of each stage, of which the best counts.

    Returns
    -------
    pandas.DataFrame
        ``stage, seconds, n_chars``; characters are those that the stage reads.
    """
    rows = [(name, best_of(stage.call, repeats), stage.n_chars) for name, stage in stages(corpus).items()]
    return pd.DataFrame(rows, columns=["stage", "seconds", "n_chars"])


def compare(corpus: Corpus, repeats: int = REPEATS) -> pd.DataFrame:
    """Time all tables and each alternative in turns, so that what else the machine does falls on both alike.

    Parameters
    ----------
    corpus : Corpus
    repeats : int
        Turns.

    Returns
    -------
    pandas.DataFrame
        ``instead, seconds, n_chars, ratio``: the median of its times, the characters that it reads, and the median of the ratios
        of its time for a character to ours.
    """
    ours = stages(corpus)[ALL]
    rows = []
    for name, other in instead(corpus).items():
        turns = [(seconds(ours.call) / ours.n_chars, seconds(other.call) / other.n_chars) for _ in range(repeats)]
        median = statistics.median(theirs for _, theirs in turns) * other.n_chars
        rows.append((name, median, other.n_chars, statistics.median(theirs / own for own, theirs in turns)))
    return pd.DataFrame(rows, columns=["instead", "seconds", "n_chars", "ratio"])


def altered_copies(corpus: Corpus, n: int) -> Iterator[Document]:
    """Yield `n` copies of the corpus's documents, the figures of each changed."""
    documents = list(corpus.values())
    for i in range(n):
        document = documents[i % len(documents)]
        raw = re.sub(r"\d(?=\d*(?:万元|亿元|%))", lambda m, i=i: str((int(m[0]) + i) % 9 + 1), document.raw)
        yield Document(f"{document.doc_id}-{i}", raw, document.record)


#: What a book is made of, beside its documents.
BOOK = (
    "_config.yml",
    "_toc.yml",
    "book",
    "data",
    "notebooks",
    "src",
    "requirements.txt",
    "CITATION.cff",
    "LICENSE",
    "LICENSE-DATA",
)
BOOK += ("README.md", "CONTRIBUTING.md")


def write_book(root: Path, folder: Path, n: int) -> None:
    """Write a copy of the project with `n` documents in all: its own, and altered copies as of other places.

    As many copies as the corpus has documents make a group, in which the copies of lower places name that of a higher one as
    the place above them, as their originals do. To be built there: ``policybook build`` and ``policybook site``.

    Parameters
    ----------
    root : Path
        The project's folder.
    folder : Path
        Is made.
    n : int
        No fewer than the project has.

    Raises
    ------
    PolicybookError
        Where there are fewer, or the folder is there.
    """
    corpus = load_corpus(root)
    if n < len(corpus):
        raise PolicybookError(f"--documents {n}: the project has {len(corpus)} already; ask for more")
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise PolicybookError(f"{folder}: {error.strerror}; name a folder that is not there yet") from None
    for name in BOOK:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
        elif source.is_file():
            shutil.copy(source, folder / name)
    places = {str(d.record["place_en"]) for d in corpus.values() if d.record.get("place_en")}
    for i, document in enumerate(altered_copies(corpus, n - len(corpus))):
        group, record = i // len(corpus) + 1, document.record
        above = str(record.get("parent") or "")
        changed = {
            "doc_id": document.doc_id,
            "sha256": hashlib.sha256(document.raw.encode()).hexdigest(),
            "label": f"{record['label']} ({group})",
            "place": f"{record['place']}{group}" if record.get("place") else None,
            "place_en": f"{record['place_en']} {group}" if record.get("place_en") else None,
            "parent": f"{above} {group}" if above in places else above or None,
            "order": len(corpus) + 1 + i,
            "received": None,
            "received_sha256": None,
        }
        raw = folder / "data" / "raw" / document.doc_id
        write_whole(raw.with_suffix(".txt"), document.raw)
        write_whole(
            raw.with_suffix(".yml"), json.dumps({**record, **changed}, ensure_ascii=False, indent=1, default=str)
        )


def stream(corpus: Corpus, n: int) -> tuple[float, int, float]:
    """Write the tables of `n` altered copies to a folder that is thrown away.

    Returns
    -------
    tuple
        Seconds, characters read, and by how many MB the process has grown at most.
    """
    process = psutil.Process()
    before = peak = process.memory_info().rss
    n_chars = 0

    def watched() -> Iterator[Document]:
        nonlocal peak, n_chars
        for document in altered_copies(corpus, n):
            n_chars += len(document.raw)
            peak = max(peak, process.memory_info().rss)
            yield document

    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        write_tables(make_batches(watched()), folder)
    return time.perf_counter() - start, n_chars, (peak - before) / 1e6


# ----------------------------------------------------------------------------------------------------------- growth


def long_document(corpus: Corpus, n: int) -> Document:
    """Return a made-up document of `n` measures, numbered in a row, with the words of the corpus's measures."""
    texts = []
    for document in corpus.values():
        for measure in document.outline.measures:
            text = document.clean.text[measure.start : measure.end].partition("。")[2]
            texts.append(f"{measure.heading}。{text}".replace("\n", ""))
    body = "".join(f"{i + 1}.{texts[i % len(texts)]}\n" for i in range(n))
    return Document(
        f"long-{n}", f"某市促进发展若干政策\n一、支持发展\n{body}", dict(next(iter(corpus.values())).record)
    )


def growth(corpus: Corpus, root=None, lengths: tuple[int, ...] = LENGTHS, repeats: int = 3) -> pd.DataFrame:
    """Time stages on documents of growing length.

    Parameters
    ----------
    corpus : Corpus
    root : path, optional
        The project's folder.
    lengths : tuple of int
        Numbers of measures, in rising order.
    repeats : int
        Runs, of which the best counts.

    Returns
    -------
    pandas.DataFrame
        A row for each stage; a column of seconds for each length, and ``exponent``: the slope of the logarithms from the second length to
        the last. 1 means that twice the length takes twice the time.
    """
    domains, crosswalk = load_domains(root)
    found: dict[str, list[float]] = {}
    sizes = []
    for n in lengths:
        document = long_document(corpus, n)
        other = Document(f"other-{n}", document.raw.replace("企业", "公司"), document.record)
        cleaned, tables = document.clean, make_tables([document], root)
        sizes.append(len(document.raw))
        calls = {
            "clean": lambda raw=document.raw: clean(raw),
            "outline": lambda cleaned=cleaned: outline(cleaned),
            "extract": lambda d=document: extract_document(Document(d.doc_id, d.raw, d.record)),
            "align with another": lambda d=document, o=other: alignment.align_documents(d, o, domains, crosswalk, ()),
            "search index": lambda d=document, t=tables: search.search_scripts(search.document_places(d, t)),
        }
        for name, call in calls.items():
            found.setdefault(name, []).append(best_of(call, repeats))
    frame = pd.DataFrame(found.values(), index=found, columns=list(lengths))
    span = math.log(sizes[-1] / sizes[1])
    return frame.assign(exponent=[math.log(times[-1] / times[1]) / span for times in found.values()])


def run(root=None, copies: int = 100) -> None:
    """Print all timings.

    Parameters
    ----------
    root : path, optional
        The project's folder.
    copies : int
        Altered copies for the test of memory.
    """
    corpus = load_corpus(root)
    print(f"{'stage':40}{'ms':>10}{'characters read':>18}{'characters/s':>16}")
    for row in timings(corpus).itertuples():
        print(f"{row.stage:40}{1000 * row.seconds:10.1f}{row.n_chars:18,}{row.n_chars / row.seconds:16,.0f}")
    print(f"\n{'instead':40}{'ms':>10}{'characters read':>18}{'times our time a character':>30}")
    for row in compare(corpus).itertuples():
        print(f"{row.instead:40}{1000 * row.seconds:10.1f}{row.n_chars:18,}{row.ratio:30.2f}")
    print(f"\n{'seconds for a document of … measures':40}" + "".join(f"{n:>10}" for n in LENGTHS) + f"{'exponent':>12}")
    for name, times in growth(corpus, root).iterrows():
        print(f"{name:40}" + "".join(f"{times[n]:10.3f}" for n in LENGTHS) + f"{times['exponent']:12.2f}")
    took, n_chars, grown = stream(corpus, copies)
    print(
        f"\n{copies:,} altered copies, {n_chars:,} characters, to CSV: {took:.1f} s, memory grew by {grown:.0f} MB at most"
    )
