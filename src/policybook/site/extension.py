"""The Sphinx extension of the book: directives for the pages made from data, links to the documents' pages, figures, search.

In: the project's folder. Out: nodes for Sphinx and, when the build is done, the search index and the data files beside the
pages. All content comes from the other modules of this room.
"""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property, partial
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import Directive
from myst_nb.core import render as myst_render
from myst_nb.ext.glue.roles import PasteTextRole
from PIL import Image
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging

from policybook import __version__
from policybook.analyse.simulate import load_profile
from policybook.disk import read_json
from policybook.errors import PolicybookError
from policybook.project import TEXT, find_root, read_yaml
from policybook.read.corpus import Corpus, load_corpus
from policybook.show import links, tables, values
from policybook.show.claims import MIME
from policybook.show.outputs import FIGURE_KEY
from policybook.show.wording import ENGLISH, Wording
from policybook.site import (
    chinese_page,
    citing,
    data_pages,
    document_pages,
    downloads,
    evidence,
    explorer,
    firm_page,
    lean,
    lookup_pages,
    marked_text,
    page_data,
    pair_pages,
    pictures,
    run_links,
    scorecard_page,
    search,
    sharing,
    start_page,
    try_page,
    versions,
    words,
)
from policybook.site.evidence import claims_of_rows
from policybook.site.folding import FoldRuns
from policybook.site.processes import Tasks, cores, shares
from policybook.tables import outside
from policybook.tables.files import load_tables
from policybook.tables.schema import table_schemas
from policybook.vocab import glossary
from policybook.vocab.chinese import load_chinese
from policybook.vocab.domains import load_domains
from policybook.vocab.programmes import load_programmes

logger = logging.getLogger(__name__)

DOCUMENT_PAGES = "book/reader/"
#: Loaded by the explorer's page only, in this order.
EXPLORER_SCRIPTS = (
    "words-data.js",
    "query.js",
    "workbook.js",
    "vendor/tabulator/tabulator.min.js",
    "explorer.js",
)


class Site:
    """Everything of the project that pages are made from, read once a build."""

    def __init__(self, root: Path, copyright_year: str = "") -> None:
        self.root = root
        self.copyright_year = copyright_year
        self.menus: dict[tuple, str] = {}

    def reference(self, title: str, page: str) -> citing.Reference:
        """Return how a page is cited."""
        vintage = data_pages.vintage_text(self.corpus)
        return citing.reference(self.citation, title, page, vintage, self.copyright_year)

    @property
    def book(self) -> citing.Reference:
        """How the whole book is cited."""
        return self.reference(self.citation["title"], "")

    @cached_property
    def corpus(self) -> Corpus:
        """The documents."""
        return load_corpus(self.root)

    @cached_property
    def tables(self) -> dict:
        """The tables of the data package."""
        return dict(load_tables(self.root))

    @cached_property
    def package(self) -> dict:
        """The data package's description."""
        return read_json(self.root / "data" / "tables" / "datapackage.json")

    @cached_property
    def notebooks(self) -> list[Path]:
        """The chapters."""
        return sorted((self.root / "notebooks").glob("*.ipynb"))

    @cached_property
    def repository(self) -> dict:
        """Where the project lives: ``repository`` of ``_config.yml``, the one setting of the launch links."""
        path = self.root / "_config.yml"
        return ((read_yaml(path) if path.is_file() else None) or {}).get("repository") or {}

    @cached_property
    def claims(self) -> list[data_pages.StoredClaim]:
        """The ledger of claims."""
        claims = data_pages.stored_claims(self.notebooks)
        for problem in data_pages.claim_problems(claims, self.corpus):
            logger.warning(problem, type="policybook", subtype="claim")
        return claims

    @cached_property
    def headlines(self) -> list[start_page.Headline]:
        """The findings that open the book."""
        headlines = start_page.stored_headlines(self.notebooks)
        for problem in start_page.headline_problems(headlines, self.claims):
            logger.warning(problem, type="policybook", subtype="headline")
        return headlines

    @cached_property
    def figures(self) -> dict[str, start_page.StoredFigure]:
        """The figures of all chapters by name."""
        return start_page.stored_figures(self.notebooks)

    @cached_property
    def evidence(self) -> evidence.Evidence:
        """What the claims rest on."""
        return evidence.Evidence(self.claims, self.rows, self.corpus)

    @cached_property
    def made(self) -> dict[str, dict[str, tuple[int, str]]]:
        """The cells and anchors of the glued values, by the chapter's page."""
        return {f"notebooks/{path.stem}": evidence.made_in(path) for path in self.notebooks}

    @cached_property
    def rows_of_figures(self) -> dict[str, dict[str, str]]:
        """The claims that show the rows behind each figure, by the chapter's page."""
        return {f"notebooks/{path.stem}": evidence.rows_of_figures(path) for path in self.notebooks}

    @cached_property
    def glossary(self) -> dict:
        """The glossary: ``fields`` (key to heading) and ``terms``."""
        return glossary.read_glossary(self.root / "data" / "vocab" / "glossary.yml")

    @cached_property
    def scorecard(self) -> pd.DataFrame:
        """The promises of all documents."""
        return scorecard_page.scorecard_rows(self.tables, self.root)

    @cached_property
    def anchors(self) -> dict[str, set[str]]:
        """The anchors of each document's page."""
        found = {}
        for doc_id, parts in self.pages.items():
            html = "".join(part.html for part in parts)
            found[doc_id] = {part.anchor for part in parts} | set(re.findall(r'\bid="([^"]+)"', html))
        return found

    @cached_property
    def pages(self) -> dict[str, list[marked_text.Part]]:
        """The document pages in parts."""
        domains, _ = load_domains(self.root)
        return {
            doc_id: document_pages.document_page(
                document,
                self.tables,
                dict(domains.loc[domains["scheme"] == document.record.get("scheme"), ["section", "en"]].to_numpy()),
                self.related,
            )
            for doc_id, document in self.corpus.items()
        }

    @cached_property
    def names(self) -> explorer.Names:
        """What domains, programmes, levels and payers are called."""
        return explorer.load_names(self.root)

    @cached_property
    def rows(self) -> list[explorer.Row]:
        """The rows of the explorer."""
        return explorer.explorer_rows(self.corpus, self.tables, self.names)

    @cached_property
    def firm_rules(self) -> dict:
        """The rules of all documents as data."""
        return firm_page.firm_rules(self.tables["award_programmes"], load_programmes(self.root), self.corpus)

    @cached_property
    def profiles(self) -> list[dict]:
        """The made-up firms that the page of rules shows as examples."""
        paths = sorted((self.root / "data" / "profiles").glob("*.yml"))
        return [load_profile(path, load_programmes(self.root)) for path in paths]

    @cached_property
    def words(self) -> list[list[str]]:
        """What can be asked for in English or pinyin."""
        glosses = read_yaml(self.root / "data" / "vocab" / "glosses.yml", {str: TEXT})
        return words.word_list(self.corpus, self.glossary, load_programmes(self.root).programmes.values(), glosses)

    @cached_property
    def related(self) -> marked_text.Related:
        """What the rows on the documents' pages lead to."""
        programmes = {programme.id: f"{programme.en} {programme.zh}" for programme in self.lookup.programmes()}
        return marked_text.Related(programmes, claims_of_rows(self.claims))

    @cached_property
    def lookup(self) -> lookup_pages.Lookup:
        """The pages of programmes and places."""
        domains, _ = load_domains(self.root)
        english = {(str(row.scheme), int(row.section)): row.en for row in domains.itertuples()}
        vocabulary = load_programmes(self.root)
        return lookup_pages.Lookup(self.corpus, self.rows, self.names, vocabulary, english)

    @cached_property
    def chinese(self) -> chinese_page.Edition:
        """The Chinese edition."""
        glued = {path.stem: chinese_page.glued_values(path) for path in self.notebooks}
        return chinese_page.Edition(
            load_chinese(self.root),
            self.corpus,
            self.tables,
            self.headlines,
            self.claims,
            self.figures,
            glued,
            load_programmes(self.root),
            self.names,
            list(table_schemas().values()),
        )

    @cached_property
    def citation(self) -> dict:
        """How to cite: ``CITATION.cff``."""
        return read_yaml(self.root / "CITATION.cff")

    @cached_property
    def workbook(self) -> bytes:
        """All tables with the codebook."""
        return downloads.workbook(self.tables, table_schemas(), self.about)

    @property
    def about(self) -> list[tuple[str, str]]:
        """What a workbook says of itself."""
        return [
            ("Title", self.citation["title"]),
            ("Version", str(self.citation["version"])),
            ("Data", data_pages.vintage_text(self.corpus)),
            ("Licence", "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"),
            ("Cite as", self.book.text),
            (
                "Read",
                "Money is in yuan, shares in percent. An empty cell: the document does not state it here; never zero.",
            ),
            (
                "Columns",
                "The sheet codebook says what a column means; start and end count characters of the text as received.",
            ),
        ]

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The files for download that hold everything, by name."""
        name = "policybook.xlsx"
        whole = downloads.everything(self.root, {name: self.workbook})
        return {name: self.workbook, "policybook.zip": downloads.archive(whole)}

    @cached_property
    def pairs(self) -> pair_pages.Pairs:
        """The pairs of documents, side by side."""
        return pair_pages.Pairs(self.corpus, *load_domains(self.root))


class _Page(Directive):
    """A directive of the book: knows the site, and how far the page is from its root."""

    @property
    def env(self):
        return self.state.document.settings.env

    @property
    def site(self) -> Site:
        return self.env.app.policybook

    @property
    def up(self) -> str:
        return "../" * self.env.docname.count("/")

    def depends_on(self, *paths: str) -> None:
        for path in paths:
            self.env.note_dependency(str(self.site.root / path))

    def html(self, text: str) -> list[nodes.Node]:
        return [nodes.raw("", text, format="html")]


class DocumentDirective(_Page):
    """``{document-page} doc_id``: a whole document."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a section for each domain, so that the table of contents lists domains, not measures."""
        doc_id = self.arguments[0]
        if doc_id not in self.site.corpus:
            raise self.error(f"no document {doc_id!r} in data/raw")
        self.depends_on(f"data/raw/{doc_id}.txt", f"data/raw/{doc_id}.yml", "data/tables/datapackage.json")
        found: list[nodes.Node] = []
        for part in self.site.pages[doc_id]:
            raw = nodes.raw("", part.html, format="html")
            if not part.anchor:
                found.append(raw)
                if len(found) == 1:
                    found += self.html(self.site.pairs.beside_html(doc_id, self.up))
                continue
            chinese = ["language-zh-CN"] if values.has_chinese(part.title) else []
            title = nodes.title("", "", nodes.inline("", part.title, classes=chinese))
            found.append(nodes.section("", title, raw, ids=[part.anchor], names=[]))
        return found


class HeadlinesDirective(_Page):
    """``{headlines}``: the findings that open the book, with their figures."""

    def run(self) -> list[nodes.Node]:
        """Return the cards."""
        self.depends_on(*(f"notebooks/{path.name}" for path in self.site.notebooks))
        folder = Path(self.env.app.outdir) / pictures.FOLDER
        for headline in self.site.headlines:
            pictures.write(folder, pictures.layouts(headline.svg, None))
        return self.html(start_page.cards_html(self.site.headlines, self.site.claims, self.up))


class ChapterFigureDirective(_Page):
    """``{chapter-figure} fig-name``: a figure of a chapter, on another page."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the figure."""
        self.depends_on(*(f"notebooks/{path.name}" for path in self.site.notebooks))
        figure = self.site.figures.get(self.arguments[0])
        if figure is None:
            raise self.error(f"no chapter has a figure {self.arguments[0]!r}")
        drawings = pictures.layouts(figure.svg, figure.about.get("narrow"))
        pictures.write(Path(self.env.app.outdir) / pictures.FOLDER, drawings)
        return self.html(start_page.figure_html(figure, self.up))


class ClaimsDirective(_Page):
    """``{claims}``: the ledger."""

    def run(self) -> list[nodes.Node]:
        """Return the ledger, a section a chapter."""
        self.depends_on(*(f"notebooks/{path.name}" for path in self.site.notebooks))
        return _sections(data_pages.ledger_parts(self.site.claims, self.up, self.site.evidence.ledger_html))


class DataDirective(_Page):
    """``{data-tables}``: all tables with their columns and downloads."""

    def run(self) -> list[nodes.Node]:
        """Return the tables."""
        self.depends_on("data/tables/datapackage.json")
        n_rows = {name: len(frame) for name, frame in self.site.tables.items()}
        sizes = {name: len(data) for name, data in self.site.files.items()}
        return self.html(data_pages.data_html(self.site.package, n_rows, self.up, sizes))


class VersionsDirective(_Page):
    """``{data-versions}``: the change log of the data."""

    def run(self) -> list[nodes.Node]:
        """Return the versions, the newest first."""
        self.depends_on(versions.FILE, "data/tables/datapackage.json", "CITATION.cff")
        n_rows = {name: len(frame) for name, frame in self.site.tables.items()}
        found = versions.load_versions(self.site.root, str(self.site.citation["version"]))
        return self.html(versions.versions_html(found, n_rows))


class DocumentsDirective(_Page):
    """``{documents}``: the documents of the corpus with links to the documents' pages."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self.depends_on(*(f"data/raw/{doc_id}.yml" for doc_id in self.site.corpus))
        return self.html(data_pages.documents_html(self.site.corpus, self.up))


class VocabularyDirective(_Page):
    """``{vocabulary}``: the glossary."""

    def run(self) -> list[nodes.Node]:
        """Return the glossary, a section a field."""
        self.depends_on("data/vocab/glossary.yml")
        return _sections(data_pages.glossary_parts(self.site.glossary, self.site.corpus))


class ExplorerDirective(_Page):
    """``{explorer}``: all rows of the tables in one list with filters."""

    def run(self) -> list[nodes.Node]:
        """Return the filters and the place of the list."""
        self.depends_on("data/tables/datapackage.json", "data/vocab/programmes.yml", "data/vocab/domains.yml")
        self.env.metadata[self.env.docname]["policybook_explorer"] = True
        claims = self.site.evidence.by_claim()
        return self.html(explorer.explorer_html(self.site.rows, self.site.corpus, self.site.names, self.up, claims))


class FirmDirective(_Page):
    """``{firm}``: what the rules of all documents pay for a firm."""

    def run(self) -> list[nodes.Node]:
        """Return the form and the place of its results."""
        self.depends_on("data/tables/datapackage.json", "data/vocab/programmes.yml")
        self.env.metadata[self.env.docname]["policybook_firm"] = True
        n_awards = len(self.site.tables["award_programmes"])
        return self.html(firm_page.firm_html(self.site.firm_rules, self.site.profiles, n_awards, self.up))


class TryDirective(_Page):
    """``{try-policy}``: a form for a text that is read in the browser."""

    def run(self) -> list[nodes.Node]:
        """Return the form, or how to read a text without it."""
        self.env.metadata[self.env.docname]["policybook_try"] = True
        return self.html(try_page.try_html(self.site.root, self.up))


class ProgrammesDirective(_Page):
    """``{programmes}``: the programmes, and what each document offers under them."""

    def run(self) -> list[nodes.Node]:
        """Return a section a family."""
        self.depends_on("data/tables/datapackage.json", "data/vocab/programmes.yml")
        return _sections(self.site.lookup.programme_parts())


class PlacesDirective(_Page):
    """``{places}``: the places of the documents."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self.depends_on(*(f"data/raw/{doc_id}.yml" for doc_id in self.site.corpus))
        return self.html(self.site.lookup.places_html())


class ComparePairsDirective(_Page):
    """``{compare-pairs}``: links to the pages of all pairs of documents."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        self.depends_on(*(f"data/raw/{doc_id}.yml" for doc_id in self.site.corpus))
        return self.html(self.site.pairs.links_html())


class OutsideFactsDirective(_Page):
    """``{outside-facts}``: the facts from outside the corpus with their pages, and the columns of the file."""

    def run(self) -> list[nodes.Node]:
        """Return a section a document, then the columns."""
        self.depends_on(outside.FACTS, "src/policybook/tables/outside.schema.yml")
        if not (self.site.root / outside.FACTS).is_file():
            return [nodes.paragraph("", "This project holds no facts from outside its corpus.")]
        facts = outside.load_facts(self.site.root)
        return _sections(data_pages.facts_parts(facts, outside.columns(), self.up))


class ScorecardDirective(_Page):
    """``{scorecard}``: the targets as promises to check, a printable table for each document."""

    def run(self) -> list[nodes.Node]:
        """Return a section a document."""
        self.depends_on("data/tables/datapackage.json", "data/vocab/indicators.yml", "data/vocab/promises.yml")
        return _sections(scorecard_page.scorecard_parts(self.site.scorecard, self.up))


class CodebookDirective(_Page):
    """``{codebook}``: what is coded, table by table, from the schema."""

    def run(self) -> list[nodes.Node]:
        """Return a section a table."""
        self.depends_on("src/policybook/tables/tables.schema.yml")
        return _sections(data_pages.codebook_parts(table_schemas().values()))


class CitationDirective(_Page):
    """``{citation}``: how to cite, from ``CITATION.cff``."""

    def run(self) -> list[nodes.Node]:
        """Return the citation."""
        self.depends_on("CITATION.cff")
        if not (self.site.root / "CITATION.cff").is_file():
            raise self.error("CITATION.cff is missing from the project's folder")
        return self.html(data_pages.citation_html(self.site.book))


class VintageDirective(_Page):
    """``{vintage}``: which documents the book rests on, in a sentence."""

    def run(self) -> list[nodes.Node]:
        """Return the sentence."""
        self.depends_on(*(f"data/raw/{doc_id}.yml" for doc_id in self.site.corpus))
        return self.html(data_pages.vintage_html(self.site.corpus, self.site.tables))


def _sections(parts) -> list[nodes.Node]:
    if not parts:
        return [nodes.paragraph("", "No chapter has registered a claim yet.")]
    return [
        nodes.section(
            "", nodes.title("", part.title), nodes.raw("", part.html, format="html"), ids=[part.anchor], names=[]
        )
        for part in parts
    ]


def place_role(name, rawtext, text, lineno, inliner, options=None, content=None):
    """``{place}`pinghu-2024#m19` ``: a link to a place on a document's page; an unknown place is a warning."""
    env = inliner.document.settings.env
    site: Site = env.app.policybook
    found = re.fullmatch(r"(?s)(.*?)\s*<([^<>]+)>", text)
    words, target = (found[1], found[2]) if found else ("", text)
    doc_id, _, anchor = target.strip().partition("#")
    if doc_id not in site.corpus or (anchor and anchor not in site.anchors[doc_id]):
        logger.warning(
            "no such place on a document's page: %s", target, location=(env.docname, lineno), type="policybook"
        )
        return [nodes.inline(rawtext, words or target)], []
    env.note_dependency(str(site.root / f"data/raw/{doc_id}.txt"))
    address = tables.document_address(doc_id, anchor, base="../" * env.docname.count("/") + DOCUMENT_PAGES)
    html = f'<a class="reference internal" href="{escape(address)}">{values.marked(words or links.place_name(doc_id, anchor))}</a>'
    return [nodes.raw(rawtext, html, format="html")], []


# ------------------------------------------------------------------------------------------------------- evidence


class GluedText(PasteTextRole):
    """``{glue:text}`` that remembers what is glued, so that it can lead to the cell that makes it."""

    def run(self):
        """Return the nodes of the value."""
        found, messages = super().run()
        for node in found:
            if isinstance(node, nodes.inline):
                node["glued"] = self.text.rsplit(":", 1)[0]
        return found, messages


def _link_evidence(app: Sphinx, doctree: nodes.document) -> None:
    """Name the cells that make values, lead values to them, and show in a claim's box what it rests on."""
    site: Site = app.policybook
    docname = app.env.docname
    up = "../" * docname.count("/")
    claims = {claim.id: claim for claim in site.claims}
    for raw in list(doctree.findall(nodes.raw)):
        if (found := re.match(r'<div class="pb-claim" id="claim-([a-z0-9-]+)"', raw.astext())) and found[1] in claims:
            raw.replace_self(nodes.raw("", site.evidence.claim_html(claims[found[1]], up), format="html"))
    made = site.made.get(docname, {})
    anchors = evidence.cell_anchors(made.values())
    for cell in doctree.findall(nodes.container):
        if cell.get("nb_element") == "cell_code" and (anchor := anchors.get(cell["cell_index"])):
            cell["ids"].append(anchor)
    for value in list(doctree.findall(nodes.inline)):
        name = value.get("glued")
        if name in made and not isinstance(value.parent, nodes.reference):
            link = nodes.reference("", "", refid=made[name][1], internal=True, classes=["pb-glued"])
            value.replace_self(link)
            link += value


# -------------------------------------------------------------------------------------------------------- figures


class OwnOutput:
    """Show the outputs of ``policybook.show.outputs.figure``, as figures with caption, number and ``alt``, and of claims."""

    mime_priority_overrides = ()

    @staticmethod
    def handle_mime(renderer, data, inline):
        """Return the figure's nodes; None leaves any other output to MyST-NB."""
        if data.mime_type == MIME:  # for the ledger; the page shows the claim's HTML
            return []
        about = data.output_metadata.get(FIGURE_KEY)
        if inline or not about:
            return None
        if about.get("repeated"):  # the caption that a plain notebook shows
            return [nodes.comment("", "caption")]
        if data.mime_type != "image/svg+xml":
            return None
        parser = renderer.renderer
        env = parser.sphinx_env
        image = _picture(env, data.string, about.get("narrow"), about["alt"])
        figure = nodes.figure("", image, classes=["pb-figure"])
        if about.get("name"):
            figure["names"].append(nodes.fully_normalize_name(about["name"]))
            parser.document.note_explicit_target(figure, figure)
        figure += nodes.caption("", "", *caption_nodes(about["caption"]))
        return [figure]


def caption_nodes(caption: str) -> list[nodes.Node]:
    """Return a caption as text, in which only `` `…` `` means anything: it may hold labels, and a label is no markup."""
    parts = re.split(r"`([^`]+)`", caption)
    return [nodes.literal(part, part) if i % 2 else nodes.Text(part) for i, part in enumerate(parts) if part]


def _picture(env, svg: str, narrow: str | None, alt: str) -> nodes.raw:
    """Write the drawings of a figure beside the pages and return their markup."""
    drawings = pictures.layouts(svg, narrow)
    pictures.write(Path(env.app.outdir) / pictures.FOLDER, drawings)
    return nodes.raw("", pictures.markup(drawings, alt, "../" * env.docname.count("/")), format="html")


KEY_FIGURE = "tag_key-figure"


def _key_figure_first(app: Sphinx, doctree: nodes.document) -> None:
    """Show a chapter's key figure right after its answer; the cell that draws it stays where its data are computed."""
    for cell in list(doctree.findall(lambda node: KEY_FIGURE in getattr(node, "get", lambda *_: ())("classes", ()))):
        figure = next(iter(cell.findall(nodes.figure)), None)
        before = next((p for p in doctree.findall(nodes.paragraph) if p.astext().startswith(DATA_PARAGRAPH)), None)
        if figure is None or before is None:
            logger.warning("a key figure needs a figure, and a paragraph 'Data.' at the head", location=app.env.docname)
            continue
        figure.parent.remove(figure)
        before.parent.insert(before.parent.index(before), figure)


#: How the paragraph begins that names a chapter's data, after its answer.
DATA_PARAGRAPH = "Data."


def _use_own_output() -> None:
    # MyST-NB finds renderers by entry points, which a package that is not installed has not.
    renderers = myst_render.load_mime_renders()
    if OwnOutput not in renderers:
        renderers.append(OwnOutput)


# --------------------------------------------------------------------------------------------------------- events


def _start(app: Sphinx) -> None:
    root = find_root(app.config.policybook_root or app.confdir)
    year = re.search(r"\b(?:19|20)\d\d\b", str(app.config.copyright or ""))
    app.policybook = Site(root, year[0] if year else "")
    if address := app.policybook.citation.get("url"):
        app.config.html_baseurl = address.rstrip("/") + "/"
    links.use_root(root)
    # The book has a search of its own: see policybook.site.search.
    app.builder.search = False


def refuse_strange_names(app: Sphinx, env, names: list[str]) -> None:
    """Stop where a page's file has a name that the theme's scripts would not take as text."""
    if strange := [name for name in names if not re.fullmatch(r"[\w./-]+", name)]:
        raise PolicybookError(f"{strange[0]}: a page's name holds letters, digits, _ and - only; rename the file")


def _order_documents(app: Sphinx, doctree: nodes.document) -> None:
    """List the documents in the order of their records, under their labels."""
    corpus = app.policybook.corpus
    order = {f"{DOCUMENT_PAGES}{doc_id}": i for i, doc_id in enumerate(corpus)}
    for toctree in doctree.findall(addnodes.toctree):
        if any(name in order for name in toctree["includefiles"]):
            toctree["includefiles"].sort(key=lambda name: order.get(name, -1))
            toctree["entries"] = [
                (corpus[name.removeprefix(DOCUMENT_PAGES)].label if name in order else title, name)
                for title, name in sorted(toctree["entries"], key=lambda entry: order.get(entry[1], -1))
            ]


def _own_pages(app: Sphinx):
    """Write the pages that no source stands for, in several processes; all are written when this returns nothing to Sphinx."""
    tasks, write, n = Tasks(), partial(_write_pages, app), cores()
    for share in shares(app.policybook.pairs.pairs, n):  # the longest work first; the rest is made here meanwhile
        tasks.add(write, partial(_pair_pages, app, share))
    tasks.add(_write_workbooks, app)
    for share in shares([*_search_page(app), *_lookup_pages(app), *_chinese_pages(app)], 2 * n):
        tasks.add(write, partial(iter, share))
    tasks.join()
    return ()


def _write_pages(app: Sphinx, made: Callable[[], Iterable[tuple[str, dict, str]]]) -> None:
    for page in made():
        app.builder.handle_page(*page)


def _search_page(app: Sphinx):
    yield "search", {"title": "Search", "say": ENGLISH, "search_words": {}}, "search.html"


def _pair_pages(app: Sphinx, pairs: list):
    for name, title, html in app.policybook.pairs.pages(pairs):
        yield name, {"title": title, "body": html, "meta": {}, "metatags": ""}, "page.html"


def _lookup_pages(app: Sphinx):
    for name, title, html in app.policybook.lookup.pages():
        yield name, {"title": title, "body": html, "meta": {}, "metatags": ""}, "page.html"


def _chinese_pages(app: Sphinx):
    edition = app.policybook.chinese
    plain = {"meta": {}, "metatags": "", "language": chinese_page.LANGUAGE}
    for page in edition.pages:
        yield (
            page.name,
            {"title": page.title, "body": page.html, "toc": chinese_page.contents(page), **plain},
            "page.html",
        )
    said = {text: edition.say(text) for text in search.SCRIPT_WORDS} | edition.labels
    about = {"say": edition.say, "search_words": said, "search_translated": chinese_page.SEARCHED}
    yield chinese_page.SEARCH, {"title": edition.say("Search"), **about, **plain}, "search.html"


def _in_processes(app: Sphinx, env) -> None:
    """Let Sphinx write the pages in several processes; reading them is quick, and one page reads what another has found."""
    app.parallel = cores() + 1 if cores() > 1 else 1  # one of them resolves what the others write


DATA_PAGE = "book/data"
#: The pages whose tables are what they are for; other tables repeat what documents and explorer hold.
TABLES_SEARCHED = ("book/glossary", "book/codebook")


def _cite(site: Site, pagename: str, context: dict, out: Path) -> None:
    """Say in a page how it is cited, for people and for machines."""
    title = unescape(re.sub(r"<[^>]+>", "", str(context.get("title") or ""))).strip()
    page = f"{pagename}.html"
    ref = site.reference(title or site.citation["title"], page)
    files, keywords, years = [], [], ""
    if pagename == DATA_PAGE:
        files = [(f"data/{name}", MEDIA[name.rpartition(".")[2]]) for name in site.files]
        files += [(f"data/tables/{resource['path']}", "text/csv") for resource in site.package["resources"]]
        keywords = site.citation.get("keywords", [])
        found = sorted({str(d.record["policy_year"]) for d in site.corpus.values() if d.record.get("policy_year")})
        years = "/".join(dict.fromkeys((found[0], found[-1]))) if found else ""
    said = sharing.description(str(context.get("body") or ""))
    chinese = pagename.startswith(chinese_page.FOLDER)
    tags = [
        citing.meta_tags(replace(ref, description=said) if said else ref, chinese_page.LANGUAGE if chinese else "en"),
        citing.json_ld(ref, files, keywords, years),
    ]
    book = str(site.citation["title"])
    image = sharing.write_picture(out, ref.title, book)
    home = f"{ref.home.rstrip('/')}/" if ref.home else "../" * pagename.count("/")
    tags.append(sharing.tags(ref.title, f"{home}{image}"))
    pages = site.chinese.names_of_pages
    tags.append(chinese_page.alternates(pagename, pages, f"{ref.home.rstrip('/')}/" if ref.home else ""))
    context["metatags"] = "\n    ".join(filter(None, [context.get("metatags") or "", *tags]))
    context["body"] += citing.citing_html(ref, "DATA" if files else "ELEC", _wording(site, pagename))


def _wording(site: Site, pagename: str) -> Wording:
    return site.chinese.say if pagename.startswith(chinese_page.FOLDER) else ENGLISH


MEDIA = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "zip": "application/zip"}


#: Their tables are texts, or the files of which the page is the list.
WITHOUT_BARS = (DOCUMENT_PAGES, "zh/reader/", pair_pages.FOLDER, "book/data", "book/compare")


def _with_data(app: Sphinx, pagename: str, context: dict) -> None:
    """Put under each table and figure its data, its picture, its address and its citation."""
    site: Site = app.policybook
    page_title = unescape(re.sub(r"<[^>]+>", "", str(context.get("title") or ""))).strip()

    def cite(title: str, anchor: str) -> str:
        return site.reference(f"{title.rstrip('.')}. {page_title}", f"{pagename}.html#{anchor}").text

    context["body"], files = page_data.with_data(
        context["body"],
        pagename,
        cite,
        _wording(site, pagename),
        site.rows_of_figures.get(pagename.removeprefix("zh/")),
    )
    for name, text in files.items():
        path = Path(app.outdir) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8-sig", newline="\n")  # Excel on a Chinese Windows needs the mark


def _share_menu(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Make the menu once a folder for pages that do not stand in it: the same entries, the same way to them, none marked."""
    make = context.get("toctree")
    if make is None or pagename in app.env.all_docs:
        return
    if pagename.startswith(chinese_page.FOLDER):
        menu = app.policybook.chinese.menu(pagename)
        context["theme_home_page_in_toc"] = False  # the menu begins with the Chinese start page
        context["toctree"] = lambda **options: menu
        return
    folder = pagename.rpartition("/")[0]

    def toctree(**options: object) -> str:
        key = (folder, *sorted(options.items()))
        if key not in app.policybook.menus:
            app.policybook.menus[key] = make(**options)
        return app.policybook.menus[key]

    context["toctree"] = toctree


def _share_sidebar(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Let the theme dress a menu that several pages share once."""
    dress = context.get("generate_toctree_html")
    if dress is None or pagename in app.env.all_docs:
        return

    def shared(kind: str, startdepth: int = 1, show_nav_level: int = 1, **options: object) -> str:
        key = (context["toctree"](**options), kind, startdepth, show_nav_level)
        if key not in app.policybook.menus:
            app.policybook.menus[key] = str(
                dress(kind, startdepth=startdepth, show_nav_level=show_nav_level, **options)
            )
        return app.policybook.menus[key]

    context["generate_toctree_html"] = shared


def _escape_print_title(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Escape the title that the theme prints as it is, above the contents of a page on paper."""
    if "pagetitle" in context:
        context["pagetitle"] = escape(str(context["pagetitle"]), quote=False)


def _page_context(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    if "body" in context and pagename in app.policybook.made:
        line = run_links.run_html(app.policybook.repository, pagename.rpartition("/")[2])
        context["body"] = context["body"].replace("</h1>", f"</h1>{line}", 1)
    if switch := chinese_page.switch(pagename, app.policybook.chinese.names_of_pages):
        context["language_switch"] = switch
        if "body" in context:
            context["body"] = context["body"].replace("</h1>", f"</h1>{switch}", 1)
        else:  # the search: `_cite` names the languages of all other pages
            context["metatags"] = chinese_page.alternates(pagename, app.policybook.chinese.names_of_pages)
    if "body" in context and not pagename.startswith(WITHOUT_BARS):
        _with_data(app, pagename, context)
    if "body" in context and pagename != "genindex":
        _cite(app.policybook, pagename, context, Path(app.outdir))
    if pagename.startswith((pair_pages.FOLDER, pair_pages.FOLDER.rstrip("/"))):
        app.add_css_file("compare.css")
        app.add_js_file("compare.js")
    if app.env.metadata.get(pagename, {}).get("policybook_explorer") or pagename == "zh/explorer":
        app.add_css_file("vendor/tabulator/tabulator_simple.min.css")
        app.add_css_file("explorer.css")
        for i, name in enumerate(EXPLORER_SCRIPTS):
            app.add_js_file(name, priority=600 + i, loading_method="defer")
    if app.env.metadata.get(pagename, {}).get("policybook_firm"):
        app.add_css_file("firm.css")
        for i, name in enumerate(firm_page.SCRIPTS):
            app.add_js_file(name, priority=600 + i, loading_method="defer")
    if app.env.metadata.get(pagename, {}).get("policybook_try"):
        app.add_css_file("try.css")
        for i, name in enumerate(try_page.SCRIPTS):
            app.add_js_file(name, priority=600 + i, loading_method="defer")


def _finish(app: Sphinx, exception: Exception | None) -> None:
    """Write the search index and lay the data files beside the pages."""
    if exception or app.builder.format != "html":
        return
    site: Site = app.policybook
    out = Path(app.outdir)
    for folder in ("raw", "tables", "outside"):
        target = out / "data" / folder
        shutil.rmtree(target, ignore_errors=True)
        if (site.root / "data" / folder).is_dir():  # a project may know no facts from outside
            shutil.copytree(site.root / "data" / folder, target, ignore=downloads.left_out)
    (out / firm_page.FILE).write_text(firm_page.rules_json(site.firm_rules), "utf-8", newline="\n")
    (out / scorecard_page.FILE).write_text(scorecard_page.scorecard_csv(site.scorecard), "utf-8", newline="\n")
    for path in site.notebooks:
        (out / "notebooks").mkdir(exist_ok=True)
        shutil.copy(path, out / "notebooks" / path.name)
    for name, data in site.files.items():
        (out / "data" / name).write_bytes(data)
    places = [place for document in site.corpus.values() for place in search.document_places(document, site.tables)]
    searched = sorted(name for name in app.env.all_docs if not name.startswith(DOCUMENT_PAGES))
    places += [place for docname in searched for place in _page_places(out, docname)]
    places += search.lookup_places(site.lookup)
    places += [search.Place(page, search.CHINESE, title, text) for page, title, text in site.chinese.search_places()]
    search.write_search(out / "_static", places)
    scripts = {
        "words-data.js": words.words_script(
            site.words, words.pairs_for("".join(d.clean.text for d in site.corpus.values()))
        ),
        **explorer.explorer_scripts(
            site.rows, site.corpus, site.names, site.related.programmes, site.evidence.by_claim()
        ),
        **site.chinese.scripts(),
        **firm_page.firm_scripts(site.firm_rules),
    }
    for name, text in scripts.items():
        (out / "_static" / name).parent.mkdir(exist_ok=True)
        (out / "_static" / name).write_text(text, "utf-8", newline="\n")


def _page_places(out: Path, docname: str) -> Iterator[search.Place]:
    group = "Chapters" if docname.startswith("notebooks/") else "About the book"
    html = (out / f"{docname}.html").read_text("utf-8")
    return search.page_places(html, f"{docname}.html", group, tables=docname in TABLES_SEARCHED)


def _write_workbooks(app: Sphinx) -> None:
    """Write each table as a workbook of its own."""
    site: Site = app.policybook
    excel = Path(app.outdir) / "data" / "excel"
    excel.mkdir(parents=True, exist_ok=True)
    for name, schema in table_schemas().items():
        about = [("Table", f"{name}: {schema.description}"), *site.about]
        (excel / f"{name}.xlsx").write_bytes(downloads.workbook({name: site.tables[name]}, {name: schema}, about))


def _make_lean(app: Sphinx, exception: Exception | None) -> None:
    """Leave out of the pages, and of the theme's files, what they do not need."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    paths = sorted(path for path in out.rglob("*.html") if "_static" not in path.relative_to(out).parts)
    tasks = Tasks()
    for share in shares(paths, cores()):
        tasks.add(partial(_lean_pages, app), share)
    names: set[str] = set().union(*tasks.join())
    for path in (out / "_static").rglob("*.js"):
        names |= lean.words_of(path.read_text("utf-8"))
    for path in (out / "_static" / "styles").glob("pydata-sphinx-theme.css"):
        path.write_text(lean.lean_css(path.read_text("utf-8"), names), "utf-8", newline="\n")
    for path in (out / "_static" / "scripts").glob("fontawesome.js*"):
        path.unlink()


def _lean_pages(app: Sphinx, paths: list[Path]) -> set[str]:
    """Make pages lean, and return the words in them."""
    names: set[str] = set()
    for path in paths:
        html = path.read_text("utf-8")
        if path.is_relative_to(Path(app.outdir) / "zh"):
            html = app.policybook.chinese.translated(html)
        html = lean.lean_page(html, partial(_picture_size, path.parent))
        path.write_text(html, "utf-8", newline="\n")
        names |= lean.words_of(html)
    return names


def _bring_python(app: Sphinx, exception: Exception | None) -> None:
    """Lay Python for browsers beside the pages; last, since nothing in it is a page or a style of the theme."""
    if not exception and app.builder.format == "html":
        try_page.write_files(app.policybook.root, Path(app.outdir) / "_static")


def _picture_size(folder: Path, source: str) -> tuple[int, int] | None:
    path = folder / unquote(urlsplit(source).path)
    if urlsplit(source).scheme or path.suffix != ".png" or not path.is_file():
        return None
    with Image.open(path) as picture:
        return picture.size


def setup(app: Sphinx) -> dict:
    """Register the extension with Sphinx."""
    app.add_config_value("policybook_root", None, "env")
    for name, directive in {
        "document-page": DocumentDirective,
        "headlines": HeadlinesDirective,
        "chapter-figure": ChapterFigureDirective,
        "claims": ClaimsDirective,
        "data-tables": DataDirective,
        "data-versions": VersionsDirective,
        "documents": DocumentsDirective,
        "vocabulary": VocabularyDirective,
        "explorer": ExplorerDirective,
        "firm": FirmDirective,
        "try-policy": TryDirective,
        "programmes": ProgrammesDirective,
        "places": PlacesDirective,
        "compare-pairs": ComparePairsDirective,
        "codebook": CodebookDirective,
        "outside-facts": OutsideFactsDirective,
        "scorecard": ScorecardDirective,
        "citation": CitationDirective,
        "vintage": VintageDirective,
    }.items():
        app.add_directive(name, directive)
    app.add_role("place", place_role)
    app.add_role_to_domain("glue", "text", GluedText(), override=True)
    _use_own_output()
    app.connect("builder-inited", _start)
    app.connect("env-before-read-docs", refuse_strange_names)
    app.connect("doctree-read", _order_documents, priority=400)
    app.connect("doctree-read", _link_evidence)
    app.connect("doctree-read", _key_figure_first, priority=300)
    app.add_post_transform(FoldRuns)
    app.connect("env-updated", _in_processes)
    app.connect("html-collect-pages", _own_pages)
    app.connect("html-page-context", _share_menu, priority=400)  # before the theme asks for it
    app.connect("html-page-context", _page_context)
    app.connect("html-page-context", _share_sidebar, priority=900)
    app.connect("html-page-context", _escape_print_title, priority=900)  # after the theme has set it
    app.connect("build-finished", _finish)
    app.connect("build-finished", _make_lean, priority=900)
    app.connect("build-finished", _bring_python, priority=950)
    return {"version": __version__, "parallel_read_safe": False, "parallel_write_safe": True}
