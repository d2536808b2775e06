"""Question: which filings are made, by whom, where and in what?

In: a world, and a stretch of its filings. Out: their years, people, places and classes, as numbers.
Must not know: names, spellings, or how files are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from smartspec.sources.world.plan import ERAS, FIRST_YEAR, LAST_YEAR, Rates
from smartspec.sources.world.wheel import Wheel, rank_weights

if TYPE_CHECKING:
    from smartspec.sources.world.collaboration import Collaboration
    from smartspec.sources.world.geography import Geography
    from smartspec.sources.world.planting import Planted
    from smartspec.sources.world.technology import Technology
    from smartspec.sources.world.wheel import Floats, Integers

MOST_INVENTORS, MOST_CLASSES, MOST_APPLICANTS = 40, 30, 5
FEWEST_PEOPLE = 64
"""In a region; more than any filing has inventors, so that nobody is named twice in one."""
FIRMS_IN_A_REGION = 12


def _mixed(fall: float, heavy: float, most: int) -> Floats:
    """Return the parts of 1, 2, 3...: mostly falling by a constant factor, with a long tail."""
    number = np.arange(1, most + 1)
    light = fall**number
    parts: Floats = (1 - heavy) * light / light.sum() + heavy * rank_weights(most, 1.4, 1.0)
    return parts


INVENTORS = _mixed(0.587, 0.08, MOST_INVENTORS)
CLASSES = _mixed(0.517, 0.05, MOST_CLASSES)
APPLICANTS = _mixed(0.13, 0.0, MOST_APPLICANTS)
"""Part of the filings that have 1, 2, 3... of them."""


class People(NamedTuple):
    """One row for each person and region.

    Parameters
    ----------
    filing : array of int
        Position of the filing in the stretch.
    place : array of int
        A region; beyond the regions the countries of unknown regions, and at last the unknown.
    person : array of int
        Number of the person in the world.
    home : array of int
        The region where the person was drawn, even if the files will not know it.
    regions : array of int
        In how many regions the address fits.
    sharers : array of int
        How many persons share the filing.
    """

    filing: Integers
    place: Integers
    person: Integers
    home: Integers
    regions: Integers
    sharers: Integers


class Stretch(NamedTuple):
    """Filings one after another.

    Parameters
    ----------
    number : array of int
        Number of each filing in its part.
    priority_year, filing_year : array of int
        Years.
    inventors, applicants : People
        Who made and who filed them.
    class_filing, class_symbol : array of int
        Filing and symbol, one row for each class.
    tag_filing, tag : array of int
        The same for tags of CPC Y02.
    """

    number: Integers
    priority_year: Integers
    filing_year: Integers
    inventors: People
    applicants: People
    class_filing: Integers
    class_symbol: Integers
    tag_filing: Integers
    tag: Integers


@dataclass(frozen=True)
class World:
    """All that filings are drawn from.

    Parameters
    ----------
    places : Geography
        Regions.
    technology : Technology
        Fields and symbols.
    planted : Planted
        Specialities.
    together : Collaboration
        Who works with whom.
    filings : int
        Number of filings of the larger part; it decides how many people there are.
    """

    places: Geography
    technology: Technology
    planted: Planted
    together: Collaboration
    filings: int

    @cached_property
    def lead(self) -> Wheel:
        """Draws the region of the first inventor, by year."""
        years = range(FIRST_YEAR, LAST_YEAR + 1)
        return Wheel([self.places.size_in(year) for year in years])

    @cached_property
    def field(self) -> Wheel:
        """Draws the first field, by window and region."""
        profile = self.planted.profile(self.technology.weight)
        return Wheel(profile.reshape(-1, profile.shape[2]))

    @cached_property
    def symbol(self) -> Wheel:
        """Draws a symbol, by field."""
        return self.technology.symbol_wheel()

    @cached_property
    def related(self) -> Wheel:
        """Draws a field of the same block, by field."""
        return self.technology.block_wheel()

    @cached_property
    def any_field(self) -> Wheel:
        """Draws any field."""
        return Wheel(self.technology.weight[None, :])

    @cached_property
    def people(self) -> Integers:
        """Number of inventors who live in each region."""
        rows = self.places.size * self.filings
        return np.maximum(FEWEST_PEOPLE, rows.astype(np.int64))

    @cached_property
    def first_person(self) -> Integers:
        """Number of the first inventor of each region."""
        return np.concatenate([[0], np.cumsum(self.people)[:-1]])


class Years(NamedTuple):
    """How the filings of a part divide between priority years.

    Parameters
    ----------
    first : array of int
        Number of the first filing of each year, and the number of all.
    """

    first: Integers

    def of(self, number: Integers) -> Integers:
        """Return the priority years of filings, which stand in order of their years."""
        return FIRST_YEAR + np.searchsorted(self.first[1:], number, side="right")


def make_years(many: int) -> Years:
    """Divide filings between priority years: growing, and cut off at the end.

    Parameters
    ----------
    many : int
        Number of filings.

    Returns
    -------
    Years
        The last years are incomplete, as an edition knows them.
    """
    rates = Rates()
    year = np.arange(FIRST_YEAR, LAST_YEAR + 1)
    weight = (1 + rates.yearly_growth) ** (year - FIRST_YEAR)
    weight *= [rates.complete.get(int(one), 1.0) for one in year]
    exact = np.cumsum(weight) / weight.sum() * many
    return Years(np.concatenate([[0], np.rint(exact).astype(np.int64)]))


def draw(world: World, years: Years, first: int, last: int, rng: np.random.Generator) -> Stretch:
    """Draw the filings from one number up to another.

    Parameters
    ----------
    world : World
        What they are drawn from.
    years : Years
        Priority years of the part.
    first, last : int
        Numbers of the first filing and of the one after the last.
    rng : numpy.random.Generator
        Source of random numbers of this stretch.

    Returns
    -------
    Stretch
        The filings.
    """
    rates = Rates()
    number = np.arange(first, last)
    many = len(number)
    priority = years.of(number)
    lag = rng.random(many) < rates.filed_a_year_later
    filing = np.minimum(priority + lag, LAST_YEAR)
    lead = world.lead.draw(priority - FIRST_YEAR, rng.random(many))
    era = np.searchsorted([start for start, _ in ERAS], priority, side="right") - 1
    row = era * len(world.places.codes) + lead
    field = world.field.draw(row, rng.random(many))
    inventors = 1 + Wheel(INVENTORS[None]).draw(np.zeros(many, dtype=np.int64), rng.random(many))
    partner = world.together.draw(lead, inventors, rng)
    classes = draw_classes(world, field, rng)
    kept = rng.random(many)[classes[0]] >= rates.no_class
    tags = _tags(world, field, rng)
    return Stretch(
        number,
        priority,
        filing,
        _inventors(world, lead, partner, inventors, rng),
        _applicants(world, lead, partner, rng),
        classes[0][kept],
        classes[1][kept],
        *tags,
    )


def draw_classes(
    world: World, field: Integers, rng: np.random.Generator
) -> tuple[Integers, Integers]:
    """Draw the classes of filings whose first field is known.

    Parameters
    ----------
    world : World
        What they are drawn from.
    field : array of int
        First field of each filing.
    rng : numpy.random.Generator
        Source of random numbers.

    Returns
    -------
    tuple of array of int
        Filing and symbol, no symbol twice in a filing, the first symbol first.
    """
    rates = Rates()
    many = len(field)
    number = 1 + Wheel(CLASSES[None]).draw(np.zeros(many, dtype=np.int64), rng.random(many))
    filing = np.repeat(np.arange(many), number)
    is_first = np.arange(len(filing)) == np.repeat(np.cumsum(number) - number, number)
    kind, random = rng.random(len(filing)), rng.random(len(filing))
    chosen = field[filing]
    related = ~is_first & (kind >= rates.same_field)
    far = related & (kind >= rates.same_field + rates.related_field)
    related &= ~far
    chosen[related] = world.related.draw(chosen[related], random[related])
    chosen[far] = world.any_field.draw(np.zeros(int(far.sum()), dtype=np.int64), random[far])
    symbol = world.symbol.first[chosen] + world.symbol.draw(chosen, rng.random(len(filing)))
    _, where = np.unique(filing * len(world.technology.symbols) + symbol, return_index=True)
    where.sort()
    return filing[where], symbol[where]


def _tags(world: World, field: Integers, rng: np.random.Generator) -> tuple[Integers, Integers]:
    """Tag filings for climate: often in one block of fields, seldom elsewhere."""
    often = np.where(world.technology.block[field] == 0, 0.25, 0.04)
    tagged = np.flatnonzero(rng.random(len(field)) < often)
    return tagged, rng.integers(len(world.technology.tags), size=len(tagged))


def _inventors(
    world: World, lead: Integers, partner: Integers, number: Integers, rng: np.random.Generator
) -> People:
    """Say who the inventors are and where they live."""
    rates, places = Rates(), world.places
    many = len(lead)
    nobody = rng.random(many) < rates.no_inventor
    unknown = rng.random(many) < rates.unknown_residence
    number = np.where(nobody, 0, number)
    team = rng.random(many)
    filing = np.repeat(np.arange(many), number)
    rank = np.arange(len(filing)) - np.repeat(np.cumsum(number) - number, number)
    # The last inventor of a filing that has a partner region lives there, the first does not.
    abroad = (rng.random(len(filing)) < 0.5) & (rank > 0) | (rank == number[filing] - 1)
    home = np.where(abroad, partner[filing], lead[filing])
    person = (team[filing] ** 2 * world.people[home]).astype(np.int64) + rank
    person = world.first_person[home] + person % world.people[home]
    place = np.where(
        rng.random(len(home)) < rates.unknown_region,
        len(places.codes) + places.country[home],
        home,
    )
    place[unknown[filing]] = len(places.codes) + len(places.countries)
    fits = rng.random(len(home))
    regions = np.where(fits < rates.split_address, 2, 1)
    regions += fits < rates.split_address * rates.three_regions
    regions = np.minimum(regions, 1 + np.minimum(2, places.degree[home]))
    regions[place >= len(places.codes)] = 1
    second = world.together.near.draw(home, rng.random(len(home)))
    repeat = np.repeat(np.arange(len(home)), regions)
    turn = np.arange(len(repeat)) - np.repeat(np.cumsum(regions) - regions, regions)
    at = (second[repeat] + turn - 1) % np.maximum(1, places.degree[home[repeat]])
    where = np.where(turn == 0, place[repeat], places.neighbours[home[repeat], at])
    return People(
        filing[repeat],
        where,
        person[repeat],
        home[repeat],
        regions[repeat],
        number[filing[repeat]],
    )


def _applicants(
    world: World, lead: Integers, partner: Integers, rng: np.random.Generator
) -> People:
    """Say who the applicants are: firms near the first inventor, or at their headquarters."""
    many = len(lead)
    number = 1 + Wheel(APPLICANTS[None]).draw(np.zeros(many, dtype=np.int64), rng.random(many))
    filing = np.repeat(np.arange(many), number)
    rank = np.arange(len(filing)) - np.repeat(np.cumsum(number) - number, number)
    elsewhere = rng.random(many) < Rates().headquarters
    seat = np.where(elsewhere, world.together.headquarters(lead, rng.random(many)), lead)
    home = np.where(rank > 0, partner[filing], seat[filing])
    firm = (rng.random(many)[filing] ** 3 * FIRMS_IN_A_REGION).astype(np.int64) + rank
    person = home * FIRMS_IN_A_REGION + firm % FIRMS_IN_A_REGION
    one = np.ones(len(filing), dtype=np.int64)
    return People(filing, home, person, home, one, number[filing])
