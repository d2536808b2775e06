"""Question: what are the counts of groups of activities, and of unions of places?

In: a matrix and who belongs to what. Out: a matrix of the sums, whose whole stays what it was.
Must not know: where groups come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse

from smartspec.core.errors import RequestError, listing, unknown
from smartspec.tables.matrix import Array, Labels, Matrix, replace_matrix

REST = "other"
"""Label of everything that belongs to no group."""


def group_activities(
    counts: Matrix, groups: Mapping[str, Sequence[str]], *, rest: str = REST
) -> Matrix:
    """Sum activities into groups and what is left over, so that totals stay.

    Parameters
    ----------
    counts : Matrix
        Places by activities.
    groups : mapping
        Name of a group to its activities; no activity belongs to two.
    rest : str, default "other"
        Label of the activities that belong to none.

    Returns
    -------
    Matrix
        Places by groups and the rest.

    Raises
    ------
    RequestError
        If an activity is not in the matrix or in two groups.

    Examples
    --------
    >>> counts = Matrix([[1, 2, 4]], places=["A"], activities=["x", "y", "z"])
    >>> group_activities(counts, {"xy": ["x", "y"]}).values
    array([[3., 4.]])
    """
    position = {label: index for index, label in enumerate(counts.activities.tolist())}
    to_group = np.full(len(position), len(groups))
    for number, (name, members) in enumerate(groups.items()):
        for member in members:
            if member not in position:
                raise unknown(f"activity for the group {name}", member, position)
            if to_group[position[member]] < len(groups):
                raise RequestError(
                    f"Activity {member} stands in the groups more than once (again in {name}); "
                    "sums would count it twice."
                )
            to_group[position[member]] = number
    belongs = _indicator(to_group, len(groups) + 1)
    whole = None if counts.reference is None else counts.reference @ belongs
    return replace_matrix(
        counts,
        values=counts.values @ belongs,
        activities=np.array([*groups, rest]),
        reference=whole,
    )


def union_places(counts: Matrix, unions: Mapping[str, Sequence[str]]) -> Matrix:
    """Sum places into unions, compared with the same whole as the places.

    Members that the matrix lacks are left out; ask :func:`members_present` who they are.

    Parameters
    ----------
    counts : Matrix
        Places by activities.
    unions : mapping
        Name of a union to its members.

    Returns
    -------
    Matrix
        Unions by activities.

    Raises
    ------
    RequestError
        If a union has no member in the matrix.

    Examples
    --------
    >>> counts = Matrix([[1, 2], [3, 4]], places=["A", "B"], activities=["x", "y"])
    >>> both = union_places(counts, {"AB": ["A", "B", "C"]})
    >>> both.values, both.activity_totals
    (array([[4., 6.]]), array([4., 6.]))
    """
    rows = []
    for name, members in unions.items():
        present, lacking = members_present(counts.places, members)
        if not present:
            raise RequestError(
                f"No member of {name} is among the places (looked for {listing(lacking)})."
            )
        picked = np.isin(counts.places, present).astype(np.float64)
        rows.append(np.asarray(picked @ counts.values, dtype=np.float64).reshape(-1))
    return replace_matrix(
        counts,
        values=np.vstack(rows),
        places=np.array(list(unions)),
        reference=counts.activity_totals,
    )


def members_present(
    places: Labels, members: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell which members are among the places, and which are not.

    Parameters
    ----------
    places : array of str
        Labels of a matrix.
    members : sequence of str
        Who belongs to a union.

    Returns
    -------
    tuple of two tuples of str
        Those present and those lacking.
    """
    known = set(places.tolist())
    present = tuple(member for member in members if member in known)
    return present, tuple(member for member in members if member not in known)


def _indicator(to_group: np.ndarray, groups: int) -> Array:
    """Return the matrix with 1 where an activity (row) belongs to a group (column)."""
    ones = np.ones(len(to_group))
    rows = np.arange(len(to_group))
    made = sparse.coo_array((ones, (rows, to_group)), shape=(len(to_group), groups))
    return np.asarray(made.toarray(), dtype=np.float64)
