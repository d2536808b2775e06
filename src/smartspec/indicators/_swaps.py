"""Question: how often would columns meet, had chance alone filled the rows?

In: a matrix of zeros and ones, a seed. Out: sums over drawn matrices that have the same margins.
Must not know: labels, places or activities, or what is tested.

Two rows *trade*: what only one of them has is dealt out anew between both, each keeping as many as
it had (the curveball of Strona et al. 2014). In a *round* all rows trade, in pairs drawn by chance
(Carstens et al. 2018). A round leads from any matrix to another as likely as back, and trades can
reach every matrix with these margins, so that after many rounds all are equally likely.

Draws do not follow one another. As Besag and Clifford (1989) have it, a first row of rounds leads
from what was observed to a hub, and each draw starts from the hub with rounds of its own. What was
observed is then one more draw from the hub, so that p-values hold for any number of rounds; and
draws can be made in any order, in any number of threads.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Marks = NDArray[np.bool_]
Whole = NDArray[np.int64]
NO_KEY = np.iinfo(np.uint64).max


@dataclass
class Tally:
    """What is kept of drawn matrices; whole numbers, so that the order of draws changes nothing.

    Parameters
    ----------
    above : array of int, shape (n, n)
        Sum over draws of how much more often two columns met than was observed.
    squares : array of int, shape (n, n)
        Sum of the squares of that.
    as_often : array of int, shape (n, n)
        In how many draws they met at least as often as was observed.
    """

    above: Whole
    squares: Whole
    as_often: Whole

    def add(self, other: Tally) -> None:
        """Add what another thread has kept."""
        self.above += other.above
        self.squares += other.squares
        self.as_often += other.as_often


def trade(has: Marks, rng: np.random.Generator) -> None:
    """Let all rows trade once, in pairs drawn by chance, in place.

    Parameters
    ----------
    has : array of bool, shape (n_rows, n)
        Changed; sums of rows and columns stay. Of an odd number of rows one does not trade.
    rng : numpy.random.Generator
        Where chance comes from.

    Examples
    --------
    >>> has = np.array([[True, False, True], [False, True, True]])
    >>> trade(has, np.random.default_rng(1))
    >>> has.sum(axis=0), has.sum(axis=1)
    (array([1, 1, 2]), array([2, 2]))
    """
    half = len(has) // 2
    order = rng.permutation(len(has))
    first, second = order[:half], order[half : 2 * half]
    one, other = has[first], has[second]
    either = one ^ other
    dealt = _some(either, (one & either).sum(axis=1), rng)
    both = one & other
    has[first] = both | dealt
    has[second] = both | (either & ~dealt)


def _some(among: Marks, number: Whole, rng: np.random.Generator) -> Marks:
    """Draw as many as asked for of the marks of each row, all sets of that size equally likely."""
    columns = among.shape[1]
    # The column fills the low bits: no two keys of a row are equal, so that exactly as many are
    # drawn as asked for, and none is `NO_KEY`.
    low = np.uint64(columns.bit_length())
    keys = rng.integers(NO_KEY, size=among.shape, dtype=np.uint64, endpoint=True)
    keys >>= low
    keys <<= low
    keys |= np.arange(columns, dtype=np.uint64)
    keys[~among] = NO_KEY
    ranked = np.sort(keys, axis=1)
    last = np.take_along_axis(ranked, np.maximum(number - 1, 0)[:, None], axis=1)
    return np.asarray((keys <= last) & among & (number > 0)[:, None])


def shuffled(has: Marks, rng: np.random.Generator, *, rounds: int) -> Marks:
    """Give a copy after so many rounds of trades.

    The smaller side trades: fewer partners are met sooner.

    Parameters
    ----------
    has : array of bool, shape (n_rows, n)
        Stays as it is.
    rng : numpy.random.Generator
        Where chance comes from.
    rounds : int
        How often all rows trade.

    Returns
    -------
    array of bool, shape (n_rows, n)
        With the same sums of rows and columns.
    """
    upright = has.shape[0] <= has.shape[1]
    fresh = np.array(has if upright else has.T, order="C")
    for _ in range(rounds):
        trade(fresh, rng)
    return fresh if upright else fresh.T


def met(has: Marks) -> Whole:
    """Count in how many rows two columns are both.

    Parameters
    ----------
    has : array of bool, shape (n_rows, n)
        Fewer than 16 million rows, up to which single precision is exact.

    Returns
    -------
    array of int, shape (n, n)
        Symmetric.
    """
    ones = has.astype(np.float32)
    return np.asarray(ones.T @ ones).astype(np.int64)


def tally(has: Marks, *, draws: int, seed: int, rounds: int) -> Tally:
    """Draw matrices with the same margins and keep how often their columns meet.

    Parameters
    ----------
    has : array of bool, shape (n_rows, n)
        What was observed.
    draws : int
        How many matrices.
    seed : int
        The same gives the same draws, whatever the number of threads.
    rounds : int
        How often all rows trade on the way to the hub, and from it to each draw.

    Returns
    -------
    Tally
        Sums over the draws.
    """
    start, *seeds = np.random.SeedSequence(seed).spawn(draws + 1)
    hub = shuffled(has, np.random.default_rng(start), rounds=rounds)
    observed = met(has)

    def some(own: Sequence[np.random.SeedSequence]) -> Tally:
        kept = Tally(*(np.zeros_like(observed) for _ in range(3)))
        for each in own:
            more = met(shuffled(hub, np.random.default_rng(each), rounds=rounds))
            more -= observed
            kept.above += more
            kept.as_often += more >= 0
            more *= more
            kept.squares += more
        return kept

    threads = min(draws, os.cpu_count() or 1)
    with ThreadPoolExecutor(max_workers=threads) as pool:
        first, *others = pool.map(some, [seeds[number::threads] for number in range(threads)])
    for other in others:
        first.add(other)
    return first
