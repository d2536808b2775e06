"""Question: which engine counts, and how is it opened and closed?

In: the name of an engine or the address of a database. Out: an engine that gives the tables of
records, takes in small tables, keeps what is read several times, and hands results to pandas.
Must not know: how records are counted, or any provider's format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from smartspec.core.errors import RequestError, unknown
from smartspec.core.memory import parse_memory

if TYPE_CHECKING:
    import ibis
    import pandas as pd

    from smartspec.tables.microdata import Microdata

DUCKDB, SPARK = "duckdb", "spark"
ENGINES = (DUCKDB, SPARK)
"""The engines with a name; every other one is the address of a database."""


class Engine(Protocol):
    """What counting asks of an engine; expressions are Ibis tables of that engine.

    Attributes
    ----------
    name : str
        How the engine is told to readers: ``"duckdb"``, ``"spark"``, or the address of a database
        without user and password.
    """

    name: str

    def tables(self, records: Microdata | None) -> Mapping[str, ibis.Table]:
        """Give the tables of records.

        Parameters
        ----------
        records : Microdata or None
            The folder of records; None for a database that has the tables itself.

        Returns
        -------
        mapping of str to ibis.Table
            The tables that there are, each with all columns of the data model in their types;
            columns that the records lack are missing throughout.
        """
        ...

    def lookup(self, frame: pd.DataFrame, schema: Mapping[str, str]) -> ibis.Table:
        """Bring a small table into the engine.

        Parameters
        ----------
        frame : pandas.DataFrame
            The table; it may be empty and have further columns, which stay out.
        schema : mapping of str to str
            Columns to take and their Ibis types, such as ``"string"``.

        Returns
        -------
        ibis.Table
            The same rows with exactly these columns and types.
        """
        ...

    def keep(self, expression: ibis.Table) -> ibis.Table:
        """Compute an expression once, for reading it several times.

        Parameters
        ----------
        expression : ibis.Table
            What to compute.

        Returns
        -------
        ibis.Table
            The result, kept until the engine closes.
        """
        ...

    def fetch(self, expression: ibis.Table) -> pd.DataFrame:
        """Compute an expression and hand its rows over.

        Parameters
        ----------
        expression : ibis.Table
            What to compute.

        Returns
        -------
        pandas.DataFrame
            Its rows, in no order unless the expression has one. Whole numbers are int64 (float64
            where some are missing), other numbers float64, text as pandas reads text.
        """
        ...


@contextmanager
def open_engine(
    spec: str = DUCKDB, *, memory: str = "", threads: int = 0, spill: Path | None = None
) -> Iterator[Engine]:
    """Open an engine for a while; at the end nothing of it is left on disk.

    Parameters
    ----------
    spec : str, default "duckdb"
        ``"duckdb"``, ``"spark"``, ``"spark://HOST:PORT"``, or the address of a database that has
        the tables of records, such as ``"postgres://HOST/DATABASE"``.
    memory : str, default ""
        How much memory it may use, such as ``"3GB"``; what does not fit goes to disk. As much as
        the engine takes by itself if left out.
    threads : int, default 0
        How many threads it may use; 0 is all that there are.
    spill : Path or None, default None
        Folder under which a temporary folder is made for what does not fit into memory; the
        system's if left out.

    Yields
    ------
    Engine
        The engine, open until the block ends.

    Raises
    ------
    RequestError
        If there is no such engine, a part of it is not installed, an option is wrong, or the
        database cannot be reached.

    Examples
    --------
    >>> import pandas as pd
    >>> with open_engine("duckdb", memory="1GB") as engine:
    ...     numbers = engine.lookup(pd.DataFrame({"n": [1, 2]}), {"n": "int64"})
    ...     engine.fetch(numbers.aggregate(total=numbers.n.sum()))
       total
    0      3
    """
    if threads < 0:
        raise RequestError(f"An engine cannot use {threads} threads. Use 1 or more, or 0 for all.")
    size = parse_memory(memory) if memory else 0
    with _opener(spec.strip())(memory=size, threads=threads, spill=spill) as engine:
        yield engine


def _opener(name: str) -> Callable[..., AbstractContextManager[Engine]]:
    """Find what opens an engine; its parts are loaded only now."""
    if name == DUCKDB:
        from smartspec.counting.engine_duckdb import open_duckdb

        return open_duckdb
    if name == SPARK:
        from smartspec.counting.engine_spark import open_spark

        return open_spark
    if name.startswith("spark://"):
        from smartspec.counting.engine_spark import open_spark

        return partial(open_spark, name)
    if "://" in name:
        from smartspec.counting.engine_url import open_url

        return partial(open_url, name)
    raise unknown("engine", name, ENGINES, see="a database is named by its address, NAME://…")


def safe_name(spec: str) -> str:
    """Name an engine without what must stay secret.

    Parameters
    ----------
    spec : str
        The name of an engine or the address of a database.

    Returns
    -------
    str
        The same without user, password and options.

    Examples
    --------
    >>> safe_name("postgresql://ann:secret@db.example:5432/patstat/public?sslmode=require")
    'postgresql://db.example:5432/patstat/public'
    >>> safe_name("duckdb")
    'duckdb'
    """
    if "://" not in spec:
        return spec
    scheme, rest = spec.split("://", 1)
    # A password may hold any character, also those that end the part before the host.
    rest = rest.rpartition("@")[2]
    return f"{scheme}://{rest.partition('?')[0].partition('#')[0]}"
