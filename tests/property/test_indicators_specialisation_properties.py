"""What holds of specialisation whatever the counts."""

from fractions import Fraction

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

from smartspec.indicators.specialisation import (
    average_location_quotient,
    log_rta,
    nrca,
    rsca,
    rta,
    shares,
    specialised,
)
from smartspec.tables.matrix import Matrix


def labelled(values, **parts):
    n_places, n_activities = values.shape
    return Matrix(
        values,
        places=[f"P{i}" for i in range(n_places)],
        activities=[f"a{i}" for i in range(n_activities)],
        **parts,
    )


@st.composite
def count_tables(draw, *, whole_numbers=True):
    shape = draw(st.tuples(st.integers(2, 6), st.integers(1, 6)))
    element = st.integers(0, 40) if whole_numbers else st.floats(0, 40, allow_subnormal=False)
    values = draw(hnp.arrays(np.float64, shape, elements=element.map(float)))
    assume(values.sum() > 0.01)
    return values


@given(count_tables())
def test_places_average_to_an_rta_of_1_weighted_by_their_size(values):
    counts = labelled(values)
    weights = counts.place_totals / counts.total
    mean = np.nansum(weights[:, None] * rta(counts)["rta"], axis=0)
    np.testing.assert_allclose(mean[counts.activity_totals > 0], 1.0)


@given(count_tables(), st.floats(1e-6, 1e6))
def test_rta_ignores_the_scale_of_the_counts(values, scale):
    np.testing.assert_allclose(
        rta(labelled(values * scale))["rta"], rta(labelled(values))["rta"], rtol=1e-9
    )


@given(count_tables(), st.integers(2, 1000))
def test_rta_ignores_the_size_of_a_place_if_the_whole_is_given(values, times):
    reference = values.sum(axis=0) + 1
    larger = values.copy()
    larger[0] *= times
    np.testing.assert_allclose(
        rta(labelled(larger, reference=reference))["rta"],
        rta(labelled(values, reference=reference))["rta"],
        rtol=1e-9,
    )


@given(count_tables(), st.randoms(use_true_random=False))
def test_the_order_of_labels_changes_nothing_else(values, random):
    rows, columns = list(range(values.shape[0])), list(range(values.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    for indicator in (rta, rsca, nrca):
        result = indicator(labelled(values))
        shuffled = indicator(labelled(values[rows][:, columns]))
        for name in result.columns:
            np.testing.assert_allclose(
                shuffled[name], result[name][rows][:, columns], rtol=1e-9, atol=1e-12
            )


@given(count_tables())
def test_sparse_and_dense_counts_give_the_same_bits(values):
    for indicator in (rta, shares, specialised):
        dense, thin = indicator(labelled(values)), indicator(labelled(sparse.csr_array(values)))
        for name in dense.columns:
            stored = values > 0
            np.testing.assert_array_equal(thin[name][stored], dense[name][stored])


@given(count_tables(), st.booleans())
def test_specialised_decides_as_exact_fractions_do(values, strict):
    counts = labelled(values)
    found = specialised(counts, strict=strict)["specialised"]
    whole = [sum(map(int, column)) for column in values.T]
    for i, row in enumerate(values):
        for j, count in enumerate(row):
            if not row.sum() or not whole[j]:
                assert np.isnan(found[i, j])
                continue
            exact = Fraction(int(count), int(row.sum())) / Fraction(whole[j], sum(whole))
            assert found[i, j] == (exact > 1 if strict else exact >= 1)


@given(count_tables(whole_numbers=False))
def test_the_forms_of_specialisation_agree_on_its_direction(values):
    counts = labelled(values)
    ratio, symmetric = rta(counts)["rta"], rsca(counts)["rsca"]
    additive, logarithm = nrca(counts)["nrca"], log_rta(counts)["log_rta"]
    clearly = np.isfinite(ratio) & (np.abs(ratio - 1) > 1e-6)
    above = ratio[clearly] > 1
    np.testing.assert_array_equal(symmetric[clearly] > 0, above)
    assert (additive[clearly] * (ratio[clearly] - 1) >= 0).all()
    positive = clearly & (ratio > 0)
    np.testing.assert_array_equal(logarithm[positive] > 0, ratio[positive] > 1)
    assert (np.abs(symmetric[np.isfinite(symmetric)]) <= 1).all()


@given(count_tables())
def test_nrca_adds_up_to_0_over_places_and_over_activities(values):
    excess = nrca(labelled(values))["nrca"]
    np.testing.assert_allclose(np.nansum(excess, axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(np.nansum(excess, axis=1), 0, atol=1e-12)
    assert (np.abs(excess[np.isfinite(excess)]) <= 0.25 + 1e-12).all()


@given(count_tables())
def test_shares_add_up_to_100_per_cent(values):
    counts = labelled(values)
    result = shares(counts)
    of_place = np.nansum(result["share_of_place_pct"], axis=1)
    of_activity = np.nansum(result["share_of_activity_pct"], axis=0)
    np.testing.assert_allclose(of_place[counts.place_totals > 0], 100)
    np.testing.assert_allclose(of_activity[counts.activity_totals > 0], 100)


@given(count_tables())
def test_no_place_is_less_specialised_than_the_whole(values):
    average = average_location_quotient(labelled(values))["average_location_quotient"]
    assert (average[np.isfinite(average)] >= 1 - 1e-12).all()
