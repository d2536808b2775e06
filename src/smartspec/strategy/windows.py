"""Question: which two windows of a table are compared, and with which places?

In: an activity table, a window, an earlier one if there is one. Out: their matrices with the same
labels. Must not know: what is then made of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smartspec.core.errors import RequestError
from smartspec.dynamics.windows import windows_back
from smartspec.indicators.change import align, large_enough
from smartspec.strategy.joint import merged
from smartspec.tables.periods import Window, parse_window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smartspec.tables.activity import ActivityTable
    from smartspec.tables.matrix import Matrix


ANY = 1e-12
"""What a place must have at least to be compared at all."""


def two_windows(
    table: ActivityTable,
    window: str,
    before: str | None,
    *,
    min_total: float = 0.0,
    keep: str | Sequence[str] = "",
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
    keep : str or sequence of str, default ""
        A place that stays whatever its total, or several.

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
    least = max(min_total, ANY)
    if before is None:
        return large_enough((now,), least, keep=keep)[0], None
    earlier, later = parse_window(before), parse_window(window)
    if earlier.end >= later.start:
        raise RequestError(f"Window {earlier} does not end before {later} begins. Choose another.")
    first, second = large_enough(align(table.matrix(before), now), least, keep=keep)
    return second, first


def other_windows(
    table: ActivityTable,
    window: str,
    *,
    min_total: float = 0.0,
    keep: str | Sequence[str] = "",
) -> tuple[Matrix, ...]:
    """Cut the windows that are a year shorter or longer than one, at either end.

    Parameters
    ----------
    table : ActivityTable
        The counts.
    window : str
        Years to look at.
    min_total : float, default 0
        Leave out places whose total in the window is smaller.
    keep : str or sequence of str, default ""
        A place that stays whatever its total, or several.

    Returns
    -------
    tuple of Matrix
        Up to four, the shorter ones first: those whose years the table has. Without any for a
        table whose periods are not years.

    Raises
    ------
    RequestError
        If no place is large enough in one of them, or the window is none.

    Examples
    --------
    >>> import smartspec as ss
    >>> table = ss.load_table("patent_families")
    >>> [counts.period for counts in other_windows(table, "2018-2020")]
    ['2019-2020', '2018-2019', '2017-2020']
    """
    known = set(table.periods)
    if not all(period.isdigit() for period in known):
        return ()
    middle = parse_window(window)
    found = []
    for start, end in ((1, 0), (0, -1), (-1, 0), (0, 1)):
        first, last = middle.start + start, middle.end + end
        if first <= last and known.issuperset(str(year) for year in range(first, last + 1)):
            found.append(table.matrix(Window(first, last)))
    least = max(min_total, ANY)
    return tuple(large_enough((counts,), least, keep=keep)[0] for counts in found)


def history(
    table: ActivityTable, window: str, *, members: Sequence[str] = ()
) -> tuple[Matrix, ...]:
    """Cut the windows that come before one, of the same length, and it.

    Parameters
    ----------
    table : ActivityTable
        The counts.
    window : str
        Years to look at.
    members : sequence of str, optional
        Places that are taken together in each of them.

    Returns
    -------
    tuple of Matrix
        The earliest first; the window alone if the table's periods are no years or windows.

    Examples
    --------
    >>> import smartspec as ss
    >>> [counts.period for counts in history(ss.load_table("patent_families"), "2012-2020")]
    ['2003-2011', '2012-2020']
    """
    try:
        spans = windows_back(window, table.periods)
    except RequestError:  # periods that are neither years nor windows have no order
        found = [table.matrix(window)]
    else:
        found = [table.matrix(one) for one in spans]
    return tuple(merged(one, members) for one in found) if len(members) > 1 else tuple(found)
