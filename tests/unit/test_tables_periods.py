"""Windows as people write them, and the years of a table that lie within."""

import pytest

from smartspec.core.errors import RequestError
from smartspec.tables.periods import Window, parse_window, periods_inside


@pytest.mark.parametrize(
    "text", ["2007-2009", "2007–2009", "2007:2009", " 2007 - 2009 ", Window(2007, 2009)]
)
def test_a_window_is_read_as_people_write_it(text):
    assert parse_window(text) == Window(2007, 2009)


def test_a_year_is_a_window_of_one():
    assert parse_window("2009") == Window(2009, 2009)
    assert (str(Window(2009, 2009)), Window(2009, 2009).years) == ("2009", 1)
    assert (str(Window(2007, 2009)), Window(2007, 2009).years) == ("2007-2009", 3)


@pytest.mark.parametrize(
    "text", ["", "2007-", "-2009", "07-09", "2007-09", "2007-2009-2011", "last", "20071", "2007.5"]
)
def test_anything_else_is_refused_with_how_to_write_it(text):
    with pytest.raises(RequestError) as told:
        parse_window(text)
    assert str(told.value) == (
        f"'{text}' is not a window. Write a year or two years, such as 2009 or 2007-2009."
    )


def test_a_window_that_runs_backwards_is_refused_with_the_one_meant():
    with pytest.raises(RequestError, match=r"ends before it begins\. Write 2007-2009\."):
        parse_window("2009-2007")


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("2007-2009", "2009-2011", True),
        ("2007-2009", "2010-2012", False),
        ("2007-2009", "2008", True),
        ("2010", "2007-2009", False),
    ],
)
def test_windows_overlap_if_they_share_a_year(one, other, overlap):
    first, second = parse_window(one), parse_window(other)
    assert first.overlaps(second) is overlap
    assert second.overlaps(first) is overlap


YEARS = ["2006", "2007", "2009", "2010"]


def test_the_periods_of_a_window_come_in_the_order_of_the_table():
    assert periods_inside(Window(2007, 2010), YEARS[::-1]) == ["2010", "2009", "2007"]


@pytest.mark.parametrize("window", [Window(2005, 2007), Window(2010, 2011), Window(1990, 1992)])
def test_a_window_outside_the_data_is_refused_with_the_years_there_are(window):
    with pytest.raises(RequestError) as told:
        periods_inside(window, YEARS)
    assert str(told.value) == (
        f"Window {window} lies outside the data, which run from 2006 to 2010. Choose years within."
    )


def test_a_window_in_a_gap_of_the_data_is_refused():
    with pytest.raises(RequestError, match="The data have no period within 2008"):
        periods_inside(Window(2008, 2008), YEARS)


@pytest.mark.parametrize("periods", [["all"], ["2007", "2007-2009"], [], ["2009-01"]])
def test_periods_that_are_not_years_cannot_be_cut(periods):
    with pytest.raises(RequestError, match="cannot be cut from periods that are not years"):
        periods_inside(Window(2007, 2009), periods)
