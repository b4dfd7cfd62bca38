"""How a page is cited: ``CITATION.cff`` and a page's title and address come in; BibTeX, RIS, meta tags and JSON-LD go out."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from policybook.show.wording import ENGLISH, Wording

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class Reference:
    """A page of the book as something that is cited.

    Attributes
    ----------
    title : str
        The page's title.
    page : str
        Its address from the site's root.
    book : str
        The book's title.
    authors : tuple of str
        As "Family, Given", or a name that is not inverted.
    year, version, vintage : str
        Year of publication, version of the book, which documents the data rest on.
    home : str
        The book's address, "" while it has none.
    description : str
        What the book is, in a sentence or two.
    """

    title: str
    page: str
    book: str
    authors: tuple[str, ...]
    year: str = ""
    version: str = ""
    vintage: str = ""
    home: str = ""
    description: str = ""

    @property
    def address(self) -> str:
        """The page's full address where the book has one, else from the site's root; the whole book's has no page."""
        return f"{self.home.rstrip('/')}/{self.page}" if self.home else self.page

    @property
    def within(self) -> str:
        """The book, where the reference is to a part of it."""
        return "" if self.title == self.book else self.book

    @property
    def text(self) -> str:
        """The citation as a line."""
        dated = f" ({self.year})" if self.year else ""
        whole = f" In: {self.within}." if self.within else ""
        version = f" Version {self.version}." if self.version else ""
        return f"{'; '.join(self.authors)}{dated}. {self.title}.{whole}{version} Data: {self.vintage}. {self.address}".rstrip()


def reference(cff: Mapping, title: str, page: str, vintage: str, fallback_year: str = "") -> Reference:
    """Return a page's reference from ``CITATION.cff``.

    Parameters
    ----------
    cff : mapping
        The content of ``CITATION.cff``; its ``url`` is the one setting of the book's address.
    title, page, vintage : str
    fallback_year : str, optional
        The year where the file has no ``date-released``.
    """
    return Reference(
        title=title,
        page=page,
        book=str(cff["title"]),
        authors=tuple(_author(author) for author in cff["authors"]),
        year=str(cff.get("date-released") or fallback_year)[:4],
        version=str(cff["version"]),
        vintage=vintage,
        home=str(cff.get("url") or ""),
        description=" ".join(str(cff.get("abstract") or "").split()),
    )


def _author(author: Mapping) -> str:
    if "family-names" in author:
        return ", ".join(filter(None, [author["family-names"], author.get("given-names", "")]))
    return str(author["name"])


def bibtex(ref: Reference) -> str:
    """Return the page as an entry of BibTeX."""
    key = re.sub(r"[^a-z0-9]+", "-", ref.page.removesuffix(".html").lower()).strip("-")
    fields = {
        "author": " and ".join(author if "," in author else f"{{{author}}}" for author in ref.authors),
        "title": f"{{{_tex(ref.title)}}}",
        "howpublished": _tex(ref.within),
        "year": ref.year,
        "version": ref.version,
        "url": ref.address,
        "note": _tex(f"Data: {ref.vintage}"),
    }
    lines = "\n".join(f"  {name:<12} = {{{value}}}," for name, value in fields.items() if value)
    return f"@misc{{{'-'.join(filter(None, ['policybook', key]))},\n{lines}\n}}"


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text.replace("\\", ""))


def ris(ref: Reference, kind: str = "ELEC") -> str:
    """Return the page as RIS; `kind` is ``DATA`` for a data set."""
    fields = [
        ("TY", kind),
        *(("AU", author) for author in ref.authors),
        ("TI", ref.title),
        ("T2", ref.within),
        ("PY", ref.year),
        ("ET", ref.version),
        ("N1", f"Data: {ref.vintage}"),
        ("UR", ref.address),
        ("ER", ""),
    ]
    return "\r\n".join(f"{tag}  - {_line(value)}" for tag, value in fields if value or tag == "ER") + "\r\n"


def _line(value: str) -> str:
    return " ".join(value.split())


def meta_tags(ref: Reference, language: str = "en") -> str:
    """Return ``citation_*``, Open Graph and description tags."""
    named = [
        ("description", f"{ref.title}. {ref.description}".strip()),
        ("citation_title", ref.title),
        *(("citation_author", author) for author in ref.authors),
        ("citation_publication_date", ref.year),
        ("citation_inbook_title", ref.within),
        ("citation_language", language),
        ("citation_public_url", ref.address if ref.home else ""),
    ]
    graph = [
        ("og:title", ref.title),
        ("og:type", "article"),
        ("og:site_name", ref.book),
        ("og:description", ref.description),
        ("og:url", ref.address if ref.home else ""),
    ]
    tags = [f'<meta name="{name}" content="{escape(value)}" />' for name, value in named if value]
    tags += [f'<meta property="{name}" content="{escape(value)}" />' for name, value in graph if value]
    return "\n    ".join(tags)


def json_ld(
    ref: Reference, files: Sequence[tuple[str, str]] = (), keywords: Sequence[str] = (), years: str = ""
) -> str:
    """Return a script of schema.org data: a ``Dataset`` where there are files, else an ``Article``.

    Parameters
    ----------
    ref : Reference
    files : sequence of (str, str)
        Addresses from the site's root, and media types.
    keywords : sequence of str
    years : str
        The time that the data cover, as ``2024/2025``.
    """
    authors = [{"@type": "Person" if "," in author else "Organization", "name": author} for author in ref.authors]
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Dataset" if files else "Article",
        "name" if files else "headline": ref.book if files else ref.title,
        "description": ref.description,
        "creator" if files else "author": authors,
        "version": ref.version,
        "license": LICENCE,
        "inLanguage": ["en", "zh-CN"],
        "isAccessibleForFree": True,
        "url": ref.address,
        "datePublished": ref.year,
    }
    if files:
        base = f"{ref.home.rstrip('/')}/" if ref.home else ""
        data |= {
            "keywords": list(keywords),
            "temporalCoverage": years,
            "distribution": [
                {"@type": "DataDownload", "contentUrl": f"{base}{path}", "encodingFormat": kind} for path, kind in files
            ],
        }
    else:
        data["isPartOf"] = {"@type": "Book", "name": ref.book}
    text = json.dumps({k: v for k, v in data.items() if v not in ("", [])}, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def citing_html(ref: Reference, kind: str = "ELEC", say: Wording = ENGLISH) -> str:
    """Return the box at the foot of a page: citation, BibTeX, RIS."""
    entry = ris(ref, kind)
    link = f"data:application/x-research-info-systems;charset=utf-8,{quote(entry)}"
    return (
        f'<details class="pb-citing"><summary>{say("Cite this page")}</summary>'
        f'<p class="pb-cite">{escape(ref.text)}</p><pre class="pb-bibtex" tabindex="0">{escape(bibtex(ref))}</pre>'
        f"<p>{_files(link, say)}</p></details>"
    )


def _files(link: str, say: Wording) -> str:
    return say.html(
        "{ris} for Zotero, EndNote and others. Sections, measures and rows have addresses of their own: follow the # beside them.",
        ris=f'<a href="{escape(link)}" download="policybook.ris">{say("RIS file")}</a>',
    )
