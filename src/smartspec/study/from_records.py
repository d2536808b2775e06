"""Question: which counts does a study get that begins at the records?

In: the tables [data] and [counting] of a study. Out: an activity table by year, with the records
that it was counted from and an account of every row.
Must not know: how anything is read or counted, or what is made of the counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from smartspec.activities.labels import is_total
from smartspec.core.errors import RequestError
from smartspec.counting.options import CountOptions
from smartspec.places.regions import LEVELS, PlaceRule
from smartspec.study.records import (
    DUCKDB,
    Reading,
    Wanted,
    check_local,
    check_source,
    count_records,
)
from smartspec.tables.activity import ActivityTable
from smartspec.tables.periods import parse_window

if TYPE_CHECKING:
    from smartspec.study.read import StudyFile
    from smartspec.tables.microdata import Microdata


@dataclass(frozen=True, eq=False)
class FromRecords:
    """Counts of a study with what they were made from.

    Parameters
    ----------
    table : ActivityTable
        Counts by year.
    are_economies : bool
        Whether the places are economies.
    place_names, activity_names : mapping of str to str
        Label to name.
    accounting : pandas.DataFrame
        ``table, outcome, rows, filings``: where each row of the records went.
    incomplete : tuple of str
        Years that the records do not have whole.
    records : Microdata or None
        The records; None if they lie in a database.
    rule : str
        How they were counted, in a sentence.
    """

    table: ActivityTable
    are_economies: bool
    place_names: Mapping[str, str]
    activity_names: Mapping[str, str]
    accounting: pd.DataFrame
    incomplete: tuple[str, ...]
    records: Microdata | None
    rule: str

    def reaches_into(self, window: str) -> bool:
        """Tell whether a window has years that the records do not have whole."""
        if not window or not window[:4].isdecimal():
            return bool(self.incomplete)
        span = parse_window(window)
        return any(span.start <= int(year) <= span.end for year in self.incomplete)


def count_for_study(file: StudyFile, *, step: Callable[[str], None]) -> FromRecords:
    """Count the records that a study names, year by year.

    Parameters
    ----------
    file : StudyFile
        A checked study with records.
    step : callable
        Told what is done next.

    Returns
    -------
    FromRecords
        Counts by year, and what they were made from.

    Raises
    ------
    RequestError
        With file, line and key, if records cannot be read or counted as asked.
    """
    asked = file.study.counting
    wanted, options, reading = _wanted(file), _options(file), _reading(file)
    with file.at("data", "records"):
        counted, records = count_records(reading, wanted, options, step=step)
        rule = wanted.places()
        are_economies = isinstance(rule, PlaceRule) and rule.level == "country"
        table = ActivityTable.from_frame(
            counted.frame,
            unit="families" if asked.families else "filings",
            sources=counted.sources,
            economies=are_economies,
        )
    years = counted.frame.loc[~counted.frame["complete"], "period"].unique()
    reading_notes = records.notes if records else ()
    return FromRecords(
        table=replace(table, notes=(*table.notes, *counted.notes, *reading_notes)),
        are_economies=are_economies,
        place_names=counted.place_names,
        activity_names=counted.activity_names,
        accounting=counted.accounting,
        incomplete=tuple(sorted(str(year) for year in years)),
        records=records,
        rule=_rule(counted.unit, wanted, asked.year),
    )


def count_unions(file: StudyFile, unions: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Count unions of places by themselves, where they are not the sum of their members.

    Where a filing counts whole in each of its places, it counts once in a union of them.

    Parameters
    ----------
    file : StudyFile
        A checked study with records.
    unions : mapping of str to tuple of str
        Name to members.

    Returns
    -------
    pandas.DataFrame
        ``place, activity, period, value`` of the unions.

    Raises
    ------
    RequestError
        With file, line and key, if a union cannot be counted.
    """
    frames = []
    for name, members in unions.items():
        with file.at("places", name, "members"):
            wanted = replace(_wanted(file), unions={name: members})
            counted, _ = count_records(_reading(file), wanted, _options(file))
        frame = counted.frame
        frames.append(frame[(frame["place"] == name) & ~frame["activity"].map(is_total)])
    return pd.concat(frames)[["place", "activity", "period", "value"]]


def _wanted(file: StudyFile) -> Wanted:
    """Gather what counts as a place and as an activity, checked at the door."""
    asked = file.study.counting
    wanted = Wanted(
        place=asked.place,
        activity=asked.activity,
        nuts_vintage=asked.nuts_vintage,
        place_map=file.folder / asked.place_map if asked.place_map else None,
        near=asked.near,
        schemes_in=file.folder,
    )
    with file.at("counting", "near" if asked.near else "place"):
        wanted.places()
    with file.at("counting", "activity"):
        wanted.scheme()
    return wanted


def _options(file: StudyFile) -> CountOptions:
    asked = file.study.counting
    with file.at("counting"):
        return CountOptions(
            by=asked.by,
            count=asked.count,
            fields=asked.fields,
            year=asked.year,
            routes=asked.routes,
            offices=asked.offices,
            sectors=asked.sectors,
            families=asked.families,
            rest=asked.rest,
            complete_to=asked.complete_to,
        )


def _rule(unit: str, wanted: Wanted, year: str) -> str:
    """Say in a sentence how records became counts."""
    by_year = "whatever their year" if year == "none" else f"by {year} year"
    rule, scheme = wanted.places(), wanted.scheme()
    places = LEVELS[rule.level] if isinstance(rule, PlaceRule) else f"distances to {wanted.near}"
    level = f" ({scheme.level})" if scheme.level else ""
    return f"Counted are {unit}, {by_year}. Places: {places}. Activities: {scheme.title}{level}."


def _reading(file: StudyFile) -> Reading:
    asked, data = file.study.counting, file.study.data
    is_address = "://" in data.records
    with file.at("counting", "engine"):
        if is_address and asked.engine != DUCKDB:
            raise RequestError(
                "The database that has the records counts them itself. Leave it out."
            )
        check_local(asked.engine)
    if asked.source and not is_address:
        with file.at("counting", "source"):
            check_source(asked.source)
    return Reading(
        folder=None if is_address else file.folder / data.records,
        source=asked.source,
        part=asked.part,
        mapping=file.folder / asked.mapping if asked.mapping else None,
        choices=asked.choices,
        max_rejects=asked.max_rejects,
        engine=data.records if is_address else asked.engine,
        memory=asked.memory,
    )
