"""Levels and things of asks: the file ``data/vocab/requests.yml`` comes in, a checked `RequestVocabulary` goes out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from policybook.errors import PolicybookError
from policybook.project import TEXT, check_form, read_yaml
from policybook.vocab.entries import check_unique, folded, pattern, read_entries, vocabulary_path


@dataclass(frozen=True)
class Word:
    """A level, thing or kind of money with the patterns that tell it."""

    id: str
    zh: str
    en: str
    names: re.Pattern[str] | None
    own: re.Pattern[str] | None = None


@dataclass(frozen=True)
class RequestVocabulary:
    """What ``requests.yml`` holds."""

    levels: tuple[Word, ...]
    things: tuple[Word, ...]
    sums: tuple[Word, ...]
    never: re.Pattern[str]
    lists: Mapping[str, str]
    items: Mapping[str, str]

    def english(self, key: str) -> dict[str, str]:
        """Return id to English of one list: levels, things or sums."""
        return {word.id: word.en for word in getattr(self, key)}

    def labels(self, key: str) -> dict[str, str]:
        """Return id to a bilingual label."""
        return {word.id: f"{word.en[:1].upper()}{word.en[1:]} {word.zh}" for word in getattr(self, key)}


def load_requests(root: Path | str | None = None) -> RequestVocabulary:
    """Load the words of asks.

    Raises
    ------
    PolicybookError
        Where an entry is not well formed; names the file and the entry.
    """
    path = vocabulary_path("requests.yml", root)
    words = {key: _words(path, key) for key in ("levels", "things", "sums")}
    content = read_yaml(path)
    for key in ("lists", "items"):
        check_form(path, content.get(key) or {}, {str: TEXT}, key)
    return RequestVocabulary(
        **words,
        never=pattern(path, "never", {"id": "never", **{"never": content.get("never")}}, "never")
        or re.compile(r"(?!)"),
        lists=content.get("lists") or {},
        items={folded(item): english for item, english in (content.get("items") or {}).items()},
    )


def _words(path: Path, key: str) -> tuple[Word, ...]:
    entries = read_entries(path, key, ["id", "zh", "en"], ["names", "own"])
    check_unique(path, key, entries)
    for entry in entries:
        if not {"names", "own"} & set(entry):
            raise PolicybookError(f"{path}: {key}: {entry['id']}: lacks `names`")
    return tuple(
        Word(e["id"], e["zh"], e["en"], pattern(path, key, e, "names"), pattern(path, key, e, "own")) for e in entries
    )
