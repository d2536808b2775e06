"""Figure 7.2 and Table 7.1 on counts small enough to check by hand."""

from dataclasses import replace

import pandas as pd
import pytest

from smartspec.core.errors import RequestError
from smartspec.core.provenance import Source
from smartspec.indicators.inference import q_values, rta_significance
from smartspec.policy.figure_7_2 import proxy_groups, specialisation_panels
from smartspec.policy.repository import Instrument, Repository
from smartspec.policy.table_7_1 import compare_claims, compare_table_7_1
from smartspec.tables.activity import ActivityTable
from smartspec.tables.matrix import Matrix

GROUPS = {"bio_nano": ("15", "22"), "environment": ("24",), "ict": ("4",)}
# Economy: counts in fields 15, 22, 24, 4 and 1 (of no group), the same each year but for 2001.
COUNTS = {
    "DNK": (30, 10, 20, 20, 120),  # 200
    "FIN": (5, 5, 10, 80, 100),  # 200
    "BRA": (10, 0, 30, 10, 150),  # 200
    "FJI": (1, 0, 1, 1, 1),  # 4, too few
    "Other": (4, 5, 9, 39, 139),  # 196
}
FIELDS = ("15", "22", "24", "4", "1")


def table():
    rows = [
        (place, field, year, count * (2 if year == 2001 and field == "4" else 1))
        for place, counts in COUNTS.items()
        for field, count in zip(FIELDS, counts, strict=True)
        for year in (2001, 2009)
    ]
    frame = pd.DataFrame(rows, columns=["place", "activity", "period", "value"])
    return ActivityTable.from_frame(frame, economies=True)


@pytest.fixture
def figure():
    return specialisation_panels(
        table(), GROUPS, window="2009", earlier="2001", minimum=100, unions=("OECD", "BRIICS")
    )


def bar(figure, panel, code):
    rows = figure.panel(panel)
    return rows[rows["code"] == code].iloc[0]


@pytest.mark.parametrize(
    ("panel", "code", "rta"),
    [
        ("bio_nano", "DNK", (40 / 200) / (70 / 800)),
        ("environment", "BRA", (30 / 200) / (70 / 800)),
        ("ict", "FIN", (80 / 200) / (150 / 800)),
        ("ict", "OECD", (100 / 400) / (150 / 800)),
        ("environment", "BRIICS", (30 / 200) / (70 / 800)),
    ],
)
def test_a_bar_is_the_share_in_the_group_over_that_of_all_economies(figure, panel, code, rta):
    assert bar(figure, panel, code)["rta"] == pytest.approx(rta)


def test_an_earlier_mark_is_the_same_ratio_of_the_earlier_window(figure):
    assert bar(figure, "ict", "FIN")["rta_earlier"] == pytest.approx((160 / 280) / (300 / 950))
    assert bar(figure, "ict", "OECD")["rta_earlier"] == pytest.approx((200 / 500) / (300 / 950))


def test_bars_are_sorted_and_small_economies_and_the_rest_are_no_bars(figure):
    for panel in GROUPS:
        rows = figure.panel(panel)
        assert rows["rta"].is_monotonic_decreasing
        assert set(rows["code"]) == {"DNK", "FIN", "BRA", "OECD", "BRIICS"}
    assert figure.left_out == ("FJI",)


def test_a_group_says_how_many_of_its_members_have_data(figure):
    row = bar(figure, "ict", "BRIICS")
    assert row["members_present"] == 1
    assert row["members_lacking"].split("; ") == ["CHN", "IDN", "IND", "RUS", "ZAF"]
    assert bar(figure, "ict", "OECD")["members_present"] == 2


def test_q_values_are_over_the_bars_of_economies_not_groups_or_other_fields(figure):
    rows = figure.frame[~figure.frame["is_union"]]
    assert len(rows) == 9
    assert rows["q_value"].tolist() == pytest.approx(q_values(rows["p_value"].to_numpy()).tolist())


def test_intervals_are_those_of_the_inference_on_the_same_counts(figure):
    counts = Matrix(
        [[40, 20, 20, 120]], ["DNK"], ["bio_nano", "environment", "ict", "other"],
        reference=[70, 70, 150, 510],
    )  # fmt: skip
    expected = rta_significance(counts).at("DNK", "ict")
    row = bar(figure, "ict", "DNK")
    for column in ("count", "expected", "rta_low", "rta_high", "p_value"):
        assert row[column] == pytest.approx(expected[column])


def test_a_threshold_that_nobody_passes_is_told():
    with pytest.raises(RequestError, match="No economy has more than 200 records in 2009"):
        specialisation_panels(table(), GROUPS, window="2009", earlier="2001", minimum=200)


def test_the_panels_of_the_figure_are_proxies_of_known_fields():
    assert proxy_groups() == {
        "bio_nano": ("15", "22"), "environment": ("24",),
        "ict": ("2", "3", "4", "5", "6", "7", "8"),
    }  # fmt: skip


def published(**rows):
    instruments = [
        Instrument(f"specialised_{key}", "Group", key, "rta_index", tuple(economies))
        for key, economies in rows.items()
    ]
    return Repository((*instruments, Instrument("grants", "G", "Grants", "policy_response", ("DNK",))), Source("made"))  # fmt: skip


def test_each_reading_agrees_differs_or_lacks_data(figure):
    found = compare_table_7_1(published(ict=["FIN", "BRA", "FJI", "USA"]), figure)
    verdicts = dict(zip(found["code"], found["verdict"], strict=True))
    assert verdicts == {
        "FIN": "agrees",  # RTA 2.13, published
        "BRA": "differs",  # RTA 0.27, published
        "DNK": "agrees",  # RTA 0.53, not published
        "FJI": "no data",
        "USA": "no data",
    }
    reasons = dict(zip(found["code"], found["reason"], strict=True))
    assert reasons["FIN"] == ""
    assert reasons["BRA"].startswith("Basis: ")
    assert reasons["FJI"] == "Too few families in the window to be shown."
    assert reasons["USA"] == "Not among the economies of the patent families."


def test_an_economy_that_the_table_never_names_is_not_said_to_differ(figure):
    found = compare_table_7_1(published(ict=["BRA"]), figure).set_index("code")
    assert found.loc["FIN", "specialised"]
    assert found.loc["FIN", "verdict"] == "not covered"


def test_a_difference_is_put_down_to_what_the_numbers_support(figure):
    """BRA is above 1 beyond chance on the proxy and not published; FIN is below, within chance."""
    rows = published(environment=["FIN"], ict=["BRA"])
    same = replace(figure, frame=figure.panel("environment"))
    halved = replace(same, frame=same.frame.assign(rta=same.frame["rta"] / 2))
    reasons = {
        label: compare_table_7_1(rows, figure, environment=second)
        .query("panel == 'environment' and verdict == 'differs'")
        .set_index("code")["reason"]
        for label, second in (("alone", None), ("halved", halved), ("same", same))
    }
    assert reasons["alone"]["FIN"].startswith("At the line: the interval 0.27 to 1.05 includes 1")
    assert reasons["alone"]["BRA"].startswith("Group definition: ")
    assert reasons["halved"]["BRA"].endswith("its RTA is 0.86, on the published side.")
    assert reasons["same"]["BRA"].startswith("Basis: ")


def test_claims_are_borne_out_only_beyond_chance(figure):
    claims = [
        {"technology": "ICT", "iso3": "FIN"},
        {"technology": "ICT", "iso3": "DNK"},
        {"technology": "environment-related", "iso3": "USA"},
    ]
    found = compare_claims(claims, figure)
    assert found["verdict"].tolist() == ["borne out", "not borne out", "no data"]
    assert found["rank"].tolist()[:2] == [1, 2]
    assert found["economies"].tolist() == [3, 3, 3]
