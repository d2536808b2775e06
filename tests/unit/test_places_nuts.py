"""NUTS codes are carried from one code list to another where records alone can tell."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path

import pytest

from smartspec.core.errors import RequestError
from smartspec.places.economies import find_economy
from smartspec.places.nuts import (
    COUNTRIES,
    VINTAGES,
    changes,
    check_vintage,
    common_vintages,
    in_vintage,
    nuts_code,
    nuts_country,
    recode,
    statuses,
)

KINDS = {"renamed", "merged", "split", "shift", "small_shift", "small_part", "new"}
ONE_WAY = {"renamed", "merged", "small_shift"}


# the table


def test_each_entry_is_a_step_between_neighbouring_lists_with_source_and_status() -> None:
    for step in changes():
        assert VINTAGES.index(step.to_vintage) == VINTAGES.index(step.from_vintage) + 1
        assert step.kind in KINDS
        assert step.source.startswith(("Regulation (E", "statistical regions agreed with"))
        assert "check against the regulation" in step.status
        assert bool(step.old_code) is (step.kind != "new")
        assert step.old_code != step.new_code
        assert not step.old_code or len(step.old_code) == len(step.new_code)


def test_no_entry_stands_twice() -> None:
    keys = [(step.old_code, step.new_code, step.to_vintage) for step in changes()]
    assert len(keys) == len(set(keys))


def steps_from() -> dict[tuple[str, int], list[tuple[str, str]]]:
    found: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for step in changes():
        if step.old_code:
            found.setdefault((step.old_code, step.to_vintage), []).append(
                (step.new_code, step.kind)
            )
    return found


def test_the_kinds_of_one_region_s_steps_agree() -> None:
    for key, steps in steps_from().items():
        kinds = sorted(kind for _, kind in steps)
        if len(steps) == 1:
            assert kinds[0] in ONE_WAY | {"small_shift"}, key
        else:
            assert set(kinds) in ({"split"}, {"shift"}, {"small_part", "small_shift"}), key


def test_what_was_renamed_is_the_only_region_of_its_new_code_and_what_was_merged_is_not_alone_or_larger() -> (
    None
):
    into: dict[tuple[str, int], list[str]] = {}
    for step in changes():
        into.setdefault((step.new_code, step.to_vintage), []).append(step.kind)
    for key, kinds in into.items():
        if "renamed" in kinds:
            assert kinds == ["renamed"], key


def test_the_levels_agree() -> None:
    steps = steps_from()
    for (old, year), successors in steps.items():
        above = {new for new, _ in steps.get((old[:-1], year), [])}
        if len(old) == 2 or not above:
            continue
        assert {new[: len(old) - 1] for new, _ in successors} <= above, old


def test_the_parts_of_a_region_of_level_1_make_up_its_successors() -> None:
    steps = steps_from()
    for (old, year), successors in steps.items():
        if len(old) != 3:
            continue
        parts = {
            new[:3]
            for (code, when), ways in steps.items()
            for new, _ in ways
            if when == year and len(code) == 4 and code[:3] == old
        }
        assert parts == {new for new, _ in successors}, old


# against the list of codes of 2016


@pytest.fixture(scope="module")
def codes_of_2016(shared_data: Path) -> set[str]:
    outlines = json.loads((shared_data / "geo" / "nuts2016_60m_4326.geojson").read_text("utf-8"))
    return {entry["properties"]["NUTS_ID"] for entry in outlines["features"]}


def test_no_code_of_2016_has_ended_or_not_begun_by_the_table(codes_of_2016: set[str]) -> None:
    assert [code for code in codes_of_2016 if not in_vintage(code, 2016)] == []


def test_every_code_that_the_table_has_in_2016_is_in_the_list_and_no_other(
    codes_of_2016: set[str],
) -> None:
    named = {code for step in changes() for code in (step.old_code, step.new_code) if len(code) > 2}
    assert {code for code in named if in_vintage(code, 2016)} == named & codes_of_2016


@pytest.mark.parametrize("level", [1, 2])
def test_whatever_is_recoded_to_2016_is_in_the_list(codes_of_2016: set[str], level: int) -> None:
    named = {
        code
        for step in changes()
        for code in (step.old_code, step.new_code)
        if len(code) >= level + 2
    }
    recoded = {recode(code, 2016, level=level).code for code in named} - {None}
    assert recoded <= codes_of_2016
    assert len(recoded) > 40


def test_codes_of_2016_stay_as_they_are(codes_of_2016: set[str]) -> None:
    for code in codes_of_2016:
        for level in range(1, len(code) - 1):
            assert recode(code, 2016, level=level).code == code[: level + 2]


def test_the_countries_are_those_of_2016(codes_of_2016: set[str]) -> None:
    assert set(COUNTRIES.values()) == {code for code in codes_of_2016 if len(code) == 2}
    assert all(find_economy(code).iso3 == iso3 for iso3, code in COUNTRIES.items())


# a real table


@pytest.fixture(scope="module")
def codes_of_employment(shared_data: Path) -> set[str]:
    with (shared_data / "eurostat" / "sbs_r_nuts06_r2_emp2015.csv").open(
        encoding="utf-8"
    ) as stream:
        found = {row["geo"] for row in csv.DictReader(stream, delimiter=";")}
    return {code for code in found if len(code) > 2}


def test_a_published_table_mixes_the_lists_of_2006_and_2013(codes_of_employment: set[str]) -> None:
    # Its name says NUTS 2006, its figures are of 2015: each code is of one of the two lists, and of
    # Italy, Finland, Greece, ... it has both.
    assert common_vintages(codes_of_employment) == ()
    assert all(in_vintage(code, 2006) or in_vintage(code, 2013) for code in codes_of_employment)
    old = {code for code in codes_of_employment if not in_vintage(code, 2013)}
    new = {code for code in codes_of_employment if not in_vintage(code, 2006)}
    assert {"ITD1", "FI13", "DE41", "UKI1", "FR91"} <= old
    assert {"ITH1", "FI1D", "DE40", "UKI3", "FRA1"} <= new


def test_its_regions_are_carried_to_2016_but_for_those_that_were_divided(
    codes_of_employment: set[str], codes_of_2016: set[str]
) -> None:
    regions = {code for code in codes_of_employment if len(code) == 4 and not code.endswith("ZZ")}
    recoded = {code: recode(code, 2016, level=2).code for code in regions}
    divided = {
        "DED3",
        "FI18",
        "HU10",
        "IE01",
        "IE02",
        "LT00",
        "PL12",
        "UKD2",
        "UKI1",
        "UKI2",
        "UKM2",
        "UKM3",
    }
    assert {code for code, new in recoded.items() if new is None} == divided
    assert set(recoded.values()) - {None} <= codes_of_2016


# every code in every list

NAMED = sorted(
    {code for step in changes() for code in (step.old_code, step.new_code) if len(code) > 2}
)
# The level below, which the table mostly does not tell of, and a region that never changed.
CODES = sorted({*NAMED, *(f"{code}1" for code in NAMED if len(code) < 5), "ES300", "ES30", "ES3"})


@pytest.mark.parametrize("vintage", VINTAGES)
def test_what_is_recoded_is_of_the_vintage_and_stays(vintage: int) -> None:
    for code in CODES:
        for level in range(1, len(code) - 1):
            found = recode(code, vintage, level=level)
            assert found.changed is not in_vintage(code, vintage), (code, level)
            if found.code is None:
                continue
            assert len(found.code) == level + 2
            assert in_vintage(found.code, vintage), (code, level)
            again = recode(found.code, vintage, level=level)
            assert (again.code, again.changed) == (found.code, False), (code, level)


@pytest.mark.parametrize("vintage", VINTAGES)
def test_the_levels_of_a_recoded_region_nest(vintage: int) -> None:
    for code in CODES:
        levels = [recode(code, vintage, level=level).code for level in range(1, len(code) - 1)]
        for coarse, fine in pairwise(levels):
            assert fine is None or coarse == fine[:-1], code


# single regions, by hand


@pytest.mark.parametrize(
    ("old", "vintage", "level", "new"),
    [
        # France: the regions of 2015 got new letters, and so new codes for the old regions.
        ("FR21", 2016, 2, "FRF2"), ("FR21", 2016, 1, "FRF"), ("FR211", 2016, 2, "FRF2"), ("FRF2", 2013, 2, "FR21"),
        ("FR30", 2016, 2, "FRE1"), ("FR71", 2016, 2, "FRK2"), ("FR94", 2016, 2, "FRY4"), ("FR94", 2013, 2, "FRA4"), ("FR7", 2016, 1, "FRK"),
        ("FR10", 2016, 2, "FR10"), ("FR2", 2016, 1, None), ("FR3", 2016, 1, "FRE"), ("FRY5", 2010, 2, None),
        # Germany: Brandenburg and Sachsen-Anhalt became one region each.
        ("DE41", 2016, 2, "DE40"), ("DE42", 2024, 2, "DE40"), ("DE40", 2006, 2, None), ("DE40", 2006, 1, "DE4"),
        ("DEE1", 2016, 2, "DEE0"), ("DED1", 2016, 2, "DED4"), ("DED3", 2016, 2, None), ("DED3", 2016, 1, "DED"),
        ("DED31", 2016, 2, "DED5"), ("DED33", 2016, 2, "DED4"), ("DED5", 2006, 2, "DED3"), ("DED4", 2006, 2, None),
        # Italy: the letters changed, and seven communes went from the Marche to Emilia-Romagna.
        ("ITD5", 2016, 2, "ITH5"), ("ITE3", 2016, 2, "ITI3"), ("ITD", 2016, 1, "ITH"), ("ITE", 2016, 1, "ITI"), ("ITH5", 2006, 2, "ITD5"),
        # The United Kingdom.
        ("UKI1", 2016, 2, None), ("UKI11", 2016, 2, "UKI3"), ("UKI12", 2016, 2, "UKI4"), ("UKI11", 2016, 3, None), ("UKI31", 2010, 2, "UKI1"),
        ("UKM2", 2016, 2, None), ("UKM24", 2016, 2, "UKM9"), ("UKM34", 2016, 2, "UKM8"), ("UKM9", 2013, 2, None), ("UKM7", 2013, 2, "UKM2"),
        ("UKD5", 2016, 2, "UKD7"), ("UKD2", 2016, 2, None), ("UKD22", 2016, 2, "UKD6"), ("UKD21", 2016, 2, None), ("UKM4", 2016, 2, "UKM6"),
        # Poland: Mazowsze was divided, and the letters of the east changed.
        ("PL12", 2016, 2, None), ("PL12", 2016, 1, "PL9"), ("PL127", 2016, 2, "PL91"), ("PL122", 2016, 2, "PL92"), ("PL129", 2016, 2, None),
        ("PL33", 2016, 2, "PL72"), ("PL3", 2016, 1, None), ("PL34", 2016, 1, "PL8"), ("PL92", 2013, 2, "PL12"),
        # Greece: GR and EL, then new numbers for the north and the centre.
        ("EL11", 2016, 2, "EL51"), ("EL14", 2016, 2, "EL61"), ("EL1", 2016, 1, None), ("EL51", 2006, 2, "EL11"), ("EL30", 2006, 2, "EL30"),
        # Hungary, Ireland, Lithuania, Finland, Slovenia, Denmark, Sweden, Romania.
        ("HU10", 2016, 2, None), ("HU102", 2016, 2, "HU12"), ("HU12", 2006, 2, "HU10"), ("IE01", 2016, 2, None), ("IE011", 2016, 2, None),
        ("IE012", 2016, 2, "IE06"), ("IE025", 2016, 2, "IE05"), ("LT00", 2016, 2, None), ("LT00A", 2016, 2, "LT01"), ("LT001", 2016, 2, "LT02"),
        ("FI18", 2016, 2, None), ("FI181", 2016, 2, "FI1B"), ("FI183", 2016, 2, "FI1C"), ("FI13", 2016, 2, "FI1D"), ("FI1D", 2006, 2, None),
        ("SI01", 2016, 2, "SI03"), ("SI02", 2016, 2, "SI04"), ("SI00", 2016, 2, None), ("SI00", 2016, 1, "SI0"), ("SI03", 2003, 2, "SI00"),
        ("DK00", 2016, 2, None), ("DK03", 2003, 2, "DK00"), ("SE09", 2016, 2, "SE21"), ("SE0A", 2016, 2, "SE23"), ("SE23", 2003, 1, "SE0"),
        ("RO08", 2016, 2, "RO32"), ("RO08", 2016, 1, "RO3"), ("RO0", 2016, 1, None),
        # Croatia: HR02 is a code of the lists of 2006 and of 2021.
        ("HR01", 2016, 2, "HR04"), ("HR02", 2016, 2, "HR04"), ("HR02", 2006, 2, "HR02"), ("HR04", 2021, 2, None), ("HR041", 2021, 3, "HR050"),
        ("HR05", 2016, 2, "HR04"), ("HR03", 2024, 2, "HR03"), ("HR041", 2003, 1, "HR0"), ("HR041", 2003, 2, None), ("HR021", 2003, 2, None), ("HR021", 2003, 1, "HR0"), ("HR061", 2013, 3, "HR046"),
        # Norway, the Netherlands, Portugal.
        ("NO01", 2021, 2, "NO08"), ("NO04", 2021, 2, None), ("NO043", 2021, 2, "NO0A"), ("NO05", 2024, 2, "NO0A"), ("NO0B", 2016, 2, None),
        ("NL33", 2024, 2, "NL36"), ("NL36", 2016, 2, "NL33"), ("PT16", 2024, 2, None), ("PT16B", 2024, 2, "PT1D"), ("PT17", 2024, 1, "PT1"), ("PT1A", 2016, 2, "PT17"),
        # No change known.
        ("ES30", 2003, 2, "ES30"), ("AT130", 2024, 3, "AT130"), ("CZ01", 2016, 2, "CZ01"),
    ],
)  # fmt: skip
def test_a_region_is_carried_over_or_not(
    old: str, vintage: int, level: int, new: str | None
) -> None:
    found = recode(old, vintage, level=level)
    assert found.code == new
    if new is None:
        assert found.changed


def test_a_small_part_that_lies_elsewhere_is_told_of() -> None:
    assert recode("ITE3", 2016, level=2).small
    assert not recode("ITE1", 2016, level=2).small
    assert not recode("FR21", 2016, level=2).small


def test_what_was_carried_over_and_back_is_the_same() -> None:
    for step in changes():
        if step.kind == "renamed" and len(step.old_code) == 4:
            there = recode(step.old_code, step.to_vintage, level=2)
            assert there.changed
            assert recode(there.code or "", step.from_vintage, level=2).code == step.old_code


def test_where_level_3_is_not_told_of_a_changed_region_has_no_code_there() -> None:
    assert recode("FR211", 2016, level=3).code is None
    assert recode("FRF21", 2016, level=3).code == "FRF21"


@pytest.mark.parametrize(
    ("text", "code"),
    [("DE21", "DE21"), (" de212 ", "DE212"), ("GR30", "EL30"), ("UKI", "UKI"), ("DE", None), ("DE2123", None), ("US06", None), ("", None),
     ("D321", None), ("DE2-", None), ("GB01", None)],
)  # fmt: skip
def test_a_text_is_read_as_a_code_only_if_it_looks_like_one(text: str, code: str | None) -> None:
    assert nuts_code(text) == code


@pytest.mark.parametrize(
    ("iso3", "letters"),
    [
        ("GRC", "EL"),
        ("GBR", "UK"),
        ("TUR", "TR"),
        ("LIE", "LI"),
        ("GLP", "FR"),
        ("ALA", "FI"),
        ("UKR", None),
        ("USA", None),
    ],
)
def test_countries_of_the_system_have_letters(iso3: str, letters: str | None) -> None:
    assert nuts_country(iso3) == letters


def test_a_code_is_of_a_vintage_unless_the_table_says_otherwise() -> None:
    assert [vintage for vintage in VINTAGES if in_vintage("FR211", vintage)] == [
        2003,
        2006,
        2010,
        2013,
    ]
    assert [vintage for vintage in VINTAGES if in_vintage("HR02", vintage)] == [
        2003,
        2006,
        2021,
        2024,
    ]
    assert [vintage for vintage in VINTAGES if in_vintage("ES30", vintage)] == list(VINTAGES)


def test_the_vintage_of_a_set_of_codes_is_what_they_have_in_common() -> None:
    assert common_vintages(["FRF2", "HR04", "HU11"]) == (2016,)
    assert common_vintages([]) == VINTAGES
    assert common_vintages(["DE41", "DE40"]) == ()


def test_the_status_of_what_is_used_is_told() -> None:
    assert statuses(["SE01", "FR211"]) == (
        "compared with the conversion matrices of the Joint Research Centre (2025); check against the regulation",
        "from knowledge; check against the regulation",
    )
    assert statuses(["ES30"]) == ()


def test_a_year_without_a_list_is_refused() -> None:
    assert check_vintage(2016) == 2016
    with pytest.raises(
        RequestError, match=r"no NUTS list of 2020\. The lists are those of 2003, .* 2024\."
    ):
        check_vintage(2020)
