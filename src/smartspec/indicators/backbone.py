"""Question: which of all related pairs are worth drawing?

In: counts of places by activities. Out: for each pair whether it holds the network together, and
whether it stands out among the links of either activity.
Must not know: files, tables, or how a network is drawn.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import minimum_spanning_tree

from smartspec.core.errors import RequestError
from smartspec.indicators.relatedness import Method, relatedness
from smartspec.tables.matrix import Array, Matrix
from smartspec.tables.result import Result


def relatedness_backbone(
    counts: Matrix,
    *,
    method: Method = "conditional",
    threshold: float = 1.0,
    alpha: float = 0.05,
) -> Result:
    r"""Say which related pairs make up the backbone of the activity space.

    Of all pairs most are related a little, and drawn together they hide everything. The maximum
    spanning tree keeps the strongest links that hold the network together; the disparity filter
    adds those that take a larger part of an activity's links than they would if these were shared
    out by chance.

    .. math:: p_{ab} = \min_{i \in \{a, b\}} \Big( 1 - \frac{\phi_{ab}}{\sum_c \phi_{ic}}
        \Big)^{k_i - 1}

    where :math:`k_i` is the number of activities that i is related to.

    Parameters
    ----------
    counts : Matrix
        Counts of shape (n_places, n_activities); its reference, if it has one, is the whole.
    method : str, default "conditional"
        How relatedness is measured; see `smartspec.indicators.relatedness.relatedness`. What is
        below 0 is no link.
    threshold : float, default 1.0
        Smallest RTA that counts as specialised.
    alpha : float, default 0.05
        A link stands out if its p-value is below; above 0 and below 1.

    Returns
    -------
    Result
        Axes activity and related activity, symmetric columns ``relatedness``; ``disparity_p``, the
        p-value; ``spanning_tree``, 1 if the link is in the tree; ``backbone``, 1 if it is in the
        tree or stands out. NaN on the diagonal and where nothing is known of a pair.

    Raises
    ------
    RequestError
        As for `smartspec.indicators.relatedness.relatedness`, or if alpha is out of range.

    Notes
    -----
    An activity with a single link has p = 1 from its side. Where several trees are equally strong,
    one of them is given. Where activities fall into parts, each has a tree of its own.

    References
    ----------
    Serrano, M. Á., Boguñá, M. and Vespignani, A. (2009). Extracting the multiscale backbone of
    complex weighted networks. Proceedings of the National Academy of Sciences 106(16), 6483-6488.
    https://doi.org/10.1073/pnas.0808904106

    Hidalgo, C. A., Klinger, B., Barabási, A.-L. and Hausmann, R. (2007). The product space
    conditions the development of nations. Science 317, 482-487.
    https://doi.org/10.1126/science.1144581

    Examples
    --------
    y is related to x and z, and x to z a little: the tree does without that link.

    >>> counts = Matrix([[6, 5, 0], [6, 5, 1], [0, 5, 6], [5, 5, 6]], places=list("ABCD"),
    ...                 activities=list("xyz"))
    >>> found = relatedness_backbone(counts, threshold=0.7)
    >>> found.at("x", "y")["spanning_tree"], found.at("x", "z")["spanning_tree"]
    (1.0, 0.0)
    """
    _require_alpha(alpha)
    return backbone_of(relatedness(counts, method=method, threshold=threshold), alpha=alpha)


def backbone_of(related: Result, *, alpha: float = 0.05) -> Result:
    """Say which pairs make up the backbone of relatedness that is known already.

    Parameters
    ----------
    related : Result
        With a symmetric column ``relatedness``, of activities or places, by places or by links.
    alpha : float, default 0.05
        As for `relatedness_backbone`.

    Returns
    -------
    Result
        The same, without its diagonal, and the columns of `relatedness_backbone` beside.

    Raises
    ------
    RequestError
        If alpha is out of range.

    Examples
    --------
    >>> names = np.array(["x", "y", "z"])
    >>> known = np.array([[1.0, 0.6, 0.3], [0.6, 1.0, 0.0], [0.3, 0.0, 1.0]])
    >>> related = Result(("activity", "related_activity"), (names, names), {"relatedness": known})
    >>> backbone_of(related).at("x", "z")["spanning_tree"]
    1.0
    """
    _require_alpha(alpha)
    known = related["relatedness"].copy()
    np.fill_diagonal(known, np.nan)
    weights = np.maximum(np.nan_to_num(known, nan=0.0), 0.0)
    p_value = disparity(weights)
    tree = spanning_tree(weights)
    unknown = np.isnan(known)
    found = {
        "relatedness": known,
        "disparity_p": np.where(unknown, np.nan, p_value),
        "spanning_tree": np.where(unknown, np.nan, tree.astype(np.float64)),
        "backbone": np.where(unknown, np.nan, (tree | (p_value < alpha)).astype(np.float64)),
    }
    marks = dict.fromkeys(("spanning_tree", "backbone"), "0 or 1")
    return replace(
        related,
        columns={**related.columns, **found},
        units={**related.units, "disparity_p": "probability", **marks},
        diagnostics={**related.diagnostics, "alpha": alpha, "links": int(tree.sum()) // 2},
    )


def _require_alpha(alpha: float) -> None:
    if not 0 < alpha < 1:
        raise RequestError(f"Alpha must be above 0 and below 1, such as 0.05; it is {alpha:g}.")


def disparity(weights: Array) -> Array:
    """Say how easily chance gives a link so large a part of one end's links.

    Parameters
    ----------
    weights : array of shape (n, n)
        Symmetric, never negative, 0 on the diagonal.

    Returns
    -------
    array of shape (n, n)
        P-values, the smaller of both ends; 1 where there is no link.

    Examples
    --------
    >>> disparity(np.array([[0.0, 3.0, 1.0], [3.0, 0.0, 0.0], [1.0, 0.0, 0.0]]))
    array([[1.  , 0.25, 0.75],
           [0.25, 1.  , 1.  ],
           [0.75, 1.  , 1.  ]])
    """
    sums = weights.sum(axis=1)
    degree = (weights > 0).sum(axis=1)
    share = np.divide(weights, sums[:, None], out=np.zeros_like(weights), where=sums[:, None] > 0)
    own = np.where(degree[:, None] > 1, (1.0 - share) ** np.maximum(degree[:, None] - 1, 0), 1.0)
    return np.where(weights > 0, np.minimum(own, own.T), 1.0)


def spanning_tree(weights: Array) -> NDArray[np.bool_]:
    """Find the links of a maximum spanning tree, or of one for each part.

    Parameters
    ----------
    weights : array of shape (n, n)
        Symmetric, never negative.

    Returns
    -------
    array of bool, shape (n, n)
        Symmetric.

    Examples
    --------
    >>> spanning_tree(np.array([[0.0, 3.0, 1.0], [3.0, 0.0, 2.0], [1.0, 2.0, 0.0]]))[0]
    array([False,  True, False])
    """
    upper: Any = sparse.csr_array(np.triu(weights, 1))
    # The least tree of what falls where weights rise; never 0, since that would be no link.
    upper.data = weights.max() + 1.0 - upper.data
    tree = minimum_spanning_tree(upper).toarray() > 0
    return np.asarray(tree | tree.T)
