"""Distances follow great circles, and rings hold their outer edge."""

from __future__ import annotations

import math

import duckdb
import pytest

from smartspec.core.errors import RequestError
from smartspec.places.distance import EARTH_RADIUS_KM, Rings, distance_km, on_earth, parse_rings
from smartspec.places.labels import Kind, kind_of

BERLIN = (52.52, 13.405)


@pytest.mark.parametrize(
    ("there", "km"),
    [
        (BERLIN, 0),
        ((52.39886, 13.06566), 26.6),  # Potsdam: 13.5 km south, 23.0 km west; the root of the squares is 26.6
        ((48.13743, 11.57549), 504.4),  # Munich
        ((40.71278, -74.00594), 6385),  # New York
        ((-33.86785, 151.20732), 16_100),  # Sydney
    ],
)  # fmt: skip
def test_cities_lie_as_far_apart_as_an_atlas_says(there: tuple[float, float], km: float) -> None:
    assert distance_km(*BERLIN, *there) == pytest.approx(km, rel=0.003, abs=1e-9)


def test_a_degree_of_latitude_is_a_360th_of_the_way_round_the_earth() -> None:
    assert distance_km(10, 20, 11, 20) == pytest.approx(
        2 * math.pi * EARTH_RADIUS_KM / 360, rel=1e-12
    )


def test_the_other_side_of_the_earth_is_half_the_way_round() -> None:
    half = math.pi * EARTH_RADIUS_KM
    assert distance_km(0, 0, 0, 180) == pytest.approx(half, rel=1e-12)
    assert distance_km(90, 0, -90, 77) == pytest.approx(half, rel=1e-12)
    assert distance_km(30.1, 20.2, -30.1, -159.8) == pytest.approx(half, rel=1e-7)


def test_the_date_line_is_no_border() -> None:
    assert distance_km(0, 179.5, 0, -179.5) == pytest.approx(distance_km(0, 0, 0, 1), rel=1e-9)


def test_small_distances_keep_their_digits() -> None:
    # One metre north.
    step = 0.001 / (2 * math.pi * EARTH_RADIUS_KM / 360)
    assert distance_km(52.52, 13.405, 52.52 + step, 13.405) == pytest.approx(0.001, rel=1e-6)


def test_an_sql_engine_computes_the_same() -> None:
    sql = f"""
        SELECT asin(sqrt(least(1.0, north * north
               + cos(radians(lat)) * cos(radians(52.52)) * east * east))) * {2 * EARTH_RADIUS_KM}
        FROM (SELECT lat, sin(radians(lat - 52.52) / 2) AS north,
                     sin(radians(lon - 13.405) / 2) AS east
              FROM (SELECT unnest(?::DOUBLE[]) AS lat, unnest(?::DOUBLE[]) AS lon))
    """
    points = [(lat, lon) for lat in range(-90, 91, 15) for lon in range(-180, 181, 24)]
    found = (
        duckdb.connect()
        .execute(sql, [[lat for lat, _ in points], [lon for _, lon in points]])
        .fetchall()
    )
    for (lat, lon), (km,) in zip(points, found, strict=True):
        assert km == pytest.approx(distance_km(*BERLIN, lat, lon), rel=1e-12, abs=1e-9)


# rings


def test_rings_are_read_as_people_write_them() -> None:
    assert parse_rings("52.52,13.405:25,50,100") == Rings("", 52.52, 13.405, (25, 50, 100))
    assert parse_rings(" -33.9 , 151.2 : 25 = Sydney harbour ") == Rings(
        "Sydney harbour", -33.9, 151.2, (25,)
    )


def test_labels_go_from_the_point_outwards() -> None:
    assert parse_rings("0,0:25,50,100").labels() == (
        "within 25 km",
        "25-50 km",
        "50-100 km",
        "beyond 100 km",
    )
    assert parse_rings("0,0:7.5=here").labels() == (
        "within 7.5 km of here",
        "beyond 7.5 km from here",
    )


@pytest.mark.parametrize("name", ["", "Berlin", "Georgia", "World", "UNK", "OTH", "EU27"])
def test_no_label_reads_as_an_economy_or_a_sum(name: str) -> None:
    assert all(kind_of(label) is Kind.UNMATCHED for label in Rings(name, 0, 0, (25, 50)).labels())


def test_a_ring_holds_its_outer_edge() -> None:
    edge = distance_km(0, 0, 0, 1)
    within, between = Rings("", 0, 0, (edge, 200)), Rings("", 0, 0, (math.nextafter(edge, 0), 200))
    assert within.ring_of(0, 1) == within.labels()[0]
    assert between.ring_of(0, 1) == between.labels()[1]


def test_edges_that_differ_in_a_late_digit_have_labels_of_their_own() -> None:
    assert Rings("", 0, 0, (25, 25.0000001)).labels() == (
        "within 25 km",
        "25-25.0000001 km",
        "beyond 25.0000001 km",
    )


def test_an_address_lies_in_the_ring_of_its_distance() -> None:
    rings = parse_rings("52.52,13.405:25,50,100")
    assert rings.ring_of(52.51, 13.39) == "within 25 km"
    assert rings.ring_of(52.39886, 13.06566) == "25-50 km"
    assert rings.ring_of(51.75, 14.33) == "beyond 100 km"  # Cottbus, 105 km
    assert rings.ring_of(52.34, 14.55) == "50-100 km"  # Frankfurt (Oder), 80 km


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(None, 13.4), (52.5, None), (None, None), (math.nan, 13.4), (52.5, math.nan), (91.0, 0.0), (0.0, 181.0), (math.inf, 0.0)],
)  # fmt: skip
def test_an_address_without_coordinates_on_earth_is_unknown(
    lat: float | None, lon: float | None
) -> None:
    assert parse_rings("0,0:25").ring_of(lat, lon) == "UNK"


def test_the_edges_of_the_map_are_on_earth() -> None:
    assert on_earth(90, 180)
    assert on_earth(-90, -180)
    assert not on_earth(90.1, 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [("52.52,13.405", "has no colon between the point and the edges"),
     ("52.52:25", "has 1 coordinates in place of a latitude and a longitude"),
     ("52,52,13,405:25", "has 4 coordinates"),
     ("52.52,east:25", "'east' in '52.52,east:25' is no number"),
     ("52.52,13.405:", "'' in '52.52,13.405:' is no number"),
     ("52.52,13.405:25,,50", "'' in '52.52,13.405:25,,50' is no number"),
     ("13.405,152.52:50,25", "The edges of rings must increase, and 25 km follows 50 km"),
     ("52.52,13.405:25,25", "and 25 km follows 25 km"),
     ("52.52,13.405:0,25", "A ring cannot end at 0 km"),
     ("52.52,13.405:-5", "A ring cannot end at -5 km"),
     ("52.52,13.405:inf", "A ring cannot end at inf km"),
     ("152.52,13.405:25", "152.52, 13.405 is no point on earth"),
     ("nan,13.405:25", "is no point on earth")],
)  # fmt: skip
def test_rings_that_make_no_sense_are_refused_in_one_line(text: str, words: str) -> None:
    with pytest.raises(RequestError) as caught:
        parse_rings(text)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_rings_made_by_hand_are_checked_too() -> None:
    with pytest.raises(RequestError, match="Rings need edges"):
        Rings("", 0, 0, ())
