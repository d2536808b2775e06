"""Question: which columns of somebody's table are the place, activity, period and value?

In: a pandas, polars or Arrow table and the names of its columns. Out: a plain four-column frame.
Must not know: files, vocabularies or indicators.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from smartspec.core.errors import RequestError, listing, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

ALL = "all"
"""The one period of a table that has no column of periods."""


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
    if hasattr(table, "__arrow_c_stream__"):
        import pyarrow as pa

        return cast("pd.DataFrame", pa.table(cast("Any", table)).to_pandas())
    if isinstance(table, dict):
        return pd.DataFrame(table)
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
    names = {role: name for role, name in wanted.items() if name is not None}
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
    if len(set(names.values())) < len(names):
        raise RequestError(f"One column is named for two roles: {listing(names.values())}.")
    return names


def read_values(frame: pd.DataFrame, names: Mapping[str, str], *, missing: str) -> pd.DataFrame:
    """Take the four columns as text and number; find text among numbers and empty values.

    Parameters
    ----------
    frame : pandas.DataFrame
        The user's table.
    names : mapping
        Role to column name, from :func:`pick_columns`.
    missing : {"refuse", "drop", "zero"}
        What to do with empty values.

    Returns
    -------
    pandas.DataFrame
        ``place, activity, period, value``, indexed by row of the source from 0.

    Raises
    ------
    RequestError
        If a value is not a number, or is empty and may not be.
    """
    picked = pd.DataFrame(
        {
            role: _as_text(frame[names[role]])
            for role in ("place", "activity", "period")
            if role in names
        }
    ).reset_index(drop=True)
    if "period" not in names:
        picked["period"] = ALL
    picked["value"] = _as_numbers(frame[names["value"]].reset_index(drop=True), names["value"])
    empty = picked["value"].isna()
    if not empty.any():
        return picked
    if missing == "refuse":
        first = int(empty.to_numpy().argmax()) + 2
        raise RequestError(
            f"{int(empty.sum()):,} values of '{names['value']}' are missing, the first in row "
            f"{first}. A value that was not observed is not zero: leave the rows out with "
            "--missing drop, or say --missing zero if empty means none."
        )
    return picked[~empty] if missing == "drop" else picked.fillna({"value": 0.0})


def _as_text(column: pd.Series) -> pd.Series:
    """Turn labels into text; a whole number read as 2007.0 is still 2007."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    text = column.astype("str")
    return text.mask(column.isna(), "").str.strip()


def _as_numbers(column: pd.Series, name: str) -> pd.Series:
    if pd.api.types.is_bool_dtype(column):
        raise RequestError(f"Column '{name}' holds true and false, not counts. Name another.")
    numbers = pd.to_numeric(column, errors="coerce").astype("float64")
    text = numbers.isna() & column.notna()
    if text.any():
        position = int(text.to_numpy().argmax())
        raise RequestError(
            f"Column '{name}' holds text where a number should be: '{column.iloc[position]}' in row "
            f"{position + 2}. Correct it, or empty the cell if the value is not known."
        )
    return numbers


def melt(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn a matrix (first column places, the others activities) into a long table.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a place.

    Returns
    -------
    pandas.DataFrame
        ``place, activity, value``.

    Raises
    ------
    RequestError
        If there is no column of activities.

    Examples
    --------
    >>> melt(pd.DataFrame({"region": ["A"], "x": [1], "y": [0]})).values.tolist()
    [['A', 'x', 1], ['A', 'y', 0]]
    """
    if frame.shape[1] < 2:
        raise RequestError(
            "A wide table has a first column of places and one column an activity; this one has "
            f"only: {listing(frame.columns)}."
        )
    first = frame.columns[0]
    long = frame.melt(id_vars=[first], var_name="activity", value_name="value")
    long = long.rename(columns={first: "place"})
    rows = long.index.to_numpy() % len(frame)
    ordered = long.iloc[rows.argsort(kind="stable")].reset_index(drop=True)
    return ordered[["place", "activity", "value"]]
