"""Laws of reading, writing and laying out tables. (Those of sums: test_activity_table_properties.)"""

import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartspec.core.errors import RequestError
from smartspec.indicators.apply import apply
from smartspec.tables.activity import ActivityTable
from smartspec.tables.files import read_frame, write_frame
from smartspec.tables.frames import as_frame, melt
from smartspec.tables.periods import Window, parse_window, periods_inside

# Surrogates are no characters, and a carriage return inside a cell is the one thing that a CSV
# reader may take for the end of a line.
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\"',;=+-@")
TRICKY = st.sampled_from(
    ["NA", "007", "7", "nan", "null", "None", "TRUE", "1e5", "=1+1", "2009-01-01", "1,5", "#N/A",
     "Türkiye", "東京", "\u200fעברית", "'quoted'", '"quoted"', "a\nb", "inf", "-", " padded ", "𝛼"]
)  # fmt: skip
LABELS = st.one_of(TRICKY, st.text(LETTERS, min_size=1, max_size=12))
NUMBERS = st.floats(0, 1e99, allow_nan=False) | st.integers(0, 2**53).map(float)
ROWS = st.lists(st.tuples(LABELS, NUMBERS), min_size=1, max_size=8)
TEXT_FORMATS = ("csv", "csv.gz", "tsv", "tsv.gz")


def written_and_read(
    rows: list[tuple[str, float]], ending: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    frame = pd.DataFrame(rows, columns=["code", "value"]).astype({"code": "str"})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"table.{ending}"
        write_frame(frame, file)
        return frame, read_frame(file, values=["value"])


@pytest.mark.parametrize("ending", [*TEXT_FORMATS, "parquet"])
@given(rows=ROWS)
@settings(max_examples=60)
def test_what_is_written_is_read_back_letter_by_letter_and_bit_by_bit(rows, ending):
    frame, back = written_and_read(rows, ending)
    assert back["code"].tolist() == frame["code"].tolist()
    np.testing.assert_array_equal(back["value"].to_numpy(dtype=float), frame["value"].to_numpy())


@given(rows=ROWS)
@settings(max_examples=50)
def test_a_workbook_keeps_all_letters_and_the_16_digits_that_a_cell_has(rows):
    frame, back = written_and_read(rows, "xlsx")
    assert back["code"].tolist() == frame["code"].tolist()
    np.testing.assert_allclose(
        back["value"].to_numpy(dtype=float), frame["value"].to_numpy(), rtol=1e-15
    )


@given(content=st.binary(max_size=200))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("ending", [*TEXT_FORMATS, "parquet", "xlsx"])
def test_any_bytes_are_a_table_or_a_wrong_request_but_never_a_fault(content, ending, tmp_path):
    file = tmp_path / f"any.{ending}"
    file.write_bytes(content)
    with suppress(RequestError):
        read_frame(file, values=["value"])


@given(text=st.text(LETTERS | st.sampled_from(',\n\r"'), max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_rows_below_a_good_header_are_a_table_or_a_wrong_request(text, tmp_path):
    file = tmp_path / "any.csv"
    file.write_bytes(b"place,activity,value\nA,x,1\n" + text.encode())
    with suppress(RequestError):
        made = ActivityTable.from_frame(read_frame(file, values=["value"]), duplicates="sum")
        assert made.matrix().total >= 1


SMALL = st.sampled_from(["a", "b", "c", "d"])
CELLS = st.dictionaries(
    st.tuples(SMALL, SMALL, st.integers(2001, 2003)), st.integers(1, 1000), min_size=1, max_size=30
)


def long(cells: dict[tuple[str, str, int], int]) -> pd.DataFrame:
    rows = [
        ("p" + place, "f" + field, year, count) for (place, field, year), count in cells.items()
    ]
    return pd.DataFrame(rows, columns=["place", "activity", "period", "value"])


@given(cells=CELLS, random=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_digit_of_an_answer(cells, random):
    frame = long(cells)
    order = list(range(len(frame)))
    random.shuffle(order)
    first = apply("herfindahl", ActivityTable.from_frame(frame)).frame
    second = apply("herfindahl", ActivityTable.from_frame(frame.iloc[order])).frame
    pd.testing.assert_frame_equal(first, second)


@given(cells=CELLS)
def test_a_table_is_the_same_whatever_its_columns_are_called_and_typed(cells):
    frame = long(cells)
    other = frame.astype({"place": "category", "period": float, "value": object}).rename(
        columns={"place": "Region", "value": "n"}
    )
    first = ActivityTable.from_frame(frame)
    second = ActivityTable.from_frame(other, place="Region", value="n")
    pd.testing.assert_frame_equal(first.frame, second.frame)


@given(cells=CELLS)
def test_a_matrix_laid_wide_and_melted_again_is_the_same_counts(cells):
    counts = ActivityTable.from_frame(long(cells)).matrix()
    wide = pd.DataFrame(counts.dense(), columns=counts.activities)
    wide.insert(0, "place", counts.places)
    again = ActivityTable.from_frame(melt(wide)).matrix()
    assert again.places.tolist() == counts.places.tolist()
    assert again.activities.tolist() == counts.activities.tolist()
    np.testing.assert_array_equal(again.dense(), counts.dense())


@given(cells=CELLS)
def test_the_caller_s_frame_is_as_it_was(cells):
    frame = long(cells)
    before = frame.copy(deep=True)
    ActivityTable.from_frame(frame, duplicates="sum", missing="zero").matrix()
    pd.testing.assert_frame_equal(frame, before)
    assert as_frame(frame) is frame


@given(start=st.integers(1000, 9999), years=st.integers(1, 30))
def test_a_window_written_and_read_is_the_same(start, years):
    window = Window(start, min(9999, start + years - 1))
    assert parse_window(str(window)) == window


@given(known=st.sets(st.integers(1990, 2020), min_size=2), data=st.data())
def test_two_windows_side_by_side_share_the_periods_between_them(known, data):
    years = sorted(known)
    last_of_first = data.draw(st.sampled_from(years[:-1]))
    periods = [str(year) for year in years]
    first = periods_inside(Window(years[0], last_of_first), periods)
    second = periods_inside(Window(last_of_first + 1, years[-1]), periods)
    assert first + second == periods
