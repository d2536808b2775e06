"""Question: which cells of a matrix hold something, and what do they add up to?

In: counts, dense or sparse. Out: rows, columns and values of the cells that are not zero, and sums
over them. One path for both kinds, so that dense and sparse counts cannot give different results.
Must not know: any indicator's formula.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Column

Index = NDArray[np.intp]


class Cells(NamedTuple):
    """The cells of a matrix that are not zero.

    Parameters
    ----------
    rows : array of int, shape (n_cells,)
        Number of the place.
    columns : array of int, shape (n_cells,)
        Number of the activity.
    values : array of float, shape (n_cells,)
        The counts.
    """

    rows: Index
    columns: Index
    values: Array


def cells(counts: Matrix) -> Cells:
    """Return the cells that are not zero, place by place.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).

    Returns
    -------
    Cells
        Each pair of place and activity at most once.

    Examples
    --------
    >>> found = cells(Matrix([[0, 2], [3, 0]], places=["A", "B"], activities=["x", "y"]))
    >>> found.rows.tolist(), found.columns.tolist(), found.values.tolist()
    ([0, 1], [1, 0], [2.0, 3.0])
    """
    stored = counts.values
    if not sparse.issparse(stored):
        rows, columns = np.nonzero(stored)
        return Cells(rows, columns, np.asarray(stored)[rows, columns])
    tidy = sparse.csr_array(stored, copy=True)
    tidy.sum_duplicates()
    tidy.eliminate_zeros()
    pairs = tidy.tocoo()
    return Cells(pairs.row.astype(np.intp), pairs.col.astype(np.intp), pairs.data)


def sum_by(keys: Index, values: Array, n_groups: int) -> Array:
    """Add up the values of cells that share a key.

    Parameters
    ----------
    keys : array of int, shape (n_cells,)
        Row or column number of each cell.
    values : array of float, shape (n_cells,)
        What to add up.
    n_groups : int
        How many rows or columns there are.

    Returns
    -------
    array of float, shape (n_groups,)
        The sums; 0 for a group without cells.

    Examples
    --------
    >>> sum_by(np.array([0, 0, 2]), np.array([1.0, 2.0, 5.0]), 3)
    array([3., 0., 5.])
    """
    return np.bincount(keys, weights=values, minlength=n_groups).astype(np.float64)


def positives(column: Column, *, axis: int) -> Array:
    """Count the cells of a result's column that are above 0.

    Parameters
    ----------
    column : array of shape (n_places, n_activities)
        Dense or sparse; NaN is not counted.
    axis : int
        0 to count for each activity, 1 for each place.

    Returns
    -------
    array of float
        One number an activity or place.

    Examples
    --------
    >>> positives(np.array([[1.0, np.nan], [1.0, 0.0]]), axis=0)
    array([2., 0.])
    """
    if isinstance(column, sparse.csr_array):
        pairs = column.tocoo()
        keys = pairs.row if axis == 1 else pairs.col
        size = column.shape[0] if axis == 1 else column.shape[1]
        return sum_by(keys.astype(np.intp), (pairs.data > 0).astype(np.float64), size)
    marks = np.asarray(column, dtype=np.float64) > 0
    return np.asarray(marks.sum(axis=axis), dtype=np.float64)
