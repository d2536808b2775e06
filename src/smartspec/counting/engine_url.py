"""Question: how are records counted in the database where they lie?

In: the address of a database that has the tables of records. Out: its tables and results.
Must not know: how records are counted, or any provider's format.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import entry_points
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_plus, urlsplit

import ibis
import pandas as pd
import pyarrow as pa

from smartspec.core.errors import RequestError, unknown
from smartspec.counting._database_tables import refuse_folder, tables_in
from smartspec.counting._engine_parts import (
    as_declared,
    to_arrow,
    to_plain,
    troubles_told,
)
from smartspec.counting._spill import default_spill, private_folder
from smartspec.counting.engine_duckdb import DuckDB, duckdb_settings, keep_quiet
from smartspec.counting.engines import safe_name
from smartspec.tables.microdata import Microdata

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend as DuckDBBackend
    from ibis.backends.sql import SQLBackend

_DUCKDB_FILE, _POSTGRES = "duckdb", "postgres"
_REFUSALS = {
    "OperationalError",
    "InterfaceError",
    "InsufficientPrivilege",
    "ReadOnlySqlTransaction",
}
"""Names of what drivers raise when the database, its server or its rights are at fault."""


@contextmanager
def open_url(
    url: str, *, memory: int, threads: int, spill: Path | None
) -> Iterator[Database | DuckDBFile]:
    """Connect to a database that has the tables of records.

    Parameters
    ----------
    url : str
        Its address as Ibis reads it, such as ``postgres://USER:PASSWORD@HOST:PORT/DATABASE/SCHEMA``.
    memory : int
        Bound in bytes for a DuckDB file; 0 for every other database, which has its own.
    threads : int
        The same for threads.
    spill : Path or None
        Folder for what does not fit into memory, for a DuckDB file.

    Yields
    ------
    Database or DuckDBFile
        The engine, connected until the block ends.

    Raises
    ------
    RequestError
        If the address cannot be read, its driver is not installed, or nobody answers there.
    """
    name = safe_name(url)
    scheme = _scheme(url, name)
    if scheme == _DUCKDB_FILE:
        with private_folder(spill) as folder:
            settings = duckdb_settings(folder, memory=memory, threads=threads) | {"read_only": True}
            with _connected(url, settings) as backend:
                keep_quiet(backend)
                yield DuckDBFile(backend, name, where=spill or default_spill())
        return
    if memory or threads:
        raise RequestError(
            f"{name} has its own bounds of memory and threads: set them there, and leave out "
            "--memory and --threads."
        )
    with _connected(url, {}) as backend:
        yield Database(backend, name)


def _scheme(url: str, name: str) -> str:
    """Return which backend an address names, refusing what none answers to."""
    valid = sorted(entry.name for entry in entry_points(group="ibis.backends"))
    scheme = url.partition("://")[0].lower().replace("postgresql", "postgres")
    if scheme not in valid:
        raise unknown("kind of database", scheme, valid)
    try:
        _ = urlsplit(url).port
    except ValueError:  # what it says may hold a part of the password
        raise RequestError(
            f"The address of {name} cannot be read. In a password, write signs such as / : @ # ? "
            "as %2F %3A %40 %23 %3F."
        ) from None
    return scheme


@contextmanager
def _connected(url: str, settings: Mapping[str, object]) -> Iterator[SQLBackend]:
    name = safe_name(url)
    try:
        backend = ibis.connect(url, **settings)
    except ImportError:
        scheme = _scheme(url, name)
        raise RequestError(
            f"The driver for {scheme} is not installed. Install it with: "
            f"pip install 'ibis-framework[{scheme}]'"
        ) from None
    except Exception as error:
        check = "the address, the user and the password" if urlsplit(url).hostname else "the path"
        raise RequestError(
            f"Cannot connect to {name}: {_told(error, url)}. Check {check}."
        ) from None
    try:
        yield backend
    finally:
        with suppress(Exception):  # a connection that broke cannot be closed
            backend.disconnect()


def _told(error: Exception, url: str) -> str:
    """Repeat the first line of what a driver said, without user and password."""
    text = _first_line(error)
    parts = urlsplit(url)
    for secret in (parts.password, parts.query):
        for spelling in (secret, unquote(secret or ""), unquote_plus(secret or "")):
            text = text.replace(spelling, "***") if spelling else text
    return text


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return " ".join(lines[0].split()).rstrip(".") if lines else type(error).__name__


class DuckDBFile(DuckDB):
    """A file of DuckDB that has the tables of records; it is read and never changed.

    Parameters
    ----------
    backend : ibis.backends.duckdb.Backend
        The connection.
    name : str
        Its address.
    where : Path
        The folder under which is what does not fit into memory.
    """

    def __init__(self, backend: DuckDBBackend, name: str, *, where: Path) -> None:
        super().__init__(backend, where=where)
        self.name = name

    def tables(self, records: Microdata | None) -> Mapping[str, ibis.Table]:
        """Give the tables of records that the file has.

        Parameters
        ----------
        records : Microdata or None
            None: the file has the records.

        Returns
        -------
        mapping of str to ibis.Table
            The tables that there are, each with all columns of the data model.

        Raises
        ------
        RequestError
            If a folder is given as well, or the file has no table of records, or one of them lacks
            its key.
        """
        refuse_folder(records, self.name)
        # Asked directly, since Ibis lists by a call that DuckDB no longer has.
        rows = self._backend.con.execute("SHOW TABLES").fetchall()
        return tables_in(self.name, [name for (name,) in rows], self._backend.table)


class Database:
    """A database as an engine; see :class:`smartspec.counting.engines.Engine`.

    Parameters
    ----------
    backend : ibis.backends.sql.SQLBackend
        The connection.
    name : str
        Its address without user and password.
    """

    def __init__(self, backend: SQLBackend, name: str) -> None:
        self.name = name
        self._backend = backend
        own = secrets.token_hex(4)
        self._names = (f"smartspec_{own}_{number}" for number in count(1))

    def tables(self, records: Microdata | None) -> Mapping[str, ibis.Table]:
        """Give the tables of records that the database has.

        Parameters
        ----------
        records : Microdata or None
            None: the database has the records.

        Returns
        -------
        mapping of str to ibis.Table
            The tables that there are, each with all columns of the data model.

        Raises
        ------
        RequestError
            If a folder is given as well, or the database has no table of records, or one of them
            lacks its key.
        """
        refuse_folder(records, self.name)
        with self._answering():
            return tables_in(self.name, self._backend.list_tables(), self._backend.table)

    def lookup(self, frame: pd.DataFrame, schema: Mapping[str, str]) -> ibis.Table:
        """Bring a small table into the database, as a temporary one.

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
        rows = to_arrow(frame, schema)
        if self._backend.name != _POSTGRES:
            return self.keep(ibis.memtable(rows, schema=dict(schema)))
        name = next(self._names)
        with self._answering(), self._backend.con.cursor() as cursor:
            made = self._backend.create_table(name, schema=dict(schema), temp=True)
            # Statements for each row, as Ibis makes them, take several times as long.
            with cursor.copy(f'COPY "{name}" FROM STDIN') as stream:
                for batch in rows.to_batches(max_chunksize=10_000):
                    for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                        stream.write_row(row)
            cursor.execute(f'ANALYZE "{name}"')  # PostgreSQL plans blindly on a table just made
        return made

    def keep(self, expression: ibis.Table) -> ibis.Table:
        """Compute an expression into a temporary table, where the database has such.

        Parameters
        ----------
        expression : ibis.Table
            What to compute.

        Returns
        -------
        ibis.Table
            The temporary table; the expression itself where there are none.
        """
        if not self._backend.supports_temporary_tables:
            return expression
        name = next(self._names)
        with self._answering():
            kept = self._backend.create_table(name, expression, temp=True)
            if self._backend.name == _POSTGRES:
                self._backend.raw_sql(f'ANALYZE "{name}"').close()
        return as_declared(kept, expression.schema())

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
        with self._answering():
            rows = self._backend.execute(expression)
        return to_plain(pa.Table.from_pandas(rows, preserve_index=False), expression.schema())

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Tell what the database refuses in one line."""
        with troubles_told(self.name, None):
            try:
                yield
            except Exception as error:
                if not _REFUSALS & {kind.__name__ for kind in type(error).__mro__}:
                    raise
                raise RequestError(
                    f"{self.name} refused: {_first_line(error)}. It must allow this user to read "
                    "the tables and to make temporary ones."
                ) from error
