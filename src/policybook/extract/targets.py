"""Quantities that a government says it will reach, deliver or keep within: the table ``targets``.

In: one passage (a domain's opening, a measure). Out: its target rows and problems.

How it reads: each quantity stands among words, those on its left, the mark ``¤`` for the quantity, those on its right. The
first rule that fits says what it is: an award, a condition of eligibility, a limit set by regulation, something that exists
already, a part of a name, and only then a target. The rules and the words are data: ``rules/targets.tsv`` and
``rules/targets.yml``; each row knows the rule that decided. What a condition is depends on the clauses around it: 对…的
opens one and the award closes it.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from policybook.extract import budgets
from policybook.extract.phrasebook import Words, phrases, rules_for
from policybook.extract.phrases import WINDOW, Clause, Figure, figures
from policybook.extract.quantities import Problem, Quantity, fold, quantities

__all__ = ["AIMED", "Target", "Verdict", "extract", "read"]


@dataclass(frozen=True, slots=True)
class Target:
    """A quantified commitment, as the codebook describes it.

    Attributes
    ----------
    indicator
        The thing measured.
    value
        The number, 万 and 亿 spread out.
    unit
        ``%``, a classifier, ``元``, ``位`` for a rank, ``""`` for a bare number.
    comparator
        ``>=``, ``<=``, ``=`` or ``~``.
    striving
        True for 力争, 争取.
    rule
        The rule of ``rules/targets.tsv`` that decided that it is a target.
    start, end
        Offsets of the quote.
    """

    indicator: str
    value: float
    unit: str
    comparator: str
    striving: bool
    rule: str
    start: int
    end: int


_WORDS = phrases("targets")
DELIVER, POINT, PUSH = _WORDS.words("DELIVER"), _WORDS.words("POINT"), _WORDS.words("PUSH")
MEASURED, NEVER_UNITS, SHORTENED_UNITS = (
    _WORDS.words("MEASURED"),
    _WORDS.words("NEVER_UNITS"),
    _WORDS.words("SHORTENED_UNITS"),
)
AREAS, PEOPLE_UNITS = _WORDS.words("AREAS"), _WORDS.words("PEOPLE_UNITS")
UNIT_OF_BARE = (("元", _WORDS["YUAN_NAMES"]), ("人", _WORDS["PERSON_NAMES"]))
INDEX_WORDS = _WORDS.lists["INDEX_WORDS"]
LIST_MARKS = _WORDS.lists["LIST_MARKS"]
POLICY_NAMES, CAP_OPENS = _WORDS.lists["POLICY_NAMES"], _WORDS.lists["CAP_OPENS"]
REACHING, BARE_HEADS = _WORDS.words("REACHING"), _WORDS.words("BARE_HEADS")
STRIVE, FIRM, INNER_STRIVE = _WORDS["STRIVE"], _WORDS["FIRM"], _WORDS["INNER_STRIVE"]
LEADING, TRAILING, SCOPE = _WORDS["LEADING"], _WORDS["TRAILING"], _WORDS["SCOPE"]
KEEP, KEEP_HEAD, KEEPS_BELOW = _WORDS["KEEP"], _WORDS["KEEP_HEAD"], _WORDS["KEEPS_BELOW"]
AMOUNTS_TO, LIVING_STANDARD = _WORDS["AMOUNTS_TO"], _WORDS["LIVING_STANDARD"]
CONDITIONS_AHEAD, PER_HEAD, AMONG = _WORDS["CONDITIONS_AHEAD"], _WORDS["PER_HEAD"], _WORDS["AMONG"]
WITHIN, DOING, OF, SO_ON = _WORDS["WITHIN"], _WORDS["DOING"], _WORDS["OF"], _WORDS["SO_ON"]
START_VALUE, LEVEL, LAST_SUBJECT = _WORDS["START_VALUE"], _WORDS["LEVEL"], _WORDS["LAST_SUBJECT"]
GENERIC, SUBJECT_HEAD, PREDICATE = _WORDS["GENERIC"], _WORDS["SUBJECT_HEAD"], _WORDS["PREDICATE"]
CONNECTIVE, LIST_JOINT = _WORDS["CONNECTIVE"], _WORDS["LIST_JOINT"]
BARE_INDEX, RAISED_SHARES = _WORDS["BARE_INDEX"], _WORDS["RAISED_SHARES"]
VERB, VERB_LAST, GOVERNS = _WORDS["VERB"], _WORDS["VERB_LAST"], _WORDS["GOVERNS"]
AWARD, RECIPIENT, WHO = _WORDS["AWARD"], _WORDS["RECIPIENT"], _WORDS["WHO"]
TREATED, TREATED_AT_ONCE = _WORDS["TREATED"], _WORDS["TREATED_AT_ONCE"]
NO_AIM_BOUND, AT_LEAST = _WORDS["NO_AIM_BOUND"], _WORDS["AT_LEAST"]
DE, ALL_COVERED, RESPECTIVELY = _WORDS["DE"], _WORDS["ALL_COVERED"], _WORDS["RESPECTIVELY"]
ASSURED, ODD, DE_AHEAD, QUOTE_LEAD = _WORDS["ASSURED"], _WORDS["ODD"], _WORDS["DE_AHEAD"], _WORDS["QUOTE_LEAD"]
JOINTS = "".join(_WORDS.lists["JOINTS"])
AIMED = "target"  # what the rules of targets give
LIST_MAX = 12  # figures of a list that one verb or one comparator governs
_COLONS = frozenset("：:")


# --- The engine ------------------------------------------------------------------------------------------------------


class Verdict(NamedTuple):
    """What a figure is, and the rule that says so."""

    quantity: Quantity
    gives: str
    rule: str


def extract(
    text: str, found: list[Quantity] | None = None, given: frozenset[int] = frozenset()
) -> tuple[list[Target], list[Problem]]:
    """Find the targets of a passage.

    Parameters
    ----------
    text
        One passage.
    found
        The passage's quantities, where they are known already.

    Returns
    -------
    tuple
        The rows in reading order, and the lists whose names and figures do not pair.
    """
    found = quantities(text) if found is None else found
    return read(text, found, given | budgets.starts(text, found))[:2]


def read(
    text: str, found: list[Quantity], taken: frozenset[int] = frozenset()
) -> tuple[list[Target], list[Problem], list[Verdict]]:
    """Find the targets among the figures of a passage that are no sum of a budget and no award.

    Parameters
    ----------
    text
        One passage.
    found
        Its quantities.
    taken
        Starts of the figures that another table has.

    Returns
    -------
    tuple
        The rows in reading order, the lists whose names and figures do not pair, and what each other figure is.
    """
    found = [q for q in _with_indices(text, found) if _can_aim(q)]
    if all(quantity.start in taken for quantity in found):
        return [], [], []
    clauses, figs = figures(text, found)
    contexts = _contexts(text, clauses)
    _join_ranges(figs)
    rows: list[Target] = []
    problems: list[Problem] = []
    verdicts: list[Verdict] = []
    striving = _Striving()
    last: tuple[Figure, str] | None = None  # the target read last, and its name
    for clause in clauses:
        if not clause.figures:
            striving.interrupt(text, clause)
            continue
        names = _listed_names(text, clause, taken, problems)
        for figure in clause.figures:
            if figure.quantity.kind == "duration" and (within := WITHIN.match(figure.right)):  # 10天内
                figure.right = figure.right[within.end() :]
        origin: int | None = None  # where the words of a name begin, if an attribute stands before: 产值5亿元以上机构
        for i, figure in enumerate(clause.figures):
            aims = striving.read(figure, i)
            verdict = None if figure.quantity.start in taken else _verdict(text, clause, i, contexts)
            if verdict is not None:
                verdicts.append(verdict)
            if verdict is None or verdict.gives != AIMED:
                if (
                    figure.right
                    and not START_VALUE.search(figure.left)
                    and not text.startswith(LIST_MARKS, figure.quantity.outer_end)
                ):
                    origin = figure.left_start if origin is None else origin
                continue
            if origin is not None:
                figure.left, figure.left_start = text[origin : figure.quantity.outer_start], origin
                origin = None
            name = _complete(names.get(i) or _indicator(figure, i), figure, i, last)
            if not name:
                continue
            rows.append(_row(text, clause, i, name, aims, verdict.rule))
            if not GENERIC.search(name) or last is None:
                last = (figure, name)
    order = sorted(range(len(rows)), key=lambda k: (rows[k].end, k))
    return [rows[k] for k in order], problems, verdicts


def _complete(name: str, figure: Figure, i: int, last: tuple[Figure, str] | None) -> str:
    """Give a name that cannot stand by itself the words of the figure before: 完成投资, 下降到13.5%, 省级30家."""
    if not name and i and (start := START_VALUE.search(figure.clause.figures[i - 1].left)):
        return LEADING.sub("", figure.clause.figures[i - 1].left[: start.start()])
    if last is None or last[0].clause.sentence != figure.clause.sentence:
        return name
    if LEVEL.fullmatch(name):
        return name + LEVEL.sub("", SUBJECT_HEAD.sub("", last[1]))
    if not name or GENERIC.fullmatch(name):
        subject = SUBJECT_HEAD.sub("", last[1]) if name else last[1]
        grown = not name and last[0].quantity.kind == "percent" and figure.quantity.kind != "percent"
        return (KEEP.sub("", subject) if grown or AMOUNTS_TO.search(figure.left) else subject) + name
    return name


def _can_aim(quantity: Quantity) -> bool:
    """Leave out what is never aimed at, so that it stays a word of the name: 3岁以下婴幼儿托位数达到4.5个."""
    if quantity.kind == "duration":
        return quantity.unit in SHORTENED_UNITS
    return quantity.kind not in {"ratio", "discount"} and quantity.unit not in NEVER_UNITS


def _with_indices(text: str, found: list[Quantity]) -> list[Quantity]:
    """Add the numbers that are a figure by their words alone: 收入倍差控制在1.56以内, 提升至“三个80%”."""
    more = []
    if any(word in text for word in INDEX_WORDS):
        starts = [q.start for q in found]
        for hit in BARE_INDEX.finditer(fold(text)):
            start, end = hit.span("n")
            k = bisect_left(starts, end)
            if not k or found[k - 1].end <= start:
                bound = "max" if hit["max"] else "min" if hit["min"] else None
                about = hit["about"] is not None
                more.append(Quantity(float(hit["n"]), "", "index", bound, about, start, end, start, hit.end()))
    for hit in RAISED_SHARES.finditer(text):
        start, end = hit.span("name")
        more.append(Quantity(float(hit["n"]), "%", "percent", None, False, start, end, start, end))
    return sorted([*found, *more], key=lambda q: q.start) if more else found


def _contexts(text: str, clauses: list[Clause]) -> dict[int, str]:
    """Say of each clause with figures, by its start, whether it is an award or the condition of one."""
    out: dict[int, str] = {}
    barred = -1  # the sentence that lists conditions
    for part in _segments(clauses):
        if not any(clause.figures for clause in part):
            continue
        texts = [clause.text(text) for clause in part]
        if part[0].sentence == barred or any(
            clause.after in _COLONS and CONDITIONS_AHEAD.search(words)
            for clause, words in zip(part, texts, strict=True)
        ):
            barred = part[0].sentence
            out.update((clause.start, "condition") for clause in part)
            continue
        awards = [bool(AWARD.search(words)) for words in texts]
        open_since: int | None = None
        free = 0  # the first clause that is not yet settled
        for i, (clause, words) in enumerate(zip(part, texts, strict=True)):
            if awards[i]:
                out[clause.start] = "award"
                if not words.startswith(CAP_OPENS):
                    for j in range(free, i):
                        if not GOVERNS.search(texts[j]):
                            out[part[j].start] = "condition"
                open_since, free = None, i + 1
            elif RECIPIENT.match(words) and _opens_condition(words, texts[i + 1 :], awards[i + 1 :]):
                open_since = None if TREATED_AT_ONCE.search(words) else i
                out[clause.start] = "condition"
            elif open_since is not None:
                if TREATED.match(words) and not OF.search(words):
                    open_since, free = None, i + 1
                else:
                    out[clause.start] = "condition"
            if OF.search(words):
                for j in range(free, i + 1):
                    out[part[j].start] = "condition"
                free = i + 1
    return out


def _opens_condition(words: str, texts: list[str], awards: list[bool]) -> bool:
    """对… opens a condition where it tells recipients (对…的企业) or an award follows, not in 对…进行改造."""
    return DOING.search(words) is None and (
        DE.search(words) or any(awards[:8]) or any(WHO.search(t) for t in texts[:2])
    )


def _segments(clauses: list[Clause]) -> Iterator[list[Clause]]:
    part: list[Clause] = []
    for clause in clauses:
        if clause.depth:
            continue
        if part and clause.segment != part[-1].segment:
            yield part
            part = []
        part.append(clause)
    if part:
        yield part


def _join_ranges(figs: list[Figure]) -> None:
    """Give the two sides of a range the same words: 培育1-2家美食体验店."""
    for low, high in pairwise(figs):
        if low.quantity.part == "low" and high.quantity.part == "high" and low.clause is high.clause:
            low.right, high.left, high.left_start = high.right, low.left, low.left_start


def _verdict(text: str, clause: Clause, i: int, contexts: dict[int, str]) -> Verdict:
    """Say what a figure is, by the first rule that fits."""
    words = _around(text, clause, i, contexts)
    rule = next((rule for rule in rules_for("targets", clause.figures[i].quantity.kind) if rule.fits(words)), None)
    return Verdict(clause.figures[i].quantity, rule.gives if rule else "", rule.id if rule else "")


def _around(text: str, clause: Clause, i: int, contexts: dict[int, str]) -> Words:
    """Return the words around a figure in its clause, the verb that governs it, and its tags."""
    figure = clause.figures[i]
    quantity, left, right = figure.quantity, figure.left, figure.right
    verb = _governor(clause, i)
    living = LIVING_STANDARD.search(left) is not None
    ends = quantity.outer_end + len(right)
    tags = {
        quantity.kind: True,
        quantity.unit: True,
        quantity.bound: True,
        "people": quantity.unit in PEOPLE_UNITS,
        "area": quantity.unit in AREAS,
        "per": quantity.per and not living,
        "bracket": clause.depth,
        "inner": clause.depth and not AMONG.match(text, clause.start),
        "limited": NO_AIM_BOUND.search(text, quantity.outer_start, quantity.start),
        contexts.get(clause.start): True,
        "enumerated": quantity.kind == "count" and right and _is_enumerated(left, quantity.value, verb),
        "attribute": _is_attribute(clause, i, verb) or _joins_attribute(clause, i, verb),
    }
    return Words(
        near=f"{PER_HEAD.sub('', left) if living else left}¤{right}",
        before=text[max(clause.start, figure.left_start - WINDOW) : figure.left_start],
        behind=text[ends : max(ends, min(clause.end, ends + WINDOW))],
        verb=verb,
        tags=frozenset(tag for tag, has in tags.items() if has and tag),
    )


def _governor(clause: Clause, i: int) -> str:
    """Find the verb that governs a quantity: right before it, at the head of its words, or of the figure before."""
    figure = clause.figures[i]
    if figure.verb is None:
        bare = SCOPE.sub("", figure.left.rstrip(JOINTS))
        found = VERB_LAST.search(bare, max(0, len(bare) - 6)) or VERB.match(LEADING.sub("", figure.left))
        if found is None and i and clause.figures[i - 1].verb is not None:
            figure.verb = clause.figures[i - 1].verb
        else:
            found = found or VERB.search(figure.left)
            figure.verb = found.group() if found else ""
    return figure.verb


def _is_enumerated(left: str, value: float, governor: str) -> bool:
    """A number that counts the names printed before it: A、B、C3个示范区."""
    if SO_ON.search(left):  # 手机等3类产品 is for a rule to decide
        return False
    if governor in PUSH and value >= 2:
        return len(LIST_JOINT.split(left[left.find(governor) + len(governor) :])) == value
    return False


def _is_attribute(clause: Clause, i: int, governor: str) -> bool:
    """A quantity that tells which things are meant: 产值5亿元以上检验检测机构1家; 年收入10万元以下的家庭."""
    figure = clause.figures[i]
    right, unit = figure.right, figure.quantity.unit
    if not right or figure.quantity.kind in {"rank", "points"}:
        return False
    named = DE.match(right) is not None and not PREDICATE.match(right)
    if not named and (
        CONNECTIVE.match(right)
        or PREDICATE.match(right)
        or (figure.quantity.kind in {"count", "duration"} and unit not in MEASURED)
    ):
        return False
    bare = SCOPE.sub("", LEADING.sub("", figure.left))
    if not bare or bare in BARE_HEADS or (governor and bare.endswith(governor) and governor not in REACHING):
        return False
    if i and named and clause.figures[i - 1].right and clause.figures[i - 1].quantity.kind == "count":
        return False  # 建设1条年产值超10亿元的产业链: the chain is to have that output
    return ALL_COVERED.search(right) is None


def _joins_attribute(clause: Clause, i: int, governor: str) -> bool:
    """The first of two attributes: 营业收入1亿元以上、税收500万元以上的企业."""
    figure = clause.figures[i]
    if figure.right or not figure.quantity.bound or governor in DELIVER or i + 1 >= len(clause.figures):
        return False
    after = clause.figures[i + 1]
    return DE.match(after.right) is not None and _is_attribute(clause, i + 1, "")


def _listed_names(text: str, clause: Clause, taken: frozenset[int], problems: list[Problem]) -> dict[int, str]:
    """Pair the names of a list with its figures: 生猪、家禽出栏达40万头、3700万羽."""
    names: dict[int, str] = {}
    figs = clause.figures
    i = 0
    while i < len(figs):
        j = i + 1
        while j < len(figs) and not figs[j].left.strip(JOINTS) and not figs[j - 1].right and not figs[j].quantity.part:
            j += 1
        size = j - i
        if size > 1 and not (figs[i].quantity.part or STRIVE.search(figs[j - 1].left)):
            base = _name(RESPECTIVELY.sub("", figs[i].left))
            pieces = [piece for piece in LIST_JOINT.split(base) if piece]
            if len(pieces) == size:
                shared = len(pieces[-1]) > len(pieces[0]) and pieces[0][-1] not in pieces[-1][len(pieces[0]) :]
                tail = pieces[-1][len(pieces[0]) :] if shared else ""
                names.update({i + k: piece + tail for k, piece in enumerate(pieces[:-1])})
                names[j - 1] = pieces[-1]
            elif len(pieces) > 1 and any(figure.quantity.start not in taken for figure in figs[i:j]):
                start, end = figs[i].left_start, figs[j - 1].quantity.outer_end
                problems.append(Problem("list_mismatch", f"{len(pieces)} names, {size} figures", start, end))
        i = j
    return names


def _name(left: str) -> str:
    base = LEADING.sub("", left)
    if found := LAST_SUBJECT.search(base):
        base = base[found.end() - 2 :]
    base = INNER_STRIVE.sub("", PER_HEAD.sub("", base))
    end = TRAILING.search(base)
    if end is None:
        return base
    cut = base[: end.start()]
    kept = KEEP.match(end.group()) or KEEP_HEAD.match(end.group())
    return cut + (kept.group() if kept else "")


def _indicator(figure: Figure, i: int) -> str:
    """Name the thing measured from the words around the figure."""
    left, right = figure.left, figure.right[:60]
    if i and DE.match(right):
        thing = right[1:]
        return thing + _name(left)
    if not right or CONNECTIVE.match(right):
        name = _name(SCOPE.sub("", left) if figure.quantity.kind == "rank" else left)
        follower = figure.clause.figures[i + 1] if i + 1 < len(figure.clause.figures) else None
        return name or (follower.right if follower and not right and STRIVE.search(follower.left) else "")
    name = LEADING.sub("", left)
    return (name if VERB_LAST.search(name) else _name(left)) + DE_AHEAD.sub("", right)


class _Striving:
    """Whether 力争 or 争取 governs a figure: it goes on over the figures that follow in the sentence."""

    def __init__(self) -> None:
        self.sentence = -1
        self.on = False

    def interrupt(self, text: str, clause: Clause) -> None:
        if not clause.depth:
            self.on, self.sentence = (
                bool(STRIVE.search(text, clause.start, min(clause.end, clause.start + 40))),
                clause.sentence,
            )

    def read(self, figure: Figure, i: int) -> bool:
        clause = figure.clause
        if clause.depth:
            return self.on
        if clause.sentence != self.sentence:
            self.on, self.sentence = False, clause.sentence
        if STRIVE.search(figure.left):
            self.on = True
        elif FIRM.match(figure.left) or ASSURED.search(figure.left):
            self.on = False
        return self.on


def _row(text: str, clause: Clause, i: int, name: str, striving: bool, rule: str) -> Target:
    figure = clause.figures[i]
    quantity = figure.quantity
    start = figure.left_start + QUOTE_LEAD.match(figure.left).end()
    tail = 0 if CONNECTIVE.match(figure.right) else len(figure.right)
    return Target(
        indicator=name,
        value=quantity.value,
        unit=_unit(quantity, figure),
        comparator=_comparator(text, clause, i),
        striving=striving,
        rule=rule,
        start=start,
        end=quantity.outer_end + tail,
    )


def _unit(quantity: Quantity, figure: Figure) -> str:
    if quantity.kind != "bare":
        return quantity.unit
    return next((unit for unit, names in UNIT_OF_BARE if names.search(figure.right or figure.left)), "")


def _comparator(text: str, clause: Clause, i: int) -> str:
    """Read the comparator; one that ends a parallel list goes for the whole list."""
    for j in range(i, min(i + LIST_MAX, len(clause.figures))):
        figure = clause.figures[j]
        quantity = figure.quantity
        if j > i:
            between = text[clause.figures[j - 1].quantity.outer_end : quantity.outer_start]
            if not LIST_JOINT.match(between) or quantity.outer_start != quantity.start or STRIVE.search(between):
                break
        if quantity.approx:
            return "~"
        if quantity.bound:
            return ">=" if quantity.bound == "min" else "<="
        if figure.right and not CONNECTIVE.match(figure.right):
            break
    quantity = clause.figures[i].quantity
    if quantity.kind == "duration" and WITHIN.match(text, quantity.outer_end):
        return "<="
    if AT_LEAST.search(clause.figures[i].left):
        return ">="
    if ODD.search(text, quantity.start, quantity.end):
        return ">="
    return "<=" if KEEPS_BELOW.search(clause.figures[i].left) else "="
