"""Question: which rows of a file cannot be used as they are, how many are there, and where?

In: the table into which a file was read, and what DuckDB turned away. Out: counts and a sample with
line numbers; rows that cannot be used are taken out of the table.
Must not know: how the file was read, or any provider.
"""

from __future__ import annotations

import duckdb
import numpy as np

from smartspec.sources.format import Kind
from smartspec.sources.lines import locate
from smartspec.sources.loading import (
    APART,
    TURNED_AWAY,
    Plain,
    number,
    possible_faults,
    reader,
    row_hash,
)
from smartspec.sources.rejects import SHOWN, Rejects

REASONS = {
    "MISSING COLUMNS": "too few fields",
    "TOO MANY COLUMNS": "too many fields",
    "UNQUOTED VALUE": "a stray quote",
    "INVALID ENCODING": "not UTF-8",
    "LINE SIZE OVER MAXIMUM": "longer than 2 MB",
}
UNREADABLE = "cannot be parsed"
TWICE = "the same row as before"
ADDS_UP = 0.005
"""How far the parts of a filing may be from adding up to 1 and still do, as sources round them."""
_HASHES_AT_A_TIME = 16_000_000  # 128 MB, and as much again to sort them

# A row has one entry for each column that it lacks; where quotes go astray it spans several lines.
_EACH_ROW = f"""
    SELECT line, CAST(min_by(error_type, coalesce(column_idx, 0)) AS VARCHAR) AS error,
        trim(min_by(csv_line, coalesce(column_idx, 0)), chr(10) || chr(13)) AS text,
        1 + coalesce(length(text) - length(replace(text, chr(10), '')), 0) AS rows
    FROM {TURNED_AWAY} GROUP BY line, line_byte_position
"""


def in_other_encoding(connection: duckdb.DuckDBPyConnection) -> int:
    """Count the rows that DuckDB turned away because they are not UTF-8.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Where a file was read just before.

    Returns
    -------
    int
        How many.
    """
    wrong = f"SELECT count(*) FROM {TURNED_AWAY} WHERE error_type = 'INVALID ENCODING'"
    return number(connection, wrong)


def count_turned_away(connection: duckdb.DuckDBPyConnection, plain: Plain, rejects: Rejects) -> int:
    """Count the lines that are no row of a table.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Where the file was read just before.
    plain : Plain
        The file.
    rejects : Rejects
        Takes the counts and the sample.

    Returns
    -------
    int
        Lines turned away.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE each_row AS {_EACH_ROW}")
    counts = connection.execute(
        "SELECT error, CAST(sum(rows) AS BIGINT) FROM each_row GROUP BY error ORDER BY min(line)"
    ).fetchall()
    for error, rows in counts:
        shown = connection.execute(
            "SELECT line, text FROM each_row WHERE error IS NOT DISTINCT FROM ? "
            "ORDER BY line LIMIT ?",
            [error, SHOWN],
        ).fetchall()
        reason = REASONS.get(error, UNREADABLE)
        for line, text in shown:
            rejects.show(plain.name, int(line), reason, text or "")
        rejects.add(plain.name, reason, int(rows))
    return sum(int(rows) for _, rows in counts)


def take_out_faulty(
    connection: duckdb.DuckDBPyConnection, kind: Kind, plain: Plain, rejects: Rejects
) -> None:
    """Count the rows of a file with a cell that cannot be; take out those without a key.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Where the file was read.
    kind : Kind
        What it is.
    plain : Plain
        The file.
    rejects : Rejects
        Takes the counts and the sample.
    """
    here = f'FROM "{kind.name}" WHERE _fault IS NOT NULL AND _file = {plain.index}'
    code = "split_part(_fault, chr(31), 1)"
    counts = connection.execute(
        f"SELECT {code} AS _met, count(*) {here} GROUP BY _met ORDER BY _met"
    ).fetchall()
    possible = possible_faults(kind, plain)
    for met, rows in counts:
        faults = [possible[int(index)] for index in met.split(",")[:-1]]
        lost = [fault for fault in faults if fault.outcome == "rejected"]
        shown = connection.execute(
            f"SELECT _fault {here} AND {code} = ? ORDER BY rowid LIMIT {SHOWN}", [met]
        ).fetchall()
        cells = [tuple(text.split(APART)[1:]) for (text,) in shown]
        for fault in lost[:1] or faults:  # the reason for which a row is lost is enough
            _show(kind, plain, cells, fault.reason, rejects)
            rejects.add(plain.name, fault.reason, rows, outcome=fault.outcome)
        if lost:
            connection.execute(
                f'DELETE FROM "{kind.name}" WHERE _fault IS NOT NULL AND _file = {plain.index} '
                f"AND {code} = ?",
                [met],
            )


def take_out_doubles(
    connection: duckdb.DuckDBPyConnection, kind: Kind, plains: list[Plain], rejects: Rejects
) -> None:
    """Keep one of the rows that are the same in every column of their files.

    Rows are told apart by a hash of all their cells, so that cells that are not read count as well.
    Where rows bear their part of a filing, only filings whose parts do not add up are looked at.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Where the files were read.
    kind : Kind
        What they are.
    plains : list of Plain
        The files.
    rejects : Rejects
        Takes the counts and the sample.
    """
    table = f'"{kind.name}"'
    if not kind.shares and not _some_hash_is_twice(connection, table):
        return
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE twice AS SELECT _hash FROM {table} {_looked_at(kind)}"
        "GROUP BY _hash HAVING count(*) > 1"
    )
    if not number(connection, "SELECT count(*) FROM twice"):
        return
    same = ", ".join(f'"{column.name}"' for column in kind.columns)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE doubles AS "
        f"SELECT rowid AS _place, _file, _hash FROM {table} "
        "SEMI JOIN twice USING (_hash) "
        f"QUALIFY row_number() OVER (PARTITION BY _hash, {same} ORDER BY rowid) > 1"
    )
    by_index = {plain.index: plain for plain in plains}
    counts = connection.execute(
        f"SELECT _file, count(*), list(DISTINCT _hash)[:{SHOWN}] FROM doubles "
        "GROUP BY _file ORDER BY _file"
    ).fetchall()
    for index, rows, hashes in counts:
        plain = by_index[index]
        rejects.add(plain.name, TWICE, rows, outcome="duplicate")
        _show_doubles(connection, kind, plain, hashes, rejects)
    connection.execute(f"DELETE FROM {table} WHERE rowid IN (SELECT _place FROM doubles)")


def _some_hash_is_twice(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Tell whether there can be doubles; sorting numbers shows it sooner than grouping rows."""
    parts = 1 + number(connection, f"SELECT count(*) FROM {table}") // _HASHES_AT_A_TIME
    for part in range(parts):
        hashes = connection.execute(
            f"SELECT _hash FROM {table} WHERE _hash % {parts} = {part}"
        ).fetchnumpy()["_hash"]
        ordered = np.sort(np.asarray(hashes))
        if (ordered[1:] == ordered[:-1]).any():
            return True
    return False


def do_not_add_up(total: str) -> str:
    """Return SQL that is true where the parts of a filing do not add up to 1.

    Parameters
    ----------
    total : str
        SQL for their sum.

    Returns
    -------
    str
        A condition.
    """
    return f"({total} IS NULL OR abs({total} - 1) > {ADDS_UP})"


def _looked_at(kind: Kind) -> str:
    if not kind.shares:
        return ""
    total = f"sum({' * '.join(kind.shares)})"
    key = next(column.name for column in kind.columns if column.type == "key")
    return (
        f'SEMI JOIN (SELECT {key} FROM "{kind.name}" GROUP BY {key} '
        f"HAVING {do_not_add_up(total)}) AS odd USING ({key}) "
    )


def _show_doubles(
    connection: duckdb.DuckDBPyConnection,
    kind: Kind,
    plain: Plain,
    hashes: list[int],
    rejects: Rejects,
) -> None:
    """Read the first such rows of the file once more, for all their cells."""
    texts = ", ".join(f"coalesce({cell}, '')" for cell in plain.cells)
    wanted = ", ".join(str(value) for value in hashes)
    found = connection.execute(
        f"SELECT [{texts}] FROM {reader(kind, plain)} "
        f"WHERE {row_hash(kind, plain)} IN ({wanted}) LIMIT {3 * SHOWN}"
    ).fetchall()
    seen: dict[tuple[str, ...], int] = {}
    for (cells,) in found:
        seen[tuple(cells)] = seen.get(tuple(cells), 0) + 1
    rows = [cells for cells, times in seen.items() if times > 1] or list(seen)
    nth = 2 if any(times > 1 for times in seen.values()) else 1  # else the first is in another file
    _show(kind, plain, rows[:SHOWN], TWICE, rejects, nth=nth)


def _show(
    kind: Kind,
    plain: Plain,
    rows: list[tuple[str, ...]],
    reason: str,
    rejects: Rejects,
    *,
    nth: int = 1,
) -> None:
    separator = plain.head.separator
    lines = locate(plain.path, rows, separator=separator, quote=kind.quote, nth=nth)
    for line, cells in zip(lines, rows, strict=True):
        rejects.show(plain.name, line, reason, separator.join(cells))
