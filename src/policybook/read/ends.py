"""Know the lines that stand around a policy and are no part of it: closing words, signature, notes, page furniture.

In: one line of cleaned text. Out: what kind of line it is, or nothing. The tables below hold a name, a pattern and an
example for each kind; a test runs the examples.
"""

import re
from dataclasses import dataclass

CN = "一二三四五六七八九十百零〇两"
TEXT_WORDS = "(?:补充)?(?:文件|政策|意见|通知|措施|举措|办法|方案|若干|规定|细则|条款)"
DATE = rf"(?:(?:19|20)\d\d年\d{{1,2}}月\d{{1,2}}日|[二一][{CN}O○]{{3}}年[{CN}]{{1,3}}月[{CN}]{{1,3}}日)"


@dataclass(frozen=True, slots=True)
class End:
    """A kind of line: its name, the pattern of it (from the line's first character) and an example."""

    name: str
    pattern: str
    example: str


#: Whole lines: nothing of the policy follows them, and the cleaner never joins them to a neighbour.
FURNITURE = (
    End("date", rf"{DATE}(?:印发|发布|公布)?", "2025年3月6日"),
    End("how public", r"[（(]此件[^（）()]{2,12}[）)]", "（此件公开发布）"),
    End("how public, web", r"公开(?:方式|属性|类别)[:：].*", "公开方式：主动公开"),
    End("copies", r"抄送[:：].*", "抄送：县委各部门。"),
    End(
        "back", r"[【\[←]?(?:返回.{1,8}|关闭(?:窗口|本页)?|打印(?:本页|关闭)?|【.{2,6}】【.{2,6}】)[】\]]?", "返回列表"
    ),
    End("back, twice", r"【返回..】【..窗口】", "【返回顶部】【关闭窗口】"),
    End("pager", r"[←<]?(?:上一|下一)[篇条页](?:[→>]|[:：].*)?", "上一篇"),
    End("where on the site", r".{0,4}当前.{0,4}位置[:：].*", "当前位置：首页>政务公开"),
    End("when shown", r"(?:发表|发布|成文|公开)(?:时间|日期)[:：].*", "发布时间：2025-03-06"),
    End(
        "share",
        r"(?:分享到?|分享[:：].{0,40}|扫一扫.{0,16}|微信扫.{0,16}|收藏|字体[:：].*|浏览(?:次数|量)[:：].*)",
        "扫一扫在手机打开当前页",
    ),
    End(
        "foot",
        r"(?:版权所有|主办[:：]|承办[:：]|网站标识码|网站地图|联系我们|内容纠错|友情链接|.{0,16}ICP备).*",
        "版权所有：云岭市",
    ),
    End("editor", r"(?:责任编辑|编辑|来源|信息来源|审核|稿源)[:：].{0,30}", "来源：云岭发布"),
    End(
        "explained",
        r"(?:点击查看)?(?:相关)?政策(?:解读|图解|解释)(?:[:：].*)?|相关(?:链接|阅读|文件|解读)[:：]?.*|(?:图解|一图读懂)[:：].{0,60}",
        "政策解读",
    ),
    End(
        "index",
        r"(?:发布(?:机构|机关|单位)|[发制]文(?:机关|单位)|制发机关|文号|发文字号|索引号|主题分类)[:：].{1,60}",
        "发文字号：云商〔2024〕3号",
    ),
    End("downloads", r"(?:相关附件|附件下载)[:：]?.{0,60}", "附件下载：申报表"),
    End("printed by", rf"[^，。；：:、]{{2,40}}{DATE}印发", "云岭县人民政府办公室2025年3月6日印发"),
    End("hint", r"(?:温馨|特别)?提[醒示][:：]?", "温馨提示："),
    End(
        "released",
        rf"[^，。；本该上]{{2,40}}{DATE}[^。]{{0,80}}(?:发布|公布).*",
        "云岭县发改局2026年4月1日发布，征求意见至月底。",
    ),
)

#: Headings of what follows a policy with numbers of its own.
APPENDIX = (
    End("answers", r".{0,12}(?:疑问解答|政策问答|常见问题|问题解答|名词解释).{0,12}", "政策疑问解答及咨询电话"),
    End(
        "reading aid",
        r"(?:《.{4,40}》)?的?(?:政策|文件)?(?:解读|起草说明|编制说明)(?:材料)?",
        "《云岭县若干措施》政策解读",
    ),
    End("whom to ask, by name", r"[（(]?联系人(?:及电话)?[:：].*", "联系人：张三，电话：12345678"),
    End("whom to ask", r".{0,10}(?:咨询电话|联系电话|联系方式|咨询方式).{0,24}", "咨询电话：0573-12345678"),
)

#: Headings of notes on the whole document that follow the last measure.
NOTES = (
    End("notes", r"(?:有关|相关|政策)?(?:说明|备注|注释?)[:：]|(?:有关|相关)说明", "有关说明"),
    End("notes, the first", r"(?:说明|备?注)[:：]1[.、．].{1,80}", "注：1.所称企业是指规上企业。"),
    End("downloads", r"(?:相关附件|附件下载)[:：]?", "相关附件"),
)

#: Beginnings of closing paragraphs: they speak of the whole document.
CLOSING = (
    End("explained by", r"(?:施行|实施|执行)说明[:：]", "施行说明：本措施由县发改局负责解释。"),
    End("from when", rf"(?:本|该|此|以上(?:新出台的)?|上述){TEXT_WORDS}[^。]{{0,60}}(?:实施|施行|试行|执行|有效|解释|期限|适用|为准)",
        "本措施自印发之日起施行。"),
    End("said of all", rf"(?:上述|以上)(?:[\d{CN}]*个?领域)?[^。]{{0,12}}(?:政策|措施)", "上述8个领域政策，支持总额约2亿元。"),
    End("in conflict", r"(?:国家|省|市|此前|之前|原)[^。]{0,40}(?:不一致|相抵触|另有规定|遵照执行)", "此前政策与本措施不一致的，以本措施为准。"),
    End("call", r"各(?:级|地|县|区|市|镇|乡|部门|有关|相关|责任|牵头|单位|街道|成员)[^。]{0,30}(?:要|应|须)(?!求)", "各级各部门要切实加强组织领导。"),
    End("who drafts details", r"各(?:牵头|责任|相关|有关)(?:单位|部门)[^。]{0,20}(?:制定|出台|细化)", "各牵头单位负责制定实施细则。"),
)  # fmt: skip

_APPENDIX = re.compile("|".join(f"(?:{end.pattern})" for end in APPENDIX))
_FURNITURE = re.compile("|".join(f"(?:{end.pattern})" for end in (*FURNITURE, *APPENDIX)))
_NOTES = re.compile("|".join(f"(?:{end.pattern})" for end in NOTES))
_CLOSING = re.compile(r"[（(]?(?:" + "|".join(f"(?:{end.pattern})" for end in CLOSING) + ")")
_SIGNATURE = re.compile(
    r"(?:中共)?[^，。；：:、（(]{2,40}(?:人民政府|委员会|办公室|办公厅|办事处|管委会|秘书[科处]|中心|指挥部|[局厅委部院会])|国务院"
)
FURNITURE_MAX = 120  # characters: a longer line is prose


def is_furniture(line: str) -> bool:
    """Say whether a whole line is a date, a note on publication, a link of the page or the like.

    Examples
    --------
    >>> is_furniture("返回列表"), is_furniture("对企业给予奖励。")
    (True, False)
    """
    return len(line) <= FURNITURE_MAX and _FURNITURE.fullmatch(line) is not None


def is_appendix(line: str) -> bool:
    """Say whether a whole line heads questions and answers, or a list of whom to ask."""
    return len(line) <= FURNITURE_MAX and _APPENDIX.fullmatch(line) is not None


def is_notes(line: str) -> bool:
    """Say whether a whole line heads notes on the document: they are its end where no measure follows."""
    return len(line) <= FURNITURE_MAX and _NOTES.fullmatch(line) is not None


def is_closing(line: str) -> bool:
    """Say whether a paragraph begins as the closing words of a document do."""
    return _CLOSING.match(line) is not None


def is_signature(line: str) -> bool:
    """Say whether a whole line is the name of an issuing office."""
    return len(line) <= 60 and _SIGNATURE.fullmatch(line) is not None
