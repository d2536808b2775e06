"""Question: how is a place's activity spread, and how far is its mix from that of the whole?

In: counts of places by activities. Out: one number a place.
Must not know: files, tables, what is counted, or which place is of interest.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from smartspec.core.errors import RequestError
from smartspec.indicators._cells import cells, positives, sum_by
from smartspec.indicators._checks import choice, divide, require_comparable
from smartspec.indicators.specialisation import specialised
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result

Whole = Literal["all", "others"]


def diversity(counts: Matrix, *, threshold: float = 1.0) -> Result:
    r"""Count the activities that a place is specialised in.

    A place with many specialisations has more to build on, one with few depends on them. The
    count takes no account of chance: a place with few filings is easily "specialised" in a field
    with a single one, so small places need the significance test beside it.

    .. math:: d_p = \sum_a \left[ \mathrm{RTA}_{pa} \ge t \right]

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised; above 0.

    Returns
    -------
    Result
        Axis place, column ``diversity`` (number of activities), NaN for a place without any count.

    Raises
    ------
    RequestError
        If there is nothing to compare with, or the threshold is not above 0.

    See Also
    --------
    ubiquity : The same count along the other axis, of an activity.

    Notes
    -----
    An RTA of exactly the threshold counts, as in EconGeo 2.1, ecomplexity 0.5.3, economiccomplexity
    2.0 and econci 0.1.3, with which it agrees. For a place without any count RTA is undefined and
    so is its diversity, as in ecomplexity; EconGeo gives 0, and economiccomplexity calls it
    specialised in every activity and every place in an activity that nobody has.

    References
    ----------
    Hidalgo, C. A. and Hausmann, R. (2009). The building blocks of economic complexity.
    Proceedings of the National Academy of Sciences 106(26), 10570-10575.
    https://doi.org/10.1073/pnas.0900943106

    Examples
    --------
    RTA is 1.33 and 0.5 in A, 0.67 and 1.5 in B: each is specialised in one activity.

    >>> counts = Matrix([[8, 2], [4, 6]], places=["A", "B"], activities=["x", "y"])
    >>> diversity(counts)["diversity"]
    array([1., 1.])
    """
    found = specialised(counts, threshold=threshold).columns["specialised"]
    return _of_places(counts, "diversity", positives(found, axis=1), unit="activities")


def herfindahl(counts: Matrix) -> Result:
    r"""Measure how concentrated a place's activity is, from many fields (near 0) to one (1).

    It is the probability that two records drawn from the place belong to the same activity. Its
    inverse is the number of equally large activities that would be just as concentrated.

    .. math:: H_p = \sum_a s_{pa}^2, \qquad s_{pa} = n_{pa} / n_p

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities). A reference is not used.

    Returns
    -------
    Result
        Axis place, column ``herfindahl`` from ``1 / n_activities`` to 1, NaN for a place without
        any count.

    See Also
    --------
    entropy : Gives small activities more weight.

    Notes
    -----
    Shares run from 0 to 1, not from 0 to 100, so the maximum is 1 and not 10,000. The index is not
    corrected for the number of activities: compare it only between tables of the same
    classification. Agrees with EconGeo 2.1 and EconGeoPy 0.1.

    References
    ----------
    Hall, M. and Tideman, N. (1967). Measures of concentration. Journal of the American
    Statistical Association 62(317), 162-168. https://doi.org/10.1080/01621459.1967.10482897

    Examples
    --------
    0.8² + 0.2² = 0.68 and 0.5² + 0.5² = 0.5.

    >>> counts = Matrix([[8, 2], [5, 5]], places=["A", "B"], activities=["x", "y"])
    >>> herfindahl(counts)["herfindahl"].round(2)
    array([0.68, 0.5 ])
    """
    found = cells(counts)
    shares = found.values / counts.place_totals[found.rows]
    index = sum_by(found.rows, shares**2, counts.shape[0])
    return _of_places(counts, "herfindahl", index, unit="index from 0 to 1")


def entropy(counts: Matrix, *, base: float = 2.0) -> Result:
    r"""Measure how varied a place's activity is, from one field (0) to all alike (the logarithm).

    It is the average surprise at the activity of a record drawn from the place. With base 2 it is
    in bits: a place spread evenly over 8 activities has 3 bits.

    .. math:: E_p = -\sum_a s_{pa} \log_b s_{pa}, \qquad s_{pa} = n_{pa} / n_p, \; 0 \log 0 = 0

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities). A reference is not used.
    base : float, default 2.0
        Base of the logarithm, above 1: 2 for bits, 2.718281828459045 for nats.

    Returns
    -------
    Result
        Axis place, column ``entropy`` from 0 to the logarithm of the number of activities, NaN for
        a place without any count.

    Raises
    ------
    RequestError
        If the base is not above 1.

    See Also
    --------
    herfindahl : Gives large activities more weight.

    Notes
    -----
    Agrees with ReKS 0.5 (base 2) and EconGeoPy 0.1 (natural logarithm). EconGeo 2.1 adds 1e-9
    inside the logarithm and rounds to three decimals; the figures agree to its rounding.

    References
    ----------
    Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal
    27(3), 379-423. https://doi.org/10.1002/j.1538-7305.1948.tb01338.x

    Frenken, K., Van Oort, F. and Verburg, T. (2007). Related variety, unrelated variety and
    regional economic growth. Regional Studies 41(5), 685-697. https://doi.org/10.1080/00343400601120296

    Examples
    --------
    Four equal activities are two bits; a single one is none.

    >>> counts = Matrix([[5, 5, 5, 5], [9, 0, 0, 0]], places=["A", "B"], activities=list("wxyz"))
    >>> entropy(counts)["entropy"]
    array([2., 0.])
    """
    if not (math.isfinite(base) and base > 1):
        raise RequestError(
            f"The base of the logarithm must be above 1; it is {base:g}. Use 2 for bits or "
            "2.718281828459045 for nats."
        )
    found = cells(counts)
    shares = found.values / counts.place_totals[found.rows]
    # The minus is taken inside, so that a place with one activity gets 0 and not -0.
    surprise = shares * np.log(1.0 / shares) / math.log(base)
    index = sum_by(found.rows, surprise, counts.shape[0])
    return _of_places(counts, "entropy", index, unit=_unit_of_entropy(base))


def krugman(counts: Matrix, *, whole: Whole = "all") -> Result:
    r"""Measure how far a place's mix of activities is from that of the whole, 0 to 2.

    Half of it is the share of the place's activity that would have to change its kind for the mix
    to become that of the whole.

    .. math:: K_p = \sum_a |s_{pa} - s_a|, \qquad s_{pa} = n_{pa} / n_p, \; s_a = n_a / n

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    whole : {"all", "others"}, default "all"
        What the place is compared with: all places, itself included, or the others alone,
        ``s_a = (n_a - n_pa) / (n - n_p)``. The second tells more where one place makes up much of
        the whole, whose mix is then largely its own.

    Returns
    -------
    Result
        Axis place, column ``krugman`` from 0 (the mix of the whole) to 2 (nothing in common), NaN
        for a place without any count.

    Raises
    ------
    RequestError
        If there is nothing to compare with, ``whole`` is not known, or, with ``"others"``, a place
        has more of an activity than the whole has.

    See Also
    --------
    specialisation_coefficient : Half of it, 0 to 1.
    hachman : Gives more weight to what a place has and the whole lacks.

    Notes
    -----
    The default agrees with EconGeo 2.1, whose ``krugman_index`` includes the place in the whole.
    Krugman compared two regions with each other; later studies of many regions use either form, so
    say which one was used.

    References
    ----------
    Krugman, P. (1991). Geography and Trade. MIT Press, Cambridge MA. No DOI.

    Examples
    --------
    Shares are 0.8 and 0.2 in A, 0.4 and 0.6 in B, 0.6 and 0.4 in the whole.

    >>> counts = Matrix([[8, 2], [4, 6]], places=["A", "B"], activities=["x", "y"])
    >>> krugman(counts)["krugman"].round(2)
    array([0.4, 0.4])
    >>> krugman(counts, whole="others")["krugman"].round(2)
    array([0.8, 0.8])
    """
    distance = _distance(counts, whole, "The Krugman index")
    return _of_places(counts, "krugman", distance, unit="index from 0 to 2")


def specialisation_coefficient(counts: Matrix, *, whole: Whole = "all") -> Result:
    r"""Measure what share of a place's activity would have to change to match the whole, 0 to 1.

    .. math:: C_p = \tfrac{1}{2} \sum_a |s_{pa} - s_a|,
        \qquad s_{pa} = n_{pa} / n_p, \; s_a = n_a / n

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    whole : {"all", "others"}, default "all"
        What the place is compared with: all places, itself included, or the others alone.

    Returns
    -------
    Result
        Axis place, column ``specialisation_coefficient`` from 0 (the mix of the whole) to 1
        (nothing in common), NaN for a place without any count.

    Raises
    ------
    RequestError
        If there is nothing to compare with, ``whole`` is not known, or, with ``"others"``, a place
        has more of an activity than the whole has.

    See Also
    --------
    krugman : Twice as much.

    Notes
    -----
    Agrees with ``spec_coeff`` of EconGeo 2.1 by default.

    References
    ----------
    Hoover, E. M. and Giarratani, F. (1984). An Introduction to Regional Economics, 3rd edition.
    Knopf, New York. No DOI.

    Examples
    --------
    A fifth of each place would have to move from x to y or back.

    >>> counts = Matrix([[8, 2], [4, 6]], places=["A", "B"], activities=["x", "y"])
    >>> specialisation_coefficient(counts)["specialisation_coefficient"].round(2)
    array([0.2, 0.2])
    """
    half = _distance(counts, whole, "The coefficient of specialisation") / 2
    return _of_places(counts, "specialisation_coefficient", half, unit="index from 0 to 1")


def hachman(counts: Matrix) -> Result:
    r"""Measure how close a place's mix of activities is to that of the whole, up to 1.

    1 means the very mix of the whole. The more a place puts into what the whole has little of, the
    nearer it comes to 0. It is one over the place's average RTA, each activity weighted by its
    share in the place.

    .. math:: H_p = \frac{1}{\sum_a s_{pa} \mathrm{RTA}_{pa}} = \frac{1}{\sum_a s_{pa}^2 / s_a}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.

    Returns
    -------
    Result
        Axis place, column ``hachman`` above 0 and up to 1, NaN for a place without any count, and
        for one that has an activity which the reference lacks.

    Raises
    ------
    RequestError
        If there is nothing to compare with.

    See Also
    --------
    krugman : Gives every point of difference the same weight.

    Notes
    -----
    Agrees with EconGeo 2.1. It measures likeness to the whole, not diversity as such: a place can
    be varied and unlike, so read it beside the entropy.

    References
    ----------
    Mack, E., Grubesic, T. H. and Kessler, E. (2007). Indices of industrial diversity and regional
    economic composition. Growth and Change 38(3), 474-509.
    https://doi.org/10.1111/j.1468-2257.2007.00379.x

    Examples
    --------
    A: 0.8² / 0.6 + 0.2² / 0.4 = 7 / 6. B: 0.4² / 0.6 + 0.6² / 0.4 = 7 / 6.

    >>> counts = Matrix([[8, 2], [4, 6]], places=["A", "B"], activities=["x", "y"])
    >>> hachman(counts)["hachman"].round(4)
    array([0.8571, 0.8571])
    """
    require_comparable(counts, indicator="The Hachman index")
    found = cells(counts)
    shares = found.values / counts.place_totals[found.rows]
    average = shares * divide(shares, (counts.activity_totals / counts.total)[found.columns])
    index = divide(1.0, sum_by(found.rows, average, counts.shape[0]))
    return _of_places(counts, "hachman", index, unit="index from 0 to 1")


def _distance(counts: Matrix, whole: Whole, indicator: str) -> Array:
    """Sum over activities of the difference between a place's shares and those of the whole.

    Only cells that hold something are visited: where a place has nothing the difference is the
    share of the whole, and those add up to what the visited cells leave of it.
    """
    choice("whole", whole, ("all", "others"))
    require_comparable(counts, indicator=indicator)
    found = cells(counts)
    totals, compared = counts.activity_totals[found.columns], counts.total
    shares = found.values / counts.place_totals[found.rows]
    if whole == "all":
        theirs, every = totals / compared, np.ones(counts.shape[0])
    else:
        _require_part_of_whole(counts)
        rest = compared - counts.place_totals
        theirs = divide(totals - found.values, rest[found.rows])
        # The shares of the others add up to 1 as well, unless there are no others.
        every = divide(rest, rest)
    return every + sum_by(found.rows, np.abs(shares - theirs) - theirs, counts.shape[0])


def _require_part_of_whole(counts: Matrix) -> None:
    """Refuse a reference that has less of an activity than a single place has."""
    found = cells(counts)
    short = np.flatnonzero(found.values > counts.activity_totals[found.columns])
    if short.size:
        place = counts.places[found.rows[short[0]]]
        activity = counts.activities[found.columns[short[0]]]
        raise RequestError(
            f"{place} has more of {activity} than the reference has in {counts.period}, so the "
            'others would have less than nothing. Correct the reference or use whole="all".'
        )


def _unit_of_entropy(base: float) -> str:
    names = {2.0: "bits", math.e: "nats", 10.0: "bans"}
    return names.get(float(base), f"digits of base {base:g}")


def _of_places(counts: Matrix, name: str, values: Array, *, unit: str) -> Result:
    """Give places their values, and none to those without any count."""
    empty = counts.place_totals == 0
    return Result(
        axes=("place",),
        labels=(counts.places,),
        columns={name: np.where(empty, np.nan, values)},
        period=counts.period,
        units={name: unit},
        diagnostics={"places_without_total": tuple(counts.places[empty].tolist())},
    )
