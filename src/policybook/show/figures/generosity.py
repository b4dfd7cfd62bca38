"""Draw the comparisons of `policybook.generosity` and the schedules of `policybook.simulate`.

Frames in, matplotlib figures out; labels and colours come from the records through `policybook.show.style`. A draft is marked
in every figure: it is not the text in force.
"""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from policybook.analyse.generosity import SHARED, printed
from policybook.show import links, style
from policybook.show.figures.parts import legend, rows, stacked
from policybook.show.figures.parts import places as documents_in_legend
from policybook.show.style import canvas, name, two_widths
from policybook.vocab.programmes import ProgrammeVocabulary

#: Headings of the chapter's tables.
HEADINGS = {
    "doc_id": "Document", "other": "Against", "panel": "Panel", "assumption": "Assumption", "profile": "Profile",
    "fixed": "Fixed", "ceiling": "Ceiling", "floor": "Floor", "several": "Several", "ceilings_pct": "Ceilings",
    "awards": "Awards", "matched": "Matched", "programmes": "Programmes", "in_annex": "In the annex only",
    "shared_programmes": "Paid with or by another level", "own": "Own, stated", "joint": "Joint, stated",
    "above": "From above, stated", "silent": "Silent", "part": "Part",
    "only_here": "In no other document", "programme": "Programme", "item": "Item", "tier": "Tier", "offer": "Offer (万元)",
    "payer": "Who pays", "status": "Status", "quote": "Sentence", "amount_yuan": "Sum", "rate_pct": "Rate", "unit": "Unit",
    "wins": "Wins", "losses": "Losses", "ties": "Ties", "open": "Open", "n": "Comparisons", "could_win": "Could win",
    "ahead": "Ahead", "behind": "Behind", "share": "Wins of decided", "p": "Sign test, p", "p_holm": "p, all pairs",
    "counted": "Counted", "half": "Offer (万元)", "whole": "The place above (万元)",
    "beats": "Documents beaten more often than not", "beaten_by": "Documents beaten by",
    "n_items": "Items", "ratio": "Index", "without_one_low": "Without one item, low", "without_one_high": "high",
    "low": "Bootstrap, low", "high": "high", "points_low": "Points, worst case", "points_high": "best case",
    "rank_best": "Best rank", "rank_worst": "Worst rank", "base": "Measured by", "cap_yuan": "Cap", "condition": "Applies where",
    "low_yuan": "Sure", "high_yuan": "At most", "possible_yuan": "If all that is open were met", "n_rules": "Rules that pay",
    "n_open": "Open", "n_not_met": "Not met", "n_not_stated": "Not stated", "how": "How", "decided_by": "Words that decide",
    "low_pct": "Sure, share", "high_pct": "At most, share", "what": "Share of", "leads": "Leads alone", "shares": "Leads with others",
    "nothing": "Pays nothing", "sizes": "Sizes",
}  # fmt: skip


def heads(*names: str) -> dict[str, str]:
    """Return the columns of a table with their headings, for `policybook.show.tables.show`."""
    return {column: HEADINGS[column] for column in names}


def offers_table(
    found: pd.DataFrame, docs: Sequence[str], vocabulary: ProgrammeVocabulary, otherwise: Mapping[tuple[str, str], str]
) -> tuple[pd.DataFrame, dict[str, list[str | None]]]:
    """Return programme and tier by document as words, for items of two documents and more, with the address of each clause.

    After the figure stands † where the text says that another level pays with or instead of the place, and ‡ where only an
    annex prints it.

    Parameters
    ----------
    found : pandas.DataFrame
        As `policybook.analyse.generosity.offers` returns them.
    docs : sequence of str
    vocabulary : ProgrammeVocabulary
    otherwise : mapping of str
        As `policybook.analyse.generosity.stated_otherwise` returns it: short words for cells without a sum to compare.
    """
    places = found.groupby("item")["doc_id"].nunique()
    items = [item for item in found["item"].unique() if places[item] >= 2]
    cells = {(row["item"], row["doc_id"]): row for row in found.to_dict("records")}
    shown: list[dict] = []
    hrefs: dict[str, list[str | None]] = {doc: [] for doc in docs}
    for item in items:
        words: dict[str, str | None] = {"item": vocabulary.label(*item.split("|"))}
        for doc in docs:
            row = cells.get((item, doc))
            words[doc] = _cell(row) if row else otherwise.get((item, doc)) or None
            hrefs[doc].append(
                links.link(doc, row["measure"], row["section"]) if row and row["part"] == "body" else None
            )
        shown.append(words)
    return pd.DataFrame(shown), hrefs


def _cell(row: Mapping) -> str:
    return printed(row) + ("†" if row["payer"] in SHARED else "") + ("‡" if row["part"] == "annex" else "")


@two_widths
def widest_gaps(found: pd.DataFrame, docs: Sequence[str], vocabulary: ProgrammeVocabulary, shown: int = 10) -> Figure:
    """Draw what each document offers for the titles on which the documents differ most; hollow: a ceiling, "up to".

    Parameters
    ----------
    found : pandas.DataFrame
        As `policybook.analyse.generosity.offers` returns them.
    docs : sequence of str
    vocabulary : Vocabulary
    shown : int
        How many titles are drawn.
    """
    spread = found.groupby("item")["printed_yuan"].agg(["min", "max", "size"]).query("size >= 2 and max > min")
    ratio = (spread["max"] / spread["min"]).sort_values(ascending=False, kind="stable").head(shown)
    fig, ax = canvas(0.44 * len(ratio) + 1.5, taller=1.35)
    for y, item in enumerate(ratio.index):
        own = found[found["item"] == item]
        ax.plot(
            [own["printed_yuan"].min() / 1e4, own["printed_yuan"].max() / 1e4], [y, y], color=style.RULE, lw=3, zorder=1
        )
        for row in own.to_dict("records"):
            i, tint = docs.index(row["doc_id"]), style.colour(row["doc_id"])
            lift = 0.36 * (i / max(len(docs) - 1, 1) - 0.5)
            face = "#ffffff" if row["kind"] == "ceiling" else tint
            ax.plot(
                row["printed_yuan"] / 1e4,
                y + lift,
                style.MARKERS[i % len(style.MARKERS)],
                color=tint,
                mfc=face,
                ms=7.5,
                mew=1.6,
                zorder=2,
            )
        ax.annotate(f"{ratio[item]:.1f}×", (1.01, y), xycoords=("axes fraction", "data"), va="center", fontsize="small")
    rows(ax, [vocabulary.label(*item.split("|")) for item in ratio.index], wide=46, narrow=20)
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xlabel(style.lines("万元 (10,000 yuan), logarithmic; hollow: a ceiling (最高, up to)", 80, 36))
    used = [d for d in docs if d in set(found["doc_id"])]
    marks = {d: style.MARKERS[docs.index(d) % len(style.MARKERS)] for d in used}
    legend(fig, documents_in_legend(used, {d: name(d) for d in used}, marks), wide=3, narrow=1)
    return fig


#: Outcomes of the comparisons of a document with the others.
OUTCOME_LOOK = {
    "wins": (style.SHADES[0], "pays more, for certain"),
    "ties": (style.SHADES[2], "pays the same"),
    "open": ("#e3e1da", "open: a ceiling is no payment"),
    "losses": (style.ACCENT, "pays less, for certain"),
}


@two_widths
def outcomes(standing: pd.DataFrame, docs: Sequence[str]) -> Figure:
    """Draw how often each document pays more, the same or less than another for the same programme, for certain.

    Parameters
    ----------
    standing : pandas.DataFrame
        As `policybook.analyse.generosity.standing` returns it.
    docs : sequence of str
    """
    counts = standing.loc[list(docs), list(OUTCOME_LOOK)].astype(int)
    order = (counts["wins"] - counts["losses"]).sort_values(ascending=False, kind="stable").index
    counts = counts.loc[order]
    top = 1.02 * float(counts.sum(axis="columns").max())
    said = "comparisons with another document, by programme"
    return stacked(counts, OUTCOME_LOOK, [name(d) for d in counts.index], said, inside=counts, top=top)


@two_widths
def depth_intervals(tables: Mapping[str, pd.DataFrame], docs: Sequence[str]) -> Figure:
    """Draw the index of depth: bootstrap interval thin, leave-one-item-out range thick, one panel a kind of offer.

    Parameters
    ----------
    tables : mapping of pandas.DataFrame
        Title of the panel to a table of `policybook.analyse.generosity.depth`.
    docs : sequence of str
    """
    fig, axes = canvas(
        (0.34 * len(docs) + 0.75) * len(tables) + 0.4, len(tables), taller=1.2, sharex=True, squeeze=False
    )
    for ax, (title, table) in zip(axes.flat, tables.items(), strict=True):
        for i, doc in enumerate(docs):
            row, colour = table.loc[doc], style.colour(doc)
            if np.isnan(row["ratio"]):
                ax.text(1, i, "no such item", va="center", ha="center", fontsize="small", color=style.MUTED)
                continue
            if not np.isnan(row["low"]):
                ax.plot([row["low"], row["high"]], [i, i], color=colour, linewidth=1.4)
                ax.plot([row["without_one_low"], row["without_one_high"]], [i, i], color=colour, linewidth=5, alpha=0.45, solid_capstyle="butt")  # fmt: skip
            ax.plot(row["ratio"], i, "o", color=colour, markersize=6)
        counts = [_counted(doc, int(table.loc[doc, "n_items"])) for doc in docs]
        rows(ax, counts)
        ax.axvline(1, color=style.MUTED, linewidth=0.8, zorder=0)
        ax.set_title(title)
    axes.flat[-1].set_xlabel(style.lines("sum as a multiple of the item's median (geometric mean)", 80, 36))
    return fig


def _counted(doc: str, n: int) -> str:
    return f"{name(doc)}, {n} item{'' if n == 1 else 's'}"


@two_widths
def rank_intervals(table: pd.DataFrame, docs: Sequence[str]) -> Figure:
    """Draw the best and the worst rank that each document can have.

    Parameters
    ----------
    table : pandas.DataFrame
        As `policybook.analyse.generosity.rank_bounds` returns it.
    docs : sequence of str
    """
    order = table.loc[list(docs)].sort_values(["rank_best", "rank_worst"], kind="stable").index
    fig, ax = canvas(0.42 * len(docs) + 0.9)
    for y, doc in enumerate(order):
        best, worst = table.loc[doc, ["rank_best", "rank_worst"]]
        ax.plot([best, worst], [y, y], "-o", color=style.colour(doc), linewidth=5, markersize=7)
        told = f"{best:.0f}" if best == worst else f"{best:.0f} to {worst:.0f}"
        ax.text(worst + 0.15, y, told, va="center", fontsize="small")
    rows(ax, [name(doc) for doc in order])
    ax.set_xticks(range(1, len(docs) + 1))
    ax.set_xlim(0.7, len(docs) + 0.8)
    ax.set_xlabel("rank, 1 is the most generous")
    return fig


@two_widths
def schedule_panels(
    curves: Mapping[str, pd.DataFrame], docs: Sequence[str], vocabulary: ProgrammeVocabulary, *, columns: int = 2
) -> Figure:
    """Draw payment against size, one panel a schedule for which some document states a rule.

    A solid line is a stated rate, a dashed one the most under a ceiling or the least under a floor, a dotted one what
    remains open in the text.

    Parameters
    ----------
    curves : mapping of pandas.DataFrame
        Key of the schedule to a table of `policybook.analyse.simulate.curve`.
    docs : sequence of str
    vocabulary : ProgrammeVocabulary
    columns : int
    """
    drawn = {name: table for name, table in curves.items() if len(table) and table["possible_yuan"].max() > 0}
    columns = 1 if style.is_narrow() else columns
    deep = max(-(-len(drawn) // columns), 1)
    fig, axes = canvas(2.5 * deep + 0.9, deep, columns, taller=0.92, squeeze=False)
    for ax in axes.flat[len(drawn) :]:
        ax.set_visible(False)
    for ax, (schedule, table) in zip(axes.flat, drawn.items(), strict=False):
        spec = vocabulary.schedules[schedule]
        driver = vocabulary.variables[spec["driver"]]
        by, unit = (1e4, "万元") if driver.unit == "yuan" else (1, driver.unit)
        tall = 1e4 if table["possible_yuan"].max() >= 1e5 else 1
        for i, doc in enumerate(docs):
            own = table[table["doc_id"] == doc]
            if own.empty or own["possible_yuan"].max() == 0:
                continue
            size, colour = own["size"] / by, style.colour(doc)
            width = 3.4 - 0.55 * i  # thinner lines above thicker ones: equal schedules stay visible
            exact = (own["low_yuan"] == own["high_yuan"]).all()
            if own["high_yuan"].max() > 0:
                ax.plot(size, own["high_yuan"] / tall, color=colour, linewidth=width, linestyle="-" if exact else "--", label=name(doc))  # fmt: skip
            if not exact and own["low_yuan"].max() > 0:
                ax.plot(size, own["low_yuan"] / tall, color=colour, linewidth=1.2, linestyle="-")
            if (own["possible_yuan"] > own["high_yuan"]).any():
                first = own["high_yuan"].max() == 0
                ax.plot(size, own["possible_yuan"] / tall, color=colour, linewidth=1.3, linestyle=":", label=name(doc) if first else None)  # fmt: skip
        ax.set_xlabel(f"{driver.en}, {unit}", fontsize="small")
        ax.set_ylabel("payment, " + ("万元" if tall > 1 else "元"), fontsize="small")
        ax.tick_params(labelsize="small")
        ax.xaxis.set_major_locator(MaxNLocator(5))
        ax.set_ylim(bottom=0)
        ax.set_title(style.lines(spec["en"], 40, 40))
    handles = [plt.Line2D([], [], color=style.colour(doc), label=name(doc)) for doc in docs]
    handles += [plt.Line2D([], [], color=style.INK, linestyle=s, label=t) for s, t in (("-", "as stated"), ("--", "ceiling"), (":", "open"))]  # fmt: skip
    legend(fig, handles, wide=4, narrow=2)
    return fig


@two_widths
def outcome_bars(summed: Mapping[str, pd.DataFrame], docs: Sequence[str]) -> Figure:
    """Draw what each profile gets in each place: sure money full, the rest of what may be paid light, what is open outlined.

    Parameters
    ----------
    summed : mapping of pandas.DataFrame
        Title of the profile to a table of `policybook.analyse.simulate.in_proportion`.
    docs : sequence of str
    """
    fig, axes = canvas((0.36 * len(docs) + 0.65) * len(summed), len(summed), taller=1.25, squeeze=False)
    for ax, (title, table) in zip(axes.flat, summed.items(), strict=True):
        tall = 1e4 if table["possible_yuan"].max() >= 1e5 else 1
        top = max(table["possible_yuan"].max() / tall, 1e-9)
        for i, doc in enumerate(docs):
            row, colour = table.loc[doc, ["low_yuan", "high_yuan", "possible_yuan"]] / tall, style.colour(doc)
            if row["possible_yuan"] > row["high_yuan"]:
                ax.barh(i, row["possible_yuan"], color="none", edgecolor=colour, linewidth=1, linestyle=":", height=0.6)
            ax.barh(i, row["high_yuan"], color=colour, alpha=0.35, height=0.6)
            ax.barh(i, row["low_yuan"], color=colour, height=0.6)
            text = _range(row["low_yuan"], row["high_yuan"], row["possible_yuan"])
            if row["high_yuan"]:
                text += f", {_share(table.loc[doc, 'low_pct'], table.loc[doc, 'high_pct'])}"
            if not table.loc[doc, ["n_rules", "n_open", "n_not_met"]].sum():
                text = "not stated"
            ax.text(
                row["possible_yuan"] + 0.015 * top,
                i,
                style.lines(text, 60, 18),
                va="center",
                fontsize="small",
                linespacing=0.95,
            )
        ax.set_xlim(0, top * (2.5 if style.is_narrow() else 1.6))
        if style.is_narrow():
            ax.xaxis.set_major_locator(MaxNLocator(4))
        rows(ax, [name(doc) for doc in docs], narrow=14)
        ax.set_title(style.lines(f"{title}, {'万元' if tall > 1 else '元'}", 80, 40))
    return fig


def _range(low: float, high: float, possible: float) -> str:
    least, most, open_ = (f"{value:,.1f}".removesuffix(".0") for value in (low, high, possible))
    text = most if low == high else f"≤ {most}" if not low else f"{least}–{most}"
    return text + (f" (open: ≤ {open_})" if possible > high else "")


def _share(low: float, high: float) -> str:
    """Return a share in percent, or a range of it."""
    least, most = f"{low:.2g}", f"{high:.2g}"
    return f"{most} %" if least == most else f"≤ {most} %" if not low else f"{least}–{most} %"
