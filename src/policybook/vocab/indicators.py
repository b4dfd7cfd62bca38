"""Indicators of targets: the file ``data/vocab/indicators.yml`` comes in, a checked `IndicatorVocabulary` goes out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from policybook.errors import PolicybookError
from policybook.project import TEXT, read_yaml
from policybook.vocab.entries import check_unique, folded, pattern, read_entries, vocabulary_path


@dataclass(frozen=True)
class Indicator:
    """One thing that places promise; the fields are described at the head of ``indicators.yml``."""

    id: str
    zh: str
    en: str
    units: frozenset[str]
    names: re.Pattern[str]
    excluded: re.Pattern[str] | None
    free: bool
    down: bool


@dataclass(frozen=True)
class Kind:
    """A kind of quantity: told by its unit, and by words where units do not decide."""

    id: str
    en: str
    units: frozenset[str] | None
    words: re.Pattern[str] | None


@dataclass(frozen=True)
class IndicatorVocabulary:
    """What ``indicators.yml`` holds."""

    indicators: Mapping[str, Indicator]
    kinds: tuple[Kind, ...]

    def indicator_of(self, printed: object, unit: object) -> str | None:
        """Return the id of the indicator that a printed one in a unit belongs to, else None."""
        text, unit = folded(printed), folded(unit)
        for indicator in self.indicators.values():
            named = unit in indicator.units and indicator.names.search(text)
            if named and not (indicator.excluded and indicator.excluded.search(text)):
                return indicator.id
        return None

    def kind_of(self, printed: object, unit: object) -> str:
        """Return the id of the kind of quantity."""
        text, unit = folded(printed), folded(unit)
        for kind in self.kinds:
            if (kind.units is None or unit in kind.units) and (kind.words is None or kind.words.search(text)):
                return kind.id
        return self.kinds[-1].id

    @property
    def kind_names(self) -> dict[str, str]:
        """The English name of each kind, in the file's order."""
        return {kind.id: kind.en for kind in self.kinds}


def load_indicators(root: Path | str | None = None) -> IndicatorVocabulary:
    """Load the indicators and the kinds of quantities.

    Raises
    ------
    PolicybookError
        Where an entry is not well formed; names the file and the entry.
    """
    path = vocabulary_path("indicators.yml", root)
    entries = read_entries(path, "indicators", ["id", "zh", "en", "units", "names"], ["not", "free", "down"])
    check_unique(path, "indicators", entries)
    kinds = read_entries(path, "kinds", ["id", "en"], ["units", "words"])
    if not kinds or "units" in kinds[-1] or "words" in kinds[-1]:
        raise PolicybookError(f"{path}: kinds: the last one must take what is left, without `units` and `words`")
    return IndicatorVocabulary(
        indicators={entry["id"]: _indicator(path, entry) for entry in entries},
        kinds=tuple(
            Kind(
                kind["id"],
                kind["en"],
                _units(path, "kinds", kind) if "units" in kind else None,
                pattern(path, "kinds", kind, "words"),
            )
            for kind in kinds
        ),
    )


def load_promises(root: Path | str | None = None) -> dict[str, str]:
    """Load English for printed indicators without a harmonised name: printed -> English.

    Raises
    ------
    PolicybookError
        Where an entry is no text; names the file and the entry.
    """
    path = vocabulary_path("promises.yml", root)
    return read_yaml(path, {str: TEXT})


def _indicator(path: Path, entry: Mapping) -> Indicator:
    for field in ("free", "down"):
        if not isinstance(entry.get(field, False), bool):
            raise PolicybookError(f"{path}: indicators: {entry['id']}: `{field}` must be true or false")
    return Indicator(
        id=entry["id"],
        zh=entry["zh"],
        en=entry["en"],
        units=_units(path, "indicators", entry),
        names=pattern(path, "indicators", entry, "names"),
        excluded=pattern(path, "indicators", entry, "not"),
        free=entry.get("free", False),
        down=entry.get("down", False),
    )


def _units(path: Path, key: str, entry: Mapping) -> frozenset[str]:
    units = entry["units"]
    if not isinstance(units, list) or not units or not all(isinstance(unit, str) for unit in units):
        raise PolicybookError(f'{path}: {key}: {entry["id"]}: `units` must be a list of units, e.g. ["%"]')
    return frozenset(folded(unit) for unit in units)
