"""Question: how is a made-up world of patents written in the form of REGPAT, with its truth?

In: a plan and a folder. Out: the folder, with REGPAT's files and the files of the truth.
Must not know: how records are read or counted.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from smartspec.core.errors import RequestError
from smartspec.core.writing import replacing_folder
from smartspec.sources.made_up import MADE_BY, TRUTH, WARNING, is_made_up
from smartspec.sources.world.collaboration import make_collaboration
from smartspec.sources.world.dirt import soil
from smartspec.sources.world.drawing import World, Years, draw, make_years
from smartspec.sources.world.geography import make_geography
from smartspec.sources.world.plan import ERAS, FIRST_YEAR, Plan, Rates
from smartspec.sources.world.planting import plant
from smartspec.sources.world.spelling import Speller, header, region_lines
from smartspec.sources.world.technology import make_technology
from smartspec.sources.world.truth import expect, tables

FORMAT = 1
_STRETCH = 40_000
"""Filings drawn at once. The bytes depend on it, so it is no option."""
_BYTES_A_FILING = 700
_PLACES, _FIELDS, _PLANTED, _TOGETHER, _EXPECTED, _PCT, _EPO, _DIRT = range(8)
"""Each part of the world has a stream of random numbers of its own."""


@dataclass(frozen=True)
class Written:
    """What was written.

    Parameters
    ----------
    folder : Path
        Where.
    rows : dict of str to int
        Name of a file of REGPAT to its lines, without the header, broken ones included.
    planted : dict of str to int
        What was planted, counted.
    """

    folder: Path
    rows: dict[str, int]
    planted: dict[str, int]


def make_world(plan: Plan) -> World:
    """Make places, fields and specialities, and say who works with whom.

    Parameters
    ----------
    plan : Plan
        What is wanted.

    Returns
    -------
    World
        All that filings are drawn from.

    Examples
    --------
    >>> world = make_world(Plan(2_000, seed=1))
    >>> len(world.places.codes), len(world.technology.fields)
    (84, 35)
    """
    places = make_geography(plan.places, _random(plan, _PLACES))
    technology = make_technology(10 * max(plan.filings, plan.epo), _random(plan, _FIELDS))
    planted = plant(places, technology, plan, _random(plan, _PLANTED))
    together = make_collaboration(places, _random(plan, _TOGETHER))
    return World(places, technology, planted, together, max(plan.filings, plan.epo))


def synthesize_regpat(
    folder: Path,
    plan: Plan,
    *,
    threads: int = 0,
    step: Callable[[int, int], None] = lambda _done, _of: None,
) -> Written:
    """Write a made-up world in the form of REGPAT, and the truth about it.

    Parameters
    ----------
    folder : Path
        The folder to write. It may exist if it is empty or holds an earlier made-up world.
    plan : Plan
        What is wanted.
    threads : int, default 0
        How many threads draw and spell; 0 is one for each processor. The bytes are the same.
    step : callable
        Called with the filings written and those to write.

    Returns
    -------
    Written
        What was written.

    Raises
    ------
    RequestError
        If the folder holds something else, or there is no room.
    """
    _check_folder(folder)
    _check_room(folder, plan)
    with replacing_folder(folder) as new:
        world = make_world(plan)
        years = make_years(plan.filings)
        (new / "REGPAT_Regions.txt").write_bytes(region_lines(world))
        rows, broken = _write_files(new, world, plan, threads or os.cpu_count() or 1, step)
        rows["REGPAT_Regions.txt"] = len(world.places.codes) + len(world.places.countries)
        found = tables(world, plan, expect(world, years, _random(plan, _EXPECTED)))
        for name, table in found.items():
            arrow_csv.write_csv(
                pa.Table.from_pandas(table, preserve_index=False),
                new / f"truth_{name}.csv",
                arrow_csv.WriteOptions(quoting_style="needed"),
            )
        planted = {
            "specialisations": int((world.planted.multiplier[0] > 1).sum()),
            "clusters": len(world.planted.clusters),
            "entries": sum(move.is_entry for move in world.planted.moves),
            "exits": sum(not move.is_entry for move in world.planted.moves),
        }
        told = _told(plan, rows, broken, planted, years)
        (new / TRUTH).write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    return Written(folder, rows, planted)


def _check_folder(folder: Path) -> None:
    """Refuse to write over anything but an earlier world."""
    if folder.exists() and not folder.is_dir():
        raise RequestError(f"{folder} is a file. Name a folder to write the made-up world into.")
    if folder.is_dir() and any(folder.iterdir()) and not is_made_up(folder):
        raise RequestError(
            f"{folder} is not empty and holds no made-up world, so nothing was written. "
            "Name a new folder, or empty this one first."
        )


def _check_room(folder: Path, plan: Plan) -> None:
    """Refuse before the disk is full, not after."""
    parent = folder.resolve().parent
    if not parent.is_dir():
        return  # the writing says so
    needed = (plan.filings + plan.epo) * _BYTES_A_FILING
    free = shutil.disk_usage(parent).free
    if needed > free:
        raise RequestError(
            f"Cannot write {folder}: {plan.filings + plan.epo:,} filings need about "
            f"{needed / 1e9:.1f} GB and {free / 1e9:.1f} GB are free. Ask for fewer --filings, or "
            "choose a folder on another disk."
        )


def _random(plan: Plan, *stream: int) -> np.random.Generator:
    return np.random.default_rng([plan.seed, *stream])


def _write_files(
    folder: Path, world: World, plan: Plan, threads: int, step: Callable[[int, int], None]
) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Write every large file, stretch by stretch, in order."""
    rows: Counter[str] = Counter()
    broken: dict[str, Counter[str]] = {}
    total = plan.filings + plan.epo
    done = 0
    with ExitStack() as stack:
        files: dict[str, IO[bytes]] = {}
        for many, texts in _spelt(world, plan, threads):
            for name, (text, lines, told) in texts.items():
                file = f"{plan.edition}_{name}.txt"
                if file not in files:
                    files[file] = stack.enter_context((folder / file).open("wb"))
                    files[file].write(header(name))
                files[file].write(text)
                rows[file] += lines
                broken.setdefault(file, Counter()).update(told)
            done += many
            step(done, total)
    return dict(rows), {file: dict(sorted(told.items())) for file, told in broken.items() if told}


Spelt = dict[str, tuple[bytes, int, Counter[str]]]


def _spelt(world: World, plan: Plan, threads: int) -> Iterator[tuple[int, Spelt]]:
    """Draw and spell stretches on several threads, and hand them over in order."""
    jobs = _jobs(world, plan)
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[tuple[int, Future[Spelt]]] = deque()
        try:
            for many, job in jobs:
                waiting.append((many, pool.submit(job)))
                if len(waiting) > threads:
                    first, future = waiting.popleft()
                    yield first, future.result()
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()
        finally:
            for _, future in waiting:
                future.cancel()


def _jobs(world: World, plan: Plan) -> Iterator[tuple[int, Callable[[], Spelt]]]:
    for part, stream, filings in (("PCT", _PCT, plan.filings), ("EPO", _EPO, plan.epo)):
        years = make_years(filings)
        speller = Speller(world, part, years, cpc=plan.cpc)
        for number, first in enumerate(range(0, filings, _STRETCH)):
            last = min(first + _STRETCH, filings)
            yield last - first, _Job(world, plan, years, speller, stream, number, first, last)


@dataclass(frozen=True)
class _Job:
    """One stretch, to be drawn and spelt on any thread."""

    world: World
    plan: Plan
    years: Years
    speller: Speller
    stream: int
    number: int
    first: int
    last: int

    def __call__(self) -> Spelt:
        rng = _random(self.plan, self.stream, self.number)
        texts = self.speller.spell(draw(self.world, self.years, self.first, self.last, rng))
        found: Spelt = {}
        for order, (name, text) in enumerate(texts.items()):
            lines, told = text.to_pybytes(), Counter[str]()
            if self.plan.dirt:
                dirt = _random(self.plan, _DIRT, self.stream, self.number, order)
                lines, told = soil(name, lines, self.plan.dirt, dirt)
            found[name] = (lines, lines.count(b"\n"), told)
        return found


def _told(
    plan: Plan,
    rows: dict[str, int],
    broken: dict[str, dict[str, int]],
    planted: dict[str, int],
    years: Years,
) -> dict[str, Any]:
    """Put together what the file of the truth says."""
    related, unrelated = plan.entry_probabilities
    rates = vars(Rates())
    known = {str(year): part for year, part in Rates().complete.items()}
    return {
        "made_by": MADE_BY,
        "format": FORMAT,
        "warning": WARNING,
        "plan": {**asdict(plan), "regions": plan.places},
        "windows": [f"{first}-{last}" for first, last in ERAS],
        "rates": {**rates, "complete": known},
        "probability_of_entry": {"related": related, "unrelated": unrelated},
        "planted": planted,
        "filings_by_priority_year": {
            str(FIRST_YEAR + at): int(many) for at, many in enumerate(np.diff(years.first))
        },
        "files": {
            name: {"rows": many, **({"broken": broken[name]} if name in broken else {})}
            for name, many in sorted(rows.items())
        },
    }
