"""A text that somebody pastes or drops, read as on the document pages: a text or a file's bytes in, JSON for the page out.

Runs in the reader's browser (see ``static/try-worker.js``) as well as here, so it needs nothing beyond Python and PyYAML. A
column that the vocabularies of the project fill (recipient, industry, programme) is not made here.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

from policybook.errors import PolicybookError
from policybook.extract.document import TABLES, extract_document
from policybook.read.corpus import Document, require_measures
from policybook.read.files import CHINESE
from policybook.read.formats import receive_bytes
from policybook.site.marked_text import Rows, parts_of, sections_html
from policybook.tables.fields import rows_csv, table_fields

#: What a text without a name is called.
PASTED = "pasted"
#: The tables with columns that the vocabularies fill, and these columns.
NOT_MADE = dict.fromkeys(("awards", "annex_awards"), ("recipient", "recipient_words", "industry", "industry_words"))
#: What a browser has not got, and what to do instead.
NEEDS = {
    "lxml": "a saved web page cannot be read here; open it, copy its text and paste that",
    "pypdfium2": "a PDF cannot be read here; open it, copy its text and paste that",
    "opencc": "a text in traditional characters cannot be read here; paste it in simplified ones",
}
ON_YOUR_COMPUTER = "`policybook inspect FILE` reads it on your computer"
#: How many characters are read here: some fifty times those of a policy.
MAX_CHARACTERS = 1_000_000
SHOWN = 60  # characters of a quote in the list of doubts


def answer(source: str | bytes, name: str = "") -> str:
    """Return what the page shows of a text or file, or what is wrong with it, as JSON.

    Parameters
    ----------
    source : str or bytes
        The text, or the bytes of a file.
    name : str
        The file's name; empty for a pasted text.

    Returns
    -------
    str
        An object with ``error``, or with what `reading` returns.
    """
    try:
        found: Mapping = reading(document_of(source, name))
    except PolicybookError as error:
        found = {"error": str(error)}
    except ModuleNotFoundError as error:
        found = {"error": f"{NEEDS.get(error.name or '', f'{error.name} is missing here')}. {ON_YOUR_COMPUTER}."}
    return json.dumps(found, ensure_ascii=False)


def document_of(source: str | bytes, name: str = "") -> Document:
    """Return a text or a file's bytes as a document.

    Raises
    ------
    PolicybookError
        Says what is wrong with it, and what to do.
    """
    text = source if isinstance(source, str) else receive_bytes(source, name).text
    what = name or "the text"
    if not text.strip():
        raise PolicybookError("there is no text yet; paste the policy's text, or choose a file")
    if len(text) > MAX_CHARACTERS:
        raise PolicybookError(f"{what}: has more than {MAX_CHARACTERS:,} characters; take one policy at a time")
    if not CHINESE.search(text):
        raise PolicybookError(f"{what}: holds no Chinese characters; the rules read policies in Chinese")
    doc_id = re.sub(r"[^a-z0-9]+", "-", PurePath(name).stem.lower()).strip("-") or PASTED
    return require_measures(Document(doc_id, text, {}), what)


def reading(document: Document) -> dict:
    """Return a document as the page shows it.

    Returns
    -------
    dict
        ``title``; ``html``: the text with its rows marked; ``contents``: (anchor, heading) of its parts; ``tables``: by name
        the number of rows and the CSV; ``doubts``: what to look at, with its line.
    """
    rows = in_order(extract_document(document))
    parts = parts_of(document, rows, {})
    return {
        "title": str(document.known.get("title") or document.outline.title or document.doc_id),
        "html": sections_html(parts),
        "contents": [[part.anchor, part.title] for part in parts if part.anchor],
        "tables": {
            name: {"rows": len(rows[name]), "csv": table_csv(name, rows[name])} for name in TABLES if rows[name]
        },
        "doubts": list(_doubts(document, rows["problems"])),
    }


def in_order(rows: Rows) -> dict[str, list[Mapping]]:
    """Return the rows of each table in the order of the text."""
    return {name: sorted(found, key=lambda row: row["start"]) for name, found in rows.items()}


def table_csv(name: str, rows: Iterable[Mapping]) -> str:
    """Return rows as the table's CSV, without the columns that are not made here."""
    left_out = NOT_MADE.get(name, ())
    return rows_csv(rows, {field: about for field, about in table_fields(name).items() if field not in left_out})


def _doubts(document: Document, problems: Sequence[Mapping]) -> Iterable[str]:
    breaks = [found.start() for found in re.finditer("\n", document.raw)]
    for row in problems:
        quote = row["quote"] if len(row["quote"]) <= SHOWN else row["quote"][:SHOWN] + "…"
        yield f"line {bisect_left(breaks, row['start']) + 1}: {row['message']}: {quote}"
