"""Question: how do places, fields or sectors compare on one measure?

In: a tidy table and which columns hold what. Out: a Vega-Lite specification of bars.
Must not know: how the numbers were computed, or where the chart will stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from smartspec.report import theme
from smartspec.report.blocks import ColumnSpec
from smartspec.report.chart_parts import (
    Scale,
    Spec,
    finish,
    label_axis,
    reach,
    tooltip,
    tooltips,
    value_axis,
)

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

Legend = Literal["top", "none"]

GROUPS, OTHERS = "Groups of economies", "Other economies"
STATUSES = ("specialised", "not clear", "under-specialised")


def ranked_bars(
    frame: pd.DataFrame,
    *,
    label: str,
    value: str,
    low: str = "",
    high: str = "",
    earlier: str = "",
    group: str = "",
    highlight: str = "",
    value_title: str = "RTA",
    earlier_title: str = "Earlier",
    line_at: float = 1.0,
    scale: Scale = "linear",
    domain: tuple[float, float] | None = None,
    extra: Sequence[ColumnSpec] = (),
    legend: Legend = "top",
    step: int = 19,
) -> Spec:
    """Draw places from the highest to the lowest, with intervals and an earlier mark.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a place or group.
    label, value : str
        Columns with the name and the measure.
    low, high : str, optional
        Columns with the ends of the interval.
    earlier : str, optional
        Column with the measure in an earlier window.
    group : str, optional
        Column that is true for groups of economies (OECD, EU27, BRIICS).
    highlight : str, optional
        The name that is drawn in the accent colour.
    value_title, earlier_title : str
        Names of the measure and of the earlier mark.
    line_at : float, default 1
        Where the line of comparison stands.
    scale : {"linear", "log"}, default "linear"
        On a log scale bars grow from the line of comparison to either side.
    domain : tuple of float, optional
        Ends of the axis; chosen from the data otherwise. Intervals may be cut there.
    extra : sequence of ColumnSpec
        More columns for the tooltip.
    legend : {"top", "none"}, default "top"
        Where the legend stands.
    step : int, default 19
        Pixels a row.

    Returns
    -------
    dict
        Vega-Lite specification.
    """
    import altair as alt
    import pandas as pd

    rows = frame.dropna(subset=[value]).sort_values(value, ascending=False, kind="stable")
    flags = rows[group].astype(bool).to_numpy() if group else [False] * len(rows)
    kinds = [
        GROUPS if flag else name if name == highlight else OTHERS
        for name, flag in zip(rows[label], flags, strict=True)
    ]
    columns = _value_columns(label, value, low, high, value_title)
    columns += [ColumnSpec(earlier, earlier_title, "ratio")] if earlier else []
    columns += list(extra)
    shown = [rows[value]] + ([rows[earlier]] if earlier else [])
    ends = domain or reach(shown, rows[high] if high else None, scale)
    data: dict[str, object] = {
        "label": rows[label],
        "value": rows[value].clip(*ends),
        "kind": kinds,
    }
    data |= {**tooltips(rows, columns), **_interval_data(rows, low, high, ends)}
    if earlier:
        data |= {
            "earlier": rows[earlier].where(rows[earlier].between(*ends)),
            "mark": earlier_title,
        }
    base = alt.Chart(pd.DataFrame(data)).encode(
        y=label_axis(rows[label], [highlight, *rows[label][flags]]), tooltip=tooltip(columns)
    )
    bars = _bars(base, value_title, ends, scale, line_at).encode(
        color=_kind_colour(kinds, highlight, legend)
    )
    layers: list[alt.Chart] = [bars, *_interval(base, low), _line(line_at)]
    if earlier:
        layers.append(_earlier_mark(base, earlier_title, legend))
    return finish(alt.layer(*layers), step=step, names=rows[label])


def strengths_bars(
    frame: pd.DataFrame,
    *,
    label: str,
    value: str,
    status: str,
    low: str = "",
    high: str = "",
    value_title: str = "RTA",
    line_at: float = 1.0,
    scale: Scale = "linear",
    domain: tuple[float, float] | None = None,
    extra: Sequence[ColumnSpec] = (),
    step: int = 20,
) -> Spec:
    """Draw the fields of one place, coloured by whether it is specialised in them.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a field.
    label, value : str
        Columns with the field's name and the measure.
    status : str
        Column with ``"specialised"``, ``"not clear"`` or ``"under-specialised"``.
    low, high : str, optional
        Columns with the ends of the interval.
    value_title : str, default "RTA"
        Name of the measure.
    line_at : float, default 1
        Where the line of comparison stands.
    scale : {"linear", "log"}, default "linear"
        On a log scale bars grow from the line of comparison to either side.
    domain : tuple of float, optional
        Ends of the axis; chosen from the data otherwise. Intervals may be cut there.
    extra : sequence of ColumnSpec
        More columns for the tooltip.
    step : int, default 20
        Pixels a row.

    Returns
    -------
    dict
        Vega-Lite specification.

    Raises
    ------
    ValueError
        If a status is none of the three.
    """
    import altair as alt
    import pandas as pd

    odd = sorted(set(frame[status]) - set(STATUSES))
    if odd:
        raise ValueError(f"A status is one of {', '.join(STATUSES)}; not {', '.join(odd)}.")
    rows = frame.dropna(subset=[value]).sort_values(value, ascending=False, kind="stable")
    columns = [*_value_columns(label, value, low, high, value_title), *extra]
    ends = domain or reach([rows[value]], rows[high] if high else None, scale)
    data: dict[str, object] = {
        "label": rows[label],
        "value": rows[value].clip(*ends),
        "status": rows[status],
    }
    data |= {**tooltips(rows, columns), **_interval_data(rows, low, high, ends)}
    base = alt.Chart(pd.DataFrame(data)).encode(
        y=label_axis(rows[label], rows[label][rows[status] == STATUSES[0]]),
        tooltip=tooltip(columns),
    )
    colours = alt.Scale(domain=list(STATUSES), range=[theme.ACCENT, theme.NEUTRAL, theme.COUNTER])
    bars = _bars(base, value_title, ends, scale, line_at).encode(
        color=alt.Color("status:N", scale=colours, sort=list(STATUSES), legend=_legend())
    )
    return finish(
        alt.layer(bars, *_interval(base, low), _line(line_at)), step=step, names=rows[label]
    )


def sector_bars(
    frame: pd.DataFrame,
    *,
    sector: str,
    series: str,
    value: str,
    highlight: str = "",
    value_title: str = "Share, %",
    step: int = 15,
) -> Spec:
    """Draw a place's mix of sectors beside that of others.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a sector and series, in the order in which they are drawn.
    sector, series, value : str
        Columns with the sector, whose mix it is, and the share in per cent.
    highlight : str, optional
        The series drawn in the accent colour.
    value_title : str, default "Share, %"
        Name of the measure.
    step : int, default 15
        Pixels a bar.

    Returns
    -------
    dict
        Vega-Lite specification.
    """
    import altair as alt
    import pandas as pd

    columns = [
        ColumnSpec(sector, "Sector"),
        ColumnSpec(series, "Of"),
        ColumnSpec(value, value_title, "decimal1"),
    ]
    data = {"label": frame[sector], "series": frame[series], "value": frame[value]}
    written = tooltips(frame, columns)
    names = list(dict.fromkeys(frame[series]))
    greys = iter([theme.NEUTRAL, theme.NEUTRAL_DARK, theme.COUNTER, theme.HAIRLINE] * len(names))
    colours = [theme.ACCENT if name == highlight else next(greys) for name in names]
    base = alt.Chart(pd.DataFrame({**data, **written})).encode(
        y=label_axis(list(dict.fromkeys(frame[sector]))),
        yOffset=alt.YOffset("series:N", sort=names, scale=alt.Scale(paddingInner=0.12)),
        x=value_axis(value_title, (0, reach([frame[value]], None, "linear")[1] * 1.04), "linear"),
        tooltip=tooltip(columns),
    )
    bars = base.mark_bar().encode(
        color=alt.Color(
            "series:N", sort=names, scale=alt.Scale(domain=names, range=colours), legend=_legend()
        )
    )
    ends = base.mark_text(align="left", dx=4, fontSize=11, color=theme.MUTED).encode(
        text="tip2:N", yOffset=alt.YOffset("series:N", sort=names, bandPosition=0.5)
    )
    return finish(alt.layer(bars, ends), step=step * (len(names) + 1))


def _value_columns(
    label: str, value: str, low: str, high: str, value_title: str
) -> list[ColumnSpec]:
    columns = [ColumnSpec(label, "Name"), ColumnSpec(value, value_title, "ratio")]
    return columns + ([ColumnSpec(low, "Interval", "interval", upper=high)] if low else [])


def _interval_data(
    rows: pd.DataFrame, low: str, high: str, ends: tuple[float, float]
) -> dict[str, pd.Series]:
    """Return the ends of the intervals, cut where the axis ends."""
    if not (low and high):
        return {}
    return {"low": rows[low].clip(*ends), "high": rows[high].clip(*ends)}


def _bars(
    base: alt.Chart, title: str, ends: tuple[float, float], scale: Scale, line_at: float
) -> alt.Chart:
    import altair as alt

    bars: alt.Chart = base.mark_bar().encode(x=value_axis(title, ends, scale))
    if scale == "log":
        bars = bars.encode(x2=alt.X2(datum=line_at))
    return bars


def _interval(base: alt.Chart, low: str) -> list[alt.Chart]:
    if not low:
        return []
    # The light line beneath keeps the dark one readable on a dark bar.
    under = base.mark_rule(strokeWidth=2.8, color=theme.PAPER, strokeOpacity=0.6)
    over = base.mark_rule(strokeWidth=1.2, color=theme.INK)
    return [rule.encode(x="low:Q", x2="high:Q") for rule in (under, over)]


def _line(line_at: float) -> alt.Chart:
    import altair as alt

    line = alt.Chart(alt.InlineData(values=[{}])).mark_rule(color=theme.INK, strokeWidth=1)
    drawn: alt.Chart = line.encode(x=alt.X(datum=line_at))
    return drawn


def _earlier_mark(base: alt.Chart, title: str, legend: Legend) -> alt.Chart:
    import altair as alt

    marks = base.mark_point(fill=theme.PAPER, color=theme.INK, strokeWidth=1.3, size=42, opacity=1)
    shape = alt.Shape(
        "mark:N",
        scale=alt.Scale(domain=[title], range=["diamond"]),
        legend=alt.Legend(
            title=None, symbolFillColor=theme.PAPER, symbolStrokeWidth=1.3, symbolSize=60
        )
        if legend == "top"
        else None,
    )
    drawn: alt.Chart = marks.encode(x="earlier:Q", shape=shape)
    return drawn


def _kind_colour(kinds: list[str], highlight: str, legend: Legend) -> alt.Color:
    import altair as alt

    known = {highlight: theme.ACCENT, OTHERS: theme.NEUTRAL, GROUPS: theme.NEUTRAL_DARK}
    domain = [kind for kind in known if kind in kinds]
    return alt.Color(
        "kind:N",
        sort=domain,
        scale=alt.Scale(domain=domain, range=[known[kind] for kind in domain]),
        legend=_legend() if legend == "top" else None,
    )


def _legend() -> alt.Legend:
    import altair as alt

    return alt.Legend(title=None, symbolType="square", columns=alt.ExprRef("narrow ? 2 : 0"))
