"""Question: what is near and worth it, what is near alone, what would be a gamble?

In: a tidy table of activities with a risk, a benefit and a kind. Out: a Vega-Lite specification.
Must not know: how kinds are told apart, or where the chart will stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from smartspec.report import theme
from smartspec.report.blocks import ColumnSpec
from smartspec.report.chart_names import Dots, names_beside
from smartspec.report.chart_parts import Spec, finish, tooltip, tooltips
from smartspec.report.formatting import as_number

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

HEIGHT, SIZE, RADIUS = 470, 95, 5.5
LETTERS_PER_NAME = 19
"""Pixels of width for each name there may be: about 34 at 640."""

LOOKS = {
    "consolidate": ("square", theme.NEUTRAL_DARK),
    "eroding": ("square", theme.COUNTER),
    "reach": ("circle", theme.ACCENT),
    "easy": ("diamond", "#4a9ea3"),
    "gamble": ("triangle-up", "#c08a00"),
    "leave": ("circle", theme.NEUTRAL),
}
"""Shape and colour of each kind: told apart by either alone."""


class Cuts(NamedTuple):
    """Where the picture is cut, and what its corners are called.

    Parameters
    ----------
    x, y : float
        From where something is near, and complex.
    corners : tuple of str
        Names of the corners: upper right, lower right, upper left, lower left.
    """

    x: float
    y: float
    corners: tuple[str, str, str, str]


def quadrant(
    frame: pd.DataFrame,
    *,
    label: str,
    x: str,
    y: str,
    kind: str,
    cuts: Cuts,
    fragile: str = "",
    x_title: str = "Risk",
    y_title: str = "Benefit",
    extra: Sequence[ColumnSpec] = (),
) -> Spec:
    """Draw activities by risk and benefit, with the lines at which they are told apart.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row an activity, the most important first within each kind.
    label, x, y, kind : str
        Columns with its name, how near it is, how complex, and its kind, one of `LOOKS`.
    cuts : Cuts
        Where the picture is cut.
    fragile : str, optional
        Column that is true for what is drawn hollow.
    x_title, y_title : str
        Names of the axes.
    extra : sequence of ColumnSpec
        More columns for the tooltip.

    Returns
    -------
    dict
        Vega-Lite specification.
    """
    import altair as alt
    import pandas as pd

    rows = frame.dropna(subset=[x, y]).reset_index(drop=True)
    columns = [
        ColumnSpec(label, "Activity"),
        ColumnSpec(kind, "Kind"),
        ColumnSpec(x, x_title, "decimal1"),
        ColumnSpec(y, y_title, "signed"),
        *extra,
    ]
    hollow = rows[fragile].astype(bool) if fragile else pd.Series(False, index=rows.index)
    data = pd.DataFrame(
        {
            "number": rows.index,
            "name": rows[label].astype(str),
            "x": rows[x],
            "y": rows[y],
            "kind": rows[kind],
            "hollow": hollow,
            **tooltips(rows, columns),
        }
    )
    ends = (_ends(rows[x], cuts.x), _ends(rows[y], cuts.y))
    base = alt.Chart(data).encode(x=_across(x_title, ends[0]), y=_up(y_title, ends[1]))
    at = (
        (data["x"].to_numpy() - ends[0][0]) / (ends[0][1] - ends[0][0]),
        (ends[1][1] - data["y"].to_numpy()) / (ends[1][1] - ends[1][0]),
    )
    texts = names_beside(
        data["name"].tolist(),
        Dots(*at, np.zeros(len(data)), RADIUS),
        _order(rows[kind].tolist()),
        tall=lambda _: HEIGHT,
        most=lambda width: round(width / LETTERS_PER_NAME),
    )
    return finish(
        alt.layer(
            *_corners(cuts.corners),
            *_lines(cuts),
            *_dots(base, tooltip(columns), rows[kind].tolist()),
            *texts,
        )
        .resolve_scale(x="shared", y="shared")
        .properties(height=HEIGHT)
    )


def _ends(values: pd.Series, cut: float) -> tuple[float, float]:
    """Choose ends that show all dots and the line, with some room around."""
    found = [one for one in map(as_number, values) if one is not None]
    least, most = min([*found, cut]), max([*found, cut])
    room = 0.12 * ((most - least) or 1.0)
    return least - room, most + room


AXIS: dict[str, Any] = {
    "format": "~g", "tickCount": 6, "labelColor": theme.MUTED, "grid": False,
}  # fmt: skip


def _across(title: str, ends: tuple[float, float]) -> alt.X:
    import altair as alt

    axis = alt.Axis(title=title, titleAnchor="start", titleAlign="left", **AXIS)
    return alt.X("x:Q", scale=alt.Scale(domain=list(ends), nice=False, zero=False), axis=axis)


def _up(title: str, ends: tuple[float, float]) -> alt.Y:
    import altair as alt

    axis = alt.Axis(
        title=title,
        titleBaseline="bottom",
        titleAngle=0,
        titleAlign="left",
        titleX=0,
        titleY=-8,
        **AXIS,
    )
    return alt.Y("y:Q", scale=alt.Scale(domain=list(ends), nice=False, zero=False), axis=axis)


def _order(kinds: Sequence[str]) -> list[int]:
    """Put what the picture is about first: what is in reach, then strengths, then the rest."""
    first = {"reach": 0, "eroding": 1, "easy": 2, "gamble": 3, "consolidate": 4, "leave": 5}
    return sorted(range(len(kinds)), key=lambda number: (first.get(kinds[number], 6), number))


def _corners(names: tuple[str, str, str, str]) -> list[alt.Chart]:
    import altair as alt

    start = alt.Chart(alt.InlineData(values=[{}]))
    places = ((True, True), (True, False), (False, True), (False, False))
    found = []
    for name, (is_right, is_top) in zip(names, places, strict=True):
        text = start.mark_text(
            align="right" if is_right else "left",
            baseline="top" if is_top else "bottom",
            fontSize=19,
            fontWeight=600,
            color=theme.HAIRLINE,
        )
        across = {"value": "width" if is_right else 4}
        down = {"value": 4 if is_top else HEIGHT - 4}
        found.append(text.encode(x=across, y=down, text=alt.datum(name)))
    return found


def _lines(cuts: Cuts) -> list[alt.Chart]:
    import altair as alt

    start = alt.Chart(alt.InlineData(values=[{}]))
    look: dict[str, Any] = {"color": theme.NEUTRAL, "strokeWidth": 1, "strokeDash": [4, 3]}
    return [
        start.mark_rule(**look).encode(x=alt.X(datum=cuts.x)),
        start.mark_rule(**look).encode(y=alt.Y(datum=cuts.y)),
    ]


def _dots(base: alt.Chart, tips: list[alt.Tooltip], kinds: Sequence[str]) -> list[alt.Chart]:
    """Draw filled and hollow dots, with one legend of kinds for both."""
    import altair as alt

    there = [name for name in LOOKS if name in kinds]
    legend = alt.Legend(title=None, symbolSize=90, offset=26, columns=alt.ExprRef("narrow ? 3 : 6"))
    shape = alt.Shape(
        "kind:N",
        sort=there,
        scale=alt.Scale(domain=there, range=[LOOKS[name][0] for name in there]),
        legend=legend,
    )
    scale = alt.Scale(domain=there, range=[LOOKS[name][1] for name in there])
    found = []
    for hollow in (False, True):
        here = base.transform_filter(alt.FieldEqualPredicate(field="hollow", equal=hollow))
        look: dict[str, Any] = {"fill": theme.PAPER} if hollow else {}
        dots = here.mark_point(filled=not hollow, size=SIZE, opacity=1, strokeWidth=1.8, **look)
        found.append(
            dots.encode(
                shape=shape,
                color=alt.Color("kind:N", sort=there, scale=scale, legend=legend),
                tooltip=tips,
            )
        )
    return found
