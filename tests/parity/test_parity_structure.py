"""Structure, concentration and similarity agree with other software.

The files in ``peers`` are what each package printed for the same small inputs; ``counts_zero_rowcol``
has a place (R04) and an activity (T06) without any count. Tolerances: packages that print full
precision agree to 1e-12, the noise of double arithmetic done in another order; those that round
agree to half a unit of their last digit (and a little, for what they round after adding 1e-9).
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from smartspec.indicators.concentration import gini, hoover, locational_gini, ubiquity
from smartspec.indicators.similarity import profile_similarity
from smartspec.indicators.structure import (
    diversity,
    entropy,
    hachman,
    herfindahl,
    krugman,
    specialisation_coefficient,
)
from smartspec.tables.matrix import Matrix

PEERS = Path(__file__).parent / "peers"
EXACT = 1e-12
THREE_DECIMALS = 0.0005 + 1e-7
TWO_DECIMALS = 0.005 + 1e-9
ECONGEO = "econgeo_v2.1"
ECONCI = "econci_0.1.3"
ATLAS = "ecomplexity_0.5.3"
R_EC = "r_economiccomplexity_2.0.0"


def table(package: str, name: str) -> pd.DataFrame:
    return pd.read_csv(PEERS / package / f"{name}.csv", index_col=0)


def numbers(package: str, name: str, column: int = 0) -> np.ndarray:
    """One column of figures; some packages print labels as a column of their own."""
    return table(package, name).select_dtypes("number").iloc[:, column].to_numpy(dtype=float)


def counts_of(name: str, *, as_sparse: bool = False, transposed: bool = False) -> Matrix:
    frame = table("inputs", name)
    frame = frame.T if transposed else frame
    values = frame.to_numpy(dtype=float)
    return Matrix(
        sparse.csr_array(values) if as_sparse else values,
        places=frame.index.to_list(),
        activities=frame.columns.to_list(),
    )


def population() -> np.ndarray:
    return table("inputs", "region_attr")["pop"].to_numpy(dtype=float)


BOTH_KINDS = pytest.mark.parametrize("as_sparse", [False, True])


@BOTH_KINDS
@pytest.mark.parametrize(
    ("function", "column", "package", "output", "counts", "tolerance"),
    [
        (herfindahl, "herfindahl", ECONGEO, "herfindahl", "counts_t1", EXACT),
        (herfindahl, "herfindahl", ECONGEO, "herfindahl_zero", "counts_zero_rowcol", EXACT),
        (herfindahl, "herfindahl", "EconGeoPy_0.1", "herfindahl", "counts_t1", EXACT),
        (entropy, "entropy", ECONGEO, "entropy", "counts_t1", THREE_DECIMALS),
        (entropy, "entropy", ECONGEO, "entropy_zero", "counts_zero_rowcol", THREE_DECIMALS),
        (entropy, "entropy", "ReKS_0.5.2", "entropy", "counts_t1", EXACT),
        (entropy, "entropy", "ReKS_0.5.2", "nested_entropy", "counts_nested", EXACT),
        (krugman, "krugman", ECONGEO, "krugman_index", "counts_t1", EXACT),
        (hachman, "hachman", ECONGEO, "hachman", "counts_t1", EXACT),
        (
            specialisation_coefficient,
            "specialisation_coefficient",
            ECONGEO,
            "spec_coeff",
            "counts_t1",
            EXACT,
        ),
        (diversity, "diversity", ECONGEO, "diversity", "counts_t1", 0),
        (diversity, "diversity", ECONCI, "diversity", "counts_t1", 0),
        (diversity, "diversity", ECONCI, "nested_diversity", "counts_nested", 0),
        (ubiquity, "ubiquity", ECONGEO, "ubiquity", "counts_t1", 0),
        (ubiquity, "ubiquity", ECONCI, "ubiquity", "counts_t1", 0),
        (ubiquity, "ubiquity", ECONCI, "nested_ubiquity", "counts_nested", 0),
        (
            lambda counts: locational_gini(counts, convention="econgeo"),
            "locational_gini",
            ECONGEO,
            "locational_gini",
            "counts_t1",
            EXACT,
        ),
        (
            lambda counts: locational_gini(counts, convention="econgeo"),
            "locational_gini",
            ECONGEO,
            "locational_gini_zero",
            "counts_zero_rowcol",
            EXACT,
        ),
    ],
)
def test_values_are_those_of_other_packages(
    function, column, package, output, counts, tolerance, as_sparse
):
    ours = function(counts_of(counts, as_sparse=as_sparse))[column]
    np.testing.assert_allclose(ours, numbers(package, output), rtol=0, atol=tolerance)


def test_entropy_in_nats_is_that_of_econgeopy():
    ours = entropy(counts_of("counts_t1"), base=np.e)["entropy"]
    np.testing.assert_allclose(ours, numbers("EconGeoPy_0.1", "entropy"), rtol=0, atol=EXACT)


def test_our_entropy_is_not_that_of_econgeo_before_its_rounding():
    """EconGeo adds 1e-9 inside the logarithm, visible below its three decimals."""
    values = counts_of("counts_t1").dense()
    shares = values / values.sum(axis=1, keepdims=True)
    theirs = -(shares * np.log2(shares + 1e-9)).sum(axis=1)
    np.testing.assert_array_equal(theirs.round(3), numbers(ECONGEO, "entropy"))
    ours = entropy(counts_of("counts_t1"))["entropy"]
    assert (ours != theirs).all()
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=2e-8)


@BOTH_KINDS
@pytest.mark.parametrize(
    ("output", "counts"),
    [
        ("full", "counts_t1"),
        ("full_zero", "counts_zero_rowcol"),
        ("full_tie", "counts_tie"),
        ("nested_full", "counts_nested"),
    ],
)
def test_diversity_and_ubiquity_are_those_of_ecomplexity_undefined_ones_included(
    output, counts, as_sparse
):
    theirs = table(ATLAS, output)
    matrix = counts_of(counts, as_sparse=as_sparse)
    by_place = theirs.groupby("loc")["diversity"].first().reindex(matrix.places)
    by_activity = theirs.groupby("prod")["ubiquity"].first().reindex(matrix.activities)
    np.testing.assert_array_equal(diversity(matrix)["diversity"], by_place)
    np.testing.assert_array_equal(ubiquity(matrix)["ubiquity"], by_activity)


@pytest.mark.parametrize(
    ("output", "counts"),
    [
        ("balassa", "counts_t1"),
        ("tie_balassa", "counts_tie"),
        ("nested_balassa", "counts_nested"),
    ],
)
def test_diversity_and_ubiquity_are_those_of_economiccomplexity(output, counts):
    theirs = table(R_EC, output)
    matrix = counts_of(counts)
    np.testing.assert_array_equal(diversity(matrix)["diversity"], theirs.sum(axis=1))
    np.testing.assert_array_equal(ubiquity(matrix)["ubiquity"], theirs.sum(axis=0))


def test_an_empty_place_has_no_diversity_where_others_give_none_or_all():
    matrix = counts_of("counts_zero_rowcol")
    ours = dict(zip(matrix.places.tolist(), diversity(matrix)["diversity"], strict=True))
    econgeo = table(ECONGEO, "zero_lq_binary").sum(axis=1)
    r_ec = table(R_EC, "zero_balassa").sum(axis=1)
    assert np.isnan(ours["R04"])
    assert econgeo["R04"] == 0
    assert r_ec["R04"] == 9
    others = [place for place in ours if place != "R04"]
    assert [ours[place] for place in others] == econgeo[others].tolist()
    # economiccomplexity adds the empty activity T06 to every place.
    assert [ours[place] + 1 for place in others] == r_ec[others].tolist()


@BOTH_KINDS
@pytest.mark.parametrize(
    ("output", "counts"), [("gini", "counts_t1"), ("gini_zero", "counts_zero_rowcol")]
)
def test_gini_of_alike_places_is_that_of_econgeo(output, counts, as_sparse):
    ours = gini(counts_of(counts, as_sparse=as_sparse))["gini"]
    np.testing.assert_allclose(ours, numbers(ECONGEO, output), rtol=0, atol=THREE_DECIMALS)


@BOTH_KINDS
def test_gini_by_population_is_the_hoover_gini_of_econgeo(as_sparse):
    ours = gini(counts_of("counts_t1", as_sparse=as_sparse), population=population())["gini"]
    np.testing.assert_allclose(ours, numbers(ECONGEO, "hoover_gini"), rtol=0, atol=THREE_DECIMALS)


@BOTH_KINDS
def test_hoover_index_by_population_and_over_alike_places_is_that_of_econgeo(as_sparse):
    matrix = counts_of("counts_t1", as_sparse=as_sparse)
    by_people = hoover(matrix, population=population())["hoover_pct"]
    alike = hoover(matrix, weights="equal")["hoover_pct"]
    np.testing.assert_allclose(
        by_people, numbers(ECONGEO, "hoover_index"), rtol=0, atol=TWO_DECIMALS
    )
    np.testing.assert_allclose(
        alike, numbers(ECONGEO, "hoover_index_nopop"), rtol=0, atol=TWO_DECIMALS
    )


def test_our_default_hoover_index_has_another_yardstick_than_econgeo():
    """All activity instead of people: no data besides the counts are needed."""
    ours = hoover(counts_of("counts_t1"))["hoover_pct"]
    assert np.abs(ours - numbers(ECONGEO, "hoover_index")).min() > 1


def test_our_default_locational_gini_is_twice_that_of_econgeo():
    ours = locational_gini(counts_of("counts_t1"))["locational_gini"]
    theirs = numbers(ECONGEO, "locational_gini")
    np.testing.assert_allclose(ours, 2 * theirs, rtol=0, atol=EXACT)


def test_econgeopy_computes_gini_and_robin_hood_along_the_activities_of_a_place():
    along = counts_of("counts_t1", transposed=True)
    np.testing.assert_allclose(
        gini(along)["gini"], numbers("EconGeoPy_0.1", "gini"), rtol=0, atol=EXACT
    )
    np.testing.assert_allclose(
        hoover(along, weights="equal")["hoover_pct"],
        100 * numbers("EconGeoPy_0.1", "robin_hood"),
        rtol=0,
        atol=100 * EXACT,
    )


@BOTH_KINDS
def test_similarity_of_logarithmic_profiles_is_that_of_datawheel(as_sparse):
    theirs = table("economic_complexity_0.3.0", "similarity")
    matrix = counts_of("counts_t1", as_sparse=as_sparse)
    ours = profile_similarity(matrix, profile="log_rta")["similarity"]
    assert theirs.index.to_list() == matrix.places.tolist()
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=EXACT)
