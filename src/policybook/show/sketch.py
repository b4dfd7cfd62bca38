"""A figure that is drawn when something asks for it, so that one whose pictures are kept need not be drawn again.

In: a function that draws, with its arguments. Out: the figure, or a key under which its pictures are kept, see `policybook.kept`.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from matplotlib.figure import Figure

from policybook import kept
from policybook.show import links


class Sketch:
    """What a function of two widths returns where results are kept; it is the figure to all that ask it for more than its key."""

    def __init__(self, draw: Callable[..., Figure], redraw: Callable[[], Figure], about: tuple) -> None:
        self._draw, self._redraw, self._about = draw, redraw, about
        self._key = kept.key_of(draw, about, links.said_of_documents())

    @cached_property
    def figure(self) -> Figure:
        """The figure itself; whoever has it may change it, so that its pictures are no longer kept."""
        self._key = None
        return self._redraw()

    def key(self, *about: Any) -> str | None:
        """Return the key of what is made of the figure in a certain way; None where nothing is kept."""
        return self._key and kept.key_of(kept.recall, self._key, about)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.figure, name)
