"""Averages, recombination and cross-space are what their definitions say, for any counts."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators.averages import (
    expy,
    mean_of_activities,
    mean_of_places,
    prody,
)
from smartspec.indicators.complexity import place_complexity
from smartspec.indicators.cross_space import cross_density, cross_relatedness
from smartspec.indicators.density import relatedness_density
from smartspec.indicators.normalised_ubiquity import normalised_ubiquity
from smartspec.indicators.outside_complexity import outside_complexity
from smartspec.indicators.recombination import (
    ease_of_recombination,
    mean_modular_complexity,
    modular_complexity,
)
from smartspec.indicators.relatedness import relatedness
from smartspec.indicators.specialisation import rta
from smartspec.tables.matrix import Matrix

PLACES, ACTIVITIES = ["A", "B", "C", "D"], ["v", "w", "x", "y", "z"]
CELL = st.sampled_from([0, 0, 1, 2, 3.5, 40])
GRIDS = st.lists(st.lists(CELL, min_size=5, max_size=5), min_size=4, max_size=4)
NUMBERS = st.floats(-1e3, 1e3) | st.none()
OF_PLACES = st.lists(NUMBERS, min_size=4, max_size=4)
OF_ACTIVITIES = st.lists(NUMBERS, min_size=5, max_size=5)
NAN = float("nan")


def matrix(grid, *, as_sparse=False):
    values = np.array(grid, dtype=float)
    return Matrix(sparse.csr_array(values) if as_sparse else values, PLACES, ACTIVITIES)


def mapping(labels, numbers):
    known = {label: n for label, n in zip(labels, numbers, strict=True) if n is not None}
    assume(known)
    return known


def mean(pairs):
    """Weighted mean of (weight, value) pairs."""
    weight = sum(w for w, _ in pairs)
    return sum(w * v for w, v in pairs) / weight if weight > 0 else NAN


@settings(max_examples=60, deadline=None)
@given(grid=GRIDS, numbers=OF_PLACES, as_sparse=st.booleans())
def test_prody_weighs_places_by_rta_and_expy_averages_it(grid, numbers, as_sparse):
    assume(np.sum(grid) > 0)
    counts, income = matrix(grid, as_sparse=as_sparse), mapping(PLACES, numbers)
    ratio = rta(matrix(grid))["rta"]
    of_activities = [
        mean(
            [
                (ratio[p, a], income[place])
                for p, place in enumerate(PLACES)
                if place in income and grid[p][a] > 0
            ]
        )
        for a in range(5)
    ]
    found = prody(counts, income=income)["prody"]
    np.testing.assert_allclose(found, of_activities, rtol=1e-9, atol=1e-9)
    of_places = [
        mean([(n, y) for n, y in zip(row, of_activities, strict=True) if not np.isnan(y)])
        for row in grid
    ]
    found = expy(counts, income=income)["expy"]
    np.testing.assert_allclose(found, of_places, rtol=1e-9, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(grid=GRIDS, numbers=OF_ACTIVITIES, others=OF_PLACES, as_sparse=st.booleans())
def test_means_are_weighted_by_counts(grid, numbers, others, as_sparse):
    counts = matrix(grid, as_sparse=as_sparse)
    given_values = mapping(ACTIVITIES, numbers)
    expected = [
        mean(
            [
                (row[a], given_values[name])
                for a, name in enumerate(ACTIVITIES)
                if name in given_values
            ]
        )
        for row in grid
    ]
    found = mean_of_activities(counts, values=given_values)["mean_of_activities"]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)
    given_values = mapping(PLACES, others)
    expected = [
        mean(
            [
                (grid[p][a], given_values[name])
                for p, name in enumerate(PLACES)
                if name in given_values
            ]
        )
        for a in range(5)
    ]
    found = mean_of_places(counts, values=given_values)["mean_of_places"]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(grid=GRIDS)
def test_with_its_own_complexity_the_outside_one_is_that_of_the_place(grid):
    """The mean of an eigenvector over specialisations is the eigenvector of the other side."""
    counts = matrix(grid)
    try:
        own = place_complexity(counts)["place_complexity"]
    except RequestError:
        assume(False)
    found = outside_complexity(counts)["outside_complexity_standardised"]
    np.testing.assert_allclose(found, own, rtol=0, atol=1e-7)


@settings(max_examples=60, deadline=None)
@given(grid=GRIDS, as_sparse=st.booleans())
def test_recombination_is_its_definition(grid, as_sparse):
    assume(np.sum(grid) > 0)
    counts = matrix(grid, as_sparse=as_sparse)
    classes = [{a for a in range(5) if row[a] > 0} for row in grid]
    filings = [[p for p in range(4) if a in classes[p]] for a in range(5)]
    ease = [
        len({b for p in filings[a] for b in classes[p]} - {a}) / len(filings[a])
        if filings[a]
        else NAN
        for a in range(5)
    ]
    np.testing.assert_allclose(ease_of_recombination(counts)["ease_of_recombination"], ease)
    sums = [sum(ease[a] for a in held) for held in classes]
    hard = [len(held) / s if s > 0 else NAN for held, s in zip(classes, sums, strict=True)]
    np.testing.assert_allclose(modular_complexity(counts)["modular_complexity"], hard)
    means = [mean([(1, hard[p]) for p in filings[a] if not np.isnan(hard[p])]) for a in range(5)]
    np.testing.assert_allclose(mean_modular_complexity(counts)["mean_modular_complexity"], means)


@settings(max_examples=40, deadline=None)
@given(grid=GRIDS)
def test_normalised_ubiquity_averages_to_1_over_specialisations(grid):
    """Weighted by ubiquity it adds up to the share of activities that somebody is specialised in."""
    assume(np.sum(grid) > 0)
    found = normalised_ubiquity(matrix(grid))["normalised_ubiquity"]
    marks = (np.nan_to_num(rta(matrix(grid))["rta"]) >= 1 - 1e-12).sum(axis=0)
    assert np.nansum(found * marks) / marks.sum() == pytest.approx(1.0)


@settings(max_examples=60, deadline=None)
@given(one=GRIDS, other=GRIDS, order=st.permutations(range(4)), as_sparse=st.booleans())
def test_the_cross_space_is_its_definition(one, other, order, as_sparse):
    assume(np.sum(one) > 0 and np.sum(other) > 0)
    first = matrix(one, as_sparse=as_sparse)
    shuffled = Matrix(np.array(other, dtype=float)[order], [PLACES[p] for p in order], ACTIVITIES)
    has, also = ((np.nan_to_num(rta(matrix(g))["rta"]) >= 1 - 1e-12) for g in (one, other))
    related = np.full((5, 5), np.nan)
    for a in range(5):
        for b in range(5):
            both = sum(has[p, a] and also[p, b] for p in range(4))
            if has[:, a].any() and also[:, b].any():
                related[a, b] = min(both / has[:, a].sum(), both / also[:, b].sum())
    np.testing.assert_allclose(cross_relatedness(first, shuffled)["relatedness"], related)
    near = [
        [
            100 * mean([(related[a, b], has[p, a]) for a in range(5) if related[a, b] > 0])
            for b in range(5)
        ]
        for p in range(4)
    ]
    np.testing.assert_allclose(cross_density(first, shuffled)["cross_density_pct"], near)


@settings(max_examples=30, deadline=None)
@given(grid=GRIDS)
def test_across_a_table_and_itself_it_is_the_relatedness_of_one_kind(grid):
    counts = matrix(grid)
    try:
        within = relatedness(counts)["relatedness"]
        density = relatedness_density(counts, own="include")["density_pct"]
    except RequestError:
        assume(False)
    across = cross_relatedness(counts, counts)["relatedness"]
    off = ~np.eye(5, dtype=bool)
    np.testing.assert_allclose(across[off], within[off])
    found = cross_density(counts, counts)["cross_density_pct"]
    known = ~np.isnan(found) & ~np.isnan(density)
    np.testing.assert_allclose(found[known], density[known])
