"""PRODY, averages, outside complexity, cross-space and recombination agree with other software.

The files in ``peers`` are what each package printed for the same small inputs. Packages that print
full precision agree to 1e-12 (relative to numbers of at most 100: the noise of double arithmetic done
in another order); those that round agree to half a unit of their last digit.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from smartspec.indicators.averages import (
    expy,
    mean_of_activities,
    mean_of_places,
    prody,
)
from smartspec.indicators.cross_space import cross_density, cross_relatedness
from smartspec.indicators.normalised_ubiquity import (
    inverse_normalised_ubiquity,
    normalised_ubiquity,
)
from smartspec.indicators.outside_complexity import outside_complexity
from smartspec.indicators.recombination import (
    ease_of_recombination,
    mean_modular_complexity,
    modular_complexity,
)
from smartspec.indicators.specialisation import rta
from smartspec.tables.matrix import Matrix

PEERS = Path(__file__).parent / "peers"
EXACT = 1e-12
FIVE_DECIMALS = 0.5e-5 + 1e-12
TWO_DECIMALS = 0.5e-2 + 1e-12
ECONGEO = "econgeo_v2.1"
ECONGEOPY = "EconGeoPy_0.1"
R_EC = "r_economiccomplexity_2.0.0"
DATAWHEEL = "economic_complexity_0.3.0"
BOTH_KINDS = pytest.mark.parametrize("as_sparse", [False, True])


def table(package, name):
    return pd.read_csv(PEERS / package / f"{name}.csv", index_col=0)


def numbers(package, name):
    """One row or one column of figures."""
    return table(package, name).select_dtypes("number").to_numpy(dtype=float).reshape(-1)


def counts_of(name, *, as_sparse=False):
    frame = table("inputs", name)
    values = frame.to_numpy(dtype=float)
    return Matrix(
        sparse.csr_array(values) if as_sparse else values,
        places=frame.index.to_list(),
        activities=frame.columns.to_list(),
    )


def income():
    return table("inputs", "region_attr")["gdp"].to_dict()


def values():
    return table("inputs", "tech_attr")["val"].to_dict()


@BOTH_KINDS
@pytest.mark.parametrize("package", [ECONGEOPY, R_EC])
@pytest.mark.parametrize("function", [prody, expy])
def test_prody_and_expy_are_those_of_economiccomplexity_and_econgeopy(function, package, as_sparse):
    found = function(counts_of("counts_t1", as_sparse=as_sparse), income=income())
    np.testing.assert_allclose(
        found[function.__name__], numbers(package, function.__name__), rtol=EXACT, atol=0
    )


def test_prody_and_expy_of_econgeo_rest_on_rta_of_two_decimals():
    """Its numbers follow from ours by its rounding, which moves them by up to 0.017 and 0.0083."""
    counts = counts_of("counts_t1")
    weights = rta(counts)["rta"].round(2)
    incomes = np.array([income()[place] for place in counts.places.tolist()])
    rounded = (weights * incomes[:, None]).sum(axis=0) / weights.sum(axis=0)
    theirs = numbers(ECONGEO, "prody")
    np.testing.assert_allclose(rounded, theirs, rtol=EXACT, atol=0)
    shares = counts.values / counts.place_totals[:, None]
    np.testing.assert_allclose(shares @ rounded, numbers(ECONGEO, "expy"), rtol=EXACT, atol=0)
    # An error of e in every weight moves a mean by at most e (sum of distances to it) / sum of weights.
    ours = prody(counts, income=income())["prody"]
    distance = np.abs(incomes[:, None] - ours).sum(axis=0)
    allowed = 0.005 * distance / weights.sum(axis=0)
    assert (np.abs(theirs - ours) <= allowed).all()
    assert 0.016 < np.abs(theirs - ours).max() < 0.018
    by_place = np.abs(numbers(ECONGEO, "expy") - expy(counts, income=income())["expy"])
    assert (by_place <= shares @ allowed).all()


@BOTH_KINDS
@pytest.mark.parametrize(
    ("function", "options", "output", "tolerance"),
    [
        (normalised_ubiquity, {}, "norm_ubiquity", TWO_DECIMALS),
        (inverse_normalised_ubiquity, {"added": 0.001}, "inv_norm_ubiquity", TWO_DECIMALS),
        (mean_of_activities, {"values": values()}, "weighted_avg_reg", 100 * EXACT),
        (mean_of_places, {"values": income()}, "weighted_avg_ind", 100 * EXACT),
    ],
)
def test_ubiquity_and_averages_are_those_of_econgeo(
    function, options, output, tolerance, as_sparse
):
    found = function(counts_of("counts_t1", as_sparse=as_sparse), **options)
    theirs = numbers(ECONGEO, output)
    np.testing.assert_allclose(found[function.__name__], theirs, rtol=0, atol=tolerance)


@BOTH_KINDS
@pytest.mark.parametrize(
    ("function", "output", "tolerance"),
    [
        (ease_of_recombination, "ease_recombination", FIVE_DECIMALS),
        (modular_complexity, "modular_complexity", FIVE_DECIMALS),
        (mean_modular_complexity, "modular_complexity_avg", TWO_DECIMALS),
    ],
)
def test_recombination_is_that_of_econgeo(function, output, tolerance, as_sparse):
    found = function(counts_of("patent_tech", as_sparse=as_sparse))
    theirs = numbers(ECONGEO, output)
    np.testing.assert_allclose(found[function.__name__], theirs, rtol=0, atol=tolerance)


@BOTH_KINDS
def test_outside_complexity_is_the_subnational_one_of_datawheel(as_sparse):
    complexity = table(DATAWHEEL, "pci")["pci"].to_dict()
    found = outside_complexity(counts_of("counts_t1", as_sparse=as_sparse), complexity=complexity)
    theirs = numbers(DATAWHEEL, "complexity_subnational")
    np.testing.assert_allclose(found["outside_complexity"], theirs, rtol=0, atol=EXACT)


@BOTH_KINDS
def test_the_cross_space_is_that_of_datawheel(as_sparse):
    """Its second table was the first five columns of the RTA of the first.

    An activity's column rests on its own specialisations alone, so the two tables are one here, and
    its first five columns are compared.
    """
    counts = counts_of("counts_t1", as_sparse=as_sparse)
    related = cross_relatedness(counts, counts)["relatedness"][:, :5]
    theirs = table(DATAWHEEL, "cross_proximity").to_numpy()
    np.testing.assert_allclose(related, theirs, rtol=0, atol=EXACT)
    found = cross_density(counts, counts)["cross_density_pct"][:, :5] / 100
    theirs = table(DATAWHEEL, "cross_relatedness").to_numpy()
    np.testing.assert_allclose(found, theirs, rtol=0, atol=EXACT)
