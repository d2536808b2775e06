"""The applicants of a place, worked out on paper."""

import pytest
from test_counting_count import InMemory, classes, filing, person

from smartspec.activities.schemes import scheme
from smartspec.core.errors import RequestError
from smartspec.counting.actors import count_actors
from smartspec.counting.engines import open_engine
from smartspec.counting.options import CountOptions
from smartspec.places.regions import place_rule


def who(filing_id, country, person_id, name, sector=None):
    return {**person(filing_id, country), "person_id": person_id, "name": name, "sector": sector}


# Filing 1: fields 15 and 16, of Alpha twice (two rows) and of Beta in Germany. 2: field 15, Alpha.
# 3: field 15, a French firm and Beta. 4: field 16, France alone. 5: field 15, a nameless German.
WORLD = {
    "filings": [filing(str(number)) for number in range(1, 6)],
    "applicants": [
        who("1", "DE", "a", "Alpha", "COMPANY"), who("1", "DE", "a", "Alpha", "COMPANY"),
        who("1", "DE", "b", "Beta"), who("2", "DE", "a", "Alpha", "COMPANY"),
        who("3", "FR", "g", "Gamma"), who("3", "DE", "b", "Beta"), who("4", "FR", "g", "Gamma"),
        who("5", "DE", None, None),
    ],
    "classes": [
        *classes("1", "C12N15/00", "A61K31/00"), *classes("2", "C12N15/00"),
        *classes("3", "C12N15/00"), *classes("4", "A61K31/00"), *classes("5", "C12N15/00"),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def memory():
    with open_engine("duckdb", memory="1GB", threads=1) as engine:
        yield InMemory(engine)


def asked(memory, *residence, **more):
    return count_actors(
        memory.hold(WORLD), None, scheme=scheme("wipo35"), places=place_rule("country"),
        options=CountOptions(windows=more.pop("windows", ())), residence=residence, **more,
    )  # fmt: skip


def listed(found):
    columns = ["activity", "actor_rank", "name", "filings"]
    return [tuple(row) for row in found.frame[columns].itertuples(index=False)]


def test_each_filing_counts_once_for_each_applicant_there_and_in_each_activity(memory):
    found = asked(memory, "DEU")
    assert listed(found) == [
        ("15", 1, "Alpha", 2), ("15", 2, "Beta", 2), ("16", 1, "Alpha", 1), ("16", 2, "Beta", 1),
    ]  # fmt: skip
    # Field 15 has four filings with a German applicant (1, 2, 3 and 5), field 16 has one.
    assert found.frame["share_pct"].tolist() == [50.0, 50.0, 100.0, 100.0]
    assert found.frame["sector"].tolist()[0] == "COMPANY"
    assert found.notes[0] == "1 filing with an applicant there who is not named."


def test_several_places_are_taken_together(memory):
    found = asked(memory, "DEU", "FRA")
    assert ("16", 3, "Gamma", 1) in listed(found)
    # Filing 3 is of both and counts once in the whole of field 15, which has four.
    assert found.frame.loc[found.frame["name"] == "Gamma", "share_pct"].tolist() == [25.0, 50.0]


def test_no_more_are_named_than_asked_for(memory):
    assert listed(asked(memory, "DEU", top=1)) == [("15", 1, "Alpha", 2), ("16", 1, "Alpha", 1)]


def test_filings_outside_the_window_do_not_count(memory):
    year = WORLD["filings"][0]["priority_year"]
    assert listed(asked(memory, "DEU", windows=(f"{year}",))) == listed(asked(memory, "DEU"))
    late = {**WORLD["filings"][0], "priority_year": year + 1}
    world = {**WORLD, "filings": [late, *WORLD["filings"][1:]]}
    found = count_actors(
        memory.hold(world), None, scheme=scheme("wipo35"), places=place_rule("country"),
        options=CountOptions(windows=(f"{year}",)), residence=["DEU"],
    )  # fmt: skip
    assert listed(found) == [("15", 1, "Alpha", 1), ("15", 2, "Beta", 1)]


def test_what_cannot_be_answered_is_refused(memory):
    with pytest.raises(RequestError, match="no place with applicants 'JPN'"):
        asked(memory, "JPN")
    with pytest.raises(RequestError, match="At least one applicant"):
        asked(memory, "DEU", top=0)
