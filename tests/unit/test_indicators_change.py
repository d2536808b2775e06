"""Change between windows: by hand, and against an independent implementation of the test."""

import numpy as np
import pytest
from scipy import sparse, stats

from smartspec.core.errors import RequestError
from smartspec.indicators.change import (
    align,
    growth,
    growth_of_activities,
    growth_of_places,
    rank_change,
    rta_change,
    share_change,
)
from smartspec.indicators.inference import poisson_ratio_limits, poisson_ratio_p_value
from smartspec.tables.matrix import Matrix

PLACES, ACTIVITIES = ["A", "B"], ["x", "y"]
BEFORE = Matrix([[2, 6], [6, 2]], PLACES, ACTIVITIES, period="2007-2009")
AFTER = Matrix([[6, 2], [2, 6]], PLACES, ACTIVITIES, period="2018-2020")
PAIRWISE = [rta_change, share_change, rank_change, growth]


def test_a_change_of_rta_worked_by_hand():
    # 2 of 4 expected, then 6 of 4: 0.5 to 1.5. Of 8, 6 or more fall in the second of two equal
    # windows with probability (28 + 8 + 1) / 256.
    result = rta_change(BEFORE, AFTER)
    cell = result.at("A", "x")
    assert (cell["rta_before"], cell["rta_after"], cell["difference"]) == (0.5, 1.5, 1.0)
    assert cell["ratio"] == 3
    assert cell["p_value"] == pytest.approx(2 * 37 / 256, rel=1e-12)
    assert result.period == "2007-2009 to 2018-2020"


def test_p_values_are_twice_the_smaller_tail_of_the_binomial_test():
    rng = np.random.default_rng(3)
    for _ in range(50):
        first, second = (int(x) for x in rng.integers(0, 40, size=2))
        expected = rng.uniform(0.5, 30, size=2)
        if first + second == 0:
            continue
        share = expected[1] / expected.sum()
        tails = [
            stats.binomtest(second, first + second, share, alternative=side).pvalue
            for side in ("less", "greater")
        ]
        found = poisson_ratio_p_value(
            (np.array([float(first)]), np.array([float(second)])),
            (expected[:1], expected[1:]),
        )
        assert found[0] == pytest.approx(min(1, 2 * min(tails)), rel=1e-9)


def test_limits_are_those_of_the_exact_interval_of_a_binomial_share():
    for first, second in [(3, 9), (0, 5), (5, 0), (100, 130)]:
        expected = (np.array([8.0]), np.array([5.0]))
        low, high = poisson_ratio_limits(
            (np.array([float(first)]), np.array([float(second)])), expected, confidence=0.9
        )
        share = stats.binomtest(second, first + second).proportion_ci(0.9, method="exact")
        with np.errstate(divide="ignore"):
            odds = np.array([share.low, share.high]) / (1 - np.array([share.low, share.high]))
        np.testing.assert_allclose([low[0], high[0]], odds * 8 / 5, rtol=1e-9)


def test_equal_rta_is_rarely_called_changed_and_covered_as_often_as_promised():
    """20,000 pairs of windows with a true ratio of 1, of 3 expected before and 12 after."""
    rng = np.random.default_rng(4)
    counts = (rng.poisson(3.0, 20_000).astype(float), rng.poisson(12.0, 20_000).astype(float))
    expected = (np.full(20_000, 3.0), np.full(20_000, 12.0))
    low, high = poisson_ratio_limits(counts, expected, confidence=0.95)
    assert ((low <= 1) & (high >= 1)).mean() >= 0.95
    assert (poisson_ratio_p_value(counts, expected) < 0.05).mean() <= 0.05


def test_a_true_change_is_covered_as_often_as_promised():
    rng = np.random.default_rng(5)
    counts = (rng.poisson(6.0, 20_000).astype(float), rng.poisson(20.0, 20_000).astype(float))
    expected = (np.full(20_000, 6.0), np.full(20_000, 10.0))
    low, high = poisson_ratio_limits(counts, expected, confidence=0.95)
    assert ((low <= 2) & (high >= 2)).mean() >= 0.95


def test_from_nothing_the_ratio_is_infinite_and_from_nothing_to_nothing_unknown():
    before = Matrix([[0, 0, 9], [4, 0, 5]], PLACES, list("xyz"), reference=[9, 9, 9])
    after = Matrix([[3, 0, 9], [4, 0, 5]], PLACES, list("xyz"), reference=[9, 9, 9])
    result = rta_change(before, after)
    new, never = result.at("A", "x"), result.at("A", "y")
    assert new["ratio"] == np.inf
    assert new["ratio_low"] > 0
    assert new["ratio_high"] == np.inf
    assert np.isnan(never["ratio"])
    assert (never["ratio_low"], never["ratio_high"]) == (0, np.inf)
    assert (never["p_value"], never["q_value"]) == (1, 1)


def test_q_values_leave_out_pairs_without_any_count():
    before = Matrix([[0, 0, 9], [4, 0, 5]], PLACES, list("xyz"), reference=[9, 9, 9])
    after = Matrix([[3, 0, 9], [4, 0, 5]], PLACES, list("xyz"), reference=[9, 9, 9])
    result = rta_change(before, after)
    assert result.diagnostics["comparisons"] == 4
    tested = [0, 2]
    expected = stats.false_discovery_control(result["p_value"][:, tested].ravel())
    np.testing.assert_allclose(result["q_value"][:, tested].ravel(), expected)


@pytest.mark.parametrize("indicator", [rta_change, share_change, rank_change])
def test_a_place_that_is_empty_in_one_window_is_named_and_has_no_change(indicator):
    before = Matrix([[1, 2], [3, 4], [0, 0]], list("ABC"), ACTIVITIES)
    after = Matrix([[1, 2], [3, 4], [5, 6]], list("ABC"), ACTIVITIES)
    result = indicator(before, after)
    assert result.diagnostics["places_without_total"] == ("C",)
    (change,) = [
        name
        for name in ("difference", "share_of_place_change_pp", "rank_change")
        if name in result.columns
    ]
    np.testing.assert_array_equal(np.isnan(result[change]).all(axis=1), [False, False, True])


def test_shares_change_by_percentage_points():
    result = share_change(BEFORE, AFTER)
    assert result.at("A", "x") == {
        "share_of_place_pct_before": 25.0,
        "share_of_place_pct_after": 75.0,
        "share_of_place_change_pp": 50.0,
        "share_of_activity_pct_before": 25.0,
        "share_of_activity_pct_after": 75.0,
        "share_of_activity_change_pp": 50.0,
    }
    assert result.units["share_of_place_change_pp"] == "percentage points"


def test_equal_places_share_the_better_rank_and_the_next_stays_empty():
    # Shares of x: A 3/4, B 1/2, C 1/2, D 0, E 0.
    before = Matrix([[3, 1], [2, 2], [1, 1], [0, 4], [0, 1]], list("ABCDE"), ACTIVITIES)
    after = Matrix([[0, 4], [2, 2], [3, 1], [0, 4], [4, 0]], list("ABCDE"), ACTIVITIES)
    result = rank_change(before, after)
    np.testing.assert_array_equal(result["rank_before"][:, 0], [1, 2, 2, 4, 4])
    np.testing.assert_array_equal(result["rank_after"][:, 0], [4, 3, 2, 4, 1])
    np.testing.assert_array_equal(result["rank_change"][:, 0], [-3, -1, 0, 0, 3])


def test_rounding_errors_of_fractional_counts_do_not_part_equal_places():
    before = Matrix([[0.1, 0.3], [0.2, 0.6], [3 * 0.1, 3 * 0.3]], list("ABC"), ACTIVITIES)
    assert (rank_change(before, before)["rank_before"] == 1).all()


def test_growth_is_in_per_cent():
    result = growth(BEFORE, AFTER)
    np.testing.assert_allclose(result["growth_pct"], [[200, -200 / 3], [-200 / 3, 200]])
    assert result.at("A", "x")["count_after"] == 6


@pytest.mark.parametrize(("zero", "expected"), [("missing", np.nan), ("econgeo", 0.0)])
def test_growth_from_nothing_to_nothing_follows_the_convention_asked_for(zero, expected):
    before, after = (Matrix([row], ["A"], list("xyz")) for row in ([0, 0, 4], [0, 3, 0]))
    found = growth(before, after, zero=zero)["growth_pct"]
    np.testing.assert_array_equal(found, [[expected, np.inf, -100]])


def test_an_unknown_convention_is_told_with_the_nearest():
    with pytest.raises(RequestError, match="Did you mean 'econgeo'"):
        growth(BEFORE, AFTER, zero="econ_geo")


def test_growth_of_activities_is_that_of_the_reference_where_there_is_one():
    before = Matrix([[2, 6]], ["A"], ACTIVITIES, reference=[100, 200])
    after = Matrix([[4, 6]], ["A"], ACTIVITIES, reference=[110, 150])
    np.testing.assert_allclose(growth_of_activities(before, after)["growth_pct"], [10, -25])
    np.testing.assert_allclose(growth_of_places(before, after)["growth_pct"], [25])


@pytest.mark.parametrize("kind", [np.array, sparse.csr_array])
def test_align_gives_both_windows_the_union_of_labels_with_zeros(kind):
    before = Matrix(kind([[1.0, 2.0], [3.0, 4.0]]), ["A", "B"], ["x", "y"], period="1")
    after = Matrix(kind([[5.0, 6.0], [7.0, 8.0]]), ["C", "A"], ["y", "z"], period="2")
    first, second = align(before, after)
    assert first.places.tolist() == second.places.tolist() == ["A", "B", "C"]
    assert first.activities.tolist() == second.activities.tolist() == ["x", "y", "z"]
    np.testing.assert_array_equal(first.dense(), [[1, 2, 0], [3, 4, 0], [0, 0, 0]])
    np.testing.assert_array_equal(second.dense(), [[0, 7, 8], [0, 0, 0], [0, 5, 6]])
    assert (first.period, second.period) == ("1", "2")
    assert first.is_sparse == before.is_sparse


def test_align_keeps_references():
    before = Matrix([[1]], ["A"], ["x"], reference=[10])
    after = Matrix([[2]], ["A"], ["y"], reference=[20])
    first, second = align(before, after)
    np.testing.assert_array_equal(first.activity_totals, [10, 0])
    np.testing.assert_array_equal(second.activity_totals, [0, 20])


def test_align_leaves_windows_alone_that_have_the_same_labels():
    first, second = align(BEFORE, AFTER)
    assert first is BEFORE
    assert second is AFTER


@pytest.mark.parametrize("indicator", PAIRWISE)
def test_windows_with_other_labels_are_refused_with_the_way_out(indicator):
    other = Matrix([[6, 2], [2, 6]], ["B", "A"], ACTIVITIES, period="2018-2020")
    with pytest.raises(RequestError, match=r"same places in the same order.*align\(\)"):
        indicator(BEFORE, other)


@pytest.mark.parametrize(
    "compare", [align, rta_change, share_change, rank_change, growth_of_activities]
)
def test_windows_of_which_one_has_a_reference_are_refused(compare):
    world = Matrix([[6, 2], [2, 6]], PLACES, ACTIVITIES, period="2018", reference=[99, 99])
    with pytest.raises(RequestError, match="Only window 2018 has a reference"):
        compare(BEFORE, world)


@pytest.mark.parametrize("indicator", PAIRWISE)
def test_sparse_windows_give_the_same_answer(indicator):
    def thin(counts):
        return Matrix(sparse.csr_array(counts.dense()), PLACES, ACTIVITIES, period=counts.period)

    dense, from_sparse = indicator(BEFORE, AFTER), indicator(thin(BEFORE), thin(AFTER))
    for name in dense.columns:
        np.testing.assert_array_equal(from_sparse[name], dense[name])
