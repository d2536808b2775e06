"""Question: what is typical of the places that do an activity, and of the activities of a place?

In: counts of places by activities, and a number for each place or activity (income, complexity).
Out: weighted means, one an activity or a place.
Must not know: files, tables, or where the numbers that are averaged were measured.
"""

from __future__ import annotations

import numpy as np

from smartspec.indicators._cells import cells
from smartspec.indicators._given import OfActivities, OfPlaces, given_numbers, mean_over
from smartspec.indicators.complexity import Components, activity_complexity, place_complexity
from smartspec.indicators.structure import diversity
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result

DEVIATIONS = "standard deviations"


def prody(counts: Matrix, *, income: OfPlaces | None = None) -> Result:
    r"""Say how rich the places are that an activity is typical of.

    The mean income of all places, where a place weighs by its RTA in the activity: a small place
    that lives of an activity weighs more than a large one that has it beside all else. It describes
    who does an activity now. It does not say that taking it up makes a place rich.

    .. math:: \mathrm{PRODY}_a = \sum_p \frac{\mathrm{RTA}_{pa}}{\sum_q \mathrm{RTA}_{qa}} Y_p
        = \sum_p \frac{s_{pa}}{\sum_q s_{qa}} Y_p

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities). A reference changes nothing: what it divides by is
        the same for all places.
    income : mapping of str to float, optional
        A number for each place, such as income per head in one currency and year. Without it the
        diversity of places stands in, and a note says so: a count of specialisations, not income.

    Returns
    -------
    Result
        Axis activity, column ``prody`` in the unit of the income (activities if none is given). NaN
        for an activity that no place with an income has.

    Raises
    ------
    RequestError
        If no place has an income, one is not finite, or, without income, diversity has no value.

    See Also
    --------
    expy : The mean PRODY of what a place does.
    mean_of_places : The same mean with places weighted by their share in the activity.

    Notes
    -----
    A place without income is left out of numerator and denominator, and named. Agrees with
    economiccomplexity 2.0 and EconGeoPy 0.1 to 1e-12. EconGeo 2.1 rounds RTA to two decimals first,
    which moves its result; rounded in the same way, this agrees with it.

    References
    ----------
    Hausmann, R., Hwang, J. and Rodrik, D. (2007). What you export matters. Journal of Economic
    Growth 12(1), 1-25. https://doi.org/10.1007/s10887-006-9009-4

    Examples
    --------
    Half of what A does is x and a tenth of what B does: A weighs 5 parts of 6.

    >>> counts = Matrix([[5, 5], [2, 18]], places=["A", "B"], activities=["x", "y"])
    >>> prody(counts, income={"A": 60.0, "B": 30.0})["prody"].round(2).tolist()
    [55.0, 40.71]
    """
    found, notes, unit = _prody(counts, income)
    return _of_activities(counts, "prody", found, unit, notes)


def expy(counts: Matrix, *, income: OfPlaces | None = None) -> Result:
    r"""Say how rich those places are on average that do what a place does.

    A place with a high EXPY does what rich places do. Its own income is part of the number, the
    more so the fewer places there are.

    .. math:: \mathrm{EXPY}_p = \sum_a s_{pa} \, \mathrm{PRODY}_a

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities). A reference is not used.
    income : mapping of str to float, optional
        A number for each place, such as income per head. Without it the diversity of places stands
        in, as for `prody`.

    Returns
    -------
    Result
        Axis place, column ``expy`` in the unit of the income (activities if none is given). NaN for
        a place without any count. A place without income has a value too: it rests on the others.

    Raises
    ------
    RequestError
        As for `prody`.

    See Also
    --------
    prody : What is averaged here.

    Notes
    -----
    Agrees with economiccomplexity 2.0 and EconGeoPy 0.1 to 1e-12; for EconGeo 2.1 see `prody`.

    References
    ----------
    Hausmann, R., Hwang, J. and Rodrik, D. (2007). What you export matters. Journal of Economic
    Growth 12(1), 1-25. https://doi.org/10.1007/s10887-006-9009-4

    Examples
    --------
    PRODY is 55 and 285/7: A gets half of each, B 1/10 and 9/10.

    >>> counts = Matrix([[5, 5], [2, 18]], places=["A", "B"], activities=["x", "y"])
    >>> expy(counts, income={"A": 60.0, "B": 30.0})["expy"].round(2).tolist()
    [47.86, 42.14]
    """
    of_activities, notes, unit = _prody(counts, income)
    return _of_places(counts, "expy", _by_place(counts, of_activities), unit, notes)


def mean_of_activities(
    counts: Matrix,
    *,
    values: OfActivities | None = None,
    threshold: float = 1.0,
    components: Components = "refuse",
) -> Result:
    r"""Average over what a place does a number that activities have.

    Each activity weighs by its share in the place, so what a place does little of counts little.
    With the complexity of activities (the default) it says how complex the average filing or job
    of the place is, specialised or not.

    .. math:: \bar v_p = \sum_a s_{pa} v_a

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities). A reference is used for complexity alone.
    values : mapping of str to float, optional
        A number for each activity: wages, growth, emissions, complexity from elsewhere. Without it
        `activity_complexity` of the same counts.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised; for complexity, if no values are given.
    components : {"refuse", "apart", "largest"}, default "refuse"
        What complexity does with parts that have nothing in common.

    Returns
    -------
    Result
        Axis place, column ``mean_of_activities`` in the unit of the values. NaN for a place that
        has no activity with a value.

    Raises
    ------
    RequestError
        If no activity has a value, one is not finite, or, without values, as for
        `activity_complexity`.

    See Also
    --------
    smartspec.indicators.outside_complexity.outside_complexity : The mean over specialisations.

    Notes
    -----
    The form is that of `expy`, for any number. Activities without a value are left out of numerator
    and denominator, and named. Agrees with ``weighted_avg`` by region of EconGeo 2.1 to 1e-12.

    References
    ----------
    Hausmann, R., Hwang, J. and Rodrik, D. (2007). What you export matters. Journal of Economic
    Growth 12(1), 1-25. https://doi.org/10.1007/s10887-006-9009-4

    Examples
    --------
    >>> counts = Matrix([[8, 2], [4, 6]], places=["A", "B"], activities=["x", "y"])
    >>> mean_of_activities(counts, values={"x": 10.0, "y": 20.0})["mean_of_activities"].tolist()
    [12.0, 16.0]
    """
    if values is None:
        own = activity_complexity(counts, threshold=threshold, components=components)
        found, notes, unit = own["activity_complexity"], own.notes, DEVIATIONS
    else:
        found, notes = given_numbers(values, counts.activities, option="values", kind="activity")
        unit = "unit of the values"
    return _of_places(counts, "mean_of_activities", _by_place(counts, found), unit, notes)


def mean_of_places(
    counts: Matrix,
    *,
    values: OfPlaces | None = None,
    threshold: float = 1.0,
    components: Components = "refuse",
) -> Result:
    r"""Average over the places that do an activity a number that places have.

    Each place weighs by its share in the activity, so large places weigh most: it describes where
    the average filing or job of the activity is. For what is typical of specialised places,
    whatever their size, see `prody`.

    .. math:: \bar v_a = \sum_p \frac{n_{pa}}{\sum_q n_{qa}} v_p

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities). A reference is used for complexity alone.
    values : mapping of str to float, optional
        A number for each place: income, education, age. Without it `place_complexity` of the same
        counts.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised; for complexity, if no values are given.
    components : {"refuse", "apart", "largest"}, default "refuse"
        What complexity does with parts that have nothing in common.

    Returns
    -------
    Result
        Axis activity, column ``mean_of_places`` in the unit of the values. NaN for an activity that
        no place with a value has.

    Raises
    ------
    RequestError
        If no place has a value, one is not finite, or, without values, as for `place_complexity`.

    Notes
    -----
    The paper weighs by RTA instead, so that size does not matter. Places without a value are left
    out of numerator and denominator, and named. Agrees with ``weighted_avg`` by industry of EconGeo
    2.1 to 1e-12.

    References
    ----------
    Hausmann, R., Hwang, J. and Rodrik, D. (2007). What you export matters. Journal of Economic
    Growth 12(1), 1-25. https://doi.org/10.1007/s10887-006-9009-4

    Examples
    --------
    A has 8 of the 12 x and 2 of the 8 y.

    >>> counts = Matrix([[8, 2], [4, 6]], places=["A", "B"], activities=["x", "y"])
    >>> mean_of_places(counts, values={"A": 30.0, "B": 60.0})["mean_of_places"].tolist()
    [40.0, 52.5]
    """
    if values is None:
        own = place_complexity(counts, threshold=threshold, components=components)
        of_places, notes, unit = own["place_complexity"], own.notes, DEVIATIONS
    else:
        of_places, notes = given_numbers(values, counts.places, option="values", kind="place")
        unit = "unit of the values"
    held = cells(counts)
    found = mean_over(held.columns, held.values, of_places[held.rows], counts.shape[1])
    return _of_activities(counts, "mean_of_places", found, unit, notes)


def _prody(counts: Matrix, income: OfPlaces | None) -> tuple[Array, tuple[str, ...], str]:
    """Compute PRODY, what is to be told of it, and its unit."""
    if income is None:
        of_places = diversity(counts)["diversity"]
        unit = "activities"
        notes: tuple[str, ...] = (
            "No income was given, so the diversity of places stands in for it. Give a number for "
            "each place with --set income=FILE, or income={...} in Python.",
        )
    else:
        of_places, notes = given_numbers(income, counts.places, option="income", kind="place")
        unit = "unit of income"
    held = cells(counts)
    # RTA_pa is s_pa over what is the same for all places, so the shares weigh as RTA does.
    share = held.values / counts.place_totals[held.rows]
    found = mean_over(held.columns, share, of_places[held.rows], counts.shape[1])
    return found, notes, unit


def _by_place(counts: Matrix, of_activities: Array) -> Array:
    held = cells(counts)
    return mean_over(held.rows, held.values, of_activities[held.columns], counts.shape[0])


def _of_places(
    counts: Matrix, name: str, values: Array, unit: str, notes: tuple[str, ...]
) -> Result:
    empty = counts.places[counts.place_totals == 0]
    return Result(
        axes=("place",),
        labels=(counts.places,),
        columns={name: values},
        period=counts.period,
        units={name: unit},
        diagnostics={"places_without_total": tuple(empty.tolist()), "notes": notes},
    )


def _of_activities(
    counts: Matrix, name: str, values: Array, unit: str, notes: tuple[str, ...]
) -> Result:
    own = np.asarray(counts.values.sum(axis=0), dtype=np.float64).reshape(-1)
    empty = counts.activities[own == 0]
    return Result(
        axes=("activity",),
        labels=(counts.activities,),
        columns={name: values},
        period=counts.period,
        units={name: unit},
        diagnostics={"activities_without_total": tuple(empty.tolist()), "notes": notes},
    )
