"""The drawings of the chapter on words: a cloud that compares two years, intervals, two years side by side.

In: frames of :mod:`policybook.analyse.terms`. Out: matplotlib figures, for :func:`policybook.show.outputs.figure`.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from wordcloud import WordCloud

from policybook.show import style
from policybook.show.figures.parts import document_dots, intervals
from policybook.show.links import label
from policybook.show.style import ACCENT, INK, MUTED, canvas, is_narrow, two_widths

#: Pixels of one panel of the cloud, beside text and on a phone, and of the smallest and the largest word.
_PANEL = {False: (660, 300), True: (340, 360)}
_SMALLEST, _LARGEST = 12, 42


def lay_out(sizes: pd.Series, width: int, height: int, seed: int = 7) -> WordCloud | None:
    """Lay words out, each at its size; None if they do not fit.

    Parameters
    ----------
    sizes : pandas.Series
        Height of each word in pixels.
    width, height : int
        Pixels of the panel.
    seed : int
        Of the search for free places.
    """
    heights = sizes.round().astype(int)  # whole, since wordcloud derives each size from the one before
    cloud = WordCloud(
        font_path=str(style.font_file()),
        width=width,
        height=height,
        prefer_horizontal=1.0,
        relative_scaling=1.0,
        max_font_size=int(heights.max()),
        min_font_size=1,
        max_words=len(sizes),
        margin=5,
        random_state=seed,
    ).generate_from_frequencies(heights.sort_index(kind="stable").to_dict())
    drawn = {word: size for (word, _), size, *_ in cloud.layout_}
    return cloud if drawn == heights.to_dict() else None


@two_widths
def comparison_cloud(panels: Mapping[str, pd.Series], english: Mapping[str, str]) -> Figure:
    """Draw what sets each side apart: a panel a side, each word with its English, at a size that follows its difference.

    Parameters
    ----------
    panels : mapping of pandas.Series
        Title of the panel to words with their differences, largest first; all panels have one scale.
    english : mapping of str
        The translation of each word.
    """
    width, height = _PANEL[is_narrow()]
    most = max(float(panel.max()) for panel in panels.values())
    layouts = _layouts(panels, english, most, width, height)
    fig, axes = canvas((height / 96 + 0.42) * len(panels), len(panels), taller=1, squeeze=False)
    face = FontProperties(fname=str(style.font_file()))
    for i, (ax, (title, layout)) in enumerate(zip(axes[:, 0], layouts.items(), strict=True)):
        ax.set(xlim=(0, width), ylim=(height, 0), xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set_visible(False)
        ax.set_title(title, fontsize="large", color=ACCENT if i else INK)
        points = 72 * fig.get_size_inches()[0] / width * 0.97
        for (word, _), size, (top, left), *_ in layout.layout_:
            ax.text(
                left,
                top,
                word,
                fontproperties=face,
                fontsize=size * points,
                va="top",
                ha="left",
                color=ACCENT if i else INK,
            )
    return fig


def _layouts(
    panels: Mapping[str, pd.Series], english: Mapping[str, str], most: float, width: int, height: int
) -> dict[str, WordCloud]:
    """Lay the words of all panels out at one scale: the largest at which all fit, with as many words as fit at the smallest."""
    for words in range(max(map(len, panels.values())), 0, -2):
        for scale in (1.0, 0.88, 0.77, 0.68, 0.6):
            found = {}
            for title, panel in panels.items():
                own = panel.head(words)
                said = [f"{word} {english.get(word) or ''}".strip() for word in own.index]
                sizes = pd.Series((np.sqrt(own.to_numpy(float) / most) * _LARGEST * scale).clip(_SMALLEST), index=said)
                limit = np.array([1.8 * width / style.letters(text) for text in said])  # a long one must fit a line
                found[title] = lay_out(sizes.clip(upper=limit), width, height)
                if found[title] is None:
                    break
            else:
                return found
    raise ValueError("not even one word a panel fits into the cloud")


@two_widths
def distinctive_intervals(table: pd.DataFrame, texts: Sequence[str]) -> Figure:
    """Draw log-odds with their intervals, a block a document: filled where all routes agree, hollow where not.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of :func:`policybook.terms.distinctive`, in drawing order.
    texts : sequence of str
        What stands beside each row.
    """
    blocks = np.cumsum(table["group"].ne(table["group"].shift()).to_numpy()) - 1
    at = np.arange(len(table)) + 1.1 * blocks + 0.6
    shown = table.rename(columns={"log_odds": "value"})
    tints = [style.colour(group) for group in table["group"]]
    fig, ax = intervals(
        shown,
        texts,
        "log-odds against the other documents (0: no difference)",
        tints,
        at=at.tolist(),
        hollow=(~table["agreed"]).tolist(),
    )
    for group, spot in table.assign(y=at).groupby("group", sort=False)["y"].min().items():
        ax.text(0, spot - 0.95, label(group), color=INK, va="center", transform=ax.get_yaxis_transform())
    ax.axvline(0, color=MUTED, lw=0.8)
    ax.set_ylim(at[-1] + 0.7, -1.0)
    return fig


@two_widths
def two_years(table: pd.DataFrame, early: Sequence[str], late: Sequence[str]) -> Figure:
    """Draw the rates of words in the documents of two years; the grey bar is the spread within the earlier year.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of :func:`policybook.terms.cohorts`, with a column ``text`` for the axis, in drawing order.
    early, late : sequence of str
        The documents of each year.
    """
    marks = dict.fromkeys(early, "o") | dict.fromkeys(late, "D")
    said = [f"{row.text} ({row.change})" for row in table.itertuples()]
    return document_dots(
        table[[*early, *late]],
        said,
        "per 10,000 characters; grey: spread within the earlier year",
        spread_of=early,
        marks=marks,
    )
