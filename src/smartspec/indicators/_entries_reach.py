"""Question: what are the indicators of relatedness, of reach and of complexity?

In: nothing. Out: their entries in the catalogue, in the order in which they are listed.
Must not know: any array; the formulas live in the functions that are named here.
"""

from __future__ import annotations

from smartspec.indicators._entry import NO_DOI, Indicator, Measure

PLACE = ("place",)
ACTIVITY = ("activity",)
PAIR = ("place", "activity")
DEVIATIONS = "standard deviations"
RELATED = {"relatedness": Measure("probability", "chance of the one given the other, the smaller")}

HIDALGO_2007 = ("Hidalgo, Klinger, Barabási and Hausmann (2007)", "10.1126/science.1144581")
HIDALGO_2009 = ("Hidalgo and Hausmann (2009)", "10.1073/pnas.0900943106")
BALLAND_2019 = ("Balland, Boschma, Crespo and Rigby (2019)", "10.1080/00343404.2018.1437900")
HAUSMANN_2014 = ("Hausmann et al. (2014)", "10.7551/mitpress/9647.001.0001")
TACCHELLA_2012 = ("Tacchella et al. (2012)", "10.1038/srep00723")
DAVIES_2021 = ("Davies and Maré (2021)", "10.1080/00343404.2020.1802418")
_IN = "smartspec.indicators"

REFLECTED = {
    "reflections": Measure("mean number", "average after so many steps back and forth"),
    "reflections_standardised": Measure(DEVIATIONS, "the same, mean 0 and deviation 1"),
}

EFRON_1993 = ("Efron and Tibshirani (1993)", "10.1007/978-1-4899-4541-9")

SURE = {
    "complexity_low": Measure(DEVIATIONS, "lower end of its interval"),
    "complexity_high": Measure(DEVIATIONS, "upper end of its interval"),
    "rank": Measure("rank", "1 is the most complex"),
    "rank_low": Measure("rank", "lower end of the rank's interval"),
    "rank_high": Measure("rank", "upper end of the rank's interval"),
}

AT_THRESHOLDS = {
    "rank": Measure("rank", "1 is the most complex"),
    "rank_lowest": Measure("rank", "the best rank over the thresholds"),
    "rank_highest": Measure("rank", "the worst rank over the thresholds"),
}

REACH = (
    Indicator(
        name="relatedness",
        family="relatedness",
        function=f"{_IN}.relatedness.relatedness",
        windows=1,
        axes=("activity", "related_activity"),
        formula="sum over p of m_pa m_pb / max(u_a, u_b), m_pa = 1 if RTA_pa >= threshold",
        columns=RELATED,
        reference=HIDALGO_2007[0],
        doi=HIDALGO_2007[1],
        aliases=("proximity", "product_proximity"),
    ),
    Indicator(
        name="place_relatedness",
        family="relatedness",
        function=f"{_IN}.relatedness.place_relatedness",
        windows=1,
        axes=("place", "related_place"),
        formula="sum over a of m_pa m_qa / max(d_p, d_q)",
        columns=RELATED,
        reference=HIDALGO_2007[0],
        doi=HIDALGO_2007[1],
        aliases=("country_proximity", "place_proximity"),
    ),
    Indicator(
        name="relatedness_backbone",
        family="relatedness",
        function=f"{_IN}.backbone.relatedness_backbone",
        windows=1,
        axes=("activity", "related_activity"),
        formula="p_ab = min over i of (1 - phi_ab / sum over c of phi_ic)^(k_i - 1); spanning tree",
        columns={
            **RELATED,
            "disparity_p": Measure("probability", "how easily chance gives so large a part"),
            "spanning_tree": Measure("0 or 1", "holds the network together"),
            "backbone": Measure("0 or 1", "in the tree, or stands out"),
        },
        reference="Serrano, Boguñá and Vespignani (2009)",
        doi="10.1073/pnas.0808904106",
        aliases=("backbone", "product_space", "activity_space"),
    ),
    Indicator(
        name="relatedness_significance",
        family="relatedness",
        function=f"{_IN}.relatedness_significance.relatedness_significance",
        windows=1,
        axes=("activity", "related_activity"),
        formula="p = (1 + draws with c_ab or more) / (1 + draws), both margins of m kept",
        columns={
            "together": Measure("places", "specialised in both"),
            "expected": Measure("places", "mean over the draws"),
            "z_score": Measure(DEVIATIONS, "how far above the draws"),
            "p_value": Measure("probability", "how easily chance gives as many or more"),
            "q_value": Measure("probability", "false-discovery rate over distinct pairs"),
        },
        reference="Strona, Nappo, Boccacci, Fattorini and San-Miguel-Ayanz (2014)",
        doi="10.1038/ncomms5114",
        aliases=("curveball", "swap_test"),
    ),
    Indicator(
        name="relatedness_density",
        family="relatedness",
        function=f"{_IN}.density.relatedness_density",
        windows=1,
        axes=PAIR,
        formula="100 sum over b of m_pb phi_ab / sum over b of phi_ab, b not a",
        columns={"density_pct": Measure("per cent", "what the place has of all that is related")},
        reference=BALLAND_2019[0],
        doi=BALLAND_2019[1],
        aliases=("density",),
    ),
    Indicator(
        name="distance",
        family="relatedness",
        function=f"{_IN}.density.distance",
        windows=1,
        axes=PAIR,
        formula="1 - density_pct / 100",
        columns={"distance": Measure("share from 0 to 1", "what it lacks of all that is related")},
        reference="Hausmann and Klinger (2006), CID Working Paper 128, Harvard University",
        doi=NO_DOI,
    ),
    Indicator(
        name="mean_density",
        family="relatedness",
        function=f"{_IN}.density.mean_density",
        windows=1,
        axes=PLACE,
        formula="mean of density_pct over a with m_pa = 1, and over the others",
        columns={
            "inside_pct": Measure("per cent", "mean density of what the place is specialised in"),
            "outside_pct": Measure("per cent", "mean density of the other activities"),
        },
        reference=BALLAND_2019[0],
        doi=BALLAND_2019[1],
    ),
    Indicator(
        name="coherence",
        family="relatedness",
        function=f"{_IN}.density.coherence",
        windows=1,
        axes=PLACE,
        formula="sum over a of s_pa (sum over b of phi_ab n_pb / sum over b of n_pb), b not a",
        columns={"coherence": Measure("unit of relatedness", "mean relatedness of what it does")},
        reference="Teece, Rumelt, Dosi and Winter (1994)",
        doi="10.1016/0167-2681(94)90094-9",
    ),
    Indicator(
        name="related_variety",
        family="relatedness",
        function=f"{_IN}.variety.related_variety",
        windows=1,
        axes=PLACE,
        formula="UV = -sum over g of S_pg log(S_pg); RV = entropy - UV, S_pg share of group g",
        columns={
            "unrelated_variety": Measure("bits", "entropy across groups of activities"),
            "related_variety": Measure("bits", "entropy within groups"),
            "variety": Measure("bits", "both together"),
        },
        reference="Frenken, Van Oort and Verburg (2007)",
        doi="10.1080/00343400601120296",
        aliases=("unrelated_variety",),
    ),
    Indicator(
        name="opportunity_value",
        family="relatedness",
        function=f"{_IN}.opportunities.opportunity_value",
        windows=1,
        axes=PLACE,
        formula="sum over a of (density_pa / 100) (1 - m_pa) PCI_a",
        columns={"opportunity_value": Measure(DEVIATIONS, "complexity that is within reach")},
        reference=HAUSMANN_2014[0],
        doi=HAUSMANN_2014[1],
        aliases=("coi", "complexity_outlook_index"),
    ),
    Indicator(
        name="opportunity_gain",
        family="relatedness",
        function=f"{_IN}.opportunities.opportunity_gain",
        windows=1,
        axes=PAIR,
        formula="(1 - m_pa) sum over b of phi_ab / (sum over c of phi_cb) (1 - m_pb) PCI_b",
        columns={
            "opportunity_gain": Measure(DEVIATIONS, "complexity that entering would bring nearer")
        },
        reference=HAUSMANN_2014[0],
        doi=HAUSMANN_2014[1],
        aliases=("cog", "complexity_outlook_gain"),
    ),
    Indicator(
        name="place_complexity",
        family="complexity",
        function=f"{_IN}.complexity.place_complexity",
        windows=1,
        axes=PLACE,
        formula="second eigenvector of D_p^-1 M D_a^-1 M', standardised",
        columns={"place_complexity": Measure(DEVIATIONS, "how rare and complex what it does is")},
        reference=HIDALGO_2009[0],
        doi=HIDALGO_2009[1],
        aliases=("eci", "economic_complexity", "kci", "knowledge_complexity"),
    ),
    Indicator(
        name="activity_complexity",
        family="complexity",
        function=f"{_IN}.complexity.activity_complexity",
        windows=1,
        axes=ACTIVITY,
        formula="second eigenvector of D_a^-1 M' D_p^-1 M, standardised",
        columns={
            "activity_complexity": Measure(DEVIATIONS, "how rare it is, and among complex places")
        },
        reference=HIDALGO_2009[0],
        doi=HIDALGO_2009[1],
        aliases=("pci", "product_complexity", "tci"),
    ),
    Indicator(
        name="place_complexity_interval",
        family="complexity",
        function=f"{_IN}.complexity_interval.place_complexity_interval",
        windows=1,
        axes=PLACE,
        formula="percentiles of place_complexity over counts drawn from Poisson(n_pa)",
        columns={"place_complexity": Measure(DEVIATIONS, "complexity"), **SURE},
        reference=EFRON_1993[0],
        doi=EFRON_1993[1],
    ),
    Indicator(
        name="activity_complexity_interval",
        family="complexity",
        function=f"{_IN}.complexity_interval.activity_complexity_interval",
        windows=1,
        axes=ACTIVITY,
        formula="percentiles of activity_complexity over counts drawn from Poisson(n_pa)",
        columns={"activity_complexity": Measure(DEVIATIONS, "complexity"), **SURE},
        reference=EFRON_1993[0],
        doi=EFRON_1993[1],
    ),
    Indicator(
        name="place_complexity_by_threshold",
        family="complexity",
        function=f"{_IN}.complexity_threshold.place_complexity_by_threshold",
        windows=1,
        axes=PLACE,
        formula="least and largest rank of place_complexity over thresholds of RTA",
        columns={"place_complexity": Measure(DEVIATIONS, "complexity"), **AT_THRESHOLDS},
        reference=HIDALGO_2009[0],
        doi=HIDALGO_2009[1],
    ),
    Indicator(
        name="activity_complexity_by_threshold",
        family="complexity",
        function=f"{_IN}.complexity_threshold.activity_complexity_by_threshold",
        windows=1,
        axes=ACTIVITY,
        formula="least and largest rank of activity_complexity over thresholds of RTA",
        columns={"activity_complexity": Measure(DEVIATIONS, "complexity"), **AT_THRESHOLDS},
        reference=HIDALGO_2009[0],
        doi=HIDALGO_2009[1],
    ),
    Indicator(
        name="place_reflections",
        family="complexity",
        function=f"{_IN}.reflections.place_reflections",
        windows=1,
        axes=PLACE,
        formula="k_p,n = sum over a of m_pa k_a,n-1 / d_p; k_p,0 = d_p, k_a,0 = u_a",
        columns=REFLECTED,
        reference=HIDALGO_2009[0],
        doi=HIDALGO_2009[1],
        aliases=("morc",),
    ),
    Indicator(
        name="activity_reflections",
        family="complexity",
        function=f"{_IN}.reflections.activity_reflections",
        windows=1,
        axes=ACTIVITY,
        formula="k_a,n = sum over p of m_pa k_p,n-1 / u_a; k_p,0 = d_p, k_a,0 = u_a",
        columns=REFLECTED,
        reference=HIDALGO_2009[0],
        doi=HIDALGO_2009[1],
        aliases=("mort",),
    ),
    Indicator(
        name="place_fitness",
        family="complexity",
        function=f"{_IN}.fitness.place_fitness",
        windows=1,
        axes=PLACE,
        formula="F_p ~ sum over a of m_pa Q_a, Q_a ~ 1 / (sum over p of m_pa / F_p), mean 1",
        columns={"place_fitness": Measure("ratio to the mean", "complexity that adds up")},
        reference=TACCHELLA_2012[0],
        doi=TACCHELLA_2012[1],
        aliases=("fitness",),
    ),
    Indicator(
        name="activity_fitness",
        family="complexity",
        function=f"{_IN}.fitness.activity_fitness",
        windows=1,
        axes=ACTIVITY,
        formula="Q_a ~ 1 / (sum over p of m_pa / F_p), F_p ~ sum over a of m_pa Q_a, mean 1",
        columns={
            "activity_fitness": Measure("ratio to the mean", "what its least fit place allows")
        },
        reference=TACCHELLA_2012[0],
        doi=TACCHELLA_2012[1],
    ),
    Indicator(
        name="local_complexity",
        family="complexity",
        function=f"{_IN}.local_shares.local_complexity",
        windows=1,
        axes=PLACE,
        formula="second eigenvector of (r_pq + 1) / 2, r the weighted correlation of local shares",
        columns={"local_complexity": Measure(DEVIATIONS, "complexity without a threshold")},
        reference=DAVIES_2021[0],
        doi=DAVIES_2021[1],
    ),
    Indicator(
        name="local_activity_complexity",
        family="complexity",
        function=f"{_IN}.local_shares.local_activity_complexity",
        windows=1,
        axes=ACTIVITY,
        formula="second eigenvector of (r_ab + 1) / 2, r the weighted correlation of local shares",
        columns={
            "local_activity_complexity": Measure(DEVIATIONS, "complexity without a threshold")
        },
        reference=DAVIES_2021[0],
        doi=DAVIES_2021[1],
    ),
)
