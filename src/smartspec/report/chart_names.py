"""Question: how do names stand beside dots in a picture of any width?

In: dots in shares of a sheet, names, which matter most. Out: layers of text.
Must not know: what is named.

Names are placed twice, for a wide and for a narrow picture; the picture shows one of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smartspec.report import theme
from smartspec.report.placing import NOWHERE, SIDES, Sheet, offset, placed

if TYPE_CHECKING:
    import altair as alt

Array = NDArray[np.float64]

WIDE, NARROW = 670.0, 290.0
SIZE = 11.5


def names_beside(
    base: alt.Chart,
    at: tuple[Array, Array],
    names: Sequence[str],
    order: Sequence[int],
    *,
    height: tuple[float, float],
    radius: tuple[Array, Array],
    most: tuple[int, int] = (25, 9),
) -> list[alt.Chart]:
    """Write as many names as fit.

    Parameters
    ----------
    base : altair.Chart
        Encodes x and y of every dot, and has a field ``name`` and a field ``number``.
    at : pair of arrays of shape (n,)
        Where dots are, in shares of the width from the left and of the height from the top.
    names : sequence of str
        A name a dot.
    order : sequence of int
        Numbers of the dots, the most important first.
    height : tuple of float
        Of the wide and of the narrow picture, in pixels.
    radius : pair of arrays of shape (n,)
        Of the dots in the wide and in the narrow picture, in pixels.
    most : tuple of int
        How many names there may be in the wide and in the narrow picture.

    Returns
    -------
    list of altair.Chart
        Layers, each with a halo below it.
    """
    layers = []
    for number, (width, shown) in enumerate(((WIDE, "narrow ? 0 : 1"), (NARROW, "narrow ? 1 : 0"))):
        tall, wide = height[number], radius[number]
        sheet = Sheet(width, tall, at[0] * width, at[1] * tall, wide)
        sides = placed(sheet, names, order, most=most[number])
        layers += _layers(base, sides, wide, shown)
    return layers


def _layers(base: alt.Chart, sides: Sequence[str], radius: Array, shown: str) -> list[alt.Chart]:
    """Write the names of each side and size of dot, for which text stands alike."""
    import altair as alt

    found = []
    groups: dict[tuple[str, float], list[int]] = {}
    for number, side in enumerate(sides):
        if side != NOWHERE:
            groups.setdefault((side, float(np.ceil(radius[number]))), []).append(number)
    for (side, size), numbers in sorted(groups.items(), key=lambda one: SIDES.index(one[0][0])):
        align, baseline, dx, dy = offset(side, size)
        here = base.transform_filter(alt.FieldOneOfPredicate(field="number", oneOf=numbers))
        look: dict[str, Any] = {
            "align": align,
            "baseline": baseline,
            "dx": dx,
            "dy": dy,
            "fontSize": SIZE,
            "opacity": alt.ExprRef(shown),
        }
        halo = here.mark_text(**look, stroke=theme.PAPER, strokeWidth=3, strokeJoin="round")
        found += [one.encode(text="name:N") for one in (halo, here.mark_text(**look))]
    return found
