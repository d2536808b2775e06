"""Rows of published tables are told apart: economies, sums of them, and neither."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from smartspec.places.economies import economies, find_economy
from smartspec.places.labels import Kind, kind_of, resolve

AGGREGATES = [
    "World", "World total", "EU-27", "EU-27 + UK", "EU-27 and United Kingdom", "EU", "OECD",
    "Asia", "Europe", "North America", "Central America and Caribbean", "Other Europe",
    "Other Europe (2020)", "Other Europe-2020", "Middle East", "Africa", "South America",
    "Australia and Oceania", "BRIICS", "G7", "G-20", "EA19", "EA20", "EU28", "EU27_2020",
    "European Union", "OECD - Total", "High income", "Low income", "Euro area",
    "European Union - 27 countries (from 2020)", "European Union (25 countries)", "EU15", "EU_28",
    "Latin America & Caribbean", "Sub-Saharan Africa", "WLD", "EU27+UK", "EU-28",
    "Euro area - 20 countries (from 2023)",
]  # fmt: skip
RESTS = ["OTH", "Rest of world", "Rest of the World", "Other economies", "European Patent Office"]
UNKNOWN = ["UNK", "Unclassified", "Unassigned", "Unknown", "Not available", "WIPO"]
PLACES_OF_OTHER_KINDS = ["ES63", "10100", "Bavaria", "Other fields", "NORDIC", "EUR1", "Asiago"]


@pytest.mark.parametrize("label", AGGREGATES)
def test_a_sum_of_economies_is_an_aggregate(label: str) -> None:
    assert kind_of(label) is Kind.AGGREGATE
    assert kind_of(label.upper()) is Kind.AGGREGATE


@pytest.mark.parametrize("label", RESTS)
def test_economies_taken_together_are_a_rest(label: str) -> None:
    assert kind_of(label) is Kind.REST


@pytest.mark.parametrize("label", UNKNOWN)
def test_records_without_a_place_are_of_unknown_origin(label: str) -> None:
    assert kind_of(label) is Kind.UNKNOWN_ORIGIN


@pytest.mark.parametrize("label", PLACES_OF_OTHER_KINDS)
def test_regions_and_anything_else_are_unmatched(label: str) -> None:
    assert kind_of(label) is Kind.UNMATCHED


@pytest.mark.parametrize("label", ["Georgia", "South Africa", "Central African Republic", "Guinea"])
def test_an_economy_that_sounds_like_a_region_is_an_economy(label: str) -> None:
    assert kind_of(label) is Kind.ECONOMY


def test_no_listed_row_is_also_an_economy() -> None:
    path = Path(__file__).parents[2] / "src/smartspec/places/labels.toml"
    lists = tomllib.loads(path.read_text(encoding="utf-8"))
    seen: dict[str, str] = {}
    for kind in ("aggregate", "rest", "unknown_origin"):
        for label in (name for names in lists[kind].values() for name in names):
            assert find_economy(label) is None, label
            assert kind_of(label) == kind, label
            assert label not in seen, f"{label} is listed twice"
            seen[label] = kind


def test_no_code_of_an_economy_is_taken_for_an_aggregate() -> None:
    codes = [code for entry in economies() for code in (entry.iso3, entry.iso2)]
    assert {kind_of(code) for code in codes} == {Kind.ECONOMY}


def test_labels_are_sorted_in_order_of_first_appearance_and_named_once() -> None:
    found = resolve(["World", "Korea", "Asia", "OTH", "Atlantis", "World", "UNK", "KOR", "Korea"])
    assert found.economies == {"Korea": "KOR", "KOR": "KOR"}
    assert found.aggregates == ("World", "Asia")
    assert found.rest == ("OTH",)
    assert found.unknown_origin == ("UNK",)
    assert found.unmatched == ("Atlantis",)
