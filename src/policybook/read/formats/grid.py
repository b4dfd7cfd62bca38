"""Find the cells that ruled lines make on a page.

In: the straight lines of a page as (x0, y0, x1, y1), y upwards. Out: `Grid`: rows of boxes with their spans.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

NEAR = 3.0  # points: lines so near to one another are one line
SHORTEST = 5.0  # points: what is shorter is a dot or the end of a line
MAX_CROSSINGS = 250_000  # pairs of lines that are compared; a page with more is a drawing

Segment = tuple[float, float, float]  # where it stands, from, to


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its edges, and how many columns and rows it spans."""

    left: float
    bottom: float
    right: float
    top: float
    columns: int
    rows: int

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point lies in the cell."""
        return self.left <= x < self.right and self.bottom <= y < self.top


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells, row by row from the top, and its frame."""

    rows: tuple[tuple[Box, ...], ...]
    frame: Box


def grids(lines: Sequence[tuple[float, float, float, float]]) -> list[Grid]:
    """Find the tables of at least two rows and two columns that lines make.

    Parameters
    ----------
    lines : sequence of (x0, y0, x1, y1)
        Only level and upright ones count.

    Returns
    -------
    list of Grid
        From the top of the page.
    """
    level = [(y0, min(x0, x1), max(x0, x1)) for x0, y0, x1, y1 in lines if abs(y1 - y0) <= 1 < abs(x1 - x0)]
    upright = [(x0, min(y0, y1), max(y0, y1)) for x0, y0, x1, y1 in lines if abs(x1 - x0) <= 1 < abs(y1 - y0)]
    level, upright = _joined(level), _joined(upright)
    if len(level) * len(upright) > MAX_CROSSINGS:
        return []
    found = [grid for h, v in _touching(level, upright) if (grid := _grid(h, v))]
    return sorted(found, key=lambda grid: -grid.frame.top)


def _joined(segments: list[Segment]) -> list[Segment]:
    """Join pieces of one line, and lines that lie on one another (the two edges of a thin bar)."""
    places = _places([place for place, _, _ in segments])
    by_place: dict[float, list[tuple[float, float]]] = {}
    for place, start, end in segments:
        by_place.setdefault(_nearest(places, place), []).append((start, end))
    joined = []
    for place, pieces in sorted(by_place.items()):
        pieces.sort()
        start, end = pieces[0]
        for a, b in [*pieces[1:], (float("inf"), float("inf"))]:
            if a <= end + NEAR:
                end = max(end, b)
                continue
            if end - start >= SHORTEST:
                joined.append((place, start, end))
            start, end = a, b
    return joined


def _places(values: list[float]) -> list[float]:
    """Return one value for each group of values that lie near to one another."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= NEAR:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _nearest(places: list[float], value: float) -> float:
    after = bisect_left(places, value)
    return min(places[max(0, after - 1) : after + 1], key=lambda place: abs(place - value))


def _touching(level: list[Segment], upright: list[Segment]) -> list[tuple[list[Segment], list[Segment]]]:
    """Group lines that cross or touch: each group is a table."""
    parents = list(range(len(level) + len(upright)))

    def root(i: int) -> int:
        while parents[i] != i:
            parents[i] = parents[parents[i]]
            i = parents[i]
        return i

    for i, (y, x0, x1) in enumerate(level):
        for j, (x, y0, y1) in enumerate(upright, len(level)):
            if x0 - NEAR <= x <= x1 + NEAR and y0 - NEAR <= y <= y1 + NEAR:
                parents[root(i)] = root(j)
    groups: dict[int, tuple[list[Segment], list[Segment]]] = {}
    for i, segment in enumerate([*level, *upright]):
        groups.setdefault(root(i), ([], []))[i >= len(level)].append(segment)
    return list(groups.values())


def _grid(level: list[Segment], upright: list[Segment]) -> Grid | None:
    ys = sorted(_places([y for y, _, _ in level]), reverse=True)
    xs = _places([x for x, _, _ in upright])
    if len(ys) < 3 or len(xs) < 3:
        return None
    beside = _walls(upright, xs, ys)
    below = _walls(level, ys, xs)
    taken: set[tuple[int, int]] = set()
    rows = []
    for r in range(len(ys) - 1):
        row = []
        for c in range(len(xs) - 1):
            if (r, c) in taken:
                continue
            width = height = 1
            while c + width < len(xs) - 1 and (c + width, r) not in beside and (r, c + width) not in taken:
                width += 1
            while r + height < len(ys) - 1 and all((r + height, k) not in below for k in range(c, c + width)):
                height += 1
            taken |= {(i, k) for i in range(r, r + height) for k in range(c, c + width)}
            row.append(Box(xs[c], ys[r + height], xs[c + width], ys[r], width, height))
        rows.append(tuple(row))
    frame = Box(xs[0], ys[-1], xs[-1], ys[0], len(xs) - 1, len(ys) - 1)
    return Grid(tuple(rows), frame) if any(len(row) > 1 for row in rows) else None


def _walls(segments: list[Segment], places: list[float], across: list[float]) -> set[tuple[int, int]]:
    """Return (i, k) where a line at ``places[i]`` runs between ``across[k]`` and ``across[k + 1]``."""
    walls = set()
    for place, start, end in segments:
        i = places.index(min(places, key=lambda p: abs(p - place)))
        for k in range(len(across) - 1):
            middle = (across[k] + across[k + 1]) / 2
            if start <= middle <= end:
                walls.add((i, k))
    return walls
