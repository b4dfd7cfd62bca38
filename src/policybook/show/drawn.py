"""What a figure draws, as a line of text: the data of its marks, not their place on the paper.

A matplotlib figure in, counts and a digest out. Two figures with the same marks, words and colours have the same line, on
every system; a mark that moves, or a word that changes, changes it.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator


def drawn(fig: Figure) -> str:
    """Return how many marks of each kind a figure draws, and the digest of their data.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> fig, ax = plt.subplots()
    >>> _ = ax.plot([1, 2])
    >>> drawn(fig).split(", digest ")[0]
    '1 line'
    """
    marks = [mark for ax in fig.axes for mark in _marks(ax)] + [("legend", t.get_text()) for t in _legend_texts(fig)]
    counts = Counter(kind for kind, _ in marks)
    told = ", ".join(f"{n} {kind if n == 1 else _SEVERAL.get(kind, kind + 's')}" for kind, n in counts.items())
    return f"{told}, digest {hashlib.sha256(repr(marks).encode()).hexdigest()[:12]}"


_SEVERAL = {"axis": "axes"}


def _marks(ax: Axes) -> Iterator[tuple[str, object]]:
    """Yield kind and data of each mark of some axes."""
    for line in ax.lines:
        yield (
            "line",
            (_plain(line.get_xydata()), to_hex(line.get_color()), str(line.get_marker()), str(line.get_linestyle())),
        )
    for patch in ax.patches:
        vertices = patch.get_patch_transform().transform(patch.get_path().vertices)
        yield "bar", (_plain(vertices), to_hex(patch.get_facecolor(), keep_alpha=True))
    for collection in ax.collections:
        paths = [_plain(path.vertices) for path in collection.get_paths()]
        yield "group", (_plain(collection.get_offsets()), paths, _plain(collection.get_facecolor()))
    for image in ax.images:
        yield "image", _plain(np.ma.filled(image.get_array(), np.nan))
    for text in ax.texts:
        yield "word", (text.get_text(), _plain(text.xy if hasattr(text, "xy") else text.get_position()))
    for axis in (ax.xaxis, ax.yaxis):
        named = isinstance(axis.get_major_locator(), FixedLocator)
        words = [tick.get_text() for tick in axis.get_ticklabels()] if named else []
        yield "axis", (axis.get_label_text(), axis.get_scale(), words)
    yield "panel", ax.get_title(loc="left")


def _legend_texts(fig: Figure) -> list:
    legends = [*fig.legends, *(ax.get_legend() for ax in fig.axes if ax.get_legend() is not None)]
    return [text for legend in legends for text in legend.get_texts()]


def _plain(values: object) -> object:
    """Return numbers to six digits, as text, so that the last bit of a float does not count."""
    if isinstance(values, (list, tuple, np.ndarray)):
        return [_plain(value) for value in values]
    return values if isinstance(values, str) else f"{float(values):.6g}"
