"""Question: which number was given for each place or activity, and what is the mean of them?

In: a mapping from label to number, and the labels of a matrix; weights of cells. Out: one number a
label, NaN where none was given; means over those that are known.
Must not know: what the numbers stand for, or from which file they come.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from smartspec.core.errors import RequestError, counted, listing
from smartspec.indicators._checks import divide
from smartspec.tables.matrix import Array, Labels

OfPlaces = Annotated[Mapping[str, float], "place"]
"""A number for each place; on the command line a file."""

OfActivities = Annotated[Mapping[str, float], "activity"]
"""A number for each activity; on the command line a file."""

_PLURAL = {"place": "places", "activity": "activities"}


def given_numbers(
    numbers: Mapping[str, float], labels: Labels, *, option: str, kind: str
) -> tuple[Array, tuple[str, ...]]:
    """Put the numbers that were given in the order of the labels.

    Parameters
    ----------
    numbers : mapping of str to float
        Label to number; labels that the matrix lacks are not used, NaN is no number.
    labels : array of str
        Those of the matrix.
    option : str
        What the option is called, for errors and notes.
    kind : str
        ``"place"`` or ``"activity"``.

    Returns
    -------
    array of float
        One number a label, NaN where none was given.
    tuple of str
        Notes: which labels have none.

    Raises
    ------
    RequestError
        If a number is not finite, or no label has one.

    Examples
    --------
    >>> given_numbers({"A": 3.0}, np.array(["A", "B"]), option="income", kind="place")
    (array([ 3., nan]), ('1 place has no income and is left out of every mean: B.',))
    """
    names = labels.tolist()
    found = np.array([_number(numbers.get(name), name, option) for name in names], dtype=np.float64)
    lacking = [name for name, number in zip(names, found, strict=True) if np.isnan(number)]
    if len(lacking) == len(names):
        others = listing(map(str, numbers), limit=3) or "nothing"
        raise RequestError(
            f"None of the {_PLURAL[kind]} has a value in '{option}': the table has "
            f"{listing(names, limit=3)}, '{option}' has {others}. Give it the labels of the table."
        )
    if not lacking:
        return found, ()
    number = counted(len(lacking), kind, _PLURAL[kind])
    has, is_left = ("has", "is") if len(lacking) == 1 else ("have", "are")
    return found, (
        f"{number} {has} no {option} and {is_left} left out of every mean: {listing(lacking)}.",
    )


def _number(value: object, name: str, option: str) -> float:
    if value is None:
        return np.nan
    try:
        number = float(value)  # type: ignore[arg-type]  # what cannot be turned is refused
    except (TypeError, ValueError):
        raise RequestError(
            f"'{option}' of {name} is no number but '{value}'. Correct it."
        ) from None
    if np.isinf(number):
        raise RequestError(f"'{option}' of {name} is not finite. Correct it or leave it out.")
    return number


def mean_over(keys: NDArray[np.intp], weights: Array, values: Array, size: int) -> Array:
    """Average the values of cells that share a key, leaving out what is not known.

    Parameters
    ----------
    keys : array of int, shape (n_cells,)
        Row or column number of each cell.
    weights : array of float, shape (n_cells,)
        From 0 up.
    values : array of float, shape (n_cells,)
        What to average; NaN is left out with its weight.
    size : int
        How many rows or columns there are.

    Returns
    -------
    array of float, shape (size,)
        Weighted means; NaN where no value is known.

    Examples
    --------
    >>> mean_over(np.array([0, 0, 1]), np.array([1.0, 3, 2]), np.array([4.0, 8, np.nan]), 2)
    array([ 7., nan])
    """
    known = ~np.isnan(values)
    keys, weights, values = keys[known], weights[known], values[known]
    sums = np.bincount(keys, weights=weights * values, minlength=size)
    return divide(sums, np.bincount(keys, weights=weights, minlength=size))
