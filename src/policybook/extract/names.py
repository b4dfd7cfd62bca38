"""Names: who or what an award is for, and the conditions beside the name.

In: a `SentenceReading` and where the words before a verb begin and end. Out: `Named`. The clauses are told apart by the slots ``when``,
``idle``, ``measure`` and ``chain``; what is left names the recipient.
"""

from __future__ import annotations

from policybook.extract.reading import EDGES, ITEM_MAX, MONEYED, Named, SentenceReading, first
from policybook.extract.tiers import is_tier, join, letters_of, plain_words, split_level, tail_tier, unled
from policybook.extract.vocabulary import words


def recipients(s: SentenceReading, floor: int, anchor: int) -> Named:
    """Return what names the recipients among the words before the verb, the conditions, and what may list tiers."""
    old = s.target[0] if s.frames else ""
    head = s.head(floor, anchor)
    end = anchor
    item = condition = tier = ""
    clauses: list[tuple[int, int]] = []
    while True:  # 对A,对B超过1000万元的: a 对 that only measures hands on to the one before
        led = head is not None
        begin = floor if head is None else head + 1
        clauses = [(a, z) for a, z in unpaid(s, s.clauses(begin, end)) if s.say(a, z)] + clauses
        names, conditions = sort_clauses(s, clauses, led, bool(old))
        if not led and len(names) > 1 and first("purpose-alone", s.plain[slice(*names[-1])]):
            names.pop()  # 领军人才,购房补贴140万元
        if not led and names and is_graded(s, names, bool(old)):
            a, z = names.pop()
            while z > a + 1 and (s.tokens[z - 1].kind == "COUNT" or s.has(z - 1, "TIME", "ALL", "EACH")):
                z -= 1  # 一等奖1名, 国家级每年
            start = tail_tier(s, a, z - 1 if s.has(z - 1, "DE") else z)
            tier = (
                s.say(a if start is None or first("graded-rated", s.plain[a:z]) else start, z)
                if s.last(a, z, "LIST", "AND") is None
                else ""
            )
        if not led and (old or len(names) > 1) and names and (found := first("degrees", s.plain[slice(*names[-1])])):
            a, z = (names[-1][0] + k for k in found.span("take"))
            tier = s.say(a, z)  # 新引进高层次人才,博士、正高级职称补贴10万元
            names.pop()
        item, condition = thing_in(s, *(names[0] if led else names[-1])) if names else ("", "")
        before = None if head is None else s.head(floor, head)
        weak = bool(item) and condition.startswith(item)  # only what stands before a measure
        if (item and not weak) or before is None:
            break
        head, end = before, head
    foot = foot_of(s, clauses) if led else ""
    if foot:
        item, condition, weak = foot, s.trim(*clauses[0]), False
    if led and (not item or weak):  # 对面积达1000平方米,且税收达100万元的企业: the noun stands in a later clause
        later = (
            thing_in(s, a, z)[0]
            for a, z in conditions
            if (s.last(a, z, "DE") or z) + 1 < z and not first("when", s.plain[a:z])
        )
        item = next(filter(None, later), item)
    if (
        not led
        and len(names) > 1
        and (
            plain_words(item)
            or item == condition
            or goes_on(s, names)
            or is_part_of(s, *names[-2:])
            or s.has(names[-1][0], "EVERY")
            or item.endswith(words().endings["COUNTED"])
        )
    ):
        subject = subject_of(s, *names[-2], True)
        item, more = (subject, s.say(*names[-2])) if subject else thing_in(s, *names[-2])
        if not subject and is_part_of(s, *names[-2:]):
            counted = next((k for k in range(*names[-2]) if s.tokens[k].figures), names[-2][1])
            item = s.say(names[-2][0], counted)
        if len(names) > 2 and s.has(names[-2][0], "ALSO"):  # 出口额增长10%以上,且增量达到100万美元的
            a, z = names[-3]
            grown = next((k for k in range(a, z) if s.has(k, "REACH")), z)
            item, more = thing_in(s, a, z)[0] or s.say(a, grown), join(s.say(a, z), s.trim(*names[-2]))
        condition = join(more, s.trim(*names[-1]) if subject else condition)
        if s.has(names[-1][0], "EVERY") and (grade := tail_tier(s, *names[-1])) is not None:
            tier = s.say(grade, names[-1][1])  # 每培养一名高级工
    if not led and names and conditions and conditions[-1] > names[-1] and s.has(conditions[-1][1] - 1, "DE"):
        subject = subject_of(s, *names[-1], True)
        item, condition = (subject, s.say(*names[-1])) if subject else (item, condition)
    if not led and len(names) > 1 and is_cost(s, *names[-1], item):
        whose, more = thing_in(s, *names[-2])  # 参加国外展会的,展位费按60%补助
        item, condition = (item, condition) if plain_words(whose) else (f"{whose} {item}", join(more, condition))
    elif not led and len(names) == 1 and old and is_next_cost(s, *names[-1], item):
        thing, _, cost = old.rpartition(" ")  # 境外展会 展位费, 布展费: another cost of the same thing
        item = f"{thing if cost.endswith(words().endings['COST']) else old} {item}".strip()
    if not led and names and (stage := stage_of(s, *names[-1])):
        item, condition = stage
    if not led and not old and names and s.has(names[-1][1] - 1, "DE") and (whom := subject_before(s, begin, names)):
        condition = join(s.trim(*names[-1]), condition if condition != item else "")
        item = whom
    if led and conditions and first("graded-alone", s.plain[slice(*conditions[-1])]):
        tier = s.trim(*conditions.pop())  # 对技术中心,国家级奖励80万元
    if (
        not led
        and not names
        and not old
        and conditions
        and (who := first("subject-since", s.plain[slice(*conditions[0])]))
    ):
        a = conditions[0][0]
        item = s.say(a + who.start("take"), a + who.end("take"))  # 总部企业自认定当年起
    for a, z in conditions:
        condition = join(condition, s.trim(a, giving(s, a + 1, z)))
    lead = (s.passage.lead or ("",))[0]
    if led and weak and item.strip(EDGES) == condition.strip(EDGES) and (earlier := earlier_thing(s, begin - 1, False)):
        item = earlier
    if led and begin < len(s.tokens) and s.has(begin, "OWN") and (whose := earlier_thing(s, begin - 1, False)):
        cost = item.removeprefix(s.say(begin, begin + 1)) if item.endswith(words().endings["COST"]) else ""
        item = f"{whose} {cost}".strip()  # 青年企业,对其场地租金的40%予以补贴
    if led and old and names and is_case(s, *names[0]):
        item = f"{old} {item}"  # 对首批示范的: some of those before
    if old and not tier and names and s.has(names[-1][0], "EVERY") and is_tier(item):
        item, tier = "", item
    if plain_words(item):
        if names and s.last(*names[-1], "OTHERS") is not None:
            tier = s.trim(*names[-1])
        tier = tier or next((board for a, z in conditions if (board := board_in(s, a, z))), "")
        if old and not tier and len({f.tier for f in s.frames}) == 1:
            tier = s.frames[-1].tier
        if led and names and s.last(*names[0], "DE") is not None and not plain_words(s.say(*names[0])):
            condition = join(s.trim(*names[0]), condition)  # 对评价居前的: all that tells them
        item = old or lead or earlier_thing(s, begin - 1 if led else begin) or s.passage.item or item
    elif lead and not led:
        item = item if lead in item else f"{lead} {item}"
    elif not led and item == condition:  # nothing but a measure
        a, z = names[-1]
        a = next((k for k in range(a, z) if not s.has(k, "ALSO")), z)
        measure = next((k for k in range(a, z) if s.has(k, "REACH")), z)
        item = (
            old
            or ("" if s.has(a, "METRIC") else s.say(a, measure))
            or s.passage.item
            or earlier_thing(s, begin)
            or item
        )
    return Named(item, condition, clauses, tier, begin)


def unpaid(s: SentenceReading, clauses: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """学徒期间由区财政: the clauses without the one who pays, at their end."""
    found = [(a, first("payer", s.plain[a:z]), z) for a, z in clauses]
    return [(a, a + payer.start("take") if payer else z) for a, payer, z in found]


def stage_of(s: SentenceReading, a: int, z: int) -> tuple[str, str] | None:
    """对拟上市企业分阶段给予奖励:完成股改的奖励20万元: whom the list before the colon is for, and the stage."""
    colon = s.last(0, a, "COLON")
    if colon is None or s.last(a, z, "DE") is None or not s.has(z - 1, "DE", "ONCE"):
        return None
    if not first("lead", s.plain[: colon + 1]) or not plain_words(s.say((s.last(a, z, "DE") or a) + 1, z)):
        return None
    item = earlier_thing(s, colon, False)
    return (item, s.trim(a, z)) if item and not plain_words(item) else None


def foot_of(s: SentenceReading, clauses: list[tuple[int, int]]) -> str:
    """对未进入基地,租赁场地创业的高校毕业生: the name at the end of recipients that go over several clauses."""
    a, z = clauses[0] if clauses else (0, 0)
    of = s.last(a, z, "DE")
    if len(clauses) < 2 or any(t.figures and t.kind != "DURATION" for t in s.tokens[a:z]):
        return ""
    if of is not None and not (of == z - 1 and s.has(clauses[1][0], "ALSO")):  # 工作满一年的,且参保的职工
        return ""
    for a, z in clauses[1:]:
        z = giving(s, a, z)  # 外市职工给予专项补贴,补贴标准为
        of = s.last(a, z, "DE")
        if of is None or first("idle", s.plain[a:z]):
            continue
        told = len(s.say(a, of)) > 5 and of + 1 < z and not first("when", s.plain[a:z])
        foot = s.trim(of + 1, z) if told else ""
        return "" if plain_words(foot) else foot
    return ""


def giving(s: SentenceReading, a: int, z: int) -> int:
    """Return where a stretch begins to say what is given, else its end: 外市职工给予专项补贴, 引进人才发放安家费."""
    found = first("giving", s.plain[a:z])
    return a + found.start("take") if found else z


def is_part_of(s: SentenceReading, before: tuple[int, int], clause: tuple[int, int]) -> bool:
    """旅行社组织团队游览,住宿1晚的: whether a clause only measures what the open clause before it says."""
    return first("measured", s.plain[slice(*clause)]) is not None and not s.has(before[1] - 1, "DE")


def goes_on(s: SentenceReading, names: list[tuple[int, int]]) -> bool:
    """Whether the last clause states more of the subject before it: 毕业生首次创业,且正常运营的."""
    a, z = names[-1]
    open_before = not s.has(names[-2][1] - 1, "DE") and first("place", s.plain[a:z]) is not None  # 技师,在区内购房的
    return s.has(z - 1, "DE") and (open_before or s.has(a, "ALSO") or bool(subject_of(s, *names[-2], True)))


def subject_before(s: SentenceReading, begin: int, names: list[tuple[int, int]]) -> str:
    """对D类人才,入住公寓的免租金;自行租住的: whom the statement before, that gives no sum, is for; 安家补贴。到乡镇工作的."""
    if first("place", s.plain[slice(*names[-1])]) and first("gift-heading", letters_of(title := heading(s))):
        return title
    if begin < 2 or not s.has(begin - 1, "SEMICOLON"):
        return ""
    head = s.head(0, begin - 1)
    return "" if head is None else thing_in(s, head + 1, min(s.clause(head)[1], begin - 1))[0]


def subject_of(s: SentenceReading, a: int, z: int, closed: bool = False) -> str:
    """毕业生到基层就业的: the persons that a clause tells more of; `closed` where the clause that ends it comes later."""
    letters = s.plain[a:z] + (words().classes["DE"][0] if closed else "")
    found = first("subject", letters)
    return s.say(a + found.start("take"), a + found.end("take")) if found else ""


def is_cost(s: SentenceReading, a: int, z: int, item: str) -> bool:
    """Whether a clause names a cost and nothing that is done: 展位费, 保费由财政."""
    bare = s.say(a, z).startswith(item) and s.last(a, z - 1, "LEADING", "FOR", "DE") is None
    return bare and item.endswith(words().endings["COST"])


def is_next_cost(s: SentenceReading, a: int, z: int, item: str) -> bool:
    """展位费补八成,布展费补五成: whether a clause names another cost of the thing of the award before it."""
    last = s.frames[-1]
    same = last.statement == (s.number, s.statement(a)) and last.base is not None
    return same and not s.has(z - 1, "DE") and is_cost(s, a, z, item)


def is_graded(s: SentenceReading, names: list[tuple[int, int]], chained: bool) -> bool:
    """Whether the last clause only says which grade the thing before got: 评审为A档的."""
    letters = s.plain[slice(*names[-1])]
    if first("graded-rated", letters):
        return True
    return (chained or len(names) > 1) and first("graded-clause", letters) is not None


def is_case(s: SentenceReading, a: int, z: int) -> bool:
    """Whether a clause names a case and no thing: 首批示范的."""
    return z - a <= 3 and s.has(z - 1, "DE") and not s.has(a, "LEADING", "NAMED_AS", "THROUGH", "TAKE", "LEVEL", "NAME")


def sort_clauses(s: SentenceReading, clauses: list[tuple[int, int]], led: bool, chained: bool):
    """Tell the clauses that name something from those that state a condition; leave out the idle ones."""
    names, conditions = [], []
    for k, (a, z) in enumerate(clauses):
        letters = s.plain[a:z]
        bare = not led or k > 0  # not the first words behind 对
        if (
            first("when", letters)
            or (chained and (bare or s.has(z - 1, "DE")) and first("chain", letters) and not first("idle", letters))
            or (
                bare
                and (
                    first("when-bare", letters) or first("stage", letters) or (chained and first("chain-bare", letters))
                )
            )
        ):
            conditions.append((a, z))
        elif led and k == 0:
            names.append((a, z))
        elif first("idle", letters) or first("measure", letters) or is_class(s, a, z):
            continue
        else:
            (conditions if led else names).append((a, z))
    return names, conditions


def is_class(s: SentenceReading, a: int, z: int) -> bool:
    """A类项目,启动资金200万元: whether a clause of its own only says for which class what follows is."""
    return z < len(s.tokens) and s.has(z, "COMMA") and first("class", s.plain[a:z]) is not None


def earlier_thing(s: SentenceReading, begin: int, headed: bool = True) -> str:
    """Return the nearest clause before that names a thing, in this sentence; or the heading."""
    head = s.head(0, max(begin, 0))
    given = None if head is None else s.last(head + 2, begin, "GIVE", "PAY")
    until = begin if given is None else given
    if head is not None and not plain_words(found := thing_in(s, head + 1, min(s.clause(head)[1], until))[0]):
        gift = "" if given is None else s.say(given + 1, s.clause(given)[1])
        return (
            found
            if plain_words(gift) or any(t.figures for t in s.tokens[given : s.clause(given)[1]])
            else f"{found} {gift}"
        )
    for a, z in reversed(s.clauses(0, max(begin, 0))):
        letters = s.plain[a:z]
        if (
            not letters
            or first("idle", letters)
            or first("measure", letters)
            or any(t.kind in MONEYED for t in s.tokens[a:z])
            or first("grade", letters)
        ):
            continue
        given = s.last(a, z, "GIVE", "PAY")
        item, _ = thing_in(s, a, z if given is None else given)
        gift = "" if given is None else s.say(given + 1, z)
        if len(item) > 1 or gift:
            return f"{item} {gift}".strip()
    return heading(s) if headed else ""


def heading(s: SentenceReading) -> str:
    """Return the passage's heading, where it has one without figures."""
    if s.passage.heading:
        return unled(s.passage.heading)
    text = s.passage.folded.lstrip("\n")
    head = text[:60].partition("。")[0].partition("\n")[0]
    end = len(s.passage.folded) - len(text) + len(head)
    counted = bool(s.passage.found) and s.passage.found[0].start < end  # they stand in order
    return "" if len(head) == 60 or counted else unled(head.strip(EDGES))


def thing_in(s: SentenceReading, a: int, z: int) -> tuple[str, str]:
    """Return the thing that a clause names, and the condition beside it."""
    known = words()
    if not a and z > 1 and s.has(0, "BRACKET"):  # （场外市场）企业挂牌的: the heading of the measure
        a = 1
    if a < z and s.has(a, "TO"):  # 向企业发放
        a += 1
    if since := first("since", s.plain[a:z]):  # 2022年以来新引进的人才
        told, rest = s.say(a, a + since.end("take")), thing_in(s, a + since.end("take"), z)
        return rest[0], join(told, rest[1])
    if subject := subject_of(s, a, z):
        return subject, s.say(a, z)
    take = s.last(a + 1, z - 1, "TAKE")
    if take is not None and s.has(z - 1, "GIFT", "VOUCHER") and not any(t.figures for t in s.tokens[a:z]):
        who, condition = thing_in(s, a, take)  # 人才可申请房票
        return f"{who} {s.say(take + 1, z)}".strip(), condition
    if way := first("way", s.plain[a:z]):  # 以顾问、兼职等形式引进专家的企业
        a += way.end()
    leading = known.any_of("LEADING", "FOR", "ALSO", "AMONG", "LIST", "AND", "IN", "EVERY", "OR", "TIME", "PREFER")
    trailing = known.any_of("TRAILING", "DE", "EACH", "BY", "ONCE", "EACH_MANY", "TIME", "TREASURY", "IN", "ALSO")
    given = s.last(a, z, "GIVE")
    if given is not None and given + 1 < z and (given == a or first("idle-time", s.plain[a:given])):
        a = given + 1  # 自次年起连续3年给予企业贡献奖励
        return s.say(a, z)[:ITEM_MAX], ""
    z = next((k for k in range(a + 1, z) if s.has(k, "TREATED", "GIVE", "EACH_MANY") or ends_name(s, k, z)), z)
    whole, begin, closed = s.say(a, z), a, s.has(z - 1, "DE")
    condition = new = ""
    qualified = s.last(a, z, "QUALIFIED")
    if (
        qualified is not None
        and a < qualified < z - 1
        and not (
            s.has(qualified - 1, "ALSO")
            and plain_words(s.say(qualified + 1, z))
            and not any(t.figures for t in s.tokens[a:qualified])
        )
    ):
        condition, a = s.say(a, qualified), qualified + 1
    while z > a and s.plain[z - 1] in trailing:
        z -= 1
    if a < z and s.has(a, "WHO"):
        level = next((k for k in range(a + 1, z) if not s.has(k, "HOSTS", "LEADING", "NAMED_AS")), z)
        if level + 1 < z and level > a + 1 and s.has(level, "LEVEL"):
            a = level  # 企业新设国家级工作站, 企业成功申报国家级集聚区
    while a < z and s.plain[a] in leading and not is_modifier(s, a, z):
        new = new or (s.say(a, a + 1) if s.has(a, "NEWLY") else "")
        a += 1
    if a + 3 < z and s.has(a, "NEWLY") and s.has(a + 1, "DE") and s.has(a + 2, "LEVEL", "GRADE"):  # 新设立的省级研究院
        new, a = s.say(a, a + 1), a + 2
    one = s.last(a, z, "ONE_OF", "ONE_BROUGHT")
    if one is not None and one + 1 < z and s.last(begin, one, "EVERY") is not None:
        both = of_every(s, a, z, one)
        return (both, whole) if both else (s.say(one + 1, z), "")  # 每引进一家全国首店
    counted = [k for k in range(a, z) if s.tokens[k].figures and s.tokens[k].kind not in ("RANK", "DURATION")]
    if counted and counted[-1] + 1 == z and s.has(begin, "EVERY"):
        return "", whole  # 每节约1吨标准煤
    if counted and (both := of_every(s, a, z, counted[0])):
        return both, whole
    if counted:
        condition = whole
        last = counted[-1] + 1
        while last < z and s.has(last, "ABOVE", "BELOW", "ONCE", "BRACKET", "ALSO"):
            last += 1
        of = s.last(counted[0], z, "DE")
        if of is not None and of + 1 < z:
            a = of + 1
        elif (
            last < z
            and s.tokens[counted[-1]].kind == "COUNT"
            and (
                s.last(begin, a + 1, "EVERY") is not None
                or all(s.has(k, "CEILING", "ONCE") for k in range(a, counted[-1]))
            )
        ):
            a, condition = last, ""  # 遴选5个左右人才团队项目
        elif (
            last < z
            and (of is not None or s.last(counted[-1], last, "ALSO") is None)  # 租赁海外仓800平方米以上并运营半年
            and not s.has(last, "LIST", "AND", "OR")
            and not (closed and of is None and s.tokens[counted[-1]].kind == "COUNT")
        ):
            a = last
        else:
            z = next(
                (k for k in range(a, counted[0] + 1) if s.has(k, "METRIC", "REACH", "EVERY") or s.tokens[k].figures),
                z,
            )
            if z - a > 2 and s.has(z - 2, "ALSO") and len(s.say(z - 1, z)) < 2:
                z -= 2  # 自建网站且年交易额超过300万元的
            z += z < counted[0] and s.has(z, "LOAN")  # 专利权质押贷款100万元以下
            listed = s.last(a, z, "LIST")
            if (
                listed is not None and len(s.say(a, listed)) > 3 and len(s.say(listed + 1, z)) < 5
            ):  # 自建仓库、年销售额达1亿元的
                z = listed
            if s.say(a, z).endswith(known.endings["COUNTED"]):
                cut = s.last(a, z, "ALSO", "EACH")
                who = s.last(a + 1, z, "WHO")
                z = cut if cut is not None else z if who is None else who + 1
        if plain_words(s.say(a, z)) and condition:  # 从事加工且年出口额超过1亿美元的企业: the measure tells them
            k = next(
                (k for k in range(begin, counted[0] + 1) if s.has(k, "METRIC", "REACH", "ALSO") or s.tokens[k].figures),
                begin,
            )
            while begin < k and s.has(begin, "DATE"):
                begin += 1
            head = s.trim(begin, k)
            return (head if len(head) > 5 else whole.strip(EDGES))[:ITEM_MAX], condition
    else:
        of = s.last(a, z, "DE")
        alone = (
            of is not None
            and z - of == 2
            and (s.has(z - 1, "METRIC", "LOAN", "GIFT") or s.say(z - 1, z) in known.endings["COST"])
        )
        if (
            of is not None
            and of + 1 < z
            and not alone
            and not s.has(of + 1, "EACH")
            and not plain_words(s.say(of + 1, z))
            and (
                s.tokens[of].start - s.tokens[begin].start >= 8
                or plain_words(s.say(a, of))
                or first("approved", s.plain[begin : of + 1])
            )
        ):
            condition, new = join(condition, s.say(max(begin, a) if condition else begin, of)), ""
            a = of + 1
        named = s.last(a, z, "NAMED_AS")
        if named is not None and named + 1 < z and not s.has(named + 1, "DE") and s.last(a, named, "LIST") is None:
            a = a if s.say(a, z).endswith(known.endings["COST"]) else named + 1
    while a < z and s.plain[a] in leading and not is_modifier(s, a, z):
        a += 1
    if z - a > 1 and s.has(z - 1, "BRACKET") and first("aside", letters_of(s.say(z - 1, z)[1:-1])):
        condition = join(condition, s.say(z - 1, z)[1:-1])
        z -= 1
    text = s.say(a, z)
    return text[:ITEM_MAX] if len(text) > 1 else "", join(new, condition)


def of_every(s: SentenceReading, a: int, z: int, one: int) -> str:
    """服务机构每推荐1个项目落户的: the one who does it, and what is counted one by one."""
    every = s.last(a, one, "EVERY")
    if every is None or every == a or one + 1 >= z or (s.tokens[one].figures and s.tokens[one].figures[0].value != 1):
        return ""
    who, what = thing_in(s, a, every)[0], s.trim(one + 1, z)
    return f"{who} {what}" if who and what else ""


def ends_name(s: SentenceReading, k: int, z: int) -> bool:
    """Whether here begins what is done, and how: 三孩家庭分别提高贷款额度; 企业按下列标准."""
    if s.plain[k] not in words().any_of("SIGNS", "BY", "PAY", "ALL"):
        return False
    if s.has(k, "SIGNS"):  # 企业招用毕业生与其签订一年以上合同的
        return k - 1 > 0 and s.last(k, z, "DE") == z - 1
    if s.has(k, "BY"):
        return s.last(k, z, "DE") is None
    if s.has(k, "PAY") and giving(s, k, z) == k:
        return s.last(k, z, "DE") is None  # 引进人才发放安家费
    return k + 1 < z and s.has(k, "ALL") and s.has(k + 1, "RAISE", "LESSEN")


def is_modifier(s: SentenceReading, a: int, z: int) -> bool:
    """Whether a verb belongs to a short modifier: 建成投运的公共充电桩."""
    of = next((k for k in range(a + 1, z) if s.has(k, "DE")), None)
    if of is None or of + 1 >= z or of != a + 2 or s.has(a, "NEWLY", "NAMED_AS") or s.has(a + 1, "LEADING"):
        return False
    return len(s.say(a + 1, of)) < 5 and not plain_words(s.say(of + 1, z))


def refer(s: SentenceReading, named: Named) -> Named:
    """省级的按上述标准的50%奖励: a share of another award is for what that was for, where only a case is named."""
    old = s.target[0] if s.frames else s.passage.item
    if not old or not named.clauses or s.head(named.begin - 1 if named.begin else 0, named.clauses[-1][1]) is not None:
        return named
    a, z = named.clauses[-1]
    a = next((k for k in range(a, z) if not s.has(k, "ALSO")), z)
    text = s.say(a, z)
    letters = s.plain[a:z]
    name, level = split_level(text)
    if level and old.endswith(name):  # 国家级博士后工作站, 省级工作站
        return Named(old, named.condition, named.clauses, level, named.begin)
    if s.has(z - 1, "DE") or plain_words(text) or first("when", letters) or first("idle", letters):
        case = text if not plain_words(text) or len(named.clauses) < 2 else s.say(*named.clauses[-2])
        case = s.say(a, z - 1) if first("tier-of", letters) else case  # B类企业减半享受
        tier = case if is_tier(case) else board_in(s, a, z)
        level = s.last(a, z, "LEVEL")
        if not tier and level is not None and (bare := split_level(old))[1]:
            old, tier = bare[0], s.say(level, level + 1)  # 国家级大奖奖励80万元,获省级大奖的减半
        return Named(
            old,
            join("" if tier == case else case, named.condition if named.condition != case else ""),
            named.clauses,
            tier,
            named.begin,
        )
    return named


def board_in(s: SentenceReading, a: int, z: int) -> str:
    """进入创新层的: the stock market that a case names."""
    boards = [k for k in range(a, z) if s.has(k, "BOARD")]
    return s.say(boards[-1], boards[-1] + 1) if boards else ""


def is_short_name(s: SentenceReading, named: Named, anchor: int) -> bool:
    """Whether right before a bare measure stands a short name, and no case: 新兴产业按25%."""
    a, z = named.clauses[-1]
    led = s.head(max(named.begin - 1, 0), anchor) is not None
    text = s.say(a, z)
    return (
        not led
        and z == anchor
        and 1 < len(text) < 9
        and not s.has(z - 1, "DE", "AFTER")
        and (s.has(z - 1, "TIME", "DURATION") or not plain_words(text))
    )


def beside(s: SentenceReading, left: int, verb: int | None, floor: int) -> Named | None:
    """成套设备奖励100万元、单台设备奖励50万元: the words between two awards of one clause that have verbs of their own."""
    if verb is None or verb <= left or not s.frames or s.last(left, verb, "FOR", "BY", "GIVE") is not None:
        return None
    if s.plain[left - 1 : left] not in words().any_of("LIST") or floor != left:
        return None
    text = s.trim(left, verb)
    return Named(text, "", []) if text and not plain_words(text) else None


def announced(s: SentenceReading) -> tuple[str, str]:
    """Return what the list is for that this sentence opens."""
    end = len(s.tokens) - 1
    verb = s.verb(0, end)
    named = recipients(s, 0, s.anchor(0, end, verb))
    item, condition = named.item, named.condition
    if any(t.kind == "COUNT" for t in s.tokens) and (head := heading(s)):
        item, condition = unled(head), join(item, condition)
    if found := first("announced", s.plain):
        gift = s.say(*found.span("take"))
        if found.end("take") - found.start("take") > 1 and item.endswith(words().endings["PERSON"]):
            return gift, join(item, condition)
        item = item if gift in item or plain_words(gift) else f"{item} {gift}".strip()
    return item, condition
