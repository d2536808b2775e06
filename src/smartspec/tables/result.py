"""Question: what did an indicator find, for whom, and how sure is it?

In: named arrays that share their labels. Out: one small object that any surface can show.
Must not know: which indicator made it or where it will be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from smartspec.core.errors import RequestError, unknown
from smartspec.tables.matrix import Labels

if TYPE_CHECKING:
    import pandas as pd

Column = NDArray[np.generic] | sparse.csr_array


@dataclass(frozen=True, eq=False)
class Result:
    """Labelled columns that an indicator returns, with diagnostics.

    Parameters
    ----------
    axes : tuple of str
        What the rows are about: ``("place",)``, ``("activity",)``, ``("place", "activity")``,
        ``("place", "peer")``.
    labels : tuple of array
        The labels along each axis.
    columns : mapping of str to array
        One array a column, all of the shape that the labels give; for two axes they may be
        sparse, all with the same pattern.
    period : str
        The year or window, or ``"A to B"`` for a change between two.
    units : mapping of str to str
        Unit of each column.
    diagnostics : mapping
        What a careful reader wants to know of how it was computed.

    Examples
    --------
    >>> result = Result(("place",), (np.array(["A", "B"]),), {"diversity": np.array([2.0, 1.0])})
    >>> result["diversity"]
    array([2., 1.])
    >>> result.to_frame().to_dict("records")[0]
    {'place': 'A', 'period': 'all', 'diversity': 2.0}
    """

    axes: tuple[str, ...]
    labels: tuple[Labels, ...]
    columns: Mapping[str, Column]
    period: str = "all"
    units: Mapping[str, str] = field(default_factory=dict)
    diagnostics: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check that every column has the shape of the labels."""
        for name, column in self.columns.items():
            if column.shape != self.shape:
                raise RequestError(
                    f"Column '{name}' has shape {column.shape}, its labels {self.shape}."
                )

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of labels along each axis."""
        return tuple(len(labels) for labels in self.labels)

    @property
    def is_sparse(self) -> bool:
        """Whether only some pairs have a value that is kept."""
        return any(sparse.issparse(column) for column in self.columns.values())

    @property
    def notes(self) -> tuple[str, ...]:
        """What a careful reader should know of the values, in sentences."""
        found = self.diagnostics.get("notes", ())
        return tuple(map(str, found)) if isinstance(found, tuple) else ()

    def __getitem__(self, column: str) -> NDArray[np.float64]:
        """Return one column as a dense array."""
        if column not in self.columns:
            raise unknown("column", column, self.columns)
        values = self.columns[column]
        dense = values.toarray() if sparse.issparse(values) else values
        return cast("NDArray[np.float64]", np.asarray(dense))

    def at(self, *labels: str) -> dict[str, object]:
        """Return every column's value at one place, activity or pair.

        Parameters
        ----------
        *labels : str
            One label for each axis.

        Returns
        -------
        dict
            Column name to value.
        """
        where = []
        for axis, wanted, known in zip(self.axes, labels, self.labels, strict=True):
            found = np.flatnonzero(known == wanted)
            if not found.size:
                raise unknown(axis, wanted, known.tolist())
            where.append(int(found[0]))
        return {name: self[name][tuple(where)].item() for name in self.columns}

    def to_frame(self, *, where: NDArray[np.bool_] | None = None) -> pd.DataFrame:
        """Return a long table: the labels, the period, then the columns.

        Parameters
        ----------
        where : array of bool of the shape of the columns, optional
            Rows to keep, such as the pairs for which something was counted; all if left out. Of
            sparse columns only the pairs that are stored are ever returned.

        Returns
        -------
        pandas.DataFrame
            One row a label or pair of labels, unrounded.
        """
        import pandas as pd

        rows = self._rows(where)
        frame: dict[str, object] = {}
        for position, axis in enumerate(self.axes):
            labels = pd.Series(self.labels[position].astype(object), dtype="str")
            frame[axis] = labels.array.take(rows[position])
        frame["period"] = self.period
        for name, column in self.columns.items():
            frame[name] = np.asarray(cast("NDArray[np.generic]", column)[rows]).reshape(-1)
        return pd.DataFrame(frame)

    def _rows(self, where: NDArray[np.bool_] | None) -> tuple[NDArray[np.intp], ...]:
        if where is None:
            return self._stored()
        if not self.is_sparse:
            return np.nonzero(where)
        stored = self._stored()
        return tuple(numbers[where[stored]] for numbers in stored)

    def _stored(self) -> tuple[NDArray[np.intp], ...]:
        first = next(iter(self.columns.values()))
        if isinstance(first, sparse.csr_array):
            coordinates = first.tocoo()
            return (coordinates.row.astype(np.intp), coordinates.col.astype(np.intp))
        return tuple(np.indices(first.shape).reshape(len(self.axes), -1).astype(np.intp))
