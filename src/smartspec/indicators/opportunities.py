"""Question: what is it worth to a place that something is within its reach?

In: counts of places by activities. Out: the complexity that lies within reach, and what would come
nearer by entering one activity.
Must not know: files, tables, time, or which candidate is chosen.
"""

from __future__ import annotations

import numpy as np

from smartspec.indicators._checks import divide, undefined_margins
from smartspec.indicators._reach import Near, Own, density, method_of, near, of_pairs
from smartspec.indicators.complexity import Components, activity_complexity
from smartspec.indicators.relatedness import Method
from smartspec.tables.matrix import Matrix
from smartspec.tables.result import Result


def opportunity_value(
    counts: Matrix,
    *,
    method: Method = "conditional",
    threshold: float = 1.0,
    own: Own = "exclude",
    related: Result | None = None,
    components: Components = "refuse",
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
    own : {"exclude", "include"}, default "exclude"
        Whether the activity itself counts among what is related to it.
    related : Result, optional
        Relatedness that is given, in place of ``method``.
    components : {"refuse", "apart", "largest"}, default "refuse"
        As for `smartspec.indicators.complexity.activity_complexity`, whose values are used.

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
    by n - 1) and ``own="include"``. ecomplexity standardises it over places.

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
    around = near(counts, method, threshold, own, related)
    missing = _Missing(counts, around, threshold, components)
    value = np.nansum(density(around) * missing.worth, axis=1)
    value[missing.unknown] = np.nan
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
    own: Own = "exclude",
    related: Result | None = None,
    components: Components = "refuse",
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
    own : {"exclude", "include"}, default "exclude"
        Whether the activity itself counts among what is related to it.
    related : Result, optional
        Relatedness that is given, in place of ``method``.
    components : {"refuse", "apart", "largest"}, default "refuse"
        As for `smartspec.indicators.complexity.activity_complexity`, whose values are used.

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
    by n - 1) and ``own="include"``.

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
    around = near(counts, method, threshold, own, related)
    missing = _Missing(counts, around, threshold, components)
    weights = around.weights(slice(0, len(around.related)))
    gain = missing.worth @ np.nan_to_num(divide(weights, weights.sum(axis=1, keepdims=True)))
    gain[around.has.nonzero()] = 0.0
    gain[missing.unknown] = np.nan
    return of_pairs(counts, "opportunity_gain", gain, "standard deviations",
                    method=method_of(method, related), threshold=threshold,
                    notes=missing.notes)  # fmt: skip


class _Missing:
    """The complexity of what each place is not specialised in, and what is to be told of it."""

    def __init__(
        self, counts: Matrix, around: Near, threshold: float, components: Components
    ) -> None:
        found = activity_complexity(counts, threshold=threshold, components=components)
        column = found["activity_complexity"]
        self.worth = np.tile(np.nan_to_num(column), (around.has.shape[0], 1))
        self.worth[around.has.nonzero()] = 0.0
        # A place that has nothing of known complexity lies outside of what was compared.
        known = np.asarray(around.has @ (~np.isnan(column)).astype(np.float64)) > 0
        self.unknown = (counts.place_totals == 0) | ~known
        self.notes = found.notes
