"""The words and rules of the extraction, as files: ``rules/words.yml`` and ``rules/*.tsv``.

In: the files beside this module. Out: `Words`, which find the words of a text and say what they mean, and `Rule` lists.

**Words.** A meaning (``GIVE``, ``CEILING``, ``EACH``) holds words; a word may stand under several meanings. Every set of
meanings that some word has is one *kind* of token, and a kind is one letter, so that a sentence is a short string.

**Rules.** The pattern of a rule is written in meanings, parted by spaces, and is compiled to a plain, bounded ``re`` over
such strings:

=============  ======================================================================================================
``GIVE``       a token of that meaning
``(A|B C)``    one or the other
``A?``         may stand there; ``A*`` up to 12 times; ``A+`` once to 12 times
``!A``         the next token is not an A;  ``!<A`` the token before is none
``_``          any run of unlisted text, word that only holds another (``HOLDS_…``) or is ``text`` in words.yml, ``~`` one of at most four characters, ``%`` such a one that grades
               (重大类, 领军型); ``.`` any one token
``…``          up to 14 tokens of the same clause;  ``……`` up to 40 tokens of the same sentence
``^``, ``$``   the beginning and the end of a clause
``¤``          the figure in question, of any kind;  ``¤:MONEY``, ``¤:PERCENT|RATIO`` of that kind
``{ … }``      what is taken, in rules that fill a slot
=============  ======================================================================================================
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

import yaml

__all__ = [
    "FOCUS",
    "KIND",
    "SHORT",
    "TEXT",
    "Rule",
    "Words",
    "all_rules",
    "first_fit",
    "leave_out",
    "left_out",
    "load_rules",
    "rule_cache",
    "words",
]

FOLDER = Path(__file__).parent / "rules"
FOCUS = "\ue000"  # stands before the figure in question
TEXT, SHORT, KIND = (
    "\ue001",
    "\ue002",
    "\ue003",
)  # a run of unlisted text; one of at most four characters; 重大类, 领军型
FIRST = 0xE010
MARKS = (
    "COMMA",
    "SEMICOLON",
    "COLON",
    "BEFORE_SUM",
    "BEFORE_RATE",
    "BEFORE_LENT",
    "BEFORE_LIST",
    "ENTRY",
)  # what parts clauses
SHORT_MAX = 4
PART = re.compile(r"……|…|¤(?::[A-Z_|]+)?|!<?[A-Z_]+|!<?\(|[A-Z][A-Z_]*|\{|\}|[()|?*+^$~._%]|\S")


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of a rule file."""

    id: str
    gives: str  # the role or the slot
    pattern: str
    example: str
    want: str
    regex: re.Pattern
    needs: tuple[frozenset[str], ...] = ()  # letters: one of each set stands wherever the rule fits


class Words:
    """The words of ``words.yml``: where they stand in a text, and the letter of each kind."""

    def __init__(
        self,
        meanings: dict[str, list[str]],
        figures: Iterable[str],
        unions: dict[str, list[str]],
        endings: dict[str, tuple[str, ...]],
        texts: Iterable[str] = (),
    ) -> None:
        self.endings = endings  # what the names of costs and titles end in
        of_word: dict[str, set[str]] = {}
        for meaning, listed in meanings.items():
            for word in listed:
                of_word.setdefault(word, set()).add(meaning)
        self.figures = tuple(figures)
        sets = [frozenset([f]) for f in self.figures]
        sets += sorted({frozenset(s) for s in of_word.values()} - set(sets), key=sorted)
        letters = {kind: chr(FIRST + i) for i, kind in enumerate(sets)}
        self.letter = {word: letters[frozenset(s)] for word, s in of_word.items()}
        self.names = {letter: "+".join(sorted(kind)) for kind, letter in letters.items()}
        self.names |= {TEXT: "_", SHORT: "~", KIND: "%", FOCUS: "¤"}
        self.classes: dict[str, str] = {}
        for kind, letter in letters.items():
            for meaning in kind:
                self.classes[meaning] = self.classes.get(meaning, "") + letter
        for meaning, parts in unions.items():
            self.classes[meaning] = "".join(sorted(set("".join(self.classes[part] for part in parts))))
        texts = frozenset(texts)  # meanings whose words are a run of text for all rules that don't ask for them
        self.held = "".join(self.classes[m] for m in meanings if m.startswith("HOLDS_"))
        self.held += "".join(letter for kind, letter in letters.items() if kind <= texts)
        self.scan = re.compile(_grouped(self.letter))
        self._unions: dict[tuple[str, ...], frozenset[str]] = {}
        self._sets = {meaning: frozenset(found) for meaning, found in self.classes.items()}

    def find(self, text: str, start: int, end: int) -> Iterator[re.Match]:
        """Find the listed words between two places of a folded text, the longest at each place."""
        return self.scan.finditer(text, start, end)

    def any_of(self, *meanings: str) -> frozenset[str]:
        """Return the letters of some meanings."""
        found = self._unions.get(meanings)
        if found is None:
            found = self._unions[meanings] = frozenset().union(*(self._sets[m] for m in meanings))
        return found

    def compile(self, pattern: str) -> re.Pattern:
        """Compile a pattern in words to a regular expression over letters."""
        return re.compile("".join(self._pieces(pattern)))

    def needs(self, pattern: str) -> tuple[frozenset[str], ...]:
        """Return the meanings without which a pattern cannot fit, as sets of letters, the rarest first."""
        found = {self.any_of(*meanings) for meanings in _needed(PART.findall(pattern))}
        marks = self.any_of(*MARKS)
        return tuple(sorted(found, key=lambda letters: (bool(letters & marks), len(letters), min(letters))))

    def _pieces(self, pattern: str) -> Iterator[str]:
        marks = "".join(self.classes[m] for m in MARKS)
        for part in PART.findall(pattern):
            if part == "……":
                yield f"[^{self.classes['SEMICOLON']}]{{0,40}}?"
            elif part == "…":
                yield f"[^{marks}]{{0,14}}?"
            elif part.startswith("¤"):
                kinds = part[2:].split("|") if ":" in part else None
                yield FOCUS + ("." if kinds is None else f"[{''.join(self._class(k) for k in kinds)}]")
            elif part.startswith("!<("):
                raise ValueError(f"{pattern}: a look behind takes one meaning")
            elif part.startswith("!<"):
                yield f"(?<![{self._class(part[2:])}])"
            elif part == "!(":
                yield "(?!"
            elif part.startswith("!"):
                yield f"(?![{self._class(part[1:])}])"
            elif part == "{":
                yield "(?P<take>"
            elif part == "}":
                yield ")"
            elif part == "(":
                yield "(?:"
            elif part == "^":
                yield f"(?:^|(?<=[{marks}]))"
            elif part == "$":
                yield f"(?=[{marks}]|$)"
            elif part == "*":
                yield "{0,12}"
            elif part == "+":
                yield "{1,12}"
            elif part in ")|?":
                yield part
            elif part == "_":
                yield f"[{TEXT}{SHORT}{KIND}{self.held}]"
            elif part == "~":
                yield f"[{SHORT}{KIND}]"
            elif part == "%":
                yield KIND
            elif part == ".":
                yield f"[^{marks}{FOCUS}]"
            elif part[0].isupper():
                yield f"[{self._class(part)}]"
            else:
                raise ValueError(f"{pattern}: {part!r} is no part of a pattern; see policybook.extract.vocabulary")

    def _class(self, meaning: str) -> str:
        if meaning not in self.classes:
            raise ValueError(f"{meaning} is no meaning in words.yml")
        return self.classes[meaning]


def _needed(parts: list[str]) -> list[tuple[str, ...]]:
    """Return the meanings of which one must stand: GIVE, and SUM or UNIT of (SUM|UNIT), but none that is optional."""
    needed: list[tuple[str, ...]] = []
    i = 0
    while i < len(parts):
        part, begin = parts[i], i
        if part == "|":
            return []  # one or the other of two patterns: nothing is sure
        if part in ("(", "!("):
            depth = 1
            while depth:
                i += 1
                depth += (parts[i] in ("(", "!(")) - (parts[i] == ")")
        i += 1
        if part == "!(" or parts[i : i + 1] in (["?"], ["*"]):
            continue
        inner = parts[begin + 1 : i - 1]
        if part == "(" and all(p == "|" or p[0].isupper() for p in inner) and inner[1::2] == ["|"] * (len(inner) // 2):
            needed.append(tuple(inner[::2]))
        elif part == "(":
            needed += _needed(inner)
        elif part[0].isupper():
            needed.append((part,))
    return needed


def _grouped(listed: Iterable[str], size: int = 32) -> str:
    """Write words as one pattern, by groups of first characters: `re` tries branches in turn, so a look ahead skips a group."""
    of_first: dict[str, list[str]] = {}
    for word in sorted(listed):
        of_first.setdefault(word[0], []).append(word)
    firsts = list(of_first)
    groups = [firsts[i : i + size] for i in range(0, len(firsts), size)]
    return "|".join(
        f"(?=[{re.escape(''.join(group))}])(?:{_trie(word for first in group for word in of_first[first])})"
        for group in groups
    )


def _trie(listed: Iterable[str]) -> str:
    """Write words as one pattern that shares their beginnings and takes the longest."""
    tree: dict = {}
    for word in listed:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}

    def write(node: dict) -> str:
        ends = "" in node
        branches = [re.escape(c) + write(below) for c, below in sorted(node.items()) if c]
        if not branches:
            return ""
        single = [b for b in branches if len(b) == 1]
        longer = [b for b in branches if len(b) > 1]
        if len(single) > 1:
            longer.append(f"[{''.join(single)}]")
        else:
            longer += single
        body = longer[0] if len(longer) == 1 else f"(?:{'|'.join(longer)})"
        return f"(?:{body})?" if ends else body

    return write(tree)


def _spell_out(word: str, lists: dict[str, list[str]]) -> Iterator[str]:
    """Spell out 第[一二三]年 and 每<UNIT>."""
    parts = []
    for piece in re.findall(r"\[[^\]]+\]|<[A-Z_]+>|[^\[<]+", word):
        if piece.startswith("["):
            parts.append(list(piece[1:-1]))
        elif piece.startswith("<"):
            parts.append(lists[piece[1:-1]])
        else:
            parts.append([piece])
    return ("".join(choice) for choice in product(*parts))


@cache
def words() -> Words:
    """Load ``words.yml``."""
    with (FOLDER / "words.yml").open(encoding="utf-8") as handle:
        entries = yaml.load(handle, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    figures = entries.pop("FIGURES")["words"].split()
    unions = {name: entry["of"].split() for name, entry in entries.items() if "of" in entry}
    entries = {name: entry for name, entry in entries.items() if name not in unions}
    endings = {name: tuple(entry["endings"].split()) for name, entry in entries.items() if "endings" in entry}
    entries = {name: entry for name, entry in entries.items() if name not in endings}
    lists = {name: entry["parts"].split() for name, entry in entries.items() if "parts" in entry}
    entries = {name: entry for name, entry in entries.items() if name not in lists}
    lists |= {
        name: [w for w in entry["words"].split() if "<" not in w and "[" not in w] for name, entry in entries.items()
    }
    texts = [name for name, entry in entries.items() if entry.get("text")]
    meanings = {
        name: [spelt for word in entry["words"].split() for spelt in _spell_out(word, lists)]
        for name, entry in entries.items()
    }
    return Words(meanings, figures, unions, endings, texts)


_LEFT_OUT: set[str] = set()
_CACHES: list = []


def rule_cache(function: Callable) -> Callable:
    """Cache what is made of the rules, until one is left out; bounded, so that a long run takes no more memory."""
    cached = lru_cache(maxsize=512)(function)
    _CACHES.append(cached)
    return cached


@contextmanager
def leave_out(rule: str) -> Iterator[None]:
    """Read without a rule, to see what it is needed for."""
    _LEFT_OUT.add(rule)
    try:
        for cached in _CACHES:
            cached.cache_clear()
        yield
    finally:
        _LEFT_OUT.discard(rule)
        for cached in _CACHES:
            cached.cache_clear()


def left_out(rule: str) -> bool:
    """Whether a rule is left out for now."""
    return rule in _LEFT_OUT


@rule_cache
def load_rules(name: str) -> tuple[Rule, ...]:
    """Load ``rules/<name>.tsv``, but for a rule that is left out."""
    return tuple(rule for rule in all_rules(name) if rule.id not in _LEFT_OUT)


def first_fit(rules: Iterable[Rule], letters: str) -> tuple[Rule, re.Match] | None:
    """Return the first of some rules that fits a sentence's letters, and where; most are passed over without a search."""
    present = set(letters)
    for rule in rules:
        for needed in rule.needs:
            if needed.isdisjoint(present):
                break
        else:
            if found := rule.regex.search(letters):
                return rule, found
    return None


@cache
def all_rules(name: str) -> tuple[Rule, ...]:
    """Load all of ``rules/<name>.tsv``."""
    known = words()
    rules: list[Rule] = []
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
            if not row["id"] or row["id"].startswith("#"):
                continue
            rules.append(
                Rule(
                    row["id"],
                    row["gives"],
                    row["pattern"],
                    row["example"].replace("\\n", "\n"),
                    row["want"] or "",
                    known.compile(row["pattern"]),
                    known.needs(row["pattern"]),
                )
            )
    return tuple(rules)
