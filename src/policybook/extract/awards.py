"""Awards: what an eligible recipient can get, one row for each tier or category.

In: the `PassageReading` that `policybook.extract.frames` has read. Out: the rows of the codebook's table ``awards``. What is an
award and what fills its slots is said by the rules in ``rules/roles.tsv`` and ``rules/slots.tsv``; here frames become rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from policybook.extract import budgets
from policybook.extract.frames import Frame, PassageReading, read_passage
from policybook.extract.quantities import Problem, Quantity, quantities

__all__ = ["Award", "extract", "rows"]

SUMS = frozenset({"lump_sum", "per_unit"})
SHARES = frozenset({"rate", "share"})


@dataclass(frozen=True, slots=True)
class Award:
    """A row of the table `awards`, as the codebook defines its fields; `start` and `end` are offsets into the text."""

    item: str
    tier: str
    instrument: str
    amount_yuan: float | None
    rate_pct: float | None
    unit: str | None
    base: str | None
    cap_yuan: float | None
    is_max: bool
    is_min: bool
    condition: str
    cofunded: bool
    rule: str  # of rules/roles.tsv, that decided what the figure is
    start: int
    end: int


def extract(text: str, found: list[Quantity] | None = None) -> tuple[list[Award], list[Problem]]:
    """Read the awards of one passage.

    Parameters
    ----------
    text
        The passage, without its numbering mark and the bracket of responsible units.
    found
        Its quantities, where they are known already.

    Returns
    -------
    rows, problems
        In the order of the text.
    """
    found = quantities(text) if found is None else found
    passage = read_passage(text, found, budgets.starts(text, found))
    return rows(passage), passage.problems


def rows(passage: PassageReading) -> list[Award]:
    """Return the rows of a passage that has been read."""
    return [_row(frame) for frame in passage.frames]


def _row(frame: Frame) -> Award:
    of_loan = frame.instrument == "guarantee"
    share = frame.instrument in SHARES or (of_loan and frame.base is not None)
    return Award(
        item=frame.item,
        tier=frame.tier,
        instrument=frame.instrument,
        amount_yuan=None if share else frame.value,
        rate_pct=frame.value if share else None,
        unit=frame.unit if frame.instrument == "per_unit" else None,
        base=frame.base if share and frame.instrument != "share" else None,
        cap_yuan=frame.cap,
        is_max=frame.is_max,
        is_min=frame.is_min,
        condition=frame.condition,
        cofunded=frame.cofunded,
        rule=frame.rule,
        start=frame.start,
        end=frame.end,
    )
