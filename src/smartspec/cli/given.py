"""Question: which number does a file give for each place or activity?

In: a file that an option names. Out: a mapping from label to number.
Must not know: which indicator uses it, or for what.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from smartspec.core.errors import RequestError, listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


def numbers_from(path: str, *, option: str, each: str) -> dict[str, float]:
    """Read a number for each label from a table.

    Labels stand in the column ``place`` or ``activity``, else in the first; numbers in the column
    that is called as the option, else in the only one that is left beside ``period``. So what
    ``smartspec indicator activity_complexity`` writes for one window can be given as it is.

    Parameters
    ----------
    path : str
        The file.
    option : str
        The option that names it, for the column and for errors.
    each : str
        ``"place"`` or ``"activity"``.

    Returns
    -------
    dict of str to float
        Labels with a number; empty cells are left out.

    Raises
    ------
    RequestError
        If the file cannot be read, the column is not clear, a label stands twice, or a cell is no
        number.
    """
    from smartspec.tables.files import read_frame

    frame = read_frame(path)
    header = [str(name) for name in frame.columns]
    label = each if each in header else header[0]
    value = _column_of_numbers(path, header, label, option)
    labels = frame[label].astype(str).str.strip()
    if labels.duplicated().any():
        twice = sorted(set(labels[labels.duplicated()]))
        raise RequestError(
            f"File {path} has more than one row for {listing(twice)}. Give --set {option} one "
            f"number for each {each}: keep one period."
        )
    numbers = _numbers(frame[value], path, value)
    return {
        name: number
        for name, number in zip(labels.tolist(), numbers, strict=True)
        if not math.isnan(number)
    }


def _column_of_numbers(path: str, header: Sequence[str], label: str, option: str) -> str:
    others = [name for name in header if name not in {label, "period"}]
    if option in others:
        return option
    if len(others) == 1:
        return others[0]
    has = listing(others) if others else "none"
    raise RequestError(
        f"File {path} needs one column of numbers beside '{label}'; it has {has}. Name the one "
        f"that is meant '{option}', or leave the others out."
    )


def _numbers(column: pd.Series, path: str, name: str) -> list[float]:
    import pandas as pd

    from smartspec.tables.frames import EMPTY

    numbers = pd.to_numeric(column, errors="coerce").astype("float64")
    wrong = column[numbers.isna() & column.notna()].astype(object)
    wrong = wrong[~wrong.isin(EMPTY)]
    if not wrong.empty:
        raise RequestError(
            f"File {path}: column '{name}' holds text where a number should be: "
            f"'{wrong.iloc[0]}' in row {int(wrong.index[0]) + 2}. Correct it or empty the cell."
        )
    return [float(number) for number in numbers]
