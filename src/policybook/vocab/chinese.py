"""The Chinese of the site: ``data/vocab/zh.yml`` comes in, checked texts go out; a template is filled with values.

A field of a template carries a format of numbers, or ``label`` (a document's label, in Chinese) or ``chinese`` (the Chinese
part of a name in two languages).
"""

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from policybook.errors import PolicybookError
from policybook.project import TEXT, read_yaml

FORM = {
    "words": {str: TEXT},
    "levels": {str: TEXT},
    "headlines": {str: {"en": TEXT, "zh": TEXT}},
    "chapters": {str: {"title": TEXT, "summary": TEXT}},
    "families": {str: TEXT},
}
#: Formats of fields that are words.
WORDS = ("label", "chinese")
_HAN = re.compile(r"[\u3400-\u9fff]+")
#: A line break of the file where Chinese has no space: between characters, and beside punctuation.
_MARKS, _SIGNS = r"\u3000-\u303f\uff00-\uffef“”", r"\u3400-\u9fff"
_FOLD = re.compile(rf"(?<=[{_MARKS}]) | (?=[{_MARKS}])|(?<=[{_SIGNS}]) (?=[{_SIGNS}])")


@dataclass(frozen=True)
class Chinese:
    """What the Chinese edition says; see ``data/vocab/zh.yml``."""

    words: Mapping[str, str]
    levels: Mapping[str, str]
    headlines: Mapping[str, Mapping[str, str]]
    chapters: Mapping[str, Mapping[str, str]]
    families: Mapping[str, str]

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern]:
        return {claim: _pattern(texts["en"]) for claim, texts in self.headlines.items()}

    def headline(self, claim: str, sentence: str, labels: Mapping[str, str]) -> str | None:
        """Return a finding in Chinese, with the values of its English sentence.

        Parameters
        ----------
        claim : str
            The claim that proves it.
        sentence : str
            The English sentence.
        labels : mapping of str
            The Chinese of the documents' labels.

        Returns
        -------
        str or None
            None where the catalogue has no Chinese for this sentence.
        """
        found = self._patterns[claim].fullmatch(sentence) if claim in self.headlines else None
        return fill(self.headlines[claim]["zh"], found.groupdict(), labels) if found else None

    def summary(self, chapter: str, values: Mapping[str, object], labels: Mapping[str, str]) -> str | None:
        """Return a chapter's summary with its glued values; None where there is none, or a value is missing or no number."""
        if chapter not in self.chapters:
            return None
        return fill(self.chapters[chapter]["summary"], values, labels)


def load_chinese(root: Path) -> Chinese:
    """Read ``data/vocab/zh.yml``.

    Raises
    ------
    PolicybookError
        Where the file has another form, or the two languages of a finding have different fields.
    """
    path = root / "data" / "vocab" / "zh.yml"
    found = read_yaml(path, FORM)
    for claim, texts in found["headlines"].items():
        english, chinese = set(fields(path, texts["en"])), set(fields(path, texts["zh"]))
        if english != chinese:
            raise PolicybookError(
                f"{path}: headlines: {claim}: en and zh differ in {', '.join(sorted(english ^ chinese))}"
            )
    for texts in found["chapters"].values():
        fields(path, texts["summary"])
    return Chinese(**found)


def fields(path: Path, template: str) -> dict[str, str]:
    """Return the fields of a template with their formats, or raise `PolicybookError` where it is none."""
    try:
        return {name: spec or "" for _, name, spec, _ in string.Formatter().parse(template) if name is not None}
    except ValueError as error:
        raise PolicybookError(f"{path}: {template[:40]}…: {error}") from None


def fill(template: str, values: Mapping[str, object], labels: Mapping[str, str]) -> str | None:
    """Return a template with its values, without the spaces that line breaks leave in Chinese; None where a value does not fit."""
    out = []
    for text, name, spec, _ in string.Formatter().parse(template):
        out.append(text)
        if name is None:
            continue
        said = _said(values.get(name), spec or "", labels)
        if said is None:
            return None
        out.append(said)
    return folded("".join(out))


def folded(text: str) -> str:
    r"""Return a Chinese text without the spaces that line breaks of the file leave.

    Examples
    --------
    >>> folded("共 3 份文件， 其中\n两份")
    '共 3 份文件，其中两份'
    """
    return _FOLD.sub("", " ".join(text.split()))


def _said(value: object, spec: str, labels: Mapping[str, str]) -> str | None:
    if value is None:
        return None
    if spec == "label":
        return labels.get(str(value))
    if spec == "chinese":
        found = _HAN.search(str(value))
        return found[0] if found else None
    if isinstance(value, str):
        return value if not spec and re.fullmatch(r"[\d,.]+", value) else None
    return format(value, spec)


def _pattern(template: str) -> re.Pattern:
    """Return a pattern that finds the fields of a template in a sentence that was made from it."""
    parts = [
        re.escape(text) + (f"(?P<{name}>.{{1,80}}?)" if name is not None else "")
        for text, name, _, _ in string.Formatter().parse(template)
    ]
    return re.compile("".join(parts))
