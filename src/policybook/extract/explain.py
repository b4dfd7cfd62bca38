"""How a text was read, stage by stage: tokens, the role of each figure with the rule that decided, rows.

In: a text. Out: lines to print. Nothing is read or written.
"""

from __future__ import annotations

from collections.abc import Iterator

from policybook.extract import awards, budgets, targets
from policybook.extract.awards import Award
from policybook.extract.frames import Passage, read_passage
from policybook.extract.quantities import quantities
from policybook.extract.tokens import Sentence, sentences
from policybook.extract.vocabulary import words

__all__ = ["explain", "in_words", "shown"]


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
        One block a sentence: its tokens with their meanings, the role of each figure and the rule that decided; then
        the rows of each table, and the lists that did not pair.
    """
    found = quantities(text)
    sums, doubts = budgets.extract(text, year, found=found)
    passage = read_passage(text, found, budgets.starts_of(sums, found))
    aims, mismatches = targets.extract(text, found=found, given=passage.given)
    lines = list(_sentences(passage))
    lines += [f"budget  {row.role} {row.amount_yuan:g} {row.label}" for row in sums]
    lines += [f"award   {shown(row)}  ({frame.rule})" for row, frame in zip(awards.rows(passage), passage.frames, strict=True)]
    lines += [f"target  {row.indicator} {row.comparator} {row.value:g} {row.unit}" for row in aims]
    lines += [f"problem {problem.message}" for problem in [*doubts, *passage.problems, *mismatches]]
    return "\n".join(lines)


def _sentences(passage: Passage) -> Iterator[str]:
    decided = {q.start: role for sentence, role in passage.roles for q in sentence.tokens[role.at].figures}
    for sentence in sentences(passage.folded, passage.found):
        yield in_words(sentence)
        for token in sentence.tokens:
            if token.figures:
                role = decided.get(token.figures[0].start)
                printed = passage.text[token.start : token.end]
                yield f"  {printed}: {role.role} (rule {role.rule})" if role else f"  {printed}: no role"
        yield ""


def in_words(sentence: Sentence) -> str:
    """Write a sentence as its tokens and their meanings."""
    names = words().names
    return " ".join(f"{sentence.text[t.start : t.end]}/{names[t.letter]}" for t in sentence.tokens)


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
