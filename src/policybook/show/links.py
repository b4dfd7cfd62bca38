"""Where a document or a row stands on the site: ids and anchors come in, labels and relative addresses go out."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from policybook.read.corpus import Corpus, load_corpus
from policybook.show.wording import ENGLISH, Wording
from policybook.tables.anchors import annex_anchor, annex_measure_anchors, ask_anchors, document_address, number
from policybook.vocab.indicators import load_promises
from policybook.vocab.phrases import load_phrases

# ---------------------------------------------------------------------------------------------------- documents


@cache
def _corpus(root: Path | None) -> Corpus:
    return load_corpus(root)


def use_root(root: Path | None) -> None:
    """Take the documents from this project instead of the one around the working folder."""
    global _root
    _root = root
    _corpus.cache_clear()
    _translations.cache_clear()


_root: Path | None = None


def read_ahead() -> None:
    """Read the documents, their outlines and the translations of phrases; a process that forks shares them."""
    for document in documents().values():
        _ = document.outline, document.addresses
    in_english("")


def documents() -> Corpus:
    """Return the documents that links lead to."""
    return _corpus(_root)


@cache
def _translations(root: Path | None) -> dict[str, str]:
    places = {
        str(d.record["place"]): str(d.record["place_en"]) for d in _corpus(root).values() if "place_en" in d.record
    }
    return {"".join(zh.split()): en for zh, en in (places | load_promises(root) | load_phrases(root)).items()}


def in_english(text: str) -> str | None:
    """Return the English of a phrase, heading, promise or place that a document prints, None where there is none.

    White space does not count, nor a star at the end; of a list joined by 、 each part may have its English.
    """
    known, folded = _translations(_root), "".join(text.split())
    if folded in known:
        return known[folded]
    parts = [known.get(part.removesuffix("*")) for part in folded.split("、")]
    return ", ".join(parts) if all(parts) else None


def said_of_documents() -> tuple[dict, dict]:
    """Return all that figures print of documents beside their data: records, without the digests of texts, and translations."""
    known = {
        doc_id: {name: value for name, value in record.items() if not name.endswith("sha256")}
        for doc_id, record in records().items()
    }
    return known, _translations(_root)


def records() -> dict[str, Mapping]:
    """Return the record of each document."""
    return {doc_id: document.record for doc_id, document in documents().items()}


def label(doc_id: str) -> str:
    """Return the short English label of a document from its record, else the id itself."""
    return records().get(doc_id, {}).get("label") or doc_id


def order(doc_ids: Sequence[str]) -> list[str]:
    """Return the documents in the order of the corpus, unknown ones last."""
    known = list(records())
    return sorted(doc_ids, key=lambda doc_id: (known.index(doc_id) if doc_id in known else len(known), doc_id))


def link(
    doc_id: str,
    measure: object = None,
    section: object = None,
    *,
    subsection: object = None,
    anchor: str | None = None,
) -> str:
    """Return the address of a document, a measure or a domain on the document's page, from a notebook's page.

    Parameters
    ----------
    doc_id : str
        The document.
    measure, section, subsection : int or missing
        The measure, else the domain; both missing leads to the top of the page. Domain and subsection tell measures apart
        where their numbers start again.
    anchor : str, optional
        Another anchor of the page (``ask-4``).

    Examples
    --------
    >>> link("pinghu-2024", 19)
    '../book/reader/pinghu-2024.html#m19'
    """
    if anchor is None:
        stated = number(measure) is not None or number(section) is not None
        anchor = place_anchor(doc_id, section, measure, subsection) if stated else ""
    return document_address(doc_id, anchor)


def place_anchor(doc_id: str, section: object = None, measure: object = None, subsection: object = None) -> str:
    """Return the anchor of a measure, else of a domain, else of the closing paragraph, in a document of the corpus.

    A document that is not in the corpus is taken to number its measures through.
    """
    own, around, between = number(measure), number(section), number(subsection)
    if doc_id in documents():
        return documents()[doc_id].addresses.of(around, own, between)
    return f"m{own}" if own is not None else f"s{around}" if around is not None else "end"


def row_anchors(frame: pd.DataFrame) -> list[str]:
    """Return the anchor on the document's page for each row of a table of the data package; "" is the top of the page.

    A column ``anchor`` is taken as it is: a part of a table that is anchored as a whole brings its anchors along.
    """
    has = set(frame.columns).issuperset
    if has({"anchor"}):
        return frame["anchor"].tolist()
    if has({"doc_id", "list", "type", "no"}):
        return list(annex_measure_anchors(frame))
    if has({"doc_id", "domain", "item", "no"}) and not has({"measure"}):
        return list(ask_anchors(frame))
    if has({"measure"}) or has({"section"}):
        return [_place_of(row) for row in frame.to_dict("records")]
    return [""] * len(frame)


def _place_of(row: Mapping) -> str:
    """Return the anchor of the place that a row stands in; its path tells measures of one number apart."""
    if _in_annex(row):
        return annex_anchor(row["path"])
    document, path = documents().get(row["doc_id"]), row.get("path")
    own = document.addresses.at(path) if document and isinstance(path, str) else ""
    return own or place_anchor(row["doc_id"], row.get("section"), row.get("measure"), row.get("subsection"))


def place_name(doc_id: str, anchor: str = "", say: Wording = ENGLISH) -> str:
    """Return a place in words: ``Pinghu 2024 (19)``, ``Pinghu 2024 (domain 3)``, ``Pinghu 2024 (ask-4)``."""
    own = say.label(documents()[doc_id]) if doc_id in documents() else doc_id
    if not anchor:
        return own
    if found := re.fullmatch(r"(?:s(\d+)(?:-(\d+))?)?-?(?:m(\d+))?", anchor):
        section, subsection, measure = found.groups()
        if measure and not section:
            return say("{document} ({place})", document=own, place=measure)
        around = ".".join(filter(None, (section, subsection)))
        domain = say("domain {n}", n=around)
        place = say("{domain}, {measure}", domain=domain, measure=measure) if measure else domain
        return say("{document} ({place})", document=own, place=place)
    return say("{document} ({place})", document=own, place=say("closing") if anchor == "end" else anchor)


def _in_annex(row: Mapping) -> bool:
    """Say whether a row stands in an annex list: it has a path, but neither measure nor domain."""
    path = row.get("path", pd.NA)
    return (
        number(row.get("measure")) is None and number(row.get("section")) is None and not (pd.isna(path) or path == "")
    )
