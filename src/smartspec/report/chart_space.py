"""Question: which activities are related, in which groups, and where is a place among them?

In: tables of activities with positions and of links. Out: a Vega-Lite specification.
Must not know: how positions, groups and links were found, or where the chart will stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from smartspec.report import theme
from smartspec.report.blocks import ColumnSpec
from smartspec.report.chart_names import WIDTHS, Dots, names_beside
from smartspec.report.chart_parts import Spec, finish, tooltip, tooltips

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

ALL_NAMED, SOME_NAMED = 60, 30
"""Circles up to which all are named, and how many are named of more."""

OTHERS = "other groups"


def space_network(
    nodes: pd.DataFrame,
    links: pd.DataFrame,
    *,
    activity: str,
    label: str,
    x: str = "x",
    y: str = "y",
    radius: str = "radius",
    group: str = "community",
    size: str = "records",
    ends: tuple[str, str] = ("activity", "related_activity"),
    specialised: str = "",
    strength: str = "",
    aspect: float = 0.72,
    place_title: str = "the place",
    size_title: str = "records",
    extra: Sequence[ColumnSpec] = (),
) -> Spec:
    """Draw activities as circles and what relates them as lines, coloured by group.

    Parameters
    ----------
    nodes : pandas.DataFrame
        One row an activity; one without position is left out.
    links : pandas.DataFrame
        One row a link.
    activity, label : str
        Columns of nodes with the activity as in links, and with the name to write.
    x, y, radius : str
        Position from 0 to 1 and radius in widths of the chart.
    group, size : str
        Number of its group, 1 the largest, and what the area of its circle stands for.
    ends : tuple of str
        Columns of links with both activities.
    specialised : str, optional
        Column that is true where the place is specialised; those circles are full and rimmed dark.
    strength : str, optional
        By what the specialisations to name are chosen, if not by size.
    aspect : float, default 0.72
        Height of the sheet over its width.
    place_title, size_title : str
        Name of the place, and of what the size stands for.
    extra : sequence of ColumnSpec
        More columns for the tooltip.

    Returns
    -------
    dict
        Vega-Lite specification.
    """
    import altair as alt
    import pandas as pd

    rows = nodes.dropna(subset=[x, y]).reset_index(drop=True)
    names = _group_names(rows, group, label, size)
    held = rows[specialised].astype(bool) if specialised else pd.Series(True, index=rows.index)
    columns = [
        ColumnSpec(label, "Name"),
        ColumnSpec(size, size_title.capitalize(), "count"),
        *extra,
    ]
    words = (f"{place_title} is specialised", "is not")
    data: dict[str, Any] = {
        "x": rows[x],
        "y": rows[y],
        "r": rows[radius],
        "group": rows[group].map(names),
    }
    data |= {"held": np.where(held, *words), **tooltips(rows, columns)}
    dots = pd.DataFrame(data).iloc[np.argsort(held.to_numpy(), kind="stable")]
    layers = [
        _lines(rows, links, activity, ends, (x, y)),
        _paper(alt.Chart(dots)),
        _circles(alt.Chart(dots), list(dict.fromkeys(names.values())), words, columns,
                 size_title=size_title, legend=bool(specialised)),
        *names_beside(
            rows[label].astype(str).tolist(),
            Dots(rows[x].to_numpy(float), rows[y].to_numpy(float), rows[radius].to_numpy(float), 0),
            _order(rows, held, group, size, strength),
            tall=lambda width: width * aspect,
            bold=held.to_numpy() if specialised else None,
            free_up_to=WIDTHS[2],
        ),
    ]  # fmt: skip
    return finish(alt.layer(*layers).resolve_scale(size="independent"), aspect=aspect)


def _group_names(rows: pd.DataFrame, group: str, label: str, size: str) -> dict[int, str]:
    """Name each group that has a colour by its largest activity."""
    shown = len(theme.GROUP_COLOURS)
    found: dict[int, str] = {}
    for number, members in rows.groupby(group, sort=True):
        largest = members[label].iloc[int(members[size].to_numpy().argmax())]
        found[int(str(number))] = f"{largest} …" if len(found) < shown else OTHERS
    return found


def _axis(field: str, *, flipped: bool = False) -> dict[str, Any]:
    import altair as alt

    kind = alt.X if field.startswith("x") else alt.Y
    scale = alt.Scale(domain=[0, 1], nice=False, reverse=flipped)
    return {field: kind(f"{field}:Q", axis=None, scale=scale)}


def _lines(
    rows: pd.DataFrame, links: pd.DataFrame, activity: str, ends: tuple[str, str],
    position: tuple[str, str],
) -> alt.Chart:  # fmt: skip
    import altair as alt
    import pandas as pd

    at = rows.set_index(activity)[list(position)]
    one, other = (at.loc[links[end]].to_numpy() for end in ends)
    data = pd.DataFrame({"x": one[:, 0], "y": one[:, 1], "x2": other[:, 0], "y2": other[:, 1]})
    width = 1.0 if len(rows) <= ALL_NAMED else 0.5
    drawn: alt.Chart = (
        alt.Chart(data)
        .mark_rule(color=theme.NEUTRAL, strokeWidth=width, opacity=0.7)
        .encode(**_axis("x"), **_axis("y", flipped=True), x2="x2:Q", y2="y2:Q")
    )
    return drawn


def _circles(
    base: alt.Chart, groups: list[str], words: tuple[str, str], columns: Sequence[ColumnSpec],
    *, size_title: str, legend: bool,
) -> alt.Chart:  # fmt: skip
    import altair as alt

    colours = [*theme.GROUP_COLOURS[: len(groups)], *([theme.NEUTRAL] if OTHERS in groups else [])]
    told = alt.Legend(
        title=f"Group, with its largest member; size: {size_title}",
        columns=alt.ExprRef("narrow ? 2 : 4"), symbolType="circle", symbolStrokeWidth=0,
        labelLimit=alt.ExprRef("narrow ? 140 : 170"),
    )  # fmt: skip
    rim = alt.Legend(
        title=None, symbolType="circle", symbolFillColor=theme.HAIRLINE, symbolStrokeWidth=1.6
    )
    drawn: alt.Chart = base.mark_circle(opacity=1, strokeWidth=1.3).encode(
        **_axis("x"),
        **_axis("y", flipped=True),
        size=_area(),
        fill=alt.Fill(
            "group:N", sort=groups, legend=told, scale=alt.Scale(domain=groups, range=colours)
        ),
        fillOpacity=alt.condition(f"datum.held === '{_quoted(words[0])}'", alt.value(1),
                                  alt.value(0.3)),
        stroke=alt.Stroke(
            "held:N", sort=list(words), legend=rim if legend else None,
            scale=alt.Scale(
                domain=list(words), range=[theme.INK if legend else theme.PAPER, theme.PAPER]
            ),
        ),
        tooltip=tooltip(columns),
    )  # fmt: skip
    return drawn


def _area() -> alt.Size:
    """Let the area grow with the sheet; the size of a symbol is its diameter squared."""
    import altair as alt

    ends: list[Any] = [0, alt.ExprRef("width * width / 25")]
    scale = alt.Scale(type="pow", exponent=2, domain=[0, 0.1], range=ends, zero=True)
    return alt.Size("r:Q", legend=None, scale=scale)


def _paper(base: alt.Chart) -> alt.Chart:
    """Keep lines from being seen through pale circles."""
    drawn: alt.Chart = base.mark_circle(opacity=1, color=theme.PAPER).encode(
        **_axis("x"), **_axis("y", flipped=True), size=_area()
    )
    return drawn


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _order(
    rows: pd.DataFrame, held: pd.Series, group: str, size: str, strength: str
) -> list[int]:  # fmt: skip
    """Say which circles to name, the most important first."""
    by_size = rows[size].to_numpy(dtype=np.float64)
    by_strength = rows[strength].to_numpy(dtype=np.float64) if strength else by_size
    ranked = np.argsort(-by_size, kind="stable")
    if len(rows) <= ALL_NAMED:
        return [*ranked[held.to_numpy()[ranked]], *ranked[~held.to_numpy()[ranked]]]
    largest = rows.assign(_s=by_size).groupby(group, sort=True)["_s"].idxmax()
    strong = np.argsort(-by_strength, kind="stable")
    chosen = [*strong[held.to_numpy()[strong]][: SOME_NAMED // 2], *largest, *ranked]
    return list(dict.fromkeys(int(number) for number in chosen))[:SOME_NAMED]
