"""Charts draw what the table says, in our look, at any width, without a network."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html import escape
from itertools import pairwise

import altair as alt
import pandas as pd
import pytest
import vl_convert
from report_sample import FIELDS, HOSTILE, OUTLINES, specs

from smartspec.report import charts, drawing, theme
from smartspec.report.chart_parts import NARROW_BELOW, ratio_class, ratio_classes, reach

KINDS = sorted(specs())
SPECS = specs()


def marks(spec, kind):
    """Return the layers of a specification that use a mark."""
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == kind]


def texts(svg):
    """Return all words written in a picture, the lines of a label joined."""
    root = ET.fromstring(svg)
    return [" ".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("kind", KINDS)
def test_every_chart_compiles_without_a_network(kind):
    fixed = charts.for_print(SPECS[kind], 600)
    compiled = vl_convert.vegalite_to_vega(fixed)
    assert compiled["marks"]
    assert "url" not in json.dumps(compiled["data"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_chart_is_valid_vega_lite(kind):
    alt.LayerChart.from_dict(SPECS[kind], validate=True)


@pytest.mark.parametrize("kind", KINDS)
def test_every_chart_is_the_same_on_every_run(kind):
    assert json.dumps(specs()[kind]) == json.dumps(SPECS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_a_printed_chart_has_the_width_asked_for(kind):
    svg = drawing.svg(SPECS[kind], 640)
    assert float(re.search(r'<svg [^>]*width="([\d.]+)"', svg).group(1)) == pytest.approx(
        640, abs=2
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_has_a_tooltip_on_what_it_shows(kind):
    shown = [layer["encoding"].get("tooltip") for layer in SPECS[kind]["layer"]]
    assert any(shown)


def test_ranked_bars_go_from_the_highest_to_the_lowest():
    axis = marks(SPECS["ranked"], "bar")[0]["encoding"]["y"]
    assert axis["sort"] == [HOSTILE, "Sylvania", "All of them", "Freedonia", "Grand Fenwick"]


def test_the_place_alone_bears_the_accent_colour():
    colour = marks(SPECS["ranked"], "bar")[0]["encoding"]["color"]["scale"]
    assert dict(zip(colour["domain"], colour["range"], strict=True))["Freedonia"] == theme.ACCENT
    assert colour["range"].count(theme.ACCENT) == 1


def test_a_name_with_markup_stays_text_in_the_picture():
    svg = drawing.svg(SPECS["ranked"])
    assert escape(HOSTILE, quote=False) in svg
    assert "<script" not in svg


def test_an_interval_beyond_the_axis_is_cut_there():
    spec = SPECS["ranked"]
    axis = marks(spec, "bar")[0]["encoding"]["x"]["scale"]["domain"]
    highs = [row["high"] for rows in spec["datasets"].values() for row in rows if "high" in row]
    assert max(highs) == pytest.approx(axis[1])
    assert axis[1] < 9


def test_bars_on_a_log_scale_grow_from_one():
    encoding = marks(SPECS["ranked-log"], "bar")[0]["encoding"]
    assert encoding["x2"] == {"datum": 1.0}
    assert encoding["x"]["scale"]["type"] == "log"


def test_a_status_that_is_none_of_the_three_is_refused():
    odd = FIELDS.assign(status="strong")
    with pytest.raises(ValueError, match="not strong"):
        charts.strengths_bars(odd, label="field", value="rta", status="status")


def test_changes_are_sorted_and_coloured_only_where_they_are_clear():
    (rows,) = (r for r in SPECS["change"]["datasets"].values() if "move" in r[0])
    assert [(row["label"], row["move"]) for row in rows] == [
        ("Engines", "gain"),
        (FIELDS["field"][3], "no clear change"),
        ("Analysis of biological materials", "no clear change"),
        ("Optics", "loss"),
    ]


def test_a_missing_cell_of_the_heat_map_is_named_as_no_data():
    (rows,) = SPECS["heat"]["datasets"].values()
    assert [row["class"] for row in rows] == ["2–3", "under 0.33", "0.33–0.5", "no data"]
    assert [row["tip2"] for row in rows] == ["2.10", "0.20", "0.40", "–"]


def test_the_classes_mirror_each_other_around_one():
    names, colours = ratio_classes()
    assert len(names) == len(colours) == len(theme.RATIO_STEPS) + 2
    assert ratio_class(1.0) == names[len(theme.RATIO_STEPS) // 2]
    for low, high in zip(theme.RATIO_STEPS, reversed(theme.RATIO_STEPS), strict=True):
        assert low * high == pytest.approx(1, abs=0.011)


def contrast(one, other):
    """Return the contrast of two colours after WCAG 2."""

    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lights = sorted((light(one), light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def test_text_on_every_colour_of_the_scale_is_readable():
    names, colours = ratio_classes()
    for name, colour in zip(names, colours, strict=True):
        ink = theme.PAPER if name.startswith(("under", "over")) else theme.INK
        assert contrast(ink, colour) >= 4.5, name
    for colour in (theme.INK, theme.MUTED, theme.ACCENT, theme.COUNTER):
        assert contrast(colour, theme.WASH) >= 4.5


def test_outlines_are_wound_so_that_the_land_and_not_the_sea_is_painted():
    land = SPECS["map"]["layer"][0]["data"]["values"]
    for shape in land:
        for polygon in shape["geometry"]["coordinates"]:
            ring = polygon[0]
            area = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(ring))
            assert area > 0, shape["iso3"]


def test_the_map_shows_data_no_data_dots_and_not_antarctica():
    layers = SPECS["map"]["layer"]
    land = {shape["iso3"]: shape for shape in layers[0]["data"]["values"]}
    assert set(land) == {"FRE", "XXX"}
    assert land["FRE"]["class"] == "0.8–1.25"
    assert (land["XXX"]["class"], land["XXX"]["tip0"]) == ("no data", "Terra incognita")
    dots = SPECS["map"]["datasets"][layers[1]["data"]["name"]]
    assert [dot["tip0"] for dot in dots] == ["Sylvania"]
    assert "Freedonia" in texts(drawing.svg(SPECS["map"]))


def test_the_outlines_given_are_not_changed():
    before = json.dumps(OUTLINES)
    specs()
    assert json.dumps(OUTLINES) == before


def test_a_narrow_chart_breaks_long_names_and_makes_room_for_them():
    wide = charts.for_print(SPECS["strengths"], NARROW_BELOW)
    narrow = charts.for_print(SPECS["strengths"], NARROW_BELOW - 1)
    assert narrow["height"]["step"] > wide["height"]["step"]
    svg = drawing.svg(SPECS["strengths"], 340)
    assert "Analysis of biological materials" not in svg
    assert "biological materials" in svg


def test_the_axis_shows_all_values_but_not_all_of_a_wild_interval():
    values = pd.Series([0.5, 2.0])
    assert reach([values], None, "linear") == pytest.approx((0, 2.1))
    assert reach([values], pd.Series([2.2, 50]), "linear") == pytest.approx((0, 2.94))
    assert reach([pd.Series([float("nan"), float("inf")])], None, "linear")[1] < 2
