"""Question: which activities are found together more often than chance explains?

In: counts of places by activities, a seed. Out: for each pair how often it is found together, how
often by chance, and how easily chance gives as much. Must not know: files, tables, or measures of
relatedness.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smartspec.core.errors import RequestError, counted, listing
from smartspec.indicators import _checks
from smartspec.indicators._draws import require_draws
from smartspec.indicators._presence import presence
from smartspec.indicators._swaps import Tally, met, tally
from smartspec.indicators.inference import q_values
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result

LARGEST = 16_000_000
"""Pairs above which the answer is refused: each thread keeps five squares of 8 bytes a pair."""

USUAL_Q = 0.05
"""Only for a note: up to here a false-discovery rate is mostly called small."""

UNITS = {
    "together": "places",
    "expected": "places",
    "z_score": "standard deviations",
    "p_value": "probability",
    "q_value": "probability",
}


def relatedness_significance(
    counts: Matrix,
    *,
    threshold: float = 1.0,
    draws: int = 200,
    seed: int = 1,
    rounds: int = 20,
) -> Result:
    r"""Say which activities are found together more often than diversity and ubiquity explain.

    Two common activities meet in many places, and places that do much of everything have most
    pairs: neither makes activities related. Here the places' specialisations are dealt out anew,
    again and again, so that each place keeps how many it has and each activity how many places
    have it. A pair is related beyond chance if few of these draws have it together as often.

    .. math:: z_{ab} = \frac{c_{ab} - \bar c_{ab}}{s_{ab}}, \qquad
        p_{ab} = \frac{1 + \#\{k : c^{(k)}_{ab} \ge c_{ab}\}}{1 + K}, \qquad
        c_{ab} = \sum_p m_{pa} m_{pb}

    where :math:`c^{(k)}_{ab}` is the same in draw k of K, with mean :math:`\bar c_{ab}` and
    standard deviation :math:`s_{ab}`.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    draws : int, default 200
        How many matrices are drawn, from 20 on. No p-value is below 1 / (draws + 1).
    seed : int, default 1
        The same gives the same draws, whatever the number of threads.
    rounds : int, default 20
        How often all rows trade in pairs before a draw, from 1 on. P-values hold for any number
        (see Notes); with few, draws resemble each other and little is found.

    Returns
    -------
    Result
        Axes activity and related activity, symmetric columns ``together``, the number of places
        specialised in both; ``expected``, its mean over the draws; ``z_score``, how many standard
        deviations of the draws it lies above that, NaN where all draws are equal; ``p_value``, of
        being together as often or more (one-sided: pairs that avoid each other have a p-value near
        1 and a negative z-score); ``q_value``, by Benjamini and Hochberg over distinct pairs. NaN
        on the diagonal and for activities in which no place is specialised.

    Raises
    ------
    RequestError
        If there is nothing to compare with, a single activity, more than 16 million pairs or 20
        million counts, fewer than 20 draws or 1 round, or the seed is below 0.

    See Also
    --------
    smartspec.indicators.relatedness.relatedness : How strong relatedness is; its ``"z_score"``
        keeps the ubiquity of activities, but not the diversity of places.

    Notes
    -----
    Rows trade as in the curveball of Strona et al. (2014), which keeps both margins exactly, and
    all in pairs at once (Carstens et al. 2018); in the long run all matrices with these margins
    are equally likely. What is observed leads through ``rounds`` to a hub, and from the hub each
    draw goes through as many of its own. Trading is as likely in one direction as in the other, so
    that what was observed is, if chance alone is at work, one more draw from the hub, and p-values
    are valid for any number of rounds (Besag and Clifford 1989). Twenty rounds because the sum of
    the squares of all :math:`c_{ab}` was then within a fifth of a standard deviation of its
    lasting mean in all that was tried; it took 5 for the patent families that ship (35 fields, 36
    economies) and 3 for clusters of 130 activities in 300 places, but 20 for a nested matrix.

    ReKS has a p-value by swaps as well. What it prints was not at hand to compare with; the sampler
    is tested against all matrices that there are, where they can be listed.

    References
    ----------
    Strona, G., Nappo, D., Boccacci, F., Fattorini, S. and San-Miguel-Ayanz, J. (2014). A fast and
    unbiased procedure to randomize ecological binary matrices with fixed row and column totals.
    Nature Communications 5, 4114. https://doi.org/10.1038/ncomms5114

    Carstens, C. J., Hamann, M., Meyer, U., Penschuck, M., Tran, H. and Wagner, D. (2018). Parallel
    and I/O-efficient randomisation of massive networks using global curveball trades. 26th Annual
    European Symposium on Algorithms, 11. https://doi.org/10.4230/LIPIcs.ESA.2018.11

    Besag, J. and Clifford, P. (1989). Generalized Monte Carlo significance tests. Biometrika
    76(4), 633-642. https://doi.org/10.1093/biomet/76.4.633

    Examples
    --------
    Three places of two activities each, and two places for each activity: w goes with x in two
    places, and y with z in two. Of the 90 matrices with such margins 36 have w and x, or any other
    pair, never together, 48 once and 6 twice: 0.667 expected, and p = 1/15.

    >>> counts = Matrix([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]],
    ...                 places=list("ABCD"), activities=list("wxyz"))
    >>> found = relatedness_significance(counts, draws=2000).at("w", "x")
    >>> found["together"], abs(found["expected"] - 2 / 3) < 0.05, round(found["p_value"], 2)
    (2.0, True, 0.07)
    """
    if rounds < 1:
        raise RequestError(f"Rows trade at least once; rounds is {rounds}. Give 20 or so.")
    require_draws(draws, seed)
    size = len(counts.activities)
    _checks.require_pairs(size, "activities", most=LARGEST)
    _checks.require_dense(counts, indicator="relatedness_significance", instead="relatedness")
    has = presence(counts, threshold=threshold).toarray() > 0
    together = met(has)
    without = together.diagonal() == 0
    columns = _columns(together, tally(has, draws=draws, seed=seed, rounds=rounds), draws)
    no_pair = without[:, None] | without | np.eye(size, dtype=np.bool_)
    for values in columns.values():
        values[no_pair] = np.nan
    columns["q_value"] = _over_pairs(columns["p_value"])
    names = tuple(counts.activities[without].tolist())
    return Result(
        axes=("activity", "related_activity"),
        labels=(counts.activities, counts.activities),
        columns=columns,
        period=counts.period,
        units=UNITS,
        diagnostics={
            "activities_without_relatedness": names,
            "threshold": threshold,
            "draws": draws,
            "seed": seed,
            "rounds": rounds,
            "pairs": int(np.count_nonzero(~no_pair)) // 2,
            "notes": (*_nothing_known(names, counts.period), *_too_few(columns, draws)),
        },
    )


def _columns(together: NDArray[np.int64], kept: Tally, draws: int) -> dict[str, Array]:
    """Set what was observed against what was drawn."""
    # In whole numbers up to the last step: a variance of nothing is then exactly 0.
    spread = draws * kept.squares - kept.above * kept.above
    deviation = np.sqrt(spread / (draws * (draws - 1)))
    with np.errstate(divide="ignore", invalid="ignore"):
        z_score = np.where(spread > 0, -kept.above / draws / deviation, np.nan)
    return {
        "together": together.astype(np.float64),
        "expected": together + kept.above / draws,
        "z_score": z_score,
        "p_value": (1 + kept.as_often) / (1 + draws),
    }


def _over_pairs(p_value: Array) -> Array:
    """Give q-values over distinct pairs, in both directions."""
    upper = np.triu_indices(len(p_value), 1)
    found = np.full(p_value.shape, np.nan)
    found[upper] = q_values(p_value[upper])
    found.T[upper] = found[upper]
    return found


def _nothing_known(names: tuple[str, ...], period: str) -> tuple[str, ...]:
    return (f"No relatedness is known of {listing(names)} ({period}).",) if names else ()


def _too_few(columns: dict[str, Array], draws: int) -> tuple[str, ...]:
    """Say so where more draws might find what these cannot."""
    first = np.triu(columns["p_value"] <= 1 / (draws + 1), 1)
    number = int(first.sum())
    if not number or columns["q_value"][first].min() <= USUAL_Q:
        return ()
    return (
        f"{counted(number, 'pair')} met more often than in any of {draws:,} draws, but so few "
        f"draws cannot tell them from chance among so many pairs (q is above {USUAL_Q:g}). Ask for "
        "more draws.",
    )
