"""Question: how is complexity computed, turned and scaled, whichever side and convention?

In: counts of places by activities, and what is asked. Out: the values of one side, and what is to
be told of them. Must not know: which indicator asks, or what is done with the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from scipy import sparse
from scipy.stats import rankdata

from smartspec.core.errors import RequestError, counted, listing
from smartspec.indicators._averages import Side, averaged
from smartspec.indicators._checks import choice, undefined_margins
from smartspec.indicators._conventions import Rules
from smartspec.indicators._presence import Part, parts, presence
from smartspec.indicators._spectrum import Spectrum, doubts_about, spectrum, towards
from smartspec.tables.matrix import Array, Matrix

Components = Literal["refuse", "apart", "largest"]

NEAR_NOTHING = 0.1
"""Share of all that is added up below which a sum is told to be too near 0 to divide by."""

_SAME = 12
"""Decimals to which complexity is ranked, so that rounding does not rank equals."""

_NO_SUM = 1e-9
_NO_SPREAD = 1e-10
_ADVICE = (
    "Use --set components=largest to leave the small parts without a value, or --set "
    "components=apart to compute each by itself (then they cannot be compared with one another)."
)


@dataclass(frozen=True)
class Asked:
    """What is asked of complexity.

    Parameters
    ----------
    side : {"place", "activity"}
        Whose.
    rules : Rules
        The convention.
    scale : {"own", "sample", "places", "pairs", "sum"}
        By what it is divided.
    threshold : float
        Smallest RTA that counts as specialised.
    components : {"refuse", "apart", "largest"}
        What to do about parts that have nothing in common.
    centred : bool
        Whether the mean is taken off.
    """

    side: Side
    rules: Rules
    scale: str
    threshold: float
    components: str
    centred: bool = True


class Found(NamedTuple):
    """Complexity of one side.

    Parameters
    ----------
    column : array
        One value a place or an activity.
    told : dict
        Diagnostics.
    """

    column: Array
    told: dict[str, object]


class Turned(NamedTuple):
    """Which way complexity points.

    Parameters
    ----------
    places, activities : float
        Signs.
    strength : float
        How strongly the sign of the side that was asked for is determined, from 0 to 1.
    guide : str
        By what.
    """

    places: float
    activities: float
    strength: float
    guide: str


def complexity_of(counts: Matrix, asked: Asked) -> Found:
    """Compute the complexity of one side.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).
    asked : Asked
        What is asked.

    Returns
    -------
    Found
        Values and diagnostics.

    Raises
    ------
    RequestError
        If there are parts and they are refused, too little to compare, or places all alike.
    """
    choice("way to treat parts", asked.components, ("refuse", "apart", "largest"))
    has = presence(counts, threshold=asked.threshold, strict=asked.rules.strict)
    found = parts(has)
    if len(found) > 1 and asked.components == "refuse":
        raise _in_parts(counts, found)
    column = np.full(counts.shape[0 if asked.side == "place" else 1], np.nan)
    told: dict[str, object] = {}
    notes: list[str] = []
    alone = 0
    for number, part in enumerate(found if asked.components == "apart" else found[:1]):
        try:
            values, about, doubts = _of_part(counts, has, part, asked)
        except RequestError:
            if not number:
                raise
            alone += 1  # too small, or all alike
            continue
        column[part.places if asked.side == "place" else part.activities] = values
        told = told or about
        notes += doubts
    told |= {"parts": len(found), "threshold": asked.threshold}
    if len(found) > 1:
        notes.append(_parts_told(counts, found, asked.components, alone))
    return Found(column, {**undefined_margins(counts), **told, "notes": tuple(notes)})


def _of_part(
    counts: Matrix, has: sparse.csr_array, part: Part, asked: Asked
) -> tuple[Array, dict[str, object], tuple[str, ...]]:
    """Compute the complexity of one part, what is to be told of it, and what leaves it open."""
    _require_two(counts, part)
    held = sparse.csr_array(has[part.places][:, part.activities])
    line = spectrum(held)
    if line.second < _NO_SPREAD or np.ptp(line.places) < _NO_SPREAD:
        raise RequestError(
            f"Complexity cannot tell places apart that are specialised in the same activities: "
            f"{listing(counts.places[part.places].tolist())}. Add places or finer activities."
        )
    turn = _turned(held, line, asked)
    line = line._replace(
        places=turn.places * line.places, activities=turn.activities * line.activities
    )
    values, nearness = scaled(held, line, asked)
    if nearness < _NO_SUM:
        raise RequestError(
            f"Complexity adds up to 0 in {counts.period}, so it cannot be divided by its sum. "
            "Choose another scale (--set scale=own)."
        )
    told: dict[str, object] = {
        "second_eigenvalue": line.second,
        "third_eigenvalue": line.third,
        "products": line.products,
        "sign_correlation": turn.strength,
    }
    doubts = doubts_about(
        counts.period, second=line.second, third=line.third, strength=turn.strength,
        guide=turn.guide,
    )  # fmt: skip
    return values, told, (*doubts, *_peculiar(counts.period, turn, nearness))


def scaled(held: sparse.csr_array, line: Spectrum, asked: Asked) -> tuple[Array, float]:
    """Bring complexity to a scale.

    ``"own"`` and ``"sample"``: mean 0, and a deviation (of n, of n - 1) of 1. ``"places"``: the
    mean and the deviation (n) of places on both sides, so that a place has the mean of its
    activities. ``"pairs"``: the same with the deviation over a row for each pair, less one.
    ``"sum"``: divided by its sum.

    Parameters
    ----------
    held : csr_array of shape (n_places, n_activities)
        Ones.
    line : Spectrum
        Of them, turned.
    asked : Asked
        Which side and which scale, and whether the mean is taken off.

    Returns
    -------
    values : array
        The complexity.
    nearness : float
        How far the sum is from 0, as a share of all that is added up; 1 if nothing is divided by
        it.
    """
    values = line.places if asked.side == "place" else line.activities
    if asked.scale == "sum":
        total = abs(float(values.sum()))
        nearness = total / float(np.abs(values).sum())
        return (values / total if nearness >= _NO_SUM else values), nearness
    base = values
    if asked.scale in ("places", "pairs"):
        # The two vectors are each of their own length: let a place be the mean of its activities.
        base = np.asarray(held @ line.activities) / np.diff(held.indptr)
        values = base if asked.side == "place" else values
    deviation = float(base.std(ddof=1 if asked.scale == "sample" else 0))
    if asked.scale == "pairs":
        rows = len(line.places) * len(line.activities)
        deviation *= (rows / (rows - 1)) ** 0.5
    return (values - base.mean() if asked.centred else values) / deviation, 1.0


def _turned(held: sparse.csr_array, line: Spectrum, asked: Asked) -> Turned:
    """Find which way both sides point."""
    rules = asked.rules
    if rules.turned == "diversity":
        sign, strength = towards(line.places, np.diff(held.indptr).astype(np.float64))
        return Turned(sign, sign, strength, "diversity")
    sign, strength = towards(line.places, averaged(held, "place", rules.steps)[0])
    if rules.turned == "reflections":
        return Turned(sign, sign, strength, "reflections")
    # Rare is complex: the correlation of ranks with ubiquity shall be below 0.
    rare = rankdata(-np.bincount(held.indices, minlength=held.shape[1]))
    apart, clear = towards(rankdata(line.activities.round(_SAME)), rare)
    if asked.side == "place":
        return Turned(sign, apart, strength, "reflections")
    return Turned(sign, apart, clear, "ubiquity (ranks)")


def _peculiar(period: str, turn: Turned, nearness: float) -> tuple[str, ...]:
    """Say what a convention makes of these counts that nobody would expect."""
    doubts = []
    if turn.places != turn.activities:
        doubts.append(
            f"Under this convention the two sides contradict each other in {period}: places are "
            "turned by reflections and activities by ubiquity, so that complex places hold what is "
            "called simple. Leave the convention out to turn both by one rule."
        )
    if nearness < NEAR_NOTHING:
        doubts.append(
            f"Complexity is divided by its sum, which in {period} is {nearness:.1%} of what is "
            "added up: so near 0 that small changes of the data change every value. Compare ranks, "
            "or choose another scale (--set scale=own)."
        )
    return tuple(doubts)


def _require_two(counts: Matrix, part: Part) -> None:
    if counts.shape[0] < 2:
        raise RequestError(f"Complexity compares places; there is only {counts.places[0]}.")
    if len(part.places) < 2:
        largest = counts.places[part.places[0]]
        raise RequestError(
            f"Complexity compares places that have activities in common; in {counts.period} there "
            f"are none. The largest part is {largest}. Lower "
            "the threshold (--set threshold=0.5) or take coarser activities."
        )
    if len(part.activities) < 2:
        raise RequestError(
            f"Complexity compares activities; places have one in common in {counts.period}, "
            f"{counts.activities[part.activities[0]]}. Lower the threshold "
            "(--set threshold=0.5) or add activities."
        )


def _in_parts(counts: Matrix, found: list[Part]) -> RequestError:
    small = "; ".join(_named(counts, part) for part in found[1:4])
    more = f"; and {len(found) - 4} more" if len(found) > 4 else ""
    return RequestError(
        f"Complexity compares what is connected. Places and activities ({counts.period}) fall into "
        f"{len(found)} parts that have nothing in common. Beside the largest: {small}{more}. "
        f"{_ADVICE}"
    )


def _named(counts: Matrix, part: Part) -> str:
    places = listing(counts.places[part.places].tolist(), limit=5)
    return f"{places} (with {listing(counts.activities[part.activities].tolist(), limit=5)})"


def _parts_told(counts: Matrix, found: list[Part], components: str, alone: int) -> str:
    start = f"Places and activities ({counts.period}) fall into {len(found)} parts"
    if components == "largest":
        left = [place for part in found[1:] for place in counts.places[part.places].tolist()]
        return f"{start}; without a value, since outside the largest: {listing(left)}."
    lost = f"; {counted(alone, 'part')} too small or too much alike for a value" if alone else ""
    return f"{start}, each computed by itself: they cannot be compared with one another{lost}."
