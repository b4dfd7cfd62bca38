"""One document as a page that stands by itself: a document and its tables come in, the HTML of a whole file goes out."""

from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources

import pandas as pd

from policybook.read.corpus import Document
from policybook.site.document_pages import document_page
from policybook.site.marked_text import sections_html

#: What the site's theme brings to a document page, for a page without it.
BASE_CSS = """
:root { color-scheme: light dark; --pst-color-text-base: #1f2328; --pst-color-background: #fff; }
body { font-family: system-ui, var(--pb-hanzi); color: var(--pst-color-text-base); background: var(--pst-color-background);
  line-height: 1.6; margin: 0 auto; max-width: 50rem; padding: 1rem 1.2rem 20rem; }
h1, h2 { line-height: 1.35; overflow-wrap: anywhere; }
h2 { margin-top: 2.4rem; }
a { color: var(--pb-budget); }
.headerlink { text-decoration: none; margin-left: 0.3em; }
.pb-warnings { border: 1px solid var(--pb-award); border-radius: 6px; padding: 0.6rem 1rem 0.6rem 2rem; }
:target { background: color-mix(in srgb, var(--pb-award) 16%, transparent); }
@media print { body { max-width: none; padding-bottom: 0; } .pb-legend { display: none; } }
@media (prefers-color-scheme: dark) {
  :root { --pst-color-text-base: #e6e9ed; --pst-color-background: #14181e; --pb-budget: #6cb8ee; --pb-award: #f0a35a;
    --pb-target: #4fd1a5; --pb-tint: 20%; --pb-line: #3d444d; --pb-soft: #1e242b; --pb-muted: #a0a9b4; --pb-card: #22282f; }
}
"""


def standalone_page(document: Document, tables: Mapping[str, pd.DataFrame], warnings: Sequence[str] = ()) -> str:
    """Return a document with every extracted row marked in its text, as one HTML file that needs no other.

    Parameters
    ----------
    document : Document
    tables : mapping
        Its tables, as `policybook.tables.build.make_tables` makes them.
    warnings : sequence of str
        What to look at before the rows are trusted; shown at the top.
    """
    title = str(document.known.get("title") or document.outline.title or document.doc_id)
    css = (resources.files("policybook.site") / "static" / "document.css").read_text("utf-8") + BASE_CSS
    doubts = "".join(f"<li>{escape(warning)}</li>" for warning in warnings)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>\n{css}</style>\n</head>\n<body>\n"
        f'<h1 lang="zh-CN">{escape(title)}</h1>\n'
        + (f'<ul class="pb-warnings">{doubts}</ul>\n' if doubts else "")
        + sections_html(document_page(document, tables, {}))
        + "\n</body>\n</html>\n"
    )
