"""Question: how do the files that were read become tables of records?

In: tables of DuckDB, one for each kind of file, and the provider's SQL. Out: Parquet files; what
does not fit together, counted.
Must not know: how the files were read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from smartspec.core.errors import RequestError, counted, listing
from smartspec.sources.faulty import do_not_add_up
from smartspec.sources.format import Kind, Making, Note, Provider
from smartspec.sources.loading import number
from smartspec.sources.parquet import write_parquet
from smartspec.sources.quoting import quoted
from smartspec.tables.microdata import NUMBER, SCHEMA, TEXT, YEAR, check_columns

SQL_TYPES = {TEXT: "VARCHAR", YEAR: "INTEGER", NUMBER: "DOUBLE"}
TOLERANCE = 0.01
"""By how much the shares of a filing may miss 1, since sources round them."""
PERSONS = ("inventors", "applicants")
_COLUMNS = frozenset(name for columns in SCHEMA.values() for name in columns)


@dataclass
class Maker:
    """Makes tables of records as soon as the files that they need are read.

    What nothing later needs is dropped, so that memory holds little at a time.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Where the kinds of file are read.
    provider : Provider
        Whose they are.
    found : frozenset of str
        Kinds of which there is a file.
    folder : Path
        Where the Parquet files go.
    step : callable
        Told of each table.
    columns : dict of str to tuple of str, default empty
        Table to its columns, of the tables made so far.
    rows : dict of str to int, default empty
        Table to its rows.

    Attributes
    ----------
    filings_once : bool
        Whether the table of filings has each of them once, by the way it was made.
    """

    connection: duckdb.DuckDBPyConnection
    provider: Provider
    found: frozenset[str]
    folder: Path
    step: Callable[[str], None]
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    filings_once: bool = field(init=False, default=False)
    _pending: list[Making] = field(init=False)
    _notes: list[Note] = field(init=False)
    _filings_are_complete: bool = field(init=False, default=False)
    _named: dict[str, tuple[int, int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._pending = [making for making in self.provider.tables if self._is_made(making)]
        self._notes = [
            note
            for note in self.provider.notes
            if not note.when or self.found.intersection(note.when)
        ]
        for table in set(PERSONS) - {making.table for making in self._pending}:
            self.connection.execute(
                f"CREATE TEMP TABLE by_{table} (filing_id VARCHAR, share DOUBLE)"
            )

    def advance(self, staged: Collection[str]) -> None:
        """Make the tables for which everything is there.

        Parameters
        ----------
        staged : collection of str
            Kinds of file that were read.
        """
        for making in tuple(self._pending):
            if not self._waits(making, staged):
                self._make(making)
                self._pending.remove(making)
        later = " ".join(
            [making.sql for making in self._pending] + [note.sql for note in self._notes]
        )
        for name in staged:
            if not _mentions(later, name):
                self.connection.execute(f'DROP TABLE IF EXISTS "{name}"')

    def needed(self, kind: Kind) -> Kind:
        """Leave out the columns of a kind that no statement mentions, since reading them costs.

        Parameters
        ----------
        kind : Kind
            A kind of file.

        Returns
        -------
        Kind
            The same with the columns that are its key, are mentioned or could be in a table of
            records.
        """
        statements = " ".join(
            [making.sql for making in self._pending] + [note.sql for note in self._notes]
        )
        columns = tuple(
            column
            for column in kind.columns
            if column.type == "key" or column.name in _COLUMNS or _mentions(statements, column.name)
        )
        return replace(kind, columns=columns)

    def straight(self, kind: Kind) -> Making | None:
        """Find the table that the rows of a kind are, if nothing else is made of them.

        Parameters
        ----------
        kind : Kind
            A kind of file.

        Returns
        -------
        Making or None
            How the table is made.
        """
        if kind.duplicates and not kind.shares:
            return None  # every row would have to be compared with all others
        mine = [making for making in self._pending if making.straight == kind.name]
        others = [making.sql for making in self._pending if making.straight != kind.name]
        others += [note.sql for note in self._notes]
        return mine[0] if mine and not _mentions(" ".join(others), kind.name) else None

    def make_straight(
        self, making: Making, kind: Kind, rows: str, lines: Callable[[], int | None]
    ) -> bool:
        """Make a table straight from text; leave nothing of it if a row is not as it should be.

        Parameters
        ----------
        making : Making
            How the table is made.
        kind : Kind
            The kind that it is made of.
        rows : str
            SQL for its rows.
        lines : callable
            Tells how many there are if nothing is wrong with any; None if something is.

        Returns
        -------
        bool
            Whether the table stands.
        """
        table, target = making.table, self.folder / f"{making.table}.parquet"
        try:
            self._make(making, f'WITH "{kind.name}" AS ({rows}) ')
        except duckdb.InvalidInputException:  # such as line ends of two sorts in one file
            target.unlink(missing_ok=True)
            return False
        if self.rows[table] == lines() and not (kind.duplicates and self._has_doubles(table)):
            self._pending.remove(making)
            return True
        self.connection.execute(f"DROP VIEW made_{table}")
        self.connection.execute(f"DROP TABLE IF EXISTS by_{table}")
        target.unlink()
        del self.rows[table], self.columns[table]
        return False

    def _has_doubles(self, table: str) -> bool:
        names = ", ".join(f'"{name}"' for name in self.columns[table])
        odd = f"SELECT filing_id FROM by_{table} WHERE {do_not_add_up('share')}"
        return bool(
            number(
                self.connection,
                f"SELECT count(*) FROM (SELECT 1 FROM made_{table} SEMI JOIN ({odd}) AS odd "
                f"USING (filing_id) GROUP BY {names} HAVING count(*) > 1)",
            )
        )

    def misfits(self) -> list[str]:
        """Count what does not fit together: shares, and persons without a filing.

        Returns
        -------
        list of str
            A sentence for each thing that there is any of.

        Raises
        ------
        RequestError
            If no filing or no person is left.
        """
        self._refuse_nothing()
        told = []
        for note in self._notes:
            if found := number(self.connection, note.sql):
                told.append(note.sentence.replace("{n}", f"{found:,}"))
        for table in PERSONS:
            if table in self.columns:
                told += [*self._shares(table), *self._unknown_filings(table)]
        return told

    def remarks(self) -> list[str]:
        """Count filings without persons, of which counting tells by itself where it matters.

        Returns
        -------
        list of str
            A sentence for each table of persons that lacks any.
        """
        told = []
        for table in PERSONS:
            if {table, "filings"} <= self.columns.keys():
                lacking = self.rows["filings"] - self._filings_of(table)[1]
                if lacking > 0:
                    told.append(f"No {table} are known for {counted(lacking, 'filing')}.")
        return told

    def _is_made(self, making: Making) -> bool:
        wanted = not making.when or self.found.intersection(making.when)
        return bool(wanted) and not self.found.intersection(making.unless)

    def _waits(self, making: Making, staged: Collection[str]) -> bool:
        kinds = {kind.name for kind in self.provider.kinds}.difference(staged)
        tables = {f"{prefix}_{m.table}" for m in self._pending for prefix in ("made", "by")}
        return any(_mentions(making.sql, name) for name in kinds | tables)

    def _make(self, making: Making, rows: str = "") -> None:
        self.step(f"Making {making.table}")
        table = making.table
        names = self.columns[table] = _columns(self.connection, making)
        target = self.folder / f"{table}.parquet"
        casts = ", ".join(
            f'CAST("{name}" AS {SQL_TYPES[SCHEMA[table][name]]}) AS "{name}"' for name in names
        )
        self.rows[table] = write_parquet(
            self.connection, f"{rows}SELECT {casts} FROM ({making.sql})", target
        )
        made = f"read_parquet({quoted(str(target))})"
        self.connection.execute(f"CREATE TEMP VIEW made_{table} AS FROM {made}")
        if table in PERSONS:
            share = "sum(share)" if "share" in names else "CAST(NULL AS DOUBLE)"
            self.connection.execute(
                f"CREATE TEMP TABLE by_{table} AS SELECT filing_id, {share} AS share "
                f"FROM made_{table} GROUP BY filing_id"
            )
        self._filings_are_complete |= making.complete
        self.filings_once |= making.keyed

    def _refuse_nothing(self) -> None:
        persons = [table for table in PERSONS if table in self.rows]
        empty = [] if self.rows.get("filings", 1) else ["filings"]
        if persons and not any(self.rows[table] for table in persons):
            empty += persons
        if empty:
            raise RequestError(
                f"Nothing can be counted: these files of {self.provider.title} have no usable row "
                f"for {listing(empty)}. Look at the files, or get them anew."
            )

    def _shares(self, table: str) -> list[str]:
        wrong = number(
            self.connection, f"SELECT count(*) FROM by_{table} WHERE abs(share - 1) > {TOLERANCE}"
        )
        if not wrong:
            return []
        return [
            f"The shares of the {table} do not add up to 1 in {counted(wrong, 'filing')} (beyond "
            f"{TOLERANCE}); counting scales them."
        ]

    def _unknown_filings(self, table: str) -> list[str]:
        if "filings" not in self.columns:
            return []
        named, known = self._filings_of(table)
        if named == known:
            return []
        return [
            f"The {table} name {counted(named - known, 'filing')} of which nothing else is known, "
            "such as the year."
        ]

    def _filings_of(self, table: str) -> tuple[int, int]:
        """Count the filings that persons name, and those of them that the table of filings has."""
        if table not in self._named:
            named = known = number(self.connection, f"SELECT count(*) FROM by_{table}")
            if not self._filings_are_complete:
                both = f"SELECT count(*) FROM by_{table} SEMI JOIN made_filings USING (filing_id)"
                known = number(self.connection, both)
            self._named[table] = named, known
        return self._named[table]


def _columns(connection: duckdb.DuckDBPyConnection, making: Making) -> tuple[str, ...]:
    described = connection.execute(f"DESCRIBE {making.sql}").fetchall()
    names = tuple(str(row[0]) for row in described)
    check_columns(making.table, names)
    return names


def _mentions(sql: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", sql) is not None
