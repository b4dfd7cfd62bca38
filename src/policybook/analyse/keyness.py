"""Which words set one group of documents apart from another, and how sure that is.

In: a frame of counts, one row a unit of text (a measure, a domain's opening) and one column a word. Out: one row a word with the
weighted log-odds, the log ratio, the dispersion, an interval and a false discovery rate. Nothing here knows of Chinese.

References
----------
Monroe, Colaresi and Quinn (2008), Fightin' Words, Political Analysis 16(4); Gries (2008), Dispersions and adjusted
frequencies in corpora, IJCL 13(4), with the normalisation of Lijffijt and Gries (2012); Benjamini and Hochberg (1995).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse, stats

SEED = 20240414
DRAWS = 999
SHUFFLES = 99_999
#: So many deals are looked at together, so that what they need stays in the processor's own memory.
BLOCK = 1_024


def log_odds(
    y_a: np.ndarray, n_a: np.ndarray, y_b: np.ndarray, n_b: np.ndarray, prior: np.ndarray, n: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the weighted log-odds of words in two groups and their standard errors.

    Parameters
    ----------
    y_a, y_b : array
        Occurrences of each word in the groups.
    n_a, n_b, n : array
        All words of the groups and of the prior; they may differ from word to word.
    prior : array
        Occurrences of each word that are added to both groups: the informative Dirichlet prior.

    Returns
    -------
    tuple of array
        The difference of log-odds (positive: more in the first group), and its standard error if words were independent.
    """
    odds_a = np.log((y_a + prior) / (n_a + n - y_a - prior))
    odds_b = np.log((y_b + prior) / (n_b + n - y_b - prior))
    return odds_a - odds_b, np.sqrt(1 / (y_a + prior) + 1 / (y_b + prior))


def log_ratio(y_a: np.ndarray, n_a: np.ndarray, y_b: np.ndarray, n_b: np.ndarray) -> np.ndarray:
    """Return how often the rate doubles from the second group to the first; a count of none is taken as one half."""
    rate_a = np.where(y_a == 0, 0.5, y_a) / n_a
    rate_b = np.where(y_b == 0, 0.5, y_b) / n_b
    return np.log2(rate_a / rate_b)


def dispersion(counts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return Gries's DP, normalised: 0 where a word is spread like the text itself, 1 where one smallest part has it all.

    Parameters
    ----------
    counts : array, parts x words
    sizes : array, parts
    """
    share = sizes / sizes.sum()
    total = counts.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        observed = counts / total
    deviation = 0.5 * np.abs(observed - share[:, None]).sum(axis=0)
    most = 1 - share[share > 0].min()  # nought where there is one part only: then nothing can be spread
    return np.where(total > 0, deviation / most, np.nan) if most > 0 else np.full(counts.shape[1], np.nan)


def resample(strata: pd.Series, draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
    """Return how often each unit is drawn when units are drawn with replacement within their stratum.

    Parameters
    ----------
    strata : pandas.Series
        The stratum of each unit, here the domain of a document.
    draws, seed : int

    Returns
    -------
    array, draws x units
    """
    rng = np.random.default_rng(seed)
    weights = np.zeros((draws, len(strata)))
    for units in pd.Series(range(len(strata))).groupby(pd.factorize(strata)[0]).agg(list):
        weights[:, units] = rng.multinomial(len(units), np.full(len(units), 1 / len(units)), size=draws)
    return weights


def deals(
    n_units: int, shuffles: int = SHUFFLES, seed: int = SEED, strata: Sequence[object] | None = None
) -> np.ndarray:
    """Return random orders of the units, shuffles x units; the first rows are the same however many are asked for.

    Parameters
    ----------
    n_units, shuffles, seed : int
    strata : sequence, optional
        The stratum of each unit: units change places within their stratum only. All policies of a scheme have the same
        domains, so a deal that ignores these makes words of one domain look more alike by year than they can be.
    """
    orders = np.broadcast_to(np.arange(n_units, dtype=np.int16), (shuffles, n_units)).copy()
    groups = (
        [np.arange(n_units)] if strata is None else pd.Series(range(n_units)).groupby(list(strata)).indices.values()
    )
    for number, group in enumerate(
        groups
    ):  # a stream of random numbers for each, so that more deals begin with the same ones
        rng = np.random.default_rng(seed if strata is None else [seed, number])
        orders[:, group] = rng.permuted(orders[:, group], axis=1)
    return orders


def usual_by_chance(
    counts: np.ndarray, sizes: np.ndarray, mask: np.ndarray, orders: np.ndarray, *, prior: float, z: float = 1.96
) -> np.ndarray:
    """Count in each deal the words that the usual test calls distinctive: what it finds where there is nothing.

    Parameters
    ----------
    counts : array, units x words
    sizes : array, units
    mask : array of bool, units
        The group.
    orders : array, deals x units
        Of `deals`.
    prior : float
        As in `keyness`.
    z : float
        From which absolute z the usual test calls a word distinctive.

    Returns
    -------
    array of int
        One number a deal.
    """
    y, n = counts.sum(axis=0), sizes.sum()
    found = []
    for order in orders:
        dealt = mask[order]
        own, size = counts[dealt].sum(axis=0), sizes[dealt].sum()
        odds, error = log_odds(own, size, y - own, n - size, prior * y, prior * n)
        found.append(int((np.abs(odds / error) > z).sum()))
    return np.array(found)


def power(
    sizes: np.ndarray,
    mask: np.ndarray,
    orders: np.ndarray,
    *,
    n: int,
    ratio: float,
    level: float,
    clump: int = 1,
    draws: int = 200,
    seed: int = SEED,
) -> float:
    """Return how often the test of dealing out finds a word that is so many times as frequent in the group.

    Parameters
    ----------
    sizes : array, units
        Words in each unit.
    mask : array of bool, units
        The group.
    orders : array
        Of `deals`.
    n : int
        Occurrences of the word, in both groups together.
    ratio : float
        Its rate in the group by its rate elsewhere.
    level : float
        The p value that counts as found; with m words tested together and a false discovery rate of one in twenty a single
        word needs 0.05 / m.
    clump : int
        So many occurrences stand in one unit.
    draws, seed : int

    Returns
    -------
    float
        A share.
    """
    rng = np.random.default_rng(seed)
    weight = sizes * np.where(mask, ratio, 1.0)
    made_up = np.zeros((len(sizes), draws))
    for word in range(draws):
        units = rng.choice(len(sizes), size=max(1, round(n / clump)), p=weight / weight.sum())
        np.add.at(made_up[:, word], units, clump)
    return float((shuffle_test(made_up, sizes, mask, orders) <= level).mean())


def shuffle_test(
    counts: np.ndarray, sizes: np.ndarray, mask: np.ndarray, orders: np.ndarray, *, screen: int = 2_000
) -> np.ndarray:
    """Return two-sided p values: how often a word's excess in a group is as large when the units are dealt out at random.

    Whole units are dealt out, so that a word that fills one measure counts as one piece of luck and not as many. A word
    whose first deals show that it is nothing special is not dealt out further.

    Parameters
    ----------
    counts : array, units x words
    sizes : array, units
        Words in each unit.
    mask : array of bool, units
        The group.
    orders : array, shuffles x units
        Of `deals`.
    screen : int
        So many deals decide whether a word (one deal in fifty as large, or fewer) gets all of them.
    """
    share = (sizes / sizes.sum()).astype(np.float32)

    inside = mask.astype(np.float32)

    def p_values(words: np.ndarray, orders: np.ndarray) -> np.ndarray:
        columns = sparse.csr_matrix(counts[:, words].T.astype(np.float32))
        total = counts[:, words].sum(axis=0, dtype=np.float32)
        least = np.abs(columns @ inside - share @ inside * total) - 1e-3
        as_large = np.zeros(len(words), dtype=np.int64)
        for start in range(0, len(orders), BLOCK):
            dealt = inside.take(orders[start : start + BLOCK].T)  # units x deals
            excess = np.abs(columns @ dealt - total[:, None] * (share @ dealt))
            as_large += (excess >= least[:, None]).sum(axis=1)
        return (as_large + 1) / (len(orders) + 1)

    p = p_values(np.arange(counts.shape[1]), orders[:screen])
    special = np.flatnonzero(p < 0.02)
    if len(special) and len(orders) > screen:
        p[special] = p_values(special, orders)
    return p


def keyness(
    counts: pd.DataFrame,
    sizes: pd.DataFrame | pd.Series,
    target: pd.Series,
    strata: pd.Series,
    *,
    prior: float,
    draws: int = DRAWS,
    orders: np.ndarray | None = None,
    seed: int = SEED,
) -> pd.DataFrame:
    """Compare a group of units with the others, word by word.

    Parameters
    ----------
    counts : pandas.DataFrame
        Units x words.
    sizes : pandas.Series or pandas.DataFrame
        Words in each unit; a frame of the same shape as `counts` where the denominator differs from word to word.
    target : pandas.Series of bool
        The units of the group.
    strata : pandas.Series
        Where each unit is redrawn for the interval.
    prior : float
        What is added to both groups, as a share of all units together: one fifth adds the text of an average document
        where there are five.
    draws, seed : int
        Of the interval.
    orders : array, optional
        Of `deals`, for the test; made here if not given.

    Returns
    -------
    pandas.DataFrame
        Index word. n_target, n_rest, log_odds, z (log-odds by its error if words were independent), low, high (95 % of the
        log-odds when units are redrawn), log_ratio, units (of the group that hold the word), dp (over the units of the
        group), p (of `shuffle_test`).
    """
    y = counts.to_numpy(float)
    n = sizes.to_numpy(float)
    n = np.broadcast_to(n[:, None], y.shape) if n.ndim == 1 else n
    mask = target.to_numpy(bool)
    added = prior * y.sum(axis=0), prior * n.sum(axis=0)

    def split(weights: np.ndarray) -> tuple[np.ndarray, ...]:
        on, off = weights * mask, weights * ~mask
        return on @ y, on @ n, off @ y, off @ n

    whole = split(np.ones(len(y)))
    estimate, error = log_odds(*whole, *added)
    redrawn, _ = log_odds(*split(resample(strata, draws, seed)), *added)
    low, high = np.percentile(redrawn, [2.5, 97.5], axis=0)
    return pd.DataFrame(
        {
            "n_target": whole[0].astype(int),
            "n_rest": whole[2].astype(int),
            "log_odds": estimate,
            "z": estimate / error,
            "low": low,
            "high": high,
            "log_ratio": log_ratio(*whole),
            "units": (y[mask] > 0).sum(axis=0),
            "dp": dispersion(y[mask], n[mask].mean(axis=1)),
            "p": shuffle_test(y, n.mean(axis=1), mask, deals(len(y), seed=seed) if orders is None else orders),
        },
        index=counts.columns.rename("word"),
    )


def false_discovery(p: pd.Series) -> pd.Series:
    """Return the false discovery rates (Benjamini and Hochberg) of p values tested together."""
    return pd.Series(stats.false_discovery_control(p.to_numpy(float)), index=p.index)
