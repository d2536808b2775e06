"""Question: what does an indicator say of a whole table, window by window?

In: the name of an indicator, an activity table, windows and options. Out: one long frame,
unrounded, with notes on what has no value.
Must not know: files, the command line, or any formula.

This is the one file of the room that sees tables; the formulas see labelled arrays alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from smartspec.core.errors import RequestError, counted, listing, unknown
from smartspec.indicators._windows import Compared, align, large_enough, own_totals
from smartspec.indicators.catalogue import Indicator, indicator
from smartspec.indicators.specialisation import PAIR
from smartspec.tables.activity import ActivityTable
from smartspec.tables.matrix import Matrix, replace_matrix
from smartspec.tables.periods import Window, parse_window
from smartspec.tables.result import Result

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

LIKE = {"peer": "place", "related_place": "place", "related_activity": "activity"}
"""Axes that run over the same labels as another."""

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
        and activities of which neither the places left nor the whole have any. The whole that the
        others are compared with keeps what is left out.
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
        compared = [large_enough((matrix,), min_total) for matrix in counts]
    if not (observed_only and entry.axes == PAIR):
        _require_small(entry, compared)
        compared = [tuple(_gridded(entry, matrix) for matrix in pair) for pair in compared]
    results = [entry.load()(*matrices, **chosen) for matrices in compared]
    frames = _frames(results, compared, observed_only)
    notes = (
        *table.notes,
        *_about(table, spans),
        *_undefined(entry, results, compared),
        *(note for result in results for note in result.notes),
    )
    return Applied(frames, notes, tuple(results))


def _spans(windows: Sequence[str | Window] | None) -> list[Window]:
    """Read the windows; the same one twice would give every row twice."""
    spans = [parse_window(window) for window in windows or ()]
    for number, window in enumerate(spans):
        if window in spans[:number]:
            raise RequestError(f"Window {window} is given twice. Leave one out.")
    return spans


def _pair(before: Matrix, after: Matrix, min_total: float) -> Compared:
    """Give two windows the same labels, then leave out what is too small in either."""
    return large_enough(align(before, after), min_total)


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
        if str(window) in table.periods:
            continue
        years = {str(year) for year in range(window.start, window.end + 1)}
        lacking = sorted(years - set(table.periods))
        if lacking:
            notes.append(f"The data have no {listing(lacking)}; {window} adds up the other years.")
    return notes


def _undefined(entry: Indicator, results: list[Result], compared: list[Compared]) -> list[str]:
    """Refuse labels that have no value in any window; note those that lack one in some."""
    return [
        *_without_count(entry, results, compared, "place", "places"),
        *_without_count(entry, results, compared, "activity", "activities"),
        *_without_whole(entry, results, compared),
        *_without_places(entry, results, compared),
    ]


def _without_count(
    entry: Indicator, results: list[Result], compared: list[Compared], kind: str, kinds: str
) -> list[str]:
    """Look for labels for which nothing was counted."""
    lacking = {
        result.period: set(_labels(result, f"{kinds}_without_total"))
        - _in_all(_counted(matrix, kind) for matrix in counts)
        for result, counts in zip(results, compared, strict=True)
    }
    ever = {label for counts in compared for matrix in counts for label in _counted(matrix, kind)}
    some = {label for labels in lacking.values() for label in labels}
    never = sorted(some - ever)
    if never:
        raise RequestError(
            f"{entry.name} has no value for {counted(len(never), kind, kinds)} without any "
            f"count in {listing(lacking, limit=3)}: {listing(never)}. Widen the window or drop "
            "them with --min-total 1."
        )
    return _left_empty(f"{entry.name} is left empty where there is no count at all", lacking)


def _without_whole(entry: Indicator, results: list[Result], compared: list[Compared]) -> list[str]:
    """Look for activities that places have and the reference lacks."""
    lacking = {
        result.period: set(_labels(result, "activities_without_total"))
        & {label for matrix in counts for label in _unlike_whole(matrix)}
        for result, counts in zip(results, compared, strict=True)
    }
    some = {label for labels in lacking.values() for label in labels}
    never = sorted(some - {label for counts in compared for m in counts for label in _in_whole(m)})
    if never:
        raise RequestError(
            f"{entry.name} has no value for {counted(len(never), 'activity', 'activities')}: the "
            f"reference has none of {listing(never)} in {listing(lacking, limit=3)}, but places "
            "have. Correct the reference, or leave these activities out of the table."
        )
    return _left_empty(f"{entry.name} is left empty where the reference has none of it", lacking)


def _without_places(entry: Indicator, results: list[Result], compared: list[Compared]) -> list[str]:
    """Look for activities that the reference has and no place."""
    lacking = {
        result.period: set(_labels(result, "activities_without_total"))
        & _in_all(_in_whole(matrix) for matrix in counts)
        for result, counts in zip(results, compared, strict=True)
    }
    return _left_empty(f"{entry.name} is left empty where no place has any of it", lacking)


def _left_empty(what: str, lacking: Mapping[str, set[str]]) -> list[str]:
    some = sorted({label for labels in lacking.values() for label in labels})
    periods = [period for period, labels in lacking.items() if labels]
    return [f"{what}: {listing(some)} in {listing(periods)}."] if some else []


def _counted(counts: Matrix, kind: str) -> set[str]:
    """Return the labels for which anything was counted, in places or in the whole."""
    if kind == "place":
        return set(counts.places[counts.place_totals > 0].tolist())
    held = (counts.activity_totals > 0) | (own_totals(counts) > 0)
    return set(counts.activities[held].tolist())


def _in_whole(counts: Matrix) -> set[str]:
    """Return the activities that the whole has."""
    return set(counts.activities[counts.activity_totals > 0].tolist())


def _in_all(sets: Iterable[set[str]]) -> set[str]:
    first, *others = sets
    return first.intersection(*others)


def _unlike_whole(counts: Matrix) -> set[str]:
    """Return the activities that places have and the whole has not."""
    lost = (counts.activity_totals == 0) & (own_totals(counts) > 0)
    return set(counts.activities[lost].tolist())


def _labels(result: Result, key: str) -> tuple[str, ...]:
    found = result.diagnostics.get(key, ())
    return tuple(found) if isinstance(found, tuple) else ()


def _require_small(entry: Indicator, compared: list[Compared]) -> None:
    """Refuse an answer too long to be held, before it is computed."""
    sizes = [dict(zip(PAIR, counts[0].shape, strict=True)) for counts in compared]
    rows = sum(prod(size[LIKE.get(axis, axis)] for axis in entry.axes) for size in sizes)
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


def _gridded(entry: Indicator, counts: Matrix) -> Matrix:
    """Fill the grid where every pair is asked for, so that each gets its value or its NaN."""
    if entry.axes != PAIR or not counts.is_sparse:
        return counts
    return replace_matrix(counts, values=counts.dense())


def _frames(results: list[Result], compared: list[Compared], observed_only: bool) -> pd.DataFrame:
    """Put the windows below one another: all pairs, or those for which something was counted."""
    import pandas as pd

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
