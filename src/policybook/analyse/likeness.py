"""Whether two numbers count the same thing: a sentence and the place of a number come in, a `Thing` goes out.

Two numbers with the same unit and like words around them can still count different things: chains of 亿元级 and of 10亿级,
fairs that a place holds (举办) and fairs that its firms go to (参加), one belt in all and one in each county (各县均建成1条).
`difference` compares two things by the rules of `RULES` and names the first that parts them. It is a test of likeness before
two numbers are paired; it errs on the side of not pairing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz import fuzz

from policybook.read.clean import plain_characters

WORDS_ALIKE = 0.60  # likeness of the words that name the thing
_FEW = 2  # characters: with fewer left, the words before the last comma belong to the name as well

_CLASS = re.compile(
    r"(?:\d[\d.]*[十百千万亿]*|[一二三四五]?[十百千万亿]+)(?:元|吨|平方米|亩|人)?(?:级(?!别)|及?以上(?=[^，,。；;、\d]))"
    r"|[一二三四五]级|规[上下]|限[上下]"
)
_LEVEL = re.compile(r"省、市|国家级?|全国|省级?(?![份委内厅]|政府)|[市区县镇]级")
_OWN_MONEY = re.compile(r"[省市区县]级?财政|本级")
_EACH = re.compile(r"各(?:县|市|区|镇|乡|村|街道|地)[^，,。；;]{0,14}?(?:均|都|各)|每个?(?:县|市|区|镇|乡|村|街道)")
_ACTS = {
    "hold": r"举办|承办|主办|办好",
    "join": r"参加|参展|参会|参赛",
    "plan": r"谋划|储备",
    "begin": r"开工",
    "end": r"竣工|投产|投用|完工",
    "apply": r"申报",
    "win": r"立项|获批|入选",
    "more": r"新增|净增|新培育|新招引|新引进",
    "all": r"累计|总量|总数|余额|保有量",
}
_OPPOSED = (
    ("hold", "join"), ("plan", "begin"), ("plan", "end"), ("begin", "end"), ("apply", "win"), ("more", "all"),
)  # fmt: skip
_GENERIC = re.compile(
    r"其中|分别|经认定|给予|奖励|补助|补贴|支持|扶持|资助|最高|不超过|一次性|每家|单个|单家|市区联动|预算|安排|资金|专项|经费|投入|财政"
    r"|实施|推进|推动|开展|组织|完成|培育|打造|建设|建成|新建|新增|新认定|认定|力争|争取|确保|全年|计划|保持|达到?|实现|提升"
    r"|超过?|突破|不低于|不少于|以上|左右|年度|\d{4}年|全[市区县]|[我本][市区县]|领域|方面|类(?!型)|[对的等在至为将约]"
)
_LISTED = re.compile(r"[、和与及]")
_ATTACHED = re.compile(r"及?以[上下]|级")
_MARK = re.compile(r"[，,。；;：:]")
_TAIL = re.compile(r"[，,。；;：:、]")


@dataclass(frozen=True)
class Thing:
    """What a number, or a ladder of numbers, counts, as the words around it say.

    Attributes
    ----------
    words : str
        The words that name it, without verbs and words that stand with every number.
    items : tuple of str
        The same for each number of a ladder, where the sentence lists as many; else empty.
    classes : frozenset of str
        Sizes that are part of the name: 亿元级, 500吨级, 规上.
    levels : tuple of str
        Levels of administration that are part of the name (国家, 省, 市 …), in their order.
    each : bool
        The number holds for each of several places.
    acts : frozenset of str
        What is done with the thing, as far as it decides what is counted: keys of the list of acts.
    """

    words: str
    items: tuple[str, ...]
    classes: frozenset[str]
    levels: tuple[str, ...]
    each: bool
    acts: frozenset[str]


def thing(text: str, bounds: tuple[int, int, int, int], n: int = 1, places: Sequence[str] = ()) -> Thing:
    """Return what a number, or a ladder of numbers, counts.

    Parameters
    ----------
    text : str
        A sentence.
    bounds : tuple of int
        Where the number before it ends, where it starts and ends, where the number behind it starts.
    n : int
        How many numbers the ladder has.
    places : sequence of str
        Names that do not count.

    Examples
    --------
    >>> found = thing("提升亿元级全产业链5条。", (0, 9, 11, 12))
    >>> found.words, sorted(found.classes)
    ('亿元级全产业链', ['亿元级'])
    """
    before, start, end, behind = bounds
    left = _MARK.split(text[before:start].lstrip("、和及"))
    name = left.pop()
    if not left and _ATTACHED.match(name):  # 10亿元以上项目20个: the number before is part of the name
        name = _TAIL.split(text[:before])[-1] + name
    right = _TAIL.split(text[end:behind])[0]
    while left and len(_named(name + right, places)) < _FEW:
        name = left.pop() + name
    clause = _MARK.split(text[:start])[-1]
    for longer in (
        clause,
        text[:start],
    ):  # 生猪、湖羊年出栏40万头、26万只: the second number's name stands before the first
        name = name if _named(name + right, places) else longer
    items = tuple(_named(item, places) for item in _LISTED.split(name))
    levels = _LEVEL.findall(_OWN_MONEY.sub("", name + right))
    return Thing(
        words=_named(name + right, places),
        items=items if len(items) == n > 1 else (),
        classes=frozenset(m.group().replace("及", "") for m in _CLASS.finditer(name + right)),
        levels=tuple(level for level, _ in groupby(word.replace("全国", "国家").replace("级", "") for word in levels)),
        each=bool(_EACH.search(clause + right)),
        acts=frozenset(act for act, words in _ACTS.items() if re.search(words, name + right)),
    )


def _named(text: str, places: Sequence[str] = ()) -> str:
    """Return the words that name a thing."""
    text = _LEVEL.sub("", _OWN_MONEY.sub("", text))
    for place in places:
        text = text.replace(place, "")
    return plain_characters(_GENERIC.sub("", text))


def _other_acts(a: Thing, b: Thing) -> bool:
    pairs = [*_OPPOSED, *((y, x) for x, y in _OPPOSED)]
    return any(x in a.acts and x not in b.acts and y in b.acts and y not in a.acts for x, y in pairs)


def _other_words(a: Thing, b: Thing) -> bool:
    items = zip(a.items, b.items, strict=True) if len(a.items) == len(b.items) else ()
    return any(fuzz.ratio(x, y) < 100 * WORDS_ALIKE for x, y in [(a.words, b.words), *items] if x or y)


#: Difference, what it says, test. The first that holds names the difference.
RULES: tuple[tuple[str, str, Callable[[Thing, Thing], bool]], ...] = (
    ("class", "another size or class is part of the name", lambda a, b: a.classes != b.classes),
    ("level", "another level is part of the name", lambda a, b: bool(a.levels and b.levels) and a.levels != b.levels),
    ("each", "one number holds for each of several places", lambda a, b: a.each != b.each),
    ("act", "another thing is done with it", _other_acts),
    ("words", "the names are unlike", _other_words),
)


def difference(a: Thing, b: Thing) -> str:
    """Return the first difference between two things (a name of `RULES`), or "" where they are alike."""
    return next((name for name, _, differs in RULES if differs(a, b)), "")
