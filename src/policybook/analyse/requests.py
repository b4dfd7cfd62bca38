"""What is asked from above, and what annex lists say goes on: levels, things, sums, repetitions.

In: the tables of asks, annex measures, annex budgets, measures and documents, the documents themselves, and the vocabulary of asks.
Out: data frames; nothing is read or written.
"""

import re
from collections.abc import Mapping

import pandas as pd
from rapidfuzz import fuzz

from policybook.analyse.levels_of_government import documents_above
from policybook.read.corpus import Document
from policybook.tables.anchors import ask_anchors
from policybook.vocab.entries import folded
from policybook.vocab.requests import RequestVocabulary

#: Levels of places from the highest; a place asks those above its own.
ORDER = {
    "central": 0,
    "province": 1,
    "provincial": 1,
    "prefecture": 2,
    "county-level city": 3,
    "county": 3,
    "district": 3,
}
#: Types of annex entries in the order in which they tell of change, with English.
TYPES = {"延续": "continued", "调整": "adjusted", "新增": "new", "储备": "in reserve"}
#: Likeness (0 to 100) from which an ask and the heading of a measure of its domain are taken for the same subject.
ALIKE = 60
#: A part of a goal shorter than this is not looked for in the body.
LEAST = 6

_SUM = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)(亿|万)(?:元|(?=以上|左右|[,;。、)]|$))|(?<![\d.])(\d+(?:\.\d+)?)元")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)%")
_SHARE_WORDS = re.compile(r"占|份额|总额|总数")
_PARTS = re.compile(r"[,，;；。、:：()（）]")
_LIST_HEADING = re.compile(r"^[#*\s]*(\d+(?:-\d+)+)(?:\s+|(?=[“㐀-鿿]))([^\t\n]*\S)\s*$", re.MULTILINE)
_REPORTED_BY = re.compile(r"填报单位[:：]\s*(\S+)")
_SIZE = {"亿": 1e8, "万": 1e4, None: 1.0, "": 1.0}


def code_asks(asks: pd.DataFrame, documents: pd.DataFrame, vocabulary: RequestVocabulary) -> pd.DataFrame:
    """Add to each ask the levels that it names and the things that it asks for.

    Parameters
    ----------
    asks, documents : pandas.DataFrame
        The tables.
    vocabulary : RequestVocabulary
        As `load_requests` returns it.

    Returns
    -------
    pandas.DataFrame
        The asks with ``levels`` and ``things`` (tuples of ids), ``highest`` (the highest level or "none") and ``office`` (the first
        unit, missing where none is printed) and ``anchor`` (on the document's page).
    """
    facts = documents.set_index("doc_id")
    above = {doc_id: _above(doc_id, facts) for doc_id in facts.index}
    texts = [
        folded(f"{item or ''};{goal or ''}")
        for item, goal in zip(asks["item"].fillna(""), asks["goal"].fillna(""), strict=True)
    ]
    levels = [_levels(text, *above[doc], vocabulary) for text, doc in zip(texts, asks["doc_id"], strict=True)]
    things = [tuple(t.id for t in vocabulary.things if t.names.search(text)) for text in texts]
    return asks.assign(
        levels=levels,
        things=things,
        highest=[found[0] if found else "none" for found in levels],
        office=asks["units"].str.split("|").str[0],
        anchor=ask_anchors(asks),
    )


def _above(doc_id: str, facts: pd.DataFrame) -> tuple[int, str, str]:
    """Return a place's rank, its name, and the name of the place above it without 市, 区 or 县."""
    row = facts.loc[doc_id]
    place = "" if pd.isna(row.get("place")) else str(row["place"])
    parents = facts.loc[facts["place_en"].eq(row.get("parent")).fillna(False), "place"].dropna()
    parent = str(parents.iloc[0])[:-1] if len(parents) else ""
    return ORDER.get(row.get("level") if not pd.isna(row.get("level")) else "", 9), place, parent


def _levels(text: str, rank: int, place: str, parent: str, vocabulary: RequestVocabulary) -> tuple[str, ...]:
    found = []
    for word in vocabulary.levels:
        if word is vocabulary.levels[-1] and found:
            break
        if ORDER.get(word.id, 0) >= rank:
            continue
        named = word.names is not None and word.names.search(text)
        if not named and word.own is not None and not place.endswith(word.zh):
            named = word.own.search(text)
        if not named and word.own is not None and parent and rank > ORDER.get(word.id, 0):
            named = parent in text
        if named:
            found.append(word.id)
    return tuple(found)


def sums_asked(asks: pd.DataFrame, vocabulary: RequestVocabulary) -> pd.DataFrame:
    """Return the sums and shares that the goals name, one row a figure.

    A figure is read with the words of its own clause; a clause with nothing but a number goes on with the kind of the one before.
    Kinds are never added up.

    Returns
    -------
    pandas.DataFrame
        The ask's columns with ``kind`` (bonds, transfer, credit or share), ``amount_yuan`` or ``share_pct``, and ``clause``.
    """
    rows = []
    for ask in asks.to_dict("records"):
        kind = None
        for clause in re.split(r"[,;。、]", re.sub(r"\(其中[^)]*\)", "", folded(ask.get("goal")))):
            kind = next((w.id for w in vocabulary.sums if w.names.search(clause)), kind)
            for found in _SUM.finditer(clause):
                if kind and not vocabulary.never.search(clause):
                    yuan = float(found[1] or found[3]) * _SIZE[found[2]]
                    rows.append({**ask, "kind": kind, "amount_yuan": yuan, "share_pct": float("nan"), "clause": clause})
            if _SHARE_WORDS.search(clause) or (kind and re.match(r"(?:力争|争取)\d", clause)):
                for found in _SHARE.finditer(clause):
                    rows.append(
                        {
                            **ask,
                            "kind": "share",
                            "amount_yuan": float("nan"),
                            "share_pct": float(found[1]),
                            "clause": clause,
                        }
                    )
    columns = [*asks.columns, "kind", "amount_yuan", "share_pct", "clause"]
    return pd.DataFrame(rows, columns=columns)


def measures_of_asks(asks: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Find for each ask the measure of its domain whose heading names the same subject.

    Returns
    -------
    pandas.DataFrame
        The asks with ``measure_heading``, ``measure_path`` and ``alike`` (0 to 100); missing where no heading is alike.
    """
    found = []
    headings = measures.assign(text=[folded(h) for h in measures["heading"]])
    for ask in asks.to_dict("records"):
        own = headings[(headings["doc_id"] == ask["doc_id"]) & headings["section"].eq(ask["domain"]).fillna(False)]
        scores = [fuzz.ratio(folded(ask["item"]).rstrip("。"), text) for text in own["text"]]
        best = max(range(len(scores)), key=scores.__getitem__) if scores else None
        if best is None or scores[best] < ALIKE:
            found.append((None, None, float("nan")))
        else:
            found.append((own["heading"].iloc[best], own["path"].iloc[best], scores[best]))
    names = ("measure_heading", "measure_path", "alike")
    return asks.assign(
        **dict(zip(names, map(list, zip(*found, strict=True)), strict=True)) if found else dict.fromkeys(names)
    )


def said_in_body(asks: pd.DataFrame, documents: Mapping[str, Document]) -> pd.Series:
    """Return how much of each goal stands word for word in the document's body, in percent of its characters.

    The goal is cut at commas, stops and brackets; parts of fewer than `LEAST` characters are left out.
    """
    bodies = {d: folded(document.clean.text[: document.outline.body_end]) for d, document in documents.items()}
    shares = []
    for doc_id, goal in zip(asks["doc_id"], asks["goal"], strict=True):
        parts = [part for part in _PARTS.split(folded(goal)) if len(part) >= LEAST]
        whole = sum(map(len, parts))
        shares.append(
            100 * sum(len(part) for part in parts if part in bodies[doc_id]) / whole if whole else float("nan")
        )
    return pd.Series(shares, asks.index, dtype=float)


def repeated_asks(asks: pd.DataFrame) -> pd.DataFrame:
    """Return asks that stand more than once in their document with the same item and goal: doc_id, item, times, numbers."""
    text = [
        folded(i).rstrip("。") + "|" + folded(g).rstrip("。") for i, g in zip(asks["item"], asks["goal"], strict=True)
    ]
    groups = asks.assign(text=text).groupby(["doc_id", "text"], sort=False)
    rows = groups.agg(item=("item", "first"), times=("text", "size"), no=("no", lambda s: "、".join(s.dropna())))
    return rows[rows["times"] > 1].reset_index().drop(columns="text")


def same_shares(asked: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Set the shares that a place asks beside those that the place above asks in the entry of the same name and year.

    Parameters
    ----------
    asked : pandas.DataFrame
        As `sums_asked` returns it.
    documents : pandas.DataFrame
        The table; ``parent`` names the place above by its English name.

    Returns
    -------
    pandas.DataFrame
        doc_id, upper, item, shares and shares_upper (tuples in printed order), same.
    """
    shares = asked[asked["kind"] == "share"].assign(text=lambda t: [folded(i).rstrip("。") for i in t["item"]])
    lists = (
        shares.groupby(["doc_id", "text"], sort=False)
        .agg(item=("item", "first"), shares=("share_pct", tuple))
        .reset_index()
    )
    rows = lists.merge(documents_above(documents), on="doc_id")
    upper = lists.drop(columns="item").rename(columns={"doc_id": "doc_id_upper", "shares": "shares_upper"})
    rows = rows.merge(upper, on=["doc_id_upper", "text"]).rename(columns={"doc_id_upper": "upper"}).drop(columns="text")
    return rows.assign(same=rows["shares"] == rows["shares_upper"])


def shared_items(asks: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Return items that several documents of one year print under the same name: policy_year, item, documents."""
    years = documents.set_index("doc_id")["policy_year"]
    text = asks.assign(text=[folded(i).rstrip("。") for i in asks["item"]], policy_year=asks["doc_id"].map(years))
    groups = text.groupby(["policy_year", "text"]).agg(item=("item", "first"), documents=("doc_id", "nunique"))
    rows = groups[groups["documents"] > 1].reset_index().drop(columns="text")
    return rows.sort_values(
        ["policy_year", "documents", "item"], ascending=[True, False, True], kind="stable"
    ).reset_index(drop=True)


# ------------------------------------------------------------------------------------------------- annex lists


def list_titles(document: Document) -> pd.DataFrame:
    """Return the annex lists of a document: list, title as printed, office (the unit that reports it, missing where none is)."""
    text = document.clean.text
    heads = [(m[1], m[2].strip("*# "), m.end()) for m in _LIST_HEADING.finditer(text)]
    rows = []
    for i, (name, title, end) in enumerate(heads):
        stop = heads[i + 1][2] if i + 1 < len(heads) else len(text)
        by = _REPORTED_BY.search(text, end, stop)
        rows.append({"list": name, "title": title, "office": by[1] if by else None})
    return pd.DataFrame(rows, columns=["list", "title", "office"])


def entries_by_type(entries: pd.DataFrame) -> pd.DataFrame:
    """Count the entries of each annex list by type, lists in the table's order, types in the order of `TYPES`."""
    counts = pd.crosstab([entries["doc_id"], entries["list"]], entries["type"])
    counts = counts.reindex(columns=list(TYPES), fill_value=0)
    return counts.reindex(list(dict.fromkeys(zip(entries["doc_id"], entries["list"], strict=True))))


def budget_change(annex_budgets: pd.DataFrame) -> pd.DataFrame:
    """Set the first and the last year of each line of an annex's budget table beside each other.

    Returns
    -------
    pandas.DataFrame
        doc_id, section (missing for the total), label, before, after, change_pct.
    """
    ordered = annex_budgets.sort_values("year", kind="stable")
    rows = ordered.groupby(["doc_id", "label"], sort=False).agg(
        section=("section", "first"),
        before=("amount_yuan", "first"),
        after=("amount_yuan", "last"),
        years=("year", "nunique"),
    )
    rows = rows[rows["years"] > 1].drop(columns="years").reset_index()
    rows["change_pct"] = 100 * (rows["after"] / rows["before"] - 1)
    return rows
