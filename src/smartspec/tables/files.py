"""Question: how does a table get from a file into memory and back?

In: a path whose ending tells the format, or ``-``. Out: a frame, or a file that is complete.
Must not know: what the table is about.
"""

from __future__ import annotations

import csv
import datetime
import gzip
import io
import sys
import warnings
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from smartspec.core.errors import RequestError, listing
from smartspec.core.writing import replacing_file
from smartspec.tables.frames import EMPTY

if TYPE_CHECKING:
    import pandas as pd

STANDARD = "-"
"""Standard input or output, as CSV."""
ENDINGS = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".parquet", ".xlsx")
XLSX_ROWS = 1_048_575
XLSX_COLUMNS = 16_384
_LONG_AGO = datetime.datetime(2000, 1, 1)
"""Creation date of every workbook, so that the same table is the same bytes."""


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
    """Read a table; in text formats and workbooks every column stays text but the values.

    Codes keep their leading zeros, and Namibia stays NA.

    Parameters
    ----------
    path : str or Path
        File, or ``-`` for CSV on standard input.
    values : iterable of str
        Columns that hold numbers; in them NA, NaN, null, ``:`` and ``..`` mean a missing value.

    Returns
    -------
    pandas.DataFrame
        As the file has it.

    Raises
    ------
    RequestError
        If the file is missing, empty, broken or not of its ending's format.
    """
    numbers = set(values)
    ending = ending_of(path)
    if str(path) == STANDARD:
        name = "Standard input"
        return _with_rows(_read_text(_standard_input(), name, ",", numbers), name)
    file = Path(path)
    try:
        if file.is_dir():
            raise RequestError(f"File {file} is a folder. Name a file in it.")
        frame = _read_file(file, ending, numbers)
    except FileNotFoundError:
        raise RequestError(f"File {file} does not exist. Check the path.") from None
    except OSError as error:
        raise RequestError(
            f"Cannot read {file}: {error.strerror or error}. Check that the file is whole and may "
            "be read."
        ) from None
    return _with_rows(frame, f"File {file}")


def _with_rows(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    if frame.empty:
        raise RequestError(f"{name} has a header and no rows. Check how it was made.")
    return frame


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise RequestError("Standard input is closed. Name a file, or pipe a table in.")
    return sys.stdin.buffer.read()


def _read_file(file: Path, ending: str, values: set[str]) -> pd.DataFrame:
    if ending == ".parquet":
        return _read_parquet(file)
    if ending == ".xlsx":
        return _read_workbook(file, values)
    content = file.read_bytes()
    if ending.endswith(".gz"):
        try:
            content = gzip.decompress(content)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise RequestError(
                f"File {file} is not a whole gzip file: {error}. Fetch it anew."
            ) from None
    return _read_text(content, f"File {file}", "\t" if ending.startswith(".tsv") else ",", values)


def _read_text(content: bytes, name: str, separator: str, values: set[str]) -> pd.DataFrame:
    import pandas as pd

    try:
        header, separator = _header(content, name, separator)
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            return pd.read_csv(
                io.BytesIO(content),
                sep=separator,
                encoding="utf-8-sig",
                dtype={column: "str" for column in header if column not in values},
                keep_default_na=False,
                na_values={column: list(EMPTY) for column in header if column in values},
                index_col=False,  # else a longer first row would shift every column by one
                low_memory=False,
            )
    except UnicodeDecodeError:
        raise RequestError(f"{name} is not UTF-8 text. Save it as UTF-8.") from None
    except csv.Error as error:
        raise RequestError(f"{name} has a broken first line: {error}. Correct it.") from None
    except pd.errors.ParserWarning:
        raise RequestError(
            f"{name} has rows with more cells than its header. Name every column, or remove the "
            "separator at the end of the rows."
        ) from None
    except pd.errors.ParserError as error:
        detail = str(error).strip().splitlines()[-1]
        detail = detail.removeprefix("Error tokenizing data. C error: ").rstrip(".")
        raise RequestError(f"{name} is broken: {detail}. Correct that line.") from None


def _header(content: bytes, name: str, separator: str) -> tuple[list[str], str]:
    """Read the first row, find a semicolon used as separator, refuse doubled columns."""
    if not content.strip():
        raise RequestError(f"{name} is empty. Check how it was made.")
    stream = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    line = stream.readline()
    if not line.strip():
        raise RequestError(f"{name} begins with an empty line. The first line names the columns.")
    if separator == "," and line.count(";") > line.count(","):
        separator = ";"
    stream.seek(0)
    header = next(csv.reader(stream, delimiter=separator))
    _refuse_doubled(header, name)
    return header, separator


def _refuse_doubled(header: Sequence[object], name: str) -> None:
    doubled = [column for column, times in Counter(header).items() if times > 1 and column]
    if doubled:
        raise RequestError(f"{name} has a column twice: {listing(doubled)}. Rename one of them.")


def _read_parquet(file: Path) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not file.stat().st_size:
        raise RequestError(f"File {file} is empty. Check how it was made.")
    try:
        # What pandas noted of an index is ignored: an index has columns' contents too.
        frame: pd.DataFrame = pq.ParquetFile(file).read().to_pandas(ignore_metadata=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno:
            raise  # the system's own; a broken file has none
        reason = str(error).splitlines()[0].rstrip(".")
        raise RequestError(
            f"File {file} is not a whole Parquet file: {reason}. Check its ending."
        ) from None
    return frame


def _read_workbook(file: Path, values: set[str]) -> pd.DataFrame:
    import pandas as pd

    if not file.stat().st_size:
        raise RequestError(f"File {file} is empty. Check how it was made.")
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions that it leaves out; values are not touched.
            warnings.simplefilter("ignore")
            cells = pd.read_excel(
                file, engine="openpyxl", header=None, dtype=object, keep_default_na=False
            )
    except OSError:
        raise
    except Exception:  # a broken archive fails in a dozen ways, each with its own exception
        raise RequestError(
            f"File {file} is not a whole Excel workbook (.xlsx). Check its ending, or save it anew."
        ) from None
    if cells.empty:
        raise RequestError(f"The first sheet of {file} is empty. Put the table there.")
    header = [str(label) for label in cells.iloc[0]]
    _refuse_doubled(header, f"File {file}")
    frame = cells.iloc[1:].set_axis(header, axis="columns").reset_index(drop=True)
    for column in header:
        if column not in values:
            frame[column] = frame[column].astype("str")
    return frame


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
        if sys.stdout is None:
            raise RequestError("Standard output is closed. Name a file with -o.")
        _write_text(frame, sys.stdout.buffer, ending)
        sys.stdout.buffer.flush()
        return
    with replacing_file(Path(path)) as temporary, temporary.open("wb") as stream:
        if ending == ".parquet":
            frame.to_parquet(stream, index=False)
        elif ending == ".xlsx":
            stream.write(_workbook(frame))
        elif ending.endswith(".gz"):
            # No name and no time in the header, so that the same table is the same bytes.
            with gzip.GzipFile("", "wb", fileobj=stream, mtime=0) as packed:
                _write_text(frame, packed, ending)
        else:
            _write_text(frame, stream, ending)


def _write_text(frame: pd.DataFrame, stream: IO[bytes] | gzip.GzipFile, ending: str) -> None:
    separator = "\t" if ending.startswith(".tsv") else ","
    frame.to_csv(stream, sep=separator, index=False, lineterminator="\n", encoding="utf-8")


def _workbook(frame: pd.DataFrame) -> bytes:
    """Return a workbook with a frozen header; text stays text, whatever it begins with."""
    import pandas as pd

    if len(frame) > XLSX_ROWS or frame.shape[1] > XLSX_COLUMNS:
        raise RequestError(
            f"A worksheet holds {XLSX_ROWS:,} rows and {XLSX_COLUMNS:,} columns; the table has "
            f"{len(frame):,} and {frame.shape[1]:,}. Write .csv or .parquet."
        )
    # In memory: a full disk then shows when the bytes are written, as it does for other formats.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    made = io.BytesIO()
    with pd.ExcelWriter(made, engine="xlsxwriter", engine_kwargs={"options": plain}) as writer:
        writer.book.set_properties({"created": _LONG_AGO})
        frame.to_excel(writer, index=False, sheet_name="table", freeze_panes=(1, 0))
    return made.getvalue()
