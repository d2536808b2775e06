"""What holds of change whatever the counts."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from smartspec.indicators.change import align, growth, rank_change, rta_change, share_change
from smartspec.tables.matrix import Matrix


def labelled(values):
    return Matrix(
        values, [f"P{i}" for i in range(len(values))], [f"a{i}" for i in range(values.shape[1])]
    )


@st.composite
def two_windows(draw):
    shape = draw(st.tuples(st.integers(2, 5), st.integers(1, 5)))
    tables = hnp.arrays(np.float64, shape, elements=st.integers(0, 40).map(float))
    before, after = draw(tables), draw(tables)
    assume(before.sum() > 0)
    assume(after.sum() > 0)
    return labelled(before), labelled(after)


@st.composite
def any_matrix(draw):
    places = draw(st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=5, unique=True))
    activities = draw(st.lists(st.sampled_from("vwxyz"), min_size=1, max_size=5, unique=True))
    shape = (len(places), len(activities))
    values = draw(hnp.arrays(np.float64, shape, elements=st.integers(1, 9).map(float)))
    return Matrix(values, places, activities)


@given(two_windows())
def test_nothing_changes_between_a_window_and_itself(windows):
    before, _ = windows
    change = rta_change(before, before)
    here = np.isfinite(change["p_value"])
    np.testing.assert_array_equal(change["difference"][here], 0)
    assert (change["p_value"][here] > 0.3).all()
    assert (change["ratio_low"][here] <= 1).all()
    assert (change["ratio_high"][here] >= 1).all()


@given(two_windows())
def test_the_ratio_lies_in_its_interval(windows):
    change = rta_change(*windows)
    here = np.isfinite(change["ratio"])
    assert (change["ratio_low"][here] <= change["ratio"][here] * (1 + 1e-12)).all()
    assert (change["ratio"][here] <= change["ratio_high"][here] * (1 + 1e-12)).all()


@given(two_windows())
def test_turning_time_around_turns_every_change_around(windows):
    before, after = windows
    forth, back = rta_change(before, after), rta_change(after, before)
    np.testing.assert_allclose(back["difference"], -forth["difference"])
    np.testing.assert_allclose(back["p_value"], forth["p_value"], rtol=1e-9)
    np.testing.assert_allclose(back["q_value"], forth["q_value"], rtol=1e-9)
    ranks = rank_change(before, after)["rank_change"]
    np.testing.assert_array_equal(rank_change(after, before)["rank_change"], -ranks)


@given(two_windows())
def test_changes_of_a_place_s_shares_add_up_to_0(windows):
    change = share_change(*windows)["share_of_place_change_pp"]
    np.testing.assert_allclose(np.nansum(change, axis=1), 0, atol=1e-9)


@given(two_windows())
def test_ranks_are_one_more_than_the_number_of_places_ahead(windows):
    before, after = windows
    result = rank_change(before, after)
    ratio = rta_change(before, after)["rta_before"]
    for column, ranks in zip(ratio.T, result["rank_before"].T, strict=True):
        for mine, rank in zip(column, ranks, strict=True):
            if np.isnan(mine):
                assert np.isnan(rank)
            else:
                assert rank == 1 + sum(other > mine + 1e-9 for other in column)


@given(two_windows())
def test_growth_leads_from_the_count_before_to_the_count_after(windows):
    result = growth(*windows)
    here = result["count_before"] > 0
    was, now, grown = (result[name][here] for name in result.columns)
    np.testing.assert_allclose(was * (1 + grown / 100), now, atol=1e-9)


@given(any_matrix(), any_matrix())
def test_align_moves_every_count_to_its_own_labels_and_adds_nothing(before, after):
    for old, new in zip((before, after), align(before, after), strict=True):
        assert new.values.sum() == old.values.sum()
        for i, place in enumerate(old.places):
            for j, activity in enumerate(old.activities):
                column = new.activities.tolist().index(activity)
                assert new.row(place)[column] == old.dense()[i, j]
