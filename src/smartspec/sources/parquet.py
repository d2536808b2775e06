"""Question: how do the rows of a query become a Parquet file?

In: SQL and a connection of DuckDB. Out: the file and how many rows it has.
Must not know: what the rows are.

PyArrow writes, since DuckDB's own writer takes twice as long; rows pass through in batches.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

ROWS_IN_GROUP = 122_880
"""How many rows stand together in a file, as in files that DuckDB writes."""

UNIQUE = frozenset({"filing_id", "person_id", "family_id", "citing_id", "cited_id"})
"""Columns of so many values that a list of them, in place of themselves, saves nothing."""

_FAULTS: dict[str, type[duckdb.Error]] = {
    "Invalid Input Error": duckdb.InvalidInputException,
    "INTERRUPT Error": duckdb.InterruptException,
    "Out of Memory Error": duckdb.OutOfMemoryException,
    "IO Error": duckdb.IOException,
}


def write_parquet(connection: duckdb.DuckDBPyConnection, sql: str, target: Path) -> int:
    """Write the rows of a query into a Parquet file.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Where the query runs.
    sql : str
        The query.
    target : Path
        The file; one that is there is replaced.

    Returns
    -------
    int
        How many rows it has.

    Raises
    ------
    duckdb.Error
        If the query fails, at its start or on the way; the file is then not whole.
    """
    rows = 0
    with _own_faults():
        batches = connection.sql(sql).to_arrow_reader(ROWS_IN_GROUP)
        listed = [
            field.name
            for field in batches.schema
            if field.name not in UNIQUE and not pa.types.is_floating(field.type)
        ]
        # By these alone rows are skipped; to tell the least and the greatest of all takes time.
        ranged = [name for name in batches.schema.names if name == "scheme" or "_year" in name]
        with pq.ParquetWriter(
            target, batches.schema, use_dictionary=listed, write_statistics=ranged
        ) as writer:
            for batch in batches:
                writer.write_batch(batch, row_group_size=ROWS_IN_GROUP)
                rows += batch.num_rows
    return rows


@contextmanager
def _own_faults() -> Iterator[None]:
    """Raise a fault of DuckDB as such where PyArrow passes it on as one of the system."""
    try:
        yield
    except OSError as error:
        kind = _FAULTS.get(str(error).partition(":")[0])
        if kind is None:
            raise
        raise kind(str(error)) from error
