"""A workbook holds typed, unrounded values; text never becomes a formula."""

from __future__ import annotations

import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest

from smartspec.core.errors import RequestError
from smartspec.report.workbook import NOTES, TableSheet, sheet_names, write_workbook

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK('http://x')", "http://x", "{=1}", "0042"]

FRAME = pd.DataFrame(
    {
        "name": [*DANGEROUS, None],
        "rta": [1 / 3, np.nan, np.inf, -np.inf, 0.1, 2.0, 3.0, 4.0, 5.0],
        "families": np.arange(9) * 1000,
        "year": [2009] * 9,
        "q_value": [0.0004] * 9,
        "clear": [True, False] * 4 + [True],
    }
)
SHEET = TableSheet("RTA: 2007/09", "Advantage", FRAME, {"rta": "ratio"}, ("Read with care.",))
ABOUT = (("Source", "=made up"), ("Licence", "none"))


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    target = tmp_path_factory.mktemp("book") / "tables.xlsx"
    write_workbook(target, [SHEET, SHEET], ABOUT)
    return target


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


def test_notes_stand_first_and_sheets_follow(book):
    assert book.sheetnames == [NOTES, "RTA- 2007-09", "RTA- 2007-09 (2)"]


def test_text_that_looks_like_a_formula_a_link_or_a_number_stays_text(book):
    cells = [book.worksheets[1].cell(row, 1) for row in range(2, 10)]
    assert [cell.value for cell in cells] == DANGEROUS
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_no_formula_stands_anywhere_in_the_file(path):
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if "worksheets/sheet" in name]
        assert len(sheets) == 3
        assert not any(b"<f>" in archive.read(name) for name in sheets)


def test_numbers_are_stored_unrounded_and_missing_ones_are_empty(book):
    values = [book.worksheets[1].cell(row, 2).value for row in range(2, 7)]
    assert values == [1 / 3, None, "infinite", "-infinite", 0.1]
    assert book.worksheets[1].cell(10, 1).value is None


def test_cells_are_typed_and_shown_as_their_kind(book):
    sheet = book.worksheets[1]
    kinds = [sheet.cell(3, column).data_type for column in (3, 4, 5, 6)]
    assert kinds == ["n", "n", "n", "b"]
    shown = [sheet.cell(2, column).number_format for column in (2, 3, 4, 5)]
    assert shown == ["#,##0.00", "#,##0", "0", "0.000"]


def test_the_header_is_frozen_and_can_be_filtered(book):
    sheet = book.worksheets[1]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:F10"
    assert [cell.value for cell in sheet[1]] == list(FRAME.columns)


def test_the_notes_tell_sources_sheets_columns_and_caveats(book):
    said = [cell.value for row in book[NOTES].iter_rows() for cell in row if cell.value]
    for words in ("=made up", "Advantage", "rta", "ratio", "Read with care.", "families"):
        assert words in said


def test_a_program_reads_back_what_was_written(path):
    back = pd.read_excel(path, sheet_name="RTA- 2007-09", dtype={"name": str})
    assert back["families"].tolist() == FRAME["families"].tolist()
    assert back["name"][:8].tolist() == DANGEROUS


def test_two_runs_give_the_same_bytes(path, tmp_path):
    write_workbook(tmp_path / "again.xlsx", [SHEET, SHEET], ABOUT)
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_an_empty_table_is_a_sheet_with_its_header(tmp_path):
    write_workbook(tmp_path / "empty.xlsx", [TableSheet("empty", "Empty", FRAME.head(0))])
    sheet = openpyxl.load_workbook(tmp_path / "empty.xlsx")["empty"]
    assert [cell.value for cell in sheet[1]] == list(FRAME.columns)
    assert sheet.max_row == 1


def test_long_names_are_cut_and_kept_apart():
    assert sheet_names(["a" * 40, "A" * 40]) == ["a" * 31, "A" * 27 + " (2)"]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(RequestError, match="there is no folder"):
        write_workbook(tmp_path / "lost" / "x.xlsx", [])
