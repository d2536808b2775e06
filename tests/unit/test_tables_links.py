"""Pairs in a long table become square matrices, and relatedness from Python."""

import numpy as np
import pandas as pd
import pytest

import smartspec as ss
from smartspec.core.errors import RequestError
from smartspec.tables.links import square_matrices

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
