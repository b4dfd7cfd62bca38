"""Read the responsible units of each measure and the lead units of each domain.

In: the `Outline` of a document. Out: `Responsibility` rows in printed order, with offsets into the cleaned text.

A list of units is cut into runs by the words that say what the units do (责任单位：…, …牵头, …按职责分工负责); notes to the
reader (下同, 不再列出, 适用范围：…) are taken off; each run is cut into names; and what the document says about who leads
(第一位的为牵头单位, 逗号前为牵头单位) is obeyed from its place on.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from math import inf
from typing import NamedTuple

from policybook.read.clean import CLOSERS, OPENERS, ROLE_NOTE, UNIT_ROLE
from policybook.read.outline import Outline, UnitList

ROLE = re.compile(rf"[（(\[【〔［]?\s*({UNIT_ROLE}){ROLE_NOTE}[】\]）)］]?[:：]")
DUTY_WORDS = "牵头|负责|配合|落实|参与|参加|主办|协办|实施|为主"
#: 甲局牵头，乙局、丙局配合: names, and behind them what they do.
DUTY = re.compile(
    r"[由以]?([^。]+?)(?:(?:按|按照|根据|依)(?:照)?(?:各自)?职[责能](?:分工)?)?"
    rf"(?:组织)?({DUTY_WORDS})(?:组织|负责)?(?:实施|落实|办理|推进)?(?=[，,；;。]|$)[，,；;。]?"
)
DUTY_WORD = re.compile(DUTY_WORDS)
BY_DUTY = re.compile(r"(?:分别)?(?:按|按照|根据|依)(?:照)?(?:各自)?职[责能](?:分工)?$")
MARKED_LEAD = re.compile(r"[（(](?:牵头|牵头单位|主办|牵头部门)[）)]$")
MARKED_SUPPORT = re.compile(r"[（(](?:配合|协办|配合单位|责任)[）)]$")
LEAD_ROLE = re.compile("牵头|主管|主办|为主")
SUPPORT_ROLE = re.compile("配合|协办|参与|参加")
FIRST_LEADS = re.compile(
    r"(?:列在?第一|列在?首|排名?在?第一|排名?在?首|在第一|在首|第一|首)(?:位|个)?(?:的|者)?(?:的)?(?:部门|单位)?(?:为|是)(?:牵头|主办)(?:单位|部门)?"
)
COMMA_LEADS = re.compile(r"逗号(?:之)?前(?:的)?(?:部门|单位)?(?:为|是)牵头(?:单位|部门)?")
#: Notes to the reader in a list of units, from their first word to the end of the list: name, pattern, example.
NOTES = (
    ("same below", r"以?下(?:文)?(?:均)?同(?![〉>＞）)〕\]])", "下同"),
    ("not listed again", r"(?:以下|下文|后面)?(?:均)?不再(?:单独|一一|逐一|另行)?(?:列出|列示|重复)", "不再单独列出"),
    (
        "for all below",
        r"(?:以下|上述|各项)(?:各(?:项|条))?(?:政策|措施|条款|任务)[^。]{0,60}(?:均|都)",
        "以下措施均需各区政府落实",
    ),
    ("first leads", FIRST_LEADS.pattern, "列第一位的为牵头单位"),
    ("comma leads", COMMA_LEADS.pattern, "逗号前为牵头单位"),
    ("in no order", r"(?:排名|以上)?(?:排名)?不分先后", "排名不分先后"),
    ("all of them", r"(?:以上|上述)(?:单位|部门)?(?:均|都)为", "以上均为责任单位"),
    ("who answers", r"(?:责任|分管|联系)(?:人|领导|处室|科室|电话)(?:及[^：:，,、；;]{1,8})?[:：]", "责任人：张三"),
    ("where it holds", r"(?:适用|实施)范围[:：]", "适用范围：自贸区"),
    ("when", r"(?:完成|办结)时[限间][:：]|持续推进|长期(?:坚持|实施|推进)", "完成时限：2026年底"),
)
NOTE = re.compile(r"[，,；;。、]?\s*(?:" + "|".join(pattern for _, pattern, _ in NOTES) + ")")
#: 〈含开发区、新区管委会〉: what a name takes in.
TAKES_IN = re.compile(
    r"[〈<＜（(〔\[](?:含|包括)[^〉>＞）)〕\]]{0,60}[〉>＞）)〕\]]|[〈<＜（(〔\[][^〉>＞）)〕\]]{0,60}下同[〉>＞）)〕\]]"
)
LEVEL = r"(?:省|市|州|盟|县|区|旗|镇|乡|街道|园区|县级市|自治州|特区|[（(〔\[<〈][^）)〕\]>〉]{1,12}[）)〕\]>〉])"
#: 各市、州、县人民政府: a list of levels is one name.
LEVELS = re.compile(
    rf"各{LEVEL}+(?:[、和及]\s*各?{LEVEL}+)+(?:人民)?政府(?:[（(〔\[<〈][^）)〕\]>〉]{{1,12}}[）)〕\]>〉])?"
)
OTHERS = re.compile(
    r"(?<=[局委办会部院厅署行处府司])等(?:有关|相关)?(?:部门|单位)?(?:和单位)?$|等(?:有关|相关)(?:部门|单位)?(?:和单位)?$|等(?:部门|单位)$"
)
#: （第一个为牵头单位）: a bracket behind a name that speaks of the list.
SPEAKS_OF_LIST = re.compile(r"[（(〔\[][^）)〕\]]{0,30}(?:牵头|主办|责任)(?:单位|部门)[^）)〕\]]{0,12}[）)〕\]]")
_OFFICE_END = "[局委办部院厅署会处行府心司关]"
#: Brackets, and what stands between two names: 、, or behind an office's name 及, 会同 and a stroke.
SEPARATOR = re.compile(
    rf"[、，,;；\n\t]\s*(?:会同)?|(?<={_OFFICE_END})(?:(?:以?及|和)(?!其|[相有]关)(?=[\u4e00-\u9fff]{{2,12}}[局委办厅署行府])"
    rf"|会同|[/／])|^会同|[{re.escape(''.join(OPENERS + CLOSERS))}<>＜＞《》〈〉]"
)
#: 市财政局市税务局: names whose spaces are lost; each begins with the same level.
_OF_LEVEL = r"(?![场域容])[^\W\d局委办厅]{2,9}[局委办厅]"
GLUED = re.compile(rf"([省市县区]){_OF_LEVEL}(?:\1{_OF_LEVEL})+")
GLUE = re.compile(rf"(?<=[局委办厅])(?=([省市县区]){_OF_LEVEL})")
MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
PAIRS = {"<": ">", "＜": "＞", "《": "》", "〈": "〉", **dict(zip(OPENERS, CLOSERS, strict=True))}
CLOSING = frozenset(PAIRS.values())
BRACKETS = re.compile(f"[{re.escape(''.join([*PAIRS, *PAIRS.values()]))}]")


class Responsibility(NamedTuple):
    """One unit responsible for a measure, or leading a domain (`measure` None)."""

    section: int | None
    subsection: int | None
    measure: int | None
    path: str
    unit: str
    order: int
    lead: bool
    start: int
    end: int


def split_units(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the names in a list of units; a name's own brackets and lists of levels are never cut.

    Parameters
    ----------
    text : str
        Names separated by 、，；, for example ``"区财政局（区国资办）、区税务局、各市、县人民政府"``.
    """
    whole = {position for found in LEVELS.finditer(text) for position in range(*found.span())} if "各" in text else ()
    depth, start = 0, 0
    for found in SEPARATOR.finditer(text):
        mark = found[0]
        if mark in PAIRS:
            depth += 1
        elif mark in CLOSING:
            depth = max(0, depth - 1)
        elif not depth and found.start() not in whole:
            yield from _names(text, start, found.start())
            start = found.end()
    yield from _names(text, start, len(text))


def _names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the name between two separators, or of several that have lost the spaces between them."""
    while start < end and text[start] in " " + MARKS:
        start += 1
    while start < end and text[end - 1] == " ":
        end -= 1
    if GLUED.fullmatch(text, start, end):
        for found in GLUE.finditer(text, start + 1, end):
            if found[1] == text[start]:
                yield start, found.start()
                start = found.start()
    if start < end:
        yield start, end


def clean_unit(name: str) -> str:
    """Return a unit's name as printed, without the mark of the lead, a final 等, and brackets that do not close."""
    name = SPEAKS_OF_LIST.sub("", TAKES_IN.sub("", name)).replace("*", "").replace("＊", "").strip(" 。.")
    for opener, closer in PAIRS.items() if BRACKETS.search(name) else ():
        if name.count(opener) > name.count(closer):
            name = name.rstrip(opener) + closer if not name.endswith(opener) else name.rstrip(opener)
        elif name.count(closer) > name.count(opener):
            name = name.rstrip(closer).lstrip(closer)
    return OTHERS.sub("", name)


def extract(outline: Outline) -> list[Responsibility]:
    """Read all responsible units of a document.

    Parameters
    ----------
    outline : Outline

    Returns
    -------
    list of Responsibility
        A unit leads where it is marked ``*``, named as 牵头, stands alone or alone beside those that help, or stands
        where the document says that the lead stands: first, or before the comma.
    """
    first = _from(FIRST_LEADS, outline)
    comma = _from(COMMA_LEADS, outline)
    rows: list[Responsibility] = []
    for _, lists in groupby(outline.unit_lists, key=lambda units: units.path):
        found: list[tuple[str, Responsibility]] = []
        for units in lists:
            found += _read(units, len(found), units.end >= first and not found, units.end >= comma and not found)
        once = list(_once([row for _, row in found]))
        alone = {row.unit for role, row in found if not SUPPORT_ROLE.search(role)}  # beside those that only help
        if len(alone) == 1 and not any(row.lead for row in once):
            once = [row._replace(lead=row.unit in alone) for row in once]
        rows += [row._replace(lead=True) for row in once] if len(once) == 1 else once
    return rows


def _from(rule: re.Pattern[str], outline: Outline) -> float:
    """Return the place from which a rule on who leads holds: its own, or the beginning where it stands behind all lists."""
    found = rule.search(outline.clean.text)
    if not found:
        return inf
    return found.start() if any(units.end >= found.start() for units in outline.unit_lists) else 0


def _once(rows: list[Responsibility]) -> Iterator[Responsibility]:
    """Yield each unit of a measure once, in the order of the first printing; it leads where any printing says so."""
    leads = {row.unit for row in rows if row.lead}
    first: dict[str, Responsibility] = {}
    for row in rows:
        first.setdefault(row.unit, row)
    for order, row in enumerate(first.values(), 1):
        lead = row.unit in leads
        yield row if (row.order, row.lead) == (order, lead) else row._replace(order=order, lead=lead)


def _read(units: UnitList, before: int, first_leads: bool, comma_leads: bool) -> list[tuple[str, Responsibility]]:
    """Read one list: each unit with the word that says what it does."""
    rows: list[tuple[str, Responsibility]] = []
    for role, start, end in _runs(units.text):
        text = units.text[start:end]
        comma = min((at for at in map(text.find, "，,") if at >= 0), default=-1)
        helps, heads = SUPPORT_ROLE.search(role) is not None, LEAD_ROLE.search(role) is not None
        heads = heads or (not role and units.measure is None)
        for left, right in split_units(text):
            printed = text[left:right]
            marked = MARKED_LEAD.search(printed) is not None
            name = clean_unit(MARKED_SUPPORT.sub("", MARKED_LEAD.sub("", printed) if marked else printed))
            if not name:
                continue
            order = before + len(rows) + 1
            leads = heads or marked or "*" in printed or "＊" in printed or text.startswith("会同", right)
            if not helps:
                leads = leads or (first_leads and order == 1) or (comma_leads and right <= comma)
            at = units.start + start + left
            place = (units.section, units.subsection, units.measure, units.path)
            rows.append((role, Responsibility(*place, name, order, leads, at, at + right - left)))
    return rows


def _runs(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (role, start, end) of each run of names; a domain's lead has no role word."""
    roles = list(ROLE.finditer(text))
    if not roles:
        yield from _by_duty("", text, 0, _without_notes(text, 0, len(text)))
        return
    ends = [found.start() for found in roles[1:]] + [len(text)]
    for found, end in zip(roles, ends, strict=True):
        yield from _by_duty(found[1], text, found.end(), _without_notes(text, found.end(), end))


def _by_duty(role: str, text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Cut a run behind the words that say what its names do: 甲局牵头，乙局配合; the other names keep the run's role."""
    for found in DUTY.finditer(text, start, end) if DUTY_WORD.search(text, start, end) else ():
        left, right = found.span(1)
        comma = next((at for at in range(left, right) if text[at] in "，,；;"), -1)
        if role and left == start and comma >= 0 and SUPPORT_ROLE.search(found[2]):
            yield role, left, comma  # 责任单位：甲局，乙局配合
            left = comma + 1
        by_duty = BY_DUTY.search(text, left, right)
        yield found[2], left, by_duty.start() if by_duty else right
        start = found.end()
    if start < end:
        yield role, start, end


def _without_notes(text: str, start: int, end: int) -> int:
    """Return where the names of a run end: before its first note to the reader outside brackets, or its full stop."""
    for note in NOTE.finditer(text, start, end):
        before = text[start : note.start()]
        opened = max(map(before.rfind, OPENERS)) > max(map(before.rfind, CLOSERS))
        if not opened or not any(closer in text[note.end() : end] for closer in CLOSERS):
            end = note.start()
            break
    stop = text.find("。", start, end)
    return stop if stop >= 0 else end
