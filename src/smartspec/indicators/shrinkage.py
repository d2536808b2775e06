"""Question: what is the best guess of a place's specialisation where counts are small?

In: counts of places by activities. Out: each RTA drawn towards the mean of its activity by as much
as its own count is unreliable. Must not know: files, tables, or how a report uses the guess.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from smartspec.core.errors import RequestError
from smartspec.indicators import _checks
from smartspec.indicators._checks import Array, divide
from smartspec.indicators._margins import margins
from smartspec.tables.matrix import Matrix
from smartspec.tables.result import Result


def rta_shrunk(counts: Matrix, *, confidence: float = 0.95) -> Result:
    r"""RTA steadied by what is known of the activity elsewhere (empirical Bayes).

    A small place with 2 filings where half a filing was expected has an RTA of 4, the highest in
    its country perhaps, and most likely by luck. This gives the better guess: a mean of the
    place's own RTA and of the RTA usual for the activity, in which its own has the more weight
    the more was expected of it. Rankings made from it are not led by the smallest places.

    For each activity the true specialisations :math:`\lambda_{pa}` of places are taken as Gamma
    distributed with mean :math:`\mu_a` and variance :math:`A_a`, and counts as Poisson around
    :math:`\lambda_{pa} E_{pa}`, with :math:`E_{pa} = n_p n_a / n`. Both are estimated from the
    activity's own places (Marshall's moments):

    .. math::

        \mu_a = \frac{\sum_p n_{pa}}{\sum_p E_{pa}}, \qquad
        A_a = \frac{\sum_p E_{pa} (\mathrm{RTA}_{pa} - \mu_a)^2}{\sum_p E_{pa}}
              - \frac{\mu_a}{\bar{E}_a}

    where :math:`\bar{E}_a` is the mean expected count. Given a place's own count its
    specialisation is again Gamma distributed, with mean

    .. math::

        \widetilde{\lambda}_{pa} = w_{pa} \, \mathrm{RTA}_{pa} + (1 - w_{pa}) \, \mu_a, \qquad
        w_{pa} = \frac{A_a}{A_a + \mu_a / E_{pa}}

    and the interval is made of the quantiles of that distribution.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities), whole or fractional, of events. At least two
        places, better twenty.
    confidence : float, default 0.95
        Probability content of the interval, above 0 and below 1.

    Returns
    -------
    Result
        Dense columns: ``count`` (in the unit of the counts), ``rta``, ``rta_shrunk``,
        ``rta_shrunk_low``, ``rta_shrunk_high`` (ratios), ``weight`` (of the place's own RTA, 0
        to 1). NaN where RTA has no value. The diagnostics list in ``activities_without_spread``
        the activities whose places differ no more than chance explains: there every place gets
        the mean, with weight 0 and an interval without width.

    Raises
    ------
    RequestError
        As for `smartspec.indicators.specialisation.rta`; if there are fewer than two places; if
        the confidence is outside (0, 1); if the matrix has too many pairs for a dense result.

    See Also
    --------
    smartspec.indicators.inference.rta_significance : Whether an RTA differs from 1.

    Notes
    -----
    Without a reference the mean :math:`\mu_a` is 1. The interval takes the mean and the variance
    as known. They are estimated, so that it is too narrow when an activity has few places (below
    about twenty), and an activity listed without spread is one where none could be shown, not one
    where there is none. Places weigh by their expected counts, so one very large place can rule
    the variance. Filings that come in bunches look like true spread and are shrunk too little.
    None of the other packages has a shrunken RTA.

    References
    ----------
    Marshall, R. J. (1991). Mapping disease and mortality rates using empirical Bayes estimators.
    Journal of the Royal Statistical Society C, 40(2), 283-294. https://doi.org/10.2307/2347593

    Clayton, D., and Kaldor, J. (1987). Empirical Bayes estimates of age-standardized relative
    risks for use in disease mapping. Biometrics, 43(3), 671-681.
    https://doi.org/10.2307/2532003

    Examples
    --------
    In x, A has 6 where 4 are expected and B 2 where 4 are: RTA 1.5 and 0.5, mean 1, spread
    0.25 - 1/4 = 0. Nothing but chance need be at work, so both are given the mean.

    >>> counts = Matrix([[6, 2], [2, 6]], places=["A", "B"], activities=["x", "y"])
    >>> rta_shrunk(counts).at("A", "x")["rta_shrunk"]
    1.0

    Ten times as many filings: the spread is 0.25 - 1/40 = 0.225, the weight
    0.225 / (0.225 + 1/40) = 0.9, and the guess 0.9 * 1.5 + 0.1 * 1 = 1.45.

    >>> counts = Matrix([[60, 20], [20, 60]], places=["A", "B"], activities=["x", "y"])
    >>> round(rta_shrunk(counts).at("A", "x")["rta_shrunk"], 6)
    1.45
    """
    level = _checks.confidence(confidence)
    _require_places(counts)
    totals = margins(counts)
    n_pa, expected = counts.dense(), totals.expected()
    ratio = divide(n_pa, expected)
    mean, spread = marshall_moments(ratio, expected)
    # Written with E above and below the line so that no spread gives 0 and not 0/0.
    weight = divide(spread * expected, spread * expected + mean)
    guess = weight * ratio + (1 - weight) * mean
    low, high = _posterior_limits(n_pa, expected, (mean, spread), level)
    defined = np.isfinite(expected)
    columns = {
        "count": n_pa,
        "rta": ratio,
        "rta_shrunk": np.where(mean == 0, 0.0, guess),
        "rta_shrunk_low": low,
        "rta_shrunk_high": high,
        "weight": np.where(mean == 0, 0.0, weight),
    }
    for name in ("rta_shrunk", "rta_shrunk_low", "rta_shrunk_high", "weight"):
        columns[name] = np.where(defined, columns[name], np.nan)
    without_spread = counts.activities[(spread == 0) & defined.any(axis=0)]
    units = dict.fromkeys(columns, "ratio") | {"count": counts.unit, "weight": "0 to 1"}
    return Result(
        ("place", "activity"),
        (counts.places, counts.activities),
        columns,
        period=counts.period,
        units=units,
        diagnostics=_checks.undefined_margins(counts)
        | {"confidence": level, "activities_without_spread": tuple(without_spread.tolist())},
    )


def marshall_moments(ratio: Array, expected: Array) -> tuple[Array, Array]:
    """Estimate mean and variance of true ratios, activity by activity.

    Parameters
    ----------
    ratio : array of shape (n_places, n_activities)
        Observed over expected; NaN where there is none.
    expected : array of the same shape
        Expected counts; NaN where there are none.

    Returns
    -------
    mean : array of shape (n_activities,)
        The pooled ratio; 0 for an activity without any expected count.
    spread : array of shape (n_activities,)
        The variance beyond that of Poisson counts; 0 if there is none.

    Examples
    --------
    >>> ratio, expected = np.array([[1.5], [0.5]]), np.array([[40.0], [40.0]])
    >>> marshall_moments(ratio, expected)
    (array([1.]), array([0.225]))
    """
    weights = np.nan_to_num(expected)
    ratios = np.nan_to_num(ratio)
    whole = weights.sum(axis=0)
    places = np.count_nonzero(weights, axis=0)
    mean = np.nan_to_num(divide((weights * ratios).sum(axis=0), whole))
    observed = np.nan_to_num(divide((weights * (ratios - mean) ** 2).sum(axis=0), whole))
    by_chance = np.nan_to_num(divide(mean * places, whole))
    return mean, np.maximum(observed - by_chance, 0.0)


def _require_places(counts: Matrix) -> None:
    _checks.require_comparable(counts)
    _checks.require_dense(counts, indicator="rta_shrunk", instead="rta")
    if len(counts.places) < 2:
        raise RequestError(
            f"rta_shrunk learns from the other places; there is only one, {counts.places[0]}. "
            "Add places, or use rta_significance."
        )


def _posterior_limits(
    counts: Array, expected: Array, prior: tuple[Array, Array], confidence: float
) -> tuple[Array, Array]:
    """Quantiles of the Gamma distribution of each true ratio, given its count."""
    mean, spread = prior
    tail = (1 - confidence) / 2
    # A prior without spread is a point, which no Gamma distribution is: both limits are the mean.
    shape = counts + divide(mean**2, spread)
    rate = expected + divide(mean, spread)
    # Quantiles are slow and shapes repeat (all zeros of an activity share one): each shape once.
    distinct, where = np.unique(shape, return_inverse=True)
    back = where.reshape(shape.shape)
    low = special.gammaincinv(distinct, tail)[back] / rate
    high = special.gammainccinv(distinct, tail)[back] / rate
    return np.where(spread > 0, low, mean), np.where(spread > 0, high, mean)
