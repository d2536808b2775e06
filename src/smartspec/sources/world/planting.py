"""Question: which regions are specialised in which fields, and when?

In: places, fields, a plan, a generator of random numbers. Out: multipliers of each window, and a
list of everything that was planted.
Must not know: filings, or how files are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from smartspec.sources.world.plan import ERAS, Plan, Rates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from smartspec.sources.world.geography import Geography
    from smartspec.sources.world.technology import Technology
    from smartspec.sources.world.wheel import Floats, Integers

_TL2, _CLUSTER, _OWN, _ENTERED = (2.0, 4.0), (4.0, 8.0), (3.0, 10.0), (3.0, 8.0)
"""Least and most multiplier of each kind."""
_CLUSTER_SIZES = (4, 8)


class Cluster(NamedTuple):
    """Neighbouring regions with one speciality.

    Parameters
    ----------
    field : int
        Position of the field.
    multiplier : float
        How strong the speciality is.
    members : tuple of int
        Positions of the regions.
    """

    field: int
    multiplier: float
    members: tuple[int, ...]


class Move(NamedTuple):
    """A region that enters or leaves a field at the beginning of a window.

    Parameters
    ----------
    era : int
        Position of the window.
    region, field : int
        Positions of the region and of the field.
    is_entry : bool
        False for an exit.
    is_related : bool
        Whether the region had a speciality in another field of the block.
    multiplier : float
        How strong the speciality is, or was.
    """

    era: int
    region: int
    field: int
    is_entry: bool
    is_related: bool
    multiplier: float


@dataclass(frozen=True)
class Planted:
    """What was planted.

    Parameters
    ----------
    multiplier : array of float
        How many times as much of a field a region has as it would have without a speciality, of
        shape (windows, regions, fields); 1 where nothing is planted.
    large : array of float
        The same for large regions (TL2), in every window, of shape (large regions, fields).
    clusters : tuple of Cluster
        Clusters of neighbours, the same in every window.
    home : array of int
        Home block of each region.
    moves : tuple of Move
        Entries and exits, by window.
    """

    multiplier: Floats
    large: Floats
    clusters: tuple[Cluster, ...]
    home: Integers
    moves: tuple[Move, ...]

    def profile(self, weight: Floats) -> Floats:
        """Return how the filings that each region leads divide between fields.

        Parameters
        ----------
        weight : array of float
            Part of each field in the background.

        Returns
        -------
        array of float
            Of shape (windows, regions, fields), adding up to 1 over fields.
        """
        raw = self.multiplier * weight
        profile: Floats = raw / raw.sum(axis=2, keepdims=True)
        return profile


def plant(
    places: Geography, technology: Technology, plan: Plan, rng: np.random.Generator
) -> Planted:
    """Plant specialities, clusters, entries and exits.

    Parameters
    ----------
    places : Geography
        Regions.
    technology : Technology
        Fields.
    plan : Plan
        How much entries follow relatedness.
    rng : numpy.random.Generator
        Source of random numbers.

    Returns
    -------
    Planted
        All of it.
    """
    rates = Rates()
    many, fields = len(places.codes), len(technology.fields)
    large = _large(len(places.parents), fields, rates, rng)
    clusters = _clusters(places, fields, rates, rng)
    home = rng.integers(technology.block.max() + 1, size=many)
    shared = large[places.parent]
    for cluster in clusters:
        members = list(cluster.members)
        shared[members, cluster.field] = np.maximum(
            shared[members, cluster.field], cluster.multiplier
        )
    own = _own(home, technology, rates, rng)
    multiplier = np.empty((len(ERAS), many, fields))
    multiplier[0] = np.maximum(shared, own)
    moves: list[Move] = []
    for era in range(1, len(ERAS)):
        multiplier[era], made = _moved(
            multiplier[era - 1], shared, technology, plan, era=era, rng=rng
        )
        moves += made
    return Planted(multiplier, large, clusters, home, tuple(moves))


def _between(limits: tuple[float, float], random: Floats) -> Floats:
    # Rounded, so that the truth reads well and is exact.
    return np.round(limits[0] + (limits[1] - limits[0]) * random, 2)


def _large(many: int, fields: int, rates: Rates, rng: np.random.Generator) -> Floats:
    """Give some large regions one speciality."""
    chosen = rng.random(many) < rates.tl2_speciality
    field = rng.integers(fields, size=many)
    found = np.ones((many, fields))
    found[np.arange(many), field] = np.where(chosen, _between(_TL2, rng.random(many)), 1.0)
    return found


def _clusters(
    places: Geography, fields: int, rates: Rates, rng: np.random.Generator
) -> tuple[Cluster, ...]:
    """Choose centres, rather large ones, and take the nearest regions along."""
    many = max(2, round(len(places.codes) / rates.regions_per_cluster))
    can = np.where(places.degree >= _CLUSTER_SIZES[0] - 1, places.size**0.5, 0.0)
    if not can.any():
        return ()
    centres = rng.choice(
        len(can), size=min(many, int((can > 0).sum())), replace=False, p=can / can.sum()
    )
    found = []
    for centre in centres.tolist():
        size = int(rng.integers(_CLUSTER_SIZES[0], _CLUSTER_SIZES[1] + 1))
        near = places.neighbours[centre, : min(size - 1, int(places.degree[centre]))]
        members = tuple(sorted([centre, *near.tolist()]))
        multiplier = float(_between(_CLUSTER, rng.random(1))[0])
        found.append(Cluster(int(rng.integers(fields)), multiplier, members))
    return tuple(found)


def _own(home: Integers, technology: Technology, rates: Rates, rng: np.random.Generator) -> Floats:
    """Give each region some specialities of its own, most of them in its home block."""
    many, fields = len(home), len(technology.fields)
    number = rng.poisson(rates.own_specialities, many)
    region = np.repeat(np.arange(many), number)
    at_home = rng.random(len(region)) < rates.in_home_block
    in_block = technology.block == home[region][:, None]
    allowed = np.where(at_home[:, None], in_block, True) * rng.random((len(region), fields))
    found = np.ones((many, fields))
    found[region, allowed.argmax(axis=1)] = _between(_OWN, rng.random(len(region)))
    return found


def _moved(
    before: Floats,
    shared: Floats,
    technology: Technology,
    plan: Plan,
    *,
    era: int,
    rng: np.random.Generator,
) -> tuple[Floats, list[Move]]:
    """Let regions enter and leave fields at the beginning of a window."""
    special = before > 1
    related = is_related(special, technology.block)
    when_related, when_unrelated = plan.entry_probabilities
    chance = np.where(related, when_related, when_unrelated)
    random, strength = rng.random(before.shape), _between(_ENTERED, rng.random(before.shape))
    enters = ~special & (random < chance)
    # What a large region or a cluster shares stays.
    leaves = special & (shared == 1) & (random < Rates().exit)
    after = np.where(enters, strength, np.where(leaves, 1.0, before))
    moves = [
        Move(era, region, field, bool(enters[region, field]), bool(related[region, field]),
             float(max(after[region, field], before[region, field])))
        for region, field in np.argwhere(enters | leaves).tolist()
    ]  # fmt: skip
    return after, moves


def is_related(special: NDArray[np.bool_], block: Integers) -> NDArray[np.bool_]:
    """Tell where a region has a speciality in another field of the same block.

    Parameters
    ----------
    special : array of bool
        Whether a region is specialised in a field, of shape (regions, fields).
    block : array of int
        Block of each field.

    Returns
    -------
    array of bool
        Of the same shape.
    """
    together = block[:, None] == block
    np.fill_diagonal(together, False)
    found: NDArray[np.bool_] = (special.astype(np.int64) @ together) > 0
    return found
