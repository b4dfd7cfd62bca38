"""Read the rules of a payment: who qualifies, what it is measured by, what it comes to.

In: rows of ``award_programmes`` and the variables of ``data/vocab/programmes.yml``. Out: `Rule` objects, which decide for the
figures of a project whether they apply and what they pay, and say what the text leaves open.

Thresholds come from the texts of the conditions, through `policybook.extract.quantities`; the vocabulary says which variable a
number speaks of. 且 and commas join, 或 separates; a comma before 或 separates more weakly than 或 alone. Where it matters
whether what stands before the first comma goes for every alternative, the rule stays open.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from policybook.extract.quantities import Quantity, quantities
from policybook.vocab.programmes import Programme, ProgrammeVocabulary, Variable, folded

NEAR = 12  # characters between two rows of one sentence
ALTERNATIVE = re.compile(r"[,;](?=或)")
CONJUNCT = re.compile(r"[,;]|且")
DISJUNCT = re.compile(r"或者?|、")
STRICT = re.compile(r"(?:超过?|大于|高于|突破|小于|少于|低于|不足)[^\d]{0,4}$")
NOT_STRICT = re.compile(r"不(?:超过?|大于|高于|小于|少于|低于)[^\d]{0,4}$")
REACHES = re.compile(r"达到?[^\d]{0,2}$")
BEHIND = re.compile(r"(?:\([^)]{0,8}\)|标准煤){0,2}(?:及|或)?(?:(?P<min>以上)|(?P<max>以下|以内))")
SUBJECT = re.compile(r"项目|企业|利用|[年的和、]")
STEP = re.compile(r"每(?:增加|提高|增长|超过?)")
EXCEPT = re.compile(r"\(?([^(),;]{2,20})除外\)?")
BRACKET = re.compile(r"\([^()]*\)")
EXCLUDED = re.compile(r"\(不含\)")
#: Words of a condition that decide nothing by themselves.
EMPTY = re.compile(
    r"^(?:其中|对|并|同时|的|按.*|给予.*|在|为|年|当年度?|每年|符合|实施|企业|项目|单位|主体|产品|农业主体|生产主体|部分|投资总额|不含税|\(.*\)|[、。,;]|的?企业后)*$"
)
WHO = re.compile(r"[\u4e00-\u9fff“”()]{0,14}(?:企业|主体|单位|项目)(?:\([^)]*\))?")


@dataclass(frozen=True)
class Threshold:
    """A bound on a variable, as a condition states it."""

    variable: str
    low: float | None
    high: float | None
    low_open: bool
    high_open: bool
    text: str

    def __str__(self) -> str:
        return f"{self.variable} {self.text}"

    def met(self, figures: Mapping[str, float]) -> bool | None:
        """Say whether the figures meet it; None where they do not tell."""
        value = figures.get(self.variable)
        if value is None:
            return None
        above = self.low is None or value > self.low or (value == self.low and not self.low_open)
        below = self.high is None or value < self.high or (value == self.high and not self.high_open)
        return above and below


@dataclass(frozen=True)
class Requirement:
    """Words of a condition that are no threshold: met if the profile's traits are at least half of them.

    So a trait that is only mentioned in a longer requirement does not meet it.
    """

    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def exception(self) -> str:
        """Who is left out (…除外), "" where nobody is."""
        found = EXCEPT.search(self.text)
        return found[1] if found else ""

    @property
    def core(self) -> str:
        """The words without exception and brackets."""
        return BRACKET.sub("", EXCEPT.sub("", self.text))

    def met(self, traits: Iterable[str], lacking: Iterable[str]) -> bool | None:
        """Say whether the traits meet it; None where they do not tell."""
        if self.exception and any(folded(trait) in self.exception for trait in traits):
            return False
        text = self.core
        if any(folded(trait) in text for trait in lacking):
            return False
        said = sum(len(folded(trait)) for trait in traits if folded(trait) in text)
        return True if said and 2 * said >= len(text) else None


Atom = Threshold | Requirement
Condition = tuple[tuple[tuple[tuple[Atom, ...], ...], ...], ...]  # any of: all of: any of: all of


@dataclass(frozen=True)
class PaymentRule:
    """One row of the awards as a rule that can be applied; `row` holds the columns of the table."""

    row: Mapping[str, object]
    base: str | None
    condition: Condition
    inherited: bool

    @property
    def words(self) -> str:
        """Tier, item and condition, folded: where a trait that picks one of several alternatives is looked for."""
        return folded("|".join(_text(self.row[name]) for name in ("tier", "item", "condition")))

    @property
    def unsettled(self) -> str:
        """What keeps the rule from being applied at all: a rate that grows by steps, an award measured by another."""
        words = folded(self.row["condition"]) if pd.notna(self.row["condition"]) else ""
        return "the rate grows by steps" if STEP.search(words) else ""

    def applies(
        self, figures: Mapping[str, float], traits: Sequence[str] = (), lacking: Sequence[str] = ()
    ) -> tuple[bool | None, list[str]]:
        """Decide whether the rule applies.

        Parameters
        ----------
        figures : mapping of float
            Values of variables.
        traits, lacking : sequence of str
            Words that hold, and words that do not hold, of the firm or project.

        Returns
        -------
        tuple
            True, False or None (the text or the profile leaves it open), and the words that decided or are open.
        """
        readings = [self.condition]
        if len(self.condition) > 1:
            first = self.condition[0][:1]
            readings.append(tuple(c if c[:1] == first else first + c for c in self.condition))
        outcomes = [_any(_all(_any(_all(_met(a, figures, traits, lacking) for a in conjunction) for conjunction in d)
                              for d in alternative) for alternative in reading) if reading else True
                    for reading in readings]  # fmt: skip
        verdict = outcomes[0] if len(set(outcomes)) == 1 else None
        atoms = [a for alternative in self.condition for d in alternative for c in d for a in c]
        words = [str(a) for a in atoms if verdict is True or _met(a, figures, traits, lacking) is verdict]
        return verdict, list(dict.fromkeys(words))

    def pays(self, figures: Mapping[str, float]) -> tuple[float, float] | None:
        """Return the least and the most that the rule pays, or None where its base is not known.

        A ceiling pays between nothing and the figure; a floor between the figure and the cap, and not more than the whole base.
        """
        row = self.row
        cap = row["cap_yuan"] if pd.notna(row["cap_yuan"]) else np.inf
        if row["instrument"] == "lump_sum":
            high = float(row["amount_yuan"]) * int(row.get("times", 1))
            return (0.0 if row["is_max"] else high, high)
        if self.base is None or self.base not in figures:
            return None
        size = max(0.0, figures[self.base])
        if row["instrument"] == "per_unit":
            amount = min(size * float(row["amount_yuan"]), cap)
            return (0.0 if row["is_max"] else amount, amount)
        if row["instrument"] != "rate":
            return None
        amount = min(size * float(row["rate_pct"]) / 100, cap)
        if row["is_min"]:
            return amount, min(size, cap)
        return (0.0 if row["is_max"] else amount, amount)


def _met(atom: Atom, figures: Mapping, traits: Sequence[str], lacking: Sequence[str]) -> bool | None:
    return atom.met(figures) if isinstance(atom, Threshold) else atom.met(traits, lacking)


def _all(outcomes: Iterable[bool | None]) -> bool | None:
    outcomes = list(outcomes)
    return False if False in outcomes else None if None in outcomes else True


def _any(outcomes: Iterable[bool | None]) -> bool | None:
    outcomes = list(outcomes)
    return True if True in outcomes else None if None in outcomes else False


def derive(figures: Mapping[str, float], vocabulary: ProgrammeVocabulary) -> dict[str, float]:
    """Add the variables that follow from others (growth, shares, increments); a stated one is kept."""
    known = dict(figures)
    for variable in vocabulary.variables.values():
        if variable.id in known or not variable.source or any(v not in known for v in variable.source[1]):
            continue
        how, (a, b) = variable.source[0], (known[v] for v in variable.source[1])
        if how == "difference":
            known[variable.id] = a - b
        elif b > 0:
            known[variable.id] = round(100 * (a - b if how == "growth" else a) / b, 9)
    return known


def rules_of(awards: pd.DataFrame, vocabulary: ProgrammeVocabulary) -> list[PaymentRule]:
    """Make a rule of each award that has a programme and pays money.

    Parameters
    ----------
    awards : pandas.DataFrame
        Rows of ``award_programmes``, in the order of the text.
    vocabulary : ProgrammeVocabulary

    Returns
    -------
    list of Rule
        To the condition in the table come the thresholds that the quote states before it gives, and those of the row before
        where both stand in one sentence about one programme; a variable that the condition itself bounds is left alone.
    """
    rules: list[PaymentRule] = []
    latest: dict[tuple, PaymentRule] = {}  # by document and programme: what else is in `awards` changes no rule
    rows = awards[awards["programme"].notna() & awards["instrument"].isin(["lump_sum", "rate", "per_unit"])]
    for row in rows.to_dict("records"):
        condition = read_condition(_text(row["condition"]), vocabulary)
        condition = _with_subject(condition, row, vocabulary.programmes[row["programme"]])
        base, inherited = base_of(row, vocabulary), False
        if row["instrument"] != "lump_sum":
            lead = _lead(row, vocabulary)
            before = latest.get((row["doc_id"], row["programme"]))
            if not lead and before and _continues(before.row, row):
                lead, inherited = _thresholds(before.condition), True
                base = base or before.base
            condition = _with_lead(condition, lead, folded(row["quote"]))
        rule = latest[row["doc_id"], row["programme"]] = PaymentRule(row, base, condition, inherited)
        rules.append(rule)
    return rules


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def _continues(before: Mapping, row: Mapping) -> bool:
    """Say whether a row goes on about the recipients of the row before it."""
    same = all(before[name] == row[name] for name in ("doc_id", "programme", "measure"))
    return bool(same and row["start"] - before["end"] < NEAR and not _text(row["quote"]).startswith("对"))


def _lead(row: Mapping, vocabulary: ProgrammeVocabulary) -> list[tuple[tuple[Atom, ...], ...]]:
    words = re.split(r"给予|给与|奖励|补助|配套|每亩", folded(row["quote"]))[0]
    return _thresholds(read_condition(words, vocabulary))


def _thresholds(condition: Condition) -> list[tuple[tuple[Atom, ...], ...]]:
    """Return the conjuncts of a condition without alternatives that are thresholds only."""
    if len(condition) != 1:
        return []
    kept = [tuple(tuple(a for a in way if isinstance(a, Threshold)) for way in ways) for ways in condition[0]]
    return [ways for ways in kept if all(ways)]


def _variables(ways: Iterable[tuple[Atom, ...]]) -> set[str]:
    return {a.variable for way in ways for a in way if isinstance(a, Threshold)}


def _with_lead(condition: Condition, lead: list, quote: str) -> Condition:
    """Join thresholds to a condition; where they contradict each other, the quote as a whole is the open condition."""
    bounded = (
        set().union(*(_variables(ways) for alternative in condition for ways in alternative)) if condition else set()
    )
    wanted = [ways for ways in lead if not _variables(ways) & bounded]
    named = [atom.variable for ways in wanted for way in ways for atom in way]
    if len(set(named)) < len(named):
        wanted = [((Requirement(quote),),)]
    if not condition:
        return (tuple(wanted),) if wanted else ()
    return tuple((*wanted, *alternative) for alternative in condition)


def _with_subject(condition: Condition, row: Mapping, programme: Programme) -> Condition:
    """Leave out clauses which only name the programme; add words of the item which limit it, where no clause has them."""

    def empty(atom: Atom) -> bool:
        if isinstance(atom, Threshold) or (programme.qualifies and programme.qualifies.search(atom.text)):
            return False
        left = SUBJECT.sub("", programme.names.sub("", atom.text))
        return bool(programme.names.search(atom.text)) and not left

    kept = []
    for alternative in condition:
        conjuncts = [tuple(tuple(a for a in way if not empty(a)) for way in ways) for ways in alternative]
        kept.append(tuple(ways for ways in conjuncts if all(ways)))
    limit = programme.qualifies.search(folded(row["item"])) if programme.qualifies else None
    said = [a.text for alternative in kept for d in alternative for c in d for a in c if isinstance(a, Requirement)]
    if limit and not any(limit[0] in text for text in said):
        kept = [(*alternative, ((Requirement(limit[0]),),)) for alternative in kept or [()]]
    return tuple(alternative for alternative in kept if alternative)


def read_condition(text: str, vocabulary: ProgrammeVocabulary) -> Condition:
    """Read the text of a condition.

    Parameters
    ----------
    text : str
        As printed in the column ``condition``.
    vocabulary : ProgrammeVocabulary

    Returns
    -------
    tuple
        Alternatives, of which one must hold; in each, conjuncts that must all hold; in each, ways to meet it; each way a
        tuple of thresholds and clauses. Empty where nothing is asked.
    """
    alternatives = []
    last: list[str] = []
    for alternative in ALTERNATIVE.split(folded(text)):
        conjuncts = []
        for conjunct in _split(CONJUNCT, alternative):
            ways = [atoms for part in _disjuncts(conjunct) if (atoms := _atoms(part, vocabulary, last))]
            if ways:
                conjuncts.append(tuple(ways))
        if conjuncts:
            alternatives.append(tuple(conjuncts))
    return tuple(alternatives)


def _split(mark: re.Pattern, text: str) -> list[str]:
    """Split at marks outside brackets."""
    parts, start, depth = [], 0, 0
    marks = {m.start(): m.end() for m in mark.finditer(text)}
    for i, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if i in marks and depth <= 0 and i >= start:
            parts.append(text[start:i])
            start = marks[i]
    return [part for part in [*parts, text[start:]] if part]


def _disjuncts(text: str) -> list[str]:
    parts = _split(DISJUNCT, text)
    return parts if len(parts) > 1 and all(quantities(part) for part in parts) else [text]


def _atoms(text: str, vocabulary: ProgrammeVocabulary, last: list[str]) -> tuple[Atom, ...]:
    """Read thresholds and clauses of a part without joining words; `last` carries the variable named last."""
    found: list[Atom] = []
    rest, previous_end = [], 0
    for variable in vocabulary.variables.values():
        if variable.positive and (match := variable.positive.search(text)):
            return (Threshold(variable.id, 0.0, None, True, False, match[0]),)
    for q in quantities(text):
        if q.kind in ("duration", "rank", "ratio"):
            continue
        named = _variable_before(text[previous_end : q.start], q, vocabulary)
        name = named[0].id if named else next((v for v in last if _fits(vocabulary.variables[v], q)), None)
        threshold = _threshold(name, q, text) if name else None
        if not threshold:
            continue
        last[:] = [name, *[v for v in last if v != name]]
        if named:
            rest.append(text[previous_end : previous_end + named[1]])
        found.append(threshold)
        previous_end = q.outer_end
        if behind := BEHIND.match(text, q.end):
            previous_end = max(previous_end, behind.end())
    tail = text[previous_end:]
    rest.append(tail if not found else (re.match(r"的?(?!按)(.*)", tail)[1] if not tail.startswith("的按") else ""))
    for words in rest:
        words = words.strip("的、。,; ")
        if found and words is not None and not WHO.search(words):
            continue
        if words and not EMPTY.match(words):
            found.append(Requirement(re.sub(r"^(?:其中|对|且|并)", "", words)))
    return tuple(_merge(found))


def _merge(atoms: list[Atom]) -> list[Atom]:
    """Join the two sides of a range."""
    merged: list[Atom] = []
    for atom in atoms:
        before = merged[-1] if merged else None
        if (
            isinstance(atom, Threshold) and isinstance(before, Threshold) and atom.variable == before.variable
            and before.high is None and atom.low is None
        ):  # fmt: skip
            merged[-1] = Threshold(
                atom.variable, before.low, atom.high, before.low_open, atom.high_open, f"{before.text}–{atom.text}"
            )
        else:
            merged.append(atom)
    return merged


def _fits(variable: Variable, q: Quantity) -> bool:
    return q.unit in variable.units


def _variable_before(text: str, q: Quantity, vocabulary: ProgrammeVocabulary) -> tuple[Variable, int] | None:
    """Return the variable named nearest before a number, and where its name begins."""
    best = None
    for variable in vocabulary.variables.values():
        if variable.names is None or not _fits(variable, q):
            continue
        for match in variable.names.finditer(text):
            if best is None or (match.end(), -match.start()) > (best[2], -best[1]):
                best = (variable, match.start(), match.end())
    return best[:2] if best else None


def _threshold(name: str, q: Quantity, text: str) -> Threshold | None:
    before, behind = text[max(0, q.start - 8) : q.start], BEHIND.match(text, q.end)
    bound = q.bound
    if bound is None and behind:
        bound = "min" if behind["min"] else "max"
    if bound is None and (REACHES.search(before) or re.search(r"(?:超过?|大于|高于)[^\d]{0,4}$", before)):
        bound = "min"
    if bound is None and re.search(r"(?:小于|低于)[^\d]{0,4}$", before):
        bound = "max"
    if bound is None:
        return None
    strict = bool(STRICT.search(before)) and not NOT_STRICT.search(before)
    strict = strict or bool(EXCLUDED.match(text, q.end))
    words = text[q.outer_start : max(q.outer_end, behind.end() if behind else 0)]
    low, high = (q.value, None) if bound == "min" else (None, q.value)
    return Threshold(name, low, high, strict and low is not None, strict and high is not None, words)


def base_of(row: Mapping[str, object], vocabulary: ProgrammeVocabulary) -> str | None:
    """Return the variable that a payment is measured by, or None where the text names none that is known."""
    if row["instrument"] == "per_unit":
        fitting = [v for v in vocabulary.variables.values() if _text(row["unit"]) in v.units]
        for words in (row["item"], row["condition"]):
            words = re.sub(r"\([^)]*\)", "", folded(words))
            named = [(m.end() - m.start(), v.id) for v in fitting if v.names and (m := v.names.search(words))]
            if named:
                return max(named)[1]
        return fitting[0].id if fitting else None
    base = _named_last(folded(row["base"]), vocabulary)
    if base in (None, "project_investment"):
        words = folded(row["item"]) + "|" + re.sub(r"[^,;]*\d[^,;]*", "", folded(row["condition"]))
        parts = ("software_investment", "hardware_investment", "equipment_investment", "premium")
        narrower = _named_last(words, vocabulary, parts)
        return narrower or base or _named_last(folded(row["quote"]), vocabulary, ("premium",))
    return base


def _named_last(text: str, vocabulary: ProgrammeVocabulary, among: Sequence[str] | None = None) -> str | None:
    """Return the money variable named last in a text, the longer name where two end together."""
    best = None
    for variable in vocabulary.variables.values():
        if variable.names is None or variable.unit != "yuan" or (among and variable.id not in among):
            continue
        for match in variable.names.finditer(text):
            if best is None or (match.end(), -match.start()) > (best[1], -best[2]):
                best = (variable.id, match.end(), match.start())
    return best[0] if best else None
