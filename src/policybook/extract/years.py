"""How many times a sum is paid: the text of a passage and the place of an award come in, a count goes out.

``每年10万元、连续两年`` is two payments of ten, so twenty in all. A number of years that only limits (最长不超过3年), that splits
one sum (分三年兑现) or that the recipient must fulfil (连续三年增长的企业) pays nothing more.
"""

import re

NUMBERS = {"两": 2} | {digit: i for i, digit in enumerate("一二三四五六七八九十", 1)}
TAIL = 24  # characters behind an award that may hold its years
GIVEN = r"(?:给予|予以|补助|补贴|奖励|资助|支持|发放|安排)"
YEARS = rf"(?P<years>[{''.join(NUMBERS)}]|\d{{1,2}})\s?个?年"
REPEATED = [
    re.compile(rf"每年度?[^。；;，,]{{0,24}}元[^。；;，,、对]{{0,6}}[、，,（(]?\s?(?:连续|连补|连奖|为期|共){YEARS}"),
    re.compile(rf"(?:连续|为期){YEARS}内?(?:{GIVEN})?每年{GIVEN}?[^。；;，,的]{{0,4}}\d"),
    re.compile(rf"(?<!最多)(?<!最长)(?<!不超过){YEARS}内，?每年{GIVEN}"),
]


def payments(text: str, start: int, end: int) -> int:
    """Return how many times the sum of an award is paid.

    Parameters
    ----------
    text : str
        The passage.
    start, end : int
        Where the award stands in it.
    """
    tail = re.split(r"[。；;]|[，,]对", text[end : end + TAIL])[0]
    words = text[start:end] + tail
    if "年" not in words:
        return 1
    found = next((match for pattern in REPEATED if (match := pattern.search(words))), None)
    if not found:
        return 1
    years = found["years"]
    return max(1, NUMBERS[years] if years in NUMBERS else int(years))
