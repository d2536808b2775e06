"""Totals among activities are told from activities."""

from __future__ import annotations

import pytest

from smartspec.activities.labels import is_total
from smartspec.activities.wipo35 import fields, sectors

TOTALS = [
    "All fields", "all fields combined", "Total", "TOTAL", "All", "All technologies",
    "All sectors", "_T", "Total, all industries", "all industries", "Total patents",
    "ALL FIELDS", "Grand total", "All fields of science",
]  # fmt: skip
PARTS = [
    "other fields", "Other fields", "T", "U", "Total synthesis", "Allergology", "",
    "Unclassified", "_U",
    "all environmental sustainability technologies", "chemistry", "All-terrain vehicles", "15",
]  # fmt: skip


@pytest.mark.parametrize("label", TOTALS)
def test_a_total_is_recognised(label: str) -> None:
    assert is_total(label)


@pytest.mark.parametrize("label", PARTS)
def test_a_part_is_no_total(label: str) -> None:
    assert not is_total(label)


def test_no_field_or_sector_is_a_total() -> None:
    names = [name for entry in fields() for name in (entry.code, entry.name, entry.short)]
    assert not any(is_total(name) for name in [*names, *sectors()])
