"""Question: what are the indicators of structure, concentration and similarity?

In: nothing. Out: their entries in the catalogue, in the order in which they are listed.
Must not know: any array; the formulas live in the functions that are named here.
"""

from __future__ import annotations

from smartspec.indicators._entry import NO_DOI, Indicator, Measure

PLACE = ("place",)
ACTIVITY = ("activity",)
UNIT_INDEX = "index from 0 to 1"

STRUCTURE = (
    Indicator(
        name="diversity",
        family="structure",
        function="smartspec.indicators.structure.diversity",
        windows=1,
        axes=PLACE,
        formula="number of a with RTA_pa >= threshold",
        columns={"diversity": Measure("activities", "activities that the place is specialised in")},
        reference="Hidalgo and Hausmann (2009)",
        doi="10.1073/pnas.0900943106",
        aliases=("diversification",),
    ),
    Indicator(
        name="herfindahl",
        family="structure",
        function="smartspec.indicators.structure.herfindahl",
        windows=1,
        axes=PLACE,
        formula="sum over a of s_pa^2",
        columns={
            "herfindahl": Measure(UNIT_INDEX, "probability that two records are of one activity")
        },
        reference="Hall and Tideman (1967)",
        doi="10.1080/01621459.1967.10482897",
        aliases=("hhi", "herfindahl_hirschman", "simpson"),
    ),
    Indicator(
        name="entropy",
        family="structure",
        function="smartspec.indicators.structure.entropy",
        windows=1,
        axes=PLACE,
        formula="- sum over a of s_pa log(s_pa)",
        columns={"entropy": Measure("bits", "variety: average surprise at a record's activity")},
        reference="Shannon (1948)",
        doi="10.1002/j.1538-7305.1948.tb01338.x",
        aliases=("shannon", "variety"),
    ),
    Indicator(
        name="krugman",
        family="structure",
        function="smartspec.indicators.structure.krugman",
        windows=1,
        axes=PLACE,
        formula="sum over a of |s_pa - s_a|",
        columns={"krugman": Measure("index from 0 to 2", "distance of the mix from the whole's")},
        reference="Krugman (1991), Geography and Trade, MIT Press",
        doi=NO_DOI,
        aliases=("krugman_index", "krugman_specialisation_index"),
    ),
    Indicator(
        name="specialisation_coefficient",
        family="structure",
        function="smartspec.indicators.structure.specialisation_coefficient",
        windows=1,
        axes=PLACE,
        formula="1/2 sum over a of |s_pa - s_a|",
        columns={
            "specialisation_coefficient": Measure(
                UNIT_INDEX, "share that would have to change its kind to match the whole"
            )
        },
        reference="Hoover and Giarratani (1984), An Introduction to Regional Economics, Knopf",
        doi=NO_DOI,
        aliases=("spec_coeff", "coefficient_of_specialisation", "specialization_coefficient"),
    ),
    Indicator(
        name="hachman",
        family="structure",
        function="smartspec.indicators.structure.hachman",
        windows=1,
        axes=PLACE,
        formula="1 / sum over a of s_pa^2 / s_a",
        columns={"hachman": Measure(UNIT_INDEX, "closeness of the mix to that of the whole")},
        reference="Mack, Grubesic and Kessler (2007)",
        doi="10.1111/j.1468-2257.2007.00379.x",
        aliases=("hachman_index",),
    ),
    Indicator(
        name="ubiquity",
        family="concentration",
        function="smartspec.indicators.concentration.ubiquity",
        windows=1,
        axes=ACTIVITY,
        formula="number of p with RTA_pa >= threshold",
        columns={"ubiquity": Measure("places", "places that are specialised in the activity")},
        reference="Hidalgo and Hausmann (2009)",
        doi="10.1073/pnas.0900943106",
    ),
    Indicator(
        name="gini",
        family="concentration",
        function="smartspec.indicators.concentration.gini",
        windows=1,
        axes=ACTIVITY,
        formula="1 - sum over places by n_pa / w_p of w_i (Y_i + Y_(i-1)), Y cumulated n_pa / n_a",
        columns={"gini": Measure(UNIT_INDEX, "inequality over places, all alike or by population")},
        reference="Gini (1921)",
        doi="10.2307/2223319",
        aliases=("hoover_gini",),
    ),
    Indicator(
        name="locational_gini",
        family="concentration",
        function="smartspec.indicators.concentration.locational_gini",
        windows=1,
        axes=ACTIVITY,
        formula="1 - sum over places by RTA_pa of s_i (Y_i + Y_(i-1)), s = n_p / n, Y as in gini",
        columns={
            "locational_gini": Measure(UNIT_INDEX, "inequality, given where activity is at all")
        },
        reference="Krugman (1991), Geography and Trade, MIT Press",
        doi=NO_DOI,
        aliases=("loc_gini",),
    ),
    Indicator(
        name="hoover",
        family="concentration",
        function="smartspec.indicators.concentration.hoover",
        windows=1,
        axes=ACTIVITY,
        formula="50 sum over p of |n_pa / n_a - w_p|",
        columns={
            "hoover_pct": Measure("per cent", "share that would have to move to be spread as w is")
        },
        reference="Hoover (1936)",
        doi="10.2307/1927875",
        aliases=("hoover_index", "robin_hood"),
    ),
    Indicator(
        name="profile_similarity",
        family="similarity",
        function="smartspec.indicators.similarity.profile_similarity",
        windows=1,
        axes=("place", "peer"),
        formula="cosine of x_p and x_q, x the places' profiles, by default RSCA",
        columns={
            "similarity": Measure(
                "index from -1 to 1", "likeness of what places are specialised in"
            )
        },
        reference="Jaffe (1986)",
        doi="10.3386/w1815",
        aliases=("similarity", "cosine"),
    ),
)
