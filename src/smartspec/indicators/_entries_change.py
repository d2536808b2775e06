"""Question: what are the indicators of change between two windows?

In: nothing. Out: their entries in the catalogue, in the order in which they are listed.
Must not know: any array; the formulas live in the functions that are named here.
"""

from __future__ import annotations

from smartspec.indicators._entry import NO_DOI, UNIT_OF_COUNTS, Indicator, Measure

PAIR = ("place", "activity")
CHANGE_PP = "percentage points"
TEXTBOOK = "Hoover and Giarratani (1984), An Introduction to Regional Economics, Knopf"

COUNTED = {
    "count_before": Measure(UNIT_OF_COUNTS, "count in the earlier window"),
    "count_after": Measure(UNIT_OF_COUNTS, "count in the later window"),
    "growth_pct": Measure("per cent", "growth, infinite from nothing"),
}

PARTS = {
    "change": Measure(UNIT_OF_COUNTS, "later less earlier count"),
    "national": Measure(UNIT_OF_COUNTS, "change had it grown as the whole did"),
    "mix": Measure(
        UNIT_OF_COUNTS, "change because its activities grew more or less than the whole"
    ),
    "competitive": Measure(UNIT_OF_COUNTS, "change beyond what its activities did everywhere"),
}

CHANGE = (
    Indicator(
        name="rta_change",
        family="change",
        function="smartspec.indicators.change.rta_change",
        windows=2,
        axes=PAIR,
        formula="RTA'_pa - RTA_pa and RTA'_pa / RTA_pa; n'_pa given n_pa + n'_pa is binomial",
        columns={
            "rta_before": Measure("ratio", "RTA in the earlier window"),
            "rta_after": Measure("ratio", "RTA in the later window"),
            "difference": Measure("ratio", "later less earlier RTA"),
            "ratio": Measure("ratio", "later over earlier RTA"),
            "ratio_low": Measure("ratio", "lower end of the ratio's interval"),
            "ratio_high": Measure("ratio", "upper end of the ratio's interval"),
            "p_value": Measure("probability", "how easily chance alone differs as much"),
            "q_value": Measure("probability", "the same, corrected for many comparisons"),
        },
        reference="Przyborowski and Wilenski (1940)",
        doi="10.1093/biomet/31.3-4.313",
        aliases=("rca_change",),
    ),
    Indicator(
        name="entry_and_exit",
        family="change",
        function="smartspec.indicators.entry.entry_and_exit",
        windows=2,
        axes=PAIR,
        formula="entry: RTA'_pa >= t given RTA_pa < t; exit: RTA'_pa < t given RTA_pa >= t",
        columns={
            "entry": Measure("0 or 1", "became specialised, of what it was not specialised in"),
            "exit": Measure("0 or 1", "ceased to be, of what it was specialised in"),
            "sure": Measure("0 or 1", "of entries and exits: RTA changed beyond chance"),
        },
        reference="Boschma, Balland and Kogler (2015)",
        doi="10.1093/icc/dtu012",
        aliases=("entry", "exit", "entry_exit"),
    ),
    Indicator(
        name="share_change",
        family="change",
        function="smartspec.indicators.change.share_change",
        windows=2,
        axes=PAIR,
        formula="100 (n'_pa / n'_p - n_pa / n_p) and 100 (n'_pa / n'_a - n_pa / n_a)",
        columns={
            "share_of_place_pct_before": Measure("per cent", "earlier weight in the place"),
            "share_of_place_pct_after": Measure("per cent", "later weight in the place"),
            "share_of_place_change_pp": Measure(CHANGE_PP, "change of the weight in the place"),
            "share_of_activity_pct_before": Measure("per cent", "earlier part in the activity"),
            "share_of_activity_pct_after": Measure("per cent", "later part in the activity"),
            "share_of_activity_change_pp": Measure(CHANGE_PP, "change of the part in the activity"),
        },
        reference=TEXTBOOK,
        doi=NO_DOI,
    ),
    Indicator(
        name="rank_change",
        family="change",
        function="smartspec.indicators.change.rank_change",
        windows=2,
        axes=PAIR,
        formula="rank of RTA_pa over p - rank of RTA'_pa over p",
        columns={
            "rank_before": Measure("rank", "earlier place in the order by RTA, 1 the highest"),
            "rank_after": Measure("rank", "later place in the order by RTA, 1 the highest"),
            "rank_change": Measure("ranks", "how many ranks it rose"),
        },
        reference=TEXTBOOK,
        doi=NO_DOI,
    ),
    Indicator(
        name="growth",
        family="change",
        function="smartspec.indicators.change.growth",
        windows=2,
        axes=PAIR,
        formula="100 (n'_pa / n_pa - 1)",
        columns=COUNTED,
        reference=TEXTBOOK,
        doi=NO_DOI,
    ),
    Indicator(
        name="growth_of_places",
        family="change",
        function="smartspec.indicators.change.growth_of_places",
        windows=2,
        axes=("place",),
        formula="100 (n'_p / n_p - 1)",
        columns=COUNTED,
        reference=TEXTBOOK,
        doi=NO_DOI,
    ),
    Indicator(
        name="growth_of_activities",
        family="change",
        function="smartspec.indicators.change.growth_of_activities",
        windows=2,
        axes=("activity",),
        formula="100 (n'_a / n_a - 1)",
        columns=COUNTED,
        reference=TEXTBOOK,
        doi=NO_DOI,
    ),
    Indicator(
        name="shift_share",
        family="shift_share",
        function="smartspec.indicators.shift_share.shift_share",
        windows=2,
        axes=PAIR,
        formula="n_pa g + n_pa (g_a - g) + (n'_pa - n_pa (1 + g_a)); g growth of n, g_a of n_a",
        columns=PARTS,
        reference="Dunn (1960)",
        doi="10.1111/j.1435-5597.1960.tb01705.x",
    ),
    Indicator(
        name="shift_share_places",
        family="shift_share",
        function="smartspec.indicators.shift_share.shift_share_places",
        windows=2,
        axes=("place",),
        formula="sum over a of each part of shift_share",
        columns=PARTS,
        reference="Dunn (1960)",
        doi="10.1111/j.1435-5597.1960.tb01705.x",
    ),
)
