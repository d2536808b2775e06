"""Question: can entries be foretold from these data, and what goes with them?

In: prospects. Out: the chapter on entry, with the record of forecasts.
Must not know: how anything is fitted or rendered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smartspec.report import charts
from smartspec.report.document import (
    Block,
    Chart,
    ColumnSpec,
    Finding,
    Note,
    Section,
    Table,
)
from smartspec.report.formatting import number, percent
from smartspec.study.chapters.parts import Chapter, Material

if TYPE_CHECKING:
    import pandas as pd

    from smartspec.dynamics.backtest import BackTest
    from smartspec.dynamics.entry_model import EntryModel
    from smartspec.study.prospects import Prospects

OWN = "The model"
NAMES = {
    "density_pct": "Nearness (density)",
    "complexity": "Complexity of the activity",
    "rta": "RTA before",
    "place_size": "Size of the place",
    "activity_size": "Size of the activity",
    "ubiquity_pct": "Ubiquity of the activity",
    "diversity_pct": "Diversity of the place",
    "activity_growth": "Growth of the activity",
}


def entry(material: Material, prospects: Prospects | str) -> Chapter | str:
    """Write what goes with entry, and how forecasts of windows past fared."""
    if isinstance(prospects, str):
        return prospects
    record, model = prospects.chances.record, prospects.model
    if record is None or model is None:
        return prospects.chances.notes[0].rstrip(".")
    scores = _scores(record)
    blocks: tuple[Block, ...] = (
        Finding(prospects.chances.notes[0], "entry_scores", str(scores.iloc[0]["forecast_name"])),
        Finding(_share(model), "entry_model", NAMES["density_pct"]),
        *_effect(model),
        *_pictures(material, record, scores),
        _score_table(scores),
        _model_table(model),
        Note("method", _method(material, model, record)),
    )
    return Chapter(Section("entry", "Can entry be foretold?", blocks), _annex(record))


def _annex(record: BackTest) -> tuple[Table, ...]:
    return (
        Table(
            "entry_steps",
            "Scores window by window",
            (
                ColumnSpec("step", "Foretold", wide=True),
                ColumnSpec("forecast", "Forecast by"),
                ColumnSpec("pairs", "Candidates", "int"),
                ColumnSpec("moves", "Entered", "int"),
                ColumnSpec("auc", "Area under the curve", "decimal2"),
                ColumnSpec("average_precision", "Average precision", "decimal2"),
            ),
            record.steps,
        ),
        Table(
            "entry_reliability",
            "What was foretold, and what came",
            (
                ColumnSpec("predicted_pct", "Foretold", "pct"),
                ColumnSpec("observed_pct", "Came", "pct"),
                ColumnSpec("low_pct", "Interval", "interval", upper="high_pct", unit="%"),
                ColumnSpec("pairs", "Candidates", "int"),
            ),
            record.reliability.assign(
                predicted_pct=100 * record.reliability["predicted"],
                observed_pct=100 * record.reliability["observed"],
                low_pct=100 * record.reliability["observed_low"],
                high_pct=100 * record.reliability["observed_high"],
            ),
        ),
    )


def _scores(record: BackTest) -> pd.DataFrame:
    frame = record.scores
    names = {"model": OWN, "without relatedness": "The model without relatedness"}
    return frame.assign(
        forecast_name=[names.get(name, name[:1].upper() + name[1:]) for name in frame["forecast"]]
    ).sort_values("auc", ascending=False, kind="stable", ignore_index=True)


def _share(model: EntryModel) -> str:
    return (
        f"Of {number(model.pairs)} candidates in windows past, {number(model.moves)} were entered "
        f"in the next window ({percent(model.moved_pct)})."
    )


def _effect(model: EntryModel) -> list[Finding]:
    """Say what ten points more density go with."""
    rows = model.frame[model.frame["variable"] == "density_pct"]
    logit = rows[rows["model"] == "logit"].iloc[0]
    sure = logit["effect_low"] > 0 or logit["effect_high"] < 0
    way = "more" if logit["effect_points"] >= 0 else "fewer"
    part = percent(abs(logit["effect_pct"]), decimals=0)
    text = f"All else equal, 10 points more nearness go with {part} {way} entries"
    span = (
        f"{number(logit['effect_low'], decimals=1)} to {number(logit['effect_high'], decimals=1)}"
    )
    text += f" ({number(logit['effect_points'], decimals=1)} percentage points, interval {span})"
    text += "." if sure else ", which chance may explain."
    return [Finding(text, "entry_model", NAMES["density_pct"])]


def _pictures(material: Material, record: BackTest, scores: pd.DataFrame) -> tuple[Chart, ...]:
    best = scores.iloc[0]
    seen = "Each window foretold from those before it"
    return (
        Chart(
            "entry_scores",
            f"{best['forecast_name']} tells entries apart best",
            charts.scores(
                scores,
                label="forecast_name",
                value="auc",
                low="auc_low",
                high="auc_high",
                highlight=OWN,
                value_title="Area under the curve: right in so many of all comparisons",
            ),
            f"Dots with intervals. Best: {best['forecast_name']} with "
            f"{number(best['auc'], decimals=2)}; chance is 0.5.",
            "entry_scores",
            subtitle=f"{seen}; lines are {material.limits.confidence:.0%} intervals",
            source_note=material.source_note,
        ),
        Chart(
            "entry_reliability",
            "What was foretold, and what came",
            charts.reliability(
                record.reliability,
                predicted_title="Foretold, % of the candidates",
                observed_title="Entered, % of the candidates",
                above="entered more often than foretold",
                below="entered less often than foretold",
            ),
            "Tenths of the candidates by the chance they were given, against the part that "
            "entered; on the diagonal forecasts are right.",
            "entry_reliability",
            subtitle=f"{seen}; each dot is a tenth of the candidates",
            source_note=material.source_note,
        ),
    )


def _score_table(scores: pd.DataFrame) -> Table:
    return Table(
        "entry_scores",
        "How well entries were foretold, on windows not seen",
        (
            ColumnSpec("forecast_name", "Forecast by", wide=True),
            ColumnSpec("auc", "Area under the curve", "decimal2"),
            ColumnSpec("auc_low", "Interval", "interval", upper="auc_high"),
            ColumnSpec("average_precision", "Average precision", "decimal2"),
            ColumnSpec("precision_at_k", "Right among the first", "decimal2"),
            ColumnSpec("brier_skill", "Skill of the chances", "signed"),
        ),
        scores,
        note=(
            "Area: how often one that was entered scored above one that was not; 0.5 is chance. "
            "Average precision: how pure the top of the list is. Right among the first: what part "
            "of each place's five first candidates it entered. Skill of the chances: 0 is as good "
            "as the share that entered before, 1 is perfect."
        ),
    )


def _model_table(model: EntryModel) -> Table:
    frame = model.frame
    wide = frame[frame["model"] == "logit"].merge(
        frame[frame["model"] == "linear"], on=["variable", "per"], suffixes=("", "_linear")
    )
    wide = wide.assign(name=wide["variable"].map(lambda one: NAMES.get(one, one)))
    return Table(
        "entry_model",
        "What goes with entry, percentage points",
        (
            ColumnSpec("name", "What was known before", wide=True),
            ColumnSpec("per", "For"),
            ColumnSpec("effect_points", "Effect, logit", "percent-points"),
            ColumnSpec("effect_low", "Interval", "interval", upper="effect_high"),
            ColumnSpec("p_value", "p", "p"),
            ColumnSpec("effect_points_linear", "Effect, linear", "percent-points"),
            ColumnSpec("p_value_linear", "p", "p"),
        ),
        wide,
        note=(
            f"{number(model.moves)} of {number(model.pairs)} candidates entered "
            f"({percent(model.moved_pct)}). Linear: with effects of places, activities and "
            "windows. Errors clustered by place and activity."
        ),
    )


def _method(material: Material, model: EntryModel, record: BackTest) -> str:
    steps = record.steps["step"].drop_duplicates().tolist()
    return (
        f"An entry is an RTA that reaches {material.limits.rta:g} and has risen by more than "
        "chance explains; places with "
        f"at least {number(material.limits.minimum)} {material.unit} before. Foretold: "
        f"{'; '.join(steps)}. No probability is given unless the model is surely better than "
        "ubiquity, diversity, the last RTA, chance and the same model without relatedness: that "
        "nearness goes with entry on the whole does not make it foretell which comes next. "
        + " ".join(model.notes)
    ).strip()
