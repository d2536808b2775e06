"""Question: which places are there, how large, and who is near whom?

In: how many regions, a generator of random numbers. Out: countries and regions on two levels.
Must not know: technologies, filings, or how files are written.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from smartspec.places.economies import economy
from smartspec.sources.world.names import region_labels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from smartspec.sources.world.wheel import Floats, Integers

NEIGHBOURS = 8
_SPREAD = 1.5
"""Of the logarithm of the sizes of regions: the largest is some hundred times the middle one."""
_LARGE_REGION = 12
_REFERENCE_YEAR = 2010


@dataclass(frozen=True)
class Geography:
    """Countries and regions; regions of a country stand together, in order of their codes.

    Parameters
    ----------
    countries : tuple of str
        Two-letter codes.
    names : tuple of str
        Names of the countries.
    growth : array of float
        Growth of each country beyond that of the world, a year.
    country : array of int
        Position of each region's country.
    codes, labels : tuple of str
        Code and made-up name of each region.
    parent : array of int
        Position of the large region (TL2) of each region.
    parents, parent_labels : tuple of str
        Codes and names of the large regions.
    lat, lon : array of float
        Where a region lies, in degrees.
    size : array of float
        Part of the world's filings in the middle of the period; they add up to 1.
    neighbours : array of int
        Nearest regions of the same country, of shape (regions, neighbours), nearest first.
    near_weight : array of float
        Part of each neighbour, in proportion to its size; zero where a country has too few.
    """

    countries: tuple[str, ...]
    names: tuple[str, ...]
    growth: Floats
    country: Integers
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    parent: Integers
    parents: tuple[str, ...]
    parent_labels: tuple[str, ...]
    lat: Floats
    lon: Floats
    size: Floats
    neighbours: Integers
    near_weight: Floats

    @property
    def degree(self) -> Integers:
        """Number of neighbours of each region."""
        number: Integers = (self.near_weight > 0).sum(axis=1)
        return number

    def size_in(self, year: int) -> Floats:
        """Return the part of each region in one year.

        Parameters
        ----------
        year : int
            Priority year.

        Returns
        -------
        array of float
            Adding up to 1.
        """
        grown = self.size * np.exp(self.growth[self.country] * (year - _REFERENCE_YEAR))
        part: Floats = grown / grown.sum()
        return part

    def size_in_country(self) -> Floats:
        """Return the part that each region has in its country.

        Returns
        -------
        array of float
            Adding up to 1 within a country.
        """
        total = np.bincount(self.country, self.size)
        part: Floats = self.size / total[self.country]
        return part


def make_geography(many: int, rng: np.random.Generator) -> Geography:
    """Make regions and place them.

    Parameters
    ----------
    many : int
        Number of regions.
    rng : numpy.random.Generator
        Source of random numbers.

    Returns
    -------
    Geography
        The largest countries come first.
    """
    with (resources.files(__package__) / "countries.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    numbers = [name for name in rows[0] if name != "iso2"]
    rows = rows[: min(len(rows), max(8, many // 6))]
    table = {name: np.array([float(row[name]) for row in rows]) for name in numbers}
    regions = _allotted(table["regions"], many)
    country = np.repeat(np.arange(len(rows)), regions)
    lat, lon = _scattered(table, country, rng)
    raw = np.exp(_SPREAD * rng.standard_normal(many))
    size = (
        raw
        / np.bincount(country, raw)[country]
        * (table["weight"] / table["weight"].sum())[country]
    )
    order, parent, within = _grouped(country, lat, lon)
    lat, lon, size = lat[order], lon[order], size[order]
    iso2 = tuple(row["iso2"] for row in rows)
    # Longer than a code of NUTS, so that none is mistaken for a real place.
    parents, position = _parent_codes(iso2, country, parent)
    codes = tuple(
        f"{parents[at]}{number + 1:02}" for at, number in zip(parent, within, strict=True)
    )
    labels = region_labels(many + len(parents))
    neighbours, near_weight = _near(country, lat, lon, size)
    return Geography(
        countries=iso2,
        names=tuple(economy(code).name for code in iso2),
        growth=table["growth"],
        country=country,
        codes=codes,
        labels=labels[:many],
        parent=parent,
        parents=parents,
        parent_labels=tuple(f"{labels[many + at]} and around" for at in position),
        lat=lat,
        lon=lon,
        size=size,
        neighbours=neighbours,
        near_weight=near_weight,
    )


def _allotted(wanted: Floats, many: int) -> Integers:
    """Divide regions between countries, at least one each, by the largest remainders."""
    rest = many - len(wanted)
    exact = wanted / wanted.sum() * rest
    whole = np.floor(exact).astype(np.int64)
    left = np.argsort(-(exact - whole), kind="stable")[: rest - whole.sum()]
    whole[left] += 1
    number: Integers = whole + 1
    return number


def _scattered(
    table: dict[str, Floats], country: Integers, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Put each region somewhere within the four corners of its country."""
    north, east = rng.random(len(country)), rng.random(len(country))
    height = (table["north"] - table["south"])[country]
    width = (table["east"] - table["west"])[country]
    return table["south"][country] + north * height, table["west"][country] + east * width


def _grouped(country: Integers, lat: Floats, lon: Floats) -> tuple[Integers, Integers, Integers]:
    """Group the regions of each country into large regions: strips from west to east, cut across.

    Returns the order of regions, and for each in that order its large region and place within it.
    """
    order, parent, within = [], [], []
    base = 0
    for number in range(country[-1] + 1):
        members = np.flatnonzero(country == number)
        groups = max(1, round(len(members) / _LARGE_REGION))
        strips = max(1, round(groups**0.5))
        by_lon = members[np.argsort(lon[members], kind="stable")]
        pieces: list[NDArray[np.int64]] = []
        for at, strip in enumerate(np.array_split(by_lon, strips)):
            cuts = groups // strips + (at < groups % strips)
            by_lat = strip[np.argsort(lat[strip], kind="stable")]
            pieces += [piece for piece in np.array_split(by_lat, cuts) if len(piece)]
        order += pieces
        for at, piece in enumerate(pieces):
            parent.append(np.full(len(piece), base + at))
            within.append(np.arange(len(piece)))
        base += len(pieces)
    return np.concatenate(order), np.concatenate(parent), np.concatenate(within)


def _parent_codes(
    iso2: tuple[str, ...], country: Integers, parent: Integers
) -> tuple[tuple[str, ...], range]:
    """Give the large regions of each country numbers."""
    many = int(parent[-1]) + 1
    home = np.zeros(many, dtype=np.int64)
    home[parent] = country
    seen: dict[int, int] = {}
    codes = []
    for at in home.tolist():
        seen[at] = seen.get(at, 0) + 1
        codes.append(f"{iso2[at]}{seen[at]:02}")
    return tuple(codes), range(many)


def _near(country: Integers, lat: Floats, lon: Floats, size: Floats) -> tuple[Integers, Floats]:
    """Find the nearest regions of the same country."""
    many = len(country)
    nearest = np.repeat(np.arange(many)[:, None], NEIGHBOURS, axis=1)
    weight = np.zeros((many, NEIGHBOURS))
    for number in range(country[-1] + 1):
        members = np.flatnonzero(country == number)
        found = min(NEIGHBOURS, len(members) - 1)
        if not found:
            continue
        # On the scale of a country a flat map will do.
        x = lon[members] * np.cos(np.radians(lat[members].mean()))
        y = lat[members]
        distance = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
        np.fill_diagonal(distance, np.inf)
        near = members[np.argsort(distance, axis=1, kind="stable")[:, :found]]
        nearest[members, :found] = near
        weight[members, :found] = size[near] / size[near].sum(axis=1, keepdims=True)
    return nearest, weight
