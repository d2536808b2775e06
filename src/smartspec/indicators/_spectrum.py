"""Question: along which line do places and activities differ most, beyond their size?

In: a connected matrix of ones. Out: the second singular vectors of its normalised form on both
sides, and how well they are determined. Must not know: labels, signs, scales or what it is for.

With ``B = D_p^(-1/2) M D_a^(-1/2)`` the matrix of transitions ``D_p^(-1) M D_a^(-1) M'`` has the
eigenvalues of ``B B'`` and the eigenvectors ``D_p^(-1/2) u``. The first is known (all ones), so it
is taken out, and what is left is symmetric: that is solved on the side that has fewer rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, eigsh

from smartspec.tables.matrix import Array

CLOSE = 0.05
"""Second and third eigenvalue nearer than this share of the second leave the ranking open."""

WEAK = 0.3
"""Correlation with what gives the sign below which the sign is called weakly determined."""

DENSE = 48
"""Sides up to this are solved directly, since an iteration needs more room than there is."""

SEED = 20121


class Spectrum(NamedTuple):
    """The line along which places and activities differ most.

    Parameters
    ----------
    places : array of shape (n_places,)
        Eigenvector of the transitions between places; its sign and length mean nothing.
    activities : array of shape (n_activities,)
        The same for activities, in the same direction: each is the mean of its places, times a
        positive number.
    second, third : float
        Second and third largest eigenvalue; the vectors are well determined if they lie apart.
    products : int
        How many products with the matrix the solution took; 0 if it was solved directly.
    """

    places: Array
    activities: Array
    second: float
    third: float
    products: int


def spectrum(has: sparse.csr_array) -> Spectrum:
    """Find the second eigenvectors of the transitions between places and between activities.

    Parameters
    ----------
    has : csr_array of shape (n_places, n_activities)
        Ones; connected, without empty rows or columns.

    Returns
    -------
    Spectrum
        Vectors and eigenvalues.

    Examples
    --------
    >>> found = spectrum(sparse.csr_array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]))
    >>> round(found.second, 6), abs(found.places).round(6).tolist()
    (0.5, [0.5, 0.5])
    """
    d_p = np.asarray(has.sum(axis=1)).reshape(-1)
    d_a = np.asarray(has.sum(axis=0)).reshape(-1)
    normal = sparse.diags_array(d_p**-0.5) @ has @ sparse.diags_array(d_a**-0.5)
    is_wide = has.shape[0] <= has.shape[1]
    near = sparse.csr_array(normal if is_wide else normal.T)
    first = np.sqrt(d_p if is_wide else d_a)
    values, vector, products = _largest(near, first / np.linalg.norm(first))
    other = near.T @ vector
    u, v = (vector, other) if is_wide else (other, vector)
    return Spectrum(u * d_p**-0.5, v * d_a**-0.5, values[0], values[1], products)


def _largest(near: sparse.csr_array, first: Array) -> tuple[tuple[float, float], Array, int]:
    """Find the two largest eigenvalues beside the first, and the vector of the larger."""
    size, far = near.shape[0], near.T  # as it lies: turning it round takes longer than it saves
    if size <= DENSE:
        square = (near @ far).toarray() - np.outer(first, first)
        values, vectors = np.linalg.eigh(square)
        third = float(values[-2]) if size > 1 else 0.0
        return (float(values[-1]), third), vectors[:, -1], 0
    products = 0

    def product(x: Array) -> Array:
        nonlocal products
        products += 1
        flat = np.asarray(x).reshape(-1)
        answer: Array = near @ (far @ flat) - first * float(first @ flat)
        return answer

    start = np.random.default_rng(SEED).standard_normal(size)
    solve: Callable[..., tuple[Array, Array]] = eigsh
    values, vectors = solve(
        LinearOperator((size, size), matvec=product, dtype=np.float64), k=2, which="LA", v0=start
    )
    order = np.argsort(values)[::-1]
    larger, smaller = values[order]
    return (float(larger), float(smaller)), vectors[:, order[0]], products


def towards(vector: Array, guide: Array) -> tuple[float, float]:
    """Find the sign that lets a vector point where a guide does.

    Parameters
    ----------
    vector, guide : array of shape (n,)
        What has no sign, and what has.

    Returns
    -------
    sign : float
        1 or -1; where the guide says nothing, such that the first element is not negative.
    strength : float
        How strongly the two correlate, from 0 to 1.

    Examples
    --------
    >>> towards(np.array([1.0, -1.0]), np.array([2.0, 5.0]))
    (-1.0, 1.0)
    """
    apart, guided = vector - vector.mean(), guide - guide.mean()
    length = float(np.linalg.norm(apart) * np.linalg.norm(guided))
    strength = float(apart @ guided) / length if length > 0 else 0.0
    if abs(strength) < _NOTHING:
        return (1.0 if vector[0] >= 0 else -1.0), 0.0
    return (1.0 if strength > 0 else -1.0), min(abs(strength), 1.0)


def doubts_about(
    period: str, *, second: float, third: float, strength: float, guide: str
) -> tuple[str, ...]:
    """Say what leaves a ranking or its direction open.

    Parameters
    ----------
    period : str
        Of what.
    second, third : float
        Eigenvalues.
    strength : float
        How strongly the sign is determined.
    guide : str
        By what.

    Returns
    -------
    tuple of str
        A sentence for each doubt.
    """
    doubts = []
    if strength < WEAK:
        doubts.append(
            f"The sign of complexity is weakly determined in {period}: its correlation with "
            f"{guide} is {strength:.2f}, so that high and low may have to change places."
        )
    if second - third < CLOSE * second:
        doubts.append(
            f"Complexity is weakly determined in {period}: the second and third eigenvalue are "
            f"{second:.4f} and {third:.4f}, so that small changes turn the ranking."
        )
    return tuple(doubts)


_NOTHING = 1e-12
