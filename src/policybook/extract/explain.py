"""How a text was read, stage by stage: tokens, the role of each figure with the rule that decided, slots, rows.

In: a text. Out: lines to print. Nothing is read or written.
"""

from __future__ import annotations

from collections.abc import Iterator

from policybook.extract import awards, budgets, targets
from policybook.extract.awards import Award
from policybook.extract.budgets import Budget
from policybook.extract.frames import Passage, read_passage
from policybook.extract.phrasebook import frame_rules
from policybook.extract.phrases import figures
from policybook.extract.quantities import Quantity, quantities
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
    deciding = _deciding_rules(text, found)
    lines += [
        f"budget  {row.role} {row.amount_yuan:.12g} {row.label}  ({deciding.get(row.end, 'part of the sum before')})"
        for row in sums
    ]
    lines += [
        f"award   {shown(row)}  (rule {frame.rule})"
        for row, frame in zip(awards.rows(passage), passage.frames, strict=True)
    ]
    lines += [f"target  {row.indicator} {row.comparator} {row.value:.12g} {row.unit}".rstrip() for row in aims]
    lines += [f"no target: {printed} ({rule})" for printed, rule in _no_targets(text, found, passage, sums)]
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


def _deciding_rules(text: str, found: list[Quantity]) -> dict[int, str]:
    """Return the rule that first fits each figure as a sum of a budget, by where the figure ends."""
    rules = [rule for rule in frame_rules("budgets") if rule.gives != budgets.BARRED]
    out = {}
    for figure in figures(text, found)[1]:
        words_around = budgets.frame(text, figure)
        fits = next((rule.id for rule in rules if rule.regex.search(words_around)), None)
        if fits:
            out[figure.quantity.outer_end] = f"rule {fits}"
    return out


def _no_targets(text: str, found: list[Quantity], passage: Passage, sums: list[Budget]) -> Iterator[tuple[str, str]]:
    """Say which rule kept a figure that no other table took from being a target."""
    taken = passage.given | budgets.starts_of(sums, found)
    for figure in figures(text, found)[1]:
        rule = targets.decided(f"{figure.left}¤{figure.right}")
        if rule and figure.quantity.start not in taken:
            yield text[figure.quantity.outer_start : figure.quantity.outer_end], f"rule {rule}"


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
