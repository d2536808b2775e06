"""Economies are found by the codes and names that statistics really use."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest

from smartspec.core.errors import RequestError
from smartspec.places.economies import economies, economy, economy_name, find_economy, spellings
from smartspec.places.labels import Kind, kind_of
from smartspec.places.spelling import fold

NAMES_IN_USE = {
    "KOR": ["South Korea", "Korea", "Korea, Rep.", "Republic of Korea", "Korea, Republic of",
            "Korea (Republic of)", "KOR", "KR", "kr"],
    "PRK": ["North Korea", "Korea, Dem. People's Rep.", "Democratic People's Republic of Korea"],
    "CZE": ["Czech Republic", "Czechia", "Czech Rep.", "CZ"],
    "TUR": ["Türkiye", "Turkey", "TURKIYE", "Turkiye"],
    "HKG": ["Hong Kong, China", "Hong Kong SAR", "Hong Kong SAR, China", "Hong Kong (China)",
            "China, Hong Kong SAR", "Hong Kong"],
    "MAC": ["Macao", "Macau", "Macao SAR, China"],
    "CHN": ["China", "People's Republic of China", "China (People's Republic of)", "PRC"],
    "TWN": ["Taiwan", "Chinese Taipei", "Taiwan, Province of China", "Taiwan, China"],
    "RUS": ["Russia", "Russian Federation"],
    "VNM": ["Viet Nam", "Vietnam"],
    "SVK": ["Slovak Republic", "Slovakia"],
    "CIV": ["Côte d'Ivoire", "Côte d\N{RIGHT SINGLE QUOTATION MARK}Ivoire", "Ivory Coast",
            "Cote d'Ivoire"],
    "BHS": ["Bahamas, The", "The Bahamas", "Bahamas"],
    "EGY": ["Egypt, Arab Rep.", "Egypt"],
    "IRN": ["Iran, Islamic Rep.", "Iran (Islamic Republic of)", "Iran"],
    "USA": ["United States of America", "United States", "US", "USA", "U.S.", "U.S.A."],
    "GBR": ["UK", "United Kingdom", "Great Britain", "GB", "uk"],
    "GRC": ["EL", "GR", "Greece", "Hellenic Republic"],
    "MKD": ["Macedonia", "North Macedonia", "FYROM", "Macedonia, FYR"],
    "MMR": ["Burma", "Myanmar"],
    "SWZ": ["Swaziland", "Eswatini"],
    "CPV": ["Cape Verde", "Cabo Verde"],
    "COD": ["Congo, Dem. Rep.", "Democratic Republic of the Congo", "DR Congo"],
    "COG": ["Congo, Rep.", "Congo, Republic of the", "Congo"],
    "XKX": ["Kosovo", "XK", "Kosovo*"],
    "PRI": ["Puerto Rico"],
    "GRL": ["Greenland"],
    "KNA": ["St. Kitts and Nevis", "Saint Kitts & Nevis"],
    "FSM": ["Micronesia, Fed. Sts.", "Micronesia, Federated States of"],
    "VAT": ["Holy See (Vatican City)"],
    "STP": ["São Tomé and Príncipe", "Sao Tome and Principe"],
    "MDA": ["Moldova", "Republic of Moldova", "Moldova, Republic of"],
    "PSE": ["West Bank and Gaza", "Palestinian Authority or West Bank and Gaza Strip"],
    "ROU": ["Romania", "ROM"],
}  # fmt: skip
NO_ECONOMIES = ["EU-27", "World", "Asia", "Unclassified", "ES63", "", " ", "-", "Atlantis", "OTH"]
# Territories and offices with rows of their own that no present ISO code stands for.
WITHOUT_CODE = {
    "Yugoslavia", "Serbia and Montenegro", "West Bank", "Gaza Strip", "Tanzania+124:166",
    "European Patent Office", "Eurasian Patent Organization", "Gulf States Patent Office",
    "African IPO", "African Regional IPO",
}  # fmt: skip


@pytest.mark.parametrize(
    ("label", "iso3"), [(name, iso3) for iso3, names in NAMES_IN_USE.items() for name in names]
)
def test_a_name_in_use_is_found(label: str, iso3: str) -> None:
    found = find_economy(label)
    assert found is not None
    assert found.iso3 == iso3


@pytest.mark.parametrize("label", NO_ECONOMIES)
def test_what_is_no_economy_is_not_found(label: str) -> None:
    assert find_economy(label) is None


def test_every_entry_of_iso_3166_and_kosovo_is_there() -> None:
    everything = economies()
    assert len(everything) == 250
    assert len({entry.iso3 for entry in everything}) == 250
    assert len({entry.iso2 for entry in everything}) == 250
    assert len({entry.name for entry in everything}) == 250
    assert all(len(entry.iso3) == 3 and entry.iso3.isupper() for entry in everything)
    assert all(len(entry.iso2) == 2 and entry.iso2.isupper() for entry in everything)


def test_no_spelling_is_claimed_by_two_economies() -> None:
    claimed: dict[str, set[str]] = {}
    for spelling in spellings():
        found = find_economy(spelling)
        assert found is not None, spelling
        claimed.setdefault(fold(spelling), set()).add(found.iso3)
    assert {key: codes for key, codes in claimed.items() if len(codes) > 1} == {}


def test_an_alias_leads_to_the_economy_it_is_written_beside() -> None:
    register = Path(__file__).parents[2] / "src/smartspec/places/economies.csv"
    for row in csv.DictReader(register.read_text(encoding="utf-8").splitlines()):
        for alias in (row["name"], row["iso3"], row["iso2"], *row["aliases"].split("|")):
            assert not alias or economy(alias).iso3 == row["iso3"], alias


def test_a_code_inside_a_longer_word_is_not_read_as_a_code() -> None:
    assert find_economy("DEU1") is None
    assert find_economy("D E") is None
    assert find_economy("IN-KA") is None


def test_a_mistyped_name_is_told_with_the_nearest_one() -> None:
    with pytest.raises(RequestError, match=r"no economy 'Germny'\. Did you mean 'Germany'"):
        economy("Germny")


def test_the_short_name_comes_from_any_code_or_name() -> None:
    assert economy_name("KOR") == economy_name("Korea, Rep.") == "South Korea"
    assert economy_name("EL") == "Greece"


@pytest.mark.parametrize(
    "name",
    ["patent_families.csv.gz", "pct_applications_by_sector.csv.gz", "science_articles.csv.gz",
     "uspto_environment_patents.csv.gz", "uspto_patents.csv.gz", "coauthored_articles_pairs.csv"],
)  # fmt: skip
def test_every_row_of_a_published_table_is_recognised(shared_data: Path, name: str) -> None:
    content = (shared_data / "ncses" / name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode("utf-8")
    columns = ("economy", "economy_a", "economy_b")
    rows = csv.DictReader(io.StringIO(text))
    labels = {row[column] for row in rows for column in columns if column in row}
    assert len(labels) > 40
    kinds = {label: kind_of(label) for label in labels}
    assert [label for label, kind in kinds.items() if kind is Kind.UNMATCHED] == []
    assert {label for label, kind in kinds.items() if kind is Kind.REST} <= WITHOUT_CODE
    codes = [economy(label).iso3 for label, kind in kinds.items() if kind is Kind.ECONOMY]
    assert len(codes) == len(set(codes)), "no economy may get two rows"
