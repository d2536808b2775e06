"""Question: is one way to foretell better than its rivals, and than chance?

In: a tidy table and which columns hold what. Out: a Vega-Lite specification of dots.
Must not know: how the scores were computed, or where the chart will stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smartspec.report import theme
from smartspec.report.blocks import ColumnSpec
from smartspec.report.chart_parts import (
    Spec,
    finish,
    label_axis,
    tooltip,
    tooltips,
    value_axis,
)
from smartspec.report.formatting import as_number

if TYPE_CHECKING:
    import pandas as pd


def scores(
    frame: pd.DataFrame,
    *,
    label: str,
    value: str,
    low: str,
    high: str,
    rule: float = 0.5,
    highlight: str = "model",
    value_title: str = "AUC",
    extra: Sequence[ColumnSpec] = (),
    step: int = 26,
) -> Spec:
    """Draw scores as dots with intervals, the best first, against the line of chance.

    Unlike bars, dots need no axis that begins at 0: its ends are fitted to the intervals.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a way to foretell.
    label, value : str
        Columns with its name and its score.
    low, high : str
        Columns with the ends of the interval.
    rule : float, default 0.5
        What chance scores; where the line stands.
    highlight : str, default "model"
        The name that is set off.
    value_title : str, default "AUC"
        Name of the score.
    extra : sequence of ColumnSpec
        More columns for the tooltip.
    step : int, default 26
        Pixels a row.

    Returns
    -------
    dict
        Vega-Lite specification.
    """
    import altair as alt
    import pandas as pd

    rows = frame.dropna(subset=[value]).sort_values(value, ascending=False, kind="stable")
    columns = [
        ColumnSpec(label, "Name"),
        ColumnSpec(value, value_title, "ratio"),
        ColumnSpec(low, "Interval", "interval", upper=high),
        *extra,
    ]
    data = {
        "label": rows[label],
        "value": rows[value],
        "low": rows[low].fillna(rows[value]),
        "high": rows[high].fillna(rows[value]),
        "own": rows[label] == highlight,
    }
    base = alt.Chart(pd.DataFrame({**data, **tooltips(rows, columns)})).encode(
        y=label_axis(rows[label], [highlight]),
        tooltip=tooltip(columns),
        color=alt.condition("datum.own", alt.value(theme.ACCENT), alt.value(theme.NEUTRAL_DARK)),
    )
    ends = _ends([data["low"], data["high"], data["value"]], rule)
    axis = value_axis(value_title, ends, "linear")
    axis["scale"]["zero"] = False
    bars = base.mark_rule().encode(
        x=alt.X("low:Q", scale=alt.Scale(zero=False)),
        x2="high:Q",
        strokeWidth=alt.condition("datum.own", alt.value(3), alt.value(1.5)),
    )
    dots = base.mark_point(filled=True, opacity=1).encode(
        x=axis, size=alt.condition("datum.own", alt.value(130), alt.value(75))
    )
    figures = base.mark_text(align="left", dx=7, fontSize=11.5).encode(x="high:Q", text="tip1:N")
    line = alt.Chart(alt.InlineData(values=[{}])).mark_rule(color=theme.INK, strokeWidth=1)
    return finish(
        alt.layer(line.encode(x=alt.X(datum=rule)), bars, dots, figures),
        step=step,
        names=rows[label],
    )


def _ends(columns: Sequence[pd.Series], rule: float) -> tuple[float, float]:
    """Choose ends that show all intervals and the line, with room for figures at the right."""
    found = [x for column in columns for x in map(as_number, column) if x is not None]
    least, most = min([*found, rule]), max([*found, rule])
    reach = (most - least) or 0.1
    return least - 0.05 * reach, most + 0.14 * reach
