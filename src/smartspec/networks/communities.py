"""Question: which nodes of a network belong together, and how sure is that?

In: links with weights. Out: communities, the largest first, and how far other seeds agree.
Must not know: what the nodes are, places, or how a network is drawn.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smartspec.core.errors import RequestError
from smartspec.tables.matrix import Array

Index = NDArray[np.intp]

RUNS = 20
"""How many seeds are tried and compared."""


@dataclass(frozen=True, eq=False)
class Communities:
    """Which community each node belongs to.

    Parameters
    ----------
    member : array of int, of shape (n_nodes,)
        1 the largest community, 2 the next; 0 for a node without links.
    quality : float
        Modularity of the links.
    agreement : float
        Mean adjusted Rand index between the seeds, 1 if all agree, 0 as by chance.
    """

    member: Index
    quality: float
    agreement: float


def part(name: str, purpose: str) -> Any:  # noqa: ANN401 - a module
    """Load a package of the extra ``network``.

    Parameters
    ----------
    name : str
        Of the module.
    purpose : str
        What needs it, to begin the message with.

    Returns
    -------
    module
        The package.

    Raises
    ------
    RequestError
        If it is not installed.

    Examples
    --------
    >>> part("no_such_package", "Drawing links")
    Traceback (most recent call last):
    smartspec.core.errors.RequestError: Drawing links needs no_such_package. Install it with: ...
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise RequestError(
            f"{purpose} needs {name}. Install it with: pip install 'smartspec[network]'"
        ) from None


def communities(
    ends: tuple[Index, Index],
    weights: Array,
    n_nodes: int,
    *,
    resolution: float = 1.0,
    seed: int = 1,
) -> Communities:
    r"""Find communities by the Leiden algorithm: more links inside than chance would give.

    .. math:: Q = \frac{1}{2m} \sum_{ij} \Big( w_{ij} - \gamma \frac{s_i s_j}{2m} \Big)
        \, [g_i = g_j]

    Parameters
    ----------
    ends : pair of arrays of int
        Numbers of both nodes of each link.
    weights : array of shape (n_links,)
        Above 0.
    n_nodes : int
        How many nodes there are.
    resolution : float, default 1.0
        The larger, the more and the smaller communities; above 0.
    seed : int, default 1
        20 seeds are tried, this one and those that follow; the best result is taken.

    Returns
    -------
    Communities
        Equally large ones stand in the order of their first node.

    Raises
    ------
    RequestError
        If the resolution or the seed is out of range, or graspologic-native is not installed.

    References
    ----------
    Traag, V. A., Waltman, L. and van Eck, N. J. (2019). From Louvain to Leiden: guaranteeing
    well-connected communities. Scientific Reports 9, 5233.
    https://doi.org/10.1038/s41598-019-41695-z

    Hubert, L. and Arabie, P. (1985). Comparing partitions. Journal of Classification 2, 193-218.
    https://doi.org/10.1007/BF01908075

    Examples
    --------
    Two triangles that share a link.

    >>> ends = np.array([0, 0, 1, 2, 3, 3, 4]), np.array([1, 2, 2, 3, 4, 5, 5])
    >>> found = communities(ends, np.ones(7), 7)
    >>> found.member, found.agreement
    (array([1, 1, 1, 2, 2, 2, 0]), 1.0)
    """
    if resolution <= 0:
        raise RequestError(f"The resolution must be above 0, such as 1; it is {resolution:g}.")
    if seed < 0:
        raise RequestError(f"The seed must be 0 or more; it is {seed}.")
    leiden = part("graspologic_native", "Finding communities").leiden
    edges = [
        (str(one), str(other), float(weight))
        for one, other, weight in zip(*ends, weights, strict=True)
    ]
    linked = np.unique(np.concatenate(ends))
    found = []
    for number in range(seed, seed + RUNS):
        quality, groups = leiden(edges, resolution=resolution, seed=number)
        found.append((quality, np.array([groups[str(node)] for node in linked])))
    best = max(range(RUNS), key=lambda number: (found[number][0], -number))
    member = np.zeros(n_nodes, dtype=np.intp)
    member[linked] = _by_size(found[best][1])
    return Communities(member, float(found[best][0]), agreement([groups for _, groups in found]))


def _by_size(groups: Index) -> Index:
    """Give communities numbers from 1, the largest first."""
    _, first, inverse, size = np.unique(
        groups, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((first, -size))
    number = np.empty(len(size), dtype=np.intp)
    number[order] = np.arange(1, len(size) + 1)
    return np.asarray(number[inverse])


def agreement(partitions: Sequence[Index]) -> float:
    """Average the adjusted Rand index over all pairs of partitions.

    Parameters
    ----------
    partitions : sequence of arrays of int, each of shape (n_nodes,)
        Number of each node's group.

    Returns
    -------
    float
        1 where all are the same up to the numbers of groups.

    Examples
    --------
    >>> agreement([np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0])])
    1.0
    """
    values = [
        adjusted_rand(one, other)
        for position, one in enumerate(partitions)
        for other in partitions[:position]
    ]
    return float(np.mean(values)) if values else 1.0


def adjusted_rand(one: Index, other: Index) -> float:
    """Compare two partitions of the same nodes: 1 the same, 0 as by chance.

    Parameters
    ----------
    one, other : arrays of int, of shape (n_nodes,)
        Number of each node's group, from 0.

    Returns
    -------
    float
        At most 1; below 0 if they agree less than chance would have it.

    Examples
    --------
    Of six pairs of nodes one partition joins two, the other one, and they share one.

    >>> round(adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])), 3)
    0.571
    """
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1.0)
    both, rows, columns = (
        float((n * (n - 1) / 2).sum()) for n in (table, table.sum(axis=1), table.sum(axis=0))
    )
    pairs = len(one) * (len(one) - 1) / 2
    expected = rows * columns / pairs if pairs else 0.0
    largest = (rows + columns) / 2
    return 1.0 if largest == expected else (both - expected) / (largest - expected)
