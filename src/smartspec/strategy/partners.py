"""Question: who has the related capabilities that a place lacks?

In: counts of places by activities, a place, cut-offs. Out: for each candidate of the place the
places that add most density, and what they bring; and each partner over all candidates.
Must not know: files, time, distance, or whether anybody works together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from smartspec.core.errors import RequestError
from smartspec.strategy.opportunities import KINDS, CutOffs, Marks, cut_offs
from smartspec.strategy.standing import NEAR, SAME, Space, Standing, holdings, space, stand

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.indicators.complexity import Components
    from smartspec.indicators.relatedness import Method
    from smartspec.tables.matrix import Array, Matrix

CAUTION = (
    "A partner is told by what it is specialised in, not by whether it would or could work with "
    "the place. Partners with many specialisations add more than others, and those of places with "
    "few records are largely chance: leave small places out with --min-total."
)


@dataclass(frozen=True, eq=False)
class Partners:
    """Who could bring what a place lacks.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a candidate and partner: ``activity, kind, density_pct, partner_rank, partner,
        gain_pp, density_with_pct, partner_specialised, brings``. Candidates by kind and density,
        partners by what they add.
    summary : pandas.DataFrame
        One row a partner that adds anything: ``partner, gain_near_pp, gain_all_pp, among_top,
        specialisations, lacking_here, records``, the most useful for near candidates first.
    notes : tuple of str
        What a careful reader should know.
    """

    frame: pd.DataFrame
    summary: pd.DataFrame
    notes: tuple[str, ...]


def added_density_pct(around: Space, own: Marks, others: Marks) -> Array:
    """Give by how much the density of each activity rises with what others have and one lacks.

    Parameters
    ----------
    around : Space
        How related activities are.
    own : array of bool, of shape (n_activities,)
        What the place is specialised in.
    others : array of bool, of shape (n_places, n_activities)
        What each of the others is.

    Returns
    -------
    array of shape (n_places, n_activities)
        Percentage points, never below 0; NaN for an activity that is related to nothing.
    """
    return around.density_pct((others & ~own).astype(np.float64))


def partners(
    counts: Matrix,
    place: str,
    *,
    top: int = 3,
    brings: int = 3,
    method: Method = "conditional",
    components: Components = "largest",
    cutoffs: CutOffs | None = None,
) -> Partners:
    r"""Say which other places have the related capabilities that a place lacks.

    For each activity that the place is not specialised in, the density it would have if it also
    had what the partner is specialised in, less the density it has: added relatedness density. A
    partner that has what the place has adds nothing, however strong it is.

    .. math:: \omega_{pa}^{+q} - \omega_{pa} = 100 \,
        \frac{\sum_{b \ne a} (1 - m_{pb}) \, m_{qb} \, \phi_{ab}}{\sum_{b \ne a} \phi_{ab}}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).
    place : str
        The place; every other place of the counts is a possible partner.
    top : int, default 3
        How many partners to name for a candidate, at least 1.
    brings : int, default 3
        How many activities to name that a partner brings, the most related first, at least 1.
    method : str, default "conditional"
        How relatedness is measured.
    components : {"largest", "refuse", "apart"}, default "largest"
        What to do if places and activities fall into parts, for the kind of the candidates.
    cutoffs : CutOffs, optional
        What tells candidates apart, if not what ships.

    Returns
    -------
    Partners
        A partner that adds nothing to a candidate is not named for it. In the summary
        ``gain_near_pp`` averages over the candidates that are near (reach and easy),
        ``gain_all_pp`` over all that have a density, and ``among_top`` says for how many near ones
        the partner is among the first.

    Raises
    ------
    RequestError
        If the place is not known or has no records, there is no other, or ``top`` or ``brings`` is
        below 1.

    Notes
    -----
    After Balland and Boschma, who ask of European regions whether such links go with entry. The
    formula was written from knowledge of their paper, not compared with its text or results. The
    partner need not have the candidate itself; ``partner_specialised`` tells whether it has.
    Partners that add equally much stand in the order of their labels.

    References
    ----------
    Balland, P.-A. and Boschma, R. (2021). Complementary interregional linkages and smart
    specialisation: an empirical study on European regions. Regional Studies 55(6), 1059-1070.
    https://doi.org/10.1080/00343404.2020.1861240

    Examples
    --------
    w, x, y and z are related in a chain. Of what y is related to A has x, and C has z, the other
    half. All that z is related to is y, which B has, and C as well.

    >>> from smartspec.tables.matrix import Matrix
    >>> counts = Matrix([[6, 4, 0, 0], [0, 5, 5, 0], [0, 0, 4, 6]], places=list("ABC"),
    ...                 activities=list("wxyz"))
    >>> found = partners(counts, "A", top=1).frame
    >>> found[["activity", "partner", "density_pct", "gain_pp", "brings"]].values.tolist()
    [['y', 'C', 50.0, 50.0, 'z'], ['z', 'B', 0.0, 100.0, 'y']]
    """
    if top < 1 or brings < 1:
        raise RequestError("At least one partner, and one activity that it brings, is to be named.")
    cut = cutoffs or cut_offs()
    around = space(counts, threshold=cut.threshold, method=method, components=components)
    own = stand(around, holdings(counts, [place], threshold=cut.threshold)[0], cut)
    labels = _others(counts, place)
    others = holdings(counts, labels, threshold=cut.threshold)
    gain = added_density_pct(around, own.has, others)
    rows = _rows(counts, around, own, (labels, others, gain), (top, brings))
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    summary = _summary(counts, own, (labels, others, gain), frame)
    return Partners(frame, summary, (*around.notes, CAUTION))


_COLUMNS = ("activity", "kind", "density_pct", "partner_rank", "partner", "gain_pp",
            "density_with_pct", "partner_specialised", "brings")  # fmt: skip

Held = tuple[list[str], Marks, "Array"]
"""Labels of the others, what each is specialised in, and what each adds."""


def _others(counts: Matrix, place: str) -> list[str]:
    totals = counts.place_totals
    found = sorted(
        label for label, total in zip(counts.places.tolist(), totals, strict=True)
        if total and label != place
    )  # fmt: skip
    if not found:
        raise RequestError(
            f"{place} is the only place with records in {counts.period}. Add others."
        )
    return found


def _rows(
    counts: Matrix, around: Space, own: Standing, held: Held, limits: tuple[int, int]
) -> list[tuple[object, ...]]:
    labels, others, gain = held
    top, brings = limits
    names = counts.activities
    kind = np.array([KINDS.index(name) for name in own.kind])
    order = np.lexsort((names, own.rank, kind))
    rows: list[tuple[object, ...]] = []
    for number in order[~own.has[order] & ~np.isnan(own.rank[order])]:
        added = gain[:, number].round(SAME)
        first = np.argsort(-added, kind="stable")[:top]
        for rank, other in enumerate(first[added[first] > 0], start=1):
            lacking = others[other] & ~own.has
            related = np.where(lacking, around.weights[number], 0.0)
            best = np.lexsort((names, -related.round(SAME)))[:brings]
            rows.append((
                str(names[number]), str(own.kind[number]), own.density_pct[number], rank,
                labels[other], gain[other, number], own.density_pct[number] + gain[other, number],
                "yes" if others[other, number] else "no",
                "; ".join(names[best[related[best] > 0]]),
            ))  # fmt: skip
    return rows


def _summary(counts: Matrix, own: Standing, held: Held, frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    labels, others, gain = held
    known = ~np.isnan(own.rank)
    close = known & np.isin(own.kind, NEAR)
    named = frame.loc[frame["kind"].isin(NEAR), "partner"].value_counts()
    summary = pd.DataFrame(
        {
            "partner": np.array(labels, dtype=object),
            "gain_near_pp": _average(gain[:, close]),
            "gain_all_pp": _average(gain[:, known]),
            "among_top": [int(named.get(label, 0)) for label in labels],
            "specialisations": others.sum(axis=1),
            "lacking_here": (others & ~own.has).sum(axis=1),
            "records": counts.place_totals[[counts.place_index(one) for one in labels]],
        }
    )
    order = np.lexsort(
        (
            summary["partner"],
            -summary["gain_all_pp"].round(SAME),
            -summary["gain_near_pp"].round(SAME),
        )
    )
    useful = summary.iloc[order]
    return useful[useful["gain_all_pp"] > 0].reset_index(drop=True)


def _average(gain: Array) -> Array:
    return gain.mean(axis=1) if gain.shape[1] else np.full(len(gain), np.nan)
