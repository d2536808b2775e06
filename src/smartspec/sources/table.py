"""Question: how do tables of one's own become tables of records?

In: a mapping. Out: the description of the files that it names and of each table made from them.
Must not know: how files are found and read, or counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from smartspec.core.errors import RequestError
from smartspec.sources.archives import without_packing
from smartspec.sources.format import Column, Kind, Making, Note, Provider, Type
from smartspec.sources.mapping import KEYS, PERSONS, Part, read_mapping
from smartspec.sources.quoting import quoted
from smartspec.tables.microdata import NUMBER, SCHEMA, TEXT, YEAR

_SEPARATORS = (",", ";", "\t", "|")
_TYPES: dict[str, Type] = {"share": "share", "lat": "lat", "lon": "lon", "weight": "number"}


@dataclass
class _File:
    """A file that the mapping names, with all that is read from it."""

    name: str
    parts: list[Part]
    columns: list[Column] = field(default_factory=list)

    def column(self, part: Part, name: str) -> str:
        """Return what SQL calls the column that a part wants; each is read once."""
        kind, pattern = self._type(part, name), ""
        if kind == "key" and name in ("filing_id", "citing_id", "cited_id"):
            pattern = part.key
        wanted = (part.columns_given[name],)
        for column in self.columns:
            if (column.headers, column.type, column.pattern) == (wanted, kind, pattern):
                return column.name
        self.columns.append(Column(f"c{len(self.columns)}", kind, wanted, pattern=pattern))
        return self.columns[-1].name

    def _type(self, part: Part, name: str) -> Type:
        if name in part.lists:
            return "text"
        if SCHEMA[part.table][name] == YEAR:
            return "date"
        alone = len(self.parts) == 1  # a row may be of use to another table if this one's key lacks
        if name == "filing_id" or (alone and name in KEYS[part.table]):
            return "key"
        return _TYPES.get(name, "text")


def provider_of(mapping: Path, folder: Path) -> Provider:
    """Return what a mapping tells of the files in a folder.

    Parameters
    ----------
    mapping : Path
        A TOML file.
    folder : Path
        Where the files lie.

    Returns
    -------
    Provider
        One kind of file for each file that the mapping names.

    Raises
    ------
    RequestError
        If the mapping is wrong, with file, line and key.
    """
    about, parts = read_mapping(mapping)
    files: dict[str, _File] = {}
    for part in parts:
        name = f"file{len(files) + 1}"
        files.setdefault(without_packing(part.file), _File(name, [])).parts.append(part)
    selects: dict[str, list[tuple[Part, str]]] = {}
    for found in files.values():
        for part in found.parts:
            selects.setdefault(part.table, []).append((part, _select(found, part)))
    return Provider(
        name="table",
        title=about.title,
        publisher=about.publisher,
        licence=about.licence,
        url=about.url,
        caveats=tuple(about.caveats),
        kinds=tuple(_kind(name, found, mapping) for name, found in files.items()),
        tables=_tables(selects, files.values()),
        notes=tuple(_notes(selects, list(files.values()))),
    )


def _kind(name: str, found: _File, mapping: Path) -> Kind:
    first = found.parts[0]
    for part in found.parts:
        if (part.separator, part.quote) != (first.separator, first.quote):
            raise RequestError(
                f"{mapping} gives {first.file} two separators or quotes. Write the same in "
                f"[{first.table}] and [{part.table}]."
            )
    pattern = ".*".join(re.escape(piece) for piece in name.split("*"))
    return Kind(
        name=found.name,
        pattern=pattern,
        like=first.file,
        columns=tuple(found.columns),
        table=first.table,
        separator=first.separator or _SEPARATORS,
        quote=first.quote,
        shares=_shares(found),
        needed=f"The mapping {mapping.name} names it for {first.table}.",
    )


def _shares(found: _File) -> tuple[str, ...]:
    """Name the column that says which part of a filing each row has, if rows are persons alone."""
    part = found.parts[0]
    is_simple = len(found.parts) == 1 and part.table in PERSONS and not part.lists
    if not is_simple or "share" not in part.columns_given:
        return ()
    return (found.column(part, "share"),)


def _select(found: _File, part: Part) -> str:
    """Write the SELECT that makes rows of a table of records from the rows of a file."""
    columns = {name: found.column(part, name) for name in part.columns_given}
    split = quoted(part.list_separator)
    cells = ", ".join(
        f"unnest(string_split({column}, {split})) AS {name}"
        if name in part.lists
        else f"{column} AS {name}"
        for name, column in columns.items()
    )
    rows = f"(SELECT {cells} FROM {found.name})"
    shown = [
        f"{_list_item(part.table, name)} AS {name}" if name in part.lists else name
        for name in columns
    ]
    shown += [f"{_literal(value)} AS {name}" for name, value in part.constants_given.items()]
    return f"SELECT * FROM (SELECT {', '.join(shown)} FROM {rows}) WHERE {_something(part)}"


def _list_item(table: str, name: str) -> str:
    trimmed = f"nullif(trim({name}), '')"
    return f"TRY_CAST({trimmed} AS DOUBLE)" if SCHEMA[table][name] == NUMBER else trimmed


def _something(part: Part) -> str:
    """Write what a row must have to say anything: a class its code, a person whatever is known."""
    if part.table in PERSONS:
        known = [name for name in part.columns_given if name != "filing_id"]
        return " OR ".join(f"{name} IS NOT NULL" for name in known) or "true"
    return " AND ".join(f"{name} IS NOT NULL" for name in KEYS[part.table])


def _tables(
    selects: dict[str, list[tuple[Part, str]]], files: Iterable[_File]
) -> tuple[Making, ...]:
    made = [Making("filings", _filings(selects, files), keyed=True)]
    for table, given in selects.items():
        if table != "filings":
            made.append(Making(table, _union(table, given)))
    return tuple(made)


def _union(table: str, given: Sequence[tuple[Part, str]]) -> str:
    wanted = [
        name
        for name in SCHEMA[table]
        if any(name in part.columns_given or name in part.constants_given for part, _ in given)
    ]
    return " UNION ALL BY NAME ".join(
        f"SELECT {', '.join(_with_type(table, name, part) for name in wanted)} FROM ({sql})"
        for part, sql in given
    )


def _with_type(table: str, name: str, part: Part) -> str:
    kind = {TEXT: "VARCHAR", NUMBER: "DOUBLE", YEAR: "INTEGER"}[SCHEMA[table][name]]
    has = name in part.columns_given or name in part.constants_given
    return f"CAST({name if has else 'NULL'} AS {kind}) AS {name}"


def _filings(selects: dict[str, list[tuple[Part, str]]], files: Iterable[_File]) -> str:
    """Take filings from their own file, or else all that any other file names."""
    if "filings" not in selects:
        return f"SELECT DISTINCT filing_id FROM ({_named_anywhere(files)})"
    sql = _union("filings", selects["filings"])
    parts = [part for part, _ in selects["filings"]]
    given = {name for part in parts for name in (*part.columns_given, *part.constants_given)}
    rest = [name for name in SCHEMA["filings"] if name in given and name != "filing_id"]
    values = "".join(f", min({name}) AS {name}" for name in rest)
    return f"SELECT filing_id{values} FROM ({sql}) GROUP BY filing_id"


def _named_anywhere(files: Iterable[_File]) -> str:
    return " UNION ALL ".join(
        f"SELECT {found.column(part, 'filing_id')} AS filing_id FROM {found.name}"
        for found in files
        for part in found.parts
        if part.table in (*PERSONS, "classes")
    )


def _notes(selects: dict[str, list[tuple[Part, str]]], files: Sequence[_File]) -> Iterator[Note]:
    if "filings" in selects:
        yield Note(
            "SELECT count(*) FROM (SELECT filing_id FROM (SELECT DISTINCT * FROM "
            f"({_union('filings', selects['filings'])})) GROUP BY filing_id HAVING count(*) > 1)",
            "Filings of which several rows say different things: {n}. Of years and texts, the "
            "least is used.",
        )
    else:
        yield Note(
            f"SELECT count(DISTINCT filing_id) FROM ({_named_anywhere(files)})",
            "Filings that are known only because another table names them, for there is no table "
            "of filings: {n}. No year and no office is known.",
        )
    for found in files:
        for part in found.parts:
            yield from _notes_on(found, part)


def _notes_on(found: _File, part: Part) -> Iterator[Note]:
    columns = {name: found.column(part, name) for name in part.columns_given}
    missing = " AND ".join(f"{at} IS NULL" for name, at in columns.items() if name != "filing_id")
    if part.table in PERSONS and missing:
        yield Note(
            f"SELECT count(*) FROM {found.name} WHERE {missing}",
            f"Rows of {part.file} that name nobody: {{n}}. They are not used as {part.table}.",
        )
    if part.table == "classes" and not part.lists and len(found.parts) > 1:
        yield Note(
            f"SELECT count(*) FROM {found.name} WHERE {columns['code']} IS NULL",
            f"Rows of {part.file} without a class: {{n}}.",
        )
    if len(part.lists) > 1:
        split = quoted(part.list_separator)
        lengths = [f"len(string_split({columns[name]}, {split}))" for name in part.lists]
        yield Note(
            f"SELECT count(*) FROM {found.name} WHERE greatest({', '.join(lengths)}) "
            f"<> least({', '.join(lengths)})",
            f"Rows of {part.file} with lists of different lengths ({', '.join(part.lists)}): "
            "{n}. What a shorter list lacks is read as missing.",
        )


def _literal(value: str | float) -> str:
    return quoted(value) if isinstance(value, str) else repr(value)
