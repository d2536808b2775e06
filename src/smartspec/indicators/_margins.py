"""Question: what would each place have if its mix were that of the whole?

In: counts. Out: their totals, the count expected of every pair under the same mix, and a way to
set each count beside its totals, dense or sparse.
Must not know: which indicator compares counts with expectations, or how.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import sparse

from smartspec.indicators._checks import Array, divide
from smartspec.tables.matrix import Matrix
from smartspec.tables.result import Column

Formula = Callable[[Array, Array, Array], Array]


class Margins(NamedTuple):
    """Totals of one matrix of counts.

    Parameters
    ----------
    n_p : array of shape (n_places,)
        Total of each place.
    n_a : array of shape (n_activities,)
        Total of each activity in the whole (the reference, if there is one).
    n : float
        The whole: the sum of ``n_a``.
    """

    n_p: Array
    n_a: Array
    n: float

    def expected(self) -> Array:
        """Return the expected counts ``n_p * n_a / n``, NaN where a total is zero.

        Returns
        -------
        array of shape (n_places, n_activities)
            In the unit of the counts.

        Examples
        --------
        >>> counts = Matrix([[6, 2], [4, 8]], places=["A", "B"], activities=["x", "y"])
        >>> margins(counts).expected()
        array([[4., 4.],
               [6., 6.]])
        """
        products = self.n_p[:, None] * self.n_a[None, :]
        # Dividing a product by itself marks the cells without expectation as NaN.
        return products / self.n * divide(products, products)


def margins(counts: Matrix) -> Margins:
    """Compute each total once.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).

    Returns
    -------
    Margins
        Totals of places, of activities and of the whole.
    """
    n_a = counts.activity_totals
    return Margins(counts.place_totals, n_a, float(n_a.sum()))


def cellwise(counts: Matrix, formula: Formula) -> Column:
    """Apply a formula of count, place total and activity total to every pair.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities), dense or sparse.
    formula : callable
        Takes ``n_pa, n_p, n_a`` as arrays that broadcast; must give 0 for a count of 0 if the
        counts are sparse, for it is asked of the stored pairs only.

    Returns
    -------
    array or csr_array of shape (n_places, n_activities)
        Sparse with the pattern of the counts if they are sparse.

    Examples
    --------
    >>> counts = Matrix([[6, 2], [4, 8]], places=["A", "B"], activities=["x", "y"])
    >>> cellwise(counts, lambda n_pa, n_p, n_a: n_pa / n_p)
    array([[0.75      , 0.25      ],
           [0.33333333, 0.66666667]])
    """
    n_p, n_a, values = counts.place_totals, counts.activity_totals, counts.values
    if not isinstance(values, sparse.csr_array):
        return formula(values, n_p[:, None], n_a[None, :])
    if not values.has_canonical_format:
        # A pair stored in two parts has to be one count before a formula may see it.
        values = values.copy()
        values.sum_duplicates()
    stored = np.asarray(values.data, dtype=np.float64)
    of_place = np.repeat(n_p, np.diff(values.indptr))
    result = formula(stored, of_place, n_a[values.indices])
    # The pattern is shared with the counts, not copied: only the values are new.
    return sparse.csr_array((result, values.indices, values.indptr), shape=values.shape)
