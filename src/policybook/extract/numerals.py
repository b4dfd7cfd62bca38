"""Numerals written in Chinese characters.

In: a numeral (一百五十, 叁佰, 两三千, 百万). Out: its value, or None where the characters are no numeral. Nothing is read or
written.

`cn2an` reads 两三 as 23 and refuses 八点五亿; financial numerals and round ones (百万) are not its matter either.
"""

import re
from functools import lru_cache

__all__ = ["DIGITS", "FINANCIAL", "neighbours", "plain", "read_chinese", "read_round"]

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "○": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
#: Financial numerals, the old forms too, and what they mean.
FINANCIAL = dict(zip("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟兩萬億", "一二二三三四五六六七八九十百千两万亿", strict=True))
_PLAIN = str.maketrans(FINANCIAL)
_ONES = "一二两三四五六七八九"
_NEIGHBOURS = re.compile(rf"(?<![{_ONES}])([{_ONES}])([{_ONES}])(?![{_ONES}])")


def plain(numeral: str) -> str:
    """Write a financial numeral in everyday characters: 叁佰 -> 三百.

    Examples
    --------
    >>> plain("贰拾伍万")
    '二十五万'
    """
    return numeral.translate(_PLAIN)


@lru_cache(maxsize=4096)
def read_chinese(numeral: str) -> float | None:
    """Read a Chinese numeral; None where it is none.

    Parameters
    ----------
    numeral
        Everyday or financial characters: 一百五十, 两千, 一点五, 叁佰万, 一万五 (15,000).

    Returns
    -------
    float or None
        None for what only looks like one: a bare magnitude (百, 万), digits in a row (二零二五, 两三).

    Examples
    --------
    >>> read_chinese("一百五十"), read_chinese("八点五亿"), read_chinese("两三")
    (150.0, 850000000.0, None)
    """
    text = plain(numeral)
    if "零零" in text:  # a sum left open: 〇〇万元
        return None
    if "点" in text:
        return _with_point(text)
    value = _whole(text)
    return None if value is None else float(value)


def _with_point(text: str) -> float | None:
    head, _, tail = text.partition("点")
    digits = tail.rstrip("万亿")
    factor = 1
    for mark in tail[len(digits) :]:
        factor *= _MYRIADS[mark]
    whole = _whole(head)
    if whole is None or not digits or any(d not in DIGITS for d in digits):
        return None
    return float(f"{whole}.{''.join(str(DIGITS[d]) for d in digits)}") * factor


def _whole(text: str) -> int | None:
    """Read a numeral without a point: groups below ten thousand, each with its 万 or 亿."""
    total = group = 0
    digit: int | None = None  # a digit whose place is still to come
    unit, last_digit_unit = 10**5, 1  # the place before: places fall within a group
    zero = False
    for mark in text:
        if mark in DIGITS:
            if digit:
                return None  # two digits in a row
            digit = DIGITS[mark]
            zero = zero or digit == 0
        elif mark in _TENS:
            if digit is None and mark != "十":
                return None  # a bare 百
            if digit == 0 and mark != "十":
                return None
            if _TENS[mark] >= unit:
                return None
            unit = last_digit_unit = _TENS[mark]
            group, digit, zero = group + (digit or 1) * unit, None, False
        elif mark in _MYRIADS:
            group += digit or 0
            if not group and not total:
                return None  # a bare 万
            scale = _MYRIADS[mark]
            if total and total < scale:
                total, group = (total + group) * scale, 0  # 三千万亿
            else:
                total, group = total + group * scale, 0
            digit, unit, zero, last_digit_unit = None, 10**5, False, scale
        else:
            return None
    if digit:
        # 一万五 is 15,000: the place of the last digit is understood
        understood = last_digit_unit // 10 if last_digit_unit >= 100 and not zero else 1
        group += digit * understood
    elif digit is None and not group and not total:
        return None
    return total + group


def read_round(numeral: str) -> int | None:
    """Read a numeral of magnitudes alone: 百万 -> 1,000,000; None for any other.

    Examples
    --------
    >>> read_round("千万"), read_round("百"), read_round("三百")
    (10000000, 100, None)
    """
    value, places = 1, _TENS | _MYRIADS
    for mark in plain(numeral):
        if mark not in places:
            return None
        value *= places[mark]
    return value if numeral else None


def neighbours(numeral: str) -> tuple[str, str, int] | None:
    """Part a numeral with two neighbouring digits into the two that it stands for; None for any other.

    Returns
    -------
    tuple
        The lower numeral, the higher, and how many characters belong to the lower alone.

    Examples
    --------
    >>> neighbours("两三"), neighbours("三五百"), neighbours("十三四")
    (('两', '三', 1), ('三百', '五百', 1), ('十三', '十四', 2))
    """
    found = _NEIGHBOURS.search(numeral)
    if found is None:
        return None
    low, high = DIGITS[found[1]], DIGITS[found[2]]
    if high - low != 1 and (low, high) != (3, 5):
        return None
    head, tail = numeral[: found.start()], numeral[found.end() :]
    return head + found[1] + tail, head + found[2] + tail, found.start() + 1
