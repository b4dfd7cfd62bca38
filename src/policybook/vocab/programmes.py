"""Programmes: the file ``data/vocab/programmes.yml`` comes in, a checked `ProgrammeVocabulary` goes out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd

from policybook.errors import PolicybookError
from policybook.extract.quantities import fold
from policybook.project import MAYBE_TEXT, TEXT, find_root, read_yaml
from policybook.vocab.entries import one_of

FORM = {
    "families": {str: TEXT},
    "tiers": [{"id": TEXT, "short": TEXT, "zh": TEXT, "names?": [TEXT]}],
    "payers": {str: {"label": TEXT, "names?": [TEXT]}},
    "treasuries": {str: {str: [TEXT]}},
    "on_top": [TEXT],
    "programmes": [
        {
            "id": TEXT,
            "zh": TEXT,
            "en": TEXT,
            "family": TEXT,
            "names": [TEXT],
            "not?": [TEXT],
            "with?": TEXT,
            "needs?": TEXT,
            "beside?": [TEXT],
            "tiers": [TEXT],
            "grades?": {str: TEXT},
            "qualifies?": [TEXT],
            "schedule?": TEXT,
            "note?": MAYBE_TEXT,
        }
    ],
    "schedules": {
        str: {
            "en": TEXT,
            "driver": TEXT,
            "upto": float,
            "parts": {str: float},
            "held": {str: float},
            "traits": [TEXT],
            "tiers": [TEXT],
        }
    },
    "variables": {
        str: {"en": TEXT, "unit": TEXT, "names": [TEXT], "also?": [TEXT], "positive?": TEXT, "from?": {str: [TEXT]}}
    },
}


@dataclass(frozen=True)
class Programme:
    """One programme; the fields are described at the head of ``programmes.yml``."""

    id: str
    zh: str
    en: str
    family: str
    names: re.Pattern
    excluded: re.Pattern | None
    condition: re.Pattern | None
    sentence: re.Pattern | None
    beside: re.Pattern | None
    tiers: tuple[str, ...]
    grades: Mapping[str, re.Pattern]
    qualifies: re.Pattern | None
    schedule: str | None
    note: str | None

    def found_in(self, text: str, condition: str, sentence: str) -> re.Match | None:
        """Return where a folded text names this programme; `condition` and `sentence` are the words around it."""
        if self.excluded and self.excluded.search(text):
            return None
        if self.condition and not self.condition.search(text + "|" + condition):
            return None
        if self.sentence and not self.sentence.search(sentence):
            return None
        return self.names.search(text)


@dataclass(frozen=True)
class Variable:
    """A quantity that conditions, bases and profiles speak of."""

    id: str
    en: str
    unit: str
    units: frozenset[str]
    names: re.Pattern | None
    positive: re.Pattern | None
    source: tuple[str, tuple[str, ...]] | None


@dataclass(frozen=True)
class ProgrammeVocabulary:
    """What ``programmes.yml`` holds, and the places of the project's records with their levels."""

    families: Mapping[str, str]
    tiers: Mapping[str, re.Pattern | None]
    tier_names: Mapping[str, str]
    payers: Mapping[str, re.Pattern]
    payer_names: Mapping[str, str]
    treasuries: Mapping[str, Mapping[str, re.Pattern]]
    on_top: re.Pattern
    programmes: Mapping[str, Programme]
    schedules: Mapping[str, Mapping[str, str]]
    variables: Mapping[str, Variable]
    places: Mapping[str, str]

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The rank of each tier, 0 for the highest."""
        return {tier: i for i, tier in enumerate(self.tiers)}

    def tier_label(self, tier: object) -> str:
        """Return the short name of a tier, or the grade itself; "" for none."""
        return "" if pd.isna(tier) else self.tier_names.get(str(tier), str(tier))

    def label(self, programme: str, tier: object = pd.NA) -> str:
        """Return a short bilingual label: ``Little giant 专精特新“小巨人”, nat.``."""
        p = self.programmes[programme]
        return f"{p.en} {p.zh}" + (f", {self.tier_label(tier)}" if self.tier_label(tier) else "")


def folded(text: object) -> str:
    """Fold a text for matching: half-width digits and marks, no spaces and no quotation marks; "" for missing."""
    if text is None or text is pd.NA or (isinstance(text, float) and text != text):
        return ""
    return re.sub(r"[\s“”‘’「」『』\"']", "", fold(str(text))).replace("，", ",").replace("；", ";")


def load_programmes(root: Path | str | None = None) -> ProgrammeVocabulary:
    """Load the programmes, tiers, schedules and variables.

    Parameters
    ----------
    root : path, optional
        The project's folder; by default the nearest above the working folder, else the one that holds this package.

    Raises
    ------
    PolicybookError
        Where the file contradicts itself; names the entry.
    """
    return _load(_vocabulary_file(root))


def _vocabulary_file(root: Path | str | None) -> Path:
    try:
        folder = find_root(root)
    except PolicybookError:
        folder = Path(__file__).resolve().parents[3]
    path = folder / "data" / "vocab" / "programmes.yml"
    if not path.is_file():
        path = Path(__file__).resolve().parents[3] / "data" / "vocab" / "programmes.yml"
    if not path.is_file():
        raise PolicybookError(f"{path}: is missing; run this inside the project")
    return path


@lru_cache(maxsize=4)
def _load(path: Path) -> ProgrammeVocabulary:
    content = read_yaml(path, FORM)
    _check_patterns(content, path)
    try:
        tiers = {t["id"]: _pattern(t.get("names")) for t in content["tiers"]}
        variables = {name: _variable(name, entry) for name, entry in content["variables"].items()}
        programmes = {entry["id"]: _programme(entry) for entry in content["programmes"]}
        if len(programmes) < len(content["programmes"]):
            ids = [entry["id"] for entry in content["programmes"]]
            raise PolicybookError(f"{path}: programmes: {max(ids, key=ids.count)!r} stands twice")
        vocabulary = ProgrammeVocabulary(
            families=content["families"],
            tiers=tiers,
            tier_names={t["id"]: t["short"] for t in content["tiers"]},
            payers={name: _pattern(entry["names"]) for name, entry in content["payers"].items() if "names" in entry},
            payer_names={name: entry["label"] for name, entry in content["payers"].items()},
            treasuries={
                level: {kind: _pattern(names) for kind, names in kinds.items()}
                for level, kinds in content["treasuries"].items()
            },
            on_top=_pattern(content["on_top"]),
            programmes=programmes,
            schedules=content["schedules"],
            variables=variables,
            places=_places(path.parents[1] / "raw"),
        )
    except (KeyError, TypeError) as error:
        raise PolicybookError(f"{path}: an entry lacks {error}") from None
    _check(vocabulary, path)
    return vocabulary


def _check_patterns(content: Mapping, path: Path) -> None:
    """Compile every pattern once, so that a broken one is named with its place."""
    listed = {f"tiers: {t['id']}": t.get("names", []) for t in content["tiers"]} | {"on_top": content["on_top"]}
    listed |= {f"payers: {name}": entry.get("names", []) for name, entry in content["payers"].items()}
    listed |= {
        f"treasuries: {level}: {kind}": p for level, kinds in content["treasuries"].items() for kind, p in kinds.items()
    }
    for name, entry in content["variables"].items():
        listed[f"variables: {name}"] = [*entry["names"], entry.get("positive", "")]
    for entry in content["programmes"]:
        fields = [p for field in ("names", "not", "beside", "qualifies") for p in entry.get(field, ())]
        fields += [entry.get("with", ""), entry.get("needs", ""), *entry.get("grades", {}).values()]
        listed[f"programmes: {entry['id']}"] = fields
        if not entry["names"]:
            raise PolicybookError(f"{path}: programmes: {entry['id']}: `names` must have a pattern")
    for place, patterns in listed.items():
        one_of(path, place, patterns)


def _places(folder: Path) -> dict[str, str]:
    """Return the known places without their last character (市, 区, 县), and their levels."""
    records = (read_yaml(path) for path in sorted(folder.glob("*.yml")))
    return {str(r["place"])[:-1]: str(r.get("level") or "") for r in records if isinstance(r, dict) and r.get("place")}


def _pattern(names: Iterable[str] | None) -> re.Pattern | None:
    return re.compile("|".join(f"(?:{name})" for name in names)) if names else None


def _programme(entry: Mapping) -> Programme:
    return Programme(
        id=entry["id"],
        zh=entry["zh"],
        en=entry["en"],
        family=entry["family"],
        names=_pattern(entry["names"]),
        excluded=_pattern(entry.get("not")),
        condition=_pattern([entry["with"]]) if "with" in entry else None,
        sentence=_pattern([entry["needs"]]) if "needs" in entry else None,
        beside=_pattern(entry.get("beside")),
        tiers=tuple(entry["tiers"]),
        grades={grade: re.compile(pattern) for grade, pattern in entry.get("grades", {}).items()},
        qualifies=_pattern(entry.get("qualifies")),
        schedule=entry.get("schedule"),
        note=entry.get("note"),
    )


def _variable(name: str, entry: Mapping) -> Variable:
    source = entry.get("from")
    unit = entry["unit"]
    return Variable(
        id=name,
        en=entry["en"],
        unit=unit,
        units=frozenset({"元" if unit == "yuan" else unit, *entry.get("also", ())}),
        names=_pattern(entry["names"]),
        positive=_pattern([entry["positive"]]) if "positive" in entry else None,
        source=next((how, tuple(of)) for how, of in source.items()) if source else None,
    )


def _check(vocabulary: ProgrammeVocabulary, path: Path) -> None:
    for p in vocabulary.programmes.values():
        if p.family not in vocabulary.families:
            raise PolicybookError(f"{path}: programmes: {p.id}: no family {p.family!r}")
        if strange := [tier for tier in p.tiers if tier not in vocabulary.tiers]:
            raise PolicybookError(f"{path}: programmes: {p.id}: no tier {strange[0]!r}")
        if p.schedule and p.schedule not in vocabulary.schedules:
            raise PolicybookError(f"{path}: programmes: {p.id}: no schedule {p.schedule!r}")
    for name, schedule in vocabulary.schedules.items():
        if schedule["driver"] not in vocabulary.variables:
            raise PolicybookError(f"{path}: schedules: {name}: no variable {schedule['driver']!r}")


def named_programmes(text: str, condition: str, sentence: str, vocabulary: ProgrammeVocabulary) -> list[Programme]:
    """List the programmes that a folded text names, each name counted for the first programme that claims it."""
    found, whole = [], text
    for programme in vocabulary.programmes.values():
        if programme.found_in(whole, condition, sentence) and (match := programme.names.search(text)):
            found.append(programme)
            while match:
                text = text[: match.start()] + "□" * (match.end() - match.start()) + text[match.end() :]
                match = programme.names.search(text) if match.end() > match.start() else None
    return found
