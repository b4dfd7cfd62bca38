"""Run a firm's or farm's profile through the coded rules of each document.

In: a profile (YAML, checked) and the table ``award_programmes``. Out: what each rule pays, in yuan, with its sentence; what
the text or the profile leaves open is listed as open, never guessed. The rules are rows of the table; none is written here.

Rules of one programme for the same base are alternatives: together they pay what the least of them pays at least and what
the most of them pays at most. Different bases (software, equipment) add up, under the cap that the rules print. Programmes
add up too, though no document says that they may be combined: the sum is what the texts would allow, not a promise.

A sum means little without the size of the firm: a profile may say what to compare it with (the revenue of the year, the
project's investment), and `sweep` runs the same firm at many sizes.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd

from policybook.analyse.payment_rules import PaymentRule, Threshold, derive, rules_of
from policybook.errors import PolicybookError
from policybook.kept import kept
from policybook.project import packaged, read_yaml
from policybook.read.records import shortened
from policybook.tables.award_programmes import each_programme
from policybook.vocab.programmes import ProgrammeVocabulary, folded

COLUMNS = ["doc_id", "programme", "programme_tier", "outcome", "low_yuan", "high_yuan", "how", "decided_by", "payer",
           "on_top", "part", "section", "subsection", "measure", "path", "start", "end", "quote"]  # fmt: skip
OUTCOMES = ("pays", "open", "not met", "not stated")


def load_profile(path: Path | str, vocabulary: ProgrammeVocabulary) -> dict:
    """Read and check a profile.

    Raises
    ------
    PolicybookError
        One line: the file, the place in it, what is wrong and what it may be.
    """
    return check_profile(read_yaml(Path(path)), vocabulary, str(path))


def check_profile(profile: object, vocabulary: ProgrammeVocabulary, name: str = "profile") -> dict:
    """Check a profile against the schema and the vocabulary; return it."""
    validator = jsonschema.Draft202012Validator(packaged("analyse/profile.schema.yml"))
    error = jsonschema.exceptions.best_match(validator.iter_errors(profile))
    if error is not None:
        place = ".".join(str(p) for p in error.absolute_path) or "profile"
        message = "needs recognitions or activities" if error.validator == "anyOf" else error.message
        raise PolicybookError(f"{name}: {place}: {shortened(message)}")
    for kind in ("recognitions", "activities"):
        for i, entry in enumerate(profile.get(kind, [])):
            place = f"{name}: {kind}.{i}"
            programme = vocabulary.programmes.get(entry["programme"])
            if programme is None:
                raise PolicybookError(f"{place}.programme: {_unknown(entry['programme'], vocabulary.programmes)}")
            known = [*programme.grades, *programme.tiers]
            for tier in [entry["tier"]] if "tier" in entry else entry.get("tiers", []):
                if tier not in known:
                    raise PolicybookError(f"{place}.tier: {_unknown(tier, known)}")
            if kind == "recognitions" and len(known) > 1 and "tier" not in entry:
                raise PolicybookError(f"{place}: lacks its tier, one of {', '.join(known)}")
            for figure in entry.get("figures", {}):
                if figure not in vocabulary.variables:
                    raise PolicybookError(f"{place}.figures: {_unknown(figure, vocabulary.variables)}")
    return profile


def _unknown(name: str, known: Sequence[str] | Mapping) -> str:
    import difflib

    near = difflib.get_close_matches(name, list(known), 3, 0.5) or sorted(known)[:5]
    return f"{name!r} is not known; perhaps {', '.join(near)}" if near else f"{name!r} is not known; it has none"


def simulate(
    profile: Mapping, awards: pd.DataFrame, vocabulary: ProgrammeVocabulary, docs: Sequence[str]
) -> pd.DataFrame:
    """Apply the rules of each document to a profile.

    Parameters
    ----------
    profile : mapping
        As :func:`load_profile` returns it.
    awards : pandas.DataFrame
        The table ``award_programmes``.
    vocabulary : ProgrammeVocabulary
    docs : sequence of str
        The documents, in order.

    Returns
    -------
    pandas.DataFrame
        One row a rule that was considered, and one for each programme that a document does not state: ``outcome``
        (``pays``, ``open``, ``not met``, ``not stated``), ``low_yuan`` and ``high_yuan`` (what this rule alone would pay),
        ``how`` in words, ``decided_by`` (the words of the condition that decided, or are open) and the rule's place.
    """
    return _applied(profile, _rules(profile, awards, vocabulary), vocabulary, docs)


def _entries(profile: Mapping) -> list[tuple[str, Mapping]]:
    entries = [("recognition", e) for e in profile.get("recognitions", [])]
    return entries + [("activity", e) for e in profile.get("activities", [])]


def _rules(profile: Mapping, awards: pd.DataFrame, vocabulary: ProgrammeVocabulary) -> list[PaymentRule]:
    """Read the rules of the programmes that a profile names."""
    named = {entry["programme"] for _, entry in _entries(profile)}
    concerned = awards["also"].notna() | awards["programme"].isin(named)
    return rules_of(each_programme(awards[concerned]), vocabulary)


def _applied(
    profile: Mapping, rules: Sequence[PaymentRule], vocabulary: ProgrammeVocabulary, docs: Sequence[str]
) -> pd.DataFrame:
    rows = []
    for doc in docs:
        own = [rule for rule in rules if rule.row["doc_id"] == doc]
        for kind, entry in _entries(profile):
            chosen = [rule for rule in own if _concerns(rule, kind, entry, vocabulary)]
            rows += [_apply(rule, kind, entry, vocabulary) for rule in _selected(chosen, entry)]
            if not chosen:
                rows.append({"doc_id": doc, "programme": entry["programme"], "programme_tier": entry.get("tier"),
                             "outcome": "not stated"})  # fmt: skip
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "base", "cap_yuan"])
    for name in ("section", "subsection", "measure", "start", "end"):
        frame[name] = frame[name].astype("Int64")
    return frame


def _concerns(rule: PaymentRule, kind: str, entry: Mapping, vocabulary: ProgrammeVocabulary) -> bool:
    if rule.row["programme"] != entry["programme"]:
        return False
    tier = rule.row["programme_tier"]
    tier = None if pd.isna(tier) else tier
    if kind == "recognition":
        programme = vocabulary.programmes[entry["programme"]]
        known = [*programme.grades, *programme.tiers]
        wanted = entry.get("tier", known[0] if known else None)
        return rule.row["instrument"] == "lump_sum" and tier == wanted
    return rule.row["instrument"] != "lump_sum" and (tier is None or "tiers" not in entry or tier in entry["tiers"])


def _selected(rules: list[PaymentRule], entry: Mapping) -> list[PaymentRule]:
    """Where a trait names some of the alternatives (A档), keep these of each base."""
    traits = [folded(trait) for trait in entry.get("traits", [])]
    named = [r for r in rules if any(trait in r.words for trait in traits)]
    bases = {r.base for r in named}
    return [r for r in rules if r.base not in bases or r in named]


def _apply(rule: PaymentRule, kind: str, entry: Mapping, vocabulary: ProgrammeVocabulary) -> dict:
    row = rule.row
    figures = derive(entry.get("figures", {}), vocabulary)
    applies, words = rule.applies(figures, entry.get("traits", []), entry.get("not", []))
    pays = rule.pays(figures)
    words = list(words)
    if applies is not False:
        if pays is None:
            words.append(f"{rule.base} is not in the profile" if rule.base else "what it is measured by")
        if kind == "activity" and pd.notna(row["programme_tier"]) and "tiers" not in entry:
            words.append(f"only for {row['programme_tier']}")
            applies = None
        if rule.unsettled:
            words.append(rule.unsettled)
            applies = None
    outcome = "not met" if applies is False else "pays" if applies and pays else "open"
    low, high = pays or (np.nan, np.nan)
    place = {name: row[name] for name in COLUMNS if name in row}
    return place | {
        "outcome": outcome,
        "low_yuan": low,
        "high_yuan": high,
        "how": _how(rule, figures),
        "decided_by": "; ".join(words),
        "base": rule.base,
        "cap_yuan": row["cap_yuan"],
    }


def _how(rule: PaymentRule, figures: Mapping[str, float]) -> str:
    row = rule.row
    limit = "at most " if row["is_max"] else "at least " if row["is_min"] else ""
    cap = f", capped at {row['cap_yuan']:,.0f}" if pd.notna(row["cap_yuan"]) else ""
    if row["instrument"] == "lump_sum":
        return f"{limit}{row['amount_yuan']:,.0f}" + (f", {row['times']} times" if row.get("times", 1) > 1 else "")
    size = f" of {figures[rule.base]:,.0f} ({rule.base})" if rule.base in figures else ""
    if row["instrument"] == "per_unit":
        return f"{limit}{row['amount_yuan']:g} a {row['unit']}{size}{cap}"
    return f"{limit}{row['rate_pct']:g} %{size}{cap}"


def totals(result: pd.DataFrame, docs: Sequence[str]) -> pd.DataFrame:
    """Add up what a profile gets in each document.

    Parameters
    ----------
    result : pandas.DataFrame
        As :func:`simulate` returns it.
    docs : sequence of str

    Returns
    -------
    pandas.DataFrame
        By document: ``low_yuan`` and ``high_yuan`` of the rules that pay; ``possible_yuan``, the most if all that is open were met
        as well; ``n_rules`` that pay, ``n_open``, ``n_not_met``, ``n_not_stated``.
    """
    rows = []
    for doc in docs:
        own = result[result["doc_id"] == doc]
        sure, possible = own[own["outcome"] == "pays"], own[own["outcome"].isin(["pays", "open"])]
        low, high = _sum(sure)
        counts = own["outcome"].value_counts()
        rows.append(
            {
                "doc_id": doc,
                "low_yuan": low,
                "high_yuan": high,
                "possible_yuan": max(high, _sum(possible)[1]),
                "n_rules": int(counts.get("pays", 0)),
                "n_open": int(counts.get("open", 0)),
                "n_not_met": int(counts.get("not met", 0)),
                "n_not_stated": int(counts.get("not stated", 0)),
            }
        )
    return pd.DataFrame(rows).set_index("doc_id")


def _sum(rows: pd.DataFrame) -> tuple[float, float]:
    paid: dict[tuple, list] = {}
    columns = ["programme", "programme_tier", "base", "cap_yuan", "low_yuan", "high_yuan"]
    for programme, tier, base, cap, low, high in rows[columns].itertuples(index=False):
        if pd.notna(high):
            key = (programme, "" if pd.isna(tier) else tier)
            cap = np.nan if pd.isna(cap) else float(cap)
            paid.setdefault(key, []).append(("" if pd.isna(base) else base, cap, low, high))
    sums = [_together(rules) for rules in paid.values()]
    return sum((least for least, _ in sums), 0.0), sum((most for _, most in sums), 0.0)


def _together(paid: Sequence[tuple[str, float, float, float]]) -> tuple[float, float]:
    """Join what rules of one programme pay: (base, cap, low, high) each."""
    if not paid:
        return 0.0, 0.0
    low: dict[str, float] = {}
    high: dict[str, float] = {}
    for base, _, least, most in paid:
        low[base] = min(low.get(base, least), least)
        high[base] = max(high.get(base, most), most)
    caps = [cap for _, cap, _, _ in paid]
    cap = np.inf if np.isnan(caps).any() else max(caps)
    return min(cap, sum(low.values())), min(cap, sum(high.values()))


def report(profile: Mapping, result: pd.DataFrame, vocabulary: ProgrammeVocabulary, labels: Mapping[str, str]) -> str:
    """Return the outcome as text: a sum for each document, the rules with their sentences, and what is open.

    Parameters
    ----------
    profile : mapping
    result : pandas.DataFrame
        As :func:`simulate` returns it.
    vocabulary : ProgrammeVocabulary
    labels : mapping of str
        A label for each document, in order.
    """
    lines = [profile["title"]]
    summed = totals(result, list(labels))
    for doc, label in labels.items():
        total = summed.loc[doc]
        more = (
            ""
            if total.possible_yuan <= total.high_yuan
            else f"; up to {total.possible_yuan:,.0f} if all that is open were met"
        )
        lines += ["", f"{label}: {amount(total.low_yuan, total.high_yuan)} yuan{more}"]
        own = result[result["doc_id"] == doc]
        for row in (
            own.assign(_o=own["outcome"].map(OUTCOMES.index)).sort_values("_o", kind="stable").to_dict("records")
        ):
            name = vocabulary.label(row["programme"], row["programme_tier"])
            if row["outcome"] == "not stated":
                lines.append(f"  not stated  {name}")
                continue
            where = f"measure {row['measure']}" if pd.notna(row["measure"]) else "opening or closing"
            where = f"annex {row['path']}" if row["part"] == "annex" else where
            payer = "" if row["payer"] in ("own", "silent") else f" [{vocabulary.payer_names[row['payer']]}]"
            top = " [on top of another level's money]" if row["on_top"] else ""
            words = {"pays": "because", "open": "not decided", "not met": "not met"}[row["outcome"]]
            why = f"; {words}: {row['decided_by']}" if row["decided_by"] else ""
            lines.append(f"  {row['outcome']:<10}  {name}: {row['how']}{payer}{top}{why}")
            lines.append(f"              {where}: {row['quote']}")
    return "\n".join(lines)


def amount(low: float, high: float) -> str:
    """Return a range of yuan in words."""
    if low == high:
        return f"{low:,.0f}"
    return f"{low:,.0f} to {high:,.0f}" if low else f"at most {high:,.0f}"


def curve(
    schedule: str, awards: pd.DataFrame, vocabulary: ProgrammeVocabulary, docs: Sequence[str], *, points: int = 201
) -> pd.DataFrame:
    """Draw a schedule: what each document pays for a project of growing size.

    Parameters
    ----------
    schedule : str
        A key of ``schedules`` in ``programmes.yml``, which says what the size is, how far it goes and what else is held fixed.
    awards : pandas.DataFrame
    vocabulary : ProgrammeVocabulary
    docs : sequence of str
    points : int

    Returns
    -------
    pandas.DataFrame
        One row a document and size: ``size``, ``low_yuan``, ``high_yuan`` of the rules that pay, ``possible_yuan`` with those that
        are open, ``n_open``. Documents without such a rule have no rows.
    """
    spec = vocabulary.schedules[schedule]
    programmes = [p.id for p in vocabulary.programmes.values() if p.schedule == schedule]
    rules = [
        rule
        for rule in rules_of(each_programme(awards[awards["programme"].isin(programmes)]), vocabulary)
        if rule.row["instrument"] != "lump_sum"
        and (pd.isna(rule.row["programme_tier"]) or rule.row["programme_tier"] in spec["tiers"])
    ]
    rows = []
    for doc in docs:
        own = [rule for rule in rules if rule.row["doc_id"] == doc]
        for size in np.linspace(0, spec["upto"], points) if own else ():
            figures = {spec["driver"]: size} | {v: size * share for v, share in spec["parts"].items()} | spec["held"]
            rows.append({"doc_id": doc, "size": size} | _paid(own, derive(figures, vocabulary), spec["traits"]))
    return pd.DataFrame(rows, columns=["doc_id", "size", "low_yuan", "high_yuan", "possible_yuan", "n_open"])


def _paid(rules: Sequence[PaymentRule], figures: Mapping[str, float], traits: Sequence[str]) -> dict:
    sure, possible = [], []
    for rule in rules:
        applies, pays = rule.applies(figures, traits)[0], rule.pays(figures)
        if applies is False or pays is None:
            continue
        cap = rule.row["cap_yuan"]
        paid = (rule.base or "", np.nan if pd.isna(cap) else float(cap), *pays)
        possible.append(paid)
        if applies and not rule.unsettled:
            sure.append(paid)
    low, high = _together(sure)
    return {
        "low_yuan": low,
        "high_yuan": high,
        "possible_yuan": max(high, _together(possible)[1]),
        "n_open": len(possible) - len(sure),
    }


def in_proportion(table: pd.DataFrame, profile: Mapping) -> pd.DataFrame:
    """Add what payments come to in percent of what the profile compares them with.

    Parameters
    ----------
    table : pandas.DataFrame
        As :func:`totals` returns it.
    profile : mapping
        Its ``compared_with`` says with what, and how many yuan that is; without it the shares are missing.
    """
    whole = profile.get("compared_with", {}).get("yuan", np.nan)
    return table.assign(low_pct=100 * table["low_yuan"] / whole, high_pct=100 * table["high_yuan"] / whole)


def scaled(profile: Mapping, factor: float, vocabulary: ProgrammeVocabulary) -> dict:
    """Return a profile of another size: all its figures but percentages, and what it is compared with, times a factor."""

    def grown(figures: Mapping[str, float]) -> dict[str, float]:
        return {
            name: value if vocabulary.variables[name].unit == "%" else value * factor for name, value in figures.items()
        }

    other = dict(profile)
    if "activities" in profile:
        other["activities"] = [entry | {"figures": grown(entry["figures"])} for entry in profile["activities"]]
    if "compared_with" in profile:
        other["compared_with"] = profile["compared_with"] | {"yuan": profile["compared_with"]["yuan"] * factor}
    return other


@kept
def sweep(
    profile: Mapping,
    awards: pd.DataFrame,
    vocabulary: ProgrammeVocabulary,
    docs: Sequence[str],
    factors: Sequence[float],
) -> pd.DataFrame:
    """Run a profile at many sizes.

    Parameters
    ----------
    profile : mapping
    awards : pandas.DataFrame
        The table ``award_programmes``.
    vocabulary : ProgrammeVocabulary
    docs : sequence of str
    factors : sequence of float
        What the profile's figures are multiplied with.

    Returns
    -------
    pandas.DataFrame
        One row a factor and document: ``factor``, ``size_yuan`` (what the profile is compared with), ``doc_id`` and the columns of
        :func:`in_proportion`.
    """
    tables, rules = [], _rules(profile, awards, vocabulary)
    for factor in factors:
        at = scaled(profile, factor, vocabulary)
        table = in_proportion(totals(_applied(at, rules, vocabulary, docs), docs), at)
        size = at.get("compared_with", {}).get("yuan", np.nan)
        tables.append(table.reset_index().assign(factor=float(factor), size_yuan=size))
    return pd.concat(tables, ignore_index=True)


def leads(swept: pd.DataFrame, docs: Sequence[str], column: str = "low_yuan") -> pd.DataFrame:
    """Say at how many sizes each document pays most.

    Parameters
    ----------
    swept : pandas.DataFrame
        As :func:`sweep` returns it.
    docs : sequence of str
    column : {"low_yuan", "high_yuan"}
        What is sure, or the most that the texts allow.

    Returns
    -------
    pandas.DataFrame
        By document: ``leads`` (sizes at which it alone pays most), ``shares`` (at which others pay as much), ``nothing`` (at which
        it pays nothing) and ``sizes``. Where no document pays, none leads.
    """
    paid = swept.pivot(index="factor", columns="doc_id", values=column)[list(docs)]
    most = paid.max(axis="columns")
    first = paid.eq(most, axis="index") & (most > 0).to_numpy()[:, None]
    alone = first.sum(axis="columns") == 1
    return pd.DataFrame(
        {
            "leads": (first & alone.to_numpy()[:, None]).sum(),
            "shares": (first & ~alone.to_numpy()[:, None]).sum(),
            "nothing": (paid == 0).sum(),
            "sizes": len(paid),
        }
    ).rename_axis("doc_id")


def rules_table(awards: pd.DataFrame, vocabulary: ProgrammeVocabulary) -> pd.DataFrame:
    """Return the rules of size-dependent payments as they were read.

    Parameters
    ----------
    awards : pandas.DataFrame
        The table ``award_programmes``.
    vocabulary : ProgrammeVocabulary

    Returns
    -------
    pandas.DataFrame
        The awards of programmes with a schedule, with ``base`` (the variable) and ``condition`` in words: numbers by their
        variable, other words in 「」.
    """
    sized = [p.id for p in vocabulary.programmes.values() if p.schedule]
    rules = rules_of(each_programme(awards[awards["programme"].isin(sized)]), vocabulary)
    rows = [
        {**rule.row, "base": rule.base, "condition": in_words(rule)}
        for rule in rules
        if rule.row["instrument"] != "lump_sum"
    ]
    return pd.DataFrame(rows, columns=awards.columns).astype({"rate_pct": "Float64", "amount_yuan": "Float64"})


def in_words(rule: PaymentRule) -> str:
    """Return a rule's condition as text: numbers by variable, other words in 「」."""

    def way(atoms: Sequence) -> str:
        return " and ".join(str(a) if isinstance(a, Threshold) else f"「{a}」" for a in atoms)

    alternatives = []
    for alternative in rule.condition:
        parts = [" or ".join(way(w) for w in ways) for ways in alternative]
        alternatives.append("; ".join(f"({p})" if " or " in p else p for p in parts))
    return " — or — ".join(alternatives) or "always"
