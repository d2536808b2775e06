"""Question: how long does it take to say how sure something is, and what comes next?

In: cells of one window. Out: steps that draw counts again, and that fit and test an entry model.
Must not know: what is made of the figures.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from smartspec.tables.matrix import Matrix

Answer = dict[str, float]
Step = Callable[[], Answer]
WINDOWS, DRAWS, FEW = 6, 1_000, 20


def complexity_of_both(cells: Any) -> Step:
    """Take a matrix to complexity of places and of activities."""
    from smartspec.indicators.complexity import activity_complexity, place_complexity
    from smartspec.tables.matrix import Matrix

    counts = Matrix(cells.sparse(), cells.places, cells.activities)

    def step() -> Answer:
        places = place_complexity(counts, components="largest")
        activities = activity_complexity(counts, components="largest")
        found = np.nansum(np.abs(places["place_complexity"]))
        return {
            "places": float(found),
            "activities": float(np.nansum(np.abs(activities["activity_complexity"]))),
        }

    return step


def complexity_of_places(cells: Any) -> Step:
    """Take a matrix to complexity of places alone."""
    from smartspec.indicators.complexity import place_complexity
    from smartspec.tables.matrix import Matrix

    counts = Matrix(cells.sparse(), cells.places, cells.activities)

    def step() -> Answer:
        found = place_complexity(counts, components="largest")["place_complexity"]
        return {"places": float(np.nansum(np.abs(found)))}

    return step


def drawn_again(cells: Any, draws: int = DRAWS) -> Step:
    """Draw counts a thousand times and give complexity and rank of each place an interval."""
    from smartspec.indicators.complexity_interval import place_complexity_interval
    from smartspec.tables.matrix import Matrix

    counts = Matrix(cells.sparse().toarray(), cells.places, cells.activities)

    def step() -> Answer:
        found = place_complexity_interval(counts, draws=draws, components="largest")
        return {f"rank_{draws}": float(np.nansum(found["rank_low"]))}

    return step


def drawn_a_little(cells: Any) -> Step:
    """Do the same for a fiftieth of the draws, to see what one of them costs."""
    return drawn_again(cells, FEW)


def windows_of(cells: Any) -> list[Matrix]:
    """Draw windows in which specialisations drift."""
    from smartspec.tables.matrix import Matrix

    rng = np.random.default_rng(20_121)
    mean = 2.0 * cells.sparse().toarray() ** 0.5 + 0.2
    found = []
    for number in range(WINDOWS):
        values = rng.poisson(mean).astype(np.float64)
        found.append(Matrix(values, cells.places, cells.activities, period=str(2000 + number)))
        mean = mean * rng.lognormal(0.0, 0.4, mean.shape)
    return found


def entry_with_back_test(cells: Any) -> Step:
    """Take windows to a panel, both models with clustered errors, and a back-test."""
    from smartspec.dynamics.backtest import back_test
    from smartspec.dynamics.entry_model import entry_model
    from smartspec.dynamics.panel import entry_panel

    windows = windows_of(cells)

    def step() -> Answer:
        panel = entry_panel(windows)
        model = entry_model(panel)
        record = back_test(panel)
        return {
            "density": float(model.fit.params[1]),
            "auc": float(record.scores["auc"].iloc[0]),
        }

    return step


def one_logit(cells: Any) -> Step:
    """Fit one logit of the same rows with statsmodels, as one writes it by hand."""
    from statsmodels.api import Logit, add_constant

    from smartspec.dynamics.panel import entry_panel

    panel = entry_panel(windows_of(cells))
    scaled = (panel.values - panel.values.mean(axis=0)) / panel.values.std(axis=0)

    def step() -> Answer:
        found = Logit(panel.moved, add_constant(scaled)).fit(disp=0)
        return {"density": float(found.params[1])}

    return step
