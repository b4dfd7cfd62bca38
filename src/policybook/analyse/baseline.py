"""Two simple extractions to measure the grammar against: a plain regular expression, and a library's number parser.

In: passages. Out: rows of budgets, awards and targets with what the score compares. Both take every sum of money and every
percentage that they see and put it into a table by the words of its sentence; what differs is who reads the number.

The library is Recognizers-Text (Microsoft), a rule-based recogniser of numbers, percentages and currencies with a model
for Chinese.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import pandas as pd

from policybook.errors import PolicybookError
from policybook.kept import kept
from policybook.read.corpus import Document
from policybook.read.outline import Passage

Reading = tuple[float, str, int, int]  # value, 元 or %, start, end
FIGURE = re.compile(r"(\d+(?:\.\d+)?)(亿元|万元|元|%)")
SCALES = {"亿元": 1e8, "万元": 1e4, "元": 1.0, "%": 1.0}
SENTENCE_ENDS = "。；;\n"
SENTENCE_END = re.compile(rf"[{SENTENCE_ENDS}]")
AWARD_WORDS = re.compile(r"给予|奖励|补助|补贴|资助")
BUDGET_WORDS = re.compile(r"预算|安排|争取|支持总额")


def by_regular_expression(text: str) -> Iterator[Reading]:
    """Yield the figures that a plain regular expression for 亿元, 万元, 元 and % finds."""
    for found in FIGURE.finditer(text):
        unit = "%" if found[2] == "%" else "元"
        yield round(float(found[1]) * SCALES[found[2]], 6), unit, *found.span()


def by_library(text: str) -> Iterator[Reading]:
    """Yield the figures that Recognizers-Text finds: Chinese yuan and percentages."""
    currency, percentage = _models()
    for entity in currency.parse(text):
        if (entity.resolution or {}).get("isoCurrency") == "CNY" and entity.resolution.get("value"):
            yield float(entity.resolution["value"]), "元", entity.start, entity.end + 1
    for entity in percentage.parse(text):
        value = (entity.resolution or {}).get("value")
        if value:
            yield float(value.rstrip("%")), "%", entity.start, entity.end + 1


@lru_cache(maxsize=1)
def _models():
    with warnings.catch_warnings():  # the library compares with `is`, of which Python warns when it compiles it
        warnings.simplefilter("ignore", SyntaxWarning)
        try:
            from recognizers_number.number.number_recognizer import NumberRecognizer
            from recognizers_number_with_unit import NumberWithUnitRecognizer
            from recognizers_text import Culture
        except ImportError:
            raise PolicybookError(
                "the baseline of the validation needs Recognizers-Text; pip install 'policybook[baseline]', "
                "or install from requirements.txt"
            ) from None

    return (
        NumberWithUnitRecognizer(Culture.Chinese).get_currency_model(),
        NumberRecognizer(Culture.Chinese).get_percentage_model(),
    )


def extract(documents: Iterable[Document], read: Callable[[str], Iterable[Reading]]) -> dict[str, pd.DataFrame]:
    """Extract budgets, awards and targets with one of the simple readers.

    Parameters
    ----------
    documents : iterable of Document
    read : callable
        `by_regular_expression` or `by_library`.

    Returns
    -------
    dict of pandas.DataFrame
        Tables that `policybook.analyse.validation.match_labels` can compare; texts are the sentence before the figure.
    """
    found = [_extract(document, read) for document in documents]
    names = ("budgets", "awards", "targets")
    return {name: pd.DataFrame([row for rows in found for row in rows[name]]) for name in names}


@kept
def _extract(document: Document, read: Callable[[str], Iterable[Reading]]) -> dict[str, list[dict]]:
    rows: dict[str, list[dict]] = {"budgets": [], "awards": [], "targets": []}
    for passage in document.outline.passages:
        for table, row in _rows(passage, read):
            rows[table].append({"doc_id": document.doc_id} | row)
    return rows


def _rows(passage: Passage, read: Callable[[str], Iterable[Reading]]) -> Iterator[tuple[str, dict]]:
    place = {"section": passage.section, "measure": passage.measure}
    for value, unit, start, end in read(passage.text):
        left = max(passage.text.rfind(mark, 0, start) for mark in SENTENCE_ENDS) + 1
        stop = SENTENCE_END.search(passage.text, end)
        sentence, before = passage.text[left : stop.start() if stop else None], passage.text[left:start]
        if AWARD_WORDS.search(sentence):
            kind = "lump_sum" if unit == "元" else "rate"
            amount, rate = (value, None) if unit == "元" else (None, value)
            yield "awards", place | {"instrument": kind, "amount_yuan": amount, "rate_pct": rate, "item": before}
        elif BUDGET_WORDS.search(sentence) and unit == "元":
            yield "budgets", place | {"amount_yuan": value, "label": before}
        else:
            yield "targets", place | {"value": value, "unit": unit, "indicator": before}
