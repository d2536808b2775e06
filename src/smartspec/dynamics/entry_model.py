"""Question: what goes with entering an activity, and by how much?

In: a panel of pairs that could move. Out: a logit, and a linear model with effects of places,
activities and windows, each with clustered errors.
Must not know: files, how well a model foretells, or what is advised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats
from scipy.special import expit

from smartspec.core.errors import RequestError, listing
from smartspec.dynamics._fit import Fit, Groups, fit_logit, independent
from smartspec.dynamics._known import VARIABLES
from smartspec.dynamics.panel import Panel
from smartspec.indicators._checks import choice
from smartspec.indicators._checks import confidence as checked
from smartspec.tables.matrix import Array

if TYPE_CHECKING:
    import pandas as pd

Cluster = Literal["both", "place", "activity"]

FEWEST_GROUPS = 10
"""Places, or activities, below which clustered errors are told to be too small."""

EXACT = 1e-10
"""Tolerance of taking effects out, relative to the size of a variable."""


class Effects(NamedTuple):
    """How something changes with each variable.

    Parameters
    ----------
    size, error : array of shape (n_variables,)
        Per unit of each variable, and its standard error.
    """

    size: Array
    error: Array


@dataclass(frozen=True, eq=False)
class EntryModel:
    """What goes with moving.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows: ``model`` ("logit", "linear") by ``variable``. Columns: ``per`` (the step for which
        an effect is told), ``coefficient`` and ``std_error`` (per unit; log-odds or probability),
        ``p_value``, ``effect_points`` with ``effect_low`` and ``effect_high`` (percentage points
        of probability for the step), ``effect_pct`` (the same as a part of all moves, per cent).
        NaN where a variable says nothing of its own.
    moved_pct : float
        How many of the pairs moved, per cent.
    pairs, moves : int
        How many there were.
    fit : Fit
        The logit.
    notes : tuple of str
        What a careful reader should know.
    """

    frame: pd.DataFrame
    moved_pct: float
    pairs: int
    moves: int
    fit: Fit
    notes: tuple[str, ...]


def entry_model(panel: Panel, *, cluster: Cluster = "both", confidence: float = 0.95) -> EntryModel:
    r"""Say what goes with entering (or leaving) an activity, as papers report it.

    Two models: a logit, whose effect of a variable is averaged over all pairs, and a linear
    probability model with effects of places, activities and windows, which compares a place with
    itself and an activity with itself. Where both agree, a finding does not rest on the form of
    the model. Neither says what causes entry.

    .. math:: P(\text{entry}_{pa,t+1}) = \Lambda(\alpha + \beta' x_{pa,t}), \qquad
        \text{entry}_{pa,t+1} = \beta' x_{pa,t} + \mu_p + \nu_a + \tau_t + \varepsilon_{pa,t}

    Parameters
    ----------
    panel : Panel
        From `smartspec.dynamics.panel.entry_panel`.
    cluster : {"both", "place", "activity"}, default "both"
        What pairs may have in common, for standard errors: their place, their activity, or either.
    confidence : float, default 0.95
        Of the intervals of effects.

    Returns
    -------
    EntryModel
        A table of both models.

    Raises
    ------
    RequestError
        If a logit does not exist, or there is a single place or activity.

    Notes
    -----
    Logit and clustered errors are those of statsmodels (two ways: Cameron, Gelbach and Miller
    2011), with its correction for few groups. Effects of places, activities and windows are taken
    out of each variable first (Frisch-Waugh-Lovell), to a relative 1e-10, which gives the
    coefficients that dummies would give; their number does not enter the degrees of freedom. The
    interval of an effect of the logit is by the delta method. Intervals and p-values are those of
    Student's t with the smaller number of clusters, less one, degrees of freedom. Where a variance
    clustered both ways comes out below 0, as it may with few clusters, there is no error, and a
    note names the variable.

    References
    ----------
    Boschma, R., Balland, P.-A. and Kogler, D. F. (2015). Relatedness and technological change in
    cities: the rise and fall of technological knowledge in US metropolitan areas from 1981 to
    2010. Industrial and Corporate Change 24(1), 223-250. https://doi.org/10.1093/icc/dtu012

    Cameron, A. C., Gelbach, J. B. and Miller, D. L. (2011). Robust inference with multiway
    clustering. Journal of Business & Economic Statistics 29(2), 238-249.
    https://doi.org/10.1198/jbes.2010.07136
    """
    import pandas as pd

    choice("way to cluster errors", cluster, ("both", "place", "activity"))
    level = checked(confidence)
    groups = _groups(panel, cluster)
    fit = fit_logit(panel.values, panel.moved, groups=groups)
    linear, lost = _within(panel, groups)
    freedom = min(len(np.unique(codes)) for codes in _sides(panel, cluster).values()) - 1
    logit, effects = Effects(*_unscaled(fit)), average_effects(fit, panel.values)
    frame = pd.concat(
        [
            _rows(panel, "logit", logit, effects, level=level, freedom=freedom),
            _rows(panel, "linear", linear, linear, level=level, freedom=freedom),
        ],
        ignore_index=True,
    )
    return EntryModel(
        frame=frame,
        moved_pct=100.0 * float(panel.moved.mean()),
        pairs=len(panel),
        moves=int(panel.moved.sum()),
        fit=fit,
        notes=(*panel.notes, *_told(panel, fit, lost, cluster), *_without_error(frame)),
    )


def average_effects(fit: Fit, values: Array) -> Effects:
    r"""Average over all rows how the probability of a logit changes with each variable.

    .. math:: \frac{1}{n} \sum_i \Lambda'(x_i' \beta) \, \beta_j

    Parameters
    ----------
    fit : Fit
        The logit.
    values : array of shape (n_rows, n_variables)
        The rows.

    Returns
    -------
    Effects
        Per unit of each variable, with standard errors by the delta method; NaN for a variable
        that is not kept.
    """
    odds = fit.log_odds(values)
    slope = expit(odds) * expit(-odds)
    curve = slope * (1.0 - 2.0 * expit(odds))
    scaled = (values[:, fit.kept] - fit.center[fit.kept]) / fit.scale[fit.kept]
    bends = np.concatenate([[curve.mean()], curve @ scaled / len(values)])
    beta = fit.params[1:]
    gradient = np.outer(beta, bends)
    gradient[:, 1:] += np.eye(len(beta)) * slope.mean()
    error = np.sqrt(np.einsum("ij,jk,ik->i", gradient, fit.covariance, gradient))
    return Effects(*_spread(fit, slope.mean() * beta, error))


def _unscaled(fit: Fit) -> tuple[Array, Array]:
    return _spread(fit, fit.params[1:], np.sqrt(np.diag(fit.covariance)[1:]))


def _spread(fit: Fit, size: Array, error: Array) -> tuple[Array, Array]:
    """Give values per unit for all variables; NaN for those that were not kept."""
    found = np.full((2, len(fit.kept)), np.nan)
    found[:, fit.kept] = np.array([size, error]) / fit.scale[fit.kept]
    return found[0], found[1]


def _sides(panel: Panel, cluster: str) -> dict[str, Groups]:
    """Give what errors are clustered by."""
    sides = {"place": panel.place, "activity": panel.activity}
    return {side: codes for side, codes in sides.items() if cluster in (side, "both")}


def _groups(panel: Panel, cluster: str) -> Groups:
    if cluster == "both":
        return np.column_stack([panel.place, panel.activity])
    return panel.place if cluster == "place" else panel.activity


def _within(panel: Panel, groups: Groups) -> tuple[Effects, NDArray[np.bool_]]:
    """Fit the linear model after effects are taken out; also mark variables that they explain."""
    from statsmodels.regression.linear_model import OLS

    size = panel.values.std(axis=0)
    scaled = (panel.values - panel.values.mean(axis=0)) / np.where(size > 0, size, 1.0)
    free = without_effects(np.column_stack([panel.moved, scaled]), panel)
    y, x = free[:, 0], free[:, 1:]
    left = np.linalg.norm(x, axis=0) > np.sqrt(1e-8 * len(x))
    left[left] &= independent(x[:, left], np.zeros(left.sum()), x[:, left].std(axis=0))
    found = np.full((2, len(size)), np.nan)
    if left.any():
        fit = OLS(y, x[:, left]).fit(cov_type="cluster", cov_kwds={"groups": groups})
        found[:, left] = np.array([fit.params, fit.bse]) / size[left]
    return Effects(*found), ~left


def without_effects(columns: Array, panel: Panel) -> Array:
    """Take out of columns what places, activities and steps explain.

    Parameters
    ----------
    columns : array of shape (n_rows, n_columns)
        What to take it out of.
    panel : Panel
        Whose rows these are.

    Returns
    -------
    array of shape (n_rows, n_columns)
        Residuals of least squares on dummies.
    """
    rows = np.arange(len(panel))
    parts = []
    for codes in (panel.place, panel.activity, panel.step):
        _, number = np.unique(codes, return_inverse=True)
        # Columns of length 1, so that the iteration takes few steps whatever a group's size.
        weight = 1.0 / np.sqrt(np.bincount(number))
        parts.append(sparse.csr_array((weight[number], (rows, number))))
    dummies = sparse.hstack(parts, format="csr")
    return np.column_stack([_residual(dummies, column) for column in columns.T])


def _residual(dummies: sparse.csr_array, column: Array) -> Array:
    if not column.any():
        return column
    found = sparse.linalg.lsmr(dummies, column, atol=EXACT, btol=EXACT, maxiter=10_000)
    if found[1] not in (0, 1, 2, 4, 5):  # neither solved nor as near as numbers allow
        raise RequestError(
            "Effects of places, activities and windows cannot be told apart in these data. Add "
            "windows or leave out small places with --min-total."
        )
    residual: Array = column - dummies @ found[0]
    return residual


def _rows(
    panel: Panel, model: str, plain: Effects, effect: Effects, *, level: float, freedom: int
) -> pd.DataFrame:
    """Write one model as rows."""
    import pandas as pd

    share = float(panel.moved.mean())
    step = np.array([VARIABLES[name].step for name in panel.variables])
    points, error = 100.0 * effect.size * step, 100.0 * effect.error * step
    reach = stats.t.ppf(0.5 + level / 2.0, freedom) * error
    with np.errstate(divide="ignore", invalid="ignore"):
        p_value = 2.0 * stats.t.sf(np.abs(plain.size / plain.error), freedom)
    return pd.DataFrame(
        {
            "model": model,
            "variable": panel.variables,
            "meaning": [VARIABLES[name].meaning for name in panel.variables],
            "per": [VARIABLES[name].per for name in panel.variables],
            "coefficient": plain.size,
            "std_error": plain.error,
            "p_value": p_value,
            "effect_points": points,
            "effect_low": points - reach,
            "effect_high": points + reach,
            "effect_pct": points / share,
        }
    )


def _without_error(frame: pd.DataFrame) -> tuple[str, ...]:
    """Name what has a coefficient and no error: its variance came out below 0."""
    lost = frame[frame["coefficient"].notna() & frame["std_error"].isna()]
    if lost.empty:
        return ()
    return (
        f"There are too few clusters to give an error to {listing(lost['variable'].unique())} in "
        f"the {' and '.join(lost['model'].unique())} model. Cluster by place or activity alone.",
    )


def _told(panel: Panel, fit: Fit, lost: NDArray[np.bool_], cluster: str) -> tuple[str, ...]:
    names = np.array(panel.variables)
    told = []
    if not fit.kept.all():
        told.append(
            f"{listing(names[~fit.kept].tolist())} does not differ, or follows from the variables "
            "before it; it has no coefficient in the logit."
        )
    if lost.any():
        told.append(
            f"{listing(names[lost].tolist())} follows from effects of places, activities and "
            "windows; it has no coefficient in the linear model."
        )
    for side, codes in _sides(panel, cluster).items():
        groups = len(np.unique(codes))
        if groups < FEWEST_GROUPS:
            told.append(
                f"Errors are clustered by {side}, of which there are only {groups}: they are "
                "likely to be too small."
            )
    return tuple(told)
