"""Say which programme, at which tier, each award belongs to, so that places can be compared.

In: the table ``awards``, the documents and ``data/vocab/programmes.yml``. Out: the table ``award_programmes``: each award
with its programme and harmonised tier, or unmatched, and with who pays.

The programme is read from the award's item. It must also stand in the award's own quote; where it does not, and the quote
names one programme only, the quote decides, and else the sentence, if that names one only.

A named place is of the level that its record gives. 市 (city) without a name means the prefecture where a prefecture or a
district speaks. Where a county-level city says so, the programme decides, if it exists at one of the two levels only;
else the tier stays open.
"""

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from policybook.read.clean import clean_quote
from policybook.read.corpus import Document
from policybook.vocab.programmes import Programme, ProgrammeVocabulary, folded, named_programmes

SENTENCE_MAX = 600  # characters of raw text searched back for the beginning of a sentence
MATCHED = {
    "programme": "string",
    "programme_tier": "string",
    "matched_on": "string",
    "payer": "string",
    "on_top": "boolean",
}
BEFORE, NEAR = 24, 4  # characters before a programme's name that may hold its tier: in the item, in the sentence
CITY = re.compile(r"市(?:级|内)?$")


def match_programme(
    item: str, tier: str, condition: str, quote: str, sentence: str, vocabulary: ProgrammeVocabulary
) -> tuple[Programme | None, str]:
    """Find the programme of an award.

    Parameters
    ----------
    item, tier, condition, quote : str
        As in the table ``awards``.
    sentence : str
        The sentence up to the end of the quote.
    vocabulary : Vocabulary

    Returns
    -------
    tuple
        The programme or None, and what it was found in: ``item``, ``quote``, ``sentence`` or ``""``.
    """
    item, tier, condition, quote, sentence = map(folded, (item, tier, condition, quote, sentence))
    item = f"{tier}|{item}" if tier else item
    by_item = next((p for p in vocabulary.programmes.values() if p.found_in(item, condition, sentence)), None)
    in_quote = named_programmes(quote, condition, sentence, vocabulary)
    if by_item and (not in_quote or any(p.names.search(item) for p in in_quote)):
        return by_item, "item"
    if len(in_quote) == 1:
        return in_quote[0], "quote"
    if by_item:
        return by_item, "item"
    if not in_quote:
        in_sentence = named_programmes(sentence, condition, sentence, vocabulary)
        if len(in_sentence) == 1:
            return in_sentence[0], "sentence"
    return None, ""


def match_tier(
    programme: Programme,
    item: str,
    tier: str,
    condition: str,
    quote: str,
    sentence: str,
    level: str,
    vocabulary: ProgrammeVocabulary,
) -> str:
    """Find the harmonised tier or the grade of an award; ``""`` where the text leaves it open.

    Parameters
    ----------
    programme : Programme
    item, tier, condition, quote, sentence : str
        As in :func:`match_programme`.
    level : str
        The administrative level of the place that speaks.
    vocabulary : Vocabulary
    """
    item, tier, condition, quote, sentence = map(folded, (item, tier, condition, quote, sentence))
    for text in (tier, item, condition):
        grades = [grade for grade, pattern in programme.grades.items() if pattern.search(text)]
        if len(grades) == 1:
            return grades[0]
    if not programme.tiers:
        return ""
    texts = [tier] if tier in quote else []
    if item in quote:
        texts += [b for name in programme.names.finditer(item) for b in (item[: name.start()][-BEFORE:], name[0])][::-1]
    for text in texts:
        found = _levels(text, programme, level, vocabulary)
        if found:
            return found.pop() if len(found) == 1 else ""
    if len(programme.tiers) == 1:
        return programme.tiers[0]
    named = [sentence[: name.start()][-NEAR:] for name in programme.names.finditer(sentence)]
    found = [_levels(text, programme, level, vocabulary) for text in reversed(named)]
    return next((tiers.pop() for tiers in found if len(tiers) == 1), "")


def _levels(text: str, programme: Programme, level: str, vocabulary: ProgrammeVocabulary) -> set[str]:
    """Return the tiers that a text names."""
    named = {tier for tier, names in vocabulary.tiers.items() if names and names.search(text)}
    told = {
        "prefecture" if of == "prefecture" else "county" for place, of in vocabulary.places.items() if place in text
    }
    if CITY.search(text) and not told:
        possible = [tier for tier in ("prefecture", "county") if tier in programme.tiers]
        told = set(possible) if level == "county-level city" else {"prefecture"}
    return named | told


def sentence_before(raw: str, start: int, end: int) -> str:
    """Return the cleaned sentence in which a row stands, up to the row's end."""
    before = raw[max(0, start - SENTENCE_MAX) : start]
    return clean_quote(before[before.rfind("。") + 1 :] + raw[start:end])


def payer(quote: str, cofunded: bool, vocabulary: ProgrammeVocabulary) -> str:
    """Say who pays: ``own``, ``joint``, ``above``, or ``other`` where the text says only that others take part."""
    if not cofunded:
        return "own"
    text = folded(quote)
    return next((name for name, names in vocabulary.payers.items() if names.search(text)), "other")


def match_awards(awards: pd.DataFrame, documents: Iterable[Document], vocabulary: ProgrammeVocabulary) -> pd.DataFrame:
    """Give each award its programme, tier and payer.

    Parameters
    ----------
    awards : pandas.DataFrame
        The table ``awards``.
    documents : iterable of Document
        The documents that it was made from.
    vocabulary : Vocabulary

    Returns
    -------
    pandas.DataFrame
        `awards` in the same order, with the columns ``programme``, ``programme_tier``, ``matched_on``, ``payer`` and
        ``on_top``; missing where nothing matches.
    """
    by_id = {document.doc_id: document for document in documents}
    found = [_match_row(row, by_id[row["doc_id"]], vocabulary) for row in awards.to_dict("records")]
    matches = pd.DataFrame(found, columns=list(MATCHED), index=awards.index).astype(MATCHED)
    return pd.concat([awards, matches], axis="columns")


def _match_row(row: Mapping, document: Document, vocabulary: ProgrammeVocabulary) -> tuple:
    sentence = sentence_before(document.raw, row["start"], row["end"])
    text = {name: "" if pd.isna(row[name]) else str(row[name]) for name in ("item", "tier", "condition", "quote")}
    programme, matched_on = match_programme(**text, sentence=sentence, vocabulary=vocabulary)
    tier = ""
    if programme:
        level = str(document.known.get("level") or "")
        tier = match_tier(programme, **text, sentence=sentence, level=level, vocabulary=vocabulary)
    clause = re.split(r"[;。]", folded(sentence))[-1]
    return (
        programme.id if programme else None,
        tier or None,
        matched_on or None,
        payer(text["quote"], bool(row["cofunded"]), vocabulary),
        bool(vocabulary.on_top.search(clause)),
    )
