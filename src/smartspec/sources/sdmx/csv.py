"""Question: what does an SDMX-CSV file hold?

In: the text of a file, SDMX-CSV 1.0 or 2.0, with codes, with names, or with both. Out: a cube.
Must not know: which dimension is the place, or who publishes the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from smartspec.core.errors import RequestError, counted, listing
from smartspec.sources.sdmx.cube import ATTRIBUTES, TIMES, VALUE, Cube, one_flow

_ID = re.compile(r"[A-Za-z_@$][A-Za-z0-9_@$.-]*(\[[^\]]?\])?")
_BOTH = re.compile(r"(?P<id>[A-Za-z0-9_@$.*+-]+): ?(?P<name>.*)", re.DOTALL)
_STRUCTURE = re.compile(r"STRUCTURE(\[.?\])?")
_NOT_GIVEN = "~"
"""SDMX-CSV 2.0 writes this for a dimension in rows that are no observation."""
_LEGACY = {"Value", "Flag Codes"}
"""Columns of CSV files from the OECD.Stat of before 2024."""


class _Column(NamedTuple):
    """A column of codes, and of names if it has them."""

    id: str
    name: str
    at: int
    label_at: int | None = None
    both: bool = False


class _Header(NamedTuple):
    columns: list[_Column]
    flow: int
    title: int | None
    updated: int | None
    action: int | None
    version: str


def read_csv(text: str, file: str) -> Cube:
    """Read SDMX-CSV.

    Parameters
    ----------
    text : str
        Content of the file.
    file : str
        Its name, for what is said to the user.

    Returns
    -------
    Cube
        Every observation of the file. Rows that take observations back (action ``D``) and rows that
        are none are left out, with a note.

    Raises
    ------
    RequestError
        If it is no SDMX-CSV, is broken, or holds several dataflows.
    """
    first, separator = _first_line(text, file)
    header = _read_header(first, file)
    body = _read_body(text, separator, len(first), file)
    flows = [str(flow) for flow in body[header.flow].unique() if flow]
    flow = one_flow(flows, file)
    if header.title is not None and not flow.title:
        flow = replace(flow, title=_only(body[header.title]))
    if header.updated is not None:
        flow = replace(flow, updated=_only(body[header.updated]))
    body, notes = _observations(body, header)
    frame = pd.DataFrame({column.id: _codes(body, column) for column in header.columns})
    dimensions = _dimensions(header.columns)
    return Cube(
        frame,
        dimensions,
        tuple(name for name in frame.columns if name not in (*dimensions, VALUE)),
        f"SDMX-CSV {header.version}",
        flow,
        {column.id: column.name for column in header.columns if column.name},
        {
            column.id: labels
            for column in header.columns
            if column.id != VALUE and (labels := _labels(body, column))
        },
        notes,
    )


def _first_line(text: str, file: str) -> tuple[list[str], str]:
    line = text.partition("\n")[0].rstrip("\r")
    separator = max((",", ";", "\t"), key=line.count)
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator)), separator
    except (csv.Error, StopIteration):
        raise RequestError(
            f"{file} has no first line that names columns. Export it anew."
        ) from None


def _read_header(first: list[str], file: str) -> _Header:
    """Tell the columns that every SDMX-CSV begins with from those of the statistic."""
    names = [name.strip() for name in first]
    begin, title, updated, action = 1, None, None, None
    version = "1.0"
    if _STRUCTURE.fullmatch(names[0]) and len(names) > 2 and names[1].startswith("STRUCTURE_ID"):
        version, begin = "2.0", 2
    elif names[0].partition(":")[0] != "DATAFLOW":
        raise _no_sdmx(names, file)
    flow = begin - 1
    while begin < len(names):
        if names[begin] == "STRUCTURE_NAME":
            title = begin
        elif names[begin] == "ACTION":
            action = begin
        elif names[begin].upper() == "LAST UPDATE":
            updated = begin
        elif names[begin] not in ("SERIES_KEY", "OBS_KEY"):
            break
        begin += 1
    columns = _columns(names, begin, paired=title is not None)
    if VALUE not in {column.id for column in columns}:
        raise RequestError(
            f"{file} has no column {VALUE}; it has: {listing(names, limit=12)}. Export data, not "
            "their structure."
        )
    ids = [column.id for column in columns]
    doubled = sorted({name for name in ids if ids.count(name) > 1})
    if doubled:
        raise RequestError(f"{file} has a column twice: {listing(doubled)}. Export it anew.")
    return _Header(columns, flow, title, updated, action, version)


def _no_sdmx(names: list[str], file: str) -> RequestError:
    """Say which export to choose instead of the one that this is."""
    found = f"{file} is no SDMX-CSV"
    if any("\\TIME_PERIOD" in name for name in names):
        return RequestError(
            f"{found} but Eurostat's own TSV, with years across. Choose 'SDMX-CSV' as the format "
            "when downloading."
        )
    if set(names) >= _LEGACY:
        return RequestError(
            f"{found} but a CSV of the former OECD.Stat. Export 'Filtered data in tabular text "
            "(CSV)' from the OECD Data Explorer, or read it as a table of your own: smartspec "
            f"indicator NAME {file} --value Value --place COLUMN --activity COLUMN --period COLUMN"
        )
    return RequestError(
        f"{found}: the first column is '{names[0]}' and should be DATAFLOW or STRUCTURE. Export "
        "SDMX-CSV, or read it as a table of your own with smartspec indicator."
    )


def _columns(names: list[str], begin: int, *, paired: bool) -> list[_Column]:
    rest = list(enumerate(names))[begin:]
    if paired and _in_pairs([name for _, name in rest]):
        return [
            _Column(_plain(name), label, at, at + 1)
            for (at, name), (_, label) in zip(rest[::2], rest[1::2], strict=True)
        ]
    made = []
    for at, name in rest:
        both = _BOTH.fullmatch(name)
        if both:
            made.append(_Column(_plain(both["id"]), both["name"], at, both=True))
        elif name:
            made.append(_Column(_plain(name), "", at))
    return made


def _in_pairs(names: list[str]) -> bool:
    """Whether each column of codes has one of names after it."""
    codes, labels = names[::2], names[1::2]
    known = ATTRIBUTES | {VALUE, TIMES[0]}
    return (
        len(codes) == len(labels)
        and all(_ID.fullmatch(name) for name in codes)
        and VALUE in codes
        and not known & set(labels)
    )


def _plain(name: str) -> str:
    """Leave out the mark of a column that may hold several values."""
    return re.sub(r"\[[^\]]?\]$", "", name)


def _dimensions(columns: Sequence[_Column]) -> tuple[str, ...]:
    """Return the columns before the value, and time: the others say something about the value."""
    names = [column.id for column in columns]
    before = [name for name in names[: names.index(VALUE)] if name not in ATTRIBUTES]
    late = [name for name in names if name == TIMES[0] and name not in before]
    return (*before, *late)


def _read_body(text: str, separator: str, width: int, file: str) -> pd.DataFrame:
    try:
        body = pd.read_csv(
            io.StringIO(text),
            sep=separator,
            header=None,
            names=range(width),
            skiprows=1,
            dtype="str",
            keep_default_na=False,
            index_col=False,
            low_memory=False,
            on_bad_lines="error",
        )
    except pd.errors.EmptyDataError:
        body = pd.DataFrame()
    except pd.errors.ParserWarning:
        raise RequestError(f"{file} has rows with more cells than its header.") from None
    except pd.errors.ParserError as error:
        detail = str(error).strip().splitlines()[-1].rpartition("C error: ")[2].rstrip(".")
        raise RequestError(f"{file} is broken: {detail}. Export it anew.") from None
    if body.empty:
        raise RequestError(
            f"{file} has a header and no observations. Ask for fewer codes or other years."
        )
    short = next((row for row, cells in _lengths(text, separator) if cells < width), None)
    if short is not None:
        raise RequestError(
            f"{file} is broken: row {short} has fewer cells than the header ({width}). It may have "
            "been cut off; export it anew."
        )
    return body


def _lengths(text: str, separator: str) -> Iterator[tuple[int, int]]:
    """Yield row and number of cells; pandas fills short rows up without a word."""
    if '"' in text:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        yield from ((row, len(cells)) for row, cells in enumerate(rows, start=1) if cells)
        return
    lines = enumerate(text.split("\n"), start=1)
    yield from ((row, line.count(separator) + 1) for row, line in lines if line.strip())


def _observations(body: pd.DataFrame, header: _Header) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Leave out rows that take observations back, and rows that are about many at once."""
    notes = []
    if header.action is not None:
        deleted = body[header.action].str.upper().str[:1] == "D"
        if deleted.any():
            notes.append(
                f"Left out as taken back (action D): {counted(int(deleted.sum()), 'row')}."
            )
            body = body[~deleted]
    names = _dimensions(header.columns)
    keys = [column.at for column in header.columns if column.id in names]
    none = (body[keys] == _NOT_GIVEN).any(axis="columns")
    if none.any():
        notes.append(f"Left out as about no single observation: {counted(int(none.sum()), 'row')}.")
        body = body[~none]
    return body, tuple(notes)


def _codes(body: pd.DataFrame, column: _Column) -> pd.Series:
    cells = body[column.at].str.strip()
    if not column.both or column.id == VALUE:
        return cells
    return cells.map({cell: _parts(cell)[0] for cell in cells.unique()})


def _labels(body: pd.DataFrame, column: _Column) -> dict[str, str]:
    if column.both:
        pairs = [_parts(cell) for cell in body[column.at].str.strip().unique()]
    elif column.label_at is not None:
        both = body[[column.at, column.label_at]].drop_duplicates()
        pairs = [(code.strip(), name.strip()) for code, name in both.itertuples(index=False)]
    else:
        return {}
    return {code: name for code, name in pairs if name and name != code}


def _parts(cell: str) -> tuple[str, str]:
    found = _BOTH.fullmatch(cell)
    return (found["id"], found["name"]) if found else (cell, "")


def _only(cells: pd.Series) -> str:
    """Return what all rows say, or the last in order if they differ (times of updates)."""
    said = sorted({cell.strip() for cell in cells.unique()} - {""})
    return said[-1] if said else ""
