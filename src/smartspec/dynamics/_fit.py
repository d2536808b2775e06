"""Question: which logit explains best who moved?

In: what was known of each row, and who moved. Out: coefficients, and probabilities for other rows.
Must not know: places, windows, or what is made of a probability.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from smartspec.core.errors import RequestError
from smartspec.tables.matrix import Array

Groups = NDArray[np.int32]

SAME = 1e-8
"""Part of a variable that the others leave, below which it says nothing of its own."""

STEPS = 100
"""Steps of Newton's method; a logit that exists takes less than ten."""


@dataclass(frozen=True, eq=False)
class Fit:
    """A logit of standardised variables.

    Parameters
    ----------
    center, scale : array of shape (n_variables,)
        By which variables are standardised.
    kept : array of bool, shape (n_variables,)
        Variables that say something of their own.
    params : array of shape (1 + n_kept,)
        Intercept and coefficients of what is kept.
    covariance : array of shape (1 + n_kept, 1 + n_kept)
        Of ``params``; robust to what rows of a group have in common, if groups were given.
    """

    center: Array
    scale: Array
    kept: NDArray[np.bool_]
    params: Array
    covariance: Array

    def log_odds(self, values: Array) -> Array:
        """Give the log-odds of rows.

        Parameters
        ----------
        values : array of shape (n_rows, n_variables)
            What is known of them.

        Returns
        -------
        array of shape (n_rows,)
            Log-odds of a move.
        """
        slopes = self.params[1:] / self.scale[self.kept]
        level = self.params[0] - float(slopes @ self.center[self.kept])
        found: Array = values[:, self.kept] @ slopes + level
        return found

    def probability(self, values: Array) -> Array:
        """Give the probability that rows move.

        Parameters
        ----------
        values : array of shape (n_rows, n_variables)
            What is known of them.

        Returns
        -------
        array of shape (n_rows,)
            From 0 to 1.
        """
        return np.asarray(expit(self.log_odds(values)))


def fit_logit(values: Array, moved: Array, *, groups: Groups | None = None) -> Fit:
    """Fit a logit by maximum likelihood.

    Parameters
    ----------
    values : array of shape (n_rows, n_variables)
        What was known; there may be no variable at all.
    moved : array of shape (n_rows,)
        1 or 0, both there.
    groups : array of int, shape (n_rows,) or (n_rows, 2), optional
        Rows of a group have chance in common; of two, in either way.

    Returns
    -------
    Fit
        The logit.

    Raises
    ------
    RequestError
        If moves can be told from the rest without a mistake, so that no logit exists.

    Examples
    --------
    Of four rows with 0 one moved, of four with 1 three: log-odds of -log(3) and log(3).

    >>> values = np.array([[0.0]] * 4 + [[1.0]] * 4)
    >>> found = fit_logit(values, np.array([1.0, 0, 0, 0, 1, 1, 1, 0]))
    >>> found.probability(np.array([[0.0], [1.0]])).round(6)
    array([0.25, 0.75])
    """
    from statsmodels.discrete.discrete_model import Logit
    from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationWarning

    center, scale = values.mean(axis=0), values.std(axis=0)
    kept = independent(values, center, scale)
    design = np.ones((len(values), 1 + int(kept.sum())))
    design[:, 1:] = (values[:, kept] - center[kept]) / scale[kept]
    robust = {} if groups is None else {"cov_type": "cluster", "cov_kwds": {"groups": groups}}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ConvergenceWarning)
            warnings.simplefilter("error", PerfectSeparationWarning)
            warnings.simplefilter("ignore", RuntimeWarning)
            found = Logit(moved, design, check_rank=False).fit(
                disp=0, maxiter=STEPS, method="newton", **robust
            )
    except (ConvergenceWarning, PerfectSeparationWarning, np.linalg.LinAlgError) as reason:
        raise RequestError(
            "What is known tells those that moved from the others without a mistake, or nearly so; "
            "no model can be fitted. Widen the windows, or count also what chance may explain "
            "(--moves any)."
        ) from reason
    return Fit(center, scale, kept, np.asarray(found.params), np.asarray(found.cov_params()))


def independent(values: Array, center: Array, scale: Array) -> NDArray[np.bool_]:
    """Mark the variables that say something that those before them do not.

    Parameters
    ----------
    values : array of shape (n_rows, n_variables)
        The variables.
    center, scale : array of shape (n_variables,)
        Their means and deviations.

    Returns
    -------
    array of bool, shape (n_variables,)
        Which to keep.

    Examples
    --------
    >>> values = np.array([[1.0, 5.0, 2.0], [2.0, 5.0, 4.0], [4.0, 5.0, 8.0]])
    >>> independent(values, values.mean(axis=0), values.std(axis=0))
    array([ True, False, False])
    """
    kept = np.zeros(len(scale), dtype=bool)
    alive = scale > SAME * np.maximum(np.abs(center), 1.0)
    if not alive.any():
        return kept
    alike = np.eye(len(scale))
    alike[np.ix_(alive, alive)] = np.atleast_2d(np.corrcoef(values[:, alive], rowvar=False))
    for number in np.flatnonzero(alive):
        own = alike[number, kept]
        explained = own @ np.linalg.solve(alike[np.ix_(kept, kept)], own) if kept.any() else 0.0
        kept[number] = 1.0 - explained > SAME
    return kept
