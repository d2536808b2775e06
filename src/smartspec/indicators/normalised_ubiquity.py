"""Question: do few places have an activity because it is small, or although it is large?

In: counts of places by activities. Out: ubiquity set against size, one number an activity.
Must not know: files, tables, eigenvectors, or what is done with the answer.
"""

from __future__ import annotations

import numpy as np

from smartspec.core.errors import RequestError
from smartspec.indicators._checks import divide
from smartspec.indicators.concentration import ubiquity
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result


def normalised_ubiquity(counts: Matrix, *, threshold: float = 1.0) -> Result:
    r"""Set an activity's share in all counts against its share in all specialisations.

    Ubiquity alone takes every small activity for rare. Above 1 an activity is larger than the
    number of places specialised in it suggests: few places hold much of it. Below 1 many places are
    specialised in little.

    .. math:: \frac{n_a / n}{u_a / \sum_b u_b}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.

    Returns
    -------
    Result
        Axis activity, column ``normalised_ubiquity``, a ratio from 0 up; NaN for an activity in
        which no place is specialised.

    Raises
    ------
    RequestError
        As for `ubiquity`.

    See Also
    --------
    inverse_normalised_ubiquity : The logarithm of size over ubiquity.

    Notes
    -----
    Despite its name it falls as ubiquity rises. Agrees with ``norm_ubiquity`` of EconGeo 2.1 to its
    two decimals. EconGeo names the paper below for it; the formula is that of the package.

    References
    ----------
    Balland, P.-A. and Rigby, D. (2017). The geography of complex knowledge. Economic Geography
    93(1), 1-23. https://doi.org/10.1080/00130095.2016.1205947

    Examples
    --------
    x has 12 of 20 and one of the two specialisations: 0.6 / 0.5.

    >>> counts = Matrix([[8, 2], [4, 6]], places=["A", "B"], activities=["x", "y"])
    >>> normalised_ubiquity(counts)["normalised_ubiquity"].tolist()
    [1.2, 0.8]
    """
    number = ubiquity(counts, threshold=threshold)["ubiquity"]
    size = divide(counts.activity_totals, counts.total)
    found = divide(size * np.nansum(number), number)
    return _result(counts, "normalised_ubiquity", found, "ratio")


def inverse_normalised_ubiquity(
    counts: Matrix, *, threshold: float = 1.0, added: float = 0.0
) -> Result:
    r"""Set the logarithm of an activity's size against the places specialised in it.

    High for what few places do although there is much of it, which is taken as a sign that it is
    hard to do.

    .. math:: 100 \, \frac{\ln (n_a + c)}{u_a}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    added : float, default 0.0
        The constant *c*, added to the total before the logarithm; 0.001 is that of EconGeo.

    Returns
    -------
    Result
        Axis activity, column ``inverse_normalised_ubiquity``; NaN for an activity in which no place
        is specialised.

    Raises
    ------
    RequestError
        As for `ubiquity`, or if ``added`` is negative or not finite.

    See Also
    --------
    normalised_ubiquity : A ratio of shares, which knows no unit.

    Notes
    -----
    It changes with the unit of the counts (jobs or thousands of jobs), and is negative for a total
    below 1: compare activities of one table only. Agrees with ``inv_norm_ubiquity`` of EconGeo 2.1
    to its two decimals with ``added=0.001``.

    References
    ----------
    Balland, P.-A. and Rigby, D. (2017). The geography of complex knowledge. Economic Geography
    93(1), 1-23. https://doi.org/10.1080/00130095.2016.1205947

    Examples
    --------
    ln 12 is 2.485 and ln 8 is 2.079; each has one specialised place.

    >>> counts = Matrix([[8, 2], [4, 6]], places=["A", "B"], activities=["x", "y"])
    >>> found = inverse_normalised_ubiquity(counts)
    >>> found["inverse_normalised_ubiquity"].round(1).tolist()
    [248.5, 207.9]
    """
    if not 0 <= added < np.inf:
        raise RequestError(f"What is added to a total is 0 or more; it is {added:g}.")
    number = ubiquity(counts, threshold=threshold)["ubiquity"]
    size = counts.activity_totals + added
    logarithm = np.full(len(size), np.nan)
    np.log(size, out=logarithm, where=counts.activity_totals > 0)
    found = divide(100.0 * logarithm, number)
    return _result(counts, "inverse_normalised_ubiquity", found, "index")


def _result(counts: Matrix, name: str, values: Array, unit: str) -> Result:
    empty = counts.activities[counts.activity_totals == 0]
    return Result(
        axes=("activity",),
        labels=(counts.activities,),
        columns={name: values},
        period=counts.period,
        units={name: unit},
        diagnostics={"activities_without_total": tuple(empty.tolist())},
    )
