"""Question: how do places and activities rank if they are averaged back and forth?

In: counts of places by activities. Out: the averages after so many steps, on both sides.
Must not know: files, tables, eigenvectors, or what is done with the answer.
"""

from __future__ import annotations

import numpy as np

from smartspec.core.errors import RequestError
from smartspec.indicators._averages import Side, averaged
from smartspec.indicators._checks import divide, undefined_margins
from smartspec.indicators._conventions import Convention, rules_of
from smartspec.indicators._presence import presence
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result

RESCALED_AFTER = 2
"""Steps after which EconGeo lets reflections run from 0 to 100."""


def place_reflections(
    counts: Matrix,
    *,
    steps: int = 18,
    threshold: float = 1.0,
    convention: Convention = "standard",
) -> Result:
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
    convention : {"standard", "econgeo", "atlas", "stata", "datawheel"}, default "standard"
        ``"econgeo"`` lets ``reflections`` run from 0 to 100 from the third step on; ``"stata"``
        does not count an RTA equal to the threshold.

    Returns
    -------
    Result
        Axis place, columns ``reflections``, as the formula gives it, and
        ``reflections_standardised`` with mean 0 and standard deviation 1 (n - 1). NaN for a place
        that is specialised in nothing.

    Raises
    ------
    RequestError
        If ``steps`` is below 0, the convention is not known, or there is nothing to compare with.

    Notes
    -----
    With many steps the values hardly differ from one another, and their differences drown in
    rounding: the standardised column is computed from the differences themselves. Agrees with
    ``morc`` of EconGeo for steps 0 to 2, and with ``convention="econgeo"`` for more (it rescales
    from step 3). ``reflections_standardised`` is what economic-complexity 0.3 calls the ECI.

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
    return _reflections(counts, "place", steps, threshold, convention)


def activity_reflections(
    counts: Matrix,
    *,
    steps: int = 19,
    threshold: float = 1.0,
    convention: Convention = "standard",
) -> Result:
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
    convention : {"standard", "econgeo", "atlas", "stata", "datawheel"}, default "standard"
        ``"econgeo"`` lets ``reflections`` run from 0 to 100 from the third step on; ``"stata"``
        does not count an RTA equal to the threshold.

    Returns
    -------
    Result
        Axis activity, columns ``reflections`` and ``reflections_standardised``, as for
        `place_reflections`.

    Raises
    ------
    RequestError
        If ``steps`` is below 0, the convention is not known, or there is nothing to compare with.

    Notes
    -----
    Agrees with ``mort`` of EconGeo, from step 3 on with ``convention="econgeo"``.
    ``reflections_standardised`` is what economic-complexity 0.3 calls the PCI.

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
    return _reflections(counts, "activity", steps, threshold, convention)


def _reflections(
    counts: Matrix, side: Side, steps: int, threshold: float, convention: str
) -> Result:
    if steps < 0:
        raise RequestError(f"There cannot be {steps} steps. Give 0 or more.")
    rules = rules_of(convention)
    has = presence(counts, threshold=threshold, strict=rules.strict)
    path, shift = averaged(has, side, steps)
    kept = np.asarray(has.sum(axis=1 if side == "place" else 0)).reshape(-1) > 0
    value = np.where(kept, path + shift, np.nan)
    spread = np.where(kept, path, np.nan)
    sd = np.nanstd(spread, ddof=1) if kept.sum() > 1 else 0.0
    standardised = (spread - np.nanmean(spread)) / sd if sd > 0 else np.full_like(spread, np.nan)
    is_rescaled = rules.rescaled and steps > RESCALED_AFTER
    labels = counts.places if side == "place" else counts.activities
    return Result(
        axes=(side,),
        labels=(labels,),
        columns={
            "reflections": _to_hundred(spread) if is_rescaled else value,
            "reflections_standardised": standardised,
        },
        period=counts.period,
        units={
            "reflections": "index from 0 to 100" if is_rescaled else "mean number",
            "reflections_standardised": "standard deviations",
        },
        diagnostics={**undefined_margins(counts), "steps": steps, "threshold": threshold},
    )


def _to_hundred(values: Array) -> Array:
    """Let the smallest be 0 and the largest 100; all NaN if they are the same."""
    low, high = np.nanmin(values), np.nanmax(values)
    return 100.0 * divide(values - low, high - low)
