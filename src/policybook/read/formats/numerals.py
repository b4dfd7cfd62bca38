"""Write the numbers of automatic numbering as Word and browsers print them.

In: a number and the name of its format (``w:numFmt``). Out: text.
"""

from collections.abc import Callable

DIGITS = "〇一二三四五六七八九"
LEGAL = "零壹贰叁肆伍陆柒捌玖"
LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
MAX = 32_767  # more than Word counts; a larger start value is written in plain digits
# Formats that print one character of a row of characters; numbers beyond it are plain digits.
ROWS = {
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}


def numeral(number: int, style: str) -> str:
    """Write a number in one of Word's formats; in plain digits where the format is unknown.

    Parameters
    ----------
    number : int
    style : str
        A value of ``w:numFmt``.

    Returns
    -------
    str

    Examples
    --------
    >>> numeral(12, "chineseCounting"), numeral(105, "chineseCountingThousand"), numeral(3, "decimalEnclosedCircle")
    ('十二', '一百零五', '③')
    """
    if style in ("none", "bullet"):
        return ""
    if style in ROWS:
        row = ROWS[style]
        return row[number - 1] if 0 < number <= len(row) else str(number)
    write = WRITERS.get(style)
    return write(number) if write and 0 < number <= MAX else str(number)


def _counting(number: int, digits: str = DIGITS, units: str = "十百千", zero: str = "零", ones: str = "十") -> str:
    """Write 105 as 一百零五; a leading 一 is left out before the units named in `ones`."""
    high, rest = divmod(number, 10_000)
    text = _counting(high, digits, units, zero, ones) + "万" if high else ""
    gap = bool(high) and rest < 1000
    for power in (3, 2, 1, 0):
        digit = rest // 10**power % 10
        if not digit:
            gap = gap or bool(text)
            continue
        if gap:
            text += zero
            gap = False
        unit = units[power - 1] if power else ""
        text += ("" if digit == 1 and unit and unit in ones and not text else digits[digit]) + unit
    return text


def _japanese(number: int) -> str:
    """Write 105 as 百五: no zeros, no 一 before a unit below ten thousand."""
    high, rest = divmod(number, 10_000)
    text = _japanese(high) + "万" if high else ""
    for power in (3, 2, 1, 0):
        digit = rest // 10**power % 10
        if digit:
            unit = "十百千"[power - 1] if power else ""
            text += ("" if digit == 1 and unit else DIGITS[digit]) + unit
    return text


def _digits(number: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in str(number))


def _letters(number: int) -> str:
    """Write 1 as A, 26 as Z, 27 as AA, 53 as AAA."""
    repeats, letter = divmod(number - 1, 26)
    return chr(ord("A") + letter) * (repeats + 1) if number <= 780 else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, letters in ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(number))


WRITERS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _japanese,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "chineseLegalSimplified": lambda number: _counting(number, LEGAL, "拾佰仟", ones=""),
    "ideographLegalTraditional": lambda number: _counting(number, LEGAL_TRADITIONAL, "拾佰仟", ones=""),
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalZero": lambda number: f"{number:02d}",
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
}
