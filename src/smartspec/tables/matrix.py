"""Question: how much of each activity does each place have, in one period?

In: an array of places by activities with its labels. Out: the same, checked and read-only.
Must not know: where the numbers come from or which formula will read them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from smartspec.core.errors import RequestError, listing, unknown

Array = NDArray[np.float64]
Labels = NDArray[np.str_]
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Matrix:
    """Counts of places by activities for one period, dense or sparse, with labels and unit.

    Parameters
    ----------
    values : array of shape (n_places, n_activities)
        Dense, or ``scipy.sparse`` (kept as CSR, in which only pairs that were counted are
        stored). Never negative, never infinite. The array is kept as it is, behind a read-only
        view; it is not copied.
    places : sequence of str
        One label a row, each once.
    activities : sequence of str
        One label a column, each once.
    period : str, default "all"
        The year or window that the values belong to.
    unit : str, default "count"
        What is counted.
    reference : array of shape (n_activities,), optional
        Activity totals of the whole that places are compared with (a world total that was
        published, or the whole before some rows were selected). Without it the whole is the sum
        of the places.

    Raises
    ------
    RequestError
        If shapes and labels do not fit, a label is doubled, or a value is negative or not finite.

    Examples
    --------
    >>> counts = Matrix([[10, 0], [5, 5]], places=["A", "B"], activities=["x", "y"])
    >>> counts.place_totals
    array([10., 10.])
    >>> counts.activity_totals
    array([15.,  5.])
    """

    values: Array | sparse.csr_array
    places: Labels
    activities: Labels
    period: str = "all"
    unit: str = "count"
    reference: Array | None = None

    def __init__(
        self,
        values: object,
        places: Sequence[str] | Labels,
        activities: Sequence[str] | Labels,
        *,
        period: str = "all",
        unit: str = "count",
        reference: object | None = None,
    ) -> None:
        """Check the parts against each other and keep them read-only."""
        object.__setattr__(self, "values", _as_values(values))
        object.__setattr__(self, "places", as_labels(places, "place"))
        object.__setattr__(self, "activities", as_labels(activities, "activity"))
        object.__setattr__(self, "period", period)
        object.__setattr__(self, "unit", unit)
        whole = None if reference is None else _frozen(np.asarray(reference, dtype=np.float64))
        object.__setattr__(self, "reference", whole)
        self._check()

    def _check(self) -> None:
        expected = (len(self.places), len(self.activities))
        if self.values.shape != expected:
            raise RequestError(
                f"The matrix has shape {self.values.shape} but {expected[0]} places and "
                f"{expected[1]} activities; give one label a row and one a column."
            )
        stored = self.values.data if sparse.issparse(self.values) else self.values
        if not np.isfinite(stored).all() or (stored < 0).any():
            raise RequestError(
                "Counts must be finite and not negative; the matrix has other values."
            )
        if self.reference is None:
            return
        if self.reference.shape != (expected[1],):
            raise RequestError(
                f"The reference has shape {self.reference.shape}; it needs one total for each of "
                f"the {expected[1]} activities."
            )
        if not np.isfinite(self.reference).all() or (self.reference < 0).any():
            raise RequestError("The reference must be finite and not negative; it is not.")

    @property
    def is_sparse(self) -> bool:
        """Whether the values are kept sparse."""
        return bool(sparse.issparse(self.values))

    @property
    def shape(self) -> tuple[int, int]:
        """Number of places and of activities."""
        return (len(self.places), len(self.activities))

    @property
    def place_totals(self) -> Array:
        """Sum over activities, one a place."""
        return np.asarray(self.values.sum(axis=1), dtype=np.float64).reshape(-1)

    @property
    def activity_totals(self) -> Array:
        """Totals of the whole, one an activity: the reference if there is one, else the sum."""
        if self.reference is not None:
            return self.reference
        return np.asarray(self.values.sum(axis=0), dtype=np.float64).reshape(-1)

    @property
    def total(self) -> float:
        """The whole: the sum of the activity totals."""
        return float(self.activity_totals.sum())

    def dense(self) -> Array:
        """Return the values as a dense array (a copy if they were sparse)."""
        if sparse.issparse(self.values):
            return np.asarray(self.values.toarray(), dtype=np.float64)
        return np.asarray(self.values)

    def row(self, place: str) -> Array:
        """Return one place's values.

        Parameters
        ----------
        place : str
            A label of ``places``.

        Returns
        -------
        array of shape (n_activities,)
            Its values, dense.
        """
        row = self.values[[self.place_index(place)]]
        dense = row.toarray() if isinstance(row, sparse.csr_array) else row
        return np.asarray(dense, dtype=np.float64).reshape(-1)

    def place_index(self, place: str) -> int:
        """Return the row number of a place, or say which name was meant."""
        found = np.flatnonzero(self.places == place)
        if not found.size:
            raise unknown("place", place, self.places.tolist())
        return int(found[0])

    def select_places(self, places: Sequence[str]) -> Matrix:
        """Return the rows of some places; the whole they are compared with stays.

        Parameters
        ----------
        places : sequence of str
            Labels of the rows wanted, in the order wanted.

        Returns
        -------
        Matrix
            With ``reference`` set to this matrix's activity totals.
        """
        rows = [self.place_index(place) for place in places]
        return replace_matrix(
            self,
            values=self.values[rows],
            places=self.places[rows],
            reference=self.activity_totals,
        )


def replace_matrix(matrix: Matrix, **changes: object) -> Matrix:
    """Return a matrix with some parts exchanged, checked anew.

    Parameters
    ----------
    matrix : Matrix
        The matrix; it stays as it is.
    **changes
        Parts of a matrix by name, such as ``values`` or ``period``.

    Returns
    -------
    Matrix
        The new one.
    """
    parts: dict[str, object] = {
        name: getattr(matrix, name)
        for name in ("values", "places", "activities", "period", "unit", "reference")
    }
    parts.update(changes)
    return Matrix(**parts)  # type: ignore[arg-type]


def as_labels(labels: Sequence[str] | Labels, kind: str) -> Labels:
    """Check that labels are unique and return them as a read-only array.

    Parameters
    ----------
    labels : sequence of str
        The labels.
    kind : str
        What they label, for the error.

    Returns
    -------
    array of str
        Read-only.

    Raises
    ------
    RequestError
        If a label stands twice.
    """
    array = np.asarray(labels, dtype=np.str_).reshape(-1)
    names, counts = np.unique(array, return_counts=True)
    if (counts > 1).any():
        one = "An" if kind.startswith("a") else "A"
        raise RequestError(f"{one} {kind} stands twice: {listing(names[counts > 1])}.")
    return _frozen(array)


def _as_values(values: object) -> Array | sparse.csr_array:
    if sparse.issparse(values):
        return _as_csr(values)
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 2:
        raise RequestError(f"A matrix has two dimensions; this one has {array.ndim}.")
    return _frozen(array)


def _as_csr(values: object) -> sparse.csr_array:
    """Return counts as CSR in which every pair that is stored was counted, and stands once."""
    csr: sparse.csr_array = sparse.csr_array(cast("Any", values), dtype=np.float64)
    if not csr.has_canonical_format or not csr.data.all():
        csr = csr.copy()  # the caller's own stays as it is
        csr.sum_duplicates()
        csr.eliminate_zeros()
    return csr


def _frozen(array: NDArray[Scalar]) -> NDArray[Scalar]:
    view = array.view()
    view.setflags(write=False)
    return view
