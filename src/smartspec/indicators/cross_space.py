"""Question: which science goes with which technology, in that the same places are strong in both?

In: two matrices over the same places, such as publications by field and patents by field. Out:
relatedness of the activities of the one with those of the other, and density across the two.
Must not know: files, tables, or what either of the two counts.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from smartspec.core.errors import RequestError, counted, listing
from smartspec.indicators._checks import divide, require_dense
from smartspec.indicators._presence import presence
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result


def cross_relatedness(counts: Matrix, others: Matrix, *, threshold: float = 1.0) -> Result:
    r"""Say how related activities of two kinds are, by whether the same places have both.

    Relatedness of a science field with a technology, of a technology with an industry. 1 means that
    whoever is specialised in the one is in the other, 0 that nobody is in both. It says nothing of
    which comes first.

    .. math:: \phi_{ab} = \min \left( \frac{\sum_p m_{pa} m'_{pb}}{\sum_p m_{pa}},
        \frac{\sum_p m_{pa} m'_{pb}}{\sum_p m'_{pb}} \right)

    Parameters
    ----------
    counts : Matrix
        Counts of the first kind, of shape (n_places, n_activities).
    others : Matrix
        Counts of the second kind, for the same places in any order.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised, in both.

    Returns
    -------
    Result
        Axes activity (of ``counts``) and related activity (of ``others``), column ``relatedness``
        from 0 to 1. NaN where no place is specialised in one of the two.

    Raises
    ------
    RequestError
        If the two do not have the same places, no place is specialised in anything of one kind, or
        there are too many pairs.

    See Also
    --------
    cross_density : How much of the other kind a place has around an activity.
    smartspec.indicators.relatedness.relatedness : The same among activities of one kind.

    Notes
    -----
    Agrees with ``cross_proximity`` of economic-complexity 0.3 to 1e-12, which gives 0 where there
    is no value.

    References
    ----------
    Catalán, P., Navarrete, C. and Figueroa, F. (2022). The scientific and technological
    cross-space: is technological diversification driven by scientific endogenous capacity?
    Research Policy 51(8), 104016. https://doi.org/10.1016/j.respol.2020.104016

    Examples
    --------
    A and B are strong in physics, A in chips, B in cars.

    >>> science = Matrix([[8, 2], [7, 3], [0, 9]], places=list("ABC"), activities=["phys", "bio"])
    >>> patents = Matrix([[9, 1], [1, 9], [5, 6]], places=list("ABC"), activities=["chip", "car"])
    >>> cross_relatedness(science, patents)["relatedness"]
    array([[0.5, 0.5],
           [0. , 0.5]])
    """
    return Result(
        axes=("activity", "related_activity"),
        labels=(counts.activities, others.activities),
        columns={"relatedness": _related(*_both(counts, others, threshold))},
        period=_period(counts, others),
        units={"relatedness": "probability"},
        diagnostics={"threshold": threshold},
    )


def cross_density(counts: Matrix, others: Matrix, *, threshold: float = 1.0) -> Result:
    r"""Say how much of what is related to an activity of another kind a place has, in per cent.

    With science as the first kind and technologies as the second: how much of the science that goes
    with a technology a place is strong in. 100 means all of it.

    .. math:: d_{pb} = 100 \, \frac{\sum_a m_{pa} \phi_{ab}}{\sum_a \phi_{ab}}

    Parameters
    ----------
    counts : Matrix
        What places have, of shape (n_places, n_activities).
    others : Matrix
        What they might go for, for the same places in any order.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised, in both.

    Returns
    -------
    Result
        Axes place and activity (of ``others``), column ``cross_density_pct``. NaN where nothing of
        the first kind is related to the activity.

    Raises
    ------
    RequestError
        As for `cross_relatedness`.

    Notes
    -----
    Over 100 it agrees with ``cross_relatedness`` of economic-complexity 0.3 to 1e-12.

    References
    ----------
    Catalán, P., Navarrete, C. and Figueroa, F. (2022). The scientific and technological
    cross-space: is technological diversification driven by scientific endogenous capacity?
    Research Policy 51(8), 104016. https://doi.org/10.1016/j.respol.2020.104016

    Examples
    --------
    Chips are related to physics alone, cars to both alike. A and B have physics, C has biology.

    >>> science = Matrix([[8, 2], [7, 3], [0, 9]], places=list("ABC"), activities=["phys", "bio"])
    >>> patents = Matrix([[9, 1], [1, 9], [5, 6]], places=list("ABC"), activities=["chip", "car"])
    >>> cross_density(science, patents)["cross_density_pct"]
    array([[100.,  50.],
           [100.,  50.],
           [  0.,  50.]])
    """
    one, other = _both(counts, others, threshold)
    require_dense(
        Matrix(other, counts.places, others.activities), indicator="Density across two kinds"
    )
    related = np.nan_to_num(_related(one, other))
    found = 100.0 * divide(one @ related, related.sum(axis=0))
    return Result(
        axes=("place", "activity"),
        labels=(counts.places, others.activities),
        columns={"cross_density_pct": found},
        period=_period(counts, others),
        units={"cross_density_pct": "per cent"},
        diagnostics={"threshold": threshold},
    )


def _both(
    counts: Matrix, others: Matrix, threshold: float
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Return who is specialised in what of both kinds, with places in the order of the first."""
    first, second = set(counts.places.tolist()), set(others.places.tolist())
    alone = sorted(first ^ second)
    if alone:
        raise RequestError(
            f"The two matrices differ in {counted(len(alone), 'place')}: {listing(alone)} "
            f"{'is' if len(alone) == 1 else 'are'} in one only. Give both the same places."
        )
    between = sparse.csr_array((counts.shape[1], others.shape[1]), dtype=np.float64)
    require_dense(
        Matrix(between, counts.activities, others.activities),
        indicator="Relatedness across two kinds",
    )
    one = presence(counts, threshold=threshold)
    other = presence(others, threshold=threshold)
    row = {place: number for number, place in enumerate(others.places.tolist())}
    order = np.array([row[place] for place in counts.places.tolist()], dtype=np.intp)
    return one, sparse.csr_array(other[order])


def _related(one: sparse.csr_array, other: sparse.csr_array) -> Array:
    both = np.asarray((one.T @ other).toarray(), dtype=np.float64)
    u_a = np.asarray(one.sum(axis=0)).reshape(-1, 1)
    u_b = np.asarray(other.sum(axis=0)).reshape(1, -1)
    empty = (u_a == 0) | (u_b == 0)
    # The smaller of two chances with one numerator is that over the larger denominator.
    return np.where(empty, np.nan, divide(both, np.maximum(u_a, u_b)))


def _period(counts: Matrix, others: Matrix) -> str:
    if counts.period == others.period:
        return counts.period
    return f"{counts.period} with {others.period}"
