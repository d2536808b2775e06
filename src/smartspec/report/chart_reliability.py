"""Question: did what was foretold with a probability come as often as that?

In: a tidy table of predicted and observed shares. Out: a Vega-Lite specification.
Must not know: what was foretold, or where the chart will stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smartspec.report import theme
from smartspec.report.blocks import ColumnSpec
from smartspec.report.chart_parts import Spec, finish, tooltip, tooltips
from smartspec.report.formatting import as_number

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

HEIGHT = 380
SHARES = ("predicted", "observed", "observed_low", "observed_high")


def reliability(
    frame: pd.DataFrame,
    *,
    predicted_title: str = "Foretold, % of the pairs",
    observed_title: str = "Came, % of the pairs",
    above: str = "came more often than foretold",
    below: str = "came less often than foretold",
) -> Spec:
    """Draw how often what was foretold came, with intervals, against the line where both agree.

    Both axes have the same ends, fitted to the data, so that the line goes from corner to corner.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a group of forecasts, with ``predicted``, ``observed``, ``observed_low`` and
        ``observed_high`` between 0 and 1, and ``pairs``, how many forecasts are in it.
    predicted_title, observed_title : str
        Names of the axes.
    above, below : str
        What is written softly above and below the line.

    Returns
    -------
    dict
        Vega-Lite specification.
    """
    import altair as alt
    import pandas as pd

    rows = frame.dropna(subset=["predicted", "observed"])
    shares = rows[list(SHARES)] * 100
    columns = [
        ColumnSpec("predicted", "Foretold", "pct"),
        ColumnSpec("observed", "Came", "pct"),
        ColumnSpec("observed_low", "Interval, %", "interval", upper="observed_high"),
        ColumnSpec("pairs", "Pairs", "int"),
    ]
    written = tooltips(shares.assign(pairs=rows["pairs"]), columns)
    low, high = _ends(shares)
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    axis: dict[str, Any] = {"format": "~g", "tickCount": 6, "titleAnchor": "start"}
    x = alt.X("predicted:Q", scale=scale, axis=alt.Axis(title=predicted_title, **axis))
    y = alt.Y(
        "observed:Q",
        scale=scale,
        axis=alt.Axis(
            title=observed_title,
            grid=True,
            gridColor=theme.HAIRLINE,
            titleAngle=0,
            titleAlign="left",
            titleBaseline="bottom",
            titleX=0,
            titleY=-8,
            labelColor=theme.MUTED,
            **{name: value for name, value in axis.items() if name != "titleAnchor"},
        ),
    )
    base = alt.Chart(pd.DataFrame({**shares, **written})).encode(x=x, tooltip=tooltip(columns))
    bars = base.mark_rule(color=theme.INK, strokeWidth=1.2).encode(
        y=alt.Y("observed_low:Q", scale=scale), y2="observed_high:Q"
    )
    dots = base.mark_point(
        filled=True, opacity=1, size=85, color=theme.ACCENT, stroke=theme.PAPER, strokeWidth=1
    ).encode(y=y)
    ends = pd.DataFrame({"predicted": [low, high], "observed": [low, high]})
    line = alt.Chart(ends).mark_line(color=theme.NEUTRAL_DARK, strokeWidth=1.2)
    return finish(
        alt.layer(
            *_words(above, below),
            line.encode(x=x, y=y),
            bars,
            dots,
        ).properties(height=HEIGHT)
    )


def _ends(shares: pd.DataFrame) -> tuple[float, float]:
    """Choose ends that show all; the lower one is 0 unless all lies far above it."""
    found = [x for name in SHARES for x in map(as_number, shares[name]) if x is not None]
    least, most = (min(found), max(found)) if found else (0.0, 100.0)
    most = max(most, 0.1)
    room = 0.04 * (most - least) or 0.04 * most
    return (0.0 if least < 0.5 * most else least - room), min(100.0, most + room)


def _words(above: str, below: str) -> list[alt.Chart]:
    import altair as alt

    start = alt.Chart(alt.InlineData(values=[{}]))
    look: dict[str, Any] = {"fontSize": 12.5, "color": theme.NEUTRAL_DARK, "baseline": "middle"}
    upper = start.mark_text(align="left", **look).encode(
        x=alt.value(12), y=alt.value(18), text=alt.datum(above)
    )
    lower = start.mark_text(align="right", dx=-12, **look).encode(
        x=alt.value("width"), y=alt.value(HEIGHT - 18), text=alt.datum(below)
    )
    return [upper, lower]
