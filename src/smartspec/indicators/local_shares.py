"""Question: which activities rise and fall together over places of every size, and what follows?

In: counts of places by activities. Out: weighted correlations of local shares, and the complexity
of activities and places that they imply.
Must not know: files, tables, RTA, or thresholds: nothing is cut into specialised and not.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from smartspec.core.errors import RequestError, listing
from smartspec.indicators._checks import divide, require_comparable
from smartspec.indicators._spectrum import doubts_about, towards
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result

Side = Literal["activities", "places"]
Marks = NDArray[np.bool_]

LARGEST = 6_000
"""Activities or places up to which complexity is computed: the correlations are dense."""


def local_complexity(counts: Matrix) -> Result:
    r"""Say how complex a place is, from how its activities' shares go with those of other places.

    Places score high that hold the kind of activities that large places hold, whatever their own
    size. Unlike `smartspec.indicators.complexity.place_complexity`, nothing is cut into
    specialised and not: a little more of an activity changes the number a little.

    .. math:: R_{pq} = \frac{r_{pq} + 1}{2}, \qquad R v = \lambda_2 v, \qquad
        C_p = \frac{v_p - \bar v}{\mathrm{sd}(v)}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities), such as people employed. A reference is not used.

    Returns
    -------
    Result
        Axis place, column ``local_complexity``: mean 0 and standard deviation 1 (n - 1) over
        places; NaN for a place without any count. Signed to correlate positively with the mean of
        `local_activity_complexity` over the place's counts. The diagnostics tell the two
        eigenvalues, how strongly the sign is determined, and pairs that nothing is known of.

    Raises
    ------
    RequestError
        If there are fewer than three places or activities, or more than 6,000.

    See Also
    --------
    local_activity_complexity : The same for activities, with the formula of r.

    Notes
    -----
    Gives the values of Davies and Maré to five decimals where they could be compared: city 1 in
    1981 and 1986. Two places that have fewer than two activities in common, or do not vary over
    them, are taken as unrelated (r = 0).

    References
    ----------
    Davies, B. and Maré, D. C. (2021). Relatedness, complexity and local growth. Regional Studies
    55(3), 479-494. https://doi.org/10.1080/00343404.2020.1802418

    Examples
    --------
    A and B, the larger places, live on x and y; C and D on z.

    >>> counts = Matrix([[9, 5, 1], [6, 4, 2], [2, 3, 7], [1, 2, 5]], places=list("ABCD"),
    ...                 activities=list("xyz"))
    >>> local_complexity(counts)["local_complexity"].round(2).tolist()
    [0.87, 0.87, -0.87, -0.87]
    """
    return _complexity(counts, "places", "local_complexity")


def local_activity_complexity(counts: Matrix) -> Result:
    r"""Say how complex an activity is, from how its local shares go with those of others.

    Activities score high that are found together and in large places.

    .. math:: r_{ab} = \frac{\sum_p w_p^2 (s_{pa} - \bar s_a)(s_{pb} - \bar s_b)}
        {\sqrt{\sum_p w_p^2 (s_{pa} - \bar s_a)^2} \sqrt{\sum_p w_p^2 (s_{pb} - \bar s_b)^2}},
        \qquad s_{pa} = n_{pa} / n_p, \quad w_p = n_p / n

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities), such as people employed. A reference is not used.

    Returns
    -------
    Result
        Axis activity, column ``local_activity_complexity``: mean 0 and standard deviation 1
        (n - 1) over activities; NaN for an activity without any count. Signed to correlate
        positively with the mean size of the places where it is found, weighted by its counts.

    Raises
    ------
    RequestError
        If there are fewer than three places or activities, or more than 6,000.

    See Also
    --------
    local_complexity : The same for places.

    Notes
    -----
    Sums run over the places that have both activities, and :math:`\bar s_a` is the mean over
    them weighted by w: a zero is taken as not known. Gives the values of Davies and Maré to
    five decimals where they could be compared: activity AA111.6 in 1981 and 2013.

    References
    ----------
    Davies, B. and Maré, D. C. (2021). Relatedness, complexity and local growth. Regional Studies
    55(3), 479-494. https://doi.org/10.1080/00343404.2020.1802418

    Examples
    --------
    >>> counts = Matrix([[9, 5, 1], [6, 4, 2], [2, 3, 7], [1, 2, 5]], places=list("ABCD"),
    ...                 activities=list("xyz"))
    >>> local_activity_complexity(counts)["local_activity_complexity"].round(2).tolist()
    [0.58, 0.57, -1.15]
    """
    return _complexity(counts, "activities", "local_activity_complexity")


def correlations(counts: Matrix, *, between: Side) -> Array:
    """Correlate local shares, as (r + 1) / 2.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).
    between : {"activities", "places"}
        What is correlated.

    Returns
    -------
    array of shape (n, n)
        From 0 to 1; 0.5 where nothing is known of a pair, 1 on the diagonal, NaN for what has no
        count at all.
    """
    values = counts.dense()
    values = values if between == "activities" else values.T
    sizes, totals = values.sum(axis=1), values.sum(axis=0)
    shares = np.nan_to_num(divide(values, sizes[:, None]))
    found = _weighted(shares, values > 0, sizes / max(sizes.sum(), 1.0))
    found[totals == 0] = found[:, totals == 0] = np.nan
    return (found + 1.0) / 2.0


def _weighted(shares: Array, has: Marks, weights: Array) -> Array:
    """Correlate columns over the rows in which both are, means by w and moments by w squared."""
    there = has.astype(np.float64)
    scale = shares.sum(axis=0)
    shares = shares / np.where(scale > 0, scale, 1.0)  # no correlation depends on it
    once, twice = weights[:, None], weights[:, None] ** 2
    mean = divide((once * shares).T @ there, (once * there).T @ there)
    # Sums of squares about a mean that depends on the pair, all pairs at a time.
    sums, both = (twice * shares).T @ there, (twice * there).T @ there
    variance = (twice * shares**2).T @ there - 2.0 * mean * sums + mean**2 * both
    product = (twice * shares).T @ shares
    product += mean * mean.T * both - mean * sums.T - mean.T * sums
    length = np.sqrt(np.maximum(variance, 0.0))
    spread = length * length.T
    common = there.T @ there
    known = (common >= 2) & (spread > _FLAT * np.nan_to_num(mean * mean.T * both))
    found = np.where(known, divide(product, np.where(known, spread, 1.0)), 0.0)
    np.fill_diagonal(found, 1.0)
    return np.clip(found, -1.0, 1.0)


_FLAT, _SAME = 1e-10, 1e-9


def _complexity(counts: Matrix, side: Side, name: str) -> Result:
    require_comparable(counts, indicator="Complexity")
    activities = counts.activity_totals if counts.reference is None else _own_totals(counts)
    kept = (counts.place_totals > 0, activities > 0)
    _require_enough(counts, kept)
    values = counts.dense()[kept[0]][:, kept[1]]
    held = Matrix(
        values,
        counts.places[kept[0]],
        counts.activities[kept[1]],
        unit=counts.unit,
        period=counts.period,
    )
    found, told = _signed(held, side)
    labels = counts.activities if side == "activities" else counts.places
    column = np.full(len(labels), np.nan)
    column[kept[1] if side == "activities" else kept[0]] = found
    return Result(
        axes=("activity",) if side == "activities" else ("place",),
        labels=(labels,),
        columns={name: column},
        period=counts.period,
        units={name: "standard deviations"},
        diagnostics={
            "places_without_total": tuple(counts.places[~kept[0]].tolist()),
            "activities_without_total": tuple(counts.activities[~kept[1]].tolist()),
            **told,
        },
    )


def _own_totals(counts: Matrix) -> Array:
    return np.asarray(counts.values.sum(axis=0), dtype=np.float64).reshape(-1)


def _signed(counts: Matrix, side: Side) -> tuple[Array, dict[str, object]]:
    """Give the standardised second eigenvector, turned to where large places point."""
    values = counts.dense()
    if side == "places":
        guide = values @ _signed(counts, "activities")[0] / values.sum(axis=1)
    else:
        guide = values.sum(axis=1) @ values / values.sum(axis=0)
    related = correlations(counts, between=side)
    size = len(related)
    beside = related[~np.eye(size, dtype=bool)]
    if np.ptp(beside) < _SAME:
        raise _all_alike(counts, side)
    eigenvalues, vectors = eigh(related, subset_by_index=(size - 3, size - 1))
    vector = vectors[:, 1]
    if np.ptp(vector) < _SAME:
        raise _all_alike(counts, side)
    sign, strength = towards(vector, guide)
    found = sign * (vector - vector.mean()) / vector.std(ddof=1)
    third, second, _ = map(float, eigenvalues)
    doubts = doubts_about(
        counts.period, second=second, third=third,
        strength=strength, guide="the size of places",
    )  # fmt: skip
    return found, {
        "second_eigenvalue": second,
        "third_eigenvalue": third,
        "sign_correlation": strength,
        "notes": doubts,
    }


def _all_alike(counts: Matrix, side: Side) -> RequestError:
    return RequestError(
        f"Complexity cannot tell {side} apart ({counts.period}): no two of them differ from the "
        f"others in how their local shares go together. Add {side}, or take finer classes."
    )


def _require_enough(counts: Matrix, kept: tuple[Marks, Marks]) -> None:
    for rows, labels, kind in zip(
        kept, (counts.places, counts.activities), ("places", "activities"), strict=True
    ):
        number = int(rows.sum())
        if number < 3:
            raise RequestError(
                f"Complexity compares {kind}; {number} have any count in {counts.period}: "
                f"{listing(labels[rows].tolist()) or 'none'}. At least 3 are needed."
            )
        if number > LARGEST:
            raise RequestError(
                f"Local shares of {number:,} {kind} are too many to correlate; at most "
                f"{LARGEST:,}. Take coarser {kind}, or use complexity by specialisation."
            )
