"""Question: which places are specialised in the same things?

In: counts of places by activities. Out: likeness of every pair of places; a place's peers.
Must not know: files, tables, where places lie, or what is learnt from a peer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.indicators._checks import choice, require_comparable
from smartspec.indicators.specialisation import rta, shares
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Column, Result

Index = NDArray[np.intp]
Formula = Callable[[Array], Array]
Profile = Literal["rsca", "rta", "log_rta", "share"]
PROFILES = ("rsca", "rta", "log_rta", "share")

LARGEST = 20_000_000
"""Cells of the largest table of pairs that is computed: 4,472 places."""

LOG_FLOOR = 0.1
"""What Bahar, Hausmann and Hidalgo add to RTA, so that 0 has a logarithm."""

FLAT = 1e-4
"""A profile that is nowhere further than this (root mean square) from that of the whole points in
no direction: what is left of it is rounding."""

SAME = 12
"""Decimals to which similarities are compared when peers are put in order, so that a tie is not
decided by rounding."""


def profile_similarity(counts: Matrix, *, profile: Profile = "rsca") -> Result:
    r"""Say how alike two places are in what they are specialised in, from -1 to 1.

    1 means the same profile, 0 no relation, -1 that one is strong where the other is weak. Size
    plays no part: a small place can be like a large one.

    .. math:: S_{pq} = \frac{\sum_a x_{pa} x_{qa}}
        {\sqrt{\sum_a x_{pa}^2} \sqrt{\sum_a x_{qa}^2}}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    profile : {"rsca", "rta", "log_rta", "share"}, default "rsca"
        What ``x`` is. ``"rsca"``: (RTA - 1) / (RTA + 1), in which weaknesses tell as much as
        strengths. ``"rta"``: RTA, ruled by the few largest. ``"log_rta"``: log(RTA + 0.1) less
        the place's mean, so that S is Pearson's correlation. ``"share"``: the share of the activity
        in the place, ruled by activities that are large everywhere.

    Returns
    -------
    Result
        Axes place and peer, column ``similarity`` of shape (n_places, n_places), symmetric; with
        ``"rta"`` and ``"share"`` never below 0. NaN for a place without any count, and for one
        whose mix is that of the whole, which has no profile with ``"rsca"`` and ``"log_rta"``.

    Raises
    ------
    RequestError
        If there is nothing to compare with, the profile is not known, or there are more than
        4,472 places.

    See Also
    --------
    peers : The places most like one place, for any number of places.

    Notes
    -----
    Activities without any count in the whole are left out. With ``"log_rta"`` it agrees with
    ``similarity`` of economic-complexity 0.3 (Datawheel). ``proximity`` of countries in
    economiccomplexity 2.0 is another measure: the smaller conditional probability of being
    specialised in the same activity. Like RTA it ignores chance: with a handful of records a
    profile is mostly noise, and so is its likeness to others.

    References
    ----------
    Jaffe, A. B. (1986). Technological opportunity and spillovers of R&D: evidence from firms'
    patents, profits and market value. American Economic Review 76(5), 984-1001; working paper
    https://doi.org/10.3386/w1815

    Bahar, D., Hausmann, R. and Hidalgo, C. A. (2014). Neighbors and the evolution of the
    comparative advantage of nations. Journal of International Economics 92(1), 111-123.
    https://doi.org/10.1016/j.jinteco.2013.11.001

    Examples
    --------
    A and B have the same mix, C the opposite one.

    >>> counts = Matrix(
    ...     [[8, 2], [4, 1], [3, 12]], places=["A", "B", "C"], activities=["x", "y"])
    >>> profile_similarity(counts)["similarity"].round(3)
    array([[ 1.   ,  1.   , -0.835],
           [ 1.   ,  1.   , -0.835],
           [-0.835, -0.835,  1.   ]])
    """
    n_places = counts.shape[0]
    if n_places**2 > LARGEST:
        raise RequestError(
            f"Similarity of all pairs of {n_places:,} places would be {n_places**2:,} numbers; at "
            f"most {LARGEST:,} are computed. Leave out small places with --min-total, or ask for "
            "the peers of one place."
        )
    known, profiles = _profiles(counts, profile)
    among = _cosines(profiles, np.arange(known.size))
    np.fill_diagonal(among, np.where(np.isnan(among.diagonal()), np.nan, 1.0))
    similarity = np.full((n_places, n_places), np.nan)
    similarity[np.ix_(known, known)] = among
    without = np.setdiff1d(np.arange(n_places), known)
    flat = known[np.isnan(among.diagonal())]
    return Result(
        axes=("place", "peer"),
        labels=(counts.places, counts.places),
        columns={"similarity": similarity},
        period=counts.period,
        units={"similarity": "index from -1 to 1"},
        diagnostics={
            "places_without_total": tuple(counts.places[without].tolist()),
            "places_like_the_whole": tuple(counts.places[flat].tolist()),
            "profile": profile,
        },
    )


def peers(counts: Matrix, place: str, *, number: int = 5, profile: Profile = "rsca") -> Result:
    r"""Find the places whose specialisation is most like that of one place.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    place : str
        The place whose peers are wanted.
    number : int, default 5
        How many peers, at least 1; fewer are returned if there are no more.
    profile : {"rsca", "rta", "log_rta", "share"}, default "rsca"
        What is compared; see `profile_similarity`.

    Returns
    -------
    Result
        Axis peer, the most similar first and equals by label, column ``similarity``. Places
        without a profile are never peers.

    Raises
    ------
    RequestError
        If the place is not known or has no profile, ``number`` is below 1, or there is nothing to
        compare with.

    See Also
    --------
    profile_similarity : The likeness of all pairs, its formula and its limits.

    Examples
    --------
    >>> counts = Matrix(
    ...     [[8, 2], [4, 1], [3, 12]], places=["A", "B", "C"], activities=["x", "y"])
    >>> peers(counts, "A", number=1).labels[0].tolist()
    ['B']
    """
    if number < 1:
        raise RequestError(f"The number of peers must be at least 1; it is {number}.")
    row = counts.place_index(place)
    known, profiles = _profiles(counts, profile)
    similarity = np.full(counts.shape[0], np.nan)
    if row in known:
        similarity[known] = _cosines(profiles, np.flatnonzero(known == row))[0]
    if np.isnan(similarity[row]):
        raise RequestError(_without_profile(counts, place, counts.place_totals[row] > 0))
    similarity[row] = np.nan
    order = np.lexsort((counts.places, -similarity.round(SAME)))
    chosen = order[: min(number, int(np.count_nonzero(~np.isnan(similarity))))]
    return Result(
        axes=("peer",),
        labels=(counts.places[chosen],),
        columns={"similarity": similarity[chosen]},
        period=counts.period,
        units={"similarity": "index from -1 to 1"},
        diagnostics={"place": place, "profile": profile},
    )


class _Profiles(NamedTuple):
    """Profiles ``values - offset``, so that sparse values need not be filled up to be centred."""

    values: Array | sparse.csr_array
    offset: Array


def _profiles(counts: Matrix, profile: Profile) -> tuple[Index, _Profiles]:
    """Return which places have counts, and what each is specialised in."""
    choice("profile", profile, PROFILES)
    require_comparable(counts, indicator="Profile similarity")
    known = np.flatnonzero(counts.place_totals > 0)
    found = np.flatnonzero(counts.activity_totals > 0)
    if profile == "share":
        column = shares(counts).columns["share_of_place_pct"]
    else:
        column = rta(counts).columns["rta"]
    values = _numbers(column[known][:, found])
    nothing = np.zeros(known.size)
    if profile == "rsca":
        return known, _Profiles(_each(values, lambda ratio: 2 * ratio / (ratio + 1)), nothing + 1)
    if profile == "log_rta":
        logarithm = _each(values, lambda ratio: np.log1p(ratio / LOG_FLOOR))
        return known, _Profiles(logarithm, np.asarray(logarithm.mean(axis=1)).reshape(-1))
    return known, _Profiles(values, nothing)


def _numbers(column: Column) -> Array | sparse.csr_array:
    return column if isinstance(column, sparse.csr_array) else np.asarray(column, dtype=np.float64)


def _each(values: Array | sparse.csr_array, formula: Formula) -> Array | sparse.csr_array:
    """Apply a formula that leaves 0 at 0, so that what is not stored may stay so."""
    if not isinstance(values, sparse.csr_array):
        return formula(values)
    changed = sparse.csr_array(values, copy=True)
    changed.data = formula(changed.data)
    return changed


def _cosines(profiles: _Profiles, rows: Index) -> Array:
    """Cosine of some profiles with all, NaN where a profile points in no direction.

    The offsets are taken out of the products and not out of the values, which may be sparse.
    """
    values, offset = profiles
    width = values.shape[1]
    ones = np.ones(width)
    sums, squares = values @ ones, (values * values) @ ones
    lengths = squares - 2 * offset * sums + width * offset**2
    flat = lengths <= np.where(offset > 0, FLAT**2 * width, 0.0)
    norms = np.sqrt(np.where(flat, np.nan, lengths))
    product = values[rows] @ values.T
    dense = np.asarray(product.toarray() if sparse.issparse(product) else product)
    shift = np.outer(offset[rows], sums) + np.outer(sums[rows], offset)
    centred = dense - (shift - width * np.outer(offset[rows], offset))
    cosines: Array = np.clip(centred / np.outer(norms[rows], norms), -1.0, 1.0)
    return cosines


def _without_profile(counts: Matrix, place: str, has_counts: bool) -> str:
    if has_counts:
        return (
            f"{place} has the mix of the whole in {counts.period}, so no profile of its own that "
            'others could be like. Try profile="share" or narrower activities.'
        )
    return (
        f"{place} has no count in {counts.period}, so no profile that others could be like. "
        "Widen the window or choose another place."
    )
