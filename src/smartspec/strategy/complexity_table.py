"""Question: how complex are places or activities, and what about that is open?

In: counts of places by activities in one window, what is asked. Out: one row a place or activity,
the most complex first, with what chance and the threshold leave open, and notes.
Must not know: files, names, or what is decided.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from smartspec.core.errors import counted, listing
from smartspec.indicators._presence import parts, presence
from smartspec.indicators._ranks import rank_correlation
from smartspec.indicators._spectrum import CLOSE
from smartspec.indicators.complexity import Components, activity_complexity, place_complexity
from smartspec.indicators.complexity_interval import (
    activity_complexity_interval,
    place_complexity_interval,
)
from smartspec.indicators.complexity_threshold import (
    activity_complexity_by_threshold,
    place_complexity_by_threshold,
    read_thresholds,
)
from smartspec.indicators.concentration import ubiquity
from smartspec.indicators.fitness import activity_fitness, place_fitness
from smartspec.indicators.structure import diversity
from smartspec.strategy.stability import is_quick

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from smartspec.tables.matrix import Matrix
    from smartspec.tables.result import Result

Whose = Literal["places", "activities"]

ENDS = 3
"""How many of each end of the line are named."""

MUCH = 1 / 3
"""Share of all ranks that the median range may span before single ranks are advised against."""

USUAL_DRAWS = 200
"""How often counts are drawn if nothing is said."""


@dataclass(frozen=True)
class ComplexityAsked:
    """What is asked.

    Parameters
    ----------
    of : {"places", "activities"}
        Whose complexity.
    threshold : float
        Smallest RTA that counts as specialised.
    thresholds : str or sequence of float
        Others, for the range of the rank.
    components : {"refuse", "largest", "apart"}
        What to do about parts that have nothing in common.
    draws : int, optional
        How often counts are drawn again; if None, 200 times unless that takes long.
    seed : int
        The same gives the same draws.
    """

    of: Whose = "places"
    threshold: float = 1.0
    thresholds: str | Sequence[float] = "0.5,0.75,1,1.25,1.5"
    components: Components = "refuse"
    draws: int | None = None
    seed: int = 1

    @property
    def side(self) -> str:
        """What a row is about."""
        return "place" if self.of == "places" else "activity"

    def pick(
        self, place: Callable[..., Result], activity: Callable[..., Result]
    ) -> Callable[..., Result]:
        """Choose the function of the side that is asked for."""
        return place if self.of == "places" else activity


@dataclass(frozen=True, eq=False)
class ComplexityTable:
    """How complex places or activities are.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a place or activity, the most complex first, those without a value last.
    notes : tuple of str
        What a careful reader should know.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...] = field(default=())


def complexity_table(
    counts: Matrix,
    asked: ComplexityAsked | None = None,
    *,
    names: Mapping[str, str] | None = None,
) -> ComplexityTable:
    """Set complexity, its doubts, fitness and diversity beside each other.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities) in one window.
    asked : ComplexityAsked, optional
        What is asked; places at the usual thresholds if left out.
    names : mapping of str to str, optional
        What labels are called, if that is known.

    Returns
    -------
    ComplexityTable
        Columns ``place`` or ``activity``, with ``names`` also ``place_name`` or ``activity_name``;
        ``complexity``, ``complexity_low``, ``complexity_high``,
        ``rank``, ``rank_low``, ``rank_high`` (95% of the draws), ``rank_lowest``, ``rank_highest``
        (over thresholds), ``fitness``, ``fitness_rank``, ``diversity`` or ``ubiquity``. Without
        draws the four columns of intervals are missing. Parts that are computed apart have no
        common ranks: then all columns of ranks and intervals of complexity are missing, and
        ``part`` (1 is the largest) stands in their place.

    Raises
    ------
    RequestError
        As for `place_complexity`, `place_complexity_interval` and `place_complexity_by_threshold`.

    Examples
    --------
    >>> from smartspec.tables.matrix import Matrix
    >>> counts = Matrix([[4, 3, 3], [6, 4, 0], [10, 0, 0], [9, 0, 0]], places=list("ABCD"),
    ...                 activities=list("xyz"))
    >>> asked = ComplexityAsked(threshold=0.5, thresholds=[0.5, 0.75], draws=20)
    >>> complexity_table(counts, asked).frame[["place", "rank", "diversity"]].values.tolist()
    [['A', 1.0, 3.0], ['B', 2.0, 2.0], ['C', 3.0, 1.0], ['D', 3.0, 1.0]]
    """
    asked = asked or ComplexityAsked()
    read_thresholds(asked.thresholds, asked.threshold)
    plain = asked.pick(place_complexity, activity_complexity)(
        counts, threshold=asked.threshold, components=asked.components
    )
    told = [*_about(plain), *plain.notes]
    if asked.components == "apart" and plain.diagnostics["parts"] != 1:
        columns, more = _apart(counts, plain, asked)
        order = ["part", "complexity"]
    else:
        columns, more = _ranked(counts, plain, asked)
        order = ["complexity"]
    beside, doubts = _beside(counts, asked)
    frame = _frame(plain, asked, {**columns, **beside}, order)
    if names is not None:
        called = [names.get(label, label) for label in frame[asked.side]]
        frame.insert(1, f"{asked.side}_name", called)
    notes = dict.fromkeys([*told, *more, *doubts, *_ends(frame)])
    return ComplexityTable(frame, tuple(notes))


def _about(plain: Result) -> list[str]:
    """Tell how well the line and its direction are determined."""
    told = plain.diagnostics
    second, third, sign = (
        float(str(told[name]))
        for name in ("second_eigenvalue", "third_eigenvalue", "sign_correlation")
    )
    many = int(str(told["parts"]))
    where = f"{plain.period}, the largest part" if many > 1 else plain.period
    apart = "close" if second - third < CLOSE * second else "apart"
    return [
        f"The second and third eigenvalue are {second:.4f} and {third:.4f} ({where}): they "
        f"lie {apart}; the farther apart, the firmer the ranking. Complexity correlates with "
        f"diversity by {sign:.2f}, which gives its direction. Places and activities hang together "
        f"in {counted(many, 'part')}."
    ]


def _ranked(
    counts: Matrix, plain: Result, asked: ComplexityAsked
) -> tuple[dict[str, np.ndarray], list[str]]:
    """Give complexity and its rank, with what chance and the threshold leave open."""
    # One part, or all but the largest is left out: both are the largest.
    whole = "refuse" if asked.components == "refuse" else "largest"
    by_threshold = asked.pick(place_complexity_by_threshold, activity_complexity_by_threshold)(
        counts, threshold=asked.threshold, thresholds=asked.thresholds, components=whole
    )
    notes = list(by_threshold.notes)
    columns = {"complexity": plain[f"{asked.side}_complexity"]}
    sure: Result | None = None
    if asked.draws is not None or is_quick(counts):
        draws = USUAL_DRAWS if asked.draws is None else asked.draws
        sure = asked.pick(place_complexity_interval, activity_complexity_interval)(
            counts, draws=draws, seed=asked.seed, threshold=asked.threshold, components=whole
        )
        notes += sure.notes
        notes.append(
            f"Intervals hold 95% of {draws:,} draws of the counts (seed {asked.seed}): chance in "
            "records that come one by one, and nothing else."
        )
        columns |= {name: sure[name] for name in ("complexity_low", "complexity_high")}
    else:
        notes.append(
            "Intervals are left out, since on a table of this size they take long. Ask for them "
            f"with --draws {USUAL_DRAWS}."
        )
    columns["rank"] = by_threshold["rank"]
    if sure is not None:
        columns |= {name: sure[name] for name in ("rank_low", "rank_high")}
    columns |= {name: by_threshold[name] for name in ("rank_lowest", "rank_highest")}
    notes += _open(by_threshold, sure)
    return columns, notes


def _open(by_threshold: Result, sure: Result | None) -> list[str]:
    """Say how many ranks are left open, in the middle of all."""
    known = ~np.isnan(by_threshold["rank"])
    spread = (by_threshold["rank_highest"] - by_threshold["rank_lowest"])[known]
    number, moved = int(known.sum()), float(np.median(spread))
    told = [f"{moved:g} over the thresholds"]
    advice = ""
    if moved > MUCH * number:
        advice = " The threshold decides much of them: do not speak of single ranks."
    if sure is not None:
        chance = float(np.nanmedian((sure["rank_high"] - sure["rank_low"])[known]))
        told.insert(0, f"{chance:g} by chance")
        if chance > MUCH * number:
            advice += (
                " Chance decides much of them: do not speak of ranks. Leave out what is small with "
                "--min-total, or take more years."
            )
    return [f"Among {number:,} ranks, the median range of a rank is {' and '.join(told)}.{advice}"]


def _apart(
    counts: Matrix, plain: Result, asked: ComplexityAsked
) -> tuple[dict[str, np.ndarray], list[str]]:
    """Give complexity part by part; there are no common ranks."""
    value = plain[f"{asked.side}_complexity"]
    number = np.full(len(value), np.nan)
    for position, part in enumerate(parts(presence(counts, threshold=asked.threshold)), start=1):
        number[part.places if asked.side == "place" else part.activities] = position
    given = "" if asked.draws is None else " --draws has no effect here."
    return {"part": number, "complexity": value}, [
        "Parts that are computed apart have no common ranks: ranks, their ranges and intervals are "
        f"left out.{given} Fitness is computed over all parts together. "
        "Take --components largest to have ranks for the largest part."
    ]


def _beside(
    counts: Matrix, asked: ComplexityAsked
) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    """Give what stands beside complexity: fitness, and how much or how common it is."""
    fit = asked.pick(place_fitness, activity_fitness)(counts, threshold=asked.threshold)
    number = asked.pick(diversity, ubiquity)(counts, threshold=asked.threshold)
    (many,) = number.columns
    fitness = fit[f"{asked.side}_fitness"]
    return {"fitness": fitness, "fitness_rank": _from_top(fitness), many: number[many]}, fit.notes


def _from_top(values: np.ndarray) -> np.ndarray:
    """Rank from the largest, 1, on; equals share the better rank, NaN stays."""
    larger = (values[None, :] > values[:, None]).sum(axis=1)
    return np.where(np.isnan(values), np.nan, 1.0 + larger)


def _frame(
    plain: Result, asked: ComplexityAsked, columns: dict[str, np.ndarray], order: list[str]
) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame({asked.side: plain.labels[0].astype(object), **columns})
    return frame.sort_values(
        order, ascending=[name == "part" for name in order], kind="stable", ignore_index=True
    )


def _ends(frame: pd.DataFrame) -> list[str]:
    """Name both ends of the line, and what has no value; tell whether fitness agrees."""
    called = next(
        name for name in reversed(frame.columns[:2]) if name not in ("complexity", "part")
    )
    has = frame["complexity"].notna()
    lost = frame.loc[~has, called].tolist()
    told = [f"Without complexity, last in the table: {listing(lost)}."] if lost else []
    line = frame.loc[has, called].tolist()
    if "part" in frame or len(line) < 2 * ENDS:
        return told
    same = rank_correlation(frame["complexity"].to_numpy(), frame["fitness"].to_numpy())
    return [
        *told,
        f"What the line means is open. At its upper end are {'; '.join(line[:ENDS])}; at its lower "
        f"one {'; '.join(line[-ENDS:])}. Look whether that is from complex to simple before you "
        f"call it so. Its rank correlation with fitness is {same:.2f}.",
    ]
