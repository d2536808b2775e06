"""How an activity is spread over places, worked by hand."""

import numpy as np
import pytest
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators.concentration import gini, hoover, locational_gini, ubiquity
from smartspec.tables.matrix import Matrix


def counts(values, *, kind=np.array, **parts):
    rows, columns = np.shape(values)
    return Matrix(
        kind(values), places=list("ABCDEFGH")[:rows], activities=list("stuvwxyz")[:columns], **parts
    )


KINDS = pytest.mark.parametrize("kind", [np.array, sparse.csr_array])


@KINDS
def test_ubiquity_counts_places_with_an_rta_of_at_least_the_threshold(kind):
    matrix = counts([[8, 2], [4, 6], [4, 6]], kind=kind)
    # RTA in s: 1.5, 0.75, 0.75; in t: 0.43, 1.29, 1.29.
    assert ubiquity(matrix)["ubiquity"].tolist() == [1, 2]
    assert ubiquity(matrix, threshold=0.7)["ubiquity"].tolist() == [3, 2]
    assert ubiquity(matrix).axes == ("activity",)


def test_ubiquity_counts_only_the_places_that_are_there():
    matrix = counts([[8, 2], [4, 6], [4, 6]]).select_places(["B"])
    assert ubiquity(matrix)["ubiquity"].tolist() == [0, 1]


@KINDS
def test_gini_of_three_places_by_the_mean_difference(kind):
    matrix = counts([[1, 2, 0], [2, 2, 0], [6, 2, 5]], kind=kind)
    # Mean absolute difference of 1, 2, 6 over all 9 pairs: 20 / 9; over twice the mean 3: 10 / 27.
    assert gini(matrix)["gini"] == pytest.approx([10 / 27, 0, 2 / 3])


@KINDS
def test_gini_by_population_is_zero_where_the_activity_goes_with_people(kind):
    matrix = counts([[1, 1], [2, 0], [6, 0]], kind=kind)
    assert gini(matrix, population=[10, 20, 60])["gini"] == pytest.approx([0, 1 - 1 / 9])


def test_an_activity_where_nobody_lives_is_as_concentrated_as_can_be():
    assert gini(counts([[5], [0]]), population=[0, 7])["gini"].tolist() == [1]


@KINDS
def test_locational_gini_is_zero_for_an_activity_spread_as_all_activity(kind):
    matrix = counts([[1, 10, 9], [3, 30, 27]], kind=kind)
    assert locational_gini(matrix)["locational_gini"] == pytest.approx([0, 0, 0])


@KINDS
def test_locational_gini_of_an_activity_in_one_place_is_one_less_the_place(kind):
    # A is a tenth of everything and has all of s.
    matrix = counts([[2, 0], [0, 18]], kind=kind)
    assert locational_gini(matrix)["locational_gini"] == pytest.approx([0.9, 0.1])
    half = locational_gini(matrix, convention="econgeo")
    assert half["locational_gini"] == pytest.approx([0.45, 0.05])
    assert half.units["locational_gini"] == "index from 0 to 0.5"


@KINDS
def test_hoover_index_in_per_cent_of_the_activity(kind):
    matrix = counts([[8, 4], [2, 6]], kind=kind)
    assert hoover(matrix)["hoover_pct"] == pytest.approx([20, 20])
    assert hoover(matrix, weights="equal")["hoover_pct"] == pytest.approx([30, 10])
    assert hoover(matrix, population=[4, 1])["hoover_pct"] == pytest.approx([0, 40])


def test_the_population_takes_the_place_of_the_weights():
    matrix = counts([[8, 4], [2, 6]])
    both = hoover(matrix, weights="equal", population=[4, 1])["hoover_pct"]
    assert both == pytest.approx(hoover(matrix, population=[4, 1])["hoover_pct"])


@pytest.mark.parametrize("function", [gini, hoover])
@pytest.mark.parametrize("population", [[1, 2, 3], [[1, 2]], 5.0])
def test_a_population_of_other_places_is_refused(function, population):
    with pytest.raises(RequestError, match="one number for each of the 2 places"):
        function(counts([[1, 2], [3, 4]]), population=population)


@pytest.mark.parametrize("population", [[-1, 2], [np.nan, 2], [np.inf, 2], [0, 0]])
def test_a_population_that_is_no_population_is_refused(population):
    with pytest.raises(RequestError, match="finite, not negative"):
        hoover(counts([[1, 2], [3, 4]]), population=population)


def test_unknown_names_of_weights_and_conventions_are_refused():
    matrix = counts([[1, 2], [3, 4]])
    with pytest.raises(RequestError, match="Did you mean 'equal'"):
        hoover(matrix, weights="equals")
    with pytest.raises(RequestError, match="Did you mean 'econgeo'"):
        locational_gini(matrix, convention="EconGeo2")


@KINDS
@pytest.mark.parametrize("function", [ubiquity, gini, locational_gini, hoover])
def test_an_activity_without_any_place_has_no_value_and_is_named(function, kind):
    matrix = counts([[8, 0, 2], [0, 0, 0], [4, 0, 6]], kind=kind)
    found = function(matrix)
    values = next(iter(found.columns.values()))
    assert np.isnan(values).tolist() == [False, True, False]
    assert found.diagnostics == {"activities_without_total": ("t",)}


@pytest.mark.parametrize("function", [gini, locational_gini, hoover])
def test_concentration_is_among_the_places_whatever_the_reference_says(function):
    plain = function(counts([[8, 2], [4, 6]]))
    with_reference = function(counts([[8, 2], [4, 6]], reference=[100, 500]))
    for name in plain.columns:
        np.testing.assert_array_equal(plain[name], with_reference[name])


@KINDS
def test_gini_indices_agree_with_a_lorenz_curve_drawn_step_by_step(kind):
    values = [[3, 0, 1.5], [1, 0, 9], [0, 4, 2], [6, 1, 0.5], [3, 7, 0]]
    people = [5, 1, 4, 2, 9]
    matrix = counts(values, kind=kind)
    totals = [sum(row) for row in values]
    for a in range(3):
        column = [row[a] for row in values]
        assert gini(matrix)["gini"][a] == pytest.approx(_area(column, [1] * 5))
        assert gini(matrix, population=people)["gini"][a] == pytest.approx(_area(column, people))
        ours = locational_gini(matrix)["locational_gini"][a]
        assert ours == pytest.approx(_area(column, totals))
        moved = sum(
            abs(value / sum(column) - total / sum(totals))
            for value, total in zip(column, totals, strict=True)
        )
        assert hoover(matrix)["hoover_pct"][a] == pytest.approx(50 * moved)


def _area(values, weights):
    """Twice the area between the diagonal and the curve, trapezium by trapezium."""
    steps = sorted(zip(values, weights, strict=True), key=lambda pair: pair[0] / pair[1])
    x = y = below = 0.0
    for value, weight in steps:
        width, rise = weight / sum(weights), value / sum(values)
        below += width * (y + y + rise) / 2
        x, y = x + width, y + rise
    assert x == pytest.approx(1)
    return 1 - 2 * below
