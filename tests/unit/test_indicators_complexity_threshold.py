"""What binarisation does to complexity, by hand."""

import numpy as np
import pandas as pd
import pytest

from smartspec.core.errors import RequestError
from smartspec.indicators._ranks import rank_correlation
from smartspec.indicators.apply import apply
from smartspec.indicators.catalogue import indicator
from smartspec.indicators.complexity import activity_complexity, place_complexity
from smartspec.indicators.complexity_threshold import (
    activity_complexity_by_threshold,
    place_complexity_by_threshold,
)
from smartspec.tables.activity import ActivityTable
from smartspec.tables.matrix import Matrix

# RTA: A 0.54 1.67 3.9; B 0.81 2.23 0; C and D 1.34 0 0.
STAIRS = Matrix([[4, 3, 3], [6, 4, 0], [10, 0, 0], [9, 0, 0]], list("ABCD"), list("xyz"))

# RTA: A 0 1.5 1.76 0; B 1.25 0.75 0.44 2.34; C 1.41 0.88 0.83 0.88; D 1.07 1 1.18 0.5.
TURNING = Matrix(
    [[0, 6, 6, 0], [5, 4, 2, 5], [6, 5, 4, 2], [4, 5, 5, 1]], list("ABCD"), list("wxyz")
)


def test_a_threshold_that_only_cuts_off_the_lowest_stair_keeps_the_order():
    found = place_complexity_by_threshold(STAIRS, threshold=0.5, thresholds=[0.75])
    assert found["rank"].tolist() == [1, 2, 3, 3]
    assert found["rank_lowest"].tolist() == found["rank_highest"].tolist() == [1, 2, 3, 3]
    told = found.diagnostics
    assert told["thresholds"] == (0.5, 0.75)
    assert told["pairs"] == (7, 6)
    assert told["parts_by_threshold"] == (1, 1)
    assert told["rank_correlations"] == pytest.approx((1, 1))


def test_what_drops_out_of_the_largest_part_has_a_range_over_fewer_thresholds_and_is_named():
    found = place_complexity_by_threshold(STAIRS, threshold=0.5, thresholds="0.75, 1")
    assert found.diagnostics["parts_by_threshold"] == (1, 1, 2)
    assert any("drop out at some (all): C, D." in note for note in found.notes)
    assert found.at("C") == {
        "place_complexity": pytest.approx(-0.9428, abs=1e-4), "rank": 3, "rank_lowest": 3,
        "rank_highest": 3,
    }  # fmt: skip


def test_where_nothing_can_be_computed_it_is_told_and_left_out():
    # From 3 on only A is specialised, in z: there is nothing to compare.
    found = place_complexity_by_threshold(STAIRS, threshold=0.5, thresholds=[3, 9])
    assert found.diagnostics["pairs"] == (7, 1, 0)
    assert np.isnan(found.diagnostics["rank_correlations"][1:]).all()
    assert found["rank_highest"].tolist() == [1, 2, 3, 3]
    told = [note for note in found.notes if note.startswith("Without a value at threshold")]
    assert [note.split(",")[0][-1] for note in told] == ["3", "9"]
    assert any("3: no value (1 pair); 9: no value (0 pairs)" in note for note in found.notes)


def test_the_range_is_that_of_rankings_computed_one_by_one():
    rng = np.random.default_rng(5)
    counts = Matrix(rng.poisson(4, (9, 7)), [f"p{n}" for n in range(9)], list("abcdefg"))
    levels = (0.6, 1.0, 1.3)
    for compute, by_threshold, name in (
        (place_complexity, place_complexity_by_threshold, "place_complexity"),
        (activity_complexity, activity_complexity_by_threshold, "activity_complexity"),
    ):
        found = by_threshold(counts, thresholds=levels, components="largest")
        values = [compute(counts, threshold=t, components="largest")[name] for t in levels]
        ranks = []
        for all_values in values:
            value = np.where(np.isnan(values[1]), np.nan, all_values)
            ranks.append([np.nan if np.isnan(v) else 1 + (value > v + 1e-9).sum() for v in value])
        assert found[name] == pytest.approx(values[1], nan_ok=True)
        assert found["rank"] == pytest.approx(ranks[1], nan_ok=True)
        assert found["rank_lowest"] == pytest.approx(np.nanmin(ranks, axis=0), nan_ok=True)
        assert found["rank_highest"] == pytest.approx(np.nanmax(ranks, axis=0), nan_ok=True)
        assert (found["rank_lowest"] < found["rank_highest"]).any()


def test_a_ranking_that_the_sign_rule_turns_is_told_and_not_turned_back():
    # At 1 the line runs B (w z), C (w), D (w x y), A (x y): A's end is the more diverse one. At 0.5
    # A still has two, but C and D have all four and B three: A's end is the least diverse.
    found = place_complexity_by_threshold(TURNING, thresholds=[0.5])
    assert found.diagnostics["pairs"] == (13, 8)
    assert found["rank"].tolist() == [1, 4, 3, 2]
    assert found.diagnostics["rank_correlations"][0] < -0.9
    assert found.at("A")["rank_highest"] == 4
    assert any("turned against the one at threshold 1 (all) at 0.5 " in n for n in found.notes)
    assert not any(
        "turned against" in n for n in place_complexity_by_threshold(STAIRS, threshold=0.5).notes
    )


@pytest.mark.parametrize(
    "given", ["0.5;1", "", "0.5,,1", "-1", "0", [1, "x"], "inf", "nan", [None]]
)
def test_thresholds_that_are_none_are_refused(given):
    with pytest.raises(RequestError, match=r"numbers above 0 with commas .* is none"):
        place_complexity_by_threshold(STAIRS, threshold=0.5, thresholds=given)


def test_parts_have_no_common_ranks():
    with pytest.raises(RequestError, match="way to treat parts"):
        place_complexity_by_threshold(STAIRS, threshold=0.5, components="apart")
    with pytest.raises(RequestError, match="2 parts"):
        place_complexity_by_threshold(STAIRS)


def test_complexity_without_a_threshold_is_set_beside_or_why_it_is_not():
    found = place_complexity_by_threshold(STAIRS, threshold=0.5)
    assert "local_complexity, which needs no threshold (all): 0.94" in found.notes[-1]
    small = Matrix([[6, 4], [9, 0]], ["A", "B"], ["x", "y"])
    assert "At least 3 are needed" in place_complexity_by_threshold(
        small, threshold=0.5, thresholds=[0.5]
    ).notes[-1]  # fmt: skip


def test_a_list_is_a_text_on_the_command_line():
    assert indicator("place_complexity_by_threshold").options()["thresholds"].type is str
    table = {"threshold": 0.5, "thresholds": "0.5,0.75"}
    rows = [
        {"place": p, "activity": a, "period": "2020", "value": float(STAIRS.values[i, j])}
        for i, p in enumerate("ABCD")
        for j, a in enumerate("xyz")
    ]
    found = apply(
        "place_complexity_by_threshold", ActivityTable.from_frame(pd.DataFrame(rows)), options=table
    )
    assert found.frame["rank"].tolist() == [1, 2, 3, 3]


def test_rank_correlation_by_hand():
    nan = np.nan
    assert rank_correlation(np.array([1.0, 2, 3]), np.array([3.0, 2, 1])) == pytest.approx(-1)
    # ranks 1 2.5 2.5 4 and 1 2 3 4: deviations -1.5 0 0 1.5 and -1.5 -.5 .5 1.5: 4.5 / sqrt(4.5 * 5)
    tied = rank_correlation(np.array([1.0, 2, 2, 9]), np.array([1.0, 2, 3, 4]))
    assert tied == pytest.approx(4.5 / np.sqrt(22.5))
    assert np.isnan(rank_correlation(np.array([1.0, nan]), np.array([1.0, 2])))
    assert np.isnan(rank_correlation(np.array([1.0, 1]), np.array([1.0, 2])))
