r"""The phrases that tell what the sums of a budget and the figures of a target are, as files.

In: ``rules/<table>.yml`` and ``rules/<table>.tsv``. Out: compiled patterns over the `Words` around a figure: those on its left,
the mark ``¤`` for the figure, those on its right. Nothing else is read or written.

The notation, in words and in patterns:

==================  =================================================================================================
``SEEK``            one of the words listed under that name
``(甲|乙)``         one or the other;  ``甲?`` may stand there;  ``[甲乙]`` one of these characters
``…``, ``…8``       any words up to the figure or past it, at most 8 characters of them;  ``~``, ``~8`` within the clause
``!(甲)``           not followed by it;  ``!<(甲)`` not preceded;  ``&(甲)`` followed;  ``&<(甲)`` preceded
``{ … }``           what is taken, ``{n= … }`` by a name
``‖``               behind the words on the right (budgets): what follows
``A‹``, ``›A``        what stands before the words on the left;  behind those on the right
``A→``              the verb that governs the figure (targets)
``¤:max|min&!per``  a figure that is one of the first two and not the third: its kind, unit, bound or a tag of the table
==================  =================================================================================================

Blanks part the words of a list and mean nothing in a pattern. Of the words of a list the longest is tried first.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import yaml

from policybook.extract.vocabulary import FOLDER, left_out, rule_cache

__all__ = ["FrameRule", "Phrases", "Words", "frame_rules", "phrases", "rules_for", "rules_that_give"]

PIECE = re.compile(r"\[[^\]]*\]|\{\d+(?:,\d*)?\}|\{[a-z]+=|…\d*|~\d*|[!&]<?\(|\\.|[A-Z][A-Z_]+|\s+|.", re.DOTALL)
TAGS = re.compile(r"¤:([\w|&!]+)")
#: The kinds of quantity, and a number that is a figure by its words alone.
FIGURE_KINDS = frozenset("money bare rate_of_money percent ratio points rank count duration discount index".split())
AROUND = {"!(": "(?!", "!<(": "(?<!", "&(": "(?=", "&<(": "(?<=", "(": "(?:", "{": "(?P<take>", "}": ")"}


class Words(NamedTuple):
    """The words around a figure: near it, before and behind those, the verb that governs it, and its tags."""

    near: str
    before: str = ""
    behind: str = ""
    verb: str = ""
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FrameRule:
    """A line of a rule file."""

    id: str
    gives: str
    pattern: str
    example: str
    want: str
    regex: re.Pattern
    asked: tuple[tuple[bool, frozenset[str]], ...] = ()  # whether the figure has one of these tags, or none
    sees: frozenset[str] = frozenset()  # the marks ‹ › → that the pattern holds: the parts that it is shown

    def may_fit(self, kind: str) -> bool:
        """Whether what the rule asks of the figure leaves it open that a figure of a kind fits."""
        return not any(
            kind not in tags and tags <= FIGURE_KINDS if wanted else kind in tags for wanted, tags in self.asked
        )

    def fits(self, words: Words) -> re.Match | None:
        """Return where the rule fits the words around a figure, or None; it sees only the parts that it asks for."""
        for wanted, tags in self.asked:
            if words.tags.isdisjoint(tags) is wanted:
                return None
        shown = words.near
        if self.sees:
            shown = f"{words.before}‹{shown}" if "‹" in self.sees else shown
            shown = f"{shown}›{words.behind}" if "›" in self.sees else shown
            shown = f"{words.verb}→{shown}" if "→" in self.sees else shown
        return self.regex.search(shown)


class Phrases:
    """The lists and patterns of one file, and the rules that use them."""

    def __init__(self, name: str) -> None:
        with (FOLDER / f"{name}.yml").open(encoding="utf-8") as handle:
            entries = yaml.load(handle, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self.name = name
        self.lists = {key: tuple(entry["words"].split()) for key, entry in entries.items() if "words" in entry}
        self._patterns = {key: entry["pattern"] for key, entry in entries.items() if "pattern" in entry}

    def __getitem__(self, name: str) -> re.Pattern:
        """Compile a pattern, or a list as one of its words."""
        return self.compile(self._patterns.get(name, name))

    def words(self, name: str) -> frozenset[str]:
        """Return the words of a list."""
        return frozenset(self.lists[name])

    def compile(self, pattern: str) -> re.Pattern:
        """Compile a pattern of the file."""
        return re.compile("".join(self._pieces(pattern, True)))

    def _pieces(self, pattern: str, strict: bool) -> Iterator[str]:
        for piece in PIECE.findall(pattern):
            if piece[0] in "[\\" or (piece[0] == "{" and piece[1:2].isdigit()):
                yield piece
            elif piece[0] in "…~":
                yield ("[^¤‖‹›→]" if piece[0] == "…" else "[^¤‖‹›→，,。]") + (
                    f"{{0,{piece[1:]}}}" if piece[1:] else "*"
                )
            elif piece in AROUND:
                yield AROUND[piece]
            elif piece[0] == "{":
                yield f"(?P<{piece[1:-1]}>"
            elif piece in self.lists:
                listed = sorted(self.lists[piece], key=lambda word: -len(word))
                yield f"(?:{'|'.join(''.join(self._pieces(word, False)) for word in listed)})"
            elif strict and len(piece) > 1 and piece.isupper() and piece.replace("_", "").isascii():
                raise ValueError(f"{piece} is no list in rules/{self.name}.yml")
            elif not piece.isspace():
                yield piece


@cache
def phrases(name: str) -> Phrases:
    """Load a file of phrases."""
    return Phrases(name)


@rule_cache
def frame_rules(name: str) -> tuple[FrameRule, ...]:
    """Load the rules of a table, but for one that is left out."""
    return tuple(rule for rule in all_frame_rules(name) if not left_out(rule.id))


@rule_cache
def rules_for(name: str, kind: str) -> tuple[FrameRule, ...]:
    """Return the rules of a table that can fit a figure of a kind, in their order: ¤:money fits no count."""
    return tuple(rule for rule in frame_rules(name) if rule.may_fit(kind))


@rule_cache
def rules_that_give(name: str, *given: str) -> tuple[FrameRule, ...]:
    """Return the rules of a table that give one of some roles, in their order."""
    return tuple(rule for rule in frame_rules(name) if rule.gives in given)


def _asked(pattern: str) -> Iterator[tuple[bool, frozenset[str]]]:
    for asked in TAGS.findall(pattern):
        for tags in asked.split("&"):
            yield not tags.startswith("!"), frozenset(tags.lstrip("!").split("|"))


@cache
def all_frame_rules(name: str) -> tuple[FrameRule, ...]:
    """Load all rules of a table."""
    known = phrases(name)
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as handle:
        return tuple(
            FrameRule(
                row["id"],
                row["gives"],
                row["pattern"],
                row["example"],
                row["want"],
                known.compile(TAGS.sub("¤", row["pattern"])),
                tuple(_asked(row["pattern"])),
                frozenset("‹›→") & frozenset(row["pattern"]),
            )
            for row in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        )
