"""Question: how much of what is related to each activity does a place have?

In: counts, and how relatedness is measured or what is given of it. Out: arrays.
Must not know: how the answer is named, scaled or used.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from scipy import sparse

from smartspec.core.errors import RequestError, listing
from smartspec.indicators._checks import choice, undefined_margins
from smartspec.indicators._presence import presence
from smartspec.indicators._together import in_blocks
from smartspec.indicators.relatedness import METHODS, relatedness
from smartspec.indicators.specialisation import PAIR
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result

Own = Literal["exclude", "include"]


BELOW_ZERO = ("z_score", "correlation")
"""Measures that may be negative; what is less than related counts as not related."""


WITHOUT_OWN = ("association", "probability", "z_score")

SLACK = 1e-9
"""By how much, of 1 or of the value, two directions may differ and still be called the same."""


class Near(NamedTuple):
    """Who has what, and how related activities are."""

    has: sparse.csr_array
    related: Array
    sums: Array


def near(counts: Matrix, method: str, threshold: float, own: str, related: Result | None) -> Near:
    """Measure relatedness, as weights: never negative, 0 where nothing is known."""
    choice("treatment of the activity itself", own, ("exclude", "include"))
    if own == "include" and related is None and method in WITHOUT_OWN:
        raise RequestError(
            f"Relatedness by {method} says nothing of an activity with itself, so it cannot be "
            "included. Leave own out, or choose another measure."
        )
    found = given_or_measured(counts, method, threshold, related)
    if own == "exclude":
        np.fill_diagonal(found, 0.0)
    np.nan_to_num(found, copy=False, nan=0.0)
    if related is not None or method in BELOW_ZERO:
        np.maximum(found, 0.0, out=found)
    return Near(presence(counts, threshold=threshold), found, found.sum(axis=0))


def given_or_measured(
    counts: Matrix, method: str, threshold: float, related: Result | None
) -> Array:
    """Give relatedness as an array of its own, measured or as it was given."""
    if related is None:
        choice("measure of relatedness", method, METHODS)
        return relatedness(counts, method=method, threshold=threshold)["relatedness"]  # type: ignore[arg-type]
    for labels in related.labels:
        if not np.array_equal(labels, counts.activities):
            odd = sorted(set(labels.tolist()) ^ set(counts.activities.tolist()))
            told = f"on one side alone stand: {listing(odd)}" if odd else "their order differs"
            raise RequestError(
                f"Relatedness is given for other activities than the counts have; {told}. Measure "
                "it for the same activities, in the same order."
            )
    found = related["relatedness"].copy()
    both = ~np.isnan(found) & ~np.isnan(found.T)
    off = np.argwhere(both & (np.abs(found - found.T) > SLACK * np.maximum(1.0, np.abs(found))))
    if len(off):
        first, second = (str(counts.activities[number]) for number in off[0])
        raise RequestError(
            f"The relatedness that is given is not symmetric, such as for {first} and {second}. "
            "Use the mean or the smaller of both directions."
        )
    return found


def density(near: Near) -> Array:
    """Give the share of what is related that each place has; NaN where nothing is related."""
    found = np.empty(near.has.shape)
    with np.errstate(divide="ignore"):
        scale = np.where(near.sums > 0, 1.0 / near.sums, np.nan)

    def fill(block: slice) -> None:
        found[block] = near.has[block] @ near.related
        found[block] *= scale

    in_blocks(len(found), fill)
    return found


def of_pairs(counts: Matrix, name: str, found: Array, unit: str, **diagnostics: object) -> Result:
    return Result(
        axes=PAIR,
        labels=(counts.places, counts.activities),
        columns={name: found},
        period=counts.period,
        units={name: unit},
        diagnostics={**undefined_margins(counts), **diagnostics},
    )
