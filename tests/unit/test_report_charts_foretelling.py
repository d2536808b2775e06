"""Charts of forecasts show what was foretold, what came, and the line of comparison."""

from __future__ import annotations

import pandas as pd
import pytest
from report_sample import RELIABILITY, SCORES

from smartspec.report import charts, drawing, theme


def layers(spec, kind):
    """Return the layers of a specification that use a mark."""
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == kind]


def rows(spec, layer):
    """Return the rows that a layer draws."""
    return spec["datasets"][layer["data"]["name"]]


def test_both_axes_are_in_per_cent_with_the_same_ends_fitted_to_the_data():
    (dots,) = layers(charts.reliability(RELIABILITY), "point")
    ends = [dots["encoding"][axis]["scale"]["domain"] for axis in ("x", "y")]
    assert ends[0] == ends[1]
    assert ends[0][0] == 0
    assert 31 < ends[0][1] < 40


def test_what_lies_far_above_nothing_has_an_axis_that_begins_there():
    high = RELIABILITY.assign(
        predicted=[0.7, 0.8, 0.9],
        observed=[0.7, 0.8, 0.9],
        observed_low=[0.65, 0.75, 0.85],
        observed_high=[0.75, 0.85, 0.99],
    )
    (dots,) = layers(charts.reliability(high), "point")
    low, top = dots["encoding"]["x"]["scale"]["domain"]
    assert 55 < low < 65
    assert top == 100


def test_the_diagonal_goes_from_corner_to_corner():
    spec = charts.reliability(RELIABILITY)
    (line,), (dots,) = layers(spec, "line"), layers(spec, "point")
    corners = dots["encoding"]["x"]["scale"]["domain"]
    assert rows(spec, line) == [{"predicted": end, "observed": end} for end in corners]


def test_reliability_shows_its_intervals_in_per_cent():
    spec = charts.reliability(RELIABILITY)
    (bars,) = layers(spec, "rule")
    drawn = [(row["observed_low"], row["observed_high"]) for row in rows(spec, bars)]
    assert drawn == [pytest.approx(pair) for pair in ((0, 2), (3, 10), (18, 31))]
    assert [row["tip3"] for row in rows(spec, bars)] == ["100", "100", "1,200"]


def test_a_group_of_forecasts_without_a_share_is_left_out():
    odd = pd.concat([RELIABILITY, RELIABILITY.iloc[:1].assign(observed=float("nan"))])
    assert charts.reliability(odd) == charts.reliability(RELIABILITY)


def test_scores_are_sorted_and_only_the_model_is_set_off():
    spec = charts.scores(SCORES, label="forecast", value="auc", low="low", high="high")
    (dots,) = layers(spec, "point")
    assert dots["encoding"]["y"]["sort"] == ["last RTA", "model", "chance"]
    assert [row["own"] for row in rows(spec, dots)] == [False, True, False]
    assert dots["encoding"]["color"]["condition"]["value"] == theme.ACCENT


def test_the_axis_of_scores_holds_all_intervals_and_the_line_and_not_nothing():
    spec = charts.scores(SCORES, label="forecast", value="auc", low="low", high="high", rule=0.4)
    (dots,) = layers(spec, "point")
    low, high = dots["encoding"]["x"]["scale"]["domain"]
    assert 0.35 < low < 0.4
    assert 0.82 < high < 0.9
    assert ">0</text>" not in drawing.svg(spec)
    (line,) = (rule for rule in layers(spec, "rule") if "datum" in rule["encoding"]["x"])
    assert line["encoding"]["x"]["datum"] == 0.4


def test_a_score_without_an_interval_is_a_dot_alone():
    spec = charts.scores(SCORES, label="forecast", value="auc", low="low", high="high")
    (dots,) = layers(spec, "point")
    chance = rows(spec, dots)[-1]
    assert chance["low"] == chance["high"] == chance["value"] == 0.5


def test_the_tables_given_are_not_changed():
    before = RELIABILITY.copy(), SCORES.copy()
    charts.reliability(RELIABILITY)
    charts.scores(SCORES, label="forecast", value="auc", low="low", high="high")
    pd.testing.assert_frame_equal(RELIABILITY, before[0])
    pd.testing.assert_frame_equal(SCORES, before[1])
