"""Question: how well did a score tell those that moved from the others?

In: scores and what came, by place. Out: areas, precision and the share that came, each for all
places and for places drawn again.
Must not know: where scores come from.

Pairs of one place share its fate, so places are drawn, not pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from smartspec.tables.matrix import Array

Index = NDArray[np.int32]

FINEST = 4096
"""Levels of a score that are told apart when places are drawn; all are without drawing."""


@dataclass(frozen=True, eq=False)
class Value:
    """A number, and what it is when places are drawn again.

    Parameters
    ----------
    plain : float
        For all places, each once.
    drawn : array of shape (n_draws,)
        For places drawn with replacement.
    """

    plain: float
    drawn: Array

    def minus(self, other: Value) -> Value:
        """Subtract what the same draws of places give.

        Parameters
        ----------
        other : Value
            Of the same draws.

        Returns
        -------
        Value
            The difference.
        """
        return Value(self.plain - other.plain, self.drawn - other.drawn)

    def limits(self, confidence: float) -> tuple[float, float]:
        """Give the interval that holds the middle of the draws.

        Parameters
        ----------
        confidence : float
            The part of the draws in it.

        Returns
        -------
        tuple of float
            Lower and upper end; NaN if no draw has a value.
        """
        known = self.drawn[np.isfinite(self.drawn)]
        if not known.size:
            return np.nan, np.nan
        tail = (1.0 - confidence) / 2.0
        low, high = np.quantile(known, [tail, 1.0 - tail])
        return float(low), float(high)


def mean_of(values: list[Value]) -> Value:
    """Average over steps, draw by draw.

    Parameters
    ----------
    values : list of Value
        One a step, of the same draws.

    Returns
    -------
    Value
        The mean.
    """
    return Value(
        float(np.mean([value.plain for value in values])),
        np.mean([value.drawn for value in values], axis=0),
    )


def weights_of_places(n_places: int, *, draws: int, seed: int) -> Array:
    """Draw places with replacement.

    Parameters
    ----------
    n_places : int
        How many there are.
    draws : int
        How often.
    seed : int
        The same gives the same draws.

    Returns
    -------
    array of shape (n_places, draws)
        How often each place was drawn.
    """
    rng = np.random.default_rng(seed)
    share = np.full(n_places, 1.0 / n_places)
    return rng.multinomial(n_places, share, size=draws).T.astype(np.float64)


def areas(score: Array, moved: Array, place: Index, weights: Array) -> tuple[Value, Value]:
    r"""Give the area under the curve, and the average precision.

    The area is the chance that one that moved scores above one that did not (equal scores: half).
    Average precision adds up, from the highest score down, the part of all moves that a score adds
    times the part of those so far that moved.

    Parameters
    ----------
    score, moved : array of shape (n_rows,)
        Scores, and 1 or 0.
    place : array of int, shape (n_rows,)
        Whose row it is.
    weights : array of shape (n_places, n_draws)
        How often each place is drawn.

    Returns
    -------
    area, average_precision : Value
        Both from 0 to 1; a draw without a move, or with nothing else, has no value.

    Examples
    --------
    The move at 0.9 is above both others; the one at 0.4 above one: three of four.

    >>> score, moved = np.array([0.9, 0.5, 0.4, 0.1]), np.array([1.0, 0.0, 1.0, 0.0])
    >>> place = np.arange(4, dtype=np.int32)
    >>> area, precision = areas(score, moved, place, np.ones((4, 1)))
    >>> area.plain, round(precision.plain, 6)
    (0.75, 0.833333)
    """
    levels, level = np.unique(-score, return_inverse=True)  # the highest score first
    exact: list[Array] = [
        np.asarray(np.bincount(level, weights=part, minlength=len(levels)), dtype=np.float64)
        for part in (moved, 1 - moved)
    ]
    if len(levels) > FINEST:
        level = level * FINEST // len(levels)
    drawn = _areas(*(_of_draws(part, level, place, weights) for part in (moved, 1 - moved)))
    plain = _areas(exact[0][:, None], exact[1][:, None])
    return Value(float(plain[0][0]), drawn[0]), Value(float(plain[1][0]), drawn[1])


def _of_draws(part: Array, level: NDArray[np.intp], place: Index, weights: Array) -> Array:
    """Count rows by level in each draw of places."""
    held = part > 0
    shape = (int(level.max()) + 1, len(weights))
    counts = sparse.coo_array((part[held], (level[held], place[held])), shape=shape).tocsr()
    return np.asarray(counts @ weights, dtype=np.float64)


def _areas(hits: Array, misses: Array) -> tuple[Array, Array]:
    """Compute both areas from counts by level (rows, the highest first), for each draw."""
    all_hits, all_misses = hits.sum(axis=0), misses.sum(axis=0)
    so_far, missed = np.cumsum(hits, axis=0), np.cumsum(misses, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        below = all_misses - missed + misses / 2.0
        area = (hits * below).sum(axis=0) / (all_hits * all_misses)
        reached = so_far + missed
        precision = np.where(reached > 0, so_far / np.where(reached > 0, reached, 1.0), 0.0)
        average = (hits * precision).sum(axis=0) / all_hits
    average[all_misses == 0] = np.nan
    return area, average


def precision_at(score: Array, moved: Array, place: Index, weights: Array, *, k: int) -> Value:
    """Give the part of each place's k highest candidates that it moved on, averaged over places.

    Parameters
    ----------
    score, moved : array of shape (n_rows,)
        Scores, and 1 or 0.
    place : array of int, shape (n_rows,)
        Whose row it is.
    weights : array of shape (n_places, n_draws)
        How often each place is drawn.
    k : int
        How many candidates to look at; a place with fewer is left out.

    Returns
    -------
    Value
        From 0 to 1. Among equal scores any is as likely to be taken.

    Examples
    --------
    Of the two highest one moved; the second is one of two equals, of which one moved.

    >>> score, moved = np.array([0.9, 0.5, 0.5]), np.array([0.0, 1.0, 0.0])
    >>> place = np.zeros(3, dtype=np.int32)
    >>> precision_at(score, moved, place, np.ones((1, 1)), k=2).plain
    0.25
    """
    order = np.lexsort((-score, place))
    own, value, hit = place[order], score[order], moved[order]
    number = np.arange(len(own))
    is_new = np.concatenate([[True], own[1:] != own[:-1]])
    starts_tie = is_new | np.concatenate([[True], value[1:] != value[:-1]])
    tie = np.flatnonzero(starts_tie)
    size = np.diff(np.append(tie, len(own)))
    hits = np.add.reduceat(hit, tie)
    first = np.maximum.accumulate(np.where(is_new, number, 0))  # of the place, for each row
    taken = np.clip(k - (tie - first[tie]), 0, size)
    n_places = len(weights)
    found = np.bincount(own[tie], weights=hits * taken / size, minlength=n_places) / k
    enough = (np.bincount(own, minlength=n_places) >= k).astype(np.float64)
    return share_of(found * enough, enough, weights)


def share_of(some: Array, of: Array, weights: Array) -> Value:
    """Divide a sum over places by another.

    Parameters
    ----------
    some, of : array of shape (n_places,)
        What each place adds to either sum.
    weights : array of shape (n_places, n_draws)
        How often each place is drawn.

    Returns
    -------
    Value
        NaN where there is nothing to divide by.

    Examples
    --------
    >>> share_of(np.array([1.0, 0.0]), np.array([2.0, 2.0]), np.ones((2, 1))).plain
    0.25
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = np.divide(some.sum(), of.sum())
        return Value(float(plain), (some @ weights) / (of @ weights))
