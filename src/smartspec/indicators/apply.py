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
from typing import TYPE_CHECKING

import numpy as np

from smartspec.core.errors import RequestError, listing, unknown
from smartspec.indicators.catalogue import Indicator, indicator
from smartspec.indicators.change import align
from smartspec.tables.activity import ActivityTable
from smartspec.tables.matrix import Matrix, replace_matrix
from smartspec.tables.periods import Window, parse_window
from smartspec.tables.result import Result

if TYPE_CHECKING:
    import pandas as pd

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
        Leave out places whose total in a window is smaller, and activities that nobody has. The
        whole that the others are compared with keeps them.
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
    counts = [_kept(matrix, min_total) for matrix in table.matrices(windows)]
    if entry.windows == 2:
        results = _compare(entry, counts, windows, chosen)
    else:
        results = [entry.load()(matrix, **chosen) for matrix in counts]
    notes = (*table.notes, *_undefined(entry, results))
    return Applied(_join(results, observed_only), notes, tuple(results))


def _kept(counts: Matrix, min_total: float) -> Matrix:
    """Leave out small places, and activities that nobody has, without touching the whole."""
    if min_total <= 0:
        return counts
    places = counts.place_totals >= min_total
    if not places.any():
        raise RequestError(
            f"No place has a total of {min_total:g} or more in {counts.period}; the largest has "
            f"{counts.place_totals.max():g}. Lower --min-total."
        )
    activities = counts.activity_totals > 0
    return replace_matrix(
        counts,
        values=counts.values[places][:, activities],
        places=counts.places[places],
        activities=counts.activities[activities],
        reference=counts.activity_totals[activities],
    )


def _compare(
    entry: Indicator,
    counts: list[Matrix],
    windows: Sequence[str | Window] | None,
    options: dict[str, object],
) -> list[Result]:
    """Set each window beside the one before it."""
    if len(counts) < 2:
        raise RequestError(
            f"{entry.name} compares two windows; there is only one. Give --window twice, such as "
            "--window 2007-2009 --window 2018-2020."
        )
    spans = [parse_window(window) for window in windows or ()]
    for earlier, later in pairwise(spans):
        if earlier.overlaps(later):
            raise RequestError(
                f"Windows {earlier} and {later} overlap, so the same records would be on both "
                "sides of the comparison. Choose windows apart."
            )
    compute = entry.load()
    return [compute(*align(before, after), **options) for before, after in pairwise(counts)]


def _undefined(entry: Indicator, results: list[Result]) -> list[str]:
    """Refuse labels that never have a value; note those that lack one in some window."""
    notes = []
    for kind in ("place", "activity"):
        key = "places_without_total" if kind == "place" else "activities_without_total"
        lacking = {result.period: _labels(result, key) for result in results}
        never = set.intersection(*(set(labels) for labels in lacking.values()))
        plural = "places" if kind == "place" else "activities"
        if never:
            raise RequestError(
                f"{entry.name} has no value for {len(never)} {plural} without any count in "
                f"{listing(lacking, limit=3)}: {listing(sorted(never))}. Widen the window or drop "
                "them with --min-total 1."
            )
        some = sorted({label for labels in lacking.values() for label in labels})
        if some:
            periods = [period for period, labels in lacking.items() if labels]
            notes.append(
                f"{entry.name} is left empty where there is no count at all: {listing(some)} in "
                f"{listing(periods)}."
            )
    return notes


def _labels(result: Result, key: str) -> tuple[str, ...]:
    found = result.diagnostics.get(key, ())
    return tuple(found) if isinstance(found, tuple) else ()


def _join(results: list[Result], observed_only: bool) -> pd.DataFrame:
    import pandas as pd

    rows = sum(int(np.prod([len(labels) for labels in result.labels])) for result in results)
    if rows > GRID_ROWS and not observed_only:
        raise RequestError(
            f"The answer would have {rows:,} rows, most of them pairs for which nothing was "
            "counted. Leave those out with --observed-only."
        )
    frames = [result.to_frame(observed_only=observed_only) for result in results]
    return pd.concat(frames, ignore_index=True)
