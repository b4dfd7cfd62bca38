"""Ceilings on loans and guarantees.

In: a `SentenceReading` and the role of a figure. Out: frames of the instrument ``guarantee``.
"""

from __future__ import annotations

from policybook.extract.measures import base_of
from policybook.extract.names import heading, recipients
from policybook.extract.pairing import spread
from policybook.extract.phrasebook import phrases
from policybook.extract.reading import ITEM_MAX, Frame, SentenceReading
from policybook.extract.roles import Role
from policybook.extract.tiers import label_before, plain_words
from policybook.extract.tokens import SHARES
from policybook.extract.vocabulary import KIND, SHORT, TEXT, words

LENT, QUOTED_LOAN = (phrases("shapes").lists[name] for name in ("LENT", "QUOTED_LOAN"))


def shares_loan(s: SentenceReading, i: int) -> bool:
    """个人创业贷款最高30万元,小微企业最高300万元: whether the next ceiling is one of the same loan."""
    after = next((k for k in range(i + 1, len(s.tokens)) if s.tokens[k].kind == "MONEY"), None)
    return after is not None and s.last(i, after, "LOAN", "LOAN_NAME") is None


def take_loan(s: SentenceReading, role: Role) -> None:
    """Add a ceiling on a loan: what is lent, to whom, and who is told apart from others."""
    i = role.at
    token = s.tokens[i]
    clause, end = s.clause(i)
    floor = max(s.statement(i), s.floor)
    left = max(clause, floor)
    near = max(left, s.figure_before(i, left))
    if near < i and s.has(near, "RAISE_TO"):  # 双职工由60万元调整为80万元: who borrows stands before the old ceiling
        near = max(left, s.figure_before(near - 1, left))
    loan = s.last(0, i, "LOAN_NAME")
    loan = s.last(0, i, "LOAN") if loan is None else loan
    lend = s.last(near, i, "LEND")
    if loan is None and lend is not None and s.say(lend, lend + 1).endswith(LENT):
        loan = lend  # 公积金最高贷款额度
    if loan is None or s.has(i + 1 if i + 1 < len(s.tokens) else i, "DE"):
        behind = next((k for k in range(i + 1, end) if s.has(k, "LOAN", "LOAN_NAME")), None)
        loan = behind if behind is not None else loan
    name = ""
    if loan is not None:
        a = loan
        while a > 0 and s.plain[a - 1] in (TEXT, SHORT, KIND, *words().any_of("LOAN_NAME", "LOAN")) and a - 1 >= clause:
            a -= 1
        z = loan + 1
        name = s.say(a, z)
        whose = s.last(0, a, "LOAN") if a == loan and s.has(loan, "LOAN_SIZE") else None
        if whose is not None and not s.has(whose, "LOAN_SIZE"):  # 政策性农业信贷担保,单户担保额度
            a, z = whose, whose + 1
            while a > 0 and s.plain[a - 1] in (TEXT, SHORT, KIND, *words().any_of("LOAN")):
                a -= 1
            name = s.say(a, z)
    elif role.rule == "lent-heading":
        name = s.passage.item
    elif (before := s.frames or s.passage.frames) and before[-1].instrument == "guarantee":
        name = before[-1].item
    stop = next((k for k in range(near + 1, i) if s.has(k, "IN")), i)  # 由60万元, 在上述额度基础上
    cuts = [k for k in range(near, stop) if s.has(k, "LOAN", "LOAN_NAME", "STANDARD", "CEILING", "LEND", "RAISE_TO")]
    stretches = zip([near, *(c + 1 for c in cuts)], [*cuts, stop], strict=True)
    labels = [label for a, z in stretches if (label := label_before(s, a, z))]
    who = next((label for label in reversed(labels) if not plain_words(s.say(*label)) or s.has(label[0], "WHO")), None)
    if who and s.has(who[1], "DE"):
        who = None  # 可贴息的最高贷款额度: it tells of the loan, and no borrower from others
    among = s.last(near, i, "AMONG")
    if among is not None and (part := s.last(among, i, "PART")) is not None:
        who = (among + 1, part + 1)
    tier = ""
    if who and role.rule != "lent-behind":
        tier = s.say(*who)
        if name:
            tier = "" if tier in name else tier.partition(name)[0] if name in tier else tier
    if tier and loan is not None and near <= loan < i and who and who[1] == loan and not shares_loan(s, i):
        name, tier = f"{tier}{name}", ""  # 小微企业创业担保贷款
    if s.has(i - 1, "RAISE") and loan is not None and near <= loan < i:  # 青年职工的安居贷款在上限之外提高10万元
        name, tier = s.trim(near, loan + 1), ""
    if not tier and role.rule != "lent-behind" and (each := s.last(near, i, "EACH")) is not None:
        tier = s.say(each, each + 1) if len(s.say(each, each + 1)) > 2 else ""  # 单个企业, but 单户 tells none apart
    named = recipients(s, floor, s.anchor(left, i, s.verb(left, i)))
    who_borrows = named.item if role.rule == "lent-behind" and named.item not in name else ""
    n = len(token.figures)
    if token.kind in SHARES:
        name, tier = f"{named.item} {name}".strip(), ""
    members = [(name or named.item, tier, "")] * n
    if n > 1 and not token.either:
        stop = next((k for k in range(near + 1, i) if s.has(k, "EACH", "LOAN")), i)
        listed = spread(s, i, named, [(near, stop), (near, i)], "")
        if listed is None:
            s.problem(i)
            return
        loans = [one for one, _, _ in listed if one.endswith(QUOTED_LOAN)]
        each = s.last(near, i, "EACH")
        own = "" if each is None else s.say(each, each + 1)
        members = [
            (one, own, "") if len(loans) == n else (name or one, tier_ or (one if name and one != name else ""), "")
            for one, tier_, _ in listed
        ]
    for figure, (thing, own, _) in zip(token.figures, members, strict=True):
        share = token.kind in SHARES
        s.add(
            i,
            Frame(
                (thing or heading(s))[:ITEM_MAX], own, "guarantee", figure.value, None,
                base_of(s, i, left, False) if share else None, not s.has(i - 1, "RAISE"), False, who_borrows, role.rule, 0, 0,
                (s.number, s.statement(i)),
            ),
        )  # fmt: skip
    s.target = (name or named.item, "")
    s.close(i)
