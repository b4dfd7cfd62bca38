"""A corpus of which every field is hostile, built whole by the site's own command and opened in a browser without its security policy.

Records, vocabularies, profiles, corrections, facts, the change log, the citation, a chapter's outputs and file names hold scripts,
roles, directives, formulas, pipes and templates. Nothing of them runs, and no file of the machine that builds is published.
"""

import csv
import hashlib
import os
import re
import shutil
import zipfile

import nbformat
import pandas as pd
import pytest
import yaml
from helpers import ROOT, until
from lxml import html

from policybook.commands import website
from policybook.commands.cli import main
from policybook.errors import PolicybookError
from policybook.read.corpus import load_corpus
from policybook.show import links, outputs, style, tables
from policybook.show.claims import MIME, make_claim
from policybook.show.headlines import MIME as HEADLINE
from policybook.site import extension
from policybook.tables import outside
from policybook.tables.files import load_tables

pytestmark = [pytest.mark.slow, pytest.mark.site]

#: What stands in a file of the machine that builds, which no page may show.
SECRET = "lapis-lazuli-71"
#: Short enough for a label; `ran` is counted in the browser.
TAG = "<img src=x onerror=ran=1>"
ROLE = "{download}`../secret.txt`"
WORDS = (
    f"{TAG}<script>ran=1</script>\"><svg/onload=ran=1> ' onmouseover='ran=1 javascript:ran=1 [x](javascript:ran=1) "
    f"{ROLE} {{raw}}`<b onclick=ran=1>` ![y](../secret.txt) $\\input{{../secret.txt}}$ a | b || c <!-- --> ]]> &lt;b&gt; "
    "{{ x }} {% raw %} =cmd|'/C calc'!A0"
)
LINES = f"{WORDS}\n\n```{{literalinclude}} ../secret.txt\n```\n\n# {TAG}\n"
#: Keys under which hand-kept files say what is only shown.
SHOWN = {"en", "short", "title", "label", "why", "note", "about", "printed", "meant", "definition", "pinyin", "what", "part", "reason", "place"}
#: Files of which every value is shown.
ALL_SHOWN = {"vocab/zh.yml", "vocab/zh_labels.yml", "vocab/zh_codebook.yml", "vocab/glosses.yml", "vocab/phrases.yml", "vocab/promises.yml", "outside/english.yml"}
#: Groups of which every value is shown.
GROUPS = {"changes", "fields", "families", "sides", "lists"}

TOWN = """{title}
一、支持{x}科技
市财政2024年预算安排资金{n}亿元，其中{x}资金1亿元。力争新增{x}企业10家。
（一）支持{x}。对新认定的{x}高新技术企业给予{n}0万元奖励。新建{x}12个，增长5%以上。（责任单位：市{x}局、市科技局）
（二）支持出口。对{x}企业按投资额的10%给予补助，最高不超过50万元。（责任单位：市商务局、{x}）
二、支持{x}人才
1．对新引进的{x}博士给予每人5万元补助。（责任单位：市人社局）
附件1
需向上争取事项清单
序号\t事项\t责任单位
1\t争取{x}资金\t市{x}局
"""


def poisoned(value, name, key=""):
    """Return a hand-kept file's content with hostile words behind every text that is shown."""
    if isinstance(value, dict):
        return {k: poisoned(v, name, k if key not in GROUPS else key) for k, v in value.items()}
    if isinstance(value, list):
        return [poisoned(v, name, key) for v in value]
    shown = key in SHOWN or key in GROUPS or name in ALL_SHOWN
    if name == "vocab/zh_sentences.yml":
        shown = key == "zh"  # the English sentences are found by their words
    words = re.sub(r'[{}<>"&]', "", WORDS) if name.startswith("vocab/zh") else WORDS  # templates; markup in them is refused
    return f"{value} {words}" if isinstance(value, str) and shown else value


def record(doc_id, raw, **fields):
    names = "title label place place_en level parent issuer policy_year scheme document_number date_issued date_published status source retrieved licence_note colour order notes"
    empty = dict.fromkeys(names.split())
    said = dict.fromkeys(("title", "place", "place_en", "parent", "issuer", "document_number", "source"), WORDS)
    return empty | said | {"notes": LINES, "licence_note": LINES, "doc_id": doc_id, "sha256": hashlib.sha256(raw).hexdigest()} | fields


def chapter(corpus, frames):
    """Return a chapter whose outputs hold hostile labels, headings and rows, made by the functions that chapters call."""
    import matplotlib.pyplot as plt

    style.use_style()
    label, sums = corpus["aa-2024"].label, frames["budgets"]
    made = make_claim(
        "fiscal-reach",
        "{who} and {words}: {n} sums.",
        {"who": label, "words": WORDS, "n": len(sums)},
        {"stands": True, f"second route: {WORDS}": True},
        sums,
    )
    shown = tables.table(pd.DataFrame({WORDS: [WORDS, label], "n": [1, 2]}), f"{WORDS} {label}")
    svg = outputs.svg_of(plt.figure(figsize=(1, 1)), WORDS)
    about = {"title": WORDS, "caption": f"{label} {WORDS}", "alt": WORDS, "name": "fig-corpus-map", "narrow": None}
    headline = {"claim": "fiscal-reach", "sentence": f"{label} {WORDS}", "alt": WORDS}
    glued = [(f"claim_fiscal_reach{name}", value) for name, value in (("", made.sentence), ("_who", label), ("_words", WORDS))]
    put_out = [
        ({"text/html": made.to_html(), "text/plain": made.sentence, MIME: made.to_json()}, {}),
        ({"text/html": shown._repr_html_(), "text/plain": repr(shown)}, {}),
        ({"image/svg+xml": svg, "text/plain": "x"}, {outputs.FIGURE_KEY: about}),
        ({"image/svg+xml": svg, "text/plain": "x", HEADLINE: headline}, {outputs.FIGURE_KEY: {"repeated": True}}),
        *(({"application/papermill.record/text/plain": repr(value)}, {"scrapbook": {"name": name, "mime_prefix": "application/papermill.record/"}}) for name, value in glued),
    ]
    code = nbformat.v4.new_code_cell("made()", execution_count=1)
    code.outputs = [nbformat.v4.new_output("display_data", data=data, metadata=about) for data, about in put_out]
    prose = "".join(f"{{glue:text}}`{name}` " for name, _ in glued)
    cells = [nbformat.v4.new_markdown_cell(f"# A chapter\n\n{prose}"), code]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})


def skeleton(path):
    """Return a prose page's front matter, heading and directives: what it says names chapters of the real book."""
    text = path.read_text("utf-8")
    front = re.match(r"(?s)---\n.*?\n---\n", text)
    blocks = re.findall(r"(?ms)^```\{(?!literalinclude|admonition)[^\n]*\n.*?^```$", text)
    heading = re.search(r"(?m)^# .*$", text)
    return "\n\n".join([front[0] if front else "", heading[0], *blocks]) + "\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project in which all that is data is hostile."""
    folder = tmp_path_factory.mktemp("hostile") / "project"
    for part in ("data/raw", "data/outside", "data/profiles", "data/vocab", "book", "notebooks"):
        (folder / part).mkdir(parents=True)
    (folder / "secret.txt").write_text(SECRET)
    for name in ("_config.yml", "_toc.yml", "LICENSE", "LICENSE-DATA"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "book/_static", folder / "book/_static")
    shutil.copytree(ROOT / "book/_templates", folder / "book/_templates")
    shutil.copytree(ROOT / "src/policybook/site/static", folder / "src/policybook/site/static")
    for path in (ROOT / "book").glob("*.md"):
        (folder / "book" / path.name).write_text(skeleton(path), "utf-8")
    for name in ("corrections.yml", "changes.yml", "outside/english.yml", "profiles/exporter.yml", *(f"vocab/{p.name}" for p in (ROOT / "data/vocab").glob("*.yml"))):
        content = yaml.safe_load((ROOT / "data" / name).read_text("utf-8"))
        (folder / "data" / name).write_text(yaml.safe_dump(poisoned(content, name), allow_unicode=True, sort_keys=False), "utf-8")
    with (folder / "data/outside/facts.csv").open("w", encoding="utf-8", newline="") as handle:
        header = list(outside.columns())
        free = dict.fromkeys(("document", "section", "label", "note"), WORDS)
        fact = free | {"document_number": TAG.replace(" ", "/"), "place": "青禾县", "level": "county", "policy_year": 2025, "kind": "budget", "value": 5, "unit": TAG.replace(" ", "/")}
        fact |= {"source": f'https://a.cn/">{TAG}'.replace(" ", "/"), "date_read": "2026-01-01", "extent": "opening only"}
        writer = csv.DictWriter(handle, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerow(fact)
    counterparts = ",".join(outside.columns("counterparts"))
    (folder / "data/outside/counterparts.csv").write_text(f"{counterparts}\n", "utf-8")
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    cited |= {"title": f"Book {WORDS}", "abstract": LINES, "keywords": [WORDS], "authors": [{"name": f"A {WORDS}"}]}
    (folder / "CITATION.cff").write_text(yaml.safe_dump(cited, allow_unicode=True), "utf-8")
    for number, (doc_id, title) in enumerate([("aa-2024", WORDS), ("bb-2024", f"青禾县若干政策{TAG}")], 2):
        raw = TOWN.format(title=title, x=TAG, n=number).encode()
        (folder / f"data/raw/{doc_id}.txt").write_bytes(raw)
        own = {"label": f"{'ABC'[number - 2]} {TAG}", "level": ["prefecture", "county"][number - 2], "scheme": "2024", "policy_year": 2024, "order": number}
        if number == 3:
            own |= {"label": f"B {ROLE}", "source": "javascript:ran=1", "title": f"青禾县若干政策{TAG}", "place": "青禾县", "place_en": f"B {TAG}"}
        text = yaml.safe_dump(record(doc_id, raw, **own), allow_unicode=True, sort_keys=False)
        (folder / f"data/raw/{doc_id}.yml").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def hostile(project):
    """The built site of the hostile project."""
    corpus_root = ["--root", str(project)]
    assert main(["build", *corpus_root]) == 0
    assert main(["check", *corpus_root]) == 0
    links.use_root(project)
    try:
        made = chapter(load_corpus(project), load_tables(project))
    finally:
        links.use_root(ROOT)
    nbformat.write(made, project / "notebooks" / "01_x.ipynb")
    if os.name == "posix":  # what git would bring
        for folder in ("outside", "tables"):
            (project / "data" / folder / "link.csv").symlink_to(project / "secret.txt")
    website.build(project, quiet=True)
    return project / "_build" / "html"


@pytest.mark.parametrize("name", ["notebooks/01_';ran=1;'", "notebooks/01_x onerror=ran=1", "book/<b>", "notebooks/01_{download}"])
def test_a_page_with_a_strange_name_is_refused(name):
    with pytest.raises(PolicybookError, match="rename the file"):
        extension.refuse_strange_names(None, None, ["notebooks/01_x", name])


def attributes(tree):
    return [(name, value) for node in tree.iter() if isinstance(node.tag, str) for name, value in node.attrib.items()]


def test_no_hostile_word_became_markup(hostile):
    seen = 0
    for path in sorted(hostile.rglob("*.html")):
        if "_static" in path.relative_to(hostile).parts:
            continue
        tree = html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot()
        name = path.relative_to(hostile).as_posix()
        assert [node.get("src") for node in tree.xpath("//img[@src='x'] | //svg[@onload] | //b[@onclick]")] == [], name
        run = [node.text for node in tree.xpath("//script") if "json" not in (node.get("type") or "") and "ran=1" in (node.text or "")]
        assert run == [], name
        wrong = [a for a in attributes(tree) if a[0].startswith("on") or (a[0] in ("href", "src", "action") and a[1].strip().lower().startswith("javascript:"))]
        assert wrong == [], name
        seen += tree.text_content().count(TAG)
    assert seen > 200  # it was there, as text


def test_no_file_of_the_machine_is_published(hostile):
    for path in sorted(p for p in hostile.rglob("*") if p.is_file()):
        data = path.read_bytes()
        assert SECRET.encode() not in data, path
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                assert [name for name in archive.namelist() if SECRET.encode() in archive.read(name)] == [], path
    assert not list(hostile.rglob("link.csv"))


#: What a reader may do on any page: open all that is folded, choose everything, pass over everything.
USE = """() => {
    for (const folded of document.querySelectorAll('details')) folded.open = true;
    for (const chosen of document.querySelectorAll('select')) for (const option of chosen.options) {
        chosen.value = option.value;
        for (const kind of ['input', 'change']) chosen.dispatchEvent(new Event(kind, {bubbles: true}));
    }
    for (const field of document.querySelectorAll('input[type=search], input[type=text]')) {
        field.value = '<img'; field.dispatchEvent(new Event('input', {bubbles: true}));
    }
    for (const node of document.querySelectorAll('body *')) node.dispatchEvent(new MouseEvent('mouseover'));
}"""
#: What must not be there afterwards.
FOUND = """() => [typeof ran, ...[...document.querySelectorAll('*')].flatMap(node => [...node.attributes]
    .filter(a => a.name.startsWith('on') || (/^(href|src|action)$/.test(a.name) && a.value.trim().toLowerCase().startsWith('javascript:')))
    .map(a => a.name + '=' + a.value))]"""


@pytest.mark.browser
def test_nothing_of_it_runs_even_without_the_security_policy(hostile, browser):
    names = sorted(p.relative_to(hostile).as_posix() for p in hostile.rglob("*.html") if "_static" not in p.relative_to(hostile).parts)
    assert {"book/explorer.html", "book/firm.html", "search.html", "book/reader/aa-2024.html"} <= set(names)
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.message) or dialog.dismiss())
    names.remove("index.html")  # leads to another
    for name in [*names, "search.html?q=%3Cimg"]:
        address, _, query = name.partition("?")
        page.goto((hostile / address).as_uri() + (f"?{query}" if query else ""))
        if name == "book/explorer.html":
            until(page, "() => document.querySelectorAll('.tabulator-row').length > 3")
        if query:
            until(page, "() => document.querySelectorAll('#pb-results li').length > 3")
        page.evaluate(USE)
        page.wait_for_timeout(60)
        assert page.evaluate(FOUND) == ["undefined"], name
    assert asked == []
    context.close()
