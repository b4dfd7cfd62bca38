import pytest

from policybook.read.clean import clean
from policybook.read.corpus import load_corpus
from policybook.read.numbering import BY_FIRST, STYLES, read_numeral
from policybook.read.outline import outline

NUMERALS = [("1 0", 10), ("③", 3), ("⑫", 12), ("㈢", 3), ("⑷", 4), ("一", 1), ("十", 10), ("十九", 19), ("二十", 20), ("六十六", 66), ("一百零二", 102), ("两", 2), ("19", 19)]


@pytest.mark.parametrize(("text", "number"), NUMERALS)
def test_read_numeral(text, number):
    assert read_numeral(text) == number


# (text, [(section, measure, heading)])
LAYOUTS = [
    ("一、科技政策\n深入实施。\n（一）支持平台。对平台给予奖励。\n(二) 支持企业。给予补助。\n二、人才政策\n（三）引育人才。安排资金。", [(1, 1, "支持平台"), (1, 2, "支持企业"), (2, 3, "引育人才")]),
    (
        "1、 投资政策（由发改局牵头实施）\n今年，实施工程。\n1.发挥作用。落实办法。\n2．加大支持。安排资金。\n二、科技政策\n3.强化保障。安排资金。\n三、文化政策\n4.支持文化。奖励。",
        [(1, 1, "发挥作用"), (1, 2, "加大支持"), (2, 3, "强化保障"), (3, 4, "支持文化")],
    ),
    ("第一条 支持研发。对企业给予补助。\n第二条 支持平台。给予奖励。\n第三条 附则。本政策自发布之日起施行。", [(None, 1, "支持研发"), (None, 2, "支持平台"), (None, 3, "附则")]),
    ("第一章 总则\n第一条 为促进发展，制定本办法。\n第二章 扶持\n第二条 支持研发。给予补助。\n第三条 支持平台。给予奖励。", [(1, 1, "为促进发展，制定本办法"), (2, 2, "支持研发"), (2, 3, "支持平台")]),
    (
        "一、支持企业做大做强。对新升规企业，给予10万元奖励。\n二、支持技术改造。按设备投资额给予补助。\n三、支持人才。给予补贴。",
        [(None, 1, "支持企业做大做强"), (None, 2, "支持技术改造"), (None, 3, "支持人才")],
    ),
    ("一、支持租房\n对人才，给予补贴。\n二、支持购房\n对人才，给予补助。", [(None, 1, "支持租房"), (None, 2, "支持购房")]),
    ("1.支持研发。补助。\n（1）对企业给予补助。\n（2）对院所给予补助。\n2.支持平台。奖励。\n（1）国家级给予奖励。", [(None, 1, "支持研发"), (None, 2, "支持平台")]),
    ("（1）支持研发。给予补助。\n（2）支持平台。给予奖励。\n（3）支持人才。给予补贴。", [(None, 1, "支持研发"), (None, 2, "支持平台"), (None, 3, "支持人才")]),
    (
        "一、加大招商力度\n（一）引进项目。给予奖励。\n（二）引进总部。给予奖励。\n二、支持科技创新\n（一）研发补助。给予补助。\n（二）平台奖励。给予奖励。",
        [(1, 1, "引进项目"), (1, 2, "引进总部"), (2, 1, "研发补助"), (2, 2, "平台奖励")],
    ),
    (
        "一、支持研发。对企业给予补助，具体为：\n（一）国家级给予奖励。\n（二）省级给予奖励。\n二、支持平台。对平台给予奖励，具体为：\n（一）国家级给予奖励。",
        [(None, 1, "支持研发"), (None, 2, "支持平台")],
    ),
    (
        "第一条 为促进发展，制定本办法。\n第二条【支持旅行社】旅行社组织游客的：\n（一）过夜团队：每人次奖励15元。\n（二）旅游专列：给予奖励。\n第三条（支持演出）给予奖励。",
        [(None, 1, "为促进发展，制定本办法"), (None, 2, "支持旅行社"), (None, 3, "支持演出")],
    ),
    ("一、支持租房。给予补贴。\n二、支持对象：\n（一）企业。\n（二）院所。\n三、支持购房。给予补助。", [(None, 1, "支持租房"), (None, 2, "支持对象"), (None, 3, "支持购房")]),
    ("某市办法\n（一）支持研发。获得一等奖的。\n一、二、三等奖分别给予奖励。\n（二）支持平台。给予奖励。", [(None, 1, "支持研发"), (None, 2, "支持平台")]),
]


# (text, [(path, label, heading)]): where no line is numbered, each paragraph of prose counts, if money is given in one
UNNUMBERED = [
    (
        "清溪县出台惠企新政\n日前，清溪县公布了惠企新政。\n在研发方面，对企业给予10万元补助。\n记者 某某\n在人才方面，给予每人2万元补贴；\n",
        [("¶1", "¶1", "日前，清溪县公布了惠企新政"), ("¶2", "¶2", "在研发方面，对企业给予10万元补助"), ("¶3", "¶3", "在人才方面，给予每人2万元补贴")],
    ),
    ("日前，清溪县公布了惠企新政。\n县里会尽力而为。", []),  # nothing is given
    ("对企业给予10万元补助。", []),  # one sentence is no policy
    ("title: 给予10万元补助\nplace: 清溪\nsha256: 0a1b", []),  # no prose
    ("日前公布新政。\n一、支持研发。给予10万元补助。\n二、支持人才。给予补贴。", [("一", "一、", "支持研发"), ("二", "二、", "支持人才")]),
]


@pytest.mark.parametrize(("text", "expected"), UNNUMBERED)
def test_paragraphs_are_measures_where_no_line_is_numbered(text, expected):
    found = outline(clean(text))
    assert [(m.path, m.label, m.heading) for m in found.measures] == expected
    said = "no line is numbered: each paragraph is read as a measure" in [p.message for p in found.problems]
    assert said == bool(expected and expected[0][0] == "¶1")
    assert all(found.clean.text[m.start : m.end].startswith(m.heading) for m in found.measures if m.label[0] == "¶")


# (text, [(path, heading)]): numbered lines that are no measures: a table of contents, a reference that begins a line
NO_MEASURES = [
    (
        "云岭市若干措施\n目录\n一、支持研发\n二、支持平台\n三、支持人才\n一、支持研发\n对企业给予补助10万元。\n二、支持平台\n给予奖励5万元。\n三、支持人才\n给予补贴3万元。",
        [("一", "支持研发"), ("二", "支持平台"), ("三", "支持人才")],
    ),
    (
        "目  录\n一、支持研发…1\n（一）研发补助……1\n（二）研发奖励…2\n二、支持平台…3\n（三）平台奖励…3\n云岭市若干措施\n一、支持研发\n（一）研发补助\n给予补助10万元。\n（二）研发奖励\n给予奖励。\n二、支持平台\n（三）平台奖励\n给予奖励。",
        [("一/（一）", "研发补助"), ("一/（二）", "研发奖励"), ("二/（三）", "平台奖励")],
    ),
    (
        "第一章 总则 …… 1\n第二章 扶持 …… 2\n第一章 总则\n第一条 为促进发展，制定本办法。\n第二章 扶持\n第二条 给予补助10万元。",
        [("第一章/第一条", "为促进发展，制定本办法"), ("第二章/第二条", "给予补助10万元")],
    ),
    (
        "第一条 支持研发。给予补助。\n第二条 对在本市注册并且符合本办法\n第一条规定的企业，给予10万元奖励。\n第三条 支持人才。给予补贴。",
        [("第一条", "支持研发"), ("第二条", "对在本市注册并且符合本办法"), ("第三条", "支持人才")],
    ),
    (
        "一、支持研发\n（一）支持平台。给予奖励。\n（二）支持企业。对符合上述\n（一）条件的企业，给予10万元。\n（三）支持人才。给予补贴。\n二、支持商贸\n（四）支持商场。给予奖励。",
        [("一/（一）", "支持平台"), ("一/（二）", "支持企业"), ("一/（三）", "支持人才"), ("二/（四）", "支持商场")],
    ),
    ("第一条 支持研发。给予补助。\n第二条 支持平台。对平台给予奖励，参照\n第九条给予补助。\n第三条 支持人才。给予补贴。", [("第一条", "支持研发"), ("第二条", "支持平台"), ("第三条", "支持人才")]),
    # what looks alike and is a measure
    ("一、支持研发，给予补助10万元\n二、支持平台，给予奖励5万元\n三、条件和程序，另行规定", [("一", "支持研发，给予补助10万元"), ("二", "支持平台，给予奖励5万元"), ("三", "条件和程序，另行规定")]),
    ("一、支持租房\n二、支持购房\n三、支持租房和购房", [("一", "支持租房"), ("二", "支持购房"), ("三", "支持租房和购房")]),
]


DOTTED = [  # (text numbered 2.1, or with figures that look so, measures as (path, heading))
    (
        "青石县若干政策\n1.支持工业\n1.1 支持技改。安排资金2.1亿元。\n1.2支持上云。给予2万元补助。\n2.支持商贸\n2.1、支持首店。给予20万元奖励。\n2.2、支持会展。给予5万元补助。",
        [("1/1.1", "支持技改"), ("1/1.2", "支持上云"), ("2/2.1", "支持首店"), ("2/2.2", "支持会展")],
    ),
    (
        "青石县若干政策\n一、工业\n1 支持生产\n1.1 支持技改\n1.1.1 补助设备。给予2万元。\n1.1.2 补助软件。给予1万元。\n1.2 支持出口\n1.2.1 补助展位。给予3万元。\n2 支持流通\n2.1 支持消费\n2.1.1 发放券。安排2.1亿元。\n",
        [("一/1/1.1/1.1.1", "补助设备"), ("一/1/1.1/1.1.2", "补助软件"), ("一/1/1.2/1.2.1", "补助展位"), ("一/2/2.1/2.1.1", "发放券")],
    ),
    # the cases of one measure stay inside it
    ("青石县若干政策\n1.支持技改。按下列标准给予补助：\n1.1 设备5万元；\n1.2 软件3万元。\n2.支持上云。给予2万元补助。", [("1", "支持技改"), ("2", "支持上云")]),
    # figures
    ("一、支持技改。投入增长，达到\n2.1亿元。\n二、支持上云。占比达到\n2.2%，给予2万元补助。\n三、支持出口。给予1万元。", [("一", "支持技改"), ("二", "支持上云"), ("三", "支持出口")]),
    ("1.支持技改。投入达到\n1.1亿元的，给予\n1.2万元。\n2.支持上云。给予\n1.5倍补助。", [("1", "支持技改"), ("2", "支持上云")]),
    # words before the number
    ("措施一：支持技改。给予1万元。\n措施二：支持上云。给予2万元。\n措施三：支持出口。给予3万元。", [("措施一", "支持技改"), ("措施二", "支持上云"), ("措施三", "支持出口")]),
    (
        "一、强工业\n举措1：支持技改。给予1万元。\n举措2：支持上云。给予2万元。\n二、强人才\n举措3：支持引才。给予3万元。",
        [("一/举措1", "支持技改"), ("一/举措2", "支持上云"), ("二/举措3", "支持引才")],
    ),
    ("一、支持技改。落实\n措施一体推进机制。\n二、支持上云。给予2万元。", [("一", "支持技改"), ("二", "支持上云")]),
    # 一是…二是… inside a measure
    ("一、支持技改。一是给予1万元。二是给予2万元。\n二、支持人才。\n一是给予5万元；\n二是建房300套。\n三、支持消费。发放消费券。", [("一", "支持技改"), ("二", "支持人才"), ("三", "支持消费")]),
]


@pytest.mark.parametrize(("text", "expected"), DOTTED)
def test_numbers_of_several_parts_and_behind_words(text, expected):
    found = outline(clean(text))
    assert [(m.path, m.heading) for m in found.measures] == expected
    assert found.measures[-1].end == len(found.clean.text)


@pytest.mark.parametrize(("text", "expected"), NO_MEASURES)
def test_numbered_lines_that_are_no_measures(text, expected):
    assert [(m.path, m.heading) for m in outline(clean(text)).measures] == expected


@pytest.mark.parametrize(("text", "expected"), LAYOUTS)
def test_measures_of_many_layouts(text, expected):
    found = outline(clean(text))
    assert [(m.section, m.number, m.heading) for m in found.measures] == expected


@pytest.mark.parametrize("style", STYLES, ids=[style.name for style in STYLES])
def test_every_style_reads_its_example(style):
    fitting = [s.name for s in BY_FIRST[style.example[0]] if s.pattern.match(style.example)]
    assert fitting[0] == style.name


# (text, sections, measures as (path, section, subsection, number, heading, last characters))
PLACES = [
    (  # only one of the 一、 holds the measures
        "河湾新区发展低空经济若干措施\n一、目标\n到2029年,建成起降点30个以上。\n二、支持对象\n适用于在新区注册的企业。\n三、支持内容\n1.支持建设场地。对新建起降点的企业,给予最高80万元补助。\n"
        "2.支持开通航线。对新开通的航线,给予每条12万元奖励。\n3.支持举办赛事。对获批的赛事,给予20万元支持。\n四、附则\n本措施自印发之日起施行,有效期2年。",
        ["目标", "支持对象", "支持内容", "附则"],
        [("三/1", 3, None, 1, "支持建设场地", "补助。"), ("三/2", 3, None, 2, "支持开通航线", "奖励。"), ("三/3", 3, None, 3, "支持举办赛事", "支持。")],
    ),
    (
        "松岭县若干措施\n一、总体目标\n建成5个。\n二、支持内容\n对符合条件的企业,给予下列支持:\n1.支持研发。给予1万元。\n2.支持平台。给予2万元。\n三、附则\n本措施自发布之日起施行。",
        ["总体目标", "支持内容", "附则"],
        [("二/1", 2, None, 1, "支持研发", "1万元。"), ("二/2", 2, None, 2, "支持平台", "2万元。")],
    ),
    (
        "松岭县支持预制菜产业若干措施(试行)\n一、适用对象\n适用于在本县注册的预制菜企业。\n二、措施内容\n1.鼓励扩产。对新增产线的企业给予30万元奖励。(责任单位:县工信局)\n"
        "2.鼓励创牌。对获得省级名牌的企业给予10万元奖励。(责任单位:县市场监管局)\n本措施自发布之日起试行一年。",
        ["适用对象", "措施内容"],
        [("二/1", 2, None, 1, "鼓励扩产", "县工信局)"), ("二/2", 2, None, 2, "鼓励创牌", "监管局)")],
    ),
    (  # a leaf beside them that offers money is a measure, too
        "松岭县办法\n一、资金来源\n设立规模1亿元的专项资金，给予企业支持。\n二、支持范围\n（一）支持研发。给予1万元。\n（二）支持平台。给予2万元。\n三、组织保障\n加强领导。",
        ["资金来源", "支持范围", "组织保障"],
        [("一", 1, None, 1, "资金来源", "企业支持。"), ("二/（一）", 2, None, 1, "支持研发", "1万元。"), ("二/（二）", 2, None, 2, "支持平台", "2万元。")],
    ),
    (  # the innermost numbers run on
        "安陵市推进数据产业实施意见\n一、总体目标\n到2028年,培育数据企业50家。\n二、重点任务\n(一)夯实底座\n1.建设算力中心。支持企业建设。\n2.开放公共数据。推动开放。\n"
        "(二)培育企业\n3.招引龙头企业。招引5家。\n4.支持中小企业。给予5万元补助。\n三、组织保障\n各部门加强协同配合。",
        ["总体目标", "重点任务", "组织保障"],
        [
            ("二/（一）/1", 2, 1, 1, "建设算力中心", "建设。"),
            ("二/（一）/2", 2, 1, 2, "开放公共数据", "开放。"),
            ("二/（二）/3", 2, 2, 3, "招引龙头企业", "5家。"),
            ("二/（二）/4", 2, 2, 4, "支持中小企业", "补助。"),
        ],
    ),
    (  # both inner levels run on: the lower one carries the units
        "临沧示范区提振市场若干措施\n一、释放消费潜力\n(一)扩大传统消费\n1.发放汽车补贴。给予3000元/辆补贴。(责任单位:区商务局)\n2.鼓励家电换新。组织活动。(责任单位:区商务局)\n"
        "(二)发展文旅消费\n3.支持旅行社。给予2万元奖励。(责任单位:区文旅局)\n二、扩大投资\n(三)推进重大项目\n4.加快开工。全年开工60个。(责任单位:区发改局)",
        ["释放消费潜力", "扩大投资"],
        [
            ("一/（一）/1", 1, 1, 1, "发放汽车补贴", "商务局)"),
            ("一/（一）/2", 1, 1, 2, "鼓励家电换新", "商务局)"),
            ("一/（二）/3", 1, 2, 3, "支持旅行社", "文旅局)"),
            ("二/（三）/4", 2, 3, 4, "加快开工", "发改局)"),
        ],
    ),
    (  # three levels, the numbers start again in each
        "青河市办法\n一、产业\n(一)工业\n1.扩产。奖励1万元。\n2.技改。奖励。\n(二)农业\n1.种粮。补贴。\n2.养蚕。补贴。\n二、人才\n(一)引才\n1.博士。奖励。\n2.硕士。奖励。",
        ["产业", "人才"],
        [
            ("一/（一）/1", 1, 1, 1, "扩产", "1万元。"),
            ("一/（一）/2", 1, 1, 2, "技改", "奖励。"),
            ("一/（二）/1", 1, 2, 1, "种粮", "补贴。"),
            ("一/（二）/2", 1, 2, 2, "养蚕", "补贴。"),
            ("二/（一）/1", 2, 1, 1, "博士", "奖励。"),
            ("二/（一）/2", 2, 1, 2, "硕士", "奖励。"),
        ],
    ),
    (  # the same three levels, where the inner ones are cases of an award
        "青河市措施\n一、产业\n（一）支持工业。对工业企业：\n1.扩产奖励1万元。\n2.技改奖励。\n（二）支持农业。给予补贴：\n1.种粮补贴。\n二、人才\n（一）引才。给予补贴。\n1.博士奖励。\n2.硕士奖励。",
        ["产业", "人才"],
        [("一/（一）", 1, None, 1, "支持工业", "技改奖励。"), ("一/（二）", 1, None, 2, "支持农业", "种粮补贴。"), ("二/（一）", 2, None, 1, "引才", "硕士奖励。")],
    ),
    (  # cases below a heading of its own line
        "青河市措施\n（一）支持研发\n对企业按下列标准给予补助：\n1.国家级50万元；\n2.省级20万元。\n（二）支持平台\n对平台给予10万元。",
        [],
        [("（一）", None, None, 1, "支持研发", "20万元。"), ("（二）", None, None, 2, "支持平台", "10万元。")],
    ),
    (  # cases with the same kind of numbers as the measures
        "青河市措施\n1.支持研发。奖励。\n2.支持平台。分为：\n1.国家级10万元；\n2.省级5万元；\n3.支持上市。奖励。\n4.支持人才。奖励。",
        [],
        [("1", None, None, 1, "支持研发", "奖励。"), ("2", None, None, 2, "支持平台", "5万元；"), ("3", None, None, 3, "支持上市", "奖励。"), ("4", None, None, 4, "支持人才", "奖励。")],
    ),
    (  # 章, 节, 条, （一）
        "青河市办法\n第一章 总则\n第一条 为了发展，制定本办法。\n第二章 扶持\n第一节 工业\n第二条 扩产奖励1万元。\n第二节 农业\n第三条 种粮补贴。\n（一）水稻每亩10元；\n（二）小麦每亩8元。",
        ["总则", "扶持"],
        [("第一章/第一条", 1, None, 1, "为了发展，制定本办法", "本办法。"), ("第二章/第一节/第二条", 2, 1, 2, "扩产奖励1万元", "1万元。"), ("第二章/第二节/第三条", 2, 2, 3, "种粮补贴", "8元。")],
    ),
    (  # 一、 above 条, spaces inside numbers
        "云岭县产业意见\n一、政策支持\n第 9 条 鼓励创新。对高新技术企业给予25万元奖励。\n第 1 0 条 鼓励标准。给予45万元奖励。\n第 1 1 条 鼓励品牌。给予35万元奖励。",
        ["政策支持"],
        [("一/第9条", 1, None, 9, "鼓励创新", "奖励。"), ("一/第10条", 1, None, 10, "鼓励标准", "奖励。"), ("一/第11条", 1, None, 11, "鼓励品牌", "奖励。")],
    ),
    (  # a number before a year
        "云岭市若干措施\n一、支持旅游\n1.支持旅行社。给予4万元奖励。\n2.支持民宿。给予2万元补助。\n二、支持新设企业\n3.2025年5月1日(含当日)以后新设的旅行社,给予3万元补助。\n4.支持酒店。给予6万元补助。",
        ["支持旅游", "支持新设企业"],
        [
            ("一/1", 1, None, 1, "支持旅行社", "奖励。"),
            ("一/2", 1, None, 2, "支持民宿", "补助。"),
            ("二/3", 2, None, 3, "2025年5月1日(含当日)以后新设的旅行社,给予3万元补助", "补助。"),
            ("二/4", 2, None, 4, "支持酒店", "补助。"),
        ],
    ),
    (  # broken lines of a PDF
        "云岭市生育支持措施\n一\n、降低生育成本\n(一)结婚助力。为初婚夫妻按贷款额度的2%提供一\n次性财政贴息。\n(二)消费补助。为二孩家庭发放800元的\n消费补助。\n二、减轻养育负担\n(三)安居奖励。为二孩家庭奖励购房补\n贴4万元。",
        ["降低生育成本", "减轻养育负担"],
        [("一/（一）", 1, None, 1, "结婚助力", "贴息。"), ("一/（二）", 1, None, 2, "消费补助", "补助。"), ("二/（三）", 2, None, 3, "安居奖励", "4万元。")],
    ),
    (  # a number, a heading and a text, each on its line; questions and answers behind
        "制定如下政策:\n一\n首付补贴政策\n对毕业生,给予每户最高15万元补贴。\n二\n购房补助政策\n对外地家庭,给予补助。\n政策疑问解答及咨询电话\n一\n首付补贴政策\n1.补贴对象如何确定?\n答:毕业生。",
        [],
        [("一", None, None, 1, "首付补贴政策", "补贴。"), ("二", None, None, 2, "购房补助政策", "补助。")],
    ),
    (  # units below the cases: the measure is above them
        "青河市措施\n一、支持研发。\n（一）国家级给予50万元；\n（二）省级给予20万元。\n（责任单位：市科技局）\n二、支持平台。\n（一）国家级给予50万元；\n（二）省级给予20万元。\n（责任单位：市科技局）\n三、支持人才。给予奖励。（责任单位：市委组织部）",
        [],
        [("一", None, None, 1, "支持研发", "科技局）"), ("二", None, None, 2, "支持平台", "科技局）"), ("三", None, None, 3, "支持人才", "组织部）")],
    ),
    (  # the numbers of a notice are none of the policy's
        "青河市人民政府关于印发青河市若干措施的通知\n各镇人民政府：\n现印发给你们。\n一、加强领导，落实责任。\n二、加强宣传，营造氛围。\n青河市人民政府\n2025年3月6日\n青河市支持工业若干措施\n一、支持扩产。给予10万元。\n二、支持技改。给予5万元。\n三、支持上市。给予5万元。",
        [],
        [("一", None, None, 1, "支持扩产", "10万元。"), ("二", None, None, 2, "支持技改", "5万元。"), ("三", None, None, 3, "支持上市", "5万元。")],
    ),
    (  # the policy is the annex of a notice
        "青河市人民政府关于印发青河市若干措施的通知\n各镇人民政府：\n现将措施印发给你们。\n附件：1.青河市支持工业若干措施\n2.申报表\n青河市人民政府\n2025年3月6日\n附件1\n青河市支持工业若干措施\n一、支持扩产。给予10万元。\n二、支持技改。给予5万元。\n附件2\n申报表\n一、企业名称\n二、地址",
        [],
        [("一", None, None, 1, "支持扩产", "10万元。"), ("二", None, None, 2, "支持技改", "5万元。")],
    ),
    (  # a table of contents in front
        "青河市若干措施\n目录\n一、产业………………1\n二、人才………………3\n一、产业\n㈠支持扩产。给予10万元。\n㈡支持技改。给予5万元。\n二、人才\n㈢支持引才。给予补贴。",
        ["产业", "人才"],
        [("一/㈠", 1, None, 1, "支持扩产", "10万元。"), ("一/㈡", 1, None, 2, "支持技改", "5万元。"), ("二/㈢", 2, None, 3, "支持引才", "补贴。")],
    ),
    (  # a text that has lost its lines
        "为支持工业，制定本措施。一、支持扩产。给予10万元。二、支持技改。分为：（一）省级5万元；（二）市级2万元。三、支持上市。给予5万元。",
        [],
        [("一", None, None, 1, "支持扩产", "10万元。"), ("二", None, None, 2, "支持技改", "2万元。"), ("三", None, None, 3, "支持上市", "5万元。")],
    ),
    (  # sections without numbers: their headings are no part of the measures before them
        "青河市若干措施\n产业篇\n1.支持扩产。给予10万元。\n2.支持技改。给予5万元。\n人才篇\n1.支持引才。给予补贴。\n2.支持留才。给予补贴。",
        [],
        [("1", None, None, 1, "支持扩产", "10万元。"), ("2", None, None, 2, "支持技改", "5万元。"), ("1#2", None, None, 1, "支持引才", "补贴。"), ("2#2", None, None, 2, "支持留才", "补贴。")],
    ),
    (  # an explanation behind the policy
        "青河市若干措施\n一、支持扩产。给予10万元。\n二、支持技改。给予5万元。\n《青河市若干措施》政策解读\n一、出台背景\n为支持工业。\n二、主要内容\n两条措施。",
        [],
        [("一", None, None, 1, "支持扩产", "10万元。"), ("二", None, None, 2, "支持技改", "5万元。")],
    ),
    (  # a leaf with a policy of its own beside sections, and one that frames
        "青河市若干措施\n一、支持扩产\n（一）支持厂房。给予10万元。\n（二）支持设备。给予5万元。\n二、优化审批\n压缩审批时间。\n三、支持人才\n（一）引才。给予补贴。\n（二）留才。给予补贴。\n四、加强组织领导\n各部门加强配合。",
        ["支持扩产", "优化审批", "支持人才", "加强组织领导"],
        [
            ("一/（一）", 1, None, 1, "支持厂房", "10万元。"),
            ("一/（二）", 1, None, 2, "支持设备", "5万元。"),
            ("二", 2, None, 2, "优化审批", "时间。"),
            ("三/（一）", 3, None, 1, "引才", "补贴。"),
            ("三/（二）", 3, None, 2, "留才", "补贴。"),
        ],
    ),
    ("雲嶺市若干政策\n一、推進科技發展(由科技局牽頭)\n(一)支持平臺。對新認定的孵化器給予30萬元獎勵。(責任單位:科技局、財政局)", ["推进科技发展"], [("一/（一）", 1, None, 1, "支持平台", "财政局)")]),
    ("一、；支持扩产。奖励。\n二、支持技改（责任单位：甲局）", [], [("一", None, None, 1, "支持扩产", "奖励。"), ("二", None, None, 2, "支持技改", "甲局）")]),
    ("第一条\n对研发给予补助。\n第二条 支持平台。奖励。", [], [("第一条", None, None, 1, "对研发给予补助", "补助。"), ("第二条", None, None, 2, "支持平台", "奖励。")]),
    ("第一条\n第二条 支持研发。给予奖励。", [], [("第一条", None, None, 1, "", "第一条"), ("第二条", None, None, 2, "支持研发", "奖励。")]),
    ("这是一段没有编号的文字，只有说明。", [], []),
]


@pytest.mark.parametrize(("text", "sections", "measures"), PLACES)
def test_places_of_measures(text, sections, measures):
    found = outline(clean(text))
    assert [s.title for s in found.sections] == sections
    assert [(m.path, m.section, m.subsection, m.number, m.heading) for m in found.measures] == [m[:5] for m in measures]
    for measure, (*_, ending) in zip(found.measures, measures, strict=True):
        assert found.clean.text[measure.start : measure.end].endswith(ending)


BODY = "云岭市若干措施\n一、支持工业\n(一)支持扩产。对扩产企业给予10万元奖励。\n(二)支持用工。对用工企业给予5万元补助。\n"
CALL = "各级各部门要切实加强组织领导,强化宣传引导,确保政策落地见效。"
# (what follows the last measure, the closing paragraph, the rest)
ENDINGS = [
    (f"{CALL}\n云岭市人民政府\n2025年3月6日\n返回列表\n上一篇\n下一篇", CALL, "云岭市人民政府2025年3月6日返回列表上一篇下一篇"),
    ("施行说明：本措施由市经信局负责解释。\n返回列表", "施行说明：本措施由市经信局负责解释。", "返回列表"),
    ("附：首批企业名单\n甲公司\n乙公司", None, "附：首批企业名单甲公司乙公司"),
    ("(本文件于2031年5月8日发布执行,有效期至2033年5月7日。)", "(本文件于2031年5月8日发布执行,有效期至2033年5月7日。)", ""),
    ("该措施自发文之日起实施。\n公开方式：主动公开", "该措施自发文之日起实施。", "公开方式：主动公开"),
    ("云岭市发改委2031年9月2日发布，征求意见时间为2031年9月2日—12日。", None, "云岭市发改委2031年9月2日发布，征求意见时间为2031年9月2日—12日。"),
    ("附件：1.申请表\n2.名单\n云岭市人民政府\n2025年3月6日", None, "附件：1.申请表2.名单云岭市人民政府2025年3月6日"),
    ("温馨提示：\n请尽快办理。", None, "温馨提示：请尽快办理。"),
    ("说明：\n1.本措施所称企业是指规上企业。\n2.同一事项不重复享受。", None, "说明：1.本措施所称企业是指规上企业。2.同一事项不重复享受。"),
    ("注：1.所称企业是指规上企业。\n2.同一事项不重复享受。", None, "注：1.所称企业是指规上企业。2.同一事项不重复享受。"),
    ("有关说明\n1.同一事项不重复享受。", None, "有关说明1.同一事项不重复享受。"),
    ("相关附件\n1.申报表.doc", None, "相关附件1.申报表.doc"),
    ("附件下载：\n申报表.doc", None, "附件下载：申报表.doc"),
    (f"{CALL}\n图解：一图读懂若干措施\n分享：微信", CALL, "图解：一图读懂若干措施分享：微信"),
    (f"{CALL}\n云岭县人民政府办公室秘书科 2025年3月6日印发", CALL, "云岭县人民政府办公室秘书科2025年3月6日印发"),
    ("", None, ""),
]


def test_notes_within_a_text_do_not_end_it():
    text = "一、支持研发。给予奖励，标准如下。\n说明：\n1.国家级10万元。\n2.省级5万元。\n二、支持平台。给予奖励。\n三、支持人才。给予补贴。"
    assert [m.path for m in outline(clean(text)).measures] == ["一", "二", "三"]


@pytest.mark.parametrize(("behind", "closing", "rest"), ENDINGS)
def test_what_stands_behind_the_last_measure(behind, closing, rest):
    found = outline(clean(BODY + behind))
    text = found.clean.text
    assert text[found.measures[-1].start : found.measures[-1].end] == "(二)支持用工。对用工企业给予5万元补助。"
    assert (text[slice(*found.closing)] if found.closing else None) == closing
    assert text[found.body_end :].replace("\n", "") == rest


def test_one_paragraph_a_measure_tells_the_closing():
    text = "\n".join(f"{n}、支持{n}。给予奖励。" for n in "一二三四五") + "\n建立联动机制，形成合力。"
    found = outline(clean(text))
    assert found.clean.text[slice(*found.closing)] == "建立联动机制，形成合力。"


# (text, messages of the outline's problems)
PROBLEMS = [
    (
        "云岭市建筑业若干措施\n一、支持升级。给予40万元奖励。\n二、支持创优。给予6万元奖励。\n云岭市住房若干措施\n一、补贴契税。给予补贴。\n二、提高额度。调整为55万元。（责任单位：市住建局）",
        ["numbers start again at 一、补贴契税。给予补贴。: another policy in one text? its paths are marked 一#2"],
    ),
    ("云岭市若干措施\n一、支持升级。奖励。\n二、支持创优。奖励。\n四、支持人才。奖励。（责任单位：甲局）", ["numbers jump from 二、 to 四、"]),
    ("一、支持升级。奖励。\n二、支持创优。奖励。（责任单位：甲局）", ["no title found before the first numbered line"]),
    ("云岭市若干措施\n一、支持升级。奖励。\n二、支持创优。奖励。", ["no responsible unit found in 2 measures"]),
    ("没有编号的文字。", ["no numbered measure found"]),
    (
        "云岭市若干措施\n一、支持升级。奖励。\n二、支持创优。奖励。（责任单位：甲局）\n返回首页\n云岭市若干措施\n一、支持升级。奖励。\n二、支持创优。奖励。（责任单位：甲局）",
        ["the text stands here a second time; the copy is left out"],
    ),
]


@pytest.mark.parametrize(("text", "messages"), PROBLEMS)
def test_what_is_doubtful(text, messages):
    found = outline(clean(text))
    assert [p.message for p in found.problems] == messages
    assert all(0 <= p.start < p.end <= len(found.clean.text) for p in found.problems)


def test_a_second_policy_is_no_part_of_the_first():
    found = outline(clean(PROBLEMS[0][0]))
    assert [found.clean.text[m.start : m.end][-8:] for m in found.measures[:2]] == ["予40万元奖励。", "给予6万元奖励。"]
    assert len(found.measures) == 4


def test_a_copy_of_the_text_is_left_out():
    assert len(outline(clean(PROBLEMS[-1][0])).measures) == 2


# (text, [(section, measure, passage)])
PASSAGES = [
    (
        "一、科技（由科技局牵头）\n今年，安排1亿元。\n（一）支持。给予奖励。（责任单位：财政局）\n上述政策，支持总额约2亿元。",
        [(1, None, "今年，安排1亿元。"), (1, 1, "支持。给予奖励。"), (None, None, "上述政策，支持总额约2亿元。")],
    ),
    ("若干措施\n为促进发展，2026年新增企业5家。\n（一）支持。给予奖励。", [(None, None, "为促进发展，2026年新增企业5家。"), (None, 1, "支持。给予奖励。")]),
    ("（一）支持。甲给予奖励。（责任单位：甲局）乙给予补助。（责任单位：乙局）", [(None, 1, "支持。甲给予奖励。"), (None, 1, "乙给予补助。")]),
    (
        "（一）支持。给予奖励。\n再给予补助。\n（二）保障。安排。\n本政策自发布之日起施行。",
        [(None, 1, "支持。给予奖励。\n再给予补助。"), (None, 2, "保障。安排。"), (None, None, "本政策自发布之日起施行。")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PASSAGES)
def test_passages(text, expected):
    found = outline(clean(text))
    assert [(p.section, p.measure, p.text) for p in found.passages] == expected
    assert all(found.clean.text[p.start : p.end] == p.text for p in found.passages)


COUNTS = {  # document: domains, measures, asks, annex measures
    "pinghu-2024": (8, 66, 21, 0),
    "xiuzhou-2024": (8, 68, 30, 0),
    "haining-2024": (8, 63, 25, 125),
    "jiaxing-2025": (8, 52, 35, 0),
    "nanhu-2025": (8, 52, 32, 0),
}


@pytest.mark.parametrize("doc_id", COUNTS)
def test_documents_have_their_parts(doc_id):
    from policybook.extract.annexes import extract_annex_measures, extract_asks

    found = load_corpus()[doc_id].outline
    assert (len(found.sections), len(found.measures), len(extract_asks(found)), len(extract_annex_measures(found))) == COUNTS[doc_id]
    assert [m.number for m in found.measures] == list(range(1, len(found.measures) + 1))
    assert [s.number for s in found.sections] == list(range(1, 9))
    assert {u.measure for u in found.unit_lists} >= {m.number for m in found.measures}
    assert "除交叉重叠部分外" in found.clean.text[slice(*found.closing)]


def test_a_text_without_numbers_has_no_measures():
    assert not outline(clean("这是一段没有编号的文字，只有说明。")).measures
