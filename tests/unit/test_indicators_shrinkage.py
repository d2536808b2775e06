"""Shrunken RTA: by hand, by plain loops, by numerical integration, and by being the better guess."""

import numpy as np
import pytest
from scipy import integrate, stats

from smartspec.core.errors import RequestError
from smartspec.indicators.shrinkage import rta_shrunk
from smartspec.tables.matrix import Matrix

ROWS = [[60, 20, 1], [20, 60, 9], [3, 5, 0], [0, 12, 2]]
COUNTS = Matrix(ROWS, places=list("ABCD"), activities=list("xyz"), unit="filings")


def by_plain_loops(rows):
    """Guess and weight of every pair from the published formulas, one number at a time."""
    whole = [sum(column) for column in zip(*rows, strict=True)]
    total = sum(whole)
    guesses, weights = [], []
    for activity, activity_total in enumerate(whole):
        observed = [row[activity] for row in rows]
        expected = [sum(row) * activity_total / total for row in rows]
        mean = sum(observed) / sum(expected)
        scatter = sum(
            e * (o / e - mean) ** 2 for o, e in zip(observed, expected, strict=True)
        ) / sum(expected)
        spread = max(0.0, scatter - mean / (sum(expected) / len(expected)))
        own = [spread / (spread + mean / e) for e in expected]
        weights.append(own)
        guesses.append(
            [mean + w * (o / e - mean) for w, o, e in zip(own, observed, expected, strict=True)]
        )
    return np.array(guesses).T, np.array(weights).T


def test_a_pair_worked_by_hand():
    # 60 where 40 are expected: RTA 1.5; mean 1; spread 0.25 - 1/40 = 0.225;
    # weight 0.225 / (0.225 + 1/40) = 0.9; guess 0.9 * 1.5 + 0.1 = 1.45.
    counts = Matrix([[60, 20], [20, 60]], places=["A", "B"], activities=["x", "y"])
    cell = rta_shrunk(counts).at("A", "x")
    assert cell["rta"] == 1.5
    assert cell["weight"] == pytest.approx(0.9)
    assert cell["rta_shrunk"] == pytest.approx(1.45)


def test_guesses_and_weights_are_those_of_plain_loops():
    guesses, weights = by_plain_loops(ROWS)
    result = rta_shrunk(COUNTS)
    np.testing.assert_allclose(result["rta_shrunk"], guesses, rtol=1e-12)
    np.testing.assert_allclose(result["weight"], weights, rtol=1e-12, atol=1e-15)


def test_guess_and_interval_are_the_posterior_found_by_numerical_integration():
    """Prior times likelihood, integrated: nothing of conjugate formulas is used."""
    result = rta_shrunk(COUNTS, confidence=0.9)
    cell = result.at("C", "x")
    whole = np.sum(ROWS, axis=0)
    expected = np.sum(ROWS, axis=1) * whole[0] / whole.sum()
    ratio = np.array(ROWS)[:, 0] / expected
    spread = np.average((ratio - 1) ** 2, weights=expected) - 1 / expected.mean()
    prior = stats.gamma(1 / spread, scale=spread)

    def density(x):
        return prior.pdf(x) * stats.poisson.pmf(3, x * expected[2])

    mass = integrate.quad(density, 0, 20)[0]
    mean = integrate.quad(lambda x: x * density(x), 0, 20)[0] / mass
    below = integrate.quad(density, 0, cell["rta_shrunk_low"])[0] / mass
    above = integrate.quad(density, cell["rta_shrunk_high"], 20)[0] / mass
    assert cell["rta_shrunk"] == pytest.approx(mean, rel=1e-6)
    assert below == pytest.approx(0.05, rel=1e-5)
    assert above == pytest.approx(0.05, rel=1e-5)


def test_where_places_differ_no_more_than_by_chance_all_get_the_mean():
    counts = Matrix([[6, 2], [2, 6]], places=["A", "B"], activities=["x", "y"])
    result = rta_shrunk(counts)
    assert result.diagnostics["activities_without_spread"] == ("x", "y")
    for name, value in (("rta_shrunk", 1), ("rta_shrunk_low", 1), ("rta_shrunk_high", 1)):
        np.testing.assert_array_equal(result[name], np.full((2, 2), value))
    np.testing.assert_array_equal(result["weight"], np.zeros((2, 2)))


def test_with_a_reference_the_mean_is_that_of_the_places_and_not_1():
    # Both places have twice the share of x that the reference has.
    counts = Matrix([[20, 80], [2, 8]], list("AB"), ["x", "y"], reference=[100, 900])
    np.testing.assert_allclose(rta_shrunk(counts)["rta_shrunk"][:, 0], [2, 2])


def test_an_activity_that_no_place_has_is_0_if_the_whole_has_it_and_missing_if_not():
    counts = Matrix([[5, 0, 0], [9, 0, 0]], list("AB"), list("xyz"), reference=[50, 50, 0])
    result = rta_shrunk(counts)
    for name in ("rta_shrunk", "rta_shrunk_low", "rta_shrunk_high", "weight"):
        np.testing.assert_array_equal(result[name][:, 1], [0, 0])
        assert np.isnan(result[name][:, 2]).all()


def test_an_empty_place_has_no_value_and_does_not_touch_the_others():
    with_empty = Matrix([*ROWS, [0, 0, 0]], places=list("ABCDE"), activities=list("xyz"))
    result = rta_shrunk(with_empty)
    assert np.isnan(result["rta_shrunk"][4]).all()
    assert result.diagnostics["places_without_total"] == ("E",)
    np.testing.assert_allclose(result["rta_shrunk"][:4], rta_shrunk(COUNTS)["rta_shrunk"])


def test_it_is_nearer_the_truth_than_raw_rta_where_counts_are_small():
    """200 places whose true specialisation is Gamma with mean 1 and variance 0.3."""
    rng = np.random.default_rng(7)
    truth = rng.gamma(1 / 0.3, 0.3, size=200)
    totals = rng.integers(20, 400, size=200).astype(float)
    found = rng.poisson(truth * totals * 0.05).astype(float)
    counts = Matrix(
        np.column_stack([found, totals - found]),
        [f"P{i}" for i in range(200)],
        ["x", "rest"],
        reference=[5_000, 95_000],
    )
    result = rta_shrunk(counts)
    raw = np.mean((result["rta"][:, 0] - truth) ** 2)
    shrunk = np.mean((result["rta_shrunk"][:, 0] - truth) ** 2)
    covered = (result["rta_shrunk_low"][:, 0] <= truth) & (truth <= result["rta_shrunk_high"][:, 0])
    assert shrunk < 0.7 * raw
    assert 0.90 <= covered.mean() <= 0.99


def test_one_place_has_no_others_to_learn_from_even_with_a_reference():
    alone = Matrix([[5, 5]], places=["DNK"], activities=["x", "y"], reference=[100, 300])
    with pytest.raises(RequestError, match="there is only one, DNK"):
        rta_shrunk(alone)


def test_units_say_what_each_column_is():
    assert rta_shrunk(COUNTS).units["count"] == "filings"
    assert rta_shrunk(COUNTS).units["rta_shrunk_high"] == "ratio"
