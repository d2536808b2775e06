"""Laws that hold for any activity table."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from smartspec.tables.activity import ActivityTable
from smartspec.tables.grouping import group_activities, union_places

LABELS = st.integers(0, 4)
ROWS = st.lists(
    st.tuples(LABELS, LABELS, st.integers(2015, 2019), st.floats(0.01, 1e6)),
    min_size=1,
    max_size=40,
)


def table_of(rows: list[tuple[int, int, int, float]]) -> ActivityTable:
    frame = pd.DataFrame(rows, columns=["place", "activity", "period", "value"])
    frame["place"] = "p" + frame["place"].astype(str)
    frame["activity"] = "a" + frame["activity"].astype(str)
    return ActivityTable.from_frame(frame, duplicates="sum")


@given(ROWS)
def test_adding_up_duplicates_loses_nothing(rows: list[tuple[int, int, int, float]]) -> None:
    np.testing.assert_allclose(table_of(rows).matrix().total, sum(row[3] for row in rows))


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    rows: list[tuple[int, int, int, float]], random: object
) -> None:
    shuffled = rows.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = table_of(rows).matrix(), table_of(shuffled).matrix()
    assert first.places.tolist() == second.places.tolist()
    np.testing.assert_allclose(first.dense(), second.dense())


@given(ROWS)
def test_windows_add_up_to_the_whole(rows: list[tuple[int, int, int, float]]) -> None:
    table = table_of(rows)
    parts = sum(counts.dense() for counts in table.matrices())
    np.testing.assert_allclose(parts, table.matrix().dense())


@given(ROWS, st.integers(1, 4))
def test_groups_of_activities_conserve_totals(
    rows: list[tuple[int, int, int, float]], size: int
) -> None:
    counts = table_of(rows).matrix()
    grouped = group_activities(counts, {"first": counts.activities[:size].tolist()})
    np.testing.assert_allclose(grouped.place_totals, counts.place_totals)
    np.testing.assert_allclose(grouped.total, counts.total)


@given(ROWS)
def test_the_union_of_all_places_is_the_whole(rows: list[tuple[int, int, int, float]]) -> None:
    counts = table_of(rows).matrix()
    everyone = union_places(counts, {"ALL": counts.places.tolist()})
    np.testing.assert_allclose(everyone.values[0], counts.activity_totals)
    np.testing.assert_allclose(everyone.activity_totals, counts.activity_totals)
