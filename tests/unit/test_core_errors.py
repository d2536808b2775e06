"""What a user is told: lists that end, numbers with their noun, the name that was meant."""

import pytest

from smartspec.core.errors import RequestError, counted, listing, nearest, unknown


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ([], ""),
        (["ES63"], "ES63"),
        (range(6), "0, 1, 2, 3, 4, 5"),
        (range(7), "0, 1, 2, 3, 4, 5 and 1 more"),
    ],
)
def test_a_list_names_as_many_as_fit_on_a_line(items, told):
    assert listing(items) == told


def test_a_generator_is_listed_like_a_list():
    assert listing(name for name in "abc") == "a, b, c"


@pytest.mark.parametrize(
    ("number", "told"), [(0, "0 places"), (1, "1 place"), (2, "2 places"), (1234567, "1,234,567 places")]
)  # fmt: skip
def test_a_number_agrees_with_its_noun(number, told):
    assert counted(number, "place") == told


def test_an_irregular_plural_is_the_one_given():
    assert counted(2, "activity", "activities") == "2 activities"


@pytest.mark.parametrize(
    ("typed", "meant"), [("treshold", "threshold"), ("WINDOW", "window"), ("zzz", None), ("", None)]
)
def test_the_nearest_name_is_found_whatever_its_case(typed, meant):
    assert nearest(typed, ["threshold", "window"]) == meant


def test_an_unknown_name_offers_the_nearest():
    told = str(unknown("indicator", "rtaa", ["rta", "hoover"], see="smartspec indicators"))
    assert told == "There is no indicator 'rtaa'. Did you mean 'rta'? See: smartspec indicators"


def test_an_unknown_name_far_from_all_lists_those_there_are():
    assert str(unknown("colour", "zzz", ["red", "green"])) == (
        "There is no colour 'zzz'. Valid: red, green."
    )


def test_an_unknown_name_where_there_are_none_says_so():
    assert str(unknown("option of rta", "confidence", [])) == (
        "There is no option of rta 'confidence'. There are none."
    )


def test_a_wrong_request_is_a_value_error_for_those_who_know_no_better():
    with pytest.raises(ValueError, match=r"^no$"):
        raise RequestError("no")
