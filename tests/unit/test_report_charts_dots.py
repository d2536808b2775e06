"""Names stand beside their dots and cover nothing; kinds and communities are told apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_sample import CHOICES, specs

from smartspec.report import charts, drawing, theme
from smartspec.report.chart_quadrant import LOOKS
from smartspec.report.label_places import place_names, text_width


@given(
    st.lists(st.tuples(st.floats(0, 600), st.floats(0, 400)), min_size=1, max_size=25),
)
@settings(max_examples=60, deadline=None)
def test_no_name_covers_a_dot_a_name_or_the_edge(points):
    circles = [(x, y, 5.0) for x, y in points]
    names = [f"name {number}" * (1 + number % 2) for number in range(len(points))]
    boxes = []
    for spot in place_names(circles, names, range(len(points)), (600.0, 400.0), 11.0, free=True):
        x, y, _ = circles[spot.number]
        half = text_width(names[spot.number], 11.0) / 2
        own = (x + spot.x - half, y + spot.y - 6, x + spot.x + half, y + spot.y + 6)
        assert min(own[:2]) >= -0.2
        assert own[2] <= 600.2
        assert own[3] <= 400.2
        for number, (left, top, _) in enumerate(circles):
            disc = (left - 4.8, top - 4.8, left + 4.8, top + 4.8)
            assert number == spot.number or not overlap(own, disc)
        assert not any(overlap(own, other) for other in boxes)
        boxes.append(own)


def overlap(one, other) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def named(spec: dict, width: int = 640) -> set[str]:
    """Names that are written from some width on."""
    rows = [row for data in spec["datasets"].values() for row in data if "from" in row]
    return {row["name"] for row in rows if row["from"] <= width < row["until"]}


def points(spec: dict) -> list[dict]:
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == "point"]


def test_every_kind_has_a_shape_and_a_colour_of_its_own():
    assert len(set(LOOKS.values())) == len(LOOKS)
    filled, hollow = points(specs()["quadrant"])
    shape, colour = (filled["encoding"][name]["scale"] for name in ("shape", "color"))
    assert shape["domain"] == colour["domain"]
    assert dict(
        zip(shape["domain"], zip(shape["range"], colour["range"], strict=True), strict=True)
    ) == {kind: LOOKS[kind] for kind in CHOICES["kind"]}
    assert hollow["mark"]["fill"] == theme.PAPER
    assert hollow["transform"][0]["filter"]["equal"] is True


def test_the_lines_stand_at_the_cuts_and_the_corners_bear_their_names():
    spec = specs()["quadrant"]
    rules = [layer["encoding"] for layer in spec["layer"] if layer["mark"]["type"] == "rule"]
    assert {"x": {"datum": 50.0}} in rules
    assert {"y": {"datum": 0.0}} in rules
    words = {
        layer["encoding"]["text"]["datum"]
        for layer in spec["layer"]
        if layer["mark"]["type"] == "text" and "datum" in layer["encoding"].get("text", {})
    }
    assert words == {"reach", "easy", "gamble", "leave"}


def test_at_35_dots_nearly_all_are_named_and_of_640_some_25():
    rng = np.random.default_rng(3)

    def of(number: int) -> dict:
        frame = pd.DataFrame(
            {
                "name": [f"Activity {n}" for n in range(number)],
                "near": rng.uniform(10, 60, number),
                "complex": rng.normal(size=number),
                "kind": rng.choice(list(LOOKS), number),
            }
        )
        cuts = charts.Cuts(30.0, 0.0, ("a", "b", "c", "d"))
        return charts.quadrant(frame, label="name", x="near", y="complex", kind="kind", cuts=cuts)

    assert 20 <= len(named(of(35))) <= 34
    assert 1 <= len(named(of(640))) <= 34


@pytest.mark.parametrize("name", ["quadrant", "space"])
def test_the_picture_can_be_drawn_wide_and_narrow(name):
    for width in (360, 1280):
        picture = drawing.svg(charts.for_print(specs()[name], width))
        assert picture.startswith("<svg")
        assert "Engines" in picture
