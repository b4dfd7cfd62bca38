"""The scorecard: the targets as promises that a citizen can check come in, a printable page and a CSV file go out."""

from collections.abc import Mapping
from html import escape
from urllib.parse import quote

import pandas as pd

from policybook.analyse.budget_sums import common_domains
from policybook.analyse.promises import code_targets, scorecard
from policybook.show import links
from policybook.show.values import marked
from policybook.site.marked_text import Part
from policybook.tables.anchors import document_address
from policybook.tables.files import to_csv
from policybook.vocab.domains import load_domains
from policybook.vocab.indicators import load_indicators, load_promises

#: Where the CSV file lies on the site.
FILE = "data/scorecard.csv"
#: The tables of more documents than these do not stand on the page.
MANY = 20
HEADS = ("Promise", "Number", "Who answers", "Sentence", "Reached?")


def scorecard_rows(tables: Mapping[str, pd.DataFrame], root=None) -> pd.DataFrame:
    """Return the scorecard of all documents; columns as in `policybook.analyse.promises.SCORECARD`."""
    vocabulary = load_indicators(root)
    domains = common_domains(*load_domains(root)).assign(domain=lambda t: t["short"])  # each document's own name
    coded = code_targets(tables["targets"], tables["documents"], vocabulary, domains)
    return scorecard(coded, tables["documents"], tables["responsibilities"], vocabulary, load_promises(root))


def scorecard_csv(cards: pd.DataFrame) -> str:
    """Return the scorecard as CSV."""
    return to_csv(cards.convert_dtypes())


def scorecard_parts(cards: pd.DataFrame, up: str) -> list[Part]:
    """Return a printable table for each document.

    Parameters
    ----------
    cards : pandas.DataFrame
        As `scorecard_rows` returns it.
    up : str
        The way from the page to the site's root.
    """
    own_cards = list(cards.groupby("doc_id", sort=False))
    if len(own_cards) > MANY:
        return [Part("scorecard-documents", "Documents", _list(own_cards, up))]
    return [Part(f"scorecard-{doc_id}", links.label(doc_id), _table(doc_id, own, up)) for doc_id, own in own_cards]


def _list(own_cards: list[tuple[str, pd.DataFrame]], up: str) -> str:
    """Return the number of promises of each document, where all tables together would be too long for a page."""
    items = "".join(
        f'<li><a href="{up}book/reader/{quote(doc_id)}.html">{escape(links.label(doc_id))}</a>: {len(own)} targets</li>'
        for doc_id, own in own_cards
    )
    return f"<p>So many documents do not stand on one page; the CSV file holds the promises of all.</p><ul>{items}</ul>"


def _table(doc_id: str, cards: pd.DataFrame, up: str) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in HEADS)
    body, domain = [], None
    addresses = _addresses(cards, up)
    for row, address in zip(cards.to_dict("records"), addresses, strict=True):
        named = "" if pd.isna(row["domain"]) else row["domain"]
        if named != domain:
            domain = named
            body.append(
                f'<tr class="pb-domain"><th scope="colgroup" colspan="{len(HEADS)}">{marked(domain or "Other")}</th></tr>'
            )
        body.append(_row(row, address))
    caption = f"Promises of {links.label(doc_id)}: {len(cards)} targets, to be filled in a year later"
    return (
        f'<div class="pb-scroll"><table class="pb-table pb-scorecard"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _addresses(cards: pd.DataFrame, up: str) -> list[str]:
    doc_ids, anchors = cards["doc_id"], links.row_anchors(cards)
    return [document_address(d, a, base=f"{up}book/reader/") for d, a in zip(doc_ids, anchors, strict=True)]


def _row(row: Mapping, address: str) -> str:
    english = f"<br>{escape(row['promise_en'])}" if row["promise_en"] else ""
    strive = "<br>striven for" if row["firmness"] == "striven for" else ""
    offices = row["offices"]
    if row["lead"] and offices:
        first, _, others = offices.partition("、")
        who = f"<strong>{marked(first)}</strong>" + (f"、{marked(others)}" if others else "")
    else:
        who = marked(offices) if offices else "nobody named"
    return (
        f'<tr><th scope="row">{marked(row["promise"])}{english}</th>'
        f'<td class="pb-number">{marked(row["number"])}{strive}</td><td>{who}</td>'
        f'<td><a href="{escape(address)}">{marked(row["sentence"])}</a></td><td class="pb-tick">☐</td></tr>'
    )
