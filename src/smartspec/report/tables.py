"""Question: how is a table written so that a machine reads back exactly what was computed?

In: a table. Out: the same as CSV and Parquet, unrounded, the same bytes on every run.
Must not know: what the table says or how a report shows it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from smartspec.core.writing import replacing_file

if TYPE_CHECKING:
    import pandas as pd


def write_table(frame: pd.DataFrame, folder: Path, name: str) -> tuple[Path, Path]:
    """Write a table as ``NAME.csv`` and ``NAME.parquet``.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table; its index is not written.
    folder : Path
        Where to write; made if it is not there.
    name : str
        Name of the files without ending.

    Returns
    -------
    tuple of Path
        The CSV and the Parquet file.

    Raises
    ------
    RequestError
        If a file cannot be written.

    Notes
    -----
    CSV is UTF-8 with commas, line feeds and numbers as short as they can be without losing a bit.
    Missing values are empty. Parquet keeps the types.
    """
    folder.mkdir(parents=True, exist_ok=True)
    csv, parquet = folder / f"{name}.csv", folder / f"{name}.parquet"
    with replacing_file(csv) as temporary:
        frame.to_csv(temporary, index=False, lineterminator="\n", encoding="utf-8")
    with replacing_file(parquet) as temporary:
        frame.to_parquet(temporary, index=False, engine="pyarrow", compression="zstd")
    return csv, parquet
