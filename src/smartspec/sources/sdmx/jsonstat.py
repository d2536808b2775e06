"""Question: what does a JSON-stat file hold, which Eurostat's statistics API gives?

In: a JSON-stat 2.0 data set. Out: the same cube as from SDMX. JSON-stat is another format than
SDMX-JSON, in spite of its name, and holds the same things.
Must not know: which dimension is the place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from smartspec.core.errors import RequestError, counted
from smartspec.sources.sdmx.cube import VALUE, Cube, Flow

FLAG = "OBS_FLAG"


def is_jsonstat(message: Mapping[str, Any]) -> bool:
    """Tell a JSON-stat data set from SDMX-JSON.

    Parameters
    ----------
    message : mapping
        A JSON file, parsed.

    Returns
    -------
    bool
        True if it has what a JSON-stat data set has.
    """
    return message.get("class") == "dataset" or {"id", "size", "dimension"} <= set(message)


def read_jsonstat(message: Mapping[str, Any], file: str) -> Cube:
    """Read a JSON-stat data set.

    Parameters
    ----------
    message : mapping
        The data set, parsed.
    file : str
        Name of the file, for what is said to the user.

    Returns
    -------
    Cube
        A row for each cell that has a value or a flag. A cell with neither is not listed by the
        format, so it is not known whether it was observed; how many there are is noted.

    Raises
    ------
    RequestError
        If it is not whole.
    """
    try:
        return _read(message, file)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, RequestError):
            raise
        raise RequestError(
            f"{file} is not a whole JSON-stat data set ({type(error).__name__}: {error}). "
            "Export it anew, or export SDMX-CSV."
        ) from None


def _read(message: Mapping[str, Any], file: str) -> Cube:
    names = [str(name) for name in message["id"]]
    sizes = [int(size) for size in message["size"]]
    codes = [_categories(message["dimension"][name]) for name in names]
    for name, size, own in zip(names, sizes, codes, strict=True):
        if len(own) != size:
            raise ValueError(f"{name} has {len(own)} values and should have {size}")
    values = _cells(message.get("value"))
    flags = _cells(message.get("status"))
    listed = np.array(sorted({*values, *flags}), dtype=np.int64)
    cells = math.prod(sizes)
    if not len(listed):
        raise RequestError(f"{file} holds no observations. Ask for fewer codes or other years.")
    if listed[-1] >= cells:
        raise ValueError(f"cell {listed[-1]} of {cells}")
    # The last dimension varies fastest.
    numbers = np.unravel_index(listed, sizes)
    frame = pd.DataFrame(
        {
            name: np.array(own, dtype=object)[number]
            for name, own, number in zip(names, codes, numbers, strict=True)
        },
        dtype="str",
    )
    frame[VALUE] = pd.Series([_written(values.get(cell)) for cell in listed], dtype="str")
    frame[FLAG] = pd.Series([_written(flags.get(cell)) for cell in listed], dtype="str")
    return Cube(
        frame,
        tuple(names),
        (FLAG,),
        "JSON-stat 2.0",
        _flow(message),
        {name: str(message["dimension"][name].get("label", "")) for name in names},
        {name: _labels(message["dimension"][name]) for name in names},
        _notes(cells - len(listed), cells),
    )


def _notes(unlisted: int, cells: int) -> tuple[str, ...]:
    if not unlisted:
        return ()
    return (
        f"Of {counted(cells, 'cell')} the file lists {cells - unlisted:,}; JSON-stat does not say "
        "whether the others are zero or were not observed. SDMX-CSV lists their flags.",
    )


def _flow(message: Mapping[str, Any]) -> Flow:
    about = message.get("extension") or {}
    source = str(message.get("source", ""))
    return Flow(
        str(about.get("id", "")),
        str(about.get("agencyId") or source),
        str(about.get("version", "")),
        str(message.get("label", "")),
        str(message.get("updated", "")),
    )


def _categories(dimension: Mapping[str, Any]) -> list[str]:
    """Return codes in their order; a dimension with a single one need not number it."""
    category = dimension["category"]
    index = category.get("index") or list(category["label"])
    if isinstance(index, Mapping):
        return [str(code) for code in sorted(index, key=lambda code: int(index[code]))]
    return [str(code) for code in index]


def _labels(dimension: Mapping[str, Any]) -> dict[str, str]:
    labels = dimension["category"].get("label") or {}
    return {str(code): str(name) for code, name in labels.items() if str(name) != str(code)}


def _cells(given: object) -> dict[int, Any]:
    """Return number of the cell to what it holds, from a list or from a sparse table."""
    if isinstance(given, Mapping):
        return {int(cell): value for cell, value in given.items()}
    return dict(enumerate(given)) if isinstance(given, list) else {}


def _written(value: object) -> str:
    return "" if value is None else str(value)
