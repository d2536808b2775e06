"""Question: which rows of a table are places and activities, and which are sums of others?

In: a checked frame. Out: the rows that count, the reference apart, and a note of all the rest.
Must not know: which indicator will read them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smartspec.activities.labels import is_total
from smartspec.core.errors import RequestError, counted, listing, unknown
from smartspec.places.labels import Resolution, resolve
from smartspec.tables.schema import KEYS

if TYPE_CHECKING:
    import pandas as pd


NAMED = 40
"""How many labels a note names before it counts the rest: who was kept out must be seen."""


@dataclass(frozen=True, eq=False)
class Sorted:
    """The rows of a table, each where it belongs.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``place, activity, period, value`` of places and activities.
    reference : pandas.DataFrame or None
        ``activity, period, value`` of the whole that places are compared with.
    notes : tuple of str
        What was kept out, in sentences.
    unmatched : tuple of str
        Places that match no economy although most of the others do.
    background : tuple of str
        Places that count in totals but are not places of their own.
    """

    frame: pd.DataFrame
    reference: pd.DataFrame | None
    notes: tuple[str, ...]
    unmatched: tuple[str, ...]
    background: tuple[str, ...]


def sort_out(
    frame: pd.DataFrame, *, reference: str | None, economies: bool, keep_aggregates: bool
) -> Sorted:
    """Tell places from aggregates, and what is counted from totals of it.

    Parameters
    ----------
    frame : pandas.DataFrame
        A checked activity table.
    reference : str or None
        Label of the place that is the whole.
    economies : bool
        Rename places to ISO 3166 codes, provided that most of them are economies.
    keep_aggregates : bool
        Take sums of others, and what belongs to no place of its own, for places like any other.

    Returns
    -------
    Sorted
        Every row in one part, or named in a note.

    Raises
    ------
    RequestError
        If there is no such reference, it lacks a period, or no place is left.
    """
    found = resolve(frame["place"].unique())
    notes: list[str] = []
    if not keep_aggregates:
        frame = _without_totals(frame, notes)
    whole = None
    if reference is not None:
        whole, frame = _take_reference(frame, reference)
    background: tuple[str, ...] = ()
    if not keep_aggregates:
        labels = frame["place"].unique().tolist()
        frame = _without_aggregates(frame, found, reference, notes)
        present = set(frame["place"].unique())
        background = tuple(label for label in found.rest if label in present)
        if not present - set(background):
            raise RequestError(
                f"None of the places is one of its own ({listing(labels)}): sums of "
                "others and records without a known place are kept out. Treat them as places with "
                "--keep-aggregates (in Python aggregates='keep')."
            )
    if whole is not None:
        _require_same_periods(frame, whole, str(reference))
    unmatched = _strays(found, economies, notes)
    if economies and _mostly_economies(found):
        frame = _rename(frame, found, notes)
    return Sorted(frame.reset_index(drop=True), whole, tuple(notes), unmatched, background)


def _without_totals(frame: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Drop activities that add up others, unless there is nothing else."""
    activities = frame["activity"].unique()
    totals = [label for label in activities if is_total(label)]
    if not totals or len(totals) == len(activities):
        return frame
    notes.append(f"Kept out of totals as sums of other activities: {_named(totals)}.")
    return frame[~frame["activity"].isin(totals)]


def _take_reference(frame: pd.DataFrame, label: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lift the rows of the reference out of the table."""
    rows = frame["place"] == label
    if not rows.any():
        raise unknown("reference row", label, frame["place"].unique().tolist())
    if rows.all():
        raise RequestError(
            f"The reference '{label}' is the only place of the table, so nothing is left to "
            "compare with it. Add places."
        )
    return frame.loc[rows, ["activity", "period", "value"]], frame[~rows]


def _without_aggregates(
    frame: pd.DataFrame, found: Resolution, reference: str | None, notes: list[str]
) -> pd.DataFrame:
    """Drop rows that add up other places or have no known origin."""
    sums = [label for label in found.aggregates if label != reference]
    lost = [label for label in found.unknown_origin if label != reference]
    if sums:
        notes.append(f"Kept out as sums of other places: {_named(sums)}.")
    if lost:
        notes.append(f"Kept out as of unknown origin: {_named(lost)}.")
    return frame[~frame["place"].isin([*sums, *lost])]


def _require_same_periods(frame: pd.DataFrame, whole: pd.DataFrame, label: str) -> None:
    lacking = sorted(set(frame["period"].unique()) - set(whole["period"].unique()))
    if lacking:
        raise RequestError(
            f"The reference '{label}' has no row in {listing(lacking)}, where places have some. "
            "Add its rows or leave those periods out."
        )


def _mostly_economies(found: Resolution) -> bool:
    """Whether the places are economies: half of the codes of US states are also ISO codes."""
    return len(found.economies) >= 2 * len(found.unmatched)


def _strays(found: Resolution, economies: bool, notes: list[str]) -> tuple[str, ...]:
    """Return names that match nothing where the others are economies, and say so."""
    if not found.unmatched:
        return ()
    if _mostly_economies(found):
        names = counted(len(found.unmatched), "name")
        notes.append(f"{names} matching no economy stay as they are: {_named(found.unmatched)}.")
        return found.unmatched
    if economies:
        labels = len(found.economies) + len(found.unmatched)
        notes.append(
            f"Places were not renamed: only {len(found.economies)} of {labels} could be economies "
            f"({listing(found.unmatched, limit=3)} match none)."
        )
    return ()


def _rename(frame: pd.DataFrame, found: Resolution, notes: list[str]) -> pd.DataFrame:
    """Put ISO codes in place of names; two names of one economy must not be added in silence."""
    names: dict[str, list[str]] = {}
    for label in frame["place"].unique():
        names.setdefault(found.economies.get(label, label), []).append(label)
    codes = {label: code for code, labels in names.items() for label in labels}
    renamed = frame.assign(place=frame["place"].map(codes))
    doubled = renamed.duplicated(list(KEYS))
    if doubled.any():
        code = renamed.loc[doubled, "place"].iloc[0]
        raise RequestError(
            f"{code} stands under several names: {listing(names[code])}. Keep one of them, or make "
            "the names the same in the table."
        )
    merged = [f"{code} ({', '.join(labels)})" for code, labels in names.items() if len(labels) > 1]
    if merged:
        notes.append(
            f"Economies that stand under several names were put together: {_named(merged)}."
        )
    return renamed


def _named(labels: Iterable[str]) -> str:
    """Name everything that a note is about, unless that would fill a page."""
    return listing(labels, limit=NAMED)
