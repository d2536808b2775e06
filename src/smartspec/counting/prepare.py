"""Question: what of the records takes part in a count, and how?

In: an engine, a scheme, a rule of places, options. Out: filings, their places and their activities
as tables of the engine, and the labels of their numbers.
Must not know: what is then added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from smartspec.activities.assign import assign
from smartspec.core.errors import RequestError, listing
from smartspec.counting.cells import UNK, ClassCells, PlaceCells, class_cells, place_cells
from smartspec.counting.classes import Classes, codes_of, sort_out
from smartspec.counting.families import ranked
from smartspec.counting.filings import Filings, select_filings, weigh
from smartspec.counting.persons import Persons, gather, in_places, located, pairs_of
from smartspec.counting.settling import settle
from smartspec.places.distance import Rings
from smartspec.places.regions import UNKNOWN, UNKNOWN_NAME, PlaceRule, assign_places

if TYPE_CHECKING:
    import ibis

    from smartspec.activities.schemes import Scheme
    from smartspec.counting.engines import Engine
    from smartspec.counting.options import CountOptions
    from smartspec.tables.microdata import Microdata

REST = "other"
"""Activity of filings that no activity of the scheme holds."""

REST_NAME = "All other fields"
_NO_COORDINATES = "no coordinates"


@dataclass(frozen=True)
class Where:
    """Places by number.

    Parameters
    ----------
    cells : PlaceCells or Rings
        How persons come to places.
    labels : tuple of str
        Label of each place by its number; the first is that of unknown residence.
    names : mapping of str to str
        Label to name.
    reasons : mapping of int to str
        Why the residence of a cell, 0 or below, is not known.
    notes : tuple of str
        What a careful reader should know.
    """

    cells: PlaceCells | Rings
    labels: tuple[str, ...]
    names: Mapping[str, str]
    reasons: Mapping[int, str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """Records made ready for adding up.

    Parameters
    ----------
    engine : Engine
        Where the tables are.
    options : CountOptions
        How they count.
    scheme : Scheme
        Where activities come from.
    where : Where
        Places by number.
    activity_labels : tuple of str
        Label of each activity by its number; the first is that of all others.
    selected : Filings
        The table of filings.
    persons : Persons
        The table of persons.
    classes : Classes
        The table of classes.
    filings : ibis.Table
        From :func:`~smartspec.counting.filings.weigh`.
    places : ibis.Table
        ``filing, place, n, w``.
    codes : pandas.DataFrame
        ``scheme, code, n``: every code of the records, also of other classifications.
    persons_table, classes_table : ibis.Table
        The tables as they came.
    keeps_rest : bool
        Whether filings outside the scheme are an activity of their own.
    missing : tuple of str
        Notes on what was asked for and is not there.
    """

    engine: Engine
    options: CountOptions
    scheme: Scheme
    where: Where
    activity_labels: tuple[str, ...]
    selected: Filings
    persons: Persons
    classes: Classes
    filings: ibis.Table
    places: ibis.Table
    codes: pd.DataFrame
    persons_table: ibis.Table
    classes_table: ibis.Table
    keeps_rest: bool
    missing: tuple[str, ...]


def prepare(
    engine: Engine,
    records: Microdata | None,
    *,
    scheme: Scheme,
    places: PlaceRule | Rings,
    options: CountOptions,
) -> Prepared:
    """Bring records into the form in which they can be added up.

    Parameters
    ----------
    engine : Engine
        Where the tables are, or are read.
    records : Microdata or None
        The folder of records; None for a database that has them.
    scheme : Scheme
        Where activities come from.
    places : PlaceRule or Rings
        What counts as a place.
    options : CountOptions
        How filings count.

    Returns
    -------
    Prepared
        Tables of the engine, the costly ones kept.

    Raises
    ------
    RequestError
        If the records lack a table, have no code of the classifications of the scheme, or nothing
        of what is asked for.
    """
    tables = engine.tables(records)
    people = f"{options.by}s"
    for name in ("filings", people, "classes"):
        _require(tables, name, options)
    options, missing = settle(engine, tables, options, places)
    codes, cells = _class_cells(engine, tables["classes"], scheme, options)
    where = _where(engine, tables, people, places)
    once = records is not None and records.filings_once
    ranks = None
    if options.families:
        ranks = ranked(
            engine, tables[people], tables["classes"], where=where.cells, cells=cells,
            classifications=scheme.classifications,
        )  # fmt: skip
    selected = select_filings(engine, tables["filings"], options, once=once, ranks=ranks)
    persons = gather(
        engine, located(engine, tables[people], selected.rows, where.cells, options.sectors)
    )
    classes = sort_out(
        engine,
        tables["classes"],
        selected.rows,
        cells,
        classifications=scheme.classifications,
        by_code=options.fields == "by_code",
    )
    keeps_rest = options.rest == "keep" or (options.rest == "auto" and not scheme.exhaustive)
    return Prepared(
        engine=engine,
        options=options,
        scheme=scheme,
        where=where,
        activity_labels=cells.labels,
        selected=selected,
        persons=persons,
        classes=classes,
        filings=weigh(engine, selected, persons, classes, options, keeps_rest=keeps_rest),
        places=in_places(engine, persons, where.cells),
        codes=codes,
        persons_table=tables[people],
        classes_table=tables["classes"],
        keeps_rest=keeps_rest,
        missing=missing,
    )


def _require(tables: Mapping[str, ibis.Table], name: str, options: CountOptions) -> None:
    if name in tables:
        return
    other = "applicant" if options.by == "inventor" else "inventor"
    if name == f"{options.by}s" and f"{other}s" in tables:
        hint = f"Count by {other}, which they have."
    else:
        hint = "Check that the set of files is whole."
    raise RequestError(
        f"The records have no {name}; they have {listing(sorted(tables), limit=9)}. {hint}"
    )


def _class_cells(
    engine: Engine, classes: ibis.Table, scheme: Scheme, options: CountOptions
) -> tuple[pd.DataFrame, ClassCells]:
    """Give every code that the scheme looks at its cell."""
    codes = engine.fetch(codes_of(classes))
    asked = codes[codes["scheme"].isin(scheme.classifications)].reset_index(drop=True)
    if asked.empty:
        there = listing(sorted(name for name in set(codes["scheme"]) if name)) or "none"
        raise RequestError(
            f"The scheme {scheme.label} looks for {' or '.join(scheme.classifications)} classes, "
            f"and the records have none of them; they have: {there}. Choose another scheme."
        )
    cells = class_cells(
        asked, assign(scheme, asked), rest=REST, with_symbols=options.fields == "by_code"
    )
    return codes, cells


def _where(
    engine: Engine, tables: Mapping[str, ibis.Table], people: str, places: PlaceRule | Rings
) -> Where:
    """Find the places of every country and region, or make rings around a point."""
    if isinstance(places, Rings):
        labels = (UNKNOWN, *places.labels())
        names = {label: label for label in labels} | {UNKNOWN: UNKNOWN_NAME}
        return Where(places, labels, names, {UNK: _NO_COORDINATES})
    pairs = engine.fetch(pairs_of(tables[people])).fillna("").drop_duplicates(ignore_index=True)
    regions = engine.fetch(tables["regions"]) if "regions" in tables else None
    found = assign_places(places, pairs, regions)
    cells = place_cells(pairs, found.lookup, found.problems, unknown=UNKNOWN)
    return Where(cells, cells.labels, found.names, cells.reasons, found.notes)
