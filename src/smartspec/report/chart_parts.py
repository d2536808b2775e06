"""Question: what do all our charts have in common?

In: an Altair chart. Out: a Vega-Lite specification in our look that fits any width.
Must not know: what a particular chart shows.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from smartspec.report import theme
from smartspec.report.formatting import as_number, cell

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from smartspec.report.blocks import ColumnSpec

Scale = Literal["linear", "log"]
Spec = dict[str, Any]

NARROW_BELOW = 460
"""Width in pixels below which labels break into two lines and letters get smaller."""

LABEL_SIZE = "narrow ? 11 : 12.5"
LONG_LABEL = 18
NARROW_STEP = 15
MANY_ROWS, PRINT_STEP = 24, 17
LINE_HEIGHT = 11.5

NO_DATA = "no data"


def ratio_classes() -> tuple[list[str], list[str]]:
    """Return the classes of a ratio around 1 and their colours, with one for no data.

    Returns
    -------
    tuple of list of str
        Names and colours, from far below 1 to far above.
    """
    ends = [f"{step:g}" for step in theme.RATIO_STEPS]
    between = [f"{low}–{high}" for low, high in pairwise(ends)]
    names = [f"under {ends[0]}", *between, f"over {ends[-1]}", NO_DATA]
    return names, [*theme.RATIO_COLOURS, theme.NO_DATA]


def ratio_class(value: object) -> str:
    """Return the class of one ratio.

    Parameters
    ----------
    value : float or None
        A ratio such as an RTA.

    Returns
    -------
    str
        One of the names of ``ratio_classes``; the lower end belongs to a class.

    Examples
    --------
    >>> ratio_class(0.1), ratio_class(3.0), ratio_class(None)
    ('under 0.33', 'over 3', 'no data')
    """
    amount = as_number(value)
    if amount is None:
        return NO_DATA
    names, _ = ratio_classes()
    return names[sum(amount >= step for step in theme.RATIO_STEPS)]


def class_colour(title: str, *, missing: bool) -> alt.Color:
    """Return the colour encoding of a field ``class`` that holds ratio classes.

    Parameters
    ----------
    title : str
        Title of the legend.
    missing : bool
        Whether some have no data, which the legend then explains.

    Returns
    -------
    altair.Color
        Diverging around 1, with a legend above the chart.
    """
    import altair as alt

    names, colours = ratio_classes()
    if not missing:
        names, colours = names[:-1], colours[:-1]
    legend = alt.Legend(
        title=title, columns=alt.ExprRef("narrow ? 4 : 8"), symbolType="square", symbolSize=170
    )
    return alt.Color(
        "class:N", scale=alt.Scale(domain=names, range=colours), sort=names, legend=legend
    )


def label_axis(order: Iterable[str], bold: Iterable[str] = ()) -> alt.Y:
    """Return a vertical axis of names in a given order, some of them bold.

    Where the chart is narrow, long names stand in two lines.

    Parameters
    ----------
    order : iterable of str
        The names, from the top.
    bold : iterable of str
        Names to set off.

    Returns
    -------
    altair.Y
        Encoding of the field ``label``.
    """
    import altair as alt

    names = list(order)
    halves = {name: _halves(name) for name in names if _is_long(name)}
    axis = alt.Axis(
        title=None,
        labelExpr=f"narrow && {json.dumps(halves)}[datum.label] || datum.label",
        labelFontSize=alt.ExprRef(LABEL_SIZE),
        labelLineHeight=LINE_HEIGHT,
        labelOffset=_value_where(halves, -LINE_HEIGHT / 2, 0, only="narrow"),
        labelFontWeight=bold_where(bold),
    )
    return alt.Y("label:N", sort=names, axis=axis)


def _is_long(name: str) -> bool:
    return len(name) >= LONG_LABEL and " " in name


def _halves(name: str) -> list[str]:
    """Break a name at the space nearest to its middle."""
    spaces = [position for position, letter in enumerate(name) if letter == " "]
    middle = min(spaces, key=lambda position: abs(position - len(name) / 2))
    return [name[:middle], name[middle + 1 :]]


def _value_where(
    names: Iterable[str], value: object, otherwise: object, *, only: str = "true"
) -> dict[str, Any]:
    test = f"{only} && indexof({json.dumps(list(names))}, datum.value) >= 0"
    return {"condition": {"test": test, "value": value}, "value": otherwise}


def bold_where(names: Iterable[str]) -> dict[str, Any]:
    """Return the axis property that sets some labels bold.

    Parameters
    ----------
    names : iterable of str
        Labels to set off.

    Returns
    -------
    dict
        A conditional value of Vega-Lite.
    """
    return _value_where(names, 600, "normal")


def value_axis(title: str, domain: tuple[float, float], scale: Scale) -> alt.X:
    """Return the horizontal axis of the field ``value``, above the chart.

    Parameters
    ----------
    title : str
        What is measured.
    domain : tuple of float
        Its ends.
    scale : {"linear", "log"}
        On a log scale a half is as far from 1 as a double.

    Returns
    -------
    altair.X
        Encoding of the field ``value``.
    """
    import altair as alt

    log_ticks = [0.125, 0.25, 0.5, 1, 2, 4, 8, 16]
    axis = alt.Axis(
        title=title,
        orient="top",
        titleAnchor="start",
        titleAlign="left",
        format="~g",
        tickCount=6,
        values=log_ticks if scale == "log" else alt.Undefined,
    )
    kind = alt.Scale(domain=list(domain), type=scale, nice=False)
    return alt.X("value:Q", axis=axis, scale=kind)


def reach(
    columns: Iterable[pd.Series], ends: pd.Series | None, scale: Scale
) -> tuple[float, float]:
    """Choose the ends of the value axis so that all values, and most of the intervals, are seen.

    Parameters
    ----------
    columns : iterable of pandas.Series
        Values that must be seen whole.
    ends : pandas.Series, optional
        Upper ends of intervals, which may be cut where they would squeeze all else.
    scale : {"linear", "log"}
        On a linear axis the lower end is 0.

    Returns
    -------
    tuple of float
        Lower and upper end.
    """
    finite = [x for column in columns for x in map(as_number, column) if x is not None]
    finite = [x for x in finite if abs(x) != float("inf")]
    top = max([*finite, 1.1])
    if ends is not None:
        far = max([x for x in map(as_number, ends) if x is not None], default=top)
        top = max(top, min(far, 1.4 * top))
    bottom = min([x for x in finite if x > 0], default=0.5)
    return (max(0.1, min(0.5, bottom / 1.15)), top * 1.15) if scale == "log" else (0.0, top * 1.05)


def tooltips(frame: pd.DataFrame, columns: Sequence[ColumnSpec]) -> dict[str, list[str]]:
    """Write the columns of a tooltip as a reader has them.

    Parameters
    ----------
    frame : pandas.DataFrame
        The data.
    columns : sequence of ColumnSpec
        What the tooltip shows, in order.

    Returns
    -------
    dict
        Field name (``tip0`` and so on) to texts.
    """
    written = {}
    for position, column in enumerate(columns):
        uppers = frame[column.upper] if column.upper else [None] * len(frame)
        pairs = zip(frame[column.name], uppers, strict=True)
        written[f"tip{position}"] = [cell(value, column, upper) for value, upper in pairs]
    return written


def tooltip(columns: Sequence[ColumnSpec]) -> list[alt.Tooltip]:
    """Return the tooltip encoding for the texts of ``tooltips``.

    Parameters
    ----------
    columns : sequence of ColumnSpec
        The same columns.

    Returns
    -------
    list of altair.Tooltip
        One a column.
    """
    import altair as alt

    return [
        alt.Tooltip(f"tip{position}:N", title=column.header)
        for position, column in enumerate(columns)
    ]


def finish(
    chart: alt.LayerChart | alt.FacetChart,
    *,
    step: int | None = None,
    names: Iterable[str] = (),
    aspect: float | None = None,
    min_width: int | None = None,
    room_right: int = 0,
) -> Spec:
    """Turn an Altair chart into a specification in our look.

    Parameters
    ----------
    chart : altair.LayerChart
        The chart.
    step : int, optional
        Height of a row in pixels.
    names : iterable of str, optional
        Names of the rows: in a narrow chart rows are higher where a long name stands in two lines,
        and closer where all are short; on paper they are closer where there are many.
    aspect : float, optional
        Height over width, for a map; used in place of ``step``.
    min_width : int, optional
        Pixels below which the chart scrolls inside its own frame and shrinks no further.
    room_right : int, default 0
        Pixels to leave at the right for slanted names.

    Returns
    -------
    dict
        A Vega-Lite specification that fills the width of what contains it.
    """
    spec: Spec = chart.to_dict(validate=False)
    spec["config"] = theme.vega_config()
    spec["width"] = "container"
    spec["padding"] = {"left": 0, "top": 4, "right": 8 + room_right, "bottom": 4}
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    spec["params"] = [{"name": "narrow", "value": False}]
    hints: dict[str, object] = {"narrow_below": NARROW_BELOW, "legends": theme.LEGEND_LAYOUT}
    if aspect is not None:
        spec["height"] = round(700 * aspect)
        hints["aspect"] = aspect
    if step is not None:
        spec["height"] = {"step": step, "for": "position"}
        rows = list(names)
        if any(map(_is_long, rows)):
            hints["narrow_step"] = max(step, round(2 * LINE_HEIGHT) + 4)
        elif rows:
            hints["narrow_step"] = min(step, NARROW_STEP)
        if len(rows) > MANY_ROWS:
            hints["print_step"] = min(step, PRINT_STEP)
    if min_width is not None:
        hints["min_width"] = min_width
    spec["usermeta"] = {"smartspec": hints}
    return spec


def for_print(spec: Spec, width: int) -> Spec:
    """Give a specification a fixed width, as paper needs it.

    Parameters
    ----------
    spec : dict
        A specification of this room.
    width : int
        Width of the whole picture in pixels, labels included.

    Returns
    -------
    dict
        A copy.
    """
    fixed = copy.deepcopy(spec)
    hints = fixed["usermeta"]["smartspec"]
    narrow = width < hints["narrow_below"]
    fixed["width"] = width
    fixed["params"] = [{"name": "narrow", "value": narrow}]
    step = hints.get("narrow_step" if narrow else "print_step")
    if step is not None:
        fixed["height"]["step"] = step
    if "aspect" in hints:
        fixed["height"] = round(width * hints["aspect"])
    return fixed


def titled(spec: Spec, title: str, subtitle: str = "", source: str = "") -> Spec:
    """Write title, subtitle and source into a picture that will travel alone.

    Parameters
    ----------
    spec : dict
        A specification of this room.
    title, subtitle, source : str
        What to write; lines are broken to fit a width of 720 pixels.

    Returns
    -------
    dict
        A copy.
    """
    import textwrap

    alone = copy.deepcopy(spec)
    lines = textwrap.wrap(subtitle, 118) + textwrap.wrap(source, 118)
    alone["title"] = {"text": textwrap.wrap(title, 84) or "", "subtitle": lines}
    alone["padding"] = 16
    return alone
