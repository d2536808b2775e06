"""Question: how fit are places, if an activity is as complex as its least fit place allows?

In: counts of places by activities. Out: fitness of places and complexity of activities, and whether
they have converged.
Must not know: files, tables, eigenvectors, or what is done with the answer.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators._checks import undefined_margins
from smartspec.indicators._presence import presence
from smartspec.tables.matrix import Matrix
from smartspec.tables.result import Result

Side = Literal["place", "activity"]

ENOUGH = 50
"""Who asks for fewer iterations wants so many, as other packages make, and no convergence."""


def place_fitness(
    counts: Matrix, *, threshold: float = 1.0, iterations: int = 1000, tolerance: float = 1e-9
) -> Result:
    r"""Say how fit a place is: it adds up its activities' complexity, which the weakest limits.

    An activity that even an unfit place can do cannot be complex. Unlike `place_complexity`,
    fitness grows with the number of activities, and it is an amount: 2 is twice the average.

    .. math:: F_p \propto \sum_a m_{pa} Q_a, \qquad Q_a \propto \frac{1}{\sum_p m_{pa} / F_p}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    iterations : int, default 1000
        How often the two sides are computed from one another at most, from 1.
    tolerance : float, default 1e-9
        The largest change of any value, on either side, at which it has converged.

    Returns
    -------
    Result
        Axis place, column ``place_fitness``, mean 1; NaN for a place that is specialised in
        nothing. The diagnostics tell whether it converged, and after how many iterations.

    Raises
    ------
    RequestError
        If there is nothing to compare with, or an option is out of range.

    Notes
    -----
    Where the matrix is far from nested, some places' fitness goes to 0 and never arrives: then the
    order still settles, and the result says that the values have not. Agrees with ``fitness`` of
    economiccomplexity 2.0 after as many iterations as it takes (19), and with ReKS, which iterates
    until it converges.

    References
    ----------
    Tacchella, A., Cristelli, M., Caldarelli, G., Gabrielli, A. and Pietronero, L. (2012). A new
    metrics for countries' fitness and products' complexity. Scientific Reports 2, 723.
    https://doi.org/10.1038/srep00723

    Examples
    --------
    >>> counts = Matrix([[4, 6], [0, 4]], places=["A", "B"], activities=["x", "y"])
    >>> place_fitness(counts, threshold=0.5, iterations=1)["place_fitness"].round(3).tolist()
    [1.333, 0.667]
    """
    return _fitness(counts, "place", threshold, iterations, tolerance)


def activity_fitness(
    counts: Matrix, *, threshold: float = 1.0, iterations: int = 1000, tolerance: float = 1e-9
) -> Result:
    r"""Say how complex an activity is, as the least fit place that can do it limits.

    .. math:: Q_a \propto \frac{1}{\sum_p m_{pa} / F_p}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    iterations : int, default 1000
        How often the two sides are computed from one another at most, from 1.
    tolerance : float, default 1e-9
        The largest change of any value, on either side, at which it has converged.

    Returns
    -------
    Result
        Axis activity, column ``activity_fitness``, mean 1; NaN for an activity that no place is
        specialised in.

    Raises
    ------
    RequestError
        As for `place_fitness`.

    Notes
    -----
    Agrees with economiccomplexity 2.0 after as many iterations as it takes (19), and with ReKS,
    which iterates until it converges.

    References
    ----------
    Tacchella, A., Cristelli, M., Caldarelli, G., Gabrielli, A. and Pietronero, L. (2012). A new
    metrics for countries' fitness and products' complexity. Scientific Reports 2, 723.
    https://doi.org/10.1038/srep00723

    Examples
    --------
    x is held by one place and y by two: 1 / 1 against 1 / 2.

    >>> counts = Matrix([[4, 6], [0, 4]], places=["A", "B"], activities=["x", "y"])
    >>> activity_fitness(counts, threshold=0.5, iterations=1)["activity_fitness"].round(3).tolist()
    [1.333, 0.667]
    """
    return _fitness(counts, "activity", threshold, iterations, tolerance)


def _fitness(
    counts: Matrix, side: Side, threshold: float, iterations: int, tolerance: float
) -> Result:
    if iterations < 1:
        raise RequestError(f"There cannot be {iterations} iterations. Give 1 or more.")
    if not tolerance > 0:
        raise RequestError(f"The tolerance must be above 0; it is {tolerance:g}.")
    has = presence(counts, threshold=threshold)
    d_p, u_a = (np.asarray(has.sum(axis=axis)).reshape(-1) > 0 for axis in (1, 0))
    held = sparse.csr_array(has[d_p][:, u_a])
    across = sparse.csr_array(held.T)
    places, activities = np.ones(held.shape[0]), np.ones(held.shape[1])
    done, change = 0, np.inf
    while done < iterations and change > tolerance:
        # Both from the step before, as proposed; what has faded away stays above zero.
        fresh = held @ activities
        before = activities
        weak = across @ (1.0 / np.maximum(places, _FADED))
        activities = 1.0 / weak
        activities /= activities.mean()
        fresh /= fresh.mean()
        change = float(np.abs(fresh - places).max())
        change = max(change, float(np.abs(activities - before).max()))
        places, done = fresh, done + 1
    labels = counts.places if side == "place" else counts.activities
    column = np.full(len(labels), np.nan)
    column[d_p if side == "place" else u_a] = places if side == "place" else activities
    name, converged = f"{side}_fitness", change <= tolerance
    notes = () if converged or iterations < ENOUGH else (
        f"Fitness has not converged in {counts.period} after {done:,} iterations: it still changes "
        f"by {change:.2g}. Its order may be used, its size may not.",
    )  # fmt: skip
    return Result(
        axes=(side,),
        labels=(labels,),
        columns={name: column},
        period=counts.period,
        units={name: "ratio to the mean"},
        diagnostics={
            **undefined_margins(counts), "iterations": done, "converged": converged,
            "last_change": change, "threshold": threshold, "notes": notes,
        },
    )  # fmt: skip


_FADED = 1e-300
