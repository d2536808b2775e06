"""Question: what do filings add up to, by place, activity and period?

In: records made ready. Out: sums by number, and labels in place of the numbers.
Must not know: how records became ready, or how the result is judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa

from smartspec.counting.cells import HIDDEN, UNK
from smartspec.counting.filings import Outcome
from smartspec.tables.periods import Window

if TYPE_CHECKING:
    from smartspec.counting.accounting import Accounts
    from smartspec.counting.prepare import Prepared

ALL_FIELDS = "All fields"
"""Activity of the true total where fields overlap."""

ALL_YEARS = "all"
"""The period of counts without years."""

_CHUNK = 1 << 16


@dataclass(frozen=True)
class Sums:
    """Sums by number.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``place, activity, period, value`` in order: places by their number and unknown residence
        last; activities by their number less 1, then the rest, then the true total.
    activities : int
        How many activities there are, without the rest and the total.
    periods : tuple of str
        Label of each period by its number.
    spans : tuple of Window
        Years of each period; none if years are not asked for.
    has_totals : bool
        Whether the true totals are among the rows.
    """

    frame: pd.DataFrame
    activities: int
    periods: tuple[str, ...]
    spans: tuple[Window, ...]
    has_totals: bool

    def totals_by_period(self) -> pd.Series:
        """Add up what is counted in each period, without counting a total beside its parts."""
        rows = self.frame
        if self.has_totals:
            rows = rows[self._is_total()]
        sums = np.bincount(rows["period"], rows["value"], minlength=len(self.periods))
        return pd.Series(sums, index=pd.Index(self.periods))

    def totals_by_place(self) -> pd.DataFrame:
        """Add up what each place has in each period, without counting a total beside its parts.

        Returns
        -------
        pandas.DataFrame
            ``place, period, value``.
        """
        rows = self.frame[self._is_total()] if self.has_totals else self.frame
        places = int(rows["place"].max()) + 2 if len(rows) else 1  # hidden places have number -1
        key = (rows["place"].to_numpy() + 1) * len(self.periods) + rows["period"].to_numpy()
        size = places * len(self.periods)
        there = np.flatnonzero(np.bincount(key, minlength=size))
        place, period = np.divmod(there, len(self.periods))
        value = np.bincount(key, rows["value"], minlength=size)[there]
        return pd.DataFrame({"place": place - 1, "period": period, "value": value})

    def filings_by_period(self, counted: pd.DataFrame) -> pd.Series:
        """Add up the filings of each period.

        Parameters
        ----------
        counted : pandas.DataFrame
            ``year, filings``.

        Returns
        -------
        pandas.Series
            Filings by label of the period.
        """
        if not self.spans:
            return pd.Series([float(counted["filings"].sum())], index=pd.Index(self.periods))
        sums = [
            float(counted.loc[counted["year"].between(span.start, span.end), "filings"].sum())
            for span in self.spans
        ]
        return pd.Series(sums, index=pd.Index(self.periods))

    def visible(self, *, keeps_unknown: bool) -> tuple[pd.DataFrame, dict[str, float]]:
        """Leave out persons that are not asked for, and unknown residence unless it is kept.

        Parameters
        ----------
        keeps_unknown : bool
            Whether unknown residence is a place of its own.

        Returns
        -------
        pandas.DataFrame
            The rows to show, in order.
        dict of str to float
            ``sector`` and ``unknown``: the filings that were left out, as they count.
        """
        rows = self.frame
        place, value = rows["place"].to_numpy(), rows["value"].to_numpy()
        part = self._is_total() if self.has_totals else np.True_
        hidden, unknown = place == HIDDEN, place == UNK
        left_out = {"sector": float(value[hidden & part].sum())}
        shown = ~hidden & (value > 0)  # what has a share of 0 counts nothing
        if not keeps_unknown:
            left_out["unknown"] = float(value[unknown & part].sum())
            shown &= ~unknown
        return (rows if shown.all() else rows[shown]), left_out

    def _is_total(self) -> np.ndarray:
        is_total: np.ndarray = self.frame["activity"].to_numpy() == self.activities + 1
        return is_total

    def labelled(
        self,
        frame: pd.DataFrame,
        places: Sequence[str],
        activities: Sequence[str],
        complete: Sequence[bool],
    ) -> pd.DataFrame:
        """Put labels in place of numbers.

        Parameters
        ----------
        frame : pandas.DataFrame
            Rows by number.
        places, activities : sequence of str
            Labels by number.
        complete : sequence of bool
            Whether each period is whole.

        Returns
        -------
        pandas.DataFrame
            ``place, activity, period, value, complete``.
        """
        period = frame["period"].to_numpy()
        return pd.DataFrame(
            {
                "place": _texts(frame["place"], places),
                "activity": _texts(frame["activity"], [*activities[1:], activities[0], ALL_FIELDS]),
                "period": _texts(frame["period"], self.periods),
                "value": frame["value"].to_numpy(),
                "complete": np.array(complete, dtype=bool)[period],
            },
            copy=False,
        )


def _texts(numbers: pd.Series, labels: Sequence[str]) -> pd.Series:
    """Repeat labels, without making a Python text of each."""
    told = pa.DictionaryArray.from_arrays(
        pa.array(numbers.to_numpy(dtype=np.int32)), pa.array(labels, pa.large_string())
    )
    return pd.Series(pd.array(told.dictionary_decode(), dtype="str"))


def add_up(ready: Prepared, accounts: Accounts) -> Sums:
    """Add filings up by place, activity and period.

    Parameters
    ----------
    ready : Prepared
        Records made ready.
    accounts : Accounts
        What became of them.

    Returns
    -------
    Sums
        One row where something was counted.
    """
    options = ready.options
    filings = ready.filings.filter(ready.filings.outcome <= 0)
    filings, spans = in_periods(ready, filings, accounts.counted)
    activities = len(ready.activity_labels) - 1
    keys = _Keys(activities + 2, max(1, len(spans)))
    placed = _in_places(ready, filings)
    value = placed.share
    if options.count == "fractional":
        value *= placed.is_even.ifelse(placed.n, placed.w)
    codes = ["codes_even"] if options.fields == "by_code" else []
    rest = ["is_rest"] if accounts.rest else []
    placed = placed.select("filing", *rest, *codes, value=value, key=keys.of_place(placed))
    frames = [ready.engine.fetch(_by_activity(ready, placed, keys))]
    if accounts.rest:
        frames.append(ready.engine.fetch(_summed(placed.filter(placed.is_rest), keys, activities)))
    has_totals = options.fields == "whole"
    if has_totals:
        frames.append(ready.engine.fetch(_summed(placed, keys, activities + 1)))
    found = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    labels = tuple(map(str, spans)) or (ALL_YEARS,)
    return Sums(keys.parted(found), activities, labels, spans, has_totals)


@dataclass(frozen=True)
class _Keys:
    """One number for place, activity and period together: an engine groups by it fastest."""

    width: int
    depth: int

    def of_place(self, placed: ibis.Table) -> ibis.Value:
        """Give the part of the key that place and period make."""
        place = placed.place.cast("int64") + 1  # hidden places have number -1
        return place * (self.width * self.depth) + placed.period.cast("int64")

    def of_activity(self, number: ibis.Value) -> ibis.Value:
        """Give the part of the key that the activity makes, counted from 0."""
        return number.cast("int64") * self.depth

    def parted(self, sums: pd.DataFrame) -> pd.DataFrame:
        """Take keys apart, in order, and put what has no place behind everything else."""
        key, value = sums["key"].to_numpy(), sums["value"].to_numpy()
        if (key[1:] < key[:-1]).any():  # several parts, or an engine that hands over as it likes
            order = np.argsort(key)
            key, value = key[order], value[order]
        first = int(np.searchsorted(key, (UNK + 2) * self.width * self.depth))
        if first:
            key = np.concatenate([key[first:], key[:first]])
            value = np.concatenate([value[first:], value[:first]])
        parts = np.empty((3, len(key)), dtype=np.int32)
        for start in range(0, len(key), _CHUNK):  # so small that it stays in the processor's cache
            some = slice(start, start + _CHUNK)
            above = key[some] // self.depth  # several times as fast as the remainder
            place = above // self.width
            parts[0, some] = place - 1
            parts[1, some] = above - place * self.width
            parts[2, some] = key[some] - above * self.depth
        named = dict(zip(("place", "activity", "period"), parts, strict=True))
        return pd.DataFrame({**named, "value": value}, copy=False)


def in_periods(
    ready: Prepared, filings: ibis.Table, counted: pd.DataFrame
) -> tuple[ibis.Table, tuple[Window, ...]]:
    """Give filings the number of their period; one in several windows stands several times.

    Parameters
    ----------
    ready : Prepared
        Records made ready.
    filings : ibis.Table
        Filings with their ``year``.
    counted : pandas.DataFrame
        ``year, filings``: the years that occur.

    Returns
    -------
    filings : ibis.Table
        With ``period``: the number of the window or year.
    spans : tuple of Window
        Years of each period; none if years are not asked for.
    """
    if ready.options.year == "none":
        return filings.mutate(period=_int(0)), ()
    spans = ready.options.spans
    if not spans:
        first, last = int(counted["year"].min()), int(counted["year"].max())
        years = tuple(Window(year, year) for year in range(first, last + 1))
        return filings.mutate(period=(filings.year - first).cast("int32")), years
    rows = [
        (year, number)
        for number, span in enumerate(spans)
        for year in range(span.start, span.end + 1)
    ]
    windows = ready.engine.lookup(
        pd.DataFrame(rows, columns=["year", "period"]), {"year": "int32", "period": "int32"}
    )
    return filings.inner_join(windows, "year"), spans


def _in_places(ready: Prepared, filings: ibis.Table) -> ibis.Table:
    """Give filings their places; those without persons are of unknown residence."""
    people = ready.places
    if ready.options.count == "whole":
        people = people.select("filing", "place").distinct()
        people = people.mutate(n=_one(), w=_one())
    # One join for all: with a union in it, engines guess sizes wrongly and choose a slower order.
    placed = filings.left_join(people, "filing").drop("filing_right")
    nobody = placed.outcome == int(Outcome.NOBODY)
    return placed.mutate(
        place=nobody.ifelse(_int(UNK), placed.place),
        n=nobody.ifelse(_one(), placed.n),
        w=nobody.ifelse(_one(), placed.w),
    )


def _by_activity(ready: Prepared, placed: ibis.Table, keys: _Keys) -> ibis.Table:
    joined = placed.inner_join(ready.classes.activities, "filing")
    value = joined.value
    if ready.options.fields == "by_code":
        value *= joined.codes_even.ifelse(joined.n.cast("float64"), joined.w)
    rows = joined.select(key=joined.key + keys.of_activity(joined.activity - 1), value=value)
    # In order, since engines sort numbers faster than it can be done after them.
    return rows.group_by("key").aggregate(value=rows.value.sum()).order_by("key")


def _summed(placed: ibis.Table, keys: _Keys, activity: int) -> ibis.Table:
    """Add up without regard to classes, as one activity."""
    rows = placed.select(key=placed.key + keys.of_activity(ibis.literal(activity)), value="value")
    return rows.group_by("key").aggregate(value=rows.value.sum())


def _one() -> ibis.Value:
    return ibis.literal(1.0, "float64")


def _int(value: int) -> ibis.Value:
    return ibis.literal(value, "int32")
