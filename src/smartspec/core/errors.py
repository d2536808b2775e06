"""Question: how does smartspec tell a user that a request cannot be met?

In: what is wrong, where, why and what to do next. Out: one exception with one clear line.
Must not know: files, tables, formulas or the command line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class RequestError(ValueError):
    """The request is wrong: one line that says what, where, why and what to do next.

    The command line prints the line and leaves with exit code 2.
    """


class SmartspecWarning(UserWarning):
    """Something the user should know although the work goes on.

    The command line prints it as a line that begins with ``note:``.
    """


def listing(items: Iterable[object], *, limit: int = 6) -> str:
    """Write items as a readable list that does not flood the line.

    Parameters
    ----------
    items : iterable
        What to list, in the order given.
    limit : int, default 6
        How many to name before the rest is counted.

    Returns
    -------
    str
        The items, comma-separated, and how many more there are.

    Examples
    --------
    >>> listing(["ES63", "ES64"])
    'ES63, ES64'
    >>> listing(range(10), limit=3)
    '0, 1, 2 and 7 more'
    """
    names = [str(item) for item in items]
    if len(names) <= limit:
        return ", ".join(names)
    return f"{', '.join(names[:limit])} and {len(names) - limit} more"


def counted(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun.

    Parameters
    ----------
    number : int
        How many.
    one : str
        The noun for a single one.
    many : str, default ""
        The noun for several; with an s at the end if left out.

    Returns
    -------
    str
        Such as ``"1 place"`` or ``"1,200 activities"``.

    Examples
    --------
    >>> counted(1, "place"), counted(1200, "activity", "activities")
    ('1 place', '1,200 activities')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def nearest(name: str, valid: Iterable[str]) -> str | None:
    """Find the valid name that a mistyped one most likely meant.

    Parameters
    ----------
    name : str
        What the user wrote.
    valid : iterable of str
        The names that would have been accepted.

    Returns
    -------
    str or None
        The closest valid name, or None if none is close.

    Examples
    --------
    >>> nearest("treshold", ["threshold", "window"])
    'threshold'
    """
    by_fold = {candidate.casefold(): candidate for candidate in valid}
    found = difflib.get_close_matches(name.casefold(), list(by_fold), n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def unknown(kind: str, name: str, valid: Iterable[str], *, see: str = "") -> RequestError:
    """Build the error for a name that is not known, with the nearest valid one.

    Parameters
    ----------
    kind : str
        What the name should have been, such as ``"indicator"``.
    name : str
        What the user wrote.
    valid : iterable of str
        The names that would have been accepted.
    see : str, default ""
        A command or place that lists the valid names.

    Returns
    -------
    RequestError
        Ready to be raised.

    Examples
    --------
    >>> print(unknown("indicator", "rtaa", ["rta", "hoover"], see="smartspec indicators"))
    There is no indicator 'rtaa'. Did you mean 'rta'? See: smartspec indicators
    """
    options = list(valid)
    guess = nearest(name, options)
    if guess:
        hint = f" Did you mean '{guess}'?"
    else:
        hint = f" Valid: {listing(options, limit=12)}." if options else " There are none."
    return RequestError(f"There is no {kind} '{name}'.{hint}{f' See: {see}' if see else ''}")
