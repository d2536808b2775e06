"""The activity table: what is a fault in it, which way out is offered, and how it is laid out."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.tables import activity
from smartspec.tables.activity import ActivityTable
from smartspec.tables.frames import melt


def table(rows, **options):
    frame = pd.DataFrame(rows, columns=["place", "activity", "period", "value"])
    return ActivityTable.from_frame(frame, **options)


def refusal(rows, **options):
    with pytest.raises(RequestError) as told:
        table(rows, **options)
    assert "\n" not in str(told.value)
    return str(told.value)


GOOD = [("A", "x", 2001, 1), ("A", "y", 2001, 2), ("B", "x", 2002, 3)]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("", "x", 2003, 1), "Column 'place' is empty in row 5. Fill in the place"),
        (("  ", "x", 2003, 1), "Column 'place' is empty in row 5. Fill in the place"),
        (("A", None, 2003, 1), "Column 'activity' is empty in row 5. Fill in the activity"),
        (("A", "x", None, 1), "Column 'period' is empty in row 5. Fill in the period"),
        (("A", "x", 2003, -1), "Column 'value' has negative values in row 5; counts are finite"),
        (("A", "x", 2003, -np.inf), "Column 'value' has infinite values in row 5; counts are"),
        (("A", "x", 2003, 1e100), "Column 'value' has values of 1e+100 and more, too large to"),
        (("A", "x", 2001, 9), "1 key (place, activity, period) found more than once; the first is "
         "(A, x, 2001) in rows 2, 5. Add them up with --sum-duplicates"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_row_where_the_header_is_row_1(row, told):
    assert refusal([*GOOD, row]).startswith(told)


def test_the_first_fault_told_is_the_most_basic():
    rows = [("A", "x", 1, np.inf), ("B", "x", 1, -1), ("", "x", 1, 1), ("B", "x", 1, 2)]
    assert "empty" in refusal(rows)
    assert "infinite" in refusal(rows[:2])


def test_faults_in_many_rows_name_the_first_few():
    rows = [("A", f"x{number}", 2001, -1) for number in range(9)]
    assert "in rows 2, 3, 4, 5 and 5 more" in refusal(rows)


def test_a_fault_in_a_row_that_follows_dropped_ones_has_the_number_of_the_source():
    rows = [("A", "x", 2001, np.nan), ("A", "y", 2001, np.nan), ("A", "z", 2001, -1)]
    assert "in row 4" in refusal(rows, missing="drop")


def test_adding_up_does_not_hide_what_is_no_count():
    rows = [("A", "x", 2001, 5), ("A", "x", 2001, -1)]
    assert "negative values in row 3" in refusal(rows, duplicates="sum")


def test_a_fault_in_a_matrix_is_told_with_the_matrix_s_row():
    with pytest.raises(RequestError, match="negative values in row 3"):
        ActivityTable.from_frame(melt(pd.DataFrame({"p": ["A", "B"], "x": [1, -1], "y": [1, 1]})))
    with pytest.raises(RequestError, match=r"\(A, x, all\) in rows 2, 3"):
        ActivityTable.from_frame(melt(pd.DataFrame({"p": ["A", "A"], "x": [1, 1]})))


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ({"duplicates": "add"}, "duplicates is 'refuse' or 'sum', not 'add'"),
        ({"aggregates": "drop"}, "aggregates is 'leave_out' or 'keep', not 'drop'"),
        ({"missing": "mean"}, "missing is 'refuse', 'drop' or 'zero', not 'mean'"),
    ],
)
def test_a_wrong_option_is_told_and_never_taken_for_the_default(option, told):
    assert told in refusal(GOOD, **option)


def test_the_unit_is_the_name_of_the_values_unless_given():
    frame = pd.DataFrame({"place": ["A"], "activity": ["x"], "jobs": [1]})
    assert ActivityTable.from_frame(frame, value="jobs").unit == "jobs"
    assert ActivityTable.from_frame(frame, value="jobs", unit="employees").matrix().unit == "employees"  # fmt: skip


def test_a_table_without_periods_is_one_period():
    made = ActivityTable.from_frame({"place": ["A"], "activity": ["x"], "value": [1]})
    assert made.periods == ["all"]
    assert [counts.period for counts in made.matrices()] == ["all"]


def test_every_window_has_all_places_and_activities_of_the_table():
    made = table(GOOD)
    first, second = made.matrices(["2001", "2002"])
    assert first.places.tolist() == second.places.tolist() == ["A", "B"]
    assert first.values.tolist() == [[1.0, 2.0], [0.0, 0.0]]
    assert second.values.tolist() == [[0.0, 0.0], [3.0, 0.0]]


def test_a_period_that_is_itself_a_window_can_be_asked_for_by_its_name():
    made = table([("A", "x", "2007-2009", 1), ("A", "x", "2010-2012", 2)])
    assert made.matrix("2007-2009").total == 1.0


@pytest.mark.parametrize(
    ("labels", "order"),
    [
        (["10", "9", "1"], ["1", "9", "10"]),
        (["b", "a", "10"], ["10", "a", "b"]),
        (["1", "01", "001"], ["001", "01", "1"]),
        (["²", "1"], ["1", "²"]),
        (["-1", "1"], ["-1", "1"]),
    ],
)
def test_labels_are_ordered_as_people_do(labels, order):
    assert table([("A", label, 2001, 1) for label in labels]).activities == order


def test_a_large_grid_stays_sparse_with_the_same_numbers(monkeypatch):
    dense = table(GOOD).matrix()
    monkeypatch.setattr(activity, "DENSE_CELLS", 3)
    kept_sparse = table([*GOOD, ("B", "y", 2002, 0)]).matrix()
    assert sparse.issparse(kept_sparse.values)
    assert kept_sparse.values.nnz == 3  # the zero that was listed is not stored
    np.testing.assert_array_equal(kept_sparse.dense(), dense.dense())


def test_the_reference_has_its_own_totals_also_of_what_no_place_has():
    rows = [("A", "x", 1, 2), ("B", "x", 1, 1), ("World", "x", 1, 10), ("World", "z", 1, 5)]
    counts = table(rows, reference="World").matrix()
    assert counts.places.tolist() == ["A", "B"]
    assert counts.activities.tolist() == ["x", "z"]
    assert counts.activity_totals.tolist() == [10.0, 5.0]
    assert counts.total == 15.0


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (GOOD, "There is no reference row 'World'. Valid: A, B."),
        ([*GOOD, ("world", "x", 2001, 9)], "Did you mean 'world'?"),
        ([*GOOD, ("World", "x", 2001, 9)], "The reference 'World' has no row in 2002"),
        ([("World", "x", 2001, 9)], "is the only place of the table"),
    ],
)
def test_a_reference_that_cannot_serve_is_told(rows, told):
    assert told in refusal(rows, reference="World")


def test_a_union_is_a_further_place_compared_with_the_same_whole():
    made = table([("A", "x", 1, 1), ("B", "x", 1, 2), ("C", "y", 1, 4)])
    wider = made.with_places({"AB": ("A", "B")})
    counts = wider.matrix()
    assert counts.places.tolist() == ["A", "AB", "B", "C"]
    assert counts.row("AB").tolist() == [3.0, 0.0]
    assert counts.activity_totals.tolist() == [3.0, 4.0]
    assert made.places == ["A", "B", "C"]


def test_a_union_of_a_table_with_background_keeps_the_whole():
    made = table([("A", "x", 1, 1), ("B", "x", 1, 2), ("Other", "x", 1, 4)])
    counts = made.with_places({"AB": ("A", "B")}).matrix()
    assert counts.places.tolist() == ["A", "AB", "B"]
    assert counts.total == 7.0


@pytest.mark.parametrize(
    ("unions", "told"),
    [
        ({"AZ": ("A", "Z")}, "There is no place for the union AZ 'Z'"),
        ({"A": ("A", "B")}, "'A' is a place of the table; name the union otherwise"),
    ],
)
def test_a_union_that_cannot_be_made_is_told(unions, told):
    with pytest.raises(RequestError, match=told):
        table(GOOD).with_places(unions)


@pytest.mark.parametrize("rows", [["World", "Asia"], ["Other"], ["Unclassified", "World"]])
def test_a_table_of_nothing_but_sums_is_told_how_to_keep_them(rows):
    told = refusal([(label, "x", 1, 1) for label in rows])
    assert "None of the places is one of its own" in told
    assert "--keep-aggregates" in told
    kept = table([(label, "x", 1, 1) for label in rows], aggregates="keep")
    assert kept.places == sorted(rows)
    assert kept.background == ()


def test_a_table_of_nothing_but_a_total_keeps_it():
    assert table([("A", "All fields", 1, 1), ("B", "All fields", 1, 1)]).activities == [
        "All fields"
    ]


def test_economies_under_codes_and_names_of_any_source_are_one_code_each():
    rows = [
        ("Türkiye", "x", 1, 1),
        ("EL", "x", 1, 2),
        ("Korea, Rep.", "x", 1, 3),
        ("NA", "x", 1, 4),
    ]
    assert table(rows, economies=True).places == ["GRC", "KOR", "NAM", "TUR"]
    assert table(rows).places == ["EL", "Korea, Rep.", "NA", "Türkiye"]
