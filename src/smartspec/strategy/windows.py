"""Question: which two windows of a table are compared, and with which places?

In: an activity table, a window, an earlier one if there is one. Out: their matrices with the same
labels. Must not know: what is then made of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from smartspec.core.errors import RequestError
from smartspec.indicators.change import align
from smartspec.tables.matrix import replace_matrix
from smartspec.tables.periods import parse_window

if TYPE_CHECKING:
    from smartspec.tables.activity import ActivityTable
    from smartspec.tables.matrix import Matrix


def two_windows(
    table: ActivityTable, window: str, before: str | None, *, min_total: float = 0.0, keep: str = ""
) -> tuple[Matrix, Matrix | None]:
    """Cut a table into the window that is looked at and the one before it.

    Parameters
    ----------
    table : ActivityTable
        The counts.
    window : str
        Years to look at.
    before : str or None
        Earlier years.
    min_total : float, default 0
        Leave out places whose total in either window is smaller; the whole keeps them.
    keep : str, default ""
        A place that stays whatever its total.

    Returns
    -------
    now : Matrix
        The window that is looked at.
    earlier : Matrix or None
        The earlier one, with the same labels.

    Raises
    ------
    RequestError
        If the earlier window is not earlier, or a window has no counts.
    """
    now = table.matrix(window)
    if before is None:
        return _large(now, now, min_total, keep), None
    earlier, later = parse_window(before), parse_window(window)
    if earlier.end >= later.start:
        raise RequestError(f"Window {earlier} does not end before {later} begins. Choose another.")
    first, second = align(table.matrix(before), now)
    return _large(second, first, min_total, keep), _large(first, second, min_total, keep)


def _large(counts: Matrix, other: Matrix, min_total: float, keep: str) -> Matrix:
    """Leave out places that are too small in either window, and activities without any count."""
    large = np.minimum(counts.place_totals, other.place_totals) >= max(min_total, 1e-12)
    large |= counts.places == keep
    held = np.logical_or(counts.activity_totals > 0, other.activity_totals > 0)
    return replace_matrix(
        counts,
        values=counts.values[large][:, held],
        places=counts.places[large],
        activities=counts.activities[held],
        reference=counts.activity_totals[held],
    )
