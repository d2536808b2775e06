"""Question: would complexity rank places and activities alike if specialised began elsewhere?

In: counts of places by activities, thresholds of RTA. Out: complexity and rank at one of them, the
range of the rank over all, and how far the rankings agree.
Must not know: files, tables, or how complexity is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from smartspec.core.errors import RequestError, counted, listing
from smartspec.indicators._checks import choice
from smartspec.indicators._presence import presence
from smartspec.indicators._ranks import rank_correlation, ranks_of
from smartspec.indicators.complexity import activity_complexity, place_complexity
from smartspec.indicators.local_shares import local_activity_complexity, local_complexity
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result

Whole = Literal["refuse", "largest"]
Marks = NDArray[np.bool_]

LARGEST = 1_500
"""Places or activities up to which local shares are correlated in seconds, for comparison."""


class Step(NamedTuple):
    """What one threshold gives.

    Parameters
    ----------
    threshold : float
        Smallest RTA that counts as specialised.
    values : array
        Complexity; all NaN where it cannot be computed.
    pairs : int
        How many pairs of place and activity count as specialised.
    parts : int
        Into how many parts they fall that have nothing in common.
    sign : float
        How strongly the sign is determined, from 0 to 1.
    lacking : str
        Why nothing could be computed; empty if it could.
    """

    threshold: float
    values: Array
    pairs: int
    parts: int
    sign: float
    lacking: str


def place_complexity_by_threshold(
    counts: Matrix,
    *,
    threshold: float = 1.0,
    thresholds: str | Sequence[float] = "0.5,0.75,1,1.25,1.5",
    components: Whole = "refuse",
) -> Result:
    r"""Say how a place's rank in complexity hangs on where "specialised" is taken to begin.

    Complexity sees an RTA of 0.99 as nothing and one of 1.01 as all. Where the range of the rank is
    wide, the rank is that of a threshold rather than that of a place.

    .. math:: m_{pa}(\tau) = [\, \mathrm{RTA}_{pa} \ge \tau \,], \qquad
        \left[ \min_\tau \mathrm{rank}_p(\tau), \; \max_\tau \mathrm{rank}_p(\tau) \right]

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    threshold : float, default 1.0
        The RTA that complexity and rank are told for; it is one of those the range is over.
    thresholds : str or sequence of float, default "0.5,0.75,1,1.25,1.5"
        The others, above 0: numbers, or one text with commas between them.
    components : {"refuse", "largest"}, default "refuse"
        What to do if places and activities fall into parts at ``threshold``, as for
        `place_complexity`. At the other thresholds the largest part is taken, and it is told.

    Returns
    -------
    Result
        Axis place, columns ``place_complexity``, ``rank`` (1 is the most complex), ``rank_lowest``
        and ``rank_highest``, the numbers nearest to 1 and farthest from it; NaN for a place without
        a value at ``threshold``. The diagnostics tell for each of the ``thresholds`` the
        ``rank_correlations`` (Spearman) with the ranking at ``threshold``, the ``pairs`` that count
        as specialised, the ``parts_by_threshold`` and the ``sign_correlations``.

    Raises
    ------
    RequestError
        As for `place_complexity` at ``threshold``, or if a threshold is not a number above 0. Where
        nothing can be computed at another threshold, the notes say so and the range leaves it out.

    See Also
    --------
    place_complexity_interval : How far chance in the counts moves a rank.
    smartspec.indicators.local_shares.local_complexity : Complexity without any threshold.

    Notes
    -----
    The sign at each threshold is by one rule, that of `place_complexity`. Where it turns a ranking
    against the one at ``threshold`` (a correlation below 0) it is not turned back: the notes say
    so, and ranges are then wide because direction itself hangs on the threshold. Ranks are among
    what has a value at a threshold and at ``threshold``. The notes also tell the rank correlation
    with `smartspec.indicators.local_shares.local_complexity`, up to 1,500 places and activities.
    No other package has a range over thresholds.

    References
    ----------
    Hidalgo, C. A. and Hausmann, R. (2009). The building blocks of economic complexity.
    Proceedings of the National Academy of Sciences 106(26), 10570-10575.
    https://doi.org/10.1073/pnas.0900943106

    Examples
    --------
    RTA in x, y and z is 0.54, 1.67 and 3.9 for A, 0.81, 2.23 and 0 for B, 1.34, 0 and 0 for C and
    D. At 0.75 A loses x, and the order stays. At 1 B loses it too, and no place that has x has
    anything else: two parts.

    >>> counts = Matrix([[4, 3, 3], [6, 4, 0], [10, 0, 0], [9, 0, 0]], places=list("ABCD"),
    ...                 activities=list("xyz"))
    >>> found = place_complexity_by_threshold(counts, threshold=0.5, thresholds=[0.5, 0.75, 1])
    >>> found["rank"].tolist(), found["rank_highest"].tolist()
    ([1.0, 2.0, 3.0, 3.0], [1.0, 2.0, 3.0, 3.0])
    >>> found.diagnostics["pairs"], found.diagnostics["parts_by_threshold"]
    ((7, 6, 5), (1, 1, 2))
    """
    asked = _Asked("place", threshold, read_thresholds(thresholds, threshold), components)
    return _by_threshold(counts, asked, place_complexity, local_complexity)


def activity_complexity_by_threshold(
    counts: Matrix,
    *,
    threshold: float = 1.0,
    thresholds: str | Sequence[float] = "0.5,0.75,1,1.25,1.5",
    components: Whole = "refuse",
) -> Result:
    r"""Say how an activity's rank in complexity hangs on where "specialised" is taken to begin.

    .. math:: \left[ \min_\tau \mathrm{rank}_a(\tau), \; \max_\tau \mathrm{rank}_a(\tau) \right]

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    threshold : float, default 1.0
        The RTA that complexity and rank are told for; it is one of those the range is over.
    thresholds : str or sequence of float, default "0.5,0.75,1,1.25,1.5"
        The others, above 0: numbers, or one text with commas between them.
    components : {"refuse", "largest"}, default "refuse"
        What to do if places and activities fall into parts at ``threshold``.

    Returns
    -------
    Result
        Axis activity, columns ``activity_complexity``, ``rank`` (1 is the most complex),
        ``rank_lowest`` and ``rank_highest``.

    Raises
    ------
    RequestError
        As for `place_complexity_by_threshold`.

    See Also
    --------
    place_complexity_by_threshold : How it is done, and what the diagnostics and notes tell.

    References
    ----------
    Hidalgo, C. A. and Hausmann, R. (2009). The building blocks of economic complexity.
    Proceedings of the National Academy of Sciences 106(26), 10570-10575.
    https://doi.org/10.1073/pnas.0900943106

    Examples
    --------
    >>> counts = Matrix([[4, 3, 3], [6, 4, 0], [10, 0, 0], [9, 0, 0]], places=list("ABCD"),
    ...                 activities=list("xyz"))
    >>> found = activity_complexity_by_threshold(counts, threshold=0.5, thresholds="0.5,0.75")
    >>> found["rank"].tolist()
    [3.0, 2.0, 1.0]
    """
    asked = _Asked("activity", threshold, read_thresholds(thresholds, threshold), components)
    return _by_threshold(counts, asked, activity_complexity, local_activity_complexity)


class _Asked(NamedTuple):
    side: Literal["place", "activity"]
    threshold: float
    thresholds: tuple[float, ...]
    components: str


def read_thresholds(given: str | Sequence[float], threshold: float) -> tuple[float, ...]:
    """Read thresholds from numbers or from text.

    Parameters
    ----------
    given : str or sequence of float
        Such as ``"0.5,1"``.
    threshold : float
        One that is always among them.

    Returns
    -------
    tuple of float
        Each once, the smallest first.

    Raises
    ------
    RequestError
        If one is not a number above 0.

    Examples
    --------
    >>> read_thresholds("1.5, 0.5", 1.0)
    (0.5, 1.0, 1.5)
    """
    found = {float(threshold)}
    for entry in given.split(",") if isinstance(given, str) else given:
        try:
            number = float(entry)
        except (TypeError, ValueError):
            number = np.nan
        if not 0 < number < np.inf:
            raise RequestError(
                f"Thresholds of RTA are numbers above 0 with commas between them, such as "
                f"0.5,1,1.5; '{str(entry).strip()}' is none."
            )
        found.add(number)
    return tuple(sorted(found))


def _by_threshold(
    counts: Matrix,
    asked: _Asked,
    complexity: Callable[..., Result],
    local: Callable[[Matrix], Result],
) -> Result:
    """Set the ranks at one threshold beside those at the others."""
    choice("way to treat parts where there are ranks", asked.components, ("refuse", "largest"))
    name = f"{asked.side}_complexity"
    plain = complexity(counts, threshold=asked.threshold, components=asked.components)
    value = plain[name]
    known = ~np.isnan(value)

    def step(threshold: float) -> Step:
        if threshold == asked.threshold:
            return _step(counts, threshold, plain, known)
        try:
            found = complexity(counts, threshold=threshold, components="largest")
        except RequestError as error:
            return _step(counts, threshold, str(error), known)
        return _step(counts, threshold, found, known)

    steps = [step(threshold) for threshold in asked.thresholds]
    ranks = np.array([ranks_of(entry.values) for entry in steps])
    agreed = tuple(rank_correlation(value, entry.values) for entry in steps)
    columns = {
        name: value,
        "rank": ranks_of(value),
        "rank_lowest": np.where(known, np.nanmin(ranks, axis=0, initial=np.inf), np.nan),
        "rank_highest": np.where(known, np.nanmax(ranks, axis=0, initial=-np.inf), np.nan),
    }
    return Result(
        axes=plain.axes,
        labels=plain.labels,
        columns=columns,
        period=counts.period,
        units={column: "rank" if "rank" in column else "standard deviations" for column in columns},
        diagnostics={
            **plain.diagnostics,
            "thresholds": asked.thresholds,
            "rank_correlations": agreed,
            "pairs": tuple(entry.pairs for entry in steps),
            "parts_by_threshold": tuple(entry.parts for entry in steps),
            "sign_correlations": tuple(entry.sign for entry in steps),
            "notes": (
                *plain.notes,
                _agreement(counts, asked, steps, agreed),
                *_turned(counts, asked, steps, agreed),
                *_lacking(plain, asked, steps, known),
                _beside_local(counts, asked, value, local),
            ),
        },
    )


def _step(counts: Matrix, threshold: float, found: Result | str, known: Marks) -> Step:
    """Keep what one threshold gives for what has a value at the one that is told."""
    if isinstance(found, str):
        nothing = np.full(len(known), np.nan)
        return Step(threshold, nothing, _pairs(counts, threshold), 0, np.nan, found)
    (name,) = found.columns
    told = found.diagnostics
    return Step(
        threshold,
        np.where(known, found[name], np.nan),
        _pairs(counts, threshold),
        int(str(told["parts"])),
        float(str(told["sign_correlation"])),
        "",
    )


def _pairs(counts: Matrix, threshold: float) -> int:
    try:
        return int(presence(counts, threshold=threshold).nnz)
    except RequestError:  # nobody is specialised in anything
        return 0


def _agreement(counts: Matrix, asked: _Asked, steps: list[Step], agreed: tuple[float, ...]) -> str:
    """Tell for each threshold how the ranking agrees, and what it rests on."""
    told = [
        f"{entry.threshold:g}: "
        + ("no value" if entry.lacking else "undefined" if np.isnan(same) else f"{same:.2f}")
        + f" ({counted(entry.pairs, 'pair')}"
        + ("" if entry.lacking else f", {counted(entry.parts, 'part')}")
        + ")"
        for entry, same in zip(steps, agreed, strict=True)
    ]
    return (
        f"Rank correlation with the ranking at threshold {asked.threshold:g} ({counts.period}), by "
        f"threshold, with the pairs that count as specialised and the parts they fall into: "
        f"{'; '.join(told)}."
    )


def _turned(
    counts: Matrix, asked: _Asked, steps: list[Step], agreed: tuple[float, ...]
) -> list[str]:
    """Say where the sign rule turns a ranking against the one that is told."""
    against = [
        f"{entry.threshold:g} (sign correlation {entry.sign:.2f})"
        for entry, same in zip(steps, agreed, strict=True)
        if same < 0
    ]
    if not against:
        return []
    return [
        f"The ranking is turned against the one at threshold {asked.threshold:g} "
        f"({counts.period}) at {listing(against)}: signs are by one rule, so the direction of the "
        "line hangs on the threshold. Do not read the range of a rank as doubt about a place alone."
    ]


def _lacking(plain: Result, asked: _Asked, steps: list[Step], known: Marks) -> list[str]:
    """Say what has no value at some threshold, so that its range is over fewer."""
    told = [
        f"Without a value at threshold {entry.threshold:g}, which ranges leave out: {entry.lacking}"
        for entry in steps
        if entry.lacking
    ]
    computed = np.array([np.isnan(entry.values) for entry in steps if not entry.lacking])
    some = computed.any(axis=0) & known
    if some.any():
        kinds = "places" if asked.side == "place" else "activities"
        told.append(
            f"The range is over fewer thresholds for {kinds} that drop out at some "
            f"({plain.period}): {listing(plain.labels[0][some].tolist())}."
        )
    return told


def _beside_local(
    counts: Matrix, asked: _Asked, value: Array, local: Callable[[Matrix], Result]
) -> str:
    """Tell how the ranking agrees with complexity that needs no threshold."""
    if max(counts.shape) > LARGEST:
        return (
            f"Not compared with complexity without a threshold ({counts.period}): it takes long "
            f"beyond {LARGEST:,} places or activities."
        )
    try:
        found = local(counts)
    except RequestError as error:
        return f"Not compared with complexity without a threshold ({counts.period}): {error}"
    (name,) = found.columns
    same = rank_correlation(value, found[name])
    told = "undefined" if np.isnan(same) else f"{same:.2f}"
    return (
        f"Rank correlation with {name}, which needs no threshold ({counts.period}): {told}. Its "
        "sign is by the size of places."
    )
