"""Whatever the residences: each has one place or weights that add up to 1, and nothing is lost."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartspec.places.distance import Rings, distance_km
from smartspec.places.labels import Kind, kind_of
from smartspec.places.nuts import VINTAGES, changes
from smartspec.places.regions import UNKNOWN, PlaceRule, assign_places, place_rule

COUNTRIES = [
    "",
    "DE",
    "FR",
    "GB",
    "UK",
    "EL",
    "GR",
    "US",
    "JP",
    "GP",
    "SU",
    "QQ",
    "ZZ",
    "de",
    "Germany",
]
CODES = sorted({code for step in changes() for code in (step.old_code, step.new_code)})
REGIONS = [
    "",
    "DE",
    "DE212",
    "DE300",
    "DEZZZ",
    "DE999",
    "UKI31",
    "US037",
    "CA",
    "06037",
    "FRA",
    "World",
    "UNK",
    "x y",
    "Nord",
    *CODES,
]
LEVELS = ["country", "tl3", "nuts0", "nuts1", "nuts2", "nuts3", "region", "state", "county"]
LISTED = pd.DataFrame(
    [("DE212", "DE", "München", "DE2"), ("DE300", "DE", "Berlin", "DE3"), ("UKI31", "GB", "Camden", "UKI"), ("US037", "US", "LA", "US06"), ("FR211", "FR", "Ardennes", "FR21")],
    columns=["region", "country", "label", "parent"],
)  # fmt: skip

texts = st.text("ABDEFGRSUXYZ0129-é ", max_size=6)
pairs = st.lists(
    st.tuples(st.sampled_from(COUNTRIES) | texts, st.sampled_from(REGIONS) | texts), max_size=25
).map(lambda rows: pd.DataFrame(rows, columns=["country", "region"]))
listings = st.sampled_from([None, LISTED])


@st.composite
def rules(draw: st.DrawFn) -> PlaceRule:
    level = draw(st.sampled_from(LEVELS))
    vintage = draw(st.none() | st.sampled_from(VINTAGES)) if level.startswith("nuts") else None
    return place_rule(level, vintage=vintage)


@given(rules(), pairs, listings)
def test_every_residence_has_one_place_and_exactly_the_unknown_ones_a_reason(
    rule: PlaceRule, pairs: pd.DataFrame, listed: pd.DataFrame | None
) -> None:
    found = assign_places(rule, pairs, listed)
    given_pairs = set(zip(pairs["country"], pairs["region"], strict=True))
    keys = list(zip(found.lookup["country"], found.lookup["region"], strict=True))
    assert set(keys) == given_pairs
    assert len(keys) == len(given_pairs)
    assert (found.lookup["weight"] == 1).all()
    lost = found.lookup[found.lookup["place"] == UNKNOWN]
    told = found.problems
    assert list(zip(lost["country"], lost["region"], strict=True)) == list(
        zip(told["country"], told["region"], strict=True)
    )
    assert told["reason"].ne("").all()
    assert set(found.names) == set(found.lookup["place"])


@given(rules(), pairs, listings)
def test_no_place_is_empty_or_kept_out_of_totals_in_silence(
    rule: PlaceRule, pairs: pd.DataFrame, listed: pd.DataFrame | None
) -> None:
    lookup = assign_places(rule, pairs, listed).lookup
    kinds = {place: kind_of(place) for place in lookup["place"]}
    assert "" not in kinds
    without_country = set(lookup.loc[lookup["country"].isin(["", "QQ", "ZZ"]), "place"])
    for place, kind in kinds.items():
        if place != UNKNOWN and place not in without_country and len(place) > 3:
            assert kind not in (Kind.AGGREGATE, Kind.UNKNOWN_ORIGIN, Kind.ECONOMY), place


@given(rules(), pairs, listings, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    rule: PlaceRule, pairs: pd.DataFrame, listed: pd.DataFrame | None, random
) -> None:
    order = list(range(len(pairs)))
    random.shuffle(order)
    one, other = assign_places(rule, pairs, listed), assign_places(rule, pairs.iloc[order], listed)
    pd.testing.assert_frame_equal(one.lookup, other.lookup)
    pd.testing.assert_frame_equal(one.problems, other.problems)
    assert one.notes == other.notes
    assert dict(one.names) == dict(other.names)


@settings(max_examples=30)  # each example asks about each row alone
@given(rules(), pairs, listings)
def test_a_residence_has_the_same_place_whoever_else_is_there(
    rule: PlaceRule, pairs: pd.DataFrame, listed: pd.DataFrame | None
) -> None:
    whole = assign_places(rule, pairs, listed).lookup
    for row in pairs.drop_duplicates().index:
        alone = assign_places(rule, pairs.loc[[row]], listed).lookup
        same = (whole["country"] == alone["country"].item()) & (
            whole["region"] == alone["region"].item()
        )
        assert whole.loc[same, "place"].tolist() == alone["place"].tolist()


@given(st.data(), st.sampled_from(["country", "nuts1", "nuts2", "tl3", "region"]), pairs)
def test_a_union_moves_what_its_members_had_and_nothing_else(
    data: st.DataObject, level: str, pairs: pd.DataFrame
) -> None:
    before = assign_places(place_rule(level), pairs).lookup
    places = sorted(set(before["place"]) - {UNKNOWN})
    if not places:
        return
    members = data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=4, unique=True))
    if any(
        "+" in member
        or member != member.strip()
        or kind_of(member) in (Kind.AGGREGATE, Kind.UNKNOWN_ORIGIN)
        for member in members
    ):
        return
    after = assign_places(place_rule(level, unions={"Together": members}), pairs).lookup
    expected = before["place"].where(~before["place"].isin(members), "Together")
    assert after["place"].tolist() == expected.tolist()
    assert after["weight"].sum() == before["weight"].sum()


@given(
    st.dictionaries(
        st.sampled_from("ABCDEF"),
        st.dictionaries(st.sampled_from("xyz"), st.integers(1, 9), min_size=1),
        min_size=1,
    )
)
def test_weights_of_one_s_own_places_add_up_to_one(
    tmp_path_factory: pytest.TempPathFactory, table: dict[str, dict[str, int]]
) -> None:
    rows = [
        (region, place, share / sum(shares.values()))
        for region, shares in table.items()
        for place, share in shares.items()
    ]
    path = tmp_path_factory.mktemp("own") / "own.csv"
    pd.DataFrame(rows, columns=["region", "place", "weight"]).to_csv(path, index=False)
    rule = place_rule("own", own=path)
    lookup = assign_places(
        rule, pd.DataFrame([("DE", code) for code in "ABCDEFG"], columns=["country", "region"])
    ).lookup
    sums = lookup.groupby("region")["weight"].sum()
    assert sums.tolist() == pytest.approx([1.0] * 7, abs=1e-12)
    wanted = {(region, place): share for region, place, share in rows}
    for region, place, weight in lookup[["region", "place", "weight"]].itertuples(index=False):
        assert weight == pytest.approx(
            wanted.get((region, place), 1.0 if place == UNKNOWN else math.nan)
        )


# distances

latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)


@given(latitudes, longitudes, latitudes, longitudes)
def test_a_distance_is_the_same_both_ways_and_at_most_half_way_round(
    lat: float, lon: float, lat2: float, lon2: float
) -> None:
    there, back = distance_km(lat, lon, lat2, lon2), distance_km(lat2, lon2, lat, lon)
    assert there == pytest.approx(back, rel=1e-12, abs=1e-9)
    assert 0 <= there <= 20015.12
    assert distance_km(lat, lon, lat, lon) == 0


@given(latitudes, longitudes, latitudes, longitudes)
def test_a_distance_is_the_angle_between_two_directions(
    lat: float, lon: float, lat2: float, lon2: float
) -> None:
    def direction(north: float, east: float) -> tuple[float, float, float]:
        phi, turn = math.radians(north), math.radians(east)
        return (math.cos(phi) * math.cos(turn), math.cos(phi) * math.sin(turn), math.sin(phi))

    chord = math.dist(direction(lat, lon), direction(lat2, lon2))
    expected = 2 * 6371.0088 * math.asin(min(1.0, chord / 2))
    assert distance_km(lat, lon, lat2, lon2) == pytest.approx(expected, rel=1e-6, abs=1e-3)


@given(latitudes, longitudes, st.lists(st.floats(1, 30_000), min_size=1, max_size=5, unique=True))
def test_every_point_on_earth_is_in_one_ring(lat: float, lon: float, edges: list[float]) -> None:
    rings = Rings("", 10, 20, tuple(sorted(edges)))
    label = rings.ring_of(lat, lon)
    assert len(rings.labels()) == len(edges) + 1
    at = rings.labels().index(label)
    inner = rings.edges_km[at - 1] if at else -1
    outer = rings.edges_km[at] if at < len(edges) else math.inf
    assert inner < distance_km(10, 20, lat, lon) <= outer
