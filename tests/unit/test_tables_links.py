"""Pairs in a long table become square matrices, and relatedness from Python."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import smartspec as ss
from smartspec.core.errors import RequestError
from smartspec.tables.links import pairs_once, square_matrices
from smartspec.tables.result import Result

COLUMNS = {"first": "activity_1", "second": "activity_2", "value": "value", "period": "period"}
PAIRS = pd.DataFrame(
    [("x", "y", "2010", 3), ("y", "x", "2010", 1), ("x", "x", "2010", 9), ("x", "z", "2020", 2)],
    columns=["activity_1", "activity_2", "period", "value"],
)


def test_both_directions_are_added_up_and_the_own_stands_once():
    first, second = square_matrices(PAIRS, **COLUMNS)
    assert first.period == "2010"
    assert first.dense().tolist() == [[9, 4, 0], [4, 0, 0], [0, 0, 0]]
    assert second.dense().tolist() == [[0, 0, 2], [0, 0, 0], [2, 0, 0]]


def test_links_become_relatedness_period_by_period_from_python():
    found = ss.relatedness_of_links(PAIRS, method="cosine")
    assert list(found.columns) == ["activity", "related_activity", "period", "relatedness"]
    known = found.dropna().set_index(["activity", "related_activity", "period"])["relatedness"]
    assert known.to_dict() == {
        ("x", "y", "2010"): 1.0, ("y", "x", "2010"): 1.0,
        ("x", "z", "2020"): 1.0, ("z", "x", "2020"): 1.0,
    }  # fmt: skip


def test_what_cannot_be_read_is_refused():
    with pytest.raises(RequestError, match="no column value; it has"):
        ss.relatedness_of_links(PAIRS.drop(columns="value"))
    for bad in (np.nan, -1.0, "many"):
        with pytest.raises(RequestError, match="Row 2 of the pairs"):
            ss.relatedness_of_links(PAIRS.assign(value=[3, bad, 9, 2]))
    with pytest.raises(RequestError, match="Row 1 of the pairs"):
        ss.relatedness_of_links(PAIRS.assign(activity_1=[None, "y", "x", "x"]))


@given(
    values=arrays(np.float64, (5, 5), elements=st.sampled_from([0.0, 0.25, 0.5, 1.0, -1.0, np.nan]))
)
def test_each_distinct_pair_with_a_value_stands_once_and_the_largest_first(values):
    known = np.triu(values, 1) + np.triu(values, 1).T
    names = np.array(list("vwxyz"))
    result = Result(("activity", "related_activity"), (names, names), {"relatedness": known})
    frame = pairs_once(result, by="relatedness")
    labels = zip(frame["activity"], frame["related_activity"], strict=True)
    found = dict(zip(labels, frame["relatedness"], strict=True))
    assert len(found) == len(frame)
    expected = {
        (names[a], names[b]): known[a, b]
        for a in range(5)
        for b in range(a + 1, 5)
        if not np.isnan(known[a, b])
    }
    assert found == expected
    assert frame["relatedness"].is_monotonic_decreasing
    # Of equals the one whose label comes first.
    for _, equal in frame.groupby("relatedness"):
        order = list(zip(equal["activity"], equal["related_activity"], strict=True))
        assert order == sorted(order)


def test_only_pairs_that_are_marked_are_kept_if_so_asked():
    names = np.array(list("xyz"))
    columns = {
        "relatedness": np.array([[1.0, 0.2, 0.9], [0.2, 1.0, 0.4], [0.9, 0.4, 1.0]]),
        "kept": np.array([[1.0, 1.0, 0.0], [1.0, 1.0, np.nan], [0.0, np.nan, 1.0]]),
    }
    result = Result(("place", "related_place"), (names, names), columns)
    frame = pairs_once(result, by="relatedness", marked="kept")
    assert frame[["place", "related_place"]].to_numpy().tolist() == [["x", "y"]]
