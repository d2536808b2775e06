"""An indicator over a whole table: which windows can be asked for, and which pairs are shown."""

import numpy as np
import pandas as pd
import pytest

from smartspec.core.errors import RequestError
from smartspec.indicators import apply as module
from smartspec.indicators.apply import apply
from smartspec.tables.activity import ActivityTable

ROWS = [
    ("A", "x", 2001, 5), ("A", "y", 2001, 5), ("C", "x", 2001, 3), ("C", "y", 2001, 4),
    ("A", "x", 2002, 5), ("A", "y", 2002, 5), ("C", "x", 2002, 3), ("C", "y", 2002, 4),
    ("B", "x", 2002, 10),
]  # fmt: skip


def table(rows=ROWS, **options):
    frame = pd.DataFrame(rows, columns=["place", "activity", "period", "value"])
    return ActivityTable.from_frame(frame, **options)


def pairs(frame):
    return list(zip(frame["place"], frame["activity"], strict=True))


@pytest.mark.parametrize(
    ("name", "windows", "told"),
    [
        ("rta", ["2001", "2001"], "Window 2001 is given twice. Leave one out."),
        ("rta", ["2000-2001"], "Window 2000-2001 lies outside the data, which run from 2001"),
        ("rta", ["2001-02"], "'2001-02' is not a window."),
        ("growth", ["2001"], "growth compares two windows; there is only one."),
        ("growth", ["2001-2002", "2002"], "Windows 2001-2002 and 2002 overlap, so the same"),
        ("growth", ["2002", "2001"], "Window 2001 lies before 2002, so a gain would look like"),
    ],
)
def test_windows_that_cannot_be_asked_for_are_told(name, windows, told):
    with pytest.raises(RequestError) as error:
        apply(name, table(), windows=windows, min_total=1)
    assert told in str(error.value)


def test_windows_of_one_indicator_may_overlap():
    found = apply("diversity", table(), windows=["2001-2002", "2002"])
    assert found.frame["period"].unique().tolist() == ["2001-2002", "2002"]


def test_each_window_is_compared_with_the_one_before_it():
    rows = [("A", "x", year, year - 2000) for year in (2001, 2002, 2003)]
    found = apply("growth_of_places", table(rows))
    assert found.frame["period"].tolist() == ["2001 to 2002", "2002 to 2003"]
    assert found.frame["growth_pct"].tolist() == [100.0, 50.0]


def test_a_window_with_a_gap_says_which_year_it_lacks():
    rows = [("A", "x", year, 1) for year in (2001, 2003)]
    notes = apply("diversity", table([*rows, ("B", "x", 2001, 1)]), windows=["2001-2003"]).notes
    assert "The data have no 2002; 2001-2003 adds up the other years." in notes


def test_periods_that_are_windows_have_no_gaps():
    rows = [(place, "x", "2007-2009", 1) for place in "AB"]
    assert apply("diversity", table(rows), windows=["2007-2009"]).notes == ()


def test_a_place_of_which_one_window_knows_nothing_is_left_empty_and_named():
    found = apply("rta_change", table())
    assert found.notes == (
        "rta_change is left empty where there is no count at all: B in 2001 to 2002.",
    )
    assert found.frame.loc[found.frame["place"] == "B", "difference"].isna().all()


def test_of_a_change_only_places_large_enough_in_both_windows_are_kept():
    found = apply("rta_change", table(), min_total=1)
    assert found.frame["place"].unique().tolist() == ["A", "C"]
    everyone = apply("rta_change", table()).frame.set_index(["place", "activity"])
    kept = found.frame.set_index(["place", "activity"])
    columns = ["rta_before", "rta_after", "difference"]
    pd.testing.assert_frame_equal(kept[columns], everyone.loc[kept.index, columns])


def test_a_floor_that_nobody_reaches_is_told_with_the_largest():
    with pytest.raises(RequestError, match="total of 1000 or more in 2001; the largest has 10"):
        apply("rta", table(), min_total=1000)


SKEWED = [("A", "x", 2001, 1), ("A", "y", 2001, 1), ("B", "x", 2001, 2), ("B", "z", 2001, 4)]


@pytest.mark.parametrize("name", ["rta", "rsca", "log_rta", "nrca", "shares", "rta_significance"])
def test_observed_pairs_are_those_counted_whatever_the_indicator_says_of_them(name):
    found = apply(name, table(SKEWED), observed_only=True).frame
    assert pairs(found) == [("A", "x"), ("A", "y"), ("B", "x"), ("B", "z")]
    everything = apply(name, table(SKEWED)).frame
    assert len(everything) == 6
    pd.testing.assert_frame_equal(
        found.reset_index(drop=True),
        everything[[pair in pairs(found) for pair in pairs(everything)]].reset_index(drop=True),
    )


def test_a_pair_with_exactly_its_share_is_observed_although_its_rsca_is_0():
    even = [("A", "x", 1, 1), ("A", "y", 1, 1), ("B", "x", 1, 1), ("B", "y", 1, 1)]
    found = apply("rsca", table(even), observed_only=True).frame
    assert found["rsca"].tolist() == [0.0] * 4


def test_a_change_is_observed_where_either_window_has_something():
    rows = [("A", "x", 2001, 1), ("A", "y", 2002, 1), ("B", "x", 2001, 1), ("B", "x", 2002, 1)]
    found = apply("growth", table(rows), observed_only=True).frame
    assert pairs(found) == [("A", "x"), ("A", "y"), ("B", "x")]


def test_observed_pairs_are_no_matter_where_rows_are_about_places_alone():
    found = apply("diversity", table(SKEWED), observed_only=True).frame
    assert found["place"].tolist() == ["A", "B"]


def test_an_answer_too_long_is_refused_before_it_is_computed(monkeypatch):
    monkeypatch.setattr(module, "GRID_ROWS", 5)
    monkeypatch.setattr(
        "smartspec.indicators.specialisation.rta", lambda _: pytest.fail("computed")
    )
    with pytest.raises(RequestError, match=r"6 rows, most of them pairs .* --observed-only"):
        apply("rta", table(SKEWED))
    with pytest.raises(RequestError, match=r"9 rows\. Ask for fewer windows, or .* --min-total"):
        apply("profile_similarity", table([*SKEWED, ("C", "x", 2001, 1)]))


def test_economies_counted_together_are_part_of_the_whole_and_named():
    with_rest = table([*SKEWED, ("Other", "x", 2001, 92)])
    found = apply("rta", with_rest)
    assert found.notes == ("Part of the whole, but no place of its own: Other.",)
    row = found.frame[(found.frame["place"] == "A") & (found.frame["activity"] == "x")]
    assert row["rta"].tolist() == [(1 / 2) / (95 / 100)]


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ({"confidenc": 0.9}, "Did you mean 'confidence'?"),
        ({"confidence": 95}, "Did you mean 0.95?"),
    ],
)
def test_an_option_that_does_not_fit_is_told(option, told):
    with pytest.raises(RequestError) as error:
        apply("rta_significance", table(SKEWED), options=option)
    assert told in str(error.value)


def test_an_indicator_without_options_says_so():
    with pytest.raises(RequestError, match=r"no option of rta 'confidence'\. There are none\."):
        apply("rta", table(SKEWED), options={"confidence": 0.9})


def test_nothing_is_rounded():
    found = apply("rta", table([("A", "x", 1, 1), ("A", "y", 1, 2), ("B", "x", 1, 4)])).frame
    np.testing.assert_array_equal(found["rta"], [(1 * 7) / (3 * 5), (2 * 7) / (3 * 2), (4 * 7) / (4 * 5), 0])  # fmt: skip
