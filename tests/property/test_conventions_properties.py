"""Conventions against plain loops: complexity on each scale, and what opportunities add up."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators.complexity import activity_complexity, place_complexity
from smartspec.indicators.opportunities import opportunity_gain, opportunity_value
from smartspec.tables.matrix import Matrix

COUNTS = arrays(
    np.int64, st.tuples(st.integers(4, 7), st.integers(4, 6)), elements=st.integers(0, 9)
)
APART = 1e-3
"""Eigenvalues nearer to each other than this leave the vector open."""


def held(values, *, strict):
    """Who is specialised, in whole numbers; only what nothing is empty in and all hangs together."""
    left, right = values * values.sum(), np.outer(values.sum(axis=1), values.sum(axis=0))
    has = (left > right if strict else left >= right).astype(float)
    assume(has.sum(axis=0).all() and has.sum(axis=1).all())
    return has


def vectors(has):
    """Second eigenvector of activities, and what places have of it on average, by diversity."""
    onward = has / has.sum(axis=1, keepdims=True)
    roots, found = np.linalg.eig((has / has.sum(axis=0)).T @ onward)
    order = np.argsort(-roots.real)
    first, second, third = roots.real[order][:3]
    assume(first - second > APART and second - third > APART and second > APART)
    activities = found[:, order[1]].real
    places = onward @ activities
    with np.errstate(divide="ignore", invalid="ignore"):
        turn = np.corrcoef(places, has.sum(axis=1))[0, 1]
    assume(abs(turn) > APART and places.std() > APART)
    return np.sign(turn) * places, np.sign(turn) * activities


def near(has, *, own):
    size = has.shape[1]
    found = np.zeros((size, size))
    for a, b in product(range(size), repeat=2):
        if a != b or own:
            both = sum(row[a] * row[b] for row in has)
            found[a, b] = both / max(has[:, a].sum(), has[:, b].sum())
    assume((found.sum(axis=1) > 0).all())
    return found


def deviation(values, convention, shape):
    """Of n, or over a row for each pair less one."""
    if convention == "atlas":
        return values.std()
    rows = np.repeat(values, shape[1])
    return rows.std(ddof=1)


def answered(function, *args, **options):
    try:
        (values,) = function(*args, **options).columns.values()
    except RequestError:
        assume(False)
    return values


def matrix(values, as_sparse):
    stored = values.astype(float)
    return Matrix(
        sparse.csr_array(stored) if as_sparse else stored,
        [f"p{row}" for row in range(values.shape[0])],
        [f"a{column}" for column in range(values.shape[1])],
    )


@pytest.mark.parametrize("convention", ["atlas", "stata"])
@given(values=COUNTS, as_sparse=st.booleans())
@settings(max_examples=60, deadline=None)
def test_complexity_is_on_the_scale_of_places(convention, values, as_sparse):
    assume(values.sum(axis=0).all() and values.sum(axis=1).all())
    has = held(values, strict=convention == "stata")
    places, activities = vectors(has)
    mean, spread = places.mean(), deviation(places, convention, has.shape)
    counts = matrix(values, as_sparse)
    ours = answered(place_complexity, counts, convention=convention)
    assert ours == pytest.approx((places - mean) / spread, abs=1e-6)
    ours = answered(activity_complexity, counts, convention=convention)
    assert ours == pytest.approx((activities - mean) / spread, abs=1e-6)


@pytest.mark.parametrize("convention", ["atlas", "stata"])
@given(values=COUNTS, as_sparse=st.booleans())
@settings(max_examples=60, deadline=None)
def test_opportunities_are_what_loops_give(convention, values, as_sparse):
    assume(values.sum(axis=0).all() and values.sum(axis=1).all())
    has = held(values, strict=convention == "stata")
    places, activities = vectors(has)
    related = near(has, own=convention == "atlas")
    n_places, size = has.shape
    value, gain = np.zeros(n_places), np.zeros(has.shape)
    for p, a in product(range(n_places), range(size)):
        if has[p, a]:
            continue
        value[p] += (related[a] @ has[p]) / related[a].sum() * activities[a]
        gain[p, a] = sum(
            related[a, b] / related[b].sum() * activities[b] for b in range(size) if not has[p, b]
        )
    counts = matrix(values, as_sparse)
    ours = answered(opportunity_gain, counts, convention=convention)
    assert ours == pytest.approx(gain / deviation(places, convention, has.shape), abs=1e-6)
    assume(value.std() > APART)
    ours = answered(opportunity_value, counts, convention=convention)
    expected = (value - value.mean()) / deviation(value, convention, has.shape)
    assert ours == pytest.approx(expected, abs=1e-6)


@given(values=COUNTS)
@settings(max_examples=60, deadline=None)
def test_econgeo_divides_the_standard_answer_by_its_sum(values):
    assume(values.sum(axis=0).all() and values.sum(axis=1).all())
    places, activities = vectors(held(values, strict=False))
    for vector, indicator in ((places, place_complexity), (activities, activity_complexity)):
        assume(abs(vector.sum()) > APART)
        ours = answered(indicator, matrix(values, as_sparse=False), convention="econgeo")
        expected = vector / vector.sum()
        assert np.abs(ours) == pytest.approx(np.abs(expected), abs=1e-6)
