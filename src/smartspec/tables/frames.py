"""Question: which columns of somebody's table are the place, activity, period and value?

In: a pandas, polars or Arrow table and the names of its columns. Out: a plain four-column frame.
Must not know: files, vocabularies or indicators.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from smartspec.core.errors import RequestError, counted, listing, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

ALL = "all"
"""The one period of a table that has no column of periods."""
SOURCE_ROW = "row of the source"
"""Name of an index that counts the rows of the user's own table from 0; see :func:`melt`."""
EMPTY = ("", "NA", "NaN", "nan", "null", ":", "..")
"""How statistics write a value that is not there."""
WHOLE = 2.0**53
"""Below this every whole number can be held as a float."""
_NO_COUNTS = frozenset(
    {"boolean", "complex", "date", "datetime", "datetime64", "time", "timedelta", "timedelta64"}
)
"""What pandas would take for numbers and people would not."""
_YEAR_AS_FLOAT = re.compile(r"(\d{4})\.0+")


def as_frame(table: object) -> pd.DataFrame:
    """Return any table as a pandas frame, without changing the caller's.

    Parameters
    ----------
    table : pandas.DataFrame, polars.DataFrame, pyarrow.Table or mapping of columns
        Whatever offers the Arrow PyCapsule interface is taken.

    Returns
    -------
    pandas.DataFrame
        The caller's own frame if it was one.

    Raises
    ------
    RequestError
        If it is no table.
    """
    if isinstance(table, pd.DataFrame):
        return table
    try:
        if hasattr(table, "__arrow_c_stream__"):
            import pyarrow as pa

            made = pa.table(cast("Any", table)).to_pandas(ignore_metadata=True)
            return cast("pd.DataFrame", made)
        if isinstance(table, dict):
            return pd.DataFrame(table)
    except (TypeError, ValueError) as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise RequestError(
            f"This {type(table).__name__} is not a table: {reason}. Give a pandas, polars or Arrow "
            "table."
        ) from None
    raise RequestError(
        f"A {type(table).__name__} is not a table. Give a pandas, polars or Arrow table."
    )


def pick_columns(
    frame: pd.DataFrame, *, place: str, activity: str, period: str | None, value: str
) -> dict[str, str]:
    """Find the columns that the user named.

    Parameters
    ----------
    frame : pandas.DataFrame
        The user's table.
    place, activity, value : str
        Names of its columns.
    period : str or None
        Name of the period column; the default "period" may be absent.

    Returns
    -------
    dict
        Role to column name; without "period" where the table has none.

    Raises
    ------
    RequestError
        If a column is missing or doubled, or one is named twice.
    """
    if frame.empty:
        raise RequestError("The table has no rows. Check the file, or the filter that made it.")
    wanted = {"place": place, "activity": activity, "period": period, "value": value}
    names = {role: str(name) for role, name in wanted.items() if name is not None}
    columns = [str(column) for column in frame.columns]
    if names.get("period") == "period" and "period" not in columns:
        del names["period"]
    for role, name in names.items():
        if columns.count(name) > 1:
            raise RequestError(f"Column '{name}' stands twice in the table. Rename one of them.")
        if name not in columns:
            guess = nearest(name, columns)
            hint = f" Did you mean '{guess}'?" if guess else ""
            raise RequestError(
                f"There is no column '{name}' for the {role}.{hint} The table has: "
                f"{listing(columns, limit=12)}. Name the column with --{role}."
            )
        others = [other for other, column in names.items() if column == name and other != role]
        if others:
            raise RequestError(
                f"Column '{name}' is named both for the {role} and for the {others[0]}. Name "
                f"another with --{others[0]}."
            )
    return names


def read_values(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Take the four columns as text and number; find text among numbers.

    Parameters
    ----------
    frame : pandas.DataFrame
        The user's table.
    names : mapping
        Role to column name, from :func:`pick_columns`.

    Returns
    -------
    pandas.DataFrame
        ``place, activity, period, value``, indexed by row of the source from 0. Empty values are
        NaN; see :func:`settle_missing`.

    Raises
    ------
    RequestError
        If a value is not a number.
    """
    columns = [str(column) for column in frame.columns]
    rows = frame.index if frame.index.name == SOURCE_ROW else pd.RangeIndex(len(frame))
    raw = {role: frame.iloc[:, columns.index(name)].set_axis(rows) for role, name in names.items()}
    picked = pd.DataFrame({role: _as_text(raw[role]) for role in raw if role != "value"})
    picked["period"] = _as_periods(picked["period"]) if "period" in raw else ALL
    picked["value"] = _as_numbers(raw["value"], names["value"])
    return picked


def settle_missing(
    frame: pd.DataFrame, name: str, *, missing: str
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Refuse empty values, leave them out or take them for zero, as told to.

    Parameters
    ----------
    frame : pandas.DataFrame
        From :func:`read_values`.
    name : str
        What the user calls the column of values.
    missing : {"refuse", "drop", "zero"}
        What to do.

    Returns
    -------
    frame : pandas.DataFrame
        Without empty values.
    notes : tuple of str
        What was done, in a sentence.

    Raises
    ------
    RequestError
        If a value is empty and may not be.
    """
    if missing not in ("refuse", "drop", "zero"):
        raise RequestError(f"missing is 'refuse', 'drop' or 'zero', not '{missing}'.")
    empty = frame["value"].isna()
    if not empty.any():
        return frame, ()
    number = int(empty.sum())
    if missing == "refuse":
        raise RequestError(
            f"{counted(number, 'value')} of '{name}' missing, the first in row "
            f"{int(frame.index[empty][0]) + 2}. A value that was not observed is not zero: leave "
            "the rows out with --missing drop, or say --missing zero if empty means none."
        )
    done = "left out" if missing == "drop" else "taken for zero"
    # A pair that is absent counts as none of the activity.
    note = (
        f"Missing values {done}: {number:,}. Where nothing is given an activity counts as none, "
        "so counts, shares and RTA there are lower bounds, and those of other pairs shift."
    )
    return (frame[~empty] if missing == "drop" else frame.fillna({"value": 0.0})), (note,)


def _as_text(column: pd.Series) -> pd.Series:
    """Turn labels into text; a whole number read as 2007.0 is still 2007."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        names = _as_text(pd.Series(column.cat.categories))
        position = column.cat.codes.to_numpy()
        # Code -1 is a missing label; as an index it takes the empty text at the end.
        texts = np.append(names.to_numpy(dtype=object), "")
        return pd.Series(texts[position], index=column.index, dtype="str")
    if pd.api.types.is_float_dtype(column):
        known = column.dropna()
        if (known % 1 == 0).all() and (known.abs() < WHOLE).all():
            column = column.astype("Int64")
    text = column.astype("str")
    return text.mask(column.isna(), "").str.strip()


def _as_periods(text: pd.Series) -> pd.Series:
    """Read years that a program wrote as ``2007.0``."""
    years = {label: _YEAR_AS_FLOAT.sub(r"\1", label) for label in text.unique()}
    return text.map(years)


def _as_numbers(column: pd.Series, name: str) -> pd.Series:
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    kind = pd.api.types.infer_dtype(column)
    if kind in _NO_COUNTS:
        raise RequestError(
            f"Column '{name}' holds values of the kind {kind}, not counts. Name another column."
        )
    numbers = pd.to_numeric(column, errors="coerce").astype("float64")
    text = column[numbers.isna() & column.notna()].astype(object)
    text = text[~text.isin(EMPTY)]
    if not text.empty:
        raise RequestError(
            f"Column '{name}' holds text where a number should be: '{text.iloc[0]}' in row "
            f"{int(text.index[0]) + 2}. Write numbers as 1500 or 0.5, or empty the cell if the "
            "value is not known."
        )
    return numbers


def melt(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn a matrix (first column places, the others activities) into a long table.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a place. Empty cells stay empty.

    Returns
    -------
    pandas.DataFrame
        ``place, activity, value``, indexed by row of the matrix, so that a fault can be found.

    Raises
    ------
    RequestError
        If there is no column of activities, or a cell is not a number.

    Examples
    --------
    >>> melt(pd.DataFrame({"region": ["A"], "x": [1], "y": [0]})).values.tolist()
    [['A', 'x', 1.0], ['A', 'y', 0.0]]
    """
    if frame.shape[1] < 2:
        raise RequestError(
            "A wide table has a first column of places and one column an activity; this one has "
            f"only: {listing(frame.columns)}."
        )
    activities = [str(column) for column in frame.columns[1:]]
    cells = [
        _as_numbers(frame.iloc[:, number].reset_index(drop=True), name)
        for number, name in enumerate(activities, start=1)
    ]
    rows = np.repeat(np.arange(len(frame)), len(activities))
    return pd.DataFrame(
        {
            "place": frame.iloc[:, 0].to_numpy()[rows],
            "activity": np.tile(np.array(activities, dtype=object), len(frame)),
            "value": np.column_stack(cells).reshape(-1),
        },
        index=pd.Index(rows, name=SOURCE_ROW),
    )
