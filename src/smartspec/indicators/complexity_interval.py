"""Question: how sure is the complexity of a place or an activity, and its rank?

In: counts of places by activities, a seed. Out: complexity and rank, each with an interval.
Must not know: files, tables, or how complexity is computed.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Literal

import numpy as np
from scipy.stats import rankdata

from smartspec.core.errors import RequestError
from smartspec.indicators._checks import choice
from smartspec.indicators._checks import confidence as checked
from smartspec.indicators._draws import over_draws
from smartspec.indicators.complexity import activity_complexity, place_complexity
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result

Whole = Literal["refuse", "largest"]

SAME = 9
"""Decimals to which complexity is compared, so that rounding does not rank equals."""

OFTEN_NONE = 0.05
"""Share of draws without a value above which it is told."""


def place_complexity_interval(
    counts: Matrix,
    *,
    draws: int = 200,
    seed: int = 1,
    confidence: float = 0.95,
    threshold: float = 1.0,
    components: Whole = "refuse",
) -> Result:
    r"""Say how sure a place's complexity and its rank are, given that counts are partly chance.

    Counts are drawn again, each around what was counted, and complexity is computed anew each time.
    Where the interval of the rank is wide, do not speak of the rank. What is not in it: that
    another threshold, window or classification gives another ranking.

    .. math:: n^*_{pa} \sim \mathrm{Poisson}(n_{pa})

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities): records that come one by one, such as filings.
    draws : int, default 200
        How often to draw, at least 20.
    seed : int, default 1
        The same gives the same draws.
    confidence : float, default 0.95
        The part of the draws that lies in an interval.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    components : {"refuse", "largest"}, default "refuse"
        What to do if places and activities fall into parts, as for `place_complexity`; parts that
        are computed apart have no common ranks. In a draw, what falls out of the largest part has
        no value.

    Returns
    -------
    Result
        Axis place, columns ``place_complexity``, ``complexity_low``, ``complexity_high``, and
        ``rank`` (1 is the most complex), ``rank_low``, ``rank_high``. NaN for a place without a
        value.

    Raises
    ------
    RequestError
        As for `place_complexity`, or if there are too few draws.

    Notes
    -----
    The sign in a draw is the one that agrees with the undrawn answer. The interval is that of the
    draws (percentiles): where complexity is drawn towards 0, as it is where counts are small, it
    may lie to one side of the value. No other package has one.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman & Hall, New
    York. https://doi.org/10.1007/978-1-4899-4541-9

    Examples
    --------
    With thousands of records the order is sure.

    >>> counts = Matrix([[4000, 3000, 3000], [6000, 4000, 0], [10000, 0, 0], [9000, 0, 0]],
    ...                 places=list("ABCD"), activities=list("xyz"))
    >>> found = place_complexity_interval(counts, threshold=0.5, draws=20)
    >>> found.at("A")["rank_low"], found.at("A")["rank_high"]
    (1.0, 1.0)
    """
    choice("way to treat parts where there are ranks", components, ("refuse", "largest"))
    plain = place_complexity(counts, threshold=threshold, components=components)

    def again(fresh: Matrix) -> Array:
        return place_complexity(fresh, threshold=threshold, components="largest")[
            "place_complexity"
        ]

    return _interval(counts, plain, again, draws=draws, seed=seed, confidence=confidence)


def activity_complexity_interval(
    counts: Matrix,
    *,
    draws: int = 200,
    seed: int = 1,
    confidence: float = 0.95,
    threshold: float = 1.0,
    components: Whole = "refuse",
) -> Result:
    r"""Say how sure an activity's complexity and its rank are, given that counts are partly chance.

    .. math:: n^*_{pa} \sim \mathrm{Poisson}(n_{pa})

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities): records that come one by one, such as filings.
    draws : int, default 200
        How often to draw, at least 20.
    seed : int, default 1
        The same gives the same draws.
    confidence : float, default 0.95
        The part of the draws that lies in an interval.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    components : {"refuse", "largest"}, default "refuse"
        What to do if places and activities fall into parts.

    Returns
    -------
    Result
        Axis activity, columns ``activity_complexity``, ``complexity_low``, ``complexity_high``,
        ``rank`` (1 is the most complex), ``rank_low``, ``rank_high``.

    Raises
    ------
    RequestError
        As for `place_complexity_interval`.

    See Also
    --------
    place_complexity_interval : How it is done, and what is not in it.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman & Hall, New
    York. https://doi.org/10.1007/978-1-4899-4541-9

    Examples
    --------
    >>> counts = Matrix([[4000, 3000, 3000], [6000, 4000, 0], [10000, 0, 0], [9000, 0, 0]],
    ...                 places=list("ABCD"), activities=list("xyz"))
    >>> activity_complexity_interval(counts, threshold=0.5, draws=20).at("x")["rank"]
    3.0
    """
    choice("way to treat parts where there are ranks", components, ("refuse", "largest"))
    plain = activity_complexity(counts, threshold=threshold, components=components)

    def again(fresh: Matrix) -> Array:
        return activity_complexity(fresh, threshold=threshold, components="largest")[
            "activity_complexity"
        ]

    return _interval(counts, plain, again, draws=draws, seed=seed, confidence=confidence)


def _interval(
    counts: Matrix,
    plain: Result,
    again: Callable[[Matrix], Array],
    *,
    draws: int,
    seed: int,
    confidence: float,
) -> Result:
    """Set what was counted beside what drawn counts give."""
    level = checked(confidence)
    (name,) = plain.columns
    value = plain[name]
    known = ~np.isnan(value)

    def turned(fresh: Matrix) -> Array:
        try:
            found = again(fresh)
        except RequestError:  # a draw in which nothing can be compared
            return np.full(len(value), np.nan)
        both = known & ~np.isnan(found)
        return found if float(value[both] @ found[both]) >= 0 else -found

    found = over_draws(counts, turned, draws=draws, seed=seed)
    found[:, ~known] = np.nan  # ranks are among those that have a value
    tail = 50.0 * (1.0 - level)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # what never has a value has no interval
        low, high = np.nanpercentile(found, [tail, 100.0 - tail], axis=0)
        rank_low, rank_high = np.nanpercentile(
            _ranks(found), [tail, 100.0 - tail], axis=0, method="closest_observation"
        )
    columns = {
        name: value,
        "complexity_low": low,
        "complexity_high": high,
        "rank": _ranks(value[None, :])[0],
        "rank_low": rank_low,
        "rank_high": rank_high,
    }
    for column in columns.values():
        column[~known] = np.nan
    missing = float(np.isnan(found[:, known]).mean())
    return Result(
        axes=plain.axes,
        labels=plain.labels,
        columns=columns,
        period=counts.period,
        units={column: "rank" if "rank" in column else "standard deviations" for column in columns},
        diagnostics={
            **plain.diagnostics, "draws": draws, "seed": seed, "draws_without_value": missing,
            "notes": (*plain.notes, *_often_none(counts, missing)),
        },
    )  # fmt: skip


def _ranks(values: Array) -> Array:
    """Rank rows from the largest, 1, on; equals share the better rank, NaN stays."""
    ranks = rankdata(-values.round(SAME), axis=1, method="min", nan_policy="omit")
    return np.where(np.isnan(values), np.nan, ranks)


def _often_none(counts: Matrix, missing: float) -> tuple[str, ...]:
    if missing <= OFTEN_NONE:
        return ()
    return (
        f"{missing:.0%} of the drawn values ({counts.period}) do not exist, since what is small "
        "drops out by chance. Intervals rest on the other draws.",
    )
