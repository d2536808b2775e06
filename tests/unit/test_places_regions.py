"""A record's country and region lead to one place at every level, or to a reason why not."""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd
import pytest

from smartspec.core.errors import RequestError
from smartspec.places._levels_us import _state_names
from smartspec.places.economies import find_economy
from smartspec.places.labels import Kind, kind_of
from smartspec.places.regions import LEVELS, UNKNOWN, PlaceAssignment, assign_places, place_rule
from smartspec.tables.sorting import sort_out

LISTED = pd.DataFrame(
    [
        ("DE212", "DE", "München, Kreisfreie Stadt", "DE2"),
        ("DE300", "DE", "Berlin", "DE3"),
        ("DE401", "DE", "Brandenburg an der Havel", "DE4"),
        ("DE402", "DE", "Cottbus", "DE4"),
        ("DEZZZ", "DE", "Not known - Germany", "DEZZ"),
        ("FR101", "FR", "Paris", "FR1"),
        ("UKI31", "GB", "Camden and City of London", "UKI"),
        ("US037", "US", "Los Angeles", "US06"),
        ("US999", "US", "Not regionalised (US)", ""),
        ("LUZZZ", "LU", "Not regionalised", ""),
    ],
    columns=["region", "country", "label", "parent"],
)


def found(
    level: str,
    *pairs: tuple[str | None, str | None],
    regions: pd.DataFrame | None = None,
    **options: object,
) -> PlaceAssignment:
    return assign_places(
        place_rule(level, **options), pd.DataFrame(pairs, columns=["country", "region"]), regions
    )


def place(
    level: str, country: str, region: str, regions: pd.DataFrame | None = None, **options: object
) -> str:
    lookup = found(level, (country, region), regions=regions, **options).lookup
    assert lookup["weight"].tolist() == [1.0]
    return lookup["place"].item()


def reason(
    level: str, country: str, region: str, regions: pd.DataFrame | None = None, **options: object
) -> str:
    answer = found(level, (country, region), regions=regions, **options)
    assert answer.lookup["place"].tolist() == [UNKNOWN]
    return answer.problems["reason"].item()


# countries


@pytest.mark.parametrize(
    ("code", "iso3"),
    [("DE", "DEU"), ("UK", "GBR"), ("GB", "GBR"), ("EL", "GRC"), ("GR", "GRC"), ("de", "DEU"), ("TW", "TWN"),
     ("XK", "XKX"), ("Korea, Rep.", "KOR"), ("USA", "USA"), ("ZR", "COD"), ("TP", "TLS")],
)  # fmt: skip
def test_a_country_code_becomes_the_iso_code(code: str, iso3: str) -> None:
    assert place("country", code, "") == iso3


@pytest.mark.parametrize("code", ["SU", "YU", "DD", "AN", "CS"])
def test_a_state_that_is_no_more_counts_in_totals_and_is_no_place(code: str) -> None:
    assert kind_of(place("country", code, "")) is Kind.REST


@pytest.mark.parametrize(
    ("code", "why"),
    [("", "no country"), ("ZZ", "no country"), ("XX", "no country"), ("QQ", "unknown country code"), ("WO", "unknown country code")],
)  # fmt: skip
def test_a_code_of_no_country_is_unknown_and_listed(code: str, why: str) -> None:
    assert reason("country", code, "") == why


def test_the_label_of_unknown_residence_is_one_that_indicators_keep_out() -> None:
    assert kind_of(UNKNOWN) is Kind.UNKNOWN_ORIGIN


def test_a_country_counts_also_where_its_region_is_not_known() -> None:
    answer = found("country", ("DE", "DE212"), ("DE", "DEZZZ"), ("DE", ""), regions=LISTED)
    assert set(answer.lookup["place"]) == {"DEU"}
    assert answer.problems.empty


def test_a_region_tells_the_country_that_a_record_lacks() -> None:
    assert place("country", "", "US037", LISTED) == "USA"
    assert place("country", "", "DE212") == "DEU"
    assert reason("country", "", "06037") == "no country"


# the levels of the OECD and of the source


@pytest.mark.parametrize(
    ("country", "region", "tl3", "tl2"),
    [("DE", "DE212", "DE212", "DE2"), ("GB", "UKI31", "UKI31", "UKI"), ("UK", "UKI31", "UKI31", "UKI"),
     ("US", "US037", "US037", "US06"), ("", "DE300", "DE300", "DE3")],
)  # fmt: skip
def test_territorial_levels_come_from_the_source(
    country: str, region: str, tl3: str, tl2: str
) -> None:
    assert place("tl3", country, region, LISTED) == tl3
    assert place("tl2", country, region, LISTED) == tl2


@pytest.mark.parametrize("level", ["tl2", "tl3", "region"])
@pytest.mark.parametrize(
    ("country", "region", "why"),
    [("DE", "", "no region"), ("DE", "DE", "no region"), ("DE", "DEZZZ", "region not known to the source"),
     ("US", "US999", "region not known to the source"), ("", "", "no country"), ("DE", "DE999", "region not known to the source")],
)  # fmt: skip
def test_a_record_without_region_in_a_country_with_regions_is_unknown(
    level: str, country: str, region: str, why: str
) -> None:
    assert reason(level, country, region, LISTED) == why


@pytest.mark.parametrize("level", ["tl2", "tl3", "region"])
def test_a_country_of_which_the_source_lists_no_regions_counts_whole(level: str) -> None:
    answer = found(
        level, ("AR", ""), ("LU", "LUZZZ"), ("TW", "TW01"), ("DE", "DE300"), regions=LISTED
    )
    assert set(answer.lookup["place"]) >= {"ARG", "LUX", "TWN"}
    assert answer.problems.empty
    assert answer.notes == (
        "3 countries of which the source lists no regions count whole: ARG, LUX, TWN.",
    )


def test_without_a_list_of_regions_no_country_is_taken_whole() -> None:
    assert reason("tl3", "AR", "") == "no region"
    assert place("tl3", "AR", "AR01") == "AR01"


def test_a_region_code_that_the_source_does_not_list_is_unknown_at_the_levels_of_the_oecd() -> None:
    assert reason("tl3", "DE", "DE21X", LISTED) == "unknown region code"
    assert reason("tl2", "DE", "DE21X", LISTED) == "unknown region code"


def test_at_the_source_s_own_level_an_unlisted_region_stays_and_is_told_of() -> None:
    answer = found("region", ("DE", "DE21X"), ("DE", "DE300"), regions=LISTED)
    assert answer.lookup["place"].tolist() == ["DE21X", "DE300"]
    assert answer.notes == (
        "1 region code not in the source's own list of regions, kept as written: DE21X.",
    )


def test_tl2_without_a_list_of_regions_is_refused_with_what_to_do() -> None:
    with pytest.raises(
        RequestError, match=r"TL2 needs the source's own list .* --place tl3, region or nuts2"
    ):
        found("tl2", ("DE", "DE212"))
    with pytest.raises(RequestError, match="TL2 needs"):
        found("tl2", ("DE", "DE212"), regions=LISTED.drop(columns="parent"))


def test_a_larger_region_itself_is_its_own_tl2() -> None:
    assert place("tl2", "DE", "DE3", LISTED) == "DE3"


def test_regions_are_named_as_the_source_names_them() -> None:
    names = found("tl3", ("DE", "DE300"), ("AR", ""), ("", ""), regions=LISTED).names
    assert dict(names) == {"ARG": "Argentina", "DE300": "Berlin", "UNK": "Unknown residence"}


def test_a_list_that_names_a_region_twice_is_read_the_same_in_any_order() -> None:
    doubled = pd.concat([LISTED, LISTED.assign(parent="XX1")])
    assert (
        place("tl2", "DE", "DE212", doubled)
        == place("tl2", "DE", "DE212", doubled.iloc[::-1])
        == "DE2"
    )


# no region is mistaken for an economy


@pytest.mark.parametrize(
    ("country", "region", "label"),
    [("US", "CA", "US-CA"), ("US", "DE", "US-DE"), ("US", "06037", "US-06037"), ("FR", "Nord", "FR-Nord"),
     ("GB", "North", "GB-North"), ("FR", "FRA", "FR-FRA"), ("DE", "DE300", "DE300"), ("EL", "EL30", "EL30"),
     ("GR", "EL30", "EL30"), ("GP", "FRY10", "FRY10"), ("", "North", "North")],
)  # fmt: skip
def test_a_region_without_its_country_s_letters_gets_them(
    country: str, region: str, label: str
) -> None:
    assert place("region", country, region) == label


def test_no_label_of_a_state_reads_as_an_economy() -> None:
    codes = _state_names()
    assert sum(find_economy(code) is not None for code in codes) > 20
    answer = found("region", *(("US", code) for code in codes))
    assert all(kind_of(label) is Kind.UNMATCHED for label in answer.lookup["place"])


def test_regions_of_the_same_name_in_two_countries_stay_apart() -> None:
    assert place("region", "GB", "North") != place("region", "FR", "North")


# NUTS


@pytest.mark.parametrize(
    ("level", "label"), [("nuts0", "DE"), ("nuts1", "DE2"), ("nuts2", "DE21"), ("nuts3", "DE212")]
)
def test_a_nuts_code_is_cut_to_the_level(level: str, label: str) -> None:
    assert place(level, "DE", "DE212") == label


@pytest.mark.parametrize(
    ("country", "region", "label"),
    [("GB", "UKI31", "UKI3"), ("GR", "EL301", "EL30"), ("EL", "GR301", "EL30"), ("CH", "CH040", "CH04"), ("TR", "TR100", "TR10"),
     ("GP", "FRY10", "FRY1"), ("AX", "FI200", "FI20"), ("", "DE212", "DE21"), ("US", "US037", "USA"), ("JP", "", "JPN")],
)  # fmt: skip
def test_nuts_covers_the_union_efta_the_candidates_and_countries_outside_count_whole(
    country: str, region: str, label: str
) -> None:
    assert place("nuts2", country, region) == label


@pytest.mark.parametrize(
    ("country", "region", "why"),
    [("DE", "", "no region"), ("DE", "DEZZZ", "region not known to the source"), ("FR", "FRZZ", "region not known to the source"),
     ("DE", "Bayern", "not a NUTS code"), ("AT", "DE212", "region code of another country"),
     ("DE", "DE2", "code too coarse for NUTS 2"), ("", "", "no country"), ("QQ", "", "unknown country code")],
)  # fmt: skip
def test_what_is_no_nuts_region_says_why(country: str, region: str, why: str) -> None:
    assert reason("nuts2", country, region) == why


def test_an_american_region_that_looks_like_an_albanian_one_stays_american() -> None:
    assert place("nuts2", "US", "AL01") == "USA"


def test_the_source_s_list_is_believed_on_the_country_of_a_region() -> None:
    assert place("nuts2", "AT", "DE212", LISTED) == "DE21"


def test_a_nuts_code_that_the_source_does_not_list_is_unknown() -> None:
    assert reason("nuts2", "DE", "DE999", LISTED) == "region not known to the source"
    assert reason("nuts2", "DE", "DE213", LISTED) == "unknown region code"
    assert place("nuts2", "DE", "DE21", LISTED) == "DE21"
    assert place("nuts2", "AT", "AT130", LISTED) == "AT13"  # the list has no Austrian region at all


def test_nuts0_knows_the_country_without_a_region() -> None:
    assert [place("nuts0", code, "") for code in ("DE", "GR", "GB", "US")] == [
        "DE",
        "EL",
        "UK",
        "USA",
    ]


def test_codes_of_another_vintage_are_recoded_with_a_note() -> None:
    answer = found(
        "nuts2", ("FR", "FR211"), ("FR", "FRF21"), ("DE", "DE41"), ("ES", "ES300"), vintage=2016
    )
    assert answer.lookup["place"].tolist() == ["DE40", "ES30", "FRF2", "FRF2"]
    assert answer.notes == (
        "2 NUTS codes of other years recoded to NUTS 2016: DE41 to DE40, FR211 to FRF2.",
        "The table of NUTS changes is compared with the conversion matrices of the Joint Research Centre (2025); "
        "check against the regulation.",
    )


def test_a_divided_region_goes_to_unknown_with_the_reason_but_keeps_its_level_1() -> None:
    assert reason("nuts2", "HU", "HU10", vintage=2016) == (
        "NUTS code of another year than 2016, cannot be recoded without weights"
    )
    assert place("nuts1", "HU", "HU10", vintage=2016) == "HU1"
    assert place("nuts2", "HU", "HU101", vintage=2016) == "HU11"
    assert place("nuts2", "HU", "HU110", vintage=2013) == "HU10"


def test_an_old_code_that_the_source_does_not_list_is_recoded_all_the_same() -> None:
    listed = LISTED.assign(region=LISTED["region"].replace("FR101", "FRF21"))
    assert place("nuts2", "FR", "FR211", listed, vintage=2016) == "FRF2"
    assert reason("nuts2", "FR", "FR999", listed, vintage=2016) == "region not known to the source"
    assert reason("nuts2", "FR", "FRF99", listed, vintage=2016) == "unknown region code"


def test_a_code_of_the_chosen_list_from_files_of_another_edition_is_believed() -> None:
    assert place("nuts2", "FR", "FRF21", LISTED, vintage=2016) == "FRF2"
    assert reason("nuts2", "FR", "FRF21", LISTED) == "unknown region code"
    assert reason("nuts3", "FR", "FRF21", LISTED, vintage=2016) == "unknown region code"


def test_a_small_part_that_went_elsewhere_is_told_of() -> None:
    answer = found("nuts2", ("IT", "ITE3"), vintage=2016)
    assert answer.lookup["place"].tolist() == ["ITI3"]
    assert "A small part of these regions" in answer.notes[1]


def test_codes_of_several_vintages_are_told_of_when_none_is_chosen() -> None:
    assert found("nuts2", ("FR", "FR211"), ("DE", "DE40")).notes == ()
    assert found("nuts2", ("FR", "FR211"), ("FR", "FRF21")).notes == (
        "The NUTS codes are of several years, so a region may stand under two codes. Choose one list, such as "
        "--nuts-vintage 2016.",
    )


def test_british_regions_stay_in_the_list_of_2024_with_a_note() -> None:
    answer = found("nuts2", ("GB", "UKI31"), vintage=2024)
    assert answer.lookup["place"].tolist() == ["UKI3"]
    assert answer.notes == (
        "The United Kingdom is not in NUTS 2024; its regions bear their codes of 2021.",
    )


# states and counties


@pytest.mark.parametrize(
    ("region", "state"),
    [("CA", "US-CA"), ("06", "US-CA"), ("6", "US-CA"), ("06037", "US-CA"), ("6037", "US-CA"), ("US-CA", "US-CA"), ("US06", "US-CA"), ("11001", "US-DC")],
)  # fmt: skip
def test_a_state_is_found_by_postal_or_fips_code(region: str, state: str) -> None:
    assert place("state", "US", region) == state


def test_a_county_is_found_by_its_fips_code() -> None:
    assert [place("county", "US", code) for code in ("06037", "6037", "US-06037")] == [
        "US-06037"
    ] * 3


@pytest.mark.parametrize(
    ("level", "region", "why"),
    [("state", "", "no region"), ("state", "03", "not a state of the United States"), ("state", "Bavaria", "not a state of the United States"),
     ("county", "CA", "not a county of the United States"), ("county", "03001", "not a county of the United States")],
)  # fmt: skip
def test_what_is_no_state_or_county_says_so(level: str, region: str, why: str) -> None:
    assert reason(level, "US", region) == why


def test_beside_american_states_other_countries_count_whole() -> None:
    answer = found("state", ("DE", "DE212"), ("US", "CA"), ("", ""))
    assert answer.lookup["place"].tolist() == [UNKNOWN, "DEU", "US-CA"]
    assert answer.names["US-CA"] == "California"
    assert answer.notes == ("1 country outside the United States counts whole: DEU.",)


# a table of one's own


def own_file(folder: Path, text: str) -> Path:
    path = folder / "metros.csv"
    path.write_text(text, "utf-8")
    return path


def test_regions_become_places_of_one_s_own_in_parts_where_the_table_says_so(
    tmp_path: Path,
) -> None:
    path = own_file(
        tmp_path, "region,place,weight\nDE300,Berlin,\nDE401,Berlin,0.25\nDE401,Potsdam,0.75\n"
    )
    answer = found(
        "own", ("DE", "DE300"), ("DE", "DE401"), ("DE", "DE212"), ("DE", ""), ("", ""), own=path
    )
    assert answer.lookup.values.tolist() == [
        ["", "", "UNK", 1.0], ["DE", "", "UNK", 1.0], ["DE", "DE212", "UNK", 1.0], ["DE", "DE300", "Berlin", 1.0],
        ["DE", "DE401", "Berlin", 0.25], ["DE", "DE401", "Potsdam", 0.75],
    ]  # fmt: skip
    assert answer.problems["reason"].tolist() == [
        "no country",
        "no region",
        "region not in metros.csv",
    ]
    assert answer.names["Berlin"] == "Berlin"


def test_every_other_region_can_be_given_a_place(tmp_path: Path) -> None:
    path = own_file(tmp_path, "\ufeffplace;region\nBerlin;DE300\nOTH;*\n")
    assert place("own", "DE", "DE212", own=path) == "OTH"
    assert reason("own", "DE", "", own=path) == "no region"


def test_shares_printed_with_few_digits_are_brought_to_one(tmp_path: Path) -> None:
    path = own_file(tmp_path, "region,place,weight\nA,x,0.333333\nA,y,0.333333\nA,z,0.333334\n")
    assert found("own", ("DE", "A"), own=path).lookup["weight"].sum() == pytest.approx(1, abs=1e-15)


def test_a_region_that_the_table_calls_unknown_is_listed_as_such(tmp_path: Path) -> None:
    path = own_file(tmp_path, "region,place\nDE300,Unknown\nDE401,Potsdam\n")
    assert reason("own", "DE", "DE300", own=path) == "unknown in metros.csv"


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "is empty. It needs the columns region and place"),
     ("regoin,place\nA,x\n", "has no column 'region'; it has regoin, place. Is 'regoin' meant?"),
     ("region,place\n", "names no region"),
     ("region,place\nA,x\n,y\n", "row 3: the region is empty"),
     ("region,place\nA,\n", "row 2: the place is empty"),
     ("region,place\nA\n", "row 2: the place is empty"),
     ("region,place,weight\nA,x,half\n", "row 2: the weight 'half' is no number"),
     ("region,place,weight\nA,x,0\n", "row 2: the weight 0 is not above 0 and up to 1"),
     ("region,place,weight\nA,x,nan\n", "row 2: the weight nan is not above 0"),
     ("region,place,weight\nA,x,0.5\nB,x,1\nA,y,0.4\n", "rows 2, 4: the 2 weights of A add up to 0.9 in place of 1"),
     ("region,place\nA,x\nA,y\n", "rows 2, 3: the 2 weights of A add up to 2 in place of 1"),
     ("region,place\nA,x\nA,x\n", "row 3: A stands in x twice"),
     ("region,place\nA,World\n", "row 2: the place 'World' reads as a sum of others"),
     ("region,place\nA,x\n*,y\n*,z\n", "add up to 2")],
)  # fmt: skip
def test_a_table_that_makes_no_sense_is_refused_by_row(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(RequestError) as caught:
        place_rule("own", own=own_file(tmp_path, text))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_table_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"Cannot read .*nowhere\.csv: no such file"):
        place_rule("own", own=tmp_path / "nowhere.csv")
    (tmp_path / "latin.csv").write_bytes("region,place\nA,M\xfcnchen\n".encode("latin-1"))
    with pytest.raises(RequestError, match="not text in UTF-8"):
        place_rule("own", own=tmp_path / "latin.csv")


# unions


def test_a_union_takes_the_place_of_its_members() -> None:
    answer = found(
        "tl2",
        ("DE", "DE300"),
        ("DE", "DE401"),
        ("DE", "DE212"),
        regions=LISTED,
        unions=["CAPITAL=DE3+DE4"],
    )
    assert answer.lookup["place"].tolist() == ["DE2", "CAPITAL", "CAPITAL"]
    assert answer.names["CAPITAL"] == "CAPITAL"


@pytest.mark.parametrize("level", ["tl3", "nuts1", "nuts2", "nuts3"])
def test_a_member_may_be_a_larger_region_or_what_codes_begin_with(level: str) -> None:
    pairs = (("DE", "DE300"), ("DE", "DE401"), ("DE", "DE402"), ("DE", "DE212"), ("US", ""))
    answer = found(level, *pairs, regions=LISTED, unions={"CAPITAL": ["DE3", "DE4"]})
    assert (answer.lookup["place"] == "CAPITAL").sum() == 3


def test_a_member_may_be_a_larger_region_whose_code_its_regions_do_not_begin_with() -> None:
    answer = found("tl3", ("US", "US037"), ("DE", "DE300"), regions=LISTED, unions=["WEST=US06"])
    assert "WEST" in set(answer.lookup["place"])


def test_members_of_a_union_of_countries_are_economies_by_any_name() -> None:
    answer = found("country", ("DK", ""), ("SE", ""), ("UK", ""), unions=["NORDIC=Denmark + SWE"])
    assert answer.lookup["place"].tolist() == ["NORDIC", "NORDIC", "GBR"]


def test_a_prefix_of_regions_takes_no_whole_country_along() -> None:
    answer = found("nuts2", ("FR", "FR101"), ("FO", ""), unions=["GALLIA=FR"])
    assert answer.lookup.set_index("country")["place"].to_dict() == {"FO": "FRO", "FR": "GALLIA"}


def test_the_country_is_meant_where_a_region_has_the_same_code() -> None:
    answer = found("nuts1", ("FR", "FRA10"), ("FR", "FR101"), unions=["GALLIA=FR"])
    assert set(answer.lookup["place"]) == {"GALLIA"}


def test_parts_of_one_region_in_the_same_union_are_put_together(tmp_path: Path) -> None:
    path = own_file(tmp_path, "region,place,weight\nDE401,Berlin,0.25\nDE401,Potsdam,0.75\n")
    answer = found("own", ("DE", "DE401"), own=path, unions=["BOTH=Berlin+Potsdam"])
    assert answer.lookup.values.tolist() == [["DE", "DE401", "BOTH", 1.0]]


def test_a_member_in_which_nobody_lives_is_no_error_if_the_source_lists_it() -> None:
    answer = found("tl3", ("DE", "DE300"), regions=LISTED, unions=["A=DE300+DE401", "B=DE212"])
    assert answer.lookup["place"].tolist() == ["A"]
    assert answer.notes == ("No record belongs to the union B.",)


@pytest.mark.parametrize(
    ("level", "unions", "words"),
    [("tl3", ["X=DE30O"], "The union 'X' has a member 'DE30O' that is no place here. Did you mean 'DE300'?"),
     ("tl3", ["X=DE3+DE300"], "The union 'X' has DE300 twice, by 'DE3' and by 'DE300'. Keep one."),
     ("tl3", ["X=DE3", "Y=DE300"], "DE300 is in the union 'X' (by 'DE3') and again in 'Y' (by 'DE300')"),
     ("tl3", ["DE300=DE212+DE401"], "The union 'DE300' has the name of a place that is not in it"),
     ("country", ["X=Denmrk"], "member 'Denmrk' that is no place here")],
)  # fmt: skip
def test_a_union_that_makes_no_sense_among_the_places_is_refused(
    level: str, unions: list[str], words: str
) -> None:
    pairs = (("DE", "DE300"), ("DE", "DE401"), ("DE", "DE212"))
    with pytest.raises(RequestError) as caught:
        found(level, *pairs, regions=LISTED, unions=unions)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("unions", "words"),
    [(["DE3+DE4"], "is no union. Write a name, an equals sign"), (["=DE3"], "no name"), (["X="], "has an empty member"),
     (["X=DE3++DE4"], "has an empty member"), (["X=DE3", "X=DE4"], "There are two unions 'X'"), (["BB=DE3+DE4"], "has the name of an economy"),
     (["World=DE3"], "name of a row that indicators"), (["X=DE3+DE3"], "more than once"), (["X=DE3", "Y=DE3"], "DE3 is in the union 'X' and again in 'Y'"),
     (["X=UNK+DE3"], "members that are no places")],
)  # fmt: skip
def test_a_union_that_makes_no_sense_at_all_is_refused_at_the_door(
    unions: list[str], words: str
) -> None:
    with pytest.raises(RequestError) as caught:
        place_rule("tl3", unions=unions)
    assert words in str(caught.value)


# the door


@pytest.mark.parametrize("spelling", ["NUTS2", "nuts 2", "Nuts-2"])
def test_a_level_may_be_spelt_as_people_do(spelling: str) -> None:
    assert place_rule(spelling).level == "nuts2"


@pytest.mark.parametrize(
    ("level", "options", "words"),
    [("nut2", {}, "There is no level of places 'nut2'. Did you mean 'nuts2'?"),
     ("tl3", {"vintage": 2016}, "A NUTS list (2016) goes with the levels nuts1"),
     ("nuts2", {"vintage": 2015}, "There is no NUTS list of 2015. The lists are those of 2003, 2006"),
     ("own", {}, "needs a table of places: give it with --place-map"),
     ("tl3", {"own": Path("x.csv")}, "The table of places x.csv goes with the level own, not with tl3")],
)  # fmt: skip
def test_options_that_do_not_go_together_are_refused(
    level: str, options: dict[str, object], words: str
) -> None:
    with pytest.raises(RequestError) as caught:
        place_rule(level, **options)
    assert words in str(caught.value)


def test_every_level_has_a_meaning() -> None:
    assert all(LEVELS.values())


def test_missing_values_and_doubled_rows_are_one_empty_text() -> None:
    answer = found("country", (None, None), ("", ""), ("DE", None), ("DE", ""))
    assert answer.lookup.values.tolist() == [["", "", "UNK", 1.0], ["DE", "", "DEU", 1.0]]


def test_the_lookup_keeps_the_spelling_of_the_records() -> None:
    answer = found("nuts2", (" de", "de212 "))
    assert answer.lookup.values.tolist() == [[" de", "de212 ", "DE21", 1.0]]


def test_no_pair_at_all_gives_empty_tables() -> None:
    answer = found("nuts2")
    assert answer.lookup.columns.tolist() == ["country", "region", "place", "weight"]
    assert answer.lookup.empty
    assert answer.problems.empty


def test_the_caller_s_tables_are_not_changed() -> None:
    pairs, listed = pd.DataFrame({"country": ["DE"], "region": [None]}), LISTED.copy()
    assign_places(place_rule("tl2"), pairs, listed)
    pd.testing.assert_frame_equal(pairs, pd.DataFrame({"country": ["DE"], "region": [None]}))
    pd.testing.assert_frame_equal(listed, LISTED)


def test_twenty_thousand_residences_take_seconds_at_most() -> None:
    pairs = pd.DataFrame(
        [("DE", f"DE{number:05}") for number in range(20_000)], columns=["country", "region"]
    )
    begun = time.perf_counter()
    assign_places(place_rule("tl3", unions=["X=DE0"]), pairs)
    assert time.perf_counter() - begun < 20


# what indicators make of the labels


@pytest.mark.parametrize(
    ("level", "pairs"),
    [
        ("nuts2", [("DE", "DE212"), ("FR", "FRF21"), ("US", ""), ("JP", ""), ("CN", ""), ("KR", ""), ("", "")]),
        ("nuts1", [("DE", "DE212"), ("FR", "FRA10"), ("FR", "FR101"), ("US", ""), ("CA", ""), ("", "")]),
        ("tl3", [("DE", "DE300"), ("US", "US037"), ("LU", ""), ("AR", ""), ("TW", ""), ("DE", "DEZZZ")]),
        ("state", [("US", "CA"), ("US", "DE"), ("US", "GA"), ("CA", ""), ("DE", ""), ("GE", ""), ("US", "")]),
        ("region", [("US", "CA"), ("US", "AL"), ("FR", "Nord"), ("", "")]),
    ],
)  # fmt: skip
def test_indicators_keep_unknown_residence_out_and_take_no_region_for_an_economy(
    level: str, pairs: list[tuple[str, str]]
) -> None:
    answer = found(level, *pairs, regions=LISTED if level == "tl3" else None)
    places = sorted(set(answer.lookup["place"]))
    frame = pd.DataFrame({"place": places, "activity": "15", "period": "2019", "value": 1.0})
    chosen = sort_out(frame, reference=None, economies=True, keep_aggregates=False)
    assert "Kept out as of unknown origin: UNK." in chosen.notes
    assert sorted(chosen.frame["place"]) == [place for place in places if place != UNKNOWN]
    assert chosen.background == ()


def test_nuts_codes_of_countries_are_economies_and_meet_no_other() -> None:
    answer = found("nuts0", ("GR", ""), ("GB", ""), ("US", ""), ("", ""))
    places = sorted(set(answer.lookup["place"]))
    frame = pd.DataFrame({"place": places, "activity": "15", "period": "2019", "value": 1.0})
    chosen = sort_out(frame, reference=None, economies=True, keep_aggregates=False)
    assert sorted(chosen.frame["place"]) == ["GBR", "GRC", "USA"]


def test_a_misspelt_region_in_a_table_of_places_is_told(tmp_path):
    own = tmp_path / "metros.csv"
    own.write_text("region,place\nDE300,Capital\nDE9999,Capital\nDE111,South\n*,OTH\n", "utf-8")
    regions = pd.DataFrame(
        {"region": ["DE300", "DE111"], "country": "DE", "label": "x", "parent": ""}
    )
    pairs = pd.DataFrame({"country": ["DE"], "region": ["DE300"]})
    notes = " ".join(assign_places(place_rule("own", own=own), pairs, regions).notes)
    assert "metros.csv names 1 region that neither the records nor" in notes
    assert "DE9999" in notes
    assert "DE111" not in notes  # the source knows it, although no record is of it
