"""When a policy is in force, how its money is applied for and how many times a sum is paid, as far as the text says so.

In: a text. Out: `Validity` (two dates), `Application` (a way and the words that name it) and a number of payments. The words and
rules are data: ``rules/provisions.yml`` and ``rules/provisions.tsv``. Where the text is silent, all is empty.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from policybook.extract.numerals import read_chinese
from policybook.extract.phrasebook import phrases, rules_that_give
from policybook.extract.vocabulary import rule_cache

__all__ = ["WAYS", "Application", "Validity", "application", "of_document", "of_row", "payments", "validity"]

_WORDS = phrases("provisions")
OF_DOCUMENT, NOT_OF_POLICY = _WORDS["OF_DOCUMENT"], _WORDS["NOT_OF_POLICY"]
SAYS = _WORDS["SAYS"]
OTHER_AWARD = _WORDS["OTHER_AWARD"]
VALID, TIMES = "valid", "times"
TAIL = 24  # characters behind an award that may hold its years
WAYS = ("automatic", "instant", "window", "online", "on_request")  # the first that is found is the way
SENTENCE = re.compile(r"[^。\n！？]+[。\n！？]?")
NUMBERS = re.compile(r"\d+")
BLANKS = re.compile(r"[  　\t]")


class Validity(NamedTuple):
    """From when and until when, ISO 8601, each None where the text does not say."""

    valid_from: str | None = None
    valid_to: str | None = None


class Application(NamedTuple):
    """How money is applied for, and the words that say so."""

    application: str | None = None
    application_words: str | None = None


def of_document(texts: Iterable[str], issued: str | None = None) -> tuple[Validity, Application]:
    """Return what a document says of all that it gives: 本办法自……起施行.

    Parameters
    ----------
    texts
        Its passages.
    issued
        The day on which it was issued, ISO 8601.
    """
    told = [BLANKS.sub("", s) for text in texts for s in SENTENCE.findall(text)]
    told = [sentence for sentence in told if OF_DOCUMENT.search(sentence)]
    return validity(told, issued), application(told)


def of_row(text: str, start: int, end: int, figures: Sequence[int]) -> tuple[Validity, Application]:
    """Return what a passage says of one of its rows.

    The sentence of the row counts, and where it is silent those sentences that hold no figure of another row. What is said of
    the whole document is the document's, and no row's.

    Parameters
    ----------
    text
        The passage.
    start, end
        Where the row stands in it.
    figures
        Where its figures start, in order.
    """
    own, rest = [], []
    for at, until, sentence in _saying(text):
        if at < end and until > start:
            own.append(sentence)
        elif bisect_left(figures, at) == bisect_left(figures, until):
            rest.append(sentence)
    valid, way = validity(own), application(own)
    return (valid if valid != Validity() else validity(rest)), (way if way.application else application(rest))


@lru_cache(maxsize=1)
def _saying(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return the sentences of a passage that may say something of its rows: once for all of them, so that many rows cost no more."""
    if not SAYS.search(text):
        return ()
    told = ((found.start(), found.end(), BLANKS.sub("", found.group())) for found in SENTENCE.finditer(text))
    return tuple(one for one in told if not OF_DOCUMENT.search(one[2]))


def validity(sentences: Iterable[str], issued: str | None = None) -> Validity:
    """Return from when and until when sentences say that their policy is in force; the first of each counts.

    Parameters
    ----------
    sentences
        Sentences without blanks.
    issued
        The day on which the document was issued, ISO 8601, for 自印发之日起施行.
    """
    begin = end = None
    years = 0
    for sentence in sentences:
        for found in _found(sentence):
            taken = {name: value for name, value in found.groupdict().items() if value}
            first, last = _dates(taken, issued)
            begin, end = begin or first, end or last
            years = years or _number(taken.get("n", ""))
    if years and begin and end is None:
        end = _years_later(begin, years)
    return Validity(begin and begin.isoformat(), end and end.isoformat())


def payments(text: str, start: int, end: int) -> int:
    """Return how many times the sum of an award is paid: 2 for 每年10万元、连续两年, else 1.

    A number of years that only limits (最长不超过3年), that splits one sum (分三年兑现) or that the recipient must fulfil
    (连续三年增长的企业) pays nothing more.

    Parameters
    ----------
    text
        The passage.
    start, end
        Where the award stands in it.
    """
    words = text[start:end] + OTHER_AWARD.split(text[end : end + TAIL])[0]
    if "年" not in words:
        return 1
    found = (rule.regex.search(words) for rule in rules_that_give("provisions", TIMES))
    return max(1, next((_number(one["n"]) for one in found if one), 1))


def _number(printed: str) -> int:
    return int(printed) if printed.isdecimal() else int(read_chinese(printed) or 0)


@rule_cache  # the rows of a measure ask for the same sentences
def _found(sentence: str) -> tuple[re.Match, ...]:
    """Return where the rules on validity fit a sentence."""
    found = (rule.regex.search(sentence) for rule in rules_that_give("provisions", VALID))
    return tuple(
        one for one in found if one and NOT_OF_POLICY.search(sentence, max(0, one.start() - 8), one.start()) is None
    )


def _dates(taken: dict[str, str], issued: str | None) -> tuple[date | None, date | None]:
    """Return the first and the last day that a rule has taken from a sentence."""
    if "y" in taken:
        return date(int(taken["y"]), 1, 1), date(int(taken["y"]), 12, 31)
    if "l" in taken:
        return None, date(int(taken["l"]), 12, 31)
    if ("i" in taken or "a" in taken) and issued:
        return date.fromisoformat(issued) + timedelta(days=int(taken.get("a", 0))), None
    return _day(taken.get("f")), _day(taken.get("t"))


def _day(printed: str | None) -> date | None:
    """Read 2031年5月8日; a day that no calendar has is none."""
    try:
        return date(*map(int, NUMBERS.findall(printed or "")))
    except (TypeError, ValueError):
        return None


def _years_later(begin: date, years: int) -> date:
    """Return the last day of a number of years: 2031-05-08 and 3 years make 2034-05-07."""
    leap = begin.month == 2 and begin.day == 29
    return begin.replace(year=begin.year + years, day=28 if leap else begin.day) - timedelta(days=0 if leap else 1)


def application(sentences: Iterable[str]) -> Application:
    """Return the way in which sentences say that money is applied for; the easiest way that they name."""
    said = [way for sentence in sentences if (way := _way(sentence))]
    return min(said, key=lambda way: way[0])[1] if said else Application()


@rule_cache
def _way(sentence: str) -> tuple[int, Application] | None:
    """Return the first rule that fits a sentence, by its place, and what it gives."""
    for place, rule in enumerate(rules_that_give("provisions", *WAYS)):
        if found := rule.regex.search(sentence):
            return place, Application(rule.gives, found.group())
    return None
