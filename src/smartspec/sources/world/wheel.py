"""Question: how is one of several things drawn by weight, many times and at once?

In: rows of weights, random numbers. Out: positions.
Must not know: what is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]


class Wheel:
    """Rows of weights, of equal or different length, prepared for drawing.

    Parameters
    ----------
    rows : sequence of array
        Weights of each row, none negative, not all zero.

    Examples
    --------
    >>> wheel = Wheel([[1.0, 1.0], [0.0, 0.0, 3.0]])
    >>> wheel.draw(np.array([0, 0, 1]), np.array([0.2, 0.7, 0.5]))
    array([0, 1, 2])
    """

    def __init__(self, rows: Sequence[Floats] | Floats) -> None:
        lengths = np.array([len(row) for row in rows])
        self.first = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        self._last = lengths - 1
        # All rows on one line, row after row, each one long: a single search then serves them all.
        parts = [np.cumsum(row, dtype=np.float64) for row in rows]
        self._line = np.concatenate([row / row[-1] + at for at, row in enumerate(parts)])

    def draw(self, row: Integers, random: Floats) -> Integers:
        """Draw once from each of the rows named.

        Parameters
        ----------
        row : array of int
            Which row to draw from.
        random : array of float
            Numbers from 0 to 1, as many.

        Returns
        -------
        array of int
            Positions within the rows.
        """
        found = np.searchsorted(self._line, row + random, side="right") - self.first[row]
        # A random number so near to 1 that the sum is rounded up would fall into the next row.
        position: Integers = np.minimum(found, self._last[row])
        return position


def rank_weights(many: int, steepness: float, shift: float = 1.0) -> Floats:
    """Return weights that fall with the rank, as sizes do in the world.

    Parameters
    ----------
    many : int
        How many.
    steepness : float
        Power of the fall.
    shift : float, default 1
        Added to the rank, so that the first does not outweigh all.

    Returns
    -------
    array of float
        Adding up to 1.

    Examples
    --------
    >>> rank_weights(2, 1.0).round(3)
    array([0.667, 0.333])
    """
    raw = (np.arange(many) + shift) ** -steepness
    weights: Floats = raw / raw.sum()
    return weights
