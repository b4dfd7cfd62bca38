"""Values as text and as HTML, without pandas: numbers in units that a person would say, Chinese marked as such."""

import numbers
import re
from collections.abc import Callable
from html import escape

from policybook.tables.row_anchors import is_missing

UNITS = {
    "亿元": (1e8, "100 million yuan"),
    "万元": (1e4, "10 thousand yuan"),
    "元": (1.0, "yuan"),
}

_CHINESE = re.compile(r"[㐀-鿿豈-﫿]")


def has_chinese(text: object) -> bool:
    """Tell whether a text holds Chinese characters."""
    return bool(_CHINESE.search(str(text)))


def marked(text: str) -> str:
    """Return a text as HTML, marked as Chinese for screen readers and fonts where it holds Chinese."""
    return f'<span lang="zh-CN">{escape(text)}</span>' if has_chinese(text) else escape(text)


def format_value(value: object, spec: str | Callable[[object], str] = "") -> str:
    """Return a value as text: ``亿元``, ``万元``, ``元``, ``%``, ``int``, a format spec or a function.

    Missing is ``–``; ``True`` is ``yes`` and ``False`` is ``no``; a list is joined by 、.
    """
    if isinstance(value, (list, tuple)):
        return "、".join(map(str, value))
    if is_missing(value):
        return "–"
    if callable(spec):
        return spec(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, numbers.Number):
        return str(value)
    if spec in UNITS:
        divisor = UNITS[spec][0]
        return _trimmed(value / divisor, 2 if spec == "亿元" else 4)
    if spec == "%":
        return f"{value:,.1f}"
    if spec == "int":
        return _grouped(round(value))
    return format(value, spec) if spec else _trimmed(value, 4)


def _grouped(value: int) -> str:
    """Thousands are marked from five digits on, so that years and numbers of measures stay whole."""
    return f"{value:,}" if abs(value) >= 10_000 else str(value)


def _trimmed(value: float, places: int) -> str:
    """亿元 always with two places, so that a column lines up; smaller units without needless zeros."""
    text = f"{value:,.{places}f}"
    return text if places <= 2 else text.rstrip("0").rstrip(".")
