"""Read the responsible units of each measure and the lead units of each domain.

In: the `Outline` of a document. Out: `Responsibility` rows in printed order, with offsets into the cleaned text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policybook.read.clean import CLOSERS, OPENERS, UNIT_ROLE
from policybook.read.outline import Outline, UnitList

ROLE = re.compile(rf"[（(\[【〔［]?\s*({UNIT_ROLE})[】\]）)］]?[:：]")
DUTY = re.compile(r"由?(.+?)(牵头|负责|配合|落实|参与|参加)(?:实施|落实|办理)?(?:[，,；;]|$)")
MARKED_LEAD = re.compile(r"[（(](?:牵头|牵头单位|主办)[）)]$")
MARKED_SUPPORT = re.compile(r"[（(](?:配合|协办)[）)]$")
LEAD_ROLES = ("牵头", "主管", "主办")
SUPPORT_ROLES = ("配合", "协办", "参与", "参加")
FIRST_LEADS = re.compile(r"(?:列|排)?(?:在)?第一(?:位|个)?的?(?:单位)?(?:为|是)牵头(?:单位|部门)?")
PAIRS = {"<": ">", "＜": "＞", "《": "》", **dict(zip(OPENERS, CLOSERS, strict=True))}


@dataclass(frozen=True, slots=True)
class Responsibility:
    """One unit responsible for a measure, or leading a domain (`measure` None)."""

    section: int | None
    measure: int | None
    unit: str
    order: int
    lead: bool
    start: int
    end: int


def split_units(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the names in a list of units; a name's own brackets are never cut.

    Parameters
    ----------
    text : str
        Names separated by 、，；, for example ``"区财政局（区国资办）、区税务局"``.
    """
    depth, start = 0, 0
    for position, character in enumerate(text + "、"):
        if character in PAIRS:
            depth += 1
        elif character in PAIRS.values():
            depth = max(0, depth - 1)
        elif character in "、，,;；\n\t" and (not depth or position == len(text)):
            name = text[start:position]
            left = len(name) - len(name.lstrip(" "))
            name = name.strip(" ")
            if name:
                yield start + left, start + left + len(name)
            start = position + 1


def clean_unit(name: str) -> str:
    """Return a unit's name as printed, without the mark of the lead, a final 等, and brackets that do not close."""
    name = name.replace("*", "").replace("＊", "").strip(" 。.")
    for opener, closer in PAIRS.items():
        if name.count(opener) > name.count(closer):
            name = name.rstrip(opener) + closer if not name.endswith(opener) else name.rstrip(opener)
        elif name.count(closer) > name.count(opener):
            name = name.rstrip(closer).lstrip(closer)
    return re.sub(r"(?<=[局委办会部院])等(?:部门|单位)?$", "", name)


def extract(outline: Outline) -> list[Responsibility]:
    """Read all responsible units of a document.

    Parameters
    ----------
    outline : Outline

    Returns
    -------
    list of Responsibility
        A unit leads where it is marked ``*``, named as 牵头, stands alone, or stands first in a document that says
        that the first one leads.
    """
    first_leads = bool(FIRST_LEADS.search(outline.clean.text))
    rows: list[Responsibility] = []
    counts: dict[tuple[int | None, int | None], int] = {}
    for units in outline.unit_lists:
        place = (units.section, units.measure)
        before = counts.get(place, 0)
        found = _read(units, before, first_leads and not before)
        counts[place] = before + len(found)
        rows += found
    alone = {place for place, count in counts.items() if count == 1}
    return [
        Responsibility(r.section, r.measure, r.unit, r.order, r.lead or (r.section, r.measure) in alone, r.start, r.end)
        for r in rows
    ]


def _read(units: UnitList, before: int, first_leads: bool) -> list[Responsibility]:
    rows = []
    for role, start, end in _runs(units.text):
        text = units.text[start:end]
        text = text[: text.index("。")] if "。" in text else text
        for left, right in split_units(text):
            printed = text[left:right]
            name = clean_unit(MARKED_SUPPORT.sub("", MARKED_LEAD.sub("", printed)))
            if not name:
                continue
            order = before + len(rows) + 1
            leads = "*" in printed or MARKED_LEAD.search(printed) is not None or role.startswith(LEAD_ROLES) or not role
            leads = leads or (first_leads and order == 1 and not role.startswith(SUPPORT_ROLES))
            at = units.start + start + left
            rows.append(Responsibility(units.section, units.measure, name, order, leads, at, at + right - left))
    return rows


def _runs(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (role, start, end) of each run of names; a domain's lead has no role word."""
    roles = list(ROLE.finditer(text))
    duties = [] if roles else list(DUTY.finditer(text))
    for found in duties:
        yield found[2], *found.span(1)
    if not roles and not duties:
        yield "", 0, len(text)
    if not roles:
        return
    ends = [found.start() for found in roles[1:]] + [len(text)]
    for found, end in zip(roles, ends, strict=True):
        yield found[1], found.end(), end
