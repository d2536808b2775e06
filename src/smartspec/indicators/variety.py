"""Question: is a place varied within groups of like activities, or across unlike ones?

In: counts of places by activities, and which activities belong together. Out: entropy across and
within groups, one of each a place.
Must not know: files, tables, relatedness, or any classification.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from smartspec.core.errors import RequestError, counted, listing
from smartspec.indicators._cells import cells, sum_by
from smartspec.indicators._checks import divide, undefined_margins
from smartspec.tables.matrix import Matrix
from smartspec.tables.result import Result


def related_variety(
    counts: Matrix,
    *,
    digits: int = 1,
    base: float = 2.0,
    groups: Mapping[str, str] | None = None,
) -> Result:
    r"""Part a place's variety into that across groups and that within them.

    Variety within groups (related variety) lets ideas pass between activities that are close, and
    is held to make jobs grow; variety across groups (unrelated variety) spreads the risk that a
    shock hits all. Both add up to the entropy of the place.

    .. math:: \mathrm{UV}_p = -\sum_g S_{pg} \log_b S_{pg}, \qquad
        \mathrm{RV}_p = \sum_g S_{pg} \Big( -\sum_{a \in g} \frac{s_{pa}}{S_{pg}}
        \log_b \frac{s_{pa}}{S_{pg}} \Big), \qquad S_{pg} = \sum_{a \in g} s_{pa}

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities). A reference is not used.
    digits : int, default 1
        Activities whose first so many letters are the same form a group: with 1 the sections of the
        IPC or of NACE, with 2 the divisions of NACE.
    base : float, default 2.0
        Base of the logarithm; 2 gives bits.
    groups : mapping of str to str, optional
        Each activity's group, in place of ``digits``.

    Returns
    -------
    Result
        Axis place, columns ``unrelated_variety``, ``related_variety`` and ``variety``, their sum.
        NaN for a place without any count.

    Raises
    ------
    RequestError
        If an activity has no group, ``digits`` is below 1, or the base is not above 0 or is 1.

    See Also
    --------
    smartspec.indicators.structure.entropy : The whole variety.

    Notes
    -----
    Agrees with ``rel_variety`` and ``unrel_variety`` of EconGeoPy 0.1 with ``base=e``. How much is
    related depends on the classification: groups that are large hold more of the variety.

    References
    ----------
    Frenken, K., Van Oort, F. and Verburg, T. (2007). Related variety, unrelated variety and
    regional economic growth. Regional Studies 41(5), 685-697.
    https://doi.org/10.1080/00343400601120296

    Examples
    --------
    A is spread over both groups, B over two activities of one.

    >>> counts = Matrix([[5, 0, 5], [5, 5, 0]], places=["A", "B"], activities=["x1", "x2", "y1"])
    >>> found = related_variety(counts)
    >>> found.at("A"), found.at("B")  # doctest: +NORMALIZE_WHITESPACE
    ({'unrelated_variety': 1.0, 'related_variety': 0.0, 'variety': 1.0},
     {'unrelated_variety': 0.0, 'related_variety': 1.0, 'variety': 1.0})
    """
    if not 0 < base < np.inf or base == 1:
        raise RequestError(f"The base of a logarithm is above 0 and not 1; it is {base:g}.")
    names = _prefixes(counts, digits) if groups is None else _named(counts, groups)
    found_groups, number = np.unique(np.array(names), return_inverse=True)
    size = len(found_groups)
    found = cells(counts)
    n_places = counts.shape[0]
    n_p = counts.place_totals
    share = found.values / n_p[found.rows]
    whole = sum_by(found.rows, -share * np.log(share), n_places)
    keys = found.rows * size + number[found.columns]
    of_group = sum_by(keys, share, n_places * size).reshape(n_places, size)
    across = -np.where(of_group > 0, of_group * np.log(np.where(of_group > 0, of_group, 1.0)), 0.0)
    unit = math.log(base)
    unrelated = across.sum(axis=1) / unit + 0.0  # no minus zero
    variety = whole / unit + 0.0
    related = np.maximum(variety - unrelated, 0.0)
    empty = divide(n_p, n_p)  # NaN where there is nothing
    columns = {
        "unrelated_variety": unrelated * empty,
        "related_variety": related * empty,
        "variety": variety * empty,
    }
    return Result(
        axes=("place",),
        labels=(counts.places,),
        columns=columns,
        period=counts.period,
        units=dict.fromkeys(columns, "bits" if base == 2.0 else f"log {base:g}"),
        diagnostics={**undefined_margins(counts), "groups": size, "notes": _doubts(counts, size)},
    )


def _prefixes(counts: Matrix, digits: int) -> list[str]:
    if digits < 1:
        raise RequestError(f"Groups need at least 1 letter of an activity; digits is {digits}.")
    return [label[:digits] for label in counts.activities.tolist()]


def _named(counts: Matrix, groups: Mapping[str, str]) -> list[str]:
    lacking = [label for label in counts.activities.tolist() if label not in groups]
    if lacking:
        raise RequestError(
            f"{counted(len(lacking), 'activity', 'activities')} without a group: "
            f"{listing(lacking)}. Give each activity its group."
        )
    return [groups[label] for label in counts.activities.tolist()]


def _doubts(counts: Matrix, size: int) -> tuple[str, ...]:
    """Say where groups do not part anything."""
    if 1 < size < counts.shape[1]:
        return ()
    what = "all in one group" if size == 1 else "each a group of its own"
    return (
        f"Variety has one part alone: activities are {what}. Choose other groups, such as with "
        "--set digits=2, or give groups from Python.",
    )
