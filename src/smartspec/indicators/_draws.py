"""Question: what would the counts have been had chance fallen otherwise?

In: counts and a seed. Out: the answer to each of many drawn counts, in threads.
Must not know: which answer, or what is made of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from scipy import sparse

from smartspec.core.errors import RequestError
from smartspec.tables.matrix import Array, Matrix, replace_matrix

FEWEST, MOST = 20, 1e15


def require_draws(draws: int, seed: int) -> None:
    """Refuse so few draws that they say nothing, and what is no seed.

    Parameters
    ----------
    draws : int
        How many times something is drawn.
    seed : int
        From 0 on.

    Raises
    ------
    RequestError
        If there are fewer than 20 draws, or the seed is below 0.
    """
    if draws < FEWEST:
        raise RequestError(f"{draws} draws say too little. Give {FEWEST} or more; 1000 is usual.")
    if seed < 0:
        raise RequestError(f"A seed is a whole number from 0 on; it is {seed}.")


def over_draws(counts: Matrix, work: Callable[[Matrix], Array], *, draws: int, seed: int) -> Array:
    """Draw counts again and again, and answer a question of each.

    Each count is drawn from a Poisson distribution around what was counted: what chance makes of
    records that come one by one. A pair without any count stays without.

    Parameters
    ----------
    counts : Matrix
        What was counted.
    work : callable
        Gives the answer for counts, of the same length for all; it runs in several threads.
    draws : int
        How many times.
    seed : int
        The same gives the same draws, whatever the number of threads.

    Returns
    -------
    array of shape (draws, n)
        The answers.

    Raises
    ------
    RequestError
        If there are fewer than 20 draws, or the seed is below 0.
    """
    require_draws(draws, seed)
    if counts.values.size and counts.values.max() > MOST:
        raise RequestError(
            f"Counts above {MOST:g} cannot be drawn; records that come one by one are fewer."
        )
    seeds = np.random.SeedSequence(seed).spawn(draws)
    counts = replace_matrix(counts, values=sparse.csr_array(counts.values))

    def answer(own: np.random.SeedSequence) -> Array:
        return work(drawn(counts, np.random.default_rng(own)))

    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        return np.array(list(pool.map(answer, seeds)))


def drawn(counts: Matrix, rng: np.random.Generator) -> Matrix:
    """Draw counts once.

    Parameters
    ----------
    counts : Matrix
        What was counted.
    rng : numpy.random.Generator
        Where chance comes from.

    Returns
    -------
    Matrix
        Sparse, with the same labels.

    Examples
    --------
    >>> counts = Matrix([[8, 0], [4, 6]], places=["A", "B"], activities=["x", "y"])
    >>> drawn(counts, np.random.default_rng(1)).dense()[0, 1]
    np.float64(0.0)
    """
    held = sparse.csr_array(counts.values)
    values = rng.poisson(held.data).astype(np.float64)
    fresh = sparse.csr_array((values, held.indices, held.indptr), shape=held.shape)
    return replace_matrix(counts, values=fresh)
