"""PRODY and EXPY beside EconGeo, where they differ; what agrees stands in ``agreements``."""

import numpy as np
from printed import ECONGEO, counts_of, output

from smartspec.indicators.averages import expy, prody
from smartspec.indicators.specialisation import rta

EXACT = 1e-12


def test_prody_and_expy_of_econgeo_rest_on_rta_of_two_decimals():
    """Its numbers follow from ours by its rounding, which moves them by up to 0.017 and 0.0083."""
    counts = counts_of("counts_t1")
    income = output("inputs", "region_attr")["gdp"].to_dict()
    weights = rta(counts)["rta"].round(2)
    incomes = np.array([income[place] for place in counts.places.tolist()])
    rounded = (weights * incomes[:, None]).sum(axis=0) / weights.sum(axis=0)
    theirs = output(ECONGEO, "prody").to_numpy(dtype=float).reshape(-1)
    np.testing.assert_allclose(rounded, theirs, rtol=EXACT, atol=0)
    shares = counts.values / counts.place_totals[:, None]
    theirs_by_place = output(ECONGEO, "expy").to_numpy(dtype=float).reshape(-1)
    np.testing.assert_allclose(shares @ rounded, theirs_by_place, rtol=EXACT, atol=0)
    # An error of e in every weight moves a mean by at most e (sum of distances to it) / sum of weights.
    ours = prody(counts, income=income)["prody"]
    distance = np.abs(incomes[:, None] - ours).sum(axis=0)
    allowed = 0.005 * distance / weights.sum(axis=0)
    assert (np.abs(theirs - ours) <= allowed).all()
    by_place = np.abs(theirs_by_place - expy(counts, income=income)["expy"])
    assert (by_place <= shares @ allowed).all()
