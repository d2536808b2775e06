"""Why a place grew, worked by hand."""

import numpy as np
import pytest
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators.shift_share import PARTS, shift_share, shift_share_places
from smartspec.tables.matrix import Matrix

BEFORE = [[8, 2, 0], [2, 8, 0], [0, 0, 0]]
AFTER = [[14, 3, 0], [6, 7, 2], [0, 0, 3]]


def window(values, *, kind=np.array, period="2010", **parts):
    rows, columns = np.shape(values)
    return Matrix(
        kind(values),
        places=list("ABCDE")[:rows],
        activities=list("xyzuv")[:columns],
        period=period,
        unit="jobs",
        **parts,
    )


KINDS = pytest.mark.parametrize("kind", [np.array, sparse.csr_array])


@KINDS
def test_a_change_in_three_parts(kind):
    # The whole grows from 20 to 30, by half; x from 10 to 20, that is to twice as much.
    found = shift_share(
        window([[8, 2], [2, 8]], kind=kind), window([[14, 3], [6, 7]], kind=kind, period="2020")
    )
    assert found.at("A", "x") == {"change": 6, "national": 4, "mix": 4, "competitive": -2}
    assert found.at("B", "y") == {"change": -1, "national": 4, "mix": -4, "competitive": -1}
    assert found.period == "2010 to 2020"
    assert found.units == dict.fromkeys(PARTS, "jobs")
    assert found.diagnostics["growth_of_whole_pct"] == pytest.approx(50)


@KINDS
def test_an_activity_new_to_the_whole_is_all_competitive(kind):
    found = shift_share(window(BEFORE, kind=kind), window(AFTER, kind=kind, period="2020"))
    assert found.at("B", "z") == {"change": 2, "national": 0, "mix": 0, "competitive": 2}
    assert found.at("C", "z") == {"change": 3, "national": 0, "mix": 0, "competitive": 3}
    assert found.diagnostics["activities_new_to_the_whole"] == ("z",)


@KINDS
def test_an_activity_that_ends_everywhere_has_no_competitive_part(kind):
    found = shift_share(window([[8, 2], [2, 8]], kind=kind), window([[9, 0], [6, 0]], kind=kind))
    # The whole falls by a quarter, y to nothing.
    assert found.at("A", "y") == {"change": -2, "national": -0.5, "mix": -1.5, "competitive": 0}


@KINDS
def test_places_get_the_sums_of_their_parts(kind):
    before, after = window(BEFORE, kind=kind), window(AFTER, kind=kind, period="2020")
    pairs, places = shift_share(before, after), shift_share_places(before, after)
    for part in PARTS:
        assert places[part] == pytest.approx(pairs[part].sum(axis=1))
    assert places.at("C") == {"change": 3, "national": 0, "mix": 0, "competitive": 3}
    assert places.axes == ("place",)


def test_the_whole_can_be_a_reference():
    before = window([[10]], reference=[100])
    after = window([[15]], reference=[120], period="2020")
    found = shift_share(before, after).at("A", "x")
    assert found == pytest.approx({"change": 5, "national": 2, "mix": 0, "competitive": 3})


def test_sparse_windows_give_sparse_columns_with_one_pattern():
    found = shift_share(
        window(BEFORE, kind=sparse.csr_array), window(AFTER, period="2020", kind=sparse.csr_array)
    )
    patterns = {tuple(column.indices) for column in found.columns.values()}
    assert all(sparse.issparse(column) for column in found.columns.values())
    assert len(patterns) == 1
    # Every pair with a count in either window, and no other.
    frame = found.to_frame()
    assert len(frame) == 6
    assert (frame.change == frame.national + frame.mix + frame.competitive).all()


def test_windows_of_other_places_are_refused():
    with pytest.raises(RequestError, match="do not have the same places"):
        shift_share(window([[1, 2], [3, 4]]), window([[1, 2]]))


def test_windows_with_other_kinds_of_whole_are_refused():
    with pytest.raises(RequestError, match="Only window 2010 has a reference"):
        shift_share(window([[1, 2]], reference=[5, 5]), window([[1, 2]], period="2020"))


def test_a_place_with_what_the_reference_lacks_is_refused():
    before = window([[1, 2]], reference=[5, 0])
    after = window([[1, 2]], reference=[5, 9], period="2020")
    with pytest.raises(RequestError, match=r"^A has y in 2010 but the reference has none"):
        shift_share(before, after)


def test_an_empty_start_is_refused():
    with pytest.raises(RequestError, match="all totals are zero in 2010"):
        shift_share(window([[0, 0], [0, 0]]), window([[1, 2], [3, 4]]))


def test_shift_share_agrees_with_plain_loops():
    generator = np.random.default_rng(7)
    first = generator.poisson(3, size=(5, 4)).tolist()
    last = generator.poisson(5, size=(5, 4)).tolist()
    found = shift_share(window(first), window(last))
    whole = sum(map(sum, last)) / sum(map(sum, first)) - 1
    for a in range(4):
        own = sum(row[a] for row in last) / sum(row[a] for row in first) - 1
        for p in range(5):
            was, now = first[p][a], last[p][a]
            assert found["national"][p, a] == pytest.approx(was * whole)
            assert found["mix"][p, a] == pytest.approx(was * (own - whole))
            assert found["competitive"][p, a] == pytest.approx(now - was * (1 + own))
