"""The 35 technology fields and the three groups that Figure 7.2 shows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from smartspec.activities.groups import activity_group, figure_groups
from smartspec.activities.spelling import fold
from smartspec.activities.wipo35 import field, fields, find_field, sectors
from smartspec.core.errors import RequestError


def test_there_are_35_fields_in_five_sectors() -> None:
    assert [entry.number for entry in fields()] == list(range(1, 36))
    assert [entry.code for entry in fields()] == [str(number) for number in range(1, 36)]
    assert Counter(entry.sector for entry in fields()) == {
        "Electrical engineering": 8,
        "Instruments": 5,
        "Chemistry": 11,
        "Mechanical engineering": 8,
        "Other fields": 3,
    }
    assert len(sectors()) == 5


def test_short_names_fit_a_chart_and_differ() -> None:
    assert max(len(entry.short) for entry in fields()) <= 22
    assert len({entry.short for entry in fields()}) == 35


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("15", 15), ("015", 15), (" 15 ", 15), ("biotechnology", 15), ("BIOTECHNOLOGY", 15),
        ("Micro-structural and nano-technology", 22), ("Micro- and nano-tech", 22),
        ("Microstructural technology, nanotechnology", 22),
        ("Electrical machinery, apparatus, energy", 1), ("IT methods for management", 7),
        ("Audiovisual technology", 2), ("furniture & games", 33),
    ],
)  # fmt: skip
def test_a_field_is_found_by_number_and_by_any_name(label: str, number: int) -> None:
    assert field(label).number == number


@pytest.mark.parametrize("label", ["0", "36", "", "All fields", "Chemistry", "Other fields", "1.5"])
def test_what_is_no_field_is_not_found(label: str) -> None:
    assert find_field(label) is None


def test_every_field_is_found_by_its_own_names() -> None:
    for entry in fields():
        for label in (entry.code, entry.name, entry.short, entry.name.upper()):
            assert find_field(label) == entry


def test_names_of_the_published_table_lead_to_35_fields(shared_data: Path) -> None:
    import pandas as pd

    table = pd.read_csv(shared_data / "ncses" / "patent_families.csv.gz", usecols=["wipo_field"])
    names = set(table["wipo_field"]) - {"All fields"}
    assert {field(name).number for name in names} == set(range(1, 36))


def test_a_mistyped_field_is_told_with_the_nearest() -> None:
    with pytest.raises(RequestError, match=r"no technology field 'Biotecnology'.*'Biotechnology'"):
        field("Biotecnology")


def test_the_figure_has_three_groups_that_share_no_field_and_say_they_are_proxies() -> None:
    by_key = {group.key: group for group in figure_groups()}
    assert by_key["bio_nano"].fields == ("15", "22")
    assert by_key["environment"].fields == ("24",)
    assert by_key["ict"].fields == tuple(str(number) for number in range(2, 9))
    everything = [code for group in figure_groups() for code in group.fields]
    assert len(everything) == len(set(everything))
    for group in figure_groups():
        assert group.is_proxy
        assert group.note.startswith("Proxy:")
        assert all(find_field(code) is not None for code in group.fields)


def test_a_group_is_found_by_key_or_name_or_told() -> None:
    assert activity_group("Information and communication technologies").key == "ict"
    assert activity_group("bio-nano").key == "bio_nano"
    with pytest.raises(RequestError, match="Did you mean 'environment'"):
        activity_group("enviroment")


def test_folding_ignores_case_hyphens_and_the_word_and() -> None:
    assert fold("Materials and Metallurgy") == fold("materials, metallurgy")
