"""Money that a government sets aside or seeks: the table ``budgets``.

In: one passage (a domain's opening, a measure, the closing paragraph). Out: its budget rows and problems.

How it reads: each sum of money stands in a frame, the words on its left, the mark ``¤`` for the sum, and the words on its
right. The frame is held against the rules, in their order. 其中 opens a list: the sums that follow are parts of
the sum before it, until the sentence ends; in a bracket, or below a part, they are parts of a part.
The rules and the words are data: ``rules/budgets.tsv`` and ``rules/budgets.yml``; each row knows the rule that decided.
"""

import re
from dataclasses import dataclass

from policybook.extract.phrasebook import Words, phrases, rules_that_give
from policybook.extract.phrases import OPENERS, SENTENCE_ENDS, WINDOW, Figure, figures
from policybook.extract.quantities import Problem, Quantity, quantities

__all__ = ["Budget", "extract", "starts", "starts_of"]


@dataclass(frozen=True, slots=True)
class Budget:
    """A sum of the budget, as the codebook describes it.

    Attributes
    ----------
    label
        What the money is for, as printed.
    amount_yuan
        The sum.
    role
        ``domain_total``, ``component``, ``subcomponent``, ``grand_total``, ``other_allocation`` or ``sought``.
    parent
        Label of the sum that it is part of.
    year
        The budget year.
    approx
        True for 约, 左右.
    bound
        ``min``, ``max`` or None.
    rule
        The rule of ``rules/budgets.tsv`` that decided the role.
    start, end
        Offsets of the quote.
    """

    label: str
    amount_yuan: float
    role: str
    parent: str | None
    year: int | None
    approx: bool
    bound: str | None
    rule: str
    start: int
    end: int


_WORDS = phrases("budgets")
LISTS = _WORDS["LISTS"]
ONE_PURPOSE = _WORDS["ONE_PURPOSE"]
RECIPIENT = _WORDS["RECIPIENT"]
PART_STOPS = _WORDS["PART_STOPS"]
YEAR = _WORDS["YEAR"]
LEADING, TRAILING = _WORDS["LEADING"], _WORDS["TRAILING"]
FUND_AHEAD, WHOLE_EDGES = _WORDS["FUND_AHEAD"], _WORDS["WHOLE_EDGES"]
VOUCHER_NAME = _WORDS["VOUCHER_NAME"]
QUOTE_LEAD = _WORDS["QUOTE_LEAD"]
EMPTY_NAMES = _WORDS.words("EMPTY_NAMES") | {""}
NO_NAME_ENDS = tuple(_WORDS.words("NO_NAME_ENDS"))
USED_FOR = tuple(_WORDS.words("USED_FOR"))
PURPOSE_AHEAD, FUND_NAME, NAME_AHEAD = _WORDS["PURPOSE_AHEAD"], _WORDS["FUND_NAME"], _WORDS["NAME_AHEAD"]
TOTAL = _WORDS["TOTAL"]
MONEY_WORDS, USE_BEHIND = _WORDS["MONEY_WORDS"], _WORDS["USE_BEHIND"]
ALLOTTED, ALLOTS_LAST = _WORDS["ALLOTTED"], _WORDS["ALLOTS_LAST"]
UP_TO, AT_MOST = _WORDS["UP_TO"], _WORDS["AT_MOST"]
PLANNED, OF_TREASURY, OF = _WORDS["PLANNED"], _WORDS["OF_TREASURY"], _WORDS["OF"]
ROLES = ("grand_total", "sought", "domain_total", "other_allocation")  # what rules give to a sum by itself
BARRED = "barred"  # what rules give that say that a sum is none of a budget
PART, STAGE = "part", "stage"  # a sum of a list that 其中 opened; the first part of a fund
GOES_ON = {"sought": "sought_too", "other_allocation": "other_too"}  # what joins a sum to one before it


# --- The engine ------------------------------------------------------------------------------------------------------


def extract(
    text: str, year: int | None = None, found: list[Quantity] | None = None
) -> tuple[list[Budget], list[Problem]]:
    """Find the budget sums of a passage.

    Parameters
    ----------
    text
        One passage.
    year
        The policy's year, for the sums beside which none is printed.
    found
        The passage's quantities, where they are known already.

    Returns
    -------
    tuple
        The rows in reading order, and the lists whose parts exceed their total.
    """
    found = [q for q in (quantities(text) if found is None else found) if q.kind != "duration"]
    if not any(q.kind in {"money", "bare"} for q in found):
        return [], []
    return read(text, figures(text, found)[1], year)


@dataclass(slots=True)
class _List:
    """An open list of parts: the row that they are parts of, and what closes the list."""

    row: int
    depth: int  # of brackets
    segment: int | None  # the list ends where this part of the sentence ends; None: with the sentence
    rule: str  # that opened it
    total: float = 0.0  # of the parts read so far


def read(text: str, figs: list[Figure], year: int | None) -> tuple[list[Budget], list[Problem]]:
    """Find the budget sums among the figures of a passage."""
    rows: list[Budget] = []
    depths: list[int] = []
    lists: list[_List] = []
    before: Figure | None = None  # the figure coded last
    opened: list[_List] = []
    for figure in figs:
        kind, unit = figure.quantity.kind, figure.quantity.unit
        if not (kind == "bare" or (kind == "money" and unit == "元")):
            continue
        clause = figure.clause
        _close_lists(text, lists, before, figure)
        if before is not None:
            _open_list(text, lists, before, figure, depths)
        words = around(text, figure)
        if MONEY_WORDS.search(words.near) is None and not lists and before is None:
            continue
        role, rule, label, parent = None, "", None, None
        if lists and not PART_STOPS.search(figure.left) and _is_part(figure):
            above = rows[lists[-1].row]
            role = {"sought": "sought", "component": "subcomponent", "subcomponent": "subcomponent"}.get(
                above.role, "component"
            )
            parent, rule = lists[-1].row, lists[-1].rule
            if not lists[-1].total:
                opened.append(lists[-1])
            lists[-1].total += figure.quantity.value
        elif before is not None and (stage := _first_stage(before, figure, rows[-1].role)):
            role, rule, parent = "component", stage, len(rows) - 1
        elif not _barred(words):
            role, rule, label = _role(text, figure, words)
            if role is None and before is not None and (joined := _goes_on(before, figure, rows[-1].role)):
                role, rule = rows[-1].role, joined
            if role is not None and clause.depth == 0:
                lists.clear()
        if role is None:
            continue
        quantity = figure.quantity
        rows.append(
            Budget(
                label=label or _label(text, figure, role, rows),
                amount_yuan=quantity.value,
                role=role,
                parent=rows[parent].label if parent is not None else None,
                year=_year(text, figure, year),
                approx=quantity.approx,
                bound=quantity.bound,
                rule=rule,
                start=_quote_start(figure),
                end=quantity.outer_end,
            )
        )
        depths.append(clause.depth)
        before = figure
    return rows, [
        Problem(
            "parts_exceed_total",
            f"the parts of {rows[one.row].label} make {one.total:.0f} yuan, the sum is {rows[one.row].amount_yuan:.0f}",
            rows[one.row].start,
            rows[one.row].end,
        )
        for one in opened
        if rows[one.row].bound is None and not rows[one.row].approx and one.total > rows[one.row].amount_yuan * 1.005
    ]


def around(text: str, figure: Figure) -> Words:
    """Return the words around a sum, ‖ before those that follow its item; ‹ stands behind those before its clause."""
    quantity, clause = figure.quantity, figure.clause
    bound = text[quantity.outer_start : quantity.start]
    end = quantity.outer_end + len(figure.right)
    ahead = text[end : min(clause.end + 6, end + 40)]
    most = bound if AT_MOST.search(bound) else ""
    tags = [quantity.bound, most and "most", quantity.per and f"per_{quantity.per}", quantity.per and "per"]
    tags += [
        "to" if RECIPIENT.match(text, clause.start) else "",
        "of" if OF.search(text, clause.start, clause.end) else "",
    ]
    return Words(
        f"{figure.left}{most}¤{figure.right[:60]}‖{ahead}",
        text[max(0, clause.start - WINDOW) : clause.start] if figure is clause.figures[0] else "",
        tags=frozenset(filter(None, tags)),
    )


def _barred(words: Words) -> bool:
    return UP_TO.search(words.near) is None and any(rule.fits(words) for rule in rules_that_give("budgets", BARRED))


def _role(text: str, figure: Figure, words: Words) -> tuple[str | None, str, str | None]:
    """Return the role of a sum, the rule that gives it, and its name where the rule takes one."""
    near, most = words.near, "max" in words.tags
    for rule in rules_that_give("budgets", *ROLES):
        if not (found := rule.fits(words)):
            continue
        role, label = rule.gives, _named(found, words.before)
        if (
            label is None
            and most
            and (role == "grand_total" or (role == "other_allocation" and not UP_TO.search(near)))
        ):
            return None, "", None
        if role == "domain_total" and (
            ONE_PURPOSE.search(near) or (not PLANNED.search(near) and not _list_follows(text, figure))
        ):
            role = "other_allocation"
        return role, rule.id, label
    return None, "", None


def _named(found: re.Match, before: str) -> str | None:
    """Return the name that a rule takes; of a sum over all recipients it is that of the vouchers before it."""
    taken = found.groupdict()
    if whole := taken.get("whole"):
        vouchers = VOUCHER_NAME.findall(before)
        return vouchers[-1] if vouchers else WHOLE_EDGES.sub("", whole)
    return taken.get("take")


def _list_follows(text: str, figure: Figure) -> bool:
    end = figure.clause.end
    return LISTS.search(text, end, end + 8) is not None


def _is_part(figure: Figure) -> bool:
    return bool(TRAILING.sub("", LEADING.sub("", figure.left))) or figure.right.startswith(USED_FOR)


def _first_stage(before: Figure, figure: Figure, role: str) -> str:
    """设立总规模50亿元的基金,首期10亿元: the rule that says that the second sum is part of the first."""
    joined = (
        role == "other_allocation"
        and before.clause.sentence == figure.clause.sentence
        and before.clause is not figure.clause
        and FUND_AHEAD.match(before.right) is not None
        and before.quantity.value > figure.quantity.value
    )
    return next((r.id for r in rules_that_give("budgets", STAGE) if joined and r.fits(Words(f"{figure.left}¤"))), "")


def _goes_on(before: Figure, figure: Figure, role: str) -> str:
    """申报专项债100亿元、争取90亿元; 争取…资金1亿元；…资金2亿元: the rule that joins a sum to the one before."""
    if before.clause.sentence != figure.clause.sentence or role not in GOES_ON:
        return ""
    name = TRAILING.sub("", LEADING.sub("", figure.left))
    words = Words(f"{name}¤", tags=frozenset({"same_clause"} if before.clause is figure.clause else ()))
    return next((r.id for r in rules_that_give("budgets", GOES_ON[role]) if r.fits(words)), "")


def _close_lists(text: str, lists: list[_List], before: Figure | None, figure: Figure) -> None:
    if not lists or before is None:
        return
    clause = figure.clause
    while lists and lists[-1].depth > clause.depth:
        lists.pop()
    while lists and lists[-1].segment is not None and lists[-1].segment != clause.segment and clause.depth == 0:
        lists.pop()
    if before.clause.sentence != clause.sentence:
        lists.clear()


def _open_list(text: str, lists: list[_List], before: Figure, figure: Figure, depths: list[int]) -> None:
    """Open a list where 其中 stands between the sum coded last and this one, in the same or the next sentence."""
    clause, end = figure.clause, figure.quantity.outer_start
    if clause.sentence - before.clause.sentence > 1:
        return
    begin = before.quantity.outer_end
    if clause.sentence != before.clause.sentence:
        begin = max((text.rfind(mark, begin, end) for mark in SENTENCE_ENDS), default=begin) + 1
        if not LISTS.match(text, begin):
            return
    for rule in rules_that_give("budgets", PART):
        if opener := rule.regex.search(text, begin, min(end, begin + 400)):
            break
    else:
        return
    if clause.depth and opener.start() < clause.start and text[clause.start - 1] in OPENERS:
        return
    row = len(depths) - 1
    if clause.depth:
        if before.clause.depth < clause.depth:
            lists.append(_List(row, clause.depth, None, rule.id))
    else:
        while row > 0 and depths[row]:  # a bracket closed before 其中: the list is of the sum before the bracket
            row -= 1
        lists.append(_List(row, 0, clause.segment if lists else None, rule.id))


def _year(text: str, figure: Figure, year: int | None) -> int | None:
    begin = max(figure.clause.start - 16, figure.quantity.start - WINDOW, 0)
    stated = YEAR.findall(text[begin : figure.quantity.start])
    return int(stated[-1]) if stated else year


def _quote_start(figure: Figure) -> int:
    return figure.left_start + QUOTE_LEAD.match(figure.left).end()


def _label(text: str, figure: Figure, role: str, rows: list[Budget]) -> str:
    left = figure.left
    if role == "grand_total":
        found = TOTAL.search(left)
        return found.group().lstrip("，, ") if found else left
    if role == "domain_total":
        allotted = ALLOTTED.match(left)
        name = TRAILING.sub("", allotted["thing"]) if allotted else ""
        if name not in EMPTY_NAMES:
            return name
        stated = YEAR.search(left)
        return left[stated.start() if stated else 0 :].strip("，,、") or left
    name = TRAILING.sub("", LEADING.sub("", left))
    following = NAME_AHEAD.match(figure.right)
    if name not in EMPTY_NAMES:
        if role == "sought" and following and ALLOTS_LAST.search(name):
            return name + following[1]
        if not name.endswith(NO_NAME_ENDS):
            allotted = ALLOTTED.match(name) if role == "other_allocation" else None
            from_treasury = allotted and OF_TREASURY.search(allotted["giver"]) and allotted["thing"] not in EMPTY_NAMES
            return allotted["thing"] if from_treasury else name
    if ahead := PURPOSE_AHEAD.match(text, figure.quantity.outer_end, figure.quantity.outer_end + 120):
        return ahead[1]
    end = figure.quantity.outer_end
    if role == "other_allocation" and (fund := FUND_NAME.search(text, end, min(figure.clause.end, end + 80))):
        return fund[1]
    if following:
        thing = LEADING.sub("", following[1]) or following[1]
        return USE_BEHIND.sub("", thing) or thing
    return left.strip("、，,") or (rows[-1].label if rows else "")


def starts(text: str, found: list[Quantity]) -> frozenset[int]:
    """Return where the figures of a passage start that are sums of a budget."""
    return starts_of(extract(text, found=found)[0], found)


def starts_of(rows: list[Budget], found: list[Quantity]) -> frozenset[int]:
    """Return where the figures start from which some rows were read."""
    ends = {row.end for row in rows}
    return frozenset(q.start for q in found if q.outer_end in ends)
