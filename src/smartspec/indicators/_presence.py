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

from smartspec.indicators.specialisation import specialised
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


def presence(counts: Matrix, *, threshold: float = 1.0) -> sparse.csr_array:
    """Give 1 for each pair in which the place is specialised; nothing is stored elsewhere.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities), dense or sparse.
    threshold : float, default 1.0
        Smallest RTA that counts.

    Returns
    -------
    csr_array of shape (n_places, n_activities)
        Ones. Pairs without an RTA are absent.

    Raises
    ------
    RequestError
        As for `specialised`.

    Examples
    --------
    >>> counts = Matrix([[8, 2], [4, 6]], places=["A", "B"], activities=["x", "y"])
    >>> presence(counts).toarray()
    array([[1., 0.],
           [0., 1.]])
    """
    found = specialised(counts, threshold=threshold).columns["specialised"]
    if isinstance(found, sparse.csr_array):
        kept = found.data == 1.0
        rows = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))[kept]
        columns = found.indices[kept]
    else:
        rows, columns = np.nonzero(np.asarray(found) == 1.0)
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=counts.shape)


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
    joined: Any = sparse.block_array([[None, has], [has.T, None]], format="csr")
    _, number = connected_components(joined, directed=False)
    degree = np.diff(joined.indptr)
    sizes = np.bincount(number, weights=degree)  # twice the pairs of each part
    by_size = np.lexsort((np.arange(sizes.size), -sizes))
    found = []
    for part in by_size[sizes[by_size] > 0]:
        held = np.flatnonzero(number == part)
        found.append(Part(held[held < n_places], held[held >= n_places] - n_places))
    return found
