"""The figures of the fiscal chapter: frames of the `analyse` room in, matplotlib figures out."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from policybook.analyse.budget_sums import in_yi
from policybook.analyse.kinds_of_money import KINDS
from policybook.show.figures.parts import document_dots, legend, rows, stacked
from policybook.show.style import (
    ACCENT,
    INK,
    MUTED,
    RULE,
    SHADES,
    canvas,
    colour,
    is_narrow,
    label,
    lines,
    name,
    two_widths,
)

#: Subjects that have a shade of their own, the others are pale.
SUBJECT_SHADES = {
    "education": "#1d3f5e",
    "transport": "#4f81a6",
    "health": "#a9c3d6",
    "science": "#b3541e",
    "talent": "#e0b36a",
}
_PALE = "#e3e1da"


@two_widths
def share_dots(wide: pd.DataFrame) -> Figure:
    """Draw each document's share of each domain as a dot; a domain for which it states no sum has none."""
    return document_dots(wide, list(wide.index), "% of the sum of the document's domains", room=(26, 16))


#: What a step of a waterfall is: its shade, and its words.
STEP_LOOK = {
    "gross": ("#5c5c5c", "Sum of the domains"),
    "exact": (ACCENT, "same subject and same sum in two domains"),
    "chosen": ("#d9a27c", "part of a larger sum of the same subject; the one choice that fits"),
    "rest": ("#ffffff", "not explained"),
    "net": ("#1a1a1a", "Total as stated"),
}


@two_widths
def waterfalls(steps: Sequence[pd.DataFrame], notes: Mapping[str, str] | None = None) -> Figure:
    """Draw the way from the sum of the domains to the stated total, a panel a document, each on its own scale.

    `notes` holds words that stand behind a document's name.
    """
    heights = [len(frame) + 1.1 for frame in steps]
    fig, axes = canvas(0.3 * sum(heights) + 1.0, len(steps), taller=1.15, height_ratios=heights, squeeze=False)
    for ax, frame in zip(axes[:, 0], steps, strict=True):
        _waterfall(ax, frame, (notes or {}).get(frame["doc_id"].iloc[0], ""))
    handles = [
        Patch(facecolor=STEP_LOOK[kind][0], edgecolor=MUTED, linewidth=0.8, label=lines(STEP_LOOK[kind][1], 70, 36))
        for kind in ("exact", "chosen", "rest")
    ]
    legend(fig, handles, wide=1, narrow=1)
    return fig


def _waterfall(ax, frame: pd.DataFrame, note: str) -> None:
    steps = frame.to_dict("records")
    top = max(max(row["from_yuan"], row["to_yuan"]) for row in steps) / 1e8
    for place, row in enumerate(steps):
        left, right = sorted([row["from_yuan"] / 1e8, row["to_yuan"] / 1e8])
        edge = {"edgecolor": MUTED, "linewidth": 0.8} if row["kind"] == "rest" else {}
        ax.barh(place, right - left, left=left, height=0.72, color=STEP_LOOK[row["kind"]][0], **edge)
        sign = "" if row["kind"] in ("gross", "net") else "−"
        ax.text(right + top * 0.012, place, f"{sign}{in_yi(row['amount_yuan'])}", va="center", fontsize="small")
    names = [_step(row) if row["label"] else STEP_LOOK[row["kind"]][1].capitalize() for row in steps]
    rows(ax, names, wide=36, narrow=60)
    ax.tick_params(axis="y", labelsize="small")
    ax.set_xlim(0, top * (1.3 if is_narrow() else 1.16))
    ax.set_title(lines(f"{label(steps[0]['doc_id'])}, 亿元{note and ': '}{note}", 60, 30), pad=3)
    ax.tick_params(axis="x", labelsize="small")


def _step(row: Mapping) -> str:
    english = f"{row['subject']}: " if row["subject"] else ""
    return short(row["subject"] or row["label"], 18) if is_narrow() else english + short(row["label"], 11)


def short(text: str, length: int = 18) -> str:
    """Return the beginning of a label."""
    return text if len(text) <= length else text[: length - 1] + "…"


@two_widths
def composition(frame: pd.DataFrame, names: Mapping[tuple, str], english: Mapping[str, str]) -> Figure:
    """Draw what each domain's sum is made of: a bar of a hundred percent for each sum that the document divides."""
    divided = frame[~frame["undivided"]]
    parts = divided.assign(part=[s if s in SUBJECT_SHADES else "other" for s in divided["subject"]])
    wide = parts.pivot_table(index=["doc_id", "section"], columns="part", values="share_pct", aggfunc="sum", sort=False)
    sums = divided.groupby(["doc_id", "section"], sort=False)["amount_yuan"].sum()
    look = {s: (shade, english[s]) for s, shade in SUBJECT_SHADES.items() if s in wide} | {
        "other": (_PALE, "other purposes")
    }
    wide = wide.reindex(columns=list(look)).fillna(0)
    at, place, previous, heads = [], 0.0, None, {}
    for doc_id, _ in wide.index:
        if doc_id != previous:
            place += 0.9 if previous else 0.55
            heads[doc_id], previous = place - 0.75, doc_id
        at.append(place)
        place += 1
    said = [f"{names[key]}  {in_yi(sums[key])}" for key in wide.index]
    none = wide.map(lambda share: f"{share:.0f}" if share >= 10 else "")
    fig = stacked(
        wide, look, said, "Parts named, % of the domain's sum (sums in 亿元)", inside=none, at=at, room=(34, 18)
    )
    ax = fig.axes[0]
    fig.set_size_inches(fig.get_size_inches()[0], (0.42 if is_narrow() else 0.31) * (at[-1] + 1) + 1.4)
    for doc_id, y in heads.items():
        ax.text(0, y, name(doc_id), color=INK, va="center", ha="left", fontweight="normal")
    ax.set_ylim(at[-1] + 0.5, -0.75)
    return fig


REACH_LOOK = {
    "services": (SHADES[0], "schools, hospitals, roads, works"),
    "open": (SHADES[3], "open: either, or not named"),
    "firms": (ACCENT, "named for firms"),
}


@two_widths
def reach(shares: pd.DataFrame) -> Figure:
    """Draw whom each document's money reaches first, a bar of a hundred percent each.

    Parameters
    ----------
    shares : pandas.DataFrame
        As `policybook.analyse.kinds_of_money.reach_shares` returns it.
    """
    wide = shares.rename(columns=lambda name: name.removesuffix("_pct"))
    return stacked(wide, REACH_LOOK, [name(d) for d in shares["doc_id"]], "% of the money, each line counted once")


@two_widths
def overlap_bars(net: pd.DataFrame) -> Figure:
    """Draw which part of the sum of the domains is counted twice, a bar of a hundred percent for each document.

    Parameters
    ----------
    net : pandas.DataFrame
        As `policybook.analyse.budget_sums.gross_net` returns it.
    """
    known = net.dropna(subset=["overlap_pct"])
    twice = known["overlap_pct"].astype(float).clip(lower=0)
    look = {"total": (SHADES[1], "total as stated"), "twice": (ACCENT, "counted twice")}
    shares = pd.DataFrame({"total": 100 - twice, "twice": twice})
    return stacked(shares, look, [name(d) for d in known["doc_id"]], "% of the sum of the domains")


@two_widths
def slopes(
    years: pd.DataFrame, names: Mapping[int, str], other: Mapping[int, float], words: str = "in the text"
) -> Figure:
    """Draw two years of one place's table as dots joined by a line; a hollow dot is the sum that the text prints instead.

    Parameters
    ----------
    years : pandas.DataFrame
        Rows of `policybook.analyse.budget_sums.year_columns` for one document, the total among them.
    names : mapping
        Name by section.
    other : mapping
        By section the sum in yuan that the text states instead of the table's.
    words : str
        What is said of the hollow dot.
    """
    fig, ax = canvas(0.42 * len(years) + 1.2, taller=1.2)
    first, last = (int(years[column].iloc[0]) for column in ("first_year", "last_year"))
    said = []
    for y, row in enumerate(years.to_dict("records")):
        section = row["section"]
        ends = row["first_yuan"] / 1e8, row["last_yuan"] / 1e8
        shade = ACCENT if ends[1] < ends[0] else INK
        ax.plot(ends, [y, y], color=shade, lw=2.2)
        ax.plot(ends[0], y, "o", color=shade, ms=5)
        ax.plot(ends[1], y, ">" if ends[1] >= ends[0] else "<", color=shade, ms=8)
        if pd.notna(section) and int(section) in other:
            ax.plot(other[int(section)] / 1e8, y, "o", mfc="#ffffff", mec=shade, ms=6.5)
        change = f"{row['change_pct']:+.0f} %".replace("-", "−")
        ax.annotate(change, (1.01, y), xycoords=("axes fraction", "data"), va="center", color=shade, fontsize="small")
        said.append("Total as stated" if pd.isna(section) else names[int(section)])
    rows(ax, said, wide=26, narrow=15)
    ax.set_xscale("log")
    ax.set_xticks([1, 3, 10, 30, 100], ["1", "3", "10", "30", "100"])
    ax.minorticks_off()
    told = f"亿元, from {first} (dot) to {last} (arrow)" + (f"; hollow: {words}" if other else "")
    ax.set_xlabel(lines(told, 70, 34))
    return fig


@two_widths
def kinds(frame: pd.DataFrame) -> Figure:
    """Draw the range of the sums that each document states of each kind of money, with their number; nothing is added up."""
    documents = list(frame["doc_id"].drop_duplicates())
    fig, axes = canvas(0.34 * len(documents) * len(KINDS) + 1.6, len(KINDS), taller=1.1, sharex=True)
    for ax, kind in zip(axes, KINDS, strict=True):
        for y, doc_id in enumerate(documents):
            sums = frame[(frame["kind"] == kind) & (frame["doc_id"] == doc_id)]["amount_yuan"] / 1e8
            if sums.empty:
                ax.text(0.012, y, "none stated", va="center", fontsize="small", color=MUTED)
                continue
            ax.plot([sums.min(), sums.max()], [y, y], color=colour(doc_id), lw=5, solid_capstyle="round")
            told = f"{len(sums)} sum{'s' * (len(sums) > 1)}, up to {in_yi(sums.max() * 1e8)}"
            ax.text(sums.max() * 1.5, y, told, va="center", fontsize="small", color=INK)
        rows(ax, [name(d) for d in documents], narrow=13)
        ax.set_title(kind.capitalize(), pad=4)
        ax.set_xscale("log")
        ax.axhline(-0.55, color=RULE, lw=0.6)
    axes[-1].set_xlim(0.01, 60000 if not is_narrow() else 4e6)
    ticks = [0.01, 0.1, 1, 10, 100, 1000] if not is_narrow() else [0.01, 1, 100]
    axes[-1].set_xticks(ticks, [f"{t:,g}" for t in ticks])
    axes[-1].minorticks_off()
    axes[-1].set_xlabel("亿元 (100 million yuan), logarithmic")
    return fig
