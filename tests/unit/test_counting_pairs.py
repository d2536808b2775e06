"""Pairs that can be worked out on paper."""

import pytest
from test_counting_count import InMemory, classes, filing, person

from smartspec.activities.schemes import scheme
from smartspec.core.errors import RequestError
from smartspec.counting.engines import open_engine
from smartspec.counting.options import CountOptions
from smartspec.counting.pairs import count_pairs
from smartspec.places.regions import place_rule

# Filing 1 (France, Germany): fields 14, 15, 16. Filing 2 (France, nobody known): 15, 16.
# Filing 3 (Japan): 15.
WORLD = {
    "filings": [filing("1"), filing("2"), filing("3")],
    "inventors": [
        person("1", "FR"), person("1", "DE"), person("1", "FR"), person("2", "FR"), person("2"),
        person("3", "JP"),
    ],
    "classes": [
        *classes("1", "C07K1/00", "C12N15/00", "C12N5/00", "A61K31/00", "C07D1/00"),
        *classes("2", "C12N15/00", "A61K31/00"),
        *classes("3", "C12N15/00"),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def memory():
    with open_engine("duckdb", memory="1GB", threads=1) as engine:
        yield InMemory(engine)


def paired(memory, of, **more):
    options = CountOptions(count=more.pop("count", "whole"), windows=more.pop("windows", ()))
    found = count_pairs(
        memory.hold(WORLD), None, of=of, scheme=scheme("wipo35"), places=place_rule("country"),
        options=options, **more,
    )  # fmt: skip
    first, second, period, value, _ = (found.frame[name] for name in found.frame.columns)
    return dict(zip(zip(first, second, period, strict=True), value, strict=True))


def test_activities_that_meet_in_a_filing(memory):
    found = paired(memory, "activities")
    fourteen, fifteen, sixteen = sorted({label for pair in found for label in pair[:2]}, key=int)
    assert found == {
        (fourteen, fifteen, "2008"): 1.0,
        (fourteen, sixteen, "2008"): 1.0,
        (fifteen, sixteen, "2008"): 2.0,
    }


def test_a_filing_counts_one_in_all_if_asked(memory):
    # Filing 1 has three pairs, a third each; filing 2 has one. Filing 3 has a single field.
    found = paired(memory, "activities", count="fractional")
    assert sorted(found.values()) == pytest.approx([1 / 3, 1 / 3, 4 / 3])
    found = paired(memory, "activities", count="fractional", diagonal=True)
    assert found["15", "15", "2008"] == 1.0  # filing 3
    assert sum(found.values()) == pytest.approx(3.0)


def test_the_diagonal_of_whole_counts_is_the_number_of_filings(memory):
    found = paired(memory, "activities", diagonal=True)
    assert found["15", "15", "2008"] == 3.0
    assert found["16", "16", "2008"] == 2.0


def test_places_that_share_a_filing_but_not_with_the_unknown(memory):
    assert paired(memory, "places") == {("DEU", "FRA", "2008"): 1.0}
    with_self = paired(memory, "places", diagonal=True)
    assert with_self["FRA", "FRA", "2008"] == 2.0


def test_activities_that_the_same_places_have(memory):
    # Germany and France have 14, 15 and 16; Japan has 15 alone.
    found = paired(memory, "colocation", windows=("2007-2009",), diagonal=True)
    assert found["15", "16", "2007-2009"] == 2.0
    assert found["15", "15", "2007-2009"] == 3.0
    # France has of 15: filing 1, 2/3 * 1/3, and filing 2, 1/2 * 1/2: 0.47. Germany has 0.11.
    found = paired(memory, "colocation", windows=("2007-2009",), least=0.4)
    assert found == {("15", "16", "2007-2009"): 1.0}


@pytest.mark.parametrize(
    ("of", "more", "told"),
    [
        ("people", {}, "kind of pairs 'people'"),
        ("places", {"least": 1.0}, "colocation"),
        ("colocation", {"least": -1.0}, "-1"),
    ],
)
def test_a_wrong_wish_is_told(memory, of, more, told):
    with pytest.raises(RequestError, match=told):
        paired(memory, of, **more)
