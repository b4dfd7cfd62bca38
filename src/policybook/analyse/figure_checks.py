"""Figures that contradict each other: a document and its tables come in, one `Flaw` or `Finding` for each goes out."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, pairwise
from typing import NamedTuple

import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from policybook.analyse import budget_sums
from policybook.analyse.brackets import defining_bracket
from policybook.analyse.findings import Finding, Flaw, finding_of_flaw, finding_of_rows, with_bracket
from policybook.analyse.structure_checks import heading_span
from policybook.extract import annexes
from policybook.extract.quantities import Quantity, quantities
from policybook.read.clean import SENTENCE, plain_characters
from policybook.read.corpus import Document

# ----------------------------------------------------------------------------------------------- text and annex


class Slot(NamedTuple):
    """A number with the words on its left, up to the clause's beginning, and its place in the cleaned text."""

    left: str
    quantity: Quantity
    start: int
    end: int
    clause: str
    passage: int


CLAUSE_MARKS = "，,。；;：:\n\t"
CLAUSE_MAX = 100  # characters of a clause that are looked at on either side of its number; no policy writes longer ones
RIVALS_MAX = 300  # numbers behind the same four characters that one is held against
SAME_WORDS = 6  # characters on the left of a number that two places must share to speak of one thing
EMPTY_WORDS = re.compile(r"(?:给予|奖励|补助|资金支持|不超过|最高|[的、年月])+$")


def slots(text: str, offset: int = 0, passage: int = 0) -> list[Slot]:
    """Return the numbers of a text with the words that say what they are.

    Parameters
    ----------
    text : str
        A passage or an annex cell, cleaned.
    offset : int
        Where it stands in the document.
    passage : int
        A number for the passage, so that two places can be told apart.
    """
    found = []
    for q in quantities(text):
        first, last = max(0, q.outer_start - CLAUSE_MAX), q.outer_end + CLAUSE_MAX
        begin = max(first, max(text.rfind(mark, first, q.outer_start) for mark in CLAUSE_MARKS) + 1)
        left = _plain(text[begin : q.outer_start])
        stop = min(
            (p for m in CLAUSE_MARKS if (p := text.find(m, q.outer_end, last)) >= 0), default=min(last, len(text))
        )
        found.append(Slot(left, q, offset + begin, offset + q.outer_end, text[begin:stop], passage))
    return found


def _plain(text: str) -> str:
    return re.sub(r"\d+(?:\.\d+)?", "¤", re.sub(r"[“”‘’\"\s]|(?:20\d\d)年", "", text))


def shared_words(a: str, b: str) -> int:
    """Return how many characters two texts share at their end."""
    n = 0
    while n < min(len(a), len(b)) and a[-1 - n] == b[-1 - n]:
        n += 1
    return n


def paired(ours: Sequence[Slot], theirs: Sequence[Slot]) -> Iterator[tuple[Slot, Slot]]:
    """Pair each number of `ours` with the number of `theirs` that stands in the same words.

    Two places speak of one thing where the words on the left of the number agree to the clause's beginning, or in their
    last six characters, and the unit agrees. Where several places do, the ones that agree longest decide, and among
    these one of the same value, and then of the same bound, is preferred.
    """
    by_end: dict[tuple[str, str], list[Slot]] = {}
    for slot in theirs:
        known = by_end.setdefault((slot.left[-4:], slot.quantity.unit), [])
        if len(known) < RIVALS_MAX:
            known.append(slot)
    for slot in ours:
        if len(EMPTY_WORDS.sub("", slot.left)) < 4 or slot.quantity.kind == "duration":
            continue
        rivals = []
        for other in by_end.get((slot.left[-4:], slot.quantity.unit), []):
            n = shared_words(slot.left, other.left)
            enough = n == len(slot.left) == len(other.left) or n >= SAME_WORDS
            if enough and "¤" not in slot.left[-n:]:
                rivals.append((n, other))
        if not rivals:
            continue
        longest = max(n for n, _ in rivals)
        nearest = [other for n, other in rivals if n == longest]
        yield slot, min(nearest, key=lambda other: _unlike(slot.quantity, other.quantity))


def _unlike(a: Quantity, b: Quantity) -> tuple[bool, bool]:
    return a.value != b.value, a.bound != b.bound


def paired_with_annex(document: Document) -> list[tuple[Slot, Slot]]:
    """Pair the numbers of the annexes with those of the text."""
    body = [slot for i, p in enumerate(document.outline.passages) for slot in slots(p.text, p.start, i)]
    annex = [slot for text, start, _ in _annex_texts(document) for slot in slots(text, start)]
    return list(paired(annex, body))


def figure_flaws(document: Document) -> Iterator[Flaw]:
    """Yield figures that stand behind the same words with another number."""
    for ours, theirs in paired_with_annex(document):
        if not any(_unlike(ours.quantity, theirs.quantity)):
            continue
        kind = "text and annex bounds" if ours.quantity.value == theirs.quantity.value else "text and annex figures"
        message = f"{theirs.clause} in the text, {ours.clause} in the annex"
        yield Flaw(kind, message, ours.start, ours.end, (theirs.start, theirs.end))
    body = [slot for i, p in enumerate(document.outline.passages) for slot in slots(p.text, p.start, i)]
    alike: dict[tuple[str, str], list[Slot]] = {}
    for slot in body:
        if len(slot.left) >= SAME_WORDS + 2 and "¤" not in slot.left and slot.quantity.unit != "元":
            alike.setdefault((slot.left, slot.quantity.unit), []).append(slot)
    for (first, *_), rivals in zip(alike.values(), alike.values(), strict=True):
        before: set[object] = set()  # the values of the passages above
        for _, here in groupby(rivals, key=lambda slot: slot.passage):
            here = list(here)
            for slot in here:
                if before and slot.quantity.value not in before:
                    message = f"{first.clause}, and {slot.clause}"
                    yield Flaw("figures in text", message, slot.start, slot.end, (first.start, first.end))
            before.update(slot.quantity.value for slot in here)


def _annex_texts(document: Document) -> Iterator[tuple[str, int, int]]:
    """Yield text, start and end of the cells of listed measures and of the goals of asks."""
    entries = [*annexes.extract_annex_measures(document.outline), *annexes.extract_asks(document.outline)]
    spans = sorted((entry.start, entry.end) for entry in entries)
    text = document.clean.text
    for start, end in spans:
        for found in re.finditer(r"[^\n\t]{8,}", text[start:end]):
            yield found[0], start + found.start(), start + found.end()


ALIKE = 92  # per cent of characters that two sentences must share to be held against each other
CHANGED_MAX = 4  # characters that may differ
SENTENCE_MAX = 600  # characters; what is longer is no sentence, and is not held against others
GRAM = 4  # two sentences as alike as `ALIKE` share four characters in a row
NEAR_MAX = 200  # sentences that one is held against: those that share its rarest four characters


def wording_flaws(document: Document) -> Iterator[Flaw]:
    """Find sentences of the annex that differ from the text by a few characters which are no numbers."""
    ours = list(_sentences((p.text, p.start) for p in document.outline.passages))
    keys = [plain_characters(sentence) for sentence, _ in ours]
    known = set(keys)
    index: dict[str, list[int]] = {}
    for i, key in enumerate(keys):
        for gram in _grams(key):
            index.setdefault(gram, []).append(i)
    for sentence, start in _sentences((text, start) for text, start, _ in _annex_texts(document)):
        key = plain_characters(re.sub(r"^\d+[.．、]", "", sentence))
        if len(key) < 12 or key in known:
            continue
        near = {i: keys[i] for i in _near(key, index)}
        best = process.extractOne(key, near, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if best is None:
            continue
        ops = [op for op in Indel.opcodes(best[0], key) if op.tag != "equal"]
        if not ops[0].src_start or ops[-1].src_end == len(best[0]):
            continue  # a word more at the beginning or the end is another sentence, not a slip
        changes = [(best[0][o.src_start : o.src_end], key[o.dest_start : o.dest_end]) for o in ops]
        if sum(len(a) + len(b) for a, b in changes) > CHANGED_MAX or re.search(
            r"\d", "".join(a + b for a, b in changes)
        ):
            continue
        printed, at = ours[best[2]]
        told = ", ".join(f"{a or '(nothing)'} → {b or '(nothing)'}" for a, b in _joined(changes))
        message = f"from text to annex: {told}"
        yield Flaw("text and annex wording", message, start, start + len(sentence), (at, at + len(printed)))


def _grams(key: str) -> set[str]:
    return {key[i : i + GRAM] for i in range(len(key) - GRAM + 1)} if len(key) <= SENTENCE_MAX else set()


def _near(key: str, index: Mapping[str, list[int]]) -> list[int]:
    """Return the places of sentences that share four characters in a row with a key, in their order."""
    found: set[int] = set()
    for gram in sorted(_grams(key) & index.keys(), key=lambda gram: (len(index[gram]), gram)):
        found.update(index[gram][:NEAR_MAX])
        if len(found) >= NEAR_MAX:
            break
    return sorted(found)


def _joined(changes: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Join a deletion and the insertion that follows it into one change."""
    joined: list[tuple[str, str]] = []
    for a, b in changes:
        if joined and not joined[-1][1] and not a:
            joined[-1] = (joined[-1][0], b)
        elif joined and not joined[-1][0] and not b:
            joined[-1] = (a, joined[-1][1])
        else:
            joined.append((a, b))
    return joined


def _sentences(texts: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    for text, start in texts:
        for found in SENTENCE.finditer(text):
            yield found[1], start + found.start()


# ------------------------------------------------------------------------------------------------- sums of money


def budget_findings(document: Document, tables: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    """Yield sums that are more or less than their parts, or are missing."""
    budgets = tables["budgets"]
    if budgets.empty or not document.outline.sections:
        return
    parts = budget_sums.parts_against_totals(budgets, {document.doc_id: document.raw})
    for row in parts.to_dict("records") if len(parts) else []:
        if row["status"] == "exceeds":
            message = f"the parts make {budget_sums.in_yi(row['parts_yuan'])}亿元, {row['label']} is {budget_sums.in_yi(row['total_yuan'])}"
            yield finding_of_rows("parts exceed total", message, row, None)
    totals = budgets[budgets["role"] == "domain_total"].drop_duplicates("section")
    grand = budgets[budgets["role"] == "grand_total"]
    if len(totals) > 1:
        yield from _missing_sums(document, tables, totals)
    if len(grand):
        yield from _grand_total(totals, grand.iloc[0], document)
    yield from _annex_sums(tables["annex_budgets"], totals, grand, document)
    yield from _handed_out(budgets)


def _missing_sums(document: Document, tables: Mapping, totals: pd.DataFrame) -> Iterator[Finding]:
    known = set(totals["section"].dropna())
    for section in document.outline.sections:
        if section.number not in known:
            message = f"domain {section.number} {section.title}: {len(known)} other domains state a sum"
            yield finding_of_flaw(document, Flaw("no sum for a domain", message, *heading_span(section)))


def _grand_total(totals: pd.DataFrame, grand: pd.Series, document: Document) -> Iterator[Finding]:
    gross, net = float(totals["amount_yuan"].sum()), float(grand["amount_yuan"])
    half = budget_sums.half_unit(grand["quote"])
    said = f"the domains make {budget_sums.in_yi(gross)}亿元, the total is {budget_sums.in_yi(net)}"
    if net - gross > half:
        yield finding_of_rows("total exceeds domains", said, grand, None)
    elif abs(net - gross) <= half and re.search(
        "交叉|重叠", document.clean.text[slice(*(document.outline.closing or (0, 0)))]
    ):
        yield finding_of_rows("nothing overlaps", said, grand, None)


def paired_sums(
    annex: pd.DataFrame, totals: pd.DataFrame, grand: pd.DataFrame, year: object
) -> Iterator[tuple[Mapping, Mapping]]:
    """Pair the sums of an annex table for a year with those of the text: domain by domain, and the totals."""
    of_section = totals.drop_duplicates("section").dropna(subset=["section"]).set_index("section")
    for row in annex[annex["year"] == year].to_dict("records"):
        if pd.isna(row["section"]):
            found = grand.iloc[0] if len(grand) else None
        else:
            known = row["section"] in of_section.index
            found = of_section.loc[row["section"]] if known else None
        if found is not None:
            yield row, found


def _annex_sums(
    annex: pd.DataFrame, totals: pd.DataFrame, grand: pd.DataFrame, document: Document
) -> Iterator[Finding]:
    for row, other in paired_sums(annex, totals, grand, document.record.get("policy_year") or annex["year"].max()):
        if float(other["amount_yuan"]) != float(row["amount_yuan"]):
            printed = budget_sums.in_yi(row["amount_yuan"])
            here, there = (defining_bracket(document.raw, int(r["end"])) for r in (row, other))
            message = f"{budget_sums.in_yi(other['amount_yuan'])}亿元{there} in the text, {printed}{here} in table {row['list']}"
            kind = "text and annex sums" if here == there else "sums defined apart"
            yield finding_of_rows(kind, message, row, with_bracket(other, document.raw))
    for (name, of), rows in annex.groupby(["list", "year"], sort=False):
        total, lines = rows[rows["section"].isna()], rows.dropna(subset=["section"])
        if len(total) and float(total["amount_yuan"].iloc[0]) > float(lines["amount_yuan"].sum()) + 1:
            message = f"table {name}, {of}: the lines make {budget_sums.in_yi(lines['amount_yuan'].sum())}亿元"
            yield finding_of_rows("annex arithmetic", message, total.iloc[0], None)


DIFFERENCE = re.compile(r"增/?减|增长额|变化")


class Difference(NamedTuple):
    """A row of an annex table with two years and the change between them, as printed."""

    first: str
    last: str
    change: str
    start: int
    end: int

    @property
    def holds(self) -> bool:
        """Whether the last year less the first is the change."""
        return Decimal(self.last) - Decimal(self.first) == Decimal(self.change)


def differences(document: Document) -> Iterator[Difference]:
    """Yield the rows of annex tables that give the change from one year's column to the next."""
    columns: tuple[int, int, int] | None = None
    for row in annexes.rows_of(document.outline):
        texts = [cell.text for cell in row]
        years = [i for i, text in enumerate(texts) if annexes.YEAR_AMOUNT.search(text)]
        change = [i for i, text in enumerate(texts) if DIFFERENCE.search(text)]
        if len(years) == 2 and change:
            columns = (years[0], years[1], change[0])
        elif len(row) == 1:
            columns = None
        elif columns and max(columns) < len(row) and all(SIGNED.fullmatch(texts[i]) for i in columns):
            first, last, stated = (texts[i] for i in columns)
            yield Difference(first, last, stated, row[0].start, row[columns[2]].end)


SIGNED = re.compile(r"-?\d+(?:\.\d+)?")


def difference_flaws(document: Document) -> Iterator[Flaw]:
    """Yield differences of an annex table that its columns do not make."""
    for one in differences(document):
        if not one.holds:
            message = f"{one.last} less {one.first} is not {one.change}"
            yield Flaw("annex arithmetic", message, one.start, one.end)


PARTS_MAX = 50  # named parts of one domain that a sum handed out is held against
WHOLE_TERRITORY = re.compile(r"全[省市区县]")
OWN_LEVEL = re.compile(r"[省市区县](?:本)?级")


def _handed_out(budgets: pd.DataFrame) -> Iterator[Finding]:
    """Find sums handed out that exceed the part of the domain's money with a word in common.

    Where the sum handed out is for the whole territory (全市) and the domain's money is the level's own (市级), they count
    different things.
    """
    parts = budgets[budgets["role"] == "component"]
    totals = budgets[budgets["role"] == "domain_total"].drop_duplicates("section").set_index("section")["quote"]
    of_section = {section: rows.head(PARTS_MAX).to_dict("records") for section, rows in parts.groupby("section")}
    for row in budgets[budgets["role"] == "other_allocation"].to_dict("records"):
        for part in of_section.get(row["section"], []) if pd.notna(row["section"]) else []:
            words = {part["label"][i : i + 2] for i in range(len(part["label"]) - 1)}
            if row["amount_yuan"] > part["amount_yuan"] and any(w in row["label"] for w in words - GENERIC):
                message = f"{row['label']} {budget_sums.in_yi(row['amount_yuan'])}亿元, {part['label']} {budget_sums.in_yi(part['amount_yuan'])}"
                whole, own = (
                    WHOLE_TERRITORY.search(row["quote"]),
                    OWN_LEVEL.search(str(totals.get(row["section"], ""))),
                )
                if whole and own:
                    yield finding_of_rows("sums defined apart", f"{message}: {whole[0]} and {own[0]}", row, part)
                else:
                    yield finding_of_rows("more given than set aside", message, row, part)


GENERIC = frozenset("资金 专项 项目 建设 发展 支持 投入 经费 补助 补贴 以及 提质 扩容".split())


# --------------------------------------------------------------------------------------------------- the audit


def break_flaws(document: Document) -> Iterator[Flaw]:
    """Count the page breaks that stand between two characters of one sentence."""
    clean, places = document.clean, []
    for i, (a, b) in enumerate(pairwise(clean.text)):
        if a.isalnum() and b.isalnum():
            left, right = clean.offset(i), clean.offset(i + 1)
            if right - left > 2 and "\n" in document.raw[left + 1 : right]:
                places.append(i)
    if places:
        message = f"{len(places)} page breaks stand inside a sentence"
        yield Flaw("page break in a sentence", message, max(0, places[0] - 8), places[0] + 9)
