"""One role for each figure of a passage: the sums of a budget first, then the awards, then the targets.

In: a passage. Out: a `Reading`, with the rows of the three tables, the problems, and what each figure is, by which rule. What
one table takes, the next does not see, so that no figure becomes rows of two tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from policybook.extract import awards, budgets, targets
from policybook.extract.awards import Award
from policybook.extract.budgets import Budget
from policybook.extract.frames import PassageReading, read_passage
from policybook.extract.quantities import Problem, Quantity, quantities
from policybook.extract.targets import Target

__all__ = ["Decision", "Reading", "read"]


class Decision(NamedTuple):
    """What a figure is: the table whose rules decided, the role that they gave, and the rule."""

    table: str
    role: str
    rule: str


@dataclass(slots=True)
class Reading:
    """What was read from a passage."""

    awards_of: PassageReading  # how the awards were read, stage by stage
    budgets: list[Budget]
    awards: list[Award]
    targets: list[Target]
    problems: dict[str, list[Problem]]
    roles: dict[int, Decision] = field(default_factory=dict)  # by where a figure starts


def read(text: str, year: int | None = None, found: list[Quantity] | None = None) -> Reading:
    """Read the budgets, awards and targets of a passage.

    Parameters
    ----------
    text
        The passage.
    year
        The policy's year, for the sums beside which none is printed.
    found
        Its quantities, where they are known already.
    """
    found = quantities(text) if found is None else found
    sums, doubts = budgets.extract(text, year, found=found)
    taken = budgets.starts_of(sums, found)
    passage = read_passage(text, found, taken)
    aims, mismatches, verdicts = targets.read(text, found, taken | passage.given)
    roles = {v.quantity.start: Decision("targets", v.gives, v.rule) for v in verdicts}
    roles |= {
        figure.start: Decision("awards", role.role, role.rule)
        for sentence, role in passage.roles
        for figure in sentence.tokens[role.at].figures
        if figure.start not in roles or roles[figure.start].role != targets.AIMED
    }
    by_end = {row.end: row for row in sums}
    roles |= {q.start: Decision("budgets", row.role, row.rule) for q in found if (row := by_end.get(q.outer_end))}
    problems = {"budgets": doubts, "awards": passage.problems, "targets": mismatches}
    return Reading(passage, sums, awards.rows(passage), aims, problems, roles)
