"""Say which programme, at which tier, each award belongs to, so that places can be compared.

In: the table ``awards``, the documents and ``data/vocab/programmes.yml``. Out: the table ``award_programmes``: each award
with its programme and harmonised tier, or unmatched, and with who pays.

The programme is read from the award's item. It must also stand in the award's own quote; where it does not, and the quote
names one programme only, the quote decides, and else the sentence, if that names one only. One sum may be printed for several
programmes (智能工厂（数字化车间）): those behind the first stand in ``also``, unless another row of the same sentence gives
them a sum of their own. `each_programme` makes a row of each.

A named place is of the level that its record gives. 市 (city) without a name means the prefecture where a prefecture or a
district speaks. Where a county-level city says so, the programme decides, if it exists at one of the two levels only;
else the tier stays open. A sum that city and district pay together (市区联动) is for the city's tier where none is printed.
"""

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from policybook.extract.quantities import quantities
from policybook.read.clean import clean_quote
from policybook.read.corpus import Document
from policybook.vocab.programmes import Programme, ProgrammeVocabulary, folded, named_programmes

SENTENCE_MAX = 600  # characters of raw text searched back for the beginning of a sentence
MATCHED = {
    "programme": "string",
    "programme_tier": "string",
    "also": "string",
    "matched_on": "string",
    "payer": "string",
    "on_top": "boolean",
}
BEFORE, NEAR = 24, 4  # characters before a programme's name that may hold its tier: in the item, in the sentence
CITY = re.compile(r"市(?:级|内)?$")
CITY_TAKES_PART = re.compile(r"(?<!省)市(?:区|县|、[区县](?:\(市、区\))?)联动")
GIVES = re.compile(r"给予|给与|奖励|补助|补贴|资助|奖补")
CLAUSE_END = re.compile(r"[。；;\n\t]")


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
    vocabulary : ProgrammeVocabulary

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
    vocabulary : ProgrammeVocabulary
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
    joint = "prefecture" if "prefecture" in programme.tiers and CITY_TAKES_PART.search(quote) else ""
    return next((tiers.pop() for tiers in found if len(tiers) == 1), joint)


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


def payer(quote: str, cofunded: bool, level: str, vocabulary: ProgrammeVocabulary) -> str:
    """Say who pays, as far as the text does.

    Parameters
    ----------
    quote : str
    cofunded : bool
        As in the table ``awards``.
    level : str
        The administrative level of the place that speaks.
    vocabulary : ProgrammeVocabulary

    Returns
    -------
    str
        ``own`` where a text names the place's own treasury, ``joint``, ``above``, ``other`` where it says only that others take
        part, and ``silent`` where it says nothing.
    """
    text = folded(quote)
    if cofunded:
        return next((name for name, names in vocabulary.payers.items() if names.search(text)), "other")
    named = (kind for kind, names in vocabulary.treasuries.get(level, {}).items() if names.search(text))
    return next(named, "silent")


def match_awards(awards: pd.DataFrame, documents: Iterable[Document], vocabulary: ProgrammeVocabulary) -> pd.DataFrame:
    """Give each award its programme, tier and payer.

    Parameters
    ----------
    awards : pandas.DataFrame
        The table ``awards``.
    documents : iterable of Document
        The documents that it was made from.
    vocabulary : ProgrammeVocabulary

    Returns
    -------
    pandas.DataFrame
        `awards` in the same order, with the columns ``programme``, ``programme_tier``, ``also``, ``matched_on``, ``payer`` and
        ``on_top``; missing where nothing matches.
    """
    by_id = {document.doc_id: document for document in documents}
    found = [_match_row(row, by_id[row["doc_id"]], vocabulary) for row in awards.to_dict("records")]
    matches = pd.DataFrame(found, columns=list(MATCHED), index=awards.index).astype(MATCHED)
    table = pd.concat([awards, matches], axis="columns")
    return table.assign(also=_without_sums_of_their_own(table))


def _match_row(row: Mapping, document: Document, vocabulary: ProgrammeVocabulary) -> tuple:
    sentence = sentence_before(document.raw, row["start"], row["end"])
    text = {name: "" if pd.isna(row[name]) else str(row[name]) for name in ("item", "tier", "condition", "quote")}
    programme, matched_on = match_programme(**text, sentence=sentence, vocabulary=vocabulary)
    level = str(document.known.get("level") or "")
    tier, also = "", ""
    if programme:
        tier = match_tier(programme, **text, sentence=sentence, level=level, vocabulary=vocabulary)
        further = further_programmes(programme, matched_on, **text, sentence=sentence, vocabulary=vocabulary)
        tiers = [match_tier(p, **text, sentence=sentence, level=level, vocabulary=vocabulary) for p in further]
        also = "|".join(f"{p.id}:{tier}" for p, tier in zip(further, tiers, strict=True))
    clause = re.split(r"[;。]", folded(sentence))[-1]
    return (
        programme.id if programme else None,
        tier or None,
        also or None,
        matched_on or None,
        payer(text["quote"], bool(row["cofunded"]), level, vocabulary),
        bool(vocabulary.on_top.search(clause)),
    )


def further_programmes(
    first: Programme,
    matched_on: str,
    item: str,
    tier: str,
    condition: str,
    quote: str,
    sentence: str,
    vocabulary: ProgrammeVocabulary,
) -> list[Programme]:
    """List the programmes that an award's item names beside its first one; parameters as in :func:`match_programme`."""
    if matched_on != "item":
        return []
    item, tier, condition, sentence = map(folded, (item, tier, condition, sentence))
    text = f"{tier}|{item}" if tier else item
    named = [p for p in named_programmes(text, condition, sentence, vocabulary) if p != first]
    beside = [p for p in vocabulary.programmes.values() if p.beside and p.beside.search(item)]
    return named + [p for p in beside if p != first and p not in named]


def _without_sums_of_their_own(table: pd.DataFrame) -> pd.Series:
    """Drop further programmes for which another row of the same run of text prints a sum of its own."""
    places = list(zip(table["doc_id"], table["start"], table["end"], strict=True))
    own = set(zip(places, table["programme"], strict=True))
    kept = [
        "|".join(name for name in ("" if pd.isna(also) else also).split("|") if (place, name.split(":")[0]) not in own)
        for place, also in zip(places, table["also"], strict=True)
    ]
    return pd.Series(kept, index=table.index, dtype="string").replace("", pd.NA)


def each_programme(awards: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each award and each programme that it names.

    Parameters
    ----------
    awards : pandas.DataFrame
        Rows of ``award_programmes``.

    Returns
    -------
    pandas.DataFrame
        The same columns and ``beside``: the sum is printed for another programme first. Annex entries repeat the body, so an
        annex row counts only where the body of its document has no award of the programme.
    """
    names = awards["also"].dropna().str.split("|").explode().str.split(":")
    further = awards.loc[names.index].assign(
        programme=names.str[0].astype("string"), programme_tier=names.str[1].astype("string").replace("", pd.NA)
    )
    rows = pd.concat([awards.assign(beside=False), further.assign(beside=True)]).sort_index(kind="stable")
    of_body = set(map(tuple, rows.loc[rows["part"] == "body", ["doc_id", "programme"]].dropna().to_numpy()))
    repeated = [(doc, programme) in of_body for doc, programme in zip(rows["doc_id"], rows["programme"], strict=True)]
    kept = rows[(rows["part"] == "body") | ~pd.Series(repeated, index=rows.index)]
    return kept.reset_index(drop=True)


def unread_sums(
    awards: pd.DataFrame, budgets: pd.DataFrame, documents: Iterable[Document], vocabulary: ProgrammeVocabulary
) -> list[tuple[str, str, str]]:
    """Search the texts for sums beside a programme's name that no award of the programme stands for.

    Parameters
    ----------
    awards : pandas.DataFrame
        Rows of ``award_programmes``.
    budgets : pandas.DataFrame
        The table ``budgets``: money set aside or sought is no award.
    documents : iterable of Document
    vocabulary : ProgrammeVocabulary

    Returns
    -------
    list of tuple
        Document, programme and clause: body and annexes are searched clause by clause, with the vocabulary's patterns and without
        the rules of extraction, for a name, a word of giving and a figure of money or percent.
    """
    found = []
    rows_of_all = each_programme(awards.assign(part="body"))  # so that no row of an annex gives way
    for document in documents:
        rows = rows_of_all[rows_of_all["doc_id"] == document.doc_id]
        aside = budgets[budgets["doc_id"] == document.doc_id]
        text, start = document.clean.text, 0
        for end in [m.end() for m in CLAUSE_END.finditer(text)] + [len(text)]:
            clause, place = text[start:end], document.clean.span(start, end) if end > start else (0, 0)
            start = end
            if not GIVES.search(clause) or not any(q.unit in ("元", "%") for q in quantities(clause)):
                continue
            if ((aside["start"] < place[1]) & (aside["end"] > place[0])).any():
                continue
            here = set(rows.loc[(rows["start"] < place[1]) & (rows["end"] > place[0]), "programme"].dropna())
            words = folded(clause)
            named = named_programmes(words, "", words, vocabulary)
            found += [(document.doc_id, p.id, clause.strip()) for p in named if p.id not in here]
    return found
