"""Time each stage of the way from raw text to tables, on one core, beside jieba and the baseline on the same text.

In: the corpus. Out: a table of seconds and characters a second, and the memory that a stream of altered copies takes.
"""

import re
import tempfile
import time
from collections.abc import Callable, Iterator

import pandas as pd
import psutil

from policybook.analyse import baseline
from policybook.extract import annexes, awards, budgets, responsibilities, targets
from policybook.extract.document import extract_document
from policybook.extract.quantities import quantities
from policybook.read.clean import clean
from policybook.read.corpus import Corpus, Document, load_corpus
from policybook.read.outline import outline
from policybook.tables.build import make_batches, make_tables
from policybook.tables.files import write_tables

REPEATS = 5


def stages(corpus: Corpus) -> dict[str, Callable[[], object]]:
    """Return what is timed: name -> a call that does it for the whole corpus."""
    raws = [d.raw for d in corpus.values()]
    cleaned = [clean(raw) for raw in raws]
    outlines = [outline(c) for c in cleaned]
    passages = [p.text for o in outlines for p in o.passages]
    return {
        "clean": lambda: [clean(raw) for raw in raws],
        "outline": lambda: [outline(c) for c in cleaned],
        "quantities": lambda: [quantities(text) for text in passages],
        "budgets": lambda: [budgets.extract(text) for text in passages],
        "awards": lambda: [awards.extract(text) for text in passages],
        "targets": lambda: [targets.extract(text) for text in passages],
        "responsibilities": lambda: [responsibilities.extract(o) for o in outlines],
        "annexes": lambda: [(annexes.extract_asks(o), annexes.extract_annex_measures(o)) for o in outlines],
        "clean + outline + extract all tables": lambda: _extract(corpus),
        "the same, typed and checked": lambda: make_tables(_fresh(corpus)),
    }


def _fresh(corpus: Corpus) -> Iterator[Document]:
    """Yield the documents anew, without what they have computed already."""
    for document in corpus.values():
        yield Document(document.doc_id, document.raw, document.record)


def _extract(corpus: Corpus) -> int:
    return sum(len(rows) for d in _fresh(corpus) for rows in extract_document(d).values())


def best_of(call: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the shortest of several runs in seconds: the one that other work on the machine disturbed least."""
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def timings(corpus: Corpus, repeats: int = REPEATS) -> pd.DataFrame:
    """Time all stages, jieba and the baseline's number parser on the corpus.

    Parameters
    ----------
    corpus : Corpus
    repeats : int
        Runs of each stage, of which the best counts.

    Returns
    -------
    pandas.DataFrame
        ``stage, seconds, chars_per_second``; characters are those of the raw texts.
    """
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    n_chars = sum(len(d.raw) for d in corpus.values())
    calls = stages(corpus) | {
        "jieba segments the same text": lambda: [list(jieba.cut(d.raw)) for d in corpus.values()],
        "number parser of the baseline": lambda: baseline.extract(corpus.values(), baseline.by_library),
    }
    list(baseline.by_library("50万元"))  # builds its models
    rows = []
    for name, call in calls.items():
        seconds = best_of(call, 1 if name.startswith("number parser") else repeats)
        rows.append({"stage": name, "seconds": seconds, "chars_per_second": n_chars / seconds})
    return pd.DataFrame(rows)


def altered_copies(corpus: Corpus, n: int) -> Iterator[Document]:
    """Yield `n` copies of the corpus's documents, the figures of each changed."""
    documents = list(corpus.values())
    for i in range(n):
        document = documents[i % len(documents)]
        raw = re.sub(r"\d(?=\d*(?:万元|亿元|%))", lambda m, i=i: str((int(m[0]) + i) % 9 + 1), document.raw)
        yield Document(f"{document.doc_id}-{i}", raw, document.record)


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
    table = timings(corpus)
    print(f"{'stage':40}{'ms':>10}{'characters/s':>16}")
    for row in table.itertuples():
        print(f"{row.stage:40}{1000 * row.seconds:10.1f}{row.chars_per_second:16,.0f}")
    seconds = table.set_index("stage")["seconds"]
    ratio = seconds["clean + outline + extract all tables"] / seconds["jieba segments the same text"]
    print(f"all tables take {ratio:.2f} of jieba's time")
    took, n_chars, grown = stream(corpus, copies)
    print(
        f"{copies:,} altered copies, {n_chars:,} characters, to CSV: {took:.1f} s, memory grew by {grown:.0f} MB at most"
    )
