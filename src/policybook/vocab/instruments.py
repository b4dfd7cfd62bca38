"""Policy instruments: the file ``data/vocab/instruments.yml`` comes in, a checked `InstrumentVocabulary` goes out."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from policybook.errors import PolicybookError
from policybook.project import TEXT, check_form, read_yaml
from policybook.vocab.entries import check_unique, folded, pattern, read_entries, vocabulary_path

#: What an award is where no other tool claims it.
DEFAULT = "funding"


@dataclass(frozen=True)
class Instrument:
    """A tool; the fields are described at the head of ``instruments.yml``."""

    id: str
    side: str
    zh: str
    en: str
    rank: int
    names: re.Pattern[str]
    tables: frozenset[str]


@dataclass(frozen=True)
class InstrumentVocabulary:
    """What ``instruments.yml`` holds."""

    sides: Mapping[str, str]
    instruments: Mapping[str, Instrument]

    @cached_property
    def by_rank(self) -> tuple[Instrument, ...]:
        """The tools in the order in which they claim an award."""
        return tuple(sorted(self.instruments.values(), key=lambda tool: tool.rank))

    def tools_of(self, text: object, tables: Collection[str] = ()) -> tuple[str, ...]:
        """Return the tools that a measure's text, or the tables that have rows in it, speak of; in the file's order."""
        plain, tables = folded(text), frozenset(tables)
        return tuple(t.id for t in self.instruments.values() if t.tables & tables or t.names.search(plain))

    def tool_of_award(self, text: object) -> str:
        """Return the tool that an award belongs to, told by its item and base."""
        plain = folded(text)
        return next((t.id for t in self.by_rank if t.id != DEFAULT and t.rank and t.names.search(plain)), DEFAULT)

    def side(self, tool: str) -> str:
        """Return the side of a tool."""
        return self.instruments[tool].side

    def label(self, tool: str) -> str:
        """Return a bilingual label: ``Public money 资金投入``."""
        known = self.instruments[tool]
        return f"{known.en[:1].upper()}{known.en[1:]} {known.zh}"


def load_instruments(root: Path | str | None = None) -> InstrumentVocabulary:
    """Load the policy instruments.

    Raises
    ------
    PolicybookError
        Where an entry is not well formed; names the file and the entry.
    """
    path = vocabulary_path("instruments.yml", root)
    entries = read_entries(path, "instruments", ["id", "side", "zh", "en", "rank", "names"], ["tables"])
    check_unique(path, "instruments", entries)
    sides = read_yaml(path).get("sides") or {}
    check_form(path, sides, {str: TEXT}, "sides")
    for entry in entries:
        if entry["side"] not in sides:
            raise PolicybookError(f"{path}: instruments: {entry['id']}: no side {entry['side']!r}")
        check_form(path, entry["rank"], int, f"instruments: {entry['id']}: rank")
        check_form(path, entry.get("tables", []), [TEXT], f"instruments: {entry['id']}: tables")
    if DEFAULT not in {entry["id"] for entry in entries}:
        raise PolicybookError(f"{path}: instruments: lacks {DEFAULT}, what an award is where no other tool claims it")
    tools = [
        Instrument(
            entry["id"],
            entry["side"],
            entry["zh"],
            entry["en"],
            entry["rank"],
            pattern(path, "instruments", entry, "names"),
            frozenset(entry.get("tables", ())),
        )
        for entry in entries
    ]
    return InstrumentVocabulary(sides, {tool.id: tool for tool in tools})
