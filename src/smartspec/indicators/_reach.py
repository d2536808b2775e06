"""Question: how much of what is related to each activity does a place have?

In: counts, and how relatedness is measured or what is given of it. Out: arrays.
Must not know: how the answer is named, scaled or used.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from smartspec.core.errors import RequestError, listing
from smartspec.indicators._checks import LARGEST_SQUARE, undefined_margins
from smartspec.indicators._conventions import Rules, own_of
from smartspec.indicators._presence import presence
from smartspec.indicators._together import asymmetric, in_blocks, is_full
from smartspec.indicators.relatedness import Method, measured
from smartspec.indicators.specialisation import PAIR
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result

WITHOUT_OWN = ("association", "probability", "z_score")


@dataclass(frozen=True, eq=False)
class Near:
    """Who has what, and how related activities are.

    Parameters
    ----------
    has : csr_array of shape (n_places, n_activities)
        Ones.
    related : array of shape (n_activities, n_activities)
        Relatedness, symmetric; never changed, for it may be the caller's.
    own : bool
        Whether an activity counts among what is related to it.
    """

    has: sparse.csr_array
    related: Array
    own: bool

    def weights(self, rows: slice) -> Array:
        """Give some rows of relatedness as weights: never negative, 0 where nothing is known.

        Parameters
        ----------
        rows : slice
            Which.

        Returns
        -------
        array of shape (n_rows, n_activities)
            A copy.
        """
        found = np.nan_to_num(self.related[rows], nan=0.0)
        np.maximum(found, 0.0, out=found)
        if not self.own:
            number = np.arange(len(found))
            found[number, number + rows.start] = 0.0
        return found


def near(
    counts: Matrix,
    method: Method,
    threshold: float,
    own: str,
    related: Result | None,
    *,
    rules: Rules,
) -> Near:
    """Find who has what, and measure relatedness unless it is given.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).
    method : str
        How relatedness is measured.
    threshold : float
        Smallest RTA that counts.
    own : {"convention", "exclude", "include"}
        Whether an activity counts among what is related to it.
    related : Result or None
        Relatedness that is given.
    rules : Rules
        The convention.

    Returns
    -------
    Near
        Both.
    """
    includes = own_of(own, rules)
    if counts.shape[0] * counts.shape[1] > LARGEST_SQUARE:
        raise RequestError(
            f"Density has a value for every pair: {counts.shape[0]:,} places by "
            f"{counts.shape[1]:,} activities is more than the {LARGEST_SQUARE:,} that are "
            "computed. Take coarser places or activities, or leave out small places "
            "with --min-total."
        )
    if includes and related is None and method in WITHOUT_OWN:
        raise RequestError(
            f"Relatedness by {method} says nothing of an activity with itself, so it cannot be "
            "included. Exclude it (--set own=exclude), or choose another measure."
        )
    found = given_or_measured(counts, method, threshold, related, strict=rules.strict)
    if includes and np.isnan(found.diagonal()[~np.isnan(found).all(axis=1)]).any():
        raise RequestError(
            "The relatedness that is given says nothing of an activity with itself, so it cannot "
            "be included. Exclude it (--set own=exclude)."
        )
    has = presence(counts, threshold=threshold, strict=rules.strict)
    return Near(has, found, includes)


def method_of(method: str, related: Result | None) -> str:
    """Say by what relatedness was measured, also if it was given.

    Parameters
    ----------
    method : str
        How it would be measured.
    related : Result or None
        Relatedness that is given.

    Returns
    -------
    str
        A method, or "given".
    """
    return method if related is None else str(related.diagnostics.get("method", "given"))


def given_or_measured(
    counts: Matrix,
    method: Method,
    threshold: float,
    related: Result | None,
    *,
    strict: bool = False,
) -> Array:
    """Give relatedness as an array, measured or as it was given.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).
    method : str
        How relatedness is measured.
    threshold : float
        Smallest RTA that counts.
    related : Result or None
        Relatedness that is given.
    strict : bool, default False
        Whether an RTA equal to the threshold does not count.

    Returns
    -------
    array of shape (n_activities, n_activities)
        Not to be changed.
    """
    if related is None:
        return measured(counts, method=method, threshold=threshold, strict=strict)[0]
    for labels in related.labels:
        if not np.array_equal(labels, counts.activities):
            odd = sorted(set(labels.tolist()) ^ set(counts.activities.tolist()))
            told = f"on one side alone stand: {listing(odd)}" if odd else "their order differs"
            raise RequestError(
                f"Relatedness is given for other activities than the counts have; {told}. Measure "
                "it for the same activities, in the same order."
            )
    found = related["relatedness"]
    if odd_pairs := asymmetric(found):
        first, second = (str(counts.activities[number]) for number in odd_pairs[0])
        raise RequestError(
            f"The relatedness that is given is not symmetric, such as for {first} and {second}. "
            "Use the mean or the smaller of both directions."
        )
    return found


def density(around: Near) -> Array:
    """Give the share of what is related that each place has; NaN where nothing is related.

    Parameters
    ----------
    around : Near
        From `near`.

    Returns
    -------
    array of shape (n_places, n_activities)
        From 0 to 1.
    """
    found = np.empty(around.has.shape)
    has = around.has.toarray() if is_full(around.has) else around.has

    def fill(block: slice) -> None:
        weights = around.weights(block)
        sums = weights.sum(axis=1)
        share = has @ (weights.T if isinstance(has, np.ndarray) else weights.T.copy())
        with np.errstate(divide="ignore", invalid="ignore"):
            np.divide(share, sums, out=found[:, block])

    in_blocks(found.shape[1], fill)
    return found


def of_pairs(counts: Matrix, name: str, found: Array, unit: str, **diagnostics: object) -> Result:
    """Put a value for each pair into a result.

    Parameters
    ----------
    counts : Matrix
        Whose places and activities.
    name : str
        What the value is called.
    found : array of shape (n_places, n_activities)
        The values.
    unit : str
        Their unit.
    **diagnostics
        What else is to be told.

    Returns
    -------
    Result
        One column.
    """
    return Result(
        axes=PAIR,
        labels=(counts.places, counts.activities),
        columns={name: found},
        period=counts.period,
        units={name: unit},
        diagnostics={**undefined_margins(counts), **diagnostics},
    )
