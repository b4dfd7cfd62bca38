"""The figures of the fiscal chapter: frames of the `analyse` room in, matplotlib figures out."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from policybook.analyse.budget_sums import in_yi
from policybook.analyse.kinds_of_money import KINDS
from policybook.show.style import INK, MUTED, NEUTRAL, RULE, colour, label, source_note

MARKERS = "osD^vPX*<>"
#: Subjects that have a colour of their own, the others are grey.
SUBJECT_COLOURS = {
    "education": "#0072B2",
    "transport": "#D55E00",
    "science": "#009E73",
    "talent": "#CC79A7",
    "health": "#56B4E9",
}


def share_dots(wide: pd.DataFrame, source: str) -> Figure:
    """Draw each document's share of each domain as a dot; a domain for which it states no sum has none."""
    fig, ax = plt.subplots(figsize=(6.6, 5.2))
    places = range(len(wide))
    for i, doc_id in enumerate(wide.columns):
        shift = (i - (len(wide.columns) - 1) / 2) * 0.13
        ax.plot(
            wide[doc_id].astype(float),
            [p + shift for p in places],
            MARKERS[i % len(MARKERS)],
            color=colour(doc_id),
            markersize=7,
            label=label(doc_id),
        )
    right = float(wide.max().max())
    for p, domain in enumerate(wide.index):
        missing = [label(doc_id) for doc_id in wide.columns if pd.isna(wide.loc[domain, doc_id])]
        if missing:
            ax.text(right, p, f"no sum stated:\n{', '.join(missing)}", ha="right", va="center", fontsize=9, color=MUTED)
    for p in range(1, len(wide)):
        ax.axhline(p - 0.5, color=RULE, linewidth=0.8)
    ax.set_yticks(list(places), [name.replace(" / ", " /\n") for name in wide.index])
    ax.set_ylim(len(wide) - 0.5, -0.5)
    ax.set_xlim(left=0)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel("Share of the sum of the domains, %")
    ax.legend(loc="lower center", bbox_to_anchor=(0.32, 1.0), ncols=3, columnspacing=1.0, handletextpad=0.2)
    source_note(fig, source)
    return fig


STEP_LOOK = {
    "gross": ("#4D4D4D", "Sum of the domains"),
    "exact": ("#D55E00", "same subject and same sum in two domains"),
    "chosen": ("#E69F00", "part of a larger sum of the same subject; the one choice that fits"),
    "rest": ("#ffffff", "not explained"),
    "net": ("#0072B2", "Total as stated"),
}


def waterfalls(steps: Sequence[pd.DataFrame], source: str, notes: Mapping[str, str] | None = None) -> Figure:
    """Draw the way from the sum of the domains to the stated total, a panel a document, each on its own scale.

    `notes` holds words that stand behind a document's name.
    """
    heights = [len(frame) + 1.1 for frame in steps]
    fig, axes = plt.subplots(
        len(steps), 1, figsize=(6.6, 0.29 * sum(heights) + 1.2), height_ratios=heights, squeeze=False
    )
    for ax, frame in zip(axes[:, 0], steps, strict=True):
        _waterfall(ax, frame, (notes or {}).get(frame["doc_id"].iloc[0], ""))
    handles = [
        Patch(
            facecolor=STEP_LOOK[kind][0],
            edgecolor=MUTED,
            linewidth=0.8,
            label=STEP_LOOK[kind][1],
            hatch="////" * (kind == "rest"),
        )
        for kind in ("exact", "chosen", "rest")
    ]
    fig.legend(handles=handles, loc="outside upper left", ncols=1, fontsize=9.5)
    source_note(fig, source)
    return fig


def _waterfall(ax, frame: pd.DataFrame, note: str) -> None:
    rows = frame.to_dict("records")
    top = max(row["from_yuan"] for row in rows if row["kind"] != "gross") if len(rows) > 2 else rows[0]["to_yuan"]
    top = max(top, rows[0]["to_yuan"]) / 1e8
    for place, row in enumerate(rows):
        shade = STEP_LOOK[row["kind"]][0]
        left, right = sorted([row["from_yuan"] / 1e8, row["to_yuan"] / 1e8])
        edge = {"edgecolor": MUTED, "linewidth": 0.8, "hatch": "////"} if row["kind"] == "rest" else {}
        ax.barh(place, right - left, left=left, height=0.72, color=shade, **edge)
        sign = "" if row["kind"] in ("gross", "net") else "−"
        ax.text(right + top * 0.012, place, f"{sign}{in_yi(row['amount_yuan'])}", va="center", fontsize=9)
    names = [_step(row) if row["label"] else STEP_LOOK[row["kind"]][1].capitalize() for row in rows]
    ax.set_yticks(range(len(rows)), names, fontsize=9)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(0, top * 1.16)
    ax.set_title(f"{label(rows[0]['doc_id'])}, 亿元{note and ': '}{note}", pad=3, fontsize=10.5)
    ax.tick_params(axis="x", labelsize=8.5)
    ax.grid(axis="y", visible=False)


def _step(row: Mapping) -> str:
    english = f"{row['subject']}: " if row["subject"] else ""
    return english + short(row["label"], 11)


def short(text: str, length: int = 18) -> str:
    """Return the beginning of a label."""
    return text if len(text) <= length else text[: length - 1] + "…"


def composition(frame: pd.DataFrame, names: Mapping[tuple, str], english: Mapping[str, str], source: str) -> Figure:
    """Draw what each domain's sum is made of: a bar of a hundred percent for each sum that the document divides."""
    divided = frame[~frame["undivided"]]
    groups = list(divided.groupby(["doc_id", "section"], sort=False))
    gaps, place, ticks, texts, heads, previous = 0.9, 0.0, [], [], [], None
    fig, ax = plt.subplots(figsize=(6.6, 0.245 * (len(groups) + 0.9 * divided["doc_id"].nunique()) + 1.4))
    for (doc_id, section), rows in groups:
        if doc_id != previous:
            place += gaps if previous else 0
            heads.append((place - 0.85, doc_id))
            place, previous = place + 0.1, doc_id
        left = 0.0
        for row in rows.sort_values("share_pct", ascending=False, kind="stable").to_dict("records"):
            shade = SUBJECT_COLOURS.get(row["subject"], "#c9ced6")
            ax.barh(place, row["share_pct"], left=left, height=0.74, color=shade, edgecolor="white", linewidth=0.8)
            left += row["share_pct"]
        ticks.append(place)
        texts.append(f"{names[doc_id, section]}  {in_yi(rows['amount_yuan'].sum())}")
        place += 1
    for y, doc_id in heads:
        ax.text(0, y + 0.12, label(doc_id), fontsize=10, color=colour(doc_id), va="center")
    ax.set_yticks(ticks, texts, fontsize=9)
    ax.set_ylim(place - 0.4, -1.2)
    ax.set_xlim(0, 100)
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("Parts named, % of the domain's sum (sums in 亿元)")
    shown = [s for s in SUBJECT_COLOURS if s in set(divided["subject"])]
    handles = [Patch(facecolor=SUBJECT_COLOURS[s], label=english[s]) for s in shown]
    handles.append(Patch(facecolor="#c9ced6", label="Other purposes"))
    fig.legend(handles=handles, loc="outside upper left", ncols=3, fontsize=9.5, columnspacing=1.0)
    source_note(fig, source)
    return fig


REACH_LOOK = {
    "firms": ("#0072B2", "named for firms"),
    "open": ("#c9ced6", "open: either, or not named"),
    "services": ("#E69F00", "schools, hospitals, roads, works"),
}


def reach(shares: pd.DataFrame, source: str) -> Figure:
    """Draw whom each document's money reaches first, a bar of a hundred percent each.

    Parameters
    ----------
    shares : pandas.DataFrame
        As `policybook.analyse.kinds_of_money.reach_shares` returns it.
    source : str
        The source line.
    """
    fig, ax = plt.subplots(figsize=(6.6, 0.46 * len(shares) + 1.5), layout="constrained")
    left = pd.Series(0.0, index=shares.index)
    for kind, (shade, words) in REACH_LOOK.items():
        width = shares[f"{kind}_pct"]
        ax.barh(range(len(shares)), width, left=left, height=0.72, color=shade, edgecolor="white", label=words)
        for y, (start, value) in enumerate(zip(left, width, strict=True)):
            if value >= 2.5:
                ink = "white" if kind == "firms" else INK
                ax.text(start + value / 2, y, f"{value:.0f}", ha="center", va="center", fontsize=9.5, color=ink)
        left = left + width
    ax.set_yticks(range(len(shares)), [label(d) for d in shares["doc_id"]])
    ax.set_ylim(len(shares) - 0.5, -0.5)
    ax.set_xlim(0, 100)
    ax.grid(visible=False)
    ax.set_xlabel("% of the lines, each counted once")
    fig.legend(loc="outside upper left", ncols=3, fontsize=9.5, columnspacing=1.0)
    source_note(fig, source)
    return fig


def slopes(
    years: pd.DataFrame, names: Mapping[int, str], other: Mapping[int, float], source: str, words: str = "in the text"
) -> Figure:
    """Draw two years of one place's table, on a logarithmic scale; a hollow mark is the sum that the text prints instead.

    Parameters
    ----------
    years : pandas.DataFrame
        Rows of `policybook.analyse.budget_sums.year_columns` for one document, the total among them.
    names : mapping
        Name by section.
    other : mapping
        By section the sum in yuan that the text states instead of the table's.
    source : str
        The source line.
    words : str
        What stands beside the hollow mark.
    """
    fig, ax = plt.subplots(figsize=(6.6, 5.4))
    rows = years.to_dict("records")
    ends = [(row["last_yuan"] / 1e8, row) for row in rows]
    label_at = _spread([v for v, _ in ends])
    start_at = _spread([row["first_yuan"] / 1e8 for row in rows])
    for row, y, y0 in zip(rows, label_at, start_at, strict=True):
        total = pd.isna(row["section"])
        first, last = row["first_yuan"] / 1e8, row["last_yuan"] / 1e8
        shade = INK if total else "#0072B2" if last > first else "#D55E00"
        ax.plot([0, 1], [first, last], "-" if not total else "--", color=shade, marker="o", markersize=5)
        change = f"{row['change_pct']:+.0f} %".replace("-", "−")
        name = "Total as stated" if total else names[int(row["section"])]
        ax.text(1.03, y, f"{in_yi(row['last_yuan'])}  {name}  {change}", va="center", fontsize=9.5, color=shade)
        ax.text(-0.03, y0, f"{first:,.2f}", va="center", ha="right", fontsize=9.5, color=shade)
        if not total and int(row["section"]) in other:
            amount = other[int(row["section"])] / 1e8
            ax.plot([0, 1], [first, amount], ":", color=shade, linewidth=1.2)
            ax.plot(1, amount, "o", markerfacecolor="white", markeredgecolor=shade, markersize=6)
            ax.text(1.03, amount, f"{amount:,.2f}  {words}", va="center", fontsize=9.5, color=shade)
    ax.set_yscale("log")
    ax.set_xlim(-0.16, 2.05)
    ax.set_xticks([0, 1], [str(rows[0]["first_year"]), str(rows[0]["last_year"])])
    ax.set_yticks([])
    ax.minorticks_off()
    ax.grid(visible=False)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="x", length=0)
    source_note(fig, source)
    return fig


def _spread(values: Sequence[float], factor: float = 1.2) -> list[float]:
    """Move labels on a logarithmic axis apart by `factor` at least, in their order."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    places = list(values)
    for _ in range(60):
        for low, high in pairwise(order):
            if places[high] < places[low] * factor:
                middle = (places[high] * places[low]) ** 0.5
                places[low], places[high] = middle / factor**0.5, middle * factor**0.5
    return places


def kinds(frame: pd.DataFrame, source: str) -> Figure:
    """Draw every stated sum as a dot, a panel a kind of money, on one logarithmic scale; nothing is added up."""
    documents = list(frame["doc_id"].drop_duplicates())
    fig, axes = plt.subplots(len(KINDS), 1, figsize=(6.6, 0.36 * len(documents) * 3 + 1.7), sharex=True)
    for ax, kind in zip(axes, KINDS, strict=True):
        own = frame[frame["kind"] == kind]
        for place, doc_id in enumerate(documents):
            rows = own[own["doc_id"] == doc_id]
            in_asks = rows["source"] == "list of asks"
            for mask, face in ((~in_asks, colour(doc_id)), (in_asks, "white")):
                values = rows.loc[mask, "amount_yuan"] / 1e8
                ax.plot(
                    values,
                    [place] * len(values),
                    "o",
                    markerfacecolor=face,
                    markeredgecolor=colour(doc_id),
                    markersize=6,
                )
        ax.set_yticks(range(len(documents)), [label(d) for d in documents], fontsize=9.5)
        ax.set_ylim(len(documents) - 0.5, -0.5)
        ax.set_title(kind.capitalize(), fontsize=10.5, pad=4)
        ax.set_xscale("log")
    axes[-1].set_xlabel("亿元, logarithmic")
    axes[-1].set_xticks([0.01, 0.1, 1, 10, 100, 1000], ["0.01", "0.1", "1", "10", "100", "1,000"])
    marks = [
        Line2D([], [], marker="o", linestyle="", color=NEUTRAL, label="in the body"),
        Line2D(
            [], [], marker="o", linestyle="", markerfacecolor="white", color=NEUTRAL, label="in the list of asks only"
        ),
    ]
    fig.legend(handles=marks, loc="outside upper right", ncols=2, fontsize=9.5)
    source_note(fig, source)
    return fig
