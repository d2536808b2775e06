"""Question: how much of which activity is where, and when?

In: a long table from any source, whatever its columns are called. Out: the activity table, checked,
with its unit, its sources and a note of everything that was kept out.
Must not know: which indicator will read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from scipy import sparse

from smartspec.core.errors import RequestError, unknown
from smartspec.core.provenance import Source
from smartspec.tables.frames import as_frame, pick_columns, read_values, settle_missing
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.periods import Window, parse_window, periods_inside
from smartspec.tables.schema import KEYS, validate
from smartspec.tables.sorting import sort_out

if TYPE_CHECKING:
    from numpy.typing import NDArray

DENSE_CELLS = 4_000_000
"""Grids up to this size are kept dense; larger ones stay sparse."""


@dataclass(frozen=True, eq=False)
class ActivityTable:
    """The hinge of smartspec: ``place, activity, period, value``, whatever the source.

    A pair that is absent is a structural zero. Build one with :meth:`from_frame`, which checks it.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``place, activity, period`` (text) and ``value`` (float); keys are unique.
    unit : str
        What is counted.
    sources : tuple of Source
        Where the values come from.
    reference : pandas.DataFrame, optional
        ``activity, period, value`` of the whole that places are compared with.
    notes : tuple of str
        What was kept out of the table, in sentences.
    unmatched : tuple of str
        Names that match no economy although most of the others do.
    background : tuple of str
        Places that count in totals but are not places of their own ("other economies").
    """

    frame: pd.DataFrame
    unit: str = "count"
    sources: tuple[Source, ...] = ()
    reference: pd.DataFrame | None = None
    notes: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    background: tuple[str, ...] = field(default=())

    @classmethod
    def from_frame(
        cls,
        table: object,
        *,
        place: str = "place",
        activity: str = "activity",
        period: str | None = "period",
        value: str = "value",
        unit: str = "",
        sources: Iterable[Source] = (),
        reference: str | None = None,
        economies: bool = False,
        aggregates: Literal["leave_out", "keep"] = "leave_out",
        duplicates: Literal["refuse", "sum"] = "refuse",
        missing: Literal["refuse", "drop", "zero"] = "refuse",
    ) -> ActivityTable:
        """Check a table at the door and take it in.

        Parameters
        ----------
        table : pandas, polars or Arrow table
            Long: one row a place, activity and period.
        place, activity, value : str
            What the table calls its columns.
        period : str or None, default "period"
            Column of the year or period. Where the table has no column "period" and no other is
            named, all rows belong to one period called "all".
        unit : str, default ""
            What is counted; the name of the value column if left empty.
        sources : iterable of Source
            Where the table comes from.
        reference : str, optional
            A row of the table ("World") that is the whole to compare with, in place of the sum of
            places.
        economies : bool, default False
            Rename places to ISO 3166 codes where they match an economy.
        aggregates : {"leave_out", "keep"}, default "leave_out"
            What to do with rows that add up others ("World", "EU-27", "All fields") or have no
            known origin ("Unclassified").
        duplicates : {"refuse", "sum"}, default "refuse"
            What to do with a key that stands twice.
        missing : {"refuse", "drop", "zero"}, default "refuse"
            What to do with empty values. A value that was not observed is not zero, so nothing is
            filled unless told to.

        Returns
        -------
        ActivityTable
            Checked.

        Raises
        ------
        RequestError
            Saying what is wrong, where, and what to do.

        Examples
        --------
        >>> frame = pd.DataFrame({"region": ["A", "B"], "field": ["x", "x"], "jobs": [3, 1]})
        >>> table = ActivityTable.from_frame(
        ...     frame, place="region", activity="field", period=None, value="jobs")
        >>> table.unit, table.matrix().place_totals
        ('jobs', array([3., 1.]))
        """
        _require_choice("duplicates", duplicates, ("refuse", "sum"))
        _require_choice("aggregates", aggregates, ("leave_out", "keep"))
        raw = as_frame(table)
        names = pick_columns(raw, place=place, activity=activity, period=period, value=value)
        frame, notes = settle_missing(read_values(raw, names), names["value"], missing=missing)
        validate(frame, names=names, unique=duplicates == "refuse")
        if duplicates == "sum":
            frame = _summed(frame, KEYS)
        rows = sort_out(
            frame,
            reference=reference,
            economies=economies,
            keep_aggregates=aggregates == "keep",
        )
        return cls(
            rows.frame,
            unit or value,
            tuple(sources),
            reference=rows.reference,
            notes=(*rows.notes, *notes),
            unmatched=rows.unmatched,
            background=rows.background,
        )

    @property
    def places(self) -> list[str]:
        """The places, in order, without the background."""
        return [label for label in _ordered(self.frame["place"]) if label not in self.background]

    @property
    def activities(self) -> list[str]:
        """The activities, in order, also those that only the reference has."""
        if self.reference is None:
            return _ordered(self.frame["activity"])
        return _ordered(pd.concat([self.frame["activity"], self.reference["activity"]]))

    @property
    def periods(self) -> list[str]:
        """The periods, in order."""
        return _ordered(self.frame["period"])

    def matrix(self, window: str | Window | None = None) -> Matrix:
        """Sum the periods of a window into a matrix of places by activities.

        Parameters
        ----------
        window : str or Window, optional
            Years to add up; all periods if left out.

        Returns
        -------
        Matrix
            Every place and activity of the table, also those without a value in the window.
        """
        if window is None:
            inside, label = self.periods, _span(self.periods)
        elif str(window) in self.periods:
            inside, label = [str(window)], str(window)
        else:
            wanted = parse_window(window)
            inside, label = periods_inside(wanted, self.periods), str(wanted)
        return self._matrix_of(inside, label)

    def matrices(self, windows: Sequence[str | Window] | None = None) -> list[Matrix]:
        """Return one matrix a window, or one a period if no window is given."""
        if windows:
            return [self.matrix(window) for window in windows]
        return [self._matrix_of([period], period) for period in self.periods]

    def with_places(self, unions: dict[str, tuple[str, ...]]) -> ActivityTable:
        """Add unions of places as further rows; the whole they are compared with stays.

        Parameters
        ----------
        unions : dict
            Name of the union to its members. A member that the table lacks is an error, and so is
            a name that the table uses.

        Returns
        -------
        ActivityTable
            With the unions among the places and the old totals as reference.
        """
        keys = ("activity", "period")
        parts = []
        for name, members in unions.items():
            lacking = sorted(set(members) - set(self.frame["place"]))
            if lacking:
                raise unknown(f"place for the union {name}", lacking[0], self.places)
            rows = self.frame[self.frame["place"].isin(members)]
            parts.append(_summed(rows, keys).assign(place=name))
        return self.with_rows(pd.concat(parts)) if parts else self

    def with_rows(self, frame: pd.DataFrame) -> ActivityTable:
        """Add places that hold once more what others hold; the whole stays.

        Parameters
        ----------
        frame : pandas.DataFrame
            ``place, activity, period, value`` of the places to add. A name that the table uses is
            an error.

        Returns
        -------
        ActivityTable
            With the places among the others and the old totals as reference.
        """
        taken = set(frame["place"]) & set(self.frame["place"].unique())
        if taken:
            name = sorted(taken)[0]
            raise RequestError(f"'{name}' is a place of the table; name the union otherwise.")
        whole = self.reference
        if whole is None:
            whole = _summed(self.frame, ("activity", "period"))
        rows = frame[list(self.frame.columns)]
        joined = pd.concat([self.frame, rows], ignore_index=True)
        return replace(self, frame=joined, reference=whole)

    def _matrix_of(self, periods: list[str], label: str) -> Matrix:
        everything = _ordered(self.frame["place"])
        activities = self.activities
        rows = self.frame[self.frame["period"].isin(periods)]
        values = _grid(rows, everything, activities)
        whole = None
        if self.reference is not None:
            inside = self.reference[self.reference["period"].isin(periods)]
            sums = inside.groupby("activity")["value"].sum()
            whole = sums.reindex(activities, fill_value=0.0).to_numpy(dtype=np.float64)
        counts = Matrix(
            values, everything, activities, period=label, unit=self.unit, reference=whole
        )
        return counts.select_places(self.places) if self.background else counts


def _grid(rows: pd.DataFrame, places: list[str], activities: list[str]) -> Array | sparse.csr_array:
    """Lay rows out as places by activities, dense where that is small."""
    row, column = _positions(rows["place"], places), _positions(rows["activity"], activities)
    shape = (len(places), len(activities))
    values: NDArray[np.float64] = rows["value"].to_numpy(dtype=np.float64)
    stored = sparse.coo_array((values, (row, column)), shape=shape).tocsr()
    stored.eliminate_zeros()
    return stored if shape[0] * shape[1] > DENSE_CELLS else stored.toarray()


def _positions(labels: pd.Series, order: list[str]) -> NDArray[np.intp]:
    """Say where each label stands; looked up once a distinct label, as rows repeat them."""
    codes, distinct = pd.factorize(labels)
    return pd.Index(order).get_indexer(distinct)[codes]


def _ordered(labels: pd.Series) -> list[str]:
    """Order labels as people do: numbers by size, everything else by letters."""
    names = [str(name) for name in labels.unique()]
    if all(name.isascii() and name.isdigit() for name in names):
        return sorted(names, key=lambda name: (int(name), name))
    return sorted(names)


def _summed(frame: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    return frame.groupby(list(keys), sort=False)["value"].sum().reset_index()


def _require_choice(name: str, value: str, valid: tuple[str, ...]) -> None:
    if value not in valid:
        raise RequestError(f"{name} is {' or '.join(map(repr, valid))}, not {value!r}.")


def _span(periods: list[str]) -> str:
    return periods[0] if len(periods) == 1 else f"{periods[0]}-{periods[-1]}"
