"""The domains of each scheme and the crosswalk between schemes, as ``data/vocab/domains.yml`` keeps them.

In: the vocabulary file and the records. Out: two data frames, and the domains of two documents that correspond.
"""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from policybook.errors import PolicybookError
from policybook.project import TEXT, find_root, read_yaml

KINDS = ("main", "part", "none")
FORM = {
    "schemes": {str: [{"section": int, "id": TEXT, "zh": TEXT, "en": TEXT, "short": TEXT}]},
    "crosswalk": [{"from": (None, TEXT), "to": (None, TEXT), "kind": TEXT, "part?": (None, TEXT), "why": TEXT}],
}


def load_domains(root: Path | str | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Load the domains and the crosswalk.

    Parameters
    ----------
    root : path, optional
        The project's folder.

    Returns
    -------
    tuple of pandas.DataFrame
        ``domains``: scheme, section, id, zh, en, short. ``crosswalk``: from, to, kind, part, why; a missing end means
        that the domain, or the part named, has no counterpart.

    Raises
    ------
    PolicybookError
        Where the crosswalk names a domain that no scheme has, or gives one two main counterparts.
    """
    path = find_root(root) / "data" / "vocab" / "domains.yml"
    content = read_yaml(path, FORM)
    domains = pd.DataFrame(
        [{"scheme": scheme, **entry} for scheme, entries in content["schemes"].items() for entry in entries],
        columns=["scheme", "section", "id", "zh", "en", "short"],
    )
    for place in (["id"], ["scheme", "section"]):
        if (twice := domains.duplicated(place)).any():
            raise PolicybookError(f"{path}: schemes: {domains.loc[twice, 'id'].iloc[0]}: its {place[-1]} stands twice")
    crosswalk = pd.DataFrame(content["crosswalk"], columns=["from", "to", "kind", "part", "why"])
    known = set(domains["id"])
    for row in crosswalk.to_dict("records"):
        ends = [row[end] for end in ("from", "to") if isinstance(row[end], str)]
        if strange := [end for end in ends if end not in known]:
            raise PolicybookError(f"{path}: crosswalk: no scheme has the domain {strange[0]!r}")
        if row["kind"] not in KINDS or len(ends) != (1 if row["kind"] == "none" else 2):
            raise PolicybookError(f"{path}: crosswalk: {ends}: kind main or part joins two domains, none names one")
    main = crosswalk[crosswalk["kind"] == "main"]
    if main["from"].duplicated().any() or main["to"].duplicated().any():
        raise PolicybookError(f"{path}: crosswalk: a domain has two main counterparts")
    return domains, crosswalk


def corresponding(
    a: Mapping[str, object], b: Mapping[str, object], domains: pd.DataFrame, crosswalk: pd.DataFrame
) -> dict[int, list[int]]:
    """Say which domains of one document correspond to which of another, the main counterpart first.

    Parameters
    ----------
    a, b : mapping
        Their records; only ``scheme`` is read.
    domains, crosswalk : pandas.DataFrame
        As `load_domains` returns them.

    Returns
    -------
    dict of list of int
        Section of `a` to sections of `b`; empty where a scheme is not known.
    """
    sections = {
        scheme: dict(zip(group["section"], group["id"], strict=True)) for scheme, group in domains.groupby("scheme")
    }
    of_a, of_b = sections.get(a.get("scheme")), sections.get(b.get("scheme"))
    if not of_a or not of_b:
        return {}
    if a.get("scheme") == b.get("scheme"):
        return {section: [section] for section in of_a}
    joined = crosswalk[crosswalk["kind"] != "none"].sort_values("kind", kind="stable")
    pairs = [*zip(joined["from"], joined["to"], strict=True), *zip(joined["to"], joined["from"], strict=True)]
    back = {domain: section for section, domain in of_b.items()}
    return {section: [back[y] for x, y in pairs if x == domain and y in back] for section, domain in of_a.items()}
