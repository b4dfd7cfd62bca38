"""Which texts of two lists are worth comparing, and which of them pair: texts or weights come in, indices go out.

Every text of one list beside every text of another are as many pairs as the product of their numbers. So that twice the length takes
twice the time, a text of a long list is compared only with the few that share most runs of characters with it
(`likeliest`), and the pairs that remain are chosen among those that hang together (`best_pairs`).
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, min_weight_full_bipartite_matching

from policybook.analyse.shared_text import grams

#: A run that stands in more texts is looked up in so many only, those at the like place of the list.
HOLDERS = 30
#: Cells: up to so many, the pairs that hang together are chosen in a full table, else in a sparse one.
TABLE = 250_000


def every_pair(n_a: int, n_b: int) -> tuple[np.ndarray, np.ndarray]:
    """Return all pairs of two lists as two arrays of indices, ordered by the first, then by the second."""
    return np.repeat(np.arange(n_a), n_b), np.tile(np.arange(n_b), n_a)


def likeliest(a: Sequence[str], b: Sequence[str], n: int, most: int, share: float = 1) -> tuple[np.ndarray, np.ndarray]:
    """Pair every text of `a` with those of `b` that it is likely to be alike.

    Parameters
    ----------
    a, b : sequence of str
    n : int
        Characters of a run.
    most : int
        With how many texts at most a text is paired. Where `b` has no more, it is paired with all.
    share : float
        Of the runs of a text, only this share is looked up: the rarest.

    Returns
    -------
    tuple of numpy.ndarray
        Indices of `a` and of `b`, ordered by the first, then by the second.
    """
    if len(b) <= most:
        return every_pair(len(a), len(b))
    runs_b = [grams([text], n) for text in b]
    sizes = np.array([len(runs) for runs in runs_b])
    holders: dict[str, list[int]] = {}
    for j, runs in enumerate(runs_b):
        for run in runs:
            holders.setdefault(run, []).append(j)
    index = {run: np.array(found) for run, found in holders.items()}
    rows = []
    for i, text in enumerate(a):
        runs, place = grams([text], n), i * len(b) / len(a)
        found = sorted((index[run] for run in runs if run in index), key=len)
        # A run that `b` lacks is rarer than any that it has.
        found = found[: max(0, int(np.ceil(share * len(runs))) - (len(runs) - len(found)))]
        hits = [at if len(at) <= HOLDERS else _around(at, place) for at in found]
        others, shared = np.unique(np.concatenate([[], *hits]).astype(int), return_counts=True)
        if len(others) > most:
            best = np.lexsort((np.abs(others - place), -shared / (len(runs) + sizes[others])))[:most]
            others = np.sort(others[best])
        rows.append(others)
    return np.repeat(np.arange(len(a)), [len(row) for row in rows]), np.concatenate([[], *rows]).astype(int)


def _around(positions: np.ndarray, place: float) -> np.ndarray:
    start = int(np.searchsorted(positions, place)) - HOLDERS // 2
    start = min(max(start, 0), len(positions) - HOLDERS)
    return positions[start : start + HOLDERS]


def united(pairs: Sequence[tuple[np.ndarray, np.ndarray]], width: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of several lists of pairs once each, ordered by the first index, then by the second.

    Parameters
    ----------
    pairs : sequence of tuple of numpy.ndarray
    width : int
        More than the largest second index.
    """
    codes = np.unique(np.concatenate([[], *(rows * width + columns for rows, columns in pairs)]).astype(int))
    return np.divmod(codes, max(width, 1))


def best_pairs(rows: np.ndarray, columns: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Choose pairs, each row and each column once at most, so that the sum of their weights is the largest.

    Parameters
    ----------
    rows, columns : numpy.ndarray
        The pairs that can be chosen.
    weights : numpy.ndarray
        Not negative; a pair with weight 0 is none.

    Returns
    -------
    numpy.ndarray
        The positions of the chosen pairs, ordered by rows.
    """
    some = np.flatnonzero(weights > 0)
    if not len(some):
        return some
    height, width = int(rows.max()) + 1, int(columns.max()) + 1
    edges = coo_array((weights[some], (rows[some], columns[some] + height)), shape=(height + width, height + width))
    _, part = connected_components(edges, directed=False)
    parts = part[rows[some]]
    order = np.argsort(parts, kind="stable")
    bounds = np.flatnonzero(np.diff(parts[order], prepend=-1, append=-1))
    chosen = [_chosen(some[order[start:end]], rows, columns, weights) for start, end in pairwise(bounds)]
    found = np.concatenate(chosen)
    return found[np.argsort(rows[found], kind="stable")]


def _chosen(own: np.ndarray, rows: np.ndarray, columns: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Choose among the pairs of one part."""
    if len(own) == 1:
        return own
    names_r, r = np.unique(rows[own], return_inverse=True)
    names_c, c = np.unique(columns[own], return_inverse=True)
    n, m, w = len(names_r), len(names_c), weights[own]
    at = dict(zip(zip(r.tolist(), c.tolist(), strict=True), own.tolist(), strict=True))
    if n * m <= TABLE:
        table = np.zeros((n, m))
        table[r, c] = w
        pairs = zip(*linear_sum_assignment(-table), strict=True)
    else:  # each row has a column of its own beside, for the case that it gets none
        ones = np.arange(n)
        cost = np.concatenate([2 * w.max() - w, np.full(n, 2 * w.max())])
        graph = coo_array((cost, (np.concatenate([r, ones]), np.concatenate([c, m + ones]))), shape=(n, m + n)).tocsr()
        pairs = zip(*min_weight_full_bipartite_matching(graph), strict=True)
    return np.array([at[int(i), int(j)] for i, j in pairs if (int(i), int(j)) in at], dtype=int)
