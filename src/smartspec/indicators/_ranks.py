"""Question: in which order does a measure put places or activities, and do two orders agree?

In: values. Out: ranks, or their correlation.
Must not know: labels, or what is measured.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata

from smartspec.tables.matrix import Array

SAME = 9
"""Decimals to which values are compared, so that rounding does not rank equals."""


def rank_correlation(first: Array, second: Array) -> float:
    """Correlate two rankings (Spearman) over what both have a value for.

    Parameters
    ----------
    first, second : array of shape (n,)
        Values; equals share the middle rank, NaN is left out.

    Returns
    -------
    float
        From -1 to 1; NaN where fewer than two are known or one side is all alike.

    Examples
    --------
    The differences of ranks are 0, 1 and 1: 1 - 6 (0 + 1 + 1) / (3 (9 - 1)) = 0.5.

    >>> rank_correlation(np.array([1.0, 2.0, 3.0, np.nan]), np.array([1.0, 9.0, 5.0, 2.0]))
    0.5
    """
    both = ~np.isnan(first) & ~np.isnan(second)
    one, other = (rankdata(side[both].round(SAME)) for side in (first, second))
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    one, other = one - one.mean(), other - other.mean()
    return float(one @ other / ((one @ one) * (other @ other)) ** 0.5)


def ranks_of(values: Array) -> Array:
    """Rank from the largest, 1, on.

    Parameters
    ----------
    values : array of shape (n,)
        NaN stays.

    Returns
    -------
    array of shape (n,)
        Equals share the better rank.

    Examples
    --------
    >>> ranks_of(np.array([1.0, 5.0, np.nan, 1.0])).tolist()
    [2.0, 1.0, nan, 2.0]
    """
    ranks = rankdata(-values.round(SAME), method="min", nan_policy="omit")
    return np.where(np.isnan(values), np.nan, ranks)
