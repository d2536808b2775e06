"""Question: which part of each filing is where?

In: the table of persons and the cell of each of their regions. Out: per filing and cell the number
of rows and the sum of shares; per filing what they add up to.
Must not know: classes, years, or what the filing counts.

Shares of a filing are brought to add up to 1. If one of them is missing or no number from 0 on, or
all are 0, the shares of that filing are not known and all its rows count the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from smartspec.counting.cells import COUNTRY, HIDDEN, OTHER_SECTOR, UNK, PlaceCells
from smartspec.places.distance import EARTH_RADIUS_KM, Rings

if TYPE_CHECKING:
    from smartspec.counting.engines import Engine

ADDS_UP = 0.005
"""How far shares may be from adding up to 1 and still be whole: 100 shares of four decimals."""

_LARGE = 1e100  # so that "infinite" and "not a number", which engines order last, are no shares
_NOT_KNOWN = -1e200  # a sum with one such share is below 0, whatever the others are
_IDENTITY = ("person_id", "name", "sector", "country", "region", "lat", "lon", "share")


@dataclass(frozen=True)
class Persons:
    """Persons of filings, made ready.

    Parameters
    ----------
    by_cell : ibis.Table
        ``filing, cell, n, w``: rows and sum of shares of a filing in a cell; all rows of filings
        that are out already in one cell for each reason.
    by_filing : ibis.Table
        ``filing, n, best, most, is_even, total``: rows; the highest cell, above 0 if any is in a
        place; most rows in one cell; whether all count the same; what their shares add up to.
    repeated : ibis.Table or None
        ``filing, n``: rows that repeat others and were left out; None if there are none.
    """

    by_cell: ibis.Table
    by_filing: ibis.Table
    repeated: ibis.Table | None = None


def pairs_of(persons: ibis.Table) -> ibis.Table:
    """Give every pair of country and region in the records, missing ones as they are.

    Parameters
    ----------
    persons : ibis.Table
        The table of persons.

    Returns
    -------
    ibis.Table
        ``country, region``, each pair once.
    """
    return persons.select("country", "region").distinct()


def located(
    engine: Engine,
    persons: ibis.Table,
    filings: ibis.Table,
    where: PlaceCells | Rings,
    sectors: Sequence[str],
) -> ibis.Table:
    """Give each row of persons its cell and a share that is a number, far below 0 if not known.

    Parameters
    ----------
    engine : Engine
        Where the table is.
    persons : ibis.Table
        The table of persons.
    filings : ibis.Table
        ``filing_id, filing``: the numbers of filings.
    where : PlaceCells or Rings
        The cells of regions, or distances to a point.
    sectors : sequence of str
        Rows of other sectors get a cell of their own; none if every sector counts.

    Returns
    -------
    ibis.Table
        The columns of persons, ``filing``, ``cell`` and ``given``; without persons of filings that
        there are none of.
    """
    share = persons.share
    usable = (share >= 0) & (share < _LARGE)
    given = usable.fill_null(False).ifelse(share, ibis.literal(_NOT_KNOWN, "float64"))
    rows = in_cells(engine, persons.mutate(given=given), where)
    if sectors:
        asked = rows.sector.isin(list(sectors)).fill_null(False)
        rows = rows.mutate(cell=asked.ifelse(rows.cell, _int(OTHER_SECTOR)))
    rows = rows.inner_join(filings.select("filing_id", "filing"), "filing_id")
    return rows.mutate(cell=(rows.filing < 0).ifelse(_int(UNK), rows.cell))


def in_cells(engine: Engine, persons: ibis.Table, where: PlaceCells | Rings) -> ibis.Table:
    """Add the cell of each row's residence.

    Parameters
    ----------
    engine : Engine
        Where the table is.
    persons : ibis.Table
        The table of persons.
    where : PlaceCells or Rings
        The cells of regions, or distances to a point.

    Returns
    -------
    ibis.Table
        The columns of persons and ``cell``, above 0 where the residence is known.
    """
    if isinstance(where, Rings):
        return persons.mutate(cell=_ring(persons, where))
    return _in_regions(engine, persons, where)


def _in_regions(engine: Engine, rows: ibis.Table, where: PlaceCells) -> ibis.Table:
    """Add the cell of each row's region; by one column if possible, which is faster than by two."""
    residence = _residence(rows)
    cells = where.by_region()
    if cells is not None:
        key = ibis.coalesce(rows.region.nullif(""), ibis.literal(COUNTRY) + residence["country"])
        lookup = engine.lookup(cells, {"key": "string", "cell": "int32"})
        return rows.mutate(key=key).inner_join(lookup, "key")
    types = {"country": "string", "region": "string", "cell": "int32"}
    lookup = engine.lookup(where.lookup, types).rename(country_key="country", region_key="region")
    rows = rows.mutate(country_key=residence["country"], region_key=residence["region"])
    return rows.inner_join(lookup, ["country_key", "region_key"])


def gather(engine: Engine, rows: ibis.Table) -> Persons:
    """Add rows up by filing and cell, and leave out rows that repeat others.

    Parameters
    ----------
    engine : Engine
        Where the table is.
    rows : ibis.Table
        From :func:`located`.

    Returns
    -------
    Persons
        Computed and kept.

    Notes
    -----
    A source that shares a filing among its rows has said that each of them is a person, so nothing
    is a repetition where the shares add up. Elsewhere, a row that says of the same person the same
    as another one is left out. That costs nothing where shares are sound.
    """
    by_cell = engine.keep(_by_cell(rows))
    by_filing = engine.keep(_by_filing(by_cell))
    suspect = by_filing.filter(
        (by_filing.most > 1)
        & (by_filing.is_even | (by_filing.total > 1 + ADDS_UP) | (by_filing.total < 1 - ADDS_UP))
    ).select("filing")
    named = rows.filter(rows.person_id.notnull() | rows["name"].notnull())
    repeated = (
        named.semi_join(suspect, "filing")
        .group_by("filing", "cell", *_IDENTITY)
        .aggregate(n=lambda t: t.count())
        .filter(lambda t: t.n > 1)
        .group_by("filing")
        .aggregate(n=lambda t: (t.n.sum() - t.count()).cast("int64"))
    )
    if not int(engine.fetch(suspect.aggregate(n=suspect.count()))["n"].iloc[0]):
        return Persons(by_cell, by_filing)
    repeated = engine.keep(repeated)
    if not int(engine.fetch(repeated.aggregate(n=repeated.count()))["n"].iloc[0]):
        return Persons(by_cell, by_filing)
    by_cell = engine.keep(
        ibis.union(
            by_cell.anti_join(repeated, "filing"),
            _by_cell(_once(rows.semi_join(repeated, "filing"))).select(by_cell.columns),
        )
    )
    return Persons(by_cell, engine.keep(_by_filing(by_cell)), repeated)


def _once(rows: ibis.Table) -> ibis.Table:
    """Take rows that say the same of the same person once; rows of nobody known stay."""
    named = rows.person_id.notnull() | rows["name"].notnull()
    columns = ["filing", "cell", "given", *_IDENTITY]
    return ibis.union(rows.filter(named).select(columns).distinct(), rows.filter(~named)[columns])


def _by_cell(rows: ibis.Table) -> ibis.Table:
    return rows.group_by("filing", "cell").aggregate(
        n=rows.count().cast("int32"), w=rows.given.sum()
    )


def _by_filing(by_cell: ibis.Table) -> ibis.Table:
    by_cell = by_cell.filter(by_cell.filing >= 0)
    total = by_cell.w.sum()
    return by_cell.group_by("filing").aggregate(
        n=by_cell.n.sum().cast("int32"),
        best=by_cell.cell.max(),
        most=by_cell.n.max(),
        is_even=total <= 0,
        total=total,
    )


def in_places(engine: Engine, persons: Persons, where: PlaceCells | Rings) -> ibis.Table:
    """Give the places of each filing.

    Parameters
    ----------
    engine : Engine
        Where the tables are.
    persons : Persons
        From :func:`gather`.
    where : PlaceCells or Rings
        What the cells mean.

    Returns
    -------
    ibis.Table
        ``filing, place, n, w``; a place may stand more than once for a filing. Filings that are
        out already are among the rows, below 0.
    """
    rows = persons.by_cell
    if isinstance(where, Rings) or where.is_single:
        place = ibis.cases(
            (rows.cell > 0, rows.cell), (rows.cell == OTHER_SECTOR, _int(HIDDEN)), else_=_int(UNK)
        )
        return rows.select("filing", place=place, n=rows.n.cast("float64"), w=rows.w)
    spread = engine.lookup(where.spread, {"cell": "int32", "place": "int32", "weight": "float64"})
    joined = rows.inner_join(spread, "cell")
    return joined.select(
        "filing", "place", n=joined.n.cast("float64") * joined.weight, w=joined.w * joined.weight
    )


def _residence(persons: ibis.Table) -> dict[str, ibis.Value]:
    return {name: persons[name].fill_null("") for name in ("country", "region")}


def _int(value: int) -> ibis.Value:
    return ibis.literal(value, "int32")


def _ring(rows: ibis.Table, rings: Rings) -> ibis.Value:
    """Give the ring around a point that a row lies in, from 1 on; no residence if it has no place.

    The great circle by the haversine formula, as rings are measured outside of engines too.
    """
    north = (rows.lat - rings.lat).radians() / 2.0
    east = (rows.lon - rings.lon).radians() / 2.0
    half = (
        north.sin() * north.sin()
        + rows.lat.radians().cos() * _float(rings.lat).radians().cos() * east.sin() * east.sin()
    )
    bounded = ibis.least(half, _float(1.0))
    distance = bounded.sqrt().asin() * (2.0 * EARTH_RADIUS_KM)
    beyond = len(rings.edges_km) + 1
    ring = ibis.cases(
        *(
            (distance <= _float(edge), _int(number))
            for number, edge in enumerate(rings.edges_km, 1)
        ),
        else_=_int(beyond),
    )
    known = rows.lat.between(-90, 90) & rows.lon.between(-180, 180)
    return known.fill_null(False).ifelse(ring, _int(UNK)).cast("int32")


def _float(value: float) -> ibis.Value:
    return ibis.literal(value, "float64")
