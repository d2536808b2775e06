"""Question: how are records counted in the database where they lie?

In: the address of a database that has the tables of records. Out: its tables and results.
Must not know: how records are counted, or any provider's format.
"""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import entry_points
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_plus, urlsplit

import ibis
import pandas as pd
import pyarrow as pa
from ibis.common.exceptions import TableNotFound

from smartspec.core.errors import RequestError, SmartspecWarning, listing, nearest, unknown
from smartspec.core.waiting import Result, interruptibly
from smartspec.counting._engine_parts import (
    as_declared,
    complete,
    shortages_told,
    to_arrow,
    to_plain,
)
from smartspec.counting._spill import default_spill, private_folder
from smartspec.counting.engine_duckdb import duckdb_settings, keep_quiet
from smartspec.counting.engines import safe_name
from smartspec.tables.microdata import SCHEMA, Microdata

if TYPE_CHECKING:
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
def open_url(url: str, *, memory: int, threads: int, spill: Path | None) -> Iterator[Database]:
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
    Database
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
                yield Database(backend, name, where=spill or default_spill())
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


class Database:
    """A database as an engine; see :class:`smartspec.counting.engines.Engine`.

    Parameters
    ----------
    backend : ibis.backends.sql.SQLBackend
        The connection.
    name : str
        Its address without user and password.
    where : Path or None, default None
        The folder under which is what does not fit into memory, if on this machine.
    """

    def __init__(self, backend: SQLBackend, name: str, *, where: Path | None = None) -> None:
        self.name = name
        self._backend = backend
        self._where = where
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
        if records is not None:
            raise RequestError(
                f"{self.name} has the records itself, and {records.folder} has others. Count "
                "either of them."
            )
        with self._answering():
            names = self._listed()
            found = {
                table: self._open(own)
                for table in SCHEMA
                if (own := _called(table, names)) is not None
            }
        if not found:
            raise RequestError(
                f"{self.name} has no table of records. It should have {listing(SCHEMA)}, and has "
                f"{listing(names) or 'none'}. Name the schema at the end of the address."
            )
        return {table: self._read(table, there) for table, there in found.items()}

    def _listed(self) -> list[str]:
        if self._backend.name == _DUCKDB_FILE:  # asked directly: Ibis asks by a name given up
            return [name for (name,) in self._backend.con.execute("SHOW TABLES").fetchall()]
        return list(self._backend.list_tables())

    def _open(self, own: str) -> ibis.Table:
        try:
            return self._backend.table(own)
        except TableNotFound:
            raise RequestError(
                f"{self.name} knows of a table {own} and does not find it. Name its schema at the "
                "end of the address."
            ) from None

    def _read(self, table: str, there: ibis.Table) -> ibis.Table:
        columns = {
            column: own
            for column in SCHEMA[table]
            if (own := _called(column, there.columns)) is not None
        }
        key = next(iter(SCHEMA[table]))
        if key not in columns:
            raise RequestError(
                f"Table {table} in {self.name} lacks the column '{key}'. It has "
                f"{listing(there.columns, limit=12)}. Offer it as a view with the columns of the "
                "data model."
            )
        absent = [column for column in SCHEMA[table] if column not in columns]
        read = set(columns.values())
        for column in there.columns:
            guess = nearest(column, absent) if column not in read else None
            if guess:
                warnings.warn(
                    f"Table {table} in {self.name} has no column '{guess}'; its '{column}' is not "
                    "read. If it is meant, rename it in a view.",
                    SmartspecWarning,
                    stacklevel=4,
                )
        return complete(there, table, columns)

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
            with cursor.copy(
                f'COPY "{name}" FROM STDIN'
            ) as stream:  # row by row takes ten times as long
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
            kept = self._run(lambda: self._backend.create_table(name, expression, temp=True))
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
            rows = self._run(lambda: self._backend.execute(expression))
        return to_plain(pa.Table.from_pandas(rows, preserve_index=False), expression.schema())

    def _run(self, work: Callable[[], Result]) -> Result:
        if self._backend.name != _DUCKDB_FILE:  # drivers of servers heed Ctrl-C themselves
            return work()
        return interruptibly(work, stop=self._backend.con.interrupt)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Tell what the database refuses in one line."""
        with shortages_told(self.name, self._where):
            try:
                yield
            except Exception as error:
                if not _REFUSALS & {kind.__name__ for kind in type(error).__mro__}:
                    raise
                raise RequestError(
                    f"{self.name} refused: {_first_line(error)}. It must allow this user to read "
                    "the tables and to make temporary ones."
                ) from error


def _called(name: str, there: Sequence[str]) -> str | None:
    """Find a name among those that there are, whatever its case if that leaves no doubt."""
    if name in there:
        return name
    same = [other for other in there if other.casefold() == name.casefold()]
    return same[0] if len(same) == 1 else None
