"""One role for each figure of a sentence, by the first rule that fits: the table ``rules/roles.tsv``.

In: a `Sentence` and what the sentence before it gave. Out: the role of each figure and the rule that decided. Figures are
read from left to right, and the letter of a figure becomes that of its role, so that a rule can ask for what was read
before: ``RATE …… COMMA EACH CEILING ¤`` is a ceiling on a rate.
"""

from __future__ import annotations

from typing import NamedTuple

from policybook.extract.tokens import SHARES, Sentence, Token
from policybook.extract.vocabulary import FOCUS, Rule, first_fit, load_rules, rule_cache, words

__all__ = ["Role", "read_roles"]

LEFT, RIGHT = 60, 24  # tokens on each side of a figure that may say what it is
LETTER_OF = {
    "award": "SUM",
    "cap": "CAPPED",
    "cap_some": "CAPPED",
    "loan": "LENT",
    "measure": "WHERE",
    "budget": "BUDGETED",
    "part": "PARTED",
}


class Role(NamedTuple):
    """What a figure (or a list of figures) is, and the rule that says so."""

    at: int  # index of the token
    role: str
    rule: str


@rule_cache
def _by_letter() -> dict[str, tuple[Rule, ...]]:
    """The rules that a figure of each kind can meet, in their order."""
    known = words()
    found: dict[str, list[Rule]] = {known.classes[name]: [] for name in known.figures}
    for rule in load_rules("roles"):
        asked = [p[2:].split("|") for p in rule.pattern.split() if p.startswith("¤:")]
        letters = {known.classes[k] for k in asked[0]} if asked else set(found)
        for letter in letters:
            found[letter].append(rule)
    return {letter: tuple(rules) for letter, rules in found.items()}


def decide(letters: str, at: int) -> tuple[str, str]:
    """Return role and rule of the figure at a place of a sentence's letters; two empty strings where no rule fits."""
    window = f"{letters[max(0, at - LEFT) : at]}{FOCUS}{letters[at : at + RIGHT]}"
    fit = first_fit(_by_letter()[letters[at]], window)
    return (fit[0].gives, fit[0].id) if fit else ("", "")


def read_roles(sentence: Sentence, before: str = "", taken: frozenset[int] = frozenset()) -> list[Role]:
    """Give each figure of a sentence its role.

    Parameters
    ----------
    sentence
        Its letters are changed: a figure's letter becomes that of its role.
    before
        ``BEFORE_SUM``, ``BEFORE_RATE``, ``BEFORE_LENT`` or nothing: what the sentence before gave last.
    taken
        Starts of the figures that are sums of a budget.
    """
    known = words()
    lead = known.classes[before] if before else ""
    letters = lead + sentence.letters
    roles = []
    for i, token in enumerate(sentence.tokens):
        if not token.figures:
            continue
        at = i + len(lead)
        if token.start in taken:
            role, rule = "budget", "budgets"
        else:
            role, rule = decide(letters, at)
        if role:
            roles.append(Role(i, role, rule))
        meaning = LETTER_OF.get(role, "ELSE" if role else "")
        if role in {"award", "tier", "again", "case", "share"}:
            meaning = instrument_letter(token, letters[max(0, at - 12) : at])
        if meaning:
            letters = letters[:at] + known.classes[meaning] + letters[at + 1 :]
    sentence.letters = letters[len(lead) :]
    return roles


def instrument_letter(token: Token, left: str) -> str:
    """Whether an award is a percentage, a sum for each of many, or a sum."""
    if token.kind in SHARES or token.kind in {"WHOLE", "HALF"}:
        return "RATE"
    many = token.kind == "PERUNIT" or any(x in words().any_of("EACH_MANY", "STEP", "EVERY") for x in left)
    return "UNIT" if many else "SUM"
