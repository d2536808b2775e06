"""Question: how complex is a place, if complexity of activities was measured in a wider comparison?

In: counts of places by activities, and a number for each activity. Out: the plain mean of what a
place is specialised in.
Must not know: files, tables, or where the complexity that is given was measured.
"""

from __future__ import annotations

import numpy as np

from smartspec.core.errors import RequestError
from smartspec.indicators._checks import divide, undefined_margins
from smartspec.indicators._given import OfActivities, given_numbers, mean_over
from smartspec.indicators._presence import presence
from smartspec.indicators.complexity import Components, activity_complexity
from smartspec.tables.matrix import Matrix
from smartspec.tables.result import Result

DEVIATIONS = "standard deviations"


def outside_complexity(
    counts: Matrix,
    *,
    complexity: OfActivities | None = None,
    threshold: float = 1.0,
    components: Components = "refuse",
) -> Result:
    r"""Say how complex a place is, by complexity of activities that was measured elsewhere.

    The regions of one country are few and alike, and what is rare among them may be common in the
    world. So the complexity of activities is taken from a wider comparison, such as all countries,
    and a place gets the mean of what it is specialised in.

    .. math:: \mathrm{C}_p = \frac{1}{d_p} \sum_a m_{pa} \, \mathrm{PCI}_a

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    complexity : mapping of str to float, optional
        The complexity of each activity elsewhere. Without it `activity_complexity` of the same
        counts; then the order is that of `place_complexity`.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    components : {"refuse", "apart", "largest"}, default "refuse"
        What complexity does with parts that have nothing in common, if none is given.

    Returns
    -------
    Result
        Axis place, columns ``outside_complexity``, in the scale of what is given, and
        ``outside_complexity_standardised``, mean 0 and standard deviation 1 (with n) over the
        places; NaN throughout where all places have the same. NaN for a place that is specialised
        in no activity with a value.

    Raises
    ------
    RequestError
        If no activity has a value, one is not finite, or no place is specialised in anything;
        without complexity, as for `activity_complexity`.

    Notes
    -----
    Activities without a value are left out of the mean, and named. Agrees with
    ``complexity_subnational`` of economic-complexity 0.3 to 1e-12; its ``standardize`` takes the
    deviation with n - 1. That with the complexity of the same counts the standardised values are
    those of `place_complexity` follows from the definition of an eigenvector, and is tested.

    References
    ----------
    Hidalgo, C. A. and Hausmann, R. (2009). The building blocks of economic complexity.
    Proceedings of the National Academy of Sciences 106(26), 10570-10575.
    https://doi.org/10.1073/pnas.0900943106

    Examples
    --------
    A is specialised in x and y, B in y and z, C in z.

    >>> counts = Matrix([[5, 4, 1], [1, 5, 4], [1, 1, 8]], places=list("ABC"),
    ...                 activities=list("xyz"))
    >>> outside_complexity(counts, complexity={"x": -1.0, "y": 0.0, "z": 2.0}, threshold=0.9)[
    ...     "outside_complexity"].tolist()
    [-0.5, 1.0, 2.0]
    """
    has = presence(counts, threshold=threshold)
    if complexity is None:
        own = activity_complexity(counts, threshold=threshold, components=components)
        outside, notes = own["activity_complexity"], own.notes
    else:
        outside, notes = given_numbers(
            complexity, counts.activities, option="complexity", kind="activity"
        )
    pairs = has.tocoo()
    rows = pairs.row.astype(np.intp)
    found = mean_over(rows, pairs.data, outside[pairs.col], counts.shape[0])
    known = found[~np.isnan(found)]
    if not known.size:
        raise RequestError(
            "No place is specialised in an activity with a complexity "
            f"({counts.period}). Give complexity for more activities, or lower the threshold."
        )
    spread = known.std()
    columns = {
        "outside_complexity": found,
        "outside_complexity_standardised": divide(
            found - known.mean(), spread if spread > 1e-12 * np.abs(known).max() else 0.0
        ),
    }
    return Result(
        axes=("place",),
        labels=(counts.places,),
        columns=columns,
        period=counts.period,
        units=dict.fromkeys(columns, DEVIATIONS),
        diagnostics={**undefined_margins(counts), "notes": notes},
    )
