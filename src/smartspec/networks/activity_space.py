"""Question: what does the space of related activities look like, and where in it is a place?

In: counts of places by activities, perhaps a place. Out: activities with a position, a community
and what is known of them, and the links worth drawing.
Must not know: files, time, colours, labels, or how the picture is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smartspec.core.errors import RequestError, counted, listing
from smartspec.indicators.backbone import relatedness_backbone
from smartspec.indicators.complexity import activity_complexity
from smartspec.indicators.concentration import ubiquity
from smartspec.indicators.relatedness import Method
from smartspec.indicators.specialisation import rta, specialised
from smartspec.networks.communities import Communities, Index, communities
from smartspec.networks.layout import ASPECT, layout, radii

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.tables.matrix import Array, Matrix
    from smartspec.tables.result import Result

Marks = NDArray[np.bool_]

UNSURE = 0.7
"""Agreement between seeds below which communities are called unsure in the notes."""

CAUTION = (
    "Where an activity stands is drawn, not measured: read who is linked, not distances across "
    "the sheet. Communities are found among the links kept, and other thresholds give others."
)


@dataclass(frozen=True, eq=False)
class ActivitySpace:
    """The activity space: activities, links and communities.

    Parameters
    ----------
    nodes : pandas.DataFrame
        One row an activity: ``activity, x, y, radius, community, records, complexity, ubiquity``,
        and with a place ``rta, specialised, count``. x and y run from 0 to 1, y on a sheet whose
        height is ``aspect`` of its width; radius is in widths. An activity without links has no
        position and community 0.
    links : pandas.DataFrame
        One row a link: ``activity, related_activity, relatedness, in_tree, stands_out``, the
        strongest first.
    communities : int
        How many there are.
    agreement : float
        Mean adjusted Rand index of communities between 20 seeds; 1 if all agree.
    aspect : float
        Height of the sheet over its width.
    notes : tuple of str
        What a careful reader should know.
    """

    nodes: pd.DataFrame
    links: pd.DataFrame
    communities: int
    agreement: float
    aspect: float
    notes: tuple[str, ...]


def activity_space(
    counts: Matrix,
    *,
    place: str | None = None,
    method: Method = "conditional",
    threshold: float = 1.0,
    alpha: float = 0.05,
    beyond_tree: int = 2,
    resolution: float = 1.0,
    seed: int = 1,
) -> ActivitySpace:
    """Lay out which activities are related, which form communities, and what a place has of them.

    Near each other stand activities that the same places are specialised in. A place mostly enters
    what lies beside what it has. The picture shows a small part of all links: those that hold the
    network together, and the strongest beside them.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    place : str, optional
        Whose specialisations to tell.
    method : str, default "conditional"
        How relatedness is measured; see `smartspec.indicators.relatedness.relatedness`. What is
        below 0 is no link.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    alpha : float, default 0.05
        A link stands out if its p-value by the disparity filter is below.
    beyond_tree : int, default 2
        How many links beyond the tree an activity may name: those that stand out first, then the
        strongest. 0 leaves the tree.
    resolution : float, default 1.0
        The larger, the more and the smaller communities.
    seed : int, default 1
        For communities, and for the layout of more than 150 activities.

    Returns
    -------
    ActivitySpace
        The same for the same seed. A link is kept if either end names it, so an activity that many
        are close to may have many.

    Raises
    ------
    RequestError
        If there is a single activity, no two are related, the place is unknown or without records,
        an option is out of range, or networkx or graspologic-native are not installed.

    Notes
    -----
    The first product space kept the maximum spanning tree and all links above a strength chosen by
    eye. Links of co-location are so even that the disparity filter often adds a handful to the
    tree; that is why the strongest links of each activity stand in for it. What stands out is
    marked.

    References
    ----------
    Hidalgo, C. A., Klinger, B., Barabási, A.-L. and Hausmann, R. (2007). The product space
    conditions the development of nations. Science 317, 482-487.
    https://doi.org/10.1126/science.1144581

    Serrano, M. Á., Boguñá, M. and Vespignani, A. (2009). Extracting the multiscale backbone of
    complex weighted networks. Proceedings of the National Academy of Sciences 106(16), 6483-6488.
    https://doi.org/10.1073/pnas.0808904106

    Traag, V. A., Waltman, L. and van Eck, N. J. (2019). From Louvain to Leiden: guaranteeing
    well-connected communities. Scientific Reports 9, 5233.
    https://doi.org/10.1038/s41598-019-41695-z

    Examples
    --------
    A and B make v and w, C and D make x and y: two parts, each a community.

    >>> from smartspec.tables.matrix import Matrix
    >>> counts = Matrix([[5, 5, 0, 0], [4, 6, 0, 0], [0, 0, 5, 5], [0, 0, 6, 4]],
    ...                 places=list("ABCD"), activities=list("vwxy"))
    >>> found = activity_space(counts, place="A", threshold=0.5)
    >>> found.nodes[["activity", "community", "specialised"]].values.tolist()
    [['v', 1, True], ['w', 1, True], ['x', 2, False], ['y', 2, False]]
    >>> found.links[["activity", "related_activity", "relatedness"]].values.tolist()
    [['v', 'w', 1.0], ['x', 'y', 1.0]]
    """
    if beyond_tree < 0:
        raise RequestError(f"Links beyond the tree must be 0 or more; they are {beyond_tree}.")
    if place is not None and not counts.place_totals[counts.place_index(place)]:
        raise RequestError(f"{place} has no records in {counts.period}. Choose another window.")
    backbone = relatedness_backbone(counts, method=method, threshold=threshold, alpha=alpha)
    weights = np.maximum(np.nan_to_num(backbone["relatedness"], nan=0.0), 0.0)
    tree = backbone["spanning_tree"] == 1
    clear = (backbone["disparity_p"] < alpha) & (weights > 0)
    ends = _kept(weights, tree, clear, beyond_tree)
    if not len(ends[0]):
        raise RequestError(
            f"No two activities are related by '{method}' in {counts.period}: nowhere are two "
            "found together. Lower the threshold, widen the window or add places."
        )
    groups = communities(ends, weights[ends], len(weights), resolution=resolution, seed=seed)
    nodes, notes = _nodes(counts, threshold, groups)
    _place_nodes(nodes, ends, weights, seed)
    if place is not None:
        _tell_place(nodes, counts, place, threshold)
    links = _links(backbone, ends, tree, clear)
    told = (*backbone.notes, *notes, *_doubts(nodes, groups), CAUTION)
    number = int(groups.member.max())
    return ActivitySpace(nodes, links, number, groups.agreement, ASPECT, tuple(dict.fromkeys(told)))


def _kept(weights: Array, tree: Marks, clear: Marks, most: int) -> tuple[Index, Index]:
    """Choose the links to keep: the tree, and for each node the best few beyond it."""
    kept = tree.copy()
    beyond = np.where(kept, 0.0, weights)
    order = np.lexsort((-beyond, ~clear), axis=1)[:, :most]
    rows = np.repeat(np.arange(len(weights)), order.shape[1])
    columns = order.reshape(-1)
    linked = beyond[rows, columns] > 0
    kept[rows[linked], columns[linked]] = True
    one, other = np.nonzero(np.triu(kept | kept.T, 1))
    return one, other


def _nodes(
    counts: Matrix, threshold: float, groups: Communities
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    import pandas as pd

    notes: tuple[str, ...] = ()
    complexity = np.full(len(counts.activities), np.nan)
    try:
        found = activity_complexity(counts, threshold=threshold, components="largest")
        complexity, notes = found["activity_complexity"], found.notes
    except RequestError as reason:
        notes = (f"No complexity is given. {reason}",)
    nodes = pd.DataFrame(
        {
            "activity": counts.activities.astype(object),
            "x": np.nan,
            "y": np.nan,
            "radius": np.nan,
            "community": groups.member.astype(np.int64),
            "records": counts.activity_totals,
            "complexity": complexity,
            "ubiquity": ubiquity(counts, threshold=threshold)["ubiquity"],
        }
    )
    return nodes, notes


def _place_nodes(nodes: pd.DataFrame, ends: tuple[Index, Index], weights: Array, seed: int) -> None:
    """Write positions and radii of the nodes that have links into the table."""
    linked = np.unique(np.concatenate(ends))
    radius = radii(nodes["records"].to_numpy(dtype=np.float64)[linked])
    local = (np.searchsorted(linked, ends[0]), np.searchsorted(linked, ends[1]))
    sheet = layout(local, weights[ends], radius, seed=seed)
    nodes.loc[linked, "x"] = sheet[:, 0]
    nodes.loc[linked, "y"] = sheet[:, 1] / ASPECT
    nodes.loc[linked, "radius"] = radius


def _tell_place(nodes: pd.DataFrame, counts: Matrix, place: str, threshold: float) -> None:
    alone = counts.select_places([place])
    nodes["rta"] = rta(alone)["rta"][0]
    nodes["specialised"] = specialised(alone, threshold=threshold)["specialised"][0] == 1
    nodes["count"] = counts.row(place)


def _links(backbone: Result, ends: tuple[Index, Index], tree: Marks, clear: Marks) -> pd.DataFrame:
    import pandas as pd

    names = backbone.labels[0].astype(object)
    related = backbone["relatedness"][ends]
    links = pd.DataFrame(
        {
            "activity": names[ends[0]],
            "related_activity": names[ends[1]],
            "relatedness": related,
            "in_tree": tree[ends],
            "stands_out": clear[ends],
        }
    )
    return links.iloc[np.argsort(-related, kind="stable")].reset_index(drop=True)


def _doubts(nodes: pd.DataFrame, groups: Communities) -> list[str]:
    notes = []
    alone = nodes.loc[nodes["community"] == 0, "activity"].tolist()
    if alone:
        notes.append(
            f"{counted(len(alone), 'activity', 'activities')} related to no other: "
            f"{listing(alone)}. Left out of the picture."
        )
    if groups.agreement < UNSURE:
        notes.append(
            f"Communities are unsure: 20 seeds agree by {groups.agreement:.2f} (mean adjusted Rand "
            "index), where 1 is the same and 0 chance."
        )
    return notes
