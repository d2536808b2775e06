"""Question: what are the averages over places and activities, and the measures of recombination?

In: nothing. Out: their entries in the catalogue, in the order in which they are listed.
Must not know: any array; the formulas live in the functions that are named here.
"""

from __future__ import annotations

from smartspec.indicators._entry import Indicator, Measure

PLACE = ("place",)
ACTIVITY = ("activity",)
DEVIATIONS = "standard deviations"
HAUSMANN_2007 = ("Hausmann, Hwang and Rodrik (2007)", "10.1007/s10887-006-9009-4")
HIDALGO_2009 = ("Hidalgo and Hausmann (2009)", "10.1073/pnas.0900943106")
BALLAND_2017 = ("Balland and Rigby (2017)", "10.1080/00130095.2016.1205947")
FLEMING_2001 = ("Fleming and Sorenson (2001)", "10.1016/S0048-7333(00)00128-7")
_IN = "smartspec.indicators"

AVERAGES = (
    Indicator(
        name="normalised_ubiquity",
        family="complexity",
        function=f"{_IN}.normalised_ubiquity.normalised_ubiquity",
        windows=1,
        axes=ACTIVITY,
        formula="(n_a / n) / (u_a / sum over b of u_b)",
        columns={"normalised_ubiquity": Measure("ratio", "share of counts over that of ubiquity")},
        reference=BALLAND_2017[0],
        doi=BALLAND_2017[1],
        aliases=("norm_ubiquity",),
    ),
    Indicator(
        name="inverse_normalised_ubiquity",
        family="complexity",
        function=f"{_IN}.normalised_ubiquity.inverse_normalised_ubiquity",
        windows=1,
        axes=ACTIVITY,
        formula="100 ln(n_a + added) / u_a",
        columns={"inverse_normalised_ubiquity": Measure("index", "log of size over ubiquity")},
        reference=BALLAND_2017[0],
        doi=BALLAND_2017[1],
        aliases=("inv_norm_ubiquity",),
    ),
    Indicator(
        name="outside_complexity",
        family="complexity",
        function=f"{_IN}.outside_complexity.outside_complexity",
        windows=1,
        axes=PLACE,
        formula="sum over a of m_pa PCI_a / d_p, PCI from elsewhere",
        columns={
            "outside_complexity": Measure(DEVIATIONS, "mean complexity of its specialisations"),
            "outside_complexity_standardised": Measure(DEVIATIONS, "mean 0 and deviation 1"),
        },
        reference=HIDALGO_2009[0],
        doi=HIDALGO_2009[1],
        aliases=("complexity_subnational", "subnational_complexity"),
    ),
    Indicator(
        name="prody",
        family="averages",
        function=f"{_IN}.averages.prody",
        windows=1,
        axes=ACTIVITY,
        formula="sum over p of RTA_pa Y_p / sum over p of RTA_pa, Y income",
        columns={
            "prody": Measure("activities", "income of its places; if not given, their diversity")
        },
        reference=HAUSMANN_2007[0],
        doi=HAUSMANN_2007[1],
    ),
    Indicator(
        name="expy",
        family="averages",
        function=f"{_IN}.averages.expy",
        windows=1,
        axes=PLACE,
        formula="sum over a of s_pa PRODY_a",
        columns={"expy": Measure("activities", "mean PRODY of what it does")},
        reference=HAUSMANN_2007[0],
        doi=HAUSMANN_2007[1],
    ),
    Indicator(
        name="mean_of_activities",
        family="averages",
        function=f"{_IN}.averages.mean_of_activities",
        windows=1,
        axes=PLACE,
        formula="sum over a of s_pa v_a, v by default PCI",
        columns={"mean_of_activities": Measure(DEVIATIONS, "mean of what its activities have")},
        reference=HAUSMANN_2007[0],
        doi=HAUSMANN_2007[1],
    ),
    Indicator(
        name="mean_of_places",
        family="averages",
        function=f"{_IN}.averages.mean_of_places",
        windows=1,
        axes=ACTIVITY,
        formula="sum over p of n_pa v_p / sum over p of n_pa, v by default ECI",
        columns={"mean_of_places": Measure(DEVIATIONS, "mean of what its places have")},
        reference=HAUSMANN_2007[0],
        doi=HAUSMANN_2007[1],
    ),
    Indicator(
        name="ease_of_recombination",
        family="recombination",
        function=f"{_IN}.recombination.ease_of_recombination",
        windows=1,
        axes=ACTIVITY,
        formula="classes that meet a in any filing / filings with a; rows are filings",
        columns={"ease_of_recombination": Measure("classes a filing", "how easily it combines")},
        reference=FLEMING_2001[0],
        doi=FLEMING_2001[1],
        aliases=("ease_recombination",),
    ),
    Indicator(
        name="modular_complexity",
        family="recombination",
        function=f"{_IN}.recombination.modular_complexity",
        windows=1,
        axes=PLACE,
        formula="classes of p / sum over its classes a of E_a; rows are filings",
        columns={"modular_complexity": Measure("filings a class", "how hard to combine")},
        reference=FLEMING_2001[0],
        doi=FLEMING_2001[1],
    ),
    Indicator(
        name="mean_modular_complexity",
        family="recombination",
        function=f"{_IN}.recombination.mean_modular_complexity",
        windows=1,
        axes=ACTIVITY,
        formula="mean of K_p over filings p with class a; rows are filings",
        columns={"mean_modular_complexity": Measure("filings a class", "mean over its filings")},
        reference=FLEMING_2001[0],
        doi=FLEMING_2001[1],
        aliases=("modular_complexity_avg",),
    ),
)
