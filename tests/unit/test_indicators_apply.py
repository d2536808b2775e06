"""What is said of a whole table: what is left out, what is refused, what sparse tables get."""

import pandas as pd
import pytest

import smartspec as ss
from smartspec.core.errors import RequestError, SmartspecWarning
from smartspec.indicators import apply as applying
from smartspec.tables import activity as tables

# The reference World has no y at all, although A has most of its counts there.
LACKING = pd.DataFrame(
    [("A", "x", 2), ("A", "y", 10), ("B", "x", 6), ("C", "x", 0), ("World", "x", 20)],
    columns=["place", "activity", "value"],
)


def test_an_activity_that_the_reference_lacks_is_refused_with_true_advice():
    for minimum in (0, 1):
        with pytest.raises(RequestError, match="the reference has none of y") as told:
            ss.rta(LACKING[LACKING["place"] != "C"], reference="World", min_total=minimum)
        assert "without any count" not in str(told.value)
        assert "--min-total" not in str(told.value)
        assert "leave these activities out" in str(told.value)


def test_dropping_empty_places_does_not_drop_counts_that_the_reference_lacks():
    """A's shares are 2/12 and 10/12: 0.0278 + 0.6944 = 0.7222."""
    with pytest.raises(RequestError, match=r"1 place without any count in all: C.*--min-total 1"):
        ss.herfindahl(LACKING, reference="World")
    found = ss.herfindahl(LACKING, reference="World", min_total=1).set_index("place")
    assert found.loc["A", "herfindahl"] == pytest.approx((2 / 12) ** 2 + (10 / 12) ** 2)
    assert list(found.index) == ["A", "B"]


def test_an_activity_lacking_in_the_reference_of_one_window_keeps_its_counts_there():
    """In 2019 A has 2 of 12 counts in x, of which the whole consists: RTA 1/6, with y or without."""
    years = pd.concat(
        [
            LACKING.assign(period=2019),
            LACKING.assign(period=2020),
            pd.DataFrame([("World", "y", 20, 2020)], columns=[*LACKING.columns, "period"]),
        ]
    )
    with pytest.warns(SmartspecWarning, match="the reference has none of it: y in 2019"):
        found = ss.rta(years, reference="World", min_total=1)
    of_a = found[found["place"] == "A"].set_index(["activity", "period"])["rta"]
    assert of_a["x", "2019"] == pytest.approx(1 / 6)
    assert pd.isna(of_a["y", "2019"])
    assert of_a["x", "2020"] == pytest.approx((2 / 12) / (20 / 40))


def test_min_total_drops_an_activity_that_neither_places_nor_the_whole_have():
    empty = pd.DataFrame(
        [("A", "x", 2), ("A", "y", 1), ("B", "x", 6), ("A", "z", 0)],
        columns=["place", "activity", "value"],
    )
    with pytest.raises(RequestError, match="1 activity without any count in all: z"):
        ss.rta(empty)
    assert set(ss.rta(empty, min_total=1)["activity"]) == {"x", "y"}


def test_what_only_the_reference_has_is_left_empty_and_named():
    frame = pd.concat([LACKING[LACKING["value"] > 0], LACKING.tail(1).assign(activity="z")])
    with pytest.warns(SmartspecWarning, match="no place has any of it: z in all"):
        found = ss.gini(frame, reference="World").set_index("activity")["gini"]
    assert found.isna().to_dict() == {"x": False, "y": False, "z": True}


# Large tables -------------------------------------------------------------------------------------

YEARS = pd.DataFrame(
    [
        ("A", "x", 2018, 4), ("A", "y", 2018, 1), ("B", "x", 2018, 2), ("B", "y", 2018, 0),
        ("B", "z", 2018, 3), ("C", "x", 2018, 0), ("C", "y", 2019, 5), ("A", "x", 2019, 6),
        ("B", "y", 2019, 2),
    ],
    columns=["place", "activity", "period", "value"],
)  # fmt: skip
WANTS_MORE = {"opportunity_gain"}  # no complexity among two places with one activity in common
PAIRS = [
    entry.name
    for entry in ss.list_indicators()
    if entry.axes == ("place", "activity") and entry.name not in WANTS_MORE
]


@pytest.mark.filterwarnings("ignore::smartspec.core.errors.SmartspecWarning")
@pytest.mark.parametrize("observed_only", [False, True])
@pytest.mark.parametrize("name", PAIRS)
def test_a_table_too_large_to_be_dense_gets_the_same_frame(name, observed_only, monkeypatch):
    """C has nothing in 2018 and z nothing in 2019: no value there, and 0 where there is one."""
    dense = getattr(ss, name)(YEARS, observed_only=observed_only)
    monkeypatch.setattr(tables, "DENSE_CELLS", 2)
    assert tables.ActivityTable.from_frame(YEARS).matrix().is_sparse
    found = getattr(ss, name)(YEARS, observed_only=observed_only)
    pd.testing.assert_frame_equal(found, dense, rtol=1e-12)


@pytest.mark.filterwarnings("ignore::smartspec.core.errors.SmartspecWarning")
def test_pairs_without_count_are_0_and_those_without_value_empty(monkeypatch):
    monkeypatch.setattr(tables, "DENSE_CELLS", 2)
    found = ss.rta(YEARS).set_index(["place", "activity", "period"])["rta"]
    assert len(found) == 2 * 9
    assert found["A", "z", "2018"] == 0
    assert pd.isna(found["C", "x", "2018"])
    assert pd.isna(found["A", "z", "2019"])


@pytest.mark.filterwarnings("ignore::smartspec.core.errors.SmartspecWarning")
@pytest.mark.parametrize("name", ["rta", "shares", "specialised", "rsca", "rta_significance"])
@pytest.mark.parametrize("cells", [2, 1000])
def test_a_grid_too_long_is_refused_by_all_alike_unless_observed_pairs_will_do(
    name, cells, monkeypatch
):
    monkeypatch.setattr(tables, "DENSE_CELLS", cells)
    monkeypatch.setattr(applying, "GRID_ROWS", 17)
    with pytest.raises(RequestError, match=r"18 rows.*--observed-only"):
        getattr(ss, name)(YEARS)
    assert len(getattr(ss, name)(YEARS, observed_only=True)) == 7
