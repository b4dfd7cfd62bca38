"""The Chinese start page ``zh/index.html``: findings, documents and chapters in Chinese, with links into the book.

In: the catalogue, headlines, claims, glued values, documents and programmes. Out: the page's HTML, and the tags by which a
browser and a search engine find the other language.
"""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from policybook.disk import read_json
from policybook.read.corpus import Corpus, Document
from policybook.show.claims import evidence
from policybook.site import pictures
from policybook.site.data_pages import StoredClaim
from policybook.site.evidence import glued_name
from policybook.site.lookup_pages import Lookup, place_slug
from policybook.site.start_page import Headline
from policybook.vocab.chinese import Chinese, folded

#: The page, and the English one that it stands for.
PAGE, ENGLISH = "zh/index", "book/index"
LANGUAGE = "zh-CN"
GLUE = "application/papermill.record/text/plain"


@dataclass(frozen=True)
class Edition:
    """What the page is made of.

    Attributes
    ----------
    said : Chinese
        The catalogue.
    corpus : Corpus
    headlines, claims : sequence
        The findings, and the claims that prove them.
    glued : mapping
        The glued values of each chapter, by the notebook's stem, with its English title; see `glued_values`.
    lookup : Lookup
        Programmes, places and their rows.
    """

    said: Chinese
    corpus: Corpus
    headlines: Sequence[Headline]
    claims: Sequence[StoredClaim]
    glued: Mapping[str, Mapping[str, object]]
    lookup: Lookup

    @property
    def title(self) -> str:
        """The page's title."""
        return self.said.words["title"]

    @property
    def labels(self) -> dict[str, str]:
        """The Chinese of the documents' labels, as chapters print them."""
        found = {}
        for document in self.corpus.values():
            found[document.label] = label(document)
            found[f"{document.label} (draft)"] = f"{label(document)}（{self.said.words['draft']}）"
        return found

    def missing(self) -> list[str]:
        """Return a line for everything that has no Chinese yet."""
        lines = [
            f"headlines: {h.claim}: no Chinese for {h.sentence!r}"
            for h in self.headlines
            if self.said.headline(h.claim, h.sentence, self.labels) is None
        ]
        for chapter, values in self.glued.items():
            if self.said.summary(chapter, values, self.labels) is None:
                lines.append(f"chapters: {chapter}: no summary, or one whose fields are not glued there")
        families = {programme.family for programme in self.lookup.programmes()}
        lines += [f"families: {name}" for name in sorted(families - set(self.said.families))]
        levels = {str(d.record["level"]) for d in self.corpus.values() if d.record.get("level")}
        return lines + [f"levels: {name}" for name in sorted(levels - set(self.said.levels))]

    def html(self) -> str:
        """Return the page."""
        words = self.said.words
        return (
            f'<div class="pb-lookup" lang="{LANGUAGE}"><h1>{escape(words["title"])}</h1>'
            f'<p class="pb-language"><a href="../{ENGLISH}.html" lang="en" hreflang="en">{escape(words["english"])}</a></p>'
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
            address, _ = evidence(claim.rows)[0]
            links = " · ".join(
                f'<a href="../{target}">{escape(name)}</a>'
                for target, name in (
                    (f"notebooks/{shown.chapter}.html#claim-{claim.id}", words["chapter"]),
                    (f"book/reader/{escape(address)}", words["clause"]),
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


def alternates(page: str, home: str = "") -> str:
    """Return the tags that name the languages of a page; none where it has one language.

    Parameters
    ----------
    page : str
        The page's name.
    home : str
        Where the site stands, with a stroke at its end; empty: the links are relative.
    """
    if page not in (PAGE, ENGLISH):
        return ""
    base = home or "../" * page.count("/")
    pairs = (("en", ENGLISH), (LANGUAGE, PAGE), ("x-default", ENGLISH))
    return "\n    ".join(f'<link rel="alternate" hreflang="{code}" href="{base}{name}.html" />' for code, name in pairs)


def switch(page: str) -> str:
    """Return the link from the English start page to the Chinese one, "" for any other page."""
    if page != ENGLISH:
        return ""
    return f'<p class="pb-language"><a href="../{PAGE}.html" lang="{LANGUAGE}" hreflang="{LANGUAGE}">中文</a></p>'
