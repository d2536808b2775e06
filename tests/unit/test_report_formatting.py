"""Numbers are rounded once, here, and written as a careful editor would."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smartspec.report import formatting as fmt
from smartspec.report.document import ColumnSpec, Table


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (1234.5, 0, "1,234"),
        (1235.5, 0, "1,236"),
        (1234567.891, 2, "1,234,567.89"),
        (-1234.5, 1, "\u22121,234.5"),
        (-0.0004, 2, "0.00"),
        (-0.006, 2, "\u22120.01"),
        (float("nan"), 2, "n/a"),
        (None, 2, "n/a"),
        (pd.NA, 2, "n/a"),
        (float("inf"), 2, "∞"),
        (float("-inf"), 2, "\u2212∞"),
        (np.int64(12), 0, "12"),
        (np.float32(0.5), 1, "0.5"),
    ],
)
def test_a_number_has_separators_a_true_minus_and_no_signed_zero(value, decimals, text):
    assert fmt.number(value, decimals=decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0.00"), (0.004, "<0.01"), (0.005001, "0.01"), (1.565, "1.56"), (2, "2.00")],
)
def test_a_small_ratio_is_not_passed_off_as_zero(value, text):
    assert fmt.ratio(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "<0.001"), (0.00099, "<0.001"), (0.001, "0.001"), (0.04949, "0.049"), (1, "1.000")],
)
def test_a_p_value_has_three_decimals_and_a_floor(value, text):
    assert fmt.p_value(value) == text


def test_a_change_shows_its_sign_unless_it_rounds_to_nothing():
    assert [fmt.signed(x) for x in (0.125, -0.126, 0.004, -0.004, 0)] == [
        "+0.12",
        "\u22120.13",
        "0.00",
        "0.00",
        "0.00",
    ]


def test_an_interval_without_an_end_is_not_available():
    assert fmt.interval(0.5, float("nan")) == "n/a"


@pytest.mark.parametrize(
    ("high", "text"),
    [(float("inf"), "0.50 or more"), (1_001, "0.50 or more"), (1_000, "0.50\u20131,000.00")],
)
def test_an_endless_interval_is_told_by_its_lower_end(high, text):
    assert fmt.interval(0.5, high) == text


def test_lists_and_counts_read_as_sentences_have_them():
    assert fmt.joined(["a"]) == "a"
    assert fmt.joined(["a", "b"], last="or") == "a or b"
    assert fmt.counted(1000, "economy", "economies") == "1,000 economies"
    assert fmt.counted(1, "field") == "1 field"


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("text", "x", "x"),
        ("text", None, "\u2013"),
        ("text", "", "\u2013"),
        ("text", 0, "0"),
        ("int", 1234, "1,234"),
        ("int", None, "\u2013"),
        ("count", 0.2, "<1"),
        ("count", 0.0, "0"),
        ("count", -0.2, "0"),
        ("count", 1234.4, "1,234"),
        ("count", None, "\u2013"),
        ("span", "2007-2009", "2007\u20132009"),
        ("span", "2007", "2007"),
        ("span", "pre-war", "pre-war"),
        ("span", None, "\u2013"),
        ("year", 2009, "2009"),
        ("decimal1", 0.25, "0.2"),
        ("decimal2", -1, "\u22121.00"),
        ("signed", 1, "+1.00"),
        ("p", float("nan"), "\u2013"),
        ("pct", 12.345, "12.3%"),
        ("percent-points", 1.25, "+1.2"),
        ("flag", True, "•"),
        ("flag", np.False_, ""),
        ("flag", pd.NA, ""),
    ],
)
def test_a_cell_is_written_as_its_column_asks(kind, value, text):
    assert fmt.cell(value, ColumnSpec("x", "X", kind)) == text


def test_cells_write_the_rows_shown_and_no_more():
    frame = pd.DataFrame({"name": ["a", "b"], "low": [0.5, 1.0], "high": [1.5, 2.0]})
    columns = (ColumnSpec("name", "Name"), ColumnSpec("low", "Range", "interval", upper="high"))
    assert fmt.cells(Table("t", "T", columns, frame, max_rows=1)) == [["a", "0.50\u20131.50"]]
    assert fmt.cells(Table("t", "T", columns, frame.head(0))) == []
