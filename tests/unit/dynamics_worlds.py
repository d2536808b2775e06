"""Worlds in which entries follow relatedness, or do not."""

from __future__ import annotations

import numpy as np

from smartspec.tables.matrix import Matrix


def world(
    *,
    places: int = 60,
    activities: int = 40,
    windows: int = 5,
    seed: int = 1,
    pull: float = 0.0,
    rate: float = 0.06,
    records: float = 60.0,
) -> list[Matrix]:
    """Counts in windows. Activities are of eight blocks; a place begins with what it has in two.

    In each window a place enters some of what it does not have. With ``pull`` 0 each is as likely;
    with more, the likelier the more of its block the place has.
    """
    rng = np.random.default_rng(seed)
    block = np.arange(activities) % 8
    homes = rng.permuted(np.tile(np.arange(8), (places, 1)), axis=1)[:, :2]
    own = (block[None, :] == homes[:, :1]) | (block[None, :] == homes[:, 1:])
    has = rng.random((places, activities)) < np.where(own, 0.5, 0.06)
    found = []
    for window in range(windows):
        mean = records * np.where(has, 3.0, 0.6)
        found.append(
            Matrix(
                rng.poisson(mean).astype(float),
                [f"P{number:02}" for number in range(places)],
                [f"a{number:02}" for number in range(activities)],
                period=str(2000 + window),
            )
        )
        same = np.array([has[:, block == one].mean(axis=1) for one in range(8)]).T[:, block]
        chance = rate * np.exp(pull * (same - has.mean()))
        has = has | (rng.random(has.shape) < np.minimum(chance, 0.9))
        has &= rng.random(has.shape) > 0.05
    return found
