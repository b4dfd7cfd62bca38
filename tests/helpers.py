"""What several rooms of tests use: where the project stands."""

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RAW = sorted((ROOT / "data" / "raw").glob("*.txt"))
POLICIES = ROOT / "tests" / "policies"
#: Files whose tests take long, the longest first: given out at last, one of them would keep one process busy while the others wait.
LONG = (
    "tests/project/test_sixth_document.py",
    "tests/site/test_every_page.py",
    "tests/commands/test_hard_times.py",
    "tests/commands/test_inputs.py",
    "notebooks/02_terms.ipynb",
    "tests/site/test_site.py",
    "tests/commands/test_many.py",
    "tests/site/test_hostile_site.py",
    "tests/site/test_extension.py",
    "tests/site/test_explorer.py",
    "notebooks/06_shared_text.ipynb",
    "notebooks/04_generosity.ipynb",
    "tests/commands/test_documents.py",
    "tests/analyse/test_terms.py",
    "tests/extract/test_robustness.py",
    "tests/commands/test_notebooks.py",
    "notebooks/05_evolution.ipynb",
    "tests/extract/test_quantities.py",
)


def without_glyph(characters: Iterable[str]) -> list[str]:
    """Return the characters that the book's font cannot draw, sorted; white space and controls aside."""
    known = _glyphs()
    return sorted({c for c in characters if c.isprintable() and not c.isspace() and ord(c) not in known})


def until(page, expression: str, arg=None, seconds: float = 10) -> None:
    """Wait until a JavaScript expression, or a function of `arg`, is true in a page of a browser.

    Playwright's own `wait_for_function` asks a second time from inside the page, where the site's Content-Security-Policy forbids `eval`.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(expression, arg):
        assert time.monotonic() < end, f"not true within {seconds} s: {expression}"
        page.wait_for_timeout(50)


def wait_for(condition: Callable[[], object], seconds: float = 60) -> object:
    """Wait until a call gives something true, and return that."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"not so within {seconds} s"
        time.sleep(0.02)
    return found


@contextlib.contextmanager
def alone(lock: Path, seconds: float = 600) -> Iterator[None]:
    """Let one process at a time go on: a folder can be made once only. For what the processes of a run share, as the built site."""
    wait_for(lambda: _made(lock), seconds)
    try:
        yield
    finally:
        lock.rmdir()


def _made(folder: Path) -> bool:
    try:
        folder.mkdir()
    except FileExistsError:
        return False
    return True


@cache
def _glyphs() -> frozenset[int]:
    from matplotlib import font_manager  # few tests need it

    from policybook.show.style import font_file

    return frozenset(font_manager.get_font(str(font_file())).get_charmap())


#: Two policies whose measures are numbered 1. and 2. in each subsection: city and county print the same measures, with other numbers,
#: and the county prints the two subsections of its first section in the other order.
AGAIN_CITY = """松岭市支持产业发展若干政策
一、做强工业
全市安排工业资金2亿元。
（一）支持技改
1.支持设备更新。对购置智能机床的企业，给予最高30万元补助。力争更新机床90台。（责任单位：市经信局）
2.支持节能改造。鼓励企业淘汰老旧锅炉，推广余热利用。（责任单位：市发改局）
（二）支持创牌
1.支持品牌出海。对在境外注册商标的企业，给予每件5万元奖励。（责任单位：市市场监管局）
2.支持老字号。支持老字号门店修缮，保护传统技艺。（责任单位：市商务局）
二、做优农业
1.支持种粮大户。对种植水稻50亩以上的农户，给予每亩100元补贴。（责任单位：市农业农村局）
2.支持农机作业。鼓励社会化服务组织开展统防统治。（责任单位：市农业农村局）
"""
AGAIN_COUNTY = """柳溪县支持产业发展若干政策
一、做强工业
全县安排工业资金1亿元。
（一）支持创牌
1.支持品牌出海。对在境外注册商标的企业，给予每件3万元奖励。（责任单位：县市场监管局）
2.支持老字号。支持老字号门店修缮，保护传统技艺。（责任单位：县商务局）
（二）支持技改
1.支持设备更新。对购置智能机床的企业，给予最高20万元补助。力争更新机床40台。（责任单位：县经信局、县财政局）
2.支持节能改造。鼓励企业淘汰老旧锅炉，推广余热利用。（责任单位：县发改局）
二、做优农业
1.支持种粮大户。对种植水稻50亩以上的农户，给予每亩100元补贴。（责任单位：县农业农村局）
2.支持农机作业。鼓励社会化服务组织开展统防统治。（责任单位：县农业农村局）
"""
#: The counterpart in the county of each measure of the city, by path.
AGAIN_PAIRS = {
    "一/（一）/1": "一/（二）/1",
    "一/（一）/2": "一/（二）/2",
    "一/（二）/1": "一/（一）/1",
    "一/（二）/2": "一/（一）/2",
    "二/1": "二/1",
    "二/2": "二/2",
}
