"""Options are checked at the door, cells and last years by hand."""

import pandas as pd
import pytest

from smartspec.core.errors import RequestError
from smartspec.counting.cells import place_cells
from smartspec.counting.options import CountOptions
from smartspec.counting.truncation import Seen, entry, seen, truncation
from smartspec.tables.periods import Window


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"by": "owner"}, "by"),
        ({"count": "fractoinal"}, "Did you mean 'fractional'"),
        ({"fields": "all"}, "fields"),
        ({"year": "prio"}, "Did you mean 'priority'"),
        ({"windows": "2007-2009"}, "list"),
        ({"windows": ["2009-2007"]}, "ends before it begins"),
        ({"windows": ["2009"], "year": "none"}, "none"),
        ({"routes": [""]}, "empty"),
        ({"complete_to": 12}, "four digits"),
    ],
)
def test_a_wrong_option_is_told(wrong, told):
    with pytest.raises(RequestError, match=told):
        CountOptions(**wrong)


def test_options_can_be_written_down_and_read_again():
    options = CountOptions(windows=("2007-2009", "2010"), routes=("pct",), families=True)
    assert CountOptions(**options.to_dict()) == options


def test_windows_that_share_years_are_known():
    options = CountOptions(windows=("2007-2009", "2009-2011", "2012"))
    assert options.overlapping == ((Window(2007, 2009), Window(2009, 2011)),)


@pytest.mark.parametrize(
    ("basis", "latest", "whole"),
    [
        ("priority", {"publication": 2022, "filing": 2021, "priority": 2020}, 2020),
        ("priority", {"filing": 2021, "priority": 2020}, 2019),
        ("priority", {"priority": 2020}, 2019),
        ("filing", {"publication": 2022, "filing": 2021}, 2020),
        ("publication", {"publication": 2022}, 2022),
        ("grant", {"grant": 2022}, 2022),
        ("priority", {}, None),
        ("none", {"publication": 2022}, None),
    ],
)
def test_the_last_whole_year_follows_from_the_latest_one_seen(basis, latest, whole):
    assert truncation(basis, Seen(latest)).complete_to == whole


def test_a_window_is_whole_if_its_last_year_is():
    found = truncation("priority", Seen({"publication": 2022}))
    assert found.is_complete(Window(2018, 2020))
    assert not found.is_complete(Window(2018, 2021))
    assert "2021-2022" in found.note(2022)
    assert found.note(2020) == ""
    assert entry()["doi"].startswith("10.")


def years(kind, **filings):
    rows = [(kind, None if year == "none" else int(year[1:]), n) for year, n in filings.items()]
    return pd.DataFrame(rows, columns=["kind", "year", "filings"])


def test_granted_filings_alone_are_whole_years_before_their_last_grant():
    granted = pd.concat([years("grant", y2021=500, y2022=400), years("filing", y2021=300)])
    found = truncation("filing", seen(granted))
    assert (found.complete_to, found.granted_only) == (2017, True)
    assert "grants up to 2022" in found.note(2021)
    assert "from knowledge" in found.note(2021)
    assert truncation("grant", seen(granted)).complete_to == 2022


def test_some_filings_without_a_grant_are_not_granted_filings_alone():
    some = pd.concat([years("grant", y2022=400, none=100), years("filing", y2021=300)])
    assert not seen(some).granted_only


def test_a_wrong_year_is_not_the_end_of_the_records():
    assert seen(years("filing", y2020=500, y2021=5, y2022=4)).latest == {"filing": 2021}
    known = years("filing", y2020=5, y2999=500)
    assert seen(known, next_year=2022).latest == {"filing": 2020}


def test_weights_that_lose_a_part_are_refused():
    pairs = pd.DataFrame({"country": ["DE"], "region": ["R"]})
    assigned = pd.DataFrame(
        {"country": ["DE"] * 2, "region": ["R"] * 2, "place": ["A", "B"], "weight": [0.5, 0.4]}
    )
    problems = pd.DataFrame({"country": [], "region": [], "reason": []})
    with pytest.raises(RequestError, match="do not add up to 1 for: DE R"):
        place_cells(pairs, assigned, problems, unknown="UNK")
