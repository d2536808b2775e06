"""Structure beside other software, where it differs; what agrees stands in ``agreements``.

``counts_zero_rowcol`` has a place (R04) and an activity (T06) without any count.
"""

import numpy as np
from printed import ECONGEO, R_EC, counts_of, numbers, output

from smartspec.indicators.structure import diversity, entropy


def test_our_entropy_is_not_that_of_econgeo_before_its_rounding():
    """EconGeo adds 1e-9 inside the logarithm, visible below its three decimals."""
    values = counts_of("counts_t1").dense()
    shares = values / values.sum(axis=1, keepdims=True)
    theirs = -(shares * np.log2(shares + 1e-9)).sum(axis=1)
    np.testing.assert_array_equal(theirs.round(3), numbers(ECONGEO, "entropy"))
    ours = entropy(counts_of("counts_t1"))["entropy"]
    assert (ours != theirs).all()
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=2e-8)


def test_an_empty_place_has_no_diversity_where_others_give_none_or_all():
    matrix = counts_of("counts_zero_rowcol")
    ours = dict(zip(matrix.places.tolist(), diversity(matrix)["diversity"], strict=True))
    econgeo = output(ECONGEO, "zero_lq_binary").sum(axis=1)
    r_ec = output(R_EC, "zero_balassa").sum(axis=1)
    assert np.isnan(ours["R04"])
    assert econgeo["R04"] == 0
    assert r_ec["R04"] == 9
    others = [place for place in ours if place != "R04"]
    assert [ours[place] for place in others] == econgeo[others].tolist()
    # economiccomplexity adds the empty activity T06 to every place.
    assert [ours[place] + 1 for place in others] == r_ec[others].tolist()
