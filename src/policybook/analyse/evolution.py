"""Two years of policies from different places: what can be compared, and what the texts themselves state as change.

In: documents, their records, the tables and the crosswalk of domains. Out: data frames. Nothing is read or written.

A difference between two cohorts (the documents of two years) is no change of a place: places, levels and templates differ
too. So every difference comes with the spread within the older cohort and with what chance would give. The only evidence of
change within a place is what a document states (`stated_changes`), its annex lists and budget columns, what the opening of
the same place's other year shows (`openings_beside`), and two documents of one place (`same_place_pairs`), which the corpus
may come to hold.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from policybook.analyse import alignment, keyness, text_forms
from policybook.read.clean import plain_characters
from policybook.read.corpus import Document
from policybook.vocab.tone import tone_pattern

# ---------------------------------------------------------------------------------------- how documents are related


def cohorts(documents: Iterable[Document]) -> dict[int, list[Document]]:
    """Return the documents by the year that they are for, the older year first; those without a year are left out."""
    found: dict[int, list[Document]] = {}
    for d in documents:
        if d.record.get("policy_year"):
            found.setdefault(int(str(d.record["policy_year"])), []).append(d)
    return dict(sorted(found.items()))


def peer_groups(documents: Iterable[Document]) -> list[list[Document]]:
    """Return the documents of one year and scheme from places under one parent, the largest group first."""
    groups: dict[tuple, list[Document]] = {}
    for d in documents:
        key = tuple(d.record.get(name) for name in ("policy_year", "scheme", "parent"))
        if all(key):
            groups.setdefault(key, []).append(d)
    return sorted(groups.values(), key=len, reverse=True)


def parent_pairs(documents: Iterable[Document]) -> list[tuple[Document, Document]]:
    """Return (upper, lower) for the documents of one year whose places the records call parent and child."""
    documents = list(documents)
    return [
        (a, b)
        for a in documents
        for b in documents
        if a is not b
        and a.record.get("policy_year") == b.record.get("policy_year")
        and a.record.get("place_en")
        and b.record.get("parent") == a.record.get("place_en")
    ]


def same_place_pairs(documents: Iterable[Document]) -> list[tuple[Document, Document]]:
    """Return (earlier, later) for the documents of one place in two years: what would identify change."""
    return [
        tuple(sorted((a, b), key=lambda d: int(str(d.record["policy_year"]))))
        for a, b in combinations(list(documents), 2)
        if a.record.get("place") == b.record.get("place") is not None
        and a.record.get("policy_year")
        and b.record.get("policy_year")
        and a.record["policy_year"] != b.record["policy_year"]
    ]


def ordered_pairs(documents: Iterable[Document]) -> list[tuple[Document, Document]]:
    """Return every pair of documents once: the earlier year first, in one year the parent first, else as they come."""
    pairs = []
    for a, b in combinations(list(documents), 2):
        year_a, year_b = (int(str(d.record.get("policy_year") or 0)) for d in (a, b))
        child = year_a == year_b and a.record.get("parent") == b.record.get("place_en") is not None
        pairs.append((b, a) if year_a > year_b or child else (a, b))
    return pairs


def missing_documents(documents: Iterable[Document]) -> pd.DataFrame:
    """List the documents that would settle what the corpus leaves open: each place in the years that it lacks.

    Returns
    -------
    pandas.DataFrame
        place, place_en, level, has (years), lacks (years).
    """
    documents = [d for d in documents if d.record.get("place") and d.record.get("policy_year")]
    years = sorted({int(str(d.record["policy_year"])) for d in documents})
    rows = []
    for place in dict.fromkeys(d.record["place"] for d in documents):
        own = [d for d in documents if d.record["place"] == place]
        has = sorted({int(str(d.record["policy_year"])) for d in own})
        lacks = [year for year in years if year not in has]
        about = {"place": place, "place_en": own[0].record.get("place_en"), "level": own[0].record.get("level")}
        rows.append(about | {"has": "、".join(map(str, has)), "lacks": "、".join(map(str, lacks))})
    return pd.DataFrame(rows, columns=["place", "place_en", "level", "has", "lacks"])


# ------------------------------------------------------------------------------------------------ order of domains


def domain_order(documents: Sequence[Document], domains: pd.DataFrame, crosswalk: pd.DataFrame) -> pd.DataFrame:
    """Place each domain of each document on the thread that the crosswalk's main links make.

    Returns
    -------
    pandas.DataFrame
        doc_id, scheme, section, title (as printed), id, short, thread (the id of the oldest domain that it goes back
        to; its
        own where it goes back to none), start, end.
    """
    main = crosswalk[crosswalk["kind"] == "main"]
    back = dict(zip(main["to"], main["from"], strict=True))
    known = domains.set_index(["scheme", "section"])
    rows = []
    for d in documents:
        for s in d.outline.sections:
            key = (d.record.get("scheme"), s.number)
            if key not in known.index:
                continue
            thread = known.at[key, "id"]
            while thread in back:
                thread = back[thread]
            start, end = d.clean.span(s.start, s.end)
            rows.append(
                {"doc_id": d.doc_id, "scheme": key[0], "section": s.number, "title": s.title}
                | {"id": known.at[key, "id"], "short": known.at[key, "short"], "thread": thread}
                | {"start": start, "end": end}
            )
    columns = ["doc_id", "scheme", "section", "title", "id", "short", "thread", "start", "end"]
    return pd.DataFrame(rows, columns=columns)


# ------------------------------------------------------------------------------------------- what chance would give


def extremes(values: pd.DataFrame, groups: Mapping[str, Sequence[str]]) -> pd.Series:
    """Count for each group of documents the quantities in which all of it lies above, or below, all the others.

    Where the groups are alike, each is as likely as another to be the highest and to be the lowest. So of k groups each is
    expected to lie apart in two of k quantities; see `expected_apart`.

    Parameters
    ----------
    values : pandas.DataFrame
        Quantities by documents.
    groups : mapping
        Name of a group to its documents; near copies of one text make one group.

    Returns
    -------
    pandas.Series
        The number of quantities by group.
    """
    found = {}
    for name, own in groups.items():
        mine = values[list(own)]
        others = values[[d for other, docs in groups.items() if other != name for d in docs]]
        above = mine.min(axis=1) > others.max(axis=1)
        below = mine.max(axis=1) < others.min(axis=1)
        found[name] = int((above | below).sum())
    return pd.Series(found)


def expected_apart(n_quantities: int, n_groups: int) -> float:
    """Return in how many quantities one group of several alike ones is expected to be the highest or the lowest."""
    return 2 * n_quantities / n_groups


def one_for_copies(cohort: Mapping[int, Sequence[Document]], first: int, last: int) -> dict[str, list[str]]:
    """Return the observations of two cohorts: each older document, and the newer ones, which share most text, as one."""
    groups = {d.doc_id: [d.doc_id] for d in cohort[first]}
    return groups | {str(last): [d.doc_id for d in cohort[last]]}


def families(
    documents: Sequence[Document], domains: pd.DataFrame, crosswalk: pd.DataFrame, places: Sequence[str] = ()
) -> pd.DataFrame:
    """Join the measures of one year that correspond, so that a near copy does not count as a second witness.

    Parameters
    ----------
    documents : sequence of Document
    domains, crosswalk : pandas.DataFrame
        See `policybook.vocab.domains.load_domains`.
    places : sequence of str
        Names that do not count.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, measure, path, year, family: one row a unit of a body (measure, opening of a domain, closing). Units of
        one year that are aligned, directly or through others, have one family; openings of corresponding domains too.
    """
    frames, parent = [], {}

    def top(key: tuple) -> tuple:
        while parent[key] != key:
            key = parent[key]
        return key

    for d in documents:
        own = text_forms.units(d)[["doc_id", "section", "measure", "path"]]
        frames.append(own.assign(year=int(str(d.record["policy_year"]))))
        parent |= {(d.doc_id, path): (d.doc_id, path) for path in own["path"]}
    frame = pd.concat(frames, ignore_index=True)
    openings = _openings(frame)
    for members in cohorts(documents).values():
        for a, b in combinations(members, 2):
            matched = alignment.match_domains(a, b, domains, crosswalk)
            pairs = alignment.align_measures(a, b, matched, places).dropna(subset=["a_measure", "b_measure"])
            links = list(zip(pairs["a_path"], pairs["b_path"], strict=True))
            for s, others in matched.items():
                of_a, of_b = openings.get((a.doc_id, s)), openings.get((b.doc_id, *others[:1]))
                links += [(of_a, of_b)] if of_a and of_b else []
            for left, right in [*links, ("", "")]:
                x, y = (a.doc_id, left), (b.doc_id, right)
                if x in parent and y in parent:
                    parent[top(y)] = top(x)
    name = dict(zip(zip(frame["doc_id"], frame["path"], strict=True), _names(frame), strict=True))
    return frame.assign(family=[name[top(key)] for key in zip(frame["doc_id"], frame["path"], strict=True)])


def _openings(units: pd.DataFrame) -> dict[tuple, str]:
    """Return the path of the first opening of each domain, by document and domain."""
    rows = units[units["measure"].isna() & units["section"].notna()].drop_duplicates(["doc_id", "section"])
    return {(row.doc_id, int(row.section)): row.path for row in rows.itertuples()}


def _names(units: pd.DataFrame) -> list[str]:
    """Return a name for each unit that sorts by domain and measure and is its own: document, numbers, path."""
    numbers = units[["section", "measure"]].fillna(0).astype(int)
    columns = (units["doc_id"], numbers["section"], numbers["measure"], units["path"])
    return ["/".join(map(str, row)) for row in zip(*columns, strict=True)]


def dealt_out(
    rows: pd.DataFrame,
    families_of: pd.DataFrame,
    counts: Sequence[str],
    size: str,
    last: int,
    orders: np.ndarray | None = None,
) -> pd.Series:
    """Test whether shares differ between two years by more than dealing out whole families of measures gives.

    Parameters
    ----------
    rows : pandas.DataFrame
        doc_id, path, and columns of counts: one row a unit, or a part of one.
    families_of : pandas.DataFrame
        Of `families`.
    counts : sequence of str
        Columns that are counted.
    size : str
        The column that they are a share of.
    last : int
        The later year.
    orders : numpy.ndarray, optional
        Of `policybook.analyse.keyness.deals`.

    Returns
    -------
    pandas.Series
        Two-sided p value by column.
    """
    rows = rows.assign(path=rows["path"].fillna(""))  # tables leave the path of an opening or closing paragraph empty
    joined = rows.merge(families_of[["doc_id", "path", "family", "year"]], on=["doc_id", "path"])
    table = joined.groupby(["family", "year"])[[*counts, size]].sum().reset_index()
    mask = table["year"].eq(last).to_numpy()
    orders = keyness.deals(len(table), 20_000) if orders is None else orders
    p = keyness.shuffle_test(table[list(counts)].to_numpy(float), table[size].to_numpy(float), mask, orders)
    return pd.Series(p, index=list(counts))


@dataclass(frozen=True)
class Counted:
    """What is counted in the units of the bodies, and of what it is a share.

    Attributes
    ----------
    of : str
        What is counted: targets, measures, text, words.
    rows : pandas.DataFrame
        doc_id, path, the columns of `names`, and `size`.
    names : mapping
        Column to what it says, for tables.
    size : str
        The column that the counts are a share of.
    per : float
        The share is given for so many.
    """

    of: str
    rows: pd.DataFrame
    names: Mapping[str, str]
    size: str = "n"
    per: float = 100


def quantity_table(
    sources: Sequence[Counted],
    cohort: Mapping[int, Sequence[Document]],
    first: int,
    last: int,
    families_of: pd.DataFrame,
) -> pd.DataFrame:
    """Set every quantity of two cohorts beside what chance would give.

    Parameters
    ----------
    sources : sequence of Counted
    cohort : mapping
        Of `cohorts`.
    first, last : int
        The two years.
    families_of : pandas.DataFrame
        Of `families`.

    Returns
    -------
    pandas.DataFrame
        Index: the name of the column counted. of, quantity, a column for each document (its share), apart (all documents of
        the later year lie above, or below, all of the earlier), p (`dealt_out`), q (its false discovery rate).
    """
    doc_ids = [d.doc_id for year in (first, last) for d in cohort[year]]
    groups = one_for_copies(cohort, first, last)
    parts = []
    for source in sources:
        rows, names = source.rows[source.rows["doc_id"].isin(doc_ids)], list(source.names)
        sums = rows.groupby("doc_id")[[*names, source.size]].sum().reindex(doc_ids)
        shares = source.per * sums[names].astype(float).div(sums[source.size].astype(float), axis=0).T
        apart = [extremes(shares.loc[[name]], groups)[str(last)] == 1 for name in names]
        p = dealt_out(rows, families_of, names, source.size, last)
        parts.append(shares.assign(of=source.of, quantity=list(source.names.values()), apart=apart, p=p))
    table = pd.concat(parts)
    return table.assign(q=keyness.false_discovery(table["p"]))


# ------------------------------------------------------------------------------------------------- targets, offices

_RATE = re.compile(r"增长|增速|增幅")


def target_kinds(targets: pd.DataFrame) -> pd.DataFrame:
    """Say of each target whether it is a rate of growth and whether it is hedged.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, measure, path, start, end, growth (a percentage, of something that grows), hedged (力争, 争取), n (1).
    """
    text = targets["indicator"].fillna("") + targets["quote"].fillna("")
    growth = targets["unit"].eq("%") & text.str.contains(_RATE)
    place = ["doc_id", "section", "measure", "path", "start", "end"]
    return targets[place].assign(growth=growth.astype(int), hedged=targets["striving"].astype(int), n=1)


def single_office(responsibilities: pd.DataFrame) -> pd.DataFrame:
    """Say of each measure that names responsible offices whether it names one only.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, measure, path, single (1 or 0), start, end (of the list), n (1).
    """
    named = responsibilities.dropna(subset=["measure"])
    table = named.groupby(["doc_id", "section", "measure", "path"], sort=False, dropna=False)
    table = table.agg(units=("unit", "nunique"), start=("start", "min"), end=("end", "max")).reset_index()
    return table.assign(single=table["units"].eq(1).astype(int), n=1).drop(columns="units")


# ---------------------------------------------------------------------------------- the openings of the other year


def openings_beside(facts: pd.DataFrame, counterparts: pd.DataFrame, documents: Sequence[Document]) -> pd.DataFrame:
    """Set the facts from outside the corpus beside what the corpus states for the same place in another year.

    Parameters
    ----------
    facts, counterparts : pandas.DataFrame
        Of `policybook.tables.outside`.
    documents : sequence of Document
        Facts of other places, or of a year that the corpus has of the place, are left out.

    Returns
    -------
    pandas.DataFrame
        place, policy_year (of the fact), kind, label, english, unit, earlier, later (the figures; missing where no counterpart was
        found), earlier_bound, later_bound, change (later less earlier), moved: ``up``, ``down``, ``same`` (figure and
        bound), ``bound`` (the same figure with another bound) or ``not found``; doc_id, section, measure, path, start, end,
        quote (of the corpus), source (of the fact), note.
    """
    years: dict[str, set[int]] = {}
    for d in documents:
        years.setdefault(str(d.record["place"]), set()).add(int(str(d.record["policy_year"])))
    corpus = {d.doc_id: d for d in documents}
    usable = [p in years and y not in years[p] for p, y in zip(facts["place"], facts["policy_year"], strict=True)]
    stated = facts[pd.Series(usable, index=facts.index) & facts["kind"].ne("source")]
    named = counterparts.rename(columns={name: f"{name}_corpus" for name in ("value", "bound", "note")})
    joined = stated.merge(named, on=["place", "policy_year", "label"], how="left", sort=False)
    kept = ("place", "policy_year", "kind", "label", "english", "unit", "doc_id", "start", "end", "quote", "source")
    rows = []
    for row in joined.to_dict("records"):
        known = not pd.isna(row["doc_id"])
        sides = [(row["value_corpus"], row["bound_corpus"]), (row["value"], row["bound"])]
        if known and int(str(corpus[row["doc_id"]].record["policy_year"])) > row["policy_year"]:
            sides.reverse()
        if not known:  # the year of the corpus is the other one
            sides = sides if row["policy_year"] > min(years[row["place"]]) else sides[::-1]
        (earlier, bound_a), (later, bound_b) = sides
        place = _passage(corpus[row["doc_id"]], int(row["start"])) if known else _NOWHERE
        rows.append(
            {name: row[name] for name in kept}
            | place
            | {"earlier": earlier, "later": later}
            | {"earlier_bound": bound_a, "later_bound": bound_b, "note": row["note_corpus"]}
            | {"moved": _moved(earlier, later, bound_a, bound_b) if known else "not found"}
        )
    columns = [*kept, *_NOWHERE, "earlier", "later", "earlier_bound", "later_bound", "note", "moved"]
    frame = pd.DataFrame(rows, columns=columns).astype({"earlier": "Float64", "later": "Float64"})
    frame = frame.astype(dict.fromkeys(("section", "measure", "start", "end"), "Int64"))
    return frame.assign(change=frame["later"] - frame["earlier"])


_NOWHERE = {"section": pd.NA, "measure": pd.NA, "path": pd.NA}


def _passage(document: Document, at: int) -> dict[str, object]:
    """Return domain, measure and path at a place of the raw text; all missing in an annex."""
    for p in document.outline.passages:
        start, end = document.clean.span(p.start, p.end)
        if start <= at < end:
            return {name: pd.NA if (value := getattr(p, name)) is None else value for name in _NOWHERE}
    return _NOWHERE


def common_lines(beside: pd.DataFrame) -> pd.DataFrame:
    """Part the change of a sum into lines that both years print and lines that only one prints.

    Parameters
    ----------
    beside : pandas.DataFrame
        Of `openings_beside`; of each place's sums set aside the first is the whole, the others are its lines.

    Returns
    -------
    pandas.DataFrame
        place, earlier, later (the whole), common_earlier, common_later (lines that both print), only_earlier, only_later
        (the rest of the whole): in the unit of the facts.
    """
    rows = []
    for place, own in beside[beside["kind"].eq("budget")].groupby("place", sort=False):
        whole, lines = own.iloc[0], own.iloc[1:].dropna(subset=["earlier", "later"])
        row = {"place": place, "earlier": whole["earlier"], "later": whole["later"]}
        row |= {f"common_{side}": lines[side].sum() for side in ("earlier", "later")}
        rows.append(row | {f"only_{side}": row[side] - row[f"common_{side}"] for side in ("earlier", "later")})
    return pd.DataFrame(rows)


def documents_to_fetch(facts: pd.DataFrame, documents: Sequence[Document]) -> pd.DataFrame:
    """List the documents that would settle what the corpus leaves open, with number and address where these are known.

    Returns
    -------
    pandas.DataFrame
        place, policy_year, document, document_number, date, source; a place's lacking year without a known page has no
        title. Places above those of the corpus (the province) lack the years of the corpus that no known page covers.
    """
    columns = ["place", "policy_year", "document", "document_number", "date", "source"]
    titles = {str(d.record["document_number"]) for d in documents if d.record.get("document_number")}
    known = facts[facts["section"].notna() & ~facts["document_number"].isin(titles)].drop_duplicates(columns[:3])
    lacking = missing_documents(documents)
    rows = [
        {"place": row.place, "policy_year": int(year)}
        for row in lacking.itertuples()
        for year in filter(None, row.lacks.split("、"))
        if not ((known["place"] == row.place) & (known["policy_year"] == int(year))).any()
    ]
    years = sorted({int(str(d.record["policy_year"])) for d in documents})
    covered = set(zip(known["place"], known["policy_year"], strict=True))
    above = dict.fromkeys(facts.loc[~facts["place"].isin({str(d.record["place"]) for d in documents}), "place"])
    rows += [{"place": p, "policy_year": year} for p in above for year in years if (p, year) not in covered]
    return pd.concat([known[columns], pd.DataFrame(rows, columns=columns[:2])], ignore_index=True)


def _moved(earlier: float, later: float, bound_a: object, bound_b: object) -> str:
    if earlier != later:
        return "up" if later > earlier else "down"
    alike = (pd.isna(bound_a) and pd.isna(bound_b)) or bound_a == bound_b
    return "same" if alike else "bound"


# ------------------------------------------------------------------------------------------------------ instruments


def instruments(documents: Sequence[Document], tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Say for each measure whether it states an award, a budget or a target, or none of these.

    Parameters
    ----------
    documents : sequence of Document
    tables : mapping of pandas.DataFrame
        ``awards``, ``budgets`` and ``targets`` of the data package.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, subsection, measure, path, heading, award, budget, target, none (bool), n_chars, start, end.
    """
    frames = []
    for d in documents:
        rows = text_forms.measures(d)
        for name in ("awards", "budgets", "targets"):
            own = tables[name][tables[name]["doc_id"] == d.doc_id]
            rows[name.removesuffix("s")] = rows["path"].isin(set(own["path"].dropna()))
        rows["none"] = ~(rows["award"] | rows["budget"] | rows["target"])
        rows["n_chars"] = [len(plain_characters(text)) for text in rows["text"]]
        frames.append(rows.drop(columns="text"))
    return pd.concat(frames, ignore_index=True)


def beside_spread(values: pd.Series, documents: Sequence[Document]) -> pd.DataFrame:
    """Set each document of a later cohort beside the spread of the first cohort.

    Parameters
    ----------
    values : pandas.Series
        One number a document, by doc_id.
    documents : sequence of Document

    Returns
    -------
    pandas.DataFrame
        doc_id, year, value, low, high (of the first cohort), n (documents in it), outside (below or above that spread;
        for
        the later cohorts only).
    """
    groups = cohorts(documents)
    years = list(groups)
    first = values.reindex([d.doc_id for d in groups[years[0]]]).dropna()
    rows = []
    for year, members in groups.items():
        for d in members:
            value = float(values.get(d.doc_id, float("nan")))
            outside = (
                ""
                if year == years[0]
                else "below"
                if value < first.min()
                else "above"
                if value > first.max()
                else "within"
            )
            rows.append({"doc_id": d.doc_id, "year": year, "value": value, "outside": outside})
    frame = pd.DataFrame(rows)
    return frame.assign(low=float(first.min()), high=float(first.max()), n=len(first))


# ------------------------------------------------------------------------------------------------------------- tone


def told_beside(beside: pd.DataFrame, documents: Sequence[str]) -> str:
    """Say in words where documents stand beside a spread, for the alternative text of a figure.

    Parameters
    ----------
    beside : pandas.DataFrame
        ``outside`` (within, above, below) by quantity and document, of :func:`beside_spread`.
    documents : sequence of str
    """
    sides = beside["outside"].unstack(level=1)[list(documents)]
    told = {
        quantity: " and ".join(dict.fromkeys(row)) for quantity, row in zip(sides.index, sides.to_numpy(), strict=True)
    }
    return "; ".join(f"{quantity}: {words}" for quantity, words in told.items()) + "."


def tone_words(documents: Sequence[Document], tone: pd.DataFrame) -> pd.DataFrame:
    """Find every word of the dictionary of tone in the bodies of the documents.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, measure, path, tone, term, start, end; where two words overlap the longer counts.
    """
    pattern = tone_pattern(tone)
    kind = dict(zip(tone["term"], tone["tone"], strict=True))
    rows = []
    for d in documents:
        for p in d.outline.passages:
            for found in pattern.finditer(p.text):
                start, end = d.clean.span(p.start + found.start(), p.start + found.end())
                rows.append(
                    {"doc_id": d.doc_id, "section": p.section, "measure": p.measure, "path": p.path}
                    | {"tone": kind[found.group()], "term": found.group(), "start": start, "end": end}
                )
    columns = ["doc_id", "section", "measure", "path", "tone", "term", "start", "end"]
    return pd.DataFrame(rows, columns=columns).astype({"section": "Int64", "measure": "Int64"})


def tone_counts(documents: Sequence[Document], tone: pd.DataFrame) -> pd.DataFrame:
    """Count the words of each tone in each unit of the bodies.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, subsection, measure, path, n_chars, and a column for each tone.
    """
    sizes = text_forms.measured(documents)
    found = tone_words(documents, tone)
    counts = pd.crosstab([found["doc_id"], found["path"]], found["tone"])
    keys = pd.MultiIndex.from_frame(sizes[["doc_id", "path"]])
    table = counts.reindex(index=keys, columns=list(dict.fromkeys(tone["tone"])), fill_value=0)
    return pd.concat([sizes, table.reset_index(drop=True)], axis=1)


def body_characters(documents: Iterable[Document]) -> pd.Series:
    """Count the characters of each body, by doc_id: the denominator of rates."""
    return pd.Series({d.doc_id: sum(len(plain_characters(p.text)) for p in d.outline.passages) for d in documents})


# ----------------------------------------------------------------------------------------------------- counterparts


def counterparts(
    a: Sequence[Document],
    b: Sequence[Document],
    domains: pd.DataFrame,
    crosswalk: pd.DataFrame,
    places: Sequence[str] = (),
    cut: Callable[[str], Iterable[str]] = lambda text: (),
) -> pd.DataFrame:
    """Look for each measure of `b` for its counterpart in any document of `a`, by wording and by new words.

    Parameters
    ----------
    a, b : sequence of Document
    domains, crosswalk : pandas.DataFrame
        See `policybook.domains.load_domains`.
    places : sequence of str
        Names that do not count.
    cut : callable
        Cuts a heading into words.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, measure, path, heading, start, end, found_in (doc_ids with a counterpart, joined by 、), score (the
        best of any), new_words: the words of the heading (two characters or more) that stand in no body of `a`, joined by 、.
    """
    known = "\n".join(p.text for d in a for p in d.outline.passages)
    rows = []
    for d in b:
        table = text_forms.measures(d)
        found: dict[int, list[str]] = {i: [] for i in table.index}
        best = pd.Series(0.0, index=table.index)
        for other in a:
            matched = alignment.match_domains(other, d, domains, crosswalk)
            pairs = alignment.align_measures(other, d, matched, places).dropna(subset=["b_measure"])
            pairs = pairs.drop_duplicates("b_path").set_index("b_path")
            for i, path in table["path"].items():
                pair = pairs.loc[path]
                if pair["relation"] != "added":
                    found[i].append(other.doc_id)
                    best[i] = max(best[i], pair["score"])
        for i, row in table.iterrows():
            place = {name: row[name] for name in ("doc_id", "section", "measure", "path", "heading", "start", "end")}
            new = [word for word in cut(row["heading"]) if len(plain_characters(word)) > 1 and word not in known]
            rows.append(place | {"found_in": "、".join(found[i]), "score": best[i], "new_words": "、".join(new)})
    return pd.DataFrame(rows)


def mentions(documents: Sequence[Document], agenda: pd.DataFrame) -> pd.DataFrame:
    """Count in how many measures each item of the agenda is named, and in how many headings.

    Parameters
    ----------
    documents : sequence of Document
    agenda : pandas.DataFrame
        See `load_agenda`.

    Returns
    -------
    pandas.DataFrame
        zh, en, doc_id, n_measures, n_headings.
    """
    rows = []
    for d in documents:
        table = text_forms.measures(d)
        for item in agenda.to_dict("records"):
            pattern = re.compile("|".join(map(re.escape, item["terms"])))
            rows.append(
                {"zh": item["zh"], "en": item["en"], "doc_id": d.doc_id}
                | {"n_measures": int(table["text"].map(lambda t, p=pattern: bool(p.search(t))).sum())}
                | {"n_headings": int(table["heading"].map(lambda t, p=pattern: bool(p.search(t))).sum())}
            )
    return pd.DataFrame(rows)


# --------------------------------------------------------------------------------------------------- stated changes

#: What a text says has changed: kind, English, pattern. The first kind that matches a sentence's clause names it.
CHANGES = (
    (
        "raised",
        "a sum, rate or share goes up",
        r"(?:提升|提高|上调|增加)(?:至|到)(?=[^，。；]{0,8}[\d“三])|由[^，。；]{1,20}(?:提升|提高|上调|增加)(?:至|到|为)",
    ),
    (
        "prolonged",
        "goes on as before",
        r"延续|继续(?:实行|实施|执行|落实|支持|开展)|(?:政策|标准)[^，。；]{0,4}保持不变",
    ),
    ("lowered", "a price, rate or fee goes down", r"(?:下降|降低|下调)(?:至|到)?(?=\d)"),
    (
        "widened",
        "covers more than before",
        r"扩围|扩面(?=[^，。；]{0,4}(?:至|推广))|(?:拓展|扩大|扩展)(?:至|到)|增加(?=[^，。；]{1,14}品类)"
        r"|拓展(?=[^，。；]{0,6}范围)",
    ),
    ("renewed", "a new round or a revised edition", r"新一轮|第[二三四五六七八九十]轮|\d{4}年修订"),
    ("measured", "is set against a named earlier year", r"较(?:20\d\d年|上年|去年)"),
)
_CLAUSE = re.compile(r"[^，,。；;！？\n]+[，,。；;！？]?")


def stated_changes(documents: Sequence[Document]) -> pd.DataFrame:
    """Find by rule what the bodies state as change, continuation or a comparison with an earlier year.

    Returns
    -------
    pandas.DataFrame
        doc_id, section, measure, path, kind (see `CHANGES`), words (that matched), clause, start, end. One row a clause and
        kind.
    """
    patterns = [(kind, re.compile(pattern)) for kind, _, pattern in CHANGES]
    rows = []
    for d in documents:
        for p in d.outline.passages:
            for clause in _CLAUSE.finditer(p.text):
                text = clause.group()
                for kind, pattern in patterns:
                    found = pattern.search(text)
                    if not found:
                        continue
                    left = len(text) - len(text.lstrip())
                    start, end = d.clean.span(p.start + clause.start() + left, p.start + clause.end())
                    rows.append(
                        {"doc_id": d.doc_id, "section": p.section, "measure": p.measure, "path": p.path, "kind": kind}
                        | {"words": found.group(), "clause": text.strip("，,。；; \n"), "start": start, "end": end}
                    )
                    break
    columns = ["doc_id", "section", "measure", "path", "kind", "words", "clause", "start", "end"]
    return pd.DataFrame(rows, columns=columns).astype({"section": "Int64", "measure": "Int64"})


# -------------------------------------------------------------------------------------------- one place, two years


def same_place(
    documents: Sequence[Document],
    domains: pd.DataFrame,
    crosswalk: pd.DataFrame,
    places: Sequence[str] = (),
) -> pd.DataFrame:
    """Compare the two documents of every place that the corpus holds for two years.

    Returns
    -------
    pandas.DataFrame
        One row a measure of such a pair: place, then as `policybook.analyse.alignment.classify_measures` and ``numbers``:
        what stands in its changed slots, ``12项 → 15项``. Empty, with these columns, where no place has two years.
    """
    frames = []
    for a, b in same_place_pairs(documents):
        found = alignment.align_documents(a, b, domains, crosswalk, places)
        changed = found.slots[~found.slots["equal"]]
        texts: dict[tuple, list[str]] = {}
        for row in changed.itertuples():
            texts.setdefault((row.a_path, row.path), []).append(f"{row.a_printed} → {row.b_printed}")
        numbers = [
            "; ".join(texts.get(key, ()))
            for key in zip(found.measures["a_path"], found.measures["b_path"], strict=True)
        ]
        frames.append(found.measures.assign(place=a.record["place"], numbers=numbers))
    columns = ["place", "a_doc", "b_doc"]
    columns += [f"{side}_{name}" for side in "ab" for name in ("section", "measure", "path", "heading")]
    columns += ["score", "relation", "kind", "kept_pct", "numbers"]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


# ------------------------------------------------------------------------------- awards of one programme in two years


def awards_beside_spread(awards: pd.DataFrame, documents: Sequence[Document]) -> pd.DataFrame:
    """Set the sums of the later cohorts beside the spread of the first, programme by programme and tier by tier.

    A ceiling (最高) is no sum that everybody gets, so fixed sums are compared with fixed sums only.

    Parameters
    ----------
    awards : pandas.DataFrame
        Awards with ``programme`` and ``programme_tier``, see `policybook.tables.award_programmes.match_awards`. Only single
        sums count; where a document names several for one tier, the highest.
    documents : sequence of Document

    Returns
    -------
    pandas.DataFrame
        programme, tier, doc_id, value (yuan), is_max (a ceiling), low, high, n (fixed sums of the first cohort), n_ceilings
        (documents of the first cohort that name a ceiling instead), outside: ``below``, ``within``, ``above``, or
        ``ceiling`` where this sum, or every older one, is a ceiling; section, measure, path, start, end. One row an award of a
        later cohort that a document of the first cohort offers too.
    """
    rows, years, first = _single_sums(awards, documents)
    keys = ["programme", "tier"]
    of_first = rows[rows["doc_id"].map(years) == first]
    fixed = of_first[~of_first["is_max"]].groupby(keys)["value"].agg(low="min", high="max", n="size")
    ceilings = of_first[of_first["is_max"]].groupby(keys).size().rename("n_ceilings")
    older = fixed.join(ceilings, how="outer")
    later = rows[rows["doc_id"].map(years) != first].join(older, on=keys, how="inner")
    later = later.fillna({"n": 0, "n_ceilings": 0}).astype({"n": int, "n_ceilings": int})
    later["outside"] = [
        "ceiling" if is_max or not n else "below" if value < low else "above" if value > high else "within"
        for value, is_max, low, high, n in later[["value", "is_max", "low", "high", "n"]].itertuples(index=False)
    ]
    columns = [*keys, "doc_id", "value", "is_max", "low", "high", "n", "n_ceilings", "outside"]
    return later.sort_values([*keys, "doc_id"], kind="stable")[
        [*columns, "section", "measure", "path", "start", "end"]
    ].reset_index(drop=True)


def awards_within_peers(awards: pd.DataFrame, documents: Sequence[Document]) -> tuple[int, int]:
    """Count how many fixed sums of the first cohort lie within the range of at least two others, of how many.

    What a newer sum is expected to do if it were one of the older ones.
    """
    rows, years, first = _single_sums(awards, documents)
    rows = rows[(rows["doc_id"].map(years) == first) & ~rows["is_max"]]
    inside = total = 0
    for _, own in rows.groupby(["programme", "tier"]):
        for i, value in enumerate(own["value"] if len(own) > 2 else ()):
            others = own["value"].drop(own.index[i])
            inside, total = inside + int(others.min() <= value <= others.max()), total + 1
    return inside, total


def _single_sums(awards: pd.DataFrame, documents: Sequence[Document]) -> tuple[pd.DataFrame, dict[str, int], int]:
    """Return the highest single sum of each document, programme and tier; the documents' years; the first year."""
    years = {d.doc_id: year for year, members in cohorts(documents).items() for d in members}
    rows = awards[(awards["instrument"] == "lump_sum") & awards["programme"].notna() & awards["doc_id"].isin(years)]
    rows = rows.assign(
        tier=rows["programme_tier"].fillna("").astype(str),
        value=rows["amount_yuan"].astype(float),
        is_max=rows["is_max"].fillna(False).astype(bool),
    )
    rows = rows.sort_values("value", ascending=False, kind="stable").drop_duplicates(["programme", "tier", "doc_id"])
    return rows, years, min(years.values())
