"""Question: who works with whom?

In: places, the region of the first inventor. Out: the region of the partners, if there are any.
Must not know: technologies, names, or how files are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from smartspec.sources.world.plan import Rates
from smartspec.sources.world.wheel import Wheel

if TYPE_CHECKING:
    from smartspec.sources.world.geography import Geography
    from smartspec.sources.world.wheel import Floats, Integers

_LEAST_ABROAD, _MOST_ABROAD = 0.05, 0.35
_SHARPEST = 2.0
"""Power to which size counts for the seat of a firm."""


@dataclass(frozen=True)
class Collaboration:
    """How often the filings of a country have partners, and where those live.

    Parameters
    ----------
    abroad : array of float
        For each country, the part of its filings with several inventors that have some abroad.
    between : array of float
        Where those live: of shape (countries, countries), rows adding up to 1, nothing on the
        diagonal.
    near : Wheel
        Draws one of the neighbours of a region.
    in_country : Wheel
        Draws a region of a country, by size.
    seats : Wheel
        Draws the region of a firm's seat in a country.
    country : array of int
        Country of each region.
    neighbours : array of int
        Nearest regions of each region.
    """

    abroad: Floats
    between: Floats
    near: Wheel
    in_country: Wheel
    seats: Wheel
    country: Integers
    neighbours: Integers

    def draw(self, lead: Integers, inventors: Integers, rng: np.random.Generator) -> Integers:
        """Draw the region of the partners of each filing; its own region where it has none.

        Parameters
        ----------
        lead : array of int
            Region of the first inventor.
        inventors : array of int
            Number of inventors.
        rng : numpy.random.Generator
            Source of random numbers.

        Returns
        -------
        array of int
            Regions.
        """
        rates = Rates()
        many = len(lead)
        kind = np.where(inventors > 1, rng.random(many), 2.0)
        where, which = rng.random(many), rng.random(many)
        country = self.country[lead]
        abroad = kind < self.abroad[country]
        domestic = ~abroad & (kind < self.abroad[country] + rates.domestic)
        near = domestic & (where < rates.near)
        far = domestic & ~near
        partner = lead.copy()
        partner[near] = self.neighbours[lead[near], self.near.draw(lead[near], which[near])]
        partner[far] = self.region_in(country[far], which[far])
        other = Wheel(self.between).draw(country[abroad], where[abroad])
        partner[abroad] = self.region_in(other, which[abroad])
        return partner

    def region_in(self, country: Integers, random: Floats) -> Integers:
        """Draw a region of a country, by size.

        Parameters
        ----------
        country : array of int
            Countries.
        random : array of float
            Numbers from 0 to 1.

        Returns
        -------
        array of int
            Regions.
        """
        return self.in_country.first[country] + self.in_country.draw(country, random)

    def headquarters(self, lead: Integers, random: Floats) -> Integers:
        """Draw the seat of a firm in the country of a region; large regions have most of them.

        Parameters
        ----------
        lead : array of int
            Regions.
        random : array of float
            Numbers from 0 to 1.

        Returns
        -------
        array of int
            Regions.
        """
        country = self.country[lead]
        return self.seats.first[country] + self.seats.draw(country, random)


def make_collaboration(places: Geography, rng: np.random.Generator) -> Collaboration:
    """Plant rates of collaboration: small countries work abroad more, and with who is near.

    Parameters
    ----------
    places : Geography
        Regions.
    rng : numpy.random.Generator
        Source of random numbers.

    Returns
    -------
    Collaboration
        Rates between countries.
    """
    many = len(places.countries)
    size = np.bincount(places.country, places.size)
    # A hundredth of the world works abroad in about a sixth of its filings.
    abroad = np.clip(0.06 * size**-0.22, _LEAST_ABROAD, _MOST_ABROAD)
    lat = np.bincount(places.country, places.lat) / np.bincount(places.country)
    lon = np.bincount(places.country, places.lon) / np.bincount(places.country)
    along = abs(lon[:, None] - lon)
    apart = np.hypot(lat[:, None] - lat, np.minimum(along, 360 - along))
    liking = np.exp(0.5 * rng.standard_normal((many, many)))
    pull = size**0.8 * (liking + liking.T) / (10 + apart)
    np.fill_diagonal(pull, 0.0)
    starts = np.flatnonzero(np.diff(places.country)) + 1
    return Collaboration(
        abroad=np.round(abroad, 3),
        between=pull / pull.sum(axis=1, keepdims=True),
        # Where there is no neighbour the wheel needs a weight all the same.
        near=Wheel(np.where(places.degree[:, None] > 0, places.near_weight, 1.0)),
        in_country=Wheel(np.split(places.size, starts)),
        seats=Wheel(np.split(places.size**_SHARPEST, starts)),
        country=places.country,
        neighbours=places.neighbours,
    )
