"""Question: would a place's candidates be the same, had chance or a choice fallen otherwise?

In: counts of places by activities in one window, and in others; a place; cut-offs. Out: for each
activity, the interval of its rank and how often its kind is the same.
Must not know: files, or what is decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from smartspec.core.errors import RequestError, listing
from smartspec.indicators._draws import over_draws
from smartspec.strategy._shipped import shipped
from smartspec.strategy.opportunities import KINDS, CutOffs, Marks, Words, cut_offs
from smartspec.strategy.standing import holdings, space, stand

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from smartspec.indicators.complexity import Components
    from smartspec.indicators.relatedness import Method
    from smartspec.tables.matrix import Array, Matrix

SOURCES = ("counts", "threshold", "measure", "window")
"""What may be otherwise."""

_TOLD = ("activity", "rank", "rank_low", "rank_high", "kind_share", "specialised_share", "fragile",
         "fragile_to")  # fmt: skip

QUICK = 1e9
"""Places times pairs of activities up to which a hundred draws take a minute or so."""

OFTEN_NONE = 0.05
"""Share of draws without an answer above which it is told."""


@dataclass(frozen=True)
class StabilityCutOffs:
    """What is varied, and from when a kind is steady.

    Parameters
    ----------
    thresholds : tuple of float
        RTA from which a place counts as specialised.
    measures : tuple of str
        How relatedness is measured.
    steady_from : float
        An activity is fragile if its kind is the same in less than this share of the variants.
    interval : float
        The part of the draws that lies between the lower and the higher rank.
    date, source, status : str
        Where they are from, and how far they were compared with it.
    """

    thresholds: tuple[float, ...]
    measures: tuple[Method, ...]
    steady_from: float
    interval: float
    date: str
    source: str
    status: str


@dataclass(frozen=True, eq=False)
class Stability:
    """How a place's candidates hold up.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row an activity, in the order of the counts: ``activity, rank, rank_low, rank_high,
        kind_share, specialised_share, counts_share, threshold_share, measure_share, window_share,
        fragile, fragile_to``.
    notes : tuple of str
        What a careful reader should know.
    cutoffs : StabilityCutOffs
        What was varied.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...]
    cutoffs: StabilityCutOffs

    def beside(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Put rank, range and steadiness beside other columns of the same activities.

        Parameters
        ----------
        frame : pandas.DataFrame
            With a column ``activity``.

        Returns
        -------
        pandas.DataFrame
            The same rows in the same order, with ``rank, rank_low, rank_high, kind_share,
            specialised_share, fragile, fragile_to``.
        """
        return frame.merge(self.frame[list(_TOLD)], on="activity", how="left", validate="1:1")


@cache
def stability_cut_offs() -> StabilityCutOffs:
    """Read the cut-offs that ship.

    Returns
    -------
    StabilityCutOffs
        With their source and date.
    """
    return StabilityCutOffs(**shipped("stability"))


def is_quick(counts: Matrix) -> bool:
    """Say whether a hundred draws take no more than a minute or so on two processors.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).

    Returns
    -------
    bool
        By the number of places and of pairs of activities.

    Examples
    --------
    >>> from smartspec.tables.matrix import Matrix
    >>> is_quick(Matrix([[1, 2]], places=["A"], activities=["x", "y"]))
    True
    """
    places, activities = counts.shape
    return places * activities**2 <= QUICK


def stability(
    counts: Matrix,
    place: str,
    *,
    windows: Sequence[Matrix] = (),
    draws: int = 100,
    seed: int = 1,
    method: Method = "conditional",
    components: Components = "largest",
    cutoffs: CutOffs | None = None,
    varied: StabilityCutOffs | None = None,
) -> Stability:
    r"""Say how a place's candidates hold up if counts, threshold, measure or window are others.

    A kind that changes with the draw of chance or with the choice of a threshold is not evidence
    for a choice of policy. The rank is that of the candidates by density, 1 the nearest. All is
    computed anew for each variant: specialisation, relatedness, density, complexity and kind.

    .. math:: s_a = \frac{1}{|S|} \sum_{s \in S} \frac{1}{|V_s|} \sum_{v \in V_s}
        [\, \mathrm{kind}_a^{v} = \mathrm{kind}_a \,]

    where S are the sources of doubt (counts, threshold, measure, window) for which there are
    variants V: each weighs the same, so that a hundred draws do not outvote three thresholds.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities) in the window that is looked at.
    place : str
        The place.
    windows : sequence of Matrix, optional
        The counts in other windows: an earlier one, or those of
        `smartspec.strategy.windows.other_windows`.
    draws : int, default 100
        How often counts are drawn again, each from a Poisson distribution around what was counted;
        at least 20.
    seed : int, default 1
        The same gives the same draws, whatever the number of threads.
    method : str, default "conditional"
        How relatedness is measured where the measure is not varied.
    components : {"largest", "refuse", "apart"}, default "largest"
        What to do if places and activities fall into parts; variants take the largest.
    cutoffs : CutOffs, optional
        What tells candidates apart, if not what ships.
    varied : StabilityCutOffs, optional
        What is varied, if not what ships.

    Returns
    -------
    Stability
        ``rank_low`` and ``rank_high`` hold 90% of the draws in which the activity is a candidate;
        ranks are missing for what the place is specialised in. ``kind_share`` is the formula above,
        ``specialised_share`` the same for being specialised, and ``counts_share`` and so on its
        parts. ``fragile`` is yes below the cut-off; ``fragile_to`` then names the sources whose own
        share is below it.

    Raises
    ------
    RequestError
        If the place is not known or has no records, there are too few draws, or relatedness or
        complexity cannot be computed for what was counted.

    Notes
    -----
    A strength is one kind here, whether it erodes or not. Draws around counts that are themselves
    drawn vary more than chance did, so that ranges are wide rather than narrow. An earlier window
    mixes real change with doubt. A variant for which nothing can be computed is left out and told.
    What is no number of records that come one by one (money, shares) is not for such draws.
    The records of all places are drawn, not those of the place alone, since relatedness rests on
    all of them.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman & Hall, New
    York. https://doi.org/10.1007/978-1-4899-4541-9

    Examples
    --------
    With thousands of records chance changes nothing, and nor do the measures.

    >>> from smartspec.tables.matrix import Matrix
    >>> counts = Matrix([[6000, 4000, 0, 0], [0, 5000, 5000, 0], [0, 0, 4000, 6000]],
    ...                 places=list("ABC"), activities=list("wxyz"))
    >>> frame = stability(counts, "A", draws=20).frame
    >>> frame.loc[frame["activity"] == "y", ["rank", "rank_low", "rank_high", "fragile"]].values
    array([[1.0, 1.0, 1.0, 'no']], dtype=object)
    """
    cut, vary = cutoffs or cut_offs(), varied or stability_cut_offs()
    around = space(counts, threshold=cut.threshold, method=method, components=components)
    base = stand(around, holdings(counts, [place], threshold=cut.threshold)[0], cut)
    plain = _numbered(base.kind, base.rank)

    def again(fresh: Matrix, how: Method = method, threshold: float = cut.threshold) -> Array:
        return _again(fresh, place, how, replace(cut, threshold=threshold))

    drawn = over_draws(counts, again, draws=draws, seed=seed).reshape(draws, 2, -1)
    answers = {
        "counts": drawn,
        "threshold": [again(counts, threshold=t) for t in vary.thresholds if t != cut.threshold],
        "measure": [again(counts, how) for how in vary.measures if how != method],
        "window": [_laid_out(again(other), other, counts) for other in windows],
    }
    shape = (-1, 2, counts.shape[1])
    variants = {name: np.array(found).reshape(shape) for name, found in answers.items()}
    frame = _frame(counts, plain, variants, vary)
    return Stability(frame, _notes(variants, windows, vary), vary)


def _again(counts: Matrix, place: str, method: Method, cut: CutOffs) -> Array:
    """Answer for other counts or cut-offs; without a value where nothing can be computed."""
    try:
        has = holdings(counts, [place], threshold=cut.threshold)[0]
        found = stand(space(counts, threshold=cut.threshold, method=method), has, cut)
    except RequestError:
        return np.full((2, counts.shape[1]), np.nan).reshape(-1)
    return _numbered(found.kind, found.rank).reshape(-1)


def _numbered(kind: Words, rank: Array) -> Array:
    """Put the number of the kind and the rank below each other; a strength is number 0."""
    numbers = np.array([KINDS.index(name) for name in kind], dtype=np.float64)
    return np.array([numbers, rank])


def _laid_out(answer: Array, own: Matrix, counts: Matrix) -> Array:
    """Put the answer of another window into the order of the activities that are looked at."""
    found = np.full((2, counts.shape[1]), np.nan)
    position = {name: number for number, name in enumerate(own.activities.tolist())}
    held = [position.get(name, -1) for name in counts.activities.tolist()]
    there = np.array(held) >= 0
    found[:, there] = answer.reshape(2, -1)[:, [number for number in held if number >= 0]]
    return found


def _frame(
    counts: Matrix, plain: Array, variants: dict[str, Array], vary: StabilityCutOffs
) -> pd.DataFrame:
    import pandas as pd

    kind, rank = plain
    same = {name: _share(found[:, 0], kind) for name, found in variants.items()}
    strong = {name: _share(found[:, 0], np.zeros_like(kind)) for name, found in variants.items()}
    kind_share = _mean(np.array(list(same.values())))
    outside = (1.0 - vary.interval) / 2.0
    low, high = _quantiles(variants["counts"][:, 1], (outside, 1.0 - outside))
    low[np.isnan(rank)] = high[np.isnan(rank)] = np.nan
    fragile = kind_share < vary.steady_from
    blamed = [
        " ".join(name for name in SOURCES if same[name][number] < vary.steady_from) if weak else ""
        for number, weak in enumerate(fragile)
    ]
    return pd.DataFrame(
        {
            "activity": counts.activities.astype(object),
            "rank": rank,
            "rank_low": low,
            "rank_high": high,
            "kind_share": kind_share,
            "specialised_share": _mean(np.array(list(strong.values()))),
            **{f"{name}_share": same[name] for name in SOURCES},
            "fragile": np.where(fragile, "yes", "no").astype(object),
            "fragile_to": np.array(blamed, dtype=object),
        }
    )


def _share(found: Array, wanted: Array) -> Array:
    """Give the share of variants with an answer in which it is the one wanted."""
    return _mean(np.where(np.isnan(found), np.nan, found == wanted))


def _mean(values: Array) -> Array:
    """Average rows, leaving out what has no value; NaN where nothing has."""
    known = ~np.isnan(values)
    number = known.sum(axis=0).astype(np.float64)
    number[number == 0] = np.nan
    return np.asarray(np.where(known, values, 0.0).sum(axis=0) / number)


def _quantiles(ranks: Array, at: tuple[float, float]) -> tuple[Array, Array]:
    """Give quantiles over draws that are themselves ranks; NaN where no draw has one."""
    low, high = np.full(ranks.shape[1], np.nan), np.full(ranks.shape[1], np.nan)
    some = ~np.isnan(ranks).all(axis=0)
    if some.any():
        low[some], high[some] = np.nanquantile(ranks[:, some], at, axis=0, method="inverted_cdf")
    return low, high


def _notes(
    variants: dict[str, Array], windows: Sequence[Matrix], vary: StabilityCutOffs
) -> tuple[str, ...]:
    empty: dict[str, Marks] = {
        name: np.asarray(np.isnan(found[:, 0]).all(axis=1)) for name, found in variants.items()
    }
    told = []
    if (missing := float(empty["counts"].mean())) > OFTEN_NONE:
        told.append(f"Of the draws {missing:.0%} have no answer; ranges rest on the others.")
    lost = [other.period for other, none in zip(windows, empty["window"], strict=True) if none]
    if lost:
        told.append(f"Nothing could be computed for {listing(lost)}, which do not count.")
    if empty["threshold"].any() or empty["measure"].any():
        number = int(empty["threshold"].sum() + empty["measure"].sum())
        told.append(f"For {number} of the thresholds and measures nothing could be computed.")
    used = ", ".join(other.period for other in windows) or "none"
    thresholds = listing(f"{one:g}" for one in vary.thresholds)
    told.append(
        f"Fragile is a kind that is the same in less than {vary.steady_from:.0%} of the variants "
        f"(counts drawn anew; thresholds {thresholds}; measures "
        f"{listing(vary.measures)}; windows {used}): {vary.status}"
    )
    return tuple(told)
