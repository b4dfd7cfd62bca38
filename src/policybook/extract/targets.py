"""Quantities that a government says it will reach, deliver or keep within: the table ``targets``.

In: one passage (a domain's opening, a measure). Out: its target rows and problems.

How it reads: each quantity stands in a frame, the words on its left, the mark ``¤`` for the quantity, and the words on
its right. A quantity is a target unless a rule says what else it is: a sum of the budget, an award, a condition of
eligibility, a limit set by regulation, something that exists already, a part of a name. The rules are data: what the
quantity is then, a pattern over the frame, and an example. What a condition is depends on the clauses around it: 对…的
opens one and the award closes it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from policybook.extract import budgets
from policybook.extract.phrases import Clause, Figure, figures
from policybook.extract.quantities import Problem, Quantity, fold, quantities

__all__ = ["Target", "extract"]


@dataclass(frozen=True, slots=True)
class Target:
    """A quantified commitment, as the codebook describes it.

    Attributes
    ----------
    indicator
        The thing measured.
    value
        The number, 万 and 亿 spread out.
    unit
        ``%``, a classifier, ``元``, ``位`` for a rank, ``""`` for a bare number.
    comparator
        ``>=``, ``<=``, ``=`` or ``~``.
    striving
        True for 力争, 争取.
    start, end
        Offsets of the quote.
    """

    indicator: str
    value: float
    unit: str
    comparator: str
    striving: bool
    start: int
    end: int


class Rule(NamedTuple):
    """What a quantity is, other than a target, where its frame has the pattern."""

    reading: str
    pattern: str
    example: str


# --- Words -----------------------------------------------------------------------------------------------------------

# what a government does to bring a number about; the last of these words on the left governs the quantity
DELIVER = """
新增 新建 新改建 新培育 新认定 培育 建设 建成 建立 打造 实施 完成 推进 推动 推广 引进 招引 引育 招引入驻 举办 开展 组织 创建 争创 认定 培养 帮扶 帮助
改造 提升 更新 选派 谋划 启动 盘活 腾出 供应 保障 支持 服务 争取 力争 确保 实现 安排 吸引 促进 带动 拉动 撬动 推介 康复 加装 开通 布局 落地 开工
竣工 投产 投用 签约 储备 入库 孵化 转化 制定 发布 推出 覆盖 培训 招聘 招收 吸纳 减少 压减 削减 淘汰 关停 整治 修复 治理 设立 组建 扩建 改建 续建
新开工 投放 解决 消除 化解 拓展 开发 筹集 配建 新设 增设 入选 获评 遴选 征集 创成 争列 申报 选育 育成 划定 扩大 增加 减轻 降低 节约 突破 达到 达 滚动推进
落户 集聚 引导 鼓励 建好 办好 办理 受理 检查 监测 普及 种植 造林 绿化 收储 出让 投入 铺设 接入 上线 发展 形成 输送 派出 参加 参与 超过 保持 稳定 提供
""".split()
# words that point to a number that is there already: 围绕3张清单, 优化4个预警点
POINT = """
优化 用好 发挥 依托 放大 围绕 聚焦 按照 根据 执行 深化 巩固 完善 统筹 对照 会同 列入 纳入 参照 结合 瞄准 针对 包括 涵盖 涉及 分为 整合 利用 借助
对接 抢抓 健全 强化 加强 贯彻 遵循 坚持 位于 作为 落实 全力抓好落实 符合 满足 属于 来自 列为 享受 适用 规范 管理 运营
""".split()
PUSH = frozenset("推进 深化 支持 发展 加强 推动".split())

AWARD = (
    r"给予|给与|予以(?!支持其)|一次性|最高(?!法|人民)|封顶|减按|加计|"
    r"(?:奖励|补助|补贴|资助|奖补|贴息|补偿|返还)(?!指标|机制|政策|制度|对象|覆盖|率|试点|条例|范围|体系)|"
    r"扶持(?=比例|标准|金额)|配套(?=[^，。]{0,6}(?:奖|补|资金))|减免|减半"
)
RECIPIENT = r"(?:对(?![外口接标照上内东南北欧美非俄日韩])|对于|凡|凡是|经认定的|获得|获评|入选|列入|首次)"
GOVERNS = r"^(?:20\d\d年|全年|今年|年内|到20\d\d|力争|争取|确保|计划|每年|新增|新建|新培育|培育|实施|建设|建成|打造|完成|推进|推动|开展|组织|举办|招引|引进)"

# fmt: off
RULES = (
    Rule("award", r"(?:给予|给与|予以|奖励|补助|补贴|资助|奖补|补偿|贴息|返还|减按|下浮|优惠)(?!指标)(?:标准|比例|金额|总额)?[^¤]{0,6}¤|(?:配套|奖|补)¤", "奖励50万元"),
    Rule("award", r"¤的(?:信用|融资)?(?:担保|贷款|授信|保险)(?:支持|额度|贷款)?", "提供不超过1000万元的担保支持"),
    Rule("award", r"¤的?(?!奖励指标)[^¤，。]{0,12}(?:奖励|补助|补贴|资助|奖补|补偿|贴息|减免|优惠)(?:政策|资金|支持|$|[，。；])", "20万元的奖励"),
    Rule("award", r"(?:单个|单家|单户|单项(?!冠军)|单笔|同一|每家(?!企业)|每户|每人(?!每[月年])|每名|每年每|每个(?:项目|企业|平台))[^¤]*¤", "单个项目不超过20万元"),
    Rule("award", r"(?:扶持|奖补|补助|补贴|奖励|保费|贴息)(?:标准|比例|额度|金额|上限)[^¤]*¤", "扶持标准提升至130元/标箱"),
    Rule("regulation", r"(?:不得|一般不|原则上|容积率|建筑系数|建筑密度|绿地率|投资强度|上浮|放宽|注册资本|限额|额度|贷款期限)[^¤]*¤", "一般不低于1.5"),
    Rule("regulation", r"(?:可|允许|可以)(?:按|按照|依|以|享受|申请|提前|达|给|提高|放宽|分期|缓缴|延长)[^¤]*¤", "可按70%缴纳"),
    Rule("regulation", r"(?:可|允许|可以)(?:在[^¤]{0,16})?(?:自主|优先|免费|就近)?(?:选择|选读|入读|入住|享受|参加)[^¤]*¤", "可在全市选择1所学校就读"),
    Rule("regulation", r"以¤[^，。]{0,4}为主", "户型面积以90平方米为主"),
    Rule("regulation", r"(?:按|按照)[^¤]{0,24}¤(?:的?(?:比例|标准|费率|税率|额度)|执行|收取|缴纳|征收|计提|计算|加回|计入|扣除|统一|控制|$)", "按收费标准的70%执行"),
    Rule("regulation", r"(?:首付|(?:失业|工伤|养老|医疗|社会|医)保险?[^¤]{0,4}费率)[^¤]*¤", "首付比例不低于15%"),
    Rule("regulation", r"¤的?(?:比例|标准|额度|费率|税率)(?:执行|收取|缴纳|征收|予以|给予|计提)", "150%比例予以加回"),
    Rule("known", r"首期(?:规模|出资)?[^¤]{0,3}¤", "首期规模20亿元"),
    Rule("eligibility", r"(?:^|，)(?:从业人员|在职职工|职工|员工)(?:人数|总数)?¤", "从业人员不少于20人"),
    Rule("regulation", r"(?:承担|分担(?!率)|负担|返投|即征即退|退还|抵扣|扣除|抵免|免征|减征|出资比例|持股比例|让利|自持|计容)[^¤]{0,8}¤", "市级承担60%"),
    Rule("definition", r"(?:是指|所称|标准为|划分为|分为|定义为|即)[^¤]*¤", "所称小微企业是指从业人员20人以下的企业"),
    Rule("known", r"(?:上述|以上|前述|其他|这|该)(?:政策|措施|办法)?¤", "上述8个领域政策"),
    Rule("known", r"(?:已|现有|原有|目前|截至|去年|上年|同期|此前|累计已)(?!.{0,30}(?:力争|达到|新增))[^¤]*¤", "已建成5G基站2000个"),
    Rule("known", r"首[个家艘批条台套座只项辆架列]¤?[^¤]{0,2}¤", "国内首艘64标箱船舶"),
    Rule("known", r"^(?!.*保持)[^¤]*¤[^，。¤]{0,16}基础上", "在100家的基础上"),
    Rule("known", r"(?:由|从)[^¤]{0,20}¤[^¤，。]{0,8}(?:提高|提升|增加|扩大|扩至|增至|增长|上升|升至|下降|降低|降至|降到|缩短|压缩|压减|缩小|调整)[到至为]?", "由30%提高到60%"),
    Rule("name", r"¤(?:大|个)?(?:领域|方面|环节|维度|层面|层级|类别|阶段|等级|部门|方向|要素|步骤|专题|档)", "8个领域"),
    Rule("name", r"¤[^，。¤]{0,6}(?:清单|名单|政策措施|政策|举措|措施|细则|条款)(?!.{0,6}(?:落地|制定|出台))", "3张项目清单"),
    Rule("name", r"(?:“|‘|\")[^”’\"¤]{0,20}¤", "“十百千”"),
)
# fmt: on

MONEY_AIMS = (
    "投资|收入|产值|营收|贷款|余额|交易|销售|零售|进出口|进口|出口|外资|规模|标准|税收|生产总值|增加值|成本|费用|基金|授信|融资|信贷|债务|市值|总额|金额"
    "|消费|收益|资产|合同|订单|成交|引资|资金|到位|额|减负|降本|让利|节约|支出|薪|工资|价格|债|保费|保额|增收|资本|财政|GDP|低保|养老金|均|利润|投入|产业|经济|生产率"
)
UNIT_OF_BARE = (
    ("元", r"收入|投资|产值|贷款|消费|销售|资金|交易额|产业|经济|融资|规模"),
    ("人", r"游客|旅客|大学生|人才|群众|居民|农民|劳动力|用户|学生"),
)
MEASURED = frozenset(
    "亩 公顷 平方公里 平方千米 平方米 立方米 平米 方 公里 千米 海里 米 厘米 毫米 公斤 千克 斤 吨 吨标准煤 吨标煤 吨公里 千瓦时 千瓦 兆瓦 兆瓦时 度 "
    "千伏 千伏安 标箱 标准箱 TEU 人次 人 户 名 P PFLOPS EFLOPS 倍 节点 张 床位".split()
)
NEVER_UNITS = frozenset("岁 周岁 类 届 学时 课时 学分 工时 dB 分贝 度 级 节 层 点 口 眼 字 词 站 队 枪 名次 号".split())
SHORTENED = re.compile(r"(?:压缩|缩短|缩减|压减|减少|控制|提速|降)[^¤]*¤")
SHORTENED_UNITS = frozenset("工作日 个工作日 天 小时 个小时 分钟 秒".split())

STRIVE = re.compile(r"力争|争取|努力(?=实现|达)|争创|力求")
FIRM = re.compile(
    r"^[、，,]?(?:引导|带动|鼓励|确保|保证|实现|认定|完成|实施|推动|推进|举办|建设|支持|保障|计划|进一步|服务|建成|开展|组织|加快)"
)

LEADING = re.compile(
    r"^(?:[、，,；;：:\s]|和|及|与|并|且|或|同时|其中|到?20\d\d年(?:度|底前|底|末|年底)?|(?:\d+|[一二三四五两])年内|未来[一二三四五两]年|全年|年内|今年|当年|年底前|力争|争取|确保|努力|积极|全力|计划|预计"
    r"|实现|加快|大力|深入|稳步|持续|进一步|逐步|着力|常态化|高标准|高质量(?!发展))+"
)
TRAILING = re.compile(
    r"(?:压缩|缩短|缩减|降|跻身|进入|位居|位列|力争|争取|确保|实现|分别|目标|达到|达|超过|超|突破|为|约|近|保持|稳定|控制|维持|提高|提升|增加|扩大|降低|下降|压减|缩小|调整|在|到|至|不|少于|低于|高于|共|累计|全部|数量|有|是|要|均|的)+$"
)
KEEP = re.compile(r"(?:增长|新增|提高|提升|增加|扩大|降低|下降|减少|压减|缩小)$")
KEEP_HEAD = re.compile(r"(?:提高|提升|增加|扩大|降低|下降|压减|缩小|压缩|缩短|缩减)(?![到至在])")
SCOPE = re.compile(
    r"(?:全市|全省|全区|全县|全域|全镇|我市|我省|我区|我县|国内|省内|市内|各类|累计|共计|合计|年均|平均)+$"
)
AMOUNTS_TO = re.compile(r"(?:达到?|突破|总[量额])$")
# sums a head that are a goal of social policy and no award: 低保标准提高到每人每月800元
LIVING_STANDARD = re.compile(
    r"(?:低保|养育|供养|养老金|工资|救助|生活保障)[^¤]{0,6}标准|生产率|人均[^¤]{0,8}(?:收入|支出)"
)
RATES_AIMED_AT = re.compile(r"税收|产值|产出|增加值|[电气水地]价|价格|成本|费用|生产率|收入|贡献")
# what a recipient may use: 利用不超过5%的耕地
USED = re.compile(r"(?:利用|使用|占用|拿出)$")
# a fee that the government promises, though 对… stands before: 对小微企业的担保费率降至1%以下
FEE_LOWERED = re.compile(r"[费利]率[^¤，,]{0,4}(?:降至|降到|降低至|降低到|下降至|下降到|压降至|控制在)$")
BARE_LIMIT = re.compile(r"(?:年度|资金)?(?:面积|比例|期限|时间|次数|金额|总额|年龄|人数)¤")
# the space that one recipient may have: 提供500平方米以内免租办公场所
AREAS = frozenset("平方米 平米 ㎡ m² m2 亩".split())
OFFERED = re.compile(r"提供|给予|享受|安排|免租|免费")
PEOPLE = frozenset("户 人 名 人次 户次".split())
HELPED = re.compile(
    r"^(?:全年|年内|20\d\d年|新增)?(?:发放|实施|落实|兑现|救助|资助)[^¤]*(?:补贴|补助|救助|资助|困难)[^¤]{0,12}¤$"
)
CONDITIONS_AHEAD = re.compile(
    r"(?:申报|申请|认定|支持|奖励|准入|入选|享受|基本|具备|符合)(?:以下|下列)?(?:基本)?(?:条件|对象|范围|标准)(?:的|为|如下|之一)?$"
)
PER_HEAD = re.compile(r"(?:每[人户])?每[月年季]$|每[人户]$")
INNER_STRIVE = re.compile(r"(?:力争|争取|确保|努力)(?=增长|完成|新增|提高|下降|提升)")
START_VALUE = re.compile(r"(?:由|从)(?:20\d\d年的?)?$")
LEVEL = re.compile(r"(?:世界|国际|国家|全国|省|市|县|区)级")
LIST_MARKS = ("、", "和", "及", "与", "，", ",")
LAST_SUBJECT = re.compile(r".*[、](?:全市|全省|全区|全县|全域|全镇)")
GENERIC = re.compile(
    r"(?:计划|年度|完成|总|年|新增|预计|累计|同比|全部|到位|投资)*(?:投资|投资额|投资金额|产量|产值|面积|规模|总投资|营收|增长|下降|投放|覆盖率|占比|比例)"
)
SUBJECT_HEAD = re.compile(r"^(?:" + "|".join(sorted(DELIVER, key=lambda w: -len(w))) + ")+")
# what follows a quantity that is itself the head: 支出75%以上用于民生; 指标2500亩由国家保障
PREDICATE = re.compile(
    r"(?:以上|左右)?(?:用于|投向|按|按照|由|纳入|实现|采用|开展|完成|为|通过|达到?|建成|建设|投入|列入|进入|入选|获|落地|开工|来自|支持|覆盖|作为|用作|的基础上|的目标|的预期|的增速|的水平|以内|办理|实行)"
)
CONNECTIVE = re.compile(r"[且并和或及与、/]|以及|同时")
LIST_JOINT = re.compile(r"[、和及与且]|以及")
BARE_INDEX = re.compile(
    r"(?:倍差|收入比|比值|指数|得分|利用系数)[^，,。；;：:\d\n]{0,10}?(?P<n>\d{1,4}(?:\.\d{1,3})?)(?![\d%．.])(?P<after>以内|以下|以上|左右)?"
)
LIST_MAX = 12  # figures of a list that one verb or one comparator governs
INDEX_WORDS = ("倍差", "收入比", "比值", "指数", "得分", "利用系数")
# a target on several shares at once, which goes by a name: 由“三个70%”提升至“三个80%”
RAISED_SHARES = re.compile(r"(?:提高|提升|上升|达)(?:到|至)(?P<name>“?[两三四五六七八九\d]个(?P<n>\d{1,3})[%％]”?)")
KEEPS_BELOW = re.compile(r"(?:控制|压减|压降|压缩|降低|降|缩短|缩小|下降|减少)(?:在|至|到)(?:了)?$")

_VERB = re.compile("|".join(sorted({*DELIVER, *POINT}, key=lambda w: (-len(w), w))))
_VERB_LAST = re.compile(f"(?:{_VERB.pattern})$")
_DELIVER, _POINT = frozenset(DELIVER), frozenset(POINT)
_RULES = tuple((rule.reading, re.compile(rule.pattern)) for rule in RULES)
_NOT_A_TARGET = re.compile("|".join(f"(?:{rule.pattern})" for rule in RULES))
_COLONS = frozenset("：:")
_AWARD = re.compile(AWARD)
_RECIPIENT = re.compile(RECIPIENT)
_WHO = re.compile(r"的(?:家庭|企业|单位|个人|项目|主体|人员|机构|农户|对象|园区|平台|经营户)")
_TREATED = re.compile(r"支持|纳入|优先|鼓励|允许|实行|享受|推荐|探索|可|免|进行|开展")
# the clause that names the recipients says what is done for them: 对前100名的企业实行专员服务
_TREATED_AT_ONCE = re.compile(r"的[^的，]{1,12}?(?:实行|开展|实施|建立|配备|加强|强化|推行|落实|组织)")
_GOVERNS = re.compile(GOVERNS)
_MONEY_AIMS = re.compile(MONEY_AIMS)


# --- The engine ------------------------------------------------------------------------------------------------------


def extract(text: str, found: list[Quantity] | None = None) -> tuple[list[Target], list[Problem]]:
    """Find the targets of a passage.

    Parameters
    ----------
    text
        One passage.
    found
        The passage's quantities, where they are known already.

    Returns
    -------
    tuple
        The rows in reading order, and the lists whose names and figures do not pair.
    """
    found = quantities(text) if found is None else found
    found = [q for q in _with_indices(text, found) if _can_aim(q)]
    if not found:
        return [], []
    clauses, figs = figures(text, found)
    budgeted = (
        {row.end for row in budgets.read(text, figs, None)[0]}
        if any(q.kind in {"money", "bare"} for q in found)
        else set()
    )
    contexts = _contexts(text, clauses)
    _join_ranges(figs)
    rows: list[Target] = []
    problems: list[Problem] = []
    striving = _Striving()
    last: tuple[Figure, str] | None = None  # the target read last, and its name
    for clause in clauses:
        if not clause.figures:
            striving.interrupt(text, clause)
            continue
        names = _listed_names(text, clause, problems)
        for figure in clause.figures:
            if figure.quantity.kind == "duration" and figure.right.startswith("内"):  # 10天内
                figure.right = figure.right[1:]
        origin: int | None = None  # where the words of a name begin, if an attribute stands before: 产值5亿元以上机构
        for i, figure in enumerate(clause.figures):
            aims = striving.read(figure, i)
            if figure.quantity.outer_end in budgeted or not _is_target(text, clause, i, contexts):
                if (
                    figure.right
                    and not START_VALUE.search(figure.left)
                    and not text.startswith(LIST_MARKS, figure.quantity.outer_end)
                ):
                    origin = figure.left_start if origin is None else origin
                continue
            if origin is not None:
                figure.left, figure.left_start = text[origin : figure.quantity.outer_start], origin
                origin = None
            name = _complete(names.get(i) or _indicator(figure, i), figure, i, last)
            if not name:
                continue
            rows.append(_row(text, clause, i, name, aims))
            if not GENERIC.search(name) or last is None:
                last = (figure, name)
    order = sorted(range(len(rows)), key=lambda k: (rows[k].end, k))
    return [rows[k] for k in order], problems


def _complete(name: str, figure: Figure, i: int, last: tuple[Figure, str] | None) -> str:
    """Give a name that cannot stand by itself the words of the figure before: 完成投资, 下降到13.5%, 省级30家."""
    if not name and i and (start := START_VALUE.search(figure.clause.figures[i - 1].left)):
        return LEADING.sub("", figure.clause.figures[i - 1].left[: start.start()])
    if last is None or last[0].clause.sentence != figure.clause.sentence:
        return name
    if LEVEL.fullmatch(name):
        return name + LEVEL.sub("", SUBJECT_HEAD.sub("", last[1]))
    if not name or GENERIC.fullmatch(name):
        subject = SUBJECT_HEAD.sub("", last[1]) if name else last[1]
        grown = not name and last[0].quantity.kind == "percent" and figure.quantity.kind != "percent"
        return (KEEP.sub("", subject) if grown or AMOUNTS_TO.search(figure.left) else subject) + name
    return name


def _can_aim(quantity: Quantity) -> bool:
    """Leave out what is never aimed at, so that it stays a word of the name: 3岁以下婴幼儿托位数达到4.5个."""
    if quantity.kind == "duration":
        return quantity.unit in SHORTENED_UNITS
    return quantity.kind not in {"ratio", "discount"} and quantity.unit not in NEVER_UNITS


def _with_indices(text: str, found: list[Quantity]) -> list[Quantity]:
    """Add the numbers that are a figure by their words alone: 收入倍差控制在1.56以内, 提升至“三个80%”."""
    more = []
    if any(word in text for word in INDEX_WORDS):
        starts = [q.start for q in found]
        for hit in BARE_INDEX.finditer(fold(text)):
            start, end = hit.span("n")
            k = bisect_left(starts, end)
            if not k or found[k - 1].end <= start:
                after = hit["after"] or ""
                bound = {"以内": "max", "以下": "max", "以上": "min"}.get(after)
                stop = end + len(after)
                more.append(Quantity(float(hit["n"]), "", "index", bound, after == "左右", start, end, start, stop))
    for hit in RAISED_SHARES.finditer(text) if "个" in text else ():
        start, end = hit.span("name")
        more.append(Quantity(float(hit["n"]), "%", "percent", None, False, start, end, start, end))
    return sorted([*found, *more], key=lambda q: q.start) if more else found


def _contexts(text: str, clauses: list[Clause]) -> dict[int, str]:
    """Say of each clause with figures, by its start, whether it is an award or the condition of one."""
    out: dict[int, str] = {}
    barred = -1  # the sentence that lists conditions
    for part in _segments(clauses):
        if not any(clause.figures for clause in part):
            continue
        texts = [clause.text(text) for clause in part]
        if part[0].sentence == barred or any(
            clause.after in _COLONS and CONDITIONS_AHEAD.search(words)
            for clause, words in zip(part, texts, strict=True)
        ):
            barred = part[0].sentence
            out.update((clause.start, "condition") for clause in part)
            continue
        awards = [bool(_AWARD.search(words)) for words in texts]
        open_since: int | None = None
        free = 0  # the first clause that is not yet settled
        for i, (clause, words) in enumerate(zip(part, texts, strict=True)):
            if awards[i]:
                out[clause.start] = "award"
                if not words.startswith(("单", "最高", "每", "对", "同一", "其中")):
                    for j in range(free, i):
                        if not _GOVERNS.search(texts[j]):
                            out[part[j].start] = "condition"
                open_since, free = None, i + 1
            elif _RECIPIENT.match(words) and _opens_condition(words, texts[i + 1 :], awards[i + 1 :]):
                open_since = None if _TREATED_AT_ONCE.search(words) else i
                out[clause.start] = "condition"
            elif open_since is not None:
                if _TREATED.match(words) and not words.endswith("的"):
                    open_since, free = None, i + 1
                else:
                    out[clause.start] = "condition"
            if words.endswith("的"):
                for j in range(free, i + 1):
                    out[part[j].start] = "condition"
                free = i + 1
    return out


def _opens_condition(words: str, texts: list[str], awards: list[bool]) -> bool:
    """对… opens a condition where it tells recipients (对…的企业) or an award follows, not in 对…进行改造."""
    return "进行" not in words and ("的" in words or any(awards[:8]) or any(_WHO.search(t) for t in texts[:2]))


def _segments(clauses: list[Clause]) -> Iterator[list[Clause]]:
    part: list[Clause] = []
    for clause in clauses:
        if clause.depth:
            continue
        if part and clause.segment != part[-1].segment:
            yield part
            part = []
        part.append(clause)
    if part:
        yield part


def _join_ranges(figs: list[Figure]) -> None:
    """Give the two sides of a range the same words: 培育1-2家美食体验店."""
    for low, high in pairwise(figs):
        if low.quantity.part == "low" and high.quantity.part == "high" and low.clause is high.clause:
            low.right, high.left, high.left_start = high.right, low.left, low.left_start


def _is_target(text: str, clause: Clause, i: int, contexts: dict[int, str]) -> bool:
    figure = clause.figures[i]
    quantity, left, right = figure.quantity, figure.left, figure.right
    kind = quantity.kind
    governor = _governor(clause, i)
    living = LIVING_STANDARD.search(left) is not None
    frame = f"{PER_HEAD.sub('', left) if living else left}¤{right}"
    if quantity.bound == "max" and BARE_LIMIT.match(frame):
        return False
    if kind == "rate_of_money" and not RATES_AIMED_AT.search(left):
        return False
    if (quantity.per and not living) or (
        kind == "duration" and not SHORTENED.search(f"{_shared_verb(text, clause, i)}{frame}")
    ):
        return False
    if clause.depth and not text.startswith("其中", clause.start):
        return False
    if HELPED.search(frame) and kind == "count" and quantity.unit in PEOPLE:
        return True
    if quantity.bound == "max" and quantity.unit in AREAS and OFFERED.search(clause.text(text)):
        return False
    if clause.depth and kind == "money" and quantity.bound == "max":
        return False  # (其中小微企业不超过80万元): a cap on an award
    if quantity.bound == "max" and right.startswith("的") and USED.search(left):
        return False
    if re.search("最|不得|不能|上限|限额", text[quantity.outer_start : quantity.start]) or _NOT_A_TARGET.search(frame):
        return False
    context = contexts.get(clause.start, "")
    if context == "condition" and not (FEE_LOWERED.search(left) and not right):
        return False
    if context == "award" and not _beside_award(text, clause, figure):
        return False
    if kind in {"count", "bare"} and right and governor in _POINT:
        return False
    if kind == "count" and right and _is_enumerated(left, quantity.value, governor):
        return False
    if kind == "money" and not (governor in _DELIVER or _MONEY_AIMS.search(frame)):
        return False
    if quantity.unit == "条" and right.startswith(("政策", "措施", "举措", "意见")):
        return False
    return not (_is_attribute(clause, i, governor) or _joins_attribute(clause, i, governor))


def _shared_verb(text: str, clause: Clause, i: int) -> str:
    """The words before the list that a figure ends: 进口、出口通关时间分别压缩至30小时、1小时."""
    if i and not clause.figures[i].left.strip("、和及") and clause.figures[i - 1].quantity.kind == "duration":
        return clause.figures[i - 1].left
    return ""


def _beside_award(text: str, clause: Clause, figure: Figure) -> bool:
    """A number of people or places in a clause that speaks of aid without awarding any: 补助困难学生1万人."""
    if re.search(r"给予|给与|予以|最高|一次性|按|每", clause.text(text)):
        return False
    return figure.quantity.kind == "count" and not figure.right and bool(_GOVERNS.search(clause.text(text)))


def _governor(clause: Clause, i: int) -> str:
    """Find the verb that governs a quantity: right before it, at the head of its words, or of the figure before."""
    figure = clause.figures[i]
    if figure.verb is None:
        bare = SCOPE.sub("", figure.left.rstrip("、和及与"))
        found = _VERB_LAST.search(bare, max(0, len(bare) - 6)) or _VERB.match(LEADING.sub("", figure.left))
        if found is None and i and clause.figures[i - 1].verb is not None:
            figure.verb = clause.figures[i - 1].verb
        else:
            found = found or _VERB.search(figure.left)
            figure.verb = found.group() if found else ""
    return figure.verb


def _is_enumerated(left: str, value: float, governor: str) -> bool:
    """A number that counts the names printed before it: A、B、C3个示范区; 手机等3类产品."""
    if left.endswith("等"):
        return governor not in _DELIVER
    if governor in PUSH and value >= 2:
        return len(LIST_JOINT.split(left[left.find(governor) + len(governor) :])) == value
    return False


def _is_attribute(clause: Clause, i: int, governor: str) -> bool:
    """A quantity that tells which things are meant: 产值5亿元以上检验检测机构1家; 年收入10万元以下的家庭."""
    figure = clause.figures[i]
    right, unit = figure.right, figure.quantity.unit
    if not right or figure.quantity.kind in {"rank", "points"}:
        return False
    named = right.startswith("的") and not PREDICATE.match(right)
    if not named and (
        CONNECTIVE.match(right)
        or PREDICATE.match(right)
        or (figure.quantity.kind in {"count", "duration"} and unit not in MEASURED)
    ):
        return False
    bare = SCOPE.sub("", LEADING.sub("", figure.left))
    if bare in {"", "为", "对", "让", "使"} or (
        governor and bare.endswith(governor) and governor not in {"达", "达到", "超过", "突破"}
    ):
        return False
    if i and named and clause.figures[i - 1].right and clause.figures[i - 1].quantity.kind == "count":
        return False  # 建设1条年产值超10亿元的产业链: the chain is to have that output
    return "全覆盖" not in right


def _joins_attribute(clause: Clause, i: int, governor: str) -> bool:
    """The first of two attributes: 营业收入1亿元以上、税收500万元以上的企业."""
    figure = clause.figures[i]
    if figure.right or not figure.quantity.bound or governor in _DELIVER or i + 1 >= len(clause.figures):
        return False
    after = clause.figures[i + 1]
    return after.right.startswith("的") and _is_attribute(clause, i + 1, "")


def _listed_names(text: str, clause: Clause, problems: list[Problem]) -> dict[int, str]:
    """Pair the names of a list with its figures: 生猪、家禽出栏达40万头、3700万羽."""
    names: dict[int, str] = {}
    figs = clause.figures
    i = 0
    while i < len(figs):
        j = i + 1
        while (
            j < len(figs)
            and not figs[j].left.strip("、和及与,，")
            and not figs[j - 1].right
            and not figs[j].quantity.part
        ):
            j += 1
        size = j - i
        if size > 1 and not (figs[i].quantity.part or STRIVE.search(figs[j - 1].left)):
            base = _name(figs[i].left.replace("分别", ""))
            pieces = [piece for piece in LIST_JOINT.split(base) if piece]
            if len(pieces) == size:
                shared = len(pieces[-1]) > len(pieces[0]) and pieces[0][-1] not in pieces[-1][len(pieces[0]) :]
                tail = pieces[-1][len(pieces[0]) :] if shared else ""
                names.update({i + k: piece + tail for k, piece in enumerate(pieces[:-1])})
                names[j - 1] = pieces[-1]
            elif len(pieces) > 1 and len(pieces) != size:
                start, end = figs[i].left_start, figs[j - 1].quantity.outer_end
                problems.append(Problem("list_mismatch", f"{len(pieces)} names, {size} figures", start, end))
        i = j
    return names


def _name(left: str) -> str:
    base = LEADING.sub("", left)
    if found := LAST_SUBJECT.search(base):
        base = base[found.end() - 2 :]
    base = INNER_STRIVE.sub("", PER_HEAD.sub("", base))
    end = TRAILING.search(base)
    if end is None:
        return base
    cut = base[: end.start()]
    kept = KEEP.match(end.group()) or KEEP_HEAD.match(end.group())
    return cut + (kept.group() if kept else "")


def _indicator(figure: Figure, i: int) -> str:
    """Name the thing measured from the words around the figure."""
    left, right = figure.left, figure.right[:60]
    if right.startswith("的") and i:
        thing = right[1:]
        return thing + _name(left)
    if not right or CONNECTIVE.match(right):
        name = _name(SCOPE.sub("", left) if figure.quantity.kind == "rank" else left)
        follower = figure.clause.figures[i + 1] if i + 1 < len(figure.clause.figures) else None
        return name or (follower.right if follower and not right and STRIVE.search(follower.left) else "")
    name = LEADING.sub("", left)
    return (name if _VERB_LAST.search(name) else _name(left)) + right.lstrip("的")


class _Striving:
    """Whether 力争 or 争取 governs a figure: it goes on over the figures that follow in the sentence."""

    def __init__(self) -> None:
        self.sentence = -1
        self.on = False

    def interrupt(self, text: str, clause: Clause) -> None:
        if not clause.depth:
            self.on, self.sentence = (
                bool(STRIVE.search(text, clause.start, min(clause.end, clause.start + 40))),
                clause.sentence,
            )

    def read(self, figure: Figure, i: int) -> bool:
        clause = figure.clause
        if clause.depth:
            return self.on
        if clause.sentence != self.sentence:
            self.on, self.sentence = False, clause.sentence
        if STRIVE.search(figure.left):
            self.on = True
        elif FIRM.match(figure.left) or "确保" in figure.left:
            self.on = False
        return self.on


def _row(text: str, clause: Clause, i: int, name: str, striving: bool) -> Target:
    figure = clause.figures[i]
    quantity = figure.quantity
    start = figure.left_start + len(figure.left) - len(figure.left.lstrip("、，,和及与或并且 "))
    tail = 0 if CONNECTIVE.match(figure.right) else len(figure.right)
    return Target(
        indicator=name,
        value=quantity.value,
        unit=_unit(quantity, figure),
        comparator=_comparator(text, clause, i),
        striving=striving,
        start=start,
        end=quantity.outer_end + tail,
    )


def _unit(quantity: Quantity, figure: Figure) -> str:
    if quantity.kind != "bare":
        return quantity.unit
    return next((unit for unit, words in UNIT_OF_BARE if re.search(words, figure.right or figure.left)), "")


def _comparator(text: str, clause: Clause, i: int) -> str:
    """Read the comparator; one that ends a parallel list goes for the whole list."""
    for j in range(i, min(i + LIST_MAX, len(clause.figures))):
        figure = clause.figures[j]
        quantity = figure.quantity
        if j > i:
            between = text[clause.figures[j - 1].quantity.outer_end : quantity.outer_start]
            if not LIST_JOINT.match(between) or quantity.outer_start != quantity.start or STRIVE.search(between):
                break
        if quantity.approx:
            return "~"
        if quantity.bound:
            return ">=" if quantity.bound == "min" else "<="
        if figure.right and not CONNECTIVE.match(figure.right):
            break
    quantity = clause.figures[i].quantity
    if quantity.kind == "duration" and text.startswith("内", quantity.outer_end):
        return "<="
    if re.search(r"至少|不少于", clause.figures[i].left):
        return ">="
    if "余" in text[quantity.start : quantity.end]:
        return ">="
    return "<=" if KEEPS_BELOW.search(clause.figures[i].left) else "="
