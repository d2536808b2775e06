"""What holds of intervals and tests whatever the counts."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from smartspec.indicators.inference import (
    poisson_limits,
    poisson_p_value,
    poisson_ratio_limits,
    poisson_ratio_p_value,
    q_values,
    rta_significance,
)
from smartspec.tables.matrix import Matrix

counts_whole = st.integers(0, 500).map(float)
counts_fractional = st.floats(0.01, 500)
any_count = counts_whole | counts_fractional
expectations = st.floats(0.01, 500)
confidences = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99])


def one(value):
    return np.array([value])


@given(any_count, expectations, confidences)
def test_the_interval_excludes_1_exactly_when_p_is_below_one_minus_the_confidence(
    count, expected, confidence
):
    low, high = poisson_limits(one(count), confidence=confidence)
    p_value = poisson_p_value(one(count), one(expected))[0]
    assume(abs(p_value - (1 - confidence)) > 1e-9)
    excluded = low[0] > expected or high[0] < expected
    assert excluded == (p_value < 1 - confidence)


@given(any_count, confidences)
def test_the_interval_holds_the_count_itself(count, confidence):
    low, high = poisson_limits(one(count), confidence=confidence)
    assert low[0] <= count <= high[0]


@given(any_count, st.floats(0, 50), confidences)
def test_more_filings_move_both_limits_up(count, more, confidence):
    low, high = poisson_limits(np.array([count, count + more]), confidence=confidence)
    # Up to the precision of the quantiles, when next to nothing is added.
    assert low[0] <= low[1] * (1 + 1e-9)
    assert high[0] <= high[1] * (1 + 1e-9)


@given(any_count)
def test_more_confidence_means_a_wider_interval(count):
    narrow_low, narrow_high = poisson_limits(one(count), confidence=0.8)
    wide_low, wide_high = poisson_limits(one(count), confidence=0.95)
    assert wide_low[0] <= narrow_low[0]
    assert narrow_high[0] <= wide_high[0]


@given(any_count, any_count, expectations, expectations, confidences)
def test_the_interval_of_a_ratio_excludes_1_exactly_when_p_is_small(
    first, second, first_expected, second_expected, confidence
):
    counts = (one(first), one(second))
    expected = (one(first_expected), one(second_expected))
    low, high = poisson_ratio_limits(counts, expected, confidence=confidence)
    p_value = poisson_ratio_p_value(counts, expected)[0]
    assume(abs(p_value - (1 - confidence)) > 1e-9)
    assert (low[0] > 1 or high[0] < 1) == (p_value < 1 - confidence)


@given(any_count, any_count, expectations, expectations)
def test_exchanging_the_windows_turns_the_ratio_over_and_keeps_p(
    first, second, first_expected, second_expected
):
    counts, expected = (one(first), one(second)), (one(first_expected), one(second_expected))
    low, high = poisson_ratio_limits(counts, expected, confidence=0.95)
    back_low, back_high = poisson_ratio_limits(counts[::-1], expected[::-1], confidence=0.95)
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(back_low, 1 / high, rtol=1e-9)
        np.testing.assert_allclose(back_high, 1 / low, rtol=1e-9)
    np.testing.assert_allclose(
        poisson_ratio_p_value(counts, expected),
        poisson_ratio_p_value(counts[::-1], expected[::-1]),
        rtol=1e-9,
    )


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_values_keep_the_order_of_p_values_and_are_never_smaller(p_values):
    p_array = np.array(p_values)
    q_array = q_values(p_array)
    assert (q_array >= p_array - 1e-15).all()
    assert (q_array <= 1).all()
    assert (np.diff(q_array[np.argsort(p_array, kind="stable")]) >= 0).all()


@given(
    st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=5),
    st.integers(2, 50),
)
def test_more_filings_of_the_same_mix_narrow_the_interval_around_the_same_rta(rows, times):
    values = np.array(rows, dtype=float)
    assume(values.sum() > 0)
    labels = [f"P{i}" for i in range(len(values))]
    few = rta_significance(Matrix(values, labels, list("xyz")))
    many = rta_significance(Matrix(values * times, labels, list("xyz")))
    here = np.isfinite(few["rta"])
    np.testing.assert_allclose(many["rta"][here], few["rta"][here])
    few_width = (few["rta_high"] - few["rta_low"])[here]
    many_width = (many["rta_high"] - many["rta_low"])[here]
    assert (many_width < few_width).all()
