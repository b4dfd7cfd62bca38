"""Where a place of a document is found: its outline comes in, an ASCII anchor for every place goes out.

An anchor is as short as the document allows: ``m19`` where the numbers of measures run on through the document,
``s2-m3`` where they start again in each section, ``s2-1-m3`` where they start again in each subsection. ``s3`` is a
section, ``s3-1`` a subsection, ``end`` the closing paragraph.
"""

from collections import Counter
from collections.abc import Mapping

from policybook.read.outline import Measure, Outline, Section, Subsection


class Addresses:
    """The anchors of one document.

    Parameters
    ----------
    outline : Outline
    """

    def __init__(self, outline: Outline) -> None:
        places = [(m.section, m.subsection, m.number) for m in outline.measures]
        keys = (lambda p: p[2], lambda p: (p[0], p[2]))
        self._depth = next((depth for depth, key in enumerate(keys) if _unique(map(key, places))), 2)
        self._first: dict[tuple[int | None, int], str] = {}
        self._starts = _numbered(outline.measures, lambda m: self.of(m.section, m.number, m.subsection))
        self._sections = _numbered(outline.sections, lambda s: self.of(s.number))
        self._subsections = _numbered(outline.subsections, lambda s: self.of(s.section, None, s.number))
        first: dict[int, int] = {}
        for measure in outline.measures:
            first.setdefault(measure.number, measure.start)
        for measure in outline.measures:
            self._first.setdefault((measure.section, measure.number), self._starts[measure.start])
        self._plain = {start: f"m{number}" for number, start in first.items()} if self._depth else {}
        self._paths = {measure.path: self._starts[measure.start] for measure in outline.measures}

    @property
    def numbers_run_on(self) -> bool:
        """Whether a measure's number is unique in the document."""
        return not self._depth

    def of(self, section: int | None = None, measure: int | None = None, subsection: int | None = None) -> str:
        r"""Return the anchor of a measure, else of a subsection, else of a section, else of the closing paragraph.

        Examples
        --------
        >>> from policybook.read.clean import clean
        >>> from policybook.read.outline import outline
        >>> again = outline(clean("一、扩大生产\n1.支持扩产。奖励。\n二、扩大出口\n1.支持参展。补助。"))
        >>> Addresses(again).of(2, 1)
        's2-m1'
        """
        around = "" if section is None else f"s{section}" + ("" if subsection is None else f"-{subsection}")
        if measure is None:
            return around or "end"
        if self._depth == 2 and subsection is None and (section, measure) in self._first:
            return self._first[section, measure]
        if self._depth < 2 and section is not None:
            around = f"s{section}"
        return f"{around}-m{measure}" if self._depth and around else f"m{measure}"

    def measure(self, measure: Measure) -> str:
        """Return the anchor of this measure; a second one of the same numbers is named ``…-b``."""
        return self._starts[measure.start]

    def at(self, path: str) -> str:
        """Return the anchor of the measure with this path, "" where the document has none."""
        return self._paths.get(path, "")

    def section(self, section: Section) -> str:
        """Return the anchor of this section."""
        return self._sections[section.start]

    def subsection(self, subsection: Subsection) -> str:
        """Return the anchor of this subsection."""
        return self._subsections[subsection.start]

    def plain(self, measure: Measure) -> str:
        """Return ``m3`` for the first measure of that number where its own anchor is longer, else ""."""
        return self._plain.get(measure.start, "")


def suffix(count: int) -> str:
    """Return what tells the n-th of one name from the first: 2 -> b, 26 -> z, 27 -> aa."""
    letters = ""
    while count:
        count, rest = divmod(count - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _unique(keys) -> bool:
    return all(count == 1 for count in Counter(keys).values())


def _numbered(blocks, anchor) -> Mapping[int, str]:
    seen: Counter[str] = Counter()
    anchors = {}
    for block in blocks:
        name = anchor(block)
        seen[name] += 1
        anchors[block.start] = name if seen[name] == 1 else f"{name}-{suffix(seen[name])}"
    return anchors
