"""What the policies talk about: rates of words, their company, themes, and what differs between documents and years.

In: the frames of passages and words that :mod:`policybook.segment` makes. Out: frames, in the order of the corpus and
otherwise sorted by value and then by word, so that ties never move.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from policybook.analyse import keyness as key
from policybook.analyse.segment import SENTENCE_END
from policybook.kept import kept
from policybook.vocab.terms import Theme, normalise

PER = 10_000
NAMES = ("place", "institution", "office")
ROUTES = ("words", "second segmenter", "characters")

# ----------------------------------------------------------------------------------------------------------- rates


def chars(frame: pd.DataFrame) -> pd.Series:
    """Return the characters of each document in a frame of passages, white space aside."""
    return frame.groupby("doc_id", sort=False)["n_chars"].sum()


def content(tokens: pd.DataFrame, keep_groups: Iterable[str] = ()) -> pd.DataFrame:
    """Return the content words of a frame of words.

    Parameters
    ----------
    tokens : pandas.DataFrame
    keep_groups : iterable of str
        Groups of stop words to take back in, for example ``["formulas"]``.
    """
    return tokens[tokens["kind"].isin(["content", *(f"stop:{g}" for g in keep_groups)])]


def counts(tokens: pd.DataFrame, doc_ids: Iterable[str]) -> pd.DataFrame:
    """Return occurrences, words x documents; every document has a column."""
    table = pd.crosstab(tokens["word"], tokens["doc_id"])
    return table.reindex(columns=list(doc_ids), fill_value=0).rename_axis(columns=None)


def rates(tokens: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return occurrences per 10,000 characters, words x documents.

    Parameters
    ----------
    tokens : pandas.DataFrame
        The words to count.
    frame : pandas.DataFrame
        The passages they were cut from, which give the characters.
    """
    size = chars(frame)
    return counts(tokens, size.index) / size * PER


def top(table: pd.DataFrame, n: int) -> pd.DataFrame:
    """Return the n rows with the highest mean over the columns, ties by word."""
    mean = table.mean(axis=1).to_dict()
    return table.loc[sorted(mean, key=lambda w: (-mean[w], w))[:n]]


def repeated(text: str, other: str, n: int = 10) -> float:
    """Return the share of a text's runs of n characters that stand in another text; letters and digits only."""
    text, other = (re.sub(r"\W", "", normalise(t)) for t in (text, other))
    known = {other[i : i + n] for i in range(len(other) - n + 1)}
    runs = [text[i : i + n] for i in range(len(text) - n + 1)]
    return sum(run in known for run in runs) / len(runs) if runs else 0.0


def annex_effect(corpus: Mapping, body: pd.DataFrame, annex: pd.DataFrame, words: Mapping, n: int = 20) -> pd.DataFrame:
    """Say what leaving the annexes out does.

    Parameters
    ----------
    corpus : Corpus
    body, annex : pandas.DataFrame
        The passages of both.
    words : mapping of pandas.DataFrame
        The words of ``body`` and of ``annex``.
    n : int
        So many of a document's most frequent content words are compared.

    Returns
    -------
    pandas.DataFrame
        doc_id, body and annexes (characters), repeated_pct (share of the annexes' runs of ten characters that stand in the
        body), kept (of the top words, how many stay on top when annexes are counted).
    """
    alone = counts(content(words["body"]), corpus)
    joined = alone.add(counts(content(words["annex"]), corpus), fill_value=0)
    rows = []
    for doc_id, document in corpus.items():
        text, cut = document.clean.text, document.outline.annex_start
        first, then = (set(top(x[[doc_id]], n).index) for x in (alone, joined))
        own = [int(x.loc[x["doc_id"] == doc_id, "n_chars"].sum()) for x in (body, annex)]
        rows.append((doc_id, *own, 100 * repeated(text[cut:], text[:cut]), len(first & then)))
    return pd.DataFrame(rows, columns=["doc_id", "body", "annexes", "repeated_pct", "kept"])


# --------------------------------------------------------------------------------------------------- words in company


def kwic(corpus: Mapping, frame: pd.DataFrame, string: str, width: int = 14) -> pd.DataFrame:
    """Return a keyword in context, every occurrence in the passages.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, measure, path, left, keyword, right, start, end (offsets into the raw text).
    """
    string = normalise(string)
    rows = []
    for row in frame.itertuples(index=False):
        for m in re.finditer(re.escape(string), row.text):
            start, end = corpus[row.doc_id].clean.span(row.at + m.start(), row.at + m.end())
            left, right = row.text[max(0, m.start() - width) : m.start()], row.text[m.end() : m.end() + width]
            rows.append((row.doc_id, row.section, row.measure, row.path, left, m[0], right, start, end))
    names = ["doc_id", "section", "measure", "path", "left", "keyword", "right", "start", "end"]
    return pd.DataFrame(rows, columns=names).astype({"section": "Int64", "measure": "Int64"})


def g_squared(both: np.ndarray, first: np.ndarray, second: np.ndarray, total: float) -> np.ndarray:
    """Return Dunning's log-likelihood of two things standing together more often than chance; 0 where less often.

    Parameters
    ----------
    both, first, second : array
        How often both, the first and the second stand.
    total : float
        Out of how many.
    """
    both, first, second = (np.asarray(x, float) for x in (both, first, second))
    observed = np.stack([both, first - both, second - both, total - first - second + both])
    expected = np.stack(
        [first * second, first * (total - second), (total - first) * second, (total - first) * (total - second)]
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(observed > 0, observed * np.log(observed * total / expected), 0.0)
    return np.where(both * total > first * second, 2 * terms.sum(axis=0), 0.0)


def collocations(tokens: pd.DataFrame, min_count: int = 5) -> pd.DataFrame:
    """Return pairs of neighbouring words that belong together, strongest first.

    Parameters
    ----------
    tokens : pandas.DataFrame
        All words of the text, so that neighbours are neighbours; stop words of grammar make no pair.
    min_count : int

    Returns
    -------
    pandas.DataFrame
        first, second, n, documents, g2.
    """
    usable = tokens["kind"].eq("content") | tokens["kind"].isin(["stop:formulas", "stop:levels"])
    after = tokens.shift(-1)
    pairs = tokens[usable & usable.shift(-1, fill_value=False) & tokens["sentence"].eq(after["sentence"])]
    pairs = pd.DataFrame({"first": pairs["word"], "second": after.loc[pairs.index, "word"], "doc_id": pairs["doc_id"]})
    table = pairs.groupby(["first", "second"])["doc_id"].agg(n="size", documents="nunique").reset_index()
    ones, twos = pairs["first"].value_counts(), pairs["second"].value_counts()
    table["g2"] = g_squared(table["n"], table["first"].map(ones), table["second"].map(twos), len(pairs))
    table = table[table["n"].ge(min_count)]
    return table.sort_values(["g2", "first", "second"], ascending=[False, True, True], ignore_index=True)


# ------------------------------------------------------------------------------------------------------ distinctive


def units(frame: pd.DataFrame) -> pd.Series:
    """Return for each passage the unit that is resampled: a measure, or the opening of a domain, or the closing."""
    return frame["doc_id"] + "/" + frame["path"].astype("string").fillna("")


def unit_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the units of a frame of passages: index unit; doc_id, stratum (the domain of the document)."""
    table = frame.assign(unit=units(frame)).drop_duplicates("unit").set_index("unit")
    return table.assign(stratum=table.index.str.rsplit("/", n=1).str[0])[["doc_id", "stratum"]]


def string_rates(frame: pd.DataFrame, strings: Iterable[str]) -> pd.DataFrame:
    """Return occurrences of plain strings per 10,000 characters, strings x documents; no segmenter is asked."""
    size = chars(frame)
    texts = frame.groupby("doc_id", sort=False)["text"].agg("\n".join)
    table = pd.DataFrame({w: [texts[d].count(w) for d in size.index] for w in strings}, index=size.index)
    return table.T.rename_axis("word") / size * PER


def word_matrix(tokens: pd.DataFrame, frame: pd.DataFrame, words: Sequence[str]) -> tuple[pd.DataFrame, pd.Series]:
    """Return counts, units x words, and the words in each unit (numbers and punctuation aside)."""
    unit = units(frame)
    inside = tokens[tokens["kind"].ne("other")]
    of = unit.to_numpy()[inside["passage"].to_numpy()]
    chosen = inside["word"].isin(words).to_numpy()
    table = pd.crosstab(of[chosen], inside["word"].to_numpy()[chosen])
    index = unit_table(frame).index
    sizes = pd.Series(of).value_counts().reindex(index, fill_value=0)
    return table.reindex(index=index, columns=list(words), fill_value=0), sizes


def gram_matrix(frame: pd.DataFrame, words: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return counts of plain strings, units x strings, and how many strings of that length each unit holds."""
    texts = frame["text"].groupby(units(frame), sort=False).agg("\n".join)
    index = unit_table(frame).index
    found = {w: [t.count(w) for t in texts] for w in words}
    held = {w: [max(0, len(t) - len(w) + 1) for t in texts] for w in words}
    return (pd.DataFrame(x, index=texts.index).reindex(index) for x in (found, held))


def family(tokens: pd.DataFrame, frame: pd.DataFrame, min_count: int = 10, min_units: int = 5) -> list[str]:
    """Return the words that are tested: content words with so many occurrences in so many units of the corpus."""
    words = content(tokens)
    of = units(frame).to_numpy()[words["passage"].to_numpy()]
    table = words.assign(unit=of).groupby("word")["unit"].agg(["size", "nunique"])
    return sorted(table.index[table["size"].ge(min_count) & table["nunique"].ge(min_units)])


def distinctive(
    frame: pd.DataFrame,
    first: pd.DataFrame,
    second: pd.DataFrame,
    groups: Mapping[str, Iterable[str]],
    *,
    within: Iterable[str] | None = None,
    prior: float | None = None,
    level: float = 0.05,
    families: pd.Series | None = None,
    strata: pd.Series | None = None,
    shuffles: int = key.SHUFFLES,
    **options,
) -> pd.DataFrame:
    """Test every word in every group of documents against the other documents, by three routes.

    Parameters
    ----------
    frame : pandas.DataFrame
        The passages.
    first, second : pandas.DataFrame
        Their words by the default and by the second segmenter.
    groups : mapping
        Name of a group to its documents.
    within : iterable of str, optional
        The documents compared; all, if not given.
    prior : float, optional
        Share of all text that is added to both sides; by default that of an average document.
    level : float
        Of the false discovery rate, over all words and groups of a route.
    families : pandas.Series, optional
        Unit to family: near copies that count as one unit; each unit is its own, if not given.
    strata : pandas.Series, optional
        Unit to stratum: units are dealt out within it.
    shuffles : int
        Deals of the test, where ``orders`` are not given.
    **options
        Of :func:`policybook.analyse.keyness.keyness`.

    Returns
    -------
    pandas.DataFrame
        One row a group and word with the figures of the first route; ``log_odds_2``, ``q_2`` (second segmenter),
        ``log_odds_3``, ``q_3`` (plain strings); ``passed`` (the routes that find the word distinctive with the same sign),
        ``agreed`` (all do).
    """
    words = family(first, frame)
    table = unit_table(frame)
    inside = table["doc_id"].isin(set(within) if within is not None else set(table["doc_id"]))
    prior = prior or 1 / table.loc[inside, "doc_id"].nunique()
    of_family = _families(table, families)[inside]
    merged = table[inside].groupby(of_family, sort=False).first()
    stratum = None if strata is None else strata.reindex(table.index)[inside].groupby(of_family, sort=False).first()
    counted = []
    for matrix, sizes in (
        word_matrix(first, frame, words),
        word_matrix(second, frame, words),
        gram_matrix(frame, words),
    ):
        known = matrix[inside].columns[matrix[inside].sum() > 0]
        of_words = sizes.loc[inside, known] if sizes.ndim == 2 else sizes[inside]
        counted.append([x.groupby(of_family, sort=False).sum() for x in (matrix.loc[inside, known], of_words)])
    targets = {name: merged["doc_id"].isin(set(documents)) for name, documents in groups.items()}
    dealt = shuffles, None if stratum is None else list(stratum)
    results = _tested(counted, targets, merged["stratum"], dealt, options | {"prior": prior})
    main = results[0].copy()
    sign = np.sign(main["log_odds"])
    results = [r.reindex(main.index) for r in results]
    passes = [r["q"].lt(level) & (r["low"] * sign).gt(0) & (r["high"] * sign).gt(0) for r in results]
    for number, result in enumerate(results[1:], 2):
        main[f"log_odds_{number}"], main[f"q_{number}"] = result["log_odds"], result["q"]
    main["passed"] = [
        ", ".join(name for name, p in zip(ROUTES, row, strict=True) if p) for row in zip(*passes, strict=True)
    ]
    main["agreed"] = np.logical_and.reduce(passes)
    return main.reset_index()


@kept
def _tested(
    counted: list[list], targets: Mapping[str, pd.Series], stratum: pd.Series, dealt: tuple, options: dict
) -> list[pd.DataFrame]:
    """Return the figures of each route; they follow from counts of words, so that a text with another number has the same."""
    shuffles, strata = dealt
    options.setdefault("orders", key.deals(len(stratum), shuffles, strata=strata))
    results = []
    for counts, sizes in counted:
        result = pd.concat(
            key.keyness(counts, sizes, target, stratum, **options).assign(group=name)
            for name, target in targets.items()
        )
        result = result.reset_index().set_index(["group", "word"])
        results.append(result.assign(q=key.false_discovery(result["p"])))
    return results


def _families(table: pd.DataFrame, families: pd.Series | None) -> pd.Series:
    """Return the family of each unit; a unit is its own family where none are given."""
    return pd.Series(table.index, table.index) if families is None else families.reindex(table.index)


def usual_expected(
    frame: pd.DataFrame,
    first: pd.DataFrame,
    groups: Mapping[str, Iterable[str]],
    *,
    families: pd.Series | None = None,
    strata: pd.Series | None = None,
    prior: float | None = None,
    deals: int = 300,
) -> pd.DataFrame:
    """Say how many words the usual test (|z| > 1.96) finds in each group when whole units are dealt out at random.

    Parameters
    ----------
    frame, first : pandas.DataFrame
        The passages and their words.
    groups : mapping
        Name of a group to its documents.
    families, strata : pandas.Series, optional
        As in `distinctive`.
    prior : float, optional
    deals : int

    Returns
    -------
    pandas.DataFrame
        Deals by groups: the number of words.
    """
    matrix, sizes = word_matrix(first, frame, family(first, frame))
    table = unit_table(frame)
    of = _families(table, families)
    counts, size = (x.groupby(of, sort=False).sum().to_numpy(float) for x in (matrix, sizes))
    owner = table["doc_id"].groupby(of, sort=False).first()
    stratum = None if strata is None else list(strata.reindex(table.index).groupby(of, sort=False).first())
    orders = key.deals(len(owner), deals, strata=stratum)
    prior = prior or 1 / table["doc_id"].nunique()
    found = {
        name: key.usual_by_chance(counts, size, owner.isin(set(documents)).to_numpy(), orders, prior=prior)
        for name, documents in groups.items()
    }
    return pd.DataFrame(found)


def tally(tested: pd.DataFrame, doc_ids: Iterable[str]) -> pd.DataFrame:
    """Count, test by test, the words that stand out in each group of `distinctive`."""

    def count(rows: pd.DataFrame) -> pd.Series:
        return rows.groupby("group").size()

    table = pd.DataFrame(
        {"Words tested": count(tested), "Usual test (|z| > 1.96)": count(tested[tested["z"].abs() > 1.96])}
    )
    for route in ROUTES:
        table[f"By measures: {route}"] = count(tested[tested["passed"].str.contains(route)])
    table["All three agree"] = count(tested[tested["agreed"]])
    return table.reindex(list(doc_ids)).fillna(0).astype(int).rename_axis("doc_id").reset_index()


def nearest(tested: pd.DataFrame, doc_ids: Iterable[str], n: int = 4) -> pd.DataFrame:
    """Return the words of each group that come nearest to being distinctive, and all on which the routes disagree.

    Returns
    -------
    pandas.DataFrame
        Rows of `distinctive`, groups in the order given, with ``crosses`` (the interval holds nought).
    """
    over = tested[tested["log_odds"].gt(0)].sort_values(["z", "word"], ascending=[False, True])
    divided = tested[tested["passed"].ne("") & ~tested["agreed"]]
    chosen = pd.concat([over.groupby("group", sort=False).head(n), divided]).drop_duplicates(["group", "word"])
    chosen = pd.concat([chosen[chosen["group"] == g] for g in doc_ids], ignore_index=True)
    return chosen.assign(crosses=(chosen["low"] <= 0) & (chosen["high"] >= 0))


# ------------------------------------------------------------------------------------------------ domains and themes


def domain_shares(frame: pd.DataFrame, threads: pd.DataFrame) -> pd.DataFrame:
    """Return the share of each document's characters that stands in each domain, in percent: domains x documents.

    Parameters
    ----------
    frame : pandas.DataFrame
        The passages.
    threads : pandas.DataFrame
        Of :func:`policybook.analyse.evolution.domain_order`: which domains of two schemes go under one heading. A document whose
        scheme is not known has missing shares.

    Returns
    -------
    pandas.DataFrame
        Index: the short names of the domain in the schemes that the documents follow.
    """
    names = threads.groupby("thread")["short"].agg(lambda s: " / ".join(dict.fromkeys(s)))
    known = threads.assign(domain=threads["thread"].map(names))[["doc_id", "section", "domain"]]
    inside = frame.merge(known.astype({"section": "Int64"}), on=["doc_id", "section"])
    table = inside.groupby(["domain", "doc_id"])["n_chars"].sum().unstack("doc_id", fill_value=0)
    order = threads.drop_duplicates("thread")["thread"].map(names)
    return (table / chars(frame)).reindex(index=order, columns=list(chars(frame).index)).rename_axis("domain") * 100


def sentences(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences of the passages, cut at 。；！？: doc_id, section, measure, path, text, n_chars."""
    table = frame[["doc_id", "section", "measure", "path"]].assign(text=[SENTENCE_END.split(t) for t in frame["text"]])
    table = table.explode("text", ignore_index=True)
    table["n_chars"] = [len("".join(t.split())) for t in table["text"]]
    return table[table["n_chars"].gt(0)].reset_index(drop=True)


def theme_shares(frame: pd.DataFrame, themes: Mapping[str, Theme]) -> pd.DataFrame:
    """Return the share of each document's characters in sentences that name a theme, in percent: themes x documents."""
    table = sentences(frame)
    size = chars(table)
    rows = {
        name: chars(table[[theme.named_in(t) for t in table["text"]]]).reindex(size.index, fill_value=0) / size * 100
        for name, theme in themes.items()
    }
    return pd.DataFrame(rows).T.rename_axis("theme")


def theme_measures(frame: pd.DataFrame, themes: Mapping[str, Theme]) -> pd.DataFrame:
    """Return the share of each document's measures that name a theme at least once, in percent: themes x documents."""
    inside = frame.dropna(subset="measure")
    texts = inside.groupby(["doc_id", "path"], sort=False)["text"].agg("\n".join).reset_index()
    n = texts.groupby("doc_id", sort=False).size()
    rows = {
        name: texts[[t.named_in(x) for x in texts["text"]]].groupby("doc_id").size().reindex(n.index, fill_value=0)
        / n
        * 100
        for name, t in themes.items()
    }
    return pd.DataFrame(rows).T.rename_axis("theme")


# ------------------------------------------------------------------------------------------------------------ cohorts


def cohorts(table: pd.DataFrame, early: Sequence[str], late: Sequence[str]) -> pd.DataFrame:
    """Compare the documents of two years word by word, beside the spread within each year.

    Parameters
    ----------
    table : pandas.DataFrame
        Rates, words x documents.
    early, late : sequence of str
        The documents of the two years.

    Returns
    -------
    pandas.DataFrame
        The rates, and early_low, early_high, late_low, late_high, gap (between the ranges, 0 where they meet), change:
        ``new`` (in no early and in every late document), ``gone`` (the reverse), ``rising`` (every late rate above every
        early one), ``falling``, or "" where the ranges meet. Widest gap first.
    """
    a, b = table[list(early)], table[list(late)]
    out = table.assign(
        early_low=a.min(axis=1), early_high=a.max(axis=1), late_low=b.min(axis=1), late_high=b.max(axis=1)
    )
    up, down = out["late_low"] - out["early_high"], out["early_low"] - out["late_high"]
    out["gap"] = np.maximum(np.maximum(up, down), 0)
    out["change"] = np.select(
        [(up > 0) & out["early_high"].eq(0), (down > 0) & out["late_high"].eq(0), up > 0, down > 0],
        ["new", "gone", "rising", "falling"],
        "",
    )
    gap = out["gap"].to_dict()
    return out.loc[sorted(out.index, key=lambda w: (-gap[w], w))]
