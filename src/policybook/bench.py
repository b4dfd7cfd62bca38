"""Time each stage, on this machine.

In: the project. Out: a table in Markdown: seconds for each stage, characters per second for the reading of the texts.
"""

import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jieba

from . import execute, tables, website
from .corpus import Document, find_root, load_corpus

ROUNDS = 5


def run(root: Path | str | None = None, *, report: Callable[[str], None] = print) -> None:
    """Time the stages and report each as a row of a table in Markdown.

    Reading the texts is the median of five rounds over the whole corpus; the other stages are timed once.

    Parameters
    ----------
    root : path, optional
        The project's folder.
    report : callable, optional
        Gets the lines of the table.
    """
    root = find_root(root)
    corpus = list(load_corpus(root).values())
    characters = sum(len(document.raw) for document in corpus)

    def row(stage: str, seconds: float, of_text: bool = True) -> None:
        speed = f"{_rounded(characters / seconds):,}" if of_text else ""
        report(f"| {stage} | {seconds:.2f} | {speed} |")

    report(f"{characters:,} characters in {len(corpus)} documents; {_machine()}\n")
    report("| stage | seconds | characters per second |\n|---|--:|--:|")
    rounds = [_read(corpus) for _ in range(ROUNDS)]
    for stage in rounds[0]:
        row(stage, statistics.median(taken[stage] for taken in rounds))
    row("clean + outline + extract", statistics.median(sum(taken.values()) for taken in rounds))
    row("for comparison: jieba splits the same text into words", _segment(corpus))

    folder = root / "data" / "tables"
    steps: dict[str, Callable[[], object]] = {
        "make all tables and compare them with the stored": lambda: tables.stale_tables(load_corpus(root), folder),
        "execute all notebooks, two at a time": lambda: execute.execute(root=root, force=True, report=_quiet),
        "build the site": lambda: website.build(root, force=True, quiet=True, report=_quiet),
        "notice that notebooks and site are up to date": lambda: _again(root),
    }
    for stage, step in steps.items():
        row(stage, _timed(step), of_text=False)


def _read(corpus: list[Document]) -> dict[str, float]:
    fresh = [Document(d.doc_id, d.raw, d.record) for d in corpus]
    return {
        "clean": _timed(lambda: [d.clean for d in fresh]),
        "outline": _timed(lambda: [d.outline for d in fresh]),
        "extract": _timed(lambda: [tables.extract_document(d) for d in fresh]),
    }


def _segment(corpus: list[Document]) -> float:
    jieba.setLogLevel(60)
    jieba.initialize()
    return _timed(lambda: [jieba.lcut(d.clean.text) for d in corpus])


def _again(root: Path) -> None:
    execute.execute(root=root, report=_quiet)
    website.build(root, report=_quiet)


def _quiet(line: str) -> None:
    """Say nothing: only the time counts."""


def _timed(step: Callable[[], object]) -> float:
    begun = time.perf_counter()
    step()
    return time.perf_counter() - begun


def _rounded(number: float) -> int:
    """Round to two digits: more would say more than a timing does."""
    return int(float(f"{number:.1e}"))


def _machine() -> str:
    return f"Python {'.'.join(map(str, sys.version_info[:3]))}, {platform.system()} {platform.machine()}"
