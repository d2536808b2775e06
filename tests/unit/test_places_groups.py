"""Groups have the members that treaties gave them at the time."""

from __future__ import annotations

import datetime as dt

import pytest

from smartspec.core.errors import RequestError
from smartspec.places.economies import find_economy
from smartspec.places.groups import find_group, groups, members, union


@pytest.mark.parametrize(
    ("group", "year", "count"),
    [
        ("OECD", 1961, 19), ("OECD", 1973, 24), ("OECD", 1994, 25), ("OECD", 2000, 30),
        ("OECD", 2009, 30), ("OECD", 2012, 34), ("OECD", 2016, 35), ("OECD", 2018, 36),
        ("OECD", 2020, 37), ("OECD", 2021, 38),
        ("EU", 1958, 6), ("EU", 1973, 9), ("EU", 1981, 10), ("EU", 1986, 12), ("EU", 1995, 15),
        ("EU", 2004, 25), ("EU", 2007, 27), ("EU", 2012, 27), ("EU", 2015, 28), ("EU", 2021, 27),
        ("G7", 1975, 6), ("G7", 1976, 7),
    ],
)  # fmt: skip
def test_a_group_has_as_many_members_as_history_counts(group: str, year: int, count: int) -> None:
    # 19 in 1961: the convention's twenty signatories less Italy, which ratified in March 1962.
    assert len(members(group, on=year)) == count


def test_the_union_of_2012_and_of_2021_are_not_the_same_27() -> None:
    assert set(members("EU", on=2012)) - set(members("EU", on=2021)) == {"GBR"}
    assert set(members("EU", on=2021)) - set(members("EU", on=2012)) == {"HRV"}


def test_a_member_counts_on_its_first_and_on_its_last_day() -> None:
    assert "GBR" in members("EU", on=dt.date(2020, 1, 31))
    assert "GBR" not in members("EU", on=dt.date(2020, 2, 1))
    assert "HRV" not in members("EU", on=dt.date(2013, 6, 30))
    assert "HRV" in members("EU", on=dt.date(2013, 7, 1))


@pytest.mark.parametrize(
    ("fixed", "year"),
    [("EU15", 2003), ("EU27_2007", 2012), ("EU27+UK", 2015), ("EU27", 2021)],
)
def test_a_fixed_list_is_the_union_of_its_time_in_every_year(fixed: str, year: int) -> None:
    assert members(fixed) == members("EU", on=year)
    assert members(fixed, on=1990) == members(fixed)


def test_briics_are_the_six_that_the_oecd_names() -> None:
    assert members("BRIICS") == ("BRA", "CHN", "IDN", "IND", "RUS", "ZAF")


@pytest.mark.parametrize(
    ("spelling", "key"),
    [("EU-27", "EU27"), ("EU27_2020", "EU27"), ("eu 27", "EU27"), ("EU-27 + UK", "EU27+UK"),
     ("EU28", "EU27+UK"), ("EU-27 and United Kingdom", "EU27+UK"), ("EU27_2007", "EU27_2007"),
     ("oecd", "OECD"), ("European Union", "EU"), ("Group of Seven", "G7")],
)  # fmt: skip
def test_a_group_is_found_whatever_its_spelling(spelling: str, key: str) -> None:
    found = find_group(spelling)
    assert found is not None
    assert found.key == key


def test_every_member_is_an_economy_named_once_with_a_source() -> None:
    for group in groups():
        codes = [entry.iso3 for entry in group.memberships]
        assert codes == sorted(set(codes))
        for code in codes:
            found = find_economy(code)
            assert found is not None
            assert found.iso3 == code
        assert group.source
        assert group.note


def test_an_unknown_group_is_told_with_the_nearest() -> None:
    with pytest.raises(RequestError, match="Did you mean 'OECD'"):
        members("OECDD")


def test_a_time_before_the_group_is_an_error() -> None:
    with pytest.raises(RequestError, match="OECD had no members on 1950-12-31"):
        members("OECD", on=1950)
    with pytest.raises(RequestError, match="12020 is not a year"):
        members("OECD", on=12020)


def test_a_union_keeps_regions_as_they_are_and_gives_economies_their_codes() -> None:
    assert union("NORDIC", ["Denmark", "SE", "Norway"]).members == ("DNK", "SWE", "NOR")
    assert union("Basque Country and Aquitaine", ["ES21", "FRI1"]).members == ("ES21", "FRI1")


@pytest.mark.parametrize(
    ("name", "places", "message"),
    [
        ("NORDIC", [], "no members"),
        ("NORDIC", ["DNK", " "], "an empty member"),
        ("NORDIC", ["SWE", "Sweden"], "more than once: SWE, Sweden"),
        ("NORDIC", ["ES21", "ES21"], "more than once"),
        ("NORDIC", ["Norway", "EU-27"], "no places: EU-27"),
        (" ", ["DNK"], "has no name"),
        ("Sweden", ["DNK"], "name of an economy"),
    ],
)
def test_a_union_that_cannot_be_is_an_error(name: str, places: list[str], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        union(name, places)
