"""What the activity table takes in, keeps out and refuses."""

from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import smartspec as ss
from smartspec.core.errors import RequestError, SmartspecWarning
from smartspec.tables.activity import ActivityTable
from smartspec.tables.files import read_frame, write_frame
from smartspec.tables.matrix import Matrix

LONG = {
    "place": ["A", "A", "B", "B"],
    "activity": ["x", "y", "x", "y"],
    "period": [2019, 2019, 2019, 2019],
    "value": [3.0, 1.0, 1.0, 4.0],
}


def table(**columns: object) -> ActivityTable:
    return ActivityTable.from_frame(pd.DataFrame({**LONG, **columns}))


def test_sums_and_rows_of_unknown_origin_are_kept_out_and_named() -> None:
    made = ActivityTable.from_frame(
        pd.DataFrame(
            {
                "place": ["Denmark", "Sweden", "EU-27", "World", "Unclassified", "OTH"],
                "activity": ["x"] * 6,
                "value": [1, 2, 3, 10, 4, 3],
            }
        ),
        economies=True,
    )
    assert made.places == ["DNK", "SWE"]
    assert made.background == ("OTH",)
    assert made.matrix().activity_totals.tolist() == [6.0]
    assert any("EU-27, World" in note for note in made.notes)
    assert any("Unclassified" in note for note in made.notes)


def test_a_name_that_matches_nothing_stays_and_is_listed() -> None:
    made = ActivityTable.from_frame(
        {"place": ["Denmark", "Sweden", "Norway", "Ruritania"], "activity": ["x"] * 4, "value": [1] * 4},
        economies=True,
    )  # fmt: skip
    assert made.places == ["DNK", "NOR", "Ruritania", "SWE"]
    assert made.unmatched == ("Ruritania",)
    assert any("Ruritania" in note for note in made.notes)


def test_codes_of_us_states_are_not_taken_for_economies() -> None:
    states = ["DE", "AL", "CA", "NY", "TX", "OH", "WI", "AK", "NV", "MT", "OR"]
    made = ActivityTable.from_frame(
        {"place": states, "activity": ["x"] * len(states), "value": [1] * len(states)},
        economies=True,
    )
    assert made.places == sorted(states)


def test_the_reference_is_the_whole_and_no_place() -> None:
    made = ActivityTable.from_frame(
        {"place": ["A", "World"], "activity": ["x", "x"], "value": [1, 10]}, reference="World"
    )
    counts = made.matrix()
    assert counts.places.tolist() == ["A"]
    assert counts.activity_totals.tolist() == [10.0]


def test_windows_add_up_periods() -> None:
    years = pd.DataFrame(
        {
            "place": ["A"] * 3,
            "activity": ["x"] * 3,
            "period": [2007, 2008, 2010],
            "value": [1, 2, 4],
        }
    )
    made = ActivityTable.from_frame(years)
    assert made.matrix("2007-2008").values.tolist() == [[3.0]]
    assert made.matrix("2007-2010").period == "2007-2010"
    assert [m.period for m in made.matrices()] == ["2007", "2008", "2010"]


def test_numbers_as_labels_are_ordered_by_size_and_keep_leading_zeros() -> None:
    frame = pd.DataFrame({"place": ["A"] * 3, "activity": ["10", "9", "01"], "value": [1, 2, 3]})
    assert ActivityTable.from_frame(frame).activities == ["01", "9", "10"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([1, 2, 3, np.inf], "infinite values in row 5"),
        ([1, -2, 3, 4], "negative values in row 3"),
        ([1, None, 3, 4], "1 value of 'value' is missing|missing"),
        (["1", "two", "3", "4"], "'two' in row 3"),
        ([True, False, True, True], "boolean"),
    ],
)
def test_what_is_no_count_is_refused_with_its_row(values: list[object], told: str) -> None:
    with pytest.raises(RequestError, match=told):
        table(value=values)


def test_doubled_keys_are_named_and_can_be_added_up() -> None:
    doubled = pd.DataFrame({**LONG, "activity": ["x", "x", "x", "y"]})
    with pytest.raises(RequestError, match=r"\(A, x, 2019\)"):
        ActivityTable.from_frame(doubled)
    summed = ActivityTable.from_frame(doubled, duplicates="sum")
    assert summed.matrix().row("A").tolist() == [4.0, 0.0]


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table, dict])
def test_any_kind_of_table_goes_in_and_pandas_comes_out(make: type) -> None:
    found = ss.rta(make(LONG))
    assert isinstance(found, pd.DataFrame)
    assert found["rta"].round(4).tolist() == [1.6875, 0.45, 0.45, 1.44]


def test_the_caller_s_table_is_never_changed() -> None:
    mine = pd.DataFrame(LONG)
    before = mine.copy(deep=True)
    ss.rta(mine, windows=["2019"])
    pd.testing.assert_frame_equal(mine, before)


def test_a_place_empty_in_one_period_is_left_empty_with_a_warning() -> None:
    years = pd.DataFrame(
        {
            "place": ["A", "B", "C"] * 2,
            "activity": ["x"] * 6,
            "period": [2018] * 3 + [2019] * 3,
            "value": [1, 2, 0, 1, 2, 3],
        }
    )
    with pytest.warns(SmartspecWarning, match="C in 2018"):
        found = ss.rta(years)
    assert found.loc[(found["place"] == "C") & (found["period"] == "2018"), "rta"].isna().all()
    assert found["rta"].notna().sum() == 5


def test_small_places_can_be_dropped_without_moving_the_others() -> None:
    frame = pd.DataFrame({**LONG, "value": [30, 10, 1, 2]})
    more = pd.concat([frame, frame.assign(place="C", value=[50, 60, 0, 0])]).drop_duplicates(
        ["place", "activity"]
    )
    everyone = ss.rta(more).set_index(["place", "activity"])["rta"]
    large = ss.rta(more, min_total=10).set_index(["place", "activity"])["rta"]
    assert set(large.index.get_level_values("place")) == {"A", "C"}
    pd.testing.assert_series_equal(large, everyone[large.index])


def test_every_indicator_is_a_function_of_the_package() -> None:
    names = {entry.name for entry in ss.list_indicators()}
    assert names < set(ss.__all__) <= set(dir(ss))
    for name in names:
        assert getattr(ss, name).__name__ == name
    for name in ss.__all__:
        assert getattr(ss, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'rtaa'"):
        ss.rtaa  # noqa: B018 (the attribute itself is what is asked for)


def test_a_matrix_is_read_only_and_does_not_copy() -> None:
    values = np.array([[1.0, 2.0]])
    made = Matrix(values, ["A"], ["x", "y"])
    assert np.shares_memory(made.values, values)
    with pytest.raises(ValueError, match="read-only"):
        made.values[0, 0] = 9


@pytest.mark.parametrize(
    ("places", "values", "told"),
    [
        (["A", "A"], [[1.0], [2.0]], "A place stands twice: A"),
        (["A"], [[1.0], [2.0]], "shape"),
        (["A", "B"], [[1.0], [-2.0]], "not negative"),
        (["A", "B"], [[1.0], [np.nan]], "finite"),
    ],
)
def test_a_matrix_that_does_not_fit_is_refused(
    places: list[str], values: list[list[float]], told: str
) -> None:
    with pytest.raises(RequestError, match=told):
        Matrix(values, places, ["x"])


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "tsv", "parquet", "xlsx"])
def test_what_is_written_is_read_back(ending: str, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"code": ["01", "NA", "=1+1", "é,\"x\""], "value": [1.0, 0.1 + 0.2, 1e-12, 12345678.9]}
    )  # fmt: skip
    path = tmp_path / f"t.{ending}"
    write_frame(frame, path)
    back = read_frame(path, values=["value"])
    assert back["code"].tolist() == frame["code"].tolist()
    tolerance = 1e-15 if ending == "xlsx" else 0  # a worksheet keeps 16 digits
    np.testing.assert_allclose(
        back["value"].to_numpy(dtype=float), frame["value"].to_numpy(), rtol=tolerance
    )


def test_a_semicolon_file_is_read_as_one(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("place;value\nA;1\nB;2\n", "utf-8")
    assert read_frame(path, values=["value"])["value"].tolist() == [1, 2]


@pytest.mark.parametrize(("missing", "told"), [("drop", "left out"), ("zero", "taken for zero")])
def test_what_becomes_of_missing_values_is_said(missing: str, told: str) -> None:
    made = ActivityTable.from_frame(
        pd.DataFrame({**LONG, "value": [3.0, None, 1.0, 4.0]}),
        missing=missing,  # type: ignore[arg-type]
    )
    assert any(
        f"Missing values {told}: 1" in note and "lower bounds" in note for note in made.notes
    )


def test_a_period_may_be_named_as_the_table_writes_it() -> None:
    frame = pd.DataFrame({**LONG, "period": ["2010-2014", "2015-2019"] * 2})
    assert ActivityTable.from_frame(frame).matrix("2015-2019").total == 5.0
