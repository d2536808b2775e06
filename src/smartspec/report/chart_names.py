"""Question: how do names stand beside dots in a picture of any width?

In: dots on a sheet, names, which matter most. Out: layers of text.
Must not know: what is named.

Names are set anew for several widths; what fits at one fits at all that are wider.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from smartspec.report import theme
from smartspec.report.label_places import place_names

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

WIDTHS = (300, 440, 640, 900)
"""Widths in pixels from which names are set anew."""

LETTERS = 11.0
WIDEST = 100_000


class Dots(NamedTuple):
    """Where dots are, and how large.

    Parameters
    ----------
    x, y : array of shape (n,)
        From 0 to 1, in shares of the sheet, y from the top.
    radius : array of shape (n,)
        The part that grows with the sheet, in its widths.
    pixels : float
        The part that does not, in pixels.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    radius: NDArray[np.float64]
    pixels: float

    def circles(self, width: float, height: float) -> list[tuple[float, float, float]]:
        """Give middles and radii in pixels.

        Parameters
        ----------
        width, height : float
            Of the sheet, in pixels.

        Returns
        -------
        list of (x, y, radius)
            One a dot.
        """
        sizes = self.radius * width + self.pixels
        return list(zip((self.x * width).tolist(), (self.y * height).tolist(), sizes.tolist(),
                        strict=True))  # fmt: skip


def names_beside(
    names: Sequence[str],
    dots: Dots,
    order: Sequence[int],
    *,
    tall: Callable[[float], float],
    bold: NDArray[np.bool_] | None = None,
    most: Callable[[float], int] = lambda _: WIDEST,
    free_up_to: float = WIDEST,
) -> list[alt.Chart]:
    """Write as many names as fit, for each width.

    Parameters
    ----------
    names : sequence of str
        One a dot.
    dots : Dots
        Where they are.
    order : sequence of int
        Dots that are to be named, the most important first.
    tall : callable
        Height of the sheet by its width.
    bold : array of bool, optional
        Names to set off.
    most : callable, optional
        How many names there may be, by the width.
    free_up_to : float, optional
        Width up to which no name may lie on a dot; on wider sheets one may where there is no other
        room.

    Returns
    -------
    list of altair.Chart
        Layers, each with a halo below it.
    """
    import altair as alt
    import pandas as pd

    found = []
    for least, until in pairwise((0, *WIDTHS[1:], WIDEST)):
        width = least or WIDTHS[0]
        sheet = (float(width), tall(width))
        circles = dots.circles(*sheet)
        chosen, free = order[: most(width)], width < free_up_to
        for spot in place_names(circles, names, chosen, sheet, LETTERS, free=free):
            number = spot.number
            # Names keep their size where the sheet grows; their distance grows with the dot.
            grows = dots.radius[number]
            found.append({
                "x": dots.x[number], "y": dots.y[number], "name": names[number], "from": least,
                "until": until, "bold": bool(bold is not None and bold[number]), "base": width,
                "px": spot.x, "py": spot.y,
                "gx": np.sign(spot.x) * grows, "gy": np.sign(spot.y) * grows,
            })  # fmt: skip
    return _layers(pd.DataFrame(found), alt) if found else []


def _layers(data: pd.DataFrame, alt: Any) -> list[alt.Chart]:  # noqa: ANN401 - the library
    grown = "(width - datum.base)"
    base = (
        alt.Chart(data)
        .transform_filter("width >= datum.from && width < datum.until")
        .transform_calculate(
            tx=f"datum.x * width + datum.px + datum.gx * {grown}",
            ty=f"datum.y * height + datum.py + datum.gy * {grown}",
        )
        .encode(
            x=alt.X("tx:Q", axis=None, scale=None),
            y=alt.Y("ty:Q", axis=None, scale=None),
            text="name:N",
        )
    )
    layers = []
    for is_bold in (False, True):
        part = base.transform_filter(f"datum.bold === {str(is_bold).lower()}")
        look: dict[str, Any] = {"fontSize": LETTERS, "fontWeight": 600 if is_bold else 400}
        layers.append(part.mark_text(**look, stroke=theme.PAPER, strokeWidth=2.5, opacity=0.9))
        layers.append(part.mark_text(**look, color=theme.INK))
    return layers
