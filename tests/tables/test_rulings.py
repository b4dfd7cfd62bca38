"""What the codebook page rules is what is extracted: one ruling a line, (words of the ruling, sentence, rows of which table)."""

import re

import pytest

from policybook.extract import cascade
from policybook.extract.explain import shown, shown_target
from policybook.read.corpus import Document
from policybook.site.data_pages import codebook_parts
from policybook.tables.build import make_tables
from policybook.tables.schema import table_schemas

# fmt: off
RULINGS = [  # (words of the ruling, sentence, awards)
    ("a month, a year or a day", "对入驻的青年，每月给予800元租房补贴。", ["lump_sum 800 入驻的青年 租房补贴 when=每月"]),
    ("a month, a year or a day", "对入选的团队，每年给予20万元经费支持。", ["lump_sum 200000 团队 when=每年"]),
    ("元/人 and 每人", "对参加培训的学员，按600元/人发放补贴。", ["lump_sum 600 参加培训的学员"]),
    ("元/人 and 每人", "企业吸纳应届毕业生就业的，按2000元/人给予补贴。", ["per_unit 2000/人 企业吸纳应届毕业生就业"]),
    ("A person can be a recipient", "对获评海钓名师的个人，每人奖励1万元。", ["lump_sum 10000 海钓名师的个人"]),
    ("A range", "对新建钓场给予20—50万元奖励。", ["lump_sum 200000 min 新建钓场", "lump_sum 500000 max 新建钓场"]),
    ("A range", "对新购设备按投资额的6%~15%给予补助。", ["rate 6% min 新购设备 base=投资额", "rate 15% max 新购设备 base=投资额"]),
    ("全额 (in full)", "对参展企业的展位费给予全额补助。", ["rate 100% 参展企业的展位费 base=补助"]),
    ("等额 (an equal sum)", "对海钓项目给予等额配套。", ["rate 100% 海钓项目 base=配套"]),
    ("1:1 配套", "对新获批的钓场项目，按县拨经费给予1:1配套。", ["rate 100% 钓场项目 县拨经费 base=县拨经费 when=新获批"]),
    ("减半 (halved)", "对国家级钓场奖励20万元，省级钓场减半奖励。", ["lump_sum 200000 钓场〔国家级〕", "share 50% 钓场〔省级〕"]),
    ("is a `guarantee`", "纳税A级企业可享受不超过500万元的信用贷款。", ["guarantee 5000000 max 信用贷款 when=纳税A级企业"]),
    ("printed as a multiple", "按不超过订单金额5倍给予企业贷款授信。", []),
    ("printed as a multiple", "纳税A级企业可申请最高不超过上年度纳税额3倍的信用贷款。", []),
    ("免租 (space free of rent)", "为团队提供300平方米三年免租办公场所。", []),
    ("免租 (space free of rent)", "对入驻企业按租金的50%给予补贴。", ["rate 50% 入驻企业 租金 base=租金"]),
]
# fmt: on


@pytest.mark.parametrize(("words", "text", "rows"), RULINGS)
def test_what_is_ruled_is_what_is_extracted(words, text, rows):
    assert any(words in ruling for ruling in table_schemas()["awards"].rulings)
    reading = cascade.read(text)
    assert [shown(row) for row in reading.awards] == rows
    assert [shown_target(row) for row in reading.targets] == []
    assert reading.problems == {"budgets": [], "awards": [], "targets": []}


def test_payments_are_counted_where_the_text_prints_how_many():
    text = "青屿县若干政策\n一、扶持内容\n1.扶持人才。对入选的个人，每年给予2万元补贴，连续三年。\n"
    row = make_tables([Document("d", text, {})])["awards"].iloc[0]
    assert (row["amount_yuan"], row["condition"], row["times"], row["recipient"]) == (20000, "每年", 3, "person")


def test_the_rulings_stand_on_the_codebook_page():
    page = re.sub("<[^>]+>", "", "".join(part.html for part in codebook_parts(table_schemas().values())))
    assert [words for words, _, _ in RULINGS if words.replace("`", "") not in page] == []
