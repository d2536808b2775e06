"""Question: what would a joint strategy of several places change?

In: counts of places by activities, the places, cut-offs. Out: each activity alone and together, and
a few domains that they could share.
Must not know: files, time, or whether the places want to.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

from smartspec.core.errors import RequestError
from smartspec.indicators.specialisation import rta
from smartspec.strategy._shipped import shipped
from smartspec.strategy.opportunities import CONSOLIDATE, KINDS, REACH, CutOffs, cut_offs
from smartspec.strategy.standing import NEAR, SAME, Space, Standing, holdings, space, stand
from smartspec.tables.matrix import replace_matrix

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from smartspec.indicators.complexity import Components
    from smartspec.indicators.relatedness import Method
    from smartspec.tables.matrix import Array, Labels, Matrix

SHARED, CARRIED, DILUTED, NEARER, FARTHER, SAME_AS_BEFORE = (
    "shared", "carried", "diluted", "nearer", "farther", "none",
)  # fmt: skip
CHANGES = (SHARED, CARRIED, DILUTED, NEARER, FARTHER, SAME_AS_BEFORE)

CENTRE, AROUND = "centre", "around"


@dataclass(frozen=True)
class JointCutOffs:
    """How joint domains are found.

    Parameters
    ----------
    domains : int
        How many are proposed at most.
    neighbour_quantile : float
        Two activities are neighbours from this quantile of the relatedness of all pairs.
    date, source, status : str
        Where they are from, and how far they were compared with it.
    """

    domains: int
    neighbour_quantile: float
    date: str
    source: str
    status: str


@dataclass(frozen=True, eq=False)
class Joint:
    """What places are together, beside what each is alone.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row an activity: ``activity, kind, rta, density_pct, complexity, change, domain,
        domain_role`` of the places together, then ``kind_X, rta_X, density_pct_X`` of each. In the
        order of kinds, the nearest first.
    notes : tuple of str
        What a careful reader should know.
    cutoffs : JointCutOffs
        How domains were found.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...]
    cutoffs: JointCutOffs


@cache
def joint_cut_offs() -> JointCutOffs:
    """Read the cut-offs that ship.

    Returns
    -------
    JointCutOffs
        With their source and date.
    """
    return JointCutOffs(**shipped("joint"))


def merged(counts: Matrix, members: Sequence[str], name: str = "") -> Matrix:
    """Put one place, which has what several have, in their place; the whole stays.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).
    members : sequence of str
        Two places or more.
    name : str, default ""
        What they are called together; their labels joined by a plus sign if left out.

    Returns
    -------
    Matrix
        The other places in their order, then the one that they make.

    Raises
    ------
    RequestError
        If there are fewer than two, one stands twice or is not known, or the name is that of
        another place.

    Notes
    -----
    Counts are added. Where a record counts whole in each of its places, one of both is counted
    twice; fractional counts add up.

    Examples
    --------
    >>> from smartspec.tables.matrix import Matrix
    >>> counts = Matrix([[1, 2], [3, 4], [5, 6]], places=list("ABC"), activities=["x", "y"])
    >>> both = merged(counts, ["A", "C"])
    >>> both.places.tolist(), both.dense().tolist()
    (['B', 'A+C'], [[3.0, 4.0], [6.0, 8.0]])
    """
    _require_members(members)
    rows = [counts.place_index(member) for member in members]
    called = name or "+".join(members)
    rest = np.setdiff1d(np.arange(counts.shape[0]), rows)
    if called in counts.places[rest]:
        raise RequestError(f"'{called}' is a place of the table; name the union otherwise.")
    values = counts.values
    together = np.asarray(values[rows].sum(axis=0), dtype=np.float64).reshape(1, -1)
    stacked: object
    if counts.is_sparse:
        from scipy import sparse

        stacked = sparse.vstack([sparse.csr_array(values)[rest], sparse.csr_array(together)])
    else:
        stacked = np.vstack([np.asarray(values)[rest], together])
    places = [*counts.places[rest].tolist(), called]
    return replace_matrix(counts, values=stacked, places=places)


def joint(
    counts: Matrix,
    members: Sequence[str],
    *,
    name: str = "",
    method: Method = "conditional",
    components: Components = "largest",
    cutoffs: CutOffs | None = None,
    rule: JointCutOffs | None = None,
) -> Joint:
    r"""Set beside each activity what places are in it together and each alone, and propose domains.

    RTA of several places together is their mean, each weighted by its size, so it lies between the
    smallest and the largest of theirs. No activity becomes a specialisation by joining alone: a
    strength of one can carry the others, or be diluted by them. What can come nearer is what lies
    between the strengths of one and of another.

    .. math:: \mathrm{RTA}_{\cup a} = \frac{\sum_p n_p \mathrm{RTA}_{pa}}{\sum_p n_p}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities), in which the places stand apart.
    members : sequence of str
        Two places or more.
    name : str, default ""
        What they are called together; their labels joined by a plus sign if left out.
    method : str, default "conditional"
        How relatedness is measured.
    components : {"largest", "refuse", "apart"}, default "largest"
        What to do if places and activities fall into parts.
    cutoffs : CutOffs, optional
        What tells kinds apart, if not what ships.
    rule : JointCutOffs, optional
        How domains are found, if not as it ships.

    Returns
    -------
    Joint
        ``change``: ``shared``, all are specialised and so they are together; ``carried``, only some
        are, and so they are together; ``diluted``, some are, and together they are not; ``nearer``,
        nobody is, and it is near together and to nobody alone; ``farther``, nobody is, and it is
        near to somebody alone but not together; else ``none``.
        ``domain`` numbers the domains proposed, from 1. Of what the places are specialised in
        together, or what is near and complex (reach), the best by the sum of its ranks in density
        and in complexity becomes the centre of the first; the next best that is no neighbour of a
        centre that of the second; and so on. The others belong to the centre, of those that they
        are neighbours of, to which they are most related (``domain_role``).

    Raises
    ------
    RequestError
        As for `merged`, or if a place has no records.

    Notes
    -----
    Relatedness and complexity are measured once, with the places taken together as one, and used
    for all of them: differences come from joining alone. Kinds by other measures than the
    cut-offs', and a longer view, may differ. Ties go to the higher density, then to the label.

    References
    ----------
    Balland, P.-A., Boschma, R., Crespo, J. and Rigby, D. L. (2019). Smart specialization policy
    in the European Union: relatedness, knowledge complexity and regional diversification. Regional
    Studies 53(9), 1252-1268. https://doi.org/10.1080/00343404.2018.1437900

    Examples
    --------
    A is specialised in w and x, B in y; each strength carries the other place.

    >>> from smartspec.tables.matrix import Matrix
    >>> counts = Matrix([[6, 4, 0, 0], [0, 2, 8, 0], [0, 0, 4, 6], [3, 5, 1, 1]],
    ...                 places=list("ABCD"), activities=list("wxyz"))
    >>> found = joint(counts, ["A", "B"]).frame.set_index("activity")
    >>> found["change"].to_dict()
    {'w': 'carried', 'x': 'carried', 'y': 'carried', 'z': 'none'}
    """
    cut, how = cutoffs or cut_offs(), rule or joint_cut_offs()
    both = merged(counts, members, name)
    label = str(both.places[-1])
    around = space(both, threshold=cut.threshold, method=method, components=components)
    alone = [
        stand(around, has, cut)
        for has in holdings(counts, list(members), threshold=cut.threshold)
    ]  # fmt: skip
    together = stand(around, holdings(both, [label], threshold=cut.threshold)[0], cut)
    number, role = domains(around, together, both.activities, how)
    columns: dict[str, object] = {
        "activity": both.activities.astype(object),
        "kind": together.kind.astype(object),
        "rta": _rta_of(both, label),
        "density_pct": together.density_pct,
        "complexity": around.complexity,
        "change": _changes(together, alone),
        "domain": number,
        "domain_role": role,
    }
    for member, own in zip(members, alone, strict=True):
        columns[f"kind_{member}"] = own.kind.astype(object)
        columns[f"rta_{member}"] = _rta_of(counts, member)
        columns[f"density_pct_{member}"] = own.density_pct
    import pandas as pd

    frame = pd.DataFrame(columns)
    place = np.array([KINDS.index(kind) for kind in together.kind])
    order = np.lexsort((both.activities, -np.nan_to_num(together.density_pct, nan=-1.0), place))
    return Joint(frame.iloc[order].reset_index(drop=True), (*around.notes, _told(how, number)), how)


def domains(
    around: Space, together: Standing, names: Labels, rule: JointCutOffs
) -> tuple[Array, Array]:
    """Propose a few domains that are not neighbours of one another.

    Parameters
    ----------
    around : Space
        How related and complex activities are.
    together : Standing
        Where the places stand together.
    names : array of str
        Labels of the activities.
    rule : JointCutOffs
        How many, and what neighbours are.

    Returns
    -------
    number : array of shape (n_activities,)
        Of the domain, from 1; NaN outside of all.
    role : array of str
        ``"centre"``, ``"around"`` or empty.
    """
    open_to = np.flatnonzero(np.isin(together.kind, (CONSOLIDATE, REACH)))
    number = np.full(len(names), np.nan)
    role = np.full(len(names), "", dtype=object)
    if not open_to.size:
        return number, role
    density = np.nan_to_num(together.density_pct[open_to], nan=-1.0).round(SAME)
    complexity = np.nan_to_num(around.complexity[open_to], nan=-np.inf).round(SAME)
    score = rankdata(density) + rankdata(complexity)
    order = open_to[np.lexsort((names[open_to], -density, -score))]
    neighbours = _neighbours(around.weights, rule.neighbour_quantile)
    centres: list[int] = []
    for candidate in order.tolist():
        if len(centres) < rule.domains and not neighbours[candidate, centres].any():
            centres.append(candidate)
            number[candidate], role[candidate] = len(centres), CENTRE
    for candidate in order.tolist():
        if role[candidate] or not neighbours[candidate, centres].any():
            continue
        related = np.where(
            neighbours[candidate, centres], around.weights[candidate, centres].round(SAME), -1.0
        )
        number[candidate], role[candidate] = related.argmax() + 1, AROUND
    return number, role


def _neighbours(weights: Array, quantile: float) -> Array:
    """Mark pairs that are related, and by as much as the upper part of all pairs."""
    known = weights.any(axis=0)
    inside = weights[np.ix_(known, known)]
    pairs = inside[np.triu_indices(len(inside), 1)]
    edge = np.quantile(pairs, quantile) if pairs.size else np.inf
    return np.asarray((weights >= edge) & (weights > 0))


def _changes(together: Standing, alone: list[Standing]) -> Array:
    has = np.array([own.has for own in alone])
    near = np.array([np.isin(own.kind, NEAR) for own in alone]).any(axis=0)
    nobody, now = ~has.any(axis=0), np.isin(together.kind, NEAR)
    rules = [
        together.has & has.all(axis=0), together.has & ~has.all(axis=0), ~together.has & ~nobody,
        nobody & now & ~near, nobody & ~now & near,
    ]  # fmt: skip
    found: Array = np.select(rules, CHANGES[:-1], default=SAME_AS_BEFORE).astype(object)
    return found


def _rta_of(counts: Matrix, place: str) -> Array:
    found = rta(counts.select_places([place])).columns["rta"]
    return np.asarray(found if isinstance(found, np.ndarray) else found.toarray()).reshape(-1)


def _require_members(members: Sequence[str]) -> None:
    twice = [member for number, member in enumerate(members) if member in members[:number]]
    if twice:
        raise RequestError(f"{twice[0]} is named twice, and cannot be merged with itself.")
    if len(members) < 2:
        raise RequestError("A joint strategy is of two places or more. Name another.")


def _told(rule: JointCutOffs, number: Array) -> str:
    found = 0 if np.isnan(number).all() else int(np.nanmax(number))
    return (
        f"{found} joint domains of at most {rule.domains}, no two of them neighbours (relatedness "
        f"from the {rule.neighbour_quantile:.0%} quantile of all pairs): {rule.status}. Source: "
        f"{rule.source}"
    )
