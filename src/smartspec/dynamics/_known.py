"""Question: what is known of each pair of place and activity in a window?

In: counts in the window and in the one before. Out: an array for each variable.
Must not know: what happened afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from smartspec.core.errors import RequestError, listing
from smartspec.indicators.complexity import activity_complexity
from smartspec.indicators.density import relatedness_density
from smartspec.indicators.relatedness import Method
from smartspec.indicators.specialisation import rta, specialised
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result


class Variable(NamedTuple):
    """What a column of a panel says.

    Parameters
    ----------
    meaning : str
        In words.
    per : str
        The step for which an effect is told, in words.
    step : float
        The same as a number.
    """

    meaning: str
    per: str
    step: float


DENSITY, RTA, UBIQUITY, DIVERSITY = "density_pct", "rta", "ubiquity_pct", "diversity_pct"
GROWTH, LINKED = "activity_growth", "linked_pct"

VARIABLES = {
    DENSITY: Variable("what the place has of all that is related", "10 points", 10.0),
    "complexity": Variable("complexity of the activity", "1 deviation", 1.0),
    RTA: Variable("RTA before", "0.1", 0.1),
    "place_size": Variable("records of the place", "a doubling", 1.0),
    "activity_size": Variable("records of the activity", "a doubling", 1.0),
    UBIQUITY: Variable("places that are specialised in the activity", "10 points", 10.0),
    DIVERSITY: Variable("activities that the place is specialised in", "10 points", 10.0),
    GROWTH: Variable("growth of the activity everywhere", "a doubling", 1.0),
    LINKED: Variable("links of the place that go to places that have it", "10 points", 10.0),
}
"""What may be known, in the order of columns. Sizes and growth are logarithms to base 2."""


@dataclass(frozen=True, eq=False)
class Around:
    """How what is known is measured.

    Parameters
    ----------
    method : str
        How relatedness is measured.
    threshold : float
        Smallest RTA that counts as specialised.
    linked : Matrix or None
        How strongly places are linked.
    related : Result or None
        Relatedness that is given, in place of ``method``.
    """

    method: Method
    threshold: float
    linked: Matrix | None = None
    related: Result | None = None

    def variables(self, *, with_growth: bool) -> tuple[str, ...]:
        """Name what is known.

        Parameters
        ----------
        with_growth : bool
            Whether there is a window before the first.

        Returns
        -------
        tuple of str
            Names of `VARIABLES`.
        """
        lacking = {GROWTH: not with_growth, LINKED: self.linked is None}
        return tuple(name for name in VARIABLES if not lacking.get(name, False))


def known_of(counts: Matrix, before: Matrix | None, around: Around) -> Array:
    """Give what is known of each pair in a window.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities) in the window.
    before : Matrix or None
        The same in the window before, for growth.
    around : Around
        How it is measured.

    Returns
    -------
    array of shape (n_places, n_activities, n_variables)
        NaN where something has no value.
    """
    threshold = around.threshold
    has = specialised(counts, threshold=threshold)["specialised"] == 1
    active, common = counts.place_totals > 0, counts.activity_totals > 0
    found: dict[str, Array] = {
        DENSITY: relatedness_density(
            counts, method=around.method, threshold=threshold, related=around.related
        )[DENSITY],
        "complexity": activity_complexity(counts, threshold=threshold, components="largest")[
            "activity_complexity"
        ],
        RTA: rta(counts)["rta"],
        "place_size": _log2(counts.place_totals)[:, None],
        "activity_size": _log2(counts.activity_totals),
        UBIQUITY: 100.0 * has.sum(axis=0) / active.sum(),
        DIVERSITY: 100.0 * has.sum(axis=1)[:, None] / common.sum(),
    }
    if before is not None:
        found[GROWTH] = _log2(counts.activity_totals) - _log2(before.activity_totals)
    if around.linked is not None:
        found[LINKED] = _linked(has, counts, around.linked)
    return np.stack([np.broadcast_to(one, counts.shape) for one in found.values()], axis=-1)


def _log2(totals: Array) -> Array:
    """Take logarithms; what has nothing has none."""
    return np.log2(totals, out=np.full(len(totals), np.nan), where=totals > 0)


def _linked(has: NDArray[np.bool_], counts: Matrix, linked: Matrix) -> Array:
    """Give the part of each place's links that goes to places specialised in each activity."""
    odd = sorted(set(linked.places.tolist()) - set(counts.places.tolist()))
    if odd:
        raise RequestError(
            f"Links are given for places that the counts do not have: {listing(odd)}. Use the "
            "same labels for both."
        )
    row = {place: number for number, place in enumerate(counts.places.tolist())}
    where = [row[place] for place in linked.places.tolist()]
    weights = np.zeros((counts.shape[0], counts.shape[0]))
    weights[np.ix_(where, where)] = linked.dense()
    np.fill_diagonal(weights, 0.0)
    sums = weights.sum(axis=1, keepdims=True)
    # A place without links has no neighbour that could have anything.
    shared: Array = 100.0 * weights @ has
    found: Array = np.divide(shared, sums, out=np.zeros(has.shape), where=sums > 0)
    return found
