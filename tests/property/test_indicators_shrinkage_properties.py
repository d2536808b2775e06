"""What holds of shrunken RTA whatever the counts."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.indicators.shrinkage import rta_shrunk
from smartspec.tables.matrix import Matrix


@st.composite
def counts(draw):
    shape = draw(st.tuples(st.integers(2, 7), st.integers(1, 5)))
    values = draw(hnp.arrays(np.float64, shape, elements=st.integers(0, 60).map(float)))
    assume(values.sum() > 0)
    return Matrix(values, [f"P{i}" for i in range(shape[0])], [f"a{i}" for i in range(shape[1])])


@given(counts())
def test_the_guess_lies_between_the_raw_value_and_the_mean_of_1(matrix):
    result = rta_shrunk(matrix)
    raw, guess = result["rta"], result["rta_shrunk"]
    here = np.isfinite(raw)
    assert (guess[here] >= np.minimum(raw, 1)[here] - 1e-9).all()
    assert (guess[here] <= np.maximum(raw, 1)[here] + 1e-9).all()


@given(counts())
def test_the_interval_holds_the_guess(matrix):
    # A skewed Gamma has its mean inside a 95% interval unless its shape is tiny.
    result = rta_shrunk(matrix)
    here = np.isfinite(result["rta"]) & (result["count"] >= 1)
    assert (result["rta_shrunk_low"][here] <= result["rta_shrunk"][here] + 1e-9).all()
    assert (result["rta_shrunk"][here] <= result["rta_shrunk_high"][here] + 1e-9).all()


@given(counts())
def test_within_an_activity_a_larger_place_keeps_more_of_its_own(matrix):
    weight = rta_shrunk(matrix)["weight"]
    order = np.argsort(matrix.place_totals)
    for column in weight[order].T:
        known = column[np.isfinite(column)]
        assert (np.diff(known) >= -1e-12).all()
        assert ((known >= 0) & (known <= 1)).all()


@given(counts())
def test_with_many_filings_the_guess_becomes_the_raw_value(matrix):
    many = Matrix(matrix.dense() * 1e9, matrix.places, matrix.activities)
    result = rta_shrunk(many)
    np.testing.assert_allclose(result["rta_shrunk"], result["rta"], atol=1e-3)
