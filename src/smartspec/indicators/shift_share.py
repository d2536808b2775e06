"""Question: did a place grow because the whole grew, because of its mix, or by its own doing?

In: counts of the same places and activities before and after. Out: the change of each pair in
three parts that add up to it.
Must not know: files, tables, why anything grew, or how long the time between was.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators._cells import Index, cells
from smartspec.indicators._checks import divide, require_comparable
from smartspec.indicators._windows import require_like_references, require_same_labels, span
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Column, Result

PARTS = ("change", "national", "mix", "competitive")


def shift_share(before: Matrix, after: Matrix) -> Result:
    r"""Split each activity's change in a place into growth of the whole, mix and own performance.

    The national part is what the activity would have gained had it grown as the whole did; the mix
    part what more (or less) it would have gained had it grown as the activity did everywhere; the
    competitive part is the rest: what the place did better or worse than others in the activity.

    .. math:: n'_{pa} - n_{pa} = n_{pa} \, g + n_{pa} (g_a - g) + (n'_{pa} - n_{pa} (1 + g_a))

    with :math:`g = n' / n - 1` the growth of the whole and :math:`g_a = n'_a / n_a - 1` that of
    the activity.

    Parameters
    ----------
    before : Matrix
        Counts of the first window, of shape (n_places, n_activities); its reference, if it has
        one, is the whole.
    after : Matrix
        Counts of the second window, of the same places and activities in the same order, with a
        reference if ``before`` has one. `smartspec.indicators.change.align` makes them so.

    Returns
    -------
    Result
        Axes place and activity, columns ``change``, ``national``, ``mix`` and ``competitive`` in
        the unit of the counts. Sparse if one of the counts is. The diagnostics hold the growth of
        the whole in per cent (``growth_of_whole_pct``) and the activities that the whole did not
        have at the start (``activities_new_to_the_whole``).

    Raises
    ------
    RequestError
        If the labels differ, only one has a reference, there is nothing to compare with, or a
        place starts with an activity of which the reference has none.

    See Also
    --------
    shift_share_places : The same, added up for each place.

    Notes
    -----
    The parts add up to the change, but for the last digit of floating-point numbers. An activity
    that the whole did not have at the start has no growth; what a place has of it at the end is
    competitive. Nothing is annualised: choose windows of equal length. This is the classic form,
    weighted by the first window; Esteban-Marquillas (1972) splits the competitive part further,
    because it also grows with the weight of the activity in the place.

    References
    ----------
    Dunn, E. S. (1960). A statistical and analytical technique for regional analysis. Papers of the
    Regional Science Association 6(1), 97-112. https://doi.org/10.1111/j.1435-5597.1960.tb01705.x

    Esteban-Marquillas, J. M. (1972). A reinterpretation of shift-share analysis. Regional and
    Urban Economics 2(3), 249-255. https://doi.org/10.1016/0034-3331(72)90033-4

    Examples
    --------
    The whole grows from 20 to 30, by half; x from 10 to 20, that is to twice as much. A's 8 in x
    become 14: 4 as the whole did, another 4 as x did, and 2 less than x did elsewhere.

    >>> before = Matrix([[8, 2], [2, 8]], places=["A", "B"], activities=["x", "y"], period="2010")
    >>> after = Matrix([[14, 3], [6, 7]], places=["A", "B"], activities=["x", "y"], period="2020")
    >>> shift_share(before, after).at("A", "x")
    {'change': 6.0, 'national': 4.0, 'mix': 4.0, 'competitive': -2.0}
    """
    require_same_labels(before, after)
    require_like_references(before, after)
    require_comparable(before, indicator="Shift-share")
    n_before, n_after = before.activity_totals, after.activity_totals
    rows, columns, first, last = _side_by_side(before, after)
    _require_in_whole(before, rows, columns, first)
    growth = after.total / before.total - 1.0
    new = n_before == 0
    own_growth = np.where(new, 0.0, divide(n_after, n_before) - 1.0)[columns]
    change = last - first
    parts = {
        "change": change,
        "national": first * growth,
        "mix": first * (own_growth - growth),
        "competitive": change - first * own_growth,
    }
    keep_sparse = before.is_sparse or after.is_sparse
    return Result(
        axes=("place", "activity"),
        labels=(before.places, before.activities),
        columns={
            name: _placed(values, rows, columns, before.shape, keep_sparse)
            for name, values in parts.items()
        },
        period=span(before, after),
        units=dict.fromkeys(PARTS, before.unit),
        diagnostics={
            "growth_of_whole_pct": 100.0 * growth,
            "activities_new_to_the_whole": tuple(before.activities[new & (n_after > 0)].tolist()),
        },
    )


def shift_share_places(before: Matrix, after: Matrix) -> Result:
    r"""Split a place's change into growth of the whole, mix of activities and own performance.

    A place with a positive mix part is strong in what grew everywhere; one with a positive
    competitive part did better than others in the activities that it has.

    .. math:: n'_p - n_p = \sum_a n_{pa} \, g + \sum_a n_{pa} (g_a - g)
        + \sum_a (n'_{pa} - n_{pa} (1 + g_a))

    Parameters
    ----------
    before : Matrix
        Counts of the first window, of shape (n_places, n_activities); its reference, if it has
        one, is the whole.
    after : Matrix
        Counts of the second window, of the same places and activities in the same order.

    Returns
    -------
    Result
        Axis place, columns ``change``, ``national``, ``mix`` and ``competitive`` in the unit of
        the counts; the diagnostics are those of `shift_share`.

    Raises
    ------
    RequestError
        If the labels differ, only one has a reference, there is nothing to compare with, or a
        place starts with an activity of which the reference has none.

    See Also
    --------
    shift_share : The same for each activity, with its notes.

    Notes
    -----
    The parts depend on how finely activities are told apart: with finer classes more of the
    competitive part turns out to be mix.

    References
    ----------
    Dunn, E. S. (1960). A statistical and analytical technique for regional analysis. Papers of the
    Regional Science Association 6(1), 97-112. https://doi.org/10.1111/j.1435-5597.1960.tb01705.x

    Examples
    --------
    >>> before = Matrix([[8, 2], [2, 8]], places=["A", "B"], activities=["x", "y"], period="2010")
    >>> after = Matrix([[14, 3], [6, 7]], places=["A", "B"], activities=["x", "y"], period="2020")
    >>> shift_share_places(before, after).at("A")
    {'change': 7.0, 'national': 5.0, 'mix': 3.0, 'competitive': -1.0}
    """
    pairs = shift_share(before, after)
    return Result(
        axes=("place",),
        labels=(before.places,),
        columns={
            name: np.asarray(pairs.columns[name].sum(axis=1), dtype=np.float64).reshape(-1)
            for name in PARTS
        },
        period=pairs.period,
        units=pairs.units,
        diagnostics=pairs.diagnostics,
    )


def _side_by_side(before: Matrix, after: Matrix) -> tuple[Index, Index, Array, Array]:
    """Return rows, columns and both counts of every pair that holds something in either window."""
    width = before.shape[1]
    first, last = cells(before), cells(after)
    keys = [found.rows * width + found.columns for found in (first, last)]
    every = np.union1d(*keys)
    both = np.zeros((2, every.size))
    both[0, np.searchsorted(every, keys[0])] = first.values
    both[1, np.searchsorted(every, keys[1])] = last.values
    return every // width, every % width, both[0], both[1]


def _placed(
    values: Array, rows: Index, columns: Index, shape: tuple[int, int], keep_sparse: bool
) -> Column:
    """Put values back where they belong; all columns of a result get the same pattern."""
    if keep_sparse:
        starts = np.searchsorted(rows, np.arange(shape[0] + 1))
        return sparse.csr_array((values, columns, starts), shape=shape)
    filled = np.zeros(shape)
    filled[rows, columns] = values
    return filled


def _require_in_whole(before: Matrix, rows: Index, columns: Index, first: Array) -> None:
    """Refuse a place's activity that the reference says nobody had."""
    lost = np.flatnonzero((first > 0) & (before.activity_totals[columns] == 0))
    if lost.size:
        place, activity = before.places[rows[lost[0]]], before.activities[columns[lost[0]]]
        raise RequestError(
            f"{place} has {activity} in {before.period} but the reference has none of it, so the "
            "activity's growth is unknown. Correct the reference or leave the activity out."
        )
