"""Question: what comes out if diversity and ubiquity are averaged back and forth?

In: a sparse matrix of ones. Out: the averages of one side after so many steps, as differences from
a level. Must not know: labels, scales, or what is made of it.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from smartspec.tables.matrix import Array

Side = Literal["place", "activity"]


def averaged(has: sparse.csr_array, side: Side, steps: int) -> tuple[Array, float]:
    """Average back and forth, and keep what differs apart from what is common.

    With many steps the averages hardly differ from one another, so their differences would drown in
    rounding if they were not kept apart.

    Parameters
    ----------
    has : csr_array of shape (n_places, n_activities)
        Ones.
    side : {"place", "activity"}
        On which side the averages shall end.
    steps : int
        How many, from 0.

    Returns
    -------
    differences : array
        Of each place or activity from the level; 0 for one that has nothing.
    level : float
        What is to be added.

    Examples
    --------
    >>> found, level = averaged(sparse.csr_array([[1.0, 1.0], [0.0, 1.0]]), "place", 1)
    >>> (found + level).tolist()
    [1.5, 2.0]
    """
    d_p, u_a = (np.asarray(has.sum(axis=axis)).reshape(-1) for axis in (1, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        to_places = sparse.diags_array(np.where(d_p > 0, 1.0 / d_p, 0.0)) @ has
        to_activities = sparse.diags_array(np.where(u_a > 0, 1.0 / u_a, 0.0)) @ has.T
    mine, other = (to_places, to_activities) if side == "place" else (to_activities, to_places)
    own, far = (d_p, u_a) if side == "place" else (u_a, d_p)
    shift = 0.0
    on_own_side = steps % 2 == 0
    path: Array = np.asarray(own if on_own_side else far, dtype=np.float64)
    for _ in range(steps):
        path = np.asarray((other if on_own_side else mine) @ path).reshape(-1)
        on_own_side = not on_own_side
        # Averages stay averages if a constant is taken off; what is left keeps its digits.
        level = float(path[path != 0].mean()) if path.any() else 0.0
        path = np.where(_held(has, side, on_own_side), path - level, 0.0)
        shift += level
    return path, shift


def _held(has: sparse.csr_array, side: Side, on_own_side: bool) -> NDArray[np.bool_]:
    """Mark what has anything, on the side where the averages now are."""
    of_places = (side == "place") == on_own_side
    sums = has.sum(axis=1) if of_places else has.sum(axis=0)
    held: NDArray[np.bool_] = np.asarray(sums).reshape(-1) > 0
    return held
