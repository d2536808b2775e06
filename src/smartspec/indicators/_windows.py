"""Question: can two windows be set beside each other, pair by pair?

In: counts in an earlier and a later window. Out: the same counts under the same labels, or one
clear error. Must not know: what is compared.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators._checks import Array, require_comparable, require_dense
from smartspec.tables.matrix import Labels, Matrix, replace_matrix
from smartspec.tables.result import Result

Compared = tuple[Matrix, ...]
"""The one window that an indicator describes, or the two that it compares."""

ALL_PLACES = slice(None)


def align(before: Matrix, after: Matrix) -> tuple[Matrix, Matrix]:
    """Give two windows the same places and activities, with zeros where one has nothing.

    Parameters
    ----------
    before, after : Matrix
        Counts in the earlier and in the later window, dense or sparse.

    Returns
    -------
    before : Matrix
        The earlier counts over the union of labels: its own in their order, then what only
        ``after`` has. Period, unit and kind stay; a reference is 0 for an activity it lacks.
    after : Matrix
        The later counts over the same labels.

    Raises
    ------
    RequestError
        If one window has a reference and the other has none.

    Examples
    --------
    >>> before = Matrix([[1]], places=["A"], activities=["x"])
    >>> after = Matrix([[2, 3]], places=["B"], activities=["x", "y"])
    >>> first, second = align(before, after)
    >>> first.places.tolist(), first.values.tolist(), second.values.tolist()
    (['A', 'B'], [[1.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [2.0, 3.0]])
    """
    require_like_references(before, after)
    places = _union(before.places, after.places)
    activities = _union(before.activities, after.activities)
    return _spread(before, places, activities), _spread(after, places, activities)


def span(before: Matrix, after: Matrix) -> str:
    """Name the time between two windows.

    Parameters
    ----------
    before, after : Matrix
        Counts in the earlier and in the later window.

    Returns
    -------
    str
        Such as ``"2007-2009 to 2018-2020"``.
    """
    return f"{before.period} to {after.period}"


def require_same_labels(before: Matrix, after: Matrix) -> None:
    """Refuse two windows whose rows or columns are not about the same.

    Parameters
    ----------
    before, after : Matrix
        Counts in the earlier and in the later window.

    Raises
    ------
    RequestError
        If places or activities differ, or stand in another order.
    """
    for kind in ("places", "activities"):
        if not np.array_equal(getattr(before, kind), getattr(after, kind)):
            raise RequestError(
                f"Windows {before.period} and {after.period} do not have the same {kind} in the "
                "same order, so pairs cannot be compared. Give them the same labels with align() "
                "first."
            )


def require_like_references(before: Matrix, after: Matrix) -> None:
    """Refuse two windows of which only one is compared with a reference.

    Parameters
    ----------
    before, after : Matrix
        Counts in the earlier and in the later window.

    Raises
    ------
    RequestError
        If one has a reference and the other none.
    """
    if (before.reference is None) != (after.reference is None):
        with_one = before if before.reference is not None else after
        raise RequestError(
            f"Only window {with_one.period} has a reference, so the two would be compared with "
            "different wholes. Give both a reference or neither."
        )


def comparable(before: Matrix, after: Matrix, indicator: str) -> tuple[Matrix, Matrix]:
    """Return two windows that can be compared, with a number for every pair.

    Parameters
    ----------
    before, after : Matrix
        Counts in the earlier and in the later window.
    indicator : str
        The name to use in an error.

    Returns
    -------
    tuple of Matrix
        The same, dense.

    Raises
    ------
    RequestError
        If labels or references differ, there is nothing to compare, or there are too many pairs.
    """
    require_same_labels(before, after)
    require_like_references(before, after)
    for window in (before, after):
        require_comparable(window, indicator=indicator)
    require_dense(before, indicator=indicator)
    # A sparse RTA or share cannot tell a pair without any count from one without any value.
    return _filled(before), _filled(after)


def compared(
    before: Matrix,
    after: Matrix,
    columns: dict[str, Array],
    units: dict[str, str],
    diagnostics: dict[str, object] | None = None,
) -> Result:
    """Label what was compared; a label without total in either window has no value.

    Parameters
    ----------
    before, after : Matrix
        Counts in the earlier and in the later window.
    columns : dict of str to array
        One array a column, of shape (n_places, n_activities).
    units : dict of str to str
        Unit of each.
    diagnostics : dict, optional
        What else to tell.

    Returns
    -------
    Result
        Axes place and activity.
    """
    n_p = np.minimum(before.place_totals, after.place_totals)
    n_a = np.minimum(before.activity_totals, after.activity_totals)
    lacking = {
        "places_without_total": tuple(before.places[n_p == 0].tolist()),
        "activities_without_total": tuple(before.activities[n_a == 0].tolist()),
    }
    return Result(
        ("place", "activity"),
        (before.places, before.activities),
        columns,
        period=span(before, after),
        units=units,
        diagnostics=lacking | (diagnostics or {}),
    )


def _filled(counts: Matrix) -> Matrix:
    return replace_matrix(counts, values=counts.dense()) if counts.is_sparse else counts


def _union(first: Labels, second: Labels) -> Labels:
    return np.concatenate([first, second[~np.isin(second, first)]])


def _spread(counts: Matrix, places: Labels, activities: Labels) -> Matrix:
    """Place the counts of a matrix in a larger one, zeros elsewhere."""
    if np.array_equal(counts.places, places) and np.array_equal(counts.activities, activities):
        return counts
    rows = _positions(counts.places, places)
    columns = _positions(counts.activities, activities)
    shape = (len(places), len(activities))
    values = counts.values
    spread: Array | sparse.csr_array
    if isinstance(values, sparse.csr_array):
        cells = sparse.coo_array(values)
        where = (rows[cells.row], columns[cells.col])
        spread = sparse.csr_array(sparse.coo_array((cells.data, where), shape=shape))
    else:
        spread = np.zeros(shape)
        spread[np.ix_(rows, columns)] = values
    whole = None
    if counts.reference is not None:
        whole = np.zeros(len(activities))
        whole[columns] = counts.reference
    return replace_matrix(
        counts, values=spread, places=places, activities=activities, reference=whole
    )


def _positions(labels: Labels, among: Labels) -> NDArray[np.intp]:
    position = {label: number for number, label in enumerate(among.tolist())}
    return np.array([position[label] for label in labels.tolist()], dtype=np.intp)


def large_enough(counts: Compared, min_total: float, *, keep: str | Sequence[str] = "") -> Compared:
    """Leave out small places, and activities that nobody has, without touching the whole.

    Of two windows a place has to be large enough in both, else it could not be compared. An
    activity that the reference lacks stays if a place has it: its counts are part of that place.

    Parameters
    ----------
    counts : tuple of Matrix
        One window, or two with the same labels.
    min_total : float
        The least total of a place; nothing is left out if it is 0.
    keep : str or sequence of str, default ""
        A place that stays whatever its total, or several.

    Returns
    -------
    tuple of Matrix
        The same windows.

    Raises
    ------
    RequestError
        If no place is large enough.
    """
    if min_total <= 0:
        return counts
    large = np.logical_and.reduce([matrix.place_totals >= min_total for matrix in counts])
    large |= np.isin(counts[0].places, [keep] if isinstance(keep, str) else list(keep))
    if not large.any():
        raise RequestError(
            f"No place has a total of {min_total:g} or more in {_named(counts)}; the largest has "
            f"{min(matrix.place_totals.max() for matrix in counts):g}. Lower --min-total."
        )
    held = np.logical_or.reduce(
        [(matrix.activity_totals > 0) | (own_totals(matrix, large) > 0) for matrix in counts]
    )
    return tuple(
        replace_matrix(
            matrix,
            values=matrix.values[large][:, held],
            places=matrix.places[large],
            activities=matrix.activities[held],
            reference=matrix.activity_totals[held],
        )
        for matrix in counts
    )


def _named(counts: Compared) -> str:
    return " and ".join(matrix.period for matrix in counts)


def own_totals(counts: Matrix, rows: NDArray[np.bool_] | slice = ALL_PLACES) -> Array:
    """Sum each activity over places, whatever the reference says.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).
    rows : array of bool, optional
        Which places; all if left out.

    Returns
    -------
    array of shape (n_activities,)
        The sums.
    """
    return np.asarray(counts.values[rows].sum(axis=0), dtype=np.float64).reshape(-1)
