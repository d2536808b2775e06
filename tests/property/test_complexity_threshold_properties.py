"""The range of ranks over thresholds, whatever the counts."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators.complexity_threshold import (
    activity_complexity_by_threshold,
    place_complexity_by_threshold,
)
from smartspec.tables.matrix import Matrix

COUNTS = arrays(
    np.int64, st.tuples(st.integers(4, 7), st.integers(4, 6)), elements=st.integers(0, 9)
)
BOTH = pytest.mark.parametrize(
    "by_threshold", [place_complexity_by_threshold, activity_complexity_by_threshold]
)


def matrix(values, rows=None, columns=None):
    rows = range(values.shape[0]) if rows is None else rows
    columns = range(values.shape[1]) if columns is None else columns
    values = np.asarray(values, dtype=float)[np.ix_(list(rows), list(columns))]
    return Matrix(values, [f"p{row}" for row in rows], [f"a{column}" for column in columns])


def answered(by_threshold, counts, **options):
    try:
        return by_threshold(counts, components="largest", **options)
    except RequestError:
        assume(False)


def least_rta(values):
    """The smallest RTA above 0, by the definition."""
    values = values.astype(float)
    expected = np.outer(values.sum(axis=1), values.sum(axis=0)) / max(values.sum(), 1)
    assume((values > 0).any())
    return (values[values > 0] / expected[values > 0]).min()


@BOTH
@given(values=COUNTS)
@settings(max_examples=50, deadline=None)
def test_where_no_rta_lies_between_thresholds_ranks_are_one(by_threshold, values):
    least = least_rta(values)
    near = [0.2 * least, 0.9 * least]
    found = answered(by_threshold, matrix(values), threshold=0.5 * least, thresholds=near)
    told = found.diagnostics
    assert len(set(told["pairs"])) == 1
    assert told["pairs"][0] == (values > 0).sum()
    assert np.array_equal(found["rank"], found["rank_lowest"], equal_nan=True)
    assert np.array_equal(found["rank"], found["rank_highest"], equal_nan=True)
    for same in told["rank_correlations"]:
        assert same == pytest.approx(1, nan_ok=True)


@BOTH
@given(values=COUNTS)
@settings(max_examples=50, deadline=None)
def test_the_range_holds_the_rank_and_pairs_fall_as_the_threshold_rises(by_threshold, values):
    found = answered(by_threshold, matrix(values))
    known = ~np.isnan(found["rank"])
    assert (found["rank_lowest"][known] <= found["rank"][known]).all()
    assert (found["rank"][known] <= found["rank_highest"][known]).all()
    for column in ("rank_lowest", "rank_highest"):
        assert np.isnan(found[column][~known]).all()
        assert ((found[column][known] >= 1) & (found[column][known] <= known.sum())).all()
    pairs = found.diagnostics["pairs"]
    assert list(pairs) == sorted(pairs, reverse=True)
    as_sparse = Matrix(
        sparse.csr_array(values.astype(float)), matrix(values).places, matrix(values).activities
    )
    assert answered(by_threshold, as_sparse).diagnostics["pairs"] == pairs


@BOTH
@given(values=COUNTS, data=st.data())
@settings(max_examples=50, deadline=None)
def test_the_order_of_labels_changes_nothing(by_threshold, values, data):
    rows = data.draw(st.permutations(range(values.shape[0])))
    columns = data.draw(st.permutations(range(values.shape[1])))
    options = {"thresholds": [0.8], "threshold": 1.0}
    found = answered(by_threshold, matrix(values), **options)
    told = found.diagnostics
    # At both thresholds: one part, and a line and a sign that hang on no rounding.
    assume(told["parts_by_threshold"] == (1, 1))
    assume(min(told["sign_correlations"]) > 1e-3)
    for level in told["thresholds"]:
        alone = answered(by_threshold, matrix(values), threshold=level, thresholds=[level])
        gap = alone.diagnostics["second_eigenvalue"] - alone.diagnostics["third_eigenvalue"]
        assume(gap > 1e-3)
    again = answered(by_threshold, matrix(values, rows, columns), **options)
    order = rows if "place" in found.axes else columns
    for column in ("rank", "rank_lowest", "rank_highest"):
        assert np.array_equal(again[column], found[column][list(order)], equal_nan=True)
    assert again.diagnostics["rank_correlations"] == pytest.approx(
        told["rank_correlations"], nan_ok=True
    )
