"""Question: how did forecasts fare, in tables and in words?

In: forecasts of steps, what came, and how each score fared. Out: tables, and the verdict.
Must not know: how a forecast is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from smartspec.dynamics._known import DIVERSITY, RTA, UBIQUITY
from smartspec.dynamics.panel import Panel
from smartspec.dynamics.scores import Value, mean_of, share_of
from smartspec.tables.matrix import Array

if TYPE_CHECKING:
    import pandas as pd

Rows = NDArray[np.bool_]

MODEL, WITHOUT, ALONE, CHANCE = "model", "without relatedness", "density alone", "chance"
BASELINES = {"ubiquity": UBIQUITY, "diversity": DIVERSITY, "last RTA": RTA}
RIVALS = (*BASELINES, CHANCE, WITHOUT)
"""What a model has to be better than, before it has an advantage."""
BINS = 10


class Forecast(NamedTuple):
    """What was foretold for the rows of a step.

    Parameters
    ----------
    step : int
        Which.
    rows : array of bool, shape (n_rows,)
        Its rows in the panel.
    scores : dict of str to array
        Log-odds of these rows by each way to foretell.
    """

    step: int
    rows: Rows
    scores: dict[str, Array]


class Scored(NamedTuple):
    """How one way to foretell fared in one step.

    Parameters
    ----------
    auc, average_precision : Value
        The area under the curve, and how pure the top of the list is.
    precision_at_k : Value
        The part of each place's first candidates that it moved on.
    """

    auc: Value
    average_precision: Value
    precision_at_k: Value


def score_table(
    panel: Panel,
    forecasts: list[Forecast],
    found: dict[str, list[Scored]],
    probabilities: list[Array],
    level: float,
) -> pd.DataFrame:
    """Average over steps, with intervals, and set the model beside each other way.

    Parameters
    ----------
    panel : Panel
        What came.
    forecasts : list of Forecast
        What was foretold.
    found : dict of str to list of Scored
        How each way to foretell fared in each step.
    probabilities : list of array
        Of the model, set right.
    level : float
        Of the intervals.

    Returns
    -------
    pandas.DataFrame
        One row a way to foretell.
    """
    import pandas as pd

    means = {
        name: Scored(*(mean_of(list(part)) for part in zip(*steps, strict=True)))
        for name, steps in found.items()
    }
    rows = []
    for name, mean in means.items():
        row: dict[str, object] = {"forecast": name}
        for measure, value in mean._asdict().items():
            row[measure] = value.plain
            row[f"{measure}_low"], row[f"{measure}_high"] = value.limits(level)
        # Of the others no probabilities are set right, so that theirs cannot be compared.
        chances = {MODEL: probabilities, CHANCE: [expit(one.scores[CHANCE]) for one in forecasts]}
        row["brier"], row["brier_skill"] = np.nan, np.nan
        if name in chances:
            row["brier"], row["brier_skill"] = _brier(panel, forecasts, chances[name])
        for measure in ("auc", "average_precision"):
            gain = getattr(means[MODEL], measure).minus(getattr(mean, measure))
            row[f"{measure}_gain"] = gain.plain
            row[f"{measure}_gain_low"], row[f"{measure}_gain_high"] = gain.limits(level)
        rows.append(row)
    return pd.DataFrame(rows)


def _brier(panel: Panel, forecasts: list[Forecast], chances: list[Array]) -> tuple[float, float]:
    """Give the mean squared error of probabilities, and the part of it that knowledge saves."""
    own, plain = [], []
    for one, chance in zip(forecasts, chances, strict=True):
        moved = panel.moved[one.rows]
        own.append(float(np.mean((chance - moved) ** 2)))
        plain.append(float(np.mean((expit(one.scores[CHANCE]) - moved) ** 2)))
    error = float(np.mean(own))
    return error, 1.0 - error / float(np.mean(plain))


def step_table(
    panel: Panel, forecasts: list[Forecast], found: dict[str, list[Scored]]
) -> pd.DataFrame:
    """Give the scores of each step by itself.

    Parameters
    ----------
    panel : Panel
        What came.
    forecasts : list of Forecast
        What was foretold.
    found : dict of str to list of Scored
        How each way to foretell fared in each step.

    Returns
    -------
    pandas.DataFrame
        One row a step and way to foretell.
    """
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "step": panel.steps[one.step],
                "forecast": name,
                "pairs": int(one.rows.sum()),
                "moves": int(panel.moved[one.rows].sum()),
                "auc": steps[number].auc.plain,
                "average_precision": steps[number].average_precision.plain,
            }
            for number, one in enumerate(forecasts)
            for name, steps in found.items()
        ]
    )


def reliability_table(
    panel: Panel,
    forecasts: list[Forecast],
    probabilities: list[Array],
    weights: Array,
    level: float,
) -> pd.DataFrame:
    """Compare what was foretold with what came, tenth by tenth of the pairs.

    Parameters
    ----------
    panel : Panel
        What came.
    forecasts : list of Forecast
        What was foretold.
    probabilities : list of array
        Of the model, set right.
    weights : array of shape (n_places, n_draws)
        How often each place is drawn.
    level : float
        Of the intervals.

    Returns
    -------
    pandas.DataFrame
        One row a tenth, the least likely first.
    """
    import pandas as pd

    chance = np.concatenate(probabilities)
    moved = np.concatenate([panel.moved[one.rows] for one in forecasts])
    place = np.concatenate([panel.place[one.rows] for one in forecasts])
    edges = np.unique(np.quantile(chance, np.linspace(0.0, 1.0, BINS + 1)))
    bins = np.clip(np.searchsorted(edges, chance, side="right") - 1, 0, max(len(edges) - 2, 0))
    rows = []
    for one in np.unique(bins):
        held = bins == one
        count = np.bincount(place[held], minlength=len(weights)).astype(np.float64)
        came = np.zeros(len(weights))
        np.add.at(came, place[held], moved[held])
        share = share_of(came, count, weights)
        low, high = share.limits(level)
        rows.append(
            {
                "predicted": float(chance[held].mean()),
                "observed": share.plain,
                "observed_low": low,
                "observed_high": high,
                "pairs": int(held.sum()),
            }
        )
    return pd.DataFrame(rows)


def verdict(panel: Panel, scores: pd.DataFrame, gains: pd.DataFrame) -> str:
    """Say in words whether forecasts are worth anything here.

    Parameters
    ----------
    panel : Panel
        What was foretold.
    scores : pandas.DataFrame
        From `score_table`.
    gains : pandas.DataFrame
        By way to foretell: whether the model surely gains on it, in both scores.

    Returns
    -------
    str
        A sentence or two.
    """
    auc = dict(zip(scores["forecast"], scores["auc"], strict=True))
    kind = "entries" if panel.rules.outcome == "entry" else "exits"
    told = (
        f"on windows that it had not seen, the model tells {kind} from the rest in "
        f"{auc[MODEL]:.0%} of comparisons"
    )
    equal = [_NAMED.get(name, name) for name in RIVALS if not gains.loc[name].all()]
    if equal:
        return (
            f"No advantage: {told}, which is not surely better than {' or '.join(equal)}. No "
            "probability is given."
        )
    best = max(BASELINES, key=lambda name: auc[name])
    return (
        f"An advantage: {told}; the best baseline ({best}) in {auc[best]:.0%}, the model without "
        f"relatedness in {auc[WITHOUT]:.1%}."
    )


_NAMED = {
    "ubiquity": "ubiquity alone",
    "diversity": "diversity alone",
    "last RTA": "the last RTA alone",
    WITHOUT: "the same model without relatedness",
}
