"""The columns ``recipient`` and ``industry`` of awards: awards and documents come in, awards with four more columns go out.

The item speaks first, then the words of the quote up to the gift, then the statement before them, back to its semicolon.
"""

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from policybook.read.corpus import Document
from policybook.tables.award_programmes import sentence_before
from policybook.vocab.named_kinds import NamedKinds

__all__ = ["with_named_kinds"]

STATEMENT = re.compile(r"[^；;]*$")
GIFT = re.compile(r"给予|给与|予以|奖励|补助|补贴|资助")


def with_named_kinds(
    awards: pd.DataFrame, documents: Iterable[Document], kinds: Mapping[str, NamedKinds]
) -> pd.DataFrame:
    """Return awards with the kinds that their words name.

    Parameters
    ----------
    awards : pandas.DataFrame
        Rows of ``awards`` or ``annex_awards``.
    documents : iterable of Document
        Those that they stand in.
    kinds : mapping of NamedKinds
        The vocabularies by column: ``recipient``, ``industry``.
    """
    raw = {document.doc_id: document.raw for document in documents}
    rows = [_named(row, raw[row["doc_id"]], kinds) for row in awards.to_dict("records")]
    return awards.assign(
        **{name: pd.Series([row[name] for row in rows], awards.index, "string") for name in _columns(kinds)}
    )


def _columns(kinds: Mapping[str, NamedKinds]) -> list[str]:
    return [column for name in kinds for column in (name, f"{name}_words")]


def _named(row: Mapping, raw: str, kinds: Mapping[str, NamedKinds]) -> dict[str, str | None]:
    item = "" if pd.isna(row["item"]) else str(row["item"])
    out: dict[str, str | None] = {}
    for name, vocabulary in kinds.items():
        texts = (
            item,
            _before_gift(row["quote"]),
            STATEMENT.findall(sentence_before(raw, row["start"], row["start"]))[0],
        )
        found = next(filter(None, (vocabulary.found_in(text) for text in texts)), [])
        out[name] = "|".join(kind for kind, _ in found) or None
        out[f"{name}_words"] = "|".join(word for _, word in found) or None
    return out


def _before_gift(text: str) -> str:
    """Return the words up to the gift: who gets it stands before 给予."""
    gifts = [found.start() for found in GIFT.finditer(text)]
    return text[: gifts[-1]] if gifts and gifts[-1] else text
