"""A small world of records for holding engines together: every kind of row that counting meets."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from smartspec.counting._engine_parts import to_arrow
from smartspec.tables.microdata import SCHEMA, Microdata


def write_world(folder: Path, tables: Mapping[str, pd.DataFrame]) -> Microdata:
    """Write tables of records as a source does, with the columns that they have."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, frame in tables.items():
        schema = {column: SCHEMA[table][column] for column in frame.columns}
        pq.write_table(to_arrow(frame, schema), folder / f"{table}.parquet")
    records = Microdata(
        folder=folder,
        source="made up",
        tables={table: tuple(frame.columns) for table, frame in tables.items()},
        rows={table: len(frame) for table, frame in tables.items()},
    )
    records.write_manifest()
    return records
