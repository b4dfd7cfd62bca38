"""Brackets that say what a figure means: a text and a place in it come in, the bracket that defines the words before goes out."""

import re

_OPEN = re.compile(r"[\s*]*([（(])")
_NO_DEFINITION = re.compile(r"其中|责任单位|牵头|[一二三四五六七八九十\d]+[）)]")
#: A bracket that is longer than this is a sentence of its own.
LONGEST = 80


def defining_bracket(text: str, end: int) -> str:
    """Return the bracket that stands directly behind a place of a text and says what is meant by it; "" where none does.

    A bracket that divides a sum (其中 …), numbers an item or names offices defines nothing.

    Parameters
    ----------
    text : str
        The raw text.
    end : int
        Where the words end that it may define.

    Examples
    --------
    >>> text = "预算安排3亿元（包含培训经费），主要支持"
    >>> defining_bracket(text, text.index("（"))
    '（包含培训经费）'
    >>> defining_bracket("预算安排3亿元（其中研发1亿元）", 7)
    ''
    """
    span = _span(text, end)
    return "".join(text[slice(*span)].split()) if span else ""


def bracket_end(text: str, end: int) -> int:
    """Return where the defining bracket behind a place ends, or the place itself where there is none."""
    span = _span(text, end)
    return span[1] if span else end


def _span(text: str, end: int) -> tuple[int, int] | None:
    opened = _OPEN.match(text, end)
    if not opened:
        return None
    start, depth = opened.start(1), 0
    for i in range(start, min(len(text), start + LONGEST)):
        depth += (text[i] in "（(") - (text[i] in "）)")
        if depth == 0:
            return None if _NO_DEFINITION.match("".join(text[start + 1 : i + 1].split())) else (start, i + 1)
    return None
