"""Specialisation, worked by hand and against plain loops over exact fractions."""

from fractions import Fraction

import numpy as np
import pytest
from scipy import sparse

from smartspec.core.errors import RequestError
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

# Totals: A 4, B 8; x 3, y 9; whole 12.
COUNTS = Matrix([[2, 2], [1, 7]], places=["A", "B"], activities=["x", "y"], period="2009")
PAIRWISE = [rta, rsca, log_rta, nrca, shares, specialised]


def exact_rta(rows, whole=None):
    """Ratio of shares by the definition, in exact arithmetic; None where there is none."""
    whole = whole or [sum(column) for column in zip(*rows, strict=True)]
    table = []
    for row in rows:
        line = []
        for count, activity_total in zip(row, whole, strict=True):
            if sum(row) == 0 or activity_total == 0:
                line.append(None)
                continue
            of_place = Fraction(count, sum(row))
            of_whole = Fraction(activity_total, sum(whole))
            line.append(of_place / of_whole)
        table.append(line)
    return table


def as_floats(table):
    return np.array([[np.nan if x is None else float(x) for x in line] for line in table])


def test_rta_is_the_share_in_the_place_over_the_share_in_the_whole():
    # A has 2 of 4 in x, the whole 3 of 12: 0.5 / 0.25 = 2.
    assert rta(COUNTS).at("A", "x") == {"rta": 2.0}
    assert rta(COUNTS).at("B", "x") == {"rta": 0.5}
    assert rta(COUNTS).period == "2009"


@pytest.mark.parametrize(
    "rows",
    [
        [[5, 0, 3], [0, 7, 1], [2, 2, 2]],
        [[0, 0, 0], [1, 2, 0], [4, 0, 0]],
        [[1, 1], [1, 1]],
        [[3], [9]],
    ],
)
def test_rta_is_that_of_plain_loops_over_fractions(rows):
    counts = Matrix(rows, places=list("ABC")[: len(rows)], activities=list("xyz")[: len(rows[0])])
    np.testing.assert_allclose(rta(counts)["rta"], as_floats(exact_rta(rows)), rtol=1e-15)


def test_a_reference_takes_the_place_of_the_sum_of_places():
    alone = Matrix([[2, 2]], places=["A"], activities=["x", "y"], reference=[10, 40])
    # 0.5 / 0.2 and 0.5 / 0.8
    np.testing.assert_allclose(rta(alone)["rta"], [[2.5, 0.625]])
    np.testing.assert_allclose(
        rta(alone)["rta"], as_floats(exact_rta([[2, 2]], whole=[10, 40])), rtol=1e-15
    )
    assert shares(alone).at("A", "x")["share_of_activity_pct"] == 20.0


def test_leaving_out_places_does_not_change_the_others_when_the_whole_is_kept():
    kept = COUNTS.select_places(["B"])
    np.testing.assert_array_equal(rta(kept)["rta"], rta(COUNTS)["rta"][1:])


@pytest.mark.parametrize("indicator", PAIRWISE)
def test_an_empty_place_or_activity_has_no_value_and_is_named(indicator):
    counts = Matrix([[2, 0], [0, 0], [1, 0]], places=list("ABC"), activities=["x", "y"])
    result = indicator(counts)
    assert result.diagnostics["places_without_total"] == ("B",)
    assert result.diagnostics["activities_without_total"] == ("y",)
    first = next(iter(result.columns))
    assert np.isnan(result[first][1]).all()
    assert not np.isnan(result[first][0, 0])


@pytest.mark.parametrize("indicator", [rta, shares, specialised])
def test_sparse_counts_give_sparse_results_of_the_same_pattern(indicator):
    rows = [[2.0, 0, 1], [0, 3, 0], [0, 0, 0]]
    labels = {"places": list("ABC"), "activities": list("xyz")}
    dense = indicator(Matrix(rows, **labels))
    thin = indicator(Matrix(sparse.csr_array(np.array(rows)), **labels))
    for name, column in thin.columns.items():
        assert sparse.issparse(column)
        assert column.nnz == 3
        stored = np.array(rows) > 0
        np.testing.assert_array_equal(thin[name][stored], dense[name][stored])


def test_a_pair_stored_in_two_parts_is_one_count():
    doubled = sparse.csr_array(
        (np.array([1.0, 1.0, 2.0, 1.0, 7.0]), [0, 0, 1, 0, 1], [0, 3, 5]), shape=(2, 2)
    )
    counts = Matrix(doubled, places=["A", "B"], activities=["x", "y"])
    np.testing.assert_array_equal(specialised(counts)["specialised"], [[1, 0], [0, 1]])
    np.testing.assert_array_equal(rta(counts)["rta"], rta(COUNTS)["rta"])


@pytest.mark.parametrize("kind", [np.array, sparse.csr_array])
def test_the_counts_are_not_changed(kind):
    values = kind(np.array([[2.0, 2.0], [1.0, 7.0]]))
    counts = Matrix(values, places=["A", "B"], activities=["x", "y"])
    for indicator in (*PAIRWISE, average_location_quotient):
        indicator(counts)
    np.testing.assert_array_equal(counts.dense(), [[2, 2], [1, 7]])


def test_rsca_maps_doubling_and_halving_to_a_third_either_way():
    assert rsca(COUNTS).at("A", "x")["rsca"] == pytest.approx(1 / 3)
    assert rsca(COUNTS).at("B", "x")["rsca"] == pytest.approx(-1 / 3)
    nothing = Matrix([[0, 3], [3, 3]], places=["A", "B"], activities=["x", "y"])
    assert rsca(nothing).at("A", "x")["rsca"] == -1.0


def test_the_logarithm_of_no_specialisation_at_all_is_missing_and_counted():
    nothing = Matrix([[0, 3], [3, 3]], places=["A", "B"], activities=["x", "y"])
    result = log_rta(nothing)
    assert np.isnan(result.at("A", "x")["log_rta"])
    assert result.diagnostics["pairs_at_zero"] == 1
    assert result.at("B", "x")["log_rta"] == pytest.approx(np.log(1.5))


def test_nrca_is_the_excess_over_the_expected_count_in_parts_of_the_whole():
    # A in x: 2/12 - 4 * 3 / 144
    np.testing.assert_allclose(nrca(COUNTS)["nrca"], [[1 / 12, -1 / 12], [-1 / 12, 1 / 12]])


def test_shares_are_in_per_cent_of_the_place_and_of_the_activity():
    assert shares(COUNTS).at("B", "y") == pytest.approx(
        {"share_of_place_pct": 87.5, "share_of_activity_pct": 700 / 9}
    )
    assert set(shares(COUNTS).units.values()) == {"per cent"}


def test_an_rta_of_exactly_1_counts_unless_the_rule_is_strict():
    # A has the mix of the whole: every RTA is exactly 1.
    counts = Matrix([[1, 2], [2, 4], [3, 6]], places=list("ABC"), activities=["x", "y"])
    assert (specialised(counts)["specialised"] == 1).all()
    assert (specialised(counts, strict=True)["specialised"] == 0).all()


def test_rounding_errors_of_fractional_counts_do_not_decide_a_tie():
    # Every place has 2 of x to 7 of y, but in doubles 3 * 0.2 is not 0.6: some RTA come out just
    # below 1 and some just above.
    rows = np.array([[0.2, 0.7], [0.4, 1.4], [3 * 0.2, 3 * 0.7]])
    counts = Matrix(rows, places=list("ABC"), activities=["x", "y"])
    reached = rows * counts.total - np.outer(counts.place_totals, counts.activity_totals)
    assert reached.min() < 0 < reached.max()
    assert (specialised(counts)["specialised"] == 1).all()
    assert (specialised(counts, strict=True)["specialised"] == 0).all()


def test_the_threshold_can_be_raised():
    assert specialised(COUNTS, threshold=2).at("A", "x")["specialised"] == 1
    assert specialised(COUNTS, threshold=2.001).at("A", "x")["specialised"] == 0


@pytest.mark.parametrize("threshold", [0, -1, float("inf"), float("nan")])
def test_a_threshold_that_is_not_above_0_is_refused(threshold):
    with pytest.raises(RequestError, match="threshold of RTA must be a number above 0"):
        specialised(COUNTS, threshold=threshold)


def test_the_average_location_quotient_weighs_rta_by_shares():
    # A: 0.5 * 2 + 0.5 * (0.5 / 0.75)
    result = average_location_quotient(COUNTS)
    assert result.axes == ("place",)
    assert result.at("A")["average_location_quotient"] == pytest.approx(1 + 1 / 3)


def test_the_average_location_quotient_leaves_out_activities_that_nobody_has():
    wider = Matrix([[2, 2, 0], [1, 7, 0]], places=["A", "B"], activities=list("xyz"))
    thin = Matrix(sparse.csr_array(wider.dense()), places=["A", "B"], activities=list("xyz"))
    for counts in (wider, thin):
        np.testing.assert_allclose(
            average_location_quotient(counts)["average_location_quotient"],
            average_location_quotient(COUNTS)["average_location_quotient"],
        )


@pytest.mark.parametrize("indicator", [*PAIRWISE, average_location_quotient])
def test_a_single_place_without_reference_is_refused(indicator):
    alone = Matrix([[1, 2]], places=["DNK"], activities=["x", "y"])
    with pytest.raises(RequestError, match="there is only one, DNK"):
        indicator(alone)
