"""Question: how complex are places and activities, judged by who is specialised in what?

In: counts of places by activities. Out: economic complexity of both sides, by eigenvector.
Must not know: files, tables, income, or what is done with the answer.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy import sparse

from smartspec.core.errors import RequestError, counted, listing
from smartspec.indicators._checks import choice, undefined_margins
from smartspec.indicators._presence import Part, parts, presence
from smartspec.indicators._spectrum import doubts_about, spectrum, towards
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result

Components = Literal["refuse", "apart", "largest"]
Scale = Literal["own", "sample"]
Side = Literal["place", "activity"]

_NO_SPREAD = 1e-10
_ADVICE = (
    "Use --set components=largest to leave the small parts without a value, or --set "
    "components=apart to compute each by itself (then they cannot be compared with one another)."
)


def place_complexity(
    counts: Matrix,
    *,
    threshold: float = 1.0,
    components: Components = "refuse",
    scale: Scale = "own",
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
    scale : {"own", "sample"}, default "own"
        Whether the standard deviation is that of n, or of n - 1.

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
        a specialisation, or places that are all alike.

    See Also
    --------
    activity_complexity : The same for activities.
    place_fitness : A measure that punishes simple activities harder.

    Notes
    -----
    The second eigenvector is that of a sparse symmetric matrix of the smaller side; nothing is
    rounded. Agrees with ecomplexity 0.5.3 to rounding, with economiccomplexity 2.0 and
    economic-complexity 0.3 (``scale="sample"``) wherever they agree on the sign. EconGeo's ``kci``
    rounds the transitions to four decimals before it takes eigenvectors, divides by their sum,
    which may be near 0, and turns places and activities by separate rules.

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
    return _complexity(counts, "place", threshold, components, scale)


def activity_complexity(
    counts: Matrix,
    *,
    threshold: float = 1.0,
    components: Components = "refuse",
    scale: Scale = "own",
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
    scale : {"own", "sample"}, default "own"
        Whether the standard deviation is that of n, or of n - 1.

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
    economiccomplexity 2.0 (``scale="sample"``); ecomplexity 0.5.3 gives the same on another scale,
    with the mean and deviation of places.

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
    return _complexity(counts, "activity", threshold, components, scale)


def _complexity(
    counts: Matrix, side: Side, threshold: float, components: str, scale: str
) -> Result:
    choice("way to treat parts", components, ("refuse", "apart", "largest"))
    choice("scale", scale, ("own", "sample"))
    has = presence(counts, threshold=threshold)
    found = parts(has)
    if len(found) > 1 and components == "refuse":
        raise _in_parts(counts, found)
    labels = counts.places if side == "place" else counts.activities
    column = np.full(len(labels), np.nan)
    told: dict[str, object] = {}
    notes: list[str] = []
    alone = 0
    for number, part in enumerate(found if components == "apart" else found[:1]):
        try:
            values, about, doubts = _of_part(counts, has, part, side, scale)
        except RequestError:
            if not number:
                raise
            alone += 1  # too small, or all alike
            continue
        column[part.places if side == "place" else part.activities] = values
        told = told or about
        notes += doubts
    told |= {"parts": len(found), "threshold": threshold}
    if len(found) > 1:
        notes.append(_parts_told(counts, found, components, alone))
    name = f"{side}_complexity"
    return Result(
        axes=(side,),
        labels=(labels,),
        columns={name: column},
        period=counts.period,
        units={name: "standard deviations"},
        diagnostics={**undefined_margins(counts), **told, "notes": tuple(notes)},
    )


def _of_part(
    counts: Matrix, has: sparse.csr_array, part: Part, side: Side, scale: str
) -> tuple[Array, dict[str, object], tuple[str, ...]]:
    """Compute the complexity of one part, what is to be told of it, and what leaves it open."""
    _require_two(counts, part)
    held = sparse.csr_array(has[part.places][:, part.activities])
    line = spectrum(held)
    if line.second < _NO_SPREAD or np.ptp(line.places) < _NO_SPREAD:
        raise RequestError(
            f"Complexity cannot tell places apart that are specialised in the same activities: "
            f"{listing(counts.places[part.places].tolist())}. Add places or finer activities."
        )
    diversity = np.diff(held.indptr).astype(np.float64)
    sign, strength = towards(line.places, diversity)
    places, activities = sign * line.places, sign * line.activities
    values = places if side == "place" else activities
    values = (values - values.mean()) / values.std(ddof=1 if scale == "sample" else 0)
    told: dict[str, object] = {
        "second_eigenvalue": line.second,
        "third_eigenvalue": line.third,
        "products": line.products,
        "sign_correlation": strength,
    }
    doubts = doubts_about(
        counts.period, second=line.second, third=line.third, strength=strength, guide="diversity"
    )
    return values, told, doubts


def _require_two(counts: Matrix, part: Part) -> None:
    if counts.shape[0] < 2:
        raise RequestError(f"Complexity compares places; there is only {counts.places[0]}.")
    if len(part.places) < 2:
        largest = counts.places[part.places[0]]
        raise RequestError(
            f"Complexity compares places that have activities in common; in {counts.period} there "
            f"are none. The largest part is {largest}. Lower "
            "the threshold (--set threshold=0.5) or take coarser activities."
        )
    if len(part.activities) < 2:
        raise RequestError(
            f"Complexity compares activities; places have one in common in {counts.period}, "
            f"{counts.activities[part.activities[0]]}. Lower the threshold "
            "(--set threshold=0.5) or add activities."
        )


def _in_parts(counts: Matrix, found: list[Part]) -> RequestError:
    small = "; ".join(_named(counts, part) for part in found[1:4])
    more = f"; and {len(found) - 4} more" if len(found) > 4 else ""
    return RequestError(
        f"Complexity compares what is connected. Places and activities ({counts.period}) fall into "
        f"{len(found)} parts that have nothing in common. Beside the largest: {small}{more}. "
        f"{_ADVICE}"
    )


def _named(counts: Matrix, part: Part) -> str:
    places = listing(counts.places[part.places].tolist(), limit=5)
    return f"{places} (with {listing(counts.activities[part.activities].tolist(), limit=5)})"


def _parts_told(counts: Matrix, found: list[Part], components: str, alone: int) -> str:
    start = f"Places and activities ({counts.period}) fall into {len(found)} parts"
    if components == "largest":
        left = [place for part in found[1:] for place in counts.places[part.places].tolist()]
        return f"{start}; without a value, since outside the largest: {listing(left)}."
    lost = f"; {counted(alone, 'part')} too small or too much alike for a value" if alone else ""
    return f"{start}, each computed by itself: they cannot be compared with one another{lost}."
