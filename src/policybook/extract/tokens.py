"""Sentences as short strings: each figure, word, mark and bracket of a sentence is one token, and a token is one letter.

In: a passage and its quantities. Out: its `Sentence` objects. One scan over the text; nothing is read or written.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from policybook.extract.phrasebook import phrases
from policybook.extract.quantities import Quantity, fold
from policybook.extract.vocabulary import KIND, SHORT, SHORT_MAX, TEXT, words

__all__ = ["Sentence", "Token", "cut", "fold_marks", "lex", "sentences"]

SENTENCE_MAX = 1500  # characters read as one sentence, so that a text without an end mark costs no more than another
_SHAPES = phrases("shapes")
SENTENCE, BRACKET, QUOTED, INCLUDING = (_SHAPES[name] for name in ("SENTENCE", "BRACKET", "QUOTED", "INCLUDING"))
BARE_GRADES, ENTRY, COUNTED_OFF = (_SHAPES[name] for name in ("BARE_GRADES", "ENTRY", "COUNTED_OFF"))
NUMERALS, DASHES, GRADING, SUM_ENDS = (
    "".join(_SHAPES.lists[name]) for name in ("NUMERALS", "DASHES", "GRADING", "SUM_ENDS")
)
SPREADS, LOAN_ENDS, VOUCHER_ENDS = (_SHAPES.lists[name] for name in ("SPREADS", "LOAN_ENDS", "VOUCHER_ENDS"))
WIDE_MARKS = tuple(zip("，！？【】", ",!?\n\n", strict=True))
WIDE_LETTER = re.compile("[\uff21-\uff5a]")
KINDS = {
    "money": "MONEY",
    "bare": "MONEY",
    "rate_of_money": "PERUNIT",
    "percent": "PERCENT",
    "ratio": "RATIO",
    "points": "POINTS",
    "rank": "RANK",
    "count": "COUNT",
    "duration": "DURATION",
    "discount": "DURATION",
}
SUMS = frozenset({"MONEY", "PERUNIT"})
SHARES = frozenset({"PERCENT", "RATIO", "POINTS", "TIMES"})


@dataclass(slots=True)
class Token:
    """A figure (or a list of them), a word, a mark, a bracket or a run of other text."""

    letter: str
    start: int
    end: int
    kind: str = ""  # of figures: MONEY, PERCENT …
    figures: tuple[Quantity, ...] = ()
    labels: tuple[tuple[int, int], ...] = ()  # brackets behind the figures of a list
    either: bool = False  # its figures are alternatives: 15%或20%
    ranged: bool = False  # its two figures are the ends of a range


@dataclass(slots=True)
class Sentence:
    """A sentence of a passage; offsets are the passage's."""

    text: str  # the folded passage
    start: int
    end: int
    tokens: list[Token]
    letters: str

    def words(self, first: int, last: int) -> str:
        """Return the text of the tokens from `first` to before `last`."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end] if last > first else ""


def fold_marks(text: str) -> str:
    """Fold digits, letters and marks, one character for one; 【支持品牌创建】 is a heading, so a sentence of its own."""
    text = fold(text)
    for wide, narrow in WIDE_MARKS:
        text = text.replace(wide, narrow)
    return WIDE_LETTER.sub(lambda letter: chr(ord(letter.group()) - 0xFEE0), text)


def cut(text: str, found: list[Quantity]) -> Iterator[tuple[int, int, list[Quantity]]]:
    """Cut a folded passage into sentences: where they begin and end, and their quantities.

    Parameters
    ----------
    text
        The passage, folded by `fold_marks`.
    found
        Its quantities, in reading order.
    """
    starts = [q.start for q in found]
    for match in SENTENCE.finditer(text):
        for begin in range(match.start(), match.end(), SENTENCE_MAX):
            end = min(begin + SENTENCE_MAX, match.end())
            yield begin, end, found[bisect_left(starts, begin) : bisect_left(starts, end)]


def sentences(text: str, found: list[Quantity]) -> Iterator[Sentence]:
    """Read the tokens of each sentence of a folded passage."""
    return (lex(text, *sentence) for sentence in cut(text, found))


def lex(text: str, begin: int, end: int, found: list[Quantity]) -> Sentence:
    """Read the tokens of one sentence."""
    known = words()
    tokens: list[Token] = []
    solid = _solid(text, begin, end, found)
    at = begin
    if mark := ENTRY.match(text, begin, end):
        tokens.append(Token(known.classes["ENTRY"], begin, mark.end()))
        at = mark.end()
    for start, stop, figure in [*solid, (end, end, None)]:
        _scan(text, at, start, tokens)
        at = max(at, stop)
        if figure is not None:
            kind = _kind(figure)
            tokens.append(Token(known.classes[kind], start, stop, kind, (figure,)))
        elif stop > start and not INCLUDING.fullmatch(text, start, stop):
            meaning = _name_of(text, stop - 1) if text[start] in '“"《‘' else "BRACKET"
            if meaning == "BRACKET" and not text[start + 1 : stop - 1].strip(NUMERALS):
                meaning = "ENTRY"  # (1), （二）, 二是
            tokens.append(Token(known.classes[meaning], start, stop))
    tokens = _join_lists(text, tokens)
    return Sentence(text, begin, end, tokens, "".join(t.letter for t in tokens))


def _name_of(text: str, end: int) -> str:
    """What a quoted name is by its end."""
    if text.endswith(LOAN_ENDS, 0, end):
        return "LOAN_NAME"
    return "VOUCHER_NAME" if text.endswith(VOUCHER_ENDS, 0, end) else "NAME"


def _solid(text: str, begin: int, end: int, found: list[Quantity]) -> list[tuple[int, int, Quantity | None]]:
    """The parts of a sentence that are one token: brackets, quoted names and figures outside them."""
    parts: list[tuple[int, int, Quantity | None]] = []
    i, at = 0, begin
    marks = sorted(m.span() for pattern in (BRACKET, QUOTED, COUNTED_OFF) for m in pattern.finditer(text, begin, end))
    for start, stop in marks:
        if start < at:
            continue
        while i < len(found) and found[i].start < start:
            parts.append((found[i].start, found[i].end, found[i]))
            at = found[i].end
            i += 1
        if start < at:
            continue
        parts.append((start, stop, None))
        at = stop
        while i < len(found) and found[i].start < stop:
            i += 1
    parts += [(q.start, q.end, q) for q in found[i:]]
    return parts


def _kind(figure: Quantity) -> str:
    if figure.kind == "money" and not figure.unit.startswith("元"):
        return "FOREIGN"
    if figure.unit == "倍":
        return "TIMES"
    return KINDS[figure.kind]


@cache
def _numberless() -> dict[str, tuple[str, float]]:
    """The words that are a figure without a number: its kind, and its value in per cent."""
    known = words()
    whole, half = known.any_of("WHOLE_WORD"), known.any_of("HALF_WORD")
    listed = ((word, letter in whole) for word, letter in known.letter.items() if letter in whole | half)
    return {word: ("WHOLE", 100.0) if is_whole else ("HALF", 50.0) for word, is_whole in listed}


def _scan(text: str, start: int, end: int, tokens: list[Token]) -> None:
    """Read the words of a stretch without figures."""
    known = words()
    letter_of, numberless, at = known.letter, _numberless(), start
    for match in known.find(text, start, end):
        a, z = match.span()
        if a > at:
            _add_text(text, at, a, tokens)
        word = match.group()
        token = Token(letter_of[word], a, z)
        if word in numberless:
            token.kind, value = numberless[word]
            token.letter = known.classes[token.kind]
            token.figures = (Quantity(value, "%", token.kind.lower(), None, False, a, z, a, z),)
        tokens.append(token)
        at = z
    if end > at:
        _add_text(text, at, end, tokens)


def _add_text(text: str, start: int, end: int, tokens: list[Token]) -> None:
    if end - start > 1 and BARE_GRADES.match(text, end - 1):  # 进步一、二等奖: the grade is a word of its own
        _add_text(text, start, end - 1, tokens)
        start = end - 1
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    if end > start:
        short = end - start <= SHORT_MAX
        kind = short and end - start > 1 and text[end - 1] in GRADING
        tokens.append(Token(KIND if kind else SHORT if short else TEXT, start, end))


def _join_lists(text: str, tokens: list[Token]) -> list[Token]:
    """Make one token of figures between which only list marks stand: 150万元、50万元和20万元."""
    known = words()
    joins, fillers = (
        known.any_of("LIST", "AND", "OR", "COMMA"),
        known.any_of("CEILING", "FLOOR", "ALL", "ABOVE", "BELOW", "EACH", "ONCE", "EACH_MANY"),
    )
    either, bracket, comma = known.any_of("OR"), known.classes["BRACKET"], known.classes["COMMA"]
    if sum(1 for t in tokens if t.figures) < 2:
        return tokens
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if not token.figures:
            out.append(token)
            i += 1
            continue
        last = next((k for k in range(len(out) - 1, max(-1, len(out) - 6), -1) if out[k].figures), None)
        if last is not None and _family(out[last]) == _family(token) != "":
            between = out[last + 1 :]
            group, mine, previous = out[last], token.figures[0], out[last].figures[-1]
            ranged = _is_range(text, group, token)
            letters = [t.letter for t in between]
            core = [x for x in letters if x in joins]
            listed = (
                len(core) == 1
                and all(x in joins or x in fillers or x == bracket for x in letters)
                and ("/" in previous.unit) == ("/" in mine.unit)
                and not (mine.per and mine.per != group.figures[0].per)
                and not (previous.per and mine.bound == "max" and previous.bound != "max")
                and not (
                    core[0] == comma
                    and (text[previous.end - 1] in SUM_ENDS or any(x in fillers for x in letters))
                    and not (letters == [comma] and _spreads(text, out, last))
                )
                and group.kind not in ("WHOLE", "HALF")
            )
            if ranged or listed:
                group.figures += token.figures
                group.ranged = ranged and len(group.figures) == 2
                group.either = group.either or any(x in either for x in letters)
                group.labels += tuple((t.start, t.end) for t in between if t.letter == bracket)
                group.end = token.end
                del out[last + 1 :]
                i += 1
                continue
        out.append(token)
        i += 1
    return out


def _spreads(text: str, tokens: list[Token], at: int) -> bool:
    """分别给予180万元,90万元奖励: whether 分别 stands right before a figure, so that a comma parts a list."""
    return any(text.startswith(SPREADS, t.start) for t in tokens[max(0, at - 3) : at])


def _is_range(text: str, group: Token, token: Token) -> bool:
    """20—50万元, 5万—30万: two figures with a dash between them."""
    if token.start - group.end > 8:
        return False
    if group.figures[-1].part == "low" and token.figures[0].part == "high":
        return True
    between = text[group.end : token.start]
    return len(group.figures) == 1 and bool(between) and not between.strip(DASHES)


def _family(token: Token) -> str:
    if token.kind in SUMS:
        return "sum"
    if token.kind in SHARES:
        return "share"
    return token.kind
