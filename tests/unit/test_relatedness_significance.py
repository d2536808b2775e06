"""Relatedness beyond chance, by hand; the sampler against all matrices that there are."""

from itertools import combinations, product

import numpy as np
import pytest
from scipy import sparse, stats

import smartspec as ss
from smartspec.core.errors import RequestError
from smartspec.indicators import _swaps
from smartspec.indicators._swaps import _some, met, shuffled, tally
from smartspec.indicators.relatedness_significance import relatedness_significance
from smartspec.tables.matrix import Matrix

BLOCKS = [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]]


def all_with_margins(has):
    """Every matrix of zeros and ones with the same margins, one row after the other."""
    width = has.shape[1]
    rows = [
        [np.isin(np.arange(width), chosen) for chosen in combinations(range(width), size)]
        for size in has.sum(axis=1)
    ]
    found = (np.array(matrix) for matrix in product(*rows))
    return [matrix for matrix in found if (matrix.sum(axis=0) == has.sum(axis=0)).all()]


@pytest.mark.parametrize(
    "has",
    [
        [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]],  # 90 matrices
        [[1, 1, 1, 0], [1, 0, 0, 1], [0, 1, 0, 0]],  # rows that differ, an odd number of them
        [[1, 1, 0], [1, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]],  # more rows than columns
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],  # permutations
    ],
)
def test_all_matrices_with_the_margins_are_drawn_equally_often(has):
    has = np.array(has, dtype=bool)
    every = {matrix.tobytes(): 0 for matrix in all_with_margins(has)}
    rng = np.random.default_rng(20141)
    draws = 30 * len(every)
    for _ in range(draws):
        every[np.ascontiguousarray(shuffled(has, rng, rounds=10)).tobytes()] += 1
    assert len(every) > 5
    assert stats.chisquare(list(every.values())).pvalue > 0.001


def test_all_ways_to_deal_out_are_equally_likely():
    rows = 14_000
    dealt = _some(np.ones((rows, 8), dtype=bool), np.full(rows, 4), np.random.default_rng(4))
    assert (dealt.sum(axis=1) == 4).all()
    _, often = np.unique(dealt, axis=0, return_counts=True)
    assert len(often) == 70
    assert stats.chisquare(often).pvalue > 0.001


def test_draws_by_way_of_the_hub_have_the_mean_and_spread_of_all_matrices():
    has = np.array(BLOCKS, dtype=bool)
    every = np.array([met(matrix) for matrix in all_with_margins(has)])
    draws = 3_000
    kept = tally(has, draws=draws, seed=3, rounds=8)
    mean, variance = every.mean(axis=0), every.var(axis=0)
    error = np.sqrt(variance / draws)
    assert (np.abs(met(has) + kept.above / draws - mean) <= 4.5 * error).all()
    drawn = kept.squares / draws - (kept.above / draws) ** 2
    assert drawn == pytest.approx(variance, abs=0.07)
    often = (every >= met(has)).mean(axis=0)
    assert kept.as_often / draws == pytest.approx(often, abs=0.02)


def test_a_pair_by_hand():
    # Each place and each activity has two: 90 matrices, in 6 of which w and x are twice together.
    counts = Matrix(BLOCKS, places=list("ABCD"), activities=list("wxyz"))
    found = relatedness_significance(counts, draws=2000, seed=2)
    beside = found.at("w", "x")
    assert beside["together"] == 2
    assert beside["expected"] == pytest.approx(60 / 90, abs=0.07)
    assert beside["p_value"] == pytest.approx(6 / 90, abs=0.017)
    # The mean of squares is (48 + 4 * 6) / 90.
    deviation = np.sqrt(72 / 90 - (60 / 90) ** 2)
    assert beside["z_score"] == pytest.approx((2 - 60 / 90) / deviation, abs=0.15)
    assert found.at("w", "y")["p_value"] == 1
    assert found.at("w", "y")["z_score"] < 0
    # Two of the six pairs have p = 1/15 or so: the larger of both times 6 / 2 is q for both.
    larger = max(beside["p_value"], found.at("y", "z")["p_value"])
    assert beside["q_value"] == pytest.approx(3 * larger)
    assert np.isnan(found.at("w", "w")["together"])


def test_what_margins_fix_is_no_surprise():
    # x is everywhere; only one matrix has these margins.
    counts = Matrix([[1, 1], [1, 0]], places=["A", "B"], activities=["x", "y"])
    found = relatedness_significance(counts, threshold=0.5).at("x", "y")
    assert found["together"] == found["expected"] == 1
    assert found["p_value"] == found["q_value"] == 1
    assert np.isnan(found["z_score"])


def test_of_an_activity_without_a_place_nothing_is_said():
    values = [[5, 1, 0, 0], [1, 5, 0, 0], [3, 0, 3, 0]]
    counts = Matrix(values, places=list("ABC"), activities=["x", "y", "z", "none"])
    found = relatedness_significance(counts)
    assert np.isnan(found["p_value"][3]).all()
    assert np.isnan(found["p_value"][:, 3]).all()
    assert found.diagnostics["pairs"] == 3
    assert found.notes[0] == "No relatedness is known of none (all)."


def test_an_empty_place_and_sparse_counts_change_nothing():
    counts = Matrix(BLOCKS, places=list("ABCD"), activities=list("wxyz"))
    scattered = Matrix(sparse.csr_array(np.array(BLOCKS)), list("ABCD"), list("wxyz"))
    dense, thin = relatedness_significance(counts), relatedness_significance(scattered)
    for name in dense.columns:
        assert np.array_equal(dense[name], thin[name], equal_nan=True)
    emptied = Matrix([*BLOCKS, [0, 0, 0, 0]], places=list("ABCDE"), activities=list("wxyz"))
    more = relatedness_significance(emptied, draws=2000)
    assert more.at("w", "x")["p_value"] == pytest.approx(6 / 90, abs=0.017)


@pytest.mark.parametrize("processors", [1, 3, 64])
def test_the_number_of_threads_changes_nothing(processors, monkeypatch):
    counts = ss.load_table("patent_families").matrix("2018-2020")
    usual = relatedness_significance(counts, draws=25)
    monkeypatch.setattr(_swaps.os, "cpu_count", lambda: processors)
    again = relatedness_significance(counts, draws=25)
    for name in usual.columns:
        assert np.array_equal(usual[name], again[name], equal_nan=True)


def test_another_seed_draws_otherwise_and_the_same_the_same():
    counts = ss.load_table("patent_families").matrix("2018-2020")
    one, again, other = (
        relatedness_significance(counts, draws=20, seed=seed)["expected"] for seed in (1, 1, 2)
    )
    assert np.array_equal(one, again, equal_nan=True)
    assert not np.array_equal(one, other, equal_nan=True)


@pytest.mark.parametrize("rounds", [1, 10])
def test_what_was_observed_is_one_more_draw_if_chance_alone_is_at_work(rounds):
    # For one round as for many: that is what the hub is for.
    rng = np.random.default_rng(5)
    has = rng.random((12, 10)) < 0.4
    pairs, draws = np.triu_indices(10, 1), 39
    small, ratio = [], []
    for _ in range(60):
        has = shuffled(has, rng, rounds=20)
        kept = tally(has, draws=draws, seed=int(rng.integers(1 << 30)), rounds=rounds)
        small.append(((1 + kept.as_often)[pairs] <= 4).mean())
        to_observed = kept.squares / draws
        # Two draws differ by as much: the mean square of a difference is twice the variance.
        spread = (kept.squares - kept.above**2 / draws) / (draws - 1)
        ratio.append(to_observed[pairs].sum() / (2 * spread[pairs].sum()))
    error = np.std(ratio) / np.sqrt(len(ratio))
    assert abs(np.mean(ratio) - 1) < 4 * error < 0.15
    # p <= 0.1 in one of ten, or more rarely, since there are ties.
    assert np.mean(small) < 0.1 + 3 * np.std(small) / np.sqrt(len(small))


def test_planted_pairs_are_found_and_others_are_not():
    rng = np.random.default_rng(8)
    has = rng.random((80, 12)) < rng.uniform(0.1, 0.7, (80, 1))
    has[:, 1] = np.where(rng.random(80) < 0.9, has[:, 0], has[:, 1])
    kept = tally(has, draws=999, seed=1, rounds=20)
    p_value = (1 + kept.as_often) / 1000
    assert p_value[0, 1] == 0.001
    rest = p_value[np.triu_indices(12, 1)][1:]
    assert (rest <= 0.001).sum() <= 2


def test_a_note_says_where_more_draws_might_tell():
    counts = ss.load_table("patent_families").matrix("2018-2020")
    few = relatedness_significance(counts, draws=20)
    assert "more often than in any of 20 draws" in few.notes[0]
    blocks = np.kron(np.eye(2), np.ones((10, 2)))
    clear = Matrix(blocks, [f"p{number}" for number in range(20)], list("wxyz"))
    assert relatedness_significance(clear).notes == ()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"draws": 19}, "19 draws say too little"),
        ({"seed": -1}, "from 0 on"),
        ({"rounds": 0}, "trade at least once"),
        ({"threshold": 1e9}, "No place is specialised in anything"),
    ],
)
def test_what_cannot_be_done_is_refused(options, told):
    counts = Matrix(BLOCKS, places=list("ABCD"), activities=list("wxyz"))
    with pytest.raises(RequestError, match=told):
        relatedness_significance(counts, **options)


def test_a_single_activity_and_too_many_are_refused():
    with pytest.raises(RequestError, match="there is only one"):
        relatedness_significance(Matrix([[1], [2]], places=["A", "B"], activities=["x"]))
    wide = Matrix(sparse.csr_array((2, 4001)), ["A", "B"], [str(n) for n in range(4001)])
    with pytest.raises(RequestError, match=r"4,001 activities would be 16,008,001"):
        relatedness_significance(wide)
