"""Question: how does the text of a cell become a value, and when can it not?

In: a column's description. Out: SQL for its value, and SQL that tells whether it is at fault.
Must not know: files, or any provider.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime

from smartspec.sources.format import Column, Kind
from smartspec.sources.quoting import quoted
from smartspec.tables.microdata import Outcome

FIRST_YEAR = 1850
"""No office that these sources cover has records that are older."""

SQL_TYPES = {"year": "INTEGER", "date": "INTEGER", "int": "BIGINT"}
LARGEST = sys.float_info.max
NUMBERS = {"share": (0.0, 1.0), "lat": (-90.0, 90.0), "lon": (-180.0, 180.0)}


@dataclass(frozen=True)
class Fault:
    """Something that can be wrong with a row.

    Parameters
    ----------
    condition : str
        SQL that is true where it is.
    reason : str
        In words.
    outcome : {"rejected", "kept"}
        What becomes of the row.
    """

    condition: str
    reason: str
    outcome: Outcome


def sql_type(column: Column) -> str:
    """Return the SQL type of a column's values.

    Parameters
    ----------
    column : Column
        Its description.

    Returns
    -------
    str
        Such as ``"DOUBLE"``.
    """
    if column.type in ("key", "text"):
        return "VARCHAR"
    return SQL_TYPES.get(column.type, "DOUBLE")


def parsed(column: Column, raw: str) -> str:
    """Return SQL for what a cell says, before it is known whether that can be.

    Parameters
    ----------
    column : Column
        Its description.
    raw : str
        SQL for the text of the cell; NULL where it is empty.

    Returns
    -------
    str
        An expression of the type that :func:`sql_type` tells; of a text without blanks around it.
    """
    if column.type in ("key", "text"):
        # Trimming costs as much as reading, and hardly any cell has blanks around it.
        has_blanks = f"prefix({raw}, ' ') OR suffix({raw}, ' ')"
        found = f"CASE WHEN {has_blanks} THEN nullif(trim({raw}), '') ELSE {raw} END"
    elif column.type == "date":
        found = f"TRY_CAST(left({raw}, 4) AS INTEGER)"
    else:
        found = f"TRY_CAST({raw} AS {sql_type(column)})"
    return f"CASE WHEN {_is_told(column, raw)} THEN {found} END" if _must_look(column) else found


def value(column: Column, found: str) -> str:
    """Return SQL for the value of a cell; missing where the cell cannot be what it should.

    Parameters
    ----------
    column : Column
        Its description.
    found : str
        SQL for what the cell says, by :func:`parsed`.

    Returns
    -------
    str
        An expression of the type that :func:`sql_type` tells.
    """
    if column.type in ("key", "text", "int"):
        return found
    low, high = _range(column)
    return f"CASE WHEN {found} BETWEEN {low} AND {high} THEN {found} END"


def is_read_typed(column: Column) -> bool:
    """Tell whether DuckDB can turn the cells of a column into values while it reads.

    Parameters
    ----------
    column : Column
        Its description.

    Returns
    -------
    bool
        True for numbers of which no spelling of missing could be taken for a value.
    """
    return column.type not in ("key", "text", "date") and not _must_look(column)


def sound(column: Column, raw: str, found: str) -> list[str]:
    """Return SQL that is true only where nothing is wrong with a cell.

    Parameters
    ----------
    column : Column
        Its description.
    raw : str
        SQL for the cell as DuckDB reads it: its text or, by :func:`is_read_typed`, its value; NULL
        where it is empty.
    found : str
        SQL for what the cell says: by :func:`parsed`, or the same as ``raw``.

    Returns
    -------
    list of str
        Conditions, cheaper and stricter than those of :func:`faults`.
    """
    if column.type == "text":
        return []
    if column.type == "key":
        fits = f"regexp_full_match({found}, {quoted(column.pattern)})"
        return [f"{found} IS NOT NULL", *([fits] if column.pattern else [])]
    if column.type == "int":
        can_be = f"{found} IS NOT NULL"
    else:
        low, high = _range(column)
        can_be = f"{found} BETWEEN {low} AND {high}"
    spelled = list(column.missing) if is_read_typed(column) else map(quoted, ("", *column.missing))
    missing = f" OR {raw} IN ({', '.join(spelled)})" if column.missing else ""
    return [f"({can_be} OR {raw} IS NULL{missing})"]  # the most frequent first


def faults(kind: Kind, positions: dict[str, int], headers: tuple[str, ...]) -> list[Fault]:
    """Return what can be wrong with the rows of a file.

    Parameters
    ----------
    kind : Kind
        What is read.
    positions : dict of str to int
        Where each column stands.
    headers : tuple of str
        How the file calls its columns.

    Returns
    -------
    list of Fault
        Those that cost the row first. Their conditions know ``cN``, the text of the cell in column
        N of the file, and ``vN``, what the N-th column of the kind says by :func:`parsed`.
    """
    found: dict[str, Fault] = {}
    numbered = sorted(enumerate(kind.columns), key=lambda entry: entry[1].type != "key")
    for index, column in numbered:
        if column.name not in positions:
            continue
        raw, header = f"c{positions[column.name]}", headers[positions[column.name]]
        settled = value(column, f"v{index}")
        if column.type == "key":
            found[f"no {header}"] = Fault(f"({settled}) IS NULL", f"no {header}", "rejected")
            if column.pattern:
                reason = f"{header} does not look like one"
                wrong = f"NOT regexp_full_match(v{index}, {quoted(column.pattern)})"
                found[reason] = Fault(wrong, reason, "rejected")
        elif column.type != "text":
            reason = f"{header} is no {_meaning(column)}; read as missing"
            wrong = f"{raw} IS NOT NULL AND ({settled}) IS NULL AND {_is_told(column, raw)}"
            found[reason] = Fault(wrong, reason, "kept")
    return list(found.values())


def last_year() -> int:
    """Return the last year that a record can be of: the next one, since clocks differ.

    Returns
    -------
    int
        The year.
    """
    return datetime.now(UTC).year + 1


def _must_look(column: Column) -> bool:
    """Tell whether a spelling of missing would pass for a value; looking at texts is slow."""
    if column.type in ("key", "text", "int"):
        return bool(column.missing)
    low, high = _range(column)
    return any(not text.isdecimal() or low <= int(text) <= high for text in column.missing)


def _is_told(column: Column, raw: str) -> str:
    """Return SQL that is true if a cell is neither blank nor a spelling of missing."""
    spellings = ", ".join(quoted(text) for text in ("", *column.missing))
    return f"trim({raw}) NOT IN ({spellings})"


def _range(column: Column) -> tuple[float, float]:
    if column.type in ("year", "date"):
        return FIRST_YEAR, last_year()
    return NUMBERS.get(column.type, (-LARGEST, LARGEST))


def _meaning(column: Column) -> str:
    if column.type in ("year", "date"):
        return f"year from {FIRST_YEAR} to {last_year()}"
    low, high = _range(column)
    return f"number from {low:g} to {high:g}" if column.type in NUMBERS else "number"
