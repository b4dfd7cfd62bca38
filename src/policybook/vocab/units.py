"""Offices behind printed units: the file ``data/vocab/units.yml`` comes in, a checked `OfficeVocabulary` goes out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from policybook.errors import PolicybookError
from policybook.project import read_yaml
from policybook.read.scripts import simplify
from policybook.vocab.entries import check_unique, folded, pattern, read_entries, vocabulary_path

_BRACKET = re.compile(r"[(〔<\[].*")
_TWO_PLATES = re.compile(r"(.+[局委部办院行会署司厅处中心])[（(]([省市区县][^（）()]+)[）)]")


def office(unit: str) -> str:
    """Return the office's first name where a second one stands in brackets behind it: one office with two name plates.

    Other brackets belong to the name.

    Examples
    --------
    >>> office("区财政局（区国资办）"), office("各镇（街道）")
    ('区财政局', '各镇（街道）')
    """
    found = _TWO_PLATES.fullmatch(unit)
    return found[1] if found else unit


@dataclass(frozen=True)
class Office:
    """An office that several places have; the fields are described at the head of ``units.yml``."""

    id: str
    zh: str
    en: str
    short: str
    kind: str
    names: re.Pattern[str]
    does: tuple[str, ...]


@dataclass(frozen=True)
class OfficeVocabulary:
    """What ``units.yml`` holds."""

    offices: Mapping[str, Office]
    kinds: Mapping[str, str]

    def office_of(self, unit: object) -> str | None:
        """Return the id of the office behind a printed unit, else None.

        The whole name is asked first for an office that hangs on another one (区政府办公室〔区金融发展服务中心〕), then the name
        before the bracket.
        """
        text = simplify(folded(unit))
        if "政府办" in text and (inner := _BRACKET.search(text)) and (found := self._first(inner[0])):
            return found
        return self._first(_BRACKET.sub("", text)) or self._first(text)

    def _first(self, text: str) -> str | None:
        return next((office.id for office in self.offices.values() if office.names.search(text)), None)

    def work_of(self, office: str) -> tuple[str, ...]:
        """Return the offices whose work an office does: its own, or those that it joins."""
        return self.offices[office].does or (office,)

    def short(self, office: str) -> str:
        """Return the short English name, or the printed name of an office that the file does not know."""
        return self.offices[office].short if office in self.offices else office

    def label(self, office: str) -> str:
        """Return a short bilingual label: ``Finance 财政局``."""
        known = self.offices.get(office)
        return f"{known.short} {known.zh}" if known else office


def load_units(root: Path | str | None = None) -> OfficeVocabulary:
    """Load the offices.

    Raises
    ------
    PolicybookError
        Where an entry is not well formed; names the file and the entry.
    """
    path = vocabulary_path("units.yml", root)
    entries = read_entries(path, "offices", ["id", "zh", "en", "short", "kind", "names"], ["does"])
    check_unique(path, "offices", entries)
    kinds, ids = read_yaml(path).get("kinds") or {}, {entry["id"] for entry in entries}
    for entry in entries:
        if entry["kind"] not in kinds:
            raise PolicybookError(f"{path}: offices: {entry['id']}: no kind {entry['kind']!r}")
        if unknown := [other for other in entry.get("does", ()) if other not in ids]:
            raise PolicybookError(f"{path}: offices: {entry['id']}: does the work of no office {unknown[0]!r}")
    return OfficeVocabulary(
        offices={
            e["id"]: Office(
                e["id"],
                e["zh"],
                e["en"],
                e["short"],
                e["kind"],
                pattern(path, "offices", e, "names"),
                tuple(e.get("does", ())),
            )
            for e in entries
        },
        kinds=kinds,
    )
