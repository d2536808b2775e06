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

_REST = 0
_TOTAL = -1  # number of the activity of the true total


@dataclass(frozen=True)
class Sums:
    """Sums by number.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``place, activity, period`` as numbers, ``value``.
    periods : tuple of str
        Label of each period by its number.
    spans : tuple of Window
        Years of each period; none if years are not asked for.
    has_totals : bool
        Whether the true totals are among the rows.
    """

    frame: pd.DataFrame
    periods: tuple[str, ...]
    spans: tuple[Window, ...]
    has_totals: bool

    def totals_by_period(self) -> pd.Series:
        """Add up what is counted in each period, without counting a total beside its parts."""
        rows = self.frame
        if self.has_totals:
            rows = rows[rows["activity"] == _TOTAL]
        sums = np.bincount(rows["period"], rows["value"], minlength=len(self.periods))
        return pd.Series(sums, index=pd.Index(self.periods))

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
        part = rows["activity"] == _TOTAL if self.has_totals else np.ones(len(rows), dtype=bool)
        hidden, unknown = rows["place"] == HIDDEN, rows["place"] == UNK
        left_out = {"sector": float(rows.loc[hidden & part, "value"].sum())}
        shown = ~hidden & (rows["value"] > 0)  # what has a share of 0 counts nothing
        if not keeps_unknown:
            left_out["unknown"] = float(rows.loc[unknown & part, "value"].sum())
            shown &= ~unknown
        return (rows if shown.all() else rows[shown]), left_out

    def labelled(
        self, frame: pd.DataFrame, places: Sequence[str], activities: Sequence[str]
    ) -> pd.DataFrame:
        """Put labels in place of numbers, in order: unknown residence, the rest and totals last.

        Parameters
        ----------
        frame : pandas.DataFrame
            Rows by number.
        places, activities : sequence of str
            Labels by number.

        Returns
        -------
        pandas.DataFrame
            ``place, activity, period, value``.
        """
        place = np.where(frame["place"] == UNK, len(places), frame["place"]) - 1
        number = frame["activity"].to_numpy()
        activity = np.where(number > 0, number - 1, len(activities) - 1 - number)
        period = frame["period"].to_numpy()
        width, depth = len(activities) + 1, len(self.periods)
        order = np.argsort((place * width + activity) * depth + period)
        return pd.DataFrame(
            {
                "place": _texts(place[order], [*places[1:], places[0]]),
                "activity": _texts(activity[order], [*activities[1:], activities[0], ALL_FIELDS]),
                "period": _texts(period[order], self.periods),
                "value": frame["value"].to_numpy()[order],
            }
        )


def _texts(numbers: np.ndarray, labels: Sequence[str]) -> pd.Series:
    """Repeat labels, without making a Python text of each."""
    told = pa.DictionaryArray.from_arrays(
        pa.array(numbers.astype(np.int32)), pa.array(labels, pa.large_string())
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
    people = _people(ready, filings, accounts)
    placed = filings.inner_join(people, "filing_id")
    parts = ["filing_id", "place", "period"]
    value = placed.share
    if options.count == "fractional":
        value *= placed.is_even.ifelse(placed.n, placed.w)
    codes = ["codes_even"] if options.fields == "by_code" else []
    placed = placed.select(*parts, "is_rest", *codes, value=value)
    frames = [ready.engine.fetch(_by_activity(ready, placed))]
    if accounts.rest:
        rest = _summed(placed.filter(placed.is_rest).mutate(activity=_int(_REST)))
        frames.append(ready.engine.fetch(rest))
    has_totals = options.fields == "whole"
    if has_totals:
        frames.append(ready.engine.fetch(_summed(placed.mutate(activity=_int(_TOTAL)))))
    frame = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    labels = tuple(map(str, spans)) or (ALL_YEARS,)
    return Sums(_numbered(frame, spans, options.windows), labels, spans, has_totals)


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
        With ``period``: the number of the window or, without windows, the year.
    spans : tuple of Window
        Years of each period; none if years are not asked for.
    """
    if ready.options.year == "none":
        return filings.mutate(period=_int(0)), ()
    spans = ready.options.spans
    if not spans:
        years = counted["year"].astype(int)
        return filings.mutate(period=filings.year), tuple(Window(y, y) for y in sorted(years))
    rows = [
        (year, number)
        for number, span in enumerate(spans)
        for year in range(span.start, span.end + 1)
    ]
    windows = ready.engine.lookup(
        pd.DataFrame(rows, columns=["year", "period"]), {"year": "int32", "period": "int32"}
    )
    return filings.inner_join(windows, "year"), spans


def _numbered(
    frame: pd.DataFrame, spans: tuple[Window, ...], windows: Sequence[object]
) -> pd.DataFrame:
    """Give years numbers from 0 on, as windows have."""
    if windows or not spans:
        return frame
    years = np.array([span.start for span in spans])
    return frame.assign(period=np.searchsorted(years, frame["period"]))


def _people(ready: Prepared, filings: ibis.Table, accounts: Accounts) -> ibis.Table:
    """Give the places of filings; those without persons are of unknown residence."""
    people = ready.places
    if ready.options.count == "whole":
        people = people.select("filing_id", "place").distinct()
        people = people.mutate(n=_one(), w=_one())
    if not accounts.nobody:
        return people
    alone = filings.filter(filings.outcome == int(Outcome.NOBODY)).select("filing_id").distinct()
    # Without persons nothing is known of shares, so such a filing is never even.
    nobody = alone.select("filing_id", place=_int(UNK), n=_one(), w=_one())
    return ibis.union(people, nobody)


def _by_activity(ready: Prepared, placed: ibis.Table) -> ibis.Table:
    joined = placed.inner_join(ready.classes.activities, "filing_id")
    value = joined.value
    if ready.options.fields == "by_code":
        value *= joined.codes_even.ifelse(joined.n.cast("float64"), joined.w)
    return _summed(joined.mutate(value=value))


def _summed(rows: ibis.Table) -> ibis.Table:
    return rows.group_by("place", "activity", "period").aggregate(value=rows.value.sum())


def _one() -> ibis.Value:
    return ibis.literal(1.0, "float64")


def _int(value: int) -> ibis.Value:
    return ibis.literal(value, "int32")
