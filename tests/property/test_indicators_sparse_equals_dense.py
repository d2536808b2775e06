"""Sparse counts get the answers that dense counts get, from every indicator of the catalogue."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators.catalogue import indicator, indicators
from smartspec.tables.matrix import Matrix

NAMES = [entry.name for entry in indicators()]
PLACES, ACTIVITIES = ["A", "B", "C", "D"], ["w", "x", "y", "z"]

# D and z are empty in both windows, C in the later one and y in the earlier one.
BEFORE = [[5, 3, 0, 0], [0, 7, 0, 0], [2, 0, 0, 0], [0, 0, 0, 0]]
AFTER = [[6, 0, 4, 0], [1, 8, 2, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
REFERENCES = {
    "none": (None, None),
    "larger than the places": ((20, 30, 10, 5), (25, 30, 15, 5)),
    "empty in one activity": ((20, 30, 10, 0), (25, 30, 15, 0)),
    "lacks what places have": ((20, 30, 10, 0), (25, 0, 15, 0)),
}


def windows(before, after, references=(None, None), *, as_sparse):
    return [
        Matrix(
            sparse.csr_array(np.array(values, dtype=float)) if as_sparse else values,
            PLACES,
            ACTIVITIES,
            period=period,
            reference=None if reference is None else np.array(reference, dtype=float),
        )
        for values, reference, period in zip(
            (before, after), references, ("2010", "2020"), strict=True
        )
    ]


def answer(name, matrices):
    """The frame with all labels as index, or the refusal."""
    entry = indicator(name)
    try:
        result = entry.load()(*matrices[: entry.windows])
    except RequestError as refusal:
        return str(refusal)
    return result.to_frame().set_index([*entry.axes, "period"])


def assert_same(name, before, after, references=(None, None)):
    """Compare the two answers; of pairs that are not stored the value is 0, or there is none."""
    dense = answer(name, windows(before, after, references, as_sparse=False))
    found = answer(name, windows(before, after, references, as_sparse=True))
    if isinstance(dense, str):
        assert found == dense
        return
    assert list(found.columns) == list(dense.columns)
    assert set(found.index) <= set(dense.index)
    stored = dense.loc[found.index]
    pd.testing.assert_frame_equal(found, stored, rtol=1e-12, atol=1e-12)
    left_out = dense.drop(found.index)
    assert left_out.fillna(0.0).eq(0.0).all(axis=None)


@pytest.mark.parametrize("reference", REFERENCES)
@pytest.mark.parametrize("name", NAMES)
def test_empty_places_and_activities_get_the_same_values(name, reference):
    assert_same(name, BEFORE, AFTER, REFERENCES[reference])


@pytest.mark.parametrize(
    ("name", "column", "undefined"),
    [
        ("rta_change", "ratio", ["Ay", "Cw", "Dx", "Bz"]),
        ("rta_change", "difference", ["Ay", "Cw", "Dx", "Bz"]),
        ("rank_change", "rank_change", ["Ay", "Cw", "Dx", "Bz"]),
        ("share_change", "share_of_place_change_pp", ["Cw", "Dx"]),
        ("share_change", "share_of_activity_change_pp", ["Ay", "Bz"]),
    ],
)
def test_a_change_from_or_to_no_value_has_none_when_counts_are_sparse(name, column, undefined):
    found = indicator(name).load()(*windows(BEFORE, AFTER, as_sparse=True))
    assert [pair for pair in undefined if not np.isnan(found.at(*pair)[column])] == []


GRIDS = st.lists(
    st.lists(st.sampled_from([0, 0, 0, 1, 2, 7.5, 40]), min_size=4, max_size=4),
    min_size=4,
    max_size=4,
)


@settings(max_examples=12, deadline=None)
@given(before=GRIDS, after=GRIDS, with_reference=st.booleans())
@pytest.mark.parametrize("name", NAMES)
def test_any_counts_get_the_same_values(name, before, after, with_reference):
    assume(np.sum(before) > 0 and np.sum(after) > 0)
    references = tuple(
        1.5 * np.sum(grid, axis=0) if with_reference else None for grid in (before, after)
    )
    assert_same(name, before, after, references)
