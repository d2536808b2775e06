"""Question: how do tables become a workbook that a colleague can go on with?

In: tables with their units and notes. Out: one XLSX file with typed cells and a sheet of notes.
Must not know: how the numbers were computed or how a report shows them.

Every sheet begins with its header line, so that it can be read back by a program. Text is always
written as text: what begins with ``=``, ``+``, ``-`` or ``@`` never becomes a formula. The file
bears a constant date, so that two runs give the same bytes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartspec.core.writing import replacing_file
from smartspec.report import theme
from smartspec.report.formatting import as_number, is_missing

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

NOTES = "Notes"
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_FONT = {"font_name": "Calibri", "font_size": 11}
_MOST_ROWS = 1_048_575
_MOST_LETTERS = 32_767
_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDEST, _NARROWEST, _LOOKED_AT = 48, 9, 400
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}


@dataclass(frozen=True, eq=False)
class TableSheet:
    """One sheet of a workbook.

    Parameters
    ----------
    name : str
        Name of the sheet; shortened and cleaned where Excel would refuse it.
    title : str
        What the table says; stands in the notes.
    frame : pandas.DataFrame
        Unrounded values; the index is not written.
    units : mapping of str to str
        Unit or meaning of each column; stands in the notes.
    notes : tuple of str
        What a careful reader has to know; stands in the notes.
    """

    name: str
    title: str
    frame: pd.DataFrame
    units: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def write_workbook(
    path: Path, tables: Sequence[TableSheet], notes: Sequence[tuple[str, str]] = ()
) -> None:
    """Write tables as one workbook, with a sheet of notes first.

    Parameters
    ----------
    path : Path
        The file.
    tables : sequence of TableSheet
        The sheets, in order.
    notes : sequence of (str, str)
        Heading and text: sources, licences, caveats.

    Raises
    ------
    RequestError
        If the file cannot be written.
    """
    import xlsxwriter

    names = sheet_names([table.name for table in tables])
    with replacing_file(path) as temporary:
        book = xlsxwriter.Workbook(str(temporary), _OPTIONS)
        book.set_properties({"created": _CREATED, "author": "smartspec"})
        formats = _formats(book)
        _write_notes(book.add_worksheet(NOTES), tables, names, notes, formats)
        for table, name in zip(tables, names, strict=True):
            _write_sheet(book.add_worksheet(name), table, formats)
        book.close()


def sheet_names(names: Sequence[str]) -> list[str]:
    """Make names that Excel takes: short, without forbidden letters, each once.

    Parameters
    ----------
    names : sequence of str
        Names wanted.

    Returns
    -------
    list of str
        One name for each, in the same order.

    Examples
    --------
    >>> sheet_names(["RTA 2007/09", "RTA 2007:09", "Notes", ""])
    ['RTA 2007-09', 'RTA 2007-09 (2)', 'Notes (2)', 'Table']
    """
    taken = {NOTES.casefold(), "history"}
    chosen = []
    for name in names:
        clean = _FORBIDDEN.sub("-", name).strip("' ")[:_LONGEST_NAME].rstrip("' ") or "Table"
        candidate, copy = clean, 2
        while candidate.casefold() in taken:
            ending = f" ({copy})"
            candidate = clean[: _LONGEST_NAME - len(ending)].rstrip() + ending
            copy += 1
        taken.add(candidate.casefold())
        chosen.append(candidate)
    return chosen


def _formats(book: Workbook) -> dict[str, Format]:
    line = {"bottom": 1, "bottom_color": theme.INK}
    styles: dict[str, dict[str, Any]] = {
        "head": {"bold": True, "text_wrap": True, "valign": "bottom", **line},
        "head_number": {"bold": True, "text_wrap": True, "align": "right", "valign": "bottom"}
        | line,
        "text": {},
        "wrapped": {"text_wrap": True, "valign": "top"},
        "top": {"valign": "top"},
        "bold": {"bold": True, "valign": "top"},
        "title": {"bold": True, "font_size": 16, "font_color": theme.ACCENT},
        "section": {"bold": True, "font_size": 13, "font_color": theme.ACCENT},
        "link": {"font_color": theme.ACCENT, "underline": 1, "valign": "top"},
        "whole": {"num_format": "#,##0"},
        "year": {"num_format": "0"},
        "decimal": {"num_format": "#,##0.00"},
        "large": {"num_format": "#,##0.0"},
        "p": {"num_format": "0.000"},
    }
    return {name: book.add_format(_FONT | style) for name, style in styles.items()}


def _write_sheet(sheet: Worksheet, table: TableSheet, formats: Mapping[str, Format]) -> None:
    frame = table.frame.head(_MOST_ROWS)
    sheet.hide_gridlines(2)
    for position, column in enumerate(frame.columns):
        values = frame[column].tolist()
        style = _style(str(column), values)
        head = formats["head" if style == "text" else "head_number"]
        sheet.write_string(0, position, str(column), head)
        sheet.set_column(position, position, _width(str(column), values, style), formats[style])
        for row, value in enumerate(values, start=1):
            _write_cell(sheet, row, position, value, formats[style])
    sheet.freeze_panes(1, 1)
    if len(frame.columns):
        sheet.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write_cell(sheet: Worksheet, row: int, column: int, value: object, style: Format) -> None:
    """Write one value as what it is; nothing where it is missing."""
    if isinstance(value, str):
        sheet.write_string(row, column, value[:_MOST_LETTERS], style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif (number := as_number(value)) is not None:
        if math.isinf(number):
            sheet.write_string(row, column, "infinite" if number > 0 else "-infinite", style)
        else:
            sheet.write_number(row, column, number, style)
    elif not is_missing(value):
        sheet.write_string(row, column, str(value)[:_MOST_LETTERS], style)


def _style(name: str, values: Sequence[object]) -> str:
    """Choose how a column is shown; what is stored stays unrounded."""
    if any(isinstance(value, (str, bool)) for value in values):
        return "text"
    numbers = [x for value in values if (x := as_number(value)) is not None and not math.isinf(x)]
    if not numbers:
        return "text"
    words = name.casefold().split("_")
    if words[-1] in {"p", "q"} or words[0] in {"p", "q"}:
        return "p"
    whole = all(x == int(x) for x in numbers)
    if whole and "year" in words:
        return "year"
    if whole:
        return "whole"
    return "large" if max(map(abs, numbers)) >= 1000 else "decimal"


def _width(name: str, values: Sequence[object], style: str) -> float:
    """Choose a width from the head and the first rows."""
    if style == "text":
        longest = max((len(str(value)) for value in values[:_LOOKED_AT]), default=0)
    else:
        numbers = [x for value in values if (x := as_number(value)) is not None]
        longest = max((len(f"{x:,.2f}") for x in numbers[:_LOOKED_AT]), default=0)
    head = max((len(word) for word in name.split()), default=0) + 3
    return float(max(_NARROWEST, head, min(longest + 2, _WIDEST)))


def _write_notes(
    sheet: Worksheet,
    tables: Sequence[TableSheet],
    names: Sequence[str],
    notes: Sequence[tuple[str, str]],
    formats: Mapping[str, Format],
) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 2, 70)
    sheet.write_string(0, 0, "About this workbook", formats["title"])
    row = 2
    for heading, text in notes:
        sheet.write_string(row, 0, heading, formats["bold"])
        sheet.merge_range(row, 1, row, 2, "", formats["wrapped"])
        sheet.write_string(row, 1, text[:_MOST_LETTERS], formats["wrapped"])
        sheet.set_row(row, 15.0 * max(1, math.ceil(len(text) / 105)))
        row += 1
    row = _write_contents(sheet, row + 1, tables, names, formats)
    for table, name in zip(tables, names, strict=True):
        row = _write_columns(sheet, row + 1, table, name, formats)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_contents(
    sheet: Worksheet,
    row: int,
    tables: Sequence[TableSheet],
    names: Sequence[str],
    formats: Mapping[str, Format],
) -> int:
    sheet.write_string(row, 0, "Sheets", formats["section"])
    for position, head in enumerate(("Sheet", "Rows", "What it holds")):
        sheet.write_string(row + 1, position, head, formats["head"])
    row += 2
    for table, name in zip(tables, names, strict=True):
        target = name.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{target}'!A1", formats["link"], name)
        rows = f"{len(table.frame):,}"
        if len(table.frame) > _MOST_ROWS:
            rows = f"first {_MOST_ROWS:,} of {rows}; all are in the CSV and Parquet files"
        sheet.write_string(row, 1, rows, formats["top"])
        sheet.write_string(row, 2, table.title, formats["wrapped"])
        row += 1
    return row


def _write_columns(
    sheet: Worksheet, row: int, table: TableSheet, name: str, formats: Mapping[str, Format]
) -> int:
    sheet.write_string(row, 0, name, formats["section"])
    row += 1
    for position, head in enumerate(("Column", "Unit or meaning", "Notes")):
        sheet.write_string(row, position, head, formats["head"])
    first = row + 1
    for at, column in enumerate(map(str, table.frame.columns)):
        sheet.write_string(first + at, 0, column, formats["top"])
        sheet.write_string(first + at, 1, table.units.get(column, ""), formats["wrapped"])
    for at, note in enumerate(table.notes):
        sheet.write_string(first + at, 2, note, formats["wrapped"])
    return first + max(len(table.frame.columns), len(table.notes))
