"""The Chinese edition: the pages below ``zh/``, each beside the English page that it stands for.

In: the catalogue ``data/vocab/zh*.yml`` and what the English pages are made of. Out: the pages by the same renderers, in Chinese;
the menu; the tags and links by which a browser, a search engine and a reader find the other language. A page below ``zh/`` stands
where the English one stands below ``book/``, so that the renderers' own links fit; `localised` leads the others.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from posixpath import dirname, normpath, relpath

import pandas as pd

from policybook.disk import read_json
from policybook.read.corpus import Corpus, Document
from policybook.show.claims import evidence
from policybook.show.wording import Translated
from policybook.site import data_pages, document_pages, explorer, pictures
from policybook.site.data_pages import StoredClaim
from policybook.site.evidence import Evidence, claims_of_rows, glued_name
from policybook.site.explorer import Names, Row, explorer_rows
from policybook.site.lookup_pages import Lookup, place_slug
from policybook.site.marked_text import Part, Related
from policybook.site.start_page import Headline, StoredFigure
from policybook.tables.schema import TableSchema
from policybook.vocab.chinese import Chinese, folded
from policybook.vocab.programmes import ProgrammeVocabulary

#: Where the pages stand, the start page, and the English one that it stands for.
FOLDER = "zh/"
PAGE, ENGLISH = "zh/index", "book/index"
SEARCH = "zh/search"
LANGUAGE = "zh-CN"
#: The rows of the explorer.
DATA, ROWS = "explorer-data-zh.js", "explorer-rows-zh"
GLUE = "application/papermill.record/text/plain"
#: English pages, and what stands below them, that a result of the search has in Chinese at the same anchors.
SEARCHED = (
    "book/reader/",
    "book/programmes",
    "book/places",
    "book/codebook",
    "book/claims",
    "book/documents",
    "book/explorer",
)
#: The pages that have no Chinese one, as the menu lists them.
ENGLISH_ONLY = (
    *("firm", "try", "scorecard", "compare", "data", "outside-facts", "glossary", "data-card", "methods", "limits"),
    *("add-a-document", "cite", "licence"),
)
_LINK = re.compile(r'<a\b(?P<before>[^>]*?)\bhref="(?P<path>[^"#?:]+\.html)(?P<rest>[#?][^"]*)?"(?P<after>[^>]*)>')


@dataclass(frozen=True)
class Page:
    """A page of the edition: its name from the site's root, its title, its HTML, the parts that its contents list."""

    name: str
    title: str
    html: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Edition:
    """What the pages are made of.

    Attributes
    ----------
    said : Chinese
        The catalogue.
    corpus : Corpus
    tables : mapping
        The tables of the data package.
    headlines, claims : sequence
        The findings, and the claims that prove them.
    figures : mapping of StoredFigure
        The figures of all chapters by name.
    glued : mapping
        The glued values of each chapter, by the notebook's stem; see `glued_values`.
    vocabulary : ProgrammeVocabulary
    english : Names
        What codes are called in English.
    schemas : sequence of TableSchema
        What the codebook describes.
    """

    said: Chinese
    corpus: Corpus
    tables: Mapping[str, pd.DataFrame]
    headlines: Sequence[Headline]
    claims: Sequence[StoredClaim]
    figures: Mapping[str, StoredFigure]
    glued: Mapping[str, Mapping[str, object]]
    vocabulary: ProgrammeVocabulary
    english: Names
    schemas: Sequence[TableSchema]

    # ------------------------------------------------------------------------------------------------- the language

    @property
    def title(self) -> str:
        """The start page's title."""
        return self.said.words["title"]

    @cached_property
    def labels(self) -> dict[str, str]:
        """The Chinese of the documents' labels and places, as chapters print them."""
        found = {}
        for document in self.corpus.values():
            found[document.label] = label(document)
            found[f"{document.label} (draft)"] = f"{label(document)}（{self.said.words['draft']}）"
            if document.record.get("place_en") and document.record.get("place"):
                found[str(document.record["place_en"])] = str(document.record["place"])
        return found

    @cached_property
    def say(self) -> Translated:
        """What the renderers print."""
        places = {
            str(d.record["place_en"]): str(d.record["place"]) for d in self.corpus.values() if d.record.get("place_en")
        }
        families = {english: self.said.families.get(key, "") for key, english in self.vocabulary.families.items()}
        texts = places | {en: zh for en, zh in families.items() if zh} | self.said.levels | self.said.texts
        return Translated(LANGUAGE, texts, self.labels)

    @cached_property
    def names(self) -> Names:
        """What codes are called in Chinese; domains keep their English names, which filters and addresses use."""
        levels = {tier: name.removeprefix(f"{tier} ") for tier, name in self.english.levels.items()}
        grades = dict.fromkeys(grade for p in self.vocabulary.programmes.values() for grade in p.grades)
        levels |= {grade: self.say(grade) for grade in grades}
        programmes = {p.id: p.zh for p in self.vocabulary.programmes.values()}
        payers = {key: self.say(name) for key, name in self.english.payers.items()}
        return Names(self.english.domains, programmes, levels, payers)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the explorer."""
        return explorer_rows(self.corpus, self.tables, self.names, self.say)

    @cached_property
    def lookup(self) -> Lookup:
        """The pages of programmes and places."""
        return Lookup(self.corpus, self.rows, self.names, self.vocabulary, {}, self.say)

    @cached_property
    def evidence(self) -> Evidence:
        """What the claims rest on, with their sentences in Chinese where there is one."""
        claims = [
            replace(claim, sentence=self.said.claim(claim.id, claim.sentence, self.labels) or claim.sentence)
            for claim in self.claims
        ]
        titles = {stem: texts["title"] for stem, texts in self.said.chapters.items()}
        claims = [replace(claim, chapter_title=titles.get(claim.chapter, claim.chapter_title)) for claim in claims]
        return Evidence(claims, self.rows, self.corpus, _Sentences(self.say))

    def missing(self) -> list[str]:
        """Return a line for everything that has no Chinese yet."""
        labels, said = self.labels, self.said
        lines = [
            f"headlines: {h.claim}: no Chinese for {h.sentence!r}"
            for h in self.headlines
            if said.headline(h.claim, h.sentence, labels) is None
        ]
        lines += [
            f"claims: {c.id}: no Chinese for {c.sentence!r}"
            for c in self.claims
            if said.claim(c.id, c.sentence, labels) is None
        ]
        checks = dict.fromkeys(check for claim in self.claims for check in claim.checks)
        lines += [f"checks: no Chinese for {check!r}" for check in checks if check not in said.texts]
        lines += [
            f"captions: {name}: no Chinese for {figure.about['caption']!r}"
            for name, figure in self.figures.items()
            if said.caption(name, figure.about["caption"], labels) is None
        ]
        for chapter, values in self.glued.items():
            if said.summary(chapter, values, labels) is None:
                lines.append(f"chapters: {chapter}: no summary, or one whose fields are not glued there")
        families = {programme.family for programme in self.lookup.programmes()}
        lines += [f"families: {name}" for name in sorted(families - set(said.families))]
        levels = {str(d.record["level"]) for d in self.corpus.values() if d.record.get("level")}
        lines += [f"levels: {name}" for name in sorted(levels - set(said.levels))]
        for page in self.pages:  # their renderers ask for all that they print
            self.menu(page.name)
        self.scripts()
        sentences = {claim.sentence for claim in self.claims}
        return lines + [f"labels: {text}" for text in self.say.missing if text not in sentences]

    # ---------------------------------------------------------------------------------------------------- the pages

    @cached_property
    def names_of_pages(self) -> frozenset[str]:
        """The names of all pages."""
        own = {
            PAGE,
            SEARCH,
            *(f"{FOLDER}{name}" for name in ("explorer", "programmes", "places", "documents", "claims", "codebook")),
        }
        own |= {f"{FOLDER}programmes/{programme.id}" for programme in self.lookup.programmes()}
        own |= {f"{FOLDER}places/{slug}" for slug in self.lookup.places()}
        own |= {f"{FOLDER}reader/{doc_id}" for doc_id in self.corpus}
        return frozenset(own | {f"{FOLDER}notebooks/{chapter}" for chapter in self.glued})

    @cached_property
    def pages(self) -> list[Page]:
        """All pages but the search, which is a template, with their links led to Chinese pages where there is one."""
        return [replace(page, html=localised(page.html, page.name, self.names_of_pages)) for page in self._made()]

    def _made(self) -> Iterator[Page]:
        yield Page(PAGE, self.title, self.html())
        yield self._page("documents", data_pages.documents_html(self.corpus, "../", self.say))
        yield self._page("explorer", self._explorer())
        yield self._page("programmes", parts=self.lookup.programme_parts())
        yield self._page("places", self.lookup.places_html())
        claims, rows_html = self.evidence.claims, self.evidence.ledger_html
        yield self._page("claims", parts=data_pages.ledger_parts(claims, "../", rows_html, self.evidence.say))
        yield self._page("codebook", parts=data_pages.codebook_parts(self.schemas, self.say))
        for name, title, html in self.lookup.pages():
            yield Page(name.replace("book/", FOLDER, 1), title, html)
        yield from map(self._reader, self.corpus.values())
        yield from map(self._chapter, self.glued)

    def _page(self, name: str, html: str = "", parts: Sequence[Part] = ()) -> Page:
        """Return a page that the catalogue introduces."""
        title, lead = (self.said.pages.get(name, {}).get(key, name) for key in ("title", "lead"))
        body = f"<h1>{escape(title)}</h1><p>{escape(folded(lead))}</p>{html}{self._sections(parts)}"
        return Page(f"{FOLDER}{name}", title, body, tuple(parts))

    def _sections(self, parts: Sequence[Part]) -> str:
        title = self.say("Link to this section")
        return "".join(
            f'<section id="{part.anchor}"><h2>{escape(part.title)}<a class="headerlink" href="#{part.anchor}" title="{title}">#</a></h2>'
            f"{part.html}</section>"
            if part.anchor
            else part.html
            for part in parts
        )

    def _explorer(self) -> str:
        return explorer.explorer_html(
            self.rows, self.corpus, self.names, "../", self.evidence.by_claim(), self.say, DATA
        )

    def _reader(self, document: Document) -> Page:
        programmes = {programme.id: programme.zh for programme in self.lookup.programmes()}
        parts = document_pages.document_page(
            document, self.tables, {}, Related(programmes, claims_of_rows(self.claims)), self.say
        )
        title = f"{label(document)}：{document.record.get('title') or document.doc_id}"
        return Page(
            f"{FOLDER}reader/{document.doc_id}",
            title,
            f"<h1>{escape(title)}</h1>{self._sections(parts)}",
            tuple(part for part in parts if part.anchor),
        )

    def _chapter(self, chapter: str) -> Page:
        """Return a chapter's page: summary, claims with their evidence, figures; its prose stays English."""
        words = self.said.words
        title = self.said.chapters.get(chapter, {}).get("title", chapter)
        summary = self.said.summary(chapter, self.glued[chapter], self.labels) or ""
        claims = "".join(self.evidence.claim_html(c, "../../") for c in self.evidence.claims if c.chapter == chapter)
        figures = "".join(self._figure(name, f) for name, f in self.figures.items() if f.chapter == chapter)
        parts = [
            Part("claims", words["chapter_claims"], claims),
            Part("figures", words["chapter_figures"], f"<p>{escape(words['figures_said'])}</p>{figures}"),
        ]
        parts = [part for part, content in zip(parts, (claims, figures), strict=True) if content]
        return Page(
            f"{FOLDER}notebooks/{chapter}",
            title,
            f"<h1>{escape(title)}</h1><p>{escape(summary)}</p>"
            f'<p><a href="../../notebooks/{chapter}.html" hreflang="en">{escape(words["chapter_whole"])}</a></p>{self._sections(parts)}',
            tuple(parts),
        )

    def _figure(self, name: str, figure: StoredFigure) -> str:
        said = self.said.caption(name, figure.about["caption"], self.labels)
        caption = escape(said) if said else f'<span lang="en">{escape(figure.about["caption"])}</span>'
        drawings = pictures.layouts(figure.svg, figure.about.get("narrow"))
        picture = pictures.markup(drawings, figure.about["alt"], "../../")
        return (
            f'<figure class="pb-figure" id="{escape(name)}"><div lang="en">{picture}</div><figcaption><p>{caption} '
            f'<a href="../../notebooks/{figure.chapter}.html#{escape(name)}" hreflang="en">{escape(self.said.words["figure_whole"])}</a></p>'
            "</figcaption></figure>"
        )

    def scripts(self) -> dict[str, str]:
        """Return the scripts with the rows of the explorer, by name."""
        programmes = {programme.id for programme in self.lookup.programmes()}
        claims = self.evidence.by_claim()
        return explorer.explorer_scripts(
            self.rows, self.corpus, self.names, programmes, claims, self.say, data=DATA, folder=ROWS
        )

    def search_places(self) -> Iterator[tuple[str, str, str]]:
        """Yield address, title and text of what the search finds in Chinese: summaries and claims of the chapters."""
        for chapter, values in self.glued.items():
            title = self.said.chapters.get(chapter, {}).get("title", chapter)
            summary = self.said.summary(chapter, values, self.labels) or ""
            own = [self.said.claim(c.id, c.sentence, self.labels) or "" for c in self.claims if c.chapter == chapter]
            yield f"{FOLDER}notebooks/{chapter}.html", title, " ".join(filter(None, (summary, *own)))

    # ----------------------------------------------------------------------------------------------------- the menu

    def menu(self, page: str) -> str:
        """Return the menu as the theme writes it, with the page that is shown marked in it."""
        words, titles = self.said.words, self.said.pages
        documents = "".join(
            self._entry(page, f"{FOLDER}reader/{doc_id}", label(document), 2)
            for doc_id, document in self.corpus.items()
        )
        own = [
            (name, titles.get(name, {}).get("title", name))
            for name in ("explorer", "programmes", "places", "documents", "claims", "codebook")
        ]
        blocks = [
            ("", self._entry(page, PAGE, self.title)),
            (
                words["chapters"],
                "".join(
                    self._entry(
                        page, f"{FOLDER}notebooks/{chapter}", self.said.chapters.get(chapter, {}).get("title", chapter)
                    )
                    for chapter in self.glued
                ),
            ),
            (
                words["menu_evidence"],
                "".join(
                    self._entry(page, f"{FOLDER}{name}", title, inner=documents if name == "documents" else "")
                    for name, title in own
                ),
            ),
            (
                words["menu_english"],
                "".join(self._entry(page, f"book/{name}", words[f"menu_{name}"]) for name in ENGLISH_ONLY),
            ),
        ]
        return "".join(
            (
                f'<p aria-level="2" class="caption" role="heading"><span class="caption-text">{escape(head)}</span></p>'
                if head
                else ""
            )
            + f'<ul class="nav bd-sidenav">{entries}</ul>'
            for head, entries in blocks
        )

    @staticmethod
    def _entry(page: str, target: str, title: str, level: int = 1, inner: str = "") -> str:
        css = " current active" if page == target else ""
        foreign = "" if target.startswith(FOLDER) else ' hreflang="en"'
        below = f"<ul>{inner}</ul>" if inner else ""
        return (
            f'<li class="toctree-l{level}{css}"><a class="reference internal" href="{address(page, target)}"{foreign}>{escape(title)}'
            f"</a>{below}</li>"
        )

    def translated(self, html: str) -> str:
        """Return a built page with the theme's own words in Chinese; what stands in the article is left as it is."""
        head, mark, rest = html.partition("<article")
        article, end, foot = rest.partition("</article>")
        return self._theme(head) + mark + article + end + self._theme(foot)

    def _theme(self, html: str) -> str:
        for english, chinese in self.said.theme.items():
            said = escape(chinese)
            html = re.sub(
                rf'(>|")(\s*){re.escape(english)}(\s*)(?=<|")', lambda m, said=said: f"{m[1]}{m[2]}{said}{m[3]}", html
            )
        html = re.sub(r'(<form class="bd-search[^>]*action=")\.\./', r"\g<1>", html)
        return re.sub(r'(<a class="navbar-brand logo" href="[^"]*)book/index', r"\g<1>zh/index", html)

    # ----------------------------------------------------------------------------------------------- the start page

    def html(self) -> str:
        """Return the start page."""
        words = self.said.words
        return (
            f'<div class="pb-lookup"><h1>{escape(words["title"])}</h1>'
            f"<p>{escape(folded(words['lead']))}</p><p>{escape(words['edition'])}</p>"
            f'<h2 id="findings">{escape(words["findings"])}</h2>{self._findings()}'
            f'<h2 id="documents">{escape(words["documents"])}</h2>{self._documents()}<p>{escape(words["caution"])}</p>'
            f'<h2 id="tools">{escape(words["tools"])}</h2>{self._tools()}'
            f'<h2 id="chapters">{escape(words["chapters"])}</h2>{self._chapters()}'
            f'<h2 id="programmes">{escape(words["programmes"])}</h2>{self._programmes()}</div>'
        )

    def _findings(self) -> str:
        words, by_id = self.said.words, {claim.id: claim for claim in self.claims}
        cards = []
        for shown in self.headlines:
            if shown.claim not in by_id:
                continue
            claim = by_id[shown.claim]
            place, _ = evidence(claim.rows)[0]
            links = " · ".join(
                f'<a href="../{target}">{escape(name)}</a>'
                for target, name in (
                    (f"notebooks/{shown.chapter}.html#claim-{claim.id}", words["chapter"]),
                    (f"book/reader/{escape(place)}", words["clause"]),
                    (f"book/claims.html#{claim.id}", words["proof"]),
                )
            )
            picture = pictures.markup(pictures.layouts(shown.svg, None), shown.alt, "../")
            said = self.said.headline(shown.claim, shown.sentence, self.labels)
            sentence = escape(said) if said else f'<span lang="en">{escape(shown.sentence)}</span>'
            cards.append(
                f'<div class="pb-headline"><p class="pb-says">{sentence}</p><div lang="en">{picture}</div>'
                f'<p class="pb-proof">{links}</p></div>'
            )
        return f'<div class="pb-headlines">{"".join(cards)}</div>' if cards else ""

    def _documents(self) -> str:
        words = self.said.words
        heads = "".join(
            f'<th scope="col"{css}>{escape(words[key])}</th>'
            for key, css in (
                ("place", ""),
                ("level", ""),
                ("year", ""),
                ("status", ""),
                *((key, ' class="pb-right"') for key in ("measures", "awards", "targets", "asks")),
            )
        )
        lines = "".join(map(self._document, self.corpus.values()))
        caption = escape(words["documents_caption"])
        return (
            f'<div class="pb-scroll" role="region" tabindex="0" aria-label="{caption}"><table class="pb-table"><caption>{caption}</caption>'
            f"<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>"
        )

    def _document(self, document: Document) -> str:
        words, record = self.said.words, document.record
        level = str(record.get("level") or "")
        rows = [row.kind for row in self.lookup.rows if row.doc_id == document.doc_id]
        numbers = [len(document.outline.measures), *(rows.count(kind) for kind in ("award", "target", "ask"))]
        year = escape(str(record.get("policy_year") or "–"))
        name = escape(str(record.get("place") or document.label))
        return (
            f'<tr><th scope="row"><a href="../book/places/{place_slug(document)}.html">{name}</a></th>'
            f"<td>{escape(self.said.levels.get(level, level or '–'))}</td>"
            f'<td><a href="../book/reader/{escape(document.doc_id)}.html">{year}</a></td>'
            f"<td>{escape(words.get(str(record.get('status')), words['unknown']))}</td>"
            + "".join(f'<td class="pb-right">{n or "–"}</td>' for n in numbers)
            + "</tr>"
        )

    def _tools(self) -> str:
        names = ("firm", "explorer", "compare", "try", "glossary", "data")
        items = "".join(f'<li><a href="../book/{name}.html">{escape(self.said.words[name])}</a></li>' for name in names)
        return f"<ul>{items}</ul>"

    def _chapters(self) -> str:
        parts = []
        for chapter, values in self.glued.items():
            title = self.said.chapters.get(chapter, {}).get("title", chapter)
            summary = self.said.summary(chapter, values, self.labels) or ""
            parts.append(f'<h3><a href="../notebooks/{chapter}.html">{escape(title)}</a></h3><p>{escape(summary)}</p>')
        return "".join(parts)

    def _programmes(self) -> str:
        offering: dict[str, set[str]] = {}
        for row in self.lookup.offers:
            offering.setdefault(row.programme, set()).add(row.doc_id)
        families: dict[str, list[str]] = {}
        for programme in self.lookup.programmes():
            link = f'<a href="../book/programmes/{programme.id}.html">{escape(programme.zh)}</a>'
            families.setdefault(programme.family, []).append(f"{link}（{len(offering[programme.id])}）")
        said = escape(self.said.words["programmes_said"].format(n=len(self.corpus)))
        return f"<p>{said}</p>" + "".join(
            f"<h3>{escape(self.said.families.get(family, family))}</h3><p>{'、'.join(links)}</p>"
            for family, links in families.items()
        )


class _Sentences(Translated):
    """Prints sentences of claims, which come in Chinese where there is any, and otherwise what another wording prints."""

    def __init__(self, say: Translated) -> None:
        super().__init__(say.language, say.texts, say.labels)
        self.missing = say.missing

    def data(self, text: str) -> str:
        """Return a claim's sentence as HTML; one that has no Chinese is told by `Edition.missing`."""
        return escape(text) if re.search("[\u3400-\u9fff]{2}", text) else f'<span lang="en">{escape(text)}</span>'


def contents(page: Page) -> str:
    """Return a page's own table of contents as the builder writes it, "" where it has no parts."""
    if not page.parts:
        return ""
    entries = "".join(
        f'<li><a class="reference internal" href="#{part.anchor}">{escape(part.title)}</a></li>' for part in page.parts
    )
    return f'<ul><li><a class="reference internal" href="#">{escape(page.title)}</a><ul>{entries}</ul></li></ul>'


def label(document: Document) -> str:
    """Return a document's label in Chinese, e.g. 河湾区2031年政策."""
    place, year = document.record.get("place"), document.record.get("policy_year")
    return f"{place}{f'{year}年' if year else ''}政策" if place else document.label


def glued_values(notebook: Path) -> dict[str, object]:
    """Return the glued values of a notebook: numbers and texts by name."""
    found = {}
    for cell in read_json(notebook)["cells"]:
        for output in cell.get("outputs", ()):
            if (name := glued_name(output)) and (text := output["data"].get(GLUE)):
                found[name] = ast.literal_eval(text if isinstance(text, str) else "".join(text))
    return found


# ------------------------------------------------------------------------------------------------- the other language


def address(page: str, target: str) -> str:
    """Return the relative address of a page from another one; both are named from the site's root.

    Examples
    --------
    >>> address("zh/reader/hewan-2031", "book/data")
    '../../book/data.html'
    """
    return relpath(f"{target}.html", dirname(page) or ".")


def chinese_of(page: str) -> str:
    """Return the name that the Chinese page of an English one has: ``zh/data`` for ``book/data``."""
    return f"{FOLDER}{page.removeprefix('book/')}"


def english_of(page: str) -> str:
    """Return the English page that a Chinese one stands for."""
    if page == SEARCH:
        return "search"
    own = page.removeprefix(FOLDER)
    return own if own.startswith("notebooks/") else f"book/{own}"


def counterpart(page: str, pages: frozenset[str]) -> str:
    """Return the page of the other language, "" where there is none.

    Parameters
    ----------
    page : str
        The page's name.
    pages : set of str
        The names of the Chinese pages.
    """
    if page.startswith(FOLDER):
        return english_of(page) if page in pages else ""
    chinese = SEARCH if page == "search" else chinese_of(page)
    return chinese if page.startswith(("book/", "notebooks/", "search")) and chinese in pages else ""


def localised(html: str, page: str, pages: frozenset[str]) -> str:
    """Return a Chinese page with each link led to the Chinese page where there is one, else to the English one, marked as such.

    A link that says its language itself (``hreflang``) is left alone.
    """

    def led(link: re.Match) -> str:
        if "hreflang" in link[0]:
            return link[0]
        target = normpath(f"{dirname(page)}/{link['path']}").removesuffix(".html")
        if target.startswith(FOLDER) and target not in pages:
            target = english_of(target)
        elif not target.startswith(FOLDER):
            target = counterpart(target, pages) or target
        foreign = "" if target.startswith(FOLDER) else ' hreflang="en"'
        return f'<a{link["before"]}href="{address(page, target)}{link["rest"] or ""}"{foreign}{link["after"]}>'

    return _LINK.sub(led, html)


def alternates(page: str, pages: frozenset[str], home: str = "") -> str:
    """Return the tags that name the languages of a page; none where it has one language.

    Parameters
    ----------
    page : str
        The page's name.
    pages : set of str
        The names of the Chinese pages.
    home : str
        Where the site stands, with a stroke at its end; empty: the links are relative.
    """
    other = counterpart(page, pages)
    if not other:
        return ""
    base = home or "../" * page.count("/")
    english, chinese = (other, page) if page.startswith(FOLDER) else (page, other)
    pairs = (("en", english), (LANGUAGE, chinese), ("x-default", english))
    return "\n    ".join(f'<link rel="alternate" hreflang="{code}" href="{base}{name}.html" />' for code, name in pairs)


def switch(page: str, pages: frozenset[str]) -> str:
    """Return the link from a page to the same page in the other language, "" where there is none."""
    other = counterpart(page, pages)
    if not other:
        return ""
    code, name = (LANGUAGE, "中文") if other.startswith(FOLDER) else ("en", "English")
    return f'<p class="pb-language"><a href="{address(page, other)}" lang="{code}" hreflang="{code}">{name}</a></p>'
