"""The clause around each quantity of a passage.

In: a passage and its quantities. Out: one :class:`Figure` a quantity, with the words on its left and on its right and
the clause, the part of a sentence and the sentence that it stands in. Nothing is read or written.

A clause ends at ， ： ； 。 or a line's end. A bracket is a clause (or several) of its own: marks inside it do not cut the
clause around it. 、 does not end a clause; the words on the left of a figure begin where the figure before it ends.
One pass over the marks; windows are bounded, so that the time is linear in any text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from policybook.extract.phrasebook import phrases
from policybook.extract.quantities import Quantity

__all__ = ["Clause", "Figure", "figures"]

WINDOW = 160  # characters looked at on each side of a figure
BRACKET_MAX = 300  # a bracket that does not close within so many characters is no bracket
MARK = re.compile(r"[，,：:；;。！!？?\n（(）)〔〕\[\]【】]")
OPENERS, CLOSERS = frozenset("（(〔[【"), frozenset("）)〕]】")
SENTENCE_ENDS, SEGMENT_ENDS = frozenset("。！!？?\n"), frozenset("；;")
_SHAPES = phrases("shapes")
JOINERS, LAST_JOINER, NEW_ITEM = (_SHAPES[name] for name in ("JOINERS", "LAST_JOINER", "NEW_ITEM"))
BRACKET = re.compile(r"[（(][^（()）\n]{0,120}[）)]")


@dataclass(slots=True)
class Clause:
    """A clause: its place, its depth in brackets, the mark before and behind it, its figures.

    ``segment`` counts the parts that ； cuts, ``sentence`` those that 。 cuts.
    """

    start: int
    depth: int
    segment: int
    sentence: int
    before: str = ""
    end: int = 0
    after: str = ""
    figures: tuple[Figure, ...] = field(default=(), repr=False)

    def text(self, passage: str, limit: int = 2 * WINDOW) -> str:
        """Return the words of the clause, at most so many of them."""
        return passage[self.start : min(self.end, self.start + limit)]


@dataclass(slots=True)
class Figure:
    """A quantity and the words around it."""

    quantity: Quantity
    clause: Clause
    left_start: int
    left: str = ""
    right: str = ""
    verb: str | None = None  # the verb that governs it, once it is known


@lru_cache(maxsize=1)  # budgets and targets read the same passage one after the other
def _marks(text: str) -> tuple[list[tuple[int, str]], set[int]]:
    """Find the marks of a passage, and which of them are brackets that close."""
    marks = [(m.start(), m.group()) for m in MARK.finditer(text)]
    return marks, _pairs(marks)


def _pairs(marks: list[tuple[int, str]]) -> set[int]:
    """Find the brackets that open and close within a line."""
    paired: set[int] = set()
    stack: list[int] = []
    for at, mark in marks:
        if mark == "\n":
            stack.clear()
        elif mark in OPENERS:
            stack.append(at)
        elif mark in CLOSERS and stack:
            opened = stack.pop()
            if at - opened <= BRACKET_MAX:
                paired.update((opened, at))
    return paired


def figures(text: str, found: list[Quantity]) -> tuple[list[Clause], list[Figure]]:
    """Cut a passage into clauses and put each quantity into its clause.

    Parameters
    ----------
    text
        One passage.
    found
        Its quantities, in reading order.

    Returns
    -------
    tuple
        The clauses in the order in which they begin, and the figures in reading order.
    """
    marks, paired = _marks(text)
    clauses = [Clause(0, 0, 0, 0)]
    stack = [clauses[0]]
    out: list[Figure] = []
    segment = sentence = 0
    pending, total, inside = 0, len(found), -1
    for at, mark in [*marks, (len(text), "")]:
        while pending < total and found[pending].start < at:
            figure = Figure(found[pending], stack[-1], 0)
            stack[-1].figures += (figure,)
            out.append(figure)
            inside = found[pending].outer_end
            pending += 1
        if at < inside:  # 1,000元, 5台（套）, 80%（含）以上
            continue
        if mark in OPENERS:
            if at in paired:
                inner = Clause(at + 1, len(stack), segment, sentence, mark)
                clauses.append(inner)
                stack.append(inner)
        elif mark in CLOSERS:
            if at in paired and len(stack) > 1:
                stack[-1].end, stack[-1].after = at, mark
                stack.pop()
        else:
            while len(stack) > 1 and mark in "\n":
                stack[-1].end, stack[-1].after = at, mark
                stack.pop()
            stack[-1].end, stack[-1].after = at, mark
            if mark:
                if len(stack) == 1:
                    segment += mark in SEGMENT_ENDS or mark in SENTENCE_ENDS
                    sentence += mark in SENTENCE_ENDS
                stack[-1] = Clause(at + 1, len(stack) - 1, segment, sentence, mark)
                clauses.append(stack[-1])
    for clause in clauses:
        if clause.figures:
            _share_words(text, clause)
    return clauses, out


def _share_words(text: str, clause: Clause) -> None:
    """Give each figure of a clause its words: on its left from the figure before, on its right to the next item."""
    begin = clause.start
    for i, figure in enumerate(clause.figures):
        quantity = figure.quantity
        figure.left_start = max(begin, quantity.outer_start - WINDOW)
        figure.left = text[figure.left_start : quantity.outer_start]
        stop = min(clause.end, quantity.outer_end + WINDOW)
        begin = after = quantity.outer_end
        if bracket := BRACKET.match(text, begin, stop):
            after = bracket.end()
        if i + 1 < len(clause.figures):
            nearest = min(clause.figures[i + 1].quantity.outer_start, stop)
            begin = min(after, nearest)
            comma = text.find("、", begin, nearest)
            if comma >= 0:
                stop, begin = comma, comma + 1
            elif joiner := (
                JOINERS.match(text, begin, nearest)
                or NEW_ITEM.search(text, begin, nearest)
                or LAST_JOINER.search(text, max(begin, nearest - 2), nearest)
            ):
                stop, begin = joiner.start(), joiner.end()
        figure.right = text[after:stop]
