"""Question: is a place's specialisation more than chance explains?

In: counts of places by activities. Out: each RTA with its expected count, an interval, a p-value
and a q-value, under a stated model. Must not know: files, tables, or what is called significant.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from smartspec.indicators import _checks
from smartspec.indicators._checks import Array, divide
from smartspec.indicators._margins import margins
from smartspec.tables.matrix import Matrix
from smartspec.tables.result import Result

MODEL = (
    "Each count is Poisson with mean RTA x expected; totals of places and activities are taken as "
    "given."
)


def rta_significance(counts: Matrix, *, confidence: float = 0.95) -> Result:
    r"""RTA with the range that chance leaves open, and a test of "as much as in the whole".

    Three filings where one was expected give an RTA of 3, and mean little; 300 where 100 were
    expected give the same RTA, and mean much. The interval holds the specialisations that the
    count is compatible with. The p-value is the probability of a count at least this far from the
    expected one if the place were not specialised at all; the q-value is that p-value
    corrected for the number of pairs looked at: of all pairs with q below 0.05, whether above or
    below 1, at most one in twenty is expected to be a false alarm. It does not bound the share
    among those above 1 alone.

    The count is taken as Poisson around its expectation times the true specialisation:

    .. math::

        n_{pa} \sim \mathrm{Poisson}(\lambda_{pa} E_{pa}), \qquad
        E_{pa} = \frac{n_p \, n_a}{n}, \qquad
        \widehat{\lambda}_{pa} = \frac{n_{pa}}{E_{pa}} = \mathrm{RTA}_{pa}

    With :math:`G_q(k)` the q-quantile of the Gamma distribution of shape k and scale 1, and
    :math:`\alpha` one minus the confidence, the exact (Garwood) interval and the central p-value
    are

    .. math::

        \left[ \frac{G_{\alpha/2}(n_{pa})}{E_{pa}}, \;
               \frac{G_{1-\alpha/2}(n_{pa} + 1)}{E_{pa}} \right], \qquad
        p = \min\{1, \; 2 P(X \le n_{pa}), \; 2 P(X \ge n_{pa})\}, \quad
        X \sim \mathrm{Poisson}(E_{pa})

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities), whole or fractional. They must count events
        (filings, articles, establishments), not money or people: the width of the interval
        depends on the unit. If it has a reference, expectations come from it.
    confidence : float, default 0.95
        Coverage of the interval, above 0 and below 1.

    Returns
    -------
    Result
        Dense columns: ``count`` and ``expected`` (in the unit of the counts), ``rta``,
        ``rta_low``, ``rta_high`` (ratios), ``p_value``, ``q_value`` (probabilities). NaN where
        RTA has no value. The diagnostics hold the model, the confidence, ``comparisons`` (the
        number of pairs that the q-values correct for) and ``largest_share_pct`` (the share in
        the whole of the largest place or activity, see Notes).

    Raises
    ------
    RequestError
        As for `smartspec.indicators.specialisation.rta`; if the confidence is outside (0, 1); if
        the matrix has too many pairs for a dense result.

    See Also
    --------
    smartspec.indicators.shrinkage.rta_shrunk : A best guess where counts are small.
    smartspec.indicators.change.rta_change : Whether an RTA changed between two windows.

    Notes
    -----
    The interval excludes 1 exactly when p is below one minus the confidence. For whole counts
    both are exact under the model, which makes them conservative: they cover the truth at least
    as often as they say.

    *Fractional counts.* A filing shared between places adds a weight of at most 1. If filings are
    independent, the variance of a sum of such weights is at most its mean, so a Poisson model
    overstates the noise; the formulas, which are continuous in the count, then err on the side
    of caution. They are no longer exact.

    *Large places and activities.* With both totals given, the variance of a count is about
    :math:`(1 - n_p/n)(1 - n_a/n)` times the Poisson one. For a place or an activity that is half of
    the whole the interval is therefore too wide; for one of a few per cent the difference does
    not matter. If the place is itself part of the whole, its RTA cannot exceed n / n_p, whatever
    the upper limit says.

    *Filings that come in bunches* (families of one firm, a single large laboratory, several
    filings on one invention) vary more than a Poisson count. Then intervals are too narrow and p
    and q too small. Nothing in a table of counts can show this.

    *q-values* are those of Benjamini and Hochberg over all pairs of this matrix that have a
    value, pairs with a count of zero included; they depend on which pairs are in the matrix. The
    tests are not independent (rows and columns add up), a case in which the procedure is
    known to hold up well in practice but is not proven.

    None of the other packages gives an interval or a test of RTA.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika, 28(3-4),
    437-442. https://doi.org/10.1093/biomet/28.3-4.437

    Benjamini, Y., and Hochberg, Y. (1995). Controlling the false discovery rate: a practical and
    powerful approach to multiple testing. Journal of the Royal Statistical Society B, 57(1),
    289-300. https://doi.org/10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    A has 5 filings in x where 5 * 10 / 25 = 2 are expected. P(X >= 5) for a Poisson count of
    mean 2 is 0.0527, hence p = 0.105.

    >>> counts = Matrix([[5, 0], [5, 15]], places=["A", "B"], activities=["x", "y"])
    >>> cell = rta_significance(counts).at("A", "x")
    >>> {name: round(value, 3) for name, value in cell.items()}  # doctest: +NORMALIZE_WHITESPACE
    {'count': 5.0, 'rta': 2.5, 'expected': 2.0, 'rta_low': 0.812, 'rta_high': 5.834,
     'p_value': 0.105, 'q_value': 0.211}
    """
    level = _checks.confidence(confidence)
    _checks.require_comparable(counts)
    _checks.require_dense(counts, indicator="rta_significance", instead="rta")
    totals = margins(counts)
    n_pa, expected = counts.dense(), totals.expected()
    low, high = poisson_limits(n_pa, confidence=level)
    p_value = poisson_p_value(n_pa, expected)
    columns = {
        "count": n_pa,
        "rta": divide(n_pa * totals.n, totals.n_p[:, None] * totals.n_a[None, :]),
        "expected": expected,
        "rta_low": low / expected,
        "rta_high": high / expected,
        "p_value": p_value,
        "q_value": q_values(p_value),
    }
    largest = max(float(totals.n_p.max()), float(totals.n_a.max())) / totals.n
    return Result(
        ("place", "activity"),
        (counts.places, counts.activities),
        columns,
        period=counts.period,
        units=_units(counts.unit),
        diagnostics=_checks.undefined_margins(counts)
        | {
            "model": MODEL,
            "confidence": level,
            "comparisons": int(np.count_nonzero(np.isfinite(p_value))),
            "largest_share_pct": 100 * largest,
        },
    )


def poisson_limits(counts: Array, *, confidence: float) -> tuple[Array, Array]:
    """Exact limits for the mean of a Poisson count (Garwood), continuous in the count.

    Parameters
    ----------
    counts : array
        Observed counts, whole or fractional, not negative.
    confidence : float
        Coverage, above 0 and below 1.

    Returns
    -------
    low : array of the same shape
        Lower limits, in the unit of the counts; 0 for a count of 0.
    high : array of the same shape
        Upper limits.

    Examples
    --------
    Nothing observed is compatible with a mean of up to -ln(0.025).

    >>> low, high = poisson_limits(np.array([0.0, 10.0]), confidence=0.95)
    >>> low.round(3), high.round(3)
    (array([0.   , 4.795]), array([ 3.689, 18.39 ]))
    """
    tail = (1 - confidence) / 2
    # Quantiles are slow and counts repeat, zeros above all: each distinct count once.
    distinct, where = np.unique(counts, return_inverse=True)
    low = np.zeros_like(distinct)
    # A count too small for a normal double has a limit of 0 as well; the quantile would be NaN.
    positive = distinct > np.finfo(np.float64).tiny
    low[positive] = special.gammaincinv(distinct[positive], tail)
    high = np.asarray(special.gammainccinv(distinct + 1, tail), dtype=np.float64)
    back = where.reshape(np.shape(counts))
    return low[back], high[back]


def poisson_p_value(counts: Array, expected: Array) -> Array:
    """Central two-sided p-value of Poisson counts, continuous in the count.

    Parameters
    ----------
    counts : array
        Observed counts, whole or fractional, not negative.
    expected : array of the same shape
        The mean under the hypothesis; NaN where there is none.

    Returns
    -------
    array of the same shape
        Twice the smaller tail, at most 1; NaN where there is no expectation.

    Examples
    --------
    Nothing where 3 are expected: twice exp(-3).

    >>> poisson_p_value(np.array([0.0]), np.array([3.0])).round(4)
    array([0.0996])
    """
    at_most = special.gammaincc(counts + 1, expected)
    at_least = np.where(counts > 0, special.gammainc(counts, expected), 1.0)
    p_value = np.minimum(1.0, 2 * np.minimum(at_most, at_least))
    return np.where(np.isnan(expected), np.nan, p_value)


def poisson_ratio_limits(
    counts: tuple[Array, Array], expected: tuple[Array, Array], *, confidence: float
) -> tuple[Array, Array]:
    """Exact limits for the ratio of two Poisson rates, continuous in the counts.

    Given the sum of both counts the second is binomial, so the limits are those of Clopper and
    Pearson for its share, turned into a ratio of rates.

    Parameters
    ----------
    counts : pair of arrays
        First and second count, whole or fractional, not negative.
    expected : pair of arrays
        What each is compared with; NaN where there is nothing.
    confidence : float
        Coverage, above 0 and below 1.

    Returns
    -------
    low : array
        Lower limits of (second count / second expected) / (first count / first expected); 0 where
        the second count is 0.
    high : array
        Upper limits; infinite where the first count is 0.

    Examples
    --------
    10 and 20 of the same expectation: twice as much, give or take.

    >>> ten, twenty, same = np.array([10.0]), np.array([20.0]), np.array([15.0])
    >>> low, high = poisson_ratio_limits((ten, twenty), (same, same), confidence=0.95)
    >>> low.round(3), high.round(3)
    (array([0.894]), array([4.785]))
    """
    (first, second), (first_expected, second_expected) = counts, expected
    tail = (1 - confidence) / 2
    # Betas of shape 0 do not exist: there the limit of the share is 0 or 1.
    low_share = np.where(
        second > 0, special.betaincinv(np.maximum(second, 1e-300), first + 1, tail), 0.0
    )
    # One minus a share is computed as the other tail, so that ratios far above 1 stay exact.
    high_rest = np.where(
        first > 0, special.betaincinv(np.maximum(first, 1e-300), second + 1, tail), 0.0
    )
    per_odds = first_expected / second_expected
    # No first count leaves no upper limit, and a ratio beyond the largest double is none either.
    with np.errstate(divide="ignore", over="ignore"):
        low = low_share / (1 - low_share) * per_odds
        high = (1 - high_rest) / high_rest * per_odds
    return low, high


def poisson_ratio_p_value(counts: tuple[Array, Array], expected: tuple[Array, Array]) -> Array:
    """Central two-sided p-value of equal Poisson rates, given the sum of both counts.

    Parameters
    ----------
    counts : pair of arrays
        First and second count, whole or fractional, not negative.
    expected : pair of arrays
        What each is compared with; NaN where there is nothing.

    Returns
    -------
    array
        Twice the smaller tail of the binomial distribution, at most 1; NaN where either has no
        expectation.

    Examples
    --------
    0 and 5 of the same expectation: twice one half to the fifth.

    >>> none, five, same = np.array([0.0]), np.array([5.0]), np.array([2.5])
    >>> poisson_ratio_p_value((none, five), (same, same))
    array([0.0625])
    """
    (first, second), (first_expected, second_expected) = counts, expected
    share = second_expected / (first_expected + second_expected)
    rest = first_expected / (first_expected + second_expected)
    at_least = np.where(
        second > 0, special.betainc(np.maximum(second, 1e-300), first + 1, share), 1.0
    )
    at_most = np.where(first > 0, special.betainc(np.maximum(first, 1e-300), second + 1, rest), 1.0)
    p_value = np.minimum(1.0, 2 * np.minimum(at_least, at_most))
    return np.where(np.isnan(share), np.nan, p_value)


def q_values(p_values: Array) -> Array:
    """Benjamini-Hochberg q-values over all p-values that are there.

    Parameters
    ----------
    p_values : array
        Any shape; NaN where there was no test.

    Returns
    -------
    array of the same shape
        The smallest false-discovery rate at which each would be called significant; NaN where
        there was no test.

    Examples
    --------
    >>> q_values(np.array([0.01, 0.04, 0.03, np.nan]))
    array([0.03, 0.04, 0.04,  nan])
    """
    adjusted = np.full(p_values.shape, np.nan)
    tested = np.isfinite(p_values)
    p_value = p_values[tested]
    order = np.argsort(p_value)
    scaled = p_value[order] * (p_value.size / np.arange(1, p_value.size + 1))
    q_value = np.empty_like(scaled)
    # A smaller p-value never gets a larger q-value than the next one.
    q_value[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    adjusted[tested] = q_value
    return adjusted


def _units(unit: str) -> dict[str, str]:
    ratios = dict.fromkeys(("rta", "rta_low", "rta_high"), "ratio")
    chances = dict.fromkeys(("p_value", "q_value"), "probability")
    return {"count": unit, "expected": unit} | ratios | chances
