"""Question: where does one place stand towards each activity, by one threshold and one measure?

In: counts, a place, cut-offs. Out: what it has, how near the rest is, and of which kind it is.
Must not know: files, time, chance, or other places by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

from smartspec.core.errors import RequestError
from smartspec.indicators.complexity import Components, activity_complexity
from smartspec.indicators.relatedness import Method, relatedness
from smartspec.indicators.specialisation import specialised
from smartspec.strategy.opportunities import EASY, REACH, CutOffs, Marks, Words, kinds

if TYPE_CHECKING:
    from smartspec.tables.matrix import Array, Matrix

SAME = 9
"""Decimals to which densities are compared, so that rounding does not rank equals."""

NEAR = (REACH, EASY)
"""Kinds of what is near."""


@dataclass(frozen=True, eq=False)
class Space:
    """What is the same for every place: how related activities are, and how complex.

    Parameters
    ----------
    weights : array of shape (n_activities, n_activities)
        Relatedness, never negative, 0 where nothing is known and for an activity with itself.
    complexity : array of shape (n_activities,)
        In standard deviations from the average; NaN where it has none.
    notes : tuple of str
        What a careful reader should know.
    """

    weights: Array
    complexity: Array
    notes: tuple[str, ...]

    def density_pct(self, has: Marks) -> Array:
        """Give how much of what is related to each activity is held, in per cent.

        Parameters
        ----------
        has : array of bool, of shape (n_activities,) or (n_places, n_activities)
            What is held.

        Returns
        -------
        array of the same shape
            NaN for an activity that is related to nothing.
        """
        sums = self.weights.sum(axis=0)
        sums[sums == 0] = np.nan
        return np.asarray(100.0 * (has @ self.weights) / sums)


@dataclass(frozen=True, eq=False)
class Standing:
    """Where a place stands towards each activity.

    Parameters
    ----------
    has : array of bool, of shape (n_activities,)
        What it is specialised in.
    density_pct : array of shape (n_activities,)
        How near each activity is.
    kind : array of str
        As in `smartspec.strategy.opportunities`; without an earlier window nothing erodes.
    rank : array of shape (n_activities,)
        Of the candidates by density, 1 the nearest, equals sharing the better rank; NaN for what
        the place is specialised in, and without density.
    """

    has: Marks
    density_pct: Array
    kind: Words
    rank: Array


def space(
    counts: Matrix, *, threshold: float, method: Method, components: Components = "largest"
) -> Space:
    """Measure how related and how complex activities are.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).
    threshold : float
        Smallest RTA that counts as specialised.
    method : str
        How relatedness is measured.
    components : {"largest", "refuse", "apart"}, default "largest"
        What to do if places and activities fall into parts.

    Returns
    -------
    Space
        Both.

    Raises
    ------
    RequestError
        If either cannot be computed.
    """
    related = relatedness(counts, method=method, threshold=threshold)
    weights = np.maximum(np.nan_to_num(related["relatedness"], nan=0.0), 0.0)
    np.fill_diagonal(weights, 0.0)
    found = activity_complexity(counts, components=components, threshold=threshold)
    return Space(weights, found["activity_complexity"], (*related.notes, *found.notes))


def holdings(counts: Matrix, places: list[str], *, threshold: float) -> Marks:
    """Tell what some places are specialised in.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).
    places : list of str
        Which.
    threshold : float
        Smallest RTA that counts as specialised.

    Returns
    -------
    array of bool, of shape (number of places, n_activities)
        In the order asked for.

    Raises
    ------
    RequestError
        If a place is not known or has no records.
    """
    for place in places:
        if not counts.place_totals[counts.place_index(place)]:
            raise RequestError(f"{place} has no records in {counts.period}. Choose another window.")
    found = specialised(counts.select_places(places), threshold=threshold)["specialised"]
    return np.asarray(found == 1)


def stand(around: Space, has: Marks, cut: CutOffs) -> Standing:
    """Tell where a place stands, by what it has.

    Parameters
    ----------
    around : Space
        How related and complex activities are.
    has : array of bool, of shape (n_activities,)
        What the place is specialised in.
    cut : CutOffs
        What is near and what is complex.

    Returns
    -------
    Standing
        Of the place.
    """
    density = around.density_pct(has)
    kind = kinds(density, around.complexity, has, np.zeros_like(has), cut)
    rank = np.full(len(has), np.nan)
    ranked = ~has & ~np.isnan(density)
    rank[ranked] = rankdata(-density[ranked].round(SAME), method="min")
    return Standing(has, density, kind, rank)
