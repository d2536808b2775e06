"""Question: how does a table get from a file into memory and back?

In: a path whose ending tells the format, or ``-``. Out: a frame, or a file that is complete.
Must not know: what the table is about.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from smartspec.core.errors import RequestError, listing
from smartspec.core.writing import replacing_file

if TYPE_CHECKING:
    import pandas as pd

STANDARD = "-"
"""Standard input or output, as CSV."""
ENDINGS = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".parquet", ".xlsx")
EMPTY = ("", "NA", "NaN", "nan", "null", ":", "..")
"""How statistics write a value that is not there."""
XLSX_ROWS = 1_048_575


def ending_of(path: str | Path) -> str:
    """Return the ending that tells a table's format.

    Parameters
    ----------
    path : str or Path
        A file name, or ``-`` for CSV on standard input or output.

    Returns
    -------
    str
        One of ``.csv .csv.gz .tsv .tsv.gz .parquet .xlsx``.

    Raises
    ------
    RequestError
        If the ending is none of these.

    Examples
    --------
    >>> ending_of("counts.csv.gz")
    '.csv.gz'
    """
    if str(path) == STANDARD:
        return ".csv"
    name = Path(path).name.lower()
    for ending in sorted(ENDINGS, key=len, reverse=True):
        if name.endswith(ending):
            return ending
    raise RequestError(
        f"The ending of '{path}' tells no format. Use one of: {listing(ENDINGS)}, or - for CSV on "
        "standard input or output."
    )


def read_frame(path: str | Path, *, values: Iterable[str] = ()) -> pd.DataFrame:
    """Read a table; every column stays text but the values.

    Codes keep their leading zeros, and Namibia stays NA.

    Parameters
    ----------
    path : str or Path
        File, or ``-`` for CSV on standard input.
    values : iterable of str
        Columns that hold numbers.

    Returns
    -------
    pandas.DataFrame
        As the file has it.

    Raises
    ------
    RequestError
        If the file is missing, empty, broken or not of its ending's format.
    """
    ending = ending_of(path)
    if str(path) == STANDARD:
        return _read_text(io.BytesIO(sys.stdin.buffer.read()), "standard input", ",", set(values))
    file = Path(path)
    if not file.is_file():
        what = "is a folder" if file.is_dir() else "does not exist"
        raise RequestError(f"File {file} {what}. Check the path.")
    try:
        return _read_file(file, ending, set(values))
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise RequestError(
            f"File {file} is not a whole gzip file: {error}. Fetch it anew."
        ) from None
    except OSError as error:
        raise RequestError(f"Cannot read {file}: {error.strerror or error}.") from None


def _read_file(file: Path, ending: str, values: set[str]) -> pd.DataFrame:
    if file.stat().st_size == 0:
        raise RequestError(f"File {file} is empty. Check how it was made.")
    if ending == ".parquet":
        return _read_parquet(file)
    if ending == ".xlsx":
        return _read_workbook(file, values)
    opened = gzip.open(file) if ending.endswith(".gz") else file.open("rb")
    with opened as stream:
        separator = "\t" if ending.startswith(".tsv") else ","
        return _read_text(io.BytesIO(stream.read()), f"File {file}", separator, values)


def _read_text(stream: IO[bytes], name: str, separator: str, values: set[str]) -> pd.DataFrame:
    import pandas as pd

    header, separator = _header(stream, name, separator)
    numbers = {column: list(EMPTY) for column in header if column in values}
    try:
        return pd.read_csv(
            stream,
            sep=separator,
            encoding="utf-8-sig",
            dtype={column: "str" for column in header if column not in values},
            keep_default_na=False,
            na_values=numbers,
        )
    except UnicodeDecodeError:
        raise RequestError(f"{name} is not UTF-8 text. Save it as UTF-8.") from None
    except pd.errors.ParserError as error:
        detail = (
            str(error).strip().splitlines()[-1].removeprefix("Error tokenizing data. C error: ")
        )
        raise RequestError(f"{name} is broken: {detail}. Correct that line.") from None


def _header(stream: IO[bytes], name: str, separator: str) -> tuple[list[str], str]:
    """Read the first line, find a semicolon used as separator, refuse doubled columns."""
    try:
        line = stream.readline().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RequestError(f"{name} is not UTF-8 text. Save it as UTF-8.") from None
    stream.seek(0)
    if not line.strip():
        raise RequestError(f"{name} is empty or begins with an empty line. Check how it was made.")
    if separator == "," and line.count(";") > line.count(","):
        separator = ";"
    header = next(csv.reader([line], delimiter=separator))
    doubled = [column for column, times in Counter(header).items() if times > 1]
    if doubled:
        raise RequestError(f"{name} has a column twice: {listing(doubled)}. Rename one of them.")
    return header, separator


def _read_parquet(file: Path) -> pd.DataFrame:
    import pandas as pd
    import pyarrow as pa

    try:
        return pd.read_parquet(file)
    except pa.ArrowInvalid:
        raise RequestError(f"File {file} is not a Parquet file. Check its ending.") from None


def _read_workbook(file: Path, values: set[str]) -> pd.DataFrame:
    import zipfile

    import pandas as pd

    try:
        raw = pd.read_excel(file, dtype=object, keep_default_na=False)
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise RequestError(f"File {file} is not an Excel workbook. Check its ending.") from None
    for column in raw.columns:
        if column in values:
            raw[column] = raw[column].where(~raw[column].isin(EMPTY), None)
        else:
            raw[column] = raw[column].astype("str")
    return raw


def write_frame(frame: pd.DataFrame, path: str | Path) -> None:
    """Write a table, unrounded, in the format that the ending tells.

    Parameters
    ----------
    frame : pandas.DataFrame
        What to write.
    path : str or Path
        File, or ``-`` for CSV on standard output.

    Raises
    ------
    RequestError
        If the ending is unknown or the place cannot be written.
    """
    ending = ending_of(path)
    if str(path) == STANDARD:
        frame.to_csv(sys.stdout, index=False, lineterminator="\n")
        sys.stdout.flush()
        return
    with replacing_file(Path(path)) as temporary:
        _write_file(frame, temporary, ending)


def _write_file(frame: pd.DataFrame, file: Path, ending: str) -> None:
    if ending == ".parquet":
        frame.to_parquet(file, index=False)
        return
    if ending == ".xlsx":
        _write_workbook(frame, file)
        return
    text = frame.to_csv(
        index=False, sep="\t" if ending.startswith(".tsv") else ",", lineterminator="\n"
    ).encode()
    # No time stamp in the gzip header, so that the same table is the same bytes.
    file.write_bytes(gzip.compress(text, mtime=0) if ending.endswith(".gz") else text)


def _write_workbook(frame: pd.DataFrame, file: Path) -> None:
    import pandas as pd

    if len(frame) > XLSX_ROWS:
        raise RequestError(
            f"A worksheet holds {XLSX_ROWS:,} rows and the table has {len(frame):,}. "
            "Write .csv or .parquet."
        )
    plain = {"strings_to_formulas": False, "strings_to_urls": False}
    with pd.ExcelWriter(file, engine="xlsxwriter", engine_kwargs={"options": plain}) as writer:
        frame.to_excel(writer, index=False, sheet_name="table", freeze_panes=(1, 0))
