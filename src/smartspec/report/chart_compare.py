"""Question: what changed between two windows, and how does a place's profile compare?

In: a tidy table and which columns hold what. Out: a Vega-Lite specification.
Must not know: how the numbers were computed, or where the chart will stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from smartspec.report import theme
from smartspec.report.blocks import ColumnSpec
from smartspec.report.chart_parts import (
    NO_DATA,
    Scale,
    Spec,
    bold_where,
    class_colour,
    finish,
    label_axis,
    ratio_class,
    reach,
    tooltip,
    tooltips,
    value_axis,
)

if TYPE_CHECKING:
    import pandas as pd

MOVES = ("gain", "loss", "no clear change")


def change_dumbbell(
    frame: pd.DataFrame,
    *,
    label: str,
    earlier: str,
    later: str,
    significant: str = "",
    earlier_title: str = "Earlier",
    later_title: str = "Later",
    value_title: str = "RTA",
    line_at: float = 1.0,
    scale: Scale = "linear",
    domain: tuple[float, float] | None = None,
    extra: Sequence[ColumnSpec] = (),
    step: int = 22,
) -> Spec:
    """Draw where each field stood and where it stands: from the largest gain to the largest loss.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a field.
    label, earlier, later : str
        Columns with the field's name and the measure in both windows.
    significant : str, optional
        Column that is true where chance alone does not explain the change; all others are drawn
        grey. Without it every change is coloured.
    earlier_title, later_title, value_title : str
        Names of the windows and of the measure.
    line_at : float, default 1
        Where the line of comparison stands.
    scale : {"linear", "log"}, default "linear"
        Axis; on a log scale values under its lower end are drawn at that end.
    domain : tuple of float, optional
        Ends of the axis; chosen from the data otherwise.
    extra : sequence of ColumnSpec
        More columns for the tooltip.
    step : int, default 22
        Pixels a row.

    Returns
    -------
    dict
        Vega-Lite specification.
    """
    import altair as alt
    import pandas as pd

    rows = frame.dropna(subset=[earlier, later]).copy()
    rows["change"] = rows[later] - rows[earlier]
    rows = rows.sort_values("change", ascending=False, kind="stable")
    clear = rows[significant].astype(bool) if significant else pd.Series(True, index=rows.index)
    moves = np.where(~clear, MOVES[2], np.where(rows["change"] >= 0, MOVES[0], MOVES[1]))
    columns = [
        ColumnSpec(label, "Name"),
        ColumnSpec(earlier, f"{value_title} {earlier_title}", "ratio"),
        ColumnSpec(later, f"{value_title} {later_title}", "ratio"),
        ColumnSpec("change", "Change", "signed"),
        *extra,
    ]
    ends = domain or reach([rows[earlier], rows[later]], None, scale)
    data = {"label": rows[label], "earlier": rows[earlier].clip(*ends), "move": moves}
    data |= {"value": rows[later].clip(*ends), **tooltips(rows, columns)}
    base = alt.Chart(pd.DataFrame(data)).encode(
        y=label_axis(rows[label], rows[label][clear]),
        tooltip=tooltip(columns),
        color=alt.Color(
            "move:N",
            sort=list(MOVES),
            scale=alt.Scale(domain=list(MOVES), range=[theme.ACCENT, theme.COUNTER, theme.NEUTRAL]),
            legend=alt.Legend(
                title=None, symbolType="circle", columns=alt.ExprRef("narrow ? 2 : 0")
            ),
        ),
    )
    title = f"{value_title}: bar from {earlier_title} to {later_title} (dot)"
    rule = base.mark_rule(strokeWidth=4, opacity=0.55).encode(
        x=value_axis(title, ends, scale), x2="earlier:Q"
    )
    dot = base.mark_point(filled=True, opacity=1, size=95, shape="circle").encode(x="value:Q")
    start = base.mark_tick(thickness=2.5, size=11, opacity=1).encode(x="earlier:Q")
    line = (
        alt.Chart(alt.InlineData(values=[{}]))
        .mark_rule(color=theme.INK)
        .encode(x=alt.X(datum=line_at))
    )
    return finish(alt.layer(line, rule, start, dot), step=step, names=rows[label])


def peer_heatmap(
    frame: pd.DataFrame,
    *,
    activity: str,
    place: str,
    value: str,
    highlight: str = "",
    value_title: str = "RTA",
    activities: Sequence[str] | None = None,
    places: Sequence[str] | None = None,
    extra: Sequence[ColumnSpec] = (),
    step: int = 21,
) -> Spec:
    """Draw fields by places, coloured around 1, with each value written in its cell.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a field and place.
    activity, place, value : str
        Columns with the field, the place and the measure.
    highlight : str, optional
        The place whose name is set bold.
    value_title : str, default "RTA"
        Name of the measure.
    activities, places : sequence of str, optional
        Order of rows and columns; as they first appear otherwise.
    extra : sequence of ColumnSpec
        More columns for the tooltip.
    step : int, default 21
        Pixels a row.

    Returns
    -------
    dict
        Vega-Lite specification.
    """
    import altair as alt
    import pandas as pd

    rows_order = list(activities or dict.fromkeys(frame[activity]))
    columns_order = list(places or dict.fromkeys(frame[place]))
    columns = [
        ColumnSpec(activity, "Field"),
        ColumnSpec(place, "Place"),
        ColumnSpec(value, value_title, "ratio"),
        *extra,
    ]
    classes = [ratio_class(v) for v in frame[value]]
    dark = [
        v < theme.RATIO_TEXT_LIGHT_BELOW or v >= theme.RATIO_TEXT_LIGHT_ABOVE for v in frame[value]
    ]
    data = {"label": frame[activity], "place": frame[place], "class": classes, "dark": dark}
    base = alt.Chart(pd.DataFrame({**data, **tooltips(frame, columns)})).encode(
        x=alt.X(
            "place:N",
            sort=columns_order,
            axis=alt.Axis(
                title=None,
                orient="top",
                grid=False,
                labelAngle=-40,
                labelLimit=130,
                labelFlush=False,
                labelColor=theme.INK,
                labelFontWeight=bold_where([highlight]),
            ),
        ),
        y=label_axis(rows_order),
        tooltip=tooltip(columns),
    )
    boxes = base.mark_rect(stroke=theme.PAPER, strokeWidth=1.5).encode(
        color=class_colour(value_title, missing=NO_DATA in classes)
    )
    ink = alt.condition("datum.dark", alt.value(theme.PAPER), alt.value(theme.INK))
    texts = base.mark_text(fontSize=10.5).encode(text="tip2:N", color=ink)
    return finish(
        alt.layer(boxes, texts),
        step=step,
        names=rows_order,
        min_width=190 + 42 * len(columns_order),
        room_right=min(60, max(0, 5 * len(columns_order[-1]) - 20)) if columns_order else 0,
    )
