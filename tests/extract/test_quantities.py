"""Quantities: one case a line, (text, each quantity with all its fields)."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policybook.extract.numerals import neighbours, read_round
from policybook.extract.quantities import fold, quantities, read_chinese, unread
from policybook.extract.quantity_words import CLASSIFIERS, CURRENCIES, DURATIONS, PER_UNITS, SCALES


def shown(text):
    """Each quantity of a text in a line with all its fields, offsets as brackets: 不低于[200万元] 2000000 元 money min."""
    return [
        " ".join(
            filter(
                None,
                [
                    f"{text[q.outer_start : q.start]}[{text[q.start : q.end]}]{text[q.end : q.outer_end]}",
                    f"{q.value:.15g}",
                    q.unit,
                    q.kind,
                    q.bound,
                    "~" if q.approx else "",
                    q.part,
                    f"other {q.other:.15g}" if q.other is not None else "",
                    "cn" if q.numeral == "chinese" else "",
                    f"per {q.per}" if q.per else "",
                    f"every {q.period}" if q.period else "",
                ],
            )
        )
        for q in quantities(text)
    ]


CASES = [
    # money
    ("市财政预算安排4.49亿元", ["[4.49亿元] 449000000 元 money"]),
    ("给予100万元的奖励", ["[100万元] 1000000 元 money"]),
    ("给予３０万元奖励", ["[３０万元] 300000 元 money"]),
    ("补贴1,000万元", ["[1,000万元] 10000000 元 money"]),
    ("注册资本1，000、2，000", []),
    ("给予100，200，300万元", ["[100] 1000000 元 money", "[200] 2000000 元 money", "[300万元] 3000000 元 money"]),
    ("给予一百五十万元奖励", ["[一百五十万元] 1500000 元 money cn"]),
    ("不超过二十万元", ["不超过[二十万元] 200000 元 money max cn"]),
    ("二十万元以下", ["[二十万元]以下 200000 元 money max cn"]),
    ("五百元", ["[五百元] 500 元 money cn"]),
    ("实际利用外资4.5亿美元以上", ["[4.5亿美元]以上 450000000 美元 money min"]),
    ("最高100万奖励", ["最高[100万] 1000000 bare max"]),
    ("总额约31.85亿元", ["约[31.85亿元] 3185000000 元 money ~"]),
    ("贷款300亿元左右", ["[300亿元]左右 30000000000 元 money ~"]),
    ("千万元级项目、数百万元、几十万元", ["[数百万元] 1000000 元 money min cn", "[几十万元] 100000 元 money min cn"]),
    (
        "百万元奖励、千万元以上、投资超亿元，总投资亿元以上的项目",
        ["[百万元] 1000000 元 money cn", "[千万元]以上 10000000 元 money min cn", "超[亿元] 100000000 元 money min cn", "[亿元]以上 100000000 元 money min cn"],
    ),
    (
        "产值突破百亿元、过亿元、破千亿元、近百万元、超千万美元",
        [
            "突破[百亿元] 10000000000 元 money min cn",
            "[过亿元] 100000000 元 money min cn",
            "[破千亿元] 100000000000 元 money min cn",
            "近[百万元] 1000000 元 money ~ cn",
            "超[千万美元] 10000000 美元 money min cn",
        ],
    ),
    ("百亿元企业、千亿元产业集群、亿元以上农业项目、超亿美元外资项目、百亿级", []),
    ("单位：万元、每万元、万元以下", ["[万元]以下 10000 元 money max cn"]),
    ("数百万元、几十万元、数千元、几亿元", ["[数百万元] 1000000 元 money min cn", "[几十万元] 100000 元 money min cn", "[数千元] 1000 元 money min cn", "[几亿元] 100000000 元 money min cn"]),
    ("千万元级项目、百亿元级", []),
    (
        "叁佰万元、伍拾万元、贰拾万元、肆仟元、玖亿元",
        ["[叁佰万元] 3000000 元 money cn", "[伍拾万元] 500000 元 money cn", "[贰拾万元] 200000 元 money cn", "[肆仟元] 4000 元 money cn", "[玖亿元] 900000000 元 money cn"],
    ),
    (
        "人民币壹仟贰佰万元整、捌佰伍拾元、拾万元、陆元、柒萬元、壹億元",
        ["[壹仟贰佰万元] 12000000 元 money cn", "[捌佰伍拾元] 850 元 money cn", "[拾万元] 100000 元 money cn", "[陆元] 6 元 money cn", "[柒萬元] 70000 元 money cn", "[壹億元] 100000000 元 money cn"],
    ),
    ("陆家嘴、队伍建设、大陆地区、伍家、收拾", []),
    ("伍拾家以上、贰拾名", ["[伍拾家]以上 50 家 count min cn", "[贰拾名] 20 名 count cn"]),
    (
        "5万美金、3亿港币、20万元人民币、20万人民币、100万日圆、10块钱",
        ["[5万美金] 50000 美元 money", "[3亿港币] 300000000 港元 money", "[20万元人民币] 200000 元 money", "[20万人民币] 200000 元 money", "[100万日圆] 1000000 日元 money", "[10块钱] 10 元 money"],
    ),
    (
        "￥20万、¥200,000、＄5万元、HK$500、US$3000、RMB20万、USD 3000",
        [
            "[￥20万] 200000 元 money",
            "[¥200,000] 200000 元 money",
            "[＄5万元] 50000 美元 money",
            "[HK$500] 500 港元 money",
            "[US$3000] 3000 美元 money",
            "[RMB20万] 200000 元 money",
            "[USD 3000] 3000 美元 money",
        ],
    ),
    (
        "3万5千元、1亿2千万元、1亿2000万元、2千5百元、1万5000元、1亿2千万",
        ["[3万5千元] 35000 元 money", "[1亿2千万元] 120000000 元 money", "[1亿2000万元] 120000000 元 money", "[2千5百元] 2500 元 money", "[1万5000元] 15000 元 money", "[1亿2千万] 120000000 bare"],
    ),
    ("100万3年、3千5家", ["[100万] 1000000 bare", "[3年] 3 年 duration", "[5家] 5 家 count"]),
    ("10 000元、最高1 000 000元、1 200万元、3 000家", ["[10 000元] 10000 元 money", "最高[1 000 000元] 1000000 元 money max", "[1 200万元] 12000000 元 money", "[3 000家] 3000 家 count"]),
    ("最高5 0万元、10 00元、增长1 0%、2025 100家", ["最高[5 0万元] 500000 元 money max", "[10 00元] 1000 元 money", "[1 0%] 10 % percent", "[100家] 100 家 count"]),
    (
        "1，000万元、１，０００元、100，000元、2，500，000元、5，200家",
        ["[1，000万元] 10000000 元 money", "[１，０００元] 1000 元 money", "[100，000元] 100000 元 money", "[2，500，000元] 2500000 元 money", "[5，200家] 5200 家 count"],
    ),
    ("50，30，100万元、第3，5，7条、第3、5、7条", ["[50] 500000 元 money", "[30] 300000 元 money", "[100万元] 1000000 元 money"]),
    (
        "一万五千元、十二万三千四百元、一亿零三百万元、八点五亿元、一万五元、三点以上",
        [
            "[一万五千元] 15000 元 money cn",
            "[十二万三千四百元] 123400 元 money cn",
            "[一亿零三百万元] 103000000 元 money cn",
            "[八点五亿元] 850000000 元 money cn",
            "[一万五元] 15000 元 money cn",
            "[三点]以上 3 点 count min cn",
        ],
    ),
    (
        "最高二十万，奖励五万。补贴一亿二千万，奖励三五万",
        ["最高[二十万] 200000 bare max cn", "[五万] 50000 bare cn", "[一亿二千万] 120000000 bare cn", "[三] 30000 bare min low other 50000 cn", "[五万] 50000 bare max high other 30000 cn"],
    ),
    ("十万火急、千万不要、三亿市民", []),
    ("最高1万亿元、规模达2万亿", ["最高[1万亿元] 1000000000000 元 money max", "[2万亿] 2000000000000 bare"]),
    (
        "300多亿元、30余亿元、300亿多元、3百多万元",
        ["[300多亿元] 30000000000 元 money min", "[30余亿元] 3000000000 元 money min", "[300亿多元] 30000000000 元 money min", "[3百多万元] 3000000 元 money min"],
    ),
    (
        "十余万元、二百三十余万元、三百多亿元、十几万元、一百来万元、300来家",
        [
            "[十余万元] 100000 元 money min cn",
            "[二百三十余万元] 2300000 元 money min cn",
            "[三百多亿元] 30000000000 元 money min cn",
            "[十几万元] 100000 元 money min cn",
            "[一百来万元] 1000000 元 money ~ cn",
            "[300来家] 300 家 count ~",
        ],
    ),
    ("500余人、1万多家、10几个、300来家、100多，", ["[500余人] 500 人 count min", "[1万多家] 10000 家 count min", "[10几个] 10 个 count min", "[300来家] 300 家 count ~"]),
    ("十余家、二十多个、三百余名、一万多人", ["[十余家] 10 家 count min cn", "[二十多个] 20 个 count min cn", "[三百余名] 300 名 count min cn"]),
    ("增长-5%、(-3.2%)、下降-200万元、同比为－1.5亿元", ["[-5%] -5 % percent", "[-3.2%] -3.2 % percent", "[-200万元] -2000000 元 money", "[－1.5亿元] -150000000 元 money"]),
    ("20-30万元、—50万元、-50万元", ["[20] 200000 元 money min low other 300000", "[30万元] 300000 元 money max high other 200000", "[50万元] 500000 元 money", "[50万元] 500000 元 money"]),
    # money per unit
    ("提升至130元/标箱", ["[130元/标箱] 130 元/标箱 rate_of_money"]),
    ("最高补贴1.5万元/辆、1.3万元/辆", ["最高补贴[1.5万元/辆] 15000 元/辆 rate_of_money max", "[1.3万元/辆] 13000 元/辆 rate_of_money"]),
    ("下降3分/千瓦时以上", ["[3分/千瓦时]以上 0.03 元/千瓦时 rate_of_money min"]),
    ("500元/人·月", ["[500元/人·月] 500 元/人·月 rate_of_money every 月"]),
    ("1元/平方米/月", ["[1元/平方米/月] 1 元/平方米/月 rate_of_money every 月"]),
    ("500元/（人·月）", ["[500元/（人·月）] 500 元/人·月 rate_of_money every 月"]),
    ("80元／㎡", ["[80元／㎡] 80 元/㎡ rate_of_money"]),
    ("每亩180元", ["[180元] 180 元 money per 亩"]),
    ("每亩给予180元补贴", ["[180元] 180 元 money per 亩"]),
    ("每人每月1000元", ["[1000元] 1000 元 money per 人 every 月"]),
    (
        "20元/平方米·月、1元/(平方米·月)、30元/平方米/月、500元/户·年",
        [
            "[20元/平方米·月] 20 元/平方米·月 rate_of_money every 月",
            "[1元/(平方米·月)] 1 元/平方米·月 rate_of_money every 月",
            "[30元/平方米/月] 30 元/平方米/月 rate_of_money every 月",
            "[500元/户·年] 500 元/户·年 rate_of_money every 年",
        ],
    ),
    (
        "每平方米每月20元、每月每平方米20元、每平方米/月20元、每人每月不超过1000元、每人每年1万元",
        [
            "[20元] 20 元 money per 平方米 every 月",
            "[20元] 20 元 money per 平方米 every 月",
            "[20元] 20 元 money per 平方米 every 月",
            "不超过[1000元] 1000 元 money max per 人 every 月",
            "[1万元] 10000 元 money per 人 every 年",
        ],
    ),
    (
        "每月20元/平方米、每个月500元、每年10万元、每天80元",
        ["[20元/平方米] 20 元/平方米 rate_of_money every 月", "[500元] 500 元 money per 月 every 月", "[10万元] 100000 元 money per 年 every 年", "[80元] 80 元 money per 天 every 天"],
    ),
    (
        "每套（间）1.2万元、5000元/套（间）、0.02元/美元、3元/万元、0.3元/Wh、2元/车·公里",
        [
            "[1.2万元] 12000 元 money per 套(间)",
            "[5000元/套（间）] 5000 元/套(间) rate_of_money",
            "[0.02元/美元] 0.02 元/美元 rate_of_money",
            "[3元/万元] 3 元/万元 rate_of_money",
            "[0.3元/Wh] 0.3 元/Wh rate_of_money",
            "[2元/车·公里] 2 元/车·公里 rate_of_money",
        ],
    ),
    ("1-3分/千瓦时、0.5角/度", ["[1] 0.01 元/千瓦时 rate_of_money min low other 0.03", "[3分/千瓦时] 0.03 元/千瓦时 rate_of_money max high other 0.01", "[0.5角/度] 0.05 元/度 rate_of_money"]),
    # lists that print their unit once
    ("给予50、30、10万元", ["[50] 500000 元 money", "[30] 300000 元 money", "[10万元] 100000 元 money"]),
    ("最高100万、70万元、30万元", ["最高[100万] 1000000 元 money max", "[70万元] 700000 元 money", "[30万元] 300000 元 money"]),
    ("20或30万元", ["[20] 200000 元 money", "[30万元] 300000 元 money"]),
    ("按10、8和5%", ["[10] 10 % percent", "[8] 8 % percent", "[5%] 5 % percent"]),
    ("达1亿元、5亿元、10亿元的", ["[1亿元] 100000000 元 money", "[5亿元] 500000000 元 money", "[10亿元] 1000000000 元 money"]),
    # ranges
    ("给予20—50万元", ["[20] 200000 元 money min low other 500000", "[50万元] 500000 元 money max high other 200000"]),
    ("20～50万元", ["[20] 200000 元 money min low other 500000", "[50万元] 500000 元 money max high other 200000"]),
    ("15%—20%", ["[15%] 15 % percent min low other 20", "[20%] 20 % percent max high other 15"]),
    ("60-300万元", ["[60] 600000 元 money min low other 3000000", "[300万元] 3000000 元 money max high other 600000"]),
    ("5000万-1亿元", ["[5000万] 50000000 元 money min low other 100000000", "[1亿元] 100000000 元 money max high other 50000000"]),
    ("5000-1亿元", ["[5000] 50000000 元 money min low other 100000000", "[1亿元] 100000000 元 money max high other 50000000"]),
    ("5000万元（含）至1亿元", ["[5000万元] 50000000 元 money min low other 100000000", "[1亿元] 100000000 元 money max high other 50000000"]),
    ("二十至五十万元", ["[二十] 200000 元 money min low other 500000 cn", "[五十万元] 500000 元 money max high other 200000 cn"]),
    ("五十万至一百万元", ["[五十万] 500000 元 money min low other 1000000 cn", "[一百万元] 1000000 元 money max high other 500000 cn"]),
    ("占比1%（含）~3%（不含）", ["[1%] 1 % percent min low other 3", "[3%] 3 % percent max high other 1"]),
    ("培育1-2家", ["[1] 1 家 count min low other 2", "[2家] 2 家 count max high other 1"]),
    ("20到200万元", ["[20] 200000 元 money min low other 2000000", "[200万元] 2000000 元 money max high other 200000"]),
    (
        "百分之二十至三十、百分之二十到百分之三十、百分之5至10、千分之三至五",
        [
            "[百分之二十] 20 % percent min low other 30 cn",
            "[三十] 30 % percent max high other 20 cn",
            "[百分之二十] 20 % percent min low other 30 cn",
            "[三十] 30 % percent max high other 20 cn",
            "[百分之5] 5 % percent min low other 10 cn",
            "[10] 10 % percent max high other 5 cn",
            "[千分之三] 0.3 % percent min low other 0.5 cn",
            "[五] 0.5 % percent max high other 0.3 cn",
        ],
    ),
    (
        "20％－30％、20%~30%、20〜30%、20−30%、3至5‰",
        [
            "[20％] 20 % percent min low other 30",
            "[30％] 30 % percent max high other 20",
            "[20%] 20 % percent min low other 30",
            "[30%] 30 % percent max high other 20",
            "[20] 20 % percent min low other 30",
            "[30%] 30 % percent max high other 20",
            "[20] 20 % percent min low other 30",
            "[30%] 30 % percent max high other 20",
            "[3] 0.3 % percent min low other 0.5",
            "[5‰] 0.5 % percent max high other 0.3",
        ],
    ),
    (
        "两三家、三五家、一两个、二三十家、十三四家、三四百万元、七八成、两三千万元",
        [
            "[两] 2 家 count min low other 3 cn",
            "[三家] 3 家 count max high other 2 cn",
            "[三] 3 家 count min low other 5 cn",
            "[五家] 5 家 count max high other 3 cn",
            "[一] 1 个 count min low other 2 cn",
            "[两个] 2 个 count max high other 1 cn",
            "[二] 20 家 count min low other 30 cn",
            "[三十家] 30 家 count max high other 20 cn",
            "[十三] 13 家 count min low other 14 cn",
            "[四家] 14 家 count max high other 13 cn",
            "[三] 3000000 元 money min low other 4000000 cn",
            "[四百万元] 4000000 元 money max high other 3000000 cn",
            "[七] 70 % percent min low other 80 cn",
            "[八成] 80 % percent max high other 70 cn",
            "[两] 20000000 元 money min low other 30000000 cn",
            "[三千万元] 30000000 元 money max high other 20000000 cn",
        ],
    ),
    (
        "三五家以上、不少于两三家、不超过三五家、约两三家",
        ["[三五家]以上 3 家 count min cn", "不少于[两三家] 2 家 count min cn", "不超过[三五家] 5 家 count max cn", "约[两] 2 家 count min ~ low other 3 cn", "[三家] 3 家 count max high other 2 cn"],
    ),
    ("二三产业、一二线、三四五家、九十家", ["[九十家] 90 家 count cn"]),
    ("三至五家、一到两个", ["[三] 3 家 count min low other 5 cn", "[五家] 5 家 count max high other 3 cn", "[一] 1 个 count min low other 2 cn", "[两个] 2 个 count max high other 1 cn"]),
    # shares
    ("给予10％补助", ["[10％] 10 % percent"]),
    ("百分之十", ["[百分之十] 10 % percent cn"]),
    ("百分之三十五以上", ["[百分之三十五]以上 35 % percent min cn"]),
    ("千分之五", ["[千分之五] 0.5 % percent cn"]),
    ("5‰", ["[5‰] 0.5 % percent"]),
    ("三分之二用于民生", ["[三分之二] 66.67 % percent cn"]),
    ("增加1个百分点", ["[1个百分点] 1 个百分点 points"]),
    ("1:1配套", ["[1:1] 100 : ratio"]),
    ("１∶１配套", ["[１∶１] 100 : ratio"]),
    ("1：1.5配套", ["[1：1.5] 150 : ratio"]),
    (
        "两成、按两成给予补助、超三成、三至五成、六成半以上、1至2成，2成左右",
        [
            "[两成] 20 % percent cn",
            "[两成] 20 % percent cn",
            "超[三成] 30 % percent min cn",
            "[三] 30 % percent min low other 50 cn",
            "[五成] 50 % percent max high other 30 cn",
            "[六成半]以上 65 % percent min cn",
            "[1] 10 % percent min low other 20",
            "[2成] 20 % percent max high other 10",
            "[2成]左右 20 % percent ~",
        ],
    ),
    ("一成不变、八成新、三成果、分成两类", []),
    ("租金的一半、一半以上、不超过一半、另一半由", ["[一半] 50 % percent cn", "[一半]以上 50 % percent min cn", "不超过[一半] 50 % percent max cn", "[一半] 50 % percent cn"]),
    (
        "占比过半、过半数、超半数、半数以上、双过半、通过半年、一半导体、一半天",
        ["[过半] 50 % percent min cn", "[过半数] 50 % percent min cn", "超[半数] 50 % percent min cn", "[半数]以上 50 % percent min cn"],
    ),
    (
        "百分之百、百分之八点五、百分之三十多、万分之五、十分之一、3分之1",
        [
            "[百分之百] 100 % percent cn",
            "[百分之八点五] 8.5 % percent cn",
            "[百分之三十多] 30 % percent min cn",
            "[万分之五] 0.05 % percent cn",
            "[十分之一] 10 % percent cn",
            "[3分之1] 33.33 % percent cn",
        ],
    ),
    ("2/3以上、1/2、附件1/2、24/7、1/2号楼、3/2", ["[2/3]以上 66.67 % percent min", "[1/2] 50 % percent"]),
    (
        "翻一番、翻两番、翻了三番、翻番、翻倍、翻4番",
        ["[翻一番] 2 倍 count cn", "[翻两番] 4 倍 count cn", "[翻了三番] 8 倍 count cn", "[翻番] 2 倍 count cn", "[翻倍] 2 倍 count cn", "[翻4番] 16 倍 count cn"],
    ),
    ("两倍、一倍、1.5倍、三倍以上、0.8倍", ["[两倍] 2 倍 count cn", "[一倍] 1 倍 count cn", "[1.5倍] 1.5 倍 count", "[三倍]以上 3 倍 count min cn", "[0.8倍] 0.8 倍 count"]),
    (
        "五折、八五折、8.5折、85折、打九折、5-8折、七点五折",
        [
            "[五折] 5 折 discount cn",
            "[八五折] 8.5 折 discount cn",
            "[8.5折] 8.5 折 discount",
            "[85折] 8.5 折 discount",
            "[九折] 9 折 discount cn",
            "[5] 5 折 discount min low other 8",
            "[8折] 8 折 discount max high other 5",
            "[七点五折] 7.5 折 discount cn",
        ],
    ),
    ("一波三折、折叠、五折叠、三折页", []),
    # bounds
    ("最高不超过400万元、300万元", ["不超过[400万元] 4000000 元 money max", "[300万元] 3000000 元 money"]),
    ("最高可给予100万元", ["最高可给予[100万元] 1000000 元 money max"]),
    ("最高可达1000万元", ["最高可达[1000万元] 10000000 元 money max"]),
    ("最高限额3万元", ["最高限额[3万元] 30000 元 money max"]),
    ("不低于65%的补助", ["不低于[65%] 65 % percent min"]),
    ("不少于3500万元", ["不少于[3500万元] 35000000 元 money min"]),
    ("不超过10%", ["不超过[10%] 10 % percent max"]),
    ("超3.8%", ["超[3.8%] 3.8 % percent min"]),
    ("突破100亿元", ["突破[100亿元] 10000000000 元 money min"]),
    ("5000万元（含）以上", ["[5000万元]（含）以上 50000000 元 money min"]),
    ("50%以内", ["[50%]以内 50 % percent max"]),
    ("费率以3%为上限", ["[3%]为上限 3 % percent max"]),
    ("低于10万元的", ["低于[10万元] 100000 元 money max"]),
    ("不低于1.5", []),
    # counts
    ("新增5家以上", ["[5家]以上 5 家 count min"]),
    ("230万亩、20亿斤左右", ["[230万亩] 2300000 亩 count", "[20亿斤]左右 2000000000 斤 count ~"]),
    ("1.46万套(间)", ["[1.46万套(间)] 14600 套(间) count"]),
    ("更新5000台（套）以上", ["[5000台（套）]以上 5000 台（套） count min"]),
    ("用能20万吨标准煤以上", ["[20万吨标准煤]以上 200000 吨标准煤 count min"]),
    ("电量30亿千瓦时", ["[30亿千瓦时] 3000000000 千瓦时 count"]),
    ("新增三家、两个", ["[三家] 3 家 count cn", "[两个] 2 个 count cn"]),
    ("不超过3年", ["不超过[3年] 3 年 duration max"]),
    ("12个月", ["[12个月] 12 个月 duration"]),
    ("保持全省前三", ["[前三] 3 位 rank max"]),
    ("前10名", ["[前10名] 10 位 rank max"]),
    ("至少一家、一所以上、不少于一名、最多六批", ["至少[一家] 1 家 count min cn", "[一所]以上 1 所 count min cn", "不少于[一名] 1 名 count min cn", "最多[六批] 6 批 count max cn"]),
    ("突破一批技术、一批、一起、一体", []),
    ("超过两位数增长、前三位", ["[前三位] 3 位 rank max"]),
    ("百分之十几", ["[百分之十几] 10 % percent min cn"]),
    (
        "超百家、上千家、近万人、逾百项、过万亩、突破千万人次、达百户",
        [
            "超[百家] 100 家 count min cn",
            "[上千家] 1000 家 count min cn",
            "近[万人] 10000 人 count ~ cn",
            "逾[百项] 100 项 count min cn",
            "[过万亩] 10000 亩 count min cn",
            "突破[千万人次] 10000000 人次 count min cn",
            "[百户] 100 户 count cn",
        ],
    ),
    ("百家争鸣、千家万户、百年、以上百户、万亩以上、经过百家", ["[万亩]以上 10000 亩 count min cn"]),
    (
        "数十家、几百个、数千人次、数百家、十几家、几家、数家",
        ["[数十家] 10 家 count min cn", "[几百个] 100 个 count min cn", "[数千人次] 1000 人次 count min cn", "[数百家] 100 家 count min cn", "[十几家] 10 家 count min cn"],
    ),
    (
        "500千伏、100千瓦、30千米、20千克、5千米、3千人、3万千瓦、5千家",
        [
            "[500千伏] 500 千伏 count",
            "[100千瓦] 100 千瓦 count",
            "[30千米] 30 千米 count",
            "[20千克] 20 千克 count",
            "[5千米] 5 千米 count",
            "[3千人] 3000 人 count",
            "[3万千瓦] 30000 千瓦 count",
            "[5千家] 5000 家 count",
        ],
    ),
    ("100卡时、90分以上、5分钟、十分重要、5分类", ["[100卡时] 100 卡时 count", "[90分]以上 90 分 count min", "[5分钟] 5 分钟 duration"]),
    (
        "七天、三日内、五个工作日、五月三日、一年以上、十二个月、两周、二十四小时",
        [
            "[七天] 7 天 duration cn",
            "[三日] 3 日 duration cn",
            "[五个工作日] 5 个工作日 duration cn",
            "[一年]以上 1 年 duration min cn",
            "[十二个月] 12 个月 duration cn",
            "[两周] 2 周 duration cn",
            "[二十四小时] 24 小时 duration cn",
        ],
    ),
    ("三个百分点、十余个百分点", ["[三个百分点] 3 个百分点 points cn", "[十余个百分点] 10 个百分点 points min cn"]),
    ("5个型号、5种型、3家级", ["[5个] 5 个 count"]),
    ("六部门、三位一体、二十条、第十三次、二十届三中", []),
    ("9:00至17:30、1:10配套、12:00前", ["[1:10] 1000 : ratio"]),
    ("二〇二五年、二零二五年", []),
    # no quantities
    ("〔2025〕3号", []),
    ("浙政发(2025)3号", []),
    ("2024年1月31日", []),
    ("2024—2026年", []),
    ("2024年、2025年度", []),
    ("到2025年底新增5家", ["[5家] 5 家 count"]),
    ("“315”工程", []),
    ('"551"计划', []),
    ("《若干政策（2025年版）32条》", []),
    ("3个70%", []),
    ("三个80%", []),
    ("4A级景区", []),
    ("民营经济32条", []),
    ("培育全产业链15条", ["[15条] 15 条 count"]),
    ("第六届、第3批、第一、第二名", []),
    ("一、二、三等奖", []),
    ("一批、一个、一次性、一体化", []),
    ("世界500强", []),
    ("5G、3D打印、G60、S202", []),
    ("万吨级、500吨级、10亿级", []),
    ("四好农村路2.0版", []),
    ("9810出口", []),
    ("11111111111111111111111111111万元", []),
    ("达到七成五以上，占比3成左右", ["[七成五]以上 75 % percent min cn", "[3成]左右 30 % percent ~"]),
    ("一成不变，八成的农户，三成果，六成半", ["[八成] 80 % percent cn", "[六成半] 65 % percent cn"]),
    ("密度为500台/万人、4.5个/千人", ["[500台/万人] 500 台/万人 count", "[4.5个/千人] 4.5 个/千人 count"]),
    # a number right before a digit
    ("给予100万元3年期贴息", ["[100万元] 1000000 元 money", "[3年] 3 年 duration"]),
    ("给予50%3年贴息", ["[50%] 50 % percent", "[3年] 3 年 duration"]),
    ("投资3541.07万元2.3本项目、5本书", ["[3541.07万元] 35410700 元 money", "[5本] 5 本 count"]),
    ("5家3年", ["[5家] 5 家 count", "[3年] 3 年 duration"]),
    # names that hold a number
    ('“最高50万元”额度、“315”工程、“百万英才”、“两个90%”、"6%"券', ["最高[50万元] 500000 元 money max"]),
    ("OPC50万元、A类100万元、PM2.5、G60、ISO9001、CO2、B5万元", ["[50万元] 500000 元 money", "[100万元] 1000000 元 money", "[5万元] 50000 元 money"]),
    ("第3，5家企业", ["[5家] 5 家 count"]),
    ("电话64217816、邮编100000", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_quantities_of_a_phrase(text, expected):
    assert shown(text) == expected


TABLES = [
    # the unit above the table; a column of numbers that only name the rows
    (
        "单位：万元\n序号\t名称\t2024年\t2025年\n1\t桥\t300\t1,200.5\n2\t路\t45\t-6\n合计\t\t345\t1194.5",
        ["[300] 3000000 元 money", "[1,200.5] 12005000 元 money", "[45] 450000 元 money", "[-6] -60000 元 money",
         "[345] 3450000 元 money", "[1194.5] 11945000 元 money"],
    ),
    ("（单位：亿元）\n名称\t金额\n桥\t3", ["[3] 300000000 元 money"]),
    ("1\t桥\t300", []),
    ("单位：万元\n1\t桥\t300", ["[300] 3000000 元 money"]),
    # years are heads, and no sums
    ("单位：万元\n名称\t2024\t2025\n桥\t300\t400", ["[300] 3000000 元 money", "[400] 4000000 元 money"]),
    # the unit in the head of a column, which goes before the table's
    ("类别\t标准（万元）\n国家级\t50\n省级\t30", ["[50] 500000 元 money", "[30] 300000 元 money"]),
    ("单位：万元\n名称\t金额\t占比（%）\t数量\n桥\t300\t20\t7", ["[300] 3000000 元 money", "[20] 20 % percent"]),
    ("名称\t数量（个）\n桥\t7", ["[7] 7 个 count"]),
    # a cell that prints its own unit; a line behind the table
    ("单位：万元\n桥\t5亿元\n路\t7\n共3项\n井\t9", ["[5亿元] 500000000 元 money", "[7] 70000 元 money", "[3项] 3 项 count"]),
    ("责任单位：人社局\n桥\t7", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TABLES)
def test_cells_of_a_table_take_its_unit(text, expected):
    assert shown(text) == expected


UNREAD = [  # text, what is pointed at
    ("不超过30篮", ["30"]),
    ("新增100盒、给予5桶、采购7篮", ["100", "5", "7"]),
    ("给予X万元奖励，补贴若干万元，安排__亿元，给予×元/人", ["X万元", "若干万元", "__亿元", "×元"]),
    ("给予〇〇万元", ["〇〇万元"]),
    ("补贴11111111111111111111111111111万元", ["1" * 29]),
    ("满1000减500", ["1000", "500"]),
    ("约30，40左右", ["30", "40"]),
    ("奖励100多", ["100多"]),
    # no figure
    ("到2025、至2027，达到5G", []),
    ("1.支持企业。（2）支持农户；附件3", []),
    ("国发〔2025〕3号、2025年6月1日、（2024）", []),
    ("拨打12345，电话：64217816，邮编100000", []),
    ("“315”工程、3个70%、四好农村路2.0版、世界500强", []),
    ("容积率一般不低于1.5，上限放宽至4.0", []),
    ("第3，5，7条、第3条至第5条", []),
    ("单位：万元、每万元、百亿元级、若干政策", []),
    ("给予50万元、30%、5家、两三家、百万元", []),
    ("给予50、30、10万元", []),
]


@pytest.mark.parametrize(("text", "expected"), UNREAD)
def test_a_number_that_is_there_and_not_read_is_a_problem(text, expected):
    problems = unread(text)
    assert [text[p.start : p.end] for p in problems] == expected
    assert {p.kind for p in problems} <= {"unread_number"}
    # the message shows the number as printed, in half width
    assert all(fold(text[p.start : p.end]) in p.message for p in problems)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一百五十", 150),
        ("两千", 2000),
        ("一点五", 1.5),
        ("八点五亿", 8.5e8),
        ("百", None),
        ("十", 10),
        ("万", None),
        ("", None),
        ("零", 0),
        ("零零", None),
        ("一万五", 15000),
        ("一百二", 120),
        ("一百零五", 105),
        ("一万零五百", 10500),
        ("三千万亿", 3e15),
        ("一亿零三百万", 103e6),
        ("一点", None),
        ("两三", None),
        ("二零二五", None),
        ("十百", None),
        ("百一", None),
        ("三百五百", None),
        ("叁佰万", 3e6),
        ("贰拾伍", 25),
        ("壹仟零伍拾", 1050),
        ("三x", None),
    ],
)
def test_chinese_numerals(text, expected):
    assert read_chinese(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("百", 100), ("百万", 1e6), ("万亿", 1e12), ("拾万", 1e5), ("三百", None), ("", None)])
def test_round_numerals(text, expected):
    assert read_round(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("两三", ("两", "三", 1)),
        ("三五百", ("三百", "五百", 1)),
        ("二十三四", ("二十三", "二十四", 3)),
        ("三四五", None),
        ("三二", None),
        ("四六", None),
        ("九十", None),
    ],
)
def test_neighbouring_digits(text, expected):
    assert neighbours(text) == expected


def in_characters(number):
    """Write a number below ten thousand in Chinese."""
    digits, places = "零一二三四五六七八九", ["", "十", "百", "千"]
    printed = ""
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        printed += digits[digit] + places[place] if digit else "零" if printed and printed[-1] != "零" else ""
    return printed.rstrip("零") or "零"


@given(st.integers(1, 9999), st.sampled_from(["", "万", "亿"]))
def test_every_numeral_is_read(number, scale):
    value = number * SCALES[scale]
    assert read_chinese(in_characters(number) + scale) == value
    assert [q.value for q in quantities(f"给予{in_characters(number)}{scale}元奖励")] == [value]


# --- Edges -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", SCALES)
def test_each_scale(scale):
    assert [(q.value, q.unit) for q in quantities(f"安排3{scale}元")] == [(3 * SCALES[scale], "元")]


@pytest.mark.parametrize("scale", ["千万", "百万", "百亿", "千亿", "万亿", "十万", "十亿"])
def test_each_magnitude_without_a_number(scale):
    assert [(q.value, q.bound) for q in quantities(f"超{scale}元")] == [(SCALES[scale], "min")]


@pytest.mark.parametrize("name", CURRENCIES)
def test_each_currency(name):
    assert [(q.value, q.unit, q.kind) for q in quantities(f"3万{name}")] == [(30000, CURRENCIES[name], "money")]


@pytest.mark.parametrize("unit", [u for u in PER_UNITS if u not in {"村", "季"}])
def test_each_unit_that_a_sum_is_for(unit):
    assert [(q.value, q.unit) for q in quantities(f"补贴3元/{unit}。")] == [(3, f"元/{unit}")]


@pytest.mark.parametrize("unit", [u for u in [*CLASSIFIERS, *DURATIONS] if u != "类"])  # 3类 is a name
def test_each_classifier(unit):
    assert [(q.value, q.unit) for q in quantities(f"有3{unit}。")] == [(3, unit)]


@pytest.mark.parametrize(
    ("text", "bound", "per"),
    [
        ("达到或超过可给予可奖励人民币100万元", "min", ""),  # 14 characters: as far as is looked back
        ("不超过可给予可奖励人民币支持100万元", None, ""),  # four fillers
        ("每亩给予补贴180元", None, "亩"),  # four characters between
        ("每亩一次性补贴180元", None, ""),  # five
    ],
)
def test_how_far_is_looked_back(text, bound, per):
    assert [(q.bound, q.per) for q in quantities(text)] == [(bound, per)]


@pytest.mark.parametrize(("gap", "shared"), [("（含一二三四）至", True), ("（含一二三四五）至", False)])
def test_how_far_a_unit_is_shared(gap, shared):
    assert [q.part for q in quantities(f"5{gap}20家")] == (["low", "high"] if shared else [""])


def test_offsets_show_the_figure_and_its_bound():
    text = "投资额不低于２００万元（含）的，给予最高10%以内补助"
    assert [text[q.start : q.end] for q in quantities(text)] == ["２００万元", "10%"]
    assert [text[q.outer_start : q.outer_end] for q in quantities(text)] == [
        "不低于２００万元",
        "最高10%以内",
    ]


def test_folding_keeps_every_offset():
    text = "０１％．／（）：；〇Ａ，。“”－￥萬億"
    assert len(fold(text)) == len(text)


# --- Any text --------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *"0123456789１，,.、。；：（）()/-—－~％%‰ \t\n",
        *"一二两三四五六七八九十百千万亿零半数几多余来成折番倍翻过每第前至到",
        *"壹贰叁拾佰仟¥￥$“”《》AX_",
        *["万元", "亿元", "元", "家", "个百分点", "百分之", "分之", "以上", "以内", "左右", "不超过", "最高", "约", "给予", "单位：", "每人每月"],
        *["2025年", "三五家", "10 000", "1，000", "元/平方米·月", "标准（万元）", "企业"],
    ]
)
TEXTS = st.lists(PIECES, max_size=30).map("".join)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_offsets_are_right_in_any_text(text):
    found = quantities(text)
    end = 0
    for q in found:
        assert end <= q.start <= q.end <= len(text)
        assert 0 <= q.outer_start <= q.start < q.end <= q.outer_end <= len(text)
        end = q.end
    for low, high in pairwise(found):
        if low.part == "low":
            assert (high.part, low.other, high.other) == ("high", high.value, low.value)
    for p in unread(text):
        assert 0 <= p.start < p.end <= len(text)


@given(TEXTS.filter(lambda text: "\t" not in text), TEXTS.filter(lambda text: "\t" not in text))
@settings(max_examples=200, deadline=None)
def test_a_sentence_is_read_by_itself(one, other):
    """What is read of a sentence does not depend on one that stands far before it."""
    fence = "。" + "推进产业发展，优化服务环境" * 2 + "。\n"
    alone = [(q.value, q.unit, q.bound, q.start, q.end) for q in quantities("。\n" + other)]
    shift = len(one + fence) - 2
    both = [(q.value, q.unit, q.bound, q.start - shift, q.end - shift) for q in quantities(one + fence + other)]
    assert [row for row in both if row[3] >= 2] == alone


def seconds(unit, repeats, mark=""):
    text = unit * repeats + mark  # read anew: a text read before comes from the cache
    begin = time.process_time()
    quantities(text)
    return time.process_time() - begin


@pytest.mark.parametrize(
    "unit",
    ["企业", "一", "1", "1、", "“1", "百分之", "(2", "万元", "1，000", "每亩", "第一", "1-", "给予50万元", "壹", "数十", "翻", "一半", "1 ",
     "1 000", "两三", "¥1", "Ab", "1/2", "三成", "五折", "300多", "1万5千", "\t1", "单位：万元\n\t1", "（万元）\t", "百万", "X", "百分之二十至"],
)  # fmt: skip
def test_time_grows_with_the_length_only(unit):
    """A long text without an end mark goes through, and ten times the text takes about ten times as long."""
    short = min(seconds(unit, 2_000, mark) for mark in "甲乙丙")
    assert seconds(unit, 20_000) < 30 * short + 0.3


@given(st.lists(PIECES, min_size=1, max_size=4).map("".join))
@settings(max_examples=40, deadline=None)
def test_time_is_linear_in_any_repeated_text(unit):
    short = min(seconds(unit, 1_000, mark) for mark in "甲乙")
    assert seconds(unit, 10_000) < 30 * short + 0.3


def test_ten_megabytes_without_punctuation():
    text = "推动经济高质量发展支持企业" * 260_000
    assert len(text.encode()) > 10_000_000
    assert quantities(text) == []
