"""Question: is this an activity table, and if not, what exactly is wrong with it?

In: a frame with the four columns. Out: the same frame, or one line that names the first fault.
Must not know: where the frame comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from smartspec.core.errors import RequestError, listing

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

KEYS = ("place", "activity", "period")
COLUMNS = (*KEYS, "value")


def activity_schema() -> pa.DataFrameSchema:
    """Return the pandera schema of an activity table.

    Returns
    -------
    pandera.pandas.DataFrameSchema
        Three text columns that are never empty and form the key; values finite, not negative.
    """
    import pandera.pandas as pa

    def text() -> pa.Column:
        return pa.Column(str, pa.Check.str_length(min_value=1, name="empty"))

    counts = [
        pa.Check(lambda values: np.isfinite(values), name="infinite"),
        pa.Check.ge(0, name="negative"),
    ]
    return pa.DataFrameSchema(
        {"place": text(), "activity": text(), "period": text(), "value": pa.Column(float, counts)},
        unique=list(KEYS),
        strict=True,
    )


def validate(frame: pd.DataFrame, *, names: dict[str, str]) -> None:
    """Check a frame against the schema and tell the first fault in the user's own words.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``place, activity, period, value``; the index counts rows of the source from 0.
    names : dict
        What the user calls each column.

    Raises
    ------
    RequestError
        Naming the fault, its row (the header is row 1), and the way out.
    """
    import pandera.pandas as pa

    try:
        activity_schema().validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        raise _first_fault(frame, error.failure_cases, names) from None


def _first_fault(frame: pd.DataFrame, cases: pd.DataFrame, names: dict[str, str]) -> RequestError:
    """Translate pandera's failure cases into one line, the most basic fault first."""
    checks = set(cases["check"].astype(str))
    for column in KEYS:
        rows = cases[(cases["column"] == column) & (cases["check"] == "empty")]["index"]
        if len(rows):
            return RequestError(
                f"Column '{names[column]}' is empty in {_rows(rows)}. Fill in the {column} or "
                "remove the rows."
            )
    for check, meaning in (("infinite", "infinite"), ("negative", "negative")):
        if check in checks:
            rows = cases[cases["check"] == check]["index"]
            return RequestError(
                f"Column '{names['value']}' has {meaning} values in {_rows(rows)}; counts are "
                "finite and not negative. Correct or remove them."
            )
    if any("multiple_fields_uniqueness" in check for check in checks):
        return _doubled(frame)
    return RequestError(f"This is not an activity table: {listing(sorted(checks))}.")


def _doubled(frame: pd.DataFrame) -> RequestError:
    doubled = frame[frame.duplicated(list(KEYS), keep=False)]
    first = doubled.iloc[0]
    same = doubled[(doubled[list(KEYS)] == first[list(KEYS)]).all(axis=1)]
    pairs = len(doubled.drop_duplicates(list(KEYS)))
    key = ", ".join(str(first[name]) for name in KEYS)
    return RequestError(
        f"{pairs:,} keys (place, activity, period) stand more than once; the first is ({key}) in "
        f"{_rows(same.index)}. Add them up with --sum-duplicates (in Python duplicates='sum') or "
        "correct the table."
    )


def _rows(index: pd.Series | pd.Index) -> str:
    """Name rows as a spreadsheet does: the header is row 1."""
    numbers = sorted({int(position) + 2 for position in index})
    return f"row{'s' if len(numbers) > 1 else ''} {listing(numbers, limit=4)}"
