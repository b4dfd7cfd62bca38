"""Targets as promises: how firm, of which kind, the same thing across places, and who answers for it.

In: the tables of targets, responsible units, measures and documents, and the vocabularies of indicators and offices. Out: data
frames; nothing is read or written.
"""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from policybook.analyse.alignment import labelled
from policybook.analyse.levels_of_government import documents_above
from policybook.analyse.likeness import Thing, difference
from policybook.vocab.indicators import IndicatorVocabulary
from policybook.vocab.units import OfficeVocabulary

#: Words in a printed indicator which say that another level awards the title, quota or project.
DECIDED_ABOVE = re.compile(r"国家|省")
SIGNS = {">=": "≥", "<=": "≤", "~": "≈", "=": ""}
#: The columns of a scorecard, in order; the last two are for its reader.
SCORECARD = (
    *("place", "year", "domain", "promise", "promise_en", "number", "value", "unit", "comparator", "firmness"),
    *(
        "lead",
        "offices",
        "sentence",
        "doc_id",
        "section",
        "subsection",
        "measure",
        "path",
        "start",
        "end",
        "reached",
        "source",
    ),
)


def code_targets(
    targets: pd.DataFrame, documents: pd.DataFrame, vocabulary: IndicatorVocabulary, domains: pd.DataFrame
) -> pd.DataFrame:
    """Add to each target what it is.

    Parameters
    ----------
    targets, documents : pandas.DataFrame
        The tables.
    vocabulary : IndicatorVocabulary
        As `load_indicators` returns it.
    domains : pandas.DataFrame
        Domains on one axis, as `policybook.analyse.budget_sums.common_domains` returns them.

    Returns
    -------
    pandas.DataFrame
        The targets in their order with ``name`` (id of the harmonised indicator or missing), ``kind``, ``free`` (the place's
        size plays no part), ``above`` (another level decides), ``domain``, ``policy_year`` and ``level``.
    """
    names = [vocabulary.indicator_of(*pair) for pair in zip(targets["indicator"], targets["unit"], strict=True)]
    coded = targets.assign(
        name=pd.array(names, dtype="string"),
        kind=[vocabulary.kind_of(*pair) for pair in zip(targets["indicator"], targets["unit"], strict=True)],
        free=[name is not None and vocabulary.indicators[name].free for name in names],
        above=[bool(DECIDED_ABOVE.search(text)) for text in targets["indicator"].fillna("")],
    )
    coded = coded.merge(documents[["doc_id", "scheme", "policy_year", "level"]], on="doc_id", how="left")
    coded = coded.merge(domains[["scheme", "section", "domain"]], on=["scheme", "section"], how="left")
    return coded.drop(columns="scheme").set_axis(targets.index)


def striving_shares(coded: pd.DataFrame, by: Sequence[str] = ("doc_id",)) -> pd.DataFrame:
    """Count targets and those that are only striven for (力争, 争取), by columns; the groups in the table's order."""
    groups = coded.groupby(list(by), sort=False, dropna=False)["striving"]
    counts = groups.agg(targets="size", striving="sum").reset_index()
    counts["striving"] = counts["striving"].astype(int)
    counts["striving_pct"] = 100 * counts["striving"] / counts["targets"]
    return counts


def same_thing(coded: pd.DataFrame) -> pd.DataFrame:
    """Set beside each other what several documents of one year promise of the same indicator.

    A document that prints an indicator more than once is left out of it: which of the numbers is meant is not known.

    Returns
    -------
    pandas.DataFrame
        policy_year, name, free, documents, low, high, ratio (high over low), same (all print one number).
    """
    known = coded.dropna(subset=["name", "policy_year"])
    known = known[~known.duplicated(["doc_id", "name"], keep=False)]
    rows = known.groupby(["policy_year", "name"], sort=False).agg(
        free=("free", "first"), documents=("doc_id", "nunique"), low=("value", "min"), high=("value", "max")
    )
    rows = rows[rows["documents"] >= 2].reset_index()
    rows["ratio"] = rows["high"] / rows["low"]
    rows["same"] = rows["high"] == rows["low"]
    return rows


def shares_of_city(coded: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Set each target of a place beside the same one of the place above it, of the same year.

    Left out are pairs of which the sentences count different things: fairs that are held and fairs that firms go to, projects of
    the district's plan and of the city's (`policybook.analyse.likeness`).

    Parameters
    ----------
    coded : pandas.DataFrame
        As `code_targets` returns it.
    documents : pandas.DataFrame
        The table; ``parent`` names the place above by its English name.

    Returns
    -------
    pandas.DataFrame
        doc_id, upper (the document above), name, free, value, value_upper, share_pct, and the row's place and evidence.
    """
    known = coded.dropna(subset=["name"])
    known = known[~known.duplicated(["doc_id", "name"], keep=False)]
    lower = known.merge(documents_above(documents), on="doc_id")
    upper = known[["doc_id", "name", "value", "quote"]]
    upper = upper.rename(columns={"doc_id": "doc_id_upper", "value": "value_upper", "quote": "quote_upper"})
    both = lower.merge(upper, on=["doc_id_upper", "name"])
    sides = zip(both["quote"], both["value"], both["quote_upper"], both["value_upper"], strict=True)
    same = [_count_the_same(_counted(q, v), _counted(q_upper, v_upper)) for q, v, q_upper, v_upper in sides]
    both = both[pd.Series(same, index=both.index, dtype=bool) & (both["value_upper"] > 0)]
    both["share_pct"] = 100 * both["value"] / both["value_upper"]
    return both.rename(columns={"doc_id_upper": "upper"}).reset_index(drop=True)


def _counted(quote: str, value: float) -> Thing | None:
    """Return what the number of a target counts; None where the sentence does not print it as one number."""
    return next((thing for q, _, _, thing in labelled(quote) if q.value == value), None)


def _count_the_same(a: Thing | None, b: Thing | None) -> bool:
    """Tell whether two targets of one name count the same; their names are alike already, so that words part them no more."""
    return a is None or b is None or difference(a, b) in ("", "words")


def answerable(targets: pd.DataFrame, responsibilities: pd.DataFrame) -> pd.DataFrame:
    """Add to each target the units of its measure, or of its domain's heading where it stands in the opening.

    Returns
    -------
    pandas.DataFrame
        The targets with ``offices`` (as printed, the lead first), ``n_offices`` and ``lead`` (missing where none is named).
    """
    ordered = responsibilities.sort_values(["lead", "order"], ascending=[False, True], kind="stable")
    groups = ordered.groupby(["doc_id", "path"], sort=False)
    units = groups["unit"].agg(list)
    leads = ordered[ordered["lead"]].groupby(["doc_id", "path"], sort=False)["unit"].first()
    keys = list(zip(targets["doc_id"], targets["path"], strict=True))
    offices = [units.get(key, []) if pd.notna(key[1]) else [] for key in keys]
    lead = pd.array([leads.get(key) if pd.notna(key[1]) else None for key in keys], dtype="string")
    return targets.assign(
        offices=["、".join(names) for names in offices], n_offices=[len(n) for n in offices], lead=lead
    )


def offices_without_target(
    targets: pd.DataFrame, responsibilities: pd.DataFrame, vocabulary: OfficeVocabulary
) -> pd.DataFrame:
    """Return the offices of a document that stand in no measure and lead no domain with a target: doc_id, office, measures."""
    rows = responsibilities.assign(office=[vocabulary.office_of(u) or u for u in responsibilities["unit"]])
    with_target = set(zip(targets["doc_id"], targets["path"].fillna(""), strict=True))
    rows["has"] = [pair in with_target for pair in zip(rows["doc_id"], rows["path"].fillna(""), strict=True)]
    groups = rows.groupby(["doc_id", "office"], sort=False).agg(measures=("path", "nunique"), has=("has", "any"))
    return groups[~groups["has"]].drop(columns="has").reset_index()


def number_in_words(value: float, unit: object, comparator: str) -> str:
    """Return a target's number as one reads it: ``≥ 405亿元``, ``≈ 6 %``.

    Examples
    --------
    >>> number_in_words(40_500_000_000, "元", ">="), number_in_words(6, "%", "~"), number_in_words(1.5, None, "<=")
    ('≥ 405亿元', '≈ 6 %', '≤ 1.5')
    """
    unit = "" if pd.isna(unit) else str(unit)
    size, word = next(((s, w) for s, w in ((1e8, "亿"), (1e4, "万")) if abs(value) >= s), (1, ""))
    text = f"{value / size:.6g}{word}" + (f" {unit}" if unit == "%" else unit)
    return f"{SIGNS.get(comparator, comparator)} {text}".strip()


def scorecard(
    coded: pd.DataFrame,
    documents: pd.DataFrame,
    responsibilities: pd.DataFrame,
    vocabulary: IndicatorVocabulary,
    english: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return what a citizen needs to check a promise a year later; columns as in `SCORECARD`.

    Parameters
    ----------
    coded : pandas.DataFrame
        As `code_targets` returns it.
    documents, responsibilities : pandas.DataFrame
        The tables.
    vocabulary : IndicatorVocabulary
        Gives a promise its English name.
    english : mapping, optional
        English for printed indicators that the vocabulary does not name.
    """
    rows = answerable(coded, responsibilities)
    place = documents.set_index("doc_id")["place"].fillna(documents.set_index("doc_id")["label"])
    named = [None if pd.isna(n) else vocabulary.indicators[n].en for n in rows["name"]]
    printed = rows["indicator"].fillna("")
    rows = rows.assign(
        place=rows["doc_id"].map(place),
        year=rows["policy_year"],
        promise=printed,
        promise_en=[n or (english or {}).get(p, "") for n, p in zip(named, printed, strict=True)],
        number=[number_in_words(*r) for r in rows[["value", "unit", "comparator"]].itertuples(index=False, name=None)],
        firmness=rows["striving"].map({True: "striven for", False: "promised"}),
        lead=rows["lead"].fillna(""),
        sentence=rows["quote"],
        reached="",
        source="",
    )
    return rows[list(SCORECARD)].reset_index(drop=True)


def printed_in(value: float, quote: str) -> bool:
    """Tell whether a number stands in a quote: in plain digits, in 万 or 亿, or two thirds as 三分之二.

    Examples
    --------
    >>> printed_in(66.67, "三分之二以上用于民生"), printed_in(19000, "高标准农田1.9万亩"), printed_in(5, "建设15个")
    (True, True, False)
    """
    plain = re.sub(r"[\s,，]", "", quote)
    ways = [f"{value / size:.10g}{word}" for size, word in ((1, ""), (1e4, "万"), (1e8, "亿"))]
    digits = any(re.search(rf"(?<![\d.]){re.escape(way)}(?![\d.])", plain) for way in ways)
    return digits or (round(value, 2) == 66.67 and "三分之二" in plain)
