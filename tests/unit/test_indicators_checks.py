"""Requests that cannot be met are told in one line: what, where, why and what to do."""

import numpy as np
import pytest
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators import _checks
from smartspec.tables.matrix import Matrix


def test_a_single_place_has_nothing_to_be_compared_with():
    alone = Matrix([[1, 2]], places=["DNK"], activities=["x", "y"])
    with pytest.raises(RequestError, match=r"only one, DNK\. Add places or give a reference"):
        _checks.require_comparable(alone)


def test_a_single_place_with_a_reference_can_be_compared():
    alone = Matrix([[1, 2]], places=["DNK"], activities=["x", "y"], reference=[10, 20])
    assert _checks.require_comparable(alone) is None


@pytest.mark.parametrize(
    ("shape", "told"),
    [((0, 2), "compares places; there are none"), ((2, 0), "compares activities; there are none")],
)
def test_an_empty_matrix_is_refused(shape, told):
    places, activities = list("AB")[: shape[0]], list("xy")[: shape[1]]
    with pytest.raises(RequestError, match=told):
        _checks.require_comparable(Matrix(np.zeros(shape), places, activities))


@pytest.mark.parametrize("reference", [None, [0, 0]])
def test_a_whole_of_zero_is_refused_and_the_period_named(reference):
    nothing = Matrix(
        np.zeros((2, 2)), list("AB"), list("xy"), period="2007-2009", reference=reference
    )
    with pytest.raises(RequestError, match="all totals are zero in 2007-2009"):
        _checks.require_comparable(nothing)


def test_a_matrix_too_large_to_hold_dense_is_refused_with_a_way_out():
    large = Matrix(
        sparse.csr_array((5000, 8000)),
        [f"p{i}" for i in range(5000)],
        [f"a{i}" for i in range(8000)],
    )
    with pytest.raises(RequestError, match=r"5,000 places by 8,000 activities .* or use rta"):
        _checks.require_dense(large, indicator="rsca", instead="rta")


@pytest.mark.parametrize("value", [0, 1, -0.5, 95, float("nan")])
def test_a_confidence_outside_0_and_1_is_refused(value):
    with pytest.raises(RequestError, match="confidence must be above 0 and below 1"):
        _checks.confidence(value)


def test_a_confidence_in_per_cent_is_recognised():
    with pytest.raises(RequestError, match=r"Did you mean 0\.95\?"):
        _checks.confidence(95)


def test_a_mistyped_option_is_told_with_the_nearest_valid_one():
    with pytest.raises(RequestError, match="Did you mean 'econgeo'"):
        _checks.choice("convention", "econogeo", ["missing", "econgeo"])


def test_division_by_zero_has_no_value_and_no_warning():
    quotient = _checks.divide([1.0, 0.0, 3.0], [0.0, 0.0, 4.0])
    np.testing.assert_array_equal(quotient, [np.nan, np.nan, 0.75])
