"""Question: what are the indicators of specialisation, with and without the play of chance?

In: nothing. Out: their entries in the catalogue, in the order in which they are listed.
Must not know: any array; the formulas live in the functions that are named here.
"""

from __future__ import annotations

from smartspec.indicators._entry import UNIT_OF_COUNTS, Indicator, Measure

PAIR = ("place", "activity")

SPECIALISATION = (
    Indicator(
        name="rta",
        family="specialisation",
        function="smartspec.indicators.specialisation.rta",
        windows=1,
        axes=PAIR,
        formula="(n_pa / n_p) / (n_a / n)",
        columns={"rta": Measure("ratio", "weight in the place over weight in the whole")},
        reference="Balassa (1965)",
        doi="10.1111/j.1467-9957.1965.tb00050.x",
        aliases=("rca", "location_quotient", "lq", "balassa", "activity_index"),
    ),
    Indicator(
        name="rsca",
        family="specialisation",
        function="smartspec.indicators.specialisation.rsca",
        windows=1,
        axes=PAIR,
        formula="(RTA_pa - 1) / (RTA_pa + 1)",
        columns={"rsca": Measure("index from -1 to 1", "RTA made symmetric, 0 as in the whole")},
        reference="Laursen (2015)",
        doi="10.1007/s40821-015-0017-1",
        aliases=("symmetric_rta", "rsta"),
    ),
    Indicator(
        name="log_rta",
        family="specialisation",
        function="smartspec.indicators.specialisation.log_rta",
        windows=1,
        axes=PAIR,
        formula="ln(RTA_pa)",
        columns={
            "log_rta": Measure(
                "natural logarithm of a ratio", "logarithm of RTA, 0 as in the whole"
            )
        },
        reference="Laursen (2015)",
        doi="10.1007/s40821-015-0017-1",
        aliases=("log_rca",),
    ),
    Indicator(
        name="nrca",
        family="specialisation",
        function="smartspec.indicators.specialisation.nrca",
        windows=1,
        axes=PAIR,
        formula="n_pa / n - n_p n_a / n^2",
        columns={"nrca": Measure("fraction of the whole", "excess over the expected count")},
        reference="Yu, Cai and Leung (2009)",
        doi="10.1007/s00168-008-0213-3",
        aliases=("nrta", "normalised_rca"),
    ),
    Indicator(
        name="shares",
        family="specialisation",
        function="smartspec.indicators.specialisation.shares",
        windows=1,
        axes=PAIR,
        formula="100 n_pa / n_p and 100 n_pa / n_a",
        columns={
            "share_of_place_pct": Measure("per cent", "weight of the activity in the place"),
            "share_of_activity_pct": Measure("per cent", "part of the place in the activity"),
        },
        reference="Balassa (1965)",
        doi="10.1111/j.1467-9957.1965.tb00050.x",
        aliases=("share",),
    ),
    Indicator(
        name="specialised",
        family="specialisation",
        function="smartspec.indicators.specialisation.specialised",
        windows=1,
        axes=PAIR,
        formula="1 if RTA_pa >= threshold, else 0",
        columns={"specialised": Measure("0 or 1", "whether the place counts as specialised")},
        reference="Balassa (1965)",
        doi="10.1111/j.1467-9957.1965.tb00050.x",
        aliases=("specialized",),
    ),
    Indicator(
        name="average_location_quotient",
        family="specialisation",
        function="smartspec.indicators.specialisation.average_location_quotient",
        windows=1,
        axes=("place",),
        formula="sum over a of s_pa RTA_pa",
        columns={
            "average_location_quotient": Measure("ratio", "the place's mean RTA by its own shares")
        },
        reference="Boschma, Balland and Kogler (2015)",
        doi="10.1093/icc/dtu012",
        aliases=("average_lq", "location_quotient_avg"),
    ),
    Indicator(
        name="rta_significance",
        family="significance",
        function="smartspec.indicators.inference.rta_significance",
        windows=1,
        axes=PAIR,
        formula="n_pa ~ Poisson(RTA_pa E_pa), E_pa = n_p n_a / n; exact limits, p, and q over all",
        columns={
            "count": Measure(UNIT_OF_COUNTS, "what was counted"),
            "expected": Measure(UNIT_OF_COUNTS, "count if the place had the mix of the whole"),
            "rta": Measure("ratio", "weight in the place over weight in the whole"),
            "rta_low": Measure("ratio", "lower end of the interval"),
            "rta_high": Measure("ratio", "upper end of the interval"),
            "p_value": Measure("probability", "how easily chance alone gives so far from expected"),
            "q_value": Measure("probability", "the same, corrected for many comparisons"),
        },
        reference="Garwood (1936)",
        doi="10.1093/biomet/28.3-4.437",
        aliases=("rca_significance",),
    ),
    Indicator(
        name="rta_shrunk",
        family="shrinkage",
        function="smartspec.indicators.shrinkage.rta_shrunk",
        windows=1,
        axes=PAIR,
        formula="w_pa RTA_pa + (1 - w_pa) mu_a, w_pa = A_a / (A_a + mu_a / E_pa)",
        columns={
            "count": Measure(UNIT_OF_COUNTS, "what was counted"),
            "rta": Measure("ratio", "weight in the place over weight in the whole"),
            "rta_shrunk": Measure("ratio", "the better guess where counts are small"),
            "rta_shrunk_low": Measure("ratio", "lower end of its interval"),
            "rta_shrunk_high": Measure("ratio", "upper end of its interval"),
            "weight": Measure("0 to 1", "how much the place's own RTA counts in the guess"),
        },
        reference="Marshall (1991)",
        doi="10.2307/2347593",
        aliases=("rca_shrunk", "shrunken_rta"),
    ),
)
