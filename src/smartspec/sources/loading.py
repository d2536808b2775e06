"""Question: how does DuckDB read one plain text file into the table of its kind?

In: a file of plain text with its header. Out: SQL that reads it, with values, hashes and faults.
Must not know: how a file became plain, or what becomes of faults.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from smartspec.sources.cells import (
    Fault,
    faults,
    is_read_typed,
    parsed,
    sound,
    sql_type,
    value,
)
from smartspec.sources.format import Kind
from smartspec.sources.quoting import quoted
from smartspec.sources.text import Head

APART = "\x1f"
"""Stands between the cells of a faulty row where they are kept as one text."""
TURNED_AWAY = "turned_away_rows"
SCANNED = "turned_away_scans"
"""Where DuckDB keeps the rows that are no rows of a table, and the files that it looked at."""

_NO_TYPES: Mapping[str, str] = {}


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
    told = row_hash(kind, plain) if kind.duplicates else "NULL"
    fault = _fault_text(possible_faults(kind, plain), plain.cells)
    keep = f", store_rejects=true, rejects_table='{TURNED_AWAY}', rejects_scan='{SCANNED}'"
    return number(
        connection,
        f'INSERT INTO "{kind.name}" SELECT {", ".join(wanted)}, {plain.index}, {told}, {fault} '
        f"FROM (SELECT *, {', '.join(said)} FROM {reader(kind, plain, keep)})",
    )


def load_sound(connection: duckdb.DuckDBPyConnection, kind: Kind, plain: Plain) -> int:
    """Read the rows of a plain file with nothing wrong into the table of its kind, which is faster.

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
        Rows read.
    """
    told = row_hash(kind, plain, typed=True) if kind.duplicates else "NULL"
    rows = sound_rows(kind, plain, f", {plain.index}, {told}, NULL")
    return number(connection, f'INSERT INTO "{kind.name}" {rows}')


def sound_rows(kind: Kind, plain: Plain, more: str = "") -> str:
    """Return SQL that gives the rows of a file with nothing wrong, straight from its text.

    Parameters
    ----------
    kind : Kind
        What the file is.
    plain : Plain
        The file.
    more : str, default ""
        Further columns, which know the cells by the names in ``plain.cells``.

    Returns
    -------
    str
        A SELECT with the columns of the kind.
    """
    said, named, conditions, typed = [], [], [], _types(kind, plain)
    for index, column in enumerate(kind.columns):
        position = plain.positions.get(column.name)
        found, raw = f"v{index}", f"c{position}"
        if position is None:
            found = "NULL"
        elif raw in typed:
            found = raw
        else:
            said.append(f"{parsed(column, raw)} AS {found}")
        if position is not None:
            conditions += sound(column, raw, found)
            found = value(column, found) if column.missing else found
        named.append(f'CAST({found} AS {sql_type(column)}) AS "{column.name}"')
    rows = reader(kind, plain, typed=typed)
    return (
        f"SELECT {', '.join(named)}{more} FROM (SELECT {', '.join(['*', *said])} FROM {rows})"
        f" WHERE {' AND '.join(conditions) or 'true'}"
    )


def row_hash(kind: Kind, plain: Plain, *, typed: bool = False) -> str:
    """Return SQL for a number that rows with the same cells share.

    Parameters
    ----------
    kind : Kind
        What the file is.
    plain : Plain
        The file.
    typed : bool, default False
        Whether the reader gives values for some cells; the number is the same.

    Returns
    -------
    str
        An expression that knows the cells by the names in ``plain.cells``.
    """
    types = _types(kind, plain)
    parts = []
    for cell in plain.cells:
        if cell not in types:
            parts.append(cell)
        elif typed:
            parts.append(f"hash({cell})")
        else:
            number = f"TRY_CAST({cell} AS {types[cell]})"
            parts.append(f"CASE WHEN {number} IS NULL THEN hash({cell}) ELSE hash({number}) END")
    return f"hash({', '.join(parts)})"


def _types(kind: Kind, plain: Plain) -> dict[str, str]:
    """Give the types of the cells that the reader can turn into values."""
    uses = Counter(plain.positions.values())
    return {
        f"c{position}": sql_type(column)
        for column in kind.columns
        if (position := plain.positions.get(column.name)) is not None
        and is_read_typed(column)
        and uses[position] == 1
    }


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


def reader(
    kind: Kind,
    plain: Plain,
    options: str = ", ignore_errors=true",
    *,
    typed: Mapping[str, str] = _NO_TYPES,
) -> str:
    """Return SQL that gives the rows of a file.

    Parameters
    ----------
    kind : Kind
        What the file is.
    plain : Plain
        The file.
    options : str, default ", ignore_errors=true"
        What to do about rows that are none.
    typed : mapping of str to str, optional
        The SQL type of cells that are not to be text; a row with a cell that cannot be of its type
        is none.

    Returns
    -------
    str
        A table function for a FROM.
    """
    columns = ", ".join(f"'{cell}': '{typed.get(cell, 'VARCHAR')}'" for cell in plain.cells)
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
    told = f"concat_ws(chr(31), concat({codes}), {texts})"
    return f"CASE WHEN {any_of_them} THEN {told} END"
