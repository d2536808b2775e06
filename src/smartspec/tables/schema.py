"""Question: is this an activity table, and if not, what exactly is wrong with it?

In: a frame with the four columns. Out: nothing, or one line that names the first fault.
Must not know: where the frame comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from smartspec.core.errors import RequestError, counted, listing

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

KEYS = ("place", "activity", "period")
COLUMNS = (*KEYS, "value")
LARGEST = 1e100
"""Values from here on would overflow when products of totals are taken."""

_FAULTS = {
    "infinite": "infinite values",
    "negative": "negative values",
    "too_large": f"values of {LARGEST:g} and more, too large to compute with,",
}
"""Check on the values to what is wrong, in the order in which faults are told."""


def activity_schema(*, unique: bool = True) -> pa.DataFrameSchema:
    """Return the pandera schema of an activity table.

    Parameters
    ----------
    unique : bool, default True
        Whether place, activity and period have to form a key.

    Returns
    -------
    pandera.pandas.DataFrameSchema
        Three text columns that are never empty; values finite, not negative.
    """
    import pandera.pandas as pa

    def text() -> pa.Column:
        return pa.Column(str, pa.Check(lambda labels: labels.str.len() > 0, name="empty"))

    counts = [
        pa.Check(lambda values: ~np.isinf(values), name="infinite"),
        pa.Check(lambda values: values >= 0, name="negative"),
        pa.Check(lambda values: values < LARGEST, name="too_large"),
    ]
    return pa.DataFrameSchema(
        {"place": text(), "activity": text(), "period": text(), "value": pa.Column(float, counts)},
        unique=list(KEYS) if unique else None,
        strict=True,
    )


def validate(frame: pd.DataFrame, *, names: dict[str, str], unique: bool = True) -> None:
    """Check a frame against the schema and tell the first fault in the user's own words.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``place, activity, period, value``; the index counts rows of the source from 0 and
        may repeat, where a row of the source gave several.
    names : dict
        What the user calls each column.
    unique : bool, default True
        Whether place, activity and period have to form a key.

    Raises
    ------
    RequestError
        Naming the fault, its row (the header is row 1), and the way out.
    """
    import pandera.pandas as pa

    try:
        activity_schema(unique=unique).validate(frame.reset_index(drop=True), lazy=True)
    except pa.errors.SchemaErrors as error:
        raise _first_fault(frame, error.failure_cases, names) from None


def _first_fault(frame: pd.DataFrame, cases: pd.DataFrame, names: dict[str, str]) -> RequestError:
    """Translate pandera's failure cases into one line, the most basic fault first."""
    checks = set(cases["check"].astype(str))
    for column in KEYS:
        empty = cases[(cases["column"] == column) & (cases["check"] == "empty")]["index"]
        if len(empty):
            rows = _rows(_picked(frame, empty))
            return RequestError(
                f"Column '{names[column]}' is empty in {rows}. Fill in the {column} or "
                "remove the rows."
            )
    for check, meaning in _FAULTS.items():
        if check in checks:
            rows = _rows(_picked(frame, cases[cases["check"] == check]["index"]))
            return RequestError(
                f"Column '{names['value']}' has {meaning} in {rows}; counts are finite and "
                "not negative. Correct or remove them."
            )
    if any("multiple_fields_uniqueness" in check for check in checks):
        return _doubled(frame)
    return RequestError(f"This is not an activity table: {listing(sorted(checks))}.")


def _picked(frame: pd.DataFrame, positions: pd.Series) -> pd.Index:
    """Return the rows of the source at positions in the frame."""
    return frame.index.take(positions.to_numpy(dtype=np.intp))


def _doubled(frame: pd.DataFrame) -> RequestError:
    doubled = frame[frame.duplicated(list(KEYS), keep=False)]
    first = doubled.iloc[0]
    same = doubled[(doubled[list(KEYS)] == first[list(KEYS)]).all(axis=1)]
    keys = counted(len(doubled.drop_duplicates(list(KEYS))), "key")
    key = ", ".join(str(first[name]) for name in KEYS)
    return RequestError(
        f"{keys} (place, activity, period) found more than once; the first is ({key}) in "
        f"{_rows(same.index)}. Add them up with --sum-duplicates (in Python duplicates='sum') or "
        "correct the table."
    )


def _rows(index: pd.Index) -> str:
    """Name rows as a spreadsheet does: the header is row 1."""
    numbers = sorted({int(position) + 2 for position in index})
    return f"row{'s' if len(numbers) > 1 else ''} {listing(numbers, limit=4)}"
