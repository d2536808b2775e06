"""Question: how likely is each candidate to be entered in the window to come?

In: counts in windows that follow each other. Out: a probability for each pair, if forecasts of
windows past have earned it.
Must not know: files, which place is of interest, or what is advised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from smartspec.core.errors import RequestError
from smartspec.dynamics._fit import fit_logit
from smartspec.dynamics.backtest import BackTest, back_test
from smartspec.dynamics.panel import Panel, Rules, candidates, entry_panel
from smartspec.tables.matrix import Labels, Matrix
from smartspec.tables.result import Result

PROBABILITY = "probability"


@dataclass(frozen=True, eq=False)
class EntryForecast:
    """How likely moves are in the window to come, and how such forecasts fared.

    Parameters
    ----------
    probability : Result or None
        Axes place and activity, column ``probability``; NaN for pairs that are no candidates, or
        of which something is not known. None if the back-test shows no advantage.
    record : BackTest
        How forecasts of windows past fared.
    """

    probability: Result | None
    record: BackTest


def entry_forecast(
    windows: Sequence[Matrix],
    *,
    rules: Rules | None = None,
    linked: Matrix | None = None,
    related: Result | None = None,
    draws: int = 400,
    seed: int = 1,
    confidence: float = 0.95,
) -> EntryForecast:
    """Foretell who enters what in a window of the same length after the last.

    The model is tested on windows past first (see `smartspec.dynamics.backtest.back_test`). Only
    if it has an advantage over what is known without it, it is fitted on all of them, and its
    probabilities are set right by how earlier forecasts turned out.

    Parameters
    ----------
    windows : sequence of Matrix
        Counts in windows of the same length that follow each other, the earliest first.
    rules : Rules, optional
        What counts as a move.
    linked : Matrix, optional
        How strongly places are linked.
    related : Result, optional
        Relatedness that is given.
    draws : int, default 400
        How often places are drawn anew in the back-test.
    seed : int, default 1
        The same gives the same draws.
    confidence : float, default 0.95
        Of the back-test.

    Returns
    -------
    EntryForecast
        Probabilities, and the record on which they rest.

    Raises
    ------
    RequestError
        As for `smartspec.dynamics.panel.entry_panel` and `smartspec.dynamics.backtest.back_test`.
    """
    rules = rules or Rules()
    panel = entry_panel(windows, rules=rules, linked=linked, related=related)
    record = back_test(panel, draws=draws, seed=seed, confidence=confidence)
    if not record.advantage:
        return EntryForecast(None, record)
    chances = probabilities(windows, panel, record, linked=linked, related=related)
    return EntryForecast(chances, record)


def probabilities(
    windows: Sequence[Matrix],
    panel: Panel,
    record: BackTest,
    *,
    linked: Matrix | None = None,
    related: Result | None = None,
) -> Result:
    """Say how likely each candidate is to move in the window to come.

    Parameters
    ----------
    windows : sequence of Matrix
        From which the panel was made.
    panel : Panel
        Moves of the past.
    record : BackTest
        How forecasts fared on it.
    linked : Matrix, optional
        With which the panel was made.
    related : Result, optional
        With which the panel was made.

    Returns
    -------
    Result
        Axes place and activity, column ``probability``; NaN for what is no candidate.

    Raises
    ------
    RequestError
        If the back-test shows no advantage.
    """
    if not record.advantage:
        raise RequestError(record.notes[0])
    now = candidates(windows, rules=panel.rules, linked=linked, related=related)
    odds = fit_logit(panel.values, panel.moved).log_odds(now.values)
    level, slope = record.calibration
    chance = np.full((len(now.places), len(now.activities)), np.nan)
    chance[now.place, now.activity] = expit(level + slope * odds)
    labels: tuple[Labels, ...] = (now.places, now.activities)
    return Result(
        axes=("place", "activity"),
        labels=labels,
        columns={PROBABILITY: chance},
        period=now.steps[0],
        units={PROBABILITY: "probability"},
        diagnostics={"notes": record.notes},
    )
