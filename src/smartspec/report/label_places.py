"""Question: where can names stand beside circles without lying on each other?

In: circles on a sheet in pixels, their names in order of importance. Out: where each name stands.
Must not know: what circles and names mean, or how they are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]

_NARROW, _WIDE = frozenset("ijltfrI.,;:'|()[]- "), frozenset("mwMW@%")
_SHAPES = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
_AIR = 2.0


class Place(NamedTuple):
    """Where a name stands.

    Parameters
    ----------
    number : int
        Of the circle.
    x, y : float
        Middle of the name, in pixels from the middle of its circle; the part that grows with the
        sheet is in ``side`` and ``level``.
    side, level : int
        -1, 0 or 1: left or right of the circle, above or below it.
    """

    number: int
    x: float
    y: float
    side: int
    level: int


def text_width(text: str, size: float) -> float:
    """Estimate how wide a text is in our letters.

    Parameters
    ----------
    text : str
        The text.
    size : float
        Of the letters, in pixels.

    Returns
    -------
    float
        In pixels, rather too wide than too narrow.

    Examples
    --------
    >>> text_width("ill", 10.0) < text_width("mum", 10.0)
    True
    """
    letters = sum(
        0.32 if c in _NARROW else 0.85 if c in _WIDE else 0.63 if c.isupper() else 0.53
        for c in text
    )
    return letters * size


def place_names(
    circles: Sequence[tuple[float, float, float]],
    names: Sequence[str],
    order: Sequence[int],
    sheet: tuple[float, float],
    size: float,
    *,
    free: bool = False,
) -> list[Place]:
    """Set names beside their circles, the most important first; one that finds no room is left out.

    Parameters
    ----------
    circles : sequence of (x, y, radius)
        In pixels.
    names : sequence of str
        One a circle.
    order : sequence of int
        Circles that are to be named, the most important first.
    sheet : tuple of float
        Width and height in pixels.
    size : float
        Of the letters, in pixels.
    free : bool, default False
        Leave a name out rather than set it on another circle.

    Returns
    -------
    list of Place
        No two names overlap and none leaves the sheet. One lies on a circle only where no place
        beside it is free of circles.

    Examples
    --------
    >>> found = place_names([(50.0, 50.0, 5.0)], ["x"], [0], (100.0, 100.0), 10.0)
    >>> found[0].side, found[0].level
    (1, 0)
    """
    dots = np.array(circles, dtype=np.float64).reshape(-1, 3)
    discs = np.column_stack([dots[:, :2] - dots[:, 2:], dots[:, :2] + dots[:, 2:]])
    taken: list[tuple[float, float, float, float]] = []
    placed: list[Place] = []
    for number in order:
        best: tuple[float, Place, tuple[float, float, float, float]] | None = None
        for rank, spot in enumerate(_spots(number, dots[number, 2], names[number], size)):
            box = _box(dots[number], spot, names[number], size)
            if min(box[:2]) < 0 or box[2] > sheet[0] or box[3] > sheet[1]:
                continue
            if taken and _overlaps(box, np.array(taken)).any():
                continue
            lies_on = _overlaps(box, discs)
            lies_on[number] = False
            if free and lies_on.any():
                continue
            cost = lies_on.sum() + rank / 100
            if best is None or cost < best[0]:
                best = (float(cost), spot, box)
        if best is not None:
            placed.append(best[1])
            taken.append(best[2])
    return placed


def _spots(number: int, radius: float, name: str, size: float) -> list[Place]:
    half, tall = text_width(name, size) / 2, size / 2
    found = []
    for side, level in _SHAPES:
        slant = 0.7 if side and level else 1.0
        gap = _AIR + half if side else 0.0
        found.append(
            Place(number, side * (slant * radius + gap), level * (slant * radius + tall + 1.0)
                  if level else 0.0, side, level)
        )  # fmt: skip
    return found


def _box(
    dot: NDArray[np.float64], spot: Place, name: str, size: float
) -> tuple[float, float, float, float]:
    half, tall = text_width(name, size) / 2, 0.56 * size
    x, y = float(dot[0]) + spot.x, float(dot[1]) + spot.y
    return (x - half, y - tall, x + half, y + tall)


def _overlaps(box: tuple[float, float, float, float], others: Boxes) -> NDArray[np.bool_]:
    left, top, right, bottom = others.T
    return np.asarray((box[0] < right) & (box[2] > left) & (box[1] < bottom) & (box[3] > top))
