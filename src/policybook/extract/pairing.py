"""Lists of figures with their lists of tiers, things or thresholds: one item, tier and condition for each figure.

In: a `SentenceReading`, the place of the figures, and what the words before say. Out: one (item, tier, condition) for each, or
None where the lengths differ: then the sums stand without a tier, and a problem says so, never a guess.
"""

from __future__ import annotations

from policybook.extract.names import earlier_thing, thing_in
from policybook.extract.phrasebook import phrases
from policybook.extract.reading import EDGES, NAMES, Named, SentenceReading, first
from policybook.extract.tiers import (
    ends_in_tier,
    grade_suffix,
    head_tier,
    is_tier,
    join,
    label_before,
    label_behind,
    letters_of,
    person_in,
    plain_words,
    split_level,
    tail_tier,
)
from policybook.extract.tokens import SHARES, fold_marks
from policybook.extract.vocabulary import FOCUS, words

_SHAPES = phrases("shapes")
NTH_YEAR, ONE_GRADE, GRADED_PERSONS = _SHAPES.lists["NTH_YEAR"], _SHAPES.lists["ONE_GRADE"], _SHAPES["GRADED_PERSONS"]


def class_of(s: SentenceReading, i: int) -> str:
    """A类项目,启动资金200万元,场地租金按80%补贴: the class that the first clause of a statement names."""
    begin = s.statement(i)
    found = first("class", s.plain[begin : i + 1])
    return s.say(begin + found.start("take"), begin + found.end("take")) if found else ""


KIND_MAX = 4  # characters of the name of a kind of a thing


def member(
    s: SentenceReading, i: int, named: Named, local: tuple[int, int], how: str, gift: str
) -> tuple[str, str, str]:
    """Return item, tier and condition of one figure."""
    item, condition = named.item, named.condition
    if behind := label_behind(s, i):
        return item, behind, condition
    carried = bool(named.tier) and bool(s.frames) and item == s.target[0]  # told from its tier already
    name, own = (item, "") if carried else split_level(item)
    if own and plain_words(name):
        name = earlier_thing(s, named.begin)  # A类企业
    tier = named.tier or own or class_of(s, i)
    if gift and not tier and (person := person_in(s, name)) and person != name:
        return "", person, join(condition, name[: -len(person)].strip(EDGES))
    label = label_before(s, *local)
    if label and not (label[1] - label[0] == 1 and s.has(label[0], "ONESELF")):
        if label[1] - label[0] > 1 and s.has(label[1] - 1, "BRACKET") and ends_in_tier(s, label[0], label[1] - 1):
            said = s.say(label[1] - 1, label[1])[1:-1]
            if not is_tier(said):  # E类人才(具有副高级职称)10万元
                label, condition = (label[0], label[1] - 1), join(condition, said)
        if first("class-of", s.plain[slice(*label)]):
            label = (label[0], label[1] - 1)  # 优秀项目
        text = s.say(*label)
        among = s.last(max(s.floor, s.clause(i)[0]), label[0], "AMONG") if how == "tier" and s.frames else None
        if among is not None and not ends_in_tier(s, *label) and first("lettered-tier", letters_of(s.frames[-1].tier)):
            return name, s.frames[-1].tier, s.say(among + 1, label[1])  # E类人才60万元,其中留用的博士后75万元
        grade = first("grade", s.plain[slice(*label)])
        if how == "tier" and not grade and s.tokens[i].kind in SHARES and s.frames and not ends_in_tier(s, *label):
            before = s.frames[-1].tier
            return f"{name} {text}", before, condition
        alone = label[1] - label[0] == 1 and s.has(label[0], "WHO")
        if (
            ends_in_tier(s, *label)
            or (alone and s.goes_on(i))
            or (how == "tier" and not (grade and s.tokens[i].kind in SHARES))
        ):
            return name, text, condition
        if grade:
            cut = label[0] + grade.end("take")
            return f"{name} {s.say(cut, label[1])}".strip(), s.say(label[0], cut), condition
        if text not in item and text not in gift and s.tokens[i].kind not in SHARES:
            name = f"{name} {text}".strip()
    return name, tier, condition


def spread(s, i: int, named: Named, local: list[tuple[int, int]], gift: str) -> list[tuple[str, str, str]] | None:
    """Give each figure of a list its item, tier and condition; None where the lengths differ."""
    token = s.tokens[i]
    n = len(token.figures)
    item, condition = named.item, named.condition
    labels = [s.passage.text[a + 1 : z - 1] for a, z in token.labels]
    if labels and (behind := label_behind(s, i)):
        labels.append(behind)
    source = named.clauses
    if len(labels) == n:
        found = next((m for a, z in source if (m := pair(s, n, a, z, gift)) and m[0][1]), None)
        return [(found[0][0] if found else item, label, condition) for label in labels]
    stretches = [*local, *reversed(source)]
    told = [(a, z) for a, z in source if not first("idle", s.plain[a:z])]
    prize = n > 2 and len(told) > 1 and s.say(*told[-2]).endswith(words().endings["PRIZE_NAME"])
    if prize and (members := first_and_tiers(s, n, told[0][0], told[-1][1])):
        return members
    if source:
        stretches.append((source[0][0], source[-1][1]))
    for k, (a, z) in enumerate(stretches):
        if k and k + 1 == len(stretches) and n > 2 and (members := first_and_tiers(s, n, a, z)):
            return members
        if members := pair(s, n, a, z, gift):
            if gift and members[0][1] and not members[0][0] and (members[0][2] or members[0][1] in item):
                item, condition = "", join(item if members[0][1] not in item else "", condition)
            elif (
                members[0][1] and not members[0][0] and any(tier in item for _, tier, _ in members)
            ):  # the tiers are all that stands there
                item = (s.target[0] if s.frames else "") or earlier_thing(s, named.begin - 1)
            if k < len(local) and members[0][1]:
                members = [
                    (item or name, tier, extra) for name, tier, extra in members
                ]  # the measure lists the tiers only
            if a >= s.clause(i)[0] and (kinds := kinds_of(s, i, members)):
                members = kinds
            s.members = [
                (
                    name or item,
                    tier,
                    extra if condition in extra or s.say(a, z) in condition else join(condition, extra),
                )
                for name, tier, extra in members
            ]
            return s.members
    if len(s.members) == n:
        if item and item != s.target[0] and s.last(max(s.clause(i)[0], s.floor), i, "FOR") is not None:
            return [(item, tier, extra) for _, tier, extra in s.members]  # 对家庭农场分别奖补3万元、2万元
        return s.members
    years = first("years", f"{s.plain[:i]}{FOCUS}{s.plain[i:]}")
    if years is not None:
        return [(item, "", join(condition, NTH_YEAR[k])) for k in range(n)]
    return None


def kinds_of(s: SentenceReading, i: int, members: list[tuple[str, str, str]]) -> list[tuple[str, str, str]] | None:
    """走海铁联运的,重箱、空箱每标箱分别补贴300元、100元: short names behind a clause that names the thing are its kinds."""
    clause, _ = s.clause(i)
    if any(tier or not 1 < len(name) <= KIND_MAX for name, tier, _ in members):
        return None
    if not clause or not s.has(clause - 2 if clause > 1 else 0, "DE") or clause == s.statement(i):
        return None
    thing = earlier_thing(s, clause, headed=False)
    return None if plain_words(thing) else [(thing, name, extra) for name, _, extra in members]


def pair(s: SentenceReading, n: int, a: int, z: int, gift: str = "") -> list[tuple[str, str, str]] | None:
    """Find n tiers, n things or n thresholds in a stretch."""
    if z <= a:
        return None
    known, begin = words(), a
    if way := first("way", s.plain[a:z]):
        a += way.end()
    while a < z and s.plain[a] in known.any_of("LEADING", "FOR", "ALSO", "AMONG", "IN", "BY", "RATED", "LIST", "COMMA"):
        a += 1
    while z > a and s.plain[z - 1] in known.any_of("TRAILING", "DE", "ONCE", "ALL", "EACH", "GIVE", "COMMA"):
        z -= 1
    z = next((k for k in range(a + 1, z) if s.has(k, "TREATED", "GIVE", "PAY")), z)
    listed = elements(s, a, z, "LIST")
    if len(listed) == n and all(
        s.last(x, y, "OR") is not None for x, y in listed
    ):  # 博士或正高级人才、硕士或副高级人才
        return pair_thresholds(s, n, a, z) or pair_things(s, n, a, z, gift)
    return pair_thresholds(s, n, a, z) or pair_tiers(s, n, a, z, gift, begin) or pair_things(s, n, a, z, gift)


def first_and_tiers(s: SentenceReading, n: int, a: int, z: int) -> list[tuple[str, str, str]] | None:
    """获得科技大奖,科技进步奖一等奖、二等奖、三等奖: one thing, then the tiers of another."""
    parts = [p for x, y in s.clauses(a, z) for p in elements(s, x, y)]
    if len(parts) < n or len(s.clauses(a, z)) < 2:
        return None
    tiers = pair_tiers(s, n - 1, parts[1][0], parts[-1][1], "")
    return [(thing_in(s, *parts[0])[0], "", ""), *tiers] if tiers else None


def pair_thresholds(s: SentenceReading, n: int, a: int, z: int) -> list[tuple[str, str, str]] | None:
    """达到1亿元、3亿元、5亿元的企业: one condition for each."""
    for k in range(a, z):
        token = s.tokens[k]
        if len(token.figures) < n or token.either:
            continue
        spans: list[list[int]] = []
        ranges = set()
        for q in token.figures:
            if q.part == "high" and spans:
                spans[-1][1] = q.end
                ranges.add(len(spans) - 1)
            else:
                spans.append([q.start, q.end])
        if len(spans) != n:
            continue
        before = s.passage.text[s.tokens[a].start : token.start].strip(EDGES)
        bound = s.say(k + 1, k + 2) if k + 1 < z and s.has(k + 1, "ABOVE", "BELOW") else ""
        return [
            ("", "", f"{before}{s.passage.text[x:y]}{'' if k in ranges else bound}") for k, (x, y) in enumerate(spans)
        ]
    return None


def elements(s: SentenceReading, a: int, z: int, *marks: str) -> list[tuple[int, int]]:
    """Cut a stretch at its list marks, or at some of them; where one name in quotation marks follows another, too."""
    joints = words().any_of(*marks or ("LIST", "AND", "OR"))
    out, begin = [], a
    for k in range(a, z):
        if s.plain[k] in joints:
            out.append((begin, k))
            begin = k + 1
        elif k > begin and s.has(k, *NAMES) and s.has(k - 1, *NAMES):
            out.append((begin, k))
            begin = k
    out.append((begin, z))
    return [(x, y) for x, y in out if y > x]


def shared_by_all(s: SentenceReading, window: list[tuple[int, int]], foot: int, z: int) -> str:
    """Return what stands before the first of a list of degrees only, where nothing but persons stand behind the last."""
    (head, end), last = window[0], s.trim(foot, z)
    alone = all(s.has(w[0], "DEGREE") for w in window[1:]) and s.has(end - 1, "DEGREE")
    if not alone or end - head < 2 or (last and not first("graduate", letters_of(last)) and not is_people(last)):
        return ""
    start = tail_tier(s, head, end)
    return "" if start is None or s.has(start, "TIER") else s.say(start, end - 1)


def unquoted(name: str) -> str:
    """Return a tier without the quotation marks around all of it: “五星级”, but “科创专板” and “双一流”本科生."""
    inner = name.strip('“”"‘’')
    return inner if len(name) - len(inner) == 2 and is_tier(inner) else name


def of_those_before(s: SentenceReading, clause: int, members: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """返乡人才给予购房补贴,其中:专科、本科毕业生分别补贴: persons by grade are those of the statement before 其中."""
    among = clause - 2 if clause > 1 and s.has(clause - 1, "COLON", "COMMA") and s.has(clause - 2, "AMONG") else clause
    if not s.has(among, "AMONG"):
        return members
    earlier = s.frames[-1].item if s.frames else earlier_thing(s, among, False)
    persons = [name.partition(" ")[0] for name, _, _ in members]
    if not is_people(earlier.partition(" ")[0]) or not all(map(is_people, persons)):
        return members
    return [(earlier, tier or person, told) for person, (_, tier, told) in zip(persons, members, strict=True)]


def is_people(text: str) -> bool:
    """Whether a text names persons: 毕业生和高新技术人才."""
    return text.endswith(words().endings["PERSON"])


def pair_tiers(
    s: SentenceReading, n: int, a: int, z: int, gift: str, begin: int | None = None
) -> list[tuple[str, str, str]] | None:
    """国家级、省级、市级X; X一等奖、二等奖: a run of n tiers with one thing before or behind."""
    parts = elements(s, a, z)
    for i in range(len(parts) - n, -1, -1):
        window = parts[i : i + n]
        head = tail_tier(s, *window[0])
        foot = head_tier(s, *window[-1])
        if head is None or foot is None or not all(tail_tier(s, *w) == w[0] for w in window[1:-1]):
            continue
        shared = shared_by_all(s, window, foot, z) if gift else ""
        if shared:  # 全日制博士、硕士: what stands before the first goes for all
            head = window[0][1] - 1
        names = [s.say(head, window[0][1]), *(s.say(*w) for w in window[1:-1]), s.say(window[-1][0], foot)]
        names = [unquoted(name) for name in names]
        before, _ = thing_in(s, a, head) if head > a else ("", "")
        end = z
        while end - foot > 1 and s.has(end - 1, "BRACKET") and first("aside", letters_of(s.say(end - 1, end)[1:-1])):
            end -= 1
        after = s.trim(foot, end)
        if s.has(head, "ORDINAL"):  # 第二、第三完成单位获得
            done = s.last(foot, z, "NAMED_AS", "TAKE")
            done = z if done is None else done
            names = [name + s.say(foot, done) for name in names]
            after = ""
        suffix, shared_noun = grade_suffix(names), ""
        if suffix:
            whole = suffix in ONE_GRADE or len(names[-2]) > 1
            last = names[-1] if whole else names[-1][0] + suffix
            names = [*(name + suffix if len(name) == 1 else name for name in names[:-1]), last]
        persons = None if any(map(GRADED_PERSONS.search, [] if suffix else names[:-1])) else names[-1]
        if persons and (persons := GRADED_PERSONS.search(persons)):  # A、B类人才: the noun goes for all
            shared_noun = persons["noun"]
            names = [name.removesuffix(shared_noun) for name in names]
            last = s.trim(window[-1][0], end)
            after = last[last.index(shared_noun) :]
        noun = after if is_people(after) else ""
        if not shared_noun and (plain_words(after) or first("graduate", letters_of(after))):
            tail = s.passage.text[s.tokens[foot].start : s.tokens[end - 1].end] if before and foot < end else ""
            led_on = bool(tail) and s.has(foot, "DE") and end - foot == 2 and s.has(end - 1, "WHO")
            before = f"{before}{tail}" if led_on else before  # 主导制定国际、国家标准的企业
            after = "" if before else after
        person = names[-1].endswith(words().endings["PERSON"]) or s.last(window[-1][0], foot, "DEGREE") is not None
        if gift and person and noun:  # 在企业工作的普通高校博士、硕士毕业生
            case = s.say(a if begin is None else begin, head).removesuffix(shared).strip(EDGES)
            return [(f"{shared}{noun}", tier, case) for tier in names]
        if gift and person:
            case = join(s.say(a if begin is None else begin, head), after)
            return [("", tier, case) for tier in names]  # 在企业工作的博士、硕士: what is given names the award
        named = head > a and s.has(
            head - 1, "RATED", "NAMED_AS"
        )  # 经评定为国家级、省级孵化器的: what it is rated stands behind
        if plain_words(before) and head > a and s.has(head - 1, "BRINGS") and s.last(foot, z, "DE") is not None:
            name = f"{s.say(head - 1, head)}{after}"  # 引进A类、B类人才的机构
            return [(name, tier, "") for tier in names]
        joint = "" if shared_noun else " "
        name = f"{before}{joint}{after}".strip() if not plain_words(before) and not (named and after) else after
        return [(name, tier, "") for tier in names]
    return None


def stage_at(s: SentenceReading, a: int, z: int) -> str:
    """Return the stage that a member of a list names, without 三个阶段 behind the last."""
    counted = next((k for k in range(a, z) if s.tokens[k].figures), z)
    return s.trim(a, counted)


def is_count_threshold(s: SentenceReading, a: int, z: int) -> bool:
    """Whether a member of a list only says how many there must be: 组织20家以上单位."""
    counted = any(t.kind == "COUNT" for t in s.tokens[a:z]) and s.last(a, z, "ABOVE", "BELOW") is not None
    return counted and s.last(a, z, "DE") is None


def person_of(s: SentenceReading, a: int, z: int) -> str:
    """Return the thing that a member of a list names; behind 引进 the persons alone."""
    brings = s.last(a, z, "BRINGS")
    a = a if brings is None or brings + 1 == z else brings + 1
    people = s.last(a, z, "PEOPLE", "GRADUATE", "DEGREE")
    if brings is None and people is not None and z - people < 5 and s.last(people, z, "DE") is None:
        z = people + 1 + s.has(min(people + 1, z - 1), "BRACKET")  # 推荐高校毕业生、技能人才来县就业
    return thing_in(s, a, next((k for k in range(a + 1, z) if s.has(k, "ALSO")), z))[0]


def pair_things(s: SentenceReading, n: int, a: int, z: int, gift: str = "") -> list[tuple[str, str, str]] | None:
    """Take n things of a list, each with its own tier where it has one."""
    parts = elements(s, a, z)
    if len(parts) > n:
        parts = elements(s, a, z, "LIST")  # 博士或正高级人才、硕士或副高级人才
    if len(parts) != n:
        listed = words().any_of("LIST")
        cuts = [k for k in range(a, z) if s.plain[k] in listed]
        if len(cuts) + 1 != n:
            return None
        parts = list(zip([a, *(c + 1 for c in cuts)], [*cuts, z], strict=True))
    out: list[tuple[str, str, str]] = []
    if all(is_count_threshold(s, x, y) for x, y in parts):
        return [("", "", s.say(x, y)) for x, y in parts]
    if all(first("stage", s.plain[x:y]) for x, y in parts):  # 按完成股改、获批上市两个阶段
        return [("", "", stage_at(s, x, y)) for x, y in parts]
    persons = [person_of(s, x, y) for x, y in parts]
    if all(fold_marks(name).partition("(")[0].endswith(words().endings["PERSON"]) for name in persons):
        x, y = parts[0]
        brings = s.last(x, y, "BRINGS")
        org = "" if brings is None or s.last(x, brings, "ORG") is None else s.trim(x, s.last(x, brings, "ORG") + 1)
        return [(org, name, "") for name in persons]  # 服务机构推荐毕业生、技师的
    for x, y in parts:
        tail = tail_tier(s, x, y)
        if y - x == 1 and s.has(x, "TIME"):
            out.append(("", "", s.say(x, y)))  # 第一年、第二年
            continue
        if tail == x and out:
            out.append((out[-1][0], s.say(x, y), ""))
            continue
        if tail is not None and tail > x and n > 2 and len(out) < n - 1 and s.has(tail, "PRIZE"):
            out.append((thing_in(s, x, tail)[0], s.say(tail, y), ""))
            continue
        measured = next((k for k in range(x + 1, y) if s.has(k, "METRIC")), y)
        if any(t.figures for t in s.tokens[measured:y]) and len(s.say(x, measured)) > 3:
            y = measured  # 种植面积在50亩以上的: the measure goes for all
        name, _ = thing_in(s, x, y)
        out.append((name, "", ""))
    split = [(*split_level(name, listed=True), extra) if not tier else (name, tier, extra) for name, tier, extra in out]
    if all(tier for _, tier, _ in split):
        return split
    return [(*split_level(name), extra) if not tier else (name, tier, extra) for name, tier, extra in out]
