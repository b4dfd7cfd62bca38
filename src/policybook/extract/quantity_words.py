"""The words and patterns of numbers: units, bounds, what a number looks like, and what only looks like one.

In: nothing. Out: word lists and the patterns made of them, which `policybook.extract.quantities` applies. All patterns read folded text:
half-width digits and marks. Every repetition is bounded.
"""

import re
from collections.abc import Iterable

# --- The vocabulary --------------------------------------------------------------------------------------------------

SCALES = {
    "": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7,
    "亿": 1e8, "十亿": 1e9, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12,
}  # fmt: skip

# the names of a currency, and the unit that they are written as
CURRENCIES = {
    name: names.split()[0]
    for names in ("元 圆 块钱", "美元 美金", "欧元", "港元 港币", "日元 日圆", "英镑", "澳元", "加元", "韩元", "卢布")
    for name in names.split()
}
CENTURIES = frozenset(("19", "20"))
SIGNS = {"¥": "元", "$": "美元"}
CODES = {"RMB": "元", "CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元", "JPY": "日元", "GBP": "英镑"}

CLASSIFIERS = """
个 家 项 名 人 户 件 张 台 套 条 支 只 头 羽 匹 尾 株 棵 根 栋 幢 座 处 所 间 例 款 种 类 门 部 集 首 本 册 篇 幅 期 场 届 次 批
轮 趟 班 车 辆 艘 架 列 票 笔 单 份 枚 块 片 颗 节 层 盏 口 眼 位 对 双 组 团 队 站 点 户次 家次 人次 件次 场次 批次 班次 航次
艘次 架次 列次 台次 辆次 车次 床位 席位 展位 标箱 标准箱 标准间 TEU 亩 公顷 亩次 平方公里 平方千米 平方米 立方米 平米 方 ㎡ m² m2 公里 千米 海里 米 厘米
毫米 公斤 千克 斤 吨 吨标准煤 吨标煤 吨公里 克 升 千瓦时 千瓦 兆瓦 兆瓦时 瓦 瓦时 度 千伏 千伏安 kW MW GW kWh KW kw P
PFLOPS EFLOPS Pflops 倍 岁 学时 课时 学分 工时 台(套) 套(间) 家(次) 个(次) 件(套) 台套 人(次) 只(头) 头(只) 亩(次) 场(次) 项(次) 张(床)
微克/立方米 毫克/升 个基点 GWh MWh TWh 机柜 标准机架 机架 核 桩 把 道 座次 枪 名次 公里·年 kV km 节点 字 词 分贝 卡时 核时 分
""".split()

DURATIONS = "年 个月 月 季度 周 天 晚 日 个工作日 工作日 小时 分钟 秒 个小时 周年 个季度 学年 周岁".split()

PER_UNITS = """
亩 公顷 标箱 标准箱 TEU 辆 件 斤 公斤 千克 吨 平方米 平米 ㎡ m² m2 立方米 方 人 人次 名 户 家 个 项 台 套 千瓦时 千瓦 兆瓦 瓦 瓦时
度 kWh kW W 公里 千米 米 场 次 场次 班 班次 航班 架次 艘 艘次 列 列车 车次 趟 票 单 头 只 羽 株 棵 盆 袋 瓶 升 立方 间 间夜 床 张
床位 展位 桩 枪 根 盏 座 幢 栋 处 所 村 天 日 月 年 季度 季 小时 分钟 学时 课时 期 届 批 箱 柜 自然箱 箱次 机架 机柜 节 门 篇 集
部 分钟 例 本 学年 生 节点 工位 车位 泊位 托位 学位 条 架次 架 标准间 梯 P 卡时 核时 蒸吨 千伏安 桌 剂次 例次 头次 平方
美元 欧元 万元 车 册 份 副 平方公里 Wh 吨公里 套(间) 台(套) 间(套) 工作日
""".split()
PERIODS = frozenset("天 日 月 年 季度 季 小时 学年 工作日".split())

MIN_BEFORE = """
不低于 不少于 不小于 不得低于 不得少于 不能低于 至少 最少 最低 超过 超 突破 高于 大于 多于 达到或超过 不下于 起步 逾
""".split()
MAX_BEFORE = """
不超过 不高于 不多于 不大于 不得超过 不得高于 不超 不突破 最高 最多 最大 至多 至高 上限 上限为 低于 少于 小于 未超过 不足 封顶 限额
最高额 最高限额 最高额度 总额不超
""".split()
# what may stand between the bound word and the number: 最高可给予100万元, 最高补贴1.5万元, 最高不超过400万元
FILLERS = """
可 可达 可达到 达 达到 达到了 为 是 至 到 给予 可给予 给与 予以 可予以 奖励 可奖励 补贴 可补贴 补助 可补助 资助 可资助 支持 可支持
可获得 可获 可享受 享受 的 每年 每人 人民币 分别 再 贷款 约 按 可按 累计 合计 总额 可贷 奖补 可奖补 返还 不到
""".split()
APPROX_BEFORE = "约 大约 近 约为 大概 接近 将近".split()
MIN_AFTER = "以上 及以上 或以上 起 之上 余".split()
MAX_AFTER = "以内 以下 及以下 或以下 之内 封顶 为限 为上限 为封顶".split()
APPROX_AFTER = "左右 上下".split()
GIVING = "给予 奖励 补助 补贴 资助 奖补 返还 支持 补偿 贴息 减免 承担 分担".split()


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda w: (-len(w), w))


def _any(words: Iterable[str]) -> str:
    """An alternation, the longer words first."""
    return "|".join(re.escape(w) for w in _longest_first(words))


# --- The grammar -----------------------------------------------------------------------------------------------------

CN = "零一二两三四五六七八九十百千万亿"
ONES = "一二两三四五六七八九"
FINANCIAL = "壹贰貳叁參肆伍陆陸柒捌玖拾"
YEAR = r"(?:19|20)\d\d"
DASH = r"[-—–―~～〜∼]"
TO = rf"(?:[至到]|{DASH})"

SCALE = r"万亿|[十百千]?[万亿]|百|千(?![瓦米克伏])"
PER_NAME = rf"(?:{_any(PER_UNITS)})"
SLASH = rf"/(?:\d{{1,3}}|百|千)?\(?{PER_NAME}(?:[·./•]{PER_NAME}){{0,2}}\)?(?:[·•]{PER_NAME})?"
MONEY = rf"(?:(?:人民币)?(?:{_any(CURRENCIES)})|[分角](?=/)|人民币)(?:人民币)?(?:{SLASH})?"
PERCENT = r"%|‰|个百分点|个点|百分点"
# what a classifier is not, before these: 2.3本项目, 3分之1, 八点五亿
_NOT_BEFORE = {"本": "项次办政措文意规行", "分": "之类布别段行局公", "点": ONES, "位": "数"}
COUNT = "|".join(
    f"{unit}(?![{_NOT_BEFORE[unit]}])" if unit in _NOT_BEFORE else re.escape(unit)
    for unit in _longest_first([*CLASSIFIERS, *DURATIONS])
)
COUNT = rf"(?:{COUNT})(?:\([个套间件次头只台床]\))?"
COUNT = rf"{COUNT}(?:/[十百千万]{{1,2}}[人户])?"  # 500台/万人
UNIT = rf"(?:(?P<money>{MONEY})|(?P<percent>{PERCENT})|(?P<count>{COUNT}))"
ANY_UNIT = rf"(?:{MONEY}|{PERCENT}|{COUNT})"
ENDS = r"(?=[,，。;；、)\n]|的?(?:奖|补|资助|支持)|$)"
# more than is printed: 300多亿元, 30余家, 二百三十余万元, 十几个
MORE = rf"(?P<more>[多余几来](?P<more_scale>万亿|[万亿])?(?={ANY_UNIT}|{ENDS}))"

ARABIC = r"\d{1,3}(?:,\d{3}){1,5}(?![\d,])(?:\.\d{1,6})?|\d{1,18}(?:\.\d{1,6})?"
# the same with a space or a wide comma between the thousands, only where a unit follows; 5 0万元 is 50万元 in a scanned text
# (100，200，300万元 is a list: so a wide comma parts thousands behind one or two digits or before 000)
PARTED = (
    rf"(?:\d{{1,3}}(?: \d{{3}}){{1,4}}(?![ \d])|(?<!\d，)(?:\d{{1,2}}(?:，\d{{3}}){{1,5}}|\d{{3}}(?:，\d{{3}}){{0,4}}，000)(?!\d))"
    rf"(?=(?:{SCALE})?{ANY_UNIT})|\d{{1,4}}(?: 0\d{{0,3}}){{1,3}}(?=(?:{SCALE})?(?:{MONEY}|{PERCENT}))"
)

# spans whose numbers are no quantities, by what they begin with
QUOTED = re.compile(
    r"《[^《》\n]{1,80}》|“[^“”\n]{1,24}”|‘[^‘’\n]{1,24}’|\"[^\"\n,，。;；]{1,16}\"|[〔\[(]\d{4}[〕\])](?:\d{1,5}号)?"
)
ORDINAL = re.compile(
    rf"第\d{{1,3}}(?:[，,、]\d{{1,3}}){{1,20}}(?=[条款项章节])"  # 第3，5，7条
    rf"|第(?:\d{{1,6}}|[{CN}]{{1,6}})(?:(?:[、和及至到]|{DASH})第?(?:\d{{1,6}}|[{CN}]{{1,6}}))*"
)
LATIN = re.compile(r"[A-Za-z][A-Za-z.+-]{0,11}\d{1,12}")
DATE = re.compile(
    rf"{YEAR}(?:(?:{DASH}{{1,2}}|[至到、和]){YEAR}){{0,9}}(?:学年|年度?)(?!(?:以|之)[上下内]|左右)"
    r"|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}:\d\d:\d\d|\d{1,2}:[03]0(?!\d)"
    rf"|\d{{1,2}}月(?:\d{{1,2}}日|底|份|初|末)(?:(?:[至到]|{DASH})(?:\d{{1,2}}月)?\d{{1,2}}日)?"
)
NUMBERED_NAME = re.compile(
    r"\d{1,3}个(?=\d{1,3}%)\d{1,3}%|\d{1,6}(?:\.\d{1,3})?(?:[A-Z]级|A|D打印|[DG](?![A-Za-z])|[强版号类线型](?!\d))"
)
CN_NAME = re.compile(rf"[{CN}]{{1,4}}个(?=\d{{1,3}}%)\d{{1,3}}%")
LIST_OF_MEASURES = re.compile(r"(?:政策|经济|举措|措施|意见|新政|金融|细则|科技|人才)$")

RATIO = re.compile(r"(?P<own>\d{1,2}(?:\.\d)?)[:比](?P<other>\d{1,2}(?:\.\d{1,2})?)(?![\d:%.])")
NUMBER_ENDS = rf"(?P<scale>{SCALE})?{MORE}?{UNIT}?(?P<level>[级型](?!号))?"
NUMBER = re.compile(rf"(?P<number>{ARABIC}){NUMBER_ENDS}")
PARTED_NUMBER = re.compile(rf"(?P<number>{PARTED}){NUMBER_ENDS}")
# 3万5千元, 1亿2000万元: places that fall
COMPOUND = re.compile(
    rf"(?P<first>\d{{1,5}}(?:\.\d{{1,4}})?)(?P<first_scale>[亿万千])零?(?P<second>\d{{1,4}})(?P<second_scale>[千百]?万|[千百])?"
    rf"(?:零?(?P<third>\d{{1,4}})(?P<third_scale>[千百])?)?(?!\d){UNIT}?"
)
SIGNED = re.compile(
    rf"(?P<sign>[¥$]|(?:{_any(CODES)}))[ ]?(?P<number>\d{{1,3}}(?:[，,]\d{{3}}){{1,5}}(?!\d)|{ARABIC})(?P<scale>{SCALE})?{MORE}?(?:(?:{MONEY})(?!\d))?"
)
CN_NUMBER = re.compile(
    rf"(?P<number>[{CN}{FINANCIAL}佰仟兩][{CN}{FINANCIAL}佰仟兩点]{{0,15}}?)"
    rf"(?:{MORE}?{UNIT}(?P<level>[级型](?!号)|等(?=[级奖次]))?|(?=(?:[至到]|{DASH})[{CN}]{{1,15}}{ANY_UNIT})|(?<=[万亿]){ENDS})"
)
# 数十家, 几百万元: at least one of the magnitude
VAGUE = re.compile(rf"[数几](?P<number>[十百千万亿]{{1,3}})(?P<more>)(?P<more_scale>){UNIT}(?P<level>[级型](?!号))?")
SHARE = rf"\d{{1,3}}(?:\.\d{{1,4}})?|百(?![{CN}])|[{CN}点]{{1,8}}"
FRACTION = re.compile(
    rf"(?P<whole>[百千万]|[{CN}]{{1,3}}|\d{{1,3}})分之(?P<share>{SHARE})(?P<more>[多余几])?"
    rf"(?:{TO}(?:(?P=whole)分之)?(?P<higher>{SHARE})(?![{CN}\d点]|分之|{ANY_UNIT}))?(?P<slope>个百分点)?"
)
PART = re.compile(r"(?P<own>\d{1,2})/(?P<whole>\d{1,2})(?![\d/.%年月日号楼栋期页张])")
TENTHS = re.compile(
    rf"(?:(?P<low>[{ONES}1-9])(?P<to>{TO}))?(?P<tens>[{ONES}1-9])(?P<next>[{ONES}])?成(?P<ones>[{ONES}半])?"
    r"(?![果绩效功立本员长熟就都交品套片因色语婚型团不])"
)
TENTHS_AFTER = re.compile(
    rf"(?:及)?以[上下内]|左右|[,，、。;；:：\n)）]|的(?!果|绩|效)|{_any(GIVING)}|比例|标准|企业|农户|项目|资金|$"
)
TENTHS_BEFORE = re.compile(r"[按照超达近约占为至到逾低高少过]$")
HALF = re.compile(r"一半(?![导天年月径个])|(?<!时间)(?<![双不通])过半(?![百年个天月])数?|半数")
FOLD_UP = re.compile(rf"翻(?:了)?(?P<times>[{ONES}1-5])?番|翻(?:了)?一?倍")
DISCOUNT = re.compile(rf"(?P<rate>\d{{1,2}}(?:\.\d)?|[{ONES}](?:点?[{ONES}])?)折(?![叠射旧算合返腾股页线扇磨戟桂断子])")
RANK = re.compile(rf"前(?P<rank>\d{{1,3}}|[{CN}]{{1,3}})(?P<unit>位|名|强)?(?![{CN}\d年月天日期个季届批次款述项者])")
# a sum whose number is left open: X万元, __万元, 若干万元
OPEN = re.compile(r"[xX×✕_＿△□若](?:(?<=若)干|[xX×✕_＿△□]{0,7})(?:万元|亿元|元(?=/)|%)")

# the places where one of the above may begin: a search for one of the characters, then what must stand around it
ANCHOR = re.compile(
    rf"[\d{CN}{FINANCIAL}《“‘\"〔\[(第前A-Za-z¥$翻过半数几](?:(?<=[\d《“‘\"])|(?<=[〔\[(])(?=\d{{4}}[〕\])])"
    rf"|(?<=[{CN}])(?<![{CN}].)(?:(?=[{CN}点]{{0,15}}(?:分之|{TO}[{CN}]{{1,15}}{ANY_UNIT}|(?:[多余几来][万亿]{{0,2}})?{ANY_UNIT}|(?<=[万亿]){ENDS}))"
    rf"|(?<=[{ONES}])(?=(?:{TO}?[{ONES}])?成|点?[{ONES}]?折|半))"
    rf"|(?<=[A-Za-z])(?=[A-Za-z.+-]{{0,11}}\d|[A-Z]{{2}} \d)|(?<=[第前])(?=[\d{CN}])|(?<=[¥$])(?=[ ]?\d)"
    rf"|(?<=[过半])(?=[半数])|(?<=[数几])(?=[十百千万亿])|(?<=翻)(?=[了{ONES}1-5番倍])"
    rf"|(?<=[{FINANCIAL}])(?=[{FINANCIAL}佰仟兩{CN}点]{{0,15}}(?:{ANY_UNIT}|(?<=[万亿]){ENDS})))"
)

MIN_WORDS = rf"(?<![不未])(?:{_any(MIN_BEFORE)})"
MAX_WORDS = _any(MAX_BEFORE)
BEFORE = re.compile(rf"(?:(?P<max>{MAX_WORDS})|(?P<min>{MIN_WORDS}))(?:{_any(FILLERS)}){{0,3}}$")
APPROX = re.compile(rf"(?:{_any(APPROX_BEFORE)})$")
AFTER = re.compile(
    rf"(?:\([含不][^()\n]{{0,6}}\))?(?:(?P<min>{_any(MIN_AFTER)})|(?P<max>{_any(MAX_AFTER)})|(?P<approx>{_any(APPROX_AFTER)}))"
    r"(?:\([含不][^()\n]{0,6}\))?"
)
PERIOD = _any(PERIODS)
PER_BEFORE = re.compile(
    rf"(?:每个?(?P<first>{PERIOD}))?每(?:个|一)?(?P<per>{_any(PER_UNITS)})(?:(?:每|[/·•])个?(?P<period>{PERIOD}))?"
    r"[\u4e00-\u9fff]{0,4}$"
)
PERIOD_OF_UNIT = re.compile(rf"[/·•](?P<period>{PERIOD})$")
# before a magnitude without a number: 超百家, 过亿元, 上千人
ROUND_BEFORE = re.compile(r"(?:[超逾近约达满足]|(?P<own>(?<!突)破|(?<![通经超])过|(?<![以线网])上))$")
# a name and no sum: 百亿元企业, 千亿元产业集群
ROUND_NAME = re.compile(r"(?:级|产业|企业|集群|项目|园区|平台|工程|县|村|镇|强|规模|俱乐部|赛道|市场|板块|能级)")
# a class of things: 亿元以上农业项目, 超亿美元外资项目; but 亿元以上的项目, 产值超百亿元
ROUND_CLASS = re.compile(
    r"(?:以上)?(?![以左上封]|为限)(?:(?!的)[\u4e00-\u9fff]){0,10}?(?:项目|企业|产业|集群|工程|机构|平台|园区)"
)
RANGE = re.compile(rf"(?:\([含不][^()\n]{{0,4}}\))?(?:{DASH}{{1,2}}|至|到)")
LINK = re.compile(r"[、,，/和或及]|[,，、]?(?:或者|以及|最高|不超过)")
# a dash behind one of these is a minus
MINUS_BEFORE = frozenset("\t(（,，:：为达至到是长降率速幅额值")
GIVEN_BEFORE = re.compile(rf"(?:{_any(GIVING)}|[奖补])(?:人民币|资金|最高|约|一次性)?$")

DURATION_UNITS = frozenset(DURATIONS)
# after a Chinese numeral only these make a count: 三家, 五万人; not 一批, 三位一体, 两个先行
CN_COUNTED = frozenset(
    "家 项 名 亩 户 台 套 辆 公里 场 人 人次 家次 平方米 吨 标箱 倍 所 座 件 个 年 个月 "
    "公顷 平方公里 立方米 公斤 千克 斤 床位 千瓦 千瓦时 海里 天 周 小时 分钟 工作日 个工作日 个小时 学时 课时 个百分点".split()
)

# --- Tables ---------------------------------------------------------------------------------------------------------

# 单位：万元 above a table or in its corner, and the unit in the head of a column: 标准（万元）
UNIT_LINE = re.compile(rf"单位[:：][ ]?(?P<scale>{SCALE})?{UNIT}(?=[)\]】\t ]|$)")
HEAD_UNIT = re.compile(rf"\((?:单位[:：]?)?(?P<scale>{SCALE})?{UNIT}\)$")
CELL = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,18})(?:\.\d{1,6})?")
# columns whose numbers only name a row
NAMING_COLUMN = re.compile(r"序号|编号|排名|名次|年份|代码|电话|^年度?$|^号$")
# columns that the unit above a table of sums is not for
COUNTING_COLUMN = re.compile(r"数量|[个家户人次件台辆]数|面积|占比|比例|比重|增幅|增速|期限|%")

# --- What is not read -----------------------------------------------------------------------------------------------

SUM = re.compile(r"\d(?:[百千]?[万亿])?(?:元|美元)")
SUM_GOES_ON = re.compile(r"(?:\.\d{1,6})?(?:[百千]?[万亿]|元|%)")
# a word before a bare number that says that it measures something
MEASURES_BEFORE = re.compile(
    r"(?:[奖补满减达至到为共超每]|给予|奖励|补助|补贴|资助|支持|增长|下降|降低|提高|提升|新增|新建|培育|引进|招引|建成|建设|打造|完成|实现|举办|组织|采购|购买|发放|投放|安排|投入|改造|更新|合计|总计|累计)$"
)
NAMED_NUMBER = re.compile(r"(?:电话|热线|代码|编号|邮编|附件|附表|[A-Za-z第\-+/:._])[^\d,，。;；]{0,2}$")
# what has no unit by its nature
DIMENSIONLESS = re.compile(r"(?:倍差|容积率|系数|指数|比值|密度|评分|得分|分值)[^。;；\n]*$")
NAME_GOES_ON = re.compile(r"[A-Za-z+/:_\-]|\.\d|号|年|月|版|[.、)](?!\d)")
