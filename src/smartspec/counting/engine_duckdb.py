"""Question: how are records counted on one machine, within a bound of memory?

In: a folder of Parquet files, small tables, expressions. Out: tables of DuckDB and results.
Must not know: how records are counted, or any provider's format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import ibis
import pandas as pd

from smartspec.core.waiting import Result, interruptibly
from smartspec.counting._engine_parts import (
    cannot_read,
    complete,
    needs_records,
    to_arrow,
    to_plain,
    troubles_told,
)
from smartspec.counting._spill import default_spill, private_folder
from smartspec.tables.microdata import Microdata

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend


@contextmanager
def open_duckdb(*, memory: int, threads: int, spill: Path | None) -> Iterator[DuckDB]:
    """Open DuckDB in this process.

    Parameters
    ----------
    memory : int
        Bound in bytes; 0 for DuckDB's own, four fifths of the machine.
    threads : int
        How many threads; 0 is all that there are.
    spill : Path or None
        Folder for what does not fit into memory; the system's temporary folder if None.

    Yields
    ------
    DuckDB
        The engine, open until the block ends.
    """
    with private_folder(spill) as folder:
        backend = ibis.duckdb.connect(**duckdb_settings(folder, memory=memory, threads=threads))
        keep_quiet(backend)
        try:
            yield DuckDB(backend, where=spill or default_spill())
        finally:
            backend.disconnect()


def duckdb_settings(folder: Path, *, memory: int, threads: int) -> dict[str, object]:
    """Write the settings of a DuckDB that counts.

    Parameters
    ----------
    folder : Path
        Where to put what does not fit into memory.
    memory : int
        Bound in bytes; 0 for DuckDB's own.
    threads : int
        How many threads; 0 is all that there are.

    Returns
    -------
    dict of str to object
        Names of settings and their values.
    """
    settings: dict[str, object] = {
        "temp_directory": str(folder),
        "preserve_insertion_order": False,  # keeping it costs memory, and counts have no order
        "autoinstall_known_extensions": False,  # nothing is fetched from the network
    }
    if memory:
        settings["memory_limit"] = f"{memory // 1000}KB"
    if threads:
        settings["threads"] = threads
    return settings


def keep_quiet(backend: Backend) -> None:
    """Keep DuckDB from drawing a bar of its own: standard output belongs to the result.

    Parameters
    ----------
    backend : ibis.backends.duckdb.Backend
        The connection.
    """
    backend.con.execute("SET enable_progress_bar = false")


class DuckDB:
    """DuckDB as an engine; see :class:`smartspec.counting.engines.Engine`.

    Parameters
    ----------
    backend : ibis.backends.duckdb.Backend
        The connection.
    where : Path
        The folder under which is what does not fit into memory.
    """

    name = "duckdb"

    def __init__(self, backend: Backend, *, where: Path) -> None:
        self._backend = backend
        self._where = where
        self._names = (f"smartspec_{number}" for number in count(1))

    def tables(self, records: Microdata | None) -> Mapping[str, ibis.Table]:
        """Give the tables of records; nothing is read yet.

        Parameters
        ----------
        records : Microdata or None
            The folder of records.

        Returns
        -------
        mapping of str to ibis.Table
            The tables that there are, each with all columns of the data model.

        Raises
        ------
        RequestError
            If there are no records, or a file of theirs cannot be read.
        """
        there = needs_records(records, self.name)
        found = {}
        for table in there.tables:
            path = there.path(table)
            try:
                found[table] = complete(self._backend.read_parquet(path), table)
            except duckdb.Error:
                raise cannot_read(path) from None
        return found

    def lookup(self, frame: pd.DataFrame, schema: Mapping[str, str]) -> ibis.Table:
        """Bring a small table into DuckDB.

        Parameters
        ----------
        frame : pandas.DataFrame
            The table.
        schema : mapping of str to str
            Columns to take and their Ibis types.

        Returns
        -------
        ibis.Table
            The same rows with exactly these columns and types.
        """
        name, passing = next(self._names), next(self._names)
        connection = self._backend.con
        connection.register(passing, to_arrow(frame, schema))
        self._run(lambda: connection.execute(f"CREATE TEMP TABLE {name} AS FROM {passing}"))
        connection.unregister(passing)
        return self._backend.table(name)

    def keep(self, expression: ibis.Table) -> ibis.Table:
        """Compute an expression into a temporary table.

        Parameters
        ----------
        expression : ibis.Table
            What to compute.

        Returns
        -------
        ibis.Table
            The temporary table.
        """
        name = next(self._names)
        return self._run(lambda: self._backend.create_table(name, expression, temp=True))

    def fetch(self, expression: ibis.Table) -> pd.DataFrame:
        """Compute an expression and hand its rows over.

        Parameters
        ----------
        expression : ibis.Table
            What to compute.

        Returns
        -------
        pandas.DataFrame
            Its rows in plain types.
        """
        rows = self._run(lambda: self._backend.to_pyarrow(expression))
        return to_plain(rows, expression.schema())

    def _run(self, work: Callable[[], Result]) -> Result:
        with troubles_told(self.name, self._where):
            return interruptibly(work, stop=self._backend.con.interrupt)
