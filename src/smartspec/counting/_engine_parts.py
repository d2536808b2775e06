"""Question: what do all engines do in the same way?

In: tables as an engine gives them. Out: tables with all columns of the data model in their types,
and results as plain pandas.
Must not know: any engine, or how records are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import ibis
import pandas as pd
import pyarrow as pa

from smartspec.core.errors import RequestError
from smartspec.tables.microdata import SCHEMA, Microdata


def complete(table: ibis.Table, name: str, columns: Mapping[str, str] | None = None) -> ibis.Table:
    """Give a table of records all columns of the data model, in their order and types.

    Parameters
    ----------
    table : ibis.Table
        The table as it lies in the engine.
    name : str
        Its name in the data model.
    columns : mapping of str to str or None, default None
        Names in the data model and what the columns are called in the table, where that differs.

    Returns
    -------
    ibis.Table
        The same rows; columns that the table lacks are typed and missing throughout.
    """
    called = columns or {}
    there = table.schema()
    parts: dict[str, ibis.Value] = {}
    for column, kind in SCHEMA[name].items():
        own = called.get(column, column)
        if own not in there:
            parts[column] = ibis.null(kind)
        elif there[own].copy(nullable=True) == ibis.dtype(kind):
            parts[column] = table[own]
        else:
            parts[column] = table[own].cast(kind)
    return table.select(**parts)


def to_arrow(frame: pd.DataFrame, schema: Mapping[str, str]) -> pa.Table:
    """Write a small table in exact types, also an empty one.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table; further columns stay out.
    schema : mapping of str to str
        Columns to take and their Ibis types.

    Returns
    -------
    pyarrow.Table
        The columns of the schema, in its order and types.
    """
    types = ibis.schema(dict(schema)).to_pyarrow()
    return pa.Table.from_pandas(frame[list(schema)], schema=types, preserve_index=False)


def as_declared(table: ibis.Table, schema: ibis.Schema) -> ibis.Table:
    """Give a kept table the types that its expression declared, where the engine chose others.

    Parameters
    ----------
    table : ibis.Table
        The table as the engine made it.
    schema : ibis.Schema
        What the expression declared.

    Returns
    -------
    ibis.Table
        The same rows in the types declared.
    """
    made = table.schema()
    other = {
        name: kind
        for name, kind in schema.items()
        if made[name].copy(nullable=True) != kind.copy(nullable=True)
    }
    return table.cast(other) if other else table


def to_plain(table: pa.Table, schema: ibis.Schema) -> pd.DataFrame:
    """Hand the rows of a result to pandas in plain types.

    Parameters
    ----------
    table : pyarrow.Table
        The result.
    schema : ibis.Schema
        What the expression declared; an engine may add up whole numbers into a wider type.

    Returns
    -------
    pandas.DataFrame
        Whole numbers as int64 (float64 where some are missing), other numbers as float64, text as
        pandas reads text.
    """
    fields = [pa.field(field.name, _wide(field.type)) for field in schema.to_pyarrow()]
    plain: pd.DataFrame = table.cast(pa.schema(fields)).to_pandas()
    return plain


def _wide(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_integer(kind):
        return pa.int64()
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return pa.float64()
    return kind


@contextmanager
def troubles_told(engine: str, where: Path | None) -> Iterator[None]:
    """Tell a lack of memory or space, or a damaged file, in one line, whatever the engine says.

    Parameters
    ----------
    engine : str
        The name of the engine.
    where : Path or None
        The folder for what does not fit into memory; None if the engine is elsewhere.

    Yields
    ------
    None
        Nothing; errors of the block are looked at.

    Raises
    ------
    RequestError
        If memory or space ran out, or a file of records cannot be read.
    """
    try:
        yield
    except RequestError:
        raise
    except Exception as error:
        told = str(error)
        if _NO_SPACE.search(told):
            place = f"in {where}" if where else "on its server"
            raise RequestError(
                f"{engine} found no space left {place} for what does not fit into memory. Free "
                "space, set TMPDIR to a folder with more of it, or raise --memory."
            ) from error
        if isinstance(error, MemoryError) or _NO_MEMORY.search(told):
            raise RequestError(
                f"{engine} ran out of memory while counting. Raise --memory, or allow fewer "
                "threads with --threads: each needs its own."
            ) from error
        damaged = _FILE.search(told) if _UNREADABLE.search(told) else None
        if damaged:
            raise cannot_read(Path(damaged.group())) from error
        raise


def cannot_read(path: Path) -> RequestError:
    """Build the error for a file of records that is damaged or gone.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    RequestError
        Ready to be raised.
    """
    fault = "is damaged" if path.is_file() else "is not there"
    return RequestError(f"Cannot read {path}: it {fault}. Read the source anew.")


_FILE = re.compile(r"/[^\n\"]*?\.parquet")
_UNREADABLE = re.compile(
    r"no magic bytes|too small to be a parquet|failed to read file|no files found"
    r"|PATH_NOT_FOUND|FAILED_READ_FILE|FAILED_EXECUTE|not a parquet file",
    re.IGNORECASE,
)
_NO_SPACE = re.compile(r"no space left|disk full|max_temp_directory_size", re.IGNORECASE)
_NO_MEMORY = re.compile(
    r"out of memory|OutOfMemoryError|unable to acquire \d+ bytes", re.IGNORECASE
)


def needs_records(records: Microdata | None, engine: str) -> Microdata:
    """Refuse to count without records in an engine that has none of its own.

    Parameters
    ----------
    records : Microdata or None
        The folder of records, if one was given.
    engine : str
        The name of the engine.

    Returns
    -------
    Microdata
        The records.

    Raises
    ------
    RequestError
        If there are none.
    """
    if records is None:
        raise RequestError(
            f"The engine {engine} has no records of its own. Name a folder of records, or a "
            "database that has them."
        )
    return records
