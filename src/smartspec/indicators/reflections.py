"""Question: how do places and activities rank if they are averaged back and forth?

In: counts of places by activities. Out: the averages after so many steps, on both sides.
Must not know: files, tables, eigenvectors, or what is done with the answer.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators._checks import undefined_margins
from smartspec.indicators._presence import presence
from smartspec.tables.matrix import Matrix
from smartspec.tables.result import Result

Side = Literal["place", "activity"]


def place_reflections(counts: Matrix, *, steps: int = 18, threshold: float = 1.0) -> Result:
    r"""Average back and forth between places and activities, so many steps as asked for.

    Step 0 is diversity, step 1 the mean ubiquity of the place's activities, step 2 the mean
    diversity of the places that have them, and so on. Even steps tell of complexity; with many
    steps they put places in the order of `place_complexity`, up to the sign where that is weakly
    determined.

    .. math:: k_{p,0} = d_p, \quad k_{a,0} = u_a, \quad
        k_{p,n} = \frac{1}{d_p} \sum_a m_{pa} k_{a,n-1}, \quad
        k_{a,n} = \frac{1}{u_a} \sum_p m_{pa} k_{p,n-1}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    steps : int, default 18
        How many steps, from 0.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.

    Returns
    -------
    Result
        Axis place, columns ``reflections``, as the formula gives it, and
        ``reflections_standardised`` with mean 0 and standard deviation 1 (n - 1). NaN for a place
        that is specialised in nothing.

    Raises
    ------
    RequestError
        If ``steps`` is below 0, or there is nothing to compare with.

    Notes
    -----
    With many steps the values hardly differ from one another, and their differences drown in
    rounding: the standardised column is computed from the differences themselves. Agrees with
    ``morc`` of EconGeo for steps 0 to 2 (it rescales to 0-100 from step 3).

    References
    ----------
    Hidalgo, C. A. and Hausmann, R. (2009). The building blocks of economic complexity.
    Proceedings of the National Academy of Sciences 106(26), 10570-10575.
    https://doi.org/10.1073/pnas.0900943106

    Examples
    --------
    A has two activities, held by 1 and 2 places: 1.5 on average.

    >>> counts = Matrix([[4, 6], [0, 4]], places=["A", "B"], activities=["x", "y"])
    >>> place_reflections(counts, steps=1, threshold=0.5)["reflections"].tolist()
    [1.5, 2.0]
    """
    return _reflections(counts, "place", steps, threshold)


def activity_reflections(counts: Matrix, *, steps: int = 19, threshold: float = 1.0) -> Result:
    r"""Average back and forth between activities and places, so many steps as asked for.

    Step 0 is ubiquity, step 1 the mean diversity of the places that have the activity, step 2 the
    mean ubiquity of what these places have. Odd steps tell of complexity.

    .. math:: k_{a,0} = u_a, \quad k_{a,n} = \frac{1}{u_a} \sum_p m_{pa} k_{p,n-1}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    steps : int, default 19
        How many steps, from 0.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.

    Returns
    -------
    Result
        Axis activity, columns ``reflections`` and ``reflections_standardised``, as for
        `place_reflections`.

    Raises
    ------
    RequestError
        If ``steps`` is below 0, or there is nothing to compare with.

    Notes
    -----
    Agrees with ``mort`` of EconGeo for steps 0 to 2.

    References
    ----------
    Hidalgo, C. A. and Hausmann, R. (2009). The building blocks of economic complexity.
    Proceedings of the National Academy of Sciences 106(26), 10570-10575.
    https://doi.org/10.1073/pnas.0900943106

    Examples
    --------
    >>> counts = Matrix([[4, 6], [0, 4]], places=["A", "B"], activities=["x", "y"])
    >>> activity_reflections(counts, steps=1, threshold=0.5)["reflections"].tolist()
    [2.0, 1.5]
    """
    return _reflections(counts, "activity", steps, threshold)


def _reflections(counts: Matrix, side: Side, steps: int, threshold: float) -> Result:
    if steps < 0:
        raise RequestError(f"There cannot be {steps} steps. Give 0 or more.")
    has = presence(counts, threshold=threshold)
    d_p, u_a = (np.asarray(has.sum(axis=axis)).reshape(-1) for axis in (1, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        to_places = sparse.diags_array(np.where(d_p > 0, 1.0 / d_p, 0.0)) @ has
        to_activities = sparse.diags_array(np.where(u_a > 0, 1.0 / u_a, 0.0)) @ has.T
    mine, other = (to_places, to_activities) if side == "place" else (to_activities, to_places)
    own, far = (d_p, u_a) if side == "place" else (u_a, d_p)
    shift = 0.0
    on_own_side = steps % 2 == 0
    path = own if on_own_side else far
    for _ in range(steps):
        path = np.asarray((other if on_own_side else mine) @ path).reshape(-1)
        on_own_side = not on_own_side
        # Averages stay averages if a constant is taken off; what is left keeps its digits.
        level = float(path[path != 0].mean()) if path.any() else 0.0
        path = np.where(_held(has, side, on_own_side), path - level, 0.0)
        shift += level
    kept = own > 0
    value = np.where(kept, path + shift, np.nan)
    spread = np.where(kept, path, np.nan)
    sd = np.nanstd(spread, ddof=1) if kept.sum() > 1 else 0.0
    standardised = (spread - np.nanmean(spread)) / sd if sd > 0 else np.full_like(spread, np.nan)
    labels = counts.places if side == "place" else counts.activities
    return Result(
        axes=(side,),
        labels=(labels,),
        columns={"reflections": value, "reflections_standardised": standardised},
        period=counts.period,
        units={"reflections": "mean number", "reflections_standardised": "standard deviations"},
        diagnostics={**undefined_margins(counts), "steps": steps, "threshold": threshold},
    )


def _held(has: sparse.csr_array, side: Side, on_own_side: bool) -> NDArray[np.bool_]:
    """Mark what has anything, on the side where the averages now are."""
    of_places = (side == "place") == on_own_side
    sums = has.sum(axis=1) if of_places else has.sum(axis=0)
    held: NDArray[np.bool_] = np.asarray(sums).reshape(-1) > 0
    return held
