"""Question: what can a place strengthen, what can it reach, and what would be a gamble?

In: counts of places by activities in one window, and in an earlier one if there is one; a place.
Out: each activity with its evidence and its kind.
Must not know: files, formulas of indicators, money, or what is decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smartspec.core.errors import RequestError
from smartspec.indicators.change import growth_of_activities, rta_change
from smartspec.indicators.complexity import Components, activity_complexity
from smartspec.indicators.density import relatedness_density
from smartspec.indicators.inference import rta_significance
from smartspec.indicators.opportunities import opportunity_gain
from smartspec.indicators.relatedness import Method, relatedness
from smartspec.indicators.specialisation import specialised
from smartspec.strategy._shipped import shipped
from smartspec.strategy.chances import UNTESTED, Chances

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.tables.matrix import Array, Matrix

Marks = NDArray[np.bool_]
Words = NDArray[np.str_]

CONSOLIDATE, ERODING, REACH, EASY, GAMBLE, LEAVE = (
    "consolidate", "eroding", "reach", "easy", "gamble", "leave",
)  # fmt: skip
KINDS = (CONSOLIDATE, ERODING, REACH, EASY, GAMBLE, LEAVE)


@dataclass(frozen=True)
class CutOffs:
    """What tells candidates apart.

    Parameters
    ----------
    threshold : float
        RTA from which a place counts as specialised.
    near_quantile : float
        A candidate is near from this quantile of the densities of the place's candidates.
    complex_from : float
        A candidate is complex from this complexity, in standard deviations from the average.
    date : str
        Of the source.
    source : str
        Where they are from.
    status : str
        How far they were compared with it.
    """

    threshold: float
    near_quantile: float
    complex_from: float
    date: str
    source: str
    status: str


@dataclass(frozen=True, eq=False)
class Opportunities:
    """What a place can strengthen and enter.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row an activity: ``activity, kind, count, rta, rta_low, rta_high, density_pct,
        complexity, gain``, with tested chances ``entry_probability``, and with an earlier window
        ``rta_before, world_growth_pct``.
    notes : tuple of str
        What a careful reader should know.
    cutoffs : CutOffs
        By which kinds were told apart.
    near_from : float
        Density from which a candidate is near.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...]
    cutoffs: CutOffs
    near_from: float


@cache
def cut_offs() -> CutOffs:
    """Read the cut-offs that ship.

    Returns
    -------
    CutOffs
        With their source and date.
    """
    return CutOffs(**shipped("opportunities"))


def opportunities(
    counts: Matrix,
    place: str,
    *,
    before: Matrix | None = None,
    method: Method = "conditional",
    components: Components = "largest",
    confidence: float = 0.95,
    cutoffs: CutOffs | None = None,
    chances: Chances | None = None,
    mix_only: bool = False,
    events: bool = True,
) -> Opportunities:
    """Set beside each activity what speaks for it in a place.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities) in the window that is looked at.
    place : str
        The place.
    before : Matrix, optional
        The same labels in an earlier window: then growth of the activity everywhere is told, and
        whether a strength is eroding.
    method : str, default "conditional"
        How relatedness is measured.
    components : {"largest", "refuse", "apart"}, default "largest"
        What to do if places and activities fall into parts.
    confidence : float, default 0.95
        Of the interval of RTA, and of the change that makes a strength an eroding one.
    cutoffs : CutOffs, optional
        Others than those that ship.
    chances : Chances, optional
        How likely entries are, from `smartspec.strategy.chances.entry_chances`.
    mix_only : bool, default False
        Whether the counts are fit for the mix of a place alone; then no growth is told.
    events : bool, default True
        Whether what is counted are records that come one by one. If not, chance cannot be told
        from pattern, and nothing is called eroding.

    Returns
    -------
    Opportunities
        ``consolidate``: the place is specialised in it, surely more than chance explains or not;
        ``eroding``: so it is, and RTA has fallen by more than chance explains.
        Of what it is not specialised in, ``reach``: near (never with a density of 0) and complex;
        ``easy``: near, not complex;
        ``gamble``: complex and far; ``leave``: neither. Kinds in this order, and within each the
        nearest first.

    Raises
    ------
    RequestError
        If the place is not known or has no records, or complexity cannot be computed.

    References
    ----------
    Balland, P.-A., Boschma, R., Crespo, J. and Rigby, D. L. (2019). Smart specialization policy
    in the European Union: relatedness, knowledge complexity and regional diversification. Regional
    Studies 53(9), 1252-1268. https://doi.org/10.1080/00343404.2018.1437900
    """
    row = counts.place_index(place)
    if not counts.place_totals[row]:
        raise RequestError(f"{place} has no records in {counts.period}. Choose another window.")
    cut = cutoffs or cut_offs()
    related = relatedness(counts, method=method, threshold=cut.threshold)
    sure = rta_significance(counts, confidence=confidence)
    complexity = activity_complexity(counts, components=components, threshold=cut.threshold)
    gain = opportunity_gain(counts, related=related, components=components, threshold=cut.threshold)
    evidence: dict[str, Array] = {
        "count": counts.row(place),
        **{name: sure[name][row] for name in ("rta", "rta_low", "rta_high")},
        "density_pct": relatedness_density(counts, related=related, threshold=cut.threshold)[
            "density_pct"
        ][row],
        "complexity": complexity["activity_complexity"],
        "gain": gain["opportunity_gain"][row],
    }
    falls = np.zeros(counts.shape[1], dtype=bool)
    if before is not None:
        change = rta_change(before, counts, confidence=confidence)
        falls = (change["ratio_high"][row] < 1) & events
        evidence["rta_before"] = change["rta_before"][row]
        if not mix_only:
            evidence["world_growth_pct"] = growth_of_activities(before, counts)["growth_pct"]
    has = specialised(counts, threshold=cut.threshold)["specialised"][row] == 1
    kind = kinds(evidence["density_pct"], evidence["complexity"], has, falls, cut)
    evidence["gain"][has] = np.nan  # nothing is left to enter
    if chances is not None and chances.probability:
        evidence["entry_probability"] = chances.of(counts.activities)
    return Opportunities(
        frame=_ordered(counts, kind, evidence),
        notes=(
            *related.notes,
            *complexity.notes,
            *((UNTESTED,) if chances is None else chances.notes),
        ),
        cutoffs=cut,
        near_from=near_from(evidence["density_pct"], has, cut),
    )


def kinds(density: Array, complexity: Array, has: Marks, falls: Marks, cut: CutOffs) -> Words:
    """Tell the activities of a place apart; without density or complexity nothing speaks for one.

    Parameters
    ----------
    density : array of shape (n_activities,)
        How near each is to the place.
    complexity : array of shape (n_activities,)
        In standard deviations from the average.
    has : array of bool
        What the place is specialised in.
    falls : array of bool
        In what its specialisation falls.
    cut : CutOffs
        What is near and what is complex.

    Returns
    -------
    array of str
        Of `KINDS`.

    Examples
    --------
    >>> no, last = np.zeros(3, dtype=bool), np.array([False, False, True])
    >>> kinds(np.array([60.0, 20.0, 90.0]), np.array([1.0, -1.0, 0.0]), last, no, cut_offs())
    array(['reach', 'leave', 'consolidate'], dtype='<U11')
    """
    near = (density >= near_from(density, has, cut)) & (density > 0)
    rare = complexity >= cut.complex_from
    names = np.array([ERODING, CONSOLIDATE, REACH, EASY, GAMBLE])
    rules = np.array([has & falls, has, near & rare, near, rare])
    return np.where(rules.any(axis=0), names[rules.argmax(axis=0)], LEAVE)


def near_from(density: Array, has: Marks, cut: CutOffs) -> float:
    """Say from which density a candidate of a place counts as near.

    Parameters
    ----------
    density : array of shape (n_activities,)
        How near each is to the place.
    has : array of bool
        What the place is specialised in.
    cut : CutOffs
        Which quantile of the candidates it is. What has a density of 0 is never near.

    Returns
    -------
    float
        In the unit of density; infinite if there is no candidate.

    Examples
    --------
    >>> near_from(np.array([60.0, 20.0, 40.0]), np.array([True, False, False]), cut_offs())
    30.0
    """
    open_to = density[~has & ~np.isnan(density)]
    return float(np.quantile(open_to, cut.near_quantile)) if open_to.size else float(np.inf)


def _ordered(counts: Matrix, kind: Words, evidence: dict[str, Array]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame({"activity": counts.activities.astype(object), "kind": kind, **evidence})
    place = frame["kind"].map({name: number for number, name in enumerate(KINDS)})
    order = np.lexsort((frame["activity"], -frame["density_pct"].fillna(-1.0), place))
    return frame.iloc[order].reset_index(drop=True)
