"""The forms in which two texts are compared: a text comes in, what is left of it in each form goes out.

==========  ==========================================================================
form        what it leaves out
==========  ==========================================================================
characters  punctuation, spaces, the width of digits and brackets
names       besides: names of places, words for the own level (全市, 区级, 我市)
funding     besides: words that say that levels of government pay together (市区联动)
shape       besides: the numbers
==========  ==========================================================================
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import pandas as pd

from policybook.extract.quantities import quantities
from policybook.read.clean import SENTENCE, plain_characters
from policybook.read.corpus import Document
from policybook.read.outline import Passage

#: Where a text stands, and the types of its numbers.
PLACE = ("section", "subsection", "measure", "path")
NUMBERS = {"section": "Int64", "subsection": "Int64", "measure": "Int64"}
FORMS = ("characters", "names", "funding", "shape")

NUMBER = "\ue000"
_NAME = "某"
_LEVEL = re.compile(r"全[市区县]域?|[我本][市区县]|[市区县]级|[市区县](?=财政)|(?<=强)[市区县]")
_LOWER = re.compile(r"各(?:县[(（]市、区[)）]|县市区|镇[(（]街道[)）]|镇街道?|地)")
_TOGETHER = re.compile(r"[省市区县]{2,4}(?:两级|三级)?联动")
_SUFFIX = re.compile(r"(?:特别行政区|自治州|自治县|地区|[省市区县盟旗])$")
RUNG = re.compile(r"[、和及与或]{1,2}")
MARK = re.compile(r"[，,。；;：:]")


# ------------------------------------------------------------------------------------------------- texts to compare


def place_words(records: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """Return the names of the places in the records, with and without 市, 区 …, the longest first.

    Parameters
    ----------
    records : iterable of mapping
    """
    names = {str(record["place"]) for record in records if record.get("place")}
    names |= {short for name in names if len(short := _SUFFIX.sub("", name)) >= 2}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


@cache
def fold_character(character: str) -> str:
    """Return a character in its half-width form."""
    return unicodedata.normalize("NFKC", character)


def _without_names(text: str, places: Sequence[str]) -> str:
    for name in places:
        text = text.replace(name, _NAME)
    return _LOWER.sub("各" + _NAME, _LEVEL.sub(_NAME, text))


def _without_numbers(text: str) -> str:
    pieces, position = [], 0
    for q in quantities(text):
        if q.start >= position:
            pieces += [text[position : q.start], NUMBER, q.unit]
            position = q.end
    return "".join(pieces) + text[position:]


def forms(text: str, places: Sequence[str] = ()) -> tuple[str, str, str, str]:
    """Return a sentence in the four forms of the comparison, see the table above.

    Parameters
    ----------
    text : str
        A sentence or a longer text.
    places : sequence of str
        Names of places, see `place_words`.
    """
    named = _without_names(text, places)
    funding = _TOGETHER.sub("", named)
    return (
        plain_characters(text),
        plain_characters(named),
        plain_characters(funding),
        plain_characters(_without_numbers(funding)),
    )


def units(document: Document) -> pd.DataFrame:
    """Return what is aligned: the measures, the opening paragraphs of the domains and the closing paragraph.

    Returns
    -------
    pandas.DataFrame
        section, subsection, measure (all missing: the closing), path, heading, text, start, end; numbers and unit lists
        left out. One row a path, so that measures of one number stay apart.
    """
    headings = {m.path: m.heading for m in document.outline.measures}
    titles = {s.number: s.title for s in document.outline.sections}
    rows: dict[str, dict] = {}
    for p in document.outline.passages:
        key = p.path
        start, end = document.clean.span(p.start, p.end)
        if key in rows:
            rows[key]["text"] += "\n" + p.text
            rows[key]["end"] = end
            continue
        heading = headings.get(key, "") if p.measure is not None else titles.get(p.section, "")
        place = {"doc_id": document.doc_id} | _place(p) | {"heading": heading}
        rows[key] = place | {"text": p.text, "start": start, "end": end}
    columns = ["doc_id", *PLACE, "heading", "text", "start", "end"]
    frame = pd.DataFrame(list(rows.values()), columns=columns)
    return frame.astype(NUMBERS)


def _place(passage: Passage) -> dict:
    return {name: getattr(passage, name) for name in PLACE}


def measured(documents: Iterable[Document]) -> pd.DataFrame:
    """Return the size of every unit: doc_id, section, subsection, measure, path, n_chars (without punctuation and spaces)."""
    frame = pd.concat([units(d) for d in documents], ignore_index=True)
    sizes = [len(plain_characters(text)) for text in frame["text"]]
    return frame[["doc_id", *PLACE]].assign(n_chars=sizes)


def measures(document: Document) -> pd.DataFrame:
    """Return the measures only, see `units`."""
    found = units(document)
    return found[found["measure"].notna()].reset_index(drop=True)


def sentences(document: Document, places: Sequence[str] = ()) -> pd.DataFrame:
    """Cut the units of a document into sentences (。 and ； end one).

    Returns
    -------
    pandas.DataFrame
        doc_id, section, subsection, measure, path, text, the four forms, n_chars (characters), heading (a measure's heading), start, end.
    """
    titles = {m.path: plain_characters(m.heading) for m in document.outline.measures}
    rows = []
    for p in document.outline.passages:
        for found in SENTENCE.finditer(p.text):
            text = found.group().strip()
            form = forms(text, places)
            if not form[0]:
                continue
            at = p.start + p.text.index(text, found.start())
            start, end = document.clean.span(at, at + len(text))
            place = {"doc_id": document.doc_id} | _place(p) | {"text": text}
            title = p.measure is not None and form[0] == titles.get(p.path)
            values = dict(zip(FORMS, form, strict=True)) | {"n_chars": len(form[0]), "heading": title}
            rows.append(place | values | {"start": start, "end": end})
    columns = ["doc_id", *PLACE, "text", *FORMS, "n_chars", "heading", "start", "end"]
    return pd.DataFrame(rows, columns=columns).astype(NUMBERS)
