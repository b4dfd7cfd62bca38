"""The figures of the chapter on offices: frames of the `analyse` room in, matplotlib figures out."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from policybook.analyse.duties import SEATS
from policybook.show.figures.parts import document_dots, legend, rows, stacked
from policybook.show.style import ACCENT, canvas, label, two_widths

#: Places in a list of units: who goes first stands out. No colours of places.
SEAT_LOOK = {
    "alone": ("#8c8c8c", "alone"),
    "first": (ACCENT, "first, others follow"),
    "between": ("#dcdcdc", "in between"),
    "last": ("#b7bcc4", "last"),
}


@two_widths
def seat_bars(counts: pd.DataFrame, measures: Mapping[str, int]) -> Figure:
    """Draw where an office stands in the lists of each document, in percent of the document's measures."""
    total = pd.Series({d: measures[d] for d in counts.index})
    shares = 100 * counts[list(SEATS)].div(total, axis="index")
    look = {seat: SEAT_LOOK[seat] for seat in SEATS}
    fig = stacked(
        shares,
        look,
        [label(d) for d in counts.index],
        "% of the document's measures (numbers: measures)",
        inside=counts,
    )
    for y, share in enumerate(shares.sum(axis="columns")):
        fig.axes[0].text(share + 1, y, f"{share:.0f} %", va="center", fontsize="small")
    return fig


@two_widths
def load_dots(counts: pd.DataFrame, names: Mapping[str, str], shown: int = 12) -> Figure:
    """Draw the share of measures that each office is named in, a dot a document, offices by their mean."""
    docs = list(dict.fromkeys(counts["doc_id"]))
    wide = counts.pivot(index="office", columns="doc_id", values="share_pct").reindex(columns=docs)
    wide = wide.loc[wide.fillna(0.0).mean(axis="columns").sort_values(ascending=False, kind="stable").index[:shown]]
    return document_dots(wide, [names[o] for o in wide.index], "% of the document's measures name the office")


@two_widths
def pair_bars(pairs: pd.DataFrame, names: Mapping[str, str], hubs: tuple[str, ...], shown: int = 14) -> Figure:
    """Draw the pairs of offices that stand in most lists together; pale where one of the busiest offices takes part.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As `policybook.analyse.duties.joint_work` returns it.
    names : mapping
        A label for each office.
    hubs : tuple of str
        The busiest offices.
    shown : int
        How many pairs are drawn.
    """
    top = pairs.sort_values(["measures", "one", "other"], ascending=[False, True, True], kind="stable").head(shown)
    fig, ax = canvas(0.34 * len(top) + 1.1, taller=1.7)
    pale = [one in hubs or other in hubs for one, other in zip(top["one"], top["other"], strict=True)]
    ax.barh(range(len(top)), top["measures"], height=0.74, color=["#b7bcc4" if p else ACCENT for p in pale])
    for y, n in enumerate(top["measures"]):
        ax.text(n + 0.5, y, str(n), va="center", fontsize="small")
    said = [f"{names[a]} + {names[b]}" for a, b in zip(top["one"], top["other"], strict=True)]
    rows(ax, said, wide=52, narrow=22)
    ax.set_xlabel("measures that name both")
    with_hub = f"with {' or '.join(names[hub] for hub in hubs)}"
    legend(
        fig,
        [Patch(facecolor="#b7bcc4", label=with_hub), Patch(facecolor=ACCENT, label="other pairs")],
        wide=2,
        narrow=1,
    )
    return fig
