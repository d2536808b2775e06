"""Structure, concentration, similarity and shift-share: what must hold for any counts."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse

from smartspec.indicators.concentration import gini, hoover, locational_gini, ubiquity
from smartspec.indicators.shift_share import PARTS, shift_share, shift_share_places
from smartspec.indicators.similarity import PROFILES, peers, profile_similarity
from smartspec.indicators.structure import (
    diversity,
    entropy,
    hachman,
    herfindahl,
    krugman,
    specialisation_coefficient,
)
from smartspec.tables.matrix import Matrix

OF_PLACES = [
    diversity,
    herfindahl,
    entropy,
    krugman,
    lambda counts: krugman(counts, whole="others"),
    specialisation_coefficient,
    hachman,
]
OF_ACTIVITIES = [
    ubiquity,
    gini,
    locational_gini,
    hoover,
    lambda counts: hoover(counts, weights="equal"),
]
CLOSE = {"rtol": 1e-9, "atol": 1e-9}

FEW = settings(max_examples=50)
"""For what is tried with each indicator in turn."""


def matrix(values, *, places=None, activities=None):
    rows, columns = values.shape
    return Matrix(
        values,
        places=[f"P{p}" for p in range(rows)] if places is None else places,
        activities=[f"a{a}" for a in range(columns)] if activities is None else activities,
    )


def tables(n_places, n_activities):
    """Counts with many zeros, whole and fractional."""
    cell = st.one_of(st.just(0.0), st.integers(1, 40).map(float), st.sampled_from([0.25, 0.5, 1.5]))
    row = st.lists(cell, min_size=n_activities, max_size=n_activities)
    return st.lists(row, min_size=n_places, max_size=n_places).map(np.array)


@st.composite
def counts(draw):
    """Two to six places by one to six activities, not all zero."""
    values = draw(tables(draw(st.integers(2, 6)), draw(st.integers(1, 6))))
    assume(values.sum() > 0)
    return values


@st.composite
def windows(draw):
    shape = draw(st.integers(2, 5)), draw(st.integers(1, 5))
    before, after = draw(tables(*shape)), draw(tables(*shape))
    assume(before.sum() > 0)
    return before, after


def columns_of(result):
    return {name: result[name] for name in result.columns}


def assert_same(ours, theirs):
    assert ours.keys() == theirs.keys()
    for name in ours:
        np.testing.assert_allclose(ours[name], theirs[name], **CLOSE)


@pytest.mark.parametrize("function", OF_PLACES + OF_ACTIVITIES)
@FEW
@given(values=counts())
def test_sparse_counts_give_what_dense_ones_give(function, values):
    thin = matrix(sparse.csr_array(values))
    assert_same(columns_of(function(matrix(values))), columns_of(function(thin)))


@pytest.mark.parametrize("function", OF_PLACES + OF_ACTIVITIES)
@FEW
@given(values=counts(), factor=st.sampled_from([1e-6, 0.1, 3.0, 1e9]))
def test_the_scale_of_the_counts_changes_nothing(function, values, factor):
    assert_same(columns_of(function(matrix(values))), columns_of(function(matrix(values * factor))))


@pytest.mark.parametrize("function", OF_PLACES)
@FEW
@given(values=counts(), data=st.data())
def test_places_keep_their_values_when_rows_and_columns_change_places(function, values, data):
    rows, columns = shuffles(data, values)
    straight, mixed = function(matrix(values)), function(shuffled(values, rows, columns))
    for name in straight.columns:
        np.testing.assert_allclose(mixed[name], straight[name][rows], **CLOSE)


@pytest.mark.parametrize("function", OF_ACTIVITIES)
@FEW
@given(values=counts(), data=st.data())
def test_activities_keep_their_values_when_rows_and_columns_change_places(function, values, data):
    rows, columns = shuffles(data, values)
    straight, mixed = function(matrix(values)), function(shuffled(values, rows, columns))
    for name in straight.columns:
        np.testing.assert_allclose(mixed[name], straight[name][columns], **CLOSE)


def shuffles(data, values):
    rows = data.draw(st.permutations(range(values.shape[0])))
    columns = data.draw(st.permutations(range(values.shape[1])))
    return list(rows), list(columns)


def shuffled(values, rows, columns):
    return matrix(
        values[rows][:, columns],
        places=[f"P{p}" for p in rows],
        activities=[f"a{a}" for a in columns],
    )


def known(result):
    (values,) = columns_of(result).values()
    return values[~np.isnan(values)]


def assert_between(values, low, high):
    slack = 1e-9
    assert ((values >= low - slack) & (values <= high + slack)).all()


@given(values=counts())
def test_indices_stay_within_their_bounds(values):
    found = matrix(values)
    n_places, n_activities = values.shape
    assert_between(known(herfindahl(found)), 1 / n_activities, 1)
    assert_between(known(entropy(found)), 0, math.log2(n_activities))
    assert_between(known(krugman(found)), 0, 2)
    assert_between(known(krugman(found, whole="others")), 0, 2)
    assert_between(known(hachman(found)), 0, 1)
    assert_between(known(diversity(found)), 0, n_activities)
    assert_between(known(ubiquity(found)), 0, n_places)
    assert_between(known(gini(found)), 0, 1 - 1 / n_places)
    assert_between(known(locational_gini(found)), 0, 1)
    assert_between(known(hoover(found)), 0, 100)
    assert_between(known(hoover(found, weights="equal")), 0, 100 * (1 - 1 / n_places))


@given(values=counts())
def test_every_place_with_a_count_is_specialised_in_something_and_has_all_its_values(values):
    found = matrix(values)
    empty = values.sum(axis=1) == 0
    for function in (diversity, herfindahl, entropy, krugman, hachman):
        (column,) = columns_of(function(found)).values()
        np.testing.assert_array_equal(np.isnan(column), empty)
    assert (known(diversity(found)) >= 1).all()
    assert diversity(found)["diversity"][~empty].sum() == pytest.approx(
        np.nansum(ubiquity(found)["ubiquity"])
    )


@given(values=counts())
def test_the_effective_number_of_activities_is_larger_by_entropy_than_by_herfindahl(values):
    found = matrix(values)
    by_entropy, by_herfindahl = 2.0 ** known(entropy(found)), 1 / known(herfindahl(found))
    assert (by_entropy >= by_herfindahl * (1 - 1e-9)).all()


@given(values=counts())
def test_no_lorenz_curve_is_further_from_the_diagonal_than_its_gini_says(values):
    """Hoover's index is the greatest height between curve and diagonal, half the area at most."""
    found = matrix(values)
    for height, area in (
        (hoover(found, weights="equal"), gini(found)),
        (hoover(found), locational_gini(found)),
    ):
        assert (known(height) / 100 <= known(area) + 1e-9).all()


@pytest.mark.parametrize("profile", PROFILES)
@FEW
@given(values=counts())
def test_similarity_is_symmetric_and_between_minus_one_and_one(profile, values):
    similarity = profile_similarity(matrix(values), profile=profile)["similarity"]
    np.testing.assert_allclose(similarity, similarity.T, rtol=0, atol=1e-12)
    assert_between(similarity[~np.isnan(similarity)], -1, 1)
    diagonal = similarity.diagonal()
    assert set(diagonal[~np.isnan(diagonal)]) <= {1.0}


@pytest.mark.parametrize("profile", PROFILES)
@FEW
@given(values=counts(), data=st.data())
def test_similarity_ignores_order_scale_and_kind(profile, values, data):
    rows, columns = shuffles(data, values)
    straight = profile_similarity(matrix(values), profile=profile)["similarity"]
    mixed = shuffled(values * 8, rows, columns)
    thin = Matrix(sparse.csr_array(mixed.values), mixed.places, mixed.activities)
    for other in (mixed, thin):
        similarity = profile_similarity(other, profile=profile)["similarity"]
        np.testing.assert_allclose(similarity, straight[np.ix_(rows, rows)], rtol=0, atol=1e-6)


@given(values=counts(), data=st.data())
def test_peers_do_not_depend_on_the_order_of_rows(values, data):
    rows, columns = shuffles(data, values)
    straight, mixed = matrix(values), shuffled(values, rows, columns)
    similarity = profile_similarity(straight, profile="share")["similarity"]
    for p, place in enumerate(straight.places.tolist()):
        if np.isnan(similarity[p, p]):
            continue
        found = peers(straight, place, number=9, profile="share")
        again = peers(mixed, place, number=9, profile="share")
        assert place not in found.labels[0]
        assert len(found.labels[0]) == np.count_nonzero(~np.isnan(similarity[p])) - 1
        assert found.labels[0].tolist() == again.labels[0].tolist()


@given(pair=windows())
def test_the_parts_of_shift_share_add_up_to_the_change(pair):
    before, after = map(matrix, pair)
    found = shift_share(before, after)
    np.testing.assert_array_equal(found["change"], pair[1] - pair[0])
    parts = sum(found[part] for part in PARTS[1:])
    np.testing.assert_allclose(parts, found["change"], rtol=0, atol=1e-9)
    assert all(np.isfinite(found[part]).all() for part in PARTS)
    places = shift_share_places(before, after)
    np.testing.assert_allclose(
        places["change"], pair[1].sum(axis=1) - pair[0].sum(axis=1), rtol=0, atol=1e-9
    )


@given(pair=windows())
def test_over_all_places_mix_and_competition_cancel_out(pair):
    """What one gains beyond the whole another loses, activity by activity and in all."""
    found = shift_share(*map(matrix, pair))
    new = pair[0].sum(axis=0) == 0
    np.testing.assert_allclose(found["competitive"][:, ~new].sum(axis=0), 0, atol=1e-7)
    left = found["mix"].sum() + found["competitive"][:, new].sum()
    assert left == pytest.approx(0, abs=1e-7)


@given(pair=windows(), data=st.data())
def test_shift_share_ignores_order_and_kind_and_follows_the_scale(pair, data):
    rows, columns = shuffles(data, pair[0])
    straight = shift_share(*map(matrix, pair))
    mixed = shift_share(*(shuffled(values * 3, rows, columns) for values in pair))
    thin = shift_share(*(matrix(sparse.csr_array(values)) for values in pair))
    for part in PARTS:
        np.testing.assert_allclose(mixed[part], 3 * straight[part][rows][:, columns], **CLOSE)
        np.testing.assert_allclose(thin[part], straight[part], **CLOSE)
