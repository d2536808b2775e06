"""Question: how do pairs in a long table become a square matrix, and back?

In: a table with two labels and a value in each row, or what was computed of each pair. Out: a
symmetric matrix for each period, or a row for each pair.
Must not know: what is linked, or what is made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from smartspec.core.errors import RequestError, listing
from smartspec.tables.matrix import Matrix

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.tables.result import Result


def square_matrices(
    frame: pd.DataFrame,
    *,
    first: str,
    second: str,
    value: str,
    period: str | None,
    labels: Sequence[str] | None = None,
) -> list[Matrix]:
    """Add pairs up into a square matrix for each period.

    A pair may stand once, in either order, or in both: then both are added up, as for flows in two
    directions. What a label has with itself goes on the diagonal.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a pair.
    first, second : str
        Columns of labels.
    value : str
        Column of numbers, from 0 up.
    period : str or None
        Column of periods; None if all rows are of one.
    labels : sequence of str, optional
        All labels, in order; those of the pairs, sorted, if left out.

    Returns
    -------
    list of Matrix
        Symmetric, with the same labels on both sides.

    Raises
    ------
    RequestError
        If a column is not there, a label or a value is missing, a value is below 0, or a label is
        none of those given.

    Examples
    --------
    >>> import pandas as pd
    >>> pairs = pd.DataFrame({"a": ["x", "y"], "b": ["y", "x"], "n": [3, 1]})
    >>> square_matrices(pairs, first="a", second="b", value="n", period=None)[0].dense()
    array([[0., 4.],
           [4., 0.]])
    """
    import pandas as pd

    wanted = [first, second, value, *([period] if period else [])]
    lacking = [name for name in wanted if name not in frame]
    if lacking:
        raise RequestError(
            f"The table of pairs has no column {listing(lacking)}; it has "
            f"{listing(map(str, frame.columns))}. Name the columns with first=, second=, value= "
            "and period=."
        )
    numbers = pd.to_numeric(frame[value], errors="coerce").to_numpy(dtype=float)
    empty = frame[[first, second]].isna().any(axis=1).to_numpy() | ~np.isfinite(numbers)
    if empty.any() or (numbers < 0).any():
        row = int(np.flatnonzero(empty | ~(numbers >= 0))[0]) + 1
        raise RequestError(
            f"Row {row} of the pairs has no label, no number, or one below 0. Correct or drop it."
        )
    one, other = (frame[name].astype(str) for name in (first, second))
    found_labels = sorted(set(one) | set(other))
    labels = found_labels if labels is None else list(labels)
    if strange := sorted(set(found_labels) - set(labels)):
        raise RequestError(
            f"The pairs have labels that the counts do not have: {listing(strange)}. Use the same "
            "labels for both."
        )
    spans = frame[period].astype(str) if period else pd.Series("all", index=frame.index)
    place = pd.Index(labels)
    found = []
    for span in dict.fromkeys(spans.tolist()):
        rows = (spans == span).to_numpy()
        values = np.zeros((len(labels), len(labels)))
        pair = tuple(place.get_indexer(pd.Index(column[rows])) for column in (one, other))
        np.add.at(values, pair, numbers[rows])
        own = np.diag(values.diagonal())
        found.append(Matrix(values + values.T - own, labels, labels, period=span, unit="links"))
    return found


def pairs_once(result: Result, *, by: str, marked: str | None = None) -> pd.DataFrame:
    """Give each distinct pair of a symmetric result once, the largest first.

    Parameters
    ----------
    result : Result
        Of two axes with the same labels; its columns are symmetric.
    by : str
        Column to sort by; pairs without a value in it are left out. Where it is equal, pairs stand
        in the order of their labels.
    marked : str, optional
        Column that is 1 for the pairs to keep; all if left out.

    Returns
    -------
    pandas.DataFrame
        Both labels, the period, then the columns; nothing of a label with itself.

    Examples
    --------
    >>> from smartspec.tables.result import Result
    >>> names = np.array(["x", "y", "z"])
    >>> known = np.array([[1.0, 0.1, 0.5], [0.1, 1.0, np.nan], [0.5, np.nan, 1.0]])
    >>> found = Result(("activity", "related_activity"), (names, names), {"relatedness": known})
    >>> pairs_once(found, by="relatedness").to_dict("records")[0]
    {'activity': 'x', 'related_activity': 'z', 'period': 'all', 'relatedness': 0.5}
    """
    kept = np.triu(np.isfinite(result[by]), 1)
    if marked is not None:
        kept &= result[marked] == 1
    frame = result.to_frame(where=kept)
    return frame.sort_values(by, ascending=False, kind="stable", ignore_index=True)
