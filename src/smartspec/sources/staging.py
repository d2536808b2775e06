"""Question: how are the files of one kind read, whatever is wrong with them?

In: files and what is known of their kind. Out: a table in DuckDB with typed columns; every row that
could not be used is counted, and some are kept to be looked at.
Must not know: any provider, or what the table is for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event

import duckdb

from smartspec.sources.archives import blocks, is_packed
from smartspec.sources.faulty import (
    count_turned_away,
    in_other_encoding,
    take_out_doubles,
    take_out_faulty,
)
from smartspec.sources.finding import File
from smartspec.sources.format import Kind
from smartspec.sources.loading import Plain, create, load, load_sound, number, sound_rows
from smartspec.sources.rejects import CUT, Rejects
from smartspec.sources.scanning import Scan
from smartspec.sources.text import (
    OTHER_ENCODING,
    copy_clean,
    find_columns,
    is_other_encoding,
    read_head,
)

NUL = "NUL bytes in the line"


@dataclass
class Staging:
    """Reads kinds of file into tables of DuckDB.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Where the tables go.
    scratch : Path
        A folder for copies; each is removed once its kind is read.
    rejects : Rejects
        Counts what could not be used.
    scans : mapping of Path to Future
        Hashes of the files, under way.
    stop : Event
        Once set, reading ends in a KeyboardInterrupt at the next block of a file.
    rows : dict of str to int, default empty
        Rows of each file that was read, without the header.
    notes : list of str, default empty
        What else is to be told.
    """

    connection: duckdb.DuckDBPyConnection
    scratch: Path
    rejects: Rejects
    scans: Mapping[Path, Future[Scan]]
    stop: Event
    rows: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def stage(self, kind: Kind, files: tuple[File, ...], *, may_be_sound: bool = True) -> int:
        """Read all files of a kind into one table of its name.

        Parameters
        ----------
        kind : Kind
            What they are.
        files : tuple of File
            The files; without any the table is empty.
        may_be_sound : bool, default True
            Whether it is worth trying to read them as if nothing were wrong with them.

        Returns
        -------
        int
            Rows in the table.

        Raises
        ------
        RequestError
            If a file is not what its name says, or too many rows could not be used.
        """
        create(self.connection, kind)
        plains = []
        for index, file in enumerate(files):
            plain = self._read(kind, index, file, may_be_sound=may_be_sound)
            if plain is not None:
                take_out_faulty(self.connection, kind, plain, self.rejects)
                plains.append(plain)
        if kind.duplicates and plains:
            take_out_doubles(self.connection, kind, plains, self.rejects)
        for plain in plains:
            if plain.path.parent == self.scratch:
                plain.path.unlink()
        return number(self.connection, f'SELECT count(*) FROM "{kind.name}"')

    def straight(self, kind: Kind, files: tuple[File, ...]) -> str | None:
        """Give the rows of files in which nothing seems wrong straight from their text.

        Parameters
        ----------
        kind : Kind
            What they are.
        files : tuple of File
            The files.

        Returns
        -------
        str or None
            SQL for their rows; None if a file has to be mended or unpacked first.
        """
        create(self.connection, kind)
        selects = []
        for index, file in enumerate(files):
            head = read_head(file.name, self._blocks(file), kind)
            if not head.headers or head.mended or is_packed(file.path) or head.encoding != "utf-8":
                return None
            plain = Plain(file.name, index, file.path, head, find_columns(file.name, head, kind))
            selects.append(sound_rows(kind, plain))
        return " UNION ALL ".join(selects)

    def lines(self, files: tuple[File, ...]) -> int | None:
        """Count the lines below the headers of files, once all their bytes were looked at.

        Parameters
        ----------
        files : tuple of File
            The files.

        Returns
        -------
        int or None
            How many rows there are if each line is one; None if a NUL byte is among them.
        """
        scans = [self.scans[file.path].result() for file in files]
        self.rows |= {file.name: scan.lines - 1 for file, scan in zip(files, scans, strict=True)}
        return None if any(scan.has_nul for scan in scans) else sum(s.lines - 1 for s in scans)

    def _read(self, kind: Kind, index: int, file: File, *, may_be_sound: bool) -> Plain | None:
        """Read a file as it is or, where that does not go well, a clean copy of it."""
        head = read_head(file.name, self._blocks(file), kind)
        if not head.headers:
            self.rows[file.name] = 0
            self.notes.append(f"{file.name} is empty.")
            return None
        positions = find_columns(file.name, head, kind)
        plain = Plain(file.name, index, file.path, head, positions)
        is_plain = not head.mended and not is_packed(file.path)
        if is_plain and may_be_sound and self._load_sound(kind, file, plain):
            return plain
        rows = self._load_as_it_is(kind, plain) if is_plain else None
        lost = 0
        if rows is None:
            plain, lost = self._clean(file, plain)
            rows = load(self.connection, kind, plain)
        plain, rows = self._in_its_encoding(kind, file, plain, rows)
        turned_away = count_turned_away(self.connection, plain, self.rejects)
        self.rows[file.name] = rows + turned_away + lost
        return plain

    def _load_sound(self, kind: Kind, file: File, plain: Plain) -> bool:
        """Load a file in which nothing is wrong; nothing of any other."""
        if plain.head.encoding != "utf-8":
            return False
        try:
            rows = load_sound(self.connection, kind, plain)
        except duckdb.InvalidInputException:  # such as line ends of two sorts in one file
            return False
        if rows == self.lines((file,)):
            return True
        self._unload(kind, plain)
        return False

    def _load_as_it_is(self, kind: Kind, plain: Plain) -> int | None:
        """Load a file in place; None, and nothing loaded, if it needs to be cleaned first."""
        try:
            rows = load(self.connection, kind, plain)
        except duckdb.InvalidInputException:  # such as line ends of two sorts in one file
            return None
        if self.scans[plain.path].result().has_nul:
            self._unload(kind, plain)
            return None
        return rows

    def _in_its_encoding(
        self, kind: Kind, file: File, plain: Plain, rows: int
    ) -> tuple[Plain, int]:
        """Load a file once more if it is in another encoding throughout."""
        is_utf8 = plain.head.encoding != "utf-8" or not in_other_encoding(self.connection)
        if is_utf8 or not is_other_encoding(plain.path):
            return plain, rows
        self._unload(kind, plain)
        target = self.scratch / f"{plain.index}_western.txt"
        head = replace(plain.head, encoding=OTHER_ENCODING)
        copy_clean(self._bytes(plain.path), target, OTHER_ENCODING)
        if plain.path.parent == self.scratch:
            plain.path.unlink()
        self.notes.append(f"{file.name} is not in UTF-8 and was read as Windows-1252 (Latin-1).")
        other = replace(plain, path=target, head=head)
        return other, load(self.connection, kind, other)

    def _clean(self, file: File, plain: Plain) -> tuple[Plain, int]:
        """Write a clean copy; count the lines that it leaves out."""
        target = self.scratch / f"{plain.index}_clean.txt"
        copy = copy_clean(self._blocks(file), target, plain.head.encoding)
        for line, text in copy.nul_shown:
            self.rejects.show(file.name, line, NUL, text)
        self.rejects.add(file.name, NUL, copy.nul_lines)
        if copy.cut is not None:
            self.rejects.show(file.name, copy.cut[0], CUT, copy.cut[1])
            self.rejects.add(file.name, CUT, 1)
            self.notes.append(
                f"{file.name} is cut off or damaged after line {copy.cut[0] - 1:,}; what came "
                "before is used. Get the file anew."
            )
        return replace(plain, path=target), copy.nul_lines + (copy.cut is not None)

    def _unload(self, kind: Kind, plain: Plain) -> None:
        self.connection.execute(f'DELETE FROM "{kind.name}" WHERE _file = {plain.index}')

    def _blocks(self, file: File) -> Iterator[bytes]:
        return self._bytes(file.path, file.member)

    def _bytes(self, path: Path, member: str = "") -> Iterator[bytes]:
        for block in blocks(path, member, self.scratch):
            if self.stop.is_set():
                raise KeyboardInterrupt
            yield block
