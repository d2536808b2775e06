"""Question: can this indicator be asked of these counts, and where has it no value?

In: counts and the options of an indicator. Out: nothing if all is well, else one clear error;
the labels for which the indicator has no value; division that knows the undefined.
Must not know: any indicator's formula.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smartspec.core.errors import RequestError, unknown
from smartspec.tables.matrix import Matrix

Array = NDArray[np.float64]

DENSE_LIMIT = 20_000_000
"""Cells above which an indicator that has a value for every pair is refused: each column takes
8 bytes a cell, and an interval or a test has up to eight columns."""

LARGEST_SQUARE = 100_000_000
"""Pairs above which a square is refused: at 8 bytes each, it has to be held as a whole."""


def require_comparable(counts: Matrix, *, indicator: str = "RTA") -> None:
    """Refuse counts in which there is nothing to compare a place with.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).
    indicator : str, default "RTA"
        The name to use in the error.

    Raises
    ------
    RequestError
        If there is no place or no activity, if there is only one place and no reference, or if
        the whole is zero.

    Examples
    --------
    >>> alone = Matrix([[3, 4]], places=["A"], activities=["x", "y"])
    >>> require_comparable(alone)
    Traceback (most recent call last):
        ...
    smartspec.core.errors.RequestError: RTA compares places; there is only one, A. Add places \
or give a reference, the totals it is to be compared with (--reference).
    """
    n_places, n_activities = counts.shape
    if not n_places:
        raise RequestError(f"{indicator} compares places; there are none in {counts.period}.")
    if not n_activities:
        raise RequestError(f"{indicator} compares activities; there are none in {counts.period}.")
    if n_places == 1 and counts.reference is None:
        raise RequestError(
            f"{indicator} compares places; there is only one, {counts.places[0]}. Add places or "
            "give a reference, the totals it is to be compared with (--reference)."
        )
    if not counts.total > 0:
        raise RequestError(
            f"{indicator} has no value: all totals are zero in {counts.period}. "
            "Check the window and the selection of places and activities."
        )


def require_dense(counts: Matrix, *, indicator: str, instead: str = "") -> None:
    """Refuse a matrix too large for an indicator that has a value for every pair.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities), dense or sparse.
    indicator : str
        The name to use in the error.
    instead : str, default ""
        An indicator that answers a like question and stays sparse.

    Raises
    ------
    RequestError
        If the matrix has more than ``DENSE_LIMIT`` cells.

    Examples
    --------
    >>> require_dense(Matrix([[1, 0]], places=["A"], activities=["x", "y"]), indicator="rsca")
    """
    n_places, n_activities = counts.shape
    if n_places * n_activities > DENSE_LIMIT:
        other = f", or use {instead}, which only has values for pairs observed" if instead else ""
        raise RequestError(
            f"{indicator} has a value for every pair: {n_places:,} places by {n_activities:,} "
            f"activities is more than the {DENSE_LIMIT:,} it can hold. Compute it for coarser "
            f"places or activities, or for some of the activities at a time{other}."
        )


def require_pairs(size: int, kind: str, *, most: int = LARGEST_SQUARE) -> None:
    """Refuse to relate what has no other, or more pairs than can be held.

    Parameters
    ----------
    size : int
        How many are compared with one another.
    kind : str
        What they are, in the plural.
    most : int
        The largest number of pairs.

    Raises
    ------
    RequestError
        If there are fewer than two, or too many pairs.
    """
    if size < 2:
        there = "there are none" if not size else "there is only one"
        raise RequestError(f"Relatedness compares {kind}; {there}. Add others.")
    if size**2 > most:
        raise RequestError(
            f"Relatedness of {size:,} {kind} would be {size**2:,} numbers; at most {most:,} are "
            f"computed. Take coarser {kind}, or leave out small ones."
        )


def undefined_margins(counts: Matrix) -> dict[str, object]:
    """List the places and activities for which a comparison of shares has no value.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).

    Returns
    -------
    dict
        For the diagnostics of a result: ``places_without_total`` and ``activities_without_total``,
        each a tuple of labels.

    Examples
    --------
    >>> undefined_margins(Matrix([[1, 0], [0, 0]], places=["A", "B"], activities=["x", "y"]))
    {'places_without_total': ('B',), 'activities_without_total': ('y',)}
    """
    return {
        "places_without_total": tuple(counts.places[counts.place_totals == 0].tolist()),
        "activities_without_total": tuple(counts.activities[counts.activity_totals == 0].tolist()),
    }


def divide(numerator: ArrayLike, denominator: ArrayLike) -> Array:
    """Divide, giving NaN wherever the denominator is zero, without warnings.

    Parameters
    ----------
    numerator, denominator : array_like
        Shapes that broadcast with one another.

    Returns
    -------
    array
        The quotient; NaN where the denominator is 0, also for a numerator other than 0.

    Examples
    --------
    >>> divide([1.0, 0.0, 2.0], [4.0, 0.0, 0.0])
    array([0.25,  nan,  nan])
    """
    above = np.asarray(numerator, dtype=np.float64)
    below = np.asarray(denominator, dtype=np.float64)
    quotient = np.full(np.broadcast_shapes(above.shape, below.shape), np.nan)
    np.divide(above, below, out=quotient, where=below != 0)
    return quotient


def share(part: ArrayLike, whole: ArrayLike) -> Array:
    """Return the share of a part in a whole in per cent, NaN where the whole is zero.

    Parameters
    ----------
    part, whole : array_like
        Shapes that broadcast with one another.

    Returns
    -------
    array
        Per cent.

    Examples
    --------
    >>> share([1.0, 3.0], 4.0)
    array([25., 75.])
    """
    return 100.0 * divide(part, whole)


def confidence(value: float) -> float:
    """Check a confidence level.

    Parameters
    ----------
    value : float
        The coverage that an interval shall have, above 0 and below 1.

    Returns
    -------
    float
        The value.

    Raises
    ------
    RequestError
        If it is not above 0 and below 1.

    Examples
    --------
    >>> confidence(0.95)
    0.95
    """
    if not 0 < value < 1:
        hint = f" Did you mean {value / 100:g}?" if 1 < value < 100 else ""
        raise RequestError(
            f"The confidence must be above 0 and below 1, such as 0.95; it is {value:g}.{hint}"
        )
    return float(value)


def choice(name: str, value: str, valid: Iterable[str]) -> str:
    """Check an option that takes one of a few names.

    Parameters
    ----------
    name : str
        The option, in words, for the error.
    value : str
        What was asked for.
    valid : iterable of str
        The names that are accepted.

    Returns
    -------
    str
        The value.

    Raises
    ------
    RequestError
        If it is none of them; the nearest is offered.

    Examples
    --------
    >>> choice("base", "two", ["two", "e"])
    'two'
    """
    options = list(valid)
    if value not in options:
        raise unknown(name, value, options)
    return value
