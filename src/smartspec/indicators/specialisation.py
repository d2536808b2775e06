"""Question: in which activities has a place more than its share?

In: counts of places by activities. Out: each pair's specialisation, in the forms that the field
uses. Must not know: files, tables, sampling error (see inference), or what is done with the answer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smartspec.core.errors import RequestError
from smartspec.indicators import _checks
from smartspec.indicators._checks import Array, divide, share
from smartspec.indicators._conventions import Convention, rules_of
from smartspec.indicators._margins import cellwise, margins
from smartspec.tables.matrix import Matrix
from smartspec.tables.result import Column, Result

TIE_TOLERANCE = 1e-9
"""Relative difference below which an RTA counts as equal to the threshold. Sums of a few hundred
thousand fractional counts carry rounding errors of about 1e-13; no real difference is this small.
"""

PAIR = ("place", "activity")


def rta(counts: Matrix) -> Result:
    r"""Revealed technological advantage: a place's share in an activity over its share in all.

    1 means that the activity weighs as much in the place as in the whole; 2 that it weighs twice
    as much; 0 that the place has none of it. Also known as revealed comparative advantage (RCA),
    location quotient, Balassa index and activity index.

    .. math:: \mathrm{RTA}_{pa} = \frac{n_{pa} / n_p}{n_a / n}

    Parameters
    ----------
    counts : Matrix
        Counts ``n_pa`` of shape (n_places, n_activities), dense or sparse, never negative, in any
        unit: filings, jobs, articles. If it has a reference, ``n_a`` and ``n`` are taken from it.

    Returns
    -------
    Result
        Column ``rta``, a ratio from 0 up. It is sparse with the pattern of the counts if they
        are sparse. NaN (no value) for a place without any count and for an activity without any
        count in the whole; both are listed in the diagnostics. In a sparse result such a pair is
        not stored.

    Raises
    ------
    RequestError
        If there is no place or activity, one place and no reference, or nothing but zeros.

    See Also
    --------
    smartspec.indicators.inference.rta_significance : The same with an interval and a test.
    smartspec.indicators.shrinkage.rta_shrunk : A steadier value where counts are small.

    Notes
    -----
    Nothing is rounded. EconGeo's ``rca`` rounds to 2 decimals and, with its
    ``location_quotient``, gives 0 for an empty place or activity; economiccomplexity (R) and the
    Python packages give NaN there, as this does. RTA ignores the size of the place and the scale
    of the counts. It is lopsided (0 to 1 below, 1 to infinity above), and large values come
    easily where an activity or a place is small.

    References
    ----------
    Balassa, B. (1965). Trade liberalisation and "revealed" comparative advantage. The Manchester
    School, 33(2), 99-123. https://doi.org/10.1111/j.1467-9957.1965.tb00050.x

    Examples
    --------
    Half of A's filings and a quarter of all filings are in x, hence 0.5 / 0.25 = 2.

    >>> counts = Matrix([[2, 2], [1, 7]], places=["A", "B"], activities=["x", "y"])
    >>> rta(counts)["rta"]
    array([[2.        , 0.66666667],
           [0.5       , 1.16666667]])
    """
    _checks.require_comparable(counts)
    n = counts.total

    def quotient(n_pa: Array, n_p: Array, n_a: Array) -> Array:
        # One division of exact products: whole counts in equal proportion give exactly equal RTA.
        return divide(n_pa * n, n_p * n_a)

    return _pairs(counts, {"rta": cellwise(counts, quotient)}, {"rta": "ratio"})


def rsca(counts: Matrix) -> Result:
    r"""Symmetric specialisation: RTA brought to the range from -1 to 1.

    0 means as much as in the whole; -1 that the place has none of the activity; 1 is approached
    by a place that holds an activity hardly anyone else has. Doubling and halving lie equally
    far from 0 (RTA 2 gives 1/3, RTA 1/2 gives -1/3), so that averages and regressions are not
    ruled by a few large values.

    .. math:: \mathrm{RSCA}_{pa} = \frac{\mathrm{RTA}_{pa} - 1}{\mathrm{RTA}_{pa} + 1}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities), dense or sparse.

    Returns
    -------
    Result
        Column ``rsca``, from -1 to 1, dense. NaN where RTA has no value.

    Raises
    ------
    RequestError
        As for `rta`, or if the matrix has too many pairs for a dense result.

    Notes
    -----
    A pair with a count of zero has RSCA -1 and not 0, therefore the result is dense.

    References
    ----------
    Dalum, B., Laursen, K., and Villumsen, G. (1998). Structural change in OECD export
    specialisation patterns: de-specialisation and "stickiness". International Review of Applied
    Economics, 12(3), 423-443.

    Laursen, K. (2015). Revealed comparative advantage and the alternatives as measures of
    international specialization. Eurasian Business Review, 5(1), 99-115.
    https://doi.org/10.1007/s40821-015-0017-1

    Examples
    --------
    >>> counts = Matrix([[2, 2], [1, 7]], places=["A", "B"], activities=["x", "y"])
    >>> rsca(counts)["rsca"].round(3)
    array([[ 0.333, -0.2  ],
           [-0.333,  0.077]])
    """
    ratio = _dense_rta(counts, "rsca")
    return _pairs(counts, {"rsca": (ratio - 1) / (ratio + 1)}, {"rsca": "index from -1 to 1"})


def log_rta(counts: Matrix) -> Result:
    r"""Logarithmic specialisation: the natural logarithm of RTA.

    0 means as much as in the whole, 0.69 twice as much, -0.69 half as much.

    .. math:: \ln \mathrm{RTA}_{pa}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities), dense or sparse.

    Returns
    -------
    Result
        Column ``log_rta``, any real number, dense. NaN where RTA is 0 or has no value. The
        diagnostics say in ``pairs_at_zero`` how many pairs have no logarithm because they have
        no count.

    Raises
    ------
    RequestError
        As for `rta`, or if the matrix has too many pairs for a dense result.

    Notes
    -----
    The logarithm of zero is minus infinity. It is given as missing because one such value
    destroys every mean, chart and regression made from the column; it is not replaced by a
    constant such as ln(RTA + 0.1), because results would depend on the constant. Where zeros
    matter use `rsca`, or `rta_shrunk`, which is above zero for any pair whose activity exists.

    References
    ----------
    Laursen, K. (2015). Revealed comparative advantage and the alternatives as measures of
    international specialization. Eurasian Business Review, 5(1), 99-115.
    https://doi.org/10.1007/s40821-015-0017-1

    Examples
    --------
    >>> counts = Matrix([[2, 2], [0, 4]], places=["A", "B"], activities=["x", "y"])
    >>> log_rta(counts)["log_rta"].round(3)
    array([[ 0.693, -0.405],
           [   nan,  0.288]])
    """
    ratio = _dense_rta(counts, "log_rta")
    logarithm = np.full_like(ratio, np.nan)
    np.log(ratio, out=logarithm, where=ratio > 0)
    at_zero = int(np.count_nonzero(ratio == 0))
    units = {"log_rta": "natural logarithm of a ratio"}
    return _pairs(counts, {"log_rta": logarithm}, units, pairs_at_zero=at_zero)


def nrca(counts: Matrix) -> Result:
    r"""Additive specialisation: by how much of the whole a pair exceeds what is expected.

    0.003 means that the pair holds 0.3 per cent of all counts more than it would if the place
    had the mix of the whole. Unlike RTA it grows with the size of place and activity, so that
    values can be added over activities and places and compared between them: a small place's
    niche is a small number.

    .. math:: \mathrm{NRCA}_{pa} = \frac{n_{pa}}{n} - \frac{n_p \, n_a}{n^2}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities), dense or sparse.

    Returns
    -------
    Result
        Column ``nrca``, from -1/4 to 1/4 (if the whole is the sum of the places), a fraction of
        the whole, dense. NaN where RTA has no value.

    Raises
    ------
    RequestError
        As for `rta`, or if the matrix has too many pairs for a dense result.

    Notes
    -----
    The scale is that of the formula; publications often print it multiplied by 10,000. Without
    a reference the values of each place, and of each activity, add up to 0. The formula would
    give 0 for an empty place or activity; it is given as NaN, as in the other forms, because an
    empty place is not as specialised as the whole but of unknown specialisation.

    References
    ----------
    Yu, R., Cai, J., and Leung, P. (2009). The normalized revealed comparative advantage index.
    The Annals of Regional Science, 43(1), 267-282. https://doi.org/10.1007/s00168-008-0213-3

    Examples
    --------
    A has 2 of 12 counts in x; expected are 4 * 3 / 12 = 1 of 12.

    >>> counts = Matrix([[2, 2], [1, 7]], places=["A", "B"], activities=["x", "y"])
    >>> nrca(counts)["nrca"].round(4)
    array([[ 0.0833, -0.0833],
           [-0.0833,  0.0833]])
    """
    _checks.require_comparable(counts, indicator="nrca")
    _checks.require_dense(counts, indicator="nrca", instead="rta")
    totals = margins(counts)
    excess = (counts.dense() - totals.expected()) / totals.n
    return _pairs(counts, {"nrca": excess}, {"nrca": "fraction of the whole"})


def shares(counts: Matrix) -> Result:
    r"""Both shares of a pair: of the place's total, and of the activity's whole.

    The first says how much the activity weighs in the place, the second how much the place
    weighs in the activity.

    .. math:: 100 \, \frac{n_{pa}}{n_p}, \qquad 100 \, \frac{n_{pa}}{n_a}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities), dense or sparse. If it has a reference, ``n_a``
        is taken from it, and a share of the activity is a share of that whole.

    Returns
    -------
    Result
        Columns ``share_of_place_pct`` and ``share_of_activity_pct``, per cent, sparse if the
        counts are. NaN where the total is zero.

    Raises
    ------
    RequestError
        As for `rta`.

    Notes
    -----
    The first divided by the activity's share in the whole is RTA; so is the second divided by
    the place's share in the whole.

    Examples
    --------
    >>> counts = Matrix([[2, 2], [1, 7]], places=["A", "B"], activities=["x", "y"])
    >>> shares(counts).at("A", "x")
    {'share_of_place_pct': 50.0, 'share_of_activity_pct': 66.66666666666666}
    """
    _checks.require_comparable(counts, indicator="A share")
    columns = {
        "share_of_place_pct": cellwise(counts, lambda n_pa, n_p, _: share(n_pa, n_p)),
        "share_of_activity_pct": cellwise(counts, lambda n_pa, _, n_a: share(n_pa, n_a)),
    }
    return _pairs(counts, columns, dict.fromkeys(columns, "per cent"))


def specialised(
    counts: Matrix,
    *,
    threshold: float = 1.0,
    strict: bool = False,
    convention: Convention = "standard",
) -> Result:
    r"""Say for each pair whether the place counts as specialised: 1 if so, 0 if not.

    .. math:: m_{pa} = 1 \text{ if } \mathrm{RTA}_{pa} \ge t, \text{ else } 0

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities), dense or sparse.
    threshold : float, default 1.0
        The RTA ``t`` from which a place counts as specialised, above 0.
    strict : bool, default False
        Whether an RTA equal to the threshold does not count.
    convention : {"standard", "econgeo", "atlas", "stata", "datawheel"}, default "standard"
        Whose rule to follow: only in ``"stata"`` does an RTA equal to the threshold not count.

    Returns
    -------
    Result
        Column ``specialised``, 0.0 or 1.0, sparse with the pattern of the counts if they are
        sparse. NaN where RTA has no value.

    Raises
    ------
    RequestError
        As for `rta`, if the threshold is not a number above 0, or the convention is not known.

    Notes
    -----
    RTA exactly at the threshold counts, as in EconGeo (whose manual says "above"), ecomplexity
    and economiccomplexity; ``strict=True`` gives the rule of ecomplexity's Stata ancestor. An
    RTA within a relative 1e-9 of the threshold is treated as equal to it, so that fractional
    counts whose sums carry rounding errors are not sorted by those errors. For an empty place
    EconGeo gives 0 and this gives NaN. The answer ignores chance: with small counts look at
    `smartspec.indicators.inference.rta_significance`.

    Examples
    --------
    >>> counts = Matrix([[2, 4], [1, 2], [3, 0]], places=list("ABC"), activities=["x", "y"])
    >>> specialised(counts)["specialised"]
    array([[0., 1.],
           [0., 1.],
           [1., 0.]])
    """
    require_threshold(counts, threshold)
    strict = strict or rules_of(convention).strict
    n = counts.total

    def qualifies(n_pa: Array, n_p: Array, n_a: Array) -> Array:
        has, needs = n_pa * n, threshold * n_p * n_a
        reached = reaches(has, needs, strict=strict)
        return np.where(needs == 0, np.nan, reached.astype(np.float64))

    columns = {"specialised": cellwise(counts, qualifies)}
    return _pairs(counts, columns, {"specialised": "0 or 1"}, threshold=threshold, strict=strict)


def require_threshold(counts: Matrix, threshold: float) -> None:
    """Refuse counts that cannot be compared, and a threshold that is none.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities).
    threshold : float
        An RTA.

    Raises
    ------
    RequestError
        As for `rta`, or if the threshold is not a number above 0.
    """
    _checks.require_comparable(counts)
    if not 0 < threshold < np.inf:
        raise RequestError(f"The threshold of RTA must be a number above 0; it is {threshold:g}.")


def reaches(has: Array, needs: Array, *, strict: bool = False) -> NDArray[np.bool_]:
    """Say where a number reaches another, or equals it but for rounding.

    Parameters
    ----------
    has, needs : array
        Of the same shape.
    strict : bool, default False
        Whether to be equal does not count.

    Returns
    -------
    array of bool
        True where it does.
    """
    if strict:
        return np.asarray(has > needs * (1.0 + TIE_TOLERANCE))
    return np.asarray(has >= needs * (1.0 - TIE_TOLERANCE))


def average_location_quotient(counts: Matrix) -> Result:
    r"""How specialised a place is on the whole: its mean RTA, weighted by its own shares.

    1 means that the place has the mix of the whole; 3 that its typical filing lies in an activity
    that weighs three times as much there as elsewhere. Never below 1 if the whole is the sum of
    the places; it is one over the Hachman index.

    .. math:: \sum_a \frac{n_{pa}}{n_p} \, \mathrm{RTA}_{pa}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities), dense or sparse.

    Returns
    -------
    Result
        Column ``average_location_quotient``, a ratio, one value a place. NaN for a place without
        any count.

    Raises
    ------
    RequestError
        As for `rta`.

    Notes
    -----
    Agrees with EconGeo's ``location_quotient_avg``. Small places reach high values by chance.

    References
    ----------
    Boschma, R., Balland, P.-A., and Kogler, D. F. (2015). Relatedness and technological change in
    cities: the rise and fall of technological knowledge in US metropolitan areas from 1981 to
    2010. Industrial and Corporate Change, 24(1), 223-250. https://doi.org/10.1093/icc/dtu012

    Examples
    --------
    A: 0.5 * 2 + 0.5 * 2/3 = 1.333.

    >>> counts = Matrix([[2, 2], [1, 7]], places=["A", "B"], activities=["x", "y"])
    >>> average_location_quotient(counts)["average_location_quotient"].round(3)
    array([1.333, 1.083])
    """
    _checks.require_comparable(counts, indicator="The average location quotient")
    n = counts.total

    def weighted(n_pa: Array, _: Array, n_a: Array) -> Array:
        term = divide(n_pa**2 * n, n_a)
        # An activity that exists nowhere has no RTA, and no weight in any place's mean.
        return np.where(n_pa == 0, 0.0, term)

    terms = cellwise(counts, weighted)
    total = np.asarray(terms.sum(axis=1), dtype=np.float64).reshape(-1)
    n_p = counts.place_totals
    return Result(
        ("place",),
        (counts.places,),
        {"average_location_quotient": divide(total, n_p**2)},
        period=counts.period,
        units={"average_location_quotient": "ratio"},
        diagnostics=_checks.undefined_margins(counts),
    )


def _dense_rta(counts: Matrix, indicator: str) -> Array:
    _checks.require_comparable(counts, indicator=indicator)
    _checks.require_dense(counts, indicator=indicator, instead="rta")
    totals = margins(counts)
    return divide(counts.dense() * totals.n, totals.n_p[:, None] * totals.n_a[None, :])


def _pairs(
    counts: Matrix, columns: dict[str, Column], units: dict[str, str], **diagnostics: object
) -> Result:
    return Result(
        PAIR,
        (counts.places, counts.activities),
        columns,
        period=counts.period,
        units=units,
        diagnostics=_checks.undefined_margins(counts) | diagnostics,
    )
