"""Question: what changed between two windows: specialisation, shares, ranks, size?

In: counts of the same places and activities in two windows. Out: both values, their difference and,
for specialisation, a test of it. Must not know: files, tables, or how windows were made.
"""

from __future__ import annotations

import numpy as np

from smartspec.indicators import _checks
from smartspec.indicators._checks import Array, divide
from smartspec.indicators._margins import margins
from smartspec.indicators._windows import (
    align,
    comparable,
    compared,
    large_enough,
    require_like_references,
    require_same_labels,
    span,
)
from smartspec.indicators.inference import poisson_ratio_limits, poisson_ratio_p_value, q_values
from smartspec.indicators.specialisation import PAIR, rta, shares
from smartspec.tables.matrix import Matrix
from smartspec.tables.result import Result

__all__ = [
    "align",
    "growth",
    "growth_of_activities",
    "growth_of_places",
    "large_enough",
    "rank_change",
    "rta_change",
    "share_change",
    "span",
]

CONVENTIONS = ("missing", "econgeo")

RANK_DECIMALS = 10
"""RTAs that agree to so many decimals share a rank: a difference smaller than that comes from the
order in which fractional counts were added, not from the places."""


def rta_change(before: Matrix, after: Matrix, *, confidence: float = 0.95) -> Result:
    r"""Change of RTA between two windows, with a test of whether it changed at all.

    The ratio says by what factor specialisation grew (2: doubled, 0.5: halved), the interval
    which factors the counts are compatible with, the p-value how easily chance alone makes two
    windows differ by this much, and the q-value corrects for the number of pairs looked at.

    Counts are taken as Poisson around :math:`\lambda_{pa} E_{pa}` in each window (see
    `smartspec.indicators.inference.rta_significance`). If RTA did not change, then of the
    :math:`T = n_1 + n_2` counts of both windows those in the second are binomial:

    .. math::

        n_2 \mid T \sim \mathrm{Binomial}\!\left(T, \; \frac{E_2}{E_1 + E_2}\right), \qquad
        \text{ratio} = \frac{n_2 / E_2}{n_1 / E_1}

    The p-value is twice the smaller tail; the interval is that of Clopper and Pearson.

    Parameters
    ----------
    before, after : Matrix
        Counts of events with the same places and activities in the same order (see `align`), in
        windows that do not overlap, both with a reference or both without.
    confidence : float, default 0.95
        Coverage of the interval, above 0 and below 1.

    Returns
    -------
    Result
        Dense columns ``rta_before``, ``rta_after``, ``difference`` (after minus before),
        ``ratio``, ``ratio_low``, ``ratio_high``, ``p_value``, ``q_value``. NaN where RTA has no
        value in either window. The ratio is infinite where the place had none before, and NaN
        where it had none in both; such a pair has p and q of 1 and an interval from 0 to
        infinity.

    Raises
    ------
    RequestError
        If the windows have different labels, one of them has a reference and the other none,
        either cannot be compared (see `smartspec.indicators.specialisation.rta`), the confidence
        is outside (0, 1), or the matrix has too many pairs for a dense result.

    Notes
    -----
    The interval of the ratio excludes 1 exactly when p is below one minus the confidence. Exact
    for whole counts under the model, hence conservative; continuous in fractional ones. What is
    said of large places and of filings in bunches in ``rta_significance`` holds here as well.
    The totals of both windows are taken as given: a change in them is not a change of RTA. The
    q-values leave out pairs without a count in either window, on which the test, being
    conditional on their sum, can say nothing.

    References
    ----------
    Przyborowski, J., and Wilenski, H. (1940). Homogeneity of results in testing samples from
    Poisson series. Biometrika, 31(3-4), 313-323. https://doi.org/10.1093/biomet/31.3-4.313

    Clopper, C. J., and Pearson, E. S. (1934). The use of confidence or fiducial limits
    illustrated in the case of the binomial. Biometrika, 26(4), 404-413.
    https://doi.org/10.1093/biomet/26.4.404

    Examples
    --------
    A had 2 in x where 4 were expected, and then 6 where 4 were: the RTA went from 0.5 to 1.5.
    Of 8 counts 6 or more fall in one of two equal windows with probability 37/256 = 0.145.

    >>> before = Matrix([[2, 6], [6, 2]], places=["A", "B"], activities=["x", "y"])
    >>> after = Matrix([[6, 2], [2, 6]], places=["A", "B"], activities=["x", "y"])
    >>> cell = rta_change(before, after).at("A", "x")
    >>> cell["rta_before"], cell["rta_after"], cell["ratio"], cell["p_value"]
    (0.5, 1.5, 3.0, 0.2890625)
    """
    level = _checks.confidence(confidence)
    before, after = comparable(before, after, "rta_change")
    counts = (before.dense(), after.dense())
    expected = (margins(before).expected(), margins(after).expected())
    earlier, later = rta(before)["rta"], rta(after)["rta"]
    low, high = poisson_ratio_limits(counts, expected, confidence=level)
    p_value = poisson_ratio_p_value(counts, expected)
    undefined = np.isnan(p_value)
    tested = (counts[0] + counts[1] > 0) & ~undefined
    q_value = np.where(tested, q_values(np.where(tested, p_value, np.nan)), 1.0)
    columns = {
        "rta_before": earlier,
        "rta_after": later,
        "difference": later - earlier,
        "ratio": _ratio(earlier, later),
        "ratio_low": low,
        "ratio_high": high,
        "p_value": p_value,
        "q_value": np.where(undefined, np.nan, q_value),
    }
    units = dict.fromkeys(columns, "ratio") | dict.fromkeys(("p_value", "q_value"), "probability")
    notes: dict[str, object] = {
        "confidence": level,
        "comparisons": int(np.count_nonzero(tested)),
    }
    return compared(before, after, columns, units, notes)


def share_change(before: Matrix, after: Matrix) -> Result:
    """Change of both shares of a pair between two windows, in percentage points.

    The share of the place says how much the activity weighs in the place, the share of the
    activity how much the place weighs in the activity's whole.

    Parameters
    ----------
    before, after : Matrix
        Counts with the same places and activities in the same order (see `align`).

    Returns
    -------
    Result
        Dense columns ``share_of_place_pct_before``, ``share_of_place_pct_after``,
        ``share_of_place_change_pp``, and the same three of ``share_of_activity``: per cent and
        percentage points. NaN where a total is zero in either window.

    Raises
    ------
    RequestError
        As for `rta_change`.

    Notes
    -----
    Over all activities of a place the changes of its shares add up to 0. See
    `smartspec.indicators.specialisation.shares`.

    Examples
    --------
    >>> before = Matrix([[2, 2], [1, 7]], places=["A", "B"], activities=["x", "y"])
    >>> after = Matrix([[3, 1], [2, 6]], places=["A", "B"], activities=["x", "y"])
    >>> cell = share_change(before, after).at("A", "x")
    >>> cell["share_of_place_pct_before"], cell["share_of_place_change_pp"]
    (50.0, 25.0)
    """
    before, after = comparable(before, after, "share_change")
    earlier, later = shares(before), shares(after)
    columns: dict[str, Array] = {}
    units: dict[str, str] = {}
    for kind in ("share_of_place", "share_of_activity"):
        was, now = earlier[f"{kind}_pct"], later[f"{kind}_pct"]
        columns |= {f"{kind}_pct_before": was, f"{kind}_pct_after": now}
        columns[f"{kind}_change_pp"] = now - was
        units |= dict.fromkeys((f"{kind}_pct_before", f"{kind}_pct_after"), "per cent")
        units[f"{kind}_change_pp"] = "percentage points"
    return compared(before, after, columns, units)


def rank_change(before: Matrix, after: Matrix) -> Result:
    """Change of a place's rank within each activity, by RTA.

    Rank 1 is the most specialised place. A change of 3 means that the place rose by three ranks.

    Parameters
    ----------
    before, after : Matrix
        Counts with the same places and activities in the same order (see `align`).

    Returns
    -------
    Result
        Dense columns ``rank_before``, ``rank_after``, ``rank_change`` (before minus after: above
        0 for a rise). NaN where RTA has no value in that window; such a place holds no rank.

    Raises
    ------
    RequestError
        As for `rta_change`.

    Notes
    -----
    Places with the same RTA share the best of their ranks and the next ranks stay empty (1, 2, 2,
    4), as in sport; all places without a count share the last. RTAs that agree to 10 decimals
    count as the same. Ranks hide distances and follow chance where places are small: see
    `rta_change`.

    Examples
    --------
    >>> before = Matrix([[2, 2], [1, 7]], places=["A", "B"], activities=["x", "y"])
    >>> after = Matrix([[1, 3], [6, 2]], places=["A", "B"], activities=["x", "y"])
    >>> rank_change(before, after).at("B", "x")
    {'rank_before': 2.0, 'rank_after': 1.0, 'rank_change': 1.0}
    """
    before, after = comparable(before, after, "rank_change")
    was, now = _ranks(rta(before)["rta"]), _ranks(rta(after)["rta"])
    columns = {"rank_before": was, "rank_after": now, "rank_change": was - now}
    units = dict.fromkeys(columns, "rank") | {"rank_change": "ranks"}
    return compared(before, after, columns, units)


def growth(before: Matrix, after: Matrix, *, zero: str = "missing") -> Result:
    r"""Growth of every count between two windows, in per cent.

    .. math:: 100 \, \frac{n^{after}_{pa} - n^{before}_{pa}}{n^{before}_{pa}}

    Parameters
    ----------
    before, after : Matrix
        Counts with the same places and activities in the same order (see `align`), over windows
        of the same length.
    zero : {"missing", "econgeo"}, default "missing"
        What to give where there was nothing before and after: NaN, or 0 as EconGeo does.

    Returns
    -------
    Result
        Dense columns ``count_before``, ``count_after`` (in the unit of the counts) and
        ``growth_pct``, from -100 up; infinite where there was nothing before.

    Raises
    ------
    RequestError
        If the windows have different labels, the convention is not known, or the matrix has too
        many pairs for a dense result.

    Notes
    -----
    Agrees with EconGeo's ``growth_mat``, which rounds to 2 decimals, under its convention. No
    growth from nothing to nothing is not known to be 0 per cent, hence the default.

    Examples
    --------
    >>> before = Matrix([[2, 0]], places=["A"], activities=["x", "y"])
    >>> after = Matrix([[3, 0]], places=["A"], activities=["x", "y"])
    >>> growth(before, after)["growth_pct"], growth(before, after, zero="econgeo")["growth_pct"]
    (array([[50., nan]]), array([[50.,  0.]]))
    """
    require_same_labels(before, after)
    _checks.require_dense(before, indicator="growth", instead="growth_of_places")
    return _grown(before, after, (PAIR, (before.dense(), after.dense())), zero)


def growth_of_places(before: Matrix, after: Matrix, *, zero: str = "missing") -> Result:
    """Growth of every place's total between two windows, in per cent.

    Parameters
    ----------
    before, after : Matrix
        Counts with the same places and activities in the same order (see `align`).
    zero : {"missing", "econgeo"}, default "missing"
        What to give where there was nothing before and after: NaN, or 0 as EconGeo does.

    Returns
    -------
    Result
        Columns ``count_before``, ``count_after`` and ``growth_pct``, one value a place; infinite
        where there was nothing before.

    Raises
    ------
    RequestError
        If the windows have different labels or the convention is not known.

    Notes
    -----
    Agrees with EconGeo's ``growth_reg``, which rounds to 2 decimals.

    Examples
    --------
    >>> before = Matrix([[2, 2], [1, 7]], places=["A", "B"], activities=["x", "y"])
    >>> after = Matrix([[3, 2], [1, 7]], places=["A", "B"], activities=["x", "y"])
    >>> growth_of_places(before, after)["growth_pct"]
    array([25.,  0.])
    """
    require_same_labels(before, after)
    totals = (before.place_totals, after.place_totals)
    return _grown(before, after, (("place",), totals), zero)


def growth_of_activities(before: Matrix, after: Matrix, *, zero: str = "missing") -> Result:
    """Growth of every activity's whole between two windows, in per cent.

    Parameters
    ----------
    before, after : Matrix
        Counts with the same places and activities in the same order (see `align`). If they have
        references, the growth is that of the references.
    zero : {"missing", "econgeo"}, default "missing"
        What to give where there was nothing before and after: NaN, or 0 as EconGeo does.

    Returns
    -------
    Result
        Columns ``count_before``, ``count_after`` and ``growth_pct``, one value an activity;
        infinite where there was nothing before.

    Raises
    ------
    RequestError
        If the windows have different labels, one of them has a reference and the other none, or
        the convention is not known.

    Notes
    -----
    Agrees with EconGeo's ``growth_ind``, which rounds to 2 decimals.

    Examples
    --------
    >>> before = Matrix([[2, 2], [1, 7]], places=["A", "B"], activities=["x", "y"])
    >>> after = Matrix([[3, 2], [1, 7]], places=["A", "B"], activities=["x", "y"])
    >>> growth_of_activities(before, after)["growth_pct"].round(1)
    array([33.3,  0. ])
    """
    require_same_labels(before, after)
    require_like_references(before, after)
    totals = (before.activity_totals, after.activity_totals)
    return _grown(before, after, (("activity",), totals), zero)


def _grown(
    before: Matrix,
    after: Matrix,
    measured: tuple[tuple[str, ...], tuple[Array, Array]],
    zero: str,
) -> Result:
    _checks.choice("convention for growth from zero", zero, CONVENTIONS)
    axes, (was, now) = measured
    from_nothing = np.where(now > 0, np.inf, 0.0 if zero == "econgeo" else np.nan)
    columns = {
        "count_before": was,
        "count_after": now,
        "growth_pct": np.where(was > 0, 100 * divide(now - was, was), from_nothing),
    }
    return Result(
        axes,
        tuple(before.places if axis == "place" else before.activities for axis in axes),
        columns,
        period=span(before, after),
        units={"count_before": before.unit, "count_after": after.unit, "growth_pct": "per cent"},
        diagnostics={"zero": zero},
    )


def _ratio(earlier: Array, later: Array) -> Array:
    """Divide RTAs: infinite growth from nothing, no value from nothing to nothing."""
    return np.where((earlier == 0) & (later > 0), np.inf, divide(later, earlier))


def _ranks(ratio: Array) -> Array:
    """Rank places within each activity, the largest first; equals share the better rank."""
    steady = -np.round(ratio, RANK_DECIMALS)
    ranks = np.full(steady.shape, np.nan)
    for activity in range(steady.shape[1]):
        known = ~np.isnan(steady[:, activity])
        values = steady[known, activity]
        ranks[known, activity] = 1 + np.searchsorted(np.sort(values), values)
    return ranks
