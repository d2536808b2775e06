"""Question: where in the world is a measure high or low?

In: values by economy and country outlines. Out: a Vega-Lite specification of a map.
Must not know: how the values were computed, or which file the outlines come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from smartspec.report import theme
from smartspec.report.blocks import ColumnSpec
from smartspec.report.chart_parts import (
    Spec,
    class_colour,
    finish,
    ratio_class,
    tooltip,
    tooltips,
)

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

Ring = Sequence[Sequence[float]]

ASPECT = 0.48
_DECIMALS = 1


def world_map(
    frame: pd.DataFrame,
    outlines: Mapping[str, Any],
    *,
    iso3: str,
    label: str,
    value: str,
    highlight: str = "",
    points: pd.DataFrame | None = None,
    value_title: str = "RTA",
    extra: Sequence[ColumnSpec] = (),
) -> Spec:
    """Draw the world, each economy coloured by a ratio around 1, grey where there are no data.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row an economy.
    outlines : mapping
        GeoJSON feature collection; each feature has a property ``iso3``. Antarctica is left out.
    iso3, label, value : str
        Columns with the ISO 3166 code, the name and the measure.
    highlight : str, optional
        Code of the economy that is ringed and named.
    points : pandas.DataFrame, optional
        Columns ``iso3``, ``lon`` and ``lat`` for economies too small to have an outline; drawn as
        dots in the same colours.
    value_title : str, default "RTA"
        Name of the measure.
    extra : sequence of ColumnSpec
        More columns for the tooltip.

    Returns
    -------
    dict
        Vega-Lite specification.
    """
    import altair as alt

    columns = [ColumnSpec(label, "Economy"), ColumnSpec(value, value_title, "ratio"), *extra]
    facts = _facts_by_code(frame, iso3, value, columns)
    shapes = [_shape(feature, facts, columns) for feature in outlines["features"]]
    land = [shape for shape in shapes if shape["iso3"] != "ATA"]
    colour = class_colour(value_title, missing=True)
    layers: list[alt.Chart] = [
        alt.Chart(alt.InlineData(values=[]))
        .mark_geoshape(stroke=theme.PAPER, strokeWidth=0.6)
        .encode(color=colour, tooltip=tooltip(columns))
    ]
    dots = _dots(points, facts)
    if dots:
        layers.append(
            alt.Chart(alt.InlineData(values=dots))
            .mark_circle(size=60, opacity=1, stroke=theme.MUTED, strokeWidth=1)
            .encode(longitude="lon:Q", latitude="lat:Q", color=colour, tooltip=tooltip(columns))
        )
    layers += _callout(highlight, land, dots)
    spec = finish(alt.layer(*layers).project("equalEarth", rotate=[-11, 0, 0]), aspect=ASPECT)
    # Put in afterwards, since Altair would look at each of ten thousand points.
    del spec["datasets"][spec["layer"][0]["data"]["name"]]
    spec["layer"][0]["data"] = {"values": land}
    return spec


def _callout(
    code: str, land: Sequence[dict[str, Any]], dots: Sequence[dict[str, Any]]
) -> list[alt.Chart]:
    """Ring the economy that the report is about and write its name beside it.

    An outline alone would cover a small country and be lost on a large map.
    """
    import altair as alt

    found = [dot for dot in dots if dot["iso3"] == code]
    found += [
        {**shape, **dict(zip(("lon", "lat"), _middle(shape["geometry"]), strict=True))}
        for shape in land
        if shape["iso3"] == code
    ]
    if not code or not found:
        return []
    spot = {key: found[0][key] for key in ("lon", "lat", "tip0")}
    base = alt.Chart(alt.InlineData(values=[spot])).encode(longitude="lon:Q", latitude="lat:Q")
    ring = base.mark_point(shape="circle", size=330, color=theme.INK, strokeWidth=1.4, opacity=1)
    name: dict[str, Any] = {
        "align": "right",
        "dx": -13,
        "dy": -8,
        "fontSize": 13,
        "fontWeight": 600,
    }
    halo = base.mark_text(**name, stroke=theme.PAPER, strokeWidth=3.5).encode(text="tip0:N")
    return [ring, halo, base.mark_text(**name, color=theme.INK).encode(text="tip0:N")]


def _middle(geometry: Mapping[str, Any]) -> tuple[float, float]:
    """Return the middle of the largest part of an outline, by the box around it."""

    def box(ring: Ring) -> tuple[float, float, float, float]:
        longitudes, latitudes = [point[0] for point in ring], [point[1] for point in ring]
        return min(longitudes), max(longitudes), min(latitudes), max(latitudes)

    boxes = [box(polygon[0]) for polygon in geometry["coordinates"]]
    west, east, south, north = max(boxes, key=lambda b: (b[1] - b[0]) * (b[3] - b[2]))
    return ((west + east) / 2, (south + north) / 2)


def _facts_by_code(
    frame: pd.DataFrame, iso3: str, value: str, columns: Sequence[ColumnSpec]
) -> dict[str, dict[str, str]]:
    written = tooltips(frame, columns)
    return {
        code: {"class": ratio_class(amount)} | {key: texts[row] for key, texts in written.items()}
        for row, (code, amount) in enumerate(zip(frame[iso3], frame[value], strict=True))
    }


def _shape(
    feature: Mapping[str, Any],
    facts: Mapping[str, dict[str, str]],
    columns: Sequence[ColumnSpec],
) -> dict[str, Any]:
    code = feature["properties"].get("iso3") or ""
    empty = {"class": ratio_class(None), "tip0": str(feature["properties"].get("name") or code)}
    empty |= {f"tip{position}": ratio_class(None) for position in range(1, len(columns))}
    return {
        "type": "Feature",
        "geometry": _geometry(feature["geometry"]),
        "iso3": code,
        **facts.get(code, empty),
    }


def _dots(points: pd.DataFrame | None, facts: Mapping[str, dict[str, str]]) -> list[dict[str, Any]]:
    if points is None:
        return []
    return [
        {"iso3": code, "lon": float(lon), "lat": float(lat), **facts[code]}
        for code, lon, lat in zip(points["iso3"], points["lon"], points["lat"], strict=True)
        if code in facts
    ]


def _geometry(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Round the outline and wind it as the drawing library needs it: outer rings clockwise.

    GeoJSON asks for the other way round, on which the library would paint the rest of the globe.
    """
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    wound = [
        [_ring(ring, clockwise=position == 0) for position, ring in enumerate(polygon)]
        for polygon in polygons
    ]
    return {"type": "MultiPolygon", "coordinates": wound}


def _ring(ring: Ring, *, clockwise: bool) -> list[list[float]]:
    points = [[round(point[0], _DECIMALS), round(point[1], _DECIMALS)] for point in ring]
    twice_area = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(points))
    return points if (twice_area > 0) == clockwise else points[::-1]
