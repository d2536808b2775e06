"""Intervals and tests of RTA: by hand, by brute force, and by what they promise in simulation."""

import math

import numpy as np
import pytest
from scipy import sparse, stats

from smartspec.core.errors import RequestError
from smartspec.indicators.inference import (
    poisson_limits,
    poisson_p_value,
    q_values,
    rta_significance,
)
from smartspec.indicators.specialisation import rta
from smartspec.tables.matrix import Matrix

COUNTS = Matrix([[5, 0], [5, 15]], places=["A", "B"], activities=["x", "y"], unit="filings")


def probability(count, mean):
    """Poisson probability from its definition."""
    return math.exp(-mean) * mean**count / math.factorial(count)


def at_most(count, mean):
    return sum(probability(k, mean) for k in range(count + 1))


def test_a_cell_worked_by_hand():
    # 5 * 10 / 25 = 2 expected in A for x; 5 found. P(X >= 5) with mean 2:
    # 1 - exp(-2) * (1 + 2 + 2 + 4/3 + 2/3) = 1 - 7 exp(-2) = 0.052653
    cell = rta_significance(COUNTS).at("A", "x")
    assert cell["count"] == 5
    assert cell["expected"] == 2
    assert cell["rta"] == 2.5
    assert cell["p_value"] == pytest.approx(2 * (1 - 7 * math.exp(-2)), rel=1e-12)
    # The published exact 95% limits of a count of 5 are 1.623 and 11.668.
    assert cell["rta_low"] == pytest.approx(1.6235 / 2, abs=5e-5)
    assert cell["rta_high"] == pytest.approx(11.668 / 2, abs=5e-4)


def test_none_found_where_three_are_expected():
    # A in y: 5 * 15 / 25 = 3; P(X <= 0) = exp(-3); the upper limit is -ln(0.025) / 3.
    cell = rta_significance(COUNTS).at("A", "y")
    assert cell["p_value"] == pytest.approx(2 * math.exp(-3), rel=1e-12)
    assert cell["rta_low"] == 0
    assert cell["rta_high"] == pytest.approx(-math.log(0.025) / 3, rel=1e-12)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.390), (50, 37.11, 65.92)],
)
def test_limits_are_those_of_the_published_table_of_exact_poisson_limits(count, low, high):
    found_low, found_high = poisson_limits(np.array([float(count)]), confidence=0.95)
    assert found_low[0] == pytest.approx(low, abs=0.006)
    assert found_high[0] == pytest.approx(high, abs=0.006)


@pytest.mark.parametrize("count", [0, 1, 4, 17])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_at_each_limit_the_count_is_just_as_rare_as_the_confidence_allows(count, confidence):
    low, high = (x[0] for x in poisson_limits(np.array([float(count)]), confidence=confidence))
    tail = (1 - confidence) / 2
    assert at_most(count, high) == pytest.approx(tail, rel=1e-9)
    if count:
        assert 1 - at_most(count - 1, low) == pytest.approx(tail, rel=1e-9)


@pytest.mark.parametrize("mean", [0.3, 2.0, 7.5, 40.0])
def test_p_values_are_sums_of_poisson_probabilities(mean):
    for count in range(60):
        below = at_most(count, mean)
        above = 1 - at_most(count - 1, mean) if count else 1.0
        expected = min(1, 2 * min(below, above))
        found = poisson_p_value(np.array([float(count)]), np.array([mean]))[0]
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_p_values_are_those_of_scipy_for_whole_counts():
    count, mean = np.meshgrid(np.arange(0.0, 400.0, 7), np.array([0.01, 1.0, 55.5, 300.0]))
    tails = np.minimum(stats.poisson.cdf(count, mean), stats.poisson.sf(count - 1, mean))
    np.testing.assert_allclose(
        poisson_p_value(count, mean), np.minimum(1, 2 * tails), rtol=1e-9, atol=1e-300
    )


@pytest.mark.parametrize("mean", [0.05, 0.7, 3.0, 12.3, 80.0])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_the_interval_covers_the_truth_at_least_as_often_as_it_says(mean, confidence):
    """Exact coverage: the probability of all counts whose interval holds the true mean."""
    counts = np.arange(0.0, 400.0)
    low, high = poisson_limits(counts, confidence=confidence)
    covering = (low <= mean) & (mean <= high)
    coverage = stats.poisson.pmf(counts[covering], mean).sum()
    assert coverage >= confidence - 1e-12


@pytest.mark.parametrize("mean", [1.5, 10.0, 60.0])
def test_it_covers_fractional_counts_too_if_filings_are_independent(mean):
    """Each filing adds 1, 1/2, 1/3 or 1/4 (inventors in so many places); 20,000 draws."""
    rng = np.random.default_rng(20)
    weights = 1 / np.arange(1, 5)
    filings = rng.poisson(mean / weights.mean() / 4, size=(20_000, 4))
    low, high = poisson_limits(filings @ weights, confidence=0.95)
    covered = ((low <= mean) & (mean <= high)).mean()
    assert covered >= 0.95


def test_filings_in_bunches_are_covered_less_often_than_the_interval_says():
    """The limit that the documentation warns of: filings that come four at a time."""
    rng = np.random.default_rng(21)
    low, high = poisson_limits(4.0 * rng.poisson(5, size=20_000), confidence=0.95)
    assert ((low <= 20) & (high >= 20)).mean() < 0.75


def test_a_table_without_any_specialisation_rarely_yields_a_finding():
    """Counts dealt to 20 places and 20 activities at random, 300 times."""
    rng = np.random.default_rng(22)
    sizes, mix = rng.dirichlet(np.ones(20)), rng.dirichlet(np.ones(20))
    chances = np.outer(sizes, mix).ravel()
    labels = [f"L{i}" for i in range(20)]
    tables = rng.multinomial(5_000, chances, size=300).reshape(300, 20, 20)
    found = [
        np.nanmin(rta_significance(Matrix(table, labels, labels))["q_value"]) < 0.05
        for table in tables
    ]
    assert np.mean(found) <= 0.05


def test_real_specialisation_is_found_among_many_pairs():
    values = np.full((10, 10), 20.0)
    values[0, 0] = 80
    labels = [f"L{i}" for i in range(10)]
    q_value = rta_significance(Matrix(values, labels, labels))["q_value"]
    assert q_value[0, 0] < 0.001
    assert np.nanmin(q_value.ravel()[1:]) > 0.05


def by_hand(p_values):
    """Benjamini-Hochberg from its definition, one p-value at a time."""
    ordered = sorted(p_values)
    m = len(ordered)
    return [
        min(1.0, *(p * m / rank for rank, p in enumerate(ordered, 1) if p >= mine))
        for mine in p_values
    ]


def test_q_values_follow_their_definition_and_leave_out_what_was_not_tested():
    p_values = np.array([[0.01, 0.2, np.nan], [0.04, 0.03, 0.9]])
    found = q_values(p_values)
    assert np.isnan(found[0, 2])
    tested = ~np.isnan(p_values)
    np.testing.assert_allclose(found[tested], by_hand(p_values[tested].tolist()))


def test_q_values_are_over_all_pairs_with_a_value_and_say_how_many():
    counts = Matrix([[5, 0, 0], [5, 15, 0], [0, 0, 0]], places=list("ABC"), activities=list("xyz"))
    result = rta_significance(counts)
    assert result.diagnostics["comparisons"] == 4
    assert result.diagnostics["places_without_total"] == ("C",)
    assert result.diagnostics["activities_without_total"] == ("z",)
    defined = np.zeros((3, 3), dtype=bool)
    defined[:2, :2] = True
    for name in ("expected", "rta", "rta_low", "rta_high", "p_value", "q_value"):
        np.testing.assert_array_equal(np.isfinite(result[name]), defined)
    p_values = result["p_value"][defined].tolist()
    np.testing.assert_allclose(result["q_value"][defined], by_hand(p_values))


def test_the_diagnostics_name_the_model_and_the_largest_part_of_the_whole():
    diagnostics = rta_significance(COUNTS, confidence=0.9).diagnostics
    assert "Poisson" in str(diagnostics["model"])
    assert diagnostics["confidence"] == 0.9
    assert diagnostics["largest_share_pct"] == 80  # B has 20 of 25


def test_units_say_what_each_column_is():
    units = rta_significance(COUNTS).units
    assert units["count"] == units["expected"] == "filings"
    assert units["rta_low"] == "ratio"
    assert units["q_value"] == "probability"


def test_sparse_counts_are_tested_for_absent_pairs_as_well():
    thin = Matrix(sparse.csr_array(COUNTS.dense()), places=["A", "B"], activities=["x", "y"])
    for name, column in rta_significance(COUNTS).columns.items():
        np.testing.assert_array_equal(rta_significance(thin)[name], column)
    np.testing.assert_array_equal(rta_significance(thin)["rta"], rta(COUNTS)["rta"])


def test_a_reference_gives_the_expectations():
    alone = Matrix([[5, 5]], places=["A"], activities=["x", "y"], reference=[100, 300])
    np.testing.assert_allclose(rta_significance(alone)["expected"], [[2.5, 7.5]])


def test_a_confidence_in_per_cent_is_refused():
    with pytest.raises(RequestError, match=r"Did you mean 0\.95"):
        rta_significance(COUNTS, confidence=95)
