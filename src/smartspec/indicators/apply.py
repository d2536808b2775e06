"""Question: what does an indicator say of a whole table, window by window?

In: the name of an indicator, an activity table, windows and options. Out: one long frame,
unrounded, with notes on what has no value.
Must not know: files, the command line, or any formula.

This is the one file of the room that sees tables; the formulas see labelled arrays alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, cast

import numpy as np

from smartspec.core.errors import RequestError, counted, listing, unknown
from smartspec.indicators._windows import align
from smartspec.indicators.catalogue import Indicator, indicator
from smartspec.indicators.specialisation import PAIR
from smartspec.tables.activity import ActivityTable
from smartspec.tables.matrix import Matrix, replace_matrix
from smartspec.tables.periods import Window, parse_window
from smartspec.tables.result import Result

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

GRID_ROWS = 20_000_000
"""Longer tables are refused unless only observed pairs are asked for."""


@dataclass(frozen=True, eq=False)
class Applied:
    """What an indicator said of a table.

    Parameters
    ----------
    frame : pandas.DataFrame
        Labels, ``period``, then the indicator's columns, unrounded.
    notes : tuple of str
        What has no value and why, and what the table kept out.
    results : tuple of Result
        One a window, with diagnostics.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...]
    results: tuple[Result, ...]


def apply(
    name: str,
    table: ActivityTable,
    *,
    windows: Sequence[str | Window] | None = None,
    min_total: float = 0.0,
    observed_only: bool = False,
    options: Mapping[str, object] | None = None,
) -> Applied:
    """Compute one indicator of the catalogue over a table.

    Parameters
    ----------
    name : str
        An indicator, or another name that it goes by.
    table : ActivityTable
        The counts.
    windows : sequence of str, optional
        Windows to sum periods into; without any, each period stands alone. An indicator of change
        compares each window with the one before it.
    min_total : float, default 0
        Leave out places whose total in a window is smaller (for a change: in either of the two),
        and activities that nobody has. The whole that the others are compared with keeps them.
    observed_only : bool, default False
        Leave out pairs of place and activity for which nothing was counted.
    options : mapping, optional
        Options of the indicator.

    Returns
    -------
    Applied
        The frame and its notes.

    Raises
    ------
    RequestError
        If the indicator, an option or a window is not known, or a place or activity has no value
        in any window.
    """
    entry = indicator(name)
    chosen = dict(options or {})
    for option in chosen:
        if option not in entry.options():
            raise unknown(
                f"option of {entry.name}", option, entry.options(), see="smartspec indicators"
            )
    spans = _spans(windows)
    counts = table.matrices(spans)
    if entry.windows == 2:
        _require_sequence(entry, counts, spans)
        compared = [_pair(*pair, min_total) for pair in pairwise(counts)]
    else:
        compared = [_large_enough((matrix,), min_total) for matrix in counts]
    if not (observed_only and entry.axes == PAIR):
        _require_small(entry, compared)
    results = [entry.load()(*matrices, **chosen) for matrices in compared]
    frames = _frames(results, compared, observed_only)
    notes = (*table.notes, *_about(table, spans), *_undefined(entry, results, compared))
    return Applied(frames, notes, tuple(results))


Compared = tuple[Matrix, ...]
"""The one window that an indicator describes, or the two that it compares."""


def _spans(windows: Sequence[str | Window] | None) -> list[Window]:
    """Read the windows; the same one twice would give every row twice."""
    spans = [parse_window(window) for window in windows or ()]
    for number, window in enumerate(spans):
        if window in spans[:number]:
            raise RequestError(f"Window {window} is given twice. Leave one out.")
    return spans


def _pair(before: Matrix, after: Matrix, min_total: float) -> Compared:
    """Give two windows the same labels, then leave out what is too small in either."""
    return _large_enough(align(before, after), min_total)


def _large_enough(counts: Compared, min_total: float) -> Compared:
    """Leave out small places, and activities that nobody has, without touching the whole.

    Of two windows a place has to be large enough in both, else it could not be compared.
    """
    if min_total <= 0:
        return counts
    large = np.logical_and.reduce([matrix.place_totals >= min_total for matrix in counts])
    if not large.any():
        raise RequestError(
            f"No place has a total of {min_total:g} or more in {_named(counts)}; the largest has "
            f"{min(matrix.place_totals.max() for matrix in counts):g}. Lower --min-total."
        )
    held = np.logical_or.reduce([matrix.activity_totals > 0 for matrix in counts])
    return tuple(
        replace_matrix(
            matrix,
            values=matrix.values[large][:, held],
            places=matrix.places[large],
            activities=matrix.activities[held],
            reference=matrix.activity_totals[held],
        )
        for matrix in counts
    )


def _named(counts: Compared) -> str:
    return " and ".join(matrix.period for matrix in counts)


def _require_sequence(entry: Indicator, counts: list[Matrix], spans: list[Window]) -> None:
    """Refuse windows that cannot be compared one after the other."""
    if len(counts) < 2:
        raise RequestError(
            f"{entry.name} compares two windows; there is only one. Give --window twice, such as "
            "--window 2007-2009 --window 2018-2020."
        )
    for earlier, later in pairwise(spans):
        if earlier.overlaps(later):
            raise RequestError(
                f"Windows {earlier} and {later} overlap, so the same records would be on both "
                "sides of the comparison. Choose windows apart."
            )
        if later < earlier:
            raise RequestError(
                f"Window {later} lies before {earlier}, so a gain would look like a loss. Give the "
                "earlier window first."
            )


def _about(table: ActivityTable, spans: list[Window]) -> list[str]:
    """Say what the answer rests on that its rows do not show."""
    notes = []
    if table.background:
        notes.append(f"Part of the whole, but no place of its own: {listing(table.background)}.")
    for window in spans:
        years = {str(year) for year in range(window.start, window.end + 1)}
        lacking = sorted(years - set(table.periods))
        if lacking:
            notes.append(f"The data have no {listing(lacking)}; {window} adds up the other years.")
    return notes


def _undefined(entry: Indicator, results: list[Result], compared: list[Compared]) -> list[str]:
    """Refuse labels without any count at all; note those that lack a value in some window."""
    notes = []
    for kind, kinds in (("place", "places"), ("activity", "activities")):
        lacking = {result.period: _labels(result, f"{kinds}_without_total") for result in results}
        some = {label for labels in lacking.values() for label in labels}
        counted_somewhere = {
            label for counts in compared for matrix in counts for label in _with_total(matrix, kind)
        }
        never = sorted(some - counted_somewhere)
        if never:
            raise RequestError(
                f"{entry.name} has no value for {counted(len(never), kind, kinds)} without any "
                f"count in {listing(lacking, limit=3)}: {listing(never)}. Widen the window or drop "
                "them with --min-total 1."
            )
        if some:
            periods = [period for period, labels in lacking.items() if labels]
            notes.append(
                f"{entry.name} is left empty where there is no count at all: "
                f"{listing(sorted(some))} in {listing(periods)}."
            )
    return notes


def _with_total(counts: Matrix, kind: str) -> list[str]:
    if kind == "place":
        return cast("list[str]", counts.places[counts.place_totals > 0].tolist())
    return cast("list[str]", counts.activities[counts.activity_totals > 0].tolist())


def _labels(result: Result, key: str) -> tuple[str, ...]:
    found = result.diagnostics.get(key, ())
    return tuple(found) if isinstance(found, tuple) else ()


def _require_small(entry: Indicator, compared: list[Compared]) -> None:
    """Refuse an answer too long to be held, before it is computed."""
    sizes = [dict(zip(PAIR, counts[0].shape, strict=True)) for counts in compared]
    rows = sum(prod(size.get(axis, size["place"]) for axis in entry.axes) for size in sizes)
    if rows > GRID_ROWS:
        raise _too_long(rows, entry.axes)


def _too_long(rows: int, axes: Sequence[str]) -> RequestError:
    if axes != PAIR:
        return RequestError(
            f"The answer would have {rows:,} rows. Ask for fewer windows, or leave out small "
            "places with --min-total."
        )
    return RequestError(
        f"The answer would have {rows:,} rows, most of them pairs for which nothing was counted. "
        "Leave those out with --observed-only (in Python observed_only=True)."
    )


def _frames(results: list[Result], compared: list[Compared], observed_only: bool) -> pd.DataFrame:
    """Put the windows below one another: all pairs, or those for which something was counted."""
    import pandas as pd

    sparse = [result for result in results if result.is_sparse]
    if sparse and not observed_only:
        raise _too_long(sum(prod(result.shape) for result in sparse), PAIR)
    frames = [
        result.to_frame(where=_observed(counts) if observed_only and _has_grid(result) else None)
        for result, counts in zip(results, compared, strict=True)
    ]
    return pd.concat(frames, ignore_index=True)


def _has_grid(result: Result) -> bool:
    """Whether there is a row for each pair; sparse results have none for what was not counted."""
    return result.axes == PAIR and not result.is_sparse


def _observed(counts: Compared) -> NDArray[np.bool_]:
    """Mark the pairs that were counted in any of the windows."""
    seen = np.zeros(counts[0].shape, dtype=np.bool_)
    for matrix in counts:
        seen |= matrix.dense() > 0
    return seen
