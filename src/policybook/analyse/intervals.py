"""Intervals of shares: counts come in, bounds go out."""

from scipy.stats import beta


def exact_interval(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a share (Clopper and Pearson, 1934); 0 to 1 where there is nothing to count.

    Parameters
    ----------
    k, n : int
        So many of so many.
    level : float

    Examples
    --------
    >>> [round(v, 3) for v in exact_interval(9, 10)]
    [0.555, 0.997]
    """
    if n == 0:
        return 0.0, 1.0
    tail = (1 - level) / 2
    low = 0.0 if k == 0 else float(beta.ppf(tail, k, n - k + 1))
    high = 1.0 if k == n else float(beta.ppf(1 - tail, k + 1, n - k))
    return low, high
