"""Figures and tables of a page as data: under each, its CSV, its picture, its own address and how to cite it.

In: the HTML of a page's article. Out: the same with a bar under each table and figure, and the CSV files by name.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape, unescape
from posixpath import normpath

from lxml import html as lxml_html

from policybook.show.wording import ENGLISH, Wording

FOLDER = "data/shown"
_TABLE = re.compile(r'<div class="pb-scroll"(?P<attributes>[^>]*)>\s*(?P<table><table\b.*?</table>)\s*</div>', re.S)
_FIGURE = re.compile(r"<figure\b(?P<attributes>[^>]*)>(?P<content>.*?)</figure>", re.S)
_CELL = re.compile(r'<div class="[^"]*\bcell\b(?! ?_)[^"]*"|<h[23][ >]')
_ID = re.compile(r'\bid="([^"]+)"')
_SOURCE = re.compile(r'<img\b[^>]*\bsrc="([^"]+)"')
_CAPTION = re.compile(r"<(figcaption|caption)\b[^>]*>(.*?)</\1>", re.S)
_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_TAG = re.compile(r"<[^>]+>")
BARS = {"table": "This table as data", "figure": "This figure as data"}
_WORDS = 8  # of a caption stand in the anchor
_LONG = 90  # characters of a caption stand in the citation


def with_data(
    body: str,
    page: str,
    cite: Callable[[str, str], str],
    say: Wording = ENGLISH,
    rows: Mapping[str, str] | None = None,
) -> tuple[str, dict[str, str]]:
    """Put a bar under each table and figure of a page.

    Parameters
    ----------
    body : str
        The article's HTML.
    page : str
        The page's name from the site's root, without its ending.
    cite : callable
        From a title and an anchor to the citation as a line.
    say : Wording, optional
        The page's language.
    rows : mapping of str, optional
        Where the rows stand that a figure is made of: an anchor of the page, by the figure's own.

    Returns
    -------
    tuple
        The article, and the CSV files: their addresses from the site's root, and their content.
    """
    up = "../" * page.count("/")
    taken = set(_ID.findall(body))
    files: dict[str, str] = {}
    last: tuple[int, str] | None = None  # where the table above ends, and its file
    out, at = [], 0
    for kind, found in _found(body):
        caption = _caption(found[0])
        own = _ID.search(found["attributes"])
        anchor = own[1] if own else _free(_slug(caption, kind), taken)
        taken.add(anchor)
        links, evidence = [], ""
        tag = "<div" if kind == "table" else "<figure"
        html = found[0] if own else f'{tag} id="{anchor}"{found[0][len(tag) :]}'
        if kind == "table":
            name = f"{FOLDER}/{page}/{anchor}.csv"
            files[name] = table_csv(found["table"], page)
            last = (found.end(), name)
            links.append((name, "CSV"))
        elif source := _SOURCE.search(found["content"]):
            if last and len(_CELL.findall(body[last[0] : found.start()])) <= 1:
                links.append((last[1], "CSV of the table above"))
            picture = normpath(f"{page.rpartition('/')[0]}/{unescape(source[1])}")
            links.append((picture, picture.rpartition(".")[2].upper()))
        evidence = f'<a href="#{rows[anchor]}">{say("rows")}</a>' if rows and anchor in rows else ""
        downloads = "".join(f'<a href="{up}{escape(target)}" download>{say(words)}</a>' for target, words in links)
        title = caption if len(caption) <= _LONG else caption[:_LONG].rsplit(" ", 1)[0] + " …"
        bar = (
            f'<div class="pb-bar" role="group" aria-label="{say(BARS[kind])}">{downloads}{evidence}<a href="#{anchor}">{say("link")}</a>'
            f"<details><summary>{say('cite')}</summary><p>{escape(cite(title, anchor))}</p></details></div>"
        )
        out += [body[at : found.start()], html, bar]
        at = found.end()
    return "".join([*out, body[at:]]), files


def _found(body: str) -> Iterator[tuple[str, re.Match]]:
    both = [("table", m) for m in _TABLE.finditer(body)] + [("figure", m) for m in _FIGURE.finditer(body)]
    yield from sorted(both, key=lambda item: item[1].start())


def _caption(html: str) -> str:
    found = _CAPTION.search(html)
    text = " ".join(unescape(_TAG.sub("", found[2])).split()) if found else ""
    return re.sub(r"^Figure \d+ |#$", "", text).strip()


def _slug(caption: str, kind: str) -> str:
    """Return an anchor from the words of a caption; numbers in it may change with the data, so that they are left out."""
    words = re.findall(r"[a-z]+", caption.lower())[:_WORDS]
    return "-".join([kind, *words])


def _free(anchor: str, taken: set[str]) -> str:
    n, free = 1, anchor
    while free in taken:
        n += 1
        free = f"{anchor}-{n}"
    return free


def table_csv(table: str, page: str) -> str:
    """Return a table as CSV, as it is shown: figures without marks of thousands, nothing where a dash stands.

    Parameters
    ----------
    table : str
        The table's HTML.
    page : str
        The page that it stands on; where rows lead somewhere, a last column holds the address from the site's root.
    """
    lines, addresses = [], []
    for line in lxml_html.fromstring(table).iter("tr"):
        cells = [cell for cell in line if cell.tag in ("td", "th")]
        lines.append([text for cell in cells for text in [_text(cell), *[""] * (int(cell.get("colspan", 1)) - 1)]])
        target = next(iter(line.xpath(".//a[not(contains(@class, 'headerlink'))]/@href")), "")
        addresses.append(_from_root(target, page) if cells and cells[-1].tag == "td" else "")
    if any(addresses):
        lines = [
            [*cells, "address" if i == 0 else address]
            for i, (cells, address) in enumerate(zip(lines, addresses, strict=True))
        ]
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(lines)
    return stream.getvalue()


def _text(cell: lxml_html.HtmlElement) -> str:
    for folded in cell.iter("details"):  # a number that opens to the rows that it counts
        for rest in folded.xpath("./*[not(self::summary)]"):
            rest.drop_tree()
        for summary in folded.iter("summary"):
            summary.tail = None
    for rest in cell.xpath(".//*[contains(@class, 'headerlink')]"):
        rest.drop_tree()
    for end in cell.iter("br"):
        end.tail = f"; {end.tail or ''}"
    text = " ".join(cell.text_content().split())
    if text == "–":
        return ""
    return text.replace(",", "") if _NUMBER.fullmatch(text) else text


def _from_root(target: str, page: str) -> str:
    if not target or re.match(r"[a-z]+:", target):
        return target
    if target.startswith("#"):
        return f"{page}.html{target}"
    path, mark, anchor = target.partition("#")
    return normpath(f"{page.rpartition('/')[0]}/{path}") + mark + anchor
