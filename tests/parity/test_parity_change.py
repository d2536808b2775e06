"""Growth beside EconGeo, where it differs; what agrees stands in ``agreements``."""

import numpy as np
from printed import counts_of

from smartspec.indicators.change import growth


def test_without_econgeos_convention_growth_from_nothing_to_nothing_has_no_value():
    before, after = counts_of("counts_t1"), counts_of("counts_t2")
    nothing = (before.dense() == 0) & (after.dense() == 0)
    assert nothing.any()
    ours = growth(before, after)["growth_pct"]
    np.testing.assert_array_equal(np.isnan(ours), nothing)
