"""Tell what is rewarded from its tier and condition, once the awards of a passage are read.

In: the awards of one passage, in reading order. Out: the same awards with cleaner names.

An item that is printed with its level (省重点实验室) is split into tier and item; a grade printed once (A档) goes on for
the awards that follow it in the sentence, and with it the condition of the sentence.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from policybook.extract.old_awards import Award

JOINS = frozenset("，、,")
EDGES = "、，,；;：: "
GRADE = re.compile(r"([A-Za-zＡ-Ｚ]\s?[档类级])(?:项目|企业|人才)?(?=\S)")
LEVEL = re.compile(r"((?:国家|国际|省|市|区|县|[\u4e00-\u9fff]{2}[省市区县])级?)(?=\S)")
TITLE = re.compile(  # what a level can stand before; a prize (科学技术奖) keeps its name whole
    r"(?:[”’」）)]|实验室|中心|研究院|机构|企业|工厂|车间|园区|园|基地|冠军|平台|试点|示范|计划|项目|软件|产品|集群|孵化器|示范区|发展区|应用场景)$"
)
WHOLE = re.compile(r"[省市区县]长|国家高新技术企业|国家(?:重点)?研发计划|省科技型|[\u4e00-\u9fff]{2}市场")
ACTS = re.compile(r"获|通过|入驻|列入|完成|首次|使用|参加|开展|建设|实施|取得|承担|引进|购买|举办")
OF_FIRMS = re.compile(r"的(?:企业|单位|主体|个人)$")


def named(awards: Iterable[Award], text: str) -> list[Award]:
    """Return the awards of one passage with tiers, items and conditions told apart.

    Parameters
    ----------
    awards : iterable of Award
        In reading order.
    text : str
        The passage.
    """
    done: list[Award] = []
    for award in awards:
        award = _split(replace(award, item=award.item.strip(EDGES) or award.item, base=_base(award.base)))
        done.append(_go_on(award, done[-1], text) if done else award)
    return done


def _base(base: str | None) -> str | None:
    if not base:
        return base
    base = base.strip(EDGES)
    found = GRADE.match(base)
    return base[found.end() :] if found else base


def _split(award: Award) -> Award:
    if award.tier:
        return award
    item, condition = award.item, award.condition
    grade = GRADE.match(item)
    if grade:
        return replace(award, tier=grade[1], item=item[grade.end() :])
    head, of, tail = item.rpartition("的")
    if of and LEVEL.match(tail) and TITLE.search(tail) and len(head) >= 4:
        item, condition = tail, "；".join(filter(None, (head, condition)))
    bare = OF_FIRMS.sub("", item)
    level = LEVEL.match(bare)
    if not level or WHOLE.match(bare) or ACTS.search(bare) or not TITLE.search(bare) or len(bare) < level.end() + 3:
        return award
    return replace(award, tier=level[1], item=bare[level.end() :], condition=condition)


def _go_on(award: Award, before: Award, text: str) -> Award:
    """Carry grade and condition on to an award that adjoins the one before it in one sentence."""
    adjoins = award.start <= before.end or text[before.end : award.start] in JOINS
    if not adjoins or not award.instrument == before.instrument == "rate" or not GRADE.match(before.tier + "项目"):
        return award
    tier = award.tier or before.tier
    return replace(award, tier=tier, condition=award.condition or before.condition)
