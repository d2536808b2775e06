"""Question: which windows of the same length come before a window?

In: a window and the periods of a table. Out: windows, the earliest first.
Must not know: what is counted in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from smartspec.core.errors import RequestError, counted
from smartspec.tables.periods import Window, parse_window, periods_inside

if TYPE_CHECKING:
    from smartspec.tables.activity import ActivityTable
    from smartspec.tables.matrix import Matrix


def windows_back(last: str, periods: Sequence[str]) -> list[Window]:
    """Cut the years before a window into windows of its length.

    Parameters
    ----------
    last : str
        The window to go back from.
    periods : sequence of str
        Years that there are.

    Returns
    -------
    list of Window
        The earliest first, ``last`` at the end; years that do not fill a window are left. Of a
        table whose periods are windows already, those that come before one another.

    Raises
    ------
    RequestError
        If the window is not within the data.

    Examples
    --------
    >>> years = [str(year) for year in range(2000, 2010)]
    >>> [str(window) for window in windows_back("2007-2009", years)]
    ['2001-2003', '2004-2006', '2007-2009']
    >>> [str(window) for window in windows_back("2005-2009", ["2000-2004", "2005-2009"])]
    ['2000-2004', '2005-2009']
    """
    window = parse_window(last)
    if str(window) in periods and not all(period.isdigit() for period in periods):
        return _windows_before(window, periods)
    periods_inside(window, periods)
    known = {int(period) for period in periods}
    found = [window]
    while all(year in known for year in _years(_before(found[0]))):
        found.insert(0, _before(found[0]))
    return found


def _windows_before(last: Window, periods: Sequence[str]) -> list[Window]:
    """Choose windows among periods, each the latest that ends before the next begins."""
    found = [last]
    try:
        known = [parse_window(period) for period in periods]
    except RequestError:  # periods that are not windows cannot be put in order
        return found
    for window in sorted(known, key=lambda one: (one.end, one.start), reverse=True):
        if window.end < found[0].start:
            found.insert(0, window)
    return found


def _before(window: Window) -> Window:
    return Window(window.start - window.years, window.start - 1)


def _years(window: Window) -> range:
    return range(window.start, window.end + 1)


def matrices_of(table: ActivityTable, windows: Sequence[str]) -> list[Matrix]:
    """Cut a table into windows that follow each other.

    Parameters
    ----------
    table : ActivityTable
        The counts.
    windows : sequence of str
        One window, from which to go back as far as the table does; or several, in any order.

    Returns
    -------
    list of Matrix
        The earliest first.

    Raises
    ------
    RequestError
        If there are fewer than two windows, or two overlap.
    """
    if len(windows) == 1:
        found = windows_back(windows[0], table.periods)
        if len(found) < 2:
            raise RequestError(
                f"Before {windows[0]} there is no window of {counted(found[0].years, 'year')} in "
                "the data. Take a shorter window, or name windows, each with --window."
            )
    else:
        found = sorted(parse_window(window) for window in windows)
    for one, other in pairwise(found):
        if one.overlaps(other):
            raise RequestError(
                f"Windows {one} and {other} overlap, so that a record would foretell itself. Give "
                "windows that follow each other."
            )
    return [table.matrix(window) for window in found]
