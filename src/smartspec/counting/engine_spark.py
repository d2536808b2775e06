"""Question: how are records counted with Spark, on this machine or on a cluster?

In: a folder of Parquet files, small tables, expressions. Out: tables of Spark and results.
Must not know: how records are counted, or any provider's format.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from smartspec.core.errors import RequestError
from smartspec.core.waiting import Result, interruptibly
from smartspec.counting._engine_parts import (
    as_declared,
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
    from ibis.backends.pyspark import Backend
    from pyspark.sql import SparkSession

_LOOPBACK = "127.0.0.1"
_LEAST_MEMORY = 1_000_000_000  # with less Spark does not start dependably


@contextmanager
def open_spark(
    master: str = "", *, memory: int = 0, threads: int = 0, spill: Path | None = None
) -> Iterator[Spark]:
    """Open Spark, quietly, without its web page, and to be reached from this machine alone.

    Parameters
    ----------
    master : str, default ""
        Address of a cluster, ``spark://HOST:PORT``; Spark in a process of this machine if left out.
    memory : int, default 0
        Bound for that process in bytes; half of the machine's if 0.
    threads : int, default 0
        How many threads; 0 is all that there are.
    spill : Path or None, default None
        Folder for what does not fit into memory; the system's if left out.

    Yields
    ------
    Spark
        The engine, open until the block ends.

    Raises
    ------
    RequestError
        If Spark or Java is not installed, Spark does not start, or is given too little memory.
    """
    from smartspec.counting._spark_process import check_installed, spark_session

    check_installed()
    if 0 < memory < _LEAST_MEMORY:
        raise RequestError("Spark needs 1GB of memory or more. Allow more, or use DuckDB.")
    with private_folder(spill) as folder:
        settings = _settings(master, folder, memory=memory, threads=threads)
        with spark_session(settings, folder) as session:
            yield Spark(ibis.pyspark.connect(session), session, where=spill or default_spill())


def _settings(master: str, folder: Path, *, memory: int, threads: int) -> dict[str, str]:
    cores = threads or os.cpu_count() or 1
    bound = (memory or _half_of_the_machine()) // 1_000_000
    settings = {
        "spark.app.name": "smartspec",
        "spark.master": master or f"local[{cores}]",
        "spark.driver.memory": f"{bound}m",
        "spark.driver.maxResultSize": "0",  # a table of counts may be larger than the usual bound
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.driver.extraJavaOptions": f"-Djava.io.tmpdir={folder} -XX:-UsePerfData",
    }
    if not master:
        settings |= {
            "spark.driver.host": _LOOPBACK,
            "spark.driver.bindAddress": _LOOPBACK,
            # Two hundred, Spark's own, is meant for clusters: small counts would mostly wait.
            "spark.sql.shuffle.partitions": str(4 * cores),
        }
    return settings


def _as_it_stands(path: str) -> str:
    """Keep Spark from reading a path as a pattern."""
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", path)


def _half_of_the_machine() -> int:
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not told by this system
        return 2 * _LEAST_MEMORY
    return max(whole // 2, _LEAST_MEMORY)


class Spark:
    """Spark as an engine; see :class:`smartspec.counting.engines.Engine`.

    Parameters
    ----------
    backend : ibis.backends.pyspark.Backend
        The connection.
    session : pyspark.sql.SparkSession
        The session beneath it.
    where : Path
        The folder under which is what does not fit into memory.
    """

    name = "spark"

    def __init__(self, backend: Backend, session: SparkSession, *, where: Path) -> None:
        self._backend = backend
        self._session = session
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
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        there = needs_records(records, self.name)
        found = {}
        for table in there.tables:
            name, path = next(self._names), there.path(table).resolve()
            try:
                self._session.read.parquet(_as_it_stands(path.as_posix())).createTempView(name)
            except (PySparkException, Py4JError):
                raise cannot_read(path) from None
            found[table] = complete(self._backend.table(name), table)
        return found

    def lookup(self, frame: pd.DataFrame, schema: Mapping[str, str]) -> ibis.Table:
        """Bring a small table into Spark.

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
        name = next(self._names)
        with troubles_told(self.name, self._where):
            self._session.createDataFrame(to_arrow(frame, schema)).createTempView(name)
        return self._backend.table(name)

    def keep(self, expression: ibis.Table) -> ibis.Table:
        """Let Spark keep an expression once it is computed, in memory or else on disk.

        Parameters
        ----------
        expression : ibis.Table
            What to compute.

        Returns
        -------
        ibis.Table
            The kept table.
        """
        name = next(self._names)
        with troubles_told(self.name, self._where):
            kept = self._session.sql(self._backend.compile(expression)).persist()
            kept.createTempView(name)
        return as_declared(self._backend.table(name), expression.schema())

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
        rows = self._run(lambda: self._session.sql(self._backend.compile(expression)).toArrow())
        return to_plain(rows, expression.schema())

    def _run(self, work: Callable[[], Result]) -> Result:
        with troubles_told(self.name, self._where):
            return interruptibly(work, stop=self._session.sparkContext.cancelAllJobs)
