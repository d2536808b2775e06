"""Table 7.1 answers what it was asked, from the rows as published."""

import pytest

from smartspec.core.errors import RequestError
from smartspec.core.provenance import Source
from smartspec.policy.repository import Instrument, Repository, named, repository


def made(**rows):
    """A small table: key to its economies, all of them policies but those that begin with s_."""
    return Repository(
        tuple(
            Instrument(key, "Group", f"{key.title()} (such as ...)", "rta_index" if key.startswith("s_") else "policy_response", economies)
            for key, economies in rows.items()
        ),
        Source("made"),
    )  # fmt: skip


SMALL = made(
    grants=("DNK", "NOR"), vouchers=("SWE",), parks=("NOR", "SWE"), s_ict=("DNK", "SWE", "USA")
)


def test_policies_and_patterns_read_off_the_rta_are_told_apart():
    assert [row.key for row in SMALL.policies] == ["grants", "vouchers", "parks"]
    assert [row.key for row in SMALL.patterns] == ["s_ict"]
    assert SMALL.economies == ("DNK", "NOR", "SWE")


def test_the_rows_of_an_economy_are_policies_and_patterns():
    assert [row.key for row in SMALL.of("Denmark")] == ["grants", "s_ict"]
    assert SMALL.of("Fiji") == ()


def test_lessons_are_policies_that_others_use_the_most_used_first():
    lessons = SMALL.lessons("DNK", ["SWE", "NOR", "FRA"])
    assert [(lesson.instrument.key, lesson.users) for lesson in lessons] == [
        ("parks", ("SWE", "NOR")),
        ("vouchers", ("SWE",)),
    ]


def test_nobody_to_learn_from_is_no_lesson():
    assert SMALL.lessons("DNK", []) == ()
    assert SMALL.lessons("NOR", ["DNK"]) == ()


@pytest.mark.parametrize("name", ["parks", "PARKS", "Parks (such as ...)", " parks "])
def test_a_row_is_found_by_its_key_or_its_words(name):
    assert SMALL.instrument(name).key == "parks"
    assert SMALL.instrument(name).short == "Parks"


def test_an_unknown_row_or_economy_offers_the_nearest():
    with pytest.raises(RequestError, match=r"no instrument 'park'\. Did you mean 'parks'\?"):
        SMALL.instrument("park")
    with pytest.raises(RequestError, match="Did you mean 'Denmark'"):
        SMALL.of("Denmrk")


def test_the_published_table_has_eleven_rows_whose_economies_are_known():
    shipped = repository()
    assert len(shipped.instruments) == len({row.key for row in shipped.instruments})
    assert {row.basis for row in shipped.instruments} == {"policy_response", "rta_index"}
    assert len(shipped.patterns) == 3
    for row in shipped.instruments:
        assert len(set(row.economies)) == len(row.economies) == len(named(row.economies)) > 0
