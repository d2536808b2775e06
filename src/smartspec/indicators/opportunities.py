"""Question: what is it worth to a place that something is within its reach?

In: counts of places by activities. Out: the complexity that lies within reach, and what would come
nearer by entering one activity.
Must not know: files, tables, time, or which candidate is chosen.
"""

from __future__ import annotations

import numpy as np

from smartspec.indicators._checks import divide, undefined_margins
from smartspec.indicators._complex import Asked, Components, complexity_of
from smartspec.indicators._conventions import Convention, Own, Rules, rules_of
from smartspec.indicators._reach import Near, density, method_of, near, of_pairs
from smartspec.indicators.relatedness import Method
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result


def opportunity_value(
    counts: Matrix,
    *,
    method: Method = "conditional",
    threshold: float = 1.0,
    own: Own = "convention",
    related: Result | None = None,
    components: Components = "refuse",
    convention: Convention = "standard",
) -> Result:
    r"""Say how much complexity lies within a place's reach.

    It adds up the complexity of the activities that the place is not specialised in, each as far as
    it is within reach. High values mean many and complex options. Also known as the complexity
    outlook index (COI).

    .. math:: \mathrm{COI}_p = \sum_a \frac{\omega_{pa}}{100} (1 - m_{pa}) \mathrm{PCI}_a

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    method : str, default "conditional"
        How relatedness is measured.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    own : {"convention", "exclude", "include"}, default "convention"
        Whether the activity itself counts among what is related to it; as the convention has it if
        nothing is said.
    related : Result, optional
        Relatedness that is given, in place of ``method``.
    components : {"refuse", "apart", "largest"}, default "refuse"
        As for `smartspec.indicators.complexity.activity_complexity`, whose values are used.
    convention : {"standard", "econgeo", "atlas", "stata", "datawheel"}, default "standard"
        Whose rules to follow. ``"atlas"`` (ecomplexity) includes the activity itself, adds up
        complexity that is not centred, in deviations of places, and standardises the sum over
        places. ``"stata"`` does the same without the activity itself and with deviations over
        pairs, and does not count an RTA equal to the threshold. ``"econgeo"`` and ``"datawheel"``
        have no such index: they give the standard one, the latter in deviations of n - 1.

    Returns
    -------
    Result
        Axis place, column ``opportunity_value``, in standard deviations of activity complexity (n).
        Below 0 where what is within reach is on the whole less complex than the average. NaN for a
        place without any count, or outside the part for which there is complexity. Activities
        without complexity add nothing.

    Raises
    ------
    RequestError
        As for `relatedness_density` and `activity_complexity`.

    Notes
    -----
    Agrees with ``coi`` of economiccomplexity 2.0 where complexity is on the same scale (it divides
    by n - 1) and ``own="include"``, and with ecomplexity 0.5.3 by ``convention="atlas"``.

    References
    ----------
    Hausmann, R., Hidalgo, C. A., Bustos, S., Coscia, M., Simoes, A. and Yildirim, M. A. (2014).
    The Atlas of Economic Complexity. MIT Press. https://doi.org/10.7551/mitpress/9647.001.0001

    Examples
    --------
    >>> counts = Matrix([[4, 3, 3], [6, 4, 0], [10, 0, 0]], places=list("ABC"),
    ...                 activities=list("xyz"))
    >>> opportunity_value(counts, threshold=0.5).at("A")
    {'opportunity_value': 0.0}
    """
    rules = rules_of(convention)
    around = near(counts, method, threshold, own, related, rules=rules)
    missing = _Missing(counts, around, threshold, components, rules)
    value = np.nansum(density(around) * missing.worth, axis=1)
    value[missing.unknown] = np.nan
    if rules.follows_places:
        value = _standardised(value, around.has.shape, rules)
    return Result(
        axes=("place",),
        labels=(counts.places,),
        columns={"opportunity_value": value},
        period=counts.period,
        units={"opportunity_value": "standard deviations"},
        diagnostics={
            **undefined_margins(counts),
            "method": method_of(method, related),
            "threshold": threshold,
            "notes": missing.notes,
        },
    )


def opportunity_gain(
    counts: Matrix,
    *,
    method: Method = "conditional",
    threshold: float = 1.0,
    own: Own = "convention",
    related: Result | None = None,
    components: Components = "refuse",
    convention: Convention = "standard",
) -> Result:
    r"""Say how much complexity would come nearer to a place if it entered an activity.

    It adds up the complexity of what the place does not have, as far as the activity is part of
    what is related to it: an activity that leads on to many complex ones is worth more than one
    that leads nowhere. That the activity itself is then no longer an option is not taken off, so
    it is not the change of `opportunity_value`. Also known as the complexity outlook gain (COG).

    .. math:: \mathrm{COG}_{pa} = (1 - m_{pa}) \sum_b
        \frac{\phi_{ab}}{\sum_c \phi_{cb}} (1 - m_{pb}) \mathrm{PCI}_b

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    method : str, default "conditional"
        How relatedness is measured.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    own : {"convention", "exclude", "include"}, default "convention"
        Whether the activity itself counts among what is related to it; as the convention has it if
        nothing is said.
    related : Result, optional
        Relatedness that is given, in place of ``method``.
    components : {"refuse", "apart", "largest"}, default "refuse"
        As for `smartspec.indicators.complexity.activity_complexity`, whose values are used.
    convention : {"standard", "econgeo", "atlas", "stata", "datawheel"}, default "standard"
        Whose rules to follow. ``"atlas"`` (ecomplexity) includes the activity itself, and adds up
        complexity that is not centred, in deviations of places; ``"stata"`` the same without the
        activity itself, with deviations over pairs and an RTA above the threshold. ``"datawheel"``
        takes off what the place would no longer lack, as below, in deviations of n - 1, and gives a
        value for every pair. ``"econgeo"`` has no such index and gives the standard one.

    Returns
    -------
    Result
        Column ``opportunity_gain``, in standard deviations of activity complexity (n); 0 where the
        place is specialised already, NaN for a place without any count, or outside the part for
        which there is complexity.

    Raises
    ------
    RequestError
        As for `relatedness_density` and `activity_complexity`.

    Notes
    -----
    Agrees with ``cog`` of economiccomplexity 2.0 where complexity is on the same scale (it divides
    by n - 1) and ``own="include"``, and with ecomplexity 0.5.3 by ``convention="atlas"``.
    economic-complexity 0.3 has another gain, given by ``convention="datawheel"``:

    .. math:: \sum_b \frac{\phi_{ab}}{\sum_c \phi_{ac}} (1 - m_{pb}) \mathrm{PCI}_b
        - \frac{\omega_{pa}}{100} \mathrm{PCI}_a

    References
    ----------
    Hausmann, R., Hidalgo, C. A., Bustos, S., Coscia, M., Simoes, A. and Yildirim, M. A. (2014).
    The Atlas of Economic Complexity. MIT Press. https://doi.org/10.7551/mitpress/9647.001.0001

    Examples
    --------
    >>> counts = Matrix([[4, 3, 3], [6, 4, 0], [10, 0, 0]], places=list("ABC"),
    ...                 activities=list("xyz"))
    >>> opportunity_gain(counts, threshold=0.5)["opportunity_gain"][0]
    array([0., 0., 0.])
    """
    rules = rules_of(convention)
    around = near(counts, method, threshold, own, related, rules=rules)
    missing = _Missing(counts, around, threshold, components, rules)
    gain = _gain(around, missing, rules)
    gain[missing.unknown] = np.nan
    return of_pairs(counts, "opportunity_gain", gain, "standard deviations",
                    method=method_of(method, related), threshold=threshold,
                    notes=missing.notes)  # fmt: skip


def _gain(around: Near, missing: _Missing, rules: Rules) -> Array:
    """Add up what comes nearer; net of what is lacked no longer, where the convention has it."""
    weights = around.weights(slice(0, len(around.related)))
    part = np.nan_to_num(divide(weights, weights.sum(axis=1, keepdims=True)))
    if rules.gain == "net":
        return np.asarray(missing.worth @ part.T) - np.nan_to_num(density(around)) * missing.each
    gain: Array = missing.worth @ part
    gain[around.has.nonzero()] = 0.0
    return gain


def _standardised(value: Array, shape: tuple[int, ...], rules: Rules) -> Array:
    """Let places have mean 0 and deviation 1, over places or over a row for each pair less one."""
    deviation = np.nanstd(value)
    if rules.worth == "pairs":
        rows = int((~np.isnan(value)).sum()) * shape[1]
        deviation *= (rows / (rows - 1)) ** 0.5
    centred = value - np.nanmean(value)
    return divide(centred, np.full_like(value, deviation))


class _Missing:
    """The complexity of what each place is not specialised in, and what is to be told of it."""

    def __init__(
        self,
        counts: Matrix,
        around: Near,
        threshold: float,
        components: Components,
        rules: Rules,
    ) -> None:
        asked = Asked(
            "activity", rules, rules.worth, threshold, components, centred=not rules.follows_places
        )
        column, told = complexity_of(counts, asked)
        self.each = np.nan_to_num(column)
        self.worth = np.tile(self.each, (around.has.shape[0], 1))
        self.worth[around.has.nonzero()] = 0.0
        # A place that has nothing of known complexity lies outside of what was compared.
        known = np.asarray(around.has @ (~np.isnan(column)).astype(np.float64)) > 0
        self.unknown = (counts.place_totals == 0) | ~known
        self.notes = told["notes"]
