"""Counts that can be worked out on paper; the arithmetic stands beside them."""

import sys
from pathlib import Path

import pandas as pd
import pytest

from smartspec.activities.schemes import scheme
from smartspec.core.errors import RequestError
from smartspec.counting.count import count
from smartspec.counting.engines import open_engine
from smartspec.counting.options import CountOptions
from smartspec.places.distance import parse_rings
from smartspec.places.regions import place_rule

sys.path.insert(0, str(Path(__file__).parents[1] / "property"))
from counting_worlds import InMemory


@pytest.fixture(scope="module")
def memory():
    with open_engine("duckdb", memory="1GB", threads=1) as engine:
        yield InMemory(engine)


def filing(key, year=2008, **more):
    return {
        "filing_id": key, "route": "pct", "office": None, "family_id": None,
        "priority_year": year, "filing_year": year + 1, "publication_year": year + 2,
        "grant_year": None, **more,
    }  # fmt: skip


def person(key, country=None, region=None, share=None, **more):
    return {
        "filing_id": key, "person_id": None, "name": None, "sector": None, "country": country,
        "region": region, "lat": None, "lon": None, "share": share, **more,
    }  # fmt: skip


def classes(key, *codes, weight=None):
    return [{"filing_id": key, "scheme": "ipc", "code": code, "weight": weight} for code in codes]


def counted(memory, filings, people, codes, *, places="country", activity="wipo35", **options):
    world = {"filings": filings, "inventors": people, "classes": [c for own in codes for c in own]}
    rule = place_rule(places) if isinstance(places, str) else places
    return count(
        memory.hold(world), None, scheme=scheme(activity), places=rule,
        options=CountOptions(**options),
    )  # fmt: skip


def cells(found):
    keys = zip(found.frame["place"], found.frame["activity"], found.frame["period"], strict=True)
    return dict(zip(keys, found.frame["value"], strict=True))


def test_two_inventors_in_two_countries_have_half_a_filing_each(memory):
    # As in the OECD's manual: one inventor in France, one in Germany: 1/2 each. One field.
    found = counted(
        memory, [filing("1")], [person("1", "FR"), person("1", "DE")], [classes("1", "C12N15/00")]
    )
    assert cells(found) == {("DEU", "15", "2008"): 0.5, ("FRA", "15", "2008"): 0.5}


def test_three_inventors_and_two_fields_share_a_filing(memory):
    # Persons: France 2 of 3, Japan 1 of 3. Fields: 15 (C12N) and 16 (A61K31): 1/2 each.
    # France 2/3 * 1/2 = 1/3 in each, Japan 1/3 * 1/2 = 1/6 in each.
    people = [person("1", "FR"), person("1", "FR"), person("1", "JP")]
    codes = [classes("1", "C12N15/00", "C12N 5/00", "A61K31/00")]
    found = counted(memory, [filing("1")], people, codes)
    assert cells(found) == pytest.approx(
        {("FRA", "15", "2008"): 1 / 3, ("FRA", "16", "2008"): 1 / 3,
         ("JPN", "15", "2008"): 1 / 6, ("JPN", "16", "2008"): 1 / 6}
    )  # fmt: skip
    # In proportion to codes: field 15 has 2 of 3, field 16 has 1 of 3.
    found = counted(memory, [filing("1")], people, codes, fields="by_code")
    assert cells(found) == pytest.approx(
        {("FRA", "15", "2008"): 4 / 9, ("FRA", "16", "2008"): 2 / 9,
         ("JPN", "15", "2008"): 2 / 9, ("JPN", "16", "2008"): 1 / 9}
    )  # fmt: skip


def test_fields_that_overlap_come_with_the_true_total(memory):
    # Each field has the whole of what a country has: France 1/2 in each; the total is 1/2, not 1.
    people = [person("1", "FR"), person("1", "JP")]
    codes = [classes("1", "C12N15/00", "A61K31/00")]
    found = counted(memory, [filing("1")], people, codes, fields="whole")
    assert cells(found)["FRA", "15", "2008"] == 0.5
    assert cells(found)["FRA", "All fields", "2008"] == 0.5
    assert found.unit == "filings, fractional by inventor residence, fields overlap"
    assert any("do not add up" in note and "All fields" in note for note in found.notes)


def test_whole_counts_give_each_place_the_filing(memory):
    people = [person("1", "FR"), person("1", "FR"), person("1", "JP")]
    found = counted(memory, [filing("1")], people, [classes("1", "C12N15/00")], count="whole")
    assert cells(found) == {("FRA", "15", "2008"): 1.0, ("JPN", "15", "2008"): 1.0}
    assert any("places overlap" in note for note in found.notes)


def test_shares_of_regions_and_inventors_multiply_and_are_brought_to_one(memory):
    # REGPAT: an inventor with 1/2 of the filing in two regions has rows of 0.25 each. The other
    # one has 0.5. Together 1. If they were 0.2, 0.2 and 0.4, the result would be the same.
    for scale in (1.0, 0.8):
        people = [
            person("1", "FR", "FR101", 0.25 * scale),
            person("1", "FR", "FR104", 0.25 * scale),
            person("1", "DE", "DE212", 0.5 * scale),
        ]
        found = counted(memory, [filing("1")], people, [classes("1", "C12N15/00")], places="nuts3")
        assert cells(found) == pytest.approx(
            {("FR101", "15", "2008"): 0.25, ("FR104", "15", "2008"): 0.25,
             ("DE212", "15", "2008"): 0.5}
        )  # fmt: skip


def test_one_missing_share_makes_all_rows_of_the_filing_count_the_same(memory):
    people = [person("1", "FR", share=0.9), person("1", "DE", share=None)]
    found = counted(memory, [filing("1")], people, [classes("1", "C12N15/00")])
    assert cells(found) == {("DEU", "15", "2008"): 0.5, ("FRA", "15", "2008"): 0.5}


def test_a_person_told_twice_counts_once_unless_the_source_has_shared_the_filing(memory):
    twice = [person("1", "FR", person_id="p")] * 2 + [person("1", "DE", person_id="q")]
    found = counted(memory, [filing("1")], twice, [classes("1", "C12N15/00")])
    assert cells(found)["FRA", "15", "2008"] == 0.5
    accounts = found.accounting.set_index(["table", "outcome"])["rows"]
    assert accounts["inventors", "duplicate"] == 1
    shared = [{**row, "share": 1 / 3} for row in twice]
    found = counted(memory, [filing("1")], shared, [classes("1", "C12N15/00")])
    assert cells(found)["FRA", "15", "2008"] == pytest.approx(2 / 3)


def test_unknown_residence_is_a_place_or_left_out_and_raises_nobody(memory):
    # Filing 1: half French, half unknown. Filing 2: nobody listed.
    filings = [filing("1"), filing("2")]
    people = [person("1", "FR"), person("1")]
    codes = [classes("1", "C12N15/00"), classes("2", "C12N15/00")]
    kept = counted(memory, filings, people, codes)
    assert cells(kept) == {("FRA", "15", "2008"): 0.5, ("UNK", "15", "2008"): 1.5}
    accounts = kept.accounting.set_index(["table", "outcome"])["rows"]
    assert accounts["filings", "counted as UNK: no inventor listed"] == 1
    assert accounts["inventors", "counted as UNK: no country"] == 1
    dropped = counted(memory, filings, people, codes, unknown="drop")
    assert cells(dropped) == {("FRA", "15", "2008"): 0.5}
    # Left out: half of filing 1 and all of filing 2.
    assert any("1.5 filings" in note and "1 filing in full" in note for note in dropped.notes)


def test_a_selection_keeps_the_rest_and_a_full_scheme_leaves_out_what_it_does_not_know(memory):
    filings = [filing("1"), filing("2"), filing("3")]
    people = [person(key, "FR") for key in "123"]
    codes = [classes("1", "C12N15/00"), classes("2", "B60K1/00"), classes("3", "no class")]
    found = counted(memory, filings, people, codes, activity="oecd_biotech")
    values = cells(found)
    assert values["FRA", "other", "2008"] == 1.0
    assert sum(values.values()) == 2.0
    accounts = found.accounting.set_index(["table", "outcome"])["rows"]
    assert accounts["classes", "counted as other"] == 1
    assert accounts["classes", "malformed class"] == 1
    assert accounts["filings", "no class"] == 1
    alone = counted(memory, filings, people, codes, activity="oecd_biotech", rest="drop")
    assert sum(cells(alone).values()) == 1.0


def test_classes_count_together_if_the_scheme_says_so(memory):
    # [F17D5/02 and E03]: filing 1 has both parts, filing 2 one of them.
    codes = [classes("1", "F17D5/02", "E03B7/00"), classes("2", "F17D5/02")]
    found = counted(
        memory, [filing("1"), filing("2")], [person("1", "FR"), person("2", "FR")], codes,
        activity="oecd_env:level3",
    )  # fmt: skip
    assert cells(found) == {("FRA", "2.1.4", "2008"): 1.0, ("FRA", "other", "2008"): 1.0}


def test_weights_that_the_source_publishes_are_used_if_asked(memory):
    codes = [
        [{"filing_id": "1", "scheme": "wipo35", "code": "15", "weight": 0.75},
         {"filing_id": "1", "scheme": "wipo35", "code": "16", "weight": 0.25}]
    ]  # fmt: skip
    ask = {"activity": "published:wipo35", "fields": "by_code"}
    found = counted(memory, [filing("1")], [person("1", "FR")], codes, **ask)
    assert cells(found) == {("FRA", "15", "2008"): 0.75, ("FRA", "16", "2008"): 0.25}


def test_a_family_counts_once_by_its_earliest_filing(memory):
    filings = [
        filing("2", 2008, family_id="f"), filing("1", 2009, family_id="f"), filing("3", 2009),
    ]  # fmt: skip
    people = [person("2", "FR"), person("1", "DE"), person("3", "JP")]
    codes = [classes(key, "C12N15/00") for key in "123"]
    found = counted(memory, filings, people, codes, families=True)
    assert cells(found) == {("FRA", "15", "2008"): 1.0, ("JPN", "15", "2009"): 1.0}
    tied = [{**row, "priority_year": 2008} for row in filings]
    found = counted(memory, tied, people, codes, families=True)
    assert ("DEU", "15", "2008") in cells(found)  # the least id decides between equals


def test_windows_may_overlap_and_say_so(memory):
    filings = [filing("1", 2008), filing("2", 2010)]
    people, codes = (
        [person("1", "FR"), person("2", "FR")],
        [classes("1", "C12N15/00"), classes("2", "C12N15/00")],
    )
    found = counted(memory, filings, people, codes, windows=("2007-2009", "2008-2010"))
    assert cells(found) == {("FRA", "15", "2007-2009"): 1.0, ("FRA", "15", "2008-2010"): 2.0}
    assert any("Windows overlap" in note for note in found.notes)


def test_the_last_years_of_a_series_are_marked_incomplete(memory):
    filings = [filing(str(year), year) for year in range(2007, 2011)]  # published up to 2012
    people = [person(str(year), "FR") for year in range(2007, 2011)]
    codes = [classes(str(year), "C12N15/00") for year in range(2007, 2011)]
    found = counted(memory, filings, people, codes)
    assert found.frame["complete"].all()
    late = [{**row, "publication_year": row["priority_year"] + 1} for row in filings]
    found = counted(memory, late, people, codes)  # published up to 2011: whole up to 2009
    assert found.frame.set_index("period")["complete"].to_dict() == {
        "2007": True, "2008": True, "2009": True, "2010": False,
    }  # fmt: skip
    assert any("incomplete for 2010" in note and "18 months" in note for note in found.notes)
    found = counted(memory, late, people, codes, complete_to=2007, windows=("2007", "2008-2010"))
    assert found.frame["complete"].tolist() == [True, False]


def test_without_years_everything_is_one_period(memory):
    filings = [filing("1"), {**filing("2"), "priority_year": None}]
    people = [person("1", "FR"), person("2", "FR")]
    codes = [classes("1", "C12N15/00"), classes("2", "C12N15/00")]
    found = counted(memory, filings, people, codes, year="none")
    assert cells(found) == {("FRA", "15", "all"): 2.0}
    assert found.frame["complete"].all()
    found = counted(memory, filings, people, codes)
    accounts = found.accounting.set_index(["table", "outcome"])["rows"]
    assert accounts["filings", "no priority year"] == 1


def test_rings_count_by_distance_to_a_point(memory):
    # Potsdam is some 27 km from the middle of Berlin, Munich some 500.
    people = [
        person("1", lat=52.52, lon=13.40), person("1", lat=52.40, lon=13.06),
        person("1", lat=48.14, lon=11.58), person("1"),
    ]  # fmt: skip
    rings = parse_rings("52.52,13.405:25,50=Berlin")
    found = counted(memory, [filing("1")], people, [classes("1", "C12N15/00")], places=rings)
    assert cells(found) == {
        ("within 25 km of Berlin", "15", "2008"): 0.25,
        ("25-50 km from Berlin", "15", "2008"): 0.25,
        ("beyond 50 km from Berlin", "15", "2008"): 0.25,
        ("UNK", "15", "2008"): 0.25,
    }


def test_other_sectors_are_left_out_and_the_part_is_told(memory):
    people = [person("1", "FR", sector="firm"), person("1", "FR", sector="university")]
    found = counted(
        memory, [filing("1")], people, [classes("1", "C12N15/00")], sectors=("university",)
    )
    assert cells(found) == {("FRA", "15", "2008"): 0.5}
    assert any("0.5 of the filings" in note for note in found.notes)
    assert "part of sector university" in found.unit


def test_rows_are_in_order_with_unknown_and_other_last(memory):
    people = [person("1", "JP"), person("1"), person("1", "DE")]
    codes = [classes("1", "C12N15/00", "A61K31/00", "B60K1/00", "G06F3/01")]
    found = counted(memory, [filing("1")], people, codes)
    assert found.frame["place"].unique().tolist() == ["DEU", "JPN", "UNK"]
    activities = found.frame["activity"].unique().tolist()
    assert activities == sorted(activities, key=int)
    assert found.frame.index.tolist() == list(range(len(found.frame)))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"windows": ("1950",)}, "outside the windows (1)"),
        ({"routes": ("epo",)}, "the records have pct"),
        ({"year": "grant"}, "publication years: use --year priority"),
        ({"year": "grant", "complete_to": 2000}, "no grant year (1)"),
        ({"activity": "cpc:subclass"}, "they have: ipc"),
        ({"by": "applicant"}, "Count by inventor"),
    ],
)
def test_what_cannot_be_counted_is_told_in_one_line(memory, change, told):
    with pytest.raises(RequestError) as error:
        counted(memory, [filing("1")], [person("1", "FR")], [classes("1", "C12N15/00")], **change)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_the_frame_is_an_activity_table(memory):
    from smartspec.tables.activity import ActivityTable

    people = [person("1", "JP"), person("1"), person("1", "DE")]
    found = counted(memory, [filing("1")], people, [classes("1", "C12N15/00", "A61K31/00")],
                    fields="whole")  # fmt: skip
    table = ActivityTable.from_frame(found.frame, unit=found.unit)
    assert table.activities == ["15", "16"]  # the true total is recognised and kept out
    assert "UNK" not in table.places
    assert pd.api.types.is_bool_dtype(found.frame["complete"])


ONE = ([person("1", "FR", sector="firm")], [classes("1", "C12N15/00")])


def test_values_are_found_whatever_their_case_and_absent_ones_told(memory):
    found = counted(memory, [filing("1", office="EP")], *ONE, routes=["PCT", "epo"], offices=["ep"],
                    sectors=["Firm"])  # fmt: skip
    assert found.frame["value"].sum() == 1
    assert "No filing has the route epo; the records have pct." in found.notes


def test_a_sector_that_nobody_has_is_refused_with_those_that_there_are(memory):
    with pytest.raises(RequestError, match="No person has the sector uni; the records have firm"):
        counted(memory, [filing("1")], *ONE, sectors=["uni"])


def test_families_that_the_records_lack_are_told_and_not_claimed(memory):
    found = counted(memory, [filing("1")], *ONE, families=True)
    assert found.unit.startswith("filings")
    assert "The records have no families, so each filing counts by itself." in found.notes
    assert not any(note.startswith("Each family") for note in found.notes)


def test_distances_without_coordinates_are_refused(memory):
    with pytest.raises(RequestError, match="No inventor has coordinates"):
        counted(memory, [filing("1")], *ONE, places=parse_rings("52.5,13.4:25"))
