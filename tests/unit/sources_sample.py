"""Made-up files in the exact layout of a provider, and what a test asks of the tables made from them."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from smartspec.sources.read import read_records
from smartspec.tables.microdata import Microdata

Rows = Sequence[Sequence[object]]


def text_of(header: str, rows: Rows, *, separator: str = ",") -> str:
    """Write a table as its provider does: PATSTAT and PatentsView quote what is text, header too."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow(header.split())
    writer.writerows(rows)
    return out.getvalue()


def write_all(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files into a folder."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def read(folder: Path, source: str, **options: Any) -> Microdata:
    """Read a folder into a cache beside it; what is said of its filings must be so."""
    cache = folder.parent / f"{folder.name}-cache"
    records = read_records(folder, source, cache=cache, **options)
    assert records.filings_once is (source != "patstat")
    assert not records.filings_once or table(records, "filings")["filing_id"].is_unique
    return records


def table(records: Microdata, name: str) -> pd.DataFrame:
    """Return a table of records as it was written."""
    return pd.read_parquet(records.path(name))


def rows(records: Microdata, name: str, *columns: str) -> list[tuple[object, ...]]:
    """Return rows of a table, sorted, with None where a value is missing."""
    frame = table(records, name)[list(columns)]
    plain = frame.astype(object).where(frame.notna(), None)
    found = [
        tuple(int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in row)
        for row in plain.itertuples(index=False)
    ]
    return sorted(found, key=lambda row: [(cell is not None, str(cell)) for cell in row])


def notes(records: Microdata) -> str:
    """Return all notes as one text."""
    return " ".join(records.notes)
