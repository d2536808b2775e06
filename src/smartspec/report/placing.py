"""Question: which names can stand beside their dots without covering anything?

In: dots on a sheet, their names, which matter most. Out: for each name the side on which it stands,
or none.
Must not know: what is named, or how a chart is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LETTER, LINE = 5.9, 13.0
"""Width of a letter and height of a line in pixels, at 11.5 pixels a letter."""

SIDES = ("right", "left", "above", "below")
NOWHERE = ""


class Sheet(NamedTuple):
    """A sheet with dots.

    Parameters
    ----------
    width, height : float
        In pixels.
    x, y : array of shape (n,)
        Middles of the dots, y from the top.
    radius : array of shape (n,)
        Their radii.
    """

    width: float
    height: float
    x: Array
    y: Array
    radius: Array


def placed(sheet: Sheet, names: Sequence[str], order: Sequence[int], *, most: int) -> list[str]:
    """Choose a side for each name, the most important first.

    Parameters
    ----------
    sheet : Sheet
        Where the dots are.
    names : sequence of str
        A name a dot.
    order : sequence of int
        Numbers of the dots to name, the most important first.
    most : int
        How many names there may be.

    Returns
    -------
    list of str
        One of `SIDES` for each dot, or nothing: no name covers a dot, another name or the edge.

    Examples
    --------
    Of two dots beside each other the first name goes to the left, where there is room.

    >>> sheet = Sheet(300, 100, np.array([150.0, 160.0]), np.array([50.0, 50.0]), np.full(2, 4.0))
    >>> placed(sheet, ["first", "other"], [0, 1], most=2)
    ['left', 'right']
    """
    dots = np.column_stack(
        [
            sheet.x - sheet.radius,
            sheet.y - sheet.radius,
            sheet.x + sheet.radius,
            sheet.y + sheet.radius,
        ]
    )
    taken: list[Array] = []
    found = [NOWHERE] * len(names)
    for number in order:
        if len(taken) == most:
            break
        others = np.delete(dots, number, axis=0)
        for side in SIDES:
            box = _box(sheet, number, names[number], side)
            if _inside(box, sheet) and not _covers(box, others) and not _covers(box, taken):
                found[number] = side
                taken.append(box)
                break
    return found


def offset(side: str, radius: float) -> tuple[str, str, float, float]:
    """Say how a text stands on a side of its dot.

    Parameters
    ----------
    side : str
        One of `SIDES`.
    radius : float
        Of the dot, in pixels.

    Returns
    -------
    tuple
        Alignment, baseline, and how far to move to the right and down.
    """
    away = radius + 3.0
    return {
        "right": ("left", "middle", away, 0.0),
        "left": ("right", "middle", -away, 0.0),
        "above": ("center", "bottom", 0.0, -away),
        "below": ("center", "top", 0.0, away),
    }[side]


def _box(sheet: Sheet, number: int, name: str, side: str) -> Array:
    width, x, y = LETTER * len(name), sheet.x[number], sheet.y[number]
    align, baseline, dx, dy = offset(side, float(sheet.radius[number]))
    left = x + dx - {"left": 0.0, "right": width, "center": width / 2.0}[align]
    top = y + dy - {"top": 0.0, "bottom": LINE, "middle": LINE / 2.0}[baseline]
    return np.array([left, top, left + width, top + LINE])


def _inside(box: Array, sheet: Sheet) -> bool:
    return bool(box[0] >= 0 and box[1] >= 0 and box[2] <= sheet.width and box[3] <= sheet.height)


def _covers(box: Array, others: Array | list[Array]) -> bool:
    if not len(others):
        return False
    rows = np.asarray(others)
    apart = (
        (rows[:, 2] <= box[0])
        | (rows[:, 0] >= box[2])
        | (rows[:, 3] <= box[1])
        | (rows[:, 1] >= box[3])
    )
    return bool((~apart).any())
