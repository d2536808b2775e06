"""Figure 7.2 and Table 7.1, recomputed, against plain sums and against what was published."""

from collections import Counter

import pytest

from smartspec.datasets.load import ENVIRONMENT, load_frame, load_records, load_table
from smartspec.places.groups import members
from smartspec.policy.figure_7_2 import Figure, figure_7_2, specialisation_panels
from smartspec.policy.repository import repository
from smartspec.policy.table_7_1 import agreement_by_window, compare_claims, compare_table_7_1

FIELDS = {"bio_nano": {"15", "22"}, "environment": {"24"}, "ict": set("2345678")}


@pytest.fixture(scope="module")
def figure() -> Figure:
    return figure_7_2(load_table("patent_families"))


@pytest.fixture(scope="module")
def environment() -> Figure:
    table = load_table("uspto_environment")
    groups = {"environment_uspto": [ENVIRONMENT]}
    return specialisation_panels(table, groups, window="2007-2009", earlier="2000-2002")


def plain_rta(codes: set[str], fields: set[str], years: range) -> float:
    """RTA of economies taken together, by summing the shipped file row by row."""
    n_pa = n_p = n_a = n = 0.0
    for row in load_frame("patent_families").itertuples():
        if row.year not in years or row.iso3 == "UNK":
            continue
        inside, counted = row.iso3 in codes, row.wipo_field in fields
        n += row.families
        n_p += row.families * inside
        n_a += row.families * counted
        n_pa += row.families * inside * counted
    return (n_pa / n_p) / (n_a / n)


@pytest.mark.parametrize("panel", list(FIELDS))
@pytest.mark.parametrize("code", ["DNK", "JPN", "SGP"])
def test_an_economy_s_bar_is_the_plain_ratio_of_sums(figure: Figure, panel: str, code: str) -> None:
    rows = figure.panel(panel).set_index("code")
    assert rows.at[code, "rta"] == pytest.approx(
        plain_rta({code}, FIELDS[panel], range(2007, 2010))
    )
    earlier = plain_rta({code}, FIELDS[panel], range(1998, 2001))
    assert rows.at[code, "rta_earlier"] == pytest.approx(earlier)


@pytest.mark.parametrize("union", ["OECD", "EU27_2007", "BRIICS"])
def test_a_group_is_the_sum_of_its_members_that_have_data(figure: Figure, union: str) -> None:
    row = figure.panel("ict").set_index("code").loc[union]
    have = set(load_table("patent_families").places)
    present = set(members(union, on=2012)) & have
    assert row["rta"] == pytest.approx(plain_rta(present, FIELDS["ict"], range(2007, 2010)))
    assert row["members_present"] == len(present)
    assert set(row["members_lacking"].split("; ")) == set(members(union, on=2012)) - have


def test_only_economies_above_the_threshold_are_shown(figure: Figure) -> None:
    totals: Counter[str] = Counter()
    for row in load_frame("patent_families").itertuples():
        if 2007 <= row.year <= 2009 and row.iso3 not in ("OTH", "UNK"):
            totals[row.iso3] += row.families
    shown = set(figure.frame.loc[~figure.frame["is_union"], "code"])
    assert shown == {code for code, total in totals.items() if total > 500}
    assert set(figure.left_out) == set(totals) - shown


def test_environment_on_united_states_patents_is_the_plain_ratio(environment: Figure) -> None:
    raw = load_frame("uspto_environment")
    raw = raw[raw["year"].between(2007, 2009) & (raw["iso3"] != "UNK")]
    sums = raw.groupby(["iso3", "technology"])["patents"].sum().unstack(fill_value=0)
    green, every = sums[ENVIRONMENT], sums["All fields"]
    rows = environment.panel("environment_uspto").set_index("code")
    for code in ("DNK", "NOR", "USA"):
        expected = (green[code] / every[code]) / (green.sum() / every.sum())
        assert rows.at[code, "rta"] == pytest.approx(expected)


def test_the_published_strengths_in_environment_show_on_the_oecd_s_own_definition(
    figure: Figure, environment: Figure
) -> None:
    """Denmark is called strong; the one-field proxy misses it, the wider definition does not."""
    assert figure.panel("environment").set_index("code").at["DNK", "rta"] < 1
    assert environment.panel("environment_uspto").set_index("code").at["DNK", "rta_low"] > 1


def test_claims_on_figure_7_2_are_judged_by_their_interval(figure: Figure) -> None:
    claims = compare_claims(load_records("figure_7_2_claims"), figure)
    verdicts = claims.set_index(["panel", "code"])["verdict"]
    assert len(claims) == 12
    assert verdicts["bio_nano", "DNK"] == "borne out"
    assert verdicts["bio_nano", "SGP"] == "above 1, not beyond chance"
    assert verdicts["ict", "CHN"] == "not borne out"
    assert verdicts["environment", "POL"] == "no data"


def test_every_reading_of_the_table_is_accounted_for(figure: Figure, environment: Figure) -> None:
    published = repository()
    compared = compare_table_7_1(published, figure, environment=environment)
    for row in published.patterns:
        rows = compared[compared["row"] == row.key]
        assert set(rows.loc[rows["published"], "code"]) == set(row.economies)
        assert rows["code"].is_unique
    known = compared[compared["verdict"].isin(["agrees", "differs"])]
    same = known["published"] == (known["rta"] > 1)
    assert (same == (known["verdict"] == "agrees")).all()
    assert (known.loc[~same, "reason"] != "").all()
    assert (known.loc[same, "reason"] == "").all()
    assert Counter(compared["verdict"]) == {
        "agrees": 55, "differs": 26, "not covered": 18, "no data": 3,
    }  # fmt: skip


def test_later_grants_agree_better_with_filings_of_the_published_window() -> None:
    rows = agreement_by_window(load_table("patent_families"), repository()).set_index("window")
    assert rows.at["2007-2009", "agrees"] == 55
    assert rows.at["2011-2013", "agrees"] > rows.at["2007-2009", "agrees"]


def test_the_policy_rows_are_those_published() -> None:
    """Counts of economies a row, read off the printed table."""
    counts = {row.key: len(row.economies) for row in repository().policies}
    assert counts == {
        "cluster_creation": 3, "network_structures": 15, "science_science": 7,
        "industry_science": 13, "industry_industry": 7, "excellence_competition": 7,
        "smart_specialisation": 14,
    }  # fmt: skip
    assert {row.key for row in repository().of("Denmark")} == {
        "network_structures", "industry_science", "industry_industry", "specialised_bio_nano",
        "specialised_environment",
    }  # fmt: skip


def test_lessons_are_what_similar_economies_use_and_this_one_does_not() -> None:
    table = repository()
    for lesson in table.lessons("DNK", ["NOR", "ESP", "CAN"]):
        assert "DNK" not in lesson.instrument.economies
        assert lesson.users == tuple(
            code for code in ("NOR", "ESP", "CAN") if code in lesson.instrument.economies
        )
        assert lesson.users
