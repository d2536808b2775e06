"""Question: which of the tables in a database are those of records?

In: the names of its tables, and what opens one. Out: the tables of the data model that there are.
Must not know: which database it is, or how records are counted.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence

import ibis
from ibis.common.exceptions import TableNotFound

from smartspec.core.errors import RequestError, SmartspecWarning, listing, nearest
from smartspec.counting._engine_parts import complete
from smartspec.tables.microdata import SCHEMA, Microdata


def tables_in(
    database: str, names: Sequence[str], opened: Callable[[str], ibis.Table]
) -> Mapping[str, ibis.Table]:
    """Find the tables of records in a database; names match whatever their case.

    Parameters
    ----------
    database : str
        How the database is called in messages.
    names : sequence of str
        The names of its tables.
    opened : callable
        Gives the table of a name.

    Returns
    -------
    mapping of str to ibis.Table
        The tables that there are, each with all columns of the data model.

    Raises
    ------
    RequestError
        If there is no table of records, or one of them lacks its key.
    """
    found = {table: own for table in SCHEMA if (own := name_among(table, names)) is not None}
    if not found:
        raise RequestError(
            f"{database} has no table of records. It should have {listing(SCHEMA)}, and has "
            f"{listing(names) or 'none that this user may read'}. Name the schema at the end of "
            "the address."
        )
    return {table: _open(database, table, own, opened) for table, own in found.items()}


def refuse_folder(records: Microdata | None, database: str) -> None:
    """Refuse records of a folder where a database has records itself.

    Parameters
    ----------
    records : Microdata or None
        The folder of records, if one was given.
    database : str
        How the database is called in messages.

    Raises
    ------
    RequestError
        If there is such a folder.
    """
    if records is not None:
        raise RequestError(
            f"{database} has the records itself, and {records.folder} has others. Count either of "
            "them."
        )


def name_among(name: str, there: Sequence[str]) -> str | None:
    """Find a name among those that there are, whatever its case if that leaves no doubt.

    Parameters
    ----------
    name : str
        The name sought.
    there : sequence of str
        The names that there are.

    Returns
    -------
    str or None
        The name as it is spelt there; None if there is none, or several.

    Examples
    --------
    >>> name_among("share", ["Filing_ID", "SHARE"])
    'SHARE'
    """
    if name in there:
        return name
    same = [other for other in there if other.casefold() == name.casefold()]
    return same[0] if len(same) == 1 else None


def _open(database: str, table: str, own: str, opened: Callable[[str], ibis.Table]) -> ibis.Table:
    try:
        there = opened(own)
    except TableNotFound:
        raise RequestError(
            f"{database} knows of a table {own} and does not find it. Name its schema at the end "
            "of the address."
        ) from None
    columns = {
        column: name
        for column in SCHEMA[table]
        if (name := name_among(column, there.columns)) is not None
    }
    key = next(iter(SCHEMA[table]))
    if key not in columns:
        raise RequestError(
            f"Table {table} in {database} lacks the column '{key}'. It has "
            f"{listing(there.columns, limit=12)}. Offer it as a view with the columns of the data "
            "model."
        )
    _note_near_misses(database, table, there.columns, columns)
    return complete(there, table, columns)


def _note_near_misses(
    database: str, table: str, there: Sequence[str], columns: Mapping[str, str]
) -> None:
    """Say which column is not read although its name is nearly that of one that is missing."""
    absent = [column for column in SCHEMA[table] if column not in columns]
    for own in there:
        guess = None if own in columns.values() else nearest(own, absent)
        if guess:
            warnings.warn(
                f"Table {table} in {database} has no column '{guess}'; its '{own}' is not read. If "
                "it is meant, rename it in a view.",
                SmartspecWarning,
                stacklevel=5,
            )
