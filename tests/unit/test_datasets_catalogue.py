"""The catalogue tells the truth about the files that ship."""

from __future__ import annotations

import hashlib
from importlib import resources

import pytest

from smartspec.core.errors import RequestError
from smartspec.datasets.catalogue import Dataset, DatasetKind, dataset, datasets
from smartspec.datasets.load import load_frame, load_outline

EVERY = pytest.mark.parametrize("entry", datasets(), ids=lambda entry: entry.name)
TABLES = [entry for entry in datasets() if entry.kind is not DatasetKind.OUTLINE]
COUNTS = [entry for entry in TABLES if entry.kind is DatasetKind.ACTIVITY_TABLE]
EVERY_ACTIVITY_TABLE = pytest.mark.parametrize("entry", COUNTS, ids=lambda entry: entry.name)
EVERY_TABLE = pytest.mark.parametrize("entry", TABLES, ids=lambda entry: entry.name)


def test_the_catalogue_names_each_file_of_the_package_and_no_other() -> None:
    folder = resources.files("smartspec.datasets").joinpath("data")
    shipped = {path.name for path in folder.iterdir()}
    assert {entry.file for entry in datasets()} == shipped


@EVERY
def test_a_file_has_the_hash_that_the_catalogue_states(entry: Dataset) -> None:
    assert hashlib.sha256(entry.path.read_bytes()).hexdigest() == entry.source.sha256


@EVERY
def test_a_record_has_source_licence_unit_and_caveats(entry: Dataset) -> None:
    for text in (entry.title, entry.description, entry.coverage, entry.unit):
        assert text
    assert entry.source.publisher
    assert entry.source.version
    assert entry.source.licence
    assert entry.caveats == entry.source.caveats != ()
    assert not entry.source.url or entry.source.url.startswith("https://")


@EVERY_TABLE
def test_a_table_has_the_rows_and_columns_that_the_catalogue_states(entry: Dataset) -> None:
    frame = load_frame(entry.name)
    assert len(frame) == entry.rows
    assert list(frame.columns) == [column.name for column in entry.columns]
    assert all(column.meaning for column in entry.columns)


@EVERY_ACTIVITY_TABLE
def test_the_coverage_stated_is_the_coverage_there(entry: Dataset) -> None:
    frame = load_frame(entry.name)
    places = set(frame[entry.column("place")]) - {"OTH", "UNK"}
    activities = set(frame[entry.column("activity")])
    stated = entry.coverage.split(" \N{MULTIPLICATION SIGN} ")
    assert stated[0].split()[0] == str(len(places))
    assert stated[1].split()[0] == str(len(activities))
    years = entry.period or f"{frame['year'].min()}-{frame['year'].max()}"
    assert stated[2] == years


def test_the_outline_has_the_features_that_the_catalogue_states() -> None:
    entry = dataset("world_outline")
    features = load_outline()["features"]
    points = sum(feature["geometry"]["type"] == "Point" for feature in features)
    assert len(features) == entry.rows
    assert f"{len(features) - points} economies" in entry.description
    assert f"points for {points} " in entry.description


def test_a_name_is_found_in_other_spelling_and_an_unknown_one_told() -> None:
    assert dataset("Patent-Families").name == "patent_families"
    with pytest.raises(RequestError, match=r"no data set 'patent_familes'\. Did you mean"):
        dataset("patent_familes")
