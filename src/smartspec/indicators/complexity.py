"""Question: how complex are places and activities, judged by who is specialised in what?

In: counts of places by activities. Out: economic complexity of both sides, by eigenvector.
Must not know: files, tables, income, or what is done with the answer.
"""

from __future__ import annotations

from smartspec.indicators._complex import Asked, Components, complexity_of
from smartspec.indicators._conventions import Convention, Scale, rules_of, scale_of
from smartspec.tables.matrix import Matrix
from smartspec.tables.result import Result

__all__ = ["Components", "activity_complexity", "place_complexity"]


def place_complexity(
    counts: Matrix,
    *,
    threshold: float = 1.0,
    components: Components = "refuse",
    scale: Scale = "convention",
    convention: Convention = "standard",
) -> Result:
    r"""Say how complex a place's economy is: whether few others can do what it does.

    A place scores high if its specialisations are held by few places, and by places that score high
    themselves. Also known as the economic complexity index (ECI). It is a ranking, not an amount:
    0 is the average place, and the numbers of two data sets cannot be compared.

    .. math:: \tilde M = D_p^{-1} M D_a^{-1} M^\top, \qquad \tilde M v = \lambda_2 v, \qquad
        \mathrm{ECI}_p = \frac{v_p - \bar v}{\mathrm{sd}(v)}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    components : {"refuse", "apart", "largest"}, default "refuse"
        What to do if places and activities fall into parts that have nothing in common: refuse and
        name them, compute each part by itself, or leave all but the largest without a value.
    scale : {"convention", "own", "sample", "places", "pairs", "sum"}, default "convention"
        ``"own"``: mean 0 and deviation (of n) 1. ``"sample"``: the same with n - 1. ``"places"``:
        both sides by the mean and deviation (n) of places, so that a place has the mean of its
        activities. ``"pairs"``: the same with the deviation taken over a row for each pair, less
        one. ``"sum"``: divided by its sum. If nothing is said, as the convention has it.
    convention : {"standard", "econgeo", "atlas", "stata", "datawheel"}, default "standard"
        Whose rules to follow: ``"standard"`` has ``scale="own"``. ``"atlas"`` (ecomplexity) has
        ``"places"``. ``"stata"`` (its ancestor) has ``"pairs"``, and does not count an RTA equal to
        the threshold. ``"datawheel"`` has ``"sample"``, and the sign of the 18th reflection.
        ``"econgeo"`` has ``"sum"``, and turns places by the 20th reflection and activities by rank
        correlation with ubiquity, each by itself; the notes say so if they contradict each other,
        and if the sum is near 0.

    Returns
    -------
    Result
        Axis place, column ``place_complexity``, NaN for a place that is specialised in nothing.
        Signed to correlate positively with diversity. The diagnostics tell the second and third
        eigenvalue, how many products with the matrix the solution took, the parts, and how
        strongly the sign is determined.

    Raises
    ------
    RequestError
        If there are parts and ``components`` is "refuse", fewer than two places or activities with
        a specialisation, places that are all alike, a convention or scale that is not known, or a
        sum of 0 to divide by.

    See Also
    --------
    activity_complexity : The same for activities.
    place_fitness : A measure that punishes simple activities harder.

    Notes
    -----
    The second eigenvector is that of a sparse symmetric matrix of the smaller side; nothing is
    rounded. Agrees with ecomplexity 0.5.3 to rounding, with economiccomplexity 2.0 and
    economic-complexity 0.3 (``scale="sample"``) wherever they agree on the sign; the last stops
    after 18 steps, which is `place_reflections`. EconGeo's ``kci`` rounds the transitions to four
    decimals before it takes eigenvectors; ``convention="econgeo"`` does not round, and differs from
    it by what the rounding does: where the sum is near 0, in the third decimal.

    References
    ----------
    Hidalgo, C. A. and Hausmann, R. (2009). The building blocks of economic complexity.
    Proceedings of the National Academy of Sciences 106(26), 10570-10575.
    https://doi.org/10.1073/pnas.0900943106

    Examples
    --------
    A has all three activities, C and D only the one that everybody has.

    >>> counts = Matrix([[4, 3, 3], [6, 4, 0], [10, 0, 0], [9, 0, 0]], places=list("ABCD"),
    ...                 activities=list("xyz"))
    >>> place_complexity(counts, threshold=0.5)["place_complexity"].round(2).tolist()
    [1.41, 0.47, -0.94, -0.94]
    """
    rules = rules_of(convention)
    asked = Asked("place", rules, scale_of(scale, rules), threshold, components)
    return _complexity(counts, asked)


def activity_complexity(
    counts: Matrix,
    *,
    threshold: float = 1.0,
    components: Components = "refuse",
    scale: Scale = "convention",
    convention: Convention = "standard",
) -> Result:
    r"""Say how complex an activity is: whether few places, and complex ones, can do it.

    Activities that score high are hard to copy, so a place that holds them has fewer rivals. Also
    known as the product complexity index (PCI), and as the technology complexity index.

    .. math:: \mathrm{PCI}_a = \frac{w_a - \bar w}{\mathrm{sd}(w)}, \qquad
        w_a \propto \frac{1}{u_a} \sum_p m_{pa} v_p

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    components : {"refuse", "apart", "largest"}, default "refuse"
        What to do if places and activities fall into parts that have nothing in common.
    scale : {"convention", "own", "sample", "places", "pairs", "sum"}, default "convention"
        As for `place_complexity`.
    convention : {"standard", "econgeo", "atlas", "stata", "datawheel"}, default "standard"
        As for `place_complexity`.

    Returns
    -------
    Result
        Axis activity, column ``activity_complexity``, NaN for an activity that no place is
        specialised in. Signed with `place_complexity`: an activity of complex places is complex.

    Raises
    ------
    RequestError
        As for `place_complexity`.

    Notes
    -----
    On both sides the sign is one, so complex places hold complex activities; EconGeo and econci
    turn the two sides by separate rules, and may contradict themselves. Agrees with
    economiccomplexity 2.0 (``scale="sample"``) and with ecomplexity 0.5.3 (``convention="atlas"``).

    References
    ----------
    Hidalgo, C. A. and Hausmann, R. (2009). The building blocks of economic complexity.
    Proceedings of the National Academy of Sciences 106(26), 10570-10575.
    https://doi.org/10.1073/pnas.0900943106

    Examples
    --------
    z is held by A alone, x by everybody.

    >>> counts = Matrix([[4, 3, 3], [6, 4, 0], [10, 0, 0], [9, 0, 0]], places=list("ABCD"),
    ...                 activities=list("xyz"))
    >>> activity_complexity(counts, threshold=0.5)["activity_complexity"].round(2).tolist()
    [-1.34, 0.27, 1.07]
    """
    rules = rules_of(convention)
    asked = Asked("activity", rules, scale_of(scale, rules), threshold, components)
    return _complexity(counts, asked)


def _complexity(counts: Matrix, asked: Asked) -> Result:
    found = complexity_of(counts, asked)
    name = f"{asked.side}_complexity"
    return Result(
        axes=(asked.side,),
        labels=(counts.places if asked.side == "place" else counts.activities,),
        columns={name: found.column},
        period=counts.period,
        units={name: "share of the sum" if asked.scale == "sum" else "standard deviations"},
        diagnostics=found.told,
    )
