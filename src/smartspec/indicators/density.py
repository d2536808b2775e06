"""Question: what is within reach of a place, given what it already does?

In: counts of places by activities. Out: how much of what is related to each activity a place has,
and what that is worth.
Must not know: files, tables, time, or which candidate is chosen.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from smartspec.indicators._checks import choice, divide, undefined_margins
from smartspec.indicators._conventions import Convention, Own, rules_of
from smartspec.indicators._reach import density, given_or_measured, method_of, near, of_pairs
from smartspec.indicators.relatedness import Method
from smartspec.tables.matrix import Matrix
from smartspec.tables.result import Result

Where = Literal["all", "inside", "outside"]


def relatedness_density(
    counts: Matrix,
    *,
    method: Method = "conditional",
    threshold: float = 1.0,
    own: Own = "convention",
    related: Result | None = None,
    where: Where = "all",
    convention: Convention = "standard",
) -> Result:
    r"""Say how much of what is related to an activity a place already has, from 0 to 100 per cent.

    100 means that the place is specialised in everything that is related to the activity, 0 that
    it has nothing to build on. Places enter activities of high density more often; how much more
    differs from data to data, so look at a back-test before you rely on it.

    .. math:: \omega_{pa} = 100 \, \frac{\sum_{b \ne a} m_{pb} \phi_{ab}}{\sum_{b \ne a} \phi_{ab}}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    method : str, default "conditional"
        How relatedness is measured; see `smartspec.indicators.relatedness.relatedness`. Of
        ``"z_score"`` and ``"correlation"`` only what is above 0 counts as related.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    own : {"convention", "exclude", "include"}, default "convention"
        Whether the activity itself counts among what is related to it; as the convention has it if
        nothing is said.
    related : Result, optional
        Relatedness that is given, from `smartspec.indicators.relatedness.relatedness` of other
        counts or from `smartspec.indicators.relatedness.relatedness_of_links`, in place of
        ``method``.
    where : {"all", "inside", "outside"}, default "all"
        For which pairs: all; those in which the place is specialised (what it might lose); those
        in which it is not (what it might enter). Other pairs have no value.
    convention : {"standard", "econgeo", "atlas", "stata", "datawheel"}, default "standard"
        Whose rules to follow. ``"atlas"`` (ecomplexity) includes the activity itself, the others do
        not; ``"stata"`` does not count an RTA equal to the threshold. The answer stays in per cent.

    Returns
    -------
    Result
        Column ``density_pct``, dense. NaN for a place without any count, for an activity in which
        no place is specialised, and for one that is related to nothing.

    Raises
    ------
    RequestError
        As for `smartspec.indicators.relatedness.relatedness`, or if relatedness is given for other
        activities or is not symmetric.

    See Also
    --------
    distance : What is missing, from 0 to 1.
    mean_density : One number a place.

    Notes
    -----
    Agrees with economic-complexity 0.3 (``relatedness``), econci and, apart from its rounding to
    two decimals, EconGeo 2.1; with ecomplexity 0.5.3, economiccomplexity 2.0 and ReKS
    (``convention="atlas"``), which give it from 0 to 1. EconGeo's ``relatedness_density_int``
    and ``_ext`` are ``where="inside"`` and ``"outside"``.

    References
    ----------
    Hidalgo, C. A., Klinger, B., Barabási, A.-L. and Hausmann, R. (2007). The product space
    conditions the development of nations. Science 317, 482-487.
    https://doi.org/10.1126/science.1144581

    Balland, P.-A., Boschma, R., Crespo, J. and Rigby, D. L. (2019). Smart specialization policy
    in the European Union: relatedness, knowledge complexity and regional diversification. Regional
    Studies 53(9), 1252-1268. https://doi.org/10.1080/00343404.2018.1437900

    Examples
    --------
    y and z are related by 0.5 and x to nothing; B has both y and z, C has y alone.

    >>> counts = Matrix([[8, 1, 1], [0, 4, 6], [2, 6, 1]], places=list("ABC"),
    ...                 activities=list("xyz"))
    >>> relatedness_density(counts)["density_pct"]
    array([[ nan,   0.,   0.],
           [ nan, 100., 100.],
           [ nan,   0., 100.]])
    """
    choice("part", where, ("all", "inside", "outside"))
    around = near(counts, method, threshold, own, related, rules=rules_of(convention))
    found = density(around)
    found *= 100.0
    found[counts.place_totals == 0] = np.nan
    if where != "all":
        inside = around.has.toarray() > 0
        found[~inside if where == "inside" else inside] = np.nan
    return of_pairs(
        counts,
        "density_pct",
        found,
        "per cent",
        method=method_of(method, related),
        threshold=threshold,
    )


def distance(
    counts: Matrix,
    *,
    method: Method = "conditional",
    threshold: float = 1.0,
    own: Own = "convention",
    related: Result | None = None,
    convention: Convention = "standard",
) -> Result:
    r"""Say how much of what is related to an activity a place lacks, from 0 to 1.

    .. math:: d_{pa} = 1 - \omega_{pa} / 100

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    method : str, default "conditional"
        How relatedness is measured.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    own : {"convention", "exclude", "include"}, default "convention"
        Whether the activity itself counts among what is related to it.
    related : Result, optional
        Relatedness that is given, in place of ``method``.
    convention : {"standard", "econgeo", "atlas", "stata", "datawheel"}, default "standard"
        As for `relatedness_density`.

    Returns
    -------
    Result
        Column ``distance``, NaN as for `relatedness_density`.

    Raises
    ------
    RequestError
        As for `relatedness_density`.

    Notes
    -----
    Agrees with ``distance`` of economiccomplexity 2.0 (``convention="atlas"``),
    economic-complexity 0.3 and econci.

    References
    ----------
    Hausmann, R. and Klinger, B. (2006). Structural transformation and patterns of comparative
    advantage in the product space. CID Working Paper 128, Harvard University.

    Examples
    --------
    >>> counts = Matrix([[8, 1, 1], [0, 4, 6], [2, 6, 1]], places=list("ABC"),
    ...                 activities=list("xyz"))
    >>> distance(counts).at("C", "z")
    {'distance': 0.0}
    """
    found = 1.0 - density(near(counts, method, threshold, own, related, rules=rules_of(convention)))
    found[counts.place_totals == 0] = np.nan
    return of_pairs(counts, "distance", found, "share from 0 to 1",
                    method=method_of(method, related), threshold=threshold)  # fmt: skip


def mean_density(
    counts: Matrix,
    *,
    method: Method = "conditional",
    threshold: float = 1.0,
    own: Own = "convention",
    related: Result | None = None,
    convention: Convention = "standard",
) -> Result:
    r"""Say how related a place's activities are to one another, and how near others are to them.

    A place whose specialisations are close to one another is coherent, and vulnerable to what hits
    them all; a place with much near at hand has many ways to go.

    .. math:: \frac{\sum_a m_{pa} \, \omega_{pa}}{\sum_a m_{pa}}, \qquad
        \frac{\sum_a (1 - m_{pa}) \, \omega_{pa}}{\sum_a (1 - m_{pa})}

    over the activities that have a density.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    method : str, default "conditional"
        How relatedness is measured.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    own : {"convention", "exclude", "include"}, default "convention"
        Whether the activity itself counts among what is related to it.
    related : Result, optional
        Relatedness that is given, in place of ``method``.
    convention : {"standard", "econgeo", "atlas", "stata", "datawheel"}, default "standard"
        As for `relatedness_density`.

    Returns
    -------
    Result
        Axis place, columns ``inside_pct`` (mean density of the activities that the place is
        specialised in) and ``outside_pct`` (of the others); NaN where there are none.

    Raises
    ------
    RequestError
        As for `relatedness_density`.

    Notes
    -----
    EconGeo's ``relatedness_density_int_avg`` and ``_ext_avg``, which round to whole numbers.

    References
    ----------
    Balland, P.-A., Boschma, R., Crespo, J. and Rigby, D. L. (2019). Smart specialization policy
    in the European Union: relatedness, knowledge complexity and regional diversification. Regional
    Studies 53(9), 1252-1268. https://doi.org/10.1080/00343404.2018.1437900

    Examples
    --------
    >>> counts = Matrix([[8, 1, 1], [0, 4, 6], [2, 6, 1]], places=list("ABC"),
    ...                 activities=list("xyz"))
    >>> mean_density(counts).at("B")
    {'inside_pct': 100.0, 'outside_pct': nan}
    """
    around = near(counts, method, threshold, own, related, rules=rules_of(convention))
    found = 100.0 * density(around)
    inside = around.has.toarray() > 0
    known = ~np.isnan(found)
    columns = {
        f"{name}_pct": divide(
            np.where(part & known, found, 0.0).sum(axis=1), (part & known).sum(axis=1)
        )
        for name, part in (("inside", inside), ("outside", ~inside))
    }
    for column in columns.values():
        column[counts.place_totals == 0] = np.nan
    return Result(
        axes=("place",),
        labels=(counts.places,),
        columns=columns,
        period=counts.period,
        units=dict.fromkeys(columns, "per cent"),
        diagnostics={
            **undefined_margins(counts),
            "method": method_of(method, related),
            "threshold": threshold,
        },
    )


def coherence(
    counts: Matrix,
    *,
    method: Method = "z_score",
    threshold: float = 1.0,
    related: Result | None = None,
) -> Result:
    r"""Say how related a place's activities are on average, weighted by what it has of each.

    Above 0, with z-scores, a place combines activities that belong together more than chance would
    have it; below, it is a mixture.

    .. math:: \frac{\sum_a n_{pa} W_{pa}}{n_p}, \qquad
        W_{pa} = \frac{\sum_{b \ne a} \phi_{ab} n_{pb}}{\sum_{b \ne a} n_{pb}}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    method : str, default "z_score"
        How relatedness is measured.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised when relatedness is measured.
    related : Result, optional
        Relatedness that is given, in place of ``method``.

    Returns
    -------
    Result
        Axis place, column ``coherence`` in the unit of relatedness; NaN for a place without any
        count or with a single activity.

    Raises
    ------
    RequestError
        As for `smartspec.indicators.relatedness.relatedness`.

    References
    ----------
    Teece, D. J., Rumelt, R., Dosi, G. and Winter, S. (1994). Understanding corporate coherence.
    Journal of Economic Behavior & Organization 23(1), 1-30.
    https://doi.org/10.1016/0167-2681(94)90094-9

    Nesta, L. and Saviotti, P. P. (2005). Coherence of the knowledge base and the firm's innovative
    performance. Journal of Industrial Economics 53(1), 123-142.
    https://doi.org/10.1111/j.0022-1821.2005.00248.x

    Examples
    --------
    >>> counts = Matrix([[8, 1, 1], [0, 4, 6], [2, 6, 1]], places=list("ABC"),
    ...                 activities=list("xyz"))
    >>> coherence(counts, method="conditional")["coherence"].round(2).tolist()
    [0.01, 0.5, 0.15]
    """
    found = np.nan_to_num(given_or_measured(counts, method, threshold, related), nan=0.0)
    np.fill_diagonal(found, 0.0)
    n_p, values = counts.place_totals, counts.values
    around = np.asarray(values @ found)
    own = counts.dense()
    beside = n_p[:, None] - own
    value = divide((own * np.nan_to_num(divide(around, beside))).sum(axis=1), n_p)
    value[(own > 0).sum(axis=1) < 2] = np.nan
    return Result(
        axes=("place",),
        labels=(counts.places,),
        columns={"coherence": value},
        period=counts.period,
        units={"coherence": "unit of relatedness"},
        diagnostics={
            **undefined_margins(counts),
            "method": method_of(method, related),
            "threshold": threshold,
        },
    )
