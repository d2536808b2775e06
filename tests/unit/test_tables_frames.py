"""Columns of any kind become text and numbers; what cannot is told with its row."""

import datetime
import decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from smartspec.core.errors import RequestError
from smartspec.tables.frames import as_frame, melt, pick_columns, read_values, settle_missing

NAMES = {"place": "place", "activity": "activity", "value": "value"}


def read(frame, missing="refuse", names=NAMES):
    return settle_missing(read_values(frame, names), names["value"], missing=missing)[0]


def values_of(values, missing="refuse"):
    frame = pd.DataFrame({"place": "A", "activity": "x", "value": values})
    return read(frame, missing)["value"].tolist()


def places_of(places):
    frame = pd.DataFrame({"place": places, "activity": "x", "value": 1})
    return read(frame)["place"].tolist()


@pytest.mark.parametrize(
    ("labels", "text"),
    [
        (["A", "B"], ["A", "B"]),
        ([" A ", "B\t"], ["A", "B"]),
        ([1, 2], ["1", "2"]),
        ([10100.0, 10200.0], ["10100", "10200"]),
        ([10100.0, np.nan], ["10100", ""]),
        ([1.5, 2.0], ["1.5", "2.0"]),
        ([1e20, 1.0], ["1e+20", "1.0"]),
        ([None, "B"], ["", "B"]),
        (pd.Categorical(["b", None, "a"], categories=["b", "a", "unused"]), ["b", "", "a"]),
        (pd.Categorical([10100.0, np.nan, 7.0]), ["10100", "", "7"]),
        (pd.Categorical([3, None, 1]), ["3", "", "1"]),
        (pd.array([1, None], dtype="Int64"), ["1", ""]),
        (pd.array(["é", None], dtype=pd.ArrowDtype(pa.string())), ["é", ""]),
    ],
)
def test_labels_of_any_type_become_the_text_that_people_mean(labels, text):
    assert places_of(labels) == text


@pytest.mark.parametrize(
    ("values", "numbers"),
    [
        ([1, 2], [1.0, 2.0]),
        (["1", " 2.5 "], [1.0, 2.5]),
        ([decimal.Decimal("0.1"), 2], [0.1, 2.0]),
        (pd.array([1, 2], dtype="Int64"), [1.0, 2.0]),
        (pd.array([1.5, 2], dtype=pd.ArrowDtype(pa.float64())), [1.5, 2.0]),
        (pd.Categorical([4, 2]), [4.0, 2.0]),
        (pd.Categorical(["4", "2"]), [4.0, 2.0]),
        (np.array([1, 2], dtype=np.uint8), [1.0, 2.0]),
        ([10**30, 1], [1e30, 1.0]),
    ],
)
def test_counts_of_any_numeric_type_become_floats(values, numbers):
    found = values_of(values)
    assert found == numbers
    assert all(type(number) is float for number in found)


@pytest.mark.parametrize(
    "values",
    [
        [True, False],
        pd.array([True, None], dtype="boolean"),
        np.array([True, False], dtype=object),
        pd.Categorical([True, False]),
        [1 + 2j, 3],
        [datetime.date(2009, 1, 1)] * 2,
        pd.to_datetime(["2009-01-01"] * 2),
        pd.to_timedelta([1, 2], unit="D"),
    ],
)
def test_what_pandas_would_take_for_numbers_and_people_would_not_is_refused(values):
    with pytest.raises(RequestError, match=r"Column 'value' holds .* not counts"):
        values_of(values)


@pytest.mark.parametrize(
    ("values", "text", "row"),
    [
        (["1", "many"], "many", 3),
        (["1,5", "2"], "1,5", 2),
        (["1_000", "2"], "1_000", 2),
        (["1", "0x10"], "0x10", 3),
        (["1", "2009-01-01"], "2009-01-01", 3),
        (["1", "-"], "-", 3),
    ],
)
def test_text_among_numbers_is_told_with_its_row(values, text, row):
    with pytest.raises(RequestError) as told:
        values_of(values)
    assert f"holds text where a number should be: '{text}' in row {row}." in str(told.value)


@pytest.mark.parametrize("empty", [None, np.nan, "", "NA", ":", pd.NA])
def test_an_empty_value_is_refused_dropped_or_zero_as_told_to(empty):
    values = pd.Series([1, empty, 3], dtype=object)
    with pytest.raises(RequestError, match="1 value of 'value' missing, the first in row 3"):
        values_of(values)
    assert values_of(values, missing="drop") == [1.0, 3.0]
    assert values_of(values, missing="zero") == [1.0, 0.0, 3.0]


def test_an_unknown_way_with_empty_values_is_refused():
    with pytest.raises(RequestError, match="missing is 'refuse', 'drop' or 'zero', not 'mean'"):
        values_of([1], missing="mean")


def test_years_that_a_program_wrote_as_floats_are_years_and_codes_are_left_alone():
    frame = pd.DataFrame(
        {"place": ["01.0"], "activity": ["2009.0"], "period": ["2009.0"], "value": [1]}
    )
    row = read(frame, names={**NAMES, "period": "period"}).iloc[0]
    assert row.tolist() == ["01.0", "2009.0", "2009", 1.0]


def test_rows_are_counted_from_the_top_whatever_the_index_says():
    frame = pd.DataFrame(
        {"place": ["A", "B"], "activity": "x", "value": ["1", "many"]}, index=["z", "z"]
    )
    with pytest.raises(RequestError, match="in row 3"):
        read(frame)


@pytest.mark.parametrize(
    "table",
    [
        pl.DataFrame({"place": ["A"], "value": [1]}),
        pl.DataFrame({"place": ["A"], "value": [1]}, schema_overrides={"place": pl.Categorical}),
        pa.table({"place": ["A"], "value": [1]}),
        pa.table({"place": pa.array(["A"]).dictionary_encode(), "value": [1]}),
        pa.Table.from_pandas(pd.DataFrame({"place": ["A"], "value": [1]}).set_index("place")),
        {"place": ["A"], "value": [1]},
    ],
)
def test_any_kind_of_table_becomes_the_same_frame(table):
    frame = as_frame(table)
    assert frame["place"].astype("str").tolist() == ["A"]
    assert frame["value"].tolist() == [1]


def test_the_caller_s_own_frame_is_not_copied():
    mine = pd.DataFrame({"a": [1]})
    assert as_frame(mine) is mine


@pytest.mark.parametrize(
    "thing",
    [
        None,
        3,
        "table.csv",
        [1, 2],
        pd.Series([1, 2]),
        pl.Series([1, 2]),
        pl.LazyFrame({"a": [1]}),
        {"a": [1, 2], "b": [1]},
        {"a": 1},
    ],
)
def test_what_is_no_table_is_refused(thing):
    with pytest.raises(RequestError, match=r"not a table.*Give a pandas, polars or Arrow table"):
        as_frame(thing)


def pick(columns, **named):
    chosen = {"place": "place", "activity": "activity", "period": "period", "value": "value"}
    frame = pd.DataFrame([[1] * len(columns)], columns=columns)
    return pick_columns(frame, **{**chosen, **named})


def test_the_usual_period_may_be_absent_and_a_named_one_may_not():
    assert "period" not in pick(["place", "activity", "value"])
    with pytest.raises(RequestError, match="There is no column 'year' for the period"):
        pick(["place", "activity", "value"], period="year")


def test_a_missing_column_offers_the_nearest_and_the_option_that_names_it():
    with pytest.raises(RequestError) as told:
        pick(["plce", "activity", "value"])
    assert str(told.value) == (
        "There is no column 'place' for the place. Did you mean 'plce'? The table has: plce, "
        "activity, value. Name the column with --place."
    )


def test_a_doubled_column_matters_only_if_it_is_used():
    with pytest.raises(RequestError, match="Column 'value' stands twice"):
        pick(["place", "activity", "value", "value"])
    assert pick(["place", "activity", "value", "note", "note"])["value"] == "value"


def test_one_column_cannot_be_two_things():
    with pytest.raises(RequestError, match="named both for the place and for the activity"):
        pick(["place", "value"], activity="place")


def test_columns_that_are_numbers_can_be_named_by_their_text():
    frame = pd.DataFrame({0: ["A"], 1: ["x"], 2: [3]})
    names = pick_columns(frame, place="0", activity="1", period=None, value="2")
    found = read(frame, names=names)
    assert found.iloc[0].tolist() == ["A", "x", "all", 3.0]


def test_a_matrix_becomes_a_long_table_that_remembers_its_rows():
    long = melt(pd.DataFrame({"region": ["01", "NA"], "x": [1, 2], 2009: ["3", ""]}))
    assert long[["place", "activity"]].to_numpy().tolist() == [
        ["01", "x"], ["01", "2009"], ["NA", "x"], ["NA", "2009"],
    ]  # fmt: skip
    assert long["value"].tolist()[:3] == [1.0, 3.0, 2.0]
    with pytest.raises(RequestError, match="missing, the first in row 3"):
        read(long)


def test_text_in_a_matrix_is_told_with_its_row_and_column():
    with pytest.raises(RequestError, match=r"Column 'y' holds text .* 'b' in row 3"):
        melt(pd.DataFrame({"region": ["A", "B"], "x": [1, 2], "y": ["1", "b"]}))


def test_a_matrix_without_activities_is_refused():
    with pytest.raises(RequestError, match="this one has only: region"):
        melt(pd.DataFrame({"region": ["A"]}))
