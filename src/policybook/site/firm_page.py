"""The page that says what a firm can get: `policybook simulate` as a form in the browser.

In: the table ``award_programmes``, the vocabulary of programmes, the documents, profiles. Out: the page's HTML and the rules
as data, which ``firm-rules.js`` applies to a profile. The rules are those of `policybook.analyse.payment_rules`, read from the
texts in Python; the browser evaluates them, and a test holds its results against `policybook.analyse.simulate`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from urllib.parse import urlencode

import pandas as pd

from policybook.analyse.payment_rules import PaymentRule, Requirement, Threshold, rules_of
from policybook.extract.quantities import fold
from policybook.read.corpus import Corpus
from policybook.site.words import script
from policybook.tables.anchors import number, table_anchors
from policybook.tables.award_programmes import each_programme
from policybook.vocab.programmes import ProgrammeVocabulary

DATA = "firm-data.js"
PARTS = "firm-rules"
#: More rules than these are not loaded at once: those of a programme are, when it is asked for.
MANY = 1000
FILE = "data/rules.json"
#: Loaded by this page only, in this order.
SCRIPTS = ("workbook.js", "firm-rules.js", DATA, "firm.js")
#: Keys of a query that begin an entry of a profile: a title, or what the firm does.
TITLE, DOES = "title", "does"
NO_TIER = "none"


def firm_rules(awards: pd.DataFrame, vocabulary: ProgrammeVocabulary, corpus: Corpus) -> dict:
    """Return all rules of all documents as data for `firm-rules.js`, and what its form asks for.

    Parameters
    ----------
    awards : pandas.DataFrame
        The table ``award_programmes``.
    vocabulary : ProgrammeVocabulary
    corpus : Corpus

    Returns
    -------
    dict
        ``documents`` in order, ``programmes``, ``variables``, ``tiers``, ``payers``, ``rules``, ``quotes`` and ``fold``: plain
        data for JSON. A condition is a list of alternatives; each a list of conjuncts that must all hold; each a list of
        ways, of which one must hold; each a list of atoms: a threshold (``variable``, ``low``, ``high``) or words (``text``).
    """
    anchored = [own.assign(anchor=table_anchors("award_programmes", own)) for _, own in awards.groupby("doc_id")]
    placed = pd.concat(anchored).loc[awards.index] if anchored else awards.assign(anchor="")
    rules = rules_of(each_programme(placed), vocabulary)
    quotes: dict[str, int] = {}
    used = dict.fromkeys(rule.row["programme"] for rule in rules)
    return {
        "documents": [
            {
                "id": doc_id,
                "label": document.label,
                "status": str(document.record.get("status") or ""),
            }
            for doc_id, document in corpus.items()
        ],
        "families": dict(vocabulary.families),
        "programmes": {
            p.id: {"zh": p.zh, "en": p.en, "family": p.family, "known": [*p.grades, *p.tiers]}
            for p in vocabulary.programmes.values()
            if p.id in used
        },
        "variables": {
            v.id: {"en": v.en, "unit": v.unit, "from": [v.source[0], *v.source[1]] if v.source else None}
            for v in vocabulary.variables.values()
        },
        "tiers": dict(vocabulary.tier_names),
        "payers": dict(vocabulary.payer_names),
        "rules": [_rule(rule, quotes) for rule in rules],
        "quotes": list(quotes),
        "fold": _folding(),
    }


def _rule(rule: PaymentRule, quotes: dict[str, int]) -> dict:
    row = rule.row
    return {
        "doc": row["doc_id"],
        "programme": row["programme"],
        "level": _text(row["programme_tier"]),
        "tier": _text(row["tier"]),
        "instrument": row["instrument"],
        "amount": _float(row["amount_yuan"]),
        "rate": _float(row["rate_pct"]),
        "unit": _text(row["unit"]),
        "cap": _float(row["cap_yuan"]),
        "max": bool(row["is_max"]),
        "min": bool(row["is_min"]),
        "times": number(row.get("times")) or 1,
        "base": rule.base,
        "condition": [
            [[[_atom(atom) for atom in way] for way in ways] for ways in alternative] for alternative in rule.condition
        ],
        "unsettled": rule.unsettled,
        "words": rule.words,
        "payer": _text(row["payer"]),
        "on_top": bool(row["on_top"]),
        "measure": _place(row),
        "anchor": row["anchor"],
        "start": number(row["start"]),
        "quote": quotes.setdefault(row["quote"], len(quotes)),
    }


def _atom(atom: Threshold | Requirement) -> dict:
    if isinstance(atom, Requirement):
        return {"text": atom.text, "core": atom.core, "except": atom.exception}
    bounds = {"low": atom.low, "high": atom.high, "low_open": atom.low_open, "high_open": atom.high_open}
    return {"variable": atom.variable, "words": str(atom), **bounds}


def _place(row: Mapping) -> str:
    measure = number(row["measure"])
    return f"annex {row['path']}" if row["part"] == "annex" else f"measure {measure}" if measure else "in the text"


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def _float(value: object) -> float | None:
    return None if pd.isna(value) else float(value)


def _folding() -> list[str]:
    """Return two strings: characters that count as others, and those others."""
    every = "".join(map(chr, (*range(0x20, 0xD800), *range(0xE000, 0xFFFF))))
    pairs = [(wide, narrow) for wide, narrow in zip(every, fold(every), strict=True) if wide != narrow]
    return ["".join(side) for side in zip(*pairs, strict=True)]


def rules_json(rules: Mapping) -> str:
    """Return the rules as a file of their own."""
    return json.dumps(rules, ensure_ascii=False, indent=1) + "\n"


def firm_scripts(rules: Mapping, many: int = MANY) -> dict[str, str]:
    """Return the rules as scripts, by name: one, or of many rules one that says where each programme's are, and those.

    Parameters
    ----------
    rules : mapping
        As `firm_rules` returns it.
    many : int, optional
        Up to so many rules stand in one script.
    """
    if len(rules["rules"]) <= many:
        return {DATA: script("policybookRules", rules)}
    names = dict.fromkeys(rule["programme"] for rule in rules["rules"])
    parts = {name: i for i, name in enumerate(names)}
    scripts = {DATA: script("policybookRules", {**rules, "rules": [], "quotes": [], "parts": parts})}
    for name, i in parts.items():
        own = [rule for rule in rules["rules"] if rule["programme"] == name]
        quotes = {quote: k for k, quote in enumerate(dict.fromkeys(rule["quote"] for rule in own))}
        part = {
            "rules": [rule | {"quote": quotes[rule["quote"]]} for rule in own],
            "quotes": [rules["quotes"][quote] for quote in quotes],
        }
        scripts[f"{PARTS}/{i}.js"] = script(f"policybookRules{i}", part)
    return scripts


def profile_query(profile: Mapping) -> str:
    """Return a profile as the query of the page's address, as `firm.js` reads and writes it.

    Parameters
    ----------
    profile : mapping
        As `policybook.analyse.simulate.load_profile` returns it.
    """
    pairs: list[tuple[str, str]] = []
    for entry in profile.get("recognitions", []):
        pairs.append((TITLE, ".".join(filter(None, (entry["programme"], entry.get("tier"))))))
        pairs += _said(entry)
    for entry in profile.get("activities", []):
        pairs.append((DOES, entry["programme"]))
        pairs += [(name, f"{value:.15g}") for name, value in entry["figures"].items()]
        if "tiers" in entry:
            pairs += [("of", tier) for tier in entry["tiers"] or [NO_TIER]]
        pairs += _said(entry)
    return urlencode(pairs)


def _said(entry: Mapping) -> list[tuple[str, str]]:
    return [("yes", t) for t in entry.get("traits", [])] + [("no", t) for t in entry.get("not", [])]


def firm_html(rules: Mapping, profiles: Iterable[Mapping], n_awards: int, up: str) -> str:
    """Return the page's form and the places of its results.

    Parameters
    ----------
    rules : mapping
        As `firm_rules` returns it.
    profiles : iterable of mapping
        Examples.
    n_awards : int
        How many awards the documents hold, so that the page can say what it leaves out.
    up : str
        The way from the page to the site's root.
    """
    places = {(rule["doc"], rule["start"], rule["anchor"]) for rule in rules["rules"]}
    examples = "".join(
        f'<li><a href="?{escape(profile_query(profile))}">{escape(profile["title"])}</a></li>' for profile in profiles
    )
    titles, work = _choices(rules, lump=True), _choices(rules, lump=False)
    return (
        '<form id="pb-firm" class="pb-firm" aria-label="What the firm has won and does">'
        f'<div class="pb-firm-add">{_select("add-title", "A title, prize or recognition won", titles)}'
        f"{_select('add-does', 'Something the firm spends on or does', work)}</div>"
        '<div id="pb-firm-entries"></div>'
        '<p class="pb-actions"><output id="pb-firm-said" aria-live="polite">Nothing is filled in yet.</output> '
        '<button type="button" id="pb-firm-profile" disabled>Profile</button> <button type="reset">Clear</button></p></form>'
        + (f'<p class="pb-firm-examples">Examples:</p><ul>{examples}</ul>' if examples else "")
        + '<noscript><p>The form needs JavaScript. What each document offers stands on the pages of the <a href="programmes.html">'
        "programmes</a>; <code>policybook simulate</code> does the same on the command line.</p></noscript>"
        f'<div id="pb-firm-results" data-reader="{up}book/reader/" data-programmes="{up}book/programmes/" data-rules="{up}_static/{PARTS}/"></div>'
        f'<p class="pb-note">{len(places)} of {n_awards} awards can be asked for: those that belong to a programme of the list and '
        f"pay a sum, a rate or a sum per unit. The rules as read from the texts: "
        f'<a href="{up}{FILE}" download>rules.json</a>.'
        + (" Those of a programme are loaded when it is chosen." if len(rules["rules"]) > MANY else "")
        + "</p>"
    )


def _choices(rules: Mapping, *, lump: bool) -> dict[str, list[tuple[str, str]]]:
    """Return by family what can be added: (value, words)."""
    levels: dict[str, dict[str, None]] = {}
    for rule in rules["rules"]:
        if (rule["instrument"] == "lump_sum") == lump:
            levels.setdefault(rule["programme"], {})[rule["level"]] = None
    found: dict[str, list[tuple[str, str]]] = {}
    for name, programme in rules["programmes"].items():
        if name not in levels:
            continue
        words = f"{programme['en']} {programme['zh']}"
        options = found.setdefault(rules["families"][programme["family"]], [])
        if not lump:
            options.append((name, words))
            continue
        known = programme["known"]
        for level in [level for level in known if level in levels[name]] if known else [""]:
            value = f"{name}.{level}" if level else name
            options.append((value, f"{words}, {level}" if len(known) > 1 and level else words))
    return found


def _select(name: str, label: str, groups: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    options = "".join(
        f'<optgroup label="{escape(family)}">'
        + "".join(f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in choices)
        + "</optgroup>"
        for family, choices in groups.items()
    )
    return f'<label>{label} <select name="{name}"><option value="">choose …</option>{options}</select></label>'
