"""Question: how often do columns of a matrix meet, and how alike does that make them?

In: a sparse matrix of ones, or how often things were found together. Out: dense square arrays.
Must not know: labels, places or activities, or what is done with likeness.

Everything is done by blocks of rows, in threads: a square of 8,000 is written once and then changed
in place.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from scipy import sparse

from smartspec.tables.matrix import Array

BLOCK = 256
DENSE_FROM = 0.1
"""Share of pairs from which a product of dense matrices is faster."""

SLACK = 1e-9
"""By how much, of 1 or of the value, two directions may differ and still be called the same."""

EXACT_IN_SINGLE = 1 << 24
"""Counts up to this are exact in single precision, which is twice as fast."""


class Totals(NamedTuple):
    """What co-occurrence is compared with.

    Parameters
    ----------
    own : array of shape (n,)
        In how many rows each column is.
    links : array of shape (n,)
        How often it was found with others.
    rows : int
        How many rows there are that have anything.
    """

    own: Array
    links: Array
    rows: int


def in_blocks(size: int, work: Callable[[slice], None]) -> None:
    """Do something for each block of rows, in as many threads as there are processors.

    Parameters
    ----------
    size : int
        How many rows there are.
    work : callable
        Takes the rows of a block.
    """
    blocks = [slice(start, min(start + BLOCK, size)) for start in range(0, size, BLOCK)]
    if len(blocks) < 2:
        for block in blocks:
            work(block)
        return
    told = np.geterr()

    def quietly(block: slice) -> None:
        with np.errstate(**told):  # a thread does not inherit it
            work(block)

    with ThreadPoolExecutor(max_workers=min(len(blocks), os.cpu_count() or 1)) as pool:
        list(pool.map(quietly, blocks))


def asymmetric(values: Array) -> list[tuple[int, int]]:
    """Find pairs for which the two directions differ, or one is missing.

    Parameters
    ----------
    values : array of shape (n, n)
        Numbers or NaN.

    Returns
    -------
    list of (int, int)
        Row and column, in order; each pair stands in both directions.

    Examples
    --------
    >>> asymmetric(np.array([[1.0, 2.0], [3.0, np.nan]]))
    [(0, 1), (1, 0)]
    """
    found: list[tuple[int, int]] = []

    def compare(block: slice) -> None:
        one, other = values[block], values[:, block].T
        off = np.abs(one - other) > SLACK * np.maximum(1.0, np.abs(one))
        off |= np.isnan(one) != np.isnan(other)
        found.extend((int(row) + block.start, int(column)) for row, column in np.argwhere(off))

    in_blocks(len(values), compare)
    return sorted(found)


def is_full(has: sparse.csr_array) -> bool:
    """Say whether so many pairs are filled that products of dense matrices are faster.

    Parameters
    ----------
    has : csr_array
        Ones.

    Returns
    -------
    bool
        True from a share of pairs of ``DENSE_FROM``.
    """
    return bool(has.nnz > DENSE_FROM * has.shape[0] * has.shape[1])


def together(has: sparse.csr_array) -> Array:
    """Count in how many rows two columns are both.

    Parameters
    ----------
    has : csr_array of shape (n_rows, n)
        Ones.

    Returns
    -------
    array of shape (n, n)
        Symmetric; on the diagonal, in how many rows each column is.

    Examples
    --------
    >>> together(sparse.csr_array([[1.0, 1.0], [0.0, 1.0]]))
    array([[1., 1.],
           [1., 2.]])
    """
    size = has.shape[1]
    if is_full(has) and has.shape[0] < EXACT_IN_SINGLE:
        whole = has.toarray().astype(np.float32)
        return np.asarray(whole.T @ whole, dtype=np.float64)
    counts = np.empty((size, size))
    across = sparse.csr_array(has.T)

    def fill(block: slice) -> None:
        (across[block] @ has).toarray(out=counts[block])

    in_blocks(size, fill)
    return counts


def conditional(counts: Array, totals: Totals) -> None:
    """Turn counts into the smaller of the two conditional probabilities, in place.

    Parameters
    ----------
    counts : array of shape (n, n)
        From `together`.
    totals : Totals
        Their totals.
    """

    def change(block: slice) -> None:
        counts[block] /= np.maximum(totals.own[block, None], totals.own[None, :])

    in_blocks(len(counts), change)


def jaccard(counts: Array, totals: Totals) -> None:
    """Turn counts into the share of rows with both among those with either, in place.

    Parameters
    ----------
    counts : array of shape (n, n)
        From `together`.
    totals : Totals
        Their totals.
    """

    def change(block: slice) -> None:
        either = totals.own[block, None] + totals.own[None, :]
        either -= counts[block]
        counts[block] /= either

    in_blocks(len(counts), change)


def cosine(counts: Array, totals: Totals) -> None:
    """Divide counts by the geometric mean of both totals, in place.

    Parameters
    ----------
    counts : array of shape (n, n)
        From `together`.
    totals : Totals
        Their totals.
    """

    def change(block: slice) -> None:
        # One root of the product: of equals it is exact, so that a thing is like itself by 1.
        counts[block] /= np.sqrt(totals.own[block, None] * totals.own[None, :])

    in_blocks(len(counts), change)


def association(counts: Array, totals: Totals) -> None:
    """Divide counts by what independent links would give, in place; the diagonal becomes empty.

    Parameters
    ----------
    counts : array of shape (n, n)
        From `together`.
    totals : Totals
        Their totals.
    """
    whole = totals.links.sum()
    np.fill_diagonal(counts, np.nan)

    def change(block: slice) -> None:
        counts[block] *= whole
        counts[block] /= totals.links[block, None]
        counts[block] /= totals.links[None, :]

    in_blocks(len(counts), change)


def probability(counts: Array, totals: Totals) -> None:
    """Divide counts by what links drawn without replacement would give; no diagonal, in place.

    Parameters
    ----------
    counts : array of shape (n, n)
        From `together`.
    totals : Totals
        Their totals.
    """
    whole = totals.links.sum()
    share = totals.links / whole
    # Of what is left once the first end of a link is drawn.
    rest = totals.links / (whole - totals.links)
    np.fill_diagonal(counts, np.nan)

    def change(block: slice) -> None:
        expected = share[block, None] * rest[None, :]
        expected += rest[block, None] * share[None, :]
        expected *= whole / 2.0
        counts[block] /= expected

    in_blocks(len(counts), change)


def z_score(counts: Array, totals: Totals) -> None:
    """Say how many standard deviations counts lie above chance, in place; no diagonal.

    Chance keeps in how many rows each column is: then counts are hypergeometric.

    Parameters
    ----------
    counts : array of shape (n, n)
        From `together`.
    totals : Totals
        Their totals.
    """
    rows = totals.rows
    share = totals.own / rows
    np.fill_diagonal(counts, np.nan)

    def change(block: slice) -> None:
        expected = totals.own[block, None] * share[None, :]
        variance = expected * (1.0 - share[block, None])
        variance *= (rows - totals.own[None, :]) / max(rows - 1, 1)
        counts[block] -= expected
        variance[variance <= 0] = np.nan
        counts[block] /= np.sqrt(variance)

    in_blocks(len(counts), change)


Measure = Callable[[Array, Totals], None]

MEASURES: dict[str, Measure] = {
    "conditional": conditional,
    "cosine": cosine,
    "jaccard": jaccard,
    "association": association,
    "probability": probability,
    "z_score": z_score,
}


def alike(columns: Array, *, centred: bool) -> Array:
    """Give the cosine of the angle between columns, or their correlation.

    Parameters
    ----------
    columns : array of shape (n_rows, n)
        Numbers.
    centred : bool
        Whether the mean of each column is taken off first.

    Returns
    -------
    array of shape (n, n)
        From -1 to 1; NaN for a column that does not vary.
    """
    if centred:
        columns = columns - columns.mean(axis=0)
    length = np.sqrt(np.einsum("ij,ij->j", columns, columns))
    length[length <= _FLAT * np.sqrt(len(columns))] = np.nan
    unit = columns / length
    found: Array = unit.T @ unit
    return np.clip(found, -1.0, 1.0, out=found)


_FLAT = 1e-12
