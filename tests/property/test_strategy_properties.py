"""What holds of partners, joint strategies and stability for any counts."""

import numpy as np
import pandas as pd
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.strategy.joint import joint
from smartspec.strategy.partners import added_density_pct, partners
from smartspec.strategy.stability import stability
from smartspec.strategy.standing import Space
from smartspec.tables.matrix import Matrix, replace_matrix


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 9))
def test_a_partner_never_lowers_density_and_one_that_has_the_same_adds_nothing(seed, size):
    rng = np.random.default_rng(seed)
    weights = rng.random((size, size)) * (rng.random((size, size)) < 0.6)
    weights = np.triu(weights, 1) + np.triu(weights, 1).T
    around = Space(weights, np.zeros(size), ())
    own, other = rng.random((2, size)) < 0.5
    some = other & (rng.random(size) < 0.5)
    gain = added_density_pct(around, own, np.array([own, other, some, other | own]))
    known = weights.any(axis=0)
    assert np.isnan(gain[:, ~known]).all()
    assert (gain[:, known] >= 0).all()
    assert (gain[0, known] == 0).all()
    assert (gain[2, known] <= gain[1, known] + 1e-12).all()  # who has less adds no more
    np.testing.assert_allclose(gain[3], gain[1])
    with_it = around.density_pct((own | other).astype(float))
    np.testing.assert_allclose(gain[1], with_it - around.density_pct(own.astype(float)), atol=1e-9)
    assert (with_it[known] <= 100 + 1e-9).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_nothing_becomes_a_specialisation_by_joining_and_labels_do_not_matter(seed):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 40, (7, 6)) + np.eye(7, 6) * 30
    counts = Matrix(values, list("ABCDEFG"), list("uvwxyz"))
    try:
        found = joint(counts, ["B", "E", "A"])
    except RequestError:  # all places are specialised in the same, so nothing has a complexity
        reject()
    assume(not any("sign" in note for note in found.notes))  # then high and low may change places
    frame = found.frame
    has = (frame[["kind_A", "kind_B", "kind_E"]] == "consolidate").any(axis=1)
    assert has[frame["kind"] == "consolidate"].all()
    turned = joint(
        replace_matrix(counts, values=values[::-1], places=counts.places[::-1]), ["A", "B", "E"]
    ).frame
    same = ["activity", "kind", "change"]
    assert frame[same].values.tolist() == turned[same].values.tolist()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_sparse_counts_give_the_same_as_dense_ones(seed):
    rng = np.random.default_rng(seed)
    values = rng.integers(1, 60, (9, 7)) * (rng.random((9, 7)) < 0.6) + np.eye(9, 7) * 20
    values[7:, 0] += 3
    dense = Matrix(values, list("ABCDEFGHI"), list("tuvwxyz"))
    thin = replace_matrix(dense, values=sparse.csr_array(values))
    try:
        found = joint(dense, ["A", "C"])
    except RequestError:
        reject()
    assume(not found.notes[:-1])  # an undetermined sign, or parts of one size, may fall otherwise
    pairs = [
        (found.frame, joint(thin, ["A", "C"]).frame),
        (partners(dense, "B").frame, partners(thin, "B").frame),
        (stability(dense, "B", draws=20).frame, stability(thin, "B", draws=20).frame),
    ]
    for one, other in pairs:
        pd.testing.assert_frame_equal(one, other)
