"""The activity space as a picture: names find room, and circles keep to what the table says."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from report_sample import HOSTILE, specs

from smartspec.report import charts, drawing, theme
from smartspec.report.chart_space import OTHERS, SOME_NAMED
from smartspec.report.label_places import place_names, text_width


def texts(spec, width):
    root = ET.fromstring(drawing.svg(spec, width))
    return [" ".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]


def test_what_has_a_position_is_named_and_the_rest_is_left_out():
    written = texts(specs()["space"], 720)
    assert {"Engines", "Optics", "Toys"} <= set(written)
    assert not any(HOSTILE in text for text in written)


def test_names_overlap_neither_each_other_nor_the_edge():
    rng = np.random.default_rng(4)
    circles = [(*rng.uniform(10, 390, 2), 6.0) for _ in range(60)]
    names = [f"Field number {at}" for at in range(60)]
    boxes = []
    for spot in place_names(circles, names, range(60), (400.0, 400.0), 11.0):
        x, y = circles[spot.number][0] + spot.x, circles[spot.number][1] + spot.y
        half = text_width(names[spot.number], 11.0) / 2
        boxes.append((x - half, y - 6, x + half, y + 6))
    assert len(boxes) > 20
    assert min(box[0] for box in boxes) >= 0
    assert max(box[2] for box in boxes) <= 400
    for at, a in enumerate(boxes):
        for b in boxes[:at]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_more_groups_than_colours_are_grey_and_few_of_many_are_named():
    at = np.arange(100)
    nodes = pd.DataFrame({
        "activity": [f"a{n}" for n in at], "x": 0.05 + 0.1 * (at % 10), "y": 0.05 + 0.1 * (at // 10),
        "radius": 0.01, "community": at % 9 + 1, "records": 100.0 - at,
    })  # fmt: skip
    links = pd.DataFrame({"activity": ["a0"], "related_activity": ["a1"]})
    spec = charts.space_network(nodes, links, activity="activity", label="activity")
    (scale,) = (
        layer["encoding"]["fill"]["scale"] for layer in spec["layer"] if "fill" in layer["encoding"]
    )
    assert scale["domain"][-1] == OTHERS
    assert scale["range"] == [*theme.GROUP_COLOURS, theme.NEUTRAL]
    assert len([t for t in set(texts(spec, 1200)) if t in set(nodes["activity"])]) == SOME_NAMED


@pytest.mark.parametrize("width", [360, 720, 1280])
def test_a_circle_has_the_radius_that_the_table_gives(width):
    root = ET.fromstring(drawing.svg(specs()["space"], width))
    found = {}
    for node in root.iter("{http://www.w3.org/2000/svg}path"):
        shape = re.match(r"M([\d.]+),0A\1,\1", node.get("d", ""))
        at = re.match(r"translate\(([\d.]+)", node.get("transform", ""))
        if shape and at:
            found[float(shape.group(1))] = float(at.group(1))
    toys, optics, engines = sorted(found)[-3:]
    assert optics / toys == pytest.approx(1.5, rel=0.02)
    assert (found[optics] - found[engines]) / engines == pytest.approx(0.6 / 0.05, rel=0.02)
