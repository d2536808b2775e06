"""Question: what do the records in a folder count up to?

In: whose files they are, what counts as a place and an activity, how to count, and on which engine.
Out: the records with their origin, and the counts with an account of every row.
Must not know: which indicator will read the counts, or how anything is shown.

Here alone the rooms of sources and of counting meet; commands, Python and studies all call it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from smartspec.core.errors import RequestError, listing, unknown
from smartspec.counting.options import CountOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smartspec.activities.schemes import Scheme
    from smartspec.counting.actors import Actors
    from smartspec.counting.count import Counted
    from smartspec.counting.engines import Engine
    from smartspec.counting.pairs import Pairs
    from smartspec.places.distance import Rings
    from smartspec.places.regions import PlaceRule
    from smartspec.tables.microdata import Microdata

Step = Callable[[str], None]
DUCKDB = "duckdb"
LOCAL_ENGINES = (DUCKDB, "spark")
CLUSTER = "spark://"
"""Engines that read the folder of records; any other address is a database that has the tables."""


def _quiet(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Reading:
    """Which records, and how they are read.

    Parameters
    ----------
    folder : Path or None
        Where the files lie; None for a database that has the tables of records.
    source : str, default ""
        Whose files they are; found out from their names if empty.
    part : str, default ""
        Which part of the source's files.
    mapping : Path, optional
        Which column is which, for a table of one's own.
    choices : mapping of str to str
        How to read what the source leaves to the reader.
    cache : Path, optional
        Where records are kept once they were read.
    fresh : bool, default False
        Whether to read the files although the cache has them.
    max_rejects : int, optional
        Stop if more rows than this cannot be used.
    engine : str, default "duckdb"
        ``"duckdb"``, ``"spark"`` or the address of a database.
    memory : str, default ""
        How much memory may be used, such as ``"3GB"``.
    threads : int, default 0
        How many processors may be used; 0 for all.
    """

    folder: Path | None
    source: str = ""
    part: str = ""
    mapping: Path | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    cache: Path | None = None
    fresh: bool = False
    max_rejects: int | None = None
    engine: str = "duckdb"
    memory: str = ""
    threads: int = 0


@dataclass(frozen=True)
class Wanted:
    """What counts as a place and as an activity.

    Parameters
    ----------
    place : str, default "country"
        Level of places.
    activity : str, default "wipo35"
        Scheme of activities and its level.
    nuts_vintage : int, optional
        Year of the NUTS list that codes are brought to.
    place_map : Path, optional
        A table of places of one's own.
    unions : iterable of str, or mapping of str to sequence of str
        Places taken together.
    near : str, default ""
        Distances to a point, in place of regions.
    schemes_in : Path, optional
        Folder from which the path of a scheme of one's own starts.
    """

    place: str = "country"
    activity: str = "wipo35"
    nuts_vintage: int | None = None
    place_map: Path | None = None
    unions: Iterable[str] | Mapping[str, Sequence[str]] = ()
    near: str = ""
    schemes_in: Path | None = None

    def scheme(self) -> Scheme:
        """Find the scheme of activities."""
        from smartspec.activities.schemes import scheme

        return scheme(self.activity, folder=self.schemes_in)

    def places(self) -> PlaceRule | Rings:
        """Make the rule of places, checked at the door."""
        from smartspec.places.distance import parse_rings
        from smartspec.places.regions import place_rule

        if not self.near:
            return place_rule(
                self.place, vintage=self.nuts_vintage, unions=self.unions, own=self.place_map
            )
        others = {
            "a NUTS list": self.nuts_vintage,
            "a table of places": self.place_map,
            "unions": self.unions,
            "a level of places": self.place != Wanted.place,
        }
        given = [name for name, value in others.items() if value]
        if given:
            raise RequestError(
                f"Distances to a point take the place of regions; {listing(given)} would have no "
                "effect. Leave one of the two out."
            )
        return parse_rings(self.near)


@contextmanager
def opened(reading: Reading, *, step: Step = _quiet) -> Iterator[tuple[Engine, Microdata | None]]:
    """Read the records and open the engine that counts them.

    Parameters
    ----------
    reading : Reading
        Which records, how, and on which engine.
    step : callable, optional
        Told what is done next.

    Yields
    ------
    engine : Engine
        Open until the block ends.
    records : Microdata or None
        The records; None if the engine is a database that has them.

    Raises
    ------
    RequestError
        If records or engine cannot be had.
    """
    from smartspec.counting.engines import open_engine

    records = _records(reading, step)
    step("Counting")
    with open_engine(reading.engine, memory=reading.memory, threads=reading.threads) as engine:
        yield engine, records


def count_records(
    reading: Reading, wanted: Wanted, options: CountOptions, *, step: Step = _quiet
) -> tuple[Counted, Microdata | None]:
    """Read records and count them.

    Parameters
    ----------
    reading : Reading
        Which records, how, and on which engine.
    wanted : Wanted
        What counts as a place and as an activity.
    options : CountOptions
        How filings count.
    step : callable, optional
        Told what is done next.

    Returns
    -------
    counted : Counted
        The activity table, and where each row went.
    records : Microdata or None
        What was read; None if the engine is a database that has the records.

    Raises
    ------
    RequestError
        If anything asked for cannot be met; whatever can be checked is checked before reading.
    """
    from smartspec.counting.count import count

    scheme, places = wanted.scheme(), wanted.places()
    with opened(reading, step=step) as (engine, records):
        counted = count(engine, records, scheme=scheme, places=places, options=options)
    return counted, records


def pair_records(
    reading: Reading,
    wanted: Wanted,
    options: CountOptions,
    *,
    of: str,
    diagonal: bool = False,
    least: float = 0.0,
    step: Step = _quiet,
) -> tuple[Pairs, Microdata | None]:
    """Read records and count which activities or places are found together.

    Parameters
    ----------
    reading : Reading
        Which records, how, and on which engine.
    wanted : Wanted
        What counts as a place and as an activity.
    options : CountOptions
        How filings count.
    of : {"activities", "places", "colocation"}
        Activities that meet in a filing, places that share one, or activities of the same places.
    diagonal : bool, default False
        Whether to add pairs of each one with itself.
    least : float, default 0
        For co-location: how much a place must have of an activity at least.
    step : callable, optional
        Told what is done next.

    Returns
    -------
    pairs : Pairs
        Each pair once, and where each row went.
    records : Microdata or None
        What was read; None if the engine is a database that has the records.

    Raises
    ------
    RequestError
        If anything asked for cannot be met.
    """
    from smartspec.counting.pairs import count_pairs

    scheme, places = wanted.scheme(), wanted.places()
    with opened(reading, step=step) as (engine, records):
        found = count_pairs(
            engine, records, of=of, scheme=scheme, places=places, options=options,
            diagonal=diagonal, least=least,
        )  # fmt: skip
    return found, records


def actor_records(
    reading: Reading,
    wanted: Wanted,
    options: CountOptions,
    *,
    residence: Sequence[str],
    top: int,
    step: Step = _quiet,
) -> Actors:
    """Read records and name the applicants of some places that file most in each activity.

    Parameters
    ----------
    reading : Reading
        Which records, how, and on which engine.
    wanted : Wanted
        What counts as a place and as an activity.
    options : CountOptions
        Which filings count.
    residence : sequence of str
        Places, taken together.
    top : int
        How many to name for an activity.
    step : callable, optional
        Told what is done next.

    Returns
    -------
    Actors
        The applicants of each activity.

    Raises
    ------
    RequestError
        If anything asked for cannot be met.
    """
    from smartspec.counting.actors import count_actors

    scheme, places = wanted.scheme(), wanted.places()
    with opened(reading, step=step) as (engine, records):
        return count_actors(
            engine, records, scheme=scheme, places=places, options=options, residence=residence,
            top=top,
        )  # fmt: skip


def check_local(engine: str) -> None:
    """Refuse an engine that does not read a folder of records.

    Parameters
    ----------
    engine : str
        What was asked for.

    Raises
    ------
    RequestError
        With the engines that do.
    """
    if not _is_local(engine):
        raise unknown("engine", engine, LOCAL_ENGINES)


def check_source(source: str) -> None:
    """Refuse a source that nobody reads.

    Parameters
    ----------
    source : str
        What was asked for.

    Raises
    ------
    RequestError
        With the nearest right name.
    """
    from smartspec.sources.registry import MICRODATA, sources

    known = (*sources(), MICRODATA)
    if source not in known:
        raise unknown("source", source, known)


def _is_local(engine: str) -> bool:
    return engine in LOCAL_ENGINES or engine.startswith(CLUSTER)


def _records(reading: Reading, step: Step) -> Microdata | None:
    is_local = _is_local(reading.engine)
    if "://" not in reading.engine:
        check_local(reading.engine)
    if reading.folder is None:
        if is_local:
            raise RequestError(
                f"The engine {reading.engine} needs a folder of records. Name one, or give the "
                "address of a database that has the tables with --engine."
            )
        return None
    if not is_local:
        raise RequestError(
            f"The database has the records itself, so the folder {reading.folder} would have no "
            "effect. Leave it out."
        )
    from smartspec.sources.read import read_records
    from smartspec.sources.rejects import DAMAGED

    records = read_records(
        reading.folder,
        reading.source,
        cache=reading.cache,
        fresh=reading.fresh,
        memory=reading.memory,
        threads=reading.threads,
        max_rejects=reading.max_rejects,
        mapping=reading.mapping,
        part=reading.part,
        choices=reading.choices,
        step=step,
    )
    lost = [entry.name for entry in records.rejected if entry.reason == DAMAGED]
    if lost:
        raise RequestError(
            f"{listing(lost)} cannot be opened: cut off or damaged. Counts without it would "
            "mislead; get it anew, or take it out of the folder if it does not belong there."
        )
    return records
