"""Question: what did places become specialised in, what did they cease to be, and for sure?

In: counts of the same places and activities in two windows. Out: entries and exits, and which of
them chance does not explain.
Must not know: files, tables, what foretells an entry, or how windows were made.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smartspec.core.errors import RequestError
from smartspec.indicators import _checks
from smartspec.indicators._margins import margins
from smartspec.indicators._windows import comparable, compared
from smartspec.indicators.inference import poisson_ratio_p_value
from smartspec.indicators.specialisation import specialised
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result


def entry_and_exit(
    before: Matrix,
    after: Matrix,
    *,
    threshold: float = 1.0,
    min_count: float = 0.0,
    confidence: float = 0.95,
) -> Result:
    r"""Say which activities a place entered and which it left, between two windows.

    A place enters an activity when it becomes specialised in it, and leaves it when it ceases to
    be. With small counts most entries are chance: a single filing more lifts RTA over 1, and one
    less lets it fall. ``sure`` says where RTA changed by more than chance explains.

    .. math:: \text{entry}_{pa} = [\mathrm{RTA}'_{pa} \ge t] \text{ if } \mathrm{RTA}_{pa} < t,
        \qquad \text{exit}_{pa} = [\mathrm{RTA}'_{pa} < t] \text{ if } \mathrm{RTA}_{pa} \ge t

    Parameters
    ----------
    before, after : Matrix
        Counts with the same places and activities in the same order.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    min_count : float, default 0
        Least count with which a place may count as specialised, in either window.
    confidence : float, default 0.95
        Of the interval of the ratio of both RTA that must not hold 1 for a change to be sure.

    Returns
    -------
    Result
        Columns ``entry`` (1 if entered, 0 if not; NaN where the place was specialised already),
        ``exit`` (1 if left, 0 if kept; NaN where it was not specialised) and ``sure`` (1 or 0 for
        entries and exits, else NaN). NaN in all for a place or an activity without any count in
        one of the windows.

    Raises
    ------
    RequestError
        If the windows have other labels, ``min_count`` is below 0, or an option is out of range.

    See Also
    --------
    smartspec.indicators.change.rta_change : By how much RTA changed, and how surely.

    Notes
    -----
    ``entry`` and ``exit`` agree with ``entry_mat`` and ``exit_mat`` of EconGeo 2.1.
    A pair may well enter for sure and have been near the threshold before: look at both RTA.

    References
    ----------
    Boschma, R., Balland, P.-A. and Kogler, D. F. (2015). Relatedness and technological change in
    cities: the rise and fall of technological knowledge in US metropolitan areas from 1981 to
    2010. Industrial and Corporate Change 24(1), 223-250. https://doi.org/10.1093/icc/dtu012

    Examples
    --------
    A enters y, and with so many filings it is no chance. With a tenth of them it may be.

    >>> before = Matrix([[400, 50], [400, 200]], places=["A", "B"], activities=["x", "y"])
    >>> after = Matrix([[400, 350], [400, 200]], places=["A", "B"], activities=["x", "y"])
    >>> entry_and_exit(before, after).at("A", "y")
    {'entry': 1.0, 'exit': nan, 'sure': 1.0}
    >>> before = Matrix([[40, 5], [40, 20]], places=["A", "B"], activities=["x", "y"])
    >>> after = Matrix([[40, 35], [40, 20]], places=["A", "B"], activities=["x", "y"])
    >>> entry_and_exit(before, after).at("A", "y")["sure"]
    0.0
    """
    if not 0 <= min_count < np.inf:
        raise RequestError(f"The least count must be a number from 0 on; it is {min_count:g}.")
    level = _checks.confidence(confidence)
    before, after = comparable(before, after, "entry_and_exit")
    was, now = (
        specialised_with(counts, threshold=threshold, min_count=min_count)
        for counts in (before, after)
    )
    known = ~np.isnan(was) & ~np.isnan(now)
    entered = np.where(known & (was == 0), now, np.nan)
    left = np.where(known & (was == 1), 1.0 - now, np.nan)
    columns = {
        "entry": entered,
        "exit": left,
        "sure": _sure((before, after), (entered == 1) | (left == 1), level),
    }
    told: dict[str, object] = {
        "confidence": level, "threshold": threshold, "min_count": min_count,
    }  # fmt: skip
    return compared(before, after, columns, dict.fromkeys(columns, "0 or 1"), told)


def _sure(windows: tuple[Matrix, Matrix], moved: NDArray[np.bool_], level: float) -> Array:
    """Test what moved, and nothing else: tests of all pairs would take most of the time."""
    first, second = (window.dense()[moved] for window in windows)
    one, other = (margins(window).expected()[moved] for window in windows)
    sure = np.full(moved.shape, np.nan)
    sure[moved] = poisson_ratio_p_value((first, second), (one, other)) < 1.0 - level
    return sure


def specialised_with(counts: Matrix, *, threshold: float = 1.0, min_count: float = 0.0) -> Array:
    """Say where a place is specialised, with enough of it.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    min_count : float, default 0
        Least count that does.

    Returns
    -------
    array of shape (n_places, n_activities)
        1 or 0; NaN where RTA has no value.

    Examples
    --------
    >>> counts = Matrix([[8, 2], [4, 6]], places=["A", "B"], activities=["x", "y"])
    >>> specialised_with(counts, min_count=7)
    array([[1., 0.],
           [0., 0.]])
    """
    values = counts.dense()
    full = Matrix(values, counts.places, counts.activities, reference=counts.reference)
    found = specialised(full, threshold=threshold)["specialised"]
    return np.where((found == 1) & (values < min_count), 0.0, found)
