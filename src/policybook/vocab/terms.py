"""Words and themes: the files of ``data/vocab`` that name them come in, a `TermVocabulary` goes out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from policybook.extract import responsibilities
from policybook.project import TEXT, find_root, read_yaml
from policybook.read.corpus import Corpus

WORDS = {str: TEXT}
NAMES = {"places": [TEXT], "institutions": [TEXT], "offices": [TEXT]}
STOP = {str: {"reason": TEXT, "words": TEXT}}
THEMES = {str: {"en": TEXT, "zh": TEXT, "strings": [TEXT], "not?": [TEXT]}}
HAN = re.compile(r"[㐀-鿿]+")
_FULL_WIDTH = str.maketrans("(),:;%?!", "（），：；％？！")
_LEVEL_ENDING = "省市区县"
_UNIT_PARTS = re.compile(r"[（(〔\[<＜）)〕\]>＞]")


def normalise(text: str) -> str:
    """Return a text with full-width punctuation; no character is added or lost, so offsets stay."""
    return text.translate(_FULL_WIDTH)


# -------------------------------------------------------------------------------------------------- the vocabulary


@dataclass(frozen=True)
class Theme:
    """A theme: the strings that put a sentence into it, and the longer strings in which they do not count."""

    name: str
    en: str
    zh: str
    strings: tuple[str, ...]
    exceptions: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern:
        """A pattern whose group ``hit`` is filled where the theme is named."""
        hits = "|".join(map(re.escape, sorted(self.strings, key=len, reverse=True)))
        masks = "".join(f"{re.escape(e)}|" for e in sorted(self.exceptions, key=len, reverse=True))
        return re.compile(f"{masks}(?P<hit>{hits})")

    def named_in(self, text: str) -> bool:
        """Tell whether a text names the theme."""
        return any(m["hit"] for m in self.pattern.finditer(text))


@dataclass(frozen=True)
class TermVocabulary:
    """The hand-kept lists of words, as the segmenters and the counts use them.

    Attributes
    ----------
    terms : dict
        Term of the user dictionary to English gloss.
    names : dict
        Name to its kind: ``place``, ``institution`` or ``office``.
    stop : dict
        Stop word to its group.
    reasons : dict
        Group of stop words to the reason why it is left out.
    themes : dict
        Theme by name.
    glosses : dict
        Other words to English.
    """

    terms: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    stop: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    themes: Mapping[str, Theme] = field(default_factory=dict)
    glosses: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """All words that a segmenter must know, longest first."""
        return sorted({*self.terms, *self.names}, key=lambda w: (-len(w), w))

    def kind(self, word: str) -> str:
        """Return ``content``, ``place``, ``institution``, ``office``, ``short``, ``other`` or ``stop:<group>``."""
        if word in self.terms:
            return "content"
        if word in self.names:
            return self.names[word]
        if not HAN.fullmatch(word):
            return "other"
        if word in self.stop:
            return f"stop:{self.stop[word]}"
        return "content" if len(word) > 1 else "short"

    def english(self, words: Iterable[str]) -> list[str | None]:
        """Return words in English, None where the lists do not have them."""
        return [self.terms.get(w) or self.glosses.get(w) for w in words]


def load_terms(corpus: Corpus | None = None, root: Path | str | None = None) -> TermVocabulary:
    """Load the lists in ``data/vocab``; a corpus adds its places and its responsible offices to the names.

    Parameters
    ----------
    corpus : Corpus, optional
        Whose records name the places and whose lists of responsible units name the offices.
    root : path, optional
        The project's folder.
    """
    folder = find_root(root) / "data" / "vocab"
    terms = {
        normalise(str(t)): str(en)
        for group in read_yaml(folder / "terms.yml", {str: WORDS}).values()
        for t, en in group.items()
    }
    listed = read_yaml(folder / "names.yml", NAMES)
    names = {n: kind for kind in ("office", "institution", "place") for n in listed[f"{kind}s"]}
    for document in (corpus or {}).values():
        names = offices_of(document.outline) | names
        if place := str(document.record.get("place") or ""):
            names |= dict.fromkeys((place, place.rstrip(_LEVEL_ENDING)), "place")
    stop = read_yaml(folder / "stopwords.yml", STOP)
    return TermVocabulary(
        terms=terms,
        names={n: k for n, k in names.items() if n and n not in terms},
        stop={w: group for group, entry in stop.items() for w in entry["words"].split()},
        reasons={group: entry["reason"] for group, entry in stop.items()},
        themes={
            name: Theme(name, t["en"], t["zh"], tuple(t["strings"]), tuple(t.get("not", ())))
            for name, t in read_yaml(folder / "themes.yml", THEMES).items()
        },
        glosses={str(w): str(en) for w, en in read_yaml(folder / "glosses.yml", WORDS).items()},
    )


def offices_of(outline) -> dict[str, str]:
    """Return the names of the offices in a document's lists of responsible units, also without the level in front."""
    names: dict[str, str] = {}
    for row in responsibilities.extract(outline):
        for part in _UNIT_PARTS.split(normalise(row.unit)):
            for name in (part, part[1:] if part[:1] in _LEVEL_ENDING else ""):
                if len(name) > 2 and HAN.fullmatch(name):
                    names[name] = "office"
    return names
