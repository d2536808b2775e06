"""Question: what should a correct analysis of the made-up files find?

In: a world. Out: the filings to be expected in each region and field, and tables of what was
planted.
Must not know: how files are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from smartspec.sources.world.drawing import INVENTORS, World, Years, draw_classes
from smartspec.sources.world.plan import ERAS, FIRST_YEAR, Plan, Rates

if TYPE_CHECKING:
    from smartspec.sources.world.wheel import Floats

_LEAST_DRAWS, _MOST_DRAWS = 2_000, 20_000


class Expected(NamedTuple):
    """What is to be expected of fractional counts by inventor and priority year.

    Parameters
    ----------
    filings : array of float
        Of shape (windows, regions, fields); each filing split between its fields.
    pairs : array of float
        Filings of all windows with inventors in both of two countries, of shape (countries,
        countries).
    """

    filings: Floats
    pairs: Floats

    def rta(self) -> Floats:
        """Return the specialisation to be expected in each window."""
        n_p = self.filings.sum(axis=2, keepdims=True)
        n_a = self.filings.sum(axis=1, keepdims=True)
        total = self.filings.sum(axis=(1, 2), keepdims=True)
        with np.errstate(invalid="ignore"):  # NaN for a window without filings
            found: Floats = self.filings / n_p / n_a * total
        return found


def expect(world: World, years: Years, rng: np.random.Generator) -> Expected:
    """Work out what is to be expected; nothing of it is read off the files.

    Parameters
    ----------
    world : World
        What filings are drawn from.
    years : Years
        Priority years of the part.
    rng : numpy.random.Generator
        Source of random numbers, for how classes mix within a filing.

    Returns
    -------
    Expected
        Filings by window, region and field; pairs of countries.
    """
    rates, places = Rates(), world.places
    profile = world.planted.profile(world.technology.weight)
    lead = np.zeros(profile.shape)
    pairs = np.zeros((len(places.countries),) * 2)
    usable = (1 - rates.no_inventor) * (1 - rates.unknown_residence)
    for era, (first, last) in enumerate(ERAS):
        size = np.zeros(len(places.codes))
        for year in range(first, last + 1):
            at = year - FIRST_YEAR
            size += (years.first[at + 1] - years.first[at]) * places.size_in(year)
        lead[era] = size[:, None] * profile[era] * (1 - rates.no_class) * usable
        led = np.bincount(places.country, size) * world.together.abroad * (1 - INVENTORS[0])
        pairs += led[:, None] * world.together.between * usable
    mixed = lead @ class_mix(world, draws=int(years.first[-1]) // 50, rng=rng)
    return Expected(np.stack([_by_residence(world, one) for one in mixed]), pairs + pairs.T)


def class_mix(world: World, *, draws: int, rng: np.random.Generator) -> Floats:
    """Return how a filing of each first field divides between fields, by drawing many.

    Parameters
    ----------
    world : World
        Fields and symbols.
    draws : int
        Filings to draw of each field, within bounds.
    rng : numpy.random.Generator
        Source of random numbers.

    Returns
    -------
    array of float
        Of shape (fields, fields), rows adding up to 1.
    """
    fields = len(world.technology.fields)
    first = np.repeat(np.arange(fields), min(max(draws, _LEAST_DRAWS), _MOST_DRAWS))
    filing, symbol = draw_classes(world, first, rng)
    pair = np.unique(filing * fields + world.technology.symbol_field[symbol])
    filing, field = np.divmod(pair, fields)
    share = 1 / np.bincount(filing)[filing]
    mix = np.bincount(first[filing] * fields + field, share, minlength=fields**2)
    return mix.reshape(fields, fields) / np.bincount(first)[:, None]


def _by_residence(world: World, lead: Floats) -> Floats:
    """Hand filings on from the region of the first inventor to those of all inventors.

    Where a filing has partners, the last inventor is one and each between first and last is one
    half of the time: on average half of the filing is theirs, however many there are.
    """
    rates, places, together = Rates(), world.places, world.together
    several = (1 - INVENTORS[0]) / 2
    abroad = several * together.abroad[places.country][:, None]
    domestic = several * rates.domestic
    found = lead * (1 - abroad - domestic)
    near = rates.near * (places.degree > 0)[:, None]
    found += domestic * rates.near * lead * (places.degree == 0)[:, None]
    for at in range(places.neighbours.shape[1]):
        part = domestic * near * lead * places.near_weight[:, [at]]
        np.add.at(found, places.neighbours[:, at], part)
    own = places.size_in_country()[:, None]
    by_country = np.zeros((len(places.countries), lead.shape[1]))
    np.add.at(by_country, places.country, domestic * (1 - rates.near) * lead)
    leaving = np.zeros_like(by_country)
    np.add.at(leaving, places.country, abroad * lead)
    by_country += together.between.T @ leaving
    found += by_country[places.country] * own
    return _split(world, found * (1 - rates.unknown_region))


def _split(world: World, lived: Floats) -> Floats:
    """Share out the inventors whose address fits several regions."""
    rates, places = Rates(), world.places
    three = np.where(places.degree > 1, rates.split_address * rates.three_regions, 0.0)
    two = np.where(places.degree > 0, rates.split_address, 0.0) - three
    found = lived * (1 - two / 2 - three * 2 / 3)[:, None]
    for at in range(places.neighbours.shape[1]):
        weight = places.near_weight[:, at]
        np.add.at(
            found, places.neighbours[:, at], lived * (weight * (two / 2 + three / 3))[:, None]
        )
        after = (at + 1) % np.maximum(1, places.degree)
        where = places.neighbours[np.arange(len(after)), after]
        np.add.at(found, where, lived * (weight * three / 3)[:, None])
    return found


def tables(world: World, plan: Plan, expected: Expected) -> dict[str, pd.DataFrame]:
    """Write down what was planted.

    Parameters
    ----------
    world : World
        Places, fields and what was planted in them.
    plan : Plan
        The plan it was made from.
    expected : Expected
        What is to be expected of counts.

    Returns
    -------
    dict of str to pandas.DataFrame
        Name of a table to the table.
    """
    return {
        "places": _places(world),
        "fields": _fields(world),
        "subclasses": _subclasses(world),
        "specialisations": _specialisations(world, expected),
        "clusters": _clusters(world),
        "collaboration": _collaboration(world, expected),
        "entries": _moves(world, plan),
        "expected": _expected(world, expected),
    }


def _places(world: World) -> pd.DataFrame:
    places = world.places
    return pd.DataFrame(
        {
            "region": places.codes,
            "country": np.array(places.countries)[places.country],
            "parent": np.array(places.parents)[places.parent],
            "label": places.labels,
            "lat": places.lat.round(4),
            "lon": places.lon.round(4),
            "size_share": places.size,
            "home_block": world.planted.home,
        }
    )


def _fields(world: World) -> pd.DataFrame:
    technology = world.technology
    return pd.DataFrame(
        {
            "field": technology.fields,
            "block": technology.block,
            "background_share": technology.weight,
        }
    )


def _subclasses(world: World) -> pd.DataFrame:
    technology = world.technology
    return pd.DataFrame(
        {
            "subclass": [leaf[0] for leaf in technology.leaves],
            "field": [leaf[1] for leaf in technology.leaves],
            "block": technology.block[technology.leaf_field],
            "share_of_field": technology.leaf_weight,
        }
    )


def _specialisations(world: World, expected: Expected) -> pd.DataFrame:
    """One row for each window in which a region, or a large region, has a speciality."""
    places, planted = world.places, world.planted
    era, region, field = np.nonzero(planted.multiplier > 1)
    cluster = np.zeros(planted.multiplier.shape[1:], dtype=bool)
    for one in planted.clusters:
        cluster[list(one.members), one.field] = True
    own = planted.multiplier[era, region, field]
    shared = planted.large[places.parent[region], field]
    by = np.where(own == shared, "tl2", np.where(cluster[region, field], "cluster", "own"))
    small = pd.DataFrame(
        {
            "level": "tl3",
            "place": np.array(places.codes)[region],
            "field": np.array(world.technology.fields)[field],
            "period": np.array(_periods())[era],
            "kind": by,
            "multiplier": own,
            "expected_filings": expected.filings[era, region, field],
            "expected_rta": expected.rta()[era, region, field],
        }
    )
    large = _expected_large(world, expected)
    parent, field = np.nonzero(planted.large > 1)
    rta = large.rta()
    rows = [
        pd.DataFrame(
            {
                "level": "tl2",
                "place": np.array(places.parents)[parent],
                "field": np.array(world.technology.fields)[field],
                "period": period,
                "kind": "tl2",
                "multiplier": planted.large[parent, field],
                "expected_filings": large.filings[at, parent, field],
                "expected_rta": rta[at, parent, field],
            }
        )
        for at, period in enumerate(_periods())
    ]
    return pd.concat([small, *rows], ignore_index=True)


def _expected_large(world: World, expected: Expected) -> Expected:
    eras, _, fields = expected.filings.shape
    found = np.zeros((eras, len(world.places.parents), fields))
    for era in range(eras):
        np.add.at(found[era], world.places.parent, expected.filings[era])
    return Expected(found, expected.pairs)


def _clusters(world: World) -> pd.DataFrame:
    codes = world.places.codes
    rows = [
        (number + 1, codes[member], world.technology.fields[cluster.field], cluster.multiplier)
        for number, cluster in enumerate(world.planted.clusters)
        for member in cluster.members
    ]
    return pd.DataFrame(rows, columns=["cluster", "region", "field", "multiplier"])


def _collaboration(world: World, expected: Expected) -> pd.DataFrame:
    """One row for each pair of countries."""
    countries = np.array(world.places.countries)
    rate = world.together.abroad[:, None] * world.together.between
    one, two = np.triu_indices(len(countries), 1)
    return pd.DataFrame(
        {
            "country_1": countries[one],
            "country_2": countries[two],
            "rate_from_1_to_2": rate[one, two],
            "rate_from_2_to_1": rate[two, one],
            "expected_filings": expected.pairs[one, two],
        }
    )


def _moves(world: World, plan: Plan) -> pd.DataFrame:
    related, unrelated = plan.entry_probabilities
    rows = [
        (
            _periods()[move.era],
            world.places.codes[move.region],
            world.technology.fields[move.field],
            "entry" if move.is_entry else "exit",
            move.is_related,
            (related if move.is_related else unrelated) if move.is_entry else Rates().exit,
            move.multiplier,
        )
        for move in world.planted.moves
    ]
    columns = ["period", "region", "field", "move", "related", "probability", "multiplier"]
    return pd.DataFrame(rows, columns=columns)


def _expected(world: World, expected: Expected) -> pd.DataFrame:
    eras, regions, fields = expected.filings.shape
    return pd.DataFrame(
        {
            "period": np.repeat(np.array(_periods()), regions * fields),
            "region": np.tile(np.repeat(np.array(world.places.codes), fields), eras),
            "field": np.tile(np.array(world.technology.fields), eras * regions),
            "filings": expected.filings.ravel(),
            "rta": expected.rta().ravel(),
        }
    )


def _periods() -> list[str]:
    return [f"{first}-{last}" for first, last in ERAS]
