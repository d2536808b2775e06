"""Question: which periods of a table belong to a window such as 2007-2009?

In: a window as people write it, and the periods that a table has. Out: the periods inside.
Must not know: what is counted in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from smartspec.core.errors import RequestError

_WINDOW = re.compile(r"\s*(\d{4})\s*(?:[-–:]\s*(\d{4})\s*)?")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, order=True)
class Window:
    """A run of years, both ends included.

    Parameters
    ----------
    start : int
        First year.
    end : int
        Last year.

    Examples
    --------
    >>> str(Window(2007, 2009)), Window(2007, 2009).years
    ('2007-2009', 3)
    """

    start: int
    end: int

    def __str__(self) -> str:
        """Write the window as people do; a single year is that year."""
        return str(self.start) if self.start == self.end else f"{self.start}-{self.end}"

    @property
    def years(self) -> int:
        """Number of years."""
        return self.end - self.start + 1

    def overlaps(self, other: Window) -> bool:
        """Whether the two share a year."""
        return self.start <= other.end and other.start <= self.end


def parse_window(text: str | Window) -> Window:
    """Read a window such as ``2007-2009`` or ``2009``.

    Parameters
    ----------
    text : str or Window
        A year, or two years with a dash between them.

    Returns
    -------
    Window
        Both ends included.

    Raises
    ------
    RequestError
        If it is neither, or ends before it begins.

    Examples
    --------
    >>> parse_window("2007-2009")
    Window(start=2007, end=2009)
    """
    if isinstance(text, Window):
        return text
    found = _WINDOW.fullmatch(text)
    if not found:
        raise RequestError(
            f"'{text}' is not a window. Write a year or two years, such as 2009 or 2007-2009."
        )
    start, end = int(found[1]), int(found[2] or found[1])
    if end < start:
        raise RequestError(f"Window '{text}' ends before it begins. Write {end}-{start}.")
    return Window(start, end)


def periods_inside(window: Window, periods: Iterable[str]) -> list[str]:
    """Return the periods of a table that lie in a window.

    Parameters
    ----------
    window : Window
        The years wanted.
    periods : iterable of str
        The periods that the table has.

    Returns
    -------
    list of str
        Those inside, in the order given.

    Raises
    ------
    RequestError
        If the table's periods are not years, or the window is not within them.

    Examples
    --------
    >>> periods_inside(Window(2007, 2008), ["2006", "2007", "2008", "2009"])
    ['2007', '2008']
    """
    known = list(periods)
    if not known or not all(_YEAR.fullmatch(period) for period in known):
        raise RequestError(
            f"Window {window} cannot be cut from periods that are not years (found: "
            f"'{known[0] if known else ''}'). Leave --window out or name a column of years "
            "with --period."
        )
    years = [int(period) for period in known]
    if window.start < min(years) or window.end > max(years):
        raise RequestError(
            f"Window {window} lies outside the data, which run from {min(years)} to {max(years)}. "
            "Choose years within."
        )
    inside = [p for p, year in zip(known, years, strict=True) if window.start <= year <= window.end]
    if not inside:
        raise RequestError(f"The data have no period within {window}. Widen the window.")
    return inside
