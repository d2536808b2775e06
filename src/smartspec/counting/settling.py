"""Question: do the records have what the options ask for?

In: tables of records and options. Out: the options with routes, offices and sectors as the records
write them, and notes on what would be asked for in vain.
Must not know: how any option is carried out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from smartspec.core.errors import RequestError, listing
from smartspec.places.distance import Rings

if TYPE_CHECKING:
    import ibis

    from smartspec.counting.engines import Engine
    from smartspec.counting.options import CountOptions
    from smartspec.places.regions import PlaceRule

NO_FAMILIES = "The records have no families, so each filing counts by itself."


def settle(
    engine: Engine,
    tables: Mapping[str, ibis.Table],
    options: CountOptions,
    places: PlaceRule | Rings,
) -> tuple[CountOptions, tuple[str, ...]]:
    """Hold what is asked for against what there is.

    Parameters
    ----------
    engine : Engine
        Where the tables are.
    tables : mapping of str to ibis.Table
        The records.
    options : CountOptions
        How they are to count.
    places : PlaceRule or Rings
        What counts as a place.

    Returns
    -------
    options : CountOptions
        The same, spelled as the records do.
    notes : tuple of str
        What was asked for and is not there.

    Raises
    ------
    RequestError
        If none of the routes, offices or sectors asked for is there, or distances are asked for
        and no person has coordinates.
    """
    people = tables[f"{options.by}s"]
    _refuse_distances(engine, people, options, places)
    notes = []
    changes: dict[str, Any] = {}
    asked = {"route": options.routes, "office": options.offices, "sector": options.sectors}
    for name, values in asked.items():
        if values:
            column = (people if name == "sector" else tables["filings"])[name]
            found, absent = _spelled(name, values, _there(engine, column))
            changes[f"{name}s"] = found
            notes += absent
    if options.families and not _there(engine, tables["filings"].family_id, limit=1):
        changes["families"] = False
        notes.append(NO_FAMILIES)
    return replace(options, **changes), tuple(notes)


def _refuse_distances(
    engine: Engine, people: ibis.Table, options: CountOptions, places: PlaceRule | Rings
) -> None:
    if not isinstance(places, Rings):
        return
    known = people.filter(people.lat.notnull() & people.lon.notnull()).limit(1)
    if engine.fetch(known.select("filing_id")).empty:
        raise RequestError(
            f"No {options.by} has coordinates in these records, so distances to a point cannot be "
            "told. Count by regions, with --place in place of --near."
        )


def _there(engine: Engine, column: ibis.Column, *, limit: int | None = None) -> list[str]:
    """Give the values of a column, as far as wanted."""
    table = column.as_table()
    table = table.filter(table[0].notnull())
    table = table.distinct() if limit is None else table.limit(limit)
    return sorted(engine.fetch(table).iloc[:, 0])


def _spelled(
    name: str, asked: Sequence[str], there: Sequence[str]
) -> tuple[tuple[str, ...], list[str]]:
    """Find values whatever their case; tell of those that are not there."""
    by_fold: dict[str, list[str]] = {}
    for value in there:
        by_fold.setdefault(value.casefold(), []).append(value)
    absent = [value for value in asked if value.casefold() not in by_fold]
    told = f"the records have {listing(there, limit=12) or 'none'}"
    who = "person" if name == "sector" else "filing"
    if len(absent) == len(asked):
        raise RequestError(f"No {who} has the {name} {' or '.join(absent)}; {told}. Ask for these.")
    found = [value for one in asked for value in by_fold.get(one.casefold(), [])]
    notes = [f"No {who} has the {name} {' or '.join(absent)}; {told}."] if absent else []
    return tuple(dict.fromkeys(found)), notes
