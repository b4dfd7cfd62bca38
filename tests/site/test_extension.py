"""The extension on small hand-made pages: figures, links to the documents' pages, and what makes a build fail."""

import io
import json
import re
from html import escape

import nbformat
import pytest
from helpers import ROOT
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from policybook.read.corpus import load_corpus
from policybook.show import claims, links, outputs
from policybook.tables.outside import load_facts

CORPUS = load_corpus(ROOT)
FIRST = next(iter(CORPUS))
CLAIM = {"id": "a-b", "sentence": "s", "checks": [], "rows": []}
DRAWING = '<svg viewBox="0 0 72 36" xmlns="http://www.w3.org/2000/svg"><path d="M 0 0" style="fill: #ffffff"/></svg>'


def output(data, metadata=None):
    return nbformat.v4.new_output("display_data", data, metadata=metadata or {})


def notebook(*outputs, prose="# A chapter"):
    cell = nbformat.v4.new_code_cell("1", execution_count=1, outputs=list(outputs))
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(prose), cell])
    made.metadata["language_info"] = {"name": "python"}
    return nbformat.writes(made)


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Build pages, {path: text}, against this project's documents; return the built folder and the warnings."""

    def built(pages):
        tmp_path = tmp_path_factory.mktemp("extension")
        (tmp_path / "project").mkdir()
        for name in ("data", "CITATION.cff"):
            (tmp_path / "project" / name).symlink_to(ROOT / name)
        (tmp_path / "project" / "notebooks").mkdir()
        others = "".join(f"/{name.rpartition('.')[0]}\n" for name in pages if name != "book/index.md")
        for name, text in pages.items():
            if name == "book/index.md":
                text += f"\n```{{toctree}}\n{others}```\n"
            path = tmp_path / "project" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        warnings = io.StringIO()
        settings = {
            "extensions": ["myst_nb", "policybook.site.extension"],
            "policybook_root": str(tmp_path / "project"),
            "templates_path": [str(ROOT / "book" / "_templates")],
            "nb_execution_mode": "off",
            "numfig": True,
            "root_doc": "book/index",
            "exclude_patterns": ["data"],
            "html_theme": "sphinx_book_theme",
        }
        with patch_docutils(), docutils_namespace():
            folders = [tmp_path / name for name in ("html", "doctrees")]
            app = Sphinx(tmp_path / "project", None, *folders, "html", settings, status=None, warning=warnings)
            app.build()
        return tmp_path / "html", re.sub(r"\x1b\[\d+m", "", warnings.getvalue())

    yield built
    links.use_root(None)


@pytest.fixture(scope="module")
def site(build):
    """Pages that need no mending, built once, since with each go the pages of all documents and pairs; the folder and the warnings."""
    number = CORPUS[FIRST].outline.measures[0].number
    about = {"caption": "Sums in `亿元` {download}`..`.", "alt": "A rising line.", "name": "fig-sums"}
    chapter = notebook(
        output({"image/svg+xml": DRAWING, "text/plain": "Figure"}, {outputs.FIGURE_KEY: about}),
        output({"text/html": "<p>repeated caption</p>", "text/plain": "-"}, {outputs.FIGURE_KEY: {"repeated": True}}),
        output({"text/html": "<p>an ordinary output</p>", "text/plain": "-"}),
        prose=f"# A chapter\n\n{{place}}`{FIRST}#m{number}`, {{place}}`the rule <{FIRST}#s1>`, {{numref}}`fig-sums`",
    )
    claim = output({claims.MIME: CLAIM, "text/plain": "plain", "text/html": "<p>the box</p>"})
    index = "# Start\n\n```{vintage}\n```\n\n```{documents}\n```\n\n```{headlines}\n```\n\n```{citation}\n```\n"
    return build(
        {
            "book/index.md": index,
            "book/facts.md": "# Facts\n\n```{outside-facts}\n```\n",
            "notebooks/01_a.ipynb": chapter,
            "notebooks/02_b.ipynb": notebook(claim),
            f"book/reader/{FIRST}.md": f"# One\n\n```{{document-page}} {FIRST}\n```\n",
        }
    )


def test_pages_from_data_links_and_figures(site):
    html, warnings = site
    number = CORPUS[FIRST].outline.measures[0].number
    assert warnings == ""
    page = (html / "notebooks" / "01_a.html").read_text("utf-8")
    assert f'href="../book/reader/{FIRST}.html#m{number}">{CORPUS[FIRST].label} ({number})</a>' in page
    assert f'href="../book/reader/{FIRST}.html#s1">the rule</a>' in page
    figure = re.search(r"<figure.*?</figure>", page, re.S)[0]
    assert figure.count('alt="A rising line."') == 2
    for name in re.findall(r'src="../_images/([^"]+)"', figure):
        assert (html / "_images" / name).read_text("utf-8").startswith("<svg")
    assert 'id="fig-sums"' in figure
    assert re.search(r"Fig. 1\s*</span><span class=\"caption-text\">Sums in <code[^>]*><span class=\"pre\">亿元</span></code> \{download\}<code", figure)
    assert "repeated caption" not in page
    assert "an ordinary output" in page
    start = (html / "book" / "index.html").read_text("utf-8")
    assert f'href="../book/reader/{FIRST}.html"' in start
    assert "@misc{" in start
    assert f'id="m{number}"' in (html / "book" / "reader" / f"{FIRST}.html").read_text("utf-8")
    assert "window.policybookSearch" in (html / "_static" / "search-data.js").read_text("utf-8")
    assert (html / "data" / "raw" / f"{FIRST}.txt").read_bytes() == (ROOT / "data" / "raw" / f"{FIRST}.txt").read_bytes()


def test_facts_from_outside_have_a_page_with_their_addresses(site):
    html, _ = site
    page = (html / "book" / "facts.html").read_text("utf-8")
    facts = load_facts(ROOT)
    assert all(escape(address) in page for address in facts["source"])
    assert page.count('<td class="pb-right">') == facts["value"].notna().sum()
    assert re.search(r"科技创新投入</span></th><td>science</td><td>budget</td><td class=\"pb-right\"><span lang=\"zh-CN\">4.32亿元", page)
    assert (html / "data" / "outside" / "facts.csv").read_bytes() == (ROOT / "data" / "outside" / "facts.csv").read_bytes()


def test_what_makes_a_build_fail(build):
    claim = {"id": "a-b", "sentence": "s", "checks": [], "rows": [{"doc_id": "nowhere", "anchor": "", "start": 0, "end": 1}]}
    twice = [output({claims.MIME: claim, "text/plain": "s", "text/html": "<p>s</p>"}) for _ in range(2)]
    _, warnings = build(
        {
            "book/index.md": f"# Start\n\n```{{claims}}\n```\n\n{{place}}`{FIRST}#m9999` {{place}}`nowhere-2030`\n",
            "notebooks/01_a.ipynb": notebook(*twice),
            "book/reader/nowhere-2030.md": "# Gone\n\n```{document-page} nowhere-2030\n```\n",
        }
    )
    for words in (
        f"no such place on a document's page: {FIRST}#m9999",
        "no such place on a document's page: nowhere-2030",
        "claim a-b of 01_a: 01_a has registered this id already",
        "rests on nowhere, which is no document",
        "no document 'nowhere-2030' in data/raw",
    ):
        assert words in warnings


def test_a_claim_s_record_is_not_shown(site):
    page = (site[0] / "notebooks" / "02_b.html").read_text("utf-8")
    assert "the box" in page
    assert json.dumps(CLAIM)[:20] not in page
