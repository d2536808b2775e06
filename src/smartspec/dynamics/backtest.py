"""Question: would a model have foretold what then came, better than what is known without it?

In: a panel of several steps. Out: how each way to foretell fared on steps that it had not seen.
Must not know: files, which place is of interest, or what is advised.

Each step is foretold by a model that was fitted on the steps before it. Probabilities are set
right by how earlier forecasts, which had not seen their step either, turned out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from smartspec.core.errors import RequestError, listing
from smartspec.dynamics._fit import Fit, fit_logit
from smartspec.dynamics._known import DENSITY, LINKED
from smartspec.dynamics._record import (
    ALONE,
    BASELINES,
    CHANCE,
    MODEL,
    RIVALS,
    WITHOUT,
    Forecast,
    Rows,
    Scored,
    reliability_table,
    score_table,
    step_table,
    verdict,
)
from smartspec.dynamics.panel import Panel
from smartspec.dynamics.scores import (
    areas,
    precision_at,
    weights_of_places,
)
from smartspec.indicators._checks import confidence as checked
from smartspec.tables.matrix import Array

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 20
"""Draws below which an interval says too little; moves below which a step is not scored."""


@dataclass(frozen=True, eq=False)
class BackTest:
    """How forecasts fared on steps that they had not seen.

    Parameters
    ----------
    scores : pandas.DataFrame
        One row a way to foretell, averaged over steps: ``forecast``; ``auc``,
        ``average_precision``, ``precision_at_k``, each with ``_low`` and ``_high``;
        ``brier`` and ``brier_skill`` (1 is perfect, 0 as good as the share that moved before), of
        the model and of chance alone;
        ``auc_gain`` and ``average_precision_gain`` with their limits: by how much the model is
        better.
    steps : pandas.DataFrame
        One row a step and way to foretell: ``pairs``, ``moves``, ``auc``, ``average_precision``.
    reliability : pandas.DataFrame
        One row a tenth of the pairs by predicted probability: ``predicted``, ``observed``,
        ``observed_low``, ``observed_high``, ``pairs``.
    advantage : bool
        Whether the model is surely better than ubiquity, diversity, the last RTA, chance, and the
        same model without relatedness.
    relatedness_adds : bool
        Whether it is surely better than the same model without relatedness.
    calibration : tuple of float
        Level and slope by which the log-odds of the next forecast are set right.
    notes : tuple of str
        The verdict in words, and what a careful reader should know.
    """

    scores: pd.DataFrame
    steps: pd.DataFrame
    reliability: pd.DataFrame
    advantage: bool
    relatedness_adds: bool
    calibration: tuple[float, float]
    notes: tuple[str, ...]


def back_test(
    panel: Panel, *, k: int = 5, draws: int = 400, seed: int = 1, confidence: float = 0.95
) -> BackTest:
    """Fit on what was known up to a window, foretell the next, compare with what came.

    The model with all variables is held against: the activity's ubiquity, the place's diversity
    and the last RTA (each alone, its direction learned from the past), chance, and the same model
    without relatedness. Only if it is surely better than each of them does it have an advantage:
    a model that knows how large places are is better than any one baseline also where relatedness
    has nothing to say.

    Parameters
    ----------
    panel : Panel
        From `smartspec.dynamics.panel.entry_panel`, of two steps or more.
    k : int, default 5
        How many candidates of a place precision looks at.
    draws : int, default 400
        How often places are drawn anew, for intervals.
    seed : int, default 1
        The same gives the same draws.
    confidence : float, default 0.95
        Of the intervals, and of "surely".

    Returns
    -------
    BackTest
        Scores, their parts, reliability and the verdict.

    Raises
    ------
    RequestError
        If there are fewer than two steps, or too few moves in them.

    Notes
    -----
    Scores of a step are averaged over steps with equal weight. In a draw of places, scores are
    told apart on 4,096 levels. The first forecast is not set right, since none came before it.

    References
    ----------
    Li, Y. and Neffke, F. M. H. (2024). Evaluating the principle of relatedness: estimation, drivers
    and implications for policy. Research Policy 53(3), 104952.
    https://doi.org/10.1016/j.respol.2024.104952

    Platt, J. (1999). Probabilistic outputs for support vector machines and comparisons to
    regularized likelihood methods. Advances in Large Margin Classifiers, MIT Press, 61-74.
    """
    level = checked(confidence)
    if draws < FEWEST:
        raise RequestError(f"{draws} draws say too little. Give {FEWEST} or more; 400 is usual.")
    if k < 1:
        raise RequestError(f"Precision looks at 1 candidate or more; {k} is given.")
    forecasts, skipped = _forecasts(panel)
    probabilities, calibration = _calibrated(panel, forecasts)
    weights = weights_of_places(len(panel.places), draws=draws, seed=seed)
    found = {
        name: [_scored(panel, one, one.scores[name], weights, k) for one in forecasts]
        for name in forecasts[0].scores
    }
    scores = score_table(panel, forecasts, found, probabilities, level)
    beats = scores.set_index("forecast")
    gains = beats[["auc_gain_low", "average_precision_gain_low"]] > 0
    advantage = bool(gains.loc[list(RIVALS)].to_numpy().all())
    adds = bool(gains.loc[WITHOUT].all())
    return BackTest(
        scores=scores,
        steps=step_table(panel, forecasts, found),
        reliability=reliability_table(panel, forecasts, probabilities, weights, level),
        advantage=advantage,
        relatedness_adds=adds,
        calibration=calibration,
        notes=(
            verdict(panel, scores, gains),
            *skipped,
            *panel.notes,
        ),
    )


def ways(variables: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Name the ways to foretell, each with the variables that it knows.

    Parameters
    ----------
    variables : tuple of str
        What is known.

    Returns
    -------
    dict of str to tuple of str
        The model first.

    Examples
    --------
    >>> ways(("density_pct", "rta"))["without relatedness"]
    ('rta',)
    """
    found = {
        MODEL: variables,
        WITHOUT: tuple(name for name in variables if name not in (DENSITY, LINKED)),
        ALONE: (DENSITY,),
    }
    return found | {name: (one,) for name, one in BASELINES.items()} | {CHANCE: ()}


def fitted(panel: Panel, rows: Rows, variables: tuple[str, ...]) -> tuple[Fit, list[int]]:
    """Fit a logit of some variables on some rows.

    Parameters
    ----------
    panel : Panel
        The rows.
    rows : array of bool, shape (n_rows,)
        On which to fit.
    variables : tuple of str
        What the logit knows.

    Returns
    -------
    fit : Fit
        The logit.
    columns : list of int
        Where its variables stand in the panel.
    """
    columns = [panel.variables.index(name) for name in variables]
    return fit_logit(panel.values[rows][:, columns], panel.moved[rows]), columns


def _forecasts(panel: Panel) -> tuple[list[Forecast], tuple[str, ...]]:
    """Foretell each step but the first from those before it."""
    if len(panel.steps) < 2:
        raise RequestError(
            f"A back-test needs two steps or more, one to learn from and one to foretell; there is "
            f"{listing(panel.steps)} alone. Give more windows."
        )
    found, skipped = [], []
    for step in range(1, len(panel.steps)):
        past, now = panel.step < step, panel.step == step
        moves = [int(panel.moved[rows].sum()) for rows in (past, now)]
        if min(moves) < FEWEST:
            skipped.append(
                f"{panel.steps[step]} is not scored: with {moves[0]} moves before and {moves[1]} "
                f"in it ({FEWEST} are needed) a score would be chance."
            )
            continue
        scores = {}
        for name, variables in ways(panel.variables).items():
            fit, columns = fitted(panel, past, variables)
            scores[name] = fit.log_odds(panel.values[now][:, columns])
        found.append(Forecast(step, now, scores))
    if not found:
        raise RequestError(
            f"No step has enough moves to be foretold: {' '.join(skipped)} Take coarser windows, "
            "or count also what chance may explain (--moves any)."
        )
    return found, tuple(skipped)


def _calibrated(panel: Panel, forecasts: list[Forecast]) -> tuple[list[Array], tuple[float, float]]:
    """Set forecasts right by how those before them turned out; also give what the next needs."""
    found, known, came = [], [], []
    level, slope = 0.0, 1.0
    for one in forecasts:
        odds = one.scores[MODEL]
        found.append(np.asarray(expit(level + slope * odds)))
        known.append(odds)
        came.append(panel.moved[one.rows])
        level, slope = _platt(np.concatenate(known), np.concatenate(came))
    return found, (level, slope)


def _platt(odds: Array, moved: Array) -> tuple[float, float]:
    """Find the line through log-odds that fits what came."""
    fit = fit_logit(odds[:, None], moved)
    if not fit.kept[0] or fit.params[1] <= 0:  # the forecasts said nothing; only the share is kept
        share = float(moved.mean())
        return float(np.log(share / (1.0 - share))), 0.0
    slope = float(fit.params[1] / fit.scale[0])
    return float(fit.params[0] - slope * fit.center[0]), slope


def _scored(panel: Panel, one: Forecast, score: Array, weights: Array, k: int) -> Scored:
    moved, place = panel.moved[one.rows], panel.place[one.rows]
    return Scored(
        *areas(score, moved, place, weights), precision_at(score, moved, place, weights, k=k)
    )
