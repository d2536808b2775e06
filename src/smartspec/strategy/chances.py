"""Question: how likely is a place to enter each activity, if that can be said at all?

In: counts in windows that follow each other, a place. Out: probabilities that have been tested on
windows past, or the reason why there are none.
Must not know: files, models, or what is decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from smartspec.core.errors import RequestError, unknown
from smartspec.dynamics.forecast import PROBABILITY, entry_forecast
from smartspec.dynamics.panel import Rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from smartspec.dynamics.backtest import BackTest
    from smartspec.tables.matrix import Array, Labels, Matrix

UNTESTED = (
    "Density says how near a candidate is, not how likely its entry is: whether density foretold "
    "entries in these data has not been tested, so no probability is given."
)


QUICK = 400_000
"""Pairs times windows up to which the back-test takes some seconds."""


def is_quick(windows: Sequence[Matrix]) -> bool:
    """Say whether entries are foretold and tested within some seconds.

    Parameters
    ----------
    windows : sequence of Matrix
        Counts in windows.

    Returns
    -------
    bool
        By the number of pairs.

    Examples
    --------
    >>> from smartspec.tables.matrix import Matrix
    >>> is_quick([Matrix([[1, 2]], places=["A"], activities=["x", "y"])])
    True
    """
    return sum(window.shape[0] * window.shape[1] for window in windows) <= QUICK


@dataclass(frozen=True, eq=False)
class Chances:
    """How likely a place is to enter activities.

    Parameters
    ----------
    probability : mapping of str to float
        Activity to probability; empty if none can be given.
    record : BackTest or None
        How forecasts fared on windows past; None if that could not be tested.
    notes : tuple of str
        The verdict, or why there is none.
    """

    probability: Mapping[str, float]
    record: BackTest | None
    notes: tuple[str, ...]

    def of(self, activities: Labels) -> Array:
        """Give the probability of each activity.

        Parameters
        ----------
        activities : array of str
            Which.

        Returns
        -------
        array of shape (n_activities,)
            NaN where there is none.
        """
        return np.array([self.probability.get(name, np.nan) for name in activities.tolist()])


def entry_chances(
    windows: Sequence[Matrix],
    place: str,
    *,
    rules: Rules | None = None,
    draws: int = 400,
    seed: int = 1,
) -> Chances:
    """Say how likely a place is to enter each activity in a window after the last.

    Parameters
    ----------
    windows : sequence of Matrix
        Counts in windows of the same length that follow each other, the earliest first.
    place : str
        The place.
    rules : Rules, optional
        What counts as an entry.
    draws : int, default 400
        How often places are drawn anew in the back-test.
    seed : int, default 1
        The same gives the same draws.

    Returns
    -------
    Chances
        With probabilities only if the back-test shows an advantage; with the reason if the windows
        do not allow a back-test.

    Raises
    ------
    RequestError
        If there is no such place.
    """
    if not any(place in window.places for window in windows):
        labels_known = sorted({one for window in windows for one in window.places.tolist()})
        raise unknown("place", place, labels_known)
    rules = rules or Rules()
    try:
        found = entry_forecast(
            windows, rules=rules, draws=draws, seed=seed, confidence=rules.confidence
        )
    except RequestError as reason:
        told = (
            "Whether entries can be foretold from these data could not be tested, so no "
            f"probability is given: {reason}"
        )
        return Chances({}, None, (told,))
    if found.probability is None:
        return Chances({}, found.record, found.record.notes)
    labels = found.probability.labels
    row = int(np.flatnonzero(labels[0] == place)[0])
    values = found.probability[PROBABILITY][row].tolist()
    known = {
        str(name): value
        for name, value in zip(labels[1].tolist(), values, strict=True)
        if np.isfinite(value)
    }
    return Chances(known, found.record, found.record.notes)
