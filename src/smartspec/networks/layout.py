"""Question: where does each node of a network stand on a sheet?

In: links, and how large each node is. Out: positions within a sheet, no two nodes on each other.
Must not know: what the nodes are, colours, labels, or the size of the sheet in pixels.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from smartspec.networks.communities import part
from smartspec.tables.matrix import Array

Index = NDArray[np.intp]

ASPECT = 0.72
"""Height of the sheet over its width."""

SPRINGS_UP_TO = 150
"""Nodes up to which path lengths are drawn true; above, nodes repel each other."""

FILLED, LARGEST, SMALLEST = 0.085, 0.03, 0.3
"""Part of the sheet that circles cover, largest radius, and the smallest over the mean."""

AIR = 1.3
"""How far apart circles are pushed, in sums of their radii."""

_ROUNDS = 400


def radii(sizes: Array) -> Array:
    """Choose radii so that areas follow sizes and all together leave room for links.

    Parameters
    ----------
    sizes : array of shape (n_nodes,)
        Never negative.

    Returns
    -------
    array of shape (n_nodes,)
        In widths of the sheet. The smallest are drawn larger than they are, to be seen.

    Examples
    --------
    >>> radii(np.array([4.0, 1.0])).round(3)
    array([0.03 , 0.015])
    """
    root = np.sqrt(sizes / sizes.max()) if sizes.max() > 0 else np.ones(len(sizes))
    root = np.maximum(root, SMALLEST * root.mean())
    scale = np.sqrt(FILLED * ASPECT / (np.pi * (root**2).sum()))
    return np.asarray(root * min(scale, LARGEST))


def layout(ends: tuple[Index, Index], weights: Array, radius: Array, *, seed: int = 1) -> Array:
    """Place nodes so that linked ones are near, parts stand side by side and none overlap.

    Parameters
    ----------
    ends : pair of arrays of int
        Numbers of both nodes of each link.
    weights : array of shape (n_links,)
        Above 0.
    radius : array of shape (n_nodes,)
        In widths of the sheet.
    seed : int, default 1
        For parts of more than 150 nodes.

    Returns
    -------
    array of shape (n_nodes, 2)
        From 0 to 1 in x and from 0 to 0.72 in y, in widths of the sheet.

    Raises
    ------
    RequestError
        If networkx is not installed.

    Notes
    -----
    Up to 150 nodes the distances on the sheet follow the number of links between two nodes
    (Kamada and Kawai); above, ForceAtlas2. Each part is turned to be wider than high and stretched
    to fill its room, so distances are to be compared roughly, and within a part only.

    References
    ----------
    Kamada, T. and Kawai, S. (1989). An algorithm for drawing general undirected graphs.
    Information Processing Letters 31(1), 7-15. https://doi.org/10.1016/0020-0190(89)90102-6

    Jacomy, M., Venturini, T., Heymann, S. and Bastian, M. (2014). ForceAtlas2, a continuous graph
    layout algorithm for handy network visualization designed for the Gephi software. PLoS ONE
    9(6), e98679. https://doi.org/10.1371/journal.pone.0098679

    Examples
    --------
    >>> found = layout((np.array([0, 1]), np.array([1, 2])), np.ones(2), np.full(3, 0.03))
    >>> bool(abs(found[1, 0] - 0.5) < 0.01), bool((found >= 0).all())
    (True, True)
    """
    number, parts = _parts(ends, len(radius))
    members = [np.flatnonzero(parts == at) for at in range(number)]
    members.sort(key=lambda nodes: (-len(nodes), nodes[0]))
    rooms = _rooms([float(len(nodes) + 1) for nodes in members], (0.0, 0.0, 1.0, ASPECT))
    sheet = np.zeros((len(radius), 2))
    for nodes, room in zip(members, rooms, strict=True):
        inside = np.isin(ends[0], nodes)
        local = tuple(np.searchsorted(nodes, end[inside]) for end in ends)
        shape = _shape(local, weights[inside], len(nodes), seed)
        sheet[nodes] = _apart(_fill(shape, room, radius[nodes]), radius[nodes], room)
    return sheet


def _parts(ends: tuple[Index, Index], n_nodes: int) -> tuple[int, Index]:
    links = sparse.coo_array((np.ones(len(ends[0])), ends), shape=(n_nodes, n_nodes))
    number, parts = connected_components(links.tocsr(), directed=False)
    return int(number), np.asarray(parts, dtype=np.intp)


def _rooms(
    weights: list[float], room: tuple[float, float, float, float]
) -> list[tuple[float, float, float, float]]:
    """Cut a room (left, top, right, bottom) in two by weight, and so on, across its longer side."""
    if len(weights) == 1:
        return [room]
    sums = np.cumsum(weights)
    cut = int(np.argmin(abs(sums[:-1] - sums[-1] / 2))) + 1
    share = float(sums[cut - 1] / sums[-1])
    left, top, right, bottom = room
    if right - left >= bottom - top:
        middle = left + share * (right - left)
        first, second = (left, top, middle, bottom), (middle, top, right, bottom)
    else:
        middle = top + share * (bottom - top)
        first, second = (left, top, right, middle), (left, middle, right, bottom)
    return _rooms(weights[:cut], first) + _rooms(weights[cut:], second)


def _shape(ends: tuple[Any, ...], weights: Array, n_nodes: int, seed: int) -> Array:
    """Draw one part without regard to its room: the longer axis lies flat."""
    nx = part("networkx", "Drawing a network")
    graph = nx.Graph()
    graph.add_nodes_from(range(n_nodes))
    graph.add_weighted_edges_from(zip(*(end.tolist() for end in ends), weights, strict=True))
    if n_nodes == 1:
        return np.zeros((1, 2))
    if n_nodes <= SPRINGS_UP_TO:
        found = nx.kamada_kawai_layout(graph, weight=None)
    else:
        found = nx.forceatlas2_layout(graph, max_iter=80, scaling_ratio=4.0, seed=seed)
    shape = np.array([found[node] for node in range(n_nodes)], dtype=np.float64)
    shape -= shape.mean(axis=0)
    _, axes = np.linalg.eigh(shape.T @ shape)
    turned = shape @ axes[:, ::-1]
    # Of the four ways to lay it down, the one in which the first node is up and left.
    first = np.argmax(abs(turned), axis=0)
    return np.asarray(turned * np.where(turned[first, [0, 1]] > 0, -1.0, 1.0))


def _fill(shape: Array, room: tuple[float, float, float, float], radius: Array) -> Array:
    """Stretch a shape to its room, less a margin."""
    low, high = np.array(room[:2]), np.array(room[2:])
    margin = np.minimum(1.3 * radius.max(), (high - low) / 4)
    reach = np.ptp(shape, axis=0)
    flat = reach < 1e-6 * max(reach.max(), 1e-12)
    unit = np.where(flat, 0.5, (shape - shape.min(axis=0)) / np.where(flat, 1.0, reach))
    if len(shape) == 2:  # A pair need not run from one end of its room to the other.
        unit = 0.5 + (unit - 0.5) * 0.5
    return np.asarray(low + margin + unit * (high - low - 2 * margin))


def _apart(places: Array, radius: Array, room: tuple[float, float, float, float]) -> Array:
    """Push circles off each other, half the way each, until none overlap or time is up."""
    at = places.copy()
    inner = np.minimum(radius[:, None], (np.array(room[2:]) - np.array(room[:2])) / 2)
    low, high = np.array(room[:2]) + inner, np.array(room[2:]) - inner
    for _ in range(_ROUNDS):
        pairs = cKDTree(at).query_pairs(2 * AIR * radius.max(), output_type="ndarray")
        one, other = pairs[:, 0], pairs[:, 1]
        way = at[other] - at[one]
        far = np.hypot(way[:, 0], way[:, 1])
        short = AIR * (radius[one] + radius[other]) - far
        close = short > 1e-9
        if not close.any():
            break
        one, other = one[close], other[close]
        way, far, short = way[close], far[close], short[close]
        # Circles on one spot leave it in directions that depend on their numbers alone.
        angle = 2.399963 * (one + other)
        spread = np.column_stack([np.cos(angle), np.sin(angle)])
        step = np.where(far[:, None] > 1e-12, way / np.maximum(far, 1e-12)[:, None], spread)
        step *= 0.5 * short[:, None]
        np.add.at(at, one, -step)
        np.add.at(at, other, step)
        np.clip(at, low, high, out=at)
    return at
