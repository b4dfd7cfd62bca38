"""The drawings of the chapter on words: clouds that keep their scale, heat map, network, intervals, two years side by side.

In: frames of :mod:`policybook.analyse.terms`. Out: matplotlib figures, for :func:`policybook.show.outputs.figure`.
"""

from collections.abc import Container, Mapping, Sequence

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from wordcloud import WordCloud

from policybook.show import style
from policybook.show.links import label

EVERYWHERE, SOMEWHERE = "#4D4D4D", "#0072B2"
CLOUD = (1280, 400)  # pixels of one panel
_LEAST = 15  # pixels of the smallest word drawn


def cloud_sizes(table: pd.DataFrame, largest: float) -> pd.DataFrame:
    """Return the height of each word in pixels: the area of a character is proportional to the rate, in all panels."""
    return np.sqrt(table / table.to_numpy().max()) * largest


def lay_out(sizes: pd.Series, blue: Container[str] = (), seed: int = 7) -> WordCloud | None:
    """Lay the words of a panel out, each at its size; None if they do not fit.

    `wordcloud` makes words smaller where they do not fit, and with them all that follow. A panel in which it did so is
    refused, so that sizes can be compared from panel to panel.

    Parameters
    ----------
    sizes : pandas.Series
        Height of each word in pixels.
    blue : container of str
        The words to draw in blue; the others are grey.
    seed : int
        Of the search for free places.
    """
    heights = sizes.round().astype(int)  # whole, since wordcloud derives each size from the one before
    cloud = WordCloud(
        font_path=str(style.font_file()),
        width=CLOUD[0],
        height=CLOUD[1],
        background_color="white",
        prefer_horizontal=1.0,
        relative_scaling=1.0,
        max_font_size=int(heights.max()),
        min_font_size=1,
        max_words=len(sizes),
        margin=4,
        random_state=seed,
        color_func=lambda word, **_: SOMEWHERE if word in blue else EVERYWHERE,
    ).generate_from_frequencies(heights.sort_index(kind="stable").to_dict())
    drawn = {word: size for (word, _), size, *_ in cloud.layout_}
    return cloud if drawn == heights.to_dict() else None


def clouds(table: pd.DataFrame, titles: Mapping[str, str] | None = None, largest: float = 110) -> Figure:
    """Draw one cloud a column, all at the same scale: the same rate has the same size in every panel.

    The panels are plain rectangles, all words are level, and the scale is lowered for all panels until every word fits at
    its size. Words that stand in every column are grey, the others blue.

    Parameters
    ----------
    table : pandas.DataFrame
        Rates, words x panels.
    titles : mapping, optional
        Column to title; by default the label of the document.
    largest : float
        Height in pixels of the highest rate, to begin with.
    """
    somewhere = set(table.index[~table.gt(0).all(axis=1)])
    while True:
        sizes = cloud_sizes(table, largest)
        shown = {name: column[column >= _LEAST] for name, column in sizes.items()}
        layouts = {name: lay_out(column, somewhere) for name, column in shown.items()}
        if all(layout is not None for layout in layouts.values()):
            break
        largest *= 0.95
    fig, axes = plt.subplots(len(table.columns), 1, figsize=(6.4, 2.35 * len(table.columns)), squeeze=False)
    for ax, name in zip(axes[:, 0], table, strict=True):
        ax.imshow(layouts[name].to_array(), interpolation="bilinear")
        ax.set_title((titles or {}).get(name) or label(name))
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        for side in ax.spines.values():
            side.set(visible=True, color=style.RULE)
    return fig


def heat(table: pd.DataFrame, row_labels: Sequence[str], unit: str) -> Figure:
    """Draw a table of shares as a heat map with its figures written in.

    Parameters
    ----------
    table : pandas.DataFrame
        Shares in percent, rows x documents; missing cells stay white.
    row_labels : sequence of str
    unit : str
        What the colour means.
    """
    values = table.to_numpy(float)
    fig, ax = plt.subplots(figsize=(6.4, 0.36 * len(table) + 1.2))
    shown = ax.imshow(np.ma.masked_invalid(values), cmap="Blues", vmin=0, vmax=np.nanmax(values) * 1.1, aspect="auto")
    for (i, j), value in np.ndenumerate(values):
        if np.isfinite(value):
            dark = value > 0.75 * np.nanmax(values)
            ax.text(j, i, f"{value:.1f}", ha="center", va="center", fontsize=10, color="white" if dark else style.INK)
    ax.set_xticks(range(len(table.columns)), [label(d).replace(" ", "\n") for d in table])
    ax.set_yticks(range(len(table)), row_labels)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    fig.colorbar(shown, ax=ax, shrink=0.75, pad=0.02).set_label(unit)
    return fig


def _apart(positions: Mapping[str, np.ndarray], wide: float = 0.2, tall: float = 0.11) -> dict[str, np.ndarray]:
    """Push words that would be printed over one another apart, a little at a time, up and down."""
    places = {word: np.array(at, float) for word, at in positions.items()}
    names = sorted(places)
    for _ in range(200):
        moved = False
        for i, one in enumerate(names):
            for other in names[i + 1 :]:
                across, up = places[one] - places[other]
                if abs(across) < wide and abs(up) < tall:
                    step = (tall - abs(up)) / 2 * (1 if up >= 0 else -1)
                    places[one][1] += step
                    places[other][1] -= step
                    moved = True
        if not moved:
            break
    return places


def network(graph: nx.Graph) -> Figure:
    """Draw which words stand in the same sentences; the width of a tie follows its strength, the dot the sentences.

    Parameters
    ----------
    graph : networkx.Graph
        A connected one, of :func:`policybook.terms.network`.
    """
    positions = nx.kamada_kawai_layout(graph, weight=None)
    positions = _apart(positions)
    strength = np.array([graph.edges[e]["g2"] for e in graph.edges])
    n = np.array([graph.nodes[w]["n"] for w in graph])
    fig, ax = plt.subplots(figsize=(6.4, 7.2))
    nx.draw_networkx_edges(graph, positions, ax=ax, width=0.5 + 3.5 * strength / strength.max(), edge_color="#b8c4d0")
    nx.draw_networkx_nodes(
        graph, positions, ax=ax, node_size=12 + 160 * n / n.max(), node_color=SOMEWHERE, linewidths=0
    )
    for word, (x, y) in positions.items():
        ax.annotate(
            word, (x, y), (0, 7), textcoords="offset points", ha="center", va="bottom", fontsize=9.5, color=style.INK
        ).set_bbox({"facecolor": "white", "alpha": 0.7, "pad": 0.4, "linewidth": 0})
    ax.set_axis_off()
    ax.margins(0.04)
    return fig


def intervals(table: pd.DataFrame, texts: Sequence[str]) -> Figure:
    """Draw log-odds with their intervals, a block a document: filled where all routes agree, hollow where not.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of :func:`policybook.terms.distinctive`, in drawing order.
    texts : sequence of str
        What stands beside each row.
    """
    gaps = np.cumsum(table["group"].ne(table["group"].shift()).to_numpy()) - 1
    y = np.arange(len(table)) + 1.1 * gaps
    fig, ax = plt.subplots(figsize=(6.4, 0.3 * (y[-1] + 1) + 0.9))
    for at, row in zip(y, table.itertuples(), strict=True):
        tint = style.colour(row.group)
        ax.plot([row.low, row.high], [at, at], color=tint, solid_capstyle="butt")
        ax.plot(row.log_odds, at, "o", color=tint, mfc=tint if row.agreed else "white", ms=6, mew=1.5)
    for group, at in table.assign(y=y).groupby("group", sort=False)["y"].min().items():
        ax.text(
            0.01,
            at - 0.85,
            label(group),
            fontsize=10,
            color=style.MUTED,
            va="center",
            transform=ax.get_yaxis_transform(),
        ).set_bbox({"facecolor": "white", "pad": 1, "linewidth": 0})
    ax.axvline(0, color=style.MUTED, lw=0.8)
    ax.set_yticks(y, texts)
    ax.set_ylim(y[-1] + 0.7, -1.5)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel("log-odds against the other documents (0: no difference)")
    return fig


def two_years(table: pd.DataFrame, years: tuple[object, object], early: Sequence[str], late: Sequence[str]) -> Figure:
    """Draw the rates of words in the documents of two years; the grey bar is the spread within the earlier year.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of :func:`policybook.terms.cohorts`, with a column ``text`` for the axis, in drawing order.
    years : tuple
    early, late : sequence of str
        The documents of each year.
    """
    starts = np.cumsum(table["change"].ne(table["change"].shift()).to_numpy()) - 1
    y = np.arange(len(table)) + 1.1 * starts
    fig, ax = plt.subplots(figsize=(6.4, 0.3 * (y[-1] + 1) + 1.7))
    ax.barh(y, table["early_high"] - table["early_low"], left=table["early_low"], height=0.62, color=style.RULE)
    for docs, marker in ((early, "o"), (late, "D")):
        for doc_id, shift in zip(docs, np.linspace(-0.2, 0.2, len(docs)), strict=True):
            tint = style.colour(doc_id)
            ax.plot(
                table[doc_id],
                y + shift,
                marker,
                color=tint,
                ms=4.5,
                ls="",
                label=label(doc_id),
                clip_on=False,
                zorder=3,
            )
    for change, at in table.assign(y=y).groupby("change", sort=False)["y"].min().items():
        ax.text(
            0.01, at - 0.85, change, fontsize=10, color=style.MUTED, va="center", transform=ax.get_yaxis_transform()
        )
    ax.set_yticks(y, table["text"])
    ax.set_ylim(y[-1] + 0.7, -1.5)
    ax.set_xlim(left=-0.3)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel(f"per 10,000 characters; grey: spread within {years[0]}")
    ax.set_title(f"Different places: {years[0]} (dots) and {years[1]} (diamonds)\nare no change of one place over time")
    fig.legend(loc="outside lower center", ncols=3, fontsize=9.5)
    return fig
