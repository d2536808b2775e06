"""Question: how does DuckDB read one plain text file into the table of its kind?

In: a file of plain text with its header. Out: SQL that reads it, with values, hashes and faults.
Must not know: how a file became plain, or what becomes of faults.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from smartspec.sources.cells import Fault, faults, parsed, sound, sql_type, value
from smartspec.sources.format import Kind
from smartspec.sources.quoting import quoted
from smartspec.sources.text import Head

APART = "\x1f"
"""Stands between the cells of a faulty row where they are kept as one text."""
TURNED_AWAY = "turned_away_rows"
SCANNED = "turned_away_scans"
"""Where DuckDB keeps the rows that are no rows of a table, and the files that it looked at."""


@dataclass(frozen=True)
class Plain:
    """A file as it is read: plain text with a header.

    Parameters
    ----------
    name : str
        As the user knows it.
    index : int
        Its number among the files of its kind.
    path : Path
        The file itself or a clean copy.
    head : Head
        Its header.
    positions : dict of str to int
        Where each column stands.
    """

    name: str
    index: int
    path: Path
    head: Head
    positions: dict[str, int]

    @property
    def cells(self) -> list[str]:
        """What the columns of the file are called while it is read."""
        return [f"c{number}" for number in range(len(self.head.headers))]


def create(connection: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Make the empty table of a kind.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Where.
    kind : Kind
        Its name and columns; besides these the table tells of each row its file, its hash and, if
        something is wrong with it, what.
    """
    columns = [f'"{column.name}" {sql_type(column)}' for column in kind.columns]
    extra = ["_file UINTEGER", "_hash UBIGINT", "_fault VARCHAR"]
    connection.execute(
        f'CREATE OR REPLACE TEMP TABLE "{kind.name}" ({", ".join([*columns, *extra])})'
    )


def load(connection: duckdb.DuckDBPyConnection, kind: Kind, plain: Plain) -> int:
    """Read a plain file into the table of its kind.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Where the table is.
    kind : Kind
        What the file is.
    plain : Plain
        The file.

    Returns
    -------
    int
        Rows read; those that are no rows of a table are in the table ``TURNED_AWAY``.
    """
    for table in (TURNED_AWAY, SCANNED):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    said, wanted = _values(kind, plain)
    row_hash = f"hash({', '.join(plain.cells)})" if kind.duplicates else "NULL"
    fault = _fault_text(possible_faults(kind, plain), plain.cells)
    keep = f", store_rejects=true, rejects_table='{TURNED_AWAY}', rejects_scan='{SCANNED}'"
    return number(
        connection,
        f'INSERT INTO "{kind.name}" SELECT {", ".join(wanted)}, {plain.index}, {row_hash}, {fault} '
        f"FROM (SELECT *, {', '.join(said)} FROM {reader(kind, plain, keep)})",
    )


def sound_rows(kind: Kind, plain: Plain) -> str:
    """Return SQL that gives the rows of a file with nothing wrong, straight from its text.

    Parameters
    ----------
    kind : Kind
        What the file is.
    plain : Plain
        The file.

    Returns
    -------
    str
        A SELECT with the columns of the kind.
    """
    said, _ = _values(kind, plain)
    named, conditions = [], []
    for index, column in enumerate(kind.columns):
        position = plain.positions.get(column.name)
        found = "NULL" if position is None else f"v{index}"
        named.append(f'CAST({found} AS {sql_type(column)}) AS "{column.name}"')
        if position is not None:
            conditions += sound(column, f"c{position}", found)
    return (
        f"SELECT {', '.join(named)} FROM (SELECT *, {', '.join(said)} FROM {reader(kind, plain)})"
        f" WHERE {' AND '.join(conditions) or 'true'}"
    )


def _values(kind: Kind, plain: Plain) -> tuple[list[str], list[str]]:
    """Return SQL for what cells say, and for the values that they then have.

    In two steps, since DuckDB works out twice what stands within a CASE.
    """
    said, wanted = [], []
    for index, column in enumerate(kind.columns):
        position = plain.positions.get(column.name)
        if position is None:
            wanted.append("NULL")
        else:
            said.append(f"{parsed(column, f'c{position}')} AS v{index}")
            wanted.append(value(column, f"v{index}"))
    return said, wanted


def possible_faults(kind: Kind, plain: Plain) -> list[Fault]:
    """Return what can be wrong with a row of a file, in the order of the numbers in ``_fault``.

    Parameters
    ----------
    kind : Kind
        What the file is.
    plain : Plain
        The file.

    Returns
    -------
    list of Fault
        Those that cost the row first.
    """
    return faults(kind, plain.positions, plain.head.headers)


def reader(kind: Kind, plain: Plain, options: str = ", ignore_errors=true") -> str:
    """Return SQL that gives the rows of a file with all cells as text.

    Parameters
    ----------
    kind : Kind
        What the file is.
    plain : Plain
        The file.
    options : str, default ", ignore_errors=true"
        What to do about rows that are none.

    Returns
    -------
    str
        A table function for a FROM.
    """
    columns = ", ".join(f"'{cell}': 'VARCHAR'" for cell in plain.cells)
    quote = quoted(kind.quote)
    return (
        f"read_csv({quoted(str(plain.path))}, auto_detect=false, header=true, compression='none', "
        f"delim={quoted(plain.head.separator)}, quote={quote}, escape={quote}, "
        f"columns={{{columns}}}{options})"
    )


def number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    """Return the single number that a statement gives.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Where to ask.
    sql : str
        What to ask.

    Returns
    -------
    int
        The answer; 0 if there is none.
    """
    found = connection.execute(sql).fetchone()
    return int(found[0] or 0) if found else 0


def _fault_text(possible: Sequence[Fault], cells: list[str]) -> str:
    """Return SQL for what is wrong with a row: numbers of faults and all its cells; else NULL."""
    if not possible:
        return "NULL"
    codes = ", ".join(
        f"CASE WHEN {fault.condition} THEN '{index},' ELSE '' END"
        for index, fault in enumerate(possible)
    )
    any_of_them = " OR ".join(f"({fault.condition})" for fault in possible)
    texts = ", ".join(f"coalesce({cell}, '')" for cell in cells)
    return f"CASE WHEN {any_of_them} THEN concat_ws(chr(31), concat({codes}), {texts}) END"
