"""Question: which places have which activities, and which of them hang together?

In: counts. Out: a sparse matrix of ones; what is empty in it; the parts into which it falls.
Must not know: what is made of presence.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from smartspec.core.errors import RequestError
from smartspec.indicators.specialisation import reaches, require_threshold
from smartspec.tables.matrix import Matrix

Index = NDArray[np.intp]


class Part(NamedTuple):
    """Places and activities that are connected with one another and with nothing else.

    Parameters
    ----------
    places, activities : array of int
        Their numbers.
    """

    places: Index
    activities: Index


def presence(counts: Matrix, *, threshold: float = 1.0, strict: bool = False) -> sparse.csr_array:
    """Give 1 for each pair in which the place is specialised; nothing is stored elsewhere.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities), dense or sparse.
    threshold : float, default 1.0
        Smallest RTA that counts.
    strict : bool, default False
        Whether an RTA equal to the threshold does not count.

    Returns
    -------
    csr_array of shape (n_places, n_activities)
        Ones. Pairs without an RTA are absent.

    Raises
    ------
    RequestError
        As for `specialised`, or if no place is specialised in anything.

    Examples
    --------
    >>> counts = Matrix([[8, 2], [4, 6]], places=["A", "B"], activities=["x", "y"])
    >>> presence(counts).toarray()
    array([[1., 0.],
           [0., 1.]])
    """
    require_threshold(counts, threshold)
    n_p, n_a = threshold * counts.place_totals, counts.activity_totals
    values = counts.values
    if isinstance(values, sparse.csr_array):
        needs = np.repeat(n_p, np.diff(values.indptr)) * n_a[values.indices]
        kept = reaches(values.data * counts.total, needs, strict=strict) & (needs > 0)
        ends = np.concatenate([[0], np.cumsum(kept)])[values.indptr]
        return _ones(counts, values.indices[kept].astype(np.intp), ends, threshold)
    needs = n_p[:, None] * n_a
    marks = reaches(np.asarray(values) * counts.total, needs, strict=strict) & (needs > 0)
    columns = np.flatnonzero(marks) % marks.shape[1]
    ends = np.concatenate([[0], np.cumsum(marks.sum(axis=1))])
    return _ones(counts, columns, ends, threshold)


def _ones(counts: Matrix, columns: Index, ends: Index, threshold: float) -> sparse.csr_array:
    if not len(columns):
        raise RequestError(
            f"No place is specialised in anything: every RTA is below {threshold:g} "
            f"({counts.period}). Lower the threshold (--set threshold=1)."
        )
    shape = counts.shape
    parts = (np.ones(len(columns)), columns.astype(np.int32), ends.astype(np.int32))
    return sparse.csr_array(parts, shape=shape)


def parts(has: sparse.csr_array) -> list[Part]:
    """Find what hangs together, the largest part first.

    Parameters
    ----------
    has : csr_array of shape (n_places, n_activities)
        From `presence`.

    Returns
    -------
    list of Part
        Parts with at least one pair; places and activities without any are in none.

    Examples
    --------
    >>> found = parts(sparse.csr_array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]))
    >>> [(part.places.tolist(), part.activities.tolist()) for part in found]
    [([0], [0, 1]), ([1], [2])]
    """
    n_places = has.shape[0]
    # The graph of places and activities, one below the other; one direction is enough.
    ends = np.concatenate([has.indptr, np.full(has.shape[1], has.indptr[-1])])
    size = sum(has.shape)
    joined: Any = sparse.csr_array((has.data, has.indices + n_places, ends), shape=(size, size))
    _, number = connected_components(joined, directed=True, connection="weak")
    degree = np.concatenate([np.diff(has.indptr), np.bincount(has.indices, minlength=has.shape[1])])
    sizes = np.bincount(number, weights=degree)  # twice the pairs of each part
    by_size = np.lexsort((np.arange(sizes.size), -sizes))
    found = []
    for part in by_size[sizes[by_size] > 0]:
        held = np.flatnonzero(number == part)
        found.append(Part(held[held < n_places], held[held >= n_places] - n_places))
    return found
