"""Question: which filing of a family stands for it?

In: the tables of persons and classes with what their residences and codes mean, and filings that
are asked for. Out: the filings that give way to another one of their family.
Must not know: places or activities by name, or what a filing counts.

A family is often headed by a national filing of which the records have neither inventors nor
classes. It says nothing of where the family is from or what it is about, so a later member that
does goes before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis

from smartspec.counting.cells import MALFORMED, ClassCells, PlaceCells
from smartspec.counting.classes import read
from smartspec.counting.persons import in_cells

if TYPE_CHECKING:
    from smartspec.counting.engines import Engine
    from smartspec.places.distance import Rings

_BOTH, _CLASSED, _BARE = 0, 1, 2
_PER_RANK, _PER_YEAR = 10**16, 10**5


def ranked(
    engine: Engine,
    persons: ibis.Table,
    classes: ibis.Table,
    *,
    where: PlaceCells | Rings,
    cells: ClassCells,
    classifications: Sequence[str],
) -> ibis.Table:
    """Rank filings by how much the records say of them.

    Parameters
    ----------
    engine : Engine
        Where the tables are.
    persons : ibis.Table
        The table of persons.
    classes : ibis.Table
        The table of classes.
    where : PlaceCells or Rings
        The cells of regions, or distances to a point.
    cells : ClassCells
        What codes mean.
    classifications : sequence of str
        Where the scheme looks.

    Returns
    -------
    ibis.Table
        ``filing_id, rank``: 0 for filings with a class that can be read and a person of known
        residence, 1 for those with a class alone. All others are not in it.

    Notes
    -----
    Neither the sector of persons nor the activities of a scheme matter: else the same family would
    be in one place for universities and in another for firms, and a selection of activities would
    choose among the members of a family to its own advantage.
    """
    placed = in_cells(engine, persons, where)
    placed = placed.filter(placed.cell > 0).select("filing_id").distinct()
    classed = read(engine, classes, cells, classifications=classifications)
    classed = classed.filter(classed.cell != MALFORMED).select("filing_id").distinct()
    joined = classed.left_join(placed.mutate(rank=_int(_BOTH)), "filing_id")
    return joined.select("filing_id", rank=joined["rank"].fill_null(_int(_CLASSED)))


def once_a_family(engine: Engine, filings: ibis.Table, ranks: ibis.Table) -> ibis.Table:
    """Find the filings that give way to another one of their family.

    Parameters
    ----------
    engine : Engine
        Where the tables are.
    filings : ibis.Table
        ``filing_id, family_id, year`` of the filings that are asked for and have the year.
    ranks : ibis.Table
        From :func:`ranked`.

    Returns
    -------
    ibis.Table
        ``filing_id, is_later``: those that give way.

    Notes
    -----
    Of each family the filing with the least rank counts, of several the earliest, then the one with
    the shortest id, then the first in order of the bytes of the id.
    """
    members = filings.filter(filings.family_id.notnull())
    joined = members.left_join(ranks, "filing_id")
    length = ibis.least(
        joined.filing_id.length().cast("int64"), ibis.literal(_PER_YEAR - 1, "int64")
    )
    order = joined["rank"].fill_null(_int(_BARE)).cast("int64") * _PER_RANK
    order += joined.year.cast("int64") * _PER_YEAR + length
    # One number for rank, year and length: its least is found by one step and read by the next.
    members = engine.keep(joined.select("filing_id", "family_id", order=order))
    first = members.group_by("family_id").aggregate(first=members.order.min())
    tied = members.inner_join(first, "family_id")
    tied = tied.filter(tied.order == tied["first"])
    heads = tied.group_by("family_id").aggregate(chief=_by_bytes(tied.filing_id).min())
    joined = members.inner_join(heads, "family_id")
    later = joined.filter(_by_bytes(joined.filing_id) != joined.chief)
    return later.select("filing_id", is_later=ibis.literal(True))


def _by_bytes(text: ibis.Value) -> ibis.Value:
    """Give a text in the order of whose letters every engine agrees.

    DuckDB and Spark compare bytes, PostgreSQL as the language of the database asks; there the bytes
    are written out as hexadecimal digits, which all languages put in the same order.
    """
    if text.get_backend().name == "postgres":
        return _encode(_convert_to(text, "UTF8"), "hex")
    return text


@ibis.udf.scalar.builtin(  # type: ignore[untyped-decorator]
    name="encode", signature=(("binary", "string"), "string")
)
def _encode(data: bytes, form: str) -> str:  # type: ignore[empty-body]
    """Write bytes as text, by PostgreSQL's function."""


@ibis.udf.scalar.builtin(  # type: ignore[untyped-decorator]
    name="convert_to", signature=(("string", "string"), "binary")
)
def _convert_to(text: str, encoding: str) -> bytes:  # type: ignore[empty-body]
    """Give the bytes of a text, by PostgreSQL's function."""


def _int(value: int) -> ibis.Value:
    return ibis.literal(value, "int32")
