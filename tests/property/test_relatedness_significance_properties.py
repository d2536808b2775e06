"""Relatedness beyond chance: what must hold for any matrix."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from smartspec.core.errors import RequestError
from smartspec.indicators._swaps import shuffled, tally
from smartspec.indicators.relatedness_significance import relatedness_significance
from smartspec.tables.matrix import Matrix

MARKS = arrays(np.bool_, st.tuples(st.integers(1, 12), st.integers(1, 12)))
COUNTS = arrays(
    np.int64, st.tuples(st.integers(2, 7), st.integers(2, 6)), elements=st.integers(0, 9)
)
SEEDS = st.integers(0, 2**32)


@given(MARKS, SEEDS, st.integers(1, 5))
def test_both_margins_are_kept_and_the_matrix_given_stays(has, seed, rounds):
    before = has.copy()
    found = shuffled(has, np.random.default_rng(seed), rounds=rounds)
    assert (found.sum(axis=0) == has.sum(axis=0)).all()
    assert (found.sum(axis=1) == has.sum(axis=1)).all()
    assert (has == before).all()


@given(MARKS, SEEDS)
@settings(max_examples=30)
def test_how_often_a_column_is_there_never_changes(has, seed):
    kept = tally(has, draws=5, seed=seed, rounds=2)
    assert not kept.above.diagonal().any()
    assert not kept.squares.diagonal().any()
    assert (kept.as_often.diagonal() == 5).all()
    # The sum of all meetings is fixed by how much each row has.
    assert kept.above.sum() == 0


def outcome(values, seed):
    names = [f"a{number}" for number in range(values.shape[1])]
    counts = Matrix(values, [f"p{number}" for number in range(len(values))], names)
    try:
        return relatedness_significance(counts, draws=20, seed=seed, rounds=3)
    except RequestError:
        assume(False)


@given(COUNTS, st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_columns_agree_with_one_another(values, seed):
    found = outcome(values, seed)
    known = ~np.isnan(found["p_value"])
    for name in found.columns:
        assert np.array_equal(found[name], found[name].T, equal_nan=True)
    assert not known.diagonal().any()
    p_value, z_score = found["p_value"][known], found["z_score"][known]
    assert ((p_value >= 1 / 21) & (p_value <= 1)).all()
    assert (found["q_value"][known] >= p_value - 1e-15).all()
    above = found["together"][known] - found["expected"][known]
    moved = ~np.isnan(z_score)
    assert (np.sign(z_score[moved]) == np.sign(np.round(above[moved], 12))).all()
    assert (above[~moved] == 0).all()
    assert (p_value[~moved] == 1).all()


@given(COUNTS, st.integers(0, 99), st.integers(1, 50))
@settings(max_examples=20, deadline=None)
def test_scaling_all_counts_changes_nothing(values, seed, factor):
    one, other = outcome(values, seed), outcome(values * factor, seed)
    for name in one.columns:
        assert np.array_equal(one[name], other[name], equal_nan=True)
