"""Recipients and industries: the files ``data/vocab/recipients.yml`` and ``industries.yml`` come in, what a text names goes out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from policybook.errors import PolicybookError
from policybook.project import TEXT, check_form
from policybook.vocab.entries import check_unique, read_entries, vocabulary_path

__all__ = ["NamedKinds", "load_industries", "load_recipients"]

#: Ends a name: a mark, a joint, or the words behind who is given something.
NAME_END = r"(?=[)）\]】”’\"》]?(?:[（(][^（）()]{0,40}[）)])?(?:的|、|和|及|与|或|/|,|，|;|；|给|予|按|分|每|最|均|各|再|奖|补|资|一次|首次|在|招用|吸纳|引进|获得|获评|购置|购买|租赁|参加|\s|$))"


@dataclass(frozen=True)
class NamedKinds:
    """A vocabulary of kinds, in the order of its file, and the pattern of all of its words."""

    labels: Mapping[str, str]
    of_word: Mapping[str, str]
    names: re.Pattern[str]

    def found_in(self, text: str) -> list[tuple[str, str]]:
        """Return (kind, word as printed) of each kind that a text names, a kind once, in the text's order."""
        found: dict[str, str] = {}
        for match in self.names.finditer(text):
            if match.group() in self.of_word:
                found.setdefault(self.of_word[match.group()], match.group())
        return list(found.items())


def load_recipients(root: Path | str | None = None) -> NamedKinds:
    """Load the kinds of recipients; a word counts where it ends a name (企业园 names no firm)."""
    return _load("recipients", NAME_END, root)


def load_industries(root: Path | str | None = None) -> NamedKinds:
    """Load the industries; a word counts wherever it stands, but not inside a longer one of `not`."""
    return _load("industries", "", root)


def _load(name: str, behind: str, root: Path | str | None) -> NamedKinds:
    path = _file(f"{name}.yml", root)
    found = path.stat() if path.is_file() else None
    return _load_file(name, behind, path, found and (found.st_mtime_ns, found.st_size))


@lru_cache(maxsize=8)  # asked for with each few documents
def _load_file(name: str, behind: str, path: Path, state: object) -> NamedKinds:
    entries = read_entries(path, name, ("id", "zh", "en", "words"), ("not",))
    check_unique(path, name, entries)
    for entry in entries:
        for field in ("words", "not"):
            check_form(path, entry.get(field, []), [TEXT], f"{name}: {entry['id']}: {field}")
    of_word = {word: entry["id"] for entry in entries for word in entry["words"]}
    skipped = [word for entry in entries for word in entry.get("not", ())]
    labels = {entry["id"]: f"{entry['en'][:1].upper()}{entry['en'][1:]} {entry['zh']}" for entry in entries}
    return NamedKinds(
        labels, of_word, re.compile(f"(?:{_any(of_word)}){behind}" + (f"|{_any(skipped)}" if skipped else ""))
    )


def _file(name: str, root: Path | str | None) -> Path:
    """Return the file of the project, or where it has none that of the project which holds this package."""
    try:
        path = vocabulary_path(name, root)
    except PolicybookError:
        path = None
    return path if path and path.is_file() else vocabulary_path(name, Path(__file__).parent)


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
