"""Count Word's automatic numbering, which stands in no paragraph's text.

In: the roots of ``numbering.xml`` and ``styles.xml``, then the document's paragraphs in order. Out: the number of each as
Word prints it: 一、 or （三） or 2.1.

Numbers are counted for each abstract list, so lists that share one go on counting; a level begins anew after a level
above it (``w:lvlRestart`` may say otherwise) and where a list with ``w:startOverride`` is used for the first time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from policybook.read.formats.numerals import numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PLACE = re.compile(r"%([1-9])")
LEVELS = 9
LINKS = 12  # styles based on one another, lists that link to one another: more is a circle


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    paragraph_style: str = ""


@dataclass(frozen=True, slots=True)
class _List:
    abstract: str
    levels: dict[int, _Level]
    overrides: dict[int, int]


class Styles:
    """The styles of a document: their names, what they are based on, and the list that they number by."""

    def __init__(self, root) -> None:
        self._styles: dict[str, object] = {}
        self._default = ""
        for style in root.iter(f"{W}style") if root is not None else ():
            style_id = style.get(f"{W}styleId", "")
            self._styles[style_id] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
                self._default = style_id

    def chain(self, style_id: str | None) -> Iterator[tuple[str, object]]:
        """Yield a style, the style that it is based on, and so on; the default style where none is named."""
        style_id = style_id if style_id in self._styles else self._default
        for _ in range(LINKS):
            style = self._styles.get(style_id)
            if style is None:
                return
            yield style_id, style
            style_id = value(style, "basedOn") or ""

    def name(self, style_id: str | None) -> str:
        """Return a style's name, e.g. ``toc 1``, in lower case."""
        return next((value(style, "name") or "" for _, style in self.chain(style_id)), "").lower()

    def list_of(self, style_id: str) -> str:
        """Return the ``numId`` of a style."""
        return next((n for _, style in self.chain(style_id) if (n := value(style, "pPr/numPr/numId"))), "")


class Numbering:
    """The lists of a document, and how far each has counted."""

    def __init__(self, root, styles: Styles) -> None:
        self._styles = styles
        self._abstract = {} if root is None else {e.get(f"{W}abstractNumId"): e for e in root.iter(f"{W}abstractNum")}
        self._nums = {} if root is None else {e.get(f"{W}numId"): e for e in root.iter(f"{W}num")}
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next(self, properties) -> str:
        """Count a paragraph and return its number; empty where it has none.

        Parameters
        ----------
        properties : element or None
            The paragraph's ``w:pPr``.
        """
        num_id, level = self._place(properties)
        found = self._list(num_id)
        if found is None or level not in found.levels:
            return ""
        counts = self._counts.setdefault(found.abstract, {})
        first = (num_id, level) not in self._begun
        self._begun.add((num_id, level))
        if first and level in found.overrides:
            counts[level] = found.overrides[level]
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = found.levels[level].start
        for below in range(level + 1, LEVELS):
            restart = found.levels[below].restart if below in found.levels else None
            if restart is None or level < restart:
                counts.pop(below, None)
        return self._label(found, level, counts)

    def _label(self, found: _List, level: int, counts: dict[int, int]) -> str:
        own = found.levels[level]
        if own.style == "bullet":
            return ""

        def number(place: re.Match) -> str:
            index = int(place[1]) - 1
            of = found.levels.get(index, _Level())
            style = "decimal" if own.legal and of.style != "decimalZero" else of.style
            return numeral(counts.get(index, of.start), style)

        return PLACE.sub(number, own.text)

    def _place(self, properties) -> tuple[str, int]:
        """Return the list and level of a paragraph: its own, or those of its style."""
        num_id = value(properties, "numPr/numId")
        level = value(properties, "numPr/ilvl")
        passed = []
        for style_id, style in self._styles.chain(value(properties, "pStyle")):
            passed.append(style_id)
            if num_id is None and (num_id := value(style, "pPr/numPr/numId")) is not None:
                level = level or self._linked_level(num_id, passed)
            level = level or value(style, "pPr/numPr/ilvl")
        return num_id or "0", number_of(level, 0)

    def _linked_level(self, num_id: str, styles: list[str]) -> str | None:
        """Return the level that names one of these styles as its own."""
        found = self._list(num_id)
        levels = found.levels.items() if found else ()
        return next((str(i) for s in styles for i, level in levels if level.paragraph_style == s), None)

    def _list(self, num_id: str) -> _List | None:
        if num_id not in self._lists:
            self._lists[num_id] = self._read_list(num_id)
        return self._lists[num_id]

    def _read_list(self, num_id: str) -> _List | None:
        num = self._nums.get(num_id)
        if num is None or num_id == "0":
            return None
        abstract_id = value(num, "abstractNumId") or ""
        for _ in range(LINKS):  # a list may be kept in a style
            abstract = self._abstract.get(abstract_id)
            link = value(abstract, "numStyleLink")
            linked = self._nums.get(self._styles.list_of(link)) if link else None
            if linked is None:
                break
            abstract_id = value(linked, "abstractNumId") or ""
        if abstract is None:
            return None
        levels = {number_of(e.get(f"{W}ilvl"), 0): _read_level(e) for e in abstract.findall(f"{W}lvl")}
        overrides = {}
        for override in num.findall(f"{W}lvlOverride"):
            index = number_of(override.get(f"{W}ilvl"), 0)
            own = override.find(f"{W}lvl")
            if own is not None:
                levels[index] = _read_level(own)
            start = value(override, "startOverride")
            if start is not None:
                overrides[index] = number_of(start, 1)
                levels[index] = replace(levels.get(index, _Level()), start=overrides[index])
        return _List(abstract_id, levels, overrides)


def _read_level(element) -> _Level:
    restart = value(element, "lvlRestart")
    legal = element.find(f"{W}isLgl")
    return _Level(
        start=number_of(value(element, "start"), 0),
        style=next((e.get(f"{W}val", "decimal") for e in element.iter(f"{W}numFmt")), "decimal"),
        text=value(element, "lvlText") or "",
        restart=None if restart is None else number_of(restart, 0),
        legal=legal is not None and is_on(legal),
        paragraph_style=value(element, "pStyle") or "",
    )


def value(element, path: str) -> str | None:
    """Return the ``w:val`` of the element at a path of local names; None where there is none."""
    if element is None:
        return None
    found = element.find("/".join(W + part for part in path.split("/")))
    return None if found is None else found.get(f"{W}val")


def is_on(element) -> bool:
    """Say whether a switch such as ``<w:vanish/>`` is on."""
    return element.get(f"{W}val", "1") not in ("0", "false", "off")


def number_of(text: str | None, default: int) -> int:
    """Read a whole number; the default where the text is none."""
    try:
        return min(max(int(text or ""), 0), 1_000_000)
    except ValueError:
        return default
