"""Read what a policy's text prints about itself: title, place, level, issuer, year, number, date, draft or final.

In: the first lines of a cleaned text (`find_title`), or the `Outline` of a document (`read_metadata`). Out: `Metadata`,
whose fields are None where the text does not say.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policybook.read.ends import DATE, TEXT_WORDS, is_furniture, is_signature
from policybook.read.numbering import NUMERALS, read_numeral

if TYPE_CHECKING:
    from policybook.read.outline import Outline

KINDS = "政策|措施|举措|方案|意见|办法|规定|细则|条例|决定|计划|规划|要点|行动|通知|公告|通告|条款|清单|汇编|[一二三四五六七八九十百\\d]{1,4}条"
EDITION = r"(?:[（(\[【〔][^（）()]{2,16}[）)\]】〕])"
TITLE_END = re.compile(rf"(?:{KINDS})[”》]?(?:的?(?:补充)?(?:通知|决定))?{EDITION}{{0,3}}$")
EDITION_LINE = re.compile(rf"{EDITION}+")
PLACE_NAME = (
    r"[\u4e00-\u9fff]{1,12}?(?:省|自治区|特别行政区|自治州|[市州盟县区旗镇乡]|街道|新区|开发区|示范区|自由贸易试验区)"
)
TITLE_START = re.compile(rf"关于|[“《]|中国|国务院|中共|{PLACE_NAME}")
NO_TITLE = re.compile(
    r"[。；;！？\t]|[:：]$|^(?:为|根据|按照|经|现|各|自|请|将|附|来源|第|结合|以下|据|[（(〔])|印发给你们|[审讨]议|当前位置|^\W+$"
)
NOTICE = re.compile(r"通知[”》]?$|印发")
TITLE_MIN, TITLE_LINE, TITLE_MAX = 6, 60, 120  # characters of a title, of one line of it, of all its lines

NUMBER = re.compile(r"([\u4e00-\u9fff]{1,12}[〔\[［（(]\s?((?:19|20)\d\d)\s?[〕\]］）)]\s?第?\s?\d{1,4}\s?号)")
NUMBER_PREFIX = re.compile(r"^.*(?:人民政府|委员会|办公[室厅]|文号|[年月日])(?=.)")
DATE_PARTS = re.compile(r"(.{4})年(.{1,3})月(.{1,3})日")
#: 成文日期：2024-08-05, and a date in brackets below the title.
DATE_INDEX = re.compile(
    r"(?:成文|发文|印发|签发)(?:日期|时间)[:：]\s*((?:19|20)\d\d)[-年/.](\d{1,2})[-月/.](\d{1,2})日?"
)
DATE_BRACKET = re.compile(rf"[（(]({DATE})[^（）()]{{0,40}}[）)]")
#: A date that stands alone below the title of a page, and 本文件于2031年6月20日发布.
DATE_ALONE = re.compile(
    r"((?:19|20)\d\d)[-/.](0?[1-9]|1[0-2])[-/.](0?[1-9]|[12]\d|3[01])(?:\s?\d{1,2}:\d\d(?::\d\d)?)?"
)
DATE_SAID = re.compile(rf"[（(]?(?:本|该|此){TEXT_WORDS}[自于]({DATE})起?(?:印发|发布|公布)")
#: 云岭县财政局云岭县商务局: offices of one place whose spaces are lost.
OFFICES = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,6}?[省市州县区])([\u4e00-\u9fff]{2,16}?[局委办部院厅会室])(?=\1)"
)
DATE_LINE = re.compile(rf"(.{{0,40}}?)({DATE})(?:印发|发布|公布)?")
DRAFT = re.compile(r"征求意见稿|公开征求意见|征求意见时间|草案|送审稿")
ISSUED = re.compile(
    r"印发给你们|现予(?:印发|公布|发布)|自(?:印发|发布|公布|[\d年月日]{6,11})之?日?起[^。]{0,6}(?:施行|实施|执行|试行)|有效期"
)
ISSUER = re.compile(r"(?:发布机构|发布机关|发布单位|发文机关|制发机关)[:：\t ]{0,3}([\u4e00-\u9fff]{4,30})")
LEVELS = (  # how a place's name ends, its level
    ("全国", "national"),
    ("省", "province"),
    ("自治区", "province"),
    ("自治州", "prefecture"),
    ("盟", "prefecture"),
    ("市", "prefecture"),
    ("县", "county"),
    ("旗", "county"),
    ("区", "district"),
    ("镇", "township"),
    ("乡", "township"),
    ("街道", "township"),
)
TOWNS = re.compile(r"各(?:乡?镇|街道|乡)[^县]{0,40}[:：]?$")  # whom a county or a county-level city writes to
MUNICIPALITIES = frozenset(("北京市", "上海市", "天津市", "重庆市"))
PLACE = re.compile(
    r"(?:中共)?((?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:[\u4e00-\u9fff]{1,8}?(?:自治州|市(?!场)|州(?!市)|盟))?"
    r"(?:[\u4e00-\u9fff]{1,12}?(?:自由贸易试验区|工业园区|示范区|开发区|[县旗](?!级)|(?<![社园景地])区(?![域块]))(?:[\u4e00-\u9fff]{2,6}新片区)?|工业园区)?"
    r"(?:[\u4e00-\u9fff]{1,8}?(?:(?<!城)镇|(?<!城)乡|街道))?)"
)
SHORT_PLACE = re.compile(r"([\u4e00-\u9fff]{1,7}?(?:省|自治区|自治州|市(?!场)|[州盟县旗区镇乡]|街道))")
#: 关于促进云岭市…, but not 夜市, 产粮大县.
PLACE_BEHIND_VERB = re.compile(
    r"(?:进一步|全面|加快|大力|深入)?(?:促进|推动|支持|推进|加快|加强|深化|鼓励|稳定)"
    r"([\u4e00-\u9fff]{2,3}(?<![都夜楼股车菜超网闹])(?<![大小新型心色]城)(?<![大强小各贫])(?:省|市(?!场|值|民)|县(?!域|级|乡(?!村))|自治州))"
)
COMMON_WORD = re.compile(
    r"贯彻|落实|[和与]|城市|城乡|市区|县区|市县|全[省市县区]|[我本各]|推动|关于|促进|支持|加快|实施|印发|若干|发展"
)
FRONT_LINES = 80
ZEROS = str.maketrans("O○", "〇〇")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a text prints about itself; None where it does not say."""

    title: str | None = None
    place: str | None = None
    level: str | None = None
    issuer: str | None = None
    policy_year: int | None = None
    document_number: str | None = None
    date: str | None = None
    status: str | None = None


def find_title(lines: Sequence[str]) -> tuple[str, int]:
    """Find the title among the lines before the first numbered one.

    Parameters
    ----------
    lines : sequence of str
        The lines of the front, in order.

    Returns
    -------
    tuple of (str, int)
        The title, its lines joined, and how many lines of the front end with it; ``("", 0)`` where there is none. The
        policy's own title comes before that of the notice which sends it out; the last of several.

    Examples
    --------
    >>> find_title(["云岭市推动经济稳中向好", "若干政策措施", "为推动经济，制定以下措施。"])
    ('云岭市推动经济稳中向好若干政策措施', 2)
    """
    best: tuple[bool, int, str, int] = (False, -1, "", 0)
    for i, line in enumerate(lines):
        if not _is_title_line(line) or not TITLE_END.search(line):
            continue
        first = i
        while first and i - first < 3 and _goes_before(lines[first - 1], "".join(lines[first : i + 1])):
            first -= 1
        title, after = "".join(lines[first : i + 1]), i + 1
        while after < len(lines) and EDITION_LINE.fullmatch(lines[after]) and not is_furniture(lines[after]):
            if NUMBER.search(lines[after]) or DATE_BRACKET.fullmatch(lines[after]):
                break
            title, after = title + lines[after], after + 1
        if TITLE_MIN <= len(title) <= TITLE_MAX and (TITLE_START.match(title) or len(title) > TITLE_MIN + 2):
            best = max(best, (not NOTICE.search(title), i, title, after))
    return best[2], best[3]


def _is_title_line(line: str) -> bool:
    return len(line) <= TITLE_LINE + 30 and not NO_TITLE.search(line) and not is_furniture(line)


def _goes_before(line: str, rest: str) -> bool:
    """Say whether a line is the beginning of the title whose end is `rest`."""
    if not _is_title_line(line) or TITLE_END.search(line) or NUMBER.search(line):
        return False
    if rest.count("》") > rest.count("《"):
        return True
    if rest.startswith("关于"):
        return is_signature(line)
    whole = TITLE_START.match(rest) and ("关于" in rest[:30] or len(rest) > 2 * TITLE_MIN)
    return not whole and bool(TITLE_START.match(line)) and not is_signature(line)


def read_metadata(outline: "Outline") -> Metadata:
    """Read what a document prints about itself.

    Parameters
    ----------
    outline : Outline

    Returns
    -------
    Metadata
        ``date`` is ISO; ``level`` one of the record's levels or ``"national"``; ``status`` is ``"draft"`` or ``"final"``.
    """
    text = outline.clean.text
    body = outline.measures[0].start if outline.measures else min(len(text), 3000)
    front = [line for line in text[:body].split("\n")[-FRONT_LINES:] if line]
    back = [line for line in text[outline.body_end :].split("\n")[:FRONT_LINES] if line]
    number, year_of_number = _number(front)
    issuer, date = _signature(front) or _signature(back) or (None, None)
    closing = text[slice(*outline.closing)].split("\n") if outline.closing else []
    date = date or _date(front, [*closing, *back])
    named = ISSUER.search("\n".join(front))
    issuer = issuer or (named[1] if named else None) or _issuer_of_title(front)
    place = _place(outline.title) or _place(issuer or "") or _place(_issuer_of_title(front) or "")
    level = level_of(place)
    if level == "prefecture" and any(TOWNS.match(line) for line in front):
        level = "county-level city"
    return Metadata(
        title=outline.clean.as_printed(outline.title, 0, body) or None,
        place=place,
        level=level,
        issuer=outline.clean.as_printed(issuer, 0, len(text)) if issuer else None,
        policy_year=_year(outline.title, year_of_number, date),
        document_number=number,
        date=date,
        status=_status(outline.title, front, back, text, number),
    )


def level_of(place: str | None) -> str | None:
    """Return the administrative level of a place by the end of its name; a city's is a guess: the name does not tell.

    Examples
    --------
    >>> level_of("云岭市"), level_of("青禾县"), level_of("河湾街道")
    ('prefecture', 'county', 'township')
    """
    if not place:
        return None
    if place in MUNICIPALITIES:
        return "province"
    if re.fullmatch(r"[\u4e00-\u9fff]{2,}[市州盟][\u4e00-\u9fff]{1,6}市", place):
        return "county-level city"
    return next((level for end, level in LEVELS if place.endswith(end)), "other")


def _number(front: list[str]) -> tuple[str | None, int | None]:
    """Find the document's own number: on a line of its own, or in brackets behind the title or the date."""
    for line in front:
        found = NUMBER.search(line) if len(line) <= TITLE_MAX else None
        if not found or "根据" in line:
            continue
        before = line[: found.start()]
        alone = len(line) - len(found[1]) <= 10
        at_end = found.end() >= len(line) - 1
        if alone or line[0] in "（(" or (at_end and TITLE_END.search(before.rstrip("（("))):
            return NUMBER_PREFIX.sub("", found[1].replace(" ", "")), int(found[2])
    return None, None


def _signature(lines: list[str]) -> tuple[str | None, str | None] | None:
    """Find the offices and the date that sign a text: the date's own line, and the names before it."""
    for i, line in enumerate(lines):
        found = DATE_LINE.fullmatch(line)
        if not found:
            continue
        offices = [found[1].strip("（( ")] if found[1] else []
        while not found[1] and i and (is_signature(lines[i - 1]) or (offices and lines[i - 1][0] in "（(")):
            i -= 1
            offices.append(lines[i])
        signed = [office for office in reversed(offices) if is_signature(office)]
        if signed:
            return "、".join(OFFICES.sub(r"\1\2、", office) for office in signed), _iso(found[2])
    return None


def _iso(date: str) -> str | None:
    found = DATE_PARTS.fullmatch(date)
    if not found:
        return None
    year = "".join(str(NUMERALS.get(c, 0)) if not c.isdecimal() else c for c in found[1])  # 二〇二五, 二O二五
    month, day = (read_numeral(part.translate(ZEROS)) for part in found.groups()[1:])
    return f"{year}-{month:02}-{day:02}"


def _date(front: list[str], back: list[str]) -> str | None:
    """Find the date of a text that nobody signs: in its index, in brackets below its title, in its last words, or alone."""
    both = (*front, *back)
    if found := next(filter(None, map(DATE_INDEX.search, both)), None):
        return _joined(found)
    written = (*map(DATE_BRACKET.fullmatch, front), *map(DATE_SAID.match, both))
    if found := next(filter(None, written), None):
        return _iso(found[1])
    found = next(filter(None, map(DATE_ALONE.fullmatch, front)), None)
    return _joined(found) if found else None


def _joined(found: re.Match[str]) -> str:
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"


def _issuer_of_title(front: list[str]) -> str | None:
    for line in front:
        found = re.match(
            r"([\u4e00-\u9fff]{2,30}?(?:人民政府办公室|人民政府办公厅|人民政府|委员会|[局厅]|国务院办公厅))(?:关于|印发)",
            line,
        )
        if found:
            return found[1]
        if line.startswith("国务院关于"):
            return "国务院"
    return None


def _place(text: str) -> str | None:
    """Return the place with which a title or an office's name begins."""
    if text.startswith("国务院"):
        return "全国"
    named = text.removeprefix("关于印发").lstrip("《“")
    text = named.removeprefix("关于")
    for pattern in (PLACE, SHORT_PLACE) if text == named else (PLACE,):
        found = pattern.match(text)
        if found and 2 <= len(found[1]) <= 30 and not COMMON_WORD.search(found[1]):
            return found[1]
    if text != named and (found := PLACE_BEHIND_VERB.match(text)) and not COMMON_WORD.search(found[1][:2]):
        return found[1]
    return None


def _year(title: str, of_number: int | None, date: str | None) -> int | None:
    in_title = re.search(r"((?:19|20)\d\d)(?:年|[—-])", title)
    if in_title:
        return int(in_title[1])
    return of_number or (int(date[:4]) if date else None)


def _status(title: str, front: list[str], back: list[str], text: str, number: str | None) -> str | None:
    if DRAFT.search(title) or any(DRAFT.search(line) for line in (*front, *back) if len(line) <= TITLE_MAX):
        return "draft"
    return "final" if number or ISSUED.search(text) else None
