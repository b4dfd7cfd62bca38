"""Draw the comparisons of `policybook.generosity` and the schedules of `policybook.simulate`.

Frames in, matplotlib figures out; labels and colours come from the records through `policybook.show.style`. A draft is marked
in every figure: it is not the text in force.
"""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from policybook.analyse.generosity import SHARED, printed
from policybook.show import links, style
from policybook.vocab.programmes import ProgrammeVocabulary

_BLUES = LinearSegmentedColormap.from_list("offers", ["#eef3f8", "#7fb0d8"])
_BALANCE = LinearSegmentedColormap.from_list("balance", ["#e8a87c", "#f7f7f7", "#7fb0d8"])


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


#: What every figure of comparisons says above its panels.
NEVER = "A ceiling (最高, ≤) can lose to a fixed sum and can never beat one."


def heads(*names: str) -> dict[str, str]:
    """Return the columns of a table with their headings, for `policybook.show.tables.show`."""
    return {column: HEADINGS[column] for column in names}


def name(doc: str) -> str:
    """Return the label of a document, with a mark where it is a draft."""
    draft = links.records().get(doc, {}).get("status") == "draft"
    return style.label(doc) + (" (draft)" if draft else "")


def _heads(docs: Sequence[str]) -> list[str]:
    return [name(doc).replace(" ", "\n") for doc in docs]


def offers_map(
    found: pd.DataFrame,
    docs: Sequence[str],
    vocabulary: ProgrammeVocabulary,
    otherwise: Mapping[tuple[str, str], str],
    *,
    at_least: int = 2,
) -> Figure:
    """Draw programme × tier × place: the figure in each cell, shaded by its share of the row's highest.

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
    at_least : int
        Rows that so many documents offer.
    """
    places = found.groupby("item")["doc_id"].nunique()
    items = [item for item in found["item"].unique() if places[item] >= at_least]
    cells = {(row["item"], row["doc_id"]): row for row in found.to_dict("records")}
    highest = found.groupby("item")["printed_yuan"].max()
    fig, ax = plt.subplots(figsize=(6.4, 0.37 * len(items) + 1.1))
    shares = np.full((len(items), len(docs)), np.nan)
    for i, item in enumerate(items):
        for j, doc in enumerate(docs):
            row = cells.get((item, doc))
            if row is None:
                words = otherwise.get((item, doc), "")
                ax.text(j, i, words, ha="center", va="center", fontsize=8.5, color=style.MUTED)
                continue
            shares[i, j] = row["printed_yuan"] / highest[item]
            mark = ("†" if row["payer"] in SHARED else "") + ("‡" if row["part"] == "annex" else "")
            ax.text(j, i, printed(row) + mark, ha="center", va="center", fontsize=9.5)
    ax.imshow(shares, cmap=_BLUES, vmin=0, vmax=1, aspect="auto")
    labels = [_item_label(item, vocabulary) for item in items]
    ax.set_yticks(range(len(items)), labels, fontsize=9, linespacing=1.1)
    ax.set_xticks(range(len(docs)), _heads(docs), fontsize=9)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(False)
    ax.set_xticks(np.arange(len(docs) + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(len(items) + 1) - 0.5, minor=True)
    ax.grid(True, which="minor", color="white", linewidth=1.5)
    ax.tick_params(which="minor", length=0)
    ax.spines[:].set_visible(False)
    return fig


def _item_label(item: str, vocabulary: ProgrammeVocabulary) -> str:
    programme, tier = item.split("|")
    p = vocabulary.programmes[programme]
    name = p.en if len(p.en) <= 34 else p.en[:33].rstrip() + "…"
    return name + (f", {vocabulary.tier_label(tier)}" if tier else "") + f"\n{p.zh}"


def dominance_map(tables: Mapping[str, pd.DataFrame], docs: Sequence[str]) -> Figure:
    """Draw wins, ties and losses of each row's document against each column's, one panel a way of counting.

    A ceiling (最高) can lose to a fixed sum and never beat one: each row says how many of its comparisons it could win at all.

    Parameters
    ----------
    tables : mapping of pandas.DataFrame
        Title of the panel to a table of `policybook.analyse.generosity.dominance`.
    docs : sequence of str
    """
    fig, axes = plt.subplots(len(tables), 1, figsize=(6.6, 3.7 * len(tables)), squeeze=False)
    for ax, (title, pairs) in zip(axes.flat, tables.items(), strict=True):
        values = np.full((len(docs), len(docs)), np.nan)
        for row in pairs.itertuples():
            i, j = docs.index(row.doc), docs.index(row.other)
            if not row.n:
                ax.text(j, i, "none", ha="center", va="center", fontsize=8.5, color=style.MUTED)
                continue
            values[i, j] = (row.wins - row.losses) / row.n
            text = f"{row.wins} : {row.losses}\n{row.ties} {'tie' if row.ties == 1 else 'ties'}, {row.open} open"
            ax.text(j, i, text, ha="center", va="center", fontsize=8)
        ax.imshow(values, cmap=_BALANCE, vmin=-1, vmax=1, aspect="auto")
        sums = pairs.groupby("doc")[["could_win", "n"]].sum()
        rows = [f"{name(doc)}\ncould win {sums.loc[doc, 'could_win']} of {sums.loc[doc, 'n']}" for doc in docs]
        ax.set_yticks(range(len(docs)), rows, fontsize=8.5)
        ax.set_xticks(range(len(docs)), _heads(docs), fontsize=9)
        ax.xaxis.tick_top()
        ax.tick_params(length=0)
        ax.grid(False)
        ax.spines[:].set_visible(False)
        ax.set_title(title, pad=12)
    fig.suptitle(NEVER, fontsize=9.5, x=0.01, ha="left", color=style.MUTED)
    return fig


def depth_intervals(tables: Mapping[str, pd.DataFrame], docs: Sequence[str]) -> Figure:
    """Draw the index of depth: bootstrap interval thin, leave-one-item-out range thick, one panel a kind of offer.

    Parameters
    ----------
    tables : mapping of pandas.DataFrame
        Title of the panel to a table of `policybook.analyse.generosity.depth`.
    docs : sequence of str
    """
    fig, axes = plt.subplots(len(tables), 1, figsize=(6.4, 2.5 * len(tables)), sharex=True, squeeze=False)
    for ax, (title, table) in zip(axes.flat, tables.items(), strict=True):
        for i, doc in enumerate(docs):
            row, colour = table.loc[doc], style.colour(doc)
            if np.isnan(row["ratio"]):
                ax.text(1, i, "no such item", va="center", ha="center", fontsize=8.5, color=style.MUTED)
                continue
            if not np.isnan(row["low"]):
                ax.plot([row["low"], row["high"]], [i, i], color=colour, linewidth=1.4)
                ax.plot([row["without_one_low"], row["without_one_high"]], [i, i], color=colour, linewidth=5, alpha=0.45, solid_capstyle="butt")  # fmt: skip
            ax.plot(row["ratio"], i, "o", color=colour, markersize=6)
        counts = [_counted(doc, int(table.loc[doc, "n_items"])) for doc in docs]
        ax.set_yticks(range(len(docs)), counts, fontsize=9)
        ax.set_ylim(len(docs) - 0.5, -0.5)
        ax.axvline(1, color=style.MUTED, linewidth=0.8, zorder=0)
        ax.set_title(title)
    axes.flat[-1].set_xlabel("geometric mean ratio to the median of the item")
    return fig


def _counted(doc: str, n: int) -> str:
    return f"{name(doc)}, {n} item{'' if n == 1 else 's'}"


def rank_intervals(tables: Mapping[str, pd.DataFrame], docs: Sequence[str]) -> Figure:
    """Draw the bounds of each document's rank under several assumptions, side by side.

    Parameters
    ----------
    tables : mapping of pandas.DataFrame
        Assumption to a table of `policybook.analyse.generosity.rank_bounds`.
    docs : sequence of str
    """
    fig, axes = plt.subplots(len(tables), 1, figsize=(6.4, 1.9 * len(tables) + 0.3), sharex=True, squeeze=False)
    for ax, (title, table) in zip(axes.flat, tables.items(), strict=True):
        for i, doc in enumerate(docs):
            best, worst = table.loc[doc, ["rank_best", "rank_worst"]]
            ax.plot([best, worst], [i, i], "-o", color=style.colour(doc), linewidth=5, markersize=7)
        ax.set_yticks(range(len(docs)), [name(doc) for doc in docs], fontsize=9)
        ax.set_ylim(len(docs) - 0.4, -0.6)
        ax.set_xticks(range(1, len(docs) + 1))
        ax.set_xlim(0.6, len(docs) + 0.4)
        ax.set_title(title, fontsize=10.5)
    fig.suptitle(NEVER, fontsize=9.5, x=0.01, ha="left", color=style.MUTED)
    axes.flat[-1].set_xlabel("rank, 1 is the most generous")
    return fig


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
    rows = max(-(-len(drawn) // columns), 1)
    fig, axes = plt.subplots(rows, columns, figsize=(3.2 * columns, 2.6 * rows + 0.6), squeeze=False)
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
        ax.set_xlabel(f"{driver.en}, {unit}", fontsize=9)
        ax.set_ylabel("payment, " + ("万元" if tall > 1 else "元"), fontsize=9)
        ax.tick_params(labelsize=9)
        ax.xaxis.set_major_locator(MaxNLocator(5))
        ax.set_ylim(bottom=0)
        ax.set_title(spec["en"], fontsize=10.5)
    handles = [plt.Line2D([], [], color=style.colour(doc), label=name(doc)) for doc in docs]
    handles += [plt.Line2D([], [], color=style.INK, linestyle=s, label=t) for s, t in (("-", "as stated"), ("--", "ceiling"), (":", "open"))]  # fmt: skip
    fig.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=9)
    return fig


def outcome_bars(summed: Mapping[str, pd.DataFrame], docs: Sequence[str]) -> Figure:
    """Draw what each profile gets in each place: sure money full, the rest of what may be paid light, what is open outlined.

    Parameters
    ----------
    summed : mapping of pandas.DataFrame
        Title of the profile to a table of `policybook.analyse.simulate.in_proportion`.
    docs : sequence of str
    """
    fig, axes = plt.subplots(len(summed), 1, figsize=(6.6, 2.0 * len(summed)), squeeze=False)
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
            ax.text(row["possible_yuan"] + 0.015 * top, i, text, va="center", fontsize=8.5)
        ax.set_xlim(0, top * 1.55)
        ax.set_yticks(range(len(docs)), [name(doc) for doc in docs], fontsize=9)
        ax.set_ylim(len(docs) - 0.4, -0.6)
        ax.set_title(f"{title}, {'万元' if tall > 1 else '元'}", fontsize=10.5)
        ax.grid(False, axis="y")
    return fig


def _range(low: float, high: float, possible: float) -> str:
    least, most, open_ = (f"{value:,.1f}".removesuffix(".0") for value in (low, high, possible))
    text = most if low == high else f"≤ {most}" if not low else f"{least}–{most}"
    return text + (f" (open: ≤ {open_})" if possible > high else "")


def _share(low: float, high: float) -> str:
    """Return a share in percent, or a range of it."""
    least, most = f"{low:.2g}", f"{high:.2g}"
    return f"{most} %" if least == most else f"≤ {most} %" if not low else f"{least}–{most} %"


def sweep_panels(swept: Mapping[str, pd.DataFrame], subjects_named: Mapping[str, str], docs: Sequence[str]) -> Figure:
    """Draw payments in percent of the size of a firm against the size, one panel a profile; what is sure solid, the most dashed.

    Parameters
    ----------
    swept : mapping of pandas.DataFrame
        Title of the profile to a table of `policybook.analyse.simulate.sweep`.
    subjects_named : mapping of str
        Title of the profile to what its payments are compared with.
    docs : sequence of str
    """
    fig, axes = plt.subplots(len(swept), 1, figsize=(6.4, 2.5 * len(swept) + 0.6), squeeze=False)
    for ax, (title, table) in zip(axes.flat, swept.items(), strict=True):
        for i, doc in enumerate(docs):
            own, colour = table[table["doc_id"] == doc], style.colour(doc)
            size, width = own["size_yuan"] / 1e4, 5.6 - 1.1 * i  # thinner above thicker: equal payments stay visible
            if own["low_pct"].max() > 0:
                ax.plot(size, own["low_pct"].where(own["low_pct"] > 0), color=colour, linewidth=width)
            if (own["high_pct"] > own["low_pct"]).any():
                most = own["high_pct"].where(own["high_pct"] > 0)
                ax.plot(size, most, color=colour, linewidth=max(width - 1.5, 1), linestyle="--")
        as_is = table.loc[np.isclose(table["factor"], 1), "size_yuan"].iloc[0]
        ax.axvline(as_is / 1e4, color=style.MUTED, linewidth=0.8)
        ax.set_xscale("log")
        ax.set_yscale("log")
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
            axis.set_minor_formatter(NullFormatter())
        ax.set_xlim(table["size_yuan"].min() / 1e4 / 1.1, table["size_yuan"].max() / 1e4 * 1.1)
        ax.set_xlabel(f"{subjects_named[title]}, 万元", fontsize=9)
        ax.set_ylabel("payment, % of it", fontsize=9)
        ax.tick_params(labelsize=9)
        ax.set_title(title, fontsize=10.5)
    handles = [plt.Line2D([], [], color=style.colour(doc), label=name(doc)) for doc in docs]
    styles = (("-", "sure"), ("--", "at most"))
    handles += [plt.Line2D([], [], color=style.INK, linestyle=s, label=t) for s, t in styles]
    fig.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=9)
    return fig
