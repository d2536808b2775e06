"""The data that ship can be read as published, as activity tables, and as shapes."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from smartspec.core.errors import RequestError
from smartspec.datasets.catalogue import DatasetKind, datasets
from smartspec.datasets.load import ENVIRONMENT, REMAINDER, load_frame, load_outline, load_table
from smartspec.places.economies import find_economy
from smartspec.places.labels import Kind, kind_of

ACTIVITY_TABLES = [e.name for e in datasets() if e.kind is DatasetKind.ACTIVITY_TABLE]
BY_ECONOMY = [e.name for e in datasets() if e.places == "economies" and e.file.count(".csv")]


def test_codes_stay_text() -> None:
    assert set(load_frame("patent_families")["wipo_field"]) == {str(n) for n in range(1, 36)}
    assert load_frame("us_cluster_employment")["cbsa_code"].str.len().eq(5).all()


@pytest.mark.parametrize("name", BY_ECONOMY)
def test_every_place_is_an_economy_the_rest_or_unknown(name: str) -> None:
    kinds = {kind_of(code) for code in set(load_frame(name)["iso3"])}
    assert kinds <= {Kind.ECONOMY, Kind.REST, Kind.UNKNOWN_ORIGIN}


@pytest.mark.parametrize("name", ["table_7_1", "figure_7_2_claims"])
def test_names_as_published_agree_with_the_codes_beside_them(name: str) -> None:
    frame = load_frame(name)
    for label, code in zip(frame["economy"], frame["iso3"], strict=True):
        found = find_economy(label)
        assert found is not None
        assert found.iso3 == code


@pytest.mark.parametrize("name", ACTIVITY_TABLES)
def test_a_table_carries_unit_and_source_and_leaves_out_the_unknown(name: str) -> None:
    table = load_table(name)
    (entry,) = [entry for entry in datasets() if entry.name == name]
    assert table.unit == entry.unit
    assert table.sources == (entry.source,)
    assert "UNK" not in set(table.frame["place"])
    assert "OTH" not in table.places
    assert table.unmatched == ()


def test_other_economies_count_in_totals_without_being_places() -> None:
    frame = load_frame("patent_families")
    known = frame[(frame["iso3"] != "UNK") & frame["year"].between(2007, 2009)]
    counts = load_table("patent_families").matrix("2007-2009")
    assert counts.total == known["families"].sum()
    assert counts.place_totals.sum() < counts.total


def test_environment_and_remainder_add_up_to_all_fields() -> None:
    table = load_table("uspto_environment")
    assert table.activities == [ENVIRONMENT, REMAINDER]
    assert table.periods[0] == "2000"
    frame = load_frame("uspto_environment")
    rows = frame[(frame["technology"] == "All fields") & (frame["iso3"] != "UNK")]
    assert table.frame["value"].sum() == rows["patents"].sum()
    denmark = frame[(frame["iso3"] == "DNK") & (frame["year"] == 2009)].set_index("technology")
    counts = table.matrix("2009")
    green, other = counts.row("DNK")
    assert green == denmark.loc[ENVIRONMENT, "patents"]
    assert green + other == denmark.loc["All fields", "patents"]


def test_jobs_of_metropolitan_areas_belong_to_one_period() -> None:
    table = load_table("us_cluster_employment")
    assert table.periods == ["2019"]
    assert len(table.places) == 933
    assert table.matrix().total == 115_591_806


def test_the_share_of_offices_without_an_economy_is_as_the_caveat_says() -> None:
    frame = load_frame("pct_applications")
    totals = frame.groupby("year")["applications"].sum()
    share = frame[frame["iso3"] == "OTH"].groupby("year")["applications"].sum() / totals
    assert round(100 * share.min()) == 14
    assert round(100 * share.max()) == 20


@pytest.mark.parametrize(
    ("load", "name", "message"),
    [
        (load_frame, "world_outline", "no table"),
        (load_table, "table_7_1", "no activity table"),
        (load_table, "world_outline", "no activity table"),
        (load_table, "patents", "no data set"),
    ],
)
def test_asking_for_the_wrong_kind_is_told(
    load: Callable[[str], object], name: str, message: str
) -> None:
    with pytest.raises(RequestError, match=message):
        load(name)


def test_the_map_shows_every_economy_of_the_data() -> None:
    drawn = {feature["id"] for feature in load_outline()["features"]}
    assert "ATA" not in drawn
    for name in BY_ECONOMY:
        assert set(load_frame(name)["iso3"]) - {"OTH", "UNK"} <= drawn


def test_outer_rings_run_clockwise_and_holes_the_other_way() -> None:
    for feature in load_outline()["features"]:
        shape = feature["geometry"]
        several = {"MultiPolygon": shape["coordinates"], "Polygon": [shape["coordinates"]]}
        for polygon in several.get(shape["type"], []):
            outer, *holes = [_signed_area(ring) for ring in polygon]
            assert outer < 0, feature["id"]
            assert all(hole > 0 for hole in holes), feature["id"]
            assert all(ring[0] == ring[-1] for ring in polygon), feature["id"]


def test_files_are_made_byte_for_byte_the_same(tmp_path: Path) -> None:
    builder = _builder()
    source = tmp_path / "source.csv"
    source.write_bytes(b"iso3,year,value\r\nDNK,2009,1\r\n")
    first, second = tmp_path / "first.csv.gz", tmp_path / "second.csv.gz"
    builder.write_table(source, first)
    builder.write_table(source, second)
    assert first.read_bytes() == second.read_bytes()
    assert builder.count_rows(first) == 1


def test_a_ring_is_rounded_wound_and_dropped_if_nothing_is_left() -> None:
    tidy = _builder().tidy
    square = [[0, 0], [1.001, 0], [1, 0.004], [1, 1], [-0.001, 1], [0, 0]]
    assert tidy(square, hole=False) == [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]
    assert tidy(square, hole=True) == [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    assert tidy([[0, 0], [0.001, 0], [0, 0.001], [0, 0]], hole=False) == []


def _signed_area(ring: list[list[float]]) -> float:
    area = 0.0
    for position in range(len(ring) - 1):
        (x, y), (next_x, next_y) = ring[position], ring[position + 1]
        area += (next_x - x) * (next_y + y) / -2
    return area


def _builder() -> ModuleType:
    path = Path(__file__).parents[2] / "tools" / "build_datasets.py"
    spec = importlib.util.spec_from_file_location("build_datasets", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
