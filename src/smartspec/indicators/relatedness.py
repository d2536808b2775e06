"""Question: which activities draw on the same capabilities?

In: counts of places by activities, or how often activities were found together. Out: how related
each pair is. Must not know: files, tables, which place is of interest, or what can be reached.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from smartspec.core.errors import RequestError, counted, listing
from smartspec.indicators import _together
from smartspec.indicators._checks import LARGEST_SQUARE, choice, require_pairs
from smartspec.indicators._conventions import Convention, Rules, rules_of
from smartspec.indicators._presence import presence
from smartspec.indicators._together import MEASURES, Totals
from smartspec.indicators.local_shares import LARGEST as LARGEST_LOCAL
from smartspec.indicators.local_shares import correlations
from smartspec.indicators.specialisation import require_threshold, rsca, rta
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result

Method = Literal[
    "conditional", "cosine", "jaccard", "association", "probability", "z_score", "correlation",
    "local_shares",
]  # fmt: skip
METHODS = ("conditional", "cosine", "jaccard", "association", "probability", "z_score",
           "correlation", "local_shares")  # fmt: skip
LinkMethod = Literal["cosine", "jaccard", "association", "probability"]
LINK_METHODS = ("cosine", "jaccard", "association", "probability")
Basis = Literal["presence", "rta", "rsca"]

UNITS = {
    "conditional": "probability",
    "cosine": "index from -1 to 1",
    "jaccard": "share from 0 to 1",
    "association": "ratio to chance",
    "probability": "ratio to chance",
    "z_score": "standard deviations",
    "correlation": "index from -1 to 1",
    "local_shares": "index from 0 to 1",
}


def relatedness(
    counts: Matrix,
    *,
    method: Method = "conditional",
    threshold: float = 1.0,
    basis: Basis = "presence",
    convention: Convention = "standard",
) -> Result:
    r"""Say how related two activities are, by how often the same places are specialised in both.

    Activities that are often found together draw on the same skills, suppliers or institutions, or
    on the same customers; co-location does not say which. Places that have one of two related
    activities enter the other more often. By default it is the chance that a place specialised in
    one is also specialised in the other, taken in the direction in which it is smaller.

    .. math:: \phi_{ab} = \frac{c_{ab}}{\max(u_a, u_b)}, \qquad c_{ab} = \sum_p m_{pa} m_{pb},
        \quad u_a = \sum_p m_{pa}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    method : str, default "conditional"
        ``"conditional"``: the smaller conditional probability (above). ``"cosine"``:
        :math:`c_{ab} / \sqrt{u_a u_b}`. ``"jaccard"``: :math:`c_{ab} / (u_a + u_b - c_{ab})`.
        ``"association"``: :math:`c_{ab} T / (l_a l_b)`, where :math:`l_a` adds up :math:`c_{ab}`
        over the other activities and T adds up all of them: 1 is what chance gives.
        ``"probability"``: the same, for links whose two ends are of different activities.
        ``"z_score"``: how many standard deviations :math:`c_{ab}` lies above chance that keeps
        :math:`u_a` and :math:`u_b` (hypergeometric), among places that are specialised in
        anything. ``"correlation"``: Pearson's, over places.
        ``"local_shares"``: correlation of the activities' shares in the places that have both,
        weighted by the places' size (see `smartspec.indicators.local_shares`), as (r + 1) / 2.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised. Not used by ``"local_shares"``, nor where RTA or
        RSCA are compared.
    basis : {"presence", "rta", "rsca"}, default "presence"
        For ``"cosine"`` and ``"correlation"``: whether ones, RTA or RSCA are compared.
    convention : {"standard", "econgeo", "atlas", "stata", "datawheel"}, default "standard"
        Whose rules to follow: ``"econgeo"``, ``"datawheel"`` and ``"stata"`` give an activity a
        relatedness of 0 with itself; ``"stata"`` does not count an RTA equal to the threshold.

    Returns
    -------
    Result
        Axes activity and related activity, column ``relatedness``, symmetric. NaN for an activity
        in which no place is specialised (or in which all are, where the measure needs places that
        differ; or that is never found with another, where links are compared); the diagnostics
        name them. An activity with itself has what the formula gives (1 for the first three and
        the correlations); ``"association"``, ``"probability"`` and ``"z_score"`` say nothing of it
        and have NaN there.

    Raises
    ------
    RequestError
        If there is nothing to compare with, a single activity, no such method or convention, a
        basis that the method has no use for, or more than 100 million pairs.

    See Also
    --------
    place_relatedness : The same between places.
    relatedness_of_links : From links that are given, such as labour flows or classes that meet.

    Notes
    -----
    Agrees to rounding with ``proximity`` of ecomplexity, economiccomplexity, economic-complexity,
    ReKS and econci. EconGeo's ``relatedness`` takes a co-occurrence matrix and normalises by its
    sums also for ``cosine`` and ``jaccard``: that is `relatedness_of_links`. With few places, or
    places with few records, co-location is largely chance: ask for ``"z_score"``.

    References
    ----------
    Hidalgo, C. A., Klinger, B., Barabási, A.-L. and Hausmann, R. (2007). The product space
    conditions the development of nations. Science 317, 482-487.
    https://doi.org/10.1126/science.1144581

    van Eck, N. J. and Waltman, L. (2009). How to normalize cooccurrence data? An analysis of some
    well-known similarity measures. Journal of the American Society for Information Science and
    Technology 60(8), 1635-1651. https://doi.org/10.1002/asi.21075

    Teece, D. J., Rumelt, R., Dosi, G. and Winter, S. (1994). Understanding corporate coherence.
    Journal of Economic Behavior & Organization 23(1), 1-30.
    https://doi.org/10.1016/0167-2681(94)90094-9

    Examples
    --------
    A is specialised in x, B in y and z, C in y: z is found with y in one of y's two places.

    >>> counts = Matrix([[8, 1, 1], [0, 4, 6], [2, 6, 1]], places=list("ABC"),
    ...                 activities=list("xyz"))
    >>> relatedness(counts)["relatedness"]
    array([[1. , 0. , 0. ],
           [0. , 1. , 0.5],
           [0. , 0.5, 1. ]])
    """
    rules = rules_of(convention)
    found, without = measured(
        counts, method=method, threshold=threshold, basis=basis, strict=rules.strict
    )
    _set_diagonal(found, rules)
    told = {"activities_without_relatedness": without, "threshold": threshold, "method": method}
    return _square(counts, ("activity", "related_activity"), found, told)


def place_relatedness(
    counts: Matrix,
    *,
    method: Method = "conditional",
    threshold: float = 1.0,
    basis: Basis = "presence",
    convention: Convention = "standard",
) -> Result:
    r"""Say how related two places are, by how many activities both are specialised in.

    The same as `relatedness` with the roles exchanged: by default the chance that an activity that
    one place is specialised in is also one of the other's, in the direction in which it is smaller.

    .. math:: \phi_{pq} = \frac{\sum_a m_{pa} m_{qa}}{\max(d_p, d_q)}, \qquad
        d_p = \sum_a m_{pa}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    method : str, default "conditional"
        As for `relatedness`.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    basis : {"presence", "rta", "rsca"}, default "presence"
        For ``"cosine"`` and ``"correlation"``.
    convention : {"standard", "econgeo", "atlas", "stata", "datawheel"}, default "standard"
        As for `relatedness`.

    Returns
    -------
    Result
        Axes place and related place, column ``relatedness``, symmetric; NaN for a place that is
        specialised in nothing, and as for `relatedness`.

    Raises
    ------
    RequestError
        As for `relatedness`.

    See Also
    --------
    smartspec.indicators.similarity.profile_similarity : Compares the strength of specialisation.

    Notes
    -----
    Agrees with ``proximity`` of countries in economiccomplexity 2.0.

    References
    ----------
    Hidalgo, C. A., Klinger, B., Barabási, A.-L. and Hausmann, R. (2007). The product space
    conditions the development of nations. Science 317, 482-487.
    https://doi.org/10.1126/science.1144581

    Examples
    --------
    >>> counts = Matrix([[8, 1, 1], [0, 4, 6], [2, 6, 1]], places=list("ABC"),
    ...                 activities=list("xyz"))
    >>> place_relatedness(counts).at("B", "C")
    {'relatedness': 0.5}
    """
    rules = rules_of(convention)
    found, without = measured(
        counts, method=method, threshold=threshold, basis=basis, strict=rules.strict,
        between="places",
    )  # fmt: skip
    _set_diagonal(found, rules)
    told = {"places_without_relatedness": without, "threshold": threshold, "method": method}
    return _square(counts, ("place", "related_place"), found, told)


def relatedness_of_links(links: Matrix, *, method: LinkMethod = "probability") -> Result:
    r"""Say how related two activities are, by links between them that were observed.

    Links are what has two ends: people who changed from one industry to another, inputs, filings
    that have both classes. Two activities are related if there are more links between them than
    their size explains.

    .. math:: \phi_{ab} = \frac{c_{ab}}{\left( \frac{l_a}{T} \frac{l_b}{T - l_a}
        + \frac{l_b}{T} \frac{l_a}{T - l_b} \right) \frac{T}{2}}, \qquad
        l_a = \sum_{b \ne a} c_{ab}, \quad T = \sum_a l_a

    Parameters
    ----------
    links : Matrix
        How many links there are between each pair, of shape (n, n), symmetric, with the same
        labels on both sides.
    method : {"probability", "association", "cosine", "jaccard"}, default "probability"
        ``"probability"``: links over what chance gives (above). ``"association"``:
        :math:`c_{ab} T / (l_a l_b)`. ``"cosine"``: :math:`c_{ab} / \sqrt{l_a l_b}`.
        ``"jaccard"``: :math:`c_{ab} / (l_a + l_b - c_{ab})`.

    Returns
    -------
    Result
        Axes activity and related activity, column ``relatedness``, symmetric. NaN on the diagonal,
        and for an activity without a link to others.

    Raises
    ------
    RequestError
        If rows and columns have other labels, values are not symmetric, or there is no link.

    Notes
    -----
    What an activity has with itself is left out. Agrees with EconGeo 2.1 ``relatedness`` with
    ``method = "prob"``, ``"association"``, ``"cosine"`` and ``"jaccard"``, whose diagonal is 0.

    References
    ----------
    van Eck, N. J. and Waltman, L. (2009). How to normalize cooccurrence data? An analysis of some
    well-known similarity measures. Journal of the American Society for Information Science and
    Technology 60(8), 1635-1651. https://doi.org/10.1002/asi.21075

    Steijn, M. P. A. (2021). Improvement on the association strength: implementing a probabilistic
    measure based on combinations without repetition. Quantitative Science Studies 2(2), 778-794.
    https://doi.org/10.1162/qss_a_00122

    Examples
    --------
    x has 3 of its 4 links with y; y has no other.

    >>> names = ["x", "y", "z"]
    >>> links = Matrix([[0, 3, 1], [3, 0, 0], [1, 0, 0]], places=names, activities=names)
    >>> relatedness_of_links(links, method="cosine")["relatedness"].round(3)
    array([[  nan, 0.866, 0.5  ],
           [0.866,   nan, 0.   ],
           [0.5  , 0.   ,   nan]])
    """
    choice("measure of links", method, LINK_METHODS)
    _require_links(links)
    found = links.dense().copy()
    np.fill_diagonal(found, 0.0)
    sums = found.sum(axis=1)
    if not sums.any():
        raise RequestError("No two activities are linked. Give links between different ones.")
    with np.errstate(divide="ignore", invalid="ignore"):
        MEASURES[method](found, Totals(sums, sums, len(sums)))
    np.fill_diagonal(found, np.nan)
    empty = sums == 0
    found[empty] = found[:, empty] = np.nan
    told = {"activities_without_link": tuple(links.activities[empty].tolist()), "method": method}
    return _square(links, ("activity", "related_activity"), found, told)


def measured(
    counts: Matrix,
    *,
    method: str = "conditional",
    threshold: float = 1.0,
    basis: str = "presence",
    between: Literal["activities", "places"] = "activities",
    strict: bool = False,
) -> tuple[Array, tuple[str, ...]]:
    """Compute relatedness along one axis, as an array.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).
    method : str, default "conditional"
        As for `relatedness`.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    basis : str, default "presence"
        As for `relatedness`.
    between : {"activities", "places"}, default "activities"
        Which are compared.
    strict : bool, default False
        Whether an RTA equal to the threshold does not count.

    Returns
    -------
    found : array of shape (n, n)
        Relatedness, with what the formula gives on the diagonal.
    without : tuple of str
        Of what nothing is said.
    """
    choice("measure of relatedness", method, METHODS)
    choice("basis of relatedness", basis, ("presence", "rta", "rsca"))
    if basis != "presence" and method not in ("cosine", "correlation"):
        raise RequestError(
            f"Relatedness by {method} compares who is specialised, so a basis of {basis} has no "
            "meaning. Leave it out, or choose cosine or correlation."
        )
    labels = counts.activities if between == "activities" else counts.places
    most = LARGEST_SQUARE if method != "local_shares" else LARGEST_LOCAL**2
    require_pairs(len(labels), between, most=most)
    require_threshold(counts, threshold)
    if method == "local_shares":
        found = correlations(counts, between=between)
        empty = np.isnan(found).all(axis=1)
    elif method == "correlation" or basis != "presence":
        columns = _profile(counts, threshold, basis, strict=strict)
        columns = columns if between == "activities" else columns.T
        # What has no records at all is no observation of "nothing here".
        seen = counts.place_totals if between == "activities" else counts.activity_totals
        columns = columns[seen > 0]
        found = _together.alike(columns, centred=method == "correlation")
        empty = np.isnan(found.diagonal())
    else:
        has = presence(counts, threshold=threshold, strict=strict)
        has = has if between == "activities" else has.T.tocsr()
        found = _together.together(has)
        own = found.diagonal().copy()
        empty = own == 0
        totals = Totals(own, found.sum(axis=1) - own, int((np.diff(has.indptr) > 0).sum()))
        with np.errstate(divide="ignore", invalid="ignore"):
            MEASURES[method](found, totals)
        if empty.any():
            found[empty] = found[:, empty] = np.nan
        empty = _without_any(found)
    return found, tuple(labels[empty].tolist())


def _set_diagonal(found: Array, rules: Rules) -> None:
    """Say what a convention says of an activity with itself; of what is unknown, nothing."""
    if rules.diagonal == "zero":
        np.fill_diagonal(found, np.where(np.isnan(found).all(axis=1), np.nan, 0.0))


def _without_any(found: Array) -> NDArray[np.bool_]:
    """Mark what has no value with any other."""
    beside = ~np.isnan(found)
    np.fill_diagonal(beside, val=False)
    return np.asarray(~beside.any(axis=1))


def _profile(counts: Matrix, threshold: float, basis: str, *, strict: bool) -> Array:
    """Give what is compared, dense; 0 where a place or an activity has nothing at all."""
    if basis == "presence":
        return np.asarray(presence(counts, threshold=threshold, strict=strict).toarray())
    found = rta(counts)["rta"] if basis == "rta" else rsca(counts)["rsca"]
    return np.nan_to_num(found, nan=0.0)


def _require_links(links: Matrix) -> None:
    require_pairs(len(links.activities), "activities")
    if not np.array_equal(links.places, links.activities):
        odd = sorted(set(links.places.tolist()) ^ set(links.activities.tolist()))
        told = f"these stand on one side alone: {listing(odd)}" if odd else "their order differs"
        raise RequestError(
            f"Links need the same labels in rows and columns; {told}. Give each link for both ends."
        )
    if off := _together.asymmetric(links.dense()):
        first, second = (str(links.activities[number]) for number in off[0])
        raise RequestError(
            f"Links are not symmetric in {counted(len(off) // 2, 'pair')}, such as {first} and "
            f"{second}. Add up both directions."
        )


def _square(
    counts: Matrix, axes: tuple[str, str], found: Array, told: Mapping[str, object]
) -> Result:
    labels = counts.activities if axes[0] == "activity" else counts.places
    without = next((names for key, names in told.items() if "without" in key), ())
    notes = (
        (f"No relatedness is known of {listing(map(str, without))} ({counts.period}).",)
        if isinstance(without, tuple) and without
        else ()
    )
    return Result(
        axes=axes,
        labels=(labels, labels),
        columns={"relatedness": found},
        period=counts.period,
        units={"relatedness": UNITS[str(told["method"])]},
        diagnostics={**told, "notes": notes},
    )
