"""How a text was read, stage by stage: tokens, the role of each figure with the rule that decided, slots, rows.

In: a text. Out: lines to print. Nothing is read or written.
"""

from __future__ import annotations

from collections.abc import Iterator

from policybook.extract import cascade
from policybook.extract.awards import Award
from policybook.extract.budgets import Budget
from policybook.extract.cascade import Reading
from policybook.extract.frames import Frame
from policybook.extract.targets import Target
from policybook.extract.tokens import Sentence, sentences
from policybook.extract.vocabulary import words

__all__ = ["explain", "in_words", "shown", "shown_sum", "shown_target"]


def explain(text: str, year: int | None = None) -> str:
    """Say how a passage was read.

    Parameters
    ----------
    text
        A sentence or a passage.
    year
        The policy's year, for the sums beside which none is printed.

    Returns
    -------
    str
        One block a sentence: its tokens with their meanings, the role of each figure, the table whose rules decided and
        the rule; then the slots of each award, the rows of each table with their rule, and the lists that did not pair.
    """
    reading = cascade.read(text, year)
    lines = list(_sentences(reading))
    lines += [f"slots   {_slots(frame)}" for frame in reading.awards_of.frames]
    lines += [f"budget  {shown_sum(row)}  (rule {row.rule})" for row in reading.budgets]
    lines += [f"award   {shown(row)}  (rule {row.rule})" for row in reading.awards]
    lines += [f"target  {shown_target(row)}  (rule {row.rule})" for row in reading.targets]
    lines += [f"problem {problem.message}" for found in reading.problems.values() for problem in found]
    return "\n".join(lines)


def _sentences(reading: Reading) -> Iterator[str]:
    passage = reading.awards_of
    for sentence in sentences(passage.folded, passage.found):
        yield in_words(sentence)
        for figure in (q for q in passage.found if sentence.start <= q.start < sentence.end):
            decided = reading.roles.get(figure.start)
            printed = passage.text[figure.start : figure.end]
            if decided is None or not decided.role:
                yield f"  {printed}: no role"
            else:
                yield f"  {printed}: {decided.role} (rule {decided.rule} of {decided.table})"
        yield ""


def _slots(frame: Frame) -> str:
    """Write what fills the slots of an award."""
    slots = {
        "item": frame.item,
        "tier": frame.tier,
        "unit": frame.unit,
        "base": frame.base,
        "condition": frame.condition,
        "cap": None if frame.cap is None else f"{frame.cap:.12g}",
    }
    return " | ".join(f"{name}: {value}" for name, value in slots.items() if value)


def in_words(sentence: Sentence) -> str:
    """Write a sentence as its tokens and their meanings."""
    names = words().names
    return " ".join(f"{sentence.text[t.start : t.end]}/{names[t.letter]}" for t in sentence.tokens)


def shown_sum(row: Budget) -> str:
    """Write a row of the budgets in one line: role, sum, bound, ~ where about, label, what it is a part of."""
    parts = [
        f"{row.role} {row.amount_yuan:.12g}",
        row.bound,
        "~" * row.approx,
        row.label,
        row.parent and f"of {row.parent}",
    ]
    return " ".join(part for part in parts if part)


def shown_target(row: Target) -> str:
    """Write a row of the targets in one line: indicator, comparator, value, unit, * where striving."""
    parts = [f"{row.indicator} {row.comparator} {row.value:.12g}", row.unit, "*" * row.striving]
    return " ".join(part for part in parts if part)


def shown(row: Award) -> str:
    """Write a row of the awards in one line: instrument, figure, flags, item 〔tier〕, base, condition."""
    value = row.rate_pct if row.amount_yuan is None else row.amount_yuan
    percent = "%" if row.amount_yuan is None else ""
    parts = [
        row.instrument,
        f"{value:.12g}{percent}{'/' + row.unit if row.unit else ''}",
        "max" * row.is_max,
        "min" * row.is_min,
        f"cap={row.cap_yuan:.12g}" if row.cap_yuan is not None else "",
        row.item + (f"〔{row.tier}〕" if row.tier else ""),
        f"base={row.base}" if row.base else "",
        f"when={row.condition}" if row.condition else "",
        "cofunded" * row.cofunded,
    ]
    return " ".join(part for part in parts if part)
