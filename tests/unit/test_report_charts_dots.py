"""Names stand beside their dots and cover nothing; kinds and communities are told apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_sample import CHOICES, LINKS, NODES, specs

from smartspec.report import charts, drawing, theme
from smartspec.report.chart_quadrant import LOOKS
from smartspec.report.placing import LETTER, LINE, NOWHERE, SIDES, Sheet, offset, placed


def box(sheet: Sheet, number: int, name: str, side: str) -> tuple[float, float, float, float]:
    """Where a name lies, worked out again from how it is aligned."""
    align, baseline, dx, dy = offset(side, float(sheet.radius[number]))
    width = LETTER * len(name)
    left = sheet.x[number] + dx - {"left": 0, "center": width / 2, "right": width}[align]
    top = sheet.y[number] + dy - {"top": 0, "middle": LINE / 2, "bottom": LINE}[baseline]
    return left, top, left + width, top + LINE


def overlap(one, other) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@given(
    st.lists(st.tuples(st.floats(0, 600), st.floats(0, 400)), min_size=1, max_size=25),
    st.integers(1, 25),
)
@settings(max_examples=60, deadline=None)
def test_no_name_covers_a_dot_a_name_or_the_edge(points, most):
    x, y = (np.array(values) for values in zip(*points, strict=True))
    sheet = Sheet(600.0, 400.0, x, y, np.full(len(x), 5.0))
    names = [f"name {number}" * (1 + number % 2) for number in range(len(x))]
    sides = placed(sheet, names, list(range(len(x))), most=most)
    boxes = {n: box(sheet, n, names[n], side) for n, side in enumerate(sides) if side != NOWHERE}
    assert len(boxes) <= most
    for number, own in boxes.items():
        assert min(own[:2]) >= 0
        assert own[2] <= 600
        assert own[3] <= 400
        for other in range(len(x)):
            if other != number:
                assert not overlap(own, (x[other] - 5, y[other] - 5, x[other] + 5, y[other] + 5))
        assert not any(overlap(own, two) for n, two in boxes.items() if n != number)


def test_what_matters_more_is_named_first():
    sheet = Sheet(200.0, 60.0, np.array([100.0, 108.0]), np.full(2, 30.0), np.full(2, 4.0))
    wide = ["x" * 15, "y" * 15]
    first = placed(sheet, wide, [0, 1], most=1)
    assert first == [first[0], NOWHERE]
    assert first[0] in SIDES
    assert placed(sheet, wide, [1, 0], most=1)[0] == NOWHERE


def named(spec: dict) -> set[str]:
    """Names that are written in the wide picture."""
    data = next(rows for rows in spec["datasets"].values() if "name" in rows[0])
    numbers: set[int] = set()
    for layer in spec["layer"]:
        mark = layer["mark"]
        if mark["type"] == "text" and mark.get("opacity", {}).get("expr") == "narrow ? 0 : 1":
            numbers |= set(layer["transform"][0]["filter"]["oneOf"])
    return {data[number]["name"] for number in numbers}


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

    assert 20 <= len(named(of(35))) <= 26
    assert 1 <= len(named(of(640))) <= 26


def test_the_space_draws_what_has_a_position_and_every_link_between_them():
    spec = specs()["space"]
    dark, lit = points(spec)
    data = spec["datasets"][lit["data"]["name"]]
    assert [row["name"] for row in data] == NODES["name"].tolist()[:3]
    assert dark["transform"][0]["filter"] == {"field": "lit", "equal": False}
    assert lit["mark"]["filled"]
    assert not dark["mark"]["filled"]
    (lines,) = (layer for layer in spec["layer"] if layer["mark"]["type"] == "rule")
    assert len(spec["datasets"][lines["data"]["name"]]) == len(LINKS)
    assert named(spec) == set(NODES["name"][:3])


def test_communities_beyond_the_colours_are_one():
    many = pd.concat(
        [NODES.head(1).assign(activity=f"a{n}", community=n, x=n / 20, y=0.5) for n in range(1, 13)]
    )
    spec = charts.activity_space(many, LINKS, label="name")
    scale = points(spec)[0]["encoding"]["color"]["scale"]
    assert len(scale["domain"]) == len(theme.GROUP_COLOURS) + 1
    assert scale["domain"][-1] == "smaller"
    assert len(set(scale["range"])) == len(scale["range"])


@pytest.mark.parametrize("name", ["quadrant", "space"])
def test_the_picture_can_be_drawn_wide_and_narrow(name):
    for width in (360, 1280):
        picture = drawing.svg(charts.for_print(specs()[name], width))
        assert picture.startswith("<svg")
        assert "Engines" in picture
