"""Question: what does smartspec keep of single records, before anything is counted?

In: a folder of Parquet files that a source wrote, or the tables of a database. Out: the same, with
what is known of their origin: inputs with hashes, rows read, rows rejected and why.
Must not know: any provider's format, or how records are counted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from smartspec.core.errors import RequestError, listing
from smartspec.core.provenance import Source

MANIFEST = "manifest.json"
REJECTS = "rejects.csv"
FORMAT = 1
"""Version of the layout; a folder of another version is read anew."""

TEXT, YEAR, NUMBER = "string", "int32", "float64"

SCHEMA: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "filings": {
            "filing_id": TEXT,
            "route": TEXT,
            "office": TEXT,
            "family_id": TEXT,
            "priority_year": YEAR,
            "filing_year": YEAR,
            "publication_year": YEAR,
            "grant_year": YEAR,
        },
        "inventors": {
            "filing_id": TEXT,
            "person_id": TEXT,
            "name": TEXT,
            "sector": TEXT,
            "country": TEXT,
            "region": TEXT,
            "lat": NUMBER,
            "lon": NUMBER,
            "share": NUMBER,
        },
        "applicants": {
            "filing_id": TEXT,
            "person_id": TEXT,
            "name": TEXT,
            "sector": TEXT,
            "country": TEXT,
            "region": TEXT,
            "lat": NUMBER,
            "lon": NUMBER,
            "share": NUMBER,
        },
        "classes": {"filing_id": TEXT, "scheme": TEXT, "code": TEXT, "weight": NUMBER},
        "citations": {"citing_id": TEXT, "cited_id": TEXT},
        "regions": {"region": TEXT, "country": TEXT, "label": TEXT, "parent": TEXT},
    }
)
"""Every table of records with its columns and their Ibis types.

A source writes the tables that it has, and in a table the columns that it fills; an absent column
reads as missing throughout. ``filing_id`` is the source's own key. ``share`` is the part of the
filing that is the person's in that region (a person with several regions has several rows);
missing where the source has none, and then every person counts the same. ``country`` is a
two-letter code as the source has it. ``scheme`` is ``ipc``, ``cpc`` or a published scheme of fields
(``wipo35``); ``code`` is as the source writes it; ``weight`` is missing unless the source publishes
weights. ``regions`` is the source's own list of regions: code, country, name and the code of the
next level up.
"""


@dataclass(frozen=True)
class Input:
    """A file that was read.

    Parameters
    ----------
    name : str
        File name as seen from the folder that was read.
    bytes : int
        Size.
    modified_ns : int
        When it was last changed, as the system tells it.
    sha256 : str
        Hash of its bytes.
    table : str
        Which table it went into.
    rows : int
        Rows in it, without the header.
    """

    name: str
    bytes: int
    modified_ns: int
    sha256: str
    table: str
    rows: int


Outcome = Literal["rejected", "kept", "duplicate"]


@dataclass(frozen=True)
class Rejected:
    """Rows of one file that could not be used, or not wholly, for one reason.

    Parameters
    ----------
    name : str
        File name as seen from the folder that was read.
    reason : str
        Why, in words that tell what to do.
    rows : int
        How many.
    outcome : {"rejected", "kept", "duplicate"}, default "rejected"
        Whether the rows are left out, kept with a cell read as missing, or left out because they
        are there twice.
    """

    name: str
    reason: str
    rows: int
    outcome: Outcome = "rejected"


@dataclass(frozen=True)
class Microdata:
    """Records of filings, persons, classes and citations, in one folder of Parquet files.

    Parameters
    ----------
    folder : Path
        Where the files lie, with ``manifest.json`` and, if rows were rejected, a sample of them in
        ``rejects.csv`` (columns ``file, line, reason, text``).
    source : str
        Name of the source, such as ``"regpat"``.
    tables : mapping of str to tuple of str
        Table to the columns that its file ``TABLE.parquet`` has.
    rows : mapping of str to int
        Table to the number of its rows.
    inputs : tuple of Input
        The files that were read.
    rejected : tuple of Rejected
        What could not be used, counted.
    provenance : tuple of Source
        Where the records come from.
    notes : tuple of str
        What else a careful reader should know, in sentences.
    remarks : tuple of str
        What a reader of the records should know besides; counting tells it by itself where it bears
        on the counts.
    options : mapping
        How they were read.
    filings_once : bool
        Whether the table of filings has each of them once for certain; if not, counting looks.
    """

    folder: Path
    source: str
    tables: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, int]
    inputs: tuple[Input, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    provenance: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    filings_once: bool = False
    remarks: tuple[str, ...] = ()

    def path(self, table: str) -> Path:
        """Return the Parquet file of a table.

        Parameters
        ----------
        table : str
            One of :data:`SCHEMA`.

        Returns
        -------
        Path
            Its file.

        Raises
        ------
        RequestError
            If these records have no such table.
        """
        if table not in self.tables:
            raise RequestError(
                f"The records in {self.folder} have no {table}; they have {listing(self.tables)}. "
                f"Read a source that has {table}."
            )
        return self.folder / f"{table}.parquet"

    def write_manifest(self) -> None:
        """Write ``manifest.json`` into the folder, from which :func:`open_microdata` reads."""
        text = json.dumps(_to_plain(self), indent=2, ensure_ascii=False)
        (self.folder / MANIFEST).write_text(f"{text}\n", "utf-8")


def open_microdata(folder: Path) -> Microdata:
    """Open a folder of records that was written before.

    Parameters
    ----------
    folder : Path
        With ``manifest.json`` in it.

    Returns
    -------
    Microdata
        Its tables, checked to be there with columns that smartspec knows.

    Raises
    ------
    RequestError
        If the folder holds no records, or those of another version.
    """
    try:
        plain = json.loads((folder / MANIFEST).read_text("utf-8"))
        if plain["format"] != FORMAT:
            raise RequestError(
                f"{folder} was written in layout {plain['format']}, and this version reads layout "
                f"{FORMAT}. Read the source anew."
            )
        found = _from_plain(folder, plain)
    except (OSError, KeyError, TypeError, AttributeError, json.JSONDecodeError):
        raise RequestError(
            f"{folder} holds no records that smartspec wrote: there is no whole {MANIFEST} in it. "
            "Name the folder that 'smartspec records' wrote, or say with --source what it holds."
        ) from None
    for table, columns in found.tables.items():
        check_columns(table, columns)
        if not found.path(table).is_file():
            raise RequestError(f"{found.path(table)} is missing. Read the source anew.")
    return found


def check_columns(table: str, columns: Sequence[str]) -> None:
    """Refuse a table or a column that the data model does not have, or one without its key.

    Parameters
    ----------
    table : str
        Name of a table of records.
    columns : sequence of str
        The columns it has.

    Raises
    ------
    RequestError
        Naming what is unknown or lacking.
    """
    if table not in SCHEMA:
        raise RequestError(f"There is no table of records '{table}'. Valid: {listing(SCHEMA)}.")
    strange = [name for name in columns if name not in SCHEMA[table]]
    key = next(iter(SCHEMA[table]))
    if strange or key not in columns:
        fault = f"has a column '{strange[0]}'" if strange else f"lacks the column '{key}'"
        raise RequestError(
            f"Table {table} {fault}. Its columns are: {listing(SCHEMA[table], limit=12)}."
        )


def _to_plain(records: Microdata) -> dict[str, object]:
    return {
        "format": FORMAT,
        "source": records.source,
        "options": dict(records.options),
        "tables": {
            table: {"rows": records.rows[table], "columns": list(columns)}
            for table, columns in records.tables.items()
        },
        "inputs": [vars(entry) for entry in records.inputs],
        "rejected": [vars(entry) for entry in records.rejected],
        "provenance": [entry.to_dict() for entry in records.provenance],
        "notes": list(records.notes),
        "remarks": list(records.remarks),
        "filings_once": records.filings_once,
    }


def _from_plain(folder: Path, plain: dict[str, Any]) -> Microdata:
    tables = plain["tables"]
    return Microdata(
        folder=folder,
        source=plain["source"],
        tables={table: tuple(entry["columns"]) for table, entry in tables.items()},
        rows={table: int(entry["rows"]) for table, entry in tables.items()},
        inputs=tuple(Input(**entry) for entry in plain["inputs"]),
        rejected=tuple(Rejected(**entry) for entry in plain["rejected"]),
        provenance=tuple(
            Source(**{**entry, "caveats": tuple(entry["caveats"])}) for entry in plain["provenance"]
        ),
        notes=tuple(plain["notes"]),
        options=plain["options"],
        filings_once=bool(plain.get("filings_once", False)),
        remarks=tuple(plain.get("remarks", ())),
    )
