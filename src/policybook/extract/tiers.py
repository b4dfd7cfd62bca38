"""Tiers: where one stands in a list, in a name, before a figure or in a bracket behind it.

In: a `SentenceReading` or a printed name. Out: places of tokens, or a name apart from its tier. Rules: the slots ``head``, ``tail``,
``level``, ``bare``, ``person`` and ``grade``.
"""

from __future__ import annotations

from functools import lru_cache

from policybook.extract.phrasebook import phrases
from policybook.extract.reading import SentenceReading, first
from policybook.extract.tokens import Sentence, fold_marks, sentences
from policybook.extract.vocabulary import words

_SHAPES = phrases("shapes")
GRADED_PERSONS = _SHAPES["GRADED_PERSONS"]
OF_STATE, NEXT_GRADES = _SHAPES.lists["OF_STATE"], "".join(_SHAPES.lists["NEXT_GRADES"])


def head_tier(s: SentenceReading, a: int, z: int) -> int | None:
    """Return where the tier at the head of a stretch ends."""
    found = first("head", s.plain[a:z])
    return a + found.end("take") if found else None


def tail_tier(s: SentenceReading, a: int, z: int) -> int | None:
    """Return where the tier at the end of a stretch begins."""
    found = first("tail", s.plain[a:z])
    if found is None and z - a > 1 and s.say(z - 1, z) in words().endings["BARE_GRADE"]:
        return z - 1
    if found is None and z - a == 1 and s.say(a, z) in words().endings["BARE_GRADE"]:
        return a
    return a + found.start("take") if found else None


def ends_in_tier(s: SentenceReading, a: int, z: int) -> bool:
    """Whether a stretch is a tier."""
    return tail_tier(s, a, z) == a or head_tier(s, a, z) == z


def is_tier(text: str) -> bool:
    """Whether a text is a tier and nothing else."""
    found = first("tail", letters_of(text))
    return found is not None and found.start("take") == 0


@lru_cache(maxsize=1024)  # the names of a passage are asked about again and again
def lexed(text: str) -> Sentence | None:
    """Read a text's first sentence."""
    return next(sentences(fold_marks(text), []), None)


def letters_of(text: str) -> str:
    """Return the letters of a text's first sentence."""
    sentence = lexed(text)
    return sentence.letters if sentence else ""


def split_level(name: str, listed: bool = False) -> tuple[str, str]:
    """Tell the level at the head of a name from the name: 省级智能工厂 -> 智能工厂, 省级."""
    known = words()
    folded = fold_marks(name)
    found = known.scan.match(folded)
    if found and known.letter[found.group()] in known.any_of("NO_LEVEL"):
        return name, ""
    if len(name) < 4 or (sentence := lexed(name)) is None:
        return name, ""
    for slot in ("level", "bare"):
        if match := first(slot, sentence.letters):
            if slot == "bare" and "、" in name:
                continue
            if slot == "bare" and not (
                folded.endswith(known.endings["TITLE"]) and (listed or folded[0] not in OF_STATE)
            ):
                continue
            end = sentence.tokens[match.end("take") - 1].end
            if slot == "bare" and match.end("take") > 1 and end < 3:
                continue  # 街区, 城市: no name of a place
            if len(name) - end > 1:
                return name[end:].strip(), name[sentence.tokens[match.start("take")].start : end].strip()
    if match := first("lettered", sentence.letters):  # 云溪C、D类人才
        a, z = (sentence.tokens[k] for k in (match.start("take"), match.end("take") - 1))
        tier = name[a.start : z.end].strip()
        persons = GRADED_PERSONS.search(tier)
        noun = persons["noun"] if persons else ""
        return f"{name[: a.start]}{noun}{name[z.end :]}".strip(), tier.removesuffix(noun)
    if match := first("board", sentence.letters):  # 企业在新三板基础层挂牌
        a, z = (sentence.tokens[k] for k in (match.start(), match.end("take") - 1))
        board = sentence.tokens[match.start("take")].start
        return f"{name[: a.start]}{name[z.end :]}".strip(), name[board : z.end].strip()
    return name, ""


def unled(text: str) -> str:
    """Return a heading without the verbs before its thing: 支持旅行社引客 -> 旅行社引客."""
    known = words()
    verbs = known.any_of("LEADING", "TREATED")
    while (found := known.scan.match(fold_marks(text))) and known.letter[found.group()] in verbs:
        text = text[found.end() :]
    return text


def grade_suffix(names: list[str]) -> str:
    """一、二、三等奖 -> 等奖: what is printed once for bare grades."""
    last = names[-1]
    if len(last) < 2 or all(len(name) > 1 for name in names[:-1]):
        return ""
    if len(names) > 2 and len(names[-2]) > 1:
        return grade_suffix(names[:-1])  # 金、银、铜牌和优胜奖
    if len(last) > 2 and first("level", letters_of(last)):
        return last[-1]
    return last[1:].lstrip(NEXT_GRADES)


def plain_words(text: str) -> bool:
    """Whether a text names nothing: 企业, 项目, 评审."""
    return not text or first("plain", letters_of(text)) is not None


def join(a: str, b: str) -> str:
    """Join two conditions."""
    return "；".join(x for x in dict.fromkeys([*a.split("；"), *b.split("；")]) if x)


def person_in(s: SentenceReading, name: str) -> str:
    """Return the persons of a grade at the end of a name: 在企业工作的博士毕业生 -> 博士毕业生."""
    sentence = lexed(name)
    found = first("person", sentence.letters) if sentence else None
    return name[sentence.tokens[found.start("take")].start :] if found else ""


def label_before(s: SentenceReading, a: int, z: int) -> tuple[int, int] | None:
    """Return the words right before a figure that name something, without verbs and fillers."""
    known = words()
    filler = known.any_of(
        "FILLER", "GIVE", "PAY", "TAKE", "SUPPORT", "COMMA", "LIST", "AND", "AMONG", "MATCH", "RAISE", "RAISE_TO",
        "ALSO", "BY", "COLON", "UNIT_TIME", "DE", "FOR", "WITHIN", "ENTRY", "PAY_SHORT",
    )  # fmt: skip
    while 0 < a < z and s.has(a - 1, "GIFT") and s.has(a, "METRIC"):
        a += 1  # 补助额不超过500万元
    kept = known.any_of("TIER", "OWN", "WHO", "BARE_LEVEL") - known.any_of("EACH")
    while a < z and s.plain[a] in filler and s.plain[a] not in kept:
        a += 1
    while z > a and (s.plain[z - 1] in filler) and s.plain[z - 1] not in kept:
        if z - a > 1 and s.has(z - 1, "BRACKET") and s.has(z - 2, "TIER"):
            break  # 中级工(四级)
        z -= 1
    if z == a + 1 and s.has(a, "OWN"):
        return None
    return (a, z) if z > a else None


def label_behind(s: SentenceReading, i: int) -> str:
    """50万元（国家级）: the tier in a bracket behind the sum."""
    k = i + 1
    if k < len(s.tokens) and s.has(k, "GIFT"):
        k += 1
    if k < len(s.tokens) and s.has(k, "BRACKET"):
        text = s.passage.text[s.tokens[k].start + 1 : s.tokens[k].end - 1]
        if is_tier(text):
            return text
    return ""
