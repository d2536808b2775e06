"""Question: how easily do technologies combine, and how hard was it to combine those of a filing?

In: which filing has which class: a matrix with filings in place of places. Out: ease of
recombination of classes, modular complexity of filings and its mean by class.
Must not know: files, tables, or what a filing is about.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators._cells import Cells, cells
from smartspec.indicators._checks import divide
from smartspec.indicators._given import mean_over
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result


def ease_of_recombination(counts: Matrix) -> Result:
    r"""Say with how many other classes a class was combined, for each filing that has it.

    A class that met many others in few filings combines easily; one that met few in many filings is
    hard to combine, or nobody cared to. Rows are filings; with regions as rows the number means
    nothing of the kind.

    .. math:: E_a = \frac{1}{f_a} \left| \{ b \ne a : \exists p \;\; n_{pa} n_{pb} > 0 \} \right|,
        \qquad f_a = \left| \{ p : n_{pa} > 0 \} \right|

    Parameters
    ----------
    counts : Matrix
        Filings by classes: above 0 where a filing has a class; by how much makes no difference. A
        reference is not used.

    Returns
    -------
    Result
        Axis activity, column ``ease_of_recombination``: other classes a filing, from 0 up. NaN for
        a class that no filing has.

    Raises
    ------
    RequestError
        If no filing has any class.

    Notes
    -----
    The number falls as a class grows, since the classes to be met run out: compare classes in one
    window. In the paper the combinations and filings are those before a filing; here they are those
    of the matrix, as in EconGeo. Agrees with ``ease_recombination`` of EconGeo 2.1 to its five
    decimals where entries are 0 or 1; EconGeo adds up other entries.

    References
    ----------
    Fleming, L. and Sorenson, O. (2001). Technology as a complex adaptive system: evidence from
    patent data. Research Policy 30(7), 1019-1039. https://doi.org/10.1016/S0048-7333(00)00128-7

    Examples
    --------
    x is in 3 filings and met y and z; y in 2 and met x; z in 1 and met x.

    >>> counts = Matrix([[1, 1, 0], [1, 1, 0], [1, 0, 1]], places=["P1", "P2", "P3"],
    ...                 activities=list("xyz"))
    >>> ease_of_recombination(counts)["ease_of_recombination"].round(3).tolist()
    [0.667, 0.5, 1.0]
    """
    found = _ease(counts, _held(counts))
    return _result(counts, "activity", "ease_of_recombination", found, "classes a filing")


def modular_complexity(counts: Matrix) -> Result:
    r"""Say how hard it was to combine the classes of a filing, from how easily they combine.

    High where a filing joins classes that seldom join others: its parts depend on one another, so
    a change in one has to be followed in all. This is the interdependence *K* of the paper. Rows
    are filings.

    .. math:: K_p = \frac{c_p}{\sum_{a \in p} E_a}, \qquad c_p = \left| \{ a : n_{pa} > 0 \} \right|

    Parameters
    ----------
    counts : Matrix
        Filings by classes: above 0 where a filing has a class. A reference is not used.

    Returns
    -------
    Result
        Axis place (the filing), column ``modular_complexity``, above 0. NaN for a filing without
        any class, or with a class alone that never met another.

    Raises
    ------
    RequestError
        If no filing has any class.

    See Also
    --------
    ease_of_recombination : The ease *E* of a class.
    mean_modular_complexity : The mean over the filings of a class.

    Notes
    -----
    Agrees with ``modular_complexity`` of EconGeo 2.1 to its five decimals, which gives 0 where the
    formula divides by 0.

    References
    ----------
    Fleming, L. and Sorenson, O. (2001). Technology as a complex adaptive system: evidence from
    patent data. Research Policy 30(7), 1019-1039. https://doi.org/10.1016/S0048-7333(00)00128-7

    Examples
    --------
    The ease of x, y and z is 2/3, 1/2 and 1: P1 has 2 / (2/3 + 1/2), P3 has 2 / (2/3 + 1).

    >>> counts = Matrix([[1, 1, 0], [1, 1, 0], [1, 0, 1]], places=["P1", "P2", "P3"],
    ...                 activities=list("xyz"))
    >>> modular_complexity(counts)["modular_complexity"].round(3).tolist()
    [1.714, 1.714, 1.2]
    """
    found = _modular(counts, _held(counts))
    return _result(counts, "place", "modular_complexity", found, "filings a class")


def mean_modular_complexity(counts: Matrix) -> Result:
    r"""Average over the filings of a class how hard it was to combine their classes.

    .. math:: \bar K_a = \frac{1}{f_a} \sum_{p : n_{pa} > 0} K_p

    Parameters
    ----------
    counts : Matrix
        Filings by classes: above 0 where a filing has a class. A reference is not used.

    Returns
    -------
    Result
        Axis activity, column ``mean_modular_complexity``, above 0. NaN for a class that no filing
        has, or that never met another.

    Raises
    ------
    RequestError
        If no filing has any class.

    See Also
    --------
    modular_complexity : What is averaged.

    Notes
    -----
    Agrees with ``modular_complexity_avg`` of EconGeo 2.1 to its two decimals; for a class that
    never met another EconGeo gives 0.

    References
    ----------
    Fleming, L. and Sorenson, O. (2001). Technology as a complex adaptive system: evidence from
    patent data. Research Policy 30(7), 1019-1039. https://doi.org/10.1016/S0048-7333(00)00128-7

    Examples
    --------
    Filings have 12/7, 12/7 and 6/5; x is in all three, y in the first two, z in the last.

    >>> counts = Matrix([[1, 1, 0], [1, 1, 0], [1, 0, 1]], places=["P1", "P2", "P3"],
    ...                 activities=list("xyz"))
    >>> mean_modular_complexity(counts)["mean_modular_complexity"].round(3).tolist()
    [1.543, 1.714, 1.2]
    """
    held = _held(counts)
    of_filings = _modular(counts, held)
    weights = np.ones(len(held.columns))
    found = mean_over(held.columns, weights, of_filings[held.rows], counts.shape[1])
    return _result(counts, "activity", "mean_modular_complexity", found, "filings a class")


def _held(counts: Matrix) -> Cells:
    """Return which filing has which class, or refuse if none has any."""
    held = cells(counts)
    if not held.rows.size:
        raise RequestError(
            f"No filing has any class ({counts.period}). Check the window and the columns."
        )
    return held


def _ease(counts: Matrix, held: Cells) -> Array:
    ones = np.ones(len(held.rows))
    has = sparse.csr_array((ones, (held.rows, held.columns)), shape=counts.shape)
    met = sparse.csr_array(has.T @ has)
    filings = met.diagonal()
    # Each class that any filing has meets itself, which is not counted.
    others = np.diff(met.indptr) - (filings > 0)
    return divide(others, filings)


def _modular(counts: Matrix, held: Cells) -> Array:
    n_filings = counts.shape[0]
    ease = _ease(counts, held)
    sums = np.bincount(held.rows, weights=ease[held.columns], minlength=n_filings)
    return divide(np.bincount(held.rows, minlength=n_filings), sums)


def _result(counts: Matrix, axis: str, name: str, values: Array, unit: str) -> Result:
    labels = counts.places if axis == "place" else counts.activities
    sums = np.asarray(counts.values.sum(axis=1 if axis == "place" else 0)).reshape(-1)
    key = "places_without_total" if axis == "place" else "activities_without_total"
    return Result(
        axes=(axis,),
        labels=(labels,),
        columns={name: values},
        period=counts.period,
        units={name: unit},
        diagnostics={key: tuple(labels[sums == 0].tolist())},
    )
