"""Question: what was known of each pair of place and activity, and did the place then enter?

In: counts of the same places and activities in windows that follow each other.
Out: one row a pair that could move, a column for each thing that was known before.
Must not know: models, scores, files, or what is done with the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from smartspec.core.errors import RequestError, counted, listing
from smartspec.dynamics._known import Around, known_of
from smartspec.indicators.change import align, span
from smartspec.indicators.entry import entry_and_exit, specialised_with
from smartspec.indicators.relatedness import Method
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.periods import parse_window
from smartspec.tables.result import Result

Outcome = Literal["entry", "exit"]
Sure = Literal["sure", "any"]

LARGEST = 20_000_000
"""Pairs times windows above which a panel is refused; each variable takes 8 bytes a pair."""

FOR_GROWTH = 4
"""Windows from which growth is a variable: it costs the first step, and two have to be left."""


@dataclass(frozen=True)
class Rules:
    """What counts as an entry, and how what was known before is measured.

    Parameters
    ----------
    outcome : {"entry", "exit"}
        Whether places enter what they are not specialised in, or leave what they are.
    moves : {"sure", "any"}
        Whether only moves count that chance does not explain; others then count as none.
    threshold : float
        Smallest RTA that counts as specialised.
    min_count : float
        Least count with which a place counts as specialised.
    min_total : float
        Least total with which a place is looked at, in the window before.
    confidence : float
        Of the interval that a sure move must leave.
    method : str
        How relatedness is measured.
    """

    outcome: Outcome = "entry"
    moves: Sure = "sure"
    threshold: float = 1.0
    min_count: float = 0.0
    min_total: float = 0.0
    confidence: float = 0.95
    method: Method = "conditional"


@dataclass(frozen=True, eq=False)
class Panel:
    """Pairs that could move, step by step.

    Parameters
    ----------
    variables : tuple of str
        What was known of each pair before.
    values : array of shape (n_rows, n_variables)
        In the units of `smartspec.dynamics._known.VARIABLES`.
    moved : array of shape (n_rows,)
        1 if the place moved in the step, 0 if not.
    place, activity, step : array of int, shape (n_rows,)
        Which pair, and from which window to the next.
    places, activities, steps : array or tuple of str
        Their labels.
    rules : Rules
        What counts as a move.
    notes : tuple of str
        What a careful reader should know.
    """

    variables: tuple[str, ...]
    values: Array
    moved: Array
    place: NDArray[np.int32]
    activity: NDArray[np.int32]
    step: NDArray[np.int32]
    places: NDArray[np.str_]
    activities: NDArray[np.str_]
    steps: tuple[str, ...]
    rules: Rules
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return how many pairs could move, over all steps."""
        return len(self.moved)

    def of_steps(self, wanted: Sequence[int]) -> NDArray[np.bool_]:
        """Mark the rows of some steps.

        Parameters
        ----------
        wanted : sequence of int
            Numbers of steps.

        Returns
        -------
        array of bool, shape (n_rows,)
            The rows.
        """
        return np.isin(self.step, np.asarray(wanted, dtype=np.int32))


def entry_panel(
    windows: Sequence[Matrix],
    *,
    rules: Rules | None = None,
    linked: Matrix | None = None,
    related: Result | None = None,
) -> Panel:
    """Set beside each pair that could move what was known of it before.

    Parameters
    ----------
    windows : sequence of Matrix
        Counts in windows that follow each other, the earliest first; at least two. Labels may
        differ: what is not in a window has nothing there.
    rules : Rules, optional
        What counts as a move.
    linked : Matrix, optional
        How strongly places are linked (neighbours, co-inventors), of shape (n, n), with labels of
        places on both sides. Then the part of a place's links that goes to places that are
        specialised in the activity is known as well.
    related : Result, optional
        Relatedness that is given, from `smartspec.indicators.relatedness.relatedness_of_links`, in
        place of that by co-location in each window. It must not know what was to come.

    Returns
    -------
    Panel
        A row for each pair of which everything is known, in every step.

    Raises
    ------
    RequestError
        If there are fewer than two windows, too many pairs, nothing moved or everything did, or a
        window cannot be compared.

    Examples
    --------
    A may enter z and does. C comes to be specialised in y, since A gives it up: chance explains it.

    >>> names = {"places": list("ABC"), "activities": list("xyz")}
    >>> before = Matrix([[60, 60, 9], [9, 30, 30], [9, 40, 60]], **names, period="2000")
    >>> after = Matrix([[20, 20, 110], [9, 30, 30], [9, 40, 60]], **names, period="2001")
    >>> panel = entry_panel([before, after])
    >>> [str(panel.places[row] + panel.activities[one]) for row, one in
    ...  zip(panel.place, panel.activity)], panel.moved.tolist()
    (['Az', 'Bx', 'Cx', 'Cy'], [1.0, 0.0, 0.0, 0.0])
    """
    rules = rules or Rules()
    same = _same_labels(windows)
    with_growth = len(same) >= FOR_GROWTH
    around = Around(rules.method, rules.threshold, linked, related)
    first = 1 if with_growth else 0
    parts = [_step(same, number, rules, around, first) for number in range(first, len(same) - 1)]
    values, moved, place, activity, step = (
        np.concatenate(some) for some in zip(*parts, strict=True)
    )
    steps = tuple(span(one, other) for one, other in pairwise(same[first:]))
    _require_both(moved, rules, steps)
    return Panel(
        variables=around.variables(with_growth=with_growth),
        values=values,
        moved=moved,
        place=place,
        activity=activity,
        step=step,
        places=same[0].places,
        activities=same[0].activities,
        steps=steps,
        rules=rules,
        notes=_notes(same, with_growth),
    )


def candidates(
    windows: Sequence[Matrix],
    *,
    rules: Rules | None = None,
    linked: Matrix | None = None,
    related: Result | None = None,
) -> Panel:
    """Give the pairs that could move after the last window, with what is known of them now.

    Parameters
    ----------
    windows : sequence of Matrix
        As for `entry_panel`.
    rules : Rules, optional
        What would count as a move.
    linked : Matrix, optional
        How strongly places are linked.
    related : Result, optional
        Relatedness that is given.

    Returns
    -------
    Panel
        One step, "after" the last window, whose ``moved`` is NaN: nobody knows yet. Small places
        are in it.
    """
    rules = rules or Rules()
    same = _same_labels(windows)
    with_growth = len(same) >= FOR_GROWTH
    around = Around(rules.method, rules.threshold, linked, related)
    now = same[-1]
    values = known_of(now, same[-2] if with_growth else None, around)
    has = specialised_with(now, threshold=rules.threshold, min_count=rules.min_count)
    at_risk = has == (0 if rules.outcome == "entry" else 1)
    place, activity = np.nonzero(at_risk & np.isfinite(values).all(axis=-1))
    return Panel(
        variables=around.variables(with_growth=with_growth),
        values=values[place, activity],
        moved=np.full(len(place), np.nan),
        place=place.astype(np.int32),
        activity=activity.astype(np.int32),
        step=np.zeros(len(place), dtype=np.int32),
        places=now.places,
        activities=now.activities,
        steps=(f"after {now.period}",),
        rules=rules,
    )


def labels_of(windows: Sequence[Matrix]) -> tuple[list[str], list[str]]:
    """Give the places and the activities of a panel, in its order.

    Parameters
    ----------
    windows : sequence of Matrix
        As for `entry_panel`.

    Returns
    -------
    places, activities : list of str
        Of all windows: those of the first in their order, then what later ones add.
    """
    last = _same_labels(windows)[0]
    return last.places.tolist(), last.activities.tolist()


def _same_labels(windows: Sequence[Matrix]) -> list[Matrix]:
    """Give all windows the labels of all of them."""
    if len(windows) < 2:
        raise RequestError(
            f"An entry needs a window before and one after; {counted(len(windows), 'window')} is "
            "given. Give two or more."
        )
    last = windows[0]
    for window in windows[1:]:
        last = align(last, window)[1]
    same = [align(last, window)[1] for window in windows]
    same = [align(window, last)[0] for window in same]
    rows, columns = same[0].shape
    if rows * columns * len(same) > LARGEST:
        raise RequestError(
            f"{rows:,} places by {columns:,} activities in {len(same)} windows are more pairs than "
            f"the {LARGEST:,} that a model takes. Take coarser places or activities."
        )
    return same


Rows = tuple[Array, Array, NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]


def _step(windows: list[Matrix], number: int, rules: Rules, around: Around, first: int) -> Rows:
    """Give the rows of one step: what is known, whether it moved, and which pair it is."""
    before, after = windows[number], windows[number + 1]
    values = known_of(before, windows[number - 1] if first else None, around)
    found = entry_and_exit(
        before,
        after,
        threshold=rules.threshold,
        min_count=rules.min_count,
        confidence=rules.confidence,
    )
    outcome = found[rules.outcome]
    moved = outcome == 1
    if rules.moves == "sure":
        moved &= found["sure"] == 1
    kept = np.isfinite(outcome) & np.isfinite(values).all(axis=-1)
    kept &= (before.place_totals >= rules.min_total)[:, None]
    place, activity = (numbers.astype(np.int32) for numbers in np.nonzero(kept))
    step = np.full(len(place), number - first, dtype=np.int32)
    return values[kept], moved[kept].astype(np.float64), place, activity, step


def _require_both(moved: Array, rules: Rules, steps: tuple[str, ...]) -> None:
    """Refuse a panel in which there is nothing to tell apart."""
    kind = f"{'' if rules.moves == 'any' else 'sure '}{rules.outcome}"
    if not len(moved):
        raise RequestError(
            f"No pair could show an {rules.outcome} from {listing(steps)}: no place with a total "
            f"of {rules.min_total:g} or more has a candidate of which everything is known. Lower "
            "--min-total or take coarser activities."
        )
    if not moved.any():
        easier = (
            " Count those that chance may explain as well (--moves any), or widen"
            if (rules.moves == "sure")
            else " Widen"
        )
        raise RequestError(f"There is no {kind} from {listing(steps)}.{easier} the windows.")
    if moved.all():
        raise RequestError(
            f"Every candidate shows an {kind} from {listing(steps)}. Check the windows."
        )


def _notes(windows: list[Matrix], with_growth: bool) -> tuple[str, ...]:
    told = []
    if not with_growth:
        told.append(
            f"Growth of activities is not among what is known: it needs {FOR_GROWTH} windows or "
            f"more, and there are {len(windows)}."
        )
    if len(set(map(_years, windows))) > 1:
        told.append(
            f"Windows are of different lengths ({listing(one.period for one in windows)}): what is "
            "known of sizes and growth mixes the two."
        )
    return tuple(told)


def _years(window: Matrix) -> int:
    """Count the years of a window; 0 where its name tells none."""
    try:
        return parse_window(window.period).years
    except RequestError:
        return 0
