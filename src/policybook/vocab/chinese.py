"""The Chinese of the site: ``data/vocab/zh*.yml`` come in, checked texts go out; a template is filled with values.

A field of a template carries a format of numbers, or one of the words of `WORDS`, which say how a text is turned into Chinese.
"""

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from policybook.errors import PolicybookError
from policybook.project import TEXT, read_yaml

TWO = {"en": TEXT, "zh": TEXT}
#: The files, and what stands in each.
FORMS = {
    "zh.yml": {
        "words": {str: TEXT},
        "levels": {str: TEXT},
        "headlines": {str: TWO},
        "chapters": {str: {"title": TEXT, "summary": TEXT}},
        "families": {str: TEXT},
    },
    "zh_labels.yml": {"labels": {str: TEXT}, "pages": {str: {"title": TEXT, "lead": TEXT}}, "theme": {str: TEXT}},
    "zh_sentences.yml": {"claims": {str: [TWO]}, "captions": {str: [TWO]}, "checks": [TWO]},
    "zh_codebook.yml": {"codebook": [TWO]},
}
#: Formats of fields that are words: a document's label, or several; the Chinese part of a name in two languages; names that
#: have their Chinese among the labels, joined by commas; a text that stays as it is.
WORDS = ("label", "labels", "chinese", "names", "text")
#: A tag, an entity or what ends an attribute.
_MARKUP = re.compile(r"<[A-Za-z/!?]|&#?\w+;|\"")
_AND = re.compile(r", and | and |, ")
_HAN = re.compile(r"[\u3400-\u9fff]+")
#: A line break of the file where Chinese has no space: between characters, and beside punctuation.
_MARKS, _SIGNS = r"\u3000-\u303f\uff00-\uffef“”", r"\u3400-\u9fff"
_FOLD = re.compile(rf"(?<=[{_MARKS}]) | (?=[{_MARKS}])|(?<=[{_SIGNS}]) (?=[{_SIGNS}])")


@dataclass(frozen=True)
class Chinese:
    """What the Chinese edition says; see the files ``data/vocab/zh*.yml``."""

    words: Mapping[str, str]
    levels: Mapping[str, str]
    headlines: Mapping[str, Mapping[str, str]]
    chapters: Mapping[str, Mapping[str, str]]
    families: Mapping[str, str]
    labels: Mapping[str, str]
    pages: Mapping[str, Mapping[str, str]]
    theme: Mapping[str, str]
    claims: Mapping[str, Sequence[Mapping[str, str]]]
    captions: Mapping[str, Sequence[Mapping[str, str]]]
    checks: Sequence[Mapping[str, str]]
    codebook: Sequence[Mapping[str, str]]

    @cached_property
    def texts(self) -> dict[str, str]:
        """The Chinese of what renderers print, by the English."""
        return {**self.labels, **{text["en"]: folded(text["zh"]) for text in (*self.codebook, *self.checks)}}

    def headline(self, claim: str, sentence: str, labels: Mapping[str, str]) -> str | None:
        """Return a finding of the start page in Chinese; see `sentence`."""
        forms = [self.headlines[claim]] if claim in self.headlines else []
        return self._sentence(forms, sentence, labels)

    def claim(self, claim: str, sentence: str, labels: Mapping[str, str]) -> str | None:
        """Return a claim in Chinese; see `sentence`."""
        return self._sentence(self.claims.get(claim, ()), sentence, labels)

    def caption(self, figure: str, sentence: str, labels: Mapping[str, str]) -> str | None:
        """Return a figure's caption in Chinese; see `sentence`."""
        return self._sentence(self.captions.get(figure, ()), sentence, labels)

    def _sentence(self, forms: Sequence[Mapping[str, str]], sentence: str, labels: Mapping[str, str]) -> str | None:
        """Return a sentence in Chinese, with the values of the English one.

        Parameters
        ----------
        forms : sequence
            The templates that it may be made from: ``en`` and ``zh``.
        sentence : str
            The English sentence.
        labels : mapping of str
            The Chinese of the documents' labels.

        Returns
        -------
        str or None
            None where the catalogue has no Chinese for this sentence.
        """
        for form in forms:
            if (found := _pattern(form["en"]).fullmatch(sentence)) and (
                said := fill(form["zh"], found.groupdict(), labels, self.labels)
            ):
                return said
        return None

    def summary(self, chapter: str, values: Mapping[str, object], labels: Mapping[str, str]) -> str | None:
        """Return a chapter's summary with its glued values; None where there is none, or a value is missing or no number."""
        if chapter not in self.chapters:
            return None
        return fill(self.chapters[chapter]["summary"], values, labels, self.labels)


def load_chinese(root: Path) -> Chinese:
    """Read ``data/vocab/zh*.yml``.

    Raises
    ------
    PolicybookError
        Where a file has another form, or the two languages of a text have different fields.
    """
    folder = root / "data" / "vocab"
    found = {key: value for name, form in FORMS.items() for key, value in read_yaml(folder / name, form).items()}
    path = folder / "zh.yml"
    for claim, texts in found["headlines"].items():
        _same_fields(path, f"headlines: {claim}", texts["en"], texts["zh"])
    for texts in found["chapters"].values():
        fields(path, texts["summary"])
    for kind in ("claims", "captions"):
        for name, forms in found[kind].items():
            for form in forms:
                _same_fields(folder / "zh_sentences.yml", f"{kind}: {name}", form["en"], form["zh"])
    for name, form in FORMS.items():
        for key in form:
            _no_markup(folder / name, key, found[key])
    for english, chinese in found["labels"].items():
        _same_fields(folder / "zh_labels.yml", f"labels: {english}", english, chinese)
    return Chinese(**found)


def _no_markup(path: Path, where: str, value: object) -> None:
    """Refuse a text with markup: the pages print these texts in attributes, too."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _no_markup(path, f"{where}: {key}", inner)
    elif isinstance(value, str):
        if where.rpartition(": ")[2] != "en" and (found := _MARKUP.search(value)):
            raise PolicybookError(
                f"{path}: {where}: holds {found[0]!r}; write text without markup, and “ ” for quotation marks"
            )
    elif isinstance(value, Sequence):
        for number, inner in enumerate(value, 1):
            _no_markup(path, f"{where}: {number}", inner)


def _same_fields(path: Path, where: str, english: str, chinese: str) -> None:
    differing = set(fields(path, english)) ^ set(fields(path, chinese))
    if differing:
        raise PolicybookError(f"{path}: {where}: en and zh differ in {', '.join(sorted(differing))}")


def fields(path: Path, template: str) -> dict[str, str]:
    """Return the fields of a template with their formats, or raise `PolicybookError` where it is none."""
    try:
        return {name: spec or "" for _, name, spec, _ in string.Formatter().parse(template) if name is not None}
    except ValueError as error:
        raise PolicybookError(f"{path}: {template[:40]}…: {error}") from None


def fill(
    template: str, values: Mapping[str, object], labels: Mapping[str, str], names: Mapping[str, str] | None = None
) -> str | None:
    """Return a template with its values, without the spaces that line breaks leave in Chinese; None where a value does not fit."""
    out = []
    for text, name, spec, _ in string.Formatter().parse(template):
        out.append(text)
        if name is None:
            continue
        said = _said(values.get(name), spec or "", labels, names or {})
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


def _said(value: object, spec: str, labels: Mapping[str, str], names: Mapping[str, str]) -> str | None:
    if value is None:
        return None
    if spec in WORDS:
        return _word(str(value), spec, labels, names)
    if isinstance(value, str):
        return value if not spec and re.fullmatch(r"[+-]?[\d,.]+", value) else None
    return format(value, spec)


def _word(text: str, spec: str, labels: Mapping[str, str], names: Mapping[str, str]) -> str | None:
    if spec == "text":
        return text
    if spec == "chinese":
        found = _HAN.search(text)
        return found[0] if found else None
    if spec == "label":
        return labels.get(text)
    known = labels if spec == "labels" else names
    parts = _parts(text, known)
    return "、".join(known[part] for part in parts) if parts else None


def _parts(text: str, known: Mapping[str, str]) -> list[str]:
    """Return the names that a list joined by commas and "and" consists of, the longest that are known; none where one is not."""
    if text in known:
        return [text]
    for mark in reversed(list(_AND.finditer(text))):
        if text[: mark.start()] in known and (rest := _parts(text[mark.end() :], known)):
            return [text[: mark.start()], *rest]
    return []


@cache
def _pattern(template: str) -> re.Pattern:
    """Return a pattern that finds the fields of a template in a sentence that was made from it."""
    parts, seen = [], set()
    for text, name, _, _ in string.Formatter().parse(template):
        parts.append(re.escape(text))
        if name is not None:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.{{1,160}}?)")
            seen.add(name)
    return re.compile("".join(parts))
