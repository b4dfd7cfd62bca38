import pytest

from policybook.analyse.repetition import repeated_share
from policybook.read.corpus import Document

HEAD = "（一）支持企业创新发展并给予奖励。\n（二）鼓励各类平台建设并给予补助。\n附件\n清单\n"
CASES = [  # (annex, share of the body's 28 characters that it repeats)
    ("别的内容别的内容别的内容别的内容。", 0.0),
    ("1\t支持企业，创新发展，并给予奖励。", 0.0),
    ("一支持企业创新发展 并给予奖励。", 0.5),
    ("一支持企业创新发展并给予奖励。二鼓励各类平台建设并给予补助。", 1.0),
]


@pytest.mark.parametrize(("annex", "share"), CASES)
def test_repeated_share(annex, share):
    assert repeated_share(Document("d", HEAD + annex, {})) == pytest.approx(share, abs=0.04)
