"""Question: in how many places is an activity found, and how unevenly is it spread over them?

In: counts of places by activities. Out: one number an activity.
Must not know: files, tables, where places lie, or which activity is of interest.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from smartspec.core.errors import RequestError
from smartspec.indicators._cells import cells, positives, sum_by
from smartspec.indicators._checks import choice, divide
from smartspec.indicators.specialisation import specialised
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result

Weights = Literal["total", "equal"]
Convention = Literal["standard", "econgeo"]


def ubiquity(counts: Matrix, *, threshold: float = 1.0) -> Result:
    r"""Count the places that are specialised in an activity.

    What few places can do is less easily copied; what many do is within reach of most. The count
    takes no account of chance: a small activity easily makes a place "specialised" with a single
    filing.

    .. math:: u_a = \sum_p \left[ \mathrm{RTA}_{pa} \ge t \right]

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised; above 0.

    Returns
    -------
    Result
        Axis activity, column ``ubiquity`` (number of places), NaN for an activity without any
        count in the whole.

    Raises
    ------
    RequestError
        If there is nothing to compare with, or the threshold is not above 0.

    See Also
    --------
    smartspec.indicators.structure.diversity : The same count along the other axis, of a place.

    Notes
    -----
    An RTA of exactly the threshold counts, as in EconGeo 2.1, ecomplexity 0.5.3, economiccomplexity
    2.0 and econci 0.1.3, with which it agrees. Only the places of the matrix are counted, also
    where a reference covers more. For an activity without any count it is undefined, as in
    ecomplexity; EconGeo gives 0, and economiccomplexity calls every place specialised in it.

    References
    ----------
    Hidalgo, C. A. and Hausmann, R. (2009). The building blocks of economic complexity.
    Proceedings of the National Academy of Sciences 106(26), 10570-10575.
    https://doi.org/10.1073/pnas.0900943106

    Examples
    --------
    RTA is 1.33 and 0.5 in A, 0.67 and 1.5 in B: each activity has one specialised place.

    >>> counts = Matrix([[8, 2], [4, 6]], places=["A", "B"], activities=["x", "y"])
    >>> ubiquity(counts)["ubiquity"]
    array([1., 1.])
    """
    found = specialised(counts, threshold=threshold).columns["specialised"]
    number = positives(found, axis=0)
    return _of_activities(counts, "ubiquity", number, counts.activity_totals, unit="places")


def gini(counts: Matrix, *, population: ArrayLike | None = None) -> Result:
    r"""Measure how unequally an activity is spread over places, from evenly (0) to one place (1).

    Without a population every place counts the same, so a country of small and large regions looks
    concentrated in everything. With a population the activity is compared with where people live.

    .. math:: G_a = 1 - \sum_i w_i \, (Y_i + Y_{i-1})

    Places are sorted by activity per weight; ``w_i`` is a place's weight (one over the number of
    places, or its share of the population) and ``Y_i`` the share of the activity in it and all
    before it: twice the area between the Lorenz curve and the diagonal.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities). A reference is not used.
    population : array of shape (n_places,), optional
        Size of each place, in any unit, not negative. Without it all places are alike.

    Returns
    -------
    Result
        Axis activity, column ``gini`` from 0 to 1 less the weight of the smallest place, NaN for
        an activity without any count.

    Raises
    ------
    RequestError
        If the population has the wrong shape, is negative, not finite or adds up to 0.

    See Also
    --------
    locational_gini : Compares with where all activity is.
    hoover : The share that would have to move.

    Notes
    -----
    Agrees to its three decimals with ``gini`` of EconGeo 2.1, with a population with its
    ``hoover_gini``. Not multiplied by n / (n - 1), so the maximum is 1 - 1/n for n equal places.
    ``gini`` of EconGeoPy 0.1 runs along the other axis: over the activities of a place.

    References
    ----------
    Gini, C. (1921). Measurement of inequality of incomes. The Economic Journal 31(121), 124-126.
    https://doi.org/10.2307/2223319

    Examples
    --------
    One place of two has all of x: half of the greatest inequality there could be. y is even.

    >>> counts = Matrix([[8, 5], [0, 5]], places=["A", "B"], activities=["x", "y"])
    >>> gini(counts)["gini"]
    array([0.5, 0. ])
    >>> gini(counts, population=[1, 3])["gini"]
    array([0.75, 0.25])
    """
    weights = _equal(counts) if population is None else _as_weights(population, counts)
    return _of_activities(counts, "gini", _lorenz(counts, weights), _own_totals(counts), unit=INDEX)


def locational_gini(counts: Matrix, *, convention: Convention = "standard") -> Result:
    r"""Measure how unequally an activity is spread, given where activity is at all, 0 to 1.

    0 means that the activity has the same share of every place's total. The nearer to 1, the more
    it is gathered in places that do little else. Unlike `gini` it does not call an activity
    concentrated just because one place is large.

    .. math:: L_a = 1 - \sum_i w_i \, (Y_i + Y_{i-1})

    Places are sorted by RTA; ``w_i`` is a place's share of all activity and ``Y_i`` the share of
    this activity in it and all before it.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities). A reference is not used.
    convention : {"standard", "econgeo"}, default "standard"
        ``"standard"`` divides the area between curve and diagonal by the greatest possible one,
        so that the maximum is 1; ``"econgeo"`` gives the area itself, half as much.

    Returns
    -------
    Result
        Axis activity, column ``locational_gini``, NaN for an activity without any count.

    Raises
    ------
    RequestError
        If the convention is not known.

    See Also
    --------
    gini : Takes all places as alike, or weighs them by population.

    Notes
    -----
    ``"econgeo"`` agrees with EconGeo 2.1, also where places or activities are empty. Places
    outside the matrix are not seen, even if a reference covers them.

    References
    ----------
    Krugman, P. (1991). Geography and Trade. MIT Press, Cambridge MA. No DOI.

    Examples
    --------
    A has 4/5 of all activity and none of y.

    >>> counts = Matrix([[8, 0], [1, 1]], places=["A", "B"], activities=["x", "y"])
    >>> locational_gini(counts)["locational_gini"].round(4)
    array([0.0889, 0.8   ])
    >>> locational_gini(counts, convention="econgeo")["locational_gini"].round(4)
    array([0.0444, 0.4   ])
    """
    choice("convention", convention, ("standard", "econgeo"))
    scale = {"standard": 1.0, "econgeo": 0.5}[convention]
    index = scale * _lorenz(counts, _activity(counts))
    unit = INDEX if convention == "standard" else "index from 0 to 0.5"
    return _of_activities(counts, "locational_gini", index, _own_totals(counts), unit=unit)


def hoover(
    counts: Matrix, *, weights: Weights = "total", population: ArrayLike | None = None
) -> Result:
    r"""Say what per cent of an activity would have to move to be spread as the yardstick is.

    0 means spread just as all activity (or evenly, or as people are); 100 that it is only where
    there is nothing else.

    .. math:: H_a = 50 \sum_p \left| \frac{n_{pa}}{n_a} - w_p \right|

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities). A reference is not used.
    weights : {"total", "equal"}, default "total"
        Yardstick ``w``: each place's share of all activity, or the same for every place.
    population : array of shape (n_places,), optional
        Size of each place, in any unit, not negative: the yardstick in place of ``weights``.

    Returns
    -------
    Result
        Axis activity, column ``hoover_pct`` from 0 to 100, NaN for an activity without any count.

    Raises
    ------
    RequestError
        If ``weights`` is not known, or the population has the wrong shape, is negative, not finite
        or adds up to 0.

    See Also
    --------
    locational_gini : Sensitive to how far each place is from the yardstick.

    Notes
    -----
    With a population it agrees to its two decimals with ``hoover_index`` of EconGeo 2.1, and with
    ``weights="equal"`` with the same function without a population. ``robin_hood`` of EconGeoPy
    0.1 is the same index over the activities of a place, as a fraction.

    References
    ----------
    Hoover, E. M. (1936). The measurement of industrial localization. The Review of Economics and
    Statistics 18(4), 162-171. https://doi.org/10.2307/1927875

    Examples
    --------
    A has 60 per cent of all activity, but 80 per cent of x and 40 per cent of y.

    >>> counts = Matrix([[8, 4], [2, 6]], places=["A", "B"], activities=["x", "y"])
    >>> hoover(counts)["hoover_pct"].round(6)
    array([20., 20.])
    >>> hoover(counts, weights="equal")["hoover_pct"].round(6)
    array([30., 10.])
    """
    choice("weights", weights, ("total", "equal"))
    if population is not None:
        yardstick = _as_weights(population, counts)
    else:
        yardstick = _activity(counts) if weights == "total" else _equal(counts)
    found, totals = cells(counts), _own_totals(counts)
    shares = found.values / totals[found.columns]
    theirs = yardstick[found.rows]
    # Where the activity is absent the difference is the weight; all weights add up to 1.
    difference = 1.0 + sum_by(found.columns, np.abs(shares - theirs) - theirs, len(totals))
    return _of_activities(counts, "hoover_pct", 50.0 * difference, totals, unit="per cent")


INDEX = "index from 0 to 1"


def _lorenz(counts: Matrix, weights: Array) -> Array:
    """Twice the area between diagonal and Lorenz curve, one value an activity.

    Places without the activity come first on the curve and add nothing to the area below it, so
    only cells that hold something are visited.
    """
    found, totals = cells(counts), _own_totals(counts)
    weight = weights[found.rows]
    density = np.full(len(weight), np.inf)
    np.divide(found.values, weight, out=density, where=weight > 0)
    order = np.lexsort((density, found.columns))
    activity, share = found.columns[order], (found.values / totals[found.columns])[order]
    running = np.cumsum(share)
    before = np.searchsorted(activity, activity, side="left")
    below = running - (running - share)[before]
    area = sum_by(activity, weight[order] * (2 * below - share), len(totals))
    # The curve never rises above the diagonal; rounding alone could make it seem so.
    return np.clip(1.0 - area, 0.0, 1.0)


def _own_totals(counts: Matrix) -> Array:
    """Sum each activity over the places of the matrix, whatever the reference says."""
    return np.asarray(counts.values.sum(axis=0), dtype=np.float64).reshape(-1)


def _equal(counts: Matrix) -> Array:
    n_places = counts.shape[0]
    return np.full(n_places, 1.0) / n_places


def _activity(counts: Matrix) -> Array:
    totals = counts.place_totals
    return divide(totals, totals.sum())


def _as_weights(population: ArrayLike, counts: Matrix) -> Array:
    """Turn sizes of places into shares, or say what is wrong with them."""
    sizes = np.asarray(population, dtype=np.float64)
    if sizes.shape != (counts.shape[0],):
        raise RequestError(
            f"The population has shape {sizes.shape}; it needs one number for each of the "
            f"{counts.shape[0]} places, in their order."
        )
    if not np.isfinite(sizes).all() or (sizes < 0).any() or not sizes.sum() > 0:
        raise RequestError(
            "The population must be finite, not negative and more than 0 in all; check it for "
            "missing places."
        )
    shares: Array = sizes / sizes.sum()
    return shares


def _of_activities(counts: Matrix, name: str, values: Array, totals: Array, *, unit: str) -> Result:
    """Give activities their values, and none to those without any count."""
    empty = totals == 0
    return Result(
        axes=("activity",),
        labels=(counts.activities,),
        columns={name: np.where(empty, np.nan, values)},
        period=counts.period,
        units={name: unit},
        diagnostics={"activities_without_total": tuple(counts.activities[empty].tolist())},
    )
