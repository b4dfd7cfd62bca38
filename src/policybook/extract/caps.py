"""Ceilings: which awards one governs, and what a bracket behind an award adds.

In: a `SentenceReading` and the role of a ceiling. Out: the frames of the reading, changed or more.
"""

from __future__ import annotations

from dataclasses import replace

from policybook.extract.pairing import pair
from policybook.extract.phrasebook import phrases
from policybook.extract.reading import Frame, PassageReading, SentenceReading, first
from policybook.extract.roles import Role
from policybook.extract.tiers import join, label_before
from policybook.extract.tokens import Sentence, Token, lex
from policybook.extract.vocabulary import words

EACH_ALONE = phrases("shapes").lists["EACH_ALONE"]


def sentences_of(passage: PassageReading, start: int, end: int) -> list[Sentence]:
    """Read a stretch of a passage, such as the inside of a bracket, as a sentence."""
    found = [q for q in passage.found if start <= q.start < end]
    return [lex(passage.folded, start, end, found)]


def take_cap(s: SentenceReading, role: Role) -> None:
    """Give a ceiling to the awards that it governs."""
    i = role.at
    token = s.tokens[i]
    statement = (s.number, s.statement(i))
    rows = [f for f in s.frames if f.cap is None and f.instrument in ("rate", "per_unit", "share")]
    here = [f for f in rows if f.statement == statement]
    if len(token.figures) > 1 and len(here) == len(token.figures):
        for frame, figure in zip(here, token.figures, strict=True):
            frame.cap = figure.value
            extend(s, frame, i)
    elif len(token.figures) > 1 and here:
        cap_by_tier(s, i, here[-1])
    else:
        clause, _ = s.clause(i)
        each = s.last(max(clause, s.floor), i, "EACH") is not None
        if here:
            step = s.last(s.statement(i), i, "STEP") is not None
            items = {f.item for f in here if each or step}
            here = [f for f in rows if f in here or f.item in items]
        rows = here or rows or [f for f in s.frames if f.cap is None and f.statement == statement]
        if not rows and not s.frames:
            earlier = s.passage.frames
            last = earlier[-1].statement[0] if earlier else -1
            listed = s.passage.lead or len(earlier) == s.passage.list_end
            counted_off = clause > 0 and s.has(0, "ENTRY")  # 三是每户最高40万元
            over = counted_off or role.rule == "cap-year-sentence" or s.last(clause, i, "OVERALL") is not None
            rows = earlier[s.passage.listed :] if listed else [f for f in earlier if over or f.statement[0] == last]
            rows = [f for f in rows if f.instrument in ("rate", "per_unit", "share")] or rows
            rows = [f for f in rows if f.cap is None]
        note = s.say(max(clause, s.floor), i + 1)
        if not rows and s.frames:
            for frame in s.frames:
                if frame.statement != statement:
                    continue
                if is_parallel(s, i, clause):  # 单部影片300万元,单部网络剧100万元
                    label = label_before(s, max(clause, s.floor), i)
                    s.frames.append(
                        replace(frame, cap=token.figures[0].value, condition=s.say(*label) if label else note)
                    )
                    break
                if (
                    frame.cap and token.figures[0].value < frame.cap
                ):  # 单个企业60万元,单个展会5万元: the smaller thing's
                    frame.cap, note = token.figures[0].value, s.capped
                frame.condition = join(frame.condition, note)
        s.capped = note
        for frame in rows:
            frame.cap = token.figures[0].value
            extend(s, frame, i)
        cap_in_bracket(s, i, rows)
    s.close(i)


def is_parallel(s: SentenceReading, i: int, clause: int) -> bool:
    """Whether a ceiling goes for another thing of the kind that the ceiling before went for."""
    each = s.last(max(clause, s.floor), i, "EACH")
    if each is None or label_before(s, each + 1, i) is None:
        return False
    word = s.say(each, each + 1)
    return not word.endswith(EACH_ALONE) and s.capped.startswith(word)


def cap_in_bracket(s: SentenceReading, i: int, rows: list[Frame]) -> None:
    """单户最高200万元（其中首次贷款企业不超过250万元）: the rate once more, under the other ceiling."""
    if i + 1 >= len(s.tokens) or not s.has(i + 1, "BRACKET"):
        return
    bracket = s.tokens[i + 1]
    for inner in sentences_of(s.passage, bracket.start + 1, bracket.end - 1):
        if first("bracket-cap", inner.letters):
            k = next(k for k, t in enumerate(inner.tokens) if t.figures)
            reading = SentenceReading(s.passage, inner, s.number)
            label = label_before(reading, 0, k)
            who = reading.say(1 if reading.has(0, "AMONG") else 0, label[1]) if label else ""
            s.frames += [
                replace(f, cap=inner.tokens[k].figures[0].value, condition=join(who, f.condition)) for f in rows
            ]


def take_cap_some(s: SentenceReading, role: Role) -> None:
    """优秀项目最高15万元,良好项目最高5万元: the rate once for each of those that the ceilings name."""
    i = role.at
    clause, _ = s.clause(i)
    near = max(s.figure_before(i, clause), s.floor, clause)
    label = label_before(s, near, i)
    text = s.say(*label) if label else ""
    rows = [f for f in s.frames if f.instrument in ("rate", "per_unit", "share")]
    if not rows:
        return
    value = s.tokens[i].figures[0].value
    short = len(text) <= 12 and s.last(near, i, "FOR") is None
    open_rows = [f for f in rows if f.cap is None]
    frame = open_rows[-1] if open_rows else replace(rows[-1], condition=rows[-1].condition)
    if not open_rows:
        s.frames.append(frame)
        frame.tier = ""
    frame.cap = value
    if short:
        frame.tier = (
            text if label is None or not first("tier-of", s.plain[slice(*label)]) else s.say(label[0], label[1] - 1)
        )
    else:
        frame.condition = text
    extend(s, frame, i)
    s.close(i)


def take_cap_ahead(s: SentenceReading, role: Role) -> None:
    """最高250万元，其中……: the ceiling of what follows."""
    s.leading_cap = s.tokens[role.at].figures[0].value
    s.close(role.at)


def take_limit(s: SentenceReading, role: Role) -> None:
    """A ceiling on one unit or one kind of use: a condition of the awards of the statement."""
    i = role.at
    clause, end = s.clause(i)
    note = s.say(clause, end)
    for frame in s.frames:
        if frame.statement == (s.number, s.statement(i)):
            frame.condition = join(frame.condition, note)
            extend(s, frame, i)
    s.close(i)


def cap_by_tier(s: SentenceReading, i: int, frame: Frame) -> None:
    """国际级、国家级赛事按支出的40%补助,上限分别为200万元、100万元: the rate once for each tier."""
    figures = s.tokens[i].figures
    members = None
    for a, z in s.clauses(frame.statement[1], i):
        members = pair(s, len(figures), a, z)
        if members:
            break
    if not members:
        s.problem(i)
        return
    s.frames.remove(frame)
    for (name, tier, _), figure in zip(members, figures, strict=True):
        s.frames.append(replace(frame, item=name or frame.item, tier=tier, cap=figure.value))
        extend(s, s.frames[-1], i)


def extend(s: SentenceReading, frame: Frame, i: int) -> None:
    """Extend a frame's quote to the clause of a token."""
    _, end = s.clause(i)
    if frame in s.frames:
        frame.end = max(frame.end, s.tokens[end - 1].end)


def read_brackets(s: SentenceReading, i: int) -> None:
    """每辆800元补助（新能源车每辆1200元）, 企业（产品）400万元（300万元）: what a bracket gives to others."""
    for k in range(i + 1, min(i + 4, len(s.tokens))):
        if s.has(k, "BRACKET"):
            read_bracket(s, s.tokens[k])
            return
        if not s.has(k, "GIFT", "ONCE", "DE"):
            return


def read_bracket(s: SentenceReading, bracket: Token) -> None:
    """Add the award that stands in a bracket: for others, or half of the one before it."""
    inner = next(iter(sentences_of(s.passage, bracket.start + 1, bracket.end - 1)), None)
    if inner is None or not first("bracket", inner.letters):
        return
    k = next(k for k, t in enumerate(inner.tokens) if t.figures)
    figure = inner.tokens[k].figures[0]
    last = s.frames[-1]
    reading = SentenceReading(s.passage, inner, s.number)
    label = label_before(reading, 0, k)
    text = reading.say(*label) if label else ""
    if inner.tokens[k].kind == "HALF":
        case = reading.last(0, k, "DE", "AGAIN") is not None  # （复评通过的奖励减半）
        s.frames.append(
            replace(
                last,
                item=last.item if case else text or last.item,
                tier="",
                condition=reading.trim(0, k) if case else last.condition,
                instrument="share",
                value=50.0,
                base=None,
                unit=None,
                is_max=False,
                is_min=False,
                cap=None,
            )
        )
    elif inner.tokens[k].kind in ("MONEY", "PERUNIT") and last.instrument in ("lump_sum", "per_unit"):
        if text:
            s.frames.append(replace(last, tier=text, value=figure.value))
        elif last.item.endswith((")", "）")):
            name, _, other = last.item[:-1].replace("(", "（").rpartition("（")
            own = words().endings["TITLE"]
            stem = next((name[: -len(t)] for t in own if name.endswith(t)), name)
            s.frames[-1] = replace(last, item=name)
            s.frames.append(replace(last, item=f"{stem}{other}", value=figure.value))
